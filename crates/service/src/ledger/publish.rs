//! What anybody may read of the ledger: checkpoint, tiles, leaves, openings, keys, and the counts to compare with.

use std::collections::BTreeMap;
use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kenes_ledger::tile::{BundleId, TILE_WIDTH, TileId, push_entry};
use kenes_store::{Conn, ledger as rows};
use serde::{Deserialize, Serialize};

use super::{cosigned_note, count, stored};
use crate::Service;
use crate::error::ServiceError;

/// First line of the counts.
pub const STATE_HEADER: &str = "kenes/state/v1";

/// A resource of the log that is read by path.
#[derive(Debug, Clone)]
pub struct Resource {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Whether it never changes: a tile or a bundle of leaves. A path of a partial one names its width, so that
    /// these never change either.
    pub immutable: bool,
}

/// What a leaf commits to, on the wire.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OpeningLine {
    /// Number of the leaf.
    pub index: u64,
    /// Base 64 of the 32 bytes that key the commitment.
    pub salt: String,
    /// Base 64 of the content.
    pub content: String,
}

/// The head of the log as a page shows it.
#[derive(Debug, Clone, Serialize)]
pub struct HeadView {
    /// Name of the log.
    pub origin: String,
    /// Number of leaves.
    pub size: u64,
    /// Root of the tree, base 64.
    pub root: String,
    /// When it was signed.
    pub signed_at: kenes_domain::timestamp::Timestamp,
    /// Witnesses that cosigned it, and when.
    pub witnesses: Vec<(String, kenes_domain::timestamp::Timestamp)>,
}

/// The newest checkpoint with its cosignatures; `None` before the first act.
pub fn checkpoint(service: &Service) -> Result<Option<String>, ServiceError> {
    service.read(|conn| match rows::newest_checkpoint(conn)? {
        Some(row) => Ok(Some(cosigned_note(conn, &row)?.to_string())),
        None => Ok(None),
    })
}

/// The newest checkpoint for people, with the witnesses that have cosigned it.
pub fn head(service: &Service) -> Result<Option<HeadView>, ServiceError> {
    service.read(|conn| {
        let Some(row) = rows::newest_checkpoint(conn)? else { return Ok(None) };
        let witnesses = rows::cosignatures(conn, row.size)?
            .into_iter()
            .map(|line| (line.witness, kenes_domain::timestamp::Timestamp::from_micros(line.seen_at)))
            .collect();
        Ok(Some(HeadView {
            origin: service.ledger().origin().to_owned(),
            size: count(row.size),
            root: STANDARD.encode(&row.root),
            signed_at: kenes_domain::timestamp::Timestamp::from_micros(row.signed_at),
            witnesses,
        }))
    })
}

/// A tile or a bundle of leaves, by its path below the log's prefix (C2SP tlog-tiles); `None` when the signed tree has
/// no such.
pub fn tile(service: &Service, path: &str) -> Result<Option<Resource>, ServiceError> {
    service.read(|conn| {
        let size = rows::newest_checkpoint(conn)?.map_or(0, |head| count(head.size));
        let bytes = if let Some(id) = BundleId::parse(path) {
            let there = BundleId::in_tree(id.index(), size).is_some_and(|there| there.width() >= id.width());
            if there { Some(bundle(conn, id)?) } else { None }
        } else if let Some(id) = TileId::parse(path) {
            let there = TileId::in_tree(id.level(), id.index(), size)
                .is_some_and(|there| there.width() >= id.width());
            if there { hashes(conn, id)? } else { None }
        } else {
            None
        };
        Ok(bytes.map(|bytes| Resource { bytes, immutable: true }))
    })
}

fn hashes(conn: &mut Conn<'_>, id: TileId) -> Result<Option<Vec<u8>>, ServiceError> {
    let tile = rows::tile(conn, i32::from(id.level()), stored(id.index()))?;
    Ok(tile.map(|mut bytes| {
        bytes.truncate(usize::from(id.width()) * kenes_ledger::hash::HASH_BYTES);
        bytes
    }))
}

fn bundle(conn: &mut Conn<'_>, id: BundleId) -> Result<Vec<u8>, ServiceError> {
    let first = id.index() * u64::from(TILE_WIDTH);
    let mut bytes = Vec::new();
    for row in rows::leaves(conn, stored(first), i64::from(id.width()))? {
        push_entry(&mut bytes, &row.leaf).map_err(|error| ServiceError::Internal(error.to_string()))?;
    }
    Ok(bytes)
}

