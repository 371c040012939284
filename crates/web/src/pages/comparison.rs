//! Edition against edition: what differs and why.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use kenes_api::state::AppState;
use kenes_domain::decision::{ChangeCause, ChangeKind};
use kenes_domain::diff::{Run, RunKind};
use kenes_domain::language::{Language, Locale};
use kenes_domain::program::ProvisionKind;
use kenes_domain::revision::changes::Figure;
use kenes_service::Service;
use kenes_service::comparison::{self, ComparisonView, EntryView, PointView, ReasonView};
use kenes_service::error::ServiceError;
use kenes_service::programs;

use super::contribution::{disposition_text, disposition_tone};
use super::program::crumbs;
use super::{Key, Link, kept, locale, problem, render, words};
use crate::format;
use crate::i18n::Texts;
use crate::request::Parameters;
use crate::shell::{Shell, Words, shorten};
use crate::styles::Styles;
use crate::typo::{Html, Marks, inserted, marked, removed, typo, verbatim};

/// Characters of a point that are shown beside a change.
const POINT_CHARACTERS: usize = 280;

#[derive(Template)]
#[template(path = "comparison.html")]
struct ComparisonPage {
    shell: Shell,
    crumbs: Vec<Link>,
    lead: String,
    exceptions: Vec<Exception>,
    action: String,
    from: i32,
    to: i32,
    /// Numbers of all editions.
    picks: Vec<i32>,
    shows: Vec<ShowLink>,
    rows: Vec<Row>,
    table_href: String,
    documents: Vec<Link>,
}

struct Exception {
    title: String,
    note: Words,
    items: String,
}

struct ShowLink {
    href: String,
    name: String,
    count: String,
    current: bool,
}

enum Row {
    /// A section, for orientation.
    Heading(Words),
    /// A provision that does not differ.
    Same(Words),
    Change(Box<Change>),
}

struct Change {
    id: String,
    heading: String,
    tags: Vec<(&'static str, String)>,
    parts: Vec<Part>,
    figures: Vec<FigureLine>,
    relatives: Vec<Link>,
    href: String,
    whys: Vec<Why>,
    has_why: bool,
}

struct Part {
    language: Language,
    html: Html,
}

struct FigureLine {
    name: String,
    old: String,
    new: String,
}

struct Why {
    cause: String,
    note: Option<Words>,
    points: Vec<Point>,
    more: String,
}

struct Point {
    text: Html,
    language: Language,
    name: String,
    disposition: String,
    tone: &'static str,
    reason: Option<Words>,
}

/// What of a comparison is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Show {
    Changed,
    Comments,
    All,
}

impl Show {
    const ALL: [Self; 3] = [Self::Changed, Self::Comments, Self::All];

    const fn word(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Comments => "comments",
            Self::All => "all",
        }
    }

    fn of(word: Option<&str>) -> Self {
        Self::ALL.into_iter().find(|show| Some(show.word()) == word).unwrap_or(Self::Changed)
    }

    fn takes(self, entry: &EntryView) -> bool {
        match self {
            Self::Changed => entry.kind.is_some(),
            Self::Comments => entry.kind.is_some() && entry.because_of_points(),
            Self::All => true,
        }
    }
}

/// Two editions of a program: `?from=&to=`, without them the two newest; `?show=` changed, comments or all.
pub async fn get_comparison(
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
    let show = Show::of(parameters.get("show"));
    let asked = |number: Option<i32>| number.map_or_else(String::new, |number| number.to_string());
    let path = format!("/programs/{id}/compare?from={}&to={}&show={}", asked(from), asked(to), show.word());
    let key = Key { locale, path, styles: Styles::Comparison, program: Some(&id) };
    let (service, public_url, program) = (state.service.clone(), state.public_url.clone(), id.clone());
    kept(&request, &state, key, move || {
        let to = match to {
            Some(to) => to,
            None => programs::get(&service, &program)?.edition.ok_or(ServiceError::NotFound)?,
        };
        page(&service, locale, &public_url, &program, (from.unwrap_or(to - 1), to), show)
    })
    .await
}

