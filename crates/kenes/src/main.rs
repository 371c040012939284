//! The program.

use std::process::ExitCode;

use clap::Parser;
use kenes::commands::Cli;

#[expect(clippy::print_stderr, reason = "the last word of a failed command")]
fn main() -> ExitCode {
    match Cli::parse().run(std::env::vars()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("kenes: {error:#}");
            ExitCode::FAILURE
        }
    }
}
