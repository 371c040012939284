//! Every way in which a token can be wrong, against the one way in which it is right.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jsonwebtoken::{EncodingKey, Header};
use kenes_domain::timestamp::{Clock, Timestamp};
use kenes_service::identity::sessions::Kind;
use kenes_service::{Options, fixtures};
use serde_json::{Value, json};

use super::*;

const SITE: &str = "https://kenes.example";
const START: i64 = 1_800_000_000;

struct HandClock(AtomicI64);

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_seconds(self.0.load(Ordering::SeqCst))
    }
}

struct World {
    service: Service,
    clock: Arc<HandClock>,
    standing: Standing,
    _folder: tempfile::TempDir,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(HandClock(AtomicI64::new(START)));
        let options = Options {
            database_url: format!("sqlite://{}", folder.path().join("kenes.db").display()),
            data_dir: folder.path().to_owned(),
        };
        let service = Service::open(options, clock.clone(), Some([7; 32])).unwrap();
        let standing = fixtures::sign_in(&service, "a", None, None, Kind::Refresh).unwrap().standing;
        Self { service, clock, standing, _folder: folder }
    }

    fn head(&self) -> Value {
        json!({ "alg": "EdDSA", "typ": "at+jwt", "kid": self.service.token_keys()[0].id })
    }

    fn claims(&self) -> Value {
        json!({
            "iss": SITE, "aud": AUDIENCE, "sub": self.standing.account_id, "sid": self.standing.family,
            "iat": START, "nbf": START, "exp": START + ACCESS_SECONDS,
        })
    }

    /// A token over any header and any claims, signed with the key that signs now.
    fn signed(&self, head: &str, claims: &str) -> String {
        let seed = self.service.token_keys()[0].seed;
        let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(head), URL_SAFE_NO_PAD.encode(claims));
        let signature =
            jsonwebtoken::crypto::sign(message.as_bytes(), &signing_key(&seed), Algorithm::EdDSA).unwrap();
        format!("{message}.{signature}")
    }

    fn takes(&self, token: &str) -> bool {
        verify(&self.service, SITE, token).is_some()
    }
}

fn with(mut value: Value, name: &str, new: Value) -> String {
    value[name] = new;
    value.to_string()
}

fn without(mut value: Value, name: &str) -> String {
    value.as_object_mut().unwrap().remove(name);
    value.to_string()
}

#[test]
fn a_token_of_ours_names_its_session_and_its_account() {
    let world = World::new();
    let token = issue(&world.service, SITE, &world.standing).unwrap();
    let named = verify(&world.service, SITE, &token).unwrap();
    assert_eq!(
        (named.account, named.family),
        (world.standing.account_id.clone(), world.standing.family.clone())
    );
    // What the other probes build is taken too when nothing is changed: they fail for the reason that they name.
    assert!(world.takes(&world.signed(&world.head().to_string(), &world.claims().to_string())));
}

#[test]
fn a_header_that_is_not_exactly_ours_is_refused() {
    let world = World::new();
    let claims = world.claims().to_string();
    let head = || world.head();
    for (what, text) in [
        ("alg none", with(head(), "alg", json!("none"))),
        ("alg None", with(head(), "alg", json!("None"))),
        ("alg HS256", with(head(), "alg", json!("HS256"))),
        ("alg in lower case", with(head(), "alg", json!("eddsa"))),
        ("no alg", without(head(), "alg")),
        ("typ of a refresh token", with(head(), "typ", json!("rt+jwt"))),
        ("typ JWT", with(head(), "typ", json!("JWT"))),
        ("no typ", without(head(), "typ")),
        ("an unknown kid", with(head(), "kid", json!("0123456789abcdef"))),
        ("kid as a path", with(head(), "kid", json!("../../dev/null"))),
        ("an empty kid", with(head(), "kid", json!(""))),
        ("no kid", without(head(), "kid")),
        ("crit", with(head(), "crit", json!(["exp"]))),
        ("an empty crit", with(head(), "crit", json!([]))),
        ("jku", with(head(), "jku", json!("https://evil.example/jwks.json"))),
        ("x5u", with(head(), "x5u", json!("https://evil.example/x"))),
        ("jwk", with(head(), "jwk", json!({ "kty": "OKP", "crv": "Ed25519", "x": "AA" }))),
        ("zip", with(head(), "zip", json!("DEF"))),
        ("b64", with(head(), "b64", json!(false))),
        ("two algs", world.head().to_string().replacen('{', "{\"alg\":\"none\",", 1)),
        ("no object", "[]".to_owned()),
        ("no JSON", "alg".to_owned()),
    ] {
        assert!(!world.takes(&world.signed(&text, &claims)), "{what}");
    }
}

