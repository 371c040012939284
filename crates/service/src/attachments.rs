//! Files that go with contributions: checked, cleaned, kept in the data folder under their hash, and served only while
//! the public sees their contribution.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use kenes_documents::attachment::{self, AttachmentError, COUNT_MAX, Clean};
use kenes_domain::contribution::{FieldError, FieldReason};
use kenes_domain::identifier::hexadecimal;
use kenes_domain::timestamp::Timestamp;
use kenes_store::Conn;
use kenes_store::attachments::{self as rows, NewAttachment};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::Service;
use crate::error::ServiceError;

/// Folder of the files inside the data folder.
const FOLDER: &str = "attachments";
/// Characters of the hash that name a file's folder, so that no folder has too many files.
const SHARD_CHARACTERS: usize = 2;

/// A file that goes with a contribution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AttachmentView {
    /// Public id.
    pub id: String,
    /// `image/jpeg`, `image/png`, `image/webp` or `application/pdf`.
    pub media_type: String,
    /// Size in bytes.
    pub size_bytes: u64,
}

/// A file as it is served.
#[derive(Debug, Clone)]
pub struct AttachmentFile {
    /// Its media type.
    pub media_type: String,
    /// SHA-256 of the bytes, lower-case hexadecimal.
    pub sha256: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// A file that is on disk and waits for its row.
pub(crate) struct StoredFile {
    pub(crate) sha256: String,
    media_type: &'static str,
    size_bytes: i64,
}

/// Checks and cleans files as they came; what is wrong is added to the faults.
pub(crate) fn check(files: &[Vec<u8>], errors: &mut Vec<FieldError>) -> Vec<Clean> {
    let mut fault = |reason| errors.push(FieldError { field: "attachments", reason });
    if files.len() > COUNT_MAX {
        fault(FieldReason::Range);
        return Vec::new();
    }
    files
        .iter()
        .filter_map(|bytes| match attachment::clean(bytes) {
            Ok(clean) => Some(clean),
            Err(AttachmentError::TooLarge) => {
                fault(FieldReason::FileTooLarge);
                None
            }
            Err(AttachmentError::Unknown | AttachmentError::Damaged) => {
                fault(FieldReason::FileKind);
                None
            }
        })
        .collect()
}

/// Puts files on disk before the transaction that refers to them; one that fails leaves a file that nobody refers to,
/// never a row without its file.
pub(crate) fn store(service: &Service, files: &[Clean]) -> Result<Vec<StoredFile>, ServiceError> {
    files
        .iter()
        .map(|file| {
            let sha256 = hexadecimal(&Sha256::digest(&file.bytes));
            let path = path(service, &sha256);
            write(&path, &file.bytes).map_err(|error| match error.kind() {
                std::io::ErrorKind::StorageFull => ServiceError::DiskFull,
                _ => ServiceError::Internal(format!("{}: {error}", path.display())),
            })?;
            Ok(StoredFile {
                sha256,
                media_type: file.kind.media_type(),
                size_bytes: i64::try_from(file.bytes.len()).unwrap_or(i64::MAX),
            })
        })
        .collect()
}

fn path(service: &Service, sha256: &str) -> PathBuf {
    let shard: String = sha256.chars().take(SHARD_CHARACTERS).collect();
    service.options().data_dir.join(FOLDER).join(shard).join(sha256)
}

/// Writes a file under its final name only when it is whole and on disk.
fn write(path: &std::path::Path, bytes: &[u8]) -> std::io::Result<()> {
    let Some(folder) = path.parent() else { return Ok(()) };
    if path.exists() {
        return Ok(());
    }
    std::fs::create_dir_all(folder)?;
    let part = path.with_extension("part");
    let mut file = std::fs::File::create(&part)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&part, path)?;
    std::fs::File::open(folder)?.sync_all()
}

/// Removes files that nothing refers to any more. One that cannot be removed is left to the operator, who is told.
pub(crate) fn remove(service: &Service, hashes: &[String]) {
    for sha256 in hashes {
        let path = path(service, sha256);
        if let Err(error) = std::fs::remove_file(&path) {
            tracing::warn!(%error, path = %path.display(), "an erased attachment could not be removed");
        }
    }
}

/// Adds the rows of stored files to a contribution.
pub(crate) fn insert(
    conn: &mut Conn<'_>,
    contribution_id: i64,
    files: &[StoredFile],
    ids: &[String],
    now: Timestamp,
) -> Result<(), ServiceError> {
    let rows: Vec<NewAttachment> = files
        .iter()
        .zip(ids)
        .map(|(file, id)| NewAttachment {
            public_id: id.clone(),
            contribution_id,
            sha256: file.sha256.clone(),
            media_type: file.media_type.to_owned(),
            size_bytes: file.size_bytes,
            created_at: now.micros(),
        })
        .collect();
    if !rows.is_empty() {
        rows::insert(conn, &rows)?;
    }
    Ok(())
}

/// Attachments by the internal id of their contribution.
pub(crate) fn views(
    conn: &mut Conn<'_>,
    contribution_ids: &[i64],
) -> Result<BTreeMap<i64, Vec<AttachmentView>>, ServiceError> {
    let mut views: BTreeMap<i64, Vec<AttachmentView>> = BTreeMap::new();
    for row in rows::of_contributions(conn, contribution_ids)? {
        views.entry(row.contribution_id).or_default().push(AttachmentView {
            id: row.public_id,
            media_type: row.media_type,
            size_bytes: u64::try_from(row.size_bytes).unwrap_or(0),
        });
    }
    Ok(views)
}

/// A file, while the public sees its contribution.
pub fn get(service: &Service, attachment: &str) -> Result<AttachmentFile, ServiceError> {
    let found = service.read(|conn| Ok(rows::find(conn, attachment)?))?;
    let Some((row, visibility)) = found else { return Err(ServiceError::NotFound) };
    if !visibility.0.is_public() {
        return Err(ServiceError::NotFound);
    }
    let path = path(service, &row.sha256);
    let bytes = std::fs::read(&path)
        .map_err(|error| ServiceError::Internal(format!("{}: {error}", path.display())))?;
    Ok(AttachmentFile { media_type: row.media_type, sha256: row.sha256, bytes })
}
