//! Walks the body of a Word document: paragraphs, tables, notes.

use std::collections::BTreeMap;

use kenes_domain::program::ProvisionKind;
use roxmltree::Node;

use super::inline::{self, Fields, Inline, NoteReference, alternative};
use super::notes::Notes;
use super::numbering::{Counters, Label, Numbering};
use super::styles::{Role, Styles, outline_level};
use super::{Changes, Trees};
use crate::error::ImportError;
use crate::label::{self, Nesting};
use crate::outline::{BLOCKS_MAX, Block, CHARACTERS_MAX, Cell, Comment, Format, Outline};
use crate::place::Place;
use crate::warning::{EXCERPT_CHARACTERS, Warning, WarningKind, excerpt};
use crate::xml::NodeExt;

/// Longest text that can be a heading nobody marked.
const HEADING_CHARACTERS_MAX: usize = 200;
/// Longest quote kept of the words a comment is about.
const QUOTE_CHARACTERS_MAX: usize = 2_000;

/// Reads the body of a document.
pub(super) fn read(body: Node<'_, '_>, trees: &Trees<'_>, changes: Changes) -> Result<Outline, ImportError> {
    let mut reader = Reader {
        changes,
        styles: trees.styles.as_ref().map(|tree| Styles::parse(tree.root_element())).unwrap_or_default(),
        numbering: trees
            .numbering
            .as_ref()
            .map(|tree| Numbering::parse(tree.root_element()))
            .unwrap_or_default(),
        counters: Counters::default(),
        notes: Notes::new(trees.footnotes.as_ref(), trees.endnotes.as_ref(), trees.comments.as_ref()),
        fields: Fields::default(),
        nesting: Nesting::default(),
        quotes: BTreeMap::new(),
        outline: Outline::new(Format::Docx),
        dangling: Vec::new(),
        paragraph: 0,
        tables: 0,
        blocks: 0,
        characters: 0,
        objects: 0,
    };
    let mut total = count(body);
    for note in reader.notes.all() {
        total.add(count(note));
    }
    reader.outline.accounted.paragraphs.in_source = total.paragraphs;
    reader.outline.accounted.cells.in_source = total.cells;
    let mut scope = Scope::default();
    reader.blocks(body, &mut scope)?;
    reader.finish_scope(&mut scope)?;
    for reference in reader.notes.rest() {
        reader.dangling("text of note", &reference.id, &Place::File);
        reader.note(&reference, &mut scope.blocks, &Place::File)?;
    }
    Ok(reader.finish(scope.blocks))
}

/// Paragraphs and cells below a node.
#[derive(Debug, Clone, Copy, Default)]
struct Total {
    paragraphs: usize,
    cells: usize,
}

impl Total {
    fn add(&mut self, other: Self) {
        self.paragraphs += other.paragraphs;
        self.cells += other.cells;
    }
}

/// Counts on the source itself, independent of how it is read. Of alternative content only one branch counts.
fn count(node: Node<'_, '_>) -> Total {
    let mut total = Total::default();
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        if node.is("AlternateContent") {
            open.extend(alternative(node));
            continue;
        }
        if is_paragraph(node) {
            total.paragraphs += 1;
        } else if node.is("tc") {
            total.cells += 1;
        }
        open.extend(node.children().filter(Node::is_element));
    }
    total
}

/// Drawings have paragraphs of their own kind, which are not text of the document.
fn is_paragraph(node: Node<'_, '_>) -> bool {
    node.is("p") && node.tag_name().namespace().is_none_or(|namespace| namespace.contains("wordprocessingml"))
}

/// Text read where one container (body, cell, note, box) holds it.
#[derive(Debug, Default)]
pub(super) struct Scope {
    pub(super) blocks: Vec<Block>,
    /// Text whose paragraph mark is deleted: it joins the next paragraph.
    pub(super) pending: Option<Pending>,
    /// Table, row and column, inside a cell.
    pub(super) cell: Option<(usize, usize, usize)>,
    pub(super) is_note: bool,
    pub(super) row_provision: Option<String>,
    /// A bookmark that stood between paragraphs.
    pub(super) provision: Option<String>,
}

