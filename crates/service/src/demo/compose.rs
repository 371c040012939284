//! Puts sentences together: what somebody says about a provision, or about a topic of the whole program.

use kenes_domain::contribution::ContributionKind;
use kenes_domain::language::Language;
use kenes_domain::program::{Cost, ProvisionData, ProvisionDraft};

use super::dice::Dice;
use super::money::{self, LAST_YEAR};
use super::place;
use super::program::DemoProgram;
use super::render::{Figure, Name, Slots, capitalise, render};
use super::speech::{self, Speech};
use super::stream::{Anchor, Stream};
use super::topic::Voice;
use super::topics;

/// What somebody says.
pub struct Words {
    /// What it wants to be.
    pub kind: ContributionKind,
    /// All of it.
    pub text: String,
    /// What is wrong, when the text says that.
    pub problem: Option<String>,
    /// What should be done; empty when the text does not ask for anything.
    pub wish: String,
}

/// Longest part of a provision that people write out in their own wording, in characters.
const WRITTEN_OUT_MAX: usize = 180;
/// Most points of a letter with several.
const POINTS_MAX: usize = 5;

/// The sentences of a language.
pub fn speech_of(language: Language) -> &'static Speech {
    match language {
        Language::Kk => &speech::KK,
        Language::Ru => &speech::RU,
    }
}

fn voice_of(topic: usize, language: Language) -> Option<&'static Voice> {
    let topic = topics::ALL.get(topic)?;
    Some(match language {
        Language::Kk => &topic.kk,
        Language::Ru => &topic.ru,
    })
}

/// A person at a place in a program, about to speak.
pub struct Speaker<'a> {
    program: &'a DemoProgram,
    anchor: Anchor,
    language: Language,
    settlement: Option<&'a Name>,
    street: Option<&'a Name>,
    numbers: [Figure; 3],
    facts: Vec<(&'static str, String)>,
}

impl<'a> Speaker<'a> {
    /// A speaker at `anchor`; the settlement is the one the provision names, if it names one.
    pub fn new(stream: &Stream<'a>, anchor: Anchor, language: Language, dice: &mut Dice) -> Option<Self> {
        let program = stream.programs.get(anchor.program)?;
        let subject = anchor.provision.and_then(|provision| program.subjects.get(provision)).copied();
        let named = |index: Option<usize>, names: &'a [Name]| index.and_then(|index| names.get(index));
        let settlement = named(subject.and_then(|subject| subject.settlement), &program.settlements)
            .or_else(|| dice.pick(&program.settlements));
        let street = named(subject.and_then(|subject| subject.street), &program.streets)
            .or_else(|| dice.pick(&program.streets));
        let numbers = [dice.range(2, 5), dice.range(12, 40), dice.range(50, 400)].map(Figure::whole);
        let provision = anchor.provision.and_then(|index| program.edition.provisions.get(index));
        let facts = provision.map(|provision| facts(provision, language)).unwrap_or_default();
        Some(Self { program, anchor, language, settlement, street, numbers, facts })
    }

    /// One of the sentences that this speaker can say, filled in; empty when there is none.
    pub fn say(&self, sentences: &[&str], dice: &mut Dice) -> String {
        self.say_several(sentences, 1, dice).pop().unwrap_or_default()
    }

    /// Up to `number` different ones, in drawn order.
    pub fn say_several(&self, sentences: &[&str], number: usize, dice: &mut Dice) -> Vec<String> {
        let mut possible: Vec<&str> = sentences
            .iter()
            .copied()
            .filter(|sentence| {
                (self.street.is_some() || !(sentence.contains("{s") || sentence.contains("{^s")))
                    && ["{label}", "{ends}", "{cost}", "{target}", "{base}", "{what}"].iter().all(|slot| {
                        !sentence.contains(slot)
                            || self.facts.iter().any(|(name, _)| slot.trim_matches(['{', '}']) == *name)
                    })
            })
            .collect();
        let texts: Vec<(&str, &str)> = self.facts.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let slots = Slots {
            place: &self.program.place.name,
            level: place::level(self.program.place.kind),
            settlement: self.settlement,
            street: self.street,
            option: ("", ""),
            numbers: &self.numbers,
            texts: &texts,
        };
        dice.shuffle(&mut possible);
        possible
            .into_iter()
            .take(number)
            .map(|sentence| capitalise(&render(sentence, self.language, &slots, dice)))
            .collect()
    }

    fn provision(&self) -> Option<&'a ProvisionDraft> {
        self.anchor.provision.and_then(|index| self.program.edition.provisions.get(index))
    }
}

