//! Translation pairs learnt from texts that stand side by side in both languages.
//!
//! A Kazakh and a Russian stem are a pair when they occur in the same provisions far more often than chance allows.
//! The measure is the Dice coefficient of their provisions, and a pair must be the best for both sides; it needs no
//! model, gives the same result every time, and says nothing below its thresholds.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, HashMap},
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
const TOGETHER_MIN: usize = 4;
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
    stems: HashMap<String, u32>,
    words: HashMap<String, Word>,
}

/// A word as written, remembered so that it is stemmed once.
#[derive(Debug)]
struct Word {
    /// Number of its stem; `None` for words that say nothing.
    stem: Option<u32>,
    times: u32,
}

impl Vocabulary {
    /// The numbers of the stems of a text, each once; `None` when it is too long or empty.
    fn stems(&mut self, language: Language, text: &str) -> Option<Vec<u32>> {
        let words = canonical_words(text);
        if words.len() > WORDS_MAX {
            return None;
        }
        let mut found: Vec<u32> = words.into_iter().filter_map(|word| self.number(language, word)).collect();
        found.sort_unstable();
        found.dedup();
        (!found.is_empty()).then_some(found)
    }

    fn number(&mut self, language: Language, word: String) -> Option<u32> {
        if let Some(known) = self.words.get_mut(&word) {
            known.times += 1;
            return known.stem;
        }
        let number = if is_number(&word) || is_stop_word(&folding::fold(&word)) {
            None
        } else {
            let next = u32::try_from(self.stems.len()).ok()?;
            Some(*self.stems.entry(stem(language, &word)).or_insert(next))
        };
        self.words.insert(word, Word { stem: number, times: 1 });
        number
    }

    /// The most frequent form of each stem, shorter ones first.
    fn forms(&self) -> BTreeMap<u32, &str> {
        let mut best: BTreeMap<u32, (u32, &str)> = BTreeMap::new();
        for (form, word) in &self.words {
            let Some(number) = word.stem else { continue };
            let wins = best.get(&number).is_none_or(|(times, kept)| {
                (word.times, Reverse(form.len()), Reverse(form.as_str()))
                    > (*times, Reverse(kept.len()), Reverse(*kept))
            });
            if wins {
                best.insert(number, (word.times, form));
            }
        }
        best.into_iter().map(|(number, (_, form))| (number, form)).collect()
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
        let with_kk = provisions_of(self.provisions.iter().map(|(kk, _)| kk.as_slice()), self.kk.stems.len());
        let with_ru = provisions_of(self.provisions.iter().map(|(_, ru)| ru.as_slice()), self.ru.stems.len());
        let mut found: Vec<(f64, u32, u32)> = Vec::new();
        // How often each Russian stem stands beside the Kazakh one in work; cleared after each.
        let mut together = vec![0_u32; with_ru.len()];
        for (kk, provisions) in (0_u32..).zip(&with_kk).filter(|(_, all)| all.len() >= TOGETHER_MIN) {
            let mut touched: Vec<u32> = Vec::new();
            let beside = provisions.iter().filter_map(|at| self.provisions.get(slot(*at)));
            for ru in beside.flat_map(|(_, ru)| ru) {
                if let Some(count) = together.get_mut(slot(*ru)) {
                    if *count == 0 {
                        touched.push(*ru);
                    }
                    *count += 1;
                }
            }
            touched.sort_unstable();
            for ru in touched {
                let both = together.get_mut(slot(ru)).map(std::mem::take).unwrap_or_default();
                let of_ru = with_ru.get(slot(ru)).map_or(0, Vec::len);
                let sum = u32::try_from(provisions.len() + of_ru).unwrap_or(u32::MAX);
                let dice = 2.0 * f64::from(both) / f64::from(sum.max(1));
                if slot(both) >= TOGETHER_MIN && dice >= DICE_MIN {
                    found.push((dice, kk, ru));
                }
            }
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        let (forms_kk, forms_ru) = (self.kk.forms(), self.ru.forms());
        // The best pair of both its words only: the rest are words that go along with it.
        let (mut used_kk, mut used_ru) = (BTreeSet::new(), BTreeSet::new());
        found
            .into_iter()
            .filter(|(_, kk, ru)| used_kk.insert(*kk) & used_ru.insert(*ru))
            .filter_map(|(dice, kk, ru)| {
                let (kk, ru) = (*forms_kk.get(&kk)?, *forms_ru.get(&ru)?);
                Some(Pair { kk: kk.to_owned(), ru: ru.to_owned(), dice })
            })
            .take(PAIRS_MAX)
            .collect()
    }
}

/// For each stem the provisions that have it.
fn provisions_of<'p>(provisions: impl Iterator<Item = &'p [u32]>, stems: usize) -> Vec<Vec<u32>> {
    let mut with = vec![Vec::new(); stems];
    for (at, stems) in (0_u32..).zip(provisions) {
        for stem in stems {
            if let Some(list) = with.get_mut(slot(*stem)) {
                list.push(at);
            }
        }
    }
    with
}

fn slot(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
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
