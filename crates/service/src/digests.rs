//! The weekly digest of what people follow: which acts of the journal fell into the week, counted per program and per
//! provision, and one mail for each address that has any of them. A week without news has no mail.

use std::collections::{BTreeMap, BTreeSet};

use kenes_domain::identifier::PublicId;
use kenes_domain::journal::ActKind;
use kenes_domain::timestamp::Timestamp;
use kenes_store::acts::{self, ActRow};
use kenes_store::follows::{self as rows, DigestRow, FollowRow};
use kenes_store::outbox::{self, NewMail};
use kenes_store::{Conn, programs};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;

use crate::Service;
use crate::directory::Directory;
use crate::error::ServiceError;
use crate::follows::{FOLLOWS_MAX, REQUEST_HOURS, json};
use crate::links;
use crate::notices::{DigestLine, template};
use crate::outbox::KEPT_SECONDS;

/// Monday, 5 January 1970, 04:00 UTC: nine in the morning on the clocks of Kazakhstan.
const FIRST_MONDAY_SECONDS: i64 = 360_000;
const WEEK_SECONDS: i64 = 7 * 86_400;
/// Acts read at once.
const ACTS_MAX: i64 = 1_000;
/// Addresses in one transaction.
const ADDRESSES_MAX: i64 = 100;

/// Counts of a week.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Week {
    received: u32,
    decided: u32,
    editions: u32,
}

impl Week {
    fn add(&mut self, other: Self) {
        self.received += other.received;
        self.decided += other.decided;
        self.editions += other.editions;
    }

    const fn is_empty(self) -> bool {
        self.received == 0 && self.decided == 0 && self.editions == 0
    }
}

/// What happened in a week, by internal ids.
#[derive(Debug, Default)]
struct Happened {
    programs: BTreeMap<i64, Week>,
    provisions: BTreeMap<i64, Week>,
    territories: BTreeMap<i64, Week>,
}

/// The number of the week in which a moment lies, Monday morning to Monday morning.
fn week_of(now: Timestamp) -> i64 {
    (now.seconds() - FIRST_MONDAY_SECONDS).div_euclid(WEEK_SECONDS)
}

/// Writes the digests that are due, a few addresses at a time; `true` when there are more. Also forgets what is too
/// old to be kept.
pub fn write_due(service: &Service) -> Result<bool, ServiceError> {
    let now = service.now();
    let week = week_of(now);
    let newest = service.read(|conn| Ok(rows::newest_digest(conn)?))?;
    match newest {
        Some(digest) if digest.finished_at.is_none() => write_some(service, &digest, now),
        Some(digest) if digest.week >= week => Ok(false),
        before => {
            begin(service, week, before.as_ref(), now)?;
            Ok(before.is_some())
        }
    }
}

fn begin(
    service: &Service,
    week: i64,
    before: Option<&DigestRow>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let first = before.map(|digest| digest.end_index);
    service.store().write(move |conn| {
        let end = acts::size(conn)?;
        let begun = rows::begin_digest(conn, week, first.unwrap_or(end), end)?;
        if begun && first.is_none() {
            // Nobody was promised anything about the time before.
            rows::advance_digest(conn, week, "", Some(now.micros()))?;
        }
        rows::forget_requests_before(conn, now.plus_seconds(-i64::from(REQUEST_HOURS) * 3_600).micros())?;
        outbox::forget_before(conn, now.plus_seconds(-KEPT_SECONDS).micros())?;
        Ok::<_, ServiceError>(())
    })
}

fn write_some(service: &Service, digest: &DigestRow, now: Timestamp) -> Result<bool, ServiceError> {
    let directory = service.directory()?;
    let secret = service.mail_secret()?.to_vec();
    let happened = service.read(|conn| happened(conn, &directory, digest.first_index, digest.end_index))?;
    let mut after = digest.after_email.clone();
    let week = digest.week;
    // The counting is done once for all addresses.
    loop {
        let seed = service.random_bytes();
        let (lines, done) = service.read(|conn| {
            let emails = rows::followers_after(conn, &after, ADDRESSES_MAX)?;
            let mut lines = Vec::new();
            for email in &emails {
                let follows = rows::of_email(conn, email, FOLLOWS_MAX)?;
                lines.push((email.clone(), locale_of(&follows), news(&happened, &follows)));
            }
            Ok((lines, i64::try_from(emails.len()).unwrap_or(0) < ADDRESSES_MAX))
        })?;
        if let Some((last, _, _)) = lines.last() {
            after.clone_from(last);
        }
        let (progress, secret) = (if done { String::new() } else { after.clone() }, secret.clone());
        service.store().write(move |conn| {
            let mut random = ChaCha20Rng::from_seed(seed);
            for (email, locale, news) in lines.iter().filter(|(_, _, news)| !news.is_empty()) {
                let mail = NewMail {
                    public_id: PublicId::from_random_bits(random.next_u64()).to_string(),
                    dedup_key: Some(format!("digest/{week}/{}", links::address_key(&secret, email))),
                    recipient: email.clone(),
                    locale: locale.clone(),
                    template: template::DIGEST.to_owned(),
                    parameters: json(news)?,
                    urgent: false,
                    not_before: now.micros(),
                    created_at: now.micros(),
                };
                outbox::insert(conn, &mail)?;
            }
            rows::advance_digest(conn, week, &progress, done.then_some(now.micros()))?;
            Ok::<_, ServiceError>(())
        })?;
        if done {
            service.bell().ring();
            return Ok(true);
        }
    }
}

