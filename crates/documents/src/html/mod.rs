//! Web pages and the HTML tables that official Markdown texts hold: a small tolerant reader that keeps text and
//! table structure and nothing else. Scripts, styles and links are never run, kept or followed.

mod tokens;

use std::collections::BTreeMap;

use kenes_domain::program::ProvisionKind;

use crate::error::ImportError;
use crate::outline::{Block, COLUMNS_MAX, Cell, Format, Outline, Row, Table};
use crate::place::Place;
use crate::text::{Gatherer, decode};
use crate::warning::WarningKind;
use tokens::{Token, Tokens, number_attribute, push_decoded};

/// Most tables inside each other.
const TABLE_DEPTH_MAX: usize = 32;
/// Most lists inside each other that still deepen an item.
const LIST_DEPTH_MAX: usize = 32;
/// Rows that one cell may claim (HTML standard, 4.9.11).
const ROWSPAN_MAX: u32 = 65_534;

/// Reads a web page.
pub fn read(bytes: &[u8]) -> Result<Outline, ImportError> {
    let text = decode(bytes)?;
    let mut gatherer = Gatherer::new(Format::Html);
    fragment(text, 1, &mut gatherer)?;
    // A page has no paragraphs apart from those its reader makes, so only cells can be counted on their own.
    let made = gatherer.outline.all_blocks().iter().filter(|block| block.table.is_none()).count();
    gatherer.outline.accounted.paragraphs.in_source = made;
    gatherer.outline.accounted.paragraphs.kept = made;
    gatherer.finish()
}

/// Reads a piece of HTML whose first line is `first_line` of the file.
pub(crate) fn fragment(text: &str, first_line: usize, gatherer: &mut Gatherer) -> Result<(), ImportError> {
    let mut reader = Reader {
        gatherer,
        text: String::new(),
        text_line: first_line,
        heading: None,
        lists: Vec::new(),
        label: None,
        tables: Vec::new(),
        skipping: None,
    };
    let mut tokens = Tokens::new(text, first_line);
    while let Some((token, line)) = tokens.next() {
        reader.token(&token, line)?;
    }
    reader.flush()?;
    while !reader.tables.is_empty() {
        reader.end_table()?;
    }
    Ok(())
}

#[derive(Debug)]
struct OpenTable {
    table: Table,
    line: usize,
    /// Column to the rows below that a merged cell still covers.
    covered: BTreeMap<u32, u32>,
    row: Option<Row>,
    cell: Option<Cell>,
    next_column: u32,
}

struct Reader<'g> {
    gatherer: &'g mut Gatherer,
    text: String,
    text_line: usize,
    heading: Option<u8>,
    /// Open lists: the next number, or `None` for bullets.
    lists: Vec<Option<u32>>,
    /// Label of the item whose text comes next.
    label: Option<String>,
    tables: Vec<OpenTable>,
    /// Element whose content is not text.
    skipping: Option<String>,
}

