//! The program itself, as a process.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::OnceLock;

use super::databases::Database;

/// Path of the program, built when it is older than its sources.
pub fn path() -> &'static Path {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| {
        // target/PROFILE/deps/end_to_end-…
        let own = std::env::current_exe().unwrap();
        let profile = own.parent().and_then(Path::parent).unwrap();
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "--quiet", "-p", "kenes", "--target-dir"]).arg(profile.parent().unwrap());
        if profile.ends_with("release") {
            cargo.arg("--release");
        }
        let output = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        profile.join("kenes")
    })
}

/// A command of the program on a database, logging errors only.
pub fn command(database: &Database, arguments: &[&str]) -> Command {
    let mut command = Command::new(path());
    command
        .args(arguments)
        .arg("--data-dir")
        .arg(database.data_dir())
        .env("KENES__STORE__URL", &database.url)
        .env("KENES__LOG__LEVEL", "error")
        .env("KENES__LIMITS__WRITES_PER_MINUTE", "0")
        .env("KENES__LIMITS__READS_PER_MINUTE", "0");
    command
}

/// A running `kenes serve` on a free port. It is killed when dropped.
pub struct Serving {
    child: Child,
    base: String,
    /// Kept open: a server that prints into a closed pipe would fail.
    _output: BufReader<ChildStdout>,
}

impl Serving {
    /// Starts and waits until it says where it listens.
    pub fn start(database: &Database) -> Self {
        let mut child =
            command(database, &["serve", "--bind", "127.0.0.1:0"]).stdout(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let base = output
            .by_ref()
            .lines()
            .find_map(|line| {
                line.unwrap().split_once("http://").map(|(_, address)| format!("http://{address}"))
            })
            .expect("the server says where it listens");
        Self { child, base, _output: output }
    }

    pub fn base(&self) -> &str {
        &self.base
    }

    /// SIGKILL: nothing is flushed, nobody says goodbye.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM, and waits for a clean end.
    pub fn stop(mut self) {
        let status = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(status.success());
        assert!(self.child.wait().unwrap().success(), "the server did not end cleanly");
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // Already gone is fine.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
