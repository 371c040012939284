//! What happens on the socket: slow and unread bodies, HEAD, dates, limits, readiness, stopping.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

use kenes_service::fixtures;

use super::*;

/// Pause between two bytes of a client that trickles.
const TRICKLE: Duration = Duration::from_millis(100);
/// Bytes after which a test gives up: at ten a second, half a minute.
const TRICKLES_MAX: usize = 300;

mod ledger;

struct HandClock(AtomicI64);

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

struct TestServer {
    address: SocketAddr,
    metrics: Option<SocketAddr>,
    state: AppState,
    clock: Arc<HandClock>,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
    _folder: tempfile::TempDir,
}

impl TestServer {
    fn start(change: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut settings = Settings::load(None, []).unwrap();
        settings.store.data_dir = folder.path().to_owned();
        settings.server.bind = "127.0.0.1:0".parse().unwrap();
        settings.server.workers = 1;
        change(&mut settings);
        let start = Timestamp::parse_rfc3339("2026-11-16T06:00:00Z").unwrap();
        let clock = Arc::new(HandClock(AtomicI64::new(start.micros())));
        let service = open_service(&settings, clock.clone(), Some([7; 32])).unwrap();
        fixtures::install(&service, 7).unwrap();
        let (started, wait) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let server = RunningServer::start(&settings, &service).unwrap();
                let known =
                    (server.address(), server.metrics_address(), server.state.clone(), server.handle());
                started.send(known).unwrap();
                server.run().await.unwrap();
            });
        });
        let (address, metrics, state, handle) = wait.recv().unwrap();
        Self { address, metrics, state, clock, handle, thread: Some(thread), _folder: folder }
    }

    fn program(&self) -> String {
        let list = get(self.address, "/api/v1/programs?limit=1", "");
        let json: serde_json::Value = serde_json::from_str(list.split_once("\r\n\r\n").unwrap().1).unwrap();
        json["items"][0]["id"].as_str().unwrap().to_owned()
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        drop(self.handle.stop(true));
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
            && !std::thread::panicking()
        {
            panic!("the server ended with a fault");
        }
    }
}

/// Sends `head`, then `drop_by_drop` again and again, and reads until the server closes. Returns what it said and how
/// often something was sent.
fn trickle(address: SocketAddr, head: &str, drop_by_drop: &str) -> (String, usize) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(TRICKLE)).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    let (mut said, mut buffer) = (Vec::new(), [0; 4_096]);
    for sent in 0..TRICKLES_MAX {
        match stream.read(&mut buffer) {
            Ok(0) => return (String::from_utf8(said).unwrap(), sent),
            Ok(read) => said.extend_from_slice(&buffer[..read]),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(_) => return (String::from_utf8(said).unwrap(), sent),
        }
        // A closed connection is noticed by the next reading.
        let _ = stream.write_all(drop_by_drop.as_bytes());
    }
    panic!("the connection was never closed; the server said {:?}", String::from_utf8_lossy(&said));
}

fn ask(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn get(address: SocketAddr, path: &str, headers: &str) -> String {
    ask(address, &format!("GET {path} HTTP/1.1\r\nhost: kenes\r\nconnection: close\r\n{headers}\r\n"))
}

fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let head = answer.split("\r\n\r\n").next().unwrap();
    head.lines()
        .filter_map(|line| line.split_once(": "))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap()
}

#[test]
fn a_body_that_trickles_is_cut_and_nobody_keeps_the_connection() {
    let server = TestServer::start(|settings| settings.limits.body_seconds = 1);
    let program = server.program();
    let path = format!("/api/v1/programs/{program}/contributions");
    let sized = "content-type: application/json\r\ncontent-length: 5000\r\n\r\n";
    let chunked = "content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
    for (method, path, headers, bytes, expected) in [
        ("POST", path.as_str(), sized, "x", "408"),
        ("POST", &path, chunked, "1\r\nx\r\n", "408"),
        ("POST", "/api/v1/nothing", sized, "x", "404"),
        ("POST", "/api/v1/nothing", chunked, "1\r\nx\r\n", "404"),
        ("PUT", &path, chunked, "1\r\nx\r\n", "405"),
    ] {
        let (said, _) =
            trickle(server.address, &format!("{method} {path} HTTP/1.1\r\nhost: kenes\r\n{headers}"), bytes);
        assert_eq!(status(&said), expected, "{method} {path} {headers}: {said}");
        assert_eq!(header(&said, "connection"), Some("close"), "{method} {path} {headers}: {said}");
        assert_eq!(header(&said, "content-type"), Some("application/problem+json"), "{said}");
    }
}

#[test]
fn a_head_that_trickles_is_cut() {
    let server = TestServer::start(|_| {});
    let (said, _) = trickle(server.address, "GET / HTTP/1.1\r\nx: ", "y");
    assert_eq!(status(&said), "408");
}

