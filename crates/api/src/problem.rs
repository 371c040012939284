//! Errors on the wire: problem+json (RFC 9457) with a stable code.

use actix_web::body::BoxBody;
use actix_web::error::{InternalError, JsonPayloadError, PayloadError};
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse, ResponseError, web};
use kenes_domain::contribution::{FieldError, FieldReason};
use kenes_domain::input::TextError;
use kenes_service::error::ServiceError;
use serde::Serialize;
use utoipa::ToSchema;

use crate::deadline;

/// Media type of problems.
pub const PROBLEM_JSON: &str = "application/problem+json";
/// Most bytes of a JSON body: eight times the longest contribution.
pub const BODY_BYTES_MAX: usize = 64 * 1_024;

/// Codes of problems that come from HTTP itself, beside those of the service.
pub const HTTP_CODES: &[&str] = &[
    "malformed_body",
    "malformed_query",
    "body_too_large",
    "body_too_slow",
    "unsupported_media_type",
    "method_not_allowed",
];

/// A problem as sent. The id of the request stands in the header `X-Request-Id`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// A relative link to the description of the code.
    #[serde(rename = "type")]
    #[schema(example = "/api/docs#problem-invalid_fields")]
    pub kind: String,
    /// One English sentence.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// Stable code; it never changes its meaning.
    #[schema(example = "invalid_fields")]
    pub code: String,
    /// What exactly is wrong, when there is more to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The fields that are wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// Seconds after which the request may be sent again.
    #[serde(skip)]
    retry_after_seconds: Option<u32>,
}

/// A field that is wrong.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FieldProblem {
    /// Name of the field.
    pub field: String,
    /// `empty`, `too_long`, `control_character`, `unknown_value`, `out_of_range`, `not_an_email`, `quote_not_found`.
    pub code: String,
    /// One English sentence.
    pub detail: String,
}

impl Problem {
    /// A problem with a code of its own.
    pub fn new(status: StatusCode, code: &str, title: &str) -> Self {
        Self {
            kind: format!("/api/docs#problem-{code}"),
            title: title.to_owned(),
            status: status.as_u16(),
            code: code.to_owned(),
            detail: None,
            errors: Vec::new(),
            retry_after_seconds: None,
        }
    }

    /// Adds what exactly is wrong.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }
}

/// The stable code of a field's fault, in problems and in the names of translated texts.
pub const fn field_code(reason: &FieldReason) -> &'static str {
    match reason {
        FieldReason::Text(TextError::Empty) => "empty",
        FieldReason::Text(TextError::TooLong { .. }) => "too_long",
        FieldReason::Text(TextError::Control { .. }) => "control_character",
        FieldReason::UnknownWord => "unknown_value",
        FieldReason::Range => "out_of_range",
        FieldReason::Email => "not_an_email",
        FieldReason::Quote => "quote_not_found",
    }
}

impl From<&FieldError> for FieldProblem {
    fn from(error: &FieldError) -> Self {
        Self {
            field: error.field.to_owned(),
            code: field_code(&error.reason).to_owned(),
            detail: error.reason.to_string(),
        }
    }
}

impl From<ServiceError> for Problem {
    fn from(error: ServiceError) -> Self {
        let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let title = match &error {
            // What went wrong inside is for the log, not for the world.
            ServiceError::Internal(_) | ServiceError::Configuration(_) => "an internal error".to_owned(),
            other => other.to_string(),
        };
        let mut problem = Self::new(status, error.code(), &title);
        match &error {
            ServiceError::Invalid(errors) => problem.errors = errors.iter().map(FieldProblem::from).collect(),
            ServiceError::Busy { retry_after_seconds } | ServiceError::TooMany { retry_after_seconds } => {
                problem.retry_after_seconds = Some(*retry_after_seconds);
            }
            ServiceError::DiskFull => problem.retry_after_seconds = Some(30),
            ServiceError::Internal(cause) | ServiceError::Configuration(cause) => {
                tracing::error!(%cause, "a request failed");
            }
            _ => {}
        }
        problem
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.title)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        let mut response = HttpResponse::build(self.status_code());
        response.insert_header((CONTENT_TYPE, PROBLEM_JSON)).insert_header((CACHE_CONTROL, "no-store"));
        if let Some(seconds) = self.retry_after_seconds {
            response.insert_header((RETRY_AFTER, seconds.to_string()));
        }
        response.body(serde_json::to_string(self).unwrap_or_default())
    }
}

/// JSON bodies: bounded, and refused with a problem that says why.
pub fn json_config() -> web::JsonConfig {
    web::JsonConfig::default().limit(BODY_BYTES_MAX).error_handler(|error, _| {
        let response = body_problem(&error).error_response();
        InternalError::from_response(error, response).into()
    })
}

fn body_problem(error: &JsonPayloadError) -> Problem {
    match error {
        JsonPayloadError::Payload(cause) if deadline::is_too_slow(cause) => Problem::new(
            StatusCode::REQUEST_TIMEOUT,
            "body_too_slow",
            "the body did not arrive in time; nothing was stored",
        ),
        JsonPayloadError::Overflow { .. }
        | JsonPayloadError::OverflowKnownLength { .. }
        | JsonPayloadError::Payload(PayloadError::Overflow) => {
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", "the body is too large")
                .with_detail(format!("at most {BODY_BYTES_MAX} bytes are possible"))
        }
        JsonPayloadError::ContentType => Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            "send the body as application/json",
        ),
        other => Problem::new(StatusCode::BAD_REQUEST, "malformed_body", "the body is not what this takes")
            .with_detail(other.to_string()),
    }
}

/// Path segments that are no identifiers are not found.
pub fn path_config() -> web::PathConfig {
    web::PathConfig::default().error_handler(|error, _| {
        let problem = Problem::from(ServiceError::NotFound);
        InternalError::from_response(error, problem.error_response()).into()
    })
}

/// A query with a parameter or a value that is not possible.
pub fn malformed_query(detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "malformed_query", "the query is not what this takes")
        .with_detail(detail)
}

/// Query parameters that are unknown or malformed.
pub fn query_config() -> web::QueryConfig {
    web::QueryConfig::default().error_handler(|error, _| {
        let problem = malformed_query(error.to_string());
        InternalError::from_response(error, problem.error_response()).into()
    })
}

/// Answers for paths below `/api` that do not exist.
pub async fn not_found(_: HttpRequest) -> Problem {
    Problem::from(ServiceError::NotFound)
}

impl actix_web::Responder for Problem {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse<BoxBody> {
        self.error_response()
    }
}

/// The answer for a method that a path does not take; `allowed` are the ones it takes.
pub fn method_not_allowed(allowed: &'static str) -> HttpResponse {
    let problem = Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "this path does not take the method",
    );
    let mut response = problem.with_detail(format!("it takes {allowed}")).error_response();
    response.headers_mut().insert(ALLOW, HeaderValue::from_static(allowed));
    response
}
