//! CSV for spreadsheets and scripts: UTF-8 with a byte order mark (Excel needs it to see the encoding), commas, CRLF
//! (RFC 4180). Texts cannot become formulas.

use super::Value;

/// Characters that make a spreadsheet take a field as a formula, with their full-width forms.
const FORMULA_STARTS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// Writes a header and rows.
pub fn write(header: &[&str], rows: impl IntoIterator<Item = Vec<Value>>) -> Vec<u8> {
    let mut text = String::from("\u{FEFF}");
    line(&mut text, header.iter().map(|name| guard(name)));
    for row in rows {
        line(&mut text, row.iter().map(field));
    }
    text.into_bytes()
}

/// The beginning of a file that is written row by row: byte order mark and header.
pub fn head(header: &[&str]) -> String {
    let mut text = String::from("\u{FEFF}");
    line(&mut text, header.iter().map(|name| guard(name)));
    text
}

/// One row.
pub fn row(values: &[Value]) -> String {
    let mut text = String::new();
    line(&mut text, values.iter().map(field));
    text
}

fn line(text: &mut String, fields: impl Iterator<Item = String>) {
    for (index, field) in fields.enumerate() {
        if index > 0 {
            text.push(',');
        }
        if field.contains(['"', ',', '\n', '\r', ';', '\t']) || field.starts_with(' ') || field.ends_with(' ')
        {
            text.push('"');
            text.push_str(&field.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(&field);
        }
    }
    // A row of one empty field would be a blank line, which readers skip.
    if text.is_empty() || text.ends_with('\n') || text.ends_with('\u{FEFF}') {
        text.push_str("\"\"");
    }
    text.push_str("\r\n");
}

fn field(value: &Value) -> String {
    match value {
        Value::Empty => String::new(),
        Value::Text(text) => guard(text),
        Value::Integer(number) => number.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Money(amount) => amount.amount().to_string(),
        Value::Date(day) => day.to_string(),
        Value::Flag(flag) => flag.to_string(),
    }
}

/// A text that a spreadsheet shows as it is. An apostrophe before it makes every spreadsheet take it as text; white
/// space and invisible characters before the sign do not hide it. NUL and other controls are left out.
fn guard(text: &str) -> String {
    let clean: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\t' | '\n' | '\r')).collect();
    let first = clean.chars().find(|c| !matches!(c, ' ' | '\n' | '\u{A0}' | '\u{200B}' | '\u{FEFF}'));
    if first.is_some_and(|first| FORMULA_STARTS.contains(&first)) { format!("'{clean}") } else { clean }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kenes_domain::money::Tenge;
    use proptest::prelude::*;

    #[test]
    fn texts_never_become_formulas() {
        for attack in [
            "=HYPERLINK(\"http://x\")",
            "+1",
            "-2+3",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            " =1",
            "\u{200B}=1",
            "\n=cmd|' /C calc'!A0",
            "＝1",
            "\u{0}=1",
        ] {
            assert!(guard(attack).starts_with('\''), "{attack:?}");
        }
        assert_eq!(guard("жол – 5"), "жол – 5");
        assert_eq!(guard("– тире"), "– тире");
    }

    #[test]
    fn numbers_stay_numbers() {
        let rows =
            vec![vec![Value::Money(Tenge::new(-5)), "а, \"б\"".into(), Value::Empty, Value::Integer(7)]];
        let text = String::from_utf8(write(&["=ақша", "мәтін", "бос", "сан"], rows)).unwrap();
        assert_eq!(text, "\u{FEFF}'=ақша,мәтін,бос,сан\r\n-5,\"а, \"\"б\"\"\",,7\r\n");
    }

    proptest! {
        #[test]
        fn every_field_reads_back(texts in proptest::collection::vec("\\PC{0,20}[\n,;\"]?", 1..6)) {
            let row = texts.iter().map(|text| Value::Text(text.clone())).collect();
            let bytes = write(&["a"], [row]);
            let mut reader = ::csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(&bytes[3..]);
            let record = reader.records().nth(1).unwrap().unwrap();
            for (read, text) in record.iter().zip(&texts) {
                prop_assert_eq!(read, guard(text));
                prop_assert!(!FORMULA_STARTS.iter().any(|start| read.starts_with(*start)));
            }
        }
    }
}
