//! A fresh database per test, and a clock that the test moves by hand.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};

use kenes_domain::timestamp::{Clock, Timestamp};
use kenes_service::{Options, Service, fixtures};
use postgres::create_database;

/// A clock that stands still until it is moved.
pub struct HandClock(AtomicI64);

impl HandClock {
    pub fn at(moment: Timestamp) -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(moment.micros())))
    }

    pub fn advance_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// A service on a fresh database, with the small campaign set up and its discussion open for seven days.
pub struct World {
    pub service: Service,
    pub clock: Arc<HandClock>,
    pub folder: tempfile::TempDir,
    pub url: String,
}

static NEXT: AtomicU32 = AtomicU32::new(0);

/// Runs a test on SQLite and on PostgreSQL.
pub fn on_each_database(test: impl Fn(&World)) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("kenes.db").display());
    test(&world(&url, folder));
    let name = format!("kenes_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
    let url = create_database(&server(), &name);
    test(&world(&url, tempfile::tempdir().unwrap()));
}

fn world(url: &str, folder: tempfile::TempDir) -> World {
    let clock = HandClock::at(Timestamp::parse_rfc3339("2026-11-16T06:00:00Z").unwrap());
    let service = Service::open(
        Options { database_url: url.to_owned(), data_dir: folder.path().to_owned() },
        clock.clone(),
        Some([7; 32]),
    )
    .unwrap();
    fixtures::install(&service, 7).unwrap();
    World { service, clock, folder, url: url.to_owned() }
}

#[expect(clippy::disallowed_methods, reason = "tests are told of their database server by the environment")]
fn server() -> String {
    std::env::var("KENES_TEST_POSTGRES_URL")
        .expect("KENES_TEST_POSTGRES_URL names a server: use `make test` or tests/tools/with-postgres")
}

/// Creating a database needs one statement; it goes through `psql`, so that the tests need no driver of their own.
mod postgres {
    use std::process::Command;

    pub fn create_database(server: &str, name: &str) -> String {
        let status = Command::new("psql")
            .args([&format!("{server}/postgres"), "-q", "-c", &format!("CREATE DATABASE {name}")])
            .status()
            .expect("psql runs");
        assert!(status.success(), "the database {name} was not created");
        format!("{server}/{name}")
    }
}
