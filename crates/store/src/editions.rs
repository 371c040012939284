//! Editions and the provisions in them.

use std::collections::BTreeMap;

use diesel::prelude::*;
use kenes_domain::money::FundingSource;
use kenes_domain::program::{EditionState, ProvisionKind};

use crate::conn::on_backend;
use crate::schema::{edition_costs, edition_provisions, editions, programs, provisions};
use crate::{AsText, Conn, StoreError};

/// Rows of one INSERT: SQLite takes 32,766 values, a provision has twelve.
const ROWS_PER_INSERT: usize = 500;

/// An edition, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = editions)]
pub struct EditionRow {
    /// Internal id.
    pub id: i64,
    /// Internal id of the program.
    pub program_id: i64,
    /// Its number, from 1.
    pub number: i32,
    /// Where it stands.
    pub state: AsText<EditionState>,
    /// Kazakh summary.
    pub summary_kk: Option<String>,
    /// Russian summary.
    pub summary_ru: Option<String>,
    /// How many provisions it has.
    pub provision_count: i32,
    /// When it was published, microseconds of UTC.
    pub published_at: Option<i64>,
}

/// An edition to store.
#[derive(Debug, Clone)]
pub struct NewEdition {
    /// Internal id of the program.
    pub program_id: i64,
    /// Its number, from 1.
    pub number: i32,
    /// Where it stands.
    pub state: EditionState,
    /// Kazakh summary.
    pub summary_kk: Option<String>,
    /// Russian summary.
    pub summary_ru: Option<String>,
    /// How many provisions it has.
    pub provision_count: i32,
    /// SHA-256 of the file it was made from, hexadecimal.
    pub source_sha256: Option<String>,
    /// When it was published.
    pub published_at: Option<i64>,
}

/// Inserts an edition; returns its internal id.
pub fn insert(conn: &mut Conn<'_>, new: &NewEdition) -> Result<i64, StoreError> {
    Ok(on_backend!(conn, |c| {
        diesel::insert_into(editions::table)
            .values((
                editions::program_id.eq(new.program_id),
                editions::number.eq(new.number),
                editions::state.eq(AsText(new.state)),
                editions::summary_kk.eq(&new.summary_kk),
                editions::summary_ru.eq(&new.summary_ru),
                editions::provision_count.eq(new.provision_count),
                editions::source_sha256.eq(&new.source_sha256),
                editions::published_at.eq(new.published_at),
            ))
            .returning(editions::id)
            .get_result(c)
    })?)
}

/// Marks the published editions of a program before `number` as superseded.
pub fn supersede_before(conn: &mut Conn<'_>, program_id: i64, number: i32) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::update(
            editions::table
                .filter(editions::program_id.eq(program_id))
                .filter(editions::number.lt(number))
                .filter(editions::state.eq(AsText(EditionState::Published))),
        )
        .set(editions::state.eq(AsText(EditionState::Superseded)))
        .execute(c)
    })?;
    Ok(())
}

/// Every published edition of a program, oldest first.
pub fn published(conn: &mut Conn<'_>, program_id: i64) -> Result<Vec<EditionRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        editions::table
            .filter(editions::program_id.eq(program_id))
            .filter(editions::state.ne(AsText(EditionState::Draft)))
            .order(editions::number)
            .select(EditionRow::as_select())
            .load(c)
    })?)
}

/// Finds a published edition by its number.
pub fn find(conn: &mut Conn<'_>, program_id: i64, number: i32) -> Result<Option<EditionRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        editions::table
            .filter(editions::program_id.eq(program_id))
            .filter(editions::number.eq(number))
            .filter(editions::state.ne(AsText(EditionState::Draft)))
            .select(EditionRow::as_select())
            .first(c)
            .optional()
    })?)
}