#[derive(Debug)]
pub(super) struct Pending {
    text: String,
    place: Place,
    notes: Vec<NoteReference>,
}

pub(super) struct Reader<'a, 'i> {
    pub(super) changes: Changes,
    styles: Styles,
    numbering: Numbering,
    counters: Counters,
    notes: Notes<'a, 'i>,
    fields: Fields,
    nesting: Nesting,
    /// Words marked by comments whose range is open.
    quotes: BTreeMap<String, (bool, String)>,
    pub(super) outline: Outline,
    dangling: Vec<(&'static str, String)>,
    paragraph: usize,
    pub(super) tables: usize,
    blocks: usize,
    characters: usize,
    objects: usize,
}

impl<'a, 'i: 'a> Reader<'a, 'i> {
    pub(super) fn blocks(&mut self, parent: Node<'a, 'i>, scope: &mut Scope) -> Result<(), ImportError> {
        for node in parent.children().filter(Node::is_element) {
            match node.tag_name().name() {
                "p" => self.paragraph(node, scope)?,
                "tbl" => self.table(node, scope)?,
                "sdt" if is_contents_control(node) => self.skip_contents(node, scope),
                "AlternateContent" => {
                    if let Some(chosen) = alternative(node) {
                        self.blocks(chosen, scope)?;
                    }
                }
                name if self.changes.drops(name) => self.skip_deleted(node, scope),
                "altChunk" => self.objects += 1,
                "bookmarkStart" => {
                    if let Some(id) =
                        node.attr("name").and_then(|name| name.strip_prefix(super::PROVISION_BOOKMARK))
                    {
                        scope.provision.get_or_insert_with(|| id.to_owned());
                    }
                }
                "tcPr" | "sdtPr" | "sdtEndPr" | "sectPr" | "tblPr" | "tblGrid" => {}
                _ => self.blocks(node, scope)?,
            }
        }
        Ok(())
    }

    pub(super) fn place(&self, scope: &Scope) -> Place {
        match scope.cell {
            Some((table, row, column)) => Place::Cell { table, row, column },
            None => Place::Paragraph { paragraph: self.paragraph },
        }
    }

    pub(super) fn warn(&mut self, place: &Place, kind: WarningKind) {
        self.outline.warnings.push(Warning::new(place.clone(), kind));
    }

    /// Names each missing thing once.
    fn dangling(&mut self, what: &'static str, id: &str, place: &Place) {
        let key = (what, id.to_owned());
        if !self.dangling.contains(&key) {
            self.dangling.push(key);
            self.warn(place, WarningKind::Dangling { what, id: id.to_owned() });
        }
    }

