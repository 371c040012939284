//! The life of the index: opening, rebuilding beside and swapping, versions, damage.
//!
//! An index folder holds one generation per build (`g000001`, …) and a file `CURRENT` that names the one in use. A
//! rebuild writes the next generation beside the running one and swaps by renaming `CURRENT`; readers of the old one
//! finish undisturbed. The index is a projection: a missing, damaged or outdated one is rebuilt, never repaired.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, RwLock},
};

use tantivy::{IndexReader, ReloadPolicy, Searcher, directory::MmapDirectory};

use crate::{
    error::SearchError,
    glossary::Glossary,
    pairs,
    schema::{Fields, SCHEMA_VERSION},
    writer::Writer,
};

const CURRENT: &str = "CURRENT";
const VERSION: &str = "VERSION";

/// The state of an index folder on opening.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// It can be searched and continued.
    Ready,
    /// It is new, of another version, or damaged: searches find nothing until [`Index::rebuild`] is through.
    NeedsRebuild {
        /// Why, for the log.
        reason: String,
    },
}

/// The index of one installation. Cheap to clone; all clones see a swap.
#[derive(Clone)]
pub struct Index {
    directory: Option<PathBuf>,
    generation: Arc<RwLock<Arc<Generation>>>,
}

/// One build of the index.
pub(crate) struct Generation {
    pub(crate) engine: tantivy::Index,
    pub(crate) fields: Fields,
    pub(crate) learnt: RwLock<Arc<Glossary>>,
    reader: IndexReader,
    directory: Option<PathBuf>,
}

impl Index {
    /// Opens the index of a folder, creating the folder when it is missing. Never fails on a damaged index: it opens
    /// an empty one instead and says so.
    pub fn open(directory: &Path) -> Result<(Self, Opened), SearchError> {
        fs::create_dir_all(directory).map_err(|source| file_error(directory, source))?;
        let (generation, opened) = match Self::open_current(directory) {
            Ok(generation) => (generation, Opened::Ready),
            Err(error) => {
                let next = next_generation(directory)?;
                let generation = Generation::create(&next)?;
                name_current(directory, &next)?;
                (generation, Opened::NeedsRebuild { reason: error.to_string() })
            }
        };
        let index = Self {
            directory: Some(directory.to_owned()),
            generation: Arc::new(RwLock::new(Arc::new(generation))),
        };
        Ok((index, opened))
    }

    /// An index in memory, empty.
    pub fn in_memory() -> Result<Self, SearchError> {
        let generation = Generation::in_memory()?;
        Ok(Self { directory: None, generation: Arc::new(RwLock::new(Arc::new(generation))) })
    }

    fn open_current(directory: &Path) -> Result<Generation, SearchError> {
        let damaged = |reason: &str| SearchError::Damaged {
            directory: directory.to_owned(),
            reason: reason.to_owned(),
        };
        let name =
            fs::read_to_string(directory.join(CURRENT)).map_err(|_| damaged("there is no index yet"))?;
        let path = directory.join(name.trim());
        let version =
            fs::read_to_string(path.join(VERSION)).map_err(|_| damaged("its version is missing"))?;
        if version.trim() != SCHEMA_VERSION.to_string() {
            return Err(damaged("it was made by another version"));
        }
        let (schema, fields) = Fields::build();
        let engine = tantivy::Index::open_in_dir(&path).map_err(|error| damaged(&error.to_string()))?;
        if engine.schema() != schema {
            return Err(damaged("its fields are others"));
        }
        let broken = engine.validate_checksum().map_err(|error| damaged(&error.to_string()))?;
        if !broken.is_empty() {
            return Err(damaged("files do not match their checksums"));
        }
        Generation::new(engine, fields, Some(path))
    }

    /// A writer on the running generation. One at a time: the engine locks the folder.
    pub fn writer(&self) -> Result<Writer, SearchError> {
        Writer::new(self.generation())
    }

    /// Starts a new generation beside the running one. Write everything into it, then [`Rebuild::finish`].
    pub fn rebuild(&self) -> Result<Rebuild, SearchError> {
        let generation = if let Some(directory) = &self.directory {
            Generation::create(&next_generation(directory)?)?
        } else {
            Generation::in_memory()?
        };
        let generation = Arc::new(generation);
        Ok(Rebuild { index: self.clone(), writer: Writer::learning(Arc::clone(&generation))?, generation })
    }

    /// The cursor stored with the last commit: everything of the journal up to it is in the index.
    pub fn cursor(&self) -> Result<Option<u64>, SearchError> {
        self.generation().cursor()
    }

    /// How many documents the running generation holds.
    pub fn documents(&self) -> u64 {
        self.generation().searcher().num_docs()
    }

    pub(crate) fn generation(&self) -> Arc<Generation> {
        let guard = self.generation.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        Arc::clone(&guard)
    }

