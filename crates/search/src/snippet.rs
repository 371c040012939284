//! Excerpts with the found words marked in the original text, through folding and stemming.

use std::{collections::BTreeSet, ops::Range};

use kenes_domain::{folding, language::Language};

use crate::{
    analysis::{Form, stem, tokens},
    plan::{Part, Plan},
    schema::readings,
};

/// Length of an excerpt, in characters.
pub const SNIPPET_CHARACTERS: usize = 240;

/// A piece of a document's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// Language of the text.
    pub language: Language,
    /// The piece as it stands in the document.
    pub text: String,
    /// The found words, in bytes of `text`, in order and apart from each other.
    pub highlights: Vec<Range<usize>>,
    /// Whether text was left out before.
    pub cut_before: bool,
    /// Whether text was left out after.
    pub cut_after: bool,
}

/// What a plan marks in texts of one language.
#[derive(Debug, Default)]
struct Marks {
    words: BTreeSet<String>,
    stems: BTreeSet<String>,
}

/// Marks the words a plan found.
#[derive(Debug)]
pub struct Highlighter {
    kk: Marks,
    ru: Marks,
}

impl Highlighter {
    /// A highlighter for a plan.
    pub fn new(plan: &Plan) -> Self {
        let mut highlighter = Self { kk: Marks::default(), ru: Marks::default() };
        let parts =
            plan.concepts.iter().flat_map(|concept| &concept.alternatives).flat_map(|found| &found.parts);
        for part in parts {
            match part {
                Part::Terms(terms) => {
                    for term in terms.iter().filter(|term| term.strict) {
                        let marks = highlighter.marks_mut(term.language);
                        let list = if term.form == Form::Stem { &mut marks.stems } else { &mut marks.words };
                        list.insert(term.text.clone());
                    }
                }
                Part::Phrase { language, words } => {
                    highlighter.marks_mut(*language).words.extend(words.iter().cloned());
                }
            }
        }
        highlighter
    }

    fn marks_mut(&mut self, language: Language) -> &mut Marks {
        match language {
            Language::Kk => &mut self.kk,
            Language::Ru => &mut self.ru,
        }
    }

    const fn marks(&self, language: Language) -> &Marks {
        match language {
            Language::Kk => &self.kk,
            Language::Ru => &self.ru,
        }
    }

    /// The places of found words in a text, in bytes, in order.
    pub fn highlights(&self, language: Language, text: &str) -> Vec<Range<usize>> {
        let marks = self.marks(language);
        if marks.words.is_empty() && marks.stems.is_empty() {
            return Vec::new();
        }
        let canonical = folding::canonical_with_map(text);
        tokens::tokens(canonical.text())
            .into_iter()
            .filter(|token| {
                // A text in Latin letters is indexed in its Cyrillic reading.
                let read = readings(language, &token.text).pop().unwrap_or_else(|| token.text.clone());
                marks.words.contains(&folding::fold(&read)) || marks.stems.contains(&stem(language, &read))
            })
            .map(|token| canonical.source_range(token.range))
            .collect()
    }

    /// The best excerpt of a text: the window with most different found words, and among those the first.
    pub fn snippet(&self, language: Language, text: &str) -> Snippet {
        let highlights = self.highlights(language, text);
        let range = window(text, &highlights);
        let inside = |place: &Range<usize>| range.start <= place.start && place.end <= range.end;
        Snippet {
            language,
            text: text.get(range.clone()).unwrap_or_default().to_owned(),
            highlights: highlights
                .iter()
                .filter(|place| inside(place))
                .map(|place| place.start - range.start..place.end - range.start)
                .collect(),
            cut_before: range.start > 0,
            cut_after: range.end < text.len(),
        }
    }
}

