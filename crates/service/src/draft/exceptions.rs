//! Publishing although lines of the gate are open: one person asks and says why, another one signs, everybody can read
//! it.

use kenes_domain::contribution::{FieldError, FieldReason};
use kenes_domain::input::clean_text;
use kenes_domain::journal::ActKind;
use kenes_domain::language::Bilingual;
use kenes_domain::permission::{Actor, Permission};
use kenes_domain::revision::gate::GateItem;
use kenes_store::changes::{self, NewException};
use kenes_store::drafts;

use super::editing::NOTE_CHARACTERS_MAX;
use crate::Service;
use crate::error::ServiceError;
use crate::points::{act, authorized, authorized_by_id};

/// Asks for an exception from lines of the gate; the note is public, in both languages. Returns its public id.
pub fn ask(
    service: &Service,
    actor: &Actor,
    program: &str,
    items: &[GateItem],
    note: &Bilingual,
) -> Result<String, ServiceError> {
    let clean = |field, text: &Option<String>| {
        clean_text(text.as_deref().unwrap_or_default(), NOTE_CHARACTERS_MAX)
            .map_err(|reason| ServiceError::Invalid(vec![FieldError { field, reason: reason.into() }]))
    };
    let (note_kk, note_ru) = (clean("note.kk", &note.kk)?, clean("note.ru", &note.ru)?);
    let mut items = items.to_vec();
    items.sort_unstable();
    items.dedup();
    if items.is_empty() {
        return Err(ServiceError::Invalid(vec![FieldError { field: "items", reason: FieldReason::Range }]));
    }
    let items: Vec<&str> = items.iter().map(|item| item.as_str()).collect();
    let items = items.join(" ");
    let directory = service.directory()?;
    let now = service.now();
    let id = service.new_public_id().to_string();
    let (actor, program) = (actor.clone(), program.to_owned());
    service.write(move |conn, _| {
        let program = authorized_by_id(conn, &directory, &actor, Permission::PublishEdition, &program)?;
        let draft = drafts::of_program(conn, program.id)?.ok_or(ServiceError::NotFound)?;
        changes::insert_exception(
            conn,
            &NewException {
                public_id: id.clone(),
                program_id: program.id,
                edition_number: draft.number,
                items: items.clone(),
                note_kk: note_kk.clone(),
                note_ru: note_ru.clone(),
                asked_by: actor.account,
                asked_at: now.micros(),
            },
        )?;
        Ok(id.clone())
    })
}

/// Signs an exception that somebody else asked for. From then on it stands in the journal.
pub fn sign(service: &Service, actor: &Actor, exception: &str) -> Result<(), ServiceError> {
    let directory = service.directory()?;
    let now = service.now();
    let (actor, exception) = (actor.clone(), exception.to_owned());
    service.write(move |conn, acts| {
        let row = changes::find_exception(conn, &exception)?.ok_or(ServiceError::NotFound)?;
        let program = authorized(conn, &directory, &actor, Permission::PublishEdition, row.program_id)?;
        let draft = drafts::of_program(conn, program.id)?.ok_or(ServiceError::Conflict)?;
        if row.signed_at.is_some() || row.asked_by == actor.account || draft.number != row.edition_number {
            return Err(ServiceError::Conflict);
        }
        changes::sign_exception(conn, row.id, actor.account, now.micros())?;
        let about = format!("exception/{}", row.public_id);
        let mut act = act(&directory, &program, now, ActKind::ExceptionSigned, about)?;
        act.edition = Some(row.edition_number);
        act.opening = Some(
            serde_json::to_vec(&(&row.items, &row.note_kk, &row.note_ru))
                .map_err(|error| ServiceError::Internal(error.to_string()))?,
        );
        acts.push(act, Some(program.id));
        Ok(())
    })
}
