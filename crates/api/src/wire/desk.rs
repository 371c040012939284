//! The workspace of staff on the wire.

use kenes_domain::decision::{DecisionDraft, Disposition};
use kenes_domain::language::Bilingual;
use kenes_service::desk::{
    DraftView, FacetCount, Facets, InboxItem, MyDay, NoteView, Person, PointView, ProvisionThen, StepView,
    TemplateView,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::TextResponse;
use super::contributions::ContributionResponse;
use crate::words::{
    ChannelWord, ContributionKindWord, DispositionWord, LanguageWord, VerificationWord, VisibilityWord,
};

/// A member of staff, as colleagues see them.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonResponse {
    /// Public id of the account.
    pub id: String,
    /// Name; null when none was given.
    pub name: Option<String>,
}

impl From<Person> for PersonResponse {
    fn from(person: Person) -> Self {
        Self { id: person.id, name: person.name }
    }
}

/// What waits for one member of staff, in points.
#[derive(Debug, Serialize, ToSchema)]
pub struct MyDayResponse {
    /// Who asks.
    pub person: Option<PersonResponse>,
    /// What they may do somewhere in their territories.
    pub permissions: Vec<&'static str>,
    /// Undecided with a deadline in the past.
    pub overdue: u64,
    /// Undecided with a deadline within three working days, today included.
    pub soon: u64,
    /// Nobody has taken them up.
    pub unread: u64,
    /// Undecided ones of their own.
    pub mine: u64,
    /// Drafted decisions that wait for a second person.
    pub for_approval: u64,
    /// Approved, not public yet.
    pub to_publish: u64,
    /// Decided in public.
    pub closed: u64,
    /// All.
    pub received: u64,
}

impl From<MyDay> for MyDayResponse {
    fn from(day: MyDay) -> Self {
        Self {
            person: day.person.map(Into::into),
            permissions: day
                .permissions
                .into_iter()
                .map(kenes_domain::permission::Permission::as_str)
                .collect(),
            overdue: day.overdue,
            soon: day.soon,
            unread: day.unread,
            mine: day.mine,
            for_approval: day.for_approval,
            to_publish: day.to_publish,
            closed: day.closed,
            received: day.received,
        }
    }
}

/// The group in which a point is decided.
#[derive(Debug, Serialize, ToSchema)]
pub struct GroupResponse {
    /// Public id.
    pub id: String,
    /// How many points it has.
    pub points: u64,
}

/// A row of the inbox.
#[derive(Debug, Serialize, ToSchema)]
pub struct PointItemResponse {
    /// Public id of the point.
    pub id: String,
    /// Public id of the contribution.
    pub contribution: String,
    /// Public id of the program.
    pub program: String,
    /// Public id of the program's territory.
    pub territory: String,
    /// Beginning of the point's text, at most 240 characters.
    pub excerpt: String,
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
    /// Whether the public sees the contribution.
    #[schema(value_type = VisibilityWord)]
    pub visibility: &'static str,
    /// Public id of the provision; null for the whole program.
    pub provision: Option<String>,
    /// Label of the provision when it was written.
    pub provision_label: Option<String>,
    /// When it came, RFC 3339.
    pub received_at: String,
    /// Whether it came after the closing.
    pub late: bool,
    /// Last day for the answer.
    pub due_on: String,
    /// Working days until then; negative when it has passed.
    pub working_days_left: i32,
    /// Supports without an account.
    pub supports_anonymous: u64,
    /// Supports with a confirmed e-mail.
    pub supports_email: u64,
    /// Supports with an electronic identity.
    pub supports_identity: u64,
    /// `new`, `in_work`, `drafted`, `approved` or `published`.
    pub state: &'static str,
    /// The group in which it is decided.
    pub group: Option<GroupResponse>,
    /// Who works on it.
    pub assignee: Option<PersonResponse>,
    /// Tags, by name.
    pub tags: Vec<String>,
    /// First day on which it wants attention again.
    pub put_off_until: Option<String>,
}

impl From<InboxItem> for PointItemResponse {
    fn from(item: InboxItem) -> Self {
        Self {
            id: item.id,
            contribution: item.contribution,
            program: item.program,
            territory: item.territory,
            excerpt: item.excerpt,
            kind: item.kind.as_str(),
            language: item.language.as_str(),
            channel: item.channel.as_str(),
            verification: item.verification.as_str(),
            visibility: item.visibility.as_str(),
            provision: item.provision,
            provision_label: item.provision_label,
            received_at: item.received_at.rfc3339(),
            late: item.late,
            due_on: item.due_on,
            working_days_left: item.working_days_left,
            supports_anonymous: item.supports.anonymous,
            supports_email: item.supports.email,
            supports_identity: item.supports.identity,
            state: item.state.as_str(),
            group: item.group.map(|(id, points)| GroupResponse { id, points }),
            assignee: item.assignee.map(Into::into),
            tags: item.tags,
            put_off_until: item.put_off_until,
        }
    }
}

