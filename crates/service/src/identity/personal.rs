//! What is kept about a person, for that person: their contributions, an export of everything, erasure.
//!
//! Contributions belong to a person by the address that they left for the answer, once they have shown by signing in
//! that it is theirs.

use kenes_domain::contribution::Visibility;
use kenes_domain::journal::{Act, ActKind};
use kenes_domain::permission::Role;
use kenes_domain::receipt::ReceiptCode;
use kenes_domain::timestamp::Timestamp;
use kenes_store::contributions::{self as contribution_rows, ContributionRow};
use kenes_store::{accounts, acts, sessions as session_rows, sign_ins};
use serde::Serialize;

use super::sessions::{self, Standing};
use crate::Service;
use crate::contributions::{self, subject};
use crate::error::ServiceError;

/// Contributions on "my page".
pub const SHOWN_MAX: usize = 100;
/// Contributions that are read from the database at once.
const BATCH: i64 = 500;

/// A contribution of the person who asks.
#[derive(Debug, Clone, Serialize)]
pub struct OwnContribution {
    /// Receipt code as printed.
    pub receipt: String,
    /// Public id.
    pub id: String,
    /// When it was received.
    pub received_at: Timestamp,
    /// Language of the text.
    pub language: String,
    /// The text; `None` when erased.
    pub text: Option<String>,
    /// The name under which it is shown.
    pub name: Option<String>,
    /// Word of `Visibility`.
    pub visibility: String,
    /// Whether there is a public decision.
    pub is_answered: bool,
}

/// The account of the person who asks.
#[derive(Debug, Clone, Serialize)]
pub struct OwnAccount {
    /// Public id.
    pub id: String,
    /// Address.
    pub email: Option<String>,
    /// Name for colleagues.
    pub name: Option<String>,
    /// Language of mails.
    pub locale: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Roles, each with the public id of its territory; `None` for the whole country.
    pub grants: Vec<(Role, Option<String>)>,
}

/// Everything that is kept about a person.
#[derive(Debug, Clone, Serialize)]
pub struct Export {
    /// When it was made.
    pub exported_at: Timestamp,
    /// The account.
    pub account: OwnAccount,
    /// Sign-ins that hold: what the browser called itself, since when, last seen.
    pub sessions: Vec<(String, Timestamp, Timestamp)>,
    /// Every contribution.
    pub contributions: Vec<OwnContribution>,
}

/// What becomes of the texts when a person erases themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Texts {
    /// They stay, without the name.
    Keep,
    /// They are erased; stubs and counts stay.
    Erase,
}

/// The account of the person who asks.
pub fn account(service: &Service, standing: &Standing) -> Result<OwnAccount, ServiceError> {
    let directory = service.directory()?;
    service.read(|conn| {
        let row = accounts::get(conn, standing.account)?.ok_or(ServiceError::NotFound)?;
        let grants = accounts::grants_of(conn, row.id)?;
        let territory = |id: Option<i64>| {
            id.and_then(|id| directory.territory(id).ok()).map(|found| found.public_id.clone())
        };
        Ok(OwnAccount {
            id: row.public_id,
            email: row.email,
            name: row.name,
            locale: row.locale.0.to_string(),
            created_at: Timestamp::from_micros(row.created_at),
            grants: grants.into_iter().map(|grant| (grant.role.0, territory(grant.territory_id))).collect(),
        })
    })
}

/// The newest contributions of the person who asks, newest first, at most [`SHOWN_MAX`]; and how many there are.
pub fn contributions(
    service: &Service,
    standing: &Standing,
) -> Result<(Vec<OwnContribution>, usize), ServiceError> {
    let mut all = every_contribution(service, standing)?;
    all.reverse();
    let count = all.len();
    all.truncate(SHOWN_MAX);
    Ok((all, count))
}

/// Everything that is kept about the person who asks.
pub fn export(service: &Service, standing: &Standing) -> Result<Export, ServiceError> {
    let sessions = sessions::list(service, standing)?
        .into_iter()
        .map(|session| (session.device, session.created_at, session.seen_at))
        .collect();
    Ok(Export {
        exported_at: service.now(),
        account: account(service, standing)?,
        sessions,
        contributions: every_contribution(service, standing)?,
    })
}

