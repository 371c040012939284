//! Results of a search on the wire.

use kenes_service::search::HIT_DEPTH_MAX;
use kenes_service::search::views::{
    Count, ExpansionView, FacetsView, HitView, SearchView, SnippetView, SuggestionView, TerritoryCount,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::NamesResponse;
use super::territories::FoundResponse;
use crate::words::{DispositionWord, LanguageWord};

/// What a search found.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchResponse {
    /// The hits of the page.
    pub items: Vec<HitResponse>,
    /// Pass this as `cursor` to get the next page; null on the last, and past 10,000 hits.
    pub next_cursor: Option<String>,
    /// How many things were found in all.
    pub total: u64,
    /// With `grouped`: in how many programs; pages count programs.
    pub programs: Option<u64>,
    /// How much of the query a thing had to hold.
    #[schema(example = "everything")]
    pub matching: &'static str,
    /// The query as it was read, when not as typed (Latin letters, another keyboard layout).
    pub read_as: Option<String>,
    /// What was searched as well, in the other language; `translations=false` leaves it out.
    pub also_searched: Vec<ExpansionResponse>,
    /// A better spelling, when little was found.
    pub did_you_mean: Option<String>,
    /// Counts by property, of all that was found.
    pub facets: FacetsResponse,
    /// How many acts of the journal are in the index: an act with a smaller number is in what was found.
    pub indexed_acts: u64,
    /// Whether the index is being built anew; while it is built for the first time, nothing is found.
    pub building: bool,
}

/// One thing found.
#[derive(Debug, Serialize, ToSchema)]
pub struct HitResponse {
    /// `provision`, `program`, `contribution`, `proposal`, `decision` or `meeting`.
    pub kind: &'static str,
    /// Public id.
    pub id: String,
    /// Public id of its program.
    pub program: Option<String>,
    /// Public id of its territory.
    pub territory: Option<String>,
    /// Names of its territory.
    pub territory_names: Option<NamesResponse>,
    /// Names of the territory above.
    pub parent_names: Option<NamesResponse>,
    /// Public id of the provision it is, or stands at.
    pub provision: Option<String>,
    /// Printed label of that provision.
    pub label: Option<String>,
    /// Number of the edition.
    pub edition: Option<u32>,
    /// Whether that edition is the newest.
    pub current: bool,
    /// Code of the direction.
    pub direction: Option<String>,
    /// `open`, `decided`, or the phase of a program.
    pub state: Option<String>,
    /// What was decided.
    #[schema(value_type = Option<DispositionWord>)]
    pub decision: Option<&'static str>,
    /// When it was received or published, RFC 3339.
    pub date: String,
    /// Supports of people whose address or identity was confirmed.
    pub supports: u32,
    /// Money it asks for or plans, whole tenge.
    pub money_tenge: Option<i64>,
    /// The best excerpt of its text.
    pub snippet: SnippetResponse,
    /// With `grouped`: how many things of its program were found.
    pub in_program: Option<u64>,
}

/// An excerpt of a text, in pieces.
#[derive(Debug, Serialize, ToSchema)]
pub struct SnippetResponse {
    /// Language of the text.
    #[schema(value_type = LanguageWord)]
    pub language: &'static str,
    /// The pieces; together they are the excerpt as written.
    pub parts: Vec<SnippetPartResponse>,
    /// Whether text was left out before.
    pub cut_before: bool,
    /// Whether text was left out after.
    pub cut_after: bool,
}

/// A piece of an excerpt.
#[derive(Debug, Serialize, ToSchema)]
pub struct SnippetPartResponse {
    /// The text.
    pub text: String,
    /// Whether it is one of the words found.
    pub found: bool,
}

/// An expansion into the other language.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExpansionResponse {
    /// The words of the query.
    pub from: String,
    /// The other language.
    #[schema(value_type = LanguageWord)]
    pub language: &'static str,
    /// What was searched as well.
    pub to: Vec<String>,
}

/// Counts by property: the most frequent first; years, editions and money ascending.
#[derive(Debug, Serialize, ToSchema)]
pub struct FacetsResponse {
    /// By kind.
    pub kinds: Vec<CountResponse>,
    /// By language; a bilingual thing counts in both.
    pub languages: Vec<CountResponse>,
    /// By territory, each thing for its own and all above.
    pub territories: Vec<TerritoryCountResponse>,
    /// By program, at most 50.
    pub programs: Vec<CountResponse>,
    /// By direction.
    pub directions: Vec<CountResponse>,
    /// By state.
    pub states: Vec<CountResponse>,
    /// By disposition.
    pub decisions: Vec<CountResponse>,
    /// By edition.
    pub editions: Vec<CountResponse>,
    /// By year.
    pub years: Vec<CountResponse>,
    /// By class of money; the value is the lower bound in tenge.
    pub money: Vec<CountResponse>,
    /// Things without a sum of money.
    pub money_unknown: u64,
}

