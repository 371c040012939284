//! Feeds in Atom (RFC 4287): of a territory, of a program, of the decisions of the whole country.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kenes_api::blocking;
use kenes_api::state::AppState;
use kenes_domain::language::{Bilingual, Locale};
use kenes_domain::timestamp::Timestamp;
use kenes_service::Service;
use kenes_service::error::ServiceError;
use kenes_service::feeds::{self, Entry, Event};
use kenes_service::programs::ProgramCard;
use sha2::{Digest, Sha256};

use super::contribution::disposition_text;
use super::{locale, name, problem};
use crate::i18n::Texts;

/// Seconds for which readers and proxies need not ask again.
const MAX_AGE: &str = "public, max-age=300";
/// Year in the tags of ids (RFC 4151): it never changes, whatever the year is.
const TAG_YEAR: &str = "2026";

#[derive(Template)]
#[template(path = "feed.xml")]
struct Feed {
    locale: Locale,
    id: String,
    title: String,
    subtitle: String,
    updated: String,
    own: String,
    page: String,
    entries: Vec<Item>,
}

struct Item {
    id: String,
    title: String,
    moment: String,
    href: String,
    author: String,
    category: &'static str,
    language: &'static str,
    text: String,
}

/// What is new in a territory and below it.
pub async fn get_territory_feed(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, String)>,
) -> HttpResponse {
    let (first, id) = path.into_inner();
    let writer = Writer::of(&state, &first, format!("/territories/{id}"));
    answer(&request, &state, writer, move |service, texts| {
        let place = kenes_service::territories::get(service, &id)?.territory.names;
        let title = texts.a("feed-program", "name", &name(&place, texts.locale)).into_owned();
        Ok((title, feeds::of_territory(service, &id)?))
    })
    .await
}

/// What is new in a program.
pub async fn get_program_feed(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, String)>,
) -> HttpResponse {
    let (first, id) = path.into_inner();
    let writer = Writer::of(&state, &first, format!("/programs/{id}"));
    answer(&request, &state, writer, move |service, texts| {
        let program = kenes_service::programs::get(service, &id)?;
        let title = texts.a("feed-program", "name", &place(&program, texts.locale)).into_owned();
        Ok((title, feeds::of_program(service, &id)?))
    })
    .await
}

/// The decisions published last.
pub async fn get_decisions_feed(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<String>,
) -> HttpResponse {
    let writer = Writer::of(&state, &path, String::new());
    let writer = Writer { own: "/decisions".to_owned(), ..writer };
    answer(&request, &state, writer, |service, texts| {
        Ok((texts.t("feed-decisions").into_owned(), feeds::of_decisions(service)?))
    })
    .await
}

/// Writes the feed, or says that the reader has it: the tag is the hash of the whole.
async fn answer(
    request: &HttpRequest,
    state: &AppState,
    writer: Writer,
    read: impl FnOnce(&Service, Texts) -> Result<(String, Vec<Entry>), ServiceError> + Send + 'static,
) -> HttpResponse {
    let locale = writer.texts.locale;
    if let Err(error) = state.limiter.check_read(request) {
        return super::with_retry(problem(request, state, locale, &error).await, &error);
    }
    let service = state.service.clone();
    let written = blocking::run(move || {
        let (title, entries) = read(&service, writer.texts)?;
        writer.write(&title, &entries)
    })
    .await;
    match written {
        Ok(xml) => {
            let tag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(Sha256::digest(xml.as_bytes())));
            let known = request.headers().get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
            let same = |candidate: &str| {
                let candidate = candidate.trim();
                candidate == "*" || candidate.trim_start_matches("W/") == tag
            };
            if known.is_some_and(|known| known.split(',').any(same)) {
                return HttpResponse::NotModified()
                    .insert_header((ETAG, tag))
                    .insert_header((CACHE_CONTROL, MAX_AGE))
                    .finish();
            }
            HttpResponse::Ok()
                .insert_header((CONTENT_TYPE, "application/atom+xml; charset=utf-8"))
                .insert_header((ETAG, tag))
                .insert_header((CACHE_CONTROL, MAX_AGE))
                .body(xml)
        }
        Err(error) => problem(request, state, locale, &error).await,
    }
}

struct Writer {
    texts: Texts,
    site: String,
    /// Path of the page behind the language.
    page: String,
    /// Path of the feed behind the language, without its last part.
    own: String,
}

