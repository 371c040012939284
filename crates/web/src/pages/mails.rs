//! The page behind the last link of every mail: what comes to this mailbox, and how it stops.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::Query;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use kenes_api::blocking;
use kenes_api::state::AppState;
use kenes_service::follows::{self, Managed};
use serde::Deserialize;

use super::follow::{NoticePage, gone_or, shell};
use super::{locale, problem};
use crate::cache::once;
use crate::i18n::Texts;
use crate::shell::Shell;
use crate::styles::Styles;

#[derive(Template)]
#[template(path = "mails.html")]
struct MailsPage {
    shell: Shell,
    /// The mailbox, masked; `None` for mails about one contribution.
    email: Option<String>,
    follows: Vec<Line>,
    action: String,
}

struct Line {
    name: String,
    href: String,
    token: String,
}

/// What is to be stopped: one follow, or everything that the link is for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct StopForm {
    one: String,
}

/// What comes to the mailbox. Opening it stops nothing (RFC 8058 §3.1: mail scanners open every link).
pub async fn get_mails(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, String)>,
) -> HttpResponse {
    let (first, token) = path.into_inner();
    let locale = locale(&first);
    let own = format!("/mail/{token}");
    let service = state.service.clone();
    let managed = blocking::run(move || follows::managed(&service, &token, locale)).await;
    let (email, views) = match managed {
        Ok(Managed::Contribution) => (None, Vec::new()),
        Ok(Managed::Follows { email, follows }) => (Some(email), follows),
        Err(error) => return gone_or(&request, &state, locale, own, &error).await,
    };
    let title = Texts { locale }.t("follow-manage-title");
    let page = MailsPage {
        shell: shell(locale, &state.public_url, own.clone(), &title),
        email,
        follows: views
            .into_iter()
            .map(|view| Line { href: format!("/{locale}{}", view.path), name: view.name, token: view.token })
            .collect(),
        action: format!("/{locale}{own}"),
    };
    once(&request, StatusCode::OK, Styles::Provision.policy(), page.render().unwrap_or_default())
}

/// Stops. Mail programs post here by themselves, from anywhere and without a cookie (RFC 8058): the link is the proof.
pub async fn post_mails(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, String)>,
    body: web::Bytes,
) -> HttpResponse {
    let (first, token) = path.into_inner();
    let locale = locale(&first);
    // RFC 8058 allows both forms of encoding; whatever is not from our own page stops everything.
    let form = std::str::from_utf8(&body).ok().and_then(|body| Query::<StopForm>::from_query(body).ok());
    let (service, one) = (state.service.clone(), form.map(|form| form.into_inner().one).unwrap_or_default());
    let own = format!("/mail/{token}");
    let stopped = blocking::run(move || {
        if one.is_empty() {
            follows::stop(&service, &token).map(|()| false)
        } else {
            follows::stop_one(&service, &token, &one)
        }
    });
    match stopped.await {
        Ok(true) => HttpResponse::SeeOther().insert_header((LOCATION, format!("/{locale}{own}"))).finish(),
        Ok(false) => {
            NoticePage::new(locale, &state.public_url, own, "follow-stopped").answer(&request, StatusCode::OK)
        }
        Err(kenes_service::error::ServiceError::NotFound) => {
            NoticePage::new(locale, &state.public_url, own, "follow-gone")
                .answer(&request, StatusCode::NOT_FOUND)
        }
        Err(error) => problem(&request, &state, locale, &error).await,
    }
}
