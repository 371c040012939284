//! The life of the index: a projection of the journal.
//!
//! Every process has an index folder of its own below the data folder. One worker reads the journal from the cursor
//! that the index carries, and writes what changed. Where the index is missing, damaged, of another version or of
//! another database, it is built anew beside the one that is searched, one bounded piece at a time, and swapped in.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use kenes_domain::identifier::hexadecimal;
use kenes_domain::journal::ActKind;
use kenes_domain::timestamp::Timestamp;
use kenes_search::error::SearchError;
use kenes_search::index::{Index, Opened, Rebuild};
use kenes_search::writer::Writer;
use kenes_store::acts::{self, ActRow};
use kenes_store::{Conn, contributions, decisions, programs};

use super::documents::{self, Change};
use crate::Service;
use crate::directory::Directory;
use crate::error::ServiceError;

/// Acts followed in one step.
const ACTS_MAX: i64 = 1_000;
/// Rows read in one step of a rebuild, and in one query.
const ROWS_MAX: i64 = 500;
/// Most processes that share one data folder.
const SLOTS_MAX: u32 = 64;
/// Things remembered that changed without an act; past it the index is built anew.
const TOUCHED_MAX: usize = 10_000;

/// Names within an index folder.
const LOCK: &str = "LOCK";
/// Which database the index was made from.
const SOURCE: &str = "SOURCE";
/// Its presence asks the process that owns the folder to build the index anew.
const REBUILD: &str = "REBUILD";

/// How far a rebuild has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Programs and contributions written.
    pub done: u64,
    /// Programs and contributions there are, about.
    pub total: u64,
    /// When it began.
    pub since: Timestamp,
}

/// The index of one process and the work on it.
#[derive(Default)]
pub(crate) struct Projection {
    opened: OnceLock<Slot>,
    work: Mutex<Work>,
    /// Subjects that changed without an act (supports, drafts of decisions).
    touched: Mutex<BTreeSet<String>>,
    progress: Mutex<Option<Progress>>,
}

struct Slot {
    index: Index,
    folder: PathBuf,
    /// Held as long as the process lives.
    _lock: File,
}

#[derive(Default)]
struct Work {
    writer: Option<Writer>,
    /// Whether the index that is searched may be followed; a fresh one is built first.
    follows: bool,
    rebuild_wanted: bool,
    building: Option<Building>,
    purging: bool,
}

struct Building {
    rebuild: Rebuild,
    /// Size of the journal when it began: everything before is in the rows that are read afterwards.
    from: i64,
    stage: Stage,
    source: String,
    /// What changed without an act since it began.
    touched: BTreeSet<String>,
}

#[derive(Debug)]
enum Stage {
    /// Internal ids of programs to come, last first.
    Programs(Vec<i64>),
    /// Internal id of the next contribution.
    Contributions(i64),
    /// Internal id of the next decision.
    Decisions(i64),
    /// What happened meanwhile.
    CatchUp,
}

impl Projection {
    /// The index, once a worker has opened it.
    pub(super) fn index(&self) -> Option<&Index> {
        self.opened.get().map(|slot| &slot.index)
    }

    /// How far a rebuild has come; `None` when there is none.
    pub(super) fn progress(&self) -> Option<Progress> {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers what changed without an act of the journal, as an act's subject would say it. Other processes hear
    /// of it with the next act about the same thing, or the next rebuild.
    pub(crate) fn touch(&self, subjects: impl IntoIterator<Item = String>) {
        self.touched.lock().unwrap_or_else(PoisonError::into_inner).extend(subjects);
    }

    fn set_progress(&self, progress: Option<Progress>) {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner) = progress;
    }
}

/// Opens the index of this process. Called by workers, before the first step.
pub(crate) fn start(service: &Service) -> Result<(), ServiceError> {
    let projection = service.projection();
    if projection.opened.get().is_some() {
        return Ok(());
    }
    let slot = claim(&root(service))?;
    let (index, opened) = Index::open(&slot.0)?;
    // What waits for its number would otherwise be read twice.
    service.integrate_all()?;
    let size = service.read(|conn| Ok(acts::size(conn)?))?;
    let cursor = index.cursor()?.and_then(|cursor| i64::try_from(cursor).ok());
    let source = fs::read_to_string(slot.0.join(SOURCE)).unwrap_or_default();
    let is_ours = source == self::source(service)? && cursor.is_some_and(|cursor| cursor <= size);
    let mut work = projection.work.lock().unwrap_or_else(PoisonError::into_inner);
    work.follows = opened == Opened::Ready && is_ours;
    work.rebuild_wanted = !work.follows;
    if let Opened::NeedsRebuild { reason } = opened {
        tracing::info!(%reason, "the search index is built");
    } else if !is_ours {
        tracing::warn!("the search index belongs to another journal; it is built anew");
    }
    drop(work);
    let slot = Slot { index, folder: slot.0, _lock: slot.1 };
    if projection.opened.set(slot).is_err() {
        return Err(ServiceError::Internal("the search index was opened twice".to_owned()));
    }
    Ok(())
}