/// How many points a value of a filter would leave, under all other filters.
#[derive(Debug, Serialize, ToSchema)]
pub struct FacetResponse {
    /// The value, as the filter takes it.
    pub value: String,
    /// What people read, when the value is an id.
    pub label: Option<String>,
    /// How many points.
    pub points: u64,
}

impl From<FacetCount> for FacetResponse {
    fn from(facet: FacetCount) -> Self {
        Self { value: facet.value, label: facet.label, points: facet.points }
    }
}

/// The numbers behind every filter.
#[derive(Debug, Serialize, ToSchema)]
pub struct FacetsResponse {
    /// All points under all filters.
    pub total: u64,
    /// By state.
    pub state: Vec<FacetResponse>,
    /// By nearness of the deadline.
    pub due: Vec<FacetResponse>,
    /// By kind.
    pub kind: Vec<FacetResponse>,
    /// By channel.
    pub channel: Vec<FacetResponse>,
    /// By language.
    pub language: Vec<FacetResponse>,
    /// By verification.
    pub verification: Vec<FacetResponse>,
    /// By provision, in reading order; empty unless one program is chosen.
    pub provision: Vec<FacetResponse>,
    /// By who works on it.
    pub assignee: Vec<FacetResponse>,
}

impl From<Facets> for FacetsResponse {
    fn from(facets: Facets) -> Self {
        let list = |counts: Vec<FacetCount>| counts.into_iter().map(Into::into).collect();
        Self {
            total: facets.total,
            state: list(facets.state),
            due: list(facets.due),
            kind: list(facets.kind),
            channel: list(facets.channel),
            language: list(facets.language),
            verification: list(facets.verification),
            provision: list(facets.provision),
            assignee: list(facets.assignee),
        }
    }
}

/// What a provision stands under.
#[derive(Debug, Serialize, ToSchema)]
pub struct HeadingResponse {
    /// Label.
    pub label: String,
    /// Text.
    pub text: TextResponse,
}

/// A provision in the edition that a person read.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProvisionThenResponse {
    /// Public id.
    pub id: String,
    /// Label.
    pub label: String,
    /// Number of the edition.
    pub edition: i32,
    /// Its text.
    pub text: TextResponse,
    /// What it stands under, outermost first.
    pub under: Vec<HeadingResponse>,
    /// The words that the contribution quotes.
    pub quote: Option<String>,
}

impl From<ProvisionThen> for ProvisionThenResponse {
    fn from(then: ProvisionThen) -> Self {
        Self {
            id: then.id,
            label: then.label,
            edition: then.edition,
            text: then.text.into(),
            under: then
                .under
                .into_iter()
                .map(|(label, text)| HeadingResponse { label, text: text.into() })
                .collect(),
            quote: then.quote,
        }
    }
}

/// A decision that may not be public yet.
#[derive(Debug, Serialize, ToSchema)]
pub struct DraftResponse {
    /// Public id. A further decision names it as `based_on`.
    pub id: String,
    /// `drafted`, `approved` or `published`.
    pub state: &'static str,
    /// What is decided.
    #[schema(value_type = DispositionWord)]
    pub disposition: &'static str,
    /// Why.
    pub reason: TextResponse,
    /// How many points it decides.
    pub points: u32,
    /// Who wrote it.
    pub author: Option<PersonResponse>,
    /// When it was published, RFC 3339.
    pub published_at: Option<String>,
}

impl From<DraftView> for DraftResponse {
    fn from(view: DraftView) -> Self {
        Self {
            id: view.id,
            state: view.state.as_str(),
            disposition: view.disposition.as_str(),
            reason: view.reason.into(),
            points: view.points,
            author: view.author.map(Into::into),
            published_at: view.published_at.map(kenes_domain::timestamp::Timestamp::rfc3339),
        }
    }
}

/// A note that only staff read.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoteResponse {
    /// Public id.
    pub id: String,
    /// Who wrote it.
    pub author: Option<PersonResponse>,
    /// The text.
    pub text: String,
    /// When, RFC 3339.
    pub written_at: String,
}

impl From<NoteView> for NoteResponse {
    fn from(view: NoteView) -> Self {
        Self {
            id: view.id,
            author: view.author.map(Into::into),
            text: view.text,
            written_at: view.written_at.rfc3339(),
        }
    }
}

/// A step of a member of staff.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepResponse {
    /// `assigned`, `put_off`, `tagged`, `untagged`, `decision.drafted`, `decision.approved`, `decision.published`,
    /// `decision.undone`.
    pub step: String,
    /// Who.
    pub by: Option<PersonResponse>,
    /// When, RFC 3339.
    pub happened_at: String,
}

impl From<StepView> for StepResponse {
    fn from(view: StepView) -> Self {
        Self { step: view.step, by: view.by.map(Into::into), happened_at: view.happened_at.rfc3339() }
    }
}

