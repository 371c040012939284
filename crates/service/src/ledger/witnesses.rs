//! Asking witnesses to cosign. Carrying the requests over HTTP is the program's; what to ask and what to keep is here.

use kenes_domain::timestamp::Timestamp;
use kenes_ledger::key::VerifierKey;
use kenes_ledger::note::Note;
use kenes_ledger::proof::prove_consistency;
use kenes_ledger::witness::AddCheckpoint;
use kenes_store::ledger::{self as rows, CosignatureRow};

use super::{count, stored, tiles};
use crate::Service;
use crate::error::ServiceError;

/// A witness of the policy that takes requests.
#[derive(Debug, Clone)]
pub struct WitnessAddress {
    /// Its public key, in text form.
    pub key: String,
    /// Name of the key.
    pub name: String,
    /// Where its `add-checkpoint` is.
    pub url: String,
}

/// A request to a witness: the size it is about, and the body of `POST add-checkpoint`.
#[derive(Debug, Clone)]
pub struct CosignRequest {
    /// Number of leaves of the checkpoint.
    pub size: u64,
    /// The body.
    pub body: String,
}

/// The witnesses that the operator asks, in the order of the settings.
pub fn addresses(service: &Service) -> Vec<WitnessAddress> {
    service
        .ledger()
        .policy()
        .witnesses()
        .iter()
        .filter_map(|witness| {
            let url = String::from_utf8(witness.url.clone()?).ok()?;
            Some(WitnessAddress {
                key: witness.key.to_string(),
                name: witness.key.name().to_owned(),
                url: url.trim_end_matches('/').to_owned(),
            })
        })
        .collect()
}

/// What to send to a witness next; `None` when it has cosigned the newest checkpoint. `seen` is the size that the
/// witness says it cosigned last, where it has said so; otherwise the last cosignature kept here counts.
pub fn next_request(
    service: &Service,
    witness: &str,
    seen: Option<u64>,
) -> Result<Option<CosignRequest>, ServiceError> {
    service.read(|conn| {
        let Some(head) = rows::newest_checkpoint(conn)? else { return Ok(None) };
        let kept = rows::last_cosigned(conn, witness)?.unwrap_or(0);
        if kept == head.size {
            return Ok(None);
        }
        let old = seen.unwrap_or(count(kept));
        let size = count(head.size);
        if old > size {
            // An answer without a signature must not stop the site; the operator reads it in the log.
            return Err(ServiceError::JournalStopped(format!(
                "the witness {witness} has cosigned {old} acts, this database has {size}: it is an old backup"
            )));
        }
        let internal = |error: &dyn std::error::Error| ServiceError::Internal(error.to_string());
        let proof = prove_consistency(old, size, &mut tiles(conn)).map_err(|error| internal(&error))?;
        let note = Note::parse(head.note.as_bytes()).map_err(|error| internal(&error))?;
        let request = AddCheckpoint::new(old, proof, note).map_err(|error| internal(&error))?;
        Ok(Some(CosignRequest { size, body: request.to_string() }))
    })
}

/// Keeps a witness's answer when it is a valid cosignature of the checkpoint of that size.
pub fn keep_cosignature(
    service: &Service,
    witness: &WitnessAddress,
    size: u64,
    answer: &str,
) -> Result<(), ServiceError> {
    let refused = |why: String| ServiceError::Configuration(format!("the witness {}: {why}", witness.name));
    let key: VerifierKey = witness.key.parse().map_err(|_| refused("its key cannot be read".to_owned()))?;
    let row = service
        .read(|conn| Ok(rows::checkpoint_at(conn, stored(size))?))?
        .ok_or_else(|| refused(format!("there is no checkpoint of {size} acts")))?;
    let mut note = Note::parse(row.note.as_bytes())
        .map_err(|error| ServiceError::Internal(error.to_string()))?
        .with_only(|_| false);
    note.add_lines(answer).map_err(|error| refused(format!("its answer cannot be read: {error}")))?;
    let note = note.with_only(|line| line.name == key.name() && line.id == key.id());
    let seen_at = note
        .verify(&[&key])
        .ok()
        .and_then(|verified| verified.first().and_then(|found| found.time))
        .ok_or_else(|| refused("its signature is wrong".to_owned()))?;
    let row = CosignatureRow {
        size: stored(size),
        witness: key.name().to_owned(),
        line: note.signature_lines(),
        seen_at: Timestamp::from_seconds(stored(seen_at.seconds())).micros(),
    };
    service.store().write(move |conn| Ok::<_, ServiceError>(rows::put_cosignature(conn, &row)?))
}
