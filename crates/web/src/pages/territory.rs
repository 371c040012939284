//! A territory, and finding one by its name.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use kenes_api::state::AppState;
use kenes_domain::language::Locale;
use kenes_service::Service;
use kenes_service::error::ServiceError;
use kenes_service::territories;
use serde::Deserialize;

use super::home::{TileCell, shades, tile_cells};
use super::program::{days_left, phase_text};
use super::{Link, kept, link, locale, name, render};
use crate::format;
use crate::i18n::Texts;
use crate::shell::{Shell, Styles};

#[derive(Template)]
#[template(path = "territory.html")]
struct TerritoryPage {
    shell: Shell,
    name: String,
    ancestors: Vec<Link>,
    program: Option<ProgramBox>,
    tiles: Vec<TileCell>,
    children: Vec<Link>,
    siblings: Vec<Link>,
    former: Vec<String>,
}

struct ProgramBox {
    href: String,
    phase: String,
    left: String,
    facts: Vec<(String, String)>,
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
    kept(&request, &state, locale, Styles::Home, None, move || page(&service, locale, &public_url, &id)).await
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
    let program = view.territory.program.as_ref().map(|program| {
        let tally = program.contributions;
        ProgramBox {
            href: format!("/{locale}/programs/{}", program.id),
            phase: phase_text(program.phase, texts),
            left: days_left(program, service.now(), texts).unwrap_or_default(),
            facts: vec![
                (format::money(program.planned_tenge, locale), texts.t("fact-planned").into()),
                (
                    format::number(u64::from(program.measures)),
                    texts.n("fact-measures", &u64::from(program.measures)).into(),
                ),
                (
                    format::number(u64::from(program.indicators)),
                    texts.n("fact-indicators", &u64::from(program.indicators)).into(),
                ),
                (
                    format::number(tally.received),
                    texts
                        .a(
                            "fact-contributions-answered",
                            "answered",
                            &format::number(tally.decided + tally.grouped),
                        )
                        .into(),
                ),
            ],
        }
    });
    render(&TerritoryPage {
        name: own,
        ancestors: view.ancestors.iter().map(|card| link(locale, card)).collect(),
        program,
        tiles: tile_cells(&tiles, &shades(tiles.iter().map(|tile| tile.territory.contributions)), locale),
        children: view.children.iter().map(|card| link(locale, card)).collect(),
        siblings: view.siblings.iter().map(|card| link(locale, card)).collect(),
        former: view
            .former
            .iter()
            .map(|state| {
                let pairs = [
                    ("name", name(&state.names, locale)),
                    ("kato", state.kato.clone()),
                    ("until", state.until.clone()),
                ];
                let pairs: Vec<(&str, &str)> =
                    pairs.iter().map(|(key, value)| (*key, value.as_str())).collect();
                texts.with("former-line", &pairs).into_owned()
            })
            .collect(),
        shell,
    })
}

/// What to find.
#[derive(Debug, Deserialize)]
pub struct FindQuery {
    #[serde(default)]
    q: String,
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

/// Places by name.
pub async fn get_find(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<String>,
    query: web::Query<FindQuery>,
) -> HttpResponse {
    let locale = locale(&path);
    let (service, public_url) = (state.service.clone(), state.public_url.clone());
    kept(&request, &state, locale, Styles::Home, None, move || find(&service, locale, &public_url, &query.q))
        .await
}

fn find(service: &Service, locale: Locale, public_url: &str, query: &str) -> Result<String, ServiceError> {
    let found = territories::find(service, query)?;
    let texts = Texts { locale };
    let shell = Shell::new(locale, Styles::Home, public_url, "/find".to_owned())
        .titled(texts.t("find-title"), texts.t("find-title"));
    let regions = territories::list(service)?;
    render(&FindPage {
        shell,
        query: query.to_owned(),
        exact: found.first().is_none_or(|first| first.exact),
        found: found.iter().map(|found| link(locale, &found.territory)).collect(),
        regions: regions.iter().filter(|card| card.parent.is_none()).map(|card| link(locale, card)).collect(),
    })
}
