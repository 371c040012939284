//! Alignment and anchoring against editions whose true mapping is known.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{EvalError, ratio};
use crate::{
    alignment::{ProvisionText, align},
    anchoring::{Place, Placement, PlacementState, Placer, Quote},
};

/// Overlap (intersection over union) at which a span counts as found.
const OVERLAP_MIN: f64 = 0.5;

/// Figures of one file.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct AnchoringReport {
    /// Pairs of provisions.
    pub mapping: MappingFigures,
    /// Quotes.
    pub quotes: QuoteFigures,
}

/// Found pairs of an old and a new provision against the true ones.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct MappingFigures {
    /// Share of the found pairs that are true.
    pub precision: f64,
    /// Share of the true pairs that were found.
    pub recall: f64,
    /// Harmonic mean of both.
    pub f1: f64,
}

/// Shares of all quotes but those of the class `grey`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct QuoteFigures {
    /// In the right provision with enough overlap, or rightly called removed; the best guess of a quote in doubt
    /// counts too.
    pub right: f64,
    /// Placed elsewhere, or placed though gone, without being in doubt.
    pub silently_wrong: f64,
    /// Left to people.
    pub in_doubt: f64,
    /// Called removed though there.
    pub lost: f64,
}

#[derive(Deserialize)]
struct File {
    old: Vec<FileProvision>,
    new: Vec<FileProvision>,
    mapping: Vec<FileMapping>,
    quotes: Vec<FileQuote>,
}

#[derive(Deserialize)]
struct FileProvision {
    id: String,
    #[serde(default)]
    kind: String,
    text: String,
}

#[derive(Deserialize)]
struct FileMapping {
    old: String,
    new: Vec<String>,
}

#[derive(Deserialize)]
struct FileQuote {
    old: String,
    start: usize,
    end: usize,
    exact: String,
    #[serde(default)]
    prefix: String,
    #[serde(default)]
    suffix: String,
    #[serde(default)]
    cls: String,
    expect: Option<FilePlace>,
}

#[derive(Deserialize)]
struct FilePlace {
    new: String,
    start: usize,
    end: usize,
}

/// Aligns the two editions of a file, places its quotes and compares with its truth.
pub fn eval_anchoring(json: &str) -> Result<AnchoringReport, EvalError> {
    let file: File = serde_json::from_str(json)?;
    let (old, new) = (provisions(&file.old), provisions(&file.new));
    let (old_ids, new_ids) = (positions(&file.old), positions(&file.new));
    let alignment = align(&old, &new, &[])?;
    let mut truth = BTreeSet::new();
    for mapping in &file.mapping {
        for target in &mapping.new {
            truth.insert((find(&old_ids, &mapping.old)?, find(&new_ids, target)?));
        }
    }
    let found: BTreeSet<(usize, usize)> = alignment.links.iter().map(|link| (link.old, link.new)).collect();
    let hits = truth.intersection(&found).count();
    let (precision, recall) = (ratio(hits, found.len()), ratio(hits, truth.len()));
    let f1 = if hits == 0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) };

    let placer = Placer::new(&old, &new, &alignment);
    let (mut right, mut silently_wrong, mut in_doubt, mut lost, mut all) = (0, 0, 0, 0, 0);
    for quote in file.quotes.iter().filter(|quote| quote.cls != "grey") {
        let provision = find(&old_ids, &quote.old)?;
        let expected = match &quote.expect {
            Some(place) => {
                Some(Place { provision: find(&new_ids, &place.new)?, start: place.start, end: place.end })
            }
            None => None,
        };
        let placement = placer.place(provision, 0, &quote.quote());
        all += 1;
        let outcome = judge(&placement, expected);
        right += usize::from(outcome.right);
        silently_wrong += usize::from(outcome.silently_wrong);
        lost += usize::from(outcome.lost);
        in_doubt += usize::from(placement.state == PlacementState::InDoubt);
    }
    Ok(AnchoringReport {
        mapping: MappingFigures { precision, recall, f1 },
        quotes: QuoteFigures {
            right: ratio(right, all),
            silently_wrong: ratio(silently_wrong, all),
            in_doubt: ratio(in_doubt, all),
            lost: ratio(lost, all),
        },
    })
}

struct Outcome {
    right: bool,
    silently_wrong: bool,
    lost: bool,
}

fn judge(placement: &Placement, expected: Option<Place>) -> Outcome {
    let sure = placement.state != PlacementState::InDoubt;
    let removed = placement.state == PlacementState::Removed;
    match expected {
        None => Outcome { right: removed, silently_wrong: sure && !removed, lost: false },
        Some(expected) => {
            let right = placement.place.is_some_and(|place| overlap(place, expected) >= OVERLAP_MIN);
            Outcome { right, silently_wrong: sure && !removed && !right, lost: removed }
        }
    }
}

/// Intersection over union of two spans; nothing in different provisions.
fn overlap(one: Place, other: Place) -> f64 {
    if one.provision != other.provision {
        return 0.0;
    }
    let shared = one.end.min(other.end).saturating_sub(one.start.max(other.start));
    let together = one.end.max(other.end).saturating_sub(one.start.min(other.start));
    ratio(shared, together)
}

impl FileQuote {
    fn quote(&self) -> Quote {
        Quote {
            exact: self.exact.clone(),
            prefix: self.prefix.clone(),
            suffix: self.suffix.clone(),
            start: self.start,
            end: self.end,
        }
    }
}

fn provisions(list: &[FileProvision]) -> Vec<ProvisionText> {
    list.iter().map(|one| ProvisionText { kind: one.kind.clone(), texts: vec![one.text.clone()] }).collect()
}

fn positions(list: &[FileProvision]) -> BTreeMap<&str, usize> {
    list.iter().enumerate().map(|(position, one)| (one.id.as_str(), position)).collect()
}

fn find(positions: &BTreeMap<&str, usize>, id: &str) -> Result<usize, EvalError> {
    positions.get(id).copied().ok_or_else(|| EvalError::Unknown(id.to_owned()))
}
