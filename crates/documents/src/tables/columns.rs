//! What the columns of a table hold, read from headers in Kazakh and Russian.

use kenes_domain::money::{FundingSource, MoneyUnit};

use super::grid::Grid;

/// Rows at the top among which the header is looked for.
const HEADER_ROWS_MAX: usize = 6;
/// Longest header cell that is a year.
const YEAR_CHARACTERS_MAX: usize = 30;

/// What one column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Number,
    Name,
    Unit,
    /// Value of a year before the program.
    Base(u16),
    /// Target or cost of a year, with the source when the header names one.
    Year(u16, Option<FundingSource>),
    Total,
    /// Cost without a year.
    Cost,
    Source,
    Executor,
    Deadline,
    Completion,
    Other,
}

/// The header of a table.
#[derive(Debug)]
pub(super) struct Header {
    /// Rows it takes.
    pub(super) rows: usize,
    /// Role of each column.
    pub(super) roles: Vec<Role>,
    /// Header text of each column, merged header cells joined.
    pub(super) texts: Vec<String>,
    /// Unit of money that the header names.
    pub(super) money_unit: Option<MoneyUnit>,
}

impl Header {
    pub(super) fn read(grid: &Grid<'_>, first_year: u16) -> Self {
        let rows = header_rows(grid);
        let mut texts = Vec::new();
        let mut roles = Vec::new();
        for column in 0..grid.columns {
            let mut parts: Vec<&str> = Vec::new();
            for row in 0..rows {
                let text = grid.text(row, column);
                if !text.is_empty() && parts.last() != Some(&text) && !is_counting_row(grid, row) {
                    parts.push(text);
                }
            }
            roles.push(role(&parts.iter().map(|part| fold(part)).collect::<Vec<_>>(), first_year));
            texts.push(parts.join(" / "));
        }
        if !roles.contains(&Role::Name)
            && let Some(name) = roles.iter_mut().find(|role| **role == Role::Other)
        {
            *name = Role::Name;
        }
        // Of several columns that look like the name, the first is; the others are shown beside it.
        let mut seen_name = false;
        for role in &mut roles {
            if *role == Role::Name {
                if seen_name {
                    *role = Role::Other;
                }
                seen_name = true;
            }
        }
        let money_unit = texts.iter().find_map(|text| money_unit(text));
        Self { rows, roles, texts, money_unit }
    }

    pub(super) fn column(&self, role: Role) -> Option<usize> {
        self.roles.iter().position(|candidate| *candidate == role)
    }

    pub(super) fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Columns of years with what they stand for.
    pub(super) fn years(&self) -> impl Iterator<Item = (usize, u16, Option<FundingSource>)> {
        self.roles.iter().enumerate().filter_map(|(column, role)| match role {
            Role::Year(year, source) => Some((column, *year, *source)),
            _ => None,
        })
    }

    /// The whole header on one line.
    pub(super) fn text(&self) -> String {
        self.texts.join(" | ")
    }

    pub(super) fn column_text(&self, column: usize) -> &str {
        self.texts.get(column).map_or("", String::as_str)
    }
}

/// How many rows the header takes: down to the row with years, or the first row with everything merged into it;
/// and the row that counts the columns, if there is one.
fn header_rows(grid: &Grid<'_>) -> usize {
    let limit = HEADER_ROWS_MAX.min(grid.rows);
    let with_years = (0..limit).find(|row| {
        let years = (0..grid.columns)
            .filter(|column| grid.begins(*row, *column) && year_of(&fold(grid.text(*row, *column))).is_some())
            .count();
        years >= 2
    });
    let deepest = |row: usize| {
        (0..grid.columns)
            .filter_map(|column| {
                let cell = grid.cell(row, column)?;
                Some(grid.first_row(row, column) + usize::try_from(cell.rowspan).unwrap_or(1))
            })
            .max()
            .unwrap_or(row + 1)
    };
    let mut rows = match with_years {
        // Years over several columns have a row of their own below them.
        Some(row) => {
            let over_several = (0..grid.columns).any(|column| {
                grid.begins(row, column)
                    && year_of(&fold(grid.text(row, column))).is_some()
                    && grid.cell(row, column).is_some_and(|cell| cell.colspan > 1)
            });
            if over_several { (row + 2).min(deepest(row).max(row + 2)) } else { row + 1 }
        }
        None => deepest(0).min(limit),
    }
    .min(grid.rows);
    if rows < grid.rows && is_counting_row(grid, rows) {
        rows += 1;
    }
    rows
}

