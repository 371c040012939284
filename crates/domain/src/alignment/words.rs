//! Where each word of an aligned provision went.
#![expect(
    clippy::indexing_slicing,
    reason = "indices are positions in the editions and in their token lists"
)]

use super::{
    Alignment, Link, ProvisionText, Relation,
    background::{Background, Sequence, Vocabulary, WordId},
    pair,
    tokens::Token,
};

/// Where a word of an old provision went.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WordTarget {
    /// Index of the new provision.
    pub provision: usize,
    /// Index of the token in its text.
    pub token: usize,
    /// The form is the same.
    pub exact: bool,
}

/// The words of both editions and the way from the old ones to the new ones.
#[derive(Debug)]
pub struct WordMaps {
    old: Vec<Vec<Vec<Token>>>,
    new: Vec<Vec<Vec<Token>>>,
    /// By old provision and language: per token its target.
    targets: Vec<Vec<Vec<Option<WordTarget>>>>,
    /// By old provision: its links.
    links: Vec<Vec<Link>>,
}

impl WordMaps {
    /// Compares the texts of all linked provisions. `alignment` must be one of these two editions.
    pub fn new(old: &[ProvisionText], new: &[ProvisionText], alignment: &Alignment) -> Self {
        let mut vocabulary = Vocabulary::new();
        let (old_tokens, old_ids) = read(&mut vocabulary, old);
        let (new_tokens, new_ids) = read(&mut vocabulary, new);
        let background =
            Background::new(&vocabulary, old_ids.iter().chain(&new_ids).flatten().map(Vec::as_slice));
        let mut targets: Vec<Vec<Vec<Option<WordTarget>>>> =
            old_ids.iter().map(|texts| texts.iter().map(|ids| vec![None; ids.len()]).collect()).collect();
        let rivals = alignment
            .removed
            .iter()
            .filter_map(|single| Some(LinkGroup { old: vec![single.provision], new: vec![single.rival?] }));
        for group in groups(alignment).into_iter().chain(rivals) {
            let languages = group
                .old
                .iter()
                .map(|&index| old_ids[index].len())
                .chain(group.new.iter().map(|&index| new_ids[index].len()))
                .min()
                .unwrap_or(0);
            let compared = (0..languages).flat_map(|language| {
                let left = joined(&background, &old_ids, &group.old, language);
                let right = joined(&background, &new_ids, &group.new, language);
                pair::matches(&vocabulary, &left.sequence, &right.sequence, pair::GAP_OPEN_KNOWN)
                    .into_iter()
                    .map(move |found| {
                        (language, left.places[found.old], right.places[found.new], found.exact)
                    })
            });
            for (language, (from, at), (provision, token), exact) in compared {
                targets[from][language][at] = Some(WordTarget { provision, token, exact });
            }
        }
        let mut taken = taken(&targets, &new_ids);
        for part in alignment.links.iter().filter(|link| link.relation == Relation::PartMoved) {
            for language in 0..old_ids[part.old].len().min(new_ids[part.new].len()) {
                // Only words that neither side has a counterpart for yet.
                let free = |ids: &[WordId], free: &dyn Fn(usize) -> bool| -> (Sequence, Vec<usize>) {
                    let places: Vec<usize> = (0..ids.len()).filter(|&at| free(at)).collect();
                    let whole = background.sequence(ids.to_vec());
                    (whole.pick(&places), places)
                };
                let (left, left_places) =
                    free(&old_ids[part.old][language], &|at| targets[part.old][language][at].is_none());
                let (right, right_places) =
                    free(&new_ids[part.new][language], &|at| !taken[part.new][language][at]);
                for found in pair::matches(&vocabulary, &left, &right, pair::GAP_OPEN) {
                    let (at, token) = (left_places[found.old], right_places[found.new]);
                    targets[part.old][language][at] =
                        Some(WordTarget { provision: part.new, token, exact: found.exact });
                    taken[part.new][language][token] = true;
                }
            }
        }
        let mut links = vec![Vec::new(); old.len()];
        for link in &alignment.links {
            links[link.old].push(link.clone());
        }
        Self { old: old_tokens, new: new_tokens, targets, links }
    }

