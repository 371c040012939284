//! `kenes demo`.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Result;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use kenes_domain::language::Locale;
use kenes_domain::permission::Role;
use kenes_service::demonstration::{self, DemoOptions};
use kenes_service::identity::accounts::{self, Granter, Invitation};
use kenes_service::{Service, setup, territories};

use super::say;
use crate::server::{RunningServer, SystemClock, open_service};
use crate::settings::Settings;
use crate::telemetry;

/// Arguments of `kenes demo`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Address and port; 0 as the port takes a free one.
    #[arg(long, value_name = "ADDRESS:PORT")]
    bind: Option<SocketAddr>,
    /// How many contributions are made up.
    #[arg(long, value_name = "N", default_value_t = 6_000)]
    contributions: u32,
    /// The same seed gives the same demonstration.
    #[arg(long, value_name = "N", default_value_t = 2020)]
    seed: u64,
}

pub fn run(mut settings: Settings, arguments: &Arguments) -> Result<()> {
    if let Some(bind) = arguments.bind {
        settings.server.bind = bind;
        settings.server.public_url = format!("http://{bind}");
    }
    // A demonstration is tried out by programs as well as by people; the limits for the open net are not for it.
    settings.limits.writes_per_minute = 0;
    settings.limits.reads_per_minute = 0;
    "warn".clone_into(&mut settings.log.level);
    telemetry::start_logs(&settings.log)?;
    let mut seed = [0; 32];
    if let Some(start) = seed.first_chunk_mut::<8>() {
        *start = arguments.seed.to_le_bytes();
    }
    // Ids repeat only while the demonstration is made; what comes afterwards must not collide with it.
    let service = open_service(&settings, Arc::new(SystemClock), Some(seed))?;
    if setup::is_empty(&service)? {
        make(&service, arguments)?;
    }
    service.stop_repeating()?;
    // Whoever tries the demonstration has no authenticator at hand; real installations ask for one.
    service.require_second_factor(false);
    actix_web::rt::System::new().block_on(async {
        let server = RunningServer::start(&settings, &service)?;
        let address = server.address();
        say(&format!("Kenes demonstration: http://{address}/kk  http://{address}/ru"));
        say(&format!("API: http://{address}/api/docs"));
        for line in ways_in(&service, &format!("http://{address}"))? {
            say(&line);
        }
        say("Citizens need no account: open any program and write at a paragraph.");
        say("Stop with Ctrl+C; the next start takes the same data.");
        server.run_until_signal().await
    })
}

/// One line for each role with a link that lets somebody in, once. Roles hold in the first region, the operator's in the
/// whole country; each start makes new links.
fn ways_in(service: &Service, site: &str) -> Result<Vec<String>> {
    let region = territories::list(service)?.into_iter().find(|card| card.parent.is_none());
    let mut lines = vec!["Sign in by role; each link works once, the next start prints new ones:".to_owned()];
    for role in Role::ALL {
        let territory = region.as_ref().filter(|_| *role != Role::Operator).map(|card| card.id.clone());
        let email = format!("{role}@demo.example");
        let invitation = Invitation {
            email: email.clone(),
            name: role.to_string(),
            locale: Locale::Ru,
            role: role.to_string(),
            territory,
        };
        accounts::grant(service, &Granter::Console, &invitation)?;
        let link = accounts::console_link(service, &email, Locale::Ru)?;
        lines.push(format!("  {role:<16} {site}{link}"));
    }
    service.integrate_all()?;
    Ok(lines)
}

fn make(service: &Service, arguments: &Arguments) -> Result<()> {
    let bar = ProgressBar::new(0);
    bar.set_style(ProgressStyle::with_template("{msg:14} {wide_bar} {pos}/{len} {elapsed}")?);
    let options = DemoOptions { contributions: arguments.contributions, seed: arguments.seed };
    let report = demonstration::install(service, &options, &|progress| {
        bar.set_message(progress.step);
        bar.set_length(progress.total);
        bar.set_position(progress.done);
    })?;
    bar.finish_and_clear();
    say(&format!(
        "Made {} programs with {} provisions and {} contributions.",
        report.programs, report.provisions, report.contributions
    ));
    Ok(())
}
