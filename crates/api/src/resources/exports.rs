//! Open data: whole tables as files.

use actix_web::http::header::LINK;
use actix_web::{HttpRequest, HttpResponse, web};
use kenes_domain::open_data::{Dataset, FileForm};
use kenes_service::error::ServiceError;
use kenes_service::exports;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::answers::{Depends, answer};
use crate::problem::Problem;
use crate::state::AppState;
use crate::wire::PageResponse;
use crate::{blocking, streaming};

/// A data set with the documentation of its columns.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExportResponse {
    /// Its word: the name of its files.
    #[schema(example = "contributions")]
    pub dataset: &'static str,
    /// Whether a link with `as_of` gives the same rows for ever.
    pub follows_journal: bool,
    /// Paths of its files.
    pub files: Vec<String>,
    /// Its columns, in order.
    pub columns: Vec<ColumnResponse>,
}

/// A column.
#[derive(Debug, Serialize, ToSchema)]
pub struct ColumnResponse {
    /// Its name in the header.
    pub name: &'static str,
    /// `string`, `integer`, `date`, `datetime` or `boolean`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// What it means.
    pub about: &'static str,
}

impl From<Dataset> for ExportResponse {
    fn from(dataset: Dataset) -> Self {
        Self {
            dataset: dataset.as_str(),
            follows_journal: dataset.follows_journal(),
            files: FileForm::ALL.iter().map(|form| format!("/api/v1/exports/{dataset}.{form}")).collect(),
            columns: exports::columns(dataset)
                .iter()
                .map(|column| ColumnResponse {
                    name: column.name,
                    kind: column.kind.as_str(),
                    about: column.about,
                })
                .collect(),
        }
    }
}

/// As of which position of the journal.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PositionQuery {
    /// How many acts of the journal are told of; all when absent.
    pub as_of: Option<i64>,
}

/// The data sets and what their columns mean.
#[utoipa::path(get, path = "/api/v1/exports", tag = "exports", responses((status = 200, body = PageResponse<ExportResponse>), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn list_exports(request: HttpRequest, state: web::Data<AppState>) -> Result<HttpResponse, Problem> {
    answer::<_, PageResponse<ExportResponse>>(
        &request,
        &state,
        Depends::Country,
        || Ok(Dataset::ALL.to_vec()),
    )
    .await
}

/// All data sets as a Frictionless data package.
#[utoipa::path(get, path = "/api/v1/exports/datapackage.json", tag = "exports", responses((status = 200, description = "A tabular data package", content_type = "application/json"), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn get_package(request: HttpRequest, state: web::Data<AppState>) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    let base = format!("{}/api/v1/exports/", state.public_url);
    answer::<_, serde_json::Value>(&request, &state, Depends::Now, move || {
        exports::package(&service, &base, FileForm::Csv, exports::position(&service)?)
    })
    .await
}

/// A data set as a file: `contributions.csv`, `.jsonl` or `.xlsx`. Texts cannot become formulas; of what the public
/// does not see there is a stub with the reason. The header `Link` names the address that gives the same rows for ever.
#[utoipa::path(get, path = "/api/v1/exports/{file}", tag = "exports", params(("file" = String, Path, description = "Data set and form", example = "contributions.csv"), PositionQuery), responses((status = 200, description = "The file", content_type = "text/csv"), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn get_export(
    request: HttpRequest,
    state: web::Data<AppState>,
    file: web::Path<String>,
    query: web::Query<PositionQuery>,
) -> Result<HttpResponse, Problem> {
    state.limiter.check_read(&request)?;
    let (dataset, form) = parse(&file).ok_or(ServiceError::NotFound)?;
    let service = state.service.clone();
    let now = blocking::run(move || exports::position(&service)).await?;
    let as_of = query.as_of.unwrap_or(now).clamp(0, now);
    let (service, name) = (state.service.clone(), format!("{dataset}-as-of-{as_of}.{form}"));
    let mut response = streaming::answer(form.media_type(), &name, move |out| {
        exports::write(&service, dataset, form, as_of, out).map(|_| ())
    })?;
    let link =
        format!("<{}/api/v1/exports/{dataset}.{form}?as_of={as_of}>; rel=\"canonical\"", state.public_url);
    if let Ok(link) = link.parse() {
        response.headers_mut().insert(LINK, link);
    }
    Ok(response)
}

fn parse(file: &str) -> Option<(Dataset, FileForm)> {
    let (dataset, form) = file.rsplit_once('.')?;
    Some((dataset.parse().ok()?, form.parse().ok()?))
}
