//! What somebody with access to the database, the files or the keys can do, and who finds it.

use kenes_domain::contribution::ModerationReason;
use kenes_domain::decision::{DecisionDraft, Disposition};
use kenes_domain::language::Bilingual;
use kenes_domain::permission::Actor;
use kenes_ledger::audit::Known;
use kenes_ledger::checkpoint::Checkpoint;
use kenes_ledger::hash::Hash;
use kenes_ledger::key::{Purpose, SignerKey, VerifierKey};
use kenes_ledger::note::Note;
use kenes_ledger::proof::prove_consistency;
use kenes_ledger::tree::Appender;
use kenes_ledger::witness::{AddCheckpoint, Head, Refusal};
use kenes_service::ledger::verify::audit;
use kenes_service::ledger::{publish, reconcile};
use kenes_service::moderation::{Step, moderate};
use kenes_service::{contributions, fixtures, points};

use crate::contributing::submission;
use crate::ledger::{Published, policy, published, submit};
use crate::support::databases::{World, on_each_database};

/// Changes of the database, each found by the operator's check. Contributions are leaves 10 to 15: one shown, one
/// hidden, one hidden and restored, one withdrawn, one erased, one decided.
const IN_THE_DATABASE: [(&str, &[&str]); 33] = [
    (
        "drop the last act",
        &[
            "DELETE FROM openings WHERE act_seq = (SELECT seq FROM acts WHERE leaf_index = (SELECT size - 1 FROM journal_head))",
            "DELETE FROM acts WHERE leaf_index = (SELECT size - 1 FROM journal_head)",
        ],
    ),
    (
        "drop an act in the middle",
        &[
            "DELETE FROM openings WHERE act_seq = (SELECT seq FROM acts WHERE leaf_index = 10)",
            "DELETE FROM acts WHERE leaf_index = 10",
        ],
    ),
    (
        "drop an act and close the gap",
        &[
            "DELETE FROM openings WHERE act_seq = (SELECT seq FROM acts WHERE leaf_index = 10)",
            "DELETE FROM acts WHERE leaf_index = 10",
            "UPDATE acts SET leaf_index = -leaf_index WHERE leaf_index > 10",
            "UPDATE acts SET leaf_index = -leaf_index - 1 WHERE leaf_index < 0",
            "UPDATE journal_head SET size = size - 1",
        ],
    ),
    (
        "swap two acts",
        &[
            "UPDATE acts SET leaf_index = -1 WHERE leaf_index = 10",
            "UPDATE acts SET leaf_index = 10 WHERE leaf_index = 11",
            "UPDATE acts SET leaf_index = 11 WHERE leaf_index = -1",
        ],
    ),
    (
        "edit a leaf",
        &["UPDATE acts SET leaf = (SELECT leaf FROM acts WHERE leaf_index = 11) WHERE leaf_index = 10"],
    ),
    (
        "edit a leaf and its hash",
        &[
            "UPDATE acts SET leaf = (SELECT leaf FROM acts WHERE leaf_index = 11), leaf_hash = (SELECT leaf_hash FROM acts WHERE leaf_index = 11) WHERE leaf_index = 10",
        ],
    ),
    (
        "edit a stored hash",
        &[
            "UPDATE acts SET leaf_hash = (SELECT leaf_hash FROM acts WHERE leaf_index = 11) WHERE leaf_index = 10",
        ],
    ),
    ("make a leaf unreadable", &["UPDATE acts SET leaf = leaf_hash WHERE leaf_index = 10"]),
    (
        "say that something else happened",
        &["UPDATE acts SET kind = 'contribution.withdrawn' WHERE leaf_index = 10"],
    ),
    ("backdate an act", &["UPDATE acts SET happened_at = happened_at - 86400000000 WHERE leaf_index = 10"]),
    (
        "move an act to another subject",
        &["UPDATE acts SET subject = 'contribution/aaaaaaaaaa' WHERE leaf_index = 10"],
    ),
    ("move an act to another territory", &["UPDATE acts SET place = '200000000' WHERE leaf_index = 10"]),
    ("use an act's id twice", &["UPDATE acts SET public_id = 'x' WHERE leaf_index = 10"]),
    (
        "put other words into an opening",
        &["UPDATE openings SET content = salt WHERE act_seq = (SELECT seq FROM acts WHERE leaf_index = 10)"],
    ),
    (
        "give an opening another salt",
        &[
            "UPDATE openings SET salt = (SELECT root FROM ledger_checkpoints WHERE size = 10) WHERE act_seq = (SELECT seq FROM acts WHERE leaf_index = 10)",
        ],
    ),
    (
        "shorten a salt",
        &[
            "UPDATE openings SET salt = substr(salt, 1, 31) WHERE act_seq = (SELECT seq FROM acts WHERE leaf_index = 10)",
        ],
    ),
    (
        "remove an opening without an act",
        &["DELETE FROM openings WHERE act_seq = (SELECT seq FROM acts WHERE leaf_index = 10)"],
    ),
    (
        "keep the opening of something erased",
        &[
            "INSERT INTO openings (act_seq, salt, content) SELECT (SELECT seq FROM acts WHERE leaf_index = 14), salt, content FROM openings WHERE act_seq = (SELECT seq FROM acts WHERE leaf_index = 10)",
        ],
    ),
    (
        "edit the text of a contribution",
        &["UPDATE contributions SET text = 'Бәрі жақсы' WHERE text = 'Көрінетін'"],
    ),
    (
        "edit what a contribution wants",
        &["UPDATE contributions SET kind = 'support' WHERE text = 'Көрінетін'"],
    ),
    (
        "hide without an act",
        &["UPDATE contributions SET visibility = 'hidden', reason = 'insult' WHERE text = 'Көрінетін'"],
    ),
    ("show what was hidden", &["UPDATE contributions SET visibility = 'visible' WHERE text = 'Жасырын'"]),
    (
        "show what was withdrawn",
        &["UPDATE contributions SET visibility = 'visible' WHERE text = 'Қайтарылған'"],
    ),
    (
        "smuggle a contribution in",
        &[
            "INSERT INTO contributions (public_id, receipt, program_id, edition_number, provision_id, provision_label, parent_id, kind, language, channel, verification, visibility, reason, text, name, place, problem, solution, cost_tenge, received_at, late, due_on, supports_anonymous, supports_email, supports_identity, replies, decided_at) SELECT 'zzzzzzzzzz', 'zzzzzzzzzzzz', program_id, edition_number, provision_id, provision_label, parent_id, kind, language, channel, verification, visibility, reason, text, name, place, problem, solution, cost_tenge, received_at, late, due_on, supports_anonymous, supports_email, supports_identity, replies, decided_at FROM contributions WHERE text = 'Көрінетін'",
        ],
    ),
    (
        "edit the reason of a decision",
        &["UPDATE decisions SET reason_kk = 'Басқа себеп' WHERE state = 'published'"],
    ),
    ("turn a decision round", &["UPDATE decisions SET disposition = 'accepted' WHERE state = 'published'"]),
    (
        "publish a decision without an act",
        &["UPDATE decisions SET state = 'published' WHERE state = 'drafted'"],
    ),
    (
        "edit a published program",
        &["UPDATE edition_provisions SET text_ru = 'Дорогу ремонтировать не будут.' WHERE position = 1"],
    ),
    ("take moderation off the public list", &["DELETE FROM moderations WHERE action = 'restored'"]),
    (
        "edit a tile",
        &[
            "UPDATE ledger_tiles SET hashes = (SELECT root FROM ledger_checkpoints WHERE size = 10) WHERE level = 0",
        ],
    ),
    ("remove a tile", &["DELETE FROM ledger_tiles WHERE level = 0"]),
    (
        "edit a root",
        &[
            "UPDATE ledger_checkpoints SET root = (SELECT leaf_hash FROM acts WHERE leaf_index = 3) WHERE size = 10",
        ],
    ),
    (
        "put one signature under another state",
        &[
            "UPDATE ledger_checkpoints SET note = (SELECT note FROM ledger_checkpoints ORDER BY size DESC LIMIT 1) WHERE size = 10",
        ],
    ),
];

