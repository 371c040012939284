//! Reading a program: facts, contents, text, tables, budget, editions.

mod budget;
mod chapters;
mod text;

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use kenes_api::state::AppState;
use kenes_domain::language::Locale;
use kenes_domain::program::{Measure, Phase, ProvisionKind};
use kenes_domain::timestamp::Timestamp;
use kenes_service::Service;
use kenes_service::error::ServiceError;
use kenes_service::programs::{self, EditionView, ProgramCard};

use self::budget::Budget;
use self::chapters::{Chapters, Entry};
use self::text::{Block, Document};
use super::home::step_class;
use super::{Fact, Key, Link, kept, locale, name, plain_words, problem, render, words};
use crate::format;
use crate::i18n::Texts;
use crate::request::{Parameters, encoded};
use crate::shell::{Shell, Words};
use crate::styles::Styles;

pub use self::budget::source_text;
pub use self::chapters::is_long;

#[derive(Template)]
#[template(path = "program.html")]
struct ProgramPage {
    shell: Shell,
    crumbs: Vec<Link>,
    title: Words,
    phase: String,
    open: bool,
    edition_line: String,
    /// Address of the current edition, on the page of an earlier one.
    current: Option<String>,
    summary: Words,
    due: Due,
    write_href: Option<String>,
    steps: Vec<Step>,
    facts: Vec<Fact>,
    actions: Vec<Link>,
    contents: Vec<Entry>,
    /// Provisions without a text in the reader's language.
    missing: u64,
    /// Whether both languages stand side by side.
    both: bool,
    blocks: Vec<Block>,
    previous: Option<Entry>,
    next: Option<Entry>,
    budget: Budget,
    unknown: u64,
    editions: Vec<Edition>,
}

/// What is said about the dates of the discussion.
struct Due {
    big: String,
    small: String,
}

/// A step of the consultation.
struct Step {
    class: &'static str,
    name: String,
    when: String,
}

struct Edition {
    href: String,
    line: String,
    shown: bool,
}

/// How a program is read.
#[derive(Debug, Clone, Default)]
struct Reading {
    /// Number of the edition; `None` for the current one.
    edition: Option<i32>,
    /// Section of a long program.
    chapter: Option<String>,
    /// Whether both languages stand side by side.
    both: bool,
}

impl Reading {
    /// Path behind the language and the program's address, and the query that belongs to it.
    fn path(&self, program: &str) -> String {
        let edition = self.edition.map_or_else(String::new, |number| format!("/editions/{number}"));
        let chapter = self.chapter.as_deref().map(|chapter| format!("chapter={}", encoded(chapter)));
        let both = self.both.then(|| "both=1".to_owned());
        let query: Vec<String> = chapter.into_iter().chain(both).collect();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("/programs/{program}{edition}{mark}{}", query.join("&"))
    }
}

/// The current edition of a program.
pub async fn get_program(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, String)>,
) -> HttpResponse {
    let (first, id) = path.into_inner();
    show(&request, &state, locale(&first), id, None).await
}

/// One edition of a program.
pub async fn get_edition(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, String, String)>,
) -> HttpResponse {
    let (first, id, number) = path.into_inner();
    match number.parse() {
        Ok(number) => show(&request, &state, locale(&first), id, Some(number)).await,
        Err(_) => problem(&request, &state, locale(&first), &ServiceError::NotFound).await,
    }
}

async fn show(
    request: &HttpRequest,
    state: &AppState,
    locale: Locale,
    id: String,
    edition: Option<i32>,
) -> HttpResponse {
    let parameters = Parameters::of(request);
    let reading = Reading {
        edition,
        chapter: parameters.get("chapter").map(str::to_owned),
        both: parameters.get("both") == Some("1"),
    };
    let key = Key { locale, path: reading.path(&id), styles: Styles::Program, program: Some(&id) };
    let (service, public_url, program) = (state.service.clone(), state.public_url.clone(), id.clone());
    kept(request, state, key, move || page(&service, locale, &public_url, &program, &reading)).await
}

