//! The finished mapping, each part with its lead over the next best explanation.
//!
//! Likeness says little about certainty: rows of one template are alike and yet others. What counts is how much
//! worse the best other explanation of the same provisions is.
#![expect(clippy::indexing_slicing, reason = "indices are positions in the two editions")]

use super::{
    ALGORITHM, Alignment, Candidates, Comparison, Decided, Link, Relation, Single, moves::Assignment,
    order::Group, real, transfer::Transfer,
};

pub(super) fn report(
    comparison: &Comparison,
    candidates: &Candidates,
    assignment: &Assignment,
    decided: &Decided,
    transfers: &[Transfer],
) -> Alignment {
    let mut links = Vec::new();
    for group in assignment.groups() {
        for &old in &group.old {
            for &new in &group.new {
                let words_equal = comparison.words_equal(old, new);
                links.push(Link {
                    old,
                    new,
                    relation: relation(group, words_equal),
                    words_equal,
                    score: candidates.score(old, new).unwrap_or(group.score),
                    margin: link_margin(comparison, candidates, assignment, group, old, new),
                });
            }
        }
    }
    let mut removed = Vec::new();
    for old in 0..comparison.old.len() {
        if let Some(targets) = decided.get(&old) {
            links.extend(targets.iter().map(|&new| confirmed(comparison, decided, old, new)));
            if targets.is_empty() {
                removed.push(Single { provision: old, margin: f64::INFINITY, rival: None });
            }
        } else if assignment.old(old).is_none() {
            let leads = candidates.by_old[old]
                .iter()
                .map(|&(new, score)| (new, super::order::REMOVED - replaced(assignment, old, new, score)));
            removed.push(single(old, leads));
        }
    }
    let named: std::collections::BTreeSet<usize> = decided.values().flatten().copied().collect();
    let mut inserted = Vec::new();
    for new in 0..comparison.new.len() {
        if assignment.new_one(new).is_none() && !named.contains(&new) {
            let leads = candidates.by_new[new]
                .iter()
                .map(|&(old, score)| (old, super::order::INSERTED - replacing(assignment, old, new, score)));
            inserted.push(single(new, leads));
        }
    }
    for transfer in transfers {
        links.push(Link {
            old: transfer.old,
            new: transfer.new,
            relation: Relation::PartMoved,
            words_equal: false,
            score: transfer.score,
            margin: transfer.value,
        });
    }
    removed.retain(|single| transfers.iter().all(|transfer| transfer.old != single.provision));
    inserted.retain(|single| transfers.iter().all(|transfer| transfer.new != single.provision));
    links.sort_by_key(|link| (link.old, link.new));
    Alignment { algorithm: ALGORITHM.to_owned(), links, removed, inserted }
}

fn relation(group: &Group, words_equal: bool) -> Relation {
    if group.new.len() > 1 {
        Relation::Split
    } else if group.old.len() > 1 {
        Relation::Merged
    } else if group.far {
        Relation::Moved
    } else if words_equal {
        Relation::Same
    } else {
        Relation::Reworded
    }
}

fn confirmed(comparison: &Comparison, decided: &Decided, old: usize, new: usize) -> Link {
    let words_equal = comparison.words_equal(old, new);
    let several_new = decided.get(&old).is_some_and(|targets| targets.len() > 1);
    let several_old = decided.values().filter(|targets| targets.contains(&new)).count() > 1;
    let crosses = decided.iter().any(|(&other, targets)| {
        targets.iter().any(|&target| (other < old && target > new) || (other > old && target < new))
    });
    let relation = if several_new {
        Relation::Split
    } else if several_old {
        Relation::Merged
    } else if crosses {
        Relation::Moved
    } else if words_equal {
        Relation::Same
    } else {
        Relation::Reworded
    };
    let score = comparison.score(&[old], &[new]);
    Link { old, new, relation, words_equal, score, margin: f64::INFINITY }
}

/// Texts that differ and speak against each other (a negative score) are not certain by their place alone: the lead is
/// at most the score and this.
const SUPPORT: f64 = 2.0;

/// Lead of a link over the best explanation that does without it.
fn link_margin(
    comparison: &Comparison,
    candidates: &Candidates,
    assignment: &Assignment,
    group: &Group,
    old: usize,
    new: usize,
) -> f64 {
    let rest_new = group.new.iter().filter(|&&other| other != new);
    let rest_old = group.old.iter().filter(|&&other| other != old);
    // What remains of the group when the link is cut.
    let rest = if group.new.len() > 1 {
        let score = rest_new.filter_map(|&other| candidates.score(old, other)).fold(0.0, f64::max);
        group.value - group.score + score
    } else if group.old.len() > 1 {
        let score = rest_old.filter_map(|&other| candidates.score(other, new)).fold(0.0, f64::max);
        group.value - group.score + score
    } else {
        0.0
    };
    let alone = group.old.len() == 1 && group.new.len() == 1;
    let cut = if alone {
        super::order::REMOVED + super::order::INSERTED
    } else {
        rest + super::order::REMOVED.max(super::order::INSERTED)
    };
    let mut lead = group.value - cut;
    if alone && !comparison.words_equal(old, new) {
        lead = lead.min(group.score + SUPPORT);
    }
    if alone && group.far && !assignment.along(old, new) {
        lead = lead.min(candidates.above_siblings(old, new, group.score));
    }
    if alone {
        for &(other, score) in &candidates.by_old[old] {
            if other != new {
                lead =
                    lead.min(group.value - super::order::INSERTED - replaced(assignment, old, other, score));
            }
        }
        for &(other, score) in &candidates.by_new[new] {
            if other != old {
                lead =
                    lead.min(group.value - super::order::REMOVED - replacing(assignment, other, new, score));
            }
        }
    }
    lead
}

/// Value of pairing `old` with `new`, less what the present partner of `new` loses by it.
fn replaced(assignment: &Assignment, old: usize, new: usize, score: f64) -> f64 {
    let present = assignment.new_one(new).map_or(super::order::INSERTED, |group| {
        group.value
            - super::order::REMOVED * real(group.old.len())
            - super::order::INSERTED * real(group.new.len() - 1)
    });
    score + assignment.prior(old, new) - present
}

/// Value of pairing `old` with `new`, less what the present partner of `old` loses by it.
fn replacing(assignment: &Assignment, old: usize, new: usize, score: f64) -> f64 {
    let present = assignment.old(old).map_or(super::order::REMOVED, |group| {
        group.value
            - super::order::INSERTED * real(group.new.len())
            - super::order::REMOVED * real(group.old.len() - 1)
    });
    score + assignment.prior(old, new) - present
}

fn single(provision: usize, leads: impl Iterator<Item = (usize, f64)>) -> Single {
    let closest = leads.reduce(|least, one| if one.1 < least.1 { one } else { least });
    let (rival, margin) = closest.map_or((None, f64::INFINITY), |(rival, margin)| (Some(rival), margin));
    Single { provision, margin, rival }
}
