//! What can go wrong.

use std::path::PathBuf;

/// A failure of the index. The index is a projection: whatever the error, it can be thrown away and rebuilt.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The index files cannot be read as an index; rebuild it.
    #[error("the search index in {directory} is damaged or missing: {reason}")]
    Damaged {
        /// The folder of the index.
        directory: PathBuf,
        /// What the library said.
        reason: String,
    },
    /// Reading or writing failed.
    #[error("the search index failed: {0}")]
    Engine(#[from] tantivy::TantivyError),
    /// A file operation outside the library failed.
    #[error("the search index failed on {path}: {source}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Postings or columns could not be read.
    #[error("the search index failed to read: {0}")]
    Read(#[from] std::io::Error),
    /// A stored document is not what this version writes.
    #[error("a stored document of the search index cannot be read: {0}")]
    Document(#[from] serde_json::Error),
}

/// A query that cannot be understood. The text of the variants is English for logs; interfaces translate the
/// variants, each of which names the place or the word.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// A quotation mark is not closed.
    #[error("the quotation mark at character {at} is not closed")]
    UnclosedQuote {
        /// Position of the mark, counted in characters from 0.
        at: usize,
    },
    /// `OR` has nothing on one side.
    #[error("OR at character {at} needs a word on both sides")]
    EmptyOr {
        /// Position of the word OR, counted in characters from 0.
        at: usize,
    },
    /// `field:` has no value.
    #[error("the filter {field} needs a value")]
    EmptyValue {
        /// The field as written.
        field: String,
    },
    /// The value of a filter is not one of those it can have.
    #[error("{value} is not a value of {field}; it can be {allowed}")]
    BadValue {
        /// The field as written.
        field: String,
        /// The value as written.
        value: String,
        /// What it can be, in words or as a list.
        allowed: String,
    },
    /// Only exclusions: there is nothing to search for.
    #[error("a query needs something to search for, not only exclusions")]
    OnlyExclusions,
    /// Too many words.
    #[error("a query has at most {words_max} words")]
    TooManyWords {
        /// The limit.
        words_max: usize,
    },
    /// Too many characters.
    #[error("a query has at most {characters_max} characters")]
    TooLong {
        /// The limit.
        characters_max: usize,
    },
}
