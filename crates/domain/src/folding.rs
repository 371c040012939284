//! Text folding: the one place that knows which spellings count as the same.
//!
//! People and offices write the same Kazakh or Russian word in many ways: with Latin letters that only look
//! Cyrillic («Бiлiм» with a Latin i), on a Russian keyboard (қ→к, ә→а), with or without ё, in one of three Latin
//! alphabets, or with the keyboard in the wrong layout. Everything here is pure and deterministic.
//!
//! Two levels are used everywhere:
//! - [`canonical`] repairs what is never meant: decomposed letters, invisible characters, case, ё, look-alikes.
//! - [`fold`] also replaces the nine Kazakh letters by what a Russian keyboard offers for them. Folding is for
//!   comparing only; a folded text is never shown.
//!
//! **Invariant:** both levels are idempotent, and [`fold`] of a canonical text equals [`fold`] of its source.

mod guess;
mod latin;
mod layout;

use std::ops::Range;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark, is_nfc_quick};
use unicode_segmentation::UnicodeSegmentation;

pub use guess::{guess_language, kazakh_evidence};
pub use latin::{LatinSpelling, latin_spelling, latin_to_cyrillic, read_latin, sound_key};
pub use layout::{KeyboardLayout, from_latin_keys, to_latin_keys};

/// Latin (and three IPA or Greek) letters and the Cyrillic letters they are mistaken for, in both cases.
const TWINS: &[(char, char)] = &[
    ('a', 'а'),
    ('c', 'с'),
    ('e', 'е'),
    ('h', 'һ'),
    ('i', 'і'),
    ('k', 'к'),
    ('o', 'о'),
    ('p', 'р'),
    ('x', 'х'),
    ('y', 'у'),
    ('ə', 'ә'),
    ('ɵ', 'ө'),
    ('ö', 'ө'),
    ('ë', 'ё'),
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
    ('Ə', 'Ә'),
    ('Ɵ', 'Ө'),
    ('Ö', 'Ө'),
    ('Ë', 'Ё'),
    // From here on for the way to Latin only: the first Cyrillic twin of a Latin letter wins.
    ('H', 'Һ'),
    ('k', 'қ'),
    ('y', 'ұ'),
    ('y', 'ү'),
    ('K', 'Қ'),
    ('Y', 'Ұ'),
    ('Y', 'Ү'),
];

/// Whether a letter is Cyrillic.
pub fn is_cyrillic(character: char) -> bool {
    ('\u{400}'..='\u{52F}').contains(&character)
}

/// Whether a letter is Latin, with or without marks.
pub fn is_latin(character: char) -> bool {
    character.is_ascii_alphabetic()
        || ('\u{C0}'..='\u{2AF}').contains(&character) && character.is_alphabetic()
        || ('\u{1E00}'..='\u{1EFF}').contains(&character)
}

/// Whether Kazakh has the letter and Russian has not.
pub fn is_kazakh_only(character: char) -> bool {
    "әғқңөұүһіӘҒҚҢӨҰҮҺІ".contains(character)
}

/// The form a Russian keyboard offers for a lower-case Kazakh letter; every other letter is returned as it is.
pub fn russian_keyboard(character: char) -> char {
    match character {
        'ә' => 'а',
        'ғ' => 'г',
        'қ' => 'к',
        'ң' => 'н',
        'ө' => 'о',
        'ұ' | 'ү' => 'у',
        'һ' => 'х',
        'і' => 'и',
        other => other,
    }
}

/// Folds a text for comparison: [`canonical`], then Kazakh letters as a Russian keyboard writes them.
pub fn fold(text: &str) -> String {
    run(text, Level::Keyboard, &mut |_, _, _| ())
}

/// The text in NFC and lower case, without invisible characters and stress marks, ё as е, and Latin look-alikes
/// inside Cyrillic words replaced. Kazakh letters stay.
pub fn canonical(text: &str) -> String {
    run(text, Level::Canonical, &mut |_, _, _| ())
}

/// [`fold`], with a way back to the source.
pub fn fold_with_map(text: &str) -> Folded {
    run_with_map(text, Level::Keyboard)
}

/// [`canonical`], with a way back to the source.
pub fn canonical_with_map(text: &str) -> Folded {
    run_with_map(text, Level::Canonical)
}

/// A folded text whose every place can be traced to the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folded {
    text: String,
    /// Per character of `text`: its byte offset there and the bytes of the source it came from.
    steps: Vec<Step>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Step {
    at: usize,
    source_start: usize,
    source_end: usize,
}

impl Folded {
    /// The folded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the source behind a byte range of the folded text. The range is widened to whole characters
    /// and cut at the end; an empty range gives an empty range.
    pub fn source_range(&self, range: Range<usize>) -> Range<usize> {
        let first = self.steps.partition_point(|step| step.at <= range.start).saturating_sub(1);
        let end = self.steps.partition_point(|step| step.at < range.end);
        let Some(start) = self.steps.get(first).map(|step| step.source_start) else {
            return 0..0;
        };
        if range.is_empty() {
            return start..start;
        }
        let last = end.checked_sub(1).and_then(|index| self.steps.get(index));
        start..last.map_or(start, |step| step.source_end.max(start))
    }
}

