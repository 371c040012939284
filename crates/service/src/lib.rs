//! Use cases and background jobs: the only place where domain, store, search, mail, documents and ledger meet.
//!
//! A use case is one function of a resource's module, called alike by the command line, the JSON API and the
//! pages. It takes the [`Service`], checks permissions, and returns plain data; it knows nothing of HTTP.

mod authorization;
pub mod campaigns;
pub mod contributions;
pub mod demo;
pub mod demonstration;
pub mod desk;
mod directory;
pub mod doctor;
pub mod error;
#[cfg(feature = "fixtures")]
pub mod fixtures;
pub mod freshness;
mod hearing;
pub mod home;
pub mod identity;
pub mod import;
pub mod jobs;
pub mod journal;
pub mod moderation;
pub mod points;
pub mod programs;
pub mod runtime;
pub mod setup;
mod shelving;
pub mod territories;

pub use runtime::{Options, Service};
