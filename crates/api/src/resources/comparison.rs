//! Two editions of a program side by side.

use actix_web::{HttpRequest, HttpResponse, web};
use kenes_service::comparison;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::answers::{Depends, answer};
use crate::problem::Problem;
use crate::state::AppState;
use crate::wire::comparison::ComparisonResponse;

/// Which editions, and what of them.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ComparisonQuery {
    /// Number of the older edition.
    pub from: i32,
    /// Number of the newer edition.
    pub to: i32,
    /// `changed` (default), `comments` or `all`.
    #[param(inline)]
    pub show: Option<ShowWord>,
}

/// What of a comparison is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShowWord {
    /// Provisions that differ.
    Changed,
    /// Provisions that differ because of contributions.
    Comments,
    /// Every provision.
    All,
}

/// What differs between two published editions, word by word, and why.
#[utoipa::path(get, path = "/api/v1/programs/{id}/comparison", tag = "editions", params(("id" = String, Path, description = "Public id of the program"), ComparisonQuery), responses((status = 200, body = ComparisonResponse), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn get_comparison(
    request: HttpRequest,
    state: web::Data<AppState>,
    id: web::Path<String>,
    query: web::Query<ComparisonQuery>,
) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    let program = id.clone();
    let query = query.into_inner();
    answer::<_, ComparisonResponse>(&request, &state, Depends::Program(&id), move || {
        let mut view = comparison::compare(&service, &program, query.from, query.to)?;
        view.entries.retain(|entry| match query.show.unwrap_or(ShowWord::Changed) {
            ShowWord::Changed => entry.kind.is_some(),
            ShowWord::Comments => entry.kind.is_some() && entry.because_of_points(),
            ShowWord::All => true,
        });
        Ok(view)
    })
    .await
}