/// Changes of published files, each found by anybody's audit: name, path, what becomes of the file.
type Change = fn(&[u8]) -> Option<Vec<u8>>;
const IN_PUBLISHED_FILES: [(&str, &str, Change); 12] = [
    ("edit a published leaf", "tile/entries/000", |file| Some(turned(file, 200))),
    ("cut the published leaves", "tile/entries/000", |file| Some(file[..file.len() - 1].to_vec())),
    ("remove the published leaves", "tile/entries/000", |_| None),
    ("edit a published tile", "tile/0/000", |file| Some(turned(file, 40))),
    ("remove a published tile", "tile/0/000", |_| None),
    ("edit the checkpoint", "checkpoint", |file| Some(turned(file, 18))),
    ("take the signature off the checkpoint", "checkpoint", |file| {
        let text = String::from_utf8(file.to_vec()).unwrap();
        Some(text.split("\u{2014}").next().unwrap().as_bytes().to_vec())
    }),
    ("remove the published openings", "openings/0", |_| None),
    ("publish no openings", "openings/0", |_| Some(b"[]".to_vec())),
    ("edit a published opening", "openings/0", |file| {
        Some(
            String::from_utf8(file.to_vec())
                .unwrap()
                .replacen("\"content\":\"e", "\"content\":\"f", 1)
                .into_bytes(),
        )
    }),
    ("show another count", "state", |file| {
        Some(String::from_utf8(file.to_vec()).unwrap().replacen("hidden 1", "hidden 0", 1).into_bytes())
    }),
    ("remove the counts", "state", |_| None),
];

