//! The top level of the repository, and what every package says of itself.

use std::collections::BTreeSet;
use std::process::Command;

use super::root;

/// Everything that may stand at the top.
const TOP_LEVEL: [&str; 17] = [
    ".ci",
    ".gitignore",
    "ARCHITECTURE.md",
    "Cargo.lock",
    "Cargo.toml",
    "Makefile",
    "README.md",
    "clippy.toml",
    "config",
    "crates",
    "deny.toml",
    "docs",
    "frontend",
    "migrations",
    "rust-toolchain.toml",
    "rustfmt.toml",
    "tests",
];

#[test]
fn the_top_level_has_only_what_the_design_lists() {
    let output = Command::new("git").args(["ls-files", "-z"]).current_dir(root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let files = String::from_utf8(output.stdout).unwrap();
    let top: BTreeSet<&str> =
        files.split('\0').filter(|file| !file.is_empty()).filter_map(|file| file.split('/').next()).collect();
    let unexpected: Vec<_> = top.iter().filter(|name| !TOP_LEVEL.contains(*name)).collect();
    assert!(unexpected.is_empty(), "the top level has {unexpected:?}; see DESIGN.md §3");
}

#[test]
fn every_package_takes_the_lints_of_the_workspace() {
    for folder in ["crates/*", "tests"] {
        for manifest in manifests(folder) {
            let text = std::fs::read_to_string(&manifest).unwrap();
            let table: toml::Table = toml::from_str(&text).unwrap();
            let inherits = table.get("lints").and_then(|lints| lints.get("workspace")?.as_bool());
            assert_eq!(inherits, Some(true), "{} has no `[lints] workspace = true`", manifest.display());
            let description = table["package"].get("description").and_then(toml::Value::as_str);
            assert!(
                description.is_some_and(|text| !text.is_empty()),
                "{} says not what it is",
                manifest.display()
            );
        }
    }
}

/// Dependencies are pinned once, in the root.
#[test]
fn every_version_stands_in_the_root_manifest() {
    for folder in ["crates/*", "tests"] {
        for manifest in manifests(folder) {
            let text = std::fs::read_to_string(&manifest).unwrap();
            let table: toml::Table = toml::from_str(&text).unwrap();
            for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
                for (name, value) in table.get(section).and_then(toml::Value::as_table).into_iter().flatten()
                {
                    assert!(
                        value.get("version").is_none() && !value.is_str(),
                        "{} gives {name} a version of its own",
                        manifest.display()
                    );
                }
            }
        }
    }
}

fn manifests(folder: &str) -> Vec<std::path::PathBuf> {
    let root = root();
    let mut found: Vec<_> = match folder.strip_suffix("/*") {
        Some(parent) => std::fs::read_dir(root.join(parent))
            .unwrap()
            .map(|entry| entry.unwrap().path().join("Cargo.toml"))
            .collect(),
        None => vec![root.join(folder).join("Cargo.toml")],
    };
    found.retain(|manifest| manifest.exists());
    found.sort();
    assert!(!found.is_empty());
    found
}
