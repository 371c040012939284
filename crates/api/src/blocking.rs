//! The one bridge from asynchronous handlers to the synchronous service.

use std::sync::OnceLock;
use std::time::Duration;

use kenes_service::error::ServiceError;
use tokio::sync::Semaphore;

/// Use cases that run at the same time. Past the connections of the store they would only wait there.
const PERMITS: usize = 32;
/// Longest wait for a permit; past it the caller hears `Busy` and comes back.
const WAIT: Duration = Duration::from_secs(2);
/// Seconds after which a caller that was turned away may come back.
const RETRY_AFTER_SECONDS: u32 = 2;

static GATE: OnceLock<Semaphore> = OnceLock::new();

/// Runs a use case on a thread that may block, with a bounded number of them at once.
#[expect(clippy::disallowed_methods, reason = "this is the bridge; everybody else comes through here")]
pub async fn run<T: Send + 'static>(
    use_case: impl FnOnce() -> Result<T, ServiceError> + Send + 'static,
) -> Result<T, ServiceError> {
    let gate = GATE.get_or_init(|| Semaphore::new(PERMITS));
    let busy = ServiceError::Busy { retry_after_seconds: RETRY_AFTER_SECONDS };
    let Ok(Ok(_permit)) = tokio::time::timeout(WAIT, gate.acquire()).await else { return Err(busy) };
    match actix_web::web::block(use_case).await {
        Ok(result) => result,
        Err(_) => Err(ServiceError::Internal("a use case panicked".to_owned())),
    }
}