#[test]
fn claims_that_are_not_exactly_ours_are_refused() {
    let world = World::new();
    let head = world.head().to_string();
    let claims = || world.claims();
    for (what, text) in [
        ("a foreign issuer", with(claims(), "iss", json!("https://evil.example"))),
        (
            "an issuer that begins the same",
            with(claims(), "iss", json!("https://kenes.example.evil.example")),
        ),
        ("several issuers", with(claims(), "iss", json!([SITE, "https://evil.example"]))),
        ("a foreign audience", with(claims(), "aud", json!("another-api"))),
        ("several audiences", with(claims(), "aud", json!([AUDIENCE, "another-api"]))),
        ("no issuer", without(claims(), "iss")),
        ("no audience", without(claims(), "aud")),
        ("no subject", without(claims(), "sub")),
        ("no session", without(claims(), "sid")),
        ("no end", without(claims(), "exp")),
        ("no beginning", without(claims(), "nbf")),
        ("no date", without(claims(), "iat")),
        ("an end as a text", with(claims(), "exp", json!("2099"))),
        ("an end far away", with(claims(), "exp", json!(START + 1_000_000))),
        ("an end in the past", with(claims(), "exp", json!(START - 31))),
        ("a beginning in the future", with(claims(), "nbf", json!(START + 31))),
        ("made in the future", with(claims(), "iat", json!(START + 31))),
        ("a word more", with(claims(), "admin", json!(true))),
    ] {
        assert!(!world.takes(&world.signed(&head, &text)), "{what}");
    }
}

#[test]
fn signatures_by_anything_but_our_key_are_refused() {
    let world = World::new();
    let good = world.signed(&world.head().to_string(), &world.claims().to_string());
    let parts: Vec<&str> = good.split('.').collect();
    let [head, claims, signature] = parts.as_slice() else { panic!("{good}") };
    let other = signing_key(&[9; 32]);
    let message = format!("{head}.{claims}");
    let foreign = jsonwebtoken::crypto::sign(message.as_bytes(), &other, Algorithm::EdDSA).unwrap();
    let changed = URL_SAFE_NO_PAD.encode(with(world.claims(), "sub", json!("somebody else")));
    // The public key, which everybody has, used as the secret of an HMAC.
    let public = serde_json::to_vec(&public_keys(&world.service).unwrap()["keys"][0]).unwrap();
    let header = Header {
        typ: Some(TYPE.to_owned()),
        kid: Some(world.service.token_keys()[0].id.clone()),
        ..Header::default()
    };
    let confused =
        jsonwebtoken::encode(&header, &world.claims(), &EncodingKey::from_secret(&public)).unwrap();
    for (what, token) in [
        ("another key", format!("{message}.{foreign}")),
        ("other claims under the signature", format!("{head}.{changed}.{signature}")),
        ("no signature", format!("{message}.")),
        ("no signature part", message.clone()),
        ("half a signature", format!("{message}.{}", signature.chars().take(43).collect::<String>())),
        ("a part more", format!("{good}.{signature}")),
        ("padding", format!("{good}==")),
        ("a space", format!("{good} ")),
        ("the other alphabet", good.replace(['-', '_'], "+")),
        ("the public key as a secret", confused),
        ("nothing", String::new()),
        ("dots", "..".to_owned()),
        ("too long", format!("{}.{claims}.{signature}", "a".repeat(TOKEN_BYTES_MAX))),
    ] {
        if token != good {
            assert!(!world.takes(&token), "{what}");
        }
    }
}

#[test]
fn tokens_end_and_keys_overlap() {
    let world = World::new();
    let token = issue(&world.service, SITE, &world.standing).unwrap();
    for (seconds, holds) in
        [(0, true), (ACCESS_SECONDS + 29, true), (ACCESS_SECONDS + 30, false), (-31, false)]
    {
        world.clock.0.store(START + seconds, Ordering::SeqCst);
        assert_eq!(world.takes(&token), holds, "{seconds}");
    }
    // The key changes every ninety days; a token made just before is still recognised just after.
    let change = (START / (90 * 86_400) + 1) * 90 * 86_400;
    world.clock.0.store(change - 1, Ordering::SeqCst);
    let before = issue(&world.service, SITE, &world.standing).unwrap();
    world.clock.0.store(change + 1, Ordering::SeqCst);
    let after = issue(&world.service, SITE, &world.standing).unwrap();
    assert!(world.takes(&before) && world.takes(&after));
    assert_ne!(before.split('.').next(), after.split('.').next());
    assert!(!verify(&world.service, "https://other.example", &after).is_some());
}

#[test]
fn the_published_keys_are_public_only() {
    let world = World::new();
    let keys = public_keys(&world.service).unwrap();
    for key in keys["keys"].as_array().unwrap() {
        assert_eq!((key["kty"].as_str(), key["crv"].as_str()), (Some("OKP"), Some("Ed25519")));
        assert!(key["kid"].is_string() && key["x"].is_string() && key.get("d").is_none(), "{key}");
    }
}
