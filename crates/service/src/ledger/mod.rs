//! The ledger of one installation: numbering acts, growing the tree, signing it, and never signing two histories.
//!
//! **Architecture invariant:** acts get their numbers, tiles and checkpoint in one transaction, and only one
//! integrator works at a time. What was signed last also stands in a file outside the database (the guard): a
//! database that is behind it, or has another history, is not signed, because that would fork the public journal.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use kenes_domain::timestamp::Timestamp;
use kenes_ledger::checkpoint::Checkpoint;
use kenes_ledger::hash::Hash;
use kenes_ledger::moment::Moment;
use kenes_ledger::note::Note;
use kenes_ledger::policy::Policy;
use kenes_ledger::proof::root_at;
use kenes_ledger::tile::{TileError, TileId};
use kenes_ledger::tree::Appender;
use kenes_store::ledger::{self as rows, CheckpointRow, TileRow};
use kenes_store::{Conn, StoreError, acts};

use crate::Service;
use crate::error::ServiceError;

mod keys;
pub mod publish;
pub mod receipt;
pub mod reconcile;
pub mod verify;
pub mod witnesses;

use keys::KeyRing;

/// Acts numbered in one transaction.
const INTEGRATE_MAX: i64 = 5_000;
/// The origin of an installation that was not given one.
const ORIGIN_DEFAULT: &str = "localhost/log";
/// Folder of keys and guard, below the data folder.
const FOLDER: &str = "ledger";

/// What an operator says about the ledger.
#[derive(Debug, Clone, Default)]
pub struct LedgerOptions {
    /// Name of the log, a host and a path without a scheme. Empty: that of the keys there are.
    pub origin: String,
    /// Name for new keys when `origin` is empty.
    pub origin_default: String,
    /// Secret keys, as in the file of keys. Empty: the file `ledger/keys` in the data folder, made when missing.
    pub keys: String,
    /// Lines `witness NAME KEY URL`, `group …` and `quorum …` of a policy (C2SP tlog-policy). Empty: no witnesses.
    pub witnesses: String,
    /// Address below which the log is read, for the policy that is published.
    pub url: String,
}

/// Keys, guard and policy of one process.
pub(crate) struct Ledger {
    folder: PathBuf,
    ring: KeyRing,
    policy: Policy,
    policy_text: String,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// What was signed last.
    guard: Option<Checkpoint>,
    /// Why nothing is signed any more.
    stopped: Option<String>,
}

/// What one turn of the integrator did.
#[derive(Debug, Default)]
struct Step {
    numbered: usize,
    signed: Option<Checkpoint>,
}

impl Ledger {
    /// Reads keys and guard, making keys from `seeds` when there are none.
    pub(crate) fn open(
        data_dir: &Path,
        options: &LedgerOptions,
        seeds: impl FnOnce() -> Result<[[u8; 32]; 2], ServiceError>,
    ) -> Result<Self, ServiceError> {
        let folder = data_dir.join(FOLDER);
        let path = folder.join("keys");
        let ring = if !options.keys.is_empty() {
            KeyRing::parse(&options.keys, &options.origin)?
        } else if let Some(ring) = KeyRing::read(&path)? {
            let (ring, new) = ring.under(&options.origin, seeds)?;
            if new {
                ring.write(&path)?;
            }
            ring
        } else {
            let origin = [options.origin.as_str(), &options.origin_default, ORIGIN_DEFAULT]
                .into_iter()
                .find(|origin| !origin.is_empty())
                .unwrap_or(ORIGIN_DEFAULT);
            let ring = KeyRing::generate(origin, seeds()?)?;
            ring.write(&path)?;
            ring
        };
        let policy_text = policy_text(&ring, options);
        let policy = Policy::parse(policy_text.as_bytes()).map_err(|error| {
            ServiceError::Configuration(format!("ledger.witnesses: {error}:\n{policy_text}"))
        })?;
        let guard = read_guard(&folder)?.filter(|guard| guard.origin == ring.origin());
        let state = Mutex::new(State { guard, stopped: None });
        Ok(Self { folder, ring, policy, policy_text, state })
    }

