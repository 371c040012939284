//! What all 216 programs must keep.

use std::collections::BTreeSet;

use kenes_domain::language::Language;
use kenes_domain::money::Tenge;
use kenes_domain::program::{Aim, Cost, ProvisionData, ProvisionKind};

use super::render::Figure;
use super::*;

pub(super) const TERRITORIES: &str = include_str!("../../../../config/campaigns/kz-2020/territories.csv");

/// All 216 programs of one seed, made once for all tests.
pub(super) fn campaign() -> &'static [DemoProgram] {
    static CAMPAIGN: std::sync::OnceLock<Vec<DemoProgram>> = std::sync::OnceLock::new();
    CAMPAIGN.get_or_init(|| places(TERRITORIES).unwrap().iter().map(|place| build(place, 2020)).collect())
}

/// Every kind of place, with another seed.
fn some(seed: u64) -> Vec<DemoProgram> {
    places(TERRITORIES).unwrap().iter().step_by(7).map(|place| build(place, seed)).collect()
}

fn numbers(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut current = String::new();
    for letter in text.chars().chain([' ']) {
        if letter.is_ascii_digit() || (letter == ',' || letter == '\u{a0}') && !current.is_empty() {
            current.push(letter);
        } else if !current.is_empty() {
            found.push(std::mem::take(&mut current).trim_end_matches([',', '\u{a0}']).to_owned());
        }
    }
    found.sort();
    found
}

#[test]
fn every_program_is_sound() {
    assert_eq!(campaign().len(), 216);
    for demo in campaign().iter().chain(&some(1)) {
        let edition = &demo.edition;
        let at = &demo.place.name.ru;
        assert_eq!(edition.validate(), Ok(()), "{at}");
        assert_eq!(edition.provisions.len(), demo.subjects.len());
        let mut labels = BTreeSet::new();
        for provision in &edition.provisions {
            let (kk, ru) = (provision.text.kk.as_deref().unwrap(), provision.text.ru.as_deref().unwrap());
            for text in [kk, ru] {
                assert!(!text.contains(['{', '}', '[', ']', '|']), "{at}: {text}");
                assert!(!text.contains("  ") && text.trim() == text, "{at}: {text}");
                assert!(!text.chars().next().unwrap().is_lowercase(), "{at}: {text}");
            }
            assert_eq!(numbers(kk), numbers(ru), "{at}: {kk} / {ru}");
            labels.insert(provision.label.clone());
            if let ProvisionData::Measure(measure) = &provision.data {
                for text in [&measure.executor, &measure.completion] {
                    assert!(text.is_complete());
                    assert!(!text.get(Language::Kk).unwrap().contains('{'), "{text:?}");
                    assert!(!text.get(Language::Ru).unwrap().contains('{'), "{text:?}");
                    assert!(!text.get(Language::Ru).unwrap().is_empty());
                }
            }
        }
        assert_eq!(labels.len(), edition.provisions.len(), "labels repeat in {at}");
        for text in [&edition.title, &edition.summary] {
            assert!(text.kk.as_deref().unwrap().to_lowercase().contains("демонстрация"), "{at}");
            assert!(text.ru.as_deref().unwrap().to_lowercase().contains("демонстрация"), "{at}");
            assert!(!text.kk.as_deref().unwrap().contains('{'));
            assert!(!text.ru.as_deref().unwrap().contains('{'));
        }
        assert_eq!(edition.summary.kk.as_deref().unwrap().lines().count(), 4);
        assert!(edition.provisions[1].text.kk.as_deref().unwrap().contains("демонстрациялық"));
        assert!(edition.provisions[1].text.ru.as_deref().unwrap().contains("демонстрационная"));
    }
}

#[test]
fn the_campaign_has_its_size() {
    let (mut measures, mut indicators, mut unknown, mut repeated) = (0, 0, 0, 0);
    for demo in campaign() {
        let mut texts = BTreeSet::new();
        let (mut own_measures, mut own_indicators) = (0, 0);
        for provision in &demo.edition.provisions {
            match &provision.data {
                ProvisionData::Measure(measure) => {
                    own_measures += 1;
                    unknown += usize::from(measure.cost == Cost::Unknown);
                    repeated += usize::from(!texts.insert(provision.text.kk.clone()));
                }
                ProvisionData::Indicator(_) => own_indicators += 1,
                ProvisionData::Text => {}
            }
        }
        assert_eq!(own_measures, size::measures(&demo.place));
        assert!((150..520).contains(&own_measures), "{}", own_measures);
        measures += own_measures;
        indicators += own_indicators;
    }
    println!("{measures} measures, {indicators} indicators, {unknown} unknown, {repeated} repeated");
    assert!((60_390..=61_610).contains(&measures), "{measures} measures");
    assert!((21_560..=22_440).contains(&indicators), "{indicators} indicators");
    assert!(unknown * 100 > measures * 4 && unknown * 100 < measures * 12, "{unknown} of {measures}");
    assert!(repeated * 1000 < measures, "{repeated} of {measures} measures repeat in their program");
}

