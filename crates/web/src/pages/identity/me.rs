//! "My page": contributions, sessions, roles; an export, erasure, signing out; an access token for the workspace.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, SET_COOKIE};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use kenes_api::blocking;
use kenes_api::resources::users::ExportResponse;
use kenes_api::state::AppState;
use kenes_api::tokens::{self, ACCESS_SECONDS};
use kenes_domain::language::Locale;
use kenes_domain::timestamp::Timestamp;
use kenes_service::error::ServiceError;
use kenes_service::identity::personal::{self, OwnAccount, OwnContribution, Texts as Fate};
use kenes_service::identity::sessions::{self, SecondFactor, SessionView, Standing};
use kenes_service::{Service, territories};
use serde::Deserialize;

use super::super::name;
use super::{locale, problem, shell, shown, to};
use crate::format;
use crate::i18n::Texts;
use crate::request::is_same_origin;
use crate::shell::{Shell, shorten};
use crate::visitor::{Arriving, Member, check_form, form_token, session_cookie, set_cookie};

/// Characters of a contribution's beginning in the list.
const BEGINNING_CHARACTERS_MAX: usize = 120;
/// Clocks by which moments are shown: those of the country.
const OFFSET_MINUTES: i16 = 300;

#[derive(Template)]
#[template(path = "identity/me.html")]
struct MePage {
    shell: Shell,
    email: String,
    roles: Vec<String>,
    must_set_up: bool,
    has_factor: bool,
    contributions: Vec<OwnLine>,
    count: u64,
    sessions: Vec<SessionLine>,
    token: String,
    error: String,
}

struct OwnLine {
    href: String,
    receipt: String,
    lang: String,
    beginning: String,
    when: String,
    answered: bool,
}

struct SessionLine {
    id: String,
    device: String,
    when: String,
    current: bool,
}

/// Which sign-ins to end.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SignOutForm {
    token: String,
    /// Public id of a sign-in, `all`, or empty for this one.
    session: String,
}

/// What to erase.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct EraseForm {
    token: String,
    /// `keep` or `erase`.
    texts: String,
    /// Ticked by whoever means it.
    sure: String,
}

/// "My page".
pub async fn get_me(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<String>,
    member: Member,
) -> HttpResponse {
    me(&request, &state, locale(&path), member.0, StatusCode::OK, String::new()).await
}

async fn me(
    request: &HttpRequest,
    state: &AppState,
    locale: Locale,
    standing: Standing,
    status: StatusCode,
    error: String,
) -> HttpResponse {
    let mut shell = shell(state, locale, "/me", "me-title", "me-lead");
    shell.refused = !error.is_empty();
    let (service, token) = (state.service.clone(), form_token(&state.service, &standing));
    let read = blocking::run(move || {
        let account = personal::account(&service, &standing)?;
        let (own, count) = personal::contributions(&service, &standing)?;
        let sessions = sessions::list(&service, &standing)?;
        let roles = roles(&service, &account, locale)?;
        Ok((account, own, count, sessions, roles, standing.second_factor))
    });
    match read.await {
        Ok((account, own, count, sessions, roles, factor)) => {
            let page = MePage {
                email: account.email.unwrap_or_default(),
                roles,
                must_set_up: factor == SecondFactor::MustSetUp,
                has_factor: factor == SecondFactor::Given,
                contributions: own.into_iter().map(|own| line(own, locale)).collect(),
                count: u64::try_from(count).unwrap_or(u64::MAX),
                sessions: sessions.into_iter().map(|session| session_line(session, locale)).collect(),
                token,
                error,
                shell,
            };
            shown(request, status, &page)
        }
        Err(error) => problem(request, state, locale, &error).await,
    }
}

/// Everything that is kept about the reader, as a file.
pub async fn get_export(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<String>,
    member: Member,
) -> HttpResponse {
    let service = state.service.clone();
    match blocking::run(move || personal::export(&service, &member.0)).await {
        Ok(export) => HttpResponse::Ok()
            .insert_header((CACHE_CONTROL, "private, no-store"))
            .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"kenes.json\""))
            .json(ExportResponse::from(export)),
        Err(error) => problem(&request, &state, locale(&path), &error).await,
    }
}

