//! Builds the program of one place: facts first, then the prose that sums them up.

use std::collections::BTreeSet;

use kenes_domain::language::{Bilingual, Language};
use kenes_domain::money::{FundingSource, Tenge};
use kenes_domain::program::{
    Cost, EditionDraft, Indicator, Measure, ProvisionData, ProvisionDraft, ProvisionKind, Target,
};
use kenes_domain::territory::TerritoryKind;

use super::dice::Dice;
use super::money::{self, FIRST_YEAR, LAST_YEAR};
use super::place::{self, Place};
use super::render::{Figure, Name, Slots, capitalise, render};
use super::topic::{Done, IndicatorTemplate, MeasureTemplate, Number, Pair, Prose, Scope, Topic};
use super::{names, size, topics, wording};

/// A generated program with what the generator knows about its provisions.
#[derive(Debug, Clone)]
pub struct DemoProgram {
    /// Its place.
    pub place: Place,
    /// Its text.
    pub edition: EditionDraft,
    /// What each provision is about, in the order of the edition.
    pub subjects: Vec<Subject>,
    /// Settlements it names.
    pub settlements: Vec<Name>,
    /// Streets it names; empty for an oblast.
    pub streets: Vec<Name>,
}

/// What a provision is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Subject {
    /// Index into [`topics::ALL`].
    pub topic: Option<usize>,
    /// Index into the program's settlements.
    pub settlement: Option<usize>,
    /// Index into the program's streets.
    pub street: Option<usize>,
}

/// Generates the program of a place. The same place and seed give the same program, whatever was generated before.
pub fn build(place: &Place, seed: u64) -> DemoProgram {
    let mut dice = Dice::new(seed, &["program", &place.kato]);
    let settlements = names::settlements(place, &mut dice);
    let streets = if place.kind == TerritoryKind::Region { Vec::new() } else { names::streets(&mut dice) };
    let mut writer =
        Writer { place, settlements, streets, dice, provisions: Vec::new(), subjects: Vec::new() };
    let parts = writer.facts();
    let totals = Totals::of(&parts);
    writer.passport(&totals);
    writer.vision();
    writer.situation(&parts);
    for (code, kk, masculine, feminine) in wording::DIRECTIONS {
        let ru = if place.kind == TerritoryKind::Region { feminine } else { masculine };
        writer.direction(code, (kk, ru), &parts);
    }
    writer.resources(&parts, &totals);
    writer.monitoring();
    let title = writer.title();
    let summary = writer.summary(&parts, &totals);
    DemoProgram {
        place: place.clone(),
        edition: EditionDraft {
            title,
            summary,
            first_year: FIRST_YEAR,
            last_year: LAST_YEAR,
            provisions: number(writer.provisions),
        },
        subjects: writer.subjects,
        settlements: writer.settlements,
        streets: writer.streets,
    }
}

/// The facts of one topic.
struct Part {
    topic_index: usize,
    topic: &'static Topic,
    name: Pair,
    /// Prose in drawn order; the first stands in the analysis of the situation.
    prose: Vec<&'static Prose>,
    indicators: Vec<Indicator>,
    indicator_names: Vec<Bilingual>,
    measures: Vec<(Bilingual, Measure, Subject)>,
    /// Quantity per year of deadline, in tenths; all zero without a tally.
    tally: [i64; 5],
}

impl Part {
    fn known(&self) -> Tenge {
        self.measures.iter().filter_map(|(_, measure, _)| measure.cost.total()).sum()
    }

    fn unknown(&self) -> usize {
        self.measures.iter().filter(|(_, measure, _)| measure.cost == Cost::Unknown).count()
    }
}

struct Totals {
    measures: usize,
    indicators: usize,
    unknown: usize,
    known: Tenge,
}

impl Totals {
    fn of<'a>(parts: impl IntoIterator<Item = &'a Part>) -> Self {
        let mut totals = Self { measures: 0, indicators: 0, unknown: 0, known: Tenge::ZERO };
        for part in parts {
            totals.measures += part.measures.len();
            totals.indicators += part.indicators.len();
            totals.unknown += part.unknown();
            totals.known = [totals.known, part.known()].into_iter().sum();
        }
        totals
    }
}

