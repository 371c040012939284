//! The one secret of an installation, and everything that is derived from it.
//!
//! It lies in `identity.secret` in the data folder, readable by the owner only: one line of 64 hexadecimal digits,
//! made at the first start. Several processes of one installation need the same file. To change it, put a new line
//! above the old one: new things are made with the first line, old ones are still recognised by the others; take the
//! old line out when nobody needs it any more (second factors do, until they are set up anew).

use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use hmac::{Hmac, KeyInit, Mac};
use kenes_domain::identifier::hexadecimal;
use kenes_domain::timestamp::Timestamp;
use rand::Rng;
use sha2::Sha256;

use crate::Service;
use crate::error::ServiceError;
use crate::runtime::from_system;

const FILE: &str = "identity.secret";
/// Most lines that are read.
const LINES_MAX: usize = 4;
/// How long access tokens are signed with one key.
const KEY_SECONDS: i64 = 90 * 24 * 3_600;

/// The secret, newest first.
pub(crate) struct Secrets {
    keys: Vec<[u8; 32]>,
}

/// A key that signs access tokens, as the seed of an Ed25519 key.
pub struct TokenKey {
    /// Its name, in the header of tokens.
    pub id: String,
    /// The seed.
    pub seed: [u8; 32],
}

impl Service {
    /// The keys of access tokens: the first one signs, all are recognised. Each serves ninety days; the ones before and
    /// after are recognised too, so that clocks may differ and tokens outlive the change.
    pub fn token_keys(&self) -> Vec<TokenKey> {
        self.secrets().token_keys(self.now())
    }

    /// A text that only this installation can make for `words`: tokens of forms.
    pub fn seal(&self, purpose: &str, words: &str) -> String {
        self.secrets().mac(purpose, words)
    }

    /// Whether a text was made by [`Service::seal`].
    pub fn is_sealed(&self, purpose: &str, words: &str, seal: &str) -> bool {
        self.secrets().verifies(purpose, words, seal)
    }
}

impl Secrets {
    /// Reads the secret, or makes it.
    pub(crate) fn open(folder: &Path) -> Result<Self, ServiceError> {
        let path = folder.join(FILE);
        let fault = |what: &str, error: &dyn std::fmt::Display| {
            ServiceError::Configuration(format!("{} {what}: {error}", path.display()))
        };
        fs::create_dir_all(folder).map_err(|error| fault("cannot be made", &error))?;
        let mut fresh = [0; 32];
        from_system()?.fill_bytes(&mut fresh);
        let made = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
        match made {
            Ok(mut file) => file
                .write_all(format!("{}\n", hexadecimal(&fresh)).as_bytes())
                .and_then(|()| file.sync_all())
                .map_err(|error| fault("cannot be written", &error))?,
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(fault("cannot be made", &error)),
        }
        let text = fs::read_to_string(&path).map_err(|error| fault("cannot be read", &error))?;
        let keys: Option<Vec<[u8; 32]>> = text.lines().take(LINES_MAX).map(parse).collect();
        match keys {
            Some(keys) if !keys.is_empty() => Ok(Self { keys }),
            _ => {
                Err(fault("is broken", &"it needs lines of 64 hexadecimal digits; restore it from a backup"))
            }
        }
    }

    /// A keyed hash, hexadecimal.
    pub(crate) fn mac(&self, purpose: &str, words: &str) -> String {
        self.keys.first().map(|key| hexadecimal(&derive(key, purpose, words))).unwrap_or_default()
    }

    /// Whether a keyed hash is right, in time that does not depend on where it differs.
    pub(crate) fn verifies(&self, purpose: &str, words: &str, mac: &str) -> bool {
        self.keys.iter().any(|key| {
            let right = hexadecimal(&derive(key, purpose, words));
            let difference = right.bytes().zip(mac.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b));
            right.len() == mac.len() && difference == 0
        })
    }

    /// 32 secret bytes for each line of the file, newest first.
    pub(crate) fn derived(&self, purpose: &str, words: &str) -> Vec<[u8; 32]> {
        self.keys.iter().map(|key| derive(key, purpose, words)).collect()
    }

    fn token_keys(&self, now: Timestamp) -> Vec<TokenKey> {
        let period = now.seconds().div_euclid(KEY_SECONDS);
        let mut keys = Vec::new();
        for key in &self.keys {
            for period in [period, period - 1, period + 1] {
                let words = period.to_string();
                let id = hexadecimal(&derive(key, "token key name", &words)).split_off(48);
                keys.push(TokenKey { id, seed: derive(key, "token key", &words) });
            }
        }
        keys
    }
}

fn derive(key: &[u8; 32], purpose: &str, words: &str) -> [u8; 32] {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return [0; 32] };
    mac.update(purpose.as_bytes());
    mac.update(&[0]);
    mac.update(words.as_bytes());
    mac.finalize().into_bytes().into()
}

fn parse(line: &str) -> Option<[u8; 32]> {
    let line = line.trim();
    if line.len() != 64 || !line.is_ascii() {
        return None;
    }
    let mut key = [0; 32];
    for (place, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(line.get(2 * place..2 * place + 2)?, 16).ok()?;
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_made_once_for_its_owner_only_and_read_again() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let first = Secrets::open(folder.path()).unwrap();
        let mac = first.mac("purpose", "words");
        assert!(Secrets::open(folder.path()).unwrap().verifies("purpose", "words", &mac));
        assert!(!first.verifies("other", "words", &mac));
        assert!(!first.verifies("purpose", "other", &mac));
        assert!(!first.verifies("purpose", "words", ""));
        let mode = fs::metadata(folder.path().join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_new_line_makes_and_an_old_line_still_recognises() {
        let folder = tempfile::tempdir().unwrap();
        let old = Secrets::open(folder.path()).unwrap();
        let line = fs::read_to_string(folder.path().join(FILE)).unwrap();
        fs::write(folder.path().join(FILE), format!("{}\n{line}", "ab".repeat(32))).unwrap();
        let new = Secrets::open(folder.path()).unwrap();
        assert!(new.verifies("p", "w", &old.mac("p", "w")));
        assert!(!old.verifies("p", "w", &new.mac("p", "w")));
        let now = Timestamp::from_seconds(1_800_000_000);
        let known: Vec<_> = new.token_keys(now).into_iter().map(|key| key.id).collect();
        assert!(known.contains(&old.token_keys(now)[0].id));
        assert_ne!(known[0], old.token_keys(now)[0].id);
    }

    #[test]
    fn keys_of_tokens_change_every_ninety_days_and_overlap() {
        let secrets = Secrets { keys: vec![[1; 32]] };
        let now = Timestamp::from_seconds(1_800_000_000);
        let later = secrets.token_keys(now.plus_seconds(KEY_SECONDS));
        let signing = &secrets.token_keys(now)[0].id;
        assert_ne!(&later[0].id, signing);
        assert!(later.iter().any(|key| &key.id == signing));
        let much_later = secrets.token_keys(now.plus_seconds(2 * KEY_SECONDS));
        assert!(much_later.iter().all(|key| &key.id != signing));
    }

    #[test]
    fn a_broken_file_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), "not a key\n").unwrap();
        assert!(matches!(Secrets::open(folder.path()), Err(ServiceError::Configuration(_))));
        assert_eq!(fs::read_to_string(folder.path().join(FILE)).unwrap(), "not a key\n");
    }
}
