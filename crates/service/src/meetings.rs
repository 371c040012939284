//! Meetings of a discussion: announced with place, time and notice, told of afterwards with the protocol and who spoke.

use kenes_domain::contribution::{FieldError, FieldReason, LINE_CHARACTERS_MAX};
use kenes_domain::input::{TextError, clean_line, clean_text};
use kenes_domain::journal::{Act, ActKind};
use kenes_domain::language::Bilingual;
use kenes_domain::permission::{Actor, Permission};
use kenes_domain::timestamp::Timestamp;
use kenes_store::Conn;
use kenes_store::meetings::{self as rows, MeetingRow, NewMeeting};
use serde::{Deserialize, Serialize};

use crate::Service;
use crate::authorization;
use crate::contributions::{ContributionView, Page, views};
use crate::error::ServiceError;
use crate::programs::{self, PAGE_ITEMS_MAX, ProgramCard};

/// Most characters of a notice.
pub const NOTICE_CHARACTERS_MAX: usize = 5_000;
/// Most characters of a protocol.
pub const PROTOCOL_CHARACTERS_MAX: usize = 50_000;
/// Most characters of an address.
const LINK_CHARACTERS_MAX: usize = 500;
/// Most people who spoke.
pub const SPEAKERS_MAX: usize = 200;

/// A meeting as everybody may read it.
#[derive(Debug, Clone, Serialize)]
pub struct MeetingView {
    /// Public id.
    pub id: String,
    /// What it is called.
    pub title: Bilingual,
    /// Beginning.
    pub starts_at: Timestamp,
    /// Where.
    pub place: String,
    /// What it is about and who may come.
    pub notice: Bilingual,
    /// Address of the online meeting, `https://…`.
    pub link: Option<String>,
    /// What was said; absent until it took place.
    pub protocol: Bilingual,
    /// Who spoke.
    pub speakers: Vec<String>,
}

/// A meeting with its program.
#[derive(Debug, Clone, Serialize)]
pub struct MeetingPage {
    /// The meeting.
    pub meeting: MeetingView,
    /// The program that it discusses.
    pub program: ProgramCard,
}

/// A meeting as staff give it, before any check.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct MeetingInput {
    /// What it is called; one language is enough to announce it.
    pub title: Bilingual,
    /// Beginning, RFC 3339.
    pub starts_at: String,
    /// Where.
    pub place: String,
    /// What it is about.
    pub notice: Bilingual,
    /// Address of the online meeting.
    pub link: String,
    /// What was said.
    pub protocol: Bilingual,
    /// Who spoke.
    pub speakers: Vec<String>,
}

/// Announces a meeting, or changes an announced one when `meeting` names it; returns its public id.
pub fn save(
    service: &Service,
    actor: &Actor,
    program: &str,
    meeting: Option<&str>,
    input: &MeetingInput,
) -> Result<String, ServiceError> {
    let now = service.now();
    let new = parse(input, now)?;
    let directory = service.directory()?;
    let id = service.new_public_id().to_string();
    let (actor, program) = (actor.clone(), program.to_owned());
    let meeting = meeting.map(str::to_owned);
    service.write(move |conn, acts| {
        let (program, _) = programs::find(conn, &program)?;
        authorization::require(&directory, &actor, Permission::EnterContributions, program.territory_id)?;
        let id = if let Some(known) = &meeting {
            let row = find_in_program(conn, program.id, known)?;
            rows::update(conn, row, &new)?;
            known.clone()
        } else {
            rows::insert(conn, &id, program.id, &new)?;
            id.clone()
        };
        acts.push(
            Act {
                kind: ActKind::MeetingPublished,
                time: now,
                place: directory.territory(program.territory_id)?.state.kato.clone(),
                program: Some(program.public_id.clone()),
                edition: None,
                subject: format!("meeting/{id}"),
                reason: None,
                opening: None,
            },
            Some(program.id),
        );
        Ok(id)
    })
}

