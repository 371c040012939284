//! The workspace of staff: what waits, points, groups, decisions.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, web};
use kenes_domain::permission::Actor;
use kenes_service::Service;
use kenes_service::desk::{self, AssigneeFilter, DueFilter, InboxOrder, InboxQuery};
use kenes_service::error::ServiceError;
use kenes_service::points;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::limit;
use crate::blocking;
use crate::caller::Caller;
use crate::problem::Problem;
use crate::state::AppState;
use crate::wire::PageResponse;
use crate::wire::desk::{
    AssignBody, CreatedResponse, DecisionBody, FacetsResponse, MyDayResponse, NoteBody, PointItemResponse,
    PointResponse, PointsBody, PutOffBody, SplitBody, TagBody, TemplateBody, TemplateResponse,
};

/// Which points. Lists are words separated by commas; what is absent does not narrow.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PointsQuery {
    /// Public id of a territory; its whole subtree.
    pub territory: Option<String>,
    /// Public id of a program.
    pub program: Option<String>,
    /// `new`, `in_work`, `drafted`, `approved`, `published`.
    pub state: Option<String>,
    /// Kinds of contribution.
    pub kind: Option<String>,
    /// Channels.
    pub channel: Option<String>,
    /// Languages.
    pub language: Option<String>,
    /// Verification levels.
    pub verification: Option<String>,
    /// Public id of a provision; needs `program`.
    pub provision: Option<String>,
    /// How near the deadline is.
    #[param(inline)]
    pub due: Option<DueWord>,
    /// `me`, `nobody`, or the public id of an account.
    pub assignee: Option<String>,
    /// Name of a tag; needs `program`.
    pub tag: Option<String>,
    /// Public id of a group.
    pub group: Option<String>,
    /// One row per group.
    #[serde(default)]
    pub collapsed: bool,
    /// Also those that are put off to a later day.
    #[serde(default)]
    pub put_off: bool,
    /// `deadline` (default), `newest` or `supported`.
    #[param(inline)]
    pub order: Option<PointsOrderWord>,
    /// Items of a page, 1 to 100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u16>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// How near the deadline is.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DueWord {
    /// It has passed.
    Overdue,
    /// Within three working days, today included.
    Soon,
    /// Later.
    Later,
}

/// How the points are ordered.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PointsOrderWord {
    /// Nearest deadline first.
    Deadline,
    /// Newest first.
    Newest,
    /// Most supported first.
    Supported,
}

impl PointsQuery {
    fn order(&self) -> InboxOrder {
        match self.order {
            Some(PointsOrderWord::Newest) => InboxOrder::Newest,
            Some(PointsOrderWord::Supported) => InboxOrder::Supported,
            Some(PointsOrderWord::Deadline) | None => InboxOrder::Deadline,
        }
    }

    fn parse(self) -> Result<InboxQuery, Problem> {
        Ok(InboxQuery {
            states: words(self.state.as_deref())?,
            kinds: words(self.kind.as_deref())?,
            channels: words(self.channel.as_deref())?,
            languages: words(self.language.as_deref())?,
            verifications: words(self.verification.as_deref())?,
            due: self.due.map(|word| match word {
                DueWord::Overdue => DueFilter::Overdue,
                DueWord::Soon => DueFilter::Soon,
                DueWord::Later => DueFilter::Later,
            }),
            assignee: self.assignee.map(|word| match word.as_str() {
                "me" => AssigneeFilter::Me,
                "nobody" => AssigneeFilter::Nobody,
                _ => AssigneeFilter::Account(word),
            }),
            territory: self.territory,
            program: self.program,
            provision: self.provision,
            tag: self.tag,
            group: self.group,
            collapsed: self.collapsed,
            put_off: self.put_off,
        })
    }
}

/// Words of a closed list, separated by commas.
fn words<T: std::str::FromStr>(list: Option<&str>) -> Result<Vec<T>, Problem> {
    list.into_iter()
        .flat_map(|list| list.split(','))
        .filter(|word| !word.is_empty())
        .map(|word| word.parse().map_err(|_| crate::problem::malformed_query(format!("{word:?} is unknown"))))
        .collect()
}

