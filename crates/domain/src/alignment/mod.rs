//! Which provision of the old edition became which provision of the new one.
//!
//! Made for texts that come back as files; a text edited in the workspace keeps its ids and needs none of this.
//! The model is the one of Gale and Church (1993) for aligning sentences, with words instead of lengths: a path
//! through both editions made of *one to one, removed, inserted, split, merged*, each with a prior, and for each
//! pair of texts a log likelihood ratio (see `pair`). Provisions that left their place are found among the rest.
//!
//! **Invariants:** the result depends on the texts and on what staff confirmed, on nothing else; every old and
//! every new provision occurs in at least one link; what staff confirmed is never changed.
#![expect(clippy::indexing_slicing, reason = "indices are positions in the two editions given by the caller")]

mod background;
pub(crate) mod gotoh;
mod margin;
mod moves;
mod order;
mod pair;
pub mod tokens;
mod transfer;
mod words;

use std::collections::BTreeMap;

use background::{Background, Sequence, Vocabulary};
use serde::{Deserialize, Serialize};
use tokens::{Token, TokenKind};
pub use words::{WordMaps, WordTarget};

/// Stored with every computed mapping; changes whenever any result may change.
pub const ALGORITHM: &str = "alignment-1";
/// Longest edition that is aligned; the table of the path has one cell per pair of provisions.
pub const PROVISIONS_MAX: usize = 6_000;
/// Candidates that are compared word by word, per provision and direction.
const CANDIDATES_MAX: usize = 24;

/// A provision as the aligner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProvisionText {
    /// What it is: heading, paragraph, row, …; any word that both editions use alike. May be empty.
    pub kind: String,
    /// The text in each language, in the same order in both editions; a missing one is empty.
    pub texts: Vec<String>,
}

/// How an old provision and a new one belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// The same words in the same place.
    Same,
    /// Other words in the same place.
    Reworded,
    /// It left its place among its neighbours; the words may differ too (`words_equal`).
    Moved,
    /// One old provision became several.
    Split,
    /// Several old provisions became one.
    Merged,
    /// A part of it went into another provision than the rest.
    PartMoved,
}

/// A pair of provisions that belong together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// Index in the old edition.
    pub old: usize,
    /// Index in the new edition.
    pub new: usize,
    /// How they belong together.
    pub relation: Relation,
    /// Whether the comparison forms of the two texts are equal.
    pub words_equal: bool,
    /// Log likelihood ratio of the pair, in nats: how alike they are beyond what siblings share.
    pub score: f64,
    /// Lead over the next best explanation of these provisions, in nats; infinite when staff confirmed it.
    pub margin: f64,
}

/// A provision without counterpart, and the lead of that over the best counterpart, in nats.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Single {
    /// Index in its edition.
    pub provision: usize,
    /// Lead over the best pair it could have been in, in nats; infinite when staff confirmed it.
    pub margin: f64,
    /// The provision of the other edition in that pair.
    pub rival: Option<usize>,
}

/// A decision of staff: this old provision became exactly these new ones (none: it was removed).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmed {
    /// Index in the old edition.
    pub old: usize,
    /// Indices in the new edition.
    pub new: Vec<usize>,
}

/// The mapping between two editions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alignment {
    /// [`ALGORITHM`] at the time of computing.
    pub algorithm: String,
    /// By old, then new index.
    pub links: Vec<Link>,
    /// Old provisions without counterpart, in order.
    pub removed: Vec<Single>,
    /// New provisions without counterpart, in order.
    pub inserted: Vec<Single>,
}

/// Why two editions were not aligned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AlignmentError {
    /// An edition has too many provisions.
    #[error("an edition has {0} provisions; at most {PROVISIONS_MAX} can be aligned")]
    TooManyProvisions(usize),
    /// A confirmed link names a provision that is not there, or an old provision twice.
    #[error("the confirmed mapping of old provision {0} does not fit the editions")]
    BadConfirmation(usize),
}

