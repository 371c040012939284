//! From text to index terms: one analyzer per language, four forms of each word.
//!
//! Every form is computed from the canonical word (see [`kenes_domain::folding`]), on the indexing side and on the
//! query side by the same functions.

pub mod kazakh;
pub mod russian;
pub mod stop_words;
pub mod tokens;

use std::{collections::HashMap, sync::Arc};

use kenes_domain::{folding, language::Language};

/// Letters of the word's beginning kept as its head. Four letters tell most roots of both languages apart and
/// survive every suffix; three and five measured worse.
const HEAD_LETTERS: usize = 4;
/// Letters of a gram; three measured worse in Kazakh, where suffixes share most trigrams.
const GRAM_LETTERS: usize = 4;
/// Most words whose stem an analyzer remembers.
const CACHE_WORDS_MAX: usize = 100_000;

/// The form of a word that a field of the index holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// The folded word, with positions.
    Word,
    /// The stem of its sound key.
    Stem,
    /// The first letters of its sound key.
    Head,
    /// The letter 4-grams of its sound key, with the word's borders.
    Gram,
}

impl Form {
    /// All forms.
    pub const ALL: [Self; 4] = [Self::Word, Self::Stem, Self::Head, Self::Gram];
}

/// The stem of a canonical word, as a sound key.
pub fn stem(language: Language, word: &str) -> String {
    match language {
        Language::Kk => kazakh::stem(&folding::sound_key(word)),
        Language::Ru => russian::stem(word),
    }
}

/// The beginning of a canonical word.
pub fn head(word: &str) -> String {
    folding::sound_key(word).chars().take(HEAD_LETTERS).collect()
}

/// The letter grams of a canonical word with its borders; a short word is one gram.
pub fn grams(word: &str) -> Vec<String> {
    let bordered: Vec<char> =
        std::iter::once('_').chain(folding::sound_key(word).chars()).chain(std::iter::once('_')).collect();
    if bordered.len() <= GRAM_LETTERS {
        return vec![bordered.into_iter().collect()];
    }
    bordered.windows(GRAM_LETTERS).map(|window| window.iter().collect()).collect()
}

/// Whether a word is a number: it has one form only, the word itself.
pub fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

/// A word in all forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordForms {
    /// Folded.
    pub word: String,
    /// The stem in the analyzer's language.
    pub stem: String,
    /// The head; empty for a number.
    pub head: String,
    /// The grams; none for a number.
    pub grams: Vec<String>,
}

impl WordForms {
    /// All forms of a canonical word.
    pub fn new(language: Language, word: &str) -> Self {
        let number = is_number(word);
        Self {
            word: folding::fold(word),
            stem: if number { word.to_owned() } else { stem(language, word) },
            head: if number { String::new() } else { head(word) },
            grams: if number { Vec::new() } else { grams(word) },
        }
    }
}

/// The analyzer of one language; it remembers the words it has seen.
#[derive(Debug)]
pub struct Analyzer {
    language: Language,
    cache: HashMap<String, Arc<WordForms>>,
}

impl Analyzer {
    /// An analyzer with an empty memory.
    pub fn new(language: Language) -> Self {
        Self { language, cache: HashMap::new() }
    }

    /// The forms of a canonical word.
    pub fn forms(&mut self, word: &str) -> Arc<WordForms> {
        if let Some(known) = self.cache.get(word) {
            return Arc::clone(known);
        }
        let forms = Arc::new(WordForms::new(self.language, word));
        if self.cache.len() < CACHE_WORDS_MAX {
            self.cache.insert(word.to_owned(), Arc::clone(&forms));
        }
        forms
    }
}

/// The canonical words of a text, Latin Kazakh as written.
pub fn canonical_words(text: &str) -> Vec<String> {
    tokens::tokens(&folding::canonical(text)).into_iter().map(|token| token.text).collect()
}
