//! Sending contributions, and finding them again.

use serde_json::{Value, json};

use crate::support::app::{TestApp, contribution};
use crate::support::databases::on_each_database;

on_each_database! {
    fn a_contribution_is_answered_with_a_receipt_that_tells_its_story(backend) {
        let app = TestApp::new(backend);
        let program = app.program_id();
        let provisions = app.provisions(&program);
        let provision = provisions[1]["id"].as_str().unwrap();
        let mut sent = contribution(Some(provision), "Көпір қашан салынады?");
        sent["quote"] = json!("көпір келесі жылы салынады");
        let answer = app.post(&format!("/api/v1/programs/{program}/contributions"), &sent);
        assert_eq!(answer.status, 201, "{}", answer.text());
        let receipt = answer.json();
        let code = receipt["receipt"].as_str().unwrap();
        assert_eq!(answer.header("location"), Some(format!("/api/v1/contributions/{code}").as_str()));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(receipt["contribution"]["text"], "Көпір қашан салынады?");
        assert_eq!(receipt["contribution"]["provision_label"], "1.1");
        assert_eq!(receipt["contribution"]["quote"], sent["quote"]);
        assert_eq!(receipt["words_then"], provisions[1]["text"]["kk"]);
        assert_eq!(receipt["words_now"], receipt["words_then"]);

        // As people type it a year later.
        let typed = code.to_lowercase().replace('-', "%20");
        let story = app.json(&format!("/api/v1/contributions/{typed}"));
        assert_eq!(story["contribution"], receipt["contribution"]);
    }

    fn a_contribution_is_public_at_once_and_counted(backend) {
        let app = TestApp::new(backend);
        let program = app.program_id();
        let path = format!("/api/v1/programs/{program}/contributions");
        for number in 0..7 {
            assert_eq!(app.post(&path, &contribution(None, &format!("Сұрақ {number}?"))).status, 201);
        }
        for limit in [1, 3, 100] {
            let texts: Vec<_> = app
                .all_items(&path, limit)
                .iter()
                .map(|item| item["text"].as_str().unwrap().to_owned())
                .collect();
            let expected: Vec<_> = (0..7).rev().map(|number| format!("Сұрақ {number}?")).collect();
            assert_eq!(texts, expected, "newest first, in pages of {limit}");
        }
        let tally = &app.json(&format!("/api/v1/programs/{program}"))["contributions"];
        assert_eq!((&tally["received"], &tally["open"]), (&json!(7), &json!(7)));
        assert_eq!(app.json("/api/v1/statistics")["contributions"]["received"], 7);
    }

    fn the_same_key_gets_the_same_receipt(backend) {
        let app = TestApp::new(backend);
        let program = app.program_id();
        let path = format!("/api/v1/programs/{program}/contributions");
        let key = [("idempotency-key", "key-of-one-request")];
        let sent = contribution(None, "Бір рет жіберілді.");
        let first = app.post_with(&path, &key, &sent);
        let second = app.post_with(&path, &key, &sent);
        assert_eq!((first.status, second.status), (201, 201));
        assert_eq!(first.json()["receipt"], second.json()["receipt"]);
        assert_eq!(app.all_items(&path, 100).len(), 1);

        let other = app.post_with(&path, &key, &contribution(None, "Басқа мәтін."));
        assert_eq!((other.status, other.problem_code().as_str()), (422, "key_reused"));
        assert_eq!(app.all_items(&path, 100).len(), 1);
    }

    fn every_wrong_field_is_named(backend) {
        let app = TestApp::new(backend);
        let program = app.program_id();
        let path = format!("/api/v1/programs/{program}/contributions");
        let good = contribution(None, "Мәтін.");
        let changed = |name: &str, value: Value| {
            let mut body = good.clone();
            body[name] = value;
            body
        };
        for (body, field, code) in [
            (changed("kind", json!("poem")), "kind", "unknown_value"),
            (changed("language", json!("en")), "language", "unknown_value"),
            (changed("text", json!("")), "text", "empty"),
            (changed("text", json!(" \u{200b} ")), "text", "empty"),
            (changed("text", json!("ә".repeat(3_001))), "text", "too_long"),
            (changed("text", json!("а\u{0}б")), "text", "control_character"),
            (changed("name", json!("я".repeat(121))), "name", "too_long"),
            (changed("place", json!("я".repeat(121))), "place", "too_long"),
            (changed("email", json!("not an address")), "email", "not_an_email"),
        ] {
            let answer = app.post(&path, &body);
            assert_eq!((answer.status, answer.problem_code().as_str()), (422, "invalid_fields"), "{field} {code}");
            let problem = answer.json();
            let named: Vec<_> = problem["errors"]
                .as_array()
                .unwrap()
                .iter()
                .map(|error| (error["field"].as_str().unwrap(), error["code"].as_str().unwrap()))
                .collect();
            assert_eq!(named, [(field, code)], "{problem}");
        }
        // Several at once: nobody corrects one fault to hear of the next.
        let mut many = changed("kind", json!("poem"));
        many["text"] = json!("");
        many["email"] = json!("@");
        let problem = app.post(&path, &many).json();
        assert_eq!(problem["errors"].as_array().unwrap().len(), 3, "{problem}");
        assert!(app.all_items(&path, 100).is_empty(), "nothing wrong was stored");
    }

    fn a_receipt_with_a_typing_error_is_not_just_not_found(backend) {
        let app = TestApp::new(backend);
        let program = app.program_id();
        let receipt = app
            .post(&format!("/api/v1/programs/{program}/contributions"), &contribution(None, "Мәтін."))
            .json();
        let code = receipt["receipt"].as_str().unwrap();
        let last = code.chars().next_back().unwrap();
        let wrong = format!("{}{}", &code[..code.len() - 1], if last == '7' { '8' } else { '7' });
        let answer = app.get(&format!("/api/v1/contributions/{wrong}"));
        assert_eq!((answer.status, answer.problem_code().as_str()), (422, "receipt_mistyped"));
    }

    fn one_address_cannot_write_without_end(backend) {
        let app = TestApp::with(backend, |settings| settings.limits.writes_per_minute = 3);
        let program = app.program_id();
        let path = format!("/api/v1/programs/{program}/contributions");
        let send = |number: u32| app.post(&path, &contribution(None, &format!("Мәтін {number}.")));
        let accepted = (0..3).filter(|number| send(*number).status == 201).count();
        assert_eq!(accepted, 3);
        let refused = send(3);
        assert_eq!((refused.status, refused.problem_code().as_str()), (429, "too_many"));
        let seconds: u32 = refused.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=60).contains(&seconds));
        assert_eq!(app.get(&path).status, 200, "reading stays possible");
    }

    fn after_the_closing_a_contribution_is_refused_or_marked_as_late(backend) {
        let app = TestApp::new(backend);
        let accept_late = app.json("/api/v1/campaigns/current")["accept_late"].as_bool().unwrap();
        let program = app.program_id();
        app.clock.advance_days(400);
        let answer = app.post(&format!("/api/v1/programs/{program}/contributions"), &contribution(None, "Кеш."));
        if accept_late {
            assert_eq!(answer.status, 201, "{}", answer.text());
            assert_eq!(answer.json()["contribution"]["late"], true);
        } else {
            assert_eq!((answer.status, answer.problem_code().as_str()), (403, "closed"));
        }
    }
}
