//! Contributions to the demonstration programs, as a stream: the contribution of an index can be made without the
//! ones before it, so a million of them take no more memory than a hundred.

use kenes_domain::contribution::{Channel, ContributionKind, Proposal, Verification};
use kenes_domain::language::Language;
use kenes_domain::money::Tenge;
use kenes_domain::program::ProvisionKind;
use kenes_domain::territory::TerritoryKind;

use super::compose;
use super::dice::{Dice, hash};
use super::letters::{self, Letter};
use super::names;
use super::noise::Habits;
use super::program::DemoProgram;
use super::topics;

/// What the stream is made of.
#[derive(Debug, Clone, Copy)]
pub struct StreamOptions {
    /// How many contributions.
    pub count: u64,
    /// The same seed gives the same contributions.
    pub seed: u64,
    /// Minutes since the opening of the discussion; nothing is received or decided later.
    pub span_minutes: u32,
}

/// The words of a provision that a contribution quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoQuote {
    /// Which text of the provision.
    pub language: Language,
    /// First code point.
    pub start: usize,
    /// Past the last code point.
    pub end: usize,
}

/// One contribution, not yet checked or stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoContribution {
    /// Its place in the stream; contributions come in the order of their time.
    pub index: u64,
    /// Index of the program in the list the stream was made with.
    pub program: usize,
    /// Index of the provision in the program's edition; `None` for the whole program.
    pub provision: Option<usize>,
    /// Words of that provision.
    pub quote: Option<DemoQuote>,
    /// What it wants to be.
    pub kind: ContributionKind,
    /// Language of the text.
    pub language: Language,
    /// The text, as typed.
    pub text: String,
    /// Where in the territory.
    pub place: Option<String>,
    /// Name to show; `None` for anonymous.
    pub name: Option<String>,
    /// How it came.
    pub channel: Channel,
    /// How far the person is known.
    pub verification: Verification,
    /// Minutes since the opening.
    pub minute: u32,
    /// The parts of a proposal, when the person filled them in.
    pub proposal: Option<Proposal>,
    /// Form letter that it is a copy of: the truth for judging groups.
    pub letter: Option<u32>,
    /// Index of the earlier contribution that it answers, which is no reply itself.
    pub reply_to: Option<u64>,
    /// Supports by people without an account, with a confirmed e-mail, with an electronic identity.
    pub supports: [u32; 3],
}

/// The stream of one campaign.
#[derive(Debug)]
pub struct Stream<'a> {
    /// The programs.
    pub(super) programs: &'a [DemoProgram],
    /// Its options.
    pub(super) options: StreamOptions,
    /// Per program and topic: provisions people write about, the more popular ones first.
    pub(super) popular: Vec<Vec<Vec<usize>>>,
    letters: Vec<Letter>,
    /// Running sums of the programs' weights.
    program_sums: Vec<u32>,
    /// Running sums of the weights of the hours since the opening.
    hour_sums: Vec<u64>,
    /// Weights of the topics, in the country and in towns.
    talk: [Vec<u32>; 2],
}

/// Of a thousand contributions, so many are copies of form letters.
const LETTERS_PER_MILLE: u32 = 260;
/// Of a thousand, so many answer another contribution.
const REPLIES_PER_MILLE: u32 = 35;
/// How far back a reply may reach.
const REPLY_REACH: u64 = 4_000;
/// How people spread over the hours of a day; nothing is quite quiet.
const HOURS: [u64; 24] =
    [3, 2, 1, 1, 1, 2, 4, 7, 11, 15, 17, 16, 13, 14, 15, 15, 14, 14, 16, 19, 21, 19, 13, 7];

/// Where a contribution stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Anchor {
    pub program: usize,
    pub topic: usize,
    pub provision: Option<usize>,
}

