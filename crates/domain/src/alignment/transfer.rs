//! Parts that left their provision for another one: a sentence moved to the next paragraph, a clause made a
//! provision of its own far away.
//!
//! Provisions are mapped first; then the words that found no counterpart in the mapped provisions are looked for
//! among the words that came from nowhere.
#![expect(
    clippy::indexing_slicing,
    reason = "indices are positions in the editions and in their token lists"
)]

use super::{
    Comparison, Decided, Item,
    background::{self, Sequence},
    moves::Assignment,
    order, pair, real,
};

/// Fewest words of a part, and least information in them (nats): short phrases recur by chance.
const WORDS_MIN: usize = 4;
const INFORMATION_MIN: f64 = 10.0;
/// Matched words that do not end a part: marks and «и» match anywhere.
const BRIDGE_MAX: usize = 2;
/// Candidates that are compared word by word, per part.
const CANDIDATES_MAX: usize = 4;
/// Share of the words of the shorter part that must live on.
const KEPT_SHARE_MIN: f64 = 0.5;

/// A part of an old provision in a new one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Transfer {
    pub old: usize,
    pub new: usize,
    /// Log likelihood ratio of the two parts.
    pub score: f64,
    /// The same with the prior of a move: its lead over a removal here and an insertion there.
    pub value: f64,
}

/// A stretch of words without counterpart.
#[derive(Debug)]
struct Stretch {
    provision: usize,
    words: Sequence,
}

/// The parts that went elsewhere, at most one per pair of provisions, in order.
pub(super) fn transfers(
    comparison: &Comparison,
    assignment: &Assignment,
    decided: &Decided,
) -> Vec<Transfer> {
    let languages = comparison.old.iter().map(|item| item.sequences.len()).max().unwrap_or(0);
    let mut found: Vec<Transfer> = Vec::new();
    for language in 0..languages {
        let (old, new) = stretches(comparison, assignment, decided, language);
        let prior = order::moved(real(old.len().max(new.len())));
        let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
        for (left, right) in alike(&old, &new, comparison.vocabulary.len()) {
            let (from, to) = (&old[left].words, &new[right].words);
            let matches = pair::matches(&comparison.vocabulary, from, to, pair::GAP_OPEN);
            let kept = real(matches.len()) / real(from.len().min(to.len()));
            let score = pair::score(&comparison.vocabulary, from, to, &matches);
            if kept >= KEPT_SHARE_MIN && score + prior > 0.0 {
                pairs.push((score, left, right));
            }
        }
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        let (mut taken_old, mut taken_new) = (vec![false; old.len()], vec![false; new.len()]);
        for (score, left, right) in pairs {
            if !taken_old[left] && !taken_new[right] {
                (taken_old[left], taken_new[right]) = (true, true);
                let (old, new) = (old[left].provision, new[right].provision);
                found.push(Transfer { old, new, score, value: score + prior });
            }
        }
    }
    found.sort_by(|a, b| (a.old, a.new).cmp(&(b.old, b.new)).then(b.score.total_cmp(&a.score)));
    found.dedup_by_key(|one| (one.old, one.new));
    found.retain(|one| !assignment.linked(Some(one.old), Some(one.new)));
    found
}

fn stretches(
    comparison: &Comparison,
    assignment: &Assignment,
    decided: &Decided,
    language: usize,
) -> (Vec<Stretch>, Vec<Stretch>) {
    let all = |items: &[Item]| -> Vec<Vec<bool>> {
        items.iter().map(|item| vec![true; item.sequences.get(language).map_or(0, Sequence::len)]).collect()
    };
    let (mut free_old, mut free_new) = (all(&comparison.old), all(&comparison.new));
    for (&old, targets) in decided {
        free_old[old].fill(false);
        for &new in targets {
            free_new[new].fill(false);
        }
    }
    for group in assignment.groups() {
        let (left, left_places) = read(&comparison.old, &group.old, language);
        let (right, right_places) = read(&comparison.new, &group.new, language);
        for found in pair::matches(&comparison.vocabulary, &left, &right, pair::GAP_OPEN) {
            let ((old, at), (new, there)) = (left_places[found.old], right_places[found.new]);
            free_old[old][at] = false;
            free_new[new][there] = false;
        }
    }
    (cut(&comparison.old, &free_old, language), cut(&comparison.new, &free_new, language))
}

/// The words of several provisions one after the other, and where each stands.
fn read(items: &[Item], provisions: &[usize], language: usize) -> (Sequence, Vec<(usize, usize)>) {
    let mut parts = Vec::new();
    let mut places = Vec::new();
    for &provision in provisions {
        if let Some(sequence) = items[provision].sequences.get(language) {
            parts.push(sequence);
            places.extend((0..sequence.len()).map(|at| (provision, at)));
        }
    }
    (Sequence::joined(&parts), places)
}

/// Runs of free words that are long enough and say enough.
fn cut(items: &[Item], free: &[Vec<bool>], language: usize) -> Vec<Stretch> {
    let mut found = Vec::new();
    for (provision, free) in free.iter().enumerate() {
        let Some(sequence) = items[provision].sequences.get(language) else { continue };
        let mut at = 0;
        while at < free.len() {
            if !free[at] {
                at += 1;
                continue;
            }
            let (start, mut end) = (at, at + 1);
            while let Some(next) = (end..free.len().min(end + BRIDGE_MAX + 1)).find(|&next| free[next]) {
                end = next + 1;
            }
            at = end;
            let words = sequence.part(start..end);
            if words.len() >= WORDS_MIN && words.gains.iter().sum::<f64>() >= INFORMATION_MIN {
                found.push(Stretch { provision, words });
            }
        }
    }
    found
}

/// The pairs that share most information, the best few per old stretch.
fn alike(old: &[Stretch], new: &[Stretch], words: usize) -> Vec<(usize, usize)> {
    let mut places: Vec<Vec<(usize, f64)>> = vec![Vec::new(); words];
    for (at, stretch) in new.iter().enumerate() {
        for (&id, &gain) in stretch.words.ids.iter().zip(&stretch.words.gains) {
            places[background::index(id)].push((at, gain));
        }
    }
    let mut shares = vec![0.0_f64; new.len()];
    let mut pairs = Vec::new();
    for (at, stretch) in old.iter().enumerate() {
        shares.fill(0.0);
        for (&id, &gain) in stretch.words.ids.iter().zip(&stretch.words.gains) {
            for &(other, other_gain) in &places[background::index(id)] {
                shares[other] += gain.min(other_gain);
            }
        }
        let mut row: Vec<(usize, f64)> =
            shares.iter().copied().enumerate().filter(|one| one.1 > INFORMATION_MIN / 2.0).collect();
        row.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        pairs.extend(row.into_iter().take(CANDIDATES_MAX).map(|(other, _)| (at, other)));
    }
    pairs
}
