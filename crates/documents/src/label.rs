//! Printed labels: what stands before a paragraph and is not part of its text.
//!
//! A label kept inside the text would make each insertion look like an edit of all later items.

/// The shape of a label, which says what belongs to the same list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shape {
    /// `1.` `2.`
    NumberPoint,
    /// `1)` `2)`
    NumberBracket,
    /// `1.1.` `2.3.4`; the number of parts.
    Path(u8),
    /// `I.` `IV.`
    Roman,
    /// `а)` `б)`
    Letter,
    /// `–` `-` `•`
    Bullet,
}

/// Bullets as people type them.
const BULLETS: &str = "-–—−•·▪●○◦‣*✓➢❖";

/// Splits a typed label off a paragraph: label as printed, its shape, and the rest. `None` when the paragraph
/// begins with text. Numbers that begin a sentence («2021 год», «3,5 млн») are text.
pub fn split(text: &str) -> Option<(&str, Shape, &str)> {
    let text = text.trim_start();
    let end = text.find(|c: char| !is_label_character(c)).unwrap_or(text.len());
    // A label may touch the text («3.1Анализ», «1)доходы»): letters after the first bracket or point do not count.
    let (head, _) = text.split_at_checked(end)?;
    let mut candidates: Vec<usize> = vec![head.len()];
    if let Some(position) = head.find(')') {
        candidates.push(position + 1);
    }
    candidates.sort_unstable();
    for length in candidates {
        let (label, rest) = text.split_at_checked(length)?;
        let Some(shape) = shape_of(label) else { continue };
        let separated = rest.starts_with(|c: char| c.is_whitespace());
        let rest = rest.trim_start();
        if rest.is_empty() {
            continue;
        }
        let starts_sentence = rest.starts_with(|c: char| c.is_uppercase() || "«\"“".contains(c));
        let fits = match shape {
            Shape::Bullet => separated,
            Shape::Path(_) if !label.ends_with('.') => separated && starts_sentence,
            Shape::NumberBracket | Shape::Letter => true,
            Shape::NumberPoint | Shape::Path(_) | Shape::Roman => separated || starts_sentence,
        };
        if fits {
            return Some((label, shape, rest));
        }
    }
    None
}

/// Whether a line names a part of a document («РАЗДЕЛ 1. …», «2-бөлім …», «Приложение 3»).
pub fn names_a_part(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut words = lower.split_whitespace();
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let begins_with_digit = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let russian = ["раздел", "глава", "приложение", "направление", "цель", "задача"];
    let kazakh = ["бөлім", "тарау", "қосымша", "бағыт", "мақсат", "міндет"];
    let word_after_number = first.trim_start_matches(|c: char| c.is_ascii_digit());
    (russian.contains(&first) && (begins_with_digit(second) || roman_value(&second.to_uppercase()).is_some()))
        || (begins_with_digit(first)
            && kazakh
                .iter()
                .any(|word| word_after_number.trim_start_matches(['-', '–', '.']).starts_with(word)))
}

fn is_label_character(character: char) -> bool {
    !character.is_whitespace()
        && (character.is_alphanumeric() || ".)".contains(character) || BULLETS.contains(character))
}

/// The shape of a whole label, or `None` when this is no label.
pub fn shape_of(label: &str) -> Option<Shape> {
    if label.chars().count() == 1 && label.chars().all(|c| BULLETS.contains(c)) {
        return Some(Shape::Bullet);
    }
    if let Some(inner) = label.strip_suffix(')') {
        let inner = inner.strip_prefix('(').unwrap_or(inner);
        if !inner.is_empty() && inner.len() <= 3 && inner.chars().all(|c| c.is_ascii_digit()) {
            return Some(Shape::NumberBracket);
        }
        let mut characters = inner.chars();
        return match (characters.next(), characters.next()) {
            (Some(letter), None) if letter.is_alphabetic() => Some(Shape::Letter),
            _ => None,
        };
    }
    let trimmed = label.strip_suffix('.').unwrap_or(label);
    let parts: Vec<&str> = trimmed.split('.').collect();
    let numeric =
        |part: &&str| !part.is_empty() && part.len() <= 3 && part.chars().all(|c| c.is_ascii_digit());
    if parts.iter().all(numeric) {
        return match (parts.len(), label.ends_with('.')) {
            (1, true) => Some(Shape::NumberPoint),
            (1, false) => None,
            (count, _) => Some(Shape::Path(u8::try_from(count).unwrap_or(u8::MAX))),
        };
    }
    if label.ends_with('.')
        && parts.first().is_some_and(|first| roman_value(first).is_some_and(|value| value <= 39))
        && parts.iter().skip(1).all(numeric)
    {
        return match parts.len() {
            1 => Some(Shape::Roman),
            count => Some(Shape::Path(u8::try_from(count).unwrap_or(u8::MAX))),
        };
    }
    None
}

