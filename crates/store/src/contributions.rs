//! Contributions, their anchors, contacts and points.

use diesel::prelude::*;
use kenes_domain::contribution::{Channel, ContributionKind, Verification, Visibility};
use kenes_domain::language::Language;

use crate::conn::on_backend;
use crate::schema::{anchors, contacts, contributions, points, supports};
use crate::{AsText, Conn, StoreError};

/// Rows of one INSERT.
const ROWS_PER_INSERT: usize = 500;

/// A contribution, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = contributions)]
pub struct ContributionRow {
    /// Internal id; grows with time of storing.
    pub id: i64,
    /// Public id, which says nothing about the receipt.
    pub public_id: String,
    /// Receipt code, lower case.
    pub receipt: String,
    /// Internal id of the program.
    pub program_id: i64,
    /// Number of the edition that the person read.
    pub edition_number: i32,
    /// Internal id of the provision; `None` for the whole program.
    pub provision_id: Option<i64>,
    /// Label of the provision then.
    pub provision_label: Option<String>,
    /// What it wants to be.
    pub kind: AsText<ContributionKind>,
    /// Language of the text.
    pub language: AsText<Language>,
    /// How it came.
    pub channel: AsText<Channel>,
    /// How far the person is known.
    pub verification: AsText<Verification>,
    /// Whether the public sees it.
    pub visibility: AsText<Visibility>,
    /// Coded reason when hidden or held.
    pub reason: Option<String>,
    /// The text; `None` when erased.
    pub text: Option<String>,
    /// Name to show.
    pub name: Option<String>,
    /// Where in the territory.
    pub place: Option<String>,
    /// Problem of a proposal.
    pub problem: Option<String>,
    /// Solution of a proposal.
    pub solution: Option<String>,
    /// Cost of a proposal.
    pub cost_tenge: Option<i64>,
    /// When it came, microseconds of UTC.
    pub received_at: i64,
    /// Whether it came after the closing.
    pub late: bool,
    /// Last day for the answer.
    pub due_on: String,
    /// Supports without an account.
    pub supports_anonymous: i64,
    /// Supports with a confirmed e-mail.
    pub supports_email: i64,
    /// Supports with an electronic identity.
    pub supports_identity: i64,
    /// How many replies it has.
    pub replies: i32,
    /// When the newest decision on it was published.
    pub decided_at: Option<i64>,
}

/// A contribution to store.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = contributions)]
#[diesel(treat_none_as_default_value = false)]
pub struct NewContributionRow {
    /// Public id.
    pub public_id: String,
    /// Receipt code, lower case.
    pub receipt: String,
    /// Internal id of the program.
    pub program_id: i64,
    /// Number of the edition that the person read.
    pub edition_number: i32,
    /// Internal id of the provision.
    pub provision_id: Option<i64>,
    /// Label of the provision.
    pub provision_label: Option<String>,
    /// Internal id of the contribution that this replies to.
    pub parent_id: Option<i64>,
    /// What it wants to be.
    pub kind: AsText<ContributionKind>,
    /// Language of the text.
    pub language: AsText<Language>,
    /// How it came.
    pub channel: AsText<Channel>,
    /// How far the person is known.
    pub verification: AsText<Verification>,
    /// Whether the public sees it.
    pub visibility: AsText<Visibility>,
    /// Coded reason when held.
    pub reason: Option<String>,
    /// The text.
    pub text: Option<String>,
    /// Name to show.
    pub name: Option<String>,
    /// Where in the territory.
    pub place: Option<String>,
    /// Problem of a proposal.
    pub problem: Option<String>,
    /// Solution of a proposal.
    pub solution: Option<String>,
    /// Cost of a proposal.
    pub cost_tenge: Option<i64>,
    /// When it came, microseconds of UTC.
    pub received_at: i64,
    /// Whether it came after the closing.
    pub late: bool,
    /// Last day for the answer.
    pub due_on: String,
    /// Supports without an account; 0 for a new one.
    pub supports_anonymous: i64,
    /// Supports with a confirmed e-mail; 0 for a new one.
    pub supports_email: i64,
    /// Supports with an electronic identity; 0 for a new one.
    pub supports_identity: i64,
    /// Replies; 0 for a new one.
    pub replies: i32,
    /// When it was decided; `None` for a new one.
    pub decided_at: Option<i64>,
}

/// Inserts contributions; returns `(internal id, public id)` in no promised order.
pub fn insert(conn: &mut Conn<'_>, rows: &[NewContributionRow]) -> Result<Vec<(i64, String)>, StoreError> {
    let mut inserted = Vec::with_capacity(rows.len());
    for chunk in rows.chunks(ROWS_PER_INSERT) {
        let ids: Vec<(i64, String)> = on_backend!(conn, |c| {
            diesel::insert_into(contributions::table)
                .values(chunk)
                .returning((contributions::id, contributions::public_id))
                .get_results(c)
        })?;
        inserted.extend(ids);
    }
    Ok(inserted)
}

