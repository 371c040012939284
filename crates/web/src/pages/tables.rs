//! The table of proposals and remarks (сводная таблица) and the comparative table (сравнительная таблица): as pages, as
//! CSV and as Excel workbooks.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use kenes_api::blocking;
use kenes_api::state::AppState;
use kenes_domain::language::{Bilingual, Locale};
use kenes_service::Service;
use kenes_service::comparison::{self, ComparisonView, EntryView};
use kenes_service::error::ServiceError;
use kenes_service::programs::{self, ProgramCard};
use kenes_service::reports::{self, ProposalRow, ProposalsTable, Table};

use super::comparison::{cause_text, documents, heading};
use super::contribution::disposition_text;
use super::program::crumbs;
use super::{Key, Link, kept, locale, name, problem, render};
use crate::format;
use crate::i18n::Texts;
use crate::request::Parameters;
use crate::shell::Shell;
use crate::styles::Styles;

/// Rows of one page; files have all.
const ROWS_PER_PAGE: usize = 100;
/// Names of authors in one cell of the comparative table.
const NAMES_MAX: usize = 10;

#[derive(Template)]
#[template(path = "table.html")]
struct TablePage {
    shell: Shell,
    crumbs: Vec<Link>,
    lead: String,
    files: Vec<Link>,
    none: String,
    columns: Vec<String>,
    rows: Vec<Vec<Cell>>,
    previous: Option<String>,
    next: Option<String>,
}

/// A cell of a table.
struct Cell {
    text: String,
    href: String,
    /// Language of the text, when it is not the page's.
    language: &'static str,
    label: String,
    /// Whether it is text to be read across the whole card on a phone.
    plain: bool,
}

/// How a table is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum As {
    Page(usize),
    Csv,
    Workbook,
}

impl As {
    fn of(parameters: &Parameters) -> Self {
        match parameters.get("format") {
            Some("csv") => Self::Csv,
            Some("xlsx") => Self::Workbook,
            _ => Self::Page(parameters.get("page").and_then(|page| page.parse().ok()).unwrap_or(1).max(1)),
        }
    }
}

/// The table of proposals and remarks of a program; `?page=`, or `?format=` csv or xlsx.
pub async fn get_proposals(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, String)>,
) -> HttpResponse {
    let (first, id) = path.into_inner();
    let locale = locale(&first);
    let wanted = As::of(&Parameters::of(&request));
    let (service, public_url, program) = (state.service.clone(), state.public_url.clone(), id.clone());
    let As::Page(page) = wanted else {
        return file(&request, &state, locale, wanted, format!("proposals-{id}"), move || {
            let table = reports::proposals(&service, &program)?;
            let offset = table.program.utc_offset_minutes;
            Ok((proposals_file(&table, Texts { locale }), service.now(), offset))
        })
        .await;
    };
    let path = format!("/programs/{id}/tables/proposals?page={page}");
    let key = Key { locale, path, styles: Styles::Comparison, program: Some(&id) };
    kept(&request, &state, key, move || proposals_page(&service, locale, &public_url, &program, page)).await
}

/// The comparative table of two editions: `?from=&to=`, without them of the two newest; `?format=` csv or xlsx.
pub async fn get_comparative(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, String)>,
) -> HttpResponse {
    let (first, id) = path.into_inner();
    let locale = locale(&first);
    let parameters = Parameters::of(&request);
    let number = |name: &str| parameters.get(name).map(str::parse::<i32>).transpose();
    let (Ok(from), Ok(to)) = (number("from"), number("to")) else {
        return problem(&request, &state, locale, &ServiceError::NotFound).await;
    };
    let wanted = As::of(&parameters);
    let (service, public_url, program) = (state.service.clone(), state.public_url.clone(), id.clone());
    let load = move |service: &Service| {
        let to = match to {
            Some(to) => to,
            None => programs::get(service, &program)?.edition.ok_or(ServiceError::NotFound)?,
        };
        comparison::compare(service, &program, from.unwrap_or(to - 1), to)
    };
    let As::Page(page) = wanted else {
        return file(&request, &state, locale, wanted, format!("comparison-{id}"), move || {
            let view = load(&service)?;
            let offset = view.program.utc_offset_minutes;
            Ok((comparative_file(&view, Texts { locale }), service.now(), offset))
        })
        .await;
    };
    let asked = |number: Option<i32>| number.map_or_else(String::new, |number| number.to_string());
    let path = format!("/programs/{id}/tables/comparison?from={}&to={}&page={page}", asked(from), asked(to));
    let key = Key { locale, path, styles: Styles::Comparison, program: Some(&id) };
    kept(&request, &state, key, move || {
        let view = load(&service)?;
        comparative_page(&service, &view, locale, &public_url, page)
    })
    .await
}

