//! Signed notes: a text, an empty line, signature lines (C2SP signed-note).
//!
//! ```text
//! the text, some lines
//!
//! — <key name> <base 64 of key id ‖ signature>
//! ```
//!
//! A reader knows some keys. Signatures of other keys mean nothing to it and are passed over; a signature that
//! claims to be of a known key and is not spoils the whole note.

use std::fmt;

use crate::base64;
use crate::key::{Purpose, SignerKey, VerifierKey, is_key_name};
use crate::moment::Moment;

/// Most bytes of a note with its signatures.
pub const NOTE_BYTES_MAX: usize = 256 * 1024;
/// Most signature lines of a note. The specification asks for at least 16.
pub const SIGNATURES_MAX: usize = 64;
/// What a signature line begins with: an em dash and a space.
const SIGNATURE_PREFIX: &str = "\u{2014} ";
/// Bytes of the time before the signature proper in a cosignature.
const TIME_BYTES: usize = 8;

/// A text with its signatures, of which none is checked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<NoteSignature>,
}

/// One signature line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteSignature {
    /// Name of the key that is said to have signed.
    pub name: String,
    /// Its short id.
    pub id: u32,
    /// The signature: 64 bytes of Ed25519; before them 8 bytes of time in a cosignature.
    pub bytes: Vec<u8>,
}

/// A signature that was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified<'a> {
    /// The key that signed.
    pub key: &'a VerifierKey,
    /// When, in a cosignature.
    pub time: Option<Moment>,
}

/// Why bytes are no note, or a note is not to be trusted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// Longer than [`NOTE_BYTES_MAX`], or with more than [`SIGNATURES_MAX`] signatures.
    #[error("the note is too long")]
    Long,
    /// Not UTF-8 or with control characters.
    #[error("a note is UTF-8 text without control characters")]
    Encoding,
    /// No text, no empty line, or lines below it that are no signatures.
    #[error("a note is text, an empty line and signature lines")]
    Shape,
    /// A signature in the name of a known key is not of that key.
    #[error("the signature of {0} is wrong")]
    Forged(String),
    /// No known key has signed.
    #[error("none of the known keys has signed")]
    Unsigned,
}

impl Note {
    /// A note that nobody has signed yet. The text ends with a line feed.
    pub fn unsigned(text: String) -> Result<Self, NoteError> {
        if text.len() > NOTE_BYTES_MAX {
            Err(NoteError::Long)
        } else if !is_plain(&text) {
            Err(NoteError::Encoding)
        } else if text.ends_with('\n') {
            Ok(Self { text, signatures: Vec::new() })
        } else {
            Err(NoteError::Shape)
        }
    }

    /// Reads a note with at least one signature line.
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteError> {
        if bytes.len() > NOTE_BYTES_MAX {
            return Err(NoteError::Long);
        }
        let whole = std::str::from_utf8(bytes).map_err(|_| NoteError::Encoding)?;
        if !is_plain(whole) {
            return Err(NoteError::Encoding);
        }
        let (text, lines) = whole.rsplit_once("\n\n").ok_or(NoteError::Shape)?;
        let signatures = parse_signatures(lines)?;
        Ok(Self { text: format!("{text}\n"), signatures })
    }

    /// The signed text, with its last line feed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// All signature lines, known and unknown.
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// Signs the text. Give a key for notes here; a witness uses [`Note::cosign`].
    pub fn sign(&mut self, signer: &SignerKey) {
        let bytes = signer.sign(self.text.as_bytes()).to_vec();
        self.push(signer.verifier(), bytes);
    }

    /// Cosigns the text, which must be that of a checkpoint, as seen at `time`.
    pub fn cosign(&mut self, signer: &SignerKey, time: Moment) {
        let mut bytes = time.seconds().to_be_bytes().to_vec();
        bytes.extend_from_slice(&signer.sign(cosigned_message(time, &self.text).as_bytes()));
        self.push(signer.verifier(), bytes);
    }

    /// Adds signature lines made elsewhere: a witness's answer. They are not checked here.
    pub fn add_lines(&mut self, lines: &str) -> Result<(), NoteError> {
        let signatures = parse_signatures(lines)?;
        if self.signatures.len() + signatures.len() > SIGNATURES_MAX {
            return Err(NoteError::Long);
        }
        self.signatures.extend(signatures);
        Ok(())
    }

