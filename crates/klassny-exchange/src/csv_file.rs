//! A `.csv` → one sheet of plain cells.
//!
//! Owns the guess-free choice of encoding and separator: UTF-8 or UTF-16 by their marks, UTF-8 by
//! its validity, else CP1251; of `;`, `,` and tab the one that splits the first lines most. It
//! must never read a cell as anything but text.

use crate::problem::Words;
use crate::sheet::{MAX_CELL_TEXT, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Sheet, Value};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1251};
use std::borrow::Cow;
use std::sync::Arc;

/// Reads the text of a file, or refuses it.
pub(crate) fn sheet(bytes: &[u8], file: &Arc<str>) -> Result<Sheet, Words> {
    // The reader counts a line of `\r\n` only when it reads on.
    let text = decode(bytes)?.replace("\r\n", "\n");
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(&text))
        .from_reader(text.as_bytes());
    let mut cells = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            Words::new(
                format!("таблица .csv не читается ({error})"),
                "сохраните её заново из табличного редактора",
            )
        })?;
        // csv counts lines from 1; a record without a place cannot come from a reader.
        let row = record.position().map_or(0, csv::Position::line);
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        for (column, text) in record.iter().enumerate() {
            if text.is_empty() {
                continue;
            }
            let column = u16::try_from(column).ok().filter(|&c| c < MAX_COLUMNS);
            let fits = text.len() <= MAX_CELL_TEXT && cells.len() < MAX_CELLS;
            let (Some(column), true) = (column, row <= MAX_ROWS && fits) else {
                return Err(Words::new(
                    format!(
                        "таблица больше {MAX_ROWS} строк, {MAX_COLUMNS} столбцов или длиннее в ячейках, чем бывает"
                    ),
                    "проверьте, тот ли это файл; удалите лишние строки и столбцы",
                ));
            };
            cells.push((row, column, Value::Text(text.to_owned())));
        }
    }
    Ok(Sheet::new(file.clone(), "".into(), cells))
}

fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Words> {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None if std::str::from_utf8(bytes).is_ok() => UTF_8,
        None => WINDOWS_1251,
    };
    let (text, _, bad) = encoding.decode(bytes);
    if bad {
        return Err(Words::new(
            format!(
                "в тексте есть знаки, которых нет в кодировке {}",
                encoding.name()
            ),
            "сохраните таблицу как «CSV UTF-8»",
        ));
    }
    Ok(text)
}

fn separator(text: &str) -> u8 {
    let mut counts = [(b';', 0), (b',', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in text.bytes().take(16 * 1024) {
        quoted ^= byte == b'"';
        for (separator, count) in &mut counts {
            *count += u32::from(!quoted && *separator == byte);
        }
    }
    // At a draw the first of the list stands: `;` is what Russian spreadsheets write.
    let [semicolon, others @ ..] = counts;
    let best = others.into_iter().fold(
        semicolon,
        |best, other| {
            if other.1 > best.1 { other } else { best }
        },
    );
    best.0
}