impl Writer {
    fn of(state: &AppState, first: &str, page: String) -> Self {
        let texts = Texts { locale: locale(first) };
        Self { texts, site: state.public_url.to_string(), own: page.clone(), page }
    }

    fn write(&self, title: &str, entries: &[Entry]) -> Result<String, ServiceError> {
        let locale = self.texts.locale;
        // A feed without entries is as old as time.
        let updated = entries.iter().map(Entry::moment).max().unwrap_or(Timestamp::from_micros(0));
        let feed = Feed {
            locale,
            id: self.tag(&format!("feed/{locale}{}", self.own)),
            title: printable(title),
            subtitle: self.texts.t("brand").into_owned(),
            updated: updated.rfc3339(),
            own: format!("{}/{locale}{}/feed.atom", self.site, self.own),
            page: format!("{}/{locale}{}", self.site, self.page),
            entries: entries.iter().map(|entry| self.item(entry)).collect(),
        };
        feed.render().map_err(|error| ServiceError::Internal(error.to_string()))
    }

    fn item(&self, entry: &Entry) -> Item {
        let (texts, locale) = (self.texts, self.texts.locale);
        let place = place(&entry.program, locale);
        let program = format!("{}/{locale}/programs/{}", self.site, entry.program.id);
        let site = texts.t("brand").into_owned();
        let mut item = Item {
            id: String::new(),
            title: String::new(),
            moment: entry.moment().rfc3339(),
            href: program.clone(),
            author: site.clone(),
            category: "edition",
            language: locale.as_str(),
            text: String::new(),
        };
        match &entry.event {
            Event::Contribution(contribution) => {
                let kind = texts.t(&format!("kind-{}", contribution.kind.as_str().replace('_', "-")));
                item.id = self.tag(&format!("contribution/{}", contribution.id));
                item.title = titled(&kind, contribution.provision_label.as_deref(), &place);
                if let Some(provision) = &contribution.provision {
                    item.href = format!("{program}/{provision}");
                }
                item.author = contribution.name.clone().unwrap_or(site);
                item.category = "contribution";
                item.language = contribution.language.as_str();
                item.text = contribution.text.clone().unwrap_or_default();
            }
            Event::Decision(contribution, decision) => {
                let word = disposition_text(decision.disposition, texts);
                item.id =
                    self.tag(&format!("decision/{}/{}", contribution.id, decision.published_at.micros()));
                item.title = titled(&word, contribution.provision_label.as_deref(), &place);
                if let Some(provision) = &contribution.provision {
                    item.href = format!("{program}/{provision}");
                }
                item.author = best(&decision.office, locale).map_or(site, |(_, office)| office);
                item.category = "decision";
                if let Some((language, reason)) = best(&decision.reason, locale) {
                    item.language = language;
                    item.text = reason;
                }
            }
            Event::Edition { number, .. } => {
                let edition = texts.a("feed-entry-edition", "number", &number.to_string());
                item.id = self.tag(&format!("edition/{}/{number}", entry.program.id));
                item.title = titled(&edition, None, &place);
                item.href = format!("{program}/editions/{number}");
                item.text.clone_from(&item.title);
            }
        }
        item.title = printable(&item.title);
        item.author = printable(&item.author);
        item.text = printable(&item.text);
        item
    }

    /// An id that stays the same for ever (RFC 4151). Entries of different languages are different entries.
    fn tag(&self, rest: &str) -> String {
        let host = self.site.split("://").last().unwrap_or_default();
        let host = host.split([':', '/']).next().unwrap_or_default();
        format!("tag:{host},{TAG_YEAR}:{}/{rest}", self.texts.locale)
    }
}

fn titled(what: &str, label: Option<&str>, place: &str) -> String {
    match label.filter(|label| !label.is_empty()) {
        Some(label) => format!("{what}: {label}, {place}"),
        None => format!("{what}: {place}"),
    }
}

/// A territory with the one above it: names repeat in the country.
fn place(program: &ProgramCard, locale: Locale) -> String {
    let own = name(&program.territory_names, locale);
    match &program.parent_names {
        Some(parent) => format!("{own}, {}", name(parent, locale)),
        None => own,
    }
}

fn best(text: &Bilingual, locale: Locale) -> Option<(&'static str, String)> {
    text.best(locale.content_language()).map(|(language, text)| (language.as_str(), text.to_owned()))
}

/// A text without the characters that XML 1.0 cannot hold, not even escaped.
fn printable(text: &str) -> String {
    text.chars()
        .filter(
            |c| matches!(c, '\t' | '\n' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..),
        )
        .collect()
}
