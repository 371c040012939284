//! The text of one Word paragraph as it is printed when all tracked changes are accepted, or all rejected.

use roxmltree::Node;

use super::{Changes, PROVISION_BOOKMARK, ROW_BOOKMARK};
use crate::xml::NodeExt;

/// Longest field instruction that is looked at.
const INSTRUCTION_BYTES_MAX: usize = 1_000;

/// Complex fields that are open while reading; they may run over many paragraphs.
#[derive(Debug, Default)]
pub(super) struct Fields {
    open: Vec<Field>,
}

#[derive(Debug, Default)]
struct Field {
    instruction: String,
    in_result: bool,
}

impl Fields {
    /// Whether the text here is the result of a table of contents.
    fn in_contents(&self) -> bool {
        self.open.iter().any(|field| is_contents(&field.instruction))
    }

    /// Whether the text here is the code of a field, which is not printed.
    fn in_code(&self) -> bool {
        self.open.iter().any(|field| !field.in_result)
    }
}

fn is_contents(instruction: &str) -> bool {
    matches!(instruction.split_whitespace().next(), Some("TOC" | "INDEX" | "TOA"))
}

/// A reference to a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NoteReference {
    pub(super) is_endnote: bool,
    pub(super) id: String,
}

/// What stands in one paragraph.
#[derive(Debug, Default)]
pub(super) struct Inline<'a, 'i> {
    pub(super) text: String,
    pub(super) deleted: String,
    pub(super) hidden: String,
    /// Some of the text is the result of a table of contents.
    pub(super) computed: bool,
    pub(super) notes: Vec<NoteReference>,
    pub(super) deleted_notes: Vec<NoteReference>,
    /// Contents of text boxes anchored here.
    pub(super) boxes: Vec<Node<'a, 'i>>,
    /// Pictures and embedded objects.
    pub(super) objects: usize,
    /// Whether every printed character is bold.
    pub(super) all_bold: bool,
    pub(super) provision: Option<String>,
    pub(super) row_provision: Option<String>,
    /// Comments attached here, and where comment ranges begin and end in the text.
    pub(super) comments: Vec<String>,
    pub(super) range_starts: Vec<(String, usize)>,
    pub(super) range_ends: Vec<(String, usize)>,
    /// Symbols without a Unicode meaning: font and code.
    pub(super) symbols: Vec<(String, String)>,
}

/// Reads the content of a paragraph. `style_bold` says whether its style is bold.
pub(super) fn read<'a, 'i>(
    paragraph: Node<'a, 'i>,
    fields: &mut Fields,
    style_bold: bool,
    changes: Changes,
) -> Inline<'a, 'i> {
    let mut walker = Walker {
        inline: Inline { all_bold: true, ..Inline::default() },
        fields,
        style_bold,
        changes,
        is_deleted: false,
    };
    walker.children(paragraph);
    walker.inline
}

struct Walker<'a, 'i, 'f> {
    inline: Inline<'a, 'i>,
    fields: &'f mut Fields,
    style_bold: bool,
    changes: Changes,
    is_deleted: bool,
}

