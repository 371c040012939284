//! Points of contributions, and the groups in which they are decided together.

use diesel::prelude::*;
use kenes_domain::decision::PointState;

use crate::conn::on_backend;
use crate::schema::{groups, points};
use crate::{AsText, Conn, StoreError};

/// A point, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = points)]
pub struct PointRow {
    /// Internal id.
    pub id: i64,
    /// Public id.
    pub public_id: String,
    /// Internal id of the contribution.
    pub contribution_id: i64,
    /// Internal id of the program.
    pub program_id: i64,
    /// Which of the contribution's points, from 1.
    pub ordinal: i32,
    /// Start in code points of the contribution's text.
    pub start_position: i32,
    /// End in code points.
    pub end_position: i32,
    /// Where it stands.
    pub state: AsText<PointState>,
    /// Internal id of its group.
    pub group_id: Option<i64>,
    /// Internal id of its decision.
    pub decision_id: Option<i64>,
}

/// Points of contributions, by contribution and ordinal.
pub fn of_contributions(conn: &mut Conn<'_>, contribution_ids: &[i64]) -> Result<Vec<PointRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        points::table
            .filter(points::contribution_id.eq_any(contribution_ids))
            .order((points::contribution_id, points::ordinal))
            .select(PointRow::as_select())
            .load(c)
    })?)
}

/// Points by public id, within one program.
pub fn find(
    conn: &mut Conn<'_>,
    program_id: i64,
    public_ids: &[String],
) -> Result<Vec<PointRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        points::table
            .filter(points::program_id.eq(program_id))
            .filter(points::public_id.eq_any(public_ids))
            .order(points::id)
            .select(PointRow::as_select())
            .load(c)
    })?)
}

/// A point by public id, in any program.
pub fn find_any(conn: &mut Conn<'_>, public_id: &str) -> Result<Option<PointRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        points::table
            .filter(points::public_id.eq(public_id))
            .select(PointRow::as_select())
            .first(c)
            .optional()
    })?)
}

/// Points of a group.
pub fn of_group(conn: &mut Conn<'_>, group_id: i64) -> Result<Vec<PointRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        points::table
            .filter(points::group_id.eq(group_id))
            .order(points::id)
            .select(PointRow::as_select())
            .load(c)
    })?)
}

/// Sets the span of a point in its contribution's text.
pub fn set_span(conn: &mut Conn<'_>, id: i64, start: i32, end: i32) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::update(points::table.find(id))
            .set((points::start_position.eq(start), points::end_position.eq(end)))
            .execute(c)
    })?;
    Ok(())
}

/// Puts points into a group, or out of any.
pub fn set_group(conn: &mut Conn<'_>, ids: &[i64], group_id: Option<i64>) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::update(points::table.filter(points::id.eq_any(ids)))
            .set(points::group_id.eq(group_id))
            .execute(c)
    })?;
    Ok(())
}

/// Sets the state of points and the decision that they have.
pub fn set_decision(
    conn: &mut Conn<'_>,
    ids: &[i64],
    state: PointState,
    decision_id: Option<i64>,
) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::update(points::table.filter(points::id.eq_any(ids)))
            .set((points::state.eq(AsText(state)), points::decision_id.eq(decision_id)))
            .execute(c)
    })?;
    Ok(())
}

/// Inserts a group; returns its internal id.
pub fn insert_group(
    conn: &mut Conn<'_>,
    public_id: &str,
    program_id: i64,
    now: i64,
) -> Result<i64, StoreError> {
    Ok(on_backend!(conn, |c| {
        diesel::insert_into(groups::table)
            .values((
                groups::public_id.eq(public_id),
                groups::program_id.eq(program_id),
                groups::created_at.eq(now),
            ))
            .returning(groups::id)
            .get_result(c)
    })?)
}

/// Internal id and program of a group.
pub fn find_group(conn: &mut Conn<'_>, public_id: &str) -> Result<Option<(i64, i64)>, StoreError> {
    Ok(on_backend!(conn, |c| {
        groups::table
            .filter(groups::public_id.eq(public_id))
            .select((groups::id, groups::program_id))
            .first(c)
            .optional()
    })?)
}

/// Points by internal id.
pub fn by_internal_ids(conn: &mut Conn<'_>, ids: &[i64]) -> Result<Vec<PointRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        points::table.filter(points::id.eq_any(ids)).order(points::id).select(PointRow::as_select()).load(c)
    })?)
}
