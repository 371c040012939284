//! The pages, one file each.

pub mod contribution;
pub mod home;
pub mod journal;
pub mod program;
pub mod provision;
pub mod receipt;
pub mod territory;

use std::sync::OnceLock;

use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT_LANGUAGE, LOCATION, VARY};
use actix_web::{HttpRequest, HttpResponse, ResponseError, web};
use askama::Template;
use kenes_api::blocking;
use kenes_api::state::AppState;
use kenes_domain::language::{Bilingual, Locale};
use kenes_service::error::ServiceError;
use kenes_service::territories::{self, Names, TerritoryCard};

use crate::cache::{PageCache, Stamp, plain};
use crate::format;
use crate::shell::{Shell, Styles, Words};
use crate::typo::typo;

/// Minutes east of UTC on the clocks by which "days left" turn over for kept pages.
const COUNTRY_OFFSET_MINUTES: i16 = 300;

fn cache() -> &'static PageCache {
    static CACHE: OnceLock<PageCache> = OnceLock::new();
    CACHE.get_or_init(PageCache::default)
}

/// The reader's language from the first segment of the path; the route lets only known ones through.
fn locale(text: &str) -> Locale {
    text.parse().unwrap_or(Locale::Kk)
}

/// The generation on which a page depends, and the day.
fn stamp(state: &AppState, program: Option<&str>) -> Stamp {
    let freshness = state.service.freshness();
    let generation = program.map_or_else(|| freshness.country(), |program| freshness.program(program));
    let now = state.service.now().seconds() + i64::from(COUNTRY_OFFSET_MINUTES) * 60;
    Stamp { generation, day: now.div_euclid(86_400) }
}

/// Answers with a kept page, or renders it, keeps it and answers.
async fn kept(
    request: &HttpRequest,
    state: &AppState,
    locale: Locale,
    styles: Styles,
    program: Option<&str>,
    render: impl FnOnce() -> Result<String, ServiceError> + Send + 'static,
) -> HttpResponse {
    let stamp = stamp(state, program);
    // Several servers live in one process only in tests; their pages must not mix.
    let key = format!("{}{}", state.boot, request.uri());
    if let Some(answer) = cache().answer(request, &key, stamp) {
        return answer;
    }
    match blocking::run(render).await {
        Ok(html) => cache().keep(request, key, stamp, &state.boot, styles.policy(), html),
        Err(error) => problem(state, locale, &error).await,
    }
}

/// Sends readers of the bare address to their language: Kazakh unless they prefer another.
pub async fn start(request: HttpRequest) -> HttpResponse {
    let wanted =
        request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let locale = wanted
        .split(',')
        .filter_map(|item| item.trim().get(..2))
        .find_map(|word| word.to_ascii_lowercase().parse::<Locale>().ok())
        .unwrap_or(Locale::Kk);
    HttpResponse::Found()
        .insert_header((LOCATION, format!("/{locale}")))
        .insert_header((VARY, "accept-language"))
        .finish()
}

/// A link in a list.
pub struct Link {
    pub href: String,
    pub name: String,
    pub parent: String,
    pub count: String,
}

fn link(locale: Locale, card: &TerritoryCard) -> Link {
    Link {
        href: format!("/{locale}/territories/{}", card.id),
        name: name(&card.names, locale),
        parent: card.parent_names.as_ref().map(|names| name(names, locale)).unwrap_or_default(),
        count: format::number(card.contributions),
    }
}

/// A name in the reader's language.
fn name(names: &Names, locale: Locale) -> String {
    match locale {
        Locale::Kk => names.kk.clone(),
        Locale::Ru => names.ru.clone(),
        Locale::En => names.en.clone(),
    }
}

/// A published text for a reader: their language first, else the other one, marked as such.
fn words(text: &Bilingual, locale: Locale) -> Option<Words> {
    let wanted = locale.content_language();
    text.best(wanted).map(|(language, text)| Words {
        html: typo(text, language),
        other: (language.as_str() != locale.as_str()).then_some(language),
    })
}

/// A published text as plain text, for titles.
fn plain_words(text: &Bilingual, locale: Locale) -> String {
    text.best(locale.content_language()).map(|(_, text)| text.to_owned()).unwrap_or_default()
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    shell: Shell,
    title: String,
    text: String,
    regions: Vec<Link>,
}

/// The page for a problem, in the reader's language, with ways out.
async fn problem(state: &AppState, locale: Locale, error: &ServiceError) -> HttpResponse {
    if let ServiceError::Internal(cause) | ServiceError::Configuration(cause) = error {
        tracing::error!(%cause, "a page failed");
    }
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let regions = if matches!(error, ServiceError::NotFound) {
        let service = state.service.clone();
        blocking::run(move || territories::list(&service)).await.unwrap_or_default()
    } else {
        Vec::new()
    };
    let shell = Shell::new(locale, Styles::Home, &state.public_url, String::new());
    let code = error.code().replace('_', "-");
    let title = shell.t(&format!("problem-{code}")).into_owned();
    let text = shell.t(&format!("help-{code}")).into_owned();
    let page = ErrorPage {
        shell: shell.titled(title.clone(), text.clone()),
        title,
        text,
        regions: regions.iter().filter(|card| card.parent.is_none()).map(|card| link(locale, card)).collect(),
    };
    let mut response = plain(status, Styles::Home.policy(), page.render().unwrap_or_default());
    if let ServiceError::Busy { retry_after_seconds } | ServiceError::TooMany { retry_after_seconds } = error
        && let Ok(value) = retry_after_seconds.to_string().parse()
    {
        response.headers_mut().insert(actix_web::http::header::RETRY_AFTER, value);
    }
    response
}

/// The page for addresses that lead nowhere.
pub async fn not_found(request: HttpRequest, state: web::Data<AppState>) -> HttpResponse {
    let first = request.path().split('/').nth(1).unwrap_or_default();
    if first == "api" {
        return kenes_api::problem::Problem::from(ServiceError::NotFound).error_response();
    }
    problem(&state, locale(first), &ServiceError::NotFound).await
}

/// Renders a page on the thread that may block.
fn render(page: &impl Template) -> Result<String, ServiceError> {
    page.render().map_err(|error| ServiceError::Internal(error.to_string()))
}
