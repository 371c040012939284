//! The work on points: splitting, grouping, deciding, publishing.

use std::collections::BTreeSet;

use kenes_domain::contribution::{FieldError, FieldReason};
use kenes_domain::decision::{DecisionDraft, DecisionState, PointState, REASON_CHARACTERS_MAX};
use kenes_domain::input::TextError;
use kenes_domain::journal::{Act, ActKind};
use kenes_domain::language::Language;
use kenes_domain::permission::{Actor, Permission};
use kenes_domain::timestamp::Timestamp;
use kenes_store::contributions::{self as contributions, NewPoint};
use kenes_store::decisions::{self as decisions, NewDecision};
use kenes_store::points::{self as rows, PointRow};
use kenes_store::programs::ProgramRow;
use kenes_store::{AsText, Conn, work};

use crate::Service;
use crate::authorization;
use crate::contributions::subject;
use crate::desk::Step;
use crate::directory::Directory;
use crate::error::ServiceError;
use crate::programs;
use crate::shelving::reshelve;

/// Most points of one contribution.
pub const POINTS_PER_CONTRIBUTION_MAX: usize = 50;
/// Most points in one decision or group.
pub const POINTS_PER_STEP_MAX: usize = 1_000;

/// Public ids of a contribution's points, in order.
pub fn of_contribution(
    service: &Service,
    actor: &Actor,
    contribution: &str,
) -> Result<Vec<String>, ServiceError> {
    let directory = service.directory()?;
    service.read(|conn| {
        let row = contributions::find_by_public_id(conn, contribution)?.ok_or(ServiceError::NotFound)?;
        authorized(conn, &directory, actor, Permission::ReadWorkspace, row.program_id)?;
        let points = rows::of_contributions(conn, &[row.id])?;
        Ok(points.into_iter().map(|point| point.public_id).collect())
    })
}

/// Splits a contribution's text at positions in code points, ascending, inside the text. The first part stays the
/// point that was there; points that are decided already cannot be split.
pub fn split(
    service: &Service,
    actor: &Actor,
    contribution: &str,
    cuts: &[usize],
) -> Result<Vec<String>, ServiceError> {
    if cuts.is_empty() || cuts.len() >= POINTS_PER_CONTRIBUTION_MAX {
        return Err(out_of_range("cuts"));
    }
    let directory = service.directory()?;
    let now = service.now();
    let ids: Vec<String> = cuts.iter().map(|_| service.new_public_id().to_string()).collect();
    let (actor, contribution, cuts) = (actor.clone(), contribution.to_owned(), cuts.to_vec());
    service.write(move |conn, acts| {
        let row = contributions::find_by_public_id(conn, &contribution)?.ok_or(ServiceError::NotFound)?;
        let program = authorized(conn, &directory, &actor, Permission::WorkOnPoints, row.program_id)?;
        let existing = rows::of_contributions(conn, &[row.id])?;
        let [point] = existing.as_slice() else { return Err(ServiceError::Conflict) };
        if !matches!(point.state.0, PointState::New | PointState::InWork) {
            return Err(ServiceError::Conflict);
        }
        let length = row.text.as_deref().map_or(0, |text| text.chars().count());
        let mut bounds = vec![0];
        for cut in &cuts {
            if bounds.last().is_some_and(|last| cut <= last) || *cut >= length {
                return Err(out_of_range("cuts"));
            }
            bounds.push(*cut);
        }
        bounds.push(length);
        let spans: Vec<(i32, i32)> = bounds
            .windows(2)
            .filter_map(|pair| match pair {
                [start, end] => Some((int(*start), int(*end))),
                _ => None,
            })
            .collect();
        reshelve(conn, row.program_id, &[row.id], |conn| {
            if let Some((start, end)) = spans.first() {
                rows::set_span(conn, point.id, *start, *end)?;
            }
            let new: Vec<NewPoint> = spans
                .iter()
                .skip(1)
                .zip(&ids)
                .enumerate()
                .map(|(index, ((start, end), id))| NewPoint {
                    public_id: id.clone(),
                    contribution_id: row.id,
                    program_id: row.program_id,
                    ordinal: int(index + 2),
                    start_position: *start,
                    end_position: *end,
                    state: PointState::New.to_string(),
                    group_id: None,
                    decision_id: None,
                })
                .collect();
            Ok(contributions::insert_points(conn, &new)?)
        })?;
        acts.push(
            act(&directory, &program, now, ActKind::PointsSplit, subject(&row.public_id))?,
            Some(program.id),
        );
        Ok(std::iter::once(point.public_id.clone()).chain(ids.iter().cloned()).collect())
    })
}

