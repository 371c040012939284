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
    real,
    tokens::TokenKind,
};

/// Largest table of two texts (cells, one byte each).
const CELLS_MAX: usize = 4_000_000;
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
    let mut found: Vec<Match> = (0..head).map(|at| Match { old: at, new: at, exact: true, gain: 0.0 }).collect();
    if old_rest.len().saturating_mul(new_rest.len()) <= CELLS_MAX {
        let (left, right) = (old.part(old_rest), new.part(new_rest));
        let middle = Table::fill(vocabulary, &left, &right, gap_open).trace(&left, &right);
        found.extend(middle.into_iter().map(|one| Match { old: one.old + head, new: one.new + head, ..one }));
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
fn long_matches(old: &Sequence, old_part: Range<usize>, new: &Sequence, new_part: Range<usize>) -> Vec<Match> {
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
            total -= (super::tuned!("PASSAGE_COST", PASSAGE_COST)) * real(removed.saturating_sub(1) + written.saturating_sub(1));
            total -= written_cost(vocabulary, &old.ids[next.0..found.old], new, next.1..found.new);
        }
        total += found.gain;
        if !found.exact {
            total -= (super::tuned!("FORM_COST", FORM_COST));
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
    let expected = ((super::tuned!("WRITTEN_INFORMATION", WRITTEN_INFORMATION)) - new.surprises[opening]).clamp(0.0, (super::tuned!("SIBLING_COST_MAX", SIBLING_COST_MAX)));
    if number(&new.ids[opening]) && removed.iter().any(number) { expected / 2.0 } else { expected }
}

fn log_sum(values: &[f64]) -> f64 {
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    most + values.iter().map(|value| (value - most).exp()).sum::<f64>().ln()
}

const FROM_MATCH: u8 = 1;
const FROM_OLD: u8 = 2;
const FROM_NEW: u8 = 4;
const MATCH_AFTER_MATCH: u8 = 8;
const REACHABLE: u8 = 16;

/// Best scores of all beginnings; only the choices are kept.
struct Table {
    width: usize,
    choices: Vec<u8>,
    ends_in_match: bool,
}

impl Table {
    fn fill(vocabulary: &Vocabulary, old: &Sequence, new: &Sequence, gap_open: f64) -> Self {
        let width = new.len() + 1;
        let mut choices = vec![0_u8; (old.len() + 1) * width];
        let none = f64::NEG_INFINITY;
        let (mut match_above, mut gap_above) = (vec![none; width], vec![none; width]);
        let (mut match_row, mut gap_row) = (vec![none; width], vec![none; width]);
        for x in 0..=old.len() {
            for y in 0..width {
                let mut choice = 0;
                match_row[y] = if x == 0 && y == 0 { 0.0 } else { none };
                if x > 0 && y > 0 {
                    if let Some(weight) = weight(vocabulary, old, new, x - 1, y - 1) {
                        let (after_match, after_gap) = (match_above[y - 1], gap_above[y - 1]);
                        if after_match >= after_gap {
                            choice |= MATCH_AFTER_MATCH;
                        }
                        match_row[y] = weight + after_match.max(after_gap);
                        if match_row[y] > none {
                            choice |= REACHABLE;
                        }
                    }
                }
                let open = match_row[y] - gap_open;
                let from_old = if x > 0 { gap_above[y] - (super::tuned!("GAP_EXTEND", GAP_EXTEND)) } else { none };
                let from_new = if y > 0 { gap_row[y - 1] - (super::tuned!("GAP_EXTEND", GAP_EXTEND)) } else { none };
                // A gap may also be opened by a step; the opening itself consumes nothing.
                if open >= from_old && open >= from_new {
                    gap_row[y] = open;
                    choice |= FROM_MATCH;
                } else if from_new >= from_old {
                    gap_row[y] = from_new;
                    choice |= FROM_NEW;
                } else {
                    gap_row[y] = from_old;
                    choice |= FROM_OLD;
                }
                choices[x * width + y] = choice;
            }
            std::mem::swap(&mut match_above, &mut match_row);
            std::mem::swap(&mut gap_above, &mut gap_row);
        }
        let last = width - 1;
        Self { width, choices, ends_in_match: match_above[last] >= gap_above[last] }
    }

    fn trace(&self, old: &Sequence, new: &Sequence) -> Vec<Match> {
        let (mut x, mut y) = (old.len(), new.len());
        let mut in_match = self.ends_in_match;
        let mut found = Vec::new();
        while x > 0 || y > 0 {
            let choice = self.choices[x * self.width + y];
            if in_match && choice & REACHABLE != 0 {
                let exact = old.ids[x - 1] == new.ids[y - 1];
                found.push(Match { old: x - 1, new: y - 1, exact, gain: 0.0 });
                in_match = choice & MATCH_AFTER_MATCH != 0;
                (x, y) = (x - 1, y - 1);
            } else if !in_match && choice & FROM_MATCH != 0 {
                in_match = true;
            } else if choice & FROM_NEW != 0 {
                y -= 1;
            } else if choice & FROM_OLD != 0 {
                x -= 1;
            } else {
                break;
            }
        }
        found.reverse();
        found
    }
}

fn weight(vocabulary: &Vocabulary, old: &Sequence, new: &Sequence, x: usize, y: usize) -> Option<f64> {
    gain(vocabulary, old, new, x, y).map(|gain| gain + (super::tuned!("MATCH_BASE", MATCH_BASE)))
}

/// What a matched pair of words says for the texts, or `None` when the words have nothing in common.
fn gain(
    vocabulary: &Vocabulary,
    old: &Sequence,
    new: &Sequence,
    x: usize,
    y: usize,
) -> Option<f64> {
    if old.ids[x] == new.ids[y] {
        return Some(old.gains[x].min(new.gains[y]));
    }
    vocabulary
        .likeness(old.ids[x], new.ids[y])
        .map(|likeness| (likeness * old.gains[x]).min(super::tuned!("FORMMAX", 7.0)))
}
