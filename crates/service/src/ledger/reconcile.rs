//! The operator's check: does the database say what the log says, act by act and text by text?
//!
//! The log is the measure. Whoever changes a row behind the program's back changes something that a leaf commits to.

use std::collections::BTreeMap;

use kenes_domain::contribution::Visibility;
use kenes_domain::language::Bilingual;
use kenes_ledger::audit::{Audit, Known, Published, Report, Rules, Standing};
use kenes_ledger::checkpoint::Checkpoint;
use kenes_ledger::commitment::{Opening, Salt};
use kenes_ledger::hash::Hash;
use kenes_ledger::leaf::Leaf;
use kenes_ledger::moment::Moment;
use kenes_ledger::note::Note;
use kenes_ledger::policy::Policy;
use kenes_store::contributions::{self, ContributionRow};
use kenes_store::editions::{self, EditionProvisionRow};
use kenes_store::ledger::{self as rows, CosignatureRow, LeafRow};
use kenes_store::{Conn, acts};
use sha2::{Digest, Sha256};

use super::{Ledger, count, moment};
use crate::Service;
use crate::contributions::subject;
use crate::error::ServiceError;

/// Rows read at once.
const ROWS: i64 = 2_000;
/// Faults that are put into words; the rest is counted.
pub const FINDINGS_MAX: usize = 1_000;

/// What the check found.
#[derive(Debug, Clone)]
pub struct Reconciled {
    /// Number of leaves.
    pub size: u64,
    /// Root of the tree of them, computed from the leaves.
    pub root: Hash,
    /// Checkpoints whose signatures and roots were checked.
    pub checkpoints: u64,
    /// How many things are wrong.
    pub faults: u64,
    /// The first [`FINDINGS_MAX`] of them in words.
    pub findings: Vec<String>,
}

#[derive(Default)]
struct Findings {
    faults: u64,
    texts: Vec<String>,
}

impl Findings {
    fn add(&mut self, text: String) {
        self.faults += 1;
        if self.texts.len() < FINDINGS_MAX {
            self.texts.push(text);
        }
    }
}

/// What the log commits to about the things that the site shows.
#[derive(Default)]
struct Committed {
    /// What is shown of a contribution, by its subject.
    contributions: BTreeMap<String, Hash>,
    /// Disposition and reasons of a decision, by its subject.
    decisions: BTreeMap<String, (Option<String>, Option<Vec<u8>>)>,
    /// Digest of an edition's text, by its subject.
    editions: BTreeMap<String, Vec<u8>>,
}

/// Checks the database against the log in one snapshot.
pub fn check(service: &Service) -> Result<Reconciled, ServiceError> {
    service.read(|conn| examine(conn, service.ledger()))
}

/// The same within a transaction.
pub(crate) fn examine(conn: &mut Conn<'_>, ledger: &Ledger) -> Result<Reconciled, ServiceError> {
    let guard = ledger.guard();
    let mut findings = Findings::default();
    let known = known(conn, ledger.policy(), &mut findings)?;
    let checkpoints = count(i64::try_from(known.len()).unwrap_or(0));
    let head = known.last().copied();
    let mut audit = Audit::new(Rules { public_view: false, ..Rules::default() }, known);
    let committed = leaves(conn, &mut audit, &mut findings)?;
    let mut tile_count = 0;
    for tile in audit.take_tiles() {
        tile_count += 1;
        let row = rows::tile(conn, i32::from(tile.id.level()), super::stored(tile.id.index()))?;
        audit.compare_tile(&tile, &row.unwrap_or_default());
    }
    if rows::tile_count(conn)? != tile_count {
        findings.add("there are tiles that belong to no leaf".to_owned());
    }
    let report = audit.finish();
    for finding in &report.findings {
        findings.add(format!("act {}: {}", finding.index, finding.fault));
    }
    let size = acts::size(conn)?;
    if count(size) != report.size {
        findings.add(format!("the journal says {size} acts, {} are there", report.size));
    }
    if head.map_or(0, |head| head.size) != report.size {
        findings.add(
            "the newest checkpoint is not the newest state: acts are numbered and not signed".to_owned(),
        );
    }
    compare_guard(guard.as_ref(), &report, conn, &mut findings)?;
    compare_contributions(conn, &report, &committed, &mut findings)?;
    compare_decisions(conn, &committed, &mut findings)?;
    compare_editions(conn, &committed, &mut findings)?;
    compare_moderations(conn, &report, &mut findings)?;
    Ok(Reconciled {
        size: report.size,
        root: report.root,
        checkpoints,
        faults: findings.faults,
        findings: findings.texts,
    })
}

