//! Measures the ledger with its database: `cargo run --release -p kenes-service --example ledger_bench [-- ACTS]`, one
//! million by default, on SQLite in a temporary folder. Prints, asserts nothing: times differ from machine to machine.
#![expect(clippy::print_stdout, reason = "figures are what a benchmark is for")]
#![expect(clippy::unwrap_used, reason = "a benchmark that meets a fault ends")]
#![expect(clippy::disallowed_methods, reason = "it measures time")]
#![expect(clippy::indexing_slicing, reason = "positions come from the length")]

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use kenes_domain::timestamp::{Clock, Timestamp};
use kenes_ledger::policy::Policy;
use kenes_ledger::receipt::Receipt;
use kenes_service::contributions::{self, Submission};
use kenes_service::ledger::receipt::{Evidence, evidence};
use kenes_service::ledger::{publish, reconcile};
use kenes_service::programs::{self, ProgramFilter};
use kenes_service::{Options, Service, fixtures};

/// Posts a second in the last measurement, and how many.
const POSTS_PER_SECOND: u32 = 200;
const POSTS: u32 = 4_000;
/// How many receipts are measured.
const SAMPLES: usize = 1_000;

struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
        Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap())
    }
}

fn main() {
    let acts = std::env::args().nth(1).map_or(1_000_000, |count| count.parse::<u32>().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let open = || {
        let options = Options {
            database_url: format!("sqlite://{}", folder.path().join("kenes.db").display()),
            data_dir: folder.path().to_owned(),
        };
        Service::open(options, Arc::new(SystemClock), None).unwrap()
    };
    let service = open();
    fixtures::install(&service, 7).unwrap();
    let program = programs::list(&service, &ProgramFilter::default(), None, 1).unwrap().items.remove(0).id;
    service.integrate_all().unwrap();

    let start = Instant::now();
    fixtures::flood(&service, &program, acts).unwrap();
    println!("{acts} acts written in {:.1} s, without numbers", start.elapsed().as_secs_f64());

    let (start, busy) = (Instant::now(), processor_seconds());
    let numbered = service.integrate_all().unwrap();
    let (wall, busy) = (start.elapsed().as_secs_f64(), processor_seconds() - busy);
    println!(
        "integration with the database: {numbered} acts in {wall:.2} s, {busy:.2} s of processor: {:.0} acts/s, {:.0} acts/s per core",
        f64::from(acts) / wall,
        f64::from(acts) / busy
    );

    measure_receipts(&service, &program);

    let start = Instant::now();
    let found = reconcile::check(&service).unwrap();
    println!(
        "audit of everything ({} acts, {} faults): {:.1} s",
        found.size,
        found.faults,
        start.elapsed().as_secs_f64()
    );

    drop(service);
    let start = Instant::now();
    let service = open();
    let workers = service.start_workers().unwrap();
    println!("restart until acts are numbered again: {:.0} ms", start.elapsed().as_secs_f64() * 1e3);
    measure_load(&service, &program);
    workers.stop().unwrap();
}

fn submission(program: &str, number: u32) -> Submission {
    Submission {
        program: program.to_owned(),
        kind: "problem".to_owned(),
        language: "kk".to_owned(),
        text: format!("Көшеде жарық жоқ, кешке балалар мектептен қараңғыда қайтады. № {number}"),
        ..Submission::default()
    }
}

fn measure_receipts(service: &Service, program: &str) {
    let codes: Vec<String> = (0..u32::try_from(SAMPLES).unwrap())
        .map(|number| contributions::submit(service, submission(program, number)).unwrap().receipt)
        .collect();
    service.integrate_all().unwrap();
    let policy = Policy::parse(publish::policy(service).as_bytes()).unwrap();
    let (mut made, mut checked, mut bytes) = (Vec::new(), Vec::new(), 0);
    for code in &codes {
        let start = Instant::now();
        let Evidence::Proof(text) = evidence(service, code).unwrap() else { panic!("not proved") };
        made.push(start.elapsed());
        let receipt = Receipt::parse(text.as_bytes()).unwrap();
        let start = Instant::now();
        receipt.check(&policy).unwrap();
        checked.push(start.elapsed());
        bytes = bytes.max(text.len());
    }
    quantiles("proof made, with the database", made);
    quantiles("proof verified, with the signature", checked);
    println!("largest receipt: {bytes} bytes with its text");
}

/// Posts at a steady rate from one thread; another waits for each proof.
fn measure_load(service: &Service, program: &str) {
    let (send, receive) = std::sync::mpsc::channel::<(String, Instant)>();
    let waiting = service.clone();
    let waiter = std::thread::spawn(move || {
        let mut times = Vec::new();
        for (code, posted) in receive {
            while !matches!(evidence(&waiting, &code).unwrap(), Evidence::Proof(_)) {
                std::thread::sleep(Duration::from_millis(5));
            }
            times.push(posted.elapsed());
        }
        times
    });
    let start = Instant::now();
    for number in 0..POSTS {
        let due = Duration::from_secs_f64(f64::from(number) / f64::from(POSTS_PER_SECOND));
        std::thread::sleep(due.saturating_sub(start.elapsed()));
        let receipt = contributions::submit(service, submission(program, number)).unwrap();
        send.send((receipt.receipt, Instant::now())).unwrap();
    }
    let rate = f64::from(POSTS) / start.elapsed().as_secs_f64();
    drop(send);
    quantiles(&format!("from post to proof at {rate:.0} posts/s"), waiter.join().unwrap());
}

fn quantiles(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)].as_secs_f64() * 1e3;
    println!("{what}: p50 {:.3} ms, p99 {:.3} ms", at(50), at(99));
}

/// Processor time of this process so far, from /proc, which counts hundredths of a second.
fn processor_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = text.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks = fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap();
    ticks / 100.0
}
