//! The workspace of staff: what waits, one point with everything around it, and the steps that are not public yet.
//!
//! Whoever asks sees the territories of their grants and nothing of others: each use case starts from the programs
//! of [`scope`].

mod day;
mod inbox;
mod point;
mod work;

pub use day::{MyDay, my_day};
pub use inbox::{
    AssigneeFilter, DueFilter, FacetCount, Facets, InboxItem, InboxOrder, InboxQuery, facets, inbox,
};
pub use point::{DraftView, NoteView, PointView, ProvisionThen, StepView, point};
pub(crate) use work::Step;
pub use work::{
    TemplateView, add_note, assign, create_template, put_off, retire_template, tag, templates, undo_decision,
    untag,
};

use std::collections::BTreeMap;

use kenes_domain::identifier::PublicId;
use kenes_domain::permission::{Actor, Permission};
use kenes_domain::timestamp::Timestamp;
use kenes_store::{Conn, work as rows};
use serde::Serialize;
use time::Date;

use crate::directory::Directory;
use crate::error::ServiceError;

/// A member of staff, as colleagues see them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Person {
    /// Public id of the account.
    pub id: String,
    /// Name; `None` when none was given.
    pub name: Option<String>,
}

/// Internal ids of the programs whose workspace the actor may see, below a territory (public id) if one is named,
/// ascending. An actor without a single one is refused.
fn scope(directory: &Directory, actor: &Actor, territory: Option<&str>) -> Result<Vec<i64>, ServiceError> {
    let top = territory.map(|id| directory.find(id).ok_or(ServiceError::NotFound)).transpose()?;
    let mut programs: Vec<i64> = directory
        .territories
        .values()
        .filter(|territory| {
            let line = directory.line(territory.id);
            actor.may(Permission::ReadWorkspace, &line) && top.is_none_or(|top| line.contains(&top.id))
        })
        .filter_map(|territory| territory.program)
        .collect();
    programs.sort_unstable();
    if !programs.is_empty() {
        return Ok(programs);
    }
    Err(match (actor.account, top) {
        (None, _) => ServiceError::Unauthenticated,
        (Some(_), Some(_)) => ServiceError::NotFound,
        (Some(_), None) => ServiceError::Forbidden,
    })
}

/// People by internal id.
fn people(
    conn: &mut Conn<'_>,
    ids: impl IntoIterator<Item = i64>,
) -> Result<BTreeMap<i64, Person>, ServiceError> {
    let mut ids: Vec<i64> = ids.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(rows::people(conn, &ids)?
        .into_iter()
        .map(|(id, public, name)| (id, Person { id: public, name }))
        .collect())
}

/// The present day in a program's clock, and as stored.
fn today(now: Timestamp, utc_offset_minutes: i32) -> (Date, String) {
    let day = now.date_at(i16::try_from(utc_offset_minutes).unwrap_or(0));
    (day, kenes_store::territories::date_text(day))
}

fn new_id(service: &crate::Service) -> String {
    let id: PublicId = service.new_public_id();
    id.to_string()
}
