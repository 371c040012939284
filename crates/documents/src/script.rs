//! Which language and which alphabet a text is in, and words that mix two alphabets.
//!
//! Official texts hold Latin letters inside Cyrillic words («Бiлiм» with a Latin i): they look right, and neither
//! search nor comparison finds them.

use std::collections::BTreeMap;

use kenes_domain::language::Language;

use crate::outline::Outline;
use crate::place::Place;
use crate::warning::{Warning, WarningKind};

/// Fewest letters on which a language is guessed.
const LETTERS_MIN: usize = 40;
/// Share of letters that only Kazakh has, in percent, from which a Cyrillic text is Kazakh. Running Kazakh text has
/// 15 to 20 %, Russian text with Kazakh names below 1 %.
const KAZAKH_PERCENT_MIN: usize = 4;
/// Most mixed words named in one report; the rest is only counted with them.
const MIXED_WORDS_MAX: usize = 500;

/// Latin letters and the Cyrillic ones that look the same.
const TWINS: [(char, char); 24] = [
    ('a', 'а'),
    ('c', 'с'),
    ('e', 'е'),
    ('h', 'һ'),
    ('i', 'і'),
    ('o', 'о'),
    ('p', 'р'),
    ('x', 'х'),
    ('y', 'у'),
    ('A', 'А'),
    ('B', 'В'),
    ('C', 'С'),
    ('E', 'Е'),
    ('H', 'Н'),
    ('I', 'І'),
    ('K', 'К'),
    ('M', 'М'),
    ('O', 'О'),
    ('P', 'Р'),
    ('T', 'Т'),
    ('X', 'Х'),
    ('Y', 'У'),
    ('k', 'к'),
    ('ə', 'ә'),
];

/// Letters of the Kazakh alphabet that Russian does not have.
const KAZAKH: &str = "әғқңөұүһіӘҒҚҢӨҰҮҺІ";
/// Letters of the Latin alphabets tried for Kazakh since 2017.
const KAZAKH_LATIN: &str = "áǵıńóúýşğüöñūäÁǴŃÓÚÝŞĞÜÖÑŪÄ";

fn is_cyrillic(character: char) -> bool {
    ('\u{400}'..='\u{52F}').contains(&character)
}

fn is_latin(character: char) -> bool {
    character.is_ascii_alphabetic()
        || ('\u{C0}'..='\u{24F}').contains(&character) && character.is_alphabetic()
}

/// Guesses the language of a text; `None` when it is short, or neither Kazakh nor Russian.
pub fn language(text: &str) -> Option<Language> {
    let (mut cyrillic, mut latin, mut kazakh, mut kazakh_latin) = (0, 0, 0, 0);
    for character in text.chars() {
        if is_cyrillic(character) {
            cyrillic += 1;
            kazakh += usize::from(KAZAKH.contains(character));
        } else if is_latin(character) {
            latin += 1;
            kazakh_latin += usize::from(KAZAKH_LATIN.contains(character));
        }
    }
    if cyrillic >= latin {
        (cyrillic >= LETTERS_MIN)
            .then(|| if kazakh * 100 >= cyrillic * KAZAKH_PERCENT_MIN { Language::Kk } else { Language::Ru })
    } else {
        (latin >= LETTERS_MIN && kazakh_latin * 100 >= latin * KAZAKH_PERCENT_MIN).then_some(Language::Kk)
    }
}

/// Whether a text has a letter that only Kazakh has.
pub fn has_kazakh_letter(text: &str) -> bool {
    text.chars().any(|character| KAZAKH.contains(character))
}

/// A word in two alphabets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MixedWord<'t> {
    /// As written.
    pub word: &'t str,
    /// In the alphabet that most of its letters have, when each other letter has a twin there.
    pub corrected: Option<String>,
}

