//! Tables of envelopes: who may spend how much, in which year and from which source, as CSV or as the first table of
//! a workbook. Two layouts are read: one amount per row, or one column per year.
//!
//! **Architecture invariant:** the unit of money is said by whoever imports, and everything that the file itself
//! prints about its unit must agree with it.

use kenes_domain::budget::EnvelopeKind;
use kenes_domain::money::{AmountError, FundingSource, MoneyUnit, Tenge, parse_amount};

use crate::error::{ImportError, RowProblem};
use crate::place::Place;
use crate::script::unify;
use crate::territories::{Rows, read_rows};

/// Most rows of a table. Two hundred programs with five years and six sources have 6,000.
pub const ROWS_MAX: usize = 50_000;
/// Rows in which the header is looked for: official tables have a few lines of title above.
const HEADER_ROWS_MAX: usize = 12;

/// What holds for every row of a table that has no column for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defaults {
    /// The unit of every amount.
    pub unit: MoneyUnit,
    /// Calendar year.
    pub year: Option<u16>,
    /// Where the money comes from.
    pub source: Option<FundingSource>,
    /// What the lines are.
    pub kind: Option<EnvelopeKind>,
    /// The act.
    pub act: Option<String>,
}

/// One amount of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvelopeRow {
    /// Where it stands.
    pub place: Place,
    /// Name or code of the territory, as printed; `None` when the table has no column for it.
    pub territory: Option<String>,
    /// Calendar year.
    pub year: u16,
    /// Where the money comes from.
    pub source: FundingSource,
    /// What it is.
    pub kind: EnvelopeKind,
    /// For what; empty when the table does not say.
    pub purpose: String,
    /// Whole tenge.
    pub amount: Tenge,
    /// The act.
    pub act: String,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Territory,
    Code,
    Year,
    Source,
    Kind,
    Purpose,
    Amount,
    Act,
    /// An amount of this year.
    AmountOf(u16),
    Other,
}

/// Reads a table of envelopes.
pub fn read(bytes: &[u8], defaults: &Defaults) -> Result<Vec<EnvelopeRow>, ImportError> {
    let rows = read_rows(bytes)?;
    if rows.len() > ROWS_MAX {
        let place = rows.first().map_or(Place::File, |(place, _)| place.clone());
        return Err(ImportError::TooMany { place, what: "rows", count_max: ROWS_MAX });
    }
    let (header_at, columns) = header(&rows)?;
    for (place, cells) in rows.iter().take(header_at + 1) {
        for cell in cells {
            agree(place, cell, defaults.unit)?;
        }
    }
    let mut found = Vec::new();
    for (place, cells) in rows.iter().skip(header_at + 1) {
        let line = Line { place, cells, columns: &columns, defaults };
        line.read(&mut found)?;
    }
    if found.is_empty() { Err(ImportError::Empty) } else { Ok(found) }
}

/// The first row that has a column of amounts and another one. A row of a single cell is a title as a rule; it is the
/// header only where no row below it can be.
fn header(rows: &Rows) -> Result<(usize, Vec<Column>), ImportError> {
    for single in [false, true] {
        for (index, (_, cells)) in rows.iter().enumerate().take(HEADER_ROWS_MAX) {
            let columns: Vec<Column> = cells.iter().map(|cell| column(cell)).collect();
            let named = columns.iter().filter(|column| **column != Column::Other).count();
            let has_amount =
                columns.iter().any(|column| matches!(column, Column::Amount | Column::AmountOf(_)));
            let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
            if has_amount && (named >= 2 || (single && filled == 1)) {
                return Ok((index, columns));
            }
        }
    }
    let (place, found) =
        rows.first().map_or((Place::File, String::new()), |(place, cells)| (place.clone(), cells.join(",")));
    Err(ImportError::Columns {
        place,
        expected: "territory or kato, year, source, kind, purpose, amount, act; or a column per year"
            .to_owned(),
        found,
    })
}