/// One turn of the worker; `true` when there is more to do at once.
pub(crate) fn step(service: &Service) -> Result<bool, ServiceError> {
    let projection = service.projection();
    let Some(slot) = projection.opened.get() else { return Ok(false) };
    let mut work = projection.work.lock().unwrap_or_else(PoisonError::into_inner);
    if slot.folder.join(REBUILD).exists() {
        work.rebuild_wanted = true;
        remove_file(&slot.folder.join(REBUILD))?;
    }
    let followed = work.follows && follow(service, &slot.index, &mut work)?;
    if work.purging
        && let Some(writer) = &mut work.writer
    {
        work.purging = !writer.purged()?;
    }
    let built = build(service, slot, &mut work)?;
    Ok(followed || built)
}

/// Opens the index of this process and does everything that there is to do on it: for commands and tests, where no
/// worker runs.
pub fn bring_up_to_date(service: &Service) -> Result<(), ServiceError> {
    service.integrate_all()?;
    start(service)?;
    while step(service)? || is_purging(service) {
        std::thread::yield_now();
    }
    Ok(())
}

fn is_purging(service: &Service) -> bool {
    service.projection().work.lock().unwrap_or_else(PoisonError::into_inner).purging
}

/// Builds the index of this data folder anew. Where a running process owns an index, it is asked to do so itself;
/// returns how many were asked. `progress` is called often.
pub fn reindex(
    data_dir: &Path,
    open: impl FnOnce() -> Result<Service, ServiceError>,
    progress: &dyn Fn(Progress),
) -> Result<u32, ServiceError> {
    let asked = ask_running(&data_dir.join("search"))?;
    if asked > 0 {
        return Ok(asked);
    }
    let service = open()?;
    service.integrate_all()?;
    start(&service)?;
    service.projection().work.lock().unwrap_or_else(PoisonError::into_inner).rebuild_wanted = true;
    while step(&service)? {
        if let Some(now) = service.projection().progress() {
            progress(now);
        }
    }
    Ok(0)
}

fn root(service: &Service) -> PathBuf {
    service.options().data_dir.join("search")
}

/// Takes the first index folder that no other process has.
fn claim(root: &Path) -> Result<(PathBuf, File), ServiceError> {
    for number in 0..SLOTS_MAX {
        let folder = root.join(number.to_string());
        fs::create_dir_all(&folder).map_err(|error| unusable(&folder, &error))?;
        let path = folder.join(LOCK);
        let lock = File::create(&path).map_err(|error| unusable(&path, &error))?;
        if lock.try_lock().is_ok() {
            return Ok((folder, lock));
        }
    }
    Err(ServiceError::Configuration(format!(
        "{} has {SLOTS_MAX} search indexes in use; give each server a data folder of its own",
        root.display()
    )))
}

/// Asks the processes that own index folders to build them anew.
fn ask_running(root: &Path) -> Result<u32, ServiceError> {
    let mut asked = 0;
    for number in 0..SLOTS_MAX {
        let folder = root.join(number.to_string());
        if !folder.exists() {
            break;
        }
        let path = folder.join(LOCK);
        let lock = File::create(&path).map_err(|error| unusable(&path, &error))?;
        if lock.try_lock().is_err() {
            let marker = folder.join(REBUILD);
            fs::write(&marker, "").map_err(|error| unusable(&marker, &error))?;
            asked += 1;
        }
    }
    Ok(asked)
}

fn unusable(path: &Path, error: &std::io::Error) -> ServiceError {
    ServiceError::Configuration(format!("{} cannot be used: {error}", path.display()))
}

fn remove_file(path: &Path) -> Result<(), ServiceError> {
    fs::remove_file(path).map_err(|error| unusable(path, &error))
}

/// What tells the journal of this database from every other: the hash of its first leaf.
fn source(service: &Service) -> Result<String, ServiceError> {
    let first = service.read(|conn| Ok(acts::leaf_hash_at(conn, 0)?))?;
    Ok(first.map(|hash| hexadecimal(&hash)).unwrap_or_default())
}