/// The words of a text that mix Latin and Cyrillic letters, in order. Parts joined by a hyphen are words of their
/// own («IT-мамандар»).
pub fn mixed_words(text: &str) -> impl Iterator<Item = MixedWord<'_>> {
    text.split(|character: char| !character.is_alphabetic()).filter_map(|word| {
        let cyrillic = word.chars().filter(|c| is_cyrillic(*c)).count();
        let latin = word.chars().filter(|c| is_latin(*c)).count();
        (cyrillic > 0 && latin > 0).then(|| MixedWord { word, corrected: correct(word, cyrillic >= latin) })
    })
}

fn correct(word: &str, to_cyrillic: bool) -> Option<String> {
    word.chars()
        .map(|character| {
            let twin = |from: fn(&(char, char)) -> char, to: fn(&(char, char)) -> char| {
                TWINS.iter().find(|pair| from(pair) == character).map(to)
            };
            if to_cyrillic && is_latin(character) {
                twin(|pair| pair.0, |pair| pair.1)
            } else if !to_cyrillic && is_cyrillic(character) {
                twin(|pair| pair.1, |pair| pair.0)
            } else {
                Some(character)
            }
        })
        .collect()
}

/// Latin letters inside Cyrillic words replaced by their twins, for comparing; everything else as it is.
pub fn unify(text: &str) -> String {
    let mut unified = text.to_owned();
    for mixed in mixed_words(text) {
        if let Some(corrected) = &mixed.corrected {
            unified = unified.replace(mixed.word, corrected);
        }
    }
    unified
}

/// One warning per mixed word of an outline, at the first place where it stands.
pub fn mixed_word_warnings(outline: &Outline) -> Vec<Warning> {
    let mut words: BTreeMap<String, (Option<String>, usize, Place)> = BTreeMap::new();
    for block in outline.all_blocks() {
        for text in [&block.label, &block.text] {
            for mixed in mixed_words(text) {
                if words.len() >= MIXED_WORDS_MAX && !words.contains_key(mixed.word) {
                    continue;
                }
                let entry = words
                    .entry(mixed.word.to_owned())
                    .or_insert_with(|| (mixed.corrected.clone(), 0, block.place.clone()));
                entry.1 += 1;
            }
        }
    }
    words
        .into_iter()
        .map(|(word, (corrected, count, place))| {
            Warning::new(place, WarningKind::MixedScript { word, corrected, count })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn mixed_words_are_found_and_corrected() {
        let text = "Бiлiм беру, IT-мамандар, COVIDтен, түсімдер";
        let found: Vec<(&str, Option<String>)> =
            mixed_words(text).map(|mixed| (mixed.word, mixed.corrected)).collect();
        assert_eq!(found, [("Бiлiм", Some("Білім".to_owned())), ("COVIDтен", None)]);
        assert_eq!(unify(text), "Білім беру, IT-мамандар, COVIDтен, түсімдер");
    }

    #[test]
    fn languages_are_told_apart() {
        let kk = "Аудан орталығындағы екі мектептің жылу жүйесі биылғы күзге дейін толық жаңартылады.";
        let ru = "В центре района до осени полностью обновят отопление двух школ, включая школу имени Абая.";
        let latin = "Aýdan ortalyǵyndaǵy eki mekteptiń jylý júıesi bıylǵy kúzge deıin tolyq jańartylady.";
        let english = "Two schools in the centre of the district will have new heating before the autumn.";
        assert_eq!(language(kk), Some(Language::Kk));
        assert_eq!(language(ru), Some(Language::Ru));
        assert_eq!(language(latin), Some(Language::Kk));
        assert_eq!(language(english), None);
        assert_eq!(language("Итого"), None);
    }

    proptest! {
        #[test]
        fn corrected_words_are_no_longer_mixed(word in "[а-яәіaceiopxyk]{1,12}") {
            let mixed: Vec<_> = mixed_words(&word).filter_map(|mixed| mixed.corrected).collect();
            for corrected in mixed {
                prop_assert_eq!(mixed_words(&corrected).count(), 0);
                prop_assert_eq!(corrected.chars().count(), word.chars().count());
            }
        }
    }
}