fn turned(file: &[u8], at: usize) -> Vec<u8> {
    let mut file = file.to_vec();
    file[at] ^= 1;
    file
}

/// A journal of some length in which something of everything happened.
fn story(world: &World) {
    let service = &world.service;
    let actor = Actor { account: Some(1), grants: fixtures::grants(service, "arka-region").unwrap() };
    service.integrate_all().unwrap();
    submit(world, "Көрінетін");
    let hidden = submit(world, "Жасырын").contribution.id;
    let restored = submit(world, "Қайта көрсетілген").contribution.id;
    let withdrawn = submit(world, "Қайтарылған").receipt;
    let erased = submit(world, "Өшірілген").receipt;
    let decided = submit(world, "Шешілген").contribution.id;
    let insult = Step::Hide(ModerationReason::Insult);
    moderate(service, &actor, &hidden, insult, "Қорлау бар").unwrap();
    moderate(service, &actor, &restored, insult, "").unwrap();
    moderate(service, &actor, &restored, Step::Restore, "").unwrap();
    contributions::withdraw(service, &withdrawn).unwrap();
    contributions::erase(service, &erased).unwrap();
    let program = submission(world).program;
    let draft = DecisionDraft {
        disposition: Disposition::Declined,
        reason: Bilingual::new("Себебі", "Причина"),
        change: None,
        will_change: false,
        provision: None,
        addressee: None,
    };
    let of = |id: &str| points::of_contribution(service, &actor, id).unwrap();
    let decision = points::draft_decision(service, &actor, &program, &of(&decided), &draft).unwrap();
    // Some campaigns demand an approval, some do not.
    let _ = points::approve_decision(service, &actor, &decision);
    points::publish_decision(service, &actor, &decision).unwrap();
    let waiting = submit(world, "Күтіп тұрған").contribution.id;
    points::draft_decision(service, &actor, &program, &of(&waiting), &draft).unwrap();
    service.integrate_all().unwrap();
}

#[test]
fn every_change_of_the_database_is_found() {
    on_each_database(|world| {
        story(world);
        assert_eq!(reconcile::check(&world.service).unwrap().findings, Vec::<String>::new());
        for (what, statements) in IN_THE_DATABASE {
            let found = fixtures::faults_after(&world.service, statements).unwrap();
            assert!(!found.is_empty(), "nobody noticed: {what}");
        }
        assert_eq!(reconcile::check(&world.service).unwrap().faults, 0, "all of it was undone");
    });
}

#[test]
fn every_change_of_a_published_file_is_found() {
    on_each_database(|world| {
        story(world);
        let (whole, policy) = (published(&world.service), policy(&world.service));
        assert_eq!(audit(&whole, &policy, &[]).unwrap().findings, Vec::<String>::new());
        for (what, path, change) in IN_PUBLISHED_FILES {
            let Published(mut files) = whole.clone();
            let path = files.keys().find(|name| name.starts_with(path)).unwrap().clone();
            let file = files.remove(&path).unwrap();
            if let Some(changed) = change(&file) {
                assert_ne!(changed, file, "{what}");
                files.insert(path, changed);
            }
            // What cannot even be read is found too.
            let noticed = audit(&Published(files), &policy, &[]).map_or(true, |found| found.faults > 0);
            assert!(noticed, "nobody noticed: {what}");
        }
    });
}

