//! Steps that only staff see: assigning, putting off, tags, notes, ready-made answers, taking a draft back.

use kenes_domain::contribution::{FieldError, FieldReason};
use kenes_domain::decision::{DecisionState, Disposition, PointState, REASON_CHARACTERS_MAX};
use kenes_domain::input::clean_text;
use kenes_domain::language::Bilingual;
use kenes_domain::permission::{Actor, Permission};
use kenes_domain::timestamp::Timestamp;
use kenes_store::points::{self, PointRow};
use kenes_store::work::{self as rows, NoteRow, StepRow, TemplateRow};
use kenes_store::{AsText, Conn, decisions};
use serde::Serialize;

use super::new_id;
use crate::Service;
use crate::authorization;
use crate::error::ServiceError;
use crate::points::{all_found, authorized, authorized_by_id, contribution_ids};
use crate::shelving::reshelve;

/// Most characters of a note.
const NOTE_CHARACTERS_MAX: usize = 2_000;
/// Most characters of a tag or of a template's name.
const NAME_CHARACTERS_MAX: usize = 60;

/// Gives points of a program to a member of staff, or to nobody. New ones count as taken up.
pub fn assign(
    service: &Service,
    actor: &Actor,
    program: &str,
    point_ids: &[String],
    assignee: Option<&str>,
) -> Result<(), ServiceError> {
    let assignee = assignee.map(str::to_owned);
    change(service, actor, program, point_ids, move |conn, step, found| {
        let account = match &assignee {
            Some(id) => Some(rows::person(conn, id)?.ok_or(ServiceError::NotFound)?),
            None => None,
        };
        let ids: Vec<i64> = found.iter().map(|point| point.id).collect();
        rows::assign(conn, &ids, account, step.now.micros())?;
        take_up(conn, step.program_id, found)?;
        step.record(conn, "assigned", found, assignee.as_deref().unwrap_or_default())
    })
}

/// Puts points off until a day (`2026-12-01`), or brings them back.
pub fn put_off(
    service: &Service,
    actor: &Actor,
    program: &str,
    point_ids: &[String],
    until: Option<&str>,
) -> Result<(), ServiceError> {
    if until.is_some_and(|day| kenes_store::territories::parse_date(day).is_err()) {
        return Err(field("until", FieldReason::Range));
    }
    let until = until.map(str::to_owned);
    change(service, actor, program, point_ids, move |conn, step, found| {
        let ids: Vec<i64> = found.iter().map(|point| point.id).collect();
        rows::put_off(conn, &ids, until.as_deref(), step.now.micros())?;
        step.record(conn, "put_off", found, until.as_deref().unwrap_or_default())
    })
}

/// Puts a tag on points.
pub fn tag(
    service: &Service,
    actor: &Actor,
    program: &str,
    point_ids: &[String],
    name: &str,
) -> Result<(), ServiceError> {
    let name = clean_text(name, NAME_CHARACTERS_MAX).map_err(|reason| field("tag", reason.into()))?;
    change(service, actor, program, point_ids, move |conn, step, found| {
        let ids: Vec<i64> = found.iter().map(|point| point.id).collect();
        let tag = rows::tag(conn, step.program_id, &name)?;
        rows::add_tag(conn, &ids, tag)?;
        step.record(conn, "tagged", found, &name)
    })
}

/// Takes a tag off points.
pub fn untag(
    service: &Service,
    actor: &Actor,
    program: &str,
    point_ids: &[String],
    name: &str,
) -> Result<(), ServiceError> {
    let name = name.to_owned();
    change(service, actor, program, point_ids, move |conn, step, found| {
        let ids: Vec<i64> = found.iter().map(|point| point.id).collect();
        let tag = rows::tag(conn, step.program_id, &name)?;
        rows::remove_tag(conn, &ids, tag)?;
        step.record(conn, "untagged", found, &name)
    })
}

/// Writes a note at a point, for staff only; returns its public id.
pub fn add_note(service: &Service, actor: &Actor, point: &str, text: &str) -> Result<String, ServiceError> {
    let account = actor.account.ok_or(ServiceError::Unauthenticated)?;
    let text = clean_text(text, NOTE_CHARACTERS_MAX).map_err(|reason| field("text", reason.into()))?;
    let directory = service.directory()?;
    let now = service.now();
    let id = new_id(service);
    let (actor, point) = (actor.clone(), point.to_owned());
    service.write(move |conn, _| {
        let row = points::find_any(conn, &point)?.ok_or(ServiceError::NotFound)?;
        authorized(conn, &directory, &actor, Permission::WorkOnPoints, row.program_id)?;
        let note = NoteRow {
            public_id: id.clone(),
            account_id: account,
            text: text.clone(),
            written_at: now.micros(),
        };
        rows::insert_note(conn, row.id, &note)?;
        Ok(id.clone())
    })
}

/// Takes back a decision that is not public: its points are in work again.
pub fn undo_decision(service: &Service, actor: &Actor, decision: &str) -> Result<(), ServiceError> {
    let account = actor.account.ok_or(ServiceError::Unauthenticated)?;
    let directory = service.directory()?;
    let now = service.now();
    let (actor, decision) = (actor.clone(), decision.to_owned());
    service.write(move |conn, _| {
        let (program_id, row) = decisions::find(conn, &decision)?.ok_or(ServiceError::NotFound)?;
        authorized(conn, &directory, &actor, Permission::WorkOnPoints, program_id)?;
        if row.state.0 == DecisionState::Published {
            return Err(ServiceError::Conflict);
        }
        let ids = decisions::points_of(conn, row.id)?;
        let found = points::by_internal_ids(conn, &ids)?;
        reshelve(conn, program_id, &contribution_ids(&found), |conn| {
            Ok(points::set_decision(conn, &ids, PointState::InWork, None)?)
        })?;
        let step = Step { program_id, account, now };
        step.insert(conn, "decision.undone", &format!("decision/{}", row.public_id), "")?;
        step.record(conn, "decision.undone", &found, &row.public_id)
    })
}

