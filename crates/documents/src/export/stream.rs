//! Tables of any length, written row by row in the memory of one row: CSV, JSON Lines, Excel.
//!
//! The workbook is made here and not by the library of [`super::workbook`], which holds a sheet in memory or in a
//! temporary file; this one goes straight to whoever downloads it.

use std::io::{self, Write};

use kenes_domain::open_data::FileForm;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::{Value, csv, escape_xml};

/// Rows of one sheet, the header included. Excel takes 1,048,576.
const SHEET_ROWS_MAX: u32 = 1_000_000;
/// Characters of one cell of Excel; a longer text is cut and says so.
const CELL_CHARACTERS_MAX: usize = 32_767;
/// Digits that a number of a spreadsheet keeps; longer ones are written as text rather than rounded.
const EXACT_MAX: u64 = 999_999_999_999_999;

/// Where the bytes go.
pub type Sink = Box<dyn Write + Send>;

/// A table in the making.
pub struct TableWriter {
    columns: Vec<String>,
    form: Form,
}

enum Form {
    Csv(Sink),
    JsonLines(Sink),
    Xlsx(Box<Workbook>),
}

impl TableWriter {
    /// Begins a table; `name` is that of the sheet in a workbook.
    pub fn new(mut out: Sink, form: FileForm, name: &str, columns: &[&str]) -> io::Result<Self> {
        let form = match form {
            FileForm::Csv => {
                out.write_all(csv::head(columns).as_bytes())?;
                Form::Csv(out)
            }
            FileForm::JsonLines => Form::JsonLines(out),
            FileForm::Xlsx => Form::Xlsx(Box::new(Workbook::new(out, name, columns)?)),
        };
        Ok(Self { columns: columns.iter().map(|name| (*name).to_owned()).collect(), form })
    }

    /// Writes a row: a value per column.
    pub fn row(&mut self, values: &[Value]) -> io::Result<()> {
        match &mut self.form {
            Form::Csv(out) => out.write_all(csv::row(values).as_bytes()),
            Form::JsonLines(out) => out.write_all(json_line(&self.columns, values)?.as_bytes()),
            Form::Xlsx(workbook) => workbook.row(values),
        }
    }

    /// Ends the table. Without this the file is not whole.
    pub fn finish(self) -> io::Result<()> {
        match self.form {
            Form::Csv(mut out) | Form::JsonLines(mut out) => out.flush(),
            Form::Xlsx(workbook) => workbook.finish(),
        }
    }
}

fn json_line(columns: &[String], values: &[Value]) -> io::Result<String> {
    let mut line = String::from("{");
    for (index, (name, value)) in columns.iter().zip(values).enumerate() {
        if index > 0 {
            line.push(',');
        }
        line.push_str(&serde_json::to_string(name)?);
        line.push(':');
        match value {
            Value::Empty => line.push_str("null"),
            Value::Text(text) => line.push_str(&serde_json::to_string(text)?),
            Value::Integer(number) => line.push_str(&number.to_string()),
            Value::Number(number) => line.push_str(number.as_str()),
            Value::Money(amount) => line.push_str(&amount.amount().to_string()),
            Value::Date(day) => line.push_str(&serde_json::to_string(&day.to_string())?),
            Value::Flag(flag) => line.push_str(&flag.to_string()),
        }
    }
    line.push_str("}\n");
    Ok(line)
}

/// A workbook of one table; past the rows of a sheet it goes on in the next.
struct Workbook {
    archive: ZipWriter<StreamWriter<Sink>>,
    name: String,
    header: Vec<Value>,
    sheets: u32,
    /// Rows of the present sheet.
    rows: u32,
}

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

impl Workbook {
    fn new(out: Sink, name: &str, columns: &[&str]) -> io::Result<Self> {
        let mut workbook = Self {
            archive: ZipWriter::new_stream(out),
            name: name.to_owned(),
            header: columns.iter().map(|name| Value::from(*name)).collect(),
            sheets: 0,
            rows: 0,
        };
        workbook.begin_sheet()?;
        Ok(workbook)
    }

