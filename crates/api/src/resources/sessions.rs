//! Ways in and sessions of programs that are not browsers. Browsers sign in on the pages.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, web};
use kenes_domain::contribution::{FieldError, FieldReason};
use kenes_domain::language::Locale;
use kenes_service::error::ServiceError;
use kenes_service::identity::second_factor;
use kenes_service::identity::sessions::{self, Kind, Opened, SecondFactor, SessionView, Standing};
use kenes_service::identity::sign_in::{self, Arrival};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::blocking;
use crate::caller::SignedIn;
use crate::problem::Problem;
use crate::state::AppState;
use crate::tokens::{self, ACCESS_SECONDS};
use crate::wire::PageResponse;

/// An address that asks for a code.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInRequest {
    /// Address that the code is mailed to.
    pub email: String,
    /// Language of the mail: `kk`, `ru` or `en`.
    pub language: String,
}

/// A code that was asked for. It is the same answer for every address.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignInResponse {
    /// Public id of the request.
    pub id: String,
    /// Keep it: the code is worth nothing without it.
    pub secret: String,
    /// When the code stops to hold, RFC 3339.
    pub expires_at: String,
}

/// A code, or a link, to be redeemed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SessionRequest {
    /// `id` of the answer to the request for the code.
    pub sign_in: Option<String>,
    /// Its `secret`.
    pub secret: Option<String>,
    /// The code as mailed, eight digits.
    pub code: Option<String>,
    /// Instead of these three: the last segment of a link.
    pub link: Option<String>,
    /// Language of mails for an account that is made now: `kk`, `ru` or `en`.
    pub language: String,
}

/// A refresh token.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshRequest {
    /// The newest one. One that was used before ends the session.
    pub refresh_token: String,
}

/// A code of the authenticator, or a recovery code.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecondFactorRequest {
    /// Six digits, or a recovery code.
    pub code: String,
}

/// Tokens of a session.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionResponse {
    /// Send it as `Authorization: Bearer …`.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: &'static str,
    /// Seconds for which the access token holds.
    pub expires_in: i64,
    /// Gets the next tokens, once.
    pub refresh_token: String,
    /// When the session ends at the latest, RFC 3339.
    pub session_expires_at: String,
    /// Public id of the account.
    pub account: String,
    /// `none`, `must_set_up`, `needed` or `given`.
    pub second_factor: &'static str,
}

/// A sign-in that holds.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignInSessionResponse {
    /// Public id.
    pub id: String,
    /// `browser` or `refresh`.
    pub kind: String,
    /// What the browser called itself.
    pub device: String,
    /// When the person signed in, RFC 3339.
    pub created_at: String,
    /// When it was last used, RFC 3339, to the minute.
    pub seen_at: String,
    /// When it ends at the latest, RFC 3339.
    pub expires_at: String,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// Asks for a one-time code by mail. The answer does not say whether the address has an account.
#[utoipa::path(post, path = "/api/v1/sign-ins", tag = "sessions", request_body = SignInRequest, responses((status = 202, body = SignInResponse), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn create_sign_in(
    request: HttpRequest,
    state: web::Data<AppState>,
    body: web::Json<SignInRequest>,
) -> Result<HttpResponse, Problem> {
    state.limiter.check_write(&request)?;
    let locale = locale(&body.language)?;
    let (service, network) = (state.service.clone(), state.limiter.network(&request));
    let public_url = state.public_url.clone();
    let requested =
        blocking::run(move || sign_in::request_code(&service, &body.email, locale, &network, &public_url))
            .await?;
    Ok(HttpResponse::Accepted().insert_header((CACHE_CONTROL, "no-store")).json(SignInResponse {
        id: requested.id,
        secret: requested.secret,
        expires_at: requested.expires_at.rfc3339(),
    }))
}

/// Redeems a code, or a link, for a session.
#[utoipa::path(post, path = "/api/v1/sessions", tag = "sessions", request_body = SessionRequest, responses((status = 201, body = SessionResponse), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn create_session(
    request: HttpRequest,
    state: web::Data<AppState>,
    body: web::Json<SessionRequest>,
) -> Result<HttpResponse, Problem> {
    state.limiter.check_write(&request)?;
    let locale = locale(&body.language)?;
    let device = device(&request);
    let (body, service) = (body.into_inner(), state.service.clone());
    let opened = blocking::run(move || {
        let arrival = Arrival { kind: Kind::Refresh, device: &device, locale };
        match (body.sign_in, body.secret, body.code, body.link) {
            (Some(id), Some(secret), Some(code), None) => {
                sign_in::redeem_code(&service, &id, &secret, &code, arrival)
            }
            (None, None, None, Some(link)) => sign_in::redeem_link(&service, &link, arrival),
            _ => Err(ServiceError::CodeWrong),
        }
    })
    .await?;
    Ok(HttpResponse::Created()
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(session_response(&state, opened)?))
}

