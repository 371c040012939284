//! Points, groups of points, and decisions on them.

use serde::{Deserialize, Serialize};

use crate::language::{Bilingual, Language};
use crate::text_enum::text_enum;

text_enum! {
    /// What is decided about a point. The words and their order are those of GLOSSARY.md; keys 1 to 8 give them.
    pub enum Disposition {
        /// Taken into the text.
        Accepted => "accepted",
        /// Taken in part.
        PartlyAccepted => "partly_accepted",
        /// The text says it already.
        AlreadyInText => "already_in_text",
        /// There is no money for it.
        NoBudget => "no_budget",
        /// Another body decides; it was handed over.
        OutsidePowers => "outside_powers",
        /// Not taken, with a reason.
        Declined => "declined",
        /// A question that was answered.
        Answered => "answered",
        /// Not about the program.
        OffTopic => "off_topic",
    }
}

impl Disposition {
    /// Whether the disposition promises a change of the text, so that a change must be linked before publication.
    pub const fn demands_change(self) -> bool {
        matches!(self, Self::Accepted | Self::PartlyAccepted)
    }

    /// Whether the disposition must name a provision that already says it.
    pub const fn demands_provision(self) -> bool {
        matches!(self, Self::AlreadyInText)
    }

    /// Whether the disposition must name the body to which the point went.
    pub const fn demands_addressee(self) -> bool {
        matches!(self, Self::OutsidePowers)
    }
}

text_enum! {
    /// How far the work on a decision has come. The order of declaration is the order of work.
    pub enum DecisionState {
        /// Somebody is writing it.
        Drafted => "drafted",
        /// A second person agreed.
        Approved => "approved",
        /// The public sees it.
        Published => "published",
    }
}

impl DecisionState {
    /// Whether a decision may go from this state to `next`. An unpublished decision can go back; a published one
    /// can only be replaced by a further decision.
    pub fn may_become(self, next: Self, second_approval: bool) -> bool {
        match (self, next) {
            (Self::Drafted, Self::Approved) | (Self::Approved, Self::Published | Self::Drafted) => true,
            (Self::Drafted, Self::Published) => !second_approval,
            _ => false,
        }
    }
}

text_enum! {
    /// Where a point stands.
    pub enum PointState {
        /// Nobody has taken it up.
        New => "new",
        /// Somebody works on it.
        InWork => "in_work",
        /// A decision is written.
        Drafted => "drafted",
        /// The decision is approved by a second person.
        Approved => "approved",
        /// The decision is public.
        Published => "published",
    }
}

impl PointState {
    /// Whether the point counts as decided in the conservation law: the public can read its decision.
    pub const fn is_decided(self) -> bool {
        matches!(self, Self::Published)
    }
}

/// Most characters of a decision's reason in one language.
pub const REASON_CHARACTERS_MAX: usize = 5_000;

/// What a decision must have beside its disposition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionDraft {
    /// What is decided.
    pub disposition: Disposition,
    /// Why, in both languages as far as written.
    pub reason: Bilingual,
    /// A change in the working draft that does what was promised.
    pub change: Option<String>,
    /// "Will be changed": the promise of a change that is not written yet.
    pub will_change: bool,
    /// The provision that already says it.
    pub provision: Option<String>,
    /// The body to which the point was handed over.
    pub addressee: Option<String>,
}

/// What a decision lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecisionError {
    /// No reason in the language of a person who waits for it.
    #[error("the reason in {0} is missing")]
    ReasonMissing(Language),
    /// Accepted, but neither a change nor the promise of one.
    #[error("an accepted point needs a change, or the promise of one")]
    ChangeMissing,
    /// Already in the text, but nobody says where.
    #[error("name the provision that already says it")]
    ProvisionMissing,
    /// Outside the powers, but nobody says whose.
    #[error("name the body that decides")]
    AddresseeMissing,
}

impl DecisionDraft {
    /// Checks that the decision can be approved for people who wrote in `languages`.
    pub fn validate(&self, languages: &[Language]) -> Result<(), DecisionError> {
        for language in languages {
            if self.reason.get(*language).is_none_or(|reason| reason.trim().is_empty()) {
                return Err(DecisionError::ReasonMissing(*language));
            }
        }
        if self.disposition.demands_change() && self.change.is_none() && !self.will_change {
            return Err(DecisionError::ChangeMissing);
        }
        if self.disposition.demands_provision() && self.provision.is_none() {
            return Err(DecisionError::ProvisionMissing);
        }
        if self.disposition.demands_addressee() && self.addressee.is_none() {
            return Err(DecisionError::AddresseeMissing);
        }
        Ok(())
    }
}

text_enum! {
    /// Why a provision differs between two editions.
    pub enum ChangeCause {
        /// It answers points of citizens.
        Points => "points",
        /// Spelling, numbering and the like.
        Editorial => "editorial",
        /// The office's own idea.
        OwnInitiative => "own_initiative",
    }
}

text_enum! {
    /// How a provision differs between two editions.
    pub enum ChangeKind {
        /// It is new.
        Inserted => "inserted",
        /// It is gone.
        Removed => "removed",
        /// Its text or figures differ.
        Reworded => "reworded",
        /// It stands elsewhere.
        Moved => "moved",
    }
}

text_enum! {
    /// What became of an anchor in a later edition.
    pub enum PlacementState {
        /// The words stand where they stood.
        Kept => "kept",
        /// The words are the same, their place is not.
        Moved => "moved",
        /// The place was found, the words differ.
        Reworded => "reworded",
        /// The words are gone.
        Removed => "removed",
        /// A person has to look.
        InDoubt => "in_doubt",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(disposition: Disposition) -> DecisionDraft {
        DecisionDraft {
            disposition,
            reason: Bilingual::new("себебі", "причина"),
            change: None,
            will_change: false,
            provision: None,
            addressee: None,
        }
    }

    #[test]
    fn promises_need_their_proof() {
        use DecisionError::{AddresseeMissing, ChangeMissing, ProvisionMissing};
        for disposition in Disposition::ALL {
            let expected = match disposition {
                Disposition::Accepted | Disposition::PartlyAccepted => Err(ChangeMissing),
                Disposition::AlreadyInText => Err(ProvisionMissing),
                Disposition::OutsidePowers => Err(AddresseeMissing),
                _ => Ok(()),
            };
            assert_eq!(draft(*disposition).validate(Language::ALL), expected, "{disposition}");
        }
    }

    #[test]
    fn people_are_answered_in_their_language() {
        let mut decision = draft(Disposition::Declined);
        decision.reason.kk = Some("  ".into());
        assert_eq!(decision.validate(&[Language::Ru]), Ok(()));
        assert_eq!(
            decision.validate(&[Language::Ru, Language::Kk]),
            Err(DecisionError::ReasonMissing(Language::Kk))
        );
    }

    #[test]
    fn publication_is_final() {
        for next in DecisionState::ALL {
            assert!(!DecisionState::Published.may_become(*next, false));
        }
        assert!(!DecisionState::Drafted.may_become(DecisionState::Published, true));
    }
}
