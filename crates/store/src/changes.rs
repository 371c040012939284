//! What differs between editions and why, and where anchored words went.

use diesel::prelude::*;
use kenes_domain::decision::{
    ChangeCause, ChangeKind, DecisionState, Disposition, PlacementState, PointState,
};
use kenes_domain::language::Language;

use kenes_domain::contribution::Visibility;

use crate::conn::on_backend;
use crate::contributions::AnchorRow;
use crate::decisions::DecisionRow;
use crate::points::PointRow;
use crate::schema::{
    anchors, change_points, changes, contributions, decisions, exceptions, lineages, placements, points,
};
use crate::{AsText, Conn, StoreError};

/// Rows of one INSERT: a placement has nine values, SQLite takes 32,766.
const ROWS_PER_INSERT: usize = 1_000;

/// A change of a provision from one edition to the next, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = changes)]
pub struct ChangeRow {
    /// Internal id.
    pub id: i64,
    /// Number of the edition that brought it.
    pub edition_number: i32,
    /// Internal id of the provision.
    pub provision_id: i64,
    /// How it differs.
    pub kind: AsText<ChangeKind>,
    /// Whether it stands elsewhere, also when its words differ too.
    pub moved: bool,
    /// Why; `None` when the edition was published without saying so.
    pub cause: Option<AsText<ChangeCause>>,
    /// What the public is told about it, in Kazakh.
    pub note_kk: Option<String>,
    /// The same in Russian.
    pub note_ru: Option<String>,
}

/// A change to store.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = changes)]
#[diesel(treat_none_as_default_value = false)]
pub struct NewChange {
    /// Internal id of the program.
    pub program_id: i64,
    /// Number of the edition that brings it.
    pub edition_number: i32,
    /// Internal id of the provision.
    pub provision_id: i64,
    /// How it differs.
    pub kind: AsText<ChangeKind>,
    /// Whether it stands elsewhere.
    pub moved: bool,
    /// Why.
    pub cause: Option<AsText<ChangeCause>>,
    /// What the public is told, in Kazakh.
    pub note_kk: Option<String>,
    /// The same in Russian.
    pub note_ru: Option<String>,
}

/// Inserts changes; returns `(internal id, internal id of the provision)` in no promised order.
pub fn insert(conn: &mut Conn<'_>, rows: &[NewChange]) -> Result<Vec<(i64, i64)>, StoreError> {
    let mut inserted = Vec::with_capacity(rows.len());
    for chunk in rows.chunks(ROWS_PER_INSERT) {
        let ids: Vec<(i64, i64)> = on_backend!(conn, |c| {
            diesel::insert_into(changes::table)
                .values(chunk)
                .returning((changes::id, changes::provision_id))
                .get_results(c)
        })?;
        inserted.extend(ids);
    }
    Ok(inserted)
}

/// Links changes to the points that they answer: `(change, point)`.
pub fn insert_points(conn: &mut Conn<'_>, links: &[(i64, i64)]) -> Result<(), StoreError> {
    for chunk in links.chunks(ROWS_PER_INSERT) {
        let rows: Vec<_> = chunk
            .iter()
            .map(|(change, point)| (change_points::change_id.eq(*change), change_points::point_id.eq(*point)))
            .collect();
        on_backend!(conn, |c| diesel::insert_into(change_points::table).values(&rows).execute(c))?;
    }
    Ok(())
}

/// Changes that the editions after `from` up to `to` brought, oldest edition first.
pub fn between(
    conn: &mut Conn<'_>,
    program_id: i64,
    from: i32,
    to: i32,
) -> Result<Vec<ChangeRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        changes::table
            .filter(changes::program_id.eq(program_id))
            .filter(changes::edition_number.gt(from))
            .filter(changes::edition_number.le(to))
            .order((changes::edition_number, changes::id))
            .select(ChangeRow::as_select())
            .load(c)
    })?)
}

/// A point that a change answers, with what the public may know of it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = contributions)]
pub struct AnsweredRow {
    /// Public id of the contribution.
    pub public_id: String,
    /// Its language.
    pub language: AsText<Language>,
    /// Its text.
    pub text: Option<String>,
    /// Whether the public sees it.
    pub visibility: AsText<Visibility>,
    /// The name under which it is shown.
    pub name: Option<String>,
}

/// Points of changes: change, point, contribution, decision (where there is one), in the order of the changes.
pub type AnsweredPoint = (i64, PointRow, AnsweredRow, Option<DecisionRow>);

