//! What the first page shows.

use kenes_domain::conservation::Tally;
use serde::Serialize;

use crate::Service;
use crate::campaigns::{self, CampaignView};
use crate::contributions::{self, ContributionView};
use crate::error::ServiceError;
use crate::territories::{Cards, TerritoryCard, Tile};

/// Everything on the first page.
#[derive(Debug, Clone, Serialize)]
pub struct HomeView {
    /// The campaign of today.
    pub campaign: CampaignView,
    /// How many programs it has.
    pub programs: u32,
    /// Contributions to all of them.
    pub contributions: Tally,
    /// The first level of the country, in the order of the Kazakh alphabet.
    pub regions: Vec<TerritoryCard>,
    /// The same on the map of equal tiles.
    pub tiles: Vec<Tile>,
    /// Contributions per direction, most first.
    pub directions: Vec<DirectionCount>,
    /// Contributions that were answered last, newest first, a handful.
    pub answered: Vec<(crate::programs::ProgramCard, ContributionView)>,
}

/// How many contributions a direction has.
#[derive(Debug, Clone, Serialize)]
pub struct DirectionCount {
    /// Code of the direction.
    pub code: String,
    /// Contributions to its provisions.
    pub contributions: u64,
}

/// Contributions that were answered last, as shown on the first page.
const ANSWERED_SHOWN: i64 = 6;

/// Everything on the first page.
pub fn get(service: &Service) -> Result<HomeView, ServiceError> {
    let cards = Cards::load(service)?;
    let campaign = cards.directory.campaign()?;
    let mut tally = Tally::default();
    for program in cards.programs.values() {
        tally += program.contributions;
    }
    let (directions, answered) = service.read(|conn| {
        let directions = kenes_store::counters::directions(conn, campaign.id)?;
        let rows = kenes_store::contributions::newest_answered(conn, ANSWERED_SHOWN)?;
        let programs: Vec<i64> = rows.iter().map(|row| row.program_id).collect();
        let views = contributions::views(conn, rows)?;
        Ok((directions, programs.into_iter().zip(views).collect::<Vec<_>>()))
    })?;
    Ok(HomeView {
        campaign: campaigns::view(campaign),
        programs: u32::try_from(cards.programs.len()).unwrap_or(0),
        contributions: tally,
        regions: cards.directory.children(None).map(|region| cards.card(region)).collect(),
        tiles: cards.tiles(None),
        directions: directions
            .into_iter()
            .map(|(code, count)| DirectionCount { code, contributions: u64::try_from(count).unwrap_or(0) })
            .collect(),
        answered: answered
            .into_iter()
            .filter_map(|(program, view)| Some((cards.programs.get(&program)?.clone(), view)))
            .collect(),
    })
}