/// Writes what changed since the cursor; `true` when there was something.
fn follow(service: &Service, index: &Index, work: &mut Work) -> Result<bool, ServiceError> {
    let cursor = index.cursor()?.and_then(|cursor| i64::try_from(cursor).ok()).unwrap_or(0);
    let touched =
        std::mem::take(&mut *service.projection().touched.lock().unwrap_or_else(PoisonError::into_inner));
    if touched.len() > TOUCHED_MAX {
        work.rebuild_wanted = true;
        return Ok(true);
    }
    if let Some(building) = &mut work.building {
        building.touched.extend(touched.iter().cloned());
    }
    let result = follow_from(service, index, work, cursor, &touched);
    if result.is_err() {
        // Tried again with the next step.
        service.projection().touch(touched);
        work.writer = None;
    }
    result
}

fn follow_from(
    service: &Service,
    index: &Index,
    work: &mut Work,
    cursor: i64,
    touched: &BTreeSet<String>,
) -> Result<bool, ServiceError> {
    let acts = service.read(|conn| Ok(acts::from_index(conn, cursor, ACTS_MAX)?))?;
    if acts.is_empty() && touched.is_empty() {
        return Ok(false);
    }
    if acts.iter().any(|act| act.kind == ActKind::TerritoryReorganised.as_str()) {
        // Every document below may belong elsewhere now.
        work.rebuild_wanted = true;
    }
    let directory = service.directory()?;
    let changes = service.read(|conn| changes(conn, &directory, &acts, touched))?;
    let next = acts.last().and_then(|act| act.leaf_index).map_or(cursor, |last| last + 1);
    let writer = match &mut work.writer {
        Some(writer) => writer,
        none => none.insert(index.writer()?),
    };
    let removed = apply(writer, changes)?;
    writer.commit(u64::try_from(next).unwrap_or(0))?;
    if removed {
        writer.purge()?;
        work.purging = true;
    }
    Ok(true)
}

/// Writes changes; whether something was removed.
fn apply(writer: &mut Writer, changes: Vec<Change>) -> Result<bool, ServiceError> {
    let mut removed = false;
    for change in changes {
        match change {
            Change::Put(document) => writer.put(&document)?,
            Change::Remove(id) => {
                writer.remove(&id)?;
                removed = true;
            }
        }
    }
    Ok(removed)
}

/// What acts and subjects change in the index, read from the state of now: doing it twice changes nothing.
fn changes(
    conn: &mut Conn<'_>,
    directory: &Directory,
    acts: &[ActRow],
    touched: &BTreeSet<String>,
) -> Result<Vec<Change>, ServiceError> {
    let mut contribution_ids = BTreeSet::new();
    let mut decision_ids = BTreeSet::new();
    let mut program_ids = BTreeSet::new();
    for (subject, program) in acts
        .iter()
        .map(|act| (act.subject.as_str(), act.program_id))
        .chain(touched.iter().map(|subject| (subject.as_str(), None)))
    {
        match subject.split_once('/') {
            Some(("contribution", id)) => {
                contribution_ids.insert(id.to_owned());
            }
            Some(("decision", id)) => {
                decision_ids.insert(id.to_owned());
            }
            Some(("program" | "edition", _)) => program_ids.extend(program),
            _ => {}
        }
    }
    let mut changes = Vec::new();
    for program in documents::programs_by_id(conn, &program_ids)? {
        let found = documents::of_program(conn, directory, &program)?;
        changes.extend(found.into_iter().map(|document| Change::Put(Box::new(document))));
    }
    let mut decided = BTreeSet::new();
    for ids in chunks(decision_ids) {
        let rows = decisions::by_public_ids(conn, &ids)?;
        let internal: Vec<i64> = rows.iter().map(|(_, row)| row.id).collect();
        decided.extend(decisions::contributions_of(conn, &internal)?.into_iter().map(|(_, id)| id));
        changes.extend(documents::of_decisions(conn, directory, rows)?);
    }
    for ids in chunks(decided) {
        let rows = contributions::by_ids(conn, &ids)?;
        changes.extend(documents::of_contributions(conn, directory, rows)?);
    }
    for ids in chunks(contribution_ids) {
        let rows = contributions::by_public_ids(conn, &ids)?;
        changes.extend(documents::of_contributions(conn, directory, rows)?);
    }
    Ok(changes)
}

fn chunks<T: Clone>(all: BTreeSet<T>) -> Vec<Vec<T>> {
    let size = usize::try_from(ROWS_MAX).unwrap_or(1);
    all.into_iter().collect::<Vec<T>>().chunks(size).map(<[T]>::to_vec).collect()
}

