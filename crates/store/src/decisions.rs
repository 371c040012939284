//! Decisions and the points they decide.

use diesel::prelude::*;
use kenes_domain::decision::{DecisionState, Disposition};

use crate::conn::on_backend;
use crate::schema::{contributions, decisions, points};
use crate::{AsText, Conn, StoreError};

/// Rows of one INSERT.
const ROWS_PER_INSERT: usize = 500;

/// A decision, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = decisions)]
pub struct DecisionRow {
    /// Internal id.
    pub id: i64,
    /// Public id.
    pub public_id: String,
    /// How far it has come.
    pub state: AsText<DecisionState>,
    /// What was decided.
    pub disposition: AsText<Disposition>,
    /// Why, in Kazakh.
    pub reason_kk: Option<String>,
    /// Why, in Russian.
    pub reason_ru: Option<String>,
    /// The office, in Kazakh.
    pub office_kk: String,
    /// The office, in Russian.
    pub office_ru: String,
    /// How many points it decides.
    pub points: i32,
    /// When it was published, microseconds of UTC.
    pub published_at: Option<i64>,
}

/// A decision to store.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = decisions)]
#[diesel(treat_none_as_default_value = false)]
pub struct NewDecision {
    /// Public id.
    pub public_id: String,
    /// Internal id of the program.
    pub program_id: i64,
    /// How far it has come.
    pub state: AsText<DecisionState>,
    /// What was decided.
    pub disposition: AsText<Disposition>,
    /// Why, in Kazakh.
    pub reason_kk: Option<String>,
    /// Why, in Russian.
    pub reason_ru: Option<String>,
    /// The office, in Kazakh.
    pub office_kk: String,
    /// The office, in Russian.
    pub office_ru: String,
    /// How many points it decides.
    pub points: i32,
    /// When it was published.
    pub published_at: Option<i64>,
}

/// Inserts decisions; returns `(internal id, public id)` in no promised order.
pub fn insert(conn: &mut Conn<'_>, rows: &[NewDecision]) -> Result<Vec<(i64, String)>, StoreError> {
    let mut inserted = Vec::with_capacity(rows.len());
    for chunk in rows.chunks(ROWS_PER_INSERT) {
        let ids: Vec<(i64, String)> = on_backend!(conn, |c| {
            diesel::insert_into(decisions::table)
                .values(chunk)
                .returning((decisions::id, decisions::public_id))
                .get_results(c)
        })?;
        inserted.extend(ids);
    }
    Ok(inserted)
}

/// Public decisions on contributions: `(contribution, decision)`, newest first.
pub fn published_of(
    conn: &mut Conn<'_>,
    contribution_ids: &[i64],
) -> Result<Vec<(i64, DecisionRow)>, StoreError> {
    Ok(on_backend!(conn, |c| {
        points::table
            .inner_join(decisions::table.on(points::decision_id.eq(decisions::id.nullable())))
            .filter(points::contribution_id.eq_any(contribution_ids))
            .filter(decisions::state.eq(AsText(DecisionState::Published)))
            .order((decisions::published_at.desc(), decisions::id.desc()))
            .select((points::contribution_id, DecisionRow::as_select()))
            .load(c)
    })?)
}

/// Publishes a decision on whole contributions: their points become decided.
pub fn decide_contributions(
    conn: &mut Conn<'_>,
    decision_id: i64,
    contribution_ids: &[i64],
    decided_at: i64,
) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::update(points::table.filter(points::contribution_id.eq_any(contribution_ids)))
            .set((points::decision_id.eq(Some(decision_id)), points::state.eq("published")))
            .execute(c)?;
        diesel::update(contributions::table.filter(contributions::id.eq_any(contribution_ids)))
            .set(contributions::decided_at.eq(Some(decided_at)))
            .execute(c)
    })?;
    Ok(())
}

/// A decision by its public id, with the internal id of its program.
pub fn find(conn: &mut Conn<'_>, public_id: &str) -> Result<Option<(i64, DecisionRow)>, StoreError> {
    Ok(on_backend!(conn, |c| {
        decisions::table
            .filter(decisions::public_id.eq(public_id))
            .select((decisions::program_id, DecisionRow::as_select()))
            .first(c)
            .optional()
    })?)
}

/// A decision by its internal id.
pub fn get(conn: &mut Conn<'_>, id: i64) -> Result<Option<DecisionRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        decisions::table.find(id).select(DecisionRow::as_select()).first(c).optional()
    })?)
}

/// Sets how far a decision has come.
pub fn set_state(
    conn: &mut Conn<'_>,
    id: i64,
    state: DecisionState,
    published_at: Option<i64>,
) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::update(decisions::table.find(id))
            .set((decisions::state.eq(AsText(state)), decisions::published_at.eq(published_at)))
            .execute(c)
    })?;
    Ok(())
}

/// Internal ids of the points that a decision decides.
pub fn points_of(conn: &mut Conn<'_>, id: i64) -> Result<Vec<i64>, StoreError> {
    Ok(on_backend!(conn, |c| {
        points::table.filter(points::decision_id.eq(id)).order(points::id).select(points::id).load(c)
    })?)
}
