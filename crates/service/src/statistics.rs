//! The campaign at a glance, from a projection: one small row per program, made anew when the journal tells of the
//! program, so that a dashboard of a whole country reads a few hundred rows.

use std::collections::{BTreeMap, BTreeSet};

use kenes_domain::contribution::Visibility;
use kenes_domain::decision::Disposition;
use kenes_domain::program::Phase;
use kenes_domain::timestamp::Timestamp;
use kenes_domain::{conservation::Tally, folding};
use kenes_store::statistics as rows;
use kenes_store::territories::date_text;
use kenes_store::{Conn, acts, cursors};
use serde::{Deserialize, Serialize};

use crate::Service;
use crate::directory::Directory;
use crate::error::ServiceError;
use crate::programs::{self, ProgramCard};
use crate::territories::Names;

/// Name of the projection's cursor.
const CURSOR: &str = "statistics";
/// Acts followed in one step.
const ACTS_PER_STEP: i64 = 5_000;
/// Programs made anew in one transaction.
const PROGRAMS_PER_TRANSACTION: usize = 16;
/// Minutes east of UTC on the clocks by which days are told apart.
const COUNTRY_OFFSET_MINUTES: i16 = 300;

/// What is kept of a program. Everything that depends on today is kept by its day and counted when it is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Kept {
    /// Contributions by day of receipt.
    received: BTreeMap<String, u64>,
    /// Open contributions by last day for the answer.
    due: BTreeMap<String, u64>,
    /// Decided contributions by days from receipt to decision.
    days: BTreeMap<u64, u64>,
    /// Contributions by what was decided.
    dispositions: BTreeMap<Disposition, u64>,
    decisions: u64,
    boilerplate: u64,
}

/// The numbers of a program, a region or the country.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Numbers {
    /// Contributions by what became of them.
    pub contributions: Tally,
    /// Open contributions whose last day for the answer is over.
    pub overdue: u64,
    /// Contributions decided as accepted or partly accepted.
    pub led_to_changes: u64,
    /// Contributions with a published decision, as the decisions count them.
    pub answered: u64,
    /// Days from receipt to decision: the middle of all; `None` without any.
    pub median_days: Option<u64>,
    /// Published decisions.
    pub decisions: u64,
    /// Those of them whose reason stands word for word in another decision of the same program.
    pub boilerplate: u64,
}

/// A program with its numbers.
#[derive(Debug, Clone, Serialize)]
pub struct ProgramProgress {
    /// The program.
    pub program: ProgramCard,
    /// Its numbers.
    pub numbers: Numbers,
}

/// A region with the numbers of all its programs.
#[derive(Debug, Clone, Serialize)]
pub struct RegionProgress {
    /// Public id of the region.
    pub id: String,
    /// Its names.
    pub names: Names,
    /// Programs at it and below it.
    pub programs: u32,
    /// The numbers of all of them.
    pub numbers: Numbers,
}

/// The whole campaign.
#[derive(Debug, Clone, Serialize)]
pub struct Progress {
    /// How many acts of the journal are counted in.
    pub as_of: i64,
    /// The day by which overdue is counted, `2026-11-16`.
    pub today: String,
    /// The numbers of all programs.
    pub total: Numbers,
    /// Programs by phase, in the order of life.
    pub phases: Vec<(Phase, u32)>,
    /// Contributions by day of receipt, ascending, days without any left out.
    pub days: Vec<(String, u64)>,
    /// Regions, in the order of the Kazakh alphabet.
    pub regions: Vec<RegionProgress>,
    /// Programs, by region and in the order of the Kazakh alphabet.
    pub programs: Vec<ProgramProgress>,
}

