use proptest::prelude::*;

use super::*;
use crate::language::Language;

#[test]
fn kazakh_on_a_russian_keyboard_is_the_same() {
    assert_eq!(fold("Көлік жолы"), fold("колик жолы"));
    assert_eq!(fold("ҚАЛАНЫҢ ҮЙІ һәм ғимараты"), "каланын уйи хам гимараты");
    assert_eq!(canonical("Ёлка Көлік"), "елка көлік");
}

#[test]
fn look_alikes_are_replaced_inside_cyrillic_words_only() {
    assert_eq!(canonical("Бiлiм"), "білім");
    assert_eq!(canonical("Мəдениет"), "мәдениет");
    assert_eq!(canonical("COVIDтен"), "covidтен");
    assert_eq!(canonical("Аstana"), "astana");
    assert_eq!(canonical("IT-мамандар"), "it-мамандар");
    let found = mixed_script_words("Жаңа Бiлiм, COVIDтен");
    let found: Vec<_> =
        found.iter().map(|m| (m.range.clone(), m.word.as_str(), m.corrected.as_deref())).collect();
    assert_eq!(found, [(9..17, "Бiлiм", Some("Білім")), (19..30, "COVIDтен", None)]);
}

#[test]
fn decomposed_invisible_and_stressed_letters_are_repaired() {
    assert_eq!(canonical("рай\u{AD}он"), "район");
    assert_eq!(canonical("райо\u{301}н"), "район");
    assert_eq!(canonical("раи\u{306}он"), "район");
    assert_eq!(canonical("Е\u{308}лка"), "елка");
}

#[test]
fn a_place_leads_back_to_the_source() {
    let source = "Жа\u{AD}ңа «Бiлiм» беру раи\u{306}оны";
    let folded = fold_with_map(source);
    let find = |needle: &str| {
        let start = folded.text().find(needle).unwrap();
        source.get(folded.source_range(start..start + needle.len())).unwrap()
    };
    assert_eq!(find("жана"), "Жа\u{AD}ңа");
    assert_eq!(find("билим"), "Бiлiм");
    assert_eq!(find("районы"), "раи\u{306}оны");
    assert_eq!(folded.source_range(0..0), 0..0);
    assert_eq!(folded.source_range(9_999..9_999).start, folded.source_range(9_999..10_000).start);
}

#[test]
fn three_latin_spellings_are_read() {
    for (latin, cyrillic) in [
        ("köлık", None),
        ("jaña mektepterdıñ jüiesı", Some("жаңа мектептердің жүйесі")),
        ("qoğamdyq tehnologiialar", Some("қоғамдық технологиялар")),
        ("tsifrlandyru tşempion", Some("цифрландыру чемпион")),
        ("jańa mektepterdiń júıesi, áleýmettik", Some("жаңа мектептердің жүйесі, әлеуметтік")),
        ("zhana shanyraq bailanysy", Some("жана шанырақ байланысы")),
        ("qay ayaq auyl boiy", Some("қай аяқ ауыл бойы")),
        ("200 teñge", Some("200 теңге")),
    ] {
        if let Some(cyrillic) = cyrillic {
            assert_eq!(latin_to_cyrillic(latin).as_deref(), Some(cyrillic), "{latin}");
        } else {
            assert!(latin_to_cyrillic(latin).is_some(), "{latin}");
        }
    }
    assert_eq!(latin_to_cyrillic("façade łódź"), None);
}

