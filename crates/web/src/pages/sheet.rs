//! Sheets for print: what it is about, a code that leads to the form, lines to write on, and stubs to tear off with
//! receipt codes. Staff enter what was written under the code of its stub.

use std::fmt::Write;

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use kenes_api::state::AppState;
use kenes_domain::language::Locale;
use kenes_service::error::ServiceError;
use kenes_service::{Service, entries, programs};
use qrcode::{Color, EcLevel, QrCode};

use super::{fresh, locale, name, plain_words, render, words};
use crate::format;
use crate::i18n::Texts;
use crate::shell::{Shell, Words};
use crate::styles::Styles;

/// Forms with a stub on one sheet of A4.
const STUBS: usize = 2;
/// Empty modules around a code (ISO/IEC 18004).
const QUIET_MODULES: usize = 4;

#[derive(Template)]
#[template(path = "sheet.html")]
struct SheetPage {
    shell: Shell,
    title: String,
    place: String,
    text: Option<Words>,
    due: String,
    address: String,
    qr: Qr,
    stubs: Vec<String>,
    back: String,
    office: String,
}

/// A QR code as the path of an SVG picture.
struct Qr {
    path: String,
    side: usize,
}

/// The sheet of a whole program.
pub async fn get_program_sheet(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, String)>,
) -> HttpResponse {
    let (first, program) = path.into_inner();
    answer(&request, &state, locale(&first), program, None).await
}

/// The sheet of a provision.
pub async fn get_provision_sheet(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, String, String)>,
) -> HttpResponse {
    let (first, program, provision) = path.into_inner();
    answer(&request, &state, locale(&first), program, Some(provision)).await
}

async fn answer(
    request: &HttpRequest,
    state: &AppState,
    locale: Locale,
    program: String,
    provision: Option<String>,
) -> HttpResponse {
    let (service, public_url) = (state.service.clone(), state.public_url.clone());
    // Every sheet has codes of its own, so nobody keeps one.
    fresh(request, state, locale, Styles::Provision, move || {
        page(&service, locale, &public_url, &program, provision.as_deref())
    })
    .await
}

fn page(
    service: &Service,
    locale: Locale,
    public_url: &str,
    program: &str,
    provision: Option<&str>,
) -> Result<String, ServiceError> {
    let texts = Texts { locale };
    let (card, label, text) = match provision {
        Some(provision) => {
            let view = programs::provision(service, program, provision)?;
            (view.program, view.provision.label, Some(view.provision.text))
        }
        None => (programs::get(service, program)?, String::new(), None),
    };
    let (address, path, back) = match provision {
        Some(provision) => (
            format!("{public_url}/w/{program}/{provision}"),
            format!("/programs/{program}/{provision}/sheet"),
            format!("/{locale}/programs/{program}/{provision}"),
        ),
        None => (
            format!("{public_url}/{locale}/programs/{program}"),
            format!("/programs/{program}/sheet"),
            format!("/{locale}/programs/{program}"),
        ),
    };
    let place = name(&card.territory_names, locale);
    let what = text.as_ref().map(|text| plain_words(text, locale)).unwrap_or_default();
    let title = if label.is_empty() {
        plain_words(&card.title, locale)
    } else {
        texts.a("sheet-provision", "label", &label).into_owned()
    };
    let mut shell = Shell::new(locale, Styles::Provision, public_url, path)
        .titled(texts.a("sheet-title", "name", &title).into_owned(), what);
    shell.demonstration = kenes_service::campaigns::current(service)?.demonstration;
    shell.private = true;
    let last = card.closes_at.plus_seconds(-1).date_at(card.utc_offset_minutes);
    render(&SheetPage {
        due: texts.a("due-until", "until", &format::until(last, locale)).into_owned(),
        qr: qr(&address)?,
        stubs: entries::stub_codes(service, STUBS),
        text: text.as_ref().and_then(|text| words(text, locale)),
        office: place.clone(),
        title,
        place,
        address,
        back,
        shell,
    })
}

/// The code of an address, at a level that survives a fold and a stain.
fn qr(address: &str) -> Result<Qr, ServiceError> {
    let code = QrCode::with_error_correction_level(address, EcLevel::M)
        .map_err(|error| ServiceError::Internal(format!("the code of {address}: {error}")))?;
    let width = code.width();
    let mut path = String::new();
    for (index, _) in code.to_colors().iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
        let (x, y) = (index % width + QUIET_MODULES, index / width + QUIET_MODULES);
        let _ = write!(path, "M{x} {y}h1v1h-1z");
    }
    Ok(Qr { path, side: width + 2 * QUIET_MODULES })
}
