//! What a program plans to spend, by year, source and direction; whether that fits the envelope; what contradicts
//! itself.

use std::collections::{BTreeMap, BTreeSet};

use kenes_domain::budget::checks::{Comparison, Finding, FindingKind, Report};
use kenes_domain::campaign::Direction;
use kenes_domain::language::Locale;
use kenes_domain::money::FundingSource;
use kenes_service::programs::{CostTotal, EditionView, ProvisionView};

use crate::format;
use crate::i18n::Texts;
use crate::pages::{Link, plain_words};
use crate::shell::shorten;

/// Places of one kind of finding that are shown; the API lists all.
const PLACES_SHOWN: usize = 6;
/// Characters of a provision that stand for it when it has no label.
const NAME_CHARACTERS_MAX: usize = 48;

/// What is said about a program's money beside its sums.
pub struct Money<'a> {
    /// What the checks found.
    pub report: &'a Report,
    /// The directions of the campaign.
    pub directions: &'a [Direction],
}

/// The envelope and the checks, as words.
pub struct Verdict {
    /// Name, sum and width of its bar in thousandths, largest first.
    pub directions: Vec<(String, String, u64)>,
    pub tone: &'static str,
    pub sentence: String,
    /// Empty when no envelope is known.
    pub years: Vec<EnvelopeYear>,
    /// Money for which no envelope is known; empty when there is none.
    pub without: String,
    pub checks: Vec<CheckLine>,
}

/// Plan and envelope of a year, over the sources whose envelope is known.
pub struct EnvelopeYear {
    pub year: u16,
    pub planned: String,
    pub planned_width: u64,
    pub envelope: String,
    pub envelope_width: u64,
    pub tone: &'static str,
    pub result: String,
    /// The sources that lack money, when some do.
    pub lacking: String,
}

/// One kind of finding with its first places.
pub struct CheckLine {
    pub sentence: String,
    pub places: Vec<Link>,
    /// How many places more there are.
    pub more: u64,
}

impl Verdict {
    /// Puts what the checks found into words.
    pub fn of(view: &EditionView, money: &Money<'_>, base: &str, texts: Texts) -> Self {
        let report = money.report;
        let known: Vec<&Comparison> = report.envelope.iter().filter(|row| row.left().is_some()).collect();
        let excess = report.excess();
        let (tone, sentence) = if known.is_empty() {
            ("", texts.t("envelope-none").into_owned())
        } else if excess > 0 {
            let amount = format::money(excess, texts.locale);
            ("y", texts.a("envelope-exceeds", "amount", &amount).into_owned())
        } else {
            ("g", texts.t("envelope-fits").into_owned())
        };
        let without: i64 =
            report.envelope.iter().filter(|row| row.left().is_none()).map(|row| row.planned.amount()).sum();
        Self {
            directions: directions(report, money.directions, texts),
            tone,
            sentence,
            without: if without > 0 && !known.is_empty() {
                format::money(without, texts.locale)
            } else {
                String::new()
            },
            years: years(&known, texts),
            checks: checks(view, report, base, texts),
        }
    }
}

/// The name of a direction in the reader's language.
pub fn direction_text(direction: &Direction, locale: Locale) -> &str {
    match locale {
        Locale::Kk => &direction.kk,
        Locale::Ru => &direction.ru,
        Locale::En => &direction.en,
    }
}

fn directions(report: &Report, known: &[Direction], texts: Texts) -> Vec<(String, String, u64)> {
    let mut sums: Vec<(&String, i64)> = report.directions.iter().map(|(code, sum)| (code, *sum)).collect();
    sums.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let most = sums.first().map_or(0, |(_, sum)| *sum);
    sums.into_iter()
        .filter(|(_, sum)| *sum > 0)
        .map(|(code, sum)| {
            let name = known.iter().find(|direction| direction.code == *code).map_or_else(
                || texts.t("no-direction").into_owned(),
                |direction| direction_text(direction, texts.locale).to_owned(),
            );
            (name, format::money(sum, texts.locale), thousandths(sum, most))
        })
        .collect()
}

