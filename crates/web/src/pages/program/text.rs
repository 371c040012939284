//! The text of a program as its template wants it: headings, paragraphs, and rows of tables gathered into tables.

use std::collections::{BTreeMap, BTreeSet};

use kenes_domain::language::{Language, Locale};
use kenes_domain::program::{Cost, Indicator, Measure, ProvisionData, ProvisionKind};
use kenes_service::programs::ProvisionView;

use super::super::{plain_words, words};
use super::term;
use crate::format;
use crate::i18n::Texts;
use crate::shell::{Words, shorten};
use crate::typo::{Html, typo};

/// Contributions from which a counter stands out.
const HOT: u64 = 20;
/// Characters of a text that stand for a provision without a label.
const CALLED_CHARACTERS_MAX: usize = 40;

/// A label and a text that together are a heading.
#[derive(Debug, Clone, Default)]
pub struct Title {
    /// `2`, without the point; empty when there is none.
    pub label: String,
    /// The text.
    pub words: Words,
}

/// The heading of a provision.
pub fn title(provision: &ProvisionView, locale: Locale) -> Title {
    Title {
        label: provision.label.trim_end_matches('.').to_owned(),
        words: words(&provision.text, locale).unwrap_or_default(),
    }
}

/// Provisions that are shown together.
pub enum Block {
    /// Heading of a chapter.
    Section(Heading),
    /// Heading inside a chapter.
    Heading(Heading),
    /// Prose. The class says what kind of.
    Paragraph(Paragraph, &'static str),
    /// Rows of a table that is neither of indicators nor of measures.
    Rows(Vec<TableRow>),
    /// Indicators that follow each other.
    Indicators(Indicators),
    /// Measures that follow each other.
    Measures(Measures),
}

/// A heading.
pub struct Heading {
    pub id: String,
    pub title: Title,
    pub counter: Counter,
}

/// A row of a plain table.
pub struct TableRow {
    pub id: String,
    /// Its language, when that is not the page's.
    pub other: Option<Language>,
    pub cells: Vec<Html>,
    pub counter: Counter,
}

/// A text that people can speak about.
pub struct Paragraph {
    pub id: String,
    pub label: String,
    pub words: Words,
    /// The same in the other language, where both are read side by side.
    pub beside: Option<Words>,
    pub counter: Counter,
}

/// How many have spoken about a provision, as a link to it.
pub struct Counter {
    pub href: String,
    pub class: &'static str,
    pub count: String,
    /// What the link is called when it is read aloud.
    pub name: String,
}

/// A table of indicators.
pub struct Indicators {
    pub base_year: Option<u16>,
    pub years: Vec<u16>,
    pub rows: Vec<IndicatorRow>,
}

/// An indicator.
pub struct IndicatorRow {
    pub text: Paragraph,
    pub unit: String,
    /// Year of the baseline, and its value.
    pub base: (u16, String),
    pub path: Option<Path>,
    /// Year, target, and whether it is the last.
    pub targets: Vec<(u16, String, bool)>,
}

/// From the baseline to the last target, in percent of a line's length.
pub struct Path {
    pub from: u8,
    pub to: u8,
}

/// A table of measures.
pub struct Measures {
    pub years: Vec<u16>,
    pub rows: Vec<MeasureRow>,
}

/// A measure.
pub struct MeasureRow {
    pub text: Paragraph,
    pub executor: String,
    pub term: String,
    /// Millions of tenge by year, with empty texts where nothing is planned.
    pub years: Vec<(u16, String)>,
    /// The sum, `None` when the cost is unknown.
    pub total: Option<String>,
}

/// Makes the blocks of a page.
pub struct Document<'a> {
    /// Texts of the reader's language.
    pub texts: Texts,
    /// Address of the program.
    pub base: &'a str,
    /// Whether the other language stands beside the reader's.
    pub both: bool,
}

