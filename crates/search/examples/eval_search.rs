//! Runs the product's search on a labelled collection and writes a TREC run file.
//!
//! `cargo run --release -p kenes-search --example eval_search -- --corpus FILE --queries FILE --run OUT`

use std::{path::PathBuf, process::ExitCode};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| {
        let position = arguments.iter().position(|argument| argument == name)?;
        arguments.get(position + 1).map(PathBuf::from)
    };
    let (Some(corpus), Some(queries), Some(run)) = (value("--corpus"), value("--queries"), value("--run"))
    else {
        report("use: eval_search --corpus FILE --queries FILE --run OUT");
        return ExitCode::FAILURE;
    };
    match kenes_search::eval::run(&corpus, &queries, &run) {
        Ok(done) => {
            report(&format!("{} passages, {} queries, {} lines", done.passages, done.queries, done.lines));
            ExitCode::SUCCESS
        }
        Err(error) => {
            report(&error.to_string());
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "an example talks to the terminal")]
fn report(line: &str) {
    eprintln!("{line}");
}
