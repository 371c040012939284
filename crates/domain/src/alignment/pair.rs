//! Two texts word by word: which words of the old one live on in the new one, and how much that speaks for the
//! new text having been made from the old one.
//!
//! The alignment is global with affine gaps (Gotoh 1982). The score is the logarithm of a likelihood ratio:
//! *made from the old text by editing* against *written without it*, in nats. How heavily a text was edited is
//! not known, so the score sums over rates of editing.
#![expect(clippy::indexing_slicing, reason = "dynamic programming over tables sized to the two texts")]

use std::ops::Range;

use super::{
    background::{Sequence, Vocabulary},
    gotoh::{self, GapCost},
    real,
    tokens::TokenKind,
};

/// Preferring a match, however little it says, to a change.
const MATCH_BASE: f64 = 0.35;
/// Changing from kept to changed words when asking whether two texts belong together: stray words of the same form
/// shall not count.
pub(super) const GAP_OPEN: f64 = 0.7;
/// The same when it is known that they do and the question is where each word went.
pub(super) const GAP_OPEN_KNOWN: f64 = 0.3;
const GAP_EXTEND: f64 = 0.01;
/// A word in another form: log of the share of such changes among kept words.
const FORM_COST: f64 = 1.5;
/// Each further word of one changed passage.
const PASSAGE_COST: f64 = 0.4;
/// Information of a word that an editor writes in, whatever it is.
const WRITTEN_INFORMATION: f64 = 6.0;
/// What one written-in word may speak against a pair: it is what a sibling of the row would have there.
const SIBLING_COST_MAX: f64 = 2.5;
/// Rates of editing (changed passages per word) and their logarithmic prior shares.
const RATES: [(f64, f64); 5] = [(0.01, 0.5), (0.04, 0.2), (0.12, 0.15), (0.3, 0.1), (0.5, 0.05)];

/// What became of one word of the old text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Match {
    pub old: usize,
    pub new: usize,
    /// The form is the same.
    pub exact: bool,
    /// Information it carries in favour of the pair.
    pub gain: f64,
}

/// The matched words of two texts, in order in both.
pub(super) fn matches(vocabulary: &Vocabulary, old: &Sequence, new: &Sequence, gap_open: f64) -> Vec<Match> {
    // Equal beginnings and ends need no search; most texts are equal throughout.
    let shorter = old.len().min(new.len());
    let head = old.ids.iter().zip(&new.ids).take_while(|(a, b)| a == b).count();
    let tails = old.ids.iter().rev().zip(new.ids.iter().rev());
    let tail = tails.take(shorter - head).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (head..old.len() - tail, head..new.len() - tail);
    let mut found: Vec<Match> =
        (0..head).map(|at| Match { old: at, new: at, exact: true, gain: 0.0 }).collect();
    if old_rest.len().saturating_mul(new_rest.len()) <= gotoh::CELLS_MAX {
        let (left, right) = (old.part(old_rest), new.part(new_rest));
        let cost = GapCost { open: gap_open, extend: GAP_EXTEND };
        let middle =
            gotoh::best_pairs(left.len(), right.len(), cost, |x, y| weight(vocabulary, &left, &right, x, y));
        found.extend(middle.into_iter().map(|(x, y)| {
            let (old_at, new_at) = (x + head, y + head);
            Match { old: old_at, new: new_at, exact: old.ids[old_at] == new.ids[new_at], gain: 0.0 }
        }));
    } else {
        found.extend(long_matches(old, old_rest, new, new_rest));
    }
    let ends = (0..tail).rev().map(|at| (old.len() - 1 - at, new.len() - 1 - at));
    found.extend(ends.map(|(old, new)| Match { old, new, exact: true, gain: 0.0 }));
    for one in &mut found {
        one.gain = gain(vocabulary, old, new, one.old, one.new).unwrap_or(0.0);
    }
    found
}

/// Equal words of texts too long for a table (Myers).
fn long_matches(
    old: &Sequence,
    old_part: Range<usize>,
    new: &Sequence,
    new_part: Range<usize>,
) -> Vec<Match> {
    let algorithm = similar::Algorithm::Myers;
    let mut found = Vec::new();
    for step in similar::capture_diff(algorithm, &old.ids, old_part, &new.ids, new_part) {
        if let similar::DiffOp::Equal { old_index, new_index, len } = step {
            found.extend((0..len).map(|at| Match {
                old: old_index + at,
                new: new_index + at,
                exact: true,
                gain: 0.0,
            }));
        }
    }
    found
}

/// Log likelihood ratio of the pair, in nats.
pub(super) fn score(vocabulary: &Vocabulary, old: &Sequence, new: &Sequence, matches: &[Match]) -> f64 {
    let mut total = 0.0;
    let mut kept = 0_usize;
    let mut changes = 0_usize;
    let mut next = (0, 0);
    let ends = Match { old: old.len(), new: new.len(), exact: true, gain: 0.0 };
    for found in matches.iter().chain(std::iter::once(&ends)) {
        let removed = found.old - next.0;
        let written = found.new - next.1;
        if removed + written > 0 {
            changes += 1;
            total -= PASSAGE_COST * real(removed.saturating_sub(1) + written.saturating_sub(1));
            total -= written_cost(vocabulary, &old.ids[next.0..found.old], new, next.1..found.new);
        }
        total += found.gain;
        if !found.exact {
            total -= FORM_COST;
        }
        kept += 1;
        next = (found.old + 1, found.new + 1);
    }
    let (kept, changes) = (real(kept - 1), real(changes));
    let rates = RATES.map(|(rate, prior)| prior.ln() + kept * (1.0 - rate).ln() + changes * rate.ln());
    total + log_sum(&rates)
}

/// A passage that opens with just the word that the background expects there points to a sibling of the row; how
/// it goes on says nothing more. A number for a number is an ordinary edit and half excused.
fn written_cost(vocabulary: &Vocabulary, removed: &[u32], new: &Sequence, written: Range<usize>) -> f64 {
    let Some(opening) =
        written.clone().find(|&position| vocabulary.kind(new.ids[position]) != TokenKind::Mark)
    else {
        return 0.0;
    };
    let number = |id: &u32| vocabulary.kind(*id) == TokenKind::Number;
    let expected = (WRITTEN_INFORMATION - new.surprises[opening]).clamp(0.0, SIBLING_COST_MAX);
    if number(&new.ids[opening]) && removed.iter().any(number) { expected / 2.0 } else { expected }
}

fn log_sum(values: &[f64]) -> f64 {
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    most + values.iter().map(|value| (value - most).exp()).sum::<f64>().ln()
}

fn weight(vocabulary: &Vocabulary, old: &Sequence, new: &Sequence, x: usize, y: usize) -> Option<f64> {
    gain(vocabulary, old, new, x, y).map(|gain| gain + MATCH_BASE)
}

/// What a matched pair of words says for the texts, or `None` when the words have nothing in common.
fn gain(vocabulary: &Vocabulary, old: &Sequence, new: &Sequence, x: usize, y: usize) -> Option<f64> {
    if old.ids[x] == new.ids[y] {
        return Some(old.gains[x].min(new.gains[y]));
    }
    vocabulary.likeness(old.ids[x], new.ids[y]).map(|likeness| (likeness * old.gains[x]).min(7.0))
}