    fn paragraph(&mut self, node: Node<'a, 'i>, scope: &mut Scope) -> Result<(), ImportError> {
        if scope.cell.is_none() && !scope.is_note {
            self.paragraph += 1;
        }
        let place = self.place(scope);
        let properties = node.child("pPr");
        let style = properties.and_then(|properties| properties.child_value("pStyle"));
        if let Some(id) = style.filter(|id| !self.styles.has(id)) {
            self.dangling("style", id, &place);
        }
        let read = inline::read(node, &mut self.fields, self.styles.bold(style), self.changes);
        self.remember(&read, &place)?;
        let role = self.styles.role(style, properties.and_then(outline_level));
        let counts = &mut self.outline.accounted.paragraphs;
        let has_text = !read.text.trim().is_empty();
        if has_text && (read.computed || role == Role::Contents) {
            counts.computed += 1;
            let text = excerpt(read.text.trim(), EXCERPT_CHARACTERS);
            self.warn(&place, WarningKind::ContentsLeftOut { text });
            return self.attachments(&read, scope, &place);
        }
        let mark_deleted = properties
            .and_then(|properties| properties.child("rPr"))
            .is_some_and(|mark| self.changes.drops_below(mark));
        if has_text {
            counts.kept += 1;
        } else if !read.deleted.trim().is_empty() || mark_deleted {
            counts.deleted += 1;
        } else {
            counts.empty += 1;
        }
        let joined = scope.pending.take();
        if mark_deleted {
            let (mut text, first, mut notes) = joined
                .map_or((String::new(), place.clone(), Vec::new()), |pending| {
                    (pending.text, pending.place, pending.notes)
                });
            text.push_str(&read.text);
            notes.extend(read.notes.iter().cloned());
            scope.pending = Some(Pending { text, place: first, notes });
            return self.attachments(&Inline { notes: Vec::new(), ..read }, scope, &place);
        }
        let mut text = joined.as_ref().map_or(String::new(), |pending| pending.text.clone());
        text.push_str(&read.text);
        let text = text.trim().to_owned();
        let first_place = joined.as_ref().map_or(place.clone(), |pending| pending.place.clone());
        let label = self.label(properties, style, !text.is_empty(), &place);
        if !text.is_empty() {
            let looks_marked = read.all_bold
                && (properties
                    .and_then(|p| p.child_value("jc"))
                    .map_or_else(|| self.styles.centred(style), |jc| jc == "center")
                    || self.styles.caps(style));
            let mut block = self.classify(text, role, label, scope, first_place, looks_marked);
            block.provision = read.provision.clone().or_else(|| scope.provision.take());
            self.keep(block, &mut scope.blocks)?;
        }
        for note in joined.into_iter().flat_map(|pending| pending.notes) {
            self.note(&note, &mut scope.blocks, &place)?;
        }
        self.attachments(&read, scope, &place)
    }

    /// What a paragraph says beside its text: comments, symbols, deletions.
    fn remember(&mut self, read: &Inline<'a, 'i>, place: &Place) -> Result<(), ImportError> {
        self.characters += read.text.len() + read.deleted.len() + read.hidden.len();
        if self.characters > CHARACTERS_MAX {
            return Err(ImportError::TooMany {
                place: place.clone(),
                what: "bytes of text",
                count_max: CHARACTERS_MAX,
            });
        }
        if !read.deleted.trim().is_empty() {
            let text = excerpt(&read.deleted, EXCERPT_CHARACTERS);
            self.warn(place, WarningKind::DeletedText { text });
        }
        if !read.hidden.trim().is_empty() {
            let text = excerpt(&read.hidden, EXCERPT_CHARACTERS);
            self.warn(place, WarningKind::HiddenText { text });
        }
        for (font, symbol) in &read.symbols {
            self.warn(place, WarningKind::Symbol { font: font.clone(), symbol: symbol.clone() });
        }
        self.objects += read.objects;
        self.quote(read);
        for id in &read.comments {
            let quote = self.quotes.remove(id).map_or(String::new(), |(_, quote)| quote);
            match self.notes.comment(id) {
                Some(remark) => self.outline.comments.push(Comment {
                    author: remark.author.clone(),
                    date: remark.date.clone(),
                    text: remark.text.clone(),
                    quote: quote.trim().to_owned(),
                    place: place.clone(),
                }),
                None => self.dangling("comment", id, place),
            }
        }
        Ok(())
    }

    /// Collects the words inside open comment ranges.
    fn quote(&mut self, read: &Inline<'a, 'i>) {
        let carried: Vec<String> =
            self.quotes.iter().filter(|(_, (open, _))| *open).map(|(id, _)| id.clone()).collect();
        let started = read.range_starts.iter().map(|(id, start)| (id.clone(), *start));
        for (id, start) in carried.into_iter().map(|id| (id, 0)).chain(started) {
            let end = read.range_ends.iter().find(|(ended, _)| *ended == id).map(|(_, end)| *end);
            let words = read.text.get(start..end.unwrap_or(read.text.len())).unwrap_or_default();
            let (open, quote) = self.quotes.entry(id).or_default();
            if !quote.is_empty() {
                quote.push('\n');
            }
            quote.extend(words.chars().take(QUOTE_CHARACTERS_MAX.saturating_sub(quote.chars().count())));
            *open = end.is_none();
        }
    }

