//! The demonstration campaign at its real size: every program is listed once, and opens whole in both languages.

use std::collections::{BTreeMap, BTreeSet};

use kenes::server::open_service;
use kenes_service::demonstration::{self, DemoOptions};
use kenes_service::doctor;

use crate::support::app::{START, Server, settings};
use crate::support::client::Client;
use crate::support::clock::HandClock;
use crate::support::databases::{Database, on_each_database};

/// Enough for every kind of decision; the browser tests take the usual number.
const CONTRIBUTIONS: u32 = 500;

on_each_database! {
    fn all_216_programs_are_listed_once_and_open_whole_in_both_languages(backend) {
        let database = Database::fresh(backend);
        let settings = settings(&database);
        let service = open_service(&settings, HandClock::at(START), Some([7; 32])).unwrap();
        let options = DemoOptions { contributions: CONTRIBUTIONS, seed: 2020 };
        demonstration::install(&service, &options, &|_| ()).unwrap();
        assert!(doctor::conservation(&service).unwrap().is_empty());
        let server = Server::start(settings, service);
        let client = Client::new(&format!("http://{}", server.address));

        let programs = client.all_items("/api/v1/programs", 37);
        let current: BTreeMap<_, _> = programs
            .iter()
            .map(|program| (program["id"].as_str().unwrap(), program["edition"].as_i64().unwrap()))
            .collect();
        let ids: BTreeSet<_> = current.keys().copied().collect();
        assert_eq!((programs.len(), ids.len()), (216, 216));
        let measures: u64 = programs.iter().map(|program| program["measures"].as_u64().unwrap()).sum();
        let indicators: u64 = programs.iter().map(|program| program["indicators"].as_u64().unwrap()).sum();
        assert!((60_000..62_000).contains(&measures), "{measures} measures");
        assert!((20_000..24_000).contains(&indicators), "{indicators} indicators");
        let received = &client.json("/api/v1/statistics")["contributions"]["received"];
        assert_eq!(received, CONTRIBUTIONS);

        let revised: Vec<_> = current.iter().filter(|(_, edition)| **edition == 2).collect();
        assert_eq!(revised.len(), 3, "a few programs have a second edition");
        for (id, _) in revised {
            let comparison = client.json(&format!("/api/v1/programs/{id}/comparison?from=1&to=2"));
            let entries = comparison["entries"].as_array().unwrap();
            assert!(entries.len() >= 3 && entries.iter().all(|entry| !entry["reasons"].as_array().unwrap().is_empty()));
            for path in ["compare", "tables/comparison", "tables/proposals", "report"] {
                assert_eq!(client.get(&format!("/kk/programs/{id}/{path}")).status, 200, "{id}/{path}");
            }
        }

        for (id, number) in current {
            let edition = client.json(&format!("/api/v1/programs/{id}/editions/{number}"));
            let provisions: BTreeSet<_> = edition["provisions"]
                .as_array()
                .unwrap()
                .iter()
                .map(|provision| provision["id"].as_str().unwrap().to_owned())
                .collect();
            for language in ["kk", "ru"] {
                let missing = &provisions - &provisions_of_page(&client, id, language);
                assert!(missing.is_empty(), "{id} in {language} lacks {missing:?}");
            }
        }
    }
}

/// Ids of the provisions that the page of a program links to, over all its chapters.
fn provisions_of_page(client: &Client, program: &str, language: &str) -> BTreeSet<String> {
    let base = format!("/{language}/programs/{program}");
    let mut open = vec![base.clone()];
    let mut read = BTreeSet::new();
    let mut found = BTreeSet::new();
    while let Some(path) = open.pop() {
        if !read.insert(path.clone()) {
            continue;
        }
        let answer = client.get(&path);
        assert_eq!(answer.status, 200, "{path}");
        let html = answer.text();
        assert!(html.contains(&format!("<html lang=\"{language}\">")), "{path}");
        for link in html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let Some(rest) = link.strip_prefix(&base) else { continue };
            if let Some(provision) = rest.strip_prefix('/') {
                found.insert(provision.split(['#', '?', '/']).next().unwrap_or_default().to_owned());
            } else if rest.starts_with('?') {
                open.push(link.split('#').next().unwrap_or_default().replace("&amp;", "&"));
            }
        }
    }
    found
}
