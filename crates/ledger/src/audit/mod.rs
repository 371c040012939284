//! The audit: reads the whole log leaf by leaf and says what does not hold.
//!
//! What it checks needs nothing but published bytes: leaves, openings, tiles, and checkpoints from wherever somebody
//! kept one. It does not stop at a fault; it lists what it finds. Memory grows with the number of subjects
//! (about 150 bytes each), not with the bytes of the log.
//!
//! 1. Each leaf parses; no act id comes twice.
//! 2. Times do not go back by more than the allowance of [`Rules`].
//! 3. `prev` names the last leaf about the same subject, and is absent exactly on the first.
//! 4. A contribution begins with its reception and has only one; nothing is received after the close.
//! 5. Each opening is the content that its leaf commits to; a closed one is followed by an act that conceals it;
//!    nothing erased is open.
//! 6. Each known checkpoint is the root at its size, and the times of leaves fit the times of cosignatures.
//! 7. Each published tile holds the hashes of these leaves.
//!
//! Whether what the site shows is what the log says is for the caller to compare: with [`Report::tallies`] in
//! numbers, with [`Report::standing`] one by one.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::acceptance::MERGE_SECONDS_MAX;
use crate::commitment::Opening;
use crate::hash::Hash;
use crate::leaf::{Act, Leaf, LeafError};
use crate::moment::Moment;
use crate::tile::Tile;
use crate::tree::Appender;

mod subject;

pub use subject::{Standing, Tally};
use subject::{Subject, is_contribution, is_reception};

/// Most faults that a report lists; more are only counted.
pub const FAULTS_LISTED_MAX: usize = 1_000;

/// What an audit allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// By how many seconds a leaf may be older than one before it. Acts get their time when they happen and their
    /// place when their transaction is integrated, so the log promises order only within the longest transaction.
    pub clock_allowance_seconds: u64,
    /// Whether the openings are those that the public sees. The operator also holds what is hidden, held or
    /// withdrawn, but nothing that is erased.
    pub public_view: bool,
}

impl Default for Rules {
    /// The public view, with five minutes of allowance.
    fn default() -> Self {
        Self { clock_allowance_seconds: 300, public_view: true }
    }
}

/// A checkpoint that somebody kept. Check its signatures before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// Number of leaves.
    pub size: u64,
    /// Root of the tree of that size.
    pub root: Hash,
    /// When a witness cosigned it, if one did: by then its leaves were there, and no later ones that waited longer
    /// than the promised day.
    pub seen_at: Option<Moment>,
}

/// What was found where the opening of a leaf is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published<'a> {
    /// Salt and content.
    Open(Opening<'a>),
    /// Nothing, or the answer that it is gone.
    Closed,
    /// Openings are not part of this audit.
    NotAsked,
}

/// Something that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Index of the leaf; for a checkpoint its size.
    pub index: u64,
    /// What is wrong.
    pub fault: Fault,
}

/// What can be wrong with a log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The bytes are no leaf.
    #[error("the leaf cannot be read: {0}")]
    Unreadable(LeafError),
    /// The act is in the log twice.
    #[error("the id of the act was used before")]
    RepeatedAct,
    /// Older than a leaf before it.
    #[error("the leaf is {0} seconds older than a leaf before it")]
    TimeBackwards(u64),
    /// A witness saw the log before the act is said to have happened, or a day after it without it.
    #[error("the time of the leaf does not fit the time at which a witness saw the log")]
    TimeImpossible,
    /// `prev` is not the last leaf about this subject.
    #[error("the line prev does not name the last act about this subject")]
    Prev,
    /// An act about a contribution that was never received.
    #[error("the first act about a contribution is not its reception")]
    NotReceived,
    /// Received a second time.
    #[error("the contribution was received before")]
    ReceivedTwice,
    /// Received after the discussion was closed.
    #[error("the contribution was received after the close of the discussion")]
    ReceivedAfterClose,
    /// Something other than its erasure happened to erased content.
    #[error("what was erased or withdrawn came back")]
    CameBack,
    /// The opening is not what the leaf commits to.
    #[error("the content is not what the leaf commits to")]
    OtherContent,
    /// There is content for a leaf that commits to none.
    #[error("there is content for an act without content")]
    ContentWithoutCommitment,
    /// No content is published, and no later act says why.
    #[error("the content is not published, and no later act conceals it")]
    Unopened,
    /// Content that the log says is erased, or concealed in a public view.
    #[error("the content is published though a later act conceals it")]
    StillOpen,
    /// A checkpoint that somebody kept is not of this log.
    #[error("a checkpoint of this size has another root: the log was rewritten or forked")]
    Forked,
    /// A checkpoint that somebody kept is larger than the log.
    #[error("a checkpoint of this size exists, but the log is shorter")]
    Truncated,
    /// A published tile does not hold the hashes of the leaves.
    #[error("the published tile {0} does not hold the hashes of the leaves")]
    Tile(String),
}

