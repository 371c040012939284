//! Demonstration data: programs, contributions and decisions that are made up, marked as such, and the same for the
//! same seed on every machine. Nothing here reads a clock, a file or a database.

mod dice;
mod kazakh;
mod money;
mod names;
mod place;
mod program;
mod render;
mod russian;
mod size;
mod topic;
mod topics;
mod wording;

#[cfg(test)]
mod tests;

pub use place::{Parent, Place, PlacesError, places};
pub use program::{DemoProgram, Subject, build};
pub use render::Name;

use kenes_domain::program::EditionDraft;

/// The demonstration program of a place.
pub fn program(place: &Place, seed: u64) -> EditionDraft {
    build(place, seed).edition
}
