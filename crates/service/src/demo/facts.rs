//! The facts of a program: measures with their costs, indicators with their targets, and what they add up to.

use std::collections::BTreeSet;

use kenes_domain::language::Bilingual;
use kenes_domain::money::Tenge;
use kenes_domain::program::{Aim, Cost, Indicator, Measure, Target};
use kenes_domain::territory::TerritoryKind;

use super::dice::Dice;
use super::money::{self, FIRST_YEAR, LAST_YEAR};
use super::program::{Subject, Writer};
use super::render::Figure;
use super::topic::{Done, IndicatorTemplate, MeasureTemplate, Number, Pair, Prose, Topic};
use super::{size, topics};

/// The facts of one topic.
pub struct Part {
    /// Index of the topic.
    pub topic_index: usize,
    /// The topic.
    pub topic: &'static Topic,
    /// Its heading in this program.
    pub name: Pair,
    /// Prose in drawn order; the first stands in the analysis of the situation.
    pub prose: Vec<&'static Prose>,
    /// Its indicators.
    pub indicators: Vec<Indicator>,
    /// Their names.
    pub indicator_names: Vec<Bilingual>,
    /// Its measures by deadline.
    pub measures: Vec<(Bilingual, Measure, Subject)>,
    /// Quantity per year of deadline, in tenths; all zero without a tally.
    pub tally: [i64; 5],
}

impl Part {
    /// Sum of the known costs.
    pub fn known(&self) -> Tenge {
        self.measures.iter().filter_map(|(_, measure, _)| measure.cost.total()).sum()
    }

    /// How many measures have no cost yet.
    pub fn unknown(&self) -> usize {
        self.measures.iter().filter(|(_, measure, _)| measure.cost == Cost::Unknown).count()
    }
}

/// What some topics add up to.
pub struct Totals {
    /// How many measures.
    pub measures: usize,
    /// How many indicators.
    pub indicators: usize,
    /// How many measures have no cost yet.
    pub unknown: usize,
    /// Sum of the known costs.
    pub known: Tenge,
}

impl Totals {
    /// The totals of some parts.
    pub fn of<'a>(parts: impl IntoIterator<Item = &'a Part>) -> Self {
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
pub fn figure(count: usize) -> Figure {
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

/// How often a measure is drawn again because the program already has the same words.
const DRAWS_MAX: usize = 24;

impl Writer<'_> {
    /// Draws all facts, topic by topic.
    pub fn facts(&mut self) -> Vec<Part> {
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
                aim: Some(Aim::Up),
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
            aim: Some(if goal > base { Aim::Up } else { Aim::Down }),
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