fn facts(provision: &ProvisionDraft, language: Language) -> Vec<(&'static str, String)> {
    let mut facts = vec![("label", provision.label.clone())];
    match &provision.data {
        ProvisionData::Measure(measure) => {
            facts.push(("ends", measure.ends.to_string()));
            if let Some(total) = measure.cost.total().filter(|total| total.amount() > 0) {
                facts.push(("cost", money::millions(total).print()));
            }
            let text = provision.text.get(language).unwrap_or_default();
            if text.chars().count() <= WRITTEN_OUT_MAX {
                facts.push(("what", text.trim_end_matches('.').to_owned()));
            }
        }
        ProvisionData::Indicator(indicator) => {
            let unit = indicator.unit.get(language).unwrap_or_default();
            let value = |value: &str| format!("{} {unit}", value.replace('.', ","));
            if let Some(base) = &indicator.base_value {
                facts.push(("base", value(base)));
            }
            if let Some(target) = indicator.targets.iter().find(|target| target.year == LAST_YEAR) {
                facts.push(("target", value(&target.value)));
            }
        }
        ProvisionData::Text => {}
    }
    facts
}

/// Somebody's own words.
pub fn own(stream: &Stream<'_>, anchor: Anchor, language: Language, dice: &mut Dice) -> Words {
    let nothing = || Words {
        kind: ContributionKind::Proposal,
        text: String::new(),
        problem: None,
        wish: String::new(),
    };
    let (Some(speaker), Some(voice)) =
        (Speaker::new(stream, anchor, language, dice), voice_of(anchor.topic, language))
    else {
        return nothing();
    };
    let speech = speech_of(language);
    if anchor.provision.is_none() && dice.chance(190) {
        return several(stream, anchor, language, &speaker, dice);
    }
    let kind = match dice.below(100) {
        0..=33 => ContributionKind::Proposal,
        34..=55 => ContributionKind::Problem,
        56..=70 => ContributionKind::Question,
        71..=79 => ContributionKind::Shortcoming,
        80..=87 => ContributionKind::Objection,
        88..=94 => ContributionKind::Support,
        _ => ContributionKind::SuggestedWording,
    };
    let data = speaker.provision().map(|provision| &provision.data);
    let mut words = Words { kind, ..nothing() };
    let body = match kind {
        ContributionKind::Problem => {
            let problem = problems(&speaker, voice, dice);
            words.problem = Some(problem.clone());
            problem
        }
        ContributionKind::Question => {
            let own = match data {
                Some(ProvisionData::Measure(_)) if dice.chance(500) => speech.asks_measure,
                Some(ProvisionData::Indicator(_)) if dice.chance(700) => speech.asks_indicator,
                _ => voice.questions,
            };
            let question = speaker.say(own, dice);
            if dice.chance(300) { join(&[speaker.say(voice.problems, dice), question]) } else { question }
        }
        ContributionKind::Shortcoming => speaker.say(
            match data {
                Some(ProvisionData::Measure(measure)) if measure.cost == Cost::Unknown => speech.lacks_cost,
                Some(ProvisionData::Measure(_)) => speech.lacks_measure,
                Some(ProvisionData::Indicator(_)) => speech.lacks_indicator,
                _ => speech.lacks_text,
            },
            dice,
        ),
        ContributionKind::Objection => {
            let against = speaker.say(
                match data {
                    Some(ProvisionData::Measure(_)) => speech.against_measure,
                    Some(ProvisionData::Indicator(_)) => speech.against_indicator,
                    _ => speech.against_text,
                },
                dice,
            );
            if dice.chance(450) { join(&[against, speaker.say(voice.wishes, dice)]) } else { against }
        }
        ContributionKind::Support => {
            let support = speaker.say(speech.supports, dice);
            if dice.chance(350) { join(&[support, speaker.say(voice.problems, dice)]) } else { support }
        }
        ContributionKind::SuggestedWording => {
            let wording = speaker.say(speech.wordings, dice);
            if wording.is_empty() {
                // Without a measure there is nothing to reword; then it is a proposal.
                words.kind = ContributionKind::Proposal;
                words.wish = speaker.say(voice.wishes, dice);
                words.wish.clone()
            } else {
                wording
            }
        }
        ContributionKind::Proposal => {
            let problem = if dice.chance(700) { problems(&speaker, voice, dice) } else { String::new() };
            let number = if dice.chance(120) { 2 } else { 1 };
            words.wish = join(&speaker.say_several(voice.wishes, number, dice));
            let body = join(&[problem.clone(), words.wish.clone()]);
            words.problem = (!problem.is_empty()).then_some(problem);
            body
        }
    };
    words.text = around(&speaker, speech, body, dice);
    words
}

