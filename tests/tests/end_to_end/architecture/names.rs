//! Names that may stand in certain files only. Clippy's `disallowed_methods` sees calls; this sees every mention, and
//! lists each exception where a reviewer meets it.

use super::sources;

/// A name, and the beginnings of the paths of the files that may say it.
const FENCED: [(&str, &[&str]); 13] = [
    ("diesel::", &["crates/store/"]),
    ("diesel_migrations::", &["crates/store/"]),
    ("tantivy::", &["crates/search/"]),
    ("lettre::", &["crates/mail/"]),
    ("tracing_subscriber::", &["crates/kenes/"]),
    ("SystemTime::now", &["crates/kenes/src/server.rs"]),
    ("OffsetDateTime::now", &[]),
    ("Instant::now", &["crates/api/src/envelope.rs", "crates/kenes/src/"]),
    ("rand::rng()", &[]),
    ("thread_rng", &[]),
    ("SysRng", &["crates/service/src/runtime.rs"]),
    ("web::block", &["crates/api/src/blocking.rs"]),
    ("env::var(", &[]),
];

/// What a pure crate may not even name.
const IMPURE: [&str; 8] =
    ["std::fs", "std::net", "std::env", "std::process", "std::thread", "SystemTime", "Instant", "tracing::"];

/// What has no place in finished work, in tests as little as in the program.
const UNFINISHED: [&str; 5] = ["todo!(", "unimplemented!(", "dbg!(", "#[ignore", "unsafe {"];

#[test]
fn fenced_names_stand_only_behind_their_fence() {
    for source in sources(false) {
        for (name, fence) in FENCED {
            assert!(
                !mentions(&source.code, name) || fence.iter().any(|start| source.path.starts_with(start)),
                "{} names {name}, which only {fence:?} may",
                source.path
            );
        }
    }
}

#[test]
fn domain_and_ledger_do_no_input_or_output() {
    for source in sources(false) {
        if !source.path.starts_with("crates/domain/src/") && !source.path.starts_with("crates/ledger/src/") {
            continue;
        }
        for name in IMPURE {
            assert!(!mentions(&source.code, name), "{} names {name}", source.path);
        }
    }
}

#[test]
fn nothing_is_left_unfinished() {
    for source in sources(true) {
        if source.path.ends_with("architecture/names.rs") {
            continue;
        }
        for name in UNFINISHED {
            assert!(!source.code.contains(name), "{} contains {name}", source.path);
        }
    }
}

/// Whether a name stands in the code as a whole path: `diesel::` is not found in `kenes_diesel::`.
fn mentions(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        !code[..at].chars().next_back().is_some_and(|before| before.is_alphanumeric() || before == '_')
    })
}

#[test]
fn a_mention_is_a_whole_name() {
    assert!(mentions("use diesel::prelude::*;", "diesel::"));
    assert!(!mentions("use my_diesel::prelude::*;", "diesel::"));
    assert!(mentions("std::time::Instant::now()", "Instant::now"));
}
