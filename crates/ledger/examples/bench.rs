//! Measures the ledger: `cargo run --release -p kenes-ledger --example bench [-- ACTS]`, one million by default.
//!
//! One thread, everything in memory; the database is measured where it is.
#![expect(clippy::print_stdout, reason = "a program that prints figures")]
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::collections::BTreeMap;
use std::env;
use std::error::Error;
use std::time::{Duration, Instant};

use kenes_ledger::audit::{Audit, Known, Published, Rules};
use kenes_ledger::checkpoint::Checkpoint;
use kenes_ledger::commitment::{Opening, Salt};
use kenes_ledger::hash::Hash;
use kenes_ledger::key::{Purpose, SignerKey};
use kenes_ledger::leaf::{Act, Leaf};
use kenes_ledger::moment::Moment;
use kenes_ledger::note::Note;
use kenes_ledger::policy::Policy;
use kenes_ledger::proof::{check_consistency, check_inclusion, prove_consistency, prove_inclusion, root_at};
use kenes_ledger::receipt::Receipt;
use kenes_ledger::tile::{TileError, TileId};
use kenes_ledger::tree::Appender;

const ORIGIN: &str = "kenes.example/log";
/// 2026-11-23T12:00:00Z.
const START_SECONDS: u64 = 1_795_435_200;
/// How many acts the integrator takes at once.
const BATCH: u32 = 5_000;
/// How many times each short operation is measured.
const SAMPLES: u32 = 2_000;
/// A text of four hundred bytes, as a short contribution.
const TEXT: &str = "Көшеде жарық жоқ, кешке балалар мектептен қараңғыда қайтады. Бағандар тұр, бірақ шамдар екі \
    жылдан бері жанбайды. Ұсынысым: қосымшадағы он екі бағанға жаңа шам орнатып, жұмысты күзге дейін аяқтау керек.";

type Table = BTreeMap<(u8, u64), Vec<u8>>;

fn main() -> Result<(), Box<dyn Error>> {
    let acts = env::args().nth(1).map_or(Ok(1_000_000), |count| count.parse::<u32>())?;
    let size = u64::from(acts);

    let start = Instant::now();
    let mut leaves = Vec::new();
    for number in 0..acts {
        leaves.push(leaf(number)?);
    }
    rate("act → commitment, leaf", acts, start.elapsed());

    let start = Instant::now();
    let hashes: Vec<Hash> = leaves.iter().map(Leaf::hash).collect();
    rate("leaf → hash", acts, start.elapsed());

    let (mut table, root) = integrate(acts, &hashes)?;
    measure_proofs(size, &hashes, &root, &mut table)?;
    measure_receipt(size, &leaves, root, &mut table)?;
    measure_audit(acts, &leaves, Known { size, root, seen_at: None })
}

fn leaf(number: u32) -> Result<Leaf, Box<dyn Error>> {
    Ok(Leaf::of(Act {
        kind: "contribution.received".to_owned(),
        id: format!("0198f2c7-5a3e-7c41-9d02-{number:012x}"),
        time: Moment::from_seconds(START_SECONDS)?.plus_seconds(u64::from(number / 200)),
        place: "111010000".to_owned(),
        consultation: Some(format!("program{}", number % 216)),
        edition: Some(1),
        subject: format!("contribution/{number:010}"),
        commit: Some(opening(number).commitment()),
        prev: None,
        reason: None,
    })?)
}

fn opening(number: u32) -> Opening<'static> {
    let mut salt = [0x5a; 32];
    for (target, source) in salt.iter_mut().zip(number.to_be_bytes()) {
        *target = source;
    }
    Opening { salt: Salt::from_bytes(salt), content: TEXT.as_bytes() }
}

/// As the integrator works: batches, tiles into a table, a signed checkpoint for each.
fn integrate(acts: u32, hashes: &[Hash]) -> Result<(Table, Hash), Box<dyn Error>> {
    let key = SignerKey::from_seed(ORIGIN, Purpose::Note, &[1; 32])?;
    let mut table = Table::new();
    let mut tree = Appender::new();
    let start = Instant::now();
    for batch in hashes.chunks(usize::try_from(BATCH)?) {
        for hash in batch {
            tree.push(*hash);
        }
        for tile in tree.take_tiles() {
            table.insert((tile.id.level(), tile.id.index()), tile.bytes);
        }
        sign(&tree.root(), tree.size(), &key)?;
    }
    rate("hash → tree, tiles, signed checkpoints", acts, start.elapsed());
    let root = tree.root();
    report("root from the right edge", || {
        std::hint::black_box(tree.root());
        Ok(())
    })?;
    report("resume from the tiles", || {
        Appender::resume(tree.size(), &root, &mut |id| read(&table, id))?;
        Ok(())
    })?;
    let bytes: usize = table.values().map(Vec::len).sum();
    println!("{:<44} {:>9} KiB in {} tiles", "tiles", bytes / 1024, table.len());
    Ok((table, root))
}

fn sign(root: &Hash, size: u64, key: &SignerKey) -> Result<Note, Box<dyn Error>> {
    let checkpoint = Checkpoint { origin: ORIGIN.to_owned(), size, root: *root, extensions: Vec::new() };
    Ok(checkpoint.sign([key])?)
}

