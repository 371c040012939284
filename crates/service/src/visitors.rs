//! People without an account: the signed name of a browser, by which its support is counted once, and the challenge of
//! a proof of work. Nothing of it says who somebody is.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use kenes_domain::identifier::hexadecimal;
use kenes_domain::review;
use kenes_store::reception;
use sha2::{Digest, Sha256};

use crate::Service;
use crate::error::ServiceError;

/// Name of the key in the database, which all processes share.
const KEY_NAME: &str = "visitors";
/// Characters of the signature in a browser's name: 96 bits.
const SIGNATURE_CHARACTERS: usize = 16;
/// Most characters of a nonce.
const NONCE_CHARACTERS_MAX: usize = 20;

/// The key by which names of browsers are signed and challenges are made.
#[derive(Clone)]
pub struct VisitorKey(Vec<u8>);

/// The key of this installation; made when it is asked for the first time.
pub fn key(service: &Service) -> Result<VisitorKey, ServiceError> {
    if let Some(secret) = service.read(|conn| Ok(reception::secret(conn, KEY_NAME)?))? {
        return Ok(VisitorKey(secret));
    }
    let fresh = service.random_bytes();
    service.write(move |conn, _| Ok(VisitorKey(reception::keep_secret(conn, KEY_NAME, &fresh)?)))
}

/// A name for a browser that has none: random, with a signature.
pub fn new_name(service: &Service, key: &VisitorKey) -> String {
    let random: String =
        URL_SAFE_NO_PAD.encode(service.random_bytes()).chars().take(SIGNATURE_CHARACTERS).collect();
    let signature = key.signature(&random);
    format!("{random}.{signature}")
}

impl VisitorKey {
    /// The supporter for whom a browser's name stands, when the name is one of ours.
    pub fn supporter(&self, name: &str) -> Option<String> {
        let (random, signature) = name.split_once('.')?;
        let is_ours = random.len() == SIGNATURE_CHARACTERS && self.signature(random) == signature;
        is_ours.then(|| hexadecimal(&Sha256::digest(random)))
    }

    /// What a browser has to work on before a form with this idempotency key is taken without a look.
    pub fn challenge(&self, idempotency_key: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.mac(&["work", idempotency_key]))
    }

    /// Whether `nonce` proves work on the challenge of a key. A key is good for one contribution, so a proof is too.
    pub fn is_proof(&self, idempotency_key: &str, nonce: &str) -> bool {
        if idempotency_key.is_empty() || nonce.is_empty() || nonce.len() > NONCE_CHARACTERS_MAX {
            return false;
        }
        review::is_worked(&Sha256::digest(format!("{}.{nonce}", self.challenge(idempotency_key))))
    }

    fn signature(&self, random: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.mac(&["name", random])).chars().take(SIGNATURE_CHARACTERS).collect()
    }

    fn mac(&self, parts: &[&str]) -> Vec<u8> {
        Hmac::<Sha256>::new_from_slice(&self.0)
            .map(|mac| {
                let mac = parts.iter().fold(mac, |mac, part| {
                    mac.chain_update(part.len().to_be_bytes()).chain_update(part.as_bytes())
                });
                mac.finalize().into_bytes().to_vec()
            })
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> VisitorKey {
        VisitorKey(vec![byte; 32])
    }

    #[test]
    fn only_names_of_ours_stand_for_somebody() {
        let random = "abcdefghijklmnop";
        let name = format!("{random}.{}", key(1).signature(random));
        assert!(key(1).supporter(&name).is_some());
        assert_eq!(key(2).supporter(&name), None);
        assert_eq!(key(1).supporter(&name.replace('a', "b")), None);
        assert_eq!(key(1).supporter("x"), None);
    }

    #[test]
    fn a_proof_belongs_to_its_key() {
        let nonces = (0..1_u64 << 20).map(|nonce| nonce.to_string());
        let nonce = nonces.into_iter().find(|nonce| key(1).is_proof("key-one", nonce)).unwrap();
        assert!(!key(1).is_proof("key-two", &nonce) || !key(1).is_proof("key-three", &nonce));
        assert!(!key(1).is_proof("", &nonce));
        assert!(!key(1).is_proof("key-one", ""));
    }
}
