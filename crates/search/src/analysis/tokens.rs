//! Cutting a canonical text into words.

use std::ops::Range;

/// Longest word indexed, in bytes; longer runs are noise (base64, rows of signs).
pub const WORD_BYTES_MAX: usize = 120;

/// A word of a canonical text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The canonical word, or a number without its group separators.
    pub text: String,
    /// Where it stands, in bytes of the canonical text.
    pub range: Range<usize>,
}

/// The words of a canonical text: runs of letters and digits. Groups of three digits after a first group are one
/// number («55 038» is 55038).
pub fn tokens(canonical: &str) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::new();
    let mut start = None;
    for (at, character) in canonical.char_indices().chain(std::iter::once((canonical.len(), ' '))) {
        match (character.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                push(&mut found, canonical, from..at);
                start = None;
            }
            _ => (),
        }
    }
    found
}

fn push(found: &mut Vec<Token>, canonical: &str, range: Range<usize>) {
    let Some(word) = canonical.get(range.clone()).filter(|word| word.len() <= WORD_BYTES_MAX) else { return };
    if let Some(last) = found.last_mut()
        && continues_number(last, word, canonical.get(last.range.end..range.start))
    {
        last.text.push_str(word);
        last.range.end = range.end;
        return;
    }
    found.push(Token { text: word.to_owned(), range });
}

/// Digits of a number up to a million billions; longer ones are codes.
const NUMBER_DIGITS_MAX: usize = 15;

fn continues_number(last: &Token, word: &str, between: Option<&str>) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let first_group = last.range.len() == last.text.len();
    matches!(between, Some(" " | "\u{A0}" | "\u{202F}" | "\u{2009}"))
        && word.len() == 3
        && digits(word)
        && digits(&last.text)
        && (!first_group || last.text.len() <= 3)
        && last.text.len() < NUMBER_DIGITS_MAX
}
