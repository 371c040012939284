//! An honest log passes; each kind of tampering is found.

use kenes_ledger::audit::{Audit, Fault, Known, Published, Report, Rules, Standing, Tally};
use kenes_ledger::commitment::{Opening, Salt};
use kenes_ledger::hash::Hash;
use kenes_ledger::leaf::{Act, Leaf};
use kenes_ledger::moment::Moment;
use kenes_ledger::tree::Appender;
use proptest::prelude::*;

use crate::fixture::noon;

/// A log as a mirror holds it: leaves, and what is published as their openings.
#[derive(Debug, Clone, Default)]
struct Mirror {
    leaves: Vec<Vec<u8>>,
    openings: Vec<Option<(Salt, Vec<u8>)>>,
    known: Vec<Known>,
}

impl Mirror {
    /// Appends an act about a subject, a minute after the one before.
    fn act(&mut self, kind: &str, subject: &str, content: Option<&str>) -> &mut Self {
        self.act_with(kind, subject, content, |_| {})
    }

    fn act_with(
        &mut self,
        kind: &str,
        subject: &str,
        content: Option<&str>,
        change: fn(&mut Act),
    ) -> &mut Self {
        let index = self.leaves.len();
        let prev = self.leaves.iter().rev().find_map(|bytes| {
            let leaf = Leaf::parse(bytes).ok()?;
            (leaf.act().subject == subject).then(|| leaf.hash())
        });
        let salt = Salt::from_bytes([u8::try_from(index).unwrap(); 32]);
        let mut act = Act {
            kind: kind.to_owned(),
            id: format!("0198f2c7-5a3e-7c41-9d02-{index:012x}"),
            time: noon().plus_seconds(60 * u64::try_from(index).unwrap()),
            place: "111010000".to_owned(),
            consultation: Some("abai".to_owned()),
            edition: None,
            subject: subject.to_owned(),
            commit: content.map(|content| Opening { salt, content: content.as_bytes() }.commitment()),
            prev,
            reason: None,
        };
        change(&mut act);
        self.leaves.push(Leaf::of(act).unwrap().as_bytes().to_vec());
        self.openings.push(content.map(|content| (salt, content.as_bytes().to_vec())));
        self
    }

    /// Keeps the checkpoint of the present state, as a witness saw it now.
    fn keep_checkpoint(&mut self) -> &mut Self {
        let mut tree = Appender::new();
        self.leaves.iter().for_each(|leaf| tree.push(Hash::of_leaf(leaf)));
        let seen_at = Some(noon().plus_seconds(60 * tree.size()));
        self.known.push(Known { size: tree.size(), root: tree.root(), seen_at });
        self
    }

    fn close(&mut self, index: usize) -> &mut Self {
        self.openings[index] = None;
        self
    }

    /// Changes a leaf in place, as somebody with access to the database could.
    fn rewrite(&mut self, index: usize, change: impl FnOnce(&mut Act)) -> &mut Self {
        let mut act = Leaf::parse(&self.leaves[index]).unwrap().into_act();
        change(&mut act);
        self.leaves[index] = Leaf::of(act).unwrap().as_bytes().to_vec();
        self
    }

    fn remove(&mut self, index: usize) -> &mut Self {
        self.leaves.remove(index);
        self.openings.remove(index);
        self
    }

    fn audit_with(&self, rules: Rules) -> Report {
        let mut audit = Audit::new(rules, self.known.clone());
        for (leaf, opening) in self.leaves.iter().zip(&self.openings) {
            let published = match opening {
                Some((salt, content)) => Published::Open(Opening { salt: *salt, content }),
                None => Published::Closed,
            };
            audit.push(leaf, published);
        }
        audit.finish()
    }

    fn audit(&self) -> Report {
        self.audit_with(Rules::default())
    }

    fn faults(&self) -> Vec<(u64, Fault)> {
        self.audit().findings.into_iter().map(|finding| (finding.index, finding.fault)).collect()
    }
}

