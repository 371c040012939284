//! The subcommands.

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

use crate::settings::Settings;

mod demo;
mod doctor;
mod import;
mod migrate;
mod serve;
mod user;

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
    /// Accounts and roles of staff.
    #[command(after_help = "Example: kenes user add aigul@mail.kz --role operator")]
    User(user::Arguments),
    /// Check that the stored state keeps its promises.
    #[command(after_help = "Example: kenes doctor --data-dir data")]
    Doctor,
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
            Command::User(arguments) => user::run(&settings, arguments),
            Command::Doctor => doctor::run(&settings),
        }
    }
}

/// Prints a line for people who started a command.
#[expect(clippy::print_stdout, reason = "the answer of a command goes to the standard output")]
fn say(line: &str) {
    println!("{line}");
}
