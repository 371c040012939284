//! What the acts about one subject add up to.

use crate::audit::Fault;
use crate::hash::Hash;

/// How a subject stands after the acts about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Standing {
    /// The public sees it.
    #[default]
    Shown,
    /// It waits for a moderator.
    Held,
    /// A moderator hid it, with a reason.
    Hidden,
    /// Its author took it back.
    Withdrawn,
    /// Its content is gone.
    Erased,
}

/// Contributions by how they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// All that were received or entered.
    pub received: u64,
    /// Of these: the public sees them.
    pub shown: u64,
    /// They wait for a moderator.
    pub held: u64,
    /// A moderator hid them.
    pub hidden: u64,
    /// Their authors took them back.
    pub withdrawn: u64,
    /// Their content is gone.
    pub erased: u64,
}

impl Tally {
    pub(super) const fn count(&mut self, standing: Standing) {
        self.received += 1;
        let part = match standing {
            Standing::Shown => &mut self.shown,
            Standing::Held => &mut self.held,
            Standing::Hidden => &mut self.hidden,
            Standing::Withdrawn => &mut self.withdrawn,
            Standing::Erased => &mut self.erased,
        };
        *part += 1;
    }
}

/// The acts about one subject so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Subject {
    last_leaf: Option<Hash>,
    standing: Standing,
    /// Number of the consultation in which it was received, when it is a contribution.
    consultation: Option<u32>,
    /// Since which leaf the present concealment holds; what is before it must not be open.
    concealed_at: Option<u64>,
    /// The last redaction; what is before it was replaced.
    redacted_at: Option<u64>,
    first_open: Option<u64>,
    last_closed: Option<u64>,
}

impl Subject {
    pub(super) const fn last_leaf(&self) -> Option<Hash> {
        self.last_leaf
    }

    pub(super) const fn standing(&self) -> Standing {
        self.standing
    }

    pub(super) const fn consultation(&self) -> Option<u32> {
        self.consultation
    }

    pub(super) const fn receive(&mut self, consultation: u32) {
        self.consultation = Some(consultation);
    }

    /// Takes an act; `false` when it cannot follow those before it: withdrawal can only be followed by erasure, and
    /// erasure by nothing that shows or hides.
    pub(super) fn act(&mut self, index: u64, leaf: Hash, kind: &str) -> bool {
        self.last_leaf = Some(leaf);
        let next = match kind.split_once('.').map(|(_, what)| what) {
            Some("held") => Standing::Held,
            Some("hidden") => Standing::Hidden,
            Some("restored") => Standing::Shown,
            Some("withdrawn") => Standing::Withdrawn,
            Some("erased") => Standing::Erased,
            Some("redacted") => {
                self.redacted_at = Some(index);
                return self.standing != Standing::Erased;
            }
            _ => return true,
        };
        let possible = match self.standing {
            Standing::Erased => false,
            Standing::Withdrawn => next == Standing::Erased,
            Standing::Shown | Standing::Held | Standing::Hidden => true,
        };
        if possible {
            self.standing = next;
            self.concealed_at = (next != Standing::Shown).then_some(index);
        }
        possible
    }

    pub(super) fn note_open(&mut self, index: u64) {
        self.first_open.get_or_insert(index);
    }

    pub(super) const fn note_closed(&mut self, index: u64) {
        self.last_closed = Some(index);
    }

    /// What is open and should not be, or closed without a reason, once all acts are known.
    pub(super) fn faults_at_the_end(&self, public_view: bool) -> impl Iterator<Item = (u64, Fault)> {
        let shown = self.standing == Standing::Shown;
        let closed = self
            .last_closed
            .filter(|index| shown && self.redacted_at.is_none_or(|redacted| *index >= redacted))
            .map(|index| (index, Fault::Unopened));
        let concealed = if public_view {
            self.concealed_at.max(self.redacted_at)
        } else {
            self.concealed_at.filter(|_| self.standing == Standing::Erased)
        };
        let open = self
            .first_open
            .filter(|index| concealed.is_some_and(|concealed| *index < concealed))
            .map(|index| (index, Fault::StillOpen));
        closed.into_iter().chain(open)
    }
}

/// Whether acts about this subject tell the story of a contribution.
pub(super) fn is_contribution(subject: &str) -> bool {
    subject.starts_with("contribution/")
}

/// Whether an act is the first of a contribution's story.
pub(super) fn is_reception(kind: &str) -> bool {
    matches!(kind, "contribution.received" | "contribution.entered")
}
