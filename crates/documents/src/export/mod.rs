//! Editions and tables as files that staff already use, and as files for archives.
//!
//! **Architecture invariant:** the same input gives the same bytes. Dates come in as parameters; packed files carry
//! no time of their own.

pub mod akoma;
pub mod csv;
pub mod edition;
pub mod stream;
pub mod word;
pub mod workbook;

use kenes_domain::money::Tenge;

use crate::decimal::Decimal;

/// A day, for file properties and date cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    /// Year, 1900 to 9999.
    pub year: u16,
    /// Month from 1.
    pub month: u8,
    /// Day from 1.
    pub day: u8,
}

impl std::fmt::Display for Day {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// One field of a table, typed: only texts can carry a formula, and texts never become one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Empty,
    /// A text from anybody.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A decimal number.
    Number(Decimal),
    /// Money in whole tenge.
    Money(Tenge),
    /// A day.
    Date(Day),
    /// Yes or no.
    Flag(bool),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// Text that an XML file may hold: without the control characters that XML 1.0 forbids, and with the five
/// characters escaped that mean something.
pub(crate) fn escape_xml(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            '\t' | '\n' => escaped.push(character),
            '\u{FFFE}' | '\u{FFFF}' => {}
            control if u32::from(control) < 0x20 => {}
            other => escaped.push(other),
        }
    }
    escaped
}
