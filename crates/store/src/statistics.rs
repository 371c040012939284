//! The projection behind the dashboard: one row per program, made anew whenever the program's part of the journal
//! grows.

use std::collections::BTreeMap;

use diesel::prelude::*;
use kenes_domain::contribution::{Channel, Verification, Visibility};
use kenes_domain::decision::{DecisionState, Disposition};
use kenes_domain::language::Language;

use crate::conn::on_backend;
use crate::schema::{contributions, decisions, points, program_statistics, programs};
use crate::{AsText, Conn, StoreError};

/// What the statistics need of a contribution.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = contributions)]
pub struct ContributionFacts {
    /// Language of the text.
    pub language: AsText<Language>,
    /// How it came.
    pub channel: AsText<Channel>,
    /// How far the person is known.
    pub verification: AsText<Verification>,
    /// Whether the public sees it.
    pub visibility: AsText<Visibility>,
    /// When it came, microseconds of UTC.
    pub received_at: i64,
    /// Last day for the answer.
    pub due_on: String,
    /// When the newest decision on it was published.
    pub decided_at: Option<i64>,
}

/// What the statistics need of a published decision.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = decisions)]
pub struct DecisionFacts {
    /// What was decided.
    pub disposition: AsText<Disposition>,
    /// Why, in Kazakh.
    pub reason_kk: Option<String>,
    /// Why, in Russian.
    pub reason_ru: Option<String>,
}

/// Every contribution of a program, in no promised order.
pub fn contributions_of(conn: &mut Conn<'_>, program_id: i64) -> Result<Vec<ContributionFacts>, StoreError> {
    Ok(on_backend!(conn, |c| {
        contributions::table
            .filter(contributions::program_id.eq(program_id))
            .select(ContributionFacts::as_select())
            .load(c)
    })?)
}

/// The published decisions of a program with the number of contributions that each decides.
pub fn decisions_of(conn: &mut Conn<'_>, program_id: i64) -> Result<Vec<(DecisionFacts, i64)>, StoreError> {
    let pairs: Vec<(Option<i64>, i64)> = on_backend!(conn, |c| {
        points::table
            .filter(points::program_id.eq(program_id))
            .filter(points::decision_id.is_not_null())
            .select((points::decision_id, points::contribution_id))
            .distinct()
            .load(c)
    })?;
    let mut counts: BTreeMap<i64, i64> = BTreeMap::new();
    for decision in pairs.into_iter().filter_map(|(decision, _)| decision) {
        *counts.entry(decision).or_default() += 1;
    }
    let found: Vec<(i64, DecisionFacts)> = on_backend!(conn, |c| {
        decisions::table
            .filter(decisions::program_id.eq(program_id))
            .filter(decisions::state.eq(AsText(DecisionState::Published)))
            .order(decisions::id)
            .select((decisions::id, DecisionFacts::as_select()))
            .load(c)
    })?;
    Ok(found.into_iter().map(|(id, facts)| (facts, counts.get(&id).copied().unwrap_or(0))).collect())
}

/// Keeps what was worked out for a program.
pub fn put(conn: &mut Conn<'_>, program_id: i64, data: &str) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::insert_into(program_statistics::table)
            .values((program_statistics::program_id.eq(program_id), program_statistics::data.eq(data)))
            .on_conflict(program_statistics::program_id)
            .do_update()
            .set(program_statistics::data.eq(data))
            .execute(c)
    })?;
    Ok(())
}

/// What is kept for every program of a campaign, by internal id of the program.
pub fn all(conn: &mut Conn<'_>, campaign_id: i64) -> Result<Vec<(i64, String)>, StoreError> {
    Ok(on_backend!(conn, |c| {
        program_statistics::table
            .inner_join(programs::table.on(programs::id.eq(program_statistics::program_id)))
            .filter(programs::campaign_id.eq(campaign_id))
            .order(program_statistics::program_id)
            .select((program_statistics::program_id, program_statistics::data))
            .load(c)
    })?)
}
