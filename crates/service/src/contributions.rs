//! Contributions: receiving them, reading them, finding one by its receipt.

use std::collections::BTreeMap;

use kenes_domain::campaign::ModerationMode;
use kenes_domain::conservation::Shelf;
use kenes_domain::contribution::{
    Channel, ContributionInput, ContributionKind, FieldError, FieldReason, NewContribution, ProposalInput,
    QUOTE_CHARACTERS_MAX, Verification, Visibility,
};
use kenes_domain::decision::{ChangeKind, Disposition, PlacementState};
use kenes_domain::identifier::hexadecimal;
use kenes_domain::input::{EmailAddress, clean_text};
use kenes_domain::journal::{Act, ActKind};
use kenes_domain::language::{Bilingual, Language};
use kenes_domain::money::Tenge;
use kenes_domain::program::{Admission, DiscussionWindow};
use kenes_domain::receipt::ReceiptCode;
use kenes_domain::timestamp::Timestamp;
use kenes_store::contributions::{
    self as rows, After, AnchorRow, ContributionRow, NewContributionRow, NewPoint, Scope,
};
use kenes_store::counters::{self, Delta};
use kenes_store::decisions::{self, DecisionRow};
use kenes_store::editions::{self, EditionProvisionRow};
use kenes_store::idempotency::{self, Given};
use kenes_store::{AsText, Conn, acts, changes};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::Service;
use crate::directory::Directory;
use crate::error::ServiceError;
use crate::programs::{self, PAGE_ITEMS_MAX, ProgramCard};
use crate::shelving::reshelve;

/// A contribution as the public sees it. Of one that is not visible there is a stub: `text` is `None` and the
/// reason says why.
#[derive(Debug, Clone, Serialize)]
pub struct ContributionView {
    /// Public id; it says nothing about the receipt.
    pub id: String,
    /// What it wants to be.
    pub kind: ContributionKind,
    /// Language of the text.
    pub language: Language,
    /// How it came.
    pub channel: Channel,
    /// How far the person is known.
    pub verification: Verification,
    /// Whether the public sees it.
    pub visibility: Visibility,
    /// Coded reason when it is hidden or held.
    pub reason: Option<String>,
    /// The text; `None` in a stub.
    pub text: Option<String>,
    /// The name under which it is shown; `None` for anonymous.
    pub name: Option<String>,
    /// Where in the territory.
    pub place: Option<String>,
    /// Provision it stands at; `None` for the whole program.
    pub provision: Option<String>,
    /// Label of that provision when it was written.
    pub provision_label: Option<String>,
    /// The words of the provision that it quotes.
    pub quote: Option<String>,
    /// Number of the edition that the person read.
    pub edition: i32,
    /// When it came.
    pub received_at: Timestamp,
    /// Whether it came after the closing.
    pub late: bool,
    /// Last day for the answer, `2026-12-15`.
    pub due_on: String,
    /// The parts of a proposal.
    pub proposal: Option<ProposalView>,
    /// Supports, counted apart by how far the person is known.
    pub supports: Supports,
    /// Public decision on it (of its own or of its group), newest first when it was split.
    pub decisions: Vec<DecisionView>,
    /// How many replies it has.
    pub replies: u64,
}

/// The parts of a proposal.
#[derive(Debug, Clone, Serialize)]
pub struct ProposalView {
    /// What is wrong today.
    pub problem: Option<String>,
    /// What should be done.
    pub solution: String,
    /// Whole tenge, when the person knew.
    pub cost_tenge: Option<i64>,
}

/// Supports by how far the person is known; never added up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Supports {
    /// Without an account.
    pub anonymous: u64,
    /// With a confirmed e-mail.
    pub email: u64,
    /// With a national electronic identity.
    pub identity: u64,
}

/// A public decision.
#[derive(Debug, Clone, Serialize)]
pub struct DecisionView {
    /// What was decided.
    pub disposition: Disposition,
    /// Why.
    pub reason: Bilingual,
    /// When it was published.
    pub published_at: Timestamp,
    /// The office that decided.
    pub office: Bilingual,
    /// How many points were decided together with this one.
    pub group_size: u32,
}