/// One or two things that are wrong.
fn problems(speaker: &Speaker<'_>, voice: &Voice, dice: &mut Dice) -> String {
    let number = if dice.chance(180) { 2 } else { 1 };
    join(&speaker.say_several(voice.problems, number, dice))
}

/// Greets, introduces, gives reasons and closes, as far as people do.
fn around(speaker: &Speaker<'_>, speech: &Speech, body: String, dice: &mut Dice) -> String {
    let mut part = |sentences: &[&str], per_mille: u32| {
        if dice.chance(per_mille) { speaker.say(sentences, dice) } else { String::new() }
    };
    let greeting = part(speech.greetings, 240);
    let intro = part(speech.intros, 240);
    let closing = part(speech.closings, 200);
    let number = match dice.below(1000) {
        0..=619 => 0,
        620..=919 => 1,
        _ => 2,
    };
    let reasons = join(&speaker.say_several(speech.reasons, number, dice));
    join(&[greeting, intro, body, reasons, closing])
}

/// A letter with several points on several topics.
fn several(
    stream: &Stream<'_>,
    anchor: Anchor,
    language: Language,
    speaker: &Speaker<'_>,
    dice: &mut Dice,
) -> Words {
    let speech = speech_of(language);
    let number = 3 + dice.index(POINTS_MAX - 2);
    let marks: fn(usize) -> String = match dice.below(3) {
        0 => |number| format!("{number}. "),
        1 => |number| format!("{number}) "),
        _ => |_| "– ".to_owned(),
    };
    let mut lines = vec![join(&[speaker.say(speech.greetings, dice), speaker.say(speech.lists, dice)])];
    for point in 1..=number {
        let topic = if point == 1 { anchor.topic } else { stream.anchor(dice).topic };
        let Some(voice) = voice_of(topic, language) else { continue };
        let wish = speaker.say(voice.wishes, dice);
        let text = if dice.chance(400) { join(&[speaker.say(voice.problems, dice), wish]) } else { wish };
        lines.push(format!("{}{text}", marks(point)));
    }
    if dice.chance(400) {
        lines.push(speaker.say(speech.closings, dice));
    }
    Words { kind: ContributionKind::Proposal, text: lines.join("\n"), problem: None, wish: String::new() }
}

/// An answer to somebody else, and what it wants to be.
pub fn reply(
    stream: &Stream<'_>,
    anchor: Anchor,
    language: Language,
    dice: &mut Dice,
) -> (ContributionKind, String) {
    let speech = speech_of(language);
    let (kind, sentences) = match dice.below(10) {
        0..=5 => (ContributionKind::Support, speech.agrees),
        6 | 7 => (ContributionKind::Objection, speech.disagrees),
        _ => (ContributionKind::Question, speech.asks_back),
    };
    let Some(speaker) = Speaker::new(stream, anchor, language, dice) else { return (kind, String::new()) };
    let answer = speaker.say(sentences, dice);
    // Only where a provision says what the talk is about can the answer add something of its own.
    let voice = voice_of(anchor.topic, language).filter(|_| anchor.provision.is_some());
    let text = match voice {
        Some(voice) if kind == ContributionKind::Support && dice.chance(450) => {
            join(&[answer, speaker.say(voice.problems, dice)])
        }
        _ => answer,
    };
    (kind, text)
}

/// The text of a form letter: longer and more orderly than what people write themselves.
pub fn letter(stream: &Stream<'_>, anchor: Anchor, language: Language, dice: &mut Dice) -> Vec<String> {
    let (Some(speaker), Some(voice)) =
        (Speaker::new(stream, anchor, language, dice), voice_of(anchor.topic, language))
    else {
        return Vec::new();
    };
    let speech = speech_of(language);
    let reasons = 1 + dice.index(2);
    [
        (speech.greetings, 1),
        (voice.problems, 2),
        (speech.reasons, reasons),
        (voice.wishes, 2),
        (speech.closings, 1),
    ]
    .into_iter()
    .flat_map(|(sentences, number)| speaker.say_several(sentences, number, dice))
    .collect()
}

/// Sentences with spaces between them; empty ones are left out.
pub fn join(sentences: &[String]) -> String {
    sentences.iter().filter(|sentence| !sentence.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" ")
}
