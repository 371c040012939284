//! Types, rules and algorithms of a public consultation.
//!
//! **Architecture invariant:** this crate does no I/O, reads no clock and draws no random numbers; both come in
//! as parameters. Every rule of the consultation that does not need a database lives here and nowhere else.

mod text_enum;

pub mod alignment;
pub mod anchoring;
pub mod calendar;
pub mod campaign;
pub mod collation;
pub mod conservation;
pub mod contribution;
pub mod decision;
pub mod diff;
pub mod eval;
pub mod folding;
pub mod identifier;
pub mod input;
pub mod journal;
pub mod language;
pub mod money;
pub mod permission;
pub mod program;
pub mod receipt;
pub mod revision;
pub mod territory;
pub mod timestamp;
