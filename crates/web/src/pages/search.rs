//! The search page. Everything that was asked stands in its address, so that it can be shared; facets are links.

mod facets;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use kenes_api::blocking;
use kenes_api::state::AppState;
use kenes_domain::language::{Language, Locale};
use kenes_domain::permission::Actor;
use kenes_service::Service;
use kenes_service::campaigns::{self, CampaignView};
use kenes_service::error::ServiceError;
use kenes_service::search::views::{HitView, SearchView, SnippetPart};
use kenes_service::search::{self, QueryFault, SearchQuery, Sort};

use self::facets::Facet;
use super::contribution::{disposition_text, disposition_tone};
use super::{Link, locale, name, problem, render};
use crate::cache::once;
use crate::format;
use crate::i18n::Texts;
use crate::request::{Parameters, encoded};
use crate::shell::Shell;
use crate::styles::Styles;

/// Hits of one page.
const SHOWN: u16 = 20;
/// Longest address part of a query that is carried on, in characters; longer ones are refused as queries anyway.
const QUERY_CHARACTERS_MAX: usize = 1_100;

/// Filters by one value each, in the order of the page: the parameter, and what the API calls it.
const FILTERS: [&str; 8] =
    ["territory", "kind", "direction", "state", "decision", "language", "year", "program"];

/// What an address asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Asked {
    text: String,
    /// Values of [`FILTERS`], empty for none.
    filters: [String; FILTERS.len()],
    sort: Sort,
    grouped: bool,
    past: bool,
    own_language_only: bool,
    /// From 1.
    page: u32,
}

impl Asked {
    fn of(parameters: &Parameters) -> Self {
        let text = |key: &str| parameters.get(key).unwrap_or_default().trim().to_owned();
        let sort = text("sort");
        Self {
            text: text("q").chars().take(QUERY_CHARACTERS_MAX).collect(),
            filters: FILTERS.map(text),
            sort: Sort::ALL.into_iter().find(|known| known.as_str() == sort).unwrap_or_default(),
            grouped: text("view") == "programs",
            past: text("past") == "1",
            own_language_only: text("own") == "1",
            page: text("page").parse().unwrap_or(1).clamp(1, search::HIT_DEPTH_MAX / u32::from(SHOWN)),
        }
    }

    fn filter(&self, key: &str) -> &str {
        FILTERS.iter().zip(&self.filters).find(|(known, _)| **known == key).map_or("", |(_, value)| value)
    }

    /// The same with one filter changed, from the first page on.
    fn with(&self, key: &str, value: &str) -> Self {
        let mut changed = Self { page: 1, ..self.clone() };
        for (known, slot) in FILTERS.iter().zip(&mut changed.filters) {
            if *known == key {
                value.clone_into(slot);
            }
        }
        changed
    }

    /// Whether nothing is asked for: then the page says how to ask.
    fn is_empty(&self) -> bool {
        self.text.is_empty() && self.filters.iter().all(String::is_empty)
    }

    /// Path and query behind the language.
    fn path(&self) -> String {
        let page = if self.page > 1 { self.page.to_string() } else { String::new() };
        let sort = if self.sort == Sort::default() { "" } else { self.sort.as_str() };
        let flag = |set: bool, value: &'static str| if set { value } else { "" };
        let mut pairs = vec![("q", self.text.as_str())];
        pairs.extend(FILTERS.iter().copied().zip(self.filters.iter().map(String::as_str)));
        pairs.extend([
            ("sort", sort),
            ("view", flag(self.grouped, "programs")),
            ("past", flag(self.past, "1")),
            ("own", flag(self.own_language_only, "1")),
            ("page", page.as_str()),
        ]);
        let pairs: Vec<String> = pairs
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(key, value)| format!("{key}={}", encoded(value)))
            .collect();
        if pairs.is_empty() { "/search".to_owned() } else { format!("/search?{}", pairs.join("&")) }
    }

    fn href(&self, locale: Locale) -> String {
        format!("/{locale}{}", self.path())
    }

    fn query(&self, locale: Locale) -> SearchQuery {
        let list = |key: &str| -> Vec<String> {
            Some(self.filter(key).to_owned()).filter(|value| !value.is_empty()).into_iter().collect()
        };
        SearchQuery {
            text: self.text.clone(),
            territories: list("territory"),
            programs: list("program"),
            directions: list("direction"),
            years: self.filter("year").parse().into_iter().collect(),
            states: list("state"),
            decisions: list("decision"),
            kinds: list("kind"),
            languages: list("language"),
            past: self.past,
            sort: self.sort,
            own_language_only: self.own_language_only,
            grouped: self.grouped,
            offset: (self.page - 1) * u32::from(SHOWN),
            limit: SHOWN,
            hint: Some(locale.content_language()),
            ..SearchQuery::default()
        }
    }
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    shell: Shell,
    asked: Asked,
    fault: String,
    results: Option<Results>,
    examples: Vec<Link>,
}

