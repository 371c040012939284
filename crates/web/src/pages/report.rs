//! The report on the completion of a discussion: what came in, what became of it, what changed.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use kenes_api::state::AppState;
use kenes_domain::conservation::Tally;
use kenes_domain::language::Locale;
use kenes_service::Service;
use kenes_service::error::ServiceError;
use kenes_service::phases;
use kenes_service::reports::{self, CompletionReport};

use super::comparison::documents;
use super::contribution::disposition_text;
use super::program::{crumbs, phase_text};
use super::{Key, Link, kept, locale, plain_words, render};
use crate::format;
use crate::i18n::Texts;
use crate::shell::Shell;
use crate::styles::Styles;

#[derive(Template)]
#[template(path = "report.html")]
struct ReportPage {
    shell: Shell,
    crumbs: Vec<Link>,
    lead: String,
    /// What, contributions, points.
    law: Vec<(String, String, String)>,
    holds: String,
    sections: Vec<Section>,
    documents: Vec<Link>,
}

struct Section {
    title: String,
    text: String,
    lines: Vec<(String, String)>,
}

/// The report on the completion of a program's discussion.
pub async fn get_report(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, String)>,
) -> HttpResponse {
    let (first, id) = path.into_inner();
    let locale = locale(&first);
    let (service, public_url, program) = (state.service.clone(), state.public_url.clone(), id.clone());
    let path = format!("/programs/{id}/report");
    let key = Key { locale, path: path.clone(), styles: Styles::Comparison, program: Some(&id) };
    kept(&request, &state, key, move || page(&service, locale, &public_url, path, &program)).await
}

fn page(
    service: &Service,
    locale: Locale,
    public_url: &str,
    path: String,
    program: &str,
) -> Result<String, ServiceError> {
    let texts = Texts { locale };
    let report = reports::completion(service, program)?;
    let lead = format!(
        "{}. {}.",
        plain_words(&report.program.title, locale),
        phase_text(report.program.phase, texts)
    );
    let mut shell = Shell::new(locale, Styles::Comparison, public_url, path)
        .titled(texts.t("report-title"), lead.clone());
    shell.demonstration = kenes_service::campaigns::current(service)?.demonstration;
    let mut crumbs = crumbs(&report.program, locale);
    crumbs.push(Link::new(format!("/{locale}/programs/{program}"), texts.t("program")));
    let law = law(&report.program.contributions, &report.points, texts);
    let holds = if report.program.contributions.holds() && report.points.holds() {
        texts.t("report-holds")
    } else {
        texts.t("report-broken")
    };
    let mut sections = sections(&report, texts);
    sections.extend(dates(service, program, report.program.utc_offset_minutes, texts)?);
    let editions = report.program.edition.filter(|number| *number > 1).map(|number| (number - 1, number));
    render(&ReportPage {
        crumbs,
        lead,
        law,
        holds: holds.into_owned(),
        sections,
        documents: documents(program, editions, texts)
            .into_iter()
            .filter(|link| !link.href.ends_with("/report"))
            .collect(),
        shell,
    })
}

fn law(contributions: &Tally, points: &Tally, texts: Texts) -> Vec<(String, String, String)> {
    let line = |key: &str, of: fn(&Tally) -> u64| {
        (texts.t(key).into_owned(), format::number(of(contributions)), format::number(of(points)))
    };
    vec![
        line("report-received", |tally| tally.received),
        line("report-open", |tally| tally.open),
        line("report-decided", |tally| tally.decided),
        line("report-grouped", |tally| tally.grouped),
        line("report-moderated", |tally| tally.moderated),
        line("report-withdrawn", |tally| tally.withdrawn),
    ]
}

fn sections(report: &CompletionReport, texts: Texts) -> Vec<Section> {
    let title = |key: &str| texts.t(key).into_owned();
    let mut sections = vec![
        Section {
            title: title("report-dispositions"),
            text: String::new(),
            lines: report
                .dispositions
                .iter()
                .map(|(disposition, count)| (disposition_text(*disposition, texts), format::number(*count)))
                .collect(),
        },
        Section {
            title: title("report-boilerplate"),
            text: texts
                .with(
                    "report-boilerplate-text",
                    &[
                        ("repeated", &format::number(report.repeated_reasons)),
                        ("reasons", &format::number(report.reasons)),
                        ("percent", &format::percent(report.repeated_reasons, report.reasons, texts.locale)),
                    ],
                )
                .into_owned(),
            lines: Vec::new(),
        },
    ];
    if !report.changes.is_empty() {
        let mut lines: Vec<(String, String)> = report
            .changes
            .iter()
            .map(|(kind, count)| (title(&format!("change-{kind}")), format::number(*count)))
            .collect();
        lines.push((title("report-because"), format::number(report.changes_because_of_points)));
        sections.push(Section { title: title("report-changes"), text: String::new(), lines });
        sections.push(Section {
            title: title("report-placements"),
            text: title("report-placements-text"),
            lines: report
                .placements
                .iter()
                .map(|(state, count)| {
                    (title(&format!("placement-{}", state.replace('_', "-"))), format::number(*count))
                })
                .collect(),
        });
    }
    sections
}

/// Extensions and the act of approval, where there are any.
fn dates(service: &Service, program: &str, offset: i16, texts: Texts) -> Result<Vec<Section>, ServiceError> {
    let mut sections = Vec::new();
    let extensions = phases::extensions(service, program)?;
    if !extensions.is_empty() {
        sections.push(Section {
            title: texts.t("report-extensions").into_owned(),
            text: String::new(),
            lines: extensions
                .iter()
                .map(|extension| {
                    let until = format::moment(extension.closes_at, offset, texts.locale);
                    (plain_words(&extension.reason, texts.locale), until)
                })
                .collect(),
        });
    }
    if let Some(approval) = phases::approval(service, program)? {
        let day =
            format::iso(&approval.act_on).map(|day| format::date(day, texts.locale)).unwrap_or_default();
        sections.push(Section {
            title: texts.t("report-approval").into_owned(),
            text: format!("{}, № {}, {day}", plain_words(&approval.body, texts.locale), approval.act_number),
            lines: Vec::new(),
        });
    }
    Ok(sections)
}
