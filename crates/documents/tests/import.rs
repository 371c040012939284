//! From files to an edition in both languages.

#![expect(clippy::expect_used, reason = "a test that meets something unexpected should stop right there")]

use std::collections::BTreeMap;

use kenes_documents::export::{Day, edition, word};
use kenes_documents::outline::{Format, Outline};
use kenes_documents::program::{Choices, ImportReport, ImportedProgram, Sources, convert};
use kenes_documents::read;
use kenes_documents::warning::WarningKind;
use kenes_domain::language::Language;
use kenes_domain::money::{FundingSource, Tenge};
use kenes_domain::program::{Cost, CostLine, ProvisionData, ProvisionKind};

const KK: &[u8] = include_bytes!("fixtures/plan_kk.md");
const RU: &[u8] = include_bytes!("fixtures/plan_ru.md");
const PROGRAM: &[u8] = include_bytes!("fixtures/program_ru.docx");

fn side_by_side() -> (ImportedProgram, ImportReport) {
    let kk = read(Format::Markdown, KK).expect("the Kazakh plan");
    let ru = read(Format::Markdown, RU).expect("the Russian plan");
    convert(Sources::Both { kk: &kk, ru: &ru }, &Choices::new(2016, 2020)).expect("an edition")
}

#[test]
fn both_languages_stand_side_by_side() {
    let (program, report) = side_by_side();
    assert_eq!(
        program.title.kk.as_deref(),
        Some("Көкжиек ауданын дамытудың 2021-2025 жылдарға арналған бағдарламасы")
    );
    assert_eq!((program.first_year, program.last_year), (2021, 2025), "the title says it, not the campaign");
    let alone: Vec<&str> = program
        .provisions
        .iter()
        .filter(|provision| !provision.draft.text.is_complete())
        .filter_map(|provision| provision.draft.text.best(Language::Ru).map(|(_, text)| text))
        .collect();
    assert_eq!(alone, ["Порядок распределения определяет аким района."]);
    assert_eq!((report.only_kk, report.only_ru), (0, 1));
    let okrug = program
        .provisions
        .iter()
        .find(|provision| provision.draft.text.ru.as_deref().is_some_and(|text| text.starts_with("Бирлик")))
        .expect("the okrug");
    assert_eq!(okrug.draft.text.kk.as_deref(), Some("Бірлік ауылдық округіне - 388 150 мың теңге;"));
    assert!(program.into_draft().is_ok());
}

#[test]
fn the_report_names_what_differs_between_the_languages() {
    let (_, report) = side_by_side();
    let about: Vec<String> = report
        .warnings
        .iter()
        .filter(|reported| {
            matches!(
                reported.warning.kind,
                WarningKind::UnitsDiffer { .. }
                    | WarningKind::NumberInOneLanguage { .. }
                    | WarningKind::MixedScript { .. }
            )
        })
        .map(|reported| reported.warning.to_string())
        .collect();
    assert_eq!(
        about,
        [
            "line 9: \"бюджетiнің\" mixes Latin and Cyrillic letters (1 times)",
            "line 13: the units differ: kk \"74 260 теңге\", ru \"74 260 тысяч тенге\"",
            "line 29: 14 stands only in kk",
            "line 31: 15 stands only in ru",
            "table 2, row 3, column 2: 2024: 38 stands only in kk",
            "table 1, row 3, column 2: 2024: 38.5 stands only in ru",
        ]
    );
}

