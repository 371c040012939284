//! Forms that another site sends in a reader's name.

use super::routes;
use crate::support::app::TestApp;
use crate::support::databases::Backend;

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

#[test]
fn no_form_of_any_page_is_taken_from_another_site() {
    let app = TestApp::new(Backend::Sqlite);
    let program = app.program_id();
    let provision = app.provisions(&program)[1]["id"].as_str().unwrap().to_owned();
    let mut tried = 0;
    for route in routes::all(&app) {
        if route.method != "POST" || route.path.starts_with("/api") {
            continue;
        }
        let signed = app.signed_in("victim", None, None);
        let path = route
            .path
            .replace("{locale}", "ru")
            .replace("{id}", &program)
            .replace("{provision}", &provision)
            .replace("{link}", "none");
        let body = format!(
            "token={}&email=a%40mail.kz&texts=erase&sure=yes&session=all&kind=question&language=kk&text=a",
            signed.form_token
        );
        for foreign in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example"),
            ("origin", "null"),
        ] {
            let headers = [FORM, ("cookie", signed.cookie.as_str()), foreign];
            let answer = app.send("POST", &path, &headers, Some(body.as_bytes())).unwrap();
            assert_eq!(answer.status, 403, "{} {foreign:?}: {}", route.path, answer.text());
        }
        let still = app.get_with("/ru/me", &[("cookie", &signed.cookie)]);
        assert_eq!(still.status, 200, "{} did nothing", route.path);
        tried += 1;
    }
    assert!(tried >= 9, "{tried} forms");
}

#[test]
fn forms_of_a_session_need_the_token_of_that_session() {
    let app = TestApp::new(Backend::Sqlite);
    let (own, other) = (app.signed_in("own", None, None), app.signed_in("other", None, None));
    for path in ["/ru/me/sign-out", "/ru/me/erase", "/ru/me/second-factor", "/ru/sign-in/second-factor"] {
        for token in ["", "0", other.form_token.as_str()] {
            let body = format!("token={token}&texts=keep&sure=yes&session=all&step=confirm&code=1");
            let headers = [FORM, ("cookie", own.cookie.as_str()), ("sec-fetch-site", "same-origin")];
            let answer = app.send("POST", path, &headers, Some(body.as_bytes())).unwrap();
            assert_eq!(answer.status, 403, "{path} {token}");
        }
    }
    assert_eq!(app.get_with("/ru/me", &[("cookie", &own.cookie)]).status, 200);
}

#[test]
fn the_api_takes_no_cookie_and_the_pages_take_no_bearer_token() {
    let app = TestApp::new(Backend::Sqlite);
    let signed = app.signed_in("own", None, None);
    assert_eq!(app.get_with("/api/v1/users/me", &[("authorization", &signed.bearer)]).status, 200);
    assert_eq!(app.get_with("/api/v1/users/me", &[("cookie", &signed.cookie)]).status, 401);
    assert_eq!(app.get_with("/ru/me", &[("cookie", &signed.cookie)]).status, 200);
    assert_eq!(app.get_with("/ru/me", &[("authorization", &signed.bearer)]).status, 303);
    let cookie_as_token = format!("Bearer {}", signed.browser.token);
    assert_eq!(app.get_with("/api/v1/users/me", &[("authorization", &cookie_as_token)]).status, 401);
    let refresh_as_token = format!("Bearer {}", signed.program.token);
    assert_eq!(app.get_with("/api/v1/users/me", &[("authorization", &refresh_as_token)]).status, 401);
}
