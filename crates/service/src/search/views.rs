//! What a search gives back, in plain words.

use std::collections::BTreeMap;

use kenes_domain::decision::Disposition;
use kenes_domain::language::Language;
use kenes_domain::timestamp::Timestamp;
use kenes_search::facets::Facets;
use kenes_search::search::{Completeness, Expansion, Hit};
use kenes_search::snippet::Snippet;
use serde::Serialize;

use crate::directory::Directory;
use crate::territories::{Found, Names};

/// Most programs counted in facets, the most frequent ones.
const PROGRAMS_MAX: usize = 50;

/// What a search found.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SearchView {
    /// The hits of the page.
    pub hits: Vec<HitView>,
    /// How many things were found in all.
    pub total: u64,
    /// With grouping: in how many programs; pages count programs.
    pub programs: Option<u64>,
    /// How much of the query a thing had to hold: `everything`, `most` or `similar`.
    pub matching: &'static str,
    /// Counts by property, of all that was found.
    pub facets: FacetsView,
    /// The query as it was read, when not as typed.
    pub read_as: Option<String>,
    /// What was searched as well, in the other language.
    pub also_searched: Vec<ExpansionView>,
    /// A better spelling, when little was found.
    pub did_you_mean: Option<String>,
    /// How many acts of the journal are in the index: everything up to there is in what was found.
    pub indexed_acts: u64,
    /// Whether the index is being built anew; while it is built for the first time, nothing is found.
    pub building: bool,
}

impl SearchView {
    /// The view while this process has no index yet.
    pub(super) fn unavailable() -> Self {
        Self { matching: "everything", building: true, ..Self::default() }
    }
}

pub(super) const fn matching_word(matching: Completeness) -> &'static str {
    match matching {
        Completeness::Everything => "everything",
        Completeness::Most => "most",
        Completeness::Similar => "similar",
    }
}

/// One thing found.
#[derive(Debug, Clone, Serialize)]
pub struct HitView {
    /// `provision`, `program`, `contribution`, `proposal`, `decision` or `meeting`.
    pub kind: &'static str,
    /// Public id: of the contribution, decision, provision or program.
    pub id: String,
    /// Public id of its program.
    pub program: Option<String>,
    /// Public id of its territory.
    pub territory: Option<String>,
    /// Names of its territory.
    pub territory_names: Option<Names>,
    /// Names of the territory above.
    pub parent_names: Option<Names>,
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
    /// Its state: of a contribution `open`, `decided` or `held`, of a program its phase.
    pub state: Option<String>,
    /// What was decided.
    pub decision: Option<Disposition>,
    /// When it was received or published.
    pub date: Timestamp,
    /// Confirmed supports.
    pub supports: u32,
    /// Money it asks for or plans, in tenge.
    pub money_tenge: Option<i64>,
    /// The best excerpt of its text.
    pub snippet: SnippetView,
    /// With grouping: how many things of its program were found.
    pub in_program: Option<u64>,
    /// Place of a contribution in lists ordered by time; for links into them.
    #[serde(skip)]
    pub position: Option<i64>,
}

impl HitView {
    pub(super) fn new(hit: Hit, position: Option<i64>, directory: &Directory) -> Self {
        let document = hit.document;
        let territory = document.territories.first().and_then(|id| directory.territories.get(id));
        let parent = document.territories.get(1).and_then(|id| directory.territories.get(id));
        Self {
            kind: document.kind.as_str(),
            id: document.id.rsplit('/').next().unwrap_or_default().to_owned(),
            program: document.program,
            territory: territory.map(|territory| territory.public_id.clone()),
            territory_names: territory.map(crate::directory::Territory::names),
            parent_names: parent.map(crate::directory::Territory::names),
            provision: document.provision,
            label: document.label,
            edition: document.edition,
            current: document.current,
            direction: document.direction,
            state: document.state,
            decision: document.decision.and_then(|word| word.parse().ok()),
            date: document.date,
            supports: document.supports,
            money_tenge: document.money_tenge,
            snippet: hit.snippet.into(),
            in_program: hit.in_program,
            position,
        }
    }
}

/// An excerpt, in pieces.
#[derive(Debug, Clone, Serialize)]
pub struct SnippetView {
    /// Language of the text.
    pub language: Language,
    /// The pieces; together they are the excerpt as written.
    pub parts: Vec<SnippetPart>,
    /// Whether text was left out before.
    pub cut_before: bool,
    /// Whether text was left out after.
    pub cut_after: bool,
}

