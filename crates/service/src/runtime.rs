//! The service of one process: its store, clock, randomness and background workers.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use kenes_domain::identifier::PublicId;
use kenes_domain::receipt::ReceiptCode;
use kenes_domain::timestamp::{Clock, Timestamp};
use kenes_store::{Conn, Store};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;

use crate::directory::Directory;
use crate::error::ServiceError;
use crate::freshness::Freshness;
use crate::hearing::Hearing;
use crate::identity::secrets::Secrets;
use crate::jobs::Bell;
use crate::journal::Acts;

/// Where the service keeps its data.
#[derive(Debug, Clone)]
pub struct Options {
    /// `sqlite://PATH` or `postgres://…`.
    pub database_url: String,
    /// Folder of the search index, mails written to files, keys.
    pub data_dir: PathBuf,
}

/// Everything a use case needs. Cheap to clone.
#[derive(Clone)]
pub struct Service {
    inner: Arc<Inner>,
}

/// What waits to be done, as counts.
#[derive(Debug, Clone, Copy)]
pub struct Backlog {
    /// Numbered acts of the journal.
    pub acts: i64,
    /// Acts without a number yet.
    pub pending: i64,
    /// Jobs that wait.
    pub jobs_queued: i64,
    /// Jobs that failed too often and need somebody to look.
    pub jobs_parked: i64,
}

struct Inner {
    store: Store,
    options: Options,
    clock: Arc<dyn Clock>,
    random: Mutex<ChaCha20Rng>,
    freshness: Freshness,
    hearing: Arc<Hearing>,
    directory: RwLock<Option<(u64, Arc<Directory>)>>,
    bell: Bell,
    secrets: Secrets,
    second_factor_required: AtomicBool,
}

impl Service {
    /// Opens the store, bringing its schema up to date. With a seed, public ids and receipt codes repeat: for
    /// tests and demonstrations only.
    pub fn open(
        options: Options,
        clock: Arc<dyn Clock>,
        seed: Option<[u8; 32]>,
    ) -> Result<Self, ServiceError> {
        let store = Store::open(&options.database_url)?;
        let secrets = Secrets::open(&options.data_dir)?;
        let random = match seed {
            Some(seed) => ChaCha20Rng::from_seed(seed),
            None => from_system()?,
        };
        Ok(Self {
            inner: Arc::new(Inner {
                store,
                options,
                clock,
                random: Mutex::new(random),
                freshness: Freshness::default(),
                hearing: Arc::default(),
                directory: RwLock::new(None),
                bell: Bell::default(),
                secrets,
                second_factor_required: AtomicBool::new(true),
            }),
        })
    }

    /// Draws from the system's randomness from now on: what follows a seeded demonstration must not collide with it.
    pub fn stop_repeating(&self) -> Result<(), ServiceError> {
        *self.inner.random.lock().unwrap_or_else(PoisonError::into_inner) = from_system()?;
        Ok(())
    }

    /// The generations by which kept pages know that they are old.
    pub fn freshness(&self) -> &Freshness {
        &self.inner.freshness
    }

    /// Where the data is.
    pub fn options(&self) -> &Options {
        &self.inner.options
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    /// Whether the database answers.
    pub fn probe(&self) -> Result<(), ServiceError> {
        self.read(|conn| Ok(kenes_store::acts::size(conn).map(|_| ())?))
    }

    /// What waits to be done.
    pub fn backlog(&self) -> Result<Backlog, ServiceError> {
        self.read(|conn| {
            let (acts, pending) = kenes_store::acts::size_and_pending(conn)?;
            let (jobs_queued, jobs_parked) = kenes_store::jobs::counts(conn)?;
            Ok(Backlog { acts, pending, jobs_queued, jobs_parked })
        })
    }

    /// Whether roles hold only in sessions in which a second factor was given.
    pub fn second_factor_required(&self) -> bool {
        self.inner.second_factor_required.load(Ordering::Acquire)
    }

    /// Sets whether roles hold only in sessions in which a second factor was given; they do until this says otherwise.
    pub fn require_second_factor(&self, required: bool) {
        self.inner.second_factor_required.store(required, Ordering::Release);
    }

    pub(crate) fn secrets(&self) -> &Secrets {
        &self.inner.secrets
    }

    pub(crate) fn hearing(&self) -> &Hearing {
        &self.inner.hearing
    }

    pub(crate) fn bell(&self) -> &Bell {
        &self.inner.bell
    }

    pub(crate) fn store(&self) -> &Store {
        &self.inner.store
    }

    /// Reads in one snapshot.
    pub(crate) fn read<T>(
        &self,
        query: impl FnOnce(&mut Conn<'_>) -> Result<T, ServiceError>,
    ) -> Result<T, ServiceError> {
        self.inner.store.read(query)
    }

    /// Changes the public state: the unit of work and the acts that tell of it are one transaction. When it is on
    /// disk, kept pages are told and the workers are woken. The unit may run several times.
    pub(crate) fn write<T, F>(&self, unit: F) -> Result<T, ServiceError>
    where
        T: Send + 'static,
        F: Fn(&mut Conn<'_>, &mut Acts) -> Result<T, ServiceError> + Send + 'static,
    {
        let salts = self.random_bytes();
        let hearing = Arc::clone(&self.inner.hearing);
        let (result, touched) = self.inner.store.write(move |conn| {
            let mut acts = Acts::new(salts);
            let result = unit(conn, &mut acts)?;
            let touched = acts.insert(conn)?;
            // Before the commit: afterwards the listener could be quicker. A second run has the same acts.
            hearing.expect(&touched.acts);
            Ok::<_, ServiceError>((result, touched))
        })?;
        if touched.structure {
            self.inner.freshness.touch_structure();
        }
        for program in &touched.programs {
            self.inner.freshness.touch_program(program);
        }
        self.inner.bell.ring();
        Ok(result)
    }

    /// Territories, campaign and programs as they are now, kept in memory until one of them changes.
    pub(crate) fn directory(&self) -> Result<Arc<Directory>, ServiceError> {
        let generation = self.inner.freshness.structure();
        let kept = self.inner.directory.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, directory)) = &*kept
            && *at == generation
        {
            return Ok(Arc::clone(directory));
        }
        drop(kept);
        let today = self.now().date_at(0);
        let directory = Arc::new(self.read(|conn| Directory::load(conn, today))?);
        let mut kept = self.inner.directory.write().unwrap_or_else(PoisonError::into_inner);
        *kept = Some((generation, Arc::clone(&directory)));
        Ok(directory)
    }

    fn random_bits(&self) -> u64 {
        self.inner.random.lock().unwrap_or_else(PoisonError::into_inner).next_u64()
    }

    pub(crate) fn random_bytes(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.inner.random.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut bytes);
        bytes
    }

    pub(crate) fn new_public_id(&self) -> PublicId {
        PublicId::from_random_bits(self.random_bits())
    }

    pub(crate) fn new_receipt(&self) -> ReceiptCode {
        ReceiptCode::from_random_bits(self.random_bits())
    }
}

pub(crate) fn from_system() -> Result<ChaCha20Rng, ServiceError> {
    ChaCha20Rng::try_from_rng(&mut rand::rngs::SysRng)
        .map_err(|error| ServiceError::Internal(format!("no randomness: {error}")))
}

/// A random text that is new for every start of a process; entity tags of different processes must not be equal.
pub fn boot_id(service: &Service) -> String {
    service.new_public_id().to_string()
}