    /// Notes and text boxes that hang on a paragraph.
    fn attachments(
        &mut self,
        read: &Inline<'a, 'i>,
        scope: &mut Scope,
        place: &Place,
    ) -> Result<(), ImportError> {
        if read.row_provision.is_some() {
            scope.row_provision.clone_from(&read.row_provision);
        }
        for note in &read.notes {
            self.note(note, &mut scope.blocks, place)?;
        }
        for note in &read.deleted_notes {
            if let Some((_, node)) = self.notes.take(note) {
                self.skip_deleted(node, scope);
            }
        }
        for content in &read.boxes {
            let mut inner = Scope { cell: scope.cell, is_note: true, ..Scope::default() };
            self.blocks(*content, &mut inner)?;
            self.finish_scope(&mut inner)?;
            for mut block in inner.blocks {
                if matches!(block.place, Place::Paragraph { .. }) {
                    block.place = place.clone();
                }
                scope.blocks.push(block);
            }
        }
        Ok(())
    }

    fn note(
        &mut self,
        reference: &NoteReference,
        blocks: &mut Vec<Block>,
        place: &Place,
    ) -> Result<(), ImportError> {
        let Some((mark, node)) = self.notes.take(reference) else {
            self.dangling("note", &reference.id, place);
            return Ok(());
        };
        let mut inner = Scope { is_note: true, ..Scope::default() };
        self.blocks(node, &mut inner)?;
        self.finish_scope(&mut inner)?;
        let cell = Cell { column: 0, colspan: 1, rowspan: 1, blocks: inner.blocks, place: place.clone() };
        let text = cell.text();
        if !text.is_empty() {
            let level = blocks.last().map_or(0, level_below);
            let mut block =
                Block::text(ProvisionKind::Footnote, level, text, Place::Note { note: mark.clone() });
            block.label = mark;
            self.keep(block, blocks)?;
        }
        Ok(())
    }

    /// The label that Word prints before a paragraph. Empty paragraphs of a list are not numbered.
    fn label(
        &mut self,
        properties: Option<Node<'a, 'i>>,
        style: Option<&str>,
        has_text: bool,
        place: &Place,
    ) -> Option<(Label, u8)> {
        let direct = properties.and_then(|properties| properties.child("numPr"));
        let direct_num = direct.and_then(|list| list.child_value("numId"));
        let direct_level =
            direct.and_then(|list| list.child_value("ilvl")).and_then(|level| level.parse().ok());
        let (num, level) = if let Some(num) = direct_num {
            (num.to_owned(), direct_level.unwrap_or(0))
        } else {
            let (owner, num, level) = self.styles.list(style)?;
            let tied = self.numbering.level_of_style(num, owner);
            (num.to_owned(), direct_level.or(level).or(tied).unwrap_or(0))
        };
        if num == "0" || !has_text {
            return None;
        }
        if !self.numbering.has(&num) {
            self.dangling("list", &num, place);
            return None;
        }
        let styles = &self.styles;
        let label = self.counters.next(&self.numbering, &num, level, &|id| styles.num_of(id))?;
        Some((label, level))
    }

    fn classify(
        &mut self,
        text: String,
        role: Role,
        label: Option<(Label, u8)>,
        scope: &Scope,
        place: Place,
        looks_marked: bool,
    ) -> Block {
        let in_text = scope.cell.is_none() && !scope.is_note;
        let (kind, level) = match role {
            Role::Title => (ProvisionKind::Section, 0),
            Role::Heading(level) => (ProvisionKind::Heading, level),
            Role::Item(depth) => (ProvisionKind::Item, depth),
            Role::Note => (ProvisionKind::Footnote, 0),
            Role::Text | Role::Contents => (ProvisionKind::Paragraph, 0),
        };
        let mut block = Block::text(kind, level, text, place);
        match (kind, label) {
            (ProvisionKind::Paragraph, Some((label, level))) if !label.text.is_empty() => {
                block.kind = ProvisionKind::Item;
                block.level = level;
                block.label = label.text;
            }
            (ProvisionKind::Paragraph, None) if in_text => {
                if let Some(shape) = block.take_label(|_| true) {
                    block.level = self.nesting.depth(shape);
                    block.kind = ProvisionKind::Item;
                } else {
                    self.offer_heading(&block, looks_marked);
                }
            }
            (ProvisionKind::Item, _) => {
                block.take_label(|_| true);
            }
            (ProvisionKind::Heading, label) => {
                self.nesting.clear();
                match label {
                    Some((label, _)) if !label.is_bullet && !label.text.is_empty() => {
                        block.label = label.text;
                    }
                    _ => {
                        block.take_label(|shape| shape != label::Shape::Bullet);
                    }
                }
            }
            _ => {}
        }
        block
    }

