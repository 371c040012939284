//! Receipts: typing a code, and the whole story behind it.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, web};
use askama::Template;
use kenes_api::blocking;
use kenes_api::state::AppState;
use kenes_domain::language::Locale;
use kenes_domain::receipt::ReceiptCode;
use kenes_service::contributions::{self, Receipt};
use kenes_service::error::ServiceError;
use serde::Deserialize;

use super::contribution::{Card, card, disposition_text, kenes_due};
use super::{locale, name, problem, render};
use crate::cache::plain;
use crate::format;
use crate::i18n::Texts;
use crate::shell::{Shell, Styles};

#[derive(Template)]
#[template(path = "receipts.html")]
struct ReceiptsPage {
    shell: Shell,
    code: String,
    error: String,
}

/// A typed code.
#[derive(Debug, Deserialize)]
pub struct CodeQuery {
    code: Option<String>,
}

/// Typing a code. A well-formed one leads to its story, one with a typing error back with a word about it.
pub async fn get_receipts(
    state: web::Data<AppState>,
    path: web::Path<String>,
    query: web::Query<CodeQuery>,
) -> HttpResponse {
    let locale = locale(&path);
    let typed = query.into_inner().code.unwrap_or_default();
    let texts = Texts { locale };
    let (status, error) = match ReceiptCode::parse(&typed) {
        Ok(code) => {
            return HttpResponse::SeeOther()
                .insert_header((LOCATION, format!("/{locale}/receipts/{}", code.printed())))
                .finish();
        }
        Err(_) if typed.trim().is_empty() => (StatusCode::OK, String::new()),
        Err(_) => (StatusCode::UNPROCESSABLE_ENTITY, texts.t("help-receipt-mistyped").into_owned()),
    };
    let shell = Shell::new(locale, Styles::Program, &state.public_url, "/receipts".to_owned())
        .titled(texts.t("receipts-title"), texts.t("receipts-lead"));
    let page = ReceiptsPage { shell, code: typed, error };
    plain(status, Styles::Program.policy(), page.render().unwrap_or_default())
}

#[derive(Template)]
#[template(path = "receipt.html")]
struct ReceiptPage {
    shell: Shell,
    code: String,
    link: String,
    promise: String,
    story: Vec<(String, String)>,
    card: Card,
    words_then: Option<String>,
    words_now: Option<String>,
    proof: String,
    leaf_hash: String,
    back: String,
}

/// The whole story of a contribution. It is private to whoever holds the code, so it is never kept by anybody.
pub async fn get_receipt(state: web::Data<AppState>, path: web::Path<(String, String)>) -> HttpResponse {
    let (first, code) = path.into_inner();
    let locale = locale(&first);
    let service = state.service.clone();
    let public_url = state.public_url.clone();
    let page = blocking::run(move || {
        let demonstration = kenes_service::campaigns::current(&service)?.demonstration;
        let receipt = contributions::receipt(&service, &code)?;
        page(receipt, locale, &public_url, demonstration)
    });
    match page.await {
        Ok(html) => plain(StatusCode::OK, Styles::Program.policy(), html),
        Err(error) => problem(&state, locale, &error).await,
    }
}

fn page(
    receipt: Receipt,
    locale: Locale,
    public_url: &str,
    demonstration: bool,
) -> Result<String, ServiceError> {
    let texts = Texts { locale };
    let own = format!("/receipts/{}", receipt.receipt);
    let mut shell = Shell::new(locale, Styles::Program, public_url, own)
        .titled(texts.t("receipt-title"), texts.t("receipts-lead"));
    shell.demonstration = demonstration;
    let program = &receipt.program;
    let office = name(&program.territory_names, locale);
    let due = kenes_due(&receipt.contribution.due_on, texts);
    let promise = if receipt.contribution.decisions.is_empty() {
        texts.with("receipt-promise", &[("until", &due), ("office", &office)]).into_owned()
    } else {
        texts.t("receipt-answered").into_owned()
    };
    let anchor = receipt.contribution.provision.as_ref().map(|id| format!("#p-{id}")).unwrap_or_default();
    render(&ReceiptPage {
        link: shell.url(),
        promise,
        story: story(&receipt, texts),
        card: card(&receipt.contribution, program, texts),
        proof: match receipt.leaf_index {
            Some(index) => texts
                .a("proof-numbered", "number", &format::number(u64::try_from(index).unwrap_or(0)))
                .into_owned(),
            None => texts.t("proof-waiting").into_owned(),
        },
        back: format!("/{locale}/programs/{}{anchor}", program.id),
        code: receipt.receipt,
        words_then: receipt.words_then,
        words_now: receipt.words_now,
        leaf_hash: receipt.leaf_hash,
        shell,
    })
}

/// What has happened so far, oldest first.
fn story(receipt: &Receipt, texts: Texts) -> Vec<(String, String)> {
    let offset = receipt.program.utc_offset_minutes;
    let day = |at| format::moment(at, offset, texts.locale);
    let contribution = &receipt.contribution;
    let mut steps = vec![(
        day(contribution.received_at),
        texts.t(if contribution.late { "story-received-late" } else { "story-received" }).into_owned(),
    )];
    if !contribution.visibility.is_public() {
        let key = format!("visibility-{}", contribution.visibility);
        steps.push((String::new(), texts.t(&key).into_owned()));
    }
    for decision in contribution.decisions.iter().rev() {
        steps.push((day(decision.published_at), disposition_text(decision.disposition, texts)));
    }
    steps
}
