//! What the ledger publishes: tiles, signed checkpoints, cosignatures, leaves and their openings.

use diesel::prelude::*;
use kenes_domain::decision::DecisionState;

use crate::conn::on_backend;
use crate::decisions::DecisionRow;
use crate::schema::{
    acts, decisions, editions, ledger_checkpoints, ledger_cosignatures, ledger_tiles, moderations, openings,
    programs,
};
use crate::{AsText, Conn, StoreError};

/// A signed head of the tree.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = ledger_checkpoints)]
pub struct CheckpointRow {
    /// Number of leaves.
    pub size: i64,
    /// Root of the tree of that size, 32 bytes.
    pub root: Vec<u8>,
    /// The signed note, without cosignatures.
    pub note: String,
    /// Microseconds of UTC.
    pub signed_at: i64,
}

/// A witness's signature under a checkpoint.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = ledger_cosignatures)]
pub struct CosignatureRow {
    /// Number of leaves of the checkpoint.
    pub size: i64,
    /// Name of the witness's key.
    pub witness: String,
    /// The signature line with its line feed.
    pub line: String,
    /// Microseconds of UTC, by the witness's clock.
    pub seen_at: i64,
}

/// A tile, as wide as it is by now.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = ledger_tiles)]
pub struct TileRow {
    /// Level, from 0.
    pub level: i32,
    /// Place in its level, from 0.
    pub tile_index: i64,
    /// Up to 256 hashes of 32 bytes.
    pub hashes: Vec<u8>,
}

/// A numbered leaf with everything that the table says about it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = acts)]
pub struct LeafRow {
    /// Order of insertion.
    pub seq: i64,
    /// Random public id.
    pub public_id: String,
    /// Word of `ActKind`.
    pub kind: String,
    /// Microseconds of UTC.
    pub happened_at: i64,
    /// KATO code.
    pub place: String,
    /// What it is about.
    pub subject: String,
    /// The bytes of the leaf.
    pub leaf: Vec<u8>,
    /// Their hash in the tree.
    pub leaf_hash: Vec<u8>,
    /// Its number.
    pub leaf_index: Option<i64>,
}

/// What a leaf commits to.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = openings)]
pub struct OpeningRow {
    /// Order of insertion of the act.
    pub act_seq: i64,
    /// Key of the commitment, 32 bytes.
    pub salt: Vec<u8>,
    /// The content.
    pub content: Vec<u8>,
}

/// The newest checkpoint.
pub fn newest_checkpoint(conn: &mut Conn<'_>) -> Result<Option<CheckpointRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        ledger_checkpoints::table
            .order(ledger_checkpoints::size.desc())
            .select(CheckpointRow::as_select())
            .first(c)
            .optional()
    })?)
}

/// The newest checkpoint of at least `size_min` leaves that a witness has cosigned.
pub fn newest_cosigned(conn: &mut Conn<'_>, size_min: i64) -> Result<Option<CheckpointRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        ledger_checkpoints::table
            .filter(ledger_checkpoints::size.ge(size_min))
            .filter(
                ledger_checkpoints::size.eq_any(ledger_cosignatures::table.select(ledger_cosignatures::size)),
            )
            .order(ledger_checkpoints::size.desc())
            .select(CheckpointRow::as_select())
            .first(c)
            .optional()
    })?)
}

/// The checkpoint of exactly `size` leaves.
pub fn checkpoint_at(conn: &mut Conn<'_>, size: i64) -> Result<Option<CheckpointRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        ledger_checkpoints::table.find(size).select(CheckpointRow::as_select()).first(c).optional()
    })?)
}

/// All checkpoints, from the oldest.
pub fn checkpoints(conn: &mut Conn<'_>) -> Result<Vec<CheckpointRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        ledger_checkpoints::table.order(ledger_checkpoints::size).select(CheckpointRow::as_select()).load(c)
    })?)
}

/// Inserts a checkpoint.
pub fn insert_checkpoint(conn: &mut Conn<'_>, row: &CheckpointRow) -> Result<(), StoreError> {
    on_backend!(conn, |c| diesel::insert_into(ledger_checkpoints::table).values(row).execute(c))?;
    Ok(())
}

/// The cosignatures of a checkpoint, by witness.
pub fn cosignatures(conn: &mut Conn<'_>, size: i64) -> Result<Vec<CosignatureRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        ledger_cosignatures::table
            .filter(ledger_cosignatures::size.eq(size))
            .order(ledger_cosignatures::witness)
            .select(CosignatureRow::as_select())
            .load(c)
    })?)
}

/// All cosignatures, from the smallest checkpoint.
pub fn all_cosignatures(conn: &mut Conn<'_>) -> Result<Vec<CosignatureRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        ledger_cosignatures::table
            .order((ledger_cosignatures::size, ledger_cosignatures::witness))
            .select(CosignatureRow::as_select())
            .load(c)
    })?)
}

/// The size that a witness cosigned last.
pub fn last_cosigned(conn: &mut Conn<'_>, witness: &str) -> Result<Option<i64>, StoreError> {
    Ok(on_backend!(conn, |c| {
        ledger_cosignatures::table
            .filter(ledger_cosignatures::witness.eq(witness))
            .select(diesel::dsl::max(ledger_cosignatures::size))
            .first(c)
    })?)
}

