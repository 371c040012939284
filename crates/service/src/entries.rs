//! What staff enter for people: contributions from paper, telephone, e-mail and meetings. They get the same receipts
//! and the same rights as those sent on the site, and their channel is shown.

use kenes_documents::entries::{self as lists, EntryRow, ROWS_MAX};
use kenes_domain::contribution::{Channel, FieldError, FieldReason};
use kenes_domain::language::Language;
use kenes_domain::permission::{Actor, Permission};
use kenes_domain::receipt::ReceiptCode;
use kenes_store::contributions as rows;
use kenes_store::idempotency::{self, Given};
use serde::Serialize;
use time::Date;

use crate::Service;
use crate::authorization;
use crate::contributions::{NewIds, Origin, Parsed, Submission, receive};
use crate::error::ServiceError;
use crate::{meetings, programs};

/// Scope of idempotency keys for lists.
const KEY_SCOPE: &str = "entries";

/// One contribution as staff give it, before any check.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    /// Number of its row in the list, for the report.
    pub row: usize,
    /// `email`, `phone`, `paper` or `meeting`.
    pub channel: String,
    /// The day on which it was said or written, `2026-11-16`; possibly empty.
    pub happened_on: String,
    /// The code on the stub that the person tore off; empty for a new one.
    pub receipt: String,
    /// What was said.
    pub submission: Submission,
}

/// What became of one contribution of a list.
#[derive(Debug, Clone, Serialize)]
pub struct EntryReport {
    /// Number of its row.
    pub row: usize,
    /// The receipt, when it was taken.
    pub receipt: Option<String>,
    /// What is wrong with it, when it was not.
    #[serde(skip)]
    pub errors: Vec<FieldError>,
}

/// Takes a list of contributions to one program; at most 500. Either every one is right and all are taken in one
/// transaction, or none is and the report names every wrong field: a list that was taken by half cannot be sent again.
/// The same `key` gets the same report without taking anything twice.
pub fn enter(
    service: &Service,
    actor: &Actor,
    program: &str,
    meeting: Option<&str>,
    entries: Vec<Entry>,
    key: Option<&str>,
) -> Result<Vec<EntryReport>, ServiceError> {
    if entries.is_empty() || entries.len() > ROWS_MAX {
        return Err(ServiceError::Invalid(vec![FieldError { field: "entries", reason: FieldReason::Range }]));
    }
    let directory = service.directory()?;
    may_enter(service, actor, program)?;
    let now = service.now();
    let mut reports = Vec::new();
    let mut checked = Vec::new();
    for entry in entries {
        let row = entry.row;
        match check(service, program, meeting.is_some(), entry) {
            Ok(entry) => {
                reports.push(EntryReport {
                    row,
                    receipt: Some(entry.ids.receipt.printed()),
                    errors: Vec::new(),
                });
                checked.push(entry);
            }
            Err(errors) => reports.push(EntryReport { row, receipt: None, errors }),
        }
    }
    if reports.iter().any(|report| !report.errors.is_empty()) {
        for report in &mut reports {
            report.receipt = None;
        }
        return Ok(reports);
    }
    let (actor, program, account_id) = (actor.clone(), program.to_owned(), actor.account);
    let (meeting, key) = (meeting.map(str::to_owned), key.map(str::to_owned));
    let hash = checked.iter().map(|entry| entry.parsed.hash()).collect::<Vec<_>>().join("\n");
    let codes = service.write(move |conn, acts| {
        let (row, _) = programs::find(conn, &program)?;
        authorization::require(&directory, &actor, Permission::EnterContributions, row.territory_id)?;
        if let Some(key) = &key
            && let Some(given) = idempotency::find(conn, KEY_SCOPE, key)?
        {
            return if given.request_hash == hash {
                Ok(given.answer.split(' ').map(str::to_owned).collect::<Vec<_>>())
            } else {
                Err(ServiceError::KeyReused)
            };
        }
        let meeting_id =
            meeting.as_deref().map(|id| meetings::find_in_program(conn, row.id, id)).transpose()?;
        let mut codes = Vec::with_capacity(checked.len());
        for entry in &checked {
            if rows::find_by_receipt(conn, entry.ids.receipt.as_str())?.is_some() {
                let fault = FieldError { field: "receipt", reason: FieldReason::Used };
                return Err(ServiceError::Invalid(vec![fault]));
            }
            let origin = Origin::Staff {
                channel: entry.channel,
                meeting_id: meeting_id.filter(|_| entry.channel == Channel::Meeting),
                account_id,
                happened_on: entry.happened_on,
            };
            codes.push(receive(conn, acts, &directory, &entry.parsed, &entry.ids, &origin, now)?);
        }
        if let Some(key) = &key {
            let given = Given { request_hash: hash.clone(), answer: codes.join(" ") };
            idempotency::insert(conn, KEY_SCOPE, key, &given, now.micros())?;
        }
        Ok(codes)
    })?;
    for (report, code) in reports.iter_mut().zip(&codes) {
        report.receipt = ReceiptCode::parse(code).ok().map(|code| code.printed());
    }
    Ok(reports)
}