fn parse(input: &MeetingInput, now: Timestamp) -> Result<NewMeeting, ServiceError> {
    let mut errors = Vec::new();
    let mut optional = |text: Option<&str>, field: &'static str, limit: usize| match clean_text(
        text.unwrap_or_default(),
        limit,
    ) {
        Ok(text) => Some(text),
        Err(TextError::Empty) => None,
        Err(reason) => {
            errors.push(FieldError { field, reason: reason.into() });
            None
        }
    };
    let (title_kk, title_ru) = (
        optional(input.title.kk.as_deref(), "title.kk", LINE_CHARACTERS_MAX),
        optional(input.title.ru.as_deref(), "title.ru", LINE_CHARACTERS_MAX),
    );
    let (notice_kk, notice_ru) = (
        optional(input.notice.kk.as_deref(), "notice.kk", NOTICE_CHARACTERS_MAX),
        optional(input.notice.ru.as_deref(), "notice.ru", NOTICE_CHARACTERS_MAX),
    );
    let (protocol_kk, protocol_ru) = (
        optional(input.protocol.kk.as_deref(), "protocol.kk", PROTOCOL_CHARACTERS_MAX),
        optional(input.protocol.ru.as_deref(), "protocol.ru", PROTOCOL_CHARACTERS_MAX),
    );
    let link = optional(Some(&input.link), "link", LINK_CHARACTERS_MAX);
    if title_kk.is_none() && title_ru.is_none() {
        errors.push(FieldError { field: "title", reason: TextError::Empty.into() });
    }
    // Anything else could be a script.
    if link.as_ref().is_some_and(|link| !link.starts_with("https://") || link.contains(char::is_whitespace)) {
        errors.push(FieldError { field: "link", reason: FieldReason::UnknownWord });
    }
    let starts_at = Timestamp::parse_rfc3339(&input.starts_at);
    if starts_at.is_none() {
        errors.push(FieldError { field: "starts_at", reason: FieldReason::UnknownWord });
    }
    let place = clean_line(&input.place, LINE_CHARACTERS_MAX)
        .map_err(|reason| errors.push(FieldError { field: "place", reason: reason.into() }))
        .unwrap_or_default();
    if input.speakers.len() > SPEAKERS_MAX {
        errors.push(FieldError { field: "speakers", reason: FieldReason::Range });
    }
    let mut speakers = Vec::new();
    for speaker in input.speakers.iter().take(SPEAKERS_MAX) {
        match clean_line(speaker, LINE_CHARACTERS_MAX) {
            Ok(name) => speakers.push(name),
            Err(TextError::Empty) => {}
            Err(reason) => errors.push(FieldError { field: "speakers", reason: reason.into() }),
        }
    }
    match starts_at {
        Some(starts_at) if errors.is_empty() => Ok(NewMeeting {
            starts_at: starts_at.micros(),
            place,
            title_kk,
            title_ru,
            notice_kk,
            notice_ru,
            protocol_kk,
            protocol_ru,
            link,
            speakers: serde_json::to_string(&speakers)
                .map_err(|error| ServiceError::Internal(error.to_string()))?,
            updated_at: now.micros(),
        }),
        _ => Err(ServiceError::Invalid(errors)),
    }
}

/// A meeting by its public id.
pub fn get(service: &Service, meeting: &str) -> Result<MeetingPage, ServiceError> {
    let directory = service.directory()?;
    service.read(|conn| {
        let row = rows::find(conn, meeting)?.ok_or(ServiceError::NotFound)?;
        let (program, counters) =
            kenes_store::programs::get(conn, row.program_id)?.ok_or(ServiceError::NotFound)?;
        Ok(MeetingPage { meeting: view(row)?, program: programs::card(&directory, &program, &counters)? })
    })
}

/// Meetings of a program, latest first.
pub fn list(
    service: &Service,
    program: &str,
    cursor: Option<&str>,
    limit: u16,
) -> Result<Page<MeetingView>, ServiceError> {
    let before = cursor.map(parse_cursor).transpose()?;
    let limit = i64::from(limit.clamp(1, PAGE_ITEMS_MAX));
    service.read(|conn| {
        let (program, _) = programs::find(conn, program)?;
        let mut found = rows::page(conn, program.id, before, limit + 1)?;
        let more = i64::try_from(found.len()).unwrap_or(0) > limit;
        found.truncate(usize::try_from(limit).unwrap_or(0));
        let last = found.last().filter(|_| more).map(|row| format!("{}.{}", row.starts_at, row.id));
        Ok(Page { items: found.into_iter().map(view).collect::<Result<_, _>>()?, next_cursor: last })
    })
}

fn parse_cursor(text: &str) -> Result<(i64, i64), ServiceError> {
    let parse = |part: &str| part.parse().map_err(|_| ServiceError::BadCursor);
    let (starts_at, id) = text.split_once('.').ok_or(ServiceError::BadCursor)?;
    Ok((parse(starts_at)?, parse(id)?))
}

/// What was said at a meeting, in the order in which it was entered.
pub fn contributions(
    service: &Service,
    meeting: &str,
    cursor: Option<&str>,
    limit: u16,
) -> Result<Page<ContributionView>, ServiceError> {
    let after = cursor.map(|text| text.parse::<i64>().map_err(|_| ServiceError::BadCursor)).transpose()?;
    let limit = i64::from(limit.clamp(1, PAGE_ITEMS_MAX));
    service.read(|conn| {
        let row = rows::find(conn, meeting)?.ok_or(ServiceError::NotFound)?;
        let mut found = rows::contributions_of(conn, row.id, after, limit + 1)?;
        let more = i64::try_from(found.len()).unwrap_or(0) > limit;
        found.truncate(usize::try_from(limit).unwrap_or(0));
        let next_cursor = if more { found.last().map(|row| row.id.to_string()) } else { None };
        Ok(Page { items: views(conn, found)?, next_cursor })
    })
}

/// The internal id of a meeting of a program.
pub(crate) fn find_in_program(
    conn: &mut Conn<'_>,
    program_id: i64,
    meeting: &str,
) -> Result<i64, ServiceError> {
    let row = rows::find(conn, meeting)?.filter(|row| row.program_id == program_id);
    Ok(row.ok_or(ServiceError::NotFound)?.id)
}

fn view(row: MeetingRow) -> Result<MeetingView, ServiceError> {
    Ok(MeetingView {
        id: row.public_id,
        title: Bilingual { kk: row.title_kk, ru: row.title_ru },
        starts_at: Timestamp::from_micros(row.starts_at),
        place: row.place,
        notice: Bilingual { kk: row.notice_kk, ru: row.notice_ru },
        link: row.link,
        protocol: Bilingual { kk: row.protocol_kk, ru: row.protocol_ru },
        speakers: serde_json::from_str(&row.speakers)
            .map_err(|error| ServiceError::Internal(format!("speakers of a meeting: {error}")))?,
    })
}
