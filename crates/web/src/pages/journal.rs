//! The journal of public acts.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use kenes_api::state::AppState;
use kenes_domain::language::Locale;
use kenes_service::Service;
use kenes_service::error::ServiceError;
use serde::Deserialize;

use super::{kept, locale, render};
use crate::format;
use crate::i18n::Texts;
use crate::shell::{Shell, Styles};

/// Acts shown at once.
const SHOWN: i64 = 50;
/// Characters of a hash that are shown.
const HASH_SHOWN: usize = 16;

/// From which act downwards.
#[derive(Debug, Deserialize)]
pub struct JournalQuery {
    before: Option<i64>,
}

#[derive(Template)]
#[template(path = "journal.html")]
struct JournalPage {
    shell: Shell,
    acts: Vec<(String, String, String, String, String)>,
    older: Option<String>,
}

/// Public acts, newest first.
pub async fn get_journal(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<String>,
    query: web::Query<JournalQuery>,
) -> HttpResponse {
    let locale = locale(&path);
    let (service, public_url) = (state.service.clone(), state.public_url.clone());
    kept(&request, &state, locale, Styles::Program, None, move || {
        page(&service, locale, &public_url, query.before)
    })
    .await
}

fn page(
    service: &Service,
    locale: Locale,
    public_url: &str,
    before: Option<i64>,
) -> Result<String, ServiceError> {
    let texts = Texts { locale };
    let size = service.backlog()?.acts;
    let end = before.unwrap_or(size).clamp(0, size);
    let start = (end - SHOWN).max(0);
    let mut found = service.journal_page(start, (end - start).max(1))?;
    found.retain(|act| act.leaf_index < end);
    found.reverse();
    let mut shell = Shell::new(locale, Styles::Program, public_url, "/journal".to_owned())
        .titled(texts.t("journal-title"), texts.t("journal-lead"));
    shell.demonstration = kenes_service::campaigns::current(service)?.demonstration;
    render(&JournalPage {
        acts: found
            .iter()
            .map(|act| {
                let key = format!("act-{}", act.kind.replace('.', "-"));
                (
                    format::number(u64::try_from(act.leaf_index).unwrap_or(0)),
                    format::moment(act.happened_at, super::COUNTRY_OFFSET_MINUTES, locale),
                    texts.t(&key).into_owned(),
                    act.place.clone(),
                    act.leaf_hash.chars().take(HASH_SHOWN).collect(),
                )
            })
            .collect(),
        older: (start > 0).then(|| format!("/{locale}/journal?before={start}")),
        shell,
    })
}
