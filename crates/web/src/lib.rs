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
pub mod visitor;

use actix_web::{FromRequest, Handler, Resource, Responder, web};

/// Mounts the pages.
pub fn configure(config: &mut web::ServiceConfig) {
    config
        .service(readable("/", pages::start))
        .service(readable("/robots.txt", assets::get_robots))
        .service(readable("/assets/{name}", assets::get_asset))
        .service(readable("/desk", pages::desk::start))
        .service(readable("/desk/", pages::desk::start))
        .service(readable("/desk/{locale:kk|ru}/", pages::desk::get_desk))
        .service(
            web::scope("/{locale:kk|ru|en}")
                .app_data(forms::config())
                .service(readable("", pages::home::get_home))
                .service(readable("/about", pages::about::get_about))
                .service(readable("/find", pages::territory::get_find))
                .service(readable("/territories/{id}", pages::territory::get_territory))
                .service(readable("/programs/{id}", pages::program::get_program))
                .service(readable("/programs/{id}/editions/{number}", pages::program::get_edition))
                .service(
                    readable("/programs/{id}/{provision}", pages::provision::get_provision)
                        .post(pages::provision::post_contribution),
                )
                .service(readable("/receipts", pages::receipt::get_receipts))
                .service(readable("/receipts/{code}", pages::receipt::get_receipt))
                .service(readable("/journal", pages::journal::get_journal))
                .configure(configure_identity)
                .default_service(web::to(pages::not_found)),
        )
        .default_service(web::to(pages::not_found));
}

/// Signing in, and what is one reader's own.
fn configure_identity(config: &mut web::ServiceConfig) {
    use pages::identity::{me, second_factor, sign_in};
    config
        .service(readable("/sign-in", sign_in::get_sign_in).post(sign_in::post_sign_in))
        .service(readable("/sign-in/code", sign_in::get_code).post(sign_in::post_code))
        .service(readable("/sign-in/link/{link}", sign_in::get_link).post(sign_in::post_link))
        .service(
            readable("/sign-in/second-factor", sign_in::get_second_factor).post(sign_in::post_second_factor),
        )
        .service(readable("/me", me::get_me))
        .service(readable("/me/export", me::get_export))
        .service(web::resource("/me/sign-out").post(me::post_sign_out))
        .service(web::resource("/me/erase").post(me::post_erase))
        .service(web::resource("/me/token").post(me::post_token))
        .service(readable("/me/second-factor", second_factor::get_factor).post(second_factor::post_factor));
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
