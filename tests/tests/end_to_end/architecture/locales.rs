//! Kazakh, Russian and English say the same things: same messages, same variables, nothing empty.

use std::collections::{BTreeMap, BTreeSet};

use super::root;

const LOCALES: [&str; 3] = ["kk", "ru", "en"];

/// Message (or `message.attribute`) → its text.
fn catalogue(locale: &str) -> BTreeMap<String, String> {
    let path = root().join("frontend/i18n").join(format!("{locale}.ftl"));
    let text = std::fs::read_to_string(&path).unwrap();
    let mut messages: BTreeMap<String, String> = BTreeMap::new();
    let mut message = String::new();
    let mut entry = String::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let trimmed = line.trim_start();
        let starts_message = line.starts_with(|first: char| first.is_ascii_alphabetic() || first == '-');
        let starts_attribute = trimmed != line && trimmed.starts_with('.');
        if starts_message || starts_attribute {
            let (name, value) =
                trimmed.split_once('=').unwrap_or_else(|| panic!("{locale}: no text: {line}"));
            let name = name.trim();
            if starts_message {
                name.clone_into(&mut message);
                name.clone_into(&mut entry);
            } else {
                entry = format!("{message}{name}");
            }
            let twice = messages.insert(entry.clone(), value.trim().to_owned());
            assert!(twice.is_none(), "{locale}: {entry} stands twice");
        } else if !trimmed.is_empty() {
            let text = messages.get_mut(&entry).unwrap_or_else(|| panic!("{locale}: stray line: {line}"));
            text.push('\n');
            text.push_str(trimmed);
        }
    }
    messages
}

/// Names of the variables that a text shows. One that only chooses a plural form (`{ $count -> …`) is not shown, and
/// Kazakh has no need of it.
fn variables(text: &str) -> BTreeSet<&str> {
    text.split('$')
        .skip(1)
        .filter(|rest| {
            let name_ends = rest.find(|character: char| character.is_whitespace()).unwrap_or(rest.len());
            !rest[name_ends..].trim_start().starts_with("->")
        })
        .map(|rest| {
            let end = rest
                .find(|character: char| {
                    !character.is_ascii_alphanumeric() && character != '_' && character != '-'
                })
                .unwrap_or(rest.len());
            &rest[..end]
        })
        .collect()
}

#[test]
fn every_language_has_every_message() {
    let kazakh = catalogue("kk");
    assert!(kazakh.len() > 50, "the catalogue was not read");
    for locale in ["ru", "en"] {
        let other = catalogue(locale);
        let missing: Vec<_> = kazakh.keys().filter(|key| !other.contains_key(*key)).collect();
        let surplus: Vec<_> = other.keys().filter(|key| !kazakh.contains_key(*key)).collect();
        assert!(
            missing.is_empty() && surplus.is_empty(),
            "{locale} lacks {missing:?} and has beyond {surplus:?}"
        );
    }
}

#[test]
fn no_message_is_empty() {
    for locale in LOCALES {
        for (key, text) in catalogue(locale) {
            assert!(!text.trim().is_empty(), "{locale}: {key} is empty");
        }
    }
}

#[test]
fn every_language_uses_the_same_variables() {
    let kazakh = catalogue("kk");
    for locale in ["ru", "en"] {
        for (key, text) in catalogue(locale) {
            let Some(model) = kazakh.get(&key) else { continue };
            assert_eq!(variables(model), variables(&text), "kk (left) and {locale} differ in {key}");
        }
    }
}

/// A Kazakh or Russian word with a Latin look-alike in it cannot be found or read aloud.
#[test]
fn no_word_mixes_scripts() {
    for locale in ["kk", "ru"] {
        for (key, text) in catalogue(locale) {
            let prose: String = text.split('{').map(|part| part.rsplit('}').next().unwrap_or(part)).collect();
            for word in prose.split(|character: char| !character.is_alphabetic()) {
                let cyrillic = word.chars().any(|letter| ('\u{400}'..='\u{52f}').contains(&letter));
                let latin = word.chars().any(|letter| letter.is_ascii_alphabetic());
                assert!(!(cyrillic && latin), "{locale}: {key} has {word:?} in two scripts");
            }
        }
    }
}
