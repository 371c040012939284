//! Requests made to break something: each is refused with a problem, on both databases alike, and never with a fault
//! of the server.

use serde_json::json;

use crate::support::app::{TestApp, contribution};
use crate::support::databases::on_each_database;

/// What PostgreSQL cannot store, what is no UTF-8, what leads out of a folder, what closes a quote, what is long.
const WORDS: [&str; 9] = [
    "%00",
    "a%00b",
    "%ff",
    "%ed%a0%80",
    "..%2f..%2fetc",
    "'%20OR%201=1--",
    "%22%3e%3cscript%3e",
    "%F0%9F%92%A9",
    "%25",
];

on_each_database! {
    fn no_word_in_an_address_is_a_fault(backend) {
        let app = TestApp::new(backend);
        let program = app.program_id();
        let long = "x".repeat(3_000);
        for word in WORDS.into_iter().chain([long.as_str()]) {
            for path in [
                format!("/api/v1/programs/{word}"),
                format!("/api/v1/programs/{word}/editions"),
                format!("/api/v1/programs/{word}/editions/1"),
                format!("/api/v1/programs/{program}/editions/{word}"),
                format!("/api/v1/programs/{word}/contributions"),
                format!("/api/v1/programs/{word}/moderations"),
                format!("/api/v1/programs/{program}/contributions?provision={word}"),
                format!("/api/v1/programs/{program}/contributions?cursor={word}"),
                format!("/api/v1/programs/{program}/moderations?cursor={word}"),
                format!("/api/v1/programs?territory={word}"),
                format!("/api/v1/programs?cursor={word}"),
                format!("/api/v1/territories/{word}"),
                format!("/api/v1/territories?cursor={word}"),
                format!("/api/v1/territories/search?q={word}"),
                format!("/api/v1/territories/tiles?parent={word}"),
                format!("/api/v1/contributions/{word}"),
                format!("/api/v1/contributions/{word}/replies"),
                format!("/api/v1/journal?cursor={word}"),
                format!("/api/{word}"),
                format!("/kk/programs/{word}"),
                format!("/kk/programs/{program}/{word}"),
                format!("/kk/territories/{word}"),
                format!("/kk/receipts/{word}"),
                format!("/kk/find?q={word}"),
                format!("/assets/{word}"),
            ] {
                let answer = app.get(&path);
                assert!(answer.status < 500, "{path}: {} {}", answer.status, answer.text());
                if path.starts_with("/api/") && answer.status != 200 {
                    answer.problem_code();
                }
            }
        }
    }

    fn no_text_in_a_body_is_a_fault(backend) {
        let app = TestApp::new(backend);
        let path = format!("/api/v1/programs/{}/contributions", app.program_id());
        let texts = ["\0", "a\0b", "\u{1b}[31m", "\u{202e}abc", "'; DROP TABLE acts; --", "\u{10ffff}", "<script>"];
        for field in ["kind", "language", "text", "provision", "parent", "quote", "place", "name", "email"] {
            for text in texts {
                let mut sent = contribution(None, "Мәтін.");
                sent[field] = json!(text);
                let answer = app.post(&path, &sent);
                assert!(answer.status < 500, "{field} {text:?}: {} {}", answer.status, answer.text());
                if answer.status != 201 {
                    answer.problem_code();
                }
            }
        }
        for (problem, solution, cost) in [("\0", "a", 1), ("a", "\0", 1), ("a", "b", -1), ("a", "b", i64::MAX)] {
            let mut sent = contribution(None, "Мәтін.");
            sent["kind"] = json!("proposal");
            sent["proposal"] = json!({ "problem": problem, "solution": solution, "cost_tenge": cost });
            let answer = app.post(&path, &sent);
            assert!(answer.status < 500, "{sent}: {} {}", answer.status, answer.text());
        }
    }

    fn no_header_is_a_fault(backend) {
        let app = TestApp::new(backend);
        let program = app.program_id();
        let path = format!("/api/v1/programs/{program}/contributions");
        for key in ["", "short", "with space inside", &"k".repeat(65)] {
            let answer = app.post_with(&path, &[("idempotency-key", key)], &contribution(None, "Мәтін."));
            assert_eq!((answer.status, answer.problem_code().as_str()), (422, "invalid_fields"), "{key:?}");
        }
        for (name, value) in [
            ("if-none-match", "\"\\\",,,W/"),
            ("if-modified-since", "yesterday"),
            ("if-modified-since", "Thu, 01 Jan 1970 00:00:00 GMT"),
            ("if-modified-since", "Fri, 31 Dec 9999 23:59:59 GMT"),
            ("accept-encoding", "br;q=x, gzip;;q=, *;q=-1"),
            ("accept-language", "\u{7f}"),
            ("x-forwarded-for", ",,,::,"),
            ("range", "bytes=5-2"),
        ] {
            for path in ["/api/v1/programs", "/kk"] {
                let Ok(answer) = app.send("GET", path, &[(name, value)], None) else { continue };
                assert!(answer.status < 500, "{name}: {value}: {}", answer.status);
            }
        }
    }
}
