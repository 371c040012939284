//! `kenes ledger`.

use std::sync::Arc;

use anyhow::Result;
use clap::{Args, Subcommand};
use kenes_service::ledger::publish;

use super::say;
use crate::server::{SystemClock, open_service};
use crate::settings::Settings;

/// Arguments of `kenes ledger`.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Print the public keys, for the imprint.
    #[command(after_help = "Example: kenes ledger keys --data-dir data")]
    Keys,
    /// Replace the key that signs the journal; the old one goes on signing beside it for 90 days.
    #[command(after_help = "Example: kenes ledger rotate-key --data-dir data")]
    RotateKey,
}

pub fn run(settings: &Settings, arguments: &Arguments) -> Result<()> {
    let service = open_service(settings, Arc::new(SystemClock), None)?;
    match arguments.what {
        What::Keys => {
            let (log, promises) = publish::keys(&service);
            for key in log.iter().chain(&promises) {
                say(key);
            }
        }
        What::RotateKey => {
            let key = service.rotate_ledger_key()?;
            say("The new public key; publish it where the old one stands, and keep the old one beside it:");
            say(&key);
            say("Start the servers anew: they sign with both keys from then on.");
        }
    }
    Ok(())
}
