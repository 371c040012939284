//! The money of programs: one program against its envelope, and programs added up over territories.

use std::collections::BTreeMap;

use kenes_domain::budget::checks::{Comparison, Item, Report, check};
use kenes_domain::budget::estimate::{Fit, fit};
use kenes_domain::budget::rollup::{Amounts, RollUp};
use kenes_domain::budget::{Ceiling, Cell, ceilings};
use kenes_domain::money::{FundingSource, Tenge};
use kenes_store::envelopes::{self as lines, LineRow};
use kenes_store::territories::date_text;
use serde::Serialize;
use time::Date;

use crate::Service;
use crate::directory::{Directory, Territory};
use crate::envelopes::{EnvelopeView, view};
use crate::error::ServiceError;
use crate::programs::{self, EditionView, ProgramCard};
use crate::territories::Names;

/// A program's money with everything that arithmetic says about it.
#[derive(Debug, Clone)]
pub struct ProgramBudget {
    /// The program.
    pub program: ProgramCard,
    /// Number of the edition that was checked.
    pub edition: i32,
    /// Sums, comparison with the envelope, findings.
    pub report: Report,
    /// The lines of the envelope that hold now.
    pub lines: Vec<EnvelopeView>,
}

/// Money of a territory and of all below it.
#[derive(Debug, Clone)]
pub struct TerritoryBudget {
    /// The territory; `None` for the country.
    pub territory: Option<Place>,
    /// From the region down to its parent.
    pub ancestors: Vec<Place>,
    /// The day whose borders the sum follows, `2026-11-16`.
    pub on: String,
    /// The sums.
    pub sums: RollUp,
    /// The territory's own envelope.
    pub ceilings: BTreeMap<Cell, Ceiling>,
    /// What lies directly below, in the order of the Kazakh alphabet.
    pub below: Vec<BelowBudget>,
    /// Territories that lay here once and belong elsewhere now.
    pub left: Vec<LeftTerritory>,
}

/// A territory by its names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Public id.
    pub id: String,
    /// Names.
    pub names: Names,
    /// Public id of its program.
    pub program: Option<String>,
}

/// A territory directly below, with its own sums.
#[derive(Debug, Clone)]
pub struct BelowBudget {
    /// The territory.
    pub place: Place,
    /// Its sums.
    pub sums: RollUp,
    /// Programs at it and below it.
    pub programs: u32,
}

/// A territory that was moved away, with where it is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftTerritory {
    /// The territory.
    pub place: Place,
    /// First day on which it was no longer here.
    pub until: String,
    /// What it belongs to now; `None` when it stands directly below the country.
    pub now: Option<Place>,
}

/// The money of an edition of a program: of the current one, or of the one with a number.
pub fn of_program(
    service: &Service,
    program: &str,
    number: Option<i32>,
) -> Result<ProgramBudget, ServiceError> {
    of_edition(service, &programs::edition(service, program, number)?)
}

/// The money of an edition that was read already.
pub fn of_edition(service: &Service, edition: &EditionView) -> Result<ProgramBudget, ServiceError> {
    let directory = service.directory()?;
    let territory = directory.find(&edition.program.territory).ok_or(ServiceError::NotFound)?.id;
    let held = service.read(|conn| Ok(lines::lines(conn, Some(&[territory]), false)?))?;
    let ceilings = ceilings(held.iter().map(|row| &row.line));
    let items = edition.provisions.iter().map(|provision| Item {
        id: &provision.id,
        kind: provision.kind,
        direction: provision.direction.as_deref(),
        text: &provision.text,
        data: &provision.data,
    });
    let years = (edition.program.first_year, edition.program.last_year);
    Ok(ProgramBudget {
        program: edition.program.clone(),
        edition: edition.number,
        report: check(items, years, &ceilings),
        lines: held.into_iter().map(|row| view(&directory, row)).collect::<Result<_, _>>()?,
    })
}

/// Whether something of a cost would fit beside the current plan of a program in a year, from a source; and what the
/// envelope leaves in that year, where it is known.
pub fn fit_of(
    service: &Service,
    program: &str,
    cost: Tenge,
    year: u16,
    source: FundingSource,
) -> Result<(Fit, Option<Tenge>), ServiceError> {
    let report = of_program(service, program, None)?.report;
    let ceilings: BTreeMap<Cell, Ceiling> =
        report.envelope.iter().filter_map(|row| Some(((row.year, row.source), row.ceiling?))).collect();
    let left = report
        .envelope
        .iter()
        .find(|row| (row.year, row.source) == (year, source))
        .and_then(Comparison::left);
    Ok((fit(cost, year, source, &report.planned, &ceilings), left))
}

