//! Contributions, decisions and receipts on the wire.

use kenes_service::contributions::{AnsweringChange, ContributionView, DecisionView, JourneyStep, Receipt};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::TextResponse;
use super::programs::ProgramResponse;
use crate::words::{
    ChangeKindWord, ChannelWord, ContributionKindWord, DispositionWord, LanguageWord, PlacementStateWord,
    VerificationWord, VisibilityWord,
};

/// A contribution as the public sees it. One that is not visible is a stub without text.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContributionResponse {
    /// Public id.
    pub id: String,
    /// What it wants to be.
    #[schema(value_type = ContributionKindWord)]
    pub kind: &'static str,
    /// Language of the text.
    #[schema(value_type = LanguageWord)]
    pub language: &'static str,
    /// How it came.
    #[schema(value_type = ChannelWord)]
    pub channel: &'static str,
    /// How far the person is known.
    #[schema(value_type = VerificationWord)]
    pub verification: &'static str,
    /// Whether the public sees it.
    #[schema(value_type = VisibilityWord)]
    pub visibility: &'static str,
    /// Coded reason when it is hidden or held.
    pub reason: Option<String>,
    /// The text; null in a stub.
    pub text: Option<String>,
    /// The name under which it is shown.
    pub name: Option<String>,
    /// Where in the territory.
    pub place: Option<String>,
    /// Provision at which it stands; null for the whole program.
    pub provision: Option<String>,
    /// Label of that provision when it was written.
    pub provision_label: Option<String>,
    /// The words that it quotes.
    pub quote: Option<String>,
    /// Number of the edition that the person read.
    pub edition: i32,
    /// When it came, RFC 3339.
    pub received_at: String,
    /// Whether it came after the closing.
    pub late: bool,
    /// Last day for the answer.
    pub due_on: String,
    /// The parts of a proposal.
    pub proposal: Option<ProposalBody>,
    /// Supports without an account.
    pub supports_anonymous: u64,
    /// Supports with a confirmed e-mail.
    pub supports_email: u64,
    /// Supports with an electronic identity.
    pub supports_identity: u64,
    /// How many replies it has.
    pub replies: u64,
    /// Public decisions, newest first.
    pub decisions: Vec<DecisionResponse>,
}

impl From<ContributionView> for ContributionResponse {
    fn from(view: ContributionView) -> Self {
        Self {
            id: view.id,
            kind: view.kind.as_str(),
            language: view.language.as_str(),
            channel: view.channel.as_str(),
            verification: view.verification.as_str(),
            visibility: view.visibility.as_str(),
            reason: view.reason,
            text: view.text,
            name: view.name,
            place: view.place,
            provision: view.provision,
            provision_label: view.provision_label,
            quote: view.quote,
            edition: view.edition,
            received_at: view.received_at.rfc3339(),
            late: view.late,
            due_on: view.due_on,
            proposal: view.proposal.map(|proposal| ProposalBody {
                problem: proposal.problem,
                solution: proposal.solution,
                cost_tenge: proposal.cost_tenge,
            }),
            supports_anonymous: view.supports.anonymous,
            supports_email: view.supports.email,
            supports_identity: view.supports.identity,
            replies: view.replies,
            decisions: view.decisions.into_iter().map(Into::into).collect(),
        }
    }
}

/// The parts of a proposal.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposalBody {
    /// What is wrong today.
    #[serde(default)]
    pub problem: Option<String>,
    /// What should be done.
    pub solution: String,
    /// Whole tenge, when the person knows.
    #[serde(default)]
    pub cost_tenge: Option<i64>,
}

/// A public decision.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecisionResponse {
    /// What was decided.
    #[schema(value_type = DispositionWord)]
    pub disposition: &'static str,
    /// Why.
    pub reason: TextResponse,
    /// When it was published, RFC 3339.
    pub published_at: String,
    /// The office that decided.
    pub office: TextResponse,
    /// How many points were decided together.
    pub group_size: u32,
}

impl From<DecisionView> for DecisionResponse {
    fn from(view: DecisionView) -> Self {
        Self {
            disposition: view.disposition.as_str(),
            reason: view.reason.into(),
            published_at: view.published_at.rfc3339(),
            office: view.office.into(),
            group_size: view.group_size,
        }
    }
}

