//! What differs between two editions of one program.

use std::collections::BTreeMap;

use super::{Block, parents};
use crate::decision::ChangeKind;
use crate::money::FundingSource;
use crate::program::{Cost, ProvisionData};

/// A provision of either edition, and how it differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Index in the old edition.
    pub old: Option<usize>,
    /// Index in the new edition.
    pub new: Option<usize>,
    /// How it differs; `None` when it does not.
    pub kind: Option<ChangeKind>,
    /// Whether it stands elsewhere among its siblings or under another parent, also when its words differ too.
    pub moved: bool,
}

/// Compares two editions. Every provision of either occurs once, in the reading order of the new edition; what was
/// removed stands where it stood. Labels do not count: an insertion renumbers everything behind it.
pub fn compare(old: &[Block], new: &[Block]) -> Vec<Entry> {
    let old_index: BTreeMap<i64, usize> =
        old.iter().enumerate().map(|(index, block)| (block.id, index)).collect();
    let new_index: BTreeMap<i64, usize> =
        new.iter().enumerate().map(|(index, block)| (block.id, index)).collect();
    let moved = moved(old, new, &old_index, &new_index);
    let mut keyed: Vec<((usize, usize), Entry)> = new
        .iter()
        .enumerate()
        .map(|(index, block)| {
            let old_at = old_index.get(&block.id).copied();
            let moved = moved.contains(&block.id);
            let kind = match old_at.and_then(|at| old.get(at)) {
                None => Some(ChangeKind::Inserted),
                Some(before) if differs(before, block) => Some(ChangeKind::Reworded),
                Some(_) => moved.then_some(ChangeKind::Moved),
            };
            ((index + 1, 0), Entry { old: old_at, new: Some(index), kind, moved })
        })
        .collect();
    let mut after = 0;
    for (index, block) in old.iter().enumerate() {
        match new_index.get(&block.id) {
            Some(at) if moved.contains(&block.id) => {
                // What moved away says nothing about where its old neighbours were.
                let _ = at;
            }
            Some(at) => after = at + 1,
            None => keyed.push((
                (after, index + 1),
                Entry { old: Some(index), new: None, kind: Some(ChangeKind::Removed), moved: false },
            )),
        }
    }
    keyed.sort_by_key(|(key, _)| *key);
    keyed.into_iter().map(|(_, entry)| entry).collect()
}

/// Whether two states of one provision differ in anything but place and label.
fn differs(old: &Block, new: &Block) -> bool {
    let (old, new) = (&old.provision, &new.provision);
    old.text != new.text || old.data != new.data || old.kind != new.kind || old.direction != new.direction
}

/// Provisions of both editions that left their place: those whose parent is another one that both editions have, and
/// among the children of one parent those outside the longest run that kept its order.
fn moved(
    old: &[Block],
    new: &[Block],
    old_index: &BTreeMap<i64, usize>,
    new_index: &BTreeMap<i64, usize>,
) -> std::collections::BTreeSet<i64> {
    let (old_parents, new_parents) = (parents(old), parents(new));
    let parent_id = |blocks: &[Block], parents: &[Option<usize>], at: usize| {
        parents.get(at).copied().flatten().and_then(|parent| blocks.get(parent)).map(|block| block.id)
    };
    let mut moved = std::collections::BTreeSet::new();
    let mut families: BTreeMap<Option<i64>, Vec<(usize, i64)>> = BTreeMap::new();
    for (at, block) in new.iter().enumerate() {
        let Some(&old_at) = old_index.get(&block.id) else { continue };
        let (before, now) = (parent_id(old, &old_parents, old_at), parent_id(new, &new_parents, at));
        let both_last = before.is_none_or(|id| new_index.contains_key(&id))
            && now.is_none_or(|id| old_index.contains_key(&id));
        if before != now && both_last {
            moved.insert(block.id);
        } else {
            families.entry(now).or_default().push((old_at, block.id));
        }
    }
    for children in families.into_values() {
        let positions: Vec<usize> = children.iter().map(|(at, _)| *at).collect();
        let stays = longest_increasing(&positions);
        moved.extend(children.iter().zip(stays).filter(|(_, stays)| !stays).map(|((_, id), _)| *id));
    }
    moved
}