/// Runs a use case of the workspace; nothing of it may be kept by anybody.
async fn run<T: Send + 'static, R: From<T> + Serialize>(
    state: &AppState,
    caller: Caller,
    use_case: impl FnOnce(&Service, &Actor) -> Result<T, ServiceError> + Send + 'static,
) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    let value = blocking::run(move || use_case(&service, &caller.actor)).await?;
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "private, no-store")).json(R::from(value)))
}

/// Runs a step of the workspace that answers with nothing.
async fn step(
    request: &HttpRequest,
    state: &AppState,
    caller: Caller,
    use_case: impl FnOnce(&Service, &Actor) -> Result<(), ServiceError> + Send + 'static,
) -> Result<HttpResponse, Problem> {
    state.limiter.check_write(request)?;
    let service = state.service.clone();
    blocking::run(move || use_case(&service, &caller.actor)).await?;
    Ok(HttpResponse::NoContent().insert_header((CACHE_CONTROL, "no-store")).finish())
}

/// Runs a step of the workspace that makes something new.
async fn create(
    request: &HttpRequest,
    state: &AppState,
    caller: Caller,
    use_case: impl FnOnce(&Service, &Actor) -> Result<String, ServiceError> + Send + 'static,
) -> Result<HttpResponse, Problem> {
    state.limiter.check_write(request)?;
    let service = state.service.clone();
    let id = blocking::run(move || use_case(&service, &caller.actor)).await?;
    Ok(HttpResponse::Created().insert_header((CACHE_CONTROL, "no-store")).json(CreatedResponse { id }))
}

/// What waits for the one who asks.
#[utoipa::path(get, path = "/api/v1/desk", tag = "desk", security(("bearer" = [])), responses((status = 200, body = MyDayResponse), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn get_day(state: web::Data<AppState>, caller: Caller) -> Result<HttpResponse, Problem> {
    run::<_, MyDayResponse>(&state, caller, desk::my_day).await
}

/// Points in the territories of the one who asks.
#[utoipa::path(get, path = "/api/v1/points", tag = "desk", params(PointsQuery), security(("bearer" = [])), responses((status = 200, body = PageResponse<PointItemResponse>), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn list_points(
    state: web::Data<AppState>,
    caller: Caller,
    query: web::Query<PointsQuery>,
) -> Result<HttpResponse, Problem> {
    let query = query.into_inner();
    let (order, limit, cursor) = (query.order(), limit(query.limit), query.cursor.clone());
    let query = query.parse()?;
    run::<_, PageResponse<PointItemResponse>>(&state, caller, move |service, actor| {
        desk::inbox(service, actor, &query, order, cursor.as_deref(), limit)
    })
    .await
}

/// How many points every value of every filter would leave.
#[utoipa::path(get, path = "/api/v1/points/facets", tag = "desk", params(PointsQuery), security(("bearer" = [])), responses((status = 200, body = FacetsResponse), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn get_facets(
    state: web::Data<AppState>,
    caller: Caller,
    query: web::Query<PointsQuery>,
) -> Result<HttpResponse, Problem> {
    let query = query.into_inner().parse()?;
    run::<_, FacetsResponse>(&state, caller, move |service, actor| desk::facets(service, actor, &query)).await
}

/// One point with everything around it.
#[utoipa::path(get, path = "/api/v1/points/{id}", tag = "desk", params(("id" = String, Path, description = "Public id of the point")), security(("bearer" = [])), responses((status = 200, body = PointResponse), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn get_point(
    state: web::Data<AppState>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    run::<_, PointResponse>(&state, caller, move |service, actor| desk::point(service, actor, &id)).await
}

/// Writes a note for colleagues at a point.
#[utoipa::path(post, path = "/api/v1/points/{id}/notes", tag = "desk", params(("id" = String, Path, description = "Public id of the point")), request_body = NoteBody, security(("bearer" = [])), responses((status = 201, body = CreatedResponse), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn create_note(
    request: HttpRequest,
    state: web::Data<AppState>,
    caller: Caller,
    id: web::Path<String>,
    body: web::Json<NoteBody>,
) -> Result<HttpResponse, Problem> {
    create(&request, &state, caller, move |service, actor| desk::add_note(service, actor, &id, &body.text))
        .await
}

