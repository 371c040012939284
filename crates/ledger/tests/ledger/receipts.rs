//! Receipts that prove themselves, and do not when anything in them was changed.

use kenes_ledger::commitment::{Opening, Salt};
use kenes_ledger::hash::Hash;
use kenes_ledger::key::{Purpose, SignerKey, VerifierKey};
use kenes_ledger::leaf::{Act, Leaf};
use kenes_ledger::policy::{Distrusted, Policy};
use kenes_ledger::proof::prove_inclusion;
use kenes_ledger::receipt::{PROOF_FILE_BYTES_MAX, ProofFile, Receipt, ReceiptError};
use proptest::prelude::*;

use crate::fixture::{cosigned, leaves, log_key, root, tiles, witness_key};

const CONTENT: &str = "{\"language\":\"kk\",\"text\":\"Көше жарығы керек\",\"name\":null}";

fn receipt(size: u32, index: u32) -> Receipt {
    let salt = Salt::from_bytes([5; 32]);
    let act = Act {
        kind: "contribution.received".to_owned(),
        id: "0198f2c7-5a3e-7c41-9d02-6f1e8a4b3c2d".to_owned(),
        time: "2026-11-23T15:56:42Z".parse().unwrap(),
        place: "111010000".to_owned(),
        consultation: Some("4t9w2m7kqx".to_owned()),
        edition: Some(3),
        subject: "contribution/8k2m4p6r9t".to_owned(),
        commit: Some(Opening { salt, content: CONTENT.as_bytes() }.commitment()),
        prev: None,
        reason: None,
    };
    let leaf = Leaf::of(act).unwrap();
    let mut hashes = leaves(size);
    hashes[usize::try_from(index).unwrap()] = leaf.hash();
    let path = prove_inclusion(index.into(), size.into(), &mut tiles(&hashes)).unwrap();
    let note = cosigned(size.into(), root(&hashes), &[1, 2]);
    Receipt { leaf, opening: Some((salt, CONTENT.as_bytes().to_vec())), index: index.into(), path, note }
}

fn policy() -> Policy {
    let (log, one, two) = (log_key(), witness_key(1), witness_key(2));
    Policy::parse(
        format!(
            "log {}\nwitness one {}\nwitness two {}\ngroup both all one two\nquorum both\n",
            log.verifier(),
            one.verifier(),
            two.verifier()
        )
        .as_bytes(),
    )
    .unwrap()
}

#[test]
fn a_receipt_proves_itself() {
    let policy = policy();
    for (size, index) in [(1, 0), (2, 1), (300, 0), (300, 255), (300, 299)] {
        let receipt = receipt(size, index);
        let read = Receipt::parse(receipt.to_string().as_bytes()).unwrap();
        assert_eq!(read, receipt);
        let endorsed = read.check(&policy).unwrap();
        assert_eq!((endorsed.checkpoint.size, endorsed.witnesses.len()), (size.into(), 2));
    }
}

/// What C2SP tlog-proof says about lines, on a real receipt.
#[test]
fn a_receipt_is_a_tlog_proof() {
    let text = receipt(3, 2).to_string();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "c2sp.org/tlog-proof@v1");
    assert!(lines[1].starts_with("extra a2VuZXMvcmVjZWlwdC92MQo"));
    assert_eq!(lines[2], "index 2");
    assert_eq!(lines[3].len(), 44);
    assert_eq!(lines[4..7], ["", "kenes.example/log", "3"]);
    let file = ProofFile::parse(text.as_bytes()).unwrap();
    assert_eq!(file.to_string(), text);
    assert!(file.check(&receipt(3, 2).leaf.hash(), &policy()).is_ok());
    assert_eq!(file.check(&Hash::of_leaf(b"another"), &policy()), Err(ReceiptError::NotIncluded));
}

#[test]
fn a_receipt_at_ten_million_acts_is_small() {
    let mut receipt = receipt(300, 7);
    // A path has at most 24 steps in a tree of ten million leaves.
    receipt.path.resize(24, Hash::of_empty_tree());
    let size = receipt.to_string().len();
    assert!(size < 2_560 + CONTENT.len(), "{size}");
}

