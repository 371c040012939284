//! Mail leaves through a real mail server, whatever that server does.

use std::time::Duration;

use kenes_domain::language::Locale;
use kenes_mail::message::{Sender, Signer};
use kenes_mail::transport::{Security, SmtpServer, Transport};
use kenes_service::follows::{self, Subject};
use kenes_service::outbox::{self, MailSetup};

use crate::contributing::program_and_paragraph;
use crate::support::databases::{World, on_each_database};
use crate::support::smtp::{SmtpProcess, certificate, dkim_key};

fn server(port: u16) -> SmtpServer {
    SmtpServer {
        host: "127.0.0.1".to_owned(),
        port,
        security: Security::None,
        credentials: None,
        certificate: None,
        hello: Some("kenes.example".to_owned()),
        timeout: Duration::from_secs(2),
    }
}

fn set_up(world: &World, server: &SmtpServer, signer: Option<Signer>) {
    world.service.set_mail(MailSetup {
        transport: Transport::smtp(server).unwrap(),
        sender: Sender::new("Кеңес", "no-reply@kenes.example", "").unwrap(),
        signer,
        site: "https://kenes.example".to_owned(),
    });
}

/// A mail to an address: the one that asks to confirm a follow.
fn write_to(world: &World, address: &str, locale: Locale) {
    let (program, _) = program_and_paragraph(world);
    follows::request(&world.service, &Subject::Program(program), address, locale).unwrap();
}

/// Delivers until nothing is due.
fn deliver_all(world: &World) {
    while outbox::deliver_next(&world.service).unwrap() {}
}

fn waiting(world: &World) -> (i64, i64) {
    let backlog = world.service.backlog().unwrap();
    (backlog.mails_queued, backlog.mails_parked)
}

#[test]
fn a_mail_is_delivered_once_and_its_address_forgotten() {
    on_each_database(|world| {
        let folder = tempfile::tempdir().unwrap();
        let smtp = SmtpProcess::start(folder.path(), &[]);
        set_up(world, &server(smtp.port), None);
        for number in 0..20 {
            write_to(world, &format!("a{number}@mail.kz"), Locale::Kk);
        }
        deliver_all(world);
        deliver_all(world);
        let taken = smtp.taken();
        assert_eq!(taken.len(), 20);
        let mut to: Vec<String> = taken.iter().flat_map(|mail| mail.to.clone()).collect();
        to.sort();
        to.dedup();
        assert_eq!(to.len(), 20, "nobody got two");
        assert_eq!(waiting(world), (0, 0));
    });
}

#[test]
fn a_server_that_is_down_delays_and_loses_nothing() {
    on_each_database(|world| {
        let folder = tempfile::tempdir().unwrap();
        let smtp = SmtpProcess::start(folder.path(), &[]);
        let port = smtp.port;
        smtp.stop();
        set_up(world, &server(port), None);
        for address in ["a@mail.kz", "b@mail.kz", "c@mail.kz"] {
            write_to(world, address, Locale::Ru);
        }
        deliver_all(world);
        assert_eq!(waiting(world), (3, 0));
        // The worker rests: the others are not even tried.
        assert!(!outbox::deliver_next(&world.service).unwrap());
        let smtp = SmtpProcess::start(folder.path(), &["--port", &port.to_string()]);
        world.clock.advance_seconds(120);
        deliver_all(world);
        assert_eq!(smtp.taken().len(), 3);
        assert_eq!(waiting(world), (0, 0));
    });
}

#[test]
fn refusals_for_now_are_tried_again_with_pauses() {
    on_each_database(|world| {
        let folder = tempfile::tempdir().unwrap();
        let smtp = SmtpProcess::start(folder.path(), &[]);
        set_up(world, &server(smtp.port), None);
        write_to(world, "later2@mail.kz", Locale::Kk);
        deliver_all(world);
        deliver_all(world);
        assert_eq!((smtp.taken().len(), waiting(world)), (0, (1, 0)), "the pause is kept");
        world.clock.advance_seconds(60);
        deliver_all(world);
        world.clock.advance_seconds(60);
        deliver_all(world);
        assert_eq!((smtp.taken().len(), waiting(world)), (1, (0, 0)));
    });
}

#[test]
fn endless_refusals_end_parked() {
    on_each_database(|world| {
        let folder = tempfile::tempdir().unwrap();
        let smtp = SmtpProcess::start(folder.path(), &[]);
        set_up(world, &server(smtp.port), None);
        write_to(world, "later99@mail.kz", Locale::Kk);
        for attempt in 0..12 {
            assert_eq!(waiting(world), (1, 0));
            deliver_all(world);
            world.clock.advance_seconds((15 << attempt) * 6 / 5 + 1);
        }
        assert_eq!((smtp.taken().len(), waiting(world)), (0, (0, 1)));
    });
}

#[test]
fn refusals_for_good_are_parked_without_the_address_and_can_be_tried_again() {
    on_each_database(|world| {
        let folder = tempfile::tempdir().unwrap();
        let smtp = SmtpProcess::start(folder.path(), &[]);
        set_up(world, &server(smtp.port), None);
        write_to(world, "never@mail.kz", Locale::Kk);
        deliver_all(world);
        assert_eq!(waiting(world), (0, 1));
        let parked = outbox::parked(&world.service).unwrap();
        assert_eq!(parked.len(), 1);
        assert_eq!(parked[0].error, "SMTP 550");
        assert_eq!(parked[0].template, "confirm_follow");
        assert!(!format!("{parked:?}").contains("mail.kz"));
        assert_eq!(outbox::retry_parked(&world.service).unwrap(), 1);
        assert_eq!(waiting(world), (1, 0));
    });
}