/// 1, 2, 3, … under the headers.
fn is_counting_row(grid: &Grid<'_>, row: usize) -> bool {
    let texts: Vec<&str> = grid.row_texts(row).into_iter().filter(|text| !text.is_empty()).collect();
    texts.len() >= 3 && texts.iter().zip(1..).all(|(text, number)| text.parse() == Ok(number))
}

/// Lower case, one alphabet, е for ё, one space.
pub(super) fn fold(text: &str) -> String {
    let unified =
        crate::script::unify(text).to_lowercase().replace('ё', "е").replace(['\u{AD}', '\u{2011}'], "-");
    unified.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The years of this century (and the end of the last) in a text, in order.
pub(crate) fn years_in(text: &str) -> Vec<u16> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|digits| digits.len() == 4)
        .filter_map(|digits| digits.parse().ok())
        .filter(|year| (1990..2100).contains(year))
        .collect()
}

/// The year that a header cell stands for.
fn year_of(folded: &str) -> Option<u16> {
    match years_in(folded).as_slice() {
        [year] if folded.chars().count() <= YEAR_CHARACTERS_MAX => Some(*year),
        _ => None,
    }
}

fn role(parts: &[String], first_year: u16) -> Role {
    let any = |words: &[&str]| parts.iter().any(|part| words.iter().any(|word| part.contains(word)));
    if let Some(year) = parts.iter().rev().find_map(|part| year_of(part)) {
        let is_base = any(&["факт", "базов", "базалық", "бастапқы", "отчет", "есепті", "оценка", "бағалау"]);
        if is_base || year < first_year {
            return Role::Base(year);
        }
        let source = parts.iter().find_map(|part| source(part));
        return Role::Year(year, source);
    }
    let is_number = parts.iter().any(|part| {
        let bare = part.trim_end_matches('.');
        matches!(
            bare,
            "№" | "№ п/п"
                | "№п/п"
                | "п/п"
                | "р/с"
                | "№ р/с"
                | "р/с №"
                | "р/с№"
                | "n"
                | "реті"
                | "рет №"
        )
    });
    if is_number {
        Role::Number
    } else if any(&["ед. изм", "ед.изм", "единица изм", "единицы изм", "өлшем бірл", "өлш. бірл", "өлшем"])
    {
        Role::Unit
    } else if any(&["источник", "қаржыландыру көз", "қаржы көз", "қаржыландырудың көз"])
    {
        Role::Source
    } else if any(&["срок", "мерзім", "орындалу уақыты"]) {
        Role::Deadline
    } else if any(&["заверш", "аяқтау", "аяқталу", "нысан", "форма реализации"])
    {
        Role::Completion
    } else if any(&["ответствен", "исполнител", "жауапты", "орындаушы"]) {
        Role::Executor
    } else if any(&["всего", "итого", "барлығы", "жиыны"]) {
        Role::Total
    } else if any(&[
        "мероприят",
        "индикатор",
        "показател",
        "іс-шара",
        "іс шара",
        "көрсеткіш",
        "наименован",
        "атау",
    ]) {
        Role::Name
    } else if any(&[
        "расход",
        "сумм",
        "объем фин",
        "объем сред",
        "стоимост",
        "затрат",
        "шығын",
        "шығыс",
        "сома",
        "қаржыландыру",
        "құны",
    ]) {
        Role::Cost
    } else {
        Role::Other
    }
}