fn page(
    service: &Service,
    locale: Locale,
    public_url: &str,
    program: &str,
    (from, to): (i32, i32),
    show: Show,
) -> Result<String, ServiceError> {
    let texts = Texts { locale };
    let view = comparison::compare(service, program, from, to)?;
    let base = format!("/programs/{program}/compare?from={from}&to={to}");
    let path = if show == Show::Changed { base.clone() } else { format!("{base}&show={}", show.word()) };
    let (old, new) = (from.to_string(), to.to_string());
    let title = texts.with("compare-title", &[("from", &old), ("to", &new)]).into_owned();
    let lead = lead(&view, texts);
    let mut shell = Shell::new(locale, Styles::Comparison, public_url, path).titled(title, lead.clone());
    shell.demonstration = kenes_service::campaigns::current(service)?.demonstration;
    let count = |show: Show| {
        let count = view.entries.iter().filter(|entry| show.takes(entry)).count();
        format::number(u64::try_from(count).unwrap_or(0))
    };
    let mut crumbs = crumbs(&view.program, locale);
    let program_href = format!("/{locale}/programs/{program}");
    crumbs.push(Link::new(program_href.clone(), texts.t("program")));
    render(&ComparisonPage {
        crumbs,
        lead,
        exceptions: exceptions(&view, texts),
        action: format!("/{locale}/programs/{program}/compare"),
        from,
        to,
        picks: view.editions.iter().map(|edition| edition.number).collect(),
        shows: Show::ALL
            .into_iter()
            .map(|other| ShowLink {
                href: format!("/{locale}{base}&show={}", other.word()),
                name: texts.t(&format!("compare-show-{}", other.word())).into_owned(),
                count: count(other),
                current: other == show,
            })
            .collect(),
        rows: rows(&view, show, &program_href, texts),
        table_href: format!("{program_href}/tables/proposals"),
        documents: documents(program, Some((from, to)), texts),
        shell,
    })
}

/// Links to the documents that go with a comparison.
pub fn documents(program: &str, editions: Option<(i32, i32)>, texts: Texts) -> Vec<Link> {
    let base = format!("/{}/programs/{program}", texts.locale);
    let mut links = Vec::new();
    if let Some((from, to)) = editions {
        links.push(Link::new(
            format!("{base}/tables/comparison?from={from}&to={to}"),
            texts.t("table-comparison-title"),
        ));
    }
    links.push(Link::new(format!("{base}/tables/proposals"), texts.t("table-proposals-title")));
    links.push(Link::new(format!("{base}/report"), texts.t("report-title")));
    links
}

fn lead(view: &ComparisonView, texts: Texts) -> String {
    let changed: u64 = view.counts.values().sum();
    let answered = view.entries.iter().filter(|entry| Show::Comments.takes(entry)).count();
    let moved = view.entries.iter().filter(|entry| entry.moved).count();
    let count = |kind: ChangeKind| format::number(view.counts.get(kind.as_str()).copied().unwrap_or(0));
    let number = |count: usize| format::number(u64::try_from(count).unwrap_or(0));
    texts
        .with(
            "compare-lead",
            &[
                ("changed", &format::number(changed)),
                ("inserted", &count(ChangeKind::Inserted)),
                ("removed", &count(ChangeKind::Removed)),
                ("moved", &number(moved)),
                ("answered", &number(answered)),
            ],
        )
        .into_owned()
}

fn exceptions(view: &ComparisonView, texts: Texts) -> Vec<Exception> {
    view.exceptions
        .iter()
        .map(|exception| Exception {
            title: texts.a("exception-title", "edition", &exception.edition.to_string()).into_owned(),
            note: words(&exception.note, texts.locale).unwrap_or_default(),
            items: exception
                .items
                .iter()
                .map(|item| texts.t(&format!("gate-{}", item.as_str().replace('_', "-"))).into_owned())
                .collect::<Vec<_>>()
                .join(" · "),
        })
        .collect()
}

