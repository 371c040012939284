//! The working draft of a program's next edition: one at most beside the published editions.

use diesel::prelude::*;
use kenes_domain::decision::ChangeCause;
use kenes_domain::program::ProvisionKind;

use crate::conn::on_backend;
use crate::schema::{draft_placements, draft_points, draft_provisions, drafts, points, provisions};
use crate::{AsText, Conn, StoreError};

/// Rows of one INSERT: a provision of a draft has seventeen values, SQLite takes 32,766.
const ROWS_PER_INSERT: usize = 500;

/// A working draft, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = drafts)]
pub struct DraftRow {
    /// Internal id.
    pub id: i64,
    /// Internal id of the program.
    pub program_id: i64,
    /// Number of the edition that it will become.
    pub number: i32,
    /// Kazakh title.
    pub title_kk: Option<String>,
    /// Russian title.
    pub title_ru: Option<String>,
    /// Kazakh summary.
    pub summary_kk: Option<String>,
    /// Russian summary.
    pub summary_ru: Option<String>,
    /// Grows with each change of title, summary or order.
    pub version: i64,
    /// When it was opened, microseconds of UTC.
    pub opened_at: i64,
}

/// A working draft to store.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = drafts)]
#[diesel(treat_none_as_default_value = false)]
pub struct NewDraft {
    /// Internal id of the program.
    pub program_id: i64,
    /// Number of the edition that it will become.
    pub number: i32,
    /// Kazakh title.
    pub title_kk: Option<String>,
    /// Russian title.
    pub title_ru: Option<String>,
    /// Kazakh summary.
    pub summary_kk: Option<String>,
    /// Russian summary.
    pub summary_ru: Option<String>,
    /// 1 for a new one.
    pub version: i64,
    /// Internal id of the account that opened it.
    pub opened_by: Option<i64>,
    /// When, microseconds of UTC.
    pub opened_at: i64,
}

/// A provision of a working draft, as stored and to store. What is removed keeps its row, so that its words, its
/// version and the points it answers stay.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = draft_provisions)]
#[diesel(primary_key(draft_id, provision_id))]
#[diesel(treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
pub struct DraftProvisionRow {
    /// Internal id of the draft.
    pub draft_id: i64,
    /// Internal id of the provision.
    pub provision_id: i64,
    /// Reading order: ascending, with gaps.
    pub rank: i64,
    /// What it is.
    pub kind: AsText<ProvisionKind>,
    /// Depth.
    pub level: i32,
    /// Printed label.
    pub label: String,
    /// Code of the direction.
    pub direction: Option<String>,
    /// Kazakh text.
    pub text_kk: Option<String>,
    /// Russian text.
    pub text_ru: Option<String>,
    /// Figures or facts.
    pub data: Option<String>,
    /// Whether the next edition is without it.
    pub removed: bool,
    /// Why it differs.
    pub cause: Option<AsText<ChangeCause>>,
    /// What the public is told about it, in Kazakh.
    pub note_kk: Option<String>,
    /// The same in Russian.
    pub note_ru: Option<String>,
    /// Grows with each change: the lock of those who edit.
    pub version: i64,
    /// Internal id of the account that changed it last.
    pub edited_by: Option<i64>,
    /// When, microseconds of UTC.
    pub edited_at: i64,
}

/// Opens a draft; returns its internal id.
pub fn insert(conn: &mut Conn<'_>, new: &NewDraft) -> Result<i64, StoreError> {
    Ok(on_backend!(conn, |c| {
        diesel::insert_into(drafts::table).values(new).returning(drafts::id).get_result(c)
    })?)
}

/// The draft of a program.
pub fn of_program(conn: &mut Conn<'_>, program_id: i64) -> Result<Option<DraftRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        drafts::table
            .filter(drafts::program_id.eq(program_id))
            .select(DraftRow::as_select())
            .first(c)
            .optional()
    })?)
}

/// Sets title and summary of a draft, and its next version.
pub fn set_heading(conn: &mut Conn<'_>, draft: &DraftRow) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::update(drafts::table.find(draft.id))
            .set((
                drafts::title_kk.eq(&draft.title_kk),
                drafts::title_ru.eq(&draft.title_ru),
                drafts::summary_kk.eq(&draft.summary_kk),
                drafts::summary_ru.eq(&draft.summary_ru),
                drafts::version.eq(draft.version),
            ))
            .execute(c)
    })?;
    Ok(())
}

