//! Who has to hear of what: a projection of the journal into the outbox. It follows the numbers of the acts, can start
//! again from anywhere, and tells each person of each event once, because the outbox knows the key of every mail.

use std::collections::BTreeMap;

use kenes_domain::identifier::PublicId;
use kenes_domain::journal::ActKind;
use kenes_domain::timestamp::Timestamp;
use kenes_store::acts::{self, ActRow};
use kenes_store::contacts::{self, ContactRow};
use kenes_store::outbox::{self, NewMail};
use kenes_store::{Conn, contributions, cursors, decisions, moderation, points};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;

use crate::Service;
use crate::error::ServiceError;
use crate::follows::json;
use crate::links;
use crate::notices::{About, template};

/// Name of the cursor.
const CURSOR: &str = "notifications";
/// Acts read at once.
const ACTS_MAX: i64 = 200;
/// Mails written in one transaction.
const MAILS_PER_TRANSACTION: usize = 200;
/// Addresses read at once for an edition.
const CONTACTS_MAX: i64 = 500;
/// What is older is no news: an imported history, or a cursor that was lost, mails nobody. Shorter than the time for
/// which the outbox remembers what it delivered.
const NEWS_SECONDS: i64 = 14 * 86_400;

/// A mail to write.
struct Planned {
    dedup_key: String,
    recipient: String,
    locale: String,
    template: &'static str,
    parameters: String,
}

/// Writes the mails for the next acts of the journal; `true` when there may be more.
pub fn project(service: &Service) -> Result<bool, ServiceError> {
    let secret = service.mail_secret()?;
    let now = service.now();
    let oldest = now.plus_seconds(-NEWS_SECONDS).micros();
    let (from, read) = service.read(|conn| {
        let from = cursors::get(conn, CURSOR)?;
        if from >= acts::size(conn)? {
            Ok((from, Vec::new()))
        } else {
            Ok((from, acts::from_index(conn, from, ACTS_MAX)?))
        }
    })?;
    let Some(next) = read.last().and_then(|act| act.leaf_index).map(|last| last + 1) else {
        return Ok(false);
    };
    let planned = service.read(|conn| {
        let mut planned = Vec::new();
        for act in read.iter().filter(|act| act.happened_at >= oldest) {
            plan(conn, secret, act, &mut planned)?;
        }
        Ok(planned)
    })?;
    write(service, planned, from, next, now)?;
    Ok(true)
}

/// Writes planned mails, and with the last of them the cursor. Whoever comes second finds the keys taken.
fn write(
    service: &Service,
    planned: Vec<Planned>,
    from: i64,
    next: i64,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let mut rest = planned;
    loop {
        let later = rest.split_off(rest.len().min(MAILS_PER_TRANSACTION));
        let (mails, last) = (std::mem::replace(&mut rest, later), rest.is_empty());
        let seed = service.random_bytes();
        service.store().write(move |conn| {
            // The unit may run several times; the same seed draws the same ids.
            let mut random = ChaCha20Rng::from_seed(seed);
            for mail in &mails {
                outbox::insert(conn, &new_mail(mail, &mut random, now))?;
            }
            if last && cursors::get(conn, CURSOR)? == from {
                cursors::set(conn, CURSOR, next)?;
            }
            Ok::<_, ServiceError>(())
        })?;
        if last {
            break;
        }
    }
    service.bell().ring();
    Ok(())
}

fn new_mail(planned: &Planned, random: &mut ChaCha20Rng, now: Timestamp) -> NewMail {
    NewMail {
        public_id: PublicId::from_random_bits(random.next_u64()).to_string(),
        dedup_key: Some(planned.dedup_key.clone()),
        recipient: planned.recipient.clone(),
        locale: planned.locale.clone(),
        template: planned.template.to_owned(),
        parameters: planned.parameters.clone(),
        urgent: false,
        not_before: now.micros(),
        created_at: now.micros(),
    }
}

fn plan(
    conn: &mut Conn<'_>,
    secret: &[u8],
    act: &ActRow,
    planned: &mut Vec<Planned>,
) -> Result<(), ServiceError> {
    let Ok(kind) = act.kind.parse::<ActKind>() else { return Ok(()) };
    match kind {
        ActKind::ContributionReceived | ActKind::ContributionEntered => received(conn, act, planned),
        ActKind::ContributionHidden
        | ActKind::ContributionHeld
        | ActKind::ContributionRestored
        | ActKind::ContributionRedacted => moderated(conn, kind, act, planned),
        ActKind::DecisionPublished | ActKind::DecisionReplaced => decided(conn, secret, act, planned),
        ActKind::EditionPublished => edition(conn, secret, act, planned),
        _ => Ok(()),
    }
}

fn received(conn: &mut Conn<'_>, act: &ActRow, planned: &mut Vec<Planned>) -> Result<(), ServiceError> {
    let Some(row) = contribution(conn, act)? else { return Ok(()) };
    if let Some(contact) = contacts::of_contributions(conn, &[row.id])?.pop() {
        let key = format!("received/{}", row.public_id);
        planned.push(mail(key, &contact, template::RECEIVED, &About::one(&row.public_id))?);
    }
    if row.visibility.0.is_public() { replied(conn, &row, planned) } else { Ok(()) }
}

