//! SIGKILL under load. An outside client remembers what it was promised; whatever the program does meanwhile, every
//! promise must be kept: each acknowledged contribution is there exactly once, under the receipt that was given.
//!
//! `KENES_TEST_KILLS` sets how often the program is killed (default [`KILLS`]); a release wants hundreds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, RwLock};
use std::time::Duration;

use crate::api::journal;
use crate::support::app::contribution;
use crate::support::client::Client;
use crate::support::databases::{Database, on_each_database};
use crate::support::program::{self, Serving};
use kenes::server::SystemClock;
use kenes_service::{Options, Service, fixtures};

/// How often the program is killed.
const KILLS: usize = 6;
/// People who write at the same time.
const WRITERS: usize = 8;
/// Acknowledgements between one kill and the next; primes, so that kills fall on all parts of a batch.
const ACKNOWLEDGED_BETWEEN_KILLS: [usize; 6] = [23, 41, 7, 61, 31, 53];
/// Longest wait for the load to move on.
const PROGRESS: Duration = Duration::from_mins(1);

/// What the outside client was promised: idempotency key → receipt.
#[derive(Default)]
struct History {
    promised: Mutex<BTreeMap<String, String>>,
    grown: Condvar,
    /// Requests whose answer was lost and which were sent again.
    repeated: AtomicUsize,
}

impl History {
    fn acknowledge(&self, key: &str, receipt: &str) {
        let mut promised = self.promised.lock().unwrap();
        let before = promised.insert(key.to_owned(), receipt.to_owned());
        assert!(before.is_none_or(|before| before == receipt), "{key} has two receipts");
        self.grown.notify_all();
    }

    /// Waits until so many contributions are acknowledged.
    fn wait_for(&self, count: usize) {
        let promised = self.promised.lock().unwrap();
        let (promised, wait) =
            self.grown.wait_timeout_while(promised, PROGRESS, |promised| promised.len() < count).unwrap();
        assert!(!wait.timed_out(), "only {} of {count} contributions in {PROGRESS:?}", promised.len());
    }
}

on_each_database! {
    fn no_acknowledged_contribution_is_lost_or_doubled(backend) {
        let database = Database::fresh(backend);
        let program_id = set_up(&database);
        let path = format!("/api/v1/programs/{program_id}/contributions");
        let history = Arc::new(History::default());
        let mut serving = Serving::start(&database);
        let address = Arc::new(RwLock::new(serving.base().to_owned()));
        let stopping = Arc::new(AtomicBool::new(false));

        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let (history, address, stopping) = (history.clone(), address.clone(), stopping.clone());
                let path = path.clone();
                std::thread::spawn(move || write(writer, &path, &history, &address, &stopping))
            })
            .collect();
        let mut acknowledged = 0;
        for kill in 0..kills() {
            acknowledged += ACKNOWLEDGED_BETWEEN_KILLS[kill % ACKNOWLEDGED_BETWEEN_KILLS.len()];
            history.wait_for(acknowledged);
            serving.kill();
            acknowledged = history.promised.lock().unwrap().len();
            serving = Serving::start(&database);
            serving.base().clone_into(&mut address.write().unwrap());
        }
        history.wait_for(acknowledged + WRITERS);
        stopping.store(true, Ordering::SeqCst);
        for writer in writers {
            writer.join().unwrap();
        }

        let client = Client::new(serving.base());
        check(&client, &path, &history);
        serving.stop();
        let doctor = program::command(&database, &["doctor"]).output().unwrap();
        assert!(doctor.status.success(), "{}", String::from_utf8_lossy(&doctor.stdout));
    }
}

/// The small campaign, open at the real time of day; returns the public id of a program.
fn set_up(database: &Database) -> String {
    let options = Options { database_url: database.url.clone(), data_dir: database.data_dir() };
    let service = Service::open(options, Arc::new(SystemClock), Some([7; 32])).unwrap();
    fixtures::install(&service, 3).unwrap();
    let filter = kenes_service::programs::ProgramFilter::default();
    let page = kenes_service::programs::list(&service, &filter, None, 1).unwrap();
    page.items[0].id.clone()
}

/// Sends one contribution after the other. One whose answer is lost is sent again, unchanged, until it is answered.
fn write(writer: usize, path: &str, history: &History, address: &RwLock<String>, stopping: &AtomicBool) {
    let mut number = 0;
    while !stopping.load(Ordering::SeqCst) {
        let key = format!("writer-{writer}-{number}");
        let sent = contribution(None, &text_of(&key));
        loop {
            let client = Client::new(&address.read().unwrap().clone());
            match client.try_post(path, &[("idempotency-key", &key)], &sent) {
                Ok(answer) if answer.status == 201 => {
                    history.acknowledge(&key, answer.json()["receipt"].as_str().unwrap());
                    break;
                }
                // The program says that it is busy, or is dead: the outcome is unknown, the request is repeated.
                Ok(answer) => assert_eq!(answer.status, 503, "{}", answer.text()),
                Err(_) => {
                    history.repeated.fetch_add(1, Ordering::SeqCst);
                    std::thread::sleep(Duration::from_millis(5));
                }
            }
        }
        number += 1;
    }
}

fn text_of(key: &str) -> String {
    format!("Пікір {key}.")
}

fn check(client: &Client, path: &str, history: &History) {
    let promised = history.promised.lock().unwrap();
    let stored = client.all_items(path, 100);
    let texts: BTreeSet<&str> = stored.iter().map(|item| item["text"].as_str().unwrap()).collect();
    assert_eq!(texts.len(), stored.len(), "a contribution is there twice");
    let expected: BTreeSet<String> = promised.keys().map(|key| text_of(key)).collect();
    assert_eq!(
        texts,
        expected.iter().map(String::as_str).collect(),
        "what is stored is not what was promised"
    );
    for (key, receipt) in promised.iter() {
        let story = client.json(&format!("/api/v1/contributions/{receipt}"));
        assert_eq!(story["contribution"]["text"], text_of(key));
        let again = client.post_with(path, &[("idempotency-key", key)], &contribution(None, &text_of(key)));
        assert_eq!((again.status, again.json()["receipt"].as_str()), (201, Some(receipt.as_str())), "{key}");
    }
    let acts = journal::settled(client);
    for (position, act) in acts.iter().enumerate() {
        assert_eq!(act["leaf_index"], position, "numbers have no gaps");
    }
    let subjects: BTreeSet<&str> = acts
        .iter()
        .filter(|act| act["kind"] == "contribution.received")
        .map(|act| act["subject"].as_str().unwrap())
        .collect();
    assert_eq!(subjects.len(), promised.len(), "acts and contributions do not agree");
    let program = path.strip_suffix("/contributions").unwrap();
    assert_eq!(client.json(program)["contributions"]["received"], promised.len());
    println!(
        "{} contributions acknowledged, {} requests repeated, 0 lost, 0 doubled",
        promised.len(),
        history.repeated.load(Ordering::SeqCst)
    );
}

#[expect(clippy::disallowed_methods, reason = "how long a test runs is told by the environment")]
fn kills() -> usize {
    std::env::var("KENES_TEST_KILLS")
        .map_or(KILLS, |text| text.parse().expect("KENES_TEST_KILLS is a number"))
}
