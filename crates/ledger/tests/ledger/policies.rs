//! Whom a verifier trusts.

use kenes_ledger::hash::Hash;
use kenes_ledger::key::{Purpose, SignerKey};
use kenes_ledger::note::NoteError;
use kenes_ledger::policy::{Distrusted, ITEMS_MAX, Policy, PolicyFault};
use proptest::prelude::*;

use crate::fixture::{checkpoint, cosigned, log_key, noon, witness_key};

/// The example of C2SP tlog-policy, with keys.
fn example() -> String {
    let key = |number| witness_key(number).verifier().to_string();
    format!(
        "log {}\n\nwitness X1 {}\nwitness X2 {}\nwitness X3 {} https://x3.example/\n\
         group X-witnesses 2 X1 X2 X3\n\n\
         # the second organisation\n\
         witness Y1 {}\nwitness\tY2  {}\nwitness Y3 {}\ngroup Y-witnesses any Y1 Y2 Y3\n\n\
         group X-and-Y all X-witnesses Y-witnesses\nquorum X-and-Y\n",
        log_key().verifier(),
        key(1),
        key(2),
        key(3),
        key(4),
        key(5),
        key(6)
    )
}

#[test]
fn the_quorum_of_the_specification() {
    let policy = Policy::parse(example().as_bytes()).unwrap();
    assert!(policy.demands_witnesses());
    assert_eq!((policy.logs().len(), policy.witnesses().len()), (1, 6));
    assert_eq!(policy.witnesses()[2].url.as_deref(), Some(b"https://x3.example/".as_slice()));
    let root = Hash::of_leaf(b"");
    for subset in 0_u8..64 {
        let witnesses: Vec<u8> = (1..=6).filter(|number| subset & (1 << (number - 1)) != 0).collect();
        let count = |numbers: std::ops::RangeInclusive<u8>| {
            witnesses.iter().filter(|number| numbers.contains(number)).count()
        };
        let note = cosigned(7, root, &witnesses);
        match policy.check(&note) {
            Ok(endorsed) => {
                assert!(count(1..=3) >= 2 && count(4..=6) >= 1, "{witnesses:?}");
                assert_eq!(endorsed.checkpoint.root, root);
                assert_eq!(endorsed.witnesses.len(), witnesses.len());
                assert!(endorsed.witnesses.iter().all(|(_, time)| *time == noon()));
            }
            Err(error) => {
                assert!(count(1..=3) < 2 || count(4..=6) < 1, "{witnesses:?}");
                assert_eq!(error, Distrusted::Quorum(witnesses.len()));
            }
        }
    }
}

#[test]
fn without_a_quorum_the_log_alone_is_enough() {
    let policy = Policy::parse(format!("log {}\nquorum none\n", log_key().verifier()).as_bytes()).unwrap();
    assert!(!policy.demands_witnesses());
    assert_eq!(policy, Policy::of_log(log_key().verifier().clone()));
    assert!(policy.check(&cosigned(7, Hash::of_leaf(b""), &[])).is_ok());
}

#[test]
fn the_log_must_be_known_and_must_have_signed() {
    let policy = Policy::parse(example().as_bytes()).unwrap();
    let root = Hash::of_leaf(b"");
    let stranger = SignerKey::from_seed("other.example/log", Purpose::Note, &[1; 32]).unwrap();
    let mut foreign = checkpoint(7, root);
    foreign.origin = "other.example/log".to_owned();
    let note = foreign.sign([&stranger]).unwrap();
    assert_eq!(policy.check(&note), Err(Distrusted::UnknownLog("other.example/log".to_owned())));
    // Our origin, signed by nobody we know.
    let note = checkpoint(7, root).sign([&stranger]).unwrap();
    assert_eq!(policy.check(&note), Err(Distrusted::Note(NoteError::Unsigned)));
    // Cosigned by everybody, but not signed by the log.
    let mut note = checkpoint(7, root).sign([]).unwrap();
    (1..=6).for_each(|number| note.cosign(&witness_key(number), noon()));
    assert_eq!(policy.check(&note), Err(Distrusted::Note(NoteError::Unsigned)));
    // The log's key under a foreign origin: the checkpoint of another log.
    let note = foreign.sign([&log_key()]).unwrap();
    assert!(matches!(policy.check(&note), Err(Distrusted::UnknownLog(_))));
}

