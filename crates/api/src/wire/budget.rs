//! Money on the wire: envelopes, checks, sums over territories.

use std::collections::BTreeMap;

use kenes_domain::budget::checks::{Comparison, Finding};
use kenes_domain::budget::estimate::Fit;
use kenes_domain::budget::rollup::{Amounts, RollUp};
use kenes_domain::budget::{Ceiling, Cell};
use kenes_domain::money::Tenge;
use kenes_domain::timestamp::Timestamp;
use kenes_service::budget::{BelowBudget, LeftTerritory, Place, ProgramBudget, TerritoryBudget};
use kenes_service::envelopes::EnvelopeView;
use serde::Serialize;
use utoipa::ToSchema;

use super::NamesResponse;
use crate::words::FundingSourceWord;

/// A line of what a territory may spend.
#[derive(Debug, Serialize, ToSchema)]
pub struct EnvelopeResponse {
    /// Public id of the territory.
    pub territory: String,
    /// Names of the territory.
    pub territory_names: NamesResponse,
    /// Calendar year.
    pub year: u16,
    /// Where the money comes from.
    #[schema(value_type = FundingSourceWord)]
    pub source: &'static str,
    /// `ceiling`, `subvention`, `withdrawal`, `current_transfer` or `development_transfer`.
    #[schema(example = "ceiling")]
    pub kind: &'static str,
    /// For what; empty when the act does not say.
    pub purpose: String,
    /// Whole tenge; a withdrawal is positive too, and counts against.
    pub tenge: i64,
    /// The act, as printed.
    pub act: String,
    /// Since when it holds, RFC 3339.
    pub recorded_at: String,
    /// Since when it no longer holds; null while it does.
    pub replaced_at: Option<String>,
}

impl From<EnvelopeView> for EnvelopeResponse {
    fn from(view: EnvelopeView) -> Self {
        Self {
            territory: view.territory,
            territory_names: view.territory_names.into(),
            year: view.line.year,
            source: view.line.source.as_str(),
            kind: view.line.kind.as_str(),
            purpose: view.line.purpose,
            tenge: view.line.amount.amount(),
            act: view.line.act,
            recorded_at: view.recorded_at.rfc3339(),
            replaced_at: view.replaced_at.map(Timestamp::rfc3339),
        }
    }
}

/// An amount of a year and a source.
#[derive(Debug, Serialize, ToSchema)]
pub struct AmountResponse {
    /// Calendar year.
    pub year: u16,
    /// Where the money comes from.
    #[schema(value_type = FundingSourceWord)]
    pub source: &'static str,
    /// Whole tenge.
    pub tenge: i64,
}

fn amounts(amounts: &Amounts) -> Vec<AmountResponse> {
    amounts
        .iter()
        .map(|((year, source), tenge)| AmountResponse { year: *year, source: source.as_str(), tenge: *tenge })
        .collect()
}

/// Plan and envelope of a year and a source.
#[derive(Debug, Serialize, ToSchema)]
pub struct ComparisonResponse {
    /// Calendar year.
    pub year: u16,
    /// Where the money comes from.
    #[schema(value_type = FundingSourceWord)]
    pub source: &'static str,
    /// What the program plans, whole tenge.
    pub planned_tenge: i64,
    /// The envelope, whole tenge; null when no act is known.
    pub envelope_tenge: Option<i64>,
    /// Whether the envelope is all that may be spent. Otherwise only parts of it are known, and nothing exceeds it.
    pub envelope_complete: bool,
    /// What is left of a complete envelope; below zero when the plan exceeds it.
    pub left_tenge: Option<i64>,
}

impl From<&Comparison> for ComparisonResponse {
    fn from(row: &Comparison) -> Self {
        Self {
            year: row.year,
            source: row.source.as_str(),
            planned_tenge: row.planned.amount(),
            envelope_tenge: row.ceiling.map(|ceiling| ceiling.amount.amount()),
            envelope_complete: row.ceiling.is_some_and(|ceiling| ceiling.complete),
            left_tenge: row.left().map(Tenge::amount),
        }
    }
}

