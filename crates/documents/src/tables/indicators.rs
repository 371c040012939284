//! Rows of a table of indicators.

use kenes_domain::program::Target;

use super::columns::{Header, Role};
use super::grid::Grid;
use super::{
    Context, RowContent, RowShape, TableRole, Understanding, Understood, begin, is_dash, keep_row, note,
    shape,
};
use crate::decimal::as_printed;
use crate::outline::Table;
use crate::warning::{Warning, WarningKind};

pub(super) fn read(grid: &Grid<'_>, header: &Header, table: &Table, context: Context<'_>) -> Understood {
    let mut rows = Vec::new();
    let mut warnings = Vec::new();
    for row in header.rows..grid.rows {
        match shape(grid, header, row) {
            RowShape::Empty => {}
            RowShape::Group => rows.push(keep_row(grid, table, row, RowContent::Group)),
            RowShape::Item => rows.push(indicator(grid, header, table, row, context, &mut warnings)),
            RowShape::Total | RowShape::Continuation | RowShape::Other => {
                rows.push(keep_row(grid, table, row, RowContent::Row));
            }
        }
    }
    Understood { role: TableRole::Indicators, rows, totals_checked: 0, warnings }
}

fn indicator(
    grid: &Grid<'_>,
    header: &Header,
    table: &Table,
    row: usize,
    context: Context<'_>,
    warnings: &mut Vec<Warning>,
) -> Understanding {
    let mut item = begin(grid, header, table, row, RowContent::Row);
    let mut unit = header.column(Role::Unit).map_or("", |column| grid.text(row, column)).to_owned();
    if unit.is_empty()
        && let Some((name, last)) = item.text.rsplit_once(',')
        && is_unit(last.trim())
    {
        // «Доля дорог в хорошем состоянии, %»
        last.trim().clone_into(&mut unit);
        item.text = name.trim_end().to_owned();
    }
    let mut base: Option<(u16, Option<String>, usize)> = None;
    let mut targets: Vec<Target> = Vec::new();
    for (column, role) in header.roles.iter().enumerate() {
        let text = grid.text(row, column);
        match role {
            Role::Base(year) => {
                let value = value(text, &mut unit);
                if value.is_none() {
                    refuse(&mut item, header, column, text, grid, row, warnings);
                }
                // Of several years before the program the last one with a value is the baseline.
                let is_better = base
                    .as_ref()
                    .is_none_or(|(seen, known, _)| (value.is_some(), *year) > (known.is_some(), *seen));
                if is_better {
                    if let Some((_, Some(known), old)) = base.replace((*year, value, column)) {
                        note(&mut item, header, old, &known);
                    }
                } else {
                    note(&mut item, header, column, text);
                }
            }
            Role::Year(year, _) => match value(text, &mut unit) {
                Some(value) if targets.iter().all(|target| target.year != *year) => {
                    targets.push(Target { year: *year, value });
                }
                Some(_) => note(&mut item, header, column, text),
                None => refuse(&mut item, header, column, text, grid, row, warnings),
            },
            Role::Number | Role::Name | Role::Unit => {}
            _ => note(&mut item, header, column, text),
        }
    }
    targets.sort_by_key(|target| target.year);
    if unit.is_empty() {
        warnings.push(Warning::new(item.place.clone(), WarningKind::UnitMissing));
    }
    let (base_year, base_value) =
        base.map_or((context.first_year.saturating_sub(1), None), |(year, value, _)| (year, value));
    item.content = RowContent::Indicator { unit, base_year, base_value, targets };
    item
}

/// A cell as a decimal text. A percent sign belongs to the unit.
fn value(text: &str, unit: &mut String) -> Option<String> {
    let (number, percent) = text.trim().strip_suffix('%').map_or((text, false), |number| (number, true));
    let value = as_printed(number)?;
    if percent && unit.is_empty() {
        "%".clone_into(unit);
    }
    Some(value)
}

fn refuse(
    item: &mut Understanding,
    header: &Header,
    column: usize,
    text: &str,
    grid: &Grid<'_>,
    row: usize,
    warnings: &mut Vec<Warning>,
) {
    if text.is_empty() || is_dash(text) {
        return;
    }
    note(item, header, column, text);
    let place = grid.cell(row, column).map_or_else(|| item.place.clone(), |cell| cell.place.clone());
    warnings.push(Warning::new(place, WarningKind::NotANumber { text: text.to_owned() }));
}

fn is_unit(text: &str) -> bool {
    let words = [
        "%",
        "ед",
        "ед.",
        "км",
        "га",
        "чел",
        "чел.",
        "тонн",
        "мест",
        "бірлік",
        "адам",
        "орын",
        "пайыз",
        "процент",
        "шақырым",
    ];
    words.contains(&text) || super::columns::money_unit(text).is_some() && text.chars().count() <= 15
}
