//! Mail that waits to be sent: written in the transaction that makes it necessary, leased by a worker, and deleted
//! with its address when it is delivered. What stays is the key by which the same event is not told twice.

use diesel::prelude::*;

use crate::conn::on_backend;
use crate::schema::{delivered_mails, mail_secrets, outbox};
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

/// A mail, as stored. It has no debug form: the address must not reach a log.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = outbox)]
pub struct MailRow {
    /// Internal id.
    pub id: i64,
    /// Random public id.
    pub public_id: String,
    /// Mails with the same key are one mail.
    pub dedup_key: Option<String>,
    /// The address.
    pub recipient: String,
    /// `kk`, `ru` or `en`.
    pub locale: String,
    /// Word of the template.
    pub template: String,
    /// What the template needs, as JSON.
    pub parameters: String,
    /// Whether somebody waits for it right now.
    pub urgent: bool,
    /// Attempts made so far, the running one included.
    pub attempts: i32,
    /// When it was written, microseconds of UTC.
    pub created_at: i64,
}

/// A mail that was given up, without its address.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = outbox)]
pub struct ParkedRow {
    /// Random public id, as in the Message-ID.
    pub public_id: String,
    /// Word of the template.
    pub template: String,
    /// Attempts made.
    pub attempts: i32,
    /// What the last attempt said: a code, never an address.
    pub last_error: Option<String>,
    /// When it was written, microseconds of UTC.
    pub created_at: i64,
}

/// What waits in the outbox.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Mails that wait.
    pub queued: i64,
    /// Mails that were given up.
    pub parked: i64,
    /// When the oldest waiting mail was written, microseconds of UTC.
    pub oldest: Option<i64>,
}

/// Writes a mail into the outbox; one with the same key that is there, or was delivered, stays the only one. Returns
/// whether it is new.
pub fn insert(conn: &mut Conn<'_>, new: &NewMail) -> Result<bool, StoreError> {
    Ok(on_backend!(conn, |c| {
        if let Some(key) = &new.dedup_key {
            let delivered: Option<i64> =
                delivered_mails::table.find(key).select(delivered_mails::delivered_at).first(c).optional()?;
            if delivered.is_some() {
                return Ok(false);
            }
        }
        let inserted = diesel::insert_into(outbox::table)
            .values((new, outbox::state.eq("queued"), outbox::attempts.eq(0)))
            .on_conflict(outbox::dedup_key)
            .do_nothing()
            .execute(c)?;
        Ok::<bool, diesel::result::Error>(inserted > 0)
    })?)
}

/// Whether a mail is due. Cheap: it keeps idle workers from writing.
pub fn is_due(conn: &mut Conn<'_>, now: i64) -> Result<bool, StoreError> {
    let due: Option<i64> = on_backend!(conn, |c| {
        outbox::table
            .filter(outbox::state.eq("queued"))
            .filter(outbox::not_before.le(now))
            .filter(outbox::lease_until.is_null().or(outbox::lease_until.lt(now)))
            .select(outbox::id)
            .first(c)
            .optional()
    })?;
    Ok(due.is_some())
}

/// Takes the next due mail for `lease_until`: urgent ones first, then those that were tried least, so that one that
/// always fails holds up nobody; a mail whose lease ran out is due again. Attempts
/// count up here, so a mail that kills its process counts too. Of two workers that reach for the same mail the
/// database lets one through: PostgreSQL runs units serializably, SQLite one after the other.
pub fn lease(conn: &mut Conn<'_>, now: i64, lease_until: i64) -> Result<Option<MailRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        let due: Option<i64> = outbox::table
            .filter(outbox::state.eq("queued"))
            .filter(outbox::not_before.le(now))
            .filter(outbox::lease_until.is_null().or(outbox::lease_until.lt(now)))
            .order((outbox::urgent.desc(), outbox::attempts, outbox::not_before, outbox::id))
            .select(outbox::id)
            .first(c)
            .optional()?;
        let Some(id) = due else { return Ok(None) };
        let row = diesel::update(outbox::table.find(id))
            .set((outbox::lease_until.eq(Some(lease_until)), outbox::attempts.eq(outbox::attempts + 1)))
            .returning(MailRow::as_returning())
            .get_result(c)?;
        Ok::<Option<MailRow>, diesel::result::Error>(Some(row))
    })?)
}

