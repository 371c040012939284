//! Rows of a table of measures.

use std::collections::BTreeMap;

use kenes_domain::money::{FundingSource, MoneyUnit, Tenge};
use kenes_domain::program::{Cost, CostLine};

use super::columns::{Header, Role, money_unit, source, years_in};
use super::grid::Grid;
use super::{
    Context, RowContent, RowShape, TableRole, Understanding, Understood, begin, is_dash, keep_row, note,
    shape, table_money_unit,
};
use crate::decimal::Decimal;
use crate::outline::Table;
use crate::place::Place;
use crate::warning::{Warning, WarningKind};

pub(super) fn read(grid: &Grid<'_>, header: &Header, table: &Table, context: Context<'_>) -> Understood {
    let mut reader = Reader {
        grid,
        header,
        table,
        context,
        unit: table_money_unit(header, context),
        rows: Vec::new(),
        open: None,
        warnings: Vec::new(),
        all: Sums::default(),
        group: Sums::default(),
        totals_checked: 0,
    };
    reader.check_unit();
    for row in header.rows..grid.rows {
        reader.row(row);
    }
    reader.close();
    Understood {
        role: TableRole::Measures,
        rows: reader.rows,
        totals_checked: reader.totals_checked,
        warnings: reader.warnings,
    }
}

/// Amounts by year and source; year 0 is the printed or computed total.
#[derive(Debug, Default)]
struct Sums {
    by_source: BTreeMap<(u16, FundingSource), i64>,
}

impl Sums {
    fn add(&mut self, year: u16, source: FundingSource, amount: Tenge) {
        let sum = self.by_source.entry((year, source)).or_default();
        *sum = sum.saturating_add(amount.amount());
    }

    /// The sum of a year (of all years for `None`) over one source or all.
    fn sum(&self, year: Option<u16>, only: Option<FundingSource>) -> i64 {
        self.by_source
            .iter()
            .filter(|((of, source), _)| {
                year.is_none_or(|year| year == *of) && only.is_none_or(|only| only == *source)
            })
            .fold(0, |total, (_, amount)| total.saturating_add(*amount))
    }
}

/// A measure whose rows are still coming.
#[derive(Debug)]
struct Open {
    item: Understanding,
    lines: BTreeMap<(u16, FundingSource), Tenge>,
    /// Whether any cost cell says something, if only a dash.
    is_said: bool,
    /// Whether something about the cost could not be read.
    is_unclear: bool,
    deadline: String,
    executor: String,
    completion: String,
}

struct Reader<'a, 't> {
    grid: &'a Grid<'t>,
    header: &'a Header,
    table: &'a Table,
    context: Context<'a>,
    unit: Option<MoneyUnit>,
    rows: Vec<Understanding>,
    open: Option<Open>,
    warnings: Vec<Warning>,
    all: Sums,
    group: Sums,
    totals_checked: usize,
}

impl Reader<'_, '_> {
    fn check_unit(&mut self) {
        let has_costs = self.header.years().next().is_some() || self.header.has(Role::Cost);
        if self.unit.is_none() && has_costs {
            let place = Place::Cell { table: self.table.number, row: 1, column: 1 };
            let place = self.grid.cell(0, 0).map_or(place, |cell| cell.place.clone());
            self.warnings
                .push(Warning::new(place, WarningKind::MoneyUnitMissing { table: self.table.number }));
        }
    }

    fn row(&mut self, row: usize) {
        match shape(self.grid, self.header, row) {
            RowShape::Empty => {}
            RowShape::Group => {
                self.close();
                self.group = Sums::default();
                self.rows.push(keep_row(self.grid, self.table, row, RowContent::Group));
            }
            RowShape::Total => {
                self.close();
                self.total(row);
            }
            RowShape::Item => {
                self.close();
                let item = begin(self.grid, self.header, self.table, row, RowContent::Row);
                self.open = Some(Open {
                    item,
                    lines: BTreeMap::new(),
                    is_said: false,
                    is_unclear: false,
                    deadline: String::new(),
                    executor: String::new(),
                    completion: String::new(),
                });
                self.figures(row);
            }
            RowShape::Continuation if self.open.is_some() => self.figures(row),
            RowShape::Continuation | RowShape::Other => {
                self.close();
                self.rows.push(keep_row(self.grid, self.table, row, RowContent::Row));
            }
        }
    }

