//! The life of a program: its discussion opens and closes by the clock, may be extended with a public reason, and ends
//! in an approval by an act of the council.
//!
//! Whether a contribution is in time is decided by its own moment alone (`DiscussionWindow::admit`), so it does not
//! matter when the phase follows.

use kenes_domain::contribution::{FieldError, FieldReason};
use kenes_domain::input::{clean_line, clean_text};
use kenes_domain::journal::ActKind;
use kenes_domain::language::Bilingual;
use kenes_domain::permission::{Actor, Permission};
use kenes_domain::program::Phase;
use kenes_domain::timestamp::Timestamp;
use kenes_store::phases::{self as rows, ApprovalRow, NewExtension};
use kenes_store::programs as program_rows;
use serde::Serialize;

use crate::Service;
use crate::error::ServiceError;
use crate::points::{act, authorized_by_id};

/// Most characters of a public reason in one language.
pub const REASON_CHARACTERS_MAX: usize = 2_000;
/// Most characters of the name of a body or the number of an act.
const LINE_CHARACTERS_MAX: usize = 200;
/// Programs that change their phase in one transaction.
const PROGRAMS_PER_STEP: i64 = 100;

/// An extension of a discussion, as everybody may read it.
#[derive(Debug, Clone, Serialize)]
pub struct ExtensionView {
    /// When it would have closed.
    pub closed_before: Timestamp,
    /// When it closes instead.
    pub closes_at: Timestamp,
    /// Why.
    pub reason: Bilingual,
    /// When it was decided.
    pub extended_at: Timestamp,
}

/// The act by which a program was approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Approval {
    /// The body that approved it.
    pub body: Bilingual,
    /// Number of the act, as printed.
    pub act_number: String,
    /// Day of the act, `2026-12-15`.
    pub act_on: String,
}

/// Opens and closes every discussion whose time has come; returns how many.
pub fn by_the_clock(service: &Service) -> Result<usize, ServiceError> {
    let directory = service.directory()?;
    let now = service.now();
    let due = service.read(|conn| Ok(rows::due(conn, now.micros(), 1)?))?;
    if due.is_empty() {
        return Ok(0);
    }
    service.write(move |conn, acts| {
        let due = rows::due(conn, now.micros(), PROGRAMS_PER_STEP)?;
        for program in &due {
            let (next, kind) = match program.phase.0 {
                Phase::DraftPublished => (Phase::Discussion, ActKind::ConsultationOpened),
                _ => (Phase::Revision, ActKind::ConsultationClosed),
            };
            program_rows::set_phase(conn, program.id, next)?;
            let about = format!("program/{}", program.public_id);
            acts.push(act(&directory, program, now, kind, about)?, Some(program.id));
        }
        Ok(due.len())
    })
}

/// Moves the closing of a discussion that is still on to a later moment, with a public reason in both languages.
pub fn extend(
    service: &Service,
    actor: &Actor,
    program: &str,
    closes_at: Timestamp,
    reason: &Bilingual,
) -> Result<(), ServiceError> {
    let (reason_kk, reason_ru) = both(reason)?;
    let directory = service.directory()?;
    let now = service.now();
    let (actor, program) = (actor.clone(), program.to_owned());
    service.write(move |conn, acts| {
        let program = authorized_by_id(conn, &directory, &actor, Permission::PublishEdition, &program)?;
        if program.phase.0 != Phase::Discussion || now.micros() >= program.closes_at {
            return Err(ServiceError::Conflict);
        }
        if closes_at.micros() <= program.closes_at {
            return Err(range("closes_at"));
        }
        rows::extend(
            conn,
            &NewExtension {
                program_id: program.id,
                closed_before: program.closes_at,
                closes_at: closes_at.micros(),
                reason_kk: reason_kk.clone(),
                reason_ru: reason_ru.clone(),
                account_id: actor.account,
                extended_at: now.micros(),
            },
        )?;
        let about = format!("program/{}", program.public_id);
        let mut act = act(&directory, &program, now, ActKind::ConsultationExtended, about)?;
        act.opening = Some(opening(&(closes_at.rfc3339(), &reason_kk, &reason_ru))?);
        acts.push(act, Some(program.id));
        Ok(())
    })
}

/// Extensions of a program's discussion, oldest first.
pub fn extensions(service: &Service, program: &str) -> Result<Vec<ExtensionView>, ServiceError> {
    service.read(|conn| {
        let (program, _) = crate::programs::find(conn, program)?;
        Ok(rows::extensions_of(conn, program.id)?
            .into_iter()
            .map(|row| ExtensionView {
                closed_before: Timestamp::from_micros(row.closed_before),
                closes_at: Timestamp::from_micros(row.closes_at),
                reason: Bilingual::new(row.reason_kk, row.reason_ru),
                extended_at: Timestamp::from_micros(row.extended_at),
            })
            .collect())
    })
}

