//! From a draft to the next edition: nobody's words are lost, neither those of editors nor those of citizens.

use std::collections::{BTreeMap, BTreeSet};

use kenes_domain::decision::{ChangeCause, DecisionDraft, Disposition};
use kenes_domain::language::Bilingual;
use kenes_domain::permission::Actor;
use kenes_domain::program::{ProvisionData, ProvisionKind};
use kenes_domain::revision::gate::GateItem;
use kenes_service::contributions::{self, Submission};
use kenes_service::draft::doubts::{self, Answer};
use kenes_service::draft::editing::{self, Answers, Edit, Insertion, Outcome};
use kenes_service::draft::{self, DraftProvision, exceptions, gate, publishing};
use kenes_service::error::ServiceError;
use kenes_service::{comparison, doctor, fixtures, phases, points, programs};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::contributing::submission;
use crate::support::databases::{World, on_each_database};

fn staff(world: &World, account: i64) -> Actor {
    Actor { account: Some(account), grants: fixtures::grants(&world.service, "arka-region").unwrap() }
}

fn program(world: &World) -> String {
    submission(world).program
}

fn labelled(world: &World, label: &str) -> DraftProvision {
    let view = draft::get(&world.service, &staff(world, 1), &program(world)).unwrap();
    view.provisions.into_iter().find(|provision| provision.label == label).unwrap()
}

fn editorial() -> Option<Answers> {
    Some(Answers { cause: ChangeCause::Editorial, points: Vec::new(), note: Bilingual::default() })
}

fn saved(outcome: Outcome) -> DraftProvision {
    match outcome {
        Outcome::Saved(provision) => *provision,
        Outcome::Conflict(provision) => panic!("somebody was quicker: {provision:?}"),
    }
}

/// Sends a contribution that quotes words of a provision, and gives its receipt, id and only point.
fn quote(world: &World, provision: &str, words: &str) -> (String, String, String) {
    let receipt = contributions::submit(
        &world.service,
        Submission {
            provision: Some(provision.to_owned()),
            quote: Some(words.to_owned()),
            language: "ru".to_owned(),
            ..submission(world)
        },
    )
    .unwrap();
    let id = receipt.contribution.id;
    let point = points::of_contribution(&world.service, &staff(world, 1), &id).unwrap().remove(0);
    (receipt.receipt, id, point)
}

fn decide(world: &World, points: &[String], disposition: Disposition) {
    let (service, actor) = (&world.service, staff(world, 1));
    let decision = DecisionDraft {
        disposition,
        reason: Bilingual::new("Себебі", "Причина"),
        change: None,
        will_change: true,
        provision: None,
        addressee: None,
    };
    let id = points::draft_decision(service, &actor, &program(world), points, &decision).unwrap();
    points::approve_decision(service, &actor, &id).unwrap();
    points::publish_decision(service, &actor, &id).unwrap();
}

fn close(world: &World) {
    world.clock.advance_seconds(40 * 86_400);
    phases::by_the_clock(&world.service).unwrap();
}

fn open_lines(world: &World) -> BTreeMap<GateItem, u64> {
    gate::get(&world.service, &staff(world, 1), &program(world))
        .unwrap()
        .lines
        .into_iter()
        .filter(|line| line.open > 0)
        .map(|line| (line.item, line.open))
        .collect()
}

