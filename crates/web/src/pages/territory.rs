//! A territory, and finding one by its name.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use kenes_api::state::AppState;
use kenes_domain::language::Locale;
use kenes_domain::program::Phase;
use kenes_service::Service;
use kenes_service::error::ServiceError;
use kenes_service::territories::{self, TerritoryCard};

use super::contribution::until;
use super::follow::Follow;
use super::home::{TileCell, columns, shades, tile_cells};
use super::program::{days_left, facts, phase_text};
use super::{Fact, Key, Link, fresh, kept, link, locale, name, regions, render};
use crate::i18n::Texts;
use crate::request::{Parameters, encoded};
use crate::shell::Shell;
use crate::styles::Styles;

#[derive(Template)]
#[template(path = "territory.html")]
struct TerritoryPage {
    shell: Shell,
    name: String,
    crumbs: Vec<Link>,
    program: Option<ProgramBox>,
    tiles: Vec<TileCell>,
    columns: u16,
    children: Vec<Link>,
    siblings: Vec<Link>,
    former: Vec<String>,
    follow: Follow,
}

struct ProgramBox {
    href: String,
    phase: String,
    open: bool,
    left: String,
    facts: Vec<Fact>,
}

/// A territory.
pub async fn get_territory(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, String)>,
) -> HttpResponse {
    let (first, id) = path.into_inner();
    let locale = locale(&first);
    let (service, public_url) = (state.service.clone(), state.public_url.clone());
    let key = Key { locale, path: format!("/territories/{id}"), styles: Styles::Home, program: None };
    kept(&request, &state, key, move || page(&service, locale, &public_url, &id)).await
}

fn page(service: &Service, locale: Locale, public_url: &str, id: &str) -> Result<String, ServiceError> {
    let view = territories::get(service, id)?;
    let texts = Texts { locale };
    let tiles = if view.children.is_empty() { Vec::new() } else { territories::tiles(service, Some(id))? };
    let own = name(&view.territory.names, locale);
    let mut shell =
        Shell::new(locale, Styles::Home, public_url, format!("/territories/{}", view.territory.id))
            .titled(own.clone(), texts.a("territory-description", "name", &own));
    shell.demonstration = kenes_service::campaigns::current(service)?.demonstration;
    let program = view.territory.program.as_ref().map(|program| ProgramBox {
        href: format!("/{locale}/programs/{}", program.id),
        phase: phase_text(program.phase, texts),
        open: program.phase == Phase::Discussion,
        left: days_left(program, service.now(), texts).unwrap_or_default(),
        facts: facts(program, texts),
    });
    // What they belong to is said by the page already.
    let beside = |card: &TerritoryCard| Link { parent: String::new(), ..link(locale, card) };
    let follow = Follow::territory(&view.territory.id, &own, texts);
    shell.feeds.push(follow.feed.clone());
    render(&TerritoryPage {
        follow,
        name: own,
        crumbs: view.ancestors.iter().map(|card| link(locale, card)).collect(),
        program,
        tiles: tile_cells(&tiles, &shades(tiles.iter().map(|tile| tile.territory.contributions)), locale),
        columns: columns(&tiles),
        children: view.children.iter().map(beside).collect(),
        siblings: view.siblings.iter().map(beside).collect(),
        former: view
            .former
            .iter()
            .map(|state| {
                let pairs = [
                    ("name", name(&state.names, locale)),
                    ("kato", state.kato.clone()),
                    ("until", until(&state.until, texts)),
                ];
                let pairs: Vec<(&str, &str)> =
                    pairs.iter().map(|(key, value)| (*key, value.as_str())).collect();
                texts.with("former-line", &pairs).into_owned()
            })
            .collect(),
        shell,
    })
}

#[derive(Template)]
#[template(path = "find.html")]
struct FindPage {
    shell: Shell,
    query: String,
    exact: bool,
    found: Vec<Link>,
    regions: Vec<Link>,
}

/// Places by name. Whatever people type is not kept: there is no end to it.
pub async fn get_find(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<String>,
) -> HttpResponse {
    let locale = locale(&path);
    let query = Parameters::of(&request).get("q").unwrap_or_default().to_owned();
    let (service, public_url) = (state.service.clone(), state.public_url.clone());
    fresh(&request, &state, locale, Styles::Home, move || find(&service, locale, &public_url, query)).await
}

fn find(service: &Service, locale: Locale, public_url: &str, query: String) -> Result<String, ServiceError> {
    let found = territories::find(service, &query)?;
    let texts = Texts { locale };
    let mut shell = Shell::new(locale, Styles::Home, public_url, format!("/find?q={}", encoded(&query)))
        .titled(texts.t("find-title"), texts.t("find-title"));
    shell.private = true;
    shell.demonstration = kenes_service::campaigns::current(service)?.demonstration;
    render(&FindPage {
        exact: found.first().is_none_or(|first| first.exact),
        found: found.iter().map(|found| link(locale, &found.territory)).collect(),
        regions: regions(&territories::list(service)?, locale),
        query,
        shell,
    })
}
