//! Sessions: a family is one sign-in; its rows are the tokens that were given out for it, one after the other.
//!
//! **Invariant:** a token is stored as its hash only, and at most one row of a family is neither replaced nor
//! revoked.

use diesel::prelude::*;

use crate::conn::on_backend;
use crate::schema::{session_families, sessions};
use crate::{Conn, StoreError};

/// A family, as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = session_families)]
#[diesel(treat_none_as_default_value = false)]
pub struct FamilyRow {
    /// Its public id.
    pub family: String,
    /// Whose.
    pub account_id: i64,
    /// `email` or `link`.
    pub method: String,
    /// What the browser called itself, shortened; empty when it said nothing.
    pub device: String,
    /// When the second factor was given.
    pub second_factor_at: Option<i64>,
    /// When the person signed in.
    pub created_at: i64,
}

/// A token of a family, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = sessions)]
pub struct SessionRow {
    /// Internal id.
    pub id: i64,
    /// Public id.
    pub public_id: String,
    /// Its family.
    pub family: String,
    /// `browser` or `refresh`.
    pub kind: String,
    /// Whose.
    pub account_id: i64,
    /// When it was last used, to the minute.
    pub seen_at: i64,
    /// When it ends at the latest.
    pub expires_at: i64,
    /// When the next token of the family took its place.
    pub replaced_at: Option<i64>,
    /// When it was ended.
    pub revoked_at: Option<i64>,
}

/// A token to insert.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = sessions)]
#[diesel(treat_none_as_default_value = false)]
pub struct NewSession {
    /// Public id.
    pub public_id: String,
    /// SHA-256 of the token, hexadecimal.
    pub token_hash: String,
    /// Its family.
    pub family: String,
    /// `browser` or `refresh`.
    pub kind: String,
    /// Whose.
    pub account_id: i64,
    /// When.
    pub created_at: i64,
    /// The same.
    pub seen_at: i64,
    /// When it ends at the latest.
    pub expires_at: i64,
}

/// Inserts a family.
pub fn insert_family(conn: &mut Conn<'_>, new: &FamilyRow) -> Result<(), StoreError> {
    on_backend!(conn, |c| diesel::insert_into(session_families::table).values(new).execute(c))?;
    Ok(())
}

/// A family.
pub fn family(conn: &mut Conn<'_>, family: &str) -> Result<Option<FamilyRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        session_families::table.find(family).select(FamilyRow::as_select()).first(c).optional()
    })?)
}

/// Notes that the second factor was given.
pub fn give_second_factor(conn: &mut Conn<'_>, family: &str, now: i64) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::update(session_families::table.find(family))
            .set(session_families::second_factor_at.eq(Some(now)))
            .execute(c)
    })?;
    Ok(())
}

/// Inserts a token.
pub fn insert(conn: &mut Conn<'_>, new: &NewSession) -> Result<(), StoreError> {
    on_backend!(conn, |c| diesel::insert_into(sessions::table).values(new).execute(c))?;
    Ok(())
}

/// The token with a hash.
pub fn find(conn: &mut Conn<'_>, token_hash: &str) -> Result<Option<SessionRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        sessions::table
            .filter(sessions::token_hash.eq(token_hash))
            .select(SessionRow::as_select())
            .first(c)
            .optional()
    })?)
}

/// The token of a family that holds now.
pub fn current(conn: &mut Conn<'_>, family: &str, now: i64) -> Result<Option<SessionRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        sessions::table
            .filter(sessions::family.eq(family))
            .filter(sessions::replaced_at.is_null())
            .filter(sessions::revoked_at.is_null())
            .filter(sessions::expires_at.gt(now))
            .select(SessionRow::as_select())
            .first(c)
            .optional()
    })?)
}

/// The sign-ins of an account that hold now, newest first, at most `limit`.
pub fn of_account(
    conn: &mut Conn<'_>,
    account_id: i64,
    now: i64,
    limit: i64,
) -> Result<Vec<(SessionRow, FamilyRow)>, StoreError> {
    Ok(on_backend!(conn, |c| {
        sessions::table
            .inner_join(session_families::table.on(session_families::family.eq(sessions::family)))
            .filter(sessions::account_id.eq(account_id))
            .filter(sessions::replaced_at.is_null())
            .filter(sessions::revoked_at.is_null())
            .filter(sessions::expires_at.gt(now))
            .order(sessions::id.desc())
            .limit(limit)
            .select((SessionRow::as_select(), FamilyRow::as_select()))
            .load(c)
    })?)
}

/// Notes that a token was used.
pub fn touch(conn: &mut Conn<'_>, id: i64, now: i64) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::update(sessions::table.find(id)).set(sessions::seen_at.eq(now)).execute(c)
    })?;
    Ok(())
}

/// Notes that the next token took the place of this one; `false` when that had happened before.
pub fn replace(conn: &mut Conn<'_>, id: i64, now: i64) -> Result<bool, StoreError> {
    Ok(on_backend!(conn, |c| {
        diesel::update(sessions::table.find(id))
            .filter(sessions::replaced_at.is_null())
            .set(sessions::replaced_at.eq(Some(now)))
            .execute(c)
    })? == 1)
}

/// Ends every token of a family of an account; returns how many held.
pub fn revoke_family(
    conn: &mut Conn<'_>,
    account_id: i64,
    family: &str,
    now: i64,
) -> Result<usize, StoreError> {
    Ok(on_backend!(conn, |c| {
        diesel::update(sessions::table)
            .filter(sessions::account_id.eq(account_id))
            .filter(sessions::family.eq(family))
            .filter(sessions::revoked_at.is_null())
            .set(sessions::revoked_at.eq(Some(now)))
            .execute(c)
    })?)
}

/// Ends every token of an account.
pub fn revoke_all(conn: &mut Conn<'_>, account_id: i64, now: i64) -> Result<usize, StoreError> {
    Ok(on_backend!(conn, |c| {
        diesel::update(sessions::table)
            .filter(sessions::account_id.eq(account_id))
            .filter(sessions::revoked_at.is_null())
            .set(sessions::revoked_at.eq(Some(now)))
            .execute(c)
    })?)
}

/// Forgets tokens that ended before `before`; returns how many.
pub fn forget_before(conn: &mut Conn<'_>, before: i64) -> Result<usize, StoreError> {
    Ok(on_backend!(conn, |c| {
        diesel::delete(sessions::table.filter(sessions::expires_at.lt(before))).execute(c)
    })?)
}