/// A word that mixes Latin and Cyrillic letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MixedScriptWord {
    /// Where it stands, in bytes of the text.
    pub range: Range<usize>,
    /// As written.
    pub word: String,
    /// In the alphabet that most of its letters have, when each other letter has a twin there.
    pub corrected: Option<String>,
}

/// The words of a text that mix Latin and Cyrillic letters, in order. Parts joined by a hyphen are words of their
/// own («IT-мамандар»).
pub fn mixed_script_words(text: &str) -> Vec<MixedScriptWord> {
    letter_runs(text)
        .filter(|(_, word)| is_mixed(word))
        .map(|(start, word)| MixedScriptWord {
            range: start..start + word.len(),
            word: word.to_owned(),
            corrected: unmixed(word),
        })
        .collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Canonical,
    Keyboard,
}

fn run_with_map(text: &str, level: Level) -> Folded {
    let mut steps = Vec::with_capacity(text.len() / 2 + 1);
    let folded = run(text, level, &mut |at, source_start, source_end| {
        steps.push(Step { at, source_start, source_end });
    });
    Folded { text: folded, steps }
}

/// Folds a text and reports each written character: its offset in the output and its bytes in the source.
fn run(text: &str, level: Level, written: &mut impl FnMut(usize, usize, usize)) -> String {
    let mut output = String::with_capacity(text.len());
    let mut word = Vec::new();
    let mut flush = |word: &mut Vec<(char, usize, usize)>, output: &mut String| {
        unmix(word);
        for (character, start, end) in word.drain(..) {
            let folded = fold_character(character, level);
            written(output.len(), start, end);
            output.push(folded);
        }
    };
    for_each_composed(text, &mut |character, start, end| {
        if is_invisible(character) {
            return;
        }
        if !character.is_alphabetic() {
            flush(&mut word, &mut output);
        }
        word.push((character, start, end));
        if !character.is_alphabetic() {
            flush(&mut word, &mut output);
        }
    });
    flush(&mut word, &mut output);
    output
}

/// Calls back with each character of the text in NFC and the source bytes it came from.
fn for_each_composed(text: &str, each: &mut impl FnMut(char, usize, usize)) {
    let composed = is_nfc_quick(text.chars()) == unicode_normalization::IsNormalized::Yes;
    if composed {
        for (start, character) in text.char_indices() {
            each(character, start, start + character.len_utf8());
        }
        return;
    }
    for (start, cluster) in text.grapheme_indices(true) {
        for character in cluster.nfc() {
            each(character, start, start + cluster.len());
        }
    }
}

/// Soft hyphens, zero-width characters, byte order marks, and marks that compose with nothing (stress marks on
/// Russian vowels): they are never part of a word that somebody looks for.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}')
        || ('\u{300}'..='\u{36F}').contains(&character) && is_combining_mark(character)
}

fn fold_character(character: char, level: Level) -> char {
    let lower = match character {
        'İ' => 'i',
        'ё' | 'Ё' => 'е',
        // Compatibility forms that lower-case to several characters stay as they are.
        other => {
            let mut mapped = other.to_lowercase();
            match (mapped.next(), mapped.next()) {
                (Some(single), None) => single,
                _ => other,
            }
        }
    };
    if level == Level::Keyboard { russian_keyboard(lower) } else { lower }
}

fn letter_runs(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split(|character: char| !is_word_character(character))
        .filter(|word| !word.is_empty())
        .map(move |word| (word.as_ptr().addr() - text.as_ptr().addr(), word))
}

fn is_word_character(character: char) -> bool {
    character.is_alphabetic() || ('\u{300}'..='\u{36F}').contains(&character)
}

fn script_counts(word: impl Iterator<Item = char>) -> (usize, usize) {
    word.fold((0, 0), |(cyrillic, latin), character| {
        (cyrillic + usize::from(is_cyrillic(character)), latin + usize::from(is_latin(character)))
    })
}

fn is_mixed(word: &str) -> bool {
    let (cyrillic, latin) = script_counts(word.chars());
    cyrillic > 0 && latin > 0
}

fn twin(character: char, to_cyrillic: bool) -> Option<char> {
    if to_cyrillic && is_latin(character) {
        TWINS.iter().find(|pair| pair.0 == character).map(|pair| pair.1)
    } else if !to_cyrillic && is_cyrillic(character) {
        TWINS.iter().find(|pair| pair.1 == character).map(|pair| pair.0)
    } else {
        Some(character)
    }
}

fn unmixed(word: &str) -> Option<String> {
    let (cyrillic, latin) = script_counts(word.chars());
    word.chars().map(|character| twin(character, cyrillic >= latin)).collect()
}

/// Brings a mixed word into one alphabet when every letter has a twin there («Бiлiм», not «COVIDтен»).
fn unmix(word: &mut [(char, usize, usize)]) {
    let (cyrillic, latin) = script_counts(word.iter().map(|letter| letter.0));
    if cyrillic == 0 || latin == 0 {
        return;
    }
    let to_cyrillic = cyrillic >= latin;
    if word.iter().all(|letter| twin(letter.0, to_cyrillic).is_some()) {
        for letter in word {
            letter.0 = twin(letter.0, to_cyrillic).unwrap_or(letter.0);
        }
    }
}

#[cfg(test)]
mod tests;
