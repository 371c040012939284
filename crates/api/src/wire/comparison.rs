//! Two editions side by side on the wire.

use std::collections::BTreeMap;

use kenes_domain::decision::{ChangeCause, ChangeKind, Disposition};
use kenes_domain::diff::Run;
use kenes_domain::revision::changes::Figure;
use kenes_service::comparison::{
    ComparisonView, EntryView, PointView, PublishedException, ReasonView, Relative,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::TextResponse;
use super::programs::ProgramResponse;
use crate::words::{
    ChangeCauseWord, ChangeKindWord, DispositionWord, GateItemWord, LanguageWord, ProvisionKindWord,
    RunKindWord,
};

/// Two editions of one program.
#[derive(Debug, Serialize, ToSchema)]
pub struct ComparisonResponse {
    /// The program.
    pub program: ProgramResponse,
    /// Number of the older edition.
    pub from: i32,
    /// Number of the newer edition.
    pub to: i32,
    /// How many provisions differ, by how.
    pub counts: BTreeMap<&'static str, u64>,
    /// The provisions asked for, in the reading order of the newer edition; removed ones where they stood.
    pub entries: Vec<EntryResponse>,
    /// Exceptions with which the editions after `from` were published.
    pub exceptions: Vec<ExceptionResponse>,
}

/// A provision in both editions.
#[derive(Debug, Serialize, ToSchema)]
pub struct EntryResponse {
    /// Public id, the same in every edition.
    pub id: String,
    /// How it differs; null when it does not.
    #[schema(value_type = Option<ChangeKindWord>)]
    pub change: Option<&'static str>,
    /// Whether it stands elsewhere.
    pub moved: bool,
    /// What it is.
    #[schema(value_type = ProvisionKindWord)]
    pub kind: &'static str,
    /// Depth, 0 for sections.
    pub level: u8,
    /// Label in the older edition.
    pub old_label: Option<String>,
    /// Label in the newer edition.
    pub new_label: Option<String>,
    /// Text in the older edition.
    pub old_text: Option<TextResponse>,
    /// Text in the newer edition.
    pub new_text: Option<TextResponse>,
    /// What was taken out of the Kazakh text and put in, in reading order; empty when it does not differ.
    pub runs_kk: Vec<RunResponse>,
    /// The same for the Russian text.
    pub runs_ru: Vec<RunResponse>,
    /// Figures that differ.
    pub figures: Vec<FigureResponse>,
    /// Why, oldest edition first.
    pub reasons: Vec<ReasonResponse>,
    /// Where its words came from by splitting, or went by merging.
    pub relatives: Vec<RelativeResponse>,
}

/// A stretch of text with one fate.
#[derive(Debug, Serialize, ToSchema)]
pub struct RunResponse {
    /// What became of it.
    #[schema(value_type = RunKindWord)]
    pub kind: &'static str,
    /// The words with the white space around them.
    pub text: String,
    /// Whether it is a number in place of another one.
    pub number: bool,
}

/// A figure that differs. Targets and baselines are decimal texts, costs whole tenge; null where there is none.
#[derive(Debug, Serialize, ToSchema)]
pub struct FigureResponse {
    /// `target`, `baseline`, `cost`, `total` or `deadline`.
    pub figure: &'static str,
    /// Calendar year of a target or cost.
    pub year: Option<u16>,
    /// Funding source of a cost.
    pub source: Option<&'static str>,
    /// Before.
    pub old: Option<String>,
    /// After.
    pub new: Option<String>,
}

/// Why a provision was changed in one edition.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReasonResponse {
    /// Number of the edition.
    pub edition: i32,
    /// The cause; null when none was given.
    #[schema(value_type = Option<ChangeCauseWord>)]
    pub cause: Option<&'static str>,
    /// What the office says about it.
    pub note: TextResponse,
    /// How many points it answers.
    pub points_total: u64,
    /// The first of them, at most ten.
    pub points: Vec<AnsweredPointResponse>,
}

