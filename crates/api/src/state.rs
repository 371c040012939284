//! What every handler can reach.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use kenes_service::Service;
use kenes_service::jobs::Pulse;

use crate::answers::Answers;
use crate::limits::Limiter;

/// Renders the metrics in the text form of Prometheus.
pub type MetricsRenderer = Arc<dyn Fn() -> String + Send + Sync>;

/// The state of one running server. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The use cases.
    pub service: Service,
    /// Bounds how often one address may write and ask.
    pub limiter: Arc<Limiter>,
    /// The kept answers of the API.
    pub answers: Arc<Answers>,
    /// When the background workers were last seen alive.
    pub pulse: Pulse,
    /// Renders the metrics.
    pub metrics: MetricsRenderer,
    /// Distinguishes this process from every other, in ids of requests and in the tags of pages.
    pub boot: Arc<str>,
    /// Address under which people reach the site, without a slash at the end.
    pub public_url: Arc<str>,
    /// Time for the first bytes of a body; see [`crate::deadline`].
    pub body_deadline: Duration,
    draining: Arc<AtomicBool>,
}

/// What a server adds to its service.
pub struct Parts {
    /// Bounds how often one address may write and ask.
    pub limiter: Limiter,
    /// When the background workers were last seen alive.
    pub pulse: Pulse,
    /// Renders the metrics.
    pub metrics: MetricsRenderer,
    /// A random text, new for every start.
    pub boot: String,
    /// Address under which people reach the site, without a slash at the end.
    pub public_url: String,
    /// Time for the first bytes of a body.
    pub body_deadline: Duration,
}

impl AppState {
    /// A state around a service.
    pub fn new(service: Service, parts: Parts) -> Self {
        Self {
            service,
            limiter: Arc::new(parts.limiter),
            answers: Arc::default(),
            pulse: parts.pulse,
            metrics: parts.metrics,
            boot: parts.boot.into(),
            public_url: parts.public_url.into(),
            body_deadline: parts.body_deadline,
            draining: Arc::default(),
        }
    }

    /// Says that the server is about to stop: readiness turns to 503, so that proxies send nobody new.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::Release);
    }

    /// Whether the server is about to stop.
    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Acquire)
    }
}