    /// The tokens of an old provision in a language; none when there is no such text.
    pub fn old_tokens(&self, provision: usize, language: usize) -> &[Token] {
        text(&self.old, provision, language)
    }

    /// The tokens of a new provision in a language; none when there is no such text.
    pub fn new_tokens(&self, provision: usize, language: usize) -> &[Token] {
        text(&self.new, provision, language)
    }

    /// Where the tokens of an old provision went, in their order; for a removed provision, where they would be if
    /// the next best explanation were the true one.
    pub fn targets(&self, provision: usize, language: usize) -> &[Option<WordTarget>] {
        text(&self.targets, provision, language)
    }

    /// The links of an old provision.
    pub fn links(&self, provision: usize) -> &[Link] {
        self.links.get(provision).map_or(&[], Vec::as_slice)
    }
}

fn text<T>(edition: &[Vec<Vec<T>>], provision: usize, language: usize) -> &[T] {
    edition.get(provision).and_then(|texts| texts.get(language)).map_or(&[], Vec::as_slice)
}

type Read = (Vec<Vec<Vec<Token>>>, Vec<Vec<Vec<WordId>>>);

fn read(vocabulary: &mut Vocabulary, provisions: &[ProvisionText]) -> Read {
    provisions
        .iter()
        .map(|provision| provision.texts.iter().map(|text| vocabulary.read(text)).unzip())
        .unzip()
}

/// Which new words have an old one.
fn taken(targets: &[Vec<Vec<Option<WordTarget>>>], new_ids: &[Vec<Vec<WordId>>]) -> Vec<Vec<Vec<bool>>> {
    let mut taken: Vec<Vec<Vec<bool>>> =
        new_ids.iter().map(|texts| texts.iter().map(|ids| vec![false; ids.len()]).collect()).collect();
    for texts in targets {
        for (language, words) in texts.iter().enumerate() {
            for target in words.iter().flatten() {
                taken[target.provision][language][target.token] = true;
            }
        }
    }
    taken
}

/// The words of several provisions in a row, and where each of them stands.
struct Joined {
    sequence: Sequence,
    places: Vec<(usize, usize)>,
}

fn joined(
    background: &Background,
    ids: &[Vec<Vec<WordId>>],
    provisions: &[usize],
    language: usize,
) -> Joined {
    let mut parts = Vec::new();
    let mut places = Vec::new();
    for &provision in provisions {
        let words = &ids[provision][language];
        places.extend((0..words.len()).map(|token| (provision, token)));
        parts.push(background.sequence(words.clone()));
    }
    Joined { sequence: Sequence::joined(&parts.iter().collect::<Vec<_>>()), places }
}

struct LinkGroup {
    old: Vec<usize>,
    new: Vec<usize>,
}

/// Provisions that hang together by links.
fn groups(alignment: &Alignment) -> Vec<LinkGroup> {
    let mut groups: Vec<LinkGroup> = Vec::new();
    let mut old_group = std::collections::BTreeMap::new();
    let mut new_group = std::collections::BTreeMap::new();
    for link in alignment.links.iter().filter(|link| link.relation != Relation::PartMoved) {
        let at = old_group.get(&link.old).or_else(|| new_group.get(&link.new)).copied();
        let at = at.unwrap_or_else(|| {
            groups.push(LinkGroup { old: Vec::new(), new: Vec::new() });
            groups.len() - 1
        });
        old_group.entry(link.old).or_insert(at);
        new_group.entry(link.new).or_insert(at);
        groups[at].old.push(link.old);
        groups[at].new.push(link.new);
    }
    for group in &mut groups {
        for side in [&mut group.old, &mut group.new] {
            side.sort_unstable();
            side.dedup();
        }
    }
    groups
}
