//! Background workers: the integrator that numbers acts, and the runner of scheduled jobs.
//!
//! A worker that panics ends the process: a server that looks alive while acts pile up unnumbered is worse than
//! one that restarts.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use kenes_domain::timestamp::Timestamp;
use kenes_store::jobs::{self as rows, JobRow};
use kenes_store::{acts, idempotency};

use crate::Service;
use crate::error::ServiceError;
use crate::hearing;
use crate::phases;

/// Acts numbered in one transaction.
const INTEGRATE_MAX: i64 = 5_000;
/// Longest pause of a worker that nobody wakes: another process may have written.
const PAUSE: Duration = Duration::from_millis(200);
/// How long a job may run before another worker takes it.
const LEASE_SECONDS: i64 = 60;
/// Attempts after which a job is parked.
const ATTEMPTS_MAX: i32 = 12;
/// Pause after the first failed attempt; it doubles each time up to [`BACKOFF_SECONDS_MAX`].
const BACKOFF_SECONDS: i64 = 60;
/// Longest pause between attempts.
const BACKOFF_SECONDS_MAX: i64 = 6 * 3_600;
/// How long answers to idempotency keys are kept.
const IDEMPOTENCY_SECONDS: i64 = 7 * 24 * 3_600;

/// Wakes workers when something was written.
#[derive(Debug, Default)]
pub(crate) struct Bell {
    rung: Mutex<u64>,
    waiting: Condvar,
}

impl Bell {
    pub(crate) fn ring(&self) {
        *self.rung.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.waiting.notify_all();
    }

    /// Waits until the bell rings after `seen`, or a pause is over; returns how often it has rung.
    fn wait(&self, seen: u64) -> u64 {
        let rung = self.rung.lock().unwrap_or_else(PoisonError::into_inner);
        if *rung != seen {
            return *rung;
        }
        let (rung, _) = self.waiting.wait_timeout(rung, PAUSE).unwrap_or_else(PoisonError::into_inner);
        *rung
    }
}

/// The kinds of jobs. The word is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum JobKind {
    /// Forgets old idempotency keys.
    ForgetKeys,
}

impl JobKind {
    fn parse(word: &str) -> Option<Self> {
        match word {
            "forget_keys" => Some(Self::ForgetKeys),
            _ => None,
        }
    }
}

/// One turn of a worker; `true` when there may be more to do at once.
type Step = fn(&Service) -> Result<bool, ServiceError>;

/// Heartbeats of the workers, for readiness.
#[derive(Debug)]
struct Heartbeats {
    integrator: AtomicI64,
    jobs: AtomicI64,
}

/// Watches the workers of one process. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Pulse {
    heartbeats: Arc<Heartbeats>,
}

impl Pulse {
    /// The last moment at which each worker was seen alive: `(name, moment)`.
    pub fn beats(&self) -> [(&'static str, Timestamp); 2] {
        [
            ("integrator", Timestamp::from_micros(self.heartbeats.integrator.load(Ordering::Acquire))),
            ("jobs", Timestamp::from_micros(self.heartbeats.jobs.load(Ordering::Acquire))),
        ]
    }
}

/// The running workers of one process.
pub struct Workers {
    stop: Arc<AtomicBool>,
    service: Service,
    heartbeats: Arc<Heartbeats>,
    threads: Vec<JoinHandle<()>>,
}

impl Service {
    /// Starts the background workers.
    pub fn start_workers(&self) -> Result<Workers, ServiceError> {
        hearing::start(self)?;
        let stop = Arc::new(AtomicBool::new(false));
        // A worker that is about to start counts as seen.
        let now = self.now().micros();
        let heartbeats = Arc::new(Heartbeats { integrator: AtomicI64::new(now), jobs: AtomicI64::new(now) });
        let mut threads = Vec::new();
        let steps: [(&'static str, Step); 2] =
            [("kenes-integrator", integrator_step), ("kenes-jobs", job_step)];
        for (name, step) in steps {
            let (service, stop, heartbeats) = (self.clone(), Arc::clone(&stop), Arc::clone(&heartbeats));
            let thread = std::thread::Builder::new()
                .name(name.to_owned())
                .spawn(move || supervise(name, &service, &stop, &heartbeats, step))
                .map_err(|error| ServiceError::Internal(error.to_string()))?;
            threads.push(thread);
        }
        Ok(Workers { stop, service: self.clone(), heartbeats, threads })
    }

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
}

impl Workers {
    /// Watches the workers while they run.
    pub fn pulse(&self) -> Pulse {
        Pulse { heartbeats: Arc::clone(&self.heartbeats) }
    }

    /// Ends the workers after what they are doing, and numbers what is left.
    pub fn stop(self) -> Result<(), ServiceError> {
        self.stop.store(true, Ordering::Release);
        self.service.bell().ring();
        for thread in self.threads {
            if thread.join().is_err() {
                return Err(ServiceError::Internal("a worker panicked".to_owned()));
            }
        }
        self.service.integrate_all().map(|_| ())
    }
}

fn supervise(name: &'static str, service: &Service, stop: &AtomicBool, heartbeats: &Heartbeats, step: Step) {
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let mut seen = 0;
        while !stop.load(Ordering::Acquire) {
            let beat = if name == "kenes-integrator" { &heartbeats.integrator } else { &heartbeats.jobs };
            beat.store(service.now().micros(), Ordering::Release);
            match step(service) {
                Ok(true) => {}
                Ok(false) => seen = service.bell().wait(seen),
                Err(error) => {
                    tracing::warn!(worker = name, %error, "a step failed; it is tried again");
                    seen = service.bell().wait(seen);
                }
            }
        }
    }));
    if outcome.is_err() {
        tracing::error!(worker = name, "a worker panicked; the process ends");
        std::process::abort();
    }
}

