//! The description of the API: OpenAPI 3.1, and a page that says the same to people without any outside request.

use std::fmt::Write;
use std::sync::OnceLock;

use actix_web::http::header::CONTENT_SECURITY_POLICY;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::Value;
use utoipa::OpenApi;

use crate::answers::Body;
use crate::compression::Encoding;
use crate::deadline::BYTES_PER_SECOND_MIN;
use crate::problem::BODY_BYTES_MAX;
use crate::resources::{
    LIMIT_DEFAULT, campaigns, contributions, desk, editions, journal, programs, sessions, statistics,
    territories, users,
};

/// The whole description.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Kenes",
        description = "Public consultations on local programs. Lists are bounded and paged by `cursor`; times are RFC 3339 in UTC; money is whole tenge; errors are problem+json with a stable `code`. Every answer carries `X-Request-Id`; answers to reading requests carry an entity tag."
    ),
    paths(
        campaigns::get_campaign,
        territories::list_territories,
        territories::list_tiles,
        territories::find_territories,
        territories::get_territory,
        programs::list_programs,
        programs::get_program,
        editions::list_editions,
        editions::get_edition,
        contributions::list_contributions,
        contributions::create_contribution,
        contributions::get_contribution,
        contributions::list_replies,
        contributions::list_moderations,
        desk::get_day,
        desk::list_points,
        desk::get_facets,
        desk::get_point,
        desk::create_note,
        desk::assign_points,
        desk::put_off_points,
        desk::tag_points,
        desk::untag_points,
        desk::split_contribution,
        desk::create_group,
        desk::ungroup_points,
        desk::create_decision,
        desk::approve_decision,
        desk::publish_decision,
        desk::undo_decision,
        desk::list_templates,
        desk::create_template,
        desk::retire_template,
        journal::list_acts,
        statistics::get_statistics,
        sessions::create_sign_in,
        sessions::create_session,
        sessions::refresh_session,
        sessions::give_second_factor,
        sessions::list_sessions,
        sessions::delete_sessions,
        sessions::delete_session,
        sessions::list_token_keys,
        users::get_own_account,
        users::get_own_export,
        users::delete_own_account,
        users::list_users,
        users::create_user,
        users::delete_grant,
    )
)]
pub struct ApiDocs;

/// What each code says, for people who write clients. Every code of a problem stands here; a test compares.
const CODE_MEANINGS: &[(&str, u16, &str)] = &[
    ("malformed_query", 400, "A query parameter is unknown, or its value is not possible."),
    ("malformed_body", 400, "The body is no JSON, lacks a field, or has a field that nobody knows."),
    ("bad_cursor", 400, "The cursor was not given out by this list. Start without one."),
    ("unauthenticated", 401, "Sign in first."),
    ("forbidden", 403, "The person is known and may not do this."),
    (
        "second_factor_needed",
        403,
        "The session, or the role, needs the second factor: send it to sessions/second-factor, or set one up on the pages.",
    ),
    ("not_open_yet", 403, "The discussion of this program has not opened yet."),
    ("closed", 403, "The discussion of this program is closed, and nothing late is taken."),
    ("not_found", 404, "There is no such thing, or it is not public."),
    ("method_not_allowed", 405, "The header Allow names the methods of this path."),
    ("body_too_slow", 408, "The body did not arrive in time. Nothing was stored; send it again."),
    ("second_person_needed", 403, "Whoever wrote the decision may not approve it; somebody else must."),
    ("conflict", 409, "The thing is in a state that does not allow this step."),
    (
        "decision_changed",
        409,
        "Somebody else has written a decision meanwhile. Read it, then write again with its id as `based_on`.",
    ),
    ("body_too_large", 413, "The body is larger than the limit below."),
    ("unsupported_media_type", 415, "Send the body as application/json."),
    ("invalid_fields", 422, "Each wrong field stands in `errors`, with a code of its own."),
    ("code_wrong", 422, "The code or the link is wrong, was used, or no longer holds. It is not said which."),
    ("decision_incomplete", 422, "The decision lacks what its disposition demands."),
    ("receipt_mistyped", 422, "The receipt code has a typing error; its check character does not fit."),
    ("key_reused", 422, "The Idempotency-Key was used before, with other content."),
    ("import_refused", 422, "The document cannot be taken; `title` says where and why."),
    ("too_many", 429, "Too many requests from one address. Retry-After says when to come back."),
    ("internal", 500, "A fault of the server. Report it with the X-Request-Id."),
    ("configuration", 500, "The server is set up wrongly. Its operator finds the cause in the log."),
    ("busy", 503, "Too much at once; nothing was stored. Retry-After says when to come back."),
    ("disk_full", 507, "The server's disk is full; nothing was stored. Reading stays possible."),
];

