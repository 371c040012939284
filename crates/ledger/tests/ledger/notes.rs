//! Signed notes and checkpoints.

use kenes_ledger::checkpoint::{Checkpoint, NotACheckpoint};
use kenes_ledger::hash::Hash;
use kenes_ledger::key::{Purpose, SignerKey};
use kenes_ledger::note::{Note, NoteError, SIGNATURES_MAX};
use proptest::prelude::*;

use crate::fixture::{checkpoint, cosigned, log_key, noon, witness_key};

#[test]
fn known_signatures_are_told_and_unknown_ones_passed_over() {
    let note = cosigned(7, Hash::of_leaf(b""), &[1, 2, 3]);
    let (log, witness) = (log_key(), witness_key(2));
    let known = [witness.verifier(), log.verifier()];
    let verified = note.verify(&known).unwrap();
    let found: Vec<_> = verified.iter().map(|signature| (signature.key.name(), signature.time)).collect();
    assert_eq!(found, [("kenes.example/log", None), ("witness2.example", Some(noon()))]);
    assert_eq!(note.verify(&[witness_key(4).verifier()]), Err(NoteError::Unsigned));
    assert_eq!(note.verify(&[]), Err(NoteError::Unsigned));
}

#[test]
fn a_key_counts_once_however_often_it_signs() {
    let mut note = cosigned(7, Hash::of_leaf(b""), &[1]);
    note.sign(&log_key());
    note.cosign(&witness_key(1), noon().plus_seconds(5));
    assert_eq!(note.signatures().len(), 4);
    assert_eq!(note.verify(&[log_key().verifier(), witness_key(1).verifier()]).unwrap().len(), 2);
}

#[test]
fn one_forged_signature_of_a_known_key_spoils_the_note() {
    let other = Note::unsigned("other\n".to_owned()).map(|mut note| {
        note.sign(&log_key());
        note
    });
    let mut note = cosigned(7, Hash::of_leaf(b""), &[1]);
    note.add_lines(&other.unwrap().signature_lines()).unwrap();
    let forged = Err(NoteError::Forged("kenes.example/log".to_owned()));
    assert_eq!(note.verify(&[log_key().verifier()]), forged);
    assert_eq!(note.verify(&[witness_key(1).verifier(), log_key().verifier()]), forged);
    // Who does not know the log's key cannot tell, and need not care.
    assert_eq!(note.verify(&[witness_key(1).verifier()]).unwrap().len(), 1);
}

#[test]
fn a_signature_serves_one_purpose_only() {
    let seed = [9; 32];
    let as_log = SignerKey::from_seed("both.example", Purpose::Note, &seed).unwrap();
    let as_witness = SignerKey::from_seed("both.example", Purpose::Cosignature, &seed).unwrap();
    let mut note = Note::unsigned(checkpoint(7, Hash::of_leaf(b"")).to_string()).unwrap();
    note.sign(&as_log);
    assert_eq!(note.verify(&[as_witness.verifier()]), Err(NoteError::Unsigned));
    assert!(note.verify(&[as_log.verifier()]).is_ok());
}

#[test]
fn two_keys_sign_while_one_replaces_the_other() {
    let (old, new) = (log_key(), SignerKey::from_seed("kenes.example/log", Purpose::Note, &[2; 32]).unwrap());
    let note = checkpoint(7, Hash::of_leaf(b"")).sign([&old, &new]).unwrap();
    for key in [&old, &new] {
        assert!(note.verify(&[key.verifier()]).is_ok());
    }
}

#[test]
fn the_last_empty_line_parts_text_and_signatures() {
    for text in ["a\n", "a\n\nb\n", "a\n\n", "\n", "\n\n\n"] {
        let mut note = Note::unsigned(text.to_owned()).unwrap();
        note.sign(&log_key());
        let read = Note::parse(note.to_string().as_bytes()).unwrap();
        assert_eq!(read.text(), text);
        assert_eq!(read, note);
    }
}

