//! Markdown with tables, and official texts as they are published: numbered clauses with indented parts, notes on
//! amendments as quotes, HTML tables.
//!
//! Labels are taken from the source, not from the parser: in a list that goes 3, 7, 8 CommonMark counts 3, 4, 5.

use std::ops::Range;

use kenes_domain::program::ProvisionKind;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::error::ImportError;
use crate::html;
use crate::outline::{Block, Cell, Format, Outline, Row, Table};
use crate::place::Place;
use crate::text::{Gatherer, decode};
use crate::warning::{EXCERPT_CHARACTERS, WarningKind, excerpt};

/// What a line end inside a paragraph means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// A space: the text was wrapped.
    Join,
    /// The end of a paragraph: the text was copied from a page.
    Keep,
}

/// Words with which official texts begin a note on amendments.
const NOTE_WORDS: [&str; 4] = ["сноска", "ескерту", "примечание", "ескертпе"];

/// Reads a Markdown or plain text file.
pub fn read(bytes: &[u8], lines: Lines) -> Result<Outline, ImportError> {
    let text = decode(bytes)?;
    let format = if lines == Lines::Join { Format::Markdown } else { Format::Text };
    let mut reader = Reader {
        source: Source::new(text),
        lines,
        gatherer: Gatherer::new(format),
        text: String::new(),
        start: 0,
        end: 0,
        items: Vec::new(),
        quotes: 0,
        table: None,
        html: None,
        note: None,
    };
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        reader.event(event, range)?;
    }
    reader.finish()
}

/// The text with its lines, and which of them have become part of a block.
struct Source<'t> {
    text: &'t str,
    line_starts: Vec<usize>,
    used: Vec<bool>,
}

impl<'t> Source<'t> {
    fn new(text: &'t str) -> Self {
        let mut line_starts = vec![0];
        line_starts.extend(text.match_indices('\n').map(|(position, _)| position + 1));
        let used = vec![false; line_starts.len()];
        Self { text, line_starts, used }
    }

    /// Zero-based line of a position.
    fn line(&self, position: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= position).saturating_sub(1)
    }

    fn place(&self, position: usize) -> Place {
        Place::Line { line: self.line(position) + 1 }
    }

    fn mark(&mut self, range: Range<usize>) {
        let (first, last) = (self.line(range.start), self.line(range.end.saturating_sub(1).max(range.start)));
        for used in self.used.iter_mut().take(last + 1).skip(first) {
            *used = true;
        }
    }
}

/// A list item that is open.
#[derive(Debug)]
struct OpenItem {
    label: String,
    /// Whether its first paragraph has come.
    is_begun: bool,
}

#[derive(Debug)]
struct OpenTable {
    table: Table,
    start: usize,
    row: Row,
}