    fn swap(&self, generation: Arc<Generation>) {
        let mut guard = self.generation.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        *guard = generation;
    }
}

impl std::fmt::Debug for Index {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Index").field("directory", &self.directory).finish_non_exhaustive()
    }
}

/// A new generation being written.
pub struct Rebuild {
    index: Index,
    generation: Arc<Generation>,
    writer: Writer,
}

impl Rebuild {
    /// The writer of the new generation.
    pub const fn writer(&mut self) -> &mut Writer {
        &mut self.writer
    }

    /// Commits at this cursor, learns translation pairs from the public bilingual documents written, swaps the new
    /// generation in and removes the old ones.
    pub fn finish(mut self, cursor: u64) -> Result<(), SearchError> {
        self.writer.commit(cursor)?;
        let learnt = self.writer.learn();
        drop(self.writer);
        if let Some(path) = &self.generation.directory {
            pairs::save(&learnt, path)?;
        }
        self.generation.set_learnt(&learnt);
        if let (Some(directory), Some(path)) = (&self.index.directory, &self.generation.directory) {
            name_current(directory, path)?;
            self.index.swap(Arc::clone(&self.generation));
            remove_others(directory, path)?;
        } else {
            self.index.swap(Arc::clone(&self.generation));
        }
        Ok(())
    }
}

impl Generation {
    fn new(engine: tantivy::Index, fields: Fields, directory: Option<PathBuf>) -> Result<Self, SearchError> {
        let reader = engine.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let learnt = match &directory {
            Some(path) => pairs::load(path)?,
            None => Vec::new(),
        };
        let generation = Self { engine, fields, learnt: RwLock::default(), reader, directory };
        generation.set_learnt(&learnt);
        Ok(generation)
    }

    fn in_memory() -> Result<Self, SearchError> {
        let (schema, fields) = Fields::build();
        let engine = tantivy::Index::builder().schema(schema).create_in_ram()?;
        Self::new(engine, fields, None)
    }

    fn create(path: &Path) -> Result<Self, SearchError> {
        fs::create_dir_all(path).map_err(|source| file_error(path, source))?;
        let (schema, fields) = Fields::build();
        let directory = MmapDirectory::open(path).map_err(tantivy::TantivyError::from)?;
        let engine = tantivy::Index::builder().schema(schema).open_or_create(directory)?;
        let version = path.join(VERSION);
        fs::write(&version, SCHEMA_VERSION.to_string()).map_err(|source| file_error(&version, source))?;
        Self::new(engine, fields, Some(path.to_owned()))
    }

    pub(crate) fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    pub(crate) fn reload(&self) -> Result<(), SearchError> {
        Ok(self.reader.reload()?)
    }

    pub(crate) fn cursor(&self) -> Result<Option<u64>, SearchError> {
        Ok(self.engine.load_metas()?.payload.and_then(|payload| payload.parse().ok()))
    }

    pub(crate) fn learnt(&self) -> Arc<Glossary> {
        Arc::clone(&self.learnt.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    fn set_learnt(&self, learnt: &[pairs::Pair]) {
        let mut glossary = Glossary::default();
        for pair in learnt {
            glossary.add(std::slice::from_ref(&pair.kk), std::slice::from_ref(&pair.ru));
        }
        *self.learnt.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(glossary);
    }
}

fn generations(directory: &Path) -> Result<Vec<(u32, PathBuf)>, SearchError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).map_err(|source| file_error(directory, source))? {
        let path = entry.map_err(|source| file_error(directory, source))?.path();
        let number = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_prefix('g'));
        if let Some(number) = number.and_then(|number| number.parse().ok()) {
            found.push((number, path));
        }
    }
    found.sort();
    Ok(found)
}

fn next_generation(directory: &Path) -> Result<PathBuf, SearchError> {
    let last = generations(directory)?.last().map_or(0, |(number, _)| *number);
    Ok(directory.join(format!("g{:06}", last + 1)))
}

/// Names the generation in use; a rename, so that a crash leaves the old name or the new one.
fn name_current(directory: &Path, generation: &Path) -> Result<(), SearchError> {
    let name = generation.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let (written, current) = (directory.join("CURRENT.new"), directory.join(CURRENT));
    fs::write(&written, name).map_err(|source| file_error(&written, source))?;
    fs::rename(&written, &current).map_err(|source| file_error(&current, source))
}

fn remove_others(directory: &Path, kept: &Path) -> Result<(), SearchError> {
    for (_, path) in generations(directory)?.into_iter().filter(|(_, path)| path != kept) {
        fs::remove_dir_all(&path).map_err(|source| file_error(&path, source))?;
    }
    Ok(())
}

pub(crate) fn file_error(path: &Path, source: std::io::Error) -> SearchError {
    SearchError::File { path: path.to_owned(), source }
}