/// A piece of an excerpt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SnippetPart {
    /// The text.
    pub text: String,
    /// Whether it is one of the words found.
    pub found: bool,
}

impl From<Snippet> for SnippetView {
    fn from(snippet: Snippet) -> Self {
        let mut parts = Vec::new();
        let mut push = |range: std::ops::Range<usize>, found: bool| {
            if let Some(text) = snippet.text.get(range).filter(|text| !text.is_empty()) {
                parts.push(SnippetPart { text: text.to_owned(), found });
            }
        };
        let mut at = 0;
        for place in &snippet.highlights {
            push(at..place.start, false);
            push(place.clone(), true);
            at = place.end;
        }
        push(at..snippet.text.len(), false);
        Self {
            language: snippet.language,
            parts,
            cut_before: snippet.cut_before,
            cut_after: snippet.cut_after,
        }
    }
}

/// An expansion into the other language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExpansionView {
    /// The words of the query.
    pub from: String,
    /// The other language.
    pub language: Language,
    /// What was searched as well.
    pub to: Vec<String>,
}

impl From<Expansion> for ExpansionView {
    fn from(expansion: Expansion) -> Self {
        Self { from: expansion.from, language: expansion.language, to: expansion.to }
    }
}

/// Counts by property. A value with its count, the most frequent first; years, editions and money ascending.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FacetsView {
    /// By kind.
    pub kinds: Vec<Count>,
    /// By language; a bilingual thing counts in both.
    pub languages: Vec<Count>,
    /// By territory, each thing for its own and all above.
    pub territories: Vec<TerritoryCount>,
    /// By program.
    pub programs: Vec<Count>,
    /// By direction.
    pub directions: Vec<Count>,
    /// By state.
    pub states: Vec<Count>,
    /// By disposition.
    pub decisions: Vec<Count>,
    /// By edition.
    pub editions: Vec<Count>,
    /// By year.
    pub years: Vec<Count>,
    /// By class of money: the value is the lower bound in tenge.
    pub money: Vec<Count>,
    /// Things without a sum of money.
    pub money_unknown: u64,
}

/// How many things have a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Count {
    /// The value.
    pub value: String,
    /// How many.
    pub count: u64,
}

/// How many things lie in a territory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TerritoryCount {
    /// Public id.
    pub id: String,
    /// Names of today.
    pub names: Names,
    /// Public id of the territory above.
    pub parent: Option<String>,
    /// How many.
    pub count: u64,
}

impl FacetsView {
    pub(super) fn new(facets: Facets, directory: &Directory) -> Self {
        let mut territories: Vec<TerritoryCount> = facets
            .territories
            .iter()
            .filter_map(|(id, count)| {
                let territory = directory.territories.get(id)?;
                let parent = territory.state.parent.and_then(|parent| directory.territories.get(&parent));
                Some(TerritoryCount {
                    id: territory.public_id.clone(),
                    names: territory.names(),
                    parent: parent.map(|parent| parent.public_id.clone()),
                    count: *count,
                })
            })
            .collect();
        territories.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.id.cmp(&b.id)));
        let mut programs = most(facets.programs);
        programs.truncate(PROGRAMS_MAX);
        Self {
            kinds: most(facets.kinds),
            languages: most(facets.languages),
            territories,
            programs,
            directions: most(facets.directions),
            states: most(facets.states),
            decisions: most(facets.decisions),
            editions: ascending(facets.editions),
            years: ascending(facets.years),
            money: ascending(facets.money),
            money_unknown: facets.money_unknown,
        }
    }
}

fn most(counts: BTreeMap<String, u64>) -> Vec<Count> {
    let mut counts = ascending(counts);
    counts.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    counts
}

fn ascending<K: ToString>(counts: BTreeMap<K, u64>) -> Vec<Count> {
    counts.into_iter().map(|(value, count)| Count { value: value.to_string(), count }).collect()
}

/// What could be meant by something half typed.
#[derive(Debug, Clone)]
pub struct SuggestionView {
    /// Words of published texts.
    pub words: Vec<String>,
    /// Places by name.
    pub places: Vec<Found>,
}
