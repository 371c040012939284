//! Who is told of what: once, about their own, until they say stop.

use kenes_domain::contribution::ModerationReason;
use kenes_domain::decision::{DecisionDraft, Disposition};
use kenes_domain::language::{Bilingual, Locale};
use kenes_domain::permission::Actor;
use kenes_service::contributions::{self, Receipt, Submission};
use kenes_service::error::ServiceError;
use kenes_service::follows::{self, Managed, Subject};
use kenes_service::moderation::{self, Step};
use kenes_service::{feeds, fixtures, points};

use crate::contributing::{program_and_paragraph, submission};
use crate::support::databases::{World, on_each_database};
use crate::support::mailbox::{self, Read};

const WEEK_SECONDS: i64 = 7 * 86_400;

fn staff(world: &World) -> Actor {
    Actor { account: Some(1), grants: fixtures::grants(&world.service, "arka-region").unwrap() }
}

fn send(world: &World, email: &str, text: &str) -> Receipt {
    let sent = Submission { email: email.to_owned(), text: text.to_owned(), ..submission(world) };
    contributions::submit(&world.service, sent).unwrap()
}

/// Decides contributions together, and publishes.
fn decide(world: &World, receipts: &[&Receipt]) {
    let (service, actor) = (&world.service, staff(world));
    let (program, _) = program_and_paragraph(world);
    let ids: Vec<String> = receipts
        .iter()
        .flat_map(|receipt| points::of_contribution(service, &actor, &receipt.contribution.id).unwrap())
        .collect();
    if ids.len() > 1 {
        points::group(service, &actor, &program, &ids).unwrap();
    }
    let draft = DecisionDraft {
        disposition: Disposition::NoBudget,
        reason: Bilingual::new("Биыл қаражат жоқ.", "В этом году средств нет."),
        change: None,
        will_change: false,
        provision: None,
        addressee: None,
    };
    let decision = points::draft_decision(service, &actor, &program, &ids, &draft).unwrap();
    points::approve_decision(service, &actor, &decision).unwrap();
    points::publish_decision(service, &actor, &decision).unwrap();
}

fn token(mail: &Read) -> String {
    mail.stop.as_deref().unwrap().rsplit('/').next().unwrap().to_owned()
}

#[test]
fn a_receipt_goes_to_whoever_left_an_address_and_to_nobody_twice() {
    on_each_database(|world| {
        let mailbox = mailbox::open(&world.service);
        let receipt = send(world, "aigul@mail.kz", "Көпір керек.");
        send(world, "", "Мекенжайсыз.");
        let mails = mailbox::settle(&world.service, &mailbox);
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].to, "aigul@mail.kz");
        assert!(mails[0].subject.contains(&receipt.receipt), "{}", mails[0].subject);
        for said in
            [receipt.receipt.as_str(), "Көпір керек.", "2026 жылғы 7 желтоқсан", "Көктал ауданы, Арқа облысы"]
        {
            assert!(mails[0].text.contains(said), "{said} in {}", mails[0].text);
        }
        assert_eq!(mailbox::settle(&world.service, &mailbox).len(), 1);
    });
}

#[test]
fn a_decision_on_several_contributions_is_one_mail_for_each_person() {
    on_each_database(|world| {
        let mailbox = mailbox::open(&world.service);
        let first = send(world, "aigul@mail.kz", "Көпір керек.");
        let second = send(world, "aigul@mail.kz", "Көпір қашан салынады?");
        let third = send(world, "ivan@mail.kz", "Көпір қауіпті.");
        let before = mailbox::settle(&world.service, &mailbox).len();
        decide(world, &[&first, &second, &third]);
        let mails = mailbox::settle(&world.service, &mailbox).split_off(before);
        let to: Vec<&str> = mails.iter().map(|mail| mail.to.as_str()).collect();
        assert_eq!(to, ["aigul@mail.kz", "ivan@mail.kz"]);
        for said in ["Бюджетте қаражат жоқ", "Биыл қаражат жоқ.", "Көпір керек.", "Көпір қашан салынады?"]
        {
            assert!(mails[0].text.contains(said), "{said} in {}", mails[0].text);
        }
        assert!(!mails[1].text.contains("қашан салынады"), "nobody reads whom others are");
    });
}