impl<'a> Stream<'a> {
    /// A stream over generated programs. An empty list of programs gives an empty stream.
    pub fn new(programs: &'a [DemoProgram], options: StreamOptions) -> Self {
        let options = StreamOptions { count: if programs.is_empty() { 0 } else { options.count }, ..options };
        let mut sum = 0u32;
        let program_sums = programs
            .iter()
            .map(|program| {
                sum = sum.saturating_add(weight(program));
                sum
            })
            .collect();
        let mut hours = 0u64;
        let hour_sums = (0..=options.span_minutes / 60)
            .zip(HOURS.iter().cycle())
            .map(|(hour, weight)| {
                // The first two days draw more people.
                hours += weight * if hour < 48 { 3 } else { 2 };
                hours
            })
            .collect();
        let talk = [true, false].map(|rural| {
            topics::ALL
                .iter()
                .map(|topic| if !rural && topic.code == "agriculture" { 0 } else { topic.talk })
                .collect()
        });
        let mut stream = Self {
            programs,
            options,
            popular: programs.iter().map(|program| popular(program, options.seed)).collect(),
            letters: Vec::new(),
            program_sums,
            hour_sums,
            talk,
        };
        let number = u32::try_from(options.count / 90).unwrap_or(u32::MAX).clamp(3, 1_500);
        stream.letters = (0..number).map(|number| letters::letter(&stream, number)).collect();
        stream
    }

    /// All contributions in the order of their time.
    pub fn iter(&self) -> impl Iterator<Item = DemoContribution> + use<'_, 'a> {
        (0..self.options.count).map(|index| self.contribution(index))
    }

    /// The contribution of an index below the count; the same whether or not others were made.
    pub fn contribution(&self, index: u64) -> DemoContribution {
        let mut dice = Dice::indexed(self.options.seed, "contribution", index);
        if let Some(target) = self.reply_target(index) {
            return self.reply(index, target, &mut dice);
        }
        if let Some((number, letter)) = self.letter_of(index) {
            return self.copy(index, number, letter, &mut dice);
        }
        let anchor = self.anchor(&mut dice);
        self.own(index, anchor, &mut dice)
    }

    /// A place drawn for somebody's own words.
    pub(super) fn anchor(&self, dice: &mut Dice) -> Anchor {
        let total = self.program_sums.last().copied().unwrap_or(0);
        let drawn = dice.below(total);
        let program = self.program_sums.partition_point(|sum| *sum <= drawn);
        let [country, town] = &self.talk;
        let rural = self.programs.get(program).is_none_or(|program| program.place.is_rural());
        let topic = dice.weighted(if rural { country } else { town });
        Anchor { program, topic, provision: self.provision(program, topic, dice) }
    }

    /// A provision of a topic; the popular ones are drawn more often, and some people write about the whole.
    pub(super) fn provision(&self, program: usize, topic: usize, dice: &mut Dice) -> Option<usize> {
        if dice.chance(170) {
            return None;
        }
        let candidates = self.popular.get(program)?.get(topic)?;
        candidates.get(dice.skewed_index(candidates.len())).copied()
    }

    /// The form letter that the contribution of an index copies, if it copies one. A letter goes round for a while
    /// and is replaced by the next; a few go round all the time.
    fn letter_of(&self, index: u64) -> Option<(u32, &Letter)> {
        let mut dice = Dice::indexed(self.options.seed, "letter of", index);
        if !dice.chance(LETTERS_PER_MILLE) {
            return None;
        }
        let number = u64::try_from(self.letters.len()).unwrap_or(0);
        let lasting = (number / 20).max(1);
        let chosen = if dice.chance(300) {
            u64::from(dice.below(u32::try_from(lasting).unwrap_or(1)))
        } else {
            let now = index.saturating_mul(number) / self.options.count.max(1);
            now.saturating_sub(u64::from(dice.below(4)))
        };
        let letter = self.letters.get(usize::try_from(chosen).ok()?)?;
        Some((u32::try_from(chosen).ok()?, letter))
    }

    fn reply_target(&self, index: u64) -> Option<u64> {
        let is_reply =
            |index: u64| Dice::indexed(self.options.seed, "is reply", index).chance(REPLIES_PER_MILLE);
        if index == 0 || !is_reply(index) {
            return None;
        }
        let mut dice = Dice::indexed(self.options.seed, "reply target", index);
        let reach = u32::try_from(index.min(REPLY_REACH)).unwrap_or(1);
        (0..4).map(|_| index - 1 - u64::from(dice.below(reach))).find(|target| !is_reply(*target))
    }

