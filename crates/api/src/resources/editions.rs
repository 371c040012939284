//! Editions of a program.

use actix_web::{HttpRequest, HttpResponse, web};
use kenes_service::programs;

use crate::answers::{Depends, answer};
use crate::problem::Problem;
use crate::state::AppState;
use crate::wire::PageResponse;
use crate::wire::programs::{EditionDetailResponse, EditionResponse};

/// Published editions, oldest first.
#[utoipa::path(get, path = "/api/v1/programs/{id}/editions", tag = "editions", params(("id" = String, Path, description = "Public id of the program")), responses((status = 200, body = PageResponse<EditionResponse>), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn list_editions(
    request: HttpRequest,
    state: web::Data<AppState>,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    let program = id.clone();
    answer::<_, PageResponse<EditionResponse>>(&request, &state, Depends::Program(&id), move || {
        programs::list_editions(&service, &program)
    })
    .await
}

/// A whole edition: provisions in reading order, and planned spending.
#[utoipa::path(get, path = "/api/v1/programs/{id}/editions/{number}", tag = "editions", params(("id" = String, Path, description = "Public id of the program"), ("number" = i32, Path, description = "Number of the edition, from 1")), responses((status = 200, body = EditionDetailResponse), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn get_edition(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, i32)>,
) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    let (program, number) = path.into_inner();
    let asked = program.clone();
    answer::<_, EditionDetailResponse>(&request, &state, Depends::Program(&program), move || {
        programs::edition(&service, &asked, Some(number))
    })
    .await
}