/// Gets the next tokens of a session. A refresh token that comes twice ends the session.
#[utoipa::path(post, path = "/api/v1/sessions/refresh", tag = "sessions", request_body = RefreshRequest, responses((status = 200, body = SessionResponse), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn refresh_session(
    request: HttpRequest,
    state: web::Data<AppState>,
    body: web::Json<RefreshRequest>,
) -> Result<HttpResponse, Problem> {
    state.limiter.check_write(&request)?;
    let service = state.service.clone();
    let opened = blocking::run(move || sessions::refresh(&service, &body.refresh_token)).await?;
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(session_response(&state, opened)?))
}

/// Gives the second factor for this session.
#[utoipa::path(post, path = "/api/v1/sessions/second-factor", tag = "sessions", request_body = SecondFactorRequest, responses((status = 204), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn give_second_factor(
    state: web::Data<AppState>,
    caller: SignedIn,
    body: web::Json<SecondFactorRequest>,
) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    blocking::run(move || second_factor::give(&service, &caller.0, &body.code)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The caller's own sign-ins, newest first.
#[utoipa::path(get, path = "/api/v1/sessions", tag = "sessions", responses((status = 200, body = PageResponse<SignInSessionResponse>), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn list_sessions(state: web::Data<AppState>, caller: SignedIn) -> Result<HttpResponse, Problem> {
    let (service, standing) = (state.service.clone(), caller.whole()?);
    let found = blocking::run(move || sessions::list(&service, &standing)).await?;
    let page: PageResponse<SignInSessionResponse> = found.into();
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "private, no-store")).json(page))
}

/// Ends every sign-in of the caller, everywhere.
#[utoipa::path(delete, path = "/api/v1/sessions", tag = "sessions", responses((status = 204), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn delete_sessions(state: web::Data<AppState>, caller: SignedIn) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    blocking::run(move || sessions::end_all(&service, &caller.0)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Ends one sign-in of the caller.
#[utoipa::path(delete, path = "/api/v1/sessions/{id}", tag = "sessions", params(("id" = String, Path, description = "Public id of the sign-in")), responses((status = 204), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn delete_session(
    state: web::Data<AppState>,
    caller: SignedIn,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    blocking::run(move || sessions::end(&service, &caller.0, &id)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The public keys of access tokens (RFC 7517).
#[utoipa::path(get, path = "/api/v1/sessions/keys", tag = "sessions", responses((status = 200, body = serde_json::Value), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn list_token_keys(state: web::Data<AppState>) -> Result<HttpResponse, Problem> {
    let keys = tokens::public_keys(&state.service)?;
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "public, max-age=300")).json(keys))
}

fn session_response(state: &AppState, opened: Opened) -> Result<SessionResponse, ServiceError> {
    let access_token = tokens::issue(&state.service, &state.public_url, &opened.standing)?;
    Ok(SessionResponse {
        access_token,
        token_type: "Bearer",
        expires_in: ACCESS_SECONDS,
        refresh_token: opened.token,
        session_expires_at: opened.expires_at.rfc3339(),
        second_factor: factor_word(&opened.standing),
        account: opened.standing.account_id,
    })
}

fn factor_word(standing: &Standing) -> &'static str {
    match standing.second_factor {
        SecondFactor::None => "none",
        SecondFactor::MustSetUp => "must_set_up",
        SecondFactor::Needed => "needed",
        SecondFactor::Given => "given",
    }
}

/// A language of the interface, as a field.
pub(super) fn locale(word: &str) -> Result<Locale, ServiceError> {
    word.parse().map_err(|_| {
        ServiceError::Invalid(vec![FieldError { field: "language", reason: FieldReason::UnknownWord }])
    })
}

/// What the client calls itself.
pub fn device(request: &HttpRequest) -> String {
    let agent = request.headers().get(actix_web::http::header::USER_AGENT);
    agent.and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

impl From<SessionView> for SignInSessionResponse {
    fn from(view: SessionView) -> Self {
        Self {
            id: view.id,
            kind: view.kind,
            device: view.device,
            created_at: view.created_at.rfc3339(),
            seen_at: view.seen_at.rfc3339(),
            expires_at: view.expires_at.rfc3339(),
            current: view.current,
        }
    }
}
