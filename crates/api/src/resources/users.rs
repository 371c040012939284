//! People with an account: what is kept about the caller, and the roles of staff.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, web};
use kenes_service::identity::accounts::{self, GrantView, Granter, Invitation};
use kenes_service::identity::personal::{self, Export, OwnAccount, OwnContribution, Texts};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::sessions::locale;
use super::{PageQuery, limit};
use crate::blocking;
use crate::caller::{SignedIn, Staff};
use crate::problem::Problem;
use crate::state::AppState;
use crate::wire::PageResponse;
use crate::words::RoleWord;

/// A role for a person.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InvitationRequest {
    /// Address; an account is made if it has none.
    pub email: String,
    /// Name for colleagues.
    #[serde(default)]
    pub name: String,
    /// Language of the mail: `kk`, `ru` or `en`.
    pub language: String,
    /// The role.
    #[schema(value_type = RoleWord)]
    pub role: String,
    /// Public id of the territory; null for the whole country.
    pub territory: Option<String>,
}

/// A role that somebody holds.
#[derive(Debug, Serialize, ToSchema)]
pub struct GrantResponse {
    /// Its number.
    pub id: i64,
    /// Public id of the account.
    pub account: String,
    /// Address.
    pub email: Option<String>,
    /// Name for colleagues.
    pub name: Option<String>,
    /// The role.
    #[schema(value_type = RoleWord)]
    pub role: &'static str,
    /// Public id of the territory; null for the whole country.
    pub territory: Option<String>,
    /// Since when, RFC 3339.
    pub granted_at: String,
}

/// The caller's account.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountResponse {
    /// Public id.
    pub id: String,
    /// Address.
    pub email: Option<String>,
    /// Name for colleagues.
    pub name: Option<String>,
    /// Language of mails.
    pub language: String,
    /// When it was made, RFC 3339.
    pub created_at: String,
    /// The roles.
    pub roles: Vec<OwnRoleResponse>,
}

/// A role of the caller.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnRoleResponse {
    /// The role.
    #[schema(value_type = RoleWord)]
    pub role: &'static str,
    /// Public id of the territory; null for the whole country.
    pub territory: Option<String>,
}

/// A contribution of the caller.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnContributionResponse {
    /// Receipt code.
    pub receipt: String,
    /// Public id.
    pub id: String,
    /// When it was received, RFC 3339.
    pub received_at: String,
    /// Language of the text.
    pub language: String,
    /// The text; null when erased.
    pub text: Option<String>,
    /// The name under which it is shown.
    pub name: Option<String>,
    /// Whether the public sees it.
    pub visibility: String,
    /// Whether there is a public decision.
    pub is_answered: bool,
}

/// A sign-in, as exported.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExportedSessionResponse {
    /// What the browser called itself.
    pub device: String,
    /// When the person signed in, RFC 3339.
    pub created_at: String,
    /// When it was last used, RFC 3339.
    pub seen_at: String,
}

/// Everything that is kept about the caller.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExportResponse {
    /// When it was made, RFC 3339.
    pub exported_at: String,
    /// The account.
    pub account: AccountResponse,
    /// Sign-ins that hold.
    pub sessions: Vec<ExportedSessionResponse>,
    /// Every contribution for whose answer the account's address was left.
    pub contributions: Vec<OwnContributionResponse>,
}

/// What becomes of the texts.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ErasureQuery {
    /// `true` erases the texts of the contributions too; else they stay, without the name.
    #[serde(default)]
    pub texts: bool,
}

/// The caller's account.
#[utoipa::path(get, path = "/api/v1/users/me", tag = "users", responses((status = 200, body = AccountResponse), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn get_own_account(state: web::Data<AppState>, caller: SignedIn) -> Result<HttpResponse, Problem> {
    let (service, standing) = (state.service.clone(), caller.whole()?);
    let account = blocking::run(move || personal::account(&service, &standing)).await?;
    Ok(private().json(AccountResponse::from(account)))
}

/// Everything that is kept about the caller.
#[utoipa::path(get, path = "/api/v1/users/me/export", tag = "users", responses((status = 200, body = ExportResponse), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn get_own_export(state: web::Data<AppState>, caller: SignedIn) -> Result<HttpResponse, Problem> {
    let (service, standing) = (state.service.clone(), caller.whole()?);
    let export = blocking::run(move || personal::export(&service, &standing)).await?;
    Ok(private().json(ExportResponse::from(export)))
}

