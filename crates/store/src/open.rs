//! Opening a database, and the two doors to it.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use diesel::connection::SimpleConnection;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool};
use diesel::{Connection, PgConnection, RunQueryDsl, SqliteConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::conn::Conn;
use crate::error::{StoreError, WriteError};
use crate::writer::Writer;

const SQLITE_MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");
const POSTGRES_MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");

/// Connections that read at the same time.
const READERS_MAX: u32 = 8;
/// Connections to PostgreSQL of one process.
const POSTGRES_CONNECTIONS_MAX: u32 = 16;
/// How often a transaction that PostgreSQL aborted for serializability is run again.
const SERIALIZATION_ATTEMPTS_MAX: u32 = 20;
/// Longest wait for a free connection.
const CHECKOUT_SECONDS_MAX: u64 = 5;
/// First SQLite without the WAL-reset fault.
const SQLITE_VERSION_MIN: i32 = 3_051_003;

/// Which database it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// Embedded.
    Sqlite,
    /// A server.
    Postgres,
}

/// The database of one installation. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

enum Inner {
    Sqlite { readers: Pool<ConnectionManager<SqliteConnection>>, writer: Writer, path: PathBuf, _lock: File },
    Postgres { pool: Pool<ConnectionManager<PgConnection>> },
}

