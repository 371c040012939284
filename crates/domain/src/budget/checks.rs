//! What arithmetic can say about a program: its sums, whether they fit the envelope, and what contradicts itself.
//! Nothing here judges what a program is for.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Ceiling, Cell};
use crate::language::Bilingual;
use crate::money::{FundingSource, MoneyUnit, Tenge, parse_amount};
use crate::program::{Aim, Cost, Indicator, Measure, ProvisionData, ProvisionKind};
use crate::text_enum::text_enum;

/// Words that begin the last row of a table, folded to lower case.
const TOTAL_WORDS: [&str; 5] = ["итого", "всего", "барлығы", "жиыны", "жиынтығы"];

/// A provision, as the checks see it.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a> {
    /// Public id.
    pub id: &'a str,
    /// What it is.
    pub kind: ProvisionKind,
    /// Code of its direction.
    pub direction: Option<&'a str>,
    /// Its text; a row of a table has tabs between its columns.
    pub text: &'a Bilingual,
    /// Figures or facts.
    pub data: &'a ProvisionData,
}

text_enum! {
    /// What is not right, or not said.
    pub enum FindingKind {
        /// The total that a table prints is not the sum of its rows.
        TableTotal => "table_total",
        /// Money in a year in which the measure is not carried out.
        CostOutsideTerm => "cost_outside_term",
        /// The same year and source twice in one measure.
        CostTwice => "cost_twice",
        /// An amount below zero.
        CostNegative => "cost_negative",
        /// A target that is worse than the one before it.
        TargetWrongWay => "target_wrong_way",
        /// Nobody is named who carries the measure out.
        NoExecutor => "no_executor",
        /// The years of the measure are missing, or lie outside those of the program.
        NoDeadline => "no_deadline",
    }
}

/// Something that is not right, with its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What.
    pub kind: FindingKind,
    /// Public id of the provision.
    pub provision: String,
    /// The year it is about.
    pub year: Option<u16>,
    /// What is printed: a total or a target, as printed.
    pub printed: Option<String>,
    /// What it should be, or should at least be, as a decimal text.
    pub expected: Option<String>,
}

/// How plan and envelope compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// Calendar year.
    pub year: u16,
    /// Where the money comes from.
    pub source: FundingSource,
    /// What the program plans.
    pub planned: Tenge,
    /// What may be spent; `None` when no act is known.
    pub ceiling: Option<Ceiling>,
}

impl Comparison {
    /// What is left of the envelope, below zero when the plan exceeds it; `None` without a complete envelope.
    pub fn left(&self) -> Option<Tenge> {
        let ceiling = self.ceiling.filter(|ceiling| ceiling.complete)?;
        ceiling.amount.checked_sub(self.planned)
    }
}

/// Everything that the checks say about an edition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Known costs by year and source.
    pub planned: BTreeMap<Cell, i64>,
    /// Known costs by direction; the empty code for measures without one.
    pub directions: BTreeMap<String, i64>,
    /// Measures of unknown cost; they are in no sum.
    pub unknown: Vec<String>,
    /// Plan and envelope, for each cell in which there is either, ascending.
    pub envelope: Vec<Comparison>,
    /// What is not right, in reading order.
    pub findings: Vec<Finding>,
}

impl Report {
    /// All known costs.
    pub fn total(&self) -> i64 {
        self.planned.values().sum()
    }

    /// How much the plan exceeds complete envelopes, cell by cell; what is left in one cell pays for no other.
    pub fn excess(&self) -> i64 {
        self.envelope.iter().filter_map(Comparison::left).map(|left| (-left.amount()).max(0)).sum()
    }
}

/// Checks an edition whose program runs from `years.0` to `years.1`.
pub fn check<'a>(
    items: impl IntoIterator<Item = Item<'a>>,
    years: (u16, u16),
    ceilings: &BTreeMap<Cell, Ceiling>,
) -> Report {
    let mut report = Report::default();
    let mut table = Table::default();
    for item in items {
        if item.kind == ProvisionKind::TableRow {
            table.row(item, &mut report.findings);
            continue;
        }
        table = Table::default();
        match item.data {
            ProvisionData::Text => {}
            ProvisionData::Indicator(indicator) => targets(item.id, indicator, &mut report.findings),
            ProvisionData::Measure(facts) => measure(item, facts, years, &mut report),
        }
    }
    report.envelope = compare(&report.planned, ceilings);
    report
}

