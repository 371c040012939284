//! The database: connections, transactions, migrations and every query.
//!
//! **Architecture invariant:** diesel is named in this crate only, and there are two doors: [`Store::read`] and
//! [`Store::write`]. One code base serves SQLite and PostgreSQL: a query is written once and compiled per backend
//! by `on_backend!`; where the SQL must differ, an explicit `match` says why.

mod conn;
mod error;
mod open;
mod schema;
mod text;
mod writer;

pub mod accounts;
pub mod acts;
pub mod campaigns;
pub mod contributions;
pub mod counters;
pub mod cursors;
pub mod decisions;
pub mod editions;
pub mod idempotency;
pub mod inbox;
pub mod jobs;
pub mod moderation;
pub mod outbox;
pub mod points;
pub mod programs;
pub mod sessions;
pub mod sign_ins;
pub mod territories;
pub mod work;

pub use conn::Conn;
pub use error::{StoreError, WriteError};
pub use open::{Backend, Store};
pub use text::AsText;
