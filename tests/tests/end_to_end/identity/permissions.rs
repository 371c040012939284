//! The permission matrix: every route × every kind of caller × own and foreign territory → status.
//!
//! `tests/permissions.txt` is the reviewed answer. A route that is missing from it, or answers otherwise, fails; the file
//! as it would be now then stands in the folder of temporary files, to be reviewed and taken over.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::rc::Rc;

use kenes_domain::permission::Role;
use kenes_service::fixtures;
use kenes_service::identity::sessions::Kind;
use serde_json::{Value, json};

use super::routes::{self, Route};
use crate::support::app::{SignedIn, TestApp, contribution};
use crate::support::databases::Backend;

const REVIEWED: &str = include_str!("../../../permissions.txt");
const HEAD: &str = "\
# Every route × every kind of caller → HTTP status. Staff hold their role on one region; `a/b` is the status for
# something of that region and for something of another. One number stands for both. Reviewed by hand.
";

#[test]
fn every_route_answers_every_kind_of_caller_as_reviewed() {
    let app = TestApp::with(Backend::Sqlite, |settings| {
        settings.limits.writes_per_minute = 0;
        settings.limits.reads_per_minute = 0;
    });
    let matrix = Matrix::new(&app);
    let mut actual = String::from(HEAD);
    let callers = callers();
    let names: Vec<String> = callers.iter().map(|caller| caller.name()).collect();
    writeln!(actual, "{:<58} {}", "", names.join(" ")).unwrap();
    for route in routes::all(&app) {
        write!(actual, "{:<6} {:<51}", route.method, route.path).unwrap();
        for caller in &callers {
            let (own, foreign) = (matrix.ask(&route, *caller, true), matrix.ask(&route, *caller, false));
            let cell = if own == foreign { own.to_string() } else { format!("{own}/{foreign}") };
            write!(actual, " {cell:<width$}", width = caller.name().len()).unwrap();
        }
        let line = actual.trim_end().len();
        actual.truncate(line);
        actual.push('\n');
    }
    if actual != REVIEWED {
        let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
        std::fs::write(folder.join("permissions.txt"), &actual).unwrap();
        let wrong: Vec<&str> =
            actual.lines().filter(|line| !REVIEWED.lines().any(|known| known == *line)).collect();
        let gone: Vec<&str> =
            REVIEWED.lines().filter(|line| !actual.lines().any(|now| now == *line)).collect();
        panic!("not as reviewed:\n{}\nreviewed was:\n{}", wrong.join("\n"), gone.join("\n"));
    }
}

#[derive(Debug, Clone, Copy)]
enum Caller {
    Anonymous,
    Citizen,
    Staff(Role),
}

impl Caller {
    fn name(self) -> String {
        match self {
            Self::Anonymous => "anonymous".to_owned(),
            Self::Citizen => "citizen".to_owned(),
            Self::Staff(role) => role.to_string(),
        }
    }
}

fn callers() -> Vec<Caller> {
    let staff = Role::ALL.iter().map(|role| Caller::Staff(*role));
    [Caller::Anonymous, Caller::Citizen].into_iter().chain(staff).collect()
}

/// What routes are filled with, in the own region and in another.
struct Matrix<'a> {
    app: &'a TestApp,
    own: Place,
    foreign: Place,
    next: Cell<u32>,
    known: RefCell<BTreeMap<String, Rc<SignedIn>>>,
}

struct Place {
    region: String,
    program: String,
    provision: String,
    receipt: String,
    contribution: String,
}

impl<'a> Matrix<'a> {
    fn new(app: &'a TestApp) -> Self {
        Self {
            own: place(app, "Аркинская область"),
            foreign: place(app, "Приморская область"),
            app,
            next: Cell::new(0),
            known: RefCell::default(),
        }
    }

    fn number(&self) -> u32 {
        self.next.set(self.next.get() + 1);
        self.next.get()
    }

    fn sign_in(&self, name: &str, caller: Caller) -> Option<Rc<SignedIn>> {
        let (role, region) = match caller {
            Caller::Anonymous => return None,
            Caller::Citizen => (None, None),
            Caller::Staff(Role::Operator) => (Some(Role::Operator), None),
            Caller::Staff(role) => (Some(role), Some(self.own.region.as_str())),
        };
        let mut known = self.known.borrow_mut();
        let signed =
            known.entry(name.to_owned()).or_insert_with(|| Rc::new(self.app.signed_in(name, role, region)));
        Some(Rc::clone(signed))
    }

