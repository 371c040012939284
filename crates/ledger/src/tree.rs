//! The growing end of the tree.

use crate::hash::{HASH_BYTES, Hash};
use crate::tile::{TILE_HEIGHT, TILE_WIDTH, Tile, TileError, TileId, TileSource, read_hashes};

/// Appends leaves to a tree of which it holds only the right edge: at most 255 hashes a level, so 24 KiB for sixteen
/// million leaves.
///
/// The integrator resumes it from the stored tiles, pushes a batch, stores what [`Appender::take_tiles`] gives and
/// signs [`Appender::root`], all in one transaction.
#[derive(Debug, Clone, Default)]
pub struct Appender {
    size: u64,
    levels: Vec<Edge>,
    filled: Vec<Tile>,
}

/// The unfinished tile of a level.
#[derive(Debug, Clone, Default)]
struct Edge {
    hashes: Vec<Hash>,
    changed: bool,
}

/// Why appending cannot go on from stored tiles.
#[derive(Debug, thiserror::Error)]
pub enum ResumeError {
    /// A tile could not be read.
    #[error(transparent)]
    Tile(#[from] TileError),
    /// The tiles of the right edge are not those under the root that was signed.
    #[error("the stored tiles have another root than the stored checkpoint")]
    Root,
}

impl Appender {
    /// The tree without leaves.
    pub fn new() -> Self {
        Self::default()
    }

    /// Goes on from the tree of `size` leaves with this root; reads its partial tiles, one for each level at most.
    pub fn resume(size: u64, root: &Hash, source: &mut dyn TileSource) -> Result<Self, ResumeError> {
        let mut levels = Vec::new();
        let mut hashes = size;
        for level in 0_u8.. {
            if hashes == 0 {
                break;
            }
            let full = hashes >> TILE_HEIGHT;
            let edge = if hashes.is_multiple_of(u64::from(TILE_WIDTH)) {
                Vec::new()
            } else {
                TileId::in_tree(level, full, size)
                    .map(|id| read_hashes(source, id))
                    .transpose()?
                    .unwrap_or_default()
            };
            levels.push(Edge { hashes: edge, changed: false });
            hashes = full;
        }
        let appender = Self { size, levels, filled: Vec::new() };
        if appender.root() == *root { Ok(appender) } else { Err(ResumeError::Root) }
    }

    /// How many leaves the tree has; the index of the next one.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf.
    pub fn push(&mut self, leaf: Hash) {
        let mut next = Some(leaf);
        let mut shift = 0;
        for level in 0_u8.. {
            let Some(hash) = next else { break };
            let index = self.size.checked_shr(shift + TILE_HEIGHT).unwrap_or(0);
            next = self.push_at(level, index, hash);
            shift += TILE_HEIGHT;
        }
        self.size += 1;
    }

    /// Appends a hash on a level; gives the hash for the level above when the tile is full with it.
    fn push_at(&mut self, level: u8, index: u64, hash: Hash) -> Option<Hash> {
        let at = usize::from(level);
        if self.levels.len() == at {
            self.levels.push(Edge::default());
        }
        let edge = self.levels.get_mut(at)?;
        edge.hashes.push(hash);
        edge.changed = true;
        if edge.hashes.len() < usize::from(TILE_WIDTH) {
            return None;
        }
        let above = Hash::over(&edge.hashes);
        self.filled.extend(tile(level, index, &edge.hashes));
        *edge = Edge::default();
        above
    }

    /// The root: the Merkle tree hash of all leaves so far.
    pub fn root(&self) -> Hash {
        let mut root = None;
        for edge in &self.levels {
            // What is below and to the right of a row of hashes is one more, smaller, element of the row.
            let mut row = edge.hashes.clone();
            row.extend(root);
            root = Hash::over(&row);
        }
        root.unwrap_or_else(Hash::of_empty_tree)
    }

