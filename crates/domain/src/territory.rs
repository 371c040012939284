//! Territories: places that keep their identity while names, codes and parents change, and are reorganised.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::Date;

use crate::text_enum::text_enum;

text_enum! {
    /// What a territory is.
    pub enum TerritoryKind {
        /// An oblast.
        Region => "region",
        /// A city of republican significance.
        RepublicanCity => "republican_city",
        /// A city of oblast significance.
        City => "city",
        /// A district.
        District => "district",
    }
}

/// What a territory is called and where it belongs during a span of time. KATO codes are reused in reality
/// (191000000 was Taldykorgan and is now Qonaev), so a code means something only together with a date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TerritoryState {
    /// Nine digits of the classifier of administrative-territorial objects.
    pub kato: String,
    /// The territory above, by its own id.
    pub parent: Option<i64>,
    /// What it is.
    pub kind: TerritoryKind,
    /// Kazakh name.
    pub name_kk: String,
    /// Russian name.
    pub name_ru: String,
    /// English name.
    pub name_en: String,
    /// Former and popular names.
    pub aliases: Vec<String>,
    /// First day.
    pub valid_from: Date,
    /// First day on which this no longer holds; `None` while it does.
    pub valid_to: Option<Date>,
}

impl TerritoryState {
    /// Whether this holds on `date`.
    pub fn holds_on(&self, date: Date) -> bool {
        self.valid_from <= date && self.valid_to.is_none_or(|end| date < end)
    }
}

/// Reads a KATO code: nine digits.
pub fn parse_kato(text: &str) -> Option<&str> {
    let text = text.trim();
    (text.len() == 9 && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(text)
}

text_enum! {
    /// How territories were reorganised.
    pub enum ReorganisationKind {
        /// One became several.
        Split => "split",
        /// Several became one.
        Merge => "merge",
        /// One went to another parent, or got another code.
        Transfer => "transfer",
        /// One got another name.
        Rename => "rename",
    }
}

/// One thread of a reorganisation: which part of an old territory became which part of a new one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    /// The territory before.
    pub old: i64,
    /// The territory after.
    pub new: i64,
    /// Share of the old one's area, in millionths.
    pub share_of_old_ppm: u32,
    /// Share of the new one's area, in millionths.
    pub share_of_new_ppm: u32,
}

/// A reorganisation on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reorganisation {
    /// What kind.
    pub kind: ReorganisationKind,
    /// From this day on.
    pub on: Date,
    /// What became what.
    pub threads: Vec<Thread>,
}

/// Why a territory's history does not hold together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HistoryError {
    /// The territory is not known.
    #[error("territory {0} is not known")]
    Unknown(i64),
    /// Two states of one territory overlap.
    #[error("territory {territory} has two states on {on}")]
    Overlap {
        /// Which territory.
        territory: i64,
        /// A day on which both hold.
        on: Date,
    },
    /// Two territories have the same code on the same day.
    #[error("code {kato} belongs to territories {first} and {second} on {on}")]
    CodeTwice {
        /// The code.
        kato: String,
        /// One of the two.
        first: i64,
        /// The other.
        second: i64,
        /// A day on which both have it.
        on: Date,
    },
    /// A territory is above itself.
    #[error("territory {0} is above itself")]
    Circle(i64),
    /// The new state would begin before the present one.
    #[error("territory {0} already has a state that begins later")]
    OutOfOrder(i64),
}

/// All territories with their whole history.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Registry {
    states: BTreeMap<i64, Vec<TerritoryState>>,
    reorganisations: Vec<Reorganisation>,
}

impl Registry {
    /// An empty registry.
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives a territory (new or known) a state from its `valid_from` on; the state before ends there. The code
    /// must be free on every day of the new state.
    pub fn set_state(&mut self, territory: i64, state: TerritoryState) -> Result<(), HistoryError> {
        if let Some(last) = self.states.get(&territory).and_then(|states| states.last())
            && last.valid_from >= state.valid_from
        {
            return Err(HistoryError::OutOfOrder(territory));
        }
        for (other, states) in &self.states {
            if *other == territory {
                continue;
            }
            for held in states.iter().filter(|held| held.kato == state.kato) {
                if let Some(on) = overlap(held, &state) {
                    return Err(HistoryError::CodeTwice {
                        kato: state.kato,
                        first: *other,
                        second: territory,
                        on,
                    });
                }
            }
        }
        if let Some(parent) = state.parent
            && self.line_on(parent, state.valid_from).contains(&territory)
        {
            return Err(HistoryError::Circle(territory));
        }
        let states = self.states.entry(territory).or_default();
        if let Some(last) = states.last_mut()
            && last.holds_on(state.valid_from)
        {
            last.valid_to = Some(state.valid_from);
        }
        states.push(state);
        Ok(())
    }

