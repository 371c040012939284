//! Contributions, decisions and receipts on the wire.

use kenes_domain::timestamp::Timestamp;
use kenes_service::attachments::AttachmentView;
use kenes_service::contributions::{ContributionView, DecisionView, Receipt};
use kenes_service::story::Story;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::TextResponse;
use super::programs::ProgramResponse;
use crate::words::{
    ChannelWord, ContributionKindWord, DispositionWord, LanguageWord, VerificationWord, VisibilityWord,
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
    /// Role of whoever hid or held it, or `automatic`.
    pub moderated_by: Option<String>,
    /// When it was hidden or held, RFC 3339.
    pub moderated_at: Option<String>,
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
    /// Files that go with it; each is at `/api/v1/attachments/{id}`.
    pub attachments: Vec<AttachmentResponse>,
}

/// A file that goes with a contribution.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttachmentResponse {
    /// Public id.
    pub id: String,
    /// `image/jpeg`, `image/png`, `image/webp` or `application/pdf`.
    pub media_type: String,
    /// Size in bytes.
    pub size_bytes: u64,
}

impl From<AttachmentView> for AttachmentResponse {
    fn from(view: AttachmentView) -> Self {
        Self { id: view.id, media_type: view.media_type, size_bytes: view.size_bytes }
    }
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
            moderated_at: view.moderation.as_ref().map(|step| step.happened_at.rfc3339()),
            moderated_by: view.moderation.map(|step| step.role),
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
            attachments: view.attachments.into_iter().map(Into::into).collect(),
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
    /// Version of the consent that was shown; the current one when absent. Whoever gives a name or an address agrees
    /// that they are processed for the answer, and that the name is published in open sources.
    #[serde(default)]
    pub consent: Option<String>,
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
    /// Number of the act in the journal, once it has one.
    pub leaf_index: Option<i64>,
    /// Hash of the journal leaf, hexadecimal.
    pub leaf_hash: String,
    /// Acts of moderation, oldest first.
    pub moderations: Vec<StepResponse>,
    /// The author's appeal against hiding.
    pub appeal: Option<AppealResponse>,
    /// Version of the consent that was given; null when nothing personal is kept.
    pub consent: Option<String>,
    /// Public id of the meeting at which it was said.
    pub meeting: Option<String>,
    /// What whoever holds the receipt may do now: `withdraw`, `erase`, `erase_name`, `appeal`.
    pub possible: Vec<&'static str>,
}

/// An act of moderation in the story of a contribution.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepResponse {
    /// `hidden`, `held`, `restored` or `redacted`.
    pub action: String,
    /// Coded reason.
    pub reason: Option<String>,
    /// What the moderator added.
    pub note: Option<String>,
    /// Role of the moderator, or `automatic`.
    pub role: String,
    /// When, RFC 3339.
    pub happened_at: String,
}

/// An appeal against hiding.
#[derive(Debug, Serialize, ToSchema)]
pub struct AppealResponse {
    /// What the author wrote.
    pub text: String,
    /// When, RFC 3339.
    pub received_at: String,
    /// When a moderator answered, RFC 3339.
    pub answered_at: Option<String>,
}

/// An appeal to send.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AppealRequest {
    /// Why the contribution should be seen, at most 1,000 characters.
    pub text: String,
}

/// A support to send.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupportRequest {
    /// The name that an earlier answer gave to this client; absent the first time.
    #[serde(default)]
    pub visitor: Option<String>,
}

/// What became of a support.
#[derive(Debug, Serialize, ToSchema)]
pub struct SupportResponse {
    /// Whether it was counted; false when this client had supported it before.
    pub counted: bool,
    /// The name of this client, to be sent with its next support.
    pub visitor: String,
}

/// A story in the words of the wire: acts of moderation, the appeal, what is possible now.
fn told(story: Story) -> (Vec<StepResponse>, Option<AppealResponse>, Vec<&'static str>) {
    let steps = story.moderations.into_iter().map(|step| StepResponse {
        action: step.action,
        reason: step.reason,
        note: step.note,
        role: step.role,
        happened_at: step.happened_at.rfc3339(),
    });
    let appeal = story.appeal.map(|appeal| AppealResponse {
        text: appeal.text,
        received_at: appeal.received_at.rfc3339(),
        answered_at: appeal.answered_at.map(Timestamp::rfc3339),
    });
    let possible = [
        ("withdraw", story.may_withdraw),
        ("erase", story.may_erase),
        ("erase_name", story.may_erase_name),
        ("appeal", story.may_appeal),
    ];
    let possible = possible.into_iter().filter(|(_, may)| *may).map(|(word, _)| word).collect();
    (steps.collect(), appeal, possible)
}

impl From<Receipt> for ReceiptResponse {
    fn from(receipt: Receipt) -> Self {
        let consent = receipt.story.consent.as_ref().map(|consent| consent.version.clone());
        let meeting = receipt.story.meeting.clone();
        let (moderations, appeal, possible) = told(receipt.story);
        Self {
            moderations,
            appeal,
            consent,
            meeting,
            possible,
            receipt: receipt.receipt,
            contribution: receipt.contribution.into(),
            program: receipt.program.into(),
            words_then: receipt.words_then,
            words_now: receipt.words_now,
            leaf_index: receipt.leaf_index,
            leaf_hash: receipt.leaf_hash,
        }
    }
}
