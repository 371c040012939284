//! The shapes on the wire. They change only by addition.

use kenes_domain::conservation::Tally;
use kenes_domain::language::Bilingual;
use kenes_domain::program::{Cost, ProvisionData};
use kenes_service::contributions::{ContributionView, DecisionView, Receipt};
use kenes_service::programs::{CostTotal, EditionCard, EditionView, ProgramCard, ProvisionView};
use kenes_service::territories::{Found, Names, TerritoryCard, TerritoryView, Tile};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::words::{
    ChannelWord, ContributionKindWord, DispositionWord, FundingSourceWord, LanguageWord, PhaseWord,
    ProvisionKindWord, TerritoryKindWord, VerificationWord, VisibilityWord,
};

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct PageResponse<T> {
    /// The items.
    pub items: Vec<T>,
    /// Pass as `cursor` for the next page; null on the last.
    pub next_cursor: Option<String>,
}

/// A text in both languages; null says that the translation is missing.
#[derive(Debug, Serialize, ToSchema)]
pub struct TextResponse {
    /// Kazakh.
    pub kk: Option<String>,
    /// Russian.
    pub ru: Option<String>,
}

impl From<Bilingual> for TextResponse {
    fn from(text: Bilingual) -> Self {
        Self { kk: text.kk, ru: text.ru }
    }
}

/// A name in the languages of the interface.
#[derive(Debug, Serialize, ToSchema)]
pub struct NamesResponse {
    /// Kazakh.
    pub kk: String,
    /// Russian.
    pub ru: String,
    /// English.
    pub en: String,
}

impl From<Names> for NamesResponse {
    fn from(names: Names) -> Self {
        Self { kk: names.kk, ru: names.ru, en: names.en }
    }
}

/// Contributions by what became of them. `received` is the sum of the others, always.
#[derive(Debug, Serialize, ToSchema)]
pub struct TallyResponse {
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

impl From<Tally> for TallyResponse {
    fn from(tally: Tally) -> Self {
        Self {
            received: tally.received,
            open: tally.open,
            decided: tally.decided,
            grouped: tally.grouped,
            moderated: tally.moderated,
            withdrawn: tally.withdrawn,
        }
    }
}

/// A program in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProgramResponse {
    /// Public id.
    pub id: String,
    /// Title of the current edition.
    pub title: TextResponse,
    /// Where it stands.
    #[schema(value_type = PhaseWord)]
    pub phase: &'static str,
    /// First year.
    pub first_year: u16,
    /// Last year.
    pub last_year: u16,
    /// Number of the current edition.
    pub edition: Option<i32>,
    /// Public id of the territory.
    pub territory: String,
    /// Names of the territory.
    pub territory_names: NamesResponse,
    /// Names of the territory above.
    pub parent_names: Option<NamesResponse>,
    /// When contributions are first taken, RFC 3339.
    pub opens_at: String,
    /// When they are first late, RFC 3339.
    pub closes_at: String,
    /// Contributions by what became of them.
    pub contributions: TallyResponse,
    /// Measures in the current edition.
    pub measures: u32,
    /// Indicators in the current edition.
    pub indicators: u32,
    /// Sum of all known costs, whole tenge.
    pub planned_tenge: i64,
    /// Measures whose cost nobody has said.
    pub cost_unknown: u32,
}

impl From<ProgramCard> for ProgramResponse {
    fn from(card: ProgramCard) -> Self {
        Self {
            id: card.id,
            title: card.title.into(),
            phase: card.phase.as_str(),
            first_year: card.first_year,
            last_year: card.last_year,
            edition: card.edition,
            territory: card.territory,
            territory_names: card.territory_names.into(),
            parent_names: card.parent_names.map(Into::into),
            opens_at: card.opens_at.rfc3339(),
            closes_at: card.closes_at.rfc3339(),
            contributions: card.contributions.into(),
            measures: card.measures,
            indicators: card.indicators,
            planned_tenge: card.planned_tenge,
            cost_unknown: card.cost_unknown,
        }
    }
}

/// An edition in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct EditionResponse {
    /// Its number, from 1.
    pub number: i32,
    /// When it was published, RFC 3339.
    pub published_at: String,
    /// How many provisions it has.
    pub provisions: u32,
}