    /// The status for a caller who was never seen before: what one cell does, another does not feel.
    fn ask(&self, route: &Route, caller: Caller, own: bool) -> u16 {
        let place = if own { &self.own } else { &self.foreign };
        let number = self.number();
        // What changes something is asked by somebody new; reading changes nothing.
        let name = if route.method == "GET" { "reader".to_owned() } else { format!("caller{number}") };
        let signed = self.sign_in(&format!("{name}.{}", caller.name()), caller);
        let path = self.fill(&route.path, place);
        let is_api = path.starts_with("/api");
        let mut headers = vec![("sec-fetch-site", "same-origin")];
        let (mut form_token, mut session) = ("", "");
        if let Some(signed) = signed.as_deref() {
            headers.push(if is_api { ("authorization", &signed.bearer) } else { ("cookie", &signed.cookie) });
            form_token = &signed.form_token;
            session = &signed.program.family;
        }
        let path = path.replace("SESSION", session);
        let body = if route.method == "GET" {
            None
        } else if is_api {
            headers.push(("content-type", "application/json"));
            Some(self.json(route, place, number).to_string())
        } else {
            headers.push(("content-type", "application/x-www-form-urlencoded"));
            Some(form(route, form_token, number))
        };
        let body = body.as_ref().map(|body| body.as_bytes());
        self.app.send(route.method, &path, &headers, body).unwrap().status
    }

    fn fill(&self, path: &str, place: &Place) -> String {
        let id = if path.contains("/territories/") {
            &place.region
        } else if path.contains("/contributions/{id}") {
            &place.contribution
        } else {
            &place.program
        };
        let filled = if path.contains("/grants/") {
            let name = format!("granted{}", self.number());
            let role = Some(Role::Analyst);
            let granted =
                fixtures::sign_in(&self.app.service, &name, role, Some(&place.region), Kind::Browser)
                    .unwrap();
            let grants = kenes_service::identity::accounts::list(
                &self.app.service,
                &kenes_service::identity::accounts::Granter::Console,
                Some(&(self.grant_before(&granted.standing.account_id)).to_string()),
                1,
            );
            let grant = grants.unwrap().items[0].id.to_string();
            path.replace("{id}", &granted.standing.account_id).replace("{grant}", &grant)
        } else if path.contains("/sessions/{id}") {
            path.replace("{id}", "SESSION")
        } else {
            path.replace("{id}", id)
        };
        filled
            .replace("{locale}", "kk")
            .replace("{number}", "1")
            .replace("{provision}", &place.provision)
            .replace("{receipt}", &place.receipt)
            .replace("{code}", &place.receipt)
            .replace(['{', '}'], "")
    }

    /// The number after which the grant of an account stands.
    fn grant_before(&self, account: &str) -> i64 {
        use kenes_service::identity::accounts::{Granter, list};
        let mut cursor = None;
        loop {
            let page = list(&self.app.service, &Granter::Console, cursor.as_deref(), 100).unwrap();
            if let Some(found) = page.items.iter().find(|grant| grant.account == account) {
                return found.id - 1;
            }
            cursor = Some(page.next_cursor.unwrap());
        }
    }

    #[expect(clippy::unused_self, reason = "what a body needs may come from the matrix")]
    fn json(&self, route: &Route, place: &Place, number: u32) -> Value {
        match route.path.as_str() {
            "/api/v1/programs/{id}/contributions" => contribution(None, "Пікір."),
            "/api/v1/sign-ins" => json!({ "email": format!("s{number}@mail.kz"), "language": "kk" }),
            "/api/v1/sessions" => json!({ "link": "none", "language": "kk" }),
            "/api/v1/sessions/refresh" => json!({ "refresh_token": "none" }),
            "/api/v1/sessions/second-factor" => json!({ "code": "000000" }),
            "/api/v1/users" => json!({
                "email": format!("u{number}@mail.kz"), "language": "kk", "role": "editor", "territory": place.region,
            }),
            _ => json!({}),
        }
    }
}

fn form(route: &Route, token: &str, number: u32) -> String {
    let fields = match route.path.as_str() {
        "/{locale}/sign-in" => format!("email=f{number}%40mail.kz"),
        "/{locale}/me/erase" => "texts=keep&sure=yes".to_owned(),
        "/{locale}/me/second-factor" => "step=confirm&code=000000".to_owned(),
        "/{locale}/programs/{id}/{provision}" => "kind=question&language=kk&text=a".to_owned(),
        _ => "code=0".to_owned(),
    };
    format!("token={token}&{fields}")
}

fn place(app: &TestApp, region: &str) -> Place {
    let region = app.territory(region);
    let program = app
        .all_items("/api/v1/programs", 100)
        .into_iter()
        .find(|program| program["territory"] == region.as_str())
        .unwrap();
    let program = program["id"].as_str().unwrap().to_owned();
    let provision = app.provisions(&program)[1]["id"].as_str().unwrap().to_owned();
    let sent =
        app.post(&format!("/api/v1/programs/{program}/contributions"), &contribution(None, "Пікір.")).json();
    Place {
        region,
        provision,
        receipt: sent["receipt"].as_str().unwrap().to_owned(),
        contribution: sent["contribution"]["id"].as_str().unwrap().to_owned(),
        program,
    }
}