/// Puts undecided points of one program into a new group, to be decided together; returns its public id.
pub fn group(
    service: &Service,
    actor: &Actor,
    program: &str,
    points: &[String],
) -> Result<String, ServiceError> {
    let directory = service.directory()?;
    let now = service.now();
    let id = service.new_public_id().to_string();
    let (actor, program, points) = (actor.clone(), program.to_owned(), points.to_vec());
    service.write(move |conn, acts| {
        let program = authorized_by_id(conn, &directory, &actor, Permission::WorkOnPoints, &program)?;
        let found = undecided(conn, program.id, &points)?;
        let group = rows::insert_group(conn, &id, program.id, now.micros())?;
        let ids: Vec<i64> = found.iter().map(|point| point.id).collect();
        reshelve(conn, program.id, &contribution_ids(&found), |conn| {
            Ok(rows::set_group(conn, &ids, Some(group))?)
        })?;
        acts.push(
            act(&directory, &program, now, ActKind::PointsGrouped, format!("group/{id}"))?,
            Some(program.id),
        );
        Ok(id.clone())
    })
}

/// Takes points out of their groups. A published decision stays with each of them.
pub fn ungroup(
    service: &Service,
    actor: &Actor,
    program: &str,
    points: &[String],
) -> Result<(), ServiceError> {
    let directory = service.directory()?;
    let now = service.now();
    let (actor, program, points) = (actor.clone(), program.to_owned(), points.to_vec());
    service.write(move |conn, acts| {
        let program = authorized_by_id(conn, &directory, &actor, Permission::WorkOnPoints, &program)?;
        let found = all_found(conn, program.id, &points)?;
        let ids: Vec<i64> = found.iter().map(|point| point.id).collect();
        reshelve(conn, program.id, &contribution_ids(&found), |conn| Ok(rows::set_group(conn, &ids, None)?))?;
        for point in &found {
            let about = format!("point/{}", point.public_id);
            acts.push(act(&directory, &program, now, ActKind::PointUngrouped, about)?, Some(program.id));
        }
        Ok(())
    })
}