fn column(text: &str) -> Column {
    let text = unify(&text.to_lowercase());
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if let Some(year) = year_in(&text)
        && !has(&["решени", "шешім", "act"])
    {
        return Column::AmountOf(year);
    }
    if has(&["kato", "като", "code"]) || text == "код" {
        Column::Code
    } else if has(&["purpose", "назначени", "мақсат", "на что"]) {
        Column::Purpose
    } else if has(&["amount", "сумма", "сома", "объем", "объём", "көлем", "tenge", "тенге", "теңге"])
    {
        Column::Amount
    } else if has(&["source", "источник", "көзі"]) {
        Column::Source
    } else if has(&["act", "решени", "шешім", "основани", "негіз"]) {
        Column::Act
    } else if has(&["year", "год", "жыл"]) {
        Column::Year
    } else if has(&["kind", "вид", "түрі"]) {
        Column::Kind
    } else if has(&[
        "territor",
        "territory",
        "территори",
        "район",
        "аудан",
        "регион",
        "өңір",
        "аумақ",
        "наименован",
        "атау",
    ]) {
        Column::Territory
    } else {
        Column::Other
    }
}

/// A year of this century that a text names.
fn year_in(text: &str) -> Option<u16> {
    text.split(|character: char| !character.is_ascii_digit())
        .filter(|digits| digits.len() == 4)
        .filter_map(|digits| digits.parse::<u16>().ok())
        .find(|year| (2000..2100).contains(year))
}

/// The unit that a text prints, when it prints one of money.
fn printed_unit(text: &str) -> Option<MoneyUnit> {
    let text = unify(&text.to_lowercase());
    let words: Vec<&str> = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    words.iter().enumerate().find_map(|(index, word)| {
        let scale = if word.starts_with("тысяч") || matches!(*word, "тыс" | "мың" | "thousand") {
            Some(MoneyUnit::Thousand)
        } else if word.starts_with("миллион") || matches!(*word, "млн" | "million") {
            Some(MoneyUnit::Million)
        } else if word.starts_with("миллиард") || *word == "млрд" {
            Some(MoneyUnit::Milliard)
        } else {
            None
        };
        let money = |word: &&str| {
            word.starts_with("тенге") || word.starts_with("теңге") || matches!(*word, "тг" | "tenge" | "kzt")
        };
        match scale {
            Some(unit) if words.get(index + 1).is_none_or(money) => Some(unit),
            None if money(word) => Some(MoneyUnit::Tenge),
            _ => None,
        }
    })
}

/// Refuses a unit that the file contradicts.
fn agree(place: &Place, text: &str, said: MoneyUnit) -> Result<(), ImportError> {
    match printed_unit(text) {
        Some(printed) if printed != said => {
            let problem = RowProblem::Unit { text: text.trim().to_owned(), printed, said };
            Err(ImportError::Row { place: place.clone(), problem })
        }
        _ => Ok(()),
    }
}

/// One row below the header.
struct Line<'r> {
    place: &'r Place,
    cells: &'r [String],
    columns: &'r [Column],
    defaults: &'r Defaults,
}

