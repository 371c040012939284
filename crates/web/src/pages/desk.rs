//! The workspace of staff: an app on the JSON API alone. Here is only the page that it starts in.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, LOCATION};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use kenes_domain::language::Locale;

use crate::assets;
use crate::i18n::Texts;
use crate::request::preferred_locale;
use crate::styles::Styles;
use crate::visitor::Member;

#[derive(Template)]
#[template(path = "desk.html")]
struct DeskPage {
    lang: Locale,
    title: String,
    css: &'static str,
    style: Option<&'static str>,
    script: Option<&'static str>,
    loading: String,
    without: String,
}

/// Leads to the workspace in a language that it has.
pub async fn start(request: HttpRequest) -> HttpResponse {
    let language = match preferred_locale(&request) {
        Locale::Ru => Locale::Ru,
        Locale::Kk | Locale::En => Locale::Kk,
    };
    HttpResponse::SeeOther()
        .insert_header((LOCATION, format!("/desk/{language}/")))
        .insert_header((CACHE_CONTROL, "no-store"))
        .finish()
}

/// The page in which the workspace starts, for whoever is signed in. What the person may see there, the API decides.
pub async fn get_desk(path: web::Path<String>, _: Member) -> HttpResponse {
    let locale = if path.as_str() == "ru" { Locale::Ru } else { Locale::Kk };
    let texts = Texts { locale };
    let page = DeskPage {
        lang: locale,
        title: texts.t("desk-title").into_owned(),
        css: Styles::Desk.css(),
        style: assets::bundled("desk", "css"),
        script: assets::bundled("desk", "js"),
        loading: texts.t("desk-loading").into_owned(),
        without: texts.t("desk-without-script").into_owned(),
    };
    match page.render() {
        Ok(html) => HttpResponse::Ok()
            .content_type("text/html; charset=utf-8")
            .insert_header((CACHE_CONTROL, "private, no-cache"))
            .insert_header((CONTENT_SECURITY_POLICY, Styles::Desk.policy()))
            .body(html),
        Err(error) => {
            tracing::error!(%error, "the workspace's page cannot be written");
            HttpResponse::InternalServerError().finish()
        }
    }
}
