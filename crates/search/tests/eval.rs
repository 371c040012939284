//! The measuring command on a small collection of our own.

use std::fs;

use kenes_search::eval::{self, EvalError};

#[test]
fn a_run_is_written_and_pools_are_honoured() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let corpus = [
        r#"{"id": "k1", "lang": "kk", "src": "a", "title": "", "text": "Ауылдағы көпірді жөндеу"}"#,
        r#"{"id": "k2", "lang": "kk", "src": "b", "title": "Көпір", "text": "Өзендегі көпір ескі"}"#,
        r#"{"id": "r1", "lang": "ru", "src": "a", "title": "", "text": "Ремонт моста через реку"}"#,
    ];
    let queries = [
        r#"{"id": "q1", "lang": "kk", "pool": "lang:kk", "query": "көпірлер"}"#,
        r#"{"id": "q2", "lang": "kk", "pool": "lang:ru", "query": "көпірлер -"}"#,
        r#"{"id": "q3", "lang": "kk", "pool": "src:b", "query": "kopir"}"#,
    ];
    fs::write(path("corpus"), corpus.join("\n")).unwrap();
    fs::write(path("queries"), queries.join("\n")).unwrap();
    let report = eval::run(&path("corpus"), &path("queries"), &path("run")).unwrap();
    assert_eq!((report.passages, report.queries, report.lines), (3, 3, 4));
    let run = fs::read_to_string(path("run")).unwrap();
    let found: Vec<(&str, &str)> = run
        .lines()
        .map(|line| {
            let columns: Vec<&str> = line.split(' ').collect();
            assert_eq!((columns.len(), columns[1], columns[5]), (6, "Q0", "kenes"));
            (columns[0], columns[2])
        })
        .collect();
    assert_eq!(found[2..], [("q2", "r1"), ("q3", "k2")]);

    fs::write(path("queries"), r#"{"id": "q", "lang": "kk", "pool": "all", "query": "x"}"#).unwrap();
    let bad = eval::run(&path("corpus"), &path("queries"), &path("run"));
    assert!(matches!(bad, Err(EvalError::Line { line: 1, .. })));
}
