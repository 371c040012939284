//! From rows of the database to documents of the index.
//!
//! A contribution that the public sees is public; one that waits for a moderator is found by those who may read the
//! workspace of its territory; one that is hidden, withdrawn or erased is not in the index at all.

use std::collections::{BTreeMap, BTreeSet};

use kenes_domain::contribution::{ContributionKind, Visibility};
use kenes_domain::decision::DecisionState;
use kenes_domain::language::Language;
use kenes_domain::money::Tenge;
use kenes_domain::program::{EditionState, ProvisionData};
use kenes_domain::timestamp::Timestamp;
use kenes_search::document::{Audience, Document, Kind, Text};
use kenes_store::Conn;
use kenes_store::contributions::{self, ContributionRow};
use kenes_store::decisions::{self, DecisionRow};
use kenes_store::editions::{self, EditionProvisionRow, EditionRow};
use kenes_store::programs::{self, ProgramRow};

use crate::directory::Directory;
use crate::error::ServiceError;

/// What becomes of a document: it is written, or removed.
#[derive(Debug)]
pub(super) enum Change {
    Put(Box<Document>),
    Remove(String),
}

/// Id of a contribution's document.
pub(super) fn contribution_id(public_id: &str) -> String {
    format!("contribution/{public_id}")
}

/// Id of a decision's document.
pub(super) fn decision_id(public_id: &str) -> String {
    format!("decision/{public_id}")
}

/// The documents of a program: itself, and every provision of every published edition.
pub(super) fn of_program(
    conn: &mut Conn<'_>,
    directory: &Directory,
    program: &ProgramRow,
) -> Result<Vec<Document>, ServiceError> {
    let territories = directory.line(program.territory_id);
    let mut found = vec![program_document(directory, program, &territories)?];
    for edition in editions::published(conn, program.id)? {
        for (row, public_id) in editions::provisions_of(conn, edition.id)? {
            found.extend(provision(program, &territories, &edition, row, &public_id)?);
        }
    }
    Ok(found)
}

fn program_document(
    directory: &Directory,
    program: &ProgramRow,
    territories: &[i64],
) -> Result<Document, ServiceError> {
    let place = &directory.territory(program.territory_id)?.state;
    let text = |language, title: &Option<String>, place: &str| Text {
        language,
        title: place.to_owned(),
        body: title.clone().unwrap_or_default(),
    };
    Ok(Document {
        id: format!("program/{}", program.public_id),
        kind: Kind::Program,
        texts: vec![
            text(Language::Kk, &program.title_kk, &place.name_kk),
            text(Language::Ru, &program.title_ru, &place.name_ru),
        ],
        territories: territories.to_vec(),
        program: Some(program.public_id.clone()),
        provision: None,
        label: None,
        edition: program.current_edition.and_then(|number| u32::try_from(number).ok()),
        current: true,
        direction: None,
        state: Some(program.phase.0.to_string()),
        decision: None,
        years: (program.first_year..=program.last_year).filter_map(year).collect(),
        date: Timestamp::from_micros(program.opens_at),
        supports: 0,
        money_tenge: (program.planned_tenge > 0).then_some(program.planned_tenge),
        audience: Audience::Public,
    })
}

/// The document of a provision; `None` for one without words.
fn provision(
    program: &ProgramRow,
    territories: &[i64],
    edition: &EditionRow,
    row: EditionProvisionRow,
    public_id: &str,
) -> Result<Option<Document>, ServiceError> {
    let texts: Vec<Text> = [(Language::Kk, row.text_kk), (Language::Ru, row.text_ru)]
        .into_iter()
        .filter_map(|(language, body)| Some(Text { language, title: String::new(), body: body? }))
        .filter(|text| !text.body.trim().is_empty())
        .collect();
    if texts.is_empty() {
        return Ok(None);
    }
    let data: ProvisionData = match &row.data {
        Some(data) => serde_json::from_str(data)
            .map_err(|error| ServiceError::Internal(format!("provision {public_id}: {error}")))?,
        None => ProvisionData::Text,
    };
    let (years, money) = match &data {
        ProvisionData::Text => (Vec::new(), None),
        ProvisionData::Indicator(indicator) => {
            (indicator.targets.iter().map(|target| target.year).collect(), None)
        }
        ProvisionData::Measure(measure) => {
            ((measure.starts..=measure.ends).collect(), measure.cost.total().map(Tenge::amount))
        }
    };
    Ok(Some(Document {
        id: format!("provision/{}/{}/{public_id}", program.public_id, edition.number),
        kind: Kind::Provision,
        texts,
        territories: territories.to_vec(),
        program: Some(program.public_id.clone()),
        provision: Some(public_id.to_owned()),
        label: (!row.label.is_empty()).then_some(row.label),
        edition: u32::try_from(edition.number).ok(),
        current: edition.state.0 == EditionState::Published,
        direction: row.direction,
        state: None,
        decision: None,
        years,
        date: Timestamp::from_micros(edition.published_at.unwrap_or(0)),
        supports: 0,
        money_tenge: money,
        audience: Audience::Public,
    }))
}