/// Plan and envelope side by side, for each cell in which there is either.
pub fn compare(planned: &BTreeMap<Cell, i64>, ceilings: &BTreeMap<Cell, Ceiling>) -> Vec<Comparison> {
    let cells: BTreeSet<Cell> = planned.keys().chain(ceilings.keys()).copied().collect();
    cells
        .into_iter()
        .map(|cell| Comparison {
            year: cell.0,
            source: cell.1,
            planned: Tenge::new(planned.get(&cell).copied().unwrap_or(0)),
            ceiling: ceilings.get(&cell).copied(),
        })
        .collect()
}

fn finding(kind: FindingKind, provision: &str) -> Finding {
    Finding { kind, provision: provision.to_owned(), year: None, printed: None, expected: None }
}

fn measure(item: Item<'_>, facts: &Measure, years: (u16, u16), report: &mut Report) {
    if facts.executor.kk.is_none() && facts.executor.ru.is_none() {
        report.findings.push(finding(FindingKind::NoExecutor, item.id));
    }
    if facts.ends < facts.starts || facts.ends > years.1 || facts.starts < years.0 {
        report.findings.push(finding(FindingKind::NoDeadline, item.id));
    }
    let Cost::Known(lines) = &facts.cost else {
        report.unknown.push(item.id.to_owned());
        return;
    };
    let mut seen = BTreeSet::new();
    for line in lines {
        let amount = line.amount.amount();
        *report.planned.entry((line.year, line.source)).or_default() += amount;
        *report.directions.entry(item.direction.unwrap_or_default().to_owned()).or_default() += amount;
        let kind = if amount < 0 {
            Some(FindingKind::CostNegative)
        } else if !seen.insert((line.year, line.source)) {
            Some(FindingKind::CostTwice)
        } else if amount > 0 && !(facts.starts..=facts.ends).contains(&line.year) {
            Some(FindingKind::CostOutsideTerm)
        } else {
            None
        };
        if let Some(kind) = kind {
            report.findings.push(Finding { year: Some(line.year), ..finding(kind, item.id) });
        }
    }
}

/// A printed number in millionths, so that numbers of up to six decimals compare exactly.
fn millionths(text: &str) -> Option<i64> {
    parse_amount(text, MoneyUnit::Million).ok().map(Tenge::amount)
}

fn targets(id: &str, indicator: &Indicator, findings: &mut Vec<Finding>) {
    let Some(aim) = indicator.aim else { return };
    let mut before = indicator.base_value.as_deref().and_then(|text| Some((text, millionths(text)?)));
    for target in &indicator.targets {
        let Some(value) = millionths(&target.value) else { continue };
        if let Some((text, last)) = before {
            let worse = match aim {
                Aim::Up => value < last,
                Aim::Down => value > last,
            };
            if worse {
                findings.push(Finding {
                    year: Some(target.year),
                    printed: Some(target.value.clone()),
                    expected: Some(text.to_owned()),
                    ..finding(FindingKind::TargetWrongWay, id)
                });
            }
        }
        before = Some((&target.value, value));
    }
}

/// The rows of a table since its last total.
#[derive(Default)]
struct Table {
    /// Per column: the sum so far and how many numbers; `None` once something else than a number stood there.
    columns: Vec<Option<(i64, u32)>>,
}

