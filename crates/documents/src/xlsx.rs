//! Excel workbooks: appendices with indicators, measures and budgets.
//!
//! Cells are streamed: the dense range of the library would take memory for every field up to the last address that
//! a file names, and expanding shared formulas for every index it claims.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};
use kenes_domain::program::ProvisionKind;

use crate::decimal::Decimal;
use crate::error::ImportError;
use crate::outline::{BLOCKS_MAX, Block, CHARACTERS_MAX, COLUMNS_MAX, Cell, Format, Outline, Row, Table};
use crate::package::{Package, relationships, relationships_of};
use crate::place::{Place, cell_address};
use crate::text::Gatherer;
use crate::warning::{EXCERPT_CHARACTERS, WarningKind, excerpt};
use crate::xml::{self, NodeExt};

/// Most merged ranges of one sheet.
const MERGES_MAX: usize = 100_000;
/// Most rows that all merged ranges of one sheet touch together.
const MERGED_ROWS_MAX: usize = 1_000_000;
/// Digits of a stored number that Excel shows; the rest is noise of binary fractions.
const DIGITS_SHOWN: usize = 15;

const EXPECTED: &str = "an Excel workbook (.xlsx)";

/// Reads a workbook: every sheet that holds anything, hidden ones too, each as one table below the lines above it.
pub fn read(bytes: &[u8]) -> Result<Outline, ImportError> {
    let mut package = Package::open(bytes, EXPECTED)?;
    if !package.names().any(|name| name.starts_with("xl/")) {
        let found =
            if package.has("word/document.xml") { "a Word document (.docx)" } else { "another kind of file" };
        return Err(ImportError::WrongFormat { expected: EXPECTED, found });
    }
    package.check_all()?;
    let hidden_columns = hidden_columns(&mut package)?;
    let mut workbook: Xlsx<Cursor<&[u8]>> =
        Xlsx::new(Cursor::new(bytes)).map_err(|error| damaged("", &error))?;
    let mut gatherer = Gatherer::new(Format::Xlsx);
    let mut sheets = Vec::new();
    for sheet in workbook.sheets_metadata().to_vec() {
        if sheet.typ != SheetType::WorkSheet {
            gatherer.objects += 1;
            continue;
        }
        let cells = read_cells(&mut workbook, &sheet.name, &mut gatherer)?;
        if cells.is_empty() {
            continue;
        }
        if sheet.visible != SheetVisible::Visible {
            let kind = WarningKind::HiddenSheet { sheet: sheet.name.clone() };
            gatherer.warn(place(&sheet.name, 0, 0), kind);
        }
        for column in hidden_columns.get(&sheet.name).into_iter().flatten() {
            let is_used = cells.values().any(|row| row.contains_key(column));
            if is_used {
                let letters = cell_address(0, *column).trim_end_matches('1').to_owned();
                gatherer.warn(place(&sheet.name, 0, *column), WarningKind::HiddenColumn { column: letters });
            }
        }
        let merges =
            workbook.merge_cells_by_sheet_name(&sheet.name).map_err(|error| damaged(&sheet.name, &error))?;
        sheets.push(Sheet { name: sheet.name, cells, merges: merge_list(&merges)? });
    }
    let is_alone = sheets.len() == 1;
    for sheet in sheets {
        sheet.push(is_alone, &mut gatherer)?;
    }
    gatherer.finish()
}

type Cells = BTreeMap<u32, BTreeMap<u32, String>>;

/// A merged range: first row and column, last row and column.
type Merge = ((u32, u32), (u32, u32));

struct Sheet {
    name: String,
    cells: Cells,
    merges: Vec<Merge>,
}

fn place(sheet: &str, row: u32, column: u32) -> Place {
    Place::Sheet { sheet: sheet.to_owned(), cell: cell_address(row, column) }
}

fn damaged(entry: &str, error: &XlsxError) -> ImportError {
    match error {
        XlsxError::Password => ImportError::Encrypted,
        other => ImportError::Damaged { entry: entry.to_owned(), problem: other.to_string() },
    }
}

/// The cells of a sheet that hold something, as texts.
fn read_cells(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &str,
    gatherer: &mut Gatherer,
) -> Result<Cells, ImportError> {
    let percents = percent_cells(workbook, sheet)?;
    let mut reader = workbook.worksheet_cells_reader(sheet).map_err(|error| damaged(sheet, &error))?;
    let mut cells = Cells::new();
    let (mut count, mut characters) = (0_usize, 0_usize);
    while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(|error| damaged(sheet, &error))? {
        let (row, column) = cell.pos;
        let here = || place(sheet, row, column);
        if cell.formula.is_some() && matches!(cell.value, DataRef::Empty) {
            return Err(ImportError::FormulaWithoutValue { place: here() });
        }
        let text = text_of(&cell.value, percents.contains(&cell.pos));
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        if let DataRef::Error(_) = cell.value {
            gatherer.warn(here(), WarningKind::CellError { text: text.to_owned() });
        }
        count += 1;
        characters += text.len();
        let (what, count_max) = if count > BLOCKS_MAX {
            ("cells", BLOCKS_MAX)
        } else if characters > CHARACTERS_MAX {
            ("bytes of text", CHARACTERS_MAX)
        } else if column >= COLUMNS_MAX {
            ("columns", usize::try_from(COLUMNS_MAX).unwrap_or(usize::MAX))
        } else {
            gatherer.outline.accounted.cells.in_source += 1;
            cells.entry(row).or_default().insert(column, text.to_owned());
            continue;
        };
        return Err(ImportError::TooMany { place: here(), what, count_max });
    }
    Ok(cells)
}

