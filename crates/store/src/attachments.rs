//! What is attached to contributions; the bytes are files named by their hash.

use diesel::prelude::*;
use kenes_domain::contribution::Visibility;

use crate::conn::on_backend;
use crate::schema::{attachments, contributions};
use crate::{AsText, Conn, StoreError};

/// An attachment, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = attachments)]
pub struct AttachmentRow {
    /// Public id.
    pub public_id: String,
    /// Internal id of the contribution.
    pub contribution_id: i64,
    /// SHA-256 of the stored bytes, lower-case hexadecimal; the name of the file.
    pub sha256: String,
    /// `image/jpeg`, `image/png`, `image/webp` or `application/pdf`.
    pub media_type: String,
    /// Size in bytes.
    pub size_bytes: i64,
}

/// An attachment to store.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = attachments)]
pub struct NewAttachment {
    /// Public id.
    pub public_id: String,
    /// Internal id of the contribution.
    pub contribution_id: i64,
    /// SHA-256 of the stored bytes.
    pub sha256: String,
    /// Media type.
    pub media_type: String,
    /// Size in bytes.
    pub size_bytes: i64,
    /// Microseconds of UTC.
    pub created_at: i64,
}

/// Inserts attachments.
pub fn insert(conn: &mut Conn<'_>, rows: &[NewAttachment]) -> Result<(), StoreError> {
    on_backend!(conn, |c| diesel::insert_into(attachments::table).values(rows).execute(c))?;
    Ok(())
}

/// Attachments of contributions, in the order in which they came.
pub fn of_contributions(conn: &mut Conn<'_>, ids: &[i64]) -> Result<Vec<AttachmentRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        attachments::table
            .filter(attachments::contribution_id.eq_any(ids))
            .order((attachments::contribution_id, attachments::id))
            .select(AttachmentRow::as_select())
            .load(c)
    })?)
}

/// An attachment with the visibility of its contribution.
pub fn find(
    conn: &mut Conn<'_>,
    public_id: &str,
) -> Result<Option<(AttachmentRow, AsText<Visibility>)>, StoreError> {
    Ok(on_backend!(conn, |c| {
        attachments::table
            .inner_join(contributions::table.on(contributions::id.eq(attachments::contribution_id)))
            .filter(attachments::public_id.eq(public_id))
            .select((AttachmentRow::as_select(), contributions::visibility))
            .first(c)
            .optional()
    })?)
}

/// Removes the attachments of a contribution; returns the hashes of the files that nothing else refers to.
pub fn delete_of(conn: &mut Conn<'_>, contribution_id: i64) -> Result<Vec<String>, StoreError> {
    Ok(on_backend!(conn, |c| {
        let mut hashes: Vec<String> = attachments::table
            .filter(attachments::contribution_id.eq(contribution_id))
            .select(attachments::sha256)
            .distinct()
            .load(c)?;
        diesel::delete(attachments::table.filter(attachments::contribution_id.eq(contribution_id)))
            .execute(c)?;
        let used: Vec<String> = attachments::table
            .filter(attachments::sha256.eq_any(&hashes))
            .select(attachments::sha256)
            .distinct()
            .load(c)?;
        hashes.retain(|hash| !used.contains(hash));
        Ok::<Vec<String>, diesel::result::Error>(hashes)
    })?)
}
