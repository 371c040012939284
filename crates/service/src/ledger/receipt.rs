//! What a citizen holds: the promise at once, the proof when the act is in the signed tree.

use kenes_domain::receipt::ReceiptCode;
use kenes_domain::timestamp::Timestamp;
use kenes_ledger::acceptance::Acceptance;
use kenes_ledger::commitment::Salt;
use kenes_ledger::leaf::Leaf;
use kenes_ledger::proof::prove_inclusion;
use kenes_ledger::receipt::Receipt;
use kenes_store::{contributions, ledger as rows};

use super::{cosigned_note, count, leaf_hash, moment, stored, tiles};
use crate::Service;
use crate::contributions::subject;
use crate::error::ServiceError;

/// What there is for a receipt code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// The proof that the act is in the signed tree (C2SP tlog-proof).
    Proof(String),
    /// The signed promise that it will be there within a day; the proof follows in about a second.
    Promise(String),
}

/// The proof for a contribution, or the promise while there is none. With the text, as long as it is not erased: the
/// holder of the code wrote it.
pub fn evidence(service: &Service, code: &str) -> Result<Evidence, ServiceError> {
    let code = ReceiptCode::parse(code).map_err(|_| ServiceError::ReceiptMistyped)?;
    service.read(|conn| {
        let row = contributions::find_by_receipt(conn, code.as_str())?.ok_or(ServiceError::NotFound)?;
        let act = rows::first_leaf(conn, &subject(&row.public_id))?.ok_or(ServiceError::NotFound)?;
        let Some(index) = act.leaf_index else { return promise_for(service, &act) };
        let cosigned = rows::newest_cosigned(conn, index + 1)?;
        let head = match cosigned {
            Some(row) => Some(row),
            None => rows::newest_checkpoint(conn)?.filter(|head| head.size > index),
        };
        let Some(head) = head else { return promise_for(service, &act) };
        let internal = |error: &dyn std::error::Error| ServiceError::Internal(error.to_string());
        let path = prove_inclusion(count(index), count(head.size), &mut tiles(conn))
            .map_err(|error| internal(&error))?;
        let opening = match rows::openings_of(conn, &[act.seq])?.pop() {
            Some(row) => {
                let salt = Salt::try_from(row.salt.as_slice()).map_err(|error| internal(&error))?;
                Some((salt, row.content))
            }
            None => None,
        };
        let receipt = Receipt {
            leaf: Leaf::parse(&act.leaf).map_err(|error| internal(&error))?,
            opening,
            index: count(index),
            path,
            note: cosigned_note(conn, &head)?,
        };
        Ok(Evidence::Proof(receipt.to_string()))
    })
}

/// The signed promise for a contribution, as it was given when it was received.
pub fn promise(service: &Service, code: &str) -> Result<String, ServiceError> {
    let code = ReceiptCode::parse(code).map_err(|_| ServiceError::ReceiptMistyped)?;
    service.read(|conn| {
        let row = contributions::find_by_receipt(conn, code.as_str())?.ok_or(ServiceError::NotFound)?;
        let act = rows::first_leaf(conn, &subject(&row.public_id))?.ok_or(ServiceError::NotFound)?;
        match promise_for(service, &act)? {
            Evidence::Promise(text) | Evidence::Proof(text) => Ok(text),
        }
    })
}

fn promise_for(service: &Service, act: &rows::LeafRow) -> Result<Evidence, ServiceError> {
    let ledger = service.ledger();
    let signer = ledger
        .ring()
        .acceptor()
        .ok_or_else(|| ServiceError::Internal("there is no key for promises".to_owned()))?;
    let at = moment(Timestamp::from_micros(act.happened_at));
    Acceptance::new(ledger.origin(), leaf_hash(&act.leaf_hash)?, at)
        .sign(signer)
        .map(|note| Evidence::Promise(note.to_string()))
        .map_err(|error| ServiceError::Internal(error.to_string()))
}

/// Proof of the act with a number, without any opening: for whoever follows the journal.
pub fn proof_of_act(service: &Service, index: u64) -> Result<Option<String>, ServiceError> {
    service.read(|conn| {
        let index = stored(index);
        let Some(head) = rows::newest_checkpoint(conn)?.filter(|head| head.size > index && index >= 0) else {
            return Ok(None);
        };
        let Some(act) = rows::leaves(conn, index, 1)?.pop() else { return Ok(None) };
        let internal = |error: &dyn std::error::Error| ServiceError::Internal(error.to_string());
        let path = prove_inclusion(count(index), count(head.size), &mut tiles(conn))
            .map_err(|error| internal(&error))?;
        let receipt = Receipt {
            leaf: Leaf::parse(&act.leaf).map_err(|error| internal(&error))?,
            opening: None,
            index: count(index),
            path,
            note: cosigned_note(conn, &head)?,
        };
        Ok(Some(receipt.to_string()))
    })
}

/// What the check of a receipt says, for people.
#[derive(Debug, Clone)]
pub struct Checked {
    /// Number of the act, from 0; `None` while it waits for its proof.
    pub index: Option<u64>,
    /// Acts under the signature.
    pub size: u64,
    /// Root of the tree, base 64.
    pub root: String,
    /// When the log signed.
    pub signed_at: Timestamp,
    /// Whether the text itself is part of the proof.
    pub with_content: bool,
    /// Witnesses that cosigned, and when.
    pub witnesses: Vec<(String, Timestamp)>,
}

/// Makes the proof for a receipt code and checks it as anybody would: by the bytes alone and the public keys.
pub fn checked(service: &Service, code: &str) -> Result<Checked, ServiceError> {
    let waiting = Checked {
        index: None,
        size: 0,
        root: String::new(),
        signed_at: service.now(),
        with_content: false,
        witnesses: Vec::new(),
    };
    let Evidence::Proof(text) = evidence(service, code)? else { return Ok(waiting) };
    let failed = |error: kenes_ledger::receipt::ReceiptError| {
        ServiceError::Internal(format!("a proof made here does not hold: {error}"))
    };
    let receipt = Receipt::parse(text.as_bytes()).map_err(failed)?;
    let endorsed = receipt.check(service.ledger().policy()).map_err(failed)?;
    let size = stored(endorsed.checkpoint.size);
    let row = service.read(|conn| Ok(rows::checkpoint_at(conn, size)?))?.ok_or(ServiceError::NotFound)?;
    Ok(Checked {
        index: Some(receipt.index),
        size: endorsed.checkpoint.size,
        root: endorsed.checkpoint.root.to_string(),
        signed_at: Timestamp::from_micros(row.signed_at),
        with_content: receipt.opening.is_some(),
        witnesses: endorsed
            .witnesses
            .iter()
            .map(|(witness, at)| {
                (witness.key.name().to_owned(), Timestamp::from_seconds(stored(at.seconds())))
            })
            .collect(),
    })
}
