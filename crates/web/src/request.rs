//! What pages read from a request beside its path.

use std::borrow::Cow;

use actix_web::HttpRequest;
use actix_web::http::header::{ACCEPT_LANGUAGE, COOKIE, HOST, HeaderName, ORIGIN, USER_AGENT};
use actix_web::web::Query;
use kenes_domain::language::Locale;
use sha2::{Digest, Sha256};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The parameters of a query. Those that a page does not know are left aside: messengers add their own to links.
#[derive(Debug, Default)]
pub struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads the query; one that cannot be read is empty.
    pub fn of(request: &HttpRequest) -> Self {
        let query = Query::<Vec<(String, String)>>::from_query(request.query_string());
        Self(query.map(Query::into_inner).unwrap_or_default())
    }

    /// The first value of a parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// The cookie with the signed name of a browser; set when its reader supports something, never before.
pub const VISITOR_COOKIE: &str = "kenes-visitor";
/// Different shuffles. Pages are kept for each, so they are few.
const SHUFFLES: u64 = 32;

/// The value of a cookie.
pub fn cookie(request: &HttpRequest, name: &str) -> Option<String> {
    let lines = request.headers().get_all(COOKIE).filter_map(|value| value.to_str().ok());
    lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value.to_owned())
}

/// The seed of a visitor's shuffle: the same for a day, without anything being stored. `boot` keeps outsiders from
/// working out which address sees which order.
pub fn shuffle_seed(request: &HttpRequest, boot: &str, network: &str, day: i64) -> u64 {
    let mut hash = Sha256::new();
    hash.update(boot);
    if let Some(visitor) = cookie(request, VISITOR_COOKIE) {
        hash.update(visitor);
    } else {
        let agent = request.headers().get(USER_AGENT).map(|value| value.as_bytes().to_vec());
        hash.update(network);
        hash.update(agent.unwrap_or_default());
        hash.update(day.to_be_bytes());
    }
    hash.finalize().iter().take(8).fold(0, |seed, byte| (seed << 8) | u64::from(*byte)) % SHUFFLES
}

/// Where a form leads back to: a path of ours, or nothing.
pub fn own_path(path: &str) -> Option<&str> {
    let is_own = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains(|character: char| character.is_control() || character == '\\');
    is_own.then_some(path)
}

/// The language that the reader's browser asks for first among ours; Kazakh when it asks for none.
pub fn preferred_locale(request: &HttpRequest) -> Locale {
    let header =
        request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    header
        .split(',')
        .filter_map(|item| item.trim().get(..2))
        .find_map(|word| word.to_ascii_lowercase().parse().ok())
        .unwrap_or(Locale::Kk)
}

/// Whether a form was sent from a page of ours. Browsers say so since 2020 with `Sec-Fetch-Site`, older ones with
/// `Origin`; what says neither is no browser that another site could misuse.
pub fn is_same_origin(request: &HttpRequest) -> bool {
    let header =
        |name: &HeaderName| request.headers().get(name).map(|value| value.to_str().unwrap_or_default());
    if let Some(site) = header(&SEC_FETCH_SITE) {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = header(&ORIGIN) else { return true };
    origin.split_once("://").map(|(_, host)| host) == header(&HOST)
}

/// A text as a part of a query: everything but letters, digits and `-_.~` as `%XX`.
pub fn encoded(text: &str) -> Cow<'_, str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    if text.bytes().all(plain) {
        return Cow::Borrowed(text);
    }
    let parts = text
        .bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") });
    Cow::Owned(parts.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn the_first_known_language_wins() {
        for (header, locale) in [
            ("ru-RU,ru;q=0.9,en;q=0.8", Locale::Ru),
            ("fr, en-GB;q=0.7", Locale::En),
            ("KK", Locale::Kk),
            ("fr", Locale::Kk),
            ("қ", Locale::Kk),
        ] {
            let request = TestRequest::default().insert_header((ACCEPT_LANGUAGE, header)).to_http_request();
            assert_eq!(preferred_locale(&request), locale, "{header}");
        }
    }

    #[test]
    fn forms_of_other_sites_are_told_apart() {
        let ask = |headers: &[(&'static str, &'static str)]| {
            let request =
                headers.iter().fold(TestRequest::default(), |request, header| request.insert_header(*header));
            is_same_origin(&request.to_http_request())
        };
        assert!(ask(&[("host", "kenes.example")]));
        assert!(ask(&[("host", "kenes.example"), ("origin", "https://kenes.example")]));
        assert!(!ask(&[("host", "kenes.example"), ("origin", "https://other.example")]));
        assert!(!ask(&[("host", "kenes.example"), ("origin", "null")]));
        assert!(ask(&[("sec-fetch-site", "same-origin"), ("origin", "null")]));
        assert!(!ask(&[("sec-fetch-site", "cross-site")]));
    }

    #[test]
    fn forms_lead_back_to_us_only() {
        assert_eq!(own_path("/kk/programs/a/b?order=newest#c-1"), Some("/kk/programs/a/b?order=newest#c-1"));
        for foreign in ["https://other.example/", "//other.example", "/\\other.example", "/a\r\nb", ""] {
            assert_eq!(own_path(foreign), None, "{foreign:?}");
        }
    }

    #[test]
    fn a_visitor_keeps_the_shuffle_for_a_day() {
        let request = TestRequest::default().to_http_request();
        let seed = |network: &str, day| shuffle_seed(&request, "boot", network, day);
        assert_eq!(seed("192.0.2.7", 1), seed("192.0.2.7", 1));
        let seeds: std::collections::BTreeSet<u64> = (0..200).map(|day| seed("192.0.2.7", day)).collect();
        assert!(seeds.len() > 16 && seeds.iter().all(|seed| *seed < SHUFFLES));
    }

    #[test]
    fn parameters_survive_what_others_add() {
        let request = TestRequest::with_uri("/kk/find?fbclid=x&q=%D0%A8%D0%B0%D0%BB&q=two").to_http_request();
        let parameters = Parameters::of(&request);
        assert_eq!(parameters.get("q"), Some("Шал"));
        assert_eq!(parameters.get("order"), None);
        assert_eq!(encoded("Шал ~1"), "%D0%A8%D0%B0%D0%BB%20~1");
    }
}
