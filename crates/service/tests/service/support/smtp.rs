//! A real mail server (aiosmtpd) in a process of its own, with faults on demand: see `tests/tools/smtp-server`.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde::Deserialize;

/// A mail that the server took.
#[derive(Debug, Clone, Deserialize)]
pub struct Taken {
    pub to: Vec<String>,
    pub tls: bool,
    pub signed_in: bool,
    pub text: String,
    #[serde(default)]
    pub dkim: serde_json::Value,
}

/// The running server; it ends with the test.
pub struct SmtpProcess {
    process: Child,
    folder: PathBuf,
    pub port: u16,
}

impl SmtpProcess {
    /// Starts it, with further arguments. `folder` remembers what it took and refused.
    pub fn start(folder: &Path, arguments: &[&str]) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/tools/smtp-server");
        let mut process = Command::new(script)
            .arg(folder)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("tests/tools/smtp-server starts; `tests/tools/need smtp` installs what it needs");
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().parse().expect("the server prints its port");
        Self { process, folder: folder.to_owned(), port }
    }

    /// What it has taken so far, oldest first.
    pub fn taken(&self) -> Vec<Taken> {
        let Ok(text) = std::fs::read_to_string(self.folder.join("mails.jsonl")) else { return Vec::new() };
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Ends it; the port is free again.
    pub fn stop(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for SmtpProcess {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A certificate for 127.0.0.1 and its key, made for this test.
pub fn certificate(folder: &Path) -> (PathBuf, PathBuf) {
    let (certificate, key) = (folder.join("cert.pem"), folder.join("key.pem"));
    openssl(&[
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=DNS:localhost,IP:127.0.0.1",
        "-addext",
        "basicConstraints=critical,CA:FALSE",
        "-keyout",
        key.to_str().unwrap(),
        "-out",
        certificate.to_str().unwrap(),
    ]);
    (certificate, key)
}

/// A key of DKIM as the settings want it, and its public half as DNS publishes it.
pub fn dkim_key(folder: &Path) -> (PathBuf, PathBuf) {
    let (key, public) = (folder.join("dkim.pem"), folder.join("dkim-public.pem"));
    openssl(&["genrsa", "-traditional", "-out", key.to_str().unwrap(), "2048"]);
    openssl(&["rsa", "-in", key.to_str().unwrap(), "-pubout", "-out", public.to_str().unwrap()]);
    (key, public)
}

fn openssl(arguments: &[&str]) {
    let output = Command::new("openssl").args(arguments).output().expect("openssl runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