impl Document<'_> {
    /// The blocks of provisions in reading order.
    pub fn blocks(&self, provisions: &[ProvisionView]) -> Vec<Block> {
        provisions.chunk_by(in_one_table).filter_map(|run| self.block(run)).collect()
    }

    fn block(&self, run: &[ProvisionView]) -> Option<Block> {
        let first = run.first()?;
        Some(match (&first.data, first.kind) {
            (ProvisionData::Indicator(_), _) => Block::Indicators(self.indicators(run)),
            (ProvisionData::Measure(_), _) => Block::Measures(self.measures(run)),
            (ProvisionData::Text, ProvisionKind::Section | ProvisionKind::Heading) if first.level == 0 => {
                Block::Section(self.heading(first))
            }
            (ProvisionData::Text, ProvisionKind::Section | ProvisionKind::Heading | ProvisionKind::Table) => {
                Block::Heading(self.heading(first))
            }
            (ProvisionData::Text, ProvisionKind::TableRow) => Block::Rows(self.rows(run)),
            (ProvisionData::Text, kind) => Block::Paragraph(self.paragraph(first), class(kind)),
        })
    }

    fn heading(&self, provision: &ProvisionView) -> Heading {
        Heading {
            id: provision.id.clone(),
            title: title(provision, self.texts.locale),
            counter: self.counter(provision),
        }
    }

    fn paragraph(&self, provision: &ProvisionView) -> Paragraph {
        Paragraph {
            id: provision.id.clone(),
            label: provision.label.clone(),
            words: words(&provision.text, self.texts.locale).unwrap_or_default(),
            beside: self.beside(provision),
            counter: self.counter(provision),
        }
    }

    /// The text in the other language; where there is none, that is said. A text that stands in for a missing
    /// translation has nothing beside it.
    fn beside(&self, provision: &ProvisionView) -> Option<Words> {
        let own = self.texts.locale.content_language();
        if !self.both || provision.text.get(own).is_none() {
            return None;
        }
        let words = match provision.text.get(own.other()) {
            Some(text) => Words { html: typo(text, own.other()), other: Some(own.other()), missing: false },
            None => Words { html: typo(&self.texts.t("no-translation"), own), other: None, missing: true },
        };
        Some(words)
    }

    fn counter(&self, provision: &ProvisionView) -> Counter {
        let count = provision.contributions;
        let printed = format::number(count);
        let called = self.called(provision);
        Counter {
            href: format!("{}/{}", self.base, provision.id),
            class: match count {
                0 => " zero",
                HOT.. => " hot",
                _ => "",
            },
            name: self.texts.with("counter-label", &[("label", &called), ("n", &printed)]).into_owned(),
            count: if count == 0 { "+".to_owned() } else { printed },
        }
    }

    /// What a provision is called in sentences: its label, or the beginning of its text.
    fn called(&self, provision: &ProvisionView) -> String {
        if provision.label.is_empty() {
            shorten(&plain_words(&provision.text, self.texts.locale), CALLED_CHARACTERS_MAX)
        } else {
            provision.label.clone()
        }
    }

    /// Rows with as many cells each; a row's text has a tab between columns.
    fn rows(&self, run: &[ProvisionView]) -> Vec<TableRow> {
        let locale = self.texts.locale;
        let mut rows: Vec<TableRow> = run
            .iter()
            .filter_map(|row| {
                let (language, text) = row.text.best(locale.content_language())?;
                Some(TableRow {
                    id: row.id.clone(),
                    other: (language.as_str() != locale.as_str()).then_some(language),
                    cells: text.split('\t').map(|cell| typo(cell, language)).collect(),
                    counter: self.counter(row),
                })
            })
            .collect();
        let columns = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        for row in &mut rows {
            row.cells.resize(columns, Html::default());
        }
        rows
    }

    fn indicators(&self, run: &[ProvisionView]) -> Indicators {
        let figures: Vec<(&ProvisionView, &Indicator)> = run
            .iter()
            .filter_map(|provision| match &provision.data {
                ProvisionData::Indicator(indicator) => Some((provision, indicator)),
                _ => None,
            })
            .collect();
        let years: BTreeSet<u16> = figures
            .iter()
            .flat_map(|(_, indicator)| indicator.targets.iter().map(|target| target.year))
            .collect();
        let bases: BTreeSet<u16> = figures.iter().map(|(_, indicator)| indicator.base_year).collect();
        let years: Vec<u16> = years.into_iter().collect();
        let rows = figures
            .iter()
            .map(|(provision, indicator)| self.indicator(provision, indicator, &years))
            .collect();
        // A column is named after its year only when all rows have that year.
        let base_year = bases.first().copied().filter(|_| bases.len() == 1);
        Indicators { base_year, years, rows }
    }

    fn indicator(&self, provision: &ProvisionView, indicator: &Indicator, years: &[u16]) -> IndicatorRow {
        let locale = self.texts.locale;
        let printed = |value: &str| format::decimal(value, locale);
        let last = indicator.targets.last().map(|target| target.year);
        let value = |year: &u16| indicator.targets.iter().find(|target| target.year == *year);
        IndicatorRow {
            text: self.paragraph(provision),
            unit: plain_words(&indicator.unit, locale),
            base: (
                indicator.base_year,
                indicator.base_value.as_deref().map_or_else(|| "—".to_owned(), printed),
            ),
            path: path(indicator),
            targets: years
                .iter()
                .map(|year| {
                    (
                        *year,
                        value(year).map_or_else(String::new, |target| printed(&target.value)),
                        Some(*year) == last,
                    )
                })
                .collect(),
        }
    }

    fn measures(&self, run: &[ProvisionView]) -> Measures {
        let facts: Vec<(&ProvisionView, &Measure)> = run
            .iter()
            .filter_map(|provision| match &provision.data {
                ProvisionData::Measure(measure) => Some((provision, measure)),
                _ => None,
            })
            .collect();
        let years: BTreeSet<u16> =
            facts.iter().flat_map(|(_, measure)| by_year(measure).into_keys()).collect();
        let years: Vec<u16> = years.into_iter().collect();
        let rows =
            facts.iter().map(|(provision, measure)| self.measure(provision, measure, &years)).collect();
        Measures { years, rows }
    }

    fn measure(&self, provision: &ProvisionView, measure: &Measure, years: &[u16]) -> MeasureRow {
        let locale = self.texts.locale;
        let costs = by_year(measure);
        MeasureRow {
            text: self.paragraph(provision),
            executor: plain_words(&measure.executor, locale),
            term: term(measure),
            years: years
                .iter()
                .map(|year| {
                    (
                        *year,
                        costs.get(year).map_or_else(String::new, |tenge| format::millions(*tenge, locale)),
                    )
                })
                .collect(),
            total: match &measure.cost {
                Cost::Unknown => None,
                Cost::Known(lines) if lines.is_empty() => Some(self.texts.t("cost-none").into_owned()),
                Cost::Known(_) => Some(format::money(costs.values().sum(), locale)),
            },
        }
    }
}