/// Records the act by which the council approved a published program.
pub fn approve(
    service: &Service,
    actor: &Actor,
    program: &str,
    approval: &Approval,
) -> Result<(), ServiceError> {
    let line = |field, text: Option<&str>| {
        clean_line(text.unwrap_or_default(), LINE_CHARACTERS_MAX)
            .map_err(|reason| ServiceError::Invalid(vec![FieldError { field, reason: reason.into() }]))
    };
    let (body_kk, body_ru) =
        (line("body.kk", approval.body.kk.as_deref())?, line("body.ru", approval.body.ru.as_deref())?);
    let act_number = line("act_number", Some(&approval.act_number))?;
    let day = crate::setup::parse_day(&approval.act_on).ok_or_else(|| range("act_on"))?;
    let act_on = kenes_store::territories::date_text(day);
    let directory = service.directory()?;
    let now = service.now();
    let (actor, program) = (actor.clone(), program.to_owned());
    service.write(move |conn, acts| {
        let program = authorized_by_id(conn, &directory, &actor, Permission::PublishEdition, &program)?;
        let edition_number = program.current_edition.ok_or(ServiceError::Conflict)?;
        let local_day = now.date_at(crate::programs::offset(&program));
        if !program.phase.0.may_become(Phase::Approved) || day > local_day {
            return Err(ServiceError::Conflict);
        }
        rows::insert_approval(
            conn,
            &ApprovalRow {
                program_id: program.id,
                edition_number,
                body_kk: body_kk.clone(),
                body_ru: body_ru.clone(),
                act_number: act_number.clone(),
                act_on: act_on.clone(),
                recorded_at: now.micros(),
            },
        )?;
        program_rows::set_phase(conn, program.id, Phase::Approved)?;
        let about = format!("program/{}", program.public_id);
        let mut act = act(&directory, &program, now, ActKind::PhaseChanged, about)?;
        act.edition = Some(edition_number);
        act.reason = Some(Phase::Approved.to_string());
        act.opening = Some(opening(&(&body_kk, &body_ru, &act_number, &act_on))?);
        acts.push(act, Some(program.id));
        Ok(())
    })
}

/// The act by which a program was approved, when there is one.
pub fn approval(service: &Service, program: &str) -> Result<Option<Approval>, ServiceError> {
    service.read(|conn| {
        let (program, _) = crate::programs::find(conn, program)?;
        Ok(rows::approval(conn, program.id)?.map(|row| Approval {
            body: Bilingual::new(row.body_kk, row.body_ru),
            act_number: row.act_number,
            act_on: row.act_on,
        }))
    })
}

/// Begins the execution of an approved program.
pub fn execute(service: &Service, actor: &Actor, program: &str) -> Result<(), ServiceError> {
    let directory = service.directory()?;
    let now = service.now();
    let (actor, program) = (actor.clone(), program.to_owned());
    service.write(move |conn, acts| {
        let program = authorized_by_id(conn, &directory, &actor, Permission::PublishEdition, &program)?;
        if !program.phase.0.may_become(Phase::Execution) {
            return Err(ServiceError::Conflict);
        }
        program_rows::set_phase(conn, program.id, Phase::Execution)?;
        let about = format!("program/{}", program.public_id);
        let mut act = act(&directory, &program, now, ActKind::PhaseChanged, about)?;
        act.reason = Some(Phase::Execution.to_string());
        acts.push(act, Some(program.id));
        Ok(())
    })
}

fn both(text: &Bilingual) -> Result<(String, String), ServiceError> {
    let clean = |field, text: Option<&str>| {
        clean_text(text.unwrap_or_default(), REASON_CHARACTERS_MAX)
            .map_err(|reason| ServiceError::Invalid(vec![FieldError { field, reason: reason.into() }]))
    };
    Ok((clean("reason.kk", text.kk.as_deref())?, clean("reason.ru", text.ru.as_deref())?))
}

fn opening(content: &impl Serialize) -> Result<Vec<u8>, ServiceError> {
    serde_json::to_vec(content).map_err(|error| ServiceError::Internal(error.to_string()))
}

fn range(field: &'static str) -> ServiceError {
    ServiceError::Invalid(vec![FieldError { field, reason: FieldReason::Range }])
}
