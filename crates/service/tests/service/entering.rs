//! What staff enter for people, and the meetings where it was said.

use kenes_domain::contribution::{Channel, FieldReason};
use kenes_domain::language::{Bilingual, Language};
use kenes_domain::permission::Actor;
use kenes_service::entries::{self, Entry};
use kenes_service::error::ServiceError;
use kenes_service::meetings::{self, MeetingInput};
use kenes_service::{contributions, doctor, fixtures};

use crate::contributing::{program_and_paragraph, submission};
use crate::support::databases::{World, on_each_database};

fn staff(world: &World, territory: &str) -> Actor {
    Actor { account: Some(1), grants: fixtures::grants(&world.service, territory).unwrap() }
}

fn meeting() -> MeetingInput {
    MeetingInput {
        title: Bilingual { kk: Some("Ауыл жиыны".to_owned()), ru: None },
        starts_at: "2026-11-18T10:00:00Z".to_owned(),
        place: "Мәдениет үйі".to_owned(),
        link: "https://meet.example.kz/1".to_owned(),
        speakers: vec!["Айгүл С.".to_owned(), " ".to_owned()],
        ..MeetingInput::default()
    }
}

#[test]
fn a_list_is_taken_whole_with_receipts_or_not_at_all() {
    on_each_database(|world| {
        let (program, provision) = program_and_paragraph(world);
        let actor = staff(world, "arka-region");
        let stub = entries::stub_codes(&world.service, 1).remove(0);
        let list = format!(
            "kind;text;channel;provision;happened_on;receipt;cost_tenge;solution\n\
             proposal;;;{provision};2026-11-10;{stub};1 500 000;Көпір салу\n\
             question;Мектеп қашан салынады?;phone;;;;;\n"
        );
        let import = |bytes: &[u8], key| {
            let defaults = (Channel::Paper, Language::Kk);
            entries::import(&world.service, &actor, &program, None, bytes, defaults, key)
        };
        let reports = import(list.as_bytes(), Some("list-of-monday")).unwrap();
        assert_eq!(reports[0].receipt.as_ref(), Some(&stub));
        let receipt = contributions::receipt(&world.service, &stub).unwrap();
        assert_eq!(receipt.contribution.channel, Channel::Paper);
        assert_eq!(receipt.contribution.proposal.unwrap().cost_tenge, Some(1_500_000));
        assert!(!receipt.contribution.late);
        let second = contributions::receipt(&world.service, reports[1].receipt.as_ref().unwrap()).unwrap();
        assert_eq!(second.contribution.channel, Channel::Phone);
        // Sent again with its key, nothing is taken twice; a stub is good for one contribution.
        assert_eq!(import(list.as_bytes(), Some("list-of-monday")).unwrap()[0].receipt, reports[0].receipt);
        let Err(ServiceError::Invalid(errors)) = import(list.as_bytes(), None) else { panic!("used") };
        assert_eq!(errors[0].reason, FieldReason::Used);
        // One wrong row, and none is taken.
        let wrong = "kind,text,channel,happened_on,receipt\nproblem,Жол нашар,web,2030-01-01,0000-0000-0001\nproblem,Су жоқ,,,\n";
        let reports = import(wrong.as_bytes(), None).unwrap();
        let fields: Vec<&str> = reports[0].errors.iter().map(|error| error.field).collect();
        assert_eq!((reports[0].row, fields), (2, vec!["channel", "happened_on", "receipt"]));
        assert!(reports.iter().all(|report| report.receipt.is_none()));
        let all = contributions::page(&world.service, &program, None, contributions::Order::Newest, None, 10);
        assert_eq!(all.unwrap().items.len(), 2);
        assert!(doctor::conservation(&world.service).unwrap().is_empty());
    });
}

#[test]
fn only_staff_of_the_territory_enter() {
    on_each_database(|world| {
        let (program, _) = program_and_paragraph(world);
        let entry =
            || Entry { channel: "paper".to_owned(), submission: submission(world), ..Entry::default() };
        let enter =
            |actor: &Actor| entries::enter(&world.service, actor, &program, None, vec![entry()], None);
        assert!(matches!(enter(&Actor::anonymous()), Err(ServiceError::Unauthenticated)));
        assert!(matches!(enter(&staff(world, "teniz-region")), Err(ServiceError::NotFound)));
        assert!(enter(&staff(world, "koktal-district-arka-region")).is_ok());
        let none = entries::enter(&world.service, &staff(world, "arka-region"), &program, None, vec![], None);
        assert!(matches!(none, Err(ServiceError::Invalid(_))));
    });
}

#[test]
fn a_meeting_tells_who_spoke_and_what_was_said() {
    on_each_database(|world| {
        let (program, _) = program_and_paragraph(world);
        let actor = staff(world, "arka-region");
        let id = meetings::save(&world.service, &actor, &program, None, &meeting()).unwrap();
        let held = MeetingInput {
            protocol: Bilingual { kk: Some("Екі адам сөйледі.".to_owned()), ru: None },
            ..meeting()
        };
        assert_eq!(meetings::save(&world.service, &actor, &program, Some(&id), &held).unwrap(), id);
        let entry =
            Entry { channel: "meeting".to_owned(), submission: submission(world), ..Entry::default() };
        let reports =
            entries::enter(&world.service, &actor, &program, Some(&id), vec![entry.clone()], None).unwrap();
        let receipt = contributions::receipt(&world.service, reports[0].receipt.as_ref().unwrap()).unwrap();
        assert_eq!(receipt.story.meeting.as_ref(), Some(&id));
        let page = meetings::get(&world.service, &id).unwrap();
        assert_eq!(page.meeting.speakers, ["Айгүл С."]);
        assert_eq!(page.meeting.protocol.kk.as_deref(), Some("Екі адам сөйледі."));
        let said = meetings::contributions(&world.service, &id, None, 10).unwrap().items;
        assert_eq!(said[0].id, receipt.contribution.id);
        assert_eq!(meetings::list(&world.service, &program, None, 10).unwrap().items.len(), 1);
        // What was said at a meeting needs one; a script is no address; strangers announce nothing.
        let homeless = entries::enter(&world.service, &actor, &program, None, vec![entry], None).unwrap();
        assert_eq!(homeless[0].errors[0].field, "meeting");
        let script = MeetingInput { link: "javascript:alert(1)".to_owned(), ..meeting() };
        let refused = meetings::save(&world.service, &actor, &program, None, &script);
        assert!(matches!(refused, Err(ServiceError::Invalid(_))));
        let stranger = staff(world, "teniz-region");
        let refused = meetings::save(&world.service, &stranger, &program, None, &meeting());
        assert!(matches!(refused, Err(ServiceError::NotFound)));
    });
}
