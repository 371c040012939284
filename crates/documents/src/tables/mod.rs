//! Tables of indicators and of measures, recognised by their headers in Kazakh and Russian.
//!
//! What is not understood stays a table. Within a recognised table, what does not fit its row is kept as a note
//! beside it: nothing is dropped and nothing is guessed, least of all the unit of money.

mod columns;
mod grid;
mod indicators;
mod measures;
#[cfg(test)]
mod tests;

use kenes_domain::money::MoneyUnit;
use kenes_domain::program::{Cost, Target};

use crate::outline::Table;
use crate::place::Place;
use crate::warning::{EXCERPT_CHARACTERS, Warning, WarningKind, excerpt};
pub(crate) use columns::years_in;
use columns::{Header, Role, fold, money_unit};
use grid::Grid;
pub(crate) use grid::row_text;

/// What a table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TableRole {
    /// Indicators with yearly targets.
    Indicators,
    /// Measures with costs.
    Measures,
    /// Anything else.
    Plain,
}

/// What a person decided about a table in the preview; `None` leaves it to the headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TableChoice {
    /// What it holds.
    pub role: Option<TableRole>,
    /// The unit of its money.
    pub money_unit: Option<MoneyUnit>,
}

/// A table as it was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Understood {
    /// What it holds.
    pub role: TableRole,
    /// Its rows in order; the header is not among them.
    pub rows: Vec<Understanding>,
    /// Total rows that were compared with the sums of the rows above.
    pub totals_checked: usize,
    /// What needs a person's eye.
    pub warnings: Vec<Warning>,
}

/// One row, or several that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Understanding {
    /// Where it begins.
    pub place: Place,
    /// The printed number.
    pub label: String,
    /// The name, or the whole row with tabs between its columns.
    pub text: String,
    /// What it is.
    pub content: RowContent,
    /// What stands in columns that have no field: header and value.
    pub notes: Vec<String>,
    /// The provision it was exported from.
    pub provision: Option<String>,
}

/// What a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowContent {
    /// A row over the whole width that names a group.
    Group,
    /// A row kept as it is.
    Row,
    /// An indicator.
    Indicator {
        /// Unit as printed; empty when there is none.
        unit: String,
        /// Year of the baseline.
        base_year: u16,
        /// Value in that year.
        base_value: Option<String>,
        /// Targets, ascending.
        targets: Vec<Target>,
    },
    /// A measure.
    Measure {
        /// Deadline as printed.
        deadline: String,
        /// First year.
        starts: u16,
        /// Last year.
        ends: u16,
        /// Executor as printed.
        executor: String,
        /// Form of completion as printed.
        completion: String,
        /// What it costs.
        cost: Cost,
    },
}

/// What is known about the table from outside.
#[derive(Debug, Clone, Copy)]
pub struct Context<'c> {
    /// Headings and captions just above it.
    pub caption: &'c str,
    /// First year of the program.
    pub first_year: u16,
    /// Last year of the program.
    pub last_year: u16,
    /// What a person decided.
    pub choice: TableChoice,
}

/// Reads a table as what its header says it is.
pub fn understand(table: &Table, context: Context<'_>) -> Understood {
    let Some(grid) = Grid::new(table) else { return plain(table, None) };
    let header = Header::read(&grid, context.first_year);
    let role = context.choice.role.unwrap_or_else(|| classify(&header, &fold(context.caption)));
    match role {
        TableRole::Indicators => indicators::read(&grid, &header, table, context),
        TableRole::Measures => measures::read(&grid, &header, table, context),
        TableRole::Plain => plain(table, Some(&header)),
    }
}