/// Answers with a file to be saved.
async fn file(
    request: &HttpRequest,
    state: &AppState,
    locale: Locale,
    wanted: As,
    name: String,
    table: impl FnOnce() -> Result<(Table, kenes_domain::timestamp::Timestamp, i16), ServiceError>
    + Send
    + 'static,
) -> HttpResponse {
    let made = blocking::run(move || {
        let (table, at, offset) = table()?;
        match wanted {
            As::Csv => Ok(reports::csv_file(&table)),
            As::Workbook | As::Page(_) => reports::workbook_file(&table, at, offset),
        }
    })
    .await;
    let (ending, kind) = match wanted {
        As::Csv => ("csv", "text/csv; charset=utf-8"),
        As::Workbook | As::Page(_) => {
            ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        }
    };
    match made {
        Ok(bytes) => {
            let disposition = format!("attachment; filename=\"{name}-{locale}.{ending}\"");
            let mut response = HttpResponse::Ok().insert_header((CONTENT_TYPE, kind)).body(bytes);
            if let Ok(value) = HeaderValue::from_str(&disposition) {
                response.headers_mut().insert(CONTENT_DISPOSITION, value);
            }
            response
        }
        Err(error) => problem(request, state, locale, &error).await,
    }
}

fn place(program: &ProgramCard, texts: Texts) -> String {
    let own = name(&program.territory_names, texts.locale);
    match &program.parent_names {
        Some(parent) => format!("{}, {own}", name(parent, texts.locale)),
        None => own,
    }
}

fn file_links(base: &str, texts: Texts) -> Vec<Link> {
    let mark = if base.contains('?') { '&' } else { '?' };
    vec![
        Link::new(format!("{base}{mark}format=xlsx"), texts.t("table-xlsx")),
        Link::new(format!("{base}{mark}format=csv"), texts.t("table-csv")),
    ]
}

const PROPOSAL_COLUMNS: [(&str, u8); 7] = [
    ("table-number", 6),
    ("table-proposal", 60),
    ("table-authors", 30),
    ("table-element", 14),
    ("table-decision", 24),
    ("table-reason", 60),
    ("table-change", 20),
];

fn proposals_file(table: &ProposalsTable, texts: Texts) -> Table {
    Table {
        name: texts.t("table-proposals-title").into_owned(),
        titles: vec![texts.t("table-proposals-title").into_owned(), place(&table.program, texts)],
        columns: PROPOSAL_COLUMNS.iter().map(|(key, width)| (texts.t(key).into_owned(), *width)).collect(),
        rows: table
            .rows
            .iter()
            .map(|row| proposal_cells(row, "", texts).into_iter().map(|cell| cell.text).collect())
            .collect(),
    }
}

fn proposals_page(
    service: &Service,
    locale: Locale,
    public_url: &str,
    program: &str,
    page: usize,
) -> Result<String, ServiceError> {
    let texts = Texts { locale };
    let table = reports::proposals(service, program)?;
    let base = format!("/programs/{program}/tables/proposals");
    let path = if page == 1 { base.clone() } else { format!("{base}?page={page}") };
    let mut shell = Shell::new(locale, Styles::Comparison, public_url, path)
        .titled(texts.t("table-proposals-title"), texts.t("table-proposals-lead"));
    shell.demonstration = kenes_service::campaigns::current(service)?.demonstration;
    let href = format!("/{locale}/programs/{program}");
    let rows = table.rows.iter().map(|row| proposal_cells(row, &href, texts)).collect();
    let head = Head { lead: texts.t("table-proposals-lead").into_owned(), base: format!("/{locale}{base}") };
    render(&table_page(shell, &table.program, head, &PROPOSAL_COLUMNS, rows, page, texts)?)
}

struct Head {
    lead: String,
    /// Address of the table, with what belongs to it beside page and format.
    base: String,
}

