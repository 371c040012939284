//! What a program plans to spend, by year and by source.

use std::collections::{BTreeMap, BTreeSet};

use kenes_domain::money::FundingSource;
use kenes_service::programs::CostTotal;

use crate::format;
use crate::i18n::Texts;

/// The money of a program.
pub struct Budget {
    pub years: Vec<Year>,
    pub sources: Vec<Source>,
}

/// One year, as a bar of parts.
pub struct Year {
    /// Which.
    pub number: u16,
    pub total: String,
    pub parts: Vec<Part>,
}

/// A part of a bar, in thousandths of the longest one.
pub struct Part {
    pub class: &'static str,
    pub left: u64,
    pub width: u64,
}

/// One source, over all years.
pub struct Source {
    pub class: &'static str,
    pub name: String,
    /// Year, and millions of tenge; empty where nothing is planned.
    pub years: Vec<(u16, String)>,
    pub total: String,
}

impl Budget {
    /// Adds up the costs of an edition.
    pub fn of(costs: &[CostTotal], texts: Texts) -> Self {
        let mut sums: BTreeMap<(u16, FundingSource), i64> = BTreeMap::new();
        for cost in costs {
            *sums.entry((cost.year, cost.source)).or_default() += cost.tenge;
        }
        let years: BTreeSet<u16> = sums.keys().map(|(year, _)| *year).collect();
        let sources: BTreeSet<FundingSource> = sums.keys().map(|(_, source)| *source).collect();
        let of_year = |year: u16| sums.iter().filter(move |((other, _), _)| *other == year);
        let most =
            years.iter().map(|year| of_year(*year).map(|(_, tenge)| tenge).sum::<i64>()).max().unwrap_or(0);
        Self {
            years: years
                .iter()
                .map(|year| {
                    let total = of_year(*year).map(|(_, tenge)| tenge).sum();
                    let parts = parts(of_year(*year).map(|((_, source), tenge)| (*source, *tenge)), most);
                    Year { number: *year, total: format::money(total, texts.locale), parts }
                })
                .collect(),
            sources: sources
                .iter()
                .map(|source| Source {
                    class: class(*source),
                    name: source_text(*source, texts),
                    years: years
                        .iter()
                        .map(|year| {
                            let tenge = sums.get(&(*year, *source));
                            (
                                *year,
                                tenge
                                    .map_or_else(String::new, |tenge| format::millions(*tenge, texts.locale)),
                            )
                        })
                        .collect(),
                    total: format::money(
                        sums.iter().filter(|((_, other), _)| other == source).map(|(_, tenge)| tenge).sum(),
                        texts.locale,
                    ),
                })
                .collect(),
        }
    }
}

/// The name of a source.
pub fn source_text(source: FundingSource, texts: Texts) -> String {
    texts.t(&format!("source-{}", source.as_str().replace('_', "-"))).into_owned()
}

fn parts(costs: impl Iterator<Item = (FundingSource, i64)>, most: i64) -> Vec<Part> {
    let scaled =
        |tenge: i64| tenge.unsigned_abs().saturating_mul(1_000).checked_div(most.unsigned_abs()).unwrap_or(0);
    let mut parts = Vec::new();
    let mut sum = 0;
    for (source, tenge) in costs {
        // From the sum, so that rounding does not add up.
        let left = scaled(sum);
        sum += tenge;
        parts.push(Part { class: class(source), left, width: scaled(sum) - left });
    }
    parts
}

/// The class by which a source has its colour.
fn class(source: FundingSource) -> &'static str {
    match source {
        FundingSource::Republican => "s1",
        FundingSource::Local => "s2",
        FundingSource::ExtraBudgetary => "s3",
        FundingSource::NationalFund => "s4",
        FundingSource::PublicPrivate => "s5",
        FundingSource::Own => "s6",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kenes_domain::language::Locale;

    #[test]
    fn bars_are_as_long_as_their_sums() {
        let cost = |year, source, tenge| CostTotal { year, source, direction: None, tenge };
        let budget = Budget::of(
            &[
                cost(2021, FundingSource::Local, 30_000_000),
                cost(2021, FundingSource::Republican, 20_000_000),
                cost(2022, FundingSource::Local, 70_000_000),
                cost(2022, FundingSource::Local, 30_000_000),
            ],
            Texts { locale: Locale::Ru },
        );
        let ends: Vec<u64> = budget
            .years
            .iter()
            .filter_map(|year| year.parts.last().map(|part| part.left + part.width))
            .collect();
        assert_eq!(ends, [500, 1_000]);
        assert_eq!(budget.sources.len(), 2);
        let totals: Vec<String> =
            budget.sources.iter().map(|source| source.total.replace('\u{a0}', " ")).collect();
        assert_eq!(totals, ["20 млн ₸", "130 млн ₸"]);
        assert!(Budget::of(&[], Texts { locale: Locale::Kk }).years.is_empty());
    }
}
