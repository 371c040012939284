//! Receipts: typing a code, and the whole story behind it.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use kenes_api::state::AppState;
use kenes_domain::language::Locale;
use kenes_domain::receipt::ReceiptCode;
use kenes_service::contributions::{self, Receipt};
use kenes_service::error::ServiceError;

use super::contribution::{Card, card, disposition_text, until};
use super::provision::draft_name;
use super::{fresh, locale, name, render, words};
use crate::cache::once;
use crate::format;
use crate::i18n::Texts;
use crate::request::Parameters;
use crate::shell::{Shell, Words};
use crate::styles::Styles;
use crate::typo::{Html, typo};

#[derive(Template)]
#[template(path = "receipts.html")]
struct ReceiptsPage {
    shell: Shell,
    code: String,
    error: String,
}

/// Typing a code. A well-formed one leads to its story, one with a typing error back with a word about it.
pub async fn get_receipts(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<String>,
) -> HttpResponse {
    let locale = locale(&path);
    let texts = Texts { locale };
    let typed = Parameters::of(&request).get("code").unwrap_or_default().to_owned();
    let (status, error) = match ReceiptCode::parse(&typed) {
        Ok(code) => {
            return HttpResponse::SeeOther()
                .insert_header((LOCATION, format!("/{locale}/receipts/{}", code.printed())))
                .finish();
        }
        Err(_) if typed.trim().is_empty() => (StatusCode::OK, String::new()),
        Err(_) => (StatusCode::UNPROCESSABLE_ENTITY, texts.t("help-receipt-mistyped").into_owned()),
    };
    let mut shell = Shell::new(locale, Styles::Provision, &state.public_url, "/receipts".to_owned())
        .titled(texts.t("receipts-title"), texts.t("receipts-lead"));
    shell.refused = !error.is_empty();
    let page = ReceiptsPage { shell, code: typed, error };
    once(&request, status, Styles::Provision.policy(), page.render().unwrap_or_default())
}

#[derive(Template)]
#[template(path = "receipt.html")]
struct ReceiptPage {
    shell: Shell,
    title: String,
    /// The name of the draft that has arrived, for the script that keeps drafts.
    arrived: Option<String>,
    code: String,
    link: String,
    promise: String,
    story: Vec<StoryStep>,
    card: Card,
    /// The words of the provision when the contribution was written.
    words_then: Option<Html>,
    /// What became of them.
    words_now: WordsNow,
    /// What became of the quoted words in later editions.
    journey: Vec<JourneyLine>,
    /// Changes that answer this contribution.
    changes: Vec<ChangeLine>,
    proof: String,
    leaf_hash: String,
    /// The provision, or the program.
    back: String,
}

/// What became of the quoted words in one edition.
struct JourneyLine {
    what: String,
    words: Option<Html>,
    href: String,
}

/// A change that answers the contribution.
struct ChangeLine {
    what: String,
    note: Option<Words>,
    href: String,
}

/// One thing that has happened, or is promised.
struct StoryStep {
    class: &'static str,
    when: String,
    what: String,
}

/// What became of the words that a contribution is about.
enum WordsNow {
    Same,
    Changed(Html),
    Gone,
}

/// The whole story of a contribution. It is private to whoever holds the code, so it is never kept by anybody.
pub async fn get_receipt(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, String)>,
) -> HttpResponse {
    let (first, code) = path.into_inner();
    let locale = locale(&first);
    let (service, public_url) = (state.service.clone(), state.public_url.clone());
    fresh(&request, &state, locale, Styles::Provision, move || {
        let demonstration = kenes_service::campaigns::current(&service)?.demonstration;
        let receipt = contributions::receipt(&service, &code)?;
        page(receipt, locale, &public_url, demonstration)
    })
    .await
}

