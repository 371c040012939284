//! The campaign at a glance: phases, participation, answers and delays, by region and by program.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use kenes_api::state::AppState;
use kenes_domain::language::Locale;
use kenes_service::Service;
use kenes_service::error::ServiceError;
use kenes_service::statistics::{self, Numbers, Progress};

use super::program::phase_text;
use super::{day_text, fresh, locale, name, render};
use crate::format;
use crate::i18n::Texts;
use crate::request::{Parameters, encoded};
use crate::shell::Shell;
use crate::styles::Styles;

#[derive(Template)]
#[template(path = "progress.html")]
struct ProgressPage {
    shell: Shell,
    /// Name of the region that is shown; `None` for the country.
    region: Option<String>,
    note: String,
    figures: Vec<Figure>,
    phases: Vec<(String, String, u64)>,
    days: Vec<Day>,
    first_day: String,
    last_day: String,
    rows: Vec<Row>,
    /// Address of the rows of all programs as a table.
    files: Vec<(&'static str, String)>,
}

/// A figure with the query that makes it.
struct Figure {
    about: String,
    value: String,
    href: String,
}

struct Day {
    date: String,
    count: String,
    x: usize,
    y: u64,
    height: u64,
}

struct Row {
    href: String,
    name: String,
    about: String,
    contributions: String,
    answered: String,
    overdue: String,
    late: bool,
    changes: String,
    days: String,
    boilerplate: String,
}

/// The campaign, or the programs of one region.
pub async fn get_progress(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<String>,
) -> HttpResponse {
    let locale = locale(&path);
    let region = Parameters::of(&request).get("region").map(str::to_owned);
    let (service, public_url) = (state.service.clone(), state.public_url.clone());
    // The projection is a step behind the journal, so no generation tells when this page is old.
    fresh(&request, &state, locale, Styles::Figures, move || {
        page(&service, locale, &public_url, region.as_deref())
    })
    .await
}

fn page(
    service: &Service,
    locale: Locale,
    public_url: &str,
    region: Option<&str>,
) -> Result<String, ServiceError> {
    let view = statistics::progress(service)?;
    let texts = Texts { locale };
    let shown = match region {
        Some(id) => Some(view.regions.iter().find(|region| region.id == id).ok_or(ServiceError::NotFound)?),
        None => None,
    };
    let path =
        region.map_or_else(|| "/progress".to_owned(), |id| format!("/progress?region={}", encoded(id)));
    let mut shell = Shell::new(locale, Styles::Figures, public_url, path)
        .titled(texts.t("progress-title"), texts.t("progress-lead"));
    shell.demonstration = kenes_service::campaigns::current(service)?.demonstration;
    let numbers = shown.map_or(&view.total, |region| &region.numbers);
    let programs =
        shown.map_or_else(|| view.programs.len(), |region| usize::try_from(region.programs).unwrap_or(0));
    let days = if shown.is_none() { chart(&view, texts) } else { Vec::new() };
    let date =
        |entry: Option<&(String, u64)>| entry.map(|(day, _)| day_text(day, texts.locale)).unwrap_or_default();
    render(&ProgressPage {
        region: shown.map(|region| name(&region.names, locale)),
        note: note(&view, texts),
        figures: figures(numbers, programs, &view, texts),
        phases: if shown.is_none() { phases(&view, texts) } else { Vec::new() },
        first_day: date(view.days.first()),
        last_day: date(view.days.last()),
        days,
        rows: rows(&view, region, locale),
        files: vec![
            ("XLSX", "/api/v1/exports/progress.xlsx".to_owned()),
            ("CSV", "/api/v1/exports/progress.csv".to_owned()),
            ("JSON", "/api/v1/statistics/progress".to_owned()),
        ],
        shell,
    })
}

fn note(view: &Progress, texts: Texts) -> String {
    let acts = format::number(u64::try_from(view.as_of).unwrap_or(0));
    texts
        .with("progress-as-of", &[("acts", &acts), ("date", &day_text(&view.today, texts.locale))])
        .into_owned()
}

fn figures(numbers: &Numbers, programs: usize, view: &Progress, texts: Texts) -> Vec<Figure> {
    let locale = texts.locale;
    let tally = numbers.contributions;
    let answered = tally.decided + tally.grouped;
    let json = "/api/v1/statistics/progress".to_owned();
    let file = |dataset: &str| format!("/api/v1/exports/{dataset}.csv?as_of={}", view.as_of);
    let programs = u64::try_from(programs).unwrap_or(0);
    let figure = |about: String, value: String, href: String| Figure { about, value, href };
    vec![
        figure(
            texts.n("fact-programs", &programs).into_owned(),
            format::number(programs),
            "/api/v1/exports/programs.csv".to_owned(),
        ),
        figure(
            texts.n("fact-contributions", &tally.received).into_owned(),
            format::number(tally.received),
            file("contributions"),
        ),
        figure(
            texts.t("fact-answered").into_owned(),
            format::percent(answered, tally.received, locale),
            file("decisions"),
        ),
        figure(texts.t("progress-overdue").into_owned(), format::number(numbers.overdue), json.clone()),
        figure(
            texts.t("progress-changes").into_owned(),
            format::percent(numbers.led_to_changes, numbers.answered, locale),
            json.clone(),
        ),
        figure(texts.t("progress-days").into_owned(), median(numbers), json),
    ]
}

fn median(numbers: &Numbers) -> String {
    numbers.median_days.map_or_else(|| "—".to_owned(), format::number)
}

fn phases(view: &Progress, texts: Texts) -> Vec<(String, String, u64)> {
    let most = view.phases.iter().map(|(_, count)| *count).max().unwrap_or(0);
    view.phases
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(phase, count)| {
            let width = u64::from(*count * 1_000).checked_div(u64::from(most)).unwrap_or(0);
            (phase_text(*phase, texts), format::number(u64::from(*count)), width)
        })
        .collect()
}