#[test]
fn a_point_goes_its_whole_way_into_the_next_edition() {
    on_each_database(|world| {
        let (service, actor, id) = (&world.service, staff(world, 1), program(world));
        let edition = programs::edition(service, &id, None).unwrap();
        let road = edition.provisions.iter().find(|provision| provision.label == "1.1").unwrap().id.clone();
        let (receipt, _, point) = quote(world, &road, "мост построят в следующем");
        draft::open(service, &actor, &id).unwrap();
        assert_eq!(open_lines(world).keys().copied().collect::<Vec<_>>(), [GateItem::PointsDecided]);
        decide(world, std::slice::from_ref(&point), Disposition::Accepted);
        assert_eq!(open_lines(world).keys().copied().collect::<Vec<_>>(), [GateItem::AcceptedLinked]);

        let provision = labelled(world, "1.1");
        let edited = saved(
            editing::edit(
                service,
                &actor,
                &id,
                &road,
                Edit {
                    version: provision.version,
                    text: Some(Bilingual::new(
                        "Ауылға баратын жол биыл жөнделеді, көпір келесі тоқсанда салынады.",
                        "Дорогу к селу отремонтируют в этом году, мост построят уже в следующем квартале.",
                    )),
                    ..Edit::default()
                },
            )
            .unwrap(),
        );
        assert_eq!(open_lines(world).len(), 2, "no link, no cause");
        let answers = Answers {
            cause: ChangeCause::Points,
            points: vec![point.clone()],
            note: Bilingual::new("Мерзімі жақындатылды", "Срок приблизили"),
        };
        saved(editing::answer(service, &actor, &id, &road, edited.version, &answers).unwrap());
        assert_eq!(open_lines(world), BTreeMap::new());

        let early = publishing::publish(service, &actor, &id);
        assert!(matches!(early, Err(ServiceError::Conflict)), "the discussion is still on: {early:?}");
        close(world);
        let published = publishing::publish(service, &actor, &id).unwrap();
        assert_eq!((published.edition, published.changes), (2, 1));
        assert_eq!(published.placements["reworded"], 1);

        let story = contributions::receipt(service, &receipt).unwrap();
        assert_eq!(
            story.contribution.quote.as_deref(),
            Some("мост построят в следующем"),
            "anchors never change"
        );
        let step = &story.journey[0];
        assert_eq!((step.edition, step.state.as_str()), (2, "reworded"));
        assert!(step.words.as_deref().unwrap().contains("мост построят уже в следующем"), "{step:?}");
        assert_eq!(story.changes[0].note.ru.as_deref(), Some("Срок приблизили"));

        let comparison = comparison::compare(service, &id, 1, 2).unwrap();
        let changed: Vec<_> = comparison.entries.iter().filter(|entry| entry.kind.is_some()).collect();
        assert_eq!(changed.len(), 1);
        assert_eq!(changed[0].reasons[0].points.len(), 1);
        assert!(doctor::conservation(service).unwrap().is_empty());
        let again = publishing::publish(service, &actor, &id);
        assert!(matches!(again, Err(ServiceError::NotFound)), "there is no draft any more: {again:?}");
    });
}

#[test]
fn two_editors_never_lose_a_word() {
    on_each_database(|world| {
        let (service, id) = (&world.service, program(world));
        draft::open(service, &staff(world, 1), &id).unwrap();
        let provision = labelled(world, "1.1");
        let text = |words: &str| Edit {
            version: provision.version,
            text: Some(Bilingual::new(words, words)),
            answers: editorial(),
            ..Edit::default()
        };
        saved(editing::edit(service, &staff(world, 1), &id, &provision.id, text("бірінші")).unwrap());
        let late = editing::edit(service, &staff(world, 2), &id, &provision.id, text("екінші")).unwrap();
        let Outcome::Conflict(theirs) = late else { panic!("the second edit was stored over the first") };
        assert_eq!(theirs.text.kk.as_deref(), Some("бірінші"));
        assert_eq!(labelled(world, "1.1").text.kk.as_deref(), Some("бірінші"));
    });
}

#[test]
fn words_that_went_elsewhere_wait_for_a_person() {
    on_each_database(|world| {
        let (service, actor, id) = (&world.service, staff(world, 1), program(world));
        let road = programs::edition(service, &id, None).unwrap().provisions[1].id.clone();
        let words = "Дорогу к селу отремонтируют в этом году";
        let (receipt, contribution, point) = quote(world, &road, words);
        decide(world, &[point], Disposition::Declined);
        draft::open(service, &actor, &id).unwrap();
        let provision = labelled(world, "1.1");
        let inserted = editing::insert(
            service,
            &actor,
            &id,
            &Insertion {
                after: Some(labelled(world, "2").id),
                kind: ProvisionKind::Paragraph,
                level: 1,
                label: "2.1".to_owned(),
                direction: None,
                text: Bilingual::new("Ауылға баратын жол жөнделеді.", format!("{words}.")),
                data: ProvisionData::Text,
                answers: editorial(),
            },
        )
        .unwrap();
        let removed = saved(editing::remove(service, &actor, &id, &road, provision.version).unwrap());
        saved(editing::answer(service, &actor, &id, &road, removed.version, &editorial().unwrap()).unwrap());
        assert_eq!(open_lines(world), BTreeMap::from([(GateItem::DoubtsEmpty, 1)]));
        let doubt = doubts::list(service, &actor, &id).unwrap().remove(0);
        assert_eq!((doubt.guess.as_ref(), doubt.guessed_words.as_deref()), (Some(&inserted.id), Some(words)));
        let there =
            |words: &str| Answer::There { provision: inserted.id.clone(), words: Some(words.to_owned()) };
        let wrong = doubts::resolve(service, &actor, &id, &contribution, &there("жок"));
        assert!(matches!(wrong, Err(ServiceError::Invalid(_))));
        doubts::resolve(service, &actor, &id, &contribution, &there(words)).unwrap();
        assert_eq!(open_lines(world), BTreeMap::new());
        close(world);
        publishing::publish(service, &actor, &id).unwrap();
        let step = contributions::receipt(service, &receipt).unwrap().journey.remove(0);
        assert_eq!((step.provision, step.words.as_deref()), (Some(inserted.id), Some(words)));
        assert!(step.confirmed);
    });
}

