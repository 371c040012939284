//! Ways in: one-time codes, one-time links, second factors, and the counts that bound guessing.
//!
//! **Invariant:** codes and tokens are stored as keyed hashes or hashes only.

use diesel::prelude::*;

use crate::conn::on_backend;
use crate::schema::{identity_attempts, recovery_codes, second_factors, sign_in_links, sign_ins};
use crate::{Conn, StoreError};

/// A request for a code, as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = sign_ins)]
#[diesel(treat_none_as_default_value = false)]
pub struct SignInRow {
    /// Public id.
    pub public_id: String,
    /// Address, in lower case.
    pub email: String,
    /// Keyed hash of id and code.
    pub code_mac: String,
    /// Hash of the secret that the browser keeps.
    pub browser_hash: String,
    /// Hash of the secret of the link.
    pub link_hash: String,
    /// Wrong codes so far.
    pub attempts: i32,
    /// When.
    pub created_at: i64,
    /// When it was redeemed.
    pub used_at: Option<i64>,
}

/// A one-time link to an account, as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = sign_in_links)]
#[diesel(treat_none_as_default_value = false)]
pub struct LinkRow {
    /// Hash of its secret.
    pub token_hash: String,
    /// Whose.
    pub account_id: i64,
    /// When it was made.
    pub created_at: i64,
    /// When it ends.
    pub expires_at: i64,
    /// When it was redeemed.
    pub used_at: Option<i64>,
}

/// A second factor, as stored. Its secret is derived from the salt and a key that the database does not hold.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = second_factors)]
#[diesel(treat_none_as_default_value = false)]
pub struct SecondFactorRow {
    /// Whose.
    pub account_id: i64,
    /// From which the secret is derived.
    pub salt: String,
    /// Step of the last code that was taken; none is taken twice.
    pub last_step: i64,
    /// When it was begun.
    pub created_at: i64,
    /// When the first right code was given.
    pub confirmed_at: Option<i64>,
}

/// What is counted to bound guessing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttemptKind {
    /// A code was asked for.
    Code,
    /// A second factor was wrong.
    SecondFactor,
}

impl AttemptKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::SecondFactor => "second_factor",
        }
    }
}

/// Inserts a request.
pub fn insert(conn: &mut Conn<'_>, new: &SignInRow) -> Result<(), StoreError> {
    on_backend!(conn, |c| diesel::insert_into(sign_ins::table).values(new).execute(c))?;
    Ok(())
}

/// The request with a public id.
pub fn find(conn: &mut Conn<'_>, public_id: &str) -> Result<Option<SignInRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        sign_ins::table.find(public_id).select(SignInRow::as_select()).first(c).optional()
    })?)
}

/// The request with the hash of a link.
pub fn find_by_link(conn: &mut Conn<'_>, link_hash: &str) -> Result<Option<SignInRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        sign_ins::table
            .filter(sign_ins::link_hash.eq(link_hash))
            .select(SignInRow::as_select())
            .first(c)
            .optional()
    })?)
}

/// Counts a wrong code.
pub fn count_wrong_code(conn: &mut Conn<'_>, public_id: &str) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::update(sign_ins::table.find(public_id))
            .set(sign_ins::attempts.eq(sign_ins::attempts + 1))
            .execute(c)
    })?;
    Ok(())
}

/// Notes that a request was redeemed; `false` when it had been before.
pub fn redeem(conn: &mut Conn<'_>, public_id: &str, now: i64) -> Result<bool, StoreError> {
    Ok(on_backend!(conn, |c| {
        diesel::update(sign_ins::table.find(public_id))
            .filter(sign_ins::used_at.is_null())
            .set(sign_ins::used_at.eq(Some(now)))
            .execute(c)
    })? == 1)
}

/// Forgets requests and counts older than `before`.
pub fn forget_before(conn: &mut Conn<'_>, before: i64) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::delete(sign_ins::table.filter(sign_ins::created_at.lt(before))).execute(c)?;
        diesel::delete(identity_attempts::table.filter(identity_attempts::happened_at.lt(before))).execute(c)
    })?;
    Ok(())
}

/// Forgets what is kept about an address.
pub fn forget_email(conn: &mut Conn<'_>, email: &str) -> Result<(), StoreError> {
    on_backend!(conn, |c| diesel::delete(sign_ins::table.filter(sign_ins::email.eq(email))).execute(c))?;
    Ok(())
}

/// Counts an attempt of somebody from a network, both as keyed hashes.
pub fn count_attempt(
    conn: &mut Conn<'_>,
    kind: AttemptKind,
    who: &str,
    network: &str,
    now: i64,
) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::insert_into(identity_attempts::table)
            .values((
                identity_attempts::kind.eq(kind.as_str()),
                identity_attempts::who.eq(who),
                identity_attempts::network.eq(network),
                identity_attempts::happened_at.eq(now),
            ))
            .execute(c)
    })?;
    Ok(())
}

/// Attempts after `since`: of somebody from everywhere, of somebody from a network, of everybody from a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempts {
    /// Of somebody from everywhere.
    pub of_who: i64,
    /// Of somebody from the network.
    pub of_who_there: i64,
    /// Of everybody from the network.
    pub of_network: i64,
}