/// A ready-made answer.
#[derive(Debug, Clone, Serialize)]
pub struct TemplateView {
    /// Public id.
    pub id: String,
    /// What staff call it.
    pub name: String,
    /// For which disposition.
    pub disposition: Disposition,
    /// The answer.
    pub text: Bilingual,
}

/// Ready-made answers that serve a program: those of its territory and of the territories above.
pub fn templates(service: &Service, actor: &Actor, program: &str) -> Result<Vec<TemplateView>, ServiceError> {
    let directory = service.directory()?;
    service.read(|conn| {
        let program = authorized_by_id(conn, &directory, actor, Permission::ReadWorkspace, program)?;
        Ok(rows::templates_of(conn, &directory.line(program.territory_id))?
            .into_iter()
            .map(|row| TemplateView {
                id: row.public_id,
                name: row.name,
                disposition: row.disposition.0,
                text: Bilingual { kk: Some(row.text_kk), ru: Some(row.text_ru) },
            })
            .collect())
    })
}

/// Stores a ready-made answer for a territory and everything below it; returns its public id. Both languages are
/// needed: it is used for people of both.
pub fn create_template(
    service: &Service,
    actor: &Actor,
    territory: &str,
    name: &str,
    disposition: Disposition,
    text: &Bilingual,
) -> Result<String, ServiceError> {
    let directory = service.directory()?;
    let territory = directory.find(territory).ok_or(ServiceError::NotFound)?.id;
    authorization::require(&directory, actor, Permission::WorkOnPoints, territory)?;
    let clean =
        |name, text: &str, limit| clean_text(text, limit).map_err(|reason| field(name, reason.into()));
    let row = TemplateRow {
        public_id: new_id(service),
        territory_id: territory,
        name: clean("name", name, NAME_CHARACTERS_MAX)?,
        disposition: AsText(disposition),
        text_kk: clean("text.kk", text.kk.as_deref().unwrap_or_default(), REASON_CHARACTERS_MAX)?,
        text_ru: clean("text.ru", text.ru.as_deref().unwrap_or_default(), REASON_CHARACTERS_MAX)?,
        created_at: service.now().micros(),
    };
    let id = row.public_id.clone();
    service.write(move |conn, _| Ok(rows::insert_template(conn, &row)?))?;
    Ok(id)
}

/// Takes a ready-made answer of a territory out of use.
pub fn retire_template(
    service: &Service,
    actor: &Actor,
    territory: &str,
    template: &str,
) -> Result<(), ServiceError> {
    let directory = service.directory()?;
    let territory = directory.find(territory).ok_or(ServiceError::NotFound)?.id;
    authorization::require(&directory, actor, Permission::WorkOnPoints, territory)?;
    let (now, template) = (service.now(), template.to_owned());
    service.write(move |conn, _| {
        if rows::retire_template(conn, &template, &[territory], now.micros())? {
            Ok(())
        } else {
            Err(ServiceError::NotFound)
        }
    })
}

/// Who does a step, where and when.
pub(crate) struct Step {
    pub(crate) program_id: i64,
    pub(crate) account: i64,
    pub(crate) now: Timestamp,
}

impl Step {
    /// Records the step at every point.
    pub(crate) fn record(
        &self,
        conn: &mut Conn<'_>,
        step: &str,
        found: &[PointRow],
        detail: &str,
    ) -> Result<(), ServiceError> {
        for point in found {
            self.insert(conn, step, &format!("point/{}", point.public_id), detail)?;
        }
        Ok(())
    }

    /// Records the step about something else.
    pub(crate) fn insert(
        &self,
        conn: &mut Conn<'_>,
        step: &str,
        subject: &str,
        detail: &str,
    ) -> Result<(), ServiceError> {
        let row = StepRow {
            account_id: self.account,
            step: step.to_owned(),
            subject: subject.to_owned(),
            detail: detail.to_owned(),
            happened_at: self.now.micros(),
        };
        Ok(rows::insert_step(conn, self.program_id, &row)?)
    }
}

/// Runs a step on points of one program that the actor may work on.
fn change(
    service: &Service,
    actor: &Actor,
    program: &str,
    point_ids: &[String],
    step: impl Fn(&mut Conn<'_>, &Step, &[PointRow]) -> Result<(), ServiceError> + Send + 'static,
) -> Result<(), ServiceError> {
    let account = actor.account.ok_or(ServiceError::Unauthenticated)?;
    let directory = service.directory()?;
    let now = service.now();
    let (actor, program, point_ids) = (actor.clone(), program.to_owned(), point_ids.to_vec());
    service.write(move |conn, _| {
        let program = authorized_by_id(conn, &directory, &actor, Permission::WorkOnPoints, &program)?;
        let found = all_found(conn, program.id, &point_ids)?;
        step(conn, &Step { program_id: program.id, account, now }, &found)
    })
}

/// New points that somebody looks at are in work.
fn take_up(conn: &mut Conn<'_>, program_id: i64, found: &[PointRow]) -> Result<(), ServiceError> {
    let new: Vec<PointRow> = found.iter().filter(|point| point.state.0 == PointState::New).cloned().collect();
    if new.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = new.iter().map(|point| point.id).collect();
    reshelve(conn, program_id, &contribution_ids(&new), |conn| {
        Ok(points::set_decision(conn, &ids, PointState::InWork, None)?)
    })
}

fn field(name: &'static str, reason: FieldReason) -> ServiceError {
    ServiceError::Invalid(vec![FieldError { field: name, reason }])
}
