//! Programs.

use actix_web::{HttpRequest, HttpResponse, web};
use kenes_domain::program::Phase;
use kenes_service::programs::{self, ProgramFilter};
use serde::Deserialize;
use utoipa::IntoParams;

use super::limit;
use crate::answers::{Depends, answer};
use crate::problem::Problem;
use crate::state::AppState;
use crate::wire::PageResponse;
use crate::wire::programs::ProgramResponse;
use crate::words::PhaseWord;

/// Which programs.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ProgramsQuery {
    /// Public id of a territory: its own program and those below it.
    pub territory: Option<String>,
    /// Where they stand.
    #[param(value_type = Option<PhaseWord>)]
    pub phase: Option<Phase>,
    /// Items of a page, 1 to 100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u16>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// Programs of the current campaign.
#[utoipa::path(get, path = "/api/v1/programs", tag = "programs", params(ProgramsQuery), responses((status = 200, body = PageResponse<ProgramResponse>), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn list_programs(
    request: HttpRequest,
    state: web::Data<AppState>,
    query: web::Query<ProgramsQuery>,
) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    let ProgramsQuery { territory, phase, limit: asked, cursor } = query.into_inner();
    answer::<_, PageResponse<ProgramResponse>>(&request, &state, Depends::Country, move || {
        let filter = ProgramFilter { territory, phase };
        programs::list(&service, &filter, cursor.as_deref(), limit(asked))
    })
    .await
}

/// One program.
#[utoipa::path(get, path = "/api/v1/programs/{id}", tag = "programs", params(("id" = String, Path, description = "Public id")), responses((status = 200, body = ProgramResponse), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn get_program(
    request: HttpRequest,
    state: web::Data<AppState>,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    let program = id.clone();
    answer::<_, ProgramResponse>(&request, &state, Depends::Program(&id), move || {
        programs::get(&service, &program)
    })
    .await
}