impl Table {
    fn row(&mut self, item: Item<'_>, findings: &mut Vec<Finding>) {
        let text = item.text.kk.as_deref().or(item.text.ru.as_deref()).unwrap_or_default();
        let cells: Vec<&str> = text.split('\t').map(str::trim).collect();
        let first = cells.iter().find(|cell| !cell.is_empty()).map(|cell| cell.to_lowercase());
        let is_total = first.is_some_and(|first| TOTAL_WORDS.iter().any(|word| first.starts_with(word)));
        if !is_total {
            self.add(&cells);
            return;
        }
        for (cell, column) in cells.iter().zip(&self.columns) {
            let Some((sum, count)) = column else { continue };
            // A total of one row says nothing.
            let Some(printed) = millionths(cell).filter(|_| *count >= 2) else { continue };
            if printed != *sum {
                findings.push(Finding {
                    printed: Some((*cell).to_owned()),
                    expected: Some(decimal(*sum)),
                    ..finding(FindingKind::TableTotal, item.id)
                });
            }
        }
        self.columns.clear();
    }

    fn add(&mut self, cells: &[&str]) {
        // A header of years and a heading between rows are no rows to add up.
        let is_year = |text: &str| text.len() == 4 && text.starts_with("20");
        if !cells.iter().any(|cell| millionths(cell).is_some() && !is_year(cell)) {
            return;
        }
        if self.columns.len() < cells.len() {
            self.columns.resize(cells.len(), Some((0, 0)));
        }
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            if cell.is_empty() || matches!(*cell, "-" | "–" | "—") {
                continue;
            }
            *column = column.and_then(|(sum, count)| Some((sum.checked_add(millionths(cell)?)?, count + 1)));
        }
    }
}

