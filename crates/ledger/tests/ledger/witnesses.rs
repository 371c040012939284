//! What a witness answers, case by case of C2SP tlog-witness.

use kenes_ledger::hash::Hash;
use kenes_ledger::key::{Purpose, SignerKey};
use kenes_ledger::note::Note;
use kenes_ledger::proof::prove_consistency;
use kenes_ledger::witness::{
    AddCheckpoint, Head, PROOF_LINES_MAX, Refusal, monitoring_path, parse_other_size,
};
use proptest::prelude::*;

use crate::fixture::{TREE, checkpoint, log_key, noon, witness_key};

fn head(size: u64) -> Head {
    Head { size, root: TREE.roots[usize::try_from(size).unwrap()] }
}

fn signed(size: u64) -> Note {
    checkpoint(size, head(size).root).sign([&log_key()]).unwrap()
}

fn request(old_size: u64, size: u64) -> AddCheckpoint {
    let proof = prove_consistency(old_size, size, &mut TREE.tiles.clone()).unwrap();
    AddCheckpoint::new(old_size, proof, signed(size)).unwrap()
}

fn decide(request: &AddCheckpoint, last: Option<Head>) -> Result<Head, Refusal> {
    // Over the wire and back.
    let read = AddCheckpoint::parse(request.to_string().as_bytes()).unwrap();
    assert_eq!(&read, request);
    read.decide(&[log_key().verifier().clone()], last)
}

#[test]
fn a_growing_log_is_cosigned() {
    let mut last = None;
    for (old_size, size) in [(0, 0), (0, 1), (1, 1), (1, 255), (255, 256), (256, 257), (257, 300), (300, 300)]
    {
        last = Some(decide(&request(old_size, size), last).unwrap());
        assert_eq!(last, Some(head(size)));
    }
}

#[test]
fn the_answer_is_one_line_that_the_log_can_add() {
    let request = request(7, 70);
    let keys = [log_key().verifier().clone()];
    assert!(request.decide(&keys, Some(head(7))).is_ok());
    let cosigned = request.cosign(&keys, &witness_key(1), noon());
    assert_eq!(cosigned.answer.lines().count(), 1);
    let mut note = signed(70);
    note.add_lines(&cosigned.answer).unwrap();
    let (log_key, witness_key) = (log_key(), witness_key(1));
    let known = [log_key.verifier(), witness_key.verifier()];
    assert_eq!(note.verify(&known).unwrap().len(), 2);
    // What monitors get is the same, and holds no signature of strangers.
    assert_eq!(cosigned.note, note);
}

#[test]
fn signatures_of_strangers_are_ignored_and_not_passed_on() {
    let stranger = SignerKey::from_seed("stranger.example", Purpose::Note, &[9; 32]).unwrap();
    let mut note = signed(70);
    note.sign(&stranger);
    let request = AddCheckpoint::new(0, Vec::new(), note).unwrap();
    assert_eq!(decide(&request, None), Ok(head(70)));
    let cosigned = request.cosign(&[log_key().verifier().clone()], &witness_key(1), noon());
    assert!(!cosigned.note.to_string().contains("stranger"));
}

