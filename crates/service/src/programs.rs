//! Programs and their editions.

use std::collections::BTreeMap;

use kenes_domain::conservation::Tally;
use kenes_domain::language::Bilingual;
use kenes_domain::program::{EditionState, Phase, ProvisionData, ProvisionKind};
use kenes_domain::timestamp::Timestamp;
use kenes_store::counters::{self, CounterRow};
use kenes_store::editions::{self, EditionProvisionRow, EditionRow};
use kenes_store::programs::{self as rows, ProgramRow};
use kenes_store::{Conn, changes};
use serde::Serialize;

use crate::Service;
use crate::contributions::Page;
use crate::directory::{Directory, Territory};
use crate::error::ServiceError;
use crate::territories::Names;

/// A program in a list.
#[derive(Debug, Clone, Serialize)]
pub struct ProgramCard {
    /// Public id.
    pub id: String,
    /// Title of the current edition.
    pub title: Bilingual,
    /// Where it stands.
    pub phase: Phase,
    /// First year.
    pub first_year: u16,
    /// Last year.
    pub last_year: u16,
    /// Number of the current edition; `None` before the first.
    pub edition: Option<i32>,
    /// Public id of its territory.
    pub territory: String,
    /// Names of its territory.
    pub territory_names: Names,
    /// Names of the territory above, when there is one.
    pub parent_names: Option<Names>,
    /// When contributions are first taken, microseconds of UTC.
    pub opens_at: Timestamp,
    /// When they are first late.
    pub closes_at: Timestamp,
    /// Minutes east of UTC on the territory's clocks.
    pub utc_offset_minutes: i16,
    /// Contributions by what became of them.
    pub contributions: Tally,
    /// Measures in the current edition.
    pub measures: u32,
    /// Indicators in the current edition.
    pub indicators: u32,
    /// Planned spending of all known costs, whole tenge.
    pub planned_tenge: i64,
    /// Measures whose cost nobody has said.
    pub cost_unknown: u32,
}

/// One edition, complete, in reading order.
#[derive(Debug, Clone, Serialize)]
pub struct EditionView {
    /// The program.
    pub program: ProgramCard,
    /// Its number, from 1.
    pub number: i32,
    /// Whether a later one exists.
    pub superseded: bool,
    /// When it was published.
    pub published_at: Timestamp,
    /// A plain summary.
    pub summary: Bilingual,
    /// Every provision.
    pub provisions: Vec<ProvisionView>,
    /// Planned spending by year, source and direction.
    pub costs: Vec<CostTotal>,
    /// Every published edition of the program, oldest first.
    pub editions: Vec<EditionCard>,
}

/// One provision of an edition.
#[derive(Debug, Clone, Serialize)]
pub struct ProvisionView {
    /// Public id, the same in every edition.
    pub id: String,
    /// What it is.
    pub kind: ProvisionKind,
    /// Depth, 0 for sections.
    pub level: u8,
    /// Printed label.
    pub label: String,
    /// Code of its direction.
    pub direction: Option<String>,
    /// The text.
    pub text: Bilingual,
    /// Figures or facts.
    pub data: ProvisionData,
    /// Contributions on it in any edition, without those taken back.
    pub contributions: u64,
}

/// Planned spending in one cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CostTotal {
    /// Calendar year.
    pub year: u16,
    /// Word of the funding source.
    pub source: kenes_domain::money::FundingSource,
    /// Code of the direction, when the measures have one.
    pub direction: Option<String>,
    /// Whole tenge.
    pub tenge: i64,
}

/// An edition in a list.
#[derive(Debug, Clone, Serialize)]
pub struct EditionCard {
    /// Its number.
    pub number: i32,
    /// When it was published.
    pub published_at: Timestamp,
    /// How many provisions it has.
    pub provisions: u32,
}

/// A provision by itself, for its own page and link preview.
#[derive(Debug, Clone, Serialize)]
pub struct ProvisionPage {
    /// The program.
    pub program: ProgramCard,
    /// Number of the edition shown.
    pub edition: i32,
    /// The provision.
    pub provision: ProvisionView,
    /// Headings above it, outermost first.
    pub path: Vec<ProvisionView>,
    /// The provisions before and after it in reading order.
    pub previous: Option<String>,
    /// See `previous`.
    pub next: Option<String>,
    /// Where its words went, when the current edition is without it.
    pub gone: Option<Gone>,
    /// Numbers of the editions that changed it, oldest first.
    pub changed_in: Vec<i32>,
}

/// A provision that a later edition does not have any more.
#[derive(Debug, Clone, Serialize)]
pub struct Gone {
    /// Number of the first edition without it.
    pub edition: i32,
    /// Provisions of the current edition into which its words were merged or split: public id and label.
    pub heirs: Vec<(String, String)>,
}

/// Most items of one page of a list.
pub const PAGE_ITEMS_MAX: u16 = 100;

/// Which programs a list shows.
#[derive(Debug, Clone, Default)]
pub struct ProgramFilter {
    /// Public id of a territory: its own program and those below it.
    pub territory: Option<String>,
    /// Where they stand.
    pub phase: Option<Phase>,
}

