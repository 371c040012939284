//! `kenes user`: accounts of staff, from the console of the machine.

use std::sync::Arc;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use kenes_domain::language::Locale;
use kenes_service::Service;
use kenes_service::identity::accounts::{self, GrantView, Granter, Invitation};

use super::say;
use crate::server::{SystemClock, open_service};
use crate::settings::Settings;

/// Roles of one page of `list`.
const PAGE: u16 = 100;

/// Arguments of `kenes user`.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Give a role to an address and print a link that lets its owner in, once, within a day.
    #[command(after_help = "Example: kenes user add aigul@mail.kz --role operator")]
    Add(Holder),
    /// Give a role to an address.
    #[command(after_help = "Example: kenes user grant aigul@mail.kz --role editor --territory 4t9w2m7kqx")]
    Grant(Holder),
    /// Take a role; `kenes user list` shows its number and account.
    #[command(after_help = "Example: kenes user revoke 4t9w2m7kqx 17")]
    Revoke {
        /// Public id of the account.
        account: String,
        /// Number of the role.
        grant: i64,
    },
    /// Print a link that lets the owner of an address in, once, within a day.
    #[command(after_help = "Example: kenes user link aigul@mail.kz")]
    Link {
        /// The address.
        email: String,
        /// Language of the pages: kk, ru or en.
        #[arg(long, default_value = "kk")]
        language: Locale,
    },
    /// List every role that holds.
    List,
}

#[derive(Debug, Args)]
struct Holder {
    /// The address.
    email: String,
    /// auditor, analyst, editor, moderator, approver, territory_admin or operator.
    #[arg(long)]
    role: String,
    /// Public id of the territory; the whole country without it.
    #[arg(long, value_name = "ID")]
    territory: Option<String>,
    /// Name for colleagues.
    #[arg(long, default_value = "")]
    name: String,
    /// Language of mails and pages: kk, ru or en.
    #[arg(long, default_value = "kk")]
    language: Locale,
}

pub fn run(settings: &Settings, arguments: Arguments) -> Result<()> {
    let service = open_service(settings, Arc::new(SystemClock), None)?;
    match arguments.what {
        What::Add(holder) => {
            let (email, language) = (holder.email.clone(), holder.language);
            grant(&service, holder)?;
            link(settings, &service, &email, language)?;
        }
        What::Grant(holder) => grant(&service, holder)?,
        What::Revoke { account, grant } => {
            accounts::revoke(&service, &Granter::Console, &account, grant)
                .context("nothing was taken; `kenes user list` shows accounts and numbers")?;
            say("Taken.");
        }
        What::Link { email, language } => link(settings, &service, &email, language)?,
        What::List => list(&service)?,
    }
    service.integrate_all()?;
    Ok(())
}

fn grant(service: &Service, holder: Holder) -> Result<()> {
    let invitation = Invitation {
        email: holder.email,
        name: holder.name,
        locale: holder.language,
        role: holder.role,
        territory: holder.territory,
    };
    let granted = accounts::grant(service, &Granter::Console, &invitation)
        .context("no role was given: check address, --role and --territory")?;
    say(&line(&granted));
    Ok(())
}

fn link(settings: &Settings, service: &Service, email: &str, language: Locale) -> Result<()> {
    let path = accounts::console_link(service, email, language)
        .context("this address has no account; `kenes user add` makes one")?;
    say(&format!("Open once, within a day: {}{path}", settings.server.public_url));
    Ok(())
}

fn list(service: &Service) -> Result<()> {
    let mut cursor: Option<String> = None;
    loop {
        let page = accounts::list(service, &Granter::Console, cursor.as_deref(), PAGE)?;
        for granted in &page.items {
            say(&line(granted));
        }
        cursor = page.next_cursor;
        if cursor.is_none() {
            return Ok(());
        }
    }
}

fn line(granted: &GrantView) -> String {
    format!(
        "{} {}\t{}\t{}\t{}",
        granted.account,
        granted.id,
        granted.role,
        granted.territory.as_deref().unwrap_or("country"),
        granted.email.as_deref().unwrap_or("-"),
    )
}
