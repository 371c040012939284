//! Byte for byte against another implementation, which keeps its whole tree in memory.
//!
//! Trees of up to 300 leaves have every shape of interest: inside a tile, across tiles, across levels of tiles.

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use kenes_ledger::hash::Hash;
use kenes_ledger::proof::{check_consistency, check_inclusion, prove_consistency, prove_inclusion, root_at};
use sha2::Sha256;

use crate::fixture::TREE;

fn bytes(proof: &[Hash]) -> Vec<u8> {
    proof.iter().flat_map(|hash| *hash.as_bytes()).collect()
}

/// The other tree, of `size` leaves.
fn other(size: u32) -> MemoryBackedTree<Sha256, [u8; 4]> {
    let mut tree = MemoryBackedTree::new();
    for number in 0..size {
        tree.push(number.to_be_bytes());
    }
    tree
}

fn root(size: usize) -> &'static Hash {
    &TREE.roots[size]
}

/// Every tree of some sizes is consistent with every smaller one, by the same proof in both implementations.
fn compare_consistency(sizes: std::ops::RangeInclusive<u32>) {
    let mut tiles = TREE.tiles.clone();
    for size in sizes {
        let (other, size, size_64) = (other(size), usize::try_from(size).unwrap(), u64::from(size));
        assert_eq!(root(size).as_bytes().as_slice(), other.root().as_bytes().as_slice(), "{size}");
        assert_eq!(root_at(size_64, &mut tiles).unwrap(), *root(size), "{size}");
        for (old_size, old_size_64) in (1..size).zip(1_u64..) {
            let ours = prove_consistency(old_size_64, size_64, &mut tiles).unwrap();
            assert_eq!(
                bytes(&ours),
                other.prove_consistency(size - old_size).as_bytes(),
                "{old_size} of {size}"
            );
            let checked = check_consistency(old_size_64, root(old_size), size_64, root(size), &ours);
            assert_eq!(checked, Ok(()), "{old_size} of {size}");
        }
        for (old_size, old_size_64) in [(0, 0), (size, size_64)] {
            let ours = prove_consistency(old_size_64, size_64, &mut tiles).unwrap();
            let checked = check_consistency(old_size_64, root(old_size), size_64, root(size), &ours);
            assert_eq!((checked, ours.len()), (Ok(()), 0), "{old_size} of {size}");
        }
    }
}

// In two halves, each of about 22,000 proofs, to run side by side.

#[test]
fn consistency_of_all_sizes_up_to_212() {
    compare_consistency(1..=212);
}

#[test]
fn consistency_of_all_sizes_from_213_to_300() {
    compare_consistency(213..=300);
}

#[test]
fn inclusion_of_all_leaves_in_trees_of_many_shapes() {
    let mut tiles = TREE.tiles.clone();
    let mut compared = 0;
    for size in
        (1..=40_u32).chain([63, 64, 65, 127, 128, 129, 191, 192, 255, 256, 257, 258, 259, 272, 299, 300])
    {
        let (other, size, size_64) = (other(size), usize::try_from(size).unwrap(), u64::from(size));
        for (index, index_64) in (0..size).zip(0_u64..) {
            let ours = prove_inclusion(index_64, size_64, &mut tiles).unwrap();
            assert_eq!(bytes(&ours), other.prove_inclusion(index).as_bytes(), "{index} of {size}");
            let checked = check_inclusion(&TREE.leaves[index], index_64, size_64, &ours, root(size));
            assert_eq!(checked, Ok(()), "{index} of {size}");
            compared += 1;
        }
    }
    assert_eq!(compared, 3_935);
}
