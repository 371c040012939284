//! The HTTP server: pages and API around one service.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::{Server, ServerHandle};
use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer, web};
use anyhow::{Context, Result};
use kenes_api::limits::{Limiter, Quotas};
use kenes_api::state::{AppState, Parts};
use kenes_domain::timestamp::{Clock, Timestamp};
use kenes_service::jobs::Workers;
use kenes_service::{Options, Service};

use crate::settings::Settings;
use crate::telemetry;

/// Longest wait for the head of a request, and for the next request on an idle connection.
const HEAD: Duration = Duration::from_secs(5);
/// Connections to the metrics at the same time.
const METRICS_CONNECTIONS_MAX: usize = 64;

/// The system's clock: the only place that reads it.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that everybody else is given")]
    fn now(&self) -> Timestamp {
        let since_1970 =
            std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_micros(i64::try_from(since_1970.as_micros()).unwrap_or(i64::MAX))
    }
}

/// Opens the service that the settings describe.
pub fn open_service(settings: &Settings, clock: Arc<dyn Clock>, seed: Option<[u8; 32]>) -> Result<Service> {
    std::fs::create_dir_all(&settings.store.data_dir).with_context(|| {
        format!(
            "the data folder {} cannot be made; choose another with --data-dir DIR",
            settings.store.data_dir.display()
        )
    })?;
    let options =
        Options { database_url: settings.database_url(), data_dir: settings.store.data_dir.clone() };
    Ok(Service::open(options, clock, seed)?)
}

/// A server that listens; it serves while [`RunningServer::run`] is awaited.
pub struct RunningServer {
    address: SocketAddr,
    server: Server,
    metrics: Option<(SocketAddr, Server)>,
    state: AppState,
    workers: Workers,
    drain: Duration,
}

impl RunningServer {
    /// Binds the address and starts the background workers. Call inside an actix system.
    pub fn start(settings: &Settings, service: &Service) -> Result<Self> {
        let listener = bind(settings.server.bind, "choose another with --bind ADDRESS:PORT")?;
        let address = listener.local_addr()?;
        let metrics_bind = settings.metrics_bind()?;
        let metrics_listener = metrics_bind.map(|at| bind(at, "change server.metrics_bind")).transpose()?;
        let workers = service.start_workers()?;
        let state = state(settings, service.clone(), &workers)?;
        let own_metrics = metrics_listener.is_some();
        let shared = state.clone();
        let mut server = HttpServer::new(move || {
            App::new()
                .app_data(web::Data::new(shared.clone()))
                .wrap(from_fn(kenes_api::envelope::wrap))
                .configure(kenes_api::configure)
                .configure(|config| {
                    if !own_metrics {
                        kenes_api::configure_metrics(config);
                    }
                })
                .configure(kenes_web::configure)
        })
        .client_request_timeout(HEAD)
        .keep_alive(HEAD)
        .max_connections(settings.server.connections_max)
        .shutdown_timeout(settings.server.shutdown_seconds)
        .disable_signals();
        if settings.server.workers > 0 {
            server = server.workers(settings.server.workers);
        }
        let metrics = metrics_listener.map(|listener| serve_metrics(listener, state.clone())).transpose()?;
        Ok(Self {
            address,
            server: server.listen(listener)?.run(),
            metrics,
            state,
            workers,
            drain: Duration::from_secs(settings.server.drain_seconds),
        })
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where the metrics are, when they have an address of their own.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics.as_ref().map(|(address, _)| *address)
    }

    /// A handle that stops it.
    pub fn handle(&self) -> ServerHandle {
        self.server.handle()
    }

    /// Serves until stopped; then lets running requests end and the workers finish.
    pub async fn run(self) -> Result<()> {
        let metrics = self.metrics.map(|(_, server)| {
            let handle = server.handle();
            actix_web::rt::spawn(server);
            handle
        });
        let upkeep = actix_web::rt::spawn(telemetry::upkeep());
        self.server.await?;
        self.state.drain();
        upkeep.abort();
        if let Some(metrics) = metrics {
            metrics.stop(false).await;
        }
        Ok(self.workers.stop()?)
    }

    /// Serves until the process is told to stop (SIGTERM or SIGINT). Readiness turns off first, then no new
    /// connections are taken, then running requests end, then the workers finish. Told a second time, it ends at once.
    pub async fn run_until_signal(self) -> Result<()> {
        use actix_web::rt::signal::unix::{SignalKind, signal};
        let handle = self.handle();
        let (state, drain) = (self.state.clone(), self.drain);
        let mut terminate = signal(SignalKind::terminate()).context("signals cannot be heard")?;
        let mut interrupt = signal(SignalKind::interrupt()).context("signals cannot be heard")?;
        actix_web::rt::spawn(async move {
            for graceful in [true, false] {
                tokio::select! {
                    _ = terminate.recv() => {}
                    _ = interrupt.recv() => {}
                }
                tracing::info!(graceful, "stopping");
                state.drain();
                let handle = handle.clone();
                actix_web::rt::spawn(async move {
                    if graceful {
                        actix_web::rt::time::sleep(drain).await;
                    }
                    handle.stop(graceful).await;
                });
            }
        });
        self.run().await
    }
}

fn bind(address: SocketAddr, advice: &str) -> Result<TcpListener> {
    TcpListener::bind(address).with_context(|| format!("{address} cannot be bound; {advice}"))
}

fn state(settings: &Settings, service: Service, workers: &Workers) -> Result<AppState> {
    let quotas = Quotas {
        writes_per_minute: settings.limits.writes_per_minute,
        contributions_per_minute: if settings.limits.writes_per_minute == 0 {
            0
        } else {
            settings.limits.contributions_per_minute
        },
        reads_per_minute: settings.limits.reads_per_minute,
    };
    let parts = Parts {
        limiter: Limiter::new(quotas, settings.trusted_proxies()?),
        pulse: workers.pulse(),
        metrics: telemetry::metrics()?,
        boot: kenes_service::runtime::boot_id(&service),
        public_url: settings.server.public_url.clone(),
        body_deadline: Duration::from_secs(settings.limits.body_seconds),
    };
    Ok(AppState::new(service, parts))
}

fn serve_metrics(listener: TcpListener, state: AppState) -> Result<(SocketAddr, Server)> {
    let address = listener.local_addr()?;
    let server = HttpServer::new(move || {
        App::new().app_data(web::Data::new(state.clone())).configure(kenes_api::configure_metrics)
    })
    .workers(1)
    .client_request_timeout(HEAD)
    .keep_alive(HEAD)
    .max_connections(METRICS_CONNECTIONS_MAX)
    .disable_signals();
    Ok((address, server.listen(listener)?.run()))
}

#[cfg(test)]
mod tests;