/// How a list of contributions is ordered. The first is the default: it gives every contribution the same chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Order {
    /// Newest first.
    Newest,
    /// Most supported first.
    Supported,
    /// With a public decision first, newest decision first.
    Answered,
}

impl Order {
    const fn row_order(self) -> rows::Order {
        match self {
            Self::Newest => rows::Order::Newest,
            Self::Supported => rows::Order::Supported,
            Self::Answered => rows::Order::Answered,
        }
    }
}

/// One page of a list.
#[derive(Debug, Clone, Serialize)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// Pass this as `cursor` to get the next page; `None` on the last.
    pub next_cursor: Option<String>,
}

/// What a person gets after sending.
#[derive(Debug, Clone, Serialize)]
pub struct Receipt {
    /// The code as printed: `K7Q2-9XWM-3T5A`.
    pub receipt: String,
    /// The contribution.
    pub contribution: ContributionView,
    /// The program it went to.
    pub program: ProgramCard,
    /// The words of the provision when it was written, in the language of the contribution.
    pub words_then: Option<String>,
    /// The words of the same provision today, or of the one to which its words went; `None` when it is gone.
    pub words_now: Option<String>,
    /// What became of the words in each later edition, oldest first.
    pub journey: Vec<JourneyStep>,
    /// Changes of the text that answer this contribution, oldest first.
    pub changes: Vec<AnsweringChange>,
    /// Position of the act in the journal, once it is numbered.
    pub leaf_index: Option<i64>,
    /// Hash of the journal leaf, lower-case hexadecimal.
    pub leaf_hash: String,
}

/// What became of a contribution's words in one edition.
#[derive(Debug, Clone, Serialize)]
pub struct JourneyStep {
    /// Number of the edition.
    pub edition: i32,
    /// When it was published.
    pub published_at: Timestamp,
    /// What became of the words.
    pub state: PlacementState,
    /// Public id of the provision where they are; `None` when they are gone.
    pub provision: Option<String>,
    /// Label of that provision.
    pub label: Option<String>,
    /// The quoted words as they read there; `None` for a whole provision.
    pub words: Option<String>,
    /// Whether a person, not a computation, said so.
    pub confirmed: bool,
}

/// A change of the text that answers a contribution.
#[derive(Debug, Clone, Serialize)]
pub struct AnsweringChange {
    /// Number of the edition that brought it.
    pub edition: i32,
    /// Public id of the provision.
    pub provision: String,
    /// How it differs.
    pub kind: ChangeKind,
    /// What the office says about it.
    pub note: Bilingual,
}

/// What a person sends, before any check. Texts are taken as typed.
#[derive(Debug, Clone, Default)]
pub struct Submission {
    /// Public id of the program.
    pub program: String,
    /// Public id of the provision; `None` for the whole program.
    pub provision: Option<String>,
    /// Public id of the contribution to which this replies.
    pub parent: Option<String>,
    /// A word of `ContributionKind`.
    pub kind: String,
    /// A word of `Language`.
    pub language: String,
    /// The text.
    pub text: String,
    /// Words of the provision that it quotes, exactly.
    pub quote: Option<String>,
    /// Where in the territory.
    pub place: String,
    /// Name to show.
    pub name: String,
    /// Address for the answer, possibly empty. Never shown.
    pub email: String,
    /// Problem of a proposal.
    pub problem: Option<String>,
    /// Solution of a proposal; its presence makes the contribution a proposal with parts.
    pub solution: Option<String>,
    /// Cost of a proposal in whole tenge.
    pub cost_tenge: Option<i64>,
    /// Key under which a repeated sending is recognised: 8 to 64 visible ASCII characters.
    pub idempotency_key: Option<String>,
}

/// Scope of idempotency keys for contributions.
const KEY_SCOPE: &str = "contribution";
/// Fewest and most characters of an idempotency key.
const KEY_CHARACTERS: std::ops::RangeInclusive<usize> = 8..=64;

