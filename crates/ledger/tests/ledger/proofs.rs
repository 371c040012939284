//! Proofs prove what is so and nothing else.

use kenes_ledger::hash::Hash;
use kenes_ledger::proof::{
    ProofError, check_consistency, check_inclusion, prove_consistency, prove_inclusion, root_at,
};
use kenes_ledger::tile::TileId;
use proptest::prelude::*;

use crate::fixture::{TREE, leaves, root, tiles};

/// A tree with three levels of tiles: 70,000 leaves.
#[test]
fn proofs_across_levels_of_tiles() {
    let leaves = leaves(70_000);
    let mut tiles = tiles(&leaves);
    let at = |size: u64| usize::try_from(size).unwrap();
    for size in [65_535, 65_536, 65_537, 70_000] {
        let root = root_at(size, &mut tiles).unwrap();
        for index in [0, 255, 256, 32_768, 65_279, 65_534, size - 1] {
            let path = prove_inclusion(index, size, &mut tiles).unwrap();
            let checked = check_inclusion(&leaves[at(index)], index, size, &path, &root);
            assert_eq!(checked, Ok(()), "{index} of {size}");
        }
        for old_size in [1, 255, 256, 257, 32_768, 65_280, 65_535, size] {
            let proof = prove_consistency(old_size, size, &mut tiles).unwrap();
            let old_root = root_at(old_size, &mut tiles).unwrap();
            let checked = check_consistency(old_size, &old_root, size, &root, &proof);
            assert_eq!(checked, Ok(()), "{old_size} of {size}");
        }
    }
    assert_eq!(root_at(70_000, &mut tiles).unwrap(), root(&leaves));
}

#[test]
fn what_is_outside_the_tree_has_no_proof() {
    let mut tiles = tiles(&leaves(10));
    assert!(matches!(prove_inclusion(10, 10, &mut tiles), Err(ProofError::Outside)));
    assert!(matches!(prove_inclusion(0, 0, &mut tiles), Err(ProofError::Outside)));
    assert!(matches!(prove_consistency(11, 10, &mut tiles), Err(ProofError::Outside)));
    // The tiles hold 10 leaves; a tree of 20 is promised, but not there.
    assert!(matches!(prove_inclusion(0, 20, &mut tiles), Err(ProofError::Tile(_))));
}

#[test]
fn only_the_narrowest_tiles_are_asked_for() {
    let mut asked = Vec::new();
    let mut source = |id: TileId| {
        asked.push(id.path());
        Ok(TREE.tiles.0[&(id.level(), id.index())].clone())
    };
    assert_eq!(root_at(515, &mut source).unwrap(), TREE.roots[515]);
    assert_eq!(asked, ["tile/1/000.p/2", "tile/0/002.p/3"]);
}

fn flip(hash: &Hash, bit: usize) -> Hash {
    let mut bytes = *hash.as_bytes();
    bytes[bit / 8] ^= 1 << (bit % 8);
    Hash::from_bytes(bytes)
}

#[derive(Debug, Clone, Copy)]
enum Tampering {
    First,
    Last,
    Hash(usize),
    Drop(usize),
    Double(usize),
    Swap(usize),
    Append,
}

fn tampering() -> impl Strategy<Value = Tampering> {
    prop_oneof![
        Just(Tampering::First),
        Just(Tampering::Last),
        (0_usize..16).prop_map(Tampering::Hash),
        (0_usize..16).prop_map(Tampering::Drop),
        (0_usize..16).prop_map(Tampering::Double),
        (0_usize..16).prop_map(Tampering::Swap),
        Just(Tampering::Append),
    ]
}

/// Changes one thing in a proof or in the two hashes it connects; `false` when there was nothing to change.
fn tamper(what: Tampering, bit: usize, ends: [&mut Hash; 2], proof: &mut Vec<Hash>) -> bool {
    let [first, last] = ends;
    let length = proof.len();
    let at = |at: usize| if length == 0 { None } else { Some(at % length) };
    match what {
        Tampering::First => *first = flip(first, bit),
        Tampering::Last => *last = flip(last, bit),
        Tampering::Append => proof.push(flip(last, bit)),
        Tampering::Hash(wish) => {
            let Some(at) = at(wish) else { return false };
            proof[at] = flip(&proof[at], bit);
        }
        Tampering::Drop(wish) => {
            let Some(at) = at(wish) else { return false };
            proof.remove(at);
        }
        Tampering::Double(wish) => {
            let Some(at) = at(wish) else { return false };
            proof.insert(at, proof[at]);
        }
        Tampering::Swap(wish) => {
            let Some(at) = at(wish).filter(|_| length > 1) else { return false };
            proof.swap(at, (at + 1) % length);
        }
    }
    true
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_tampered_inclusion_proof_is_refused(
        size in 1_u64..=600, index: u64, what in tampering(), bit in 0_usize..256, other: u64,
    ) {
        let index = index % size;
        let mut tiles = TREE.tiles.clone();
        let mut leaf = TREE.leaves[usize::try_from(index).unwrap()];
        let mut root = TREE.roots[usize::try_from(size).unwrap()];
        let mut path = prove_inclusion(index, size, &mut tiles).unwrap();
        prop_assert_eq!(check_inclusion(&leaf, index, size, &path, &root), Ok(()));
        let other = other % size;
        if other != index {
            prop_assert!(check_inclusion(&leaf, other, size, &path, &root).is_err());
        }
        if tamper(what, bit, [&mut leaf, &mut root], &mut path) {
            prop_assert!(check_inclusion(&leaf, index, size, &path, &root).is_err());
        }
    }

    #[test]
    fn a_tampered_consistency_proof_is_refused(
        size in 2_u64..=600, old_size: u64, what in tampering(), bit in 0_usize..256,
    ) {
        let old_size = 1 + old_size % (size - 1);
        let mut tiles = TREE.tiles.clone();
        let mut old_root = TREE.roots[usize::try_from(old_size).unwrap()];
        let mut root = TREE.roots[usize::try_from(size).unwrap()];
        let mut proof = prove_consistency(old_size, size, &mut tiles).unwrap();
        prop_assert_eq!(check_consistency(old_size, &old_root, size, &root, &proof), Ok(()));
        if tamper(what, bit, [&mut old_root, &mut root], &mut proof) {
            prop_assert!(check_consistency(old_size, &old_root, size, &root, &proof).is_err());
        }
    }

    #[test]
    fn a_rewritten_past_has_no_consistency_proof(
        size in 2_u64..=600, old_size: u64, rewritten: u64,
    ) {
        let old_size = 1 + old_size % (size - 1);
        let mut leaves = TREE.leaves[..usize::try_from(size).unwrap()].to_vec();
        let rewritten = usize::try_from(rewritten % old_size).unwrap();
        leaves[rewritten] = flip(&leaves[rewritten], 0);
        let proof = prove_consistency(old_size, size, &mut tiles(&leaves)).unwrap();
        let old_root = TREE.roots[usize::try_from(old_size).unwrap()];
        prop_assert!(check_consistency(old_size, &old_root, size, &root(&leaves), &proof).is_err());
    }

    #[test]
    fn any_path_is_checked_without_a_panic(
        index: u64, size: u64, old_size: u64, path in proptest::collection::vec(any::<[u8; 32]>(), 0..70),
    ) {
        let path: Vec<Hash> = path.into_iter().map(Hash::from_bytes).collect();
        let root = Hash::of_empty_tree();
        prop_assert!(check_inclusion(&root, index, size, &path, &root).is_err());
        let consistent = check_consistency(old_size, &root, size, &root, &path);
        prop_assert!(consistent.is_err() || old_size == size);
    }
}
