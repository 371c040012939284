//! From a person's words to a receipt and back.

use kenes_service::contributions::{self, Order, Submission};
use kenes_service::error::ServiceError;
use kenes_service::programs::{self, ProgramFilter};
use kenes_service::territories;

use crate::support::databases::{World, on_each_database};

/// Public ids of the first district's program and of its paragraph.
pub fn program_and_paragraph(world: &World) -> (String, String) {
    let territory = territories::get(&world.service, "koktal-district-arka-region").unwrap();
    let program = territory.territory.program.unwrap().id;
    let edition = programs::edition(&world.service, &program, None).unwrap();
    (program, edition.provisions[1].id.clone())
}

pub fn submission(world: &World) -> Submission {
    let (program, provision) = program_and_paragraph(world);
    Submission {
        program,
        provision: Some(provision),
        kind: "problem".to_owned(),
        language: "kk".to_owned(),
        text: "Көпір жоқ, көктемде өте алмаймыз.".to_owned(),
        ..Submission::default()
    }
}

#[test]
fn a_receipt_tells_the_whole_story() {
    on_each_database(|world| {
        let sent = Submission {
            quote: Some("көпір келесі жылы салынады".to_owned()),
            email: "aigul@example.kz".to_owned(),
            ..submission(world)
        };
        let receipt = contributions::submit(&world.service, sent).unwrap();
        let found = contributions::receipt(&world.service, &receipt.receipt.to_lowercase()).unwrap();
        assert_eq!(found.contribution.text.as_deref(), Some("Көпір жоқ, көктемде өте алмаймыз."));
        assert_eq!(found.contribution.quote.as_deref(), Some("көпір келесі жылы салынады"));
        assert_eq!(found.contribution.due_on, "2026-12-07", "15 working days after Monday 16 November");
        assert_eq!(found.words_then, found.words_now);
        assert_eq!(found.leaf_hash.len(), 64);
        assert_eq!(found.leaf_index, None, "not numbered yet");
        world.service.integrate_all().unwrap();
        let numbered = contributions::receipt(&world.service, &receipt.receipt).unwrap();
        assert!(numbered.leaf_index.is_some());
    });
}

#[test]
fn a_contribution_is_seen_and_counted_at_once() {
    on_each_database(|world| {
        let (program, provision) = program_and_paragraph(world);
        let before = world.service.freshness().program(&program);
        contributions::submit(&world.service, submission(world)).unwrap();
        assert!(world.service.freshness().program(&program) > before, "kept pages hear of it");
        let view = programs::edition(&world.service, &program, None).unwrap();
        assert_eq!(view.provisions[1].contributions, 1);
        assert_eq!(view.program.contributions.received, 1);
        let page =
            contributions::page(&world.service, &program, Some(&provision), Order::Newest, None, 10).unwrap();
        assert_eq!(page.items.len(), 1);
        assert_eq!(page.items[0].provision_label.as_deref(), Some("1.1"));
    });
}

#[test]
fn the_same_key_gives_the_same_receipt_and_other_content_is_refused() {
    on_each_database(|world| {
        let sent = Submission { idempotency_key: Some("key-00000001".to_owned()), ..submission(world) };
        let first = contributions::submit(&world.service, sent.clone()).unwrap();
        let again = contributions::submit(&world.service, sent.clone()).unwrap();
        assert_eq!(first.receipt, again.receipt);
        let other = Submission { text: "Басқа мәтін".to_owned(), ..sent };
        assert!(matches!(contributions::submit(&world.service, other), Err(ServiceError::KeyReused)));
        let program = programs::get(&world.service, &first.program.id).unwrap();
        assert_eq!(program.contributions.received, 1);
    });
}

#[test]
fn bad_input_is_named_field_by_field_and_nothing_is_stored() {
    on_each_database(|world| {
        let cases: [(Submission, &str); 6] = [
            (Submission { text: " \u{200b} ".into(), ..submission(world) }, "text"),
            (Submission { text: "a\0b".into(), ..submission(world) }, "text"),
            (Submission { text: "ж".repeat(1_000_000), ..submission(world) }, "text"),
            (Submission { kind: "joke".into(), ..submission(world) }, "kind"),
            (Submission { email: "nobody".into(), ..submission(world) }, "email"),
            (Submission { quote: Some("мұндай сөз жоқ".into()), ..submission(world) }, "quote"),
        ];
        let program = submission(world).program;
        for (sent, field) in cases {
            match contributions::submit(&world.service, sent) {
                Err(ServiceError::Invalid(errors)) => assert_eq!(errors[0].field, field),
                other => panic!("{field}: {other:?}"),
            }
        }
        let unknown = Submission { provision: Some("0000000000".into()), ..submission(world) };
        assert!(matches!(contributions::submit(&world.service, unknown), Err(ServiceError::NotFound)));
        assert_eq!(programs::get(&world.service, &program).unwrap().contributions.received, 0);
    });
}

#[test]
fn the_closing_is_one_instant() {
    on_each_database(|world| {
        let sent = submission(world);
        let closes_at = programs::get(&world.service, &sent.program).unwrap().closes_at;
        let left = closes_at.seconds() - world.service.now().seconds();
        world.clock.advance_seconds(left - 1);
        assert!(!contributions::submit(&world.service, sent.clone()).unwrap().contribution.late);
        world.clock.advance_seconds(1);
        assert!(contributions::submit(&world.service, sent).unwrap().contribution.late);
    });
}

#[test]
fn lists_page_through_everything_once() {
    on_each_database(|world| {
        let (program, provision) = program_and_paragraph(world);
        for number in 0..7 {
            let sent = Submission { text: format!("Ұсыныс {number}"), ..submission(world) };
            contributions::submit(&world.service, sent).unwrap();
        }
        for order in [Order::Newest, Order::Supported] {
            let mut seen = Vec::new();
            let mut cursor = None;
            loop {
                let page = contributions::page(
                    &world.service,
                    &program,
                    Some(&provision),
                    order,
                    cursor.as_deref(),
                    3,
                )
                .unwrap();
                assert!(page.items.len() <= 3);
                seen.extend(page.items.into_iter().map(|item| item.id));
                cursor = page.next_cursor;
                if cursor.is_none() {
                    break;
                }
            }
            let count = seen.len();
            seen.sort();
            seen.dedup();
            assert_eq!((count, seen.len()), (7, 7), "{order:?}");
        }
        let mut programs_seen = 0;
        let mut cursor = None;
        loop {
            let page =
                programs::list(&world.service, &ProgramFilter::default(), cursor.as_deref(), 2).unwrap();
            programs_seen += page.items.len();
            cursor = page.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(programs_seen, 5);
    });
}

#[test]
fn a_place_is_found_as_people_type_it() {
    on_each_database(|world| {
        for text in ["Көктал", "коктал", "KOKTAL", "зеленый", "кокталск"] {
            let found = territories::find(&world.service, text).unwrap();
            assert!(
                found.iter().any(|found| found.territory.id == "koktal-district-arka-region"),
                "{text}: {found:?}"
            );
        }
        let near = territories::find(&world.service, "коктл").unwrap();
        assert!(!near.is_empty() && !near[0].exact);
        assert!(territories::find(&world.service, "  ").unwrap().is_empty());
    });
}
