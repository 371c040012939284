//! The form of a contribution: its fields as typed, what is wrong with them, and how it is read from a request.

use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use kenes_api::problem::field_code;
use kenes_domain::contribution::{FieldError, FieldReason};
use kenes_domain::input::TextError;
use kenes_service::contributions::Submission;

use crate::cache::once;
use crate::format;
use crate::i18n::Texts;
use crate::pages::{self, ErrorPage};
use crate::shell::Shell;
use crate::styles::Styles;

/// Most bytes of a form: three files of 8 MiB, and a text far longer than any that is taken, so that it comes back to the
/// person who wrote it.
const BYTES_MAX: usize = 32 * 1_024 * 1_024;
/// Most fields of a form; ours have some fifteen.
const FIELDS_MAX: usize = 64;

/// The form as filled in so far.
#[derive(Debug, Clone, Default)]
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
    /// What is wrong today, of a proposal.
    pub problem: String,
    /// What a proposal would cost, as typed; empty for unknown.
    pub cost: String,
    /// Where in the territory.
    pub place: String,
    /// Name to show.
    pub name: String,
    /// Address for the answer.
    pub email: String,
    /// A field that people do not see; programs fill it in.
    pub website: String,
    /// Version of the consent that the page showed.
    pub consent: String,
    /// What the browser has to work on; empty unless too much comes from one address.
    pub work: String,
    /// What the browser found.
    pub nonce: String,
    /// The files.
    pub files: Vec<Vec<u8>>,
    /// What was refused.
    pub faults: Vec<Fault>,
    /// Fields that were no text.
    pub unreadable: Vec<&'static str>,
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
    /// Reads a form, sent plainly or with files. What cannot be read is answered with a page.
    pub async fn read(request: &HttpRequest, payload: web::Payload) -> Result<Self, HttpResponse> {
        let bytes = match payload.to_bytes_limited(BYTES_MAX).await {
            Ok(Ok(bytes)) => bytes,
            Ok(Err(_)) => return Err(unreadable(request, StatusCode::BAD_REQUEST, "unreadable-form")),
            Err(_) => return Err(unreadable(request, StatusCode::PAYLOAD_TOO_LARGE, "too-large")),
        };
        let kind =
            request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let fields = if kind.starts_with("multipart/form-data") {
            kind.split_once("boundary=").and_then(|(_, boundary)| parts(&bytes, boundary.trim_matches('"')))
        } else if kind.starts_with("application/x-www-form-urlencoded") {
            Some(pairs(&bytes))
        } else {
            None
        };
        let fields = fields.ok_or_else(|| unreadable(request, StatusCode::BAD_REQUEST, "unreadable-form"))?;
        Ok(Self::of(fields))
    }

    fn of(fields: Vec<(String, Vec<u8>)>) -> Self {
        let mut form = Self::default();
        for (name, bytes) in fields {
            if name == "attachments" {
                if !bytes.is_empty() {
                    form.files.push(bytes);
                }
                continue;
            }
            let Some((id, field)) = form.field_mut(&name) else { continue };
            match String::from_utf8(bytes) {
                Ok(text) => *field = text,
                Err(error) => {
                    *field = String::from_utf8_lossy(error.as_bytes()).into_owned();
                    form.unreadable.push(id);
                }
            }
        }
        form
    }

    fn field_mut(&mut self, name: &str) -> Option<(&'static str, &mut String)> {
        Some(match name {
            "key" => ("text", &mut self.key),
            "kind" => ("kind", &mut self.kind),
            "language" => ("language", &mut self.language),
            "text" => ("text", &mut self.text),
            "quote" => ("quote", &mut self.quote),
            "problem" => ("problem", &mut self.problem),
            "cost" => ("cost", &mut self.cost),
            "place" => ("place", &mut self.place),
            "name" => ("name", &mut self.name),
            "email" => ("email", &mut self.email),
            "website" => ("text", &mut self.website),
            "consent" => ("text", &mut self.consent),
            "work" => ("text", &mut self.work),
            "nonce" => ("text", &mut self.nonce),
            _ => return None,
        })
    }

    /// The submission for which the form stands, at a place that the caller adds. Fields that the service could not see
    /// for what they are (bytes that are no text, a cost that is no number) are faults at once.
    pub fn submission(&self) -> Result<Submission, Vec<FieldError>> {
        let mut errors: Vec<FieldError> =
            self.unreadable.iter().map(|field| FieldError { field, reason: FieldReason::Encoding }).collect();
        let optional = |text: &String| Some(text.clone()).filter(|text| !text.trim().is_empty());
        let cost = self.cost.replace([' ', '\u{a0}', '\u{202f}'], "");
        let cost_tenge = match cost.trim_end_matches(['₸', '.']).parse::<i64>() {
            _ if cost.is_empty() => None,
            Ok(cost) if cost >= 0 => Some(cost),
            Ok(_) | Err(_) => {
                errors.push(FieldError { field: "cost", reason: FieldReason::Range });
                None
            }
        };
        let problem = optional(&self.problem);
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(Submission {
            kind: self.kind.clone(),
            language: self.language.clone(),
            text: self.text.clone(),
            quote: optional(&self.quote),
            place: self.place.clone(),
            name: self.name.clone(),
            email: self.email.clone(),
            // Whoever says what is wrong or what it costs makes a proposal; its text says what should be done.
            solution: (problem.is_some() || cost_tenge.is_some()).then(|| self.text.clone()),
            problem,
            cost_tenge,
            idempotency_key: optional(&self.key),
            consent: optional(&self.consent),
            attachments: self.files.clone(),
            ..Submission::default()
        })
    }

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
    let mut faults: Vec<Fault> = Vec::new();
    for error in errors {
        let fault = Fault { field: field(error), text: fault(error, texts) };
        // The text of a proposal is its solution too; one fault is said once.
        if !faults.iter().any(|known| known.field == fault.field && known.text == fault.text) {
            faults.push(fault);
        }
    }
    faults
}

