//! The pieces of an HTML text: tags, text between them, character references.

#[derive(Debug)]
pub(super) enum Token<'t> {
    Text(&'t str),
    Start { name: String, attributes: &'t str },
    End { name: String },
}

pub(super) struct Tokens<'t> {
    rest: &'t str,
    line: usize,
}

impl<'t> Tokens<'t> {
    pub(super) const fn new(text: &'t str, first_line: usize) -> Self {
        Self { rest: text, line: first_line }
    }

    /// The next token and the line on which it begins.
    pub(super) fn next(&mut self) -> Option<(Token<'t>, usize)> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            let line = self.line;
            if let Some(after) = self.rest.strip_prefix("<!--") {
                let end = after.find("-->").map_or(after.len(), |end| end + 3);
                self.advance(4 + end);
                continue;
            }
            if let Some(after) = self.rest.strip_prefix('<') {
                let is_tag =
                    after.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
                if is_tag {
                    let end = tag_end(after);
                    let tag = self.advance(1 + end);
                    if let Some(token) = parse_tag(tag) {
                        return Some((token, line));
                    }
                    continue;
                }
            }
            let length = self.rest.chars().next().map_or(0, char::len_utf8);
            let after_first = self.rest.get(length..).unwrap_or_default();
            let end = after_first.find('<').map_or(self.rest.len(), |end| length + end);
            return Some((Token::Text(self.advance(end)), line));
        }
    }

    fn advance(&mut self, bytes: usize) -> &'t str {
        let (taken, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.line += taken.matches('\n').count();
        self.rest = rest;
        taken
    }
}

/// Length of a tag after its `<`, with the `>`; quotes hide a `>`.
fn tag_end(text: &str) -> usize {
    let mut quote = None;
    for (position, character) in text.char_indices() {
        match (quote, character) {
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), close) if open == close => quote = None,
            (None, '>') => return position + 1,
            _ => {}
        }
    }
    text.len()
}

fn parse_tag(tag: &str) -> Option<Token<'_>> {
    let inner = tag.strip_prefix('<')?;
    let inner = inner.strip_suffix('>').unwrap_or(inner);
    let (is_end, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
    let (name, attributes) = inner.split_at_checked(end)?;
    if name.is_empty() {
        return None;
    }
    let name = name.to_ascii_lowercase();
    Some(if is_end { Token::End { name } } else { Token::Start { name, attributes } })
}

/// The value of an attribute that is a number.
pub(super) fn number_attribute(attributes: &str, name: &str) -> Option<u32> {
    let lower = attributes.to_ascii_lowercase();
    let (_, after) = lower.split_once(name)?;
    let value = after.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let digits = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
    value.get(..digits)?.parse().ok()
}

/// Appends text with its character references resolved; unknown ones stay as they are.
pub(super) fn push_decoded(text: &str, target: &mut String) {
    const REFERENCE_CHARACTERS_MAX: usize = 12;
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        target.push_str(before);
        let end =
            after.char_indices().take(REFERENCE_CHARACTERS_MAX).find(|(_, c)| *c == ';').map(|(end, _)| end);
        let reference = end.and_then(|end| after.get(..end)).and_then(reference);
        if let (Some(character), Some(end)) = (reference, end) {
            if character != '\u{AD}' {
                target.push(character);
            }
            rest = after.get(end + 1..).unwrap_or_default();
        } else {
            target.push('&');
            rest = after;
        }
    }
    target.push_str(rest);
}

/// What a character reference stands for. Control characters are not characters of a text.
fn reference(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|character| !character.is_control());
    }
    Some(match name {
        "nbsp" => '\u{A0}',
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "laquo" => '«',
        "raquo" => '»',
        "ldquo" => '“',
        "rdquo" => '”',
        "bdquo" => '„',
        "ndash" => '–',
        "mdash" => '—',
        "minus" => '−',
        "hellip" => '…',
        "deg" => '°',
        "sup2" => '²',
        "sup3" => '³',
        "times" => '×',
        "bull" => '•',
        "middot" => '·',
        "sect" => '§',
        "shy" => '\u{AD}',
        _ => return None,
    })
}