/// The words of a provision that a contribution quotes.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = anchors)]
pub struct AnchorRow {
    /// Internal id of the contribution.
    pub contribution_id: i64,
    /// Internal id of the provision.
    pub provision_id: i64,
    /// Number of the edition.
    pub edition_number: i32,
    /// Language of the quoted text.
    pub language: AsText<Language>,
    /// The words.
    pub exact: String,
    /// Up to 32 characters before them.
    pub prefix: String,
    /// Up to 32 characters after them.
    pub suffix: String,
    /// Start in code points.
    pub start_position: i32,
    /// End in code points.
    pub end_position: i32,
}

/// Characters kept on either side of a quote.
const CONTEXT_CHARACTERS: usize = 32;

impl AnchorRow {
    /// The anchor of a span of a provision's text, in code points; `None` when the span does not lie in the text.
    /// The contribution is filled in when it has an id.
    pub fn from_span(
        provision_id: i64,
        edition_number: i32,
        language: Language,
        text: &str,
        span: std::ops::Range<usize>,
    ) -> Option<Self> {
        if span.is_empty() || span.end > text.chars().count() {
            return None;
        }
        let take = |from: usize, to: usize| text.chars().skip(from).take(to.saturating_sub(from)).collect();
        Some(Self {
            contribution_id: 0,
            provision_id,
            edition_number,
            language: AsText(language),
            exact: take(span.start, span.end),
            prefix: take(span.start.saturating_sub(CONTEXT_CHARACTERS), span.start),
            suffix: take(span.end, span.end + CONTEXT_CHARACTERS),
            start_position: i32::try_from(span.start).ok()?,
            end_position: i32::try_from(span.end).ok()?,
        })
    }
}

/// Inserts anchors.
pub fn insert_anchors(conn: &mut Conn<'_>, rows: &[AnchorRow]) -> Result<(), StoreError> {
    for chunk in rows.chunks(ROWS_PER_INSERT) {
        on_backend!(conn, |c| diesel::insert_into(anchors::table).values(chunk).execute(c))?;
    }
    Ok(())
}

/// Keeps an address for the answer, apart from the contribution.
pub fn insert_contact(
    conn: &mut Conn<'_>,
    contribution_id: i64,
    email: &str,
    language: Language,
) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::insert_into(contacts::table)
            .values((
                contacts::contribution_id.eq(contribution_id),
                contacts::email.eq(email),
                contacts::language.eq(AsText(language)),
            ))
            .execute(c)
    })?;
    Ok(())
}

/// A point to store.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = points)]
#[diesel(treat_none_as_default_value = false)]
pub struct NewPoint {
    /// Public id.
    pub public_id: String,
    /// Internal id of the contribution.
    pub contribution_id: i64,
    /// Internal id of the program.
    pub program_id: i64,
    /// Which of the contribution's points, from 1.
    pub ordinal: i32,
    /// Start in code points of the contribution's text.
    pub start_position: i32,
    /// End in code points.
    pub end_position: i32,
    /// Word of `PointState`.
    pub state: String,
    /// Internal id of the group.
    pub group_id: Option<i64>,
    /// Internal id of the decision.
    pub decision_id: Option<i64>,
}

/// Inserts points.
pub fn insert_points(conn: &mut Conn<'_>, rows: &[NewPoint]) -> Result<(), StoreError> {
    for chunk in rows.chunks(ROWS_PER_INSERT) {
        on_backend!(conn, |c| diesel::insert_into(points::table).values(chunk).execute(c))?;
    }
    Ok(())
}

/// A contribution by its receipt code.
pub fn find_by_receipt(conn: &mut Conn<'_>, receipt: &str) -> Result<Option<ContributionRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        contributions::table
            .filter(contributions::receipt.eq(receipt))
            .select(ContributionRow::as_select())
            .first(c)
            .optional()
    })?)
}

/// A contribution by its internal id.
pub fn find(conn: &mut Conn<'_>, id: i64) -> Result<Option<ContributionRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        contributions::table.find(id).select(ContributionRow::as_select()).first(c).optional()
    })?)
}

/// Contributions for whose answer one of the addresses was left, after an internal id, oldest first.
pub fn of_addresses(
    conn: &mut Conn<'_>,
    addresses: &[&str],
    after: i64,
    limit: i64,
) -> Result<Vec<ContributionRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        contributions::table
            .inner_join(contacts::table.on(contacts::contribution_id.eq(contributions::id)))
            .filter(contacts::email.eq_any(addresses))
            .filter(contributions::id.gt(after))
            .order(contributions::id)
            .limit(limit)
            .select(ContributionRow::as_select())
            .load(c)
    })?)
}

