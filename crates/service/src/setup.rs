//! Setting up a campaign from its files: territories, rules, and a program for each territory that has one.

use std::collections::{BTreeMap, BTreeSet};

use kenes_domain::campaign::{CampaignRules, Direction};
use kenes_domain::journal::{Act, ActKind};
use kenes_domain::program::{EditionDraft, Phase};
use kenes_domain::territory::{TerritoryKind, TerritoryState, parse_kato};
use kenes_domain::timestamp::Timestamp;
use kenes_store::campaigns::{self, NewCampaign};
use kenes_store::programs::{self, NewProgram};
use kenes_store::territories::{self, NewState};
use serde::Deserialize;
use time::Date;

use crate::Service;
use crate::error::ServiceError;
use crate::import::{PreparedEdition, Publication, first_phase, publish_first_edition};

/// The texts of a campaign's files, as they lie in `config/campaigns/<id>/`.
#[derive(Debug, Clone, Copy)]
pub struct CampaignFiles<'a> {
    /// `campaign.toml`: names, dates, rules, clocks.
    pub campaign: &'a str,
    /// `directions.toml`.
    pub directions: &'a str,
    /// `calendar.toml`.
    pub calendar: &'a str,
    /// `territories.csv`.
    pub territories: &'a str,
    /// `tile_grid.csv`.
    pub tiles: &'a str,
}

