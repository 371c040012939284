//! The best path through both editions that keeps their order: dynamic programming over the steps *one to one,
//! removed, inserted, split, merged*.
#![expect(clippy::indexing_slicing, reason = "dynamic programming over tables sized to the two editions")]

use super::{Candidates, Comparison, real};

/// Logarithmic priors of what happens to a provision between two editions.
pub(super) const KEPT: f64 = -0.2;
pub(super) const REMOVED: f64 = -2.0;
pub(super) const INSERTED: f64 = -2.0;
pub(super) const SPLIT: f64 = -4.1;
pub(super) const MERGED: f64 = -4.1;
/// Share of moves among the provisions that the common order leaves over.
const MOVED_SHARE: f64 = 0.4;
/// Share of provisions that the common order leaves over, as long as it is not known.
const LEFT_OVER_SHARE: f64 = 0.1;
/// A move next to a neighbour that moved the same way.
pub(super) const MOVED_ALONG: f64 = -1.5;
/// Farthest apart that the parts of a split or merge may lie (others may stand between).
pub(super) const REACH: usize = 3;

/// Logarithmic prior of a move to one certain place, when so many provisions are without counterpart in the common
/// order: each of them may be the one, or none.
pub(super) fn moved(left_over: f64) -> f64 {
    REMOVED + INSERTED + (MOVED_SHARE / left_over.max(1.0)).ln()
}

/// Old and new provisions that belong together; one of the sides has one member.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Group {
    pub old: Vec<usize>,
    pub new: Vec<usize>,
    /// Log likelihood ratio of the texts.
    pub score: f64,
    /// Score and prior.
    pub value: f64,
    /// Outside the common order.
    pub far: bool,
}

/// A step of the path that takes several provisions on one side.
#[derive(Debug, Clone)]
struct Several {
    old: Vec<usize>,
    new: Vec<usize>,
    score: f64,
    value: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Start,
    SkipOld,
    SkipNew,
    Pair,
    /// Position in the list of several-steps.
    Several(u32),
}

/// The groups of the best path, in order.
pub(super) fn best_path(comparison: &Comparison, candidates: &Candidates) -> Vec<Group> {
    let (rows, columns) = (candidates.by_old.len(), candidates.by_new.len());
    let width = columns + 1;
    let several = several(comparison, candidates);
    let mut ending: Vec<Vec<(usize, u32)>> = vec![Vec::new(); rows];
    for (position, step) in several.iter().enumerate() {
        if let (Some(&old), Some(&new)) = (step.old.last(), step.new.last()) {
            ending[old].push((new, u32::try_from(position).unwrap_or(u32::MAX)));
        }
    }
    for list in &mut ending {
        list.sort_unstable();
    }
    let (skip_old, skip_new) = skip_values(candidates);
    let mut steps = vec![Step::Start; (rows + 1) * width];
    // The rows above, nearest first, as far back as a merge reaches.
    let mut above: Vec<Vec<f64>> = Vec::new();
    for x in 0..=rows {
        let mut row = vec![f64::NEG_INFINITY; width];
        let mut pairs = if x > 0 { candidates.by_old[x - 1].iter().peekable() } else { [].iter().peekable() };
        let mut many = if x > 0 { ending[x - 1].iter().peekable() } else { [].iter().peekable() };
        for y in 0..width {
            let mut best =
                if x == 0 && y == 0 { (0.0, Step::Start) } else { (f64::NEG_INFINITY, Step::Start) };
            let mut offer = |value: f64, step: Step| {
                if value > best.0 {
                    best = (value, step);
                }
            };
            if x > 0 {
                offer(above[0][y] + skip_old[x - 1], Step::SkipOld);
            }
            if y > 0 {
                offer(row[y - 1] + skip_new[y - 1], Step::SkipNew);
                if let Some(pair) = pairs.next_if(|pair| pair.0 == y - 1) {
                    offer(above[0][y - 1] + pair.1 + super::order::KEPT, Step::Pair);
                }
                while let Some(&(_, position)) = many.next_if(|one| one.0 == y - 1) {
                    let step = &several[super::background::index(position)];
                    let (old, new) = (step.old[0], step.new[0]);
                    let before = above[x - 1 - old][new];
                    offer(before + step.value, Step::Several(position));
                }
            }
            row[y] = best.0;
            steps[x * width + y] = best.1;
        }
        above.insert(0, row);
        above.truncate(REACH + 1);
    }
    trace(candidates, &several, &steps, width)
}