#[test]
fn misspelled_notes_are_refused() {
    let good = cosigned(7, Hash::of_leaf(b""), &[]).to_string();
    let line = good.lines().last().unwrap();
    let refused = |text: &str| Note::parse(text.as_bytes()).unwrap_err();
    assert_eq!(refused(""), NoteError::Shape);
    assert_eq!(refused("text\n"), NoteError::Shape);
    assert_eq!(refused("text\n\n"), NoteError::Shape);
    assert_eq!(refused(&good.replace("\n\n", "\n")), NoteError::Shape);
    assert_eq!(refused(good.trim_end()), NoteError::Shape);
    assert_eq!(refused(&format!("{good}\n")), NoteError::Shape);
    assert_eq!(refused(&format!("{good}more\n")), NoteError::Shape);
    assert_eq!(refused(&good.replace("— ", "- ")), NoteError::Shape);
    assert_eq!(refused(&good.replace("— ", "—  ")), NoteError::Shape);
    assert_eq!(refused(&good.replace("=\n", "\n")), NoteError::Shape);
    assert_eq!(refused(&good.replace('\n', "\r\n")), NoteError::Encoding);
    assert_eq!(refused(&good.replace("kenes", "ke\0nes")), NoteError::Encoding);
    assert_eq!(Note::parse(b"a\xff\n\n"), Err(NoteError::Encoding));
    assert_eq!(refused("text\n\n— name AAAAAA==\n"), NoteError::Shape);
    assert_eq!(refused("text\n\n— na+me AAAAAAA=\n"), NoteError::Shape);
    assert_eq!(refused("text\n\n— na\u{a0}me AAAAAAA=\n"), NoteError::Shape);
    assert!(
        Note::parse(format!("{}{}", good, format!("{line}\n").repeat(SIGNATURES_MAX - 1)).as_bytes()).is_ok()
    );
    assert_eq!(refused(&format!("{}{}", good, format!("{line}\n").repeat(SIGNATURES_MAX))), NoteError::Long);
    assert_eq!(Note::unsigned("no line feed".to_owned()), Err(NoteError::Shape));
    assert_eq!(Note::unsigned("a\tb\n".to_owned()), Err(NoteError::Encoding));
}

#[test]
fn misspelled_checkpoints_are_refused() {
    let good = checkpoint(70, Hash::of_leaf(b"")).to_string();
    assert_eq!(Checkpoint::parse(&good).unwrap().to_string(), good);
    let extended = format!("{good}more\nand more\n");
    assert_eq!(Checkpoint::parse(&extended).unwrap().extensions, ["more", "and more"]);
    for wrong in [
        String::new(),
        good.trim_end().to_owned(),
        good.replace("\n70\n", "\n070\n"),
        good.replace("\n70\n", "\n-70\n"),
        good.replace("\n70\n", "\n70 \n"),
        good.replace("\n70\n", "\n"),
        good.replace("\n70\n", "\n18446744073709551616\n"),
        good.replace("=\n", "\n"),
        good.replace("kenes.example/log", ""),
        format!("{good}\n"),
        format!("{good}more\n\nand more\n"),
    ] {
        assert_eq!(Checkpoint::parse(&wrong), Err(NotACheckpoint), "{wrong:?}");
    }
}

proptest! {
    /// Wherever a bit of a signed and cosigned checkpoint is turned, it stops to verify, or it changed nothing but
    /// the line of somebody whom the reader then does not know.
    #[test]
    fn every_turned_bit_is_noticed(at: prop::sample::Index, bit in 0_u8..8) {
        let good = cosigned(70, Hash::of_leaf(b""), &[1]);
        let mut bytes = good.to_string().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let keys = [log_key(), witness_key(1)];
        let known = [keys[0].verifier(), keys[1].verifier()];
        if let Ok(note) = Note::parse(&bytes) {
            match note.verify(&known) {
                Err(_) => {}
                Ok(verified) => {
                    prop_assert_eq!(note.text(), good.text());
                    prop_assert_eq!(verified.len(), 1);
                }
            }
        }
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes: Vec<u8>, text in "(\\PC|\n){0,60}(\n\n)?(— [a-z]{1,4} [A-Z=]{1,9}\n){0,3}") {
        let _ = Note::parse(&bytes);
        let _ = Checkpoint::parse(&text);
        if let Ok(note) = Note::parse(text.as_bytes()) {
            prop_assert_eq!(note.to_string(), text);
        }
    }
}