impl From<EditionCard> for EditionResponse {
    fn from(card: EditionCard) -> Self {
        Self { number: card.number, published_at: card.published_at.rfc3339(), provisions: card.provisions }
    }
}

/// A whole edition in reading order.
#[derive(Debug, Serialize, ToSchema)]
pub struct EditionDetailResponse {
    /// The program.
    pub program: ProgramResponse,
    /// Its number.
    pub number: i32,
    /// Whether a later one exists.
    pub superseded: bool,
    /// When it was published, RFC 3339.
    pub published_at: String,
    /// A plain summary.
    pub summary: TextResponse,
    /// Every provision.
    pub provisions: Vec<ProvisionResponse>,
    /// Planned spending by year, source and direction.
    pub costs: Vec<CostResponse>,
}

impl From<EditionView> for EditionDetailResponse {
    fn from(view: EditionView) -> Self {
        Self {
            program: view.program.into(),
            number: view.number,
            superseded: view.superseded,
            published_at: view.published_at.rfc3339(),
            summary: view.summary.into(),
            provisions: view.provisions.into_iter().map(Into::into).collect(),
            costs: view.costs.into_iter().map(Into::into).collect(),
        }
    }
}

/// One provision of an edition.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProvisionResponse {
    /// Public id, the same in every edition.
    pub id: String,
    /// What it is.
    #[schema(value_type = ProvisionKindWord)]
    pub kind: &'static str,
    /// Depth, 0 for sections.
    pub level: u8,
    /// Printed label.
    pub label: String,
    /// Code of its direction.
    pub direction: Option<String>,
    /// The text.
    pub text: TextResponse,
    /// Figures of an indicator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub indicator: Option<IndicatorResponse>,
    /// Facts of a measure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measure: Option<MeasureResponse>,
    /// Contributions on it.
    pub contributions: u64,
}

impl From<ProvisionView> for ProvisionResponse {
    fn from(view: ProvisionView) -> Self {
        let (indicator, measure) = match view.data {
            ProvisionData::Text => (None, None),
            ProvisionData::Indicator(indicator) => (Some(indicator.into()), None),
            ProvisionData::Measure(measure) => (None, Some(measure.into())),
        };
        Self {
            id: view.id,
            kind: view.kind.as_str(),
            level: view.level,
            label: view.label,
            direction: view.direction,
            text: view.text.into(),
            indicator,
            measure,
            contributions: view.contributions,
        }
    }
}

/// The figures of an indicator; values are decimal texts with a point.
#[derive(Debug, Serialize, ToSchema)]
pub struct IndicatorResponse {
    /// Unit of measure.
    pub unit: TextResponse,
    /// Year of the baseline.
    pub base_year: u16,
    /// Value in that year.
    pub base_value: Option<String>,
    /// `up` or `down`, when the program says so.
    pub aim: Option<&'static str>,
    /// Target per year.
    pub targets: Vec<TargetResponse>,
}

/// A target of one year.
#[derive(Debug, Serialize, ToSchema)]
pub struct TargetResponse {
    /// Calendar year.
    pub year: u16,
    /// Decimal text with a point.
    pub value: String,
}

impl From<kenes_domain::program::Indicator> for IndicatorResponse {
    fn from(indicator: kenes_domain::program::Indicator) -> Self {
        Self {
            unit: indicator.unit.into(),
            base_year: indicator.base_year,
            base_value: indicator.base_value,
            aim: indicator.aim.map(kenes_domain::program::Aim::as_str),
            targets: indicator
                .targets
                .into_iter()
                .map(|target| TargetResponse { year: target.year, value: target.value })
                .collect(),
        }
    }
}

/// The facts of a measure.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeasureResponse {
    /// First year of the work.
    pub starts: u16,
    /// Last year.
    pub ends: u16,
    /// Who is responsible.
    pub executor: TextResponse,
    /// Form of completion.
    pub completion: TextResponse,
    /// Cost by year and source; null says that nobody knows it.
    pub costs: Option<Vec<CostLineResponse>>,
}

/// Money of a measure in one year from one source.
#[derive(Debug, Serialize, ToSchema)]
pub struct CostLineResponse {
    /// Calendar year.
    pub year: u16,
    /// Where it comes from.
    #[schema(value_type = FundingSourceWord)]
    pub source: &'static str,
    /// Whole tenge.
    pub tenge: i64,
}

