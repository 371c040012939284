//! Ways in, sessions, second factors, roles, what is one's own.

use kenes_domain::language::Locale;
use kenes_domain::permission::{Permission, Role};
use kenes_service::contributions::{self, Submission};
use kenes_service::error::ServiceError;
use kenes_service::identity::accounts::{self, Granter, Invitation};
use kenes_service::identity::personal::{self, Texts};
use kenes_service::identity::second_factor;
use kenes_service::identity::sessions::{self, Kind, Opened, SecondFactor};
use kenes_service::identity::sign_in::{self, Arrival, Requested};
use kenes_service::programs::{self, ProgramFilter};
use kenes_service::{Service, fixtures};

use crate::support::databases::{World, on_each_database};

const SITE: &str = "https://kenes.example";
const NETWORK: &str = "192.0.2.1";

const fn browser() -> Arrival<'static> {
    Arrival { kind: Kind::Browser, device: "browser", locale: Locale::Ru }
}

fn request(service: &Service, email: &str) -> Requested {
    sign_in::request_code(service, email, Locale::Ru, NETWORK, SITE).unwrap()
}

/// Code and link of the newest mail to an address.
fn mailed(service: &Service, email: &str) -> (String, String) {
    let parameters = fixtures::newest_mail(service, email, "sign_in_code").unwrap().unwrap();
    let mail: serde_json::Value = serde_json::from_str(&parameters).unwrap();
    let link = mail["link"].as_str().unwrap();
    let token = link.strip_prefix("https://kenes.example/ru/sign-in/link/").unwrap();
    (mail["code"].as_str().unwrap().to_owned(), token.to_owned())
}

fn enter(service: &Service, email: &str) -> Opened {
    let asked = request(service, email);
    let (code, _) = mailed(service, email);
    sign_in::redeem_code(service, &asked.id, &asked.secret, &code, browser()).unwrap()
}

fn is_code_wrong<T>(result: Result<T, ServiceError>) -> bool {
    matches!(result, Err(ServiceError::CodeWrong))
}

#[test]
fn a_code_works_once_in_its_browser_and_the_same_address_is_the_same_account() {
    on_each_database(|world| {
        let service = &world.service;
        let asked = request(service, "Aigul@Mail.kz");
        let (code, _) = mailed(service, "aigul@mail.kz");
        let elsewhere = sign_in::redeem_code(service, &asked.id, "another browser", &code, browser());
        assert!(is_code_wrong(elsewhere));
        let typed = format!(
            " {} {}",
            &code.chars().take(4).collect::<String>(),
            &code.chars().skip(4).collect::<String>()
        );
        let opened = sign_in::redeem_code(service, &asked.id, &asked.secret, &typed, browser()).unwrap();
        assert!(is_code_wrong(sign_in::redeem_code(service, &asked.id, &asked.secret, &code, browser())));
        let standing = sessions::of_browser(service, &opened.token).unwrap().unwrap();
        assert_eq!(standing.second_factor, SecondFactor::None);
        assert!(standing.actor.grants.is_empty());
        assert_eq!(enter(service, "aigul@mail.kz").standing.account_id, standing.account_id);
        assert!(sessions::of_browser(service, "no token").unwrap().is_none());
    });
}

#[test]
fn five_wrong_codes_end_a_request_and_ten_minutes_do_too() {
    on_each_database(|world| {
        let service = &world.service;
        let asked = request(service, "a@mail.kz");
        let (code, _) = mailed(service, "a@mail.kz");
        let wrong = if code == "00000000" { "00000001" } else { "00000000" };
        for _ in 0..5 {
            assert!(is_code_wrong(sign_in::redeem_code(service, &asked.id, &asked.secret, wrong, browser())));
        }
        assert!(is_code_wrong(sign_in::redeem_code(service, &asked.id, &asked.secret, &code, browser())));
        let asked = request(service, "a@mail.kz");
        let (code, link) = mailed(service, "a@mail.kz");
        assert!(sign_in::link_holds(service, &link).unwrap());
        world.clock.advance_seconds(600);
        assert!(is_code_wrong(sign_in::redeem_code(service, &asked.id, &asked.secret, &code, browser())));
        assert!(!sign_in::link_holds(service, &link).unwrap());
        assert!(is_code_wrong(sign_in::redeem_link(service, &link, browser())));
    });
}

