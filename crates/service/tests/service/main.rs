//! Use cases on real databases, each test on SQLite and on PostgreSQL.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

mod support {
    pub mod databases;
}

mod conservation;
mod contributing;
mod journal;
mod phases;
mod revision;
