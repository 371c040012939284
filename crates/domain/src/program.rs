//! Programs, their editions, and the provisions that editions are made of.

use serde::{Deserialize, Serialize};

use crate::language::Bilingual;
use crate::money::{FundingSource, Tenge};
use crate::text_enum::text_enum;
use crate::timestamp::Timestamp;

text_enum! {
    /// Where a program stands. The order of declaration is the order of life.
    pub enum Phase {
        /// Announced; no text yet.
        Announced => "announced",
        /// The first draft can be read; the discussion opens later.
        DraftPublished => "draft_published",
        /// Contributions are taken.
        Discussion => "discussion",
        /// The office works the contributions into the next edition.
        Revision => "revision",
        /// The revised edition is out.
        Published => "published",
        /// The council has approved it by an act.
        Approved => "approved",
        /// Measures are carried out and reported.
        Execution => "execution",
    }
}

impl Phase {
    /// Whether a program may go from this phase to `next`. Life goes forward one step at a time; from a published
    /// revision a further discussion may be opened.
    pub fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Announced, Self::DraftPublished)
                | (Self::DraftPublished | Self::Published, Self::Discussion)
                | (Self::Discussion, Self::Revision)
                | (Self::Revision, Self::Published)
                | (Self::Published, Self::Approved)
                | (Self::Approved, Self::Execution)
        )
    }
}

/// What happens to a contribution that arrives now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// Within the discussion.
    InTime,
    /// After the closing; kept and marked.
    Late,
    /// Not taken, because the discussion has not opened yet.
    NotOpenYet,
    /// Not taken, because the discussion is over and the campaign takes nothing late.
    Closed,
}

/// The dates of a program's discussion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DiscussionWindow {
    /// First moment at which contributions are taken.
    pub opens_at: Timestamp,
    /// First moment at which they are late.
    pub closes_at: Timestamp,
}

impl DiscussionWindow {
    /// Decides by the clock alone whether a contribution received at `moment` is in time. The answer for a given
    /// moment never changes, so a contribution sent in the second of closing is either in or marked late.
    pub fn admit(self, moment: Timestamp, accept_late: bool) -> Admission {
        if moment < self.opens_at {
            Admission::NotOpenYet
        } else if moment < self.closes_at {
            Admission::InTime
        } else if accept_late {
            Admission::Late
        } else {
            Admission::Closed
        }
    }
}

text_enum! {
    /// Where an edition stands.
    pub enum EditionState {
        /// The one working draft beside the published editions.
        Draft => "draft",
        /// Published and current.
        Published => "published",
        /// Published, and a later edition has been published since.
        Superseded => "superseded",
    }
}

text_enum! {
    /// What a provision is.
    pub enum ProvisionKind {
        /// A part of the program with a heading; provisions below it are its content.
        Section => "section",
        /// A heading inside a section.
        Heading => "heading",
        /// A paragraph of prose.
        Paragraph => "paragraph",
        /// A list item.
        Item => "item",
        /// A goal.
        Goal => "goal",
        /// An indicator with yearly targets.
        Indicator => "indicator",
        /// A measure with a deadline, an executor and costs.
        Measure => "measure",
        /// A table that is neither of indicators nor of measures.
        Table => "table",
        /// A row of such a table. People comment on rows, and rows align best singly.
        TableRow => "table_row",
        /// A footnote.
        Footnote => "footnote",
    }
}

text_enum! {
    /// Which way an indicator is meant to go.
    pub enum Aim {
        /// More is better.
        Up => "up",
        /// Less is better.
        Down => "down",
    }
}

/// The figures of an indicator. Values are decimal texts as printed, with a point: they are shown and compared,
/// not computed with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Unit of measure in both languages.
    pub unit: Bilingual,
    /// Year of the baseline.
    pub base_year: u16,
    /// Value in that year, when it is known.
    pub base_value: Option<String>,
    /// Which way it should go, when the program says so.
    pub aim: Option<Aim>,
    /// Target per year, ascending.
    pub targets: Vec<Target>,
}

/// What an indicator should reach in one year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Calendar year.
    pub year: u16,
    /// Decimal text with a point.
    pub value: String,
}

/// The facts of a measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// First year of the work.
    pub starts: u16,
    /// Last year: the deadline.
    pub ends: u16,
    /// Who is responsible.
    pub executor: Bilingual,
    /// Form of completion.
    pub completion: Bilingual,
    /// What it costs.
    pub cost: Cost,
}

/// The cost of a measure. "Unknown" is a value of its own: it is counted apart and never summed as zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cost {
    /// Nobody has said yet.
    Unknown,
    /// Amounts by year and source, ascending; an empty list says that it costs nothing.
    Known(Vec<CostLine>),
}