#[test]
fn a_link_lets_in_once_and_looking_does_not_use_it_up() {
    on_each_database(|world| {
        let service = &world.service;
        request(service, "b@mail.kz");
        let (_, link) = mailed(service, "b@mail.kz");
        for _ in 0..3 {
            assert!(sign_in::link_holds(service, &link).unwrap());
        }
        assert!(sign_in::redeem_link(service, &link, browser()).is_ok());
        assert!(is_code_wrong(sign_in::redeem_link(service, &link, browser())));
    });
}

#[test]
fn codes_are_bounded_by_address_and_by_network_and_known_addresses_are_not_told_apart() {
    on_each_database(|world| {
        let service = &world.service;
        enter(service, "known@mail.kz");
        world.clock.advance_seconds(3_601);
        for email in ["known@mail.kz", "unknown@mail.kz"] {
            for _ in 0..sign_in::PER_ADDRESS_AND_NETWORK_MAX {
                request(service, email);
            }
            let refused = sign_in::request_code(service, email, Locale::Ru, NETWORK, SITE);
            assert!(matches!(refused, Err(ServiceError::TooMany { retry_after_seconds: 3_600 })));
            // From elsewhere the owner still gets in.
            assert!(sign_in::request_code(service, email, Locale::Ru, "198.51.100.7", SITE).is_ok());
        }
        let mut sent = 2 * sign_in::PER_ADDRESS_AND_NETWORK_MAX;
        while sent < sign_in::PER_NETWORK_MAX {
            request(service, &format!("n{sent}@mail.kz"));
            sent += 1;
        }
        let refused = sign_in::request_code(service, "last@mail.kz", Locale::Ru, NETWORK, SITE);
        assert!(matches!(refused, Err(ServiceError::TooMany { .. })));
        world.clock.advance_seconds(3_601);
        request(service, "last@mail.kz");
    });
}

#[test]
fn a_refresh_token_that_comes_twice_ends_its_family() {
    on_each_database(|world| {
        let service = &world.service;
        let first = fixtures::sign_in(service, "r", None, None, Kind::Refresh).unwrap();
        let second = sessions::refresh(service, &first.token).unwrap();
        assert_ne!(first.token, second.token);
        assert_eq!(first.family, second.family);
        let named = (second.family.as_str(), second.standing.account_id.as_str());
        assert!(sessions::of_access(service, named.0, named.1).unwrap().is_some());
        assert!(sessions::of_access(service, named.0, "another").unwrap().is_none());
        assert!(matches!(sessions::refresh(service, &first.token), Err(ServiceError::Unauthenticated)));
        assert!(matches!(sessions::refresh(service, &second.token), Err(ServiceError::Unauthenticated)));
        assert!(sessions::of_access(service, named.0, named.1).unwrap().is_none());
        // A cookie is no refresh token, and the other way round.
        let cookie = fixtures::sign_in(service, "r", None, None, Kind::Browser).unwrap();
        assert!(sessions::refresh(service, &cookie.token).is_err());
        let refresh = fixtures::sign_in(service, "r", None, None, Kind::Refresh).unwrap();
        assert!(sessions::of_browser(service, &refresh.token).unwrap().is_none());
    });
}

#[test]
fn signing_out_everywhere_ends_every_session_of_one_person_only() {
    on_each_database(|world| {
        let service = &world.service;
        let own: Vec<Opened> =
            (0..3).map(|_| fixtures::sign_in(service, "own", None, None, Kind::Browser).unwrap()).collect();
        let other = fixtures::sign_in(service, "other", None, None, Kind::Browser).unwrap();
        let listed = sessions::list(service, &own[0].standing).unwrap();
        assert_eq!((listed.len(), listed.iter().filter(|session| session.current).count()), (3, 1));
        assert!(matches!(
            sessions::end(service, &own[0].standing, &other.family),
            Err(ServiceError::NotFound)
        ));
        sessions::end(service, &own[0].standing, &own[1].family).unwrap();
        assert!(sessions::of_browser(service, &own[1].token).unwrap().is_none());
        sessions::end_all(service, &own[0].standing).unwrap();
        for session in &own {
            assert!(sessions::of_browser(service, &session.token).unwrap().is_none());
        }
        assert!(sessions::of_browser(service, &other.token).unwrap().is_some());
    });
}