#[test]
fn a_latin_word_sounds_like_its_cyrillic_one() {
    for (cyrillic, spellings) in [
        ("экономиканың", ["ekonomikanyñ", "ekonomıkanyń", "ekonomikanyn"]),
        ("инфрақұрылым", ["infraqūrylym", "ınfraqurylym", "infraqurylym"]),
        ("дүниежүзілік", ["düniejüzılık", "dúnıejúzilik", "duniezhuzilik"]),
        ("шаһарына", ["şaharyna", "shaharyna", "shaharyna"]),
        ("аяғында", ["aiağynda", "aıaǵynda", "ayagynda"]),
        ("жоюдың", ["joiudyñ", "joıýdyń", "zhoyudyn"]),
        ("цифрлық", ["tsifrlyq", "tsıfrlyq", "tsifrlyq"]),
    ] {
        for latin in spellings {
            let read = latin_to_cyrillic(latin).unwrap();
            assert_eq!(sound_key(&read), sound_key(cyrillic), "{latin} → {read}");
        }
    }
    assert_eq!(sound_key("объект"), sound_key(&latin_to_cyrillic("obekt").unwrap()));
}

#[test]
fn wrong_layouts_are_read() {
    use KeyboardLayout::{Kazakh, Russian};
    assert_eq!(from_latin_keys("ljhjub", Russian).as_deref(), Some("дороги"));
    assert_eq!(from_latin_keys("rjkbr ;jks", Russian).as_deref(), Some("колик жолы"));
    assert_eq!(from_latin_keys("r-k3r ;jks 2024", Kazakh).as_deref(), Some("көлік жолы 2024"));
    assert_eq!(from_latin_keys("дороги", Russian), None);
    assert_eq!(to_latin_keys("зва").as_deref(), Some("pdf"));
}

#[test]
fn the_language_of_short_texts_is_guessed() {
    for kk in [
        "көлік жолы",
        "колик жолы",
        "ауыл мектеби",
        "мектептердин жондеуи",
        "кандай мекеме",
        "qoğamdyq kölık",
        "zhol zhondeu kerek",
        "балабакша салу",
        "ауылдагы аурухана",
    ] {
        assert_eq!(guess_language(kk), Some(Language::Kk), "{kk}");
    }
    for ru in [
        "ремонт дороги",
        "строительство школы",
        "питьевая вода в селе",
        "больница",
        "какие налоги",
        "освещение улиц",
    ] {
        assert_eq!(guess_language(ru), Some(Language::Ru), "{ru}");
    }
    assert_eq!(guess_language("2025"), None);
    assert_eq!(guess_language(""), None);
}

proptest! {
    #[test]
    fn folding_is_idempotent_and_canonical_comes_first(text in "[а-яА-ЯёЁәғқңөұүһіӘҚa-zA-Z0-9 .\u{301}\u{306}\u{AD}-]{0,40}") {
        let folded = fold(&text);
        prop_assert_eq!(&fold(&folded), &folded);
        let canonical_text = canonical(&text);
        prop_assert_eq!(&canonical(&canonical_text), &canonical_text);
        prop_assert_eq!(&fold(&canonical_text), &folded);
        let mapped = fold_with_map(&text);
        prop_assert_eq!(mapped.text(), &folded);
    }

    #[test]
    fn any_text_is_folded_and_mapped_within_bounds(text in "\\PC{0,40}", start in 0_usize..90, length in 0_usize..90) {
        let folded = fold_with_map(&text);
        let range = folded.source_range(start..start + length);
        prop_assert!(range.start <= range.end && range.end <= text.len());
        prop_assert!(text.is_char_boundary(range.start) && text.is_char_boundary(range.end));
    }

    #[test]
    fn a_latin_reading_has_no_latin_letters(text in "[a-zäöüūğñşıáǵńóúý ]{0,30}") {
        if let Some(read) = latin_to_cyrillic(&text) {
            prop_assert!(!read.chars().any(is_latin), "{}", read);
        }
    }

    #[test]
    fn a_corrected_word_is_not_mixed(text in "[а-яәіaceiopxyk]{1,12}") {
        for word in mixed_script_words(&text) {
            if let Some(corrected) = word.corrected {
                prop_assert!(mixed_script_words(&corrected).is_empty());
                prop_assert_eq!(corrected.chars().count(), word.word.chars().count());
            }
        }
    }
}