/// Counts attempts after `since`.
pub fn attempts(
    conn: &mut Conn<'_>,
    kind: AttemptKind,
    who: &str,
    network: &str,
    since: i64,
) -> Result<Attempts, StoreError> {
    use identity_attempts as a;
    let kind = kind.as_str();
    Ok(on_backend!(conn, |c| {
        let of_who = a::table
            .filter(a::kind.eq(kind).and(a::who.eq(who)).and(a::happened_at.gt(since)))
            .count()
            .get_result(c)?;
        let of_who_there = a::table
            .filter(a::kind.eq(kind).and(a::who.eq(who)).and(a::happened_at.gt(since)))
            .filter(a::network.eq(network))
            .count()
            .get_result(c)?;
        let of_network = a::table
            .filter(a::kind.eq(kind).and(a::network.eq(network)).and(a::happened_at.gt(since)))
            .count()
            .get_result(c)?;
        Ok::<_, diesel::result::Error>(Attempts { of_who, of_who_there, of_network })
    })?)
}

/// Inserts a one-time link.
pub fn insert_link(conn: &mut Conn<'_>, new: &LinkRow) -> Result<(), StoreError> {
    on_backend!(conn, |c| diesel::insert_into(sign_in_links::table).values(new).execute(c))?;
    Ok(())
}

/// The one-time link with a hash.
pub fn find_link(conn: &mut Conn<'_>, token_hash: &str) -> Result<Option<LinkRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        sign_in_links::table.find(token_hash).select(LinkRow::as_select()).first(c).optional()
    })?)
}

/// Notes that a one-time link was redeemed; `false` when it had been before.
pub fn redeem_link(conn: &mut Conn<'_>, token_hash: &str, now: i64) -> Result<bool, StoreError> {
    Ok(on_backend!(conn, |c| {
        diesel::update(sign_in_links::table.find(token_hash))
            .filter(sign_in_links::used_at.is_null())
            .set(sign_in_links::used_at.eq(Some(now)))
            .execute(c)
    })? == 1)
}

/// Forgets the one-time links of an account.
pub fn forget_links(conn: &mut Conn<'_>, account_id: i64) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::delete(sign_in_links::table.filter(sign_in_links::account_id.eq(account_id))).execute(c)
    })?;
    Ok(())
}

/// The second factor of an account.
pub fn second_factor(conn: &mut Conn<'_>, account_id: i64) -> Result<Option<SecondFactorRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        second_factors::table.find(account_id).select(SecondFactorRow::as_select()).first(c).optional()
    })?)
}

/// Begins a second factor, in place of one that was begun before.
pub fn begin_second_factor(conn: &mut Conn<'_>, new: &SecondFactorRow) -> Result<(), StoreError> {
    forget_second_factor(conn, new.account_id)?;
    on_backend!(conn, |c| diesel::insert_into(second_factors::table).values(new).execute(c))?;
    Ok(())
}

/// Notes that the code of a step was taken; `false` when it, or a later one, had been before. The first one confirms
/// the second factor.
pub fn take_step(conn: &mut Conn<'_>, account_id: i64, step: i64, now: i64) -> Result<bool, StoreError> {
    use second_factors as f;
    let taken = on_backend!(conn, |c| {
        diesel::update(f::table.find(account_id))
            .filter(f::last_step.lt(step))
            .set(f::last_step.eq(step))
            .execute(c)
    })? == 1;
    if taken {
        on_backend!(conn, |c| {
            diesel::update(f::table.find(account_id))
                .filter(f::confirmed_at.is_null())
                .set(f::confirmed_at.eq(Some(now)))
                .execute(c)
        })?;
    }
    Ok(taken)
}

/// Forgets a second factor and its recovery codes.
pub fn forget_second_factor(conn: &mut Conn<'_>, account_id: i64) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::delete(recovery_codes::table.filter(recovery_codes::account_id.eq(account_id))).execute(c)?;
        diesel::delete(second_factors::table.find(account_id)).execute(c)
    })?;
    Ok(())
}

/// Puts new recovery codes, as hashes, in place of all old ones.
pub fn put_recovery_codes(conn: &mut Conn<'_>, account_id: i64, hashes: &[String]) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::delete(recovery_codes::table.filter(recovery_codes::account_id.eq(account_id))).execute(c)?;
        for hash in hashes {
            diesel::insert_into(recovery_codes::table)
                .values((recovery_codes::account_id.eq(account_id), recovery_codes::code_hash.eq(hash)))
                .execute(c)?;
        }
        Ok::<_, diesel::result::Error>(())
    })?;
    Ok(())
}

/// Takes a recovery code; `false` when there is none such, or it was taken before.
pub fn take_recovery_code(
    conn: &mut Conn<'_>,
    account_id: i64,
    hash: &str,
    now: i64,
) -> Result<bool, StoreError> {
    Ok(on_backend!(conn, |c| {
        diesel::update(recovery_codes::table.find((account_id, hash)))
            .filter(recovery_codes::used_at.is_null())
            .set(recovery_codes::used_at.eq(Some(now)))
            .execute(c)
    })? == 1)
}
