//! The journal: the append-only list of public acts.

use crate::text_enum::text_enum;
use crate::timestamp::Timestamp;

text_enum! {
    /// What happened. The words stand in journal leaves for ever: they can be added to, never renamed.
    pub enum ActKind {
        /// A program was announced.
        ProgramPublished => "program.published",
        /// An edition was published.
        EditionPublished => "edition.published",
        /// A discussion opened.
        ConsultationOpened => "consultation.opened",
        /// A discussion was extended, with a reason.
        ConsultationExtended => "consultation.extended",
        /// A discussion closed.
        ConsultationClosed => "consultation.closed",
        /// The program went to another phase.
        PhaseChanged => "phase.changed",
        /// A contribution was received on the site.
        ContributionReceived => "contribution.received",
        /// A contribution from paper, phone, mail or a meeting was entered.
        ContributionEntered => "contribution.entered",
        /// Its author took it back.
        ContributionWithdrawn => "contribution.withdrawn",
        /// It waits for a moderator.
        ContributionHeld => "contribution.held",
        /// It was hidden, with a reason.
        ContributionHidden => "contribution.hidden",
        /// It is visible again.
        ContributionRestored => "contribution.restored",
        /// Parts of it that were personal data were covered.
        ContributionRedacted => "contribution.redacted",
        /// Its text was erased on its author's demand.
        ContributionErased => "contribution.erased",
        /// Its author appealed against hiding.
        AppealReceived => "appeal.received",
        /// A contribution was split into points.
        PointsSplit => "points.split",
        /// Points were put into a group.
        PointsGrouped => "points.grouped",
        /// A point left its group.
        PointUngrouped => "point.ungrouped",
        /// A decision was published.
        DecisionPublished => "decision.published",
        /// A published decision was replaced by another.
        DecisionReplaced => "decision.replaced",
        /// A gate was passed with signed exceptions.
        ExceptionSigned => "exception.signed",
        /// A person staff may act for a territory.
        RoleGranted => "role.granted",
        /// … and may no longer.
        RoleRevoked => "role.revoked",
        /// A territory was reorganised.
        TerritoryReorganised => "territory.reorganised",
        /// The campaign's rules changed.
        RulesChanged => "rules.changed",
        /// A meeting was announced or its protocol published.
        MeetingPublished => "meeting.published",
        /// A ceiling of spending was set.
        EnvelopeSet => "envelope.set",
        /// What a measure or an indicator reached was reported.
        ExecutionReported => "execution.reported",
        /// The key that signs the journal was replaced.
        KeyRotated => "key.rotated",
    }
}

/// A public act, ready to be written in the transaction that changes the state. It has no number yet: the
/// integrator gives it one later, because commits overtake each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// What happened.
    pub kind: ActKind,
    /// When, by the clock of the machine that did it.
    pub time: Timestamp,
    /// KATO code of the territory at that time.
    pub place: String,
    /// Public id of the program, when the act is about one.
    pub program: Option<String>,
    /// Number of the edition, when the act is about one.
    pub edition: Option<i32>,
    /// What it is about: `contribution/…`, `edition/…`; never a person.
    pub subject: String,
    /// Coded reason from the published rules.
    pub reason: Option<String>,
    /// What the leaf commits to: the erasable bytes, without e-mail, address or account.
    pub opening: Option<Vec<u8>>,
}