fn table_page(
    shell: Shell,
    program: &ProgramCard,
    head: Head,
    columns: &[(&str, u8)],
    rows: Vec<Vec<Cell>>,
    page: usize,
    texts: Texts,
) -> Result<TablePage, ServiceError> {
    let mut crumbs = crumbs(program, texts.locale);
    crumbs.push(Link::new(format!("/{}/programs/{}", texts.locale, program.id), texts.t("program")));
    let pages = rows.len().div_ceil(ROWS_PER_PAGE).max(1);
    if page > pages {
        return Err(ServiceError::NotFound);
    }
    let mark = if head.base.contains('?') { '&' } else { '?' };
    let address = |page: usize| format!("{}{mark}page={page}", head.base);
    Ok(TablePage {
        crumbs,
        files: file_links(&head.base, texts)
            .into_iter()
            .chain(documents(&program.id, None, texts).into_iter().filter(|link| link.href != head.base))
            .collect(),
        lead: head.lead,
        none: texts.t("table-none").into_owned(),
        columns: columns.iter().map(|(key, _)| texts.t(key).into_owned()).collect(),
        rows: rows.into_iter().skip((page - 1) * ROWS_PER_PAGE).take(ROWS_PER_PAGE).collect(),
        previous: (page > 1).then(|| address(page - 1)),
        next: (page < pages).then(|| address(page + 1)),
        shell,
    })
}

/// A cell under the header with a key of the catalogue.
fn cell(key: &str, text: impl Into<String>, texts: Texts) -> Cell {
    Cell {
        text: text.into(),
        href: String::new(),
        language: "",
        label: texts.t(key).into_owned(),
        plain: false,
    }
}

/// A text of people or of the program, in its language.
fn prose(key: &str, text: &Bilingual, texts: Texts) -> Cell {
    let (language, text) = text
        .best(texts.locale.content_language())
        .map_or(("", ""), |(language, text)| (language.as_str(), text));
    let language = if language == texts.locale.as_str() { "" } else { language };
    Cell { language, plain: true, ..cell(key, text, texts) }
}

fn proposal_cells(row: &ProposalRow, base: &str, texts: Texts) -> Vec<Cell> {
    let link = |id: &str| if base.is_empty() { String::new() } else { format!("{base}/{id}") };
    let words = match &row.text {
        Some(text) => {
            let language =
                if row.language.as_str() == texts.locale.as_str() { "" } else { row.language.as_str() };
            Cell { language, plain: true, ..cell("table-proposal", text.clone(), texts) }
        }
        None => cell("table-proposal", texts.t(&format!("visibility-{}", row.visibility)), texts),
    };
    let decision = row.disposition.map_or_else(
        || texts.t("table-undecided").into_owned(),
        |disposition| disposition_text(disposition, texts),
    );
    let element = match (&row.provision, row.label.as_deref()) {
        (Some(_), Some(label)) if !label.is_empty() => label.to_owned(),
        (Some(_), _) => texts.t("table-provision").into_owned(),
        (None, _) => texts.t("table-whole").into_owned(),
    };
    let change = row
        .changes
        .iter()
        .map(|(edition, _)| texts.a("table-edition", "n", &edition.to_string()).into_owned())
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect::<Vec<_>>()
        .join(", ");
    let change_href = match row.changes.first() {
        Some((edition, provision)) if !base.is_empty() => {
            format!("{base}/compare?from={}&to={edition}#p-{provision}", edition - 1)
        }
        _ => String::new(),
    };
    vec![
        cell("table-number", row.number.to_string(), texts),
        words,
        cell("table-authors", authors(&row.names, row.points, texts), texts),
        Cell {
            href: row.provision.as_deref().map(link).unwrap_or_default(),
            ..cell("table-element", element, texts)
        },
        cell("table-decision", decision, texts),
        prose("table-reason", &row.reason, texts),
        Cell { href: change_href, ..cell("table-change", change, texts) },
    ]
}

/// Names, and how many say the same without one.
fn authors(names: &[String], points: u64, texts: Texts) -> String {
    let named = u64::try_from(names.len()).unwrap_or(0);
    let mut parts = names.to_vec();
    if points > named {
        parts.push(texts.n("table-citizens", &(points - named)).into_owned());
    }
    parts.join(", ")
}

const COMPARATIVE_COLUMNS: [(&str, u8); 6] = [
    ("table-number", 6),
    ("table-element", 20),
    ("table-current", 60),
    ("table-proposed", 60),
    ("table-whose", 30),
    ("table-why", 60),
];

