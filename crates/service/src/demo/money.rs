//! Costs of measures: every amount is a multiple of 100,000 tenge, so that sums in millions are exact with one
//! decimal.

use std::collections::BTreeMap;

use kenes_domain::money::{FundingSource, Tenge};
use kenes_domain::program::{Cost, CostLine};

use super::dice::Dice;
use super::render::Figure;
use super::topic::{Funds, MeasureTemplate};

/// A tenth of a million, in tenge.
const TENTH: i64 = 100_000;
/// First year of the programs.
pub const FIRST_YEAR: u16 = 2021;
/// Last year of the programs.
pub const LAST_YEAR: u16 = 2025;
/// Of a thousand measures that cost something, so many have a cost that nobody has said yet.
const UNKNOWN_PER_MILLE: u32 = 95;

/// An amount in millions.
pub fn millions(amount: Tenge) -> Figure {
    Figure::tenths(amount.amount() / TENTH)
}

/// First year, last year and cost of a measure of this kind and quantity.
pub fn cost(template: &MeasureTemplate, quantity: Option<Figure>, dice: &mut Dice) -> (u16, u16, Cost) {
    let (low, high) = template.price;
    let units_tenths = quantity.map_or(10, Figure::in_tenths);
    let total = (dice.range(low, high).saturating_mul(units_tenths) / 10).max(1);
    let years = match (template.funds, total) {
        // Work of the office goes on through the years.
        (Funds::Free, _) => dice.range(1, 5),
        (_, ..500) => 1,
        (_, 500..3_000) => dice.range(1, 2),
        _ => dice.range(2, 3),
    };
    let years = u16::try_from(years).unwrap_or(1);
    let latest_start = LAST_YEAR + 1 - years;
    let starts =
        FIRST_YEAR + u16::try_from(dice.below(u32::from(latest_start - FIRST_YEAR) + 1)).unwrap_or(0);
    let ends = starts + years - 1;
    if template.funds == Funds::Free {
        return (starts, ends, Cost::Known(Vec::new()));
    }
    // A fixed price per unit is known; and where the text itself names the sum, it must be.
    if low < high && dice.chance(UNKNOWN_PER_MILLE) {
        return (starts, ends, Cost::Unknown);
    }
    let mix = dice.pick(template.funds.mixes()).copied().unwrap_or_default();
    let mut lines: BTreeMap<(u16, FundingSource), i64> = BTreeMap::new();
    let mut left = total;
    for year in starts..=ends {
        let years_left = i64::from(ends - year) + 1;
        let of_year = if years_left == 1 { left } else { left * dice.range(70, 130) / 100 / years_left };
        left -= of_year;
        let mut of_sources = of_year;
        for (index, (source, hundredths)) in mix.iter().enumerate() {
            let amount = if index + 1 == mix.len() { of_sources } else { of_year * hundredths / 100 };
            of_sources -= amount;
            *lines.entry((year, *source)).or_default() += amount;
        }
    }
    let lines = lines
        .into_iter()
        .filter(|(_, amount)| *amount > 0)
        .map(|((year, source), tenths)| CostLine { year, source, amount: Tenge::new(tenths * TENTH) })
        .collect();
    (starts, ends, Cost::Known(lines))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::topic::{Number, measure};

    #[test]
    fn lines_add_up_to_the_price() {
        let template = measure("а", "а").number(Number::Whole(1, 9)).price(Funds::Building, 700, 700);
        for index in 0..500 {
            let (starts, ends, cost) =
                super::cost(&template, Some(Figure::whole(5)), &mut Dice::indexed(3, "cost", index));
            assert_eq!(cost.total(), Some(Tenge::new(3500 * TENTH)));
            let Cost::Known(lines) = cost else { panic!("a fixed price is known") };
            assert!(lines.iter().all(|line| (starts..=ends).contains(&line.year)));
            assert!(FIRST_YEAR <= starts && starts <= ends && ends <= LAST_YEAR);
        }
    }

    #[test]
    fn work_of_the_office_costs_nothing() {
        let (_, _, cost) = super::cost(&measure("а", "а"), None, &mut Dice::new(1, &["free"]));
        assert_eq!(cost, Cost::Known(Vec::new()));
    }
}
