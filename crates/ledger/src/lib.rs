//! The transparency log: leaves, Merkle tree, checkpoints, proofs.
