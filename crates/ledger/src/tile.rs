//! Tiles: how the tree is stored and published (C2SP tlog-tiles).
//!
//! A tile is a row of 256 hashes. On level 0 they are leaf hashes; on each further level a hash stands for one full
//! tile of the level below. Entry bundles hold the leaves themselves, 256 at a time. Bytes of a tile only ever grow,
//! so the narrower tile of an older tree is a prefix of the newer one.

use crate::decimal;
use crate::hash::{HASH_BYTES, Hash};

/// Hashes of a full tile, entries of a full bundle.
pub const TILE_WIDTH: u16 = 256;
/// Levels of the tree between two levels of tiles: 2⁸ = 256.
pub(crate) const TILE_HEIGHT: u32 = 8;
/// Highest level that a path may name (C2SP tlog-tiles). Trees of less than 2⁶⁴ leaves need 8 levels.
const LEVEL_MAX: u8 = 63;
/// Most bytes of an entry of a bundle: its length is written in 16 bits.
pub const ENTRY_BYTES_MAX: usize = 65_535;

/// The place of a tile, and how much of it is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId {
    level: u8,
    index: u64,
    width: u16,
}

/// The place of an entry bundle, and how much of it is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BundleId {
    index: u64,
    width: u16,
}

/// A tile with its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// Where it belongs; its width is the number of hashes in `bytes`.
    pub id: TileId,
    /// The hashes one after the other, 32 bytes each.
    pub bytes: Vec<u8>,
}