/// Writes a decision on points of one program; with a grouped point, on its whole group. Returns the decision's
/// public id. The points wait for approval, nobody outside sees anything yet.
///
/// `based_on` is the public id of the decision that stood there when the writer began, `None` if there was none. When
/// somebody else has written meanwhile, nothing is stored and [`ServiceError::DecisionChanged`] says so: the words of
/// both stay, one in the store, one with the writer.
pub fn draft_decision(
    service: &Service,
    actor: &Actor,
    program: &str,
    points: &[String],
    draft: &DecisionDraft,
    based_on: Option<&str>,
) -> Result<String, ServiceError> {
    for (field, reason) in [("reason.kk", &draft.reason.kk), ("reason.ru", &draft.reason.ru)] {
        let count = reason.as_deref().map_or(0, |reason| reason.chars().count());
        if count > REASON_CHARACTERS_MAX {
            let reason = TextError::TooLong { count, limit: REASON_CHARACTERS_MAX };
            return Err(ServiceError::Invalid(vec![FieldError { field, reason: reason.into() }]));
        }
    }
    let directory = service.directory()?;
    let now = service.now();
    let id = service.new_public_id().to_string();
    let (actor, program, points, draft) = (actor.clone(), program.to_owned(), points.to_vec(), draft.clone());
    let based_on = based_on.map(str::to_owned);
    service.write(move |conn, _| {
        let program = authorized_by_id(conn, &directory, &actor, Permission::WorkOnPoints, &program)?;
        let found = undecided(conn, program.id, &points)?;
        let found = with_groups(conn, found)?;
        if found.iter().any(|point| point.state.0 == PointState::Published) {
            return Err(ServiceError::Conflict);
        }
        for decision in found.iter().filter_map(|point| point.decision_id).collect::<BTreeSet<_>>() {
            let standing = decisions::get(conn, decision)?.map(|row| row.public_id);
            if standing.is_some() && standing != based_on {
                return Err(ServiceError::DecisionChanged);
            }
        }
        let languages = languages_of(conn, &found)?;
        draft.validate(&languages).map_err(ServiceError::Decision)?;
        let office = directory.territory(program.territory_id)?;
        let (decision, _) = decisions::insert(
            conn,
            &[NewDecision {
                public_id: id.clone(),
                program_id: program.id,
                state: AsText(DecisionState::Drafted),
                disposition: AsText(draft.disposition),
                reason_kk: draft.reason.kk.clone(),
                reason_ru: draft.reason.ru.clone(),
                office_kk: office.state.name_kk.clone(),
                office_ru: office.state.name_ru.clone(),
                points: int(found.len()),
                published_at: None,
            }],
        )?
        .pop()
        .ok_or_else(|| ServiceError::Internal("a decision was not inserted".to_owned()))?;
        let ids: Vec<i64> = found.iter().map(|point| point.id).collect();
        reshelve(conn, program.id, &contribution_ids(&found), |conn| {
            Ok(rows::set_decision(conn, &ids, PointState::Drafted, Some(decision))?)
        })?;
        if let Some(account) = actor.account {
            let step = Step { program_id: program.id, account, now };
            step.insert(conn, "decision.drafted", &format!("decision/{id}"), draft.disposition.as_str())?;
        }
        Ok(id.clone())
    })
}

/// Approves a drafted decision.
pub fn approve_decision(service: &Service, actor: &Actor, decision: &str) -> Result<(), ServiceError> {
    step_decision(service, actor, decision, DecisionState::Approved)
}

/// Publishes a decision: its points are decided from now on, and everybody can read why.
pub fn publish_decision(service: &Service, actor: &Actor, decision: &str) -> Result<(), ServiceError> {
    step_decision(service, actor, decision, DecisionState::Published)
}

fn step_decision(
    service: &Service,
    actor: &Actor,
    decision: &str,
    next: DecisionState,
) -> Result<(), ServiceError> {
    let directory = service.directory()?;
    let now = service.now();
    let (actor, decision) = (actor.clone(), decision.to_owned());
    service.write(move |conn, acts| {
        let (program_id, row) = decisions::find(conn, &decision)?.ok_or(ServiceError::NotFound)?;
        let program = authorized(conn, &directory, &actor, Permission::ApproveDecisions, program_id)?;
        let second_approval = directory.campaign()?.rules.second_approval;
        if !row.state.0.may_become(next, second_approval) {
            return Err(ServiceError::Conflict);
        }
        let about = format!("decision/{}", row.public_id);
        if next == DecisionState::Approved && second_approval {
            let author = work::steps_of(conn, std::slice::from_ref(&about))?
                .into_iter()
                .rev()
                .find(|step| step.step == "decision.drafted")
                .map(|step| step.account_id);
            if author.is_some() && author == actor.account {
                return Err(ServiceError::SecondPersonNeeded);
            }
        }
        let published = next == DecisionState::Published;
        decisions::set_state(conn, row.id, next, published.then_some(now.micros()))?;
        let points = decisions::points_of(conn, row.id)?;
        let found = rows::by_internal_ids(conn, &points)?;
        let state = if published { PointState::Published } else { PointState::Approved };
        let contribution_ids = contribution_ids(&found);
        reshelve(conn, program.id, &contribution_ids, |conn| {
            Ok(rows::set_decision(conn, &points, state, Some(row.id))?)
        })?;
        if let Some(account) = actor.account {
            let step = Step { program_id: program.id, account, now };
            let word = if published { "decision.published" } else { "decision.approved" };
            step.insert(conn, word, &about, "")?;
        }
        if published {
            contributions::set_decided_at(conn, &contribution_ids, Some(now.micros()))?;
            let mut act = act(&directory, &program, now, ActKind::DecisionPublished, about.clone())?;
            act.reason = Some(row.disposition.0.to_string());
            act.opening = Some(
                serde_json::to_vec(&kenes_domain::language::Bilingual {
                    kk: row.reason_kk.clone(),
                    ru: row.reason_ru.clone(),
                })
                .map_err(|error| ServiceError::Internal(error.to_string()))?,
            );
            acts.push(act, Some(program.id));
        }
        Ok(())
    })
}

