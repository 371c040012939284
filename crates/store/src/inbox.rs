//! Points as staff work through them: filtered lists, and the numbers behind every filter.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use kenes_domain::contribution::{Channel, ContributionKind, Verification, Visibility};
use kenes_domain::decision::PointState;
use kenes_domain::language::Language;

use crate::conn::on_backend;
use crate::contributions::ContributionRow;
use crate::points::PointRow;
use crate::schema::{contributions, point_tags, point_work, points};
use crate::{AsText, Conn, StoreError};

/// A point with the contribution to which it belongs, and who works on it.
pub type InboxRow = (PointRow, ContributionRow, Option<WorkRow>);

/// Who works on a point.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = point_work)]
pub struct WorkRow {
    /// Internal id of the account.
    pub assignee_id: Option<i64>,
    /// First day on which the point wants attention again, `2026-12-01`.
    pub put_off_until: Option<String>,
}

/// Whose points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assignee {
    /// Nobody's.
    Nobody,
    /// Those of an account.
    Account(i64),
}

/// Which points. Every field narrows; empty lists and `None` do not.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Internal ids of programs; empty for all.
    pub programs: Vec<i64>,
    /// States.
    pub states: Vec<PointState>,
    /// Kinds of contribution.
    pub kinds: Vec<ContributionKind>,
    /// Channels.
    pub channels: Vec<Channel>,
    /// Languages.
    pub languages: Vec<Language>,
    /// How far the person is known.
    pub verifications: Vec<Verification>,
    /// Internal id of a provision.
    pub provision: Option<i64>,
    /// Days of the deadline, from and before: `2026-12-01`.
    pub due: (Option<String>, Option<String>),
    /// Whose.
    pub assignee: Option<Assignee>,
    /// Internal id of a tag.
    pub tag: Option<i64>,
    /// Internal id of a group.
    pub group: Option<i64>,
    /// One row per group instead of one per point.
    pub collapsed: bool,
    /// Leave out what is put off beyond this day.
    pub today: Option<String>,
}

/// How the list is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Nearest deadline first.
    Deadline,
    /// Newest first.
    Newest,
    /// Most supports with a confirmed e-mail first, then without.
    Supported,
}

/// Where the previous page ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct After {
    /// Deadline of its last row.
    pub due_on: String,
    /// Supports of its last row: confirmed, anonymous.
    pub supports: (i64, i64),
    /// Internal id of its last row's point.
    pub id: i64,
}

/// The first point of a group stands for the group.
const FIRST_OF_GROUP: &str = "(points.group_id IS NULL OR points.id = \
    (SELECT MIN(other.id) FROM points AS other WHERE other.group_id = points.group_id))";

