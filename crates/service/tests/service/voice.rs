//! What people may do with what they said, and what happens to it in the open.

use std::collections::BTreeSet;

use kenes_domain::consent;
use kenes_domain::contribution::{FieldReason, ModerationReason, Verification, Visibility};
use kenes_domain::permission::Actor;
use kenes_domain::review::REPEATS_MAX;
use kenes_service::contributions::{self, Order, Receipt, Submission};
use kenes_service::error::ServiceError;
use kenes_service::moderation::{self, AUTOMATIC, Step};
use kenes_service::{attachments, fixtures, visitors};

use crate::contributing::{program_and_paragraph, submission};
use crate::support::databases::{World, on_each_database};

fn send(world: &World, text: &str) -> Receipt {
    contributions::submit(&world.service, Submission { text: text.to_owned(), ..submission(world) }).unwrap()
}

fn staff(world: &World) -> Actor {
    Actor { account: Some(1), grants: fixtures::grants(&world.service, "arka-region").unwrap() }
}

/// A picture of one pixel, with a place in its EXIF.
fn photo() -> Vec<u8> {
    let exif = b"Exif\0\0II\x2a\0\x08\0\0\0\0\0GPS 43.2220";
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xe1, 0, u8::try_from(exif.len() + 2).unwrap()];
    bytes.extend(exif);
    bytes.extend([0xff, 0xc0, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0]);
    bytes.extend([0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 7, 0xff, 0xd9]);
    bytes
}

#[test]
fn a_shuffle_shows_everything_once_and_stays_what_it_is() {
    on_each_database(|world| {
        let (program, provision) = program_and_paragraph(world);
        let sent: BTreeSet<String> =
            (0..9).map(|number| send(world, &format!("Ұсыныс {number}")).contribution.id).collect();
        let mut orders = BTreeSet::new();
        for seed in 0..8 {
            let (mut seen, mut cursor) = (Vec::new(), None);
            loop {
                let page = contributions::page(
                    &world.service,
                    &program,
                    Some(&provision),
                    // A cursor carries its own seed.
                    Order::Shuffled(if cursor.is_none() { seed } else { 77 }),
                    cursor.as_deref(),
                    4,
                )
                .unwrap();
                seen.extend(page.items.into_iter().map(|item| item.id));
                cursor = page.next_cursor;
                if cursor.is_none() {
                    break;
                }
                if seed == 0 && seen.len() == 4 {
                    send(world, "Ортада келген");
                }
            }
            let unique: BTreeSet<String> = seen.iter().cloned().collect();
            assert_eq!(unique.len(), seen.len(), "nothing twice");
            assert!(unique.is_superset(&sent) || seed == 0, "nothing left out");
            assert_eq!(seen.len(), if seed == 0 { 9 } else { 10 });
            orders.insert(seen);
        }
        assert!(orders.len() >= 7, "seeds make different orders");
        let bad = contributions::page(&world.service, &program, None, Order::Shuffled(1), Some("1.999.3"), 4);
        assert!(matches!(bad, Err(ServiceError::BadCursor)));
    });
}

#[test]
fn replies_stand_in_no_list_but_their_own() {
    on_each_database(|world| {
        let (program, _) = program_and_paragraph(world);
        let parent = send(world, "Көпір керек").contribution.id;
        let reply = Submission { parent: Some(parent.clone()), text: "Иә".to_owned(), ..submission(world) };
        let reply = contributions::submit(&world.service, reply).unwrap().contribution.id;
        let page = contributions::page(&world.service, &program, None, Order::Shuffled(0), None, 10).unwrap();
        assert_eq!(page.items.iter().map(|item| &item.id).collect::<Vec<_>>(), [&parent]);
        // What is hidden keeps its place, and the replies to it.
        let hide = Step::Hide(ModerationReason::Insult);
        moderation::moderate(&world.service, &staff(world), &parent, hide, "Ескерту").unwrap();
        let thread = contributions::thread(&world.service, &parent).unwrap();
        assert_eq!(thread.contribution.text, None);
        let step = thread.contribution.moderation.unwrap();
        assert_eq!((step.action.as_str(), step.reason.as_deref()), ("hidden", Some("insult")));
        let replies = contributions::replies(&world.service, &parent, None, 10).unwrap();
        assert_eq!(replies.items[0].id, reply);
        assert_eq!(contributions::thread(&world.service, &reply).unwrap().parent, Some(parent));
    });
}

