//! Files that pages load: fonts, the icon, and the scripts where they were built.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, web};

include!(concat!(env!("OUT_DIR"), "/islands.rs"));

const REGULAR: &[u8] = include_bytes!("../../../frontend/fonts/golos-text-400.woff2");
const SEMIBOLD: &[u8] = include_bytes!("../../../frontend/fonts/golos-text-600.woff2");
const ICON: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 40\"><rect width=\"40\" height=\"40\" rx=\"8\" fill=\"#003d4d\"/><g fill=\"none\" stroke=\"#f2b600\" stroke-width=\"2.6\"><circle cx=\"20\" cy=\"20\" r=\"14\"/><path d=\"M20 6v28M6 20h28\"/></g></svg>";

/// Addresses of the scripts of pages with a form.
pub fn scripts() -> Vec<&'static str> {
    ISLANDS.iter().map(|(path, _)| *path).collect()
}

/// What robots may do: read what is public. Receipts are private, and searches have no end.
pub async fn get_robots() -> &'static str {
    "User-agent: *\nDisallow: /kk/receipts/\nDisallow: /ru/receipts/\nDisallow: /en/receipts/\nDisallow: /kk/find\nDisallow: /ru/find\nDisallow: /en/find\n"
}

/// A file by its name. Names of scripts carry a hash of their content; fonts never change under their name.
pub async fn get_asset(name: web::Path<String>) -> HttpResponse {
    let script = ISLANDS.iter().find(|(path, _)| path.strip_prefix("/assets/") == Some(name.as_str()));
    let (kind, body): (&str, &'static [u8]) = match (name.as_str(), script) {
        (_, Some((_, body))) => ("text/javascript; charset=utf-8", body.as_bytes()),
        ("golos-text-400.woff2", _) => ("font/woff2", REGULAR),
        ("golos-text-600.woff2", _) => ("font/woff2", SEMIBOLD),
        ("icon.svg", _) => ("image/svg+xml", ICON.as_bytes()),
        _ => return HttpResponse::NotFound().finish(),
    };
    HttpResponse::Ok()
        .content_type(kind)
        .insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(body)
}
