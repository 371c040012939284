//! What the common order leaves over: provisions that moved, and pairs that a move explains better.
#![expect(clippy::indexing_slicing, reason = "indices are positions in the two editions")]

use super::{
    Candidates, Comparison,
    order::{Group, REACH, moved},
};

/// Groups, and which group each provision is in.
#[derive(Debug)]
pub(super) struct Assignment {
    groups: Vec<Option<Group>>,
    of_old: Vec<Option<usize>>,
    of_new: Vec<Option<usize>>,
    /// Logarithmic prior of a move.
    moved: f64,
}

impl Assignment {
    fn new(groups: Vec<Group>, old_count: usize, new_count: usize) -> Self {
        let mut made = Self {
            groups: Vec::new(),
            of_old: vec![None; old_count],
            of_new: vec![None; new_count],
            moved: 0.0,
        };
        for group in groups {
            made.add(group);
        }
        let left_over = |list: &[Option<usize>]| list.iter().filter(|group| group.is_none()).count();
        made.moved = moved(super::real(left_over(&made.of_old).max(left_over(&made.of_new))));
        made
    }

    fn add(&mut self, group: Group) {
        let id = self.groups.len();
        for &old in &group.old {
            self.of_old[old] = Some(id);
        }
        for &new in &group.new {
            self.of_new[new] = Some(id);
        }
        self.groups.push(Some(group));
    }

    fn remove(&mut self, id: usize) {
        if let Some(group) = self.groups[id].take() {
            for old in group.old {
                self.of_old[old] = None;
            }
            for new in group.new {
                self.of_new[new] = None;
            }
        }
    }

    pub(super) fn groups(&self) -> impl Iterator<Item = &Group> {
        self.groups.iter().flatten()
    }

    pub(super) fn old(&self, old: usize) -> Option<&Group> {
        self.of_old[old].and_then(|id| self.groups[id].as_ref())
    }

    pub(super) fn new_one(&self, new: usize) -> Option<&Group> {
        self.of_new[new].and_then(|id| self.groups[id].as_ref())
    }

    pub(super) fn linked(&self, old: Option<usize>, new: Option<usize>) -> bool {
        let (Some(old), Some(new)) = (old, new) else { return false };
        self.of_old
            .get(old)
            .is_some_and(|group| group.is_some() && self.of_new.get(new).is_some_and(|other| other == group))
    }

    /// Prior of a pair at its place: in order with its surroundings, along with a moved neighbour, or on its own.
    pub(super) fn prior(&self, old: usize, new: usize) -> f64 {
        if self.in_order(old, new) {
            return super::order::KEPT;
        }
        if self.along(old, new) { super::order::MOVED_ALONG } else { self.moved }
    }

    /// Whether a neighbour went the same way; one provision between them may have been removed or put in.
    pub(super) fn along(&self, old: usize, new: usize) -> bool {
        let steps = [(1, 1), (1, 2), (2, 1), (2, 2)];
        steps.into_iter().any(|(of_old, of_new)| {
            self.linked(old.checked_sub(of_old), new.checked_sub(of_new))
                || self.linked(Some(old + of_old), Some(new + of_new))
        })
    }

    /// Whether a pair would keep the order of the nearest provisions that kept theirs.
    fn in_order(&self, old: usize, new: usize) -> bool {
        let stays = |index: usize| {
            self.old(index).filter(|group| !group.far && !group.new.contains(&new) && index != old)
        };
        let before = (0..old).rev().find_map(stays).and_then(|group| group.new.last().copied());
        let after = (old + 1..self.of_old.len()).find_map(stays).and_then(|group| group.new.first().copied());
        before.is_none_or(|before| before < new) && after.is_none_or(|after| new < after)
    }
}

/// Completes the groups of the ordered path with moves.
pub(super) fn complete(comparison: &Comparison, candidates: &Candidates, groups: Vec<Group>) -> Assignment {
    let (old_count, new_count) = (candidates.by_old.len(), candidates.by_new.len());
    let mut assignment = Assignment::new(groups, old_count, new_count);
    // Each exchange raises the total value; the bound only guards against rounding.
    for _ in 0..2 * (old_count + new_count) {
        let Some((old, new, score)) = best_exchange(candidates, &assignment) else { break };
        let prior = assignment.prior(old, new);
        for id in [assignment.of_old[old], assignment.of_new[new]].into_iter().flatten() {
            assignment.remove(id);
        }
        let far = !assignment.in_order(old, new);
        assignment.add(Group { old: vec![old], new: vec![new], score, value: score + prior, far });
    }
    absorb(comparison, candidates, &mut assignment);
    assignment
}

