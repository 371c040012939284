//! The journal: acts are inserted without a number and numbered later, in batches.

use diesel::prelude::*;

use crate::conn::on_backend;
use crate::schema::{acts, journal_head, openings};
use crate::{Conn, StoreError};

/// An act to store.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = acts)]
#[diesel(treat_none_as_default_value = false)]
pub struct NewAct {
    /// Random public id.
    pub public_id: String,
    /// Word of `ActKind`.
    pub kind: String,
    /// Microseconds of UTC.
    pub happened_at: i64,
    /// KATO code.
    pub place: String,
    /// Internal id of the program.
    pub program_id: Option<i64>,
    /// What it is about.
    pub subject: String,
    /// The bytes of the leaf.
    pub leaf: Vec<u8>,
    /// Their hash in the tree.
    pub leaf_hash: Vec<u8>,
}

/// What a leaf commits to.
#[derive(Debug, Clone)]
pub struct NewOpening {
    /// Key of the commitment.
    pub salt: Vec<u8>,
    /// The content.
    pub content: Vec<u8>,
}

/// An act as the projections read it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = acts)]
pub struct ActRow {
    /// Order of insertion; not the order of the journal.
    pub seq: i64,
    /// Random public id.
    pub public_id: String,
    /// Word of `ActKind`.
    pub kind: String,
    /// Microseconds of UTC.
    pub happened_at: i64,
    /// KATO code.
    pub place: String,
    /// Internal id of the program.
    pub program_id: Option<i64>,
    /// What it is about.
    pub subject: String,
    /// Hash of the leaf.
    pub leaf_hash: Vec<u8>,
    /// Its number in the journal, once it has one.
    pub leaf_index: Option<i64>,
}

/// Inserts an act, and its opening where it has one, in the transaction of the change it tells of.
pub fn insert(conn: &mut Conn<'_>, new: &NewAct, opening: Option<&NewOpening>) -> Result<(), StoreError> {
    Ok(on_backend!(conn, |c| {
        let seq: i64 = diesel::insert_into(acts::table).values(new).returning(acts::seq).get_result(c)?;
        if let Some(opening) = opening {
            diesel::insert_into(openings::table)
                .values((
                    openings::act_seq.eq(seq),
                    openings::salt.eq(&opening.salt),
                    openings::content.eq(&opening.content),
                ))
                .execute(c)?;
        }
        Ok::<(), diesel::result::Error>(())
    })?)
}

/// Hash of the newest leaf about a subject.
pub fn newest_leaf_hash(conn: &mut Conn<'_>, subject: &str) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(on_backend!(conn, |c| {
        acts::table
            .filter(acts::subject.eq(subject))
            .order(acts::seq.desc())
            .select(acts::leaf_hash)
            .first(c)
            .optional()
    })?)
}

/// The first act about a subject.
pub fn first_of_subject(conn: &mut Conn<'_>, subject: &str) -> Result<Option<ActRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        acts::table
            .filter(acts::subject.eq(subject))
            .order(acts::seq)
            .select(ActRow::as_select())
            .first(c)
            .optional()
    })?)
}

/// Whether this transaction may number acts. On PostgreSQL only one of several processes may at a time; it is
/// decided by a lock that ends with the transaction. SQLite has one writer anyway.
pub fn may_integrate(conn: &mut Conn<'_>) -> Result<bool, StoreError> {
    match conn {
        Conn::Sqlite(_) => Ok(true),
        Conn::Postgres(c) => {
            #[derive(QueryableByName)]
            struct Locked {
                #[diesel(sql_type = diesel::sql_types::Bool)]
                locked: bool,
            }
            let Locked { locked } = diesel::sql_query("SELECT pg_try_advisory_xact_lock(20201103) AS locked")
                .get_result(&mut **c)?;
            Ok(locked)
        }
    }
}

/// An act that got its number.
#[derive(Debug, Clone, QueryableByName)]
pub struct Numbered {
    /// Its number.
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    pub leaf_index: i64,
    /// Hash of its leaf.
    #[diesel(sql_type = diesel::sql_types::Binary)]
    pub leaf_hash: Vec<u8>,
}

/// Numbers up to `limit` acts that have no number, in order of insertion, densely after the last one. Returns them
/// in that order. The caller must hold [`may_integrate`].
///
/// One statement for all: a statement for each act was the greater part of the time on PostgreSQL.
pub fn integrate(conn: &mut Conn<'_>, limit: i64) -> Result<Vec<Numbered>, StoreError> {
    Ok(on_backend!(conn, |c| {
        let size: i64 = journal_head::table.select(journal_head::size).first(c)?;
        let mut numbered: Vec<Numbered> = diesel::sql_query(format!(
            "UPDATE acts SET leaf_index = numbered.next FROM (\
                 SELECT seq, {size} + row_number() OVER (ORDER BY seq) - 1 AS next FROM (\
                     SELECT seq FROM acts WHERE leaf_index IS NULL ORDER BY seq LIMIT {limit}\
                 ) AS pending\
             ) AS numbered WHERE acts.seq = numbered.seq RETURNING acts.leaf_index, acts.leaf_hash"
        ))
        .load(c)?;
        if let Ok(count) = i64::try_from(numbered.len())
            && count > 0
        {
            diesel::update(journal_head::table).set(journal_head::size.eq(size + count)).execute(c)?;
        }
        numbered.sort_by_key(|act| act.leaf_index);
        Ok::<Vec<Numbered>, diesel::result::Error>(numbered)
    })?)
}

/// Acts from `leaf_index` on, in journal order.
pub fn from_index(conn: &mut Conn<'_>, leaf_index: i64, limit: i64) -> Result<Vec<ActRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        acts::table
            .filter(acts::leaf_index.ge(leaf_index))
            .order(acts::leaf_index)
            .limit(limit)
            .select(ActRow::as_select())
            .load(c)
    })?)
}

/// How many acts are numbered, and how many wait for a number.
pub fn size_and_pending(conn: &mut Conn<'_>) -> Result<(i64, i64), StoreError> {
    Ok(on_backend!(conn, |c| {
        let size = journal_head::table.select(journal_head::size).first(c)?;
        let pending = acts::table.filter(acts::leaf_index.is_null()).count().get_result(c)?;
        Ok::<(i64, i64), diesel::result::Error>((size, pending))
    })?)
}

/// Erases what the acts about a subject commit to; the leaves stay. Returns how many openings there were.
pub fn erase_openings(conn: &mut Conn<'_>, subject: &str) -> Result<usize, StoreError> {
    Ok(on_backend!(conn, |c| {
        let seqs: Vec<i64> = acts::table.filter(acts::subject.eq(subject)).select(acts::seq).load(c)?;
        diesel::delete(openings::table.filter(openings::act_seq.eq_any(seqs))).execute(c)
    })?)
}

/// Hash of the leaf with a number.
pub fn leaf_hash_at(conn: &mut Conn<'_>, leaf_index: i64) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(on_backend!(conn, |c| {
        acts::table.filter(acts::leaf_index.eq(leaf_index)).select(acts::leaf_hash).first(c).optional()
    })?)
}

/// How many acts are numbered.
pub fn size(conn: &mut Conn<'_>) -> Result<i64, StoreError> {
    Ok(on_backend!(conn, |c| journal_head::table.select(journal_head::size).first(c))?)
}