#[test]
fn hiding_is_told_with_its_reason() {
    on_each_database(|world| {
        let mailbox = mailbox::open(&world.service);
        let receipt = send(world, "aigul@mail.kz", "Көршім 87011234567");
        let before = mailbox::settle(&world.service, &mailbox).len();
        let id = &receipt.contribution.id;
        let hide = Step::Hide(ModerationReason::PersonalData);
        moderation::moderate(&world.service, &staff(world), id, hide, "Телефон нөмірі").unwrap();
        moderation::moderate(&world.service, &staff(world), id, Step::Restore, "").unwrap();
        let mails = mailbox::settle(&world.service, &mailbox).split_off(before);
        assert_eq!(mails.len(), 2);
        for said in ["басқа адамдардың жеке деректері", "Телефон нөмірі", "апелляция"]
        {
            assert!(mails[0].text.contains(said), "{said} in {}", mails[0].text);
        }
        assert!(mails[1].subject.contains("қайта көрсетілді"), "{}", mails[1].subject);
    });
}

#[test]
fn a_reply_is_told_to_the_author_unless_it_is_their_own() {
    on_each_database(|world| {
        let mailbox = mailbox::open(&world.service);
        let receipt = send(world, "aigul@mail.kz", "Көпір керек.");
        let before = mailbox::settle(&world.service, &mailbox).len();
        for (email, text) in [("aigul@mail.kz", "Тағы бір сөз."), ("", "Маған да керек.")]
        {
            let reply = Submission {
                parent: Some(receipt.contribution.id.clone()),
                email: email.to_owned(),
                text: text.to_owned(),
                ..submission(world)
            };
            contributions::submit(&world.service, reply).unwrap();
        }
        let mails = mailbox::settle(&world.service, &mailbox).split_off(before);
        let replies: Vec<&Read> = mails.iter().filter(|mail| mail.text.contains("Жазылған жауап")).collect();
        assert_eq!(replies.len(), 1);
        assert!(replies[0].text.contains("Маған да керек."), "{}", replies[0].text);
    });
}

#[test]
fn what_is_erased_or_stopped_is_not_told_any_more() {
    on_each_database(|world| {
        let mailbox = mailbox::open(&world.service);
        let erased = send(world, "aigul@mail.kz", "Көпір керек.");
        let stopped = send(world, "ivan@mail.kz", "Жол керек.");
        contributions::erase(&world.service, &erased.receipt).unwrap();
        let mails = mailbox::settle(&world.service, &mailbox);
        assert_eq!(mails.len(), 1, "erased before it was told: {mails:?}");
        let token = token(&mails[0]);
        assert_eq!(follows::managed(&world.service, &token, Locale::Kk).unwrap(), Managed::Contribution);
        follows::stop(&world.service, &token).unwrap();
        follows::stop(&world.service, &token).unwrap();
        assert!(matches!(follows::managed(&world.service, &token, Locale::Kk), Err(ServiceError::NotFound)));
        decide(world, &[&stopped]);
        assert_eq!(mailbox::settle(&world.service, &mailbox).len(), 1);
    });
}