impl Line<'_> {
    fn cell(&self, wanted: Column) -> Option<&str> {
        let at = self.columns.iter().position(|column| *column == wanted)?;
        Some(self.cells.get(at).map_or("", String::as_str).trim())
    }

    fn problem(&self, problem: RowProblem) -> ImportError {
        ImportError::Row { place: self.place.clone(), problem }
    }

    fn read(&self, found: &mut Vec<EnvelopeRow>) -> Result<(), ImportError> {
        let territory = [Column::Code, Column::Territory]
            .into_iter()
            .find_map(|column| self.cell(column).filter(|text| !text.is_empty()));
        let named = self.columns.iter().any(|column| matches!(column, Column::Code | Column::Territory));
        // The last row of official tables, and lines of text between rows.
        let is_total = territory.is_some_and(|text| {
            let text = text.to_lowercase();
            ["итого", "всего", "барлығы", "жиыны"].iter().any(|word| text.starts_with(word))
        });
        if is_total || (named && territory.is_none()) {
            return Ok(());
        }
        for (column, text) in self.columns.iter().zip(self.cells) {
            let year = match column {
                Column::AmountOf(year) => *year,
                Column::Amount => self.year()?,
                _ => continue,
            };
            let Some(amount) = self.amount(text)? else { continue };
            found.push(EnvelopeRow {
                place: self.place.clone(),
                territory: territory.map(str::to_owned),
                year,
                source: self.source()?,
                kind: self.kind()?,
                purpose: self.cell(Column::Purpose).unwrap_or_default().to_owned(),
                amount,
                act: match self.cell(Column::Act).filter(|text| !text.is_empty()) {
                    Some(act) => act.to_owned(),
                    None => self
                        .defaults
                        .act
                        .clone()
                        .ok_or_else(|| self.problem(RowProblem::NameMissing { column: "act" }))?,
                },
            });
        }
        Ok(())
    }

    /// `None` for a cell that says nothing. Zero is an amount.
    fn amount(&self, text: &str) -> Result<Option<Tenge>, ImportError> {
        let text = text.trim().trim_end_matches([';', '.', ',']);
        if text.is_empty() || text.chars().all(|c| "-–—−".contains(c)) {
            return Ok(None);
        }
        agree(self.place, text, self.defaults.unit)?;
        let digits = text.trim_end_matches(|c: char| c.is_alphabetic() || c == '.' || c.is_whitespace());
        match parse_amount(digits, self.defaults.unit) {
            Ok(amount) => Ok(Some(amount)),
            Err(problem) => {
                let why = match problem {
                    AmountError::NotANumber => "a number",
                    AmountError::Fraction => "a whole number of tenge",
                    AmountError::TooLarge => "a possible amount",
                };
                Err(self.problem(RowProblem::Word { word: text.to_owned(), list: why.to_owned() }))
            }
        }
    }

    fn year(&self) -> Result<u16, ImportError> {
        match self.cell(Column::Year).filter(|text| !text.is_empty()) {
            Some(text) => year_in(text).ok_or_else(|| {
                self.problem(RowProblem::Word { word: text.to_owned(), list: "years like 2022".to_owned() })
            }),
            None => {
                self.defaults.year.ok_or_else(|| self.problem(RowProblem::NameMissing { column: "year" }))
            }
        }
    }

    fn source(&self) -> Result<FundingSource, ImportError> {
        match self.cell(Column::Source).filter(|text| !text.is_empty()) {
            Some(text) => source(text).ok_or_else(|| {
                let list = FundingSource::ALL.iter().map(|source| source.as_str()).collect::<Vec<_>>();
                self.problem(RowProblem::Word { word: text.to_owned(), list: list.join(", ") })
            }),
            None => Ok(self.defaults.source.unwrap_or(FundingSource::Local)),
        }
    }

    fn kind(&self) -> Result<EnvelopeKind, ImportError> {
        match self.cell(Column::Kind).filter(|text| !text.is_empty()) {
            Some(text) => kind(text).ok_or_else(|| {
                let list = EnvelopeKind::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>();
                self.problem(RowProblem::Word { word: text.to_owned(), list: list.join(", ") })
            }),
            None => {
                self.defaults.kind.ok_or_else(|| self.problem(RowProblem::NameMissing { column: "kind" }))
            }
        }
    }
}

/// A funding source by its word, or as official tables write it in either language.
pub fn source(text: &str) -> Option<FundingSource> {
    let text = unify(&text.trim().to_lowercase());
    if let Ok(source) = text.parse() {
        return Some(source);
    }
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if text == "рб" || has(&["республикан", "республикалық"]) {
        Some(FundingSource::Republican)
    } else if has(&["гчп", "мжә", "партнерств", "партнёрств", "әріптест"]) {
        Some(FundingSource::PublicPrivate)
    } else if text == "ви" || has(&["внебюджет", "бюджеттен тыс"]) {
        Some(FundingSource::ExtraBudgetary)
    } else if has(&["национальн", "нацфонд", "ұлттық қор"]) {
        Some(FundingSource::NationalFund)
    } else if matches!(text.as_str(), "мб" | "жб")
        || has(&["местн", "жергілікті", "районн", "областн", "облыстық", "аудандық"])
    {
        Some(FundingSource::Local)
    } else if has(&["собственн", "меншікті"]) {
        Some(FundingSource::Own)
    } else {
        None
    }
}