    fn part(&mut self, name: &str) -> io::Result<()> {
        // No time of its own: the same rows give the same bytes.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        Ok(self.archive.start_file(name, options)?)
    }

    fn begin_sheet(&mut self) -> io::Result<()> {
        self.sheets += 1;
        self.rows = 0;
        self.part(&format!("xl/worksheets/sheet{}.xml", self.sheets))?;
        write!(
            self.archive,
            "{XML}<worksheet xmlns=\"{MAIN}\"><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><sheetData>"
        )?;
        let header = self.header.clone();
        self.write_row(&header)
    }

    fn end_sheet(&mut self) -> io::Result<()> {
        self.archive.write_all(b"</sheetData></worksheet>")
    }

    fn row(&mut self, values: &[Value]) -> io::Result<()> {
        if self.rows >= SHEET_ROWS_MAX {
            self.end_sheet()?;
            self.begin_sheet()?;
        }
        self.write_row(values)
    }

    fn write_row(&mut self, values: &[Value]) -> io::Result<()> {
        self.rows += 1;
        let mut row = String::from("<row>");
        for value in values {
            cell(&mut row, value);
        }
        row.push_str("</row>");
        self.archive.write_all(row.as_bytes())
    }

    fn finish(mut self) -> io::Result<()> {
        self.end_sheet()?;
        let sheets = 1..=self.sheets;
        let list = sheets
            .clone()
            .map(|number| {
                let name = if number == 1 { self.name.clone() } else { format!("{} {number}", self.name) };
                format!("<sheet name=\"{}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>", escape_xml(&name))
            })
            .collect::<Vec<String>>()
            .concat();
        let links = sheets
            .clone()
            .map(|number| format!("<Relationship Id=\"rId{number}\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"))
            .collect::<Vec<String>>()
            .concat();
        let types = sheets
            .map(|number| format!("<Override PartName=\"/xl/worksheets/sheet{number}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"))
            .collect::<Vec<String>>()
            .concat();
        let parts = [
            (
                "xl/workbook.xml",
                format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>{list}</sheets></workbook>"),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                format!("<Relationships xmlns=\"{PACKAGE}/relationships\">{links}</Relationships>"),
            ),
            (
                "_rels/.rels",
                format!(
                    "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
                ),
            ),
            (
                "[Content_Types].xml",
                format!(
                    "<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>{types}</Types>"
                ),
            ),
        ];
        for (name, body) in parts {
            self.part(name)?;
            self.archive.write_all(XML.as_bytes())?;
            self.archive.write_all(body.as_bytes())?;
        }
        self.archive.finish()?.into_inner().flush()
    }
}

/// A cell. A text is an inline string: whatever it begins with, no spreadsheet takes it as a formula.
fn cell(row: &mut String, value: &Value) {
    match value {
        Value::Empty => row.push_str("<c/>"),
        Value::Text(text) => inline(row, text),
        Value::Date(day) => inline(row, &day.to_string()),
        Value::Integer(number) => number_cell(row, *number),
        Value::Money(amount) => number_cell(row, amount.amount()),
        Value::Number(number) => {
            // A decimal text of few digits is exact in a spreadsheet too.
            if number.as_str().chars().filter(char::is_ascii_digit).count() <= 15 {
                row.push_str("<c><v>");
                row.push_str(number.as_str());
                row.push_str("</v></c>");
            } else {
                inline(row, number.as_str());
            }
        }
        Value::Flag(flag) => {
            row.push_str(if *flag { "<c t=\"b\"><v>1</v></c>" } else { "<c t=\"b\"><v>0</v></c>" });
        }
    }
}