/// A contribution to send.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContributionRequest {
    /// What it wants to be.
    #[schema(value_type = ContributionKindWord)]
    pub kind: String,
    /// Language of the text.
    #[schema(value_type = LanguageWord)]
    pub language: String,
    /// The text, at most 3,000 characters. With a proposal it may be empty.
    #[serde(default)]
    pub text: String,
    /// Public id of the provision; absent for the whole program.
    #[serde(default)]
    pub provision: Option<String>,
    /// Public id of the contribution to which this replies.
    #[serde(default)]
    pub parent: Option<String>,
    /// Words of the provision, exactly.
    #[serde(default)]
    pub quote: Option<String>,
    /// Where in the territory, at most 120 characters.
    #[serde(default)]
    pub place: Option<String>,
    /// Name to show, at most 120 characters.
    #[serde(default)]
    pub name: Option<String>,
    /// Address for the answer. Never shown.
    #[serde(default)]
    pub email: Option<String>,
    /// The parts of a proposal.
    #[serde(default)]
    pub proposal: Option<ProposalBody>,
}

/// What a person gets after sending, and at any time later.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReceiptResponse {
    /// The code to keep.
    #[schema(example = "K7Q2-9XWM-3T5A")]
    pub receipt: String,
    /// The contribution.
    pub contribution: ContributionResponse,
    /// The program it went to.
    pub program: ProgramResponse,
    /// The words of the provision when it was written.
    pub words_then: Option<String>,
    /// The words of the same provision today; null when it is gone.
    pub words_now: Option<String>,
    /// What became of its words in each later edition, oldest first.
    pub journey: Vec<JourneyStepResponse>,
    /// Changes of the text that answer it, oldest first.
    pub changes: Vec<AnsweringChangeResponse>,
    /// Number of the act in the journal, once it has one.
    pub leaf_index: Option<i64>,
    /// Hash of the journal leaf, hexadecimal.
    pub leaf_hash: String,
}

/// What became of a contribution's words in one edition.
#[derive(Debug, Serialize, ToSchema)]
pub struct JourneyStepResponse {
    /// Number of the edition.
    pub edition: i32,
    /// When it was published, RFC 3339.
    pub published_at: String,
    /// What became of the words.
    #[schema(value_type = PlacementStateWord)]
    pub state: &'static str,
    /// Public id of the provision where they are; null when they are gone.
    pub provision: Option<String>,
    /// Label of that provision.
    pub label: Option<String>,
    /// The quoted words as they read there; null for a whole provision.
    pub words: Option<String>,
    /// Whether a person, not a computation, said so.
    pub confirmed: bool,
}

impl From<JourneyStep> for JourneyStepResponse {
    fn from(step: JourneyStep) -> Self {
        Self {
            edition: step.edition,
            published_at: step.published_at.rfc3339(),
            state: step.state.as_str(),
            provision: step.provision,
            label: step.label,
            words: step.words,
            confirmed: step.confirmed,
        }
    }
}

/// A change of the text that answers a contribution.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnsweringChangeResponse {
    /// Number of the edition that brought it.
    pub edition: i32,
    /// Public id of the provision.
    pub provision: String,
    /// How it differs.
    #[schema(value_type = ChangeKindWord)]
    pub kind: &'static str,
    /// What the office says about it.
    pub note: TextResponse,
}

impl From<AnsweringChange> for AnsweringChangeResponse {
    fn from(change: AnsweringChange) -> Self {
        Self {
            edition: change.edition,
            provision: change.provision,
            kind: change.kind.as_str(),
            note: change.note.into(),
        }
    }
}

impl From<Receipt> for ReceiptResponse {
    fn from(receipt: Receipt) -> Self {
        Self {
            receipt: receipt.receipt,
            contribution: receipt.contribution.into(),
            program: receipt.program.into(),
            words_then: receipt.words_then,
            words_now: receipt.words_now,
            journey: receipt.journey.into_iter().map(Into::into).collect(),
            changes: receipt.changes.into_iter().map(Into::into).collect(),
            leaf_index: receipt.leaf_index,
            leaf_hash: receipt.leaf_hash,
        }
    }
}
