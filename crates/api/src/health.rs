//! Is the process alive, can it serve, and how is it doing?

use actix_web::http::StatusCode;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::blocking;
use crate::state::AppState;

/// A worker that has not been seen for longer is not well. It is seen several times a second.
const BEAT_AGE_SECONDS_MAX: i64 = 10;

/// What readiness found.
#[derive(Debug, Serialize)]
struct Readiness {
    ready: bool,
    parts: Vec<Part>,
}

#[derive(Debug, Serialize)]
struct Part {
    name: &'static str,
    ok: bool,
}

/// The process runs.
pub async fn get_health() -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).content_type("text/plain").body("ok\n")
}

/// The server can serve: the database answers, the workers are alive, and the server is not about to stop. 503 names
/// the part that is not well.
pub async fn get_readiness(state: web::Data<AppState>) -> HttpResponse {
    let service = state.service.clone();
    let database = blocking::check(move || service.probe()).await.is_ok();
    let now = state.service.now().micros();
    let alive = |micros: i64| now - micros <= BEAT_AGE_SECONDS_MAX * 1_000_000;
    let mut parts =
        vec![Part { name: "accepting", ok: !state.is_draining() }, Part { name: "database", ok: database }];
    parts.extend(state.pulse.beats().map(|(name, beat)| Part { name, ok: alive(beat.micros()) }));
    let ready = parts.iter().all(|part| part.ok);
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    HttpResponse::build(status).insert_header((CACHE_CONTROL, "no-store")).json(Readiness { ready, parts })
}

/// Metrics in the text form of Prometheus.
pub async fn get_metrics(state: web::Data<AppState>) -> HttpResponse {
    let service = state.service.clone();
    if let Ok(backlog) = blocking::check(move || service.backlog()).await {
        metrics::gauge!("kenes_journal_acts").set(gauge(backlog.acts));
        metrics::gauge!("kenes_journal_pending").set(gauge(backlog.pending));
        metrics::gauge!("kenes_jobs_queued").set(gauge(backlog.jobs_queued));
        metrics::gauge!("kenes_jobs_parked").set(gauge(backlog.jobs_parked));
        metrics::gauge!("kenes_mails_queued").set(gauge(backlog.mails_queued));
        metrics::gauge!("kenes_mails_parked").set(gauge(backlog.mails_parked));
        metrics::gauge!("kenes_mails_wait_seconds").set(gauge(backlog.mails_wait_seconds));
    }
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .body((state.metrics)())
}

/// A count as a gauge's value; counts past 2³² are shown as that.
fn gauge(count: i64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
