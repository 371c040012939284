//! Commitments: how a leaf binds its act to content that can be erased.
//!
//! `commit = HMAC-SHA256(key = salt, message = "kenes/content/v1\n" ‖ content)`. The random salt of 256 bits hides
//! even a one-word content from guessing; SHA-256 makes it impossible to show another content later. When content
//! and salt are erased, the leaf says nothing any more about what was written.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::hash::Hash;

/// What stands before the content in the message, so that a commitment is never mistaken for another use of HMAC.
const CONTEXT: &[u8] = b"kenes/content/v1\n";
/// Bytes of a salt.
pub const SALT_BYTES: usize = 32;
/// Bytes of a block of SHA-256; HMAC fills a shorter key up with zeros (RFC 2104).
const BLOCK_BYTES: usize = 64;

/// The random key of one commitment. It is erased with the content.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt([u8; SALT_BYTES]);

impl Salt {
    /// The salt with these bytes; take them from a cryptographic source.
    pub const fn from_bytes(bytes: [u8; SALT_BYTES]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; SALT_BYTES] {
        &self.0
    }
}

impl TryFrom<&[u8]> for Salt {
    type Error = std::array::TryFromSliceError;

    fn try_from(bytes: &[u8]) -> Result<Self, Self::Error> {
        bytes.try_into().map(Self)
    }
}

impl fmt::Debug for Salt {
    /// A salt in a log would undo an erasure.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Salt(…)")
    }
}

/// What a leaf commits to, and the key of the commitment. The only part of the journal that can be erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening<'a> {
    /// The key of the commitment.
    pub salt: Salt,
    /// The content, byte for byte as it was stored.
    pub content: &'a [u8],
}

impl Opening<'_> {
    /// The commitment to this content under this salt: the value of the leaf's line `commit`.
    pub fn commitment(&self) -> Hash {
        let mut key = [0; BLOCK_BYTES];
        for (target, source) in key.iter_mut().zip(self.salt.0) {
            *target = source;
        }
        let mac = Hmac::<Sha256>::new(&key.into()).chain_update(CONTEXT).chain_update(self.content);
        Hash::from_bytes(mac.finalize().into_bytes().into())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Computed with Python's `hmac` module.
    #[test]
    fn a_known_commitment() {
        let mut salt = [0; SALT_BYTES];
        for (at, byte) in salt.iter_mut().enumerate() {
            *byte = u8::try_from(at).unwrap();
        }
        let opening = Opening { salt: Salt(salt), content: "{\"text\":\"да\"}".as_bytes() };
        assert_eq!(opening.commitment().to_string(), "G4Qv0w0ONEISWqLj+cLiUeGJ4HTQtgy53kCwZuCd5k8=");
    }

    proptest! {
        #[test]
        fn another_salt_or_content_is_another_commitment(
            salt: [u8; 32], content: Vec<u8>, bit in 0_usize..256, other: Vec<u8>,
        ) {
            let commitment = Opening { salt: Salt(salt), content: &content }.commitment();
            let mut turned = salt;
            turned[bit / 8] ^= 1 << (bit % 8);
            prop_assert_ne!(commitment, Opening { salt: Salt(turned), content: &content }.commitment());
            prop_assert_eq!(
                commitment == Opening { salt: Salt(salt), content: &other }.commitment(),
                content == other
            );
        }
    }
}