/// Aligns two editions.
pub fn align(
    old: &[ProvisionText],
    new: &[ProvisionText],
    confirmed: &[Confirmed],
) -> Result<Alignment, AlignmentError> {
    let longest = old.len().max(new.len());
    if longest > PROVISIONS_MAX {
        return Err(AlignmentError::TooManyProvisions(longest));
    }
    let decided = check_confirmed(confirmed, old.len(), new.len())?;
    let comparison = Comparison::new(old, new);
    let candidates = Candidates::new(&comparison, &decided);
    let groups = order::best_path(&comparison, &candidates);
    let assignment = moves::complete(&comparison, &candidates, groups);
    let transfers = transfer::transfers(&comparison, &assignment, &decided);
    Ok(margin::report(&comparison, &candidates, &assignment, &decided, &transfers))
}

/// The confirmed targets of each old provision that has some.
type Decided = BTreeMap<usize, Vec<usize>>;

fn check_confirmed(confirmed: &[Confirmed], old: usize, new: usize) -> Result<Decided, AlignmentError> {
    let mut decided = Decided::new();
    for one in confirmed {
        let mut targets = one.new.clone();
        targets.sort_unstable();
        targets.dedup();
        let fits = one.old < old && targets.iter().all(|&target| target < new);
        if !fits || decided.insert(one.old, targets).is_some() {
            return Err(AlignmentError::BadConfirmation(one.old));
        }
    }
    Ok(decided)
}

/// Both editions in comparison form.
struct Comparison {
    vocabulary: Vocabulary,
    old: Vec<Item>,
    new: Vec<Item>,
}

/// One provision in comparison form.
struct Item {
    kind: usize,
    /// One per language.
    sequences: Vec<Sequence>,
    /// What stands in front of the texts.
    labels: Vec<Vec<u32>>,
}

/// A different kind of provision: nats against the pair.
const KIND_COST: f64 = 3.0;
/// The same number in front: numbers shift, so it only tips the scales.
const SAME_LABEL: f64 = 0.5;
/// Two language versions tell nearly the same; together they count this much of their sum.
const LANGUAGES_TOGETHER: f64 = 0.7;

impl Comparison {
    fn new(old: &[ProvisionText], new: &[ProvisionText]) -> Self {
        let mut vocabulary = Vocabulary::new();
        let mut read = |provisions: &[ProvisionText]| -> Vec<Vec<LabelledText>> {
            provisions
                .iter()
                .map(|provision| {
                    provision.texts.iter().map(|text| LabelledText::read(&mut vocabulary, text)).collect()
                })
                .collect()
        };
        let (old_texts, new_texts) = (read(old), read(new));
        let texts = old_texts.iter().chain(&new_texts).flatten().map(|text| text.ids.as_slice());
        let background = Background::new(&vocabulary, texts);
        let names: Vec<&str> = {
            let mut names: Vec<&str> = old.iter().chain(new).map(|one| one.kind.as_str()).collect();
            names.sort_unstable();
            names.dedup();
            names
        };
        let kind_of = |name: &str| names.binary_search(&name).unwrap_or(0);
        let items = |provisions: &[ProvisionText], texts: Vec<Vec<LabelledText>>| -> Vec<Item> {
            provisions
                .iter()
                .zip(texts)
                .map(|(provision, texts)| {
                    let kind = kind_of(&provision.kind);
                    let (labels, sequences) =
                        texts.into_iter().map(|text| (text.label, background.sequence(text.ids))).unzip();
                    Item { kind, sequences, labels }
                })
                .collect()
        };
        let (old_items, new_items) = (items(old, old_texts), items(new, new_texts));
        Self { vocabulary, old: old_items, new: new_items }
    }

    /// Log likelihood ratio that the new provisions together were made from the old ones together.
    fn score(&self, old: &[usize], new: &[usize]) -> f64 {
        let old: Vec<&Item> = old.iter().map(|&index| &self.old[index]).collect();
        let new: Vec<&Item> = new.iter().map(|&index| &self.new[index]).collect();
        self.score_items(&old, &new)
    }

