//! The story of a contribution beside its decisions: moderation with reasons, the appeal, the consent, and what its
//! author may do now. Shown to whoever holds the receipt.

use std::collections::BTreeMap;

use kenes_domain::contribution::Visibility;
use kenes_domain::timestamp::Timestamp;
use kenes_store::contributions::ContributionRow;
use kenes_store::moderation::ModerationRow;
use kenes_store::{Conn, meetings, moderation, reception};
use serde::Serialize;

use crate::error::ServiceError;

/// What happened to a contribution, and what its author may do.
#[derive(Debug, Clone, Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each of them is a right of its own, shown by a form of its own"
)]
pub struct Story {
    /// Acts of moderation, oldest first.
    pub moderations: Vec<ModerationStep>,
    /// The author's appeal.
    pub appeal: Option<Appeal>,
    /// To which wording of the consent the author agreed.
    pub consent: Option<Consent>,
    /// Public id of the meeting at which it was said.
    pub meeting: Option<String>,
    /// Whether the author may take it back.
    pub may_withdraw: bool,
    /// Whether the author may have the text erased.
    pub may_erase: bool,
    /// Whether there is a name or an address that the author may have erased.
    pub may_erase_name: bool,
    /// Whether the author may appeal against hiding.
    pub may_appeal: bool,
}

/// An act of moderation.
#[derive(Debug, Clone, Serialize)]
pub struct ModerationStep {
    /// `hidden`, `held`, `restored` or `redacted`.
    pub action: String,
    /// Coded reason.
    pub reason: Option<String>,
    /// What the moderator added.
    pub note: Option<String>,
    /// Role of the moderator, or `automatic`.
    pub role: String,
    /// When.
    pub happened_at: Timestamp,
}

/// An appeal.
#[derive(Debug, Clone, Serialize)]
pub struct Appeal {
    /// What the author wrote.
    pub text: String,
    /// When it came.
    pub received_at: Timestamp,
    /// When a moderator answered it, by restoring the contribution or by leaving it hidden.
    pub answered_at: Option<Timestamp>,
}

/// A consent as recorded.
#[derive(Debug, Clone, Serialize)]
pub struct Consent {
    /// Version of the wording.
    pub version: String,
    /// When it was given.
    pub given_at: Timestamp,
}

/// The story of a row.
pub(crate) fn of(conn: &mut Conn<'_>, row: &ContributionRow) -> Result<Story, ServiceError> {
    let appeal = moderation::appeal(conn, row.id)?.map(|(text, received_at, answered_at)| Appeal {
        text,
        received_at: Timestamp::from_micros(received_at),
        answered_at: answered_at.map(Timestamp::from_micros),
    });
    let consent = reception::consent(conn, row.id)?
        .map(|(version, given_at)| Consent { version, given_at: Timestamp::from_micros(given_at) });
    let visibility = row.visibility.0;
    Ok(Story {
        moderations: moderation::of_contributions(conn, &[row.id])?.into_iter().map(step).collect(),
        meeting: meetings::of_contribution(conn, row.id)?,
        may_withdraw: visibility.may_become(Visibility::Withdrawn),
        may_erase: visibility.may_become(Visibility::Erased),
        may_erase_name: row.name.is_some() || consent.is_some(),
        may_appeal: visibility == Visibility::Hidden && appeal.is_none(),
        appeal,
        consent,
    })
}

/// The newest act of moderation on each contribution, by its internal id.
pub(crate) fn newest_steps(
    conn: &mut Conn<'_>,
    ids: &[i64],
) -> Result<BTreeMap<i64, ModerationStep>, ServiceError> {
    // Oldest first, so the newest is what stays.
    let rows = if ids.is_empty() { Vec::new() } else { moderation::of_contributions(conn, ids)? };
    Ok(rows.into_iter().map(|row| (row.contribution_id, step(row))).collect())
}

fn step(row: ModerationRow) -> ModerationStep {
    ModerationStep {
        action: row.action,
        reason: row.reason,
        note: row.note,
        role: row.role,
        happened_at: Timestamp::from_micros(row.happened_at),
    }
}