#[test]
fn sessions_of_staff_end_sooner() {
    on_each_database(|world| {
        let service = &world.service;
        let citizen = fixtures::sign_in(service, "c", None, None, Kind::Browser).unwrap();
        let staff = fixtures::sign_in(service, "s", Some(Role::Operator), None, Kind::Browser).unwrap();
        for _ in 0..3 {
            world.clock.advance_seconds(20 * 60);
            assert!(sessions::of_browser(service, &staff.token).unwrap().is_some());
        }
        world.clock.advance_seconds(31 * 60);
        assert!(sessions::of_browser(service, &staff.token).unwrap().is_none());
        assert!(sessions::of_browser(service, &citizen.token).unwrap().is_some());
        let busy = fixtures::sign_in(service, "s", Some(Role::Operator), None, Kind::Browser).unwrap();
        for _ in 0..35 {
            world.clock.advance_seconds(20 * 60);
            assert!(sessions::of_browser(service, &busy.token).unwrap().is_some());
        }
        world.clock.advance_seconds(20 * 60);
        assert!(sessions::of_browser(service, &busy.token).unwrap().is_none());
    });
}

fn invitation(email: &str, role: Role, territory: Option<&str>) -> Invitation {
    Invitation {
        email: email.to_owned(),
        name: String::new(),
        locale: Locale::Kk,
        role: role.to_string(),
        territory: territory.map(str::to_owned),
    }
}

fn territory(world: &World, name: &str) -> String {
    let all = kenes_service::territories::list(&world.service).unwrap();
    all.into_iter().find(|card| card.names.ru == name).unwrap().id
}

#[test]
fn roles_hold_only_with_a_second_factor_which_takes_each_code_once() {
    on_each_database(|world| {
        let service = &world.service;
        accounts::grant(service, &Granter::Console, &invitation("s@mail.kz", Role::Operator, None)).unwrap();
        let opened = enter(service, "s@mail.kz");
        assert_eq!(opened.standing.second_factor, SecondFactor::MustSetUp);
        assert!(opened.standing.actor.grants.is_empty());
        let enrolment = second_factor::begin(service, &opened.standing).unwrap();
        assert_eq!(second_factor::begin(service, &opened.standing).unwrap().secret, enrolment.secret);
        assert!(enrolment.uri.contains(&enrolment.secret) && enrolment.svg.starts_with("<svg"));
        assert!(is_code_wrong(second_factor::confirm(service, &opened.standing, "12345")));
        let code = fixtures::authenticator(service, &enrolment.secret);
        let recovery = second_factor::confirm(service, &opened.standing, &code).unwrap();
        assert_eq!(recovery.len(), second_factor::RECOVERY_CODES);
        let standing = sessions::of_browser(service, &opened.token).unwrap().unwrap();
        assert_eq!(standing.second_factor, SecondFactor::Given);
        assert!(standing.actor.may(Permission::Operate, &[]));

        let next = enter(service, "s@mail.kz");
        assert_eq!(next.standing.second_factor, SecondFactor::Needed);
        assert!(is_code_wrong(second_factor::give(service, &next.standing, &code)), "a code is taken once");
        assert!(matches!(second_factor::begin(service, &next.standing), Err(ServiceError::Conflict)));
        world.clock.advance_seconds(30);
        let code = fixtures::authenticator(service, &enrolment.secret);
        second_factor::give(service, &next.standing, &code).unwrap();
        let given = sessions::of_browser(service, &next.token).unwrap().unwrap();
        assert_eq!(given.second_factor, SecondFactor::Given);

        let lost = enter(service, "s@mail.kz");
        second_factor::give(service, &lost.standing, &recovery[3].to_uppercase()).unwrap();
        let again = enter(service, "s@mail.kz");
        assert!(is_code_wrong(second_factor::give(service, &again.standing, &recovery[3])));
        for _ in 0..20 {
            let _ = second_factor::give(service, &again.standing, "000000");
        }
        let refused = second_factor::give(service, &again.standing, &recovery[4]);
        assert!(matches!(refused, Err(ServiceError::TooMany { .. })), "guessing is bounded");
    });
}