/// The description as JSON.
pub async fn get_openapi(request: HttpRequest) -> HttpResponse {
    static OPENAPI: Texts = Texts::new(openapi);
    OPENAPI.respond(&request, "application/json")
}

/// The description as a page, written by the server.
pub async fn get_docs(request: HttpRequest) -> HttpResponse {
    static PAGE: Texts = Texts::new(page);
    let mut response = PAGE.respond(&request, "text/html; charset=utf-8");
    let policy =
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    if let Ok(value) = policy.parse() {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, value);
    }
    response
}

/// The look of the page.
pub async fn get_styles(request: HttpRequest) -> HttpResponse {
    static STYLES: Texts = Texts::new(|| include_str!("docs.css").to_owned());
    STYLES.respond(&request, "text/css; charset=utf-8")
}

/// A text that never changes, made once in each encoding.
struct Texts {
    make: fn() -> String,
    identity: OnceLock<Body>,
    gzip: OnceLock<Body>,
    brotli: OnceLock<Body>,
}

impl Texts {
    const fn new(make: fn() -> String) -> Self {
        Self { make, identity: OnceLock::new(), gzip: OnceLock::new(), brotli: OnceLock::new() }
    }

    fn respond(&self, request: &HttpRequest, content_type: &'static str) -> HttpResponse {
        let encoding = Encoding::negotiate(request.headers());
        let kept = match encoding {
            Encoding::Identity => &self.identity,
            Encoding::Gzip => &self.gzip,
            Encoding::Brotli => &self.brotli,
        };
        kept.get_or_init(|| Body::new((self.make)().into_bytes(), encoding)).respond(request, content_type)
    }
}

/// The description as JSON, in one line per value so that changes of it can be read.
pub fn openapi() -> String {
    ApiDocs::openapi().to_pretty_json().unwrap_or_else(|error| {
        tracing::error!(%error, "the description of the API cannot be written");
        String::new()
    })
}

fn page() -> String {
    let api = serde_json::to_value(ApiDocs::openapi()).unwrap_or_default();
    let mut html = String::from(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>Kenes API</title><link rel=\"stylesheet\" href=\"/api/docs.css\"><main><h1>Kenes API</h1><p>",
    );
    html.push_str(&escaped(text(&api, "/info/description")));
    html.push_str(
        "</p><p>For programs: <a href=\"/api/openapi.json\"><code>/api/openapi.json</code></a></p>",
    );
    let paths = api.get("paths").and_then(Value::as_object);
    for (path, methods) in paths.into_iter().flatten() {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            write_operation(&mut html, path, method, operation);
        }
    }
    html.push_str("<h2 id=\"schemas\">Schemas</h2>");
    let schemas = api.pointer("/components/schemas").and_then(Value::as_object);
    for (name, schema) in schemas.into_iter().flatten() {
        write_schema(&mut html, name, schema);
    }
    write_limits(&mut html);
    html.push_str("<h2 id=\"problems\">Problem codes</h2><table><tr><th>Code<th>Status<th>Meaning");
    for (code, status, meaning) in CODE_MEANINGS {
        let _ = write!(html, "<tr id=\"problem-{code}\"><td><code>{code}</code><td>{status}<td>{meaning}");
    }
    html.push_str("</table></main></html>");
    html
}

fn write_operation(html: &mut String, path: &str, method: &str, operation: &Value) {
    let _ = write!(
        html,
        "<h2 id=\"{}\"><span class=\"method\">{}</span> <code>{}</code></h2><p>{} {}</p>",
        text(operation, "/operationId"),
        method.to_uppercase(),
        escaped(path),
        escaped(text(operation, "/summary")),
        escaped(text(operation, "/description")),
    );
    let parameters = operation.get("parameters").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    if !parameters.is_empty() {
        html.push_str("<table><tr><th>Parameter<th>In<th>Type<th>Meaning");
        for parameter in parameters {
            let _ = write!(
                html,
                "<tr><td><code>{}</code><td>{}<td>{}<td>{}",
                escaped(text(parameter, "/name")),
                text(parameter, "/in"),
                kind(parameter.get("schema").unwrap_or(&Value::Null)),
                escaped(text(parameter, "/description")),
            );
        }
        html.push_str("</table>");
    }
    let body = operation.pointer("/requestBody/content/application~1json/schema");
    if let Some(schema) = body {
        let _ = write!(html, "<p>Takes {}.</p>", kind(schema));
    }
    for (status, response) in operation.get("responses").and_then(Value::as_object).into_iter().flatten() {
        if let Some(schema) = response.pointer("/content/application~1json/schema") {
            let _ = write!(html, "<p>Answers {status} with {}.</p>", kind(schema));
        }
    }
}

