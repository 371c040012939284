//! A campaign: one round of consultations over many programs, with its rules.

use serde::{Deserialize, Serialize};

use crate::text_enum::text_enum;

text_enum! {
    /// When contributions become visible.
    pub enum ModerationMode {
        /// At once; hiding happens afterwards, with a public reason.
        Post => "post",
        /// After a moderator has let them through.
        Pre => "pre",
    }
}

/// The rules of a campaign, the same for every program in it: equal conditions are a promise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CampaignRules {
    /// When contributions become visible.
    pub moderation: ModerationMode,
    /// Working days in which every contribution gets its answer.
    pub answer_working_days: u16,
    /// Whether a decision needs a second person before it is published.
    pub second_approval: bool,
    /// Whether people may contribute without a verified e-mail.
    pub anonymous: bool,
    /// Whether contributions after the closing are taken and marked late, or refused.
    pub accept_late: bool,
}

impl Default for CampaignRules {
    fn default() -> Self {
        Self {
            moderation: ModerationMode::Post,
            answer_working_days: 15,
            second_approval: true,
            anonymous: true,
            accept_late: true,
        }
    }
}

/// One direction of a campaign's taxonomy: the common code under which programs with their own wording meet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Direction {
    /// Stable code, for example `comfort`.
    pub code: String,
    /// Name in Kazakh.
    pub kk: String,
    /// Name in Russian.
    pub ru: String,
    /// Name in English.
    pub en: String,
}
