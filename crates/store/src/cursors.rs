//! Cursors: how far each projection has followed the journal.

use diesel::prelude::*;

use crate::conn::on_backend;
use crate::schema::cursors;
use crate::{Conn, StoreError};

/// The next journal index that a projection will read; 0 for a new one.
pub fn get(conn: &mut Conn<'_>, name: &str) -> Result<i64, StoreError> {
    let found: Option<i64> =
        on_backend!(conn, |c| cursors::table.find(name).select(cursors::leaf_index).first(c).optional())?;
    Ok(found.unwrap_or(0))
}

/// Sets the next journal index that a projection will read.
pub fn set(conn: &mut Conn<'_>, name: &str, leaf_index: i64) -> Result<(), StoreError> {
    on_backend!(conn, |c| {
        diesel::insert_into(cursors::table)
            .values((cursors::name.eq(name), cursors::leaf_index.eq(leaf_index)))
            .on_conflict(cursors::name)
            .do_update()
            .set(cursors::leaf_index.eq(leaf_index))
            .execute(c)
    })?;
    Ok(())
}
