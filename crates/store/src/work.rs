//! What staff do around points before anything is public: who works on what, tags, notes, templates, the trail.

use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::upsert::excluded;
use kenes_domain::decision::Disposition;

use crate::conn::on_backend;
use crate::schema::{
    accounts, answer_templates, groups, point_tags, point_work, points, staff_notes, staff_steps, tags,
};
use crate::{AsText, Conn, StoreError};

/// Rows of one INSERT.
const ROWS_PER_INSERT: usize = 500;

/// Gives points to an account, or to nobody.
pub fn assign(
    conn: &mut Conn<'_>,
    point_ids: &[i64],
    assignee: Option<i64>,
    now: i64,
) -> Result<(), StoreError> {
    for chunk in point_ids.chunks(ROWS_PER_INSERT) {
        let rows: Vec<_> = chunk
            .iter()
            .map(|id| {
                (
                    point_work::point_id.eq(*id),
                    point_work::assignee_id.eq(assignee),
                    point_work::changed_at.eq(now),
                )
            })
            .collect();
        on_backend!(conn, |c| {
            diesel::insert_into(point_work::table)
                .values(&rows)
                .on_conflict(point_work::point_id)
                .do_update()
                .set((
                    point_work::assignee_id.eq(excluded(point_work::assignee_id)),
                    point_work::changed_at.eq(excluded(point_work::changed_at)),
                ))
                .execute(c)
        })?;
    }
    Ok(())
}

/// Puts points off until a day, or back on.
pub fn put_off(
    conn: &mut Conn<'_>,
    point_ids: &[i64],
    until: Option<&str>,
    now: i64,
) -> Result<(), StoreError> {
    for chunk in point_ids.chunks(ROWS_PER_INSERT) {
        let rows: Vec<_> = chunk
            .iter()
            .map(|id| {
                (
                    point_work::point_id.eq(*id),
                    point_work::put_off_until.eq(until),
                    point_work::changed_at.eq(now),
                )
            })
            .collect();
        on_backend!(conn, |c| {
            diesel::insert_into(point_work::table)
                .values(&rows)
                .on_conflict(point_work::point_id)
                .do_update()
                .set((
                    point_work::put_off_until.eq(excluded(point_work::put_off_until)),
                    point_work::changed_at.eq(excluded(point_work::changed_at)),
                ))
                .execute(c)
        })?;
    }
    Ok(())
}

/// Who works on points: `(point, account)`.
pub fn assignees(conn: &mut Conn<'_>, point_ids: &[i64]) -> Result<Vec<(i64, Option<i64>)>, StoreError> {
    Ok(on_backend!(conn, |c| {
        point_work::table
            .filter(point_work::point_id.eq_any(point_ids))
            .select((point_work::point_id, point_work::assignee_id))
            .load(c)
    })?)
}

/// Internal id of a program's tag, which is made when it is not there.
pub fn tag(conn: &mut Conn<'_>, program_id: i64, name: &str) -> Result<i64, StoreError> {
    Ok(on_backend!(conn, |c| {
        diesel::insert_into(tags::table)
            .values((tags::program_id.eq(program_id), tags::name.eq(name)))
            .on_conflict((tags::program_id, tags::name))
            .do_nothing()
            .execute(c)?;
        tags::table
            .filter(tags::program_id.eq(program_id))
            .filter(tags::name.eq(name))
            .select(tags::id)
            .first(c)
    })?)
}

/// A program's tags with the number of their points, by name.
pub fn tags_of_program(conn: &mut Conn<'_>, program_id: i64) -> Result<Vec<(i64, String, i64)>, StoreError> {
    Ok(on_backend!(conn, |c| {
        tags::table
            .inner_join(point_tags::table.on(point_tags::tag_id.eq(tags::id)))
            .filter(tags::program_id.eq(program_id))
            .group_by((tags::id, tags::name))
            .order(tags::name)
            .select((tags::id, tags::name, count_star()))
            .load(c)
    })?)
}

/// Puts a tag on points.
pub fn add_tag(conn: &mut Conn<'_>, point_ids: &[i64], tag_id: i64) -> Result<(), StoreError> {
    for chunk in point_ids.chunks(ROWS_PER_INSERT) {
        let rows: Vec<_> =
            chunk.iter().map(|id| (point_tags::point_id.eq(*id), point_tags::tag_id.eq(tag_id))).collect();
        on_backend!(conn, |c| {
            diesel::insert_into(point_tags::table).values(&rows).on_conflict_do_nothing().execute(c)
        })?;
    }
    Ok(())
}

/// Takes a tag off points.
pub fn remove_tag(conn: &mut Conn<'_>, point_ids: &[i64], tag_id: i64) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::delete(
            point_tags::table
                .filter(point_tags::point_id.eq_any(point_ids))
                .filter(point_tags::tag_id.eq(tag_id)),
        )
        .execute(c)
    })?;
    Ok(())
}

/// Names of the tags of points: `(point, name)`, by point and name.
pub fn tags_of(conn: &mut Conn<'_>, point_ids: &[i64]) -> Result<Vec<(i64, String)>, StoreError> {
    Ok(on_backend!(conn, |c| {
        point_tags::table
            .inner_join(tags::table.on(tags::id.eq(point_tags::tag_id)))
            .filter(point_tags::point_id.eq_any(point_ids))
            .order((point_tags::point_id, tags::name))
            .select((point_tags::point_id, tags::name))
            .load(c)
    })?)
}

/// A note that only staff read.
#[derive(Debug, Clone, Queryable)]
pub struct NoteRow {
    /// Public id.
    pub public_id: String,
    /// Internal id of the account that wrote it.
    pub account_id: i64,
    /// The text.
    pub text: String,
    /// Microseconds of UTC.
    pub written_at: i64,
}

