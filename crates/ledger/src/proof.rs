//! Proofs: made from tiles, checked with nothing but hashes (RFC 6962, section 2.1; RFC 9162, section 2.1).

use std::collections::BTreeMap;

use crate::hash::Hash;
use crate::tile::{TILE_HEIGHT, TileError, TileId, TileSource, read_hashes};

/// Most hashes of a proof: one for each level of a tree of less than 2⁶⁴ leaves.
pub const PROOF_HASHES_MAX: usize = 64;

/// Why a proof cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// The leaf or the older tree is not inside the tree.
    #[error("there is no such leaf or older state in a tree of this size")]
    Outside,
    /// A tile could not be read.
    #[error(transparent)]
    Tile(#[from] TileError),
}

/// A proof does not prove what it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the proof does not lead to the root")]
pub struct Refuted;

/// Proves that the leaf `index` is in the tree of `size` leaves: the sibling of each node on the way from the leaf to
/// the root. Reads at most one tile a level on the way, and those of the right edge.
pub fn prove_inclusion(index: u64, size: u64, source: &mut dyn TileSource) -> Result<Vec<Hash>, ProofError> {
    if index >= size {
        return Err(ProofError::Outside);
    }
    let mut reader = Reader::new(size, source);
    let mut path = Vec::new();
    let (mut start, mut end) = (0, size);
    while end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            path.push(reader.range(middle, end)?);
            end = middle;
        } else {
            path.push(reader.range(start, middle)?);
            start = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// Proves that the tree of `old_size` leaves is the beginning of the tree of `size` leaves. Empty when nothing has to
/// be shown: for equal sizes, and for the tree without leaves.
pub fn prove_consistency(
    old_size: u64,
    size: u64,
    source: &mut dyn TileSource,
) -> Result<Vec<Hash>, ProofError> {
    if old_size > size {
        return Err(ProofError::Outside);
    }
    let mut proof = Vec::new();
    if old_size == 0 {
        return Ok(proof);
    }
    let mut reader = Reader::new(size, source);
    let (mut start, mut end) = (0, size);
    while old_size < end {
        let middle = start + split(end - start);
        if old_size <= middle {
            proof.push(reader.range(middle, end)?);
            end = middle;
        } else {
            proof.push(reader.range(start, middle)?);
            start = middle;
        }
    }
    // The last subtree is part of the older tree; whoever knows that root needs it only when it is not the root.
    if start > 0 {
        proof.push(reader.range(start, end)?);
    }
    proof.reverse();
    Ok(proof)
}

/// The root of the tree of `size` leaves, from the tiles of that tree or of any later one.
pub fn root_at(size: u64, source: &mut dyn TileSource) -> Result<Hash, ProofError> {
    if size == 0 { Ok(Hash::of_empty_tree()) } else { Reader::new(size, source).range(0, size) }
}

/// Checks that the leaf with this hash is the leaf `index` of the tree of `size` leaves under `root`.
pub fn check_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    path: &[Hash],
    root: &Hash,
) -> Result<(), Refuted> {
    if index >= size {
        return Err(Refuted);
    }
    let (mut node, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for sibling in path {
        if last == 0 {
            return Err(Refuted);
        }
        if node % 2 == 1 || node == last {
            hash = Hash::of_node(sibling, &hash);
            (node, last) = skip_levels_without_sibling(node, last);
        } else {
            hash = Hash::of_node(&hash, sibling);
        }
        (node, last) = (node / 2, last / 2);
    }
    if last == 0 && hash == *root { Ok(()) } else { Err(Refuted) }
}

/// Checks that the tree of `old_size` leaves under `old_root` is the beginning of the tree of `size` leaves under
/// `root`.
pub fn check_consistency(
    old_size: u64,
    old_root: &Hash,
    size: u64,
    root: &Hash,
    proof: &[Hash],
) -> Result<(), Refuted> {
    let holds = |holds: bool| if holds { Ok(()) } else { Err(Refuted) };
    if old_size == size {
        return holds(proof.is_empty() && old_root == root);
    }
    if old_size > size {
        return Err(Refuted);
    }
    if old_size == 0 {
        // Every tree begins with the empty one.
        return holds(proof.is_empty() && *old_root == Hash::of_empty_tree());
    }
    // When the older tree is perfect, its root is the first node, and the proof leaves it out.
    let (first, proof) =
        if old_size.is_power_of_two() { (old_root, proof) } else { proof.split_first().ok_or(Refuted)? };
    let (mut node, mut last) = (old_size - 1, size - 1);
    let perfect = node.trailing_ones();
    (node, last) = (node >> perfect, last >> perfect);
    let (mut old_hash, mut hash) = (*first, *first);
    for sibling in proof {
        if last == 0 {
            return Err(Refuted);
        }
        if node % 2 == 1 || node == last {
            old_hash = Hash::of_node(sibling, &old_hash);
            hash = Hash::of_node(sibling, &hash);
            (node, last) = skip_levels_without_sibling(node, last);
        } else {
            hash = Hash::of_node(&hash, sibling);
        }
        (node, last) = (node / 2, last / 2);
    }
    holds(last == 0 && old_hash == *old_root && hash == *root)
}

/// A last node with an even number has no sibling on its level: it rises until it is a right child.
fn skip_levels_without_sibling(mut node: u64, mut last: u64) -> (u64, u64) {
    while node.is_multiple_of(2) && node != 0 {
        (node, last) = (node / 2, last / 2);
    }
    (node, last)
}

/// The largest power of two below `width`, which is at least 2: where RFC 6962 splits a tree.
const fn split(width: u64) -> u64 {
    1 << (u64::BITS - 1 - (width - 1).leading_zeros())
}

/// Reads nodes of the tree of a certain size, each tile once.
struct Reader<'a> {
    size: u64,
    source: &'a mut dyn TileSource,
    tiles: BTreeMap<TileId, Vec<Hash>>,
}

impl<'a> Reader<'a> {
    fn new(size: u64, source: &'a mut dyn TileSource) -> Self {
        Self { size, source, tiles: BTreeMap::new() }
    }

    /// The hash of the tree over the leaves `start..end`. Where RFC 6962 splits trees, the start is a multiple of
    /// the largest perfect subtree, so the range falls apart into ever smaller perfect ones.
    fn range(&mut self, start: u64, end: u64) -> Result<Hash, ProofError> {
        let width = end - start;
        if width.is_power_of_two() {
            return self.perfect(start, width.trailing_zeros());
        }
        let middle = start + split(width);
        Ok(Hash::of_node(&self.range(start, middle)?, &self.range(middle, end)?))
    }

    /// The hash of the perfect subtree of 2^height leaves that begins at the leaf `start`.
    fn perfect(&mut self, start: u64, height: u32) -> Result<Hash, ProofError> {
        let (level, inside) = (height / TILE_HEIGHT, height % TILE_HEIGHT);
        let first = start >> (level * TILE_HEIGHT);
        let level = u8::try_from(level).unwrap_or(u8::MAX);
        let offset = usize::try_from(first % (1 << TILE_HEIGHT)).unwrap_or(usize::MAX);
        let id = TileId::in_tree(level, first >> TILE_HEIGHT, self.size).ok_or(ProofError::Outside)?;
        if !self.tiles.contains_key(&id) {
            let hashes = read_hashes(self.source, id)?;
            self.tiles.insert(id, hashes);
        }
        self.tiles
            .get(&id)
            .and_then(|hashes| hashes.get(offset..)?.get(..1 << inside))
            .and_then(Hash::over)
            .ok_or(ProofError::Tile(TileError::Short(id)))
    }
}
