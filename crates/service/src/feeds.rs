//! What is new, for feed readers: contributions, decisions and editions, newest first, a bounded number.

use kenes_domain::timestamp::Timestamp;

use crate::Service;
use crate::contributions::{self, ContributionView, DecisionView, Order};
use crate::directory::Directory;
use crate::error::ServiceError;
use crate::programs::{self, ProgramCard};

/// Entries of one feed.
pub const ENTRIES_MAX: usize = 50;
/// Contributions read of each program; with as many decisions there are enough for any mixture.
const PER_PROGRAM: u16 = 50;

/// Something new.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The program.
    pub program: ProgramCard,
    /// What it is.
    pub event: Event,
}

/// What is new.
#[derive(Debug, Clone)]
pub enum Event {
    /// A contribution that the public may read.
    Contribution(Box<ContributionView>),
    /// A decision on a contribution.
    Decision(Box<ContributionView>, DecisionView),
    /// An edition.
    Edition {
        /// Its number.
        number: i32,
        /// When it was published.
        published_at: Timestamp,
    },
}

impl Entry {
    /// When it happened.
    pub fn moment(&self) -> Timestamp {
        match &self.event {
            Event::Contribution(contribution) => contribution.received_at,
            Event::Decision(_, decision) => decision.published_at,
            Event::Edition { published_at, .. } => *published_at,
        }
    }

    /// Where it stands among others of the same moment: the same for every reader.
    fn rank(&self) -> (Timestamp, &str, u8) {
        let (id, kind) = match &self.event {
            Event::Contribution(contribution) => (contribution.id.as_str(), 0),
            Event::Decision(contribution, _) => (contribution.id.as_str(), 1),
            Event::Edition { .. } => (self.program.id.as_str(), 2),
        };
        (self.moment(), id, kind)
    }
}

/// What is new in a program.
pub fn of_program(service: &Service, program: &str) -> Result<Vec<Entry>, ServiceError> {
    let mut entries = Vec::new();
    add(service, &programs::get(service, program)?, &mut entries)?;
    Ok(newest(entries))
}

/// What is new in the programs of a territory and of everything below it.
pub fn of_territory(service: &Service, territory: &str) -> Result<Vec<Entry>, ServiceError> {
    let directory = service.directory()?;
    let top = directory.find(territory).ok_or(ServiceError::NotFound)?.id;
    let cards = programs::cards(service, &directory)?;
    let mut entries = Vec::new();
    for id in below(&directory, top) {
        let program = directory.territory(id)?.program.and_then(|program| cards.get(&program));
        if let Some(program) = program.filter(|program| program.edition.is_some()) {
            add(service, program, &mut entries)?;
            entries = newest(entries);
        }
    }
    Ok(entries)
}

/// The decisions published last, in the whole country.
pub fn of_decisions(service: &Service) -> Result<Vec<Entry>, ServiceError> {
    let directory = service.directory()?;
    let cards = programs::cards(service, &directory)?;
    let answered = service.read(|conn| {
        let limit = i64::try_from(ENTRIES_MAX).unwrap_or(i64::MAX);
        let rows = kenes_store::contributions::newest_answered(conn, limit)?;
        let programs: Vec<i64> = rows.iter().map(|row| row.program_id).collect();
        Ok(programs.into_iter().zip(contributions::views(conn, rows)?).collect::<Vec<_>>())
    })?;
    let mut entries = Vec::new();
    for (program, contribution) in answered {
        if let Some(program) = cards.get(&program) {
            add_decisions(program, &contribution, &mut entries);
        }
    }
    Ok(newest(entries))
}

/// A territory and everything below it.
fn below(directory: &Directory, top: i64) -> Vec<i64> {
    let mut all = vec![top];
    let mut next = 0;
    while let Some(id) = all.get(next).copied() {
        next += 1;
        all.extend(directory.children(Some(id)).map(|child| child.id).filter(|child| *child != top));
    }
    all
}

fn add(service: &Service, program: &ProgramCard, entries: &mut Vec<Entry>) -> Result<(), ServiceError> {
    for contribution in
        contributions::page(service, &program.id, None, Order::Newest, None, PER_PROGRAM)?.items
    {
        // Of what is hidden there is nothing to read.
        if contribution.text.is_some() {
            let event = Event::Contribution(Box::new(contribution));
            entries.push(Entry { program: program.clone(), event });
        }
    }
    for contribution in
        contributions::page(service, &program.id, None, Order::Answered, None, PER_PROGRAM)?.items
    {
        add_decisions(program, &contribution, entries);
    }
    for edition in programs::list_editions(service, &program.id)? {
        let event = Event::Edition { number: edition.number, published_at: edition.published_at };
        entries.push(Entry { program: program.clone(), event });
    }
    Ok(())
}

fn add_decisions(program: &ProgramCard, contribution: &ContributionView, entries: &mut Vec<Entry>) {
    for decision in &contribution.decisions {
        let event = Event::Decision(Box::new(contribution.clone()), decision.clone());
        entries.push(Entry { program: program.clone(), event });
    }
}

fn newest(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.sort_by(|a, b| b.rank().cmp(&a.rank()));
    entries.truncate(ENTRIES_MAX);
    entries
}