/// Money of one measure in one year from one source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CostLine {
    /// Calendar year.
    pub year: u16,
    /// Where it comes from.
    pub source: FundingSource,
    /// Whole tenge.
    pub amount: Tenge,
}

impl Cost {
    /// All lines added up; `None` when the cost is unknown.
    pub fn total(&self) -> Option<Tenge> {
        match self {
            Self::Unknown => None,
            Self::Known(lines) => Some(lines.iter().map(|line| line.amount).sum()),
        }
    }
}

/// What a provision carries beside its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ProvisionData {
    /// Nothing but text.
    Text,
    /// The figures of an indicator.
    Indicator(Indicator),
    /// The facts of a measure.
    Measure(Measure),
}

/// One provision of an edition, ready to be stored: the tree is given by `level` in reading order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProvisionDraft {
    /// What it is.
    pub kind: ProvisionKind,
    /// Depth in the tree: 0 for sections. A provision belongs to the nearest earlier one of a smaller level.
    pub level: u8,
    /// Printed label (`2.1`, `а)`); never part of the text, or each insertion would look like an edit of all that
    /// follows. Empty when nothing is printed.
    pub label: String,
    /// Direction of the campaign to which it belongs.
    pub direction: Option<String>,
    /// The text in both languages.
    pub text: Bilingual,
    /// Figures or facts.
    pub data: ProvisionData,
}

/// A whole edition, ready to be stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditionDraft {
    /// Title of the program.
    pub title: Bilingual,
    /// A plain summary of four lines.
    pub summary: Bilingual,
    /// First year of the program.
    pub first_year: u16,
    /// Last year.
    pub last_year: u16,
    /// Provisions in reading order.
    pub provisions: Vec<ProvisionDraft>,
}

/// Most provisions of one edition: ten times the largest real program.
pub const PROVISIONS_MAX: usize = 20_000;
/// Most characters of one provision in one language.
pub const PROVISION_CHARACTERS_MAX: usize = 20_000;
/// Deepest level of the tree.
pub const LEVEL_MAX: u8 = 12;

/// Why an edition cannot be stored. `index` counts provisions from zero in reading order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditionError {
    /// There is nothing to read.
    #[error("the edition has no provisions")]
    Empty,
    /// More than [`PROVISIONS_MAX`].
    #[error("the edition has {count} provisions; at most {PROVISIONS_MAX} are possible")]
    TooMany {
        /// How many there are.
        count: usize,
    },
    /// No text in either language.
    #[error("provision {index} has no text")]
    NoText {
        /// Which provision.
        index: usize,
    },
    /// A text longer than [`PROVISION_CHARACTERS_MAX`].
    #[error("provision {index} has {count} characters; at most {PROVISION_CHARACTERS_MAX} are possible")]
    TooLong {
        /// Which provision.
        index: usize,
        /// How many characters.
        count: usize,
    },
    /// Deeper than [`LEVEL_MAX`], or more than one level below the provision before it.
    #[error("provision {index} is at level {level}, which does not follow from the one before it")]
    Level {
        /// Which provision.
        index: usize,
        /// Its level.
        level: u8,
    },
    /// Kind and data do not belong together.
    #[error("provision {index} is a {kind} but its figures are of another kind")]
    Data {
        /// Which provision.
        index: usize,
        /// Its kind.
        kind: ProvisionKind,
    },
    /// Years out of order, or the same year and source twice.
    #[error("the years of provision {index} are not in order")]
    Years {
        /// Which provision.
        index: usize,
    },
    /// A negative cost.
    #[error("provision {index} has a negative amount")]
    Negative {
        /// Which provision.
        index: usize,
    },
}

impl EditionDraft {
    /// Checks everything that the types do not say. Nothing is stored unless this passes.
    pub fn validate(&self) -> Result<(), EditionError> {
        if self.provisions.is_empty() {
            return Err(EditionError::Empty);
        }
        if self.provisions.len() > PROVISIONS_MAX {
            return Err(EditionError::TooMany { count: self.provisions.len() });
        }
        let mut previous_level = None;
        for (index, provision) in self.provisions.iter().enumerate() {
            provision.validate(index)?;
            let deepest = previous_level.map_or(0, |level: u8| level.saturating_add(1));
            if provision.level > deepest || provision.level > LEVEL_MAX {
                return Err(EditionError::Level { index, level: provision.level });
            }
            previous_level = Some(provision.level);
        }
        Ok(())
    }

    /// Index of each provision's parent in reading order; `None` for those at the top.
    pub fn parents(&self) -> Vec<Option<usize>> {
        let mut open: Vec<usize> = Vec::new();
        let mut parents = Vec::with_capacity(self.provisions.len());
        for (index, provision) in self.provisions.iter().enumerate() {
            open.truncate(usize::from(provision.level));
            parents.push(open.last().copied());
            open.push(index);
        }
        parents
    }
}

