//! Writes a log into a folder as a web server would show it, for verifiers that others wrote.
//!
//! `cargo run -p kenes-ledger --example write_log -- FOLDER [ACTS]` writes `checkpoint`, older states as
//! `checkpoint.<size>`, `tile/…`, three receipts `receipt-<index>.tlog-proof`, the promise `acceptance`, and the
//! public keys `log.vkey` and `accept.vkey`. Everything is made from fixed seeds; the keys are worth nothing.
#![expect(clippy::print_stdout, reason = "a program that says what it wrote")]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use kenes_ledger::acceptance::Acceptance;
use kenes_ledger::checkpoint::Checkpoint;
use kenes_ledger::commitment::{Opening, Salt};
use kenes_ledger::hash::Hash;
use kenes_ledger::key::{Purpose, SignerKey};
use kenes_ledger::leaf::{Act, Leaf};
use kenes_ledger::moment::Moment;
use kenes_ledger::note::Note;
use kenes_ledger::proof::prove_inclusion;
use kenes_ledger::receipt::Receipt;
use kenes_ledger::tile::{BundleId, TILE_WIDTH, TileError, TileId, push_entry};
use kenes_ledger::tree::Appender;

const ORIGIN: &str = "kenes.example/log";
/// 2026-11-23T12:00:00Z.
const START_SECONDS: u64 = 1_795_435_200;
/// How many acts the integrator takes at once.
const BATCH: u64 = 5_000;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("name a folder to write into")?);
    let acts = arguments.next().map_or(Ok(70_000), |count| count.parse::<u64>())?;
    fs::create_dir_all(&folder)?;
    let log_key = SignerKey::from_seed(ORIGIN, Purpose::Note, &[1; 32])?;
    let accept_key = SignerKey::from_seed(&format!("{ORIGIN}/accept"), Purpose::Note, &[2; 32])?;
    fs::write(folder.join("log.vkey"), format!("{}\n", log_key.verifier()))?;
    fs::write(folder.join("accept.vkey"), format!("{}\n", accept_key.verifier()))?;

    let mut tree = Appender::new();
    let mut note = sign(&tree, &log_key)?;
    while tree.size() < acts {
        for index in tree.size()..acts.min(tree.size() + BATCH) {
            tree.push(leaf(index)?.hash());
        }
        for tile in tree.take_tiles() {
            write(&folder, &tile.id.path(), &tile.bytes)?;
        }
        note = sign(&tree, &log_key)?;
        write(&folder, &format!("checkpoint.{}", tree.size()), note.to_string().as_bytes())?;
    }
    write(&folder, "checkpoint", note.to_string().as_bytes())?;
    write_bundles(&folder, acts)?;
    for index in [0, acts / 2, acts.saturating_sub(1)] {
        let receipt = receipt(&folder, index, acts, note.clone())?;
        write(&folder, &format!("receipt-{index}.tlog-proof"), receipt.to_string().as_bytes())?;
    }
    let promise = Acceptance::new(ORIGIN, leaf(0)?.hash(), Moment::from_seconds(START_SECONDS)?);
    write(&folder, "acceptance", promise.sign(&accept_key)?.to_string().as_bytes())?;
    println!("{acts} acts in {}, root {}", folder.display(), tree.root());
    Ok(())
}

fn sign(tree: &Appender, key: &SignerKey) -> Result<Note, Box<dyn Error>> {
    let checkpoint = Checkpoint {
        origin: ORIGIN.to_owned(),
        size: tree.size(),
        root: tree.root(),
        extensions: Vec::new(),
    };
    let witness = SignerKey::from_seed("witness.example/w1", Purpose::Cosignature, &[3; 32])?;
    let mut note = checkpoint.sign([key])?;
    note.cosign(&witness, Moment::from_seconds(START_SECONDS)?.plus_seconds(tree.size()));
    Ok(note)
}

fn leaf(index: u64) -> Result<Leaf, Box<dyn Error>> {
    let (salt, content) = content(index);
    Ok(Leaf::of(Act {
        kind: "contribution.received".to_owned(),
        id: format!("0198f2c7-5a3e-7c41-9d02-{index:012x}"),
        time: Moment::from_seconds(START_SECONDS)?.plus_seconds(index),
        place: "111010000".to_owned(),
        consultation: Some("4t9w2m7kqx".to_owned()),
        edition: Some(1),
        subject: format!("contribution/{index:010}"),
        commit: Some(Opening { salt, content: content.as_bytes() }.commitment()),
        prev: None,
        reason: None,
    })?)
}

fn content(index: u64) -> (Salt, String) {
    let salt = Salt::from_bytes(*Hash::of_leaf(&index.to_be_bytes()).as_bytes());
    (salt, format!("{{\"language\":\"kk\",\"text\":\"Ұсыныс № {index}\"}}"))
}

fn write_bundles(folder: &Path, acts: u64) -> Result<(), Box<dyn Error>> {
    for id in (0..).map_while(|index| BundleId::in_tree(index, acts)) {
        let mut bytes = Vec::new();
        let first = id.index() * u64::from(TILE_WIDTH);
        for index in first..first + u64::from(id.width()) {
            push_entry(&mut bytes, leaf(index)?.as_bytes())?;
        }
        write(folder, &id.path(), &bytes)?;
    }
    Ok(())
}

fn receipt(folder: &Path, index: u64, size: u64, note: Note) -> Result<Receipt, Box<dyn Error>> {
    let mut source = |id: TileId| {
        fs::read(folder.join(id.path())).map_err(|error| TileError::Unreadable(id, Box::new(error)))
    };
    let path = prove_inclusion(index, size, &mut source)?;
    let (salt, content) = content(index);
    Ok(Receipt { leaf: leaf(index)?, opening: Some((salt, content.into_bytes())), index, path, note })
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
    let path = folder.join(name);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, bytes)?;
    Ok(())
}