fn number_cell(row: &mut String, number: i64) {
    if number.unsigned_abs() > EXACT_MAX {
        inline(row, &number.to_string());
    } else {
        row.push_str("<c><v>");
        row.push_str(&number.to_string());
        row.push_str("</v></c>");
    }
}

fn inline(row: &mut String, text: &str) {
    row.push_str("<c t=\"inlineStr\"><is><t xml:space=\"preserve\">");
    // Excel counts UTF-16 units.
    if text.encode_utf16().count() > CELL_CHARACTERS_MAX {
        let cut: String = text.chars().take(CELL_CHARACTERS_MAX / 2 - 1).collect();
        row.push_str(&escape_xml(&cut));
        row.push('…');
    } else {
        row.push_str(&escape_xml(text));
    }
    row.push_str("</t></is></c>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    use calamine::{Data, Reader};
    use kenes_domain::money::Tenge;

    #[derive(Clone, Default)]
    struct Bytes(Arc<Mutex<Vec<u8>>>);

    impl Write for Bytes {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn written(form: FileForm) -> Vec<u8> {
        let out = Bytes::default();
        let mut table =
            TableWriter::new(Box::new(out.clone()), form, "contributions", &["id", "text", "tenge", "late"])
                .unwrap();
        let texts = ["Әжептәуір жол, көпір ғой — «иә»; ӨҮҰҚҢҺІ", "=HYPERLINK(\"x\")", "a\n<b>&\u{1}"];
        for (number, text) in (1i64..).zip(texts) {
            let money = Tenge::new(number * 1_234_567_890_123);
            table
                .row(&[
                    Value::Integer(number),
                    Value::from(text),
                    Value::Money(money),
                    Value::Flag(number == 2),
                ])
                .unwrap();
        }
        table.row(&[Value::Integer(i64::MAX), Value::Empty, Value::Empty, Value::Empty]).unwrap();
        table.finish().unwrap();
        out.0.lock().unwrap().clone()
    }

    #[test]
    fn a_workbook_holds_what_was_written() {
        let bytes = written(FileForm::Xlsx);
        let mut book = calamine::Xlsx::new(std::io::Cursor::new(bytes.as_slice())).unwrap();
        assert_eq!(book.sheet_names(), ["contributions"]);
        let range = book.worksheet_range("contributions").unwrap();
        assert_eq!(range.height(), 5);
        let at = |row, column| range.get_value((row, column)).cloned().unwrap_or(Data::Empty);
        assert_eq!(at(0, 1), Data::String("text".to_owned()));
        assert_eq!(at(1, 1), Data::String("Әжептәуір жол, көпір ғой — «иә»; ӨҮҰҚҢҺІ".to_owned()));
        assert_eq!(at(2, 1), Data::String("=HYPERLINK(\"x\")".to_owned()), "a text, never a formula");
        assert_eq!(at(3, 1), Data::String("a\n<b>&".to_owned()));
        assert_eq!(at(1, 2), Data::Float(1_234_567_890_123.0));
        assert_eq!(at(2, 3), Data::Bool(true));
        assert_eq!(at(4, 0), Data::String(i64::MAX.to_string()), "not rounded");
        assert_eq!(bytes, written(FileForm::Xlsx), "the same rows give the same bytes");
    }

    #[test]
    fn csv_and_json_lines_say_the_same() {
        let csv = String::from_utf8(written(FileForm::Csv)).unwrap();
        assert!(csv.starts_with("\u{FEFF}id,text,tenge,late\r\n1,"), "{csv}");
        assert!(csv.contains("'=HYPERLINK"), "{csv}");
        let json = String::from_utf8(written(FileForm::JsonLines)).unwrap();
        let lines: Vec<serde_json::Value> =
            json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 4);
        assert_eq!(lines[1]["text"], "=HYPERLINK(\"x\")");
        assert_eq!(lines[2]["tenge"], 3_703_703_670_369_i64);
        assert_eq!(lines[3]["text"], serde_json::Value::Null);
    }
}