    /// A heading that nobody marked is offered to the person who imports, never applied silently.
    fn offer_heading(&mut self, block: &Block, looks_marked: bool) {
        let letters = block.text.chars().filter(|c| c.is_alphabetic());
        let is_capitals = letters.clone().count() >= 6 && letters.clone().all(char::is_uppercase);
        if (looks_marked || is_capitals || label::names_a_part(&block.text))
            && block.text.chars().count() <= HEADING_CHARACTERS_MAX
        {
            let kind = WarningKind::LooksLikeHeading { text: block.text.clone(), level: 1 };
            self.warn(&block.place, kind);
        }
    }

    pub(super) fn keep(&mut self, block: Block, blocks: &mut Vec<Block>) -> Result<(), ImportError> {
        self.blocks += 1;
        if self.blocks > BLOCKS_MAX {
            return Err(ImportError::TooMany { place: block.place, what: "blocks", count_max: BLOCKS_MAX });
        }
        blocks.push(block);
        Ok(())
    }

    pub(super) fn finish_scope(&mut self, scope: &mut Scope) -> Result<(), ImportError> {
        let Some(pending) = scope.pending.take() else { return Ok(()) };
        let text = pending.text.trim().to_owned();
        if !text.is_empty() {
            let block = Block::text(ProvisionKind::Paragraph, 0, text, pending.place.clone());
            self.keep(block, &mut scope.blocks)?;
        }
        for note in &pending.notes {
            self.note(note, &mut scope.blocks, &pending.place)?;
        }
        Ok(())
    }

    fn skip_contents(&mut self, node: Node<'a, 'i>, scope: &Scope) {
        let total = count(node);
        self.outline.accounted.paragraphs.computed += total.paragraphs;
        self.outline.accounted.cells.computed += total.cells;
        let place = self.place(scope);
        let text = excerpt(&plain(node), EXCERPT_CHARACTERS);
        self.warn(&place, WarningKind::ContentsLeftOut { text });
    }

    pub(super) fn skip_deleted(&mut self, node: Node<'a, 'i>, scope: &Scope) {
        let total = count(node);
        self.outline.accounted.paragraphs.deleted += total.paragraphs;
        self.outline.accounted.cells.deleted += total.cells;
        let text = plain(node);
        if !text.trim().is_empty() {
            let place = self.place(scope);
            self.warn(&place, WarningKind::DeletedText { text: excerpt(&text, EXCERPT_CHARACTERS) });
        }
    }

    fn finish(mut self, blocks: Vec<Block>) -> Outline {
        if self.objects > 0 {
            self.warn(&Place::File, WarningKind::ObjectsLeftOut { count: self.objects });
        }
        self.outline.blocks = blocks;
        self.outline.check_accounted();
        self.outline
    }
}

/// The level of a note that hangs on a block.
fn level_below(block: &Block) -> u8 {
    match block.kind {
        ProvisionKind::Heading | ProvisionKind::Section => 0,
        ProvisionKind::Footnote => block.level,
        _ => block.level.saturating_add(1),
    }
}

fn is_contents_control(node: Node<'_, '_>) -> bool {
    node.child("sdtPr")
        .and_then(|p| p.child("docPartObj"))
        .and_then(|part| part.child_value("docPartGallery"))
        == Some("Table of Contents")
}

fn plain(node: Node<'_, '_>) -> String {
    node.descendants()
        .filter(|inner| inner.is("t") || inner.is("delText"))
        .filter_map(|inner| inner.text())
        .collect::<Vec<_>>()
        .join(" ")
}
