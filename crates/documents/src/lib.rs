//! Documents in and out: what staff already have (Word, Excel, Markdown, official texts) becomes an edition, and an
//! edition becomes what staff already use.
//!
//! Everything here is a pure function on bytes. Import has two steps that never mix: [`read`] says what stands in
//! one file, block by block with its place, and [`program::convert`] says what that means as an edition, with a
//! report. Nothing is stored by either.
//!
//! **Architecture invariant:** nothing of a source is dropped without being named. Every paragraph and cell is
//! counted on the way in ([`outline::Accounted`]), and what is left out is in the warnings.
//!
//! **Architecture invariant:** no reader trusts a size, a depth or a count that the file declares about itself, and
//! no reader follows a link out of the file.

pub mod attachment;
pub mod bilingual;
pub mod decimal;
pub mod docx;
pub mod entries;
pub mod error;
pub mod export;
pub mod html;
pub mod json;
pub mod label;
pub mod markdown;
pub mod numbers;
pub mod outline;
mod package;
mod pairing;
pub mod place;
pub mod program;
pub mod script;
pub mod tables;
pub mod territories;
mod text;
pub mod warning;
pub mod xlsx;
mod xml;

use error::ImportError;
use outline::{Format, Outline};

/// Largest file that is looked at, in bytes. A program of 150 pages with pictures has 5 MB.
pub const FILE_BYTES_MAX: usize = 20 * 1024 * 1024;

/// Reads one file as ordered blocks.
///
/// JSON is not read this way: it is already an edition, see [`json::read`].
pub fn read(format: Format, bytes: &[u8]) -> Result<Outline, ImportError> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(ImportError::TooLarge { bytes: bytes.len(), bytes_max: FILE_BYTES_MAX });
    }
    match format {
        Format::Docx => docx::read(bytes),
        Format::Xlsx => xlsx::read(bytes),
        Format::Markdown => markdown::read(bytes, markdown::Lines::Join),
        Format::Text => markdown::read(bytes, markdown::Lines::Keep),
        Format::Html => html::read(bytes),
    }
}
