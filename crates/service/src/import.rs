//! Bringing programs in: an edition is stored whole or not at all.

use std::collections::BTreeMap;

use kenes_domain::journal::{Act, ActKind};
use kenes_domain::program::{Cost, EditionDraft, EditionState, Phase, ProvisionData};
use kenes_domain::timestamp::Timestamp;
use kenes_store::editions::{self, CostRow, EditionProvisionRow, NewEdition};
use kenes_store::programs::{self, CurrentEdition};
use kenes_store::{AsText, Conn};

use crate::Service;
use crate::error::ServiceError;
use crate::journal::Acts;

/// An edition ready to be stored, with everything that the database does not make.
pub(crate) struct PreparedEdition {
    draft: EditionDraft,
    /// Public ids of the provisions, in reading order.
    ids: Vec<String>,
    source_sha256: Option<String>,
}

impl PreparedEdition {
    /// Checks a draft and gives its provisions their public ids.
    pub(crate) fn new(
        service: &Service,
        draft: EditionDraft,
        source_sha256: Option<String>,
    ) -> Result<Self, ServiceError> {
        draft.validate().map_err(|error| ServiceError::Internal(error.to_string()))?;
        let ids = draft.provisions.iter().map(|_| service.new_public_id().to_string()).collect();
        Ok(Self { draft, ids, source_sha256 })
    }
}

/// Where and when an edition is published.
pub(crate) struct Publication<'a> {
    /// Internal id of the program.
    pub(crate) program_id: i64,
    /// Public id of the program.
    pub(crate) program: &'a str,
    /// KATO code of its territory.
    pub(crate) place: &'a str,
    /// Number of the edition.
    pub(crate) number: i32,
    /// When.
    pub(crate) at: Timestamp,
}

/// Stores an edition as the first of its program and publishes it. Returns the internal ids of its provisions in
/// reading order.
pub(crate) fn publish_first_edition(
    conn: &mut Conn<'_>,
    acts: &mut Acts,
    publication: &Publication<'_>,
    prepared: &PreparedEdition,
) -> Result<Vec<i64>, ServiceError> {
    let draft = &prepared.draft;
    let edition_id = editions::insert(
        conn,
        &NewEdition {
            program_id: publication.program_id,
            number: publication.number,
            state: EditionState::Published,
            summary_kk: draft.summary.kk.clone(),
            summary_ru: draft.summary.ru.clone(),
            provision_count: int(draft.provisions.len()),
            source_sha256: prepared.source_sha256.clone(),
            published_at: Some(publication.at.micros()),
        },
    )?;
    let ids = editions::insert_provisions(conn, publication.program_id, &prepared.ids)?;
    let rows = provision_rows(draft, edition_id, &ids)?;
    editions::insert_edition_provisions(conn, &rows)?;
    let totals = Totals::of(draft);
    editions::insert_costs(conn, &totals.rows(edition_id))?;
    programs::set_current_edition(
        conn,
        publication.program_id,
        &CurrentEdition {
            number: publication.number,
            title_kk: draft.title.kk.clone(),
            title_ru: draft.title.ru.clone(),
            measures: totals.measures,
            indicators: totals.indicators,
            planned_tenge: totals.planned_tenge,
            cost_unknown: totals.cost_unknown,
        },
    )?;
    acts.push(
        Act {
            kind: ActKind::EditionPublished,
            time: publication.at,
            place: publication.place.to_owned(),
            program: Some(publication.program.to_owned()),
            edition: Some(publication.number),
            subject: format!("edition/{}/{}", publication.program, publication.number),
            reason: None,
            opening: None,
        },
        Some(publication.program_id),
    );
    Ok(ids)
}

fn provision_rows(
    draft: &EditionDraft,
    edition_id: i64,
    ids: &[i64],
) -> Result<Vec<EditionProvisionRow>, ServiceError> {
    let parents = draft.parents();
    draft
        .provisions
        .iter()
        .zip(ids)
        .zip(parents)
        .enumerate()
        .map(|(position, ((provision, id), parent))| {
            let data = match &provision.data {
                ProvisionData::Text => None,
                figures => Some(
                    serde_json::to_string(figures)
                        .map_err(|error| ServiceError::Internal(error.to_string()))?,
                ),
            };
            Ok(EditionProvisionRow {
                edition_id,
                position: int(position),
                provision_id: *id,
                parent_position: parent.map(int),
                kind: AsText(provision.kind),
                level: i32::from(provision.level),
                label: provision.label.clone(),
                direction: provision.direction.clone(),
                text_kk: provision.text.kk.clone(),
                text_ru: provision.text.ru.clone(),
                data,
            })
        })
        .collect()
}

/// The sums of an edition.
#[derive(Default)]
struct Totals {
    cells: BTreeMap<(u16, kenes_domain::money::FundingSource, String), i64>,
    measures: i32,
    indicators: i32,
    planned_tenge: i64,
    cost_unknown: i32,
}

impl Totals {
    fn of(draft: &EditionDraft) -> Self {
        let mut totals = Self::default();
        for provision in &draft.provisions {
            match &provision.data {
                ProvisionData::Text => {}
                ProvisionData::Indicator(_) => totals.indicators += 1,
                ProvisionData::Measure(measure) => {
                    totals.measures += 1;
                    match &measure.cost {
                        Cost::Unknown => totals.cost_unknown += 1,
                        Cost::Known(lines) => {
                            for line in lines {
                                let direction = provision.direction.clone().unwrap_or_default();
                                *totals.cells.entry((line.year, line.source, direction)).or_insert(0) +=
                                    line.amount.amount();
                                totals.planned_tenge += line.amount.amount();
                            }
                        }
                    }
                }
            }
        }
        totals
    }

    fn rows(&self, edition_id: i64) -> Vec<CostRow> {
        self.cells
            .iter()
            .map(|((year, source, direction), tenge)| CostRow {
                edition_id,
                year: i32::from(*year),
                source: AsText(*source),
                direction: direction.clone(),
                tenge: *tenge,
            })
            .collect()
    }
}

fn int(value: usize) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}

/// The phase of a program whose first edition is out, by the clock.
pub(crate) fn first_phase(opens_at: Timestamp, now: Timestamp) -> Phase {
    if now < opens_at { Phase::DraftPublished } else { Phase::Discussion }
}
