//! Sums over the whole campaign.

use actix_web::{HttpRequest, HttpResponse, web};
use kenes_service::home::{self, HomeView};
use kenes_service::statistics::{Numbers, Progress, progress};
use serde::Serialize;
use utoipa::ToSchema;

use crate::answers::{Depends, answer};
use crate::problem::Problem;
use crate::state::AppState;
use crate::wire::{NamesResponse, TallyResponse};
use crate::words::PhaseWord;

/// Sums over the whole campaign.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatisticsResponse {
    /// Programs.
    pub programs: u32,
    /// Contributions by what became of them.
    pub contributions: TallyResponse,
    /// Contributions per direction, most first.
    pub directions: Vec<DirectionCountResponse>,
}

/// How many contributions a direction has.
#[derive(Debug, Serialize, ToSchema)]
pub struct DirectionCountResponse {
    /// Code of the direction.
    pub code: String,
    /// Contributions to its provisions.
    pub contributions: u64,
}

impl From<HomeView> for StatisticsResponse {
    fn from(view: HomeView) -> Self {
        Self {
            programs: view.programs,
            contributions: view.contributions.into(),
            directions: view
                .directions
                .into_iter()
                .map(|direction| DirectionCountResponse {
                    code: direction.code,
                    contributions: direction.contributions,
                })
                .collect(),
        }
    }
}

/// Sums over the whole campaign.
#[utoipa::path(get, path = "/api/v1/statistics", tag = "statistics", responses((status = 200, body = StatisticsResponse), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn get_statistics(
    request: HttpRequest,
    state: web::Data<AppState>,
) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    answer::<_, StatisticsResponse>(&request, &state, Depends::Country, move || home::get(&service)).await
}

/// The campaign at a glance, program by program.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProgressResponse {
    /// How many acts of the journal are counted in.
    pub as_of: i64,
    /// The day by which overdue is counted.
    pub today: String,
    /// All programs together.
    pub total: NumbersResponse,
    /// Programs by phase.
    pub phases: Vec<PhaseCountResponse>,
    /// Contributions by day of receipt.
    pub days: Vec<DayCountResponse>,
    /// Regions.
    pub regions: Vec<RegionProgressResponse>,
    /// Programs.
    pub programs: Vec<ProgramProgressResponse>,
}

/// The numbers of a program, a region or the country.
#[derive(Debug, Serialize, ToSchema)]
pub struct NumbersResponse {
    /// Contributions by what became of them.
    pub contributions: TallyResponse,
    /// Open contributions whose last day for the answer is over.
    pub overdue: u64,
    /// Contributions decided as accepted or partly accepted.
    pub led_to_changes: u64,
    /// Contributions with a published decision.
    pub answered: u64,
    /// Days from receipt to decision: the middle of all; null without any.
    pub median_days: Option<u64>,
    /// Published decisions.
    pub decisions: u64,
    /// Those of them whose reason stands word for word in another decision of the same program.
    pub boilerplate: u64,
}

impl From<Numbers> for NumbersResponse {
    fn from(numbers: Numbers) -> Self {
        Self {
            contributions: numbers.contributions.into(),
            overdue: numbers.overdue,
            led_to_changes: numbers.led_to_changes,
            answered: numbers.answered,
            median_days: numbers.median_days,
            decisions: numbers.decisions,
            boilerplate: numbers.boilerplate,
        }
    }
}

/// How many programs stand in a phase.
#[derive(Debug, Serialize, ToSchema)]
pub struct PhaseCountResponse {
    /// The phase.
    #[schema(value_type = PhaseWord)]
    pub phase: &'static str,
    /// Programs.
    pub programs: u32,
}

/// How many contributions came on a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct DayCountResponse {
    /// The day.
    pub day: String,
    /// Contributions.
    pub contributions: u64,
}

/// A region with the numbers of all its programs.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegionProgressResponse {
    /// Public id of the region.
    pub territory: String,
    /// Its names.
    pub names: NamesResponse,
    /// Programs at it and below it.
    pub programs: u32,
    /// The numbers.
    pub numbers: NumbersResponse,
}

/// A program with its numbers.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProgramProgressResponse {
    /// Public id.
    pub program: String,
    /// Public id of its territory.
    pub territory: String,
    /// Names of its territory.
    pub names: NamesResponse,
    /// Where it stands.
    #[schema(value_type = PhaseWord)]
    pub phase: &'static str,
    /// The numbers.
    pub numbers: NumbersResponse,
}

impl From<Progress> for ProgressResponse {
    fn from(view: Progress) -> Self {
        Self {
            as_of: view.as_of,
            today: view.today,
            total: view.total.into(),
            phases: view
                .phases
                .into_iter()
                .map(|(phase, programs)| PhaseCountResponse { phase: phase.as_str(), programs })
                .collect(),
            days: view
                .days
                .into_iter()
                .map(|(day, contributions)| DayCountResponse { day, contributions })
                .collect(),
            regions: view
                .regions
                .into_iter()
                .map(|region| RegionProgressResponse {
                    territory: region.id,
                    names: region.names.into(),
                    programs: region.programs,
                    numbers: region.numbers.into(),
                })
                .collect(),
            programs: view
                .programs
                .into_iter()
                .map(|entry| ProgramProgressResponse {
                    program: entry.program.id,
                    territory: entry.program.territory,
                    names: entry.program.territory_names.into(),
                    phase: entry.program.phase.as_str(),
                    numbers: entry.numbers.into(),
                })
                .collect(),
        }
    }
}

/// The campaign at a glance: phases, answers, delays, by region and by program. It is worked out from a projection
/// that follows the journal; `as_of` says how far.
#[utoipa::path(get, path = "/api/v1/statistics/progress", tag = "statistics", responses((status = 200, body = ProgressResponse), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn get_progress(request: HttpRequest, state: web::Data<AppState>) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    answer::<_, ProgressResponse>(&request, &state, Depends::Now, move || progress(&service)).await
}
