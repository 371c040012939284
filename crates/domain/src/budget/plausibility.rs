//! Whether a table of money can be in the unit that somebody says it is in. A factor of a thousand is the commonest
//! fault of budget tables, and no arithmetic finds it afterwards.

use crate::money::{MoneyUnit, Tenge};
use crate::territory::TerritoryKind;

/// Between these amounts lies a line of a district's or city's yearly budget: from the published budget decisions of
/// 2021–2024. One unit less or more leaves the span whatever the amount is, because the span is a factor of 1,000.
const DISTRICT_TENGE: (i64, i64) = (50_000_000, 50_000_000_000);
/// The same for a region or a city of republican significance.
const REGION_TENGE: (i64, i64) = (1_000_000_000, 1_000_000_000_000);
/// A ceiling may differ from what is known (the ceiling before it, or the plan) by this factor. The next unit is a
/// factor of 1,000 away, so the middle of both on the scale of orders.
const KNOWN_FACTOR: i64 = 32;
/// A row that differs from the middle of its table by this factor is named as an outlier.
const OUTLIER_FACTOR: i64 = 300;

/// A row of a table, read in the unit that was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// Whole tenge.
    pub amount: Tenge,
    /// What kind of territory it is for.
    pub kind: TerritoryKind,
    /// For a ceiling: what is known to be of the same size.
    pub known: Option<Tenge>,
}

/// Why a table does not fit its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Misfit {
    /// The unit that was said.
    pub said: MoneyUnit,
    /// The middle of the amounts in that unit.
    pub median: Tenge,
    /// How many amounts that is the middle of.
    pub count: usize,
    /// Between what it should lie.
    pub expected: (Tenge, Tenge),
    /// Whether the span comes from figures of the same territories; else from what budgets of this kind usually are.
    pub from_known: bool,
    /// The unit in which it would.
    pub fits: Option<MoneyUnit>,
}

/// Compares the middle of a table with what it should be; `None` when it fits, or when there is nothing to judge by.
/// The middle, because single lines of real budgets differ by a factor of a hundred.
pub fn misfit(samples: &[Sample], said: MoneyUnit) -> Option<Misfit> {
    let known: Vec<(i64, i64)> = samples
        .iter()
        .filter_map(|sample| Some((sample.amount.amount().abs(), sample.known?.amount().abs())))
        .filter(|(amount, known)| *amount > 0 && *known > 0)
        .collect();
    if !known.is_empty() {
        let median = median(known.iter().map(|(amount, _)| *amount));
        let middle = self::median(known.iter().map(|(_, known)| *known));
        let span = (middle / KNOWN_FACTOR, middle.saturating_mul(KNOWN_FACTOR));
        return judge(median, known.len(), span, true, said);
    }
    let of = |regional: bool| {
        let amounts: Vec<i64> = samples
            .iter()
            .filter(|sample| is_regional(sample.kind) == regional)
            .map(|sample| sample.amount.amount().abs())
            .filter(|amount| *amount > 0)
            .collect();
        (!amounts.is_empty()).then(|| (median(amounts.iter().copied()), amounts.len()))
    };
    [(false, DISTRICT_TENGE), (true, REGION_TENGE)].into_iter().find_map(|(regional, span)| {
        let (median, count) = of(regional)?;
        judge(median, count, span, false, said)
    })
}

/// Indexes of rows that are far from the middle of their table: one line in another unit than the rest.
pub fn outliers(samples: &[Sample]) -> Vec<usize> {
    let amounts: Vec<i64> =
        samples.iter().map(|sample| sample.amount.amount().abs()).filter(|amount| *amount > 0).collect();
    let middle = median(amounts.iter().copied());
    samples
        .iter()
        .enumerate()
        .filter(|(_, sample)| {
            let amount = sample.amount.amount().abs();
            amount > 0
                && (amount > middle.saturating_mul(OUTLIER_FACTOR)
                    || amount.saturating_mul(OUTLIER_FACTOR) < middle)
        })
        .map(|(index, _)| index)
        .collect()
}

fn judge(median: i64, count: usize, span: (i64, i64), from_known: bool, said: MoneyUnit) -> Option<Misfit> {
    let within = |amount: i64| (span.0..=span.1).contains(&amount);
    if within(median) {
        return None;
    }
    let fits = MoneyUnit::ALL.iter().copied().find(|unit| {
        let printed = median / said.tenge();
        *unit != said && printed.checked_mul(unit.tenge()).is_some_and(within)
    });
    let expected = (Tenge::new(span.0), Tenge::new(span.1));
    Some(Misfit { said, median: Tenge::new(median), count, expected, from_known, fits })
}

fn is_regional(kind: TerritoryKind) -> bool {
    matches!(kind, TerritoryKind::Region | TerritoryKind::RepublicanCity)
}

/// The middle one; of an even number the lower of the two in the middle; 0 of nothing.
fn median(amounts: impl Iterator<Item = i64>) -> i64 {
    let mut sorted: Vec<i64> = amounts.collect();
    sorted.sort_unstable();
    sorted.get(sorted.len().saturating_sub(1) / 2).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn samples(printed: &[i64], unit: MoneyUnit, kind: TerritoryKind) -> Vec<Sample> {
        printed
            .iter()
            .map(|printed| Sample { amount: Tenge::new(printed * unit.tenge()), kind, known: None })
            .collect()
    }

    #[test]
    fn a_factor_of_a_thousand_is_found_in_both_directions() {
        // Yearly amounts of districts as budget decisions print them, in thousand tenge.
        let printed = [3_918_200, 8_410_550, 5_104_007, 2_230_918];
        let misfit_in =
            |unit| misfit(&samples(&printed, unit, TerritoryKind::District), unit).map(|misfit| misfit.fits);
        assert_eq!(misfit_in(MoneyUnit::Thousand), None);
        assert_eq!(misfit_in(MoneyUnit::Tenge), Some(Some(MoneyUnit::Thousand)));
        assert_eq!(misfit_in(MoneyUnit::Million), Some(Some(MoneyUnit::Thousand)));
    }

    #[test]
    fn what_is_known_counts_before_what_is_usual() {
        let small = [Sample {
            amount: Tenge::new(9_000_000),
            kind: TerritoryKind::District,
            known: Some(Tenge::new(7_500_000)),
        }];
        assert_eq!(misfit(&small, MoneyUnit::Tenge), None);
        let thousandfold = [Sample { amount: Tenge::new(9_000_000_000), ..small[0] }];
        let found = misfit(&thousandfold, MoneyUnit::Thousand).unwrap();
        assert_eq!((found.fits, found.from_known), (Some(MoneyUnit::Tenge), true));
    }

    #[test]
    fn one_line_in_another_unit_is_named() {
        let mut rows = samples(&[4_000, 5_000, 6_000], MoneyUnit::Million, TerritoryKind::District);
        rows.push(Sample { amount: Tenge::new(5_500_000), ..rows[0] });
        assert_eq!(outliers(&rows), [3]);
        assert_eq!(outliers(&rows[..3]), Vec::<usize>::new());
        assert_eq!(outliers(&[]), Vec::<usize>::new());
    }

    proptest! {
        /// A district's line that fits in one unit never fits in the next one as well.
        #[test]
        fn two_units_never_both_fit(printed in 51_000i64..49_999_999) {
            let fits = |unit: MoneyUnit| {
                misfit(&samples(&[printed], unit, TerritoryKind::District), unit).is_none()
            };
            prop_assert!(fits(MoneyUnit::Thousand));
            prop_assert!(!fits(MoneyUnit::Tenge) && !fits(MoneyUnit::Million));
        }
    }
}
