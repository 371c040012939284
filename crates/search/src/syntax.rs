//! The query language as people know it: words, "phrases", -without, OR, and filters `field:value`.

use kenes_domain::{decision::Disposition, language::Language};

use crate::{document::Kind, error::QueryError};

/// Most characters of a query.
pub const CHARACTERS_MAX: usize = 1_000;
/// Most words and phrases of a query; each is one bit in a match mask.
pub const WORDS_MAX: usize = 64;

/// One thing looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// Words as written, to be cut and analyzed.
    Words(String),
    /// Words that must follow each other.
    Phrase(String),
}

/// A query in its parts. Groups must all hold; of the items of a group, one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParsedQuery {
    /// What is looked for: every group, one item of each.
    pub groups: Vec<Vec<Item>>,
    /// What must not be there.
    pub without: Vec<Item>,
    /// Filters.
    pub filters: ParsedFilters,
}

/// The filters of a query. Values of one field are alternatives; fields must all hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParsedFilters {
    /// Ids of territories, each with its subtree.
    pub territories: Vec<i64>,
    /// Direction codes.
    pub directions: Vec<String>,
    /// Years.
    pub years: Vec<u16>,
    /// State codes.
    pub states: Vec<String>,
    /// Dispositions.
    pub decisions: Vec<Disposition>,
    /// Kinds.
    pub kinds: Vec<Kind>,
    /// Languages.
    pub languages: Vec<Language>,
}

#[derive(Debug, Clone, Copy)]
enum Field {
    Territory,
    Direction,
    Year,
    State,
    Decision,
    Kind,
    Language,
}

/// Names of the filter fields in the three languages of the interface.
const FIELDS: &[(&str, Field)] = &[
    ("territory", Field::Territory),
    ("территория", Field::Territory),
    ("аумақ", Field::Territory),
    ("direction", Field::Direction),
    ("направление", Field::Direction),
    ("бағыт", Field::Direction),
    ("year", Field::Year),
    ("год", Field::Year),
    ("жыл", Field::Year),
    ("state", Field::State),
    ("состояние", Field::State),
    ("күй", Field::State),
    ("decision", Field::Decision),
    ("решение", Field::Decision),
    ("шешім", Field::Decision),
    ("kind", Field::Kind),
    ("вид", Field::Kind),
    ("түр", Field::Kind),
    ("lang", Field::Language),
    ("язык", Field::Language),
    ("тіл", Field::Language),
];

const YEARS: std::ops::RangeInclusive<u16> = 1900..=2100;

/// Reads a query. `territory` turns what stands after `territory:` (a name or a number) into ids of territories.
pub fn parse(text: &str, territory: &dyn Fn(&str) -> Vec<i64>) -> Result<ParsedQuery, QueryError> {
    if text.chars().count() > CHARACTERS_MAX {
        return Err(QueryError::TooLong { characters_max: CHARACTERS_MAX });
    }
    let tokens = lex(text)?;
    let mut query = ParsedQuery::default();
    let mut or_at = None;
    for token in tokens {
        match token {
            Token::Or { at } => {
                if or_at.is_some() || query.groups.is_empty() {
                    return Err(QueryError::EmptyOr { at });
                }
                or_at = Some(at);
            }
            Token::Filter { field, name, value } => {
                add_filter(&mut query.filters, field, &name, &value, territory)?;
            }
            Token::Item { item, without: true } => query.without.push(item),
            Token::Item { item, without: false } => match (or_at.take(), query.groups.last_mut()) {
                (Some(_), Some(group)) => group.push(item),
                _ => query.groups.push(vec![item]),
            },
        }
    }
    if let Some(at) = or_at {
        return Err(QueryError::EmptyOr { at });
    }
    if query.groups.is_empty() && !query.without.is_empty() && query.filters == ParsedFilters::default() {
        return Err(QueryError::OnlyExclusions);
    }
    let words: usize = query.groups.iter().flatten().chain(&query.without).map(item_words).sum();
    if words > WORDS_MAX {
        return Err(QueryError::TooManyWords { words_max: WORDS_MAX });
    }
    Ok(query)
}