/// An audit under way.
#[derive(Debug)]
pub struct Audit {
    rules: Rules,
    known: std::iter::Peekable<std::vec::IntoIter<Known>>,
    seen_before: Option<Moment>,
    tree: Appender,
    latest: Moment,
    act_ids: HashSet<String>,
    subjects: HashMap<Hash, Subject>,
    consultations: Vec<String>,
    consultation_numbers: HashMap<String, Consultation>,
    kinds: BTreeMap<String, u64>,
    findings: Vec<Finding>,
    faults: u64,
}

#[derive(Debug, Clone, Copy)]
struct Consultation {
    number: u32,
    closed: bool,
}

/// What an audit found.
#[derive(Debug)]
pub struct Report {
    /// Number of leaves.
    pub size: u64,
    /// Root of the tree of all of them.
    pub root: Hash,
    /// How many things are wrong.
    pub faults: u64,
    /// The first [`FAULTS_LISTED_MAX`] of them, in the order in which they were found.
    pub findings: Vec<Finding>,
    /// Acts of each kind.
    pub kinds: BTreeMap<String, u64>,
    /// Contributions of each consultation, by how they stand at the end. Those without a consultation are under the
    /// empty text.
    pub tallies: BTreeMap<String, Tally>,
    subjects: HashMap<Hash, Subject>,
}

impl Audit {
    /// Begins at the first leaf. `known` are checkpoints from outside the log, in any order.
    pub fn new(rules: Rules, mut known: Vec<Known>) -> Self {
        known.sort_by_key(|checkpoint| (checkpoint.size, checkpoint.seen_at));
        let mut audit = Self {
            rules,
            known: known.into_iter().peekable(),
            seen_before: None,
            tree: Appender::new(),
            latest: Moment::EPOCH,
            act_ids: HashSet::new(),
            subjects: HashMap::new(),
            consultations: Vec::new(),
            consultation_numbers: HashMap::new(),
            kinds: BTreeMap::new(),
            findings: Vec::new(),
            faults: 0,
        };
        audit.compare_known();
        audit
    }

    /// Takes the next leaf, and what is published as its opening.
    pub fn push(&mut self, bytes: &[u8], published: Published<'_>) {
        let index = self.tree.size();
        match Leaf::parse(bytes) {
            Ok(leaf) => {
                let hash = leaf.hash();
                self.check_act(index, hash, leaf.into_act(), published);
                self.tree.push(hash);
            }
            Err(error) => {
                self.fault(index, Fault::Unreadable(error));
                self.tree.push(Hash::of_leaf(bytes));
            }
        }
        self.compare_known();
    }

    /// The tiles that changed since the last call, as they must be published; compare each with
    /// [`Audit::compare_tile`]. They pile up (32 bytes a leaf) until they are taken.
    pub fn take_tiles(&mut self) -> Vec<Tile> {
        self.tree.take_tiles()
    }

    /// Compares a tile with the bytes that are published in its place.
    pub fn compare_tile(&mut self, tile: &Tile, published: &[u8]) {
        if published != tile.bytes {
            self.fault(self.tree.size(), Fault::Tile(tile.id.path()));
        }
    }

    /// Ends after the last leaf.
    pub fn finish(mut self) -> Report {
        while let Some(missing) = self.known.next() {
            self.fault(missing.size, Fault::Truncated);
        }
        let mut late: Vec<Finding> = self
            .subjects
            .values()
            .flat_map(|subject| subject.faults_at_the_end(self.rules.public_view))
            .map(|(index, fault)| Finding { index, fault })
            .collect();
        late.sort_by_key(|finding| finding.index);
        for Finding { index, fault } in late {
            self.fault(index, fault);
        }
        let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
        for subject in self.subjects.values() {
            if let Some(number) = subject.consultation() {
                let name = usize::try_from(number).ok().and_then(|number| self.consultations.get(number));
                tallies.entry(name.cloned().unwrap_or_default()).or_default().count(subject.standing());
            }
        }
        Report {
            size: self.tree.size(),
            root: self.tree.root(),
            faults: self.faults,
            findings: self.findings,
            kinds: self.kinds,
            tallies,
            subjects: self.subjects,
        }
    }

