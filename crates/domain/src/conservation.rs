//! The conservation law: nothing that was received disappears.

use serde::{Deserialize, Serialize};

use crate::contribution::Visibility;
use crate::decision::PointState;

/// The shelf on which a contribution or a point lies. Every one lies on exactly one shelf at any time; that is
/// the law. Moderated and withdrawn ones stay counted with what they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shelf {
    /// Waits for its decision.
    Open,
    /// Has a public decision of its own.
    Decided,
    /// Belongs to a group that has a public decision.
    GroupedDecided,
    /// Hidden with a public reason.
    Moderated,
    /// Taken back, or erased, by its author.
    Withdrawn,
}

/// The shelf of one point. What became of its contribution comes first: a hidden text is moderated, also when a
/// decision on it was published before.
pub const fn shelf_of_point(visibility: Visibility, state: PointState, grouped: bool) -> Shelf {
    match visibility {
        Visibility::Hidden => Shelf::Moderated,
        Visibility::Withdrawn | Visibility::Erased => Shelf::Withdrawn,
        Visibility::Visible | Visibility::Held => match (state.is_decided(), grouped) {
            (false, _) => Shelf::Open,
            (true, false) => Shelf::Decided,
            (true, true) => Shelf::GroupedDecided,
        },
    }
}

/// The shelf of a contribution with the given points, `(state, belongs to a group)`. It is decided when every one
/// of its points is; with a group when none of them was decided on its own.
pub fn shelf_of_contribution(visibility: Visibility, points: &[(PointState, bool)]) -> Shelf {
    let shelves = || points.iter().map(|(state, grouped)| shelf_of_point(visibility, *state, *grouped));
    match visibility {
        Visibility::Hidden => Shelf::Moderated,
        Visibility::Withdrawn | Visibility::Erased => Shelf::Withdrawn,
        Visibility::Visible | Visibility::Held => {
            if points.is_empty() || shelves().any(|shelf| shelf == Shelf::Open) {
                Shelf::Open
            } else if shelves().any(|shelf| shelf == Shelf::Decided) {
                Shelf::Decided
            } else {
                Shelf::GroupedDecided
            }
        }
    }
}

/// How many lie on each shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// All that ever came.
    pub received: u64,
    /// Wait for a decision.
    pub open: u64,
    /// Decided on their own.
    pub decided: u64,
    /// Decided with their group.
    pub grouped: u64,
    /// Hidden with a public reason.
    pub moderated: u64,
    /// Taken back or erased by their authors.
    pub withdrawn: u64,
}

impl Tally {
    /// received = open + decided + grouped + moderated + withdrawn.
    pub const fn holds(&self) -> bool {
        self.received == self.open + self.decided + self.grouped + self.moderated + self.withdrawn
    }

    /// Puts one more on a shelf, as received.
    pub fn receive(&mut self, shelf: Shelf) {
        self.received += 1;
        *self.on(shelf) += 1;
    }

    fn on(&mut self, shelf: Shelf) -> &mut u64 {
        match shelf {
            Shelf::Open => &mut self.open,
            Shelf::Decided => &mut self.decided,
            Shelf::GroupedDecided => &mut self.grouped,
            Shelf::Moderated => &mut self.moderated,
            Shelf::Withdrawn => &mut self.withdrawn,
        }
    }
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.received += other.received;
        self.open += other.open;
        self.decided += other.decided;
        self.grouped += other.grouped;
        self.moderated += other.moderated;
        self.withdrawn += other.withdrawn;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_law_holds_for_whatever_is_received(shelves in proptest::collection::vec(0usize..5, 0..200)) {
            let all = [Shelf::Open, Shelf::Decided, Shelf::GroupedDecided, Shelf::Moderated, Shelf::Withdrawn];
            let mut tally = Tally::default();
            for shelf in &shelves {
                tally.receive(all[*shelf]);
            }
            prop_assert!(tally.holds());
            prop_assert_eq!(tally.received, u64::try_from(shelves.len()).unwrap());
        }
    }
}