fn item_words(item: &Item) -> usize {
    match item {
        Item::Words(text) => crate::analysis::canonical_words(text).len(),
        Item::Phrase(_) => 1,
    }
}

enum Token {
    Item { item: Item, without: bool },
    Or { at: usize },
    Filter { field: Field, name: String, value: String },
}

fn lex(text: &str) -> Result<Vec<Token>, QueryError> {
    let characters: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(character) = characters.get(at).copied() {
        if character.is_whitespace() {
            at += 1;
            continue;
        }
        let without = matches!(character, '-' | '−' | '–')
            && characters.get(at + 1).is_some_and(|next| !next.is_whitespace());
        let start = at + usize::from(without);
        if let Some(close) = characters.get(start).copied().and_then(closing_quote) {
            let (phrase, end) = quoted(&characters, start, close)?;
            if !phrase.trim().is_empty() {
                tokens.push(Token::Item { item: Item::Phrase(phrase), without });
            }
            at = end;
            continue;
        }
        let end = word_end(&characters, start);
        let word: String = characters.get(start..end).unwrap_or_default().iter().collect();
        at = end;
        if !without && matches!(word.as_str(), "OR" | "ИЛИ" | "НЕМЕСЕ" | "|") {
            tokens.push(Token::Or { at: start });
        } else if let Some((name, field)) = field_name(&word) {
            let value_start = start + name.chars().count() + 1;
            let (value, value_end) = match characters.get(value_start).copied().and_then(closing_quote) {
                Some(close) => quoted(&characters, value_start, close)?,
                None => (characters.get(value_start..end).unwrap_or_default().iter().collect(), end),
            };
            at = value_end;
            tokens.push(Token::Filter { field, name, value });
        } else {
            tokens.push(Token::Item { item: Item::Words(word), without });
        }
    }
    Ok(tokens)
}

fn word_end(characters: &[char], start: usize) -> usize {
    let rest = characters.get(start..).unwrap_or_default();
    start + rest.iter().position(|character| character.is_whitespace()).unwrap_or(rest.len())
}

fn closing_quote(open: char) -> Option<char> {
    match open {
        '"' => Some('"'),
        '«' => Some('»'),
        '“' => Some('”'),
        _ => None,
    }
}

fn quoted(characters: &[char], open_at: usize, close: char) -> Result<(String, usize), QueryError> {
    let inside = characters.get(open_at + 1..).unwrap_or_default();
    let length = inside
        .iter()
        .position(|character| *character == close)
        .ok_or(QueryError::UnclosedQuote { at: open_at })?;
    Ok((inside.iter().take(length).collect(), open_at + length + 2))
}

/// A known field name before a colon. An unknown one is no filter: «сағат 10:30» is looked for as written.
fn field_name(word: &str) -> Option<(String, Field)> {
    let (name, _) = word.split_once(':')?;
    let lower = name.to_lowercase();
    FIELDS.iter().find(|(known, _)| *known == lower).map(|(_, field)| (name.to_owned(), *field))
}

fn add_filter(
    filters: &mut ParsedFilters,
    field: Field,
    name: &str,
    value: &str,
    territory: &dyn Fn(&str) -> Vec<i64>,
) -> Result<(), QueryError> {
    let value = value.trim();
    if value.is_empty() {
        return Err(QueryError::EmptyValue { field: name.to_owned() });
    }
    let bad =
        |allowed: String| QueryError::BadValue { field: name.to_owned(), value: value.to_owned(), allowed };
    let lower = value.to_lowercase();
    match field {
        Field::Territory => {
            let found = territory(value);
            if found.is_empty() {
                return Err(bad("the name or number of a territory".to_owned()));
            }
            filters.territories.extend(found);
        }
        Field::Direction => filters.directions.push(lower),
        Field::State => filters.states.push(lower),
        Field::Year => {
            filters.years.extend(years(&lower).ok_or_else(|| bad("a year, or two with a dash".to_owned()))?);
        }
        Field::Decision => {
            let known = Disposition::ALL.iter().map(|disposition| disposition.as_str());
            let found = Disposition::ALL.iter().find(|disposition| disposition.as_str() == lower);
            filters.decisions.push(*found.ok_or_else(|| bad(known.collect::<Vec<_>>().join(", ")))?);
        }
        Field::Kind => {
            let known = Kind::ALL.iter().map(|kind| kind.as_str());
            let found = Kind::parse(&lower);
            filters.kinds.push(found.ok_or_else(|| bad(known.collect::<Vec<_>>().join(", ")))?);
        }
        Field::Language => {
            let found = Language::ALL.iter().find(|language| language.as_str() == lower);
            filters.languages.push(*found.ok_or_else(|| bad("kk, ru".to_owned()))?);
        }
    }
    Ok(())
}