impl Reader<'_> {
    fn token(&mut self, token: &Token<'_>, line: usize) -> Result<(), ImportError> {
        if let Some(name) = &self.skipping {
            if matches!(token, Token::End { name: end } if end == name) {
                self.skipping = None;
            }
            return Ok(());
        }
        match token {
            Token::Text(text) => {
                if self.text.trim().is_empty() {
                    let blank = text.chars().take_while(|c| c.is_whitespace()).filter(|c| *c == '\n').count();
                    self.text_line = line + blank;
                }
                push_decoded(text, &mut self.text);
                Ok(())
            }
            Token::Start { name, attributes } => self.start(name, attributes, line),
            Token::End { name } => self.end(name),
        }
    }

    fn start(&mut self, name: &str, attributes: &str, line: usize) -> Result<(), ImportError> {
        match name {
            "script" | "style" | "head" | "noscript" | "template" | "svg" => {
                self.skipping = Some(name.to_owned());
            }
            "br" => self.text.push('\u{2028}'),
            "img" | "iframe" | "object" | "video" | "audio" => self.gatherer.objects += 1,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.flush()?;
                self.heading = name.get(1..).and_then(|digit| digit.parse().ok());
            }
            "ul" | "ol" => {
                self.flush()?;
                if self.lists.len() < LIST_DEPTH_MAX {
                    self.lists
                        .push((name == "ol").then(|| number_attribute(attributes, "start").unwrap_or(1)));
                }
            }
            "li" => {
                self.flush()?;
                self.label = Some(match self.lists.last_mut() {
                    Some(Some(number)) => {
                        let label = format!("{number}.");
                        *number = number.saturating_add(1);
                        label
                    }
                    _ => "•".to_owned(),
                });
            }
            "table" => {
                self.flush()?;
                if self.tables.len() >= TABLE_DEPTH_MAX {
                    return Err(ImportError::TooDeep {
                        part: format!("line {line}"),
                        depth_max: TABLE_DEPTH_MAX,
                    });
                }
                self.gatherer.tables += 1;
                let table = Table { number: self.gatherer.tables, ..Table::default() };
                self.tables.push(OpenTable {
                    table,
                    line,
                    covered: BTreeMap::new(),
                    row: None,
                    cell: None,
                    next_column: 0,
                });
            }
            "tr" => {
                self.end_row()?;
                if let Some(open) = self.tables.last_mut() {
                    open.row = Some(Row::default());
                    open.next_column = 0;
                }
            }
            "td" | "th" => self.start_cell(name == "th", attributes)?,
            _ if is_block(name) => self.flush()?,
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), ImportError> {
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.flush()?;
                self.heading = None;
            }
            "ul" | "ol" => {
                self.flush()?;
                self.lists.pop();
            }
            "li" => {
                self.flush()?;
                self.label = None;
            }
            "td" | "th" => self.end_cell()?,
            "tr" => self.end_row()?,
            "table" => self.end_table()?,
            _ if is_block(name) => self.flush()?,
            _ => {}
        }
        Ok(())
    }

    /// Makes a block of the text gathered so far.
    fn flush(&mut self) -> Result<(), ImportError> {
        let text = squeeze(&std::mem::take(&mut self.text));
        if text.is_empty() {
            return Ok(());
        }
        let label = self.label.take();
        if let Some(open) = self.tables.last_mut() {
            // Text between the cells of a table is shown before it by browsers.
            let place =
                open.cell.as_ref().map_or(Place::Line { line: self.text_line }, |cell| cell.place.clone());
            let kind = if label.is_some() { ProvisionKind::Item } else { ProvisionKind::Paragraph };
            let mut block = Block::text(kind, 0, text, place);
            block.label = label.unwrap_or_default();
            if let Some(cell) = &mut open.cell {
                self.gatherer.count(&block)?;
                cell.blocks.push(block);
                return Ok(());
            }
            return self.gatherer.push(block);
        }
        let place = Place::Line { line: self.text_line };
        if let Some(level) = self.heading {
            return self.gatherer.push_heading(level, text, place);
        }
        let depth = u8::try_from(self.lists.len().saturating_sub(1)).unwrap_or(u8::MAX);
        if let Some(label) = label {
            let mut block = Block::text(ProvisionKind::Item, depth, text, place);
            block.label = label;
            return self.gatherer.push(block);
        }
        if !self.lists.is_empty() {
            return self.gatherer.push(Block::text(ProvisionKind::Item, depth + 1, text, place));
        }
        self.gatherer.push_paragraph(text, place)
    }

    fn start_cell(&mut self, is_header: bool, attributes: &str) -> Result<(), ImportError> {
        self.end_cell()?;
        let Some(open) = self.tables.last_mut() else { return Ok(()) };
        self.gatherer.outline.accounted.cells.in_source += 1;
        let row = open.row.get_or_insert_with(Row::default);
        row.is_header |= is_header && row.cells.is_empty();
        while open.covered.get(&open.next_column).is_some_and(|rows| *rows > 0) {
            open.next_column += 1;
        }
        let column = open.next_column;
        let row_number = open.table.rows.len() + 1;
        let place = Place::Cell {
            table: open.table.number,
            row: row_number,
            column: usize::try_from(column).unwrap_or(usize::MAX) + 1,
        };
        if column >= COLUMNS_MAX {
            let count_max = usize::try_from(COLUMNS_MAX).unwrap_or(usize::MAX);
            return Err(ImportError::TooMany { place, what: "columns", count_max });
        }
        let claimed = number_attribute(attributes, "colspan").unwrap_or(1);
        let colspan = claimed.clamp(1, COLUMNS_MAX - column);
        let rowspan = number_attribute(attributes, "rowspan").unwrap_or(1).clamp(1, ROWSPAN_MAX);
        if colspan < claimed {
            let kind = WarningKind::SpanCut { claimed: u64::from(claimed), kept: colspan };
            self.gatherer.warn(place.clone(), kind);
        }
        open.next_column = column + colspan;
        open.table.columns = open.table.columns.max(open.next_column);
        open.cell = Some(Cell { column, colspan, rowspan, blocks: Vec::new(), place });
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), ImportError> {
        self.flush()?;
        let Some(open) = self.tables.last_mut() else { return Ok(()) };
        if let (Some(cell), Some(row)) = (open.cell.take(), open.row.as_mut()) {
            self.gatherer.outline.accounted.cells.kept += 1;
            row.cells.push(cell);
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), ImportError> {
        self.end_cell()?;
        let Some(open) = self.tables.last_mut() else { return Ok(()) };
        let Some(row) = open.row.take() else { return Ok(()) };
        for rows in open.covered.values_mut() {
            *rows = rows.saturating_sub(1);
        }
        open.covered.retain(|_, rows| *rows > 0);
        for cell in &row.cells {
            if cell.rowspan > 1 {
                for column in cell.column..cell.column + cell.colspan {
                    open.covered.insert(column, cell.rowspan - 1);
                }
            }
        }
        open.table.rows.push(row);
        Ok(())
    }

    fn end_table(&mut self) -> Result<(), ImportError> {
        self.end_row()?;
        let Some(mut open) = self.tables.pop() else { return Ok(()) };
        let count = open.table.rows.len();
        for (index, row) in open.table.rows.iter_mut().enumerate() {
            let below = u32::try_from(count - index).unwrap_or(u32::MAX);
            for cell in &mut row.cells {
                cell.rowspan = cell.rowspan.min(below);
            }
        }
        if open.table.rows.iter().all(|row| row.cells.is_empty()) {
            return Ok(());
        }
        let block = Block::table(open.table, Place::Line { line: open.line });
        match self.tables.last_mut().and_then(|outer| outer.cell.as_mut()) {
            Some(cell) => {
                self.gatherer.count(&block)?;
                cell.blocks.push(block);
                Ok(())
            }
            None => self.gatherer.push(block),
        }
    }
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "main"
            | "nav"
            | "aside"
            | "blockquote"
            | "pre"
            | "hr"
            | "dl"
            | "dt"
            | "dd"
            | "caption"
            | "figure"
            | "figcaption"
            | "form"
            | "fieldset"
            | "address"
            | "body"
            | "title"
    )
}

