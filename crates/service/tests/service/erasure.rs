//! Erasing a person: no byte of what they wrote stays in any file, and the tree stays as it is.

use std::path::Path;

use kenes_ledger::receipt::Receipt;
use kenes_service::contributions::{self, Submission};
use kenes_service::fixtures;
use kenes_service::ledger::receipt::{Evidence, evidence};
use kenes_service::ledger::{publish, reconcile};

use crate::contributing::submission;
use crate::ledger::{policy, submit};
use crate::support::databases::{World, on_each_database};

const PERSONS: usize = 100;

/// What one person leaves: text, name, place and address.
fn markers(person: usize) -> [String; 4] {
    ["text", "name", "place", "mail"].map(|what| format!("zq{what}x{person:03}xqz"))
}

fn submit_person(world: &World, person: usize) -> String {
    let [text, name, place, mail] = markers(person);
    let sent = Submission { text, name, place, email: format!("{mail}@example.kz"), ..submission(world) };
    contributions::submit(&world.service, sent).unwrap().receipt
}

/// How many markers stand in the files of a folder, whatever the files are.
fn found_in_files(folder: &Path) -> usize {
    let mut bytes = Vec::new();
    collect(folder, &mut bytes);
    count(&String::from_utf8_lossy(&bytes))
}

fn collect(folder: &Path, bytes: &mut Vec<u8>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { collect(&path, bytes) } else { bytes.extend(std::fs::read(&path).unwrap()) }
    }
}

fn count(text: &str) -> usize {
    (0..PERSONS).flat_map(markers).filter(|marker| text.contains(marker)).count()
}

#[test]
fn nothing_of_an_erased_person_is_left_and_the_tree_stays() {
    on_each_database(|world| {
        let keeper = submit(world, "Бұл пікір қалады.").receipt;
        let codes: Vec<String> = (0..PERSONS).map(|person| submit_person(world, person)).collect();
        world.service.integrate_all().unwrap();
        let Evidence::Proof(older) = evidence(&world.service, &keeper).unwrap() else { panic!("not proved") };
        let Evidence::Proof(own) = evidence(&world.service, &codes[0]).unwrap() else { panic!("not proved") };
        let size_before = reconcile::check(&world.service).unwrap().size;
        let tile = format!("tile/0/000.p/{size_before}");
        let tile_before = publish::tile(&world.service, &tile).unwrap().unwrap().bytes;
        if world.url.starts_with("sqlite") {
            assert_eq!(found_in_files(world.folder.path()), 4 * PERSONS, "the scan sees what is there");
        }

        for code in &codes {
            contributions::erase(&world.service, code).unwrap();
        }
        world.service.integrate_all().unwrap();
        contributions::scrub(&world.service).unwrap();

        if world.url.starts_with("sqlite") {
            assert_eq!(found_in_files(world.folder.path()), 0);
        } else {
            // The files of a server belong to it; what a dump of all its rows says is what a backup holds.
            let dump = std::process::Command::new("pg_dump").arg(&world.url).output().unwrap();
            assert!(dump.status.success());
            assert_eq!(count(&String::from_utf8_lossy(&dump.stdout)), 0);
        }
        assert_eq!(publish::tile(&world.service, &tile).unwrap().unwrap().bytes, tile_before);
        for receipt in [&older, &own] {
            Receipt::parse(receipt.as_bytes()).unwrap().check(&policy(&world.service)).unwrap();
        }
        let Evidence::Proof(after) = evidence(&world.service, &codes[0]).unwrap() else {
            panic!("not proved")
        };
        assert!(Receipt::parse(after.as_bytes()).unwrap().opening.is_none());
        assert_eq!(reconcile::check(&world.service).unwrap().findings, Vec::<String>::new());
    });
}

#[test]
fn erased_text_that_comes_back_is_found() {
    on_each_database(|world| {
        let code = submit_person(world, 1);
        contributions::erase(&world.service, &code).unwrap();
        world.service.integrate_all().unwrap();
        let found = fixtures::faults_after(
            &world.service,
            &["UPDATE contributions SET text = 'back' WHERE visibility = 'erased'"],
        )
        .unwrap();
        assert_eq!(found.len(), 1, "{found:?}");
    });
}
