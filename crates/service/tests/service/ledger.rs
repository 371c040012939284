//! Receipts that prove themselves, and a journal that is never signed twice.

use std::collections::BTreeMap;
use std::path::Path;

use kenes_ledger::acceptance::Acceptance;
use kenes_ledger::audit::Known;
use kenes_ledger::note::Note;
use kenes_ledger::policy::Policy;
use kenes_ledger::receipt::Receipt;
use kenes_ledger::tile::{BundleId, TileId};
use kenes_service::error::ServiceError;
use kenes_service::ledger::receipt::{Evidence, checked, evidence, promise};
use kenes_service::ledger::verify::{Source, audit};
use kenes_service::ledger::{publish, reconcile};
use kenes_service::{Options, Service, contributions, fixtures};

use crate::contributing::submission;
use crate::support::databases::{World, on_each_database};

/// Everything that a site publishes, by path.
#[derive(Clone)]
pub struct Published(pub BTreeMap<String, Vec<u8>>);

impl Source for Published {
    fn get(&self, path: &str) -> Result<Option<Vec<u8>>, String> {
        Ok(self.0.get(path).cloned())
    }
}

pub fn published(service: &Service) -> Published {
    let mut files = BTreeMap::new();
    let note = publish::checkpoint(service).unwrap().unwrap();
    let size = Policy::parse(publish::policy(service).as_bytes())
        .unwrap()
        .check(&Note::parse(note.as_bytes()).unwrap())
        .unwrap()
        .checkpoint
        .size;
    for number in (0..).take_while(|number| BundleId::in_tree(*number, size).is_some()) {
        let path = BundleId::in_tree(number, size).unwrap().path();
        files.insert(path.clone(), publish::tile(service, &path).unwrap().unwrap().bytes);
        files.insert(format!("openings/{number}"), publish::openings(service, number).unwrap().unwrap());
    }
    for level in (0..).take_while(|level| TileId::in_tree(*level, 0, size).is_some()) {
        for index in (0..).take_while(|index| TileId::in_tree(level, *index, size).is_some()) {
            let path = TileId::in_tree(level, index, size).unwrap().path();
            files.insert(path.clone(), publish::tile(service, &path).unwrap().unwrap().bytes);
        }
    }
    files.insert("checkpoint".to_owned(), note.into_bytes());
    files.insert("state".to_owned(), publish::state(service).unwrap().into_bytes());
    Published(files)
}

pub fn policy(service: &Service) -> Policy {
    Policy::parse(publish::policy(service).as_bytes()).unwrap()
}

pub fn submit(world: &World, text: &str) -> contributions::Receipt {
    let sent = contributions::Submission { text: text.to_owned(), ..submission(world) };
    contributions::submit(&world.service, sent).unwrap()
}

fn reopen(world: &World, url: &str, data_dir: &Path) -> Service {
    let options = Options { database_url: url.to_owned(), data_dir: data_dir.to_owned() };
    Service::open(options, world.clock.clone(), Some([8; 32])).unwrap()
}

#[test]
fn a_receipt_is_promised_at_once_and_proved_after_integration() {
    on_each_database(|world| {
        let code = submit(world, "Көпірге жарық керек.").receipt;
        let Evidence::Promise(text) = evidence(&world.service, &code).unwrap() else {
            panic!("proved too early")
        };
        assert_eq!(promise(&world.service, &code).unwrap(), text);
        let (_, keys) = publish::keys(&world.service);
        let promised =
            Acceptance::open(&Note::parse(text.as_bytes()).unwrap(), &keys[0].parse().unwrap()).unwrap();
        assert_eq!(checked(&world.service, &code).unwrap().index, None);

        world.service.integrate_all().unwrap();
        let Evidence::Proof(text) = evidence(&world.service, &code).unwrap() else { panic!("not proved") };
        let receipt = Receipt::parse(text.as_bytes()).unwrap();
        receipt.check(&policy(&world.service)).unwrap();
        assert_eq!(receipt.leaf.hash(), promised.leaf);
        let (_, content) = receipt.opening.unwrap();
        assert!(String::from_utf8(content).unwrap().contains("Көпірге жарық керек."));
        assert!(text.len() < 2_500, "{} bytes", text.len());
        assert!(checked(&world.service, &code).unwrap().with_content);
    });
}

