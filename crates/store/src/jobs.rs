//! Background jobs: scheduled in the transaction that makes them necessary, leased, retried, parked.

use diesel::prelude::*;

use crate::conn::on_backend;
use crate::schema::jobs;
use crate::{Conn, StoreError};

/// A job, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = jobs)]
pub struct JobRow {
    /// Internal id.
    pub id: i64,
    /// What to do.
    pub kind: String,
    /// With what, as JSON.
    pub payload: String,
    /// Attempts made so far.
    pub attempts: i32,
    /// What the last attempt said.
    pub last_error: Option<String>,
}

/// A job to schedule.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = jobs)]
#[diesel(treat_none_as_default_value = false)]
pub struct NewJob {
    /// What to do.
    pub kind: String,
    /// Jobs with the same key are one job.
    pub dedup_key: Option<String>,
    /// With what, as JSON.
    pub payload: String,
    /// Always `queued`.
    state: String,
    /// Not before, microseconds of UTC.
    pub run_at: i64,
    /// Always 0.
    attempts: i32,
    /// When it was scheduled.
    pub created_at: i64,
}

impl NewJob {
    /// A job of a kind that runs as soon as a worker is free.
    pub fn new(kind: &str, dedup_key: Option<String>, payload: String, now: i64) -> Self {
        Self {
            kind: kind.to_owned(),
            dedup_key,
            payload,
            state: "queued".to_owned(),
            run_at: now,
            attempts: 0,
            created_at: now,
        }
    }
}

/// Schedules a job; one with the same key that is already there stays as it is.
pub fn schedule(conn: &mut Conn<'_>, new: &NewJob) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::insert_into(jobs::table).values(new).on_conflict(jobs::dedup_key).do_nothing().execute(c)
    })?;
    Ok(())
}

/// Takes the next due job for `lease_until`; a job whose lease ran out is due again. Attempts count up here, so a
/// job that kills its process counts too.
pub fn lease(conn: &mut Conn<'_>, now: i64, lease_until: i64) -> Result<Option<JobRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        let due: Option<i64> = jobs::table
            .filter(jobs::state.eq("queued"))
            .filter(jobs::run_at.le(now))
            .filter(jobs::lease_until.is_null().or(jobs::lease_until.lt(now)))
            .order((jobs::run_at, jobs::id))
            .select(jobs::id)
            .first(c)
            .optional()?;
        let Some(id) = due else { return Ok(None) };
        let row = diesel::update(jobs::table.find(id))
            .set((jobs::lease_until.eq(Some(lease_until)), jobs::attempts.eq(jobs::attempts + 1)))
            .returning(JobRow::as_returning())
            .get_result(c)?;
        Ok::<Option<JobRow>, diesel::result::Error>(Some(row))
    })?)
}

/// Removes a job that is done.
pub fn finish(conn: &mut Conn<'_>, id: i64) -> Result<(), StoreError> {
    on_backend!(conn, |c| diesel::delete(jobs::table.find(id)).execute(c))?;
    Ok(())
}

/// Puts a job that failed back in the queue for a later time.
pub fn retry(conn: &mut Conn<'_>, id: i64, run_at: i64, error: &str) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::update(jobs::table.find(id))
            .set((
                jobs::run_at.eq(run_at),
                jobs::lease_until.eq(None::<i64>),
                jobs::last_error.eq(Some(error)),
            ))
            .execute(c)
    })?;
    Ok(())
}

/// Parks a job that failed too often: it stays visible and is not run again by itself.
pub fn park(conn: &mut Conn<'_>, id: i64, error: &str) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::update(jobs::table.find(id))
            .set((
                jobs::state.eq("parked"),
                jobs::lease_until.eq(None::<i64>),
                jobs::last_error.eq(Some(error)),
            ))
            .execute(c)
    })?;
    Ok(())
}

/// Every parked job, oldest first, at most `limit`.
pub fn parked(conn: &mut Conn<'_>, limit: i64) -> Result<Vec<JobRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        jobs::table
            .filter(jobs::state.eq("parked"))
            .order(jobs::id)
            .limit(limit)
            .select(JobRow::as_select())
            .load(c)
    })?)
}

/// How many jobs wait and how many are parked.
pub fn counts(conn: &mut Conn<'_>) -> Result<(i64, i64), StoreError> {
    Ok(on_backend!(conn, |c| {
        let queued = jobs::table.filter(jobs::state.eq("queued")).count().get_result(c)?;
        let parked = jobs::table.filter(jobs::state.eq("parked")).count().get_result(c)?;
        Ok::<(i64, i64), diesel::result::Error>((queued, parked))
    })?)
}