#[test]
fn a_lost_answer_sends_the_same_message_again() {
    on_each_database(|world| {
        let folder = tempfile::tempdir().unwrap();
        let smtp = SmtpProcess::start(folder.path(), &[]);
        set_up(world, &server(smtp.port), None);
        write_to(world, "cut@mail.kz", Locale::Kk);
        deliver_all(world);
        world.clock.advance_seconds(300);
        deliver_all(world);
        let ids: Vec<String> = smtp
            .taken()
            .iter()
            .filter_map(|mail| {
                mail.text.lines().find(|line| line.starts_with("Message-ID:")).map(str::to_owned)
            })
            .collect();
        assert_eq!(ids.len(), 2);
        assert_eq!(ids[0], ids[1], "the reader's mail program shows it once");
        assert_eq!(waiting(world), (0, 0));
    });
}

#[test]
fn a_server_that_never_answers_holds_up_nobody_for_ever() {
    on_each_database(|world| {
        let folder = tempfile::tempdir().unwrap();
        let smtp = SmtpProcess::start(folder.path(), &[]);
        set_up(world, &server(smtp.port), None);
        write_to(world, "hang@mail.kz", Locale::Kk);
        deliver_all(world);
        assert_eq!(waiting(world), (1, 0));
        world.clock.advance_seconds(16);
        write_to(world, "a@mail.kz", Locale::Kk);
        // What was written later is due first: the other one pauses.
        outbox::deliver_next(&world.service).unwrap();
        deliver_all(world);
        assert_eq!(smtp.taken().len(), 1);
    });
}

#[test]
fn starttls_with_password_and_signature() {
    on_each_database(|world| {
        let folder = tempfile::tempdir().unwrap();
        let (certificate, key) = certificate(folder.path());
        let (dkim, public) = dkim_key(folder.path());
        let path = |path: &std::path::Path| path.to_str().unwrap().to_owned();
        let smtp = SmtpProcess::start(
            folder.path(),
            &[
                "--certificate",
                &path(&certificate),
                "--key",
                &path(&key),
                "--password",
                "құпия",
                "--dkim-public",
                &path(&public),
            ],
        );
        let secured = SmtpServer {
            security: Security::StartTls,
            credentials: Some(("kenes".to_owned(), "құпия".to_owned())),
            certificate: Some(std::fs::read(&certificate).unwrap()),
            ..server(smtp.port)
        };
        let signer = Signer::new("kenes.example", "k1", &std::fs::read_to_string(&dkim).unwrap()).unwrap();
        set_up(world, &secured, Some(signer));
        write_to(world, "aigul@mail.kz", Locale::Kk);
        write_to(world, "ivan@mail.kz", Locale::Ru);
        deliver_all(world);
        let taken = smtp.taken();
        assert_eq!(taken.len(), 2, "{:?}", waiting(world));
        for mail in &taken {
            assert!(mail.tls && mail.signed_in);
            assert_eq!(mail.dkim, serde_json::Value::Bool(true), "{}", mail.text);
            assert!(mail.text.to_lowercase().contains("dkim-signature:"));
        }
    });
}

#[test]
fn a_stranger_with_another_certificate_gets_no_mail() {
    on_each_database(|world| {
        let folder = tempfile::tempdir().unwrap();
        let (certificate, key) = certificate(folder.path());
        let arguments = ["--certificate", certificate.to_str().unwrap(), "--key", key.to_str().unwrap()];
        let smtp = SmtpProcess::start(folder.path(), &arguments);
        // Our trust does not include the server's certificate.
        set_up(world, &SmtpServer { security: Security::StartTls, ..server(smtp.port) }, None);
        write_to(world, "a@mail.kz", Locale::Kk);
        deliver_all(world);
        assert_eq!((smtp.taken().len(), waiting(world)), (0, (1, 0)));
    });
}

#[test]
fn subjects_in_kazakh_and_russian_arrive_whole() {
    on_each_database(|world| {
        let folder = tempfile::tempdir().unwrap();
        let smtp = SmtpProcess::start(folder.path(), &[]);
        set_up(world, &server(smtp.port), None);
        write_to(world, "a@mail.kz", Locale::Kk);
        write_to(world, "b@mail.kz", Locale::Ru);
        deliver_all(world);
        let subjects: Vec<String> = smtp.taken().iter().map(|mail| subject(&mail.text)).collect();
        assert_eq!(subjects, ["Жазылуды растаңыз", "Подтвердите подписку"]);
    });
}

/// The subject of a mail, decoded from RFC 2047.
fn subject(mail: &str) -> String {
    use base64::Engine;
    let unfolded = mail.replace("\r\n ", " ");
    let line = unfolded.lines().find_map(|line| line.strip_prefix("Subject: ")).unwrap();
    line.split(' ')
        .map(|word| {
            let bytes = word.strip_prefix("=?utf-8?b?").and_then(|word| word.strip_suffix("?=")).unwrap();
            String::from_utf8(base64::engine::general_purpose::STANDARD.decode(bytes).unwrap()).unwrap()
        })
        .collect()
}
