//! A contribution as a card, on provisions and receipts.

use kenes_domain::contribution::Visibility;
use kenes_domain::decision::Disposition;
use kenes_service::attachments::AttachmentView;
use kenes_service::contributions::{ContributionView, ProposalView};
use kenes_service::programs::ProgramCard;

use super::{Link, plain_words};
use crate::format;
use crate::i18n::Texts;
use crate::typo::{Html, typo, verbatim};

/// What a card shows.
pub struct Card {
    pub id: String,
    pub author: String,
    pub meta: String,
    pub quote: Option<String>,
    /// As received.
    pub text: Option<Html>,
    pub stub: String,
    pub language: &'static str,
    pub kind: String,
    pub state: String,
    pub tone: &'static str,
    pub supports: String,
    /// The parts of a proposal: what each is called, and what it says.
    pub proposal: Vec<(String, Html)>,
    pub answers: Vec<Answer>,
    /// Files that go with it.
    pub files: Vec<Link>,
    /// Its own page, with the replies.
    pub href: String,
    pub replies: String,
    /// Where a support is sent; `None` where it cannot be supported.
    pub support: Option<String>,
}

/// A public decision on it.
pub struct Answer {
    pub office: String,
    pub date: String,
    pub disposition: String,
    pub reason: Html,
    pub language: &'static str,
    pub group: String,
}

/// The words of a disposition.
pub fn disposition_text(disposition: Disposition, texts: Texts) -> String {
    texts.t(&format!("disposition-{}", disposition.as_str().replace('_', "-"))).into_owned()
}

/// The colour class that goes with a disposition; the words beside it say the same.
pub fn disposition_tone(disposition: Disposition) -> &'static str {
    match disposition {
        Disposition::Accepted | Disposition::PartlyAccepted => "g",
        Disposition::AlreadyInText | Disposition::Answered => "b",
        Disposition::NoBudget | Disposition::OutsidePowers => "y",
        Disposition::Declined | Disposition::OffTopic => "r",
    }
}

/// Makes a card.
pub fn card(view: &ContributionView, program: &ProgramCard, texts: Texts) -> Card {
    let locale = texts.locale;
    let offset = program.utc_offset_minutes;
    let mut meta: Vec<String> = view.place.iter().cloned().collect();
    meta.push(format::moment(view.received_at, offset, locale));
    if view.channel.as_str() != "web" {
        meta.push(texts.t(&format!("channel-{}", view.channel)).into_owned());
    }
    meta.push(texts.t(&format!("verification-{}", view.verification)).into_owned());
    if view.late {
        meta.push(texts.t("late").into_owned());
    }
    let (state, tone) = state(view, texts);
    let supports = view.supports;
    let sum = supports.email + supports.identity;
    let href = format!("/{locale}/contributions/{}", view.id);
    Card {
        support: view.visibility.is_public().then(|| format!("{href}/support")),
        replies: if view.replies == 0 {
            texts.t("reply").into_owned()
        } else {
            texts.n("replies", &view.replies).into_owned()
        },
        href,
        files: view
            .attachments
            .iter()
            .enumerate()
            .map(|(index, file)| attachment(index, file, texts))
            .collect(),
        id: view.id.clone(),
        author: view.name.clone().unwrap_or_else(|| texts.t("no-name").into_owned()),
        meta: meta.join(" · "),
        quote: view.quote.clone(),
        text: view.text.as_deref().map(verbatim),
        stub: stub(view, offset, texts),
        language: view.language.as_str(),
        kind: texts.t(&format!("kind-{}", view.kind.as_str().replace('_', "-"))).into_owned(),
        state,
        tone,
        supports: if sum + supports.anonymous == 0 {
            String::new()
        } else {
            texts
                .with(
                    "supports",
                    &[("verified", &format::number(sum)), ("anonymous", &format::number(supports.anonymous))],
                )
                .into_owned()
        },
        proposal: view
            .proposal
            .as_ref()
            .map(|proposal| parts(proposal, view.text.as_deref().unwrap_or_default(), texts))
            .unwrap_or_default(),
        answers: view
            .decisions
            .iter()
            .map(|decision| {
                let wanted = locale.content_language();
                let (language, reason) = decision
                    .reason
                    .best(wanted)
                    .map_or((wanted, ""), |(language, reason)| (language, reason));
                Answer {
                    office: plain_words(&decision.office, locale),
                    date: format::moment(decision.published_at, offset, locale),
                    disposition: disposition_text(decision.disposition, texts),
                    reason: typo(reason, language),
                    language: language.as_str(),
                    group: if decision.group_size > 1 {
                        texts.n("decided-together", &u64::from(decision.group_size)).into_owned()
                    } else {
                        String::new()
                    },
                }
            })
            .collect(),
    }
}

fn attachment(index: usize, file: &AttachmentView, texts: Texts) -> Link {
    let kind = if file.media_type == "application/pdf" { "attachment-document" } else { "attachment-photo" };
    let name = texts.a(kind, "number", &(index + 1).to_string());
    let size = format::size(file.size_bytes, texts.locale);
    Link::new(format!("/api/v1/attachments/{}", file.id), format!("{name} ({size})"))
}

fn parts(proposal: &ProposalView, text: &str, texts: Texts) -> Vec<(String, Html)> {
    let unknown = proposal.cost_tenge.is_none().then(|| texts.t("cost-unknown"));
    let cost = proposal.cost_tenge.map(|tenge| format::money(tenge, texts.locale));
    [
        ("proposal-problem", proposal.problem.as_deref()),
        // The text of a form is the solution; it need not be said twice.
        ("proposal-solution", Some(proposal.solution.as_str()).filter(|solution| *solution != text)),
        ("cost", cost.as_deref().or(unknown.as_deref())),
    ]
    .into_iter()
    .filter_map(|(key, text)| Some((texts.t(key).into_owned(), verbatim(text?))))
    .collect()
}

fn state(view: &ContributionView, texts: Texts) -> (String, &'static str) {
    match (view.decisions.first(), view.visibility) {
        (Some(decision), Visibility::Visible) => {
            (disposition_text(decision.disposition, texts), disposition_tone(decision.disposition))
        }
        (_, Visibility::Visible) => {
            (texts.a("waits-until", "until", &until(&view.due_on, texts)).into_owned(), "y")
        }
        (_, hidden) => (texts.t(&format!("visibility-{hidden}")).into_owned(), "r"),
    }
}

/// "until 15 December 2026" from a stored day (`2026-12-15`); what is no day is left as it is.
pub fn until(day: &str, texts: Texts) -> String {
    format::iso(day).map_or_else(|| day.to_owned(), |day| format::until(day, texts.locale))
}

/// What stands in the place of a text that is not shown.
fn stub(view: &ContributionView, offset: i16, texts: Texts) -> String {
    if view.visibility.is_public() {
        return String::new();
    }
    let reason =
        view.reason.as_deref().map(|reason| texts.t(&format!("reason-{}", reason.replace('_', "-"))));
    let stub =
        texts.a(&format!("stub-{}", view.visibility), "reason", &reason.unwrap_or_default()).into_owned();
    match &view.moderation {
        Some(step) if matches!(view.visibility, Visibility::Hidden | Visibility::Held) => {
            let role = texts.t(&format!("role-{}", step.role.replace('_', "-")));
            let date = format::moment(step.happened_at, offset, texts.locale);
            format!("{} ({role}, {date}).", stub.trim_end_matches('.'))
        }
        _ => stub,
    }
}
