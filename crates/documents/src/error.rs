//! Why a file is refused.

use crate::place::Place;

/// Why nothing of a file is taken. Each variant has a stable [`code`](Self::code), says where, and
/// [`advice`](Self::advice) says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// The file is larger than any program.
    #[error("the file has {bytes} bytes; at most {bytes_max} are read")]
    TooLarge {
        /// Size of the file.
        bytes: usize,
        /// Largest size.
        bytes_max: usize,
    },
    /// The content is of a kind that is not read here.
    #[error("this is {found}, not {expected}")]
    WrongFormat {
        /// What was asked for.
        expected: &'static str,
        /// What the first bytes say.
        found: &'static str,
    },
    /// Protected by a password.
    #[error("the file is protected by a password")]
    Encrypted,
    /// The packed file is damaged.
    #[error("the packed file is damaged at {entry:?}: {problem}")]
    Damaged {
        /// Name of the entry; empty for the package itself.
        entry: String,
        /// What the unpacker says.
        problem: String,
    },
    /// More entries than any document has.
    #[error("the package has {entries} entries; at most {entries_max} are read")]
    TooManyEntries {
        /// How many there are.
        entries: usize,
        /// Largest number.
        entries_max: usize,
    },
    /// The package unpacks to more than any document has. The bytes are counted, not read from the header.
    #[error("{entry:?} unpacks to more than {bytes_max} bytes")]
    Bomb {
        /// Entry at which the limit was passed.
        entry: String,
        /// The limit.
        bytes_max: u64,
    },
    /// A part without which the document cannot be read.
    #[error("the package has no {part}")]
    PartMissing {
        /// What is missing.
        part: String,
    },
    /// XML that is not well formed.
    #[error("{place}: {problem}")]
    Xml {
        /// Where.
        place: Place,
        /// What the parser says.
        problem: String,
    },
    /// A document type definition: it can name other files and multiply text without bound.
    #[error("{part} declares a document type, which documents of this kind never do")]
    DocumentType {
        /// The part.
        part: String,
    },
    /// Elements, tables or lists inside each other without end.
    #[error("{part} is nested deeper than {depth_max} levels")]
    TooDeep {
        /// The part.
        part: String,
        /// The limit.
        depth_max: usize,
    },
    /// More elements, blocks, cells or characters than any program has.
    #[error("{place}: more than {count_max} {what}")]
    TooMany {
        /// Where the limit was passed.
        place: Place,
        /// What was counted.
        what: &'static str,
        /// The limit.
        count_max: usize,
    },
    /// A text file in another encoding.
    #[error("line {line} is not UTF-8")]
    Encoding {
        /// Line of the first wrong byte.
        line: usize,
    },
    /// A control character, which no keyboard types.
    #[error("{place}: a control character (code {code})")]
    Control {
        /// Where.
        place: Place,
        /// Its number.
        code: u32,
    },
    /// JSON that is not of our schema.
    #[error("line {line}, column {column}: {problem}")]
    Json {
        /// Line.
        line: usize,
        /// Column.
        column: usize,
        /// What the parser says.
        problem: String,
    },
    /// A JSON file of another version.
    #[error("the file says format {found:?}; {expected:?} is read here")]
    JsonFormat {
        /// What the file says.
        found: String,
        /// What is read.
        expected: &'static str,
    },
    /// A table with other columns than needed.
    #[error("{place}: the columns are {found}; needed are {expected}")]
    Columns {
        /// Where the header is.
        place: Place,
        /// What is needed.
        expected: String,
        /// What is there.
        found: String,
    },
    /// A row of a table that cannot be right.
    #[error("{place}: {problem}")]
    Row {
        /// Where.
        place: Place,
        /// Which rule it breaks.
        problem: RowProblem,
    },
    /// A formula that was saved without its value: its cell reads as empty, which is not zero.
    #[error("{place}: a formula without a stored value")]
    FormulaWithoutValue {
        /// The cell.
        place: Place,
    },
    /// Nothing to read.
    #[error("the file has no text")]
    Empty,
    /// The result breaks a rule of editions.
    #[error("the result is not an edition: {0}")]
    Edition(#[from] kenes_domain::program::EditionError),
}