/// Value of a Roman numeral of I, V and X, typed in Latin or with the Cyrillic twins Х and І.
pub fn roman_value(text: &str) -> Option<u32> {
    let digits: Vec<u32> = text
        .chars()
        .map(|character| match character {
            'I' | 'І' => Some(1),
            'V' => Some(5),
            'X' | 'Х' => Some(10),
            _ => None,
        })
        .collect::<Option<_>>()?;
    let mut value = 0;
    let mut largest = 0;
    for digit in digits.iter().rev() {
        if *digit < largest {
            value -= *digit;
        } else {
            largest = *digit;
            value += *digit;
        }
    }
    (value > 0 && to_roman(value) == text.replace('І', "I").replace('Х', "X")).then_some(value)
}

/// A number in Roman numerals; empty for 0 and for numbers past 3,999.
pub fn to_roman(number: u32) -> String {
    const STEPS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut text = String::new();
    let mut rest = if number > 3_999 { 0 } else { number };
    for (value, digits) in STEPS {
        while rest >= value {
            text.push_str(digits);
            rest -= value;
        }
    }
    text
}

/// Gives typed labels their depth: a shape seen before closes what was opened since, a new shape opens one deeper.
#[derive(Debug, Default)]
pub struct Nesting {
    open: Vec<Shape>,
}

impl Nesting {
    /// Depth of the next item of this shape, from 0.
    pub fn depth(&mut self, shape: Shape) -> u8 {
        if let Some(position) = self.open.iter().position(|seen| *seen == shape) {
            self.open.truncate(position + 1);
        } else {
            // `1.1.` belongs under `1.`, never beside a list of brackets that was left open before it.
            if let Shape::Path(parts) = shape {
                self.open.retain(|seen| match seen {
                    Shape::NumberPoint | Shape::Roman => true,
                    Shape::Path(above) => *above < parts,
                    _ => false,
                });
            }
            if matches!(shape, Shape::NumberPoint | Shape::Roman)
                && !self.open.iter().any(|seen| matches!(seen, Shape::Roman | Shape::Path(_)))
            {
                self.open.clear();
            }
            self.open.push(shape);
        }
        u8::try_from(self.open.len() - 1).unwrap_or(u8::MAX)
    }

    /// A heading ends all lists.
    pub fn clear(&mut self) {
        self.open.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn labels_are_told_from_text() {
        let cases = [
            ("1. Утвердить бюджет", Some(("1.", "Утвердить бюджет"))),
            ("1) доходы", Some(("1)", "доходы"))),
            ("1)доходы", Some(("1)", "доходы"))),
            ("2.9. Образование", Some(("2.9.", "Образование"))),
            ("3.1 Анализ", Some(("3.1", "Анализ"))),
            ("3.1 млн тенге", None),
            ("а) в селе", Some(("а)", "в селе"))),
            ("ә) ауылда", Some(("ә)", "ауылда"))),
            ("– дороги", Some(("–", "дороги"))),
            ("-5 градусов", None),
            ("II. Шығындар", Some(("II.", "Шығындар"))),
            ("ІІ. Шығындар", Some(("ІІ.", "Шығындар"))),
            ("II.1. Су", Some(("II.1.", "Су"))),
            ("2021 год", None),
            ("2021. Год", None),
            ("С. Сейфуллин", None),
            ("г. Астана", None),
            ("1", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(split(text).map(|(label, _, rest)| (label, rest)), expected, "{text}");
        }
    }

    #[test]
    fn depth_follows_the_shapes() {
        let mut nesting = Nesting::default();
        let depths: Vec<u8> = ["1.", "1)", "–", "–", "2)", "2.", "1)", "а)", "2)", "3."]
            .iter()
            .map(|label| nesting.depth(shape_of(label).unwrap()))
            .collect();
        assert_eq!(depths, [0, 1, 2, 2, 1, 0, 1, 2, 1, 0]);
        nesting.clear();
        let depths: Vec<u8> = ["1.", "1.1.", "1)", "1.2.", "2."]
            .iter()
            .map(|label| nesting.depth(shape_of(label).unwrap()))
            .collect();
        assert_eq!(depths, [0, 1, 2, 1, 0]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_by_splitting(text in "[0-9IVXа-в.() –-]{0,12}[а-яА-Я ]{0,6}") {
            if let Some((label, _, rest)) = split(&text) {
                let printed: String = text.split_whitespace().collect();
                let joined: String = format!("{label}{rest}").split_whitespace().collect();
                prop_assert_eq!(printed, joined);
            }
        }

        #[test]
        fn roman_numerals_read_back(number in 1u32..40) {
            prop_assert_eq!(roman_value(&to_roman(number)), Some(number));
        }
    }
}