    /// The same text with only those signatures for which `keep` holds.
    #[must_use]
    pub fn with_only(mut self, keep: impl FnMut(&NoteSignature) -> bool) -> Self {
        self.signatures.retain(keep);
        self
    }

    /// The signature lines alone, as a witness answers them.
    pub fn signature_lines(&self) -> String {
        self.signatures.iter().map(ToString::to_string).collect()
    }

    /// Checks the signatures of all keys in `known`, and says which of them have signed, in the order of the lines.
    /// One wrong signature in the name of a known key refuses the note.
    pub fn verify<'a>(&self, known: &[&'a VerifierKey]) -> Result<Vec<Verified<'a>>, NoteError> {
        let mut verified: Vec<Verified<'a>> = Vec::new();
        for signature in &self.signatures {
            for key in known.iter().filter(|key| signature.claims(key)) {
                let found =
                    self.check(key, signature).ok_or_else(|| NoteError::Forged(signature.name.clone()))?;
                if !verified.iter().any(|earlier| earlier.key == *key) {
                    verified.push(found);
                }
            }
        }
        if verified.is_empty() { Err(NoteError::Unsigned) } else { Ok(verified) }
    }

    /// `None` for a wrong signature.
    fn check<'a>(&self, key: &'a VerifierKey, signature: &NoteSignature) -> Option<Verified<'a>> {
        let bytes = signature.bytes.as_slice();
        let (time, valid) = match key.purpose() {
            Purpose::Note => (None, key.has_signed(self.text.as_bytes(), bytes.try_into().ok()?)),
            Purpose::Cosignature => {
                let (time, bytes) = bytes.split_first_chunk::<TIME_BYTES>()?;
                let time = Moment::from_seconds(u64::from_be_bytes(*time)).ok()?;
                let message = cosigned_message(time, &self.text);
                (Some(time), key.has_signed(message.as_bytes(), bytes.try_into().ok()?))
            }
        };
        valid.then_some(Verified { key, time })
    }

    fn push(&mut self, key: &VerifierKey, bytes: Vec<u8>) {
        self.signatures.push(NoteSignature { name: key.name().to_owned(), id: key.id(), bytes });
    }
}

impl NoteSignature {
    /// Whether the line says that it is of this key.
    pub(crate) fn claims(&self, key: &VerifierKey) -> bool {
        self.name == key.name() && self.id == key.id()
    }
}

impl fmt::Display for Note {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}\n{}", self.text, self.signature_lines())
    }
}

impl fmt::Display for NoteSignature {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = self.id.to_be_bytes().to_vec();
        bytes.extend_from_slice(&self.bytes);
        writeln!(formatter, "{SIGNATURE_PREFIX}{} {}", self.name, base64::encode(bytes))
    }
}

/// What a witness signs (C2SP tlog-cosignature).
fn cosigned_message(time: Moment, text: &str) -> String {
    format!("cosignature/v1\ntime {}\n{text}", time.seconds())
}

/// No control character of ASCII but the line feed.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte >= b' ' || byte == b'\n')
}

fn parse_signatures(lines: &str) -> Result<Vec<NoteSignature>, NoteError> {
    if !lines.ends_with('\n') {
        return Err(NoteError::Shape);
    }
    let signatures: Option<Vec<_>> =
        lines.split_terminator('\n').take(SIGNATURES_MAX + 1).map(parse_signature).collect();
    let signatures = signatures.ok_or(NoteError::Shape)?;
    if signatures.len() > SIGNATURES_MAX { Err(NoteError::Long) } else { Ok(signatures) }
}

fn parse_signature(line: &str) -> Option<NoteSignature> {
    let (name, text) = line.strip_prefix(SIGNATURE_PREFIX)?.split_once(' ')?;
    let bytes = base64::decode(text)?;
    let (id, bytes) = bytes.split_first_chunk()?;
    if !is_key_name(name) || bytes.is_empty() {
        return None;
    }
    Some(NoteSignature { name: name.to_owned(), id: u32::from_be_bytes(*id), bytes: bytes.to_vec() })
}