#[test]
fn wrong_policies_are_refused_with_line_and_reason() {
    let (log, witness) = (log_key().verifier().to_string(), witness_key(1).verifier().to_string());
    let second = witness_key(2).verifier().to_string();
    let same_key = SignerKey::from_seed("renamed.example", Purpose::Cosignature, &[101; 32]).unwrap();
    let same_key = same_key.verifier().to_string();
    let two = format!("witness a {witness}\nwitness b {second}\n");
    for (text, line, fault) in [
        (String::new(), 1, PolicyFault::Quorum),
        (format!("log {log}\n"), 2, PolicyFault::Quorum),
        ("quorum none\nquorum none\n".to_owned(), 2, PolicyFault::Quorum),
        ("quorum none".to_owned(), 1, PolicyFault::Encoding),
        ("quorum none\r\n".to_owned(), 1, PolicyFault::Encoding),
        ("quorum\n".to_owned(), 1, PolicyFault::Shape),
        ("quorum none none\n".to_owned(), 1, PolicyFault::Shape),
        ("Quorum none\n".to_owned(), 1, PolicyFault::Shape),
        ("logs x\n".to_owned(), 1, PolicyFault::Shape),
        ("quorum a\n".to_owned(), 1, PolicyFault::Member),
        (format!("quorum a\nwitness a {witness}\n"), 1, PolicyFault::Member),
        (format!("log {witness}\n"), 1, PolicyFault::Key),
        (format!("witness a {log}\n"), 1, PolicyFault::Key),
        ("log example.com+00000000+AAAA\n".to_owned(), 1, PolicyFault::Key),
        (format!("log {log}\nlog {log} https://kenes.example/\n"), 2, PolicyFault::Duplicate),
        (format!("witness a {witness}\nwitness b {same_key}\n"), 2, PolicyFault::Duplicate),
        (format!("witness a {witness}\nwitness a {second}\n"), 2, PolicyFault::Duplicate),
        (format!("witness none {witness}\n"), 1, PolicyFault::Duplicate),
        (format!("{two}group a any b\n"), 3, PolicyFault::Duplicate),
        (format!("{two}group g any none\n"), 3, PolicyFault::Member),
        (format!("{two}group g any g\n"), 3, PolicyFault::Member),
        (format!("{two}group g any a a\n"), 3, PolicyFault::Member),
        (format!("{two}group g any a b\ngroup h any a\n"), 4, PolicyFault::Member),
        (format!("{two}group g 3 a b\n"), 3, PolicyFault::Threshold),
        (format!("{two}group g 0 a b\n"), 3, PolicyFault::Threshold),
        (format!("{two}group g 02 a b\n"), 3, PolicyFault::Threshold),
        (format!("{two}group g most a b\n"), 3, PolicyFault::Threshold),
        (format!("{two}group g any\n"), 3, PolicyFault::Threshold),
    ] {
        let error = Policy::parse(text.as_bytes()).unwrap_err();
        assert_eq!((error.line, error.fault), (line, fault), "{text:?}");
    }
    assert!(Policy::parse(format!("{two}group g 1 a\nquorum g\n").as_bytes()).is_ok());
}

#[test]
fn names_are_octets() {
    let (one, two) = (witness_key(1).verifier().to_string(), witness_key(2).verifier().to_string());
    // ASCII K, the Kelvin sign, and bytes that are no UTF-8 are three names.
    let mut file = format!("witness K {one}\nwitness \u{212a} {two}\n").into_bytes();
    file.extend_from_slice(b"group \xff\xfe all K \xe2\x84\xaa\nquorum \xff\xfe\n");
    let policy = Policy::parse(&file).unwrap();
    assert_eq!(policy.witnesses()[1].name, "\u{212a}".as_bytes());
}

#[test]
fn limits_hold() {
    let witness = |number: usize| {
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&number.to_be_bytes());
        let key = SignerKey::from_seed("w.example", Purpose::Cosignature, &seed).unwrap();
        format!("witness w{number} {}\n", key.verifier())
    };
    let most: String = (0..ITEMS_MAX).map(witness).collect();
    assert!(Policy::parse(format!("{most}quorum none\n").as_bytes()).is_ok());
    let more = format!("{most}{}quorum none\n", witness(ITEMS_MAX));
    assert_eq!(Policy::parse(more.as_bytes()).unwrap_err().fault, PolicyFault::Long);
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_a_panic(bytes: Vec<u8>, text in "((log|witness|group|quorum) [a-z ]{0,12}\n){0,6}") {
        let _ = Policy::parse(&bytes);
        let _ = Policy::parse(text.as_bytes());
    }
}
