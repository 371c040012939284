//! Bodies have a deadline: a client that sends one byte a minute may not hold a connection for ever.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::HttpMessage;
use actix_web::dev::{Payload, RequestHead, ServiceRequest};
use actix_web::error::PayloadError;
use actix_web::http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use actix_web::rt::time::{Sleep, sleep};
use actix_web::web::Bytes;
use futures_core::Stream;

/// Slowest sending that is waited for beyond the first seconds; a 2G phone sends more.
pub const BYTES_PER_SECOND_MIN: usize = 32 * 1_024;

/// Gives the body of a request, when it has one, `first` to arrive, and one more second for each
/// [`BYTES_PER_SECOND_MIN`] that have come. Past it, reading fails with [`io::ErrorKind::TimedOut`].
pub fn bound(request: &mut ServiceRequest, first: Duration) {
    if !has_body(request.head()) {
        return;
    }
    let payload = request.take_payload();
    let timed: Pin<Box<dyn Stream<Item = Result<Bytes, PayloadError>>>> =
        Box::pin(Timed { payload, left: Box::pin(sleep(first)) });
    request.set_payload(Payload::Stream { payload: timed });
}

/// Whether reading failed because the body came too slowly.
pub fn is_too_slow(error: &PayloadError) -> bool {
    matches!(error, PayloadError::Io(cause) if cause.kind() == io::ErrorKind::TimedOut)
}

fn has_body(head: &RequestHead) -> bool {
    let length = head.headers().get(CONTENT_LENGTH);
    head.headers().contains_key(TRANSFER_ENCODING) || length.is_some_and(|length| length != "0")
}

struct Timed {
    payload: Payload,
    left: Pin<Box<Sleep>>,
}

impl Stream for Timed {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        // The deadline is looked at first: chunks that trickle in must not put it off.
        if this.left.as_mut().poll(context).is_ready() {
            return Poll::Ready(Some(Err(PayloadError::Io(io::ErrorKind::TimedOut.into()))));
        }
        let next = Pin::new(&mut this.payload).poll_next(context);
        if let Poll::Ready(Some(Ok(chunk))) = &next {
            let millis = u64::try_from(chunk.len() * 1_000 / BYTES_PER_SECOND_MIN).unwrap_or(0);
            let more = Duration::from_millis(millis);
            let deadline = this.left.deadline() + more;
            this.left.as_mut().reset(deadline);
        }
        next
    }
}