impl Store {
    /// Opens the database behind a URL (`sqlite://PATH` or `postgres://…`) and brings its schema up to date. A
    /// file is created when it is missing; a newer schema than this program's is refused.
    pub fn open(url: &str) -> Result<Self, StoreError> {
        let inner = if let Some(path) = url.strip_prefix("sqlite://") {
            open_sqlite(Path::new(path))?
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            open_postgres(url)?
        } else {
            return Err(StoreError::BadUrl(url.split('@').next_back().unwrap_or_default().to_owned()));
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Which database it is.
    pub fn backend(&self) -> Backend {
        match &*self.inner {
            Inner::Sqlite { .. } => Backend::Sqlite,
            Inner::Postgres { .. } => Backend::Postgres,
        }
    }

    /// Path of an embedded database's file.
    pub fn path(&self) -> Option<&Path> {
        match &*self.inner {
            Inner::Sqlite { path, .. } => Some(path),
            Inner::Postgres { .. } => None,
        }
    }

    /// Reads in one snapshot. A write through this door is an error of the database.
    pub fn read<T, E: From<StoreError>>(
        &self,
        query: impl FnOnce(&mut Conn<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        match &*self.inner {
            Inner::Sqlite { readers, .. } => {
                let mut connection = readers.get().map_err(StoreError::from)?;
                snapshot(&mut connection, |connection| query(&mut Conn::Sqlite(connection)))
            }
            Inner::Postgres { pool } => {
                let mut connection = pool.get().map_err(StoreError::from)?;
                connection
                    .build_transaction()
                    .repeatable_read()
                    .read_only()
                    .run(|connection| query(&mut Conn::Postgres(connection)).map_err(Undo::Unit))
                    .map_err(Undo::into)
            }
        }
    }

    /// Runs a unit of work in one transaction and returns when it is on disk. It may run several times (on
    /// PostgreSQL, when it collides with another), so it touches nothing but its connection.
    pub fn write<T, E, F>(&self, unit: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: WriteError,
        F: Fn(&mut Conn<'_>) -> Result<T, E> + Send + 'static,
    {
        match &*self.inner {
            Inner::Sqlite { writer, .. } => writer.write(unit),
            Inner::Postgres { pool } => {
                for _ in 0..SERIALIZATION_ATTEMPTS_MAX {
                    let mut connection = pool.get().map_err(StoreError::from)?;
                    let result = connection
                        .build_transaction()
                        .serializable()
                        .run(|connection| unit(&mut Conn::Postgres(connection)).map_err(Undo::Unit))
                        .map_err(Undo::into);
                    match result {
                        Err(error) if E::is_busy(&error) => {}
                        settled => return settled,
                    }
                }
                Err(E::from(StoreError::Busy))
            }
        }
    }

    /// Makes what was deleted unreadable in the files too: on SQLite the write-ahead log is moved into the file and
    /// emptied (deleted rows are overwritten there already); on PostgreSQL dead rows are removed, and the server
    /// overwrites their place in its own time. [`StoreError::Busy`] when a reader still needs the old state.
    pub fn scrub(&self) -> Result<(), StoreError> {
        #[derive(diesel::QueryableByName)]
        struct Outcome {
            #[diesel(sql_type = diesel::sql_types::Integer)]
            busy: i32,
        }
        match &*self.inner {
            Inner::Sqlite { readers, .. } => {
                let mut connection = readers.get()?;
                let outcome: Outcome =
                    diesel::sql_query("PRAGMA wal_checkpoint(TRUNCATE)").get_result(&mut connection)?;
                if outcome.busy == 0 { Ok(()) } else { Err(StoreError::Busy) }
            }
            Inner::Postgres { pool } => {
                let mut connection = pool.get()?;
                // One statement each: several at once would be a transaction, in which this cannot run.
                for table in ["contributions", "openings", "contacts"] {
                    connection.batch_execute(&format!("VACUUM {table}"))?;
                }
                Ok(())
            }
        }
    }

    /// Undoes the newest migration; for the test that migrations go up, down and up again.
    pub fn revert_all_migrations(url: &str) -> Result<(), StoreError> {
        let failed = |error: Box<dyn std::error::Error + Send + Sync>| StoreError::Query(error.to_string());
        if let Some(path) = url.strip_prefix("sqlite://") {
            let mut connection = SqliteConnection::establish(path)?;
            connection.revert_all_migrations(SQLITE_MIGRATIONS).map_err(failed)?;
        } else {
            let mut connection = PgConnection::establish(url)?;
            connection.revert_all_migrations(POSTGRES_MIGRATIONS).map_err(failed)?;
        }
        Ok(())
    }
}

enum Undo<E> {
    Unit(E),
    Store(StoreError),
}

impl<E> From<diesel::result::Error> for Undo<E> {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

impl<E: From<StoreError>> Undo<E> {
    fn into(self) -> E {
        match self {
            Self::Unit(error) => error,
            Self::Store(error) => E::from(error),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the door itself")]
fn snapshot<T, E: From<StoreError>>(
    connection: &mut SqliteConnection,
    query: impl FnOnce(&mut SqliteConnection) -> Result<T, E>,
) -> Result<T, E> {
    connection.transaction(|connection| query(connection).map_err(Undo::Unit)).map_err(Undo::into)
}

/// Settings of every SQLite connection. `secure_delete` overwrites erased text in the file: without it, all of
/// 400 erased rows could still be read there.
const PRAGMAS: &str = "PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; \
     PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384; \
     PRAGMA mmap_size = 268435456;";

#[derive(Debug)]
struct ReadOnly;

impl CustomizeConnection<SqliteConnection, diesel::r2d2::Error> for ReadOnly {
    fn on_acquire(&self, connection: &mut SqliteConnection) -> Result<(), diesel::r2d2::Error> {
        connection
            .batch_execute(&format!("{PRAGMAS} PRAGMA query_only = ON;"))
            .map_err(diesel::r2d2::Error::QueryError)
    }
}

#[derive(diesel::QueryableByName)]
struct LibraryVersion {
    #[diesel(sql_type = diesel::sql_types::Text)]
    version: String,
}

fn open_sqlite(path: &Path) -> Result<Inner, StoreError> {
    let text = path.to_str().ok_or_else(|| StoreError::BadUrl(path.display().to_string()))?.to_owned();
    let lock_path = format!("{text}.lock");
    let lock = File::create(&lock_path).map_err(|error| {
        StoreError::Unreachable(format!("{lock_path}: {error}; check the folder and its rights"))
    })?;
    lock.try_lock().map_err(|_| StoreError::InUse(text.clone()))?;

    let open = {
        let text = text.clone();
        move || {
            let mut connection = SqliteConnection::establish(&text)?;
            connection.batch_execute(&format!("{PRAGMAS} PRAGMA journal_mode = WAL;"))?;
            Ok(connection)
        }
    };
    let mut first: SqliteConnection = open()?;
    require_library(&mut first)?;
    migrate(&mut first, SQLITE_MIGRATIONS)?;
    let writer = Writer::start(open)?;
    let readers = Pool::builder()
        .max_size(READERS_MAX)
        .min_idle(Some(1))
        .test_on_check_out(false)
        .connection_timeout(std::time::Duration::from_secs(CHECKOUT_SECONDS_MAX))
        .connection_customizer(Box::new(ReadOnly))
        .build(ConnectionManager::new(&text))?;
    Ok(Inner::Sqlite { readers, writer, path: path.to_owned(), _lock: lock })
}

fn require_library(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let LibraryVersion { version } =
        diesel::sql_query("SELECT sqlite_version() AS version").get_result(connection)?;
    let mut parts = version.split('.').map(|part| part.parse::<i32>().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    let number = next() * 1_000_000 + next() * 1_000 + next();
    if number < SQLITE_VERSION_MIN { Err(StoreError::LibraryTooOld(version)) } else { Ok(()) }
}

fn open_postgres(url: &str) -> Result<Inner, StoreError> {
    let mut first = PgConnection::establish(url)?;
    // Several processes start at once: one migrates, the others wait for it.
    first.batch_execute("SELECT pg_advisory_lock(20201102)")?;
    let migrated = migrate(&mut first, POSTGRES_MIGRATIONS);
    first.batch_execute("SELECT pg_advisory_unlock(20201102)")?;
    migrated?;
    let pool = Pool::builder()
        .max_size(POSTGRES_CONNECTIONS_MAX)
        .min_idle(Some(1))
        .test_on_check_out(false)
        .connection_timeout(std::time::Duration::from_secs(CHECKOUT_SECONDS_MAX))
        .build(ConnectionManager::new(url))?;
    Ok(Inner::Postgres { pool })
}

fn migrate<C, DB>(connection: &mut C, migrations: EmbeddedMigrations) -> Result<(), StoreError>
where
    C: MigrationHarness<DB>,
    DB: diesel::backend::Backend,
    EmbeddedMigrations: diesel::migration::MigrationSource<DB>,
{
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| StoreError::Query(error.to_string());
    let known: Vec<String> = diesel::migration::MigrationSource::<DB>::migrations(&migrations)
        .map_err(failed)?
        .iter()
        .map(|migration| migration.name().version().to_string())
        .collect();
    for applied in connection.applied_migrations().map_err(failed)? {
        let version = applied.to_string();
        if !known.contains(&version) {
            return Err(StoreError::NewerSchema(version));
        }
    }
    connection.run_pending_migrations(migrations).map_err(failed)?;
    Ok(())
}