/// Gives new provisions of a program their identity; returns internal ids in the order of `public_ids`.
pub fn insert_provisions(
    conn: &mut Conn<'_>,
    program_id: i64,
    public_ids: &[String],
) -> Result<Vec<i64>, StoreError> {
    let mut ids = std::collections::BTreeMap::new();
    for chunk in public_ids.chunks(ROWS_PER_INSERT) {
        let rows: Vec<_> = chunk
            .iter()
            .map(|public_id| (provisions::program_id.eq(program_id), provisions::public_id.eq(public_id)))
            .collect();
        let inserted: Vec<(i64, String)> = on_backend!(conn, |c| {
            diesel::insert_into(provisions::table)
                .values(&rows)
                .returning((provisions::id, provisions::public_id))
                .get_results(c)
        })?;
        ids.extend(inserted.into_iter().map(|(id, public_id)| (public_id, id)));
    }
    // The order of RETURNING is not promised by either database.
    public_ids
        .iter()
        .map(|public_id| {
            ids.get(public_id.as_str())
                .copied()
                .ok_or_else(|| StoreError::BadValue(format!("provision {public_id}")))
        })
        .collect()
}

/// A provision in an edition, as stored and to store. `data` is JSON of the domain's `ProvisionData`, absent for
/// text.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = edition_provisions)]
#[diesel(treat_none_as_default_value = false)]
pub struct EditionProvisionRow {
    /// Internal id of the edition.
    pub edition_id: i64,
    /// Place in reading order, from 0.
    pub position: i32,
    /// Internal id of the provision.
    pub provision_id: i64,
    /// Place of its parent.
    pub parent_position: Option<i32>,
    /// What it is.
    pub kind: AsText<ProvisionKind>,
    /// Depth.
    pub level: i32,
    /// Printed label.
    pub label: String,
    /// Code of the direction.
    pub direction: Option<String>,
    /// Kazakh text.
    pub text_kk: Option<String>,
    /// Russian text.
    pub text_ru: Option<String>,
    /// Figures or facts.
    pub data: Option<String>,
}

/// Inserts the provisions of an edition.
pub fn insert_edition_provisions(
    conn: &mut Conn<'_>,
    rows: &[EditionProvisionRow],
) -> Result<(), StoreError> {
    for chunk in rows.chunks(ROWS_PER_INSERT) {
        on_backend!(conn, |c| diesel::insert_into(edition_provisions::table).values(chunk).execute(c))?;
    }
    Ok(())
}

/// Every provision of an edition with its public id, in reading order.
pub fn provisions_of(
    conn: &mut Conn<'_>,
    edition_id: i64,
) -> Result<Vec<(EditionProvisionRow, String)>, StoreError> {
    Ok(on_backend!(conn, |c| {
        edition_provisions::table
            .inner_join(provisions::table.on(provisions::id.eq(edition_provisions::provision_id)))
            .filter(edition_provisions::edition_id.eq(edition_id))
            .order(edition_provisions::position)
            .select((EditionProvisionRow::as_select(), provisions::public_id))
            .load(c)
    })?)
}

/// Internal id of a provision by its public id within its program.
pub fn find_provision(
    conn: &mut Conn<'_>,
    program_id: i64,
    public_id: &str,
) -> Result<Option<i64>, StoreError> {
    Ok(on_backend!(conn, |c| {
        provisions::table
            .filter(provisions::program_id.eq(program_id))
            .filter(provisions::public_id.eq(public_id))
            .select(provisions::id)
            .first(c)
            .optional()
    })?)
}

/// Public ids of provisions by internal id.
pub fn provision_public_ids(conn: &mut Conn<'_>, ids: &[i64]) -> Result<Vec<(i64, String)>, StoreError> {
    Ok(on_backend!(conn, |c| {
        provisions::table
            .filter(provisions::id.eq_any(ids))
            .select((provisions::id, provisions::public_id))
            .load(c)
    })?)
}