struct Reader<'t> {
    source: Source<'t>,
    lines: Lines,
    gatherer: Gatherer,
    text: String,
    start: usize,
    end: usize,
    items: Vec<OpenItem>,
    quotes: usize,
    table: Option<OpenTable>,
    html: Option<(String, usize)>,
    /// Label of the note definition that is open.
    note: Option<String>,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) -> Result<(), ImportError> {
        match event {
            Event::Start(tag) => self.start(&tag, &range),
            Event::End(tag) => self.end(tag, &range),
            Event::Text(text) => {
                if let Some((html, _)) = &mut self.html {
                    html.push_str(&text);
                    self.source.mark(range);
                } else {
                    self.push(&text, range);
                }
                Ok(())
            }
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.push(&text, range);
                Ok(())
            }
            Event::Html(text) => {
                let position = range.start;
                let (html, _) = self.html.get_or_insert_with(|| (String::new(), position));
                html.push_str(&text);
                self.source.mark(range);
                Ok(())
            }
            Event::InlineHtml(tag) => {
                if tag.to_ascii_lowercase().starts_with("<br") {
                    self.push("\n", range);
                }
                Ok(())
            }
            Event::SoftBreak if self.lines == Lines::Keep && self.table.is_none() => self.flush(),
            Event::SoftBreak => {
                self.push(" ", range);
                Ok(())
            }
            Event::HardBreak => {
                self.push("\n", range);
                Ok(())
            }
            Event::FootnoteReference(_) | Event::Rule | Event::TaskListMarker(_) => Ok(()),
        }
    }

    fn push(&mut self, text: &str, range: Range<usize>) {
        if self.text.is_empty() {
            self.start = range.start;
        }
        self.end = range.end;
        self.text.push_str(text);
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>) -> Result<(), ImportError> {
        match tag {
            Tag::Item => {
                self.flush()?;
                let source = self.source.text.get(range.clone()).unwrap_or_default();
                let label: String = source.chars().take_while(|c| !c.is_whitespace()).collect();
                // The parser takes `*` and `+` as bullets; nobody prints them.
                let label = if matches!(label.as_str(), "*" | "+") { "•".to_owned() } else { label };
                self.items.push(OpenItem { label, is_begun: false });
            }
            Tag::List(_) | Tag::Paragraph | Tag::Heading { .. } | Tag::CodeBlock(_) => self.flush()?,
            Tag::BlockQuote(_) => {
                self.flush()?;
                self.quotes += 1;
            }
            Tag::FootnoteDefinition(label) => {
                self.flush()?;
                self.note = Some(label.to_string());
            }
            Tag::Table(alignments) => {
                self.flush()?;
                self.gatherer.tables += 1;
                let table = Table {
                    number: self.gatherer.tables,
                    columns: u32::try_from(alignments.len()).unwrap_or(u32::MAX),
                    rows: Vec::new(),
                };
                self.table = Some(OpenTable { table, start: range.start, row: Row::default() });
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some(open) = &mut self.table {
                    open.row = Row { is_header: matches!(tag, Tag::TableHead), ..Row::default() };
                }
            }
            Tag::TableCell => self.text.clear(),
            Tag::HtmlBlock => {
                self.flush()?;
                self.html = Some((String::new(), range.start));
            }
            Tag::Image { .. } => self.gatherer.objects += 1,
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) -> Result<(), ImportError> {
        match tag {
            TagEnd::Heading(level) => {
                let text = std::mem::take(&mut self.text).trim().to_owned();
                self.source.mark(range.clone());
                if text.is_empty() {
                    return Ok(());
                }
                self.gatherer.push_heading(heading_number(level), text, self.source.place(range.start))
            }
            TagEnd::Paragraph | TagEnd::CodeBlock => self.flush(),
            TagEnd::Item => {
                self.flush()?;
                self.items.pop();
                Ok(())
            }
            TagEnd::BlockQuote(_) => {
                self.flush()?;
                self.quotes = self.quotes.saturating_sub(1);
                Ok(())
            }
            TagEnd::FootnoteDefinition => {
                self.flush()?;
                self.note = None;
                Ok(())
            }
            TagEnd::TableCell => self.end_cell(range),
            TagEnd::TableHead | TagEnd::TableRow => {
                if let Some(open) = &mut self.table {
                    open.table.rows.push(std::mem::take(&mut open.row));
                }
                Ok(())
            }
            TagEnd::Table => {
                let Some(open) = self.table.take() else { return Ok(()) };
                self.source.mark(range.clone());
                self.gatherer.push(Block::table(open.table, self.source.place(open.start)))
            }
            TagEnd::HtmlBlock => {
                let Some((html, start)) = self.html.take() else { return Ok(()) };
                html::fragment(&html, self.source.line(start) + 1, &mut self.gatherer)
            }
            _ => Ok(()),
        }
    }

    fn end_cell(&mut self, range: &Range<usize>) -> Result<(), ImportError> {
        let text = std::mem::take(&mut self.text).trim().to_owned();
        let Some(open) = &mut self.table else { return Ok(()) };
        let column = open.row.cells.len();
        let place =
            Place::Cell { table: open.table.number, row: open.table.rows.len() + 1, column: column + 1 };
        let mut blocks = Vec::new();
        if !text.is_empty() {
            let block = Block::text(ProvisionKind::Paragraph, 0, text, self.source.place(range.start));
            self.gatherer.count(&block)?;
            blocks.push(block);
        }
        self.gatherer.outline.accounted.cells.in_source += 1;
        self.gatherer.outline.accounted.cells.kept += 1;
        let column = u32::try_from(column).unwrap_or(u32::MAX);
        open.row.cells.push(Cell { column, colspan: 1, rowspan: 1, blocks, place });
        Ok(())
    }

    /// Makes a block of the text gathered so far.
    fn flush(&mut self) -> Result<(), ImportError> {
        let text = std::mem::take(&mut self.text).trim().to_owned();
        if text.is_empty() {
            return Ok(());
        }
        self.source.mark(self.start..self.end.max(self.start + 1));
        let place = self.source.place(self.start);
        let depth = u8::try_from(self.items.len()).unwrap_or(u8::MAX);
        if let Some(label) = &self.note {
            let mut block = Block::text(ProvisionKind::Footnote, depth, text, place);
            block.label.clone_from(label);
            return self.gatherer.push(block);
        }
        if self.quotes > 0 && is_note(&text) {
            return self.gatherer.push(Block::text(ProvisionKind::Footnote, depth, text, place));
        }
        let Some(item) = self.items.last_mut() else {
            return self.gatherer.push_paragraph(text, place);
        };
        let mut block = Block::text(ProvisionKind::Item, depth, text, place);
        if item.is_begun {
            // CommonMark has no lists of letters; official texts have.
            block.take_label(|_| true);
        } else {
            item.is_begun = true;
            block.level = depth - 1;
            block.label.clone_from(&item.label);
        }
        self.gatherer.push(block)
    }

    fn finish(mut self) -> Result<Outline, ImportError> {
        self.flush()?;
        let mut missing = Vec::new();
        let counts = &mut self.gatherer.outline.accounted.paragraphs;
        for (index, used) in self.source.used.iter().enumerate() {
            let start = self.source.line_starts.get(index).copied().unwrap_or(0);
            let end = self.source.line_starts.get(index + 1).copied().unwrap_or(self.source.text.len());
            let line = self.source.text.get(start..end).unwrap_or_default();
            counts.in_source += 1;
            if *used {
                counts.kept += 1;
            } else if line.chars().any(char::is_alphanumeric) {
                counts.computed += 1;
                missing.push((index, excerpt(line.trim(), EXCERPT_CHARACTERS)));
            } else {
                counts.empty += 1;
            }
        }
        for (index, text) in missing {
            self.gatherer.warn(Place::Line { line: index + 1 }, WarningKind::MarkupLeftOut { text });
        }
        self.gatherer.finish()
    }
}

