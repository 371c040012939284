//! What one file says, block by block, before anybody decides what it means.

use kenes_domain::program::ProvisionKind;
use serde::Serialize;

use crate::label::{self, Shape};
use crate::place::Place;
use crate::warning::{Warning, WarningKind};

/// Most blocks of one file, those inside cells included.
pub const BLOCKS_MAX: usize = 200_000;
/// Most characters of one file.
pub const CHARACTERS_MAX: usize = 20_000_000;
/// Most columns of one table.
pub const COLUMNS_MAX: u32 = 1_000;

/// A kind of file that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Office Open XML, word processing.
    Docx,
    /// Office Open XML, spreadsheet.
    Xlsx,
    /// Markdown with tables; lines of a paragraph are joined.
    Markdown,
    /// An official text as it is published: numbered clauses, each line a paragraph.
    Text,
    /// A web page.
    Html,
}

impl Format {
    /// Guesses from the name of a file. The content decides later whether that was right.
    pub fn from_file_name(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "docx" | "docm" => Some(Self::Docx),
            "xlsx" | "xlsm" => Some(Self::Xlsx),
            "md" | "markdown" => Some(Self::Markdown),
            "txt" => Some(Self::Text),
            "html" | "htm" => Some(Self::Html),
            _ => None,
        }
    }
}

/// One file in reading order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outline {
    /// What kind of file it was.
    pub format: Format,
    /// Its blocks in reading order.
    pub blocks: Vec<Block>,
    /// Remarks of reviewers that stand beside the text.
    pub comments: Vec<Comment>,
    /// What the reader of the report must know.
    pub warnings: Vec<Warning>,
    /// What became of every paragraph and cell.
    pub accounted: Accounted,
}

/// One block of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Block {
    /// What it looks like in the source.
    pub kind: ProvisionKind,
    /// For a section 0 (the title of the whole), for a heading 1 to 9, for an item its depth from 0, else 0.
    pub level: u8,
    /// The printed label (`II.1`, `а)`, `–`), split off the text; empty when there is none.
    pub label: String,
    /// The text without its label; lines are separated by `\n`, tab stops by `\t`.
    pub text: String,
    /// Where it stands.
    pub place: Place,
    /// The provision it was exported from, found in a bookmark of ours.
    pub provision: Option<String>,
    /// The rows, for a table.
    pub table: Option<Table>,
}

impl Block {
    /// A block of text without label.
    pub fn text(kind: ProvisionKind, level: u8, text: String, place: Place) -> Self {
        Self { kind, level, label: String::new(), text, place, provision: None, table: None }
    }

    /// Splits a typed label off the text, if there is one of an accepted shape.
    pub(crate) fn take_label(&mut self, accepts: impl Fn(Shape) -> bool) -> Option<Shape> {
        let (label, shape, rest) = label::split(&self.text).filter(|(_, shape, _)| accepts(*shape))?;
        let (label, rest) = (label.to_owned(), rest.to_owned());
        (self.label, self.text) = (label, rest);
        Some(shape)
    }

    /// A table.
    pub fn table(table: Table, place: Place) -> Self {
        Self {
            kind: ProvisionKind::Table,
            level: 0,
            label: String::new(),
            text: String::new(),
            place,
            provision: None,
            table: Some(table),
        }
    }

    /// Label and text as printed.
    pub fn printed(&self) -> String {
        if self.label.is_empty() { self.text.clone() } else { format!("{} {}", self.label, self.text) }
    }
}

/// A table as a grid with merged cells.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Table {
    /// Number of the table in the source, from one; nested tables count on.
    pub number: usize,
    /// Columns of the grid.
    pub columns: u32,
    /// Rows from the top.
    pub rows: Vec<Row>,
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Row {
    /// Whether the source repeats it on each page.
    pub is_header: bool,
    /// Cells that begin in this row, by column. Cells covered by a merged one are not listed.
    pub cells: Vec<Cell>,
    /// The provision it was exported from, found in a bookmark of ours.
    pub provision: Option<String>,
}

