//! The form of a contribution: its fields as typed, what is wrong with them, and how it is read from a request.

use actix_web::error::UrlencodedError;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use kenes_api::problem::field_code;
use kenes_domain::contribution::{FieldError, FieldReason};
use kenes_domain::input::TextError;
use serde::Deserialize;

use crate::cache::once;
use crate::format;
use crate::i18n::Texts;
use crate::pages::{self, ErrorPage};
use crate::shell::Shell;
use crate::styles::Styles;

/// Most bytes of a form. The longest contribution takes 18 KB as a form is encoded; far more than that is read, so that
/// a text that is too long comes back to the person who wrote it.
const BYTES_MAX: usize = 1_024 * 1_024;

/// The form as filled in so far.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Form {
    /// Key under which a repeated sending is recognised.
    pub key: String,
    /// A word of `ContributionKind`.
    pub kind: String,
    /// A word of `Language`.
    pub language: String,
    /// The text.
    pub text: String,
    /// Words of the provision that it is about.
    pub quote: String,
    /// Where in the territory.
    pub place: String,
    /// Name to show.
    pub name: String,
    /// Address for the answer.
    pub email: String,
    /// A field that people do not see; programs fill it in.
    pub website: String,
    /// What was refused.
    #[serde(skip)]
    pub faults: Vec<Fault>,
}

/// A field that was refused, and why, in the reader's language.
#[derive(Debug, Clone)]
pub struct Fault {
    /// The id of the field.
    pub field: &'static str,
    /// What is wrong.
    pub text: String,
}

impl Form {
    /// Whether a field was refused.
    pub fn bad(&self, field: &str) -> bool {
        self.faults.iter().any(|fault| fault.field == field)
    }

    /// What is wrong with a field.
    pub fn error(&self, field: &str) -> &str {
        self.faults.iter().find(|fault| fault.field == field).map_or("", |fault| &fault.text)
    }

    /// Ids of what describes a field, for `aria-describedby`.
    pub fn described(&self, field: &str) -> String {
        if self.bad(field) { format!("{field}-hint {field}-error") } else { format!("{field}-hint") }
    }
}

/// The faults of a form, in the reader's language.
pub fn faults(errors: &[FieldError], texts: Texts) -> Vec<Fault> {
    errors.iter().map(|error| Fault { field: field(error), text: fault(error, texts) }).collect()
}

/// The id of the form's field that an error is about.
fn field(error: &FieldError) -> &'static str {
    match error.field {
        "kind" | "language" | "text" | "quote" | "place" | "name" | "email" => error.field,
        _ => "text",
    }
}

fn fault(error: &FieldError, texts: Texts) -> String {
    let limit = match &error.reason {
        FieldReason::Text(TextError::TooLong { limit, .. }) => {
            format::number(u64::try_from(*limit).unwrap_or(0))
        }
        _ => String::new(),
    };
    let code = field_code(&error.reason).replace('_', "-");
    texts.a(&format!("fault-{code}"), "limit", &limit).into_owned()
}

/// Reads forms up to [`BYTES_MAX`]; what cannot be read is answered with a page.
pub fn config() -> web::FormConfig {
    web::FormConfig::default().limit(BYTES_MAX).error_handler(|error, request| {
        let response = unreadable(&error, request);
        actix_web::error::InternalError::from_response(error, response).into()
    })
}

fn unreadable(error: &UrlencodedError, request: &HttpRequest) -> HttpResponse {
    let (status, code) = match error {
        UrlencodedError::Overflow { .. } => (StatusCode::PAYLOAD_TOO_LARGE, "too-large"),
        _ => (StatusCode::BAD_REQUEST, "unreadable-form"),
    };
    let locale = pages::locale(request.match_info().get("locale").unwrap_or_default());
    let page = ErrorPage::new(Shell::new(locale, Styles::Home, "", String::new()), code, Vec::new());
    once(request, status, Styles::Home.policy(), page.render().unwrap_or_default())
}