/// Directions of provisions by internal id, as the newest edition that has each of them says.
pub fn directions_of(
    conn: &mut Conn<'_>,
    provision_ids: &[i64],
) -> Result<Vec<(i64, Option<String>)>, StoreError> {
    let found: Vec<(i64, Option<String>)> = on_backend!(conn, |c| {
        edition_provisions::table
            .filter(edition_provisions::provision_id.eq_any(provision_ids))
            .order((edition_provisions::provision_id, edition_provisions::edition_id))
            .select((edition_provisions::provision_id, edition_provisions::direction))
            .load(c)
    })?;
    // Of several editions the last one stays.
    Ok(found.into_iter().collect::<std::collections::BTreeMap<_, _>>().into_iter().collect())
}

/// One provision of an edition.
pub fn find_in_edition(
    conn: &mut Conn<'_>,
    edition_id: i64,
    provision_id: i64,
) -> Result<Option<EditionProvisionRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        edition_provisions::table
            .filter(edition_provisions::edition_id.eq(edition_id))
            .filter(edition_provisions::provision_id.eq(provision_id))
            .select(EditionProvisionRow::as_select())
            .first(c)
            .optional()
    })?)
}

/// Planned spending of an edition in one cell.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = edition_costs)]
pub struct CostRow {
    /// Internal id of the edition.
    pub edition_id: i64,
    /// Calendar year.
    pub year: i32,
    /// Where the money comes from.
    pub source: AsText<FundingSource>,
    /// Code of the direction; empty for measures without one.
    pub direction: String,
    /// Whole tenge.
    pub tenge: i64,
}

/// Inserts the planned spending of an edition.
pub fn insert_costs(conn: &mut Conn<'_>, rows: &[CostRow]) -> Result<(), StoreError> {
    for chunk in rows.chunks(ROWS_PER_INSERT) {
        on_backend!(conn, |c| diesel::insert_into(edition_costs::table).values(chunk).execute(c))?;
    }
    Ok(())
}

/// Planned spending of an edition by year, source and direction.
pub fn costs_of(conn: &mut Conn<'_>, edition_id: i64) -> Result<Vec<CostRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        edition_costs::table
            .filter(edition_costs::edition_id.eq(edition_id))
            .order((edition_costs::year, edition_costs::source, edition_costs::direction))
            .select(CostRow::as_select())
            .load(c)
    })?)
}

/// Planned spending of a program in a year, from a source: internal id of the program, year, source, whole tenge.
pub type PlannedRow = (i64, i32, AsText<FundingSource>, i64);

/// Planned spending of the current edition of every program of a campaign by year and source, without the directions,
/// ascending.
pub fn current_costs(conn: &mut Conn<'_>, campaign_id: i64) -> Result<Vec<PlannedRow>, StoreError> {
    use diesel::dsl::sql;
    use diesel::sql_types::BigInt;
    let current: BTreeMap<i64, i64> = on_backend!(conn, |c| {
        editions::table
            .inner_join(programs::table.on(programs::id.eq(editions::program_id)))
            .filter(programs::campaign_id.eq(campaign_id))
            .filter(programs::current_edition.eq(editions::number.nullable()))
            .select((editions::id, editions::program_id))
            .load::<(i64, i64)>(c)
    })?
    .into_iter()
    .collect();
    let ids: Vec<i64> = current.keys().copied().collect();
    let sums: Vec<PlannedRow> = on_backend!(conn, |c| {
        edition_costs::table
            .filter(edition_costs::edition_id.eq_any(&ids))
            .group_by((edition_costs::edition_id, edition_costs::year, edition_costs::source))
            // The sum of BIGINT is NUMERIC on PostgreSQL and INTEGER on SQLite; cast, it is the same on both.
            .select((
                edition_costs::edition_id,
                edition_costs::year,
                edition_costs::source,
                sql::<BigInt>("CAST(SUM(edition_costs.tenge) AS BIGINT)"),
            ))
            .load(c)
    })?;
    let mut costs: Vec<_> = sums
        .into_iter()
        .filter_map(|(edition, year, source, tenge)| Some((*current.get(&edition)?, year, source, tenge)))
        .collect();
    costs.sort_by_key(|(program, year, source, _)| (*program, *year, source.0));
    Ok(costs)
}
