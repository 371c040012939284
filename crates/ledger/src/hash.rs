//! Hashes of the tree: RFC 6962, section 2.1, with SHA-256.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

use crate::base64;

/// Bytes of a hash.
pub const HASH_BYTES: usize = 32;

/// A SHA-256 hash. Its text form is base 64, as in checkpoints and proofs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash([u8; HASH_BYTES]);

/// A text or a row of bytes is not a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a hash is 32 bytes, as text 44 characters of base 64")]
pub struct NotAHash;

impl Hash {
    /// The hash with these bytes.
    pub const fn from_bytes(bytes: [u8; HASH_BYTES]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; HASH_BYTES] {
        &self.0
    }

    /// The hash of a leaf: SHA-256 of `0x00 ‖ leaf`.
    pub fn of_leaf(leaf: &[u8]) -> Self {
        Self(Sha256::new().chain_update([0]).chain_update(leaf).finalize().into())
    }

    /// The hash of a node over its two children: SHA-256 of `0x01 ‖ left ‖ right`.
    #[must_use]
    pub fn of_node(left: &Self, right: &Self) -> Self {
        let mut bytes = [1; 1 + 2 * HASH_BYTES];
        if let Some((_, children)) = bytes.split_first_mut()
            && let Some((first, second)) = children.split_at_mut_checked(HASH_BYTES)
        {
            first.copy_from_slice(&left.0);
            second.copy_from_slice(&right.0);
        }
        Self(Sha256::digest(bytes).into())
    }

    /// The root of the tree without leaves: SHA-256 of nothing.
    pub fn of_empty_tree() -> Self {
        Self(Sha256::digest([]).into())
    }

    /// The root over `hashes` taken as the leaves (or as equally high subtrees) of a perfect or ragged tree; `None`
    /// when there are none.
    pub(crate) fn over(hashes: &[Self]) -> Option<Self> {
        match hashes {
            [] => None,
            [one] => Some(*one),
            many => {
                // The largest power of two that is smaller than their number.
                let left = many.len().div_ceil(2).next_power_of_two();
                let (left, right) = many.split_at_checked(left)?;
                Some(Self::of_node(&Self::over(left)?, &Self::over(right)?))
            }
        }
    }
}

impl TryFrom<&[u8]> for Hash {
    type Error = NotAHash;

    fn try_from(bytes: &[u8]) -> Result<Self, NotAHash> {
        bytes.try_into().map(Self).map_err(|_| NotAHash)
    }
}

impl FromStr for Hash {
    type Err = NotAHash;

    fn from_str(text: &str) -> Result<Self, NotAHash> {
        base64::decode(text).ok_or(NotAHash)?.as_slice().try_into()
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&base64::encode(self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Hash({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_empty_tree_has_the_hash_of_nothing() {
        assert_eq!(Hash::of_empty_tree().to_string(), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
        assert_eq!(Hash::over(&[]), None);
    }

    #[test]
    fn the_left_subtree_is_the_largest_perfect_one() {
        let leaves: Vec<Hash> = (0_u8..5).map(|byte| Hash::of_leaf(&[byte])).collect();
        let pair = |left: usize, right: usize| Hash::of_node(&leaves[left], &leaves[right]);
        let four = Hash::of_node(&pair(0, 1), &pair(2, 3));
        assert_eq!(Hash::over(&leaves[..2]), Some(pair(0, 1)));
        assert_eq!(Hash::over(&leaves[..3]), Some(Hash::of_node(&pair(0, 1), &leaves[2])));
        assert_eq!(Hash::over(&leaves[..4]), Some(four));
        assert_eq!(Hash::over(&leaves), Some(Hash::of_node(&four, &leaves[4])));
    }

    #[test]
    fn text_has_one_spelling() {
        let text = Hash::of_leaf(b"").to_string();
        assert_eq!(text.parse::<Hash>().map(|hash| hash.to_string()), Ok(text.clone()));
        for wrong in ["", "AAAA", text.trim_end_matches('='), &format!("{text}\n"), &text.replace('=', "A")] {
            assert_eq!(wrong.parse::<Hash>(), Err(NotAHash), "{wrong}");
        }
    }
}
