//! The keys that sign the journal: a file that only its owner can read, or lines from the environment.
//!
//! One key a line, newest first; lines that begin with `#` are remarks:
//!
//! ```text
//! PRIVATE+KEY+kenes.example/log+1a2b3c4d+…
//! PRIVATE+KEY+kenes.example/log/accept+5e6f7a8b+…
//! PRIVATE+KEY+kenes.example/log+9c0d1e2f+… until 2027-02-22T00:00:00Z
//! kenes.example/log+00112233+…
//! ```
//!
//! A line with `until` signs beside the newer key until then (rotation with overlap). A verifier key is one that no
//! longer signs; it is published, so that old receipts can be checked.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use kenes_ledger::acceptance::KEY_NAME_SUFFIX;
use kenes_ledger::key::{Purpose, SignerKey, VerifierKey, is_key_name};
use kenes_ledger::moment::Moment;

use crate::error::ServiceError;

/// How long a replaced key goes on signing beside the new one.
pub const OVERLAP_SECONDS: u64 = 90 * 86_400;
/// Most bytes of a file of keys.
const FILE_BYTES_MAX: u64 = 64 * 1_024;
/// What stands before the moment at which a key ends.
const UNTIL: &str = " until ";

/// The keys of one origin.
#[derive(Debug)]
pub(crate) struct KeyRing {
    origin: String,
    keys: Vec<Key>,
}

#[derive(Debug)]
enum Key {
    Signs { key: Box<SignerKey>, until: Option<Moment> },
    Retired(VerifierKey),
}

impl Key {
    const fn verifier(&self) -> &VerifierKey {
        match self {
            Self::Signs { key, .. } => key.verifier(),
            Self::Retired(key) => key,
        }
    }

    fn line(&self) -> String {
        match self {
            Self::Signs { key, until: None } => key.secret_text(),
            Self::Signs { key, until: Some(until) } => format!("{}{UNTIL}{until}", key.secret_text()),
            Self::Retired(key) => key.to_string(),
        }
    }
}

impl KeyRing {
    /// Reads keys. `origin` may be empty: then it is that of the first log key.
    pub(crate) fn parse(text: &str, origin: &str) -> Result<Self, ServiceError> {
        let mut keys = Vec::new();
        for (at, line) in text.lines().map(str::trim).enumerate() {
            if !line.is_empty() && !line.starts_with('#') {
                let number = at + 1;
                // The line itself is a secret and stays out of the message.
                let key = parse_line(line)
                    .map_err(|cause| wrong(format!("line {number} of the journal's keys: {cause}")))?;
                keys.push(key);
            }
        }
        let first = keys.iter().find(|key| !key.verifier().name().ends_with(KEY_NAME_SUFFIX));
        let origin = if origin.is_empty() {
            first.map(|key| key.verifier().name().to_owned()).unwrap_or_default()
        } else {
            origin.to_owned()
        };
        let ring = Self { origin, keys };
        if ring.signer_named(&ring.origin).is_none() || ring.acceptor().is_none() {
            return Err(wrong(format!(
                "the journal's keys must hold a signer key named {0} and one named {0}{KEY_NAME_SUFFIX}",
                ring.origin
            )));
        }
        Ok(ring)
    }

    /// New keys for an origin, from two random seeds.
    pub(crate) fn generate(origin: &str, seeds: [[u8; 32]; 2]) -> Result<Self, ServiceError> {
        if !is_key_name(origin) {
            return Err(wrong(format!(
                "ledger.origin {origin:?} cannot name a journal; write a host and a path, like kenes.example/log"
            )));
        }
        let accept = format!("{origin}{KEY_NAME_SUFFIX}");
        let mut keys = Vec::new();
        for (name, seed) in [origin, &accept].into_iter().zip(seeds) {
            let key = SignerKey::from_seed(name, Purpose::Note, &seed)
                .map_err(|error| wrong(format!("ledger.origin: {error}")))?;
            keys.push(Key::Signs { key: Box::new(key), until: None });
        }
        Ok(Self { origin: origin.to_owned(), keys })
    }