/// Removes a draft with everything that belongs to it alone. Provisions that were made for it keep their identity.
pub fn delete(conn: &mut Conn<'_>, id: i64) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::delete(draft_placements::table.filter(draft_placements::draft_id.eq(id))).execute(c)?;
        diesel::delete(draft_points::table.filter(draft_points::draft_id.eq(id))).execute(c)?;
        diesel::delete(draft_provisions::table.filter(draft_provisions::draft_id.eq(id))).execute(c)?;
        diesel::delete(drafts::table.find(id)).execute(c)
    })?;
    Ok(())
}

/// Inserts provisions of a draft.
pub fn insert_provisions(conn: &mut Conn<'_>, rows: &[DraftProvisionRow]) -> Result<(), StoreError> {
    for chunk in rows.chunks(ROWS_PER_INSERT) {
        on_backend!(conn, |c| diesel::insert_into(draft_provisions::table).values(chunk).execute(c))?;
    }
    Ok(())
}

/// Every provision of a draft with its public id, in reading order; removed ones at the place where they stood.
pub fn provisions_of(
    conn: &mut Conn<'_>,
    draft_id: i64,
) -> Result<Vec<(DraftProvisionRow, String)>, StoreError> {
    Ok(on_backend!(conn, |c| {
        draft_provisions::table
            .inner_join(provisions::table.on(provisions::id.eq(draft_provisions::provision_id)))
            .filter(draft_provisions::draft_id.eq(draft_id))
            .order((draft_provisions::rank, draft_provisions::provision_id))
            .select((DraftProvisionRow::as_select(), provisions::public_id))
            .load(c)
    })?)
}

/// Stores a provision of a draft as it is now.
pub fn update_provision(conn: &mut Conn<'_>, row: &DraftProvisionRow) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::update(draft_provisions::table.find((row.draft_id, row.provision_id))).set(row).execute(c)
    })?;
    Ok(())
}

/// Points that the change of a provision answers, replacing those linked before.
pub fn set_points(
    conn: &mut Conn<'_>,
    draft_id: i64,
    provision_id: i64,
    point_ids: &[i64],
) -> Result<(), StoreError> {
    let rows: Vec<_> = point_ids
        .iter()
        .map(|point| {
            (
                draft_points::draft_id.eq(draft_id),
                draft_points::provision_id.eq(provision_id),
                draft_points::point_id.eq(*point),
            )
        })
        .collect();
    on_backend!(conn, |c| {
        diesel::delete(
            draft_points::table
                .filter(draft_points::draft_id.eq(draft_id))
                .filter(draft_points::provision_id.eq(provision_id)),
        )
        .execute(c)?;
        for chunk in rows.chunks(ROWS_PER_INSERT) {
            diesel::insert_into(draft_points::table).values(chunk).execute(c)?;
        }
        Ok::<(), diesel::result::Error>(())
    })?;
    Ok(())
}

/// Every link of a draft: internal id of the provision, internal and public id of the point.
pub fn points_of(conn: &mut Conn<'_>, draft_id: i64) -> Result<Vec<(i64, i64, String)>, StoreError> {
    Ok(on_backend!(conn, |c| {
        draft_points::table
            .inner_join(points::table.on(points::id.eq(draft_points::point_id)))
            .filter(draft_points::draft_id.eq(draft_id))
            .order((draft_points::provision_id, draft_points::point_id))
            .select((draft_points::provision_id, draft_points::point_id, points::public_id))
            .load(c)
    })?)
}

/// What a person said about a doubtful placement.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = draft_placements)]
#[diesel(primary_key(draft_id, contribution_id))]
#[diesel(treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
pub struct ResolutionRow {
    /// Internal id of the draft.
    pub draft_id: i64,
    /// Internal id of the contribution.
    pub contribution_id: i64,
    /// Internal id of the provision where its words are now; `None` when they are gone.
    pub provision_id: Option<i64>,
    /// The words there; `None` for the whole provision.
    pub exact: Option<String>,
    /// Internal id of the account.
    pub account_id: Option<i64>,
    /// When, microseconds of UTC.
    pub resolved_at: i64,
}

/// Records what a person said about a doubtful placement, in place of what was said before.
pub fn resolve(conn: &mut Conn<'_>, row: &ResolutionRow) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::insert_into(draft_placements::table)
            .values(row)
            .on_conflict((draft_placements::draft_id, draft_placements::contribution_id))
            .do_update()
            .set(row)
            .execute(c)
    })?;
    Ok(())
}

/// Everything that people said about doubtful placements, by contribution.
pub fn resolutions(conn: &mut Conn<'_>, draft_id: i64) -> Result<Vec<ResolutionRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        draft_placements::table
            .filter(draft_placements::draft_id.eq(draft_id))
            .order(draft_placements::contribution_id)
            .select(ResolutionRow::as_select())
            .load(c)
    })?)
}
