//! The campaign.

use actix_web::{HttpRequest, HttpResponse, web};
use kenes_service::campaigns::{self, CampaignView};
use serde::Serialize;
use utoipa::ToSchema;

use crate::answers::{Depends, answer};
use crate::problem::Problem;
use crate::state::AppState;
use crate::wire::NamesResponse;

/// The current campaign with its rules and directions.
#[derive(Debug, Serialize, ToSchema)]
pub struct CampaignResponse {
    /// Public id.
    pub id: String,
    /// Names.
    pub names: NamesResponse,
    /// Whether everything in it was generated for demonstration.
    pub demonstration: bool,
    /// Working days in which every contribution gets its answer.
    pub answer_working_days: u16,
    /// `post` or `pre`.
    pub moderation: &'static str,
    /// Whether contributions after the closing are taken and marked.
    pub accept_late: bool,
    /// The taxonomy, in order.
    pub directions: Vec<DirectionResponse>,
}

/// A direction of the taxonomy.
#[derive(Debug, Serialize, ToSchema)]
pub struct DirectionResponse {
    /// Stable code.
    pub code: String,
    /// Names.
    pub names: NamesResponse,
}

impl From<CampaignView> for CampaignResponse {
    fn from(view: CampaignView) -> Self {
        Self {
            id: view.id,
            names: view.names.into(),
            demonstration: view.demonstration,
            answer_working_days: view.rules.answer_working_days,
            moderation: view.rules.moderation.as_str(),
            accept_late: view.rules.accept_late,
            directions: view
                .directions
                .into_iter()
                .map(|direction| DirectionResponse {
                    code: direction.code,
                    names: NamesResponse { kk: direction.kk, ru: direction.ru, en: direction.en },
                })
                .collect(),
        }
    }
}

/// The current campaign.
#[utoipa::path(get, path = "/api/v1/campaigns/current", tag = "campaigns", responses((status = 200, body = CampaignResponse), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn get_campaign(request: HttpRequest, state: web::Data<AppState>) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    answer::<_, CampaignResponse>(&request, &state, Depends::Country, move || campaigns::current(&service))
        .await
}
