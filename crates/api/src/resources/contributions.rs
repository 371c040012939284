//! Contributions: sending, reading, the story behind a receipt.

use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::{HttpRequest, HttpResponse, web};
use kenes_domain::contribution::{FieldError, FieldReason, ModerationReason};
use kenes_service::contributions::{self, Order, Submission};
use kenes_service::error::ServiceError;
use kenes_service::moderation::{self, ModerationView};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{PageQuery, limit};
use crate::answers::{Depends, answer};
use crate::blocking;
use crate::problem::Problem;
use crate::state::AppState;
use crate::wire::PageResponse;
use crate::wire::contributions::{ContributionRequest, ContributionResponse, ReceiptResponse};

/// Which contributions, and in which order.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ContributionsQuery {
    /// Public id of a provision; absent for the whole program.
    pub provision: Option<String>,
    /// `newest` (default), `supported`, `answered` or `shuffled`.
    #[param(inline)]
    pub order: Option<OrderWord>,
    /// Chooses the shuffle; 0 when absent. Every contribution has the same chance to stand on top.
    pub seed: Option<u32>,
    /// Items of a page, 1 to 100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u16>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// How a list is ordered.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderWord {
    /// Newest first.
    Newest,
    /// Most supported first.
    Supported,
    /// With a public decision, newest decision first.
    Answered,
    /// In an order that the seed chooses.
    Shuffled,
}

impl ContributionsQuery {
    fn order(&self) -> Order {
        match self.order {
            None | Some(OrderWord::Newest) => Order::Newest,
            Some(OrderWord::Supported) => Order::Supported,
            Some(OrderWord::Answered) => Order::Answered,
            Some(OrderWord::Shuffled) => Order::Shuffled(u64::from(self.seed.unwrap_or(0))),
        }
    }
}

/// Contributions to a program or to one of its provisions.
#[utoipa::path(get, path = "/api/v1/programs/{id}/contributions", tag = "contributions", params(("id" = String, Path, description = "Public id of the program"), ContributionsQuery), responses((status = 200, body = PageResponse<ContributionResponse>), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn list_contributions(
    request: HttpRequest,
    state: web::Data<AppState>,
    id: web::Path<String>,
    query: web::Query<ContributionsQuery>,
) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    let program = id.clone();
    let query = query.into_inner();
    answer::<_, PageResponse<ContributionResponse>>(&request, &state, Depends::Program(&id), move || {
        let provision = query.provision.as_deref();
        contributions::page(
            &service,
            &program,
            provision,
            query.order(),
            query.cursor.as_deref(),
            limit(query.limit),
        )
    })
    .await
}

/// Sends a contribution. The same `Idempotency-Key` with the same body gets the same receipt. What looks like a
/// program's work (many links, a burst of equal texts, very much from one address) is received and held for review.
#[utoipa::path(post, path = "/api/v1/programs/{id}/contributions", tag = "contributions", params(("id" = String, Path, description = "Public id of the program"), ("Idempotency-Key" = Option<String>, Header, description = "8 to 64 visible ASCII characters")), request_body = ContributionRequest, responses((status = 201, body = ReceiptResponse), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn create_contribution(
    request: HttpRequest,
    state: web::Data<AppState>,
    id: web::Path<String>,
    body: web::Json<ContributionRequest>,
) -> Result<HttpResponse, Problem> {
    state.limiter.check_write(&request)?;
    let key = idempotency_key(&request)?;
    let hold = state.limiter.is_crowded(&request).then_some(ModerationReason::Flood);
    let submission = Submission { hold, ..submission(id.into_inner(), body.into_inner(), key) };
    let service = state.service.clone();
    let receipt = blocking::run(move || contributions::submit(&service, submission)).await?;
    let location = format!("/api/v1/contributions/{}", receipt.receipt);
    Ok(HttpResponse::Created()
        .insert_header((LOCATION, location))
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(ReceiptResponse::from(receipt)))
}

