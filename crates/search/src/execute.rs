//! Running a plan on the postings of the index.
//!
//! Term at a time: each term's postings add to a dense array of scores per segment. It is what makes the ranking
//! formula free (best-of-alternatives, saturation per form) and the matched words of each document known, and at
//! the size of a country (a million documents) one array is a few megabytes.

#![expect(
    clippy::indexing_slicing,
    reason = "dense arrays have one slot per document of the segment, and postings hold only such documents"
)]

use kenes_domain::language::Language;
use tantivy::{
    DocId, DocSet, SegmentReader, TERMINATED, Term,
    fieldnorm::FieldNormReader,
    postings::Postings,
    query::{EnableScoring, PhraseQuery, Query},
    schema::{Field, IndexRecordOption},
};

use crate::{
    analysis::Form,
    error::SearchError,
    filter::Filter,
    plan::{Alternative, Concept, Part, Plan, PlannedTerm},
    ranking,
    statistics::{Statistics, float},
};

/// Most words of one alternative whose presence is followed; more count as present.
const PARTS_MAX: usize = 32;

/// A document that a plan found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match {
    /// Which segment.
    pub segment: u32,
    /// Which document of it.
    pub document: DocId,
    /// Its score.
    pub score: f64,
    /// Bit n: concept n is there in a strict sense.
    pub concepts: u64,
    /// Whether something of the query itself is there, not only words of its topic.
    pub direct: bool,
}

/// All documents that may be seen and have a score above zero, or, for a plan without concepts, all that may be
/// seen. In order of segments and documents.
pub fn run(plan: &Plan, filter: &Filter, statistics: &Statistics) -> Result<Vec<Match>, SearchError> {
    let mut matches = Vec::new();
    for (number, segment) in statistics.searcher().segment_readers().iter().enumerate() {
        let segment_number = u32::try_from(number).unwrap_or(u32::MAX);
        let allowed = filter.allowed(segment, statistics.fields())?;
        let mut execution = Execution::new(segment, statistics);
        for (index, concept) in plan.concepts.iter().enumerate() {
            execution
                .add(concept, 1_u64.checked_shl(u32::try_from(index).unwrap_or(u32::MAX)).unwrap_or(0))?;
        }
        let direct: Vec<bool> = execution.scores.iter().map(|score| *score > 0.0).collect();
        execution.add_context(&plan.context)?;
        // Most queries exclude nothing, and the arrays of an execution cost more than many searches.
        let excluded = if plan.without.is_empty() {
            Vec::new()
        } else {
            Execution::new(segment, statistics).holding(&plan.without)?
        };
        for document in 0..segment.max_doc() {
            let slot = slot(document);
            let found = plan.concepts.is_empty() || execution.scores[slot] > 0.0;
            if found && allowed.contains(document) && !excluded.get(slot).copied().unwrap_or(false) {
                matches.push(Match {
                    segment: segment_number,
                    document,
                    score: execution.scores[slot],
                    concepts: execution.concepts[slot],
                    direct: direct[slot],
                });
            }
        }
    }
    Ok(matches)
}

/// The slot of a document in a dense array.
pub fn slot(document: DocId) -> usize {
    usize::try_from(document).unwrap_or(usize::MAX)
}

struct Execution<'e> {
    segment: &'e SegmentReader,
    statistics: &'e Statistics<'e>,
    scores: Vec<f64>,
    concepts: Vec<u64>,
    /// Of the alternative in work: its score and the parts that are there.
    alternative: Sparse<(f64, u32)>,
    /// Of the concept in work: best score, sum of scores, whether one alternative is complete.
    concept: Sparse<(f64, f64, bool)>,
}

impl<'e> Execution<'e> {
    fn new(segment: &'e SegmentReader, statistics: &'e Statistics<'e>) -> Self {
        let size = slot(segment.max_doc());
        Self {
            segment,
            statistics,
            scores: vec![0.0; size],
            concepts: vec![0; size],
            alternative: Sparse::new(size),
            concept: Sparse::new(size),
        }
    }

    fn add(&mut self, concept: &Concept, bit: u64) -> Result<(), SearchError> {
        for alternative in &concept.alternatives {
            self.add_alternative(alternative)?;
        }
        let (scores, concepts) = (&mut self.scores, &mut self.concepts);
        self.concept.drain(|document, (best, sum, complete)| {
            scores[document] += best + ranking::TIE * (sum - best);
            if complete {
                concepts[document] |= bit;
            }
        });
        Ok(())
    }

    fn add_context(&mut self, context: &[PlannedTerm]) -> Result<(), SearchError> {
        for term in context {
            self.add_term(term, 0)?;
        }
        let scores = &mut self.scores;
        self.alternative.drain(|document, (score, _)| scores[document] += score);
        Ok(())
    }

    fn add_alternative(&mut self, alternative: &Alternative) -> Result<(), SearchError> {
        let parts = alternative.parts.len().min(PARTS_MAX);
        if parts == 0 {
            return Ok(());
        }
        let all_parts =
            u32::MAX.checked_shr(u32::try_from(PARTS_MAX - parts).unwrap_or(0)).unwrap_or(u32::MAX);
        for (index, part) in alternative.parts.iter().enumerate() {
            let bit = 1_u32.checked_shl(u32::try_from(index).unwrap_or(u32::MAX)).unwrap_or(0);
            match part {
                Part::Terms(terms) => {
                    for term in terms {
                        self.add_term(term, if term.strict { bit } else { 0 })?;
                    }
                }
                Part::Phrase { language, words } => self.add_phrase(*language, words, bit)?,
            }
        }
        let concept = &mut self.concept;
        self.alternative.drain(|document, (score, present)| {
            let (best, sum, complete) = concept.at(document);
            *best = best.max(score);
            *sum += score;
            *complete |= present == all_parts;
        });
        Ok(())
    }

