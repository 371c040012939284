//! A table with merged cells as a full grid.

use crate::outline::{Cell, Table};

/// Most fields of a grid that is laid out; a larger table stays a plain table.
const FIELDS_MAX: usize = 2_000_000;

/// Each field of a table points to the cell that covers it.
#[derive(Debug)]
pub(super) struct Grid<'t> {
    table: &'t Table,
    texts: Vec<Vec<String>>,
    /// Row-major: row and index of the covering cell.
    fields: Vec<Option<(usize, usize)>>,
    pub(super) columns: usize,
    pub(super) rows: usize,
}

impl<'t> Grid<'t> {
    /// Lays a table out; `None` when it is too large for that.
    pub(super) fn new(table: &'t Table) -> Option<Self> {
        let columns = usize::try_from(table.columns).ok()?;
        let rows = table.rows.len();
        let size = columns.checked_mul(rows).filter(|size| *size <= FIELDS_MAX)?;
        let mut fields = vec![None; size];
        for (row_index, row) in table.rows.iter().enumerate() {
            for (cell_index, cell) in row.cells.iter().enumerate() {
                let below = usize::try_from(cell.rowspan).unwrap_or(1).min(rows - row_index);
                let first = usize::try_from(cell.column).unwrap_or(0);
                let across = usize::try_from(cell.colspan).unwrap_or(1).min(columns.saturating_sub(first));
                for row in row_index..row_index + below {
                    for column in first..first + across {
                        if let Some(field) = fields.get_mut(row * columns + column) {
                            field.get_or_insert((row_index, cell_index));
                        }
                    }
                }
            }
        }
        let texts = table.rows.iter().map(|row| row.cells.iter().map(Cell::text).collect()).collect();
        Some(Self { table, texts, fields, columns, rows })
    }

    fn owner(&self, row: usize, column: usize) -> Option<(usize, usize)> {
        if column >= self.columns {
            return None;
        }
        self.fields.get(row * self.columns + column).copied().flatten()
    }

    /// The text that a reader sees in a field: that of the merged cell over it.
    pub(super) fn text(&self, row: usize, column: usize) -> &str {
        self.owner(row, column)
            .and_then(|(row, cell)| self.texts.get(row)?.get(cell))
            .map_or("", |text| text.trim())
    }

    /// The cell over a field.
    pub(super) fn cell(&self, row: usize, column: usize) -> Option<&'t Cell> {
        let (row, cell) = self.owner(row, column)?;
        self.table.rows.get(row)?.cells.get(cell)
    }

    /// Row in which the cell over a field begins.
    pub(super) fn first_row(&self, row: usize, column: usize) -> usize {
        self.owner(row, column).map_or(row, |(row, _)| row)
    }

    /// Whether a cell begins in this field.
    pub(super) fn begins(&self, row: usize, column: usize) -> bool {
        self.cell(row, column).is_some_and(|cell| usize::try_from(cell.column) == Ok(column))
            && self.first_row(row, column) == row
    }

    /// The texts of a row by column; fields covered by a merged cell are empty.
    pub(super) fn row_texts(&self, row: usize) -> Vec<&str> {
        (0..self.columns)
            .map(|column| if self.begins(row, column) { self.text(row, column) } else { "" })
            .collect()
    }
}

/// A row as the text of one provision: columns separated by tabs, line ends inside a cell as spaces.
pub(crate) fn row_text(texts: &[&str]) -> String {
    let cells: Vec<String> = texts
        .iter()
        .map(|text| text.split(['\n', '\t']).map(str::trim).collect::<Vec<_>>().join(" "))
        .collect();
    cells.join("\t")
}
