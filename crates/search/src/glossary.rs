//! The domain glossary: which words say the same in the other language, and in the same one.
//!
//! The pairs live in `data/glossary/*.txt`, one concept a line: `русский; вариант = қазақша; нұсқа`. They are our
//! own, from the words of budgets, roads, water, health, schools, housing, work, farming, culture and administration
//! outwards. Abbreviations live in `data/abbreviations.txt`. Entries are looked up by stems, so any inflected form
//! of a query word finds them.

use std::{collections::BTreeMap, sync::LazyLock};

use kenes_domain::language::Language;

use crate::analysis::{canonical_words, stem};

/// Most words of an entry that is looked up.
pub const ENTRY_WORDS_MAX: usize = 5;

const GLOSSARY: [&str; 7] = [
    include_str!("../data/glossary/programs.txt"),
    include_str!("../data/glossary/roads.txt"),
    include_str!("../data/glossary/utilities.txt"),
    include_str!("../data/glossary/social.txt"),
    include_str!("../data/glossary/state.txt"),
    include_str!("../data/glossary/economy.txt"),
    include_str!("../data/glossary/general.txt"),
];
const ABBREVIATIONS: &str = include_str!("../data/abbreviations.txt");

static BUILT_IN: LazyLock<Glossary> = LazyLock::new(Glossary::built_in);

/// What an expression can be replaced by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// Expressions of the other language, best first.
    pub translations: Vec<String>,
    /// Expressions of the same language.
    pub synonyms: Vec<String>,
}

/// Expressions by language and stems.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Glossary {
    kk: BTreeMap<String, Entry>,
    ru: BTreeMap<String, Entry>,
}

/// The glossary that comes with the program.
pub fn built_in() -> &'static Glossary {
    &BUILT_IN
}

impl Glossary {
    fn built_in() -> Self {
        let mut glossary = Self::default();
        for line in GLOSSARY.iter().flat_map(|file| file.lines()) {
            if let Some((ru, kk)) = parse_pair(line) {
                glossary.add(&kk, &ru);
            }
        }
        for line in ABBREVIATIONS.lines() {
            let Some((code, rest)) = line.split_once(": ") else { continue };
            let language = if code == "kk" { Language::Kk } else { Language::Ru };
            if let Some((short, long)) = parse_pair(rest) {
                let both: Vec<String> = short.into_iter().chain(long).collect();
                glossary.add_synonyms(language, &both);
            }
        }
        glossary
    }

    /// Makes each Kazakh expression a translation of each Russian one, and the expressions of one side synonyms.
    pub fn add(&mut self, kk: &[String], ru: &[String]) {
        for (language, own, other) in [(Language::Kk, kk, ru), (Language::Ru, ru, kk)] {
            for expression in own {
                let entry = self.entry(language, expression);
                for translation in other {
                    push_new(&mut entry.translations, translation);
                }
            }
            self.add_synonyms(language, own);
        }
    }

    fn add_synonyms(&mut self, language: Language, expressions: &[String]) {
        for expression in expressions {
            let entry = self.entry(language, expression);
            for synonym in expressions.iter().filter(|synonym| *synonym != expression) {
                push_new(&mut entry.synonyms, synonym);
            }
        }
    }

    fn entry(&mut self, language: Language, expression: &str) -> &mut Entry {
        let key =
            key(&canonical_words(expression).iter().map(|word| stem(language, word)).collect::<Vec<_>>());
        self.side_mut(language).entry(key).or_default()
    }

    fn side_mut(&mut self, language: Language) -> &mut BTreeMap<String, Entry> {
        match language {
            Language::Kk => &mut self.kk,
            Language::Ru => &mut self.ru,
        }
    }

    /// What the expression with these stems can be replaced by.
    pub fn get(&self, language: Language, stems: &[String]) -> Option<&Entry> {
        let side = match language {
            Language::Kk => &self.kk,
            Language::Ru => &self.ru,
        };
        side.get(&key(stems))
    }

    /// How many expressions have a translation, over both languages.
    pub fn len(&self) -> usize {
        [&self.kk, &self.ru]
            .into_iter()
            .flat_map(BTreeMap::values)
            .filter(|entry| !entry.translations.is_empty())
            .count()
    }

    /// Whether nothing has a translation.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn key(stems: &[String]) -> String {
    stems.join(" ")
}

fn push_new(list: &mut Vec<String>, expression: &str) {
    if !list.iter().any(|known| known == expression) {
        list.push(expression.to_owned());
    }
}

/// Reads a line `a; b = c; d`; `None` for comments.
pub(crate) fn parse_pair(line: &str) -> Option<(Vec<String>, Vec<String>)> {
    if line.starts_with('#') {
        return None;
    }
    let (left, right) = line.split_once(" = ")?;
    let side = |text: &str| text.split(';').map(|part| part.trim().to_owned()).collect();
    Some((side(left), side(right)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn translations(language: Language, text: &str) -> Vec<String> {
        let stems: Vec<String> = canonical_words(text).iter().map(|word| stem(language, word)).collect();
        built_in().get(language, &stems).map(|entry| entry.translations.clone()).unwrap_or_default()
    }

    #[test]
    fn every_line_is_read_and_the_glossary_is_large() {
        for line in GLOSSARY.iter().flat_map(|file| file.lines()) {
            assert!(line.starts_with('#') || parse_pair(line).is_some(), "{line}");
        }
        let pairs: usize = GLOSSARY
            .iter()
            .flat_map(|file| file.lines())
            .filter_map(parse_pair)
            .map(|(ru, kk)| ru.len() * kk.len())
            .sum();
        assert!(pairs >= 2_000, "{pairs}");
        for line in ABBREVIATIONS.lines().filter(|line| !line.starts_with('#')) {
            assert!(line.starts_with("kk: ") || line.starts_with("ru: "), "{line}");
        }
    }

    #[test]
    fn inflected_words_find_their_translation() {
        assert_eq!(translations(Language::Kk, "көпірлерді"), ["мост"]);
        assert!(translations(Language::Ru, "школами").contains(&"мектеп".to_owned()));
        assert!(translations(Language::Ru, "питьевой водой").contains(&"ауыз су".to_owned()));
        assert!(translations(Language::Kk, "балабакшалар").contains(&"детский сад".to_owned()));
    }

    #[test]
    fn an_abbreviation_and_its_words_are_synonyms() {
        let stems = [stem(Language::Ru, "жкх")];
        let entry = built_in().get(Language::Ru, &stems).unwrap();
        assert!(entry.synonyms.contains(&"жилищно-коммунальное хозяйство".to_owned()));
    }
}
