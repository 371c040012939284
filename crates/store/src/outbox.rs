//! Mail that waits to be sent: written in the transaction that makes it necessary.

use diesel::prelude::*;

use crate::conn::on_backend;
use crate::schema::outbox;
use crate::{Conn, StoreError};

/// A mail to send. It is rendered when it is sent, so what was erased meanwhile is not in it.
#[derive(Clone, Insertable)]
#[diesel(table_name = outbox)]
#[diesel(treat_none_as_default_value = false)]
pub struct NewMail {
    /// Random public id; the Message-ID is made of it and stays the same over all attempts.
    pub public_id: String,
    /// Mails with the same key are one mail, also after it was delivered. Says nothing about the person.
    pub dedup_key: Option<String>,
    /// The address, already parsed.
    pub recipient: String,
    /// `kk`, `ru` or `en`.
    pub locale: String,
    /// Word of the template.
    pub template: String,
    /// What the template needs, as JSON: references rather than texts.
    pub parameters: String,
    /// Whether somebody waits for it right now, such as a sign-in code. Urgent mail overtakes the rest.
    pub urgent: bool,
    /// Not before, microseconds of UTC.
    pub not_before: i64,
    /// When it was written, microseconds of UTC.
    pub created_at: i64,
}

/// Writes a mail into the outbox; one with the same key that is already there stays as it is. Returns whether it
/// is new.
pub fn insert(conn: &mut Conn<'_>, new: &NewMail) -> Result<bool, StoreError> {
    let inserted = on_backend!(conn, |c| {
        diesel::insert_into(outbox::table)
            .values((new, outbox::state.eq("queued"), outbox::attempts.eq(0)))
            .on_conflict(outbox::dedup_key)
            .do_nothing()
            .execute(c)
    })?;
    Ok(inserted > 0)
}
