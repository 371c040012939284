//! Sums over the whole campaign.

use actix_web::{HttpRequest, HttpResponse, web};
use kenes_service::home::{self, HomeView};
use serde::Serialize;
use utoipa::ToSchema;

use crate::answers::{Depends, answer};
use crate::problem::Problem;
use crate::state::AppState;
use crate::wire::TallyResponse;

/// Sums over the whole campaign.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatisticsResponse {
    /// Programs.
    pub programs: u32,
    /// Contributions by what became of them.
    pub contributions: TallyResponse,
    /// Contributions per direction, most first.
    pub directions: Vec<DirectionCountResponse>,
}

/// How many contributions a direction has.
#[derive(Debug, Serialize, ToSchema)]
pub struct DirectionCountResponse {
    /// Code of the direction.
    pub code: String,
    /// Contributions to its provisions.
    pub contributions: u64,
}

impl From<HomeView> for StatisticsResponse {
    fn from(view: HomeView) -> Self {
        Self {
            programs: view.programs,
            contributions: view.contributions.into(),
            directions: view
                .directions
                .into_iter()
                .map(|direction| DirectionCountResponse {
                    code: direction.code,
                    contributions: direction.contributions,
                })
                .collect(),
        }
    }
}

/// Sums over the whole campaign.
#[utoipa::path(get, path = "/api/v1/statistics", tag = "statistics", responses((status = 200, body = StatisticsResponse), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn get_statistics(
    request: HttpRequest,
    state: web::Data<AppState>,
) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    answer::<_, StatisticsResponse>(&request, &state, Depends::Country, move || home::get(&service)).await
}