/// What belongs to the contributions of a batch.
struct Around {
    programs: BTreeMap<i64, ProgramRow>,
    provisions: BTreeMap<i64, String>,
    directions: BTreeMap<i64, Option<String>>,
}

impl Around {
    fn load(conn: &mut Conn<'_>, rows: &[ContributionRow]) -> Result<Self, ServiceError> {
        let ids: BTreeSet<i64> = rows.iter().filter_map(|row| row.provision_id).collect();
        let ids: Vec<i64> = ids.into_iter().collect();
        let programs = load_programs(conn, rows.iter().map(|row| row.program_id))?;
        Ok(Self {
            programs,
            provisions: editions::provision_public_ids(conn, &ids)?.into_iter().collect(),
            directions: editions::directions_of(conn, &ids)?.into_iter().collect(),
        })
    }

    fn program(&self, id: i64) -> Result<&ProgramRow, ServiceError> {
        self.programs.get(&id).ok_or_else(|| ServiceError::Internal(format!("program {id} is missing")))
    }

    fn provision(&self, row: &ContributionRow) -> Option<String> {
        row.provision_id.and_then(|id| self.provisions.get(&id).cloned())
    }

    fn direction(&self, row: &ContributionRow) -> Option<String> {
        row.provision_id.and_then(|id| self.directions.get(&id).cloned().flatten())
    }
}

fn load_programs(
    conn: &mut Conn<'_>,
    ids: impl Iterator<Item = i64>,
) -> Result<BTreeMap<i64, ProgramRow>, ServiceError> {
    let mut found = BTreeMap::new();
    for id in ids.collect::<BTreeSet<i64>>() {
        if let Some((program, _)) = programs::get(conn, id)? {
            found.insert(id, program);
        }
    }
    Ok(found)
}

/// What becomes of the documents of contributions.
pub(super) fn of_contributions(
    conn: &mut Conn<'_>,
    directory: &Directory,
    rows: Vec<ContributionRow>,
) -> Result<Vec<Change>, ServiceError> {
    let around = Around::load(conn, &rows)?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut decided: BTreeMap<i64, String> = BTreeMap::new();
    for (contribution, decision) in decisions::published_of(conn, &ids)? {
        // The newest comes first and stays.
        decided.entry(contribution).or_insert_with(|| decision.disposition.0.to_string());
    }
    rows.into_iter()
        .map(|row| {
            let decision = decided.remove(&row.id);
            contribution(directory, &around, row, decision)
        })
        .collect()
}

fn contribution(
    directory: &Directory,
    around: &Around,
    row: ContributionRow,
    decision: Option<String>,
) -> Result<Change, ServiceError> {
    let id = contribution_id(&row.public_id);
    let audience = match row.visibility.0 {
        Visibility::Visible => Audience::Public,
        Visibility::Held => Audience::Workspace,
        Visibility::Hidden | Visibility::Withdrawn | Visibility::Erased => return Ok(Change::Remove(id)),
    };
    let program = around.program(row.program_id)?;
    let (provision, direction) = (around.provision(&row), around.direction(&row));
    let is_proposal = row.solution.is_some() || row.kind.0 == ContributionKind::Proposal;
    let received = Timestamp::from_micros(row.received_at);
    let offset = i16::try_from(program.utc_offset_minutes).unwrap_or(0);
    let state = match (row.visibility.0, &decision) {
        (Visibility::Held, _) => "held",
        (_, Some(_)) => "decided",
        (_, None) => "open",
    };
    let body: Vec<String> = [row.text, row.problem, row.solution].into_iter().flatten().collect();
    Ok(Change::Put(Box::new(Document {
        id,
        kind: if is_proposal { Kind::Proposal } else { Kind::Contribution },
        texts: vec![Text {
            language: row.language.0,
            title: row.place.unwrap_or_default(),
            body: body.join("\n"),
        }],
        territories: directory.line(program.territory_id),
        program: Some(program.public_id.clone()),
        provision,
        label: row.provision_label,
        edition: u32::try_from(row.edition_number).ok(),
        current: true,
        direction,
        state: Some(state.to_owned()),
        decision,
        years: year(received.date_at(offset).year()).into_iter().collect(),
        date: received,
        supports: u32::try_from(row.supports_email + row.supports_identity).unwrap_or(u32::MAX),
        money_tenge: row.cost_tenge,
        audience,
    })))
}