#[test]
fn an_older_state_and_a_fork_are_found_by_whoever_kept_a_checkpoint() {
    on_each_database(|world| {
        world.service.integrate_all().unwrap();
        let older = published(&world.service);
        story(world);
        let newer = reconcile::check(&world.service).unwrap();
        let kept = Known { size: newer.size, root: newer.root, seen_at: None };
        let policy = policy(&world.service);
        assert!(audit(&older, &policy, &[kept]).unwrap().faults > 0, "the site shows an old state");
        let fork = Known { root: Hash::of_leaf(b"another history"), ..kept };
        assert!(audit(&published(&world.service), &policy, &[fork]).unwrap().faults > 0, "a fork");
        assert_eq!(audit(&published(&world.service), &policy, &[kept]).unwrap().faults, 0);
    });
}

#[test]
fn a_cosignature_in_the_wrong_hands_is_found() {
    // A checkpoint signed by somebody else is refused by anybody's audit.
    on_each_database(|world| {
        story(world);
        let policy = policy(&world.service);
        let Published(mut files) = published(&world.service);
        let note = Note::parse(&files["checkpoint"]).unwrap();
        let thief = SignerKey::from_seed(&publish::origin(&world.service), Purpose::Note, &[9; 32]).unwrap();
        let forged = Checkpoint::parse(note.text()).unwrap().sign([&thief]).unwrap();
        files.insert("checkpoint".to_owned(), forged.to_string().into_bytes());
        assert!(audit(&Published(files), &policy, &[]).is_err());
    });
}

/// An operator who has the keys writes another history: the witness does not cosign it.
#[test]
fn a_witness_refuses_forks_and_steps_back() {
    let key = SignerKey::from_seed("kenes.example/log", Purpose::Note, &[1; 32]).unwrap();
    let keys: [VerifierKey; 1] = [key.verifier().clone()];
    let signed = |leaves: &[&[u8]]| {
        let mut tree = Appender::new();
        for leaf in leaves {
            tree.push(Hash::of_leaf(leaf));
        }
        let checkpoint = Checkpoint {
            origin: "kenes.example/log".to_owned(),
            size: tree.size(),
            root: tree.root(),
            extensions: Vec::new(),
        };
        let tiles = tree.take_tiles();
        (checkpoint.sign([&key]).unwrap(), checkpoint, tiles)
    };
    let (note, first, _) = signed(&[b"a", b"b"]);
    let head = AddCheckpoint::new(0, Vec::new(), note).unwrap().decide(&keys, None).unwrap();
    assert_eq!(head, Head { size: 2, root: first.root });
    let request = |leaves: &[&[u8]], old: u64| {
        let (note, checkpoint, tiles) = signed(leaves);
        let mut source = |id: kenes_ledger::tile::TileId| {
            let tile = tiles.iter().find(|tile| tile.id.level() == id.level()).unwrap();
            Ok(tile.bytes.clone())
        };
        let proof = prove_consistency(old, checkpoint.size, &mut source).unwrap();
        AddCheckpoint::new(old, proof, note).unwrap().decide(&keys, Some(head))
    };
    assert!(request(&[b"a", b"b", b"c"], 2).is_ok());
    assert_eq!(request(&[b"a", b"x", b"c"], 2), Err(Refusal::Inconsistent), "an edited act");
    assert_eq!(request(&[b"b", b"a", b"c"], 2), Err(Refusal::Inconsistent), "reordered acts");
    assert_eq!(request(&[b"a", b"x"], 2), Err(Refusal::Inconsistent), "the same size, another root");
    assert_eq!(request(&[b"a"], 1), Err(Refusal::OtherSize(2)), "an old backup");
    assert_eq!(request(&[b"a", b"b", b"c"], 1), Err(Refusal::OtherSize(2)), "a gap in what was seen");
}
