//! Acceptance notes: the promise given at once, before the proof exists.
//!
//! ```text
//! kenes/accept/v1
//! origin kenes.example/log
//! leaf <base 64 of 32 bytes>
//! time 2026-11-23T15:56:42Z
//! merge-by 2026-11-24T15:56:42Z
//! ```
//!
//! Signed with a key of its own, named `<origin>/accept`. Whoever holds such a note, and a checkpoint cosigned after
//! `merge-by` under which the leaf is not found, holds the proof that an accepted act was dropped.

use std::fmt;

use crate::hash::Hash;
use crate::key::{SignerKey, VerifierKey};
use crate::moment::Moment;
use crate::note::{Note, NoteError};

/// The first line. The second line of a checkpoint is a number, so no text is both.
const HEADER: &str = "kenes/accept/v1";
/// What the name of the key has behind the origin.
pub const KEY_NAME_SUFFIX: &str = "/accept";
/// The longest time between promise and proof: a day.
pub const MERGE_SECONDS_MAX: u64 = 86_400;

/// The promise that a leaf will be in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptance {
    /// Which log.
    pub origin: String,
    /// Hash of the leaf.
    pub leaf: Hash,
    /// When it was accepted.
    pub time: Moment,
    /// Until when it will be in the log.
    pub merge_by: Moment,
}

/// Why a note is no promise.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AcceptanceError {
    /// The lines are not those of an acceptance note.
    #[error("this is not an acceptance note")]
    Shape,
    /// It is of another log than the key.
    #[error("the acceptance note is of another log than the key")]
    Origin,
    /// It is not signed with the key.
    #[error(transparent)]
    Note(#[from] NoteError),
}

impl Acceptance {
    /// The promise for a leaf accepted at `time`: to be in the log a day later.
    pub fn new(origin: &str, leaf: Hash, time: Moment) -> Self {
        Self { origin: origin.to_owned(), leaf, time, merge_by: time.plus_seconds(MERGE_SECONDS_MAX) }
    }

    /// The signed note.
    pub fn sign(&self, signer: &SignerKey) -> Result<Note, NoteError> {
        let mut note = Note::unsigned(self.to_string())?;
        note.sign(signer);
        Ok(note)
    }

    /// Reads a promise signed with `key`.
    pub fn open(note: &Note, key: &VerifierKey) -> Result<Self, AcceptanceError> {
        note.verify(&[key])?;
        let acceptance = Self::parse(note.text()).ok_or(AcceptanceError::Shape)?;
        if key.name().strip_suffix(KEY_NAME_SUFFIX) == Some(&acceptance.origin) {
            Ok(acceptance)
        } else {
            Err(AcceptanceError::Origin)
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.split_terminator('\n');
        if lines.next() != Some(HEADER) {
            return None;
        }
        let mut value = |word: &str| lines.next()?.strip_prefix(word)?.strip_prefix(' ');
        let acceptance = Self {
            origin: value("origin")?.to_owned(),
            leaf: value("leaf")?.parse().ok()?,
            time: value("time")?.parse().ok()?,
            merge_by: value("merge-by")?.parse().ok()?,
        };
        (acceptance.to_string() == text).then_some(acceptance)
    }
}

impl fmt::Display for Acceptance {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{HEADER}\norigin {}\nleaf {}\ntime {}\nmerge-by {}\n",
            self.origin, self.leaf, self.time, self.merge_by
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::Purpose;

    fn signer(name: &str) -> SignerKey {
        SignerKey::from_seed(name, Purpose::Note, &[3; 32]).unwrap()
    }

    #[test]
    fn a_promise_reads_back() {
        let key = signer("kenes.example/log/accept");
        let time = "2026-11-23T15:56:42Z".parse().unwrap();
        let promise = Acceptance::new("kenes.example/log", Hash::of_leaf(b"leaf"), time);
        assert_eq!(promise.merge_by.to_string(), "2026-11-24T15:56:42Z");
        let note = promise.sign(&key).unwrap();
        let note = Note::parse(note.to_string().as_bytes()).unwrap();
        assert_eq!(Acceptance::open(&note, key.verifier()), Ok(promise));
    }

    #[test]
    fn wrong_promises_are_refused() {
        let key = signer("kenes.example/log/accept");
        let time = "2026-11-23T15:56:42Z".parse().unwrap();
        let promise = Acceptance::new("kenes.example/log", Hash::of_leaf(b"leaf"), time);
        let open = |text: &str| {
            let mut note = Note::unsigned(text.to_owned()).unwrap();
            note.sign(&key);
            Acceptance::open(&note, key.verifier())
        };
        let text = promise.to_string();
        assert!(open(&text).is_ok());
        assert_eq!(open(&text.replace("v1", "v2")), Err(AcceptanceError::Shape));
        assert_eq!(open(&text.replace("leaf", "hash")), Err(AcceptanceError::Shape));
        assert_eq!(open(&format!("{text}more\n")), Err(AcceptanceError::Shape));
        assert_eq!(open(&text.replace("example/log", "example/other")), Err(AcceptanceError::Origin));
        let other = SignerKey::from_seed("kenes.example/log/accept", Purpose::Note, &[4; 32]).unwrap();
        assert_eq!(
            Acceptance::open(&promise.sign(&key).unwrap(), other.verifier()),
            Err(AcceptanceError::Note(NoteError::Unsigned))
        );
    }
}
