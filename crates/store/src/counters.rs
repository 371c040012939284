//! Counters kept in the writer's transaction: counting rows is linear, reading a counter is not.

use diesel::prelude::*;
use kenes_domain::conservation::{Shelf, Tally};

use crate::conn::on_backend;
use crate::schema::{direction_counters, program_counters, provision_counters};
use crate::{Conn, StoreError};

/// The counters of one program: contributions and points by shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = program_counters)]
pub struct CounterRow {
    /// Internal id of the program.
    pub program_id: i64,
    /// Contributions received.
    pub received: i64,
    /// Contributions that wait.
    pub open: i64,
    /// Contributions decided on their own.
    pub decided: i64,
    /// Contributions decided with a group.
    pub grouped: i64,
    /// Contributions hidden with a reason.
    pub moderated: i64,
    /// Contributions taken back or erased.
    pub withdrawn: i64,
    /// Points received.
    pub points_received: i64,
    /// Points that wait.
    pub points_open: i64,
    /// Points decided on their own.
    pub points_decided: i64,
    /// Points decided with a group.
    pub points_grouped: i64,
    /// Points of hidden contributions.
    pub points_moderated: i64,
    /// Points of contributions that were taken back or erased.
    pub points_withdrawn: i64,
}

impl CounterRow {
    /// The counters of a program without contributions.
    pub const fn empty(program_id: i64) -> Self {
        Self {
            program_id,
            received: 0,
            open: 0,
            decided: 0,
            grouped: 0,
            moderated: 0,
            withdrawn: 0,
            points_received: 0,
            points_open: 0,
            points_decided: 0,
            points_grouped: 0,
            points_moderated: 0,
            points_withdrawn: 0,
        }
    }

    /// The contributions' side.
    pub fn contributions(&self) -> Tally {
        tally([self.received, self.open, self.decided, self.grouped, self.moderated, self.withdrawn])
    }

    /// The points' side.
    pub fn points(&self) -> Tally {
        tally([
            self.points_received,
            self.points_open,
            self.points_decided,
            self.points_grouped,
            self.points_moderated,
            self.points_withdrawn,
        ])
    }
}

fn tally(values: [i64; 6]) -> Tally {
    let [received, open, decided, grouped, moderated, withdrawn] =
        values.map(|value| u64::try_from(value).unwrap_or(0));
    Tally { received, open, decided, grouped, moderated, withdrawn }
}

/// By how much the counters of a program change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Delta {
    contributions: [i64; 6],
    points: [i64; 6],
}

const fn slot(shelf: Shelf) -> usize {
    match shelf {
        Shelf::Open => 1,
        Shelf::Decided => 2,
        Shelf::GroupedDecided => 3,
        Shelf::Moderated => 4,
        Shelf::Withdrawn => 5,
    }
}

impl Delta {
    /// `count` contributions arrive on a shelf.
    pub fn receive_contributions(&mut self, shelf: Shelf, count: i64) {
        add(&mut self.contributions, 0, count);
        add(&mut self.contributions, slot(shelf), count);
    }

    /// A contribution goes from one shelf to another.
    pub fn move_contribution(&mut self, from: Shelf, to: Shelf) {
        add(&mut self.contributions, slot(from), -1);
        add(&mut self.contributions, slot(to), 1);
    }

    /// `count` points come into being on a shelf.
    pub fn receive_points(&mut self, shelf: Shelf, count: i64) {
        add(&mut self.points, 0, count);
        add(&mut self.points, slot(shelf), count);
    }

    /// `count` points go from one shelf to another.
    pub fn move_points(&mut self, from: Shelf, to: Shelf, count: i64) {
        add(&mut self.points, slot(from), -count);
        add(&mut self.points, slot(to), count);
    }
}

fn add(values: &mut [i64; 6], index: usize, by: i64) {
    if let Some(value) = values.get_mut(index) {
        *value += by;
    }
}

/// Applies a change to the counters of a program.
pub fn apply(conn: &mut Conn<'_>, program_id: i64, delta: Delta) -> Result<(), StoreError> {
    use crate::schema::program_counters::dsl as p;
    let [received, open, decided, grouped, moderated, withdrawn] = delta.contributions;
    let [points_received, points_open, points_decided, points_grouped, points_moderated, points_withdrawn] =
        delta.points;
    on_backend!(conn, |c| {
        diesel::update(p::program_counters.find(program_id))
            .set((
                p::received.eq(p::received + received),
                p::open.eq(p::open + open),
                p::decided.eq(p::decided + decided),
                p::grouped.eq(p::grouped + grouped),
                p::moderated.eq(p::moderated + moderated),
                p::withdrawn.eq(p::withdrawn + withdrawn),
                p::points_received.eq(p::points_received + points_received),
                p::points_open.eq(p::points_open + points_open),
                p::points_decided.eq(p::points_decided + points_decided),
                p::points_grouped.eq(p::points_grouped + points_grouped),
                p::points_moderated.eq(p::points_moderated + points_moderated),
                p::points_withdrawn.eq(p::points_withdrawn + points_withdrawn),
            ))
            .execute(c)
    })?;
    Ok(())
}

/// Adds to the number of contributions on a provision.
pub fn add_to_provision(
    conn: &mut Conn<'_>,
    program_id: i64,
    provision_id: i64,
    by: i64,
) -> Result<(), StoreError> {
    use crate::schema::provision_counters::dsl as p;
    on_backend!(conn, |c| {
        diesel::insert_into(p::provision_counters)
            .values((p::program_id.eq(program_id), p::provision_id.eq(provision_id), p::contributions.eq(by)))
            .on_conflict((p::program_id, p::provision_id))
            .do_update()
            .set(p::contributions.eq(p::contributions + by))
            .execute(c)
    })?;
    Ok(())
}

/// Adds to the number of contributions on a direction.
pub fn add_to_direction(
    conn: &mut Conn<'_>,
    campaign_id: i64,
    direction: &str,
    by: i64,
) -> Result<(), StoreError> {
    use crate::schema::direction_counters::dsl as d;
    on_backend!(conn, |c| {
        diesel::insert_into(d::direction_counters)
            .values((d::campaign_id.eq(campaign_id), d::direction.eq(direction), d::contributions.eq(by)))
            .on_conflict((d::campaign_id, d::direction))
            .do_update()
            .set(d::contributions.eq(d::contributions + by))
            .execute(c)
    })?;
    Ok(())
}

/// Contributions per direction of a campaign, most first.
pub fn directions(conn: &mut Conn<'_>, campaign_id: i64) -> Result<Vec<(String, i64)>, StoreError> {
    Ok(on_backend!(conn, |c| {
        direction_counters::table
            .filter(direction_counters::campaign_id.eq(campaign_id))
            .order((direction_counters::contributions.desc(), direction_counters::direction))
            .select((direction_counters::direction, direction_counters::contributions))
            .load(c)
    })?)
}

/// Contributions per provision of a program, by internal id of the provision.
pub fn of_provisions(conn: &mut Conn<'_>, program_id: i64) -> Result<Vec<(i64, i64)>, StoreError> {
    Ok(on_backend!(conn, |c| {
        provision_counters::table
            .filter(provision_counters::program_id.eq(program_id))
            .select((provision_counters::provision_id, provision_counters::contributions))
            .load(c)
    })?)
}
