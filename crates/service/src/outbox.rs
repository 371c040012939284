//! Delivering the outbox: urgent mail first, each mail once per lease, retried with growing pauses, parked in the end.
//!
//! A mail is rendered when it is sent and deleted, with its address, when the server took it. SMTP cannot promise
//! "exactly once": a process that dies between the server's answer and our commit sends the mail again, with the same
//! Message-ID. Nothing is lost, and nothing of an address reaches a log.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};

use kenes_domain::input::EmailAddress;
use kenes_domain::language::Locale;
use kenes_domain::timestamp::Timestamp;
use kenes_mail::letter::Letter;
use kenes_mail::message::{Envelope, Sender, Signer};
use kenes_mail::notice::letter;
use kenes_mail::transport::{SendError, Transport};
use kenes_store::outbox::{self as rows, MailRow};
use serde::Serialize;

use crate::Service;
use crate::error::ServiceError;
use crate::notices::{self, Told};

/// How long one delivery may take before another worker tries. The way to a server has some twelve answers, each
/// waited for at most [`TIMEOUT_SECONDS_MAX`].
const LEASE_SECONDS: i64 = 15 * 60;
/// Longest wait for one answer of a mail server that the settings may ask for.
pub const TIMEOUT_SECONDS_MAX: u64 = 60;
/// Refusals (4xx) after which a mail is parked.
const ATTEMPTS_MAX: i32 = 12;
/// Leases after which a mail is parked whatever happened: it may be what kills the process.
const LEASES_MAX: i32 = 200;
/// Pause after the first failed attempt; it doubles each time.
const BACKOFF_SECONDS: i64 = 60;
/// The same for urgent mail.
const BACKOFF_URGENT_SECONDS: i64 = 15;
/// Longest pause after a refusal.
const BACKOFF_SECONDS_MAX: i64 = 6 * 3_600;
/// Longest pause while the server cannot be reached.
const BACKOFF_UNREACHABLE_SECONDS_MAX: i64 = 3_600;
/// Pause of the whole worker after it could not reach the server: the other mails would fail alike.
const REST_SECONDS: i64 = 15;
/// How long a mail is tried while the server cannot be reached (RFC 5321 §4.5.4.1 asks for four to five days).
const AGE_SECONDS_MAX: i64 = 5 * 86_400;
/// How long parked mails and the keys of delivered ones are kept.
pub(crate) const KEPT_SECONDS: i64 = 30 * 86_400;
/// Parked mails listed at once.
const PARKED_MAX: i64 = 100;

/// How mail leaves this installation.
pub struct MailSetup {
    /// The way out.
    pub transport: Transport,
    /// Who sends.
    pub sender: Sender,
    /// The key of DKIM, where there is one.
    pub signer: Option<Signer>,
    /// Address under which people reach the site, without a slash at the end.
    pub site: String,
}

/// What the service keeps about mail.
#[derive(Default)]
pub(crate) struct Mailer {
    setup: OnceLock<MailSetup>,
    secret: OnceLock<Vec<u8>>,
    rest_until: AtomicI64,
}

/// A mail that was given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ParkedMail {
    /// As in its Message-ID.
    pub id: String,
    /// Word of the template.
    pub template: String,
    /// Attempts made.
    pub attempts: i32,
    /// What the last attempt said.
    pub error: String,
    /// When it was written.
    pub written_at: Timestamp,
}

impl Service {
    /// Says how mail leaves; until then it waits in the outbox. Said a second time, the first way stays.
    pub fn set_mail(&self, setup: MailSetup) {
        self.mailer().setup.get_or_init(|| setup);
    }

    /// The secret that signs links in mails, the same for every process of the installation.
    pub(crate) fn mail_secret(&self) -> Result<&[u8], ServiceError> {
        let mailer = self.mailer();
        if let Some(secret) = mailer.secret.get() {
            return Ok(secret);
        }
        let fresh = self.random_bytes();
        let secret = self.store().write(move |conn| Ok::<_, ServiceError>(rows::secret(conn, &fresh)?))?;
        Ok(mailer.secret.get_or_init(|| secret))
    }
}

/// Sends the next due mail; `true` when there was one.
pub fn deliver_next(service: &Service) -> Result<bool, ServiceError> {
    let mailer = service.mailer();
    let Some(setup) = mailer.setup.get() else { return Ok(false) };
    let now = service.now();
    if now.micros() < mailer.rest_until.load(Ordering::Acquire) {
        return Ok(false);
    }
    // Looking first costs a read; an idle server would otherwise write five times a second.
    if !service.read(|conn| Ok(rows::is_due(conn, now.micros())?))? {
        return Ok(false);
    }
    let lease_until = now.plus_seconds(LEASE_SECONDS).micros();
    let leased = service
        .store()
        .write(move |conn| Ok::<_, ServiceError>(rows::lease(conn, now.micros(), lease_until)?))?;
    let Some(mail) = leased else { return Ok(false) };
    let outcome = if mail.attempts > LEASES_MAX {
        Outcome::Park("too many attempts".to_owned())
    } else {
        send(service, setup, &mail, now)?
    };
    settle(service, &mail, outcome, now)?;
    Ok(true)
}

/// Mails that were given up, oldest first.
pub fn parked(service: &Service) -> Result<Vec<ParkedMail>, ServiceError> {
    service.read(|conn| {
        Ok(rows::parked(conn, PARKED_MAX)?
            .into_iter()
            .map(|row| ParkedMail {
                id: row.public_id,
                template: row.template,
                attempts: row.attempts,
                error: row.last_error.unwrap_or_default(),
                written_at: Timestamp::from_micros(row.created_at),
            })
            .collect())
    })
}

