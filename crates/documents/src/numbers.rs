//! Numbers in running text, with the words that say what they count, and how two language versions differ in them.

use crate::decimal::Decimal;

/// By how much a word after a number multiplies it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scale {
    /// No such word.
    One,
    /// тысяч, тыс., мың.
    Thousand,
    /// миллион, млн.
    Million,
    /// миллиард, млрд.
    Milliard,
}

impl Scale {
    /// Zeros it adds.
    const fn places(self) -> usize {
        match self {
            Self::One => 0,
            Self::Thousand => 3,
            Self::Million => 6,
            Self::Milliard => 9,
        }
    }
}

/// What a number counts, as far as both languages have one word for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// тенге, теңге.
    Tenge,
    /// %, процент, пайыз.
    Percent,
    /// км, километр, шақырым.
    Kilometre,
    /// га, гектар.
    Hectare,
    /// тонна, т.
    Tonne,
    /// человек, адам.
    Person,
}

/// A number in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    /// As printed, with the words that belong to it.
    pub printed: String,
    /// Its value, or the digits and points of a date or clause number.
    pub value: String,
    /// The multiplying word.
    pub scale: Scale,
    /// What it counts.
    pub unit: Option<Unit>,
}

/// How the numbers of two texts that should say the same differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// Only the first has it.
    OnlyFirst(Quantity),
    /// Only the second has it.
    OnlySecond(Quantity),
    /// Both have the number, with different words.
    Units(Quantity, Quantity),
}

/// The numbers of a text in order.
#[expect(clippy::indexing_slicing, reason = "every index is below the length of the character list")]
pub fn quantities(text: &str) -> Vec<Quantity> {
    let characters: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut position = 0;
    while position < characters.len() {
        // «2020ж» is a number, the digit of «м2» is not.
        let is_start = characters[position].is_ascii_digit()
            && (position == 0 || !characters[position - 1].is_alphanumeric());
        if !is_start {
            position += 1;
            continue;
        }
        let (value, end) = number(&characters, position);
        let (scale, unit, end_of_words) = words_after(&characters, end);
        found.push(Quantity {
            printed: characters[position..end_of_words]
                .iter()
                .collect::<String>()
                .replace(['\u{a0}', '\u{202f}'], " "),
            value,
            scale,
            unit,
        });
        position = end_of_words.max(end);
    }
    found
}

/// Reads a number at `start`: digits in groups of three, decimals, or a chain such as a date. Gives its value and
/// where it ends.
#[expect(clippy::indexing_slicing, reason = "every index is checked against the length first")]
fn number(characters: &[char], start: usize) -> (String, usize) {
    let digits_at = |from: usize| characters[from..].iter().take_while(|c| c.is_ascii_digit()).count();
    let mut end = start + digits_at(start);
    let mut whole: String = characters[start..end].iter().collect();
    if end - start <= 3 {
        while end + 4 <= characters.len()
            && matches!(characters[end], ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}')
            && digits_at(end + 1) == 3
        {
            whole.extend(&characters[end + 1..end + 4]);
            end += 4;
        }
    }
    let mut parts = Vec::new();
    let mut separator = None;
    let mut next = end;
    while next + 1 < characters.len()
        && matches!(characters[next], ',' | '.')
        && separator.is_none_or(|seen| seen == characters[next])
        && digits_at(next + 1) > 0
    {
        separator = Some(characters[next]);
        let length = digits_at(next + 1);
        parts.push(characters[next + 1..next + 1 + length].iter().collect::<String>());
        next += 1 + length;
    }
    match parts.as_slice() {
        [] => (Decimal::parse(&whole).map_or(whole.clone(), |number| number.to_string()), end),
        [decimals] => {
            let printed = format!("{whole}.{decimals}");
            (Decimal::parse(&printed).map_or(printed.clone(), |number| number.to_string()), next)
        }
        // A date (29.04.2022), a clause (2.3.1): compared as it is.
        several => (format!("{whole}.{}", several.join(".")), next),
    }
}

/// The multiplying word and the unit right after a number, and where they end.
#[expect(clippy::indexing_slicing, reason = "every index is checked against the length first")]
fn words_after(characters: &[char], end: usize) -> (Scale, Option<Unit>, usize) {
    let mut scale = Scale::One;
    let mut position = end;
    let mut last = end;
    for _ in 0..2 {
        while position < characters.len() && matches!(characters[position], ' ' | '\u{a0}' | '\u{202f}') {
            position += 1;
        }
        if position < characters.len() && characters[position] == '%' {
            return (scale, Some(Unit::Percent), position + 1);
        }
        let start = position;
        while position < characters.len() && characters[position].is_alphabetic() {
            position += 1;
        }
        let word: String = characters[start..position].iter().collect::<String>().to_lowercase();
        let word = crate::script::unify(&word);
        let is_short = matches!(word.as_str(), "тыс" | "млн" | "млрд" | "чел");
        if is_short && position < characters.len() && characters[position] == '.' {
            position += 1;
        }
        if let Some(unit) = unit_of(&word) {
            return (scale, Some(unit), position);
        }
        match scale_of(&word) {
            Some(found) if scale == Scale::One => {
                scale = found;
                last = position;
            }
            _ => break,
        }
    }
    (scale, None, last)
}

fn scale_of(word: &str) -> Option<Scale> {
    if word.starts_with("тысяч") || matches!(word, "тыс" | "мың" | "мыңға" | "мыңнан") {
        Some(Scale::Thousand)
    } else if word == "млн" || word.starts_with("миллион") {
        Some(Scale::Million)
    } else if word == "млрд" || word.starts_with("миллиард") {
        Some(Scale::Milliard)
    } else {
        None
    }
}

