//! Hiding, holding, restoring, redacting, and appeals against it.

use diesel::prelude::*;

use crate::conn::on_backend;
use crate::schema::{appeals, contributions, moderations};
use crate::{Conn, StoreError};

/// An act of moderation, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = moderations)]
pub struct ModerationRow {
    /// Internal id.
    pub id: i64,
    /// Internal id of the contribution.
    pub contribution_id: i64,
    /// `hidden`, `held`, `restored` or `redacted`.
    pub action: String,
    /// Coded reason.
    pub reason: Option<String>,
    /// What the moderator added.
    pub note: Option<String>,
    /// Role of the moderator.
    pub role: String,
    /// Microseconds of UTC.
    pub happened_at: i64,
}

/// An act of moderation to store.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = moderations)]
#[diesel(treat_none_as_default_value = false)]
pub struct NewModeration {
    /// Internal id of the contribution.
    pub contribution_id: i64,
    /// Internal id of the program.
    pub program_id: i64,
    /// `hidden`, `held`, `restored` or `redacted`.
    pub action: String,
    /// Coded reason.
    pub reason: Option<String>,
    /// What the moderator adds.
    pub note: Option<String>,
    /// Role of the moderator.
    pub role: String,
    /// Internal id of the moderator's account; `None` for an automatic hold.
    pub account_id: Option<i64>,
    /// Microseconds of UTC.
    pub happened_at: i64,
}

/// Records an act of moderation.
pub fn insert(conn: &mut Conn<'_>, new: &NewModeration) -> Result<(), StoreError> {
    on_backend!(conn, |c| diesel::insert_into(moderations::table).values(new).execute(c))?;
    Ok(())
}

/// The newest acts of moderation in a program before internal id `before`, newest first, with the public id of
/// the contribution.
pub fn page(
    conn: &mut Conn<'_>,
    program_id: i64,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<(ModerationRow, String)>, StoreError> {
    Ok(on_backend!(conn, |c| {
        moderations::table
            .inner_join(contributions::table.on(contributions::id.eq(moderations::contribution_id)))
            .filter(moderations::program_id.eq(program_id))
            .filter(moderations::id.lt(before.unwrap_or(i64::MAX)))
            .order(moderations::id.desc())
            .limit(limit)
            .select((ModerationRow::as_select(), contributions::public_id))
            .load(c)
    })?)
}

/// The newest act of moderation of a kind on a contribution.
pub fn newest_of(
    conn: &mut Conn<'_>,
    contribution_id: i64,
    action: &str,
) -> Result<Option<ModerationRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        moderations::table
            .filter(moderations::contribution_id.eq(contribution_id))
            .filter(moderations::action.eq(action))
            .order(moderations::id.desc())
            .select(ModerationRow::as_select())
            .first(c)
            .optional()
    })?)
}

/// Receives the one appeal that a contribution may have; `false` when there is one already.
pub fn insert_appeal(
    conn: &mut Conn<'_>,
    contribution_id: i64,
    text: &str,
    now: i64,
) -> Result<bool, StoreError> {
    let inserted = on_backend!(conn, |c| {
        diesel::insert_into(appeals::table)
            .values((
                appeals::contribution_id.eq(contribution_id),
                appeals::text.eq(text),
                appeals::received_at.eq(now),
            ))
            .on_conflict(appeals::contribution_id)
            .do_nothing()
            .execute(c)
    })?;
    Ok(inserted == 1)
}