#[test]
fn following_begins_with_a_click_and_tells_once_a_week() {
    on_each_database(|world| {
        let service = &world.service;
        let mailbox = mailbox::open(service);
        mailbox::settle(service, &mailbox);
        let (program, provision) = program_and_paragraph(world);
        let region = Subject::Territory("arka-region".to_owned());
        let here = Subject::Provision { program: program.clone(), provision };
        for subject in [&region, &here] {
            follows::request(service, subject, "aigul@mail.kz", Locale::Ru).unwrap();
        }
        let asked = mailbox::settle(service, &mailbox);
        assert_eq!(asked.len(), 2);
        let tokens: Vec<String> = asked
            .iter()
            .map(|mail| {
                let url = mail.text.lines().find(|line| line.contains("/follow/")).unwrap();
                url.rsplit('/').next().unwrap().to_owned()
            })
            .collect();
        // Nothing is followed before the click.
        send(world, "", "Бірінші.");
        for token in &tokens {
            assert!(follows::requested(service, token, Locale::Ru).is_ok());
            follows::confirm(service, token, Locale::Ru).unwrap();
            assert!(matches!(follows::confirm(service, token, Locale::Ru), Err(ServiceError::NotFound)));
        }
        let first = send(world, "", "Екінші.");
        decide(world, &[&first]);
        assert_eq!(mailbox::settle(service, &mailbox).len(), 2, "the week is not over");
        world.clock.advance_seconds(WEEK_SECONDS);
        let mails = mailbox::settle(service, &mailbox).split_off(2);
        assert_eq!(mails.len(), 1, "one mail for both");
        assert!(mails[0].text.contains("Новых мнений: 2"), "{}", mails[0].text);
        assert!(mails[0].text.contains("Опубликовано решений: 1"), "{}", mails[0].text);
        assert!(mails[0].text.contains("Аркинская область"), "{}", mails[0].text);
        world.clock.advance_seconds(WEEK_SECONDS);
        assert_eq!(mailbox::settle(service, &mailbox).len(), 3, "a week without news has no mail");

        let token = token(&mails[0]);
        let Managed::Follows { email, follows: listed } =
            follows::managed(service, &token, Locale::Ru).unwrap()
        else {
            panic!("the link is for follows");
        };
        assert_eq!(email, "a…@mail.kz");
        assert_eq!(listed.len(), 2);
        assert!(follows::stop_one(service, &token, &listed[0].token).unwrap());
        assert!(!follows::stop_one(service, &token, &listed[1].token).unwrap());
        assert!(matches!(follows::managed(service, &token, Locale::Ru), Err(ServiceError::NotFound)));
        send(world, "", "Үшінші.");
        world.clock.advance_seconds(WEEK_SECONDS);
        assert_eq!(mailbox::settle(service, &mailbox).len(), 3);
    });
}

#[test]
fn a_mailbox_is_not_flooded_and_old_links_do_not_hold() {
    on_each_database(|world| {
        let service = &world.service;
        let mailbox = mailbox::open(service);
        let (program, _) = program_and_paragraph(world);
        for _ in 0..20 {
            follows::request(service, &Subject::Program(program.clone()), "a@mail.kz", Locale::Kk).unwrap();
        }
        let mails = mailbox::settle(service, &mailbox);
        assert_eq!(mails.len(), 5);
        let url = mails[0].text.lines().find(|line| line.contains("/follow/")).unwrap();
        let token = url.rsplit('/').next().unwrap();
        world.clock.advance_seconds(48 * 3_600 + 1);
        assert!(matches!(follows::confirm(service, token, Locale::Kk), Err(ServiceError::NotFound)));
        let nobody = follows::request(service, &Subject::Program(program), "nobody", Locale::Kk);
        assert!(matches!(nobody, Err(ServiceError::Invalid(_))));
    });
}

#[test]
fn old_acts_are_no_news() {
    on_each_database(|world| {
        send(world, "aigul@mail.kz", "Көпір керек.");
        world.clock.advance_seconds(15 * 86_400);
        let mailbox = mailbox::open(&world.service);
        assert!(mailbox::settle(&world.service, &mailbox).is_empty());
    });
}

#[test]
fn feeds_show_the_newest_first_and_nothing_hidden() {
    on_each_database(|world| {
        let (program, _) = program_and_paragraph(world);
        let hidden = send(world, "", "Жарнама.");
        world.clock.advance_seconds(60);
        let decided = send(world, "", "Көпір керек.");
        let hide = Step::Hide(ModerationReason::Advertising);
        moderation::moderate(&world.service, &staff(world), &hidden.contribution.id, hide, "").unwrap();
        world.clock.advance_seconds(60);
        decide(world, &[&decided]);
        let moments = |entries: &[feeds::Entry]| -> Vec<i64> {
            entries.iter().map(|entry| entry.moment().micros()).collect()
        };
        let own = feeds::of_program(&world.service, &program).unwrap();
        assert_eq!(own.len(), 3, "edition, contribution, decision");
        assert!(matches!(own[0].event, feeds::Event::Decision(..)));
        assert!(moments(&own).is_sorted_by(|a, b| a >= b));
        let region = feeds::of_territory(&world.service, "arka-region").unwrap();
        assert!(region.len() > own.len(), "other programs below it published editions");
        assert_eq!(feeds::of_decisions(&world.service).unwrap().len(), 1);
    });
}