fn unit_of(word: &str) -> Option<Unit> {
    if word.starts_with("теңге") || word.starts_with("тенге") || word == "тг" {
        Some(Unit::Tenge)
    } else if word.starts_with("процент") || word.starts_with("пайыз") {
        Some(Unit::Percent)
    } else if word == "км" || word.starts_with("километр") || word.starts_with("шақырым") {
        Some(Unit::Kilometre)
    } else if word == "га" || word.starts_with("гектар") {
        Some(Unit::Hectare)
    } else if word.starts_with("тонн") {
        Some(Unit::Tonne)
    } else if matches!(word, "чел" | "адам" | "адамға" | "адамнан" | "адамды") || word.starts_with("человек")
    {
        Some(Unit::Person)
    } else {
        None
    }
}

/// How the numbers of two texts differ. Small numbers may be repeated in one language and not in the other, so
/// they only have to occur; numbers with a unit or of five digits and more have to occur equally often. «1,5 млрд»
/// and «1 500 млн» are the same number.
pub fn differences(first: &str, second: &str) -> Vec<Difference> {
    let (first, second) = (quantities(first), quantities(second));
    let mut rest: Vec<Option<&Quantity>> = second.iter().map(Some).collect();
    let mut unmatched = Vec::new();
    for quantity in &first {
        let same = rest.iter_mut().find(|other| other.is_some_and(|other| is_same(quantity, other)));
        match same {
            Some(other) => *other = None,
            None => unmatched.push(quantity),
        }
    }
    let mut found = Vec::new();
    let mut only_first = Vec::new();
    for quantity in unmatched {
        let other = rest.iter_mut().find(|other| other.is_some_and(|other| other.value == quantity.value));
        match other {
            Some(slot) => {
                if let Some(other) = slot.take() {
                    found.push(Difference::Units(quantity.clone(), other.clone()));
                }
            }
            None => only_first.push(quantity),
        }
    }
    let is_repeated = |quantity: &Quantity, others: &[Quantity]| {
        quantity.unit.is_none()
            && quantity.scale == Scale::One
            && quantity.value.len() < 5
            && others.iter().any(|other| other.value == quantity.value)
    };
    for quantity in only_first {
        if !is_repeated(quantity, &second) {
            found.push(Difference::OnlyFirst(quantity.clone()));
        }
    }
    for quantity in rest.into_iter().flatten() {
        if !is_repeated(quantity, &first) {
            found.push(Difference::OnlySecond(quantity.clone()));
        }
    }
    found
}

/// The same number counting the same thing. A unit that only one language prints says nothing; a multiplying word
/// that only one prints does.
fn is_same(first: &Quantity, second: &Quantity) -> bool {
    let units_agree = first.unit.is_none() || second.unit.is_none() || first.unit == second.unit;
    let scaled = |quantity: &Quantity| {
        Decimal::parse(&quantity.value)
            .map_or(quantity.value.clone(), |value| value.shifted(quantity.scale.places()).to_string())
    };
    units_agree && scaled(first) == scaled(second)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn values(text: &str) -> Vec<(String, Scale, Option<Unit>)> {
        quantities(text).into_iter().map(|q| (q.value, q.scale, q.unit)).collect()
    }

    #[test]
    fn numbers_are_read_with_their_words() {
        let found = values(
            "От 29.04.2022 № 18-83: 55 038 тысяч тенге, 12,5 млрд. тенге, 61 %, 412,6 км, 2022-2024 годы, 300 м2, 1 негiзгi",
        );
        let expect = |value: &str, scale, unit| (value.to_owned(), scale, unit);
        assert_eq!(
            found,
            [
                expect("29.04.2022", Scale::One, None),
                expect("18", Scale::One, None),
                expect("83", Scale::One, None),
                expect("55038", Scale::Thousand, Some(Unit::Tenge)),
                expect("12.5", Scale::Milliard, Some(Unit::Tenge)),
                expect("61", Scale::One, Some(Unit::Percent)),
                expect("412.6", Scale::One, Some(Unit::Kilometre)),
                expect("2022", Scale::One, None),
                expect("2024", Scale::One, None),
                expect("300", Scale::One, None),
                expect("1", Scale::One, None),
            ]
        );
    }

    #[test]
    fn lost_thousands_are_found() {
        let found = differences("сатудан 7 412 теңге;", "от продажи 7 412 тысяч тенге;");
        match found.as_slice() {
            [Difference::Units(kk, ru)] => {
                assert_eq!((kk.printed.as_str(), ru.printed.as_str()), ("7 412 теңге", "7 412 тысяч тенге"));
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn equal_numbers_are_equal_in_any_form() {
        assert_eq!(differences("1,5 млрд теңге", "1 500 млн. тенге"), []);
        assert_eq!(differences("50% мөлшерінде", "в размере 50 процентов"), []);
        assert_eq!(differences("0 теңге; 5 мың теңге", "5 тысяч тенге; 0 тенге"), []);
        assert_eq!(differences("2-тармақ, 2-тармақ", "пункт 2"), []);
        assert_eq!(differences("84,0 шақырым", "84 км"), []);
        assert_eq!(differences("12 мектеп", "13 школ").len(), 2);
    }

    proptest! {
        #[test]
        fn a_text_does_not_differ_from_itself(text in "[0-9а-я ,.%-]{0,60}") {
            prop_assert_eq!(differences(&text, &text), []);
        }

        #[test]
        fn no_text_panics(text in "\\PC*") {
            let _ = quantities(&text);
        }
    }
}
