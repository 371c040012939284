//! The inbox: points by filter, with the numbers behind every filter.

use std::collections::BTreeMap;

use kenes_domain::contribution::{Channel, ContributionKind, Verification, Visibility};
use kenes_domain::decision::PointState;
use kenes_domain::language::Language;
use kenes_domain::permission::{Actor, Permission};
use kenes_domain::timestamp::Timestamp;
use kenes_store::inbox::{self as rows, After, Assignee, Crossing, Filter, InboxRow, Order};
use kenes_store::{Conn, editions, programs, work};
use serde::Serialize;
use time::{Date, Duration};

use super::{Person, people, scope, today};
use crate::Service;
use crate::authorization;
use crate::contributions::{Page, Supports};
use crate::directory::Directory;
use crate::error::ServiceError;
use crate::programs::PAGE_ITEMS_MAX;

/// Working days that count as soon.
const SOON_WORKING_DAYS: u16 = 3;
/// Most characters of a text in the list.
const EXCERPT_CHARACTERS: usize = 240;

/// How near the deadline is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DueFilter {
    /// It has passed.
    Overdue,
    /// Within three working days, today included.
    Soon,
    /// Later.
    Later,
}

/// Whose points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssigneeFilter {
    /// Those of the one who asks.
    Me,
    /// Nobody's.
    Nobody,
    /// Those of an account, by public id.
    Account(String),
}

/// How the list is ordered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum InboxOrder {
    /// Nearest deadline first.
    #[default]
    Deadline,
    /// Newest first.
    Newest,
    /// Most supports with a confirmed e-mail first, then without.
    Supported,
}

/// Which points. Every field narrows; empty lists and `None` do not.
#[derive(Debug, Clone, Default)]
pub struct InboxQuery {
    /// Public id of a territory; its whole subtree.
    pub territory: Option<String>,
    /// Public id of a program.
    pub program: Option<String>,
    /// Where they stand.
    pub states: Vec<PointState>,
    /// What they want to be.
    pub kinds: Vec<ContributionKind>,
    /// How they came.
    pub channels: Vec<Channel>,
    /// In which language.
    pub languages: Vec<Language>,
    /// How far the person is known.
    pub verifications: Vec<Verification>,
    /// Public id of a provision of `program`.
    pub provision: Option<String>,
    /// How near the deadline is.
    pub due: Option<DueFilter>,
    /// Whose.
    pub assignee: Option<AssigneeFilter>,
    /// Name of a tag of `program`.
    pub tag: Option<String>,
    /// Public id of a group.
    pub group: Option<String>,
    /// One row per group.
    pub collapsed: bool,
    /// Also those that are put off to a later day.
    pub put_off: bool,
}

/// A row of the inbox.
#[derive(Debug, Clone, Serialize)]
pub struct InboxItem {
    /// Public id of the point.
    pub id: String,
    /// Public id of the contribution.
    pub contribution: String,
    /// Public id of the program.
    pub program: String,
    /// Public id of the program's territory.
    pub territory: String,
    /// Beginning of the point's text, at most 240 characters.
    pub excerpt: String,
    /// What it wants to be.
    pub kind: ContributionKind,
    /// Language of the text.
    pub language: Language,
    /// How it came.
    pub channel: Channel,
    /// How far the person is known.
    pub verification: Verification,
    /// Whether it is held for moderation.
    pub visibility: Visibility,
    /// Public id of the provision.
    pub provision: Option<String>,
    /// Label of the provision when it was written.
    pub provision_label: Option<String>,
    /// When it came.
    pub received_at: Timestamp,
    /// Whether it came after the closing.
    pub late: bool,
    /// Last day for the answer, `2026-12-15`.
    pub due_on: String,
    /// Working days until then; negative when it has passed.
    pub working_days_left: i32,
    /// Supports, counted apart.
    pub supports: Supports,
    /// Where it stands.
    pub state: PointState,
    /// The group in which it is decided: public id and number of points.
    pub group: Option<(String, u64)>,
    /// Who works on it.
    pub assignee: Option<Person>,
    /// Tags, by name.
    pub tags: Vec<String>,
    /// First day on which it wants attention again.
    pub put_off_until: Option<String>,
}

