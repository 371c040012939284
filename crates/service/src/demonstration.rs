//! Setting up the demonstration campaign: the programs and contributions of [`crate::demo`], stored.

use std::collections::BTreeMap;

use crate::Service;
use crate::demo::{self, Place};
use crate::error::ServiceError;
use crate::setup::{CampaignFiles, CampaignPlan, publish_programs};

/// Days for which the discussion has been open when the demonstration starts.
const DAYS_OPEN: i64 = 10;
/// Programs generated between two reports of progress.
const PROGRAMS_PER_STEP: usize = 8;

/// What the demonstration is made of.
#[derive(Debug, Clone, Copy)]
pub struct DemoOptions {
    /// How many contributions.
    pub contributions: u32,
    /// The same seed gives the same demonstration.
    pub seed: u64,
}

/// How far the work has come.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// What is being made: `programs` or `contributions`.
    pub step: &'static str,
    /// How many are stored.
    pub done: u64,
    /// How many there will be.
    pub total: u64,
}

/// What was made.
#[derive(Debug, Clone, Copy)]
pub struct DemoReport {
    /// Programs.
    pub programs: u64,
    /// Provisions.
    pub provisions: u64,
    /// Contributions.
    pub contributions: u64,
}

/// Makes the demonstration campaign in an empty installation. Its discussion has been open for ten days, whatever
/// today is.
pub fn install(
    service: &Service,
    options: &DemoOptions,
    progress: &dyn Fn(Progress),
) -> Result<DemoReport, ServiceError> {
    let places: BTreeMap<String, Place> = demo::places(CampaignFiles::KZ_2020.territories)
        .map_err(|error| ServiceError::Configuration(error.to_string()))?
        .into_iter()
        .map(|place| (place.kato.clone(), place))
        .collect();
    let mut plan = CampaignPlan::parse(&CampaignFiles::KZ_2020)?;
    plan.open_days_ago(service.now().date_at(0), DAYS_OPEN);
    let planned = plan.install(service, true)?;
    let total = u64::try_from(planned.len()).unwrap_or(u64::MAX);
    let mut report = DemoReport { programs: 0, provisions: 0, contributions: 0 };
    for chunk in planned.chunks(PROGRAMS_PER_STEP) {
        let mut drafts = Vec::with_capacity(chunk.len());
        for program in chunk {
            let place = places.get(&program.kato).ok_or_else(|| {
                ServiceError::Configuration(format!("territories.csv: {} has a program but no place", program.kato))
            })?;
            drafts.push((program.clone(), demo::program(place, options.seed)));
        }
        for published in publish_programs(service, drafts)? {
            report.programs += 1;
            report.provisions += u64::try_from(published.provisions.len()).unwrap_or(0);
        }
        progress(Progress { step: "programs", done: report.programs, total });
    }
    service.integrate_all()?;
    Ok(report)
}
