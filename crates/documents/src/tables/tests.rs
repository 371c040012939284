//! Tests of table recognition.

use kenes_domain::money::{FundingSource, Tenge};
use kenes_domain::program::{Cost, CostLine};

use super::*;
use crate::markdown::{Lines, read};

fn understand_with(text: &str, caption: &str, choice: TableChoice) -> Understood {
    let outline = read(text.as_bytes(), Lines::Join).unwrap();
    let table = outline.blocks.iter().find_map(|block| block.table.as_ref()).unwrap();
    understand(table, Context { caption, first_year: 2021, last_year: 2025, choice })
}

fn understand_text(text: &str, caption: &str) -> Understood {
    understand_with(text, caption, TableChoice::default())
}

fn costs(understood: &Understood) -> Vec<Cost> {
    understood
        .rows
        .iter()
        .filter_map(|row| match &row.content {
            RowContent::Measure { cost, .. } => Some(cost.clone()),
            _ => None,
        })
        .collect()
}

fn kinds(understood: &Understood) -> Vec<WarningKind> {
    understood.warnings.iter().map(|warning| warning.kind.clone()).collect()
}

#[test]
fn money_without_a_unit_is_unknown_not_guessed() {
    let text = "| Мероприятие | Исполнитель | Источник | 2021 | 2022 |\n|---|---|---|---|---|\n| Ремонт | Отдел | МБ | 500 | 700 |\n";
    let understood = understand_text(text, "План мероприятий");
    assert_eq!(understood.role, TableRole::Measures);
    assert_eq!(costs(&understood), [Cost::Unknown]);
    assert_eq!(understood.rows[0].notes, ["2021: 500", "2022: 700"], "the printed figures stay readable");
    assert_eq!(kinds(&understood), [WarningKind::MoneyUnitMissing { table: 1 }]);
    let choice = TableChoice { money_unit: Some(MoneyUnit::Million), role: None };
    let decided = understand_with(text, "", choice);
    let line = |year, amount| CostLine { year, source: FundingSource::Local, amount: Tenge::new(amount) };
    assert_eq!(costs(&decided), [Cost::Known(vec![line(2021, 500_000_000), line(2022, 700_000_000)])]);
}

#[test]
fn wrong_sums_are_named_and_nothing_is_changed() {
    let text = "| № | Іс-шара | Қаржыландыру көзі | 2021, мың теңге | 2022, мың теңге | Барлығы |\n|---|---|---|---|---|---|\n\
                | 1 | Жол жөндеу | ЖБ | 10 | 20 | 31 |\n| | Барлығы | | 10 | 25 | 35 |\n";
    let understood = understand_text(text, "");
    assert_eq!(
        kinds(&understood),
        [
            WarningKind::RowTotalDiffers { printed: "31000".to_owned(), computed: "30000".to_owned() },
            WarningKind::ColumnTotalDiffers {
                year: "2022".to_owned(),
                printed: "25000".to_owned(),
                computed: "20000".to_owned()
            },
            WarningKind::ColumnTotalDiffers {
                year: "total".to_owned(),
                printed: "35000".to_owned(),
                computed: "30000".to_owned()
            },
        ]
    );
}

#[test]
fn unknown_costs_and_sources_stay_visible() {
    let text = "| Мероприятие | Срок исполнения | Источник | Сумма, тыс. тенге | Примечание |\n|---|---|---|---|---|\n\
                | Мост | II квартал 2023 года | РБ | 12 500 | по решению акима |\n\
                | Клуб | 2021-2024 годы | РБ | 900 | |\n\
                | Школа | 2022 год | фонд | 40 | |\n\
                | Сквер | 2022 год | МБ | требует расчёта | |\n\
                | Опрос | 2022 год | | | |\n";
    let understood = understand_text(text, "");
    let bridge = CostLine { year: 2023, source: FundingSource::Republican, amount: Tenge::new(12_500_000) };
    assert_eq!(
        costs(&understood),
        [Cost::Known(vec![bridge]), Cost::Unknown, Cost::Unknown, Cost::Unknown, Cost::Unknown]
    );
    let notes: Vec<&[String]> = understood.rows.iter().map(|row| row.notes.as_slice()).collect();
    assert_eq!(notes[0], ["Примечание: по решению акима", "Срок исполнения: II квартал 2023 года"]);
    assert_eq!(notes[1], ["Сумма, тыс. тенге: 900"]);
    assert_eq!(notes[2], ["Сумма, тыс. тенге: 40", "Источник: фонд"]);
    assert_eq!(notes[3], ["Сумма, тыс. тенге: требует расчёта"]);
    assert!(notes[4].is_empty());
}

#[test]
fn years_may_be_divided_by_source() {
    let html = "<table><tr><td rowspan=2>Мероприятие</td><td colspan=2>2021 год</td><td colspan=2>2022 год</td></tr>\
                <tr><td>РБ</td><td>МБ</td><td>РБ</td><td>МБ</td></tr>\
                <tr><td>Водопровод</td><td>1,5</td><td>0,25</td><td>-</td><td>3</td></tr></table>";
    let understood = understand_text(html, "План мероприятий, млн. тенге");
    let line = |year, source, amount| CostLine { year, source, amount: Tenge::new(amount) };
    assert_eq!(
        costs(&understood),
        [Cost::Known(vec![
            line(2021, FundingSource::Republican, 1_500_000),
            line(2021, FundingSource::Local, 250_000),
            line(2022, FundingSource::Local, 3_000_000),
        ])]
    );
}

#[test]
fn indicators_keep_what_does_not_fit() {
    let text = "| Индикатор | Ед. изм. | 2019 факт | 2020 оценка | 2021 | 2022 | Ответственный |\n|---|---|---|---|---|---|---|\n\
                | Доля дорог | % | 55,5 | 58,0 | 60,0 | не менее 62 | Отдел дорог |\n";
    let understood = understand_text(text, "");
    assert_eq!(understood.role, TableRole::Indicators);
    match &understood.rows[0].content {
        RowContent::Indicator { unit, base_year, base_value, targets } => {
            assert_eq!((unit.as_str(), *base_year, base_value.as_deref()), ("%", 2020, Some("58.0")));
            assert_eq!(targets, &[Target { year: 2021, value: "60.0".to_owned() }]);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(
        understood.rows[0].notes,
        ["2019 факт: 55.5", "2022: не менее 62", "Ответственный: Отдел дорог"]
    );
}

#[test]
fn other_tables_stay_tables() {
    let passport = "| Наименование | Программа развития |\n|---|---|\n| Цели | Рост |\n";
    assert_eq!(understand_text(passport, "").role, TableRole::Plain);
    let statistics = "| Отрасль | 2019 | 2020 |\n|---|---|---|\n| Сельское хозяйство | 5 | 6 |\n";
    let understood = understand_text(statistics, "Анализ");
    assert_eq!(understood.role, TableRole::Plain);
    assert_eq!(understood.rows[1].text, "Сельское хозяйство\t5\t6");
}