    fn score_items(&self, old: &[&Item], new: &[&Item]) -> f64 {
        let kinds = if old[0].kind == new[0].kind { 0.0 } else { -KIND_COST };
        let languages = old[0].sequences.len().min(new[0].sequences.len());
        let mut total = 0.0;
        let mut compared = 0;
        for language in 0..languages {
            let read = |items: &[&Item]| -> Sequence {
                let parts: Vec<&Sequence> =
                    items.iter().filter_map(|item| item.sequences.get(language)).collect();
                Sequence::joined(&parts)
            };
            let (left, right) = (read(old), read(new));
            if left.len() == 0 && right.len() == 0 {
                continue;
            }
            let matches = pair::matches(&self.vocabulary, &left, &right, pair::GAP_OPEN);
            total += pair::score(&self.vocabulary, &left, &right, &matches);
            compared += 1;
        }
        if compared > 1 {
            total *= LANGUAGES_TOGETHER;
        }
        let labels = if old[0].labels == new[0].labels { SAME_LABEL } else { 0.0 };
        total + kinds + labels
    }

    fn words_equal(&self, old: usize, new: usize) -> bool {
        let (old, new) = (&self.old[old].sequences, &self.new[new].sequences);
        old.len() == new.len() && old.iter().zip(new).all(|(left, right)| left.ids == right.ids)
    }
}

/// A text as word ids, what it is numbered with apart.
struct LabelledText {
    label: Vec<u32>,
    ids: Vec<u32>,
}

impl LabelledText {
    fn read(vocabulary: &mut Vocabulary, text: &str) -> Self {
        let (tokens, mut label) = vocabulary.read(text);
        let ids = label.split_off(label_length(&tokens));
        Self { label, ids }
    }
}

/// A typed number in front of a text («3)», «2.1.», «1.2 Title») changes with every insertion above it and says
/// nothing about identity.
fn label_length(tokens: &[Token]) -> usize {
    let label = tokens
        .iter()
        .take_while(|token| {
            token.kind == TokenKind::Number && token.form.chars().count() <= 3
                || token.kind == TokenKind::Mark && matches!(token.form.as_str(), "." | ")" | "(")
        })
        .count();
    let has_mark = tokens.iter().take(label).any(|token| token.kind == TokenKind::Mark);
    if has_mark && label < tokens.len() { label } else { 0 }
}

/// Pairs worth comparing, with their scores.
struct Candidates {
    /// Per old provision: new provision and score, by new provision.
    by_old: Vec<Vec<(usize, f64)>>,
    /// Per new provision: old provision and score, by old provision.
    by_new: Vec<Vec<(usize, f64)>>,
    /// How alike an old provision is to the most similar other one of its own edition.
    siblings_old: Vec<f64>,
    /// The same in the new edition.
    siblings_new: Vec<f64>,
    /// Per old provision: the candidates with the same words.
    equal_texts: Vec<Vec<usize>>,
}

impl Candidates {
    fn new(comparison: &Comparison, decided: &Decided) -> Self {
        let (old_count, new_count) = (comparison.old.len(), comparison.new.len());
        let mut chosen: Vec<Vec<usize>> = vec![Vec::new(); old_count];
        for (old, new) in bag_candidates(comparison) {
            chosen[old].push(new);
        }
        let mut by_new = vec![Vec::new(); new_count];
        let mut taken = vec![false; new_count];
        for &target in decided.values().flatten() {
            taken[target] = true;
        }
        let by_old: Vec<Vec<(usize, f64)>> = chosen
            .into_iter()
            .enumerate()
            .map(|(old, mut news)| {
                if decided.contains_key(&old) {
                    return Vec::new();
                }
                news.sort_unstable();
                news.dedup();
                news.into_iter()
                    .filter(|&new| !taken[new])
                    .map(|new| (new, comparison.score(&[old], &[new])))
                    .collect()
            })
            .collect();
        for (old, news) in by_old.iter().enumerate() {
            for &(new, score) in news {
                by_new[new].push((old, score));
            }
        }
        let siblings_old = siblings(comparison, &comparison.old);
        let siblings_new = siblings(comparison, &comparison.new);
        let equal_texts = by_old
            .iter()
            .enumerate()
            .map(|(old, news)| {
                news.iter().map(|one| one.0).filter(|&new| comparison.words_equal(old, new)).collect()
            })
            .collect();
        Self { by_old, by_new, siblings_old, siblings_new, equal_texts }
    }

