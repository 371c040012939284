//! Word files: an edition with the ids of its provisions in bookmarks, the changes since an earlier edition as
//! tracked changes, and the points of the discussion as comments.
//!
//! Writing to a string cannot fail, so the results of `write!` are dropped here.
//!
//! Order of elements and attributes follows ECMA-376 part 1, which Word enforces and LibreOffice does not.

mod parts;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use kenes_domain::language::Language;
use zip::write::SimpleFileOptions;

use super::{Day, escape_xml};
use crate::docx::{PROVISION_BOOKMARK, ROW_BOOKMARK};
use parts::W;

/// Longest name of a bookmark in Word.
const BOOKMARK_CHARACTERS_MAX: usize = 40;
/// Width of the text on the page in twentieths of a point.
const TEXT_WIDTH: u32 = 9_637;

/// A document to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Language of the text.
    pub language: Language,
    /// Title in the properties of the file.
    pub title: String,
    /// Date in the properties of the file.
    pub created: Day,
    /// Who the tracked changes are by, and when.
    pub revision: Revision,
    /// The text.
    pub blocks: Vec<Block>,
}

/// The signature of tracked changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// Shown by Word beside each change.
    pub author: String,
    /// The day of the edition.
    pub date: Day,
}

/// A part of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Paragraph),
    /// A table.
    Table(Table),
}

/// How a paragraph looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// The title of the document.
    Title,
    /// A heading of level 1 to 9.
    Heading(u8),
    /// Prose.
    Text,
    /// An item of a list, its depth from 0.
    Item(u8),
    /// A note in small italics.
    Note,
}

/// A paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// How it looks.
    pub style: Style,
    /// Label and text with their changes. The label is text: automatic numbering would renumber the quoted law.
    pub pieces: Vec<Piece>,
    /// Whether the paragraph as a whole is new or gone.
    pub change: Change,
    /// Id of its provision.
    pub provision: Option<String>,
    /// What was said about it.
    pub comments: Vec<Comment>,
}

/// A stretch of text that is all old, all new or all kept. Line ends and tabs are allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The words.
    pub text: String,
    /// What happened to them.
    pub change: Change,
}

/// What happened to something between two editions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// In both.
    Kept,
    /// Only in the new one.
    Inserted,
    /// Only in the old one.
    Deleted,
}

/// A comment beside a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// As shown; never a citizen's name unless it is public.
    pub author: String,
    /// The day.
    pub date: Day,
    /// What it says, one paragraph per line.
    pub text: String,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Relative widths of the columns.
    pub widths: Vec<u32>,
    /// Rows from the top.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Whether it repeats on each page.
    pub is_header: bool,
    /// Whether the row as a whole is new or gone.
    pub change: Change,
    /// Id of the provision that the row is.
    pub provision: Option<String>,
    /// Cells by column; columns covered by a cell above have none.
    pub cells: Vec<Cell>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Its first column.
    pub column: usize,
    /// Columns it covers, at least one.
    pub colspan: usize,
    /// Rows it covers, at least one.
    pub rowspan: usize,
    /// Its paragraphs; at least an empty one is written.
    pub paragraphs: Vec<Paragraph>,
}

impl Paragraph {
    /// A paragraph of kept text without a provision.
    pub fn plain(style: Style, text: &str) -> Self {
        Self {
            style,
            pieces: vec![Piece { text: text.to_owned(), change: Change::Kept }],
            change: Change::Kept,
            provision: None,
            comments: Vec::new(),
        }
    }
}

/// Writes a document.
pub fn write(document: &Document) -> Vec<u8> {
    let mut writer =
        Writer { document, body: String::new(), comments: String::new(), next_id: 0, comment_count: 0 };
    for block in &document.blocks {
        match block {
            Block::Paragraph(paragraph) => writer.paragraph(paragraph, None),
            Block::Table(table) => writer.table(table),
        }
    }
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    let body = format!(
        "{head}<w:document xmlns:w=\"{W}\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><w:body>{}{}</w:body></w:document>",
        writer.body,
        parts::SECTION
    );
    let comments = format!("{head}<w:comments xmlns:w=\"{W}\">{}</w:comments>", writer.comments);
    let language = match document.language {
        Language::Kk => "kk-KZ",
        Language::Ru => "ru-RU",
    };
    let core = format!(
        "{head}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title><dc:language>{language}</dc:language><dcterms:created xsi:type=\"dcterms:W3CDTF\">{}T00:00:00Z</dcterms:created></cp:coreProperties>",
        escape_xml(&document.title),
        document.created
    );
    pack(&[
        ("[Content_Types].xml", parts::CONTENT_TYPES),
        ("_rels/.rels", parts::PACKAGE_LINKS),
        ("docProps/core.xml", &core),
        ("word/document.xml", &body),
        ("word/_rels/document.xml.rels", parts::DOCUMENT_LINKS),
        ("word/styles.xml", &parts::styles(language)),
        ("word/comments.xml", &comments),
        ("word/footer1.xml", parts::FOOTER),
    ])
}

