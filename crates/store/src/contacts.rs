//! Addresses that people left for the answer, apart from what they wrote.

use diesel::prelude::*;
use kenes_domain::language::Language;

use crate::conn::on_backend;
use crate::schema::{contacts, contributions};
use crate::{AsText, Conn, StoreError};

/// An address for the answer. It has no debug form: it must not reach a log.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = contacts)]
pub struct ContactRow {
    /// Internal id of the contribution.
    pub contribution_id: i64,
    /// The address.
    pub email: String,
    /// Language of the mails.
    pub language: AsText<Language>,
}

/// Addresses for the answers to contributions.
pub fn of_contributions(
    conn: &mut Conn<'_>,
    contribution_ids: &[i64],
) -> Result<Vec<ContactRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        contacts::table
            .filter(contacts::contribution_id.eq_any(contribution_ids))
            .order(contacts::contribution_id)
            .select(ContactRow::as_select())
            .load(c)
    })?)
}

/// Addresses of those who wrote to a program before an edition, after internal id `after`, at most `limit`.
pub fn of_program_before_edition(
    conn: &mut Conn<'_>,
    program_id: i64,
    edition_number: i32,
    after: i64,
    limit: i64,
) -> Result<Vec<(ContactRow, String)>, StoreError> {
    Ok(on_backend!(conn, |c| {
        contacts::table
            .inner_join(contributions::table.on(contributions::id.eq(contacts::contribution_id)))
            .filter(contributions::program_id.eq(program_id))
            .filter(contributions::edition_number.lt(edition_number))
            .filter(contacts::contribution_id.gt(after))
            .order(contacts::contribution_id)
            .limit(limit)
            .select((ContactRow::as_select(), contributions::public_id))
            .load(c)
    })?)
}

/// Internal id of the contribution to which another one replies.
pub fn parent_of(conn: &mut Conn<'_>, contribution_id: i64) -> Result<Option<i64>, StoreError> {
    Ok(on_backend!(conn, |c| {
        contributions::table.find(contribution_id).select(contributions::parent_id).first(c)
    })?)
}

/// Forgets the address for the answer to a contribution; `false` when there was none.
pub fn delete(conn: &mut Conn<'_>, contribution_id: i64) -> Result<bool, StoreError> {
    Ok(on_backend!(conn, |c| diesel::delete(contacts::table.find(contribution_id)).execute(c))? > 0)
}
