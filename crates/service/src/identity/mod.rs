//! Who somebody is: ways in, sessions, second factors, accounts and what they were granted.
//!
//! **Invariant:** the database holds no secret that lets anybody in. Codes are kept as keyed hashes, tokens as hashes,
//! second factors as salts; the key lies in a file beside the database ([`secrets`]).
//!
//! **Invariant:** whether an address has an account cannot be found out. Asking for a code does the same for every
//! address; the account is looked up, or made, when the code comes back.

pub mod accounts;
pub mod personal;
pub mod second_factor;
pub(crate) mod secrets;
pub mod sessions;
pub mod sign_in;
mod totp;

use kenes_domain::identifier::hexadecimal;
use sha2::{Digest, Sha256};

/// Crockford's base32, lower case: no look-alikes.
const BASE32: &[u8; 32] = kenes_domain::identifier::ALPHABET;

/// A secret as text: 5 bits a letter, so 32 bytes are 52 letters.
fn letters(bytes: &[u8]) -> String {
    let mut text = String::new();
    let (mut held, mut bits) = (0_u16, 0_u8);
    for byte in bytes {
        held = (held << 8) | u16::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            push_letter(&mut text, held >> bits);
            held &= (1 << bits) - 1;
        }
    }
    if bits > 0 {
        push_letter(&mut text, held << (5 - bits));
    }
    text
}

fn push_letter(text: &mut String, value: u16) {
    if let Some(letter) = BASE32.get(usize::from(value & 31)) {
        text.push(char::from(*letter));
    }
}

/// The hash under which a random token is kept. It needs no key: nobody guesses 256 bits.
fn token_hash(token: &str) -> String {
    hexadecimal(&Sha256::digest(token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_base32_without_look_alikes() {
        assert_eq!(letters(&[]), "");
        assert_eq!(letters(&[0]), "00");
        assert_eq!(letters(&[255]), "zw");
        assert_eq!(letters(&[0x12, 0x34, 0x56, 0x78, 0x9a]), "28t5cy4t");
        assert_eq!(letters(&[7; 32]).len(), 52);
    }
}
