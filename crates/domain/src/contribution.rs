//! What people send: contributions and proposals.

use serde::{Deserialize, Serialize};

use crate::input::{TextError, clean_line, clean_text};
use crate::language::Language;
use crate::money::Tenge;
use crate::text_enum::text_enum;

text_enum! {
    /// What a contribution wants to be.
    pub enum ContributionKind {
        /// Something is wrong where people live.
        Problem => "problem",
        /// Something is wrong in the draft.
        Shortcoming => "shortcoming",
        /// What should be done, and how.
        Proposal => "proposal",
        /// A question to the office.
        Question => "question",
        /// Agreement with the text.
        Support => "support",
        /// Disagreement with the text.
        Objection => "objection",
        /// A different wording for the text.
        SuggestedWording => "suggested_wording",
    }
}

text_enum! {
    /// How a contribution came.
    pub enum Channel {
        /// Written on the site or sent through its API.
        Web => "web",
        /// Sent by e-mail.
        Email => "email",
        /// Said on the phone.
        Phone => "phone",
        /// Written on paper.
        Paper => "paper",
        /// Said at a meeting.
        Meeting => "meeting",
    }
}

text_enum! {
    /// How far the person behind a contribution is known. Counts are shown per level and never added up.
    pub enum Verification {
        /// Nobody knows.
        Anonymous => "anonymous",
        /// An e-mail address was confirmed.
        Email => "email",
        /// A national electronic identity was used.
        Identity => "identity",
    }
}

text_enum! {
    /// Whether the public sees a contribution.
    pub enum Visibility {
        /// Seen by everybody.
        Visible => "visible",
        /// Waits for a moderator; its author sees it, the public sees that something waits.
        Held => "held",
        /// Hidden by a moderator with a public reason; a stub stays in its place.
        Hidden => "hidden",
        /// Taken back by its author; a stub stays in its place.
        Withdrawn => "withdrawn",
        /// Its text was erased on request; a stub stays in its place.
        Erased => "erased",
    }
}

impl Visibility {
    /// Whether a contribution may go from this state to `next`. What a person has taken back or had erased does
    /// not come back by an act of the office.
    pub fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Held | Self::Hidden, Self::Visible)
                | (Self::Held | Self::Visible, Self::Hidden)
                | (Self::Held | Self::Visible | Self::Hidden, Self::Withdrawn)
                | (Self::Held | Self::Visible | Self::Hidden | Self::Withdrawn, Self::Erased)
        )
    }

    /// Whether the text may be shown to the public.
    pub const fn is_public(self) -> bool {
        matches!(self, Self::Visible)
    }
}

text_enum! {
    /// Why a contribution is hidden or held. The list is the campaign's published rule; free text goes beside it.
    pub enum ModerationReason {
        /// Insults or threats against people.
        Insult => "insult",
        /// Calls to violence or hatred.
        Hatred => "hatred",
        /// Advertising.
        Advertising => "advertising",
        /// Personal data of other people.
        PersonalData => "personal_data",
        /// The same text many times in a burst.
        Flood => "flood",
        /// Has nothing to do with the program.
        OffTopic => "off_topic",
        /// Breaks the law in another way, named in the note.
        Unlawful => "unlawful",
    }
}

/// Most characters of a contribution's text.
pub const TEXT_CHARACTERS_MAX: usize = 3_000;
/// Most characters of a place or a name.
pub const LINE_CHARACTERS_MAX: usize = 120;
/// Most characters of a quote taken from a provision.
pub const QUOTE_CHARACTERS_MAX: usize = 2_000;

/// A contribution that has passed every check of its content; the only way to get one is [`NewContribution::parse`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewContribution {
    /// What it wants to be.
    pub kind: ContributionKind,
    /// Language of its text.
    pub language: Language,
    /// The text, cleaned.
    pub text: String,
    /// Where in the territory, as written.
    pub place: Option<String>,
    /// The name under which it is shown.
    pub name: Option<String>,
    /// The parts of a proposal.
    pub proposal: Option<Proposal>,
}

/// The parts of a proposal beside the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// What is wrong today.
    pub problem: Option<String>,
    /// What should be done.
    pub solution: String,
    /// What it would cost, when the person knows.
    pub cost: Option<Tenge>,
}

/// The same as it comes in, before any check.
#[derive(Debug, Clone, Default)]
pub struct ContributionInput<'a> {
    /// A word of [`ContributionKind`].
    pub kind: &'a str,
    /// A word of [`Language`].
    pub language: &'a str,
    /// The text.
    pub text: &'a str,
    /// The place, possibly empty.
    pub place: &'a str,
    /// The name, possibly empty.
    pub name: &'a str,
    /// Problem, solution and cost of a proposal.
    pub proposal: Option<ProposalInput<'a>>,
}

/// The parts of a proposal as they come in.
#[derive(Debug, Clone, Default)]
pub struct ProposalInput<'a> {
    /// What is wrong, possibly empty.
    pub problem: &'a str,
    /// What should be done.
    pub solution: &'a str,
    /// Whole tenge, when known.
    pub cost: Option<i64>,
}