/// The openings of the leaves `256 × number` to `256 × number + 255` that the public may read, as JSON: an array of
/// [`OpeningLine`]. What was hidden, withdrawn or erased is not among them.
pub fn openings(service: &Service, number: u64) -> Result<Option<Vec<u8>>, ServiceError> {
    service.read(|conn| {
        let size = rows::newest_checkpoint(conn)?.map_or(0, |head| count(head.size));
        let Some(id) = BundleId::in_tree(number, size) else { return Ok(None) };
        let first = number * u64::from(TILE_WIDTH);
        let leaves = rows::leaves(conn, stored(first), i64::from(id.width()))?;
        let subjects: Vec<String> = leaves.iter().map(|leaf| leaf.subject.clone()).collect();
        let mut stories: BTreeMap<String, Vec<(i64, String)>> = BTreeMap::new();
        for (subject, seq, kind) in rows::stories(conn, &subjects)? {
            stories.entry(subject).or_default().push((seq, kind));
        }
        let seqs: Vec<i64> = leaves.iter().map(|leaf| leaf.seq).collect();
        let mut opened: BTreeMap<i64, rows::OpeningRow> =
            rows::openings_of(conn, &seqs)?.into_iter().map(|row| (row.act_seq, row)).collect();
        let mut lines = Vec::new();
        for leaf in leaves {
            let story = stories.get(&leaf.subject).map_or(&[][..], Vec::as_slice);
            if let Some(row) = opened.remove(&leaf.seq)
                && is_open(story, leaf.seq)
            {
                lines.push(OpeningLine {
                    index: count(leaf.leaf_index.unwrap_or(0)),
                    salt: STANDARD.encode(row.salt),
                    content: STANDARD.encode(row.content),
                });
            }
        }
        serde_json::to_vec(&lines).map(Some).map_err(|error| ServiceError::Internal(error.to_string()))
    })
}

/// Whether the opening of the act `seq` may be read, by the acts about its subject in order (`docs/ledger.md`,
/// section 3).
fn is_open(story: &[(i64, String)], seq: i64) -> bool {
    let (mut concealed, mut redacted) = (None, None);
    for (at, kind) in story {
        match kind.split_once('.').map_or("", |(_, what)| what) {
            "held" | "hidden" | "withdrawn" | "erased" => concealed = Some(*at),
            "restored" => concealed = None,
            "redacted" => redacted = Some(*at),
            _ => {}
        }
    }
    concealed.max(redacted).is_none_or(|since| seq >= since)
}

/// The policy to check this log by: its keys, and the witnesses that its operator asked (C2SP tlog-policy).
pub fn policy(service: &Service) -> String {
    service.ledger().policy_text().to_owned()
}

/// Name of the log.
pub fn origin(service: &Service) -> String {
    service.ledger().origin().to_owned()
}

/// The public keys, newest first: of the log, and of its promises.
pub fn keys(service: &Service) -> (Vec<String>, Vec<String>) {
    let ring = service.ledger().ring();
    let texts = |keys: Vec<&kenes_ledger::key::VerifierKey>| keys.iter().map(ToString::to_string).collect();
    (texts(ring.verifiers()), texts(ring.acceptance_verifiers()))
}

/// What the site shows, in counts, to be compared with the log:
///
/// ```text
/// kenes/state/v1
/// size 1234
/// pending 0
/// 4t9w2m7kqx shown 12 held 0 hidden 1 withdrawn 0 erased 0
/// ```
pub fn state(service: &Service) -> Result<String, ServiceError> {
    service.read(|conn| {
        let (size, pending) = kenes_store::acts::size_and_pending(conn)?;
        let mut programs: BTreeMap<String, BTreeMap<String, i64>> = BTreeMap::new();
        for row in rows::visibilities(conn)? {
            programs.entry(row.program).or_default().insert(row.visibility, row.contributions);
        }
        let mut text = format!("{STATE_HEADER}\nsize {size}\npending {pending}\n");
        for (program, counts) in programs {
            text.push_str(&program);
            for (word, stored) in [
                ("shown", "visible"),
                ("held", "held"),
                ("hidden", "hidden"),
                ("withdrawn", "withdrawn"),
                ("erased", "erased"),
            ] {
                let _ = write!(text, " {word} {}", counts.get(stored).copied().unwrap_or(0));
            }
            text.push('\n');
        }
        Ok(text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn concealing_acts_close_what_is_before_them() {
        let story = |kinds: &[&str]| -> Vec<(i64, String)> {
            (0..).zip(kinds.iter().map(|kind| (*kind).to_owned())).collect()
        };
        for (kinds, open) in [
            (&["contribution.received"][..], &[true][..]),
            (&["contribution.received", "contribution.hidden", "appeal.received"], &[false, true, true]),
            (&["contribution.received", "contribution.hidden", "contribution.restored"], &[true, true, true]),
            (&["contribution.received", "contribution.redacted"], &[false, true]),
            (
                &[
                    "contribution.received",
                    "contribution.redacted",
                    "contribution.hidden",
                    "contribution.restored",
                ],
                &[false, true, true, true],
            ),
            (&["contribution.received", "contribution.erased"], &[false, true]),
        ] {
            let story = story(kinds);
            let found: Vec<bool> = (0..).take(kinds.len()).map(|seq| is_open(&story, seq)).collect();
            assert_eq!(found, open, "{kinds:?}");
        }
    }
}
