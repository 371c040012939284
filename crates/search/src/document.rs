//! What is indexed, in the index's own words.

use kenes_domain::{language::Language, timestamp::Timestamp};
use serde::{Deserialize, Serialize};

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A provision of an edition.
    Provision,
    /// A program as a whole: its name.
    Program,
    /// A contribution.
    Contribution,
    /// A contribution with problem and solution.
    Proposal,
    /// A decision with its reasons.
    Decision,
    /// A meeting.
    Meeting,
}

impl Kind {
    /// All kinds, in the order shown.
    pub const ALL: [Self; 6] =
        [Self::Provision, Self::Program, Self::Contribution, Self::Proposal, Self::Decision, Self::Meeting];

    /// The code used in queries, facets and the index.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Provision => "provision",
            Self::Program => "program",
            Self::Contribution => "contribution",
            Self::Proposal => "proposal",
            Self::Decision => "decision",
            Self::Meeting => "meeting",
        }
    }

    /// Reads a code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == code)
    }
}

/// Who may find a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Everybody.
    Public,
    /// Those who may read the workspace of one of the document's territories.
    Workspace,
}

/// The text of a document in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// The language it is written in.
    pub language: Language,
    /// A heading, or empty.
    pub title: String,
    /// The text.
    pub body: String,
}

/// A document of the index. The index stores it whole and gives it back with a hit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Unique among all documents; adding a document replaces the one with the same id.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// Its text, at most one per language. A bilingual provision is one document.
    pub texts: Vec<Text>,
    /// Its territory and all above, nearest first.
    pub territories: Vec<i64>,
    /// The public id of its program.
    pub program: Option<String>,
    /// The id of its provision, for deep links.
    pub provision: Option<String>,
    /// The printed label of that provision.
    pub label: Option<String>,
    /// The number of the edition it belongs to.
    pub edition: Option<u32>,
    /// Whether it belongs to the newest edition, or to none: a search leaves out the past unless it asks for it.
    pub current: bool,
    /// Code of the direction.
    pub direction: Option<String>,
    /// Code of its state.
    pub state: Option<String>,
    /// Code of the disposition decided on it.
    pub decision: Option<String>,
    /// Years it speaks about; for what people send, the year it was received in.
    pub years: Vec<u16>,
    /// When it was received or published.
    pub date: Timestamp,
    /// How many people support it.
    pub supports: u32,
    /// Money it asks for or plans, in tenge.
    pub money_tenge: Option<i64>,
    /// Who may find it.
    pub audience: Audience,
}
