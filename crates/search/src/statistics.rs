//! What the ranking and the planner ask the index: how frequent a term is.

use kenes_domain::language::Language;
use tantivy::{Searcher, Term, query::FuzzyTermQuery, schema::Field};

use crate::{
    analysis::Form,
    document::Audience,
    error::SearchError,
    filter::Viewer,
    schema::{Fields, reach},
};

/// Shortest word, in letters, that is corrected at all, and shortest that may differ in two letters.
const CORRECTED_LETTERS_MIN: usize = 4;
const CORRECTED_TWICE_LETTERS_MIN: usize = 9;
/// Most terms read from the dictionary for one prefix.
const PREFIX_TERMS_MAX: usize = 2_000;

/// A view of one state of the index, through the eyes of those who may see these audiences.
pub struct Statistics<'s> {
    searcher: &'s Searcher,
    fields: &'s Fields,
    audiences: &'static [Audience],
    documents: [f64; 2],
    average_length: [f64; 2],
}

impl<'s> Statistics<'s> {
    /// Reads the totals of both languages.
    pub fn new(searcher: &'s Searcher, fields: &'s Fields, viewer: &Viewer) -> Result<Self, SearchError> {
        let audiences: &'static [Audience] = match viewer {
            Viewer::Public => &[Audience::Public],
            Viewer::Territories(_) | Viewer::All => &[Audience::Public, Audience::Workspace],
        };
        let mut statistics =
            Self { searcher, fields, audiences, documents: [0.0; 2], average_length: [1.0; 2] };
        for language in [Language::Kk, Language::Ru] {
            let (mut documents, mut tokens) = (0, 0.0);
            for audience in audiences {
                let term = Term::from_field_text(fields.reach, &reach(language, *audience));
                documents += searcher.doc_freq(&term)?;
                for segment in searcher.segment_readers() {
                    let stems = segment.inverted_index(fields.texts(language, *audience).form(Form::Stem))?;
                    tokens += float(stems.total_num_tokens());
                }
            }
            *slot_mut(&mut statistics.documents, language) = float(documents);
            *slot_mut(&mut statistics.average_length, language) = (tokens / float(documents.max(1))).max(1.0);
        }
        Ok(statistics)
    }

    /// The searcher.
    pub const fn searcher(&self) -> &Searcher {
        self.searcher
    }

    /// The fields.
    pub const fn fields(&self) -> &Fields {
        self.fields
    }

    /// The fields that hold a form of the texts of a language, of all audiences seen.
    pub fn form_fields(
        &self,
        language: Language,
        form: Form,
    ) -> impl Iterator<Item = (Audience, Field)> + '_ {
        self.audiences
            .iter()
            .map(move |audience| (*audience, self.fields.texts(language, *audience).form(form)))
    }

    /// Words of an average text in this language.
    pub const fn average_length(&self, language: Language) -> f64 {
        let [kk, ru] = self.average_length;
        match language {
            Language::Kk => kk,
            Language::Ru => ru,
        }
    }

    /// In how many documents a term stands.
    pub fn document_frequency(&self, language: Language, form: Form, text: &str) -> Result<u64, SearchError> {
        let mut frequency = 0;
        for (_, field) in self.form_fields(language, form) {
            frequency += self.searcher.doc_freq(&Term::from_field_text(field, text))?;
        }
        Ok(frequency)
    }

    /// Inverse document frequency among the texts of the language.
    pub fn inverse_frequency(&self, language: Language, frequency: u64) -> f64 {
        let [kk, ru] = self.documents;
        let documents = match language {
            Language::Kk => kk,
            Language::Ru => ru,
        };
        let frequency = float(frequency).min(documents);
        ((documents - frequency + 0.5) / (frequency + 0.5)).ln_1p()
    }

    /// The most frequent folded words that begin with these letters, with their frequencies.
    pub fn beginning_with(
        &self,
        language: Language,
        prefix: &str,
        limit: usize,
    ) -> Result<Vec<(String, u64)>, SearchError> {
        let mut found = Vec::new();
        for (_, field) in self.form_fields(language, Form::Word) {
            self.read_beginning(field, prefix, &mut found)?;
        }
        Ok(most_frequent(found, limit))
    }

    /// The most frequent public words, as written, that begin with these letters.
    pub fn suggestions_beginning_with(
        &self,
        language: Language,
        prefix: &str,
        limit: usize,
    ) -> Result<Vec<(String, u64)>, SearchError> {
        let mut found = Vec::new();
        self.read_beginning(self.fields.suggestion(language), prefix, &mut found)?;
        Ok(most_frequent(found, limit))
    }

    fn read_beginning(
        &self,
        field: Field,
        prefix: &str,
        found: &mut Vec<(String, u64)>,
    ) -> Result<(), SearchError> {
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(field)?;
            let mut stream = index.terms().range().ge(prefix.as_bytes()).into_stream()?;
            let mut read = 0;
            while read < PREFIX_TERMS_MAX && stream.advance() {
                if !stream.key().starts_with(prefix.as_bytes()) {
                    break;
                }
                read += 1;
                push_term(found, stream.key(), stream.value().doc_freq);
            }
        }
        Ok(())
    }

    /// In how many public documents a word is written like this.
    pub fn suggestion_frequency(&self, language: Language, word: &str) -> Result<u64, SearchError> {
        Ok(self.searcher.doc_freq(&Term::from_field_text(self.fields.suggestion(language), word))?)
    }

    /// The folded words that a misspelt one was probably meant to be: those at the smallest distance, the most
    /// frequent first. One letter may be wrong, missing, added or swapped; in long words two.
    pub fn close_to(
        &self,
        language: Language,
        word: &str,
        limit: usize,
    ) -> Result<Vec<(String, u64)>, SearchError> {
        let fields: Vec<Field> = self.form_fields(language, Form::Word).map(|(_, field)| field).collect();
        self.read_close(&fields, word, limit)
    }

    /// The same among the public words as written.
    pub fn suggestions_close_to(
        &self,
        language: Language,
        word: &str,
        limit: usize,
    ) -> Result<Vec<(String, u64)>, SearchError> {
        self.read_close(&[self.fields.suggestion(language)], word, limit)
    }

    fn read_close(
        &self,
        fields: &[Field],
        word: &str,
        limit: usize,
    ) -> Result<Vec<(String, u64)>, SearchError> {
        let letters = word.chars().count();
        let distances = match letters {
            0..CORRECTED_LETTERS_MIN => 0,
            CORRECTED_LETTERS_MIN..CORRECTED_TWICE_LETTERS_MIN => 1,
            _ => 2,
        };
        for distance in 1..=distances {
            let mut found = Vec::new();
            for field in fields {
                for segment in self.searcher.segment_readers() {
                    let automaton = FuzzyTermQuery::new(Term::from_field_text(*field, word), distance, true)
                        .automaton()?;
                    let index = segment.inverted_index(*field)?;
                    let mut stream = index.terms().search(automaton).into_stream()?;
                    while stream.advance() {
                        push_term(&mut found, stream.key(), stream.value().doc_freq);
                    }
                }
            }
            found.retain(|(term, _)| term != word);
            if !found.is_empty() {
                return Ok(most_frequent(found, limit));
            }
        }
        Ok(Vec::new())
    }
}

fn push_term(found: &mut Vec<(String, u64)>, key: &[u8], frequency: u32) {
    if let Ok(term) = std::str::from_utf8(key) {
        found.push((term.to_owned(), u64::from(frequency)));
    }
}

/// Adds up what several segments said and keeps the most frequent, ties in order of the alphabet.
fn most_frequent(mut found: Vec<(String, u64)>, limit: usize) -> Vec<(String, u64)> {
    found.sort();
    found.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    found.truncate(limit);
    found
}

/// A count as a number to calculate with; counts beyond `u32` are as good as infinite here.
pub fn float(count: u64) -> f64 {
    u32::try_from(count).map_or_else(|_| f64::from(u32::MAX), f64::from)
}

const fn slot_mut(pair: &mut [f64; 2], language: Language) -> &mut f64 {
    let [kk, ru] = pair;
    match language {
        Language::Kk => kk,
        Language::Ru => ru,
    }
}
