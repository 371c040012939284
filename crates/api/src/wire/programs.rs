//! Programs, editions and provisions on the wire.

use kenes_domain::program::{Aim, Cost, Indicator, Measure, ProvisionData};
use kenes_service::programs::{CostTotal, EditionCard, EditionView, ProgramCard, ProvisionView};
use serde::Serialize;
use utoipa::ToSchema;

use super::{NamesResponse, TallyResponse, TextResponse};
use crate::words::{FundingSourceWord, PhaseWord, ProvisionKindWord};

/// A program in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProgramResponse {
    /// Public id.
    pub id: String,
    /// Title of the current edition.
    pub title: TextResponse,
    /// Where it stands.
    #[schema(value_type = PhaseWord)]
    pub phase: &'static str,
    /// First year.
    pub first_year: u16,
    /// Last year.
    pub last_year: u16,
    /// Number of the current edition.
    pub edition: Option<i32>,
    /// Public id of the territory.
    pub territory: String,
    /// Names of the territory.
    pub territory_names: NamesResponse,
    /// Names of the territory above.
    pub parent_names: Option<NamesResponse>,
    /// When contributions are first taken, RFC 3339.
    pub opens_at: String,
    /// When they are first late, RFC 3339.
    pub closes_at: String,
    /// Minutes east of UTC on the clocks of the territory.
    pub utc_offset_minutes: i16,
    /// Contributions by what became of them.
    pub contributions: TallyResponse,
    /// Measures in the current edition.
    pub measures: u32,
    /// Indicators in the current edition.
    pub indicators: u32,
    /// Sum of all known costs, whole tenge.
    pub planned_tenge: i64,
    /// Measures whose cost nobody has said.
    pub cost_unknown: u32,
}

impl From<ProgramCard> for ProgramResponse {
    fn from(card: ProgramCard) -> Self {
        Self {
            id: card.id,
            title: card.title.into(),
            phase: card.phase.as_str(),
            first_year: card.first_year,
            last_year: card.last_year,
            edition: card.edition,
            territory: card.territory,
            territory_names: card.territory_names.into(),
            parent_names: card.parent_names.map(Into::into),
            opens_at: card.opens_at.rfc3339(),
            closes_at: card.closes_at.rfc3339(),
            utc_offset_minutes: card.utc_offset_minutes,
            contributions: card.contributions.into(),
            measures: card.measures,
            indicators: card.indicators,
            planned_tenge: card.planned_tenge,
            cost_unknown: card.cost_unknown,
        }
    }
}

/// An edition in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct EditionResponse {
    /// Its number, from 1.
    pub number: i32,
    /// When it was published, RFC 3339.
    pub published_at: String,
    /// How many provisions it has.
    pub provisions: u32,
}

impl From<EditionCard> for EditionResponse {
    fn from(card: EditionCard) -> Self {
        Self { number: card.number, published_at: card.published_at.rfc3339(), provisions: card.provisions }
    }
}

/// A whole edition in reading order.
#[derive(Debug, Serialize, ToSchema)]
pub struct EditionDetailResponse {
    /// The program.
    pub program: ProgramResponse,
    /// Its number.
    pub number: i32,
    /// Whether a later one exists.
    pub superseded: bool,
    /// When it was published, RFC 3339.
    pub published_at: String,
    /// A plain summary.
    pub summary: TextResponse,
    /// Every provision.
    pub provisions: Vec<ProvisionResponse>,
    /// Planned spending by year, source and direction.
    pub costs: Vec<CostResponse>,
}

impl From<EditionView> for EditionDetailResponse {
    fn from(view: EditionView) -> Self {
        Self {
            program: view.program.into(),
            number: view.number,
            superseded: view.superseded,
            published_at: view.published_at.rfc3339(),
            summary: view.summary.into(),
            provisions: view.provisions.into_iter().map(Into::into).collect(),
            costs: view.costs.into_iter().map(Into::into).collect(),
        }
    }
}