/// How many points a value of a filter would leave, under all the other filters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacetCount {
    /// The value, as the filter takes it.
    pub value: String,
    /// What people read, when the value is an id: a label of a provision, a name.
    pub label: Option<String>,
    /// How many points.
    pub points: u64,
}

/// The numbers behind every filter.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Facets {
    /// All points under all filters.
    pub total: u64,
    /// By state.
    pub state: Vec<FacetCount>,
    /// By nearness of the deadline.
    pub due: Vec<FacetCount>,
    /// By kind.
    pub kind: Vec<FacetCount>,
    /// By channel.
    pub channel: Vec<FacetCount>,
    /// By language.
    pub language: Vec<FacetCount>,
    /// By verification.
    pub verification: Vec<FacetCount>,
    /// By provision, in reading order; only when one program is chosen.
    pub provision: Vec<FacetCount>,
    /// By who works on it.
    pub assignee: Vec<FacetCount>,
}

/// One page of the inbox.
pub fn inbox(
    service: &Service,
    actor: &Actor,
    query: &InboxQuery,
    order: InboxOrder,
    cursor: Option<&str>,
    limit: u16,
) -> Result<Page<InboxItem>, ServiceError> {
    let directory = service.directory()?;
    let now = service.now();
    let after = cursor.map(parse_cursor).transpose()?;
    let limit = i64::from(limit.clamp(1, PAGE_ITEMS_MAX));
    service.read(|conn| {
        let chosen = Chosen::resolve(conn, &directory, actor, query, now)?;
        let order = match order {
            InboxOrder::Deadline => Order::Deadline,
            InboxOrder::Newest => Order::Newest,
            InboxOrder::Supported => Order::Supported,
        };
        let mut found = rows::page(conn, &chosen.filter, order, after.as_ref(), limit + 1)?;
        let more = i64::try_from(found.len()).unwrap_or(0) > limit;
        found.truncate(usize::try_from(limit).unwrap_or(0));
        let next_cursor = if more { found.last().map(cursor_of) } else { None };
        Ok(Page { items: items(conn, &directory, found, chosen.today)?, next_cursor })
    })
}

/// The numbers behind every filter.
pub fn facets(service: &Service, actor: &Actor, query: &InboxQuery) -> Result<Facets, ServiceError> {
    let directory = service.directory()?;
    let now = service.now();
    service.read(|conn| {
        let chosen = Chosen::resolve(conn, &directory, actor, query, now)?;
        let crossings = rows::crossings(conn, &chosen.filter.programs)?;
        let mut facets = count(&crossings, &chosen);
        label_provisions(conn, &chosen, &mut facets)?;
        let ids = crossings.iter().filter_map(|crossing| crossing.assignee_id);
        label_people(&people(conn, ids)?, &mut facets);
        Ok(facets)
    })
}

/// A query with its names looked up.
struct Chosen {
    filter: Filter,
    /// Which part of the deadlines; [`Filter`] has it as days.
    due: Option<DueFilter>,
    /// The first day that is not overdue, and the first that is not soon.
    bounds: (String, String),
    today: Date,
    one_program: Option<i64>,
}

