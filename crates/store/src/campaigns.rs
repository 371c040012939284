//! Campaigns.

use diesel::prelude::*;

use crate::conn::on_backend;
use crate::schema::campaigns;
use crate::{Conn, StoreError};

/// A campaign, as stored; rules, directions and calendar are JSON of the domain's types.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = campaigns)]
pub struct CampaignRow {
    /// Internal id.
    pub id: i64,
    /// Public id.
    pub public_id: String,
    /// Kazakh name.
    pub name_kk: String,
    /// Russian name.
    pub name_ru: String,
    /// English name.
    pub name_en: String,
    /// `CampaignRules`.
    pub rules: String,
    /// List of `Direction`.
    pub directions: String,
    /// List of `[date, is_working]`.
    pub calendar: String,
    /// Whether its content was generated for demonstration.
    pub demonstration: bool,
}

/// A campaign to store.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = campaigns)]
pub struct NewCampaign {
    /// Public id.
    pub public_id: String,
    /// Kazakh name.
    pub name_kk: String,
    /// Russian name.
    pub name_ru: String,
    /// English name.
    pub name_en: String,
    /// `CampaignRules` as JSON.
    pub rules: String,
    /// List of `Direction` as JSON.
    pub directions: String,
    /// List of `[date, is_working]` as JSON.
    pub calendar: String,
    /// Whether its content was generated for demonstration.
    pub demonstration: bool,
    /// Microseconds of UTC.
    pub created_at: i64,
}

/// Inserts a campaign; returns its internal id.
pub fn insert(conn: &mut Conn<'_>, new: &NewCampaign) -> Result<i64, StoreError> {
    Ok(on_backend!(conn, |c| {
        diesel::insert_into(campaigns::table).values(new).returning(campaigns::id).get_result(c)
    })?)
}

/// The newest campaign.
pub fn current(conn: &mut Conn<'_>) -> Result<Option<CampaignRow>, StoreError> {
    Ok(on_backend!(conn, |c| {
        campaigns::table
            .order((campaigns::created_at.desc(), campaigns::id.desc()))
            .select(CampaignRow::as_select())
            .first(c)
            .optional()
    })?)
}