    fn own(&self, index: u64, anchor: Anchor, dice: &mut Dice) -> DemoContribution {
        let language = if dice.chance(550) { Language::Kk } else { Language::Ru };
        let quote = anchor
            .provision
            .filter(|_| dice.chance(450))
            .and_then(|provision| self.quote(anchor.program, provision, language, dice));
        let words = compose::own(self, anchor, language, dice);
        let mut contribution = self.frame(index, anchor, language, words.kind, dice);
        let habits = Habits::draw(language, dice);
        contribution.text = habits.apply(&words.text, dice);
        contribution.quote = quote;
        if !words.wish.is_empty() && contribution.channel == Channel::Web && dice.chance(550) {
            contribution.proposal = Some(Proposal {
                problem: words.problem.map(|text| habits.apply(&text, dice)),
                solution: habits.apply(&words.wish, dice),
                cost: dice.chance(300).then(|| Tenge::new(round_sum(dice))),
            });
        }
        contribution
    }

    fn copy(&self, index: u64, number: u32, letter: &Letter, dice: &mut Dice) -> DemoContribution {
        let program = dice.pick(&letter.programs).copied().unwrap_or(0);
        let provision = letters::provision(self, number, program, letter.topic);
        let anchor = Anchor { program, topic: letter.topic, provision };
        let mut contribution = self.frame(index, anchor, letter.language, ContributionKind::Proposal, dice);
        contribution.text = letters::copy(self, letter, anchor, dice);
        contribution.letter = Some(number);
        contribution
    }

    fn reply(&self, index: u64, target: u64, dice: &mut Dice) -> DemoContribution {
        // Only the place and the language of the other are needed, and it is no reply, so this ends.
        let answered = self.contribution(target);
        let topic = answered
            .provision
            .and_then(|provision| self.programs.get(answered.program)?.subjects.get(provision)?.topic)
            .unwrap_or(0);
        let anchor = Anchor { program: answered.program, topic, provision: answered.provision };
        let language = if dice.chance(850) { answered.language } else { answered.language.other() };
        let (kind, text) = compose::reply(self, anchor, language, dice);
        let mut contribution = self.frame(index, anchor, language, kind, dice);
        contribution.text = Habits::draw(language, dice).apply(&text, dice);
        contribution.channel = Channel::Web;
        contribution.reply_to = Some(target);
        contribution
    }

    /// Everything but the words.
    fn frame(
        &self,
        index: u64,
        anchor: Anchor,
        language: Language,
        kind: ContributionKind,
        dice: &mut Dice,
    ) -> DemoContribution {
        let channel = match dice.below(100) {
            0..=69 => Channel::Web,
            70..=79 => Channel::Paper,
            80..=88 => Channel::Meeting,
            89..=92 => Channel::Phone,
            _ => Channel::Email,
        };
        let verification = match (channel, dice.below(100)) {
            (Channel::Web, 0..=52) | (Channel::Paper | Channel::Meeting | Channel::Phone, _) => {
                Verification::Anonymous
            }
            (Channel::Web, 53..=91) | (Channel::Email, _) => Verification::Email,
            (Channel::Web, _) => Verification::Identity,
        };
        let named = if verification == Verification::Anonymous { 420 } else { 860 };
        let name = dice.chance(named).then(|| names::person(language == Language::Kk, dice));
        let place = self
            .programs
            .get(anchor.program)
            .filter(|_| dice.chance(600))
            .and_then(|program| dice.pick(&program.settlements))
            .map(|settlement| settlement.get(language).to_owned());
        DemoContribution {
            index,
            program: anchor.program,
            provision: anchor.provision,
            quote: None,
            kind,
            language,
            text: String::new(),
            place,
            name,
            channel,
            verification,
            minute: self.minute(index),
            proposal: None,
            letter: None,
            reply_to: None,
            supports: supports(dice),
        }
    }

