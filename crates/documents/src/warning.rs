//! What was read but needs a person's eye.

use kenes_domain::language::Language;
use kenes_domain::money::FundingSource;
use serde::Serialize;

use crate::place::Place;

/// Something that does not stop an import but must be seen before it is confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// Where it is.
    pub place: Place,
    /// What it is.
    #[serde(flatten)]
    pub kind: WarningKind,
}

/// The closed list of warnings. The serialised `code` is stable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "code")]
pub enum WarningKind {
    /// Looks like a heading (bold and centred, capitals, «РАЗДЕЛ 1») but is not marked as one. Offered, not applied.
    #[error("looks like a heading of level {level}: {text:?}")]
    LooksLikeHeading {
        /// The text.
        text: String,
        /// The level it would have.
        level: u8,
    },
    /// A table of contents or another computed part, which the site makes itself.
    #[error("left out as a table of contents: {text:?}")]
    ContentsLeftOut {
        /// Its text.
        text: String,
    },
    /// A line of markup that prints nothing (a link definition, for example).
    #[error("left out as markup: {text:?}")]
    MarkupLeftOut {
        /// The line.
        text: String,
    },
    /// Text deleted in tracked changes; the accepted view is taken.
    #[error("deleted in tracked changes: {text:?}")]
    DeletedText {
        /// The text.
        text: String,
    },
    /// Text marked as hidden, which is not printed.
    #[error("hidden text left out: {text:?}")]
    HiddenText {
        /// The text.
        text: String,
    },
    /// Header or footer of a page, which is not part of the text.
    #[error("page header or footer left out: {text:?}")]
    PageFurniture {
        /// The text.
        text: String,
    },
    /// A picture, chart or embedded file.
    #[error("{count} pictures or embedded objects left out")]
    ObjectsLeftOut {
        /// How many.
        count: usize,
    },
    /// A symbol of a picture font without a Unicode meaning.
    #[error("a symbol of the font {font:?} (code {symbol}) was replaced by a bullet")]
    Symbol {
        /// Font.
        font: String,
        /// Code in hexadecimal digits.
        symbol: String,
    },
    /// A reference to a note, style or list that is not in the file.
    #[error("refers to {what} {id:?}, which is not in the file")]
    Dangling {
        /// What kind of thing.
        what: &'static str,
        /// Its id.
        id: String,
    },
    /// A merged cell wider or higher than its table.
    #[error("a merged cell claims {claimed} columns and was cut to {kept}")]
    SpanCut {
        /// What the file says.
        claimed: u64,
        /// What is used.
        kept: u32,
    },
    /// A sheet that is hidden in the workbook; it is read like the others.
    #[error("the sheet {sheet:?} is hidden in the workbook")]
    HiddenSheet {
        /// Its name.
        sheet: String,
    },
    /// A column that is hidden in the workbook; it is read like the others.
    #[error("column {column} is hidden in the workbook")]
    HiddenColumn {
        /// Its letters.
        column: String,
    },
    /// An error value of a spreadsheet, kept as printed.
    #[error("the cell shows an error: {text}")]
    CellError {
        /// As printed.
        text: String,
    },
    /// The reader lost count: a fault of ours, shown rather than hidden.
    #[error("{missing} {what} of the source are not accounted for")]
    NotAccounted {
        /// Paragraphs or cells.
        what: &'static str,
        /// How many.
        missing: usize,
    },
    /// A word that mixes Latin and Cyrillic letters.
    #[error("{word:?} mixes Latin and Cyrillic letters ({count} times)")]
    MixedScript {
        /// As written.
        word: String,
        /// In one script, when each foreign letter has a twin.
        corrected: Option<String>,
        /// How often.
        count: usize,
    },
    /// A file in another language than said.
    #[error("the text given as {given} reads like {found}")]
    OtherLanguage {
        /// As given.
        given: Language,
        /// As read.
        found: Language,
    },
    /// A table whose header has years but that is neither of indicators nor of measures; kept as a table.
    #[error("table {table} has years in its header but is neither of indicators nor of measures: {header:?}")]
    TableNotUnderstood {
        /// Its number.
        table: usize,
        /// Its header.
        header: String,
    },
    /// A table of costs that does not say in which unit; costs are taken as unknown.
    #[error("table {table} does not say in what unit its money is; costs are taken as unknown")]
    MoneyUnitMissing {
        /// Its number.
        table: usize,
    },
    /// A cell that should hold a number and holds something else; kept beside the row.
    #[error("{text:?} is not a number")]
    NotANumber {
        /// As printed.
        text: String,
    },
    /// A source of money that is not in the list; the cost is taken as unknown.
    #[error("{text:?} is not a known source of money")]
    SourceUnknown {
        /// As printed.
        text: String,
    },
    /// Two rows of one measure with the same class of source; their amounts were added.
    #[error("two rows of this measure count as {funding}; their amounts were added")]
    SourcesAdded {
        /// The class.
        funding: FundingSource,
    },
    /// A row whose printed total is not the sum of its years.
    #[error("the printed total {printed} is not the sum {computed}")]
    RowTotalDiffers {
        /// As printed, in tenge.
        printed: String,
        /// As computed, in tenge.
        computed: String,
    },
    /// A total row that is not the sum of the rows above.
    #[error("the printed total of {year} is {printed}, the sum of the rows {computed}")]
    ColumnTotalDiffers {
        /// Year, or «total».
        year: String,
        /// As printed, in tenge.
        printed: String,
        /// As computed, in tenge.
        computed: String,
    },
    /// An indicator without a unit.
    #[error("the indicator has no unit")]
    UnitMissing,
    /// A measure whose deadline has no year; the years of its costs or of the program are taken.
    #[error("the deadline {text:?} has no year")]
    DeadlineWithoutYear {
        /// As printed.
        text: String,
    },
    /// A paragraph too long for one provision, cut between words.
    #[error("a paragraph of {characters} characters was cut into {parts} provisions")]
    LongParagraph {
        /// Its length.
        characters: usize,
        /// Into how many.
        parts: usize,
    },
    /// A number that stands in one language only.
    #[error("{number} stands only in {language}")]
    NumberInOneLanguage {
        /// The language that has it.
        language: Language,
        /// As printed, with its unit.
        number: String,
    },
    /// The same number with different units: «55 038 тысяч тенге» and «55 038 теңге».
    #[error("the units differ: kk {kk:?}, ru {ru:?}")]
    UnitsDiffer {
        /// Number and unit in Kazakh.
        kk: String,
        /// Number and unit in Russian.
        ru: String,
    },
    /// A provision that has no counterpart in the other language.
    #[error("only in {language}: {text:?}")]
    OneLanguageOnly {
        /// The language that has it.
        language: Language,
        /// The beginning of the text.
        text: String,
    },
    /// Nothing in the file is a title; the first lines were taken.
    #[error("no title was found")]
    TitleMissing,
}

impl Warning {
    /// A warning about `place`.
    pub const fn new(place: Place, kind: WarningKind) -> Self {
        Self { place, kind }
    }
}

impl std::fmt::Display for Warning {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}: {}", self.place, self.kind)
    }
}

/// The first `characters_max` characters of a text, with an ellipsis when more follow.
pub(crate) fn excerpt(text: &str, characters_max: usize) -> String {
    let mut characters = text.chars();
    let mut cut: String = characters.by_ref().take(characters_max).collect();
    if characters.next().is_some() {
        cut.push('…');
    }
    cut.replace('\n', " ")
}

/// Characters of a text quoted in a warning.
pub(crate) const EXCERPT_CHARACTERS: usize = 120;
