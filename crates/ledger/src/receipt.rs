//! Receipts: proofs that a citizen keeps and anyone checks offline (C2SP tlog-proof).
//!
//! ```text
//! c2sp.org/tlog-proof@v1
//! extra <base 64>
//! index 73894
//! <base 64 of 32 bytes>        one line for each step from the leaf to the root
//!
//! <signed and cosigned checkpoint>
//! ```
//!
//! The extra data of our receipts are the leaf and, where the act has content, salt and content:
//! `"kenes/receipt/v1\n" ‖ uint16 length of the leaf ‖ leaf [‖ salt of 32 bytes ‖ content]`.

use std::fmt;

use crate::base64;
use crate::commitment::{Opening, SALT_BYTES, Salt};
use crate::decimal;
use crate::hash::Hash;
use crate::leaf::{Leaf, LeafError};
use crate::note::{Note, NoteError};
use crate::policy::{Distrusted, Endorsed, Policy};
use crate::proof::{PROOF_HASHES_MAX, check_inclusion};

/// The first line of a proof.
const HEADER: &str = "c2sp.org/tlog-proof@v1";
/// What the extra data of our receipts begin with.
const EXTRA_HEADER: &[u8] = b"kenes/receipt/v1\n";
/// Most bytes of a proof file.
pub const PROOF_FILE_BYTES_MAX: usize = 1024 * 1024;

/// A proof file of any log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofFile {
    /// Data of the application. Nothing vouches for them; whoever reads them checks them against the leaf hash.
    pub extra: Option<Vec<u8>>,
    /// Index of the leaf.
    pub index: u64,
    /// The path from the leaf's sibling up to the root's child.
    pub path: Vec<Hash>,
    /// The checkpoint with its signatures.
    pub note: Note,
}

/// A receipt of ours: a leaf, what it commits to, and the proof that it is in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The act.
    pub leaf: Leaf,
    /// Salt and content, when the act has content and the receipt carries it.
    pub opening: Option<(Salt, Vec<u8>)>,
    /// Index of the leaf.
    pub index: u64,
    /// The path from the leaf's sibling up to the root's child.
    pub path: Vec<Hash>,
    /// The checkpoint with its signatures.
    pub note: Note,
}

/// Why bytes are no receipt, or prove nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// Longer than [`PROOF_FILE_BYTES_MAX`].
    #[error("a proof file has at most {PROOF_FILE_BYTES_MAX} bytes")]
    Long,
    /// Not the lines of a proof file.
    #[error("this is not a proof file")]
    Shape,
    /// A proof file, but without our leaf in it.
    #[error("the proof file does not carry an act of this journal")]
    Extra,
    /// The act in it cannot be read.
    #[error(transparent)]
    Leaf(#[from] LeafError),
    /// The checkpoint in it is not a signed note.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The checkpoint is not signed by those whom the policy trusts.
    #[error(transparent)]
    Distrusted(#[from] Distrusted),
    /// The leaf is not under the root of the checkpoint.
    #[error("the act is not in the tree of the checkpoint")]
    NotIncluded,
    /// The content is not the one to which the leaf commits.
    #[error("the content is not what the act commits to")]
    Content,
}

impl ProofFile {
    /// Reads a proof file.
    pub fn parse(bytes: &[u8]) -> Result<Self, ReceiptError> {
        if bytes.len() > PROOF_FILE_BYTES_MAX {
            return Err(ReceiptError::Long);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| ReceiptError::Shape)?;
        let (head, note) = text.split_once("\n\n").ok_or(ReceiptError::Shape)?;
        let (extra, index, path) = parse_head(head).ok_or(ReceiptError::Shape)?;
        Ok(Self { extra, index, path, note: Note::parse(note.as_bytes())? })
    }

    /// Checks that the leaf with this hash is in the log, by the checkpoint in the file and the keys of the policy.
    pub fn check<'a>(&self, leaf: &Hash, policy: &'a Policy) -> Result<Endorsed<'a>, ReceiptError> {
        let endorsed = policy.check(&self.note)?;
        let checkpoint = &endorsed.checkpoint;
        check_inclusion(leaf, self.index, checkpoint.size, &self.path, &checkpoint.root)
            .map_err(|_| ReceiptError::NotIncluded)?;
        Ok(endorsed)
    }
}

fn parse_head(head: &str) -> Option<(Option<Vec<u8>>, u64, Vec<Hash>)> {
    let mut lines = head.split('\n').peekable();
    if lines.next() != Some(HEADER) {
        return None;
    }
    let extra = lines.next_if(|line| line.starts_with("extra "));
    let extra = match extra.and_then(|line| line.strip_prefix("extra ")) {
        Some(text) => Some(base64::decode(text)?),
        None => None,
    };
    let index = decimal::parse(lines.next()?.strip_prefix("index ")?)?;
    let path: Vec<Hash> = lines.map(str::parse).collect::<Result<_, _>>().ok()?;
    (path.len() <= PROOF_HASHES_MAX).then_some((extra, index, path))
}

impl fmt::Display for ProofFile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{HEADER}")?;
        if let Some(extra) = &self.extra {
            writeln!(formatter, "extra {}", base64::encode(extra))?;
        }
        writeln!(formatter, "index {}", self.index)?;
        self.path.iter().try_for_each(|hash| writeln!(formatter, "{hash}"))?;
        write!(formatter, "\n{}", self.note)
    }
}

impl Receipt {
    /// Reads a receipt. Nothing is checked yet but the form.
    pub fn parse(bytes: &[u8]) -> Result<Self, ReceiptError> {
        let ProofFile { extra, index, path, note } = ProofFile::parse(bytes)?;
        let extra = extra.ok_or(ReceiptError::Extra)?;
        let (leaf, rest) = split_extra(&extra).ok_or(ReceiptError::Extra)?;
        let opening = if rest.is_empty() {
            None
        } else {
            let (salt, content) = rest.split_first_chunk::<SALT_BYTES>().ok_or(ReceiptError::Extra)?;
            Some((Salt::from_bytes(*salt), content.to_vec()))
        };
        Ok(Self { leaf: Leaf::parse(leaf)?, opening, index, path, note })
    }

    /// Checks everything: the signatures by the policy, the path from the leaf to the root, and the content against
    /// the commitment. A receipt without content of an act that has some proves the act alone.
    pub fn check<'a>(&self, policy: &'a Policy) -> Result<Endorsed<'a>, ReceiptError> {
        let opened =
            self.opening.as_ref().map(|(salt, content)| Opening { salt: *salt, content }.commitment());
        if opened.is_some() && opened != self.leaf.act().commit {
            return Err(ReceiptError::Content);
        }
        self.proof_file().check(&self.leaf.hash(), policy)
    }

    fn proof_file(&self) -> ProofFile {
        let leaf = self.leaf.as_bytes();
        let mut extra = EXTRA_HEADER.to_vec();
        // A leaf has at most 1024 bytes.
        extra.extend_from_slice(&u16::try_from(leaf.len()).unwrap_or(u16::MAX).to_be_bytes());
        extra.extend_from_slice(leaf);
        if let Some((salt, content)) = &self.opening {
            extra.extend_from_slice(salt.as_bytes());
            extra.extend_from_slice(content);
        }
        ProofFile { extra: Some(extra), index: self.index, path: self.path.clone(), note: self.note.clone() }
    }
}

/// The leaf in the extra data, and what is behind it.
fn split_extra(extra: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = extra.strip_prefix(EXTRA_HEADER)?.split_first_chunk()?;
    rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))
}

impl fmt::Display for Receipt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.proof_file().fmt(formatter)
    }
}
