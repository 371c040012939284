//! Who follows what by mail: wishes that wait for their confirmation, and confirmed ones.

use diesel::prelude::*;

use crate::conn::on_backend;
use crate::schema::{contributions, decisions, digests, follow_requests, followers, follows, points};
use crate::{Conn, StoreError};

/// What is followed: one of the three is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    /// Internal id of a territory.
    pub territory_id: Option<i64>,
    /// Internal id of a program.
    pub program_id: Option<i64>,
    /// Internal id of a provision.
    pub provision_id: Option<i64>,
}

/// A wish to follow. It has no debug form: the address must not reach a log.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = follow_requests)]
#[diesel(treat_none_as_default_value = false)]
pub struct FollowRequest {
    /// SHA-256 of the token in the mail, lower-case hexadecimal.
    pub token_hash: String,
    /// The address.
    pub email: String,
    /// `kk`, `ru` or `en`.
    pub locale: String,
    /// Internal id of the territory.
    pub territory_id: Option<i64>,
    /// Internal id of the program.
    pub program_id: Option<i64>,
    /// Internal id of the provision.
    pub provision_id: Option<i64>,
    /// Microseconds of UTC.
    pub created_at: i64,
}

/// A confirmed follow. It has no debug form: the address must not reach a log.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = follows)]
pub struct FollowRow {
    /// Internal id.
    pub id: i64,
    /// The address.
    pub email: String,
    /// `kk`, `ru` or `en`.
    pub locale: String,
    /// Internal id of the territory.
    pub territory_id: Option<i64>,
    /// Internal id of the program.
    pub program_id: Option<i64>,
    /// Internal id of the provision.
    pub provision_id: Option<i64>,
    /// Microseconds of UTC.
    pub created_at: i64,
}

impl FollowRow {
    /// What is followed.
    pub const fn target(&self) -> Target {
        Target {
            territory_id: self.territory_id,
            program_id: self.program_id,
            provision_id: self.provision_id,
        }
    }
}

/// A confirmed follow to store.
#[derive(Clone, Insertable)]
#[diesel(table_name = follows)]
#[diesel(treat_none_as_default_value = false)]
pub struct NewFollow {
    /// The address.
    pub email: String,
    /// `kk`, `ru` or `en`.
    pub locale: String,
    /// Internal id of the territory.
    pub territory_id: Option<i64>,
    /// Internal id of the program.
    pub program_id: Option<i64>,
    /// Internal id of the provision.
    pub provision_id: Option<i64>,
    /// SHA-256 of the token that unsubscribes, lower-case hexadecimal.
    pub unsubscribe_hash: String,
    /// Microseconds of UTC.
    pub created_at: i64,
}

/// One week's digest.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = digests)]
pub struct DigestRow {
    /// Number of the week since 1970.
    pub week: i64,
    /// First act of the journal that it covers.
    pub first_index: i64,
    /// First act that it no longer covers.
    pub end_index: i64,
    /// Written for every address up to this one.
    pub after_email: String,
    /// When everybody's was written, microseconds of UTC.
    pub finished_at: Option<i64>,
}

/// Keeps a wish until it is confirmed.
pub fn request(conn: &mut Conn<'_>, new: &FollowRequest) -> Result<(), StoreError> {
    on_backend!(conn, |c| diesel::insert_into(follow_requests::table).values(new).execute(c))?;
    Ok(())
}

/// How many wishes an address has uttered since a moment.
pub fn requests_since(conn: &mut Conn<'_>, email: &str, since: i64) -> Result<i64, StoreError> {
    Ok(on_backend!(conn, |c| {
        follow_requests::table
            .filter(follow_requests::email.eq(email))
            .filter(follow_requests::created_at.ge(since))
            .count()
            .get_result(c)
    })?)
}

/// The wish behind a token.
pub fn find_request(conn: &mut Conn<'_>, token_hash: &str) -> Result<Option<FollowRequest>, StoreError> {
    Ok(on_backend!(conn, |c| {
        follow_requests::table.find(token_hash).select(FollowRequest::as_select()).first(c).optional()
    })?)
}

/// Removes a wish that was confirmed.
pub fn delete_request(conn: &mut Conn<'_>, token_hash: &str) -> Result<(), StoreError> {
    on_backend!(conn, |c| diesel::delete(follow_requests::table.find(token_hash)).execute(c))?;
    Ok(())
}

/// Removes wishes that nobody confirmed before a moment.
pub fn forget_requests_before(conn: &mut Conn<'_>, before: i64) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::delete(follow_requests::table.filter(follow_requests::created_at.lt(before))).execute(c)
    })?;
    Ok(())
}

/// Every confirmed follow of an address, oldest first, at most `limit`.
pub fn of_email(conn: &mut Conn<'_>, email: &str, limit: i64) -> Result<Vec<FollowRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        follows::table
            .filter(follows::email.eq(email))
            .order(follows::id)
            .limit(limit)
            .select(FollowRow::as_select())
            .load(c)
    })?)
}