impl CampaignFiles<'static> {
    /// The campaign of autumn 2020, built in.
    pub const KZ_2020: Self = Self {
        campaign: include_str!("../../../config/campaigns/kz-2020/campaign.toml"),
        directions: include_str!("../../../config/campaigns/kz-2020/directions.toml"),
        calendar: include_str!("../../../config/campaigns/kz-2020/calendar.toml"),
        territories: include_str!("../../../config/campaigns/kz-2020/territories.csv"),
        tiles: include_str!("../../../config/campaigns/kz-2020/tile_grid.csv"),
    };
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CampaignFile {
    id: String,
    first_year: u16,
    last_year: u16,
    territories_on: String,
    names: NamesFile,
    dates: DatesFile,
    rules: CampaignRules,
    clocks: ClocksFile,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NamesFile {
    kk: String,
    ru: String,
    en: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DatesFile {
    #[serde(rename = "drafts_published_on")]
    drafts_published: String,
    #[serde(rename = "discussion_opens_on")]
    discussion_opens: String,
    #[serde(rename = "discussion_closes_on")]
    discussion_closes: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClocksFile {
    default_utc_offset_minutes: i16,
    #[serde(default)]
    exception: Vec<ClockException>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockException {
    kato: Vec<String>,
    utc_offset_minutes: i16,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DirectionsFile {
    direction: Vec<Direction>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CalendarFile {
    #[serde(default)]
    exception: Vec<CalendarException>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CalendarException {
    date: String,
    working: bool,
    #[serde(default, rename = "note")]
    _note: String,
}

#[derive(Debug, Clone, Deserialize)]
struct TerritoryLine {
    kato: String,
    parent_kato: String,
    kind: TerritoryKind,
    name_kk: String,
    name_ru: String,
    name_en: String,
    has_program: u8,
    aliases: String,
}

#[derive(Debug, Deserialize)]
struct TileLine {
    code: String,
    grid_col: u16,
    grid_row: u16,
    sub_col: u16,
    sub_row: u16,
    kind: String,
}

/// A campaign's files, read and checked against each other.
#[derive(Debug)]
pub struct CampaignPlan {
    file: CampaignFile,
    directions: Vec<Direction>,
    calendar: Vec<(String, bool)>,
    territories: Vec<TerritoryLine>,
    tiles: BTreeMap<String, (u16, u16)>,
    dates: [Date; 3],
    territories_on: Date,
}

/// A program that a plan gave rise to.
#[derive(Debug, Clone)]
pub(crate) struct PlannedProgram {
    pub(crate) id: i64,
    pub(crate) public_id: String,
    pub(crate) kato: String,
    pub(crate) name_kk: String,
    pub(crate) name_ru: String,
    pub(crate) published_at: Timestamp,
    /// Time of the acts of its set-up: in a discussion that is set up as open already, its first hour on Earth, so
    /// that no act is older than one before it.
    pub(crate) recorded_at: Timestamp,
    pub(crate) opens_at: Timestamp,
}

/// Why a campaign's files do not do; `file` and `reason` say where and what.
fn broken(file: &str, reason: impl std::fmt::Display) -> ServiceError {
    ServiceError::Configuration(format!("{file}: {reason}"))
}

impl CampaignPlan {
    /// Reads a campaign's files. Nothing is stored.
    pub fn parse(files: &CampaignFiles<'_>) -> Result<Self, ServiceError> {
        let file: CampaignFile =
            toml::from_str(files.campaign).map_err(|error| broken("campaign.toml", error))?;
        let directions: DirectionsFile =
            toml::from_str(files.directions).map_err(|error| broken("directions.toml", error))?;
        let calendar: CalendarFile =
            toml::from_str(files.calendar).map_err(|error| broken("calendar.toml", error))?;
        let territories: Vec<TerritoryLine> = csv_lines("territories.csv", files.territories)?;
        let tiles: Vec<TileLine> = csv_lines("tile_grid.csv", files.tiles)?;
        let date = |text: &str| {
            territories::parse_date(text)
                .map_err(|_| broken("campaign.toml", format!("{text:?} is not a date like 2020-11-09")))
        };
        let dates = [
            date(&file.dates.drafts_published)?,
            date(&file.dates.discussion_opens)?,
            date(&file.dates.discussion_closes)?,
        ];
        let [published, opens, closes] = dates;
        if published > opens || opens >= closes {
            return Err(broken("campaign.toml", "the dates are not in order: published, opens, closes"));
        }
        check_territories(&territories)?;
        for exception in &calendar.exception {
            date(&exception.date)?;
        }
        Ok(Self {
            territories_on: date(&file.territories_on)?,
            file,
            directions: directions.direction,
            calendar: calendar.exception.into_iter().map(|e| (e.date, e.working)).collect(),
            territories,
            tiles: tiles
                .into_iter()
                .map(|tile| {
                    let first_level = tile.kind == "region" || tile.kind == "republican_city";
                    let cell = if first_level {
                        (tile.grid_col, tile.grid_row)
                    } else {
                        (tile.sub_col, tile.sub_row)
                    };
                    (tile.code, cell)
                })
                .collect(),
            dates,
        })
    }

    /// Moves the dates so that the discussion opened `days` days before `today`.
    pub(crate) fn open_days_ago(&mut self, today: Date, days: i64) {
        let [_, opens, _] = self.dates;
        let shift = today - time::Duration::days(days) - opens;
        self.dates = self.dates.map(|date| date + shift);
    }

    /// Stores the territories, the campaign and an announced program for each territory that has one, all in one
    /// transaction.
    pub(crate) fn install(
        self,
        service: &Service,
        demonstration: bool,
    ) -> Result<Vec<PlannedProgram>, ServiceError> {
        let now = service.now();
        let ids: Vec<String> = self.territories.iter().map(|_| service.new_public_id().to_string()).collect();
        let json = |value: Result<String, serde_json::Error>| {
            value.map_err(|error| ServiceError::Internal(error.to_string()))
        };
        let campaign = NewCampaign {
            public_id: self.file.id.clone(),
            name_kk: self.file.names.kk.clone(),
            name_ru: self.file.names.ru.clone(),
            name_en: self.file.names.en.clone(),
            rules: json(serde_json::to_string(&self.file.rules))?,
            directions: json(serde_json::to_string(&self.directions))?,
            calendar: json(serde_json::to_string(&self.calendar))?,
            demonstration,
            created_at: now.micros(),
        };
        let slugs = slugs(&self.territories);
        service.write(move |conn, acts| {
            let campaign_id = campaigns::insert(conn, &campaign)?;
            let mut by_kato: BTreeMap<&str, i64> = BTreeMap::new();
            let mut planned = Vec::new();
            for ((line, slug), public_id) in self.territories.iter().zip(&slugs).zip(&ids) {
                let parent = by_kato.get(line.parent_kato.as_str()).copied();
                let state = TerritoryState {
                    kato: line.kato.clone(),
                    parent,
                    kind: line.kind,
                    name_kk: line.name_kk.clone(),
                    name_ru: line.name_ru.clone(),
                    name_en: line.name_en.clone(),
                    aliases: line
                        .aliases
                        .split('|')
                        .filter(|alias| !alias.is_empty())
                        .map(str::to_owned)
                        .collect(),
                    valid_from: self.territories_on,
                    valid_to: None,
                };
                let tile = self.tiles.get(&line.kato).copied();
                let territory_id =
                    territories::insert_state(conn, &NewState { public_id: slug, state: &state, tile })?;
                by_kato.insert(&line.kato, territory_id);
                if line.has_program == 0 {
                    continue;
                }
                let offset = self.offset(line);
                let [published, opens, closes] = self.dates.map(|date| Timestamp::start_of_day(date, offset));
                let [earliest, ..] = self.dates.map(|date| Timestamp::start_of_day(date, OFFSET_MINUTES_MAX));
                let recorded_at = now.min(earliest);
                let program_id = programs::insert(
                    conn,
                    &NewProgram {
                        public_id: public_id.clone(),
                        campaign_id,
                        territory_id,
                        phase: Phase::Announced,
                        first_year: i32::from(self.file.first_year),
                        last_year: i32::from(self.file.last_year),
                        opens_at: opens.micros(),
                        closes_at: closes.micros(),
                        utc_offset_minutes: i32::from(offset),
                    },
                )?;
                acts.push(
                    Act {
                        kind: ActKind::ProgramPublished,
                        time: recorded_at,
                        place: line.kato.clone(),
                        program: Some(public_id.clone()),
                        edition: None,
                        subject: format!("program/{public_id}"),
                        reason: None,
                        opening: None,
                    },
                    Some(program_id),
                );
                planned.push(PlannedProgram {
                    id: program_id,
                    public_id: public_id.clone(),
                    kato: line.kato.clone(),
                    name_kk: line.name_kk.clone(),
                    name_ru: line.name_ru.clone(),
                    published_at: published,
                    recorded_at,
                    opens_at: opens,
                });
            }
            Ok(planned)
        })
    }

    fn offset(&self, line: &TerritoryLine) -> i16 {
        self.file
            .clocks
            .exception
            .iter()
            .find(|exception| {
                exception.kato.contains(&line.kato) || exception.kato.contains(&line.parent_kato)
            })
            .map_or(self.file.clocks.default_utc_offset_minutes, |exception| exception.utc_offset_minutes)
    }
}

/// Where the day begins first.
const OFFSET_MINUTES_MAX: i16 = 14 * 60;
/// Programs published in one transaction: bounds how long other writers wait.
const PROGRAMS_PER_TRANSACTION: usize = 8;

/// A published program: its plan and the internal ids of its provisions in reading order.
pub(crate) struct PublishedProgram {
    pub(crate) plan: PlannedProgram,
    pub(crate) provisions: Vec<i64>,
}

/// Publishes the first edition of planned programs and sets their phase by the clock.
pub(crate) fn publish_programs(
    service: &Service,
    drafts: Vec<(PlannedProgram, EditionDraft)>,
) -> Result<Vec<PublishedProgram>, ServiceError> {
    let now = service.now();
    let mut published = Vec::with_capacity(drafts.len());
    let mut drafts = drafts.into_iter().peekable();
    while drafts.peek().is_some() {
        let prepared = drafts
            .by_ref()
            .take(PROGRAMS_PER_TRANSACTION)
            .map(|(plan, draft)| Ok((plan, PreparedEdition::new(service, draft, None)?)))
            .collect::<Result<Vec<_>, ServiceError>>()?;
        published.extend(service.write(move |conn, acts| {
            prepared
                .iter()
                .map(|(plan, prepared)| {
                    let publication = Publication {
                        program_id: plan.id,
                        program: &plan.public_id,
                        place: &plan.kato,
                        number: 1,
                        at: plan.published_at,
                        recorded_at: plan.recorded_at,
                    };
                    let provisions = publish_first_edition(conn, acts, &publication, prepared)?;
                    programs::set_phase(conn, plan.id, first_phase(plan.opens_at, now))?;
                    Ok(PublishedProgram { plan: plan.clone(), provisions })
                })
                .collect::<Result<Vec<_>, ServiceError>>()
        })?);
    }
    Ok(published)
}

/// A campaign's files as an operator has them.
#[derive(Debug, Clone)]
pub struct CampaignFolder {
    /// `campaign.toml`.
    pub campaign: String,
    /// `directions.toml`.
    pub directions: String,
    /// `calendar.toml`.
    pub calendar: String,
    /// `territories.csv`.
    pub territories: String,
    /// `tile_grid.csv`.
    pub tiles: String,
}

/// Sets up a campaign in an empty installation; returns how many programs were announced.
pub fn campaign(service: &Service, folder: &CampaignFolder) -> Result<usize, ServiceError> {
    if !is_empty(service)? {
        return Err(ServiceError::Conflict);
    }
    let plan = CampaignPlan::parse(&CampaignFiles {
        campaign: &folder.campaign,
        directions: &folder.directions,
        calendar: &folder.calendar,
        territories: &folder.territories,
        tiles: &folder.tiles,
    })?;
    Ok(plan.install(service, false)?.len())
}

/// Reads a day like `2022-06-08`.
pub fn parse_day(text: &str) -> Option<Date> {
    territories::parse_date(text).ok()
}

/// Whether a campaign has been set up.
pub fn is_empty(service: &Service) -> Result<bool, ServiceError> {
    Ok(service.directory()?.campaign.is_none())
}

fn csv_lines<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<Vec<T>, ServiceError> {
    csv::Reader::from_reader(text.as_bytes())
        .into_deserialize()
        .collect::<Result<_, _>>()
        .map_err(|error| broken(file, error))
}

/// A parent stands before what is below it, and no code stands twice.
fn check_territories(lines: &[TerritoryLine]) -> Result<(), ServiceError> {
    let mut seen = BTreeSet::new();
    for line in lines {
        if parse_kato(&line.kato).is_none() {
            return Err(broken(
                "territories.csv",
                format!("{:?} is not a KATO code of nine digits", line.kato),
            ));
        }
        if !line.parent_kato.is_empty() && !seen.contains(line.parent_kato.as_str()) {
            return Err(broken(
                "territories.csv",
                format!(
                    "{} names the parent {}, which does not stand before it",
                    line.kato, line.parent_kato
                ),
            ));
        }
        if !seen.insert(line.kato.as_str()) {
            return Err(broken("territories.csv", format!("{} stands twice", line.kato)));
        }
    }
    Ok(())
}

/// Readable ids made from the English names; where a name repeats, the parent's name follows.
fn slugs(lines: &[TerritoryLine]) -> Vec<String> {
    let plain: Vec<String> = lines.iter().map(|line| slug(&line.name_en)).collect();
    let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
    for slug in &plain {
        *counts.entry(slug).or_default() += 1;
    }
    lines
        .iter()
        .zip(&plain)
        .map(|(line, own)| {
            let parent = lines.iter().position(|other| other.kato == line.parent_kato);
            match parent.and_then(|index| plain.get(index)) {
                Some(parent) if counts.get(own).is_some_and(|count| *count > 1) => format!("{own}-{parent}"),
                _ => own.clone(),
            }
        })
        .collect()
}

fn slug(name: &str) -> String {
    let mut slug = String::new();
    for character in name.chars() {
        if character.is_ascii_alphanumeric() {
            slug.push(character.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_campaign_is_complete() {
        let plan = CampaignPlan::parse(&CampaignFiles::KZ_2020).unwrap();
        assert_eq!(plan.territories.len(), 233);
        assert_eq!(plan.territories.iter().filter(|line| line.has_program == 1).count(), 216);
        assert_eq!(plan.directions.len(), 7);
        let slugs = slugs(&plan.territories);
        assert_eq!(slugs.iter().collect::<BTreeSet<_>>().len(), slugs.len(), "slugs repeat");
        assert!(slugs.iter().all(|slug| !slug.is_empty()));
    }

    #[test]
    fn a_fault_names_its_file_and_place() {
        let files = CampaignFiles {
            territories: "kato,parent_kato,kind,name_kk,name_ru,name_en,has_program,aliases\n\
                          111000000,110000000,city,а,б,c,1,\n",
            ..CampaignFiles::KZ_2020
        };
        let error = CampaignPlan::parse(&files).unwrap_err().to_string();
        assert!(error.contains("territories.csv") && error.contains("110000000"), "{error}");
    }
}