/// A part in thousandths of a whole.
pub fn thousandths(part: i64, whole: i64) -> u64 {
    let (part, whole) = (u128::from(part.max(0).unsigned_abs()), u128::from(whole.max(0).unsigned_abs()));
    u64::try_from((part * 1_000).checked_div(whole).unwrap_or(0)).unwrap_or(u64::MAX)
}

fn years(known: &[&Comparison], texts: Texts) -> Vec<EnvelopeYear> {
    let mut years: BTreeMap<u16, (i64, i64, i64)> = BTreeMap::new();
    for row in known {
        let (planned, envelope, lacking) = years.entry(row.year).or_default();
        let left = row.left().map_or(0, kenes_domain::money::Tenge::amount);
        *planned += row.planned.amount();
        *envelope += row.planned.amount() + left;
        *lacking += (-left).max(0);
    }
    let most = years.values().map(|(planned, envelope, _)| *planned.max(envelope)).max().unwrap_or(0);
    years
        .into_iter()
        .map(|(year, (planned, envelope, lacking))| {
            let (tone, key, amount) = if lacking > 0 {
                ("y", "envelope-over", lacking)
            } else {
                ("g", "envelope-left", envelope - planned)
            };
            let amount = format::money(amount, texts.locale);
            let lacking: Vec<String> = known
                .iter()
                .filter(|row| row.year == year && row.left().is_some_and(|left| left.amount() < 0))
                .map(|row| source_text(row.source, texts))
                .collect();
            EnvelopeYear {
                year,
                lacking: lacking.join(", "),
                planned: format::millions(planned, texts.locale),
                planned_width: thousandths(planned, most),
                envelope: format::millions(envelope, texts.locale),
                envelope_width: thousandths(envelope, most),
                tone,
                result: texts.a(key, "amount", &amount).into_owned(),
            }
        })
        .collect()
}

fn checks(view: &EditionView, report: &Report, base: &str, texts: Texts) -> Vec<CheckLine> {
    let provisions: BTreeMap<&str, &ProvisionView> =
        view.provisions.iter().map(|provision| (provision.id.as_str(), provision)).collect();
    FindingKind::ALL
        .iter()
        .filter_map(|kind| {
            let found: Vec<&Finding> =
                report.findings.iter().filter(|finding| finding.kind == *kind).collect();
            let count = u64::try_from(found.len()).ok().filter(|count| *count > 0)?;
            let key = format!("check-{}", kind.as_str().replace('_', "-"));
            let shown = found.iter().take(PLACES_SHOWN);
            Some(CheckLine {
                sentence: texts.n(&key, &count).into_owned(),
                places: shown.map(|finding| place(finding, &provisions, base, texts)).collect(),
                more: count.saturating_sub(u64::try_from(PLACES_SHOWN).unwrap_or(0)),
            })
        })
        .collect()
}

fn place(finding: &Finding, provisions: &BTreeMap<&str, &ProvisionView>, base: &str, texts: Texts) -> Link {
    let provision = provisions.get(finding.provision.as_str());
    let text = provision.map_or_else(String::new, |provision| plain_words(&provision.text, texts.locale));
    let label = provision.map(|provision| provision.label.as_str()).filter(|label| !label.is_empty());
    let text = shorten(&text.replace('\t', " "), NAME_CHARACTERS_MAX);
    let name = label.map_or_else(|| text.clone(), |label| format!("{label} {text}"));
    let detail = match (&finding.printed, &finding.expected) {
        (Some(printed), Some(expected)) => {
            let key = match finding.kind {
                FindingKind::TargetWrongWay => "check-detail-target",
                _ => "check-detail-total",
            };
            let year = finding.year.map(|year| year.to_string()).unwrap_or_default();
            let printed = format::decimal(printed, texts.locale);
            let expected = format::decimal(expected, texts.locale);
            texts.with(key, &[("year", &year), ("printed", &printed), ("expected", &expected)]).into_owned()
        }
        _ => finding.year.map(|year| year.to_string()).unwrap_or_default(),
    };
    Link { href: format!("{base}/{}", finding.provision), name, parent: detail, count: String::new() }
}

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
pub fn class(source: FundingSource) -> &'static str {
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