/// Ten acts: an edition, three contributions, one hidden, one decided, the close.
fn honest() -> Mirror {
    let mut mirror = Mirror::default();
    mirror
        .act("edition.published", "edition/abai/1", None)
        .act("consultation.opened", "program/abai", None)
        .act("contribution.received", "contribution/a", Some("light in the street"))
        .act("contribution.received", "contribution/b", Some("something rude"))
        .keep_checkpoint()
        .act("contribution.received", "contribution/c", Some("a school"))
        .act("contribution.hidden", "contribution/b", Some("insults the neighbours"))
        .close(3)
        .act("decision.published", "decision/d", Some("accepted"))
        .keep_checkpoint()
        .act("consultation.closed", "program/abai", None)
        .act("contribution.entered", "contribution/e", Some("on paper"))
        .keep_checkpoint();
    mirror
}

#[test]
fn an_honest_log_has_no_fault() {
    let report = honest().audit();
    assert_eq!((report.faults, report.size), (0, 9), "{:?}", report.findings);
    assert_eq!(report.root, honest().known.last().unwrap().root);
    assert_eq!(report.kinds["contribution.received"], 3);
    let tally = Tally { received: 4, shown: 3, hidden: 1, ..Tally::default() };
    assert_eq!(report.tallies.into_iter().collect::<Vec<_>>(), [("abai".to_owned(), tally)]);
}

#[test]
fn the_report_tells_how_each_subject_stands() {
    let mirror = honest();
    let report = mirror.audit();
    assert_eq!(report.standing("contribution/a"), Some(Standing::Shown));
    assert_eq!(report.standing("contribution/b"), Some(Standing::Hidden));
    assert_eq!(report.standing("contribution/z"), None);
    assert_eq!(report.last_leaf("contribution/b"), Some(Hash::of_leaf(&mirror.leaves[5])));
}

#[test]
fn the_story_of_a_contribution_may_wind() {
    let mut mirror = Mirror::default();
    mirror
        .act("contribution.received", "contribution/a", Some("text"))
        .act("contribution.held", "contribution/a", None)
        .act("contribution.restored", "contribution/a", None)
        .act("contribution.hidden", "contribution/a", Some("note"))
        .act("appeal.received", "contribution/a", Some("why"))
        .close(4)
        .act("contribution.restored", "contribution/a", None);
    // While it is hidden the appeal may be closed, once it is back it must be open.
    assert_eq!(mirror.faults(), [(4, Fault::Unopened)]);
    mirror.act("contribution.hidden", "contribution/a", None).close(0).close(3);
    assert_eq!(mirror.faults(), []);
    mirror.act("contribution.withdrawn", "contribution/a", None).act(
        "contribution.erased",
        "contribution/a",
        None,
    );
    assert_eq!(mirror.faults(), []);
    assert_eq!(mirror.audit().standing("contribution/a"), Some(Standing::Erased));
}

#[test]
fn a_redaction_replaces_the_content_before_it() {
    let mut mirror = Mirror::default();
    mirror.act("contribution.received", "contribution/a", Some("call me at 123")).act(
        "contribution.redacted",
        "contribution/a",
        Some("call me at …"),
    );
    assert_eq!(mirror.faults(), [(0, Fault::StillOpen)]);
    assert_eq!(mirror.close(0).faults(), []);
    assert_eq!(mirror.close(1).faults(), [(1, Fault::Unopened)]);
}

#[test]
fn the_operator_keeps_what_is_hidden_but_nothing_erased() {
    let mut mirror = Mirror::default();
    mirror.act("contribution.received", "contribution/a", Some("text")).act(
        "contribution.hidden",
        "contribution/a",
        None,
    );
    let operator = Rules { public_view: false, ..Rules::default() };
    assert_eq!(mirror.faults(), [(0, Fault::StillOpen)]);
    assert_eq!(mirror.audit_with(operator).faults, 0);
    mirror.act("contribution.erased", "contribution/a", None);
    assert_eq!(mirror.audit_with(operator).findings[0].fault, Fault::StillOpen);
}