/// Which elements belong to the longest increasing run; of several, the one that a patience sort finds.
fn longest_increasing(values: &[usize]) -> Vec<bool> {
    // `ends[k]` is the index of the smallest last element of a run of length k + 1.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; values.len()];
    let value = |index: usize| values.get(index).copied().unwrap_or(0);
    for (index, &own) in values.iter().enumerate() {
        let place = ends.partition_point(|end| value(*end) < own);
        if let Some(slot) = before.get_mut(index) {
            *slot = place.checked_sub(1).and_then(|earlier| ends.get(earlier).copied());
        }
        match ends.get_mut(place) {
            Some(end) => *end = index,
            None => ends.push(index),
        }
    }
    let mut stays = vec![false; values.len()];
    let mut at = ends.last().copied();
    while let Some(index) = at {
        if let Some(stay) = stays.get_mut(index) {
            *stay = true;
        }
        at = before.get(index).copied().flatten();
    }
    stays
}

/// A figure that an edition changed; a side without a value is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Figure {
    /// Value of an indicator in a year: decimal texts with a point.
    Target {
        /// Calendar year.
        year: u16,
        /// Before.
        old: Option<String>,
        /// After.
        new: Option<String>,
    },
    /// Baseline of an indicator.
    Baseline {
        /// Before.
        old: Option<String>,
        /// After.
        new: Option<String>,
    },
    /// Money of a measure in one year from one source, whole tenge.
    Cost {
        /// Calendar year.
        year: u16,
        /// Where it comes from.
        source: FundingSource,
        /// Before.
        old: Option<i64>,
        /// After.
        new: Option<i64>,
    },
    /// All money of a measure, whole tenge; `None` when nobody knows.
    Total {
        /// Before.
        old: Option<i64>,
        /// After.
        new: Option<i64>,
    },
    /// Last year of a measure.
    Deadline {
        /// Before.
        old: u16,
        /// After.
        new: u16,
    },
}

/// The figures in which two states of a provision differ: by year, then source.
pub fn figures(old: &ProvisionData, new: &ProvisionData) -> Vec<Figure> {
    match (old, new) {
        (ProvisionData::Indicator(old), ProvisionData::Indicator(new)) => {
            let mut figures = Vec::new();
            if old.base_value != new.base_value {
                figures.push(Figure::Baseline { old: old.base_value.clone(), new: new.base_value.clone() });
            }
            let before: BTreeMap<u16, &String> = old.targets.iter().map(|t| (t.year, &t.value)).collect();
            let after: BTreeMap<u16, &String> = new.targets.iter().map(|t| (t.year, &t.value)).collect();
            for year in union(before.keys(), after.keys()) {
                let (old, new) = (before.get(&year).copied().cloned(), after.get(&year).copied().cloned());
                if old != new {
                    figures.push(Figure::Target { year, old, new });
                }
            }
            figures
        }
        (ProvisionData::Measure(old), ProvisionData::Measure(new)) => {
            let mut figures = Vec::new();
            if old.ends != new.ends {
                figures.push(Figure::Deadline { old: old.ends, new: new.ends });
            }
            let (before, after) = (lines(&old.cost), lines(&new.cost));
            for (year, source) in union(before.keys(), after.keys()) {
                let (old, new) = (before.get(&(year, source)).copied(), after.get(&(year, source)).copied());
                if old != new {
                    figures.push(Figure::Cost { year, source, old, new });
                }
            }
            let total = |cost: &Cost| cost.total().map(crate::money::Tenge::amount);
            if total(&old.cost) != total(&new.cost) {
                figures.push(Figure::Total { old: total(&old.cost), new: total(&new.cost) });
            }
            figures
        }
        _ => Vec::new(),
    }
}

