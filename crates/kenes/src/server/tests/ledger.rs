//! The journal over HTTP: read, audited, taken along, cosigned by a witness of another process.

use kenes_ledger::audit::Known;
use kenes_ledger::checkpoint::Checkpoint;
use kenes_ledger::key::{Purpose, SignerKey};
use kenes_ledger::note::Note;
use kenes_ledger::policy::Policy;
use kenes_ledger::receipt::Receipt;
use kenes_ledger::witness::monitoring_path;
use kenes_service::ledger::verify::{Source, audit};
use kenes_service::ledger::witnesses;
use kenes_service::{contributions, programs};

use super::*;
use crate::cosigning::ask;
use crate::fetch::{Folder, Web, agent};
use crate::witness::Witness;

const ORIGIN: &str = "kenes.example/log";

fn log_keys() -> [SignerKey; 2] {
    [(ORIGIN.to_owned(), 1), (format!("{ORIGIN}/accept"), 2)]
        .map(|(name, seed)| SignerKey::from_seed(&name, Purpose::Note, &[seed; 32]).unwrap())
}

fn keys_text() -> String {
    log_keys().map(|key| key.secret_text()).join("\n")
}

fn contribute(server: &TestServer) -> String {
    let service = &server.state.service;
    let page = programs::list(service, &programs::ProgramFilter::default(), None, 1).unwrap();
    let submission = contributions::Submission {
        program: page.items[0].id.clone(),
        kind: "problem".to_owned(),
        language: "kk".to_owned(),
        text: "Көпір жоқ.".to_owned(),
        ..contributions::Submission::default()
    };
    contributions::submit(service, submission).unwrap().receipt
}

fn policy(web: &Web) -> Policy {
    Policy::parse(&web.get("policy").unwrap().unwrap()).unwrap()
}

#[test]
fn tiles_are_kept_by_everybody_and_receipts_by_nobody() {
    let server = TestServer::start(|settings| settings.ledger.keys = keys_text());
    let code = contribute(&server);
    server.state.service.integrate_all().unwrap();
    let base = format!("http://{}/api/v1", server.address);
    let cache = |path: &str| {
        let response = agent().get(&format!("{base}/{path}")).call().unwrap();
        let cache = response.headers().get("cache-control").map(|value| value.to_str().unwrap().to_owned());
        (response.status().as_u16(), cache.unwrap_or_default())
    };
    assert_eq!(cache("ledger/checkpoint"), (200, "no-cache".to_owned()));
    assert_eq!(cache("ledger/tile/0/000.p/3").1, "public, max-age=31536000, immutable");
    assert_eq!(cache("ledger/tile/entries/000.p/3").0, 200);
    assert_eq!(cache("ledger/tile/0/000").0, 404);
    assert_eq!(cache("ledger/openings/0").0, 200);
    assert_eq!(cache("ledger/proofs/0").0, 200);
    assert_eq!(cache(&format!("contributions/{code}/proof")), (200, "private, no-store".to_owned()));
    assert_eq!(cache(&format!("contributions/{code}/promise")).0, 200);
    assert_eq!(cache("contributions/K7Q2-9XWM-3T5A/proof").0, 422);
}

