//! The journal of public acts.

use actix_web::{HttpRequest, HttpResponse, web};
use kenes_service::journal::ActView;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::limit;
use crate::answers::{Depends, answer};
use crate::problem::Problem;
use crate::state::AppState;
use crate::wire::PageResponse;

/// From which act on.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct JournalQuery {
    /// Number of the first act; 0 when absent.
    pub cursor: Option<i64>,
    /// Items of a page, 1 to 100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u16>,
}

/// A numbered act.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActResponse {
    /// Its number, from 0, without gaps.
    pub leaf_index: i64,
    /// What happened.
    #[schema(example = "contribution.received")]
    pub kind: String,
    /// When, RFC 3339.
    pub happened_at: String,
    /// KATO code of the territory at that time.
    pub place: String,
    /// What it is about.
    pub subject: String,
    /// Hash of the leaf, hexadecimal.
    pub leaf_hash: String,
}

/// Public acts in the order of the journal. To wait for new ones, pass one more than the last `leaf_index` as `cursor`.
#[utoipa::path(get, path = "/api/v1/journal", tag = "journal", params(JournalQuery), responses((status = 200, body = PageResponse<ActResponse>), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn list_acts(
    request: HttpRequest,
    state: web::Data<AppState>,
    query: web::Query<JournalQuery>,
) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    answer::<_, PageResponse<ActResponse>>(&request, &state, Depends::Now, move || {
        let limit = usize::from(limit(query.limit));
        // One more than asked for tells whether there is a next page.
        let mut acts = service.journal_page(query.cursor.unwrap_or(0), i64::try_from(limit + 1).unwrap_or(0))?;
        let next_cursor = acts.get(limit).map(|act| act.leaf_index.to_string());
        acts.truncate(limit);
        Ok(ActsPage { acts, next_cursor })
    })
    .await
}

struct ActsPage {
    acts: Vec<ActView>,
    next_cursor: Option<String>,
}

impl From<ActsPage> for PageResponse<ActResponse> {
    fn from(page: ActsPage) -> Self {
        let items = page
            .acts
            .into_iter()
            .map(|act| ActResponse {
                leaf_index: act.leaf_index,
                kind: act.kind,
                happened_at: act.happened_at.rfc3339(),
                place: act.place,
                subject: act.subject,
                leaf_hash: act.leaf_hash,
            })
            .collect();
        Self { items, next_cursor: page.next_cursor }
    }
}