/// What is shown of a search.
struct Results {
    count: String,
    notes: Vec<Note>,
    /// Filters that are set; each leads to the same without it.
    set: Vec<Link>,
    sorts: Vec<Choice>,
    views: Vec<Choice>,
    hits: Vec<HitCard>,
    facets: Vec<Facet>,
    previous: Option<String>,
    next: Option<String>,
    building: bool,
}

/// A sentence about how the query was taken, and a link that changes it.
struct Note {
    text: String,
    link: Option<Link>,
}

/// One of several ways to see the same.
struct Choice {
    href: String,
    name: String,
    current: bool,
}

struct HitCard {
    kind: String,
    href: String,
    title: String,
    place: String,
    language: Language,
    parts: Vec<SnippetPart>,
    cut_before: bool,
    cut_after: bool,
    state: String,
    tone: &'static str,
    facts: Vec<String>,
    more: Option<Link>,
}

/// The search page.
pub async fn get_search(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<String>,
) -> HttpResponse {
    let locale = locale(&path);
    let asked = Asked::of(&Parameters::of(&request));
    let (service, public_url) = (state.service.clone(), state.public_url.clone());
    if state.limiter.check_read(&request).is_err() {
        return problem(&request, &state, locale, &ServiceError::TooMany { retry_after_seconds: 10 }).await;
    }
    let done = blocking::run(move || page(&service, locale, &public_url, &asked)).await;
    match done {
        Ok((status, html)) => once(&request, status, Styles::Search.policy(), html),
        Err(error) => problem(&request, &state, locale, &error).await,
    }
}

fn page(
    service: &Service,
    locale: Locale,
    public_url: &str,
    asked: &Asked,
) -> Result<(StatusCode, String), ServiceError> {
    let texts = Texts { locale };
    let campaign = campaigns::current(service)?;
    let mut shell = Shell::new(locale, Styles::Search, public_url, asked.path())
        .titled(texts.t("search-title"), texts.t("search-description"));
    shell.private = !asked.is_empty();
    shell.demonstration = campaign.demonstration;
    let mut page = SearchPage {
        shell,
        asked: asked.clone(),
        fault: String::new(),
        results: None,
        examples: examples(locale, texts),
    };
    if asked.is_empty() {
        return Ok((StatusCode::OK, render(&page)?));
    }
    match search::search(service, &Actor::anonymous(), &asked.query(locale)) {
        Ok(view) => {
            page.results = Some(results(asked, view, &campaign, texts));
            Ok((StatusCode::OK, render(&page)?))
        }
        Err(ServiceError::BadQuery(fault)) => refused(page, fault_text(&fault, texts)),
        Err(ServiceError::Invalid(_)) => refused(page, texts.t("search-fault-filter").into_owned()),
        Err(error) => Err(error),
    }
}

fn refused(mut page: SearchPage, fault: String) -> Result<(StatusCode, String), ServiceError> {
    page.shell.refused = true;
    page.fault = fault;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&page)?))
}

