//! How long building the index of a campaign takes, and a search in it. Prints, asserts nothing: times differ from
//! machine to machine.
//!
//! The campaign is made of the words of the product's own glossary, as many and as long as those of the demonstration:
//! 62,000 contributions of 25 words, 25,000 decisions of 12 and 131,000 provisions of 8, both in two languages. Words are drawn with falling frequency, so that some stand in
//! every tenth text and most are rare, as in real texts.

#![expect(clippy::print_stdout, reason = "figures are what a benchmark is for")]
#![expect(clippy::unwrap_used, reason = "a benchmark that meets a fault ends")]
#![expect(clippy::disallowed_methods, reason = "it measures time")]
#![expect(clippy::indexing_slicing, reason = "positions are drawn below the length")]

use std::time::{Duration, Instant};

use kenes_domain::{language::Language, timestamp::Timestamp};
use kenes_search::{
    document::{Audience, Document, Kind, Text},
    index::Index,
    search::{Request, Sort},
};

const CONTRIBUTIONS: usize = 62_000;
const DECISIONS: usize = 25_000;
const PROVISIONS: usize = 131_000;
/// Searches per figure.
const SEARCHES: usize = 400;

const GLOSSARY: [&str; 4] = [
    include_str!("../data/glossary/general.txt"),
    include_str!("../data/glossary/roads.txt"),
    include_str!("../data/glossary/social.txt"),
    include_str!("../data/glossary/utilities.txt"),
];

/// A generator of numbers that is the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % u64::try_from(end).unwrap()).unwrap()
    }

    /// Small numbers often, large ones seldom.
    fn falling(&mut self, end: usize) -> usize {
        let at = self.below(end) + 1;
        self.below(at)
    }
}

struct Words {
    kk: Vec<String>,
    ru: Vec<String>,
}

impl Words {
    fn load() -> Self {
        let mut words = Self { kk: Vec::new(), ru: Vec::new() };
        for line in GLOSSARY.iter().flat_map(|file| file.lines()).filter(|line| !line.starts_with('#')) {
            let Some((ru, kk)) = line.split_once(" = ") else { continue };
            for (side, list) in [(ru, &mut words.ru), (kk, &mut words.kk)] {
                list.extend(side.split([';', ' ']).filter(|word| word.len() > 6).map(str::to_owned));
            }
        }
        words
    }

    fn of(&self, language: Language) -> &[String] {
        match language {
            Language::Kk => &self.kk,
            Language::Ru => &self.ru,
        }
    }

    fn text(&self, language: Language, length: usize, dice: &mut Dice) -> Text {
        let words = self.of(language);
        let body: Vec<&str> = (0..length).map(|_| words[dice.falling(words.len())].as_str()).collect();
        Text { language, title: String::new(), body: body.join(" ") }
    }
}

fn document(number: usize, words: &Words, dice: &mut Dice) -> Document {
    let (kind, texts) = if number < PROVISIONS {
        let length = 3 + dice.below(11);
        let texts = vec![words.text(Language::Kk, length, dice), words.text(Language::Ru, length, dice)];
        (Kind::Provision, texts)
    } else if number < PROVISIONS + DECISIONS {
        (Kind::Decision, vec![words.text(Language::Kk, 12, dice), words.text(Language::Ru, 12, dice)])
    } else {
        let language = if dice.below(10) < 6 { Language::Kk } else { Language::Ru };
        let length = 10 + dice.below(31);
        (Kind::Contribution, vec![words.text(language, length, dice)])
    };
    let district = i64::try_from(dice.falling(200)).unwrap();
    Document {
        id: format!("{number}"),
        kind,
        texts,
        territories: vec![100 + district, district / 12],
        program: Some(format!("program{district}")),
        provision: Some("p".to_owned()),
        label: None,
        edition: Some(1),
        current: true,
        direction: Some(["comfort", "economy", "social", "youth"][dice.below(4)].to_owned()),
        state: Some(["open", "decided"][dice.below(2)].to_owned()),
        decision: (dice.below(2) == 0).then(|| "accepted".to_owned()),
        years: vec![2021],
        date: Timestamp::from_seconds(1_600_000_000 + i64::try_from(number).unwrap()),
        supports: 0,
        money_tenge: None,
        audience: Audience::Public,
    }
}

fn main() {
    let words = Words::load();
    let mut dice = Dice(2020);
    let folder = tempfile::tempdir().unwrap();
    let (index, _) = Index::open(folder.path()).unwrap();
    let all = PROVISIONS + DECISIONS + CONTRIBUTIONS;
    let documents: Vec<Document> = (0..all).map(|number| document(number, &words, &mut dice)).collect();
    let start = Instant::now();
    let mut rebuild = index.rebuild().unwrap();
    for document in &documents {
        rebuild.writer().put(document).unwrap();
    }
    rebuild.finish(1).unwrap();
    println!("built {all} documents in {:.1} s", start.elapsed().as_secs_f64());
    let mut writer = index.writer().unwrap();
    let start = Instant::now();
    writer.put(&document(all, &words, &mut dice)).unwrap();
    writer.commit(2).unwrap();
    println!("one more document searchable in {:.1} ms", start.elapsed().as_secs_f64() * 1_000.0);
    drop(writer);
    for length in 1..=3 {
        for (name, across_languages, sort) in [
            ("both languages", true, Sort::Relevance),
            ("own language", false, Sort::Relevance),
            ("by date", true, Sort::Date),
        ] {
            let mut times: Vec<Duration> = (0..SEARCHES)
                .map(|number| {
                    let language = if number % 2 == 0 { Language::Kk } else { Language::Ru };
                    let query = words.text(language, length, &mut dice).body;
                    let request = Request {
                        text: &query,
                        across_languages,
                        sort,
                        hint: Some(language),
                        ..Request::default()
                    };
                    let start = Instant::now();
                    index.search(&request, &|_| Vec::new()).unwrap();
                    start.elapsed()
                })
                .collect();
            times.sort();
            let at = |share: usize| times[times.len() * share / 100].as_secs_f64() * 1_000.0;
            println!("{length} word(s), {name}: p50 {:.1} ms, p99 {:.1} ms", at(50), at(99));
        }
    }
}