/// Deletes a mail that was delivered, or that nobody wants any more, with its address; its key is kept.
pub fn finish(
    conn: &mut Conn<'_>,
    id: i64,
    dedup_key: Option<&str>,
    delivered_at: i64,
) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        if let Some(key) = dedup_key {
            diesel::insert_into(delivered_mails::table)
                .values((delivered_mails::dedup_key.eq(key), delivered_mails::delivered_at.eq(delivered_at)))
                .on_conflict(delivered_mails::dedup_key)
                .do_nothing()
                .execute(c)?;
        }
        diesel::delete(outbox::table.find(id)).execute(c)
    })?;
    Ok(())
}

/// Puts a mail back in the queue for a later time. `error` is a code, never an address.
pub fn retry(conn: &mut Conn<'_>, id: i64, not_before: i64, error: &str) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::update(outbox::table.find(id))
            .set((
                outbox::not_before.eq(not_before),
                outbox::lease_until.eq(None::<i64>),
                outbox::last_error.eq(Some(error)),
            ))
            .execute(c)
    })?;
    Ok(())
}

/// Gives a mail up: it stays visible to the operator and is not sent again by itself.
pub fn park(conn: &mut Conn<'_>, id: i64, error: &str) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::update(outbox::table.find(id))
            .set((
                outbox::state.eq("parked"),
                outbox::lease_until.eq(None::<i64>),
                outbox::last_error.eq(Some(error)),
            ))
            .execute(c)
    })?;
    Ok(())
}

/// Puts every parked mail back in the queue with fresh attempts; returns how many.
pub fn unpark(conn: &mut Conn<'_>, now: i64) -> Result<usize, StoreError> {
    Ok(on_backend!(conn, |c| {
        diesel::update(outbox::table.filter(outbox::state.eq("parked")))
            .set((outbox::state.eq("queued"), outbox::attempts.eq(0), outbox::not_before.eq(now)))
            .execute(c)
    })?)
}

/// Parked mails, oldest first, at most `limit`.
pub fn parked(conn: &mut Conn<'_>, limit: i64) -> Result<Vec<ParkedRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        outbox::table
            .filter(outbox::state.eq("parked"))
            .order(outbox::id)
            .limit(limit)
            .select(ParkedRow::as_select())
            .load(c)
    })?)
}

/// What waits and what was given up.
pub fn counts(conn: &mut Conn<'_>) -> Result<Counts, StoreError> {
    Ok(on_backend!(conn, |c| {
        let queued = outbox::table.filter(outbox::state.eq("queued")).count().get_result(c)?;
        let parked = outbox::table.filter(outbox::state.eq("parked")).count().get_result(c)?;
        let oldest = outbox::table
            .filter(outbox::state.eq("queued"))
            .order(outbox::created_at)
            .select(outbox::created_at)
            .first(c)
            .optional()?;
        Ok::<Counts, diesel::result::Error>(Counts { queued, parked, oldest })
    })?)
}

/// Deletes every mail to an address, sent or not: for whoever wants to be forgotten. Returns how many.
pub fn forget_recipient(conn: &mut Conn<'_>, recipient: &str) -> Result<usize, StoreError> {
    Ok(on_backend!(conn, |c| {
        diesel::delete(outbox::table.filter(outbox::recipient.eq(recipient))).execute(c)
    })?)
}

/// Deletes parked mails written before a moment, and keys of mails delivered before it.
pub fn forget_before(conn: &mut Conn<'_>, before: i64) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::delete(
            outbox::table.filter(outbox::state.eq("parked")).filter(outbox::created_at.lt(before)),
        )
        .execute(c)?;
        diesel::delete(delivered_mails::table.filter(delivered_mails::delivered_at.lt(before))).execute(c)
    })?;
    Ok(())
}

/// The secret that signs links in mails: `fresh` becomes it where there is none yet. One per installation, so that
/// every process makes the same links.
pub fn secret(conn: &mut Conn<'_>, fresh: &[u8]) -> Result<Vec<u8>, StoreError> {
    Ok(on_backend!(conn, |c| {
        let kept: Option<Vec<u8>> =
            mail_secrets::table.find(1).select(mail_secrets::secret).first(c).optional()?;
        if let Some(kept) = kept {
            return Ok(kept);
        }
        diesel::insert_into(mail_secrets::table)
            .values((mail_secrets::one.eq(1), mail_secrets::secret.eq(fresh)))
            .execute(c)?;
        Ok::<Vec<u8>, diesel::result::Error>(fresh.to_vec())
    })?)
}
