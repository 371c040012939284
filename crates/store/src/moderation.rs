//! Hiding, holding, restoring, redacting, and appeals against it.

use diesel::prelude::*;

use crate::conn::on_backend;
use crate::schema::{appeals, contributions, moderations, programs, provisions};
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

/// An act of moderation with what it is about.
#[derive(Debug, Clone, Queryable)]
pub struct ListedModeration {
    /// The act.
    pub row: ModerationRow,
    /// Public id of the contribution.
    pub contribution: String,
    /// Label of its provision then.
    pub provision_label: Option<String>,
    /// Public id of its program.
    pub program: String,
    /// Internal id of the program's territory.
    pub territory_id: i64,
    /// Minutes east of UTC there.
    pub utc_offset_minutes: i32,
    /// Public id of its provision.
    pub provision: Option<String>,
}

/// The newest acts of moderation before internal id `before`, newest first; of one program or of all.
pub fn page(
    conn: &mut Conn<'_>,
    program_id: Option<i64>,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<ListedModeration>, StoreError> {
    Ok(on_backend!(conn, |c| {
        let mut query = moderations::table
            .inner_join(contributions::table.on(contributions::id.eq(moderations::contribution_id)))
            .inner_join(programs::table.on(programs::id.eq(moderations::program_id)))
            .left_join(provisions::table.on(contributions::provision_id.eq(provisions::id.nullable())))
            .filter(moderations::id.lt(before.unwrap_or(i64::MAX)))
            .order(moderations::id.desc())
            .limit(limit)
            .select((
                ModerationRow::as_select(),
                contributions::public_id,
                contributions::provision_label,
                programs::public_id,
                programs::territory_id,
                programs::utc_offset_minutes,
                provisions::public_id.nullable(),
            ))
            .into_boxed();
        if let Some(program_id) = program_id {
            query = query.filter(moderations::program_id.eq(program_id));
        }
        query.load(c)
    })?)
}

/// Acts of moderation of contributions, oldest first.
pub fn of_contributions(conn: &mut Conn<'_>, ids: &[i64]) -> Result<Vec<ModerationRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        moderations::table
            .filter(moderations::contribution_id.eq_any(ids))
            .order(moderations::id)
            .select(ModerationRow::as_select())
            .load(c)
    })?)
}

/// The appeal of a contribution's author: text, when it came, when it was answered.
pub fn appeal(
    conn: &mut Conn<'_>,
    contribution_id: i64,
) -> Result<Option<(String, i64, Option<i64>)>, StoreError> {
    Ok(on_backend!(conn, |c| {
        appeals::table
            .find(contribution_id)
            .select((appeals::text, appeals::received_at, appeals::answered_at))
            .first(c)
            .optional()
    })?)
}

/// Marks the appeal against an act of moderation as answered, if it waits.
pub fn answer_appeal(conn: &mut Conn<'_>, contribution_id: i64, now: i64) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::update(appeals::table.find(contribution_id).filter(appeals::answered_at.is_null()))
            .set(appeals::answered_at.eq(now))
            .execute(c)
    })?;
    Ok(())
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
