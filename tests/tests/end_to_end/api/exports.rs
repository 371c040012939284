//! Open data over the wire: every table in every form, stubs, permanent links.

use serde_json::Value;

use crate::support::app::{TestApp, contribution};
use crate::support::databases::{Backend, on_each_database};

const DATASETS: [&str; 10] = [
    "programs",
    "provisions",
    "indicators",
    "measures",
    "contributions",
    "decisions",
    "moderations",
    "envelopes",
    "progress",
    "journal",
];

#[test]
fn every_table_can_be_had_in_every_form_and_is_described() {
    let app = TestApp::new(Backend::Sqlite);
    let package = app.json("/api/v1/exports/datapackage.json");
    assert_eq!(package["profile"], "tabular-data-package");
    assert_eq!(package["licenses"][0]["name"], "CC-BY-4.0");
    for (index, dataset) in DATASETS.iter().enumerate() {
        let csv = app.get(&format!("/api/v1/exports/{dataset}.csv"));
        assert_eq!(csv.status, 200);
        assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
        assert!(csv.header("content-disposition").unwrap().contains(&format!("{dataset}-as-of-")));
        let text = csv.text();
        let header = text.strip_prefix('\u{FEFF}').unwrap().lines().next().unwrap();
        let resource = &package["resources"][index];
        assert_eq!(resource["name"], **dataset);
        let described: Vec<&str> = resource["schema"]["fields"]
            .as_array()
            .unwrap()
            .iter()
            .map(|field| field["name"].as_str().unwrap())
            .collect();
        assert_eq!(header, described.join(","));
        let lines = app.get(&format!("/api/v1/exports/{dataset}.jsonl")).text();
        assert!(lines.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()));
        let workbook = app.get(&format!("/api/v1/exports/{dataset}.xlsx"));
        assert!(workbook.body.starts_with(b"PK"));
    }
    for wrong in ["contributions", "contributions.pdf", "accounts.csv", ".csv"] {
        assert_eq!(app.get(&format!("/api/v1/exports/{wrong}")).problem_code(), "not_found", "{wrong}");
    }
}

on_each_database! {
    fn a_permanent_link_gives_the_same_rows_later(backend) {
        let app = TestApp::new(backend);
        let program = app.program_id();
        let send = |text: &str| {
            let path = format!("/api/v1/programs/{program}/contributions");
            assert_eq!(app.post(&path, &contribution(None, text)).status, 201);
        };
        send("Бірінші пікір; =HYPERLINK(\"x\")");
        send("=1+1");
        let numbered = |count: usize| {
            // The integrator works in the background: the journal is asked until it has numbered everything.
            (0..10_000)
                .map(|_| app.get("/api/v1/exports/contributions.jsonl"))
                .find(|answer| answer.text().lines().count() == count)
                .expect("every contribution is numbered")
        };
        let first = numbered(2);
        let link = first.header("link").unwrap();
        let path = link.split("/api/").nth(1).unwrap().split('>').next().unwrap().to_owned();
        assert!(path.contains("?as_of="), "{link}");
        send("Үшінші пікір");
        let all = numbered(3).text();
        let again = app.get(&format!("/api/{path}")).text();
        assert_eq!(again, first.text());
        assert!(all.starts_with(&again));
        let csv = app.get("/api/v1/exports/contributions.csv").text();
        assert!(csv.contains(",'=1+1,"), "a text never becomes a formula: {csv}");
    }
}
