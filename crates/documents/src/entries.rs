//! Lists of contributions that came on paper, by phone, by e-mail or at a meeting: CSV, or the first table of a
//! workbook. One row is one contribution; the first row names the columns, in any order.

use crate::FILE_BYTES_MAX;
use crate::error::ImportError;
use crate::place::Place;
use crate::territories::rows;

/// Most rows of one list.
pub const ROWS_MAX: usize = 500;
/// Columns that every list has.
pub const REQUIRED: [&str; 2] = ["kind", "text"];
/// Columns that a list may have.
pub const OPTIONAL: [&str; 11] = [
    "language",
    "channel",
    "provision",
    "place",
    "name",
    "email",
    "problem",
    "solution",
    "cost_tenge",
    "happened_on",
    "receipt",
];

/// One row as typed; an absent column is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntryRow {
    /// Number of the row in the file, from 1; the row of names is 1.
    pub row: usize,
    /// The fields in the order of [`REQUIRED`] and [`OPTIONAL`].
    fields: Vec<String>,
}

impl EntryRow {
    /// A field by the name of its column; empty for one that the list does not have.
    pub fn get(&self, column: &str) -> &str {
        columns()
            .position(|known| known == column)
            .and_then(|position| self.fields.get(position))
            .map_or("", String::as_str)
    }
}

fn columns() -> impl Iterator<Item = &'static str> {
    REQUIRED.into_iter().chain(OPTIONAL)
}

/// Reads a list of contributions.
pub fn read(bytes: &[u8]) -> Result<Vec<EntryRow>, ImportError> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(ImportError::TooLarge { bytes: bytes.len(), bytes_max: FILE_BYTES_MAX });
    }
    let mut rows = rows(bytes)?.into_iter();
    let Some((header_place, header)) = rows.next() else { return Err(ImportError::Empty) };
    let header: Vec<String> = header.iter().map(|name| name.trim().to_lowercase()).collect();
    let is_known = |name: &String| name.is_empty() || columns().any(|known| known == name);
    let has_required = REQUIRED.iter().all(|name| header.iter().any(|known| known == name));
    if !has_required || !header.iter().all(is_known) {
        return Err(ImportError::Columns {
            place: header_place,
            expected: format!("{}; if wanted also {}", REQUIRED.join(","), OPTIONAL.join(",")),
            found: header.join(","),
        });
    }
    let mut found = Vec::new();
    for (index, (place, fields)) in rows.enumerate() {
        if index >= ROWS_MAX {
            return Err(ImportError::TooMany { place, what: "rows", count_max: ROWS_MAX });
        }
        let field = |column: &str| {
            let position = header.iter().position(|name| name == column);
            position.and_then(|position| fields.get(position)).cloned().unwrap_or_default()
        };
        let row = match place {
            Place::Line { line } => line,
            _ => index + 2,
        };
        found.push(EntryRow { row, fields: columns().map(field).collect() });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_in_any_order_and_may_be_absent() {
        let list = "text;kind;place\nЖол нашар;problem;Бозой\n\n\"Су; жарық\";question;\n";
        let rows = read(list.as_bytes()).unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!((rows[0].row, rows[0].get("text"), rows[0].get("place")), (2, "Жол нашар", "Бозой"));
        assert_eq!(rows[0].get("email"), "");
        assert_eq!(rows[1].get("nonsense"), "");
    }

    #[test]
    fn unknown_columns_and_too_many_rows_are_refused() {
        assert!(matches!(read("kind,text,shoe_size\n".as_bytes()), Err(ImportError::Columns { .. })));
        assert!(matches!(read("kind\nproblem\n".as_bytes()), Err(ImportError::Columns { .. })));
        let long = format!("kind,text\n{}", "problem,Жол\n".repeat(ROWS_MAX + 1));
        assert!(matches!(read(long.as_bytes()), Err(ImportError::TooMany { .. })));
        assert!(matches!(read(b""), Err(ImportError::Empty)));
    }
}