#[test]
fn a_receipt_may_leave_the_content_out() {
    let receipt = Receipt { opening: None, ..receipt(5, 3) };
    let read = Receipt::parse(receipt.to_string().as_bytes()).unwrap();
    assert_eq!(read.opening, None);
    assert!(read.check(&policy()).is_ok());
}

#[test]
fn another_content_salt_leaf_or_place_is_refused() {
    let policy = policy();
    let good = receipt(20, 11);
    let salt = Salt::from_bytes([5; 32]);
    let other = Receipt { opening: Some((salt, b"{}".to_vec())), ..good.clone() };
    assert_eq!(other.check(&policy), Err(ReceiptError::Content));
    let other_salt = Salt::from_bytes([6; 32]);
    let other = Receipt { opening: Some((other_salt, CONTENT.as_bytes().to_vec())), ..good.clone() };
    assert_eq!(other.check(&policy), Err(ReceiptError::Content));
    let mut act = good.leaf.act().clone();
    act.edition = Some(4);
    let other = Receipt { leaf: Leaf::of(act.clone()).unwrap(), ..good.clone() };
    assert_eq!(other.check(&policy), Err(ReceiptError::NotIncluded));
    act.commit = None;
    let other = Receipt { leaf: Leaf::of(act).unwrap(), ..good.clone() };
    assert_eq!(other.check(&policy), Err(ReceiptError::Content));
    let other = Receipt { index: 12, ..good.clone() };
    assert_eq!(other.check(&policy), Err(ReceiptError::NotIncluded));
    let stranger = Policy::of_log(stranger_key());
    assert!(matches!(good.check(&stranger), Err(ReceiptError::Distrusted(Distrusted::UnknownLog(_)))));
}

fn stranger_key() -> VerifierKey {
    SignerKey::from_seed("other.example/log", Purpose::Note, &[8; 32]).unwrap().verifier().clone()
}

#[test]
fn misspelled_proof_files_are_refused() {
    let good = receipt(5, 3).to_string();
    for (from, to) in [
        ("@v1", "@v2"),
        ("extra ", "extra  "),
        ("extra ", "Extra "),
        ("index 3\n", ""),
        ("index 3\n", "index 03\n"),
        ("index 3\n", "index 3\nindex 3\n"),
        ("\n\n", "\n"),
        ("\n\nkenes", "\n\n\nkenes"),
        ("c2sp", "\nc2sp"),
    ] {
        let wrong = good.replacen(from, to, 1);
        assert_ne!(wrong, good);
        let read = Receipt::parse(wrong.as_bytes());
        assert!(read.is_err() || read.is_ok_and(|read| read.check(&policy()).is_err()), "{from:?} → {to:?}");
    }
    let bare = ProofFile { extra: None, ..ProofFile::parse(good.as_bytes()).unwrap() };
    assert_eq!(Receipt::parse(bare.to_string().as_bytes()), Err(ReceiptError::Extra));
    for extra in
        [b"".as_slice(), b"kenes/receipt/v1\n", b"kenes/receipt/v1\n\x00", b"kenes/receipt/v1\n\x00\x05abc"]
    {
        let file = ProofFile { extra: Some(extra.to_vec()), ..bare.clone() };
        assert_eq!(Receipt::parse(file.to_string().as_bytes()), Err(ReceiptError::Extra));
    }
    assert_eq!(Receipt::parse(&vec![b'a'; PROOF_FILE_BYTES_MAX + 1]), Err(ReceiptError::Long));
}

proptest! {
    /// A turned bit is noticed, or was in the extra data where the receipt then says less, never something else.
    #[test]
    fn every_turned_bit_is_noticed(at: prop::sample::Index, bit in 0_u8..8) {
        let good = receipt(20, 11);
        let mut bytes = good.to_string().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        if let Ok(read) = Receipt::parse(&bytes) {
            prop_assert!(read.check(&policy()).is_err());
        }
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes: Vec<u8>, extra: Vec<u8>) {
        let _ = Receipt::parse(&bytes);
        let good = receipt(2, 1).to_string();
        let file = ProofFile { extra: Some(extra), ..ProofFile::parse(good.as_bytes()).unwrap() };
        let _ = Receipt::parse(file.to_string().as_bytes());
    }
}