fn years(value: &str) -> Option<Vec<u16>> {
    let one = |text: &str| text.trim().parse::<u16>().ok().filter(|year| YEARS.contains(year));
    match value.split_once(['-', '–']).or_else(|| value.split_once("..")) {
        Some((from, to)) => Some((one(from)?..=one(to.trim_start_matches('.'))?).collect::<Vec<_>>())
            .filter(|years| !years.is_empty()),
        None => Some(vec![one(value)?]),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<ParsedQuery, QueryError> {
        parse(text, &|name| if name == "Алматы" { vec![7] } else { name.parse().into_iter().collect() })
    }

    #[test]
    fn words_phrases_exclusions_and_alternatives() {
        let query = read("жол «көше жарығы» -асфальт -\"ақылы жол\" көпір OR өткел").unwrap();
        assert_eq!(
            query.groups,
            [
                vec![Item::Words("жол".into())],
                vec![Item::Phrase("көше жарығы".into())],
                vec![Item::Words("көпір".into()), Item::Words("өткел".into())],
            ]
        );
        assert_eq!(query.without, [Item::Words("асфальт".into()), Item::Phrase("ақылы жол".into())]);
    }

    #[test]
    fn filters_in_three_languages() {
        let query =
            read("мост territory:Алматы год:2021-2023 шешім:declined lang:kk kind:provision бағыт:comfort")
                .unwrap();
        let filters = query.filters;
        assert_eq!(filters.territories, [7]);
        assert_eq!(filters.years, [2021, 2022, 2023]);
        assert_eq!(filters.decisions, [Disposition::Declined]);
        assert_eq!(filters.languages, [Language::Kk]);
        assert_eq!(filters.kinds, [Kind::Provision]);
        assert_eq!(filters.directions, ["comfort"]);
        assert_eq!(read("territory:\"Алматы\"").unwrap().filters.territories, [7]);
    }

    #[test]
    fn what_is_no_filter_is_looked_for() {
        assert_eq!(read("сағат 10:30").unwrap().groups.len(), 2);
        assert_eq!(read("іс-шара").unwrap().groups, [vec![Item::Words("іс-шара".into())]]);
        assert_eq!(read("a - b").unwrap().groups.len(), 3);
        assert_eq!(read("  ").unwrap(), ParsedQuery::default());
    }

    #[test]
    fn bad_queries_name_their_fault() {
        assert_eq!(read("жол \"көше"), Err(QueryError::UnclosedQuote { at: 4 }));
        assert_eq!(read("OR жол"), Err(QueryError::EmptyOr { at: 0 }));
        assert_eq!(read("жол OR"), Err(QueryError::EmptyOr { at: 4 }));
        assert_eq!(read("-жол"), Err(QueryError::OnlyExclusions));
        assert_eq!(read("year:"), Err(QueryError::EmptyValue { field: "year".into() }));
        assert!(matches!(read("year:давно"), Err(QueryError::BadValue { .. })));
        assert!(
            matches!(read("decision:maybe"), Err(QueryError::BadValue { allowed, .. }) if allowed.contains("no_budget"))
        );
        assert!(matches!(read("territory:Нигде"), Err(QueryError::BadValue { .. })));
        assert!(matches!(read(&"ж ".repeat(70)), Err(QueryError::TooManyWords { words_max: 64 })));
        assert!(matches!(read(&"ж".repeat(1_001)), Err(QueryError::TooLong { .. })));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[а-яә «»\"\\-|:a-zOR0-9]{0,60}") {
            let _ = read(&text);
        }
    }
}