/// Packs parts; the entries carry the fixed date of the format's beginning.
fn pack(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut archive = zip::ZipWriter::new(Cursor::new(&mut bytes));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, content) in parts {
        // Writing to memory fails for nothing but more than 4 GB, which no edition has.
        let _ = archive.start_file(*name, options).map(|()| archive.write_all(content.as_bytes()));
    }
    let _ = archive.finish();
    bytes
}

struct Writer<'d> {
    document: &'d Document,
    body: String,
    comments: String,
    next_id: u32,
    comment_count: u32,
}

impl Writer<'_> {
    /// `w:id`, `w:author` and `w:date` of the next change.
    fn signature(&mut self) -> String {
        self.next_id += 1;
        format!(
            "w:id=\"{}\" w:author=\"{}\" w:date=\"{}T00:00:00Z\"",
            self.next_id,
            escape_xml(&self.document.revision.author),
            self.document.revision.date
        )
    }

    fn mark(&mut self, change: Change) -> String {
        match change {
            Change::Kept => String::new(),
            Change::Inserted => format!("<w:ins {}/>", self.signature()),
            Change::Deleted => format!("<w:del {}/>", self.signature()),
        }
    }

    fn paragraph(&mut self, paragraph: &Paragraph, row_provision: Option<&str>) {
        let style = match paragraph.style {
            Style::Title => "<w:pStyle w:val=\"Title\"/>".to_owned(),
            Style::Heading(level) => format!("<w:pStyle w:val=\"Heading{}\"/>", level.clamp(1, 9)),
            Style::Text => String::new(),
            Style::Item(depth) => format!("<w:pStyle w:val=\"Item{}\"/>", depth.min(8)),
            Style::Note => "<w:pStyle w:val=\"Note\"/>".to_owned(),
        };
        let mark = self.mark(paragraph.change);
        let mark = if mark.is_empty() { mark } else { format!("<w:rPr>{mark}</w:rPr>") };
        self.body.push_str("<w:p>");
        if !style.is_empty() || !mark.is_empty() {
            let _ = write!(self.body, "<w:pPr>{style}{mark}</w:pPr>");
        }
        let bookmarks = [
            paragraph.provision.as_deref().and_then(|id| bookmark_name(PROVISION_BOOKMARK, id)),
            row_provision.and_then(|id| bookmark_name(ROW_BOOKMARK, id)),
        ];
        let mut ends = String::new();
        for name in bookmarks.into_iter().flatten() {
            self.next_id += 1;
            let _ = write!(self.body, "<w:bookmarkStart w:id=\"{}\" w:name=\"{name}\"/>", self.next_id);
            let _ = write!(ends, "<w:bookmarkEnd w:id=\"{}\"/>", self.next_id);
        }
        let first_comment = self.comment_count;
        for comment in &paragraph.comments {
            let _ = write!(self.body, "<w:commentRangeStart w:id=\"{}\"/>", self.comment_count);
            self.comment(comment);
        }
        for piece in &paragraph.pieces {
            // A paragraph that is new or gone as a whole has nothing in it that is both.
            let change = if paragraph.change == Change::Kept { piece.change } else { paragraph.change };
            self.piece(&piece.text, change);
        }
        for id in first_comment..self.comment_count {
            let _ = write!(
                self.body,
                "<w:commentRangeEnd w:id=\"{id}\"/><w:r><w:commentReference w:id=\"{id}\"/></w:r>"
            );
        }
        self.body.push_str(&ends);
        self.body.push_str("</w:p>");
    }

    fn piece(&mut self, text: &str, change: Change) {
        if text.is_empty() {
            return;
        }
        let (open, close, element) = match change {
            Change::Kept => (String::new(), "", "w:t"),
            Change::Inserted => (format!("<w:ins {}>", self.signature()), "</w:ins>", "w:t"),
            Change::Deleted => (format!("<w:del {}>", self.signature()), "</w:del>", "w:delText"),
        };
        self.body.push_str(&open);
        self.body.push_str("<w:r>");
        for (line_index, line) in text.split('\n').enumerate() {
            if line_index > 0 {
                self.body.push_str("<w:br/>");
            }
            for (index, part) in line.split('\t').enumerate() {
                if index > 0 {
                    self.body.push_str("<w:tab/>");
                }
                if !part.is_empty() {
                    let escaped = escape_xml(part);
                    let _ = write!(self.body, "<{element} xml:space=\"preserve\">{escaped}</{element}>");
                }
            }
        }
        self.body.push_str("</w:r>");
        self.body.push_str(close);
    }

    fn comment(&mut self, comment: &Comment) {
        let _ = write!(
            self.comments,
            "<w:comment w:id=\"{}\" w:author=\"{}\" w:date=\"{}T00:00:00Z\">",
            self.comment_count,
            escape_xml(&comment.author),
            comment.date
        );
        for line in comment.text.split('\n') {
            let line = escape_xml(line);
            let _ = write!(self.comments, "<w:p><w:r><w:t xml:space=\"preserve\">{line}</w:t></w:r></w:p>");
        }
        self.comments.push_str("</w:comment>");
        self.comment_count += 1;
    }

    fn table(&mut self, table: &Table) {
        let columns = table.widths.len().max(1);
        let total: u32 = table.widths.iter().sum::<u32>().max(1);
        let width = |column: usize| {
            table.widths.get(column).map_or(TEXT_WIDTH, |width| width.saturating_mul(TEXT_WIDTH) / total)
        };
        self.body.push_str(
            "<w:tbl><w:tblPr><w:tblStyle w:val=\"TableGrid\"/><w:tblW w:w=\"0\" w:type=\"auto\"/></w:tblPr><w:tblGrid>",
        );
        for column in 0..columns {
            let _ = write!(self.body, "<w:gridCol w:w=\"{}\"/>", width(column));
        }
        self.body.push_str("</w:tblGrid>");
        // Rows that a cell above still covers, per column, with the width of that cell at its first column.
        let mut covered: Vec<(usize, usize)> = vec![(0, 0); columns];
        for row in &table.rows {
            self.body.push_str("<w:tr>");
            let mark = self.mark(row.change);
            if row.is_header || !mark.is_empty() {
                let header = if row.is_header { "<w:tblHeader/>" } else { "" };
                let _ = write!(self.body, "<w:trPr>{header}{mark}</w:trPr>");
            }
            let mut provision = row.provision.as_deref();
            let mut column = 0;
            while column < columns {
                if let Some((rows, colspan)) = covered.get_mut(column).filter(|(rows, _)| *rows > 0) {
                    *rows -= 1;
                    let colspan = (*colspan).max(1);
                    self.cell_start(width(column), colspan, Some("<w:vMerge/>"));
                    self.body.push_str("<w:p/></w:tc>");
                    column += colspan;
                    continue;
                }
                let cell = row.cells.iter().find(|cell| cell.column == column);
                let colspan = cell.map_or(1, |cell| cell.colspan.clamp(1, columns - column));
                let is_merged = cell.is_some_and(|cell| cell.rowspan > 1);
                self.cell_start(width(column), colspan, is_merged.then_some("<w:vMerge w:val=\"restart\"/>"));
                if let (Some(cell), Some(slot)) = (cell.filter(|_| is_merged), covered.get_mut(column)) {
                    *slot = (cell.rowspan - 1, colspan);
                }
                let paragraphs = cell.map(|cell| cell.paragraphs.as_slice()).unwrap_or_default();
                for paragraph in paragraphs {
                    let whole = if row.change == Change::Kept { paragraph.change } else { row.change };
                    let paragraph = Paragraph { change: whole, ..paragraph.clone() };
                    self.paragraph(&paragraph, provision.take());
                }
                if paragraphs.is_empty() {
                    let empty = Paragraph { pieces: Vec::new(), ..Paragraph::plain(Style::Text, "") };
                    self.paragraph(&empty, provision.take());
                }
                self.body.push_str("</w:tc>");
                column += colspan;
            }
            self.body.push_str("</w:tr>");
        }
        // Word wants a paragraph after a table; an empty one is not text.
        self.body.push_str("</w:tbl><w:p/>");
    }

    fn cell_start(&mut self, width: u32, colspan: usize, merge: Option<&str>) {
        let span = if colspan > 1 { format!("<w:gridSpan w:val=\"{colspan}\"/>") } else { String::new() };
        let merge = merge.unwrap_or_default();
        let _ =
            write!(self.body, "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{span}{merge}</w:tcPr>");
    }
}

/// The bookmark of a provision; `None` for an id that cannot be in the name of a bookmark.
fn bookmark_name(prefix: &str, id: &str) -> Option<String> {
    let fits = !id.is_empty()
        && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && prefix.len() + id.len() <= BOOKMARK_CHARACTERS_MAX;
    fits.then(|| format!("{prefix}{id}"))
}