/// Gives points to somebody, or to nobody.
#[utoipa::path(post, path = "/api/v1/programs/{id}/assignments", tag = "desk", params(("id" = String, Path, description = "Public id of the program")), request_body = AssignBody, security(("bearer" = [])), responses((status = 204), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn assign_points(
    request: HttpRequest,
    state: web::Data<AppState>,
    caller: Caller,
    id: web::Path<String>,
    body: web::Json<AssignBody>,
) -> Result<HttpResponse, Problem> {
    step(&request, &state, caller, move |service, actor| {
        desk::assign(service, actor, &id, &body.points, body.assignee.as_deref())
    })
    .await
}

/// Puts points off until a day, or brings them back.
#[utoipa::path(post, path = "/api/v1/programs/{id}/put-off", tag = "desk", params(("id" = String, Path, description = "Public id of the program")), request_body = PutOffBody, security(("bearer" = [])), responses((status = 204), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn put_off_points(
    request: HttpRequest,
    state: web::Data<AppState>,
    caller: Caller,
    id: web::Path<String>,
    body: web::Json<PutOffBody>,
) -> Result<HttpResponse, Problem> {
    step(&request, &state, caller, move |service, actor| {
        desk::put_off(service, actor, &id, &body.points, body.until.as_deref())
    })
    .await
}

/// Puts a tag on points.
#[utoipa::path(post, path = "/api/v1/programs/{id}/tags", tag = "desk", params(("id" = String, Path, description = "Public id of the program")), request_body = TagBody, security(("bearer" = [])), responses((status = 204), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn tag_points(
    request: HttpRequest,
    state: web::Data<AppState>,
    caller: Caller,
    id: web::Path<String>,
    body: web::Json<TagBody>,
) -> Result<HttpResponse, Problem> {
    step(&request, &state, caller, move |service, actor| {
        desk::tag(service, actor, &id, &body.points, &body.tag)
    })
    .await
}

/// Takes a tag off points.
#[utoipa::path(delete, path = "/api/v1/programs/{id}/tags", tag = "desk", params(("id" = String, Path, description = "Public id of the program")), request_body = TagBody, security(("bearer" = [])), responses((status = 204), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn untag_points(
    request: HttpRequest,
    state: web::Data<AppState>,
    caller: Caller,
    id: web::Path<String>,
    body: web::Json<TagBody>,
) -> Result<HttpResponse, Problem> {
    step(&request, &state, caller, move |service, actor| {
        desk::untag(service, actor, &id, &body.points, &body.tag)
    })
    .await
}

/// Splits a contribution's text into points; answers with all of them in order.
#[utoipa::path(post, path = "/api/v1/contributions/{id}/points", tag = "desk", params(("id" = String, Path, description = "Public id of the contribution")), request_body = SplitBody, security(("bearer" = [])), responses((status = 200, body = PointIdsResponse), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn split_contribution(
    request: HttpRequest,
    state: web::Data<AppState>,
    caller: Caller,
    id: web::Path<String>,
    body: web::Json<SplitBody>,
) -> Result<HttpResponse, Problem> {
    state.limiter.check_write(&request)?;
    run::<_, PointIdsResponse>(&state, caller, move |service, actor| {
        points::split(service, actor, &id, &body.cuts)
    })
    .await
}

/// The points of a contribution.
#[derive(Debug, Serialize, ToSchema)]
pub struct PointIdsResponse {
    /// Public ids, in order.
    pub points: Vec<String>,
}

impl From<Vec<String>> for PointIdsResponse {
    fn from(points: Vec<String>) -> Self {
        Self { points }
    }
}

/// Puts undecided points into a new group, to be decided together.
#[utoipa::path(post, path = "/api/v1/programs/{id}/groups", tag = "desk", params(("id" = String, Path, description = "Public id of the program")), request_body = PointsBody, security(("bearer" = [])), responses((status = 201, body = CreatedResponse), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn create_group(
    request: HttpRequest,
    state: web::Data<AppState>,
    caller: Caller,
    id: web::Path<String>,
    body: web::Json<PointsBody>,
) -> Result<HttpResponse, Problem> {
    create(&request, &state, caller, move |service, actor| points::group(service, actor, &id, &body.points))
        .await
}

