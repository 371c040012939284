//! How surprising a word is in these two editions: the yardstick for every comparison.
//!
//! A programme is full of rows made from one template. That two rows share «строительство» says nothing there;
//! that they share a village or a sum says much. A word's weight is therefore its information given the word
//! before it (a bigram model of both editions, the compared rows themselves left out), in nats.
#![expect(clippy::indexing_slicing, reason = "word ids are positions in the vocabulary that made them")]

use std::collections::HashMap;

use super::{
    real,
    tokens::{Token, TokenKind, tokens},
};

/// Id of a form in the vocabulary.
pub(super) type WordId = u32;

/// The word before the first one.
const START: WordId = 0;
/// No single word may decide alone, however rare (nats).
const INFORMATION_MAX: f64 = 7.0;
const INFORMATION_MIN: f64 = 0.02;
/// Weight of the unigram estimate against one observed pair.
const BACKOFF_WEIGHT: f64 = 1.0;
/// Share of the unseen among all words, spread over an open vocabulary or over the numbers in use.
const UNSEEN_SHARE: f64 = 0.1;
const OPEN_WORDS: f64 = 50_000.0;
const OPEN_NUMBERS: f64 = 1_000.0;

/// A text as ids, with the information of each word.
#[derive(Debug, Clone, Default)]
pub(super) struct Sequence {
    pub ids: Vec<WordId>,
    /// Information of each word if the same word in a counterpart explains one of its occurrences.
    pub gains: Vec<f64>,
    /// The same when nothing explains it.
    pub surprises: Vec<f64>,
}

impl Sequence {
    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    /// A stretch of the text.
    pub(super) fn part(&self, range: std::ops::Range<usize>) -> Self {
        Self {
            ids: self.ids[range.clone()].to_vec(),
            gains: self.gains[range.clone()].to_vec(),
            surprises: self.surprises[range].to_vec(),
        }
    }

    /// Some of the words, in order.
    pub(super) fn pick(&self, places: &[usize]) -> Self {
        Self {
            ids: places.iter().map(|&at| self.ids[at]).collect(),
            gains: places.iter().map(|&at| self.gains[at]).collect(),
            surprises: places.iter().map(|&at| self.surprises[at]).collect(),
        }
    }

    /// Two texts read one after the other.
    pub(super) fn joined(parts: &[&Self]) -> Self {
        let mut joined = Self::default();
        for part in parts {
            joined.ids.extend_from_slice(&part.ids);
            joined.gains.extend_from_slice(&part.gains);
            joined.surprises.extend_from_slice(&part.surprises);
        }
        joined
    }
}

/// Every form of both editions.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    ids: HashMap<String, WordId>,
    words: Vec<Word>,
}

#[derive(Debug)]
struct Word {
    first: char,
    letters: Vec<char>,
    kind: TokenKind,
}

impl Vocabulary {
    pub(super) fn new() -> Self {
        let start = Word { first: ' ', letters: Vec::new(), kind: TokenKind::Mark };
        Self { ids: HashMap::new(), words: vec![start] }
    }

    pub(super) fn read(&mut self, text: &str) -> (Vec<Token>, Vec<WordId>) {
        let tokens = tokens(text);
        let ids = tokens.iter().map(|token| self.id(token)).collect();
        (tokens, ids)
    }

    fn id(&mut self, token: &Token) -> WordId {
        if let Some(&id) = self.ids.get(&token.form) {
            return id;
        }
        let id = WordId::try_from(self.words.len()).unwrap_or(WordId::MAX);
        let letters: Vec<char> = token.form.chars().collect();
        let first = letters.first().copied().unwrap_or(' ');
        self.words.push(Word { first, letters, kind: token.kind });
        self.ids.insert(token.form.clone(), id);
        id
    }

    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    pub(super) fn kind(&self, id: WordId) -> TokenKind {
        self.words[index(id)].kind
    }