/// One entry for each way to cheat in the log or in what is published beside it. The numbers of the thirty
/// that need a database, a monitor or a second site are tested where those are.
#[test]
fn each_kind_of_tampering_is_found() {
    type Tampering = (&'static str, fn(&mut Mirror), Fault);
    let kinds: [Tampering; 27] = [
        (
            "a leaf is dropped",
            |m| {
                m.remove(2);
            },
            Fault::Forked,
        ),
        (
            "the newest leaf is dropped",
            |m| {
                m.remove(8);
            },
            Fault::Truncated,
        ),
        ("an old backup is shown", |m| m.leaves.truncate(5), Fault::Truncated),
        ("everything is dropped", |m| m.leaves.clear(), Fault::Truncated),
        ("two leaves are swapped", |m| m.leaves.swap(2, 3), Fault::Forked),
        ("a leaf is slipped in", |m| m.leaves.insert(3, m.leaves[0].clone()), Fault::RepeatedAct),
        (
            "a reason is written in later",
            |m| {
                m.rewrite(5, |act| act.reason = Some("insult".to_owned()));
            },
            Fault::Forked,
        ),
        (
            "another territory",
            |m| {
                m.rewrite(2, |act| act.place = "100000000".to_owned());
            },
            Fault::Forked,
        ),
        (
            "another edition",
            |m| {
                m.rewrite(2, |act| act.edition = Some(7));
            },
            Fault::Forked,
        ),
        ("a bit is turned", |m| m.leaves[4][20] ^= 1, Fault::Forked),
        ("a leaf is garbage", |m| m.leaves[4] = b"garbage".to_vec(), Fault::Forked),
        (
            "the content is changed",
            |m| m.openings[2].as_mut().unwrap().1 = b"no light".to_vec(),
            Fault::OtherContent,
        ),
        (
            "the salt is changed",
            |m| m.openings[2].as_mut().unwrap().0 = Salt::from_bytes([0xee; 32]),
            Fault::OtherContent,
        ),
        ("contents are swapped", |m| m.openings.swap(2, 4), Fault::OtherContent),
        (
            "hidden without an act",
            |m| {
                m.close(2);
            },
            Fault::Unopened,
        ),
        (
            "a decision disappears",
            |m| {
                m.close(6);
            },
            Fault::Unopened,
        ),
        (
            "hidden only in the log",
            |m| {
                let salt = Salt::from_bytes([3; 32]);
                m.openings[3] = Some((salt, b"something rude".to_vec()));
            },
            Fault::StillOpen,
        ),
        (
            "content beside a bare act",
            |m| {
                m.openings[0] = Some((Salt::from_bytes([0; 32]), b"edition".to_vec()));
            },
            Fault::ContentWithoutCommitment,
        ),
        (
            "erased and still there",
            |m| {
                m.act("contribution.erased", "contribution/a", None);
            },
            Fault::StillOpen,
        ),
        (
            "erased and back again",
            |m| {
                m.act("contribution.erased", "contribution/a", None).close(2);
                m.act("contribution.restored", "contribution/a", None);
            },
            Fault::CameBack,
        ),
        (
            "withdrawn and back again",
            |m| {
                m.act("contribution.withdrawn", "contribution/a", None).close(2);
                m.act("contribution.restored", "contribution/a", None);
            },
            Fault::CameBack,
        ),
        (
            "backdated",
            |m| {
                m.act_with("contribution.entered", "contribution/f", None, |act| act.time = noon());
            },
            Fault::TimeBackwards(480),
        ),
        (
            "backdated by days, slowly",
            |m| {
                m.leaves.clear();
                m.openings.clear();
                m.known = vec![Known {
                    size: 0,
                    root: Hash::of_empty_tree(),
                    seen_at: Some(noon().plus_seconds(200_000)),
                }];
                m.act("edition.published", "edition/abai/1", None);
            },
            Fault::TimeImpossible,
        ),
        (
            "dated into the future",
            |m| {
                m.act_with("edition.published", "edition/abai/2", None, |act| {
                    act.time = noon().plus_seconds(90_000);
                });
                m.keep_checkpoint();
            },
            Fault::TimeImpossible,
        ),
        (
            "received after the close",
            |m| {
                m.act("contribution.received", "contribution/late", Some("late"));
            },
            Fault::ReceivedAfterClose,
        ),
        (
            "received twice",
            |m| {
                m.act("contribution.entered", "contribution/a", Some("again"));
            },
            Fault::ReceivedTwice,
        ),
        (
            "decided without reception",
            |m| {
                m.act("contribution.hidden", "contribution/never", None);
            },
            Fault::NotReceived,
        ),
    ];
    assert_eq!(honest().faults(), []);
    for (name, tamper, fault) in kinds {
        let mut mirror = honest();
        tamper(&mut mirror);
        let faults = mirror.faults();
        assert!(faults.iter().any(|(_, found)| *found == fault), "{name}: {faults:?}");
    }
}

/// Somebody who rewrites the log and signs anew is found by anyone who kept a checkpoint; without one, by `prev`.
#[test]
fn a_rewritten_log_without_known_checkpoints_breaks_the_links() {
    let mut mirror = honest();
    mirror.known.clear();
    mirror.rewrite(3, |act| act.place = "100000000".to_owned());
    assert_eq!(mirror.faults(), [(5, Fault::Prev)]);
    let mut mirror = honest();
    mirror.known.clear();
    mirror.remove(5);
    assert_eq!(mirror.faults(), [(3, Fault::Unopened)]);
    let mut mirror = honest();
    mirror.known.clear();
    mirror.remove(3);
    assert_eq!(mirror.faults(), [(4, Fault::Prev), (4, Fault::NotReceived)]);
}

#[test]
fn times_may_cross_within_the_allowance() {
    let mut mirror = honest();
    mirror.act_with("edition.published", "edition/abai/2", None, |act| {
        act.time = noon().plus_seconds(60 * 8 - 300);
    });
    assert_eq!(mirror.faults(), []);
    let strict = Rules { clock_allowance_seconds: 299, ..Rules::default() };
    assert_eq!(mirror.audit_with(strict).findings[0].fault, Fault::TimeBackwards(300));
}

#[test]
fn openings_may_be_left_out_of_an_audit() {
    let mut audit = Audit::new(Rules::default(), Vec::new());
    for leaf in honest().leaves {
        audit.push(&leaf, Published::NotAsked);
    }
    assert_eq!(audit.finish().faults, 0);
}

#[test]
fn tiles_are_compared_with_the_leaves() {
    let mut audit = Audit::new(Rules::default(), Vec::new());
    for leaf in honest().leaves {
        audit.push(&leaf, Published::NotAsked);
    }
    let tiles = audit.take_tiles();
    assert_eq!(tiles.len(), 1);
    audit.compare_tile(&tiles[0], &tiles[0].bytes);
    let mut turned = tiles[0].bytes.clone();
    turned[7] ^= 1;
    audit.compare_tile(&tiles[0], &turned);
    audit.compare_tile(&tiles[0], &tiles[0].bytes[32..]);
    let report = audit.finish();
    assert_eq!(report.faults, 2);
    assert_eq!(report.findings[0].fault, Fault::Tile("tile/0/000.p/9".to_owned()));
}

#[test]
fn a_long_list_of_faults_is_cut() {
    let mut audit = Audit::new(Rules::default(), Vec::new());
    for _ in 0..1_500 {
        audit.push(b"garbage", Published::Closed);
    }
    let report = audit.finish();
    assert_eq!((report.faults, report.findings.len()), (1_500, 1_000));
}

proptest! {
    /// With the last checkpoint kept elsewhere, no byte of a leaf can change unnoticed.
    #[test]
    fn every_turned_bit_of_a_leaf_is_found(leaf in 0_usize..9, at: prop::sample::Index, bit in 0_u8..8) {
        let mut mirror = honest();
        let at = at.index(mirror.leaves[leaf].len());
        mirror.leaves[leaf][at] ^= 1 << bit;
        prop_assert!(mirror.faults().iter().any(|(_, fault)| *fault == Fault::Forked));
    }

    #[test]
    fn every_order_but_the_true_one_is_found(order in Just((0_usize..9).collect::<Vec<_>>()).prop_shuffle()) {
        let honest = honest();
        let mut mirror = honest.clone();
        mirror.leaves = order.iter().map(|index| honest.leaves[*index].clone()).collect();
        mirror.openings = order.iter().map(|index| honest.openings[*index].clone()).collect();
        prop_assert_eq!(mirror.audit().faults == 0, order.is_sorted());
    }

    #[test]
    fn any_bytes_are_audited_without_a_panic(leaves: Vec<Vec<u8>>, seconds in proptest::option::of(0_u64..9_999_999_999)) {
        let seen_at = seconds.and_then(|seconds| Moment::from_seconds(seconds).ok());
        let known = vec![Known { size: 3, root: Hash::of_empty_tree(), seen_at }];
        let mut audit = Audit::new(Rules::default(), known);
        for leaf in &leaves {
            audit.push(leaf, Published::Closed);
        }
        prop_assert!(audit.finish().faults >= u64::try_from(leaves.len()).unwrap());
    }
}