/// White space as browsers show it: runs are one space, `<br>` is a line end.
fn squeeze(text: &str) -> String {
    let lines: Vec<String> = text
        .split('\u{2028}')
        .map(|line| {
            line.split([' ', '\t', '\n', '\r', '\u{C}'])
                .filter(|word| !word.is_empty())
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect();
    lines.join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(text: &str) -> Outline {
        read(text.as_bytes()).unwrap()
    }

    #[test]
    fn merged_cells_take_their_columns() {
        let outline = outline(
            "<table><tr><th rowspan=2>Аты</th><th colspan='2'>Жыл</th></tr><tr><td>2021<td>2022</tr>\
             <tr><td rowspan=\"9\">Жол</td><td>1&nbsp;500</td><td></td></tr></table>",
        );
        let table = outline.blocks[0].table.as_ref().unwrap();
        let cells: Vec<(u32, u32, u32, String)> = table
            .rows
            .iter()
            .flat_map(|row| &row.cells)
            .map(|cell| (cell.column, cell.colspan, cell.rowspan, cell.text()))
            .collect();
        let cell = |column, colspan, rowspan, text: &str| (column, colspan, rowspan, text.to_owned());
        assert_eq!(
            cells,
            [
                cell(0, 1, 2, "Аты"),
                cell(1, 2, 1, "Жыл"),
                cell(1, 1, 1, "2021"),
                cell(2, 1, 1, "2022"),
                cell(0, 1, 1, "Жол"),
                cell(1, 1, 1, "1\u{a0}500"),
                cell(2, 1, 1, ""),
            ]
        );
        assert!(outline.accounted.is_complete());
    }

    #[test]
    fn scripts_are_not_text() {
        let outline = outline(
            "<h2>1. Су</h2><script>alert('<p>x</p>')</script><p onclick=x()>бір<br>екі</p><ol start=3><li>үш<ul><li>төрт</ul></ol>",
        );
        let blocks: Vec<(ProvisionKind, u8, String)> =
            outline.blocks.iter().map(|block| (block.kind, block.level, block.printed())).collect();
        assert_eq!(
            blocks,
            [
                (ProvisionKind::Heading, 2, "1. Су".to_owned()),
                (ProvisionKind::Paragraph, 0, "бір\nекі".to_owned()),
                (ProvisionKind::Item, 0, "3. үш".to_owned()),
                (ProvisionKind::Item, 1, "• төрт".to_owned()),
            ]
        );
    }
}