#[test]
fn what_is_published_and_what_is_stored_are_found_in_order() {
    on_each_database(|world| {
        for number in 0..300 {
            submit(world, &format!("Ұсыныс № {number}"));
            if number % 97 == 0 {
                world.service.integrate_all().unwrap();
            }
        }
        world.service.integrate_all().unwrap();
        let stored = reconcile::check(&world.service).unwrap();
        assert_eq!(stored.findings, Vec::<String>::new());
        assert_eq!(stored.checkpoints, 5);
        let known = [Known { size: stored.size, root: stored.root, seen_at: None }];
        let found = audit(&published(&world.service), &policy(&world.service), &known).unwrap();
        assert_eq!(found.findings, Vec::<String>::new());
        assert_eq!((found.size, found.root, found.state_compared), (310, stored.root, true));
    });
}

#[test]
fn tiles_beyond_the_signed_tree_are_not_served() {
    on_each_database(|world| {
        world.service.integrate_all().unwrap();
        for path in [
            "tile/0/000",
            "tile/0/000.p/11",
            "tile/1/000.p/1",
            "tile/entries/000.p/11",
            "tile/0/001.p/1",
            "tile/x",
            "checkpoint",
            "tile/0/../0/000.p/1",
        ] {
            assert!(publish::tile(&world.service, path).unwrap().is_none(), "{path}");
        }
        assert_eq!(publish::tile(&world.service, "tile/0/000.p/10").unwrap().unwrap().bytes.len(), 320);
        assert_eq!(publish::tile(&world.service, "tile/0/000.p/3").unwrap().unwrap().bytes.len(), 96);
        assert!(publish::openings(&world.service, 1).unwrap().is_none());
    });
}

#[test]
fn an_old_backup_is_not_signed() {
    on_each_database(|world| {
        submit(world, "Бірінші");
        world.service.integrate_all().unwrap();
        let before = publish::checkpoint(&world.service).unwrap().unwrap();
        let last = submit(world, "Екінші");
        world.service.integrate_all().unwrap();
        // The database as it was before the last act; the guard in the data folder knows of that act.
        for statement in [
            "DELETE FROM openings WHERE act_seq = (SELECT seq FROM acts WHERE leaf_index = 11)",
            "DELETE FROM acts WHERE leaf_index = 11",
            "UPDATE journal_head SET size = 11",
            "DELETE FROM ledger_checkpoints WHERE size = 12",
            "DELETE FROM ledger_tiles WHERE level = 0",
        ] {
            assert_eq!(fixtures::tamper(&world.service, statement).unwrap(), 1, "{statement}");
        }
        let error = world.service.integrate_all().unwrap_err();
        assert!(error.to_string().contains("Restore a backup with at least 12 acts"), "{error}");
        assert_eq!(error.status(), 503);
        assert_eq!(publish::checkpoint(&world.service).unwrap().unwrap(), before, "nothing new is signed");
        let refused = contributions::submit(&world.service, submission(world));
        assert!(matches!(refused, Err(ServiceError::JournalStopped(_))), "nothing is promised");
        assert!(contributions::receipt(&world.service, &last.receipt).is_ok(), "reading stays possible");
    });
}

#[test]
fn another_database_under_the_same_keys_is_not_signed() {
    on_each_database(|world| {
        world.service.integrate_all().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let other = reopen(
            world,
            &format!("sqlite://{}", folder.path().join("other.db").display()),
            world.folder.path(),
        );
        fixtures::install(&other, 5).unwrap();
        let error = other.integrate_all().unwrap_err();
        assert!(matches!(error, ServiceError::JournalStopped(_)), "{error}");
        assert!(publish::checkpoint(&other).unwrap().is_none());
    });
}

#[test]
fn a_replaced_key_signs_beside_the_new_one() {
    on_each_database(|world| {
        world.service.integrate_all().unwrap();
        let old = policy(&world.service);
        let new = world.service.rotate_ledger_key().unwrap();
        let code = submit(world, "Жаңа кілт").receipt;
        // The files of one installation: a server that starts again takes the new key.
        let text = std::fs::read_to_string(world.folder.path().join("ledger/keys")).unwrap();
        assert_eq!(text.lines().filter(|line| line.contains(" until ")).count(), 1);
        world.service.integrate_all().unwrap();
        let Evidence::Proof(proof) = evidence(&world.service, &code).unwrap() else { panic!("not proved") };
        Receipt::parse(proof.as_bytes()).unwrap().check(&old).unwrap();
        assert!(!new.is_empty());
        assert_eq!(reconcile::check(&world.service).unwrap().findings, Vec::<String>::new());
    });
}