fn page(
    service: &Service,
    locale: Locale,
    public_url: &str,
    id: &str,
    reading: &Reading,
) -> Result<String, ServiceError> {
    let view = programs::edition(service, id, reading.edition)?;
    let demonstration = kenes_service::campaigns::current(service)?.demonstration;
    program_page(&view, reading, locale, public_url, demonstration, service.now())
}

/// Renders an edition.
fn program_page(
    view: &EditionView,
    reading: &Reading,
    locale: Locale,
    public_url: &str,
    demonstration: bool,
    now: Timestamp,
) -> Result<String, ServiceError> {
    let texts = Texts { locale };
    let program = &view.program;
    let base = format!("/{locale}/programs/{}", program.id);
    let chapters = Chapters::of(view, reading, locale)?;
    let title = plain_words(&program.title, locale);
    let mut shell = Shell::new(locale, Styles::Program, public_url, reading.path(&program.id))
        .titled(title.clone(), plain_words(&view.summary, locale));
    shell.demonstration = demonstration;
    let open = matches!(program.phase, Phase::Discussion);
    let document = Document { texts, base: &base, both: reading.both };
    render(&ProgramPage {
        crumbs: crumbs(program, locale),
        title: words(&program.title, locale).unwrap_or_default(),
        phase: phase_text(program.phase, texts),
        open,
        edition_line: edition_line(view.number, view.published_at, program, texts),
        current: view.superseded.then(|| base.clone()),
        summary: words(&view.summary, locale).unwrap_or_default(),
        due: due(program, now, texts),
        write_href: open.then(|| first_text(view).map(|id| format!("{base}/{id}#write"))).flatten(),
        steps: steps(program, texts),
        facts: facts(program, texts),
        actions: actions(view, reading, texts),
        contents: chapters.contents(),
        missing: missing(view, locale),
        both: reading.both,
        blocks: document.blocks(chapters.shown(view)),
        previous: chapters.previous(),
        next: chapters.next(),
        budget: Budget::of(&view.costs, texts),
        unknown: u64::from(program.cost_unknown),
        editions: editions(view, &base, texts),
        shell,
    })
}

/// From the country down to the program's territory.
pub fn crumbs(program: &ProgramCard, locale: Locale) -> Vec<Link> {
    let own = name(&program.territory_names, locale);
    let full = match &program.parent_names {
        Some(parent) => format!("{}, {own}", name(parent, locale)),
        None => own,
    };
    vec![Link::new(format!("/{locale}/territories/{}", program.territory), full)]
}

/// The name of a phase.
pub fn phase_text(phase: Phase, texts: Texts) -> String {
    texts.t(&format!("phase-{}", phase.as_str().replace('_', "-"))).into_owned()
}

/// "24 days left", while a discussion is open.
pub fn days_left(program: &ProgramCard, now: Timestamp, texts: Texts) -> Option<String> {
    if now < program.opens_at || now >= program.closes_at {
        return None;
    }
    let today = now.date_at(program.utc_offset_minutes);
    let days = u64::try_from((last_day(program) - today).whole_days()).unwrap_or(0);
    Some(if days == 0 { texts.t("last-day").into_owned() } else { texts.n("days-left", &days).into_owned() })
}

/// The last day on which contributions are in time.
pub fn last_day(program: &ProgramCard) -> time::Date {
    program.closes_at.plus_seconds(-1).date_at(program.utc_offset_minutes)
}

fn due(program: &ProgramCard, now: Timestamp, texts: Texts) -> Due {
    let locale = texts.locale;
    if now < program.opens_at {
        let opens = format::moment(program.opens_at, program.utc_offset_minutes, locale);
        return Due { big: texts.t("due-soon").into(), small: texts.a("due-opens", "date", &opens).into() };
    }
    if let Some(left) = days_left(program, now, texts) {
        let until = format::until(last_day(program), locale);
        return Due { big: left, small: texts.a("due-until", "until", &until).into() };
    }
    let closed = format::date(last_day(program), locale);
    Due { big: texts.t("due-closed").into(), small: texts.a("due-closed-on", "date", &closed).into() }
}

