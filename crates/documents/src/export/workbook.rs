//! Excel workbooks with typed cells: numbers are numbers, dates are dates, texts stay texts whatever they begin with.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::{Day, Value};

/// Digits that a spreadsheet number keeps; longer numbers are written as text rather than rounded.
const DIGITS_MAX: usize = 15;

/// A column of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Header as shown, in one or both languages.
    pub header: String,
    /// Width in characters, at most 100.
    pub width: u8,
}

/// One sheet: title lines, a frozen header that repeats on each printed page, filters over the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Name on the tab; cut to 31 characters and freed of the characters that Excel refuses.
    pub name: String,
    /// Lines above the table, over its whole width.
    pub titles: Vec<String>,
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows, each with a value per column.
    pub rows: Vec<Vec<Value>>,
}

/// Why a workbook cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    /// More rows, columns or characters than a sheet holds.
    #[error("the sheet {sheet:?} does not fit into a workbook: {source}")]
    Sheet {
        /// Name of the sheet.
        sheet: String,
        /// What the writer says.
        source: XlsxError,
    },
    /// The workbook as a whole.
    #[error("the workbook cannot be written: {0}")]
    Workbook(#[from] XlsxError),
}

/// Writes sheets as a workbook that says it was made on `created`.
pub fn write(sheets: &[Sheet], created: Day) -> Result<Vec<u8>, WorkbookError> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(created.year, created.month, created.day)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let formats = Formats::new();
    let mut names: Vec<String> = Vec::new();
    for sheet in sheets {
        let name = sheet_name(&sheet.name, &names);
        let worksheet = workbook.add_worksheet();
        fill(worksheet, sheet, &name, &formats)
            .map_err(|source| WorkbookError::Sheet { sheet: sheet.name.clone(), source })?;
        names.push(name);
    }
    Ok(workbook.save_to_buffer()?)
}

struct Formats {
    title: Format,
    header: Format,
    text: Format,
    integer: Format,
    decimal: Format,
    date: Format,
}

impl Formats {
    fn new() -> Self {
        let cell = || Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::Top);
        Self {
            title: Format::new()
                .set_bold()
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
                .set_text_wrap(),
            header: cell().set_bold().set_align(FormatAlign::Center).set_text_wrap(),
            text: cell().set_text_wrap(),
            integer: cell().set_num_format("#,##0"),
            decimal: cell().set_num_format("#,##0.###"),
            date: cell().set_num_format("dd.mm.yyyy"),
        }
    }
}

