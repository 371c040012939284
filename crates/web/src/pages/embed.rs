//! A small card of a program or a provision for other sites: no script, no tracker, nothing but a link back.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use kenes_api::state::AppState;
use kenes_domain::language::Locale;
use kenes_service::Service;
use kenes_service::error::ServiceError;
use kenes_service::programs::{self, ProgramCard};

use super::program::{crumbs, days_left, phase_text};
use super::{Key, kept, locale, plain_words, render, words};
use crate::format;
use crate::i18n::Texts;
use crate::shell::{Shell, Words, shorten};
use crate::styles::Styles;
use crate::typo::typo;

/// Characters of a provision on its card.
const TEXT_CHARACTERS_MAX: usize = 280;

#[derive(Template)]
#[template(path = "embed.html")]
struct Card {
    shell: Shell,
    place: String,
    words: Words,
    state: String,
    count: String,
    href: String,
}

/// The card of a program.
pub async fn get_program_card(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, String)>,
) -> HttpResponse {
    let (first, program) = path.into_inner();
    show(&request, &state, locale(&first), program, None).await
}

/// The card of a provision.
pub async fn get_provision_card(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, String, String)>,
) -> HttpResponse {
    let (first, program, provision) = path.into_inner();
    show(&request, &state, locale(&first), program, Some(provision)).await
}

async fn show(
    request: &HttpRequest,
    state: &AppState,
    locale: Locale,
    program: String,
    provision: Option<String>,
) -> HttpResponse {
    let behind = provision.as_ref().map_or_else(String::new, |provision| format!("/{provision}"));
    let path = format!("/embed/programs/{program}{behind}");
    let key = Key { locale, path: path.clone(), styles: Styles::Card, program: Some(&program) };
    let (service, public_url, id) = (state.service.clone(), state.public_url.clone(), program.clone());
    kept(request, state, key, move || page(&service, locale, &public_url, path, &id, provision.as_deref()))
        .await
}

fn page(
    service: &Service,
    locale: Locale,
    public_url: &str,
    path: String,
    id: &str,
    provision: Option<&str>,
) -> Result<String, ServiceError> {
    let texts = Texts { locale };
    let (program, text, count, behind) = match provision {
        None => {
            let program = programs::get(service, id)?;
            let text = program.title.clone();
            let count = program.contributions.received;
            (program, text, count, String::new())
        }
        Some(provision) => {
            let view = programs::provision(service, id, provision)?;
            (view.program, view.provision.text, view.provision.contributions, format!("/{provision}"))
        }
    };
    let shown = words(&text, locale).unwrap_or_default();
    let (language, plain) = text.best(locale.content_language()).unwrap_or((locale.content_language(), ""));
    let html = typo(&shorten(plain, TEXT_CHARACTERS_MAX), language);
    let mut shell = Shell::new(locale, Styles::Card, public_url, path).titled(plain_words(&text, locale), "");
    shell.private = true;
    shell.demonstration = kenes_service::campaigns::current(service)?.demonstration;
    render(&Card {
        place: crumbs(&program, locale).into_iter().map(|link| link.name).next().unwrap_or_default(),
        words: Words { html, ..shown },
        state: state_text(&program, service, texts),
        count: format!("{} {}", format::number(count), texts.n("fact-contributions", &count)),
        href: format!("{public_url}/{locale}/programs/{}{behind}", program.id),
        shell,
    })
}

fn state_text(program: &ProgramCard, service: &Service, texts: Texts) -> String {
    let phase = phase_text(program.phase, texts);
    match days_left(program, service.now(), texts) {
        Some(left) => format!("{phase} · {left}"),
        None => phase,
    }
}