/// The pair whose coming together raises the total value most.
fn best_exchange(candidates: &Candidates, assignment: &Assignment) -> Option<(usize, usize, f64)> {
    let mut best: Option<(f64, usize, usize, f64)> = None;
    for (old, list) in candidates.by_old.iter().enumerate() {
        for &(new, score) in list {
            let gain = exchange_gain(candidates, assignment, old, new, score);
            if gain > 1e-9 && best.is_none_or(|found| gain > found.0) {
                best = Some((gain, old, new, score));
            }
        }
    }
    best.map(|(_, old, new, score)| (old, new, score))
}

/// What the total gains when `old` and `new` leave what they are in and become a pair.
fn exchange_gain(
    candidates: &Candidates,
    assignment: &Assignment,
    old: usize,
    new: usize,
    score: f64,
) -> f64 {
    if score <= 0.0 || assignment.linked(Some(old), Some(new)) {
        return f64::NEG_INFINITY;
    }
    let (from, to) = (assignment.old(old), assignment.new_one(new));
    let lost = |group: Option<&Group>| group.map_or(0.0, |group| group.value);
    let released = |group: Option<&Group>| {
        group.map_or(0.0, |group| {
            super::order::REMOVED * super::real(group.old.len())
                + super::order::INSERTED * super::real(group.new.len())
        })
    };
    let singles = released(from) + released(to) - lost(from) - lost(to);
    // An upper bound first: the place in the order is costly to find out.
    if score + super::order::KEPT - super::order::REMOVED - super::order::INSERTED + singles <= 1e-9 {
        return f64::NEG_INFINITY;
    }
    let in_order = assignment.in_order(old, new);
    if !in_order && !assignment.along(old, new) && !candidates.may_move(old, new, score) {
        return f64::NEG_INFINITY;
    }
    score + assignment.prior(old, new) - super::order::REMOVED - super::order::INSERTED + singles
}

/// Left-over provisions next to a moved group that are a part of it.
fn absorb(comparison: &Comparison, candidates: &Candidates, assignment: &mut Assignment) {
    for new in 0..candidates.by_new.len() {
        if assignment.of_new[new].is_some() {
            continue;
        }
        let mut best: Option<(f64, Group)> = None;
        for &(old, _) in &candidates.by_new[new] {
            let Some(group) = assignment.old(old) else { continue };
            if group.old.len() > 1 || !group.new.iter().any(|other| other.abs_diff(new) <= REACH) {
                continue;
            }
            let mut parts = group.new.clone();
            parts.push(new);
            parts.sort_unstable();
            let score = comparison.score(&group.old, &parts);
            let value = group.value - group.score + score + super::order::SPLIT;
            let gain = value - group.value - super::order::INSERTED;
            if gain > 0.0 && best.as_ref().is_none_or(|found| gain > found.0) {
                best =
                    Some((gain, Group { old: group.old.clone(), new: parts, score, value, far: group.far }));
            }
        }
        replace(assignment, best);
    }
    for old in 0..candidates.by_old.len() {
        if assignment.of_old[old].is_some() {
            continue;
        }
        let mut best: Option<(f64, Group)> = None;
        for &(new, _) in &candidates.by_old[old] {
            let Some(group) = assignment.new_one(new) else { continue };
            if group.new.len() > 1 || !group.old.iter().any(|other| other.abs_diff(old) <= REACH) {
                continue;
            }
            let mut parts = group.old.clone();
            parts.push(old);
            parts.sort_unstable();
            let score = comparison.score(&parts, &group.new);
            let value = group.value - group.score + score + super::order::MERGED;
            let gain = value - group.value - super::order::REMOVED;
            if gain > 0.0 && best.as_ref().is_none_or(|found| gain > found.0) {
                best =
                    Some((gain, Group { old: parts, new: group.new.clone(), score, value, far: group.far }));
            }
        }
        replace(assignment, best);
    }
}

fn replace(assignment: &mut Assignment, best: Option<(f64, Group)>) {
    if let Some((_, group)) = best {
        let ids: Vec<usize> = group
            .old
            .iter()
            .filter_map(|&old| assignment.of_old[old])
            .chain(group.new.iter().filter_map(|&new| assignment.of_new[new]))
            .collect();
        for id in ids {
            assignment.remove(id);
        }
        assignment.add(group);
    }
}