    /// Some words of the provision in the language of the letter, from one word's beginning to another's end.
    fn quote(
        &self,
        program: usize,
        provision: usize,
        language: Language,
        dice: &mut Dice,
    ) -> Option<DemoQuote> {
        let text = self.programs.get(program)?.edition.provisions.get(provision)?.text.get(language)?;
        let mut words: Vec<(usize, usize)> = Vec::new();
        let mut start = None;
        for (at, letter) in text.chars().chain([' ']).enumerate() {
            match (letter == ' ' || letter == '\n', start) {
                (false, None) => start = Some(at),
                (true, Some(from)) => {
                    words.push((from, at));
                    start = None;
                }
                _ => {}
            }
        }
        let first = dice.index(words.len().saturating_sub(2));
        let length = 2 + dice.index(9);
        let (start, _) = words.get(first).copied()?;
        let (_, end) = words.get((first + length - 1).min(words.len() - 1)).copied()?;
        Some(DemoQuote { language, start, end })
    }

    /// When the contribution of an index comes: later for a later index, mostly by day, more at the beginning.
    fn minute(&self, index: u64) -> u32 {
        let total = self.hour_sums.last().copied().unwrap_or(1).max(1);
        let within = u128::from(hash(self.options.seed, &["minute", &index.to_string()]) >> 32);
        let count = u128::from(self.options.count.max(1));
        // Position in units of 1/2³² of the whole weight.
        let position = ((u128::from(index) << 32) + within) * u128::from(total) / count;
        let weight = u64::try_from(position >> 32).unwrap_or(0).min(total - 1);
        let hour = self.hour_sums.partition_point(|sum| *sum <= weight);
        let before = hour.checked_sub(1).and_then(|before| self.hour_sums.get(before)).copied().unwrap_or(0);
        let of_hour = self.hour_sums.get(hour).copied().unwrap_or(total) - before;
        let inside = (position - (u128::from(before) << 32)) * 60 / (u128::from(of_hour.max(1)) << 32);
        let minute = u32::try_from(hour).unwrap_or(0) * 60 + u32::try_from(inside).unwrap_or(0).min(59);
        minute.min(self.options.span_minutes.saturating_sub(1))
    }
}

/// How many people a program concerns, roughly.
fn weight(program: &DemoProgram) -> u32 {
    let base = match program.place.kind {
        TerritoryKind::Region => 40,
        TerritoryKind::RepublicanCity => 90,
        TerritoryKind::City => 24,
        TerritoryKind::District => 10,
    };
    let shaken = hash(0, &["talkative", &program.place.kato]) % 100;
    base * u32::try_from(60 + shaken).unwrap_or(100) / 100 + 1
}

/// Provisions of each topic in an order of popularity: any can be among the first, measures twice as likely.
fn popular(program: &DemoProgram, seed: u64) -> Vec<Vec<usize>> {
    let mut lists = vec![Vec::new(); topics::ALL.len()];
    for (index, (provision, subject)) in program.edition.provisions.iter().zip(&program.subjects).enumerate()
    {
        if provision.kind == ProvisionKind::Heading {
            continue;
        }
        if let Some(list) = subject.topic.and_then(|topic| lists.get_mut(topic)) {
            list.push(index);
        }
    }
    for list in &mut lists {
        list.sort_by_cached_key(|index| {
            let rank = hash(seed, &["popular", &program.place.kato, &index.to_string()]) >> 8;
            let measure = program
                .edition
                .provisions
                .get(*index)
                .is_some_and(|provision| provision.kind == ProvisionKind::Measure);
            if measure { rank / 2 } else { rank }
        });
    }
    lists
}

/// Most get none, a few get hundreds.
fn supports(dice: &mut Dice) -> [u32; 3] {
    let reach = match dice.below(1000) {
        0..=569 => 0,
        570..=869 => 4,
        870..=974 => 25,
        975..=996 => 140,
        _ => 900,
    };
    let total = dice.below(reach + 1);
    let email = total * dice.below(46) / 100;
    let identity = total * dice.below(9) / 100;
    [total - email - identity, email, identity]
}

/// A cost as people name it: a round sum from half a million to two milliards.
fn round_sum(dice: &mut Dice) -> i64 {
    let unit =
        *dice.pick(&[500_000, 1_000_000, 5_000_000, 10_000_000, 50_000_000, 100_000_000]).unwrap_or(&1);
    unit * dice.range(1, 20)
}
