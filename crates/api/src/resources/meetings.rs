//! Meetings of a discussion.

use actix_web::{HttpRequest, HttpResponse, web};
use kenes_service::meetings::{self, MeetingPage, MeetingView};
use serde::Serialize;
use utoipa::ToSchema;

use super::{PageQuery, limit};
use crate::answers::{Depends, answer};
use crate::problem::Problem;
use crate::state::AppState;
use crate::wire::contributions::ContributionResponse;
use crate::wire::{PageResponse, TextResponse};

/// A meeting.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeetingResponse {
    /// Public id.
    pub id: String,
    /// Public id of its program; absent in the list of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub program: Option<String>,
    /// What it is called.
    pub title: TextResponse,
    /// Beginning, RFC 3339.
    pub starts_at: String,
    /// Where.
    pub place: String,
    /// What it is about.
    pub notice: TextResponse,
    /// Address of the online meeting.
    pub link: Option<String>,
    /// What was said.
    pub protocol: TextResponse,
    /// Who spoke.
    pub speakers: Vec<String>,
}

impl From<MeetingView> for MeetingResponse {
    fn from(view: MeetingView) -> Self {
        Self {
            id: view.id,
            program: None,
            title: view.title.into(),
            starts_at: view.starts_at.rfc3339(),
            place: view.place,
            notice: view.notice.into(),
            link: view.link,
            protocol: view.protocol.into(),
            speakers: view.speakers,
        }
    }
}

impl From<MeetingPage> for MeetingResponse {
    fn from(page: MeetingPage) -> Self {
        Self { program: Some(page.program.id), ..page.meeting.into() }
    }
}

/// Meetings about a program, latest first.
#[utoipa::path(get, path = "/api/v1/programs/{id}/meetings", tag = "meetings", params(("id" = String, Path, description = "Public id of the program"), PageQuery), responses((status = 200, body = PageResponse<MeetingResponse>), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn list_meetings(
    request: HttpRequest,
    state: web::Data<AppState>,
    id: web::Path<String>,
    query: web::Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    let program = id.clone();
    answer::<_, PageResponse<MeetingResponse>>(&request, &state, Depends::Program(&id), move || {
        meetings::list(&service, &program, query.cursor.as_deref(), limit(query.limit))
    })
    .await
}

/// A meeting.
#[utoipa::path(get, path = "/api/v1/meetings/{id}", tag = "meetings", params(("id" = String, Path, description = "Public id of the meeting")), responses((status = 200, body = MeetingResponse), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn get_meeting(
    request: HttpRequest,
    state: web::Data<AppState>,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    answer::<_, MeetingResponse>(&request, &state, Depends::Country, move || meetings::get(&service, &id))
        .await
}

/// What was said at a meeting, in the order in which it was entered.
#[utoipa::path(get, path = "/api/v1/meetings/{id}/contributions", tag = "meetings", params(("id" = String, Path, description = "Public id of the meeting"), PageQuery), responses((status = 200, body = PageResponse<ContributionResponse>), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn list_meeting_contributions(
    request: HttpRequest,
    state: web::Data<AppState>,
    id: web::Path<String>,
    query: web::Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    answer::<_, PageResponse<ContributionResponse>>(&request, &state, Depends::Country, move || {
        meetings::contributions(&service, &id, query.cursor.as_deref(), limit(query.limit))
    })
    .await
}
