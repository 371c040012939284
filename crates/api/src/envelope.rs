//! Around every request: an id, a log line, measured time, a deadline for the body, headers that keep browsers safe.

use std::time::Duration;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue, STRICT_TRANSPORT_SECURITY};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, ResponseError, web};
use kenes_service::error::ServiceError;
use tracing::Instrument;

use crate::deadline;
use crate::problem::Problem;
use crate::state::AppState;

/// Header with the id of a request.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Longest request id taken over from a client.
const REQUEST_ID_BYTES_MAX: usize = 64;

/// The id of a request, for logs and for people who report a fault.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// Headers of every answer. Pages set a content security policy of their own; for everything else nothing may load.
const SAFE_HEADERS: [(HeaderName, HeaderValue); 6] = [
    header("x-content-type-options", "nosniff"),
    header("referrer-policy", "same-origin"),
    header("cross-origin-opener-policy", "same-origin"),
    header("cross-origin-resource-policy", "same-origin"),
    header("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    header("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
];
/// A year; sent only where the site is reached over https.
const STRICT_TRANSPORT: HeaderValue = HeaderValue::from_static("max-age=31536000");

const fn header(name: &'static str, value: &'static str) -> (HeaderName, HeaderValue) {
    (HeaderName::from_static(name), HeaderValue::from_static(value))
}

/// Wraps a request. Neither address, nor path, nor query, nor body goes into the log: the pattern of the route says
/// enough, and the rest can be personal.
pub async fn wrap(
    state: web::Data<AppState>,
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = monotonic();
    let id = request_id(request.headers(), &state.boot);
    request.extensions_mut().insert(RequestId(id.clone()));
    let unread = deadline::bound(&mut request, state.body_deadline);
    let method = method_word(request.method());
    let span = tracing::info_span!("request", id = %id);
    let mut response = if names_nothing(&request) {
        request.into_response(Problem::from(ServiceError::NotFound).error_response())
    } else {
        next.call(request).instrument(span.clone()).await?.map_into_boxed_body()
    };
    if let Some(unread) = unread {
        response = unread.hold(response);
    }
    let route = response.request().match_pattern().unwrap_or_else(|| "unmatched".to_owned());
    let elapsed = monotonic().saturating_sub(started);
    span.in_scope(|| record(method, route, response.status(), elapsed));
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, value);
    }
    for (name, value) in &SAFE_HEADERS {
        if !headers.contains_key(name) {
            headers.insert(name.clone(), value.clone());
        }
    }
    if state.public_url.starts_with("https:") {
        headers.insert(STRICT_TRANSPORT_SECURITY, STRICT_TRANSPORT);
    }
    Ok(response)
}

/// Whether an address holds NUL: nothing has such a name, and PostgreSQL cannot even be asked for it.
fn names_nothing(request: &ServiceRequest) -> bool {
    request.uri().path_and_query().is_some_and(|address| address.as_str().contains("%00"))
}

/// Measures, and writes the line of the access log. What only machines ask every few seconds is logged as detail.
fn record(method: &'static str, route: String, status: StatusCode, elapsed: Duration) {
    let elapsed_us = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX);
    let status = status.as_u16();
    if matches!(route.as_str(), "/healthz" | "/readyz" | "/metrics") {
        tracing::debug!(method, route, status, elapsed_us, "answered");
    } else if status >= 500 {
        tracing::warn!(method, route, status, elapsed_us, "answered");
    } else {
        tracing::info!(method, route, status, elapsed_us, "answered");
    }
    metrics::histogram!("kenes_http_request_seconds", "route" => route.clone()).record(elapsed.as_secs_f64());
    metrics::counter!("kenes_http_requests_total", "method" => method, "route" => route, "status" => status.to_string())
        .increment(1);
}

/// The id that the client sent, when it is one; else a new one.
fn request_id(headers: &HeaderMap, boot: &str) -> String {
    headers
        .get(&REQUEST_ID)
        .and_then(|value| value.to_str().ok())
        .filter(|text| (1..=REQUEST_ID_BYTES_MAX).contains(&text.len()))
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)))
        .map_or_else(|| new_request_id(boot), str::to_owned)
}

/// A new id: the start of this process, and a number that grows within it.
fn new_request_id(boot: &str) -> String {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(1);
    format!("{boot}-{:x}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// The method as a label. Clients may send any word; a label has few values.
fn method_word(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// Time since some fixed moment, for measuring only.
#[expect(clippy::disallowed_methods, reason = "telemetry measures; no rule depends on it")]
fn monotonic() -> Duration {
    use std::sync::OnceLock;
    use std::time::Instant;
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_taken_over_only_when_it_is_harmless() {
        let with = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(REQUEST_ID, HeaderValue::from_str(text).unwrap());
            request_id(&headers, "boot")
        };
        assert_eq!(with("trace-7.a_B"), "trace-7.a_B");
        for rude in ["", "a b", "a\"b", "a,b", &"x".repeat(65)] {
            assert!(with(rude).starts_with("boot-"), "{rude:?}");
        }
        assert_ne!(new_request_id("boot"), new_request_id("boot"));
    }
}