    /// Ends a territory on a day: it has no state from then on, its history stays.
    pub fn end(&mut self, territory: i64, on: Date) -> Result<(), HistoryError> {
        let last = self
            .states
            .get_mut(&territory)
            .and_then(|states| states.last_mut())
            .ok_or(HistoryError::Unknown(territory))?;
        if on <= last.valid_from {
            return Err(HistoryError::OutOfOrder(territory));
        }
        if last.valid_to.is_none_or(|end| on < end) {
            last.valid_to = Some(on);
        }
        Ok(())
    }

    /// Records a reorganisation between known territories.
    pub fn reorganise(&mut self, reorganisation: Reorganisation) -> Result<(), HistoryError> {
        for thread in &reorganisation.threads {
            for territory in [thread.old, thread.new] {
                if !self.states.contains_key(&territory) {
                    return Err(HistoryError::Unknown(territory));
                }
            }
        }
        self.reorganisations.push(reorganisation);
        Ok(())
    }

    /// What a territory was on a day.
    pub fn state_on(&self, territory: i64, date: Date) -> Option<&TerritoryState> {
        self.states.get(&territory)?.iter().find(|state| state.holds_on(date))
    }

    /// Which territory had a code on a day.
    pub fn by_kato_on(&self, kato: &str, date: Date) -> Option<i64> {
        self.states
            .iter()
            .find(|(_, states)| states.iter().any(|state| state.kato == kato && state.holds_on(date)))
            .map(|(territory, _)| *territory)
    }

    /// A territory and all above it on a day, itself first.
    pub fn line_on(&self, territory: i64, date: Date) -> Vec<i64> {
        let mut line = vec![territory];
        let mut current = territory;
        while let Some(parent) = self.state_on(current, date).and_then(|state| state.parent) {
            if line.contains(&parent) {
                break;
            }
            line.push(parent);
            current = parent;
        }
        line
    }

    /// What a territory of the past belongs to on a day: itself if it still is, else everything that grew out of
    /// it, followed through later reorganisations, ascending.
    pub fn successors_on(&self, territory: i64, date: Date) -> Vec<i64> {
        let mut found = std::collections::BTreeSet::new();
        let mut seen = std::collections::BTreeSet::new();
        let mut open = vec![territory];
        while let Some(current) = open.pop() {
            if !seen.insert(current) {
                continue;
            }
            if self.state_on(current, date).is_some() {
                found.insert(current);
                continue;
            }
            for reorganisation in self.reorganisations.iter().filter(|event| event.on <= date) {
                open.extend(
                    reorganisation
                        .threads
                        .iter()
                        .filter(|thread| thread.old == current)
                        .map(|thread| thread.new),
                );
            }
        }
        found.into_iter().collect()
    }

    /// Every territory with its states, oldest first.
    pub fn all(&self) -> impl Iterator<Item = (i64, &[TerritoryState])> {
        self.states.iter().map(|(territory, states)| (*territory, states.as_slice()))
    }

    /// Checks that no territory has two states on one day and no code two territories.
    pub fn validate(&self) -> Result<(), HistoryError> {
        let flat: Vec<(i64, &TerritoryState)> = self
            .states
            .iter()
            .flat_map(|(territory, states)| states.iter().map(move |state| (*territory, state)))
            .collect();
        for (index, (first, a)) in flat.iter().enumerate() {
            for (second, b) in flat.iter().skip(index + 1) {
                let Some(on) = overlap(a, b) else { continue };
                if first == second {
                    return Err(HistoryError::Overlap { territory: *first, on });
                }
                if a.kato == b.kato {
                    return Err(HistoryError::CodeTwice {
                        kato: a.kato.clone(),
                        first: *first,
                        second: *second,
                        on,
                    });
                }
            }
        }
        Ok(())
    }
}