/// Receives a contribution. When this returns, it is on disk together with its point, its anchor, its act in the
/// journal and the counters; the same idempotency key with the same content gets the same receipt.
pub fn submit(service: &Service, submission: Submission) -> Result<Receipt, ServiceError> {
    let parsed = Parsed::new(submission)?;
    let directory = service.directory()?;
    let now = service.now();
    let ids = NewIds {
        contribution: service.new_public_id().to_string(),
        point: service.new_public_id().to_string(),
        receipt: service.new_receipt(),
    };
    let code = service.write(move |conn, acts| {
        if let Some(key) = &parsed.key
            && let Some(given) = idempotency::find(conn, KEY_SCOPE, key)?
        {
            return if given.request_hash == parsed.hash {
                Ok(given.answer)
            } else {
                Err(ServiceError::KeyReused)
            };
        }
        let code = receive(conn, acts, &directory, &parsed, &ids, now)?;
        if let Some(key) = &parsed.key {
            let given = Given { request_hash: parsed.hash.clone(), answer: code.clone() };
            idempotency::insert(conn, KEY_SCOPE, key, &given, now.micros())?;
        }
        Ok(code)
    })?;
    receipt(service, &code)
}

/// What a contribution is called, drawn before its transaction.
struct NewIds {
    contribution: String,
    point: String,
    receipt: ReceiptCode,
}

/// A submission whose fields have been checked.
struct Parsed {
    program: String,
    provision: Option<String>,
    parent: Option<String>,
    content: NewContribution,
    quote: Option<String>,
    email: Option<EmailAddress>,
    key: Option<String>,
    /// SHA-256 over every field, to tell a repeated request from another one with the same key.
    hash: String,
}

impl Parsed {
    fn new(submission: Submission) -> Result<Self, ServiceError> {
        // PostgreSQL cannot even ask for a text with NUL; an id that has one names nothing, on either database.
        if [&submission.provision, &submission.parent].into_iter().flatten().any(|id| id.contains('\0')) {
            return Err(ServiceError::NotFound);
        }
        let mut errors = Vec::new();
        let proposal = submission.solution.as_deref().map(|solution| ProposalInput {
            problem: submission.problem.as_deref().unwrap_or_default(),
            solution,
            cost: submission.cost_tenge,
        });
        let content = NewContribution::parse(&ContributionInput {
            kind: &submission.kind,
            language: &submission.language,
            text: &submission.text,
            place: &submission.place,
            name: &submission.name,
            proposal,
        })
        .map_err(|faults| errors.extend(faults))
        .ok();
        let quote = match submission.quote.as_deref().filter(|quote| !quote.trim().is_empty()) {
            Some(quote) => match clean_text(quote, QUOTE_CHARACTERS_MAX) {
                Ok(quote) => Some(quote),
                Err(reason) => {
                    errors.push(FieldError { field: "quote", reason: reason.into() });
                    None
                }
            },
            None => None,
        };
        let email = if submission.email.trim().is_empty() {
            None
        } else {
            let email = EmailAddress::parse(&submission.email);
            if email.is_none() {
                errors.push(FieldError { field: "email", reason: FieldReason::Email });
            }
            email
        };
        if let Some(key) = &submission.idempotency_key
            && !(KEY_CHARACTERS.contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()))
        {
            errors.push(FieldError { field: "idempotency_key", reason: FieldReason::Range });
        }
        let hash = request_hash(&submission);
        match content {
            Some(content) if errors.is_empty() => Ok(Self {
                program: submission.program,
                provision: submission.provision,
                parent: submission.parent,
                content,
                quote,
                email,
                key: submission.idempotency_key,
                hash,
            }),
            _ => Err(ServiceError::Invalid(errors)),
        }
    }
}

fn request_hash(submission: &Submission) -> String {
    let mut hash = Sha256::new();
    let cost = submission.cost_tenge.map(|cost| cost.to_string());
    for field in [
        Some(&submission.program),
        submission.provision.as_ref(),
        submission.parent.as_ref(),
        Some(&submission.kind),
        Some(&submission.language),
        Some(&submission.text),
        submission.quote.as_ref(),
        Some(&submission.place),
        Some(&submission.name),
        Some(&submission.email),
        submission.problem.as_ref(),
        submission.solution.as_ref(),
        cost.as_ref(),
    ] {
        let field = field.map_or("", String::as_str);
        hash.update(field.len().to_be_bytes());
        hash.update(field);
    }
    hexadecimal(&hash.finalize())
}

