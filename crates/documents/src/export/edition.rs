//! An edition as a Word document: prose as prose, indicators and measures as the tables that staff know, every
//! provision under its bookmark. Reading the file back gives the same provisions.

use std::collections::BTreeMap;

use kenes_domain::language::Language;
use kenes_domain::money::{FundingSource, Tenge};
use kenes_domain::program::{
    Cost, EditionDraft, Indicator, Measure, ProvisionData, ProvisionDraft, ProvisionKind,
};

use super::word::{Block, Cell, Change, Comment, Paragraph, Row, Style, Table};

/// One provision with what is known about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provision<'d> {
    /// Permanent id.
    pub id: &'d str,
    /// What it says.
    pub draft: &'d ProvisionDraft,
    /// Points of the discussion, as comments.
    pub comments: Vec<Comment>,
}

/// Ids of the provisions that have no text in a language, for a warning beside the file.
pub fn missing<'d>(provisions: &[Provision<'d>], language: Language) -> Vec<&'d str> {
    provisions
        .iter()
        .filter(|provision| provision.draft.text.get(language).is_none())
        .map(|provision| provision.id)
        .collect()
}

/// The blocks of an edition in one language. Provisions without a text in that language are left out: printed in
/// the other one, they would come back from Word as a translation that nobody made. [`missing`] names them.
pub fn blocks(edition: &EditionDraft, provisions: &[Provision<'_>], language: Language) -> Vec<Block> {
    let mut blocks = Vec::new();
    if let Some((_, title)) = edition.title.best(language) {
        blocks.push(Block::Paragraph(Paragraph::plain(Style::Title, title)));
    }
    let writer = Writer { edition, language, words: Words::of(language) };
    // Level of the last provision that is not an item: items are indented from there.
    let mut base = 0_u8;
    let there: Vec<Provision<'_>> =
        provisions.iter().filter(|provision| provision.draft.text.get(language).is_some()).cloned().collect();
    let mut rest = there.as_slice();
    while let Some(first) = rest.first() {
        let kind = first.draft.kind;
        let same = rest.iter().take_while(|provision| provision.draft.kind == kind).count();
        let (run, after) = rest.split_at_checked(same).unwrap_or((rest, &[]));
        match kind {
            ProvisionKind::Indicator => {
                blocks.push(Block::Table(writer.indicators(run)));
                rest = after;
                continue;
            }
            ProvisionKind::Measure => {
                blocks.push(Block::Table(writer.measures(run)));
                rest = after;
                continue;
            }
            ProvisionKind::TableRow => {
                blocks.push(Block::Table(writer.rows(run)));
                rest = after;
                continue;
            }
            _ => {}
        }
        let level = first.draft.level;
        let style = match kind {
            ProvisionKind::Section | ProvisionKind::Heading | ProvisionKind::Goal => {
                Style::Heading(level + 1)
            }
            ProvisionKind::Item => Style::Item(level.saturating_sub(base)),
            ProvisionKind::Footnote => Style::Note,
            _ => Style::Text,
        };
        if !matches!(kind, ProvisionKind::Item | ProvisionKind::Footnote) {
            base = level
                .saturating_add(u8::from(matches!(style, Style::Heading(_)) || writer.opens_list(first)));
        }
        // The frame of a table has no text of its own.
        if kind != ProvisionKind::Table {
            blocks.push(Block::Paragraph(writer.paragraph(first, style)));
        }
        rest = rest.get(1..).unwrap_or_default();
    }
    blocks
}

/// Words of the headers, as importers of this crate and people read them.
#[derive(Debug, Clone, Copy)]
struct Words {
    indicator: &'static str,
    unit: &'static str,
    fact: &'static str,
    measure: &'static str,
    completion: &'static str,
    executor: &'static str,
    deadline: &'static str,
    source: &'static str,
    total: &'static str,
    years: &'static str,
    unknown: &'static str,
}

impl Words {
    const fn of(language: Language) -> Self {
        match language {
            Language::Kk => Self {
                indicator: "Көрсеткіштің атауы",
                unit: "Өлшем бірлігі",
                fact: "факт",
                measure: "Іс-шара",
                completion: "Аяқтау нысаны",
                executor: "Жауапты орындаушылар",
                deadline: "Орындау мерзімі",
                source: "Қаржыландыру көзі",
                total: "Барлығы, теңге",
                years: "жылдар",
                unknown: "құны белгісіз",
            },
            Language::Ru => Self {
                indicator: "Наименование показателя",
                unit: "Ед. изм.",
                fact: "факт",
                measure: "Мероприятие",
                completion: "Форма завершения",
                executor: "Ответственные исполнители",
                deadline: "Срок исполнения",
                source: "Источник финансирования",
                total: "Всего, тенге",
                years: "годы",
                unknown: "стоимость неизвестна",
            },
        }
    }

    /// The name of a source, as the importer reads it.
    const fn funding(language: Language, source: FundingSource) -> &'static str {
        match (language, source) {
            (_, FundingSource::Republican) => "РБ",
            (Language::Kk, FundingSource::Local) => "ЖБ",
            (Language::Ru, FundingSource::Local) => "МБ",
            (Language::Kk, FundingSource::ExtraBudgetary) => "бюджеттен тыс көздер",
            (Language::Ru, FundingSource::ExtraBudgetary) => "внебюджетные источники",
            (Language::Kk, FundingSource::NationalFund) => "Ұлттық қор",
            (Language::Ru, FundingSource::NationalFund) => "Национальный фонд",
            (Language::Kk, FundingSource::PublicPrivate) => "МЖӘ",
            (Language::Ru, FundingSource::PublicPrivate) => "ГЧП",
            (Language::Kk, FundingSource::Own) => "меншікті қаражат",
            (Language::Ru, FundingSource::Own) => "собственные средства",
        }
    }
}

