//! Territories on the wire.

use kenes_service::territories::{Found, TerritoryCard, TerritoryView, Tile};
use serde::Serialize;
use utoipa::ToSchema;

use super::NamesResponse;
use super::programs::ProgramResponse;
use crate::words::TerritoryKindWord;

/// A territory of today.
#[derive(Debug, Serialize, ToSchema)]
pub struct TerritoryResponse {
    /// Public id.
    pub id: String,
    /// KATO code of today.
    pub kato: String,
    /// What it is.
    #[schema(value_type = TerritoryKindWord)]
    pub kind: &'static str,
    /// Names of today.
    pub names: NamesResponse,
    /// Public id of the territory above.
    pub parent: Option<String>,
    /// Names of the territory above.
    pub parent_names: Option<NamesResponse>,
    /// Public id of its program.
    pub program: Option<String>,
    /// Programs at it and below it.
    pub programs: u32,
    /// Contributions to these.
    pub contributions: u64,
    /// How many of them have a public decision.
    pub answered: u64,
}

impl From<TerritoryCard> for TerritoryResponse {
    fn from(card: TerritoryCard) -> Self {
        Self {
            id: card.id,
            kato: card.kato,
            kind: card.kind.as_str(),
            names: card.names.into(),
            parent: card.parent,
            parent_names: card.parent_names.map(Into::into),
            program: card.program.map(|program| program.id),
            programs: card.programs,
            contributions: card.contributions,
            answered: card.answered,
        }
    }
}

/// A territory with what lies around it.
#[derive(Debug, Serialize, ToSchema)]
pub struct TerritoryDetailResponse {
    /// The territory.
    pub territory: TerritoryResponse,
    /// Its program.
    pub program: Option<ProgramResponse>,
    /// From the region down to its parent.
    pub ancestors: Vec<TerritoryResponse>,
    /// Directly below it.
    pub children: Vec<TerritoryResponse>,
}

impl From<TerritoryView> for TerritoryDetailResponse {
    fn from(view: TerritoryView) -> Self {
        Self {
            program: view.territory.program.clone().map(Into::into),
            territory: view.territory.into(),
            ancestors: view.ancestors.into_iter().map(Into::into).collect(),
            children: view.children.into_iter().map(Into::into).collect(),
        }
    }
}

/// A territory found by name.
#[derive(Debug, Serialize, ToSchema)]
pub struct FoundResponse {
    /// The territory.
    pub territory: TerritoryResponse,
    /// Whether the name was met, or only nearly.
    pub exact: bool,
}

impl From<Found> for FoundResponse {
    fn from(found: Found) -> Self {
        Self { territory: found.territory.into(), exact: found.exact }
    }
}

/// A cell of the map of equal tiles.
#[derive(Debug, Serialize, ToSchema)]
pub struct TileResponse {
    /// Column from the west, from 0.
    pub column: u16,
    /// Row from the north, from 0.
    pub row: u16,
    /// The territory in it.
    pub territory: TerritoryResponse,
}

impl From<Tile> for TileResponse {
    fn from(tile: Tile) -> Self {
        Self { column: tile.column, row: tile.row, territory: tile.territory.into() }
    }
}
