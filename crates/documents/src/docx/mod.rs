//! Word documents (ECMA-376): our own reader, because labels, merged cells, notes and tracked changes must come out
//! together and with their places.

mod body;
mod inline;
mod notes;
mod numbering;
mod styles;
mod table;

use std::collections::BTreeMap;

use roxmltree::{Document, Node};

use crate::error::ImportError;
use crate::outline::Outline;
use crate::package::{Package, relationships, relationships_of, resolve};
use crate::place::Place;
use crate::warning::{EXCERPT_CHARACTERS, Warning, WarningKind, excerpt};
use crate::xml::{self, NodeExt};

/// Bookmarks that begin like this carry the id of the provision whose text they open.
pub const PROVISION_BOOKMARK: &str = "kenes_p_";
/// Bookmarks that begin like this carry the id of the provision that is the table row around them.
pub const ROW_BOOKMARK: &str = "kenes_r_";

const EXPECTED: &str = "a Word document (.docx)";

/// Parts of the package by the last word of their relationship type.
#[derive(Debug, Default)]
struct Parts {
    main: String,
    by_role: BTreeMap<String, Vec<String>>,
}

impl Parts {
    fn first(&self, role: &str) -> Option<&str> {
        self.by_role.get(role)?.first().map(String::as_str)
    }

    fn all(&self, role: &str) -> &[String] {
        self.by_role.get(role).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Which side of the tracked changes is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changes {
    /// The text as it becomes: what was inserted is there, what was deleted is not.
    Accept,
    /// The text as it was before.
    Reject,
}

impl Changes {
    /// Whether content marked by an element of this name is not part of the text.
    fn drops(self, element: &str) -> bool {
        match self {
            Self::Accept => matches!(element, "del" | "moveFrom" | "cellDel"),
            Self::Reject => matches!(element, "ins" | "moveTo" | "cellIns"),
        }
    }

    /// Whether the properties of a paragraph mark, row or cell say that it is not part of the text.
    fn drops_below(self, properties: Node<'_, '_>) -> bool {
        properties.children().any(|child| child.is_element() && self.drops(child.tag_name().name()))
    }
}

/// Reads a Word document: its printed text with all tracked changes accepted.
pub fn read(bytes: &[u8]) -> Result<Outline, ImportError> {
    read_side(bytes, Changes::Accept)
}

/// Reads one side of the tracked changes of a Word document.
pub fn read_side(bytes: &[u8], changes: Changes) -> Result<Outline, ImportError> {
    let mut package = Package::open(bytes, EXPECTED)?;
    let parts = find_parts(&mut package)?;
    let main = package.xml(&parts.main)?.ok_or_else(|| missing(&parts.main))?;
    let document = xml::parse(&parts.main, &main)?;
    let texts = Texts {
        styles: optional(&mut package, parts.first("styles"))?,
        numbering: optional(&mut package, parts.first("numbering"))?,
        footnotes: optional(&mut package, parts.first("footnotes"))?,
        endnotes: optional(&mut package, parts.first("endnotes"))?,
        comments: optional(&mut package, parts.first("comments"))?,
    };
    let trees = Trees {
        styles: texts.styles.parse()?,
        numbering: texts.numbering.parse()?,
        footnotes: texts.footnotes.parse()?,
        endnotes: texts.endnotes.parse()?,
        comments: texts.comments.parse()?,
    };
    let body = document.root_element().child("body").ok_or_else(|| missing("body of the document"))?;
    let mut outline = body::read(body, &trees, changes)?;
    outline.warnings.extend(page_furniture(&mut package, &parts)?);
    if outline.blocks.is_empty() {
        return Err(ImportError::Empty);
    }
    Ok(outline)
}

/// A part that may be missing, with its name for messages.
struct Part {
    name: String,
    text: Option<String>,
}

impl Part {
    fn parse(&self) -> Result<Option<Document<'_>>, ImportError> {
        self.text.as_deref().map(|text| xml::parse(&self.name, text)).transpose()
    }
}

struct Texts {
    styles: Part,
    numbering: Part,
    footnotes: Part,
    endnotes: Part,
    comments: Part,
}

/// The parsed parts beside the body.
struct Trees<'t> {
    styles: Option<Document<'t>>,
    numbering: Option<Document<'t>>,
    footnotes: Option<Document<'t>>,
    endnotes: Option<Document<'t>>,
    comments: Option<Document<'t>>,
}

fn optional(package: &mut Package<'_>, name: Option<&str>) -> Result<Part, ImportError> {
    let name = name.unwrap_or_default().to_owned();
    let text = if name.is_empty() { None } else { package.xml(&name)? };
    Ok(Part { name, text })
}

fn missing(part: &str) -> ImportError {
    ImportError::PartMissing { part: part.to_owned() }
}

/// Finds the main part and its companions by their relationships, which is where strict, transitional and
/// LibreOffice files differ. Relationships that lead out of the package are ignored.
fn find_parts(package: &mut Package<'_>) -> Result<Parts, ImportError> {
    const DEFAULT_MAIN: &str = "word/document.xml";
    let main = relationships(package, "_rels/.rels", "")?
        .into_iter()
        .find(|link| link.role == "officeDocument")
        .map(|link| link.target)
        .filter(|target| package.has(target))
        .unwrap_or_else(|| DEFAULT_MAIN.to_owned());
    if !package.has(&main) {
        let is_workbook = package.names().any(|name| name.starts_with("xl/"));
        let is_open_document = package.has("content.xml");
        return Err(match (is_workbook, is_open_document) {
            (true, _) => ImportError::WrongFormat { expected: EXPECTED, found: "an Excel workbook (.xlsx)" },
            (_, true) => {
                ImportError::WrongFormat { expected: EXPECTED, found: "an OpenDocument file (.odt)" }
            }
            _ => missing(&main),
        });
    }
    let mut by_role: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for link in relationships(package, &relationships_of(&main), &main)? {
        by_role.entry(link.role).or_default().push(link.target);
    }
    if main.starts_with("xl/") {
        return Err(ImportError::WrongFormat { expected: EXPECTED, found: "an Excel workbook (.xlsx)" });
    }
    // Minimal packages without relationships still have the usual names.
    for role in ["styles", "numbering", "footnotes", "endnotes", "comments"] {
        let usual = resolve(&main, &format!("{role}.xml"));
        if !by_role.contains_key(role) && package.has(&usual) {
            by_role.insert(role.to_owned(), vec![usual]);
        }
    }
    Ok(Parts { main, by_role })
}

/// Headers and footers repeat on each page and are not part of the text; what they say is named once.
fn page_furniture(package: &mut Package<'_>, parts: &Parts) -> Result<Vec<Warning>, ImportError> {
    let mut seen = Vec::new();
    for part in parts.all("header").iter().chain(parts.all("footer")) {
        let Some(text) = package.xml(part)? else { continue };
        let document = xml::parse(part, &text)?;
        let printed: String =
            document.descendants().filter(|node| node.is("t")).filter_map(|node| node.text()).collect();
        let printed = printed.trim().to_owned();
        if printed.chars().any(char::is_alphabetic) && !seen.contains(&printed) {
            seen.push(printed);
        }
    }
    Ok(seen
        .into_iter()
        .map(|text| {
            Warning::new(Place::File, WarningKind::PageFurniture { text: excerpt(&text, EXCERPT_CHARACTERS) })
        })
        .collect())
}