impl Chosen {
    fn resolve(
        conn: &mut Conn<'_>,
        directory: &Directory,
        actor: &Actor,
        query: &InboxQuery,
        now: Timestamp,
    ) -> Result<Self, ServiceError> {
        let mut programs = scope(directory, actor, query.territory.as_deref())?;
        let mut offset = 0;
        if let Some(id) = &query.program {
            let (program, _) = crate::programs::find(conn, id)?;
            authorization::require(directory, actor, Permission::ReadWorkspace, program.territory_id)?;
            offset = program.utc_offset_minutes;
            programs.retain(|id| *id == program.id);
        }
        let one_program = match programs.as_slice() {
            [one] => Some(*one),
            _ => None,
        };
        let (day, today) = today(now, offset);
        let soon = directory.campaign()?.calendar.after_working_days(day, SOON_WORKING_DAYS);
        let soon = kenes_store::territories::date_text(soon + Duration::days(1));
        let due = match query.due {
            Some(DueFilter::Overdue) => (None, Some(today.clone())),
            Some(DueFilter::Soon) => (Some(today.clone()), Some(soon.clone())),
            Some(DueFilter::Later) => (Some(soon.clone()), None),
            None => (None, None),
        };
        let provision = match (&query.provision, one_program) {
            (Some(id), Some(program)) => {
                Some(editions::find_provision(conn, program, id)?.ok_or(ServiceError::NotFound)?)
            }
            (Some(_), None) => return Err(ServiceError::NotFound),
            (None, _) => None,
        };
        let tag = match (&query.tag, one_program) {
            (Some(name), Some(program)) => Some(
                work::tags_of_program(conn, program)?
                    .into_iter()
                    .find(|(_, known, _)| known == name)
                    .map(|(id, _, _)| id)
                    .ok_or(ServiceError::NotFound)?,
            ),
            (Some(_), None) => return Err(ServiceError::NotFound),
            (None, _) => None,
        };
        let assignee = match &query.assignee {
            None => None,
            Some(AssigneeFilter::Nobody) => Some(Assignee::Nobody),
            Some(AssigneeFilter::Me) => {
                Some(Assignee::Account(actor.account.ok_or(ServiceError::Unauthenticated)?))
            }
            Some(AssigneeFilter::Account(id)) => {
                Some(Assignee::Account(work::person(conn, id)?.ok_or(ServiceError::NotFound)?))
            }
        };
        let group = match &query.group {
            Some(id) => Some(kenes_store::points::find_group(conn, id)?.ok_or(ServiceError::NotFound)?.0),
            None => None,
        };
        let filter = Filter {
            programs,
            states: query.states.clone(),
            kinds: query.kinds.clone(),
            channels: query.channels.clone(),
            languages: query.languages.clone(),
            verifications: query.verifications.clone(),
            provision,
            due,
            assignee,
            tag,
            group,
            collapsed: query.collapsed,
            today: (!query.put_off).then(|| today.clone()),
        };
        Ok(Self { filter, due: query.due, bounds: (today, soon), today: day, one_program })
    }

    fn due_of(&self, due_on: &str) -> DueFilter {
        if due_on < self.bounds.0.as_str() {
            DueFilter::Overdue
        } else if due_on < self.bounds.1.as_str() {
            DueFilter::Soon
        } else {
            DueFilter::Later
        }
    }
}

/// Tells a filter's own facet from the others: a value is counted as if its own filter were not set.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Dimension {
    State,
    Due,
    Kind,
    Channel,
    Language,
    Verification,
    Provision,
    Assignee,
}

