//! One-time codes from the clock (RFC 6238, HMAC-SHA-1, six digits, thirty seconds): what every authenticator knows.

use hmac::{Hmac, KeyInit, Mac};
use kenes_domain::timestamp::Timestamp;
use sha1::Sha1;

/// Seconds of one step.
const STEP_SECONDS: i64 = 30;
/// Steps by which a clock may differ, to each side.
const STEPS_ASIDE: i64 = 1;
/// Bytes of a secret (RFC 4226 recommends the length of the hash).
pub const SECRET_BYTES: usize = 20;

/// The step at a moment.
pub fn step(at: Timestamp) -> i64 {
    at.seconds().div_euclid(STEP_SECONDS)
}

/// The step whose code this is, among the present one and its neighbours.
pub fn matching_step(secret: &[u8], code: &str, now: Timestamp) -> Option<i64> {
    let present = step(now);
    (present - STEPS_ASIDE..=present + STEPS_ASIDE).find(|step| self::code(secret, *step) == code)
}

/// The code of a step.
pub fn code(secret: &[u8], step: i64) -> String {
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(secret) else { return String::new() };
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let offset = hash.last().map_or(0, |last| usize::from(last & 15));
    let mut bytes = [0; 4];
    for (byte, of_hash) in bytes.iter_mut().zip(hash.iter().skip(offset)) {
        *byte = *of_hash;
    }
    format!("{:06}", (u32::from_be_bytes(bytes) & 0x7fff_ffff) % 1_000_000)
}

/// A secret as authenticators take it: base32 of RFC 4648 without padding.
pub fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::new();
    for chunk in bytes.chunks(5) {
        let mut held = 0_u64;
        for place in 0..5 {
            held = (held << 8) | u64::from(chunk.get(place).copied().unwrap_or(0));
        }
        for place in 0..(chunk.len() * 8).div_ceil(5) {
            let letter = usize::try_from((held >> (35 - 5 * place)) & 31).unwrap_or(0);
            text.extend(ALPHABET.get(letter).copied().map(char::from));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_of_rfc_6238_come_out() {
        let secret = b"12345678901234567890";
        for (seconds, eight) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            let at = Timestamp::from_seconds(seconds);
            let six = &eight[2..];
            assert_eq!(code(secret, step(at)), six);
            assert_eq!(matching_step(secret, six, at.plus_seconds(30)), Some(step(at)));
            assert_eq!(matching_step(secret, six, at.plus_seconds(90)), None);
        }
        assert_eq!(matching_step(secret, "", Timestamp::from_seconds(59)), None);
    }

    #[test]
    fn secrets_are_written_in_base32_of_rfc_4648() {
        for (bytes, text) in
            [("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("foobar", "MZXW6YTBOI")]
        {
            assert_eq!(base32(bytes.as_bytes()), text);
        }
    }
}
