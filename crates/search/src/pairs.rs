//! Translation pairs learnt from texts that stand side by side in both languages.
//!
//! A Kazakh and a Russian stem are a pair when they occur in the same provisions far more often than chance allows.
//! The measure is the Dice coefficient of their provisions, and a pair must be the best for both sides; it needs no
//! model, gives the same result every time, and says nothing below its thresholds.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use kenes_domain::{folding, language::Language};
use serde::{Deserialize, Serialize};

use crate::{
    analysis::{canonical_words, is_number, stem, stop_words::is_stop_word},
    error::SearchError,
    index::file_error,
};

/// Fewest provisions in which a pair stands together.
const TOGETHER_MIN: u32 = 4;
/// Smallest Dice coefficient of a pair.
const DICE_MIN: f64 = 0.6;
/// Longest provision counted, in words of one language: in long ones everything stands together.
const WORDS_MAX: usize = 60;
/// Most provisions counted.
const PROVISIONS_MAX: usize = 200_000;
/// Most pairs learnt, the surest first.
const PAIRS_MAX: usize = 20_000;

const FILE: &str = "learnt-pairs.json";

/// A learnt pair, as words for showing and looking up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// Kazakh word, in its most frequent form.
    pub kk: String,
    /// Russian word, in its most frequent form.
    pub ru: String,
    /// Dice coefficient, 0 to 1.
    pub dice: f64,
}

/// Collects provisions and learns pairs from them.
#[derive(Debug, Default)]
pub struct Learner {
    kk: Vocabulary,
    ru: Vocabulary,
    provisions: Vec<(Vec<u32>, Vec<u32>)>,
    seen: BTreeSet<u64>,
}

#[derive(Debug, Default)]
struct Vocabulary {
    numbers: BTreeMap<String, u32>,
    /// Per number: the written forms and how often each occurred.
    forms: Vec<BTreeMap<String, u32>>,
}

impl Vocabulary {
    /// The numbers of the stems of a text, each once; `None` when it is too long or empty.
    fn stems(&mut self, language: Language, text: &str) -> Option<Vec<u32>> {
        let words = canonical_words(text);
        if words.len() > WORDS_MAX {
            return None;
        }
        let mut found = BTreeSet::new();
        for word in words.iter().filter(|word| !is_number(word) && !is_stop_word(&folding::fold(word))) {
            let next = u32::try_from(self.forms.len()).ok()?;
            let number = *self.numbers.entry(stem(language, word)).or_insert(next);
            if number == next {
                self.forms.push(BTreeMap::new());
            }
            let forms = usize::try_from(number).ok().and_then(|index| self.forms.get_mut(index));
            *forms?.entry(word.clone()).or_insert(0) += 1;
            found.insert(number);
        }
        (!found.is_empty()).then(|| found.into_iter().collect())
    }

    /// The most frequent form of a stem, shorter ones first.
    fn form(&self, number: u32) -> Option<&str> {
        let forms = self.forms.get(usize::try_from(number).ok()?)?;
        forms
            .iter()
            .max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.len().cmp(&a.0.len())).then_with(|| b.0.cmp(a.0)))
            .map(|(form, _)| form.as_str())
    }
}

impl Learner {
    /// Takes in one provision. The same provision in another edition counts once.
    pub fn add(&mut self, kk: &str, ru: &str) {
        if self.provisions.len() >= PROVISIONS_MAX {
            return;
        }
        let stems = self.kk.stems(Language::Kk, kk).zip(self.ru.stems(Language::Ru, ru));
        if let Some(stems) = stems
            && self.seen.insert(fingerprint(&stems))
        {
            self.provisions.push(stems);
        }
    }

    /// The pairs above the thresholds, surest first.
    pub fn pairs(&self) -> Vec<Pair> {
        let (mut of_kk, mut of_ru) = (BTreeMap::new(), BTreeMap::new());
        let mut together: BTreeMap<(u32, u32), u32> = BTreeMap::new();
        for (kk, ru) in &self.provisions {
            for number in kk {
                *of_kk.entry(*number).or_insert(0_u32) += 1;
            }
            for number in ru {
                *of_ru.entry(*number).or_insert(0_u32) += 1;
            }
        }
        for (kk, ru) in &self.provisions {
            for kk in kk.iter().filter(|number| of_kk.get(number) >= Some(&TOGETHER_MIN)) {
                for ru in ru.iter().filter(|number| of_ru.get(number) >= Some(&TOGETHER_MIN)) {
                    *together.entry((*kk, *ru)).or_insert(0) += 1;
                }
            }
        }
        let dice = |kk: u32, ru: u32, both: u32| {
            let sum = of_kk.get(&kk).copied().unwrap_or(0) + of_ru.get(&ru).copied().unwrap_or(0);
            2.0 * f64::from(both) / f64::from(sum.max(1))
        };
        let mut found: Vec<(f64, u32, u32)> = together
            .iter()
            .filter(|(_, both)| **both >= TOGETHER_MIN)
            .map(|((kk, ru), both)| (dice(*kk, *ru, *both), *kk, *ru))
            .filter(|(dice, _, _)| *dice >= DICE_MIN)
            .collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        // The best pair of both its words only: the rest are words that go along with it.
        let (mut used_kk, mut used_ru) = (BTreeSet::new(), BTreeSet::new());
        found
            .into_iter()
            .filter(|(_, kk, ru)| used_kk.insert(*kk) & used_ru.insert(*ru))
            .filter_map(|(dice, kk, ru)| {
                Some(Pair { kk: self.kk.form(kk)?.to_owned(), ru: self.ru.form(ru)?.to_owned(), dice })
            })
            .take(PAIRS_MAX)
            .collect()
    }
}

/// A 64-bit FNV-1a hash of the stems of a provision.
fn fingerprint(stems: &(Vec<u32>, Vec<u32>)) -> u64 {
    let (kk, ru) = stems;
    kk.iter()
        .chain(std::iter::once(&u32::MAX))
        .chain(ru)
        .flat_map(|number| number.to_le_bytes())
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

pub(crate) fn save(pairs: &[Pair], generation: &Path) -> Result<(), SearchError> {
    let path = generation.join(FILE);
    let text = serde_json::to_string_pretty(pairs)?;
    fs::write(&path, text).map_err(|source| file_error(&path, source))
}

pub(crate) fn load(generation: &Path) -> Result<Vec<Pair>, SearchError> {
    let path = generation.join(FILE);
    match fs::read_to_string(&path) {
        Ok(text) => Ok(serde_json::from_str(&text)?),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(source) => Err(file_error(&path, source)),
    }
}
