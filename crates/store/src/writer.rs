//! The single writer of an embedded database, with group commit.
//!
//! SQLite has one writer at a time and pays one flush to disk per commit. One thread therefore owns the only
//! writing connection, takes everything that has queued up since the last commit, runs each unit of work in its
//! own savepoint, and commits all of them with one flush. Nobody is answered before that flush.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};

use crate::conn::Conn;
use crate::error::{StoreError, WriteError};

/// Most units of work in one commit: bounds how long the first of them waits.
const BATCH_MAX: usize = 256;
/// Most units of work that wait; past it the caller hears `Busy` at once.
const QUEUE_MAX: usize = 2_048;

type Reply = Box<dyn FnOnce(Result<(), StoreError>) + Send>;
type Work = Box<dyn FnOnce(&mut SqliteConnection) -> Reply + Send>;

/// The sending side of the writer's queue.
pub(crate) struct Writer {
    queue: Option<SyncSender<Work>>,
    thread: Option<JoinHandle<()>>,
}

/// The file is free when the writer is gone: whoever opens it next must not meet its last commit.
impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.queue.take());
        if let Some(thread) = self.thread.take() {
            // A panic of the thread has ended the process already.
            let _ = thread.join();
        }
    }
}

impl Writer {
    /// Starts the writer. `open` makes a connection; it is called again after a commit failed, because SQLite may
    /// have rolled back behind the connection's back.
    pub(crate) fn start(
        open: impl Fn() -> Result<SqliteConnection, StoreError> + Send + 'static,
    ) -> Result<Self, StoreError> {
        let (queue, work) = sync_channel(QUEUE_MAX);
        let connection = open()?;
        let thread = std::thread::Builder::new()
            .name("kenes-writer".to_owned())
            .spawn(move || {
                let outcome = catch_unwind(AssertUnwindSafe(|| run(connection, &open, &work)));
                if outcome.is_err() {
                    // A server whose writer is dead answers reads and loses writes: it must not live on.
                    tracing::error!("the writer thread panicked; the process ends");
                    std::process::abort();
                }
            })
            .map_err(|error| StoreError::Query(error.to_string()))?;
        Ok(Self { queue: Some(queue), thread: Some(thread) })
    }

    /// Runs one unit of work and waits until it is on disk.
    pub(crate) fn write<T, E, F>(&self, unit: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: WriteError,
        F: Fn(&mut Conn<'_>) -> Result<T, E> + Send + 'static,
    {
        let (answer, wait) = sync_channel(1);
        let work: Work = Box::new(move |connection| {
            let result = in_savepoint(connection, &unit);
            Box::new(move |committed| {
                let result = match committed {
                    Ok(()) => result,
                    Err(error) => Err(E::from(error)),
                };
                // The caller may have gone away; then nobody was promised anything.
                let _ = answer.send(result);
            })
        });
        let queued = self.queue.as_ref().is_some_and(|queue| queue.try_send(work).is_ok());
        if queued {
            wait.recv().unwrap_or_else(|_| Err(E::from(StoreError::Busy)))
        } else {
            Err(E::from(StoreError::Busy))
        }
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

#[expect(clippy::disallowed_methods, reason = "this is the door itself")]
fn in_savepoint<T, E: WriteError>(
    connection: &mut SqliteConnection,
    unit: &impl Fn(&mut Conn<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let result = connection.transaction(|connection| {
        match catch_unwind(AssertUnwindSafe(|| unit(&mut Conn::Sqlite(connection)))) {
            Ok(result) => result.map_err(Undo::Unit),
            Err(_) => Err(Undo::Store(StoreError::Panicked)),
        }
    });
    result.map_err(|undo| match undo {
        Undo::Unit(error) => error,
        Undo::Store(error) => E::from(error),
    })
}

fn run(
    mut connection: SqliteConnection,
    open: &impl Fn() -> Result<SqliteConnection, StoreError>,
    work: &Receiver<Work>,
) {
    let mut replies: Vec<Reply> = Vec::with_capacity(BATCH_MAX);
    while let Ok(first) = work.recv() {
        let committed: Result<(), StoreError> = connection
            .immediate_transaction(|connection| {
                replies.push(first(connection));
                for next in work.try_iter().take(BATCH_MAX - 1) {
                    replies.push(next(connection));
                }
                Ok::<(), diesel::result::Error>(())
            })
            .map_err(StoreError::from);
        if let Err(error) = &committed {
            tracing::warn!(%error, units = replies.len(), "a commit failed; its units of work are refused");
            let _ = connection.batch_execute("ROLLBACK");
            match open() {
                Ok(fresh) => connection = fresh,
                Err(error) => tracing::error!(%error, "the database cannot be opened again"),
            }
        }
        for reply in replies.drain(..) {
            reply(match &committed {
                Ok(()) => Ok(()),
                Err(StoreError::DiskFull) => Err(StoreError::DiskFull),
                Err(StoreError::Busy) => Err(StoreError::Busy),
                Err(other) => Err(StoreError::Query(other.to_string())),
            });
        }
    }
}