/// Cells whose number is shown as a percentage: 0.84 is printed 84 %.
fn percent_cells(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &str,
) -> Result<BTreeSet<(u32, u32)>, ImportError> {
    let mut reader = workbook.worksheet_cells_reader(sheet).map_err(|error| damaged(sheet, &error))?;
    let percent_styles: BTreeSet<usize> = reader
        .styles()
        .iter()
        .enumerate()
        .filter(|(_, style)| {
            style.number_format.as_ref().is_some_and(|format| format.format_code.contains('%'))
        })
        .map(|(id, _)| id)
        .collect();
    let mut cells = BTreeSet::new();
    if percent_styles.is_empty() {
        return Ok(cells);
    }
    while let Some((cell, style)) =
        reader.next_cell_with_style_id().map_err(|error| damaged(sheet, &error))?
    {
        if percent_styles.contains(&style) && cells.len() <= BLOCKS_MAX {
            cells.insert(cell.get_position());
        }
    }
    Ok(cells)
}

fn text_of(value: &DataRef<'_>, is_percent: bool) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => {
            let shown = shown_number(*number);
            match Decimal::parse(&shown).filter(|_| is_percent) {
                Some(number) => format!("{}%", number.shifted(2)),
                None => shown,
            }
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(truth) => if *truth { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, hour, minute, ..) = moment.to_ymd_hms_milli();
            if (hour, minute) == (0, 0) {
                format!("{day:02}.{month:02}.{year}")
            } else {
                format!("{day:02}.{month:02}.{year} {hour:02}:{minute:02}")
            }
        }
        DataRef::DateTime(duration) => shown_number(duration.as_f64()),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// A stored number as Excel shows it: fifteen digits that count, never an exponent.
fn shown_number(number: f64) -> String {
    let scientific = format!("{number:.*e}", DIGITS_SHOWN - 1);
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    let Ok(exponent) = exponent.parse::<i32>() else { return scientific };
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() {
        return "0".to_owned();
    }
    let places = usize::try_from(exponent.unsigned_abs()).unwrap_or(0);
    if exponent < 0 {
        return format!("{sign}0.{}{digits}", "0".repeat(places - 1));
    }
    match digits.split_at_checked(places + 1) {
        Some((whole, "")) => format!("{sign}{whole}"),
        Some((whole, decimals)) => format!("{sign}{whole}.{decimals}"),
        None => format!("{sign}{digits}{}", "0".repeat(places + 1 - digits.len())),
    }
}

/// The hidden columns of each sheet, from the part of the file before the cells.
fn hidden_columns(package: &mut Package<'_>) -> Result<BTreeMap<String, BTreeSet<u32>>, ImportError> {
    let mut hidden = BTreeMap::new();
    let book = relationships(package, "_rels/.rels", "")?
        .into_iter()
        .find(|link| link.role == "officeDocument")
        .map_or_else(|| "xl/workbook.xml".to_owned(), |link| link.target);
    let links = relationships(package, &relationships_of(&book), &book)?;
    let Some(text) = package.xml(&book)? else { return Ok(hidden) };
    let document = xml::parse(&book, &text)?;
    for sheet in document.descendants().filter(|node| node.is("sheet")) {
        let (Some(name), Some(id)) = (
            sheet.attr("name"),
            sheet.attributes().find(|a| a.name() == "id" && a.namespace().is_some()).map(|a| a.value()),
        ) else {
            continue;
        };
        let Some(link) = links.iter().find(|link| link.id == id) else { continue };
        let Some(text) = package.xml(&link.target)? else { continue };
        let Some((start, end)) = text.find("<cols").zip(text.find("</cols>")) else { continue };
        let Some(part) = text.get(start..end + "</cols>".len()) else { continue };
        let Ok(columns) = xml::parse(&link.target, part) else { continue };
        let mut set = BTreeSet::new();
        for column in
            columns.root_element().children().filter(|node| matches!(node.attr("hidden"), Some("1" | "true")))
        {
            let bound =
                |name: &str| column.attr(name).and_then(|value| value.parse::<u32>().ok()).unwrap_or(0);
            set.extend(
                (bound("min")..=bound("max").min(COLUMNS_MAX)).filter_map(|number| number.checked_sub(1)),
            );
        }
        hidden.insert(name.to_owned(), set);
    }
    Ok(hidden)
}

