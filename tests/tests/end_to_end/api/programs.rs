//! Programs and their editions.

use std::collections::BTreeSet;

use crate::support::app::TestApp;
use crate::support::databases::on_each_database;

on_each_database! {
    fn every_program_stands_in_the_list_exactly_once(backend) {
        let app = TestApp::new(backend);
        for limit in [1, 2, 5, 100] {
            let programs = app.all_items("/api/v1/programs", limit);
            let ids: BTreeSet<_> = programs.iter().map(|program| program["id"].as_str().unwrap()).collect();
            assert_eq!((programs.len(), ids.len()), (5, 5), "in pages of {limit}");
        }
    }

    fn a_list_can_be_narrowed_to_a_territory_and_what_lies_below(backend) {
        let app = TestApp::new(backend);
        let program = app.program();
        let territory = program["territory"].as_str().unwrap();
        let own = app.all_items(&format!("/api/v1/programs?territory={territory}"), 10);
        assert_eq!(own.len(), 1);
        let detail = app.json(&format!("/api/v1/territories/{territory}"));
        let region = detail["ancestors"][0]["id"].as_str().unwrap();
        let below = app.all_items(&format!("/api/v1/programs?territory={region}"), 10);
        assert_eq!(below.len(), 3, "the region and its two districts");
        assert!(app.all_items("/api/v1/programs?phase=execution", 10).is_empty());
    }

    fn an_edition_is_whole_and_in_both_languages(backend) {
        let app = TestApp::new(backend);
        let id = app.program_id();
        let program = app.json(&format!("/api/v1/programs/{id}"));
        assert_eq!(program["edition"], 1);
        assert_eq!(program["measures"], 1);
        assert_eq!(program["indicators"], 1);
        assert_eq!(program["planned_tenge"], 600_500_000);
        let editions = app.all_items(&format!("/api/v1/programs/{id}/editions"), 10);
        assert_eq!(editions.len(), 1);
        let provisions = app.provisions(&id);
        let labels: Vec<_> = provisions.iter().map(|provision| provision["label"].as_str().unwrap()).collect();
        assert_eq!(labels, ["1", "1.1", "1.2", "1.3", "2"], "in reading order");
        for provision in &provisions {
            for language in ["kk", "ru"] {
                assert!(provision["text"][language].as_str().is_some_and(|text| !text.is_empty()), "{provision}");
            }
        }
        assert_eq!(provisions[2]["indicator"]["targets"][1]["value"], "90");
        assert_eq!(provisions[3]["measure"]["costs"][1]["tenge"], 480_500_000);
        let ids: BTreeSet<_> = provisions.iter().map(|provision| provision["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), provisions.len());
    }

    fn what_does_not_exist_is_not_found(backend) {
        let app = TestApp::new(backend);
        let id = app.program_id();
        for path in [
            "/api/v1/programs/nothing".to_owned(),
            "/api/v1/programs/%D2%9B".to_owned(),
            format!("/api/v1/programs/{id}/editions/0"),
            format!("/api/v1/programs/{id}/editions/2"),
            format!("/api/v1/programs/{id}/editions/99999999999"),
            format!("/api/v1/programs/{id}/editions/first"),
            "/api/v1/territories/nothing".to_owned(),
            "/api/v1/nothing".to_owned(),
        ] {
            let answer = app.get(&path);
            assert_eq!((answer.status, answer.problem_code().as_str()), (404, "not_found"), "{path}");
        }
    }
}
