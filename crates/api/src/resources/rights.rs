//! What people may do with contributions beside writing them: support them, take their own back, have it erased,
//! appeal against hiding. Whoever holds a receipt is its author.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, web};
use kenes_domain::contribution::Verification;
use kenes_service::contributions;
use kenes_service::error::ServiceError;
use kenes_service::{Service, moderation, visitors};

use crate::blocking;
use crate::problem::Problem;
use crate::state::AppState;
use crate::wire::contributions::{AppealRequest, ReceiptResponse, SupportRequest, SupportResponse};

/// Does something with a contribution and answers with its story afterwards.
async fn act(
    request: &HttpRequest,
    state: &AppState,
    receipt: String,
    act: impl FnOnce(&Service, &str) -> Result<(), ServiceError> + Send + 'static,
) -> Result<HttpResponse, Problem> {
    state.limiter.check_write(request)?;
    let service = state.service.clone();
    let receipt = blocking::run(move || {
        act(&service, &receipt)?;
        contributions::receipt(&service, &receipt)
    })
    .await?;
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(ReceiptResponse::from(receipt)))
}

/// Takes a contribution back. A stub stays, and every count.
#[utoipa::path(post, path = "/api/v1/contributions/{receipt}/withdrawal", tag = "contributions", params(("receipt" = String, Path, description = "Receipt code as people type it")), responses((status = 200, body = ReceiptResponse), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn withdraw_contribution(
    request: HttpRequest,
    state: web::Data<AppState>,
    receipt: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    act(&request, &state, receipt.into_inner(), contributions::withdraw).await
}

/// Erases text, name, place, address and files of a contribution. A stub stays, and every count.
#[utoipa::path(post, path = "/api/v1/contributions/{receipt}/erasure", tag = "contributions", params(("receipt" = String, Path, description = "Receipt code as people type it")), responses((status = 200, body = ReceiptResponse), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn erase_contribution(
    request: HttpRequest,
    state: web::Data<AppState>,
    receipt: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    act(&request, &state, receipt.into_inner(), contributions::erase).await
}

/// Erases the name and the address of a contribution; the text stays.
#[utoipa::path(post, path = "/api/v1/contributions/{receipt}/name-erasure", tag = "contributions", params(("receipt" = String, Path, description = "Receipt code as people type it")), responses((status = 200, body = ReceiptResponse), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn erase_contribution_name(
    request: HttpRequest,
    state: web::Data<AppState>,
    receipt: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    act(&request, &state, receipt.into_inner(), contributions::erase_name).await
}

/// Appeals against the hiding of a contribution; once.
#[utoipa::path(post, path = "/api/v1/contributions/{receipt}/appeal", tag = "contributions", params(("receipt" = String, Path, description = "Receipt code as people type it")), request_body = AppealRequest, responses((status = 200, body = ReceiptResponse), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn create_appeal(
    request: HttpRequest,
    state: web::Data<AppState>,
    receipt: web::Path<String>,
    body: web::Json<AppealRequest>,
) -> Result<HttpResponse, Problem> {
    let text = body.into_inner().text;
    act(&request, &state, receipt.into_inner(), move |service, receipt| {
        moderation::appeal(service, receipt, &text)
    })
    .await
}

/// Supports a contribution without an account; counted once per client and apart from verified ones.
#[utoipa::path(post, path = "/api/v1/contributions/{id}/supports", tag = "contributions", params(("id" = String, Path, description = "Public id of the contribution")), request_body = SupportRequest, responses((status = 200, body = SupportResponse), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn create_support(
    request: HttpRequest,
    state: web::Data<AppState>,
    id: web::Path<String>,
    body: web::Json<SupportRequest>,
) -> Result<HttpResponse, Problem> {
    state.limiter.check_write(&request)?;
    let service = state.service.clone();
    let answer = blocking::run(move || support(&service, &id, body.into_inner().visitor)).await?;
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(answer))
}

fn support(service: &Service, id: &str, visitor: Option<String>) -> Result<SupportResponse, ServiceError> {
    let key = visitors::key(service)?;
    let known = visitor.filter(|name| key.supporter(name).is_some());
    let visitor = known.unwrap_or_else(|| visitors::new_name(service, &key));
    let supporter = key.supporter(&visitor).unwrap_or_default();
    let counted = contributions::support(service, id, &supporter, Verification::Anonymous)?;
    Ok(SupportResponse { counted, visitor })
}