/// The campaign at a glance.
pub fn progress(service: &Service) -> Result<Progress, ServiceError> {
    let directory = service.directory()?;
    let campaign = directory.campaign()?.id;
    let cards = programs::cards(service, &directory)?;
    let (as_of, stored) =
        service.read(|conn| Ok((cursors::get(conn, CURSOR)?, rows::all(conn, campaign)?)))?;
    let kept: BTreeMap<i64, Kept> = stored
        .into_iter()
        .map(|(program, data)| {
            let kept = serde_json::from_str(&data)
                .map_err(|error| ServiceError::Internal(format!("statistics of {program}: {error}")))?;
            Ok((program, kept))
        })
        .collect::<Result<_, ServiceError>>()?;
    let today = date_text(service.now().date_at(COUNTRY_OFFSET_MINUTES));
    Ok(Counting { directory: &directory, cards: &cards, kept: &kept, today: &today }.progress(as_of))
}

struct Counting<'a> {
    directory: &'a Directory,
    cards: &'a BTreeMap<i64, ProgramCard>,
    kept: &'a BTreeMap<i64, Kept>,
    today: &'a str,
}

impl Counting<'_> {
    fn progress(&self, as_of: i64) -> Progress {
        let mut programs = Vec::new();
        let mut regions = Vec::new();
        for region in self.directory.children(None) {
            let mut ids = Vec::new();
            self.programs_of(region.id, &mut ids);
            regions.push(RegionProgress {
                id: region.public_id.clone(),
                names: region.names(),
                programs: u32::try_from(ids.len()).unwrap_or(u32::MAX),
                numbers: self.numbers(&ids),
            });
            programs.extend(ids.iter().filter_map(|id| {
                let program = self.cards.get(id)?.clone();
                Some(ProgramProgress { program, numbers: self.numbers(&[*id]) })
            }));
        }
        let all: Vec<i64> = self.cards.keys().copied().collect();
        let mut days: BTreeMap<String, u64> = BTreeMap::new();
        for kept in self.kept.values() {
            for (day, count) in &kept.received {
                *days.entry(day.clone()).or_default() += count;
            }
        }
        let of_phase = |phase: Phase| {
            u32::try_from(self.cards.values().filter(|card| card.phase == phase).count()).unwrap_or(u32::MAX)
        };
        Progress {
            as_of,
            today: self.today.to_owned(),
            total: self.numbers(&all),
            phases: Phase::ALL.iter().map(|phase| (*phase, of_phase(*phase))).collect(),
            days: days.into_iter().collect(),
            regions,
            programs,
        }
    }

    /// Programs at and below a territory, its own first.
    fn programs_of(&self, territory: i64, ids: &mut Vec<i64>) {
        ids.extend(self.directory.territories.get(&territory).and_then(|territory| territory.program));
        for child in self.directory.children(Some(territory)) {
            self.programs_of(child.id, ids);
        }
    }

    fn numbers(&self, programs: &[i64]) -> Numbers {
        let mut numbers = Numbers::default();
        let mut days: BTreeMap<u64, u64> = BTreeMap::new();
        for id in programs {
            if let Some(card) = self.cards.get(id) {
                numbers.contributions += card.contributions;
            }
            let Some(kept) = self.kept.get(id) else { continue };
            numbers.overdue += kept.overdue(self.today);
            numbers.decisions += kept.decisions;
            numbers.boilerplate += kept.boilerplate;
            for (disposition, count) in &kept.dispositions {
                numbers.answered += count;
                if disposition.demands_change() {
                    numbers.led_to_changes += count;
                }
            }
            for (length, count) in &kept.days {
                *days.entry(*length).or_default() += count;
            }
        }
        numbers.median_days = median(&days);
        numbers
    }
}

/// The middle of counted values; of an even number the lower of the two in the middle.
fn median(counts: &BTreeMap<u64, u64>) -> Option<u64> {
    let total: u64 = counts.values().sum();
    let mut left = total.checked_sub(1)? / 2;
    for (value, count) in counts {
        match left.checked_sub(*count) {
            Some(rest) => left = rest,
            None => return Some(*value),
        }
    }
    None
}

impl Kept {
    fn overdue(&self, today: &str) -> u64 {
        self.due.iter().take_while(|(day, _)| day.as_str() < today).map(|(_, count)| count).sum()
    }

