//! Searching: from a request to hits, counts and suggestions.

use std::collections::BTreeMap;

use kenes_domain::language::Language;
use tantivy::{DocAddress, Searcher, TantivyDocument, schema::Value};

use crate::{
    analysis::canonical_words,
    document::Document,
    error::{QueryError, SearchError},
    execute::{self, Match, slot},
    facets::{self, Facets},
    filter::Filter,
    glossary,
    index::{Generation, Index},
    plan::{self, Options, Plan},
    reading::Reading,
    schema::column,
    snippet::{Highlighter, Snippet},
    statistics::Statistics,
    suggest,
    syntax::{self, Item, ParsedQuery},
};

/// Most hits of one page.
pub const LIMIT_MAX: usize = 100;
/// Deepest hit that can be asked for.
pub const DEPTH_MAX: usize = 10_000;
/// When fewer documents than this hold everything asked for, those that hold most of it are found too.
const COMPLETE_MIN: usize = 3;
/// Share of the things asked for that a document must hold when too few hold all.
const MOST: f64 = 0.5;
/// Fewer hits than this and a better spelling is proposed.
const SUGGEST_BELOW: usize = 3;

/// Order of hits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// Best first.
    #[default]
    Relevance,
    /// Newest first.
    Date,
    /// Most supported first.
    Supports,
    /// Most expensive first; without a sum last.
    Money,
}

/// Which documents count as found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Matching {
    /// Those with everything asked for; when there are too few, those with most of it; when there is none, anything
    /// similar.
    #[default]
    Automatic,
    /// Only those with everything.
    Everything,
    /// Those with at least half of it.
    Most,
    /// Everything that is similar in any way.
    Similar,
}

/// A search.
#[expect(clippy::struct_excessive_bools, reason = "each is an independent switch of the search form")]
#[derive(Debug, Clone)]
pub struct Request<'r> {
    /// The query as typed, in the query language of [`syntax`].
    pub text: &'r str,
    /// Permissions and filters; filters in the text are added.
    pub filter: Filter,
    /// Order.
    pub sort: Sort,
    /// What counts as found.
    pub matching: Matching,
    /// Hits to leave out.
    pub offset: usize,
    /// Hits wanted, at most [`LIMIT_MAX`].
    pub limit: usize,
    /// Language of the page, for queries that could be either.
    pub hint: Option<Language>,
    /// Whether to find texts of the other language too.
    pub across_languages: bool,
    /// Whether the last word is still being typed.
    pub complete_last_word: bool,
    /// Whether to give only the best hit of each program.
    pub group_by_program: bool,
    /// Whether to count facets.
    pub facets: bool,
}

impl Default for Request<'_> {
    fn default() -> Self {
        Self {
            text: "",
            filter: Filter::default(),
            sort: Sort::Relevance,
            matching: Matching::Automatic,
            offset: 0,
            limit: 20,
            hint: None,
            across_languages: true,
            complete_last_word: false,
            group_by_program: false,
            facets: true,
        }
    }
}

/// One document found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The document.
    pub document: Document,
    /// Its score; comparable within one result only.
    pub score: f64,
    /// The best excerpt of its text.
    pub snippet: Snippet,
    /// With grouping: how many documents of its program were found.
    pub in_program: Option<u64>,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The hits of the page.
    pub hits: Vec<Hit>,
    /// How many documents were found in all.
    pub total: u64,
    /// With grouping: in how many programs; pages count programs.
    pub programs: Option<u64>,
    /// How much a document had to hold to be found. Never [`Matching::Automatic`].
    pub matching: Completeness,
    /// Counts, when asked for.
    pub facets: Option<Facets>,
    /// The query as it was read, when not as typed (Latin letters, wrong keyboard layout).
    pub read_as: Option<String>,
    /// What was searched as well, in the other language.
    pub also_searched: Vec<Expansion>,
    /// A better spelling, when little was found.
    pub did_you_mean: Option<String>,
}

/// An expansion into the other language, to be shown («also searched»).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expansion {
    /// The words of the query.
    pub from: String,
    /// The other language.
    pub language: Language,
    /// What was searched as well.
    pub to: Vec<String>,
}