fn count(crossings: &[Crossing], chosen: &Chosen) -> Facets {
    let filter = &chosen.filter;
    let mut facets = Facets::default();
    let mut counts: [BTreeMap<String, u64>; 8] = Default::default();
    for crossing in crossings {
        let due = chosen.due_of(&crossing.due_on);
        let fails = |dimension: Dimension| match dimension {
            Dimension::State => !filter.states.is_empty() && !filter.states.contains(&crossing.state.0),
            Dimension::Due => chosen.due.is_some_and(|wanted| wanted != due),
            Dimension::Kind => !filter.kinds.is_empty() && !filter.kinds.contains(&crossing.kind.0),
            Dimension::Channel => {
                !filter.channels.is_empty() && !filter.channels.contains(&crossing.channel.0)
            }
            Dimension::Language => {
                !filter.languages.is_empty() && !filter.languages.contains(&crossing.language.0)
            }
            Dimension::Verification => {
                !filter.verifications.is_empty() && !filter.verifications.contains(&crossing.verification.0)
            }
            Dimension::Provision => filter.provision.is_some() && filter.provision != crossing.provision_id,
            Dimension::Assignee => match filter.assignee {
                Some(Assignee::Nobody) => crossing.assignee_id.is_some(),
                Some(Assignee::Account(id)) => crossing.assignee_id != Some(id),
                None => false,
            },
        };
        let values = [
            (Dimension::State, crossing.state.0.to_string()),
            (Dimension::Due, due_word(due).to_owned()),
            (Dimension::Kind, crossing.kind.0.to_string()),
            (Dimension::Channel, crossing.channel.0.to_string()),
            (Dimension::Language, crossing.language.0.to_string()),
            (Dimension::Verification, crossing.verification.0.to_string()),
            (Dimension::Provision, crossing.provision_id.map(|id| id.to_string()).unwrap_or_default()),
            (Dimension::Assignee, crossing.assignee_id.map(|id| id.to_string()).unwrap_or_default()),
        ];
        let points = u64::try_from(crossing.points).unwrap_or(0);
        let mut failing =
            values.iter().map(|(dimension, _)| *dimension).filter(|dimension| fails(*dimension));
        let (first, second) = (failing.next(), failing.next());
        if first.is_none() {
            facets.total += points;
        }
        if second.is_some() {
            continue;
        }
        for ((dimension, value), counts) in values.into_iter().zip(&mut counts) {
            if first.is_none_or(|failed| failed == dimension) {
                *counts.entry(value).or_default() += points;
            }
        }
    }
    let [state, due, kind, channel, language, verification, provision, assignee] =
        counts.map(|counts| -> Vec<FacetCount> {
            counts.into_iter().map(|(value, points)| FacetCount { value, label: None, points }).collect()
        });
    Facets { total: facets.total, state, due, kind, channel, language, verification, provision, assignee }
}

/// The word of a nearness in filters and facets.
const fn due_word(due: DueFilter) -> &'static str {
    match due {
        DueFilter::Overdue => "overdue",
        DueFilter::Soon => "soon",
        DueFilter::Later => "later",
    }
}

/// Puts public ids and labels in place of internal ids, in reading order of the current edition.
fn label_provisions(conn: &mut Conn<'_>, chosen: &Chosen, facets: &mut Facets) -> Result<(), ServiceError> {
    let counted = std::mem::take(&mut facets.provision);
    let Some(program) = chosen.one_program else { return Ok(()) };
    let counts: BTreeMap<i64, u64> =
        counted.iter().filter_map(|facet| Some((facet.value.parse().ok()?, facet.points))).collect();
    let Some((row, _)) = programs::get(conn, program)? else { return Ok(()) };
    let Some(number) = row.current_edition else { return Ok(()) };
    let Some(edition) = editions::find(conn, program, number)? else { return Ok(()) };
    facets.provision = editions::provisions_of(conn, edition.id)?
        .into_iter()
        .filter_map(|(provision, id)| {
            let points = *counts.get(&provision.provision_id)?;
            Some(FacetCount { value: id, label: Some(provision.label), points })
        })
        .collect();
    Ok(())
}

fn label_people(people: &BTreeMap<i64, Person>, facets: &mut Facets) {
    for facet in &mut facets.assignee {
        match facet.value.parse().ok().and_then(|id: i64| people.get(&id)) {
            Some(person) => {
                facet.value.clone_from(&person.id);
                facet.label.clone_from(&person.name);
            }
            None => "nobody".clone_into(&mut facet.value),
        }
    }
    facets.assignee.sort_by(|a, b| a.label.cmp(&b.label).then(a.value.cmp(&b.value)));
}

