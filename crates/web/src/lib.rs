//! Server-rendered pages, complete without JavaScript. The same service calls as the API, never rules of their own.

mod assets;
mod cache;
pub mod format;
pub mod i18n;
mod pages;
mod shell;
pub mod typo;

use actix_web::web;

/// Mounts the pages.
pub fn configure(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/").get(pages::start))
        .service(web::resource("/assets/{name}").get(assets::get_asset))
        .service(
            web::scope("/{locale:kk|ru|en}")
                .service(web::resource("").get(pages::home::get_home))
                .service(web::resource("/find").get(pages::territory::get_find))
                .service(web::resource("/territories/{id}").get(pages::territory::get_territory))
                .service(web::resource("/programs/{id}").get(pages::program::get_program))
                .service(web::resource("/programs/{id}/editions/{number}").get(pages::program::get_edition))
                .service(
                    web::resource("/programs/{id}/{provision}")
                        .get(pages::provision::get_provision)
                        .post(pages::provision::post_contribution),
                )
                .service(web::resource("/receipts").get(pages::receipt::get_receipts))
                .service(web::resource("/receipts/{code}").get(pages::receipt::get_receipt))
                .service(web::resource("/journal").get(pages::journal::get_journal))
                .default_service(web::to(pages::not_found)),
        )
        .default_service(web::to(pages::not_found));
}
