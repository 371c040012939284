//! Printed numbers as exact decimal texts. Money and indicators never pass through floating point.

use kenes_domain::money::{MoneyUnit, Tenge, parse_amount};

/// Most digits of a number; budgets have 15.
pub const DIGITS_MAX: usize = 30;

/// A number as a decimal text in one form: `-1234.5`, no grouping, no leading zeros, no zeros after the last digit
/// that counts. Equal numbers are equal texts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(String);

impl Decimal {
    /// Reads a printed number: digits grouped by spaces of any width or by apostrophes, a comma or point before
    /// the decimals, a minus of any shape before or in brackets before the digits («(-) 21 665 877»). `None` when
    /// there is anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, whole, decimals) = digits(text)?;
        Some(Self::from_parts(negative, &whole, &decimals))
    }

    fn from_parts(negative: bool, whole: &str, decimals: &str) -> Self {
        let whole = whole.trim_start_matches('0');
        let decimals = decimals.trim_end_matches('0');
        let whole = if whole.is_empty() { "0" } else { whole };
        let sign = if negative && !(whole == "0" && decimals.is_empty()) { "-" } else { "" };
        let point = if decimals.is_empty() { "" } else { "." };
        Self(format!("{sign}{whole}{point}{decimals}"))
    }

    /// The decimal text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        self.0 == "0"
    }

    /// Ten to the power of `places` times as much.
    #[must_use]
    pub fn shifted(&self, places: usize) -> Self {
        let (negative, digits) =
            self.0.strip_prefix('-').map_or((false, self.0.as_str()), |rest| (true, rest));
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let mut padded = decimals.to_owned();
        while padded.len() < places {
            padded.push('0');
        }
        let (moved, rest) = padded.split_at_checked(places).unwrap_or((&padded, ""));
        Self::from_parts(negative, &format!("{whole}{moved}"), rest)
    }

    /// The amount of money in whole tenge that this many `unit` are; `None` for fractions of a tenge and for
    /// amounts past the range of the type.
    pub fn tenge(&self, unit: MoneyUnit) -> Option<Tenge> {
        parse_amount(&self.0, unit).ok()
    }
}

/// A printed number as decimal text that keeps its last zeros: «84,0» says more than «84».
pub fn as_printed(text: &str) -> Option<String> {
    let (negative, whole, decimals) = digits(text)?;
    let number = Decimal::from_parts(negative, &whole, "");
    let sign =
        if negative && number.is_zero() && decimals.chars().any(|digit| digit != '0') { "-" } else { "" };
    let point = if decimals.is_empty() { "" } else { "." };
    Some(format!("{sign}{number}{point}{decimals}"))
}

/// Sign, digits before and digits after the point.
fn digits(text: &str) -> Option<(bool, String, String)> {
    let mut negative = false;
    let mut whole = String::new();
    let mut decimals: Option<String> = None;
    for character in text.trim().chars() {
        match character {
            '0'..='9' => match &mut decimals {
                Some(decimals) => decimals.push(character),
                None => whole.push(character),
            },
            ',' | '.' if decimals.is_none() && !whole.is_empty() => decimals = Some(String::new()),
            '-' | '−' | '–' | '—' if whole.is_empty() && !negative => negative = true,
            '(' | ')' | '\'' | '’' => {}
            space if space.is_whitespace() => {}
            _ => return None,
        }
    }
    let decimals = decimals.unwrap_or_default();
    (!whole.is_empty() && whole.len() + decimals.len() <= DIGITS_MAX).then_some((negative, whole, decimals))
}

impl std::fmt::Display for Decimal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn printed_numbers_have_one_form() {
        let cases = [
            ("1 500", Some("1500")),
            ("4\u{a0}000", Some("4000")),
            ("8\u{202f}330,50", Some("8330.5")),
            ("84,0", Some("84")),
            ("0,0", Some("0")),
            ("-0", Some("0")),
            ("(-) 21 665 877", Some("-21665877")),
            ("−5,5", Some("-5.5")),
            ("007", Some("7")),
            ("1,2,3", None),
            ("-", None),
            ("", None),
            ("5 га", None),
        ];
        for (text, expected) in cases {
            assert_eq!(Decimal::parse(text).as_ref().map(Decimal::as_str), expected, "{text}");
        }
        let half = Decimal::parse("250000,5").unwrap();
        assert_eq!(half.tenge(MoneyUnit::Thousand), Some(Tenge::new(250_000_500)));
        assert_eq!(half.tenge(MoneyUnit::Tenge), None);
        assert_eq!(half.shifted(3).as_str(), "250000500");
        assert_eq!(Decimal::parse("1,2345").unwrap().shifted(2).as_str(), "123.45");
    }

    proptest! {
        #[test]
        fn reading_is_stable(whole in 0u64..1_000_000_000, decimals in 0u32..1000) {
            let once = Decimal::parse(&format!("{whole},{decimals:03}")).unwrap();
            prop_assert_eq!(Decimal::parse(once.as_str()), Some(once.clone()));
            let printed = as_printed(&format!("{whole},{decimals:03}")).unwrap();
            prop_assert_eq!(&printed, &format!("{whole}.{decimals:03}"));
            prop_assert_eq!(once.shifted(3).to_string(), format!("{}", whole * 1000 + u64::from(decimals)));
        }

        #[test]
        fn no_text_panics(text in ".*") {
            if let Some(number) = Decimal::parse(&text) {
                let _ = number.shifted(9);
            }
        }
    }
}