fn comparative_rows(view: &ComparisonView, base: &str, texts: Texts) -> Vec<Vec<Cell>> {
    view.entries
        .iter()
        .filter(|entry| entry.kind.is_some())
        .zip(1u32..)
        .map(|(entry, number)| comparative_cells(entry, number, base, texts))
        .collect()
}

fn comparative_cells(entry: &EntryView, number: u32, base: &str, texts: Texts) -> Vec<Cell> {
    let label = entry.new_label.as_deref().or(entry.old_label.as_deref()).unwrap_or_default();
    let absent = |key| cell(key, texts.t("table-absent"), texts);
    let wording = |key, text: &Option<Bilingual>| match text {
        Some(text) => prose(key, text, texts),
        None => absent(key),
    };
    let mut new = wording("table-proposed", &entry.new_text);
    if entry.new_text.is_none() {
        new.text = texts.t("table-excluded").into_owned();
    } else if entry.old_text == entry.new_text && entry.moved {
        new.text = format!("{} ({})", new.text, texts.t("change-moved"));
    }
    let figures = super::comparison::figure_texts(entry, texts);
    if !figures.is_empty() {
        new.text = format!("{}\n{}", new.text, figures.join("\n"));
    }
    let mut names: Vec<String> = Vec::new();
    let mut points = 0;
    let mut reasons: Vec<String> = Vec::new();
    for reason in &entry.reasons {
        points += reason.points_total;
        for point in &reason.points {
            if let Some(name) = &point.name
                && names.len() < NAMES_MAX
                && !names.contains(name)
            {
                names.push(name.clone());
            }
        }
        reasons.push(cause_text(reason.cause, reason.points_total, texts));
        let wanted = texts.locale.content_language();
        reasons.extend(reason.note.best(wanted).map(|(_, note)| note.to_owned()));
        let mut answers: Vec<String> = reason
            .points
            .iter()
            .filter_map(|point| point.reason.best(wanted).map(|(_, reason)| reason.to_owned()))
            .collect();
        answers.dedup();
        reasons.extend(answers.into_iter().take(1));
    }
    let whose =
        if points == 0 { texts.t("table-developer").into_owned() } else { authors(&names, points, texts) };
    vec![
        cell("table-number", number.to_string(), texts),
        Cell {
            href: if base.is_empty() { String::new() } else { format!("{base}#p-{}", entry.id) },
            ..cell("table-element", heading(label, entry.provision_kind, texts), texts)
        },
        wording("table-current", &entry.old_text),
        new,
        cell("table-whose", whose, texts),
        Cell { plain: true, ..cell("table-why", reasons.join("\n"), texts) },
    ]
}

fn comparative_file(view: &ComparisonView, texts: Texts) -> Table {
    let editions = [("from", view.from.to_string()), ("to", view.to.to_string())];
    let pairs: Vec<(&str, &str)> = editions.iter().map(|(key, value)| (*key, value.as_str())).collect();
    Table {
        name: texts.t("table-comparison-title").into_owned(),
        titles: vec![
            texts.t("table-comparison-title").into_owned(),
            place(&view.program, texts),
            texts.with("compare-title", &pairs).into_owned(),
        ],
        columns: COMPARATIVE_COLUMNS.iter().map(|(key, width)| (texts.t(key).into_owned(), *width)).collect(),
        rows: comparative_rows(view, "", texts)
            .into_iter()
            .map(|row| row.into_iter().map(|cell| cell.text).collect())
            .collect(),
    }
}

fn comparative_page(
    service: &Service,
    view: &ComparisonView,
    locale: Locale,
    public_url: &str,
    page: usize,
) -> Result<String, ServiceError> {
    let texts = Texts { locale };
    let query = format!("from={}&to={}", view.from, view.to);
    let program = format!("/programs/{}", view.program.id);
    let base = format!("{program}/tables/comparison?{query}");
    let path = if page == 1 { base.clone() } else { format!("{base}&page={page}") };
    let lead = texts.a("table-comparison-lead", "n", &format::number(view.counts.values().sum()));
    let mut shell = Shell::new(locale, Styles::Comparison, public_url, path)
        .titled(texts.t("table-comparison-title"), lead.clone());
    shell.demonstration = kenes_service::campaigns::current(service)?.demonstration;
    let rows = comparative_rows(view, &format!("/{locale}{program}/compare?{query}"), texts);
    let head = Head { lead: lead.into_owned(), base: format!("/{locale}{base}") };
    render(&table_page(shell, &view.program, head, &COMPARATIVE_COLUMNS, rows, page, texts)?)
}
