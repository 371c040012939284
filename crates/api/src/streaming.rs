//! Answers that are written while they are made: whatever their length, a few chunks are in memory.

use std::io::{self, Write};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use actix_web::web::Bytes;
use futures_core::Stream;
use kenes_service::error::ServiceError;
use tokio::sync::Semaphore;
use tokio::sync::mpsc::{self, Receiver, Sender, error::TrySendError};

/// Answers that are made at the same time; each has a thread. Reading stays quick for everybody else.
const STREAMS_MAX: usize = 4;
/// Bytes of one chunk.
const CHUNK_BYTES: usize = 64 * 1_024;
/// Chunks that wait for the client.
const CHUNKS_MAX: usize = 4;
/// Pause before a full queue is tried again.
const PAUSE: Duration = Duration::from_millis(10);
/// Tries after which a client that takes nothing is left: 30 seconds.
const TRIES_MAX: u32 = 3_000;
/// Seconds after which a caller that was turned away may come back.
const RETRY_AFTER_SECONDS: u32 = 5;

type Chunk = Result<Bytes, io::Error>;

/// Answers with what `produce` writes. A fault in the middle breaks the connection off, so that nobody takes the
/// beginning for the whole.
pub fn answer(
    content_type: &'static str,
    file_name: &str,
    produce: impl FnOnce(Box<dyn Write + Send>) -> Result<(), ServiceError> + Send + 'static,
) -> Result<HttpResponse, ServiceError> {
    static GATE: Semaphore = Semaphore::const_new(STREAMS_MAX);
    let permit =
        GATE.try_acquire().map_err(|_| ServiceError::Busy { retry_after_seconds: RETRY_AFTER_SECONDS })?;
    let (sender, chunks) = mpsc::channel::<Chunk>(CHUNKS_MAX);
    let sender = Arc::new(sender);
    let last = Arc::clone(&sender);
    let span = tracing::Span::current();
    std::thread::Builder::new()
        .name("kenes-stream".to_owned())
        .spawn(move || {
            let _permit = permit;
            let _entered = span.enter();
            let out = ChunkWriter { sender, chunk: Vec::with_capacity(CHUNK_BYTES) };
            if let Err(error) = produce(Box::new(out)) {
                tracing::warn!(%error, "a stream broke off");
                let _ = deliver(&last, Err(io::Error::other("broken off")));
            }
        })
        .map_err(|error| ServiceError::Internal(error.to_string()))?;
    Ok(HttpResponse::Ok()
        .content_type(content_type)
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{file_name}\"")))
        .insert_header((CACHE_CONTROL, "no-store"))
        .streaming(Chunks(chunks)))
}

struct Chunks(Receiver<Chunk>);

impl Stream for Chunks {
    type Item = Chunk;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Chunk>> {
        self.0.poll_recv(context)
    }
}

struct ChunkWriter {
    sender: Arc<Sender<Chunk>>,
    chunk: Vec<u8>,
}

impl Write for ChunkWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.chunk.extend_from_slice(bytes);
        if self.chunk.len() >= CHUNK_BYTES {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.chunk.is_empty() {
            return Ok(());
        }
        let chunk = std::mem::replace(&mut self.chunk, Vec::with_capacity(CHUNK_BYTES));
        deliver(&self.sender, Ok(Bytes::from(chunk)))
    }
}

/// Hands a chunk over, waiting for a slow client but not for one that has stopped.
fn deliver(sender: &Sender<Chunk>, chunk: Chunk) -> io::Result<()> {
    let mut chunk = chunk;
    for _ in 0..TRIES_MAX {
        match sender.try_send(chunk) {
            Ok(()) => return Ok(()),
            Err(TrySendError::Closed(_)) => return Err(io::ErrorKind::BrokenPipe.into()),
            Err(TrySendError::Full(back)) => {
                chunk = back;
                std::thread::sleep(PAUSE);
            }
        }
    }
    Err(io::ErrorKind::TimedOut.into())
}