/// The kind of a line by its word, or as budget decisions name it in either language.
pub fn kind(text: &str) -> Option<EnvelopeKind> {
    let text = unify(&text.trim().to_lowercase());
    if let Ok(kind) = text.parse() {
        return Some(kind);
    }
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if has(&["субвенци"]) {
        Some(EnvelopeKind::Subvention)
    } else if has(&["изъят", "алып қою", "алым"]) {
        Some(EnvelopeKind::Withdrawal)
    } else if has(&["трансфер"]) {
        let develops = has(&["развити", "даму"]);
        Some(if develops { EnvelopeKind::DevelopmentTransfer } else { EnvelopeKind::CurrentTransfer })
    } else if has(&["лимит", "потолок", "прогноз", "болжам", "шек"]) {
        Some(EnvelopeKind::Ceiling)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn defaults(unit: MoneyUnit) -> Defaults {
        Defaults { unit, year: None, source: None, kind: None, act: Some("№ 7-1".to_owned()) }
    }

    const DISTRICTS: &str = "Район;Вид;Год;Сумма, тыс. тенге\n\
        Озёрному району;субвенция;2022;3 918 200\n\
        городу Примерный;субвенция;2022;2\u{a0}230\u{a0}918,5\n\
        Степного района;бюджетное изъятие;2022;154 000 000\n\
        Итого;;2022;1\n";

    #[test]
    fn amounts_are_read_in_the_unit_that_was_said() {
        let rows = read(DISTRICTS.as_bytes(), &defaults(MoneyUnit::Thousand)).unwrap();
        let found: Vec<(&str, EnvelopeKind, i64)> = rows
            .iter()
            .map(|row| (row.territory.as_deref().unwrap(), row.kind, row.amount.amount()))
            .collect();
        assert_eq!(
            found,
            [
                ("Озёрному району", EnvelopeKind::Subvention, 3_918_200_000),
                ("городу Примерный", EnvelopeKind::Subvention, 2_230_918_500),
                ("Степного района", EnvelopeKind::Withdrawal, 154_000_000_000),
            ]
        );
        assert!(rows.iter().all(|row| row.year == 2022 && row.source == FundingSource::Local));
    }

    #[test]
    fn what_the_file_prints_about_its_unit_must_agree() {
        for unit in [MoneyUnit::Tenge, MoneyUnit::Million] {
            let error = read(DISTRICTS.as_bytes(), &defaults(unit)).unwrap_err();
            assert_eq!(error.place(), Place::Line { line: 1 });
            assert!(error.to_string().contains("thousand"), "{error}");
        }
        let mixed = "аудан,түрі,жыл,сомасы\nКөл ауданына,субвенция,2022,3 918 200 мың теңге;\nДала ауданына,субвенция,2022,55 038 теңге;\n";
        let error = read(mixed.as_bytes(), &defaults(MoneyUnit::Thousand)).unwrap_err();
        assert_eq!(error.place(), Place::Line { line: 3 });
    }

    #[test]
    fn a_column_per_year_is_read_too() {
        let table =
            "Лимиты на 2022–2024 годы\nтерритория,источник,2022,2023,2024\nкод,МБ,100,200,–\nкод,РБ,0,,7\n";
        let table = table.replace("код", "193600000");
        let defaults = Defaults { kind: Some(EnvelopeKind::Ceiling), ..defaults(MoneyUnit::Million) };
        let rows = read(table.as_bytes(), &defaults).unwrap();
        let found: Vec<(u16, FundingSource, i64)> =
            rows.iter().map(|row| (row.year, row.source, row.amount.amount() / 1_000_000)).collect();
        assert_eq!(
            found,
            [
                (2022, FundingSource::Local, 100),
                (2023, FundingSource::Local, 200),
                (2022, FundingSource::Republican, 0),
                (2024, FundingSource::Republican, 7),
            ]
        );
    }

    #[test]
    fn what_is_missing_is_named() {
        let cases = [
            ("territory,amount\nа,1\n", "year"),
            ("territory,year,amount\nа,2022,1\n", "kind"),
            ("territory,year,kind,amount\nа,2022,ceiling,много\n", "a number"),
            ("territory,year,kind,source,amount\nа,2022,ceiling,чужие,1\n", "republican"),
            ("имя,что\nа,2\n", "amount"),
        ];
        for (table, word) in cases {
            let error = read(table.as_bytes(), &defaults(MoneyUnit::Tenge)).expect_err(table);
            assert!(error.to_string().contains(word), "{error}");
        }
    }
}