/// Something that is not right, or not said.
#[derive(Debug, Serialize, ToSchema)]
pub struct FindingResponse {
    /// `table_total`, `cost_outside_term`, `cost_twice`, `cost_negative`, `target_wrong_way`, `no_executor` or
    /// `no_deadline`.
    #[schema(example = "target_wrong_way")]
    pub kind: &'static str,
    /// Public id of the provision.
    pub provision: String,
    /// The year it is about.
    pub year: Option<u16>,
    /// What is printed.
    pub printed: Option<String>,
    /// What it should be, or should at least be, as a decimal text.
    pub expected: Option<String>,
}

impl From<&Finding> for FindingResponse {
    fn from(finding: &Finding) -> Self {
        Self {
            kind: finding.kind.as_str(),
            provision: finding.provision.clone(),
            year: finding.year,
            printed: finding.printed.clone(),
            expected: finding.expected.clone(),
        }
    }
}

/// What a direction costs.
#[derive(Debug, Serialize, ToSchema)]
pub struct DirectionAmountResponse {
    /// Code of the direction; empty for measures without one.
    pub direction: String,
    /// Whole tenge.
    pub tenge: i64,
}

/// A program's money with everything that arithmetic says about it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProgramBudgetResponse {
    /// Public id of the program.
    pub program: String,
    /// Number of the edition.
    pub edition: i32,
    /// All known costs, whole tenge.
    pub planned_tenge: i64,
    /// Known costs by direction.
    pub directions: Vec<DirectionAmountResponse>,
    /// Public ids of measures whose cost nobody has said; they are in no sum.
    pub cost_unknown: Vec<String>,
    /// By how much the plan exceeds complete envelopes, cell by cell, whole tenge.
    pub excess_tenge: i64,
    /// Plan and envelope by year and source.
    pub comparison: Vec<ComparisonResponse>,
    /// What is not right, in reading order.
    pub findings: Vec<FindingResponse>,
    /// The lines of the envelope.
    pub envelope: Vec<EnvelopeResponse>,
}

impl From<ProgramBudget> for ProgramBudgetResponse {
    fn from(budget: ProgramBudget) -> Self {
        let report = &budget.report;
        Self {
            program: budget.program.id,
            edition: budget.edition,
            planned_tenge: report.total(),
            directions: report
                .directions
                .iter()
                .map(|(direction, tenge)| DirectionAmountResponse {
                    direction: direction.clone(),
                    tenge: *tenge,
                })
                .collect(),
            cost_unknown: report.unknown.clone(),
            excess_tenge: report.excess(),
            comparison: report.envelope.iter().map(Into::into).collect(),
            findings: report.findings.iter().map(Into::into).collect(),
            envelope: budget.lines.into_iter().map(Into::into).collect(),
        }
    }
}

/// A territory by its names.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceResponse {
    /// Public id.
    pub id: String,
    /// Names.
    pub names: NamesResponse,
    /// Public id of its program.
    pub program: Option<String>,
}

impl From<Place> for PlaceResponse {
    fn from(place: Place) -> Self {
        Self { id: place.id, names: place.names.into(), program: place.program }
    }
}

/// Programs added up. Money that goes from a budget to one below may stand in both programs: nothing in them says
/// which. So the sum lies between `at_least_tenge` and `at_most_tenge`.
#[derive(Debug, Serialize, ToSchema)]
pub struct SumsResponse {
    /// The territory's own program, whole tenge.
    pub own_tenge: i64,
    /// All programs below, each as it is, whole tenge.
    pub below_tenge: i64,
    /// What may stand in two programs, at most, whole tenge.
    pub doubled_tenge: i64,
    /// The part of it that recorded transfers say, whole tenge.
    pub doubled_known_tenge: i64,
    /// The sum without anything that may stand in two programs, whole tenge.
    pub at_least_tenge: i64,
    /// All programs added up as they are, whole tenge.
    pub at_most_tenge: i64,
    /// The own program by year and source.
    pub own: Vec<AmountResponse>,
    /// The programs below by year and source.
    pub below: Vec<AmountResponse>,
}

