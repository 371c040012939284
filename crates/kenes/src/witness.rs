//! A witness: it cosigns a journal that only ever grew (C2SP tlog-witness). A newspaper or a university runs it.
//!
//! What it cosigned last is on disk before it answers; two requests at once are answered one after the other.

use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::dev::Server;
use actix_web::http::StatusCode;
use actix_web::{App, HttpResponse, HttpServer, web};
use anyhow::{Context, Result};
use kenes_domain::timestamp::Clock;
use kenes_ledger::checkpoint::Checkpoint;
use kenes_ledger::key::{SignerKey, VerifierKey};
use kenes_ledger::moment::Moment;
use kenes_ledger::note::Note;
use kenes_ledger::policy::Policy;
use kenes_ledger::witness::{
    AddCheckpoint, Head, REQUEST_BYTES_MAX, Refusal, SIZE_MEDIA_TYPE, monitoring_path,
};

const TEXT: &str = "text/plain; charset=utf-8";

/// The state of a witness.
pub struct Witness {
    folder: PathBuf,
    key: SignerKey,
    logs: Vec<VerifierKey>,
    clock: Arc<dyn Clock>,
    // Check, writing down and answering are one step.
    turn: Mutex<()>,
}

/// An answer over HTTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Media type.
    pub content_type: &'static str,
    /// The body.
    pub body: String,
}

impl Witness {
    /// A witness of the logs of a policy, which keeps its state in a folder.
    pub fn new(folder: PathBuf, key: SignerKey, policy: &Policy, clock: Arc<dyn Clock>) -> Result<Self> {
        fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
        let logs = policy.logs().iter().map(|log| log.key.clone()).collect();
        Ok(Self { folder, key, logs, clock, turn: Mutex::new(()) })
    }

    /// Its public key.
    pub const fn key(&self) -> &VerifierKey {
        self.key.verifier()
    }

    /// `POST add-checkpoint`.
    pub fn add_checkpoint(&self, body: &[u8]) -> Answer {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        match self.decide(body) {
            Ok(answer) => answer,
            Err(Fault::Refused(refusal)) => {
                if refusal == Refusal::Inconsistent {
                    tracing::error!(
                        "the journal does not continue what was cosigned: evidence of a fork was kept"
                    );
                }
                let content_type =
                    if matches!(refusal, Refusal::OtherSize(_)) { SIZE_MEDIA_TYPE } else { TEXT };
                Answer { status: refusal.status(), content_type, body: refusal.body() }
            }
            Err(Fault::Disk(error)) => {
                tracing::error!(
                    error = format!("{error:#}"),
                    "the state cannot be kept; nothing is cosigned"
                );
                Answer { status: 500, content_type: TEXT, body: "the state cannot be kept\n".to_owned() }
            }
        }
    }

    fn decide(&self, body: &[u8]) -> Result<Answer, Fault> {
        let request = AddCheckpoint::parse(body)?;
        let origin = &request.checkpoint().origin;
        let keys: Vec<VerifierKey> = self.logs.iter().filter(|key| key.name() == origin).cloned().collect();
        let path = self.folder.join(monitoring_path(origin));
        let last = last(&path)?;
        if let Err(refusal) = request.decide(&keys, last) {
            if refusal == Refusal::Inconsistent {
                replace(&path.with_extension("fork"), body)?;
            }
            return Err(refusal.into());
        }
        let now = u64::try_from(self.clock.now().seconds()).unwrap_or(0);
        let now = Moment::from_seconds(now).unwrap_or(Moment::EPOCH);
        let cosigned = request.cosign(&keys, &self.key, now);
        replace(&path, cosigned.note.to_string().as_bytes())?;
        Ok(Answer { status: 200, content_type: TEXT, body: cosigned.answer })
    }

    /// The checkpoint of a log that was cosigned last, by its monitoring path.
    pub fn seen(&self, path: &str) -> Option<String> {
        // Only names that a monitoring path can have; nothing leads out of the folder.
        let known = self.logs.iter().any(|key| monitoring_path(key.name()) == path);
        known.then(|| fs::read_to_string(self.folder.join(path)).ok()).flatten()
    }

    /// The server, which serves while it is awaited.
    pub fn server(self, listener: TcpListener) -> Result<Server> {
        let witness = web::Data::new(self);
        let server = HttpServer::new(move || {
            App::new()
                .app_data(witness.clone())
                .app_data(web::PayloadConfig::new(REQUEST_BYTES_MAX))
                .service(web::resource("/").get(get_key))
                .service(web::resource("/add-checkpoint").post(add_checkpoint))
                .service(web::resource("/{path:.*}").get(get_seen))
        });
        Ok(server.workers(1).listen(listener)?.run())
    }
}

enum Fault {
    Refused(Refusal),
    Disk(anyhow::Error),
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<anyhow::Error> for Fault {
    fn from(error: anyhow::Error) -> Self {
        Self::Disk(error)
    }
}

async fn get_key(witness: web::Data<Witness>) -> HttpResponse {
    HttpResponse::Ok().content_type(TEXT).body(format!("{}\n", witness.key()))
}

async fn add_checkpoint(witness: web::Data<Witness>, body: web::Bytes) -> HttpResponse {
    let answer = witness.add_checkpoint(&body);
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    HttpResponse::build(status).content_type(answer.content_type).body(answer.body)
}

async fn get_seen(witness: web::Data<Witness>, path: web::Path<String>) -> HttpResponse {
    match witness.seen(&path) {
        Some(note) => HttpResponse::Ok().content_type(TEXT).body(note),
        None => HttpResponse::NotFound().content_type(TEXT).body("there is no such checkpoint\n"),
    }
}

fn last(path: &Path) -> Result<Option<Head>> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| path.display().to_string()),
    };
    let note = Note::parse(&bytes).with_context(|| path.display().to_string())?;
    let checkpoint = Checkpoint::parse(note.text()).with_context(|| path.display().to_string())?;
    Ok(Some(Head { size: checkpoint.size, root: checkpoint.root }))
}

/// Replaces a file, and comes back when it is on disk.
fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let written = || -> std::io::Result<()> {
        let Some(folder) = path.parent() else { return Ok(()) };
        fs::create_dir_all(folder)?;
        let new = path.with_extension("new");
        let mut file = fs::File::create(&new)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&new, path)?;
        fs::File::open(folder)?.sync_all()
    };
    written().with_context(|| path.display().to_string())
}
