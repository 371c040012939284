//! Where the words of contributions go when a draft becomes an edition.
//!
//! A provision is found by its id, or by where its words were split off or merged; words are looked for inside these
//! provisions only. What people said about a doubtful case holds as long as the words they pointed at are there. The
//! anchor itself is never changed.

use std::collections::{BTreeMap, BTreeSet};

use kenes_domain::alignment::{Alignment, Link, ProvisionText, Relation, Single};
use kenes_domain::anchoring::{ALGORITHM, Placer, Quote};
use kenes_domain::decision::PlacementState;
use kenes_domain::language::{Bilingual, Language};
use kenes_domain::revision::Block;
use kenes_store::changes::{self, AnchoredRow, PlacementRow};
use kenes_store::drafts::{self, ResolutionRow};
use kenes_store::{AsText, Conn};

use super::Working;
use crate::error::ServiceError;

/// Where between "its words live on" and "they are gone" a computed answer is not to be trusted: the share of the
/// quote's letters that is found.
const DOUBTFUL_SHARES: std::ops::Range<f64> = 0.3..0.6;
/// Shortest quote, in characters, that is looked for in provisions without any relation to its own.
const STRAY_CHARACTERS_MIN: usize = 20;

/// The placement of one contribution in the edition to come.
pub(crate) struct Placed {
    /// Public id of the contribution.
    pub(crate) contribution: String,
    /// The anchored contribution as it stands in the current edition.
    pub(crate) anchored: AnchoredRow,
    /// The provision in the current edition; `None` when the words were gone already.
    pub(crate) from: Option<i64>,
    /// The words in the current edition; `None` for the whole provision.
    pub(crate) words: Option<(Language, String)>,
    /// What will be stored.
    pub(crate) row: PlacementRow,
}

impl Placed {
    pub(crate) fn is_in_doubt(&self) -> bool {
        self.row.state.0 == PlacementState::InDoubt
    }
}

/// Places every contribution that stands at a provision, in the order of receipt: exactly one placement each.
pub(crate) fn place(conn: &mut Conn<'_>, working: &Working) -> Result<Vec<Placed>, ServiceError> {
    let anchored = changes::anchored(conn, working.program.id, working.base_number)?;
    let resolutions: BTreeMap<i64, ResolutionRow> = drafts::resolutions(conn, working.draft.id)?
        .into_iter()
        .map(|row| (row.contribution_id, row))
        .collect();
    let mut heirs: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for line in working.lineages(conn)? {
        heirs.entry(line.from_provision_id).or_default().push(line.to_provision_id);
    }
    let (old, new) = (working.base_blocks()?, working.next_blocks()?);
    let moved: BTreeSet<i64> =
        working.changed()?.into_iter().filter(|(_, entry)| entry.moved).map(|(id, _)| id).collect();
    let quoted: BTreeSet<i64> =
        anchored.iter().filter(|row| row.anchor.is_some()).filter_map(stands_at).collect();
    let editions = Editions::new(&old, &new, &heirs, &moved, &quoted);
    Ok(anchored
        .into_iter()
        .map(|row| {
            let resolution = resolutions.get(&row.contribution_id);
            placed(working, &editions, row, resolution)
        })
        .collect())
}

/// Internal id of the provision at which a contribution stands in the current edition.
fn stands_at(row: &AnchoredRow) -> Option<i64> {
    row.placement.as_ref().map_or(Some(row.provision_id), |placement| placement.provision_id)
}

fn placed(
    working: &Working,
    editions: &Editions<'_>,
    row: AnchoredRow,
    resolution: Option<&ResolutionRow>,
) -> Placed {
    let from = stands_at(&row);
    let span = span_of(&row);
    let language = row.anchor.as_ref().map_or(row.language, |anchor| anchor.language.0);
    let words = from.zip(span.clone()).and_then(|(id, span)| {
        let text = editions.old(id)?.provision.text.get(language)?;
        let words: String = text.chars().skip(span.start).take(span.len()).collect();
        (!words.is_empty()).then_some((language, words))
    });
    let was_in_doubt =
        row.placement.as_ref().is_some_and(|placement| placement.state.0 == PlacementState::InDoubt);
    let confirmed = resolution.and_then(|resolution| editions.confirmed(resolution, language));
    let found = match (&confirmed, from) {
        (Some(found), _) => found.clone(),
        (None, None) => Found::removed(),
        (None, Some(id)) => {
            let mut found = editions.find(id, language, span.as_ref());
            if was_in_doubt {
                found.state = PlacementState::InDoubt;
            }
            found
        }
    };
    let position = |at: usize| i32::try_from(at).unwrap_or(i32::MAX);
    Placed {
        contribution: row.public_id.clone(),
        row: PlacementRow {
            contribution_id: row.contribution_id,
            edition_number: working.draft.number,
            program_id: working.program.id,
            provision_id: found.provision,
            start_position: found.span.as_ref().map(|span| position(span.start)),
            end_position: found.span.as_ref().map(|span| position(span.end)),
            state: AsText(found.state),
            confirmed: confirmed.is_some(),
            algorithm: ALGORITHM.to_owned(),
        },
        anchored: row,
        from,
        words,
    }
}

