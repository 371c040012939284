//! Keeping the counters of a program equal to what lies on its shelves.

use std::collections::BTreeMap;

use kenes_domain::conservation::{Shelf, Tally, shelf_of_contribution, shelf_of_point};
use kenes_domain::contribution::Visibility;
use kenes_domain::decision::PointState;
use kenes_store::counters::{self, Delta};
use kenes_store::{Conn, contributions, points};

use crate::error::ServiceError;

/// The shelves of one contribution and of its points by internal id.
struct Shelves {
    contribution: Shelf,
    points: BTreeMap<i64, Shelf>,
}

/// Runs a change of some contributions of a program, and moves their counters from the shelves before to the
/// shelves after. Every change of visibility, state, group or decision goes through here, which is why the
/// conservation law holds after each of them.
pub(crate) fn reshelve<T>(
    conn: &mut Conn<'_>,
    program_id: i64,
    contribution_ids: &[i64],
    change: impl FnOnce(&mut Conn<'_>) -> Result<T, ServiceError>,
) -> Result<T, ServiceError> {
    let before = shelves(conn, contribution_ids)?;
    let result = change(conn)?;
    let after = shelves(conn, contribution_ids)?;
    let mut delta = Delta::default();
    for (id, now) in &after {
        let Some(then) = before.get(id) else {
            return Err(ServiceError::Internal(format!("contribution {id} appeared during a change")));
        };
        delta.move_contribution(then.contribution, now.contribution);
        for (point, shelf) in &now.points {
            match then.points.get(point) {
                Some(old) => delta.move_points(*old, *shelf, 1),
                None => delta.receive_points(*shelf, 1),
            }
        }
        if then.points.keys().any(|point| !now.points.contains_key(point)) {
            return Err(ServiceError::Internal(format!("a point of contribution {id} disappeared")));
        }
    }
    counters::apply(conn, program_id, delta)?;
    Ok(result)
}

fn shelves(conn: &mut Conn<'_>, ids: &[i64]) -> Result<BTreeMap<i64, Shelves>, ServiceError> {
    let mut visibilities = BTreeMap::new();
    for (id, visibility) in contributions::visibilities(conn, ids)? {
        visibilities.insert(id, visibility.0);
    }
    let mut states: BTreeMap<i64, Vec<(i64, PointState, bool)>> = BTreeMap::new();
    for point in points::of_contributions(conn, ids)? {
        states.entry(point.contribution_id).or_default().push((
            point.id,
            point.state.0,
            point.group_id.is_some(),
        ));
    }
    Ok(visibilities
        .into_iter()
        .map(|(id, visibility)| (id, shelves_of(visibility, states.remove(&id).unwrap_or_default())))
        .collect())
}

fn shelves_of(visibility: Visibility, points: Vec<(i64, PointState, bool)>) -> Shelves {
    let pairs: Vec<(PointState, bool)> =
        points.iter().map(|(_, state, grouped)| (*state, *grouped)).collect();
    Shelves {
        contribution: shelf_of_contribution(visibility, &pairs),
        points: points
            .into_iter()
            .map(|(id, state, grouped)| (id, shelf_of_point(visibility, state, grouped)))
            .collect(),
    }
}

/// Contributions and points of a program counted from the rows, for holding against the counters.
pub(crate) fn recount(conn: &mut Conn<'_>, program_id: i64) -> Result<(Tally, Tally), ServiceError> {
    let mut grouped: BTreeMap<i64, (Visibility, Vec<(PointState, bool)>)> = BTreeMap::new();
    for (id, visibility, state, group) in contributions::shelves_of_program(conn, program_id)? {
        let state = state.parse().map_err(|_| ServiceError::Internal(format!("state {state:?}")))?;
        grouped.entry(id).or_insert_with(|| (visibility.0, Vec::new())).1.push((state, group.is_some()));
    }
    let (mut contributions, mut points) = (Tally::default(), Tally::default());
    for (visibility, states) in grouped.into_values() {
        contributions.receive(shelf_of_contribution(visibility, &states));
        for (state, grouped) in states {
            points.receive(shelf_of_point(visibility, state, grouped));
        }
    }
    Ok((contributions, points))
}