/// The whole story of a contribution, for whoever holds its receipt code.
#[utoipa::path(get, path = "/api/v1/contributions/{receipt}", tag = "contributions", params(("receipt" = String, Path, description = "Receipt code as people type it")), responses((status = 200, body = ReceiptResponse), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn get_contribution(
    request: HttpRequest,
    state: web::Data<AppState>,
    receipt: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    state.limiter.check_read(&request)?;
    let service = state.service.clone();
    let receipt = blocking::run(move || contributions::receipt(&service, &receipt)).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "private, no-store"))
        .json(ReceiptResponse::from(receipt)))
}

/// Replies to a contribution, oldest first.
#[utoipa::path(get, path = "/api/v1/contributions/{id}/replies", tag = "contributions", params(("id" = String, Path, description = "Public id of the contribution"), PageQuery), responses((status = 200, body = PageResponse<ContributionResponse>), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn list_replies(
    request: HttpRequest,
    state: web::Data<AppState>,
    id: web::Path<String>,
    query: web::Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    answer::<_, PageResponse<ContributionResponse>>(&request, &state, Depends::Country, move || {
        contributions::replies(&service, &id, query.cursor.as_deref(), limit(query.limit))
    })
    .await
}

/// An act of moderation, as everybody may read it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModerationResponse {
    /// Public id of the contribution.
    pub contribution: String,
    /// Public id of its program.
    pub program: String,
    /// Public id of the provision at which it stands.
    pub provision: Option<String>,
    /// `hidden`, `held`, `restored` or `redacted`.
    pub action: String,
    /// Coded reason.
    pub reason: Option<String>,
    /// What the moderator added.
    pub note: Option<String>,
    /// Role of the moderator, or `automatic`.
    pub role: String,
    /// When, RFC 3339.
    pub happened_at: String,
}

impl From<ModerationView> for ModerationResponse {
    fn from(view: ModerationView) -> Self {
        Self {
            contribution: view.contribution,
            program: view.program,
            provision: view.provision,
            action: view.action,
            reason: view.reason,
            note: view.note,
            role: view.role,
            happened_at: view.happened_at.rfc3339(),
        }
    }
}

/// The public list of acts of moderation in a program, newest first.
#[utoipa::path(get, path = "/api/v1/programs/{id}/moderations", tag = "contributions", params(("id" = String, Path, description = "Public id of the program"), PageQuery), responses((status = 200, body = PageResponse<ModerationResponse>), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn list_moderations(
    request: HttpRequest,
    state: web::Data<AppState>,
    id: web::Path<String>,
    query: web::Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    let program = id.clone();
    answer::<_, PageResponse<ModerationResponse>>(&request, &state, Depends::Program(&id), move || {
        moderation::list(&service, Some(&program), query.cursor.as_deref(), limit(query.limit))
    })
    .await
}

/// The public list of acts of moderation in the whole country, newest first.
#[utoipa::path(get, path = "/api/v1/moderations", tag = "contributions", params(PageQuery), responses((status = 200, body = PageResponse<ModerationResponse>), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn list_all_moderations(
    request: HttpRequest,
    state: web::Data<AppState>,
    query: web::Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    answer::<_, PageResponse<ModerationResponse>>(&request, &state, Depends::Country, move || {
        moderation::list(&service, None, query.cursor.as_deref(), limit(query.limit))
    })
    .await
}

pub(super) fn idempotency_key(request: &HttpRequest) -> Result<Option<String>, ServiceError> {
    let Some(value) = request.headers().get("idempotency-key") else { return Ok(None) };
    value.to_str().map(|text| Some(text.to_owned())).map_err(|_| {
        let fault = FieldError { field: "idempotency_key", reason: FieldReason::Range };
        ServiceError::Invalid(vec![fault])
    })
}

pub(super) fn submission(program: String, body: ContributionRequest, key: Option<String>) -> Submission {
    let (problem, solution, cost_tenge) = match body.proposal {
        Some(proposal) => (proposal.problem, Some(proposal.solution), proposal.cost_tenge),
        None => (None, None, None),
    };
    Submission {
        program,
        provision: body.provision,
        parent: body.parent,
        kind: body.kind,
        language: body.language,
        text: body.text,
        quote: body.quote,
        place: body.place.unwrap_or_default(),
        name: body.name.unwrap_or_default(),
        email: body.email.unwrap_or_default(),
        problem,
        solution,
        cost_tenge,
        idempotency_key: key,
        consent: body.consent,
        ..Submission::default()
    }
}
