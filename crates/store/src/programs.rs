//! Programs.

use diesel::prelude::*;
use kenes_domain::program::Phase;

use crate::conn::on_backend;
use crate::counters::CounterRow;
use crate::schema::{program_counters, programs};
use crate::{AsText, Conn, StoreError};

/// A program, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = programs)]
pub struct ProgramRow {
    /// Internal id.
    pub id: i64,
    /// Public id.
    pub public_id: String,
    /// Internal id of the campaign.
    pub campaign_id: i64,
    /// Internal id of the territory.
    pub territory_id: i64,
    /// Where it stands.
    pub phase: AsText<Phase>,
    /// Kazakh title of the current edition.
    pub title_kk: Option<String>,
    /// Russian title of the current edition.
    pub title_ru: Option<String>,
    /// First year.
    pub first_year: i32,
    /// Last year.
    pub last_year: i32,
    /// When contributions are first taken, microseconds of UTC.
    pub opens_at: i64,
    /// When they are first late.
    pub closes_at: i64,
    /// Minutes east of UTC.
    pub utc_offset_minutes: i32,
    /// Number of the current edition.
    pub current_edition: Option<i32>,
    /// Measures in the current edition.
    pub measures: i32,
    /// Indicators in the current edition.
    pub indicators: i32,
    /// Sum of all known costs of the current edition, whole tenge.
    pub planned_tenge: i64,
    /// Measures of unknown cost in the current edition.
    pub cost_unknown: i32,
}

/// A program to store.
#[derive(Debug, Clone)]
pub struct NewProgram {
    /// Public id.
    pub public_id: String,
    /// Internal id of the campaign.
    pub campaign_id: i64,
    /// Internal id of the territory.
    pub territory_id: i64,
    /// Where it stands.
    pub phase: Phase,
    /// First year.
    pub first_year: i32,
    /// Last year.
    pub last_year: i32,
    /// Microseconds of UTC.
    pub opens_at: i64,
    /// Microseconds of UTC.
    pub closes_at: i64,
    /// Minutes east of UTC.
    pub utc_offset_minutes: i32,
}

/// Inserts a program with empty counters; returns its internal id.
pub fn insert(conn: &mut Conn<'_>, new: &NewProgram) -> Result<i64, StoreError> {
    Ok(on_backend!(conn, |c| {
        let id: i64 = diesel::insert_into(programs::table)
            .values((
                programs::public_id.eq(&new.public_id),
                programs::campaign_id.eq(new.campaign_id),
                programs::territory_id.eq(new.territory_id),
                programs::phase.eq(AsText(new.phase)),
                programs::first_year.eq(new.first_year),
                programs::last_year.eq(new.last_year),
                programs::opens_at.eq(new.opens_at),
                programs::closes_at.eq(new.closes_at),
                programs::utc_offset_minutes.eq(new.utc_offset_minutes),
                programs::measures.eq(0),
                programs::indicators.eq(0),
                programs::planned_tenge.eq(0),
                programs::cost_unknown.eq(0),
            ))
            .returning(programs::id)
            .get_result(c)?;
        diesel::insert_into(program_counters::table).values(CounterRow::empty(id)).execute(c)?;
        Ok::<i64, diesel::result::Error>(id)
    })?)
}

/// A program with its counters.
pub type ProgramWithCounters = (ProgramRow, CounterRow);

/// Finds a program by its public id.
pub fn find(conn: &mut Conn<'_>, public_id: &str) -> Result<Option<ProgramWithCounters>, StoreError> {
    Ok(on_backend!(conn, |c| {
        programs::table
            .inner_join(program_counters::table.on(program_counters::program_id.eq(programs::id)))
            .filter(programs::public_id.eq(public_id))
            .select((ProgramRow::as_select(), CounterRow::as_select()))
            .first(c)
            .optional()
    })?)
}

/// Every program of a campaign, by internal id. A campaign has a few hundred; lists and maps are made of all of
/// them at once.
pub fn all(conn: &mut Conn<'_>, campaign_id: i64) -> Result<Vec<ProgramWithCounters>, StoreError> {
    Ok(on_backend!(conn, |c| {
        programs::table
            .inner_join(program_counters::table.on(program_counters::program_id.eq(programs::id)))
            .filter(programs::campaign_id.eq(campaign_id))
            .order(programs::id)
            .select((ProgramRow::as_select(), CounterRow::as_select()))
            .load(c)
    })?)
}

/// Public ids of programs by internal id.
pub fn public_ids(conn: &mut Conn<'_>, ids: &[i64]) -> Result<Vec<(i64, String)>, StoreError> {
    Ok(on_backend!(conn, |c| {
        programs::table.filter(programs::id.eq_any(ids)).select((programs::id, programs::public_id)).load(c)
    })?)
}

/// What the newest published edition says about its program.
#[derive(Debug, Clone)]
pub struct CurrentEdition {
    /// Its number.
    pub number: i32,
    /// Kazakh title.
    pub title_kk: Option<String>,
    /// Russian title.
    pub title_ru: Option<String>,
    /// Measures.
    pub measures: i32,
    /// Indicators.
    pub indicators: i32,
    /// Sum of known costs.
    pub planned_tenge: i64,
    /// Measures of unknown cost.
    pub cost_unknown: i32,
}

/// Makes an edition the current one of its program.
pub fn set_current_edition(
    conn: &mut Conn<'_>,
    program_id: i64,
    current: &CurrentEdition,
) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::update(programs::table.find(program_id))
            .set((
                programs::current_edition.eq(Some(current.number)),
                programs::title_kk.eq(&current.title_kk),
                programs::title_ru.eq(&current.title_ru),
                programs::measures.eq(current.measures),
                programs::indicators.eq(current.indicators),
                programs::planned_tenge.eq(current.planned_tenge),
                programs::cost_unknown.eq(current.cost_unknown),
            ))
            .execute(c)
    })?;
    Ok(())
}

/// Puts a program into another phase.
pub fn set_phase(conn: &mut Conn<'_>, program_id: i64, phase: Phase) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::update(programs::table.find(program_id)).set(programs::phase.eq(AsText(phase))).execute(c)
    })?;
    Ok(())
}

/// A program by its internal id.
pub fn get(conn: &mut Conn<'_>, id: i64) -> Result<Option<ProgramWithCounters>, StoreError> {
    Ok(on_backend!(conn, |c| {
        programs::table
            .inner_join(program_counters::table.on(program_counters::program_id.eq(programs::id)))
            .filter(programs::id.eq(id))
            .select((ProgramRow::as_select(), CounterRow::as_select()))
            .first(c)
            .optional()
    })?)
}
