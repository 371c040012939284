//! Sessions: of browsers by cookie, of other programs by a short access token and a refresh token.
//!
//! **Invariant:** a token of a family that was replaced and comes back ends the whole family: one of the two who hold
//! it is a thief, and nobody knows which.

use kenes_domain::language::Locale;
use kenes_domain::permission::{Actor, Grant};
use kenes_domain::timestamp::Timestamp;
use kenes_store::accounts::{self, AccountRow};
use kenes_store::sessions::{self as rows, FamilyRow, NewSession, SessionRow};
use kenes_store::{Conn, sign_ins};

use super::{letters, token_hash};
use crate::Service;
use crate::error::ServiceError;

/// A citizen who does not come back for so long must sign in again.
const CITIZEN_IDLE_SECONDS: i64 = 30 * 24 * 3_600;
/// A citizen must sign in again after this, in any case.
const CITIZEN_SECONDS_MAX: i64 = 180 * 24 * 3_600;
/// A member of staff who is idle for so long must sign in again.
const STAFF_IDLE_SECONDS: i64 = 30 * 60;
/// A member of staff must sign in again after this, in any case.
const STAFF_SECONDS_MAX: i64 = 12 * 3_600;
/// How exactly it is noted when a session was last used.
const SEEN_SECONDS: i64 = 60;
/// Sessions that are listed.
const LISTED_MAX: i64 = 100;
/// Most characters of what a browser calls itself.
const DEVICE_CHARACTERS_MAX: usize = 80;

/// Where a session's token lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// In the cookie of a browser.
    Browser,
    /// In another program, as a refresh token.
    Refresh,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::Refresh => "refresh",
        }
    }
}

/// How somebody got in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    /// By a code or a link that was mailed.
    Email,
    /// By a one-time link from the operator or an invitation.
    Link,
}

/// How a session stands with its second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondFactor {
    /// None is set up and none is asked for.
    None,
    /// The role asks for one, and none is set up: roles do not hold until then.
    MustSetUp,
    /// One is set up and was not given yet: nothing is possible until then.
    Needed,
    /// It was given.
    Given,
}

/// A token that was just given out.
#[derive(Clone)]
pub struct Opened {
    /// The secret: 52 letters. It is told once.
    pub token: String,
    /// Public id of the sign-in.
    pub family: String,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
    /// Who stands behind it.
    pub standing: Standing,
}

/// Who stands behind a token.
#[derive(Debug, Clone)]
pub struct Standing {
    /// What the person may do. Without grants while a second factor is wanting.
    pub actor: Actor,
    /// Internal id of the account.
    pub account: i64,
    /// Public id of the account.
    pub account_id: String,
    /// Public id of the sign-in.
    pub family: String,
    /// Language of mails.
    pub locale: Locale,
    /// How it stands with the second factor.
    pub second_factor: SecondFactor,
    /// Whether the account holds roles, whatever the second factor says.
    pub staff: bool,
}