/// Weighs the words of header and caption. Below the threshold a table stays a table.
fn classify(header: &Header, caption: &str) -> TableRole {
    const THRESHOLD: u32 = 3;
    let name = header.column(Role::Name).map(|column| fold(header.column_text(column))).unwrap_or_default();
    let has = |text: &str, words: &[&str]| words.iter().any(|word| text.contains(word));
    let measure_words = ["мероприят", "іс-шара", "іс шара"];
    let indicator_words = ["индикатор", "показател", "көрсеткіш"];
    let weight = |holds: bool, points: u32| if holds { points } else { 0 };
    let has_years = header.years().next().is_some();
    let has_base = header.roles.iter().any(|role| matches!(role, Role::Base(_)));
    let measures = weight(has(&name, &measure_words), 3)
        + weight(header.has(Role::Source), 2)
        + weight(header.has(Role::Executor), 1)
        + weight(header.has(Role::Deadline), 1)
        + weight(header.has(Role::Completion), 1)
        + weight(header.money_unit.is_some(), 1)
        + weight(has(caption, &measure_words), 2);
    let indicators = weight(has_years || has_base, 1)
        + weight(has(&name, &indicator_words), 3)
        + weight(header.has(Role::Unit), 2)
        + weight(has(caption, &indicator_words), 1);
    let can_be_measures = header.has(Role::Name)
        && (header.has(Role::Source)
            || header.has(Role::Executor)
            || header.has(Role::Deadline)
            || (has_years && has(&name, &measure_words)));
    let can_be_indicators = header.has(Role::Name) && (has_years || has_base) && !header.has(Role::Source);
    if can_be_measures && measures >= THRESHOLD && (measures >= indicators || !can_be_indicators) {
        TableRole::Measures
    } else if can_be_indicators && indicators >= THRESHOLD {
        TableRole::Indicators
    } else {
        TableRole::Plain
    }
}

/// A table kept as it is, row by row.
fn plain(table: &Table, header: Option<&Header>) -> Understood {
    let mut rows = Vec::new();
    for (index, row) in table.rows.iter().enumerate() {
        let place = row
            .cells
            .first()
            .map_or(Place::Cell { table: table.number, row: index + 1, column: 1 }, |cell| {
                cell.place.clone()
            });
        let width = row.cells.iter().map(|cell| cell.column.saturating_add(1)).max().unwrap_or(0);
        let texts: Vec<String> = row.cells.iter().map(crate::outline::Cell::text).collect();
        let mut columns = vec![""; usize::try_from(width).unwrap_or(0)];
        for (cell, text) in row.cells.iter().zip(&texts) {
            if let Some(column) = usize::try_from(cell.column).ok().and_then(|column| columns.get_mut(column))
            {
                *column = text;
            }
        }
        let text = row_text(&columns);
        if !text.trim().is_empty() {
            rows.push(Understanding {
                place,
                label: String::new(),
                text,
                content: RowContent::Row,
                notes: Vec::new(),
                provision: row.provision.clone(),
            });
        }
    }
    let mut warnings = Vec::new();
    if let Some(header) = header.filter(|header| header.years().count() >= 2) {
        let place = rows.first().map_or(Place::File, |row| row.place.clone());
        let kind = WarningKind::TableNotUnderstood {
            table: table.number,
            header: excerpt(&header.text(), EXCERPT_CHARACTERS),
        };
        warnings.push(Warning::new(place, kind));
    }
    Understood { role: TableRole::Plain, rows, totals_checked: 0, warnings }
}

/// A dash of any kind, or a cross: «nothing», said explicitly.
fn is_dash(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.chars().all(|c| "-–—−x×хХX*".contains(c))
}

/// What a row of a recognised table is before its figures are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RowShape {
    Empty,
    Group,
    Total,
    Item,
    /// Belongs to the item above.
    Continuation,
    /// Has neither name nor place: kept as it is.
    Other,
}

