//! Programs of the real size, made by the generator of the demonstration: bytes, completeness, well-formedness.

use std::collections::BTreeSet;

use kenes_api::compression::brotli;
use kenes_domain::conservation::Tally;
use kenes_domain::program::EditionDraft;
use kenes_service::demo;
use kenes_service::programs::{CostTotal, EditionCard, ProvisionView};
use kenes_service::territories::Names;

use super::*;

/// The budget of FRONTEND.md §5 for a program of 300 provisions.
const HTML_BR_MAX: usize = 45 * 1_024;
/// A page is kept at quality 10. This is faster and some hundredths larger, so the budget is kept with it all the more.
const QUALITY: u32 = 9;

fn place(name: &str) -> demo::Place {
    let table = include_str!("../../../../../config/campaigns/kz-2020/territories.csv");
    demo::places(table).unwrap().into_iter().find(|place| place.name.ru.contains(name)).unwrap()
}

/// Checks that found nothing, for a territory without envelope.
fn nothing() -> Money<'static> {
    static NOTHING: std::sync::OnceLock<kenes_domain::budget::checks::Report> = std::sync::OnceLock::new();
    Money { report: NOTHING.get_or_init(Default::default), directions: &[] }
}

fn view(draft: EditionDraft) -> EditionView {
    let opens_at = Timestamp::parse_rfc3339("2026-11-13T19:00:00Z").unwrap();
    let provisions: Vec<ProvisionView> = draft
        .provisions
        .into_iter()
        .enumerate()
        .map(|(index, provision)| ProvisionView {
            id: format!("z{:09}", index * 7_919 % 1_000_003),
            kind: provision.kind,
            level: provision.level,
            label: provision.label,
            direction: provision.direction,
            text: provision.text,
            data: provision.data,
            contributions: u64::try_from(index * 31 % 47).unwrap(),
        })
        .collect();
    let names = Names {
        kk: "Арал ауданы".into(), ru: "Аральский район".into(), en: "Aral District".into()
    };
    let program = ProgramCard {
        id: "0qx6cr0708".to_owned(),
        title: draft.title,
        phase: Phase::Discussion,
        first_year: draft.first_year,
        last_year: draft.last_year,
        edition: Some(1),
        territory: "aral-district".to_owned(),
        territory_names: names,
        parent_names: None,
        opens_at,
        closes_at: opens_at.plus_seconds(30 * 86_400),
        utc_offset_minutes: 300,
        contributions: Tally::default(),
        measures: 285,
        indicators: 102,
        planned_tenge: 16_743_600_000,
        cost_unknown: 19,
    };
    let costs = costs(&provisions);
    let card = EditionCard { number: 1, published_at: opens_at, provisions: 0 };
    EditionView {
        program,
        number: 1,
        superseded: false,
        published_at: opens_at,
        summary: draft.summary,
        provisions,
        costs,
        editions: vec![card],
    }
}

fn costs(provisions: &[ProvisionView]) -> Vec<CostTotal> {
    let mut totals = Vec::new();
    for provision in provisions {
        if let kenes_domain::program::ProvisionData::Measure(measure) = &provision.data
            && let kenes_domain::program::Cost::Known(lines) = &measure.cost
        {
            totals.extend(lines.iter().map(|line| CostTotal {
                year: line.year,
                source: line.source,
                direction: None,
                tenge: line.amount.amount(),
            }));
        }
    }
    totals
}

fn html(view: &EditionView, reading: &Reading, locale: Locale) -> String {
    let now = view.program.opens_at.plus_seconds(86_400);
    program_page(view, &nothing(), reading, locale, "https://kenes.example", true, now).unwrap()
}

