//! How the text of a query is to be read: in which alphabet, keyboard layout and language.
//!
//! The index decides: of the readings that are possible, the one wins whose words it knows best.

use std::collections::BTreeSet;

use kenes_domain::{
    folding::{self, KeyboardLayout, LatinSpelling},
    language::Language,
};

use crate::{
    analysis::{Form, canonical_words, is_number, stem, stop_words::is_stop_word},
    error::SearchError,
    statistics::Statistics,
};

/// From this much evidence on, the letters and endings decide the language without asking the index.
const EVIDENCE_SURE: i32 = 6;

/// The way a query is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The language, when it can be told.
    pub language: Option<Language>,
    script: Script,
    /// Folded Latin words that are meant as written («covid»).
    kept: BTreeSet<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    AsWritten,
    Latin(LatinSpelling),
    WrongLayout(KeyboardLayout),
}

impl Reading {
    /// A reading that takes the text as it is.
    pub const fn plain(language: Option<Language>) -> Self {
        Self { language, script: Script::AsWritten, kept: BTreeSet::new() }
    }

    /// Finds the reading of a query's words. `hint` (the language of the page) decides what nothing else does.
    pub fn of(text: &str, hint: Option<Language>, statistics: &Statistics) -> Result<Self, SearchError> {
        let mut reading = Self::plain(None);
        if is_mostly_latin(text) {
            let spelling = folding::latin_spelling(text);
            let scripts = [
                Script::AsWritten,
                Script::Latin(spelling),
                Script::WrongLayout(KeyboardLayout::Russian),
                Script::WrongLayout(KeyboardLayout::Kazakh),
            ];
            let mut best = 0;
            for script in scripts {
                let candidate = Self { language: None, script, kept: BTreeSet::new() };
                let words = canonical_words(&candidate.apply(text));
                let known = known_words(&words, statistics)?;
                let score = known.kk.max(known.ru);
                if score > best {
                    (best, reading) = (score, candidate);
                }
            }
            if matches!(reading.script, Script::Latin(_)) {
                reading.kept = foreign_words(text, spelling, statistics)?;
            }
        }
        reading.language = language(&reading.apply(text), hint, statistics)?;
        Ok(reading)
    }

    /// The text as read.
    pub fn apply(&self, text: &str) -> String {
        match self.script {
            Script::AsWritten => text.to_owned(),
            Script::Latin(spelling) => text
                .split(' ')
                .map(|word| {
                    let kept = self.kept.contains(&folding::fold(word));
                    let read = (!kept).then(|| folding::read_latin(word, spelling)).flatten();
                    read.unwrap_or_else(|| word.to_owned())
                })
                .collect::<Vec<_>>()
                .join(" "),
            Script::WrongLayout(layout) => {
                folding::from_latin_keys(text, layout).unwrap_or_else(|| text.to_owned())
            }
        }
    }

    /// Whether the text is not read as it is written, so that the user should be told.
    pub fn is_reinterpreted(&self) -> bool {
        self.script != Script::AsWritten
    }
}

fn is_mostly_latin(text: &str) -> bool {
    let (latin, letters) = text
        .chars()
        .filter(|character| character.is_alphabetic())
        .fold((0_usize, 0_usize), |(latin, letters), character| {
            (latin + usize::from(folding::is_latin(character)), letters + 1)
        });
    latin * 2 > letters
}

/// Latin words that the index knows as they are and not in their Kazakh reading.
fn foreign_words(
    text: &str,
    spelling: LatinSpelling,
    statistics: &Statistics,
) -> Result<BTreeSet<String>, SearchError> {
    let mut found = BTreeSet::new();
    for word in text.split(' ') {
        let as_written = known_words(&canonical_words(word), statistics)?;
        let read = folding::read_latin(word, spelling).unwrap_or_default();
        let as_read = known_words(&canonical_words(&read), statistics)?;
        if as_written.any() && !as_read.any() {
            found.insert(folding::fold(word));
        }
    }
    Ok(found)
}

/// How many words of a text the index knows in each language.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    kk: usize,
    ru: usize,
}

impl Known {
    const fn any(self) -> bool {
        self.kk > 0 || self.ru > 0
    }
}

fn known_words(words: &[String], statistics: &Statistics) -> Result<Known, SearchError> {
    let mut known = Known::default();
    for word in words.iter().filter(|word| !is_number(word)) {
        if is_stop_word(&folding::fold(word)) {
            // Known, but it tells nothing about the language of names around it.
            known.kk += 1;
            known.ru += 1;
            continue;
        }
        let has = |language: Language| -> Result<usize, SearchError> {
            Ok(usize::from(statistics.document_frequency(language, Form::Stem, &stem(language, word))? > 0))
        };
        known.kk += has(Language::Kk)?;
        known.ru += has(Language::Ru)?;
    }
    Ok(known)
}

fn language(
    text: &str,
    hint: Option<Language>,
    statistics: &Statistics,
) -> Result<Option<Language>, SearchError> {
    let evidence = folding::kazakh_evidence(text);
    if evidence >= EVIDENCE_SURE {
        return Ok(Some(Language::Kk));
    }
    if evidence <= -EVIDENCE_SURE {
        return Ok(Some(Language::Ru));
    }
    let known = known_words(&canonical_words(text), statistics)?;
    Ok(match known.kk.cmp(&known.ru) {
        std::cmp::Ordering::Greater => Some(Language::Kk),
        std::cmp::Ordering::Less => Some(Language::Ru),
        std::cmp::Ordering::Equal if evidence > 0 => Some(Language::Kk),
        std::cmp::Ordering::Equal if evidence < 0 => Some(Language::Ru),
        std::cmp::Ordering::Equal => hint,
    })
}
