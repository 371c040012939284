//! `kenes export`.

use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use clap::Args;
use kenes_domain::open_data::{Dataset, FileForm};
use kenes_service::exports;

use super::say;
use crate::server::{SystemClock, open_service};
use crate::settings::Settings;

/// Arguments of `kenes export`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Data sets: programs, provisions, indicators, measures, contributions, decisions, moderations, envelopes,
    /// progress, journal. All of them when none is named.
    datasets: Vec<Dataset>,
    /// Form of the files: csv, jsonl or xlsx.
    #[arg(long, value_name = "FORM", default_value = "csv")]
    form: FileForm,
    /// Folder for the files and their description datapackage.json.
    #[arg(long, value_name = "DIR", default_value = ".")]
    out: PathBuf,
    /// How many acts of the journal the files tell of; all when absent.
    #[arg(long, value_name = "N")]
    as_of: Option<i64>,
}

pub fn run(settings: &Settings, arguments: &Arguments) -> Result<()> {
    let service = open_service(settings, Arc::new(SystemClock), None)?;
    kenes_service::statistics::follow(&service)?;
    let now = exports::position(&service)?;
    let as_of = arguments.as_of.unwrap_or(now).clamp(0, now);
    let out = &arguments.out;
    std::fs::create_dir_all(out).with_context(|| format!("{} cannot be made", out.display()))?;
    let datasets = if arguments.datasets.is_empty() { Dataset::ALL } else { &arguments.datasets };
    for dataset in datasets {
        let path = out.join(format!("{dataset}.{}", arguments.form));
        let file = File::create(&path).with_context(|| format!("{} cannot be written", path.display()))?;
        let report =
            exports::write(&service, *dataset, arguments.form, as_of, Box::new(BufWriter::new(file)))?;
        say(&format!("{}: {} rows", path.display(), report.rows));
    }
    let package = exports::package(&service, "", arguments.form, as_of)?;
    let path = out.join("datapackage.json");
    std::fs::write(&path, serde_json::to_vec_pretty(&package)?)
        .with_context(|| format!("{} cannot be written", path.display()))?;
    say(&format!("{}: as of act {as_of} of the journal", path.display()));
    Ok(())
}
