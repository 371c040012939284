//! Bringing programs in: an edition is stored whole or not at all.

use std::collections::BTreeMap;

use kenes_documents::error::ImportError;
use kenes_documents::outline::{Format, Outline};
use kenes_documents::program::{Choices, Sources, convert};
use kenes_domain::identifier::hexadecimal;
use kenes_domain::journal::{Act, ActKind};
use kenes_domain::program::{Cost, EditionDraft, EditionState, Phase, ProvisionData};
use kenes_domain::territory::{HistoryError, Registry, TerritoryState};
use kenes_domain::timestamp::Timestamp;
use kenes_store::editions::{self, CostRow, EditionProvisionRow, NewEdition};
use kenes_store::programs::{self, CurrentEdition};
use kenes_store::territories::NewState;
use kenes_store::{AsText, Conn};
use sha2::{Digest, Sha256};
use time::Date;

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
    let ids = editions::insert_provisions(conn, publication.program_id, &prepared.ids)?;
    store_edition(conn, acts, publication, &prepared.draft, &ids, prepared.source_sha256.clone())?;
    Ok(ids)
}

/// Stores an edition whose provisions have the internal ids `ids`, and makes it the current one of its program.
pub(crate) fn store_edition(
    conn: &mut Conn<'_>,
    acts: &mut Acts,
    publication: &Publication<'_>,
    draft: &EditionDraft,
    ids: &[i64],
    source_sha256: Option<String>,
) -> Result<(), ServiceError> {
    let edition_id = editions::insert(
        conn,
        &NewEdition {
            program_id: publication.program_id,
            number: publication.number,
            state: EditionState::Published,
            summary_kk: draft.summary.kk.clone(),
            summary_ru: draft.summary.ru.clone(),
            provision_count: int(draft.provisions.len()),
            source_sha256,
            published_at: Some(publication.at.micros()),
        },
    )?;
    let rows = provision_rows(draft, edition_id, ids)?;
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
    Ok(())
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

/// A file to import: its name says what kind it is.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Name, with its ending.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// The files of one program: one language each, or both in one.
#[derive(Debug, Clone, Default)]
pub struct ProgramFiles {
    /// The Kazakh text.
    pub kk: Option<SourceFile>,
    /// The Russian text.
    pub ru: Option<SourceFile>,
    /// Both in one: our own JSON.
    pub both: Option<SourceFile>,
}

/// What files would give; nothing is stored yet.
#[derive(Debug)]
pub struct Preview {
    /// The edition.
    pub draft: EditionDraft,
    /// What was understood and what was not, for people to read.
    pub report: String,
    /// SHA-256 over the files, hexadecimal.
    pub sha256: String,
}

/// Reads the files of a program. The report names what was not understood, words of mixed scripts, and numbers that
/// differ between the languages, each with its place.
pub fn preview(files: &ProgramFiles) -> Result<Preview, ServiceError> {
    let mut hash = Sha256::new();
    for file in [&files.kk, &files.ru, &files.both].into_iter().flatten() {
        hash.update(file.bytes.len().to_be_bytes());
        hash.update(&file.bytes);
    }
    let sha256 = hexadecimal(&hash.finalize());
    if let Some(file) = &files.both {
        let draft = kenes_documents::json::read(&file.bytes).map_err(|error| refused(&file.name, &error))?;
        return Ok(Preview { draft, report: String::new(), sha256 });
    }
    let read = |file: &Option<SourceFile>| file.as_ref().map(outline).transpose();
    let (kk, ru) = (read(&files.kk)?, read(&files.ru)?);
    let sources = match (&kk, &ru) {
        (Some(kk), Some(ru)) => Sources::Both { kk, ru },
        (Some(kk), None) => Sources::Kk(kk),
        (None, Some(ru)) => Sources::Ru(ru),
        (None, None) => {
            return Err(ServiceError::Import(
                "give a Kazakh file, a Russian file, or both; or one JSON file with both languages"
                    .to_owned(),
            ));
        }
    };
    let whole = "the files";
    let (program, report) = convert(sources, &Choices::new(0, 0)).map_err(|error| refused(whole, &error))?;
    let draft = program.into_draft().map_err(|error| refused(whole, &error))?;
    Ok(Preview { draft, report: report.to_string(), sha256 })
}

fn outline(file: &SourceFile) -> Result<Outline, ServiceError> {
    let format = Format::from_file_name(&file.name).ok_or_else(|| {
        ServiceError::Import(format!(
            "{}: the ending says no known kind; docx, xlsx, md, txt, html and json are read",
            file.name
        ))
    })?;
    kenes_documents::read(format, &file.bytes).map_err(|error| refused(&file.name, &error))
}

fn refused(name: &str, error: &ImportError) -> ServiceError {
    ServiceError::Import(format!("{name}: {error}"))
}

/// Stores a previewed edition as the first of the program of a territory, given by its public id or its KATO code of
/// today, and publishes it; returns the program's public id.
pub fn publish(service: &Service, territory: &str, preview: Preview) -> Result<String, ServiceError> {
    let directory = service.directory()?;
    let place = directory
        .find(territory)
        .or_else(|| directory.territories.values().find(|known| known.state.kato == territory))
        .ok_or(ServiceError::NotFound)?;
    let program_id = place.program.ok_or(ServiceError::NotFound)?;
    let kato = place.state.kato.clone();
    let prepared = PreparedEdition::new(service, preview.draft, Some(preview.sha256))?;
    let now = service.now();
    service.write(move |conn, acts| {
        let (program, _) = programs::get(conn, program_id)?.ok_or(ServiceError::NotFound)?;
        if program.current_edition.is_some() {
            return Err(ServiceError::Conflict);
        }
        let publication =
            Publication { program_id, program: &program.public_id, place: &kato, number: 1, at: now };
        publish_first_edition(conn, acts, &publication, &prepared)?;
        programs::set_phase(conn, program_id, first_phase(Timestamp::from_micros(program.opens_at), now))?;
        Ok(program.public_id)
    })
}

/// What became of a table of territories.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TerritoriesReport {
    /// Territories that were not known.
    pub added: u32,
    /// Known ones whose name, parent or kind changed from the given day on.
    pub changed: u32,
    /// Known ones that are as they were.
    pub unchanged: u32,
    /// Rows below districts and cities, which have no program and are not kept.
    pub below: u32,
}