fn rows(view: &ComparisonView, show: Show, base: &str, texts: Texts) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut section: Option<Words> = None;
    for entry in &view.entries {
        let text = entry.new_text.as_ref().or(entry.old_text.as_ref());
        let words = || text.and_then(|text| words(text, texts.locale)).unwrap_or_default();
        if entry.level == 0 && entry.kind.is_none() {
            section = Some(words());
            continue;
        }
        if !show.takes(entry) {
            continue;
        }
        if let Some(heading) = section.take() {
            rows.push(Row::Heading(heading));
        }
        rows.push(match entry.kind {
            Some(kind) => Row::Change(Box::new(change(entry, kind, base, texts))),
            None => Row::Same(words()),
        });
    }
    rows
}

/// What a provision is called in a comparison: its label and kind.
pub fn heading(label: &str, kind: ProvisionKind, texts: Texts) -> String {
    let kind = texts.t(&format!("provision-{}", kind.as_str().replace('_', "-")));
    if label.is_empty() { kind.into_owned() } else { format!("{label} · {kind}") }
}

fn change(entry: &EntryView, kind: ChangeKind, base: &str, texts: Texts) -> Change {
    let label = entry.new_label.as_deref().or(entry.old_label.as_deref()).unwrap_or_default();
    let tone = match kind {
        ChangeKind::Inserted => "g",
        ChangeKind::Removed => "r",
        ChangeKind::Reworded => "y",
        ChangeKind::Moved => "b",
    };
    let mut tags = vec![(tone, texts.t(&format!("change-{kind}")).into_owned())];
    if entry.moved && kind != ChangeKind::Moved {
        tags.push(("b", texts.t("change-moved").into_owned()));
    }
    Change {
        id: entry.id.clone(),
        heading: heading(label, entry.provision_kind, texts),
        tags,
        parts: parts(entry, texts),
        figures: entry.figures.iter().map(|figure| figure_line(figure, texts)).collect(),
        relatives: entry
            .relatives
            .iter()
            .map(|relative| {
                let key = format!("relative-{}", relative.relation.replace('_', "-"));
                let label = if relative.label.is_empty() { "—" } else { relative.label.as_str() };
                Link::new(format!("#p-{}", relative.provision), texts.a(&key, "label", label))
            })
            .collect(),
        href: if entry.new_text.is_some() { format!("{base}/{}", entry.id) } else { String::new() },
        whys: entry.reasons.iter().map(|reason| why(reason, texts)).collect(),
        has_why: !entry.reasons.is_empty(),
    }
}

/// The text in the reader's language with what was taken out and put in; in the other one where only that differs.
fn parts(entry: &EntryView, texts: Texts) -> Vec<Part> {
    let wanted = texts.locale.content_language();
    let (taken, put, end) = (texts.t("mark-removed"), texts.t("mark-inserted"), texts.t("mark-end"));
    let marks = Marks { removed: &taken, inserted: &put, end: &end };
    let text = |text: &Option<kenes_domain::language::Bilingual>| {
        text.as_ref().and_then(|text| text.best(wanted).map(|(language, text)| (language, text.to_owned())))
    };
    match (&entry.old_text, &entry.new_text) {
        (None, new) => text(new)
            .map(|(language, text)| Part { language, html: inserted(&text, language, &marks) })
            .into_iter()
            .collect(),
        (old, None) => text(old)
            .map(|(language, text)| Part { language, html: removed(&text, language, &marks) })
            .into_iter()
            .collect(),
        (Some(old), Some(new)) => {
            let mut parts = Vec::new();
            for language in [wanted, wanted.other()] {
                let runs = entry.runs(language);
                if runs.is_empty() {
                    continue;
                }
                parts.push(Part { language, html: marked(&pieces(runs), language, &marks) });
                break;
            }
            for language in [wanted, wanted.other()] {
                match (old.get(language), new.get(language)) {
                    (None, Some(new)) => parts.push(Part { language, html: inserted(new, language, &marks) }),
                    (Some(old), None) => parts.push(Part { language, html: removed(old, language, &marks) }),
                    _ => {}
                }
            }
            if parts.is_empty()
                && let Some((language, text)) = new.best(wanted)
            {
                parts.push(Part { language, html: typo(text, language) });
            }
            parts
        }
    }
}

