//! Checking a receipt: what the journal proves, what it does not, and how anybody checks it without this site.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use kenes_api::state::AppState;
use kenes_domain::language::Locale;
use kenes_service::Service;
use kenes_service::error::ServiceError;
use kenes_service::ledger::receipt::{self, Checked};

use super::{COUNTRY_OFFSET_MINUTES, fresh, locale, render};
use crate::format;
use crate::i18n::Texts;
use crate::request::Parameters;
use crate::shell::Shell;
use crate::styles::Styles;

#[derive(Template)]
#[template(path = "check.html")]
struct CheckPage {
    shell: Shell,
    code: String,
    error: String,
    result: Option<Outcome>,
}

/// What the check of one receipt gave, in words.
struct Outcome {
    entry: String,
    signed: String,
    content: String,
    witnesses: Vec<String>,
    root: String,
    proof: String,
    promise: String,
    /// Whether the act waits for its proof.
    waiting: bool,
}

/// The page with the check of the receipt named by `?code=`, or without one.
pub async fn get_check(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<String>,
) -> HttpResponse {
    let locale = locale(&path);
    let code = Parameters::of(&request).get("code").unwrap_or_default().trim().to_owned();
    let (service, public_url) = (state.service.clone(), state.public_url.clone());
    fresh(&request, &state, locale, Styles::Provision, move || page(&service, locale, &public_url, code))
        .await
}

fn page(service: &Service, locale: Locale, public_url: &str, code: String) -> Result<String, ServiceError> {
    let texts = Texts { locale };
    let mut shell = Shell::new(locale, Styles::Provision, public_url, "/check".to_owned())
        .titled(texts.t("check-title"), texts.t("check-lead"));
    shell.demonstration = kenes_service::campaigns::current(service)?.demonstration;
    shell.private = !code.is_empty();
    let (result, error) = if code.is_empty() {
        (None, String::new())
    } else {
        match receipt::checked(service, &code) {
            Ok(checked) => (Some(result(&checked, &code, texts)), String::new()),
            Err(ServiceError::ReceiptMistyped) => (None, texts.t("help-receipt-mistyped").into_owned()),
            Err(ServiceError::NotFound) => (None, texts.t("check-unknown").into_owned()),
            Err(error) => return Err(error),
        }
    };
    shell.refused = !error.is_empty();
    render(&CheckPage { shell, code, error, result })
}

fn result(checked: &Checked, code: &str, texts: Texts) -> Outcome {
    let when = |at| format::moment(at, COUNTRY_OFFSET_MINUTES, texts.locale);
    let entry = match checked.index {
        Some(index) => texts
            .with(
                "check-entry",
                &[("number", &format::number(index)), ("size", &format::number(checked.size))],
            )
            .into_owned(),
        None => texts.t("proof-waiting").into_owned(),
    };
    Outcome {
        entry,
        signed: texts.a("check-signed", "when", &when(checked.signed_at)).into_owned(),
        content: texts
            .t(if checked.with_content { "check-content" } else { "check-no-content" })
            .into_owned(),
        witnesses: checked.witnesses.iter().map(|(name, at)| format!("{name}: {}", when(*at))).collect(),
        root: checked.root.clone(),
        proof: format!("/api/v1/contributions/{code}/proof"),
        promise: format!("/api/v1/contributions/{code}/promise"),
        waiting: checked.index.is_none(),
    }
}