    /// Reads one row of the open measure.
    fn figures(&mut self, row: usize) {
        let Some(mut open) = self.open.take() else { return };
        let source_column = self.header.column(Role::Source);
        let source_text = source_column.map_or("", |column| self.grid.text(row, column));
        let row_source = source(source_text);
        let mut row_sum = Some(0_i64);
        let mut printed_total = None;
        let mut amounts = 0_usize;
        for (column, role) in self.header.roles.iter().enumerate() {
            if !self.grid.begins(row, column) {
                continue;
            }
            let text = self.grid.text(row, column);
            match role {
                Role::Year(year, column_source) => {
                    if text.is_empty() {
                        continue;
                    }
                    open.is_said = true;
                    if is_dash(text) {
                        continue;
                    }
                    amounts += 1;
                    let amount = self.amount(row, column, text, &mut open);
                    let is_one_year = self.grid.cell(row, column).is_some_and(|cell| cell.colspan == 1);
                    if let (Some(amount), Some(source), true) =
                        (amount, column_source.or(row_source), is_one_year)
                    {
                        row_sum = row_sum.map(|sum| sum.saturating_add(amount.amount()));
                        if amount != Tenge::ZERO {
                            self.add(&mut open, *year, source, amount);
                        }
                    } else {
                        row_sum = None;
                        open.is_unclear = true;
                        note(&mut open.item, self.header, column, text);
                    }
                }
                Role::Total => printed_total = Some((column, text)),
                Role::Cost => self.cost_without_year(row, column, text, row_source, &mut open),
                Role::Deadline => join(&mut open.deadline, text),
                Role::Executor => join(&mut open.executor, text),
                Role::Completion => join(&mut open.completion, text),
                Role::Base(_) | Role::Unit | Role::Other => note(&mut open.item, self.header, column, text),
                Role::Number | Role::Name | Role::Source => {}
            }
        }
        if let Some(column) = source_column
            && row_source.is_none()
            && !source_text.is_empty()
            && !is_dash(source_text)
        {
            note(&mut open.item, self.header, column, source_text);
            if amounts > 0 {
                let kind = WarningKind::SourceUnknown { text: source_text.to_owned() };
                self.warnings.push(Warning::new(self.place(row, column), kind));
            }
        }
        if let Some((column, text)) = printed_total {
            self.row_total(row, column, text, row_sum.filter(|_| amounts > 0), &mut open);
        }
        self.open = Some(open);
    }

    fn place(&self, row: usize, column: usize) -> Place {
        self.grid
            .cell(row, column)
            .map_or(Place::Cell { table: self.table.number, row: row + 1, column: column + 1 }, |cell| {
                cell.place.clone()
            })
    }

    /// A cell in tenge. Without a unit no amount is known.
    fn amount(&mut self, row: usize, column: usize, text: &str, open: &mut Open) -> Option<Tenge> {
        let unit = money_unit(self.header.column_text(column)).or(self.unit);
        let Some(unit) = unit else {
            open.is_unclear = true;
            return None;
        };
        let amount = Decimal::parse(text)
            .and_then(|number| number.tenge(unit))
            .filter(|amount| *amount >= Tenge::ZERO);
        if amount.is_none() {
            let kind = WarningKind::NotANumber { text: text.to_owned() };
            self.warnings.push(Warning::new(self.place(row, column), kind));
            open.is_unclear = true;
        }
        amount
    }

    fn add(&mut self, open: &mut Open, year: u16, source: FundingSource, amount: Tenge) {
        self.all.add(year, source, amount);
        self.group.add(year, source, amount);
        let line = open.lines.entry((year, source)).or_insert(Tenge::ZERO);
        if *line != Tenge::ZERO {
            let warning =
                Warning::new(open.item.place.clone(), WarningKind::SourcesAdded { funding: source });
            if !self.warnings.contains(&warning) {
                self.warnings.push(warning);
            }
        }
        *line = line.checked_add(amount).unwrap_or(*line);
    }

    /// A cost that the header gives no year for belongs to the year of the deadline, when that is one year.
    fn cost_without_year(
        &mut self,
        row: usize,
        column: usize,
        text: &str,
        row_source: Option<FundingSource>,
        open: &mut Open,
    ) {
        if text.is_empty() {
            return;
        }
        open.is_said = true;
        if is_dash(text) {
            return;
        }
        let deadline = self.header.column(Role::Deadline).map_or("", |column| self.grid.text(row, column));
        let years = years_in(deadline);
        let amount = self.amount(row, column, text, open);
        if let (Some(amount), Some(source), [year]) = (amount, row_source, years.as_slice()) {
            if amount != Tenge::ZERO {
                self.add(open, *year, source, amount);
            }
        } else {
            open.is_unclear = true;
            note(&mut open.item, self.header, column, text);
        }
    }

