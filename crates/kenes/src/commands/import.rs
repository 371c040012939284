//! `kenes import`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use kenes_domain::budget::EnvelopeKind;
use kenes_domain::money::{FundingSource, MoneyUnit};
use kenes_service::envelopes::{self, ImportOptions};
use kenes_service::import::{self, ProgramFiles, SourceFile};
use kenes_service::setup::{self, CampaignFolder};

use super::say;
use crate::server::{SystemClock, open_service};
use crate::settings::Settings;

/// Arguments of `kenes import`.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// A campaign from its folder: territories, rules, directions, calendar; a program for each territory that has one.
    #[command(after_help = "Example: kenes import campaign config/campaigns/kz-2020")]
    Campaign {
        /// Folder with campaign.toml, directions.toml, calendar.toml, territories.csv and tile_grid.csv.
        folder: PathBuf,
    },
    /// A program from a Word, Markdown, Excel, HTML, text or JSON file in one or both languages.
    #[command(
        after_help = "Example: kenes import program --kk jospar.docx --ru plan.docx --territory koktal-district"
    )]
    Program {
        /// The Kazakh file.
        #[arg(long, value_name = "FILE")]
        kk: Option<PathBuf>,
        /// The Russian file.
        #[arg(long, value_name = "FILE")]
        ru: Option<PathBuf>,
        /// One JSON file with both languages.
        #[arg(long, value_name = "FILE", conflicts_with_all = ["kk", "ru"])]
        both: Option<PathBuf>,
        /// Public id or KATO code of the territory. Without it nothing is stored: the report is all.
        #[arg(long, value_name = "ID")]
        territory: Option<String>,
    },
    /// What territories may spend: ceilings, subventions, withdrawals and transfers from a table; CSV or Excel.
    #[command(
        after_help = "Example: kenes import envelopes subventions.xlsx --unit thousand --year 2022 --kind subvention --act \"№ 18-83, 29.04.2022\" --territory almaty-region"
    )]
    Envelopes {
        /// The table. Columns are known by their heading in English, Kazakh or Russian: territory or KATO code, year,
        /// source, kind, purpose, amount, act; or one column of amounts per year.
        file: PathBuf,
        /// The unit of every amount in the file: tenge, thousand, million or milliard. It is compared with what the
        /// file prints and with what is known of the territories.
        #[arg(long, value_name = "UNIT")]
        unit: MoneyUnit,
        /// Public id or KATO code: of the territory itself, or of the region whose districts the table names.
        #[arg(long, value_name = "ID")]
        territory: Option<String>,
        /// Year, when the table has no column for it.
        #[arg(long, value_name = "YEAR")]
        year: Option<u16>,
        /// Source, when the table has no column for it: republican, local, extra_budgetary, national_fund,
        /// public_private or own. Without it: local.
        #[arg(long, value_name = "SOURCE")]
        source: Option<FundingSource>,
        /// What the lines are, when the table has no column for it: ceiling, subvention, withdrawal,
        /// current_transfer or development_transfer.
        #[arg(long, value_name = "KIND")]
        kind: Option<EnvelopeKind>,
        /// The act, when the table has no column for it: body, date, number.
        #[arg(long, value_name = "TEXT")]
        act: Option<String>,
        /// Take the amounts although they look like another unit.
        #[arg(long)]
        unusual: bool,
        /// Read and compare only; store nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Territories from a table: our own columns, or the layout of the official classifier; CSV or Excel.
    #[command(after_help = "Example: kenes import territories kato.csv --on 2022-06-08")]
    Territories {
        /// The table.
        file: PathBuf,
        /// First day on which it holds.
        #[arg(long, value_name = "DATE")]
        on: String,
    },
}

