//! Ways in: a one-time code and a link by mail, and one-time links from the operator and from invitations.
//!
//! A code is eight digits, holds ten minutes, takes five tries, works once, and only in the browser that asked for it: a
//! stranger cannot guess at somebody else's request. The link beside it has 256 bits and may be opened anywhere. An
//! address gets at most [`PER_ADDRESS_AND_NETWORK_MAX`] codes an hour on demand of one network, and
//! [`PER_ADDRESS_MAX`] in all, so at most a hundred guesses of a hundred million an hour.

use kenes_domain::contribution::{FieldError, FieldReason};
use kenes_domain::input::EmailAddress;
use kenes_domain::language::Locale;
use kenes_domain::timestamp::Timestamp;
use kenes_store::accounts::{self, AccountRow, NewAccount};
use kenes_store::outbox::{self, NewMail};
use kenes_store::sign_ins::{self as rows, AttemptKind, LinkRow, SignInRow};
use kenes_store::{AsText, Conn};

use super::sessions::{self, Kind, Method, NewFamily, Opened};
use super::{letters, token_hash};
use crate::Service;
use crate::error::ServiceError;

/// How long a code and its link hold.
pub const CODE_SECONDS: i64 = 10 * 60;
/// Wrong codes that one request takes.
const TRIES_MAX: i32 = 5;
/// Codes for one address on demand of one network in an hour.
pub const PER_ADDRESS_AND_NETWORK_MAX: i64 = 5;
/// Codes for one address in an hour.
pub const PER_ADDRESS_MAX: i64 = 20;
/// Codes on demand of one network in an hour. Villages share one.
pub const PER_NETWORK_MAX: i64 = 60;
/// Over which requests are counted.
const WINDOW_SECONDS: i64 = 3_600;
/// How long requests and counts are kept.
const KEPT_SECONDS: i64 = 24 * 3_600;
/// How long a link from the operator holds.
pub const CONSOLE_LINK_SECONDS: i64 = 24 * 3_600;
/// How long an invitation holds.
pub const INVITATION_SECONDS: i64 = 7 * 24 * 3_600;

/// A code that was asked for.
#[derive(Debug, Clone)]
pub struct Requested {
    /// Public id of the request.
    pub id: String,
    /// What the browser keeps: without it the code is worth nothing.
    pub secret: String,
    /// When the code stops to hold.
    pub expires_at: Timestamp,
}

/// Asks for a code. The answer and the work are the same for every address. `network` stands for where the request
/// comes from; `public_url` is where the link leads.
pub fn request_code(
    service: &Service,
    email: &str,
    locale: Locale,
    network: &str,
    public_url: &str,
) -> Result<Requested, ServiceError> {
    let email = address(email)?;
    let now = service.now();
    let requested = Requested {
        id: service.new_public_id().to_string(),
        secret: letters(&service.random_bytes()),
        expires_at: now.plus_seconds(CODE_SECONDS),
    };
    let code = eight_digits(service.random_bytes());
    let link = letters(&service.random_bytes());
    let secrets = service.secrets();
    let who = secrets.mac("address", &email);
    let network = secrets.mac("network", network);
    let row = SignInRow {
        public_id: requested.id.clone(),
        code_mac: secrets.mac("code", &format!("{} {code}", requested.id)),
        browser_hash: token_hash(&requested.secret),
        link_hash: token_hash(&link),
        attempts: 0,
        created_at: now.micros(),
        used_at: None,
        email: email.clone(),
    };
    let parameters = serde_json::json!({
        "code": code,
        "link": format!("{public_url}/{locale}/sign-in/link/{link}"),
        "minutes": CODE_SECONDS / 60,
    });
    let mail = mail(service, &email, locale, "sign_in_code", &parameters);
    service.store().write(move |conn| {
        check_limits(conn, &who, &network, now)?;
        rows::forget_before(conn, now.plus_seconds(-KEPT_SECONDS).micros())?;
        rows::count_attempt(conn, AttemptKind::Code, &who, &network, now.micros())?;
        rows::insert(conn, &row)?;
        outbox::insert(conn, &mail)?;
        Ok::<_, ServiceError>(())
    })?;
    service.bell().ring();
    Ok(requested)
}

