//! Writing documents. Every commit carries the cursor of the journal it has reached, so after any crash or error the
//! writing goes on where the index stands, and doing a piece twice changes nothing.

use std::sync::Arc;

use kenes_domain::language::Language;
use tantivy::{IndexWriter, TantivyDocument, Term, index::SegmentId};

use crate::{
    document::{Audience, Document},
    error::SearchError,
    index::Generation,
    pairs::{Learner, Pair},
    schema::Encoder,
};

/// Memory of the writer's buffers while it follows the journal, in bytes.
const FOLLOW_BUFFER_BYTES: usize = 30_000_000;
/// The same while everything is written anew.
const REBUILD_BUFFER_BYTES: usize = 200_000_000;
/// Threads that write segments while everything is written anew; following needs one.
const REBUILD_THREADS: usize = 2;

/// Writes documents into one generation of the index.
pub struct Writer {
    generation: Arc<Generation>,
    /// `None` after an error: the engine's writer cannot be used any more and is made anew.
    engine: Option<IndexWriter<TantivyDocument>>,
    encoder: Encoder,
    learner: Option<Learner>,
    /// Segments that still hold what was removed.
    purging: Vec<SegmentId>,
}

impl Writer {
    pub(crate) fn new(generation: Arc<Generation>) -> Result<Self, SearchError> {
        Self::opened(generation, None)
    }

    pub(crate) fn learning(generation: Arc<Generation>) -> Result<Self, SearchError> {
        Self::opened(generation, Some(Learner::default()))
    }

    fn opened(generation: Arc<Generation>, learner: Option<Learner>) -> Result<Self, SearchError> {
        let encoder = Encoder::new(generation.fields);
        let mut writer = Self { generation, engine: None, encoder, learner, purging: Vec::new() };
        writer.engine()?;
        Ok(writer)
    }

    /// The cursor of the last commit: where to go on after an error.
    pub fn cursor(&self) -> Result<Option<u64>, SearchError> {
        self.generation.cursor()
    }

    /// Adds a document, replacing the one with the same id. Visible after the next [`commit`](Self::commit).
    pub fn put(&mut self, document: &Document) -> Result<(), SearchError> {
        if document.audience == Audience::Public
            && let Some(learner) = &mut self.learner
        {
            let text = |language: Language| document.texts.iter().find(|text| text.language == language);
            if let (Some(kk), Some(ru)) = (text(Language::Kk), text(Language::Ru)) {
                learner.add(&kk.body, &ru.body);
            }
        }
        let encoded = self.encoder.encode(document)?;
        let term = Term::from_field_text(self.generation.fields.id, &document.id);
        self.run(|engine| {
            engine.delete_term(term);
            engine.add_document(encoded).map(|_| ())
        })
    }

    /// Removes a document; no such document is no error.
    pub fn remove(&mut self, id: &str) -> Result<(), SearchError> {
        let term = Term::from_field_text(self.generation.fields.id, id);
        self.run(|engine| {
            engine.delete_term(term);
            Ok(())
        })
    }

    /// Makes everything written visible and durable, together with the cursor. After an error nothing since the last
    /// commit is in the index, and the next call begins with a new engine writer.
    pub fn commit(&mut self, cursor: u64) -> Result<(), SearchError> {
        self.run(|engine| {
            let mut prepared = engine.prepare_commit()?;
            prepared.set_payload(&cursor.to_string());
            prepared.commit().map(|_| ())
        })?;
        self.generation.reload()
    }

    /// Begins to drop what was removed and committed from the files and dictionaries of the index: the engine only
    /// marks it, and a completion could still name an erased word. Ask [`purged`](Self::purged) until it is through.
    pub fn purge(&mut self) -> Result<(), SearchError> {
        let metas = self.generation.engine.searchable_segment_metas()?;
        let holding: Vec<SegmentId> =
            metas.iter().filter(|meta| meta.num_deleted_docs() > 0).map(tantivy::SegmentMeta::id).collect();
        if holding.is_empty() {
            return Ok(());
        }
        self.purging.clone_from(&holding);
        self.run(|engine| {
            // The merge goes on by itself; a segment that is being merged already is dropped by that merge.
            drop(engine.merge(&holding));
            Ok(())
        })
    }

    /// Whether nothing that was removed is left in the files; makes the merged files visible.
    pub fn purged(&mut self) -> Result<bool, SearchError> {
        if self.purging.is_empty() {
            return Ok(true);
        }
        let metas = self.generation.engine.searchable_segment_metas()?;
        self.purging.retain(|id| metas.iter().any(|meta| meta.id() == *id));
        self.generation.reload()?;
        Ok(self.purging.is_empty())
    }

    pub(crate) fn learn(&self) -> Vec<Pair> {
        self.learner.as_ref().map(Learner::pairs).unwrap_or_default()
    }

    fn engine(&mut self) -> Result<&mut IndexWriter<TantivyDocument>, SearchError> {
        if self.engine.is_none() {
            let (threads, bytes) = match &self.learner {
                Some(_) => (REBUILD_THREADS, REBUILD_BUFFER_BYTES),
                None => (1, FOLLOW_BUFFER_BYTES),
            };
            self.engine = Some(self.generation.engine.writer_with_num_threads(threads, bytes)?);
        }
        self.engine
            .as_mut()
            .ok_or_else(|| SearchError::Engine(tantivy::TantivyError::SystemError("no writer".to_owned())))
    }

    fn run(
        &mut self,
        work: impl FnOnce(&mut IndexWriter<TantivyDocument>) -> tantivy::Result<()>,
    ) -> Result<(), SearchError> {
        let result = work(self.engine()?);
        if result.is_err() {
            // Its threads are gone, and the lock on the folder goes with it.
            self.engine = None;
        }
        Ok(result?)
    }
}