impl ProvisionDraft {
    fn validate(&self, index: usize) -> Result<(), EditionError> {
        let texts = [self.text.kk.as_deref(), self.text.ru.as_deref()];
        if texts.iter().flatten().all(|text| text.trim().is_empty()) {
            return Err(EditionError::NoText { index });
        }
        for text in texts.into_iter().flatten() {
            let count = text.chars().count();
            if count > PROVISION_CHARACTERS_MAX {
                return Err(EditionError::TooLong { index, count });
            }
        }
        match (&self.data, self.kind) {
            (ProvisionData::Indicator(indicator), ProvisionKind::Indicator) => {
                let ascending =
                    indicator.targets.windows(2).all(|pair| matches!(pair, [a, b] if a.year < b.year));
                if ascending { Ok(()) } else { Err(EditionError::Years { index }) }
            }
            (ProvisionData::Measure(measure), ProvisionKind::Measure) => {
                let Cost::Known(lines) = &measure.cost else { return Ok(()) };
                if lines.iter().any(|line| line.amount < Tenge::ZERO) {
                    return Err(EditionError::Negative { index });
                }
                let ascending = lines
                    .windows(2)
                    .all(|pair| matches!(pair, [a, b] if (a.year, a.source) < (b.year, b.source)));
                if ascending && measure.starts <= measure.ends {
                    Ok(())
                } else {
                    Err(EditionError::Years { index })
                }
            }
            (ProvisionData::Text, kind)
                if !matches!(kind, ProvisionKind::Indicator | ProvisionKind::Measure) =>
            {
                Ok(())
            }
            (_, kind) => Err(EditionError::Data { index, kind }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn paragraph(level: u8) -> ProvisionDraft {
        ProvisionDraft {
            kind: ProvisionKind::Paragraph,
            level,
            label: String::new(),
            direction: None,
            text: Bilingual::new("мәтін", "текст"),
            data: ProvisionData::Text,
        }
    }

    fn edition(provisions: Vec<ProvisionDraft>) -> EditionDraft {
        EditionDraft {
            title: Bilingual::new("т", "т"),
            summary: Bilingual::default(),
            first_year: 2021,
            last_year: 2025,
            provisions,
        }
    }

    #[test]
    fn phases_only_go_forward() {
        for (index, from) in Phase::ALL.iter().enumerate() {
            for (next_index, to) in Phase::ALL.iter().enumerate() {
                let reopened = (*from, *to) == (Phase::Published, Phase::Discussion);
                assert_eq!(from.may_become(*to), next_index == index + 1 || reopened, "{from} → {to}");
            }
        }
    }

    #[test]
    fn figures_must_fit_the_kind() {
        let mut provision = paragraph(0);
        provision.kind = ProvisionKind::Measure;
        assert_eq!(
            edition(vec![provision]).validate(),
            Err(EditionError::Data { index: 0, kind: ProvisionKind::Measure })
        );
    }

    #[test]
    fn an_unknown_cost_is_not_zero() {
        assert_eq!(Cost::Unknown.total(), None);
        assert_eq!(Cost::Known(Vec::new()).total(), Some(Tenge::ZERO));
    }

    proptest! {
        #[test]
        fn every_parent_is_one_level_up(steps in proptest::collection::vec(0u8..4, 1..60)) {
            let mut level = 0u8;
            let mut provisions = vec![paragraph(0)];
            for step in steps {
                level = match step { 0 => 0, 1 => level.saturating_sub(1), 2 => level, _ => (level + 1).min(LEVEL_MAX) };
                provisions.push(paragraph(level));
            }
            let edition = edition(provisions);
            prop_assert_eq!(edition.validate(), Ok(()));
            for (index, parent) in edition.parents().into_iter().enumerate() {
                let own = edition.provisions[index].level;
                match parent {
                    None => prop_assert_eq!(own, 0),
                    Some(parent) => {
                        prop_assert!(parent < index);
                        prop_assert_eq!(edition.provisions[parent].level + 1, own);
                    }
                }
            }
        }

        #[test]
        fn closing_is_one_instant(opens in 0i64..1000, length in 1i64..1000, moment in -10i64..2100, late: bool) {
            let window = DiscussionWindow {
                opens_at: Timestamp::from_seconds(opens),
                closes_at: Timestamp::from_seconds(opens + length),
            };
            let expected = if moment < opens { Admission::NotOpenYet }
                else if moment < opens + length { Admission::InTime }
                else if late { Admission::Late } else { Admission::Closed };
            prop_assert_eq!(window.admit(Timestamp::from_seconds(moment), late), expected);
        }
    }
}