/// The stored checkpoints, with their signatures checked.
fn known(conn: &mut Conn<'_>, policy: &Policy, findings: &mut Findings) -> Result<Vec<Known>, ServiceError> {
    let mut cosignatures: BTreeMap<i64, Vec<CosignatureRow>> = BTreeMap::new();
    for row in rows::all_cosignatures(conn)? {
        cosignatures.entry(row.size).or_default().push(row);
    }
    let mut known = Vec::new();
    for row in rows::checkpoints(conn)? {
        let lines = cosignatures.remove(&row.size).unwrap_or_default();
        match endorsed(&row, &lines, policy) {
            Ok(checkpoint) => known.push(checkpoint),
            Err(why) => findings.add(format!("the checkpoint of {} acts: {why}", row.size)),
        }
    }
    Ok(known)
}

fn endorsed(
    row: &rows::CheckpointRow,
    cosignatures: &[CosignatureRow],
    policy: &Policy,
) -> Result<Known, String> {
    let mut note = Note::parse(row.note.as_bytes()).map_err(|error| error.to_string())?;
    for cosignature in cosignatures {
        note.add_lines(&cosignature.line).map_err(|error| error.to_string())?;
    }
    let checkpoint = Checkpoint::parse(note.text()).map_err(|error| error.to_string())?;
    // A log that goes on under another name keeps the checkpoints of the old one; their keys may be gone.
    let known_origin = policy.logs().iter().any(|log| log.key.name() == checkpoint.origin);
    let mut seen_at: Option<Moment> = None;
    if known_origin {
        let keys: Vec<_> = policy
            .logs()
            .iter()
            .map(|log| &log.key)
            .chain(policy.witnesses().iter().map(|witness| &witness.key))
            .collect();
        let verified = note.verify(&keys).map_err(|error| error.to_string())?;
        if !verified.iter().any(|signature| signature.time.is_none()) {
            return Err("the log has not signed it".to_owned());
        }
        seen_at = verified.iter().filter_map(|signature| signature.time).min();
    }
    if checkpoint.size != count(row.size) || checkpoint.root.as_bytes().as_slice() != row.root {
        return Err("it says something else than the table".to_owned());
    }
    Ok(Known { size: checkpoint.size, root: checkpoint.root, seen_at })
}

/// Reads all leaves in order, and compares each with what the table says about it.
fn leaves(
    conn: &mut Conn<'_>,
    audit: &mut Audit,
    findings: &mut Findings,
) -> Result<Committed, ServiceError> {
    let mut committed = Committed::default();
    let mut next = 0;
    loop {
        let page = rows::leaves(conn, next, ROWS)?;
        if page.is_empty() {
            return Ok(committed);
        }
        let seqs: Vec<i64> = page.iter().map(|row| row.seq).collect();
        let mut opened: BTreeMap<i64, rows::OpeningRow> =
            rows::openings_of(conn, &seqs)?.into_iter().map(|row| (row.act_seq, row)).collect();
        for row in page {
            let index = row.leaf_index.unwrap_or(0);
            if index != next {
                findings.add(format!("act {next} is missing"));
            }
            next = index + 1;
            let opening = opened.remove(&row.seq);
            let salt = opening.as_ref().and_then(|row| Salt::try_from(row.salt.as_slice()).ok());
            if opening.is_some() && salt.is_none() {
                findings.add(format!("act {index}: the salt has another length than 32 bytes"));
            }
            let published = match (&opening, salt) {
                (Some(opening), Some(salt)) => Published::Open(Opening { salt, content: &opening.content }),
                _ => Published::Closed,
            };
            audit.push(&row.leaf, published);
            compare_columns(&row, findings);
            note_committed(row, opening.map(|opening| opening.content), &mut committed);
        }
    }
}

fn compare_columns(row: &LeafRow, findings: &mut Findings) {
    let index = row.leaf_index.unwrap_or(0);
    // An unreadable leaf is the audit's finding.
    let Ok(leaf) = Leaf::parse(&row.leaf) else { return };
    let at = moment(kenes_domain::timestamp::Timestamp::from_micros(row.happened_at));
    if leaf.hash().as_bytes().as_slice() != row.leaf_hash {
        findings.add(format!("act {index}: the stored hash is not that of the leaf"));
    }
    let act = leaf.act();
    if act.kind != row.kind
        || act.id != row.public_id
        || act.place != row.place
        || act.subject != row.subject
        || act.time != at
    {
        findings.add(format!("act {index}: the table says something else than the leaf"));
    }
}

