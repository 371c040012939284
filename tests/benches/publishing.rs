//! How long the publication of an edition takes with 5,000 contributions on it. Prints, asserts nothing about time.

#![expect(clippy::print_stdout, reason = "figures are what a benchmark is for")]
#![expect(clippy::unwrap_used, reason = "a benchmark that meets a fault ends")]
#![expect(clippy::disallowed_methods, reason = "it measures time")]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Instant;

use kenes_domain::decision::{ChangeCause, DecisionDraft, Disposition};
use kenes_domain::language::Bilingual;
use kenes_domain::permission::Actor;
use kenes_domain::timestamp::{Clock, Timestamp};
use kenes_service::contributions::{self, Submission};
use kenes_service::draft::editing::{self, Answers, Edit};
use kenes_service::draft::{self, publishing};
use kenes_service::{Options, Service, fixtures, phases, points, programs, territories};

/// Contributions, each with a quote of the paragraph that is reworded.
const CONTRIBUTIONS: usize = 5_000;
/// Points decided in one step.
const STEP: usize = 1_000;

struct HandClock(AtomicI64);

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let start = Timestamp::parse_rfc3339("2026-11-16T06:00:00Z").unwrap();
    let clock = Arc::new(HandClock(AtomicI64::new(start.micros())));
    let options = Options {
        database_url: format!("sqlite://{}", folder.path().join("kenes.db").display()),
        data_dir: folder.path().to_owned(),
    };
    let service = Service::open(options, clock.clone(), Some([7; 32])).unwrap();
    fixtures::install(&service, 7).unwrap();
    let territory = territories::get(&service, "koktal-district-arka-region").unwrap();
    let program = territory.territory.program.unwrap().id;
    let paragraph = programs::edition(&service, &program, None).unwrap().provisions.swap_remove(1);
    let actor = Actor { account: Some(1), grants: fixtures::grants(&service, "arka-region").unwrap() };
    let mut waiting = Vec::with_capacity(CONTRIBUTIONS);
    for _ in 0..CONTRIBUTIONS {
        let receipt = contributions::submit(
            &service,
            Submission {
                program: program.clone(),
                provision: Some(paragraph.id.clone()),
                kind: "problem".to_owned(),
                language: "ru".to_owned(),
                text: "Моста нет, весной не проехать.".to_owned(),
                quote: Some("мост построят в следующем".to_owned()),
                ..Submission::default()
            },
        )
        .unwrap();
        waiting.extend(points::of_contribution(&service, &actor, &receipt.contribution.id).unwrap());
    }
    let answer = DecisionDraft {
        disposition: Disposition::Declined,
        reason: Bilingual::new("Себебі", "Причина"),
        change: None,
        will_change: false,
        provision: None,
        addressee: None,
    };
    for chunk in waiting.chunks(STEP) {
        let decision = points::draft_decision(&service, &actor, &program, chunk, &answer).unwrap();
        points::approve_decision(&service, &actor, &decision).unwrap();
        points::publish_decision(&service, &actor, &decision).unwrap();
    }
    draft::open(&service, &actor, &program).unwrap();
    let change = Edit {
        version: 1,
        text: Some(Bilingual::new(
            "Ауылға баратын жол биыл жөнделеді, көпір келесі тоқсанда салынады.",
            "Дорогу к селу отремонтируют в этом году, мост построят уже в следующем квартале.",
        )),
        answers: Some(Answers {
            cause: ChangeCause::Editorial,
            points: Vec::new(),
            note: Bilingual::default(),
        }),
        ..Edit::default()
    };
    editing::edit(&service, &actor, &program, &paragraph.id, change).unwrap();
    clock.0.fetch_add(40 * 86_400 * 1_000_000, Ordering::SeqCst);
    phases::by_the_clock(&service).unwrap();
    let started = Instant::now();
    let published = publishing::publish(&service, &actor, &program).unwrap();
    let milliseconds = started.elapsed().as_millis();
    let placed: u64 = published.placements.values().sum();
    println!("published edition {} with {placed} placements in {milliseconds} ms", published.edition);
}