/// The bytes of the excerpt: whole words, about [`SNIPPET_CHARACTERS`] long.
fn window(text: &str, highlights: &[Range<usize>]) -> Range<usize> {
    // Byte offsets of all characters and of the end, so that windows are measured in characters.
    let offsets: Vec<usize> =
        text.char_indices().map(|(offset, _)| offset).chain(std::iter::once(text.len())).collect();
    let characters = offsets.len() - 1;
    if characters <= SNIPPET_CHARACTERS {
        return 0..text.len();
    }
    let character_of = |byte: usize| offsets.partition_point(|offset| *offset < byte);
    let mut best = (0, 0);
    for first in highlights {
        let from = character_of(first.start);
        let words: BTreeSet<&str> = highlights
            .iter()
            .filter(|place| {
                place.start >= first.start && character_of(place.end) <= from + SNIPPET_CHARACTERS * 3 / 4
            })
            .filter_map(|place| text.get(place.clone()))
            .collect();
        if words.len() > best.0 {
            best = (words.len(), from);
        }
    }
    // A little text before the first found word.
    let start = best.1.saturating_sub(SNIPPET_CHARACTERS / 4).min(characters - SNIPPET_CHARACTERS);
    let end = start + SNIPPET_CHARACTERS;
    let byte = |character: usize| offsets.get(character).copied().unwrap_or(text.len());
    let start_byte = if start == 0 { 0 } else { next_word(text, byte(start)) };
    let end_byte = if end >= characters { text.len() } else { previous_word_end(text, byte(end)) };
    if start_byte < end_byte { start_byte..end_byte } else { byte(start)..byte(end) }
}

fn next_word(text: &str, byte: usize) -> usize {
    let rest = text.get(byte..).unwrap_or_default();
    let space = rest.find(char::is_whitespace).unwrap_or(0);
    let after = rest.get(space..).unwrap_or_default();
    byte + space + (after.len() - after.trim_start().len())
}

fn previous_word_end(text: &str, byte: usize) -> usize {
    let before = text.get(..byte).unwrap_or_default();
    let whole = before.rfind(char::is_whitespace).and_then(|space| before.get(..space)).unwrap_or(before);
    whole.trim_end().len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::plan::{Alternative, Concept, PlannedTerm};

    fn highlighter(language: Language, words: &[&str]) -> Highlighter {
        let term = |word: &&str| PlannedTerm {
            language,
            form: Form::Stem,
            text: stem(language, word),
            weight: 1.0,
            strict: true,
        };
        let parts = vec![Part::Terms(words.iter().map(term).collect())];
        Highlighter::new(&Plan {
            concepts: vec![Concept { label: String::new(), alternatives: vec![Alternative { parts }] }],
            ..Plan::default()
        })
    }

    fn marked(snippet: &Snippet) -> Vec<&str> {
        snippet.highlights.iter().map(|place| snippet.text.get(place.clone()).unwrap()).collect()
    }

    #[test]
    fn words_are_marked_in_the_text_as_written() {
        let text = "Ауылдағы мектептердің (МЕКТЕПТЕР) жөндеуі, мeктeпкe жол.";
        let snippet = highlighter(Language::Kk, &["мектеп"]).snippet(Language::Kk, text);
        assert_eq!(snippet.text, text);
        assert_eq!(marked(&snippet), ["мектептердің", "МЕКТЕПТЕР", "мeктeпкe"]);
        assert!(!snippet.cut_before && !snippet.cut_after);
    }

    #[test]
    fn a_long_text_is_cut_at_words_around_what_was_found() {
        let filler = "слова без всякого смысла подряд ".repeat(30);
        let text = format!("{filler}ремонт моста через реку {filler}");
        let snippet = highlighter(Language::Ru, &["мосты", "река"]).snippet(Language::Ru, &text);
        assert_eq!(marked(&snippet), ["моста", "реку"]);
        assert!(snippet.cut_before && snippet.cut_after);
        assert!(snippet.text.chars().count() <= SNIPPET_CHARACTERS);
        assert!(text.contains(&format!(" {} ", snippet.text)));
    }

    proptest! {
        #[test]
        fn places_lie_in_the_text(text in "[а-яёәі \u{301}a-z]{0,400}") {
            let snippet = highlighter(Language::Ru, &["а", "и", "мир"]).snippet(Language::Ru, &text);
            let mut last = 0;
            for place in &snippet.highlights {
                prop_assert!(snippet.text.get(place.clone()).is_some() && place.start >= last);
                last = place.end;
            }
        }
    }
}