/// One piece of a rebuild; `true` when there is more.
fn build(service: &Service, slot: &Slot, work: &mut Work) -> Result<bool, ServiceError> {
    let projection = service.projection();
    if work.building.is_none() {
        if !work.rebuild_wanted {
            return Ok(false);
        }
        work.rebuild_wanted = false;
        work.building = Some(begin(service, &slot.index)?);
    }
    let Some(mut building) = work.building.take() else { return Ok(false) };
    match building.advance(service) {
        Ok(true) => {
            work.building = Some(building);
            Ok(true)
        }
        Ok(false) => {
            // Its folder goes with the old generation.
            work.writer = None;
            work.purging = false;
            let Building { rebuild, from, source, .. } = building;
            rebuild.finish(u64::try_from(from).unwrap_or(0))?;
            let path = slot.folder.join(SOURCE);
            fs::write(&path, source).map_err(|error| unusable(&path, &error))?;
            work.follows = true;
            projection.set_progress(None);
            tracing::info!(documents = slot.index.documents(), "the search index is built");
            Ok(true)
        }
        Err(error) => {
            work.rebuild_wanted = true;
            projection.set_progress(None);
            Err(error)
        }
    }
}

fn begin(service: &Service, index: &Index) -> Result<Building, ServiceError> {
    let (from, ids, received) = service.read(|conn| {
        let from = acts::size(conn)?;
        let Some(campaign) = kenes_store::campaigns::current(conn)? else {
            return Ok((from, Vec::new(), 0));
        };
        let all = programs::all(conn, campaign.id)?;
        let received: u64 = all.iter().map(|(_, counters)| counters.contributions().received).sum();
        let ids: Vec<i64> = all.iter().rev().map(|(program, _)| program.id).collect();
        Ok((from, ids, received))
    })?;
    let total = received + u64::try_from(ids.len()).unwrap_or(0);
    service.projection().set_progress(Some(Progress { done: 0, total, since: service.now() }));
    Ok(Building {
        rebuild: index.rebuild()?,
        from,
        stage: Stage::Programs(ids),
        source: source(service)?,
        touched: BTreeSet::new(),
    })
}

impl Building {
    /// Writes one piece; `false` when everything is written.
    fn advance(&mut self, service: &Service) -> Result<bool, ServiceError> {
        let directory = service.directory()?;
        match &mut self.stage {
            Stage::Programs(ids) => {
                let Some(id) = ids.pop() else {
                    self.stage = Stage::Contributions(0);
                    return Ok(true);
                };
                let documents = service.read(|conn| match programs::get(conn, id)? {
                    Some((program, _)) => documents::of_program(conn, &directory, &program),
                    None => Ok(Vec::new()),
                })?;
                for document in &documents {
                    self.rebuild.writer().put(document)?;
                }
                count(service, 1);
            }
            Stage::Contributions(next) => {
                let from = *next;
                let (last, changes) = service.read(|conn| {
                    let rows = contributions::from_id(conn, from, ROWS_MAX)?;
                    let last = rows.last().map(|row| row.id);
                    Ok((last, documents::of_contributions(conn, &directory, rows)?))
                })?;
                let written = changes.len();
                self.put(changes)?;
                self.stage = last.map_or(Stage::Decisions(0), |last| Stage::Contributions(last + 1));
                count(service, written);
            }
            Stage::Decisions(next) => {
                let from = *next;
                let (last, changes) = service.read(|conn| {
                    let rows = decisions::from_id(conn, from, ROWS_MAX)?;
                    let last = rows.last().map(|(_, row)| row.id);
                    Ok((last, documents::of_decisions(conn, &directory, rows)?))
                })?;
                self.put(changes)?;
                self.stage = last.map_or(Stage::CatchUp, |last| Stage::Decisions(last + 1));
            }
            Stage::CatchUp => return self.catch_up(service, &directory),
        }
        Ok(true)
    }

    /// Writes what was hidden, decided or received while the rows were read, so that the swap brings nothing old.
    fn catch_up(&mut self, service: &Service, directory: &Arc<Directory>) -> Result<bool, ServiceError> {
        let (from, touched) = (self.from, std::mem::take(&mut self.touched));
        let (next, changes) = service.read(|conn| {
            let acts = acts::from_index(conn, from, ACTS_MAX)?;
            let next = acts.last().and_then(|act| act.leaf_index).map(|last| last + 1);
            Ok((next, changes(conn, directory, &acts, &touched)?))
        })?;
        apply(self.rebuild.writer(), changes)?;
        self.from = next.unwrap_or(from);
        Ok(next.is_some())
    }

    fn put(&mut self, changes: Vec<Change>) -> Result<(), ServiceError> {
        for change in changes {
            // Nothing is removed from an empty index.
            if let Change::Put(document) = change {
                self.rebuild.writer().put(&document)?;
            }
        }
        Ok(())
    }
}

fn count(service: &Service, done: usize) {
    let projection = service.projection();
    if let Some(progress) = projection.progress() {
        let done = progress.done + u64::try_from(done).unwrap_or(0);
        projection.set_progress(Some(Progress { done, ..progress }));
    }
}

impl From<SearchError> for ServiceError {
    fn from(error: SearchError) -> Self {
        Self::Internal(error.to_string())
    }
}
