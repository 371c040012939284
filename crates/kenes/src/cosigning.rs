//! Asks the configured witnesses to cosign each new checkpoint, and keeps their answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use kenes_ledger::witness::parse_other_size;
use kenes_service::Service;
use kenes_service::ledger::witnesses::{self, WitnessAddress};

use crate::fetch;

/// Pause between two rounds.
const PAUSE: Duration = Duration::from_millis(500);
/// Rounds without a request after a witness failed: it may be down, and must not be hammered.
const ROUNDS_AFTER_FAILURE: u32 = 60;
/// How often a witness may name another size before the round ends.
const SIZES_MAX: u32 = 2;
/// Most bytes of a witness's answer.
const ANSWER_BYTES_MAX: u64 = 64 * 1_024;

/// The thread that asks; stopped and joined with [`Cosigning::stop`].
pub struct Cosigning {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Cosigning {
    /// Starts it; `None` when no witness has an address.
    pub fn start(service: &Service) -> Result<Option<Self>> {
        let witnesses = witnesses::addresses(service);
        if witnesses.is_empty() {
            return Ok(None);
        }
        let stop = Arc::new(AtomicBool::new(false));
        let (service, stopped) = (service.clone(), Arc::clone(&stop));
        let thread = std::thread::Builder::new()
            .name("kenes-witnesses".to_owned())
            .spawn(move || run(&service, &witnesses, &stopped))
            .context("the thread that asks witnesses")?;
        Ok(Some(Self { stop, thread }))
    }

    /// Ends it after the request it is at.
    pub fn stop(self) {
        self.stop.store(true, Ordering::Release);
        self.thread.thread().unpark();
        if self.thread.join().is_err() {
            tracing::error!("the thread that asks witnesses panicked");
        }
    }
}

fn run(service: &Service, witnesses: &[WitnessAddress], stop: &AtomicBool) {
    let agent = fetch::agent();
    let mut resting = vec![0_u32; witnesses.len()];
    while !stop.load(Ordering::Acquire) {
        for (witness, rest) in witnesses.iter().zip(&mut resting) {
            if *rest > 0 {
                *rest -= 1;
            } else if let Err(error) = ask(service, &agent, witness) {
                tracing::warn!(witness = %witness.name, error = format!("{error:#}"), "no cosignature");
                *rest = ROUNDS_AFTER_FAILURE;
            }
        }
        std::thread::park_timeout(PAUSE);
    }
}

/// Gets the cosignature of one witness for the newest checkpoint, when it has none yet.
pub fn ask(service: &Service, agent: &ureq::Agent, witness: &WitnessAddress) -> Result<()> {
    let mut seen = None;
    for _ in 0..=SIZES_MAX {
        let Some(request) = witnesses::next_request(service, &witness.name, seen)? else { return Ok(()) };
        let url = format!("{}/add-checkpoint", witness.url);
        let mut response = agent.post(&url).send(request.body.as_bytes())?;
        let status = response.status().as_u16();
        let body = response.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_string()?;
        match status {
            200 => return Ok(witnesses::keep_cosignature(service, witness, request.size, &body)?),
            409 => seen = Some(parse_other_size(&body).context("the witness named no size")?),
            _ => bail!("status {status}: {}", body.trim()),
        }
    }
    bail!("the witness names another size each time")
}