    /// How alike two different forms of what may be one word are, 0 to 1; `None` for unrelated ones. Endings
    /// change (both languages inflect at the end), or one letter was mistyped.
    pub(super) fn likeness(&self, left: WordId, right: WordId) -> Option<f64> {
        let (left, right) = (&self.words[index(left)], &self.words[index(right)]);
        if left.first != right.first {
            return None;
        }
        if left.kind == TokenKind::Mark || right.kind == TokenKind::Mark {
            return None;
        }
        if left.kind == TokenKind::Number && right.kind == TokenKind::Number {
            return None;
        }
        let (shorter, longer) = if left.letters.len() <= right.letters.len() {
            (&left.letters, &right.letters)
        } else {
            (&right.letters, &left.letters)
        };
        let head = shorter.iter().zip(longer).take_while(|(a, b)| a == b).count();
        let rest = shorter.len() - head;
        let same_stem = head >= 3 && rest <= 3 && head >= rest;
        let one_letter = || {
            let tail = shorter.iter().rev().zip(longer.iter().rev()).take_while(|(a, b)| a == b).count();
            longer.len() >= 5 && longer.len() - shorter.len() <= 1 && head + tail + 1 >= longer.len()
        };
        if same_stem {
            Some(2.0 * real(head) / real(shorter.len() + longer.len()))
        } else if one_letter() {
            Some(0.8)
        } else {
            None
        }
    }
}

pub(super) fn index(id: WordId) -> usize {
    usize::try_from(id).unwrap_or(usize::MAX)
}

/// Counts of words after the one and the two words before them, in both editions.
#[derive(Debug)]
pub(super) struct Background {
    total: f64,
    words: Vec<u32>,
    kinds: Vec<TokenKind>,
    /// Occurrences of a context, and of a word in it.
    contexts: HashMap<Context, u32>,
    continuations: HashMap<(Context, WordId), u32>,
}

/// The last two words; the first is [`NONE`] for a context of one word. Any number is as good as another.
type Context = (WordId, WordId);

/// No word.
const NONE: WordId = WordId::MAX;
/// Some number.
const SOME_NUMBER: WordId = WordId::MAX - 1;

impl Background {
    pub(super) fn new<'a>(vocabulary: &Vocabulary, texts: impl Iterator<Item = &'a [WordId]>) -> Self {
        let kinds: Vec<TokenKind> = vocabulary.words.iter().map(|word| word.kind).collect();
        let mut made = Self {
            total: 0.0,
            words: vec![0; vocabulary.len()],
            kinds,
            contexts: HashMap::new(),
            continuations: HashMap::new(),
        };
        let mut total = 0_usize;
        for ids in texts {
            for (position, &id) in ids.iter().enumerate() {
                made.words[index(id)] += 1;
                for context in made.contexts_of(ids, position) {
                    *made.contexts.entry(context).or_insert(0) += 1;
                    *made.continuations.entry((context, id)).or_insert(0) += 1;
                }
            }
            total += ids.len();
        }
        made.total = real(total);
        made
    }

    fn contexts_of(&self, ids: &[WordId], position: usize) -> [Context; 2] {
        let class = |back: usize| {
            position.checked_sub(back).map_or(START, |at| {
                if self.kinds[index(ids[at])] == TokenKind::Number { SOME_NUMBER } else { ids[at] }
            })
        };
        [(NONE, class(1)), (class(2), class(1))]
    }

    pub(super) fn sequence(&self, ids: Vec<WordId>) -> Sequence {
        let gains = (0..ids.len()).map(|position| self.information(&ids, position, 2)).collect();
        let surprises = (0..ids.len()).map(|position| self.information(&ids, position, 1)).collect();
        Sequence { ids, gains, surprises }
    }

    /// Information of a word at its place, `own` occurrences left out: the context that foretells it best counts.
    fn information(&self, ids: &[WordId], position: usize, own: u32) -> f64 {
        let id = ids[position];
        let unigram = self.unigram(id, own);
        let share = self
            .contexts_of(ids, position)
            .into_iter()
            .map(|context| {
                let seen = |count: Option<&u32>| f64::from(count.copied().unwrap_or(0).saturating_sub(own));
                let together = seen(self.continuations.get(&(context, id)));
                let all = seen(self.contexts.get(&context)).max(together);
                (together + BACKOFF_WEIGHT * unigram) / (all + BACKOFF_WEIGHT)
            })
            .fold(0.0, f64::max);
        (-share.ln()).clamp(INFORMATION_MIN, INFORMATION_MAX)
    }

    fn unigram(&self, id: WordId, own: u32) -> f64 {
        let count = f64::from(self.words[index(id)].saturating_sub(own));
        let open = if self.kinds[index(id)] == TokenKind::Number { OPEN_NUMBERS } else { OPEN_WORDS };
        let unseen = UNSEEN_SHARE * (self.total + 1.0);
        (count + unseen / open) / (self.total + unseen + 1.0)
    }
}