    /// By how much a pair is more alike than either of them and its nearest sibling.
    fn above_siblings(&self, old: usize, new: usize, score: f64) -> f64 {
        score - self.siblings_old[old].max(self.siblings_new[new])
    }

    /// Whether a pair out of order is worth considering: siblings of one template are alike wherever they stand, so
    /// it must be more alike than those, or the same in every word.
    fn may_move(&self, old: usize, new: usize, score: f64) -> bool {
        self.above_siblings(old, new, score) > 0.0 || self.equal_texts[old].binary_search(&new).is_ok()
    }

    fn score(&self, old: usize, new: usize) -> Option<f64> {
        let row = &self.by_old[old];
        row.binary_search_by_key(&new, |one| one.0).ok().map(|at| row[at].1)
    }
}

/// Siblings compared word by word, per provision.
const SIBLINGS_MAX: usize = 4;

/// The highest score of each provision with another one of the same edition.
fn siblings(comparison: &Comparison, items: &[Item]) -> Vec<f64> {
    let mut highest = vec![f64::NEG_INFINITY; items.len()];
    for (one, other) in strongest(items, items, comparison.vocabulary.len(), SIBLINGS_MAX + 1) {
        if one != other {
            let score = comparison.score_items(&[&items[one]], &[&items[other]]);
            highest[one] = highest[one].max(score);
        }
    }
    highest
}

/// The pairs that share most information, order of words left aside: the best few per provision of either edition.
fn bag_candidates(comparison: &Comparison) -> Vec<(usize, usize)> {
    let (old, new) = (&comparison.old, &comparison.new);
    let words = comparison.vocabulary.len();
    let forward = strongest(old, new, words, CANDIDATES_MAX);
    let backward = strongest(new, old, words, CANDIDATES_MAX).into_iter().map(|(new, old)| (old, new));
    forward.into_iter().chain(backward).chain(wordless(old, new)).collect()
}

/// Provisions without a word share nothing and are still there: each is compared with those at its height.
fn wordless(old: &[Item], new: &[Item]) -> Vec<(usize, usize)> {
    let empty = |items: &[Item]| -> Vec<usize> {
        let is_empty = |item: &Item| item.sequences.iter().all(|sequence| sequence.len() == 0);
        (0..items.len()).filter(|&index| is_empty(&items[index])).collect()
    };
    let (left, right) = (empty(old), empty(new));
    let near = |at: usize| at.saturating_sub(1)..right.len().min(at + 2);
    left.iter()
        .enumerate()
        .flat_map(|(at, &old)| near(at).map(move |other| (old, other)))
        .map(|(old, other)| (old, right[other]))
        .collect()
}

fn strongest(from: &[Item], to: &[Item], words: usize, limit: usize) -> Vec<(usize, usize)> {
    let mut places: Vec<Vec<(usize, f64)>> = vec![Vec::new(); words];
    for (index, item) in to.iter().enumerate() {
        for (id, gain) in bag(item) {
            places[background::index(id)].push((index, gain));
        }
    }
    let mut shares = vec![0.0_f64; to.len()];
    let mut pairs = Vec::new();
    for (index, item) in from.iter().enumerate() {
        shares.fill(0.0);
        for (id, gain) in bag(item) {
            for &(other, other_gain) in &places[background::index(id)] {
                shares[other] += gain.min(other_gain);
            }
        }
        let mut row: Vec<(usize, f64)> =
            shares.iter().copied().enumerate().filter(|one| one.1 > 0.0).collect();
        // Of rows alike to the last word, the ones at the same height come first.
        let height = index * to.len() / from.len();
        row.sort_by_key(|one| (one.0.abs_diff(height), one.0));
        row.sort_by(|a, b| b.1.total_cmp(&a.1));
        pairs.extend(row.into_iter().take(limit).map(|(other, _)| (index, other)));
    }
    pairs
}

/// Each different word of a provision with the most information it has there.
fn bag(item: &Item) -> Vec<(u32, f64)> {
    let mut words: Vec<(u32, f64)> = item
        .sequences
        .iter()
        .flat_map(|sequence| sequence.ids.iter().copied().zip(sequence.gains.iter().copied()))
        .collect();
    words.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    words.dedup_by_key(|word| word.0);
    words
}

/// A count as a real number.
fn real(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
