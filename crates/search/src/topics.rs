//! Words that go together in one topic of local programs.
//!
//! `data/related.txt` lists, per topic, expressions of both languages. They are not synonyms: a text is not found by
//! them, but a text that was found ranks higher the more of its topic's words it has. How much depends on how much of
//! the query belongs to the topic: «ауыз сумен қамту» is all water, in a long question one word says little.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use kenes_domain::language::Language;

use crate::{
    analysis::{canonical_words, stem},
    glossary::parse_pair,
};

const TOPICS: &str = include_str!("../data/related.txt");

static BUILT_IN: LazyLock<Vec<Topic>> = LazyLock::new(|| {
    TOPICS
        .lines()
        .filter_map(parse_pair)
        .map(|(ru, kk)| Topic { kk: Side::new(Language::Kk, &kk), ru: Side::new(Language::Ru, &ru) })
        .collect()
});

/// A topic in both languages.
#[derive(Debug)]
struct Topic {
    kk: Side,
    ru: Side,
}

/// The expressions of a topic in one language, as stems.
#[derive(Debug)]
struct Side {
    expressions: Vec<Vec<String>>,
    stems: BTreeSet<String>,
}

impl Side {
    fn new(language: Language, expressions: &[String]) -> Self {
        let expressions: Vec<Vec<String>> = expressions
            .iter()
            .map(|expression| canonical_words(expression).iter().map(|word| stem(language, word)).collect())
            .collect();
        let stems = expressions.iter().flatten().cloned().collect();
        Self { expressions, stems }
    }

    /// Share of these stems that expressions of the topic cover, 0 to 1.
    fn coverage(&self, stems: &[String]) -> f64 {
        let mut covered = vec![false; stems.len()];
        for expression in self.expressions.iter().filter(|expression| !expression.is_empty()) {
            for (start, window) in stems.windows(expression.len()).enumerate() {
                if window == expression.as_slice() {
                    covered.iter_mut().skip(start).take(expression.len()).for_each(|flag| *flag = true);
                }
            }
        }
        let count = |length: usize| u32::try_from(length).map_or(0.0, f64::from);
        let hits = covered.iter().filter(|flag| **flag).count();
        if hits == 0 { 0.0 } else { count(hits) / count(stems.len()) }
    }
}

impl Topic {
    const fn side(&self, language: Language) -> &Side {
        match language {
            Language::Kk => &self.kk,
            Language::Ru => &self.ru,
        }
    }
}

/// The stems of `target` that go with a query of these `source` stems, with a weight from 0 to 1: how much of the
/// query belongs to their topics. Stems of the query itself are left out.
pub fn related(source: Language, stems: &[String], target: Language) -> BTreeMap<String, f64> {
    let mut found: BTreeMap<String, f64> = BTreeMap::new();
    for topic in BUILT_IN.iter() {
        let coverage = topic.side(source).coverage(stems);
        if coverage > 0.0 {
            for stem in topic.side(target).stems.iter().filter(|stem| !stems.contains(stem)) {
                let weight = found.entry(stem.clone()).or_insert(0.0);
                *weight = (*weight + coverage).min(1.0);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stems(language: Language, text: &str) -> Vec<String> {
        canonical_words(text).iter().map(|word| stem(language, word)).collect()
    }

    #[test]
    fn a_query_of_one_topic_has_related_words_in_both_languages() {
        let query = stems(Language::Kk, "ауыз су");
        let own = related(Language::Kk, &query, Language::Kk);
        assert_eq!(own.get(&stem(Language::Kk, "ұңғыма")), Some(&1.0));
        assert!(query.iter().all(|stem| !own.contains_key(stem)));
        assert!(related(Language::Kk, &query, Language::Ru).contains_key(&stem(Language::Ru, "скважина")));
    }

    #[test]
    fn one_word_of_many_says_little_and_others_nothing() {
        let long = stems(Language::Ru, "почему депутаты вчера приехали смотреть наш новый полигон");
        let weight =
            related(Language::Ru, &long, Language::Ru).get(&stem(Language::Ru, "контейнер")).copied();
        assert!(weight.is_some_and(|weight| weight < 0.3), "{weight:?}");
        assert!(related(Language::Ru, &stems(Language::Ru, "синхрофазотрон"), Language::Ru).is_empty());
    }
}
