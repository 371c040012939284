//! Setting up a second factor, and taking it off.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use kenes_api::blocking;
use kenes_api::state::AppState;
use kenes_domain::language::Locale;
use kenes_service::error::ServiceError;
use kenes_service::identity::second_factor::{self, Enrolment};
use kenes_service::identity::sessions::{SecondFactor, Standing};
use serde::Deserialize;

use super::{complaint, locale, problem, shell, shown, status, to, with_retry};
use crate::i18n::Texts;
use crate::shell::Shell;
use crate::visitor::{Member, check_form, form_token};

#[derive(Template)]
#[template(path = "identity/second_factor.html")]
struct FactorPage {
    shell: Shell,
    /// What the authenticator needs; `None` when a factor is set up.
    enrolment: Option<Enrolment>,
    /// The recovery codes, told once.
    recovery: Vec<String>,
    token: String,
    error: String,
}

/// The form of the page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct FactorForm {
    token: String,
    /// `confirm` or `off`.
    step: String,
    code: String,
}

/// How the second factor stands, and what the authenticator needs.
pub async fn get_factor(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<String>,
    member: Member,
) -> HttpResponse {
    page(&request, &state, locale(&path), member.0, None).await
}

/// Confirms the first code, or takes the factor off.
pub async fn post_factor(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<String>,
    member: Member,
    form: web::Form<FactorForm>,
) -> HttpResponse {
    let (locale, standing) = (locale(&path), member.0);
    if let Err(error) = check_form(&request, &state.service, &standing, &form.token) {
        return problem(&request, &state, locale, &error).await;
    }
    let (service, form, own) = (state.service.clone(), form.into_inner(), standing.clone());
    let done = blocking::run(move || match form.step.as_str() {
        "confirm" => second_factor::confirm(&service, &own, &form.code).map(Some),
        "off" => second_factor::take_off(&service, &own).map(|()| None),
        _ => Err(ServiceError::Conflict),
    });
    match done.await {
        Ok(Some(recovery)) => {
            let token = form_token(&state.service, &standing);
            let shell = shell(&state, locale, "/me/second-factor", "factor-on-title", "factor-set-up-lead");
            let page = FactorPage { shell, enrolment: None, recovery, token, error: String::new() };
            shown(&request, StatusCode::OK, &page)
        }
        Ok(None) => to(&format!("/{locale}/me")),
        Err(error) if complaint(&error, Texts { locale }).is_some() => {
            page(&request, &state, locale, standing, Some(error)).await
        }
        Err(error) => problem(&request, &state, locale, &error).await,
    }
}

async fn page(
    request: &HttpRequest,
    state: &AppState,
    locale: Locale,
    standing: Standing,
    fault: Option<ServiceError>,
) -> HttpResponse {
    let token = form_token(&state.service, &standing);
    let enrolment = if standing.second_factor == SecondFactor::Given {
        Ok(None)
    } else {
        let service = state.service.clone();
        blocking::run(move || second_factor::begin(&service, &standing)).await.map(Some)
    };
    match enrolment {
        Ok(enrolment) => {
            let title = if enrolment.is_some() { "factor-set-up-title" } else { "factor-on-title" };
            let mut shell = shell(state, locale, "/me/second-factor", title, "factor-set-up-lead");
            shell.refused = fault.is_some();
            let error =
                fault.as_ref().and_then(|error| complaint(error, Texts { locale })).unwrap_or_default();
            let page = FactorPage { shell, enrolment, recovery: Vec::new(), token, error };
            match fault {
                Some(error) => with_retry(shown(request, status(&error), &page), &error),
                None => shown(request, StatusCode::OK, &page),
            }
        }
        Err(error) => problem(request, state, locale, &error).await,
    }
}