/// Brings in a table of territories (our own columns, or the layout of the official classifier): what is new or
/// different holds from the day `on`; what the table does not name stays.
pub fn territories(
    service: &Service,
    file: &SourceFile,
    on: Date,
) -> Result<TerritoriesReport, ServiceError> {
    let table =
        kenes_documents::territories::read(&file.bytes).map_err(|error| refused(&file.name, &error))?;
    let below = u32::try_from(table.below).unwrap_or(u32::MAX);
    let ids: Vec<String> =
        table.territories.iter().map(|_| format!("t-{}", service.new_public_id())).collect();
    let now = service.now();
    service.write(move |conn, acts| {
        let mut registry = Registry::new();
        let mut slugs: BTreeMap<i64, String> = BTreeMap::new();
        let mut tiles = BTreeMap::new();
        for row in kenes_store::territories::all_states(conn)? {
            slugs.insert(row.territory_id, row.public_id);
            tiles.insert(row.territory_id, row.tile);
            registry.set_state(row.territory_id, row.state).map_err(|error| inconsistent(&error))?;
        }
        let mut report = TerritoriesReport { below, ..TerritoriesReport::default() };
        for (row, new_id) in table.territories.iter().zip(&ids) {
            let known = registry.by_kato_on(&row.kato, on);
            let parent = row.parent_kato.as_deref().and_then(|kato| registry.by_kato_on(kato, on));
            let before = known.and_then(|id| registry.state_on(id, on)).cloned();
            let state = TerritoryState {
                kato: row.kato.clone(),
                parent,
                kind: row.kind,
                name_kk: row.name_kk.clone(),
                name_ru: row.name_ru.clone(),
                // The official table has no English names: one that is known stays, a new one gets the Russian.
                name_en: match (&before, row.name_en.as_str()) {
                    (Some(before), "") => before.name_en.clone(),
                    (None, "") => row.name_ru.clone(),
                    (_, name) => name.to_owned(),
                },
                aliases: match &before {
                    Some(before) if row.aliases.is_empty() => before.aliases.clone(),
                    _ => row.aliases.clone(),
                },
                valid_from: on,
                valid_to: None,
            };
            if before.as_ref().is_some_and(|before| same(before, &state)) {
                report.unchanged += 1;
                continue;
            }
            let slug = known.and_then(|id| slugs.get(&id)).unwrap_or(new_id);
            let tile = known.and_then(|id| tiles.get(&id).copied().flatten());
            let id = kenes_store::territories::insert_state(
                conn,
                &NewState { public_id: slug, state: &state, tile },
            )?;
            registry.set_state(id, state.clone()).map_err(|error| inconsistent(&error))?;
            if known.is_some() {
                report.changed += 1;
            } else {
                report.added += 1;
            }
            acts.push(
                Act {
                    kind: ActKind::TerritoryReorganised,
                    time: now,
                    place: row.kato.clone(),
                    program: None,
                    edition: None,
                    subject: format!("territory/{slug}"),
                    reason: None,
                    opening: None,
                },
                None,
            );
        }
        Ok(report)
    })
}

fn same(before: &TerritoryState, after: &TerritoryState) -> bool {
    let key = |state: &TerritoryState| {
        (state.parent, state.kind, state.name_kk.clone(), state.name_ru.clone(), state.name_en.clone())
    };
    key(before) == key(after)
}

fn inconsistent(error: &HistoryError) -> ServiceError {
    ServiceError::Import(format!("the table contradicts what is known: {error}"))
}