fn page(
    receipt: Receipt,
    locale: Locale,
    public_url: &str,
    demonstration: bool,
) -> Result<String, ServiceError> {
    let texts = Texts { locale };
    let contribution = &receipt.contribution;
    let answered = !contribution.decisions.is_empty();
    let title = texts.t(if answered { "receipt-title-answered" } else { "receipt-title" }).into_owned();
    let mut shell =
        Shell::new(locale, Styles::Provision, public_url, format!("/receipts/{}", receipt.receipt))
            .titled(title.clone(), texts.t("receipts-lead"))
            .with_islands();
    shell.demonstration = demonstration;
    shell.private = true;
    let program = &receipt.program;
    let office = name(&program.territory_names, locale);
    let until = until(&contribution.due_on, texts);
    let language = contribution.language;
    render(&ReceiptPage {
        title,
        arrived: contribution.provision.as_ref().map(|provision| draft_name(&program.id, provision)),
        link: shell.url(),
        promise: if answered {
            texts.t("receipt-answered").into_owned()
        } else {
            texts.with("receipt-promise", &[("until", &until), ("office", &office)]).into_owned()
        },
        story: story(&receipt, &until, texts),
        card: card(contribution, program, texts),
        proof: match receipt.leaf_index {
            Some(index) => {
                let number = format::number(u64::try_from(index).unwrap_or(0));
                texts.a("proof-numbered", "number", &number).into_owned()
            }
            None => texts.t("proof-waiting").into_owned(),
        },
        back: match &contribution.provision {
            Some(provision) => format!("/{locale}/programs/{}/{provision}", program.id),
            None => format!("/{locale}/programs/{}", program.id),
        },
        journey: journey(&receipt, locale, texts),
        changes: changes(&receipt, locale, texts),
        words_now: match &receipt.words_now {
            Some(now) if receipt.words_then.as_ref() == Some(now) => WordsNow::Same,
            Some(now) => WordsNow::Changed(typo(now, language)),
            None => WordsNow::Gone,
        },
        words_then: receipt.words_then.as_deref().map(|words| typo(words, language)),
        code: receipt.receipt,
        leaf_hash: receipt.leaf_hash,
        shell,
    })
}

/// Where the comparison of an edition with the one before shows a provision.
fn comparison_href(receipt: &Receipt, locale: Locale, edition: i32, provision: Option<&str>) -> String {
    let place = provision.map_or_else(String::new, |provision| format!("#p-{provision}"));
    format!("/{locale}/programs/{}/compare?from={}&to={edition}{place}", receipt.program.id, edition - 1)
}

fn journey(receipt: &Receipt, locale: Locale, texts: Texts) -> Vec<JourneyLine> {
    let contribution = &receipt.contribution;
    receipt
        .journey
        .iter()
        .map(|step| {
            let date = format::moment(step.published_at, receipt.program.utc_offset_minutes, locale);
            let state = texts.t(&format!("placement-{}", step.state.as_str().replace('_', "-")));
            let pairs =
                [("edition", step.edition.to_string()), ("date", date), ("state", state.into_owned())];
            let pairs: Vec<(&str, &str)> = pairs.iter().map(|(key, value)| (*key, value.as_str())).collect();
            let provision = step.provision.as_deref().or(contribution.provision.as_deref());
            JourneyLine {
                what: texts.with("journey-step", &pairs).into_owned(),
                words: step.words.as_deref().map(|words| typo(words, contribution.language)),
                href: comparison_href(receipt, locale, step.edition, provision),
            }
        })
        .collect()
}

fn changes(receipt: &Receipt, locale: Locale, texts: Texts) -> Vec<ChangeLine> {
    receipt
        .changes
        .iter()
        .map(|change| {
            let kind = texts.t(&format!("change-{}", change.kind));
            let edition = change.edition.to_string();
            ChangeLine {
                what: texts.with("answering-line", &[("edition", &edition), ("kind", &kind)]).into_owned(),
                note: words(&change.note, locale),
                href: comparison_href(receipt, locale, change.edition, Some(&change.provision)),
            }
        })
        .collect()
}

/// What has happened so far, oldest first, and what is promised.
fn story(receipt: &Receipt, until: &str, texts: Texts) -> Vec<StoryStep> {
    let offset = receipt.program.utc_offset_minutes;
    let contribution = &receipt.contribution;
    let done =
        |at, what: String| StoryStep { class: "done", when: format::moment(at, offset, texts.locale), what };
    let received = texts.t(if contribution.late { "story-received-late" } else { "story-received" });
    let mut steps = vec![done(contribution.received_at, received.into_owned())];
    if !contribution.visibility.is_public() {
        let what = texts.t(&format!("visibility-{}", contribution.visibility)).into_owned();
        steps.push(StoryStep { class: "now", when: String::new(), what });
    }
    for decision in contribution.decisions.iter().rev() {
        steps.push(done(decision.published_at, disposition_text(decision.disposition, texts)));
    }
    if contribution.decisions.is_empty() && contribution.visibility.is_public() {
        steps.push(StoryStep {
            class: "now",
            when: until.to_owned(),
            what: texts.t("story-answer-promised").into_owned(),
        });
    }
    steps
}