/// One provision of an edition.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProvisionResponse {
    /// Public id, the same in every edition.
    pub id: String,
    /// What it is.
    #[schema(value_type = ProvisionKindWord)]
    pub kind: &'static str,
    /// Depth, 0 for sections.
    pub level: u8,
    /// Printed label.
    pub label: String,
    /// Code of its direction.
    pub direction: Option<String>,
    /// The text.
    pub text: TextResponse,
    /// Figures of an indicator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub indicator: Option<IndicatorResponse>,
    /// Facts of a measure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measure: Option<MeasureResponse>,
    /// Contributions on it.
    pub contributions: u64,
}

impl From<ProvisionView> for ProvisionResponse {
    fn from(view: ProvisionView) -> Self {
        let (indicator, measure) = match view.data {
            ProvisionData::Text => (None, None),
            ProvisionData::Indicator(indicator) => (Some(indicator.into()), None),
            ProvisionData::Measure(measure) => (None, Some(measure.into())),
        };
        Self {
            id: view.id,
            kind: view.kind.as_str(),
            level: view.level,
            label: view.label,
            direction: view.direction,
            text: view.text.into(),
            indicator,
            measure,
            contributions: view.contributions,
        }
    }
}

/// The figures of an indicator; values are decimal texts with a point.
#[derive(Debug, Serialize, ToSchema)]
pub struct IndicatorResponse {
    /// Unit of measure.
    pub unit: TextResponse,
    /// Year of the baseline.
    pub base_year: u16,
    /// Value in that year.
    pub base_value: Option<String>,
    /// `up` or `down`, when the program says so.
    pub aim: Option<&'static str>,
    /// Target per year.
    pub targets: Vec<TargetResponse>,
}

/// A target of one year.
#[derive(Debug, Serialize, ToSchema)]
pub struct TargetResponse {
    /// Calendar year.
    pub year: u16,
    /// Decimal text with a point.
    pub value: String,
}

impl From<Indicator> for IndicatorResponse {
    fn from(indicator: Indicator) -> Self {
        Self {
            unit: indicator.unit.into(),
            base_year: indicator.base_year,
            base_value: indicator.base_value,
            aim: indicator.aim.map(Aim::as_str),
            targets: indicator
                .targets
                .into_iter()
                .map(|target| TargetResponse { year: target.year, value: target.value })
                .collect(),
        }
    }
}

/// The facts of a measure.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeasureResponse {
    /// First year of the work.
    pub starts: u16,
    /// Last year.
    pub ends: u16,
    /// Who is responsible.
    pub executor: TextResponse,
    /// Form of completion.
    pub completion: TextResponse,
    /// Cost by year and source; null says that nobody knows it.
    pub costs: Option<Vec<CostLineResponse>>,
}

/// Money of a measure in one year from one source.
#[derive(Debug, Serialize, ToSchema)]
pub struct CostLineResponse {
    /// Calendar year.
    pub year: u16,
    /// Where it comes from.
    #[schema(value_type = FundingSourceWord)]
    pub source: &'static str,
    /// Whole tenge.
    pub tenge: i64,
}

impl From<Measure> for MeasureResponse {
    fn from(measure: Measure) -> Self {
        Self {
            starts: measure.starts,
            ends: measure.ends,
            executor: measure.executor.into(),
            completion: measure.completion.into(),
            costs: match measure.cost {
                Cost::Unknown => None,
                Cost::Known(lines) => Some(
                    lines
                        .into_iter()
                        .map(|line| CostLineResponse {
                            year: line.year,
                            source: line.source.as_str(),
                            tenge: line.amount.amount(),
                        })
                        .collect(),
                ),
            },
        }
    }
}

/// Planned spending in one cell.
#[derive(Debug, Serialize, ToSchema)]
pub struct CostResponse {
    /// Calendar year.
    pub year: u16,
    /// Where it comes from.
    #[schema(value_type = FundingSourceWord)]
    pub source: &'static str,
    /// Code of the direction.
    pub direction: Option<String>,
    /// Whole tenge.
    pub tenge: i64,
}

impl From<CostTotal> for CostResponse {
    fn from(cost: CostTotal) -> Self {
        Self { year: cost.year, source: cost.source.as_str(), direction: cost.direction, tenge: cost.tenge }
    }
}
