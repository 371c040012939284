//! The JSON API over HTTP, and what pages and API share: extractors, limits, problems, compression.
//!
//! **Architecture invariant:** a handler parses, calls one use case of the service, and shapes the answer. It decides
//! nothing: rules live in the domain, use cases in the service.

pub mod blocking;
pub mod compression;
pub mod docs;
pub mod envelope;
pub mod health;
pub mod limits;
pub mod problem;
pub mod resources;
pub mod state;
pub mod wire;
pub mod words;

use actix_web::web;

/// Mounts everything below `/api`, and the health checks.
pub fn configure(config: &mut web::ServiceConfig) {
    config
        .app_data(problem::json_config())
        .app_data(problem::path_config())
        .app_data(problem::query_config())
        .service(web::resource("/healthz").get(health::get_health))
        .service(web::resource("/readyz").get(health::get_readiness))
        .service(web::resource("/metrics").get(health::get_metrics))
        .service(
            web::scope("/api")
                .service(web::resource("/openapi.json").get(docs::get_openapi))
                .service(web::resource("/docs").get(docs::get_docs))
                .service(web::scope("/v1").configure(resources::configure)),
        );
}
