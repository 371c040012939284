//! Where in a source something stands, in the words of the program with which staff opened it.

use serde::Serialize;

/// A place in a source file. All numbers count from one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case", tag = "in")]
pub enum Place {
    /// The file as a whole.
    File,
    /// A line of a text file.
    Line {
        /// Line number.
        line: usize,
    },
    /// A paragraph of a Word document outside tables, counted through the whole body with empty ones.
    Paragraph {
        /// Paragraph number.
        paragraph: usize,
    },
    /// A cell of a table in a text document; nested tables count on.
    Cell {
        /// Table number.
        table: usize,
        /// Row number.
        row: usize,
        /// Column of the grid.
        column: usize,
    },
    /// A cell of a workbook.
    Sheet {
        /// Name of the sheet.
        sheet: String,
        /// Address as in the program: `B4`.
        cell: String,
    },
    /// A note of a Word document.
    Note {
        /// The mark printed in the text.
        note: String,
    },
    /// A position in a part of a packed file, or in a JSON file.
    Part {
        /// Name of the part; empty for a file that is not packed.
        part: String,
        /// Line in it.
        line: usize,
        /// Column in it, in characters.
        column: usize,
    },
}

impl std::fmt::Display for Place {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File => formatter.write_str("the file"),
            Self::Line { line } => write!(formatter, "line {line}"),
            Self::Paragraph { paragraph } => write!(formatter, "paragraph {paragraph}"),
            Self::Cell { table, row, column } => {
                write!(formatter, "table {table}, row {row}, column {column}")
            }
            Self::Sheet { sheet, cell } => write!(formatter, "{sheet}!{cell}"),
            Self::Note { note } => write!(formatter, "note {note}"),
            Self::Part { part, line, column } if part.is_empty() => {
                write!(formatter, "line {line}, column {column}")
            }
            Self::Part { part, line, column } => write!(formatter, "{part}, line {line}, column {column}"),
        }
    }
}

/// The address of a cell from zero-based row and column, as spreadsheets print it.
pub fn cell_address(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    let mut address: String = letters.into_iter().rev().collect();
    address.push_str(&(u64::from(row) + 1).to_string());
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_those_of_spreadsheets() {
        for (row, column, address) in [
            (0, 0, "A1"),
            (3, 25, "Z4"),
            (0, 26, "AA1"),
            (9, 701, "ZZ10"),
            (0, 702, "AAA1"),
            (1_048_575, 16_383, "XFD1048576"),
        ] {
            assert_eq!(cell_address(row, column), address);
        }
    }
}