fn heading_number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

fn is_note(text: &str) -> bool {
    let lower = text.to_lowercase();
    NOTE_WORDS
        .iter()
        .any(|word| lower.strip_prefix(word).is_some_and(|rest| rest.starts_with(['.', ':', ' '])))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str, lines: Lines) -> Vec<(ProvisionKind, u8, String, String)> {
        let outline = read(text.as_bytes(), lines).unwrap();
        assert!(outline.accounted.is_complete(), "{:?}", outline.accounted);
        outline.blocks.into_iter().map(|block| (block.kind, block.level, block.label, block.text)).collect()
    }

    fn row(kind: ProvisionKind, level: u8, label: &str, text: &str) -> (ProvisionKind, u8, String, String) {
        (kind, level, label.to_owned(), text.to_owned())
    }

    #[test]
    fn clauses_keep_their_printed_numbers() {
        use ProvisionKind::{Footnote, Heading, Item};
        let text = "# Бюджет туралы\n\n3. Бекітілсін:\n\n   1) кірістер:\n\n      салықтар 5 мың теңге;\n\n   \
                    2) шығындар.\n\n      > *Ескерту. 3-тармақ өзгертілді.*\n\n7. Белгіленсін:\n\n   қала – 2;\n";
        assert_eq!(
            shape(text, Lines::Join),
            [
                row(Heading, 1, "", "Бюджет туралы"),
                row(Item, 0, "3.", "Бекітілсін:"),
                row(Item, 1, "1)", "кірістер:"),
                row(Item, 2, "", "салықтар 5 мың теңге;"),
                row(Item, 1, "2)", "шығындар."),
                row(Footnote, 2, "", "Ескерту. 3-тармақ өзгертілді."),
                row(Item, 0, "7.", "Белгіленсін:"),
                row(Item, 1, "", "қала – 2;"),
            ]
        );
    }

    #[test]
    fn lines_of_a_copied_page_are_paragraphs() {
        use ProvisionKind::{Item, Paragraph};
        let text = "Кіріспе\nАудан туралы.\n5. Мектептер салынсын.\n2.9. Білім беру.";
        assert_eq!(
            shape(text, Lines::Keep),
            [
                row(Paragraph, 0, "", "Кіріспе"),
                row(Paragraph, 0, "", "Аудан туралы."),
                row(Item, 0, "5.", "Мектептер салынсын."),
                row(Item, 1, "2.9.", "Білім беру."),
            ]
        );
        assert_eq!(shape("бір\nекі", Lines::Join), [row(Paragraph, 0, "", "бір екі")]);
    }

    #[test]
    fn both_kinds_of_tables_are_tables() {
        let text =
            "| А | Б |\n|---|---|\n| 1 | 2 |\n\n<table>\n<tr><td>х</td><td>5 мың</td></tr>\n</table>\n";
        let outline = read(text.as_bytes(), Lines::Join).unwrap();
        let sizes: Vec<(usize, u32)> = outline
            .blocks
            .iter()
            .filter_map(|b| b.table.as_ref())
            .map(|t| (t.rows.len(), t.columns))
            .collect();
        assert_eq!(sizes, [(2, 2), (1, 2)]);
        assert_eq!(outline.blocks[1].place, Place::Line { line: 5 });
        assert_eq!(outline.accounted.cells.kept, 6);
        assert!(outline.accounted.is_complete());
    }

    #[test]
    fn wrong_encodings_have_a_place() {
        let mut bytes = "бір\nекі\n".as_bytes().to_vec();
        bytes.extend([0xC6, 0xEE, 0xEB]);
        assert_eq!(read(&bytes, Lines::Join), Err(ImportError::Encoding { line: 3 }));
        assert_eq!(
            read(b"a\nb\0c", Lines::Join),
            Err(ImportError::Control { place: Place::Line { line: 2 }, code: 0 })
        );
        assert_eq!(read(b" \n\n", Lines::Join), Err(ImportError::Empty));
    }
}