fn measure_proofs(size: u64, hashes: &[Hash], root: &Hash, table: &mut Table) -> Result<(), Box<dyn Error>> {
    // Numbers that a stride with no common factor spreads over the tree.
    let mut index = 0;
    let mut next = || {
        index = (index + 611_953) % size;
        index
    };
    let mut proofs = Vec::new();
    report("inclusion proof, generate", || {
        let index = next();
        proofs.push((index, prove_inclusion(index, size, &mut |id| read(table, id))?));
        Ok(())
    })?;
    let mut proofs = proofs.iter().cycle();
    report("inclusion proof, verify", || {
        let (index, path) = proofs.next().ok_or("no proof")?;
        let leaf = hashes.get(usize::try_from(*index)?).ok_or("no leaf")?;
        Ok(check_inclusion(leaf, *index, size, path, root)?)
    })?;
    let mut proofs = Vec::new();
    report("consistency proof, generate", || {
        let old_size = next().max(1);
        proofs.push((old_size, prove_consistency(old_size, size, &mut |id| read(table, id))?));
        Ok(())
    })?;
    let mut with_roots = Vec::new();
    for (old_size, proof) in proofs.into_iter().take(200) {
        with_roots.push((old_size, root_at(old_size, &mut |id| read(table, id))?, proof));
    }
    let mut proofs = with_roots.iter().cycle();
    report("consistency proof, verify", || {
        let (old_size, old_root, proof) = proofs.next().ok_or("no proof")?;
        Ok(check_consistency(*old_size, old_root, size, root, proof)?)
    })
}

fn measure_receipt(size: u64, leaves: &[Leaf], root: Hash, table: &mut Table) -> Result<(), Box<dyn Error>> {
    let key = SignerKey::from_seed(ORIGIN, Purpose::Note, &[1; 32])?;
    report("checkpoint, sign", || {
        std::hint::black_box(sign(&root, size, &key)?);
        Ok(())
    })?;
    let mut note = sign(&root, size, &key)?;
    let mut policy = vec![format!("log {}", key.verifier())];
    for number in 0..3_u8 {
        let witness = SignerKey::from_seed(
            &format!("witness{number}.example"),
            Purpose::Cosignature,
            &[50 + number; 32],
        )?;
        note.cosign(&witness, Moment::from_seconds(START_SECONDS)?);
        policy.push(format!("witness w{number} {}", witness.verifier()));
    }
    policy.push("group w 2 w0 w1 w2\nquorum w\n".to_owned());
    let policy = Policy::parse(policy.join("\n").as_bytes())?;
    report("checkpoint with three cosignatures, verify", || {
        policy.check(&note)?;
        Ok(())
    })?;
    let index = size / 3;
    let opening = opening(u32::try_from(index)?);
    let receipt = Receipt {
        leaf: leaves.get(usize::try_from(index)?).ok_or("no leaf")?.clone(),
        opening: Some((opening.salt, opening.content.to_vec())),
        index,
        path: prove_inclusion(index, size, &mut |id| read(table, id))?,
        note,
    };
    let bytes = receipt.to_string().into_bytes();
    println!(
        "{:<44} {:>9} bytes, {} of them text",
        "receipt with three cosignatures",
        bytes.len(),
        TEXT.len()
    );
    report("receipt with three cosignatures, verify", || {
        Receipt::parse(&bytes)?.check(&policy)?;
        Ok(())
    })
}

fn measure_audit(acts: u32, leaves: &[Leaf], known: Known) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let mut audit = Audit::new(Rules::default(), vec![known]);
    for (number, leaf) in (0..acts).zip(leaves) {
        audit.push(leaf.as_bytes(), Published::Open(opening(number)));
        if number % BATCH == 0 {
            audit.take_tiles();
        }
    }
    let report = audit.finish();
    rate("audit: leaf, opening, tree", acts, start.elapsed());
    if report.faults == 0 { Ok(()) } else { Err("the audit found faults".into()) }
}

fn read(table: &Table, id: TileId) -> Result<Vec<u8>, TileError> {
    table.get(&(id.level(), id.index())).cloned().ok_or(TileError::Missing(id))
}

fn rate(what: &str, count: u32, time: Duration) {
    println!("{what:<44} {:>9.0} /s, {:.2} s", f64::from(count) / time.as_secs_f64(), time.as_secs_f64());
}

/// Runs something many times, and prints the median and the 99th percentile.
fn report(what: &str, mut run: impl FnMut() -> Result<(), Box<dyn Error>>) -> Result<(), Box<dyn Error>> {
    let mut times = Vec::new();
    for _ in 0..SAMPLES {
        let start = Instant::now();
        run()?;
        times.push(start.elapsed());
    }
    times.sort_unstable();
    let at = |per_mille: usize| times.get(times.len() * per_mille / 1000).copied().unwrap_or_default();
    println!(
        "{what:<44} {:>9.1} µs median, {:.1} µs p99",
        at(500).as_secs_f64() * 1e6,
        at(990).as_secs_f64() * 1e6
    );
    Ok(())
}
