//! What territories may spend: ceilings, and money that goes between budgets. Nothing is overwritten: a line that
//! is replaced keeps the moment until which it held.

use diesel::prelude::*;
use kenes_domain::budget::{EnvelopeKind, EnvelopeLine};
use kenes_domain::money::{FundingSource, Tenge};

use crate::conn::on_backend;
use crate::schema::{budget_transfers, envelopes};
use crate::{AsText, Conn, StoreError};

/// A line of an envelope, as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineRow {
    /// Internal id of the territory.
    pub territory_id: i64,
    /// The line.
    pub line: EnvelopeLine,
    /// Since when it holds, microseconds of UTC.
    pub recorded_at: i64,
    /// Since when it no longer holds.
    pub replaced_at: Option<i64>,
}

type CeilingColumns = (i64, i32, AsText<FundingSource>, i64, String, i64, Option<i64>);
type TransferColumns =
    (i64, i32, AsText<FundingSource>, AsText<EnvelopeKind>, String, i64, String, i64, Option<i64>);

/// Lines of some territories (of all when `territories` is `None`), by territory, year, source, kind, purpose and
/// age. With `history` also those that no longer hold.
pub fn lines(
    conn: &mut Conn<'_>,
    territories: Option<&[i64]>,
    history: bool,
) -> Result<Vec<LineRow>, StoreError> {
    let ceilings: Vec<CeilingColumns> = on_backend!(conn, |c| {
        let mut query = envelopes::table
            .select((
                envelopes::territory_id,
                envelopes::year,
                envelopes::source,
                envelopes::tenge,
                envelopes::act,
                envelopes::recorded_at,
                envelopes::replaced_at,
            ))
            .into_boxed();
        if let Some(ids) = territories {
            query = query.filter(envelopes::territory_id.eq_any(ids));
        }
        if !history {
            query = query.filter(envelopes::replaced_at.is_null());
        }
        query.load(c)
    })?;
    let transfers: Vec<TransferColumns> = on_backend!(conn, |c| {
        let mut query = budget_transfers::table
            .select((
                budget_transfers::territory_id,
                budget_transfers::year,
                budget_transfers::source,
                budget_transfers::kind,
                budget_transfers::purpose,
                budget_transfers::tenge,
                budget_transfers::act,
                budget_transfers::recorded_at,
                budget_transfers::replaced_at,
            ))
            .into_boxed();
        if let Some(ids) = territories {
            query = query.filter(budget_transfers::territory_id.eq_any(ids));
        }
        if !history {
            query = query.filter(budget_transfers::replaced_at.is_null());
        }
        query.load(c)
    })?;
    let ceilings = ceilings.into_iter().map(|(id, year, source, tenge, act, since, until)| {
        row(id, (year, source.0, EnvelopeKind::Ceiling), String::new(), (tenge, act), (since, until))
    });
    let transfers =
        transfers.into_iter().map(|(id, year, source, kind, purpose, tenge, act, since, until)| {
            row(id, (year, source.0, kind.0), purpose, (tenge, act), (since, until))
        });
    let mut all: Vec<LineRow> = ceilings.chain(transfers).collect();
    all.sort_by(|a, b| {
        let key = |row: &LineRow| (row.territory_id, row.line.year, row.line.source, row.line.kind);
        key(a)
            .cmp(&key(b))
            .then_with(|| a.line.purpose.cmp(&b.line.purpose))
            .then_with(|| a.recorded_at.cmp(&b.recorded_at))
            .then_with(|| a.replaced_at.cmp(&b.replaced_at))
    });
    Ok(all)
}

fn row(
    territory_id: i64,
    (year, source, kind): (i32, FundingSource, EnvelopeKind),
    purpose: String,
    (tenge, act): (i64, String),
    (recorded_at, replaced_at): (i64, Option<i64>),
) -> LineRow {
    let year = u16::try_from(year).unwrap_or(0);
    let line = EnvelopeLine { year, source, kind, purpose, amount: Tenge::new(tenge), act };
    LineRow { territory_id, line, recorded_at, replaced_at }
}

/// Puts a line in the place of the one that holds for the same year, source, kind and purpose. Returns whether
/// anything changed: the same amount by the same act is no change.
pub fn set(
    conn: &mut Conn<'_>,
    territory_id: i64,
    line: &EnvelopeLine,
    now: i64,
) -> Result<bool, StoreError> {
    let (year, source) = (i32::from(line.year), AsText(line.source));
    let tenge = line.amount.amount();
    if line.kind == EnvelopeKind::Ceiling {
        return Ok(on_backend!(conn, |c| {
            let held = envelopes::table
                .filter(envelopes::territory_id.eq(territory_id))
                .filter(envelopes::year.eq(year))
                .filter(envelopes::source.eq(source))
                .filter(envelopes::replaced_at.is_null());
            let same: i64 = held
                .filter(envelopes::tenge.eq(tenge))
                .filter(envelopes::act.eq(&line.act))
                .count()
                .get_result(c)?;
            if same > 0 {
                return Ok(false);
            }
            diesel::update(held).set(envelopes::replaced_at.eq(Some(now))).execute(c)?;
            diesel::insert_into(envelopes::table)
                .values((
                    envelopes::territory_id.eq(territory_id),
                    envelopes::year.eq(year),
                    envelopes::source.eq(source),
                    envelopes::tenge.eq(tenge),
                    envelopes::act.eq(&line.act),
                    envelopes::recorded_at.eq(now),
                ))
                .execute(c)?;
            Ok::<bool, diesel::result::Error>(true)
        })?);
    }
    let kind = AsText(line.kind);
    Ok(on_backend!(conn, |c| {
        let held = budget_transfers::table
            .filter(budget_transfers::territory_id.eq(territory_id))
            .filter(budget_transfers::year.eq(year))
            .filter(budget_transfers::source.eq(source))
            .filter(budget_transfers::kind.eq(kind))
            .filter(budget_transfers::purpose.eq(&line.purpose))
            .filter(budget_transfers::replaced_at.is_null());
        let same: i64 = held
            .filter(budget_transfers::tenge.eq(tenge))
            .filter(budget_transfers::act.eq(&line.act))
            .count()
            .get_result(c)?;
        if same > 0 {
            return Ok(false);
        }
        diesel::update(held).set(budget_transfers::replaced_at.eq(Some(now))).execute(c)?;
        diesel::insert_into(budget_transfers::table)
            .values((
                budget_transfers::territory_id.eq(territory_id),
                budget_transfers::year.eq(year),
                budget_transfers::source.eq(source),
                budget_transfers::kind.eq(kind),
                budget_transfers::purpose.eq(&line.purpose),
                budget_transfers::tenge.eq(tenge),
                budget_transfers::act.eq(&line.act),
                budget_transfers::recorded_at.eq(now),
            ))
            .execute(c)?;
        Ok::<bool, diesel::result::Error>(true)
    })?)
}