    /// The same keys under another origin, with new ones for it when there are none; says whether they are new.
    pub(crate) fn under(
        mut self,
        origin: &str,
        seeds: impl FnOnce() -> Result<[[u8; 32]; 2], ServiceError>,
    ) -> Result<(Self, bool), ServiceError> {
        if origin.is_empty() || origin == self.origin {
            return Ok((self, false));
        }
        origin.clone_into(&mut self.origin);
        let new = self.signer_named(origin).is_none() || self.acceptor().is_none();
        if new {
            let mut keys = Self::generate(origin, seeds()?)?.keys;
            keys.append(&mut self.keys);
            self.keys = keys;
        }
        Ok((self, new))
    }

    /// The name of the log.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// The keys that sign checkpoints now: one, or more while one is being replaced.
    pub(crate) fn signers(&self, now: Moment) -> Vec<&SignerKey> {
        self.keys
            .iter()
            .filter_map(|key| match key {
                Key::Signs { key, until } if key.verifier().name() == self.origin => {
                    until.is_none_or(|until| now < until).then_some(&**key)
                }
                _ => None,
            })
            .collect()
    }

    /// The key that signs promises.
    pub(crate) fn acceptor(&self) -> Option<&SignerKey> {
        self.signer_named(&format!("{}{KEY_NAME_SUFFIX}", self.origin))
    }

    fn signer_named(&self, name: &str) -> Option<&SignerKey> {
        self.keys.iter().find_map(|key| match key {
            Key::Signs { key, until: None } if key.verifier().name() == name => Some(&**key),
            _ => None,
        })
    }

    /// The public keys of the log, newest first, also those that no longer sign.
    pub(crate) fn verifiers(&self) -> Vec<&VerifierKey> {
        self.named(&self.origin)
    }

    /// The public keys of promises, newest first.
    pub(crate) fn acceptance_verifiers(&self) -> Vec<&VerifierKey> {
        self.named(&format!("{}{KEY_NAME_SUFFIX}", self.origin))
    }

    fn named(&self, name: &str) -> Vec<&VerifierKey> {
        self.keys.iter().map(Key::verifier).filter(|key| key.name() == name).collect()
    }

    /// Puts a new log key before the others: the present one signs until `now` plus [`OVERLAP_SECONDS`], and what
    /// ended before `now` loses its secret half. Gives the new public key.
    pub(crate) fn rotate(&mut self, seed: [u8; 32], now: Moment) -> Result<VerifierKey, ServiceError> {
        let new = SignerKey::from_seed(&self.origin, Purpose::Note, &seed)
            .map_err(|error| wrong(error.to_string()))?;
        let public = new.verifier().clone();
        for key in &mut self.keys {
            if key.verifier().name() != self.origin {
                continue;
            }
            match key {
                Key::Signs { until: until @ None, .. } => *until = Some(now.plus_seconds(OVERLAP_SECONDS)),
                Key::Signs { key: old, until: Some(until) } if *until <= now => {
                    *key = Key::Retired(old.verifier().clone());
                }
                _ => {}
            }
        }
        self.keys.insert(0, Key::Signs { key: Box::new(new), until: None });
        Ok(public)
    }

    fn text(&self) -> String {
        let mut text =
            "# The keys that sign the journal. Whoever reads this file can sign in its name.\n".to_owned();
        for key in &self.keys {
            text.push_str(&key.line());
            text.push('\n');
        }
        text
    }

    /// Reads the file, refusing one that others can read; `None` when there is none.
    pub(crate) fn read(path: &Path) -> Result<Option<Self>, ServiceError> {
        let metadata = match fs::metadata(path) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unusable(path, &error)),
        };
        let mode = metadata.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(wrong(format!(
                "{0} holds secret keys and can be read by others (mode {mode:o}); run: chmod 600 {0}",
                path.display()
            )));
        }
        if metadata.len() > FILE_BYTES_MAX {
            return Err(wrong(format!("{} is too long for a file of keys", path.display())));
        }
        let text = fs::read_to_string(path).map_err(|error| unusable(path, &error))?;
        Self::parse(&text, "").map(Some)
    }

    /// Writes the file anew, for its owner alone; it is either the old or the new one, also after a power loss.
    pub(crate) fn write(&self, path: &Path) -> Result<(), ServiceError> {
        if let Some(folder) = path.parent() {
            make_folder(folder)?;
        }
        replace(path, self.text().as_bytes())
    }
}

/// Makes the folder of keys and guard, for its owner alone.
pub(crate) fn make_folder(folder: &Path) -> Result<(), ServiceError> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(|error| unusable(folder, &error))
}