#[test]
fn roles_are_granted_where_one_may_and_end_at_once() {
    on_each_database(|world| {
        let service = &world.service;
        let (arka, teniz) = (territory(world, "Аркинская область"), territory(world, "Приморская область"));
        let admin =
            fixtures::sign_in(service, "admin", Some(Role::TerritoryAdmin), Some(&arka), Kind::Browser)
                .unwrap();
        let granter = Granter::Actor(admin.standing.actor.clone());
        let given =
            accounts::invite(service, &granter, &invitation("e@mail.kz", Role::Editor, Some(&arka)), SITE)
                .unwrap();
        assert!(fixtures::newest_mail(service, "e@mail.kz", "invitation").unwrap().is_some());
        let twice =
            accounts::grant(service, &granter, &invitation("e@mail.kz", Role::Editor, Some(&arka))).unwrap();
        assert_eq!(twice.id, given.id);
        for (role, place) in [
            (Role::Editor, Some(teniz.as_str())),
            (Role::Editor, None),
            (Role::Operator, Some(arka.as_str())),
            (Role::Operator, None),
        ] {
            let refused = accounts::grant(service, &granter, &invitation("x@mail.kz", role, place));
            assert!(
                matches!(refused, Err(ServiceError::Forbidden | ServiceError::NotFound)),
                "{role} {place:?}"
            );
        }
        let listed = accounts::list(service, &granter, None, 100).unwrap().items;
        assert_eq!(listed.len(), 2, "only those of the own territory");
        let editor =
            fixtures::sign_in(service, "e2", Some(Role::Editor), Some(&arka), Kind::Browser).unwrap();
        let refused = accounts::list(service, &Granter::Actor(editor.standing.actor.clone()), None, 100);
        assert!(matches!(refused, Err(ServiceError::Forbidden)));

        let own = accounts::list(service, &granter, None, 100).unwrap().items;
        let grant = own.iter().find(|grant| grant.account == editor.standing.account_id).unwrap();
        accounts::revoke(service, &granter, &grant.account, grant.id).unwrap();
        let after = sessions::of_browser(service, &editor.token).unwrap().unwrap();
        assert!(after.actor.grants.is_empty());
        assert!(matches!(
            accounts::revoke(service, &granter, &grant.account, grant.id),
            Err(ServiceError::NotFound)
        ));
    });
}

fn contribute(world: &World, email: &str, name: &str) -> String {
    let program =
        programs::list(&world.service, &ProgramFilter::default(), None, 1).unwrap().items[0].id.clone();
    let submission = Submission {
        program,
        kind: "question".to_owned(),
        language: "kk".to_owned(),
        text: "Жол қашан жөнделеді?".to_owned(),
        name: name.to_owned(),
        email: email.to_owned(),
        ..Submission::default()
    };
    contributions::submit(&world.service, submission).unwrap().receipt
}

#[test]
fn a_person_takes_everything_along_and_leaves_without_a_trace_but_the_counts() {
    on_each_database(|world| {
        let service = &world.service;
        let receipts = [contribute(world, "p@mail.kz", "Айгүл"), contribute(world, "p@mail.kz", "")];
        let foreign = contribute(world, "q@mail.kz", "Болат");
        let opened = enter(service, "p@mail.kz");
        let export = personal::export(service, &opened.standing).unwrap();
        let exported: Vec<_> = export.contributions.iter().map(|own| own.receipt.clone()).collect();
        assert_eq!(exported, receipts);
        assert_eq!(export.account.email.as_deref(), Some("p@mail.kz"));

        personal::erase(service, &opened.standing, Texts::Keep).unwrap();
        assert!(sessions::of_browser(service, &opened.token).unwrap().is_none());
        for receipt in &receipts {
            let story = contributions::receipt(service, receipt).unwrap();
            assert_eq!(story.contribution.name, None);
            assert_eq!(story.contribution.text.as_deref(), Some("Жол қашан жөнделеді?"));
        }
        let kept = contributions::receipt(service, &foreign).unwrap();
        assert_eq!(kept.contribution.name.as_deref(), Some("Болат"));
        let again = enter(service, "p@mail.kz");
        assert_ne!(again.standing.account_id, opened.standing.account_id, "the old account is nobody's");
        assert!(personal::export(service, &again.standing).unwrap().contributions.is_empty());

        let other = enter(service, "q@mail.kz");
        personal::erase(service, &other.standing, Texts::Erase).unwrap();
        let gone = contributions::receipt(service, &foreign).unwrap();
        assert_eq!((gone.contribution.name, gone.contribution.text), (None, None));
        service.integrate_all().unwrap();
        assert!(
            kenes_service::doctor::conservation(service).unwrap().is_empty(),
            "the counts are still true"
        );
    });
}