/// Erases the caller: address, name, roles and sessions; texts too, if asked. It cannot be taken back.
#[utoipa::path(delete, path = "/api/v1/users/me", tag = "users", params(ErasureQuery), responses((status = 204), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn delete_own_account(
    state: web::Data<AppState>,
    caller: SignedIn,
    query: web::Query<ErasureQuery>,
) -> Result<HttpResponse, Problem> {
    let (service, standing) = (state.service.clone(), caller.whole()?);
    let texts = if query.texts { Texts::Erase } else { Texts::Keep };
    blocking::run(move || personal::erase(&service, &standing, texts)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Roles in the territories in which the caller may grant them, oldest first.
#[utoipa::path(get, path = "/api/v1/users", tag = "users", params(PageQuery), responses((status = 200, body = PageResponse<GrantResponse>), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn list_users(
    state: web::Data<AppState>,
    caller: Staff,
    query: web::Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    let page = blocking::run(move || {
        let granter = Granter::Actor(caller.actor);
        accounts::list(&service, &granter, query.cursor.as_deref(), limit(query.limit))
    })
    .await?;
    Ok(private().json(PageResponse::<GrantResponse>::from(page)))
}

/// Gives a person a role, and mails them a link that lets them in.
#[utoipa::path(post, path = "/api/v1/users", tag = "users", request_body = InvitationRequest, responses((status = 201, body = GrantResponse), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn create_user(
    request: HttpRequest,
    state: web::Data<AppState>,
    caller: Staff,
    body: web::Json<InvitationRequest>,
) -> Result<HttpResponse, Problem> {
    state.limiter.check_write(&request)?;
    let body = body.into_inner();
    let invitation = Invitation {
        locale: locale(&body.language)?,
        email: body.email,
        name: body.name,
        role: body.role,
        territory: body.territory,
    };
    let (service, public_url) = (state.service.clone(), state.public_url.clone());
    let granted = blocking::run(move || {
        accounts::invite(&service, &Granter::Actor(caller.actor), &invitation, &public_url)
    })
    .await?;
    Ok(HttpResponse::Created().insert_header((CACHE_CONTROL, "no-store")).json(GrantResponse::from(granted)))
}

/// Takes a role from a person; it ends at once.
#[utoipa::path(delete, path = "/api/v1/users/{id}/grants/{grant}", tag = "users", params(("id" = String, Path, description = "Public id of the account"), ("grant" = i64, Path, description = "Number of the grant")), responses((status = 204), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn delete_grant(
    state: web::Data<AppState>,
    caller: Staff,
    path: web::Path<(String, i64)>,
) -> Result<HttpResponse, Problem> {
    let service = state.service.clone();
    let (account, grant) = path.into_inner();
    blocking::run(move || accounts::revoke(&service, &Granter::Actor(caller.actor), &account, grant)).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn private() -> actix_web::HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response.insert_header((CACHE_CONTROL, "private, no-store"));
    response
}

impl From<GrantView> for GrantResponse {
    fn from(view: GrantView) -> Self {
        Self {
            id: view.id,
            account: view.account,
            email: view.email,
            name: view.name,
            role: view.role.as_str(),
            territory: view.territory,
            granted_at: view.granted_at.rfc3339(),
        }
    }
}

impl From<OwnAccount> for AccountResponse {
    fn from(account: OwnAccount) -> Self {
        let roles = account
            .grants
            .into_iter()
            .map(|(role, territory)| OwnRoleResponse { role: role.as_str(), territory })
            .collect();
        Self {
            id: account.id,
            email: account.email,
            name: account.name,
            language: account.locale,
            created_at: account.created_at.rfc3339(),
            roles,
        }
    }
}

impl From<OwnContribution> for OwnContributionResponse {
    fn from(own: OwnContribution) -> Self {
        Self {
            receipt: own.receipt,
            id: own.id,
            received_at: own.received_at.rfc3339(),
            language: own.language,
            text: own.text,
            name: own.name,
            visibility: own.visibility,
            is_answered: own.is_answered,
        }
    }
}

impl From<Export> for ExportResponse {
    fn from(export: Export) -> Self {
        Self {
            exported_at: export.exported_at.rfc3339(),
            account: export.account.into(),
            sessions: export
                .sessions
                .into_iter()
                .map(|(device, created_at, seen_at)| ExportedSessionResponse {
                    device,
                    created_at: created_at.rfc3339(),
                    seen_at: seen_at.rfc3339(),
                })
                .collect(),
            contributions: export.contributions.into_iter().map(Into::into).collect(),
        }
    }
}
