//! What can go wrong between the program and its database.

use diesel::result::{DatabaseErrorKind, Error};

/// A fault of the database or of the way to it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Too many wait for the database, or it asked to try again too often.
    #[error("the database is busy")]
    Busy,
    /// No space is left; nothing of the transaction was stored.
    #[error("the disk is full")]
    DiskFull,
    /// The connection is lost.
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    /// Another row has the same unique value.
    #[error("a unique value is taken: {0}")]
    Taken(String),
    /// Another process holds the data folder.
    #[error("the data folder is in use by another process ({0}); stop it, or start with another --data-dir")]
    InUse(String),
    /// The file was written by a newer version of the program.
    #[error("the database has migration {0}, which this version does not know; install the newer version")]
    NewerSchema(String),
    /// The SQLite library has the WAL-reset fault (3.7.0 to 3.51.2).
    #[error("SQLite {0} can corrupt its file; 3.51.3 or newer is needed")]
    LibraryTooOld(String),
    /// The URL is neither `sqlite://…` nor `postgres://…`.
    #[error("{0:?} is not a database URL; use sqlite://PATH or postgres://USER@HOST/NAME")]
    BadUrl(String),
    /// A stored value is not what its column may hold.
    #[error("stored value out of its list: {0}")]
    BadValue(String),
    /// The unit of work panicked; its changes were rolled back.
    #[error("the unit of work panicked")]
    Panicked,
    /// Anything else that the database says.
    #[error("the database says: {0}")]
    Query(String),
}

/// An error with which a unit of work in [`crate::Store::write`] may end.
pub trait WriteError: From<StoreError> + Send + 'static {
    /// Whether running the same work again may help. PostgreSQL aborts one of two transactions that would not be
    /// serializable, and asks to run it again.
    fn is_busy(&self) -> bool;
}

impl WriteError for StoreError {
    fn is_busy(&self) -> bool {
        matches!(self, Self::Busy)
    }
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        match error {
            Error::DatabaseError(kind, information) => {
                let message = information.message().to_owned();
                match kind {
                    DatabaseErrorKind::SerializationFailure => Self::Busy,
                    DatabaseErrorKind::UniqueViolation => Self::Taken(message),
                    DatabaseErrorKind::ClosedConnection => Self::Unreachable(message),
                    _ if message.contains("disk is full") || message.contains("No space left") => {
                        Self::DiskFull
                    }
                    _ if message.contains("database is locked")
                        || message.contains("deadlock detected")
                        || message.contains("could not serialize") =>
                    {
                        Self::Busy
                    }
                    _ if message.contains("terminating connection")
                        || message.contains("server closed the connection")
                        || message.contains("shutting down")
                        || message.contains("starting up") =>
                    {
                        Self::Unreachable(message)
                    }
                    _ => Self::Query(message),
                }
            }
            Error::BrokenTransactionManager => Self::Unreachable("the transaction is broken".to_owned()),
            other => Self::Query(other.to_string()),
        }
    }
}

impl From<diesel::ConnectionError> for StoreError {
    fn from(error: diesel::ConnectionError) -> Self {
        Self::Unreachable(error.to_string())
    }
}

impl From<diesel::r2d2::PoolError> for StoreError {
    fn from(error: diesel::r2d2::PoolError) -> Self {
        Self::Unreachable(error.to_string())
    }
}
