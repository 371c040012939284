//! One point with everything around it: what was written, in the provision as it read then, and the work so far.

use std::collections::BTreeMap;

use kenes_domain::decision::{DecisionState, Disposition};
use kenes_domain::language::Bilingual;
use kenes_domain::permission::{Actor, Permission};
use kenes_domain::timestamp::Timestamp;
use kenes_store::decisions::DecisionRow;
use kenes_store::inbox::{self as rows, Filter, Order};
use kenes_store::{Conn, contributions, decisions, editions, points, programs, work};
use serde::Serialize;

use super::inbox::{InboxItem, items};
use super::{Person, people, today};
use crate::Service;
use crate::authorization;
use crate::contributions::{ContributionView, views};
use crate::directory::Directory;
use crate::error::ServiceError;

/// Most members of a group that are shown at once.
const GROUP_MEMBERS_SHOWN: i64 = 50;

/// A point as staff see it.
#[derive(Debug, Clone, Serialize)]
pub struct PointView {
    /// The row of the inbox.
    pub item: InboxItem,
    /// The contribution, as received.
    pub contribution: ContributionView,
    /// Which part of its text the point is, in code points: start, end.
    pub span: (u32, u32),
    /// Public ids of all points of the contribution, in order.
    pub siblings: Vec<String>,
    /// The provision as the person read it; `None` when the contribution is about the whole program.
    pub provision: Option<ProvisionThen>,
    /// The other points of its group, at most 50.
    pub group: Vec<InboxItem>,
    /// The decision so far.
    pub decision: Option<DraftView>,
    /// Notes that only staff read, oldest first.
    pub notes: Vec<NoteView>,
    /// What staff did with it, oldest first.
    pub steps: Vec<StepView>,
    /// What the actor may do here.
    pub permissions: Vec<Permission>,
}

/// A provision in the edition that a person read.
#[derive(Debug, Clone, Serialize)]
pub struct ProvisionThen {
    /// Public id.
    pub id: String,
    /// Label.
    pub label: String,
    /// Number of the edition.
    pub edition: i32,
    /// Its text.
    pub text: Bilingual,
    /// Labels and texts of what it stands under, outermost first.
    pub under: Vec<(String, Bilingual)>,
    /// The words that the contribution quotes.
    pub quote: Option<String>,
}

/// A decision that may not be public yet.
#[derive(Debug, Clone, Serialize)]
pub struct DraftView {
    /// Public id. Whoever writes a further decision names the one it is based on.
    pub id: String,
    /// How far it has come.
    pub state: DecisionState,
    /// What is decided.
    pub disposition: Disposition,
    /// Why.
    pub reason: Bilingual,
    /// How many points it decides.
    pub points: u32,
    /// Who wrote it; `None` when that is not recorded.
    pub author: Option<Person>,
    /// When it was published.
    pub published_at: Option<Timestamp>,
}

/// A note that only staff read.
#[derive(Debug, Clone, Serialize)]
pub struct NoteView {
    /// Public id.
    pub id: String,
    /// Who wrote it.
    pub author: Option<Person>,
    /// The text.
    pub text: String,
    /// When.
    pub written_at: Timestamp,
}

/// A step in the trail.
#[derive(Debug, Clone, Serialize)]
pub struct StepView {
    /// Word of the step: `assigned`, `decision.drafted` and so on.
    pub step: String,
    /// Who.
    pub by: Option<Person>,
    /// When.
    pub happened_at: Timestamp,
}