/// How much of a query the documents found hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completeness {
    /// Everything.
    Everything,
    /// At least half.
    Most,
    /// Something similar.
    Similar,
}

/// A failed search: the user's query or the index.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The query cannot be understood.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// The index failed.
    #[error(transparent)]
    Index(#[from] SearchError),
}

impl Index {
    /// Runs a search. `territory` turns a name in `territory:…` into ids.
    pub fn search(&self, request: &Request, territory: &dyn Fn(&str) -> Vec<i64>) -> Result<Found, Failure> {
        let query = syntax::parse(request.text, territory)?;
        Ok(self.run(request, &query)?)
    }

    pub(crate) fn run(&self, request: &Request, query: &ParsedQuery) -> Result<Found, SearchError> {
        let generation = self.generation();
        let searcher = generation.searcher();
        let prepared = Prepared::new(request, query, &generation, &searcher)?;
        let all = execute::run(&prepared.plan, &prepared.filter, &prepared.statistics)?;
        let (mut matches, matching) = keep_complete(all, &prepared.plan, request.matching);
        let total = matches.len();
        let facets = if request.facets { Some(facets::count(&matches, &prepared.statistics)?) } else { None };
        let columns = Columns::new(&searcher)?;
        let sort = if prepared.plan.concepts.is_empty() && request.sort == Sort::Relevance {
            Sort::Date
        } else {
            request.sort
        };
        let mut groups = None;
        if request.group_by_program {
            let (best, counts) = columns.best_of_programs(&matches, sort)?;
            matches = best;
            groups = Some(counts);
        }
        let programs = groups.as_ref().map(|_| count(matches.len()));
        let page = columns.page(matches, sort, request.offset.min(DEPTH_MAX), request.limit.min(LIMIT_MAX));
        let highlighter = Highlighter::new(&prepared.plan);
        let mut hits = Vec::with_capacity(page.len());
        for found in page {
            let document = read(&generation, &searcher, found)?;
            let in_program = groups.as_ref().and_then(|groups| {
                document.program.as_ref().map_or(Some(1), |program| groups.get(program).copied())
            });
            let snippet = best_snippet(&highlighter, &document, prepared.reading.language.or(request.hint));
            hits.push(Hit { document, score: found.score, snippet, in_program });
        }
        let did_you_mean = if total < SUGGEST_BELOW {
            suggest::better_spelling(&prepared.text, &prepared.reading, &prepared.statistics)?
        } else {
            None
        };
        Ok(Found {
            hits,
            total: count(total),
            programs,
            matching,
            facets,
            read_as: prepared.reading.is_reinterpreted().then(|| prepared.reading.apply(&prepared.text)),
            also_searched: prepared.plan.expansions,
            did_you_mean,
        })
    }

    /// The ids and scores of the best documents for a query, without facets or snippets: for exports, alerts and
    /// measurements.
    pub fn rank(
        &self,
        request: &Request,
        limit: usize,
        territory: &dyn Fn(&str) -> Vec<i64>,
    ) -> Result<Vec<(String, f64)>, Failure> {
        let query = syntax::parse(request.text, territory)?;
        Ok(self.rank_parsed(request, &query, limit)?)
    }

    pub(crate) fn rank_parsed(
        &self,
        request: &Request,
        query: &ParsedQuery,
        limit: usize,
    ) -> Result<Vec<(String, f64)>, SearchError> {
        let generation = self.generation();
        let searcher = generation.searcher();
        let prepared = Prepared::new(request, query, &generation, &searcher)?;
        let all = execute::run(&prepared.plan, &prepared.filter, &prepared.statistics)?;
        let (matches, _) = keep_complete(all, &prepared.plan, request.matching);
        let page = Columns::new(&searcher)?.page(matches, request.sort, 0, limit);
        page.into_iter().map(|found| Ok((read(&generation, &searcher, found)?.id, found.score))).collect()
    }
}

/// A request with everything looked up that running it needs.
struct Prepared<'p> {
    filter: Filter,
    text: String,
    reading: Reading,
    plan: Plan,
    statistics: Statistics<'p>,
}

