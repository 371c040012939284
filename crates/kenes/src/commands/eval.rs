//! `kenes eval`: measures the product's own algorithms on labelled files and prints the figures as JSON.

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use flate2::read::GzDecoder;
use kenes_domain::eval::eval_anchoring;

/// Largest labelled file, unpacked.
const FILE_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// First bytes of a gzip stream (RFC 1952).
const GZIP_MAGIC: [u8; 2] = [0x1F, 0x8B];

/// What is measured.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    subject: Subject,
}

#[derive(Debug, Subcommand)]
enum Subject {
    /// Mapping of provisions and placement of quotes between two editions whose true mapping is known.
    #[command(after_help = "Example: kenes eval anchoring editions.json.gz")]
    Anchoring {
        /// Labelled editions as JSON, plain or gzipped.
        file: PathBuf,
    },
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

/// Measures and prints one JSON object.
pub fn run(arguments: &Arguments) -> Result<()> {
    match &arguments.subject {
        Subject::Anchoring { file } => {
            super::say(&serde_json::to_string(&eval_anchoring(&read(file)?)?)?);
            Ok(())
        }
        Subject::Search(arguments) => search(arguments),
    }
}

/// Writes the run of the labelled queries and prints how many there were.
pub fn search(arguments: &SearchArguments) -> Result<()> {
    let report = kenes_search::eval::run(&arguments.corpus, &arguments.queries, &arguments.run)?;
    super::say(&serde_json::to_string(&report)?);
    Ok(())
}

/// The text of a file, unpacked if it is gzipped.
fn read(path: &Path) -> Result<String> {
    let named = || format!("cannot read {}", path.display());
    let mut bytes = Vec::new();
    File::open(path).with_context(named)?.take(FILE_BYTES_MAX).read_to_end(&mut bytes).with_context(named)?;
    if !bytes.starts_with(&GZIP_MAGIC) {
        return String::from_utf8(bytes).with_context(named);
    }
    let mut text = String::new();
    let unpacked = GzDecoder::new(bytes.as_slice());
    unpacked.take(FILE_BYTES_MAX).read_to_string(&mut text).with_context(named)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    #[test]
    fn plain_and_packed_files_read_alike() {
        let folder = tempfile::tempdir().unwrap();
        let (plain, packed) = (folder.path().join("plain.json"), folder.path().join("packed.json.gz"));
        std::fs::write(&plain, "{\"мәтін\": 1}").unwrap();
        let mut encoder = GzEncoder::new(File::create(&packed).unwrap(), Compression::default());
        encoder.write_all("{\"мәтін\": 1}".as_bytes()).unwrap();
        encoder.finish().unwrap();
        assert_eq!(read(&plain).unwrap(), read(&packed).unwrap());
        assert!(read(&folder.path().join("none.json")).is_err());
    }
}