#[test]
fn refusals_have_the_status_of_the_specification() {
    let request = request(7, 70);
    let seven = Some(head(7));
    // 404: nobody we follow.
    let refusal = request.decide(&[], seven).unwrap_err();
    assert_eq!((refusal, refusal.status()), (Refusal::UnknownLog, 404));
    // 403: not signed, or a signature in the log's name that is not its own.
    let stranger = SignerKey::from_seed("kenes.example/log", Purpose::Note, &[9; 32]).unwrap();
    let unsigned = checkpoint(70, head(70).root).sign([&stranger]).unwrap();
    let refusal = decide(&AddCheckpoint::new(0, Vec::new(), unsigned).unwrap(), None).unwrap_err();
    assert_eq!((refusal, refusal.status()), (Refusal::Unsigned, 403));
    let mut forged = signed(70);
    forged.add_lines(&signed(71).signature_lines()).unwrap();
    assert_eq!(decide(&AddCheckpoint::new(0, Vec::new(), forged).unwrap(), None), Err(Refusal::Unsigned));
    // 400: going back.
    let back = request.to_string().replace("old 7\n", "old 71\n");
    let refusal = AddCheckpoint::parse(back.as_bytes())
        .unwrap()
        .decide(&[log_key().verifier().clone()], seven)
        .unwrap_err();
    assert_eq!((refusal, refusal.status()), (Refusal::Malformed, 400));
    assert_eq!(AddCheckpoint::new(71, Vec::new(), signed(70)), Err(Refusal::Malformed));
    // 409: the witness is elsewhere, and says where.
    for last in [None, Some(head(6)), Some(head(8)), Some(head(70))] {
        let refusal = decide(&request, last).unwrap_err();
        let size = last.map_or(0, |head| head.size);
        assert_eq!((refusal, refusal.status()), (Refusal::OtherSize(size), 409));
        assert_eq!(refusal.body(), format!("{size}\n"));
        assert_eq!(parse_other_size(&refusal.body()), Some(size));
    }
    // 422: no proof, a wrong one, one too many, another root at the same size, an empty tree with a root.
    let inconsistent = |request: &AddCheckpoint, last| {
        let refusal = decide(request, last).unwrap_err();
        assert_eq!((refusal, refusal.status()), (Refusal::Inconsistent, 422));
    };
    inconsistent(&AddCheckpoint::new(7, Vec::new(), signed(70)).unwrap(), seven);
    inconsistent(&AddCheckpoint::new(0, vec![head(1).root], signed(70)).unwrap(), None);
    inconsistent(&request, Some(Head { size: 7, root: head(8).root }));
    let other = checkpoint(70, head(71).root).sign([&log_key()]).unwrap();
    inconsistent(&AddCheckpoint::new(70, Vec::new(), other).unwrap(), Some(head(70)));
    let empty = checkpoint(0, head(1).root).sign([&log_key()]).unwrap();
    inconsistent(&AddCheckpoint::new(0, Vec::new(), empty).unwrap(), None);
}

#[test]
fn malformed_requests_are_refused() {
    let good = request(7, 70).to_string();
    let note = signed(70).to_string();
    for wrong in [
        String::new(),
        note.clone(),
        good.replacen("old 7", "old 07", 1),
        good.replacen("old 7", "old", 1),
        good.replacen("old 7", "new 7", 1),
        good.replacen("\n\n", "\n", 1),
        good.replacen("=\n", "\n", 1),
        good.replacen("\nkenes", "\nke\nnes", 1),
        good.trim_end().to_owned(),
        format!("old 7\n{}\n{note}", format!("{}\n", Hash::of_empty_tree()).repeat(PROOF_LINES_MAX + 1)),
        "old 0\n\nnot a checkpoint\n\n— name AAAAAAA=\n".to_owned(),
    ] {
        assert_eq!(AddCheckpoint::parse(wrong.as_bytes()), Err(Refusal::Malformed), "{wrong}");
    }
    let most = format!("old 7\n{}\n{note}", format!("{}\n", Hash::of_empty_tree()).repeat(PROOF_LINES_MAX));
    assert!(AddCheckpoint::parse(most.as_bytes()).is_ok());
    for wrong in ["", "7", "07\n", "7\n\n", "seven\n"] {
        assert_eq!(parse_other_size(wrong), None);
    }
}

/// The example request of the specification parses and is spelled as we would spell it.
#[test]
fn the_request_of_the_specification() {
    let text = "old 20852014\n\
        PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n\
        jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n\
        5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=\n\
        /6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=\n\
        \n\
        example.com/behind-the-sofa\n\
        20852163\n\
        CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\
        \n\
        — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n\
        — example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=\n";
    let request = AddCheckpoint::parse(text.as_bytes()).unwrap();
    assert_eq!(request.to_string(), text);
    assert_eq!(request.checkpoint().size, 20_852_163);
}

#[test]
fn monitors_find_a_log_by_the_hash_of_its_origin() {
    assert_eq!(
        monitoring_path("kenes.example/log"),
        "58f5225d906fc85aa1ad68d09d42d3a8a2e5d0639cda6cfc4ce4013ccf580077/checkpoint"
    );
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_a_panic(bytes: Vec<u8>, text in "old [0-9]{0,3}\n([A-Za-z=]{0,44}\n){0,3}\n\\PC{0,20}\n") {
        let _ = AddCheckpoint::parse(&bytes);
        let _ = AddCheckpoint::parse(text.as_bytes());
    }
}