/// The money of a territory (of the country when `id` is `None`) and of all below it, by the borders of a day; of
/// today when no day is given.
pub fn of_territory(
    service: &Service,
    id: Option<&str>,
    on: Option<Date>,
) -> Result<TerritoryBudget, ServiceError> {
    let today = service.now().date_at(0);
    let now = service.directory()?;
    let on = on.unwrap_or(today);
    let then = if on == today { None } else { Some(service.read(|conn| Directory::load(conn, on))?) };
    let directory = then.as_ref().unwrap_or(&now);
    let own = match id {
        Some(id) => Some(directory.find(id).ok_or(ServiceError::NotFound)?),
        None => None,
    };
    let ledger = Ledger::load(service, directory)?;
    let below = directory
        .children(own.map(|territory| territory.id))
        .map(|child| BelowBudget {
            place: ledger.place(child),
            sums: ledger.roll_up(Some(child)),
            programs: ledger.programs_below(child),
        })
        .collect();
    let ancestors = own.map_or_else(Vec::new, |territory| {
        let mut line: Vec<Place> = directory
            .line(territory.id)
            .into_iter()
            .skip(1)
            .filter_map(|above| directory.territories.get(&above))
            .map(|above| ledger.place(above))
            .collect();
        line.reverse();
        line
    });
    Ok(TerritoryBudget {
        ancestors,
        on: date_text(on),
        sums: ledger.roll_up(own),
        ceilings: own.map_or_else(BTreeMap::new, |territory| ledger.ceilings(territory)),
        below,
        left: own.map_or_else(Vec::new, |territory| left(&now, territory.id, &ledger)),
        territory: own.map(|territory| ledger.place(territory)),
    })
}

/// Territories that had this one above them in a state that no longer holds, and have another one now.
fn left(now: &Directory, id: i64, ledger: &Ledger<'_>) -> Vec<LeftTerritory> {
    let mut found = Vec::new();
    for territory in now.territories.values().filter(|territory| territory.state.parent != Some(id)) {
        let until = territory
            .former
            .iter()
            .filter(|state| state.parent == Some(id))
            .filter_map(|state| state.valid_to)
            .max();
        if let Some(until) = until {
            let above = territory.state.parent.and_then(|parent| now.territories.get(&parent));
            found.push(LeftTerritory {
                place: ledger.place(territory),
                until: date_text(until),
                now: above.map(|above| ledger.place(above)),
            });
        }
    }
    found
}

/// Plans and envelopes of the whole campaign, from one snapshot.
struct Ledger<'d> {
    directory: &'d Directory,
    /// By internal id of the territory.
    plans: BTreeMap<i64, Amounts>,
    lines: BTreeMap<i64, Vec<LineRow>>,
    programs: BTreeMap<i64, String>,
}

impl<'d> Ledger<'d> {
    fn load(service: &Service, directory: &'d Directory) -> Result<Self, ServiceError> {
        let campaign = directory.campaign()?.id;
        let territory_of: BTreeMap<i64, i64> = directory
            .territories
            .values()
            .filter_map(|territory| Some((territory.program?, territory.id)))
            .collect();
        let ids: Vec<i64> = territory_of.keys().copied().collect();
        service.read(|conn| {
            let mut plans: BTreeMap<i64, Amounts> = BTreeMap::new();
            for (program, year, source, tenge) in kenes_store::editions::current_costs(conn, campaign)? {
                if let Some(territory) = territory_of.get(&program) {
                    let cell = (u16::try_from(year).unwrap_or(0), source.0);
                    plans.entry(*territory).or_default().insert(cell, tenge);
                }
            }
            let mut lines: BTreeMap<i64, Vec<LineRow>> = BTreeMap::new();
            for row in lines::lines(conn, None, false)? {
                lines.entry(row.territory_id).or_default().push(row);
            }
            let programs = kenes_store::programs::public_ids(conn, &ids)?.into_iter().collect();
            Ok(Self { directory, plans, lines, programs })
        })
    }

    fn place(&self, territory: &Territory) -> Place {
        Place {
            id: territory.public_id.clone(),
            names: territory.names(),
            program: territory.program.and_then(|program| self.programs.get(&program).cloned()),
        }
    }

    fn ceilings(&self, territory: &Territory) -> BTreeMap<Cell, Ceiling> {
        ceilings(self.lines.get(&territory.id).into_iter().flatten().map(|row| &row.line))
    }

    fn programs_below(&self, territory: &Territory) -> u32 {
        u32::from(territory.program.is_some())
            + self.directory.children(Some(territory.id)).map(|child| self.programs_below(child)).sum::<u32>()
    }

    fn roll_up(&self, territory: Option<&Territory>) -> RollUp {
        let children: Vec<&Territory> =
            self.directory.children(territory.map(|territory| territory.id)).collect();
        let below: Vec<RollUp> = children.iter().map(|child| self.roll_up(Some(child))).collect();
        let mut transfers = Amounts::new();
        for row in children.iter().filter_map(|child| self.lines.get(&child.id)).flatten() {
            if row.line.kind.comes_from_above() {
                *transfers.entry((row.line.year, row.line.source)).or_default() += row.line.amount.amount();
            }
        }
        let own = territory.and_then(|territory| self.plans.get(&territory.id)).cloned();
        RollUp::of(own.unwrap_or_default(), &below, &transfers)
    }
}
