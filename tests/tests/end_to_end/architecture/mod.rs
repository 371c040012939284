//! Every invariant of ARCHITECTURE.md that a compiler does not check.

mod edges;
mod layout;
mod locales;
mod names;

use std::path::{Path, PathBuf};

/// The root of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A source file of one of our crates.
struct Source {
    /// Path from the root, with slashes.
    path: String,
    /// The file without its comments.
    code: String,
}

/// Every Rust file of `crates/`, and of `tests/` when asked for.
fn sources(with_tests: bool) -> Vec<Source> {
    let root = root();
    let mut files = Vec::new();
    collect(&root.join("crates"), &mut files);
    if with_tests {
        collect(&root.join("tests"), &mut files);
    } else {
        files.retain(|path| {
            path.strip_prefix(&root).unwrap().components().any(|part| part.as_os_str() == "src")
        });
    }
    files.sort();
    assert!(files.len() > 50, "the sources were not found");
    files
        .into_iter()
        .map(|file| Source {
            path: file.strip_prefix(&root).unwrap().to_str().unwrap().to_owned(),
            code: without_comments(&std::fs::read_to_string(&file).unwrap()),
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Drops whole-line comments. Rustfmt puts comments on lines of their own almost always, and a comment behind code
/// can only make these tests too strict.
fn without_comments(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}