fn check_limits(conn: &mut Conn<'_>, who: &str, network: &str, now: Timestamp) -> Result<(), ServiceError> {
    let since = now.plus_seconds(-WINDOW_SECONDS).micros();
    let made = rows::attempts(conn, AttemptKind::Code, who, network, since)?;
    let too_many = made.of_who_there >= PER_ADDRESS_AND_NETWORK_MAX
        || made.of_who >= PER_ADDRESS_MAX
        || made.of_network >= PER_NETWORK_MAX;
    // The same wait for all: which bound was met would say whether others asked for this address.
    if too_many { Err(ServiceError::TooMany { retry_after_seconds: 3_600 }) } else { Ok(()) }
}

/// Who comes in, and where the session will live.
#[derive(Debug, Clone, Copy)]
pub struct Arrival<'a> {
    /// Where the session's token lives.
    pub kind: Kind,
    /// What the browser calls itself.
    pub device: &'a str,
    /// Language of mails, should the account be new.
    pub locale: Locale,
}

/// Redeems a code in the browser that asked for it. Every way to be wrong has the same answer.
pub fn redeem_code(
    service: &Service,
    request: &str,
    secret: &str,
    code: &str,
    arrival: Arrival<'_>,
) -> Result<Opened, ServiceError> {
    let now = service.now();
    let code: String = code.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let (request, secret) = (request.to_owned(), secret.to_owned());
    let prepared = Prepared::draw(service, arrival, Method::Email);
    let owned = service.clone();
    let opened = service.store().write(move |conn| {
        let Some(row) = rows::find(conn, &request)? else { return Ok(None) };
        let holds = row.used_at.is_none()
            && row.attempts < TRIES_MAX
            && Timestamp::from_micros(row.created_at).plus_seconds(CODE_SECONDS) > now
            && row.browser_hash == token_hash(&secret);
        if !holds {
            return Ok(None);
        }
        let words = format!("{request} {code}");
        if !owned.secrets().verifies("code", &words, &row.code_mac) {
            rows::count_wrong_code(conn, &request)?;
            return Ok(None);
        }
        if !rows::redeem(conn, &request, now.micros())? {
            return Ok(None);
        }
        let account = account_of(conn, &row.email, prepared.locale, &prepared.account_id, now)?;
        prepared.open(conn, &account, now).map(Some)
    })?;
    opened.ok_or(ServiceError::CodeWrong)
}

/// Redeems the link of a mail, of an invitation or of the operator's console.
pub fn redeem_link(service: &Service, link: &str, arrival: Arrival<'_>) -> Result<Opened, ServiceError> {
    let now = service.now();
    let hash = token_hash(link);
    let prepared = Prepared::draw(service, arrival, Method::Link);
    let opened = service.store().write(move |conn| {
        let account = if let Some(row) = rows::find_by_link(conn, &hash)? {
            let holds = Timestamp::from_micros(row.created_at).plus_seconds(CODE_SECONDS) > now;
            if !holds || !rows::redeem(conn, &row.public_id, now.micros())? {
                return Ok(None);
            }
            account_of(conn, &row.email, prepared.locale, &prepared.account_id, now)?
        } else if let Some(row) = rows::find_link(conn, &hash)? {
            if row.expires_at <= now.micros() || !rows::redeem_link(conn, &hash, now.micros())? {
                return Ok(None);
            }
            let Some(account) = accounts::get(conn, row.account_id)? else { return Ok(None) };
            account
        } else {
            return Ok(None);
        };
        if account.erased_at.is_some() {
            return Ok(None);
        }
        prepared.open(conn, &account, now).map(Some)
    })?;
    opened.ok_or(ServiceError::CodeWrong)
}

