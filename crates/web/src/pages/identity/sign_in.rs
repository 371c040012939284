//! Signing in: an address, a code or a link, and a second factor where one is set up.

use actix_web::http::StatusCode;
use actix_web::http::header::SET_COOKIE;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use kenes_api::blocking;
use kenes_api::resources::sessions::device;
use kenes_api::state::AppState;
use kenes_domain::language::Locale;
use kenes_service::error::ServiceError;
use kenes_service::identity::second_factor;
use kenes_service::identity::sessions::{Kind, Opened, SecondFactor};
use kenes_service::identity::sign_in::{self, Arrival, CODE_SECONDS};
use serde::Deserialize;

use super::{complaint, locale, next, problem, shell, shown, status, to, with_retry};
use crate::i18n::Texts;
use crate::request::{Parameters, encoded, is_same_origin};
use crate::shell::Shell;
use crate::visitor::{
    Arriving, Visitor, check_form, cookie, form_token, session_cookie, set_cookie, sign_in_cookie,
};

#[derive(Template)]
#[template(path = "identity/sign_in.html")]
struct SignInPage {
    shell: Shell,
    email: String,
    next: String,
    error: String,
}

#[derive(Template)]
#[template(path = "identity/code.html")]
struct CodePage {
    shell: Shell,
    /// Where the form goes.
    action: String,
    lead: String,
    label: String,
    hint: String,
    /// Whether the field takes digits only.
    digits: bool,
    token: String,
    next: String,
    error: String,
    again: bool,
}

#[derive(Template)]
#[template(path = "identity/link.html")]
struct LinkPage {
    shell: Shell,
    action: String,
}

/// The form for an address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct AddressForm {
    email: String,
    next: String,
    /// A field that people do not see; programs fill it in.
    website: String,
}

/// The form for a code.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct CodeForm {
    code: String,
    next: String,
    token: String,
}

/// The form for an address; whoever is signed in goes on.
pub async fn get_sign_in(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<String>,
    visitor: Visitor,
) -> HttpResponse {
    let locale = locale(&path);
    let parameters = Parameters::of(&request);
    let next = next(parameters.get("next").unwrap_or_default()).unwrap_or_default();
    if visitor.standing.is_some() {
        return to(&if next.is_empty() { format!("/{locale}/me") } else { next.to_owned() });
    }
    let shell = shell(&state, locale, "/sign-in", "sign-in-title", "sign-in-lead");
    let page = SignInPage { shell, email: String::new(), next: next.to_owned(), error: String::new() };
    shown(&request, StatusCode::OK, &page)
}

/// Mails a code. What happens next is the same for every address.
pub async fn post_sign_in(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<String>,
    form: web::Form<AddressForm>,
) -> HttpResponse {
    let locale = locale(&path);
    let form = form.into_inner();
    let back = next(&form.next).unwrap_or_default().to_owned();
    if !is_same_origin(&request) || !form.website.is_empty() {
        return problem(&request, &state, locale, &ServiceError::Forbidden).await;
    }
    let requested = match state.limiter.check_write(&request) {
        Ok(()) => {
            let (service, network) = (state.service.clone(), state.limiter.network(&request));
            let (email, public_url) = (form.email.clone(), state.public_url.clone());
            blocking::run(move || sign_in::request_code(&service, &email, locale, &network, &public_url))
                .await
        }
        Err(error) => Err(error),
    };
    match requested {
        Ok(requested) => {
            let value = format!("{}.{}", requested.id, requested.secret);
            let header = set_cookie(&state, sign_in_cookie(&state), &value, CODE_SECONDS);
            let query = if back.is_empty() { String::new() } else { format!("?next={}", encoded(&back)) };
            let mut response = to(&format!("/{locale}/sign-in/code{query}"));
            response.headers_mut().insert(SET_COOKIE, header);
            response
        }
        Err(error) => {
            let Some(text) = complaint(&error, Texts { locale }) else {
                return problem(&request, &state, locale, &error).await;
            };
            let mut shell = shell(&state, locale, "/sign-in", "sign-in-title", "sign-in-lead");
            shell.refused = true;
            let page = SignInPage { shell, email: form.email, next: back, error: text };
            with_retry(shown(&request, status(&error), &page), &error)
        }
    }
}

/// The form for a mailed code.
pub async fn get_code(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<String>,
) -> HttpResponse {
    let locale = locale(&path);
    if cookie(&request, sign_in_cookie(&state)).is_none() {
        return to(&format!("/{locale}/sign-in"));
    }
    let parameters = Parameters::of(&request);
    let next = next(parameters.get("next").unwrap_or_default()).unwrap_or_default();
    let page = mailed_code(&state, locale, next.to_owned(), String::new());
    shown(&request, StatusCode::OK, &page)
}