/// How many things have a value.
#[derive(Debug, Serialize, ToSchema)]
pub struct CountResponse {
    /// The value.
    pub value: String,
    /// How many.
    pub count: u64,
}

/// How many things lie in a territory.
#[derive(Debug, Serialize, ToSchema)]
pub struct TerritoryCountResponse {
    /// Public id.
    pub id: String,
    /// Names of today.
    pub names: NamesResponse,
    /// Public id of the territory above.
    pub parent: Option<String>,
    /// How many.
    pub count: u64,
}

/// What could be meant by something half typed.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuggestionResponse {
    /// Words of published texts, the most frequent first; at most 8.
    pub words: Vec<String>,
    /// Places by name; at most 8.
    pub places: Vec<FoundResponse>,
}

impl From<(SearchView, u32, u16)> for SearchResponse {
    fn from((view, offset, limit): (SearchView, u32, u16)) -> Self {
        let next = offset.saturating_add(u32::from(limit));
        let listed = view.programs.unwrap_or(view.total);
        Self {
            next_cursor: (u64::from(next) < listed && next <= HIT_DEPTH_MAX).then(|| next.to_string()),
            items: view.hits.into_iter().map(Into::into).collect(),
            total: view.total,
            programs: view.programs,
            matching: view.matching,
            read_as: view.read_as,
            also_searched: view.also_searched.into_iter().map(Into::into).collect(),
            did_you_mean: view.did_you_mean,
            facets: view.facets.into(),
            indexed_acts: view.indexed_acts,
            building: view.building,
        }
    }
}

impl From<HitView> for HitResponse {
    fn from(hit: HitView) -> Self {
        Self {
            kind: hit.kind,
            id: hit.id,
            program: hit.program,
            territory: hit.territory,
            territory_names: hit.territory_names.map(Into::into),
            parent_names: hit.parent_names.map(Into::into),
            provision: hit.provision,
            label: hit.label,
            edition: hit.edition,
            current: hit.current,
            direction: hit.direction,
            state: hit.state,
            decision: hit.decision.map(kenes_domain::decision::Disposition::as_str),
            date: hit.date.rfc3339(),
            supports: hit.supports,
            money_tenge: hit.money_tenge,
            snippet: hit.snippet.into(),
            in_program: hit.in_program,
        }
    }
}

impl From<SnippetView> for SnippetResponse {
    fn from(snippet: SnippetView) -> Self {
        Self {
            language: snippet.language.as_str(),
            parts: snippet
                .parts
                .into_iter()
                .map(|part| SnippetPartResponse { text: part.text, found: part.found })
                .collect(),
            cut_before: snippet.cut_before,
            cut_after: snippet.cut_after,
        }
    }
}

impl From<ExpansionView> for ExpansionResponse {
    fn from(expansion: ExpansionView) -> Self {
        Self { from: expansion.from, language: expansion.language.as_str(), to: expansion.to }
    }
}

impl From<FacetsView> for FacetsResponse {
    fn from(facets: FacetsView) -> Self {
        Self {
            kinds: counts(facets.kinds),
            languages: counts(facets.languages),
            territories: facets.territories.into_iter().map(Into::into).collect(),
            programs: counts(facets.programs),
            directions: counts(facets.directions),
            states: counts(facets.states),
            decisions: counts(facets.decisions),
            editions: counts(facets.editions),
            years: counts(facets.years),
            money: counts(facets.money),
            money_unknown: facets.money_unknown,
        }
    }
}

fn counts(counts: Vec<Count>) -> Vec<CountResponse> {
    counts.into_iter().map(|count| CountResponse { value: count.value, count: count.count }).collect()
}

impl From<TerritoryCount> for TerritoryCountResponse {
    fn from(count: TerritoryCount) -> Self {
        Self { id: count.id, names: count.names.into(), parent: count.parent, count: count.count }
    }
}

impl From<SuggestionView> for SuggestionResponse {
    fn from(view: SuggestionView) -> Self {
        Self { words: view.words, places: view.places.into_iter().map(Into::into).collect() }
    }
}
