//! One connection type over both databases.

use diesel::{PgConnection, SqliteConnection};

/// A connection inside a transaction. Store functions take it; nobody else can make one.
pub enum Conn<'a> {
    /// Embedded SQLite.
    Sqlite(&'a mut SqliteConnection),
    /// PostgreSQL.
    Postgres(&'a mut PgConnection),
}

/// Compiles one query for both databases and runs it on the one at hand.
macro_rules! on_backend {
    ($conn:expr, |$inner:ident| $body:expr) => {
        match $conn {
            $crate::conn::Conn::Sqlite(connection) => {
                let $inner = &mut **connection;
                $body
            }
            $crate::conn::Conn::Postgres(connection) => {
                let $inner = &mut **connection;
                $body
            }
        }
    };
}

pub(crate) use on_backend;

/// Runs a statement as somebody with access to the database would; for tests of what that somebody cannot hide.
#[cfg(feature = "fixtures")]
pub fn tamper(conn: &mut Conn<'_>, statement: &str) -> Result<usize, crate::StoreError> {
    use diesel::RunQueryDsl;
    Ok(on_backend!(conn, |c| diesel::sql_query(statement).execute(c))?)
}