fn note_committed(row: LeafRow, content: Option<Vec<u8>>, committed: &mut Committed) {
    let what = row.kind.as_str();
    match what {
        "contribution.received" | "contribution.entered" => {
            if let Some(digest) = content.as_deref().and_then(said) {
                committed.contributions.insert(row.subject, digest);
            }
        }
        // What is shown from then on stands in another form, which this check does not know.
        "contribution.redacted" => {
            committed.contributions.remove(&row.subject);
        }
        "decision.published" => {
            let reason = Leaf::parse(&row.leaf).ok().and_then(|leaf| leaf.into_act().reason);
            committed.decisions.insert(row.subject, (reason, content));
        }
        "edition.published" => {
            if let Some(content) = content {
                committed.editions.insert(row.subject, content);
            }
        }
        _ => {}
    }
}

/// Digest of what a contribution says, from the content of its opening; `None` when that is no such content.
fn said(content: &[u8]) -> Option<Hash> {
    let value: serde_json::Value = serde_json::from_slice(content).ok()?;
    let text = |field: &str| value.get(field).and_then(serde_json::Value::as_str);
    text("text")?;
    let cost = value.get("cost_tenge").and_then(serde_json::Value::as_i64);
    let fields = ["kind", "language", "channel", "verification", "text", "place", "problem", "solution"];
    Some(digest(&fields.map(text), cost))
}

fn shown(row: &ContributionRow) -> Hash {
    let (kind, language) = (row.kind.0.to_string(), row.language.0.to_string());
    let (channel, verification) = (row.channel.0.to_string(), row.verification.0.to_string());
    let fields = [
        Some(kind.as_str()),
        Some(&language),
        Some(&channel),
        Some(&verification),
        row.text.as_deref(),
        row.place.as_deref(),
        row.problem.as_deref(),
        row.solution.as_deref(),
    ];
    digest(&fields, row.cost_tenge)
}

fn digest(fields: &[Option<&str>], cost: Option<i64>) -> Hash {
    // Neither NUL nor an unmarked absence can be confused: texts hold no NUL.
    let mut bytes = Vec::new();
    for field in fields {
        bytes.push(u8::from(field.is_some()));
        bytes.extend_from_slice(field.unwrap_or_default().as_bytes());
        bytes.push(0);
    }
    bytes.extend_from_slice(cost.map(|cost| cost.to_string()).unwrap_or_default().as_bytes());
    Hash::of_leaf(&bytes)
}

fn compare_guard(
    guard: Option<&Checkpoint>,
    report: &Report,
    conn: &mut Conn<'_>,
    findings: &mut Findings,
) -> Result<(), ServiceError> {
    let Some(guard) = guard else { return Ok(()) };
    if guard.size > report.size {
        findings.add(format!("{} acts were signed before; this database has {}", guard.size, report.size));
    } else if guard.size == report.size && guard.root != report.root {
        findings.add("what was signed last is not what the leaves add up to".to_owned());
    } else if let Some(row) = rows::checkpoint_at(conn, super::stored(guard.size))?
        && row.root != guard.root.as_bytes()
    {
        findings.add("what was signed last is not what this database says".to_owned());
    }
    Ok(())
}

fn compare_contributions(
    conn: &mut Conn<'_>,
    report: &Report,
    committed: &Committed,
    findings: &mut Findings,
) -> Result<(), ServiceError> {
    let (mut from, mut total) = (0, 0_u64);
    loop {
        let page = contributions::from_id(conn, from, ROWS)?;
        let Some(last) = page.last() else { break };
        from = last.id + 1;
        for row in page {
            total += 1;
            compare_contribution(&row, report, committed, findings);
        }
    }
    let received: u64 = report.tallies.values().map(|tally| tally.received).sum();
    if received != total {
        findings.add(format!("the log received {received} contributions, the database has {total}"));
    }
    Ok(())
}

