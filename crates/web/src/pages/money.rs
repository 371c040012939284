//! The money of a territory with all below it, and of the country.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use kenes_api::state::AppState;
use kenes_domain::budget::checks::compare;
use kenes_domain::budget::rollup::{Amounts, total};
use kenes_domain::language::Locale;
use kenes_domain::money::FundingSource;
use kenes_service::budget::{self, Place, TerritoryBudget};
use kenes_service::error::ServiceError;
use kenes_service::{Service, setup};

use super::program::{class, source_text, thousandths};
use super::{Fact, Key, Link, day_text, kept, locale, name, render};
use crate::format;
use crate::i18n::Texts;
use crate::request::{Parameters, encoded};
use crate::shell::Shell;
use crate::styles::Styles;

#[derive(Template)]
#[template(path = "money.html")]
struct MoneyPage {
    shell: Shell,
    crumbs: Vec<Link>,
    title: String,
    /// What the sum is, with its uncertainty.
    sum: String,
    borders: String,
    facts: Vec<Fact>,
    years: Vec<YearRow>,
    sources: Vec<SourceRow>,
    envelope: Vec<EnvelopeRow>,
    below: Vec<BelowRow>,
    left: Vec<(Link, String)>,
    program: Option<String>,
    api: String,
}

struct YearRow {
    year: u16,
    own: u64,
    below: u64,
    own_text: String,
    below_text: String,
    total: String,
}

struct SourceRow {
    class: &'static str,
    name: String,
    width: u64,
    total: String,
}

struct EnvelopeRow {
    what: String,
    planned: String,
    envelope: String,
    tone: &'static str,
    result: String,
}

struct BelowRow {
    place: Link,
    programs: u32,
    least: String,
    most: String,
    exact: bool,
}

/// The money of a territory.
pub async fn get_territory_budget(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, String)>,
) -> HttpResponse {
    let (first, id) = path.into_inner();
    show(&request, &state, locale(&first), Some(id)).await
}

/// The money of the country.
pub async fn get_country_budget(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<String>,
) -> HttpResponse {
    show(&request, &state, locale(&path), None).await
}

async fn show(request: &HttpRequest, state: &AppState, locale: Locale, id: Option<String>) -> HttpResponse {
    let on = Parameters::of(request).get("on").map(str::to_owned);
    let base = id.as_ref().map_or_else(|| "/budget".to_owned(), |id| format!("/territories/{id}/budget"));
    let path = on.as_ref().map_or_else(|| base.clone(), |on| format!("{base}?on={}", encoded(on)));
    let (service, public_url) = (state.service.clone(), state.public_url.clone());
    let key = Key { locale, path: path.clone(), styles: Styles::Figures, program: None };
    kept(request, state, key, move || page(&service, locale, &public_url, path, id.as_deref(), on.as_deref()))
        .await
}

fn page(
    service: &Service,
    locale: Locale,
    public_url: &str,
    path: String,
    id: Option<&str>,
    on: Option<&str>,
) -> Result<String, ServiceError> {
    let day = on.map(|on| setup::parse_day(on).ok_or(ServiceError::NotFound)).transpose()?;
    let view = budget::of_territory(service, id, day)?;
    let texts = Texts { locale };
    let place = view
        .territory
        .as_ref()
        .map_or_else(|| texts.t("country").into_owned(), |territory| name(&territory.names, locale));
    let title = texts.a("money-title", "name", &place).into_owned();
    let sum = sum_sentence(&view, texts);
    let api = format!("/api/v1{path}");
    let mut shell = Shell::new(locale, Styles::Figures, public_url, path).titled(title.clone(), sum.clone());
    shell.demonstration = kenes_service::campaigns::current(service)?.demonstration;
    let link = |place: &Place| {
        Link::new(format!("/{locale}/territories/{}/budget", place.id), name(&place.names, locale))
    };
    let mut crumbs = Vec::new();
    if view.territory.is_some() {
        crumbs.push(Link::new(format!("/{locale}/budget"), texts.t("country")));
    }
    crumbs.extend(view.ancestors.iter().map(link));
    render(&MoneyPage {
        crumbs,
        title,
        sum,
        borders: texts.a("money-borders", "date", &day_text(&view.on, texts.locale)).into_owned(),
        facts: facts(&view, texts),
        years: years(&view, texts),
        sources: sources(&view, texts),
        envelope: envelope(&view, texts),
        below: view
            .below
            .iter()
            .map(|below| {
                let (least, most) = (below.sums.at_least(), below.sums.at_most());
                BelowRow {
                    place: link(&below.place),
                    programs: below.programs,
                    least: format::money(least, locale),
                    most: format::money(most, locale),
                    exact: least == most,
                }
            })
            .collect(),
        left: view
            .left
            .iter()
            .map(|left| {
                let now = left
                    .now
                    .as_ref()
                    .map_or_else(|| texts.t("country").into_owned(), |now| name(&now.names, locale));
                let until = day_text(&left.until, texts.locale);
                (
                    link(&left.place),
                    texts.with("now-belongs", &[("until", &until), ("now", &now)]).into_owned(),
                )
            })
            .collect(),
        program: view
            .territory
            .as_ref()
            .and_then(|territory| territory.program.as_ref())
            .map(|program| format!("/{locale}/programs/{program}#budget")),
        api,
        shell,
    })
}

