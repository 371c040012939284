//! The journal of public acts.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use kenes_api::state::AppState;
use kenes_domain::language::Locale;
use kenes_service::Service;
use kenes_service::error::ServiceError;

use super::{Key, kept, locale, render};
use crate::format;
use crate::i18n::Texts;
use crate::request::Parameters;
use crate::shell::Shell;
use crate::styles::Styles;

/// Acts shown at once.
const SHOWN: i64 = 50;
/// Characters of a hash that are shown.
const HASH_SHOWN: usize = 16;

#[derive(Template)]
#[template(path = "journal.html")]
struct JournalPage {
    shell: Shell,
    head: Option<Head>,
    acts: Vec<Act>,
    older: Option<String>,
}

/// The signed state of the journal.
struct Head {
    signed: String,
    witnesses: Vec<String>,
    root: String,
}

/// A line of the journal.
struct Act {
    number: String,
    when: String,
    what: String,
    place: String,
    hash: String,
}

/// Public acts, newest first, from the one before `?before=` downwards.
pub async fn get_journal(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<String>,
) -> HttpResponse {
    let locale = locale(&path);
    let before: Option<i64> = Parameters::of(&request).get("before").and_then(|number| number.parse().ok());
    let (service, public_url) = (state.service.clone(), state.public_url.clone());
    let path = before.map_or_else(|| "/journal".to_owned(), |number| format!("/journal?before={number}"));
    let key = Key { locale, path: path.clone(), styles: Styles::Provision, program: None };
    kept(&request, &state, key, move || page(&service, locale, &public_url, path, before)).await
}

fn page(
    service: &Service,
    locale: Locale,
    public_url: &str,
    path: String,
    before: Option<i64>,
) -> Result<String, ServiceError> {
    let texts = Texts { locale };
    let size = service.backlog()?.acts;
    let end = before.unwrap_or(size).clamp(0, size);
    let start = (end - SHOWN).max(0);
    let mut found = service.journal_page(start, (end - start).max(1))?;
    found.retain(|act| act.leaf_index < end);
    found.reverse();
    let mut shell = Shell::new(locale, Styles::Provision, public_url, path)
        .titled(texts.t("journal-title"), texts.t("journal-lead"));
    shell.demonstration = kenes_service::campaigns::current(service)?.demonstration;
    let acts = found
        .iter()
        .map(|act| Act {
            number: format::number(u64::try_from(act.leaf_index).unwrap_or(0)),
            when: format::moment(act.happened_at, super::COUNTRY_OFFSET_MINUTES, locale),
            what: texts.t(&format!("act-{}", act.kind.replace('.', "-"))).into_owned(),
            place: act.place.clone(),
            hash: act.leaf_hash.chars().take(HASH_SHOWN).collect(),
        })
        .collect();
    let when = |at| format::moment(at, super::COUNTRY_OFFSET_MINUTES, locale);
    let head = kenes_service::ledger::publish::head(service)?.map(|head| Head {
        signed: texts
            .with("journal-signed", &[("size", &format::number(head.size)), ("when", &when(head.signed_at))])
            .into_owned(),
        witnesses: head.witnesses.iter().map(|(name, at)| format!("{name}: {}", when(*at))).collect(),
        root: head.root,
    });
    let older = (start > 0).then(|| format!("/{locale}/journal?before={start}"));
    render(&JournalPage { shell, head, acts, older })
}
