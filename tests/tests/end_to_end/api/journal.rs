//! The public journal: every act gets a number, without gaps, in the order of its receipt.

use std::time::Duration;

use serde_json::Value;

use crate::support::app::{TestApp, contribution};
use crate::support::client::Client;
use crate::support::databases::on_each_database;

/// Longest wait for the integrator.
const SECONDS_MAX: u32 = 30;

/// Waits until every act has its number, and returns them all.
pub fn settled(client: &Client) -> Vec<Value> {
    for _ in 0..SECONDS_MAX * 20 {
        let metrics = client.get("/metrics").text();
        let pending = metrics.lines().find_map(|line| line.strip_prefix("kenes_journal_pending "));
        if pending.is_some_and(|pending| pending.trim() == "0") {
            return all(client);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("acts are still without a number after {SECONDS_MAX} s");
}

fn all(client: &Client) -> Vec<Value> {
    let mut acts: Vec<Value> = Vec::new();
    loop {
        let page = client.json(&format!("/api/v1/journal?limit=100&cursor={}", acts.len()));
        acts.extend(page["items"].as_array().unwrap().iter().cloned());
        if page["next_cursor"].is_null() {
            return acts;
        }
    }
}

on_each_database! {
    fn every_contribution_is_an_act_with_a_number(backend) {
        let app = TestApp::new(backend);
        let program = app.program_id();
        let before = settled(&app).len();
        let mut leaf_hashes = Vec::new();
        for number in 0..5 {
            let sent = contribution(None, &format!("Пікір {number}."));
            let receipt = app.post(&format!("/api/v1/programs/{program}/contributions"), &sent).json();
            leaf_hashes.push(receipt["leaf_hash"].as_str().unwrap().to_owned());
        }
        let acts = settled(&app);
        for (position, act) in acts.iter().enumerate() {
            assert_eq!(act["leaf_index"], position, "numbers have no gaps");
        }
        let hashes: Vec<_> = acts[before..].iter().map(|act| act["leaf_hash"].as_str().unwrap()).collect();
        assert_eq!(hashes, leaf_hashes, "in the order in which they were acknowledged");
        assert!(acts[before..].iter().all(|act| act["kind"] == "contribution.received"), "{acts:?}");
    }
}