/// The words in the current edition, as code points of the provision's text.
fn span_of(row: &AnchoredRow) -> Option<std::ops::Range<usize>> {
    let (start, end) = match &row.placement {
        Some(placement) => (placement.start_position?, placement.end_position?),
        None => row.anchor.as_ref().map(|anchor| (anchor.start_position, anchor.end_position))?,
    };
    Some(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
}

#[derive(Clone)]
struct Found {
    state: PlacementState,
    provision: Option<i64>,
    span: Option<std::ops::Range<usize>>,
}

impl Found {
    const fn removed() -> Self {
        Self { state: PlacementState::Removed, provision: None, span: None }
    }
}

/// Both editions, and a placer for those provisions whose words changed while somebody quotes them.
struct Editions<'a> {
    old: BTreeMap<i64, &'a Block>,
    new: BTreeMap<i64, &'a Block>,
    heirs: &'a BTreeMap<i64, Vec<i64>>,
    moved: &'a BTreeSet<i64>,
    placer: Placer,
    /// Index of the old provision in the placer.
    placed: BTreeMap<i64, usize>,
    /// Internal ids of the new provisions, by their index in the placer.
    targets: Vec<i64>,
}

impl<'a> Editions<'a> {
    fn new(
        old: &'a [Block],
        new: &'a [Block],
        heirs: &'a BTreeMap<i64, Vec<i64>>,
        moved: &'a BTreeSet<i64>,
        quoted: &BTreeSet<i64>,
    ) -> Self {
        let old: BTreeMap<i64, &Block> = old.iter().map(|block| (block.id, block)).collect();
        let new: BTreeMap<i64, &Block> = new.iter().map(|block| (block.id, block)).collect();
        let mut placed = BTreeMap::new();
        let mut target_index: BTreeMap<i64, usize> = BTreeMap::new();
        let (mut targets, mut old_texts, mut new_texts) = (Vec::new(), Vec::new(), Vec::new());
        let (mut links, mut removed) = (Vec::new(), Vec::new());
        for id in quoted {
            let Some(before) = old.get(id) else { continue };
            let ids = relations(*id, heirs, &new);
            let unchanged = ids.as_slice() == [*id]
                && new.get(id).is_some_and(|after| after.provision.text == before.provision.text);
            if unchanged {
                continue;
            }
            let at = old_texts.len();
            placed.insert(*id, at);
            old_texts.push(provision_text(before));
            if ids.is_empty() {
                removed.push(Single { provision: at, margin: f64::INFINITY, rival: None });
            }
            let relation = match (ids.len(), new.contains_key(id)) {
                (0 | 1, true) => Relation::Reworded,
                (_, true) => Relation::Split,
                (_, false) => Relation::Merged,
            };
            for target in &ids {
                let Some(block) = new.get(target) else { continue };
                let new_at = *target_index.entry(*target).or_insert_with(|| {
                    targets.push(*target);
                    new_texts.push(provision_text(block));
                    new_texts.len() - 1
                });
                links.push(Link {
                    old: at,
                    new: new_at,
                    relation,
                    words_equal: false,
                    score: 0.0,
                    margin: f64::INFINITY,
                });
            }
        }
        links.sort_by_key(|link| (link.old, link.new));
        let algorithm = kenes_domain::alignment::ALGORITHM.to_owned();
        let alignment = Alignment { algorithm, links, removed, inserted: Vec::new() };
        let placer = Placer::new(&old_texts, &new_texts, &alignment);
        Self { old, new, heirs, moved, placer, placed, targets }
    }

    fn old(&self, id: i64) -> Option<&Block> {
        self.old.get(&id).copied()
    }

