//! A sheet as plain cells, whatever file it came from.
//!
//! Owns the values and the limits of a sheet; it must never know what the cells mean.

use crate::text::{clean, is_invisible, is_space};
use chrono::{NaiveDateTime, NaiveTime};
use std::sync::Arc;

/// Rows a sheet may have.
pub(crate) const MAX_ROWS: u32 = 100_000;
/// Columns a sheet may have.
pub(crate) const MAX_COLUMNS: u16 = 300;
/// Filled cells a whole file may have: bounds the memory of what was read.
pub(crate) const MAX_CELLS: usize = 3_000_000;
/// Characters of text a whole file may have, counted each time a shared text is used.
pub(crate) const MAX_TEXT: usize = 64 * 1024 * 1024;
/// Bytes of text a cell may have: the spreadsheet's own limit of 32,767 characters.
pub(crate) const MAX_CELL_TEXT: usize = 32_767 * 4;

/// The value of a cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Value {
    #[default]
    Empty,
    Text(String),
    Number(f64),
    Moment(NaiveDateTime),
    Time(NaiveTime),
    Error(String),
}

impl Value {
    /// The cell as a person reads it, spaces tidied.
    pub fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => clean(text),
            Self::Number(number) => format!("{number}"),
            Self::Moment(moment) => moment.format("%d.%m.%Y").to_string(),
            Self::Time(time) => time.format("%H:%M").to_string(),
            Self::Error(name) => name.clone(),
        }
    }

    /// Whether there is nothing a person could read.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.chars().all(is_nothing),
            Self::Number(_) | Self::Moment(_) | Self::Time(_) | Self::Error(_) => false,
        }
    }
}

fn is_nothing(c: char) -> bool {
    is_space(c) || is_invisible(c)
}

/// One row; only filled cells are kept, in the order of columns counted from 0.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SheetRow {
    pub number: u32,
    pub cells: Vec<(u16, Value)>,
}

impl SheetRow {
    /// The value in a column.
    pub fn get(&self, column: u16) -> &Value {
        const EMPTY: &Value = &Value::Empty;
        self.cells
            .binary_search_by_key(&column, |(at, _)| *at)
            .ok()
            .and_then(|at| self.cells.get(at))
            .map_or(EMPTY, |(_, value)| value)
    }
}

/// A sheet with its filled rows, in order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sheet {
    pub file: Arc<str>,
    pub name: Arc<str>,
    pub rows: Vec<SheetRow>,
    /// Cells whose value a formula made: row from 1, column from 0.
    pub formulas: Vec<(u32, u16)>,
}

/// A rectangle merged into one cell: rows from 1 and columns from 0, both ends in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Merged {
    pub rows: (u32, u32),
    pub columns: (u16, u16),
}

impl Sheet {
    /// Builds the sheet of cells that may come in any order; a later cell at the same place wins.
    pub fn new(file: Arc<str>, name: Arc<str>, mut cells: Vec<(u32, u16, Value)>) -> Self {
        cells.retain(|(_, _, value)| !value.is_blank());
        cells.sort_by_key(|(row, column, _)| (*row, *column));
        let mut rows: Vec<SheetRow> = Vec::new();
        for (number, column, value) in cells {
            match rows.last_mut() {
                Some(row) if row.number == number => match row.cells.last_mut() {
                    Some(last) if last.0 == column => last.1 = value,
                    Some(_) | None => row.cells.push((column, value)),
                },
                Some(_) | None => rows.push(SheetRow {
                    number,
                    cells: vec![(column, value)],
                }),
            }
        }
        Self {
            file,
            name,
            rows,
            formulas: Vec::new(),
        }
    }

    /// Writes the value of each merged rectangle into all its empty cells of filled rows.
    ///
    /// Returns `false` where the rectangles cover more cells than a sheet may have.
    pub fn fill(&mut self, merged: &[Merged]) -> bool {
        let mut budget = MAX_CELLS;
        for area in merged {
            let from = self.rows.partition_point(|row| row.number < area.rows.0);
            let to = self.rows.partition_point(|row| row.number <= area.rows.1);
            let Some(rows) = self.rows.get_mut(from..to) else {
                continue;
            };
            let value = match rows.first() {
                Some(row) if row.number == area.rows.0 => row.get(area.columns.0).clone(),
                Some(_) | None => continue,
            };
            let last = area.columns.1.min(MAX_COLUMNS);
            let width = usize::from(last.saturating_sub(area.columns.0)) + 1;
            budget = match budget.checked_sub(width.saturating_mul(rows.len())) {
                Some(left) => left,
                None => return false,
            };
            if value == Value::Empty {
                continue;
            }
            for row in rows {
                for column in area.columns.0..=last {
                    if let Err(at) = row.cells.binary_search_by_key(&column, |(at, _)| *at) {
                        row.cells.insert(at, (column, value.clone()));
                    }
                }
            }
        }
        true
    }
}
