//! A whole server in this process: the small campaign, a clock that stands still, random numbers that repeat.

use std::net::SocketAddr;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread::JoinHandle;

use actix_web::dev::ServerHandle;
use kenes::server::{RunningServer, open_service};
use kenes::settings::Settings;
use kenes_api::tokens;
use kenes_domain::permission::Role;
use kenes_service::identity::sessions::{Kind, Opened};
use kenes_service::{Service, fixtures};
use serde_json::{Value, json};

use super::client::Client;
use super::clock::HandClock;
use super::databases::{Backend, Database};

/// The moment at which every test begins: the discussion of the small campaign is open for a week.
pub const START: &str = "2026-11-16T06:00:00Z";
const DAYS_OPEN: i64 = 7;

/// A running server. It can be asked like a [`Client`].
pub struct TestApp {
    pub clock: Arc<HandClock>,
    pub service: Service,
    client: Client,
    _server: Server,
    _database: Database,
}

impl TestApp {
    /// The small campaign on a fresh database, without limits on writing.
    pub fn new(backend: Backend) -> Self {
        Self::with(backend, |settings| settings.limits.writes_per_minute = 0)
    }

    /// The same with other settings.
    pub fn with(backend: Backend, change: impl FnOnce(&mut Settings)) -> Self {
        let database = Database::fresh(backend);
        let mut settings = settings(&database);
        change(&mut settings);
        let clock = HandClock::at(START);
        let service = open_service(&settings, clock.clone(), Some([7; 32])).unwrap();
        fixtures::install(&service, DAYS_OPEN).unwrap();
        let server = Server::start(settings, service.clone());
        let client = Client::new(&format!("http://{}", server.address));
        Self { clock, service, client, _server: server, _database: database }
    }

    /// The public id of a territory, by its Russian name.
    pub fn territory(&self, name: &str) -> String {
        let all = kenes_service::territories::list(&self.service).unwrap();
        all.into_iter().find(|card| card.names.ru == name).unwrap().id
    }

    /// An access token, and the cookie of a browser, of somebody with a role on a territory; a citizen without one.
    pub fn signed_in(&self, name: &str, role: Option<Role>, territory: Option<&str>) -> SignedIn {
        let open = |kind| fixtures::sign_in(&self.service, name, role, territory, kind).unwrap();
        let (program, browser) = (open(Kind::Refresh), open(Kind::Browser));
        let site = settings_url();
        SignedIn {
            bearer: format!("Bearer {}", tokens::issue(&self.service, &site, &program.standing).unwrap()),
            cookie: format!("session={}", browser.token),
            form_token: self.service.seal("form of a session", &browser.family),
            program,
            browser,
        }
    }

    /// The program of the district Жаңасу ауданы.
    pub fn program(&self) -> Value {
        let programs = self.all_items("/api/v1/programs", 100);
        programs.into_iter().find(|program| program["territory_names"]["kk"] == "Жаңасу ауданы").unwrap()
    }

    pub fn program_id(&self) -> String {
        self.program()["id"].as_str().unwrap().to_owned()
    }

    /// Provisions of the current edition of a program, in reading order.
    pub fn provisions(&self, program: &str) -> Vec<Value> {
        self.json(&format!("/api/v1/programs/{program}/editions/1"))["provisions"].as_array().unwrap().clone()
    }
}

/// Somebody signed in, both ways.
pub struct SignedIn {
    /// Value of the header `Authorization`.
    pub bearer: String,
    /// Value of the header `Cookie`.
    pub cookie: String,
    /// Token of the forms of the browser's session.
    pub form_token: String,
    pub program: Opened,
    pub browser: Opened,
}

/// The address of the site as the settings of tests have it.
fn settings_url() -> String {
    Settings::load(None, []).unwrap().server.public_url
}

impl Deref for TestApp {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

/// Settings of a test: the database, a free port, one thread.
pub fn settings(database: &Database) -> Settings {
    let mut settings = Settings::load(None, []).unwrap();
    settings.store.url.clone_from(&database.url);
    settings.store.data_dir = database.data_dir();
    settings.server.bind = "127.0.0.1:0".parse().unwrap();
    settings.server.workers = 1;
    settings
}

/// A contribution that is right.
pub fn contribution(provision: Option<&str>, text: &str) -> Value {
    json!({ "kind": "question", "language": "kk", "text": text, "provision": provision })
}

/// A server on a thread of its own; it stops when dropped.
pub struct Server {
    pub address: SocketAddr,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    pub fn start(settings: Settings, service: Service) -> Self {
        let (started, wait) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let server = RunningServer::start(&settings, &service).unwrap();
                started.send((server.address(), server.handle())).unwrap();
                server.run().await.unwrap();
            });
        });
        let (address, handle) = wait.recv().expect("the server starts");
        Self { address, handle, thread: Some(thread) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Stopping is a message; what it returns need not be awaited, because the thread ends with the server.
        drop(self.handle.stop(true));
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
            && !std::thread::panicking()
        {
            panic!("the server ended with a fault");
        }
    }
}
