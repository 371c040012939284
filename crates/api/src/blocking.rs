//! The one bridge from asynchronous handlers to the synchronous service.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use kenes_service::error::ServiceError;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Use cases that run at the same time. Past the connections of the store they would only wait there.
pub const PERMITS: usize = 32;
/// Requests that may wait for a permit. A longer queue could not be served within [`WAIT`] anyway, and would only
/// hold memory.
pub const WAITING_MAX: usize = 1_024;
/// Longest wait for a permit; past it the caller hears `Busy` and comes back.
const WAIT: Duration = Duration::from_secs(2);
/// Seconds after which a caller that was turned away may come back.
const RETRY_AFTER_SECONDS: u32 = 2;
/// Health checks that run at the same time, beside all use cases: a server that is busy is not a server that is ill.
const CHECKS: usize = 2;

static USE_CASES: Gate = Gate::new(PERMITS);
static HEALTH: Gate = Gate::new(CHECKS);

/// Runs a use case on a thread that may block, with a bounded number of them at once. The present span goes along,
/// so that log lines of the service carry the id of the request.
pub async fn run<T: Send + 'static>(
    use_case: impl FnOnce() -> Result<T, ServiceError> + Send + 'static,
) -> Result<T, ServiceError> {
    through(&USE_CASES, use_case).await
}

/// Runs a check of the server's own health, which must not wait behind use cases.
pub async fn check<T: Send + 'static>(
    check: impl FnOnce() -> Result<T, ServiceError> + Send + 'static,
) -> Result<T, ServiceError> {
    through(&HEALTH, check).await
}

#[expect(clippy::disallowed_methods, reason = "this is the bridge; everybody else comes through here")]
async fn through<T: Send + 'static>(
    gate: &'static Gate,
    work: impl FnOnce() -> Result<T, ServiceError> + Send + 'static,
) -> Result<T, ServiceError> {
    let permit = gate.enter().await?;
    let span = tracing::Span::current();
    // The permit goes to the thread: when a client leaves, its use case still runs and still counts.
    let done = actix_web::web::block(move || {
        let _permit = permit;
        span.in_scope(work)
    });
    match done.await {
        Ok(result) => result,
        Err(_) => Err(ServiceError::Internal("a use case panicked".to_owned())),
    }
}

struct Gate {
    permits: Semaphore,
    waiting: AtomicUsize,
}

impl Gate {
    const fn new(permits: usize) -> Self {
        Self { permits: Semaphore::const_new(permits), waiting: AtomicUsize::new(0) }
    }

    async fn enter(&'static self) -> Result<SemaphorePermit<'static>, ServiceError> {
        if let Ok(permit) = self.permits.try_acquire() {
            return Ok(permit);
        }
        let busy = || ServiceError::Busy { retry_after_seconds: RETRY_AFTER_SECONDS };
        let waiting = Waiting::new(&self.waiting);
        if waiting.before >= WAITING_MAX {
            return Err(busy());
        }
        match tokio::time::timeout(WAIT, self.permits.acquire()).await {
            Ok(Ok(permit)) => Ok(permit),
            _ => Err(busy()),
        }
    }
}

/// Counts one who waits, also when the client leaves meanwhile.
struct Waiting<'a> {
    count: &'a AtomicUsize,
    before: usize,
}

impl<'a> Waiting<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        let before = count.fetch_add(1, Ordering::AcqRel);
        Self { count, before }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.count.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    static NARROW: Gate = Gate::new(1);

    #[actix_web::test]
    async fn past_the_permits_and_the_wait_a_caller_hears_busy() {
        let (release, wait) = mpsc::channel::<()>();
        let first = actix_web::rt::spawn(through(&NARROW, move || {
            wait.recv().map_err(|error| ServiceError::Internal(error.to_string()))
        }));
        while NARROW.permits.available_permits() > 0 {
            actix_web::rt::task::yield_now().await;
        }
        let second = through(&NARROW, || Ok(())).await;
        assert!(matches!(second, Err(ServiceError::Busy { retry_after_seconds: 2 })));
        assert_eq!(NARROW.waiting.load(Ordering::Acquire), 0);
        release.send(()).unwrap();
        assert!(first.await.unwrap().is_ok());
        assert!(through(&NARROW, || Ok(())).await.is_ok());
    }

    #[actix_web::test]
    async fn a_use_case_that_panics_is_an_error_and_gives_its_permit_back() {
        for _ in 0..=CHECKS {
            let result: Result<(), _> = check(|| panic!("on purpose")).await;
            assert!(matches!(result, Err(ServiceError::Internal(_))));
        }
        assert!(check(|| Ok(())).await.is_ok());
    }
}
