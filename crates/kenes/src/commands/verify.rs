//! `kenes verify`: for everybody, on any machine. It reads no settings and no database, and believes nobody.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use kenes_ledger::audit::Known;
use kenes_ledger::checkpoint::Checkpoint;
use kenes_ledger::hash::Hash;
use kenes_ledger::note::Note;
use kenes_ledger::policy::Policy;
use kenes_ledger::proof::{check_consistency, prove_consistency};
use kenes_ledger::receipt::Receipt;
use kenes_ledger::tile::{BundleId, TileError, TileId};
use kenes_service::ledger::verify::{Audited, Source, audit};

use super::say;
use crate::fetch::source;

/// Seconds between two looks of a monitor.
const FOLLOW_SECONDS_DEFAULT: u64 = 60;
/// How often an export begins anew when the log grew meanwhile.
const ATTEMPTS_MAX: u32 = 5;

/// Arguments of `kenes verify`.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Check a receipt (a .tlog-proof file) offline, and say what it proves.
    #[command(
        after_help = "Example: kenes verify receipt kenes-K7Q2-9XWM-3T5A.tlog-proof --policy policy.txt"
    )]
    Receipt {
        /// The file.
        file: PathBuf,
        /// Public keys that you trust; the site shows them under /api/v1/ledger/policy.
        #[arg(long, value_name = "FILE")]
        policy: PathBuf,
    },
    /// Check everything that a site publishes: every act, every text, every signature, and the counts it shows.
    #[command(after_help = "Example: kenes verify audit https://kenes.example --policy policy.txt --follow")]
    Audit {
        /// Address of the site or its log, or a folder that `kenes verify export` wrote.
        place: String,
        /// Public keys that you trust. Without it those that the place itself names, which proves less.
        #[arg(long, value_name = "FILE")]
        policy: Option<PathBuf>,
        /// A checkpoint that you kept, or got elsewhere. May be given several times.
        #[arg(long, value_name = "FILE")]
        checkpoint: Vec<PathBuf>,
        /// File in which this monitor keeps the last checkpoint that it saw; it must never be contradicted.
        #[arg(long, value_name = "FILE")]
        state: Option<PathBuf>,
        /// Go on after the audit: look at each new checkpoint whether it continues the last one.
        #[arg(long)]
        follow: bool,
        /// Seconds between two looks.
        #[arg(long, value_name = "SECONDS", default_value_t = FOLLOW_SECONDS_DEFAULT)]
        every: u64,
    },
    /// Take a whole log along: writes it into a folder, for an audit offline or a mirror.
    #[command(after_help = "Example: kenes verify export https://kenes.example journal")]
    Export {
        /// Address of the site or its log.
        place: String,
        /// Folder to write into.
        folder: PathBuf,
    },
}

pub fn run(arguments: Arguments) -> Result<()> {
    match arguments.what {
        What::Receipt { file, policy } => receipt(&file, &policy),
        What::Audit { place, policy, checkpoint, state, follow, every } => {
            let source = source(&place);
            let policy = if let Some(path) = policy {
                read_policy(&path)?
            } else {
                say(
                    "No --policy was given: the keys are those that this place names itself. Compare them with",
                );
                say("keys that you got elsewhere, or keep them for the next time.");
                let bytes = fetch(&*source, "policy")?;
                Policy::parse(&bytes).context("the policy of this place")?
            };
            let mut kept = checkpoint;
            kept.extend(state.clone().filter(|path| path.exists()));
            let known = kept.iter().map(|path| known(path, &policy)).collect::<Result<Vec<_>>>()?;
            let audited = audit(&*source, &policy, &known).map_err(anyhow::Error::msg)?;
            report(&audited)?;
            let note = Note::parse(&fetch(&*source, "checkpoint")?).context("the checkpoint")?;
            let head = Head { size: audited.size, root: audited.root };
            let head = advance(&*source, &policy, head, &note)?;
            keep(state.as_deref(), &note)?;
            if follow {
                monitor(&*source, &policy, head, state.as_deref(), every)?;
            }
            Ok(())
        }
        What::Export { place, folder } => export(&*source(&place), &folder),
    }
}