fn act(
    directory: &Directory,
    program: &ProgramRow,
    now: Timestamp,
    kind: ActKind,
    subject: String,
) -> Result<Act, ServiceError> {
    Ok(Act {
        kind,
        time: now,
        place: directory.territory(program.territory_id)?.state.kato.clone(),
        program: Some(program.public_id.clone()),
        edition: None,
        subject,
        reason: None,
        opening: None,
    })
}

pub(crate) fn authorized(
    conn: &mut Conn<'_>,
    directory: &Directory,
    actor: &Actor,
    permission: Permission,
    program_id: i64,
) -> Result<ProgramRow, ServiceError> {
    let (program, _) = kenes_store::programs::get(conn, program_id)?.ok_or(ServiceError::NotFound)?;
    authorization::require(directory, actor, permission, program.territory_id)?;
    Ok(program)
}

pub(crate) fn authorized_by_id(
    conn: &mut Conn<'_>,
    directory: &Directory,
    actor: &Actor,
    permission: Permission,
    program: &str,
) -> Result<ProgramRow, ServiceError> {
    let (program, _) = programs::find(conn, program)?;
    authorization::require(directory, actor, permission, program.territory_id)?;
    Ok(program)
}

/// Points of a program by public id; every one must exist.
pub(crate) fn all_found(
    conn: &mut Conn<'_>,
    program_id: i64,
    public_ids: &[String],
) -> Result<Vec<PointRow>, ServiceError> {
    let wanted: BTreeSet<&String> = public_ids.iter().collect();
    if wanted.is_empty() || wanted.len() > POINTS_PER_STEP_MAX {
        return Err(out_of_range("points"));
    }
    let found = rows::find(conn, program_id, public_ids)?;
    if found.len() == wanted.len() { Ok(found) } else { Err(ServiceError::NotFound) }
}

fn undecided(
    conn: &mut Conn<'_>,
    program_id: i64,
    public_ids: &[String],
) -> Result<Vec<PointRow>, ServiceError> {
    let found = all_found(conn, program_id, public_ids)?;
    if found.iter().any(|point| point.state.0.is_decided()) { Err(ServiceError::Conflict) } else { Ok(found) }
}

/// Points, and all others of the groups to which they belong.
fn with_groups(conn: &mut Conn<'_>, points: Vec<PointRow>) -> Result<Vec<PointRow>, ServiceError> {
    let groups: BTreeSet<i64> = points.iter().filter_map(|point| point.group_id).collect();
    let mut all: std::collections::BTreeMap<i64, PointRow> =
        points.into_iter().map(|point| (point.id, point)).collect();
    for group in groups {
        all.extend(rows::of_group(conn, group)?.into_iter().map(|point| (point.id, point)));
    }
    Ok(all.into_values().collect())
}

pub(crate) fn contribution_ids(points: &[PointRow]) -> Vec<i64> {
    points.iter().map(|point| point.contribution_id).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Languages in which people wait for the decision.
fn languages_of(conn: &mut Conn<'_>, points: &[PointRow]) -> Result<Vec<Language>, ServiceError> {
    let ids = contribution_ids(points);
    let languages: BTreeSet<Language> =
        contributions::languages(conn, &ids)?.into_iter().map(|language| language.0).collect();
    Ok(languages.into_iter().collect())
}

fn out_of_range(field: &'static str) -> ServiceError {
    ServiceError::Invalid(vec![FieldError { field, reason: FieldReason::Range }])
}

fn int(value: usize) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}
