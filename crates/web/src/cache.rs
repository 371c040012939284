//! Pages rendered once per change and kept as compressed bytes.
//!
//! A kept page is good while its stamp is: the generation of what it shows, and the day (pages say how many days are
//! left). Checking costs no query. The first rendering is compressed quickly; a thread then compresses it again,
//! better, while readers are already served.

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
use kenes_api::compression::{Encoding, brotli, gzip};

/// Most pages kept. One of 300 provisions takes some 40 KB, so this bounds the cache near 80 MB in the worst case.
const PAGES_MAX: usize = 2_048;
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

struct Kept {
    stamp: Stamp,
    tag: String,
    policy: &'static str,
    brotli: RwLock<Bytes>,
    gzip: OnceLock<Option<Bytes>>,
    html: RwLock<Option<Bytes>>,
}

/// The kept pages of one process.
#[derive(Default)]
pub struct PageCache {
    pages: RwLock<HashMap<String, Arc<Kept>>>,
    better: OnceLock<SyncSender<Arc<Kept>>>,
}

impl PageCache {
    /// Answers from a kept page: the page itself, or 304 when the reader has it. `None` when there is none that is
    /// still good.
    pub fn answer(&self, request: &HttpRequest, key: &str, stamp: Stamp) -> Option<HttpResponse> {
        let kept = self.pages.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned()?;
        if kept.stamp != stamp {
            return None;
        }
        kept.respond(request)
    }

    /// Keeps a freshly rendered page and answers with it.
    pub fn keep(
        &self,
        request: &HttpRequest,
        key: String,
        stamp: Stamp,
        boot: &str,
        policy: &'static str,
        html: String,
    ) -> HttpResponse {
        let html = Bytes::from(html);
        let Some(quick) = brotli(&html, QUALITY_FIRST) else {
            return plain(StatusCode::OK, policy, html);
        };
        let kept = Arc::new(Kept {
            stamp,
            tag: format!("W/\"{boot}-{}-{}\"", stamp.generation, stamp.day),
            policy,
            brotli: RwLock::new(Bytes::from(quick)),
            gzip: OnceLock::new(),
            html: RwLock::new(Some(html.clone())),
        });
        let mut pages = self.pages.write().unwrap_or_else(PoisonError::into_inner);
        if pages.len() >= PAGES_MAX && !pages.contains_key(&key) {
            // Throwing everything away is crude and rare; it needs no order of use to be kept on every request.
            pages.clear();
        }
        pages.insert(key, Arc::clone(&kept));
        drop(pages);
        let answer = kept.respond(request).unwrap_or_else(|| plain(StatusCode::OK, policy, html));
        let better = self.better.get_or_init(start_better);
        if better.try_send(Arc::clone(&kept)).is_err() {
            kept.forget_html();
        }
        answer
    }
}

impl Kept {
    fn respond(&self, request: &HttpRequest) -> Option<HttpResponse> {
        let known = request.headers().get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        if known.is_some_and(|known| known.split(',').any(|candidate| candidate.trim() == self.tag)) {
            return Some(
                HttpResponse::NotModified()
                    .insert_header((ETAG, self.tag.clone()))
                    .insert_header((VARY, "accept-encoding"))
                    .finish(),
            );
        }
        let encoding = Encoding::negotiate(request.headers());
        let body = match encoding {
            Encoding::Brotli => self.brotli.read().unwrap_or_else(PoisonError::into_inner).clone(),
            Encoding::Gzip => self.gzip.get_or_init(|| self.make_gzip()).clone()?,
            // Nearly every client takes compressed bytes; for the others the page is rendered anew.
            Encoding::Identity => self.html.read().unwrap_or_else(PoisonError::into_inner).clone()?,
        };
        let mut response = HttpResponse::Ok();
        response
            .insert_header((ETAG, self.tag.clone()))
            .insert_header((VARY, "accept-encoding"))
            .insert_header((CACHE_CONTROL, "no-cache"))
            .insert_header((CONTENT_SECURITY_POLICY, self.policy))
            .content_type("text/html; charset=utf-8");
        if let Some(encoding) = encoding.header() {
            response.insert_header((CONTENT_ENCODING, encoding));
        }
        Some(response.body(body))
    }

    /// gzip of the page; made on demand while the page is still at hand.
    fn make_gzip(&self) -> Option<Bytes> {
        let html = self.html.read().unwrap_or_else(PoisonError::into_inner).clone()?;
        gzip(&html, 6).map(Bytes::from)
    }

    fn forget_html(&self) {
        self.gzip.get_or_init(|| self.make_gzip());
        *self.html.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

fn start_better() -> SyncSender<Arc<Kept>> {
    let (queue, pages) = sync_channel::<Arc<Kept>>(QUEUE_MAX);
    let spawned = std::thread::Builder::new().name("kenes-compress".to_owned()).spawn(move || {
        for kept in pages {
            let html = kept.html.read().unwrap_or_else(PoisonError::into_inner).clone();
            if let Some(better) = html.and_then(|html| brotli(&html, QUALITY_BETTER)) {
                *kept.brotli.write().unwrap_or_else(PoisonError::into_inner) = Bytes::from(better);
            }
            kept.forget_html();
        }
    });
    if let Err(error) = spawned {
        tracing::warn!(%error, "pages are compressed once only");
    }
    queue
}

/// A page that is not kept.
pub fn plain(status: StatusCode, policy: &'static str, html: impl Into<Bytes>) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((CONTENT_SECURITY_POLICY, policy))
        .insert_header((CACHE_CONTROL, "no-store"))
        .content_type("text/html; charset=utf-8")
        .body(html.into())
}