/// The first day on which both states hold.
fn overlap(a: &TerritoryState, b: &TerritoryState) -> Option<Date> {
    let start = a.valid_from.max(b.valid_from);
    (a.holds_on(start) && b.holds_on(start)).then_some(start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::date;

    fn state(kato: &str, name: &str, from: Date) -> TerritoryState {
        TerritoryState {
            kato: kato.to_owned(),
            parent: None,
            kind: TerritoryKind::City,
            name_kk: name.to_owned(),
            name_ru: name.to_owned(),
            name_en: name.to_owned(),
            aliases: Vec::new(),
            valid_from: from,
            valid_to: None,
        }
    }

    /// The case of 2022: the code of Taldykorgan went to Qonaev, which had another code before.
    #[test]
    fn a_reused_code_leads_to_the_place_of_its_day() {
        let mut registry = Registry::new();
        let (before, day) = (date!(2018 - 01 - 01), date!(2022 - 06 - 08));
        registry.set_state(1, state("191000000", "Талдыкорган", before)).unwrap();
        registry.set_state(2, state("191600000", "Капчагай", before)).unwrap();
        assert!(matches!(
            registry.clone().set_state(2, state("191000000", "Қонаев", day)),
            Err(HistoryError::CodeTwice { first: 1, second: 2, .. })
        ));
        registry.set_state(1, state("331000000", "Талдыкорган", day)).unwrap();
        registry.set_state(2, state("191000000", "Қонаев", day)).unwrap();
        assert_eq!(registry.by_kato_on("191000000", date!(2021 - 01 - 01)), Some(1));
        assert_eq!(registry.by_kato_on("191000000", day), Some(2));
        assert_eq!(registry.validate(), Ok(()));
    }

    #[test]
    fn what_was_split_belongs_to_its_parts() {
        let mut registry = Registry::new();
        let (before, day) = (date!(2018 - 01 - 01), date!(2022 - 06 - 08));
        registry.set_state(1, state("632800000", "Семей", before)).unwrap();
        registry.end(1, day).unwrap();
        registry.set_state(2, state("101000000", "Семей", day)).unwrap();
        registry.set_state(3, state("101010000", "Жаңасемей", day)).unwrap();
        registry
            .reorganise(Reorganisation {
                kind: ReorganisationKind::Split,
                on: day,
                threads: vec![
                    Thread { old: 1, new: 2, share_of_old_ppm: 7_000, share_of_new_ppm: 1_000_000 },
                    Thread { old: 1, new: 3, share_of_old_ppm: 992_000, share_of_new_ppm: 999_000 },
                ],
            })
            .unwrap();
        assert_eq!(registry.successors_on(1, date!(2021 - 01 - 01)), [1]);
        assert_eq!(registry.successors_on(1, date!(2024 - 01 - 01)), [2, 3]);
    }

    #[test]
    fn nothing_is_above_itself() {
        let mut registry = Registry::new();
        let day = date!(2020 - 01 - 01);
        registry.set_state(1, state("100000000", "a", day)).unwrap();
        let mut below = state("110000000", "b", day);
        below.parent = Some(1);
        registry.set_state(2, below).unwrap();
        let mut turned = state("100000000", "a", date!(2021 - 01 - 01));
        turned.parent = Some(2);
        assert_eq!(registry.set_state(1, turned), Err(HistoryError::Circle(1)));
    }

    proptest! {
        /// Whatever is done, each day has at most one state per territory and one territory per code.
        #[test]
        fn histories_never_contradict_themselves(
            steps in proptest::collection::vec((0i64..6, 0u16..4, 0u16..5, any::<bool>()), 1..60)
        ) {
            let mut registry = Registry::new();
            for (territory, code, day, ends) in steps {
                let on = date!(2020 - 01 - 01) + time::Duration::days(i64::from(day) * 30);
                let _ = if ends {
                    registry.end(territory, on)
                } else {
                    registry.set_state(territory, state(&format!("{code:09}"), "x", on))
                };
                prop_assert_eq!(registry.validate(), Ok(()));
            }
        }
    }
}