/// Takes points out of their groups. A published decision stays with each of them.
#[utoipa::path(delete, path = "/api/v1/programs/{id}/groups", tag = "desk", params(("id" = String, Path, description = "Public id of the program")), request_body = PointsBody, security(("bearer" = [])), responses((status = 204), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn ungroup_points(
    request: HttpRequest,
    state: web::Data<AppState>,
    caller: Caller,
    id: web::Path<String>,
    body: web::Json<PointsBody>,
) -> Result<HttpResponse, Problem> {
    step(&request, &state, caller, move |service, actor| points::ungroup(service, actor, &id, &body.points))
        .await
}

/// Writes a decision. Nobody outside sees it before it is published.
#[utoipa::path(post, path = "/api/v1/programs/{id}/decisions", tag = "desk", params(("id" = String, Path, description = "Public id of the program")), request_body = DecisionBody, security(("bearer" = [])), responses((status = 201, body = CreatedResponse), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn create_decision(
    request: HttpRequest,
    state: web::Data<AppState>,
    caller: Caller,
    id: web::Path<String>,
    body: web::Json<DecisionBody>,
) -> Result<HttpResponse, Problem> {
    let (chosen, draft, based_on) = body.into_inner().into_parts();
    create(&request, &state, caller, move |service, actor| {
        points::draft_decision(service, actor, &id, &chosen, &draft, based_on.as_deref())
    })
    .await
}

/// Approves a drafted decision; where the campaign asks for it, somebody else must do it than the one who wrote it.
#[utoipa::path(post, path = "/api/v1/decisions/{id}/approval", tag = "desk", params(("id" = String, Path, description = "Public id of the decision")), security(("bearer" = [])), responses((status = 204), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn approve_decision(
    request: HttpRequest,
    state: web::Data<AppState>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    step(&request, &state, caller, move |service, actor| points::approve_decision(service, actor, &id)).await
}

/// Publishes a decision: everybody can read it and why.
#[utoipa::path(post, path = "/api/v1/decisions/{id}/publication", tag = "desk", params(("id" = String, Path, description = "Public id of the decision")), security(("bearer" = [])), responses((status = 204), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn publish_decision(
    request: HttpRequest,
    state: web::Data<AppState>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    step(&request, &state, caller, move |service, actor| points::publish_decision(service, actor, &id)).await
}

/// Takes back a decision that is not public.
#[utoipa::path(delete, path = "/api/v1/decisions/{id}", tag = "desk", params(("id" = String, Path, description = "Public id of the decision")), security(("bearer" = [])), responses((status = 204), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn undo_decision(
    request: HttpRequest,
    state: web::Data<AppState>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    step(&request, &state, caller, move |service, actor| desk::undo_decision(service, actor, &id)).await
}

/// Ready-made answers that serve a program.
#[utoipa::path(get, path = "/api/v1/programs/{id}/templates", tag = "desk", params(("id" = String, Path, description = "Public id of the program")), security(("bearer" = [])), responses((status = 200, body = PageResponse<TemplateResponse>), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn list_templates(
    state: web::Data<AppState>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    run::<_, PageResponse<TemplateResponse>>(&state, caller, move |service, actor| {
        desk::templates(service, actor, &id)
    })
    .await
}

/// Stores a ready-made answer for a territory and everything below it.
#[utoipa::path(post, path = "/api/v1/territories/{id}/templates", tag = "desk", params(("id" = String, Path, description = "Public id of the territory")), request_body = TemplateBody, security(("bearer" = [])), responses((status = 201, body = CreatedResponse), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn create_template(
    request: HttpRequest,
    state: web::Data<AppState>,
    caller: Caller,
    id: web::Path<String>,
    body: web::Json<TemplateBody>,
) -> Result<HttpResponse, Problem> {
    let TemplateBody { name, disposition, text } = body.into_inner();
    create(&request, &state, caller, move |service, actor| {
        desk::create_template(service, actor, &id, &name, disposition, &text.into())
    })
    .await
}

/// Takes a ready-made answer out of use.
#[utoipa::path(delete, path = "/api/v1/territories/{id}/templates/{template}", tag = "desk", params(("id" = String, Path, description = "Public id of the territory"), ("template" = String, Path, description = "Public id of the answer")), security(("bearer" = [])), responses((status = 204), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn retire_template(
    request: HttpRequest,
    state: web::Data<AppState>,
    caller: Caller,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let (territory, template) = path.into_inner();
    step(&request, &state, caller, move |service, actor| {
        desk::retire_template(service, actor, &territory, &template)
    })
    .await
}
