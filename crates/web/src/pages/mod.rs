//! The pages, one file each.

pub mod about;
pub mod contribution;
pub mod desk;
pub mod home;
pub mod identity;
pub mod journal;
pub mod program;
pub mod provision;
pub mod receipt;
pub mod territory;

use std::sync::{Arc, OnceLock};

use actix_web::http::StatusCode;
use actix_web::http::header::{LOCATION, RETRY_AFTER, VARY};
use actix_web::{HttpRequest, HttpResponse, ResponseError, web};
use askama::Template;
use kenes_api::blocking;
use kenes_api::state::AppState;
use kenes_domain::language::{Bilingual, Locale};
use kenes_service::error::ServiceError;
use kenes_service::territories::{self, Names, TerritoryCard};

use crate::cache::{Head, PageCache, Stamp, once};
use crate::format;
use crate::request::preferred_locale;
use crate::shell::{Shell, Words};
use crate::styles::Styles;
use crate::typo::typo;

/// Minutes east of UTC on the clocks by which "days left" turn over for kept pages.
const COUNTRY_OFFSET_MINUTES: i16 = 300;

fn cache() -> &'static PageCache {
    static CACHE: OnceLock<PageCache> = OnceLock::new();
    CACHE.get_or_init(PageCache::default)
}

/// The reader's language from the first segment of the path; the route lets only known ones through.
pub fn locale(text: &str) -> Locale {
    text.parse().unwrap_or(Locale::Kk)
}

/// The generation on which a page depends, and the day.
fn stamp(state: &AppState, program: Option<&str>) -> Stamp {
    let freshness = state.service.freshness();
    let generation = program.map_or_else(|| freshness.country(), |program| freshness.program(program));
    let now = state.service.now().seconds() + i64::from(COUNTRY_OFFSET_MINUTES) * 60;
    Stamp { generation, day: now.div_euclid(86_400) }
}

/// Which page is meant: everything that it depends on beside the generation.
struct Key<'a> {
    locale: Locale,
    /// Path behind the language, with those parameters of the query that the page knows.
    path: String,
    styles: Styles,
    /// The program on which the page depends; `None` when it depends on the whole country.
    program: Option<&'a str>,
}

/// Answers with a kept page, or renders it, keeps it and answers.
async fn kept(
    request: &HttpRequest,
    state: &AppState,
    key: Key<'_>,
    render: impl FnOnce() -> Result<String, ServiceError> + Send + 'static,
) -> HttpResponse {
    let stamp = stamp(state, key.program);
    // Several servers live in one process only in tests; their pages must not mix.
    let name = format!("{}/{}{}", state.boot, key.locale, key.path);
    let own = || kenes_service::runtime::boot_id(&state.service);
    if let Some(answer) = cache().answer(request, &name, stamp, own) {
        return answer;
    }
    match blocking::run(render).await {
        Ok(html) => {
            let head = Head { stamp, boot: Arc::clone(&state.boot), policy: key.styles.policy() };
            cache().keep(request, name, &head, html, own)
        }
        Err(error) => problem(request, state, key.locale, &error).await,
    }
}

/// Renders a page for one answer.
async fn fresh(
    request: &HttpRequest,
    state: &AppState,
    locale: Locale,
    styles: Styles,
    render: impl FnOnce() -> Result<String, ServiceError> + Send + 'static,
) -> HttpResponse {
    match blocking::run(render).await {
        Ok(html) => once(request, StatusCode::OK, styles.policy(), html),
        Err(error) => problem(request, state, locale, &error).await,
    }
}

/// Sends readers of the bare address to their language: Kazakh unless they prefer another.
pub async fn start(request: HttpRequest) -> HttpResponse {
    HttpResponse::Found()
        .insert_header((LOCATION, format!("/{}", preferred_locale(&request))))
        .insert_header((VARY, "accept-language"))
        .finish()
}

/// A link in a list.
#[derive(Debug, Clone, Default)]
pub struct Link {
    pub href: String,
    pub name: String,
    /// What it belongs to; empty when that need not be said.
    pub parent: String,
    /// A count beside it; empty for none.
    pub count: String,
}

impl Link {
    fn new(href: impl Into<String>, name: impl Into<String>) -> Self {
        Self { href: href.into(), name: name.into(), ..Self::default() }
    }
}