/// Takes a list as CSV or as a workbook; see [`enter`]. `channel` and `language` hold where the list does not say.
pub fn import(
    service: &Service,
    actor: &Actor,
    program: &str,
    meeting: Option<&str>,
    bytes: &[u8],
    defaults: (Channel, Language),
    key: Option<&str>,
) -> Result<Vec<EntryReport>, ServiceError> {
    may_enter(service, actor, program)?;
    let list = lists::read(bytes).map_err(|error| ServiceError::Import(error.to_string()))?;
    let entries = list.iter().map(|row| entry(row, defaults)).collect();
    enter(service, actor, program, meeting, entries, key)
}

/// Whether an actor may enter contributions to a program; before anything of theirs is read.
fn may_enter(service: &Service, actor: &Actor, program: &str) -> Result<(), ServiceError> {
    let directory = service.directory()?;
    let (program, _) = service.read(|conn| programs::find(conn, program))?;
    authorization::require(&directory, actor, Permission::EnterContributions, program.territory_id)
}

fn entry(row: &EntryRow, (channel, language): (Channel, Language)) -> Entry {
    let or = |column: &str, default: &str| match row.get(column).trim() {
        "" => default.to_owned(),
        given => given.to_owned(),
    };
    let optional = |column: &str| Some(row.get(column).to_owned()).filter(|text| !text.trim().is_empty());
    let cost = row.get("cost_tenge").replace([' ', '\u{a0}', '\u{202f}'], "");
    Entry {
        row: row.row,
        channel: or("channel", channel.as_str()),
        happened_on: row.get("happened_on").to_owned(),
        receipt: row.get("receipt").to_owned(),
        submission: Submission {
            kind: row.get("kind").trim().to_owned(),
            language: or("language", language.as_str()),
            text: row.get("text").to_owned(),
            provision: optional("provision"),
            place: row.get("place").to_owned(),
            name: row.get("name").to_owned(),
            email: row.get("email").to_owned(),
            problem: optional("problem"),
            solution: optional("solution"),
            // What is no number is out of range, and is named as such.
            cost_tenge: if cost.is_empty() { None } else { Some(cost.parse().unwrap_or(-1)) },
            ..Submission::default()
        },
    }
}

struct Checked {
    parsed: Parsed,
    ids: NewIds,
    channel: Channel,
    happened_on: Option<Date>,
}

fn check(
    service: &Service,
    program: &str,
    has_meeting: bool,
    entry: Entry,
) -> Result<Checked, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut fault = |field, reason| errors.push(FieldError { field, reason });
    let channel = entry.channel.parse().ok().filter(|channel| *channel != Channel::Web);
    if channel.is_none() {
        fault("channel", FieldReason::UnknownWord);
    }
    if channel == Some(Channel::Meeting) && !has_meeting {
        fault("meeting", FieldReason::UnknownWord);
    }
    let happened_on = match entry.happened_on.trim() {
        "" => None,
        text => match kenes_store::territories::parse_date(text) {
            Ok(day) if day <= service.now().date_at(i16::MAX) => Some(day),
            Ok(_) | Err(_) => {
                fault("happened_on", FieldReason::Range);
                None
            }
        },
    };
    let receipt = match entry.receipt.trim() {
        "" => Some(service.new_receipt()),
        text => ReceiptCode::parse(text).ok(),
    };
    if receipt.is_none() {
        fault("receipt", FieldReason::UnknownWord);
    }
    let submission =
        Submission { program: program.to_owned(), attachments: Vec::new(), hold: None, ..entry.submission };
    let parsed = match Parsed::new(submission) {
        Ok(parsed) => Some(parsed),
        Err(ServiceError::Invalid(faults)) => {
            errors.extend(faults);
            None
        }
        Err(_) => {
            errors.push(FieldError { field: "provision", reason: FieldReason::UnknownWord });
            None
        }
    };
    match (parsed, channel, receipt) {
        (Some(parsed), Some(channel), Some(receipt)) if errors.is_empty() => {
            let ids = NewIds {
                contribution: service.new_public_id().to_string(),
                point: service.new_public_id().to_string(),
                receipt,
                attachments: Vec::new(),
            };
            Ok(Checked { parsed, ids, channel, happened_on })
        }
        _ => Err(errors),
    }
}

/// Fresh codes for stubs to be torn off. Nothing is stored: a code means something when staff enter what stood on the
/// sheet, and among 2⁵⁰ two sheets never meet.
pub fn stub_codes(service: &Service, count: usize) -> Vec<String> {
    (0..count.min(ROWS_MAX)).map(|_| service.new_receipt().printed()).collect()
}
