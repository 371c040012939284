//! Files that pages load: fonts, pictures, and the scripts where they were built. Each is served under a name with a
//! hash of its content, so it may be kept for ever.

use std::sync::OnceLock;

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, web};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

include!(concat!(env!("OUT_DIR"), "/bundled.rs"));

/// Characters of the hash in a name.
const HASH_CHARACTERS: usize = 8;

/// Name, media type, content.
const FILES: [(&str, &str, &[u8]); 4] = [
    ("golos-text-400.woff2", "font/woff2", include_bytes!("../../../frontend/fonts/golos-text-400.woff2")),
    ("golos-text-600.woff2", "font/woff2", include_bytes!("../../../frontend/fonts/golos-text-600.woff2")),
    ("preview.png", "image/png", include_bytes!("../../../frontend/images/preview.png")),
    ("icon.svg", "image/svg+xml", include_bytes!("../../../frontend/images/icon.svg")),
];

/// A file as it is served.
struct Asset {
    /// Its name without the hash; of a script, with.
    name: &'static str,
    address: String,
    kind: &'static str,
    body: &'static [u8],
}

fn assets() -> &'static [Asset] {
    static ASSETS: OnceLock<Vec<Asset>> = OnceLock::new();
    ASSETS.get_or_init(|| {
        let files = FILES.iter().map(|(name, kind, body)| {
            let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
            let hash: String =
                URL_SAFE_NO_PAD.encode(Sha256::digest(body)).chars().take(HASH_CHARACTERS).collect();
            Asset { name, address: format!("/assets/{stem}-{hash}.{extension}"), kind, body }
        });
        // The bundler has put a hash into the names already.
        let bundled = BUNDLED.iter().map(|(path, body)| Asset {
            name: path,
            address: (*path).to_owned(),
            kind: if path.ends_with(".css") {
                "text/css; charset=utf-8"
            } else {
                "text/javascript; charset=utf-8"
            },
            body: body.as_bytes(),
        });
        files.chain(bundled).collect()
    })
}

/// The address of a file; empty for one that is not there.
pub fn address(name: &str) -> &'static str {
    assets().iter().find(|asset| asset.name == name).map_or("", |asset| &asset.address)
}

/// A style sheet with the addresses of files instead of their names.
pub fn with_addresses(css: &str) -> String {
    FILES.iter().fold(css.to_owned(), |css, (name, ..)| {
        css.replace(&format!("url({name})"), &format!("url({})", address(name)))
    })
}

/// The address of a bundled script or style by its entry, `contribute` and `js`; `None` in a build without Node.
pub fn bundled(entry: &str, extension: &str) -> Option<&'static str> {
    BUNDLED.iter().map(|(path, _)| *path).find(|path| {
        path.strip_prefix("/assets/")
            .and_then(|name| name.strip_prefix(entry))
            .is_some_and(|rest| rest.starts_with('-') && rest.ends_with(extension) && !rest.contains('/'))
    })
}

/// What robots may do: read what is public. Receipts are private, and searches have no end.
pub async fn get_robots() -> &'static str {
    "User-agent: *\nDisallow: /kk/receipts/\nDisallow: /ru/receipts/\nDisallow: /en/receipts/\nDisallow: /kk/find\nDisallow: /ru/find\nDisallow: /en/find\n"
}

/// A file by its name with the hash.
pub async fn get_asset(name: web::Path<String>) -> HttpResponse {
    let Some(asset) =
        assets().iter().find(|asset| asset.address.strip_prefix("/assets/") == Some(name.as_str()))
    else {
        return HttpResponse::NotFound().finish();
    };
    HttpResponse::Ok()
        .content_type(asset.kind)
        .insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(asset.body)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The budget of FRONTEND.md §5.
    const FONTS_MAX: usize = 24 * 1_024;

    #[test]
    fn fonts_keep_their_budget() {
        let fonts = FILES.iter().filter(|(name, ..)| name.ends_with("woff2"));
        assert!(fonts.map(|(.., body)| body.len()).sum::<usize>() <= FONTS_MAX);
    }

    #[test]
    fn styles_name_files_by_their_addresses() {
        let css = with_addresses("@font-face{src:url(golos-text-400.woff2)}");
        assert_eq!(css, format!("@font-face{{src:url({})}}", address("golos-text-400.woff2")));
        assert!(css.contains("/assets/golos-text-400-"));
        assert_eq!(address("nothing"), "");
    }
}
