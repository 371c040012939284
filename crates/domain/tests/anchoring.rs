//! Alignment and anchoring on made-up editions, and what must hold for any two editions.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that finds something else than it made may panic"
)]

mod synthetic;

use kenes_domain::{
    alignment::{Confirmed, ProvisionText, Relation, align},
    anchoring::{Placement, PlacementState, Placer, Quote},
    eval::{AnchoringReport, eval_anchoring},
};
use proptest::prelude::*;
use synthetic::{KAZAKH, PROFILES, Profile, RUSSIAN, Words, editions};

fn paragraphs(texts: &[&str]) -> Vec<ProvisionText> {
    texts
        .iter()
        .map(|text| ProvisionText { kind: "paragraph".to_owned(), texts: vec![(*text).to_owned()] })
        .collect()
}

fn measured(words: &Words, profile: Profile) -> AnchoringReport {
    eval_anchoring(&editions(words, profile, 120, 7).to_string()).unwrap()
}

#[test]
fn made_up_revisions_are_followed_in_both_languages() {
    for words in [&RUSSIAN, &KAZAKH] {
        for (profile, [f1, right, wrong]) in
            PROFILES.into_iter().zip([[0.98, 0.98, 0.01], [0.97, 0.97, 0.01], [0.95, 0.94, 0.02]])
        {
            let report = measured(words, profile);
            let name = format!("{} {}: {report:?}", words.language, profile.name);
            assert!(report.mapping.f1 >= f1, "{name}");
            assert!(report.quotes.right >= right && report.quotes.silently_wrong <= wrong, "{name}");
        }
    }
}

#[test]
fn a_restructured_edition_is_followed() {
    for words in [&RUSSIAN, &KAZAKH] {
        let report = measured(words, Profile { restructured: true, ..PROFILES[0] });
        assert!(report.mapping.f1 >= 0.97 && report.quotes.silently_wrong <= 0.02, "{report:?}");
    }
}

const FIRST: &str = "Библиотека аула Тасбулак работает до восьми вечера. Читальный зал отапливают с октября.";
const SECOND: &str = "Дорогу к ферме Енбек отсыпают щебнем каждую весну.";
const THIRD: &str = "Скважину для водопоя пробурят у старого моста.";

/// The words of a quote out of the first provision, and what became of them.
fn placed(old: &[&str], new: &[&str], words: &str) -> (Placement, Option<(usize, String)>) {
    let (old, new) = (paragraphs(old), paragraphs(new));
    let alignment = align(&old, &new, &[]).unwrap();
    let text = &old[0].texts[0];
    let start = text[..text.find(words).unwrap()].chars().count();
    let quote = Quote::capture(text, start, start + words.chars().count()).unwrap();
    let placement = Placer::new(&old, &new, &alignment).place(0, 0, &quote);
    let there = placement.place.map(|place| {
        let text = &new[place.provision].texts[0];
        (place.provision, text.chars().skip(place.start).take(place.end - place.start).collect())
    });
    (placement, there)
}

#[test]
fn a_sentence_that_went_to_another_paragraph_is_followed() {
    let moved = format!("{THIRD} Читальный зал отапливают с октября.");
    let (placement, there) = placed(
        &[FIRST, SECOND, THIRD],
        &["Библиотека аула Тасбулак работает до восьми вечера.", SECOND, &moved],
        "зал отапливают с октября",
    );
    assert_eq!(there, Some((2, "зал отапливают с октября".to_owned())), "{placement:?}");
    assert_eq!(placement.state, PlacementState::Moved);
}

#[test]
fn a_new_word_inside_makes_it_reworded_and_another_place_moved() {
    let (placement, there) = placed(
        &[FIRST, SECOND],
        &[&FIRST.replace("отапливают с", "снова отапливают с"), SECOND],
        "зал отапливают с октября",
    );
    assert_eq!(placement.state, PlacementState::Reworded);
    assert_eq!(there, Some((0, "зал снова отапливают с октября".to_owned())));
    let (placement, there) = placed(&[FIRST, SECOND, THIRD], &[SECOND, THIRD, FIRST], "до восьми вечера");
    assert_eq!(placement.state, PlacementState::Moved);
    assert_eq!(there, Some((2, "до восьми вечера".to_owned())));
}

