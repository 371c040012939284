//! Signing in from outside: what it does, and what it does not tell.

use kenes_domain::permission::Role;
use kenes_service::fixtures;
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::client::Answer;
use crate::support::databases::{Backend, on_each_database};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

fn code(app: &TestApp, email: &str) -> String {
    let parameters = fixtures::newest_mail(&app.service, email, "sign_in_code").unwrap().unwrap();
    let mail: Value = serde_json::from_str(&parameters).unwrap();
    mail["code"].as_str().unwrap().to_owned()
}

/// The value of the cookie that an answer sets.
fn cookie(answer: &Answer, name: &str) -> String {
    let set: Vec<&str> =
        answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
    let line =
        set.iter().find(|line| line.starts_with(&format!("{name}="))).unwrap_or_else(|| panic!("{set:?}"));
    assert!(line.contains("HttpOnly") && line.contains("SameSite=Lax") && line.contains("Path=/"), "{line}");
    line.split(';').next().unwrap().to_owned()
}

fn post(app: &TestApp, path: &str, cookie: &str, body: &str) -> Answer {
    let headers = [FORM, ("sec-fetch-site", "same-origin"), ("cookie", cookie)];
    app.send("POST", path, &headers, Some(body.as_bytes())).unwrap()
}

on_each_database! {
    fn a_reader_signs_in_with_a_code_and_out_everywhere(backend) {
        let app = TestApp::new(backend);
        assert_eq!(app.get("/ru/me").header("location"), Some("/ru/sign-in?next=%2Fru%2Fme"));
        let asked = post(&app, "/ru/sign-in", "", "email=Aigul%40mail.kz");
        assert_eq!((asked.status, asked.header("location")), (303, Some("/ru/sign-in/code")));
        let binding = cookie(&asked, "sign-in");
        let wrong = post(&app, "/ru/sign-in/code", &binding, "code=1");
        assert_eq!(wrong.status, 422);
        let code = code(&app, "aigul@mail.kz");
        let unbound = post(&app, "/ru/sign-in/code", "", &format!("code={code}"));
        assert_eq!(unbound.status, 422);
        let arrived = post(&app, "/ru/sign-in/code", &binding, &format!("code={code}&next=%2F%2Fevil.example"));
        assert_eq!((arrived.status, arrived.header("location")), (303, Some("/ru/me")));
        let session = cookie(&arrived, "session");
        let page = app.get_with("/ru/me", &[("cookie", &session)]);
        assert_eq!((page.status, page.header("cache-control")), (200, Some("no-store")));
        assert!(page.text().contains("aigul@mail.kz"));
        let token = page.text().split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let export = app.get_with("/ru/me/export", &[("cookie", &session)]);
        assert_eq!(export.json()["account"]["email"], "aigul@mail.kz");
        let out = post(&app, "/ru/me/sign-out", &session, &format!("token={token}&session=all"));
        assert_eq!(out.status, 303);
        assert_eq!(app.get_with("/ru/me", &[("cookie", &session)]).status, 303);
    }

    fn a_program_signs_in_refreshes_and_is_put_out_when_a_token_comes_twice(backend) {
        let app = TestApp::new(backend);
        let asked = app.post("/api/v1/sign-ins", &json!({ "email": "a@mail.kz", "language": "ru" }));
        assert_eq!(asked.status, 202, "{}", asked.text());
        let asked = asked.json();
        let code = code(&app, "a@mail.kz");
        let redeemed = app.post("/api/v1/sessions", &json!({
            "sign_in": asked["id"], "secret": asked["secret"], "code": code, "language": "ru",
        }));
        assert_eq!((redeemed.status, redeemed.header("cache-control")), (201, Some("no-store")));
        let first = redeemed.json();
        let me = |tokens: &Value| {
            let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
            app.get_with("/api/v1/users/me", &[("authorization", &bearer)])
        };
        assert_eq!(me(&first).json()["email"], "a@mail.kz");
        let refresh = |tokens: &Value| app.post("/api/v1/sessions/refresh", &json!({ "refresh_token": tokens["refresh_token"] }));
        let second = refresh(&first);
        assert_eq!(second.status, 200);
        let second = second.json();
        assert_eq!(me(&second).status, 200);
        assert_eq!(refresh(&first).status, 401);
        assert_eq!((me(&second).status, me(&second).problem_code().as_str()), (401, "unauthenticated"));
        assert_eq!(refresh(&second).status, 401);
    }

    fn a_stranger_learns_nothing_about_who_has_an_account(backend) {
        let app = TestApp::new(backend);
        fixtures::sign_in(&app.service, "staff", Some(Role::Operator), None, kenes_service::identity::sessions::Kind::Browser).unwrap();
        let known = post(&app, "/ru/sign-in", "", "email=staff%40kenes.example");
        let unknown = post(&app, "/ru/sign-in", "", "email=nobody%40kenes.example");
        assert_eq!((known.status, known.header("location"), &known.body), (unknown.status, unknown.header("location"), &unknown.body));
        let ask = |email: &str| app.post("/api/v1/sign-ins", &json!({ "email": email, "language": "ru" }));
        let shape = |answer: &Answer| {
            let body = answer.json();
            let fields: Vec<(String, usize)> = body.as_object().unwrap().iter()
                .map(|(name, value)| (name.clone(), value.as_str().unwrap().len())).collect();
            (answer.status, fields)
        };
        for _ in 0..4 {
            assert_eq!(shape(&ask("staff@kenes.example")), shape(&ask("nobody@kenes.example")));
        }
        let (known, unknown) = (ask("staff@kenes.example"), ask("nobody@kenes.example"));
        assert_eq!((known.status, &known.body), (429, &unknown.body));
        assert_eq!(known.header("retry-after"), unknown.header("retry-after"));
    }
}

#[test]
fn over_https_cookies_are_bound_to_the_host() {
    let app = TestApp::with(Backend::Sqlite, |settings| {
        settings.server.public_url = "https://kenes.example".to_owned();
    });
    let asked = post(&app, "/ru/sign-in", "", "email=a%40mail.kz");
    let lines: Vec<_> =
        asked.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
    assert_eq!(lines.len(), 1);
    assert!(lines[0].starts_with("__Host-sign-in=") && lines[0].ends_with("; Secure"), "{}", lines[0]);
    assert!(!lines[0].contains("Domain"));
}