#[test]
fn tables_become_indicators_and_measures() {
    let (program, report) = side_by_side();
    assert_eq!(report.totals_checked, 2);
    let measures: Vec<_> = program
        .provisions
        .iter()
        .filter_map(|provision| match &provision.draft.data {
            ProvisionData::Measure(measure) => Some((provision, measure)),
            _ => None,
        })
        .collect();
    assert_eq!(measures.len(), 3);
    let (pipe, facts) = &measures[0];
    assert_eq!(pipe.draft.label, "1");
    assert_eq!((facts.starts, facts.ends), (2022, 2023));
    assert_eq!(facts.executor.kk.as_deref(), Some("құрылыс бөлімі"));
    assert_eq!(facts.completion.ru.as_deref(), Some("акт ввода"));
    let line = |year, source, amount| CostLine { year, source, amount: Tenge::new(amount) };
    assert_eq!(
        facts.cost,
        Cost::Known(vec![
            line(2022, FundingSource::Republican, 120_000_000),
            line(2022, FundingSource::Local, 13_400_000),
            line(2023, FundingSource::Republican, 85_500_000),
            line(2023, FundingSource::Local, 9_500_000),
        ])
    );
    assert_eq!(measures[1].1.cost, Cost::Known(vec![line(2021, FundingSource::Local, 4_200_500)]));
    assert_eq!(measures[1].0.deadline.ru.as_deref(), Some("IV квартал 2021 года"));
    assert_eq!(measures[2].1.cost, Cost::Known(Vec::new()), "a dash in every year costs nothing");
    let indicators: Vec<_> = program
        .provisions
        .iter()
        .filter_map(|provision| match &provision.draft.data {
            ProvisionData::Indicator(indicator) => Some(indicator),
            _ => None,
        })
        .collect();
    assert_eq!(indicators.len(), 2);
    assert_eq!(indicators[1].base_value.as_deref(), Some("64.0"));
    assert_eq!(indicators[0].unit.kk.as_deref(), Some("бірлік"));
    assert_eq!(indicators[0].targets.len(), 5);
}

/// Letters and digits of a text, word by word, with how often each stands there.
fn words<'t>(texts: impl IntoIterator<Item = &'t str>) -> BTreeMap<String, usize> {
    let mut count = BTreeMap::new();
    for text in texts {
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            *count.entry(word.to_owned()).or_default() += 1;
        }
    }
    count
}

/// Every word of the source is in the edition, in its figures, or in a named kind of place: headers of recognised
/// tables, total rows that were checked, funding sources.
fn assert_nothing_is_lost(outline: &Outline, language: Language) {
    let sources = match language {
        Language::Kk => Sources::Kk(outline),
        Language::Ru => Sources::Ru(outline),
    };
    let (program, _) = convert(sources, &Choices::new(2021, 2025)).expect("an edition");
    let mut texts: Vec<String> = vec![program.title.get(language).unwrap_or_default().to_owned()];
    for provision in &program.provisions {
        texts.push(provision.draft.label.clone());
        texts.push(provision.draft.text.get(language).unwrap_or_default().to_owned());
        texts.push(provision.deadline.get(language).unwrap_or_default().to_owned());
        match &provision.draft.data {
            ProvisionData::Indicator(indicator) => {
                texts.push(indicator.unit.get(language).unwrap_or_default().to_owned());
            }
            ProvisionData::Measure(measure) => {
                texts.push(measure.executor.get(language).unwrap_or_default().to_owned());
                texts.push(measure.completion.get(language).unwrap_or_default().to_owned());
            }
            ProvisionData::Text => {}
        }
    }
    let kept = words(texts.iter().map(String::as_str));
    let mut in_text = outline.clone();
    // Tables that became figures are compared in tests of their own.
    in_text.blocks.retain(|block| block.table.as_ref().is_none_or(|table| table.columns < 5));
    let plain = in_text.plain_text();
    for (word, count) in words([plain.as_str()]) {
        assert!(kept.get(&word).is_some_and(|kept| *kept >= count), "{word:?} is lost");
    }
}

#[test]
fn no_word_of_a_text_is_lost() {
    assert_nothing_is_lost(&read(Format::Markdown, KK).unwrap(), Language::Kk);
    assert_nothing_is_lost(&read(Format::Markdown, RU).unwrap(), Language::Ru);
    assert_nothing_is_lost(&read(Format::Docx, PROGRAM).unwrap(), Language::Ru);
}