#[test]
fn an_exception_needs_two_people_and_stands_in_the_journal() {
    on_each_database(|world| {
        let (service, id) = (&world.service, program(world));
        contributions::submit(service, submission(world)).unwrap();
        draft::open(service, &staff(world, 1), &id).unwrap();
        close(world);
        let shut = publishing::publish(service, &staff(world, 1), &id);
        assert!(matches!(shut, Err(ServiceError::GateShut)), "{shut:?}");
        let note = Bilingual::new("Мерзім өтіп кетті", "Срок истекает");
        let exception =
            exceptions::ask(service, &staff(world, 1), &id, &[GateItem::PointsDecided], &note).unwrap();
        let own = exceptions::sign(service, &staff(world, 1), &exception);
        assert!(matches!(own, Err(ServiceError::Conflict)), "nobody signs their own wish");
        exceptions::sign(service, &staff(world, 2), &exception).unwrap();
        publishing::publish(service, &staff(world, 1), &id).unwrap();
        service.integrate_all().unwrap();
        let kinds: Vec<String> =
            service.journal_page(0, 1000).unwrap().into_iter().map(|act| act.kind).collect();
        assert!(kinds.iter().any(|kind| kind == "exception.signed"), "{kinds:?}");
        assert_eq!(kinds.iter().filter(|kind| *kind == "consultation.closed").count(), 5);
        let comparison = comparison::compare(service, &id, 1, 2).unwrap();
        assert_eq!(comparison.exceptions[0].note.ru.as_deref(), Some("Срок истекает"));
    });
}

