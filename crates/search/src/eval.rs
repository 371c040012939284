//! Measuring the product's own analyzers and ranking on a labelled collection.
//!
//! A corpus is a file of JSON lines `{"id", "lang", "src", "title", "text"}`, queries are lines `{"id", "lang",
//! "pool", "query"}`; both may be gzipped. The pool `lang:kk` searches all passages of a language, `src:x` those of a
//! source. The result is a TREC run: `qid Q0 docid rank score tag`. Relevance judgements are not read here.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, BufRead, BufReader, Read, Write},
    path::Path,
};

use flate2::read::MultiGzDecoder;
use kenes_domain::{language::Language, timestamp::Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    document::{Audience, Document, Kind, Text},
    error::SearchError,
    filter::Filter,
    index::Index,
    search::{Matching, Request},
    syntax::{Item, ParsedQuery},
};

/// Passages given per query.
const DEPTH: usize = 100;
/// Last column of the run.
const TAG: &str = "kenes";

/// Why a measurement failed.
#[derive(Debug, thiserror::Error)]
pub enum EvalError {
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// A line is not what the format says.
    #[error("{path}, line {line}: {reason}")]
    Line {
        /// The file.
        path: String,
        /// Counted from 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// The index failed.
    #[error(transparent)]
    Search(#[from] SearchError),
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EvalReport {
    /// Passages indexed.
    pub passages: usize,
    /// Queries run.
    pub queries: usize,
    /// Lines written.
    pub lines: usize,
}

#[derive(Deserialize)]
struct Passage {
    id: String,
    lang: String,
    #[serde(default)]
    src: String,
    #[serde(default)]
    title: String,
    text: String,
}

#[derive(Deserialize)]
struct EvalQuery {
    id: String,
    lang: String,
    pool: String,
    query: String,
}

/// Indexes a corpus in memory, runs all queries and writes the run.
pub fn run(corpus: &Path, queries: &Path, run: &Path) -> Result<EvalReport, EvalError> {
    let index = Index::in_memory()?;
    let mut sources = BTreeMap::new();
    let passages = index_corpus(&index, corpus, &mut sources)?;
    let file_error = |source| EvalError::File { path: run.display().to_string(), source };
    let mut output = io::BufWriter::new(File::create(run).map_err(file_error)?);
    let mut report = EvalReport { passages, queries: 0, lines: 0 };
    for (line, query) in lines::<EvalQuery>(queries)?.into_iter().enumerate() {
        let filter = pool(&query.pool, &sources).ok_or_else(|| EvalError::Line {
            path: queries.display().to_string(),
            line: line + 1,
            reason: format!("the pool {} is not lang:… or src:…", query.pool),
        })?;
        let request = Request {
            filter,
            matching: Matching::Similar,
            hint: language(&query.lang),
            facets: false,
            ..Request::default()
        };
        // The text is a question, not a query with operators.
        let words = ParsedQuery { groups: vec![vec![Item::Words(query.query)]], ..ParsedQuery::default() };
        report.queries += 1;
        for (rank, (id, score)) in index.rank_parsed(&request, &words, DEPTH)?.into_iter().enumerate() {
            writeln!(output, "{} Q0 {id} {} {score:.6} {TAG}", query.id, rank + 1).map_err(file_error)?;
            report.lines += 1;
        }
    }
    output.flush().map_err(file_error)?;
    Ok(report)
}

/// Sources become territories: the index's own way to search a part.
fn index_corpus(
    index: &Index,
    corpus: &Path,
    sources: &mut BTreeMap<String, i64>,
) -> Result<usize, EvalError> {
    let mut rebuild = index.rebuild()?;
    let passages = lines::<Passage>(corpus)?;
    for passage in &passages {
        let next = i64::try_from(sources.len()).unwrap_or(i64::MAX);
        let territory = *sources.entry(passage.src.clone()).or_insert(next);
        // Other languages are analyzed as Russian, and told apart by their own kind of filter.
        let texts = Text {
            language: language(&passage.lang).unwrap_or(Language::Ru),
            title: passage.title.clone(),
            body: passage.text.clone(),
        };
        rebuild.writer().put(&Document {
            id: passage.id.clone(),
            kind: Kind::Provision,
            texts: vec![texts],
            territories: vec![territory],
            program: None,
            provision: None,
            label: None,
            edition: None,
            current: true,
            direction: None,
            state: Some(passage.lang.clone()),
            decision: None,
            years: Vec::new(),
            date: Timestamp::from_seconds(0),
            supports: 0,
            money_tenge: None,
            audience: Audience::Public,
        })?;
    }
    rebuild.finish(0)?;
    Ok(passages.len())
}

fn language(code: &str) -> Option<Language> {
    Language::ALL.iter().copied().find(|language| language.as_str() == code)
}

fn pool(pool: &str, sources: &BTreeMap<String, i64>) -> Option<Filter> {
    let (field, value) = pool.split_once(':')?;
    match field {
        "lang" => Some(Filter {
            states: vec![value.to_owned()],
            languages: vec![language(value).unwrap_or(Language::Ru)],
            ..Filter::default()
        }),
        // An unknown source has no passages: a number that no source has.
        "src" => Some(Filter {
            territories: vec![sources.get(value).copied().unwrap_or(i64::MAX)],
            ..Filter::default()
        }),
        _ => None,
    }
}

fn lines<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<Vec<T>, EvalError> {
    let file_error = |source| EvalError::File { path: path.display().to_string(), source };
    let file = File::open(path).map_err(file_error)?;
    let plain: Box<dyn Read> = if path.extension().is_some_and(|extension| extension == "gz") {
        Box::new(MultiGzDecoder::new(file))
    } else {
        Box::new(file)
    };
    let mut found = Vec::new();
    for (number, line) in BufReader::new(plain).lines().enumerate() {
        let line = line.map_err(file_error)?;
        if line.trim().is_empty() {
            continue;
        }
        found.push(serde_json::from_str(&line).map_err(|error| EvalError::Line {
            path: path.display().to_string(),
            line: number + 1,
            reason: error.to_string(),
        })?);
    }
    Ok(found)
}
