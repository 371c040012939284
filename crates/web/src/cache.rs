//! Pages rendered once per change and kept as compressed bytes.
//!
//! A kept page is good while its stamp is: the generation of what it shows, and the day (pages say how many days are
//! left). Checking costs no query. The first rendering is compressed quickly; a thread then compresses it again,
//! better, while readers are already served.
//!
//! A page with a form has a [`SLOT`] where each reader gets a text of their own. Such a page is kept as text and
//! compressed quickly for each reader; it costs no query either.

use std::collections::HashMap;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, ETAG, IF_NONE_MATCH, VARY,
};
use actix_web::web::Bytes;
use kenes_api::compression::{Encoding, brotli, compress_once, gzip};

/// Stands in a page where each reader gets a text of their own. It cannot come from a text: [`crate::typo`] leaves
/// control characters out, and fields of a form are refused with them.
pub const SLOT: char = '\u{1}';

/// Most bytes of kept pages. The 216 programs of a campaign in three languages take some 40 MB.
const BYTES_MAX: usize = 128 * 1_024 * 1_024;
/// Quality of the first compression: a page of 300 provisions in some 5 ms.
const QUALITY_FIRST: u32 = 4;
/// Quality of the second: some 300 ms, a quarter smaller.
const QUALITY_BETTER: u32 = 10;
/// Pages waiting for their second compression; past it a page stays as it is.
const QUEUE_MAX: usize = 64;

/// When a kept page stops being good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Generation of what the page shows.
    pub generation: u64,
    /// Day on the clocks of Kazakhstan, as days since 1970.
    pub day: i64,
}

/// What goes with a page, however its bytes are kept.
#[derive(Debug, Clone)]
pub struct Head {
    /// When the page stops being good.
    pub stamp: Stamp,
    /// Distinguishes the pages of this process from those of another.
    pub boot: Arc<str>,
    /// The content security policy.
    pub policy: &'static str,
}

impl Head {
    /// Weak, because the same page may be sent better compressed the next time.
    fn tag(&self) -> String {
        format!("W/\"{}-{}-{}\"", self.boot, self.stamp.generation, self.stamp.day)
    }
}

struct Kept {
    head: Head,
    /// Bytes that it is counted with.
    size: usize,
    body: Body,
}

enum Body {
    /// The same for everybody.
    Common(Common),
    /// The text before and after the slot.
    Personal(String, String),
}

struct Common {
    brotli: RwLock<Bytes>,
    gzip: OnceLock<Option<Bytes>>,
    /// Until the second compression is done.
    html: RwLock<Option<Bytes>>,
}

#[derive(Default)]
struct Pages {
    kept: HashMap<String, Arc<Kept>>,
    bytes: usize,
}

/// The kept pages of one process.
#[derive(Default)]
pub struct PageCache {
    pages: RwLock<Pages>,
    better: OnceLock<SyncSender<Arc<Kept>>>,
}

impl PageCache {
    /// Answers from a kept page: the page itself, or 304 when the reader has it. `None` when there is none that is
    /// still good. `own` makes the text for the slot.
    pub fn answer(
        &self,
        request: &HttpRequest,
        key: &str,
        stamp: Stamp,
        own: impl FnOnce() -> String,
    ) -> Option<HttpResponse> {
        let kept = self.pages.read().unwrap_or_else(PoisonError::into_inner).kept.get(key).cloned()?;
        if kept.head.stamp != stamp {
            return None;
        }
        kept.respond(request, own)
    }

    /// Keeps a freshly rendered page and answers with it.
    pub fn keep(
        &self,
        request: &HttpRequest,
        key: String,
        head: &Head,
        html: String,
        own: impl FnOnce() -> String,
    ) -> HttpResponse {
        let Some(kept) = Kept::new(head.clone(), &html).map(Arc::new) else {
            return once(request, StatusCode::OK, head.policy, html);
        };
        self.insert(key, Arc::clone(&kept));
        if let Body::Common(common) = &kept.body {
            let answer = kept.respond(request, own);
            if self.better.get_or_init(start_better).try_send(Arc::clone(&kept)).is_err() {
                common.forget_html();
            }
            return answer.unwrap_or_else(|| once(request, StatusCode::OK, head.policy, html));
        }
        kept.respond(request, own).unwrap_or_else(|| once(request, StatusCode::OK, head.policy, html))
    }

