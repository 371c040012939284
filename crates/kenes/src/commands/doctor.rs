//! `kenes doctor`.

use std::sync::Arc;

use anyhow::{Result, bail};
use kenes_service::doctor;
use kenes_service::ledger::reconcile;

use super::say;
use crate::server::{SystemClock, open_service};
use crate::settings::Settings;

pub fn run(settings: &Settings) -> Result<()> {
    let service = open_service(settings, Arc::new(SystemClock), None)?;
    let findings = doctor::conservation(&service)?;
    let backlog = service.backlog()?;
    say(&format!("journal: {} acts, {} without a number yet", backlog.acts, backlog.pending));
    say(&format!("jobs: {} waiting, {} parked", backlog.jobs_queued, backlog.jobs_parked));
    let ledger = reconcile::check(&service)?;
    say(&format!("ledger: {} acts, {} checkpoints, root {}", ledger.size, ledger.checkpoints, ledger.root));
    for finding in &ledger.findings {
        say(&format!("ledger: {finding}"));
    }
    if findings.is_empty() {
        say("conservation: received = open + decided + grouped + moderated + withdrawn, for every program");
        if ledger.faults > 0 {
            bail!("the database and the journal disagree in {} places", ledger.faults);
        }
        say("ledger: what the database shows is what the journal says, act by act and text by text");
        return Ok(());
    }
    for finding in &findings {
        say(&serde_json::to_string(finding)?);
    }
    bail!("the conservation law is broken in {} places; restore a backup, and report this", findings.len())
}
