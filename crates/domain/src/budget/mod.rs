//! The money side of a program: what may be spent, whether the plan fits into it, and sums over territories.
//!
//! **Architecture invariant:** amounts are whole tenge and are only ever added and subtracted, so that whoever
//! recomputes a sum gets the same number to the last digit.

pub mod checks;
pub mod estimate;
pub mod plausibility;
pub mod rollup;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::money::{FundingSource, Tenge};
use crate::text_enum::text_enum;

/// A year and a source: the cell in which plan and envelope are compared.
pub type Cell = (u16, FundingSource);

text_enum! {
    /// What a line of an envelope is.
    pub enum EnvelopeKind {
        /// All that may be spent.
        Ceiling => "ceiling",
        /// General money from the budget above.
        Subvention => "subvention",
        /// Money that goes to the budget above; counted against.
        Withdrawal => "withdrawal",
        /// Money from above for a named purpose.
        CurrentTransfer => "current_transfer",
        /// Money from above for building something.
        DevelopmentTransfer => "development_transfer",
    }
}

impl EnvelopeKind {
    /// Whether the line is money that a budget above gives to a budget below, and so stands in both.
    pub const fn comes_from_above(self) -> bool {
        matches!(self, Self::Subvention | Self::CurrentTransfer | Self::DevelopmentTransfer)
    }
}

/// One line of what a territory may spend in a year from a source, with the act that says so.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EnvelopeLine {
    /// Calendar year.
    pub year: u16,
    /// Where the money comes from.
    pub source: FundingSource,
    /// What the line is.
    pub kind: EnvelopeKind,
    /// For what, when the act names it; empty otherwise.
    pub purpose: String,
    /// Whole tenge as the act prints them; a withdrawal is positive too.
    pub amount: Tenge,
    /// The act: body, date, number, as printed.
    pub act: String,
}

/// What is known of an envelope in one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Ceiling {
    /// Whole tenge.
    pub amount: Tenge,
    /// Whether this is all that may be spent. Without a ceiling only parts are known (subventions and transfers less
    /// withdrawals), and a plan above their sum is no excess.
    pub complete: bool,
}

/// The envelope in each cell: the ceiling where an act sets one, else the known parts added up.
pub fn ceilings<'a>(lines: impl IntoIterator<Item = &'a EnvelopeLine>) -> BTreeMap<Cell, Ceiling> {
    let mut parts: BTreeMap<Cell, i64> = BTreeMap::new();
    let mut whole: BTreeMap<Cell, i64> = BTreeMap::new();
    for line in lines {
        let cell = (line.year, line.source);
        let amount = line.amount.amount();
        match line.kind {
            EnvelopeKind::Ceiling => *whole.entry(cell).or_default() += amount,
            EnvelopeKind::Withdrawal => *parts.entry(cell).or_default() -= amount,
            _ => *parts.entry(cell).or_default() += amount,
        }
    }
    let known = parts
        .into_iter()
        .map(|(cell, amount)| (cell, Ceiling { amount: Tenge::new(amount), complete: false }));
    let complete = whole
        .into_iter()
        .map(|(cell, amount)| (cell, Ceiling { amount: Tenge::new(amount), complete: true }));
    known.chain(complete).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ceiling_counts_before_its_parts_and_withdrawals_count_against() {
        let line = |year, kind, amount| EnvelopeLine {
            year,
            source: FundingSource::Local,
            kind,
            purpose: String::new(),
            amount: Tenge::new(amount),
            act: "№ 1".to_owned(),
        };
        let found = ceilings(&[
            line(2022, EnvelopeKind::Subvention, 500),
            line(2022, EnvelopeKind::Withdrawal, 120),
            line(2023, EnvelopeKind::Subvention, 500),
            line(2023, EnvelopeKind::Ceiling, 900),
        ]);
        assert_eq!(
            found.get(&(2022, FundingSource::Local)),
            Some(&Ceiling { amount: Tenge::new(380), complete: false })
        );
        assert_eq!(
            found.get(&(2023, FundingSource::Local)),
            Some(&Ceiling { amount: Tenge::new(900), complete: true })
        );
    }
}