/// One page of the programs of the current campaign, in the order of their public ids.
pub fn list(
    service: &Service,
    filter: &ProgramFilter,
    cursor: Option<&str>,
    limit: u16,
) -> Result<Page<ProgramCard>, ServiceError> {
    let directory = service.directory()?;
    let within = match &filter.territory {
        Some(id) => Some(directory.find(id).ok_or(ServiceError::NotFound)?.id),
        None => None,
    };
    let mut cards: Vec<ProgramCard> = cards(service, &directory)?
        .into_values()
        .filter(|card| filter.phase.is_none_or(|phase| card.phase == phase))
        .filter(|card| {
            within.is_none_or(|top| {
                directory.find(&card.territory).is_some_and(|place| directory.line(place.id).contains(&top))
            })
        })
        .filter(|card| cursor.is_none_or(|after| card.id.as_str() > after))
        .collect();
    cards.sort_by(|a, b| a.id.cmp(&b.id));
    let limit = usize::from(limit.clamp(1, PAGE_ITEMS_MAX));
    let more = cards.len() > limit;
    cards.truncate(limit);
    let next_cursor = if more { cards.last().map(|card| card.id.clone()) } else { None };
    Ok(Page { items: cards, next_cursor })
}

/// One program.
pub fn get(service: &Service, program: &str) -> Result<ProgramCard, ServiceError> {
    let directory = service.directory()?;
    let (row, counters) = service.read(|conn| find(conn, program))?;
    card(&directory, &row, &counters)
}

/// An edition of a program: the current one, or the one with a number.
pub fn edition(service: &Service, program: &str, number: Option<i32>) -> Result<EditionView, ServiceError> {
    let directory = service.directory()?;
    service.read(|conn| {
        let (row, counters) = find(conn, program)?;
        let edition = find_edition(conn, &row, number)?;
        let counts: BTreeMap<i64, i64> = counters::of_provisions(conn, row.id)?.into_iter().collect();
        let provisions = editions::provisions_of(conn, edition.id)?
            .into_iter()
            .map(|(provision, public_id)| {
                let count = counts.get(&provision.provision_id).copied().unwrap_or(0);
                provision_view(provision, public_id, count)
            })
            .collect::<Result<Vec<_>, _>>()?;
        let costs = editions::costs_of(conn, edition.id)?
            .into_iter()
            .map(|cost| CostTotal {
                year: year(cost.year),
                source: cost.source.0,
                direction: (!cost.direction.is_empty()).then_some(cost.direction),
                tenge: cost.tenge,
            })
            .collect();
        let editions = editions::published(conn, row.id)?.iter().map(edition_card).collect();
        Ok(EditionView {
            program: card(&directory, &row, &counters)?,
            number: edition.number,
            superseded: edition.state.0 == EditionState::Superseded,
            published_at: Timestamp::from_micros(edition.published_at.unwrap_or(0)),
            summary: Bilingual { kk: edition.summary_kk, ru: edition.summary_ru },
            provisions,
            costs,
            editions,
        })
    })
}

/// Every published edition of a program, oldest first.
pub fn list_editions(service: &Service, program: &str) -> Result<Vec<EditionCard>, ServiceError> {
    service.read(|conn| {
        let (row, _) = find(conn, program)?;
        Ok(editions::published(conn, row.id)?.iter().map(edition_card).collect())
    })
}

/// A provision of the current edition, or of the last one that has it, with its place in the text.
pub fn provision(service: &Service, program: &str, provision: &str) -> Result<ProvisionPage, ServiceError> {
    let current = edition(service, program, None)?;
    let changed_in = changed_in(service, program, provision)?;
    let position =
        |view: &EditionView| view.provisions.iter().position(|candidate| candidate.id == provision);
    let (view, index, gone) = if let Some(index) = position(&current) {
        (current, index, None)
    } else {
        // The first edition without it is the last one that changed it.
        let removed_in = changed_in.last().copied().ok_or(ServiceError::NotFound)?;
        let last = edition(service, program, Some(removed_in - 1))?;
        let index = position(&last).ok_or(ServiceError::NotFound)?;
        let heirs = heirs(service, program, provision, &current)?;
        (last, index, Some(Gone { edition: removed_in, heirs }))
    };
    let mut path: Vec<ProvisionView> = Vec::new();
    let mut own = None;
    for candidate in view.provisions.iter().take(index + 1) {
        path.truncate(usize::from(candidate.level));
        path.push(candidate.clone());
    }
    if let Some(last) = path.pop() {
        own = Some(last);
    }
    let neighbour =
        |at: Option<usize>| at.and_then(|at| view.provisions.get(at)).map(|other| other.id.clone());
    Ok(ProvisionPage {
        previous: neighbour(index.checked_sub(1)),
        next: neighbour(index.checked_add(1)),
        program: view.program,
        edition: view.number,
        provision: own.ok_or(ServiceError::NotFound)?,
        path,
        gone,
        changed_in,
    })
}

