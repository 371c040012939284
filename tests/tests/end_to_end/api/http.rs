//! What makes HTTP cheap and safe: entity tags, compression, headers, health.

use std::io::Read;

use crate::support::app::{TestApp, contribution};
use crate::support::databases::on_each_database;

on_each_database! {
    fn a_fresh_copy_costs_nothing_and_a_stale_one_is_replaced(backend) {
        let app = TestApp::new(backend);
        let program = app.program_id();
        for path in [
            "/api/v1/programs".to_owned(),
            format!("/api/v1/programs/{program}"),
            format!("/api/v1/programs/{program}/editions/1"),
            format!("/api/v1/programs/{program}/contributions"),
            "/api/v1/statistics".to_owned(),
        ] {
            let first = app.get(&path);
            let tag = first.header("etag").expect("an entity tag").to_owned();
            let again = app.get_with(&path, &[("if-none-match", &tag)]);
            assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
            assert_eq!(again.header("etag"), Some(tag.as_str()));
            let sent = contribution(None, "Жаңа пікір.");
            assert_eq!(app.post(&format!("/api/v1/programs/{program}/contributions"), &sent).status, 201);
            let stale = app.get_with(&path, &[("if-none-match", &tag)]);
            assert_eq!(stale.status, 200, "{path}");
            assert_ne!(stale.header("etag"), Some(tag.as_str()), "{path}");
        }
    }

    fn answers_are_compressed_when_the_client_can(backend) {
        let app = TestApp::new(backend);
        let program = app.program_id();
        let path = format!("/api/v1/programs/{program}/editions/1");
        let plain = app.get(&path);
        assert_eq!(plain.header("content-encoding"), None);
        let gzip = app.get_with(&path, &[("accept-encoding", "gzip")]);
        assert_eq!(gzip.header("content-encoding"), Some("gzip"));
        assert!(gzip.body.len() < plain.body.len());
        let brotli = app.get_with(&path, &[("accept-encoding", "gzip, deflate, br")]);
        assert_eq!(brotli.header("content-encoding"), Some("br"));
        let mut unpacked = Vec::new();
        brotli::Decompressor::new(brotli.body.as_slice(), 4096).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, plain.body);
        for answer in [plain, gzip, brotli] {
            assert_eq!(answer.header("vary"), Some("accept-encoding"));
        }
    }

    fn every_answer_is_safe_and_can_be_traced(backend) {
        let app = TestApp::new(backend);
        for path in ["/api/v1/programs", "/api/v1/nothing", "/healthz", "/api/openapi.json"] {
            let answer = app.get(path);
            assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
            assert!(answer.header("content-security-policy").is_some(), "{path}");
            assert!(answer.header("x-request-id").is_some_and(|id| !id.is_empty()), "{path}");
        }
        let own = app.get_with("/healthz", &[("x-request-id", "trace-7")]);
        assert_eq!(own.header("x-request-id"), Some("trace-7"));
        let rude = app.get_with("/healthz", &[("x-request-id", &"x".repeat(65))]);
        assert_ne!(rude.header("x-request-id"), Some("x".repeat(65).as_str()));
    }

    fn health_and_metrics_answer(backend) {
        let app = TestApp::new(backend);
        assert_eq!(app.get("/healthz").status, 200);
        let ready = app.json("/readyz");
        assert_eq!(ready["ready"], true, "{ready}");
        let metrics = app.get("/metrics");
        assert_eq!(metrics.status, 200);
        assert!(metrics.text().contains("kenes_http_requests_total"), "{}", metrics.text());
    }
}
