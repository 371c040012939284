//! Server-rendered pages, complete without JavaScript. The same service calls as the API, never rules of their own.

mod assets;
mod cache;
pub mod format;
mod forms;
pub mod i18n;
mod pages;
mod request;
mod shell;
mod styles;
pub mod typo;

use actix_web::{FromRequest, Handler, Resource, Responder, web};

/// Mounts the pages.
pub fn configure(config: &mut web::ServiceConfig) {
    config
        .service(readable("/", pages::start))
        .service(readable("/robots.txt", assets::get_robots))
        .service(readable("/assets/{name}", assets::get_asset))
        .service(
            web::scope("/{locale:kk|ru|en}")
                .app_data(forms::config())
                .service(readable("", pages::home::get_home))
                .service(readable("/about", pages::about::get_about))
                .service(readable("/find", pages::territory::get_find))
                .service(readable("/territories/{id}", pages::territory::get_territory))
                .service(readable("/programs/{id}", pages::program::get_program))
                .service(readable("/programs/{id}/editions/{number}", pages::program::get_edition))
                .service(readable("/programs/{id}/compare", pages::comparison::get_comparison))
                .service(readable("/programs/{id}/tables/comparison", pages::tables::get_comparative))
                .service(readable("/programs/{id}/tables/proposals", pages::tables::get_proposals))
                .service(readable("/programs/{id}/report", pages::report::get_report))
                .service(
                    readable("/programs/{id}/{provision}", pages::provision::get_provision)
                        .post(pages::provision::post_contribution),
                )
                .service(readable("/receipts", pages::receipt::get_receipts))
                .service(readable("/receipts/{code}", pages::receipt::get_receipt))
                .service(readable("/journal", pages::journal::get_journal))
                .default_service(web::to(pages::not_found)),
        )
        .default_service(web::to(pages::not_found));
}

/// A resource that answers GET, and HEAD for those who only ask whether it is there.
fn readable<F, Arguments>(path: &str, handler: F) -> Resource
where
    F: Handler<Arguments>,
    Arguments: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::resource(path).route(web::get().to(handler.clone())).route(web::head().to(handler))
}
