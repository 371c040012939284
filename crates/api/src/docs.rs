//! The description of the API: OpenAPI 3.1, and a page that reads it without any outside request.

use actix_web::HttpResponse;
use utoipa::OpenApi;

use crate::resources::{campaigns, contributions, editions, journal, programs, statistics, territories};

/// The whole description.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Kenes",
        description = "Public consultations on local programs. Lists are bounded and paged by `cursor`; times are RFC 3339 in UTC; money is whole tenge; errors are problem+json with a stable `code`."
    ),
    paths(
        campaigns::get_campaign,
        territories::list_territories,
        territories::list_tiles,
        territories::find_territories,
        territories::get_territory,
        programs::list_programs,
        programs::get_program,
        editions::list_editions,
        editions::get_edition,
        contributions::list_contributions,
        contributions::create_contribution,
        contributions::get_contribution,
        contributions::list_replies,
        contributions::list_moderations,
        journal::list_acts,
        statistics::get_statistics,
    )
)]
pub struct ApiDocs;

/// The description as JSON.
pub async fn get_openapi() -> HttpResponse {
    match ApiDocs::openapi().to_json() {
        Ok(json) => HttpResponse::Ok().content_type("application/json").body(json),
        Err(error) => {
            tracing::error!(%error, "the description of the API cannot be written");
            HttpResponse::InternalServerError().finish()
        }
    }
}

/// The description as a page, written by the server.
pub async fn get_docs() -> HttpResponse {
    HttpResponse::Ok().content_type("text/html; charset=utf-8").body(page())
}

fn page() -> String {
    use std::fmt::Write;
    let api = serde_json::to_value(ApiDocs::openapi()).unwrap_or_default();
    let mut html = String::from(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>Kenes API</title><h1>Kenes API</h1><p>Machine-readable: <a href=\"/api/openapi.json\">/api/openapi.json</a></p>",
    );
    let paths = api.get("paths").and_then(serde_json::Value::as_object);
    for (path, methods) in paths.into_iter().flatten() {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            let text = |key: &str| operation.get(key).and_then(serde_json::Value::as_str).unwrap_or_default();
            let _ = write!(
                html,
                "<h2 id=\"{}\"><code>{} {path}</code></h2><p>{}</p>",
                text("operationId"),
                method.to_uppercase(),
                text("summary")
            );
        }
    }
    html.push_str("<h2>Problem codes</h2><ul>");
    for code in kenes_service::error::ServiceError::CODES {
        let _ = write!(html, "<li id=\"problem-{code}\"><code>{code}</code></li>");
    }
    html.push_str("</ul></html>");
    html
}