fn fault_text(fault: &QueryFault, texts: Texts) -> String {
    let key = format!("search-fault-{}", fault.code.replace('_', "-"));
    let number = format::number(fault.number);
    texts.with(&key, &[("field", &fault.field), ("value", &fault.value), ("number", &number)]).into_owned()
}

fn examples(locale: Locale, texts: Texts) -> Vec<Link> {
    ["words", "phrase", "without", "or", "filter"]
        .into_iter()
        .map(|code| {
            let example = texts.t(&format!("search-example-{code}")).into_owned();
            let asked = Asked { text: example.clone(), page: 1, ..Asked::default() };
            Link {
                href: asked.href(locale),
                name: example,
                parent: texts.t(&format!("search-help-{code}")).into_owned(),
                count: String::new(),
            }
        })
        .collect()
}

fn results(asked: &Asked, view: SearchView, campaign: &CampaignView, texts: Texts) -> Results {
    let locale = texts.locale;
    let listed = view.programs.unwrap_or(view.total);
    let shown = u64::from(asked.page) * u64::from(SHOWN);
    let at = |page: u32| Asked { page, ..asked.clone() }.href(locale);
    let deepest = search::HIT_DEPTH_MAX / u32::from(SHOWN);
    let count = match view.programs {
        Some(programs) => {
            texts.n_with("search-count-programs", view.total, "programs", &format::number(programs))
        }
        None => texts.n("search-count", &view.total),
    };
    let sorts = Sort::ALL.into_iter().map(|sort| Choice {
        href: Asked { sort, page: 1, ..asked.clone() }.href(locale),
        name: texts.t(&format!("search-sort-{}", sort.as_str())).into_owned(),
        current: sort == asked.sort,
    });
    let views = [(false, "search-view-flat"), (true, "search-view-programs")].map(|(grouped, key)| Choice {
        href: Asked { grouped, page: 1, ..asked.clone() }.href(locale),
        name: texts.t(key).into_owned(),
        current: grouped == asked.grouped,
    });
    Results {
        count: count.into_owned(),
        notes: notes(asked, &view, texts),
        set: facets::set(asked, &view.facets, campaign, texts),
        sorts: sorts.collect(),
        views: views.into_iter().collect(),
        previous: (asked.page > 1).then(|| at(asked.page - 1)),
        next: (shown < listed && asked.page < deepest).then(|| at(asked.page + 1)),
        facets: facets::of(asked, &view.facets, campaign, texts),
        building: view.building,
        hits: view.hits.into_iter().map(|hit| card(asked, hit, texts)).collect(),
    }
}

/// How the query was read, corrected and widened.
fn notes(asked: &Asked, view: &SearchView, texts: Texts) -> Vec<Note> {
    let locale = texts.locale;
    let mut notes = Vec::new();
    if let Some(read) = &view.read_as {
        notes.push(Note { text: texts.a("search-read-as", "query", read).into_owned(), link: None });
    }
    if let Some(better) = &view.did_you_mean {
        let better_asked = Asked { text: better.clone(), page: 1, ..asked.clone() };
        notes.push(Note {
            text: texts.t("search-did-you-mean").into_owned(),
            link: Some(Link::new(better_asked.href(locale), better.as_str())),
        });
    }
    if view.total > 0 && view.matching != "everything" {
        notes.push(Note {
            text: texts.t(&format!("search-matching-{}", view.matching)).into_owned(),
            link: None,
        });
    }
    let switched =
        Asked { own_language_only: !asked.own_language_only, page: 1, ..asked.clone() }.href(locale);
    if asked.own_language_only {
        notes.push(Note {
            text: texts.t("search-own").into_owned(),
            link: Some(Link::new(switched, texts.t("search-own-off"))),
        });
    } else if !view.also_searched.is_empty() {
        let words: Vec<String> = view.also_searched.iter().map(|expansion| expansion.to.join(", ")).collect();
        notes.push(Note {
            text: texts.a("search-also", "words", &words.join("; ")).into_owned(),
            link: Some(Link::new(switched, texts.t("search-own-on"))),
        });
    }
    notes
}