fn receipt(file: &Path, policy: &Path) -> Result<()> {
    let bytes = fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let policy = read_policy(policy)?;
    let receipt = Receipt::parse(&bytes).with_context(|| file.display().to_string())?;
    let endorsed = receipt.check(&policy).with_context(|| format!("{} proves nothing", file.display()))?;
    let act = receipt.leaf.act();
    say("This receipt is good.");
    say("");
    say("Proved:");
    say(&format!(
        "  The act {} about {} was in the journal {}",
        act.kind, act.subject, endorsed.checkpoint.origin
    ));
    say(&format!(
        "  as number {} of {} when the journal was signed.",
        receipt.index, endorsed.checkpoint.size
    ));
    say(&format!("  The journal says that it happened at {}.", act.time));
    match &receipt.opening {
        Some((_, content)) => {
            say("  The content, to the last byte, is what the act commits to:");
            say(&format!("  {}", String::from_utf8_lossy(content)));
        }
        None if act.commit.is_some() => say("  The content is not in this receipt; the act alone is proved."),
        None => {}
    }
    if endorsed.witnesses.is_empty() {
        say(
            "  No witness that you trust has cosigned: only the operator's own signature vouches for the journal.",
        );
    }
    for (witness, at) in &endorsed.witnesses {
        say(&format!("  {} saw this journal at {at}.", witness.key.name()));
    }
    say("");
    say("Not proved:");
    say("  who wrote the content; that the site shows it today; that somebody agreed with it.");
    Ok(())
}

fn report(audited: &Audited) -> Result<()> {
    say(&format!("Journal {}: {} acts, root {}", audited.origin, audited.size, audited.root));
    for (kind, count) in &audited.kinds {
        say(&format!("  {count:>9} {kind}"));
    }
    for (witness, at) in &audited.witnesses {
        say(&format!("Cosigned by {witness} at {at}"));
    }
    if audited.witnesses.is_empty() {
        say("No witness that you trust has cosigned this checkpoint.");
    }
    if audited.faults > 0 {
        for finding in &audited.findings {
            say(&format!("FAULT {finding}"));
        }
        bail!(
            "{} things are wrong with this journal; keep what you have downloaded as evidence",
            audited.faults
        );
    }
    say(
        "Proved: every act is in order and under the signed root; every published text is the one that was committed",
    );
    say(
        "to; what is not published was hidden, withdrawn or erased by an act in the journal; nothing came after a close.",
    );
    if audited.state_compared {
        say("The counts that the site shows are those of the journal.");
    } else {
        say("The counts that the site shows were not compared: the journal grew meanwhile. Run this again.");
    }
    say(
        "Not proved: that others are shown the same journal. Compare checkpoints with them, or trust witnesses.",
    );
    Ok(())
}

#[derive(Debug, Clone, Copy)]
struct Head {
    size: u64,
    root: Hash,
}

/// Looks again and again; ends only when something is wrong.
fn monitor(
    source: &dyn Source,
    policy: &Policy,
    mut head: Head,
    state: Option<&Path>,
    every: u64,
) -> Result<()> {
    loop {
        std::thread::sleep(Duration::from_secs(every));
        // An unreachable site is not a false one.
        let bytes = match source.get("checkpoint") {
            Ok(Some(bytes)) => bytes,
            Ok(None) => bail!("the checkpoint is gone"),
            Err(error) => {
                say(&format!("not reached: {error}"));
                continue;
            }
        };
        let note = Note::parse(&bytes).context("the checkpoint")?;
        let next = advance(source, policy, head, &note)?;
        if next.size != head.size {
            say(&format!("{} acts, {} new; root {}", next.size, next.size - head.size, next.root));
            keep(state, &note)?;
        }
        head = next;
    }
}

/// Checks that a checkpoint continues the last one, by the published tiles.
fn advance(source: &dyn Source, policy: &Policy, head: Head, note: &Note) -> Result<Head> {
    let endorsed = policy.check(note).context("the checkpoint")?;
    let next = Head { size: endorsed.checkpoint.size, root: endorsed.checkpoint.root };
    if next.size < head.size {
        // An older state is no lie as long as it is a part of the newer one.
        check_growth(source, next, head)?;
        return Ok(head);
    }
    check_growth(source, head, next)?;
    Ok(next)
}

