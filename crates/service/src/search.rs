//! Searching everything that was published and everything that people wrote, in both languages.
//!
//! **Architecture invariant:** what a reader may not see is neither found nor counted nor suggested: permissions are
//! part of every query, and the texts of a page are checked once more against the database before they are shown,
//! because the index follows it by a moment.

mod documents;
mod projection;
pub mod views;

use std::collections::BTreeMap;

use kenes_domain::contribution::{FieldError, FieldReason};
use kenes_domain::decision::Disposition;
use kenes_domain::folding;
use kenes_domain::language::Language;
use kenes_domain::permission::{Actor, Permission};
use kenes_domain::timestamp::Timestamp;
use kenes_search::document::Kind;
use kenes_search::error::QueryError;
use kenes_search::filter::{Filter, Viewer};
use kenes_search::search::{self as engine, DEPTH_MAX, Failure, Found, Hit, Matching, Request};
use kenes_store::contributions;

use self::views::{FacetsView, HitView, SearchView, SuggestionView};
use crate::Service;
use crate::directory::Directory;
use crate::error::ServiceError;
use crate::territories;

pub use projection::{Progress, bring_up_to_date, reindex};
pub(crate) use projection::{Projection, start, step};

/// Most hits of one page.
pub const HITS_MAX: u16 = 50;
/// Deepest hit that can be reached by paging; what lies deeper is reached by narrowing the query.
pub const HIT_DEPTH_MAX: u32 = 10_000;
/// Most values given for one filter.
const VALUES_MAX: usize = 50;
/// Most suggestions of words, and of places.
const SUGGESTIONS_MAX: usize = 8;
/// Most similar contributions offered.
pub const SIMILAR_MAX: usize = 5;

/// How results are ordered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// Best first.
    #[default]
    Relevance,
    /// Newest first.
    Date,
    /// Most supported first.
    Supports,
    /// Most expensive first.
    Money,
}

impl Sort {
    /// All orders.
    pub const ALL: [Self; 4] = [Self::Relevance, Self::Date, Self::Supports, Self::Money];

    /// The word in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Relevance => "relevance",
            Self::Date => "date",
            Self::Supports => "supports",
            Self::Money => "money",
        }
    }

    const fn engine(self) -> engine::Sort {
        match self {
            Self::Relevance => engine::Sort::Relevance,
            Self::Date => engine::Sort::Date,
            Self::Supports => engine::Sort::Supports,
            Self::Money => engine::Sort::Money,
        }
    }
}

/// A search as asked for. Values of one filter are alternatives, an empty list is no filter, all filters must hold.
#[derive(Debug, Clone, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own on the page and in the address"
)]
pub struct SearchQuery {
    /// The query as typed: words, "phrases", -without, OR, `field:value`.
    pub text: String,
    /// Public ids of territories, each with all below it.
    pub territories: Vec<String>,
    /// Public ids of programs.
    pub programs: Vec<String>,
    /// Codes of directions.
    pub directions: Vec<String>,
    /// Years.
    pub years: Vec<u16>,
    /// Words of states.
    pub states: Vec<String>,
    /// Words of dispositions.
    pub decisions: Vec<String>,
    /// Words of kinds: `provision`, `program`, `contribution`, `proposal`, `decision`.
    pub kinds: Vec<String>,
    /// Languages of the text.
    pub languages: Vec<String>,
    /// Numbers of editions; naming one finds past editions too.
    pub editions: Vec<u32>,
    /// Whether past editions are found.
    pub past: bool,
    /// At least this much money, in tenge.
    pub money_min_tenge: Option<i64>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
    /// Order.
    pub sort: Sort,
    /// Whether texts of the other language are left out.
    pub own_language_only: bool,
    /// Whether only the best hit of each program is given.
    pub grouped: bool,
    /// Whether the last word is still being typed.
    pub unfinished: bool,
    /// Hits to leave out, at most [`HIT_DEPTH_MAX`].
    pub offset: u32,
    /// Hits wanted, at most [`HITS_MAX`].
    pub limit: u16,
    /// Language of the reader, for queries that could be either.
    pub hint: Option<Language>,
}

/// Why a query cannot be understood. The code is stable; interfaces translate it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryFault {
    /// `unclosed_quote`, `empty_or`, `empty_value`, `bad_value`, `only_exclusions`, `too_many_words` or `too_long`.
    pub code: &'static str,
    /// One English sentence.
    pub detail: String,
    /// The filter as written.
    pub field: String,
    /// The value as written.
    pub value: String,
    /// Place in characters from 1, or the limit.
    pub number: u64,
}