#[test]
fn a_journal_is_cosigned_audited_and_taken_along() {
    let folder = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let [log, _] = log_keys();
    let witness_policy = Policy::parse(format!("log {}\nquorum none\n", log.verifier()).as_bytes()).unwrap();
    let key = SignerKey::from_seed("witness.example", Purpose::Cosignature, &[3; 32]).unwrap();
    let line = format!("witness university {} http://{address}", key.verifier());
    let clock = Arc::new(HandClock(AtomicI64::new(
        Timestamp::parse_rfc3339("2026-11-16T06:00:00Z").unwrap().micros(),
    )));
    let witness = Witness::new(folder.path().join("witness"), key, &witness_policy, clock).unwrap();
    let (started, wait) = mpsc::channel();
    let thread = std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let server = witness.server(listener).unwrap();
            started.send(server.handle()).unwrap();
            server.await.unwrap();
        });
    });
    let handle = wait.recv().unwrap();

    let server = TestServer::start(|settings| {
        settings.ledger.keys = keys_text();
        settings.ledger.witnesses.clone_from(&line);
    });
    let service = server.state.service.clone();
    let witness = witnesses::addresses(&service).remove(0);
    let code = contribute(&server);
    service.integrate_all().unwrap();
    ask(&service, &agent(), &witness).unwrap();
    let first = service.backlog().unwrap().acts;
    contribute(&server);
    service.integrate_all().unwrap();
    ask(&service, &agent(), &witness).unwrap();

    // Site, witness and receipt say the same.
    let web = Web::new(&format!("http://{}", server.address));
    let policy = policy(&web);
    let found = audit(&web, &policy, &[]).unwrap();
    assert_eq!(found.findings, Vec::<String>::new());
    assert_eq!(found.witnesses.len(), 1);
    assert_eq!(i64::try_from(found.size).unwrap(), first + 1);
    let seen = agent().get(&format!("http://{address}/{}", monitoring_path(ORIGIN))).call().unwrap();
    let seen = seen.into_body().read_to_vec().unwrap();
    let seen = Checkpoint::parse(Note::parse(&seen).unwrap().text()).unwrap();
    assert_eq!((seen.size, seen.root), (found.size, found.root));
    let proof = format!("http://{}/api/v1/contributions/{code}/proof", server.address);
    let proof = agent().get(&proof).call().unwrap().into_body().read_to_vec().unwrap();
    let receipt = Receipt::parse(&proof).unwrap();
    assert_eq!(receipt.check(&policy).unwrap().witnesses.len(), 1);

    // Taken along, the log is checked without the site; what somebody else saw is compared too.
    let copy = folder.path().join("copy");
    crate::commands::export_log(&web, &copy).unwrap();
    let known = [Known { size: found.size, root: found.root, seen_at: None }];
    let again = audit(&Folder(copy.clone()), &policy, &known).unwrap();
    assert_eq!((again.findings, again.state_compared), (Vec::new(), true));
    std::fs::remove_file(copy.join("openings/0")).unwrap();
    assert!(audit(&Folder(copy), &policy, &known).unwrap().faults > 0);

    actix_web::rt::System::new().block_on(handle.stop(true));
    thread.join().unwrap();
}

#[test]
fn a_witness_of_another_history_gives_no_cosignature() {
    let folder = tempfile::tempdir().unwrap();
    let [log, _] = log_keys();
    let policy = Policy::parse(format!("log {}\nquorum none\n", log.verifier()).as_bytes()).unwrap();
    let key = SignerKey::from_seed("witness.example", Purpose::Cosignature, &[3; 32]).unwrap();
    let clock: Arc<HandClock> = Arc::new(HandClock(AtomicI64::new(0)));
    let witness = Witness::new(folder.path().to_owned(), key, &policy, clock).unwrap();
    let request = |size: u64, root: &[u8], old: u64| {
        let checkpoint = Checkpoint {
            origin: ORIGIN.to_owned(),
            size,
            root: kenes_ledger::hash::Hash::of_leaf(root),
            extensions: Vec::new(),
        };
        let note = checkpoint.sign([&log]).unwrap();
        kenes_ledger::witness::AddCheckpoint::new(old, Vec::new(), note).unwrap().to_string()
    };
    assert_eq!(witness.add_checkpoint(request(1, b"a", 0).as_bytes()).status, 200);
    assert_eq!(witness.add_checkpoint(request(1, b"a", 1).as_bytes()).status, 200);
    assert_eq!(witness.add_checkpoint(request(1, b"b", 1).as_bytes()).status, 422, "a fork");
    let behind = witness.add_checkpoint(request(1, b"a", 0).as_bytes());
    assert_eq!((behind.status, behind.body.as_str()), (409, "1\n"));
    assert_eq!(witness.add_checkpoint(b"nothing").status, 400);
    let fork = folder.path().join(monitoring_path(ORIGIN)).with_extension("fork");
    assert!(fork.exists(), "the evidence is kept");
    assert!(witness.seen("../key").is_none());
}
