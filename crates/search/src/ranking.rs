//! The numbers of the ranking formula, and where they come from.
//!
//! A document's score is a sum over the things looked for; of one thing's alternatives (the word itself, its
//! translations, synonyms) the best counts fully and the others by [`TIE`]. Each term adds
//! `weight × idf^IDF_POWER × BM25 saturation`. BM25 is Robertson's, with `k1` and `b` per form: passages of a few
//! sentences want a low `k1` (a word that is there is there) and little punishment of length.
//!
//! The weights were found by coordinate ascent on a development set of public Kazakh and Russian passages and
//! questions, and rounded; the maximum is flat.

use kenes_domain::language::Language;

use crate::analysis::Form;

/// Power of the inverse document frequency: rare words count more than in plain BM25.
pub const IDF_POWER: f64 = 1.3;
/// How much of the other alternatives' scores is added to the best one.
pub const TIE: f64 = 0.2;
/// Weight of a translation of a query word.
pub const TRANSLATION: f64 = 1.0;
/// Weight of a head in a translation, relative to its stem.
pub const TRANSLATION_HEAD: f64 = 0.5;
/// Weight of a stem, head and gram of a query word looked up in the other language: loan words and names.
pub const LOAN: [f64; 3] = [0.5, 0.5, 0.25];
/// What remains of [`LOAN`] when the word has a translation.
pub const LOAN_OF_TRANSLATED: f64 = 0.4;
/// Weight of a synonym in the same language.
pub const SYNONYM: f64 = 0.4;
/// Weight of a word of the same topic, times how much of the query belongs to the topic.
pub const RELATED: f64 = 0.8;
/// The words of an expression of n words count `n^-EXPRESSION_POWER` each.
pub const EXPRESSION_POWER: f64 = 0.6;
/// Weight of a stem that a misspelt word was probably meant to have.
pub const CORRECTION: f64 = 1.0;
/// Weight of the head of such a word.
pub const CORRECTION_HEAD: f64 = 0.3;
/// Weight of a word that the last, unfinished word of a query begins.
pub const COMPLETION: f64 = 0.8;

/// How a form of a word counts.
#[derive(Debug, Clone, Copy)]
pub struct FormWeight {
    /// Factor of the term's score.
    pub weight: f64,
    /// Saturation of the term frequency.
    pub k1: f64,
    /// Influence of the text's length, 0 to 1.
    pub b: f64,
}

/// How a form of a word counts in a text of this language.
pub const fn form_weight(language: Language, form: Form) -> FormWeight {
    let (weight, k1, b) = match (language, form) {
        (_, Form::Word) => (0.1, 0.3, 0.0),
        (_, Form::Stem) => (1.0, 0.45, 0.33),
        (Language::Kk, Form::Head) => (0.75, 0.3, 0.0),
        (Language::Ru, Form::Head) => (2.0, 0.6, 0.5),
        (Language::Kk, Form::Gram) => (0.3, 0.3, 0.0),
        (Language::Ru, Form::Gram) => (0.2, 0.3, 0.0),
    };
    FormWeight { weight, k1, b }
}
