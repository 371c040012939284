//! Tables of a Word document: rows, merged cells, and what stands in them.

use std::collections::BTreeMap;

use roxmltree::Node;

use super::body::{Reader, Scope};
use super::inline::alternative;
use crate::error::ImportError;
use crate::outline::{Block, COLUMNS_MAX, Cell, Row, Table};
use crate::place::Place;
use crate::warning::WarningKind;
use crate::xml::NodeExt;

impl<'a, 'i: 'a> Reader<'a, 'i> {
    pub(super) fn table(&mut self, node: Node<'a, 'i>, scope: &mut Scope) -> Result<(), ImportError> {
        let mut pending = Scope { pending: scope.pending.take(), ..Scope::default() };
        self.finish_scope(&mut pending)?;
        scope.blocks.append(&mut pending.blocks);
        self.tables += 1;
        let number = self.tables;
        let place = self.place(scope);
        let mut table = Table { number, columns: 0, rows: Vec::new() };
        // Column to (row, cell) of the vertical merge that is open there.
        let mut open: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
        let mut rows = Vec::new();
        collect_below(node, "tr", &mut rows);
        for row in rows {
            let properties = row.child("trPr");
            if properties.is_some_and(|p| self.changes.drops_below(p)) {
                self.skip_deleted(row, scope);
                continue;
            }
            self.row(row, properties, &mut table, &mut open, scope)?;
        }
        if !table.rows.is_empty() {
            self.keep(Block::table(table, place), &mut scope.blocks)?;
        }
        Ok(())
    }

    fn row(
        &mut self,
        node: Node<'a, 'i>,
        properties: Option<Node<'a, 'i>>,
        table: &mut Table,
        open: &mut BTreeMap<u32, (usize, usize)>,
        scope: &Scope,
    ) -> Result<(), ImportError> {
        let row_index = table.rows.len();
        let is_header = properties.and_then(|p| p.flag("tblHeader")).unwrap_or(false);
        let mut row = Row { is_header, cells: Vec::new(), provision: None };
        let before =
            properties.and_then(|p| p.child_value("gridBefore")).and_then(|value| value.parse().ok());
        let mut column: u32 = before.unwrap_or(0).min(COLUMNS_MAX);
        let mut cells = Vec::new();
        collect_below(node, "tc", &mut cells);
        for cell in cells {
            let properties = cell.child("tcPr");
            if properties.is_some_and(|p| self.changes.drops_below(p)) {
                self.skip_deleted(cell, scope);
                continue;
            }
            let place = Place::Cell {
                table: table.number,
                row: row_index + 1,
                column: usize::try_from(column).unwrap_or(usize::MAX) + 1,
            };
            if column >= COLUMNS_MAX {
                let count_max = usize::try_from(COLUMNS_MAX).unwrap_or(usize::MAX);
                return Err(ImportError::TooMany { place, what: "columns", count_max });
            }
            let colspan = self.colspan(properties, column, &place);
            let mut inner = Scope {
                cell: Some((table.number, row_index + 1, usize::try_from(column).unwrap_or(usize::MAX) + 1)),
                ..Scope::default()
            };
            self.blocks(cell, &mut inner)?;
            self.finish_scope(&mut inner)?;
            if inner.row_provision.is_some() {
                row.provision = inner.row_provision;
            }
            self.place_cell(
                Cell { column, colspan, rowspan: 1, blocks: inner.blocks, place },
                properties,
                table,
                &mut row,
                open,
            );
            column = column.saturating_add(colspan);
            table.columns = table.columns.max(column);
        }
        table.rows.push(row);
        Ok(())
    }

    /// Puts a cell where it belongs: into the merged cell above or beside it, or into its row.
    fn place_cell(
        &mut self,
        cell: Cell,
        properties: Option<Node<'a, 'i>>,
        table: &mut Table,
        row: &mut Row,
        open: &mut BTreeMap<u32, (usize, usize)>,
    ) {
        let counts = &mut self.outline.accounted.cells;
        let merge = |name: &str| {
            properties.and_then(|p| p.child(name)).map(|node| node.attr("val") == Some("restart"))
        };
        if merge("hMerge") == Some(false)
            && let Some(left) = row.cells.last_mut()
        {
            left.colspan = left.colspan.saturating_add(cell.colspan);
            left.blocks.extend(cell.blocks);
            counts.empty += 1;
            return;
        }
        let vertical = merge("vMerge");
        if vertical == Some(false)
            && let Some((above_row, above_cell)) = open.get(&cell.column).copied()
            && let Some(above) = table.rows.get_mut(above_row).and_then(|row| row.cells.get_mut(above_cell))
        {
            above.rowspan = above.rowspan.saturating_add(1);
            above.blocks.extend(cell.blocks);
            counts.empty += 1;
            return;
        }
        counts.kept += 1;
        open.retain(|column, _| *column < cell.column || *column >= cell.column.saturating_add(cell.colspan));
        if vertical.is_some() {
            open.insert(cell.column, (table.rows.len(), row.cells.len()));
        }
        row.cells.push(cell);
    }

    fn colspan(&mut self, properties: Option<Node<'a, 'i>>, column: u32, place: &Place) -> u32 {
        let claimed: u64 =
            properties.and_then(|p| p.child_value("gridSpan")).and_then(|v| v.parse().ok()).unwrap_or(1);
        let kept =
            u32::try_from(claimed).unwrap_or(u32::MAX).clamp(1, COLUMNS_MAX.saturating_sub(column).max(1));
        if u64::from(kept) < claimed {
            self.warn(place, WarningKind::SpanCut { claimed, kept });
        }
        kept
    }
}

/// The nearest descendants of a name, through content controls and insertions but not through inner tables.
fn collect_below<'a, 'i>(node: Node<'a, 'i>, local: &str, found: &mut Vec<Node<'a, 'i>>) {
    for child in node.children().filter(Node::is_element) {
        match child.tag_name().name() {
            name if name == local => found.push(child),
            "sdt" | "sdtContent" | "customXml" | "smartTag" | "ins" | "moveTo" | "del" | "moveFrom" => {
                collect_below(child, local, found);
            }
            "AlternateContent" => {
                if let Some(chosen) = alternative(child) {
                    collect_below(chosen, local, found);
                }
            }
            _ => {}
        }
    }
}
