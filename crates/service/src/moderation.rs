//! Moderation with public reasons. Hiding leaves a stub with reason, date and role; nothing is deleted.

use std::ops::Range;

use kenes_domain::contribution::{FieldError, FieldReason, ModerationReason, Visibility};
use kenes_domain::input::{TextError, clean_text};
use kenes_domain::journal::{Act, ActKind};
use kenes_domain::permission::{Actor, Permission, Role};
use kenes_domain::receipt::ReceiptCode;
use kenes_domain::timestamp::Timestamp;
use kenes_store::Conn;
use kenes_store::contributions as rows;
use kenes_store::moderation::{self as moderations, NewModeration};
use serde::Serialize;

use crate::Service;
use crate::authorization::{self, role_for};
use crate::contributions::{Page, subject};
use crate::error::ServiceError;
use crate::programs::{self, PAGE_ITEMS_MAX};
use crate::shelving::reshelve;
use crate::territories::Names;

/// Most characters of a note or an appeal.
pub const NOTE_CHARACTERS_MAX: usize = 1_000;

/// Stands in the place of every covered character.
const COVER: char = '█';

/// Stands for a role where no person acted.
pub const AUTOMATIC: &str = "automatic";

/// What a moderator may do with a contribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Hide it from the public, with a reason.
    Hide(ModerationReason),
    /// Let the public see it.
    Restore,
    /// Leave it hidden after its author has appealed; the note says why.
    Uphold,
}

/// An entry of the public list of acts of moderation.
#[derive(Debug, Clone, Serialize)]
pub struct ModerationView {
    /// Public id of the contribution.
    pub contribution: String,
    /// Public id of its program.
    pub program: String,
    /// Names of the program's territory.
    pub territory: Names,
    /// Public id of the provision at which it stands.
    pub provision: Option<String>,
    /// Label of that provision when the contribution was written.
    pub provision_label: Option<String>,
    /// Minutes east of UTC on the clocks of the territory.
    pub utc_offset_minutes: i16,
    /// `hidden`, `held`, `restored` or `redacted`.
    pub action: String,
    /// Coded reason.
    pub reason: Option<String>,
    /// What the moderator added.
    pub note: Option<String>,
    /// Role of the moderator, or [`AUTOMATIC`]; never the person.
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
            Step::Hide(reason) => {
                (Visibility::Hidden, Some(reason.as_str().to_owned()), ActKind::ContributionHidden, "hidden")
            }
            Step::Restore => (Visibility::Visible, None, ActKind::ContributionRestored, "restored"),
            Step::Uphold => (Visibility::Hidden, row.reason.clone(), ActKind::ContributionHidden, "hidden"),
        };
        let waits =
            moderations::appeal(conn, row.id)?.is_some_and(|(_, _, answered_at)| answered_at.is_none());
        let is_possible = match step {
            Step::Hide(_) | Step::Restore => row.visibility.0.may_become(next),
            Step::Uphold => row.visibility.0 == Visibility::Hidden && waits,
        };
        if !is_possible {
            return Err(ServiceError::Conflict);
        }
        let reason = reason.as_deref();
        reshelve(conn, row.program_id, &[row.id], |conn| {
            Ok(rows::set_visibility(conn, row.id, next, reason)?)
        })?;
        moderations::answer_appeal(conn, row.id, now.micros())?;
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