impl<'p> Prepared<'p> {
    fn new(
        request: &Request,
        query: &ParsedQuery,
        generation: &'p Generation,
        searcher: &'p Searcher,
    ) -> Result<Self, SearchError> {
        let mut filter = request.filter.clone();
        let statistics = Statistics::new(searcher, &generation.fields, &filter.viewer)?;
        let text = words_of(query);
        let reading = Reading::of(&text, request.hint, &statistics)?;
        filter.territories.extend(&query.filters.territories);
        filter.directions.extend(query.filters.directions.iter().cloned());
        filter.years.extend(&query.filters.years);
        filter.states.extend(query.filters.states.iter().cloned());
        filter.decisions.extend(&query.filters.decisions);
        filter.kinds.extend(&query.filters.kinds);
        filter.languages.extend(&query.filters.languages);
        let targets =
            if filter.languages.is_empty() { Language::ALL.to_vec() } else { filter.languages.clone() };
        let learnt = generation.learnt();
        let options = Options {
            statistics: &statistics,
            glossary: glossary::built_in(),
            learnt: &learnt,
            targets: &targets,
            across_languages: request.across_languages,
            complete_last_word: request.complete_last_word,
        };
        let plan = plan::plan(query, &reading, &options)?;
        Ok(Self { filter, text, reading, plan, statistics })
    }
}

/// The words of a query without its operators.
fn words_of(query: &ParsedQuery) -> String {
    let items = query.groups.iter().flatten().map(|item| match item {
        Item::Words(text) | Item::Phrase(text) => text.as_str(),
    });
    items.collect::<Vec<_>>().join(" ")
}

fn keep_complete(all: Vec<Match>, plan: &Plan, matching: Matching) -> (Vec<Match>, Completeness) {
    let concepts = u32::try_from(plan.concepts.len()).unwrap_or(u32::MAX);
    let having = |share: f64| {
        let fewest = share * f64::from(concepts);
        move |found: &&Match| f64::from(found.concepts.count_ones()) >= fewest
    };
    if matching == Matching::Similar {
        return (all, Completeness::Similar);
    }
    if matching == Matching::Most {
        return (all.iter().filter(having(MOST)).copied().collect(), Completeness::Most);
    }
    let complete: Vec<Match> = all.iter().filter(having(1.0)).copied().collect();
    if complete.len() >= COMPLETE_MIN
        || matching == Matching::Everything
        || concepts <= 1 && !complete.is_empty()
    {
        return (complete, Completeness::Everything);
    }
    let most: Vec<Match> =
        all.iter().filter(|found| found.concepts != 0).filter(having(MOST)).copied().collect();
    if most.len() > complete.len() {
        return (most, Completeness::Most);
    }
    if !complete.is_empty() {
        return (complete, Completeness::Everything);
    }
    (all.into_iter().filter(|found| found.direct).collect(), Completeness::Similar)
}

/// Columns that order hits.
struct Columns<'c> {
    searcher: &'c Searcher,
    segments: Vec<SegmentColumns>,
}

struct SegmentColumns {
    date: tantivy::columnar::Column<i64>,
    supports: tantivy::columnar::Column<u64>,
    money: tantivy::columnar::Column<i64>,
    order: tantivy::columnar::Column<u64>,
}

impl<'c> Columns<'c> {
    fn new(searcher: &'c Searcher) -> Result<Self, SearchError> {
        let mut segments = Vec::new();
        for segment in searcher.segment_readers() {
            let columns = segment.fast_fields();
            segments.push(SegmentColumns {
                date: columns.i64(column::DATE)?,
                supports: columns.u64(column::SUPPORTS)?,
                money: columns.i64(column::MONEY)?,
                order: columns.u64(column::ORDER)?,
            });
        }
        Ok(Self { searcher, segments })
    }

