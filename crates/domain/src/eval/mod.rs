//! The product's own algorithms against labelled files.

mod anchoring;

pub use anchoring::{AnchoringReport, MappingFigures, QuoteFigures, eval_anchoring};

/// Why a file could not be measured.
#[derive(Debug, thiserror::Error)]
pub enum EvalError {
    /// Not the expected JSON.
    #[error("the file is not in the expected format: {0}")]
    Format(#[from] serde_json::Error),
    /// A reference to something that is not in the file.
    #[error("the file names {0}, which it does not contain")]
    Unknown(String),
    /// The editions cannot be aligned.
    #[error(transparent)]
    Alignment(#[from] crate::alignment::AlignmentError),
}

fn real(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { real(part) / real(whole) }
}
