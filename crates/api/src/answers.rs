//! Answers to reading requests: kept as compressed bytes until what they show changes, validated by entity tag or
//! date, not sent when the client has them.
//!
//! **Architecture invariant:** an answer that is kept or not modified asks no database and blocks no thread.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, ETAG, HeaderMap, HttpDate, IF_MODIFIED_SINCE, IF_NONE_MATCH,
    LAST_MODIFIED, VARY,
};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use kenes_service::error::ServiceError;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::blocking;
use crate::compression::{Encoding, compress_once};
use crate::problem::Problem;
use crate::state::AppState;

/// Bytes of all kept answers. Past it all are thrown away: crude and rare, and no order of use has to be kept on every
/// request.
const KEPT_BYTES_MAX: usize = 64 * 1_024 * 1_024;
/// An answer larger than this is not kept.
const ANSWER_BYTES_MAX: usize = 4 * 1_024 * 1_024;
/// An answer to a longer path and query is not kept: nobody else asks for it.
const KEY_BYTES_MAX: usize = 256;
/// What an entry costs beside its bytes, roughly.
const ENTRY_BYTES: usize = 256;

const JSON: &str = "application/json";

/// What an answer depends on.
#[derive(Debug, Clone, Copy)]
pub enum Depends<'a> {
    /// On everything public.
    Country,
    /// On one program.
    Program(&'a str),
    /// On what changes without a generation that tells of it: such an answer is worked out each time.
    Now,
}

/// Answers a GET with a value as JSON.
pub async fn answer<T, R>(
    request: &HttpRequest,
    state: &AppState,
    depends: Depends<'_>,
    use_case: impl FnOnce() -> Result<T, ServiceError> + Send + 'static,
) -> Result<HttpResponse, Problem>
where
    T: 'static,
    R: From<T> + Serialize,
{
    let freshness = state.service.freshness();
    // Read before the data: what changes in between makes the kept answer old, never the new data look old.
    let generation = match depends {
        Depends::Country => Some(freshness.country()),
        Depends::Program(id) => Some(freshness.program(id)),
        Depends::Now => None,
    };
    let encoding = Encoding::negotiate(request.headers());
    let key = request.uri().path_and_query().map_or("/", |key| key.as_str());
    let second = state.service.now().micros().div_euclid(1_000_000);
    if let Some(generation) = generation
        && let Some(kept) = state.answers.find(encoding, key, generation)
    {
        return Ok(kept.respond(request, second));
    }
    state.limiter.check_read(request)?;
    let body = blocking::run(move || {
        let value = R::from(use_case()?);
        let json = serde_json::to_vec(&value).map_err(|error| ServiceError::Internal(error.to_string()))?;
        Ok(Body::new(json, encoding))
    })
    .await?;
    let Some(generation) = generation else { return Ok(body.respond(request, JSON)) };
    let kept = Kept { body, generation, since: second };
    let response = kept.respond(request, second);
    state.answers.keep(encoding, key, kept);
    Ok(response)
}

/// A body with its entity tag, ready to be sent in one encoding.
#[derive(Debug, Clone)]
pub struct Body {
    bytes: Bytes,
    encoding: Encoding,
    tag: String,
}

impl Body {
    /// Compresses a body. The tag is the same for the same content in every encoding and in every process, so it is
    /// a weak one.
    pub fn new(content: Vec<u8>, encoding: Encoding) -> Self {
        let mut tag = String::from("W/\"");
        for byte in Sha256::digest(&content).iter().take(12) {
            let _ = write!(tag, "{byte:02x}");
        }
        tag.push('"');
        let (bytes, encoding) = compress_once(content, encoding);
        Self { bytes: Bytes::from(bytes), encoding, tag }
    }

    /// The body, or 304 when the client has it.
    pub fn respond(&self, request: &HttpRequest, content_type: &'static str) -> HttpResponse {
        if matches(request.headers(), &self.tag) == Some(true) {
            return self.not_modified();
        }
        self.whole(content_type)
    }

    fn not_modified(&self) -> HttpResponse {
        self.validated(StatusCode::NOT_MODIFIED).finish()
    }

    fn whole(&self, content_type: &'static str) -> HttpResponse {
        let mut response = self.validated(StatusCode::OK);
        response.content_type(content_type);
        if let Some(encoding) = self.encoding.header() {
            response.insert_header((CONTENT_ENCODING, encoding));
        }
        response.body(self.bytes.clone())
    }

    /// What stands in a 304 as well as in a 200. Kept copies are to be validated each time, which is cheap.
    fn validated(&self, status: StatusCode) -> actix_web::HttpResponseBuilder {
        let mut response = HttpResponse::build(status);
        response
            .insert_header((ETAG, self.tag.as_str()))
            .insert_header((VARY, "accept-encoding"))
            .insert_header((CACHE_CONTROL, "no-cache"));
        response
    }
}

/// Whether the client says that it has this version; `None` when it names no version.
fn matches(headers: &HeaderMap, tag: &str) -> Option<bool> {
    let mut named = headers.get_all(IF_NONE_MATCH).peekable();
    named.peek()?;
    let strong = tag.trim_start_matches("W/");
    let known =
        named.filter_map(|value| value.to_str().ok()).flat_map(|list| list.split(',')).any(|candidate| {
            let candidate = candidate.trim();
            candidate == "*" || candidate.trim_start_matches("W/") == strong
        });
    Some(known)
}

/// An answer with the moment since which it is known to hold.
#[derive(Debug, Clone)]
struct Kept {
    body: Body,
    generation: u64,
    /// Second of UTC in which this generation was first seen here.
    since: i64,
}