fn merge_list(merges: &[calamine::Dimensions]) -> Result<Vec<Merge>, ImportError> {
    if merges.len() > MERGES_MAX {
        return Err(ImportError::TooMany {
            place: Place::File,
            what: "merged ranges",
            count_max: MERGES_MAX,
        });
    }
    Ok(merges
        .iter()
        .map(|merge| (merge.start, merge.end))
        .filter(|(start, end)| start.0 <= end.0 && start.1 <= end.1)
        .collect())
}

impl Sheet {
    fn push(self, is_alone: bool, gatherer: &mut Gatherer) -> Result<(), ImportError> {
        if !is_alone {
            let block = Block::text(ProvisionKind::Heading, 1, self.name.clone(), place(&self.name, 0, 0));
            gatherer.push(block)?;
        }
        // Lines above the table: its title, its unit.
        let mut rows = self.cells.iter().peekable();
        while let Some((row, cells)) = rows.peek().copied() {
            let mut filled = cells.iter();
            let (Some((column, text)), None) = (filled.next(), filled.next()) else { break };
            gatherer.outline.accounted.cells.kept += 1;
            gatherer.push_paragraph(text.clone(), place(&self.name, *row, *column))?;
            rows.next();
        }
        let rows: Vec<(u32, &BTreeMap<u32, String>)> = rows.map(|(row, cells)| (*row, cells)).collect();
        let Some((first_row, _)) = rows.first().copied() else { return Ok(()) };
        let numbers: Vec<u32> = rows.iter().map(|(row, _)| *row).collect();
        let merged = self.merged_rows(&numbers)?;
        gatherer.tables += 1;
        let mut table = Table { number: gatherer.tables, columns: 0, rows: Vec::new() };
        for (row, cells) in &rows {
            let mut line = Row::default();
            let ranges = merged.get(row).map(Vec::as_slice).unwrap_or_default();
            for (column, text) in *cells {
                let here = place(&self.name, *row, *column);
                let range = ranges.iter().find(|((_, first), (_, last))| (first..=last).contains(&column));
                let (colspan, rowspan) = match range {
                    None => (1, 1),
                    Some(((top, left), (bottom, right))) if (*top, *left) == (*row, *column) => {
                        let below = numbers.iter().filter(|number| (top..=bottom).contains(number)).count();
                        (right - left + 1, u32::try_from(below).unwrap_or(1))
                    }
                    Some(_) => {
                        gatherer.outline.accounted.cells.deleted += 1;
                        let text = excerpt(text, EXCERPT_CHARACTERS);
                        gatherer.warn(here, WarningKind::HiddenText { text });
                        continue;
                    }
                };
                let block = Block::text(ProvisionKind::Paragraph, 0, text.clone(), here.clone());
                gatherer.count(&block)?;
                gatherer.outline.accounted.cells.kept += 1;
                let colspan = colspan.min(COLUMNS_MAX - column);
                table.columns = table.columns.max(column + colspan);
                line.cells.push(Cell { column: *column, colspan, rowspan, blocks: vec![block], place: here });
            }
            table.rows.push(line);
        }
        gatherer.push(Block::table(table, place(&self.name, first_row, 0)))
    }

    /// The merged ranges that touch each of the rows that hold something.
    fn merged_rows(&self, rows: &[u32]) -> Result<BTreeMap<u32, Vec<Merge>>, ImportError> {
        let mut touched: BTreeMap<u32, Vec<Merge>> = BTreeMap::new();
        let mut count = 0;
        for merge in &self.merges {
            let ((top, _), (bottom, _)) = *merge;
            let first = rows.partition_point(|row| *row < top);
            for row in rows.iter().skip(first).take_while(|row| **row <= bottom) {
                touched.entry(*row).or_default().push(*merge);
                count += 1;
                if count > MERGED_ROWS_MAX {
                    let place = place(&self.name, *row, 0);
                    return Err(ImportError::TooMany {
                        place,
                        what: "merged rows",
                        count_max: MERGED_ROWS_MAX,
                    });
                }
            }
        }
        Ok(touched)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_shown_without_noise() {
        for (number, expected) in [
            (250_000.5, "250000.5"),
            (0.1 + 0.2, "0.3"),
            (120_000.0, "120000"),
            (0.0, "0"),
            (-0.0005, "-0.0005"),
            (123_456_789_012_345.0, "123456789012345"),
            (1e18, "1000000000000000000"),
            (1.15, "1.15"),
        ] {
            assert_eq!(shown_number(number), expected);
        }
    }

    proptest! {
        #[test]
        fn shown_numbers_read_back(number in -1e14f64..1e14) {
            let shown: f64 = shown_number(number).parse().unwrap();
            prop_assert!((shown - number).abs() <= number.abs() * 1e-14);
        }

        #[test]
        fn no_number_panics(number: f64) {
            let _ = shown_number(number);
        }
    }
}