/// Tries every parked mail again; returns how many there are. For the operator, after the cause is gone.
pub fn retry_parked(service: &Service) -> Result<usize, ServiceError> {
    let now = service.now().micros();
    service.store().write(move |conn| Ok::<_, ServiceError>(rows::unpark(conn, now)?))
}

/// What became of an attempt.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Sent,
    /// Nobody wants it any more.
    Unwanted,
    Retry(String),
    Unreachable(String),
    Park(String),
}

fn send(
    service: &Service,
    setup: &MailSetup,
    mail: &MailRow,
    now: Timestamp,
) -> Result<Outcome, ServiceError> {
    let Ok(locale) = mail.locale.parse::<Locale>() else {
        return Ok(Outcome::Park("unknown language".to_owned()));
    };
    let Some(recipient) = EmailAddress::parse(&mail.recipient) else {
        return Ok(Outcome::Park("not an address".to_owned()));
    };
    let letter: Letter = match notices::tell(service, &setup.site, mail, locale, now)? {
        Told::Notice { notice, unsubscribe } => letter(&notice, locale, unsubscribe),
        Told::Unwanted => return Ok(Outcome::Unwanted),
        Told::Unknown(what) => return Ok(Outcome::Park(what)),
    };
    let envelope = Envelope {
        sender: &setup.sender,
        recipient: &recipient,
        id: &mail.public_id,
        written_at: Timestamp::from_micros(mail.created_at),
        site: &setup.site,
    };
    let sealed = match envelope.seal(&letter, setup.signer.as_ref()) {
        Ok(sealed) => sealed,
        Err(error) => return Ok(Outcome::Park(error.to_string())),
    };
    Ok(match setup.transport.send(&sealed) {
        Ok(()) => Outcome::Sent,
        Err(SendError::Permanent(code)) => Outcome::Park(code),
        Err(SendError::Transient(code)) => Outcome::Retry(code),
        Err(SendError::Unreachable(what)) => Outcome::Unreachable(what),
    })
}

fn settle(service: &Service, mail: &MailRow, outcome: Outcome, now: Timestamp) -> Result<(), ServiceError> {
    let old = Timestamp::from_micros(mail.created_at).plus_seconds(AGE_SECONDS_MAX) < now;
    let outcome = match outcome {
        Outcome::Retry(code) if mail.attempts >= ATTEMPTS_MAX => Outcome::Park(code),
        Outcome::Unreachable(what) if old => Outcome::Park(what),
        other => other,
    };
    let id = mail.id;
    match outcome {
        Outcome::Sent | Outcome::Unwanted => {
            tracing::debug!(mail = %mail.public_id, template = %mail.template, ?outcome, "a mail is done");
            let key = mail.dedup_key.clone();
            service.store().write(move |conn| {
                Ok::<_, ServiceError>(rows::finish(conn, id, key.as_deref(), now.micros())?)
            })
        }
        Outcome::Retry(error) => {
            let at = now.plus_seconds(pause(service, mail, BACKOFF_SECONDS_MAX)).micros();
            tracing::info!(mail = %mail.public_id, %error, "the server took a mail not yet");
            service.store().write(move |conn| Ok::<_, ServiceError>(rows::retry(conn, id, at, &error)?))
        }
        Outcome::Unreachable(error) => {
            let rest = now.plus_seconds(REST_SECONDS).micros();
            service.mailer().rest_until.store(rest, Ordering::Release);
            let at = now.plus_seconds(pause(service, mail, BACKOFF_UNREACHABLE_SECONDS_MAX)).micros();
            tracing::warn!(%error, "the mail server cannot be used; mails wait");
            service.store().write(move |conn| Ok::<_, ServiceError>(rows::retry(conn, id, at, &error)?))
        }
        Outcome::Park(error) => {
            tracing::error!(
                mail = %mail.public_id, template = %mail.template, attempts = mail.attempts, %error,
                "a mail is given up; `kenes doctor` lists it"
            );
            service.store().write(move |conn| Ok::<_, ServiceError>(rows::park(conn, id, &error)?))
        }
    }
}

/// Pause after an attempt: 1, 2, 4 … minutes (urgent mail: a quarter of it), ± 20 % so that mails of one moment do
/// not come back in one moment.
fn pause(service: &Service, mail: &MailRow, seconds_max: i64) -> i64 {
    let base = if mail.urgent { BACKOFF_URGENT_SECONDS } else { BACKOFF_SECONDS };
    let jitter = i64::try_from(service.random_bits() % 41).unwrap_or(0);
    doubled(base, mail.attempts, seconds_max) * (80 + jitter) / 100
}

fn doubled(base_seconds: i64, attempts: i32, seconds_max: i64) -> i64 {
    let doublings = u32::try_from(attempts.saturating_sub(1).clamp(0, 20)).unwrap_or(0);
    (base_seconds << doublings).min(seconds_max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_their_bound() {
        assert_eq!(doubled(60, 1, BACKOFF_SECONDS_MAX), 60);
        assert_eq!(doubled(60, 3, BACKOFF_SECONDS_MAX), 240);
        assert_eq!(doubled(60, 40, BACKOFF_SECONDS_MAX), BACKOFF_SECONDS_MAX);
        assert_eq!(doubled(15, 2, BACKOFF_UNREACHABLE_SECONDS_MAX), 30);
    }

    #[test]
    fn a_lease_outlasts_the_slowest_server() {
        let answers = 13;
        assert!(i64::try_from(TIMEOUT_SECONDS_MAX).unwrap() * answers < LEASE_SECONDS);
    }
}
