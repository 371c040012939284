//! The Excel reader on workbooks as offices make them.

#![expect(clippy::expect_used, reason = "a test that meets something unexpected should stop right there")]

use kenes_documents::outline::{Format, Outline};
use kenes_documents::program::{Choices, Sources, convert};
use kenes_documents::read;
use kenes_documents::warning::WarningKind;
use kenes_domain::money::{FundingSource, Tenge};
use kenes_domain::program::{Cost, CostLine, ProvisionData};
use rust_xlsxwriter::{Format as CellFormat, Workbook, XlsxError};

fn workbook() -> Result<Vec<u8>, XlsxError> {
    let plain = CellFormat::new();
    let percent = CellFormat::new().set_num_format("0.0%");
    let mut book = Workbook::new();
    let plan = book.add_worksheet();
    plan.set_name("Мероприятия")?;
    plan.merge_range(0, 0, 0, 7, "План мероприятий, тыс. тенге", &plain)?;
    for (column, header) in (0..).zip(["№", "Мероприятие", "Исполнитель", "Источник"])
    {
        plan.merge_range(1, column, 2, column, header, &plain)?;
    }
    plan.merge_range(1, 4, 1, 5, "Объём финансирования", &plain)?;
    plan.write(2, 4, 2021)?.write(2, 5, 2022)?;
    plan.merge_range(1, 6, 2, 6, "Всего", &plain)?;
    plan.merge_range(3, 0, 4, 0, "", &plain)?;
    plan.write(3, 0, 1)?;
    plan.merge_range(3, 1, 4, 1, "Ремонт водовода", &plain)?;
    plan.merge_range(3, 2, 4, 2, "Отдел", &plain)?;
    plan.write(3, 3, "РБ")?.write(3, 4, 120_000)?.write(3, 5, 250_000.5)?.write(3, 6, 370_000.5)?;
    plan.write(4, 3, "МБ")?.write(4, 4, "1 500")?.write(4, 5, "8\u{a0}330,5")?.write(4, 6, "9 830,5")?;
    plan.merge_range(5, 0, 5, 3, "Итого", &plain)?;
    plan.write(5, 4, 121_500)?.write(5, 5, 258_331)?.write(5, 6, 379_831)?;
    plan.write(4, 8, "для себя")?;
    plan.set_column_hidden(8)?;
    let goals = book.add_worksheet();
    goals.set_name("Индикаторы")?;
    for (column, header) in (0..).zip(["Индикатор", "Ед. изм.", "2020 (факт)", "2021", "2022"])
    {
        goals.write(0, column, header)?;
    }
    goals.write(1, 0, "Доля сёл с водой")?;
    for (column, value) in (2..).zip([0.824, 0.875, 1.0]) {
        goals.write_with_format(1, column, value, &percent)?;
    }
    let far = book.add_worksheet();
    far.set_name("Скрытый")?.set_hidden(true);
    far.write(1_048_575, 0, "в последней строке")?;
    book.save_to_buffer()
}

fn outline() -> Outline {
    read(Format::Xlsx, &workbook().expect("a workbook")).expect("a good workbook")
}

#[test]
fn sheets_become_indicators_and_measures() {
    let outline = outline();
    assert!(outline.accounted.is_complete(), "{:?}", outline.accounted);
    let (program, report) = convert(Sources::Ru(&outline), &Choices::new(2021, 2025)).expect("an edition");
    assert_eq!(report.totals_checked, 1);
    let data: Vec<&ProvisionData> = program
        .provisions
        .iter()
        .map(|provision| &provision.draft.data)
        .filter(|data| **data != ProvisionData::Text)
        .collect();
    let [ProvisionData::Measure(measure), ProvisionData::Indicator(indicator)] = data.as_slice() else {
        panic!("{data:?}");
    };
    let line = |year, source, amount| CostLine { year, source, amount: Tenge::new(amount) };
    assert_eq!(
        measure.cost,
        Cost::Known(vec![
            line(2021, FundingSource::Republican, 120_000_000),
            line(2021, FundingSource::Local, 1_500_000),
            line(2022, FundingSource::Republican, 250_000_500),
            line(2022, FundingSource::Local, 8_330_500),
        ])
    );
    assert_eq!(indicator.unit.ru.as_deref(), Some("%"));
    assert_eq!(indicator.base_value.as_deref(), Some("82.4"));
    let targets: Vec<&str> = indicator.targets.iter().map(|target| target.value.as_str()).collect();
    assert_eq!(targets, ["87.5", "100"]);
    assert!(report.warnings.iter().all(|reported| {
        !matches!(
            reported.warning.kind,
            WarningKind::RowTotalDiffers { .. }
                | WarningKind::ColumnTotalDiffers { .. }
                | WarningKind::NotANumber { .. }
        )
    }));
}

#[test]
fn what_is_hidden_is_read_and_named() {
    let outline = outline();
    assert!(outline.plain_text().contains("для себя"));
    assert!(outline.plain_text().contains("в последней строке"));
    let named: Vec<String> = outline
        .warnings
        .iter()
        .filter(|warning| {
            matches!(warning.kind, WarningKind::HiddenColumn { .. } | WarningKind::HiddenSheet { .. })
        })
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        named,
        [
            "Мероприятия!I1: column I is hidden in the workbook",
            "Скрытый!A1: the sheet \"Скрытый\" is hidden in the workbook"
        ]
    );
}