/// One column per day, in thousandths of the busiest.
fn chart(view: &Progress, texts: Texts) -> Vec<Day> {
    let most = view.days.iter().map(|(_, count)| *count).max().unwrap_or(0);
    view.days
        .iter()
        .enumerate()
        .map(|(index, (day, count))| {
            let height = (count * 100).checked_div(most).unwrap_or(0).max(1);
            Day {
                date: day_text(day, texts.locale),
                count: format::number(*count),
                x: index * 10,
                y: 100 - height,
                height,
            }
        })
        .collect()
}

fn rows(view: &Progress, region: Option<&str>, locale: Locale) -> Vec<Row> {
    let texts = Texts { locale };
    let Some(region) = region else {
        return view
            .regions
            .iter()
            .map(|region| {
                let programs = u64::from(region.programs);
                let about = format!("{} {}", format::number(programs), texts.n("fact-programs", &programs));
                let href = format!("/{locale}/progress?region={}", encoded(&region.id));
                row(&region.numbers, name(&region.names, locale), about, href, locale)
            })
            .collect();
    };
    let region_names = view.regions.iter().find(|shown| shown.id == region).map(|shown| &shown.names);
    view.programs
        .iter()
        .filter(|entry| {
            entry.program.territory == region || entry.program.parent_names.as_ref() == region_names
        })
        .map(|entry| {
            let program = &entry.program;
            let href = format!("/{locale}/programs/{}", program.id);
            let about = phase_text(program.phase, texts);
            row(&entry.numbers, name(&program.territory_names, locale), about, href, locale)
        })
        .collect()
}

fn row(numbers: &Numbers, name: String, about: String, href: String, locale: Locale) -> Row {
    let tally = numbers.contributions;
    Row {
        href,
        name,
        about,
        contributions: format::number(tally.received),
        answered: format::percent(tally.decided + tally.grouped, tally.received, locale),
        overdue: format::number(numbers.overdue),
        late: numbers.overdue > 0,
        changes: format::percent(numbers.led_to_changes, numbers.answered, locale),
        days: median(numbers),
        boilerplate: format::percent(numbers.boilerplate, numbers.decisions, locale),
    }
}