/// Replaces a file by another that only the owner can read, and comes back when it is on disk.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), ServiceError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let new = PathBuf::from(name);
    let written = (|| {
        let mut file =
            fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&new, path)?;
        match path.parent() {
            Some(folder) => fs::File::open(folder)?.sync_all(),
            None => Ok(()),
        }
    })();
    written.map_err(|error| unusable(path, &error))
}

fn parse_line(line: &str) -> Result<Key, String> {
    let (text, until) = match line.split_once(UNTIL) {
        Some((text, until)) => {
            let until = until.parse().map_err(|_| format!("{until:?} is no moment in UTC"))?;
            (text, Some(until))
        }
        None => (line, None),
    };
    if text.starts_with("PRIVATE+KEY+") {
        let key = SignerKey::parse(text).map_err(|error| error.to_string())?;
        return Ok(Key::Signs { key: Box::new(key), until });
    }
    text.parse().map(Key::Retired).map_err(|error: kenes_ledger::key::KeyError| error.to_string())
}

fn wrong(message: String) -> ServiceError {
    ServiceError::Configuration(message)
}

pub(crate) fn unusable(path: &Path, error: &std::io::Error) -> ServiceError {
    wrong(format!("{}: {error}; check the folder and its rights", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_795_435_200;

    fn moment(seconds: u64) -> Moment {
        Moment::from_seconds(seconds).unwrap()
    }

    #[test]
    fn a_file_that_others_can_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger/keys");
        KeyRing::generate("kenes.example/log", [[1; 32], [2; 32]]).unwrap().write(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(KeyRing::read(&path).unwrap().unwrap().origin(), "kenes.example/log");
        for mode in [0o640, 0o604, 0o666] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let error = KeyRing::read(&path).unwrap_err().to_string();
            assert!(error.contains("chmod 600"), "{error}");
        }
    }

    #[test]
    fn both_keys_sign_during_the_overlap_and_the_old_one_is_published_after_it() {
        let mut ring = KeyRing::generate("kenes.example/log", [[1; 32], [2; 32]]).unwrap();
        let old = ring.verifiers()[0].clone();
        let new = ring.rotate([3; 32], moment(NOW)).unwrap();
        let ids =
            |at: u64| ring.signers(moment(at)).iter().map(|key| key.verifier().id()).collect::<Vec<_>>();
        assert_eq!(ids(NOW), [new.id(), old.id()]);
        assert_eq!(ids(NOW + OVERLAP_SECONDS), [new.id()]);
        let newest = ring.rotate([4; 32], moment(NOW + OVERLAP_SECONDS)).unwrap();
        assert_eq!(ring.verifiers(), [&newest, &new, &old]);
        let text = ring.text();
        assert!(
            text.lines().any(|line| line == old.to_string()),
            "the secret half of the oldest key is gone"
        );
        let again = KeyRing::parse(&text, "").unwrap();
        assert_eq!(again.text(), text);
    }

    #[test]
    fn a_new_name_gets_keys_of_its_own_and_the_old_ones_stay() {
        let ring = KeyRing::generate("kenes.example/log", [[1; 32], [2; 32]]).unwrap();
        let (ring, new) = ring.under("kenes.example/log2", || Ok([[3; 32], [4; 32]])).unwrap();
        assert!(new);
        assert_eq!(ring.verifiers().len(), 1);
        let again = KeyRing::parse(&ring.text(), "").unwrap();
        assert_eq!(again.origin(), "kenes.example/log2");
        let (back, new) = again.under("kenes.example/log", || panic!("there are keys")).unwrap();
        assert!(!new);
        assert_eq!(back.verifiers()[0].name(), "kenes.example/log");
    }

    #[test]
    fn secrets_stay_out_of_messages() {
        let ring = KeyRing::generate("kenes.example/log", [[1; 32], [2; 32]]).unwrap();
        let text = ring.text().replace('=', "");
        let secret = text.lines().nth(1).unwrap().rsplit('+').next().unwrap().to_owned();
        for wrong in [text.replace("PRIVATE", "PRIVATE "), text.replace("log+", "log+0"), text] {
            if let Err(error) = KeyRing::parse(&wrong, "") {
                assert!(!error.to_string().contains(&secret));
            }
        }
        assert!(!format!("{ring:?}").contains(&secret));
    }
}
