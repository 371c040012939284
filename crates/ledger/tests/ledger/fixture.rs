//! A log in memory, and keys that are always the same.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use kenes_ledger::checkpoint::Checkpoint;
use kenes_ledger::hash::Hash;
use kenes_ledger::key::{Purpose, SignerKey};
use kenes_ledger::moment::Moment;
use kenes_ledger::note::Note;
use kenes_ledger::tile::{TileError, TileId, TileSource};
use kenes_ledger::tree::Appender;

pub const ORIGIN: &str = "kenes.example/log";

/// Tiles as a table keeps them: the widest state of each.
#[derive(Debug, Clone, Default)]
pub struct Tiles(pub BTreeMap<(u8, u64), Vec<u8>>);

impl TileSource for Tiles {
    fn read_tile(&mut self, id: TileId) -> Result<Vec<u8>, TileError> {
        self.0.get(&(id.level(), id.index())).cloned().ok_or(TileError::Missing(id))
    }
}

/// The tree over some leaf hashes, as tiles. They serve for every smaller size as well.
pub fn tiles(leaves: &[Hash]) -> Tiles {
    let mut appender = Appender::new();
    for leaf in leaves {
        appender.push(*leaf);
    }
    let tiles =
        appender.take_tiles().into_iter().map(|tile| ((tile.id.level(), tile.id.index()), tile.bytes));
    Tiles(tiles.collect())
}

/// The root over some leaf hashes.
pub fn root(leaves: &[Hash]) -> Hash {
    let mut appender = Appender::new();
    for leaf in leaves {
        appender.push(*leaf);
    }
    appender.root()
}

/// A tree of 600 leaves, and its root at each size from 0.
pub struct Tree {
    pub leaves: Vec<Hash>,
    pub tiles: Tiles,
    pub roots: Vec<Hash>,
}

/// Made once: tiles of a tree serve for all smaller ones.
pub static TREE: LazyLock<Tree> = LazyLock::new(|| {
    let leaves = leaves(600);
    let mut appender = Appender::new();
    let mut roots = vec![appender.root()];
    for leaf in &leaves {
        appender.push(*leaf);
        roots.push(appender.root());
    }
    Tree { tiles: tiles(&leaves), leaves, roots }
});

/// So many leaves, each another.
pub fn leaves(count: u32) -> Vec<Hash> {
    (0..count).map(|number| Hash::of_leaf(&number.to_be_bytes())).collect()
}

pub fn log_key() -> SignerKey {
    SignerKey::from_seed(ORIGIN, Purpose::Note, &[1; 32]).unwrap()
}

pub fn witness_key(number: u8) -> SignerKey {
    let name = format!("witness{number}.example");
    SignerKey::from_seed(&name, Purpose::Cosignature, &[100 + number; 32]).unwrap()
}

pub fn checkpoint(size: u64, root: Hash) -> Checkpoint {
    Checkpoint { origin: ORIGIN.to_owned(), size, root, extensions: Vec::new() }
}

/// A signed checkpoint with the cosignatures of some witnesses, all at noon.
pub fn cosigned(size: u64, root: Hash, witnesses: &[u8]) -> Note {
    let mut note = checkpoint(size, root).sign([&log_key()]).unwrap();
    for number in witnesses {
        note.cosign(&witness_key(*number), noon());
    }
    note
}

pub fn noon() -> Moment {
    "2026-11-23T12:00:00Z".parse().unwrap()
}