#[test]
fn the_word_sample_becomes_an_edition() {
    let outline = read(Format::Docx, PROGRAM).unwrap();
    let (program, report) = convert(Sources::Ru(&outline), &Choices::new(2021, 2025)).unwrap();
    let count = |kind: ProvisionKind| report.provisions.get(kind.as_str()).copied().unwrap_or(0);
    assert_eq!(count(ProvisionKind::Measure), 3);
    assert_eq!(count(ProvisionKind::Indicator), 3);
    assert_eq!(count(ProvisionKind::Goal), 1);
    assert_eq!(count(ProvisionKind::Footnote), 1);
    assert_eq!(report.totals_checked, 1);
    let total: i64 = program
        .provisions
        .iter()
        .filter_map(|provision| match &provision.draft.data {
            ProvisionData::Measure(measure) => measure.cost.total(),
            _ => None,
        })
        .map(Tenge::amount)
        .sum();
    assert_eq!(total, 833_530_000, "the total that the document prints");
    // Two kinds of local budget are one class of source here; the report says that they were added.
    assert!(report.warnings.iter().any(|reported| {
        reported.warning.kind == WarningKind::SourcesAdded { funding: FundingSource::Local }
    }));
    assert!(program.into_draft().is_ok());
}

#[test]
fn the_wrong_language_is_noticed() {
    let outline = read(Format::Markdown, RU).unwrap();
    let (_, report) = convert(Sources::Kk(&outline), &Choices::new(2021, 2025)).unwrap();
    let kind = WarningKind::OtherLanguage { given: Language::Kk, found: Language::Ru };
    assert!(report.warnings.iter().any(|reported| reported.warning.kind == kind));
}

/// Export as Word in each language, import both files: the same provisions with the same ids.
#[test]
fn a_round_trip_through_word_keeps_every_provision() {
    let (program, _) = side_by_side();
    let draft = program.into_draft().expect("an edition");
    let ids: Vec<String> = (0..draft.provisions.len()).map(|number| format!("prov{number:06}")).collect();
    let provisions: Vec<edition::Provision<'_>> = ids
        .iter()
        .zip(&draft.provisions)
        .map(|(id, draft)| edition::Provision { id, draft, comments: Vec::new() })
        .collect();
    let day = Day { year: 2020, month: 10, day: 15 };
    let files: Vec<Outline> = [Language::Kk, Language::Ru]
        .into_iter()
        .map(|language| {
            let document = word::Document {
                language,
                title: "t".to_owned(),
                created: day,
                revision: word::Revision { author: "a".to_owned(), date: day },
                blocks: edition::blocks(&draft, &provisions, language),
            };
            read(Format::Docx, &word::write(&document)).expect("our own file")
        })
        .collect();
    let sources = Sources::Both { kk: &files[0], ru: &files[1] };
    let (again, report) = convert(sources, &Choices::new(2021, 2025)).expect("an edition");
    assert_eq!(report.accounted.values().filter(|accounted| accounted.is_complete()).count(), 2);
    assert_eq!(again.provisions.len(), draft.provisions.len(), "nothing was added");
    assert_eq!((report.only_kk, report.only_ru), (0, 1), "a missing text stays missing");
    assert_eq!(edition::missing(&provisions, Language::Kk).len(), 1);
    let back: BTreeMap<&str, _> = again
        .provisions
        .iter()
        .filter_map(|provision| Some((provision.provision.as_deref()?, &provision.draft)))
        .collect();
    for (id, before) in ids.iter().zip(&draft.provisions) {
        let after = back.get(id.as_str()).unwrap_or_else(|| panic!("{id} is lost: {before:?}"));
        assert_eq!((after.kind, &after.label, &after.data), (before.kind, &before.label, &before.data));
        for language in [Language::Kk, Language::Ru] {
            if let Some(text) = before.text.get(language) {
                assert_eq!(after.text.get(language), Some(text));
            }
        }
    }
    assert!(again.into_draft().is_ok());
}
