//! The comparison form of a text: a list of tokens, each with its place in the source.
//!
//! **Invariant:** tokens are in reading order, do not overlap, and lie inside the source text.

use crate::folding;

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TokenKind {
    /// Letters, or letters and digits.
    Word,
    /// Digits only.
    Number,
    /// One other visible character.
    Mark,
}

/// One token of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What is compared: canonical spelling, dashes and quotation marks of one kind.
    pub form: String,
    /// What it is made of.
    pub kind: TokenKind,
    /// First code point in the source.
    pub start: usize,
    /// Code point after the last one in the source.
    pub end: usize,
}

/// Cuts a text into tokens. Spaces, invisible characters, case, ё and look-alike letters make no difference to
/// the forms.
pub fn tokens(text: &str) -> Vec<Token> {
    let folded = folding::canonical_with_map(text);
    let mut pieces: Vec<(TokenKind, String, usize, usize)> = Vec::new();
    let mut open = false;
    for (at, character) in folded.text().char_indices() {
        let end = at + character.len_utf8();
        if character.is_alphanumeric() || character == '_' {
            match pieces.last_mut() {
                Some(piece) if open => {
                    piece.1.push(character);
                    piece.3 = end;
                    if !character.is_numeric() {
                        piece.0 = TokenKind::Word;
                    }
                }
                _ => {
                    let kind = if character.is_numeric() { TokenKind::Number } else { TokenKind::Word };
                    pieces.push((kind, character.to_string(), at, end));
                }
            }
            open = true;
        } else {
            open = false;
            if !character.is_whitespace() && !character.is_control() {
                pieces.push((TokenKind::Mark, one_spelling(character).to_string(), at, end));
            }
        }
    }
    let mut points = CodePoints::new(text);
    pieces
        .into_iter()
        .map(|(kind, form, start, end)| {
            let source = folded.source_range(start..end);
            Token { form, kind, start: points.at(source.start), end: points.at(source.end) }
        })
        .collect()
}

/// Dashes and quotation marks are typed as the keyboard allows; they carry no meaning here.
fn one_spelling(character: char) -> char {
    match character {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '«' | '»' | '“' | '”' | '„' | '‟' | '‘' | '’' | '‚' | '`' | '\'' => '"',
        other => other,
    }
}

/// Turns byte offsets that mostly grow into code points, in one pass over the text.
struct CodePoints<'a> {
    text: &'a str,
    byte: usize,
    point: usize,
}

impl<'a> CodePoints<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, byte: 0, point: 0 }
    }

    fn at(&mut self, byte: usize) -> usize {
        if byte < self.byte {
            (self.byte, self.point) = (0, 0);
        }
        let passed = self.text.get(self.byte..byte).map_or(0, |part| part.chars().count());
        self.byte = byte;
        self.point += passed;
        self.point
    }
}
