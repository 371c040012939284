//! A fresh database for every test.

use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use tempfile::TempDir;

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// A new database and a data folder. The folder goes with it; a database goes with the server of the test run.
pub struct Database {
    pub url: String,
    folder: TempDir,
}

impl Database {
    pub fn fresh(backend: Backend) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = match backend {
            Backend::Sqlite => format!("sqlite://{}", folder.path().join("kenes.db").display()),
            Backend::Postgres => new_postgres_database(),
        };
        Self { url, folder }
    }

    pub fn data_dir(&self) -> PathBuf {
        self.folder.path().to_owned()
    }
}

/// One statement makes a database; it goes through `psql`, because only store may speak to a database.
#[expect(clippy::disallowed_methods, reason = "tests are told of their database server by the environment")]
fn new_postgres_database() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let server = std::env::var("KENES_TEST_POSTGRES_URL")
        .expect("KENES_TEST_POSTGRES_URL names a server: use `make test` or tests/tools/with-postgres");
    let name = format!("kenes_end_to_end_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
    let status = Command::new("psql")
        .args([&format!("{server}/postgres"), "-q", "-c", &format!("CREATE DATABASE {name}")])
        .status()
        .expect("psql runs");
    assert!(status.success(), "the database {name} was not created");
    format!("{server}/{name}")
}

/// Writes a test once and runs it on both databases, as `name::sqlite` and `name::postgres`; the argument says which.
macro_rules! on_each_database {
    ($($(#[$meta:meta])* fn $name:ident($backend:ident) $body:block)+) => {$(
        mod $name {
            use super::*;

            $(#[$meta])*
            fn test($backend: crate::support::databases::Backend) $body

            #[test]
            fn sqlite() {
                test(crate::support::databases::Backend::Sqlite);
            }

            #[test]
            fn postgres() {
                test(crate::support::databases::Backend::Postgres);
            }
        }
    )+};
}
pub(crate) use on_each_database;
