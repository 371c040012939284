//! Both sets of migrations have the same names, go up, down and up again, and make the same schema.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops at the first surprise")]

mod support {
    pub mod catalog;
}

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use kenes_store::Store;

use support::catalog::{self, Catalog};

#[test]
fn both_databases_have_the_same_migrations() {
    let names = |backend: &str| -> BTreeSet<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations").join(backend);
        std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    };
    assert_eq!(names("sqlite"), names("postgres"));
    assert!(!names("sqlite").is_empty());
}

#[test]
fn both_databases_have_the_same_schema() {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = migrated(&sqlite_url(folder.path()));
    let postgres = migrated(&new_postgres_database());
    assert!(sqlite.tables.len() > 10, "the catalog was not read: {sqlite:?}");
    for (name, table) in &sqlite.tables {
        assert_eq!(Some(table), postgres.tables.get(name), "SQLite (left) and PostgreSQL differ in {name}");
    }
    assert_eq!(
        sqlite.tables.keys().collect::<Vec<_>>(),
        postgres.tables.keys().collect::<Vec<_>>(),
        "one database has a table that the other lacks"
    );
}

mod migrations_go_up_down_and_up {
    use super::{new_postgres_database, sqlite_url, up_down_up};

    #[test]
    fn sqlite() {
        let folder = tempfile::tempdir().unwrap();
        up_down_up(&sqlite_url(folder.path()));
    }

    #[test]
    fn postgres() {
        up_down_up(&new_postgres_database());
    }
}

fn up_down_up(url: &str) {
    let first = migrated(url);
    Store::revert_all_migrations(url).unwrap();
    let between = catalog::read(url);
    assert!(between.tables.is_empty(), "going down leaves something behind: {between:?}");
    assert_eq!(migrated(url), first);
}

/// The catalog of a database after opening it with the store, which brings it up to date.
fn migrated(url: &str) -> Catalog {
    drop(Store::open(url).unwrap());
    catalog::read(url)
}

fn sqlite_url(folder: &Path) -> String {
    format!("sqlite://{}", folder.join("kenes.db").display())
}

#[expect(clippy::disallowed_methods, reason = "tests are told of their database server by the environment")]
fn new_postgres_database() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let server = std::env::var("KENES_TEST_POSTGRES_URL")
        .expect("KENES_TEST_POSTGRES_URL names a server: use `make test` or tests/tools/with-postgres");
    let name = format!("kenes_schema_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
    let mut connection = PgConnection::establish(&format!("{server}/postgres")).unwrap();
    connection.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
    format!("{server}/{name}")
}