/// One cell, possibly merged over several rows and columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// First column, from zero.
    pub column: u32,
    /// Columns it covers, at least one.
    pub colspan: u32,
    /// Rows it covers, at least one.
    pub rowspan: u32,
    /// What it holds; a cell may hold lists, notes and further tables.
    pub blocks: Vec<Block>,
    /// Where it stands.
    pub place: Place,
}

impl Cell {
    /// The text of the cell: its blocks one per line with their labels, notes and inner tables included.
    pub fn text(&self) -> String {
        let mut lines = Vec::new();
        collect_lines(&self.blocks, &mut lines);
        lines.join("\n")
    }
}

fn collect_lines(blocks: &[Block], lines: &mut Vec<String>) {
    for block in blocks {
        if let Some(table) = &block.table {
            for row in &table.rows {
                let cells: Vec<String> =
                    row.cells.iter().map(|cell| cell.text().replace('\n', " ")).collect();
                lines.push(cells.join("\t"));
            }
        } else {
            lines.push(block.printed());
        }
    }
}

/// A reviewer's remark in the margin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comment {
    /// As signed in the source.
    pub author: String,
    /// As dated in the source.
    pub date: String,
    /// What it says.
    pub text: String,
    /// The words it is about, when it marks some.
    pub quote: String,
    /// Where it is attached.
    pub place: Place,
}

/// What became of every paragraph and every cell of a source. The total is counted on the source itself, the rest
/// while reading; they must agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Accounted {
    /// Paragraphs of the source (lines of text for text files).
    pub paragraphs: Count,
    /// Cells of the source.
    pub cells: Count,
}

/// One kind of source element and where it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Count {
    /// Counted on the source.
    pub in_source: usize,
    /// Became a block, a cell or part of one.
    pub kept: usize,
    /// Had no text, or only continue a merged cell.
    pub empty: usize,
    /// Table of contents and other computed fields: named in a warning.
    pub computed: usize,
    /// Deleted in tracked changes: named in a warning.
    pub deleted: usize,
}

impl Count {
    /// Whether nothing is missing.
    pub const fn is_complete(self) -> bool {
        self.in_source == self.kept + self.empty + self.computed + self.deleted
    }
}

impl Accounted {
    /// Whether nothing is missing.
    pub const fn is_complete(self) -> bool {
        self.paragraphs.is_complete() && self.cells.is_complete()
    }
}

impl Outline {
    /// An outline with nothing in it yet.
    pub(crate) fn new(format: Format) -> Self {
        Self {
            format,
            blocks: Vec::new(),
            comments: Vec::new(),
            warnings: Vec::new(),
            accounted: Accounted::default(),
        }
    }

    /// Says so when paragraphs or cells are missing: a fault of ours must not stay hidden.
    pub(crate) fn check_accounted(&mut self) {
        for (what, count) in [("paragraphs", self.accounted.paragraphs), ("cells", self.accounted.cells)] {
            let found = count.kept + count.empty + count.computed + count.deleted;
            if found != count.in_source {
                let missing = count.in_source.abs_diff(found);
                self.warnings.push(Warning::new(Place::File, WarningKind::NotAccounted { what, missing }));
            }
        }
    }

    /// Every block in reading order, those inside cells included.
    pub fn all_blocks(&self) -> Vec<&Block> {
        let mut all = Vec::new();
        collect_blocks(&self.blocks, &mut all);
        all
    }

    /// The whole text, a block a line.
    pub fn plain_text(&self) -> String {
        let mut lines = Vec::new();
        collect_lines(&self.blocks, &mut lines);
        lines.join("\n")
    }
}

fn collect_blocks<'a>(blocks: &'a [Block], all: &mut Vec<&'a Block>) {
    for block in blocks {
        all.push(block);
        if let Some(table) = &block.table {
            for cell in table.rows.iter().flat_map(|row| &row.cells) {
                collect_blocks(&cell.blocks, all);
            }
        }
    }
}