fn write_schema(html: &mut String, name: &str, schema: &Value) {
    let _ = write!(
        html,
        "<h3 id=\"schema-{0}\"><code>{0}</code></h3><p>{1}</p>",
        escaped(name),
        escaped(text(schema, "/description"))
    );
    let fields = schema.get("properties").and_then(Value::as_object);
    let required = schema.get("required").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let Some(fields) = fields else {
        let _ = write!(html, "<p>{}</p>", kind(schema));
        return;
    };
    html.push_str("<table><tr><th>Field<th>Type<th>Meaning");
    for (field, of) in fields {
        let mark = if required.iter().any(|name| name == field) { "" } else { " (optional)" };
        let _ = write!(
            html,
            "<tr><td><code>{}</code>{mark}<td>{}<td>{}",
            escaped(field),
            kind(of),
            escaped(text(of, "/description"))
        );
    }
    html.push_str("</table>");
}

fn write_limits(html: &mut String) {
    let pages = usize::from(kenes_service::programs::PAGE_ITEMS_MAX);
    let limits = [
        ("Bytes of a JSON body", BODY_BYTES_MAX),
        ("Items of a page; who asks for more gets so many", pages),
        ("Items of a page when `limit` is absent", usize::from(LIMIT_DEFAULT)),
        ("Bytes a second that a body must come with after the first seconds", BYTES_PER_SECOND_MIN),
        ("Requests worked on at the same time", crate::blocking::PERMITS),
        ("Requests waiting for that", crate::blocking::WAITING_MAX),
    ];
    html.push_str(
        "<h2 id=\"limits\">Limits</h2><p>Requests of one address are bounded too, as the operator says: \
         too many are answered with <code>too_many</code> and a <code>Retry-After</code>.</p><table>",
    );
    for (name, value) in limits {
        let _ = write!(html, "<tr><td>{name}<td>{value}");
    }
    html.push_str("</table>");
}

/// A schema in a few words, with links to those that have a name.
fn kind(schema: &Value) -> String {
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        let name = escaped(reference.rsplit('/').next().unwrap_or_default());
        return format!("<a href=\"#schema-{name}\"><code>{name}</code></a>");
    }
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        let words: Vec<String> = words
            .iter()
            .filter_map(Value::as_str)
            .map(|word| format!("<code>{}</code>", escaped(word)))
            .collect();
        return words.join(", ");
    }
    for several in ["oneOf", "anyOf", "allOf"] {
        if let Some(schemas) = schema.get(several).and_then(Value::as_array) {
            return schemas.iter().map(kind).collect::<Vec<_>>().join(" or ");
        }
    }
    if let Some(items) = schema.get("items") {
        return format!("list of {}", kind(items));
    }
    match schema.get("type") {
        Some(Value::String(name)) => escaped(name),
        Some(Value::Array(names)) => {
            names.iter().filter_map(Value::as_str).map(escaped).collect::<Vec<_>>().join(" or ")
        }
        _ => String::new(),
    }
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::HTTP_CODES;
    use kenes_service::error::ServiceError;
    use std::collections::BTreeSet;

    /// The workspace takes its types from the file.
    #[test]
    fn the_kept_description_is_that_of_this_code() {
        let kept = include_str!("../../../frontend/api/openapi.json");
        assert!(kept.trim_end() == openapi().trim_end(), "run `make api` and look at what changed");
    }

    #[test]
    fn every_code_is_explained_once() {
        let explained: Vec<&str> = CODE_MEANINGS.iter().map(|(code, ..)| *code).collect();
        let codes: BTreeSet<&str> = ServiceError::CODES.iter().chain(HTTP_CODES).copied().collect();
        assert_eq!(explained.iter().copied().collect::<BTreeSet<_>>(), codes);
        assert_eq!(explained.len(), codes.len());
    }

    #[test]
    fn the_page_names_every_operation_and_leads_nowhere_outside() {
        let page = page();
        let api = serde_json::to_value(ApiDocs::openapi()).unwrap();
        for (path, methods) in api["paths"].as_object().unwrap() {
            for operation in methods.as_object().unwrap().values() {
                assert!(page.contains(operation["operationId"].as_str().unwrap()), "{path}");
                assert!(
                    operation["summary"].as_str().is_some_and(|summary| summary.ends_with('.')),
                    "{path}"
                );
            }
        }
        for link in page.split("href=\"").skip(1) {
            let target = link.split('"').next().unwrap();
            let inside =
                target.strip_prefix('#').is_some_and(|anchor| page.contains(&format!("id=\"{anchor}\"")));
            assert!(inside || target.starts_with('/'), "{target}");
        }
        assert!(!page.contains("//"));
    }
}
