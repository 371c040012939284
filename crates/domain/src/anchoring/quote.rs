//! The words a contribution is about, as they are stored.

use serde::{Deserialize, Serialize};

/// Code points of context kept on each side of a quote (W3C Web Annotation, TextQuoteSelector).
pub const CONTEXT_CHARACTERS: usize = 32;

/// A quote out of a provision's text. Offsets count Unicode code points of the stored text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The quoted words, exactly as in the text.
    pub exact: String,
    /// Up to [`CONTEXT_CHARACTERS`] code points in front of them.
    pub prefix: String,
    /// Up to [`CONTEXT_CHARACTERS`] code points behind them.
    pub suffix: String,
    /// First code point.
    pub start: usize,
    /// Code point after the last one.
    pub end: usize,
}

/// Why a quote was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QuoteError {
    /// The span is empty, turned round or outside the text.
    #[error("the span does not lie inside the text")]
    OutsideText,
    /// A UTF-16 offset points into the middle of a character.
    #[error("the span cuts a character in two")]
    CutCharacter,
    /// The text at the span is not the quoted one.
    #[error("the quoted words are not at the given place")]
    OtherWords,
}

impl Quote {
    /// Takes the code points `start..end` of a text with their surroundings.
    pub fn capture(text: &str, start: usize, end: usize) -> Result<Self, QuoteError> {
        if start >= end || end > text.chars().count() {
            return Err(QuoteError::OutsideText);
        }
        let context = start.min(CONTEXT_CHARACTERS);
        let part = |from: usize, length: usize| text.chars().skip(from).take(length).collect::<String>();
        Ok(Self {
            exact: part(start, end - start),
            prefix: part(start - context, context),
            suffix: part(end, CONTEXT_CHARACTERS),
            start,
            end,
        })
    }

    /// Takes a span given in UTF-16 code units, as browsers count, when the words there are `exact`.
    pub fn capture_utf16(text: &str, start: usize, end: usize, exact: &str) -> Result<Self, QuoteError> {
        let from = code_point_offset(text, start)?;
        let to = code_point_offset(text, end)?;
        let quote = Self::capture(text, from, to)?;
        if quote.exact == exact { Ok(quote) } else { Err(QuoteError::OtherWords) }
    }

    /// Whether the quoted words stand at their place in a text.
    pub fn is_in(&self, text: &str) -> bool {
        self.start < self.end
            && text.chars().skip(self.start).take(self.end - self.start).eq(self.exact.chars())
    }
}

/// The code points in front of a UTF-16 offset.
pub fn code_point_offset(text: &str, utf16_offset: usize) -> Result<usize, QuoteError> {
    let mut units = 0;
    for (points, character) in text.chars().enumerate() {
        if units == utf16_offset {
            return Ok(points);
        }
        if units > utf16_offset {
            return Err(QuoteError::CutCharacter);
        }
        units += character.len_utf16();
    }
    match units.cmp(&utf16_offset) {
        std::cmp::Ordering::Equal => Ok(text.chars().count()),
        std::cmp::Ordering::Greater => Err(QuoteError::CutCharacter),
        std::cmp::Ordering::Less => Err(QuoteError::OutsideText),
    }
}

/// The UTF-16 code units in front of a code point offset; an offset past the end counts as the end.
pub fn utf16_offset(text: &str, code_points: usize) -> usize {
    text.chars().take(code_points).map(char::len_utf16).sum()
}
