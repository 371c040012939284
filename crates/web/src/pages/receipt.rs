//! Receipts: typing a code, and the whole story behind it.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use kenes_api::blocking;
use kenes_api::state::AppState;
use kenes_domain::contribution::Visibility;
use kenes_domain::language::Locale;
use kenes_domain::receipt::ReceiptCode;
use kenes_service::Service;
use kenes_service::contributions::{self, ContributionView, Receipt};
use kenes_service::error::ServiceError;
use kenes_service::moderation;
use kenes_service::story::ModerationStep;

use super::contribution::{Card, card, disposition_text, until};
use super::provision::{Refusal, admit, draft_name};
use super::{fresh, locale, name, problem, render, status};
use crate::cache::once;
use crate::format;
use crate::forms::{Fault, Form, faults};
use crate::i18n::Texts;
use crate::request::Parameters;
use crate::shell::Shell;
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
    proof: String,
    leaf_hash: String,
    /// The provision, or the program.
    back: String,
    /// The meeting at which it was said.
    meeting: Option<String>,
    /// What waits for a moderator, and why.
    held: Option<String>,
    consent: Option<String>,
    /// What the author may do: the address to which the form is sent, and its texts.
    steps: Vec<Step>,
    /// Where an appeal is sent, while one is possible.
    appeal: Option<String>,
    appeal_text: String,
    here: String,
    faults: Vec<Fault>,
    refusal: Option<Refusal>,
}

/// Something that the author of a contribution may do with it.
struct Step {
    href: String,
    name: String,
    text: String,
    button: String,
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
        page(receipt, locale, &public_url, demonstration, Trouble::default())
    })
    .await
}

/// What stopped a form of the receipt.
#[derive(Default)]
struct Trouble {
    appeal: String,
    faults: Vec<Fault>,
    refusal: Option<Refusal>,
}

/// Takes a contribution back, has it or its author's name erased, or appeals; leads back to the receipt.
pub async fn post_step(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, String, String)>,
    payload: web::Payload,
) -> HttpResponse {
    let (first, code, step) = path.into_inner();
    let locale = locale(&first);
    let form = match Form::read(&request, payload).await {
        Ok(form) => form,
        Err(response) => return response,
    };
    let admission = admit(&request, &state);
    let (service, public_url) = (state.service.clone(), state.public_url.clone());
    let back = format!("/{locale}/receipts/{code}");
    let done = blocking::run(move || {
        let Err(error) = admission.and_then(|_| take(&service, &code, &step, &form)) else { return Ok(None) };
        if matches!(error, ServiceError::NotFound | ServiceError::ReceiptMistyped | ServiceError::Internal(_))
        {
            return Err(error);
        }
        let texts = Texts { locale };
        let trouble = match &error {
            ServiceError::Invalid(errors) => {
                Trouble { appeal: form.text, faults: faults(errors, texts), refusal: None }
            }
            other => {
                Trouble { appeal: form.text, faults: Vec::new(), refusal: Some(Refusal::of(other, texts)) }
            }
        };
        let demonstration = kenes_service::campaigns::current(&service)?.demonstration;
        let receipt = contributions::receipt(&service, &code)?;
        Ok(Some((page(receipt, locale, &public_url, demonstration, trouble)?, error)))
    })
    .await;
    match done {
        Ok(None) => HttpResponse::SeeOther().insert_header((LOCATION, back)).finish(),
        Ok(Some((html, error))) => once(&request, status(&error), Styles::Provision.policy(), html),
        Err(error) => problem(&request, &state, locale, &error).await,
    }
}

fn take(service: &Service, code: &str, step: &str, form: &Form) -> Result<(), ServiceError> {
    match step {
        "withdrawal" => contributions::withdraw(service, code),
        "erasure" => contributions::erase(service, code),
        "name-erasure" => contributions::erase_name(service, code),
        "appeal" => moderation::appeal(service, code, &form.text),
        _ => Err(ServiceError::NotFound),
    }
}