/// Number of things as a figure.
fn figure(count: usize) -> Figure {
    Figure::whole(i64::try_from(count).unwrap_or(i64::MAX))
}

/// Draws a number for a slot.
pub fn draw(number: Number, dice: &mut Dice) -> Figure {
    match number {
        Number::Whole(low, high) => Figure::whole(dice.range(low, high)),
        Number::Stepped(low, high, step) => {
            Figure::whole(low + step * dice.range(0, (high - low) / step.max(1)))
        }
        Number::Tenths(low, high) => Figure::tenths(dice.range(low, high)),
    }
}

struct Writer<'a> {
    place: &'a Place,
    settlements: Vec<Name>,
    streets: Vec<Name>,
    dice: Dice,
    provisions: Vec<ProvisionDraft>,
    subjects: Vec<Subject>,
}

/// How often a measure is drawn again because the program already has the same words.
const DRAWS_MAX: usize = 24;

impl Writer<'_> {
    fn fits(&self, scope: Scope) -> bool {
        match scope {
            Scope::Anywhere => true,
            Scope::Rural => self.place.is_rural(),
            Scope::Urban => !self.place.is_rural(),
        }
    }

    /// Whether a text can be filled here: an oblast names no streets.
    fn can_say(&self, text: &str) -> bool {
        !(self.streets.is_empty() && text.contains("{s"))
    }

    fn fill(&mut self, text: Pair, subject: Subject, option: Pair, numbers: &[Figure]) -> Bilingual {
        self.fill_named(text, subject, option, numbers, &[], &[])
    }

    /// Fills both languages; texts by name differ between them.
    fn fill_named(
        &mut self,
        text: Pair,
        subject: Subject,
        option: Pair,
        numbers: &[Figure],
        texts_kk: &[(&str, &str)],
        texts_ru: &[(&str, &str)],
    ) -> Bilingual {
        let slots = Slots {
            place: &self.place.name,
            level: place::level(self.place.kind),
            settlement: subject.settlement.and_then(|index| self.settlements.get(index)),
            street: subject.street.and_then(|index| self.streets.get(index)),
            option,
            numbers,
            texts: texts_kk,
        };
        let kk = render(text.0, Language::Kk, &slots, &mut self.dice);
        let ru = render(text.1, Language::Ru, &Slots { texts: texts_ru, ..slots }, &mut self.dice);
        Bilingual::new(capitalise(&kk), capitalise(&ru))
    }

    /// A settlement and a street for one provision. What is about village life does not stand in a town.
    fn somewhere(&mut self, topic: usize, scope: Scope) -> Subject {
        let rural: Vec<usize> = (0..self.settlements.len())
            .filter(|index| {
                scope != Scope::Rural
                    || self.settlements.get(*index).is_none_or(|name| !name.kk.ends_with("қаласы"))
            })
            .collect();
        Subject {
            topic: Some(topic),
            settlement: self.dice.pick(&rural).copied(),
            street: (!self.streets.is_empty()).then(|| self.dice.index(self.streets.len())),
        }
    }

    fn push(
        &mut self,
        kind: ProvisionKind,
        level: u8,
        direction: Option<&str>,
        text: Bilingual,
        data: ProvisionData,
        subject: Subject,
    ) {
        self.provisions.push(ProvisionDraft {
            kind,
            level,
            label: String::new(),
            direction: direction.map(str::to_owned),
            text,
            data,
        });
        self.subjects.push(subject);
    }

    fn push_text(
        &mut self,
        kind: ProvisionKind,
        level: u8,
        direction: Option<&str>,
        text: Bilingual,
        subject: Subject,
    ) {
        self.push(kind, level, direction, text, ProvisionData::Text, subject);
    }

    fn facts(&mut self) -> Vec<Part> {
        let rural = self.place.is_rural();
        let weights: Vec<u32> =
            topics::ALL.iter().map(|topic| if rural { topic.weights.0 } else { topic.weights.1 }).collect();
        let fitting: Vec<Vec<&'static IndicatorTemplate>> = topics::ALL
            .iter()
            .map(|topic| topic.indicators.iter().filter(|template| self.fits(template.scope)).collect())
            .collect();
        let measures = size::measures(self.place);
        let most = vec![measures; weights.len()];
        let measures = size::share_out(measures, &weights, 4, &most, &mut self.dice);
        // One more than the list where measures add up to an indicator of their own.
        let tallied: Vec<bool> = topics::ALL.iter().map(|topic| topic.tally.is_some()).collect();
        let most: Vec<usize> =
            fitting.iter().zip(&tallied).map(|(list, tallied)| list.len() + usize::from(*tallied)).collect();
        let indicators = size::share_out(size::indicators(self.place), &weights, 2, &most, &mut self.dice);
        topics::ALL
            .iter()
            .zip(fitting)
            .zip(measures.into_iter().zip(indicators))
            .enumerate()
            .map(|(index, ((topic, fitting), (measures, indicators)))| {
                self.part(index, topic, fitting, measures, indicators)
            })
            .collect()
    }

    fn part(
        &mut self,
        topic_index: usize,
        topic: &'static Topic,
        mut fitting: Vec<&'static IndicatorTemplate>,
        measures: usize,
        indicators: usize,
    ) -> Part {
        let name = self.dice.pick(topic.names).copied().unwrap_or_default();
        let mut prose: Vec<&Prose> =
            topic.prose.iter().filter(|prose| self.fits(prose.scope) && self.can_say(prose.text.0)).collect();
        self.dice.shuffle(&mut prose);
        // The analysis of the situation wants a finding, which has numbers; plans come later.
        prose.sort_by_key(|prose| prose.numbers.is_empty());
        let (measures, tally) = self.measures(topic_index, topic, measures);
        let mut part = Part {
            topic_index,
            topic,
            name,
            prose,
            indicators: Vec::new(),
            indicator_names: Vec::new(),
            measures,
            tally,
        };
        if let Some(tally) = topic.tally.filter(|_| part.tally.iter().any(|tenths| *tenths > 0)) {
            let mut sum = 0;
            let targets = (FIRST_YEAR..=LAST_YEAR)
                .zip(part.tally)
                .map(|(year, tenths)| {
                    sum += tenths;
                    Target { year, value: Figure::tenths(sum).decimal() }
                })
                .collect();
            part.indicators.push(Indicator {
                unit: Bilingual::new(tally.unit.0, tally.unit.1),
                base_year: FIRST_YEAR - 1,
                base_value: Some("0".to_owned()),
                aim: Some(kenes_domain::program::Aim::Up),
                targets,
            });
            part.indicator_names.push(Bilingual::new(tally.name.0, tally.name.1));
        }
        self.dice.shuffle(&mut fitting);
        for template in fitting {
            if part.indicators.len() >= indicators {
                break;
            }
            part.indicators.push(self.indicator(template));
            part.indicator_names.push(self.fill(template.text, Subject::default(), ("", ""), &[]));
        }
        part
    }

    fn indicator(&mut self, template: &IndicatorTemplate) -> Indicator {
        let factor = match (template.scaled, self.place.kind) {
            (false, _) | (true, TerritoryKind::District) => 1,
            (true, TerritoryKind::City) => 2,
            (true, TerritoryKind::Region | TerritoryKind::RepublicanCity) => 9,
        };
        let unit = if template.tenths { 1 } else { 10 };
        let mut value =
            |(low, high): (i64, i64)| self.dice.range(low * 10 / unit, high * 10 / unit) * unit * factor;
        let base = value(template.base);
        let goal = value(template.goal);
        // Steps of unequal size that end exactly at the goal.
        let steps: Vec<i64> = (0..5).map(|_| self.dice.range(2, 6)).collect();
        let whole: i64 = steps.iter().sum();
        let mut walked = 0;
        let targets = (FIRST_YEAR..=LAST_YEAR)
            .zip(steps)
            .map(|(year, step)| {
                walked += step;
                let exact = base + (goal - base) * walked / whole;
                Target { year, value: Figure::tenths(exact / unit * unit).decimal() }
            })
            .collect();
        Indicator {
            unit: Bilingual::new(template.unit.0, template.unit.1),
            base_year: FIRST_YEAR - 1,
            base_value: Some(Figure::tenths(base).decimal()),
            aim: Some(if goal > base {
                kenes_domain::program::Aim::Up
            } else {
                kenes_domain::program::Aim::Down
            }),
            targets,
        }
    }

    fn measures(
        &mut self,
        topic_index: usize,
        topic: &'static Topic,
        wanted: usize,
    ) -> (Vec<(Bilingual, Measure, Subject)>, [i64; 5]) {
        let mut bag: Vec<&MeasureTemplate> = Vec::new();
        let mut used: BTreeSet<String> = BTreeSet::new();
        let mut made = Vec::with_capacity(wanted);
        let mut tally = [0; 5];
        while made.len() < wanted {
            let mut candidate = None;
            for _ in 0..DRAWS_MAX {
                if bag.is_empty() {
                    bag = topic
                        .measures
                        .iter()
                        .filter(|template| self.fits(template.scope) && self.can_say(template.text.0))
                        .flat_map(|template| std::iter::repeat_n(template, copies(topic, template)))
                        .collect();
                    self.dice.shuffle(&mut bag);
                }
                let Some(template) = bag.pop() else { break };
                let (text, subject, quantity) = self.measure_text(topic_index, template);
                let fresh = text.kk.as_ref().is_some_and(|kk| !used.contains(kk));
                candidate = Some((template, text, subject, quantity));
                if fresh {
                    break;
                }
            }
            let Some((template, text, subject, quantity)) = candidate else { break };
            used.extend(text.kk.clone());
            let (starts, ends, cost) = money::cost(template, quantity, &mut self.dice);
            if let (true, Some(quantity), Some(year)) =
                (template.counted, quantity, tally.get_mut(usize::from(ends - FIRST_YEAR)))
            {
                *year += quantity.in_tenths();
            }
            let measure = Measure {
                starts,
                ends,
                executor: self.executor(topic, template, subject),
                completion: self.completion(template),
                cost,
            };
            made.push((text, measure, subject));
        }
        // The order of the draws says nothing; by deadline a reader finds what comes first.
        made.sort_by_key(|(_, measure, _)| (measure.ends, measure.starts));
        (made, tally)
    }

    fn measure_text(
        &mut self,
        topic_index: usize,
        template: &MeasureTemplate,
    ) -> (Bilingual, Subject, Option<Figure>) {
        let subject = self.somewhere(topic_index, template.scope);
        let options: Vec<Pair> =
            template.options.iter().copied().filter(|option| self.can_say(option.0)).collect();
        let option = self.dice.pick(&options).copied().unwrap_or_default();
        let quantity = template.number.map(|number| draw(number, &mut self.dice));
        let numbers: Vec<Figure> = quantity.into_iter().collect();
        let text = self.fill(template.text, subject, option, &numbers);
        let names_settlement =
            [template.text.0, option.0].iter().any(|text| text.contains("{v") || text.contains("{^v"));
        let names_street =
            [template.text.0, option.0].iter().any(|text| text.contains("{s") || text.contains("{^s"));
        let subject = Subject {
            settlement: subject.settlement.filter(|_| names_settlement),
            street: subject.street.filter(|_| names_street),
            ..subject
        };
        (text, subject, quantity)
    }

    fn executor(&mut self, topic: &Topic, template: &MeasureTemplate, subject: Subject) -> Bilingual {
        // The first body answers for the topic; the others only build, buy and repair.
        let works = matches!(template.done, Done::Commissioning | Done::Acceptance | Done::Delivery);
        let number = if works { topic.executors.len() } else { 1 };
        let fitting: Vec<Pair> = topic
            .executors
            .iter()
            .take(number)
            .copied()
            .filter(|executor| {
                !executor.0.contains("{v") || (subject.settlement.is_some() && self.place.is_rural())
            })
            .collect();
        let executor = self.dice.pick(&fitting).copied().unwrap_or_default();
        self.fill(executor, subject, ("", ""), &[])
    }

    fn completion(&mut self, template: &MeasureTemplate) -> Bilingual {
        let (kk, ru) = self.dice.pick(template.done.forms()).copied().unwrap_or_default();
        Bilingual::new(kk, ru)
    }

    fn title(&mut self) -> Bilingual {
        let (with_parent, alone) = wording::TITLES;
        match self.place.parent.clone() {
            Some(parent) => {
                let of = super::russian::inflect(&parent.name.ru, super::russian::Case::Genitive);
                let kk = [("parent", parent.name.kk.as_str())];
                let ru = [("parent of", of.as_str())];
                self.fill_named(with_parent, Subject::default(), ("", ""), &[], &kk, &ru)
            }
            None => self.fill(alone, Subject::default(), ("", ""), &[]),
        }
    }

    /// Notice, what is done, what it costs, what is not known: four lines.
    fn summary(&mut self, parts: &[Part], totals: &Totals) -> Bilingual {
        let mut clauses: Vec<Bilingual> = Vec::new();
        for part in parts {
            if let Some(clause) = self.clause(part) {
                clauses.push(clause);
            }
        }
        self.dice.shuffle(&mut clauses);
        let text = |index: usize, language| {
            clauses.get(index).and_then(|clause: &Bilingual| clause.get(language)).unwrap_or_default()
        };
        let kk = [("first", text(0, Language::Kk)), ("second", text(1, Language::Kk))];
        let ru = [("first", text(0, Language::Ru)), ("second", text(1, Language::Ru))];
        let work = self.fill_named(wording::SUMMARY_WORK, Subject::default(), ("", ""), &[], &kk, &ru);
        let numbers = [figure(totals.measures), money::millions(totals.known), figure(totals.unknown)];
        let money = self.fill(wording::SUMMARY_MONEY, Subject::default(), ("", ""), &numbers);
        let lines = |notice: &str, language| {
            [notice, work.get(language).unwrap_or_default(), money.get(language).unwrap_or_default()]
                .join("\n")
        };
        Bilingual::new(
            lines(wording::SUMMARY_NOTICE.0, Language::Kk),
            lines(wording::SUMMARY_NOTICE.1, Language::Ru),
        )
    }

    /// What the measures of a topic add up to, in words and without a capital.
    fn clause(&mut self, part: &Part) -> Option<Bilingual> {
        let total: i64 = part.tally.iter().sum();
        let clause = part.topic.tally?.clause;
        if total == 0 {
            return None;
        }
        let numbers = [Figure::tenths(total)];
        let slots = Slots {
            place: &self.place.name,
            level: place::level(self.place.kind),
            settlement: None,
            street: None,
            option: ("", ""),
            numbers: &numbers,
            texts: &[],
        };
        Some(Bilingual::new(
            render(clause.0, Language::Kk, &slots, &mut self.dice),
            render(clause.1, Language::Ru, &slots, &mut self.dice),
        ))
    }

    fn section(&mut self, title: Pair, direction: Option<&str>) {
        let text = self.fill(title, Subject::default(), ("", ""), &[]);
        self.push_text(ProvisionKind::Section, 0, direction, text, Subject::default());
    }

    fn common_section(&mut self, index: usize) {
        let title = wording::SECTIONS.get(index).copied().unwrap_or_default();
        self.section(title, None);
    }

    fn paragraph(&mut self, kind: ProvisionKind, text: Pair, numbers: &[Figure]) {
        let text = self.fill(text, Subject::default(), ("", ""), numbers);
        self.push_text(kind, 1, None, text, Subject::default());
    }

    fn passport(&mut self, totals: &Totals) {
        self.common_section(0);
        self.paragraph(ProvisionKind::Paragraph, wording::NOTICE, &[]);
        let heard = Figure::whole(self.dice.range(140, 2400));
        let numbers = [
            figure(totals.measures),
            figure(totals.indicators),
            money::millions(totals.known),
            figure(totals.unknown),
            heard,
        ];
        for item in wording::PASSPORT {
            self.paragraph(ProvisionKind::Item, *item, &numbers);
        }
    }

    fn vision(&mut self) {
        self.common_section(1);
        let mut visions = wording::VISIONS.to_vec();
        self.dice.shuffle(&mut visions);
        let number = self.dice.index(2) + 3;
        for vision in visions.into_iter().take(number) {
            self.paragraph(ProvisionKind::Paragraph, vision, &[]);
        }
    }

    fn monitoring(&mut self) {
        self.common_section(4);
        let mut rules = wording::MONITORING.to_vec();
        self.dice.shuffle(&mut rules);
        for rule in rules.into_iter().take(4) {
            self.paragraph(ProvisionKind::Paragraph, rule, &[]);
        }
    }

    fn prose(&mut self, part: &Part, prose: &Prose, level: u8) {
        let subject = self.somewhere(part.topic_index, prose.scope);
        let numbers: Vec<Figure> = prose.numbers.iter().map(|number| draw(*number, &mut self.dice)).collect();
        let text = self.fill(prose.text, subject, ("", ""), &numbers);
        let named = prose.text.0.contains("{v") || prose.text.0.contains("{^v");
        let subject = Subject { settlement: subject.settlement.filter(|_| named), street: None, ..subject };
        self.push_text(ProvisionKind::Paragraph, level, Some(part.topic.direction), text, subject);
    }

    fn situation(&mut self, parts: &[Part]) {
        self.common_section(2);
        for part in parts {
            let about = Subject { topic: Some(part.topic_index), ..Subject::default() };
            let name = Bilingual::new(part.name.0, part.name.1);
            self.push_text(ProvisionKind::Heading, 1, Some(part.topic.direction), name, about);
            for prose in part.prose.iter().take(1) {
                self.prose(part, prose, 2);
            }
        }
    }

    fn direction(&mut self, code: &str, title: Pair, parts: &[Part]) {
        self.section(title, Some(code));
        let own: Vec<&Part> = parts.iter().filter(|part| part.topic.direction == code).collect();
        let totals = Totals::of(own.iter().copied());
        let numbers = [
            figure(totals.measures),
            money::millions(totals.known),
            figure(totals.unknown),
            figure(totals.indicators),
        ];
        let sums = self.dice.pick(wording::DIRECTION_SUMS).copied().unwrap_or_default();
        let text = self.fill(sums, Subject::default(), ("", ""), &numbers);
        self.push_text(ProvisionKind::Paragraph, 1, Some(code), text, Subject::default());
        for part in own {
            self.topic(part);
        }
    }

    fn topic(&mut self, part: &Part) {
        let direction = Some(part.topic.direction);
        let about = Subject { topic: Some(part.topic_index), ..Subject::default() };
        let name = Bilingual::new(part.name.0, part.name.1);
        self.push_text(ProvisionKind::Heading, 1, direction, name, about);
        let paragraphs = self.dice.index(2) + 1;
        for prose in part.prose.iter().skip(1).take(paragraphs) {
            self.prose(part, prose, 2);
        }
        let mut goals = part.topic.goals.to_vec();
        self.dice.shuffle(&mut goals);
        let number = self.dice.index(2) + 1;
        for goal in goals.into_iter().take(number) {
            let text = self.fill(goal, about, ("", ""), &[]);
            self.push_text(ProvisionKind::Goal, 2, direction, text, about);
        }
        if let Some(text) = self.tally(part) {
            self.push_text(ProvisionKind::Paragraph, 2, direction, text, about);
        }
        let text = self.sum(part);
        self.push_text(ProvisionKind::Paragraph, 2, direction, text, about);
        for (name, indicator) in part.indicator_names.iter().zip(&part.indicators) {
            let data = ProvisionData::Indicator(indicator.clone());
            self.push(ProvisionKind::Indicator, 2, direction, name.clone(), data, about);
        }
        for (text, measure, subject) in &part.measures {
            let data = ProvisionData::Measure(measure.clone());
            self.push(ProvisionKind::Measure, 2, direction, text.clone(), data, *subject);
        }
    }

    fn tally(&mut self, part: &Part) -> Option<Bilingual> {
        let clause = self.clause(part)?;
        let years: Vec<Figure> = part.tally.iter().map(|tenths| Figure::tenths(*tenths)).collect();
        let text = self.dice.pick(wording::TALLIES).copied()?;
        let kk = [("clause", clause.kk.as_deref().unwrap_or_default())];
        let ru = [("clause", clause.ru.as_deref().unwrap_or_default())];
        Some(self.fill_named(text, Subject::default(), ("", ""), &years, &kk, &ru))
    }

    fn sum(&mut self, part: &Part) -> Bilingual {
        let (known, unknown) = (part.known(), part.unknown());
        let numbers = [figure(part.measures.len()), money::millions(known), figure(unknown)];
        let texts = match (known, unknown) {
            (Tenge::ZERO, 0) => wording::SUMS_FREE,
            (_, 0) => wording::SUMS_KNOWN,
            _ => wording::SUMS_WITH_UNKNOWN,
        };
        let text = self.dice.pick(texts).copied().unwrap_or_default();
        self.fill(text, Subject::default(), ("", ""), &numbers)
    }

    fn resources(&mut self, parts: &[Part], totals: &Totals) {
        self.common_section(3);
        let numbers =
            [money::millions(totals.known), figure(totals.measures - totals.unknown), figure(totals.unknown)];
        self.paragraph(ProvisionKind::Paragraph, wording::RESOURCES, &numbers);
        let region = self.place.kind == TerritoryKind::Region;
        let by_direction: Vec<(Bilingual, Tenge)> = wording::DIRECTIONS
            .iter()
            .map(|(code, kk, masculine, feminine)| {
                let name = self.fill(
                    (*kk, if region { *feminine } else { *masculine }),
                    Subject::default(),
                    ("", ""),
                    &[],
                );
                (name, Totals::of(parts.iter().filter(|part| part.topic.direction == *code)).known)
            })
            .collect();
        let lines = || {
            parts.iter().flat_map(|part| &part.measures).flat_map(|(_, measure, _)| match &measure.cost {
                Cost::Known(lines) => lines.as_slice(),
                Cost::Unknown => &[],
            })
        };
        let by_year: Vec<(Bilingual, Tenge)> = (FIRST_YEAR..=LAST_YEAR)
            .map(|year| {
                let printed = year.to_string();
                let texts = [("year", printed.as_str())];
                let name = self.fill_named(wording::YEAR, Subject::default(), ("", ""), &[], &texts, &texts);
                (name, lines().filter(|line| line.year == year).map(|line| line.amount).sum())
            })
            .collect();
        let by_source: Vec<(Bilingual, Tenge)> = FundingSource::ALL
            .iter()
            .zip(wording::SOURCES)
            .map(|(source, (kk, ru))| {
                let sum = lines().filter(|line| line.source == *source).map(|line| line.amount).sum();
                (Bilingual::new(kk, ru), sum)
            })
            .filter(|(_, sum)| *sum > Tenge::ZERO)
            .collect();
        for (caption, rows) in wording::TABLES.into_iter().zip([by_direction, by_year, by_source]) {
            self.table(caption, rows);
        }
    }

    fn table(&mut self, caption: Pair, rows: Vec<(Bilingual, Tenge)>) {
        self.paragraph(ProvisionKind::Table, caption, &[]);
        for (name, sum) in rows {
            let kk = [("name", name.kk.as_deref().unwrap_or_default())];
            let ru = [("name", name.ru.as_deref().unwrap_or_default())];
            let numbers = [money::millions(sum)];
            let text = self.fill_named(wording::ROW, Subject::default(), ("", ""), &numbers, &kk, &ru);
            self.push_text(ProvisionKind::TableRow, 2, None, text, Subject::default());
        }
    }
}

/// How often a template lies in the bag: what counts towards a tally comes more often, so that the tally has
/// something in most years.
fn copies(topic: &Topic, template: &MeasureTemplate) -> usize {
    match topic.measures.iter().filter(|other| other.counted).count() {
        _ if !template.counted => 1,
        1 => 4,
        2 => 2,
        _ => 1,
    }
}

/// Prints labels by place in the tree: 4, 4.2, 4.2.7.
fn number(mut provisions: Vec<ProvisionDraft>) -> Vec<ProvisionDraft> {
    let mut counts: Vec<usize> = Vec::new();
    for provision in &mut provisions {
        counts.resize(usize::from(provision.level) + 1, 0);
        if let Some(last) = counts.last_mut() {
            *last += 1;
        }
        provision.label = counts.iter().map(ToString::to_string).collect::<Vec<_>>().join(".");
    }
    provisions
}
