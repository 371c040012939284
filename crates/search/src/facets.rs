//! Counts of a result by its properties.

use std::collections::BTreeMap;

use serde::Serialize;
use tantivy::{DocId, SegmentReader};

use crate::{
    error::SearchError,
    execute::{Match, slot},
    schema::column,
    statistics::Statistics,
};

/// Lower bounds of the money classes, in tenge: up to a million, ten million, a hundred million, a billion, more.
pub const MONEY_CLASSES_TENGE: [i64; 5] = [0, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

/// How many documents of a result have each value. Only what the viewer may see is counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Facets {
    /// By kind code.
    pub kinds: BTreeMap<String, u64>,
    /// By language code; a bilingual document counts in both.
    pub languages: BTreeMap<String, u64>,
    /// By territory: each document counts for its own and all above.
    pub territories: BTreeMap<i64, u64>,
    /// By program.
    pub programs: BTreeMap<String, u64>,
    /// By direction code.
    pub directions: BTreeMap<String, u64>,
    /// By state code.
    pub states: BTreeMap<String, u64>,
    /// By disposition.
    pub decisions: BTreeMap<String, u64>,
    /// By edition number.
    pub editions: BTreeMap<u64, u64>,
    /// By year.
    pub years: BTreeMap<u64, u64>,
    /// By class of money: the lower bound in tenge, see [`MONEY_CLASSES_TENGE`].
    pub money: BTreeMap<i64, u64>,
    /// Documents without a sum of money.
    pub money_unknown: u64,
}

/// Counts the matches. They are in order of segments, as [`run`](crate::execute::run) gives them.
pub fn count(matches: &[Match], statistics: &Statistics) -> Result<Facets, SearchError> {
    let mut facets = Facets::default();
    for (number, segment) in statistics.searcher().segment_readers().iter().enumerate() {
        let of_segment: Vec<DocId> = matches
            .iter()
            .filter(|found| slot(found.segment) == number)
            .map(|found| found.document)
            .collect();
        if of_segment.is_empty() {
            continue;
        }
        for (name, counts) in [
            (column::KIND, &mut facets.kinds),
            (column::LANGUAGE, &mut facets.languages),
            (column::PROGRAM, &mut facets.programs),
            (column::DIRECTION, &mut facets.directions),
            (column::STATE, &mut facets.states),
            (column::DECISION, &mut facets.decisions),
        ] {
            count_texts(segment, name, &of_segment, counts)?;
        }
        let columns = segment.fast_fields();
        for (name, counts) in [(column::EDITION, &mut facets.editions), (column::YEAR, &mut facets.years)] {
            let values = columns.u64(name)?;
            for value in of_segment.iter().flat_map(|document| values.values_for_doc(*document)) {
                *counts.entry(value).or_insert(0) += 1;
            }
        }
        let territories = columns.i64(column::TERRITORY)?;
        for territory in of_segment.iter().flat_map(|document| territories.values_for_doc(*document)) {
            *facets.territories.entry(territory).or_insert(0) += 1;
        }
        let money = columns.i64(column::MONEY)?;
        for document in of_segment {
            match money.first(document) {
                Some(tenge) => *facets.money.entry(money_class(tenge)).or_insert(0) += 1,
                None => facets.money_unknown += 1,
            }
        }
    }
    Ok(facets)
}

fn money_class(tenge: i64) -> i64 {
    MONEY_CLASSES_TENGE.into_iter().rev().find(|bound| tenge >= *bound).unwrap_or(0)
}

fn count_texts(
    segment: &SegmentReader,
    name: &str,
    documents: &[DocId],
    counts: &mut BTreeMap<String, u64>,
) -> Result<(), SearchError> {
    let Some(values) = segment.fast_fields().str(name)? else { return Ok(()) };
    let mut by_number = vec![0_u64; values.num_terms()];
    for number in documents.iter().flat_map(|document| values.term_ords(*document)) {
        if let Some(count) = usize::try_from(number).ok().and_then(|index| by_number.get_mut(index)) {
            *count += 1;
        }
    }
    let mut text = String::new();
    for (number, count) in (0_u64..).zip(by_number).filter(|(_, count)| *count > 0) {
        text.clear();
        if values.ord_to_str(number, &mut text)? {
            *counts.entry(text.clone()).or_insert(0) += count;
        }
    }
    Ok(())
}