/// Ends this sign-in, another one, or all.
pub async fn post_sign_out(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<String>,
    reader: Arriving,
    form: web::Form<SignOutForm>,
) -> HttpResponse {
    let locale = locale(&path);
    if let Err(error) = check_form(&request, &state.service, &reader.0, &form.token) {
        return problem(&request, &state, locale, &error).await;
    }
    let service = state.service.clone();
    let (form, standing) = (form.into_inner(), reader.0);
    let other = !matches!(form.session.as_str(), "" | "all") && form.session != standing.family;
    let ended = blocking::run(move || match form.session.as_str() {
        "all" => sessions::end_all(&service, &standing),
        "" => sessions::end(&service, &standing, &standing.family),
        other => sessions::end(&service, &standing, other),
    });
    match ended.await {
        Ok(()) if other => to(&format!("/{locale}/me#sessions")),
        Ok(()) => signed_out(&state, locale),
        Err(error) => problem(&request, &state, locale, &error).await,
    }
}

/// Erases the reader.
pub async fn post_erase(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<String>,
    member: Member,
    form: web::Form<EraseForm>,
) -> HttpResponse {
    let locale = locale(&path);
    if let Err(error) = check_form(&request, &state.service, &member.0, &form.token) {
        return problem(&request, &state, locale, &error).await;
    }
    let fate = match form.texts.as_str() {
        "keep" => Some(Fate::Keep),
        "erase" => Some(Fate::Erase),
        _ => None,
    };
    let Some(fate) = fate.filter(|_| !form.sure.is_empty()) else {
        let text = Texts { locale }.t("erase-unsure").into_owned();
        return me(&request, &state, locale, member.0, StatusCode::UNPROCESSABLE_ENTITY, text).await;
    };
    let service = state.service.clone();
    match blocking::run(move || personal::erase(&service, &member.0, fate)).await {
        Ok(()) => signed_out(&state, locale),
        Err(error) => problem(&request, &state, locale, &error).await,
    }
}

/// An access token for scripts of our own pages; the session stays in its cookie, where scripts do not reach it.
pub async fn post_token(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<String>,
    member: Member,
) -> HttpResponse {
    if !is_same_origin(&request) {
        return problem(&request, &state, locale(&path), &ServiceError::Forbidden).await;
    }
    match tokens::issue(&state.service, &state.public_url, &member.0) {
        Ok(token) => HttpResponse::Ok()
            .insert_header((CACHE_CONTROL, "no-store"))
            .json(AccessToken { access_token: token, expires_in: ACCESS_SECONDS }),
        Err(error) => problem(&request, &state, locale(&path), &error).await,
    }
}

#[derive(serde::Serialize)]
struct AccessToken {
    access_token: String,
    expires_in: i64,
}

fn signed_out(state: &AppState, locale: Locale) -> HttpResponse {
    let mut response = to(&format!("/{locale}"));
    response.headers_mut().insert(SET_COOKIE, set_cookie(state, session_cookie(state), "", 0));
    response
}

/// Roles in words: what, and where.
fn roles(service: &Service, account: &OwnAccount, locale: Locale) -> Result<Vec<String>, ServiceError> {
    let texts = Texts { locale };
    account
        .grants
        .iter()
        .map(|(role, territory)| {
            let role = texts.t(&format!("role-{}", role.as_str().replace('_', "-")));
            let place = match territory {
                Some(id) => name(&territories::get(service, id)?.territory.names, locale),
                None => texts.t("role-country").into_owned(),
            };
            Ok(format!("{role} · {place}"))
        })
        .collect()
}

fn line(own: OwnContribution, locale: Locale) -> OwnLine {
    OwnLine {
        href: format!("/{locale}/receipts/{}", own.receipt),
        beginning: shorten(&own.text.unwrap_or_default(), BEGINNING_CHARACTERS_MAX),
        receipt: own.receipt,
        lang: own.language,
        when: day(own.received_at, locale),
        answered: own.is_answered,
    }
}

fn session_line(session: SessionView, locale: Locale) -> SessionLine {
    SessionLine {
        id: session.id,
        device: session.device,
        when: day(session.seen_at, locale),
        current: session.current,
    }
}

fn day(at: Timestamp, locale: Locale) -> String {
    format::moment(at, OFFSET_MINUTES, locale)
}
