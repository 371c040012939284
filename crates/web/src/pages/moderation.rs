//! The public list of acts of moderation: of one program, or of the whole country.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use kenes_api::state::AppState;
use kenes_domain::contribution::ModerationReason;
use kenes_domain::language::Locale;
use kenes_service::error::ServiceError;
use kenes_service::moderation::{self, ModerationView};
use kenes_service::{Service, programs};

use super::{Key, Link, kept, locale, name, render};
use crate::format;
use crate::i18n::Texts;
use crate::request::{Parameters, encoded};
use crate::shell::Shell;
use crate::styles::Styles;

/// Acts shown at once.
const SHOWN: u16 = 50;

#[derive(Template)]
#[template(path = "moderation.html")]
struct ModerationPage {
    shell: Shell,
    title: String,
    program: Option<Link>,
    reasons: Vec<(&'static str, String)>,
    acts: Vec<Act>,
    older: Option<String>,
}

/// A line of the list.
struct Act {
    when: String,
    what: String,
    code: String,
    reason: String,
    role: String,
    place: Link,
    href: String,
}

/// Acts of moderation in the whole country.
pub async fn get_moderation(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<String>,
) -> HttpResponse {
    answer(&request, &state, locale(&path), None).await
}

/// Acts of moderation in one program.
pub async fn get_moderation_of_program(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, String)>,
) -> HttpResponse {
    let (first, program) = path.into_inner();
    answer(&request, &state, locale(&first), Some(program)).await
}

async fn answer(
    request: &HttpRequest,
    state: &AppState,
    locale: Locale,
    program: Option<String>,
) -> HttpResponse {
    let cursor = Parameters::of(request).get("cursor").map(str::to_owned);
    let path = match &program {
        Some(program) => format!("/programs/{program}/moderation"),
        None => "/moderation".to_owned(),
    };
    let query = cursor.as_ref().map(|cursor| format!("?cursor={}", encoded(cursor))).unwrap_or_default();
    let key = Key { locale, path: format!("{path}{query}"), styles: Styles::Provision, program: None };
    let (service, public_url) = (state.service.clone(), state.public_url.clone());
    kept(request, state, key, move || {
        page(&service, locale, &public_url, path, program.as_deref(), cursor.as_deref())
    })
    .await
}

fn page(
    service: &Service,
    locale: Locale,
    public_url: &str,
    path: String,
    program: Option<&str>,
    cursor: Option<&str>,
) -> Result<String, ServiceError> {
    let texts = Texts { locale };
    let found = moderation::list(service, program, cursor, SHOWN)?;
    let card = program.map(|program| programs::get(service, program)).transpose()?;
    let title = match &card {
        Some(card) => {
            texts.a("moderation-title-of", "name", &name(&card.territory_names, locale)).into_owned()
        }
        None => texts.t("moderation-title").into_owned(),
    };
    let older =
        found.next_cursor.as_ref().map(|cursor| format!("/{locale}{path}?cursor={}", encoded(cursor)));
    let mut shell = Shell::new(locale, Styles::Provision, public_url, path)
        .titled(title.clone(), texts.t("moderation-lead"));
    shell.demonstration = kenes_service::campaigns::current(service)?.demonstration;
    render(&ModerationPage {
        title,
        program: card.map(|card| Link::new(format!("/{locale}/programs/{}", card.id), texts.t("program"))),
        reasons: ModerationReason::ALL
            .iter()
            .map(|reason| (reason.as_str(), text_of(*reason, texts)))
            .collect(),
        acts: found.items.iter().map(|item| act(item, texts)).collect(),
        older,
        shell,
    })
}

fn text_of(reason: ModerationReason, texts: Texts) -> String {
    texts.t(&format!("reason-{}", reason.as_str().replace('_', "-"))).into_owned()
}

fn act(item: &ModerationView, texts: Texts) -> Act {
    let locale = texts.locale;
    let program = format!("/{locale}/programs/{}", item.program);
    let place = name(&item.territory, locale);
    let reason = item.reason.as_deref().and_then(|reason| reason.parse::<ModerationReason>().ok());
    let mut told = reason.map(|reason| text_of(reason, texts)).unwrap_or_default();
    if let Some(note) = &item.note {
        told = if told.is_empty() { note.clone() } else { format!("{told}. {note}") };
    }
    Act {
        when: format::moment(item.happened_at, item.utc_offset_minutes, locale),
        what: texts.t(&format!("act-contribution-{}", item.action)).into_owned(),
        code: reason.map(|reason| reason.as_str().to_owned()).unwrap_or_default(),
        reason: told,
        role: texts.t(&format!("role-{}", item.role.replace('_', "-"))).into_owned(),
        place: match &item.provision {
            Some(provision) => Link::new(
                format!("{program}/{provision}"),
                format!("{place}, {}", item.provision_label.as_deref().unwrap_or_default())
                    .trim_end_matches([',', ' '])
                    .to_owned(),
            ),
            None => Link::new(program, place),
        },
        href: format!("/{locale}/contributions/{}", item.contribution),
    }
}