fn sum_sentence(view: &TerritoryBudget, texts: Texts) -> String {
    let sums = &view.sums;
    let most = format::money(sums.at_most(), texts.locale);
    if sums.at_least() == sums.at_most() {
        return texts.a("money-sum-exact", "amount", &most).into_owned();
    }
    let least = format::money(sums.at_least(), texts.locale);
    texts.with("money-sum-between", &[("least", &least), ("most", &most)]).into_owned()
}

fn facts(view: &TerritoryBudget, texts: Texts) -> Vec<Fact> {
    let sums = &view.sums;
    let mut facts = Vec::new();
    let mut add = |amount: i64, key: &str| {
        facts.push(Fact::new(format::money(amount, texts.locale), texts.t(key)));
    };
    if view.territory.is_some() {
        add(total(&sums.own), "money-own");
    }
    if !view.below.is_empty() {
        add(total(&sums.below), "money-below");
        add(total(&sums.doubled), "money-doubled");
        add(total(&sums.doubled_known), "money-doubled-known");
    }
    facts
}

fn by_year(amounts: &Amounts) -> BTreeMap<u16, i64> {
    let mut years = BTreeMap::new();
    for ((year, _), amount) in amounts {
        *years.entry(*year).or_default() += amount;
    }
    years
}

fn years(view: &TerritoryBudget, texts: Texts) -> Vec<YearRow> {
    let (own, below) = (by_year(&view.sums.own), by_year(&view.sums.below));
    let years: BTreeSet<u16> = own.keys().chain(below.keys()).copied().collect();
    let of = |amounts: &BTreeMap<u16, i64>, year: u16| amounts.get(&year).copied().unwrap_or(0);
    let most = years.iter().map(|year| of(&own, *year) + of(&below, *year)).max().unwrap_or(0);
    years
        .into_iter()
        .map(|year| {
            let (own, below) = (of(&own, year), of(&below, year));
            let end = thousandths(own + below, most);
            let own_width = thousandths(own, most);
            YearRow {
                year,
                own: own_width,
                below: end.saturating_sub(own_width),
                own_text: format::millions(own, texts.locale),
                below_text: format::millions(below, texts.locale),
                total: format::money(own + below, texts.locale),
            }
        })
        .collect()
}

fn sources(view: &TerritoryBudget, texts: Texts) -> Vec<SourceRow> {
    let mut sums: BTreeMap<FundingSource, i64> = BTreeMap::new();
    for ((_, source), amount) in view.sums.own.iter().chain(&view.sums.below) {
        *sums.entry(*source).or_default() += amount;
    }
    let most = sums.values().copied().max().unwrap_or(0);
    sums.into_iter()
        .map(|(source, amount)| SourceRow {
            class: class(source),
            name: source_text(source, texts),
            width: thousandths(amount, most),
            total: format::money(amount, texts.locale),
        })
        .collect()
}

fn envelope(view: &TerritoryBudget, texts: Texts) -> Vec<EnvelopeRow> {
    if view.ceilings.is_empty() {
        return Vec::new();
    }
    compare(&view.sums.own, &view.ceilings)
        .into_iter()
        .map(|row| {
            let (tone, result) = match row.left().map(kenes_domain::money::Tenge::amount) {
                Some(left) if left < 0 => {
                    let amount = format::money(-left, texts.locale);
                    ("y", texts.a("envelope-over", "amount", &amount).into_owned())
                }
                Some(left) => {
                    let amount = format::money(left, texts.locale);
                    ("g", texts.a("envelope-left", "amount", &amount).into_owned())
                }
                None if row.ceiling.is_some() => ("", texts.t("envelope-part").into_owned()),
                None => ("", texts.t("envelope-unknown").into_owned()),
            };
            EnvelopeRow {
                what: format!("{}, {}", row.year, source_text(row.source, texts)),
                planned: format::millions(row.planned.amount(), texts.locale),
                envelope: row.ceiling.map_or_else(
                    || "—".to_owned(),
                    |ceiling| format::millions(ceiling.amount.amount(), texts.locale),
                ),
                tone,
                result,
            }
        })
        .collect()
}
