//! Reading a program: facts, contents, text, tables, budget, editions.

use std::collections::BTreeMap;
use std::fmt::Write;

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use kenes_api::state::AppState;
use kenes_domain::language::Locale;
use kenes_domain::program::{Cost, Indicator, Measure, Phase, ProvisionData, ProvisionKind};
use kenes_domain::timestamp::Timestamp;
use kenes_service::Service;
use kenes_service::error::ServiceError;
use kenes_service::programs::{self, EditionView, ProgramCard, ProvisionView};
use serde::Deserialize;

use super::home::step_class;
use super::{Link, kept, locale, name, plain_words, render, words};
use crate::format;
use crate::i18n::Texts;
use crate::shell::{Shell, Styles, Words};
use crate::typo::{escape, typo};

/// Provisions past which a program is shown chapter by chapter.
const PROVISIONS_PER_PAGE_MAX: usize = 500;
/// Contributions from which a counter stands out.
const HOT: u64 = 20;

#[derive(Template)]
#[template(path = "program.html")]
struct ProgramPage {
    shell: Shell,
    base: String,
    crumbs: Vec<Link>,
    title: String,
    phase: String,
    edition_line: String,
    superseded: bool,
    summary: Words,
    due_big: String,
    due_small: String,
    write_href: Option<String>,
    steps: Vec<(&'static str, String, String)>,
    facts: Vec<(String, String)>,
    actions: Vec<(String, String)>,
    contents: Vec<Entry>,
    missing: u64,
    body: String,
    both: bool,
    chapters: Vec<(String, String)>,
    years: Vec<(u16, String, u64)>,
    sources: Vec<(String, String)>,
    unknown: u64,
    editions: Vec<(String, String, bool)>,
}

struct Entry {
    href: String,
    text: String,
    count: String,
    current: bool,
}

/// How a program is read.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub struct ReadingQuery {
    /// Which chapter of a long program, from 1.
    chapter: Option<usize>,
    /// Whether both languages stand side by side.
    #[serde(default)]
    both: u8,
}

/// The current edition of a program.
pub async fn get_program(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, String)>,
    query: web::Query<ReadingQuery>,
) -> HttpResponse {
    let (first, id) = path.into_inner();
    show(request, state, &first, id, None, query.into_inner()).await
}

/// One edition of a program.
pub async fn get_edition(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, String, i32)>,
    query: web::Query<ReadingQuery>,
) -> HttpResponse {
    let (first, id, number) = path.into_inner();
    show(request, state, &first, id, Some(number), query.into_inner()).await
}

async fn show(
    request: HttpRequest,
    state: web::Data<AppState>,
    first: &str,
    id: String,
    number: Option<i32>,
    reading: ReadingQuery,
) -> HttpResponse {
    let locale = locale(first);
    let (service, public_url) = (state.service.clone(), state.public_url.clone());
    let program = id.clone();
    kept(&request, &state, locale, Styles::Program, Some(&id), move || {
        page(&service, locale, &public_url, &program, number, reading)
    })
    .await
}

fn page(
    service: &Service,
    locale: Locale,
    public_url: &str,
    id: &str,
    number: Option<i32>,
    reading: ReadingQuery,
) -> Result<String, ServiceError> {
    let view = programs::edition(service, id, number)?;
    let campaign = kenes_service::campaigns::current(service)?;
    let texts = Texts { locale };
    let now = service.now();
    let program = &view.program;
    let base = format!("/{locale}/programs/{}", program.id);
    let own_path = match number {
        Some(number) => format!("/programs/{}/editions/{number}", program.id),
        None => format!("/programs/{}", program.id),
    };
    let title = plain_words(&program.title, locale);
    let description = plain_words(&view.summary, locale);
    let mut shell =
        Shell::new(locale, Styles::Program, public_url, own_path.clone()).titled(title.clone(), description);
    shell.demonstration = campaign.demonstration;
    let both = reading.both == 1;
    let chapters = Chapters::of(&view, reading);
    let document = Document { texts, base: &base, both };
    let page_path = format!("/{locale}{own_path}");
    let open = matches!(program.phase, Phase::Discussion);
    let (due_big, due_small) = due(program, now, texts);
    let body = document.body(chapters.shown(&view));
    let page = ProgramPage {
        crumbs: crumbs(program, locale),
        title: typo(&title, locale.content_language()),
        phase: phase_text(program.phase, texts),
        edition_line: texts
            .with(
                "edition-line",
                &[
                    ("number", &view.number.to_string()),
                    ("date", &format::moment(view.published_at, program.utc_offset_minutes, locale)),
                ],
            )
            .into_owned(),
        superseded: view.superseded,
        summary: words(&view.summary, locale).unwrap_or(Words { html: String::new(), other: None }),
        due_big,
        due_small,
        write_href: open.then(|| first_text(&view).map(|id| format!("{base}/{id}#write"))).flatten(),
        steps: steps(program, texts),
        facts: facts(program, texts),
        actions: actions(program, &page_path, both, texts),
        both,
        contents: chapters.contents(&view, &page_path, locale),
        missing: missing(&view, locale),
        body,
        chapters: chapters.links(&view, &page_path, locale),
        years: years(&view, locale),
        sources: sources(&view, texts),
        unknown: u64::from(program.cost_unknown),
        editions: editions(&view, &base, texts),
        base,
        shell,
    };
    render(&page)
}