fn compare_contribution(
    row: &ContributionRow,
    report: &Report,
    committed: &Committed,
    findings: &mut Findings,
) {
    let about = subject(&row.public_id);
    let expected = match row.visibility.0 {
        Visibility::Visible => Standing::Shown,
        Visibility::Held => Standing::Held,
        Visibility::Hidden => Standing::Hidden,
        Visibility::Withdrawn => Standing::Withdrawn,
        Visibility::Erased => Standing::Erased,
    };
    match report.standing(&about) {
        // Its act may still wait for a number.
        None => findings.add(format!("{about} is in the database, and not in the log")),
        Some(standing) if standing != expected => {
            findings.add(format!("{about}: the log says {standing:?}, the database {expected:?}"));
        }
        Some(Standing::Erased) => {
            if row.text.is_some() || row.name.is_some() {
                findings.add(format!("{about} is erased, and its text is still there"));
            }
        }
        Some(_) => {
            if committed.contributions.get(&about).is_some_and(|said| *said != shown(row)) {
                findings.add(format!("{about}: the text is not the one that was received"));
            }
        }
    }
}

fn compare_decisions(
    conn: &mut Conn<'_>,
    committed: &Committed,
    findings: &mut Findings,
) -> Result<(), ServiceError> {
    let (mut after, mut total) = (0, 0);
    loop {
        let page = rows::published_decisions(conn, after, ROWS)?;
        let Some(last) = page.last() else { break };
        after = last.id;
        for row in page {
            total += 1;
            let about = format!("decision/{}", row.public_id);
            let Some((disposition, reasons)) = committed.decisions.get(&about) else {
                findings.add(format!("{about} is published, and not in the log"));
                continue;
            };
            let stored = reasons_content(row.reason_kk.clone(), row.reason_ru.clone())?;
            if disposition.as_deref() != Some(row.disposition.0.as_str())
                || reasons.as_ref().is_some_and(|reasons| *reasons != stored)
            {
                findings.add(format!("{about}: the database says something else than the log"));
            }
        }
    }
    if committed.decisions.len() > total {
        let missing = committed.decisions.len() - total;
        findings.add(format!("{missing} published decisions are in the log, and not in the database"));
    }
    Ok(())
}

fn compare_editions(
    conn: &mut Conn<'_>,
    committed: &Committed,
    findings: &mut Findings,
) -> Result<(), ServiceError> {
    for (id, program, number) in rows::published_editions(conn)? {
        let about = format!("edition/{program}/{number}");
        let Some(content) = committed.editions.get(&about) else { continue };
        let provisions: Vec<EditionProvisionRow> =
            editions::provisions_of(conn, id)?.into_iter().map(|(row, _)| row).collect();
        if edition_content(&provisions)? != *content {
            findings.add(format!("{about}: the text is not the one that was published"));
        }
    }
    Ok(())
}

fn compare_moderations(
    conn: &mut Conn<'_>,
    report: &Report,
    findings: &mut Findings,
) -> Result<(), ServiceError> {
    let listed: BTreeMap<String, i64> = rows::moderation_counts(conn)?.into_iter().collect();
    for action in ["hidden", "restored", "redacted"] {
        let acts = report.kinds.get(&format!("contribution.{action}")).copied().unwrap_or(0);
        let rows = count(listed.get(action).copied().unwrap_or(0));
        if acts != rows {
            findings
                .add(format!("{acts} acts of the kind {action} are in the log, {rows} in the public list"));
        }
    }
    Ok(())
}

/// What `decision.published` commits to: the reasons in both languages.
pub(crate) fn reasons_content(kk: Option<String>, ru: Option<String>) -> Result<Vec<u8>, ServiceError> {
    serde_json::to_vec(&Bilingual { kk, ru }).map_err(|error| ServiceError::Internal(error.to_string()))
}

/// What `edition.published` commits to: how many provisions, and the SHA-256 of their texts in reading order.
pub(crate) fn edition_content(provisions: &[EditionProvisionRow]) -> Result<Vec<u8>, ServiceError> {
    let mut hash = Sha256::new();
    for provision in provisions {
        let fields = [
            Some(provision.label.as_str()),
            Some(provision.kind.0.as_str()),
            provision.text_kk.as_deref(),
            provision.text_ru.as_deref(),
            provision.data.as_deref(),
        ];
        hash.update(digest(&fields, Some(i64::from(provision.position))).as_bytes());
    }
    let digest = kenes_domain::identifier::hexadecimal(&hash.finalize());
    serde_json::to_vec(&serde_json::json!({ "provisions": provisions.len(), "sha256": digest }))
        .map_err(|error| ServiceError::Internal(error.to_string()))
}