#[test]
fn a_connection_serves_again_after_a_body_that_nobody_read() {
    let server = TestServer::start(|_| {});
    let answers = ask(
        server.address,
        "POST /api/v1/nothing HTTP/1.1\r\nhost: kenes\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}\
         GET /healthz HTTP/1.1\r\nhost: kenes\r\nconnection: close\r\n\r\n",
    );
    assert!(answers.starts_with("HTTP/1.1 404"), "{answers}");
    assert!(answers.contains("HTTP/1.1 200"), "{answers}");
}

#[test]
fn head_says_what_get_would_and_sends_no_body() {
    let server = TestServer::start(|_| {});
    for path in ["/api/v1/programs", "/api/openapi.json", "/api/docs", "/healthz", "/readyz", "/metrics"] {
        let head =
            ask(server.address, &format!("HEAD {path} HTTP/1.1\r\nhost: kenes\r\nconnection: close\r\n\r\n"));
        assert_eq!(status(&head), "200", "{path}");
        assert!(head.ends_with("\r\n\r\n"), "{path}: {head}");
        let whole = get(server.address, path, "");
        assert_eq!(header(&head, "etag"), header(&whole, "etag"), "{path}");
        if path != "/metrics" {
            assert_eq!(header(&head, "content-length"), header(&whole, "content-length"), "{path}");
        }
    }
    let wrong =
        ask(server.address, "DELETE /api/v1/programs HTTP/1.1\r\nhost: kenes\r\nconnection: close\r\n\r\n");
    assert_eq!((status(&wrong), header(&wrong, "allow")), ("405", Some("GET, HEAD")));
}

#[test]
fn a_date_is_enough_to_be_told_that_nothing_changed() {
    let server = TestServer::start(|_| {});
    assert_eq!(
        header(&get(server.address, "/api/v1/programs", ""), "last-modified"),
        None,
        "too fresh to tell"
    );
    server.clock.0.fetch_add(2_000_000, Ordering::SeqCst);
    let told = get(server.address, "/api/v1/programs", "");
    let date = header(&told, "last-modified").unwrap().to_owned();
    assert_eq!(date, "Mon, 16 Nov 2026 06:00:00 GMT");
    let known = format!("if-modified-since: {date}\r\n");
    assert_eq!(status(&get(server.address, "/api/v1/programs", &known)), "304");
    let body = r#"{"kind":"question","language":"kk","text":"Сұрақ?"}"#;
    let program = server.program();
    let sent = ask(
        server.address,
        &format!(
            "POST /api/v1/programs/{program}/contributions HTTP/1.1\r\nhost: kenes\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        ),
    );
    assert_eq!(status(&sent), "201", "{sent}");
    assert_eq!(status(&get(server.address, "/api/v1/programs", &known)), "200");
}

#[test]
fn reading_has_a_quota_and_what_is_at_hand_is_free() {
    let server = TestServer::start(|settings| settings.limits.reads_per_minute = 3);
    for _ in 0..10 {
        assert_eq!(status(&get(server.address, "/api/v1/programs", "")), "200");
    }
    let asked: Vec<String> =
        (1..=4).map(|limit| get(server.address, &format!("/api/v1/programs?limit={limit}"), "")).collect();
    let statuses: Vec<&str> = asked.iter().map(|answer| status(answer)).collect();
    assert_eq!(statuses, ["200", "200", "429", "429"]);
    let seconds: u32 = header(&asked[3], "retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds));
}

#[test]
fn readiness_names_the_part_and_metrics_can_live_apart() {
    let server = TestServer::start(|settings| settings.server.metrics_bind = "127.0.0.1:0".to_owned());
    let ready = get(server.address, "/readyz", "");
    assert_eq!(status(&ready), "200", "{ready}");
    for part in ["database", "integrator", "jobs", "accepting"] {
        assert!(ready.contains(&format!("{{\"name\":\"{part}\",\"ok\":true}}")), "{ready}");
    }
    assert_eq!(status(&get(server.address, "/metrics", "")), "404");
    let metrics = get(server.metrics.unwrap(), "/metrics", "");
    assert!(
        metrics.contains("kenes_http_requests_total{method=\"GET\",route=\"/readyz\",status=\"200\"}"),
        "{metrics}"
    );
    assert!(
        metrics.contains("kenes_http_request_seconds_bucket{route=\"/readyz\",le=\"0.0005\"}"),
        "{metrics}"
    );
    server.state.drain();
    let leaving = get(server.address, "/readyz", "");
    assert_eq!(status(&leaving), "503");
    assert!(leaving.contains("{\"name\":\"accepting\",\"ok\":false}"), "{leaving}");
}
