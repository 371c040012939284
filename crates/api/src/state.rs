//! What every handler can reach.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use kenes_service::Service;

use crate::limits::Limiter;

/// Renders the metrics in the text form of Prometheus.
pub type MetricsRenderer = Arc<dyn Fn() -> String + Send + Sync>;

/// The state of one running server. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The use cases.
    pub service: Service,
    /// Bounds how often one address may write.
    pub limiter: Arc<Limiter>,
    /// Renders the metrics.
    pub metrics: MetricsRenderer,
    /// Distinguishes the generations of this process from those of another.
    pub boot: Arc<str>,
    /// Address under which people reach the site, without a slash at the end.
    pub public_url: Arc<str>,
    draining: Arc<AtomicBool>,
}

impl AppState {
    /// A state around a service. `boot` is a random text, new for every start.
    pub fn new(
        service: Service,
        limiter: Limiter,
        metrics: MetricsRenderer,
        boot: &str,
        public_url: &str,
    ) -> Self {
        Self {
            service,
            limiter: Arc::new(limiter),
            metrics,
            boot: Arc::from(boot),
            public_url: Arc::from(public_url),
            draining: Arc::new(AtomicBool::new(false)),
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