/// One page of points of contributions that the public sees or that wait for moderation.
pub fn page(
    conn: &mut Conn<'_>,
    filter: &Filter,
    order: Order,
    after: Option<&After>,
    limit: i64,
) -> Result<Vec<InboxRow>, StoreError> {
    use contributions::dsl as k;
    Ok(on_backend!(conn, |c| {
        let mut query = points::table
            .inner_join(contributions::table.on(k::id.eq(points::contribution_id)))
            .left_join(point_work::table.on(point_work::point_id.eq(points::id)))
            .filter(k::visibility.eq_any([AsText(Visibility::Visible), AsText(Visibility::Held)]))
            .select((PointRow::as_select(), ContributionRow::as_select(), Option::<WorkRow>::as_select()))
            .limit(limit)
            .into_boxed();
        if !filter.programs.is_empty() {
            query = query.filter(points::program_id.eq_any(&filter.programs));
        }
        if !filter.states.is_empty() {
            query = query.filter(points::state.eq_any(filter.states.iter().copied().map(AsText)));
        }
        if !filter.kinds.is_empty() {
            query = query.filter(k::kind.eq_any(filter.kinds.iter().copied().map(AsText)));
        }
        if !filter.channels.is_empty() {
            query = query.filter(k::channel.eq_any(filter.channels.iter().copied().map(AsText)));
        }
        if !filter.languages.is_empty() {
            query = query.filter(k::language.eq_any(filter.languages.iter().copied().map(AsText)));
        }
        if !filter.verifications.is_empty() {
            query = query.filter(k::verification.eq_any(filter.verifications.iter().copied().map(AsText)));
        }
        if let Some(provision) = filter.provision {
            query = query.filter(k::provision_id.eq(provision));
        }
        if let Some(from) = &filter.due.0 {
            query = query.filter(k::due_on.ge(from));
        }
        if let Some(before) = &filter.due.1 {
            query = query.filter(k::due_on.lt(before));
        }
        match filter.assignee {
            Some(Assignee::Nobody) => query = query.filter(point_work::assignee_id.is_null()),
            Some(Assignee::Account(id)) => query = query.filter(point_work::assignee_id.eq(id)),
            None => {}
        }
        if let Some(tag) = filter.tag {
            let tagged = point_tags::table.filter(point_tags::tag_id.eq(tag)).select(point_tags::point_id);
            query = query.filter(points::id.eq_any(tagged));
        }
        if let Some(group) = filter.group {
            query = query.filter(points::group_id.eq(group));
        }
        if filter.collapsed {
            query = query.filter(sql::<Bool>(FIRST_OF_GROUP));
        }
        if let Some(today) = &filter.today {
            query = query.filter(point_work::put_off_until.is_null().or(point_work::put_off_until.le(today)));
        }
        query = match order {
            Order::Deadline => {
                if let Some(after) = after {
                    query = query.filter(
                        k::due_on
                            .gt(&after.due_on)
                            .or(k::due_on.eq(&after.due_on).and(points::id.gt(after.id))),
                    );
                }
                query.order((k::due_on.asc(), points::id.asc()))
            }
            Order::Newest => {
                if let Some(after) = after {
                    query = query.filter(points::id.lt(after.id));
                }
                query.order(points::id.desc())
            }
            Order::Supported => {
                if let Some(after) = after {
                    let (email, anonymous) = after.supports;
                    query = query.filter(
                        k::supports_email
                            .lt(email)
                            .or(k::supports_email.eq(email).and(k::supports_anonymous.lt(anonymous)))
                            .or(k::supports_email
                                .eq(email)
                                .and(k::supports_anonymous.eq(anonymous))
                                .and(points::id.lt(after.id))),
                    );
                }
                query.order((k::supports_email.desc(), k::supports_anonymous.desc(), points::id.desc()))
            }
        };
        query.load(c)
    })?)
}

/// Who works on one point.
pub fn work_of(conn: &mut Conn<'_>, point_id: i64) -> Result<Option<WorkRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        point_work::table.find(point_id).select(WorkRow::as_select()).first(c).optional()
    })?)
}

/// How many points share a combination of everything that can be filtered by.
#[derive(Debug, Clone, QueryableByName)]
pub struct Crossing {
    /// State.
    #[diesel(sql_type = Text)]
    pub state: AsText<PointState>,
    /// Kind.
    #[diesel(sql_type = Text)]
    pub kind: AsText<ContributionKind>,
    /// Channel.
    #[diesel(sql_type = Text)]
    pub channel: AsText<Channel>,
    /// Language.
    #[diesel(sql_type = Text)]
    pub language: AsText<Language>,
    /// How far the person is known.
    #[diesel(sql_type = Text)]
    pub verification: AsText<Verification>,
    /// Deadline.
    #[diesel(sql_type = Text)]
    pub due_on: String,
    /// Internal id of the provision.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub provision_id: Option<i64>,
    /// Internal id of the account that works on it.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub assignee_id: Option<i64>,
    /// How many.
    #[diesel(sql_type = BigInt)]
    pub points: i64,
}

/// Every combination that occurs among the points of some programs. Counts of every filter, each under all others,
/// follow from it without asking again.
///
/// Written as text: diesel would want a proof of grouping for each pair of the columns of three tables.
pub fn crossings(conn: &mut Conn<'_>, programs: &[i64]) -> Result<Vec<Crossing>, StoreError> {
    let programs: Vec<String> = programs.iter().map(i64::to_string).collect();
    let query = format!(
        "SELECT p.state, c.kind, c.channel, c.language, c.verification, c.due_on, c.provision_id, w.assignee_id, \
         COUNT(*) AS points \
         FROM points AS p \
         JOIN contributions AS c ON c.id = p.contribution_id \
         LEFT JOIN point_work AS w ON w.point_id = p.id \
         WHERE p.program_id IN ({}) AND c.visibility IN ('visible', 'held') \
         GROUP BY p.state, c.kind, c.channel, c.language, c.verification, c.due_on, c.provision_id, w.assignee_id",
        programs.join(", ")
    );
    Ok(on_backend!(conn, |c| diesel::sql_query(&query).load(c))?)
}