fn check_growth(source: &dyn Source, old: Head, new: Head) -> Result<()> {
    let mut tiles = |id: TileId| match source.get(&id.path()) {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => Err(TileError::Missing(id)),
        Err(error) => Err(TileError::Unreadable(id, error.into())),
    };
    let proof = prove_consistency(old.size, new.size, &mut tiles).context("the tiles of the journal")?;
    check_consistency(old.size, &old.root, new.size, &new.root, &proof).with_context(|| {
        format!(
            "FORK: the journal of {} acts does not continue the journal of {} acts that was seen before; keep both \
             checkpoints as evidence",
            new.size, old.size
        )
    })
}

fn keep(state: Option<&Path>, note: &Note) -> Result<()> {
    if let Some(path) = state {
        fs::write(path, note.to_string()).with_context(|| format!("{} cannot be written", path.display()))?;
    }
    Ok(())
}

fn known(path: &Path, policy: &Policy) -> Result<Known> {
    let bytes = fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let note = Note::parse(&bytes).with_context(|| path.display().to_string())?;
    // Whoever kept it may trust other witnesses; the signature of the log is what makes it evidence.
    let keys: Vec<_> = policy
        .logs()
        .iter()
        .map(|log| &log.key)
        .chain(policy.witnesses().iter().map(|witness| &witness.key))
        .collect();
    let verified = note.verify(&keys).with_context(|| path.display().to_string())?;
    let checkpoint = Checkpoint::parse(note.text()).with_context(|| path.display().to_string())?;
    let seen_at = verified.iter().filter_map(|signature| signature.time).min();
    Ok(Known { size: checkpoint.size, root: checkpoint.root, seen_at })
}

/// Writes everything that an audit reads.
pub fn export(source: &dyn Source, folder: &Path) -> Result<()> {
    for _ in 0..ATTEMPTS_MAX {
        let checkpoint = fetch(source, "checkpoint")?;
        let size = Checkpoint::parse(Note::parse(&checkpoint).context("the checkpoint")?.text())
            .context("the checkpoint")?
            .size;
        let mut paths: Vec<String> = vec!["policy".to_owned()];
        for number in (0..).take_while(|number| BundleId::in_tree(*number, size).is_some()) {
            paths.extend(BundleId::in_tree(number, size).map(BundleId::path));
            paths.push(format!("openings/{number}"));
        }
        for level in (0..).take_while(|level| TileId::in_tree(*level, 0, size).is_some()) {
            paths.extend((0..).map_while(|index| TileId::in_tree(level, index, size)).map(TileId::path));
        }
        for path in paths {
            write(folder, &path, &fetch(source, &path)?)?;
        }
        // Last: the counts must be of the same moment.
        write(folder, "state", &fetch(source, "state")?)?;
        write(folder, "checkpoint", &checkpoint)?;
        let now = Note::parse(&fetch(source, "checkpoint")?).context("the checkpoint")?;
        if Note::parse(&checkpoint).is_ok_and(|then| then.text() == now.text()) {
            say(&format!("{size} acts are in {}. Check them with: kenes verify audit {0}", folder.display()));
            return Ok(());
        }
    }
    say(
        "The journal grew while it was read. What was written is whole, but the counts may be of a later moment.",
    );
    Ok(())
}

fn write(folder: &Path, path: &str, bytes: &[u8]) -> Result<()> {
    let path = folder.join(path);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).with_context(|| parent.display().to_string())?;
    }
    fs::write(&path, bytes).with_context(|| path.display().to_string())
}

fn fetch(source: &dyn Source, path: &str) -> Result<Vec<u8>> {
    source.get(path).map_err(anyhow::Error::msg)?.with_context(|| format!("there is no {path}"))
}

fn read_policy(path: &Path) -> Result<Policy> {
    let bytes = fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
    Policy::parse(&bytes).with_context(|| path.display().to_string())
}
