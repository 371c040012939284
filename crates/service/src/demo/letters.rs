//! Form letters: one text, sent by many, some of whom change it a little.

use kenes_domain::language::Language;

use super::compose::{self, Speaker};
use super::dice::Dice;
use super::noise::{self, Habits};
use super::stream::{Anchor, Stream};

/// A text that goes round.
#[derive(Debug)]
pub struct Letter {
    /// Programs to which it is sent: one, or one oblast with what lies in it.
    pub programs: Vec<usize>,
    /// Index of its topic.
    pub topic: usize,
    /// Its language.
    pub language: Language,
    sentences: Vec<String>,
}

/// Most programs to which one letter is sent.
const PROGRAMS_MAX: usize = 12;

/// The letter of a number.
pub fn letter(stream: &Stream<'_>, number: u32) -> Letter {
    let mut dice = Dice::new(stream.options.seed, &["letter", &number.to_string()]);
    let drawn = stream.anchor(&mut dice);
    let anchor = Anchor { provision: provision(stream, number, drawn.program, drawn.topic), ..drawn };
    // By turns, five in nine in Kazakh: a few letters make up much of the stream, and chance alone would tip it.
    let language = if (number % 9).is_multiple_of(2) { Language::Kk } else { Language::Ru };
    let mut programs = vec![anchor.program];
    if dice.chance(200) {
        programs.extend(neighbours(stream, anchor.program));
    }
    Letter {
        programs,
        topic: anchor.topic,
        language,
        sentences: compose::letter(stream, anchor, language, &mut dice),
    }
}

/// The provision of a program on which the copies of a letter hang. It is one for all: the letter tells people where
/// to click.
pub fn provision(stream: &Stream<'_>, number: u32, program: usize, topic: usize) -> Option<usize> {
    let parts = ["letter place", &number.to_string(), &program.to_string()];
    stream.provision(program, topic, &mut Dice::new(stream.options.seed, &parts))
}

/// Programs in the same oblast.
fn neighbours(stream: &Stream<'_>, program: usize) -> Vec<usize> {
    let Some(own) = stream.programs.get(program) else { return Vec::new() };
    let region = own.place.parent.as_ref().map_or(own.place.kato.as_str(), |parent| parent.kato.as_str());
    stream
        .programs
        .iter()
        .enumerate()
        .filter(|(index, other)| {
            let parent = other.place.parent.as_ref().map(|parent| parent.kato.as_str());
            *index != program && (parent == Some(region) || other.place.kato == region)
        })
        .map(|(index, _)| index)
        .take(PROGRAMS_MAX)
        .collect()
}

/// One copy: word for word, or shortened, or with a sentence of the sender's own, or with slips.
pub fn copy(stream: &Stream<'_>, letter: &Letter, anchor: Anchor, dice: &mut Dice) -> String {
    let sentences = letter.sentences.as_slice();
    let text = match dice.below(100) {
        0..=44 => compose::join(sentences),
        45..=59 => compose::join(sentences.get(1..).unwrap_or(sentences)),
        60..=69 => {
            let shorter = sentences.len().saturating_sub(1);
            compose::join(sentences.get(..shorter).unwrap_or(sentences))
        }
        70..=84 => {
            let speech = compose::speech_of(letter.language);
            let own = Speaker::new(stream, anchor, letter.language, dice)
                .map(|speaker| {
                    speaker.say(if dice.chance(500) { speech.intros } else { speech.reasons }, dice)
                })
                .unwrap_or_default();
            let mut longer = sentences.to_vec();
            longer.insert(longer.len().min(1 + dice.index(3)), own);
            compose::join(&longer)
        }
        _ => {
            let mut text = compose::join(sentences);
            for _ in 0..3 {
                text = noise::slip(&text, dice);
            }
            text
        }
    };
    if dice.chance(150) { Habits::draw(letter.language, dice).apply(&text, dice) } else { text }
}