/// A sign-in that holds, for its owner.
#[derive(Debug, Clone)]
pub struct SessionView {
    /// Public id.
    pub id: String,
    /// `browser` or `refresh`.
    pub kind: String,
    /// What the browser called itself.
    pub device: String,
    /// When the person signed in.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub seen_at: Timestamp,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// Opens a family for an account, in a transaction. The token is drawn before, because the transaction may run again.
pub(crate) fn open(
    conn: &mut Conn<'_>,
    account: &AccountRow,
    new: &NewFamily,
    required: bool,
    now: Timestamp,
) -> Result<Opened, ServiceError> {
    let staff = !accounts::grants_of(conn, account.id)?.is_empty();
    let seconds = if staff { STAFF_SECONDS_MAX } else { CITIZEN_SECONDS_MAX };
    let expires_at = now.plus_seconds(seconds);
    rows::insert_family(
        conn,
        &FamilyRow {
            family: new.family.clone(),
            account_id: account.id,
            method: match new.method {
                Method::Email => "email".to_owned(),
                Method::Link => "link".to_owned(),
            },
            device: new.device.clone(),
            second_factor_at: None,
            created_at: now.micros(),
        },
    )?;
    insert(conn, account.id, &new.family, new.kind, &new.token, now, expires_at)?;
    let family = rows::family(conn, &new.family)?.ok_or(ServiceError::Unauthenticated)?;
    let standing = standing(conn, account, &family, required)?;
    Ok(Opened { token: new.token.clone(), family: new.family.clone(), expires_at, standing })
}

/// What is drawn for a new family before its transaction.
#[derive(Clone)]
pub(crate) struct NewFamily {
    family: String,
    token: String,
    kind: Kind,
    method: Method,
    device: String,
}

impl NewFamily {
    pub(crate) fn draw(service: &Service, kind: Kind, method: Method, device: &str) -> Self {
        let device = device.chars().filter(|c| !c.is_control()).take(DEVICE_CHARACTERS_MAX).collect();
        let family = service.new_public_id().to_string();
        Self { family, token: letters(&service.random_bytes()), kind, method, device }
    }
}

fn insert(
    conn: &mut Conn<'_>,
    account_id: i64,
    family: &str,
    kind: Kind,
    token: &str,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), ServiceError> {
    let hash = token_hash(token);
    // The public id of a token is told to nobody yet; part of the hash is as random as another draw.
    let public_id = hash.chars().take(20).collect();
    Ok(rows::insert(
        conn,
        &NewSession {
            public_id,
            token_hash: hash,
            family: family.to_owned(),
            kind: kind.as_str().to_owned(),
            account_id,
            created_at: now.micros(),
            seen_at: now.micros(),
            expires_at: expires_at.micros(),
        },
    )?)
}

fn standing(
    conn: &mut Conn<'_>,
    account: &AccountRow,
    family: &FamilyRow,
    required: bool,
) -> Result<Standing, ServiceError> {
    let grants: Vec<Grant> = accounts::grants_of(conn, account.id)?
        .into_iter()
        .map(|row| Grant { role: row.role.0, territory: row.territory_id })
        .collect();
    let set_up =
        sign_ins::second_factor(conn, account.id)?.is_some_and(|factor| factor.confirmed_at.is_some());
    let staff = !grants.is_empty();
    let second_factor = match (family.second_factor_at, set_up) {
        (Some(_), _) => SecondFactor::Given,
        (None, true) => SecondFactor::Needed,
        (None, false) if staff && required => SecondFactor::MustSetUp,
        (None, false) => SecondFactor::None,
    };
    let holds = matches!(second_factor, SecondFactor::Given | SecondFactor::None);
    Ok(Standing {
        actor: Actor { account: Some(account.id), grants: if holds { grants } else { Vec::new() } },
        account: account.id,
        account_id: account.public_id.clone(),
        family: family.family.clone(),
        locale: account.locale.0,
        second_factor,
        staff,
    })
}

/// Who stands behind a token of a session that holds, and whether it is time to note that it was used.
fn examine(
    conn: &mut Conn<'_>,
    session: &SessionRow,
    now: Timestamp,
    required: bool,
) -> Result<Option<(Standing, bool)>, ServiceError> {
    let Some(account) = accounts::get(conn, session.account_id)? else { return Ok(None) };
    let Some(family) = rows::family(conn, &session.family)? else { return Ok(None) };
    let standing = standing(conn, &account, &family, required)?;
    let (idle, longest) = if standing.staff {
        (STAFF_IDLE_SECONDS, STAFF_SECONDS_MAX)
    } else {
        (CITIZEN_IDLE_SECONDS, CITIZEN_SECONDS_MAX)
    };
    let seen = Timestamp::from_micros(session.seen_at);
    let began = Timestamp::from_micros(family.created_at);
    let holds = account.erased_at.is_none()
        && session.revoked_at.is_none()
        && session.replaced_at.is_none()
        && session.expires_at > now.micros()
        && seen.plus_seconds(idle) > now
        && began.plus_seconds(longest) > now;
    Ok(holds.then(|| (standing, seen.plus_seconds(SEEN_SECONDS) <= now)))
}

fn used(service: &Service, id: i64, now: Timestamp) -> Result<(), ServiceError> {
    service.store().write(move |conn| Ok::<_, ServiceError>(rows::touch(conn, id, now.micros())?))
}

/// Who stands behind the cookie of a browser; `None` when it no longer holds.
pub fn of_browser(service: &Service, token: &str) -> Result<Option<Standing>, ServiceError> {
    let (now, required) = (service.now(), service.second_factor_required());
    let hash = token_hash(token);
    let found = service.read(|conn| {
        let Some(session) = rows::find(conn, &hash)? else { return Ok(None) };
        if session.kind != Kind::Browser.as_str() {
            return Ok(None);
        }
        Ok(examine(conn, &session, now, required)?.map(|found| (session.id, found)))
    })?;
    finish(service, found, now)
}

/// Who stands behind an access token, which names its sign-in and its account: ending a session, or revoking a role,
/// takes effect at once.
pub fn of_access(
    service: &Service,
    family: &str,
    account_id: &str,
) -> Result<Option<Standing>, ServiceError> {
    let (now, required) = (service.now(), service.second_factor_required());
    let found = service.read(|conn| {
        let Some(session) = rows::current(conn, family, now.micros())? else { return Ok(None) };
        Ok(examine(conn, &session, now, required)?.map(|found| (session.id, found)))
    })?;
    Ok(finish(service, found, now)?.filter(|standing| standing.account_id == account_id))
}

fn finish(
    service: &Service,
    found: Option<(i64, (Standing, bool))>,
    now: Timestamp,
) -> Result<Option<Standing>, ServiceError> {
    let Some((id, (standing, is_due))) = found else { return Ok(None) };
    if is_due {
        used(service, id, now)?;
    }
    Ok(Some(standing))
}

/// Takes a refresh token and gives out the next one. One that was replaced before ends its family.
pub fn refresh(service: &Service, token: &str) -> Result<Opened, ServiceError> {
    let (now, required) = (service.now(), service.second_factor_required());
    let hash = token_hash(token);
    let next = letters(&service.random_bytes());
    let opened = service.store().write(move |conn| {
        let Some(session) = rows::find(conn, &hash)? else { return Ok(None) };
        if session.kind != Kind::Refresh.as_str() {
            return Ok(None);
        }
        if session.replaced_at.is_some() {
            let ended = rows::revoke_family(conn, session.account_id, &session.family, now.micros())?;
            tracing::warn!(family = %session.family, ended, "a refresh token came twice; its session is ended");
            return Ok(None);
        }
        let Some((standing, _)) = examine(conn, &session, now, required)? else { return Ok(None) };
        if !rows::replace(conn, session.id, now.micros())? {
            return Ok(None);
        }
        let expires_at = Timestamp::from_micros(session.expires_at);
        insert(conn, session.account_id, &session.family, Kind::Refresh, &next, now, expires_at)?;
        let family = session.family.clone();
        Ok::<_, ServiceError>(Some(Opened { token: next.clone(), family, expires_at, standing }))
    })?;
    opened.ok_or(ServiceError::Unauthenticated)
}

/// The sign-ins of a person that hold, newest first.
pub fn list(service: &Service, standing: &Standing) -> Result<Vec<SessionView>, ServiceError> {
    let now = service.now();
    service.read(|conn| {
        Ok(rows::of_account(conn, standing.account, now.micros(), LISTED_MAX)?
            .into_iter()
            .map(|(session, family)| SessionView {
                current: family.family == standing.family,
                id: family.family,
                kind: session.kind,
                device: family.device,
                created_at: Timestamp::from_micros(family.created_at),
                seen_at: Timestamp::from_micros(session.seen_at),
                expires_at: Timestamp::from_micros(session.expires_at),
            })
            .collect())
    })
}

/// Ends one sign-in of a person.
pub fn end(service: &Service, standing: &Standing, family: &str) -> Result<(), ServiceError> {
    let (now, account, family) = (service.now(), standing.account, family.to_owned());
    let ended = service.store().write(move |conn| {
        Ok::<_, ServiceError>(rows::revoke_family(conn, account, &family, now.micros())?)
    })?;
    if ended == 0 { Err(ServiceError::NotFound) } else { Ok(()) }
}

/// Ends every sign-in of a person.
pub fn end_all(service: &Service, standing: &Standing) -> Result<(), ServiceError> {
    let (now, account) = (service.now(), standing.account);
    service.store().write(move |conn| {
        rows::revoke_all(conn, account, now.micros())?;
        Ok::<_, ServiceError>(())
    })
}