/// Why a tile cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum TileError {
    /// There is no such tile.
    #[error("tile {} is missing", .0.path())]
    Missing(TileId),
    /// It is shorter than it must be.
    #[error("tile {} is too short", .0.path())]
    Short(TileId),
    /// Reading failed.
    #[error("tile {} cannot be read", .0.path())]
    Unreadable(TileId, #[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Why bytes are no entry bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the entry bundle is cut off or has another number of entries")]
pub struct NotABundle;

/// Where tiles are read from: a table, a folder, a web site, a map in a test.
pub trait TileSource {
    /// The bytes of a tile: `width × 32`, or more when the source holds a wider state of the same tile.
    fn read_tile(&mut self, id: TileId) -> Result<Vec<u8>, TileError>;
}

impl<F: FnMut(TileId) -> Result<Vec<u8>, TileError>> TileSource for F {
    fn read_tile(&mut self, id: TileId) -> Result<Vec<u8>, TileError> {
        self(id)
    }
}

/// The hashes of a tile, as many as its width says.
pub(crate) fn read_hashes(source: &mut dyn TileSource, id: TileId) -> Result<Vec<Hash>, TileError> {
    let bytes = source.read_tile(id)?;
    let (hashes, _) = bytes.as_chunks::<HASH_BYTES>();
    let hashes = hashes.get(..usize::from(id.width)).ok_or(TileError::Short(id))?;
    Ok(hashes.iter().copied().map(Hash::from_bytes).collect())
}

impl TileId {
    /// The tile number `index` of `level` in the tree of `size` leaves: full, partial, or `None` when that tree has
    /// no hash there.
    pub fn in_tree(level: u8, index: u64, size: u64) -> Option<Self> {
        let hashes = size.checked_shr(TILE_HEIGHT * u32::from(level)).unwrap_or(0);
        let width = width_at(index, hashes)?;
        Some(Self { level, index, width })
    }

    /// The tile with the first `width` hashes; `None` when a tile cannot be so wide.
    pub(crate) fn with_width(level: u8, index: u64, width: u16) -> Option<Self> {
        (1..=TILE_WIDTH).contains(&width).then_some(Self { level, index, width })
    }

    /// Reads a path as [`TileId::path`] writes it.
    pub fn parse(path: &str) -> Option<Self> {
        let (level, rest) = path.strip_prefix("tile/")?.split_once('/')?;
        let level = decimal::parse(level).filter(|level| *level <= LEVEL_MAX)?;
        let (index, width) = parse_place(rest)?;
        Some(Self { level, index, width })
    }

    /// Its path below the log's prefix: `tile/0/x001/x234/067`, partial `tile/1/000.p/17`.
    pub fn path(self) -> String {
        format!("tile/{}/{}", self.level, place(self.index, self.width))
    }

    /// The level, from 0.
    pub const fn level(self) -> u8 {
        self.level
    }

    /// The number of the tile on its level, from 0.
    pub const fn index(self) -> u64 {
        self.index
    }

    /// How many hashes are meant, 1 to 256.
    pub const fn width(self) -> u16 {
        self.width
    }
}

impl BundleId {
    /// The bundle number `index` of the tree of `size` leaves, or `None` when it has no entry there.
    pub fn in_tree(index: u64, size: u64) -> Option<Self> {
        Some(Self { index, width: width_at(index, size)? })
    }

    /// Reads a path as [`BundleId::path`] writes it.
    pub fn parse(path: &str) -> Option<Self> {
        let (index, width) = parse_place(path.strip_prefix("tile/entries/")?)?;
        Some(Self { index, width })
    }

    /// Its path below the log's prefix: `tile/entries/000`, partial `tile/entries/x001/000.p/5`.
    pub fn path(self) -> String {
        format!("tile/entries/{}", place(self.index, self.width))
    }

    /// The number of the bundle, from 0; its first entry is the leaf `256 × index`.
    pub const fn index(self) -> u64 {
        self.index
    }

    /// How many entries are meant, 1 to 256.
    pub const fn width(self) -> u16 {
        self.width
    }
}

/// Adds an entry to the bytes of a bundle: its length in 16 bits, big-endian, and itself.
pub fn push_entry(bundle: &mut Vec<u8>, entry: &[u8]) -> Result<(), NotABundle> {
    let length = u16::try_from(entry.len()).map_err(|_| NotABundle)?;
    bundle.extend_from_slice(&length.to_be_bytes());
    bundle.extend_from_slice(entry);
    Ok(())
}

/// The entries of a bundle of exactly `width` entries.
pub fn parse_entries(mut bundle: &[u8], width: u16) -> Result<Vec<&[u8]>, NotABundle> {
    let mut entries = Vec::with_capacity(usize::from(width));
    for _ in 0..width {
        let (length, rest) = bundle.split_first_chunk().ok_or(NotABundle)?;
        let (entry, rest) =
            rest.split_at_checked(usize::from(u16::from_be_bytes(*length))).ok_or(NotABundle)?;
        entries.push(entry);
        bundle = rest;
    }
    if bundle.is_empty() { Ok(entries) } else { Err(NotABundle) }
}

/// How many of `total` things fall into the group number `index` of 256; `None` for none.
fn width_at(index: u64, total: u64) -> Option<u16> {
    let start = index.checked_mul(u64::from(TILE_WIDTH))?;
    let width = total.saturating_sub(start).min(u64::from(TILE_WIDTH));
    u16::try_from(width).ok().filter(|width| *width > 0)
}

/// The number in groups of three digits, all but the last with an `x` before, and the width of a partial tile.
fn place(index: u64, width: u16) -> String {
    let mut path = format!("{:03}", index % 1000);
    let mut rest = index / 1000;
    while rest > 0 {
        path = format!("x{:03}/{path}", rest % 1000);
        rest /= 1000;
    }
    if width < TILE_WIDTH { format!("{path}.p/{width}") } else { path }
}

fn parse_place(path: &str) -> Option<(u64, u16)> {
    let (groups, width) = match path.split_once(".p/") {
        Some((groups, width)) => {
            (groups, decimal::parse(width).filter(|width| (1..TILE_WIDTH).contains(width))?)
        }
        None => (path, TILE_WIDTH),
    };
    let mut index: u64 = 0;
    for group in groups.split('/') {
        let digits = group.strip_prefix('x').unwrap_or(group);
        if digits.len() != 3 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        index = index.checked_mul(1000)?.checked_add(digits.parse().ok()?)?;
    }
    // An `x` too few or too many, or a group of zeros in front: only what is written back the same was a path.
    (place(index, width) == path).then_some((index, width))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn paths_of_the_specification() {
        let full = |level, index| TileId { level, index, width: TILE_WIDTH };
        assert_eq!(full(0, 1_234_067).path(), "tile/0/x001/x234/067");
        assert_eq!(full(5, 0).path(), "tile/5/000");
        assert_eq!(TileId { level: 1, index: 1, width: 17 }.path(), "tile/1/001.p/17");
        assert_eq!(BundleId { index: 1000, width: 255 }.path(), "tile/entries/x001/000.p/255");
    }

    #[test]
    fn other_spellings_of_a_path_are_refused() {
        for wrong in [
            "tile/0/0",
            "tile/0/x000/001",
            "tile/0/001/067",
            "tile/0/x001",
            "tile/0/x001/x067",
            "tile/00/001",
            "tile/64/001",
            "tile/-1/001",
            "tile/0/001.p/0",
            "tile/0/001.p/256",
            "tile/0/001.p/07",
            "tile/0/001.p/1.p/2",
            "tile/0/0٠1",
            "tile/0/x18/x446/x744/x073/x709/x551/616",
            "tile/0/x018/x446/x744/x073/x709/x551/616",
            "/tile/0/001",
            "tile/entries/001",
            "tile/0/",
            "tile/0/../../etc/passwd",
        ] {
            assert_eq!(TileId::parse(wrong), None, "{wrong}");
        }
        assert_eq!(BundleId::parse("tile/0/001"), None);
        assert!(TileId::parse("tile/63/x018/x446/x744/x073/x709/x551/615").is_some());
    }

    #[test]
    fn the_specification_counts_the_tiles_of_70_000_leaves() {
        let widths = |level| -> Vec<u16> {
            (0..).map_while(|index| TileId::in_tree(level, index, 70_000)).map(TileId::width).collect()
        };
        assert_eq!((widths(0).len(), widths(0).last()), (274, Some(&112)));
        assert!(widths(0).iter().rev().skip(1).all(|width| *width == 256));
        assert_eq!(widths(1), [256, 17]);
        assert_eq!(widths(2), [1]);
        assert!(widths(3).is_empty());
        assert_eq!(TileId::in_tree(0, 0, 256).map(TileId::width), Some(256));
        assert_eq!(TileId::in_tree(1, 0, 256).map(TileId::width), Some(1));
        assert_eq!(TileId::in_tree(8, 0, u64::MAX), None);
        assert_eq!(TileId::in_tree(7, 0, u64::MAX).map(TileId::width), Some(255));
        assert_eq!(TileId::in_tree(0, u64::MAX, u64::MAX), None);
    }

    #[test]
    fn a_bundle_has_exactly_its_entries() {
        let mut bundle = Vec::new();
        for entry in [b"one".as_slice(), b"", b"three"] {
            push_entry(&mut bundle, entry).unwrap();
        }
        assert_eq!(parse_entries(&bundle, 3).unwrap(), [b"one".as_slice(), b"", b"three"]);
        assert_eq!(parse_entries(&bundle, 2), Err(NotABundle));
        assert_eq!(parse_entries(&bundle, 4), Err(NotABundle));
        assert_eq!(parse_entries(&bundle[..bundle.len() - 1], 3), Err(NotABundle));
        assert_eq!(push_entry(&mut bundle, &vec![0; ENTRY_BYTES_MAX + 1]), Err(NotABundle));
    }

    proptest! {
        #[test]
        fn paths_read_back(level in 0..=LEVEL_MAX, index: u64, width in 1_u16..=256) {
            let tile = TileId { level, index, width };
            prop_assert_eq!(TileId::parse(&tile.path()), Some(tile));
            let bundle = BundleId { index, width };
            prop_assert_eq!(BundleId::parse(&bundle.path()), Some(bundle));
        }

        #[test]
        fn any_path_is_read_without_a_panic(path in "tile/(0|entries|7)/[x0-9./p]{0,20}") {
            if let Some(tile) = TileId::parse(&path) {
                prop_assert_eq!(tile.path(), path);
            }
        }

        #[test]
        fn any_bundle_is_read_without_a_panic(bytes: Vec<u8>, width in 0_u16..=256) {
            if let Ok(entries) = parse_entries(&bytes, width) {
                let mut again = Vec::new();
                for entry in entries {
                    push_entry(&mut again, entry).unwrap();
                }
                prop_assert_eq!(again, bytes);
            }
        }
    }
}
