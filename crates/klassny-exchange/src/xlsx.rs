//! A checked workbook → sheets of plain cells.
//!
//! The only file that names calamine. It must only be given what passed the gate, and takes
//! cells one by one, so that a sheet is never larger in memory than its filled cells.

use crate::guard::Workbook;
use crate::problem::Words;
use crate::sheet::{
    MAX_CELL_TEXT, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_TEXT, Merged, Sheet, Value,
};
use calamine::{DataRef, Reader, Xlsx};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Reads every sheet, or refuses the whole file.
pub(crate) fn sheets(workbook: &Workbook, file: &Arc<str>) -> Result<Vec<Sheet>, Words> {
    // The parser is foreign code on foreign bytes: its panic is one more refusal.
    let read = AssertUnwindSafe(|| read(workbook, file));
    catch_unwind(read).unwrap_or_else(|_| Err(damaged("разбор остановлен")))
}

fn damaged(how: impl std::fmt::Display) -> Words {
    Words::new(
        format!("таблица внутри файла повреждена ({how})"),
        "откройте файл в табличном редакторе и сохраните заново",
    )
}

fn too_big(how: impl Into<String>) -> Words {
    Words::new(
        how,
        "проверьте, тот ли это файл; удалите лишние строки и столбцы",
    )
}

/// What a file may still add to the memory.
struct Budget {
    cells: usize,
    text: usize,
}

fn read(workbook: &Workbook, file: &Arc<str>) -> Result<Vec<Sheet>, Words> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(workbook.bytes.as_slice())).map_err(damaged)?;
    let mut budget = Budget {
        cells: MAX_CELLS,
        text: MAX_TEXT,
    };
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let mut sheet = one(&mut book, &name, file, &mut budget)?;
        if workbook.has_merged {
            let merged = merged(&mut book, &name)?;
            if !sheet.fill(&merged) {
                return Err(too_big("объединённых ячеек больше, чем бывает в таблице"));
            }
        }
        sheets.push(sheet);
    }
    Ok(sheets)
}

fn one(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    file: &Arc<str>,
    budget: &mut Budget,
) -> Result<Sheet, Words> {
    let mut reader = book.worksheet_cells_reader(name).map_err(damaged)?;
    let mut cells = Vec::new();
    let mut formulas = Vec::new();
    while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(damaged)? {
        let (row, column) = cell.pos;
        let value = value(cell.value, budget)?;
        if value == Value::Empty && cell.formula.is_none() {
            continue;
        }
        let column = u16::try_from(column).ok().filter(|&c| c < MAX_COLUMNS);
        let (Some(column), true) = (column, row < MAX_ROWS) else {
            return Err(too_big(format!(
                "на листе «{name}» больше {MAX_ROWS} строк или {MAX_COLUMNS} столбцов"
            )));
        };
        budget.cells = budget
            .cells
            .checked_sub(1)
            .ok_or_else(|| too_big("в файле больше трёх миллионов ячеек"))?;
        if cell.formula.is_some() {
            formulas.push((row + 1, column));
        }
        cells.push((row + 1, column, value));
    }
    let mut sheet = Sheet::new(file.clone(), name.into(), cells);
    sheet.formulas = formulas;
    Ok(sheet)
}

fn value(value: DataRef<'_>, budget: &mut Budget) -> Result<Value, Words> {
    let mut text = |text: &str| -> Result<Value, Words> {
        if text.len() > MAX_CELL_TEXT {
            return Err(too_big("в ячейке текст длиннее 32 767 знаков"));
        }
        let left = budget.text.checked_sub(text.len());
        budget.text = left.ok_or_else(|| too_big("текстов в файле больше 64 МБ"))?;
        Ok(Value::Text(text.to_owned()))
    };
    match value {
        DataRef::Empty => Ok(Value::Empty),
        DataRef::String(owned) => text(&owned),
        DataRef::SharedString(shared) => text(shared),
        DataRef::DateTimeIso(iso) | DataRef::DurationIso(iso) => text(&iso),
        DataRef::Int(number) => text(&number.to_string()),
        DataRef::Float(number) => Ok(Value::Number(number)),
        DataRef::Bool(true) => text("ИСТИНА"),
        DataRef::Bool(false) => text("ЛОЖЬ"),
        DataRef::Error(error) => Ok(Value::Error(error.to_string())),
        DataRef::DateTime(moment) => {
            let number = moment.as_f64();
            // Beyond the spreadsheet's own years the number stays a number.
            if !(0.0..2_958_466.0).contains(&number) {
                return Ok(Value::Number(number));
            }
            let Some(moment) = moment.as_datetime() else {
                return Ok(Value::Number(number));
            };
            Ok(if number < 1.0 {
                Value::Time(moment.time())
            } else {
                Value::Moment(moment)
            })
        }
    }
}

fn merged(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Vec<Merged>, Words> {
    let areas = book.merge_cells_by_sheet_name(name).map_err(damaged)?;
    let area = |area: calamine::Dimensions| {
        let column = |column: u32| u16::try_from(column).unwrap_or(u16::MAX);
        Merged {
            rows: (area.start.0.saturating_add(1), area.end.0.saturating_add(1)),
            columns: (column(area.start.1), column(area.end.1)),
        }
    };
    Ok(areas.into_iter().map(area).collect())
}
