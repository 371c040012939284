//! The first page: what this is, where your district is, what is going on.

use std::cmp::Ordering;

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use kenes_api::state::AppState;
use kenes_domain::collation;
use kenes_domain::language::Locale;
use kenes_domain::program::Phase;
use kenes_domain::territory::TerritoryKind;
use kenes_service::Service;
use kenes_service::error::ServiceError;
use kenes_service::home::{self, HomeView};
use kenes_service::territories::{TerritoryCard, Tile};

use super::contribution::{disposition_text, disposition_tone};
use super::{Fact, Key, kept, locale, name, render};
use crate::format;
use crate::i18n::Texts;
use crate::shell::{Shell, shorten};
use crate::styles::Styles;
use crate::typo::{Html, typo};

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    shell: Shell,
    lead: Html,
    tiles: Vec<TileCell>,
    columns: u16,
    legend: Vec<(usize, String)>,
    /// Places to try the search with.
    examples: Vec<String>,
    facts: Vec<Fact>,
    answered: Vec<AnsweredCard>,
    topics: Vec<Topic>,
    how: Vec<HowStep>,
    regions: Vec<RegionRow>,
}

/// A cell of the map.
pub struct TileCell {
    pub column: u16,
    pub row: u16,
    pub shade: usize,
    pub id: String,
    pub name: String,
    pub short: String,
    pub code: String,
    pub count: String,
}

struct AnsweredCard {
    place: String,
    language: &'static str,
    text: String,
    disposition: String,
    tone: &'static str,
    href: String,
}

struct Topic {
    name: String,
    count: String,
    width: u64,
}

struct RegionRow {
    id: String,
    name: String,
    programs: u32,
    contributions: String,
    answered: String,
    share: u64,
}

/// The first page.
pub async fn get_home(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<String>,
) -> HttpResponse {
    let locale = locale(&path);
    let (service, public_url) = (state.service.clone(), state.public_url.clone());
    let key = Key { locale, path: String::new(), styles: Styles::Home, program: None };
    kept(&request, &state, key, move || page(&service, locale, &public_url)).await
}