/// From the country down to the program's territory.
pub fn crumbs(program: &ProgramCard, locale: Locale) -> Vec<Link> {
    vec![Link {
        href: format!("/{locale}/territories/{}", program.territory),
        name: match &program.parent_names {
            Some(parent) => format!("{}, {}", name(parent, locale), name(&program.territory_names, locale)),
            None => name(&program.territory_names, locale),
        },
        parent: String::new(),
        count: String::new(),
    }]
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
    let last = last_day(program);
    let days = u64::try_from((last - today).whole_days()).unwrap_or(0);
    Some(if days == 0 { texts.t("last-day").into_owned() } else { texts.n("days-left", &days).into_owned() })
}

/// The last day on which contributions are in time.
fn last_day(program: &ProgramCard) -> time::Date {
    program.closes_at.plus_seconds(-1).date_at(program.utc_offset_minutes)
}

fn due(program: &ProgramCard, now: Timestamp, texts: Texts) -> (String, String) {
    let locale = texts.locale;
    if now < program.opens_at {
        let opens = format::moment(program.opens_at, program.utc_offset_minutes, locale);
        return (texts.t("due-soon").into_owned(), texts.a("due-opens", "date", &opens).into_owned());
    }
    let until = format::until(last_day(program), locale);
    if let Some(left) = days_left(program, now, texts) {
        return (left, texts.a("due-until", "until", &until).into_owned());
    }
    let closed = format::date(last_day(program), locale);
    (texts.t("due-closed").into_owned(), texts.a("due-closed-on", "date", &closed).into_owned())
}

fn steps(program: &ProgramCard, texts: Texts) -> Vec<(&'static str, String, String)> {
    let now = match program.phase {
        Phase::Announced | Phase::DraftPublished => 0,
        Phase::Discussion => 1,
        Phase::Revision | Phase::Published => 2,
        Phase::Approved | Phase::Execution => 3,
    };
    ["published", "discussion", "revision", "approval"]
        .iter()
        .enumerate()
        .map(|(index, key)| {
            let when =
                if index == 1 { format::day_month(last_day(program), texts.locale) } else { String::new() };
            (step_class(index, now), texts.t(&format!("how-{key}")).into_owned(), when)
        })
        .collect()
}

fn facts(program: &ProgramCard, texts: Texts) -> Vec<(String, String)> {
    let tally = program.contributions;
    vec![
        (format::money(program.planned_tenge, texts.locale), texts.t("fact-planned").into()),
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
                .a("fact-contributions-answered", "answered", &format::number(tally.decided + tally.grouped))
                .into(),
        ),
    ]
}

fn actions(program: &ProgramCard, page: &str, both: bool, texts: Texts) -> Vec<(String, String)> {
    let languages = if both {
        (page.to_owned(), texts.t("one-language").into_owned())
    } else {
        (format!("{page}?both=1"), texts.t("both-languages").into_owned())
    };
    vec![
        languages,
        ("#editions".to_owned(), texts.t("editions").into_owned()),
        (
            format!("/api/v1/programs/{}/editions/{}", program.id, program.edition.unwrap_or(1)),
            texts.t("download-json").into_owned(),
        ),
        ("#budget".to_owned(), texts.t("budget").into_owned()),
    ]
}

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