/// Covers parts of a contribution's text that are personal data; the rest stays to be read. `spans` are half-open
/// ranges in code points. What was covered is gone, also from what the journal committed to; positions in the text stay
/// what they were.
pub fn redact(
    service: &Service,
    actor: &Actor,
    contribution: &str,
    spans: &[Range<usize>],
    note: &str,
) -> Result<(), ServiceError> {
    let note = optional_note(note)?;
    let directory = service.directory()?;
    let now = service.now();
    let (actor, contribution, spans) = (actor.clone(), contribution.to_owned(), spans.to_vec());
    service.write(move |conn, acts| {
        let row = rows::find_by_public_id(conn, &contribution)?.ok_or(ServiceError::NotFound)?;
        let (program, _) = kenes_store::programs::get(conn, row.program_id)?.ok_or(ServiceError::NotFound)?;
        authorization::require(&directory, &actor, Permission::Moderate, program.territory_id)?;
        let Some(text) = &row.text else { return Err(ServiceError::Conflict) };
        let length = text.chars().count();
        if spans.is_empty() || spans.iter().any(|span| span.is_empty() || span.end > length) {
            let fault = FieldError { field: "spans", reason: FieldReason::Range };
            return Err(ServiceError::Invalid(vec![fault]));
        }
        let covered: String = text
            .chars()
            .enumerate()
            .map(|(at, character)| {
                let is_covered = !character.is_whitespace() && spans.iter().any(|span| span.contains(&at));
                if is_covered { COVER } else { character }
            })
            .collect();
        rows::set_text(conn, row.id, &covered)?;
        kenes_store::acts::erase_openings(conn, &subject(&row.public_id))?;
        let reason = ModerationReason::PersonalData.as_str().to_owned();
        let role = role_for(&directory, &actor, Permission::Moderate, program.territory_id)
            .unwrap_or(Role::Moderator);
        moderations::insert(
            conn,
            &NewModeration {
                contribution_id: row.id,
                program_id: row.program_id,
                action: "redacted".to_owned(),
                reason: Some(reason.clone()),
                note: note.clone(),
                role: role.to_string(),
                account_id: actor.account,
                happened_at: now.micros(),
            },
        )?;
        acts.push(
            Act {
                kind: ActKind::ContributionRedacted,
                time: now,
                place: directory.territory(program.territory_id)?.state.kato.clone(),
                program: Some(program.public_id.clone()),
                edition: None,
                subject: subject(&row.public_id),
                reason: Some(reason),
                opening: note.clone().map(String::into_bytes),
            },
            Some(program.id),
        );
        Ok(())
    })
}

/// Records that a contribution waits for a moderator because of how it came; no person did that.
pub(crate) fn record_automatic_hold(
    conn: &mut Conn<'_>,
    contribution_id: i64,
    program_id: i64,
    reason: ModerationReason,
    now: Timestamp,
) -> Result<(), ServiceError> {
    moderations::insert(
        conn,
        &NewModeration {
            contribution_id,
            program_id,
            action: "held".to_owned(),
            reason: Some(reason.as_str().to_owned()),
            note: None,
            role: AUTOMATIC.to_owned(),
            account_id: None,
            happened_at: now.micros(),
        },
    )?;
    Ok(())
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

/// The public list of acts of moderation, newest first: in a program, or in the whole country.
pub fn list(
    service: &Service,
    program: Option<&str>,
    cursor: Option<&str>,
    limit: u16,
) -> Result<Page<ModerationView>, ServiceError> {
    let before = cursor.map(|text| text.parse::<i64>().map_err(|_| ServiceError::BadCursor)).transpose()?;
    let limit = i64::from(limit.clamp(1, PAGE_ITEMS_MAX));
    let directory = service.directory()?;
    service.read(|conn| {
        let program = program.map(|program| programs::find(conn, program)).transpose()?;
        let program_id = program.map(|(program, _)| program.id);
        let mut found = moderations::page(conn, program_id, before, limit + 1)?;
        let more = i64::try_from(found.len()).unwrap_or(0) > limit;
        found.truncate(usize::try_from(limit).unwrap_or(0));
        let next_cursor = if more { found.last().map(|found| found.row.id.to_string()) } else { None };
        let items = found
            .into_iter()
            .map(|found| {
                Ok(ModerationView {
                    contribution: found.contribution,
                    program: found.program,
                    territory: directory.territory(found.territory_id)?.names(),
                    provision: found.provision,
                    provision_label: found.provision_label,
                    utc_offset_minutes: i16::try_from(found.utc_offset_minutes).unwrap_or(0),
                    action: found.row.action,
                    reason: found.row.reason,
                    note: found.row.note,
                    role: found.row.role,
                    happened_at: Timestamp::from_micros(found.row.happened_at),
                })
            })
            .collect::<Result<_, ServiceError>>()?;
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