fn link(locale: Locale, card: &TerritoryCard) -> Link {
    Link {
        href: format!("/{locale}/territories/{}", card.id),
        name: name(&card.names, locale),
        parent: card.parent_names.as_ref().map(|names| name(names, locale)).unwrap_or_default(),
        count: format::number(card.contributions),
    }
}

/// Regions and cities of republican significance, as links.
fn regions(cards: &[TerritoryCard], locale: Locale) -> Vec<Link> {
    cards.iter().filter(|card| card.parent.is_none()).map(|card| link(locale, card)).collect()
}

/// A figure with what it counts.
#[derive(Debug, Clone)]
pub struct Fact {
    pub figure: String,
    pub about: String,
}

impl Fact {
    fn new(figure: impl Into<String>, about: impl Into<String>) -> Self {
        Self { figure: figure.into(), about: about.into() }
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
        missing: language != wanted,
    })
}

/// A published text as plain text, for titles.
fn plain_words(text: &Bilingual, locale: Locale) -> String {
    text.best(locale.content_language()).map(|(_, text)| text.to_owned()).unwrap_or_default()
}

/// The page for a problem: what is wrong, and ways out.
#[derive(Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    shell: Shell,
    title: String,
    text: String,
    regions: Vec<Link>,
}

impl ErrorPage {
    /// The page for a code of the catalogue.
    pub fn new(shell: Shell, code: &str, regions: Vec<Link>) -> Self {
        let title = shell.t(&format!("problem-{code}")).into_owned();
        let text = shell.t(&format!("help-{code}")).into_owned();
        let mut shell = shell.titled(title.clone(), text.clone());
        shell.private = true;
        Self { shell, title, text, regions }
    }
}

/// Answers with the page for a problem, in the reader's language.
async fn problem(
    request: &HttpRequest,
    state: &AppState,
    locale: Locale,
    error: &ServiceError,
) -> HttpResponse {
    if let ServiceError::Internal(cause) | ServiceError::Configuration(cause) = error {
        tracing::error!(%cause, "a page failed");
    }
    let places = if matches!(error, ServiceError::NotFound) {
        let service = state.service.clone();
        blocking::run(move || territories::list(&service)).await.unwrap_or_default()
    } else {
        Vec::new()
    };
    let shell = Shell::new(locale, Styles::Home, &state.public_url, behind_language(request).to_owned());
    let page = ErrorPage::new(shell, &code(error), regions(&places, locale));
    let html = page.render().unwrap_or_default();
    with_retry(once(request, status(error), Styles::Home.policy(), html), error)
}

/// The path of a request behind its language, so that the switch leads to the same address in the other one.
fn behind_language(request: &HttpRequest) -> &str {
    let path = request.path();
    let behind = path.strip_prefix('/').and_then(|rest| rest.split_once('/'));
    match behind {
        Some((first, _)) if first.parse::<Locale>().is_ok() => path.split_at(first.len() + 1).1,
        _ => "",
    }
}

/// The code of an error, as the catalogue writes it.
fn code(error: &ServiceError) -> String {
    error.code().replace('_', "-")
}

fn status(error: &ServiceError) -> StatusCode {
    StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Says when to come back, where the error says so.
fn with_retry(mut response: HttpResponse, error: &ServiceError) -> HttpResponse {
    if let ServiceError::Busy { retry_after_seconds } | ServiceError::TooMany { retry_after_seconds } = error
        && let Ok(value) = retry_after_seconds.to_string().parse()
    {
        response.headers_mut().insert(RETRY_AFTER, value);
    }
    response
}

/// The page for addresses that lead nowhere.
pub async fn not_found(request: HttpRequest, state: web::Data<AppState>) -> HttpResponse {
    let first = request.path().split('/').nth(1).unwrap_or_default();
    if first == "api" {
        return kenes_api::problem::Problem::from(ServiceError::NotFound).error_response();
    }
    let locale = first.parse().unwrap_or_else(|_| preferred_locale(&request));
    problem(&request, &state, locale, &ServiceError::NotFound).await
}

/// Renders a page on the thread that may block.
fn render(page: &impl Template) -> Result<String, ServiceError> {
    page.render().map_err(|error| ServiceError::Internal(error.to_string()))
}