    fn of(conn: &mut Conn<'_>, program: i64) -> Result<Self, ServiceError> {
        let mut kept = Self::default();
        for facts in rows::contributions_of(conn, program)? {
            let day = |micros: i64| Timestamp::from_micros(micros).date_at(COUNTRY_OFFSET_MINUTES);
            let received = day(facts.received_at);
            *kept.received.entry(date_text(received)).or_default() += 1;
            match facts.decided_at {
                Some(decided) => {
                    let days = (day(decided) - received).whole_days();
                    *kept.days.entry(u64::try_from(days).unwrap_or(0)).or_default() += 1;
                }
                None if matches!(facts.visibility.0, Visibility::Visible | Visibility::Held) => {
                    *kept.due.entry(facts.due_on).or_default() += 1;
                }
                None => {}
            }
        }
        let decisions = rows::decisions_of(conn, program)?;
        let reason = |facts: &rows::DecisionFacts| {
            let text = facts.reason_ru.as_deref().or(facts.reason_kk.as_deref())?;
            Some(folding::fold(text)).filter(|text| !text.trim().is_empty())
        };
        let mut reasons: BTreeMap<String, u64> = BTreeMap::new();
        for (facts, contributions) in &decisions {
            kept.decisions += 1;
            *kept.dispositions.entry(facts.disposition.0).or_default() +=
                u64::try_from(*contributions).unwrap_or(0);
            if let Some(reason) = reason(facts) {
                *reasons.entry(reason).or_default() += 1;
            }
        }
        kept.boilerplate = reasons.values().filter(|count| **count > 1).sum();
        Ok(kept)
    }
}

/// Follows the journal by one step; `true` when there may be more. Making a program anew twice changes nothing, so a
/// step that was interrupted is simply done again.
pub(crate) fn step(service: &Service) -> Result<bool, ServiceError> {
    let (from, found) = service.read(|conn| {
        let from = cursors::get(conn, CURSOR)?;
        Ok((from, acts::from_index(conn, from, ACTS_PER_STEP)?))
    })?;
    let Some(next) = found.last().and_then(|act| act.leaf_index).map(|last| last + 1) else {
        return Ok(false);
    };
    let touched: Vec<i64> =
        found.iter().filter_map(|act| act.program_id).collect::<BTreeSet<_>>().into_iter().collect();
    for chunk in touched.chunks(PROGRAMS_PER_TRANSACTION) {
        let made = service.read(|conn| {
            chunk
                .iter()
                .map(|program| {
                    let data = serde_json::to_string(&Kept::of(conn, *program)?)
                        .map_err(|error| ServiceError::Internal(error.to_string()))?;
                    Ok((*program, data))
                })
                .collect::<Result<Vec<_>, ServiceError>>()
        })?;
        service.store().write(move |conn| {
            for (program, data) in &made {
                rows::put(conn, *program, data)?;
            }
            Ok::<_, ServiceError>(())
        })?;
    }
    service.store().write(move |conn| {
        // Another process may have come further.
        if cursors::get(conn, CURSOR)? == from {
            cursors::set(conn, CURSOR, next)?;
        }
        Ok::<_, ServiceError>(())
    })?;
    Ok(true)
}

/// Follows the journal to its end. For commands, and for tests that look at once.
pub fn follow(service: &Service) -> Result<(), ServiceError> {
    while step(service)? {}
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_counted_days_is_found() {
        let of = |pairs: &[(u64, u64)]| median(&pairs.iter().copied().collect());
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[(3, 1)]), Some(3));
        assert_eq!(of(&[(1, 2), (5, 1), (9, 2)]), Some(5));
        assert_eq!(of(&[(1, 2), (9, 2)]), Some(1));
    }

    #[test]
    fn what_is_due_today_is_not_overdue() {
        let due = [("2026-11-15", 2), ("2026-11-16", 5)];
        let kept = Kept {
            due: due.iter().map(|(day, count)| ((*day).to_owned(), *count)).collect(),
            ..Kept::default()
        };
        assert_eq!(kept.overdue("2026-11-15"), 0);
        assert_eq!(kept.overdue("2026-11-16"), 2);
        assert_eq!(kept.overdue("2026-11-17"), 7);
    }
}
