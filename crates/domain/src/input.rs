//! Text from outside: what is taken as it is, what is cleaned, what is refused.

use unicode_normalization::UnicodeNormalization;

/// A word that is not in a closed list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{word:?} is not one of the known values of {list}")]
pub struct UnknownWord {
    /// The list.
    pub list: &'static str,
    /// The word that was given.
    pub word: String,
}

/// Why a text is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing but white space and invisible characters.
    #[error("the text is empty")]
    Empty,
    /// More characters than the field takes.
    #[error("the text has {count} characters; at most {limit} are possible")]
    TooLong {
        /// Characters given.
        count: usize,
        /// Characters possible.
        limit: usize,
    },
    /// NUL or another control character, which no keyboard types and PostgreSQL refuses.
    #[error("the text has a control character at position {position}")]
    Control {
        /// Position in code points, from zero.
        position: usize,
    },
}

/// Whether a character can hide or reorder other text: bidirectional controls, zero-width characters, tags and
/// interlinear marks. They carry nothing that a reader sees and are left out.
fn is_deceptive(character: char) -> bool {
    matches!(
        character,
        '\u{00AD}'
            | '\u{061C}'
            | '\u{180E}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E007F}'
    )
}

/// A text of several lines as it is stored: NFC, `\n` line ends, no invisible characters, no white space at the
/// ends, at most two line breaks in a row. Control characters other than tab and line ends are refused rather
/// than dropped: they come from programs, and a program should hear of its mistake.
pub fn clean_text(text: &str, characters_max: usize) -> Result<String, TextError> {
    let mut cleaned = String::with_capacity(text.len());
    let mut breaks = 0;
    for (position, character) in text.chars().enumerate() {
        match character {
            '\r' => {}
            '\n' | '\u{2028}' | '\u{2029}' => {
                breaks += 1;
                if breaks <= 2 {
                    while cleaned.ends_with([' ', '\t']) {
                        cleaned.pop();
                    }
                    cleaned.push('\n');
                }
            }
            '\t' => cleaned.push(' '),
            control if control.is_control() => return Err(TextError::Control { position }),
            hidden if is_deceptive(hidden) => {}
            other => {
                breaks = if other.is_whitespace() { breaks } else { 0 };
                cleaned.push(other);
            }
        }
    }
    let normalised: String = cleaned.nfc().collect();
    let trimmed = normalised.trim();
    if trimmed.is_empty() {
        return Err(TextError::Empty);
    }
    let count = trimmed.chars().count();
    if count > characters_max {
        return Err(TextError::TooLong { count, limit: characters_max });
    }
    Ok(trimmed.to_owned())
}

/// A text of one line (a name, a place): as [`clean_text`], with every run of white space as one space.
pub fn clean_line(text: &str, characters_max: usize) -> Result<String, TextError> {
    let cleaned = clean_text(text, usize::MAX)?;
    let line = cleaned.split_whitespace().collect::<Vec<_>>().join(" ");
    let count = line.chars().count();
    if count > characters_max {
        return Err(TextError::TooLong { count, limit: characters_max });
    }
    Ok(line)
}

/// Most characters of an e-mail address (RFC 5321).
pub const EMAIL_CHARACTERS_MAX: usize = 254;

/// An e-mail address that a mail server can be asked to deliver to. The local part keeps its case, the domain is
/// folded; it is never shown to others and never logged.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Reads an address as people type it. Only the shape is checked: whether it exists shows when mail arrives.
    pub fn parse(text: &str) -> Option<Self> {
        let text = clean_line(text, EMAIL_CHARACTERS_MAX).ok()?;
        let (local, domain) = text.rsplit_once('@')?;
        let local_fits = !local.is_empty()
            && local.len() <= 64
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..")
            && local.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c));
        let labels: Vec<&str> = domain.split('.').collect();
        let domain_fits = labels.len() >= 2
            && labels.iter().all(|label| {
                !label.is_empty()
                    && label.len() <= 63
                    && !label.starts_with('-')
                    && !label.ends_with('-')
                    && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            });
        (local_fits && domain_fits).then(|| Self(format!("{local}@{}", domain.to_lowercase())))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address as shown back to its owner: `a…@mail.kz`.
    pub fn masked(&self) -> String {
        let (local, domain) = self.0.rsplit_once('@').unwrap_or((&self.0, ""));
        format!("{}…@{domain}", local.chars().take(1).collect::<String>())
    }
}

/// Logs must not hold addresses, so the debug form does not either.
impl std::fmt::Debug for EmailAddress {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("EmailAddress(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn invisible_tricks_are_left_out_and_controls_refused() {
        assert_eq!(clean_text("жол\u{200B} жаман\u{202E}", 100).as_deref(), Ok("жол жаман"));
        assert_eq!(clean_text("a\0b", 100), Err(TextError::Control { position: 1 }));
        assert_eq!(clean_text(" \u{200B}\n ", 100), Err(TextError::Empty));
        assert_eq!(clean_text("a\r\n\r\n\r\n\r\nb", 100).as_deref(), Ok("a\n\nb"));
        assert_eq!(clean_text("и\u{0306}", 100).as_deref(), Ok("й"));
        assert_eq!(clean_line("  а \n б\t в ", 10).as_deref(), Ok("а б в"));
        assert_eq!(clean_line("абв", 2), Err(TextError::TooLong { count: 3, limit: 2 }));
    }

    #[test]
    fn addresses_have_a_shape() {
        for good in ["a@mail.kz", "Aigul.S+kenes@Example.KZ", "иван@пошта.қаз"] {
            assert!(EmailAddress::parse(good).is_some(), "{good}");
        }
        for bad in
            ["", "a", "@b.kz", "a@b", "a b@c.kz", "a@b..kz", "a..b@c.kz", "a@-b.kz", "a@b.kz\r\nBcc: x@y.z"]
        {
            assert!(EmailAddress::parse(bad).is_none(), "{bad}");
        }
        assert_eq!(EmailAddress::parse("Ab@MAIL.kz").unwrap().as_str(), "Ab@mail.kz");
        assert_eq!(EmailAddress::parse("aigul@mail.kz").unwrap().masked(), "a…@mail.kz");
    }

    proptest! {
        #[test]
        fn cleaning_is_stable(text in "\\PC{0,80}") {
            if let Ok(once) = clean_text(&text, 1000) {
                prop_assert_eq!(clean_text(&once, 1000), Ok(once.clone()));
                prop_assert!(!once.chars().any(is_deceptive));
            }
        }
    }
}
