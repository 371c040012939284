//! Who reads a page: the session behind the cookie, and the token that forms carry.
//!
//! Pages that are kept for everybody do not ask. A page that does is for one reader and is never kept.

use std::fmt;

use actix_web::body::BoxBody;
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, COOKIE, HeaderValue, LOCATION};
use actix_web::{FromRequest, HttpRequest, HttpResponse, ResponseError, web};
use kenes_api::blocking;
use kenes_api::state::AppState;
use kenes_domain::permission::Actor;
use kenes_service::Service;
use kenes_service::error::ServiceError;
use kenes_service::identity::sessions::{self, SecondFactor, Standing};
use std::future::Future;
use std::pin::Pin;

use crate::request::{encoded, is_same_origin, preferred_locale};

/// Purpose of the seal of forms.
const FORM: &str = "form of a session";
/// Longest cookie value that is looked at.
const COOKIE_BYTES_MAX: usize = 256;

type Found<T> = Pin<Box<dyn Future<Output = Result<T, NotIn>>>>;

/// Whoever reads; anonymous without a cookie that holds.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// What the reader may do.
    pub actor: Actor,
    /// The session; `None` for anonymous readers.
    pub standing: Option<Standing>,
}

/// A reader who is signed in and has given everything that the session needs. Others are sent to sign in, or to give
/// their second factor.
#[derive(Debug, Clone)]
pub struct Member(pub Standing);

/// A reader who is signed in, also before the second factor is given.
#[derive(Debug, Clone)]
pub struct Arriving(pub Standing);

/// Where a reader is sent who may not see a page yet, or why it cannot be told.
#[derive(Debug)]
pub struct NotIn {
    location: String,
    is_form: bool,
}

impl fmt::Display for NotIn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("sign in first")
    }
}

impl ResponseError for NotIn {
    fn status_code(&self) -> StatusCode {
        // What was posted is lost in any case; the same status tells programs that they are not signed in.
        if self.is_form { StatusCode::UNAUTHORIZED } else { StatusCode::SEE_OTHER }
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        let mut response = HttpResponse::build(self.status_code());
        response.insert_header((CACHE_CONTROL, "no-store"));
        if self.is_form {
            // A browser that posts after its session ended is led on by a page of one line.
            response.insert_header(("refresh", format!("0; url={}", self.location)));
            response.content_type("text/html; charset=utf-8");
            return response.body(format!("<!doctype html><a href=\"{0}\">{0}</a>", self.location));
        }
        response.insert_header((LOCATION, self.location.as_str())).finish()
    }
}

impl FromRequest for Visitor {
    type Error = NotIn;
    type Future = Found<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let found = standing(request);
        Box::pin(async move {
            let standing = found.await.filter(|standing| standing.second_factor != SecondFactor::Needed);
            let actor = standing.as_ref().map_or_else(Actor::anonymous, |standing| standing.actor.clone());
            Ok(Self { actor, standing })
        })
    }
}

impl FromRequest for Member {
    type Error = NotIn;
    type Future = Found<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let (found, away) = (standing(request), away(request, "sign-in"));
        let factor = away_to_factor(request);
        Box::pin(async move {
            match found.await {
                None => Err(away),
                Some(standing) if standing.second_factor == SecondFactor::Needed => Err(factor),
                Some(standing) => Ok(Self(standing)),
            }
        })
    }
}

impl FromRequest for Arriving {
    type Error = NotIn;
    type Future = Found<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let (found, away) = (standing(request), away(request, "sign-in"));
        Box::pin(async move { found.await.map(Self).ok_or(away) })
    }
}

fn away(request: &HttpRequest, page: &str) -> NotIn {
    let locale = request
        .match_info()
        .get("locale")
        .and_then(|text| text.parse().ok())
        .unwrap_or_else(|| preferred_locale(request));
    let is_form = request.method() != actix_web::http::Method::GET;
    let next = if is_form { String::new() } else { format!("?next={}", encoded(request.path())) };
    NotIn { location: format!("/{locale}/{page}{next}"), is_form }
}

fn away_to_factor(request: &HttpRequest) -> NotIn {
    away(request, "sign-in/second-factor")
}

/// The session behind the cookie of a request.
fn standing(request: &HttpRequest) -> Pin<Box<dyn Future<Output = Option<Standing>>>> {
    let state = request.app_data::<web::Data<AppState>>().cloned();
    let token = state.as_ref().and_then(|state| cookie(request, session_cookie(state)));
    Box::pin(async move {
        let (state, token) = (state?, token?);
        match blocking::run(move || sessions::of_browser(&state.service, &token)).await {
            Ok(found) => found,
            Err(error) => {
                tracing::warn!(%error, "a session cannot be looked up; its reader is anonymous");
                None
            }
        }
    })
}

/// Whether cookies may demand a safe connection: the site is reached over https.
fn is_https(state: &AppState) -> bool {
    state.public_url.starts_with("https://")
}

/// Name of the cookie of sessions. With the prefix no other host of the domain can set it (RFC 6265bis).
pub fn session_cookie(state: &AppState) -> &'static str {
    if is_https(state) { "__Host-session" } else { "session" }
}

/// Name of the cookie that binds a one-time code to the browser.
pub fn sign_in_cookie(state: &AppState) -> &'static str {
    if is_https(state) { "__Host-sign-in" } else { "sign-in" }
}

/// A header that sets a cookie for some seconds; 0 takes it away.
pub fn set_cookie(state: &AppState, name: &str, value: &str, seconds: i64) -> HeaderValue {
    let secure = if is_https(state) { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// The value of a cookie. Names that stand twice are not believed.
pub fn cookie(request: &HttpRequest, name: &str) -> Option<String> {
    let mut values = request
        .headers()
        .get_all(COOKIE)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, _)| *key == name)
        .map(|(_, value)| value);
    let value = values.next()?;
    (values.next().is_none() && value.len() <= COOKIE_BYTES_MAX).then(|| value.to_owned())
}

/// The token for the forms of a session.
pub fn form_token(service: &Service, standing: &Standing) -> String {
    service.seal(FORM, &standing.family)
}

/// Lets a form through that was sent from a page of ours, in the session for which the page was made.
pub fn check_form(
    request: &HttpRequest,
    service: &Service,
    standing: &Standing,
    token: &str,
) -> Result<(), ServiceError> {
    let good = is_same_origin(request) && service.is_sealed(FORM, &standing.family, token);
    if good { Ok(()) } else { Err(ServiceError::Forbidden) }
}
