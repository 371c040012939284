use proptest::prelude::*;

use super::*;

/// The runs as text: `[-removed-]`, `[+inserted+]`, a number change as `{old→new}`.
fn shown(old: &str, new: &str) -> String {
    let parts: Vec<String> = word_diff(old, new)
        .into_iter()
        .map(|run| match (run.kind, run.number) {
            (RunKind::Kept, _) => run.text,
            (RunKind::Removed, false) => format!("[-{}-]", run.text),
            (RunKind::Inserted, false) => format!("[+{}+]", run.text),
            (RunKind::Removed, true) => format!("{{{}→", run.text),
            (RunKind::Inserted, true) => format!("{}}}", run.text),
        })
        .collect();
    parts.concat()
}

#[test]
fn equal_texts_are_one_kept_run_and_empty_ones_none() {
    assert_eq!(shown("Мектеп салу.", "Мектеп салу."), "Мектеп салу.");
    assert!(word_diff("", "").is_empty());
    assert_eq!(shown("", "Жаңа"), "[+Жаңа+]");
    assert_eq!(shown("Ескі", ""), "[-Ескі-]");
    assert!(!changes_anything(&word_diff("а б", "а\u{A0}б")));
    assert!(changes_anything(&word_diff("а б", "аб")));
}

#[test]
fn a_word_is_never_cut() {
    assert_eq!(
        shown("Дать отгадки детям аула", "Дать догадки детям аула"),
        "Дать [-отгадки-][+догадки+] детям аула"
    );
    assert_eq!(
        shown("Ауылында екі жол жөнделеді.", "Ауылдарында екі жол жөнделеді."),
        "[-Ауылында-][+Ауылдарында+] екі жол жөнделеді."
    );
}

#[test]
fn numbers_change_from_old_to_new() {
    assert_eq!(
        shown("Открыть 300 мест к 2027 году", "Открыть 450 мест к 2028 году"),
        "Открыть {300→450} мест к {2027→2028} году"
    );
    assert_eq!(
        shown("Саябақ | 1 250,5 мың теңге", "Саябақ | 1 300 мың теңге"),
        "Саябақ | {1 250,5→1 300} мың теңге"
    );
}

#[test]
fn a_word_between_two_changes_joins_them() {
    assert_eq!(
        shown(
            "Совет рассмотрит годовой отчёт отдела на открытом заседании",
            "Совет рассмотрит подробный отчёт управления на открытом заседании"
        ),
        "Совет рассмотрит [-годовой отчёт отдела-][+подробный отчёт управления+] на открытом заседании"
    );
}

#[test]
fn words_between_two_insertions_stay() {
    assert_eq!(
        shown("Построить мост и дорогу в ауле", "Построить новый мост и широкую дорогу в ауле"),
        "Построить[+ новый+] мост и[+ широкую+] дорогу в ауле"
    );
}

#[test]
fn an_inserted_sentence_is_whole() {
    assert_eq!(
        shown("Жол салынады. Көпір жөнделеді.", "Жол салынады. Саябақ ашылады. Көпір жөнделеді."),
        "Жол салынады.[+ Саябақ ашылады.+] Көпір жөнделеді."
    );
}

#[test]
fn unrelated_texts_replace_each_other_whole() {
    assert_eq!(
        shown("Каждая библиотека получит, наконец, книги", "Ремонт, вода и тепло"),
        "[-Каждая библиотека получит, наконец, книги-][+Ремонт, вода и тепло+]"
    );
}

#[test]
fn long_texts_are_compared_too() {
    let text =
        |from: usize| (from..from + 3_000).map(|word| format!("сөз{word}")).collect::<Vec<_>>().join(" ");
    let runs = word_diff(&text(0), &text(7).replace("сөз900 ", "басқа "));
    assert!(runs.iter().filter(|run| run.kind == RunKind::Kept).count() <= 3);
    assert!(runs.iter().any(|run| run.kind == RunKind::Inserted && run.text.contains("басқа")));
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop::sample::select(vec![
            "су",
            "жол",
            "мектеп",
            "12",
            "1 000",
            "2027",
            ".",
            ",",
            "|",
            " ",
            "\u{A0}",
            "-",
            "ё",
            "e\u{301}",
            "🙂",
        ]),
        0..24,
    )
    .prop_map(|parts| parts.join(" ").replace(" .", "."))
}

fn same_space(text: &str) -> String {
    text.chars()
        .map(|character| if character.is_whitespace() { ' ' } else { character })
        .collect::<String>()
        .split(' ')
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn side(runs: &[Run], without: RunKind) -> String {
    runs.iter().filter(|run| run.kind != without).map(|run| run.text.as_str()).collect()
}

proptest! {
    #[test]
    fn nothing_is_lost_or_made_up(old in text(), new in text()) {
        let runs = word_diff(&old, &new);
        prop_assert_eq!(side(&runs, RunKind::Removed), new);
        prop_assert_eq!(same_space(&side(&runs, RunKind::Inserted)), same_space(&old));
        for pair in runs.windows(2) {
            prop_assert!(pair[0].kind != pair[1].kind || pair[0].number != pair[1].number);
            prop_assert!(!(pair[0].number && pair[0].kind == RunKind::Removed) || pair[1].number);
        }
    }

    #[test]
    fn any_two_strings_can_be_compared(old in ".{0,60}", new in ".{0,60}") {
        let runs = word_diff(&old, &new);
        prop_assert_eq!(side(&runs, RunKind::Removed), new);
    }

    #[test]
    fn equal_texts_have_no_changes(text in text()) {
        prop_assert!(!changes_anything(&word_diff(&text, &text)));
    }
}
