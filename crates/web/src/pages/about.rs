//! What this site is, by which rules it works, and what it does with personal data.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use kenes_api::state::AppState;
use kenes_domain::language::Locale;
use kenes_service::Service;
use kenes_service::error::ServiceError;

use super::{Key, kept, locale, render};
use crate::i18n::Texts;
use crate::shell::Shell;
use crate::styles::Styles;

/// The sections of the page; each has a heading and a text in the catalogue, and its name is its anchor.
const SECTIONS: [&str; 5] = ["discussion", "answers", "moderation", "data", "accessibility"];

#[derive(Template)]
#[template(path = "about.html")]
struct AboutPage {
    shell: Shell,
    sections: Vec<Section>,
    /// Public keys of the journal, and of its promises.
    keys: Vec<String>,
}

struct Section {
    anchor: &'static str,
    title: String,
    text: String,
}

/// The page about the site.
pub async fn get_about(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<String>,
) -> HttpResponse {
    let locale = locale(&path);
    let (service, public_url) = (state.service.clone(), state.public_url.clone());
    let key = Key { locale, path: "/about".to_owned(), styles: Styles::Provision, program: None };
    kept(&request, &state, key, move || page(&service, locale, &public_url)).await
}

fn page(service: &Service, locale: Locale, public_url: &str) -> Result<String, ServiceError> {
    let campaign = kenes_service::campaigns::current(service)?;
    let texts = Texts { locale };
    let days = campaign.rules.answer_working_days.to_string();
    let mut shell = Shell::new(locale, Styles::Provision, public_url, "/about".to_owned())
        .titled(texts.t("about-title"), texts.t("about-lead"));
    shell.demonstration = campaign.demonstration;
    let sections = SECTIONS
        .iter()
        .map(|anchor| Section {
            anchor,
            title: texts.t(&format!("about-{anchor}")).into_owned(),
            text: texts.a(&format!("about-{anchor}-text"), "days", &days).into_owned(),
        })
        .collect();
    let (mut keys, promises) = kenes_service::ledger::publish::keys(service);
    keys.extend(promises);
    render(&AboutPage { shell, sections, keys })
}
