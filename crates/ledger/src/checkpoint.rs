//! Checkpoints: the signed head of the tree (C2SP tlog-checkpoint).
//!
//! ```text
//! kenes.example/log
//! 20852163
//! CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//! ```

use std::fmt;

use crate::decimal;
use crate::hash::Hash;
use crate::key::SignerKey;
use crate::note::{Note, NoteError};

/// The head of a log: so many leaves, under this root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log: a URL without a scheme, equal to the name of its key.
    pub origin: String,
    /// Number of leaves.
    pub size: u64,
    /// Root of the tree of that size.
    pub root: Hash,
    /// Further lines. Nobody can audit them, so our log writes none; those of others are kept.
    pub extensions: Vec<String>,
}

/// Why a text is no checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a checkpoint is three lines: origin, size, root hash")]
pub struct NotACheckpoint;

impl Checkpoint {
    /// Reads the text of a note.
    pub fn parse(text: &str) -> Result<Self, NotACheckpoint> {
        let mut lines = text.strip_suffix('\n').ok_or(NotACheckpoint)?.split('\n');
        let mut next = || lines.next().filter(|line| !line.is_empty()).ok_or(NotACheckpoint);
        let origin = next()?.to_owned();
        let size = decimal::parse(next()?).ok_or(NotACheckpoint)?;
        let root = next()?.parse().map_err(|_| NotACheckpoint)?;
        let extensions: Vec<String> = lines.map(str::to_owned).collect();
        if extensions.iter().any(String::is_empty) {
            return Err(NotACheckpoint);
        }
        Ok(Self { origin, size, root, extensions })
    }

    /// The note of this checkpoint, signed by all of `signers`: one key, or two while a key is being replaced.
    pub fn sign<'a>(&self, signers: impl IntoIterator<Item = &'a SignerKey>) -> Result<Note, NoteError> {
        let mut note = Note::unsigned(self.to_string())?;
        for signer in signers {
            note.sign(signer);
        }
        Ok(note)
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}\n{}\n{}\n", self.origin, self.size, self.root)?;
        self.extensions.iter().try_for_each(|line| writeln!(formatter, "{line}"))
    }
}
