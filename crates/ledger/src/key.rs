//! Keys of signed notes: verifier keys to publish, signer keys to keep (C2SP signed-note).

use std::fmt;
use std::str::FromStr;

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use crate::base64;

/// What stands before a signer key, as Go's note package writes it.
const PRIVATE_PREFIX: &str = "PRIVATE+KEY+";
/// Most bytes of a key name.
pub const KEY_NAME_BYTES_MAX: usize = 255;

/// What a key signs: the signature types of C2SP signed-note that are in use here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// Type 0x01, Ed25519 over the text of a note: logs and promises.
    Note,
    /// Type 0x04, Ed25519 over a checkpoint and a time: witnesses (C2SP tlog-cosignature, version 1).
    Cosignature,
}

/// The public half of a key, its name and its use. Text form (“vkey”):
/// `<name>+<8 hexadecimal digits>+<base 64 of purpose ‖ 32 bytes>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    purpose: Purpose,
    key: VerifyingKey,
}

/// The secret half. It never prints itself; [`SignerKey::secret_text`] is the only way out.
#[derive(Clone)]
pub struct SignerKey {
    public: VerifierKey,
    key: SigningKey,
}

/// Why a text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not three parts with a plus between, or a part is misspelled.
    #[error("a verifier key is written name+hash+base64, a signer key PRIVATE+KEY+name+hash+base64")]
    Shape,
    /// Empty, too long, or with a space, a plus sign or a control character.
    #[error("a key name has no spaces, plus signs or control characters")]
    Name,
    /// The short hash is not that of name and key.
    #[error("the hash in the key does not fit its name and bytes")]
    Hash,
    /// A signature type other than those of [`Purpose`].
    #[error("keys of this signature type are not supported")]
    Type,
    /// The bytes are no point of the curve, or one that verifies anything.
    #[error("the bytes are not an Ed25519 key")]
    Bytes,
}

impl Purpose {
    const fn byte(self) -> u8 {
        match self {
            Self::Note => 0x01,
            Self::Cosignature => 0x04,
        }
    }

    const fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            0x01 => Some(Self::Note),
            0x04 => Some(Self::Cosignature),
            _ => None,
        }
    }
}

impl VerifierKey {
    /// A key from its 32 bytes. Points of small order are refused: under them anybody can make signatures.
    pub fn new(name: &str, purpose: Purpose, bytes: &[u8; 32]) -> Result<Self, KeyError> {
        if !is_key_name(name) {
            return Err(KeyError::Name);
        }
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| KeyError::Bytes)?;
        if key.is_weak() { Err(KeyError::Bytes) } else { Ok(Self { name: name.to_owned(), purpose, key }) }
    }

    /// Who signs: a URL without a scheme.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the key signs.
    pub const fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// The 32 bytes of the key.
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    /// The short id in signature lines: the first four bytes of SHA-256 of `name ‖ 0x0A ‖ purpose ‖ key`. It tells
    /// keys apart and secures nothing.
    pub fn id(&self) -> u32 {
        let hash = Sha256::new()
            .chain_update(&self.name)
            .chain_update([b'\n', self.purpose.byte()])
            .chain_update(self.key.as_bytes())
            .finalize();
        hash.first_chunk().map_or(0, |bytes| u32::from_be_bytes(*bytes))
    }

    /// Whether `signature` is this key's over `message`, by the strict rules: no malleable scalar, no small-order
    /// point.
    pub fn has_signed(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.key.verify_strict(message, &Signature::from_bytes(signature)).is_ok()
    }
}

impl SignerKey {
    /// A key from 32 secret random bytes.
    pub fn from_seed(name: &str, purpose: Purpose, seed: &[u8; 32]) -> Result<Self, KeyError> {
        let key = SigningKey::from_bytes(seed);
        let public = VerifierKey::new(name, purpose, key.verifying_key().as_bytes())?;
        Ok(Self { public, key })
    }

    /// Reads a signer key: `PRIVATE+KEY+<name>+<8 hexadecimal digits>+<base 64 of purpose ‖ 32 bytes>`.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let (name, hash, purpose, seed) = split(text.strip_prefix(PRIVATE_PREFIX).ok_or(KeyError::Shape)?)?;
        let key = Self::from_seed(name, purpose, &seed)?;
        if format!("{:08x}", key.public.id()) == hash { Ok(key) } else { Err(KeyError::Hash) }
    }

    /// The text that [`SignerKey::parse`] reads. Whoever has it can sign.
    pub fn secret_text(&self) -> String {
        let public = &self.public;
        format!("{PRIVATE_PREFIX}{}", join(&public.name, public.id(), public.purpose, self.key.as_bytes()))
    }

    /// The half to publish.
    pub const fn verifier(&self) -> &VerifierKey {
        &self.public
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }
}

