//! Builds the program of one place: facts first, then the prose that sums them up.

use kenes_domain::language::{Bilingual, Language};
use kenes_domain::money::{FundingSource, Tenge};
use kenes_domain::program::{Cost, EditionDraft, ProvisionData, ProvisionDraft, ProvisionKind};
use kenes_domain::territory::TerritoryKind;

use super::dice::Dice;
use super::facts::{Part, Totals, draw, figure};
use super::money::{self, FIRST_YEAR, LAST_YEAR};
use super::place::{self, Place};
use super::render::{Figure, Name, Slots, capitalise, render};
use super::topic::{Pair, Prose, Scope};
use super::{names, wording};

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
    /// Index into `topics::ALL`.
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

/// A program in the making.
pub struct Writer<'a> {
    /// Its place.
    pub place: &'a Place,
    /// Settlements it names.
    pub settlements: Vec<Name>,
    /// Streets it names.
    pub streets: Vec<Name>,
    /// All that is drawn for it.
    pub dice: Dice,
    provisions: Vec<ProvisionDraft>,
    subjects: Vec<Subject>,
}

impl Writer<'_> {
    /// Whether a text of this scope fits the place.
    pub fn fits(&self, scope: Scope) -> bool {
        match scope {
            Scope::Anywhere => true,
            Scope::Rural => self.place.is_rural(),
            Scope::Urban => !self.place.is_rural(),
        }
    }

    /// Whether a text can be filled here: an oblast names no streets.
    pub fn can_say(&self, text: &str) -> bool {
        !(self.streets.is_empty() && text.contains("{s"))
    }

    /// Fills a text in both languages.
    pub fn fill(&mut self, text: Pair, subject: Subject, option: Pair, numbers: &[Figure]) -> Bilingual {
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
    pub fn somewhere(&mut self, topic: usize, scope: Scope) -> Subject {
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
        let sums = if totals.unknown == 0 { wording::DIRECTION_SUMS_KNOWN } else { wording::DIRECTION_SUMS };
        let sums = self.dice.pick(sums).copied().unwrap_or_default();
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