/// Tells the author of a contribution of a reply that the public may read, unless they wrote it themselves.
fn replied(
    conn: &mut Conn<'_>,
    reply: &contributions::ContributionRow,
    planned: &mut Vec<Planned>,
) -> Result<(), ServiceError> {
    let Some(parent) = contacts::parent_of(conn, reply.id)? else { return Ok(()) };
    let Some(parent) = contributions::find(conn, parent)? else { return Ok(()) };
    let contacts = contacts::of_contributions(conn, &[parent.id, reply.id])?;
    let of = |id: i64| contacts.iter().find(|contact| contact.contribution_id == id);
    let Some(contact) = of(parent.id) else { return Ok(()) };
    if of(reply.id).is_some_and(|own| own.email == contact.email) {
        return Ok(());
    }
    let about = About { reply: Some(reply.public_id.clone()), ..About::one(&parent.public_id) };
    planned.push(mail(format!("replied/{}", reply.public_id), contact, template::REPLIED, &about)?);
    Ok(())
}

fn moderated(
    conn: &mut Conn<'_>,
    kind: ActKind,
    act: &ActRow,
    planned: &mut Vec<Planned>,
) -> Result<(), ServiceError> {
    let Some(row) = contribution(conn, act)? else { return Ok(()) };
    if kind == ActKind::ContributionRestored {
        replied(conn, &row, planned)?;
    }
    let Some(contact) = contacts::of_contributions(conn, &[row.id])?.pop() else { return Ok(()) };
    let action = match kind {
        ActKind::ContributionHidden => "hidden",
        ActKind::ContributionHeld => "held",
        ActKind::ContributionRestored => "restored",
        _ => "redacted",
    };
    let entry = moderation::newest_of(conn, row.id, action)?;
    let about = About {
        action: Some(action.to_owned()),
        reason: entry.as_ref().and_then(|entry| entry.reason.clone()),
        note: entry.and_then(|entry| entry.note),
        ..About::one(&row.public_id)
    };
    planned.push(mail(format!("moderated/{}", act.public_id), &contact, template::MODERATED, &about)?);
    Ok(())
}

fn decided(
    conn: &mut Conn<'_>,
    secret: &[u8],
    act: &ActRow,
    planned: &mut Vec<Planned>,
) -> Result<(), ServiceError> {
    let Some(id) = act.subject.strip_prefix("decision/") else { return Ok(()) };
    let Some((_, decision)) = decisions::find(conn, id)? else { return Ok(()) };
    let points = decisions::points_of(conn, decision.id)?;
    let mut ids: Vec<i64> =
        points::by_internal_ids(conn, &points)?.into_iter().map(|point| point.contribution_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut people = People::default();
    for contact in contacts::of_contributions(conn, &ids)? {
        if let Some(row) = contributions::find(conn, contact.contribution_id)? {
            people.add(contact, row.public_id);
        }
    }
    let event = format!("decided/{}", act.public_id);
    people.plan(secret, &event, template::DECIDED, planned, |about| About {
        decision: Some(decision.public_id.clone()),
        ..about
    })
}

fn edition(
    conn: &mut Conn<'_>,
    secret: &[u8],
    act: &ActRow,
    planned: &mut Vec<Planned>,
) -> Result<(), ServiceError> {
    let number = act.subject.rsplit('/').next().and_then(|number| number.parse::<i32>().ok());
    let (Some(program), Some(number)) = (act.program_id, number) else { return Ok(()) };
    let mut people = People::default();
    let mut after = 0;
    loop {
        let found = contacts::of_program_before_edition(conn, program, number, after, CONTACTS_MAX)?;
        let Some((last, _)) = found.last() else { break };
        after = last.contribution_id;
        for (contact, public_id) in found {
            people.add(contact, public_id);
        }
    }
    let event = format!("edition/{}", act.public_id);
    people.plan(secret, &event, template::EDITION, planned, |about| About { edition: Some(number), ..about })
}

/// The people of one event, each with their contributions.
#[derive(Default)]
struct People {
    by_email: BTreeMap<String, (String, Vec<String>)>,
}

impl People {
    fn add(&mut self, contact: ContactRow, contribution: String) {
        let language = contact.language.0.to_string();
        self.by_email.entry(contact.email).or_insert_with(|| (language, Vec::new())).1.push(contribution);
    }

    fn plan(
        self,
        secret: &[u8],
        event: &str,
        template: &'static str,
        planned: &mut Vec<Planned>,
        about: impl Fn(About) -> About,
    ) -> Result<(), ServiceError> {
        for (email, (locale, contributions)) in self.by_email {
            let Some(first) = contributions.first() else { continue };
            let about = about(About { contributions: contributions.clone(), ..About::one(first) });
            planned.push(Planned {
                dedup_key: format!("{event}/{}", links::address_key(secret, &email)),
                recipient: email,
                locale,
                template,
                parameters: json(&about)?,
            });
        }
        Ok(())
    }
}

fn contribution(
    conn: &mut Conn<'_>,
    act: &ActRow,
) -> Result<Option<contributions::ContributionRow>, ServiceError> {
    match act.subject.strip_prefix("contribution/") {
        Some(id) => Ok(contributions::find_by_public_id(conn, id)?),
        None => Ok(None),
    }
}

fn mail(
    dedup_key: String,
    contact: &ContactRow,
    template: &'static str,
    about: &About,
) -> Result<Planned, ServiceError> {
    Ok(Planned {
        dedup_key,
        recipient: contact.email.clone(),
        locale: contact.language.0.to_string(),
        template,
        parameters: json(about)?,
    })
}
