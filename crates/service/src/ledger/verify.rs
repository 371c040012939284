//! The check of everything that a site publishes, by anyone: from the site itself, or from a folder that was taken
//! along. Nothing here trusts the database.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kenes_ledger::audit::{Audit, Known, Published, Rules, Tally};
use kenes_ledger::commitment::{Opening, Salt};
use kenes_ledger::hash::Hash;
use kenes_ledger::moment::Moment;
use kenes_ledger::note::Note;
use kenes_ledger::policy::Policy;
use kenes_ledger::tile::{BundleId, TILE_WIDTH, parse_entries};

use super::publish::{OpeningLine, STATE_HEADER};

/// Faults of the log that are put into words; the rest is counted.
pub const FINDINGS_MAX: usize = 1_000;

/// Where a log is read from.
pub trait Source {
    /// The bytes at a path below the log's prefix; `None` when there are none.
    fn get(&self, path: &str) -> Result<Option<Vec<u8>>, String>;
}

/// What an audit of published data found.
#[derive(Debug, Clone)]
pub struct Audited {
    /// Name of the log.
    pub origin: String,
    /// Number of leaves.
    pub size: u64,
    /// Root of the tree of them, as computed from the leaves.
    pub root: Hash,
    /// Witnesses whose cosignatures of the checkpoint were checked, and when they saw it.
    pub witnesses: Vec<(String, Moment)>,
    /// Acts of each kind.
    pub kinds: BTreeMap<String, u64>,
    /// Whether the counts that the site shows were compared with the log. They are not when the log grew meanwhile.
    pub state_compared: bool,
    /// How many things are wrong.
    pub faults: u64,
    /// The first [`FINDINGS_MAX`] of them in words.
    pub findings: Vec<String>,
}

/// Reads and checks a whole log. `known` are checkpoints that somebody kept; their signatures were checked. An error
/// says that the audit could not be made; what is wrong with the log is in the findings.
pub fn audit(source: &dyn Source, policy: &Policy, known: &[Known]) -> Result<Audited, String> {
    let checkpoint = source.get("checkpoint")?.ok_or("there is no checkpoint")?;
    let note = Note::parse(&checkpoint).map_err(|error| format!("checkpoint: {error}"))?;
    let endorsed = policy.check(&note).map_err(|error| format!("checkpoint: {error}"))?;
    let head = &endorsed.checkpoint;
    let seen_at = endorsed.witnesses.iter().map(|(_, at)| *at).min();
    let mut known = known.to_vec();
    known.push(Known { size: head.size, root: head.root, seen_at });
    // A checkpoint that was kept and is newer than the published one says that the site shows an old state.
    let mut audit = Audit::new(Rules::default(), known);
    let mut extra = Vec::new();
    for number in 0.. {
        let Some(id) = BundleId::in_tree(number, head.size) else { break };
        let path = id.path();
        let Some(bundle) = source.get(&path)? else {
            extra.push(format!("{path} is missing: leaves were dropped"));
            break;
        };
        let leaves = match parse_entries(&bundle, id.width()) {
            Ok(leaves) => leaves,
            Err(error) => {
                extra.push(format!("{path}: {error}"));
                break;
            }
        };
        let first = number * u64::from(TILE_WIDTH);
        let openings = openings(source, number, &mut extra)?;
        for (index, leaf) in (first..).zip(leaves) {
            let opened = openings.get(&index);
            let published = match opened {
                Some((salt, content)) => Published::Open(Opening { salt: *salt, content }),
                None => Published::Closed,
            };
            audit.push(leaf, published);
        }
    }
    for tile in audit.take_tiles() {
        let path = tile.id.path();
        match source.get(&path)? {
            Some(bytes) => audit.compare_tile(&tile, &bytes),
            None => extra.push(format!("{path} is missing")),
        }
    }
    let report = audit.finish();
    let mut findings: Vec<String> =
        report.findings.iter().map(|finding| format!("act {}: {}", finding.index, finding.fault)).collect();
    let mut faults = report.faults;
    let compared = compare_state(source, report.size, &report.tallies)?;
    let state_compared = compared.is_some();
    for line in extra.into_iter().chain(compared.unwrap_or_default()) {
        faults += 1;
        findings.push(line);
    }
    findings.truncate(FINDINGS_MAX);
    Ok(Audited {
        origin: head.origin.clone(),
        size: report.size,
        root: report.root,
        witnesses: endorsed
            .witnesses
            .iter()
            .map(|(witness, at)| (witness.key.name().to_owned(), *at))
            .collect(),
        kinds: report.kinds,
        state_compared,
        faults,
        findings,
    })
}

type Openings = BTreeMap<u64, (Salt, Vec<u8>)>;

fn openings(source: &dyn Source, number: u64, extra: &mut Vec<String>) -> Result<Openings, String> {
    let path = format!("openings/{number}");
    let Some(bytes) = source.get(&path)? else { return Ok(Openings::new()) };
    let Some(found) = parse_openings(&bytes) else {
        extra.push(format!("{path} cannot be read"));
        return Ok(Openings::new());
    };
    Ok(found)
}

fn parse_openings(bytes: &[u8]) -> Option<Openings> {
    let lines: Vec<OpeningLine> = serde_json::from_slice(bytes).ok()?;
    lines
        .into_iter()
        .map(|line| {
            let salt = Salt::try_from(STANDARD.decode(line.salt).ok()?.as_slice()).ok()?;
            Some((line.index, (salt, STANDARD.decode(line.content).ok()?)))
        })
        .collect()
}

/// Compares the counts that the site shows with those of the log; `None` when they are of another moment.
fn compare_state(
    source: &dyn Source,
    size: u64,
    tallies: &BTreeMap<String, Tally>,
) -> Result<Option<Vec<String>>, String> {
    let unreadable = || Some(vec!["the counts that the site shows cannot be read".to_owned()]);
    let Some(bytes) = source.get("state")? else { return Ok(unreadable()) };
    let Ok(text) = String::from_utf8(bytes) else { return Ok(unreadable()) };
    let mut lines = text.lines();
    if lines.next() != Some(STATE_HEADER) {
        return Ok(unreadable());
    }
    if lines.next() != Some(&format!("size {size}")) || lines.next() != Some("pending 0") {
        return Ok(None);
    }
    let mut shown: BTreeMap<&str, &str> = lines.filter_map(|line| line.split_once(' ')).collect();
    let mut findings = Vec::new();
    for (program, tally) in tallies {
        let expected = format!(
            "shown {} held {} hidden {} withdrawn {} erased {}",
            tally.shown, tally.held, tally.hidden, tally.withdrawn, tally.erased
        );
        let found = shown.remove(program.as_str()).unwrap_or("nothing");
        if found != expected {
            findings.push(format!("program {program}: the log says {expected}; the site shows {found}"));
        }
    }
    for (program, counts) in shown {
        findings.push(format!("program {program}: the site shows {counts}; the log has nothing of it"));
    }
    Ok(Some(findings))
}
