//! Public identifiers: short random texts without look-alikes.

use serde::{Deserialize, Serialize};

/// Crockford's base 32 in lower case: no `i`, `l`, `o`, `u`, so an identifier survives being read aloud or typed
/// from paper.
pub const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Characters of a public identifier: 50 random bits.
pub const PUBLIC_ID_LENGTH: usize = 10;

/// A random public identifier of a row, unique in its table. It says nothing about order or number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct PublicId(String);

impl PublicId {
    /// Makes an identifier from random bits; only the lowest 50 count.
    pub fn from_random_bits(bits: u64) -> Self {
        Self(encode(bits, PUBLIC_ID_LENGTH))
    }

    /// Reads an identifier from a URL or a body: upper case is folded, anything that is not an identifier is
    /// `None`.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != PUBLIC_ID_LENGTH {
            return None;
        }
        let lower = text.to_ascii_lowercase();
        lower.bytes().all(|byte| ALPHABET.contains(&byte)).then_some(Self(lower))
    }

    /// The identifier as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for PublicId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for PublicId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not an identifier"))
    }
}

/// Bytes as lower-case hexadecimal digits: hashes in answers, on pages, in the database.
pub fn hexadecimal(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        for half in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(half), 16).unwrap_or('0'));
        }
    }
    text
}

/// The lowest `length` groups of five bits of `bits`, most significant first.
pub(crate) fn encode(bits: u64, length: usize) -> String {
    (0..length)
        .rev()
        .map(|group| {
            let index = usize::try_from((bits >> (group * 5)) & 31).unwrap_or(0);
            char::from(ALPHABET.get(index).copied().unwrap_or(b'0'))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn identifiers_read_back(bits: u64) {
            let id = PublicId::from_random_bits(bits);
            prop_assert_eq!(PublicId::parse(id.as_str()), Some(id.clone()));
            prop_assert_eq!(PublicId::parse(&id.as_str().to_ascii_uppercase()), Some(id));
        }

        #[test]
        fn other_texts_are_refused(text in "[^0-9a-z]{1,20}") {
            prop_assert_eq!(PublicId::parse(&text), None);
        }
    }
}
