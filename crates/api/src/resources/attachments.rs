//! Files that go with contributions.

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, ETAG, IF_NONE_MATCH,
};
use actix_web::{HttpRequest, HttpResponse, web};
use kenes_service::attachments::{self, AttachmentFile};

use crate::blocking;
use crate::problem::Problem;
use crate::state::AppState;

/// A photo or a PDF. It is a file of somebody we do not know: browsers run nothing in it, and save PDFs instead of
/// opening them.
#[utoipa::path(get, path = "/api/v1/attachments/{id}", tag = "contributions", params(("id" = String, Path, description = "Public id of the attachment")), responses((status = 200, content_type = "application/octet-stream", description = "The file"), (status = "default", description = "A problem; `code` says which.", body = Problem, content_type = "application/problem+json")))]
pub async fn get_attachment(
    request: HttpRequest,
    state: web::Data<AppState>,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    state.limiter.check_read(&request)?;
    let service = state.service.clone();
    let name = id.clone();
    let file = blocking::run(move || attachments::get(&service, &id)).await?;
    Ok(serve(&request, &name, file))
}

fn serve(request: &HttpRequest, name: &str, file: AttachmentFile) -> HttpResponse {
    let tag = format!("\"{}\"", file.sha256);
    let known = request.headers().get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let mut response =
        if known == Some(tag.as_str()) { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    // It may be hidden or erased at any time, so a copy is asked about each time.
    response
        .insert_header((ETAG, tag.clone()))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .insert_header(("x-content-type-options", "nosniff"))
        .insert_header(("cross-origin-resource-policy", "same-origin"))
        .insert_header((CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"));
    if file.media_type == "application/pdf" {
        response.insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.pdf\"")));
    }
    if known == Some(tag.as_str()) {
        return response.finish();
    }
    response.content_type(file.media_type).body(file.bytes)
}