/// Adds a confirmed follow.
pub fn insert(conn: &mut Conn<'_>, new: &NewFollow) -> Result<(), StoreError> {
    on_backend!(conn, |c| diesel::insert_into(follows::table).values(new).execute(c))?;
    Ok(())
}

/// The follow behind an unsubscribing token.
pub fn find_by_token(conn: &mut Conn<'_>, token_hash: &str) -> Result<Option<FollowRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        follows::table
            .filter(follows::unsubscribe_hash.eq(token_hash))
            .select(FollowRow::as_select())
            .first(c)
            .optional()
    })?)
}

/// Ends a follow.
pub fn delete(conn: &mut Conn<'_>, id: i64) -> Result<(), StoreError> {
    on_backend!(conn, |c| diesel::delete(follows::table.find(id)).execute(c))?;
    Ok(())
}

/// Followers after the address `after`, in order, at most `limit`.
pub fn followers_after(conn: &mut Conn<'_>, after: &str, limit: i64) -> Result<Vec<String>, StoreError> {
    Ok(on_backend!(conn, |c| {
        followers::table
            .filter(followers::email.gt(after))
            .order(followers::email)
            .limit(limit)
            .select(followers::email)
            .load(c)
    })?)
}

/// Notes that an address follows something, with the hash of its link.
pub fn add_follower(conn: &mut Conn<'_>, email: &str, token_hash: &str) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::insert_into(followers::table)
            .values((followers::email.eq(email), followers::token_hash.eq(token_hash)))
            .on_conflict(followers::email)
            .do_nothing()
            .execute(c)
    })?;
    Ok(())
}

/// The address behind the link of a digest.
pub fn find_follower(conn: &mut Conn<'_>, token_hash: &str) -> Result<Option<String>, StoreError> {
    Ok(on_backend!(conn, |c| {
        followers::table
            .filter(followers::token_hash.eq(token_hash))
            .select(followers::email)
            .first(c)
            .optional()
    })?)
}

/// Ends every follow of an address and forgets it.
pub fn forget_follower(conn: &mut Conn<'_>, email: &str) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::delete(follows::table.filter(follows::email.eq(email))).execute(c)?;
        diesel::delete(follow_requests::table.filter(follow_requests::email.eq(email))).execute(c)?;
        diesel::delete(followers::table.find(email)).execute(c)
    })?;
    Ok(())
}

/// Provisions at which contributions stand: `(public id of the contribution, internal id of the provision)`.
pub fn provisions_of_contributions(
    conn: &mut Conn<'_>,
    public_ids: &[String],
) -> Result<Vec<(String, Option<i64>)>, StoreError> {
    Ok(on_backend!(conn, |c| {
        contributions::table
            .filter(contributions::public_id.eq_any(public_ids))
            .select((contributions::public_id, contributions::provision_id))
            .load(c)
    })?)
}

/// Provisions to which decisions give an answer: `(public id of the decision, internal id of the provision)`.
pub fn provisions_of_decisions(
    conn: &mut Conn<'_>,
    public_ids: &[String],
) -> Result<Vec<(String, Option<i64>)>, StoreError> {
    Ok(on_backend!(conn, |c| {
        points::table
            .inner_join(decisions::table.on(points::decision_id.eq(decisions::id.nullable())))
            .inner_join(contributions::table.on(contributions::id.eq(points::contribution_id)))
            .filter(decisions::public_id.eq_any(public_ids))
            .filter(contributions::provision_id.is_not_null())
            .select((decisions::public_id, contributions::provision_id))
            .distinct()
            .load(c)
    })?)
}

/// The newest week's digest.
pub fn newest_digest(conn: &mut Conn<'_>) -> Result<Option<DigestRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        digests::table.order(digests::week.desc()).select(DigestRow::as_select()).first(c).optional()
    })?)
}

/// Begins a week's digest; `false` when another process did.
pub fn begin_digest(
    conn: &mut Conn<'_>,
    week: i64,
    first_index: i64,
    end_index: i64,
) -> Result<bool, StoreError> {
    let inserted = on_backend!(conn, |c| {
        diesel::insert_into(digests::table)
            .values((
                digests::week.eq(week),
                digests::first_index.eq(first_index),
                digests::end_index.eq(end_index),
                digests::after_email.eq(""),
            ))
            .on_conflict(digests::week)
            .do_nothing()
            .execute(c)
    })?;
    Ok(inserted > 0)
}

/// Notes how far a week's digest is written. The address it stopped at is forgotten when all are.
pub fn advance_digest(
    conn: &mut Conn<'_>,
    week: i64,
    after_email: &str,
    finished_at: Option<i64>,
) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::update(digests::table.find(week))
            .set((digests::after_email.eq(after_email), digests::finished_at.eq(finished_at)))
            .execute(c)
    })?;
    Ok(())
}