/// A point as staff see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PointResponse {
    /// The row of the inbox.
    pub item: PointItemResponse,
    /// The contribution, as received.
    pub contribution: ContributionResponse,
    /// Where the point begins in its text, in code points.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// Public ids of all points of the contribution, in order.
    pub siblings: Vec<String>,
    /// The provision as the person read it; null for the whole program.
    pub provision: Option<ProvisionThenResponse>,
    /// The other points of its group, at most 50.
    pub group: Vec<PointItemResponse>,
    /// The decision so far.
    pub decision: Option<DraftResponse>,
    /// Notes, oldest first.
    pub notes: Vec<NoteResponse>,
    /// What staff did with it, oldest first.
    pub steps: Vec<StepResponse>,
    /// What the caller may do here.
    pub permissions: Vec<&'static str>,
}

impl From<PointView> for PointResponse {
    fn from(view: PointView) -> Self {
        Self {
            item: view.item.into(),
            contribution: view.contribution.into(),
            start: view.span.0,
            end: view.span.1,
            siblings: view.siblings,
            provision: view.provision.map(Into::into),
            group: view.group.into_iter().map(Into::into).collect(),
            decision: view.decision.map(Into::into),
            notes: view.notes.into_iter().map(Into::into).collect(),
            steps: view.steps.into_iter().map(Into::into).collect(),
            permissions: view
                .permissions
                .into_iter()
                .map(kenes_domain::permission::Permission::as_str)
                .collect(),
        }
    }
}

/// A ready-made answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct TemplateResponse {
    /// Public id.
    pub id: String,
    /// What staff call it.
    pub name: String,
    /// For which disposition.
    #[schema(value_type = DispositionWord)]
    pub disposition: &'static str,
    /// The answer.
    pub text: TextResponse,
}

impl From<TemplateView> for TemplateResponse {
    fn from(view: TemplateView) -> Self {
        Self { id: view.id, name: view.name, disposition: view.disposition.as_str(), text: view.text.into() }
    }
}

/// The public id of something new.
#[derive(Debug, Serialize, ToSchema)]
pub struct CreatedResponse {
    /// Public id.
    pub id: String,
}

/// A text in both languages, as far as written.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TextBody {
    /// Kazakh.
    #[serde(default)]
    pub kk: Option<String>,
    /// Russian.
    #[serde(default)]
    pub ru: Option<String>,
}

impl From<TextBody> for Bilingual {
    fn from(body: TextBody) -> Self {
        Self { kk: body.kk, ru: body.ru }
    }
}

/// Points of one program.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PointsBody {
    /// Public ids, 1 to 1,000.
    pub points: Vec<String>,
}

/// Who is to work on points.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignBody {
    /// Public ids of points, 1 to 1,000.
    pub points: Vec<String>,
    /// Public id of an account; null for nobody.
    #[serde(default)]
    pub assignee: Option<String>,
}

/// Until when points are put off.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutOffBody {
    /// Public ids of points, 1 to 1,000.
    pub points: Vec<String>,
    /// First day on which they want attention again; null for now.
    #[serde(default)]
    #[schema(example = "2026-12-01")]
    pub until: Option<String>,
}

/// A tag for points.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TagBody {
    /// Public ids of points, 1 to 1,000.
    pub points: Vec<String>,
    /// Name of the tag, 1 to 60 characters.
    pub tag: String,
}

/// A note.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteBody {
    /// 1 to 2,000 characters.
    pub text: String,
}

/// Where a contribution's text is cut.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SplitBody {
    /// Positions in code points, ascending, inside the text.
    pub cuts: Vec<usize>,
}

/// A decision to be written.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionBody {
    /// Public ids of points, 1 to 1,000; with a grouped one its whole group is decided.
    pub points: Vec<String>,
    /// What is decided.
    #[schema(value_type = DispositionWord)]
    pub disposition: Disposition,
    /// Why; in every language in which somebody waits.
    pub reason: TextBody,
    /// A change in the working draft that does what is promised.
    #[serde(default)]
    pub change: Option<String>,
    /// The promise of a change that is not written yet.
    #[serde(default)]
    pub will_change: bool,
    /// The provision that already says it.
    #[serde(default)]
    pub provision: Option<String>,
    /// The body to which the point was handed over.
    #[serde(default)]
    pub addressee: Option<String>,
    /// The decision that stood there when the writer began; null when there was none.
    #[serde(default)]
    pub based_on: Option<String>,
}

impl DecisionBody {
    /// Points, draft, and what it is based on.
    pub fn into_parts(self) -> (Vec<String>, DecisionDraft, Option<String>) {
        let draft = DecisionDraft {
            disposition: self.disposition,
            reason: self.reason.into(),
            change: self.change,
            will_change: self.will_change,
            provision: self.provision,
            addressee: self.addressee,
        };
        (self.points, draft, self.based_on)
    }
}

/// A ready-made answer to be stored.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateBody {
    /// What staff call it, 1 to 60 characters.
    pub name: String,
    /// For which disposition.
    #[schema(value_type = DispositionWord)]
    pub disposition: Disposition,
    /// The answer, in both languages.
    pub text: TextBody,
}
