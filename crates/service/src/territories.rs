//! Territories as readers see them today.

use std::collections::BTreeMap;

use kenes_domain::folding;
use kenes_domain::territory::TerritoryKind;
use serde::Serialize;

use crate::Service;
use crate::contributions::Page;
use crate::directory::{Directory, Territory, names};
use crate::error::ServiceError;
use crate::programs::{self, PAGE_ITEMS_MAX, ProgramCard};

/// A name in the three languages of the interface.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Names {
    /// Kazakh.
    pub kk: String,
    /// Russian.
    pub ru: String,
    /// English.
    pub en: String,
}

/// A territory in a list.
#[derive(Debug, Clone, Serialize)]
pub struct TerritoryCard {
    /// Public id, a readable slug that never changes: `shalkar-district`.
    pub id: String,
    /// KATO code of today.
    pub kato: String,
    /// What it is.
    pub kind: TerritoryKind,
    /// Names of today.
    pub names: Names,
    /// Public id of the territory above.
    pub parent: Option<String>,
    /// Name of the territory above. Names repeat in the country, so a district is never shown without it.
    pub parent_names: Option<Names>,
    /// Its program in the current campaign.
    pub program: Option<ProgramCard>,
    /// Contributions to its program and to all programs below it.
    pub contributions: u64,
    /// How many of these have a public decision.
    pub answered: u64,
    /// Programs at it and below it.
    pub programs: u32,
}

/// A territory with what lies around it.
#[derive(Debug, Clone, Serialize)]
pub struct TerritoryView {
    /// The territory.
    pub territory: TerritoryCard,
    /// From the region down to its parent.
    pub ancestors: Vec<TerritoryCard>,
    /// Directly below it, in the order of the Kazakh alphabet of their names.
    pub children: Vec<TerritoryCard>,
    /// Its neighbours in the same parent, itself left out.
    pub siblings: Vec<TerritoryCard>,
    /// Former names and codes that led here, newest first.
    pub former: Vec<FormerState>,
}

/// What a territory was called before.
#[derive(Debug, Clone, Serialize)]
pub struct FormerState {
    /// KATO code at that time.
    pub kato: String,
    /// Names at that time.
    pub names: Names,
    /// Last day but one: the first day on which this no longer held, as `2022-06-08`.
    pub until: String,
}

/// A cell of the map of equal tiles, computed from the territories' positions in the campaign's grid.
#[derive(Debug, Clone, Serialize)]
pub struct Tile {
    /// Column from the west, from 0.
    pub column: u16,
    /// Row from the north, from 0.
    pub row: u16,
    /// The territory in it.
    pub territory: TerritoryCard,
}

/// A place found by its name.
#[derive(Debug, Clone, Serialize)]
pub struct Found {
    /// The territory.
    pub territory: TerritoryCard,
    /// Whether the name was met exactly (after folding) or only nearly.
    pub exact: bool,
}

/// Most places that a search by name returns.
const FOUND_MAX: usize = 20;

/// One page of the territories of today, region by region, each in alphabetical order of the Kazakh names.
pub fn page(
    service: &Service,
    cursor: Option<&str>,
    limit: u16,
) -> Result<Page<TerritoryCard>, ServiceError> {
    let all = list(service)?;
    let start = match cursor {
        Some(cursor) => 1 + all.iter().position(|card| card.id == cursor).ok_or(ServiceError::BadCursor)?,
        None => 0,
    };
    let limit = usize::from(limit.clamp(1, PAGE_ITEMS_MAX));
    let more = all.len() > start + limit;
    let items: Vec<TerritoryCard> = all.into_iter().skip(start).take(limit).collect();
    let next_cursor = if more { items.last().map(|card| card.id.clone()) } else { None };
    Ok(Page { items, next_cursor })
}

/// Every territory of today, region by region, each in alphabetical order of the Kazakh names.
pub fn list(service: &Service) -> Result<Vec<TerritoryCard>, ServiceError> {
    let cards = Cards::load(service)?;
    let mut list = Vec::new();
    for region in cards.directory.children(None) {
        list.push(cards.card(region));
        list.extend(cards.directory.children(Some(region.id)).map(|below| cards.card(below)));
    }
    Ok(list)
}

/// A territory with what lies around it.
pub fn get(service: &Service, id: &str) -> Result<TerritoryView, ServiceError> {
    let cards = Cards::load(service)?;
    let territory = cards.directory.find(id).ok_or(ServiceError::NotFound)?;
    let mut ancestors: Vec<_> = cards
        .directory
        .line(territory.id)
        .into_iter()
        .skip(1)
        .filter_map(|above| cards.directory.territories.get(&above))
        .map(|above| cards.card(above))
        .collect();
    ancestors.reverse();
    let mut former: Vec<_> = territory
        .former
        .iter()
        .map(|state| FormerState {
            kato: state.kato.clone(),
            names: names(state),
            until: state.valid_to.map(kenes_store::territories::date_text).unwrap_or_default(),
        })
        .collect();
    former.sort_by(|a, b| b.until.cmp(&a.until));
    Ok(TerritoryView {
        territory: cards.card(territory),
        ancestors,
        children: cards.directory.children(Some(territory.id)).map(|below| cards.card(below)).collect(),
        siblings: cards
            .directory
            .children(territory.state.parent)
            .filter(|other| other.id != territory.id)
            .map(|other| cards.card(other))
            .collect(),
        former,
    })
}

