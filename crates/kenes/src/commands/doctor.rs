//! `kenes doctor`.

use std::sync::Arc;

use anyhow::{Result, bail};
use clap::Args;
use kenes_service::{doctor, outbox};

use super::say;
use crate::server::{SystemClock, open_service};
use crate::settings::Settings;

/// Arguments of `kenes doctor`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Tries every mail that was given up again
    #[arg(long)]
    retry_mails: bool,
}

pub fn run(settings: &Settings, arguments: &Arguments) -> Result<()> {
    let service = open_service(settings, Arc::new(SystemClock), None)?;
    let findings = doctor::conservation(&service)?;
    let backlog = service.backlog()?;
    say(&format!("journal: {} acts, {} without a number yet", backlog.acts, backlog.pending));
    say(&format!("jobs: {} waiting, {} parked", backlog.jobs_queued, backlog.jobs_parked));
    say(&format!(
        "mails: {} waiting (the oldest for {} s), {} given up",
        backlog.mails_queued, backlog.mails_wait_seconds, backlog.mails_parked
    ));
    for mail in outbox::parked(&service)? {
        say(&format!(
            "  mail {} ({}) of {}: {} after {} attempts",
            mail.id,
            mail.template,
            mail.written_at.rfc3339(),
            mail.error,
            mail.attempts
        ));
    }
    if arguments.retry_mails {
        say(&format!("{} mails are tried again", outbox::retry_parked(&service)?));
    } else if backlog.mails_parked > 0 {
        say("  SMTP 5xx: the server will not take the mail; its own log says why, by the mail's id.");
        say(
            "  When the cause is gone: kenes doctor --retry-mails. Mails given up are deleted after 30 days.",
        );
    }
    if findings.is_empty() {
        say("conservation: received = open + decided + grouped + moderated + withdrawn, for every program");
        return Ok(());
    }
    for finding in &findings {
        say(&serde_json::to_string(finding)?);
    }
    bail!("the conservation law is broken in {} places; restore a backup, and report this", findings.len())
}