    fn find(&self, id: i64, language: Language, span: Option<&std::ops::Range<usize>>) -> Found {
        let related = relations(id, self.heirs, &self.new);
        let after = self.new.get(&id);
        let before = self.old.get(&id);
        let moved = self.moved.contains(&id);
        let unmoved = |same: bool| match (same, moved) {
            (true, false) => PlacementState::Kept,
            (true, true) => PlacementState::Moved,
            (false, _) => PlacementState::Reworded,
        };
        let Some(span) = span else {
            let target = related.first().copied();
            let same = before.zip(after).is_some_and(|(before, after)| {
                before.provision.text == after.provision.text && before.provision.data == after.provision.data
            });
            return match target {
                Some(target) => Found { state: unmoved(same), provision: Some(target), span: None },
                None => Found::removed(),
            };
        };
        let text = before.and_then(|block| block.provision.text.get(language)).unwrap_or_default();
        if related.as_slice() == [id]
            && after.and_then(|block| block.provision.text.get(language)) == Some(text)
        {
            return Found { state: unmoved(true), provision: Some(id), span: Some(span.clone()) };
        }
        let Ok(quote) = Quote::capture(text, span.start, span.end) else {
            return Found { state: PlacementState::InDoubt, provision: related.first().copied(), span: None };
        };
        if related.is_empty() {
            return self.stray(&quote.exact, language).unwrap_or_else(Found::removed);
        }
        let Some(at) = self.placed.get(&id) else { return Found::removed() };
        self.computed(*at, language, &quote, moved)
    }

    /// What the placer says, with what it cannot know for sure put in doubt.
    fn computed(&self, at: usize, language: Language, quote: &Quote, moved: bool) -> Found {
        let placement = self.placer.place(at, index(language), quote);
        let (provision, span) = match placement.place {
            Some(place) => (self.targets.get(place.provision).copied(), Some(place.start..place.end)),
            None => (None, None),
        };
        let mut state = placement.state.as_str().parse().unwrap_or(PlacementState::InDoubt);
        if DOUBTFUL_SHARES.contains(&placement.kept_share) {
            state = PlacementState::InDoubt;
        }
        if state == PlacementState::Kept && moved {
            state = PlacementState::Moved;
        }
        match (state, provision) {
            (PlacementState::Removed, _) => Found::removed(),
            // Words without a place are in doubt, whatever was said about them.
            (_, None) => Found { state: PlacementState::InDoubt, provision: None, span: None },
            (state, provision) => Found { state, provision, span },
        }
    }

    /// The words of a provision that is gone, found word for word in another one: a person has to say whether that is
    /// where they went.
    fn stray(&self, exact: &str, language: Language) -> Option<Found> {
        let length = exact.chars().count();
        if length < STRAY_CHARACTERS_MIN {
            return None;
        }
        self.new.values().find_map(|block| {
            let text = block.provision.text.get(language)?;
            let before = self.old.get(&block.id).and_then(|block| block.provision.text.get(language));
            // Where the same words stood before, they did not come from elsewhere.
            if before.is_some_and(|before| before.contains(exact)) {
                return None;
            }
            let start = text.split_once(exact)?.0.chars().count();
            Some(Found {
                state: PlacementState::InDoubt,
                provision: Some(block.id),
                span: Some(start..start + length),
            })
        })
    }

    /// What a person said, as long as it still holds.
    fn confirmed(&self, resolution: &ResolutionRow, language: Language) -> Option<Found> {
        let Some(id) = resolution.provision_id else { return Some(Found::removed()) };
        let block = self.new.get(&id)?;
        let span = match &resolution.exact {
            None => None,
            Some(exact) => {
                let start = block.provision.text.get(language)?.split_once(exact.as_str())?.0.chars().count();
                Some(start..start + exact.chars().count())
            }
        };
        Some(Found { state: PlacementState::Reworded, provision: Some(id), span })
    }
}

/// The provisions of the next edition to which the words of an old one can have gone: itself first, then its heirs,
/// and theirs.
fn relations(id: i64, heirs: &BTreeMap<i64, Vec<i64>>, new: &BTreeMap<i64, &Block>) -> Vec<i64> {
    let mut open = vec![id];
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    while let Some(next) = open.pop() {
        if !seen.insert(next) {
            continue;
        }
        if new.contains_key(&next) {
            found.push(next);
        }
        open.extend(heirs.get(&next).into_iter().flatten().rev());
    }
    found
}

fn provision_text(block: &Block) -> ProvisionText {
    let Bilingual { kk, ru } = &block.provision.text;
    ProvisionText {
        kind: block.provision.kind.to_string(),
        texts: vec![kk.clone().unwrap_or_default(), ru.clone().unwrap_or_default()],
    }
}

/// Index of a language's text in what the placer reads.
const fn index(language: Language) -> usize {
    match language {
        Language::Kk => 0,
        Language::Ru => 1,
    }
}