/// Numbers one batch of acts, and hears what others wrote; `true` when there may be more.
fn integrator_step(service: &Service) -> Result<bool, ServiceError> {
    // Looking first costs a read; an idle server would otherwise write five times a second.
    let (size, pending) = service.read(|conn| Ok(acts::size_and_pending(conn)?))?;
    hearing::listen(service, size)?;
    Ok(pending > 0 && integrate(service)? > 0)
}

fn integrate(service: &Service) -> Result<usize, ServiceError> {
    service.store().write(|conn| {
        if acts::may_integrate(conn)? { Ok(acts::integrate(conn, INTEGRATE_MAX)?) } else { Ok(0) }
    })
}

/// Opens and closes discussions by the clock, then runs one due job; `true` when there was one.
fn job_step(service: &Service) -> Result<bool, ServiceError> {
    phases::by_the_clock(service)?;
    let now = service.now();
    let lease_until = now.plus_seconds(LEASE_SECONDS).micros();
    let due = service.read(|conn| Ok(rows::counts(conn)?))?;
    if due.0 == 0 {
        return Ok(false);
    }
    let Some(job) = service
        .store()
        .write(move |conn| Ok::<_, ServiceError>(rows::lease(conn, now.micros(), lease_until)?))?
    else {
        return Ok(false);
    };
    let id = job.id;
    match run(service, &job) {
        Ok(()) => service.store().write(move |conn| Ok::<_, ServiceError>(rows::finish(conn, id)?))?,
        Err(error) => {
            let message = error.to_string();
            if job.attempts >= ATTEMPTS_MAX {
                tracing::error!(job = id, kind = %job.kind, %message, "a job failed too often; it is parked");
                service.store().write(move |conn| Ok::<_, ServiceError>(rows::park(conn, id, &message)?))?;
            } else {
                let run_at = now.plus_seconds(backoff_seconds(job.attempts)).micros();
                service
                    .store()
                    .write(move |conn| Ok::<_, ServiceError>(rows::retry(conn, id, run_at, &message)?))?;
            }
        }
    }
    Ok(true)
}

/// Pause after the `attempts`-th failure: 1, 2, 4 … minutes, at most six hours.
fn backoff_seconds(attempts: i32) -> i64 {
    let doublings = u32::try_from(attempts.saturating_sub(1).clamp(0, 20)).unwrap_or(0);
    (BACKOFF_SECONDS << doublings).min(BACKOFF_SECONDS_MAX)
}

fn run(service: &Service, job: &JobRow) -> Result<(), ServiceError> {
    match JobKind::parse(&job.kind) {
        Some(JobKind::ForgetKeys) => {
            let before = service.now().plus_seconds(-IDEMPOTENCY_SECONDS).micros();
            service.store().write(move |conn| {
                idempotency::forget_before(conn, before)?;
                Ok::<_, ServiceError>(())
            })
        }
        None => Err(ServiceError::Internal(format!("no worker knows the job {:?}", job.kind))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_six_hours() {
        assert_eq!(backoff_seconds(1), 60);
        assert_eq!(backoff_seconds(2), 120);
        assert_eq!(backoff_seconds(12), BACKOFF_SECONDS_MAX);
    }
}
