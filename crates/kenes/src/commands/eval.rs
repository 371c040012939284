//! `kenes eval`: the product's own algorithms on labelled files.

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, Subcommand};

use super::say;

/// Arguments of `kenes eval`.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Rank the passages of a collection for each query, with the analyzers and the ranking of the product.
    #[command(
        after_help = "Example: kenes eval search --corpus corpus.jsonl.gz --queries queries.jsonl --run run.txt"
    )]
    Search(SearchArguments),
}

/// Arguments of `kenes eval search`.
#[derive(Debug, Args)]
pub struct SearchArguments {
    /// Passages: JSON lines with id, lang, src, title, text; may be gzipped.
    #[arg(long, value_name = "FILE")]
    corpus: PathBuf,
    /// Queries: JSON lines with id, lang, pool, query; may be gzipped.
    #[arg(long, value_name = "FILE")]
    queries: PathBuf,
    /// The TREC run to write: `qid Q0 docid rank score tag`.
    #[arg(long, value_name = "FILE")]
    run: PathBuf,
}

pub fn run(arguments: &Arguments) -> Result<()> {
    match &arguments.what {
        What::Search(arguments) => search(arguments),
    }
}

pub fn search(arguments: &SearchArguments) -> Result<()> {
    let report = kenes_search::eval::run(&arguments.corpus, &arguments.queries, &arguments.run)?;
    say(&serde_json::to_string(&report)?);
    Ok(())
}
