//! Moderation with public reasons. Hiding leaves a stub with reason, date and role; nothing is deleted.

use kenes_domain::contribution::{FieldError, FieldReason, ModerationReason, Visibility};
use kenes_domain::input::{TextError, clean_text};
use kenes_domain::journal::{Act, ActKind};
use kenes_domain::permission::{Actor, Permission, Role};
use kenes_domain::receipt::ReceiptCode;
use kenes_domain::timestamp::Timestamp;
use kenes_store::contributions as rows;
use kenes_store::moderation::{self as moderations, NewModeration};
use serde::Serialize;

use crate::Service;
use crate::authorization::{self, role_for};
use crate::contributions::{Page, subject};
use crate::error::ServiceError;
use crate::programs::{self, PAGE_ITEMS_MAX};
use crate::shelving::reshelve;

/// Most characters of a note or an appeal.
pub const NOTE_CHARACTERS_MAX: usize = 1_000;

/// What a moderator may do with a contribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Hide it from the public, with a reason.
    Hide(ModerationReason),
    /// Let the public see it.
    Restore,
}

/// An entry of the public list of acts of moderation.
#[derive(Debug, Clone, Serialize)]
pub struct ModerationView {
    /// Public id of the contribution.
    pub contribution: String,
    /// `hidden`, `held`, `restored` or `redacted`.
    pub action: String,
    /// Coded reason.
    pub reason: Option<String>,
    /// What the moderator added.
    pub note: Option<String>,
    /// Role of the moderator; never the person.
    pub role: String,
    /// When.
    pub happened_at: Timestamp,
}

/// Hides a contribution or lets it be seen again.
pub fn moderate(
    service: &Service,
    actor: &Actor,
    contribution: &str,
    step: Step,
    note: &str,
) -> Result<(), ServiceError> {
    let note = optional_note(note)?;
    let directory = service.directory()?;
    let now = service.now();
    let (actor, contribution) = (actor.clone(), contribution.to_owned());
    service.write(move |conn, acts| {
        let row = rows::find_by_public_id(conn, &contribution)?.ok_or(ServiceError::NotFound)?;
        let (program, _) = kenes_store::programs::get(conn, row.program_id)?.ok_or(ServiceError::NotFound)?;
        authorization::require(&directory, &actor, Permission::Moderate, program.territory_id)?;
        let (next, reason, kind, action) = match step {
            Step::Hide(reason) => (Visibility::Hidden, Some(reason), ActKind::ContributionHidden, "hidden"),
            Step::Restore => (Visibility::Visible, None, ActKind::ContributionRestored, "restored"),
        };
        if !row.visibility.0.may_become(next) {
            return Err(ServiceError::Conflict);
        }
        let reason = reason.map(ModerationReason::as_str);
        reshelve(conn, row.program_id, &[row.id], |conn| {
            Ok(rows::set_visibility(conn, row.id, next, reason)?)
        })?;
        let role = role_for(&directory, &actor, Permission::Moderate, program.territory_id)
            .unwrap_or(Role::Moderator);
        moderations::insert(
            conn,
            &NewModeration {
                contribution_id: row.id,
                program_id: row.program_id,
                action: action.to_owned(),
                reason: reason.map(str::to_owned),
                note: note.clone(),
                role: role.to_string(),
                account_id: actor.account,
                happened_at: now.micros(),
            },
        )?;
        acts.push(
            Act {
                kind,
                time: now,
                place: directory.territory(program.territory_id)?.state.kato.clone(),
                program: Some(program.public_id.clone()),
                edition: None,
                subject: subject(&row.public_id),
                reason: reason.map(str::to_owned),
                opening: note.clone().map(String::into_bytes),
            },
            Some(program.id),
        );
        Ok(())
    })
}

/// Receives the author's appeal against hiding; one per contribution.
pub fn appeal(service: &Service, receipt: &str, text: &str) -> Result<(), ServiceError> {
    let code = ReceiptCode::parse(receipt).map_err(|_| ServiceError::ReceiptMistyped)?;
    let text = clean_text(text, NOTE_CHARACTERS_MAX).map_err(|reason| invalid("text", reason))?;
    let directory = service.directory()?;
    let now = service.now();
    service.write(move |conn, acts| {
        let row = rows::find_by_receipt(conn, code.as_str())?.ok_or(ServiceError::NotFound)?;
        if row.visibility.0 != Visibility::Hidden
            || !moderations::insert_appeal(conn, row.id, &text, now.micros())?
        {
            return Err(ServiceError::Conflict);
        }
        let (program, _) = kenes_store::programs::get(conn, row.program_id)?.ok_or(ServiceError::NotFound)?;
        acts.push(
            Act {
                kind: ActKind::AppealReceived,
                time: now,
                place: directory.territory(program.territory_id)?.state.kato.clone(),
                program: Some(program.public_id.clone()),
                edition: None,
                subject: subject(&row.public_id),
                reason: None,
                opening: Some(text.clone().into_bytes()),
            },
            Some(program.id),
        );
        Ok(())
    })
}

/// The public list of acts of moderation in a program, newest first.
pub fn list(
    service: &Service,
    program: &str,
    cursor: Option<&str>,
    limit: u16,
) -> Result<Page<ModerationView>, ServiceError> {
    let before = cursor.map(|text| text.parse::<i64>().map_err(|_| ServiceError::BadCursor)).transpose()?;
    let limit = i64::from(limit.clamp(1, PAGE_ITEMS_MAX));
    service.read(|conn| {
        let (program, _) = programs::find(conn, program)?;
        let mut found = moderations::page(conn, program.id, before, limit + 1)?;
        let more = i64::try_from(found.len()).unwrap_or(0) > limit;
        found.truncate(usize::try_from(limit).unwrap_or(0));
        let next_cursor = if more { found.last().map(|(row, _)| row.id.to_string()) } else { None };
        let items = found
            .into_iter()
            .map(|(row, contribution)| ModerationView {
                contribution,
                action: row.action,
                reason: row.reason,
                note: row.note,
                role: row.role,
                happened_at: Timestamp::from_micros(row.happened_at),
            })
            .collect();
        Ok(Page { items, next_cursor })
    })
}

fn optional_note(note: &str) -> Result<Option<String>, ServiceError> {
    match clean_text(note, NOTE_CHARACTERS_MAX) {
        Ok(note) => Ok(Some(note)),
        Err(TextError::Empty) => Ok(None),
        Err(reason) => Err(invalid("note", reason)),
    }
}

fn invalid(field: &'static str, reason: TextError) -> ServiceError {
    ServiceError::Invalid(vec![FieldError { field, reason: FieldReason::Text(reason) }])
}