impl Kept {
    /// The answer, or 304. `second` is the present.
    ///
    /// The date of last change has whole seconds only. It is told only in later seconds than its own: then a change
    /// that comes after this answer has a later date, and a client that sends the date back never misses it.
    fn respond(&self, request: &HttpRequest, second: i64) -> HttpResponse {
        let known = matches(request.headers(), &self.body.tag).unwrap_or_else(|| {
            let since = request.headers().get(IF_MODIFIED_SINCE).and_then(|value| value.to_str().ok());
            since.and_then(|text| text.parse::<HttpDate>().ok()).is_some_and(|known| {
                second > self.since && date(self.since).is_some_and(|since| SystemTime::from(known) >= since)
            })
        });
        let mut response = if known { self.body.not_modified() } else { self.body.whole(JSON) };
        if second > self.since
            && let Some(since) = date(self.since)
            && let Ok(value) = HttpDate::from(since).to_string().parse()
        {
            response.headers_mut().insert(LAST_MODIFIED, value);
        }
        response
    }

    fn bytes(&self, key: &str) -> usize {
        self.body.bytes.len() + key.len() + ENTRY_BYTES
    }
}

fn date(second: i64) -> Option<SystemTime> {
    u64::try_from(second).ok().map(|seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
}

/// The kept answers of one process.
#[derive(Debug, Default)]
pub struct Answers {
    shelf: RwLock<Shelf>,
}

#[derive(Debug, Default)]
struct Shelf {
    kept: BTreeMap<Encoding, HashMap<String, Kept>>,
    bytes: usize,
}

impl Answers {
    fn find(&self, encoding: Encoding, key: &str, generation: u64) -> Option<Kept> {
        let shelf = self.shelf.read().unwrap_or_else(PoisonError::into_inner);
        let kept = shelf.kept.get(&encoding)?.get(key)?;
        (kept.generation == generation).then(|| kept.clone())
    }

    fn keep(&self, encoding: Encoding, key: &str, kept: Kept) {
        let bytes = kept.bytes(key);
        if bytes > ANSWER_BYTES_MAX || key.len() > KEY_BYTES_MAX {
            return;
        }
        let mut shelf = self.shelf.write().unwrap_or_else(PoisonError::into_inner);
        if shelf.bytes + bytes > KEPT_BYTES_MAX {
            *shelf = Shelf::default();
        }
        shelf.bytes += bytes;
        let before = shelf.kept.entry(encoding).or_default().insert(key.to_owned(), kept);
        if let Some(before) = before {
            shelf.bytes -= before.bytes(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn kept(content: &str, generation: u64, since: i64) -> Kept {
        Kept { body: Body::new(content.into(), Encoding::Identity), generation, since }
    }

    #[test]
    fn a_version_is_known_by_its_tag_in_any_form() {
        let body = Body::new(b"{}".to_vec(), Encoding::Identity);
        let strong = body.tag.trim_start_matches("W/").to_owned();
        for (sent, status) in [
            (body.tag.as_str(), 304),
            (strong.as_str(), 304),
            ("*", 304),
            (&format!("\"a\", {strong}"), 304),
            ("\"a\"", 200),
            ("", 200),
        ] {
            let request = TestRequest::get().insert_header((IF_NONE_MATCH, sent)).to_http_request();
            assert_eq!(body.respond(&request, "application/json").status().as_u16(), status, "{sent}");
        }
        assert_ne!(Body::new(b"[]".to_vec(), Encoding::Identity).tag, body.tag);
    }

    #[test]
    fn a_date_is_told_only_when_it_can_be_trusted() {
        let answer = kept("{}", 1, 1_000);
        let plain = TestRequest::get().to_http_request();
        assert!(answer.respond(&plain, 1_000).headers().get(LAST_MODIFIED).is_none());
        let told = answer.respond(&plain, 1_001);
        let date = told.headers().get(LAST_MODIFIED).unwrap().clone();
        assert_eq!(date, "Thu, 01 Jan 1970 00:16:40 GMT");
        let again = TestRequest::get().insert_header((IF_MODIFIED_SINCE, date.clone())).to_http_request();
        assert_eq!(answer.respond(&again, 1_002).status(), StatusCode::NOT_MODIFIED);
        // The next version is first seen after the date was told, so its own date is later.
        assert_eq!(kept("[]", 2, 1_001).respond(&again, 1_002).status(), StatusCode::OK);
        // A tag that differs counts more than a date that fits.
        let both = TestRequest::get()
            .insert_header((IF_MODIFIED_SINCE, date))
            .insert_header((IF_NONE_MATCH, "\"other\""))
            .to_http_request();
        assert_eq!(answer.respond(&both, 1_002).status(), StatusCode::OK);
    }

    #[test]
    fn an_old_generation_is_not_found_and_the_shelf_is_bounded() {
        let answers = Answers::default();
        answers.keep(Encoding::Gzip, "/a", kept("{}", 1, 0));
        assert!(answers.find(Encoding::Gzip, "/a", 1).is_some());
        assert!(answers.find(Encoding::Gzip, "/a", 2).is_none());
        assert!(answers.find(Encoding::Brotli, "/a", 1).is_none());
        let large = "x".repeat(ANSWER_BYTES_MAX / 2);
        for number in 0..100 {
            answers.keep(Encoding::Identity, &format!("/{number}"), kept(&large, 1, 0));
            let shelf = answers.shelf.read().unwrap();
            let real: usize = shelf.kept.values().flatten().map(|(key, kept)| kept.bytes(key)).sum();
            assert_eq!(shelf.bytes, real);
            assert!(real <= KEPT_BYTES_MAX);
        }
        answers.keep(Encoding::Identity, &"k".repeat(KEY_BYTES_MAX + 1), kept("{}", 1, 0));
        assert!(answers.find(Encoding::Identity, &"k".repeat(KEY_BYTES_MAX + 1), 1).is_none());
    }
}
