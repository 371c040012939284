//! The money of programs and territories.

use actix_web::{HttpRequest, HttpResponse, web};
use kenes_domain::money::{FundingSource, Tenge};
use kenes_service::envelopes::{self, EnvelopeFilter};
use kenes_service::error::ServiceError;
use kenes_service::{budget, setup};
use serde::Deserialize;
use utoipa::IntoParams;

use super::limit;
use crate::answers::{Depends, answer};
use crate::problem::Problem;
use crate::state::AppState;
use crate::wire::PageResponse;
use crate::wire::budget::{EnvelopeResponse, FitResponse, ProgramBudgetResponse, TerritoryBudgetResponse};
use crate::words::FundingSourceWord;

/// Which lines.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EnvelopesQuery {
    /// Public id of a territory; its own lines only.
    pub territory: Option<String>,
    /// Calendar year.
    pub year: Option<u16>,
    /// Whether lines that no longer hold are shown too; no when absent.
    pub history: Option<bool>,
    /// Items of a page, 1 to 100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u16>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// By which borders sums are made.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BordersQuery {
    /// A day like `2021-01-01`; today when absent. Programs stay with their territory, territories with the region
    /// to which they belonged on that day.
    pub on: Option<String>,
}

/// What territories may spend, by territory, year, source and kind.
#[utoipa::path(get, path = "/api/v1/envelopes", tag = "budget", params(EnvelopesQuery), responses((status = 200, body = PageResponse<EnvelopeResponse>), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn list_envelopes(
    request: HttpRequest,
    state: web::Data<AppState>,
    query: web::Query<EnvelopesQuery>,
) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    let EnvelopesQuery { territory, year, history, limit: asked, cursor } = query.into_inner();
    let filter = EnvelopeFilter { territory, year, history: history.unwrap_or(false) };
    answer::<_, PageResponse<EnvelopeResponse>>(&request, &state, Depends::Country, move || {
        envelopes::list(&service, &filter, cursor.as_deref(), limit(asked))
    })
    .await
}

/// A program's money: sums, comparison with the envelope, and what contradicts itself.
#[utoipa::path(get, path = "/api/v1/programs/{id}/budget", tag = "budget", params(("id" = String, Path, description = "Public id")), responses((status = 200, body = ProgramBudgetResponse), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn get_program_budget(
    request: HttpRequest,
    state: web::Data<AppState>,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    let program = id.clone();
    answer::<_, ProgramBudgetResponse>(&request, &state, Depends::Program(&id), move || {
        budget::of_program(&service, &program, None)
    })
    .await
}

/// Money of a territory and of all below it.
#[utoipa::path(get, path = "/api/v1/territories/{id}/budget", tag = "budget", params(("id" = String, Path, description = "Public id"), BordersQuery), responses((status = 200, body = TerritoryBudgetResponse), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn get_territory_budget(
    request: HttpRequest,
    state: web::Data<AppState>,
    id: web::Path<String>,
    query: web::Query<BordersQuery>,
) -> Result<HttpResponse, Problem> {
    sums(&request, &state, Some(id.into_inner()), query.into_inner().on).await
}

/// Money of the whole country.
#[utoipa::path(get, path = "/api/v1/budget", tag = "budget", params(BordersQuery), responses((status = 200, body = TerritoryBudgetResponse), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn get_country_budget(
    request: HttpRequest,
    state: web::Data<AppState>,
    query: web::Query<BordersQuery>,
) -> Result<HttpResponse, Problem> {
    sums(&request, &state, None, query.into_inner().on).await
}

async fn sums(
    request: &HttpRequest,
    state: &AppState,
    id: Option<String>,
    on: Option<String>,
) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    answer::<_, TerritoryBudgetResponse>(request, state, Depends::Country, move || {
        let day = on.map(|on| setup::parse_day(&on).ok_or(ServiceError::NotFound)).transpose()?;
        budget::of_territory(&service, id.as_deref(), day)
    })
    .await
}

/// A cost to try.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FitQuery {
    /// Whole tenge.
    pub tenge: i64,
    /// Calendar year.
    pub year: u16,
    /// Where the money would come from; the local budget when absent.
    #[param(value_type = Option<FundingSourceWord>)]
    pub source: Option<FundingSource>,
}

/// Whether something of a cost would fit beside the plan of a program: in the year, in another one, or not.
#[utoipa::path(get, path = "/api/v1/programs/{id}/budget/fit", tag = "budget", params(("id" = String, Path, description = "Public id"), FitQuery), responses((status = 200, body = FitResponse), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn get_budget_fit(
    request: HttpRequest,
    state: web::Data<AppState>,
    id: web::Path<String>,
    query: web::Query<FitQuery>,
) -> Result<HttpResponse, Problem> {
    let (service, program) = (state.service.clone(), id.clone());
    let FitQuery { tenge, year, source } = query.into_inner();
    let source = source.unwrap_or(FundingSource::Local);
    answer::<_, FitResponse>(&request, &state, Depends::Program(&id), move || {
        budget::fit_of(&service, &program, Tenge::new(tenge), year, source)
    })
    .await
}