impl From<kenes_domain::program::Measure> for MeasureResponse {
    fn from(measure: kenes_domain::program::Measure) -> Self {
        Self {
            starts: measure.starts,
            ends: measure.ends,
            executor: measure.executor.into(),
            completion: measure.completion.into(),
            costs: match measure.cost {
                Cost::Unknown => None,
                Cost::Known(lines) => Some(
                    lines
                        .into_iter()
                        .map(|line| CostLineResponse {
                            year: line.year,
                            source: line.source.as_str(),
                            tenge: line.amount.amount(),
                        })
                        .collect(),
                ),
            },
        }
    }
}

/// Planned spending in one cell.
#[derive(Debug, Serialize, ToSchema)]
pub struct CostResponse {
    /// Calendar year.
    pub year: u16,
    /// Where it comes from.
    #[schema(value_type = FundingSourceWord)]
    pub source: &'static str,
    /// Code of the direction.
    pub direction: Option<String>,
    /// Whole tenge.
    pub tenge: i64,
}

impl From<CostTotal> for CostResponse {
    fn from(cost: CostTotal) -> Self {
        Self { year: cost.year, source: cost.source.as_str(), direction: cost.direction, tenge: cost.tenge }
    }
}

/// A territory of today.
#[derive(Debug, Serialize, ToSchema)]
pub struct TerritoryResponse {
    /// Public id.
    pub id: String,
    /// KATO code of today.
    pub kato: String,
    /// What it is.
    #[schema(value_type = TerritoryKindWord)]
    pub kind: &'static str,
    /// Names of today.
    pub names: NamesResponse,
    /// Public id of the territory above.
    pub parent: Option<String>,
    /// Names of the territory above.
    pub parent_names: Option<NamesResponse>,
    /// Public id of its program.
    pub program: Option<String>,
    /// Programs at it and below it.
    pub programs: u32,
    /// Contributions to these.
    pub contributions: u64,
    /// How many of them have a public decision.
    pub answered: u64,
}

impl From<TerritoryCard> for TerritoryResponse {
    fn from(card: TerritoryCard) -> Self {
        Self {
            id: card.id,
            kato: card.kato,
            kind: card.kind.as_str(),
            names: card.names.into(),
            parent: card.parent,
            parent_names: card.parent_names.map(Into::into),
            program: card.program.map(|program| program.id),
            programs: card.programs,
            contributions: card.contributions,
            answered: card.answered,
        }
    }
}

/// A territory with what lies around it.
#[derive(Debug, Serialize, ToSchema)]
pub struct TerritoryDetailResponse {
    /// The territory.
    pub territory: TerritoryResponse,
    /// Its program.
    pub program: Option<ProgramResponse>,
    /// From the region down to its parent.
    pub ancestors: Vec<TerritoryResponse>,
    /// Directly below it.
    pub children: Vec<TerritoryResponse>,
}

impl From<TerritoryView> for TerritoryDetailResponse {
    fn from(view: TerritoryView) -> Self {
        Self {
            program: view.territory.program.clone().map(Into::into),
            territory: view.territory.into(),
            ancestors: view.ancestors.into_iter().map(Into::into).collect(),
            children: view.children.into_iter().map(Into::into).collect(),
        }
    }
}

/// A territory found by name.
#[derive(Debug, Serialize, ToSchema)]
pub struct FoundResponse {
    /// The territory.
    pub territory: TerritoryResponse,
    /// Whether the name was met, or only nearly.
    pub exact: bool,
}

impl From<Found> for FoundResponse {
    fn from(found: Found) -> Self {
        Self { territory: found.territory.into(), exact: found.exact }
    }
}

/// A cell of the map of equal tiles.
#[derive(Debug, Serialize, ToSchema)]
pub struct TileResponse {
    /// Column from the west, from 0.
    pub column: u16,
    /// Row from the north, from 0.
    pub row: u16,
    /// The territory in it.
    pub territory: TerritoryResponse,
}

impl From<Tile> for TileResponse {
    fn from(tile: Tile) -> Self {
        Self { column: tile.column, row: tile.row, territory: tile.territory.into() }
    }
}

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
    /// Number of the act in the journal, once it has one.
    pub leaf_index: Option<i64>,
    /// Hash of the journal leaf, hexadecimal.
    pub leaf_hash: String,
}

impl From<Receipt> for ReceiptResponse {
    fn from(receipt: Receipt) -> Self {
        Self {
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