    /// The tiles that changed since the last call, in their present width: first those that became full, in the
    /// order in which they did, then the partial ones from the bottom up.
    pub fn take_tiles(&mut self) -> Vec<Tile> {
        let mut tiles = std::mem::take(&mut self.filled);
        for (level, edge) in (0_u8..).zip(&mut self.levels) {
            if std::mem::take(&mut edge.changed) {
                let index = self.size.checked_shr(TILE_HEIGHT * (u32::from(level) + 1)).unwrap_or(0);
                tiles.extend(tile(level, index, &edge.hashes));
            }
        }
        tiles
    }
}

fn tile(level: u8, index: u64, hashes: &[Hash]) -> Option<Tile> {
    let mut bytes = Vec::with_capacity(hashes.len() * HASH_BYTES);
    for hash in hashes {
        bytes.extend_from_slice(hash.as_bytes());
    }
    let width = u16::try_from(hashes.len()).ok()?;
    Some(Tile { id: TileId::with_width(level, index, width)?, bytes })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn leaf(number: u32) -> Hash {
        Hash::of_leaf(&number.to_be_bytes())
    }

    /// The widest state of each tile, as a table keeps it.
    #[derive(Default)]
    struct Table(BTreeMap<(u8, u64), Vec<u8>>);

    impl Table {
        fn store(&mut self, tiles: Vec<Tile>) {
            for tile in tiles {
                assert_eq!(tile.bytes.len(), usize::from(tile.id.width()) * HASH_BYTES);
                let before = self.0.insert((tile.id.level(), tile.id.index()), tile.bytes.clone());
                assert!(tile.bytes.starts_with(&before.unwrap_or_default()), "bytes of a tile only grow");
            }
        }
    }

    impl TileSource for Table {
        fn read_tile(&mut self, id: TileId) -> Result<Vec<u8>, TileError> {
            self.0.get(&(id.level(), id.index())).cloned().ok_or(TileError::Missing(id))
        }
    }

    #[test]
    fn roots_are_those_of_the_definition() {
        let leaves: Vec<Hash> = (0..600).map(leaf).collect();
        let mut appender = Appender::new();
        assert_eq!(appender.root(), Hash::of_empty_tree());
        for (size, leaf) in leaves.iter().enumerate() {
            appender.push(*leaf);
            assert_eq!(Some(appender.root()), Hash::over(&leaves[..=size]), "{size}");
        }
    }

    #[test]
    fn the_tiles_of_70_000_leaves_are_those_of_the_specification() {
        let mut appender = Appender::new();
        for number in 0..70_000 {
            appender.push(leaf(number));
        }
        let tiles = appender.take_tiles();
        let mut paths: Vec<String> = tiles.iter().map(|tile| tile.id.path()).collect();
        assert_eq!(paths.len(), 273 + 1 + 1 + 1 + 1);
        assert_eq!(
            paths.split_off(paths.len() - 3),
            ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"]
        );
        assert!(paths.contains(&"tile/1/000".to_owned()));
        assert!(appender.take_tiles().is_empty());
    }

    #[test]
    fn a_wrong_or_missing_tile_stops_the_resumption() {
        let mut appender = Appender::new();
        for number in 0..300 {
            appender.push(leaf(number));
        }
        let mut table = Table::default();
        table.store(appender.take_tiles());
        let resume = |table: &mut Table| Appender::resume(300, &appender.root(), table);
        assert!(resume(&mut table).is_ok());
        let row = table.0.get_mut(&(0, 1)).unwrap();
        row[5] ^= 1;
        assert!(matches!(resume(&mut table), Err(ResumeError::Root)));
        table.0.get_mut(&(0, 1)).unwrap().truncate(43 * HASH_BYTES);
        assert!(matches!(resume(&mut table), Err(ResumeError::Tile(TileError::Short(_)))));
        table.0.remove(&(0, 1));
        assert!(matches!(resume(&mut table), Err(ResumeError::Tile(TileError::Missing(_)))));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// Whatever the batches are, the tiles and roots are the same, and stored tiles are enough to go on.
        #[test]
        fn batches_leave_no_trace(batches in proptest::collection::vec(0_u32..700, 1..8)) {
            let mut table = Table::default();
            let mut resumed = Appender::new();
            let mut whole = Appender::new();
            let mut next = 0;
            for batch in batches {
                for number in next..next + batch {
                    resumed.push(leaf(number));
                    whole.push(leaf(number));
                }
                next += batch;
                table.store(resumed.take_tiles());
                prop_assert_eq!(resumed.root(), whole.root());
                resumed = Appender::resume(u64::from(next), &whole.root(), &mut table).unwrap();
            }
            let mut once = Table::default();
            once.store(whole.take_tiles());
            prop_assert_eq!(once.0, table.0);
        }
    }
}
