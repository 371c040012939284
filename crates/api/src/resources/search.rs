//! Searching, and suggestions while typing.

use actix_web::{HttpRequest, HttpResponse, web};
use kenes_domain::contribution::{FieldError, FieldReason};
use kenes_domain::permission::Actor;
use kenes_domain::timestamp::Timestamp;
use kenes_service::error::ServiceError;
use kenes_service::search::{self, HIT_DEPTH_MAX, SearchQuery, Sort};
use serde::Deserialize;
use utoipa::IntoParams;

use super::LIMIT_DEFAULT;
use crate::answers::{Depends, answer};
use crate::problem::Problem;
use crate::state::AppState;
use crate::wire::search::{SearchResponse, SuggestionResponse};

/// What to find. Lists are separated by commas; values of one list are alternatives, all lists must hold.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct SearchParameters {
    /// Words, `"phrases"`, `-without`, `OR`, and filters: `territory:`, `direction:`, `year:`, `state:`, `decision:`, `kind:`, `lang:`.
    pub q: String,
    /// Public ids of territories, each with all below it.
    pub territory: String,
    /// Public ids of programs.
    pub program: String,
    /// Codes of directions.
    pub direction: String,
    /// Years.
    pub year: String,
    /// Words of states: `open`, `decided`, or a phase.
    pub state: String,
    /// Words of dispositions.
    pub decision: String,
    /// `provision`, `program`, `contribution`, `proposal`, `decision`, `meeting`.
    pub kind: String,
    /// `kk`, `ru`.
    pub language: String,
    /// Numbers of editions; naming one finds past editions too.
    pub edition: String,
    /// Whether past editions are found; no when absent.
    pub past: Option<bool>,
    /// At least this much money, in whole tenge.
    pub money_min: Option<i64>,
    /// Received or published not before, RFC 3339.
    pub from: Option<String>,
    /// Received or published before, RFC 3339.
    pub until: Option<String>,
    /// `relevance` (when absent), `date`, `supports`, `money`.
    pub sort: Option<String>,
    /// Whether texts of the other language are found through translations; yes when absent.
    pub translations: Option<bool>,
    /// Whether only the best hit of each program is given; no when absent.
    pub grouped: Option<bool>,
    /// Whether the last word is still being typed; no when absent.
    pub unfinished: Option<bool>,
    /// Language of the reader, for queries that could be either: `kk`, `ru`.
    pub reader: Option<String>,
    /// Items of a page, 1 to 50; 20 when absent.
    #[param(minimum = 1, maximum = 50)]
    pub limit: Option<u16>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// What is being typed.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct SuggestionParameters {
    /// The text so far; its last word is completed.
    pub q: String,
}

/// Provisions, programs, contributions, proposals and decisions in both languages, with counts by property.
#[utoipa::path(get, path = "/api/v1/search", tag = "search", params(SearchParameters), responses((status = 200, body = SearchResponse), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn search(
    request: HttpRequest,
    state: web::Data<AppState>,
    parameters: web::Query<SearchParameters>,
) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    let query = SearchQuery::try_from(parameters.into_inner())?;
    answer::<_, SearchResponse>(&request, &state, Depends::Now, move || {
        let view = search::search(&service, &Actor::anonymous(), &query)?;
        Ok((view, query.offset, query.limit))
    })
    .await
}

/// Words of published texts and places that begin with what is being typed.
#[utoipa::path(get, path = "/api/v1/search/suggestions", tag = "search", params(SuggestionParameters), responses((status = 200, body = SuggestionResponse), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn list_suggestions(
    request: HttpRequest,
    state: web::Data<AppState>,
    parameters: web::Query<SuggestionParameters>,
) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    answer::<_, SuggestionResponse>(&request, &state, Depends::Now, move || {
        search::suggest(&service, &parameters.q)
    })
    .await
}

impl TryFrom<SearchParameters> for SearchQuery {
    type Error = ServiceError;

    fn try_from(given: SearchParameters) -> Result<Self, ServiceError> {
        let offset = match given.cursor {
            Some(cursor) => cursor
                .parse()
                .ok()
                .filter(|offset| *offset <= HIT_DEPTH_MAX)
                .ok_or(ServiceError::BadCursor)?,
            None => 0,
        };
        let sort = given.sort.unwrap_or_else(|| Sort::default().as_str().to_owned());
        Ok(Self {
            territories: list(&given.territory),
            programs: list(&given.program),
            directions: list(&given.direction),
            years: numbers("year", &given.year)?,
            states: list(&given.state),
            decisions: list(&given.decision),
            kinds: list(&given.kind),
            languages: list(&given.language),
            editions: numbers("edition", &given.edition)?,
            past: given.past.unwrap_or(false),
            money_min_tenge: given.money_min,
            from: moment("from", given.from.as_deref())?,
            until: moment("until", given.until.as_deref())?,
            sort: Sort::ALL
                .into_iter()
                .find(|known| known.as_str() == sort)
                .ok_or_else(|| unknown("sort"))?,
            own_language_only: given.translations == Some(false),
            grouped: given.grouped.unwrap_or(false),
            unfinished: given.unfinished.unwrap_or(false),
            offset,
            limit: given.limit.unwrap_or(LIMIT_DEFAULT).clamp(1, search::HITS_MAX),
            hint: given.reader.map(|word| word.parse().map_err(|_| unknown("reader"))).transpose()?,
            text: given.q,
        })
    }
}

fn list(values: &str) -> Vec<String> {
    values.split(',').map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned).collect()
}

fn numbers<N: std::str::FromStr>(field: &'static str, values: &str) -> Result<Vec<N>, ServiceError> {
    list(values).iter().map(|value| value.parse().map_err(|_| unknown(field))).collect()
}

fn moment(field: &'static str, text: Option<&str>) -> Result<Option<Timestamp>, ServiceError> {
    text.map(|text| Timestamp::parse_rfc3339(text).ok_or_else(|| unknown(field))).transpose()
}

fn unknown(field: &'static str) -> ServiceError {
    ServiceError::Invalid(vec![FieldError { field, reason: FieldReason::UnknownWord }])
}