/// Something that an editor does to the provision chosen by a number.
#[derive(Debug, Clone)]
enum Step {
    Reword(usize, usize),
    Move(usize, usize, u8),
    Split(usize, usize),
    Merge(usize, usize),
    Insert(usize, u8),
    Remove(usize),
    Restore(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let which = 0usize..40;
    prop_oneof![
        (which.clone(), 0usize..6).prop_map(|(a, b)| Step::Reword(a, b)),
        (which.clone(), which.clone(), 0u8..3).prop_map(|(a, b, c)| Step::Move(a, b, c)),
        (which.clone(), 1usize..30).prop_map(|(a, b)| Step::Split(a, b)),
        (which.clone(), which.clone()).prop_map(|(a, b)| Step::Merge(a, b)),
        (which.clone(), 0u8..3).prop_map(|(a, b)| Step::Insert(a, b)),
        which.clone().prop_map(Step::Remove),
        which.prop_map(Step::Restore),
    ]
}

const WORDINGS: [&str; 6] = [
    "Дорогу отремонтируют через год, мост построят в следующем.",
    "Мост построят в следующем году после обследования.",
    "Школу откроют осенью.",
    "Дорогу к селу отремонтируют в этом году, мост построят в следующем.",
    "Дорогу к селу отремонтируют.",
    "Больницу построят позже.",
];

/// Does a step if it is possible; a refusal changes nothing.
fn apply(world: &World, step: &Step) {
    let (service, actor, id) = (&world.service, staff(world, 1), program(world));
    let provisions = draft::get(service, &actor, &id).unwrap().provisions;
    let pick = |which: usize| &provisions[which % provisions.len()];
    let _ = match *step {
        Step::Reword(which, wording) => {
            let text = Bilingual::new(WORDINGS[wording], WORDINGS[wording]);
            let edit = Edit { version: pick(which).version, text: Some(text), ..Edit::default() };
            editing::edit(service, &actor, &id, &pick(which).id, edit).map(|_| ())
        }
        Step::Move(which, after, level) => {
            let (own, after) = (pick(which), pick(after));
            editing::relocate(service, &actor, &id, &own.id, own.version, Some(&after.id), level).map(|_| ())
        }
        Step::Split(which, at) => {
            let own = pick(which);
            editing::split(service, &actor, &id, &own.id, own.version, (Some(at), Some(at))).map(|_| ())
        }
        Step::Merge(into, from) => {
            let (into, from) = (pick(into), pick(from));
            editing::merge(service, &actor, &id, &into.id, into.version, &from.id, from.version).map(|_| ())
        }
        Step::Insert(after, level) => {
            let insertion = Insertion {
                after: Some(pick(after).id.clone()),
                kind: ProvisionKind::Paragraph,
                level,
                label: String::new(),
                direction: None,
                text: Bilingual::new(WORDINGS[3], WORDINGS[3]),
                data: ProvisionData::Text,
                answers: None,
            };
            editing::insert(service, &actor, &id, &insertion).map(|_| ())
        }
        Step::Remove(which) => {
            let own = pick(which);
            editing::remove(service, &actor, &id, &own.id, own.version).map(|_| ())
        }
        Step::Restore(which) => {
            let own = pick(which);
            editing::restore(service, &actor, &id, &own.id, own.version).map(|_| ())
        }
    };
}

/// Gives every change a cause: the accepted point for the first one, editorial for the rest.
fn explain(world: &World, accepted: &str) -> usize {
    let (service, actor, id) = (&world.service, staff(world, 1), program(world));
    let changed: Vec<DraftProvision> = draft::get(service, &actor, &id)
        .unwrap()
        .provisions
        .into_iter()
        .filter(|provision| provision.change.is_some())
        .collect();
    for (index, provision) in changed.iter().enumerate() {
        let answers = if index == 0 {
            Answers {
                cause: ChangeCause::Points,
                points: vec![accepted.to_owned()],
                note: Bilingual::default(),
            }
        } else {
            editorial().unwrap()
        };
        saved(editing::answer(service, &actor, &id, &provision.id, provision.version, &answers).unwrap());
    }
    changed.len()
}

#[test]
fn whatever_editors_do_everything_said_is_carried_along() {
    let mut runner = TestRunner::new(Config { cases: 10, failure_persistence: None, ..Config::default() });
    runner
        .run(&proptest::collection::vec(step(), 1..25), |steps| {
            on_each_database(|world| {
                let (service, actor, id) = (&world.service, staff(world, 1), program(world));
                let edition = programs::edition(service, &id, None).unwrap();
                let road = edition.provisions[1].id.clone();
                let said: Vec<_> = ["Дорогу к селу", "мост построят", "в следующем"]
                    .iter()
                    .map(|words| quote(world, &road, words))
                    .collect();
                let on_section = contributions::submit(
                    service,
                    Submission { provision: Some(edition.provisions[4].id.clone()), ..submission(world) },
                )
                .unwrap();
                let section_point =
                    points::of_contribution(service, &actor, &on_section.contribution.id).unwrap();
                decide(world, &[said[0].2.clone()], Disposition::Accepted);
                decide(world, &[said[1].2.clone(), said[2].2.clone()], Disposition::Declined);
                decide(world, &section_point, Disposition::Declined);
                draft::open(service, &actor, &id).unwrap();
                for step in &steps {
                    apply(world, step);
                }
                close(world);
                let accepted_is_linked = explain(world, &said[0].2) > 0;
                assert_eq!(
                    open_lines(world).contains_key(&GateItem::AcceptedLinked),
                    !accepted_is_linked,
                    "an accepted point has a change, or the gate is shut"
                );
                for doubt in doubts::list(service, &actor, &id).unwrap() {
                    doubts::resolve(service, &actor, &id, &doubt.contribution, &Answer::Gone).unwrap();
                }
                let published = publishing::publish(service, &actor, &id);
                let anything_left = draft::get(service, &actor, &id)
                    .is_ok_and(|view| view.provisions.iter().any(|provision| !provision.removed));
                if !accepted_is_linked {
                    assert!(matches!(published, Err(ServiceError::GateShut)), "{published:?}");
                    return;
                }
                let Ok(published) = published else {
                    assert!(!anything_left, "only an edition without provisions is refused: {published:?}");
                    return;
                };
                let placed: u64 = published.placements.values().sum();
                assert_eq!(placed, 4, "each anchor has exactly one placement");
                let (old, new) = (
                    programs::edition(service, &id, Some(1)).unwrap().provisions,
                    programs::edition(service, &id, Some(2)).unwrap().provisions,
                );
                let comparison = comparison::compare(service, &id, 1, 2).unwrap();
                let changed: BTreeSet<&String> = comparison
                    .entries
                    .iter()
                    .filter(|entry| {
                        entry.kind.is_some() && !(entry.moved && entry.kind.unwrap().as_str() == "moved")
                    })
                    .map(|entry| &entry.id)
                    .collect();
                let texts = |list: &[programs::ProvisionView]| -> BTreeMap<String, Bilingual> {
                    list.iter().map(|provision| (provision.id.clone(), provision.text.clone())).collect()
                };
                let (before, after) = (texts(&old), texts(&new));
                for provision in before.keys().chain(after.keys()) {
                    assert_eq!(
                        before.get(provision) != after.get(provision),
                        changed.contains(provision),
                        "changed provisions are those that differ"
                    );
                }
                for (receipt, _, _) in &said {
                    let story = contributions::receipt(service, receipt).unwrap();
                    assert_eq!(story.journey.len(), 1);
                    assert_eq!(story.contribution.edition, 1);
                }
                assert!(doctor::conservation(service).unwrap().is_empty());
            });
            Ok(())
        })
        .unwrap();
}