fn page(
    receipt: Receipt,
    locale: Locale,
    public_url: &str,
    demonstration: bool,
    trouble: Trouble,
) -> Result<String, ServiceError> {
    let texts = Texts { locale };
    let contribution = &receipt.contribution;
    let answered = !contribution.decisions.is_empty();
    let title = match contribution.visibility {
        Visibility::Withdrawn | Visibility::Erased | Visibility::Hidden => "receipt-title-story",
        Visibility::Visible | Visibility::Held if answered => "receipt-title-answered",
        Visibility::Visible | Visibility::Held => "receipt-title",
    };
    let title = texts.t(title).into_owned();
    let mut shell =
        Shell::new(locale, Styles::Provision, public_url, format!("/receipts/{}", receipt.receipt))
            .titled(title.clone(), texts.t("receipts-lead"))
            .with_islands();
    shell.demonstration = demonstration;
    shell.private = true;
    shell.refused = trouble.refusal.is_some() || !trouble.faults.is_empty();
    let own = format!("/{locale}/receipts/{}", receipt.receipt);
    let tale = &receipt.story;
    let steps = [
        (tale.may_erase_name, "name-erasure"),
        (tale.may_withdraw, "withdrawal"),
        (tale.may_erase, "erasure"),
    ]
    .into_iter()
    .filter(|(may, _)| *may)
    .map(|(_, step)| Step {
        href: format!("{own}/{step}"),
        name: texts.t(&format!("step-{step}")).into_owned(),
        text: texts.t(&format!("step-{step}-text")).into_owned(),
        button: texts.t(&format!("step-{step}-button")).into_owned(),
    })
    .collect();
    let offset = receipt.program.utc_offset_minutes;
    let consent = tale.consent.as_ref().map(|consent| {
        let date = format::moment(consent.given_at, offset, locale);
        texts.with("consent-given", &[("version", &consent.version), ("date", &date)]).into_owned()
    });
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
        steps,
        appeal: tale.may_appeal.then(|| format!("{own}/appeal")),
        appeal_text: trouble.appeal,
        here: own.clone(),
        faults: trouble.faults,
        refusal: trouble.refusal,
        consent,
        held: (contribution.visibility == Visibility::Held).then(|| held(contribution, texts)),
        meeting: tale.meeting.as_ref().map(|id| format!("/{locale}/meetings/{id}")),
        // A person does not support their own contribution.
        card: Card { support: None, ..card(contribution, program, texts) },
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

/// What has happened so far, oldest first, and what is promised.
fn story(receipt: &Receipt, until: &str, texts: Texts) -> Vec<StoryStep> {
    let offset = receipt.program.utc_offset_minutes;
    let contribution = &receipt.contribution;
    let done =
        |at, what: String| StoryStep { class: "done", when: format::moment(at, offset, texts.locale), what };
    let received = texts.t(if contribution.late { "story-received-late" } else { "story-received" });
    let mut steps = vec![done(contribution.received_at, received.into_owned())];
    for step in &receipt.story.moderations {
        steps.push(done(step.happened_at, moderated(step, texts)));
    }
    if let Some(appeal) = &receipt.story.appeal {
        steps.push(done(appeal.received_at, texts.a("story-appeal", "text", &appeal.text).into_owned()));
        let waiting = appeal.answered_at.is_none().then(|| texts.t("story-appeal-waits").into_owned());
        steps.extend(waiting.map(|what| StoryStep { class: "now", when: String::new(), what }));
    }
    if matches!(contribution.visibility, Visibility::Withdrawn | Visibility::Erased) {
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

/// An act of moderation in words: what was done, why, by which role.
fn moderated(step: &ModerationStep, texts: Texts) -> String {
    let mut told = texts.t(&format!("act-contribution-{}", step.action)).into_owned();
    if let Some(reason) = &step.reason {
        let reason = texts.t(&format!("reason-{}", reason.replace('_', "-")));
        told = format!("{told}: {reason}");
    }
    if let Some(note) = &step.note {
        told = format!("{told}. {note}");
    }
    let role = texts.t(&format!("role-{}", step.role.replace('_', "-")));
    format!("{} ({role})", told.trim_end_matches('.'))
}

/// Why a contribution waits for a moderator.
fn held(contribution: &ContributionView, texts: Texts) -> String {
    match &contribution.reason {
        Some(reason) => {
            let reason = texts.t(&format!("hold-{}", reason.replace('_', "-")));
            texts.a("receipt-held", "reason", &reason).into_owned()
        }
        None => texts.t("receipt-held-all").into_owned(),
    }
}