    fn insert(&self, key: String, kept: Arc<Kept>) {
        let mut pages = self.pages.write().unwrap_or_else(PoisonError::into_inner);
        if pages.bytes + kept.size > BYTES_MAX {
            // Throwing everything away is crude and rare; it needs no order of use to be kept on every request.
            pages.kept.clear();
            pages.bytes = 0;
        }
        pages.bytes += kept.size;
        if let Some(old) = pages.kept.insert(key, kept) {
            pages.bytes -= old.size;
        }
    }
}

impl Kept {
    fn new(head: Head, html: &str) -> Option<Self> {
        if let Some((before, after)) = html.split_once(SLOT) {
            let body = Body::Personal(before.to_owned(), after.to_owned());
            return Some(Self { head, size: html.len(), body });
        }
        let quick = brotli(html.as_bytes(), QUALITY_FIRST)?;
        // Brotli, and gzip, which takes about as much.
        let size = quick.len() * 2;
        let body = Body::Common(Common {
            brotli: RwLock::new(Bytes::from(quick)),
            gzip: OnceLock::new(),
            html: RwLock::new(Some(Bytes::copy_from_slice(html.as_bytes()))),
        });
        Some(Self { head, size, body })
    }

    fn respond(&self, request: &HttpRequest, own: impl FnOnce() -> String) -> Option<HttpResponse> {
        let tag = self.head.tag();
        if reader_has(request, &tag) {
            return Some(
                HttpResponse::NotModified()
                    .insert_header((ETAG, tag))
                    .insert_header((VARY, "accept-encoding"))
                    .insert_header((CACHE_CONTROL, self.cache_control()))
                    // Browsers take over the headers of a 304: without its own policy the page would get that of data.
                    .insert_header((CONTENT_SECURITY_POLICY, self.head.policy))
                    .finish(),
            );
        }
        let wanted = Encoding::negotiate(request.headers());
        let (body, encoding) = match &self.body {
            Body::Common(common) => (common.bytes(wanted)?, wanted),
            Body::Personal(before, after) => {
                let html = [before, own().as_str(), after].concat();
                let (body, encoding) = compress_once(html.into_bytes(), wanted);
                (Bytes::from(body), encoding)
            }
        };
        let mut response = HttpResponse::Ok();
        response.insert_header((ETAG, tag)).insert_header((CACHE_CONTROL, self.cache_control()));
        Some(html_response(&mut response, self.head.policy, encoding, body))
    }

    fn cache_control(&self) -> &'static str {
        match self.body {
            Body::Common(_) => "no-cache",
            Body::Personal(..) => "private, no-cache",
        }
    }
}