impl From<&RollUp> for SumsResponse {
    fn from(sums: &RollUp) -> Self {
        let total = kenes_domain::budget::rollup::total;
        Self {
            own_tenge: total(&sums.own),
            below_tenge: total(&sums.below),
            doubled_tenge: total(&sums.doubled),
            doubled_known_tenge: total(&sums.doubled_known),
            at_least_tenge: sums.at_least(),
            at_most_tenge: sums.at_most(),
            own: amounts(&sums.own),
            below: amounts(&sums.below),
        }
    }
}

/// A territory directly below, with its own sums.
#[derive(Debug, Serialize, ToSchema)]
pub struct BelowBudgetResponse {
    /// The territory.
    pub territory: PlaceResponse,
    /// Programs at it and below it.
    pub programs: u32,
    /// Its sums.
    pub sums: SumsResponse,
}

impl From<BelowBudget> for BelowBudgetResponse {
    fn from(below: BelowBudget) -> Self {
        Self { sums: (&below.sums).into(), territory: below.place.into(), programs: below.programs }
    }
}

/// A territory that lay here once.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeftTerritoryResponse {
    /// The territory.
    pub territory: PlaceResponse,
    /// First day on which it was no longer here.
    pub until: String,
    /// What it belongs to now.
    pub now: Option<PlaceResponse>,
}

impl From<LeftTerritory> for LeftTerritoryResponse {
    fn from(left: LeftTerritory) -> Self {
        Self { territory: left.place.into(), until: left.until, now: left.now.map(Into::into) }
    }
}

/// Money of a territory and of all below it.
#[derive(Debug, Serialize, ToSchema)]
pub struct TerritoryBudgetResponse {
    /// The territory; null for the country.
    pub territory: Option<PlaceResponse>,
    /// The day whose borders the sums follow.
    pub on: String,
    /// The sums.
    pub sums: SumsResponse,
    /// The territory's own envelope against its own program.
    pub envelope: Vec<ComparisonResponse>,
    /// What lies directly below.
    pub below: Vec<BelowBudgetResponse>,
    /// Territories that lay here once and belong elsewhere now.
    pub left: Vec<LeftTerritoryResponse>,
}

impl From<TerritoryBudget> for TerritoryBudgetResponse {
    fn from(budget: TerritoryBudget) -> Self {
        Self {
            envelope: comparison(&budget.sums.own, &budget.ceilings),
            sums: (&budget.sums).into(),
            territory: budget.territory.map(Into::into),
            on: budget.on,
            below: budget.below.into_iter().map(Into::into).collect(),
            left: budget.left.into_iter().map(Into::into).collect(),
        }
    }
}

fn comparison(own: &Amounts, ceilings: &BTreeMap<Cell, Ceiling>) -> Vec<ComparisonResponse> {
    kenes_domain::budget::checks::compare(own, ceilings).iter().map(Into::into).collect()
}

/// Whether a cost would fit beside the plan.
#[derive(Debug, Serialize, ToSchema)]
pub struct FitResponse {
    /// `fits`, `fits_in` another year, `exceeds`, or `unknown` when no envelope is known.
    #[schema(example = "fits_in")]
    pub fit: &'static str,
    /// The nearest year in which it fits.
    pub year: Option<u16>,
    /// Whole tenge that are missing in the year that was asked for: other measures would have to give them.
    pub missing_tenge: Option<i64>,
    /// What the envelope leaves in the year that was asked for, whole tenge; null when it is not known.
    pub left_tenge: Option<i64>,
}

impl From<(Fit, Option<Tenge>)> for FitResponse {
    fn from((fit, left): (Fit, Option<Tenge>)) -> Self {
        let (word, year, missing) = match fit {
            Fit::Fits => ("fits", None, None),
            Fit::FitsIn { year } => ("fits_in", Some(year), None),
            Fit::Exceeds { by } => ("exceeds", None, Some(by.amount())),
            Fit::Unknown => ("unknown", None, None),
        };
        Self { fit: word, year, missing_tenge: missing, left_tenge: left.map(Tenge::amount) }
    }
}