/// Stores a checked contribution and everything that goes with it; returns its receipt code.
fn receive(
    conn: &mut Conn<'_>,
    acts: &mut crate::journal::Acts,
    directory: &Directory,
    parsed: &Parsed,
    ids: &NewIds,
    now: Timestamp,
) -> Result<String, ServiceError> {
    let campaign = directory.campaign()?;
    let (program, _) = programs::find(conn, &parsed.program)?;
    let window = DiscussionWindow {
        opens_at: Timestamp::from_micros(program.opens_at),
        closes_at: Timestamp::from_micros(program.closes_at),
    };
    let late = match window.admit(now, campaign.rules.accept_late) {
        Admission::InTime => false,
        Admission::Late => true,
        Admission::NotOpenYet => return Err(ServiceError::NotOpenYet),
        Admission::Closed => return Err(ServiceError::Closed),
    };
    let edition = programs::find_edition(conn, &program, None)?;
    let parent = match &parsed.parent {
        Some(id) => {
            let parent = rows::find_by_public_id(conn, id)?
                .filter(|parent| parent.program_id == program.id)
                .ok_or(ServiceError::NotFound)?;
            rows::add_reply(conn, parent.id)?;
            Some(parent.id)
        }
        None => None,
    };
    let provision = match &parsed.provision {
        Some(id) => {
            let id = editions::find_provision(conn, program.id, id)?.ok_or(ServiceError::NotFound)?;
            Some(editions::find_in_edition(conn, edition.id, id)?.ok_or(ServiceError::NotFound)?)
        }
        None => None,
    };
    let anchor = match (&parsed.quote, &provision) {
        (Some(quote), Some(provision)) => {
            Some(anchor(quote, provision, edition.number, parsed.content.language).ok_or_else(|| {
                ServiceError::Invalid(vec![FieldError { field: "quote", reason: FieldReason::Quote }])
            })?)
        }
        (Some(_), None) => {
            return Err(ServiceError::Invalid(vec![FieldError {
                field: "quote",
                reason: FieldReason::Quote,
            }]));
        }
        (None, _) => None,
    };
    let content = &parsed.content;
    let visibility = match campaign.rules.moderation {
        ModerationMode::Post => Visibility::Visible,
        ModerationMode::Pre => Visibility::Held,
    };
    let local_day = now.date_at(programs::offset(&program));
    let due = campaign.calendar.after_working_days(local_day, campaign.rules.answer_working_days);
    let row = NewContributionRow {
        public_id: ids.contribution.clone(),
        receipt: ids.receipt.as_str().to_owned(),
        program_id: program.id,
        edition_number: edition.number,
        provision_id: provision.as_ref().map(|provision| provision.provision_id),
        provision_label: provision.as_ref().map(|provision| provision.label.clone()),
        parent_id: parent,
        kind: AsText(content.kind),
        language: AsText(content.language),
        channel: AsText(Channel::Web),
        verification: AsText(Verification::Anonymous),
        visibility: AsText(visibility),
        reason: None,
        text: Some(content.text.clone()),
        name: content.name.clone(),
        place: content.place.clone(),
        problem: content.proposal.as_ref().and_then(|proposal| proposal.problem.clone()),
        solution: content.proposal.as_ref().map(|proposal| proposal.solution.clone()),
        cost_tenge: content.proposal.as_ref().and_then(|proposal| proposal.cost).map(Tenge::amount),
        received_at: now.micros(),
        late,
        due_on: kenes_store::territories::date_text(due),
        supports_anonymous: 0,
        supports_email: 0,
        supports_identity: 0,
        replies: 0,
        decided_at: None,
    };
    let (id, _) = rows::insert(conn, std::slice::from_ref(&row))?
        .pop()
        .ok_or_else(|| ServiceError::Internal("a contribution was not inserted".to_owned()))?;
    let characters = i32::try_from(content.text.chars().count()).unwrap_or(i32::MAX);
    rows::insert_points(
        conn,
        &[NewPoint {
            public_id: ids.point.clone(),
            contribution_id: id,
            program_id: program.id,
            ordinal: 1,
            start_position: 0,
            end_position: characters,
            state: "new".to_owned(),
            group_id: None,
            decision_id: None,
        }],
    )?;
    if let Some(mut anchor) = anchor {
        anchor.contribution_id = id;
        rows::insert_anchors(conn, &[anchor])?;
    }
    if let Some(email) = &parsed.email {
        rows::insert_contact(conn, id, email.as_str(), content.language)?;
    }
    let mut delta = Delta::default();
    delta.receive_contributions(Shelf::Open, 1);
    delta.receive_points(Shelf::Open, 1);
    counters::apply(conn, program.id, delta)?;
    if let Some(provision) = &provision {
        counters::add_to_provision(conn, program.id, provision.provision_id, 1)?;
        if let Some(direction) = &provision.direction {
            counters::add_to_direction(conn, campaign.id, direction, 1)?;
        }
    }
    let place = directory.territory(program.territory_id)?.state.kato.clone();
    acts.push(
        Act {
            kind: ActKind::ContributionReceived,
            time: now,
            place,
            program: Some(program.public_id.clone()),
            edition: Some(edition.number),
            subject: subject(&ids.contribution),
            reason: None,
            opening: Some(opening(&row, parsed)?),
        },
        Some(program.id),
    );
    Ok(ids.receipt.as_str().to_owned())
}

