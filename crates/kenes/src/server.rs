//! The HTTP server: pages and API around one service.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer, web};
use anyhow::{Context, Result};
use kenes_api::limits::Limiter;
use kenes_api::state::AppState;
use kenes_domain::timestamp::{Clock, Timestamp};
use kenes_service::jobs::Workers;
use kenes_service::{Options, Service};

use crate::settings::Settings;
use crate::telemetry;

/// Longest wait for running requests when the server stops.
const DRAIN_SECONDS: u64 = 20;
/// Longest wait for the head of a request, and for the next request on an idle connection.
const HEAD: Duration = Duration::from_secs(5);

/// The system's clock: the only place that reads it.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that everybody else is given")]
    fn now(&self) -> Timestamp {
        let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_micros(i64::try_from(since_1970.as_micros()).unwrap_or(i64::MAX))
    }
}

/// Opens the service that the settings describe.
pub fn open_service(settings: &Settings, clock: Arc<dyn Clock>, seed: Option<[u8; 32]>) -> Result<Service> {
    std::fs::create_dir_all(&settings.store.data_dir).with_context(|| {
        format!("the data folder {} cannot be made", settings.store.data_dir.display())
    })?;
    let options = Options {
        database_url: settings.database_url(),
        data_dir: settings.store.data_dir.clone(),
    };
    Ok(Service::open(options, clock, seed)?)
}

/// A server that listens; it serves while [`RunningServer::run`] is awaited.
pub struct RunningServer {
    address: SocketAddr,
    server: actix_web::dev::Server,
    state: AppState,
    workers: Workers,
}

impl RunningServer {
    /// Binds the address and starts the background workers. Call inside an actix system.
    pub fn start(settings: &Settings, service: &Service) -> Result<Self> {
        let bind = settings.server.bind;
        let listener = TcpListener::bind(bind)
            .with_context(|| format!("{bind} cannot be bound; choose another with --bind ADDRESS:PORT"))?;
        let address = listener.local_addr()?;
        let limiter = Limiter::new(settings.limits.writes_per_minute, settings.trusted_proxies()?);
        let boot = kenes_service::runtime::boot_id(service);
        let state = AppState::new(
            service.clone(),
            limiter,
            telemetry::metrics(),
            &boot,
            &settings.server.public_url,
        );
        let workers = service.start_workers()?;
        let shared = state.clone();
        let mut server = HttpServer::new(move || {
            App::new()
                .app_data(web::Data::new(shared.clone()))
                .wrap(from_fn(kenes_api::envelope::wrap))
                .configure(kenes_api::configure)
                .configure(kenes_web::configure)
        })
        .client_request_timeout(HEAD)
        .keep_alive(HEAD)
        .max_connections(settings.server.connections_max)
        .shutdown_timeout(DRAIN_SECONDS)
        .disable_signals();
        if settings.server.workers > 0 {
            server = server.workers(settings.server.workers);
        }
        Ok(Self { address, server: server.listen(listener)?.run(), state, workers })
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// A handle that stops it.
    pub fn handle(&self) -> ServerHandle {
        self.server.handle()
    }

    /// Serves until stopped; then lets running requests end and the workers finish.
    pub async fn run(self) -> Result<()> {
        self.server.await?;
        self.state.drain();
        Ok(self.workers.stop()?)
    }

    /// Serves until the process is told to stop (SIGTERM or SIGINT).
    pub async fn run_until_signal(self) -> Result<()> {
        let handle = self.handle();
        let state = self.state.clone();
        actix_web::rt::spawn(async move {
            let mut terminate = match actix_web::rt::signal::unix::signal(
                actix_web::rt::signal::unix::SignalKind::terminate(),
            ) {
                Ok(terminate) => terminate,
                Err(error) => {
                    tracing::error!(%error, "signals cannot be heard");
                    return;
                }
            };
            tokio::select! {
                _ = terminate.recv() => {}
                _ = actix_web::rt::signal::ctrl_c() => {}
            }
            tracing::info!("stopping: running requests may end, new ones are not taken");
            state.drain();
            handle.stop(true).await;
        });
        self.run().await
    }
}