/// The source of money that a cell or header names; `None` for none, several or unknown ones.
pub(super) fn source(text: &str) -> Option<FundingSource> {
    let folded = fold(text);
    let folded = folded.trim_matches(|c: char| !c.is_alphanumeric());
    let exact = match folded {
        "рб" => Some(FundingSource::Republican),
        "мб" | "жб" | "об" | "рнб" | "гб" => Some(FundingSource::Local),
        "ви" | "вб" | "бк" | "бқ" | "ви (частные инвестиции)" => {
            Some(FundingSource::ExtraBudgetary)
        }
        "нф" | "ұқ" => Some(FundingSource::NationalFund),
        "гчп" | "мжә" => Some(FundingSource::PublicPrivate),
        "сс" | "мқ" => Some(FundingSource::Own),
        _ => None,
    };
    if exact.is_some() {
        return exact;
    }
    let words = [
        ("республиканск", FundingSource::Republican),
        ("республикалық бюджет", FundingSource::Republican),
        ("республика бюджет", FundingSource::Republican),
        ("местн", FundingSource::Local),
        ("областн", FundingSource::Local),
        ("районн", FundingSource::Local),
        ("городск", FundingSource::Local),
        ("жергілікті", FundingSource::Local),
        ("облыстық", FundingSource::Local),
        ("аудандық", FundingSource::Local),
        ("қалалық", FundingSource::Local),
        ("внебюджет", FundingSource::ExtraBudgetary),
        ("частн", FundingSource::ExtraBudgetary),
        ("бюджеттен тыс", FundingSource::ExtraBudgetary),
        ("жеке инвест", FundingSource::ExtraBudgetary),
        ("национальн", FundingSource::NationalFund),
        ("нацфонд", FundingSource::NationalFund),
        ("ұлттық қор", FundingSource::NationalFund),
        ("гчп", FundingSource::PublicPrivate),
        ("государственно-частн", FundingSource::PublicPrivate),
        ("мемлекеттік-жеке", FundingSource::PublicPrivate),
        ("мжә", FundingSource::PublicPrivate),
        ("собственн", FundingSource::Own),
        ("меншікті", FundingSource::Own),
        ("өз қаражат", FundingSource::Own),
    ];
    let mut found: Vec<FundingSource> =
        words.iter().filter(|(word, _)| folded.contains(word)).map(|(_, source)| *source).collect();
    if found.contains(&FundingSource::PublicPrivate) {
        // «государственно-частное» names one source, not private money as well.
        found.retain(|source| *source != FundingSource::ExtraBudgetary);
    }
    found.sort_unstable();
    found.dedup();
    match found.as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

/// The unit of money that a header or caption names.
pub(super) fn money_unit(text: &str) -> Option<MoneyUnit> {
    let folded = fold(text);
    let position = ["тенге", "теңге", "тг"].iter().filter_map(|word| folded.find(word)).min()?;
    let before = folded.get(..position)?.trim_end();
    let last = before.rsplit(|c: char| c.is_whitespace() || "(,".contains(c)).next().unwrap_or_default();
    let last = last.trim_end_matches('.');
    Some(if last.starts_with("тыс") || last == "мың" {
        MoneyUnit::Thousand
    } else if last == "млн" || last.starts_with("миллион") {
        MoneyUnit::Million
    } else if last == "млрд" || last.starts_with("миллиард") {
        MoneyUnit::Milliard
    } else {
        MoneyUnit::Tenge
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_money_are_read_from_captions() {
        let cases = [
            ("Объём финансирования, тыс. тенге", Some(MoneyUnit::Thousand)),
            ("Қаржыландыру көлемі, мың теңге", Some(MoneyUnit::Thousand)),
            ("(млн.тенге)", Some(MoneyUnit::Million)),
            ("в миллиардах тенге", Some(MoneyUnit::Milliard)),
            ("сумма в тенге", Some(MoneyUnit::Tenge)),
            ("сумма, тыс.тг", Some(MoneyUnit::Thousand)),
            ("Всего", None),
        ];
        for (text, expected) in cases {
            assert_eq!(money_unit(text), expected, "{text}");
        }
    }

    #[test]
    fn sources_are_read_in_both_languages() {
        let cases = [
            ("РБ", Some(FundingSource::Republican)),
            ("республикалық бюджет", Some(FundingSource::Republican)),
            ("ЖБ", Some(FundingSource::Local)),
            ("ОБ", Some(FundingSource::Local)),
            ("Внебюджетные средства", Some(FundingSource::ExtraBudgetary)),
            ("бюджеттен тыс қаражат", Some(FundingSource::ExtraBudgetary)),
            ("МЖӘ", Some(FundingSource::PublicPrivate)),
            ("Государственно-частное партнёрство", Some(FundingSource::PublicPrivate)),
            ("РБ, МБ", None),
            ("республиканский и местный бюджет", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(source(text), expected, "{text}");
        }
    }
}
