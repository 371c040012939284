//! Publication: the new edition, the placements, the changes and the acts in one transaction. Readers see the edition
//! before or the edition after, never a mixture.

use std::collections::BTreeMap;

use kenes_domain::decision::{ChangeKind, PlacementState};
use kenes_domain::journal::ActKind;
use kenes_domain::permission::{Actor, Permission};
use kenes_domain::program::Phase;
use kenes_store::changes::{self, NewChange, PlacementRow};
use kenes_store::programs;
use kenes_store::{AsText, drafts, editions};
use serde::Serialize;

use super::{Working, gate, placing};
use crate::Service;
use crate::error::ServiceError;
use crate::import::{Publication, store_edition};
use crate::points::{act, authorized_by_id};

/// What was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Published {
    /// Number of the edition.
    pub edition: i32,
    /// Provisions that differ from the edition before.
    pub changes: u64,
    /// Anchored contributions by what became of their words.
    pub placements: BTreeMap<&'static str, u64>,
}

/// Publishes the working draft as the next edition. Refused while the gate is shut.
pub fn publish(service: &Service, actor: &Actor, program: &str) -> Result<Published, ServiceError> {
    let directory = service.directory()?;
    let now = service.now();
    let (actor, program) = (actor.clone(), program.to_owned());
    service.write(move |conn, acts| {
        let program = authorized_by_id(conn, &directory, &actor, Permission::PublishEdition, &program)?;
        let phase = program.phase.0;
        if !matches!(phase, Phase::Revision | Phase::Published) {
            return Err(ServiceError::Conflict);
        }
        let working = Working::load(conn, program)?;
        if !gate::compute(conn, &working)?.open {
            return Err(ServiceError::GateShut);
        }
        let program = &working.program;
        let edition = working.edition()?;
        edition.validate().map_err(|_| ServiceError::Conflict)?;
        let placed = placing::place(conn, &working)?;
        let number = working.draft.number;
        let ids: Vec<i64> =
            working.rows.iter().filter(|(row, _)| !row.removed).map(|(row, _)| row.provision_id).collect();
        let kato = directory.territory(program.territory_id)?.state.kato.clone();
        let publication = Publication {
            program_id: program.id,
            program: &program.public_id,
            place: &kato,
            number,
            at: now,
        };
        store_edition(conn, acts, &publication, &edition, &ids, None)?;
        editions::supersede_before(conn, program.id, number)?;
        let changes = store_changes(conn, &working)?;
        let rows: Vec<PlacementRow> = placed.into_iter().map(|placed| placed.row).collect();
        changes::insert_placements(conn, &rows)?;
        drafts::delete(conn, working.draft.id)?;
        if phase == Phase::Revision {
            programs::set_phase(conn, program.id, Phase::Published)?;
            let about = format!("program/{}", program.public_id);
            let mut act = act(&directory, program, now, ActKind::PhaseChanged, about)?;
            act.reason = Some(Phase::Published.to_string());
            acts.push(act, Some(program.id));
        }
        let mut placements: BTreeMap<&'static str, u64> =
            PlacementState::ALL.iter().map(|state| (state.as_str(), 0)).collect();
        for row in &rows {
            *placements.entry(row.state.0.as_str()).or_default() += 1;
        }
        Ok(Published { edition: number, changes, placements })
    })
}

/// Stores what differs and which points it answers; returns how many provisions differ.
fn store_changes(conn: &mut kenes_store::Conn<'_>, working: &Working) -> Result<u64, ServiceError> {
    let changed = working.changed()?;
    let rows: BTreeMap<i64, &drafts::DraftProvisionRow> =
        working.rows.iter().map(|(row, _)| (row.provision_id, row)).collect();
    let new: Vec<NewChange> = changed
        .iter()
        .map(|(id, entry)| {
            let row = rows.get(id);
            NewChange {
                program_id: working.program.id,
                edition_number: working.draft.number,
                provision_id: *id,
                kind: AsText(entry.kind.unwrap_or(ChangeKind::Reworded)),
                moved: entry.moved,
                cause: row.and_then(|row| row.cause),
                note_kk: row.and_then(|row| row.note_kk.clone()),
                note_ru: row.and_then(|row| row.note_ru.clone()),
            }
        })
        .collect();
    let change_of: BTreeMap<i64, i64> =
        changes::insert(conn, &new)?.into_iter().map(|(change, provision)| (provision, change)).collect();
    let links: Vec<(i64, i64)> = drafts::points_of(conn, working.draft.id)?
        .into_iter()
        .filter_map(|(provision, point, _)| Some((*change_of.get(&provision)?, point)))
        .collect();
    changes::insert_points(conn, &links)?;
    Ok(u64::try_from(new.len()).unwrap_or(u64::MAX))
}