/// What is wrong with a row of a table of territories or envelopes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RowProblem {
    /// Another number of cells than the header has.
    #[error("{found} cells where the header has {expected}")]
    CellCount {
        /// Cells of the header.
        expected: usize,
        /// Cells of the row.
        found: usize,
    },
    /// A code that is not nine digits.
    #[error("{code:?} is not a code of nine digits")]
    Code {
        /// What stands there.
        code: String,
    },
    /// The same code twice.
    #[error("the code {code} stands here for the second time, first in row {first_row}")]
    CodeTwice {
        /// The code.
        code: String,
        /// Row of the first.
        first_row: usize,
    },
    /// A parent that is not in the table.
    #[error("the parent {code} is not in the table")]
    ParentMissing {
        /// Code of the parent.
        code: String,
    },
    /// A territory above itself.
    #[error("the code {code} is above itself")]
    Circle {
        /// The code.
        code: String,
    },
    /// A name that is missing.
    #[error("the name {column} is missing")]
    NameMissing {
        /// Column.
        column: &'static str,
    },
    /// Money in another unit than was said.
    #[error("{text:?} is in {printed}, but the import was told {said}")]
    Unit {
        /// What is printed.
        text: String,
        /// The unit that is printed.
        printed: kenes_domain::money::MoneyUnit,
        /// The unit that was said.
        said: kenes_domain::money::MoneyUnit,
    },
    /// A word outside a closed list.
    #[error("{word:?} is not one of {list}")]
    Word {
        /// What stands there.
        word: String,
        /// What is possible.
        list: String,
    },
}

impl ImportError {
    /// Stable code, the same in every language and for ever.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "import_too_large",
            Self::WrongFormat { .. } => "import_wrong_format",
            Self::Encrypted => "import_encrypted",
            Self::Damaged { .. } => "import_damaged",
            Self::TooManyEntries { .. } => "import_too_many_entries",
            Self::Bomb { .. } => "import_bomb",
            Self::PartMissing { .. } => "import_part_missing",
            Self::Xml { .. } => "import_xml",
            Self::DocumentType { .. } => "import_document_type",
            Self::TooDeep { .. } => "import_too_deep",
            Self::TooMany { .. } => "import_too_many",
            Self::Encoding { .. } => "import_encoding",
            Self::Control { .. } => "import_control_character",
            Self::Json { .. } => "import_json",
            Self::JsonFormat { .. } => "import_json_format",
            Self::Columns { .. } => "import_columns",
            Self::Row { .. } => "import_row",
            Self::FormulaWithoutValue { .. } => "import_formula_without_value",
            Self::Empty => "import_empty",
            Self::Edition(_) => "import_edition",
        }
    }

    /// Where it is.
    pub fn place(&self) -> Place {
        match self {
            Self::Xml { place, .. }
            | Self::TooMany { place, .. }
            | Self::Control { place, .. }
            | Self::Columns { place, .. }
            | Self::Row { place, .. }
            | Self::FormulaWithoutValue { place } => place.clone(),
            Self::Encoding { line } => Place::Line { line: *line },
            Self::Json { line, column, .. } => {
                Place::Part { part: String::new(), line: *line, column: *column }
            }
            Self::DocumentType { part } | Self::TooDeep { part, .. } => {
                Place::Part { part: part.clone(), line: 1, column: 1 }
            }
            _ => Place::File,
        }
    }

    /// What the person who sent the file can do.
    pub const fn advice(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "Remove or compress the pictures, or split the appendices off.",
            Self::WrongFormat { .. } => "Open the file in Word or Excel and save it as .docx or .xlsx.",
            Self::Encrypted => "Open the file, remove the password and save it again.",
            Self::Damaged { .. } | Self::PartMissing { .. } | Self::Xml { .. } => {
                "Open the file in Word or LibreOffice, save it under a new name and try that file."
            }
            Self::TooManyEntries { .. }
            | Self::Bomb { .. }
            | Self::DocumentType { .. }
            | Self::TooDeep { .. } => {
                "No office program writes such a file. Copy the text into a new document and save that."
            }
            Self::TooMany { .. } => "Split the document and import the parts one after the other.",
            Self::Encoding { .. } => "Save the file again with the encoding UTF-8.",
            Self::Control { .. } => "Delete the character at this place and save the file again.",
            Self::Json { .. } => {
                "Compare this place with the described format; unknown fields are not allowed."
            }
            Self::JsonFormat { .. } => "Export the program again with the current version.",
            Self::Columns { .. } => "Give the table exactly these column names in its first row.",
            Self::Row { .. } => "Correct this row and import the whole table again.",
            Self::FormulaWithoutValue { .. } => {
                "Open the file in Excel or LibreOffice, let it calculate, save it and import that file."
            }
            Self::Empty => {
                "Check that the right file was chosen; a scanned document has pictures but no text."
            }
            Self::Edition(_) => "Correct the named place in the source and import it again.",
        }
    }
}