impl From<QueryError> for QueryFault {
    fn from(error: QueryError) -> Self {
        let detail = error.to_string();
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        let (code, field, value, number) = match error {
            QueryError::UnclosedQuote { at } => {
                ("unclosed_quote", String::new(), String::new(), count(at) + 1)
            }
            QueryError::EmptyOr { at } => ("empty_or", String::new(), String::new(), count(at) + 1),
            QueryError::EmptyValue { field } => ("empty_value", field, String::new(), 0),
            QueryError::BadValue { field, value, .. } => ("bad_value", field, value, 0),
            QueryError::OnlyExclusions => ("only_exclusions", String::new(), String::new(), 0),
            QueryError::TooManyWords { words_max } => {
                ("too_many_words", String::new(), String::new(), count(words_max))
            }
            QueryError::TooLong { characters_max } => {
                ("too_long", String::new(), String::new(), count(characters_max))
            }
        };
        Self { code, detail, field, value, number }
    }
}

impl QueryFault {
    /// Every code, for the completeness test of the catalogues.
    pub const CODES: &'static [&'static str] = &[
        "unclosed_quote",
        "empty_or",
        "empty_value",
        "bad_value",
        "only_exclusions",
        "too_many_words",
        "too_long",
    ];
}

/// Searches as `actor`. Until the index of this process has been built, nothing is found and the view says so.
pub fn search(service: &Service, actor: &Actor, query: &SearchQuery) -> Result<SearchView, ServiceError> {
    let directory = service.directory()?;
    let viewer = viewer(actor);
    let filter = filter(&directory, viewer.clone(), query)?;
    let Some(index) = service.projection().index() else {
        return Ok(SearchView::unavailable());
    };
    // Read before searching: everything below it is in what is found.
    let indexed = index.cursor()?.unwrap_or(0);
    let request = Request {
        text: &query.text,
        filter,
        sort: query.sort.engine(),
        matching: Matching::Automatic,
        offset: usize::try_from(query.offset.min(HIT_DEPTH_MAX)).unwrap_or(DEPTH_MAX),
        limit: usize::from(query.limit.clamp(1, HITS_MAX)),
        hint: query.hint,
        across_languages: !query.own_language_only,
        complete_last_word: query.unfinished,
        group_by_program: query.grouped,
        facets: true,
    };
    let found = index.search(&request, &|name| territory_ids(&directory, name)).map_err(failure)?;
    let Found { hits, total, programs, matching, facets, read_as, also_searched, did_you_mean } = found;
    Ok(SearchView {
        hits: shown(service, &directory, &viewer, hits)?,
        total,
        programs,
        matching: views::matching_word(matching),
        facets: facets.map(|facets| FacetsView::new(facets, &directory)).unwrap_or_default(),
        read_as,
        also_searched: also_searched.into_iter().map(Into::into).collect(),
        did_you_mean,
        indexed_acts: indexed,
        building: service.projection().progress().is_some(),
    })
}

/// How far a rebuild of this process's index has come.
pub fn progress(service: &Service) -> Option<Progress> {
    service.projection().progress()
}

/// How many acts of the journal are in the index of this process.
pub fn indexed_acts(service: &Service) -> Result<u64, ServiceError> {
    match service.projection().index() {
        Some(index) => Ok(index.cursor()?.unwrap_or(0)),
        None => Ok(0),
    }
}

/// Words and places that begin with what is being typed. Only public words, at most a handful of each.
pub fn suggest(service: &Service, text: &str) -> Result<SuggestionView, ServiceError> {
    let words = match service.projection().index() {
        Some(index) => index.complete(text, SUGGESTIONS_MAX)?,
        None => Vec::new(),
    };
    let places = territories::find(service, text)?;
    Ok(SuggestionView { words, places: places.into_iter().take(SUGGESTIONS_MAX).collect() })
}

/// Public contributions and proposals that say much the same as one, nearest first, in either language: to be
/// offered after sending. Empty while the index is not there.
pub fn similar(service: &Service, contribution: &str) -> Result<Vec<HitView>, ServiceError> {
    let directory = service.directory()?;
    let row = service
        .read(|conn| contributions::find_by_public_id(conn, contribution)?.ok_or(ServiceError::NotFound))?;
    let (Some(index), Some(text)) = (service.projection().index(), &row.text) else { return Ok(Vec::new()) };
    let filter = Filter { kinds: vec![Kind::Contribution, Kind::Proposal], ..Filter::default() };
    let own = documents::contribution_id(&row.public_id);
    let hits = index.similar(text, row.language.0, &filter, &own, SIMILAR_MAX)?;
    shown(service, &directory, &Viewer::Public, hits)
}