/// Rows with everything that a list shows.
pub(super) fn items(
    conn: &mut Conn<'_>,
    directory: &Directory,
    found: Vec<InboxRow>,
    today: Date,
) -> Result<Vec<InboxItem>, ServiceError> {
    let calendar = &directory.campaign()?.calendar;
    let point_ids: Vec<i64> = found.iter().map(|(point, _, _)| point.id).collect();
    let mut tags: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for (point, name) in work::tags_of(conn, &point_ids)? {
        tags.entry(point).or_default().push(name);
    }
    let group_ids = distinct(found.iter().filter_map(|(point, _, _)| point.group_id));
    let groups: BTreeMap<i64, (String, u64)> = work::group_sizes(conn, &group_ids)?
        .into_iter()
        .map(|(id, public, points)| (id, (public, u64::try_from(points).unwrap_or(0))))
        .collect();
    let provision_ids = distinct(found.iter().filter_map(|(_, contribution, _)| contribution.provision_id));
    let provisions: BTreeMap<i64, String> =
        editions::provision_public_ids(conn, &provision_ids)?.into_iter().collect();
    let program_ids = distinct(found.iter().map(|(point, _, _)| point.program_id));
    let programs: BTreeMap<i64, String> = programs::public_ids(conn, &program_ids)?.into_iter().collect();
    let territories: BTreeMap<i64, &str> = directory
        .territories
        .values()
        .filter_map(|territory| Some((territory.program?, territory.public_id.as_str())))
        .collect();
    let people = people(
        conn,
        found.iter().filter_map(|(_, _, work)| work.as_ref().and_then(|work| work.assignee_id)),
    )?;
    found
        .into_iter()
        .map(|(point, contribution, work)| {
            let due = kenes_store::territories::parse_date(&contribution.due_on)?;
            Ok(InboxItem {
                excerpt: excerpt(contribution.text.as_deref(), point.start_position, point.end_position),
                contribution: contribution.public_id,
                program: programs.get(&point.program_id).cloned().unwrap_or_default(),
                territory: territories.get(&point.program_id).map_or_else(String::new, ToString::to_string),
                kind: contribution.kind.0,
                language: contribution.language.0,
                channel: contribution.channel.0,
                verification: contribution.verification.0,
                visibility: contribution.visibility.0,
                provision: contribution.provision_id.and_then(|id| provisions.get(&id).cloned()),
                provision_label: contribution.provision_label,
                received_at: Timestamp::from_micros(contribution.received_at),
                late: contribution.late,
                due_on: contribution.due_on,
                working_days_left: calendar.working_days_between(today, due),
                supports: Supports {
                    anonymous: u64::try_from(contribution.supports_anonymous).unwrap_or(0),
                    email: u64::try_from(contribution.supports_email).unwrap_or(0),
                    identity: u64::try_from(contribution.supports_identity).unwrap_or(0),
                },
                state: point.state.0,
                group: point.group_id.and_then(|id| groups.get(&id).cloned()),
                assignee: work
                    .as_ref()
                    .and_then(|work| work.assignee_id)
                    .and_then(|id| people.get(&id).cloned()),
                tags: tags.remove(&point.id).unwrap_or_default(),
                put_off_until: work.and_then(|work| work.put_off_until),
                id: point.public_id,
            })
        })
        .collect()
}

fn distinct(ids: impl Iterator<Item = i64>) -> Vec<i64> {
    let mut ids: Vec<i64> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// The beginning of a point's part of a text. Positions are code points.
fn excerpt(text: Option<&str>, start: i32, end: i32) -> String {
    let start = usize::try_from(start).unwrap_or(0);
    let length = usize::try_from(end).unwrap_or(0).saturating_sub(start);
    let part: String =
        text.unwrap_or_default().chars().skip(start).take(length.min(EXCERPT_CHARACTERS)).collect();
    part.trim().to_owned()
}

fn cursor_of((point, contribution, _): &InboxRow) -> String {
    format!(
        "{}.{}.{}.{}",
        contribution.due_on, contribution.supports_email, contribution.supports_anonymous, point.id
    )
}

fn parse_cursor(text: &str) -> Result<After, ServiceError> {
    let mut parts = text.splitn(4, '.');
    let due_on = parts.next().unwrap_or_default().to_owned();
    kenes_store::territories::parse_date(&due_on).map_err(|_| ServiceError::BadCursor)?;
    let mut number = || parts.next().and_then(|part| part.parse::<i64>().ok()).ok_or(ServiceError::BadCursor);
    Ok(After { due_on, supports: (number()?, number()?), id: number()? })
}
