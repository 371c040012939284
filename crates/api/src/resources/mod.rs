//! The resources of the API, one file each.

pub mod campaigns;
pub mod contributions;
pub mod editions;
pub mod journal;
pub mod programs;
pub mod statistics;
pub mod territories;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_ENCODING, ETAG, IF_NONE_MATCH, VARY};
use actix_web::{HttpRequest, HttpResponse, web};
use kenes_service::error::ServiceError;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use crate::compression::{Encoding, compress_once};
use crate::problem::{Problem, method_not_allowed, not_found};
use crate::state::AppState;

/// Items of a page when the client does not say.
const LIMIT_DEFAULT: u16 = 20;

/// Mounts the resources below `/api/v1`.
pub fn configure(config: &mut web::ServiceConfig) {
    let resource = |path: &'static str| web::resource(path).default_service(web::to(method_not_allowed));
    config
        .service(resource("/campaigns/current").get(campaigns::get_campaign))
        .service(resource("/territories").get(territories::list_territories))
        .service(resource("/territories/tiles").get(territories::list_tiles))
        .service(resource("/territories/search").get(territories::find_territories))
        .service(resource("/territories/{id}").get(territories::get_territory))
        .service(resource("/programs").get(programs::list_programs))
        .service(resource("/programs/{id}").get(programs::get_program))
        .service(resource("/programs/{id}/editions").get(editions::list_editions))
        .service(resource("/programs/{id}/editions/{number}").get(editions::get_edition))
        .service(
            resource("/programs/{id}/contributions")
                .get(contributions::list_contributions)
                .post(contributions::create_contribution),
        )
        .service(resource("/programs/{id}/moderations").get(contributions::list_moderations))
        .service(resource("/contributions/{receipt}").get(contributions::get_contribution))
        .service(resource("/contributions/{id}/replies").get(contributions::list_replies))
        .service(resource("/journal").get(journal::list_acts))
        .service(resource("/statistics").get(statistics::get_statistics))
        .default_service(web::to(not_found));
}

/// Paging of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Items of a page, 1 to 100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u16>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// Items of a page within the limits.
pub fn limit(asked: Option<u16>) -> u16 {
    asked.unwrap_or(LIMIT_DEFAULT).clamp(1, kenes_service::programs::PAGE_ITEMS_MAX)
}

/// What an answer depends on.
#[derive(Debug, Clone, Copy)]
pub enum Depends<'a> {
    /// On everything public.
    Country,
    /// On one program.
    Program(&'a str),
}

/// Answers a GET: 304 when the client's copy is still good, which is known without asking the database; else the
/// value as JSON, compressed, with an entity tag.
pub async fn answer<T, R>(
    request: &HttpRequest,
    state: &AppState,
    depends: Depends<'_>,
    use_case: impl FnOnce() -> Result<T, ServiceError> + Send + 'static,
) -> Result<HttpResponse, Problem>
where
    T: Send + 'static,
    R: From<T> + Serialize,
{
    let freshness = state.service.freshness();
    let generation = match depends {
        Depends::Country => freshness.country(),
        Depends::Program(id) => freshness.program(id),
    };
    let tag = format!("W/\"{}-{generation}\"", state.boot);
    let known = request.headers().get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| known.split(',').any(|candidate| candidate.trim() == tag)) {
        return Ok(HttpResponse::NotModified().insert_header((ETAG, tag)).finish());
    }
    let value = R::from(crate::blocking::run(use_case).await?);
    let body = serde_json::to_vec(&value)
        .map_err(|error| Problem::from(ServiceError::Internal(error.to_string())))?;
    let (body, encoding) = compress_once(body, Encoding::negotiate(request.headers()));
    let mut response = HttpResponse::Ok();
    response
        .insert_header((ETAG, tag))
        .insert_header((VARY, "accept-encoding"))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .content_type("application/json");
    if let Some(encoding) = encoding.header() {
        response.insert_header((CONTENT_ENCODING, encoding));
    }
    Ok(response.body(body))
}