/// What a journal leaf about a contribution is about.
pub(crate) fn subject(public_id: &str) -> String {
    format!("contribution/{public_id}")
}

/// The bytes to which the journal commits: what was said, and nothing that names a person beside the name under
/// which it is shown.
fn opening(row: &NewContributionRow, parsed: &Parsed) -> Result<Vec<u8>, ServiceError> {
    #[derive(Serialize)]
    struct Opening<'a> {
        kind: ContributionKind,
        language: Language,
        channel: Channel,
        verification: Verification,
        provision: Option<&'a str>,
        quote: Option<&'a str>,
        text: Option<&'a str>,
        name: Option<&'a str>,
        place: Option<&'a str>,
        problem: Option<&'a str>,
        solution: Option<&'a str>,
        cost_tenge: Option<i64>,
    }
    serde_json::to_vec(&Opening {
        kind: row.kind.0,
        language: row.language.0,
        channel: row.channel.0,
        verification: row.verification.0,
        provision: parsed.provision.as_deref(),
        quote: parsed.quote.as_deref(),
        text: row.text.as_deref(),
        name: row.name.as_deref(),
        place: row.place.as_deref(),
        problem: row.problem.as_deref(),
        solution: row.solution.as_deref(),
        cost_tenge: row.cost_tenge,
    })
    .map_err(|error| ServiceError::Internal(error.to_string()))
}

/// Finds a quote in a provision, in the language of the contribution first.
fn anchor(
    quote: &str,
    provision: &EditionProvisionRow,
    edition_number: i32,
    language: Language,
) -> Option<AnchorRow> {
    [language, language.other()].into_iter().find_map(|language| {
        let text = match language {
            Language::Kk => provision.text_kk.as_deref()?,
            Language::Ru => provision.text_ru.as_deref()?,
        };
        // Readers see no-break spaces where the text has ordinary ones, and the other way round; both count as one
        // character, so positions agree.
        let plain = text.replace('\u{a0}', " ");
        let (before, _) = plain.split_once(&quote.replace('\u{a0}', " "))?;
        let start = before.chars().count();
        let span = start..start + quote.chars().count();
        AnchorRow::from_span(provision.provision_id, edition_number, language, text, span)
    })
}

/// Takes a contribution back, on demand of whoever holds the receipt. A stub stays in its place.
pub fn withdraw(service: &Service, code: &str) -> Result<(), ServiceError> {
    leave(service, code, Visibility::Withdrawn, ActKind::ContributionWithdrawn)
}

/// Erases what a person wrote, on demand of whoever holds the receipt: text, name, place, address, and what the
/// journal committed to. A stub stays, and every count.
pub fn erase(service: &Service, code: &str) -> Result<(), ServiceError> {
    leave(service, code, Visibility::Erased, ActKind::ContributionErased)
}