/// The points that changes answer.
pub fn points_of(conn: &mut Conn<'_>, change_ids: &[i64]) -> Result<Vec<AnsweredPoint>, StoreError> {
    let mut found = Vec::new();
    for chunk in change_ids.chunks(ROWS_PER_INSERT) {
        let some: Vec<AnsweredPoint> = on_backend!(conn, |c| {
            change_points::table
                .inner_join(points::table.on(points::id.eq(change_points::point_id)))
                .inner_join(contributions::table.on(contributions::id.eq(points::contribution_id)))
                .left_join(decisions::table.on(decisions::id.nullable().eq(points::decision_id)))
                .filter(change_points::change_id.eq_any(chunk))
                .order((change_points::change_id, change_points::point_id))
                .select((
                    change_points::change_id,
                    PointRow::as_select(),
                    AnsweredRow::as_select(),
                    Option::<DecisionRow>::as_select(),
                ))
                .load(c)
        })?;
        found.extend(some);
    }
    Ok(found)
}

/// Changes that answer points of a contribution, oldest edition first.
pub fn of_contribution(conn: &mut Conn<'_>, contribution_id: i64) -> Result<Vec<ChangeRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        changes::table
            .inner_join(change_points::table.on(change_points::change_id.eq(changes::id)))
            .inner_join(points::table.on(points::id.eq(change_points::point_id)))
            .filter(points::contribution_id.eq(contribution_id))
            .order((changes::edition_number, changes::id))
            .select(ChangeRow::as_select())
            .distinct()
            .load(c)
    })?)
}

/// Internal ids of the points of a program that a published change answers.
pub fn answered_points(conn: &mut Conn<'_>, program_id: i64) -> Result<Vec<i64>, StoreError> {
    Ok(on_backend!(conn, |c| {
        change_points::table
            .inner_join(changes::table.on(changes::id.eq(change_points::change_id)))
            .filter(changes::program_id.eq(program_id))
            .order(change_points::point_id)
            .select(change_points::point_id)
            .distinct()
            .load(c)
    })?)
}

/// A point as the gate sees it.
#[derive(Debug, Clone, Queryable)]
pub struct PointStanding {
    /// Internal id.
    pub id: i64,
    /// Public id.
    pub public_id: String,
    /// Where it stands.
    pub state: AsText<PointState>,
    /// Public id of its contribution.
    pub contribution: String,
    /// Whether the public sees that contribution.
    pub visibility: AsText<Visibility>,
    /// Coded reason when it is hidden.
    pub reason: Option<String>,
    /// What was decided, in whatever state.
    pub disposition: Option<AsText<Disposition>>,
    /// Text of the contribution.
    pub text: Option<String>,
    /// Internal id of the provision at which it stands.
    pub provision_id: Option<i64>,
    /// Start of the point in the text, code points.
    pub start_position: i32,
    /// Its end.
    pub end_position: i32,
    /// Internal id of its group.
    pub group_id: Option<i64>,
}

/// Every point of a program, by internal id.
pub fn standings(conn: &mut Conn<'_>, program_id: i64) -> Result<Vec<PointStanding>, StoreError> {
    Ok(on_backend!(conn, |c| {
        points::table
            .inner_join(contributions::table.on(contributions::id.eq(points::contribution_id)))
            .left_join(decisions::table.on(decisions::id.nullable().eq(points::decision_id)))
            .filter(points::program_id.eq(program_id))
            .order(points::id)
            .select((
                points::id,
                points::public_id,
                points::state,
                contributions::public_id,
                contributions::visibility,
                contributions::reason,
                decisions::disposition.nullable(),
                contributions::text,
                contributions::provision_id,
                points::start_position,
                points::end_position,
                points::group_id,
            ))
            .load(c)
    })?)
}

/// A decided or undecided point as the table of proposals shows it.
pub type TablePoint = (PointRow, crate::contributions::ContributionRow, Option<DecisionRow>, Option<String>);

/// Every point of a program with its contribution, decision and the public id of its group, in the order of receipt.
pub fn table_points(conn: &mut Conn<'_>, program_id: i64) -> Result<Vec<TablePoint>, StoreError> {
    use crate::contributions::ContributionRow;
    use crate::schema::groups;
    Ok(on_backend!(conn, |c| {
        points::table
            .inner_join(contributions::table.on(contributions::id.eq(points::contribution_id)))
            .left_join(decisions::table.on(decisions::id.nullable().eq(points::decision_id)))
            .left_join(groups::table.on(groups::id.nullable().eq(points::group_id)))
            .filter(points::program_id.eq(program_id))
            .order((points::contribution_id, points::ordinal))
            .select((
                PointRow::as_select(),
                ContributionRow::as_select(),
                Option::<DecisionRow>::as_select(),
                groups::public_id.nullable(),
            ))
            .load(c)
    })?)
}

