//! Who may import whom: the table of DESIGN.md §3, as ARCHITECTURE.md prints it.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use super::root;

/// Package → packages of this workspace that it may import.
const EDGES: [(&str, &[&str]); 11] = [
    ("kenes-domain", &[]),
    ("kenes-ledger", &[]),
    ("kenes-store", &["kenes-domain"]),
    ("kenes-search", &["kenes-domain"]),
    ("kenes-mail", &["kenes-domain"]),
    ("kenes-documents", &["kenes-domain"]),
    (
        "kenes-service",
        &["kenes-domain", "kenes-ledger", "kenes-store", "kenes-search", "kenes-mail", "kenes-documents"],
    ),
    ("kenes-api", &["kenes-domain", "kenes-service"]),
    ("kenes-web", &["kenes-domain", "kenes-service", "kenes-api"]),
    ("kenes", ALL),
    ("kenes-tests", ALL),
];

const ALL: &[&str] = &[
    "kenes",
    "kenes-domain",
    "kenes-ledger",
    "kenes-store",
    "kenes-search",
    "kenes-mail",
    "kenes-documents",
    "kenes-service",
    "kenes-api",
    "kenes-web",
];

/// Heavy package → the only packages that may name it.
const FENCES: [(&str, &[&str]); 15] = [
    ("diesel", &["kenes-store"]),
    ("diesel_migrations", &["kenes-store"]),
    ("libsqlite3-sys", &["kenes-store"]),
    ("pq-sys", &["kenes-store"]),
    ("tantivy", &["kenes-search"]),
    ("lettre", &["kenes-mail"]),
    ("zip", &["kenes-documents"]),
    ("calamine", &["kenes-documents"]),
    ("rust_xlsxwriter", &["kenes-documents"]),
    ("jsonwebtoken", &["kenes-api"]),
    ("actix-web", &["kenes-api", "kenes-web", "kenes", "kenes-tests"]),
    ("askama", &["kenes-web", "kenes-mail"]),
    ("fluent-bundle", &["kenes-web", "kenes-mail"]),
    ("clap", &["kenes"]),
    ("tracing-subscriber", &["kenes"]),
];

/// Packages that a pure crate may not import: they do I/O, read clocks, or log.
const IMPURE: [&str; 6] = ["tokio", "tracing", "tempfile", "rand", "ureq", "actix-web"];

#[test]
fn crates_import_only_what_the_table_allows() {
    let allowed: BTreeMap<&str, &[&str]> = EDGES.into();
    let packages = packages();
    assert_eq!(
        packages.keys().map(String::as_str).collect::<BTreeSet<_>>(),
        allowed.keys().copied().collect::<BTreeSet<_>>(),
        "the workspace has other packages than the table"
    );
    for (package, imports) in &packages {
        for import in imports.iter().filter(|import| import.starts_with("kenes") && *import != package) {
            assert!(
                allowed[package.as_str()].contains(&import.as_str()),
                "{package} imports {import}, which the table of ARCHITECTURE.md does not allow"
            );
        }
    }
}

#[test]
fn heavy_packages_stay_behind_their_fence() {
    for (package, imports) in packages() {
        for (heavy, fence) in FENCES {
            assert!(
                !imports.contains(heavy) || fence.contains(&package.as_str()),
                "{package} imports {heavy}, which belongs to {fence:?}"
            );
        }
    }
}

#[test]
fn domain_and_ledger_are_pure() {
    let packages = packages();
    for package in ["kenes-domain", "kenes-ledger"] {
        for impure in IMPURE {
            assert!(!packages[package].contains(impure), "{package} imports {impure}");
        }
    }
}

#[test]
fn no_package_publishes_optional_edges() {
    // A feature that turns an edge on would escape a look at the table.
    let metadata = metadata();
    for package in metadata["packages"].as_array().unwrap() {
        for dependency in package["dependencies"].as_array().unwrap() {
            assert!(
                !dependency["optional"].as_bool().unwrap()
                    || !dependency["name"].as_str().unwrap().starts_with("kenes"),
                "{} has an optional edge",
                package["name"]
            );
        }
    }
}

/// Package → all its direct dependencies, those of its tests included.
fn packages() -> BTreeMap<String, BTreeSet<String>> {
    metadata()["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| {
            let imports = package["dependencies"]
                .as_array()
                .unwrap()
                .iter()
                .map(|dependency| dependency["name"].as_str().unwrap().to_owned())
                .collect();
            (package["name"].as_str().unwrap().to_owned(), imports)
        })
        .collect()
}

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}
