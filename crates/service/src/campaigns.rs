//! Campaigns.

use kenes_domain::campaign::{CampaignRules, Direction};
use serde::Serialize;

use crate::Service;
use crate::directory::Campaign;
use crate::error::ServiceError;
use crate::territories::Names;

/// A campaign as readers see it.
#[derive(Debug, Clone, Serialize)]
pub struct CampaignView {
    /// Public id: `kz-2020`.
    pub id: String,
    /// Its names.
    pub names: Names,
    /// Its rules, the same for every program.
    pub rules: CampaignRules,
    /// Its taxonomy, in order.
    pub directions: Vec<Direction>,
    /// Whether everything in it was generated for demonstration.
    pub demonstration: bool,
}

/// The current campaign.
pub fn current(service: &Service) -> Result<CampaignView, ServiceError> {
    Ok(view(service.directory()?.campaign()?))
}

pub(crate) fn view(campaign: &Campaign) -> CampaignView {
    CampaignView {
        id: campaign.public_id.clone(),
        names: campaign.names.clone(),
        rules: campaign.rules.clone(),
        directions: campaign.directions.clone(),
        demonstration: campaign.demonstration,
    }
}
