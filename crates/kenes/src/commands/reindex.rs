//! `kenes reindex`.

use std::sync::Arc;

use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};
use kenes_service::error::ServiceError;
use kenes_service::search;

use super::say;
use crate::server::{SystemClock, open_service};
use crate::settings::Settings;

pub fn run(settings: &Settings) -> Result<()> {
    let bar = ProgressBar::new(0);
    bar.set_style(ProgressStyle::with_template("search index {wide_bar} {pos}/{len} {elapsed}")?);
    let open = || {
        open_service(settings, Arc::new(SystemClock), None)
            .map_err(|error| ServiceError::Configuration(format!("{error:#}")))
    };
    let asked = search::reindex(&settings.store.data_dir, open, &|progress| {
        bar.set_length(progress.total);
        bar.set_position(progress.done);
    })?;
    bar.finish_and_clear();
    if asked == 0 {
        say("The search index is built anew.");
    } else {
        say(&format!(
            "Asked {asked} running server(s) to build their index anew; they answer from the old one meanwhile. \
             GET /api/v1/search tells by `building` when they are through."
        ));
    }
    Ok(())
}