/// Published decisions of a program: disposition, Kazakh and Russian reason, and how many points each decides.
pub type DecidedReason = (AsText<Disposition>, Option<String>, Option<String>, i32);

/// Every published decision of a program.
pub fn reasons(conn: &mut Conn<'_>, program_id: i64) -> Result<Vec<DecidedReason>, StoreError> {
    Ok(on_backend!(conn, |c| {
        decisions::table
            .filter(decisions::program_id.eq(program_id))
            .filter(decisions::state.eq(AsText(DecisionState::Published)))
            .order(decisions::id)
            .select((decisions::disposition, decisions::reason_kk, decisions::reason_ru, decisions::points))
            .load(c)
    })?)
}

/// From which provision a new one came, or into which one an old one went.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = lineages)]
pub struct LineageRow {
    /// Internal id of the program.
    pub program_id: i64,
    /// Number of the edition in which it happened.
    pub edition_number: i32,
    /// Internal id of the provision whose words went.
    pub from_provision_id: i64,
    /// Internal id of the provision to which they went.
    pub to_provision_id: i64,
    /// `split` or `merged`.
    pub relation: String,
}

/// Records where words of a provision went; the second time changes nothing.
pub fn insert_lineage(conn: &mut Conn<'_>, row: &LineageRow) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::insert_into(lineages::table).values(row).on_conflict_do_nothing().execute(c)
    })?;
    Ok(())
}

/// Forgets where words went in an edition that was not published.
pub fn delete_lineages(conn: &mut Conn<'_>, program_id: i64, edition_number: i32) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::delete(
            lineages::table
                .filter(lineages::program_id.eq(program_id))
                .filter(lineages::edition_number.eq(edition_number)),
        )
        .execute(c)
    })?;
    Ok(())
}

/// Where words went in the editions after `from` up to `to`.
pub fn lineages_between(
    conn: &mut Conn<'_>,
    program_id: i64,
    from: i32,
    to: i32,
) -> Result<Vec<LineageRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        lineages::table
            .filter(lineages::program_id.eq(program_id))
            .filter(lineages::edition_number.gt(from))
            .filter(lineages::edition_number.le(to))
            .order((lineages::edition_number, lineages::from_provision_id, lineages::to_provision_id))
            .select(LineageRow::as_select())
            .load(c)
    })?)
}

/// Where an anchored contribution stands in an edition, as stored and to store.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = placements)]
#[diesel(treat_none_as_default_value = false)]
pub struct PlacementRow {
    /// Internal id of the contribution.
    pub contribution_id: i64,
    /// Number of the edition.
    pub edition_number: i32,
    /// Internal id of the program.
    pub program_id: i64,
    /// Internal id of the provision; `None` when the words are gone.
    pub provision_id: Option<i64>,
    /// Start of the words, code points; `None` for the whole provision.
    pub start_position: Option<i32>,
    /// Their end.
    pub end_position: Option<i32>,
    /// What became of the words.
    pub state: AsText<PlacementState>,
    /// Whether a person said so.
    pub confirmed: bool,
    /// Version of the algorithm that placed it.
    pub algorithm: String,
}

/// Inserts placements.
pub fn insert_placements(conn: &mut Conn<'_>, rows: &[PlacementRow]) -> Result<(), StoreError> {
    for chunk in rows.chunks(ROWS_PER_INSERT) {
        on_backend!(conn, |c| diesel::insert_into(placements::table).values(chunk).execute(c))?;
    }
    Ok(())
}

/// A contribution that stands at a provision, with the words it quotes when it quotes any.
#[derive(Debug, Clone)]
pub struct AnchoredRow {
    /// Internal id of the contribution.
    pub contribution_id: i64,
    /// Public id.
    pub public_id: String,
    /// Number of the edition that the person read.
    pub edition_number: i32,
    /// Internal id of the provision.
    pub provision_id: i64,
    /// Language of the contribution.
    pub language: Language,
    /// Its text.
    pub text: Option<String>,
    /// The quoted words.
    pub anchor: Option<AnchorRow>,
    /// Its placement in the edition asked for.
    pub placement: Option<PlacementRow>,
}

