//! The transparency log: what it consists of, how it is proved, how anyone checks it.
//!
//! Pure: no file, no network, no clock, no randomness. Whoever calls brings time, seeds and a way to read tiles.
//! The bytes are specified in `docs/ledger.md`; apart from the leaf and its commitment they are those of RFC 6962
//! and of the C2SP specifications, so that other people's tools can read them.
//!
//! | module | what |
//! |---|---|
//! | [`leaf`], [`commitment`], [`moment`] | one public act as text lines, the salted commitment to its content, its time |
//! | [`hash`], [`tile`], [`tree`], [`proof`] | the Merkle tree: hashing, storage in tiles, appending, proofs and their checks |
//! | [`key`], [`note`], [`checkpoint`] | signed notes, and the signed head of the tree |
//! | [`witness`], [`policy`] | cosignatures of outsiders, and whom a verifier trusts |
//! | [`acceptance`], [`receipt`] | what a citizen holds: the promise at once, the proof seconds later |
//! | [`audit`] | the check of everything, leaf by leaf |
//!
//! Invariant: bytes that this crate did not write are read strictly. Each parser accepts one spelling of a value, so
//! that two readers never disagree about what was signed.

pub mod acceptance;
pub mod audit;
mod base64;
pub mod checkpoint;
pub mod commitment;
mod decimal;
pub mod hash;
pub mod key;
pub mod leaf;
pub mod moment;
pub mod note;
pub mod policy;
pub mod proof;
pub mod receipt;
pub mod tile;
pub mod tree;
pub mod witness;