/// A point by its public id.
pub fn point(service: &Service, actor: &Actor, id: &str) -> Result<PointView, ServiceError> {
    let directory = service.directory()?;
    let now = service.now();
    service.read(|conn| {
        let row = points::find_any(conn, id)?.ok_or(ServiceError::NotFound)?;
        let (program, _) = programs::get(conn, row.program_id)?.ok_or(ServiceError::NotFound)?;
        authorization::require(&directory, actor, Permission::ReadWorkspace, program.territory_id)?;
        let (day, _) = today(now, program.utc_offset_minutes);
        let contribution = contributions::find(conn, row.contribution_id)?.ok_or(ServiceError::NotFound)?;
        let provision = provision_then(conn, &contribution)?;
        let siblings = points::of_contributions(conn, &[row.contribution_id])?
            .into_iter()
            .map(|point| point.public_id)
            .collect();
        let group = match row.group_id {
            Some(group) => {
                let filter = Filter { group: Some(group), ..Filter::default() };
                let mut members = rows::page(conn, &filter, Order::Deadline, None, GROUP_MEMBERS_SHOWN + 1)?;
                members.retain(|(member, _, _)| member.id != row.id);
                items(conn, &directory, members, day)?
            }
            None => Vec::new(),
        };
        let decision = match row.decision_id {
            Some(decision) => decisions::get(conn, decision)?,
            None => None,
        };
        let notes = work::notes_of(conn, row.id)?;
        let subjects: Vec<String> = std::iter::once(format!("point/{}", row.public_id))
            .chain(decision.as_ref().map(|decision| format!("decision/{}", decision.public_id)))
            .collect();
        let steps = work::steps_of(conn, &subjects)?;
        let people = people(
            conn,
            notes.iter().map(|note| note.account_id).chain(steps.iter().map(|step| step.account_id)),
        )?;
        let author =
            steps.iter().rev().find(|step| step.step == "decision.drafted").map(|step| step.account_id);
        let own_text = contribution.text.clone();
        let span =
            (u32::try_from(row.start_position).unwrap_or(0), u32::try_from(row.end_position).unwrap_or(0));
        let work = rows::work_of(conn, row.id)?;
        let mut view = views(conn, vec![contribution.clone()])?.pop().ok_or(ServiceError::NotFound)?;
        // Staff of the territory read what was received, also while the public sees a stub.
        view.text = own_text;
        let item = items(conn, &directory, vec![(row, contribution, work)], day)?
            .pop()
            .ok_or(ServiceError::NotFound)?;
        Ok(PointView {
            item,
            contribution: view,
            span,
            siblings,
            provision,
            group,
            decision: decision.map(|row| draft_view(row, author.and_then(|id| people.get(&id).cloned()))),
            notes: notes
                .into_iter()
                .map(|note| NoteView {
                    id: note.public_id,
                    author: people.get(&note.account_id).cloned(),
                    text: note.text,
                    written_at: Timestamp::from_micros(note.written_at),
                })
                .collect(),
            steps: steps
                .into_iter()
                .map(|step| StepView {
                    by: people.get(&step.account_id).cloned(),
                    step: step.step,
                    happened_at: Timestamp::from_micros(step.happened_at),
                })
                .collect(),
            permissions: permissions(&directory, actor, program.territory_id),
        })
    })
}

fn permissions(directory: &Directory, actor: &Actor, territory: i64) -> Vec<Permission> {
    let line = directory.line(territory);
    Permission::ALL.iter().copied().filter(|permission| actor.may(*permission, &line)).collect()
}

fn draft_view(row: DecisionRow, author: Option<Person>) -> DraftView {
    DraftView {
        id: row.public_id,
        state: row.state.0,
        disposition: row.disposition.0,
        reason: Bilingual { kk: row.reason_kk, ru: row.reason_ru },
        points: u32::try_from(row.points).unwrap_or(0),
        author,
        published_at: row.published_at.map(Timestamp::from_micros),
    }
}

/// The provision at which a contribution stands, in the edition that the person read.
fn provision_then(
    conn: &mut Conn<'_>,
    contribution: &contributions::ContributionRow,
) -> Result<Option<ProvisionThen>, ServiceError> {
    let Some(id) = contribution.provision_id else { return Ok(None) };
    let Some(edition) = editions::find(conn, contribution.program_id, contribution.edition_number)? else {
        return Ok(None);
    };
    let all: BTreeMap<i32, (editions::EditionProvisionRow, String)> =
        editions::provisions_of(conn, edition.id)?
            .into_iter()
            .map(|(row, public)| (row.position, (row, public)))
            .collect();
    let Some((row, public)) = all.values().find(|(row, _)| row.provision_id == id) else { return Ok(None) };
    let mut under = Vec::new();
    let mut next = row.parent_position;
    while let Some((parent, _)) = next.and_then(|position| all.get(&position)) {
        under.push((parent.label.clone(), text_of(parent)));
        next = parent.parent_position.filter(|position| *position < parent.position);
    }
    under.reverse();
    let quote = contributions::anchors_of(conn, &[contribution.id])?.pop().map(|anchor| anchor.exact);
    Ok(Some(ProvisionThen {
        id: public.clone(),
        label: row.label.clone(),
        edition: edition.number,
        text: text_of(row),
        under,
        quote,
    }))
}

fn text_of(row: &editions::EditionProvisionRow) -> Bilingual {
    Bilingual { kk: row.text_kk.clone(), ru: row.text_ru.clone() }
}