#[test]
fn what_looks_like_a_program_waits_and_is_never_dropped() {
    on_each_database(|world| {
        let links = "http://a.kz http://b.kz www.c.kz https://www.d.kz";
        let held = send(world, links);
        assert_eq!(held.contribution.visibility, Visibility::Held);
        assert_eq!(held.contribution.reason.as_deref(), Some("advertising"));
        assert_eq!(held.contribution.text.as_deref(), Some(links), "its author reads it");
        assert_eq!(held.story.moderations[0].role, AUTOMATIC);
        let public = contributions::thread(&world.service, &held.contribution.id).unwrap().contribution;
        assert_eq!((public.text, public.reason.as_deref()), (None, Some("advertising")));
        // A burst of equal texts is shown up to a point; equal is what differs in case and spaces only.
        let first = send(world, "Мектеп керек!");
        assert_eq!(first.contribution.visibility, Visibility::Visible);
        for _ in 1..REPEATS_MAX {
            assert_eq!(send(world, "мектеп  КЕРЕК!").contribution.visibility, Visibility::Visible);
        }
        let next = send(world, "Мектеп керек!");
        assert_eq!(next.contribution.reason.as_deref(), Some("flood"));
        assert_eq!(send(world, "Мектеп қажет!").contribution.visibility, Visibility::Visible);
        world.clock.advance_seconds(601);
        assert_eq!(send(world, "Мектеп керек!").contribution.visibility, Visibility::Visible);
        // A moderator lets it through.
        moderation::moderate(&world.service, &staff(world), &next.contribution.id, Step::Restore, "")
            .unwrap();
        let shown = contributions::thread(&world.service, &next.contribution.id).unwrap().contribution;
        assert_eq!(shown.text.as_deref(), Some("Мектеп керек!"));
        let log = moderation::list(&world.service, None, None, 10).unwrap().items;
        let acts: Vec<&str> = log.iter().map(|act| act.action.as_str()).collect();
        assert_eq!(acts, ["restored", "held", "held"]);
        let (program, _) = program_and_paragraph(world);
        assert_eq!(moderation::list(&world.service, Some(&program), None, 10).unwrap().items.len(), 3);
    });
}

#[test]
fn consent_is_recorded_where_there_is_something_personal() {
    on_each_database(|world| {
        assert!(send(world, "Су жоқ").story.consent.is_none());
        let named = Submission { name: "Айгүл".to_owned(), ..submission(world) };
        let receipt = contributions::submit(&world.service, named.clone()).unwrap();
        assert_eq!(receipt.story.consent.unwrap().version, consent::CURRENT);
        let unknown = Submission { consent: Some("1999-01".to_owned()), ..named };
        let Err(ServiceError::Invalid(errors)) = contributions::submit(&world.service, unknown) else {
            panic!("a wording that was never shown is refused")
        };
        assert_eq!((errors[0].field, &errors[0].reason), ("consent", &FieldReason::UnknownWord));
        // The name goes, the text stays, and that can be done once.
        contributions::erase_name(&world.service, &receipt.receipt).unwrap();
        let after = contributions::receipt(&world.service, &receipt.receipt).unwrap();
        assert_eq!(after.contribution.name, None);
        assert!(after.contribution.text.is_some() && after.story.consent.is_none());
        assert!(!after.story.may_erase_name);
        assert!(matches!(
            contributions::erase_name(&world.service, &receipt.receipt),
            Err(ServiceError::Conflict)
        ));
    });
}

#[test]
fn an_author_appeals_once_and_is_answered() {
    on_each_database(|world| {
        let receipt = send(world, "Әкімдік жұмыс істемейді");
        let (code, id) = (receipt.receipt, receipt.contribution.id);
        let appeal = |text: &str| moderation::appeal(&world.service, &code, text);
        assert!(matches!(appeal("Неге?"), Err(ServiceError::Conflict)), "nothing is hidden");
        let hide = Step::Hide(ModerationReason::Insult);
        moderation::moderate(&world.service, &staff(world), &id, hide, "").unwrap();
        assert!(contributions::receipt(&world.service, &code).unwrap().story.may_appeal);
        assert!(matches!(appeal(" "), Err(ServiceError::Invalid(_))));
        let uphold = || moderation::moderate(&world.service, &staff(world), &id, Step::Uphold, "Қорлау бар.");
        assert!(matches!(uphold(), Err(ServiceError::Conflict)), "nobody has appealed");
        appeal("Мұнда қорлау жоқ").unwrap();
        assert!(matches!(appeal("Тағы"), Err(ServiceError::Conflict)));
        uphold().unwrap();
        let story = contributions::receipt(&world.service, &code).unwrap().story;
        assert!(story.appeal.unwrap().answered_at.is_some() && !story.may_appeal);
        assert_eq!(story.moderations.last().unwrap().note.as_deref(), Some("Қорлау бар."));
    });
}