#[test]
fn words_that_are_gone_are_removed() {
    let (placement, there) = placed(&[FIRST, SECOND, THIRD], &[SECOND, THIRD], "до восьми вечера");
    assert_eq!((placement.state, there), (PlacementState::Removed, None));
}

#[test]
fn what_staff_confirmed_is_not_changed() {
    let old = paragraphs(&[FIRST, SECOND]);
    let confirmed = [Confirmed { old: 0, new: vec![1] }, Confirmed { old: 1, new: vec![] }];
    let alignment = align(&old, &old, &confirmed).unwrap();
    let pairs: Vec<(usize, usize)> = alignment.links.iter().map(|link| (link.old, link.new)).collect();
    assert_eq!(pairs, [(0, 1)]);
    assert!(align(&old, &old, &[Confirmed { old: 9, new: vec![] }]).is_err());
    assert!(align(&old, &old, &[confirmed[0].clone(), confirmed[0].clone()]).is_err());
}

#[test]
fn the_other_language_tells_apart_what_one_leaves_open() {
    let both = |kk: &str, ru: &str| ProvisionText {
        kind: "row".to_owned(),
        texts: vec![kk.to_owned(), ru.to_owned()],
    };
    let old =
        [both("Мектепті жөндеу", "Ремонт школы у реки"), both("Мектепті жөндеу", "Ремонт школы на холме")];
    let new = [old[1].clone(), old[0].clone()];
    let alignment = align(&old, &new, &[]).unwrap();
    let pairs: Vec<(usize, usize)> = alignment.links.iter().map(|link| (link.old, link.new)).collect();
    assert_eq!(pairs, [(0, 1), (1, 0)]);
}

fn edition() -> impl Strategy<Value = Vec<ProvisionText>> {
    let word =
        prop::sample::select(vec!["су", "жол", "мектеп", "2026", "1)", "|", ".", "", "ё", "🙂", "\u{301}"]);
    let text = prop::collection::vec(word, 0..9).prop_map(|words| words.join(" "));
    let provision = (prop::sample::select(vec!["", "row", "heading"]), prop::collection::vec(text, 0..3))
        .prop_map(|(kind, texts)| ProvisionText { kind: kind.to_owned(), texts });
    prop::collection::vec(provision, 0..9)
}

proptest! {
    #[test]
    fn every_provision_is_accounted_for_and_every_anchor_has_one_place(old in edition(), new in edition()) {
        let alignment = align(&old, &new, &[]).unwrap();
        prop_assert_eq!(&alignment, &align(&old, &new, &[]).unwrap());
        for index in 0..old.len() {
            let linked = alignment.links.iter().any(|link| link.old == index);
            let removed = alignment.removed.iter().filter(|single| single.provision == index).count();
            prop_assert_eq!(removed, usize::from(!linked));
        }
        for index in 0..new.len() {
            let linked = alignment.links.iter().any(|link| link.new == index);
            let inserted = alignment.inserted.iter().filter(|single| single.provision == index).count();
            prop_assert_eq!(inserted, usize::from(!linked));
        }
        let placer = Placer::new(&old, &new, &alignment);
        for (provision, language, text) in old.iter().enumerate().flat_map(|(index, one)| {
            one.texts.iter().enumerate().map(move |(language, text)| (index, language, text))
        }) {
            let length = text.chars().count();
            for (start, end) in [(0, length), (length / 3, length / 2), (length / 2, length)] {
                let Ok(quote) = Quote::capture(text, start, end) else { continue };
                let placement = placer.place(provision, language, &quote);
                let needs_place = !matches!(placement.state, PlacementState::Removed | PlacementState::InDoubt);
                prop_assert!(placement.place.is_some() || !needs_place);
                if let Some(place) = placement.place {
                    prop_assert!(place.start <= place.end);
                    prop_assert!(place.end <= new[place.provision].texts[language].chars().count());
                }
            }
        }
    }

    #[test]
    fn equal_editions_are_the_identity(edition in edition()) {
        let alignment = align(&edition, &edition, &[]).unwrap();
        for link in &alignment.links {
            prop_assert!(link.old == link.new && link.relation == Relation::Same, "{:?}", link);
        }
        prop_assert!(alignment.removed.is_empty() && alignment.inserted.is_empty());
    }
}
