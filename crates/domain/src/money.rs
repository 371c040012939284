//! Money: whole tenge, never floating point.

use serde::{Deserialize, Serialize};

use crate::text_enum::text_enum;

/// An amount in whole tenge. A country's budget is some 10¹⁴ tenge; the type holds 9·10¹⁸.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tenge(i64);

impl Tenge {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// `amount` whole tenge.
    pub const fn new(amount: i64) -> Self {
        Self(amount)
    }

    /// The amount in whole tenge.
    pub const fn amount(self) -> i64 {
        self.0
    }

    /// The sum, or `None` past the range of the type.
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(sum) => Some(Self(sum)),
            None => None,
        }
    }

    /// The difference, or `None` past the range of the type.
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(difference) => Some(Self(difference)),
            None => None,
        }
    }
}

impl std::iter::Sum for Tenge {
    /// Saturates: a sum that leaves the range stays visibly absurd instead of wrapping to a plausible number.
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, |total, amount| Self(total.0.saturating_add(amount.0)))
    }
}

text_enum! {
    /// Where money comes from, in the classes of the plans of measures (РБ, МБ, ВИ and their Kazakh forms).
    pub enum FundingSource {
        /// Republican budget (РБ).
        Republican => "republican",
        /// Local budget (МБ, ЖБ).
        Local => "local",
        /// Extra-budgetary funds (ВИ).
        ExtraBudgetary => "extra_budgetary",
        /// National Fund.
        NationalFund => "national_fund",
        /// Public-private partnership (ГЧП, МЖӘ).
        PublicPrivate => "public_private",
        /// Own funds of the executor.
        Own => "own",
    }
}

text_enum! {
    /// The unit in which a document prints its money. It is always said, never guessed from size alone:
    /// «55 038 тысяч тенге» and «55 038 теңге» stood for the same line of one real budget.
    pub enum MoneyUnit {
        /// Tenge.
        Tenge => "tenge",
        /// Thousand tenge.
        Thousand => "thousand",
        /// Million tenge.
        Million => "million",
        /// Milliard (10⁹) tenge.
        Milliard => "milliard",
    }
}

impl MoneyUnit {
    /// How many tenge one unit is.
    pub const fn tenge(self) -> i64 {
        match self {
            Self::Tenge => 1,
            Self::Thousand => 1_000,
            Self::Million => 1_000_000,
            Self::Milliard => 1_000_000_000,
        }
    }
}

/// Why a printed amount is not an amount of whole tenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// There is no number in the text.
    #[error("not a number")]
    NotANumber,
    /// The number has more decimals than its unit has tenge.
    #[error("a fraction of a tenge")]
    Fraction,
    /// The number is larger than any budget.
    #[error("too large")]
    TooLarge,
}

/// Reads a printed amount (`"1 234,5"`, `"(-) 21 665 877"`, ordinary or no-break spaces, comma or point) in
/// `unit` as whole tenge, by decimal arithmetic.
pub fn parse_amount(text: &str, unit: MoneyUnit) -> Result<Tenge, AmountError> {
    let mut negative = false;
    let mut whole: i64 = 0;
    let mut fraction_tenge: i64 = 0;
    let mut place = unit.tenge();
    let mut seen_digit = false;
    let mut after_point = false;
    for character in text.chars() {
        match character {
            '0'..='9' => {
                seen_digit = true;
                let digit = i64::from(character.to_digit(10).unwrap_or(0));
                if after_point {
                    if place == 1 && digit != 0 {
                        return Err(AmountError::Fraction);
                    }
                    place = (place / 10).max(1);
                    if unit.tenge() > 1 {
                        fraction_tenge += digit * place;
                    }
                } else {
                    whole = whole
                        .checked_mul(10)
                        .and_then(|tens| tens.checked_add(digit))
                        .ok_or(AmountError::TooLarge)?;
                }
            }
            ',' | '.' if !after_point => after_point = true,
            '-' | '−' | '–' if !seen_digit => negative = true,
            '(' | ')' => {}
            space if space.is_whitespace() => {}
            _ => return Err(AmountError::NotANumber),
        }
    }
    if !seen_digit {
        return Err(AmountError::NotANumber);
    }
    let amount = whole
        .checked_mul(unit.tenge())
        .and_then(|tenge| tenge.checked_add(fraction_tenge))
        .ok_or(AmountError::TooLarge)?;
    Ok(Tenge(if negative { -amount } else { amount }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn printed_amounts_become_whole_tenge() {
        let cases = [
            ("788 763 679", MoneyUnit::Thousand, Ok(788_763_679_000)),
            ("8\u{a0}330,5", MoneyUnit::Thousand, Ok(8_330_500)),
            ("(-) 21 665 877", MoneyUnit::Thousand, Ok(-21_665_877_000)),
            ("0", MoneyUnit::Tenge, Ok(0)),
            ("1,500", MoneyUnit::Milliard, Ok(1_500_000_000)),
            ("12,5", MoneyUnit::Tenge, Err(AmountError::Fraction)),
            ("12,0", MoneyUnit::Tenge, Ok(12)),
            ("1,0005", MoneyUnit::Thousand, Err(AmountError::Fraction)),
            ("", MoneyUnit::Tenge, Err(AmountError::NotANumber)),
            ("12 кг", MoneyUnit::Tenge, Err(AmountError::NotANumber)),
            ("99999999999999999999", MoneyUnit::Tenge, Err(AmountError::TooLarge)),
        ];
        for (text, unit, expected) in cases {
            assert_eq!(parse_amount(text, unit), expected.map(Tenge::new), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_amount_reads_back_from_its_digits(amount in 0i64..9_000_000_000_000) {
            prop_assert_eq!(parse_amount(&amount.to_string(), MoneyUnit::Tenge), Ok(Tenge::new(amount)));
            let thousands = format!("{},{:03}", amount / 1000, amount % 1000);
            prop_assert_eq!(parse_amount(&thousands, MoneyUnit::Thousand), Ok(Tenge::new(amount)));
        }

        #[test]
        fn no_text_panics(text in ".*") {
            for unit in MoneyUnit::ALL {
                let _ = parse_amount(&text, *unit);
            }
        }
    }
}