/// Millionths as a decimal text with a point.
fn decimal(millionths: i64) -> String {
    let sign = if millionths < 0 { "-" } else { "" };
    let (whole, rest) = (millionths.unsigned_abs() / 1_000_000, millionths.unsigned_abs() % 1_000_000);
    let rest = format!("{rest:06}");
    let rest = rest.trim_end_matches('0');
    let point = if rest.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::{CostLine, Target};
    use proptest::prelude::*;

    const LOCAL: FundingSource = FundingSource::Local;

    fn facts(starts: u16, ends: u16, lines: &[(u16, i64)]) -> ProvisionData {
        ProvisionData::Measure(Measure {
            starts,
            ends,
            executor: Bilingual::new("бөлім", "отдел"),
            completion: Bilingual::default(),
            cost: Cost::Known(
                lines
                    .iter()
                    .map(|(year, amount)| CostLine {
                        year: *year,
                        source: LOCAL,
                        amount: Tenge::new(*amount),
                    })
                    .collect(),
            ),
        })
    }

    fn run(provisions: &[(ProvisionKind, Bilingual, ProvisionData)], ceilings: &[(u16, i64)]) -> Report {
        let ids: Vec<String> = (0..provisions.len()).map(|index| format!("p{index}")).collect();
        let ceilings = ceilings
            .iter()
            .map(|(year, amount)| ((*year, LOCAL), Ceiling { amount: Tenge::new(*amount), complete: true }))
            .collect();
        let items = provisions.iter().zip(&ids).map(|((kind, text, data), id)| Item {
            id,
            kind: *kind,
            direction: Some("comfort"),
            text,
            data,
        });
        check(items, (2021, 2025), &ceilings)
    }

    fn only(data: ProvisionData) -> Vec<(FindingKind, Option<u16>)> {
        let kind = match data {
            ProvisionData::Indicator(_) => ProvisionKind::Indicator,
            _ => ProvisionKind::Measure,
        };
        let report = run(&[(kind, Bilingual::default(), data)], &[]);
        report.findings.iter().map(|finding| (finding.kind, finding.year)).collect()
    }

    #[test]
    fn a_measure_is_checked_for_who_when_and_how_much() {
        assert_eq!(only(facts(2021, 2022, &[(2021, 5), (2022, 5)])), []);
        assert_eq!(only(facts(2021, 2022, &[(2023, 5)])), [(FindingKind::CostOutsideTerm, Some(2023))]);
        assert_eq!(only(facts(2021, 2022, &[(2021, 5), (2021, 5)])), [(FindingKind::CostTwice, Some(2021))]);
        assert_eq!(only(facts(2021, 2022, &[(2021, -5)])), [(FindingKind::CostNegative, Some(2021))]);
        assert_eq!(only(facts(2021, 2027, &[])), [(FindingKind::NoDeadline, None)]);
        assert_eq!(only(facts(2023, 2022, &[])), [(FindingKind::NoDeadline, None)]);
        let ProvisionData::Measure(mut nobody) = facts(2021, 2022, &[]) else { panic!("a measure") };
        nobody.executor = Bilingual::default();
        assert_eq!(only(ProvisionData::Measure(nobody)), [(FindingKind::NoExecutor, None)]);
    }

    #[test]
    fn a_target_must_not_be_worse_than_the_one_before() {
        let indicator = |aim, base: &str, values: &[&str]| {
            ProvisionData::Indicator(Indicator {
                unit: Bilingual::new("%", "%"),
                base_year: 2020,
                base_value: Some(base.to_owned()),
                aim,
                targets: (2021u16..)
                    .zip(values)
                    .map(|(year, value)| Target { year, value: (*value).to_owned() })
                    .collect(),
            })
        };
        assert_eq!(only(indicator(Some(Aim::Up), "61.5", &["61.5", "70", "90"])), []);
        assert_eq!(
            only(indicator(Some(Aim::Up), "61.5", &["60", "70", "69.99"])),
            [(FindingKind::TargetWrongWay, Some(2021)), (FindingKind::TargetWrongWay, Some(2023))]
        );
        assert_eq!(
            only(indicator(Some(Aim::Down), "9", &["10"])),
            [(FindingKind::TargetWrongWay, Some(2021))]
        );
        assert_eq!(only(indicator(None, "61", &["10", "90"])), [], "nothing says which way it should go");
    }

    #[test]
    fn totals_of_tables_are_added_up() {
        let row = |text: &str| (ProvisionKind::TableRow, Bilingual::new(text, ""), ProvisionData::Text);
        let report = run(
            &[
                row("Атауы\t2021\t2022"),
                row("Жол\t1 200,5\t10"),
                row("Су\t300\t–"),
                row("Барлығы\t1 500,5\t10"),
                row("Мектеп\t5\t7"),
                row("Балабақша\t6\t8"),
                row("Итого\t12\t15"),
            ],
            &[],
        );
        assert_eq!(report.findings.len(), 1);
        let found = report.findings.first().unwrap();
        assert_eq!((found.kind, found.provision.as_str()), (FindingKind::TableTotal, "p6"));
        assert_eq!((found.printed.as_deref(), found.expected.as_deref()), (Some("12"), Some("11")));
    }

    #[test]
    fn an_unknown_cost_is_counted_apart_and_left_money_pays_for_no_other_year() {
        let ProvisionData::Measure(mut open) = facts(2021, 2022, &[]) else { panic!("a measure") };
        open.cost = Cost::Unknown;
        let kind = ProvisionKind::Measure;
        let report = run(
            &[
                (kind, Bilingual::default(), facts(2021, 2022, &[(2021, 70), (2022, 10)])),
                (kind, Bilingual::default(), ProvisionData::Measure(open)),
            ],
            &[(2021, 50), (2022, 100), (2023, 5)],
        );
        assert_eq!((report.total(), report.unknown.as_slice()), (80, ["p1".to_owned()].as_slice()));
        let left: Vec<Option<i64>> =
            report.envelope.iter().map(|row| row.left().map(Tenge::amount)).collect();
        assert_eq!(left, [Some(-20), Some(90), Some(5)]);
        assert_eq!(report.excess(), 20);
    }

    proptest! {
        #[test]
        fn every_way_of_adding_up_gives_the_same(amounts in proptest::collection::vec((2021u16..2026, 0i64..1_000_000_000), 0..40)) {
            let provisions: Vec<_> = amounts
                .iter()
                .map(|line| (ProvisionKind::Measure, Bilingual::default(), facts(2021, 2025, &[*line])))
                .collect();
            let report = run(&provisions, &[]);
            let sum: i64 = amounts.iter().map(|(_, amount)| amount).sum();
            prop_assert_eq!(report.total(), sum);
            prop_assert_eq!(report.directions.values().sum::<i64>(), sum);
            prop_assert_eq!(report.envelope.iter().map(|row| row.planned.amount()).sum::<i64>(), sum);
            prop_assert!(report.findings.is_empty());
        }
    }
}
