//! Searching from outside: soon after sending, with facets, on the page as in the API.

use std::time::Duration;

use serde_json::Value;

use super::journal::settled;
use crate::support::app::{TestApp, contribution};
use crate::support::client::{Client, escaped};
use crate::support::databases::on_each_database;

/// Longest wait for the index. It takes a fraction of a second; the machine may be busy.
const SECONDS_MAX: u32 = 60;

/// Waits until everything that happened is in the index.
fn searchable(client: &Client) {
    let acts = settled(client).len();
    for _ in 0..SECONDS_MAX * 20 {
        let found = client.json("/api/v1/search?q=&limit=1");
        if found["building"] == false && found["indexed_acts"].as_u64() >= u64::try_from(acts).ok() {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("not everything is searchable after {SECONDS_MAX} s");
}

fn found(client: &Client, query: &str) -> Value {
    client.json(&format!("/api/v1/search?{query}"))
}

on_each_database! {
    fn a_contribution_is_found_however_it_is_typed(backend) {
        let app = TestApp::new(backend);
        let program = app.program_id();
        let provision = app.provisions(&program)[1]["id"].as_str().unwrap().to_owned();
        let sent = contribution(Some(&provision), "Ауылымызға баратын көлік жолы шұңқырға толы.");
        let receipt = app.post(&format!("/api/v1/programs/{program}/contributions"), &sent).json();
        searchable(&app);
        for typed in ["көлік жолы шұңқыр", "колик жолы шункыр", "kölık joly şūñqyr", "шұңқырлы \"көлік жолы\""] {
            let found = found(&app, &format!("q={}&kind=contribution", escaped(typed)));
            let hit = &found["items"][0];
            assert_eq!(hit["id"], receipt["contribution"]["id"], "{typed}");
            assert_eq!(hit["provision"], provision.as_str());
            let parts = hit["snippet"]["parts"].as_array().unwrap();
            let whole: String = parts.iter().map(|part| part["text"].as_str().unwrap()).collect();
            assert_eq!(whole, "Ауылымызға баратын көлік жолы шұңқырға толы.");
            assert!(parts.iter().any(|part| part["found"] == true), "{typed}");
        }
        assert_eq!(found(&app, &format!("q={}", escaped("шұңқыр")))["facets"]["kinds"][0]["value"], "contribution");
        let page = app.get(&format!("/kk/search?q={}", escaped("шұңқыр"))).text();
        assert!(page.contains("<mark>шұңқырға</mark>"), "{page}");
        assert!(page.contains(&format!("/kk/programs/{program}/{provision}?cursor=")), "{page}");
    }
}

on_each_database! {
    fn pages_of_results_follow_each_other_and_end(backend) {
        let app = TestApp::new(backend);
        searchable(&app);
        let all = app.all_items(&format!("/api/v1/search?q={}", escaped("жол OR мост")), 2);
        let mut keys: Vec<String> =
            all.iter().map(|hit| format!("{} {} {}", hit["kind"], hit["program"], hit["id"])).collect();
        let listed = keys.len();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), listed, "nothing stands twice");
        let total = found(&app, &format!("q={}", escaped("жол OR мост")))["total"].as_u64();
        assert_eq!(total, u64::try_from(listed).ok());
    }
}

#[test]
fn bad_queries_are_refused_with_words() {
    let app = TestApp::new(crate::support::databases::Backend::Sqlite);
    let bad = app.get(&format!("/api/v1/search?q={}", escaped("жол \"көше")));
    assert_eq!((bad.status, bad.problem_code().as_str()), (400, "bad_query"));
    assert!(bad.json()["detail"].as_str().unwrap().contains("quotation mark"));
    for (query, status, code) in [
        ("q=x&kind=joke", 422, "invalid_fields"),
        ("q=x&sort=up", 422, "invalid_fields"),
        ("q=x&cursor=99999", 400, "bad_cursor"),
        ("q=x&unknown=1", 400, "malformed_query"),
    ] {
        let answer = app.get(&format!("/api/v1/search?{query}"));
        assert_eq!((answer.status, answer.problem_code().as_str()), (status, code), "{query}");
    }
    let page = app.get(&format!("/ru/search?q={}", escaped("дорога \"улица")));
    assert_eq!(page.status, 422);
    assert!(page.text().contains("Кавычка у знака 8 не закрыта"), "{}", page.text());
    assert_eq!(app.get("/kk/search").status, 200);
    assert_eq!(app.get("/kk/search?q=xyzzyqwfp").status, 200);
}
