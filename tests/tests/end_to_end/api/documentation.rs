//! The description of the API says what the server does.

use serde_json::Value;

use crate::support::app::{TestApp, contribution};
use crate::support::databases::Backend;

#[test]
fn the_description_is_openapi_3_1_and_has_no_dangling_reference() {
    let app = TestApp::new(Backend::Sqlite);
    let api = app.json("/api/openapi.json");
    assert!(api["openapi"].as_str().unwrap().starts_with("3.1"), "{}", api["openapi"]);
    let mut references = Vec::new();
    collect(&api, &mut references);
    assert!(!references.is_empty());
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(api.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
}

#[test]
fn every_described_path_answers() {
    let app = TestApp::new(Backend::Sqlite);
    let program = app.program();
    let id = program["id"].as_str().unwrap();
    let receipt =
        app.post(&format!("/api/v1/programs/{id}/contributions"), &contribution(None, "Пікір.")).json();
    let api = app.json("/api/openapi.json");
    let mut operations = std::collections::BTreeSet::new();
    for (path, methods) in api["paths"].as_object().unwrap() {
        for operation in methods.as_object().unwrap().values() {
            let operation_id = operation["operationId"].as_str().unwrap();
            assert!(operations.insert(operation_id.to_owned()), "{operation_id} stands twice");
        }
        if methods.get("get").is_none() {
            continue;
        }
        let thing = if path.starts_with("/api/v1/territories/") {
            program["territory"].as_str().unwrap()
        } else if path.contains("/contributions/{id}") {
            receipt["contribution"]["id"].as_str().unwrap()
        } else {
            id
        };
        let filled = path
            .replace("{id}", thing)
            .replace("{number}", "1")
            .replace("{receipt}", receipt["receipt"].as_str().unwrap());
        let query = if path.ends_with("/search") { "?q=a" } else { "" };
        let answer = app.get(&format!("{filled}{query}"));
        // Files come with forms of pages, meetings from staff: here there are none of either.
        let is_empty = path.contains("/attachments/") || path.contains("/meetings/{id}");
        assert_eq!(answer.status, if is_empty { 404 } else { 200 }, "{filled}: {}", answer.text());
    }
}

#[test]
fn the_description_can_be_read_by_people() {
    let app = TestApp::new(Backend::Sqlite);
    let page = app.get("/api/docs");
    assert_eq!(page.status, 200);
    assert!(page.text().contains("/api/v1/programs/{id}/contributions"));
    assert!(!page.text().contains("https://"), "no request leaves the site");
}

fn collect<'a>(value: &'a Value, references: &mut Vec<&'a str>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                match field.as_str() {
                    Some(text) if name == "$ref" => references.push(text),
                    _ => collect(field, references),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, references)),
        _ => {}
    }
}