/// Keeps a cosignature; a later one of the same witness for the same size replaces it.
pub fn put_cosignature(conn: &mut Conn<'_>, row: &CosignatureRow) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::insert_into(ledger_cosignatures::table)
            .values(row)
            .on_conflict((ledger_cosignatures::size, ledger_cosignatures::witness))
            .do_update()
            .set((ledger_cosignatures::line.eq(&row.line), ledger_cosignatures::seen_at.eq(row.seen_at)))
            .execute(c)
    })?;
    Ok(())
}

/// The hashes of a tile.
pub fn tile(conn: &mut Conn<'_>, level: i32, tile_index: i64) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(on_backend!(conn, |c| {
        ledger_tiles::table.find((level, tile_index)).select(ledger_tiles::hashes).first(c).optional()
    })?)
}

/// Stores a tile, in place of a narrower state of it.
pub fn put_tile(conn: &mut Conn<'_>, row: &TileRow) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::insert_into(ledger_tiles::table)
            .values(row)
            .on_conflict((ledger_tiles::level, ledger_tiles::tile_index))
            .do_update()
            .set(ledger_tiles::hashes.eq(&row.hashes))
            .execute(c)
    })?;
    Ok(())
}

/// How many tiles are stored.
pub fn tile_count(conn: &mut Conn<'_>) -> Result<i64, StoreError> {
    Ok(on_backend!(conn, |c| ledger_tiles::table.count().get_result(c))?)
}

/// Hashes of numbered leaves from `leaf_index` on, in order.
pub fn leaf_hashes(conn: &mut Conn<'_>, leaf_index: i64, limit: i64) -> Result<Vec<Vec<u8>>, StoreError> {
    Ok(on_backend!(conn, |c| {
        acts::table
            .filter(acts::leaf_index.ge(leaf_index))
            .order(acts::leaf_index)
            .limit(limit)
            .select(acts::leaf_hash)
            .load(c)
    })?)
}

/// Numbered leaves from `leaf_index` on, in order.
pub fn leaves(conn: &mut Conn<'_>, leaf_index: i64, limit: i64) -> Result<Vec<LeafRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        acts::table
            .filter(acts::leaf_index.ge(leaf_index))
            .order(acts::leaf_index)
            .limit(limit)
            .select(LeafRow::as_select())
            .load(c)
    })?)
}

/// The openings of acts, by the order of insertion of the acts.
pub fn openings_of(conn: &mut Conn<'_>, seqs: &[i64]) -> Result<Vec<OpeningRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        openings::table
            .filter(openings::act_seq.eq_any(seqs))
            .order(openings::act_seq)
            .select(OpeningRow::as_select())
            .load(c)
    })?)
}

/// All acts about some subjects, numbered or not: subject, order of insertion, kind; in order of insertion.
pub fn stories(conn: &mut Conn<'_>, subjects: &[String]) -> Result<Vec<(String, i64, String)>, StoreError> {
    Ok(on_backend!(conn, |c| {
        acts::table
            .filter(acts::subject.eq_any(subjects))
            .order(acts::seq)
            .select((acts::subject, acts::seq, acts::kind))
            .load(c)
    })?)
}

/// The act with a public id of its subject that came first, with its leaf.
pub fn first_leaf(conn: &mut Conn<'_>, subject: &str) -> Result<Option<LeafRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        acts::table
            .filter(acts::subject.eq(subject))
            .order(acts::seq)
            .select(LeafRow::as_select())
            .first(c)
            .optional()
    })?)
}

/// Contributions of a program with one visibility.
#[derive(Debug, Clone, QueryableByName)]
pub struct VisibilityCount {
    /// Public id of the program.
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub program: String,
    /// Word of `Visibility`.
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub visibility: String,
    /// How many.
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    pub contributions: i64,
}

/// How many contributions each program has with each visibility.
pub fn visibilities(conn: &mut Conn<'_>) -> Result<Vec<VisibilityCount>, StoreError> {
    Ok(on_backend!(conn, |c| {
        diesel::sql_query(
            "SELECT programs.public_id AS program, visibility, count(*) AS contributions FROM contributions \
             JOIN programs ON programs.id = contributions.program_id GROUP BY 1, 2 ORDER BY 1, 2",
        )
        .load(c)
    })?)
}

/// Published decisions with internal ids above `after`, by id.
pub fn published_decisions(
    conn: &mut Conn<'_>,
    after: i64,
    limit: i64,
) -> Result<Vec<DecisionRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        decisions::table
            .filter(decisions::state.eq(AsText(DecisionState::Published)))
            .filter(decisions::id.gt(after))
            .order(decisions::id)
            .limit(limit)
            .select(DecisionRow::as_select())
            .load(c)
    })?)
}

/// All editions that were published: internal id, public id of the program, number.
pub fn published_editions(conn: &mut Conn<'_>) -> Result<Vec<(i64, String, i32)>, StoreError> {
    Ok(on_backend!(conn, |c| {
        editions::table
            .inner_join(programs::table.on(programs::id.eq(editions::program_id)))
            .filter(editions::published_at.is_not_null())
            .order(editions::id)
            .select((editions::id, programs::public_id, editions::number))
            .load(c)
    })?)
}

/// How often each action of moderation was recorded.
pub fn moderation_counts(conn: &mut Conn<'_>) -> Result<Vec<(String, i64)>, StoreError> {
    Ok(on_backend!(conn, |c| {
        moderations::table
            .group_by(moderations::action)
            .order(moderations::action)
            .select((moderations::action, diesel::dsl::count_star()))
            .load(c)
    })?)
}
