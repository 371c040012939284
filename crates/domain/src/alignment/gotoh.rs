//! Global alignment of two sequences with affine gaps (Gotoh 1982): the pairs, in order on both sides, whose weights
//! less a price per gap are highest. Two equal sequences of positive weights are paired position by position.
#![expect(clippy::indexing_slicing, reason = "dynamic programming over tables sized to the two sequences")]

/// Largest table (cells, one byte each); callers bring something cheaper for longer sequences.
pub(crate) const CELLS_MAX: usize = 4_000_000;

/// What a gap costs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct GapCost {
    /// Once per gap.
    pub open: f64,
    /// Per member of a gap.
    pub extend: f64,
}

/// The best pairs of positions. `weight` is `None` for members that must not be paired. The first member of a gap
/// pays the opening too, so that a change on both sides at one place is one gap.
pub(crate) fn best_pairs(
    old_len: usize,
    new_len: usize,
    cost: GapCost,
    weight: impl Fn(usize, usize) -> Option<f64>,
) -> Vec<(usize, usize)> {
    Table::fill(old_len, new_len, cost, weight).trace()
}

const FROM_MATCH: u8 = 1;
const FROM_OLD: u8 = 2;
const FROM_NEW: u8 = 4;
const MATCH_AFTER_MATCH: u8 = 8;
const REACHABLE: u8 = 16;

/// Best scores of all beginnings; only the choices are kept.
struct Table {
    old_len: usize,
    width: usize,
    choices: Vec<u8>,
    ends_in_match: bool,
}

impl Table {
    fn fill(
        old_len: usize,
        new_len: usize,
        cost: GapCost,
        weight: impl Fn(usize, usize) -> Option<f64>,
    ) -> Self {
        let width = new_len + 1;
        let mut choices = vec![0_u8; (old_len + 1) * width];
        let none = f64::NEG_INFINITY;
        let (mut match_above, mut gap_above) = (vec![none; width], vec![none; width]);
        let (mut match_row, mut gap_row) = (vec![none; width], vec![none; width]);
        for x in 0..=old_len {
            for y in 0..width {
                let mut choice = 0;
                match_row[y] = if x == 0 && y == 0 { 0.0 } else { none };
                if x > 0
                    && y > 0
                    && let Some(weight) = weight(x - 1, y - 1)
                {
                    let (after_match, after_gap) = (match_above[y - 1], gap_above[y - 1]);
                    if after_match >= after_gap {
                        choice |= MATCH_AFTER_MATCH;
                    }
                    match_row[y] = weight + after_match.max(after_gap);
                    if match_row[y] > none {
                        choice |= REACHABLE;
                    }
                }
                let open = match_row[y] - cost.open;
                let from_old = if x > 0 { gap_above[y] - cost.extend } else { none };
                let from_new = if y > 0 { gap_row[y - 1] - cost.extend } else { none };
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
        Self { old_len, width, choices, ends_in_match: match_above[last] >= gap_above[last] }
    }

    fn trace(&self) -> Vec<(usize, usize)> {
        let (mut x, mut y) = (self.old_len, self.width - 1);
        let mut in_match = self.ends_in_match;
        let mut found = Vec::new();
        while x > 0 || y > 0 {
            let choice = self.choices[x * self.width + y];
            if in_match && choice & REACHABLE != 0 {
                found.push((x - 1, y - 1));
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

#[cfg(test)]
mod tests {
    use super::*;

    const COST: GapCost = GapCost { open: 0.5, extend: 0.01 };

    fn pairs(old: &str, new: &str) -> Vec<(usize, usize)> {
        let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
        best_pairs(old.len(), new.len(), COST, |x, y| (old[x] == new[y]).then_some(1.0))
    }

    #[test]
    fn equal_sequences_are_paired_position_by_position() {
        assert_eq!(pairs("abab", "abab"), [(0, 0), (1, 1), (2, 2), (3, 3)]);
        assert_eq!(pairs("", ""), []);
    }

    #[test]
    fn a_gap_on_either_side_is_skipped() {
        assert_eq!(pairs("abc", "ac"), [(0, 0), (2, 1)]);
        assert_eq!(pairs("ac", "abc"), [(0, 0), (1, 2)]);
        assert_eq!(pairs("abc", ""), []);
        assert_eq!(pairs("x", "y"), []);
    }
}