impl FromStr for VerifierKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let (name, hash, purpose, bytes) = split(text)?;
        let key = Self::new(name, purpose, &bytes)?;
        if format!("{:08x}", key.id()) == hash { Ok(key) } else { Err(KeyError::Hash) }
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&join(&self.name, self.id(), self.purpose, self.key.as_bytes()))
    }
}

impl fmt::Debug for SignerKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SignerKey({})", self.public)
    }
}

/// Whether a text can be the name of a key: not empty, no Unicode space, no plus sign, no control character.
pub fn is_key_name(name: &str) -> bool {
    (1..=KEY_NAME_BYTES_MAX).contains(&name.len())
        && !name.chars().any(|letter| letter.is_whitespace() || letter.is_control() || letter == '+')
}

fn join(name: &str, id: u32, purpose: Purpose, bytes: &[u8; 32]) -> String {
    let mut material = vec![purpose.byte()];
    material.extend_from_slice(bytes);
    format!("{name}+{id:08x}+{}", base64::encode(material))
}

fn split(text: &str) -> Result<(&str, &str, Purpose, [u8; 32]), KeyError> {
    // Base 64 may hold plus signs, names and hashes may not.
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(hash), Some(material)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(KeyError::Shape);
    };
    let material = base64::decode(material).ok_or(KeyError::Shape)?;
    let (purpose, bytes) = material.split_first().ok_or(KeyError::Shape)?;
    let purpose = Purpose::from_byte(*purpose).ok_or(KeyError::Type)?;
    let bytes = bytes.try_into().map_err(|_| KeyError::Bytes)?;
    Ok((name, hash, purpose, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    const VKEY: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

    #[test]
    fn the_key_of_the_specification_reads_back() {
        let key: VerifierKey = VKEY.parse().unwrap();
        assert_eq!((key.name(), key.id(), key.purpose()), ("example.com/foo", 0x530d_903a, Purpose::Note));
        assert_eq!(key.to_string(), VKEY);
    }

    #[test]
    fn the_same_bytes_have_another_id_for_another_purpose() {
        let seed = [7; 32];
        let note = SignerKey::from_seed("example.com/log", Purpose::Note, &seed).unwrap();
        let witness = SignerKey::from_seed("example.com/log", Purpose::Cosignature, &seed).unwrap();
        assert_eq!(note.verifier().as_bytes(), witness.verifier().as_bytes());
        assert_ne!(note.verifier().id(), witness.verifier().id());
        for key in [note, witness] {
            assert_eq!(key.verifier().to_string().parse(), Ok(key.verifier().clone()));
            assert_eq!(SignerKey::parse(&key.secret_text()).unwrap().verifier(), key.verifier());
        }
    }

    #[test]
    fn a_secret_does_not_print_itself() {
        let key = SignerKey::from_seed("example.com/log", Purpose::Note, &[7; 32]).unwrap();
        let secret = key.secret_text();
        let secret = secret.rsplit('+').next().unwrap();
        assert!(!format!("{key:?}").contains(secret));
    }

    #[test]
    fn wrong_keys_are_refused() {
        for (text, error) in [
            ("", KeyError::Shape),
            ("example.com/foo", KeyError::Shape),
            ("example.com/foo+530d903a", KeyError::Shape),
            ("example.com/foo+530d903a+", KeyError::Shape),
            ("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2", KeyError::Shape),
            ("+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", KeyError::Name),
            ("example com+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", KeyError::Name),
            ("example\u{2003}com+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", KeyError::Name),
            ("example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", KeyError::Hash),
            ("example.com/bar+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", KeyError::Hash),
            ("example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", KeyError::Type),
            ("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U0=", KeyError::Bytes),
            // The neutral element of the curve.
            ("example.com/foo+530d903a+AQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", KeyError::Bytes),
        ] {
            assert_eq!(text.parse::<VerifierKey>(), Err(error), "{text}");
        }
        assert!(matches!(SignerKey::parse(VKEY), Err(KeyError::Shape)));
    }
}
