//! Receipt codes: what a contributor writes down, reads out over the phone, types a year later.

use serde::{Deserialize, Serialize};

use crate::identifier::{ALPHABET, encode};

/// Random characters of a code: 50 bits, so a guess hits one of 62,000 receipts once in 18 milliard tries.
const BODY_LENGTH: usize = 10;
/// Check characters: two, modulo 1021 (the largest prime below 32²), which notices every wrong character, every
/// swap of neighbours, and all but one in a thousand of anything else.
const CHECK_LENGTH: usize = 2;
const CHECK_MODULUS: u64 = 1021;
/// Characters of a code without its hyphens.
pub const CODE_LENGTH: usize = BODY_LENGTH + CHECK_LENGTH;

/// A receipt code of twelve characters without look-alikes; two of them check the rest. Printed in upper case in
/// groups of four: `K7Q2-9XWM-3T5A`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReceiptCode(String);

/// Why a typed code cannot be a receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptCodeError {
    /// Too short, too long, or with characters that no code has.
    #[error("a receipt code has twelve letters and digits")]
    Shape,
    /// The check characters do not fit: a character was mistyped.
    #[error("the check characters of the receipt code do not fit")]
    Check,
}

impl ReceiptCode {
    /// Makes a code from random bits; only the lowest 50 count.
    pub fn from_random_bits(bits: u64) -> Self {
        let bits = bits & ((1 << (BODY_LENGTH * 5)) - 1);
        Self(format!("{}{}", encode(bits, BODY_LENGTH), encode(bits % CHECK_MODULUS, CHECK_LENGTH)))
    }

    /// Reads a code as people type it: any case, spaces and hyphens anywhere, `O` for zero, `I` and `L` for one,
    /// and the Cyrillic letters that look like these.
    pub fn parse(text: &str) -> Result<Self, ReceiptCodeError> {
        let mut code = String::with_capacity(CODE_LENGTH);
        let mut bits: u64 = 0;
        let mut check: u64 = 0;
        let mut count = 0;
        for character in text.chars() {
            let Some(letter) = normalise(character) else { continue };
            let byte = u8::try_from(letter).map_err(|_| ReceiptCodeError::Shape)?;
            let position = ALPHABET.iter().position(|known| *known == byte).ok_or(ReceiptCodeError::Shape)?;
            let value = u64::try_from(position).unwrap_or(0);
            if count < BODY_LENGTH {
                bits = bits * 32 + value;
            } else if count < CODE_LENGTH {
                check = check * 32 + value;
            } else {
                return Err(ReceiptCodeError::Shape);
            }
            code.push(letter);
            count += 1;
        }
        if count != CODE_LENGTH {
            return Err(ReceiptCodeError::Shape);
        }
        if bits % CHECK_MODULUS != check {
            return Err(ReceiptCodeError::Check);
        }
        Ok(Self(code))
    }

    /// The code as stored and as it stands in URLs: twelve lower-case characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The code as printed: `K7Q2-9XWM-3T5A`.
    pub fn printed(&self) -> String {
        let mut printed = String::with_capacity(CODE_LENGTH + 2);
        for (index, character) in self.0.chars().enumerate() {
            if index > 0 && index % 4 == 0 {
                printed.push('-');
            }
            printed.push(character.to_ascii_uppercase());
        }
        printed
    }
}

/// The character of the alphabet that a typed one stands for; `None` for separators.
fn normalise(character: char) -> Option<char> {
    Some(match character {
        '-' | '–' | '—' | '_' => return None,
        space if space.is_whitespace() => return None,
        'O' | 'o' | 'О' | 'о' => '0',
        'I' | 'i' | 'L' | 'l' | 'І' | 'і' => '1',
        'А' | 'а' => 'a',
        'В' => 'b',
        'С' | 'с' => 'c',
        'Е' | 'е' => 'e',
        'Н' => 'h',
        'К' | 'к' => 'k',
        'М' => 'm',
        'Р' | 'р' => 'p',
        'Т' => 't',
        'Х' | 'х' => 'x',
        'У' | 'у' => 'y',
        other => other.to_ascii_lowercase(),
    })
}

impl std::fmt::Display for ReceiptCode {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.printed())
    }
}

impl Serialize for ReceiptCode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.printed())
    }
}

impl<'de> Deserialize<'de> for ReceiptCode {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn codes_read_back_as_printed(bits: u64) {
            let code = ReceiptCode::from_random_bits(bits);
            prop_assert_eq!(ReceiptCode::parse(&code.printed()), Ok(code.clone()));
            prop_assert_eq!(ReceiptCode::parse(code.as_str()), Ok(code));
        }

        #[test]
        fn one_wrong_character_is_noticed(bits: u64, position in 0..CODE_LENGTH, shift in 1u64..32) {
            let code = ReceiptCode::from_random_bits(bits);
            let mut bytes = code.as_str().as_bytes().to_vec();
            let old = ALPHABET.iter().position(|known| *known == bytes[position]).unwrap();
            bytes[position] = ALPHABET[(old + usize::try_from(shift).unwrap()) % 32];
            let wrong = String::from_utf8(bytes).unwrap();
            prop_assert_eq!(ReceiptCode::parse(&wrong), Err(ReceiptCodeError::Check));
        }

        #[test]
        fn swapped_neighbours_are_noticed(bits: u64, position in 0..CODE_LENGTH - 1) {
            let code = ReceiptCode::from_random_bits(bits);
            let mut bytes = code.as_str().as_bytes().to_vec();
            prop_assume!(bytes[position] != bytes[position + 1]);
            bytes.swap(position, position + 1);
            let wrong = String::from_utf8(bytes).unwrap();
            prop_assert_eq!(ReceiptCode::parse(&wrong), Err(ReceiptCodeError::Check));
        }
    }

    #[test]
    fn letters_that_look_alike_are_forgiven() {
        let code = ReceiptCode::from_random_bits(0x10_0000_0401);
        let typed = code.printed().replace('0', "О").replace('1', "l");
        assert_eq!(ReceiptCode::parse(&typed), Ok(code));
    }
}