fn leave(service: &Service, code: &str, next: Visibility, kind: ActKind) -> Result<(), ServiceError> {
    let code = ReceiptCode::parse(code).map_err(|_| ServiceError::ReceiptMistyped)?;
    let directory = service.directory()?;
    let now = service.now();
    service.write(move |conn, acts| {
        let row = rows::find_by_receipt(conn, code.as_str())?.ok_or(ServiceError::NotFound)?;
        if !row.visibility.0.may_become(next) {
            return Err(ServiceError::Conflict);
        }
        let (program, _) = kenes_store::programs::get(conn, row.program_id)?.ok_or(ServiceError::NotFound)?;
        let about = subject(&row.public_id);
        reshelve(conn, row.program_id, &[row.id], |conn| {
            rows::set_visibility(conn, row.id, next, None)?;
            if next == Visibility::Erased {
                rows::erase(conn, row.id)?;
                acts::erase_openings(conn, &about)?;
            }
            Ok(())
        })?;
        acts.push(
            Act {
                kind,
                time: now,
                place: directory.territory(program.territory_id)?.state.kato.clone(),
                program: Some(program.public_id.clone()),
                edition: None,
                subject: about,
                reason: None,
                opening: None,
            },
            Some(program.id),
        );
        Ok(())
    })
}

/// Supports a contribution; `false` when this supporter supported it before. `supporter` is a hash that stands for
/// one person or one signed cookie; supports are counted apart by how far the person is known.
pub fn support(
    service: &Service,
    contribution: &str,
    supporter: &str,
    verification: Verification,
) -> Result<bool, ServiceError> {
    let now = service.now();
    let (contribution, supporter) = (contribution.to_owned(), supporter.to_owned());
    let (supported, program) = service.write(move |conn, _| {
        let row = rows::find_by_public_id(conn, &contribution)?.ok_or(ServiceError::NotFound)?;
        if !row.visibility.0.is_public() {
            return Err(ServiceError::Conflict);
        }
        let supported = rows::insert_support(conn, row.id, &supporter, verification, now.micros())?;
        let program = kenes_store::programs::public_ids(conn, &[row.program_id])?.pop();
        Ok((supported, program))
    })?;
    // A support is not an act of the journal, yet the pages that show it are old now.
    if let Some((_, program)) = program {
        service.freshness().touch_program(&program);
    }
    Ok(supported)
}

/// Replies to a contribution, oldest first.
pub fn replies(
    service: &Service,
    contribution: &str,
    cursor: Option<&str>,
    limit: u16,
) -> Result<Page<ContributionView>, ServiceError> {
    let after = cursor.map(|text| text.parse::<i64>().map_err(|_| ServiceError::BadCursor)).transpose()?;
    let limit = i64::from(limit.clamp(1, PAGE_ITEMS_MAX));
    service.read(|conn| {
        let parent = rows::find_by_public_id(conn, contribution)?.ok_or(ServiceError::NotFound)?;
        let mut found = rows::replies(conn, parent.id, after, limit + 1)?;
        let more = i64::try_from(found.len()).unwrap_or(0) > limit;
        found.truncate(usize::try_from(limit).unwrap_or(0));
        let next_cursor = if more { found.last().map(|row| row.id.to_string()) } else { None };
        Ok(Page { items: views(conn, found)?, next_cursor })
    })
}

/// The whole story of a contribution, by its receipt code as people type it.
pub fn receipt(service: &Service, code: &str) -> Result<Receipt, ServiceError> {
    let code = ReceiptCode::parse(code).map_err(|_| ServiceError::ReceiptMistyped)?;
    let directory = service.directory()?;
    service.read(|conn| {
        let row = rows::find_by_receipt(conn, code.as_str())?.ok_or(ServiceError::NotFound)?;
        let language = row.language.0;
        let (program, counters) =
            kenes_store::programs::get(conn, row.program_id)?.ok_or(ServiceError::NotFound)?;
        let words_then = words(conn, &row, row.edition_number, language)?;
        let (journey, stands_at) = journey(conn, &row)?;
        let words_now = match program.current_edition {
            Some(number) if number == row.edition_number => words_then.clone(),
            Some(number) => {
                words(conn, &ContributionRow { provision_id: stands_at, ..row.clone() }, number, language)?
            }
            None => None,
        };
        let changes = answering(conn, row.id)?;
        let act = acts::first_of_subject(conn, &subject(&row.public_id))?;
        let own_text = row.text.clone();
        let mut contribution = views(conn, vec![row])?.pop().ok_or(ServiceError::NotFound)?;
        // Whoever holds the receipt reads what was received, also when the public sees a stub.
        contribution.text = own_text;
        Ok(Receipt {
            receipt: code.printed(),
            contribution,
            program: programs::card(&directory, &program, &counters)?,
            words_then,
            words_now,
            journey,
            changes,
            leaf_index: act.as_ref().and_then(|act| act.leaf_index),
            leaf_hash: act.map(|act| hexadecimal(&act.leaf_hash)).unwrap_or_default(),
        })
    })
}

