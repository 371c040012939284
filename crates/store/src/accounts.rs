//! Accounts and what they were granted.

use diesel::prelude::*;
use kenes_domain::language::Locale;
use kenes_domain::permission::Role;

use crate::conn::on_backend;
use crate::schema::{accounts, grants};
use crate::{AsText, Conn, StoreError};

/// An account, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = accounts)]
pub struct AccountRow {
    /// Internal id.
    pub id: i64,
    /// Public id.
    pub public_id: String,
    /// Address, in lower case; `None` once the person erased themselves.
    pub email: Option<String>,
    /// Name for colleagues.
    pub name: Option<String>,
    /// Language of mails.
    pub locale: AsText<Locale>,
    /// When it was made.
    pub created_at: i64,
    /// When the person erased themselves.
    pub erased_at: Option<i64>,
}

/// An account to insert.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = accounts)]
#[diesel(treat_none_as_default_value = false)]
pub struct NewAccount {
    /// Public id.
    pub public_id: String,
    /// Address, in lower case.
    pub email: Option<String>,
    /// Name for colleagues.
    pub name: Option<String>,
    /// Language of mails.
    pub locale: AsText<Locale>,
    /// When.
    pub created_at: i64,
}

/// A grant, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = grants)]
pub struct GrantRow {
    /// Internal id.
    pub id: i64,
    /// Whose.
    pub account_id: i64,
    /// What for.
    pub role: AsText<Role>,
    /// Top of the subtree; `None` for the whole country.
    pub territory_id: Option<i64>,
    /// When it was granted.
    pub granted_at: i64,
}

/// A grant to insert.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = grants)]
#[diesel(treat_none_as_default_value = false)]
pub struct NewGrant {
    /// Whose.
    pub account_id: i64,
    /// What for.
    pub role: AsText<Role>,
    /// Top of the subtree; `None` for the whole country.
    pub territory_id: Option<i64>,
    /// Who granted it; `None` for the operator's console.
    pub granted_by: Option<i64>,
    /// When.
    pub granted_at: i64,
}

/// Inserts an account; returns its internal id.
pub fn insert(conn: &mut Conn<'_>, new: &NewAccount) -> Result<i64, StoreError> {
    Ok(on_backend!(conn, |c| {
        diesel::insert_into(accounts::table).values(new).returning(accounts::id).get_result(c)
    })?)
}

/// The account with an internal id.
pub fn get(conn: &mut Conn<'_>, id: i64) -> Result<Option<AccountRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        accounts::table.find(id).select(AccountRow::as_select()).first(c).optional()
    })?)
}

/// The account with a public id.
pub fn find(conn: &mut Conn<'_>, public_id: &str) -> Result<Option<AccountRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        accounts::table
            .filter(accounts::public_id.eq(public_id))
            .select(AccountRow::as_select())
            .first(c)
            .optional()
    })?)
}

/// The account with an address, in lower case.
pub fn find_by_email(conn: &mut Conn<'_>, email: &str) -> Result<Option<AccountRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        accounts::table.filter(accounts::email.eq(email)).select(AccountRow::as_select()).first(c).optional()
    })?)
}

/// Takes address and name out of an account; the row stays, because others point at it.
pub fn erase(conn: &mut Conn<'_>, id: i64, now: i64) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::update(accounts::table.find(id))
            .set((
                accounts::email.eq(None::<String>),
                accounts::name.eq(None::<String>),
                accounts::erased_at.eq(Some(now)),
            ))
            .execute(c)
    })?;
    Ok(())
}

/// Inserts a grant; returns its internal id.
pub fn insert_grant(conn: &mut Conn<'_>, new: &NewGrant) -> Result<i64, StoreError> {
    Ok(on_backend!(conn, |c| {
        diesel::insert_into(grants::table).values(new).returning(grants::id).get_result(c)
    })?)
}

/// The grants of an account that hold, oldest first.
pub fn grants_of(conn: &mut Conn<'_>, account_id: i64) -> Result<Vec<GrantRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        grants::table
            .filter(grants::account_id.eq(account_id))
            .filter(grants::revoked_at.is_null())
            .order(grants::id)
            .select(GrantRow::as_select())
            .load(c)
    })?)
}

/// A page of the grants that hold, with their accounts: after the internal id `after`, oldest first. With
/// `territories`, only grants on one of them.
pub fn grants_page(
    conn: &mut Conn<'_>,
    territories: Option<&[i64]>,
    after: i64,
    limit: i64,
) -> Result<Vec<(GrantRow, AccountRow)>, StoreError> {
    Ok(on_backend!(conn, |c| {
        let mut query = grants::table
            .inner_join(accounts::table.on(accounts::id.eq(grants::account_id)))
            .filter(grants::revoked_at.is_null())
            .filter(grants::id.gt(after))
            .order(grants::id)
            .limit(limit)
            .select((GrantRow::as_select(), AccountRow::as_select()))
            .into_boxed();
        if let Some(territories) = territories {
            query = query.filter(grants::territory_id.eq_any(territories));
        }
        query.load(c)
    })?)
}

/// Ends a grant; `false` when it had ended before.
pub fn revoke_grant(conn: &mut Conn<'_>, id: i64, now: i64) -> Result<bool, StoreError> {
    Ok(on_backend!(conn, |c| {
        diesel::update(grants::table.find(id))
            .filter(grants::revoked_at.is_null())
            .set(grants::revoked_at.eq(Some(now)))
            .execute(c)
    })? == 1)
}