impl<'a, 'i> Walker<'a, 'i, '_> {
    fn children(&mut self, parent: Node<'a, 'i>) {
        for node in parent.children().filter(Node::is_element) {
            match node.tag_name().name() {
                "r" => self.run(node),
                name if self.changes.drops(name) => {
                    let outer = std::mem::replace(&mut self.is_deleted, true);
                    self.children(node);
                    self.is_deleted = outer;
                }
                "fldSimple" => {
                    let instruction = node.attr("instr").unwrap_or_default().to_owned();
                    self.fields.open.push(Field { instruction, in_result: true });
                    self.children(node);
                    self.fields.open.pop();
                }
                "oMath" | "oMathPara" => {
                    let formula: String = node
                        .descendants()
                        .filter(|inner| inner.is("t"))
                        .filter_map(|inner| inner.text())
                        .collect();
                    self.push(&formula, false, self.style_bold);
                }
                "bookmarkStart" => self.bookmark(node),
                "commentRangeStart" => {
                    let id = node.attr("id").unwrap_or_default().to_owned();
                    self.inline.range_starts.push((id, self.inline.text.len()));
                }
                "commentRangeEnd" => {
                    let id = node.attr("id").unwrap_or_default().to_owned();
                    self.inline.range_ends.push((id, self.inline.text.len()));
                }
                "AlternateContent" => {
                    if let Some(chosen) = alternative(node) {
                        self.children(chosen);
                    }
                }
                "pPr" | "sdtPr" | "sdtEndPr" | "rt" | "rubyPr" => {}
                _ => self.children(node),
            }
        }
    }

    fn run(&mut self, run: Node<'a, 'i>) {
        let properties = run.child("rPr");
        let is_hidden = properties.and_then(|p| p.flag("vanish")).unwrap_or(false);
        let is_bold = properties.and_then(|p| p.flag("b")).unwrap_or(self.style_bold);
        self.run_content(run, is_hidden, is_bold);
    }

    fn run_content(&mut self, run: Node<'a, 'i>, is_hidden: bool, is_bold: bool) {
        for node in run.children().filter(Node::is_element) {
            match node.tag_name().name() {
                "t" | "delText" => {
                    let text: String = node.children().filter_map(|inner| inner.text()).collect();
                    self.push(&text, is_hidden, is_bold);
                }
                "tab" | "ptab" => self.push("\t", is_hidden, is_bold),
                // Page and column breaks are layout; the others are line ends.
                "br" if matches!(node.attr("type"), Some("page" | "column")) => {}
                "br" | "cr" => self.push("\n", is_hidden, is_bold),
                "noBreakHyphen" => self.push("\u{2011}", is_hidden, is_bold),
                "sym" => self.symbol(node, is_hidden, is_bold),
                "footnoteReference" => self.note(node, false),
                "endnoteReference" => self.note(node, true),
                "commentReference" => {
                    self.inline.comments.push(node.attr("id").unwrap_or_default().to_owned());
                }
                "fldChar" => self.field_character(node),
                "instrText" => {
                    if let (Some(field), Some(code)) = (self.fields.open.last_mut(), node.text())
                        && !field.in_result
                        && field.instruction.len() + code.len() <= INSTRUCTION_BYTES_MAX
                    {
                        field.instruction.push_str(code);
                    }
                }
                "drawing" | "pict" | "object" => self.drawing(node),
                "AlternateContent" => {
                    if let Some(chosen) = alternative(node) {
                        self.run_content(chosen, is_hidden, is_bold);
                    }
                }
                "ruby" => {
                    if let Some(base) = node.child("rubyBase") {
                        self.children(base);
                    }
                }
                _ => {}
            }
        }
    }

    fn push(&mut self, text: &str, is_hidden: bool, is_bold: bool) {
        if self.fields.in_code() {
            return;
        }
        let target = if self.is_deleted {
            &mut self.inline.deleted
        } else if is_hidden {
            &mut self.inline.hidden
        } else {
            if !is_bold && !text.trim().is_empty() {
                self.inline.all_bold = false;
            }
            self.inline.computed |= self.fields.in_contents();
            &mut self.inline.text
        };
        // A soft hyphen is a place to break a line, not a character of the word.
        target.extend(text.chars().filter(|character| *character != '\u{AD}'));
    }

    fn field_character(&mut self, node: Node<'a, 'i>) {
        match node.attr("fldCharType") {
            Some("begin") => self.fields.open.push(Field::default()),
            Some("separate") => {
                if let Some(field) = self.fields.open.last_mut() {
                    field.in_result = true;
                }
            }
            Some("end") => {
                self.fields.open.pop();
            }
            _ => {}
        }
    }

    fn note(&mut self, node: Node<'a, 'i>, is_endnote: bool) {
        let reference = NoteReference { is_endnote, id: node.attr("id").unwrap_or_default().to_owned() };
        if self.is_deleted {
            self.inline.deleted_notes.push(reference);
        } else {
            self.inline.notes.push(reference);
        }
    }

    fn bookmark(&mut self, node: Node<'a, 'i>) {
        let name = node.attr("name").unwrap_or_default();
        if let Some(id) = name.strip_prefix(PROVISION_BOOKMARK) {
            self.inline.provision.get_or_insert_with(|| id.to_owned());
        } else if let Some(id) = name.strip_prefix(ROW_BOOKMARK) {
            self.inline.row_provision.get_or_insert_with(|| id.to_owned());
        }
    }

    fn symbol(&mut self, node: Node<'a, 'i>, is_hidden: bool, is_bold: bool) {
        let code = node.attr("char").unwrap_or_default();
        let character = u32::from_str_radix(code, 16).ok().and_then(char::from_u32);
        match character {
            Some(known) if !known.is_control() && !('\u{E000}'..='\u{F8FF}').contains(&known) => {
                self.push(known.encode_utf8(&mut [0; 4]), is_hidden, is_bold);
            }
            _ => {
                self.push("•", is_hidden, is_bold);
                self.inline.symbols.push((node.attr("font").unwrap_or_default().to_owned(), code.to_owned()));
            }
        }
    }

    fn drawing(&mut self, node: Node<'a, 'i>) {
        let before = self.inline.boxes.len();
        text_boxes(node, &mut self.inline.boxes);
        if self.inline.boxes.len() == before {
            self.inline.objects += 1;
        }
    }
}

/// The contents of the outermost text boxes below a drawing.
fn text_boxes<'a, 'i>(node: Node<'a, 'i>, boxes: &mut Vec<Node<'a, 'i>>) {
    for child in node.children().filter(Node::is_element) {
        if child.is("txbxContent") {
            boxes.push(child);
        } else if child.is("AlternateContent") {
            if let Some(chosen) = alternative(child) {
                text_boxes(chosen, boxes);
            }
        } else {
            text_boxes(child, boxes);
        }
    }
}

/// The one branch of alternative content that is read: the first choice, else the fallback.
pub(super) fn alternative<'a, 'i>(node: Node<'a, 'i>) -> Option<Node<'a, 'i>> {
    node.child("Choice").or_else(|| node.child("Fallback"))
}