#[test]
fn sums_in_the_text_are_sums_of_the_measures() {
    for demo in campaign().iter().step_by(5).chain(&some(7)) {
        let provisions = &demo.edition.provisions;
        let cost = |index: usize| match &provisions[index].data {
            ProvisionData::Measure(measure) => measure.cost.total().unwrap_or(Tenge::ZERO),
            _ => Tenge::ZERO,
        };
        let printed = |sum: Tenge| format!("{} млн теңге", money::millions(sum).print());
        let rows: Vec<&str> = provisions
            .iter()
            .filter(|provision| provision.kind == ProvisionKind::TableRow)
            .map(|provision| provision.text.kk.as_deref().unwrap())
            .collect();
        for (at, (code, ..)) in wording::DIRECTIONS.iter().enumerate() {
            let sum: Tenge = (0..provisions.len())
                .filter(|index| provisions[*index].direction.as_deref() == Some(code))
                .map(cost)
                .sum();
            assert!(rows[at].ends_with(&format!(": {}", printed(sum))), "{} {code}", rows[at]);
        }
        let total: Tenge = (0..provisions.len()).map(cost).sum();
        let summary = demo.edition.summary.kk.as_deref().unwrap();
        assert!(summary.contains(&printed(total)), "{summary}");
        for topic in 0..topics::ALL.len() {
            let own: Vec<usize> =
                (0..provisions.len()).filter(|index| demo.subjects[*index].topic == Some(topic)).collect();
            let sum: Tenge = own.iter().map(|index| cost(*index)).sum();
            let says_it = own
                .iter()
                .any(|index| provisions[*index].text.kk.as_deref().unwrap().contains(&printed(sum)));
            assert!(says_it || sum == Tenge::ZERO, "{}", topics::ALL[topic].code);
        }
    }
}

#[test]
fn indicators_go_the_right_way() {
    for demo in campaign().iter().step_by(3) {
        for provision in &demo.edition.provisions {
            let ProvisionData::Indicator(indicator) = &provision.data else { continue };
            let values: Vec<f64> = std::iter::once(indicator.base_value.as_ref().unwrap())
                .chain(indicator.targets.iter().map(|target| &target.value))
                .map(|value| value.parse().unwrap())
                .collect();
            assert_eq!(values.len(), 6);
            let up = indicator.aim == Some(Aim::Up);
            assert!(
                values.windows(2).all(|pair| if up { pair[0] <= pair[1] } else { pair[0] >= pair[1] }),
                "{values:?}"
            );
            assert!(values[0].total_cmp(&values[5]).is_ne(), "{:?} {values:?}", provision.text.ru);
            if indicator.unit.ru.as_deref() == Some("процент") {
                assert!(values.iter().all(|value| (0.0..=100.0).contains(value)));
            }
        }
    }
}

#[test]
fn a_program_depends_on_place_and_seed_only() {
    let places = places(TERRITORIES).unwrap();
    let place = &places[40];
    assert_eq!(program(place, 1), program(place, 1));
    assert_ne!(program(place, 1), program(place, 2));
    assert_ne!(program(place, 1).provisions, program(&places[41], 1).provisions);
}

#[test]
fn tables_of_texts_are_whole() {
    let mut codes = BTreeSet::new();
    for topic in topics::ALL {
        assert!(codes.insert(topic.code));
        assert!(wording::DIRECTIONS.iter().any(|(code, ..)| *code == topic.direction));
        for template in topic.indicators {
            let apart = template.base.1 < template.goal.0 || template.goal.1 < template.base.0;
            assert!(apart, "base and goal overlap: {}", template.text.1);
        }
        for template in topic.measures {
            for text in [template.text.0, template.text.1] {
                assert_eq!(text.contains("{x}"), !template.options.is_empty(), "{text}");
                assert_eq!(text.contains("{0"), template.number.is_some(), "{text}");
            }
            let counted = topic.tally.is_some() && template.counted;
            assert_eq!(counted, template.counted, "{} counts towards nothing", template.text.1);
        }
        let counts = topic.measures.iter().any(|template| template.counted);
        assert_eq!(counts, topic.tally.is_some(), "{}", topic.code);
    }
    assert_eq!(Figure::whole(3).print(), "3");
}

/// Kazakh words are written with the Kazakh і, never with the Latin look-alike.
#[test]
fn no_latin_letter_hides_in_a_cyrillic_word() {
    for demo in campaign().iter().step_by(6) {
        for provision in &demo.edition.provisions {
            for text in [provision.text.kk.as_deref().unwrap(), provision.text.ru.as_deref().unwrap()] {
                for word in text.split(|letter: char| !letter.is_alphabetic()) {
                    let latin = word.chars().any(|letter| letter.is_ascii_alphabetic());
                    let cyrillic = word.chars().any(|letter| !letter.is_ascii_alphabetic());
                    assert!(!(latin && cyrillic), "{word} in {text}");
                }
            }
        }
    }
}
