//! The subcommands.

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

use crate::settings::Settings;

mod demo;
mod doctor;
mod eval;
mod export;
mod import;
mod ledger;
mod migrate;
mod reindex;
mod serve;
mod verify;
mod witness;

#[cfg(test)]
pub(crate) use verify::export as export_log;

/// Public consultations on local programs.
#[derive(Debug, Parser)]
#[command(name = "kenes", version, about, after_help = "Start with: kenes demo")]
pub struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
struct Common {
    /// A settings file; see config/default.toml for all keys.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder of everything that is kept.
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve pages and API.
    #[command(after_help = "Example: kenes serve --bind 0.0.0.0:8080")]
    Serve(serve::Arguments),
    /// Set up a demonstration campaign of 216 programs, if there is none yet, and serve it.
    #[command(after_help = "Example: kenes demo --data-dir demo --contributions 62000")]
    Demo(demo::Arguments),
    /// Bring the database's schema up to date and end.
    #[command(after_help = "Example: kenes migrate --data-dir data")]
    Migrate,
    /// Bring in a campaign, a program or territories.
    #[command(after_help = "Example: kenes import program --kk jospar_kk.md --ru plan_ru.md")]
    Import(import::Arguments),
    /// Write public data as files: CSV, JSON Lines or Excel, with a description of their columns.
    #[command(after_help = "Example: kenes export contributions decisions --form xlsx --out open-data")]
    Export(export::Arguments),
    /// Build the search index anew; a running server is asked to do so beside the one it uses.
    #[command(after_help = "Example: kenes reindex --data-dir data")]
    Reindex,
    /// Measure the product's own algorithms on labelled files.
    #[command(
        after_help = "Example: kenes eval search --corpus corpus.jsonl.gz --queries queries.jsonl --run run.txt"
    )]
    Eval(eval::Arguments),
    /// The same as `eval search`.
    #[command(hide = true)]
    EvalSearch(eval::SearchArguments),
    /// Check that the stored state keeps its promises.
    #[command(after_help = "Example: kenes doctor --data-dir data")]
    Doctor,
    /// Check a receipt, or a whole journal, on any machine and without believing its operator.
    #[command(after_help = "Example: kenes verify audit https://kenes.example")]
    Verify(verify::Arguments),
    /// Cosign the journals of others: for newspapers, universities and parties.
    #[command(
        after_help = "Example: kenes witness --name witness.university.example --policy policy.txt --state witness"
    )]
    Witness(witness::Arguments),
    /// The keys of the journal.
    #[command(after_help = "Example: kenes ledger keys --data-dir data")]
    Ledger(ledger::Arguments),
}

impl Cli {
    /// Does what the command line says.
    pub fn run(self, environment: impl IntoIterator<Item = (String, String)>) -> Result<()> {
        let mut settings = Settings::load(self.common.config.as_deref(), environment)?;
        if let Some(folder) = self.common.data_dir {
            settings.store.data_dir = folder;
        }
        match self.command {
            Command::Serve(arguments) => serve::run(settings, &arguments),
            Command::Demo(arguments) => demo::run(settings, &arguments),
            Command::Migrate => migrate::run(&settings),
            Command::Import(arguments) => import::run(&settings, arguments),
            Command::Export(arguments) => export::run(&settings, &arguments),
            Command::Reindex => reindex::run(&settings),
            Command::Eval(arguments) => eval::run(&arguments),
            Command::EvalSearch(arguments) => eval::search(&arguments),
            Command::Doctor => doctor::run(&settings),
            Command::Verify(arguments) => verify::run(arguments),
            Command::Witness(arguments) => witness::run(&settings, &arguments),
            Command::Ledger(arguments) => ledger::run(&settings, &arguments),
        }
    }
}

/// Prints a line for people who started a command.
#[expect(clippy::print_stdout, reason = "the answer of a command goes to the standard output")]
fn say(line: &str) {
    println!("{line}");
}
