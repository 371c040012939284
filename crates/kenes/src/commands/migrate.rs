//! `kenes migrate`.

use std::sync::Arc;

use anyhow::Result;

use super::say;
use crate::server::{SystemClock, open_service};
use crate::settings::Settings;

pub fn run(settings: &Settings) -> Result<()> {
    open_service(settings, Arc::new(SystemClock), None)?;
    say("The schema is up to date.");
    Ok(())
}