fn years(view: &EditionView, locale: Locale) -> Vec<(u16, String, u64)> {
    let mut sums: BTreeMap<u16, i64> = BTreeMap::new();
    for cost in &view.costs {
        *sums.entry(cost.year).or_default() += cost.tenge;
    }
    let most = sums.values().max().copied().unwrap_or(0);
    sums.into_iter()
        .map(|(year, tenge)| {
            (year, format::money(tenge, locale), format::share(tenge.unsigned_abs(), most.unsigned_abs()))
        })
        .collect()
}

fn sources(view: &EditionView, texts: Texts) -> Vec<(String, String)> {
    let mut sums: BTreeMap<kenes_domain::money::FundingSource, i64> = BTreeMap::new();
    for cost in &view.costs {
        *sums.entry(cost.source).or_default() += cost.tenge;
    }
    sums.into_iter()
        .map(|(source, tenge)| {
            let key = format!("source-{}", source.as_str().replace('_', "-"));
            (texts.t(&key).into_owned(), format::money(tenge, texts.locale))
        })
        .collect()
}

fn editions(view: &EditionView, base: &str, texts: Texts) -> Vec<(String, String, bool)> {
    view.editions
        .iter()
        .rev()
        .map(|edition| {
            let date = format::moment(edition.published_at, view.program.utc_offset_minutes, texts.locale);
            let line =
                texts.with("edition-line", &[("number", &edition.number.to_string()), ("date", &date)]);
            (format!("{base}/editions/{}", edition.number), line.into_owned(), edition.number == view.number)
        })
        .collect()
}

/// How a long program is divided. Short ones are one chapter.
struct Chapters {
    /// Indexes of the sections at the top.
    starts: Vec<usize>,
    /// Which of them is shown; `None` for all.
    shown: Option<usize>,
    /// What links between chapters carry along.
    suffix: &'static str,
}

impl Chapters {
    fn of(view: &EditionView, reading: ReadingQuery) -> Self {
        let starts: Vec<usize> = view
            .provisions
            .iter()
            .enumerate()
            .filter(|(_, provision)| provision.level == 0)
            .map(|(index, _)| index)
            .collect();
        let long = view.provisions.len() > PROVISIONS_PER_PAGE_MAX && starts.len() > 1;
        let last = starts.len().saturating_sub(1);
        let shown = long.then(|| reading.chapter.unwrap_or(1).saturating_sub(1).min(last));
        Self { starts, shown, suffix: if reading.both == 1 { "&both=1" } else { "" } }
    }

    fn shown<'a>(&self, view: &'a EditionView) -> &'a [ProvisionView] {
        let Some(chapter) = self.shown else { return &view.provisions };
        let start = if chapter == 0 { 0 } else { self.starts.get(chapter).copied().unwrap_or(0) };
        let end = self.starts.get(chapter + 1).copied().unwrap_or(view.provisions.len());
        view.provisions.get(start..end).unwrap_or_default()
    }

    fn contents(&self, view: &EditionView, page: &str, locale: Locale) -> Vec<Entry> {
        self.starts
            .iter()
            .enumerate()
            .filter_map(|(chapter, start)| {
                let end = self.starts.get(chapter + 1).copied().unwrap_or(view.provisions.len());
                let section = view.provisions.get(*start)?;
                let inside = view.provisions.get(*start..end).unwrap_or_default();
                let count: u64 = inside.iter().map(|provision| provision.contributions).sum();
                Some(Entry {
                    href: match self.shown {
                        Some(shown) if shown != chapter => {
                            format!("{page}?chapter={}{}#p-{}", chapter + 1, self.suffix, section.id)
                        }
                        _ => format!("#p-{}", section.id),
                    },
                    text: heading(section, locale),
                    count: format::number(count),
                    current: self.shown == Some(chapter),
                })
            })
            .collect()
    }

    fn links(&self, view: &EditionView, page: &str, locale: Locale) -> Vec<(String, String)> {
        let Some(shown) = self.shown else { return Vec::new() };
        [shown.checked_sub(1), shown.checked_add(1)]
            .into_iter()
            .flatten()
            .filter_map(|chapter| {
                let section = view.provisions.get(*self.starts.get(chapter)?)?;
                Some((format!("{page}?chapter={}{}", chapter + 1, self.suffix), heading(section, locale)))
            })
            .collect()
    }
}