fn lines(cost: &Cost) -> BTreeMap<(u16, FundingSource), i64> {
    match cost {
        Cost::Unknown => BTreeMap::new(),
        Cost::Known(lines) => {
            lines.iter().map(|line| ((line.year, line.source), line.amount.amount())).collect()
        }
    }
}

fn union<'a, K: Ord + Copy + 'a>(
    first: impl Iterator<Item = &'a K>,
    second: impl Iterator<Item = &'a K>,
) -> Vec<K> {
    let mut keys: Vec<K> = first.chain(second).copied().collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Bilingual;
    use crate::program::{ProvisionDraft, ProvisionKind};
    use proptest::prelude::*;

    fn block(id: i64, level: u8, text: &str) -> Block {
        Block {
            id,
            provision: ProvisionDraft {
                kind: ProvisionKind::Paragraph,
                level,
                label: String::new(),
                direction: None,
                text: Bilingual::new(text, text),
                data: ProvisionData::Text,
            },
        }
    }

    fn seen(old: &[Block], new: &[Block]) -> Vec<(i64, &'static str, bool)> {
        compare(old, new)
            .iter()
            .filter_map(|entry| {
                let block = entry.new.map_or_else(|| &old[entry.old.unwrap()], |at| &new[at]);
                Some((block.id, entry.kind?.as_str(), entry.moved))
            })
            .collect()
    }

    #[test]
    fn changes_stand_where_they_are_read() {
        let old = [block(1, 0, "а"), block(2, 1, "б"), block(3, 1, "в"), block(4, 0, "г")];
        let new = [block(1, 0, "а"), block(5, 1, "жаңа"), block(3, 1, "вв"), block(4, 0, "г")];
        assert_eq!(seen(&old, &new), [(2, "removed", false), (5, "inserted", false), (3, "reworded", false)]);
    }

    #[test]
    fn a_section_that_moves_takes_its_content_along() {
        let old = [block(1, 0, "а"), block(2, 1, "б"), block(3, 0, "в"), block(4, 1, "г"), block(5, 0, "д")];
        let new = [block(3, 0, "в"), block(4, 1, "г"), block(5, 0, "д"), block(1, 0, "а"), block(2, 1, "б")];
        assert_eq!(seen(&old, &new), [(1, "moved", true)]);
    }

    #[test]
    fn another_parent_is_a_move() {
        let old = [block(1, 0, "а"), block(2, 1, "б"), block(3, 0, "в")];
        let new = [block(1, 0, "а"), block(3, 0, "в"), block(2, 1, "бб")];
        assert_eq!(seen(&old, &new), [(2, "reworded", true)]);
    }

    proptest! {
        #[test]
        fn every_provision_occurs_once(
            old in proptest::collection::vec((0i64..30, 0u8..3, 0u8..3), 0..30),
            new in proptest::collection::vec((0i64..30, 0u8..3, 0u8..3), 0..30),
        ) {
            let unique = |list: &[(i64, u8, u8)]| {
                let mut known = std::collections::BTreeSet::new();
                list.iter()
                    .filter(|(id, _, _)| known.insert(*id))
                    .map(|(id, level, text)| block(*id, *level, &text.to_string()))
                    .collect::<Vec<_>>()
            };
            let (old, new) = (unique(&old), unique(&new));
            let entries = compare(&old, &new);
            let mut olds: Vec<usize> = entries.iter().filter_map(|entry| entry.old).collect();
            olds.sort_unstable();
            prop_assert_eq!(olds, (0..old.len()).collect::<Vec<_>>());
            let news: Vec<usize> = entries.iter().filter_map(|entry| entry.new).collect();
            prop_assert_eq!(news, (0..new.len()).collect::<Vec<_>>());
            prop_assert!(compare(&old, &old).iter().all(|entry| entry.kind.is_none()));
        }
    }
}