/// Redeems a mailed code.
pub async fn post_code(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<String>,
    form: web::Form<CodeForm>,
) -> HttpResponse {
    let locale = locale(&path);
    let form = form.into_inner();
    if !is_same_origin(&request) {
        return problem(&request, &state, locale, &ServiceError::Forbidden).await;
    }
    let back = next(&form.next).unwrap_or_default().to_owned();
    let kept = cookie(&request, sign_in_cookie(&state)).unwrap_or_default();
    let redeemed = match state.limiter.check_write(&request) {
        Ok(()) => {
            let (service, device) = (state.service.clone(), device(&request));
            blocking::run(move || {
                let arrival = Arrival { kind: Kind::Browser, device: &device, locale };
                let (id, secret) = kept.split_once('.').ok_or(ServiceError::CodeWrong)?;
                sign_in::redeem_code(&service, id, secret, &form.code, arrival)
            })
            .await
        }
        Err(error) => Err(error),
    };
    match redeemed {
        Ok(opened) => arrived(&state, locale, &opened, &back),
        Err(error) => match complaint(&error, Texts { locale }) {
            Some(text) => {
                let mut page = mailed_code(&state, locale, back, text);
                page.shell.refused = true;
                with_retry(shown(&request, status(&error), &page), &error)
            }
            None => problem(&request, &state, locale, &error).await,
        },
    }
}

/// What a mailed link leads to: a button, because mail servers follow links.
pub async fn get_link(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, String)>,
) -> HttpResponse {
    let (first, link) = path.into_inner();
    let locale = locale(&first);
    let (service, asked) = (state.service.clone(), link.clone());
    match blocking::run(move || sign_in::link_holds(&service, &asked)).await {
        Ok(true) => {
            let shell = shell(&state, locale, "/sign-in", "sign-in-title", "sign-in-link-lead");
            let page = LinkPage { shell, action: format!("/{locale}/sign-in/link/{link}") };
            shown(&request, StatusCode::OK, &page)
        }
        Ok(false) => problem(&request, &state, locale, &ServiceError::CodeWrong).await,
        Err(error) => problem(&request, &state, locale, &error).await,
    }
}

/// Redeems a link.
pub async fn post_link(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, String)>,
) -> HttpResponse {
    let (first, link) = path.into_inner();
    let locale = locale(&first);
    if !is_same_origin(&request) {
        return problem(&request, &state, locale, &ServiceError::Forbidden).await;
    }
    let (service, device) = (state.service.clone(), device(&request));
    let redeemed = blocking::run(move || {
        sign_in::redeem_link(&service, &link, Arrival { kind: Kind::Browser, device: &device, locale })
    })
    .await;
    match redeemed {
        Ok(opened) => arrived(&state, locale, &opened, ""),
        Err(error) => problem(&request, &state, locale, &error).await,
    }
}

/// The form for the second factor.
pub async fn get_second_factor(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<String>,
    reader: Arriving,
) -> HttpResponse {
    let locale = locale(&path);
    if reader.0.second_factor != SecondFactor::Needed {
        return to(&format!("/{locale}/me"));
    }
    let token = form_token(&state.service, &reader.0);
    shown(&request, StatusCode::OK, &factor_code(&state, locale, token, String::new()))
}

/// Gives the second factor.
pub async fn post_second_factor(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<String>,
    reader: Arriving,
    form: web::Form<CodeForm>,
) -> HttpResponse {
    let locale = locale(&path);
    let token = form_token(&state.service, &reader.0);
    let given = match check_form(&request, &state.service, &reader.0, &form.token) {
        Ok(()) => {
            let service = state.service.clone();
            blocking::run(move || second_factor::give(&service, &reader.0, &form.code)).await
        }
        Err(error) => Err(error),
    };
    match given {
        Ok(()) => to(&format!("/{locale}/me")),
        Err(error) => match complaint(&error, Texts { locale }) {
            Some(text) => {
                let mut page = factor_code(&state, locale, token, text);
                page.shell.refused = true;
                with_retry(shown(&request, status(&error), &page), &error)
            }
            None => problem(&request, &state, locale, &error).await,
        },
    }
}

/// Sets the cookie of a new session and leads on.
fn arrived(state: &AppState, locale: Locale, opened: &Opened, back: &str) -> HttpResponse {
    let path = match opened.standing.second_factor {
        SecondFactor::Needed => format!("/{locale}/sign-in/second-factor"),
        SecondFactor::MustSetUp => format!("/{locale}/me/second-factor"),
        _ if back.is_empty() => format!("/{locale}/me"),
        _ => back.to_owned(),
    };
    let seconds = (opened.expires_at.seconds() - state.service.now().seconds()).max(1);
    let mut response = to(&path);
    let headers = response.headers_mut();
    headers.append(SET_COOKIE, set_cookie(state, session_cookie(state), &opened.token, seconds));
    headers.append(SET_COOKIE, set_cookie(state, sign_in_cookie(state), "", 0));
    response
}

fn mailed_code(state: &AppState, locale: Locale, next: String, error: String) -> CodePage {
    let texts = Texts { locale };
    CodePage {
        shell: shell(state, locale, "/sign-in/code", "code-title", "code-lead"),
        action: format!("/{locale}/sign-in/code"),
        lead: texts.t("code-lead").into_owned(),
        label: texts.t("code-label").into_owned(),
        hint: texts.t("code-hint").into_owned(),
        digits: true,
        token: String::new(),
        next,
        error,
        again: true,
    }
}

fn factor_code(state: &AppState, locale: Locale, token: String, error: String) -> CodePage {
    let texts = Texts { locale };
    CodePage {
        shell: shell(state, locale, "/sign-in/second-factor", "factor-title", "factor-lead"),
        action: format!("/{locale}/sign-in/second-factor"),
        lead: texts.t("factor-lead").into_owned(),
        label: texts.t("factor-label").into_owned(),
        hint: texts.t("factor-hint").into_owned(),
        digits: false,
        token,
        next: String::new(),
        error,
        again: false,
    }
}