/// What became of the words of a contribution in each later edition, and the provision at which it stands today.
fn journey(
    conn: &mut Conn<'_>,
    row: &ContributionRow,
) -> Result<(Vec<JourneyStep>, Option<i64>), ServiceError> {
    let placements = changes::placements_of(conn, row.id)?;
    let stands_at = placements.last().map_or(row.provision_id, |placement| placement.provision_id);
    let language =
        rows::anchors_of(conn, &[row.id])?.first().map_or(row.language.0, |anchor| anchor.language.0);
    let mut steps = Vec::with_capacity(placements.len());
    for placement in placements {
        let Some(edition) = editions::find(conn, row.program_id, placement.edition_number)? else { continue };
        let provision = match placement.provision_id {
            Some(id) => editions::find_in_edition(conn, edition.id, id)?,
            None => None,
        };
        let public_id = match placement.provision_id {
            Some(id) => editions::provision_public_ids(conn, &[id])?.pop().map(|(_, id)| id),
            None => None,
        };
        let text = provision.as_ref().and_then(|provision| match language {
            Language::Kk => provision.text_kk.as_deref(),
            Language::Ru => provision.text_ru.as_deref(),
        });
        let span = placement.start_position.zip(placement.end_position);
        let at = |position: i32| usize::try_from(position).unwrap_or(0);
        steps.push(JourneyStep {
            edition: edition.number,
            published_at: Timestamp::from_micros(edition.published_at.unwrap_or(0)),
            state: placement.state.0,
            provision: public_id,
            words: text.zip(span).map(|(text, (start, end))| {
                text.chars().skip(at(start)).take(at(end).saturating_sub(at(start))).collect()
            }),
            label: provision.map(|provision| provision.label),
            confirmed: placement.confirmed,
        });
    }
    Ok((steps, stands_at))
}

/// Changes that answer points of a contribution.
fn answering(conn: &mut Conn<'_>, contribution_id: i64) -> Result<Vec<AnsweringChange>, ServiceError> {
    let found = changes::of_contribution(conn, contribution_id)?;
    let ids: Vec<i64> = found.iter().map(|change| change.provision_id).collect();
    let public: BTreeMap<i64, String> = editions::provision_public_ids(conn, &ids)?.into_iter().collect();
    Ok(found
        .into_iter()
        .filter_map(|change| {
            Some(AnsweringChange {
                edition: change.edition_number,
                provision: public.get(&change.provision_id)?.clone(),
                kind: change.kind.0,
                note: Bilingual { kk: change.note_kk, ru: change.note_ru },
            })
        })
        .collect())
}

/// The words of a contribution's provision in an edition.
fn words(
    conn: &mut Conn<'_>,
    row: &ContributionRow,
    edition_number: i32,
    language: Language,
) -> Result<Option<String>, ServiceError> {
    let Some(provision) = row.provision_id else { return Ok(None) };
    let Some(edition) = editions::find(conn, row.program_id, edition_number)? else { return Ok(None) };
    Ok(editions::find_in_edition(conn, edition.id, provision)?.and_then(|provision| match language {
        Language::Kk => provision.text_kk.or(provision.text_ru),
        Language::Ru => provision.text_ru.or(provision.text_kk),
    }))
}

