//! The resources of the API, one file each.

pub mod campaigns;
pub mod contributions;
pub mod desk;
pub mod editions;
pub mod journal;
pub mod programs;
pub mod sessions;
pub mod statistics;
pub mod territories;
pub mod users;

use actix_web::{FromRequest, Handler, Resource, Responder, web};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::problem::{method_not_allowed, not_found};

/// Items of a page when the client does not say.
pub const LIMIT_DEFAULT: u16 = 20;

/// Mounts the resources below `/api/v1`.
pub fn configure(config: &mut web::ServiceConfig) {
    config
        .service(read("/campaigns/current", campaigns::get_campaign))
        .service(read("/territories", territories::list_territories))
        .service(read("/territories/tiles", territories::list_tiles))
        .service(read("/territories/search", territories::find_territories))
        .service(read("/territories/{id}", territories::get_territory))
        .service(read("/programs", programs::list_programs))
        .service(read("/programs/{id}", programs::get_program))
        .service(read("/programs/{id}/editions", editions::list_editions))
        .service(read("/programs/{id}/editions/{number}", editions::get_edition))
        .service(
            read("/programs/{id}/contributions", contributions::list_contributions)
                .post(contributions::create_contribution)
                .default_service(web::to(|| async { method_not_allowed("GET, HEAD, POST") })),
        )
        .service(read("/programs/{id}/moderations", contributions::list_moderations))
        .configure(configure_desk)
        .service(read("/contributions/{receipt}", contributions::get_contribution))
        .service(read("/contributions/{id}/replies", contributions::list_replies))
        .service(read("/journal", journal::list_acts))
        .service(read("/statistics", statistics::get_statistics))
        .configure(configure_identity)
        .default_service(web::to(not_found));
}

/// Ways in, sessions, accounts and roles.
fn configure_identity(config: &mut web::ServiceConfig) {
    config
        .service(only("/sign-ins", "POST").post(sessions::create_sign_in))
        .service(
            only("/sessions", "GET, POST, DELETE")
                .get(sessions::list_sessions)
                .post(sessions::create_session)
                .delete(sessions::delete_sessions),
        )
        .service(read("/sessions/keys", sessions::list_token_keys))
        .service(only("/sessions/refresh", "POST").post(sessions::refresh_session))
        .service(only("/sessions/second-factor", "POST").post(sessions::give_second_factor))
        .service(only("/sessions/{id}", "DELETE").delete(sessions::delete_session))
        .service(only("/users", "GET, POST").get(users::list_users).post(users::create_user))
        .service(
            only("/users/me", "GET, DELETE").get(users::get_own_account).delete(users::delete_own_account),
        )
        .service(read("/users/me/export", users::get_own_export))
        .service(only("/users/{id}/grants/{grant}", "DELETE").delete(users::delete_grant));
}

/// The workspace of staff.
fn configure_desk(config: &mut web::ServiceConfig) {
    config
        .service(read("/desk", desk::get_day))
        .service(read("/points", desk::list_points))
        .service(read("/points/facets", desk::get_facets))
        .service(read("/points/{id}", desk::get_point))
        .service(only("/points/{id}/notes", "POST").post(desk::create_note))
        .service(only("/contributions/{id}/points", "POST").post(desk::split_contribution))
        .service(only("/programs/{id}/assignments", "POST").post(desk::assign_points))
        .service(only("/programs/{id}/put-off", "POST").post(desk::put_off_points))
        .service(
            only("/programs/{id}/tags", "POST, DELETE").post(desk::tag_points).delete(desk::untag_points),
        )
        .service(
            only("/programs/{id}/groups", "POST, DELETE")
                .post(desk::create_group)
                .delete(desk::ungroup_points),
        )
        .service(only("/programs/{id}/decisions", "POST").post(desk::create_decision))
        .service(only("/decisions/{id}", "DELETE").delete(desk::undo_decision))
        .service(only("/decisions/{id}/approval", "POST").post(desk::approve_decision))
        .service(only("/decisions/{id}/publication", "POST").post(desk::publish_decision))
        .service(read("/programs/{id}/templates", desk::list_templates))
        .service(only("/territories/{id}/templates", "POST").post(desk::create_template))
        .service(only("/territories/{id}/templates/{template}", "DELETE").delete(desk::retire_template));
}

/// A resource that takes the methods `allowed` and says so to others.
fn only(path: &str, allowed: &'static str) -> Resource {
    web::resource(path).default_service(web::to(move || async move { method_not_allowed(allowed) }))
}

/// A resource that is read. HEAD is answered like GET, without the body; other methods are refused with a list of
/// those that are possible (a `Route` would answer 404).
pub fn read<F, A>(path: &str, handler: F) -> Resource
where
    F: Handler<A>,
    A: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::resource(path)
        .get(handler.clone())
        .route(web::head().to(handler))
        .default_service(web::to(|| async { method_not_allowed("GET, HEAD") }))
}

/// Paging of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Items of a page, 1 to 100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u16>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// Items of a page within the limits.
pub fn limit(asked: Option<u16>) -> u16 {
    asked.unwrap_or(LIMIT_DEFAULT).clamp(1, kenes_service::programs::PAGE_ITEMS_MAX)
}
