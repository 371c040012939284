//! Signing in, "my page", the second factor. Nothing here is kept: each page is for one reader.

pub mod me;
pub mod second_factor;
pub mod sign_in;

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use kenes_api::state::AppState;
use kenes_domain::language::Locale;
use kenes_service::error::ServiceError;

use super::{locale, problem, status, with_retry};
use crate::cache::once;
use crate::i18n::Texts;
use crate::shell::Shell;
use crate::styles::Styles;

/// Longest path to which a reader is sent back after signing in.
const NEXT_BYTES_MAX: usize = 300;

/// Surroundings of a page that search engines leave alone.
fn shell(state: &AppState, locale: Locale, path: &str, title: &str, lead: &str) -> Shell {
    let texts = Texts { locale };
    let mut shell = Shell::new(locale, Styles::Provision, &state.public_url, path.to_owned())
        .titled(texts.t(title), texts.t(lead));
    shell.private = true;
    shell
}

/// A rendered page for one reader.
fn shown(request: &HttpRequest, status: StatusCode, page: &impl Template) -> HttpResponse {
    match page.render() {
        Ok(html) => once(request, status, Styles::Provision.policy(), html),
        Err(error) => {
            tracing::error!(%error, "a page cannot be written");
            HttpResponse::InternalServerError().finish()
        }
    }
}

/// What is wrong with a form, in the reader's language; `None` when the error belongs on a page of its own.
fn complaint(error: &ServiceError, texts: Texts) -> Option<String> {
    match error {
        ServiceError::Invalid(_) => Some(texts.t("fault-not-an-email").into_owned()),
        ServiceError::CodeWrong => Some(texts.t("help-code-wrong").into_owned()),
        ServiceError::TooMany { .. } => Some(texts.t("sign-in-too-many").into_owned()),
        _ => None,
    }
}

fn to(path: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, path)).finish()
}

/// A path of this site to go back to; anything that could lead elsewhere is none.
fn next(text: &str) -> Option<&str> {
    let inside = text.starts_with('/') && !text.starts_with("//") && text.len() <= NEXT_BYTES_MAX;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.~%".contains(&byte);
    (inside && text.bytes().all(plain)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_away_from_the_site() {
        assert_eq!(next("/kk/me"), Some("/kk/me"));
        for path in
            ["//evil.example", "https://evil.example", "/\\evil.example", "", "/a\r\nb", "/kk?x=1", "me"]
        {
            assert_eq!(next(path), None, "{path}");
        }
        assert_eq!(next(&"/".repeat(NEXT_BYTES_MAX + 1)), None);
    }
}
