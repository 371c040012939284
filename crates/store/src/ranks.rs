//! Dense numbers of the top-level contributions of a program and of a provision. Any permutation of them is a page
//! order in which page 500 costs what page 1 costs.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::conn::on_backend;
use crate::contributions::{ContributionRow, Scope};
use crate::schema::{contribution_ranks, contributions};
use crate::{Conn, StoreError};

/// Gives the next numbers to top-level contributions with internal ids in a range; those that have numbers keep them.
/// Other transactions cannot have unnumbered rows in the range that this one sees: ids grow, and what is committed
/// is numbered.
pub(crate) fn number(conn: &mut Conn<'_>, first: i64, last: i64) -> Result<(), StoreError> {
    // Both databases take positional parameters, each in its own spelling.
    let (low, high) = match conn {
        Conn::Sqlite(_) => ("?", "?"),
        Conn::Postgres(_) => ("$1", "$2"),
    };
    let statement = format!(
        "INSERT INTO contribution_ranks (contribution_id, program_id, program_rank, provision_id, provision_rank) \
         SELECT c.id, c.program_id, \
           (SELECT COALESCE(MAX(r.program_rank) + 1, 0) FROM contribution_ranks r WHERE r.program_id = c.program_id) \
             + ROW_NUMBER() OVER (PARTITION BY c.program_id ORDER BY c.id) - 1, \
           c.provision_id, \
           CASE WHEN c.provision_id IS NULL THEN NULL ELSE \
             (SELECT COALESCE(MAX(r.provision_rank) + 1, 0) FROM contribution_ranks r WHERE r.provision_id = c.provision_id) \
             + ROW_NUMBER() OVER (PARTITION BY c.provision_id ORDER BY c.id) - 1 END \
         FROM contributions c WHERE c.parent_id IS NULL AND c.id BETWEEN {low} AND {high} \
           AND NOT EXISTS (SELECT 1 FROM contribution_ranks r WHERE r.contribution_id = c.id)"
    );
    on_backend!(conn, |c| {
        diesel::sql_query(&statement).bind::<BigInt, _>(first).bind::<BigInt, _>(last).execute(c)
    })?;
    Ok(())
}

/// How many top-level contributions a scope has.
pub fn count(conn: &mut Conn<'_>, scope: Scope) -> Result<i64, StoreError> {
    use contribution_ranks::dsl as r;
    let last: Option<Option<i64>> = on_backend!(conn, |c| match scope {
        Scope::Program(program) => r::contribution_ranks
            .filter(r::program_id.eq(program))
            .order(r::program_rank.desc())
            .select(r::program_rank.nullable())
            .first(c)
            .optional(),
        Scope::Provision(provision) => r::contribution_ranks
            .filter(r::provision_id.eq(provision))
            .order(r::provision_rank.desc())
            .select(r::provision_rank)
            .first(c)
            .optional(),
    })?;
    Ok(last.flatten().map_or(0, |rank| rank + 1))
}

/// Contributions with the given numbers in a scope, `(number, row)`, in no promised order.
pub fn at(
    conn: &mut Conn<'_>,
    scope: Scope,
    ranks: &[i64],
) -> Result<Vec<(i64, ContributionRow)>, StoreError> {
    use contribution_ranks::dsl as r;
    let found: Vec<(Option<i64>, ContributionRow)> = on_backend!(conn, |c| match scope {
        Scope::Program(program) => r::contribution_ranks
            .inner_join(contributions::table.on(contributions::id.eq(r::contribution_id)))
            .filter(r::program_id.eq(program))
            .filter(r::program_rank.eq_any(ranks))
            .select((r::program_rank.nullable(), ContributionRow::as_select()))
            .load(c),
        Scope::Provision(provision) => r::contribution_ranks
            .inner_join(contributions::table.on(contributions::id.eq(r::contribution_id)))
            .filter(r::provision_id.eq(provision))
            .filter(r::provision_rank.eq_any(ranks))
            .select((r::provision_rank, ContributionRow::as_select()))
            .load(c),
    })?;
    Ok(found.into_iter().filter_map(|(rank, row)| Some((rank?, row))).collect())
}
