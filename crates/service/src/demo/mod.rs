//! Demonstration data: programs, contributions and decisions that are made up, marked as such, and the same for the
//! same seed on every machine. Nothing here reads a clock, a file or a database.

mod compose;
mod decisions;
mod dice;
mod envelopes;
mod facts;
mod kazakh;
mod letters;
mod money;
mod names;
mod noise;
mod place;
mod program;
mod render;
mod russian;
mod size;
mod speech;
mod stream;
mod topic;
mod topics;
mod wording;

#[cfg(test)]
mod stream_tests;
#[cfg(test)]
mod tests;

pub use decisions::DemoDecision;
pub use envelopes::envelopes;
pub use place::{Parent, Place, PlacesError, places};
pub use program::{DemoProgram, Subject, build};
pub use render::Name;
pub use stream::{DemoContribution, DemoQuote, Stream, StreamOptions};

use kenes_domain::program::EditionDraft;

/// The demonstration program of a place.
pub fn program(place: &Place, seed: u64) -> EditionDraft {
    build(place, seed).edition
}
