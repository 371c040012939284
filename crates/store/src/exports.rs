//! Reading whole tables page by page, in the order of the journal or of their ids, for exports in constant memory.

use diesel::prelude::*;

use crate::acts::ActRow;
use crate::conn::on_backend;
use crate::contributions::ContributionRow;
use crate::decisions::DecisionRow;
use crate::moderation::ModerationRow;
use crate::schema::{acts, contributions, decisions, moderations};
use crate::{Conn, StoreError};

/// Acts of some kinds from `from` on and before `before`, in the order of the journal, at most `limit`.
pub fn acts_of_kinds(
    conn: &mut Conn<'_>,
    kinds: &[&str],
    (from, before): (i64, i64),
    limit: i64,
) -> Result<Vec<ActRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        acts::table
            .filter(acts::leaf_index.ge(from))
            .filter(acts::leaf_index.lt(before))
            .filter(acts::kind.eq_any(kinds))
            .order(acts::leaf_index)
            .limit(limit)
            .select(ActRow::as_select())
            .load(c)
    })?)
}

/// Contributions by public id, in no promised order.
pub fn contributions(conn: &mut Conn<'_>, public_ids: &[String]) -> Result<Vec<ContributionRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        contributions::table
            .filter(contributions::public_id.eq_any(public_ids))
            .select(ContributionRow::as_select())
            .load(c)
    })?)
}

/// Decisions by public id with the internal id of their program, in no promised order.
pub fn decisions(conn: &mut Conn<'_>, public_ids: &[String]) -> Result<Vec<(i64, DecisionRow)>, StoreError> {
    Ok(on_backend!(conn, |c| {
        decisions::table
            .filter(decisions::public_id.eq_any(public_ids))
            .select((decisions::program_id, DecisionRow::as_select()))
            .load(c)
    })?)
}

/// Acts of moderation after internal id `after`, by id, with the internal id of the program and the public id of the
/// contribution.
pub fn moderations(
    conn: &mut Conn<'_>,
    after: i64,
    limit: i64,
) -> Result<Vec<(ModerationRow, i64, String)>, StoreError> {
    Ok(on_backend!(conn, |c| {
        moderations::table
            .inner_join(contributions::table.on(contributions::id.eq(moderations::contribution_id)))
            .filter(moderations::id.gt(after))
            .order(moderations::id)
            .limit(limit)
            .select((ModerationRow::as_select(), moderations::program_id, contributions::public_id))
            .load(c)
    })?)
}
