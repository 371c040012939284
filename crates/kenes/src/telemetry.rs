//! Logs and metrics.

use std::sync::OnceLock;
use std::time::Duration;

use anyhow::{Context, Result};
use kenes_api::state::MetricsRenderer;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

use crate::settings::{LogFormat, LogSettings};

/// Upper bounds of the classes into which times of requests are counted, in seconds: from a kept page to a hung one.
const SECONDS: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 20.0];
/// Pause between two upkeeps of the metrics.
const UPKEEP: Duration = Duration::from_secs(5);

static METRICS: OnceLock<PrometheusHandle> = OnceLock::new();

/// Starts logging to the standard error stream.
pub fn start_logs(settings: &LogSettings) -> Result<()> {
    let filter = EnvFilter::try_new(&settings.level)
        .with_context(|| format!("log.level {:?} is not a level; try \"info\"", settings.level))?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match settings.format {
        LogFormat::Text => builder.compact().try_init(),
        LogFormat::Json => builder.json().flatten_event(true).with_span_list(false).try_init(),
    };
    started.map_err(|error| anyhow::anyhow!("logging cannot start: {error}"))
}

/// The metrics of this process; the recorder is installed once, further servers of the process share it.
pub fn metrics() -> Result<MetricsRenderer> {
    if METRICS.get().is_none() {
        let recorder = PrometheusBuilder::new().set_buckets(&SECONDS)?.build_recorder();
        let handle = recorder.handle();
        // Two servers that start at the same moment agree on one recorder.
        if METRICS.set(handle).is_ok() {
            metrics::set_global_recorder(recorder)
                .map_err(|_| anyhow::anyhow!("another part of the process collects the metrics already"))?;
        }
    }
    let handle = METRICS.get().context("the metrics are not collected")?.clone();
    Ok(std::sync::Arc::new(move || handle.render()))
}

/// Sorts measured times into their classes now and then. Without it they would pile up in memory while nobody asks
/// for the metrics.
pub async fn upkeep() {
    loop {
        actix_web::rt::time::sleep(UPKEEP).await;
        if let Some(handle) = METRICS.get() {
            handle.run_upkeep();
        }
    }
}