fn steps(program: &ProgramCard, texts: Texts) -> Vec<Step> {
    let now = match program.phase {
        Phase::Announced | Phase::DraftPublished => 0,
        Phase::Discussion => 1,
        Phase::Revision | Phase::Published => 2,
        Phase::Approved | Phase::Execution => 3,
    };
    let opens = program.opens_at.date_at(program.utc_offset_minutes);
    ["published", "discussion", "revision", "approval"]
        .iter()
        .enumerate()
        .map(|(index, key)| Step {
            class: step_class(index, now),
            name: texts.t(&format!("how-{key}")).into_owned(),
            when: if index == 1 {
                format::days(opens, last_day(program), texts.locale)
            } else {
                String::new()
            },
        })
        .collect()
}

/// The figures of a program, as its own page and its territory's page show them.
pub fn facts(program: &ProgramCard, texts: Texts) -> Vec<Fact> {
    let tally = program.contributions;
    let (measures, indicators) = (u64::from(program.measures), u64::from(program.indicators));
    let answered = format::number(tally.decided + tally.grouped);
    vec![
        Fact::new(format::money(program.planned_tenge, texts.locale), texts.t("fact-planned")),
        Fact::new(format::number(measures), texts.n("fact-measures", &measures)),
        Fact::new(format::number(indicators), texts.n("fact-indicators", &indicators)),
        Fact::new(
            format::number(tally.received),
            texts.n_with("fact-contributions-answered", tally.received, "answered", &answered),
        ),
    ]
}

fn actions(view: &EditionView, reading: &Reading, texts: Texts) -> Vec<Link> {
    let program = &view.program.id;
    let switched = Reading { both: !reading.both, ..reading.clone() };
    let languages = if reading.both { "one-language" } else { "both-languages" };
    let mut links = vec![
        Link::new("#budget", texts.t("budget")),
        Link::new("#editions", texts.n("editions-count", &u64::try_from(view.editions.len()).unwrap_or(0))),
        Link::new(format!("/{}{}", texts.locale, switched.path(program)), texts.t(languages)),
        Link::new(format!("/api/v1/programs/{program}/editions/{}", view.number), texts.t("download-json")),
    ];
    if view.number > 1 {
        let (from, to) = (view.number - 1, view.number);
        let href = format!("/{}/programs/{program}/compare?from={from}&to={to}", texts.locale);
        links.insert(0, Link::new(href, texts.t("compare")));
    }
    links.push(Link::new(
        format!("/{}/programs/{program}/tables/proposals", texts.locale),
        texts.t("table-proposals-title"),
    ));
    links
}

/// Where "write" leads from the head of a program: to the first thing that can be spoken about.
fn first_text(view: &EditionView) -> Option<&str> {
    view.provisions
        .iter()
        .find(|provision| provision.kind == ProvisionKind::Paragraph)
        .or_else(|| view.provisions.first())
        .map(|provision| provision.id.as_str())
}

fn missing(view: &EditionView, locale: Locale) -> u64 {
    let language = locale.content_language();
    let count = view.provisions.iter().filter(|provision| provision.text.get(language).is_none()).count();
    u64::try_from(count).unwrap_or(u64::MAX)
}

fn edition_line(number: i32, published_at: Timestamp, program: &ProgramCard, texts: Texts) -> String {
    let date = format::moment(published_at, program.utc_offset_minutes, texts.locale);
    texts.with("edition-line", &[("number", &number.to_string()), ("date", &date)]).into_owned()
}

fn editions(view: &EditionView, base: &str, texts: Texts) -> Vec<Edition> {
    view.editions
        .iter()
        .rev()
        .map(|edition| Edition {
            href: format!("{base}/editions/{}", edition.number),
            line: edition_line(edition.number, edition.published_at, &view.program, texts),
            shown: edition.number == view.number,
        })
        .collect()
}

/// The years of a measure: `2021–2023`, or one.
pub fn term(measure: &Measure) -> String {
    if measure.starts == measure.ends {
        measure.starts.to_string()
    } else {
        format!("{}–{}", measure.starts, measure.ends)
    }
}

#[cfg(test)]
mod tests;
