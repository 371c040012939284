//! "My day": what waits for one member of staff. Numbers with a way to act on them, no charts.

use kenes_domain::decision::PointState;
use kenes_domain::permission::{Actor, Permission};
use kenes_store::inbox as rows;
use serde::Serialize;
use time::Duration;

use super::{Person, people, scope, today};
use crate::Service;
use crate::error::ServiceError;

/// What waits, in points.
#[derive(Debug, Clone, Default, Serialize)]
pub struct MyDay {
    /// Who asks.
    pub person: Option<Person>,
    /// What the actor may do somewhere in their territories.
    pub permissions: Vec<Permission>,
    /// Undecided with a deadline in the past.
    pub overdue: u64,
    /// Undecided with a deadline within three working days, today included.
    pub soon: u64,
    /// Nobody has taken them up.
    pub unread: u64,
    /// Undecided ones of the actor's own.
    pub mine: u64,
    /// Drafted decisions that wait for a second person.
    pub for_approval: u64,
    /// Approved, not public yet.
    pub to_publish: u64,
    /// Decided in public.
    pub closed: u64,
    /// All.
    pub received: u64,
}

/// What waits for the one who asks, in all their territories.
pub fn my_day(service: &Service, actor: &Actor) -> Result<MyDay, ServiceError> {
    let directory = service.directory()?;
    let now = service.now();
    let programs = scope(&directory, actor, None)?;
    let (day, today) = today(now, 0);
    let soon = directory.campaign()?.calendar.after_working_days(day, 3) + Duration::days(1);
    let soon = kenes_store::territories::date_text(soon);
    service.read(|conn| {
        let mut result = MyDay {
            permissions: Permission::ALL
                .iter()
                .copied()
                .filter(|permission| actor.grants.iter().any(|grant| grant.role.carries(*permission)))
                .collect(),
            ..MyDay::default()
        };
        if let Some(account) = actor.account {
            result.person = people(conn, [account])?.remove(&account);
        }
        for crossing in rows::crossings(conn, &programs)? {
            let points = u64::try_from(crossing.points).unwrap_or(0);
            let state = crossing.state.0;
            result.received += points;
            match state {
                PointState::New => result.unread += points,
                PointState::InWork => {}
                PointState::Drafted => result.for_approval += points,
                PointState::Approved => result.to_publish += points,
                PointState::Published => result.closed += points,
            }
            if state.is_decided() {
                continue;
            }
            if actor.account.is_some() && crossing.assignee_id == actor.account {
                result.mine += points;
            }
            if crossing.due_on < today {
                result.overdue += points;
            } else if crossing.due_on < soon {
                result.soon += points;
            }
        }
        Ok(result)
    })
}
