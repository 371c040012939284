//! Adding programs up from districts to the country, with the money that may stand in two programs said openly.
//!
//! An oblast's program and a district's program can both plan the same school: nothing in the documents says which
//! lines are the same. So the sum of both is the most it can be, and the sum less what can stand in both at most
//! (the smaller of the two amounts of the same year and source) is the least. Recorded transfers from the oblast to
//! its districts are the part that is known to stand in both.

use std::collections::BTreeMap;

use super::Cell;

/// Amounts per cell, whole tenge.
pub type Amounts = BTreeMap<Cell, i64>;

/// What one territory and all below it plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RollUp {
    /// The territory's own program.
    pub own: Amounts,
    /// All programs below, each as it is.
    pub below: Amounts,
    /// What may stand in a program and in those below it, at most.
    pub doubled: Amounts,
    /// The part of it that recorded transfers from above say.
    pub doubled_known: Amounts,
}

impl RollUp {
    /// A territory with its own plan, the roll-ups of the territories directly below it, and the transfers that go
    /// from its budget to theirs.
    pub fn of(own: Amounts, below: &[Self], transfers: &Amounts) -> Self {
        let mut sum = Self { own, ..Self::default() };
        for child in below {
            for amounts in [&child.own, &child.below] {
                add(&mut sum.below, amounts);
            }
            add(&mut sum.doubled, &child.doubled);
            add(&mut sum.doubled_known, &child.doubled_known);
        }
        let both: Vec<(Cell, i64)> = sum
            .own
            .iter()
            .filter_map(|(cell, own)| Some((*cell, (*own).min(*sum.below.get(cell)?).max(0))))
            .filter(|(_, amount)| *amount > 0)
            .collect();
        for (cell, amount) in both {
            *sum.doubled.entry(cell).or_default() += amount;
            let known = transfers.get(&cell).copied().unwrap_or(0).clamp(0, amount);
            if known > 0 {
                *sum.doubled_known.entry(cell).or_default() += known;
            }
        }
        sum
    }

    /// All programs added up as they are.
    pub fn at_most(&self) -> i64 {
        total(&self.own) + total(&self.below)
    }

    /// The same without anything that may stand in two programs.
    pub fn at_least(&self) -> i64 {
        self.at_most() - total(&self.doubled)
    }
}

/// All cells added up.
pub fn total(amounts: &Amounts) -> i64 {
    amounts.values().sum()
}

fn add(sum: &mut Amounts, amounts: &Amounts) {
    for (cell, amount) in amounts {
        *sum.entry(*cell).or_default() += amount;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::FundingSource;
    use proptest::prelude::*;

    fn amounts(values: &[(u16, i64)]) -> Amounts {
        values.iter().map(|(year, amount)| ((*year, FundingSource::Local), *amount)).collect()
    }

    #[test]
    fn what_may_stand_twice_is_said_and_never_silently_removed() {
        let districts = [
            RollUp::of(amounts(&[(2021, 60), (2022, 5)]), &[], &Amounts::new()),
            RollUp::of(amounts(&[(2021, 30)]), &[], &Amounts::new()),
        ];
        let oblast = RollUp::of(amounts(&[(2021, 70), (2023, 9)]), &districts, &amounts(&[(2021, 40)]));
        assert_eq!(oblast.below, amounts(&[(2021, 90), (2022, 5)]));
        assert_eq!((oblast.at_most(), oblast.at_least()), (174, 104));
        assert_eq!(total(&oblast.doubled_known), 40);
        let country = RollUp::of(Amounts::new(), std::slice::from_ref(&oblast), &Amounts::new());
        assert_eq!((country.at_most(), country.at_least()), (174, 104));
    }

    proptest! {
        #[test]
        fn the_least_is_never_below_the_largest_part(own in 0i64..1000, one in 0i64..1000, two in 0i64..1000, sent in 0i64..3000) {
            let leaf = |amount| RollUp::of(amounts(&[(2021, amount)]), &[], &Amounts::new());
            let sum = RollUp::of(amounts(&[(2021, own)]), &[leaf(one), leaf(two)], &amounts(&[(2021, sent)]));
            prop_assert_eq!(sum.at_most(), own + one + two);
            prop_assert_eq!(sum.at_least(), own.max(one + two));
            prop_assert!(total(&sum.doubled_known) <= total(&sum.doubled));
        }
    }
}