fn shape(grid: &Grid<'_>, header: &Header, row: usize) -> RowShape {
    let texts = grid.row_texts(row);
    let name_column = header.column(Role::Name).unwrap_or(0);
    let filled: Vec<usize> =
        texts.iter().enumerate().filter(|(_, text)| !text.is_empty()).map(|(column, _)| column).collect();
    let Some(first) = filled.first().copied() else {
        // A row of merged cells that go on from above has nothing of its own.
        return RowShape::Empty;
    };
    let first_text = texts.get(first).copied().unwrap_or_default();
    let folded = fold(first_text);
    let is_total =
        ["итого", "всего", "барлығы", "жиыны", "жиынтығы"].iter().any(|word| folded.starts_with(word));
    if is_total && first <= name_column {
        return RowShape::Total;
    }
    let width = grid.cell(row, first).map_or(1, |cell| usize::try_from(cell.colspan).unwrap_or(1));
    if filled.len() == 1 && grid.columns >= 3 && first <= name_column.max(1) {
        let is_wide = width + first >= grid.columns.saturating_sub(1);
        if is_wide || crate::label::names_a_part(first_text) || first_text.ends_with(':') {
            return RowShape::Group;
        }
    }
    if grid.first_row(row, name_column) < row {
        return RowShape::Continuation;
    }
    if grid.text(row, name_column).is_empty() {
        let number = header.column(Role::Number).map_or("", |column| grid.text(row, column));
        let has_source = header.column(Role::Source).is_some_and(|column| !grid.text(row, column).is_empty());
        return if number.is_empty() && has_source { RowShape::Continuation } else { RowShape::Other };
    }
    RowShape::Item
}

/// The common fields of a row.
fn begin(grid: &Grid<'_>, header: &Header, table: &Table, row: usize, content: RowContent) -> Understanding {
    let name_column = header.column(Role::Name).unwrap_or(0);
    let place = grid.cell(row, name_column).map_or_else(
        || Place::Cell { table: table.number, row: row + 1, column: name_column + 1 },
        |cell| cell.place.clone(),
    );
    let mut label = header.column(Role::Number).map_or("", |column| grid.text(row, column)).to_owned();
    let mut text = grid.text(row, name_column).to_owned();
    if label.is_empty()
        && let Some((typed, shape, rest)) = crate::label::split(&text)
        && shape != crate::label::Shape::Bullet
    {
        (label, text) = (typed.to_owned(), rest.to_owned());
    }
    let provision = table.rows.get(row).and_then(|row| row.provision.clone());
    Understanding { place, label, text, content, notes: Vec::new(), provision }
}

/// A row kept as text.
fn keep_row(grid: &Grid<'_>, table: &Table, row: usize, content: RowContent) -> Understanding {
    let texts = grid.row_texts(row);
    let column = texts.iter().position(|text| !text.is_empty()).unwrap_or(0);
    let place = grid.cell(row, column).map_or_else(
        || Place::Cell { table: table.number, row: row + 1, column: column + 1 },
        |cell| cell.place.clone(),
    );
    let text = match content {
        RowContent::Group => {
            texts.iter().filter(|text| !text.is_empty()).copied().collect::<Vec<_>>().join(" ")
        }
        _ => row_text(&texts),
    };
    let provision = table.rows.get(row).and_then(|row| row.provision.clone());
    Understanding { place, label: String::new(), text, content, notes: Vec::new(), provision }
}

/// Adds what stands in a column without a field of its own.
fn note(item: &mut Understanding, header: &Header, column: usize, text: &str) {
    if text.is_empty() || is_dash(text) {
        return;
    }
    let title = header.column_text(column);
    let line = if title.is_empty() { text.to_owned() } else { format!("{title}: {text}") };
    if !item.notes.contains(&line) {
        item.notes.push(line);
    }
}

/// The unit of money of a table: decided, printed in the header, or printed just above.
fn table_money_unit(header: &Header, context: Context<'_>) -> Option<MoneyUnit> {
    context
        .choice
        .money_unit
        .or(header.money_unit)
        .or_else(|| context.caption.lines().rev().find_map(money_unit))
}
