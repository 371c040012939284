//! Opening and closing by the clock, extension, approval.

use kenes_domain::language::Bilingual;
use kenes_domain::permission::Actor;
use kenes_domain::program::Phase;
use kenes_domain::timestamp::Timestamp;
use kenes_service::contributions;
use kenes_service::error::ServiceError;
use kenes_service::phases::{self, Approval};
use kenes_service::{doctor, fixtures, programs};

use crate::contributing::submission;
use crate::support::databases::{World, on_each_database};

fn staff(world: &World) -> Actor {
    Actor { account: Some(1), grants: fixtures::grants(&world.service, "arka-region").unwrap() }
}

/// Moves the clock to a number of seconds before the closing of the first district's discussion.
fn go_to(world: &World, seconds_before: i64) -> (String, Timestamp) {
    let program = submission(world).program;
    let closes_at = programs::get(&world.service, &program).unwrap().closes_at;
    world.clock.advance_seconds(closes_at.seconds() - world.service.now().seconds() - seconds_before);
    (program, closes_at)
}

#[test]
fn a_contribution_in_the_second_of_closing_is_in_or_late_and_never_lost() {
    on_each_database(|world| {
        let (program, closes_at) = go_to(world, 1);
        let sent = std::thread::scope(|scope| {
            let writers: Vec<_> = (0..8)
                .map(|_| {
                    scope.spawn(|| {
                        // On PostgreSQL a writer may be told to come back; what it is told is never both.
                        (0..5)
                            .filter_map(|_| match contributions::submit(&world.service, submission(world)) {
                                Ok(receipt) => Some(receipt),
                                Err(ServiceError::Busy { .. }) => None,
                                Err(error) => panic!("{error}"),
                            })
                            .collect::<Vec<_>>()
                    })
                })
                .collect();
            let closing = scope.spawn(|| {
                world.clock.advance_seconds(1);
                loop {
                    match phases::by_the_clock(&world.service) {
                        Ok(0) => break,
                        Ok(_) | Err(ServiceError::Busy { .. }) => {}
                        Err(error) => panic!("{error}"),
                    }
                }
            });
            closing.join().unwrap();
            writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect::<Vec<_>>()
        });
        let acknowledged = u64::try_from(sent.len()).unwrap();
        assert!(acknowledged > 0);
        for receipt in &sent {
            let kept = contributions::receipt(&world.service, &receipt.receipt).unwrap().contribution;
            assert_eq!(kept.late, kept.received_at >= closes_at, "the moment alone decides");
        }
        let card = programs::get(&world.service, &program).unwrap();
        assert_eq!((card.phase, card.contributions.received), (Phase::Revision, acknowledged));
        assert!(doctor::conservation(&world.service).unwrap().is_empty());
    });
}

#[test]
fn a_discussion_closes_on_the_second() {
    on_each_database(|world| {
        let (program, _) = go_to(world, 1);
        assert_eq!(phases::by_the_clock(&world.service).unwrap(), 0);
        assert!(!contributions::submit(&world.service, submission(world)).unwrap().contribution.late);
        world.clock.advance_seconds(1);
        assert!(contributions::submit(&world.service, submission(world)).unwrap().contribution.late);
        assert!(phases::by_the_clock(&world.service).unwrap() > 0);
        assert_eq!(phases::by_the_clock(&world.service).unwrap(), 0, "once");
        assert_eq!(programs::get(&world.service, &program).unwrap().phase, Phase::Revision);
    });
}

#[test]
fn an_extension_says_why_and_holds() {
    on_each_database(|world| {
        let (program, closes_at) = go_to(world, 60);
        let reason = Bilingual::new("Тұрғындар сұрады", "Попросили жители");
        let later = closes_at.plus_seconds(7 * 86_400);
        let unexplained =
            phases::extend(&world.service, &staff(world), &program, later, &Bilingual::default());
        assert!(matches!(unexplained, Err(ServiceError::Invalid(_))), "{unexplained:?}");
        let earlier = phases::extend(&world.service, &staff(world), &program, closes_at, &reason);
        assert!(matches!(earlier, Err(ServiceError::Invalid(_))), "{earlier:?}");
        phases::extend(&world.service, &staff(world), &program, later, &reason).unwrap();
        world.clock.advance_seconds(120);
        phases::by_the_clock(&world.service).unwrap();
        let card = programs::get(&world.service, &program).unwrap();
        assert_eq!((card.phase, card.closes_at), (Phase::Discussion, later));
        assert!(!contributions::submit(&world.service, submission(world)).unwrap().contribution.late);
        let told = phases::extensions(&world.service, &program).unwrap();
        assert_eq!(told[0].reason.ru.as_deref(), Some("Попросили жители"));
        world.clock.advance_seconds(8 * 86_400);
        let over =
            phases::extend(&world.service, &staff(world), &program, later.plus_seconds(30 * 86_400), &reason);
        assert!(matches!(over, Err(ServiceError::Conflict)), "what is over is not extended");
    });
}

#[test]
fn only_a_published_program_is_approved() {
    on_each_database(|world| {
        let (program, _) = go_to(world, 0);
        let approval = Approval {
            body: Bilingual::new("Көктал аудандық мәслихаты", "Кокталский районный маслихат"),
            act_number: "12-3".to_owned(),
            act_on: "2026-11-20".to_owned(),
        };
        let early = phases::approve(&world.service, &staff(world), &program, &approval);
        assert!(matches!(early, Err(ServiceError::Conflict)), "{early:?}");
        assert_eq!(phases::approval(&world.service, &program).unwrap(), None);
        let nobody = phases::approve(&world.service, &Actor::anonymous(), &program, &approval);
        assert!(matches!(nobody, Err(ServiceError::Unauthenticated)));
    });
}