/// The id of the form's field that an error is about.
fn field(error: &FieldError) -> &'static str {
    match error.field {
        "kind" | "language" | "text" | "quote" | "problem" | "cost" | "place" | "name" | "email"
        | "attachments" => error.field,
        "proposal.problem" => "problem",
        "proposal.cost" => "cost",
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

fn unreadable(request: &HttpRequest, status: StatusCode, code: &str) -> HttpResponse {
    let locale = pages::locale(request.match_info().get("locale").unwrap_or_default());
    let page = ErrorPage::new(Shell::new(locale, Styles::Home, "", String::new()), code, Vec::new());
    once(request, status, Styles::Home.policy(), page.render().unwrap_or_default())
}

/// The fields of a plain form (the URL standard, `application/x-www-form-urlencoded`), as bytes.
fn pairs(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    bytes
        .split(|byte| *byte == b'&')
        .take(FIELDS_MAX)
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let name = decoded(halves.next().unwrap_or_default());
            (String::from_utf8_lossy(&name).into_owned(), decoded(halves.next().unwrap_or_default()))
        })
        .collect()
}

fn decoded(bytes: &[u8]) -> Vec<u8> {
    let digit = |at: usize| {
        bytes
            .get(at)
            .and_then(|byte| char::from(*byte).to_digit(16))
            .and_then(|digit| u8::try_from(digit).ok())
    };
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match (byte, digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                decoded.push(high * 16 + low);
                at += 2;
            }
            (b'+', ..) => decoded.push(b' '),
            (other, ..) => decoded.push(*other),
        }
        at += 1;
    }
    decoded
}

/// The parts of a form with files (RFC 7578): name and content of each. `None` when it is no whole form.
fn parts(bytes: &Bytes, boundary: &str) -> Option<Vec<(String, Vec<u8>)>> {
    let delimiter = [b"\r\n--", boundary.as_bytes()].concat();
    let mut rest = bytes.strip_prefix(delimiter.get(2..)?)?;
    let mut parts = Vec::new();
    while !rest.starts_with(b"--") {
        if parts.len() >= FIELDS_MAX {
            return None;
        }
        let (head, after) = cut(rest.strip_prefix(b"\r\n")?, b"\r\n\r\n")?;
        let (content, next) = content(after, &delimiter)?;
        let head = String::from_utf8_lossy(head);
        let (_, name) = head.split_once(" name=\"")?;
        let (name, _) = name.split_once('"')?;
        parts.push((name.to_owned(), content.to_vec()));
        rest = next;
    }
    Some(parts)
}

/// A part's content and what stands behind its delimiter, which ends with the line or with two hyphens: a longer line
/// belongs to the content.
fn content<'b>(bytes: &'b [u8], delimiter: &[u8]) -> Option<(&'b [u8], &'b [u8])> {
    let mut length = 0;
    let mut rest = bytes;
    loop {
        let (before, after) = cut(rest, delimiter)?;
        length += before.len();
        if after.starts_with(b"\r\n") || after.starts_with(b"--") {
            return Some((bytes.get(..length)?, after));
        }
        length += delimiter.len();
        rest = after;
    }
}

/// What stands before and behind the first `mark`.
fn cut<'b>(bytes: &'b [u8], mark: &[u8]) -> Option<(&'b [u8], &'b [u8])> {
    let first = *mark.first()?;
    let mut at = 0;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == first)?;
        if bytes.get(at..)?.starts_with(mark) {
            return Some((bytes.get(..at)?, bytes.get(at + mark.len()..)?));
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_form_keeps_what_is_no_text() {
        let form = Form::of(pairs(b"text=%D0%96%D0%BE%D0%BB+%2B&place=%FFx&unknown=1&kind=problem&&=&text2"));
        assert_eq!((form.text.as_str(), form.kind.as_str()), ("Жол +", "problem"));
        assert_eq!(form.place, "\u{fffd}x");
        let errors = form.submission().unwrap_err();
        assert_eq!(errors, [FieldError { field: "place", reason: FieldReason::Encoding }]);
    }

    #[test]
    fn a_form_with_files_is_read_byte_for_byte() {
        let body = b"--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\na\r\n--xy\r\n--x\r\n\
            Content-Disposition: form-data; name=\"attachments\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n\
            \xff\xd8\r\n\r\n--x\r\nContent-Disposition: form-data; name=\"attachments\"; filename=\"\"\r\n\r\n\r\n--x--\r\n";
        let form = Form::of(parts(&Bytes::from_static(body), "x").unwrap());
        assert_eq!(form.text, "a\r\n--xy");
        assert_eq!(form.files, [vec![0xff, 0xd8, b'\r', b'\n']]);
        for end in 0..body.len() - 4 {
            assert!(parts(&Bytes::from_static(&body[..end]), "x").is_none(), "{end}");
        }
    }

    #[test]
    fn a_cost_is_read_as_people_write_it() {
        let cost = |typed: &str| {
            let form = Form { cost: typed.to_owned(), text: "Көпір".to_owned(), ..Form::default() };
            form.submission().map(|submission| submission.cost_tenge)
        };
        assert_eq!(cost("1 500 000 ₸"), Ok(Some(1_500_000)));
        assert_eq!(cost(""), Ok(None));
        assert!(cost("көп").is_err() && cost("-5").is_err());
    }
}
