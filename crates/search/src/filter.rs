//! What a search may see: permissions and filters, decided inside the index before anything is counted.

use kenes_domain::{decision::Disposition, language::Language, timestamp::Timestamp};
use tantivy::{
    DocId, DocSet, SegmentReader, TERMINATED, Term,
    schema::{Field, IndexRecordOption},
};

use crate::{
    document::{Audience, Kind},
    error::SearchError,
    execute::slot,
    schema::{Fields, audience_code, column},
};

/// Whose eyes a search has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Viewer {
    /// Sees what is public.
    #[default]
    Public,
    /// Sees what is public, and everything of these territories and those below them.
    Territories(Vec<i64>),
    /// Sees everything.
    All,
}

/// Filters of a search. Values of one field are alternatives, an empty list is no filter, fields must all hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Whose eyes.
    pub viewer: Viewer,
    /// Whether documents of past editions are found too.
    pub include_past: bool,
    /// Territories, each with all below it.
    pub territories: Vec<i64>,
    /// Programs by public id.
    pub programs: Vec<String>,
    /// Editions by number; naming one includes the past.
    pub editions: Vec<u32>,
    /// Direction codes.
    pub directions: Vec<String>,
    /// Years.
    pub years: Vec<u16>,
    /// State codes.
    pub states: Vec<String>,
    /// Dispositions.
    pub decisions: Vec<Disposition>,
    /// Kinds.
    pub kinds: Vec<Kind>,
    /// Languages of the text.
    pub languages: Vec<Language>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
    /// At least this much money, in tenge.
    pub money_min_tenge: Option<i64>,
}

impl Filter {
    /// The documents of a segment that may be seen.
    pub(crate) fn allowed(&self, segment: &SegmentReader, fields: &Fields) -> Result<Allowed, SearchError> {
        let mut allowed = Allowed::living(segment);
        for clause in self.clauses(fields) {
            allowed.keep_any(segment, &clause)?;
        }
        self.keep_ranges(segment, &mut allowed)?;
        Ok(allowed)
    }

    /// The clauses that must all hold; of the terms of a clause, one.
    fn clauses(&self, fields: &Fields) -> Vec<Vec<Term>> {
        let texts = |field: Field, values: Vec<&str>| -> Vec<Term> {
            values.into_iter().map(|value| Term::from_field_text(field, value)).collect()
        };
        let numbers = |field: Field, values: Vec<u64>| -> Vec<Term> {
            values.into_iter().map(|value| Term::from_field_u64(field, value)).collect()
        };
        let territories = |values: &[i64]| -> Vec<Term> {
            values.iter().map(|value| Term::from_field_i64(fields.territory, *value)).collect()
        };
        let mut clauses = Vec::new();
        match &self.viewer {
            Viewer::Public => clauses.push(texts(fields.audience, vec![audience_code(Audience::Public)])),
            Viewer::Territories(tops) => {
                let mut clause = texts(fields.audience, vec![audience_code(Audience::Public)]);
                clause.extend(territories(tops));
                clauses.push(clause);
            }
            Viewer::All => (),
        }
        if !self.include_past && self.editions.is_empty() {
            clauses.push(numbers(fields.current, vec![1]));
        }
        let strings =
            |field: Field, values: &[String]| texts(field, values.iter().map(String::as_str).collect());
        let optional = [
            territories(&self.territories),
            strings(fields.program, &self.programs),
            numbers(fields.edition, self.editions.iter().map(|edition| u64::from(*edition)).collect()),
            strings(fields.direction, &self.directions),
            numbers(fields.year, self.years.iter().map(|year| u64::from(*year)).collect()),
            strings(fields.state, &self.states),
            texts(fields.decision, self.decisions.iter().map(|decision| decision.as_str()).collect()),
            texts(fields.kind, self.kinds.iter().map(|kind| kind.as_str()).collect()),
            texts(fields.language, self.languages.iter().map(|language| language.as_str()).collect()),
        ];
        clauses.extend(optional.into_iter().filter(|clause| !clause.is_empty()));
        clauses
    }

    fn keep_ranges(&self, segment: &SegmentReader, allowed: &mut Allowed) -> Result<(), SearchError> {
        if self.from.is_some() || self.until.is_some() {
            let dates = segment.fast_fields().i64(column::DATE)?;
            let from = self.from.map_or(i64::MIN, Timestamp::micros);
            let until = self.until.map_or(i64::MAX, Timestamp::micros);
            allowed.keep(|document| dates.first(document).is_some_and(|date| from <= date && date < until));
        }
        if let Some(money_min) = self.money_min_tenge {
            let money = segment.fast_fields().i64(column::MONEY)?;
            allowed.keep(|document| money.first(document).is_some_and(|tenge| tenge >= money_min));
        }
        Ok(())
    }
}

/// A set of documents of one segment.
pub(crate) struct Allowed {
    documents: Vec<bool>,
}

impl Allowed {
    fn living(segment: &SegmentReader) -> Self {
        let documents = match segment.alive_bitset() {
            None => vec![true; slot(segment.max_doc())],
            Some(alive) => (0..segment.max_doc()).map(|document| alive.is_alive(document)).collect(),
        };
        Self { documents }
    }

    /// Whether a document is in the set.
    pub(crate) fn contains(&self, document: DocId) -> bool {
        self.documents.get(slot(document)).copied().unwrap_or(false)
    }

    fn keep(&mut self, holds: impl Fn(DocId) -> bool) {
        for (document, allowed) in (0..).zip(&mut self.documents) {
            *allowed = *allowed && holds(document);
        }
    }

    fn keep_any(&mut self, segment: &SegmentReader, clause: &[Term]) -> Result<(), SearchError> {
        let mut found = vec![false; self.documents.len()];
        for term in clause {
            let index = segment.inverted_index(term.field())?;
            let Some(mut postings) = index.read_postings(term, IndexRecordOption::Basic)? else { continue };
            let mut document = postings.doc();
            while document != TERMINATED {
                if let Some(holds) = found.get_mut(slot(document)) {
                    *holds = true;
                }
                document = postings.advance();
            }
        }
        for (allowed, holds) in self.documents.iter_mut().zip(found) {
            *allowed = *allowed && holds;
        }
        Ok(())
    }
}
