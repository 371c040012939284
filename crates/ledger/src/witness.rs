//! Witnesses: outsiders who sign that a log only ever grew (C2SP tlog-witness, tlog-cosignature).
//!
//! The log sends its new checkpoint with a proof that it continues the one the witness cosigned last; the witness
//! checks, writes down the new head, and only then answers with its cosignature. Carrying this over HTTP, and making
//! check and writing one atomic step, is the caller's.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::checkpoint::Checkpoint;
use crate::decimal;
use crate::hash::Hash;
use crate::key::{SignerKey, VerifierKey};
use crate::moment::Moment;
use crate::note::{NOTE_BYTES_MAX, Note};
use crate::proof::check_consistency;

/// Most lines of proof in a request (C2SP tlog-witness).
pub const PROOF_LINES_MAX: usize = 63;
/// Most bytes of a request: 63 lines of proof, and a note.
pub const REQUEST_BYTES_MAX: usize = NOTE_BYTES_MAX + 4096;
/// The media type of the answer that tells the size of the last cosigned checkpoint.
pub const SIZE_MEDIA_TYPE: &str = "text/x.tlog.size";

/// A request to cosign: the body of `POST <submission prefix>/add-checkpoint`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddCheckpoint {
    old_size: u64,
    proof: Vec<Hash>,
    note: Note,
    checkpoint: Checkpoint,
}

/// The head of a log that a witness cosigned last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Number of leaves.
    pub size: u64,
    /// Root of the tree of that size.
    pub root: Hash,
}

/// What a witness gives for a checkpoint that it accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosigned {
    /// The body of the answer: the signature line of the witness.
    pub answer: String,
    /// The checkpoint with the log's signature and the cosignature, to be shown to monitors.
    pub note: Note,
}

/// Why a witness does not cosign, and how it says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// 400: not a request, or the old size is larger than the new.
    #[error("the request is malformed")]
    Malformed,
    /// 403: no trusted key has signed, or a signature in its name is wrong.
    #[error("the checkpoint is not signed by the log")]
    Unsigned,
    /// 404: a log that the witness does not follow.
    #[error("the log is not known here")]
    UnknownLog,
    /// 409: the witness has seen another size, this one.
    #[error("the last cosigned checkpoint has {0} leaves")]
    OtherSize(u64),
    /// 422: the new tree is not a continuation of the old one. With a good signature this is evidence of a fork.
    #[error("the checkpoint does not continue the last cosigned one")]
    Inconsistent,
}

impl Refusal {
    /// The HTTP status of the answer.
    pub const fn status(self) -> u16 {
        match self {
            Self::Malformed => 400,
            Self::Unsigned => 403,
            Self::UnknownLog => 404,
            Self::OtherSize(_) => 409,
            Self::Inconsistent => 422,
        }
    }

    /// The body of the answer: for a conflict the size alone, with [`SIZE_MEDIA_TYPE`]; else a sentence.
    pub fn body(self) -> String {
        match self {
            Self::OtherSize(size) => format!("{size}\n"),
            other => format!("{other}\n"),
        }
    }
}

impl AddCheckpoint {
    /// A request of a log to a witness that cosigned `old_size` leaves last; 0 for never.
    pub fn new(old_size: u64, proof: Vec<Hash>, note: Note) -> Result<Self, Refusal> {
        let checkpoint = Checkpoint::parse(note.text()).map_err(|_| Refusal::Malformed)?;
        if proof.len() > PROOF_LINES_MAX || old_size > checkpoint.size {
            return Err(Refusal::Malformed);
        }
        Ok(Self { old_size, proof, note, checkpoint })
    }

    /// Reads the body of a request.
    ///
    /// A size that is too large is told apart from other faults only after signature and origin, as the
    /// specification orders them; see [`AddCheckpoint::decide`].
    pub fn parse(body: &[u8]) -> Result<Self, Refusal> {
        if body.len() > REQUEST_BYTES_MAX {
            return Err(Refusal::Malformed);
        }
        let text = std::str::from_utf8(body).map_err(|_| Refusal::Malformed)?;
        let (head, note) = text.split_once("\n\n").ok_or(Refusal::Malformed)?;
        let mut lines = head.split('\n');
        let old_size = lines
            .next()
            .and_then(|line| line.strip_prefix("old "))
            .and_then(decimal::parse)
            .ok_or(Refusal::Malformed)?;
        let proof: Vec<Hash> =
            lines.map(str::parse).collect::<Result<_, _>>().map_err(|_| Refusal::Malformed)?;
        let note = Note::parse(note.as_bytes()).map_err(|_| Refusal::Malformed)?;
        let checkpoint = Checkpoint::parse(note.text()).map_err(|_| Refusal::Malformed)?;
        if proof.len() > PROOF_LINES_MAX {
            return Err(Refusal::Malformed);
        }
        Ok(Self { old_size, proof, note, checkpoint })
    }

    /// The checkpoint to cosign; its origin tells which keys and which last head to give to
    /// [`AddCheckpoint::decide`].
    pub const fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// Whether a witness may cosign: `keys` are those it trusts for this origin (none: the log is unknown), `last`
    /// is what it cosigned last. Gives the head to write down before [`AddCheckpoint::cosign`] is answered.
    pub fn decide(&self, keys: &[VerifierKey], last: Option<Head>) -> Result<Head, Refusal> {
        let new = Head { size: self.checkpoint.size, root: self.checkpoint.root };
        if keys.is_empty() {
            return Err(Refusal::UnknownLog);
        }
        self.note.verify(&keys.iter().collect::<Vec<_>>()).map_err(|_| Refusal::Unsigned)?;
        if self.old_size > new.size {
            return Err(Refusal::Malformed);
        }
        let last = last.unwrap_or_else(|| Head { size: 0, root: Hash::of_empty_tree() });
        if self.old_size != last.size {
            return Err(Refusal::OtherSize(last.size));
        }
        check_consistency(last.size, &last.root, new.size, &new.root, &self.proof)
            .map_err(|_| Refusal::Inconsistent)?;
        Ok(new)
    }

    /// The cosignature of a witness, for a request that [`AddCheckpoint::decide`] allowed with the same `keys`.
    pub fn cosign(&self, keys: &[VerifierKey], signer: &SignerKey, time: Moment) -> Cosigned {
        let mut note = self.note.clone().with_only(|signature| keys.iter().any(|key| signature.claims(key)));
        note.cosign(signer, time);
        let answer = note.signatures().last().map(ToString::to_string).unwrap_or_default();
        Cosigned { answer, note }
    }
}

impl fmt::Display for AddCheckpoint {
    /// The body of the request.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "old {}", self.old_size)?;
        self.proof.iter().try_for_each(|hash| writeln!(formatter, "{hash}"))?;
        write!(formatter, "\n{}", self.note)
    }
}

/// Reads the body of a conflict: the size that the witness cosigned last.
pub fn parse_other_size(body: &str) -> Option<u64> {
    decimal::parse(body.strip_suffix('\n')?)
}

/// Where a witness shows the checkpoint of a log: `<SHA-256 of the origin in hexadecimal>/checkpoint`, below its
/// monitoring prefix.
pub fn monitoring_path(origin: &str) -> String {
    let digits: Vec<String> = Sha256::digest(origin).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}/checkpoint", digits.concat())
}
