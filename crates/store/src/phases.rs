//! Extensions of discussions and approvals of programs.

use diesel::prelude::*;
use kenes_domain::program::Phase;

use crate::conn::on_backend;
use crate::programs::ProgramRow;
use crate::schema::{approvals, extensions, programs};
use crate::{AsText, Conn, StoreError};

/// An extension of a discussion to store.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = extensions)]
#[diesel(treat_none_as_default_value = false)]
pub struct NewExtension {
    /// Internal id of the program.
    pub program_id: i64,
    /// When it would have closed, microseconds of UTC.
    pub closed_before: i64,
    /// When it closes now.
    pub closes_at: i64,
    /// Public reason in Kazakh.
    pub reason_kk: String,
    /// Public reason in Russian.
    pub reason_ru: String,
    /// Internal id of the account.
    pub account_id: Option<i64>,
    /// When it was decided.
    pub extended_at: i64,
}

/// An extension, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = extensions)]
pub struct ExtensionRow {
    /// When it would have closed, microseconds of UTC.
    pub closed_before: i64,
    /// When it closes instead.
    pub closes_at: i64,
    /// Public reason in Kazakh.
    pub reason_kk: String,
    /// Public reason in Russian.
    pub reason_ru: String,
    /// When it was decided.
    pub extended_at: i64,
}

/// Moves the closing of a discussion, and records why.
pub fn extend(conn: &mut Conn<'_>, new: &NewExtension) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::insert_into(extensions::table).values(new).execute(c)?;
        diesel::update(programs::table.find(new.program_id))
            .set(programs::closes_at.eq(new.closes_at))
            .execute(c)
    })?;
    Ok(())
}

/// Extensions of a program's discussion, oldest first.
pub fn extensions_of(conn: &mut Conn<'_>, program_id: i64) -> Result<Vec<ExtensionRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        extensions::table
            .filter(extensions::program_id.eq(program_id))
            .order(extensions::id)
            .select(ExtensionRow::as_select())
            .load(c)
    })?)
}

/// Sets when a discussion opens and closes.
pub fn set_window(
    conn: &mut Conn<'_>,
    program_id: i64,
    opens_at: i64,
    closes_at: i64,
) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::update(programs::table.find(program_id))
            .set((programs::opens_at.eq(opens_at), programs::closes_at.eq(closes_at)))
            .execute(c)
    })?;
    Ok(())
}

/// Programs whose discussion has opened or closed by the clock while their phase does not say so yet, by internal id.
pub fn due(conn: &mut Conn<'_>, now: i64, limit: i64) -> Result<Vec<ProgramRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        programs::table
            .filter(
                programs::phase
                    .eq(AsText(Phase::DraftPublished))
                    .and(programs::opens_at.le(now))
                    .or(programs::phase.eq(AsText(Phase::Discussion)).and(programs::closes_at.le(now))),
            )
            .order(programs::id)
            .limit(limit)
            .select(ProgramRow::as_select())
            .load(c)
    })?)
}

/// The act by which a council approved a program, as stored and to store.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = approvals)]
pub struct ApprovalRow {
    /// Internal id of the program.
    pub program_id: i64,
    /// Number of the approved edition.
    pub edition_number: i32,
    /// The body, in Kazakh.
    pub body_kk: String,
    /// The body, in Russian.
    pub body_ru: String,
    /// Number of the act as printed.
    pub act_number: String,
    /// Day of the act, `2026-12-15`.
    pub act_on: String,
    /// When it was recorded, microseconds of UTC.
    pub recorded_at: i64,
}

/// Records the act by which a program was approved.
pub fn insert_approval(conn: &mut Conn<'_>, row: &ApprovalRow) -> Result<(), StoreError> {
    on_backend!(conn, |c| diesel::insert_into(approvals::table).values(row).execute(c))?;
    Ok(())
}

/// The act by which a program was approved.
pub fn approval(conn: &mut Conn<'_>, program_id: i64) -> Result<Option<ApprovalRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        approvals::table.find(program_id).select(ApprovalRow::as_select()).first(c).optional()
    })?)
}