fn fill(worksheet: &mut Worksheet, sheet: &Sheet, name: &str, formats: &Formats) -> Result<(), XlsxError> {
    worksheet.set_name(name)?;
    let last_column = u16::try_from(sheet.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let mut row = 0;
    for title in &sheet.titles {
        if last_column > 0 {
            worksheet.merge_range(row, 0, row, last_column, title, &formats.title)?;
        } else {
            worksheet.write_string_with_format(row, 0, title, &formats.title)?;
        }
        row += 1;
    }
    let header_row = row;
    for (column, definition) in (0..).zip(&sheet.columns) {
        worksheet.set_column_width(column, f64::from(definition.width.min(100)))?;
        worksheet.write_string_with_format(header_row, column, &definition.header, &formats.header)?;
    }
    worksheet.set_freeze_panes(header_row + 1, 0)?;
    worksheet.set_repeat_rows(header_row, header_row)?;
    worksheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    for values in &sheet.rows {
        row += 1;
        for (column, value) in (0..).zip(values) {
            write_value(worksheet, row, column, value, formats)?;
        }
    }
    if !sheet.columns.is_empty() {
        worksheet.autofilter(header_row, 0, row, last_column)?;
    }
    Ok(())
}

fn write_value(
    worksheet: &mut Worksheet,
    row: u32,
    column: u16,
    value: &Value,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let mut number = |printed: String, format: &Format| -> Result<(), XlsxError> {
        let digits = printed.chars().filter(char::is_ascii_digit).count();
        match printed.parse::<f64>() {
            Ok(number) if digits <= DIGITS_MAX => {
                worksheet.write_number_with_format(row, column, number, format)?
            }
            _ => worksheet.write_string_with_format(row, column, printed, &formats.text)?,
        };
        Ok(())
    };
    match value {
        Value::Integer(integer) => number(integer.to_string(), &formats.integer),
        Value::Money(amount) => number(amount.amount().to_string(), &formats.integer),
        Value::Number(decimal) => number(decimal.to_string(), &formats.decimal),
        Value::Empty => worksheet.write_blank(row, column, &formats.text).map(|_| ()),
        // `write_string` stores a text; only `write_formula` stores formulas, and it is never called.
        Value::Text(text) => worksheet.write_string_with_format(row, column, text, &formats.text).map(|_| ()),
        Value::Date(day) => {
            let date = ExcelDateTime::from_ymd(day.year, day.month, day.day)?;
            worksheet.write_datetime_with_format(row, column, &date, &formats.date).map(|_| ())
        }
        Value::Flag(flag) => {
            worksheet.write_boolean_with_format(row, column, *flag, &formats.text).map(|_| ())
        }
    }
}

/// A name that Excel accepts and no other sheet has.
fn sheet_name(name: &str, taken: &[String]) -> String {
    const CHARACTERS_MAX: usize = 31;
    let clean: String = name.chars().filter(|c| !"[]:*?/\\".contains(*c) && !c.is_control()).collect();
    let clean = clean.trim().trim_matches('\'');
    let clean = if clean.is_empty() { "Sheet" } else { clean };
    let is_taken =
        |candidate: &str| taken.iter().any(|other| other.to_lowercase() == candidate.to_lowercase());
    let mut candidate: String = clean.chars().take(CHARACTERS_MAX).collect();
    let mut number = 2;
    while is_taken(&candidate) {
        let suffix = format!(" {number}");
        candidate = clean.chars().take(CHARACTERS_MAX - suffix.chars().count()).collect::<String>() + &suffix;
        number += 1;
    }
    candidate
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decimal::Decimal;
    use crate::outline::Table;
    use kenes_domain::money::Tenge;

    const DAY: Day = Day { year: 2020, month: 10, day: 5 };

    fn column(header: &str) -> Column {
        Column { header: header.to_owned(), width: 20 }
    }

    fn sheet(rows: Vec<Vec<Value>>) -> Sheet {
        Sheet {
            name: "Ұсыныстар / предложения".to_owned(),
            titles: vec!["Жиынтық кесте".to_owned()],
            columns: vec![column("Мәтін"), column("Сома"), column("Күні")],
            rows,
        }
    }

    fn table(bytes: &[u8]) -> Table {
        crate::xlsx::read(bytes).unwrap().blocks.into_iter().find_map(|block| block.table).unwrap()
    }

    #[test]
    fn cells_keep_their_types() {
        let rows = vec![
            vec!["=HYPERLINK(\"x\")".into(), Value::Money(Tenge::new(250_000_500)), Value::Date(DAY)],
            vec!["+7 701".into(), Value::Number(Decimal::parse("82,4").unwrap()), Value::Empty],
            vec!["1e5".into(), Value::Integer(1_234_567_890_123_456_789), Value::Empty],
        ];
        let bytes = write(&[sheet(rows.clone())], DAY).unwrap();
        let texts: Vec<Vec<String>> = table(&bytes)
            .rows
            .iter()
            .map(|row| row.cells.iter().map(crate::outline::Cell::text).collect())
            .collect();
        assert_eq!(texts[0], ["Мәтін", "Сома", "Күні"]);
        assert_eq!(texts[1], ["=HYPERLINK(\"x\")", "250000500", "05.10.2020"]);
        assert_eq!(texts[2], ["+7 701", "82.4"]);
        assert_eq!(texts[3], ["1e5", "1234567890123456789"], "digits are never rounded away");
        assert_eq!(bytes, write(&[sheet(rows)], DAY).unwrap(), "the same input gives the same bytes");
    }

    #[test]
    fn names_of_sheets_are_made_acceptable() {
        let long = "Ақмола облысының даму бағдарламасы: 2021/2025".to_owned();
        let first = sheet_name(&long, &[]);
        assert_eq!(first.chars().count(), 31);
        let second = sheet_name(&long, std::slice::from_ref(&first));
        assert!(second.ends_with(" 2") && second.chars().count() == 31, "{second}");
        assert_eq!(sheet_name("[]", &[]), "Sheet");
    }
}
