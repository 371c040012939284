//! Whether a proposal of a citizen fits into the money that is left.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Ceiling, Cell};
use crate::money::{FundingSource, Tenge};

/// Whether something fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "fit", rename_all = "snake_case")]
pub enum Fit {
    /// It fits in the year that was asked for.
    Fits,
    /// It fits in another year of the program.
    FitsIn {
        /// The nearest such year; of two equally near ones the later.
        year: u16,
    },
    /// It fits in no year: in the year that was asked for so much is missing, which other measures would have to give.
    Exceeds {
        /// Whole tenge that are missing.
        by: Tenge,
    },
    /// No ceiling is known.
    Unknown,
}

/// Compares a cost with what the ceilings leave beside the plan, for one source.
pub fn fit(
    cost: Tenge,
    year: u16,
    source: FundingSource,
    planned: &BTreeMap<Cell, i64>,
    ceilings: &BTreeMap<Cell, Ceiling>,
) -> Fit {
    let left = |year: u16| {
        let ceiling = ceilings.get(&(year, source)).filter(|ceiling| ceiling.complete)?;
        Some(ceiling.amount.amount() - planned.get(&(year, source)).copied().unwrap_or(0))
    };
    if left(year).is_some_and(|left| left >= cost.amount()) {
        return Fit::Fits;
    }
    let nearest = ceilings
        .keys()
        .filter(|(other, from)| *from == source && *other != year)
        .filter(|(other, _)| left(*other).is_some_and(|left| left >= cost.amount()))
        .min_by_key(|(other, _)| (other.abs_diff(year), *other < year));
    match (nearest, left(year)) {
        (Some((other, _)), _) => Fit::FitsIn { year: *other },
        (None, Some(left)) => Fit::Exceeds { by: Tenge::new(cost.amount() - left.max(0)) },
        (None, None) => Fit::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proposal_fits_or_moves_or_exceeds() {
        let local = FundingSource::Local;
        let ceiling = |amount| Ceiling { amount: Tenge::new(amount), complete: true };
        let ceilings = BTreeMap::from([
            ((2021, local), ceiling(100)),
            ((2022, local), ceiling(100)),
            ((2023, local), ceiling(100)),
        ]);
        let planned = BTreeMap::from([((2021, local), 40), ((2022, local), 90), ((2023, local), 20)]);
        let asked = |cost, year| fit(Tenge::new(cost), year, local, &planned, &ceilings);
        assert_eq!(asked(60, 2021), Fit::Fits);
        assert_eq!(asked(60, 2022), Fit::FitsIn { year: 2023 });
        assert_eq!(asked(90, 2022), Fit::Exceeds { by: Tenge::new(80) });
        assert_eq!(asked(5, 2030), Fit::FitsIn { year: 2023 });
        assert_eq!(fit(Tenge::new(1), 2021, FundingSource::Own, &planned, &ceilings), Fit::Unknown);
    }
}