/// Label and text of a heading, as HTML.
fn heading(provision: &ProvisionView, locale: Locale) -> String {
    let text = words(&provision.text, locale).map(|words| words.html).unwrap_or_default();
    if provision.label.is_empty() {
        text
    } else {
        format!("{}. {text}", escape(provision.label.trim_end_matches('.')))
    }
}

/// Writes the text of a program.
struct Document<'a> {
    texts: Texts,
    base: &'a str,
    /// Whether the other language stands beside the reader's.
    both: bool,
}

/// A row of provisions that are shown together.
enum Block<'a> {
    Heading(&'a ProvisionView),
    Paragraph(&'a ProvisionView),
    Rows(Vec<&'a ProvisionView>),
    Indicators(Vec<(&'a ProvisionView, &'a Indicator)>),
    Measures(Vec<(&'a ProvisionView, &'a Measure)>),
}

fn blocks(provisions: &[ProvisionView]) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    for provision in provisions {
        match (&provision.data, blocks.last_mut()) {
            (ProvisionData::Indicator(indicator), Some(Block::Indicators(rows))) => {
                rows.push((provision, indicator));
            }
            (ProvisionData::Indicator(indicator), _) => {
                blocks.push(Block::Indicators(vec![(provision, indicator)]));
            }
            (ProvisionData::Measure(measure), Some(Block::Measures(rows))) => rows.push((provision, measure)),
            (ProvisionData::Measure(measure), _) => blocks.push(Block::Measures(vec![(provision, measure)])),
            (ProvisionData::Text, Some(Block::Rows(rows))) if provision.kind == ProvisionKind::TableRow => {
                rows.push(provision);
            }
            (ProvisionData::Text, _) => blocks.push(match provision.kind {
                ProvisionKind::TableRow => Block::Rows(vec![provision]),
                ProvisionKind::Section | ProvisionKind::Heading => Block::Heading(provision),
                _ => Block::Paragraph(provision),
            }),
        }
    }
    blocks
}

impl Document<'_> {
    fn body(&self, provisions: &[ProvisionView]) -> String {
        let mut out = String::with_capacity(provisions.len() * 512);
        let mut open = false;
        for block in blocks(provisions) {
            match block {
                Block::Heading(provision) if provision.level == 0 => {
                    if open {
                        out.push_str("</section>");
                    }
                    open = true;
                    let text = heading(provision, self.texts.locale);
                    let _ = write!(out, "<section><h2 id=\"p-{}\">{text} ", provision.id);
                    self.counter(&mut out, provision);
                    out.push_str("</h2>");
                }
                Block::Heading(provision) => {
                    let text = heading(provision, self.texts.locale);
                    let _ = write!(out, "<h3 id=\"p-{}\">{text} ", provision.id);
                    self.counter(&mut out, provision);
                    out.push_str("</h3>");
                }
                Block::Paragraph(provision) => self.paragraph(&mut out, provision),
                Block::Rows(rows) => self.rows(&mut out, &rows),
                Block::Indicators(rows) => self.indicators(&mut out, &rows),
                Block::Measures(rows) => self.measures(&mut out, &rows),
            }
        }
        if open {
            out.push_str("</section>");
        }
        out
    }

    fn words(&self, out: &mut String, provision: &ProvisionView) {
        if let Some(words) = words(&provision.text, self.texts.locale) {
            if words.other.is_some() {
                let _ = write!(out, "<span{}>{}</span>", words.lang_attr(), words.html);
            } else {
                out.push_str(&words.html);
            }
        }
    }

    /// The same text in the other language of the program, where both are read side by side.
    fn other(&self, out: &mut String, provision: &ProvisionView, element: &str) {
        let other = self.texts.locale.content_language().other();
        if !self.both || provision.text.get(other.other()).is_none() {
            return;
        }
        let (text, lang) = provision.text.get(other).map_or_else(
            || (escape(&self.texts.t("no-translation")), String::new()),
            |text| (typo(text, other), format!(" lang=\"{other}\"")),
        );
        let _ = write!(out, "<{element} class=\"also\"{lang}>{text}</{element}>");
    }

    /// What a provision is called in sentences: its label, or the beginning of its text.
    fn called(&self, provision: &ProvisionView) -> String {
        if provision.label.is_empty() {
            crate::shell::shorten(&plain_words(&provision.text, self.texts.locale), 40)
        } else {
            provision.label.clone()
        }
    }

    fn counter(&self, out: &mut String, provision: &ProvisionView) {
        let count = provision.contributions;
        let class = if count == 0 {
            " zero"
        } else if count >= HOT {
            " hot"
        } else {
            ""
        };
        let pairs = [("label", self.called(provision)), ("n", format::number(count))];
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(key, value)| (*key, value.as_str())).collect();
        let _ = write!(
            out,
            "<a class=\"cnt{class}\" href=\"{}/{}\" aria-label=\"{}\">{}</a>",
            self.base,
            provision.id,
            escape(&self.texts.with("counter-label", &pairs)),
            if count == 0 { "+".to_owned() } else { format::number(count) }
        );
    }

    fn paragraph(&self, out: &mut String, provision: &ProvisionView) {
        let id = &provision.id;
        let _ = write!(out, "<div class=\"par\" id=\"p-{id}\"><p>");
        self.words(out, provision);
        out.push_str("</p>");
        self.other(out, provision, "p");
        out.push_str("<div class=\"foot\">");
        if !provision.label.is_empty() {
            let _ = write!(out, "<a class=\"no\" href=\"#p-{id}\">{}</a>", escape(&provision.label));
        }
        self.counter(out, provision);
        out.push_str("</div></div>");
    }

    /// Rows of a table that is neither of indicators nor of measures; a row's text has a tab between columns.
    fn rows(&self, out: &mut String, rows: &[&ProvisionView]) {
        let language = self.texts.locale.content_language();
        let best =
            |row: &ProvisionView| row.text.best(language).map(|(language, text)| (language, text.to_owned()));
        let columns = rows
            .iter()
            .filter_map(|row| best(row))
            .map(|(_, text)| text.split('\t').count())
            .max()
            .unwrap_or(1);
        out.push_str("<div class=\"scroll\" tabindex=\"0\"><table class=\"plain\"><tbody>");
        for row in rows {
            let Some((language, text)) = best(row) else { continue };
            let _ = write!(out, "<tr id=\"p-{}\" lang=\"{language}\">", row.id);
            let mut count = 0;
            for cell in text.split('\t') {
                let _ = write!(out, "<td>{}</td>", typo(cell, language));
                count += 1;
            }
            for _ in count..columns {
                out.push_str("<td></td>");
            }
            out.push_str("<td class=\"r\">");
            self.counter(out, row);
            out.push_str("</td></tr>");
        }
        out.push_str("</tbody></table></div>");
    }

    fn indicators(&self, out: &mut String, rows: &[(&ProvisionView, &Indicator)]) {
        let t = |key: &str| escape(&self.texts.t(key));
        let _ = write!(
            out,
            "<table class=\"ind\"><thead><tr><th scope=\"col\">{}</th><th scope=\"col\" class=\"r\">{}</th><th scope=\"col\"><span class=\"vh\">{}</span></th><th scope=\"col\" class=\"r\">{}</th><th scope=\"col\" class=\"r\"><span class=\"vh\">{}</span></th></tr></thead><tbody>",
            t("indicator"),
            t("baseline"),
            t("path"),
            t("target"),
            t("contributions-column")
        );
        for (provision, indicator) in rows {
            self.indicator(out, provision, indicator);
        }
        out.push_str("</tbody></table>");
    }

    fn indicator(&self, out: &mut String, provision: &ProvisionView, indicator: &Indicator) {
        let locale = self.texts.locale;
        let unit = plain_words(&indicator.unit, locale);
        let _ = write!(out, "<tr id=\"p-{}\"><th scope=\"row\">", provision.id);
        label(out, provision);
        self.words(out, provision);
        let _ = write!(out, ", {}", escape(&unit));
        self.other(out, provision, "span");
        out.push_str("</th>");
        let base =
            indicator.base_value.as_deref().map_or("—".to_owned(), |value| format::decimal(value, locale));
        let _ = write!(
            out,
            "<td class=\"num r\"><span class=\"yr\">{}</span>{base}</td><td>{}</td>",
            indicator.base_year,
            track(indicator)
        );
        match indicator.targets.last() {
            Some(target) => {
                let _ = write!(
                    out,
                    "<td class=\"num r\"><span class=\"yr\">{}</span><b>{}</b></td>",
                    target.year,
                    format::decimal(&target.value, locale)
                );
            }
            None => out.push_str("<td class=\"num r\">—</td>"),
        }
        out.push_str("<td class=\"r\">");
        self.counter(out, provision);
        out.push_str("</td></tr>");
    }

    fn measures(&self, out: &mut String, rows: &[(&ProvisionView, &Measure)]) {
        let t = |key: &str| escape(&self.texts.t(key));
        let _ = write!(
            out,
            "<table class=\"cards\"><thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\" class=\"r\">{}</th><th scope=\"col\" class=\"r\">{}</th></tr></thead><tbody>",
            t("measure"),
            t("term"),
            t("cost"),
            t("contributions-column")
        );
        for (provision, measure) in rows {
            self.measure(out, provision, measure);
        }
        out.push_str("</tbody></table>");
    }

    fn measure(&self, out: &mut String, provision: &ProvisionView, measure: &Measure) {
        let locale = self.texts.locale;
        let t = |key: &str| escape(&self.texts.t(key));
        let _ = write!(out, "<tr id=\"p-{}\"><th scope=\"row\">", provision.id);
        label(out, provision);
        self.words(out, provision);
        self.other(out, provision, "span");
        let executor = plain_words(&measure.executor, locale);
        if !executor.is_empty() {
            let _ = write!(out, "<span class=\"idn\">{}</span>", escape(&executor));
        }
        out.push_str("</th>");
        let years = term(measure);
        let _ =
            write!(out, "<td data-l=\"{}\" class=\"num\"><span class=\"nb\">{years}</span></td>", t("term"));
        let _ = write!(
            out,
            "<td data-l=\"{}\" class=\"num r\"><span>{}</span></td>",
            t("cost"),
            self.cost(measure)
        );
        let _ = write!(out, "<td data-l=\"{}\" class=\"num r\">", t("contributions-column"));
        self.counter(out, provision);
        out.push_str("</td></tr>");
    }

    fn cost(&self, measure: &Measure) -> String {
        match &measure.cost {
            Cost::Unknown => {
                format!("<span class=\"tag y\">{}</span>", escape(&self.texts.t("cost-unknown")))
            }
            Cost::Known(lines) if lines.is_empty() => escape(&self.texts.t("cost-none")),
            Cost::Known(lines) => {
                let mut years: BTreeMap<u16, i64> = BTreeMap::new();
                for line in lines {
                    *years.entry(line.year).or_default() += line.amount.amount();
                }
                let total = format::money(years.values().sum(), self.texts.locale);
                if years.len() < 2 {
                    return total;
                }
                let parts: Vec<String> = years
                    .iter()
                    .map(|(year, tenge)| format!("{year}: {}", format::money(*tenge, self.texts.locale)))
                    .collect();
                format!("{total}<span class=\"idn\">{}</span>", parts.join("<br>"))
            }
        }
    }
}

