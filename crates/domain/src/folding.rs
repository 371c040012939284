//! Text folding: the forms in which texts are compared, so that what people mean is found whatever they typed it on.
//!
//! Three real traps are folded away: Kazakh typed on a Russian keyboard («колик» for «көлік»), Latin letters that
//! look like Cyrillic ones inside Cyrillic words («Бiлiм» with a Latin i, seen in official texts), and ё for е.

use unicode_normalization::UnicodeNormalization;

/// The Cyrillic letter that a Latin one looks like, lower case to lower case.
pub const fn cyrillic_look_alike(letter: char) -> Option<char> {
    Some(match letter {
        'a' => 'а',
        'b' => 'в',
        'c' => 'с',
        'e' => 'е',
        'h' => 'н',
        'i' => 'і',
        'k' => 'к',
        'm' => 'м',
        'o' => 'о',
        'p' => 'р',
        't' => 'т',
        'x' => 'х',
        'y' => 'у',
        _ => return None,
    })
}

/// The letter of a Russian keyboard that people type for a Kazakh one, lower case. Other letters stay.
pub const fn russian_keyboard(letter: char) -> char {
    match letter {
        'ә' => 'а',
        'ғ' => 'г',
        'қ' => 'к',
        'ң' => 'н',
        'ө' => 'о',
        'ұ' | 'ү' => 'у',
        'һ' => 'х',
        'і' => 'и',
        'ё' => 'е',
        other => other,
    }
}

/// Whether a letter belongs to the Cyrillic alphabets of Kazakh and Russian.
pub fn is_cyrillic(letter: char) -> bool {
    ('\u{0400}'..='\u{04FF}').contains(&letter)
}

/// A text for comparison: NFC, lower case, look-alikes inside Cyrillic words as the Cyrillic letters they stand for,
/// Kazakh letters as a Russian keyboard gives them, ё as е, every run of other characters as one space.
pub fn fold(text: &str) -> String {
    let normalised: String = text.nfc().flat_map(char::to_lowercase).collect();
    let mut out = String::with_capacity(normalised.len());
    for word in normalised.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        let cyrillic = word.chars().any(is_cyrillic);
        out.extend(word.chars().map(|letter| {
            let letter =
                if cyrillic { cyrillic_look_alike(letter).unwrap_or(letter) } else { letter };
            russian_keyboard(letter)
        }));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_people_type_meets_what_is_written() {
        for (typed, written) in [
            ("колик жолы", "Көлік жолы"),
            ("билим", "Бiлiм"),
            ("Кокшетау", "Көкшетау"),
            ("зеленый", "Зелёный"),
            ("шалкар ауданы", "  Шалқар   ауданы "),
            ("Уржар", "Үржар"),
        ] {
            assert_eq!(fold(typed), fold(written), "{typed}");
        }
        assert_eq!(fold("ЖКХ-2025"), "жкх 2025");
        assert_eq!(fold("bot"), "bot", "a Latin word is left in Latin");
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
