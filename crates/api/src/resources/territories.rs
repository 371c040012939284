//! Territories.

use actix_web::{HttpRequest, HttpResponse, web};
use kenes_service::territories;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{PageQuery, limit};
use crate::answers::{Depends, answer};
use crate::problem::Problem;
use crate::state::AppState;
use crate::wire::PageResponse;
use crate::wire::territories::{FoundResponse, TerritoryDetailResponse, TerritoryResponse, TileResponse};

/// What to find.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FindQuery {
    /// A name as people type it.
    pub q: String,
}

/// Which map.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TilesQuery {
    /// Public id of a region; absent for the country.
    pub parent: Option<String>,
}

/// Territories of today, region by region.
#[utoipa::path(get, path = "/api/v1/territories", tag = "territories", params(PageQuery), responses((status = 200, body = PageResponse<TerritoryResponse>), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn list_territories(
    request: HttpRequest,
    state: web::Data<AppState>,
    query: web::Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    let PageQuery { limit: asked, cursor } = query.into_inner();
    answer::<_, PageResponse<TerritoryResponse>>(&request, &state, Depends::Country, move || {
        territories::page(&service, cursor.as_deref(), limit(asked))
    })
    .await
}

/// A territory with what lies around it.
#[utoipa::path(get, path = "/api/v1/territories/{id}", tag = "territories", params(("id" = String, Path, description = "Public id")), responses((status = 200, body = TerritoryDetailResponse), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn get_territory(
    request: HttpRequest,
    state: web::Data<AppState>,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    answer::<_, TerritoryDetailResponse>(&request, &state, Depends::Country, move || {
        territories::get(&service, &id)
    })
    .await
}

/// The map of equal tiles.
#[utoipa::path(get, path = "/api/v1/territories/tiles", tag = "territories", params(TilesQuery), responses((status = 200, body = PageResponse<TileResponse>), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn list_tiles(
    request: HttpRequest,
    state: web::Data<AppState>,
    query: web::Query<TilesQuery>,
) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    answer::<_, PageResponse<TileResponse>>(&request, &state, Depends::Country, move || {
        territories::tiles(&service, query.parent.as_deref())
    })
    .await
}

/// Territories by name, as people type it; at most 20.
#[utoipa::path(get, path = "/api/v1/territories/search", tag = "territories", params(FindQuery), responses((status = 200, body = PageResponse<FoundResponse>), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn find_territories(
    request: HttpRequest,
    state: web::Data<AppState>,
    query: web::Query<FindQuery>,
) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    answer::<_, PageResponse<FoundResponse>>(&request, &state, Depends::Country, move || {
        territories::find(&service, &query.q)
    })
    .await
}
