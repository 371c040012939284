//! Access tokens: JWTs that hold ten minutes, signed with Ed25519 (RFC 8037, RFC 9068).
//!
//! **Invariant:** one algorithm, one type, and a header without any other word. The library ignores `crit` and does not
//! look at `typ`; the header is read here, before it.
//!
//! A token names a sign-in and an account and nothing else. What the person may do is looked up for every request, so
//! that ending a session or a role takes effect at once.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use kenes_service::Service;
use kenes_service::error::ServiceError;
use kenes_service::identity::sessions::Standing;
use serde::{Deserialize, Serialize};

/// How long an access token holds, in seconds.
pub const ACCESS_SECONDS: i64 = 600;
/// Longest token that is looked at.
pub const TOKEN_BYTES_MAX: usize = 4_096;
/// Whom tokens are for.
pub const AUDIENCE: &str = "kenes-api";
/// What tokens are.
const TYPE: &str = "at+jwt";
/// By how much clocks of several machines may differ, in seconds.
const LEEWAY_SECONDS: i64 = 30;
/// A PKCS #8 document around an Ed25519 seed (RFC 8410).
const PKCS8_HEAD: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// The header of a token; a word more and it is none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    alg: String,
    typ: String,
    kid: String,
}

/// What a token says.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    /// Address of the site.
    iss: String,
    /// [`AUDIENCE`].
    aud: String,
    /// Public id of the account.
    sub: String,
    /// Public id of the sign-in.
    sid: String,
    iat: i64,
    nbf: i64,
    exp: i64,
}

/// Whom a good token names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Public id of the account.
    pub account: String,
    /// Public id of the sign-in.
    pub family: String,
}

/// Makes an access token for whoever stands behind a session.
pub fn issue(service: &Service, issuer: &str, standing: &Standing) -> Result<String, ServiceError> {
    let now = service.now().seconds();
    let key = service.token_keys().into_iter().next().ok_or_else(|| fault("there is no key"))?;
    let header = Header { typ: Some(TYPE.to_owned()), kid: Some(key.id), ..Header::new(Algorithm::EdDSA) };
    let claims = Claims {
        iss: issuer.to_owned(),
        aud: AUDIENCE.to_owned(),
        sub: standing.account_id.clone(),
        sid: standing.family.clone(),
        iat: now,
        nbf: now,
        exp: now + ACCESS_SECONDS,
    };
    jsonwebtoken::encode(&header, &claims, &signing_key(&key.seed)).map_err(fault)
}

/// Whom a token names; `None` for everything that is not exactly a token of ours that holds now.
pub fn verify(service: &Service, issuer: &str, token: &str) -> Option<Named> {
    if token.len() > TOKEN_BYTES_MAX {
        return None;
    }
    let mut parts = token.split('.');
    let (head, payload, signature) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let head: Head = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(head).ok()?).ok()?;
    URL_SAFE_NO_PAD.decode(payload).ok()?;
    URL_SAFE_NO_PAD.decode(signature).ok()?;
    if head.alg != "EdDSA" || head.typ != TYPE {
        return None;
    }
    let key = service.token_keys().into_iter().find(|key| key.id == head.kid)?;
    let key = DecodingKey::from_jwk(&public_key(&key.seed).ok()?).ok()?;
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_issuer(&[issuer]);
    validation.set_audience(&[AUDIENCE]);
    // The clock is the service's, not the library's.
    validation.validate_exp = false;
    validation.validate_nbf = false;
    let claims = jsonwebtoken::decode::<Claims>(token, &key, &validation).ok()?.claims;
    let now = service.now().seconds();
    let holds = claims.nbf <= now + LEEWAY_SECONDS
        && claims.iat <= now + LEEWAY_SECONDS
        && claims.exp > now - LEEWAY_SECONDS
        && claims.exp - claims.iat <= ACCESS_SECONDS;
    holds.then_some(Named { account: claims.sub, family: claims.sid })
}

/// The public keys by which others can check tokens (RFC 7517).
pub fn public_keys(service: &Service) -> Result<serde_json::Value, ServiceError> {
    let mut keys = Vec::new();
    for key in service.token_keys() {
        let mut public = public_key(&key.seed).map_err(fault)?;
        public.common.key_id = Some(key.id);
        keys.push(serde_json::to_value(&public).map_err(fault)?);
    }
    Ok(serde_json::json!({ "keys": keys }))
}

fn signing_key(seed: &[u8; 32]) -> EncodingKey {
    EncodingKey::from_ed_der(&[PKCS8_HEAD.as_slice(), seed.as_slice()].concat())
}

fn public_key(seed: &[u8; 32]) -> Result<Jwk, jsonwebtoken::errors::Error> {
    Jwk::from_encoding_key(&signing_key(seed), Algorithm::EdDSA)
}

fn fault(error: impl std::fmt::Display) -> ServiceError {
    ServiceError::Internal(format!("access tokens: {error}"))
}
