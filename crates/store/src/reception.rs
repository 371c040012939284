//! What is kept beside a contribution when it comes: consent, fingerprint, and how staff entered it.

use diesel::prelude::*;

use crate::conn::on_backend;
use crate::schema::{consents, entries, fingerprints, site_secrets};
use crate::{Conn, StoreError};

/// Records to which version of the consent a person agreed, and when.
pub fn insert_consent(
    conn: &mut Conn<'_>,
    contribution_id: i64,
    version: &str,
    given_at: i64,
) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::insert_into(consents::table)
            .values((
                consents::contribution_id.eq(contribution_id),
                consents::version.eq(version),
                consents::given_at.eq(given_at),
            ))
            .execute(c)
    })?;
    Ok(())
}

/// The consent given with a contribution: version and moment in microseconds.
pub fn consent(conn: &mut Conn<'_>, contribution_id: i64) -> Result<Option<(String, i64)>, StoreError> {
    Ok(on_backend!(conn, |c| {
        consents::table
            .find(contribution_id)
            .select((consents::version, consents::given_at))
            .first(c)
            .optional()
    })?)
}

/// Removes the record of a consent: nothing personal is left that it could be for.
pub fn delete_consent(conn: &mut Conn<'_>, contribution_id: i64) -> Result<(), StoreError> {
    on_backend!(conn, |c| diesel::delete(consents::table.find(contribution_id)).execute(c))?;
    Ok(())
}

/// Keeps the fingerprint of a text.
pub fn insert_fingerprint(
    conn: &mut Conn<'_>,
    contribution_id: i64,
    program_id: i64,
    fingerprint: &str,
    received_at: i64,
) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::insert_into(fingerprints::table)
            .values((
                fingerprints::contribution_id.eq(contribution_id),
                fingerprints::program_id.eq(program_id),
                fingerprints::fingerprint.eq(fingerprint),
                fingerprints::received_at.eq(received_at),
            ))
            .execute(c)
    })?;
    Ok(())
}

/// Whether a program received a fingerprint at least `count` times since a moment.
pub fn is_repeated(
    conn: &mut Conn<'_>,
    program_id: i64,
    fingerprint: &str,
    since: i64,
    count: i64,
) -> Result<bool, StoreError> {
    let found: Vec<i64> = on_backend!(conn, |c| {
        fingerprints::table
            .filter(fingerprints::program_id.eq(program_id))
            .filter(fingerprints::fingerprint.eq(fingerprint))
            .filter(fingerprints::received_at.ge(since))
            .select(fingerprints::contribution_id)
            .limit(count)
            .load(c)
    })?;
    Ok(i64::try_from(found.len()).unwrap_or(i64::MAX) >= count)
}

/// Removes the fingerprint of a text that is erased.
pub fn delete_fingerprint(conn: &mut Conn<'_>, contribution_id: i64) -> Result<(), StoreError> {
    on_backend!(conn, |c| diesel::delete(fingerprints::table.find(contribution_id)).execute(c))?;
    Ok(())
}

/// How staff entered a contribution.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = entries)]
#[diesel(treat_none_as_default_value = false)]
pub struct NewEntry {
    /// Internal id of the contribution.
    pub contribution_id: i64,
    /// Internal id of the meeting at which it was said.
    pub meeting_id: Option<i64>,
    /// Internal id of the account that keyed it in.
    pub account_id: Option<i64>,
    /// The day on which it was said or written, `2026-11-16`.
    pub happened_on: Option<String>,
}

/// Records how a contribution was entered.
pub fn insert_entry(conn: &mut Conn<'_>, new: &NewEntry) -> Result<(), StoreError> {
    on_backend!(conn, |c| diesel::insert_into(entries::table).values(new).execute(c))?;
    Ok(())
}

/// A key that all processes of the installation share, by its name.
pub fn secret(conn: &mut Conn<'_>, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(on_backend!(conn, |c| {
        site_secrets::table.find(name).select(site_secrets::secret).first(c).optional()
    })?)
}

/// Keeps a key unless there is one already, and returns the one that is kept.
pub fn keep_secret(conn: &mut Conn<'_>, name: &str, secret: &[u8]) -> Result<Vec<u8>, StoreError> {
    Ok(on_backend!(conn, |c| {
        diesel::insert_into(site_secrets::table)
            .values((site_secrets::name.eq(name), site_secrets::secret.eq(secret)))
            .on_conflict(site_secrets::name)
            .do_nothing()
            .execute(c)?;
        site_secrets::table.find(name).select(site_secrets::secret).first(c)
    })?)
}