/// The map of equal tiles: of the country, or of one region.
pub fn tiles(service: &Service, parent: Option<&str>) -> Result<Vec<Tile>, ServiceError> {
    let cards = Cards::load(service)?;
    let parent = match parent {
        Some(id) => Some(cards.directory.find(id).ok_or(ServiceError::NotFound)?.id),
        None => None,
    };
    Ok(cards.tiles(parent))
}

/// Finds places by name, as people type it: any language of the interface, any case, Kazakh letters typed on a
/// Russian keyboard, former names. Names that begin with the text come before names that contain it; when there
/// are none, names that differ by one or two letters are offered.
pub fn find(service: &Service, text: &str) -> Result<Vec<Found>, ServiceError> {
    let needle = folding::fold(text.trim());
    if needle.is_empty() {
        return Ok(Vec::new());
    }
    let cards = Cards::load(service)?;
    let mut found: Vec<(usize, &Territory)> = cards
        .directory
        .territories
        .values()
        .filter_map(|territory| {
            territory.folded.iter().filter_map(|name| rank(name, &needle)).min().map(|rank| (rank, territory))
        })
        .collect();
    let exact = !found.is_empty();
    if !exact {
        found = cards
            .directory
            .territories
            .values()
            .filter_map(|territory| {
                let distance = territory
                    .folded
                    .iter()
                    .flat_map(|name| name.split(' '))
                    .map(|word| edit_distance(word, &needle));
                distance.min().filter(|distance| *distance <= 2).map(|distance| (distance, territory))
            })
            .collect();
    }
    found.sort_by_key(|(rank, territory)| {
        (*rank, kenes_domain::collation::key(&territory.state.name_kk), territory.id)
    });
    Ok(found
        .into_iter()
        .take(FOUND_MAX)
        .map(|(_, territory)| Found { territory: cards.card(territory), exact })
        .collect())
}

/// 0 for a whole name, 1 for the beginning of one, 2 for the beginning of a word in one, 3 for inside a word.
fn rank(name: &str, needle: &str) -> Option<usize> {
    if name == needle || name.split(' ').next() == Some(needle) {
        Some(0)
    } else if name.starts_with(needle) {
        Some(1)
    } else if name.split(' ').any(|word| word.starts_with(needle)) {
        Some(2)
    } else if needle.chars().count() >= 3 && name.contains(needle) {
        Some(3)
    } else {
        None
    }
}

/// Letters to insert, remove or replace between two words; stops counting past 3.
fn edit_distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > 2 {
        return 3;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (j, other) in b.iter().enumerate() {
            let above = row.get(j + 1).copied().unwrap_or(usize::MAX);
            let value = (diagonal + usize::from(letter != other)).min(above + 1).min(left + 1);
            diagonal = above;
            left = value;
            next.push(value);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

/// Territories with their programs and counts, all from one snapshot.
pub(crate) struct Cards {
    pub(crate) directory: std::sync::Arc<Directory>,
    pub(crate) programs: BTreeMap<i64, ProgramCard>,
}

impl Cards {
    pub(crate) fn load(service: &Service) -> Result<Self, ServiceError> {
        let directory = service.directory()?;
        let programs = programs::cards(service, &directory)?;
        Ok(Self { directory, programs })
    }

    pub(crate) fn card(&self, territory: &Territory) -> TerritoryCard {
        let parent = territory.state.parent.and_then(|id| self.directory.territories.get(&id));
        let program = territory.program.and_then(|id| self.programs.get(&id)).cloned();
        let (mut contributions, mut answered, mut programs) = (0, 0, 0);
        let mut open = vec![territory];
        while let Some(current) = open.pop() {
            if let Some(program) = current.program.and_then(|id| self.programs.get(&id)) {
                contributions += program.contributions.received;
                answered += program.contributions.decided + program.contributions.grouped;
                programs += 1;
            }
            open.extend(self.directory.children(Some(current.id)));
        }
        TerritoryCard {
            id: territory.public_id.clone(),
            kato: territory.state.kato.clone(),
            kind: territory.state.kind,
            names: territory.names(),
            parent: parent.map(|parent| parent.public_id.clone()),
            parent_names: parent.map(Territory::names),
            program,
            contributions,
            answered,
            programs,
        }
    }

    pub(crate) fn tiles(&self, parent: Option<i64>) -> Vec<Tile> {
        self.directory
            .children(parent)
            .filter_map(|territory| {
                let (column, row) = territory.tile?;
                Some(Tile { column, row, territory: self.card(territory) })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_counted_in_letters() {
        assert_eq!(edit_distance("шалкар", "шалкар"), 0);
        assert_eq!(edit_distance("шалкар", "шолкар"), 1);
        assert_eq!(edit_distance("шалкар", "шалкр"), 1);
        assert_eq!(edit_distance("шалкар", "шаклар"), 2);
        assert_eq!(edit_distance("а", "шалкар"), 3);
    }
}