impl Common {
    /// The page in an encoding. Nearly every client takes compressed bytes; for others there is `None` as soon as the
    /// text is forgotten, and the page is rendered anew.
    fn bytes(&self, encoding: Encoding) -> Option<Bytes> {
        match encoding {
            Encoding::Brotli => Some(self.brotli.read().unwrap_or_else(PoisonError::into_inner).clone()),
            Encoding::Gzip => self.gzip.get_or_init(|| self.make_gzip()).clone(),
            Encoding::Identity => self.html.read().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }

    /// gzip of the page; made on demand while the page is still at hand.
    fn make_gzip(&self) -> Option<Bytes> {
        let html = self.html.read().unwrap_or_else(PoisonError::into_inner).clone()?;
        gzip(&html, 6).map(Bytes::from)
    }

    fn compress_better(&self) {
        let html = self.html.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(better) = html.and_then(|html| brotli(&html, QUALITY_BETTER)) {
            *self.brotli.write().unwrap_or_else(PoisonError::into_inner) = Bytes::from(better);
        }
        self.forget_html();
    }

    fn forget_html(&self) {
        self.gzip.get_or_init(|| self.make_gzip());
        *self.html.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

fn reader_has(request: &HttpRequest, tag: &str) -> bool {
    let known = request.headers().get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    known.is_some_and(|known| known.split(',').any(|candidate| candidate.trim() == tag))
}

fn start_better() -> SyncSender<Arc<Kept>> {
    let (queue, pages) = sync_channel::<Arc<Kept>>(QUEUE_MAX);
    let spawned = std::thread::Builder::new().name("kenes-compress".to_owned()).spawn(move || {
        for kept in pages {
            if let Body::Common(common) = &kept.body {
                common.compress_better();
            }
        }
    });
    if let Err(error) = spawned {
        tracing::warn!(%error, "pages are compressed once only");
    }
    queue
}

/// A page for one answer, which nobody keeps: a problem, a receipt, a form that comes back.
pub fn once(request: &HttpRequest, status: StatusCode, policy: &'static str, html: String) -> HttpResponse {
    let (body, encoding) = compress_once(html.into_bytes(), Encoding::negotiate(request.headers()));
    let mut response = HttpResponse::build(status);
    response.insert_header((CACHE_CONTROL, "no-store"));
    html_response(&mut response, policy, encoding, Bytes::from(body))
}

fn html_response(
    response: &mut actix_web::HttpResponseBuilder,
    policy: &'static str,
    encoding: Encoding,
    body: Bytes,
) -> HttpResponse {
    response
        .insert_header((VARY, "accept-encoding"))
        .insert_header((CONTENT_SECURITY_POLICY, policy))
        .content_type("text/html; charset=utf-8");
    if let Some(encoding) = encoding.header() {
        response.insert_header((CONTENT_ENCODING, encoding));
    }
    response.body(body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::body::to_bytes;
    use actix_web::http::header::ACCEPT_ENCODING;
    use actix_web::test::TestRequest;

    const STAMP: Stamp = Stamp { generation: 7, day: 20_000 };

    fn head() -> Head {
        Head { stamp: STAMP, boot: Arc::from("boot"), policy: "default-src 'none'" }
    }

    async fn text(response: HttpResponse) -> String {
        String::from_utf8(to_bytes(response.into_body()).await.unwrap().to_vec()).unwrap()
    }

    #[actix_web::test]
    async fn a_kept_page_is_good_until_its_stamp_changes() {
        let cache = PageCache::default();
        let request = TestRequest::default().insert_header((ACCEPT_ENCODING, "br")).to_http_request();
        let page = "<p>бет</p>".repeat(300);
        cache.keep(&request, "key".to_owned(), &head(), page, String::new);
        let again = cache.answer(&request, "key", STAMP, String::new).unwrap();
        assert_eq!(again.headers().get(CONTENT_ENCODING).unwrap(), "br");
        let tag = again.headers().get(ETAG).unwrap().clone();
        let knowing = TestRequest::default().insert_header((IF_NONE_MATCH, tag)).to_http_request();
        let same = cache.answer(&knowing, "key", STAMP, String::new).unwrap();
        assert_eq!(same.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(same.headers().get(CONTENT_SECURITY_POLICY), again.headers().get(CONTENT_SECURITY_POLICY));
        for stale in [Stamp { generation: 8, ..STAMP }, Stamp { day: 20_001, ..STAMP }] {
            assert!(cache.answer(&request, "key", stale, String::new).is_none());
        }
    }

    #[actix_web::test]
    async fn each_reader_gets_a_text_of_their_own() {
        let cache = PageCache::default();
        let request = TestRequest::default().to_http_request();
        let page = format!("<input value=\"{SLOT}\">");
        let first = cache.keep(&request, "form".to_owned(), &head(), page, || "one".to_owned());
        assert_eq!(first.headers().get(CACHE_CONTROL).unwrap(), "private, no-cache");
        assert_eq!(text(first).await, "<input value=\"one\">");
        let second = cache.answer(&request, "form", STAMP, || "two".to_owned()).unwrap();
        assert_eq!(text(second).await, "<input value=\"two\">");
    }

    #[test]
    fn the_bytes_kept_are_counted() {
        let cache = PageCache::default();
        let html = format!("{SLOT}{}", "a".repeat(BYTES_MAX / 2));
        for key in ["a", "a", "b"] {
            cache.insert(key.to_owned(), Arc::new(Kept::new(head(), &html).unwrap()));
        }
        let pages = cache.pages.read().unwrap();
        assert_eq!(pages.kept.len(), 1, "two of them are too much");
        assert_eq!(pages.bytes, html.len());
    }
}
