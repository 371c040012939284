//! The ledger as anybody reads it: C2SP tlog-tiles below `/api/v1/ledger`, openings, keys, and receipts.
//!
//! A mirror is a copy of these paths. Tiles and bundles never change under one path, so everybody may keep them.

use actix_web::http::StatusCode;
use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse, web};
use kenes_service::error::ServiceError;
use kenes_service::ledger::publish::{self, Resource};
use kenes_service::ledger::receipt::{self, Evidence};

use crate::blocking;
use crate::problem::Problem;
use crate::state::AppState;

const TEXT: &str = "text/plain; charset=utf-8";
const OCTETS: &str = "application/octet-stream";
/// A year: the longest that caches take seriously.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";
/// What changes with every act.
const FRESH: &str = "no-cache";
/// What belongs to whoever holds a receipt code.
const PRIVATE: &str = "private, no-store";

/// The newest signed checkpoint with its cosignatures.
#[utoipa::path(get, path = "/api/v1/ledger/checkpoint", tag = "ledger", responses((status = 200, description = "A signed note (C2SP tlog-checkpoint).", content_type = "text/plain"), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn get_checkpoint(
    request: HttpRequest,
    state: web::Data<AppState>,
) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    read(&request, &state, TEXT, FRESH, move || Ok(publish::checkpoint(&service)?.map(String::into_bytes)))
        .await
}

/// A tile of hashes, or a bundle of leaves.
#[utoipa::path(get, path = "/api/v1/ledger/tile/{path}", tag = "ledger", params(("path" = String, Path, description = "`<L>/<N>[.p/<W>]` or `entries/<N>[.p/<W>]`, as C2SP tlog-tiles spells them.")), responses((status = 200, description = "Hashes of 32 bytes, or leaves with their lengths.", content_type = "application/octet-stream"), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn get_tile(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    let path = format!("tile/{path}");
    read(&request, &state, OCTETS, IMMUTABLE, move || {
        Ok(publish::tile(&service, &path)?.map(|Resource { bytes, .. }| bytes))
    })
    .await
}

/// What 256 leaves commit to, as far as it is public.
#[utoipa::path(get, path = "/api/v1/ledger/openings/{bundle}", tag = "ledger", params(("bundle" = u64, Path, description = "Number of the bundle: leaf ÷ 256.")), responses((status = 200, description = "A JSON array of index, salt and content, the latter in base 64.", content_type = "application/json"), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn get_openings(
    request: HttpRequest,
    state: web::Data<AppState>,
    number: web::Path<u64>,
) -> Result<HttpResponse, Problem> {
    let (service, number) = (state.service.clone(), number.into_inner());
    read(&request, &state, "application/json", FRESH, move || publish::openings(&service, number)).await
}

/// The public keys of log and witnesses, as a policy to check receipts by.
#[utoipa::path(get, path = "/api/v1/ledger/policy", tag = "ledger", responses((status = 200, description = "A policy (C2SP tlog-policy).", content_type = "text/plain"), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn get_ledger_policy(
    request: HttpRequest,
    state: web::Data<AppState>,
) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    read(&request, &state, TEXT, FRESH, move || Ok(Some(publish::policy(&service).into_bytes()))).await
}

/// How many contributions the site shows, for the comparison with the log.
#[utoipa::path(get, path = "/api/v1/ledger/state", tag = "ledger", responses((status = 200, description = "Counts for each program, one a line.", content_type = "text/plain"), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn get_ledger_state(
    request: HttpRequest,
    state: web::Data<AppState>,
) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    read(&request, &state, TEXT, FRESH, move || Ok(Some(publish::state(&service)?.into_bytes()))).await
}

/// The proof of the act with a number, without what it commits to.
#[utoipa::path(get, path = "/api/v1/ledger/proofs/{index}", tag = "ledger", params(("index" = u64, Path, description = "Number of the act, from 0.")), responses((status = 200, description = "A proof (C2SP tlog-proof).", content_type = "text/plain"), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn get_act_proof(
    request: HttpRequest,
    state: web::Data<AppState>,
    index: web::Path<u64>,
) -> Result<HttpResponse, Problem> {
    let (service, index) = (state.service.clone(), index.into_inner());
    read(&request, &state, TEXT, FRESH, move || {
        Ok(receipt::proof_of_act(&service, index)?.map(String::into_bytes))
    })
    .await
}

/// The proof that a contribution is in the journal; 202 with the signed promise for the second before there is one.
#[utoipa::path(get, path = "/api/v1/contributions/{receipt}/proof", tag = "contributions", params(("receipt" = String, Path, description = "Receipt code.")), responses((status = 200, description = "A proof with leaf, salt and content (C2SP tlog-proof).", content_type = "text/plain"), (status = 202, description = "The signed promise; ask again in a second.", content_type = "text/plain"), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn get_contribution_proof(
    request: HttpRequest,
    state: web::Data<AppState>,
    code: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    state.limiter.check_read(&request)?;
    let (service, code) = (state.service.clone(), code.into_inner());
    let file = format!("attachment; filename=\"kenes-{}.tlog-proof\"", safe(&code));
    let evidence = blocking::run(move || receipt::evidence(&service, &code)).await?;
    Ok(match evidence {
        Evidence::Proof(text) => HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, TEXT))
            .insert_header((CACHE_CONTROL, PRIVATE))
            .insert_header(("Content-Disposition", file))
            .body(text),
        Evidence::Promise(text) => HttpResponse::build(StatusCode::ACCEPTED)
            .insert_header((CONTENT_TYPE, TEXT))
            .insert_header((CACHE_CONTROL, PRIVATE))
            .insert_header((RETRY_AFTER, "1"))
            .body(text),
    })
}

/// The signed promise that was given with a receipt code: the act will be in the journal within a day.
#[utoipa::path(get, path = "/api/v1/contributions/{receipt}/promise", tag = "contributions", params(("receipt" = String, Path, description = "Receipt code.")), responses((status = 200, description = "A signed note; docs/ledger.md, section 7.", content_type = "text/plain"), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn get_contribution_promise(
    request: HttpRequest,
    state: web::Data<AppState>,
    code: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let (service, code) = (state.service.clone(), code.into_inner());
    read(&request, &state, TEXT, PRIVATE, move || {
        receipt::promise(&service, &code).map(|text| Some(text.into_bytes()))
    })
    .await
}

/// A code in a file name: only what codes consist of.
fn safe(code: &str) -> String {
    code.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-').take(20).collect()
}

async fn read(
    request: &HttpRequest,
    state: &AppState,
    content_type: &'static str,
    cache: &'static str,
    use_case: impl FnOnce() -> Result<Option<Vec<u8>>, ServiceError> + Send + 'static,
) -> Result<HttpResponse, Problem> {
    state.limiter.check_read(request)?;
    let bytes = blocking::run(move || use_case()?.ok_or(ServiceError::NotFound)).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, content_type))
        .insert_header((CACHE_CONTROL, cache))
        // Verifiers run in other people's pages too, and nothing here depends on who asks.
        .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .body(bytes))
}
