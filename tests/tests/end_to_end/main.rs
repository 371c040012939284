//! The whole program from outside, and the rules of its architecture.
//!
//! Tests that need a database run on both and are named `…::sqlite` and `…::postgres`; `make test` starts a PostgreSQL
//! server for them. Without one they fail and say so.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    reason = "a test that meets something unexpected fails right there"
)]

mod api;
mod architecture;
mod demonstration;
mod identity;
mod kill;
mod several;
mod support;