/// Numbers of the editions that changed a provision, oldest first.
fn changed_in(service: &Service, program: &str, provision: &str) -> Result<Vec<i32>, ServiceError> {
    // PostgreSQL cannot even be asked for a text with NUL.
    if provision.contains('\0') {
        return Err(ServiceError::NotFound);
    }
    service.read(|conn| {
        let (row, _) = find(conn, program)?;
        let Some(id) = editions::find_provision(conn, row.id, provision)? else {
            return Err(ServiceError::NotFound);
        };
        Ok(changes::between(conn, row.id, 0, i32::MAX)?
            .into_iter()
            .filter(|change| change.provision_id == id)
            .map(|change| change.edition_number)
            .collect())
    })
}

/// Provisions of the current edition to which the words of one that is gone were merged or split.
fn heirs(
    service: &Service,
    program: &str,
    provision: &str,
    current: &EditionView,
) -> Result<Vec<(String, String)>, ServiceError> {
    service.read(|conn| {
        let (row, _) = find(conn, program)?;
        let id = editions::find_provision(conn, row.id, provision)?.ok_or(ServiceError::NotFound)?;
        let mut reached = vec![id];
        for line in changes::lineages_between(conn, row.id, 0, i32::MAX)? {
            if reached.contains(&line.from_provision_id) && !reached.contains(&line.to_provision_id) {
                reached.push(line.to_provision_id);
            }
        }
        let public: Vec<String> =
            editions::provision_public_ids(conn, &reached)?.into_iter().map(|(_, id)| id).collect();
        Ok(current
            .provisions
            .iter()
            .filter(|candidate| public.contains(&candidate.id))
            .map(|candidate| (candidate.id.clone(), candidate.label.clone()))
            .collect())
    })
}

pub(crate) fn find(conn: &mut Conn<'_>, program: &str) -> Result<(ProgramRow, CounterRow), ServiceError> {
    rows::find(conn, program)?.ok_or(ServiceError::NotFound)
}

pub(crate) fn find_edition(
    conn: &mut Conn<'_>,
    program: &ProgramRow,
    number: Option<i32>,
) -> Result<EditionRow, ServiceError> {
    let number = number.or(program.current_edition).ok_or(ServiceError::NotFound)?;
    editions::find(conn, program.id, number)?.ok_or(ServiceError::NotFound)
}

/// Every program of the current campaign, by internal id.
pub(crate) fn cards(
    service: &Service,
    directory: &Directory,
) -> Result<BTreeMap<i64, ProgramCard>, ServiceError> {
    let Some(campaign) = &directory.campaign else { return Ok(BTreeMap::new()) };
    service
        .read(|conn| Ok(rows::all(conn, campaign.id)?))?
        .iter()
        .map(|(row, counters)| Ok((row.id, card(directory, row, counters)?)))
        .collect()
}

pub(crate) fn card(
    directory: &Directory,
    row: &ProgramRow,
    counters: &CounterRow,
) -> Result<ProgramCard, ServiceError> {
    let territory = directory.territory(row.territory_id)?;
    let parent = territory.state.parent.and_then(|id| directory.territories.get(&id));
    Ok(ProgramCard {
        id: row.public_id.clone(),
        title: Bilingual { kk: row.title_kk.clone(), ru: row.title_ru.clone() },
        phase: row.phase.0,
        first_year: year(row.first_year),
        last_year: year(row.last_year),
        edition: row.current_edition,
        territory: territory.public_id.clone(),
        territory_names: territory.names(),
        parent_names: parent.map(Territory::names),
        opens_at: Timestamp::from_micros(row.opens_at),
        closes_at: Timestamp::from_micros(row.closes_at),
        utc_offset_minutes: offset(row),
        contributions: counters.contributions(),
        measures: u32::try_from(row.measures).unwrap_or(0),
        indicators: u32::try_from(row.indicators).unwrap_or(0),
        planned_tenge: row.planned_tenge,
        cost_unknown: u32::try_from(row.cost_unknown).unwrap_or(0),
    })
}

pub(crate) fn offset(row: &ProgramRow) -> i16 {
    i16::try_from(row.utc_offset_minutes).unwrap_or(0)
}

fn year(stored: i32) -> u16 {
    u16::try_from(stored).unwrap_or(0)
}

pub(crate) fn edition_card(row: &EditionRow) -> EditionCard {
    EditionCard {
        number: row.number,
        published_at: Timestamp::from_micros(row.published_at.unwrap_or(0)),
        provisions: u32::try_from(row.provision_count).unwrap_or(0),
    }
}

fn provision_view(
    row: EditionProvisionRow,
    public_id: String,
    contributions: i64,
) -> Result<ProvisionView, ServiceError> {
    let data = match &row.data {
        Some(data) => serde_json::from_str(data)
            .map_err(|error| ServiceError::Internal(format!("provision {public_id}: {error}")))?,
        None => ProvisionData::Text,
    };
    Ok(ProvisionView {
        id: public_id,
        kind: row.kind.0,
        level: u8::try_from(row.level).unwrap_or(0),
        label: row.label,
        direction: row.direction,
        text: Bilingual { kk: row.text_kk, ru: row.text_ru },
        data,
        contributions: u64::try_from(contributions).unwrap_or(0),
    })
}