/// A point that a change answers.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnsweredPointResponse {
    /// Public id of the point.
    pub id: String,
    /// Public id of its contribution.
    pub contribution: String,
    /// Language of its words.
    #[schema(value_type = LanguageWord)]
    pub language: &'static str,
    /// Its words; null when the public does not see the contribution.
    pub text: Option<String>,
    /// The name under which it is shown.
    pub name: Option<String>,
    /// What was decided.
    #[schema(value_type = Option<DispositionWord>)]
    pub disposition: Option<&'static str>,
    /// Why.
    pub reason: TextResponse,
}

/// Another provision to which words went, or from which they came.
#[derive(Debug, Serialize, ToSchema)]
pub struct RelativeResponse {
    /// `split_from`, `split_into`, `merged_from` or `merged_into`.
    pub relation: &'static str,
    /// Public id of the other provision.
    pub provision: String,
    /// Its label.
    pub label: String,
}

/// An edition that was published although its checklist had open lines.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExceptionResponse {
    /// Number of the edition.
    pub edition: i32,
    /// The lines.
    #[schema(value_type = Vec<GateItemWord>)]
    pub items: Vec<&'static str>,
    /// What the office says about it.
    pub note: TextResponse,
}

impl From<ComparisonView> for ComparisonResponse {
    fn from(view: ComparisonView) -> Self {
        Self {
            program: view.program.into(),
            from: view.from,
            to: view.to,
            counts: view.counts,
            entries: view.entries.into_iter().map(Into::into).collect(),
            exceptions: view.exceptions.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<EntryView> for EntryResponse {
    fn from(view: EntryView) -> Self {
        Self {
            id: view.id,
            change: view.kind.map(ChangeKind::as_str),
            moved: view.moved,
            kind: view.provision_kind.as_str(),
            level: view.level,
            old_label: view.old_label,
            new_label: view.new_label,
            old_text: view.old_text.map(Into::into),
            new_text: view.new_text.map(Into::into),
            runs_kk: view.runs_kk.into_iter().map(Into::into).collect(),
            runs_ru: view.runs_ru.into_iter().map(Into::into).collect(),
            figures: view.figures.into_iter().map(Into::into).collect(),
            reasons: view.reasons.into_iter().map(Into::into).collect(),
            relatives: view.relatives.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Run> for RunResponse {
    fn from(run: Run) -> Self {
        Self { kind: run.kind.as_str(), text: run.text, number: run.number }
    }
}

impl From<Figure> for FigureResponse {
    fn from(figure: Figure) -> Self {
        let tenge = |amount: Option<i64>| amount.map(|amount| amount.to_string());
        match figure {
            Figure::Target { year, old, new } => {
                Self { figure: "target", year: Some(year), source: None, old, new }
            }
            Figure::Baseline { old, new } => Self { figure: "baseline", year: None, source: None, old, new },
            Figure::Cost { year, source, old, new } => Self {
                figure: "cost",
                year: Some(year),
                source: Some(source.as_str()),
                old: tenge(old),
                new: tenge(new),
            },
            Figure::Total { old, new } => {
                Self { figure: "total", year: None, source: None, old: tenge(old), new: tenge(new) }
            }
            Figure::Deadline { old, new } => Self {
                figure: "deadline",
                year: None,
                source: None,
                old: Some(old.to_string()),
                new: Some(new.to_string()),
            },
        }
    }
}

impl From<ReasonView> for ReasonResponse {
    fn from(view: ReasonView) -> Self {
        Self {
            edition: view.edition,
            cause: view.cause.map(ChangeCause::as_str),
            note: view.note.into(),
            points_total: view.points_total,
            points: view.points.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<PointView> for AnsweredPointResponse {
    fn from(view: PointView) -> Self {
        Self {
            id: view.id,
            contribution: view.contribution,
            language: view.language.as_str(),
            text: view.text,
            name: view.name,
            disposition: view.disposition.map(Disposition::as_str),
            reason: view.reason.into(),
        }
    }
}

impl From<Relative> for RelativeResponse {
    fn from(relative: Relative) -> Self {
        Self { relation: relative.relation, provision: relative.provision, label: relative.label }
    }
}

impl From<PublishedException> for ExceptionResponse {
    fn from(exception: PublishedException) -> Self {
        Self {
            edition: exception.edition,
            items: exception.items.iter().map(|item| item.as_str()).collect(),
            note: exception.note.into(),
        }
    }
}