#[derive(Clone, Copy)]
struct Writer<'e> {
    edition: &'e EditionDraft,
    language: Language,
    words: Words,
}

impl Writer<'_> {
    fn text<'d>(&self, provision: &Provision<'d>) -> &'d str {
        provision.draft.text.get(self.language).unwrap_or_default()
    }

    fn opens_list(&self, provision: &Provision<'_>) -> bool {
        self.text(provision).ends_with(':')
    }

    fn paragraph(&self, provision: &Provision<'_>, style: Style) -> Paragraph {
        let label = &provision.draft.label;
        let text = self.text(provision);
        let printed = if label.is_empty() { text.to_owned() } else { format!("{label} {text}") };
        let mut paragraph = Paragraph::plain(style, &printed);
        paragraph.provision = Some(provision.id.to_owned());
        paragraph.comments.clone_from(&provision.comments);
        paragraph
    }

    fn row(provision: Option<&Provision<'_>>, texts: Vec<(usize, usize, String)>) -> Row {
        let mut cells: Vec<Cell> = texts
            .into_iter()
            .map(|(column, rowspan, text)| Cell {
                column,
                colspan: 1,
                rowspan,
                paragraphs: vec![Paragraph::plain(Style::Text, &text)],
            })
            .collect();
        if let Some(provision) = provision
            && let Some(paragraph) = cells.first_mut().and_then(|cell| cell.paragraphs.first_mut())
        {
            paragraph.comments.clone_from(&provision.comments);
        }
        Row {
            is_header: false,
            change: Change::Kept,
            provision: provision.map(|provision| provision.id.to_owned()),
            cells,
        }
    }

    fn header(texts: Vec<String>) -> Row {
        let texts = texts.into_iter().enumerate().map(|(column, text)| (column, 1, text)).collect();
        Row { is_header: true, ..Self::row(None, texts) }
    }

    fn indicators(&self, run: &[Provision<'_>]) -> Table {
        let facts: Vec<(&Provision<'_>, &Indicator)> = run
            .iter()
            .filter_map(|provision| match &provision.draft.data {
                ProvisionData::Indicator(indicator) => Some((provision, indicator)),
                _ => None,
            })
            .collect();
        let mut bases: Vec<u16> = facts.iter().map(|(_, indicator)| indicator.base_year).collect();
        bases.sort_unstable();
        bases.dedup();
        let mut years: Vec<u16> = facts
            .iter()
            .flat_map(|(_, indicator)| indicator.targets.iter().map(|target| target.year))
            .collect();
        years.sort_unstable();
        years.dedup();
        let mut header = vec!["№".to_owned(), self.words.indicator.to_owned(), self.words.unit.to_owned()];
        header.extend(bases.iter().map(|year| format!("{year} ({})", self.words.fact)));
        header.extend(years.iter().map(u16::to_string));
        let widths = (0..header.len()).map(|column| if column == 1 { 6 } else { 2 }).collect();
        let mut rows = vec![Self::header(header)];
        for (provision, indicator) in facts {
            let unit = indicator.unit.best(self.language).map_or("", |(_, unit)| unit);
            let mut texts =
                vec![provision.draft.label.clone(), self.text(provision).to_owned(), unit.to_owned()];
            texts.extend(bases.iter().map(|year| {
                let value = indicator.base_value.as_deref().filter(|_| *year == indicator.base_year);
                decimal_comma(value.unwrap_or_default())
            }));
            texts.extend(years.iter().map(|year| {
                let target = indicator.targets.iter().find(|target| target.year == *year);
                decimal_comma(target.map_or("", |target| &target.value))
            }));
            let texts = texts.into_iter().enumerate().map(|(column, text)| (column, 1, text)).collect();
            rows.push(Self::row(Some(provision), texts));
        }
        Table { widths, rows }
    }

    fn measures(&self, run: &[Provision<'_>]) -> Table {
        let facts: Vec<(&Provision<'_>, &Measure)> = run
            .iter()
            .filter_map(|provision| match &provision.draft.data {
                ProvisionData::Measure(measure) => Some((provision, measure)),
                _ => None,
            })
            .collect();
        let lines = |measure: &Measure| match &measure.cost {
            Cost::Known(lines) => lines.clone(),
            Cost::Unknown => Vec::new(),
        };
        let mut years: Vec<u16> = (self.edition.first_year..=self.edition.last_year).collect();
        years.extend(facts.iter().flat_map(|(_, measure)| lines(measure)).map(|line| line.year));
        years.sort_unstable();
        years.dedup();
        let words = self.words;
        let mut header: Vec<String> =
            ["№", words.measure, words.completion, words.executor, words.deadline, words.source]
                .map(str::to_owned)
                .to_vec();
        header.extend(years.iter().map(u16::to_string));
        header.push(words.total.to_owned());
        let widths = (0..header.len()).map(|column| if column == 1 { 6 } else { 3 }).collect();
        let mut rows = vec![Self::header(header)];
        for (provision, measure) in facts {
            let mut by_source: BTreeMap<FundingSource, BTreeMap<u16, Tenge>> = BTreeMap::new();
            for line in lines(measure) {
                by_source.entry(line.source).or_default().insert(line.year, line.amount);
            }
            let height = by_source.len().max(1);
            let best = |text: &kenes_domain::language::Bilingual| {
                text.best(self.language).map_or(String::new(), |(_, text)| text.to_owned())
            };
            let deadline = format!("{}–{} {}", measure.starts, measure.ends, words.years);
            let mut first = vec![
                (0, height, provision.draft.label.clone()),
                (1, height, self.text(provision).to_owned()),
                (2, height, best(&measure.completion)),
                (3, height, best(&measure.executor)),
                (4, height, deadline),
            ];
            if by_source.is_empty() {
                // A dash in each year says that it costs nothing; empty years say that nobody knows.
                let (note, year) = match measure.cost {
                    Cost::Unknown => (words.unknown, ""),
                    Cost::Known(_) => ("", "-"),
                };
                first.push((5, 1, note.to_owned()));
                first.extend(years.iter().enumerate().map(|(index, _)| (6 + index, 1, year.to_owned())));
                rows.push(Self::row(Some(provision), first));
                continue;
            }
            let mut texts = first;
            for (index, (source, amounts)) in by_source.iter().enumerate() {
                texts.push((5, 1, Words::funding(self.language, *source).to_owned()));
                for (offset, year) in years.iter().enumerate() {
                    let amount = amounts.get(year).map_or("-".to_owned(), |amount| grouped(*amount));
                    texts.push((6 + offset, 1, amount));
                }
                let total: Tenge = amounts.values().copied().sum();
                texts.push((6 + years.len(), 1, grouped(total)));
                rows.push(Self::row((index == 0).then_some(provision), std::mem::take(&mut texts)));
            }
        }
        Table { widths, rows }
    }

    fn rows(&self, run: &[Provision<'_>]) -> Table {
        let mut width = 1;
        let mut rows = Vec::new();
        for provision in run {
            let cells: Vec<(usize, usize, String)> = self
                .text(provision)
                .split('\t')
                .enumerate()
                .map(|(column, text)| (column, 1, text.to_owned()))
                .collect();
            width = width.max(cells.len());
            rows.push(Self::row(Some(provision), cells));
        }
        Table { widths: vec![1; width], rows }
    }
}

/// A decimal text as it is printed in both languages.
fn decimal_comma(value: &str) -> String {
    value.replace('.', ",")
}

/// An amount with its thousands apart, by no-break spaces.
fn grouped(amount: Tenge) -> String {
    let digits = amount.amount().unsigned_abs().to_string();
    let mut printed = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            printed.push('\u{A0}');
        }
        printed.push(digit);
    }
    if amount < Tenge::ZERO { format!("-{printed}") } else { printed }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_grouped() {
        for (amount, printed) in
            [(0, "0"), (999, "999"), (-1_000, "-1\u{a0}000"), (12_345_678, "12\u{a0}345\u{a0}678")]
        {
            assert_eq!(grouped(Tenge::new(amount)), printed);
        }
    }
}
