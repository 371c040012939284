//! What changes rarely, kept in memory: the campaign, the territories of today, and which program belongs where.

use std::collections::BTreeMap;

use kenes_domain::calendar::WorkingCalendar;
use kenes_domain::campaign::{CampaignRules, Direction};
use kenes_domain::collation;
use kenes_domain::folding;
use kenes_domain::territory::TerritoryState;
use kenes_store::campaigns::{self, CampaignRow};
use kenes_store::territories::{self as rows, StateRow};
use kenes_store::{Conn, programs};
use time::Date;

use crate::error::ServiceError;
use crate::territories::Names;

/// One territory of today.
#[derive(Debug, Clone)]
pub(crate) struct Territory {
    pub(crate) id: i64,
    pub(crate) public_id: String,
    pub(crate) state: TerritoryState,
    pub(crate) former: Vec<TerritoryState>,
    pub(crate) tile: Option<(u16, u16)>,
    /// Internal id of its program in the current campaign.
    pub(crate) program: Option<i64>,
    /// Folded names and aliases, for finding.
    pub(crate) folded: Vec<String>,
}

impl Territory {
    pub(crate) fn names(&self) -> Names {
        names(&self.state)
    }
}

pub(crate) fn names(state: &TerritoryState) -> Names {
    Names { kk: state.name_kk.clone(), ru: state.name_ru.clone(), en: state.name_en.clone() }
}

/// The current campaign, parsed.
#[derive(Debug, Clone)]
pub(crate) struct Campaign {
    pub(crate) id: i64,
    pub(crate) public_id: String,
    pub(crate) names: Names,
    pub(crate) rules: CampaignRules,
    pub(crate) directions: Vec<Direction>,
    pub(crate) calendar: WorkingCalendar,
    pub(crate) demonstration: bool,
}

/// Everything that changes rarely.
#[derive(Debug, Default)]
pub(crate) struct Directory {
    pub(crate) campaign: Option<Campaign>,
    pub(crate) territories: BTreeMap<i64, Territory>,
    by_public_id: BTreeMap<String, i64>,
    /// Children of each territory (of the country under `None`), in alphabetical order of the Kazakh names.
    children: BTreeMap<Option<i64>, Vec<i64>>,
}

impl Directory {
    pub(crate) fn load(conn: &mut Conn<'_>, today: Date) -> Result<Self, ServiceError> {
        let campaign = campaigns::current(conn)?.map(parse_campaign).transpose()?;
        let mut directory = Self { campaign, ..Self::default() };
        for row in rows::all_states(conn)? {
            directory.add_state(row, today);
        }
        if let Some(campaign) = &directory.campaign {
            for (program, _) in programs::all(conn, campaign.id)? {
                if let Some(territory) = directory.territories.get_mut(&program.territory_id) {
                    territory.program = Some(program.id);
                }
            }
        }
        directory.index();
        Ok(directory)
    }

    fn add_state(&mut self, row: StateRow, today: Date) {
        let current = row.state.holds_on(today);
        match self.territories.get_mut(&row.territory_id) {
            Some(territory) if current => {
                let before = std::mem::replace(&mut territory.state, row.state);
                territory.former.push(before);
                territory.tile = row.tile;
            }
            Some(territory) => territory.former.push(row.state),
            None => {
                self.territories.insert(
                    row.territory_id,
                    Territory {
                        id: row.territory_id,
                        public_id: row.public_id,
                        state: row.state,
                        former: Vec::new(),
                        tile: row.tile,
                        program: None,
                        folded: Vec::new(),
                    },
                );
            }
        }
    }

    fn index(&mut self) {
        for territory in self.territories.values_mut() {
            let state = &territory.state;
            let former = territory.former.iter().flat_map(|s| [&s.name_kk, &s.name_ru]);
            territory.folded = [&state.name_kk, &state.name_ru, &state.name_en]
                .into_iter()
                .chain(&state.aliases)
                .chain(former)
                .map(|name| folding::fold(name))
                .collect();
            self.by_public_id.insert(territory.public_id.clone(), territory.id);
            self.children.entry(state.parent).or_default().push(territory.id);
        }
        for children in self.children.values_mut() {
            children.sort_by_key(|id| {
                self.territories.get(id).map(|territory| collation::key(&territory.state.name_kk))
            });
        }
    }

    /// The current campaign.
    pub(crate) fn campaign(&self) -> Result<&Campaign, ServiceError> {
        self.campaign.as_ref().ok_or(ServiceError::NotFound)
    }

    pub(crate) fn territory(&self, id: i64) -> Result<&Territory, ServiceError> {
        self.territories
            .get(&id)
            .ok_or_else(|| ServiceError::Internal(format!("territory {id} is not in the directory")))
    }

    pub(crate) fn find(&self, public_id: &str) -> Option<&Territory> {
        self.by_public_id.get(public_id).and_then(|id| self.territories.get(id))
    }

    pub(crate) fn children(&self, parent: Option<i64>) -> impl Iterator<Item = &Territory> {
        self.children.get(&parent).into_iter().flatten().filter_map(|id| self.territories.get(id))
    }

    /// A territory and everything above it, itself first.
    pub(crate) fn line(&self, id: i64) -> Vec<i64> {
        let mut line = vec![id];
        let mut current = id;
        while let Some(parent) = self.territories.get(&current).and_then(|t| t.state.parent) {
            if line.contains(&parent) {
                break;
            }
            line.push(parent);
            current = parent;
        }
        line
    }
}

fn parse_campaign(row: CampaignRow) -> Result<Campaign, ServiceError> {
    let broken =
        |error: serde_json::Error| ServiceError::Internal(format!("campaign {}: {error}", row.public_id));
    let calendar: Vec<(String, bool)> = serde_json::from_str(&row.calendar).map_err(broken)?;
    let exceptions = calendar
        .into_iter()
        .map(|(date, working)| Ok((rows::parse_date(&date)?, working)))
        .collect::<Result<Vec<_>, ServiceError>>()?;
    Ok(Campaign {
        id: row.id,
        rules: serde_json::from_str(&row.rules).map_err(broken)?,
        directions: serde_json::from_str(&row.directions).map_err(broken)?,
        public_id: row.public_id,
        names: Names { kk: row.name_kk, ru: row.name_ru, en: row.name_en },
        calendar: WorkingCalendar::new(exceptions),
        demonstration: row.demonstration,
    })
}