/// Every contribution of a program that stands at a provision, with its placement in an edition, by internal id.
pub fn anchored(
    conn: &mut Conn<'_>,
    program_id: i64,
    edition_number: i32,
) -> Result<Vec<AnchoredRow>, StoreError> {
    type Row = (
        i64,
        String,
        i32,
        Option<i64>,
        AsText<Language>,
        Option<String>,
        Option<AnchorRow>,
        Option<PlacementRow>,
    );
    let rows: Vec<Row> = on_backend!(conn, |c| {
        contributions::table
            .left_join(anchors::table.on(anchors::contribution_id.eq(contributions::id)))
            .left_join(
                placements::table.on(placements::contribution_id
                    .eq(contributions::id)
                    .and(placements::edition_number.eq(edition_number))),
            )
            .filter(contributions::program_id.eq(program_id))
            .filter(contributions::provision_id.is_not_null())
            .order(contributions::id)
            .select((
                contributions::id,
                contributions::public_id,
                contributions::edition_number,
                contributions::provision_id,
                contributions::language,
                contributions::text,
                Option::<AnchorRow>::as_select(),
                Option::<PlacementRow>::as_select(),
            ))
            .load(c)
    })?;
    Ok(rows
        .into_iter()
        .filter_map(
            |(contribution_id, public_id, edition_number, provision, language, text, anchor, placement)| {
                Some(AnchoredRow {
                    contribution_id,
                    public_id,
                    edition_number,
                    provision_id: provision?,
                    language: language.0,
                    text,
                    anchor,
                    placement,
                })
            },
        )
        .collect())
}

/// Placements of one contribution, oldest edition first.
pub fn placements_of(conn: &mut Conn<'_>, contribution_id: i64) -> Result<Vec<PlacementRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        placements::table
            .filter(placements::contribution_id.eq(contribution_id))
            .order(placements::edition_number)
            .select(PlacementRow::as_select())
            .load(c)
    })?)
}

/// How many placements of an edition there are, by what became of the words.
pub fn placement_counts(
    conn: &mut Conn<'_>,
    program_id: i64,
    edition_number: i32,
) -> Result<Vec<(AsText<PlacementState>, i64)>, StoreError> {
    Ok(on_backend!(conn, |c| {
        placements::table
            .filter(placements::program_id.eq(program_id))
            .filter(placements::edition_number.eq(edition_number))
            .group_by(placements::state)
            .order(placements::state)
            .select((placements::state, diesel::dsl::count_star()))
            .load(c)
    })?)
}

/// A publication with exceptions, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = exceptions)]
pub struct ExceptionRow {
    /// Internal id.
    pub id: i64,
    /// Public id.
    pub public_id: String,
    /// Internal id of the program.
    pub program_id: i64,
    /// Number of the edition.
    pub edition_number: i32,
    /// Words of the items of the gate that are excepted, separated by spaces.
    pub items: String,
    /// What the public is told, in Kazakh.
    pub note_kk: String,
    /// The same in Russian.
    pub note_ru: String,
    /// Internal id of the account that asked.
    pub asked_by: Option<i64>,
    /// Internal id of the account that signed.
    pub signed_by: Option<i64>,
    /// When it was signed, microseconds of UTC.
    pub signed_at: Option<i64>,
}

/// Asks for a publication with exceptions.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = exceptions)]
#[diesel(treat_none_as_default_value = false)]
pub struct NewException {
    /// Public id.
    pub public_id: String,
    /// Internal id of the program.
    pub program_id: i64,
    /// Number of the edition.
    pub edition_number: i32,
    /// Words of the items, separated by spaces.
    pub items: String,
    /// What the public is told, in Kazakh.
    pub note_kk: String,
    /// The same in Russian.
    pub note_ru: String,
    /// Internal id of the account that asks.
    pub asked_by: Option<i64>,
    /// When, microseconds of UTC.
    pub asked_at: i64,
}

/// Stores the wish to publish with exceptions.
pub fn insert_exception(conn: &mut Conn<'_>, new: &NewException) -> Result<(), StoreError> {
    on_backend!(conn, |c| diesel::insert_into(exceptions::table).values(new).execute(c))?;
    Ok(())
}

/// An exception by its public id.
pub fn find_exception(conn: &mut Conn<'_>, public_id: &str) -> Result<Option<ExceptionRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        exceptions::table
            .filter(exceptions::public_id.eq(public_id))
            .select(ExceptionRow::as_select())
            .first(c)
            .optional()
    })?)
}

/// Exceptions of an edition, oldest first.
pub fn exceptions_of(
    conn: &mut Conn<'_>,
    program_id: i64,
    edition_number: i32,
) -> Result<Vec<ExceptionRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        exceptions::table
            .filter(exceptions::program_id.eq(program_id))
            .filter(exceptions::edition_number.eq(edition_number))
            .order(exceptions::id)
            .select(ExceptionRow::as_select())
            .load(c)
    })?)
}

/// Signs an exception.
pub fn sign_exception(
    conn: &mut Conn<'_>,
    id: i64,
    account_id: Option<i64>,
    now: i64,
) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::update(exceptions::table.find(id))
            .set((exceptions::signed_by.eq(account_id), exceptions::signed_at.eq(Some(now))))
            .execute(c)
    })?;
    Ok(())
}
