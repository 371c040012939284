//! How long the server takes for a page and for an answer of the API, kept and not kept. Prints, asserts nothing: times
//! differ from machine to machine.
//!
//! It makes the demonstration with `target/release/kenes`, which must have been built, and asks it over one
//! connection that stays open, so a figure is the time of the server and of the loopback interface.

#![expect(clippy::print_stdout, reason = "figures are what a benchmark is for")]
#![expect(clippy::unwrap_used, reason = "a benchmark that meets a fault ends")]
#![expect(clippy::disallowed_methods, reason = "it measures time")]
#![expect(clippy::indexing_slicing, reason = "positions come from the length")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Requests per figure of a kept page.
const REQUESTS: usize = 1_000;

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // A benchmark needs no clean end.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

struct Connection {
    stream: BufReader<TcpStream>,
    address: String,
}

impl Connection {
    fn open(address: &str) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream: BufReader::new(stream), address: address.to_owned() }
    }

    /// Asks and reads the whole answer; returns status, time until its last byte, and body.
    fn ask(&mut self, method: &str, path: &str, body: &str, encoding: &str) -> (u16, Duration, Vec<u8>) {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\naccept-encoding: {encoding}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        let started = Instant::now();
        self.stream.get_mut().write_all(request.as_bytes()).unwrap();
        let mut line = String::new();
        self.stream.read_line(&mut line).unwrap();
        let status = line.split(' ').nth(1).unwrap().parse().unwrap();
        let mut length = 0;
        loop {
            line.clear();
            self.stream.read_line(&mut line).unwrap();
            if line.trim().is_empty() {
                break;
            }
            let (name, value) = line.split_once(':').unwrap();
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut answer = vec![0; length];
        self.stream.read_exact(&mut answer).unwrap();
        (status, started.elapsed(), answer)
    }

    fn get(&mut self, path: &str) -> (Duration, usize) {
        let (status, time, body) = self.ask("GET", path, "", "br");
        assert_eq!(status, 200, "{path}");
        (time, body.len())
    }

    fn json(&mut self, path: &str) -> Value {
        let (status, _, body) = self.ask("GET", path, "", "identity");
        assert_eq!(status, 200, "{path}");
        serde_json::from_slice(&body).unwrap()
    }
}

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/release/kenes");
    let started = Instant::now();
    let mut child = Command::new(&program)
        .args(["demo", "--bind", "127.0.0.1:0", "--data-dir"])
        .arg(folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{}: {error}; build it with --release", program.display()));
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let _server = Server(child);
    let address = output
        .by_ref()
        .lines()
        .find_map(|line| Some(line.unwrap().split_once("http://")?.1.split('/').next()?.to_owned()))
        .unwrap();
    println!("demonstration made and served after {:.1} s", started.elapsed().as_secs_f64());

    let mut connection = Connection::open(&address);
    let programs = programs(&mut connection);
    let mut by_size: Vec<_> = programs.iter().map(|program| (measures(program), id(program))).collect();
    by_size.sort();
    let (_, largest) = by_size.last().unwrap().clone();
    let (_, middle) = by_size.iter().find(|(measures, _)| *measures >= 200).unwrap().clone();

    println!("{:<58} {:>9} {:>9} {:>9} {:>8}", "", "median", "p95", "max", "bytes");
    let first: Vec<_> = by_size.iter().map(|(_, id)| connection.get(&format!("/kk/programs/{id}"))).collect();
    report("page of a program, for the first time (each of them)", first);
    for (name, path) in [
        ("page of a program of 300 provisions, kept", format!("/kk/programs/{middle}")),
        ("page of the largest program, kept", format!("/kk/programs/{largest}")),
        ("home page, kept", "/kk".to_owned()),
        ("API: edition of the largest program", format!("/api/v1/programs/{largest}/editions/1")),
        ("API: 100 programs", "/api/v1/programs?limit=100".to_owned()),
        ("API: contributions of the largest program", format!("/api/v1/programs/{largest}/contributions")),
    ] {
        report(name, (0..REQUESTS).map(|_| connection.get(&path)).collect());
    }

    let post = format!("/api/v1/programs/{middle}/contributions");
    let mut sent = Vec::new();
    let mut stale = Vec::new();
    for number in 0..100 {
        let text = format!("Жол жөнделсін ({number}).");
        let body = json!({ "kind": "question", "language": "kk", "text": text }).to_string();
        let (status, time, answer) = connection.ask("POST", &post, &body, "identity");
        assert_eq!(status, 201, "{}", String::from_utf8_lossy(&answer));
        sent.push((time, answer.len()));
        stale.push(connection.get(&format!("/kk/programs/{middle}")));
    }
    report("API: a contribution, until it is on disk", sent);
    report("page of a program of 300 provisions, after each of these", stale);
}

fn programs(connection: &mut Connection) -> Vec<Value> {
    let mut programs = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = connection.json(&format!("/api/v1/programs?limit=100{cursor}"));
        programs.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return programs,
        }
    }
}

fn measures(program: &Value) -> u64 {
    program["measures"].as_u64().unwrap()
}

fn id(program: &Value) -> String {
    program["id"].as_str().unwrap().to_owned()
}

fn report(name: &str, mut figures: Vec<(Duration, usize)>) {
    figures.sort();
    let at = |share: usize| figures[(figures.len() - 1) * share / 100].0.as_secs_f64() * 1_000.0;
    let bytes = figures.iter().map(|(_, bytes)| bytes).max().unwrap();
    println!("{name:<58} {:>6.2} ms {:>6.2} ms {:>6.2} ms {bytes:>8}", at(50), at(95), at(100));
}