    /// Name of the log.
    pub(crate) fn origin(&self) -> &str {
        self.ring.origin()
    }

    pub(crate) const fn policy(&self) -> &Policy {
        &self.policy
    }

    pub(crate) fn policy_text(&self) -> &str {
        &self.policy_text
    }

    pub(crate) const fn ring(&self) -> &KeyRing {
        &self.ring
    }

    /// What was signed last, by the file outside the database.
    pub(crate) fn guard(&self) -> Option<Checkpoint> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).guard.clone()
    }

    /// Refuses public changes while the journal may not be signed: what is accepted must come into the journal.
    pub(crate) fn require_signing(&self) -> Result<(), ServiceError> {
        match &self.state.lock().unwrap_or_else(PoisonError::into_inner).stopped {
            Some(reason) => Err(ServiceError::JournalStopped(reason.clone())),
            None => Ok(()),
        }
    }

    fn stop(&self, reason: &str) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.stopped.is_none() {
            tracing::error!(reason, "the journal is not signed any more; the site can only be read");
            state.stopped = Some(reason.to_owned());
        }
    }

    fn advance(&self, signed: Checkpoint) -> Result<(), ServiceError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.guard.as_ref().is_none_or(|guard| guard.size < signed.size) {
            keys::make_folder(&self.folder)?;
            keys::replace(&guard_path(&self.folder), signed.to_string().as_bytes())?;
            state.guard = Some(signed);
        }
        Ok(())
    }
}

impl Service {
    /// Numbers every act that waits for a number; returns how many. Used by commands that end right after
    /// writing.
    pub fn integrate_all(&self) -> Result<usize, ServiceError> {
        let mut total = 0;
        loop {
            let numbered = integrate(self)?;
            if numbered == 0 {
                return Ok(total);
            }
            total += numbered;
        }
    }

    /// Replaces the key that signs the journal: the old one goes on signing beside it for 90 days. Running servers
    /// take the new key at their next start. Gives the new public key; the act that tells of it is written too.
    pub fn rotate_ledger_key(&self) -> Result<String, ServiceError> {
        let ledger = self.ledger();
        let path = ledger.folder.join("keys");
        let Some(ring) = KeyRing::read(&path)? else {
            return Err(ServiceError::Configuration(
                "the keys come from the environment: make a new one where they are kept".to_owned(),
            ));
        };
        let (mut ring, _) = ring.under(ledger.origin(), crate::runtime::key_seeds)?;
        let now = self.now();
        let [seed, _] = crate::runtime::key_seeds()?;
        let public = ring.rotate(seed, moment(now))?;
        ring.write(&path)?;
        let act = kenes_domain::journal::Act {
            kind: kenes_domain::journal::ActKind::KeyRotated,
            time: now,
            // No territory.
            place: "0".to_owned(),
            program: None,
            edition: None,
            subject: format!("key/{:08x}", public.id()),
            reason: None,
            opening: Some(public.to_string().into_bytes()),
        };
        self.write(move |_, acts| {
            acts.push(act.clone(), None);
            Ok(())
        })?;
        self.integrate_all()?;
        Ok(public.to_string())
    }
}

/// Numbers one batch of acts, grows the tree by them and signs it; returns how many. Another process may be at it
/// already: then 0.
pub(crate) fn integrate(service: &Service) -> Result<usize, ServiceError> {
    let ledger = Arc::clone(service.ledger());
    ledger.require_signing()?;
    let (now, guard) = (service.now(), ledger.guard());
    let shared = Arc::clone(&ledger);
    let outcome = service.store().write(move |conn| step(conn, &shared, guard.as_ref(), now));
    match outcome {
        Ok(Step { numbered, signed }) => {
            if let Some(signed) = signed {
                ledger.advance(signed)?;
            }
            Ok(numbered)
        }
        Err(error) => {
            if let ServiceError::JournalStopped(reason) = &error {
                ledger.stop(reason);
            }
            Err(error)
        }
    }
}