pub fn run(settings: &Settings, arguments: Arguments) -> Result<()> {
    match arguments.what {
        What::Campaign { folder } => campaign(settings, &folder),
        What::Program { kk, ru, both, territory } => {
            let files = ProgramFiles { kk: source(kk)?, ru: source(ru)?, both: source(both)? };
            program(settings, &files, territory.as_deref())
        }
        What::Envelopes { file, unit, territory, year, source, kind, act, unusual, dry_run } => {
            let options = ImportOptions { unit, territory, year, source, kind, act, unusual };
            envelopes(settings, file, &options, dry_run)
        }
        What::Territories { file, on } => territories(settings, file, &on),
    }
}

fn campaign(settings: &Settings, folder: &Path) -> Result<()> {
    let text = |name: &str| {
        let path = folder.join(name);
        std::fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))
    };
    let folder = CampaignFolder {
        campaign: text("campaign.toml")?,
        directions: text("directions.toml")?,
        calendar: text("calendar.toml")?,
        territories: text("territories.csv")?,
        tiles: text("tile_grid.csv")?,
    };
    let service = open_service(settings, Arc::new(SystemClock), None)?;
    let programs = setup::campaign(&service, &folder)?;
    service.integrate_all()?;
    say(&format!("The campaign is set up; {programs} programs are announced."));
    say("Next: kenes import program --kk FILE --ru FILE --territory ID");
    Ok(())
}

fn program(settings: &Settings, files: &ProgramFiles, territory: Option<&str>) -> Result<()> {
    let preview = import::preview(files)?;
    say(preview.report.trim_end());
    say(&format!("{} provisions", preview.draft.provisions.len()));
    let Some(territory) = territory else {
        say("Nothing is stored: give --territory to publish this as its first edition.");
        return Ok(());
    };
    let service = open_service(settings, Arc::new(SystemClock), None)?;
    let id = import::publish(&service, territory, preview)
        .with_context(|| format!("the program of {territory:?} was not published; nothing is stored"))?;
    service.integrate_all()?;
    say(&format!("Published: /kk/programs/{id}"));
    Ok(())
}

fn envelopes(settings: &Settings, file: PathBuf, options: &ImportOptions, dry_run: bool) -> Result<()> {
    let file = source(Some(file))?.context("no file was given")?;
    let service = open_service(settings, Arc::new(SystemClock), None)?;
    let preview = envelopes::preview(&service, &file, options)?;
    say(&format!("{} amounts, {} tenge together", preview.settings.len(), preview.sum.amount()));
    for outlier in &preview.outliers {
        say(&format!("Look at this one, it is far from the rest: {outlier}"));
    }
    if dry_run {
        say("Nothing is stored: leave out --dry-run to store this.");
        return Ok(());
    }
    let report = envelopes::publish(&service, preview)?;
    service.integrate_all()?;
    say(&format!(
        "{} set in {} territories, {} as they were",
        report.set, report.territories, report.unchanged
    ));
    Ok(())
}

fn territories(settings: &Settings, file: PathBuf, on: &str) -> Result<()> {
    let day = setup::parse_day(on).with_context(|| format!("--on {on:?} is not a date like 2022-06-08"))?;
    let file = source(Some(file))?.context("no file was given")?;
    let service = open_service(settings, Arc::new(SystemClock), None)?;
    let report = import::territories(&service, &file, day)?;
    service.integrate_all()?;
    say(&format!(
        "{} added, {} changed, {} as they were; {} rows of okrugs and villages are not kept",
        report.added, report.changed, report.unchanged, report.below
    ));
    Ok(())
}

fn source(path: Option<PathBuf>) -> Result<Option<SourceFile>> {
    let Some(path) = path else { return Ok(None) };
    // The size is checked before the file is read: 200 MB of anything are not a program.
    let size = std::fs::metadata(&path).with_context(|| format!("{} cannot be read", path.display()))?.len();
    let limit = u64::try_from(kenes_documents::FILE_BYTES_MAX)?;
    anyhow::ensure!(
        size <= limit,
        "{} has {size} bytes; at most {limit} are possible: leave out pictures, or split the file",
        path.display()
    );
    let bytes = std::fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
    Ok(Some(SourceFile { name, bytes }))
}