/// Hits as shown: those that were hidden a moment ago are left out, the others get their names.
fn shown(
    service: &Service,
    directory: &Directory,
    viewer: &Viewer,
    hits: Vec<Hit>,
) -> Result<Vec<HitView>, ServiceError> {
    let ids: Vec<String> = hits
        .iter()
        .filter_map(|hit| hit.document.id.strip_prefix("contribution/").map(str::to_owned))
        .collect();
    let rows = if ids.is_empty() {
        Vec::new()
    } else {
        service.read(|conn| Ok(contributions::by_public_ids(conn, &ids)?))?
    };
    let public_only = *viewer == Viewer::Public;
    let positions: BTreeMap<String, i64> = rows
        .into_iter()
        .filter(|row| documents::is_shown(row.visibility.0, public_only))
        .map(|row| (documents::contribution_id(&row.public_id), row.id))
        .collect();
    Ok(hits
        .into_iter()
        .filter(|hit| {
            !hit.document.id.starts_with("contribution/") || positions.contains_key(&hit.document.id)
        })
        .map(|hit| {
            let position = positions.get(&hit.document.id).copied();
            HitView::new(hit, position, directory)
        })
        .collect())
}

/// Whose eyes an actor has: everything of the territories whose workspace they may read.
fn viewer(actor: &Actor) -> Viewer {
    match actor.territories_for(Permission::ReadWorkspace) {
        None => Viewer::All,
        Some(tops) if tops.is_empty() => Viewer::Public,
        Some(tops) => Viewer::Territories(tops),
    }
}

fn filter(directory: &Directory, viewer: Viewer, query: &SearchQuery) -> Result<Filter, ServiceError> {
    let too_many = [
        query.territories.len(),
        query.programs.len(),
        query.directions.len(),
        query.years.len(),
        query.states.len(),
        query.decisions.len(),
        query.kinds.len(),
        query.languages.len(),
        query.editions.len(),
    ];
    if too_many.into_iter().any(|values| values > VALUES_MAX) {
        return Err(invalid("filter", FieldReason::Range));
    }
    let territory = |id: &String| directory.find(id).map(|territory| territory.id);
    Ok(Filter {
        viewer,
        include_past: query.past,
        territories: parsed("territory", &query.territories, territory)?,
        programs: query.programs.clone(),
        editions: query.editions.clone(),
        directions: query.directions.clone(),
        years: query.years.clone(),
        states: query.states.clone(),
        decisions: parsed("decision", &query.decisions, |word| word.parse::<Disposition>().ok())?,
        kinds: parsed("kind", &query.kinds, |word| Kind::parse(word))?,
        languages: parsed("language", &query.languages, |word| word.parse::<Language>().ok())?,
        from: query.from,
        until: query.until,
        money_min_tenge: query.money_min_tenge,
    })
}

fn parsed<T>(
    field: &'static str,
    words: &[String],
    parse: impl Fn(&String) -> Option<T>,
) -> Result<Vec<T>, ServiceError> {
    words.iter().map(|word| parse(word).ok_or_else(|| invalid(field, FieldReason::UnknownWord))).collect()
}

fn invalid(field: &'static str, reason: FieldReason) -> ServiceError {
    ServiceError::Invalid(vec![FieldError { field, reason }])
}

/// The territories that `territory:NAME` means: by public id, by whole name, or by the name without its kind.
fn territory_ids(directory: &Directory, name: &str) -> Vec<i64> {
    if let Some(territory) = directory.find(name) {
        return vec![territory.id];
    }
    let needle = folding::fold(name.trim());
    let begins = |folded: &String| {
        folded == &needle || folded.strip_prefix(needle.as_str()).is_some_and(|rest| rest.starts_with(' '))
    };
    directory
        .territories
        .values()
        .filter(|territory| !needle.is_empty() && territory.folded.iter().any(begins))
        .map(|territory| territory.id)
        .collect()
}

fn failure(failure: Failure) -> ServiceError {
    match failure {
        Failure::Query(error) => ServiceError::BadQuery(Box::new(error.into())),
        Failure::Index(error) => error.into(),
    }
}