/// The language of the newest follow.
fn locale_of(follows: &[FollowRow]) -> String {
    follows.last().map(|follow| follow.locale.clone()).unwrap_or_default()
}

fn news(happened: &Happened, follows: &[FollowRow]) -> Vec<DigestLine> {
    let mut lines = Vec::new();
    for follow in follows {
        let week = match (follow.territory_id, follow.provision_id, follow.program_id) {
            (Some(territory), _, _) => happened.territories.get(&territory),
            (None, Some(provision), _) => happened.provisions.get(&provision),
            (None, None, Some(program)) => happened.programs.get(&program),
            (None, None, None) => None,
        };
        let Some(week) = week.copied().filter(|week| !week.is_empty()) else { continue };
        lines.push(DigestLine {
            territory: follow.territory_id,
            program: follow.program_id,
            provision: follow.provision_id,
            received: week.received,
            decided: week.decided,
            editions: week.editions,
        });
    }
    lines
}

/// Counts the acts from `first` up to, not with, `end`.
fn happened(
    conn: &mut Conn<'_>,
    directory: &Directory,
    first: i64,
    end: i64,
) -> Result<Happened, ServiceError> {
    let mut happened = Happened::default();
    let mut next = first;
    while next < end {
        let mut found = acts::from_index(conn, next, ACTS_MAX)?;
        found.retain(|act| act.leaf_index.is_some_and(|index| index < end));
        let Some(last) = found.last().and_then(|act| act.leaf_index) else { break };
        next = last + 1;
        count(conn, &found, &mut happened)?;
    }
    let ids: Vec<i64> = happened.programs.keys().copied().collect();
    for id in ids {
        let week = happened.programs.get(&id).copied().unwrap_or_default();
        if let Some((program, _)) = programs::get(conn, id)? {
            for territory in directory.line(program.territory_id) {
                happened.territories.entry(territory).or_default().add(week);
            }
        }
    }
    Ok(happened)
}

fn count(conn: &mut Conn<'_>, found: &[ActRow], happened: &mut Happened) -> Result<(), ServiceError> {
    let (mut received, mut decided) = (Vec::new(), Vec::new());
    for act in found {
        let Some(program) = act.program_id else { continue };
        let week = match act.kind.parse() {
            Ok(ActKind::ContributionReceived | ActKind::ContributionEntered) => {
                received.extend(act.subject.strip_prefix("contribution/").map(str::to_owned));
                Week { received: 1, ..Week::default() }
            }
            Ok(ActKind::DecisionPublished | ActKind::DecisionReplaced) => {
                decided.extend(act.subject.strip_prefix("decision/").map(str::to_owned));
                Week { decided: 1, ..Week::default() }
            }
            Ok(ActKind::EditionPublished) => Week { editions: 1, ..Week::default() },
            _ => continue,
        };
        happened.programs.entry(program).or_default().add(week);
    }
    for (_, provision) in rows::provisions_of_contributions(conn, &received)? {
        if let Some(provision) = provision {
            happened.provisions.entry(provision).or_default().add(Week { received: 1, ..Week::default() });
        }
    }
    let pairs: BTreeSet<(String, Option<i64>)> =
        rows::provisions_of_decisions(conn, &decided)?.into_iter().collect();
    for (_, provision) in pairs {
        if let Some(provision) = provision {
            happened.provisions.entry(provision).or_default().add(Week { decided: 1, ..Week::default() });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_turn_on_monday_morning() {
        let at = |text: &str| week_of(Timestamp::parse_rfc3339(text).unwrap());
        assert_eq!(at("2026-11-23T04:00:00Z"), at("2026-11-30T03:59:59Z"));
        assert_eq!(at("2026-11-23T03:59:59Z") + 1, at("2026-11-23T04:00:00Z"));
    }
}