/// Erases the person who asks: address and name go from the account and from every contribution, roles and sessions
/// end; the texts stay or go, as they choose. Counts and journal stay true.
///
/// Contributions go first, each in a transaction of its own, and the account last: who is cut off in between can sign
/// in again and finish.
pub fn erase(service: &Service, standing: &Standing, texts: Texts) -> Result<(), ServiceError> {
    for own in every_row(service, standing)? {
        match texts {
            Texts::Erase if own.visibility.0.may_become(Visibility::Erased) => {
                contributions::erase(service, &own.receipt)?;
            }
            _ => forget_name(service, &own)?,
        }
    }
    let now = service.now();
    let account = standing.account;
    service.write(move |conn, acts| {
        let row = accounts::get(conn, account)?.ok_or(ServiceError::NotFound)?;
        for grant in accounts::grants_of(conn, account)? {
            if accounts::revoke_grant(conn, grant.id, now.micros())? {
                acts.push(super::accounts::left(grant.id, grant.role.0, now), None);
            }
        }
        session_rows::revoke_all(conn, account, now.micros())?;
        sign_ins::forget_second_factor(conn, account)?;
        sign_ins::forget_links(conn, account)?;
        if let Some(email) = &row.email {
            sign_ins::forget_email(conn, email)?;
        }
        Ok(accounts::erase(conn, account, now.micros())?)
    })
}

/// Takes name and address out of a contribution. What the journal committed to held the name, so it goes too; that the
/// text shown is no longer the one committed to is itself told by an act.
fn forget_name(service: &Service, own: &ContributionRow) -> Result<(), ServiceError> {
    let directory = service.directory()?;
    let now = service.now();
    let (id, named) = (own.id, own.name.is_some());
    service.write(move |conn, acts| {
        let row = contribution_rows::find(conn, id)?.ok_or(ServiceError::NotFound)?;
        contribution_rows::erase_person(conn, id)?;
        if named {
            let about = subject(&row.public_id);
            acts::erase_openings(conn, &about)?;
            let (program, _) =
                kenes_store::programs::get(conn, row.program_id)?.ok_or(ServiceError::NotFound)?;
            acts.push(
                Act {
                    kind: ActKind::ContributionRedacted,
                    time: now,
                    place: directory.territory(program.territory_id)?.state.kato.clone(),
                    program: Some(program.public_id),
                    edition: None,
                    subject: about,
                    reason: Some("personal_data".to_owned()),
                    opening: None,
                },
                Some(program.id),
            );
        }
        Ok(())
    })
}

fn every_contribution(service: &Service, standing: &Standing) -> Result<Vec<OwnContribution>, ServiceError> {
    Ok(every_row(service, standing)?.into_iter().map(own).collect())
}

/// Every contribution of a person, oldest first.
fn every_row(service: &Service, standing: &Standing) -> Result<Vec<ContributionRow>, ServiceError> {
    service.read(|conn| {
        let row = accounts::get(conn, standing.account)?.ok_or(ServiceError::NotFound)?;
        let Some(email) = row.email else { return Ok(Vec::new()) };
        let mut all = Vec::new();
        loop {
            let after = all.last().map_or(0, |row: &ContributionRow| row.id);
            let batch = contribution_rows::of_addresses(conn, &[&email], after, BATCH)?;
            if batch.is_empty() {
                return Ok(all);
            }
            all.extend(batch);
        }
    })
}

fn own(row: ContributionRow) -> OwnContribution {
    OwnContribution {
        receipt: ReceiptCode::parse(&row.receipt).map(|code| code.printed()).unwrap_or_default(),
        id: row.public_id,
        received_at: Timestamp::from_micros(row.received_at),
        language: row.language.0.to_string(),
        text: row.text,
        name: row.name,
        visibility: row.visibility.0.to_string(),
        is_answered: row.decided_at.is_some(),
    }
}