fn label(out: &mut String, provision: &ProvisionView) {
    if !provision.label.is_empty() {
        let _ = write!(out, "<span class=\"num idn\">{}</span> ", escape(&provision.label));
    }
}

/// The years of a measure: `2021–2023`, or one.
pub fn term(measure: &Measure) -> String {
    if measure.starts == measure.ends {
        measure.starts.to_string()
    } else {
        format!("{}–{}", measure.starts, measure.ends)
    }
}

/// The path of an indicator as a line with two dots; numbers stand beside it, so it is hidden from readers aloud.
fn track(indicator: &Indicator) -> String {
    let value = |text: &str| text.parse::<f64>().ok();
    let from = indicator.base_value.as_deref().and_then(value);
    let to = indicator.targets.last().and_then(|target| value(&target.value));
    let (Some(from), Some(to)) = (from, to) else { return String::new() };
    let most = from.max(to);
    if most <= 0.0 {
        return String::new();
    }
    // The longer end stands at 90 of 100, whatever the unit.
    let (a, b) = (8.0 + from / most * 84.0, 8.0 + to / most * 84.0);
    format!(
        "<div class=\"track\"><svg aria-hidden=\"true\"><line x1=\"2%\" x2=\"98%\" y1=\"12\" y2=\"12\"/><line class=\"go\" x1=\"{a:.0}%\" x2=\"{b:.0}%\" y1=\"12\" y2=\"12\"/><circle cx=\"{a:.0}%\" cy=\"12\" r=\"5.5\"/><circle class=\"to\" cx=\"{b:.0}%\" cy=\"12\" r=\"5.5\"/></svg></div>"
    )
}
