//! The whole program from outside, and the rules of its architecture.
//!
//! Tests that need a database run on both and are named `…::sqlite` and `…::postgres`; `make test` starts a PostgreSQL
//! server for them. Without one they fail and say so.

mod api;
mod architecture;
mod kill;
mod support;