/// Whether two provisions that follow each other are rows of one table.
fn in_one_table(a: &ProvisionView, b: &ProvisionView) -> bool {
    match (&a.data, &b.data) {
        (ProvisionData::Indicator(_), ProvisionData::Indicator(_))
        | (ProvisionData::Measure(_), ProvisionData::Measure(_)) => true,
        (ProvisionData::Text, ProvisionData::Text) => {
            a.kind == ProvisionKind::TableRow && b.kind == ProvisionKind::TableRow
        }
        _ => false,
    }
}

fn class(kind: ProvisionKind) -> &'static str {
    match kind {
        ProvisionKind::Goal => " goal",
        ProvisionKind::Item => " item",
        ProvisionKind::Footnote => " small",
        _ => "",
    }
}

/// What a measure costs by year, over all sources.
fn by_year(measure: &Measure) -> BTreeMap<u16, i64> {
    let mut years = BTreeMap::new();
    if let Cost::Known(lines) = &measure.cost {
        for line in lines {
            *years.entry(line.year).or_default() += line.amount.amount();
        }
    }
    years
}

/// The path of an indicator. It is drawn only; the numbers stand beside it.
fn path(indicator: &Indicator) -> Option<Path> {
    let value = |text: &str| text.parse::<f64>().ok();
    let from = value(indicator.base_value.as_deref()?)?;
    let to = value(&indicator.targets.last()?.value)?;
    let most = from.max(to);
    if most <= 0.0 || from < 0.0 || to < 0.0 {
        return None;
    }
    // The longer end stands near the right end of the line, whatever the unit.
    let place = |value: f64| format!("{:.0}", 6.0 + value / most * 88.0).parse().unwrap_or(0);
    Some(Path { from: place(from), to: place(to) })
}