fn page(service: &Service, locale: Locale, public_url: &str) -> Result<String, ServiceError> {
    let view = home::get(service)?;
    let texts = Texts { locale };
    let districts = u64::from(view.programs).saturating_sub(count(view.regions.len()));
    let programs = format::number(u64::from(view.programs));
    let lead = texts.with(
        "home-lead",
        &[
            ("programs", &programs),
            ("regions", &format::number(count(view.regions.len()))),
            ("districts", &format::number(districts)),
            ("days", &view.campaign.rules.answer_working_days.to_string()),
        ],
    );
    let mut shell = Shell::new(locale, Styles::Home, public_url, String::new())
        .titled(texts.t("home-title"), lead.clone());
    shell.demonstration = view.campaign.demonstration;
    let steps = shades(view.tiles.iter().map(|tile| tile.territory.contributions));
    render(&HomePage {
        lead: typo(&lead, locale.content_language()),
        examples: examples(&view, locale),
        tiles: tile_cells(&view.tiles, &steps, locale),
        columns: columns(&view.tiles),
        legend: legend(&steps),
        facts: facts(&view, texts),
        answered: answered(&view, texts),
        topics: topics(&view, locale),
        how: how(&view, texts),
        regions: regions(&view, locale),
        shell,
    })
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// Upper bounds of the four lower shades: the quintiles of the counts, so that the map tells apart whatever there is.
pub fn shades(counts: impl Iterator<Item = u64>) -> [u64; 4] {
    let mut sorted: Vec<u64> = counts.collect();
    sorted.sort_unstable();
    [1, 2, 3, 4].map(|fifth| sorted.get(sorted.len() * fifth / 5).copied().unwrap_or(0))
}

/// How many columns the map has.
pub fn columns(tiles: &[Tile]) -> u16 {
    tiles.iter().map(|tile| tile.column + 1).max().unwrap_or(0)
}

/// The map's cells in the order of the alphabet, as the list is read aloud.
pub fn tile_cells(tiles: &[Tile], steps: &[u64; 4], locale: Locale) -> Vec<TileCell> {
    let mut cells: Vec<TileCell> = tiles
        .iter()
        .map(|tile| {
            let card = &tile.territory;
            let short = short_name(card, tiles, locale);
            TileCell {
                column: tile.column,
                row: tile.row,
                shade: steps.iter().filter(|step| card.contributions >= **step && **step > 0).count(),
                id: card.id.clone(),
                name: name(&card.names, locale),
                code: short.chars().take(3).collect::<String>().to_uppercase(),
                short,
                count: format::number(card.contributions),
            }
        })
        .collect();
    cells.sort_by_key(|cell| collation::key(&cell.name));
    cells
}

fn legend(steps: &[u64; 4]) -> Vec<(usize, String)> {
    let [a, b, c, d] = steps.map(format::number);
    vec![
        (0, format!("< {a}")),
        (1, format!("{a}–{b}")),
        (2, format!("{b}–{c}")),
        (3, format!("{c}–{d}")),
        (4, format!("≥ {d}")),
    ]
}

/// A name without the word for its kind, unless another tile has the same short name (the city and the oblast of
/// Almaty).
fn short_name(card: &TerritoryCard, tiles: &[Tile], locale: Locale) -> String {
    let full = name(&card.names, locale);
    let short = strip_kind(&full);
    let repeated = tiles
        .iter()
        .filter(|tile| tile.territory.id != card.id)
        .any(|tile| strip_kind(&name(&tile.territory.names, locale)) == short);
    if repeated && card.kind != TerritoryKind::District { full } else { short.to_owned() }
}

fn strip_kind(full: &str) -> &str {
    let without = [" облысы", " ауданы", " қаласы", " область", " район", " Region", " District", " City"]
        .iter()
        .find_map(|suffix| full.strip_suffix(suffix))
        .unwrap_or(full);
    without.strip_prefix("город ").unwrap_or(without)
}

fn facts(view: &HomeView, texts: Texts) -> Vec<Fact> {
    let tally = view.contributions;
    let programs = u64::from(view.programs);
    let answered = tally.decided + tally.grouped;
    vec![
        Fact::new(format::number(programs), texts.n("fact-programs", &programs)),
        Fact::new(format::number(tally.received), texts.n("fact-contributions", &tally.received)),
        Fact::new(format::percent(answered, tally.received, texts.locale), texts.t("fact-answered")),
        Fact::new(format::number(tally.open), texts.n("fact-open", &tally.open)),
    ]
}

/// The three regions with most contributions, by their short names.
fn examples(view: &HomeView, locale: Locale) -> Vec<String> {
    let mut busy: Vec<&TerritoryCard> = view.regions.iter().collect();
    busy.sort_by(|a, b| b.contributions.cmp(&a.contributions).then_with(|| a.id.cmp(&b.id)));
    busy.iter().take(3).map(|card| strip_kind(&name(&card.names, locale)).to_owned()).collect()
}

fn answered(view: &HomeView, texts: Texts) -> Vec<AnsweredCard> {
    view.answered
        .iter()
        .take(3)
        .filter_map(|(program, contribution)| {
            let decision = contribution.decisions.first()?;
            let place = name(&program.territory_names, texts.locale);
            let label = contribution.provision_label.as_deref().unwrap_or_default();
            Some(AnsweredCard {
                place: if label.is_empty() { place } else { format!("{place}, {label}") },
                language: contribution.language.as_str(),
                text: shorten(contribution.text.as_deref()?, 180),
                disposition: disposition_text(decision.disposition, texts),
                tone: disposition_tone(decision.disposition),
                href: match &contribution.provision {
                    Some(provision) => {
                        let list =
                            format!("/{}/programs/{}/{provision}?order=answered", texts.locale, program.id);
                        format!("{list}#c-{}", contribution.id)
                    }
                    None => format!("/{}/programs/{}", texts.locale, program.id),
                },
            })
        })
        .collect()
}

fn topics(view: &HomeView, locale: Locale) -> Vec<Topic> {
    let most = view.directions.iter().map(|direction| direction.contributions).max().unwrap_or(0);
    view.directions
        .iter()
        .filter_map(|counted| {
            let direction = view.campaign.directions.iter().find(|known| known.code == counted.code)?;
            let name = match locale {
                Locale::Kk => &direction.kk,
                Locale::Ru => &direction.ru,
                Locale::En => &direction.en,
            };
            Some(Topic {
                name: name.clone(),
                count: format::number(counted.contributions),
                width: format::share(counted.contributions, most),
            })
        })
        .collect()
}

/// A step of a consultation.
struct HowStep {
    class: &'static str,
    name: String,
    text: String,
}

/// The steps of a consultation; the present one is that in which most regions stand.
fn how(view: &HomeView, texts: Texts) -> Vec<HowStep> {
    let mut counts = [0usize; 4];
    for program in view.regions.iter().filter_map(|region| region.program.as_ref()) {
        let step = match program.phase {
            Phase::Announced | Phase::DraftPublished => 0,
            Phase::Discussion => 1,
            Phase::Revision | Phase::Published => 2,
            Phase::Approved | Phase::Execution => 3,
        };
        if let Some(count) = counts.get_mut(step) {
            *count += 1;
        }
    }
    let now = counts.iter().enumerate().max_by_key(|(_, count)| **count).map_or(0, |(step, _)| step);
    let days = view.campaign.rules.answer_working_days.to_string();
    ["published", "discussion", "revision", "approval"]
        .iter()
        .enumerate()
        .map(|(index, key)| HowStep {
            class: step_class(index, now),
            name: texts.t(&format!("how-{key}")).into_owned(),
            text: texts.a(&format!("how-{key}-text"), "days", &days).into_owned(),
        })
        .collect()
}

/// The class of a step: past, present or still to come.
pub fn step_class(step: usize, now: usize) -> &'static str {
    match step.cmp(&now) {
        Ordering::Less => "done",
        Ordering::Equal => "now",
        Ordering::Greater => "",
    }
}

fn regions(view: &HomeView, locale: Locale) -> Vec<RegionRow> {
    let mut rows: Vec<RegionRow> = view
        .regions
        .iter()
        .map(|region| RegionRow {
            id: region.id.clone(),
            name: name(&region.names, locale),
            programs: region.programs,
            contributions: format::number(region.contributions),
            answered: format::percent(region.answered, region.contributions, locale),
            share: format::share(region.answered, region.contributions),
        })
        .collect();
    rows.sort_by(|a, b| {
        b.share.cmp(&a.share).then_with(|| collation::key(&a.name).cmp(&collation::key(&b.name)))
    });
    rows
}
