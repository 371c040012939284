//! Looking after an installation: does the stored state keep its promises?

use kenes_domain::conservation::Tally;
use serde::Serialize;

use crate::Service;
use crate::error::ServiceError;
use crate::shelving::recount;

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Public id of the program.
    pub program: String,
    /// What is wrong.
    pub problem: Problem,
}

/// What can be wrong with a program's counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "problem")]
pub enum Problem {
    /// Contributions on shelves do not add up to those received.
    Contributions {
        /// As counted by the counters.
        counters: Tally,
        /// As counted from the rows.
        rows: Tally,
    },
    /// Points on shelves do not add up to those that came into being.
    Points {
        /// As counted by the counters.
        counters: Tally,
        /// As counted from the rows.
        rows: Tally,
    },
}

/// Holds the conservation law against the rows and the counters against both, for every program of the campaign.
/// An empty list says that all is well.
pub fn conservation(service: &Service) -> Result<Vec<Finding>, ServiceError> {
    let directory = service.directory()?;
    let Some(campaign) = &directory.campaign else { return Ok(Vec::new()) };
    service.read(|conn| {
        let mut findings = Vec::new();
        for (program, counters) in kenes_store::programs::all(conn, campaign.id)? {
            let (contributions, points) = recount(conn, program.id)?;
            let (kept, kept_points) = (counters.contributions(), counters.points());
            if kept != contributions || !kept.holds() {
                let problem = Problem::Contributions { counters: kept, rows: contributions };
                findings.push(Finding { program: program.public_id.clone(), problem });
            }
            if kept_points != points || !kept_points.holds() {
                let problem = Problem::Points { counters: kept_points, rows: points };
                findings.push(Finding { program: program.public_id, problem });
            }
        }
        Ok(findings)
    })
}