/// What becomes of the documents of decisions. One that is not published yet is found in the workspace.
pub(super) fn of_decisions(
    conn: &mut Conn<'_>,
    directory: &Directory,
    rows: Vec<(i64, DecisionRow)>,
) -> Result<Vec<Change>, ServiceError> {
    let ids: Vec<i64> = rows.iter().map(|(_, row)| row.id).collect();
    let mut first: BTreeMap<i64, i64> = BTreeMap::new();
    for (decision, contribution) in decisions::contributions_of(conn, &ids)? {
        first.entry(decision).or_insert(contribution);
    }
    let contribution_ids: Vec<i64> = first.values().copied().collect();
    let about = contributions::by_ids(conn, &contribution_ids)?;
    let around = Around::load(conn, &about)?;
    let programs = load_programs(conn, rows.iter().map(|(program, _)| *program))?;
    let about: BTreeMap<i64, ContributionRow> = about.into_iter().map(|row| (row.id, row)).collect();
    rows.into_iter()
        .map(|(program, row)| {
            let of = first.get(&row.id).and_then(|id| about.get(id));
            let program = programs
                .get(&program)
                .ok_or_else(|| ServiceError::Internal(format!("program {program} is missing")))?;
            Ok(decision(directory, program, &around, row, of))
        })
        .collect()
}

fn decision(
    directory: &Directory,
    program: &ProgramRow,
    around: &Around,
    row: DecisionRow,
    about: Option<&ContributionRow>,
) -> Change {
    let id = decision_id(&row.public_id);
    let texts: Vec<Text> =
        [(Language::Kk, row.office_kk, row.reason_kk), (Language::Ru, row.office_ru, row.reason_ru)]
            .into_iter()
            .filter_map(|(language, title, body)| Some(Text { language, title, body: body? }))
            .filter(|text| !text.body.trim().is_empty())
            .collect();
    if texts.is_empty() {
        return Change::Remove(id);
    }
    let published = row.state.0 == DecisionState::Published;
    let date = Timestamp::from_micros(row.published_at.unwrap_or(0));
    let offset = i16::try_from(program.utc_offset_minutes).unwrap_or(0);
    let years = row.published_at.and_then(|_| year(date.date_at(offset).year()));
    Change::Put(Box::new(Document {
        id,
        kind: Kind::Decision,
        texts,
        territories: directory.line(program.territory_id),
        program: Some(program.public_id.clone()),
        provision: about.and_then(|about| around.provision(about)),
        label: about.and_then(|about| about.provision_label.clone()),
        edition: None,
        current: true,
        direction: about.and_then(|about| around.direction(about)),
        state: Some(row.state.0.to_string()),
        decision: Some(row.disposition.0.to_string()),
        years: years.into_iter().collect(),
        date,
        supports: 0,
        money_tenge: None,
        audience: if published { Audience::Public } else { Audience::Workspace },
    }))
}

fn year(stored: i32) -> Option<u16> {
    u16::try_from(stored).ok()
}

/// Programs by their internal ids; those that are gone are left out.
pub(super) fn programs_by_id(
    conn: &mut Conn<'_>,
    ids: &BTreeSet<i64>,
) -> Result<Vec<ProgramRow>, ServiceError> {
    Ok(load_programs(conn, ids.iter().copied())?.into_values().collect())
}

/// Whether a text may still be shown: to everybody, or also to those who read the workspace.
pub(super) fn is_shown(visibility: Visibility, public_only: bool) -> bool {
    visibility == Visibility::Visible || (!public_only && visibility == Visibility::Held)
}
