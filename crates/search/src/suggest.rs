//! Completions and better spellings, from public words only.

use kenes_domain::{folding, language::Language};

use crate::{
    analysis::{canonical_words, is_number, stop_words::is_stop_word},
    error::SearchError,
    filter::Viewer,
    index::Index,
    reading::Reading,
    statistics::Statistics,
};

/// Most completions given.
pub const COMPLETIONS_MAX: usize = 20;
/// A word written in fewer documents than this is no completion: it may be a slip.
const COMPLETION_DOCUMENTS_MIN: u64 = 2;
/// How many times more frequent a better spelling must be than the word as typed.
const BETTER_TIMES: u64 = 10;

impl Index {
    /// Words that begin with the last word of a text, the most frequent first. Only words of public documents.
    pub fn complete(&self, text: &str, limit: usize) -> Result<Vec<String>, SearchError> {
        let generation = self.generation();
        let searcher = generation.searcher();
        let statistics = Statistics::new(&searcher, &generation.fields, &Viewer::Public)?;
        let canonical = folding::canonical(text);
        let Some(prefix) =
            canonical_words(&canonical).pop().filter(|word| canonical.ends_with(word.as_str()))
        else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        for language in Language::ALL {
            found.extend(statistics.suggestions_beginning_with(*language, &prefix, COMPLETIONS_MAX)?);
        }
        found.retain(|(word, documents)| {
            *documents >= COMPLETION_DOCUMENTS_MIN && !is_stop_word(&folding::fold(word))
        });
        found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let mut words: Vec<String> = Vec::new();
        for (word, _) in found {
            if !words.contains(&word) {
                words.push(word);
            }
        }
        words.truncate(limit.min(COMPLETIONS_MAX));
        Ok(words)
    }
}

/// The query with its unknown words replaced by known ones; `None` when nothing is better.
pub(crate) fn better_spelling(
    text: &str,
    reading: &Reading,
    statistics: &Statistics,
) -> Result<Option<String>, SearchError> {
    let languages = reading.language.map_or_else(|| Language::ALL.to_vec(), |language| vec![language]);
    let mut words = Vec::new();
    let mut changed = false;
    for word in canonical_words(&reading.apply(text)) {
        match better_word(&word, &languages, statistics)? {
            Some(better) => {
                changed = true;
                words.push(better);
            }
            None => words.push(word),
        }
    }
    Ok(changed.then(|| words.join(" ")))
}

fn better_word(
    word: &str,
    languages: &[Language],
    statistics: &Statistics,
) -> Result<Option<String>, SearchError> {
    if is_number(word) || is_stop_word(&folding::fold(word)) {
        return Ok(None);
    }
    let mut best: Option<(u64, String)> = None;
    for language in languages {
        let known = statistics.suggestion_frequency(*language, word)?;
        for (better, documents) in statistics.suggestions_close_to(*language, word, 1)? {
            let wins = documents >= known.saturating_mul(BETTER_TIMES).max(COMPLETION_DOCUMENTS_MIN);
            if wins && best.as_ref().is_none_or(|(most, _)| documents > *most) {
                best = Some((documents, better));
            }
        }
    }
    Ok(best.map(|(_, better)| better))
}