    fn add_term(&mut self, planned: &PlannedTerm, bit: u32) -> Result<(), SearchError> {
        let (language, form) = (planned.language, planned.form);
        let statistics = self.statistics;
        let frequency = statistics.document_frequency(language, form, &planned.text)?;
        if frequency == 0 {
            return Ok(());
        }
        let weight = ranking::form_weight(language, form);
        let inverse_frequency =
            self.statistics.inverse_frequency(language, frequency).powf(ranking::IDF_POWER);
        let factor = planned.weight * weight.weight * inverse_frequency * (weight.k1 + 1.0);
        for (audience, field) in statistics.form_fields(language, form) {
            let index = self.segment.inverted_index(field)?;
            let term = Term::from_field_text(field, &planned.text);
            let Some(mut postings) = index.read_postings(&term, IndexRecordOption::WithFreqs)? else {
                continue;
            };
            // All forms take the length from the stems: they stand for the words of the text one to one.
            let stems = statistics.fields().texts(language, audience).form(Form::Stem);
            let lengths = Lengths::new(self.segment, stems, statistics.average_length(language), weight)?;
            let mut document = postings.doc();
            while document != TERMINATED {
                let times = f64::from(postings.term_freq());
                let (score, present) = self.alternative.at(slot(document));
                *score += factor * times / (times + lengths.saturation(document));
                *present |= bit;
                document = postings.advance();
            }
        }
        Ok(())
    }

    fn add_phrase(&mut self, language: Language, words: &[String], bit: u32) -> Result<(), SearchError> {
        let statistics = self.statistics;
        let mut score = 0.0;
        for word in words {
            let frequency = statistics.document_frequency(language, Form::Word, word)?;
            score += statistics.inverse_frequency(language, frequency).powf(ranking::IDF_POWER);
        }
        for (_, field) in statistics.form_fields(language, Form::Word) {
            let terms: Vec<Term> = words.iter().map(|word| Term::from_field_text(field, word)).collect();
            if let [term] = terms.as_slice() {
                let index = self.segment.inverted_index(field)?;
                if let Some(mut postings) = index.read_postings(term, IndexRecordOption::Basic)? {
                    self.collect(&mut postings, score, bit);
                }
                continue;
            }
            let scoring = EnableScoring::disabled_from_searcher(statistics.searcher());
            let mut scorer = PhraseQuery::new(terms).weight(scoring)?.scorer(self.segment, 1.0)?;
            self.collect(scorer.as_mut(), score, bit);
        }
        Ok(())
    }

    fn collect(&mut self, documents: &mut (impl DocSet + ?Sized), score: f64, bit: u32) {
        let mut document = documents.doc();
        while document != TERMINATED {
            let (sum, present) = self.alternative.at(slot(document));
            *sum += score;
            *present |= bit;
            document = documents.advance();
        }
    }

    /// Which documents hold one of these concepts.
    fn holding(mut self, concepts: &[Concept]) -> Result<Vec<bool>, SearchError> {
        for concept in concepts {
            self.add(concept, 1)?;
        }
        Ok(self.concepts.iter().map(|bits| *bits != 0).collect())
    }
}

/// The lengths of texts, as BM25 wants them.
struct Lengths {
    norms: Option<FieldNormReader>,
    /// Saturation per code of a length.
    by_code: Vec<f64>,
    constant: f64,
}

impl Lengths {
    fn new(
        segment: &SegmentReader,
        stems: Field,
        average: f64,
        weight: ranking::FormWeight,
    ) -> Result<Self, SearchError> {
        let constant = weight.k1;
        if weight.b <= 0.0 {
            return Ok(Self { norms: None, by_code: Vec::new(), constant });
        }
        let norms = segment.get_fieldnorms_reader(stems)?;
        let by_code = (0..=u8::MAX)
            .map(|code| {
                let length = float(u64::from(FieldNormReader::id_to_fieldnorm(code)));
                weight.k1 * (1.0 - weight.b + weight.b * length / average)
            })
            .collect();
        Ok(Self { norms: Some(norms), by_code, constant })
    }

    fn saturation(&self, document: DocId) -> f64 {
        self.norms
            .as_ref()
            .map_or(self.constant, |norms| self.by_code[usize::from(norms.fieldnorm_id(document))])
    }
}

/// A dense array that remembers which slots were touched, so that clearing costs only those.
struct Sparse<T> {
    values: Vec<T>,
    touched: Vec<bool>,
    list: Vec<usize>,
}

impl<T: Default + Clone + Copy> Sparse<T> {
    fn new(size: usize) -> Self {
        Self { values: vec![T::default(); size], touched: vec![false; size], list: Vec::new() }
    }

    fn at(&mut self, slot: usize) -> &mut T {
        if !self.touched[slot] {
            self.touched[slot] = true;
            self.list.push(slot);
        }
        &mut self.values[slot]
    }

    fn drain(&mut self, mut each: impl FnMut(usize, T)) {
        for slot in self.list.drain(..) {
            each(slot, self.values[slot]);
            self.values[slot] = T::default();
            self.touched[slot] = false;
        }
    }
}
