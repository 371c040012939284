//! Use cases on real databases: SQLite always, PostgreSQL where `KENES_TEST_POSTGRES_URL` names a server.

mod support {
    pub mod databases;
}

mod conservation;
mod contributing;
mod journal;
