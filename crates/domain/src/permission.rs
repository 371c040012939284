//! Who may do what, and where. This is the only place that answers the question.

use serde::{Deserialize, Serialize};

use crate::text_enum::text_enum;

text_enum! {
    /// What a member of staff is for a territory and everything below it.
    pub enum Role {
        /// Reads everything that is not personal; changes nothing.
        Auditor => "auditor",
        /// Searches, exports, saves searches.
        Analyst => "analyst",
        /// Works on points and drafts.
        Editor => "editor",
        /// Hides and restores contributions.
        Moderator => "moderator",
        /// Approves decisions and publishes editions.
        Approver => "approver",
        /// Grants roles and does everything else.
        TerritoryAdmin => "territory_admin",
        /// Runs the installation: campaigns, territories, operations.
        Operator => "operator",
    }
}

text_enum! {
    /// Something that needs a role.
    pub enum Permission {
        /// See the workspace of a territory: points, drafts of decisions, internal notes.
        ReadWorkspace => "read_workspace",
        /// Save searches and export non-public fields.
        Analyse => "analyse",
        /// Enter contributions from paper, phone and meetings.
        EnterContributions => "enter_contributions",
        /// Split, group, assign, write decisions.
        WorkOnPoints => "work_on_points",
        /// Approve and publish decisions.
        ApproveDecisions => "approve_decisions",
        /// Edit the working draft, import documents.
        EditDraft => "edit_draft",
        /// Publish an edition, change a phase.
        PublishEdition => "publish_edition",
        /// Hide, hold, restore, redact.
        Moderate => "moderate",
        /// See e-mail addresses and telephone numbers.
        ReadPersonalData => "read_personal_data",
        /// Grant and revoke roles in a territory.
        GrantRoles => "grant_roles",
        /// Set envelopes, report execution.
        KeepBudget => "keep_budget",
        /// Operate the installation.
        Operate => "operate",
    }
}

impl Role {
    /// Whether the role carries a permission, in the territory it was granted for and below.
    pub const fn carries(self, permission: Permission) -> bool {
        use Permission as P;
        match self {
            Self::Auditor => matches!(permission, P::ReadWorkspace),
            Self::Analyst => matches!(permission, P::ReadWorkspace | P::Analyse),
            Self::Editor => matches!(
                permission,
                P::ReadWorkspace
                    | P::Analyse
                    | P::EnterContributions
                    | P::WorkOnPoints
                    | P::EditDraft
                    | P::KeepBudget
            ),
            Self::Moderator => matches!(permission, P::ReadWorkspace | P::Moderate),
            Self::Approver => matches!(
                permission,
                P::ReadWorkspace
                    | P::Analyse
                    | P::WorkOnPoints
                    | P::ApproveDecisions
                    | P::EditDraft
                    | P::PublishEdition
                    | P::KeepBudget
            ),
            Self::TerritoryAdmin => !matches!(permission, P::Operate),
            Self::Operator => true,
        }
    }
}

/// A role that somebody holds for a territory and everything below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// Internal id of the territory at the top of the subtree; `None` for the whole country.
    pub territory: Option<i64>,
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Actor {
    /// Internal id of the account; `None` for people without one.
    pub account: Option<i64>,
    /// What the person may do, and where.
    pub grants: Vec<Grant>,
}

impl Actor {
    /// Somebody without an account.
    pub const fn anonymous() -> Self {
        Self { account: None, grants: Vec::new() }
    }

    /// Whether the actor may do `permission` in a territory, given that territory's line of ancestors (itself
    /// first, the region last).
    pub fn may(&self, permission: Permission, line_of_territories: &[i64]) -> bool {
        self.grants.iter().any(|grant| {
            grant.role.carries(permission)
                && grant.territory.is_none_or(|territory| line_of_territories.contains(&territory))
        })
    }

    /// The tops of the subtrees in which the actor may do `permission`; `None` stands for the whole country.
    pub fn territories_for(&self, permission: Permission) -> Option<Vec<i64>> {
        let mut tops = Vec::new();
        for grant in self.grants.iter().filter(|grant| grant.role.carries(permission)) {
            tops.push(grant.territory?);
        }
        Some(tops)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grant_holds_for_its_subtree_and_nowhere_else() {
        let actor =
            Actor { account: Some(1), grants: vec![Grant { role: Role::Editor, territory: Some(10) }] };
        assert!(actor.may(Permission::WorkOnPoints, &[10]));
        assert!(actor.may(Permission::WorkOnPoints, &[101, 10]));
        assert!(!actor.may(Permission::WorkOnPoints, &[20]));
        assert!(!actor.may(Permission::WorkOnPoints, &[]));
        assert!(!actor.may(Permission::PublishEdition, &[10]));
        assert!(!Actor::anonymous().may(Permission::ReadWorkspace, &[10]));
    }

    #[test]
    fn only_the_operator_operates() {
        for role in Role::ALL {
            assert_eq!(role.carries(Permission::Operate), *role == Role::Operator, "{role}");
        }
    }

    #[test]
    fn an_auditor_changes_nothing() {
        let carried: Vec<_> = Permission::ALL.iter().filter(|p| Role::Auditor.carries(**p)).collect();
        assert_eq!(carried, [&Permission::ReadWorkspace]);
    }
}
