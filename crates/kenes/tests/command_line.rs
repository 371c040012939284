//! The program as an operator meets it: help, and errors that say what to do.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::process::{Command, Output};

fn kenes(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kenes")).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The subcommands that a help text lists, without `help` itself.
fn listed(help: &str) -> Vec<String> {
    let from = help.split("Commands:\n").nth(1).unwrap_or_default();
    from.lines()
        .take_while(|line| !line.trim().is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

/// Help texts of a command and of everything below it.
fn helps(path: &[String], found: &mut Vec<(String, String)>) {
    let arguments: Vec<&str> = path.iter().map(String::as_str).chain(["--help"]).collect();
    let output = kenes(&arguments);
    assert!(output.status.success(), "{arguments:?}");
    let help = text(&output.stdout);
    let below = listed(&help);
    if below.is_empty() {
        found.push((path.join(" "), help));
    }
    for name in below {
        helps(&[path, &[name]].concat(), found);
    }
}

#[test]
fn every_command_explains_itself_with_an_example() {
    let mut found = Vec::new();
    helps(&[], &mut found);
    assert!(found.len() >= 6, "{found:?}");
    for (command, help) in found {
        assert!(help.contains(&format!("Example: kenes {command}")), "kenes {command} --help:\n{help}");
    }
}

#[test]
fn a_wrong_word_is_answered_with_the_right_ones() {
    let output = kenes(&["serv"]);
    assert!(!output.status.success());
    assert!(text(&output.stderr).contains("'serve'"), "{}", text(&output.stderr));
}
