//! What must be done before an edition may be published.

use crate::text_enum::text_enum;

text_enum! {
    /// A line of the checklist, in the order in which it is worked off.
    pub enum GateItem {
        /// Every point has a public decision.
        PointsDecided => "points_decided",
        /// Every accepted or partly accepted point is linked to a change.
        AcceptedLinked => "accepted_linked",
        /// Every hidden contribution has its public reason, and none waits for a moderator.
        ModeratedReasoned => "moderated_reasoned",
        /// Every change says why: the points it answers, editorial, or own initiative.
        CausesGiven => "causes_given",
        /// Every provision has its text in both languages.
        LanguagesComplete => "languages_complete",
        /// The numbers of changed provisions are the same in both languages.
        NumbersAgree => "numbers_agree",
        /// A person has looked at every placement that a computation could not tell for sure.
        DoubtsEmpty => "doubts_empty",
    }
}

impl GateItem {
    /// Whether publication waits for it. A difference of numbers can be a matter of wording; it is shown and warned
    /// of, and does not block.
    pub const fn blocks(self) -> bool {
        !matches!(self, Self::NumbersAgree)
    }
}

/// Whether a gate with the given numbers of open cases lets an edition through, some items being excepted.
pub fn is_open(open: impl IntoIterator<Item = (GateItem, u64)>, excepted: &[GateItem]) -> bool {
    open.into_iter().all(|(item, count)| count == 0 || !item.blocks() || excepted.contains(&item))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_open_case_keeps_it_shut_unless_excepted() {
        for item in GateItem::ALL {
            let open = GateItem::ALL.iter().map(|other| (*other, u64::from(other == item)));
            assert_eq!(is_open(open.clone(), &[]), !item.blocks(), "{item}");
            assert!(is_open(open, &[*item]), "{item}");
        }
    }
}
