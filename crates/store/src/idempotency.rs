//! Answers to requests that carried an idempotency key: the same key gets the same answer.

use diesel::prelude::*;

use crate::conn::on_backend;
use crate::schema::idempotency_keys;
use crate::{Conn, StoreError};

/// An answer that was given.
#[derive(Debug, Clone, Queryable)]
pub struct Given {
    /// Hash of the request to which it was given.
    pub request_hash: String,
    /// The answer, as the use case stored it.
    pub answer: String,
}

/// The answer given to a key, if there is one.
pub fn find(conn: &mut Conn<'_>, scope: &str, key: &str) -> Result<Option<Given>, StoreError> {
    Ok(on_backend!(conn, |c| {
        idempotency_keys::table
            .find((scope, key))
            .select((idempotency_keys::request_hash, idempotency_keys::answer))
            .first(c)
            .optional()
    })?)
}

/// Keeps an answer, in the transaction of what it tells of.
pub fn insert(
    conn: &mut Conn<'_>,
    scope: &str,
    key: &str,
    given: &Given,
    now: i64,
) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::insert_into(idempotency_keys::table)
            .values((
                idempotency_keys::scope.eq(scope),
                idempotency_keys::idempotency_key.eq(key),
                idempotency_keys::request_hash.eq(&given.request_hash),
                idempotency_keys::answer.eq(&given.answer),
                idempotency_keys::created_at.eq(now),
            ))
            .execute(c)
    })?;
    Ok(())
}

/// Forgets keys older than `before`; returns how many.
pub fn forget_before(conn: &mut Conn<'_>, before: i64) -> Result<usize, StoreError> {
    Ok(on_backend!(conn, |c| {
        diesel::delete(idempotency_keys::table.filter(idempotency_keys::created_at.lt(before))).execute(c)
    })?)
}