    fn check_act(&mut self, index: u64, hash: Hash, act: Act, published: Published<'_>) {
        self.check_time(index, act.time);
        if !self.act_ids.insert(act.id) {
            self.fault(index, Fault::RepeatedAct);
        }
        let key = Hash::of_leaf(act.subject.as_bytes());
        let mut subject = self.subjects.remove(&key).unwrap_or_default();
        if subject.last_leaf() != act.prev {
            self.fault(index, Fault::Prev);
        }
        if is_contribution(&act.subject) {
            let closed = self.consultation_closed(act.consultation.as_deref());
            if is_reception(&act.kind) {
                if subject.last_leaf().is_some() {
                    self.fault(index, Fault::ReceivedTwice);
                }
                // What came on paper in time may be entered later; the site itself may not receive any more.
                if closed && act.kind == "contribution.received" {
                    self.fault(index, Fault::ReceivedAfterClose);
                }
                let number = self.consultation_number(act.consultation.as_deref().unwrap_or_default());
                subject.receive(number);
            } else if subject.last_leaf().is_none() {
                self.fault(index, Fault::NotReceived);
            }
        }
        if !subject.act(index, hash, &act.kind) {
            self.fault(index, Fault::CameBack);
        }
        match (act.commit, published) {
            (_, Published::NotAsked) | (None, Published::Closed) => {}
            (None, Published::Open(_)) => self.fault(index, Fault::ContentWithoutCommitment),
            (Some(_), Published::Closed) => subject.note_closed(index),
            (Some(commit), Published::Open(opening)) => {
                if opening.commitment() != commit {
                    self.fault(index, Fault::OtherContent);
                }
                subject.note_open(index);
            }
        }
        self.subjects.insert(key, subject);
        if let Some(consultation) = act.consultation {
            self.note_phase(&act.kind, consultation);
        }
        *self.kinds.entry(act.kind).or_default() += 1;
    }

    fn check_time(&mut self, index: u64, time: Moment) {
        let allowance = self.rules.clock_allowance_seconds;
        let behind = self.latest.seconds().saturating_sub(time.seconds());
        if behind > allowance {
            self.fault(index, Fault::TimeBackwards(behind));
        }
        self.latest = self.latest.max(time);
        // The next checkpoint holds this leaf, the last one did not.
        let too_late = self
            .known
            .peek()
            .and_then(|next| next.seen_at)
            .is_some_and(|seen| time > seen.plus_seconds(allowance));
        let too_early =
            self.seen_before.is_some_and(|seen| time.plus_seconds(MERGE_SECONDS_MAX + allowance) < seen);
        if too_late || too_early {
            self.fault(index, Fault::TimeImpossible);
        }
    }

    /// Compares the known checkpoints of the present size.
    fn compare_known(&mut self) {
        let size = self.tree.size();
        let mut root = None;
        while let Some(known) = self.known.next_if(|known| known.size == size) {
            if known.root != *root.get_or_insert_with(|| self.tree.root()) {
                self.fault(size, Fault::Forked);
            }
            self.seen_before = self.seen_before.max(known.seen_at);
        }
    }

    fn consultation_closed(&self, name: Option<&str>) -> bool {
        name.and_then(|name| self.consultation_numbers.get(name)).is_some_and(|known| known.closed)
    }

    fn consultation_number(&mut self, name: &str) -> u32 {
        if let Some(known) = self.consultation_numbers.get(name) {
            return known.number;
        }
        // There are fewer consultations than leaves in any tree that can be read.
        let number = u32::try_from(self.consultations.len()).unwrap_or(u32::MAX);
        self.consultations.push(name.to_owned());
        self.consultation_numbers.insert(name.to_owned(), Consultation { number, closed: false });
        number
    }

    fn note_phase(&mut self, kind: &str, consultation: String) {
        let closed = match kind {
            "consultation.closed" => true,
            "consultation.opened" | "consultation.extended" => false,
            _ => return,
        };
        let number = self.consultation_number(&consultation);
        self.consultation_numbers.insert(consultation, Consultation { number, closed });
    }

    fn fault(&mut self, index: u64, fault: Fault) {
        self.faults += 1;
        if self.findings.len() < FAULTS_LISTED_MAX {
            self.findings.push(Finding { index, fault });
        }
    }
}

impl Report {
    /// How the subject of some acts stands at the end of the log; `None` when no act is about it.
    pub fn standing(&self, subject: &str) -> Option<Standing> {
        self.subjects.get(&Hash::of_leaf(subject.as_bytes())).map(Subject::standing)
    }

    /// Hash of the last leaf about a subject: what the next act about it will name as `prev`.
    pub fn last_leaf(&self, subject: &str) -> Option<Hash> {
        self.subjects.get(&Hash::of_leaf(subject.as_bytes())).and_then(Subject::last_leaf)
    }
}