/// Whether a link would let somebody in now. Looking at it does not use it up: mail servers look at every link.
pub fn link_holds(service: &Service, link: &str) -> Result<bool, ServiceError> {
    let now = service.now();
    let hash = token_hash(link);
    service.read(|conn| {
        if let Some(row) = rows::find_by_link(conn, &hash)? {
            let ends = Timestamp::from_micros(row.created_at).plus_seconds(CODE_SECONDS);
            return Ok(row.used_at.is_none() && ends > now);
        }
        Ok(rows::find_link(conn, &hash)?
            .is_some_and(|row| row.used_at.is_none() && row.expires_at > now.micros()))
    })
}

/// Makes a one-time link to an account; returns its secret. The caller has the permission to let people in.
pub(crate) fn make_link(service: &Service, account: i64, seconds: i64) -> Result<String, ServiceError> {
    let now = service.now();
    let link = letters(&service.random_bytes());
    let row = LinkRow {
        token_hash: token_hash(&link),
        account_id: account,
        created_at: now.micros(),
        expires_at: now.plus_seconds(seconds).micros(),
        used_at: None,
    };
    service.store().write(move |conn| Ok::<_, ServiceError>(rows::insert_link(conn, &row)?))?;
    Ok(link)
}

/// An address as accounts are found by it: folded as a whole, because people do not remember capitals.
pub(crate) fn address(text: &str) -> Result<String, ServiceError> {
    EmailAddress::parse(text)
        .map(|email| email.as_str().to_lowercase())
        .ok_or_else(|| ServiceError::Invalid(vec![FieldError { field: "email", reason: FieldReason::Email }]))
}

/// A mail of this part, which somebody waits for.
pub(crate) fn mail(
    service: &Service,
    recipient: &str,
    locale: Locale,
    template: &str,
    parameters: &serde_json::Value,
) -> NewMail {
    let now = service.now().micros();
    NewMail {
        public_id: service.new_public_id().to_string(),
        dedup_key: None,
        recipient: recipient.to_owned(),
        locale: locale.to_string(),
        template: template.to_owned(),
        parameters: parameters.to_string(),
        urgent: true,
        not_before: now,
        created_at: now,
    }
}

/// The account of an address, made if there is none.
pub(crate) fn account_of(
    conn: &mut Conn<'_>,
    email: &str,
    locale: Locale,
    public_id: &str,
    now: Timestamp,
) -> Result<AccountRow, ServiceError> {
    if let Some(account) = accounts::find_by_email(conn, email)? {
        return Ok(account);
    }
    let id = accounts::insert(
        conn,
        &NewAccount {
            public_id: public_id.to_owned(),
            email: Some(email.to_owned()),
            name: None,
            locale: AsText(locale),
            created_at: now.micros(),
        },
    )?;
    accounts::get(conn, id)?.ok_or(ServiceError::NotFound)
}

/// What is drawn before a transaction that may open a session.
struct Prepared {
    family: NewFamily,
    account_id: String,
    locale: Locale,
    required: bool,
}

impl Prepared {
    fn draw(service: &Service, arrival: Arrival<'_>, method: Method) -> Self {
        Self {
            family: NewFamily::draw(service, arrival.kind, method, arrival.device),
            account_id: service.new_public_id().to_string(),
            locale: arrival.locale,
            required: service.second_factor_required(),
        }
    }

    fn open(
        &self,
        conn: &mut Conn<'_>,
        account: &AccountRow,
        now: Timestamp,
    ) -> Result<Opened, ServiceError> {
        kenes_store::sessions::forget_before(conn, now.micros())?;
        sessions::open(conn, account, &self.family, self.required, now)
    }
}

fn eight_digits(random: [u8; 32]) -> String {
    let bits = random.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes));
    // 2⁶⁴ is so much larger than 10⁸ that no code is more likely than another by more than 10⁻¹¹.
    format!("{:08}", bits % 100_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_eight_digits() {
        assert_eq!(eight_digits([0; 32]), "00000000");
        let code = eight_digits([255; 32]);
        assert!(code.len() == 8 && code.bytes().all(|byte| byte.is_ascii_digit()), "{code}");
    }
}
