//! received = open + decided + grouped + moderated + withdrawn, whatever happens.

use kenes_domain::contribution::{ModerationReason, Verification};
use kenes_domain::decision::{DecisionDraft, Disposition};
use kenes_domain::language::Bilingual;
use kenes_domain::permission::Actor;
use kenes_service::contributions::{self, Submission};
use kenes_service::error::ServiceError::{NotFound, Unauthenticated};
use kenes_service::moderation::{self, Step};
use kenes_service::{doctor, fixtures, points};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::contributing::submission;
use crate::support::databases::{World, on_each_database};

/// Something that somebody does to one of the contributions so far, chosen by `which`.
#[derive(Debug, Clone)]
enum Event {
    Submit,
    Reply(usize),
    Support(usize),
    Hide(usize),
    Restore(usize),
    Withdraw(usize),
    Erase(usize),
    Split(usize, usize),
    Group(usize, usize),
    Ungroup(usize),
    Decide(usize),
    Approve(usize),
    Publish(usize),
}

fn event() -> impl Strategy<Value = Event> {
    let which = 0usize..64;
    prop_oneof![
        3 => Just(Event::Submit),
        1 => which.clone().prop_map(Event::Reply),
        1 => which.clone().prop_map(Event::Support),
        1 => which.clone().prop_map(Event::Hide),
        1 => which.clone().prop_map(Event::Restore),
        1 => which.clone().prop_map(Event::Withdraw),
        1 => which.clone().prop_map(Event::Erase),
        2 => (which.clone(), 1usize..30).prop_map(|(a, b)| Event::Split(a, b)),
        2 => (which.clone(), which.clone()).prop_map(|(a, b)| Event::Group(a, b)),
        1 => which.clone().prop_map(Event::Ungroup),
        2 => which.clone().prop_map(Event::Decide),
        2 => which.clone().prop_map(Event::Approve),
        2 => which.prop_map(Event::Publish),
    ]
}

#[derive(Default)]
struct Known {
    receipts: Vec<String>,
    ids: Vec<String>,
    points: Vec<String>,
    decisions: Vec<String>,
}

fn pick(list: &[String], which: usize) -> Option<&String> {
    if list.is_empty() { None } else { list.get(which % list.len()) }
}

/// Does a step if it is possible; a refusal is an answer too, and must change nothing.
fn apply(world: &World, actor: &Actor, known: &mut Known, step: &Event) {
    let service = &world.service;
    let program = submission(world).program;
    match *step {
        Event::Submit | Event::Reply(_) => {
            let parent = match *step {
                Event::Reply(which) => pick(&known.ids, which).cloned(),
                _ => None,
            };
            let receipt = contributions::submit(service, Submission { parent, ..submission(world) }).unwrap();
            known.points.extend(points::of_contribution(service, actor, &receipt.contribution.id).unwrap());
            known.ids.push(receipt.contribution.id);
            known.receipts.push(receipt.receipt);
        }
        Event::Support(which) => {
            if let Some(id) = pick(&known.ids, which) {
                let _ = contributions::support(service, id, &which.to_string(), Verification::Anonymous);
            }
        }
        Event::Hide(which) | Event::Restore(which) => {
            if let Some(id) = pick(&known.ids, which) {
                let action = match *step {
                    Event::Hide(_) => Step::Hide(ModerationReason::Insult),
                    _ => Step::Restore,
                };
                let _ = moderation::moderate(service, actor, id, action, "");
            }
        }
        Event::Withdraw(which) => {
            if let Some(code) = pick(&known.receipts, which) {
                let _ = contributions::withdraw(service, code);
            }
        }
        Event::Erase(which) => {
            if let Some(code) = pick(&known.receipts, which) {
                let _ = contributions::erase(service, code);
            }
        }
        Event::Split(which, cut) => {
            if let Some(id) = pick(&known.ids, which)
                && let Ok(points) = points::split(service, actor, id, &[cut])
            {
                known.points.extend(points.into_iter().skip(1));
            }
        }
        Event::Group(a, b) => {
            if let (Some(a), Some(b)) = (pick(&known.points, a), pick(&known.points, b)) {
                let _ = points::group(service, actor, &program, &[a.clone(), b.clone()]);
            }
        }
        Event::Ungroup(which) => {
            if let Some(point) = pick(&known.points, which) {
                let _ = points::ungroup(service, actor, &program, std::slice::from_ref(point));
            }
        }
        Event::Decide(which) => {
            if let Some(point) = pick(&known.points, which) {
                let draft = DecisionDraft {
                    disposition: Disposition::Declined,
                    reason: Bilingual::new("Себебі", "Причина"),
                    change: None,
                    will_change: false,
                    provision: None,
                    addressee: None,
                };
                if let Ok(id) = points::draft_decision(
                    service,
                    actor,
                    &program,
                    std::slice::from_ref(point),
                    &draft,
                    None,
                ) {
                    known.decisions.push(id);
                }
            }
        }
        Event::Approve(which) => {
            if let Some(id) = pick(&known.decisions, which) {
                let _ = points::approve_decision(service, actor, id);
            }
        }
        Event::Publish(which) => {
            if let Some(id) = pick(&known.decisions, which) {
                let _ = points::publish_decision(service, actor, id);
            }
        }
    }
}

#[test]
fn nothing_that_was_received_disappears() {
    let mut runner = TestRunner::new(Config { cases: 12, failure_persistence: None, ..Config::default() });
    runner
        .run(&proptest::collection::vec(event(), 1..60), |steps| {
            on_each_database(|world| {
                let actor = Actor {
                    account: Some(1),
                    grants: fixtures::grants(&world.service, "arka-region").unwrap(),
                };
                let mut known = Known::default();
                for step in steps.clone() {
                    apply(world, &actor, &mut known, &step);
                    let findings = doctor::conservation(&world.service).unwrap();
                    assert!(findings.is_empty(), "after {step:?}: {findings:?}");
                }
                for receipt in &known.receipts {
                    contributions::receipt(&world.service, receipt).expect("a receipt always opens");
                }
            });
            Ok(())
        })
        .unwrap();
}

#[test]
fn staff_of_one_territory_cannot_touch_another() {
    on_each_database(|world| {
        let receipt = contributions::submit(&world.service, submission(world)).unwrap();
        let id = receipt.contribution.id;
        let foreign =
            Actor { account: Some(2), grants: fixtures::grants(&world.service, "teniz-region").unwrap() };
        let hide = Step::Hide(ModerationReason::Insult);
        assert!(matches!(moderation::moderate(&world.service, &foreign, &id, hide, ""), Err(NotFound)));
        assert!(matches!(points::split(&world.service, &foreign, &id, &[3]), Err(NotFound)));
        let nobody = Actor::anonymous();
        assert!(matches!(moderation::moderate(&world.service, &nobody, &id, hide, ""), Err(Unauthenticated)));
    });
}
