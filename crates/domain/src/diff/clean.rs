//! From matched units to changes that read well: what is left standing alone between two changes joins them, and a
//! change that could begin at several places begins where a sentence does.

use super::{
    Block,
    units::{Unit, UnitKind},
};

/// The blocks between matched pairs, islands joined to the changes around them.
pub(super) fn join(old: &[Unit], new: &[Unit], pairs: &[(usize, usize)]) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut next = (0, 0);
    for &(x, y) in pairs.iter().chain([&(old.len(), new.len())]) {
        let step = usize::from(x < old.len());
        match blocks.last_mut() {
            Some(block) if (x, y) == next => block.kept += step,
            _ => blocks.push(Block { removed: next.0..x, inserted: next.1..y, kept: step }),
        }
        next = (x + 1, y + 1);
    }
    let mut joined: Vec<Block> = Vec::new();
    for block in blocks {
        match joined.last_mut() {
            Some(before) if is_island(old, new, before, &block) => {
                before.removed.end = block.removed.end;
                before.inserted.end = block.inserted.end;
                before.kept = block.kept;
            }
            _ => joined.push(block),
        }
    }
    joined
}

/// Whether the units kept between two changes are too few to be worth a break: at most one word, not the end of a
/// sentence or cell. Next to a changed number they stay, for that the number may be seen; between two mere
/// insertions or two mere removals joining would only lengthen the change.
fn is_island(old: &[Unit], new: &[Unit], before: &Block, after: &Block) -> bool {
    if before.removed.is_empty() && before.inserted.is_empty()
        || after.removed.is_empty() && after.inserted.is_empty()
    {
        return false;
    }
    let island = part(old, &(before.removed.end..before.removed.end + before.kept));
    let words = island.iter().filter(|unit| unit.kind != UnitKind::Mark).count();
    let number = |block: &Block| is_number_change(part(old, &block.removed), part(new, &block.inserted));
    let one_sided = before.removed.is_empty() && after.removed.is_empty()
        || before.inserted.is_empty() && after.inserted.is_empty();
    words <= 1 && !island.iter().any(Unit::ends_part) && !number(before) && !number(after) && !one_sided
}

/// One number in place of another.
pub(super) fn is_number_change(removed: &[Unit], inserted: &[Unit]) -> bool {
    let one = |list: &[Unit]| matches!(list, [unit] if unit.kind == UnitKind::Number);
    one(removed) && one(inserted)
}

/// Moves mere insertions and mere removals to the best of the places that mean the same: «A. [B. ]C.» rather than
/// «A[. B]. C.».
pub(super) fn slide(old: &[Unit], new: &[Unit], mut blocks: Vec<Block>) -> Vec<Block> {
    for at in 1..blocks.len() {
        let Some((earlier, rest)) = blocks.split_at_mut_checked(at) else { break };
        let (Some(before), Some(block)) = (earlier.last_mut(), rest.first_mut()) else { break };
        let (list, range) = match (block.removed.is_empty(), block.inserted.is_empty()) {
            (true, false) => (new, block.inserted.clone()),
            (false, true) => (old, block.removed.clone()),
            _ => continue,
        };
        // How far the change can go back over what is kept in front of it, and forward over what is kept behind.
        // The kept runs on both sides keep a unit, so that they stay what they are.
        let same = |x: usize, y: usize| list.get(x).zip(list.get(y)).is_some_and(|(x, y)| x.text == y.text);
        let back = (1..before.kept).take_while(|&step| same(range.start - step, range.end - step)).count();
        let forth = (0..block.kept.saturating_sub(1))
            .take_while(|&step| same(range.start + step, range.end + step))
            .count();
        let starts: Vec<usize> = (range.start - back..=range.start + forth).collect();
        let length = range.len();
        let Some(&best) = starts
            .iter()
            .max_by_key(|&&start| (seam(list, start, start + length), start == range.start, start))
        else {
            continue;
        };
        let (gone_back, gone_forth) = (range.start.saturating_sub(best), best.saturating_sub(range.start));
        let shift = |range: &std::ops::Range<usize>| {
            range.start + gone_forth - gone_back..range.end + gone_forth - gone_back
        };
        (block.removed, block.inserted) = (shift(&block.removed), shift(&block.inserted));
        before.kept = before.kept + gone_forth - gone_back;
        block.kept = block.kept + gone_back - gone_forth;
    }
    blocks
}

/// How well a change may begin and end there, higher is better.
fn seam(list: &[Unit], start: usize, end: usize) -> u8 {
    let ends_at =
        |index: usize| index.checked_sub(1).is_none_or(|last| list.get(last).is_some_and(Unit::ends_part));
    let comma_before =
        start.checked_sub(1).and_then(|last| list.get(last)).is_some_and(|unit| unit.text == ",");
    let comma_inside = list.get(start).is_some_and(|unit| unit.text == ",");
    4 * u8::from(ends_at(start) && ends_at(end)) + 2 * u8::from(comma_inside) + u8::from(comma_before)
}

fn part<'a>(list: &'a [Unit], range: &std::ops::Range<usize>) -> &'a [Unit] {
    list.get(range.clone()).unwrap_or_default()
}