fn trace(candidates: &Candidates, several: &[Several], steps: &[Step], width: usize) -> Vec<Group> {
    let (mut x, mut y) = (candidates.by_old.len(), candidates.by_new.len());
    let mut groups = Vec::new();
    loop {
        match steps[x * width + y] {
            Step::Start => break,
            Step::SkipOld => x -= 1,
            Step::SkipNew => y -= 1,
            Step::Pair => {
                (x, y) = (x - 1, y - 1);
                let score = candidates.score(x, y).unwrap_or(f64::NEG_INFINITY);
                groups.push(Group {
                    old: vec![x],
                    new: vec![y],
                    score,
                    value: score + super::order::KEPT,
                    far: false,
                });
            }
            Step::Several(position) => {
                let step = several[super::background::index(position)].clone();
                (x, y) = (step.old[0], step.new[0]);
                groups.push(Group {
                    old: step.old,
                    new: step.new,
                    score: step.score,
                    value: step.value,
                    far: false,
                });
            }
        }
    }
    groups.reverse();
    groups
}

/// The value of leaving a provision out of the path. When two provisions prefer each other to everything else,
/// half of what a move would bring is credited to each: a path that uses neither of them loses nothing.
fn skip_values(candidates: &Candidates) -> (Vec<f64>, Vec<f64>) {
    let favourite = |list: &[(usize, f64)]| -> Option<(usize, f64)> {
        list.iter().copied().reduce(|best, one| if one.1 > best.1 { one } else { best })
    };
    let longer = candidates.by_new.len().max(candidates.by_old.len());
    let prior = moved(LEFT_OVER_SHARE * real(longer));
    let mut skip_old = vec![super::order::REMOVED; candidates.by_old.len()];
    let mut skip_new = vec![super::order::INSERTED; candidates.by_new.len()];
    for (old, list) in candidates.by_old.iter().enumerate() {
        let Some((new, score)) = favourite(list) else { continue };
        let mutual = favourite(&candidates.by_new[new]).map(|one| one.0) == Some(old);
        if !mutual || candidates.above_siblings(old, new, score) <= 0.0 {
            continue;
        }
        let credit = score + prior - super::order::REMOVED - super::order::INSERTED;
        if credit > 0.0 {
            skip_old[old] += credit / 2.0;
            skip_new[new] += credit / 2.0;
        }
    }
    (skip_old, skip_new)
}

/// Splits and merges worth a step: parts near each other that tell more together than the best of them alone.
fn several(comparison: &Comparison, candidates: &Candidates) -> Vec<Several> {
    let mut found = Vec::new();
    for (old, list) in candidates.by_old.iter().enumerate() {
        for parts in runs(list) {
            let score = comparison.score(&[old], &parts);
            let between = parts[parts.len() - 1] - parts[0] + 1 - parts.len();
            let value =
                score + super::order::SPLIT * real(parts.len() - 1) + super::order::INSERTED * real(between);
            if parts.iter().all(|&part| candidates.score(old, part).is_some_and(|alone| alone < score)) {
                found.push(Several { old: vec![old], new: parts, score, value });
            }
        }
    }
    for (new, list) in candidates.by_new.iter().enumerate() {
        for parts in runs(list) {
            let score = comparison.score(&parts, &[new]);
            let between = parts[parts.len() - 1] - parts[0] + 1 - parts.len();
            let value =
                score + super::order::MERGED * real(parts.len() - 1) + super::order::REMOVED * real(between);
            if parts.iter().all(|&part| candidates.score(part, new).is_some_and(|alone| alone < score)) {
                found.push(Several { old: parts, new: vec![new], score, value });
            }
        }
    }
    found
}

/// Two or three members of a list within reach of each other.
fn runs(list: &[(usize, f64)]) -> Vec<Vec<usize>> {
    let mut runs = Vec::new();
    for (at, first) in list.iter().enumerate() {
        for (next, second) in list.iter().enumerate().skip(at + 1) {
            if second.0 - first.0 > REACH {
                break;
            }
            runs.push(vec![first.0, second.0]);
            for third in list.iter().skip(next + 1) {
                if third.0 - first.0 > REACH {
                    break;
                }
                runs.push(vec![first.0, second.0, third.0]);
            }
        }
    }
    runs
}
