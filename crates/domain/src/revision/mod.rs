//! Making the next edition: what differs from the one before, what must be done before it may be published, and
//! where the words went that people had quoted.
//!
//! **Invariants:** a provision is known by its id alone, never by its place; what is compared, counted or placed here
//! depends on the two editions and on what people confirmed, on nothing else.

pub mod changes;
pub mod gate;

use crate::program::{EditionDraft, ProvisionDraft};

/// A provision of an edition with its identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Internal id of the provision, the same in every edition.
    pub id: i64,
    /// What the edition says there.
    pub provision: ProvisionDraft,
}

/// Whether the levels of provisions in reading order make a tree: the first is at the top, and none is more than one
/// level below the one before it.
pub fn is_tree(levels: impl IntoIterator<Item = u8>) -> bool {
    let mut deepest = 0;
    for level in levels {
        if level > deepest || level > crate::program::LEVEL_MAX {
            return false;
        }
        deepest = level.saturating_add(1);
    }
    true
}

/// Index of each block's parent in reading order; `None` at the top.
pub fn parents(blocks: &[Block]) -> Vec<Option<usize>> {
    let mut open: Vec<usize> = Vec::new();
    let mut parents = Vec::with_capacity(blocks.len());
    for (index, block) in blocks.iter().enumerate() {
        open.truncate(usize::from(block.provision.level));
        parents.push(open.last().copied());
        open.push(index);
    }
    parents
}

/// The provisions of a draft of an edition with given identities, for comparing.
pub fn blocks(ids: &[i64], draft: &EditionDraft) -> Vec<Block> {
    ids.iter()
        .zip(&draft.provisions)
        .map(|(id, provision)| Block { id: *id, provision: provision.clone() })
        .collect()
}