/// Runs as the typographic pass takes them.
fn pieces(runs: &[Run]) -> Vec<(Option<bool>, &str, bool)> {
    runs.iter()
        .map(|run| {
            let inserted = match run.kind {
                RunKind::Kept => None,
                RunKind::Removed => Some(false),
                RunKind::Inserted => Some(true),
            };
            (inserted, run.text.as_str(), run.number)
        })
        .collect()
}

fn figure_line(figure: &Figure, texts: Texts) -> FigureLine {
    let locale = texts.locale;
    let none = || texts.t("figure-none").into_owned();
    let decimal =
        |value: &Option<String>| value.as_deref().map_or_else(none, |value| format::decimal(value, locale));
    let money = |value: Option<i64>| value.map_or_else(none, |tenge| format::money(tenge, locale));
    let total = |value: Option<i64>| {
        value.map_or_else(|| texts.t("cost-unknown").into_owned(), |tenge| format::money(tenge, locale))
    };
    match figure {
        Figure::Target { year, old, new } => FigureLine {
            name: texts.a("target-of", "year", &year.to_string()).into_owned(),
            old: decimal(old),
            new: decimal(new),
        },
        Figure::Baseline { old, new } => {
            FigureLine { name: texts.t("baseline").into_owned(), old: decimal(old), new: decimal(new) }
        }
        Figure::Cost { year, source, old, new } => FigureLine {
            name: format!("{year}, {}", texts.t(&format!("source-{}", source.as_str().replace('_', "-")))),
            old: money(*old),
            new: money(*new),
        },
        Figure::Total { old, new } => {
            FigureLine { name: texts.t("total").into_owned(), old: total(*old), new: total(*new) }
        }
        Figure::Deadline { old, new } => {
            FigureLine { name: texts.t("term").into_owned(), old: old.to_string(), new: new.to_string() }
        }
    }
}

fn why(reason: &ReasonView, texts: Texts) -> Why {
    let shown = u64::try_from(reason.points.len()).unwrap_or(0);
    Why {
        cause: cause_text(reason.cause, reason.points_total, texts),
        note: words(&reason.note, texts.locale),
        points: reason.points.iter().map(|point| point_line(point, texts)).collect(),
        more: if reason.points_total > shown {
            texts.a("compare-more", "n", &format::number(reason.points_total - shown)).into_owned()
        } else {
            String::new()
        },
    }
}

/// Why a provision was changed, in words.
pub fn cause_text(cause: Option<ChangeCause>, points: u64, texts: Texts) -> String {
    match cause {
        Some(ChangeCause::Points) => texts.n("cause-points", &points).into_owned(),
        Some(ChangeCause::Editorial) => texts.t("cause-editorial").into_owned(),
        Some(ChangeCause::OwnInitiative) => texts.t("cause-own-initiative").into_owned(),
        None => texts.t("cause-none").into_owned(),
    }
}

fn point_line(point: &PointView, texts: Texts) -> Point {
    Point {
        text: match &point.text {
            Some(text) => verbatim(&shorten(text, POINT_CHARACTERS)),
            None => verbatim(&texts.t("point-not-shown")),
        },
        language: if point.text.is_some() { point.language } else { texts.locale.content_language() },
        name: point.name.clone().unwrap_or_else(|| texts.t("no-name").into_owned()),
        disposition: point.disposition.map(|one| disposition_text(one, texts)).unwrap_or_default(),
        tone: point.disposition.map_or("", disposition_tone),
        reason: words(&point.reason, texts.locale),
    }
}

/// Figures that differ, as lines: `2025 жыл, мақсат: 90 → 95`.
pub fn figure_texts(entry: &EntryView, texts: Texts) -> Vec<String> {
    entry
        .figures
        .iter()
        .map(|figure| figure_line(figure, texts))
        .map(|line| format!("{}: {} → {}", line.name, line.old, line.new))
        .collect()
}
