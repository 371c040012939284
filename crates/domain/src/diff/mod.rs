//! The differences of two texts word by word, for people to read.
//!
//! Units are whole words, whole numbers («1 250,5» is one) and marks, so that no change cuts a word: both languages
//! inflect at the end, and half a word is unreadable. Among all ways to explain a change, the one is taken that
//! keeps most letters in fewest places; single words left standing between two changes join them.
//!
//! **Invariants:** what is kept and inserted is exactly the new text; what is kept and removed is the old text but
//! for the kind of white space; neighbouring runs differ in kind, and of a removed and an inserted run at one place
//! the removed one comes first.

mod clean;
mod units;

use serde::{Deserialize, Serialize};
use units::{Unit, units};

use crate::alignment::gotoh::{CELLS_MAX, GapCost, best_pairs};

crate::text_enum::text_enum! {
    /// What became of a run of words.
    pub enum RunKind {
        /// In both texts.
        Kept => "kept",
        /// Only in the old text.
        Removed => "removed",
        /// Only in the new text.
        Inserted => "inserted",
    }
}

/// A stretch of text with one fate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// What became of it.
    pub kind: RunKind,
    /// The words with the white space between and around them.
    pub text: String,
    /// It is one number, removed for or inserted in place of another one: «100 → 120». The removed one is directly
    /// followed by the inserted one.
    pub number: bool,
}

/// Texts that share less than this part of their letters are shown as one replaced by the other.
const SHARED_MIN_PERCENT: usize = 20;
/// A change of words costs as much as this many matched letters bring (see [`weight`]).
const GAP: GapCost = GapCost { open: 1.2, extend: 0.0 };

/// The runs that turn `old` into `new`, in reading order; none for two empty texts.
pub fn word_diff(old: &str, new: &str) -> Vec<Run> {
    let (old_units, new_units) = (units(old), units(new));
    let mut pairs = common(&old_units, &new_units);
    if shared_percent(&old_units, &new_units, &pairs) < SHARED_MIN_PERCENT {
        pairs.clear();
    }
    let blocks = clean::slide(&old_units, &new_units, clean::join(&old_units, &new_units, &pairs));
    Writer::write(&old_units, &new_units, &blocks, (units::tail(old), units::tail(new)))
}

/// Whether the runs say anything but "kept".
pub fn changes_anything(runs: &[Run]) -> bool {
    runs.iter().any(|run| run.kind != RunKind::Kept)
}

/// Pairs of equal units, in order on both sides.
fn common(old: &[Unit], new: &[Unit]) -> Vec<(usize, usize)> {
    let same = |pair: &(&Unit, &Unit)| pair.0.text == pair.1.text;
    let head = old.iter().zip(new).take_while(same).count();
    let tail_max = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(tail_max).take_while(same).count();
    let (old_end, new_end) = (old.len() - tail, new.len() - tail);
    let middle_of = |list: &[Unit], end: usize| list.get(head..end).unwrap_or_default().to_vec();
    let (left, right) = (middle_of(old, old_end), middle_of(new, new_end));
    let mut pairs: Vec<(usize, usize)> = (0..head).map(|at| (at, at)).collect();
    let middle = if left.len().saturating_mul(right.len()) <= CELLS_MAX {
        best_pairs(left.len(), right.len(), GAP, |x, y| weight(left.get(x)?, right.get(y)?))
    } else {
        long_pairs(&left, &right)
    };
    pairs.extend(middle.into_iter().map(|(x, y)| (x + head, y + head)));
    pairs.extend((0..tail).map(|at| (old_end + at, new_end + at)));
    pairs
}

/// What keeping a unit is worth: a mark or a short word is no reason to cut a change in two.
fn weight(old: &Unit, new: &Unit) -> Option<f64> {
    let letters = u32::try_from(old.letters().min(8)).unwrap_or(8);
    (old.text == new.text).then(|| if letters == 0 { 0.2 } else { 0.4 + 0.15 * f64::from(letters) })
}

/// Equal units of texts too long for a table (Myers 1986).
fn long_pairs(old: &[Unit], new: &[Unit]) -> Vec<(usize, usize)> {
    let texts = |list: &[Unit]| list.iter().map(|unit| unit.text.clone()).collect::<Vec<String>>();
    let mut pairs = Vec::new();
    for step in similar::capture_diff_slices(similar::Algorithm::Myers, &texts(old), &texts(new)) {
        if let similar::DiffOp::Equal { old_index, new_index, len } = step {
            pairs.extend((0..len).map(|at| (old_index + at, new_index + at)));
        }
    }
    pairs
}

fn shared_percent(old: &[Unit], new: &[Unit], pairs: &[(usize, usize)]) -> usize {
    let letters = |list: &[Unit]| list.iter().map(Unit::letters).sum::<usize>();
    let shorter = letters(old).min(letters(new));
    let shared: usize = pairs.iter().filter_map(|pair| old.get(pair.0)).map(Unit::letters).sum();
    (shared * 100).checked_div(shorter).unwrap_or(100)
}

/// Units of both texts from the end of one block to the end of the next: first what changed, then what is equal.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Block {
    removed: std::ops::Range<usize>,
    inserted: std::ops::Range<usize>,
    /// Units after the change that are in both texts.
    kept: usize,
}

/// Puts runs together.
#[derive(Default)]
struct Writer {
    runs: Vec<Run>,
}

impl Writer {
    fn write(old: &[Unit], new: &[Unit], blocks: &[Block], tails: (&str, &str)) -> Vec<Run> {
        let mut writer = Self::default();
        for block in blocks {
            let part = |list: &[Unit], range: &std::ops::Range<usize>| -> Vec<Unit> {
                list.get(range.clone()).unwrap_or_default().to_vec()
            };
            writer.change(&part(old, &block.removed), &part(new, &block.inserted));
            let kept_old = part(old, &(block.removed.end..block.removed.end + block.kept));
            let kept_new = part(new, &(block.inserted.end..block.inserted.end + block.kept));
            for (left, right) in kept_old.iter().zip(&kept_new) {
                writer.space(&left.space, &right.space);
                writer.push(RunKind::Kept, &right.text, false);
            }
        }
        writer.space(tails.0, tails.1);
        writer.runs
    }

    fn change(&mut self, removed: &[Unit], inserted: &[Unit]) {
        let number = clean::is_number_change(removed, inserted);
        let mut removed = removed.to_vec();
        let mut inserted = inserted.to_vec();
        if let (Some(left), Some(right)) = (removed.first_mut(), inserted.first_mut()) {
            self.space(&std::mem::take(&mut left.space), &std::mem::take(&mut right.space));
        }
        for (kind, list) in [(RunKind::Removed, removed), (RunKind::Inserted, inserted)] {
            for unit in list {
                self.push(kind, &unit.space, number);
                self.push(kind, &unit.text, number);
            }
        }
    }

    /// White space in front of what is in both texts: its kind does not matter, whether there is some does.
    fn space(&mut self, old: &str, new: &str) {
        if old.is_empty() == new.is_empty() {
            self.push(RunKind::Kept, new, false);
        } else {
            self.push(RunKind::Removed, old, false);
            self.push(RunKind::Inserted, new, false);
        }
    }

    fn push(&mut self, kind: RunKind, text: &str, number: bool) {
        if text.is_empty() {
            return;
        }
        match self.runs.last_mut() {
            Some(run) if run.kind == kind && run.number == number => run.text.push_str(text),
            _ => self.runs.push(Run { kind, text: text.to_owned(), number }),
        }
    }
}

#[cfg(test)]
mod tests;
