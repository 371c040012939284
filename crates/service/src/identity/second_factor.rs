//! The second factor: one-time codes from an authenticator, and recovery codes for when it is lost.

use kenes_domain::identifier::hexadecimal;
use kenes_store::accounts;
use kenes_store::sessions as session_rows;
use kenes_store::sign_ins::{self as rows, AttemptKind, SecondFactorRow};
use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write;

use super::sessions::{SecondFactor, Standing};
use super::{letters, token_hash, totp};
use crate::Service;
use crate::error::ServiceError;

/// Recovery codes of one account.
pub const RECOVERY_CODES: usize = 10;
/// Wrong codes of one account in an hour. Whoever tries has got hold of the mail already.
pub const WRONG_CODES_MAX: i64 = 10;
const WINDOW_SECONDS: i64 = 3_600;
/// White modules around a code (ISO/IEC 18004 asks for four).
const QUIET: i32 = 4;

/// What an authenticator needs to know.
#[derive(Debug, Clone)]
pub struct Enrolment {
    /// The secret in base32, for typing.
    pub secret: String,
    /// `otpauth://totp/…`.
    pub uri: String,
    /// The same as a picture: the text of an SVG.
    pub svg: String,
}

/// Begins to set up a second factor, or shows again what was begun. One that is set up stays until it is taken off.
pub fn begin(service: &Service, standing: &Standing) -> Result<Enrolment, ServiceError> {
    let now = service.now();
    let new = SecondFactorRow {
        account_id: standing.account,
        salt: hexadecimal(&service.random_bytes()),
        last_step: 0,
        created_at: now.micros(),
        confirmed_at: None,
    };
    let (factor, email) = service.store().write(move |conn| {
        let account = accounts::get(conn, new.account_id)?.ok_or(ServiceError::NotFound)?;
        let factor = match rows::second_factor(conn, new.account_id)? {
            Some(factor) if factor.confirmed_at.is_some() => return Err(ServiceError::Conflict),
            Some(factor) => factor,
            None => {
                rows::begin_second_factor(conn, &new)?;
                new.clone()
            }
        };
        Ok((factor, account.email.unwrap_or_default()))
    })?;
    let secret = seeds(service, &factor).into_iter().next().ok_or(ServiceError::Conflict)?;
    let secret = totp::base32(&secret);
    let label: String = email.bytes().fold(String::new(), |mut label, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.@".contains(&byte) {
            label.push(char::from(byte));
        } else {
            let _ = write!(label, "%{byte:02X}");
        }
        label
    });
    let uri = format!("otpauth://totp/Kenes:{label}?secret={secret}&issuer=Kenes");
    let svg = svg(&uri)?;
    Ok(Enrolment { secret, uri, svg })
}

/// Confirms with the first code that the authenticator works; returns the recovery codes, which are told once.
pub fn confirm(service: &Service, standing: &Standing, code: &str) -> Result<Vec<String>, ServiceError> {
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| recovery_code(service.random_bytes())).collect();
    let hashes: Vec<String> = codes.iter().map(|code| token_hash(code)).collect();
    check(service, standing, code, Some(hashes))?;
    Ok(codes)
}

/// Gives the second factor for a session: a code of the authenticator or a recovery code.
pub fn give(service: &Service, standing: &Standing, code: &str) -> Result<(), ServiceError> {
    if standing.second_factor != SecondFactor::Needed {
        return Err(ServiceError::Conflict);
    }
    check(service, standing, code, None)
}

/// Takes the second factor off, in a session in which it was given.
pub fn take_off(service: &Service, standing: &Standing) -> Result<(), ServiceError> {
    if standing.second_factor != SecondFactor::Given {
        return Err(ServiceError::Conflict);
    }
    let account = standing.account;
    service.store().write(move |conn| Ok::<_, ServiceError>(rows::forget_second_factor(conn, account)?))
}

/// Checks a code, counting wrong ones. With `recovery`, the factor must be begun and not confirmed, and is confirmed.
fn check(
    service: &Service,
    standing: &Standing,
    code: &str,
    recovery: Option<Vec<String>>,
) -> Result<(), ServiceError> {
    let now = service.now();
    let code: String =
        code.chars().filter(|c| !c.is_whitespace() && *c != '-').flat_map(char::to_lowercase).collect();
    let (account, family) = (standing.account, standing.family.clone());
    let who = service.secrets().mac("second factor", &account.to_string());
    let owned = service.clone();
    let right = service.store().write(move |conn| {
        let since = now.plus_seconds(-WINDOW_SECONDS).micros();
        let wrong = rows::attempts(conn, AttemptKind::SecondFactor, &who, "", since)?.of_who;
        if wrong >= WRONG_CODES_MAX {
            return Err(ServiceError::TooMany { retry_after_seconds: 3_600 });
        }
        let factor = rows::second_factor(conn, account)?.ok_or(ServiceError::Conflict)?;
        if factor.confirmed_at.is_some() == recovery.is_some() {
            return Err(ServiceError::Conflict);
        }
        let step = seeds(&owned, &factor).iter().find_map(|seed| totp::matching_step(seed, &code, now));
        let right = match step {
            Some(step) => rows::take_step(conn, account, step, now.micros())?,
            None if recovery.is_none() => {
                rows::take_recovery_code(conn, account, &token_hash(&code), now.micros())?
            }
            None => false,
        };
        if right {
            if let Some(hashes) = &recovery {
                rows::put_recovery_codes(conn, account, hashes)?;
            }
            session_rows::give_second_factor(conn, &family, now.micros())?;
        } else {
            rows::count_attempt(conn, AttemptKind::SecondFactor, &who, "", now.micros())?;
        }
        Ok(right)
    })?;
    if right { Ok(()) } else { Err(ServiceError::CodeWrong) }
}

fn seeds(service: &Service, factor: &SecondFactorRow) -> Vec<Vec<u8>> {
    let words = format!("{} {}", factor.account_id, factor.salt);
    service
        .secrets()
        .derived("second factor", &words)
        .into_iter()
        .map(|seed| seed.into_iter().take(totp::SECRET_BYTES).collect())
        .collect()
}

/// 125 bits as five groups of five letters.
fn recovery_code(random: [u8; 32]) -> String {
    letters(&random).chars().take(25).collect()
}

/// A QR code as SVG: one path, black on white, so that it is read in dark surroundings too.
fn svg(text: &str) -> Result<String, ServiceError> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium)
        .map_err(|error| ServiceError::Internal(format!("no QR code: {error}")))?;
    let size = code.size();
    let mut path = String::new();
    for y in 0..size {
        for x in 0..size {
            if code.get_module(x, y) {
                let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
            }
        }
    }
    let side = size + 2 * QUIET;
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" width=\"220\" height=\"220\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{path}\"/></svg>"
    ))
}
