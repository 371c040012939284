//! Counts as links: each narrows the search, and a filter that is set leads to the same without it.

use kenes_domain::decision::Disposition;
use kenes_domain::language::Locale;
use kenes_service::campaigns::CampaignView;
use kenes_service::search::views::{Count, FacetsView, TerritoryCount};

use super::{Asked, FILTERS};
use crate::format;
use crate::i18n::Texts;
use crate::pages::contribution::disposition_text;
use crate::pages::{Link, name};

/// Values of one property that are shown.
const VALUES_SHOWN: usize = 12;
/// Places that are shown: every region, or every district of one.
const PLACES_SHOWN: usize = 30;

/// The counts of one property.
pub struct Facet {
    /// The parameter; also the id of the heading.
    pub key: &'static str,
    pub title: String,
    pub values: Vec<Link>,
}

/// The counts worth showing: of properties that are not filtered yet and have several values.
pub fn of(asked: &Asked, counts: &FacetsView, campaign: &CampaignView, texts: Texts) -> Vec<Facet> {
    let lists: [(&'static str, &[Count]); 6] = [
        ("kind", &counts.kinds),
        ("direction", &counts.directions),
        ("state", &counts.states),
        ("decision", &counts.decisions),
        ("language", &counts.languages),
        ("year", &counts.years),
    ];
    let mut facets = Vec::new();
    let places = places(asked, &counts.territories, texts.locale);
    push(&mut facets, "territory", places, texts);
    for (key, counts) in lists {
        if !asked.filter(key).is_empty() {
            continue;
        }
        let values = counts
            .iter()
            .take(VALUES_SHOWN)
            .map(|count| Link {
                href: asked.with(key, &count.value).href(texts.locale),
                name: value_text(key, &count.value, campaign, texts),
                parent: String::new(),
                count: format::number(count.count),
            })
            .collect();
        push(&mut facets, key, values, texts);
    }
    facets
}

fn push(facets: &mut Vec<Facet>, key: &'static str, values: Vec<Link>, texts: Texts) {
    if values.len() > 1 {
        let title = texts.t(&format!("search-facet-{key}")).into_owned();
        facets.push(Facet { key, title, values });
    }
}

/// Regions; with a territory chosen, what lies directly below it.
fn places(asked: &Asked, counts: &[TerritoryCount], locale: Locale) -> Vec<Link> {
    let chosen = asked.filter("territory");
    counts
        .iter()
        .filter(|place| place.parent.as_deref().unwrap_or_default() == chosen)
        .take(PLACES_SHOWN)
        .map(|place| Link {
            href: asked.with("territory", &place.id).href(locale),
            name: name(&place.names, locale),
            parent: String::new(),
            count: format::number(place.count),
        })
        .collect()
}

/// The filters that are set.
pub fn set(asked: &Asked, counts: &FacetsView, campaign: &CampaignView, texts: Texts) -> Vec<Link> {
    let mut set: Vec<Link> = FILTERS
        .into_iter()
        .filter(|key| !asked.filter(key).is_empty())
        .map(|key| {
            let value = asked.filter(key);
            let shown = match key {
                "territory" => counts
                    .territories
                    .iter()
                    .find(|place| place.id == value)
                    .map_or_else(|| value.to_owned(), |place| name(&place.names, texts.locale)),
                "program" => texts.t("program").into_owned(),
                _ => value_text(key, value, campaign, texts),
            };
            Link::new(asked.with(key, "").href(texts.locale), shown)
        })
        .collect();
    if asked.past {
        let without = Asked { past: false, page: 1, ..asked.clone() };
        set.push(Link::new(without.href(texts.locale), texts.t("search-past")));
    }
    set
}

/// A state of a contribution, or the phase of a program.
pub fn state_text(state: &str, texts: Texts) -> String {
    match state {
        "open" | "decided" | "published" => texts.t(&format!("search-state-{state}")).into_owned(),
        phase if phase.parse::<kenes_domain::program::Phase>().is_ok() => {
            texts.t(&format!("phase-{}", phase.replace('_', "-"))).into_owned()
        }
        other => other.to_owned(),
    }
}

fn value_text(key: &str, value: &str, campaign: &CampaignView, texts: Texts) -> String {
    match key {
        "kind" if KINDS.contains(&value) => texts.t(&format!("search-kind-{value}")).into_owned(),
        "language" if matches!(value, "kk" | "ru") => {
            texts.t(&format!("search-language-{value}")).into_owned()
        }
        "state" => state_text(value, texts),
        "decision" => value
            .parse::<Disposition>()
            .map_or_else(|_| value.to_owned(), |disposition| disposition_text(disposition, texts)),
        "direction" => campaign.directions.iter().find(|known| known.code == value).map_or_else(
            || value.to_owned(),
            |direction| match texts.locale {
                Locale::Kk => direction.kk.clone(),
                Locale::Ru => direction.ru.clone(),
                Locale::En => direction.en.clone(),
            },
        ),
        _ => value.to_owned(),
    }
}

/// Kinds that have words.
const KINDS: [&str; 6] = ["provision", "program", "contribution", "proposal", "decision", "meeting"];
