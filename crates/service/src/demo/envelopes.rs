//! Envelopes of the demonstration: most programs fit, some are tight, some plan more than there is; and for some
//! sources no act is known. Every amount is a multiple of 100,000 tenge.

use std::collections::BTreeMap;

use kenes_domain::budget::{Cell, EnvelopeKind, EnvelopeLine};
use kenes_domain::money::{FundingSource, Tenge};
use kenes_domain::program::{Cost, ProvisionData};
use kenes_domain::territory::TerritoryKind;

use super::dice::Dice;
use super::program::DemoProgram;

/// A tenth of a million, in tenge.
const TENTH: i64 = 100_000;

/// What the territory of a program may spend. The same program and seed give the same lines.
pub fn envelopes(program: &DemoProgram, seed: u64) -> Vec<EnvelopeLine> {
    let mut dice = Dice::new(seed, &["envelopes", &program.place.kato]);
    let act = format!("№ {}-{}, {}.12.2020", dice.range(40, 75), dice.range(300, 480), dice.range(14, 28));
    // Percent of the plan that the envelope covers.
    let (low, high) = match dice.range(0, 9) {
        0..=5 => (101, 128),
        6..=8 => (92, 112),
        _ => (68, 97),
    };
    let mut planned: BTreeMap<Cell, i64> = BTreeMap::new();
    for provision in &program.edition.provisions {
        let ProvisionData::Measure(measure) = &provision.data else { continue };
        let Cost::Known(lines) = &measure.cost else { continue };
        for line in lines {
            *planned.entry((line.year, line.source)).or_default() += line.amount.amount();
        }
    }
    let gets_from_above = matches!(program.place.kind, TerritoryKind::District | TerritoryKind::City);
    let mut envelopes = Vec::new();
    for ((year, source), plan) in planned {
        let percent = dice.range(low, high);
        let part = dice.range(15, 45);
        let is_budget =
            matches!(source, FundingSource::Local | FundingSource::Republican | FundingSource::NationalFund);
        // Businesses and other sources promise nothing by an act as often as not.
        if !is_budget && dice.chance(400) {
            continue;
        }
        let line = |kind, percent: i64| EnvelopeLine {
            year,
            source,
            kind,
            purpose: String::new(),
            amount: Tenge::new(plan / 100 * percent / TENTH * TENTH),
            act: act.clone(),
        };
        envelopes.push(line(EnvelopeKind::Ceiling, percent));
        if gets_from_above && source == FundingSource::Local {
            envelopes.push(line(EnvelopeKind::Subvention, part));
        }
    }
    envelopes
}
