//! Documents that say much the same as a text: offered to whoever has just sent one, and to those who answer.

use std::collections::BTreeSet;

use kenes_domain::{folding, language::Language};

use crate::{
    analysis::{Form, canonical_words, is_number, stem, stop_words::is_stop_word},
    error::SearchError,
    filter::{Filter, Viewer},
    index::Index,
    search::{Hit, Matching, Request},
    statistics::Statistics,
    syntax::{Item, ParsedQuery},
};

/// Most documents given.
pub const SIMILAR_MAX: usize = 20;
/// Most words by which a text is compared: its rarest ones tell what it is about.
const WORDS_MAX: usize = 12;
/// Fewest such words; with fewer everything would be similar.
const WORDS_MIN: usize = 2;
/// Shortest word that tells anything, in letters.
const LETTERS_MIN: usize = 3;

impl Index {
    /// The documents nearest to a text that hold at least half of its telling words, in either language; the one with
    /// the id `leave_out` is left out. At most `limit`, and [`SIMILAR_MAX`].
    pub fn similar(
        &self,
        text: &str,
        language: Language,
        filter: &Filter,
        leave_out: &str,
        limit: usize,
    ) -> Result<Vec<Hit>, SearchError> {
        let words = self.telling_words(text, language, &filter.viewer)?;
        if words.len() < WORDS_MIN {
            return Ok(Vec::new());
        }
        let limit = limit.min(SIMILAR_MAX);
        let request = Request {
            filter: filter.clone(),
            matching: Matching::Most,
            limit: limit + 1,
            hint: Some(language),
            facets: false,
            ..Request::default()
        };
        let groups = words.into_iter().map(|word| vec![Item::Words(word)]).collect();
        let mut hits = self.run(&request, &ParsedQuery { groups, ..ParsedQuery::default() })?.hits;
        hits.retain(|hit| hit.document.id != leave_out);
        hits.truncate(limit);
        Ok(hits)
    }

    /// The rarest words of a text that the index knows, each stem once.
    fn telling_words(
        &self,
        text: &str,
        language: Language,
        viewer: &Viewer,
    ) -> Result<Vec<String>, SearchError> {
        let generation = self.generation();
        let searcher = generation.searcher();
        let statistics = Statistics::new(&searcher, &generation.fields, viewer)?;
        let mut seen = BTreeSet::new();
        let mut known = Vec::new();
        for word in canonical_words(text) {
            if is_number(&word)
                || word.chars().count() < LETTERS_MIN
                || is_stop_word(&folding::fold(&word))
                || !seen.insert(stem(language, &word))
            {
                continue;
            }
            let frequency = statistics.document_frequency(language, Form::Stem, &stem(language, &word))?;
            if frequency > 0 {
                known.push((frequency, word));
            }
        }
        known.sort();
        known.truncate(WORDS_MAX);
        Ok(known.into_iter().map(|(_, word)| word).collect())
    }
}