fn card(asked: &Asked, hit: HitView, texts: Texts) -> HitCard {
    let locale = texts.locale;
    let place = hit.territory_names.as_ref().map(|names| name(names, locale)).unwrap_or_default();
    let region = hit.parent_names.as_ref().map(|names| name(names, locale)).unwrap_or_default();
    let mut facts = vec![format::date(hit.date.date_at(super::COUNTRY_OFFSET_MINUTES), locale)];
    if let Some(edition) = hit.edition.filter(|_| hit.kind == "provision") {
        facts.push(texts.a("search-edition", "number", &edition.to_string()).into_owned());
    }
    if let Some(tenge) = hit.money_tenge {
        facts.push(format::money(tenge, locale));
    }
    if hit.supports > 0 {
        facts.push(texts.n("search-supports", &u64::from(hit.supports)).into_owned());
    }
    let (state, tone) = match (&hit.decision, &hit.state) {
        (Some(decision), _) => (disposition_text(*decision, texts), disposition_tone(*decision)),
        (None, Some(state)) => (facets::state_text(state, texts), "y"),
        (None, None) => (String::new(), ""),
    };
    let kind = texts.t(&format!("search-kind-{}", hit.kind)).into_owned();
    let title = match &hit.label {
        Some(label) => format!("{place}, {label}"),
        None => place,
    };
    let more = hit.program.as_ref().zip(hit.in_program.filter(|count| *count > 1)).map(|(program, count)| {
        let inside = Asked { grouped: false, ..asked.with("program", program) };
        Link::new(inside.href(locale), texts.n("search-in-program", &count))
    });
    HitCard {
        href: href(&hit, locale),
        kind,
        title,
        place: region,
        language: hit.snippet.language,
        parts: hit.snippet.parts,
        cut_before: hit.snippet.cut_before,
        cut_after: hit.snippet.cut_after,
        state,
        tone,
        facts,
        more,
    }
}

/// Where a thing stands: at its provision, in the edition that it belongs to.
fn href(hit: &HitView, locale: Locale) -> String {
    let Some(program) = &hit.program else { return format!("/{locale}") };
    let program = format!("/{locale}/programs/{program}");
    match (hit.kind, &hit.provision, hit.edition) {
        ("provision", Some(provision), Some(edition)) if !hit.current => {
            format!("{program}/editions/{edition}#p-{provision}")
        }
        ("decision", Some(provision), _) => format!("{program}/{provision}?order=answered"),
        (_, Some(provision), _) => match hit.position {
            // The list is ordered by time; it begins with the contribution that was found.
            Some(position) => format!("{program}/{provision}?cursor=0.0.{}#c-{}", position + 1, hit.id),
            None => format!("{program}/{provision}"),
        },
        (_, None, _) => program,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_everything_and_nothing_twice() {
        let asked = Asked {
            text: "ауыз су".to_owned(),
            sort: Sort::Date,
            grouped: true,
            page: 3,
            ..Asked::default()
        };
        let narrowed = asked.with("kind", "proposal");
        assert_eq!(
            narrowed.path(),
            "/search?q=%D0%B0%D1%83%D1%8B%D0%B7%20%D1%81%D1%83&kind=proposal&sort=date&view=programs"
        );
        let uri = format!("/kk{}", narrowed.path());
        let request = actix_web::test::TestRequest::with_uri(&uri).to_http_request();
        assert_eq!(Asked::of(&Parameters::of(&request)), narrowed);
        assert!(asked.path().ends_with("&page=3"));
        assert_eq!(Asked { page: 1, ..Asked::default() }.path(), "/search");
    }

    #[test]
    fn every_fault_of_a_query_has_its_words() {
        for code in QueryFault::CODES {
            let fault = QueryFault {
                code,
                detail: String::new(),
                field: "year".to_owned(),
                value: "x".to_owned(),
                number: 5,
            };
            for locale in Locale::ALL {
                let text = fault_text(&fault, Texts { locale: *locale });
                assert!(text.contains(' ') && !text.contains("search-fault"), "{code}: {text}");
            }
        }
    }
}
