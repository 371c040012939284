//! The JSON API over HTTP, and what pages and API share: extractors, limits, problems, compression.
//!
//! **Architecture invariant:** a handler parses, calls one use case of the service, and shapes the answer. It decides
//! nothing: rules live in the domain, use cases in the service.
//!
//! **Architecture invariant:** the API takes nothing from a browser's ambient authority: it reads no cookies but takes
//! tokens from the header `Authorization`, and no
//! answer carries a CORS header that would let a foreign page write. A foreign page can send neither
//! `application/json` nor an `Idempotency-Key` without a preflight request, which is refused. So there is nothing to
//! forge across sites.

pub mod answers;
pub mod blocking;
pub mod caller;
pub mod compression;
pub mod deadline;
pub mod docs;
pub mod envelope;
pub mod health;
pub mod limits;
pub mod problem;
pub mod resources;
pub mod state;
pub mod tokens;
pub mod wire;
pub mod words;

use actix_web::web;

use crate::resources::read;

/// Mounts everything below `/api`, and the health checks.
pub fn configure(config: &mut web::ServiceConfig) {
    config
        .app_data(problem::json_config())
        .app_data(problem::path_config())
        .app_data(problem::query_config())
        .service(read("/healthz", health::get_health))
        .service(read("/readyz", health::get_readiness))
        .service(
            web::scope("/api")
                .service(read("/openapi.json", docs::get_openapi))
                .service(read("/docs", docs::get_docs))
                .service(read("/docs.css", docs::get_styles))
                .service(web::scope("/v1").configure(resources::configure))
                .default_service(web::to(problem::not_found)),
        );
}

/// Mounts the metrics: beside pages and API, or on an address of their own.
pub fn configure_metrics(config: &mut web::ServiceConfig) {
    config.service(read("/metrics", health::get_metrics));
}
