//! Wrong requests get a stable code, never a stack trace and never a guess.

use serde_json::json;

use crate::support::app::{TestApp, contribution};
use crate::support::databases::on_each_database;

on_each_database! {
    fn wrong_queries_are_refused(backend) {
        let app = TestApp::new(backend);
        let contributions = format!("/api/v1/programs/{}/contributions?cursor=made-up", app.program_id());
        for (path, code) in [
            ("/api/v1/programs?limit=many", "malformed_query"),
            ("/api/v1/programs?limit=-1", "malformed_query"),
            ("/api/v1/programs?limit=70000", "malformed_query"),
            ("/api/v1/programs?colour=green", "malformed_query"),
            ("/api/v1/programs?phase=asleep", "malformed_query"),
            (&contributions, "bad_cursor"),
            ("/api/v1/journal?cursor=x", "malformed_query"),
        ] {
            let answer = app.get(path);
            assert_eq!((answer.status, answer.problem_code().as_str()), (400, code), "{path}");
        }
    }

    fn a_page_is_never_larger_than_its_limit(backend) {
        let app = TestApp::new(backend);
        for (asked, given) in [("0", 1), ("1", 1), ("3", 3), ("100", 5), ("65535", 5)] {
            let page = app.json(&format!("/api/v1/programs?limit={asked}"));
            assert_eq!(page["items"].as_array().unwrap().len(), given, "limit={asked}");
        }
    }

    fn wrong_methods_are_refused(backend) {
        let app = TestApp::new(backend);
        let program = app.program_id();
        for path in [
            "/api/v1/programs".to_owned(),
            format!("/api/v1/programs/{program}"),
            format!("/api/v1/programs/{program}/contributions"),
            "/api/v1/territories".to_owned(),
            "/api/v1/journal".to_owned(),
        ] {
            for method in ["PUT", "DELETE", "PATCH"] {
                let answer = app.send(method, &path, &[], None).unwrap();
                assert_eq!(
                    (answer.status, answer.problem_code().as_str()),
                    (405, "method_not_allowed"),
                    "{method} {path}"
                );
            }
        }
    }

    fn wrong_bodies_are_refused(backend) {
        let app = TestApp::new(backend);
        let program = app.program_id();
        let path = format!("/api/v1/programs/{program}/contributions");
        let json = [("content-type", "application/json")];
        let mut unknown = contribution(None, "Мәтін.");
        unknown["admin"] = json!(true);
        let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
        let huge = contribution(None, &"x".repeat(70_000)).to_string();
        let unknown = unknown.to_string();
        let cases: [(&[u8], u16, &str); 7] = [
            (&b""[..], 400, "malformed_body"),
            (b"{", 400, "malformed_body"),
            (b"[]", 400, "malformed_body"),
            (b"{\"kind\":\"question\",\"language\":\"kk\",\"text\":\"\xff\"}", 400, "malformed_body"),
            (unknown.as_bytes(), 400, "malformed_body"),
            (deep.as_bytes(), 400, "malformed_body"),
            (huge.as_bytes(), 413, "body_too_large"),
        ];
        for (body, status, code) in cases {
            let answer = app.send("POST", &path, &json, Some(body)).unwrap();
            let start: String = String::from_utf8_lossy(body).chars().take(40).collect();
            assert_eq!((answer.status, answer.problem_code().as_str()), (status, code), "{start}");
        }
        let form = app
            .send("POST", &path, &[("content-type", "application/x-www-form-urlencoded")], Some(b"text=a"))
            .unwrap();
        assert_eq!((form.status, form.problem_code().as_str()), (415, "unsupported_media_type"));
        assert!(app.all_items(&path, 100).is_empty(), "nothing wrong was stored");
    }
}
