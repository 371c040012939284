//! Bodies have a deadline: a client that sends one byte a minute may not hold a connection for ever.
//!
//! Two things need care. The server under us waits for a body without any limit of time; and when a handler has
//! answered without reading a chunked body to its end, it goes on reading and dropping what comes, again without
//! limit. So the deadline cuts the reading, and the answer keeps hold of what was not read: the server then sees an
//! unfinished body, says `Connection: close`, and closes after a moment.

use std::cell::{Cell, RefCell};
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::HttpMessage;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, RequestHead, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use actix_web::rt::time::{Sleep, sleep};
use actix_web::web::Bytes;
use futures_core::Stream;

/// Slowest sending that is waited for beyond the first seconds; a 2G phone sends more.
pub const BYTES_PER_SECOND_MIN: usize = 32 * 1_024;

/// Gives the body of a request, when it has one, the time `first`, and one more second for each
/// [`BYTES_PER_SECOND_MIN`] that have come. Past it, reading fails with [`io::ErrorKind::TimedOut`].
pub fn bound(request: &mut ServiceRequest, first: Duration) -> Option<Rest> {
    if !has_body(request.head()) {
        return None;
    }
    let rest = Rest { payload: Rc::new(RefCell::new(request.take_payload())), ended: Rc::default() };
    let timed: Pin<Box<dyn Stream<Item = Result<Bytes, PayloadError>>>> =
        Box::pin(Timed { rest: rest.clone(), left: Box::pin(sleep(first)) });
    request.set_payload(Payload::Stream { payload: timed });
    Some(rest)
}

/// Whether reading failed because the body came too slowly.
pub fn is_too_slow(error: &PayloadError) -> bool {
    matches!(error, PayloadError::Io(cause) if cause.kind() == io::ErrorKind::TimedOut)
}

fn has_body(head: &RequestHead) -> bool {
    let length = head.headers().get(CONTENT_LENGTH);
    head.headers().contains_key(TRANSFER_ENCODING) || length.is_some_and(|length| length != "0")
}

/// What has not been read of a body.
#[derive(Clone)]
pub struct Rest {
    payload: Rc<RefCell<Payload>>,
    ended: Rc<Cell<bool>>,
}

impl Rest {
    /// Lets an answer keep hold of a body that was not read to its end.
    pub fn hold(self, response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
        if self.ended.get() {
            return response;
        }
        response.map_body(|_, body| BoxBody::new(Holding { body, _rest: self }))
    }
}

struct Timed {
    rest: Rest,
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
        let next = Pin::new(&mut *this.rest.payload.borrow_mut()).poll_next(context);
        match &next {
            Poll::Ready(Some(Ok(chunk))) => {
                let millis = u64::try_from(chunk.len() * 1_000 / BYTES_PER_SECOND_MIN).unwrap_or(0);
                let deadline = this.left.deadline() + Duration::from_millis(millis);
                this.left.as_mut().reset(deadline);
            }
            Poll::Ready(None) => this.rest.ended.set(true),
            Poll::Ready(Some(Err(_))) | Poll::Pending => {}
        }
        next
    }
}

struct Holding {
    body: BoxBody,
    _rest: Rest,
}

impl MessageBody for Holding {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.get_mut().body).poll_next(context)
    }
}
