//! Meetings about a program, and one meeting with what was said there.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use kenes_api::state::AppState;
use kenes_domain::language::Locale;
use kenes_service::error::ServiceError;
use kenes_service::meetings::{self, MeetingView};
use kenes_service::{Service, programs};

use super::contribution::{Card, card};
use super::program::crumbs;
use super::provision::SHOWN;
use super::{Key, Link, kept, locale, name, plain_words, render, words};
use crate::format;
use crate::i18n::Texts;
use crate::request::{Parameters, encoded};
use crate::shell::{Shell, Words};
use crate::styles::Styles;

#[derive(Template)]
#[template(path = "meetings.html")]
struct MeetingsPage {
    shell: Shell,
    crumbs: Vec<Link>,
    title: String,
    meetings: Vec<Item>,
    more: Option<String>,
}

/// A meeting in a list.
struct Item {
    href: String,
    title: String,
    when: String,
    place: String,
    has_protocol: bool,
}

#[derive(Template)]
#[template(path = "meeting.html")]
struct MeetingPage {
    shell: Shell,
    crumbs: Vec<Link>,
    title: String,
    when: String,
    place: String,
    link: Option<String>,
    notice: Option<Words>,
    protocol: Option<Words>,
    speakers: Vec<String>,
    cards: Vec<Card>,
    more: Option<String>,
    here: String,
}

/// Meetings about a program, latest first.
pub async fn get_meetings(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, String)>,
) -> HttpResponse {
    let (first, program) = path.into_inner();
    let locale = locale(&first);
    let cursor = Parameters::of(&request).get("cursor").map(str::to_owned);
    let path = format!("/programs/{program}/meetings");
    let query = cursor.as_ref().map(|cursor| format!("?cursor={}", encoded(cursor))).unwrap_or_default();
    let (service, public_url) = (state.service.clone(), state.public_url.clone());
    let key = Key {
        locale,
        path: format!("{path}{query}"),
        styles: Styles::Provision,
        program: Some(&program.clone()),
    };
    kept(&request, &state, key, move || {
        list(&service, locale, &public_url, path, &program, cursor.as_deref())
    })
    .await
}

fn list(
    service: &Service,
    locale: Locale,
    public_url: &str,
    path: String,
    program: &str,
    cursor: Option<&str>,
) -> Result<String, ServiceError> {
    let texts = Texts { locale };
    let card = programs::get(service, program)?;
    let found = meetings::list(service, program, cursor, SHOWN)?;
    let title = texts.a("meetings-title", "name", &name(&card.territory_names, locale)).into_owned();
    let more = found.next_cursor.as_ref().map(|cursor| format!("/{locale}{path}?cursor={}", encoded(cursor)));
    let mut shell = Shell::new(locale, Styles::Provision, public_url, path)
        .titled(title.clone(), texts.t("meetings-lead"));
    shell.demonstration = kenes_service::campaigns::current(service)?.demonstration;
    let mut links = crumbs(&card, locale);
    links.push(Link::new(format!("/{locale}/programs/{program}"), texts.t("program")));
    let item = |meeting: &MeetingView| Item {
        href: format!("/{locale}/meetings/{}", meeting.id),
        title: plain_words(&meeting.title, locale),
        when: format::moment(meeting.starts_at, card.utc_offset_minutes, locale),
        place: meeting.place.clone(),
        has_protocol: meeting.protocol.kk.is_some() || meeting.protocol.ru.is_some(),
    };
    render(&MeetingsPage {
        crumbs: links,
        title,
        meetings: found.items.iter().map(item).collect(),
        more,
        shell,
    })
}

/// One meeting.
pub async fn get_meeting(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, String)>,
) -> HttpResponse {
    let (first, id) = path.into_inner();
    let locale = locale(&first);
    let cursor = Parameters::of(&request).get("cursor").map(str::to_owned);
    let path = format!("/meetings/{id}");
    let query = cursor.as_ref().map(|cursor| format!("?cursor={}", encoded(cursor))).unwrap_or_default();
    let (service, public_url) = (state.service.clone(), state.public_url.clone());
    let key = Key { locale, path: format!("{path}{query}"), styles: Styles::Provision, program: None };
    kept(&request, &state, key, move || page(&service, locale, &public_url, path, &id, cursor.as_deref()))
        .await
}

fn page(
    service: &Service,
    locale: Locale,
    public_url: &str,
    path: String,
    id: &str,
    cursor: Option<&str>,
) -> Result<String, ServiceError> {
    let texts = Texts { locale };
    let found = meetings::get(service, id)?;
    let said = meetings::contributions(service, id, cursor, SHOWN)?;
    let (meeting, program) = (found.meeting, found.program);
    let title = plain_words(&meeting.title, locale);
    let here = format!("/{locale}{path}");
    let mut shell = Shell::new(locale, Styles::Provision, public_url, path)
        .titled(title.clone(), format!("{}. {}", meeting.place, plain_words(&meeting.notice, locale)));
    shell.demonstration = kenes_service::campaigns::current(service)?.demonstration;
    let mut links = crumbs(&program, locale);
    links.push(Link::new(format!("/{locale}/programs/{}", program.id), texts.t("program")));
    links.push(Link::new(format!("/{locale}/programs/{}/meetings", program.id), texts.t("meetings")));
    render(&MeetingPage {
        crumbs: links,
        title,
        when: format::moment(meeting.starts_at, program.utc_offset_minutes, locale),
        place: meeting.place,
        link: meeting.link,
        notice: words(&meeting.notice, locale),
        protocol: words(&meeting.protocol, locale),
        speakers: meeting.speakers,
        cards: said.items.iter().map(|item| card(item, &program, texts)).collect(),
        more: said.next_cursor.map(|cursor| format!("{here}?cursor={}#said", encoded(&cursor))),
        here,
        shell,
    })
}