/// What a page of contributions is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Everything in a program, by its internal id.
    Program(i64),
    /// One provision, by its internal id.
    Provision(i64),
}

/// Where the previous page ended: the sort key and the internal id of its last row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct After {
    /// Value of the sort key; unused when sorting by id alone.
    pub key: i64,
    /// Second value of the sort key, for the order by supports.
    pub second: i64,
    /// Internal id.
    pub id: i64,
}

/// How a page is ordered; descending each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// By internal id.
    Newest,
    /// By supports with a confirmed e-mail, then without.
    Supported,
    /// By the moment of the decision; the undecided are left out.
    Answered,
}

/// One page of the top-level contributions in a scope, at most `limit`. Every order has an index of its own, so
/// page 500 costs what page 1 costs.
pub fn page(
    conn: &mut Conn<'_>,
    scope: Scope,
    order: Order,
    after: Option<After>,
    limit: i64,
) -> Result<Vec<ContributionRow>, StoreError> {
    use contributions::dsl as k;
    Ok(on_backend!(conn, |c| {
        let mut query = k::contributions
            .filter(k::parent_id.is_null())
            .select(ContributionRow::as_select())
            .limit(limit)
            .into_boxed();
        query = match scope {
            Scope::Program(program) => query.filter(k::program_id.eq(program)),
            Scope::Provision(provision) => query.filter(k::provision_id.eq(provision)),
        };
        query = match (order, after) {
            (Order::Newest, None) => query.order(k::id.desc()),
            (Order::Newest, Some(after)) => query.filter(k::id.lt(after.id)).order(k::id.desc()),
            (Order::Supported, after) => {
                if let Some(after) = after {
                    query = query.filter(
                        k::supports_email
                            .lt(after.key)
                            .or(k::supports_email.eq(after.key).and(k::supports_anonymous.lt(after.second)))
                            .or(k::supports_email
                                .eq(after.key)
                                .and(k::supports_anonymous.eq(after.second))
                                .and(k::id.lt(after.id))),
                    );
                }
                query.order((k::supports_email.desc(), k::supports_anonymous.desc(), k::id.desc()))
            }
            (Order::Answered, after) => {
                query = query.filter(k::decided_at.is_not_null());
                if let Some(after) = after {
                    query = query.filter(
                        k::decided_at.lt(after.key).or(k::decided_at.eq(after.key).and(k::id.lt(after.id))),
                    );
                }
                query.order((k::decided_at.desc(), k::id.desc()))
            }
        };
        query.load(c)
    })?)
}

/// The contributions that were decided last in the whole country, visible ones only.
pub fn newest_answered(conn: &mut Conn<'_>, limit: i64) -> Result<Vec<ContributionRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        contributions::table
            .filter(contributions::decided_at.is_not_null())
            .filter(contributions::visibility.eq(AsText(Visibility::Visible)))
            .order((contributions::decided_at.desc(), contributions::id.desc()))
            .limit(limit)
            .select(ContributionRow::as_select())
            .load(c)
    })?)
}

/// Anchors of contributions.
pub fn anchors_of(conn: &mut Conn<'_>, contribution_ids: &[i64]) -> Result<Vec<AnchorRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        anchors::table
            .filter(anchors::contribution_id.eq_any(contribution_ids))
            .select(AnchorRow::as_select())
            .load(c)
    })?)
}

/// Contributions with internal ids from `from` on, by id: what the index reads when it is built anew.
pub fn from_id(conn: &mut Conn<'_>, from: i64, limit: i64) -> Result<Vec<ContributionRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        contributions::table
            .filter(contributions::id.ge(from))
            .order(contributions::id)
            .limit(limit)
            .select(ContributionRow::as_select())
            .load(c)
    })?)
}

/// A contribution by its public id.
pub fn find_by_public_id(
    conn: &mut Conn<'_>,
    public_id: &str,
) -> Result<Option<ContributionRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        contributions::table
            .filter(contributions::public_id.eq(public_id))
            .select(ContributionRow::as_select())
            .first(c)
            .optional()
    })?)
}

/// Sets whether the public sees a contribution, and the coded reason.
pub fn set_visibility(
    conn: &mut Conn<'_>,
    id: i64,
    visibility: Visibility,
    reason: Option<&str>,
) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::update(contributions::table.find(id))
            .set((contributions::visibility.eq(AsText(visibility)), contributions::reason.eq(reason)))
            .execute(c)
    })?;
    Ok(())
}