#[test]
fn personal_data_is_covered_and_the_rest_stays() {
    on_each_database(|world| {
        let receipt = send(world, "Көршім 870112345678 суды ысырап етеді");
        let id = receipt.contribution.id;
        let redact =
            |span| moderation::redact(&world.service, &staff(world), &id, std::slice::from_ref(&span), "");
        assert!(matches!(redact(7..999), Err(ServiceError::Invalid(_))));
        redact(7..19).unwrap();
        let shown = contributions::thread(&world.service, &id).unwrap().contribution.text.unwrap();
        assert_eq!(shown, format!("Көршім {} суды ысырап етеді", "█".repeat(12)));
    });
}

#[test]
fn one_browser_supports_once() {
    on_each_database(|world| {
        let id = send(world, "Жол керек").contribution.id;
        let key = visitors::key(&world.service).unwrap();
        let names = [visitors::new_name(&world.service, &key), visitors::new_name(&world.service, &key)];
        // Every process of the installation knows the names of all.
        let same = visitors::key(&world.service).unwrap();
        for (name, counted) in [(&names[0], true), (&names[0], false), (&names[1], true)] {
            let supporter = same.supporter(name).unwrap();
            let supported =
                contributions::support(&world.service, &id, &supporter, Verification::Anonymous).unwrap();
            assert_eq!(supported, counted);
        }
        let view = contributions::thread(&world.service, &id).unwrap().contribution;
        assert_eq!((view.supports.anonymous, view.supports.email), (2, 0));
    });
}

#[test]
fn files_live_as_long_as_their_contribution_is_seen() {
    on_each_database(|world| {
        let sent = Submission {
            attachments: vec![photo(), b"%PDF-1.4\n%%EOF".to_vec()],
            idempotency_key: Some("key-of-the-file".to_owned()),
            ..submission(world)
        };
        let receipt = contributions::submit(&world.service, sent.clone()).unwrap();
        let again = contributions::submit(&world.service, sent).unwrap();
        assert_eq!(again.receipt, receipt.receipt);
        let files = receipt.contribution.attachments;
        assert_eq!(files.len(), 2);
        let file = attachments::get(&world.service, &files[0].id).unwrap();
        assert_eq!(file.media_type, "image/jpeg");
        assert!(!file.bytes.windows(3).any(|part| part == b"GPS"), "the place is gone");
        assert_eq!(attachments::get(&world.service, &files[1].id).unwrap().media_type, "application/pdf");
        let id = receipt.contribution.id;
        let step = |step| moderation::moderate(&world.service, &staff(world), &id, step, "").unwrap();
        step(Step::Hide(ModerationReason::PersonalData));
        assert!(matches!(attachments::get(&world.service, &files[0].id), Err(ServiceError::NotFound)));
        step(Step::Restore);
        assert!(attachments::get(&world.service, &files[0].id).is_ok());
        contributions::erase(&world.service, &receipt.receipt).unwrap();
        assert!(matches!(attachments::get(&world.service, &files[0].id), Err(ServiceError::NotFound)));
        let folder = world.service.options().data_dir.join("attachments");
        let left: usize = std::fs::read_dir(folder)
            .unwrap()
            .map(|shard| std::fs::read_dir(shard.unwrap().path()).unwrap().count())
            .sum();
        assert_eq!(left, 0, "nothing is left on disk");
    });
}

#[test]
fn wrong_files_are_named() {
    on_each_database(|world| {
        let refused = |files: Vec<Vec<u8>>| {
            let sent = Submission { attachments: files, ..submission(world) };
            let Err(ServiceError::Invalid(errors)) = contributions::submit(&world.service, sent) else {
                panic!("refused")
            };
            assert_eq!(errors[0].field, "attachments");
            errors[0].reason.clone()
        };
        assert_eq!(refused(vec![b"<svg onload=alert(1)>".to_vec()]), FieldReason::FileKind);
        assert_eq!(refused(vec![vec![0; 9 * 1024 * 1024]]), FieldReason::FileTooLarge);
        assert_eq!(refused(vec![photo(); 4]), FieldReason::Range);
    });
}