    /// Compares a printed row total with its years; a total without years is kept as a note.
    fn row_total(&mut self, row: usize, column: usize, text: &str, row_sum: Option<i64>, open: &mut Open) {
        if text.is_empty() || is_dash(text) {
            return;
        }
        let printed = self.unit.and_then(|unit| Decimal::parse(text)?.tenge(unit));
        match (printed, row_sum) {
            (Some(printed), Some(sum)) if printed.amount() == sum => {}
            (Some(printed), Some(sum)) => {
                let kind = WarningKind::RowTotalDiffers {
                    printed: printed.amount().to_string(),
                    computed: sum.to_string(),
                };
                self.warnings.push(Warning::new(self.place(row, column), kind));
                note(&mut open.item, self.header, column, text);
            }
            _ => {
                note(&mut open.item, self.header, column, text);
                if Decimal::parse(text).is_none_or(|number| !number.is_zero()) {
                    open.is_said = true;
                    open.is_unclear = true;
                }
            }
        }
    }

    /// Compares a total row with the rows above: those since the last group, or all. A total of one source is
    /// compared with that source.
    fn total(&mut self, row: usize) {
        let only = self.header.column(Role::Source).map_or("", |column| self.grid.text(row, column));
        let first = self.grid.row_texts(row).into_iter().find(|text| !text.is_empty()).unwrap_or_default();
        let only = source(only).or_else(|| source(first));
        let mut checked = false;
        for (column, role) in self.header.roles.iter().enumerate() {
            let (year, name) = match role {
                Role::Year(year, _) => (Some(*year), year.to_string()),
                Role::Total => (None, "total".to_owned()),
                _ => continue,
            };
            let column_source = match role {
                Role::Year(_, source) => *source,
                _ => None,
            };
            let printed = self.unit.and_then(|unit| Decimal::parse(self.grid.text(row, column))?.tenge(unit));
            let Some(printed) = printed.filter(|_| self.grid.begins(row, column)) else { continue };
            checked = true;
            let only = column_source.or(only);
            let (all, group) = (self.all.sum(year, only), self.group.sum(year, only));
            if printed.amount() != all && printed.amount() != group {
                let kind = WarningKind::ColumnTotalDiffers {
                    year: name,
                    printed: printed.amount().to_string(),
                    computed: all.to_string(),
                };
                self.warnings.push(Warning::new(self.place(row, column), kind));
            }
        }
        if checked {
            self.totals_checked += 1;
        } else {
            self.rows.push(keep_row(self.grid, self.table, row, RowContent::Row));
        }
    }

    fn close(&mut self) {
        let Some(mut open) = self.open.take() else { return };
        let years = years_in(&open.deadline);
        let cost_years: Vec<u16> = open.lines.keys().map(|(year, _)| *year).collect();
        let mut known = years.clone();
        if known.is_empty() {
            if !open.deadline.is_empty() {
                let kind = WarningKind::DeadlineWithoutYear { text: open.deadline.clone() };
                self.warnings.push(Warning::new(open.item.place.clone(), kind));
            }
            known = cost_years;
        }
        let starts = known.iter().min().copied().unwrap_or(self.context.first_year);
        let ends = known.iter().max().copied().unwrap_or(self.context.last_year).max(starts);
        if !is_bare_years(&open.deadline)
            && let Some(column) = self.header.column(Role::Deadline)
        {
            note(&mut open.item, self.header, column, &open.deadline);
        }
        let cost = if open.is_unclear || !open.is_said {
            // What could be read is not lost: every unread cell is a note, and so are the read ones then.
            if open.is_unclear {
                for ((year, source), amount) in &open.lines {
                    open.item.notes.push(format!("{year}, {source}: {}", amount.amount()));
                }
            }
            Cost::Unknown
        } else {
            Cost::Known(
                open.lines
                    .into_iter()
                    .map(|((year, source), amount)| CostLine { year, source, amount })
                    .collect(),
            )
        };
        open.item.content = RowContent::Measure {
            deadline: open.deadline,
            starts,
            ends,
            executor: open.executor,
            completion: open.completion,
            cost,
        };
        self.rows.push(open.item);
    }
}

fn join(target: &mut String, text: &str) {
    if text.is_empty() || is_dash(text) || target.contains(text) {
        return;
    }
    if !target.is_empty() {
        target.push_str("; ");
    }
    target.push_str(text);
}

/// Whether a deadline says nothing but years: «2021–2025 годы», «2022 ж.».
fn is_bare_years(text: &str) -> bool {
    text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).all(|word| {
        matches!(
            word.to_lowercase().as_str(),
            "г" | "гг"
                | "год"
                | "года"
                | "годы"
                | "годов"
                | "ж"
                | "жж"
                | "жыл"
                | "жылы"
                | "жылдар"
                | "жылдары"
        )
    })
}