/// Removes everything that a person wrote or that names them, and the address for the answer. The row stays, with
/// its kind, place in the program and counts.
pub fn erase(conn: &mut Conn<'_>, id: i64) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::update(contributions::table.find(id))
            .set((
                contributions::text.eq(None::<String>),
                contributions::name.eq(None::<String>),
                contributions::place.eq(None::<String>),
                contributions::problem.eq(None::<String>),
                contributions::solution.eq(None::<String>),
            ))
            .execute(c)?;
        diesel::delete(contacts::table.find(id)).execute(c)
    })?;
    Ok(())
}

/// Removes the name under which a contribution is shown, and the address for the answer; the text stays.
pub fn erase_person(conn: &mut Conn<'_>, id: i64) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::update(contributions::table.find(id))
            .set(contributions::name.eq(None::<String>))
            .execute(c)?;
        diesel::delete(contacts::table.find(id)).execute(c)
    })?;
    Ok(())
}

/// Sets the moment of the newest public decision on contributions.
pub fn set_decided_at(conn: &mut Conn<'_>, ids: &[i64], decided_at: Option<i64>) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::update(contributions::table.filter(contributions::id.eq_any(ids)))
            .set(contributions::decided_at.eq(decided_at))
            .execute(c)
    })?;
    Ok(())
}

/// Records a support of a contribution; `false` when this supporter supports it already.
pub fn insert_support(
    conn: &mut Conn<'_>,
    contribution_id: i64,
    supporter: &str,
    verification: Verification,
    now: i64,
) -> Result<bool, StoreError> {
    Ok(on_backend!(conn, |c| {
        let inserted = diesel::insert_into(supports::table)
            .values((
                supports::contribution_id.eq(contribution_id),
                supports::supporter.eq(supporter),
                supports::verification.eq(AsText(verification)),
                supports::created_at.eq(now),
            ))
            .on_conflict((supports::contribution_id, supports::supporter))
            .do_nothing()
            .execute(c)?;
        if inserted == 0 {
            return Ok(false);
        }
        let by = |level| i64::from(level == verification);
        diesel::update(contributions::table.find(contribution_id))
            .set((
                contributions::supports_anonymous
                    .eq(contributions::supports_anonymous + by(Verification::Anonymous)),
                contributions::supports_email.eq(contributions::supports_email + by(Verification::Email)),
                contributions::supports_identity
                    .eq(contributions::supports_identity + by(Verification::Identity)),
            ))
            .execute(c)?;
        Ok::<bool, diesel::result::Error>(true)
    })?)
}

/// Counts one more reply to a contribution.
pub fn add_reply(conn: &mut Conn<'_>, id: i64) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::update(contributions::table.find(id))
            .set(contributions::replies.eq(contributions::replies + 1))
            .execute(c)
    })?;
    Ok(())
}

/// Replies to a contribution after an internal id, oldest first.
pub fn replies(
    conn: &mut Conn<'_>,
    parent_id: i64,
    after: Option<i64>,
    limit: i64,
) -> Result<Vec<ContributionRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        contributions::table
            .filter(contributions::parent_id.eq(parent_id))
            .filter(contributions::id.gt(after.unwrap_or(0)))
            .order(contributions::id)
            .limit(limit)
            .select(ContributionRow::as_select())
            .load(c)
    })?)
}

/// A point's state beside the visibility of its contribution: internal id of the contribution, visibility, word of
/// the point's state, internal id of its group.
pub type ShelfRow = (i64, AsText<Visibility>, String, Option<i64>);

/// Every point of a program with its contribution, by the contribution's internal id: what `kenes doctor` recounts.
pub fn shelves_of_program(conn: &mut Conn<'_>, program_id: i64) -> Result<Vec<ShelfRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        contributions::table
            .inner_join(points::table.on(points::contribution_id.eq(contributions::id)))
            .filter(contributions::program_id.eq(program_id))
            .order((contributions::id, points::ordinal))
            .select((contributions::id, contributions::visibility, points::state, points::group_id))
            .load(c)
    })?)
}

/// Whether the public sees contributions, by internal id.
pub fn visibilities(conn: &mut Conn<'_>, ids: &[i64]) -> Result<Vec<(i64, AsText<Visibility>)>, StoreError> {
    Ok(on_backend!(conn, |c| {
        contributions::table
            .filter(contributions::id.eq_any(ids))
            .select((contributions::id, contributions::visibility))
            .load(c)
    })?)
}

/// Languages of contributions.
pub fn languages(conn: &mut Conn<'_>, ids: &[i64]) -> Result<Vec<AsText<Language>>, StoreError> {
    Ok(on_backend!(conn, |c| {
        contributions::table
            .filter(contributions::id.eq_any(ids))
            .select(contributions::language)
            .distinct()
            .load(c)
    })?)
}