/// Every element is closed where it should be, and no attribute carries styles or scripts.
fn assert_well_formed(html: &str) {
    const VOID: [&str; 4] = ["meta", "link", "input", "br"];
    const DRAWN: [&str; 4] = ["rect", "line", "circle", "path"];
    let mut open: Vec<&str> = Vec::new();
    for piece in html.split('<').skip(1) {
        let tag = piece.split('>').next().unwrap();
        let name = tag.split([' ', '\n', '/']).find(|word| !word.is_empty()).unwrap_or_default();
        if tag.starts_with('!') || VOID.contains(&name) {
            continue;
        }
        assert!(!tag.contains(" style=") && !tag.contains(" onclick="), "{tag}");
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "before {:?}", piece.chars().take(60).collect::<String>());
        } else if !tag.ends_with('/') {
            assert!(!DRAWN.contains(&name), "{tag} is not closed");
            open.push(name);
        }
    }
    assert_eq!(open, Vec::<&str>::new());
}

#[test]
fn a_program_of_300_provisions_keeps_its_budget_and_shows_all_of_them() {
    let view = view(demo::program(&place("Аральский"), 2020));
    assert!((300..=500).contains(&view.provisions.len()), "{}", view.provisions.len());
    for locale in [Locale::Kk, Locale::Ru, Locale::En] {
        let page = html(&view, &Reading::default(), locale);
        assert_well_formed(&page);
        let size = brotli(page.as_bytes(), QUALITY).unwrap().len();
        assert!(size <= HTML_BR_MAX, "{locale}: {size}");

        for provision in &view.provisions {
            assert!(page.contains(&format!("id=\"p-{}\"", provision.id)), "{locale}: {}", provision.label);
        }
        let ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "an id stands twice");
    }
}

#[test]
fn a_long_program_is_divided_and_every_part_keeps_the_budget() {
    let view = view(demo::program(&place("Туркестанская"), 2020));
    assert!(is_long(view.provisions.len()));
    let sections: Vec<&ProvisionView> =
        view.provisions.iter().filter(|provision| provision.level == 0).collect();
    let mut shown = BTreeSet::new();
    for section in &sections {
        let page =
            html(&view, &Reading { chapter: Some(section.id.clone()), ..Reading::default() }, Locale::Kk);
        assert_well_formed(&page);
        let size = brotli(page.as_bytes(), QUALITY).unwrap().len();
        assert!(size <= HTML_BR_MAX, "{}: {size}", section.label);

        let here =
            view.provisions.iter().filter(|provision| page.contains(&format!("id=\"p-{}\"", provision.id)));
        shown.extend(here.map(|provision| provision.id.clone()));
    }
    assert_eq!(shown.len(), view.provisions.len(), "every provision is in some chapter");
    let first = html(&view, &Reading::default(), Locale::Kk);
    assert!(first.contains(&format!("chapter={}#p-", sections.last().unwrap().id)));
    let nowhere = Reading { chapter: Some("nowhere".to_owned()), ..Reading::default() };
    let now = view.program.opens_at;
    assert!(matches!(
        program_page(&view, &nothing(), &nowhere, Locale::Kk, "", true, now),
        Err(ServiceError::NotFound)
    ));
}

#[test]
fn both_languages_stand_side_by_side_and_a_missing_one_is_said() {
    let mut view = view(demo::program(&place("Аральский"), 2020));
    let position =
        view.provisions.iter().position(|provision| provision.kind == ProvisionKind::Paragraph).unwrap();
    view.provisions[position].text.ru = None;
    let kk = html(&view, &Reading { both: true, ..Reading::default() }, Locale::Kk);
    assert_well_formed(&kk);
    assert!(kk.contains("class=\"also\" lang=\"ru\""));
    assert!(kk.contains("екінші тілдегі мәтіні жоқ"));
    let ru = html(&view, &Reading::default(), Locale::Ru);
    assert!(ru.contains("1 пункт ещё не переведён") || ru.contains("1\u{a0}пункт ещё не переведён"));
    assert!(ru.contains("<p lang=\"kk\">"), "the text that stands in is marked");
}

#[test]
fn the_address_says_how_a_program_is_read() {
    let reading = Reading { edition: Some(2), chapter: Some("s4".to_owned()), both: true };
    assert_eq!(reading.path("p1"), "/programs/p1/editions/2?chapter=s4&both=1");
    assert_eq!(Reading { both: true, ..Reading::default() }.path("p1"), "/programs/p1?both=1");
}