/// One page of the contributions to a program, or to one of its provisions.
pub fn page(
    service: &Service,
    program: &str,
    provision: Option<&str>,
    order: Order,
    cursor: Option<&str>,
    limit: u16,
) -> Result<Page<ContributionView>, ServiceError> {
    let after = cursor.map(parse_cursor).transpose()?;
    let limit = i64::from(limit.clamp(1, PAGE_ITEMS_MAX));
    service.read(|conn| {
        let (program, _) = programs::find(conn, program)?;
        let scope = match provision {
            Some(id) => Scope::Provision(
                editions::find_provision(conn, program.id, id)?.ok_or(ServiceError::NotFound)?,
            ),
            None => Scope::Program(program.id),
        };
        let mut found = rows::page(conn, scope, order.row_order(), after, limit + 1)?;
        let more = i64::try_from(found.len()).unwrap_or(0) > limit;
        found.truncate(usize::try_from(limit).unwrap_or(0));
        let next_cursor = if more { found.last().map(|row| cursor_of(row, order)) } else { None };
        Ok(Page { items: views(conn, found)?, next_cursor })
    })
}

fn cursor_of(row: &ContributionRow, order: Order) -> String {
    let (key, second) = match order {
        Order::Newest => (0, 0),
        Order::Supported => (row.supports_email, row.supports_anonymous),
        Order::Answered => (row.decided_at.unwrap_or(0), 0),
    };
    format!("{key}.{second}.{}", row.id)
}

fn parse_cursor(text: &str) -> Result<After, ServiceError> {
    let mut parts = text.splitn(3, '.').map(|part| part.parse::<i64>().map_err(|_| ServiceError::BadCursor));
    let mut next = || parts.next().unwrap_or(Err(ServiceError::BadCursor));
    Ok(After { key: next()?, second: next()?, id: next()? })
}

/// Contributions as the public sees them: rows that are not visible become stubs.
pub(crate) fn views(
    conn: &mut Conn<'_>,
    found: Vec<ContributionRow>,
) -> Result<Vec<ContributionView>, ServiceError> {
    let ids: Vec<i64> = found.iter().map(|row| row.id).collect();
    let mut provisions: Vec<i64> = found.iter().filter_map(|row| row.provision_id).collect();
    provisions.sort_unstable();
    provisions.dedup();
    let provisions: BTreeMap<i64, String> =
        editions::provision_public_ids(conn, &provisions)?.into_iter().collect();
    let mut quotes: BTreeMap<i64, String> = rows::anchors_of(conn, &ids)?
        .into_iter()
        .map(|anchor| (anchor.contribution_id, anchor.exact))
        .collect();
    let mut decided: BTreeMap<i64, Vec<DecisionView>> = BTreeMap::new();
    for (contribution, decision) in decisions::published_of(conn, &ids)? {
        decided.entry(contribution).or_default().push(decision_view(decision));
    }
    Ok(found
        .into_iter()
        .map(|row| {
            let public = row.visibility.0.is_public();
            let proposal = row.solution.map(|solution| ProposalView {
                problem: row.problem,
                solution,
                cost_tenge: row.cost_tenge,
            });
            ContributionView {
                id: row.public_id,
                kind: row.kind.0,
                language: row.language.0,
                channel: row.channel.0,
                verification: row.verification.0,
                visibility: row.visibility.0,
                reason: row.reason,
                text: row.text.filter(|_| public),
                name: row.name.filter(|_| public),
                place: row.place.filter(|_| public),
                provision: row.provision_id.and_then(|id| provisions.get(&id).cloned()),
                provision_label: row.provision_label,
                quote: quotes.remove(&row.id).filter(|_| public),
                edition: row.edition_number,
                received_at: Timestamp::from_micros(row.received_at),
                late: row.late,
                due_on: row.due_on,
                proposal: proposal.filter(|_| public),
                supports: Supports {
                    anonymous: count(row.supports_anonymous),
                    email: count(row.supports_email),
                    identity: count(row.supports_identity),
                },
                decisions: decided.remove(&row.id).unwrap_or_default(),
                replies: count(i64::from(row.replies)),
            }
        })
        .collect())
}

fn count(stored: i64) -> u64 {
    u64::try_from(stored).unwrap_or(0)
}

fn decision_view(row: DecisionRow) -> DecisionView {
    DecisionView {
        disposition: row.disposition.0,
        reason: Bilingual { kk: row.reason_kk, ru: row.reason_ru },
        published_at: Timestamp::from_micros(row.published_at.unwrap_or(0)),
        office: Bilingual { kk: Some(row.office_kk), ru: Some(row.office_ru) },
        group_size: u32::try_from(row.points).unwrap_or(1),
    }
}
