//! Logs and metrics.

use std::sync::OnceLock;

use anyhow::{Context, Result};
use kenes_api::state::MetricsRenderer;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

use crate::settings::{LogFormat, LogSettings};

static METRICS: OnceLock<PrometheusHandle> = OnceLock::new();

/// Starts logging to the standard error stream.
pub fn start_logs(settings: &LogSettings) -> Result<()> {
    let filter = EnvFilter::try_new(&settings.level)
        .with_context(|| format!("log.level {:?} is not a level", settings.level))?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match settings.format {
        LogFormat::Text => builder.compact().try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
    started.map_err(|error| anyhow::anyhow!("logging cannot start: {error}"))
}

/// The metrics of this process; the recorder is installed once, further servers of the process share it.
pub fn metrics() -> MetricsRenderer {
    let handle = METRICS.get_or_init(|| {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        // Somebody else's recorder stays; then this handle shows nothing, which is all that is lost.
        let _ = metrics::set_global_recorder(recorder);
        handle
    });
    let handle = handle.clone();
    std::sync::Arc::new(move || handle.render())
}
