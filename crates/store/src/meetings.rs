//! Meetings of a discussion: where and when, the notice, the protocol, who spoke.

use diesel::prelude::*;

use crate::conn::on_backend;
use crate::contributions::ContributionRow;
use crate::schema::{contributions, entries, meetings};
use crate::{Conn, StoreError};

/// A meeting, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = meetings)]
pub struct MeetingRow {
    /// Internal id.
    pub id: i64,
    /// Public id.
    pub public_id: String,
    /// Internal id of the program.
    pub program_id: i64,
    /// Beginning, microseconds of UTC.
    pub starts_at: i64,
    /// Where.
    pub place: String,
    /// What it is called, in Kazakh.
    pub title_kk: Option<String>,
    /// What it is called, in Russian.
    pub title_ru: Option<String>,
    /// The notice in Kazakh.
    pub notice_kk: Option<String>,
    /// The notice in Russian.
    pub notice_ru: Option<String>,
    /// The protocol in Kazakh.
    pub protocol_kk: Option<String>,
    /// The protocol in Russian.
    pub protocol_ru: Option<String>,
    /// Address of the online meeting.
    pub link: Option<String>,
    /// Who spoke: a JSON list of names.
    pub speakers: String,
}

/// What a meeting is to become.
#[derive(Debug, Clone, Insertable, AsChangeset)]
#[diesel(table_name = meetings)]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct NewMeeting {
    /// Beginning, microseconds of UTC.
    pub starts_at: i64,
    /// Where.
    pub place: String,
    /// What it is called, in Kazakh.
    pub title_kk: Option<String>,
    /// What it is called, in Russian.
    pub title_ru: Option<String>,
    /// The notice in Kazakh.
    pub notice_kk: Option<String>,
    /// The notice in Russian.
    pub notice_ru: Option<String>,
    /// The protocol in Kazakh.
    pub protocol_kk: Option<String>,
    /// The protocol in Russian.
    pub protocol_ru: Option<String>,
    /// Address of the online meeting.
    pub link: Option<String>,
    /// Who spoke: a JSON list of names.
    pub speakers: String,
    /// Microseconds of UTC.
    pub updated_at: i64,
}

/// Inserts a meeting.
pub fn insert(
    conn: &mut Conn<'_>,
    public_id: &str,
    program_id: i64,
    new: &NewMeeting,
) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::insert_into(meetings::table)
            .values((
                meetings::public_id.eq(public_id),
                meetings::program_id.eq(program_id),
                meetings::created_at.eq(new.updated_at),
                new,
            ))
            .execute(c)
    })?;
    Ok(())
}

/// Changes a meeting.
pub fn update(conn: &mut Conn<'_>, id: i64, new: &NewMeeting) -> Result<(), StoreError> {
    on_backend!(conn, |c| diesel::update(meetings::table.find(id)).set(new).execute(c))?;
    Ok(())
}

/// A meeting by its public id.
pub fn find(conn: &mut Conn<'_>, public_id: &str) -> Result<Option<MeetingRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        meetings::table
            .filter(meetings::public_id.eq(public_id))
            .select(MeetingRow::as_select())
            .first(c)
            .optional()
    })?)
}

/// Meetings of a program before `(starts_at, id)`, latest first.
pub fn page(
    conn: &mut Conn<'_>,
    program_id: i64,
    before: Option<(i64, i64)>,
    limit: i64,
) -> Result<Vec<MeetingRow>, StoreError> {
    let (starts_at, id) = before.unwrap_or((i64::MAX, i64::MAX));
    Ok(on_backend!(conn, |c| {
        meetings::table
            .filter(meetings::program_id.eq(program_id))
            .filter(
                meetings::starts_at
                    .lt(starts_at)
                    .or(meetings::starts_at.eq(starts_at).and(meetings::id.lt(id))),
            )
            .order((meetings::starts_at.desc(), meetings::id.desc()))
            .limit(limit)
            .select(MeetingRow::as_select())
            .load(c)
    })?)
}

/// Contributions said at a meeting after an internal id, in the order in which they were entered.
pub fn contributions_of(
    conn: &mut Conn<'_>,
    meeting_id: i64,
    after: Option<i64>,
    limit: i64,
) -> Result<Vec<ContributionRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        entries::table
            .inner_join(contributions::table.on(contributions::id.eq(entries::contribution_id)))
            .filter(entries::meeting_id.eq(meeting_id))
            .filter(entries::contribution_id.gt(after.unwrap_or(0)))
            .order(entries::contribution_id)
            .limit(limit)
            .select(ContributionRow::as_select())
            .load(c)
    })?)
}

/// The public id of the meeting at which a contribution was said.
pub fn of_contribution(conn: &mut Conn<'_>, contribution_id: i64) -> Result<Option<String>, StoreError> {
    Ok(on_backend!(conn, |c| {
        entries::table
            .inner_join(meetings::table.on(entries::meeting_id.eq(meetings::id.nullable())))
            .filter(entries::contribution_id.eq(contribution_id))
            .select(meetings::public_id)
            .first(c)
            .optional()
    })?)
}