fn step(
    conn: &mut Conn<'_>,
    ledger: &Ledger,
    guard: Option<&Checkpoint>,
    now: Timestamp,
) -> Result<Step, ServiceError> {
    if !acts::may_integrate(conn)? {
        return Ok(Step::default());
    }
    let head = rows::newest_checkpoint(conn)?;
    check_guard(conn, guard, head.as_ref())?;
    let numbered = acts::integrate(conn, INTEGRATE_MAX)?;
    let size = acts::size(conn)?;
    let signed = head.as_ref().map_or(0, |head| head.size);
    if size == signed {
        return Ok(Step::default());
    }
    let mut tree = resume(conn, head.as_ref())?;
    // Acts that were numbered before there was a tree.
    let mut next = signed;
    let first = numbered.first().map_or(size, |act| act.leaf_index);
    while next < first {
        for hash in rows::leaf_hashes(conn, next, INTEGRATE_MAX.min(first - next))? {
            tree.push(leaf_hash(&hash)?);
            next += 1;
        }
    }
    for act in &numbered {
        tree.push(leaf_hash(&act.leaf_hash)?);
    }
    for tile in tree.take_tiles() {
        let row = TileRow {
            level: i32::from(tile.id.level()),
            tile_index: stored(tile.id.index()),
            hashes: tile.bytes,
        };
        rows::put_tile(conn, &row)?;
    }
    let checkpoint = Checkpoint {
        origin: ledger.origin().to_owned(),
        size: tree.size(),
        root: tree.root(),
        extensions: Vec::new(),
    };
    let note = checkpoint
        .sign(ledger.ring.signers(moment(now)))
        .map_err(|error| ServiceError::Internal(error.to_string()))?;
    rows::insert_checkpoint(
        conn,
        &CheckpointRow {
            size,
            root: checkpoint.root.as_bytes().to_vec(),
            note: note.to_string(),
            signed_at: now.micros(),
        },
    )?;
    Ok(Step { numbered: numbered.len(), signed: Some(checkpoint) })
}

/// The tree at the newest checkpoint; stops when the stored tiles are not those under its root.
fn resume(conn: &mut Conn<'_>, head: Option<&CheckpointRow>) -> Result<Appender, ServiceError> {
    let Some(head) = head else { return Ok(Appender::new()) };
    let root = leaf_hash(&head.root)?;
    Appender::resume(count(head.size), &root, &mut tiles(conn)).map_err(|error| {
        let reason = format!(
            "{error}: somebody changed the journal in the database. Nothing is signed on top of it. Restore a backup \
             of the database that `kenes doctor` finds in order"
        );
        unread_or_stopped(&error, reason)
    })
}