    /// What a match is ordered by, greater first: the sort's own value, the score, then the date.
    fn key(&self, found: &Match, sort: Sort) -> (i64, f64, i64) {
        let columns = self.segments.get(slot(found.segment));
        let date = columns.and_then(|columns| columns.date.first(found.document)).unwrap_or(i64::MIN);
        let value = match sort {
            Sort::Relevance => 0,
            Sort::Date => date,
            Sort::Supports => columns
                .and_then(|columns| columns.supports.first(found.document))
                .and_then(|supports| i64::try_from(supports).ok())
                .unwrap_or(0),
            Sort::Money => {
                columns.and_then(|columns| columns.money.first(found.document)).unwrap_or(i64::MIN)
            }
        };
        (value, found.score, date)
    }

    fn order(&self, a: &Match, b: &Match, sort: Sort) -> std::cmp::Ordering {
        let (a_key, b_key) = (self.key(a, sort), self.key(b, sort));
        b_key
            .0
            .cmp(&a_key.0)
            .then_with(|| b_key.1.total_cmp(&a_key.1))
            .then_with(|| b_key.2.cmp(&a_key.2))
            .then_with(|| self.order_of_equals(a).cmp(&self.order_of_equals(b)))
            .then_with(|| (a.segment, a.document).cmp(&(b.segment, b.document)))
    }

    /// The same in every index of the same documents, whatever their segments.
    fn order_of_equals(&self, found: &Match) -> u64 {
        let columns = self.segments.get(slot(found.segment));
        columns.and_then(|columns| columns.order.first(found.document)).unwrap_or(0)
    }

    fn page(&self, mut matches: Vec<Match>, sort: Sort, offset: usize, limit: usize) -> Vec<Match> {
        let wanted = offset.saturating_add(limit);
        if wanted == 0 {
            return Vec::new();
        }
        if matches.len() > wanted {
            matches.select_nth_unstable_by(wanted - 1, |a, b| self.order(a, b, sort));
            matches.truncate(wanted);
        }
        matches.sort_unstable_by(|a, b| self.order(a, b, sort));
        matches.into_iter().skip(offset).collect()
    }

    /// The best match of each program, with how many each program has; a document without a program stands alone.
    fn best_of_programs(
        &self,
        matches: &[Match],
        sort: Sort,
    ) -> Result<(Vec<Match>, BTreeMap<String, u64>), SearchError> {
        let mut best: BTreeMap<String, (Match, u64)> = BTreeMap::new();
        let mut alone = Vec::new();
        let mut name = String::new();
        for found in matches {
            let segment = self.searcher.segment_reader(found.segment);
            let programs = segment.fast_fields().str(column::PROGRAM)?;
            let number = programs.as_ref().and_then(|programs| programs.term_ords(found.document).next());
            let (Some(programs), Some(number)) = (programs, number) else {
                alone.push(*found);
                continue;
            };
            name.clear();
            programs.ord_to_str(number, &mut name)?;
            match best.get_mut(&name) {
                Some((kept, count)) => {
                    *count += 1;
                    if self.order(found, kept, sort).is_lt() {
                        *kept = *found;
                    }
                }
                None => {
                    best.insert(name.clone(), (*found, 1));
                }
            }
        }
        let counts = best.iter().map(|(program, (_, count))| (program.clone(), *count)).collect();
        Ok((best.into_values().map(|(found, _)| found).chain(alone).collect(), counts))
    }
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

fn read(generation: &Generation, searcher: &Searcher, found: Match) -> Result<Document, SearchError> {
    let stored: TantivyDocument = searcher.doc(DocAddress::new(found.segment, found.document))?;
    let source =
        stored.get_first(generation.fields.source).and_then(|value| value.as_str()).unwrap_or_default();
    Ok(serde_json::from_str(source)?)
}

/// The excerpt of the text with most found words; at a draw of the text in the reader's language.
fn best_snippet(highlighter: &Highlighter, document: &Document, language: Option<Language>) -> Snippet {
    let snippets = document.texts.iter().map(|text| {
        let body = if canonical_words(&text.body).is_empty() { &text.title } else { &text.body };
        highlighter.snippet(text.language, body)
    });
    let best = snippets.max_by_key(|snippet| (snippet.highlights.len(), Some(snippet.language) == language));
    best.unwrap_or(Snippet {
        language: language.unwrap_or(Language::Kk),
        text: String::new(),
        highlights: Vec::new(),
        cut_before: false,
        cut_after: false,
    })
}