/// Writes a note at a point.
pub fn insert_note(conn: &mut Conn<'_>, point_id: i64, note: &NoteRow) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::insert_into(staff_notes::table)
            .values((
                staff_notes::public_id.eq(&note.public_id),
                staff_notes::point_id.eq(point_id),
                staff_notes::account_id.eq(note.account_id),
                staff_notes::text.eq(&note.text),
                staff_notes::written_at.eq(note.written_at),
            ))
            .execute(c)
    })?;
    Ok(())
}

/// Notes at a point, oldest first.
pub fn notes_of(conn: &mut Conn<'_>, point_id: i64) -> Result<Vec<NoteRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        staff_notes::table
            .filter(staff_notes::point_id.eq(point_id))
            .order(staff_notes::id)
            .select((
                staff_notes::public_id,
                staff_notes::account_id,
                staff_notes::text,
                staff_notes::written_at,
            ))
            .load(c)
    })?)
}

/// A ready-made answer.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = answer_templates)]
pub struct TemplateRow {
    /// Public id.
    pub public_id: String,
    /// Internal id of the territory that made it; it serves the whole subtree.
    pub territory_id: i64,
    /// What staff call it.
    pub name: String,
    /// For which disposition.
    pub disposition: AsText<Disposition>,
    /// The answer in Kazakh.
    pub text_kk: String,
    /// The answer in Russian.
    pub text_ru: String,
    /// Microseconds of UTC.
    pub created_at: i64,
}

/// Stores a ready-made answer.
pub fn insert_template(conn: &mut Conn<'_>, row: &TemplateRow) -> Result<(), StoreError> {
    on_backend!(conn, |c| diesel::insert_into(answer_templates::table).values(row).execute(c))?;
    Ok(())
}

/// Ready-made answers of territories that are in use, by name.
pub fn templates_of(conn: &mut Conn<'_>, territory_ids: &[i64]) -> Result<Vec<TemplateRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        answer_templates::table
            .filter(answer_templates::territory_id.eq_any(territory_ids))
            .filter(answer_templates::retired_at.is_null())
            .order((answer_templates::name, answer_templates::id))
            .select(TemplateRow::as_select())
            .load(c)
    })?)
}

/// Takes a ready-made answer out of use; its territory, or `None` when there is no such answer.
pub fn retire_template(
    conn: &mut Conn<'_>,
    public_id: &str,
    territory_ids: &[i64],
    now: i64,
) -> Result<bool, StoreError> {
    let changed = on_backend!(conn, |c| {
        diesel::update(
            answer_templates::table
                .filter(answer_templates::public_id.eq(public_id))
                .filter(answer_templates::territory_id.eq_any(territory_ids))
                .filter(answer_templates::retired_at.is_null()),
        )
        .set(answer_templates::retired_at.eq(Some(now)))
        .execute(c)
    })?;
    Ok(changed == 1)
}

/// A step of a member of staff that is not public.
#[derive(Debug, Clone, Queryable)]
pub struct StepRow {
    /// Internal id of the account.
    pub account_id: i64,
    /// Word of the step.
    pub step: String,
    /// What it was about: `point/…`, `decision/…`.
    pub subject: String,
    /// What changed, JSON.
    pub detail: String,
    /// Microseconds of UTC.
    pub happened_at: i64,
}

/// Adds a step to the trail.
pub fn insert_step(conn: &mut Conn<'_>, program_id: i64, step: &StepRow) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::insert_into(staff_steps::table)
            .values((
                staff_steps::program_id.eq(program_id),
                staff_steps::account_id.eq(step.account_id),
                staff_steps::step.eq(&step.step),
                staff_steps::subject.eq(&step.subject),
                staff_steps::detail.eq(&step.detail),
                staff_steps::happened_at.eq(step.happened_at),
            ))
            .execute(c)
    })?;
    Ok(())
}

/// Steps about subjects, oldest first.
pub fn steps_of(conn: &mut Conn<'_>, subjects: &[String]) -> Result<Vec<StepRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        staff_steps::table
            .filter(staff_steps::subject.eq_any(subjects))
            .order(staff_steps::id)
            .select((
                staff_steps::account_id,
                staff_steps::step,
                staff_steps::subject,
                staff_steps::detail,
                staff_steps::happened_at,
            ))
            .load(c)
    })?)
}

/// Public ids and names of accounts: `(internal id, public id, name)`.
pub fn people(conn: &mut Conn<'_>, ids: &[i64]) -> Result<Vec<(i64, String, Option<String>)>, StoreError> {
    Ok(on_backend!(conn, |c| {
        accounts::table
            .filter(accounts::id.eq_any(ids))
            .order(accounts::id)
            .select((accounts::id, accounts::public_id, accounts::name))
            .load(c)
    })?)
}

/// Internal id of an account that was not erased.
pub fn person(conn: &mut Conn<'_>, public_id: &str) -> Result<Option<i64>, StoreError> {
    Ok(on_backend!(conn, |c| {
        accounts::table
            .filter(accounts::public_id.eq(public_id))
            .filter(accounts::erased_at.is_null())
            .select(accounts::id)
            .first(c)
            .optional()
    })?)
}

/// Groups with their public ids and numbers of points: `(internal id, public id, points)`.
pub fn group_sizes(conn: &mut Conn<'_>, group_ids: &[i64]) -> Result<Vec<(i64, String, i64)>, StoreError> {
    Ok(on_backend!(conn, |c| {
        groups::table
            .inner_join(points::table.on(points::group_id.eq(groups::id.nullable())))
            .filter(groups::id.eq_any(group_ids))
            .group_by((groups::id, groups::public_id))
            .order(groups::id)
            .select((groups::id, groups::public_id, count_star()))
            .load(c)
    })?)
}