/// A field that is wrong, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {reason}")]
pub struct FieldError {
    /// Name of the field as in the API.
    pub field: &'static str,
    /// What is wrong with it.
    pub reason: FieldReason,
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FieldReason {
    /// The text does not do.
    #[error(transparent)]
    Text(#[from] TextError),
    /// The word is not in its list.
    #[error("unknown value")]
    UnknownWord,
    /// The number is out of range.
    #[error("out of range")]
    Range,
    /// The address has not the shape of one.
    #[error("not an e-mail address")]
    Email,
    /// The quote does not stand in the provision.
    #[error("the quote does not stand in the text")]
    Quote,
    /// A file that is larger than possible.
    #[error("a file is too large")]
    FileTooLarge,
    /// A file of a kind that is not taken, or a damaged one.
    #[error("a file is no whole JPEG, PNG, WebP or PDF")]
    FileKind,
    /// Bytes that are no text.
    #[error("the text is not UTF-8")]
    Encoding,
    /// Something that is used already.
    #[error("used already")]
    Used,
}

impl NewContribution {
    /// Checks a contribution's content. All faults are reported at once, so a person corrects a form only once.
    pub fn parse(input: &ContributionInput<'_>) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let kind = field(input.kind.parse().map_err(|_| FieldReason::UnknownWord), "kind", &mut errors);
        let language =
            field(input.language.parse().map_err(|_| FieldReason::UnknownWord), "language", &mut errors);
        let proposal = input.proposal.as_ref().map(|proposal| {
            let solution = field(
                clean_text(proposal.solution, TEXT_CHARACTERS_MAX).map_err(FieldReason::Text),
                "proposal.solution",
                &mut errors,
            );
            let problem =
                optional(clean_text(proposal.problem, TEXT_CHARACTERS_MAX), "proposal.problem", &mut errors);
            let cost = match proposal.cost {
                Some(amount) if amount < 0 => {
                    errors.push(FieldError { field: "proposal.cost", reason: FieldReason::Range });
                    None
                }
                known => known.map(Tenge::new),
            };
            solution.map(|solution| Proposal { problem, solution, cost })
        });
        let text = match (&proposal, input.text.trim().is_empty()) {
            // A proposal says what it wants in its own fields; a further text is welcome, not demanded.
            (Some(Some(proposal)), true) => Some(proposal.solution.clone()),
            _ => field(
                clean_text(input.text, TEXT_CHARACTERS_MAX).map_err(FieldReason::Text),
                "text",
                &mut errors,
            ),
        };
        let place = optional(clean_line(input.place, LINE_CHARACTERS_MAX), "place", &mut errors);
        let name = optional(clean_line(input.name, LINE_CHARACTERS_MAX), "name", &mut errors);
        match (kind, language, text, errors.is_empty()) {
            (Some(kind), Some(language), Some(text), true) => {
                Ok(Self { kind, language, text, place, name, proposal: proposal.flatten() })
            }
            _ => Err(errors),
        }
    }
}

fn field<T>(result: Result<T, FieldReason>, field: &'static str, errors: &mut Vec<FieldError>) -> Option<T> {
    result.map_err(|reason| errors.push(FieldError { field, reason })).ok()
}

/// An empty optional field is absent, not wrong.
fn optional(
    result: Result<String, TextError>,
    field: &'static str,
    errors: &mut Vec<FieldError>,
) -> Option<String> {
    match result {
        Ok(text) => Some(text),
        Err(TextError::Empty) => None,
        Err(reason) => {
            errors.push(FieldError { field, reason: reason.into() });
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input() -> ContributionInput<'static> {
        ContributionInput { kind: "problem", language: "kk", text: "Жол нашар", ..Default::default() }
    }

    #[test]
    fn every_fault_is_named_at_once() {
        let errors = NewContribution::parse(&ContributionInput {
            kind: "joke",
            language: "en",
            text: "\0",
            name: &"a".repeat(LINE_CHARACTERS_MAX + 1),
            ..input()
        })
        .unwrap_err();
        let fields: Vec<_> = errors.iter().map(|error| error.field).collect();
        assert_eq!(fields, ["kind", "language", "text", "name"]);
    }

    #[test]
    fn a_proposal_may_speak_through_its_fields() {
        let contribution = NewContribution::parse(&ContributionInput {
            kind: "proposal",
            text: "",
            proposal: Some(ProposalInput { problem: "", solution: "Көпір салу", cost: None }),
            ..input()
        })
        .unwrap();
        assert_eq!(contribution.text, "Көпір салу");
    }

    #[test]
    fn what_people_take_back_stays_away() {
        for next in Visibility::ALL {
            assert!(!Visibility::Erased.may_become(*next));
            assert_eq!(Visibility::Withdrawn.may_become(*next), *next == Visibility::Erased);
        }
    }
}
