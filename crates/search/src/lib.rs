//! The full-text index: schema, analyzers, writing, querying, highlighting.
//!
//! **Architecture invariant:** nothing outside this crate knows the search engine, and the index is a projection:
//! it can be thrown away and rebuilt from the journal at any time. Permissions are part of every query; what a viewer
//! may not see is neither found nor counted, and influences nothing that he sees.

pub mod analysis;
pub mod document;
pub mod error;
pub mod eval;
pub mod facets;
pub mod filter;
pub mod glossary;
pub mod index;
pub mod pairs;
pub mod search;
pub mod similar;
pub mod snippet;
pub mod suggest;
pub mod syntax;
pub mod writer;

mod execute;
mod plan;
mod ranking;
mod reading;
mod schema;
mod statistics;
mod topics;
