//! Territories and their history.

use diesel::prelude::*;
use kenes_domain::territory::{Reorganisation, ReorganisationKind, TerritoryKind};
use time::Date;
use time::format_description::well_known::Iso8601;

use crate::conn::on_backend;
use crate::schema::{reorganisations, territories, territory_states};
use crate::{AsText, Conn, StoreError};

/// A state of a territory, as stored.
#[derive(Debug, Clone)]
pub struct StateRow {
    /// Internal id of the territory.
    pub territory_id: i64,
    /// Public id of the territory.
    pub public_id: String,
    /// Code, names, parent and validity.
    pub state: kenes_domain::territory::TerritoryState,
    /// Cell in the map of tiles: column and row.
    pub tile: Option<(u16, u16)>,
}

/// A state to store.
#[derive(Debug, Clone)]
pub struct NewState<'a> {
    /// Public id of the territory; the same one names the same territory.
    pub public_id: &'a str,
    /// Code, names, parent and validity.
    pub state: &'a kenes_domain::territory::TerritoryState,
    /// Cell in the map of tiles.
    pub tile: Option<(u16, u16)>,
}

/// `2022-06-08`.
pub fn date_text(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
}

/// Reads what [`date_text`] writes.
pub fn parse_date(text: &str) -> Result<Date, StoreError> {
    Date::parse(text, &Iso8601::DATE).map_err(|_| StoreError::BadValue(text.to_owned()))
}

/// Inserts a territory with its first state, or a further state of a known one; returns its internal id.
pub fn insert_state(conn: &mut Conn<'_>, new: &NewState<'_>) -> Result<i64, StoreError> {
    let aliases =
        serde_json::to_string(&new.state.aliases).map_err(|error| StoreError::BadValue(error.to_string()))?;
    let from = date_text(new.state.valid_from);
    on_backend!(conn, |c| {
        let known: Option<i64> = territories::table
            .filter(territories::public_id.eq(new.public_id))
            .select(territories::id)
            .first(c)
            .optional()?;
        let id = match known {
            Some(id) => {
                diesel::update(
                    territory_states::table
                        .filter(territory_states::territory_id.eq(id))
                        .filter(territory_states::valid_to.is_null()),
                )
                .set(territory_states::valid_to.eq(&from))
                .execute(c)?;
                id
            }
            None => diesel::insert_into(territories::table)
                .values(territories::public_id.eq(new.public_id))
                .returning(territories::id)
                .get_result(c)?,
        };
        diesel::insert_into(territory_states::table)
            .values((
                territory_states::territory_id.eq(id),
                territory_states::kato.eq(&new.state.kato),
                territory_states::parent_id.eq(new.state.parent),
                territory_states::kind.eq(AsText(new.state.kind)),
                territory_states::name_kk.eq(&new.state.name_kk),
                territory_states::name_ru.eq(&new.state.name_ru),
                territory_states::name_en.eq(&new.state.name_en),
                territory_states::aliases.eq(aliases),
                territory_states::grid_column.eq(new.tile.map(|(column, _)| i32::from(column))),
                territory_states::grid_row.eq(new.tile.map(|(_, row)| i32::from(row))),
                territory_states::valid_from.eq(&from),
                territory_states::valid_to.eq(new.state.valid_to.map(date_text)),
            ))
            .execute(c)?;
        Ok(id)
    })
}

type StateColumns = (
    i64,
    String,
    String,
    Option<i64>,
    AsText<TerritoryKind>,
    (String, String, String),
    String,
    (Option<i32>, Option<i32>),
    String,
    Option<String>,
);

/// Every state of every territory, by territory and day. A country has a few hundred.
pub fn all_states(conn: &mut Conn<'_>) -> Result<Vec<StateRow>, StoreError> {
    let rows: Vec<StateColumns> = on_backend!(conn, |c| {
        territory_states::table
            .inner_join(territories::table.on(territories::id.eq(territory_states::territory_id)))
            .order((territory_states::territory_id, territory_states::valid_from))
            .select((
                territories::id,
                territories::public_id,
                territory_states::kato,
                territory_states::parent_id,
                territory_states::kind,
                (territory_states::name_kk, territory_states::name_ru, territory_states::name_en),
                territory_states::aliases,
                (territory_states::grid_column, territory_states::grid_row),
                territory_states::valid_from,
                territory_states::valid_to,
            ))
            .load(c)
    })?;
    rows.into_iter()
        .map(|(id, public_id, kato, parent, kind, names, aliases, tile, from, to)| {
            Ok(StateRow {
                territory_id: id,
                public_id,
                state: kenes_domain::territory::TerritoryState {
                    kato,
                    parent,
                    kind: kind.0,
                    name_kk: names.0,
                    name_ru: names.1,
                    name_en: names.2,
                    aliases: serde_json::from_str(&aliases)
                        .map_err(|error| StoreError::BadValue(error.to_string()))?,
                    valid_from: parse_date(&from)?,
                    valid_to: to.as_deref().map(parse_date).transpose()?,
                },
                tile: match tile {
                    (Some(column), Some(row)) => u16::try_from(column).ok().zip(u16::try_from(row).ok()),
                    _ => None,
                },
            })
        })
        .collect()
}

/// Records a reorganisation.
pub fn insert_reorganisation(conn: &mut Conn<'_>, event: &Reorganisation) -> Result<(), StoreError> {
    let threads =
        serde_json::to_string(&event.threads).map_err(|error| StoreError::BadValue(error.to_string()))?;
    on_backend!(conn, |c| {
        diesel::insert_into(reorganisations::table)
            .values((
                reorganisations::kind.eq(AsText(event.kind)),
                reorganisations::happened_on.eq(date_text(event.on)),
                reorganisations::threads.eq(threads),
            ))
            .execute(c)
    })?;
    Ok(())
}

/// Every reorganisation, oldest first.
pub fn all_reorganisations(conn: &mut Conn<'_>) -> Result<Vec<Reorganisation>, StoreError> {
    let rows: Vec<(AsText<ReorganisationKind>, String, String)> = on_backend!(conn, |c| {
        reorganisations::table
            .order((reorganisations::happened_on, reorganisations::id))
            .select((reorganisations::kind, reorganisations::happened_on, reorganisations::threads))
            .load(c)
    })?;
    rows.into_iter()
        .map(|(kind, on, threads)| {
            Ok(Reorganisation {
                kind: kind.0,
                on: parse_date(&on)?,
                threads: serde_json::from_str(&threads)
                    .map_err(|error| StoreError::BadValue(error.to_string()))?,
            })
        })
        .collect()
}