/// Tells tiles that the database could not hand out now, for example because PostgreSQL wants the transaction run
/// again, from tiles that are not what was signed. Only the latter stop the journal.
fn unread_or_stopped(error: &(dyn std::error::Error + 'static), reason: String) -> ServiceError {
    let mut cause = Some(error);
    while let Some(current) = cause {
        match current.downcast_ref::<StoreError>() {
            Some(StoreError::Busy) => return StoreError::Busy.into(),
            Some(StoreError::DiskFull) => return StoreError::DiskFull.into(),
            Some(other) => return ServiceError::Internal(other.to_string()),
            None => cause = current.source(),
        }
    }
    ServiceError::JournalStopped(reason)
}

/// Refuses a database whose history is not the one that was signed last.
fn check_guard(
    conn: &mut Conn<'_>,
    guard: Option<&Checkpoint>,
    head: Option<&CheckpointRow>,
) -> Result<(), ServiceError> {
    let Some(guard) = guard else { return Ok(()) };
    let size = head.map_or(0, |head| count(head.size));
    if size < guard.size {
        return Err(ServiceError::JournalStopped(format!(
            "the journal of this database has {size} acts, but {} were signed before: this is an old backup, or \
             another database. Signing would fork the public journal, so the site can only be read now. Restore a \
             backup with at least {} acts. If there is none, tell the public, and go on under a new name: set \
             ledger.origin to another name than {}; the acts that are missing stay provable by their receipts",
            guard.size, guard.size, guard.origin
        )));
    }
    let root = match rows::checkpoint_at(conn, stored(guard.size))? {
        Some(row) => leaf_hash(&row.root)?,
        None => root_at(guard.size, &mut tiles(conn))
            .map_err(|error| unread_or_stopped(&error, error.to_string()))?,
    };
    if root == guard.root {
        Ok(())
    } else {
        Err(ServiceError::JournalStopped(format!(
            "the first {} acts of this database are not those that were signed: it is another database, or somebody \
             changed it. Signing would fork the public journal, so the site can only be read now. Restore a backup \
             with at least {} acts that `kenes doctor` finds in order",
            guard.size, guard.size
        )))
    }
}

/// Reads tiles from the database.
pub(crate) fn tiles<'a, 'b: 'a>(
    conn: &'a mut Conn<'b>,
) -> impl FnMut(TileId) -> Result<Vec<u8>, TileError> + use<'a, 'b> {
    move |id| {
        rows::tile(conn, i32::from(id.level()), stored(id.index()))
            .map_err(|error| TileError::Unreadable(id, Box::new(error)))?
            .ok_or(TileError::Missing(id))
    }
}

/// A checkpoint with the cosignatures that came in for it.
pub(crate) fn cosigned_note(conn: &mut Conn<'_>, row: &CheckpointRow) -> Result<Note, ServiceError> {
    let internal = |error: kenes_ledger::note::NoteError| ServiceError::Internal(error.to_string());
    let mut note = Note::parse(row.note.as_bytes()).map_err(internal)?;
    for cosignature in rows::cosignatures(conn, row.size)? {
        note.add_lines(&cosignature.line).map_err(internal)?;
    }
    Ok(note)
}

pub(crate) fn leaf_hash(bytes: &[u8]) -> Result<Hash, ServiceError> {
    Hash::try_from(bytes).map_err(|error| ServiceError::Internal(error.to_string()))
}

/// A moment in whole seconds; before 1970 there is none.
pub(crate) fn moment(at: Timestamp) -> Moment {
    u64::try_from(at.seconds())
        .ok()
        .and_then(|seconds| Moment::from_seconds(seconds).ok())
        .unwrap_or(Moment::EPOCH)
}

/// A count of the database, which is never negative.
pub(crate) fn count(stored: i64) -> u64 {
    u64::try_from(stored).unwrap_or(0)
}

/// A count as the database keeps it.
pub(crate) fn stored(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn guard_path(folder: &Path) -> PathBuf {
    folder.join("guard")
}

fn read_guard(folder: &Path) -> Result<Option<Checkpoint>, ServiceError> {
    let path = guard_path(folder);
    match std::fs::read_to_string(&path) {
        Ok(text) => Checkpoint::parse(&text).map(Some).map_err(|_| {
            ServiceError::Configuration(format!(
                "{} does not tell what was signed last; restore it from a backup, or compare with a witness",
                path.display()
            ))
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(keys::unusable(&path, &error)),
    }
}

/// The policy that the site publishes: its own keys, and the witnesses that the operator asked.
fn policy_text(ring: &KeyRing, options: &LedgerOptions) -> String {
    let mut text = String::new();
    for key in ring.verifiers() {
        let _ = writeln!(text, "{}", format!("log {key} {}", options.url).trim_end());
    }
    let lines: Vec<&str> = options.witnesses.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    for line in &lines {
        text.push_str(line);
        text.push('\n');
    }
    if !lines.iter().any(|line| line.starts_with("quorum")) {
        text.push_str("quorum none\n");
    }
    text
}
