//! Finding the header row of a table and which column is which.
//!
//! Headers are matched by their words, in any order of columns, below any title rows, in one row
//! or two merged ones. A header that only contains the words is taken with a doubt; a column
//! nobody asked for is a problem. It must never take one column for two meanings.

use crate::problem::{Problem, Severity, Words};
use crate::sheet::{Sheet, SheetRow};
use crate::text::key;

/// A column a table may have.
pub(crate) struct Column {
    /// Its title, as the sample files write it; also its name in the readers.
    pub title: &'static str,
    /// Other titles of the same column.
    pub also: &'static [&'static str],
    /// Whether a sheet without it is another kind of sheet.
    pub must: bool,
}

/// A column the sheet must have.
pub(crate) const fn must(title: &'static str) -> Column {
    must_or(title, &[])
}

/// A column the sheet must have, under one of several titles.
pub(crate) const fn must_or(title: &'static str, also: &'static [&'static str]) -> Column {
    Column {
        title,
        also,
        must: true,
    }
}

/// A column the sheet may have.
pub(crate) const fn may(title: &'static str) -> Column {
    may_or(title, &[])
}

/// A column the sheet may have, under one of several titles.
pub(crate) const fn may_or(title: &'static str, also: &'static [&'static str]) -> Column {
    Column {
        title,
        also,
        must: false,
    }
}

/// A header found in a sheet.
#[derive(Debug)]
pub(crate) struct Header {
    /// The number of its (last) row.
    pub row: u32,
    /// Title → column.
    pub columns: Vec<(&'static str, u16)>,
    /// Columns whose header has more words than the title: title, column, header.
    pub loose: Vec<(&'static str, u16, String)>,
    /// Columns nobody asked for: column, header.
    pub unknown: Vec<(u16, String)>,
}

impl Header {
    /// The column of a title.
    pub fn column(&self, title: &str) -> Option<u16> {
        let found = self.columns.iter().find(|(name, _)| *name == title);
        found.map(|(_, column)| *column)
    }

    /// How well the table fits: columns found, then the fewer guessed or unknown the better.
    pub fn rank(&self) -> (usize, std::cmp::Reverse<usize>) {
        let strange = self.loose.len() + self.unknown.len();
        (self.columns.len(), std::cmp::Reverse(strange))
    }

    /// The doubts about the columns of this header.
    pub fn problems(&self, sheet: &Sheet) -> Vec<Problem> {
        let of = |column: u16, words: Words| {
            let mut problem = Problem::of_file(&sheet.file, words, Severity::Doubt);
            problem.sheet = sheet.name.clone();
            problem.at(Some(self.row), column)
        };
        let loose = self.loose.iter().map(|(title, column, header)| {
            let words = Words::new(
                format!("столбец «{header}» прочитан как «{title}»"),
                format!("если это не так, переименуйте столбец; если так — назовите его «{title}»"),
            );
            of(*column, words)
        });
        let unknown = self.unknown.iter().map(|(column, header)| {
            let words = Words::new(
                format!("столбец «{header}» не взят: такой столбец на этом листе неизвестен"),
                "если данные нужны, переименуйте столбец по образцу",
            );
            of(*column, words)
        });
        loose.chain(unknown).collect()
    }
}

/// Rows from the top in which a header is looked for.
const HEADER_ROWS: usize = 30;
/// Words a header may have beyond the title's.
const EXTRA_WORDS: usize = 2;

/// The possible headers of a sheet: row number and the column texts, of single rows and of pairs.
pub(crate) fn candidates(sheet: &Sheet) -> Vec<(u32, Vec<(u16, String)>)> {
    let mut candidates = Vec::new();
    let mut above: Option<&SheetRow> = None;
    for row in sheet.rows.iter().take(HEADER_ROWS) {
        let texts = |row: &SheetRow| -> Vec<(u16, String)> {
            let texts = row.cells.iter();
            texts.map(|(at, value)| (*at, value.text())).collect()
        };
        candidates.push((row.number, texts(row)));
        if let Some(above) = above.filter(|above| above.number + 1 == row.number) {
            let columns: std::collections::BTreeSet<u16> = texts(above)
                .into_iter()
                .chain(texts(row))
                .map(|(at, _)| at)
                .collect();
            let pair = columns.into_iter().map(|at| {
                let (top, low) = (above.get(at).text(), row.get(at).text());
                let text = match (top.is_empty() || top == low, low.is_empty()) {
                    (true, _) => low,
                    (false, true) => top,
                    (false, false) => format!("{top}: {low}"),
                };
                (at, text)
            });
            candidates.push((row.number, pair.collect()));
        }
        above = Some(row);
    }
    candidates
}

/// A column with the keys of its titles made once.
pub(crate) struct Wanted {
    title: &'static str,
    keys: Vec<String>,
    must: bool,
}

impl From<&'static Column> for Wanted {
    fn from(column: &'static Column) -> Self {
        let titles = std::iter::once(&column.title).chain(column.also);
        Self {
            title: column.title,
            keys: titles.map(|title| key(title)).collect(),
            must: column.must,
        }
    }
}

/// Finds the columns in one candidate, or nothing where a column it must have is missing.
///
/// `keys` are the keys of `texts`, column by column.
pub(crate) fn find(
    wanted: &[Wanted],
    row: u32,
    texts: &[(u16, String)],
    keys: &[(u16, String)],
) -> Option<Header> {
    let possible = |column: &Wanted| keys.iter().any(|(_, key)| extra(column, key).is_some());
    if !wanted.iter().filter(|column| column.must).all(possible) {
        return None;
    }
    let mut header = Header {
        row,
        columns: Vec::new(),
        loose: Vec::new(),
        unknown: Vec::new(),
    };
    for allowed in 0..=EXTRA_WORDS {
        for column in wanted {
            if header.column(column.title).is_some() {
                continue;
            }
            let free = |at: &u16| header.columns.iter().all(|(_, taken)| taken != at);
            let fits = |(at, key): &&(u16, String)| free(at) && extra(column, key) == Some(allowed);
            if let Some((at, _)) = keys.iter().find(fits) {
                if allowed > 0 {
                    let text = texts.iter().find(|(column, _)| column == at);
                    let text = text.map(|(_, text)| text.clone()).unwrap_or_default();
                    header.loose.push((column.title, *at, text));
                }
                header.columns.push((column.title, *at));
            }
        }
    }
    let complete = wanted.iter().filter(|column| column.must);
    if !complete
        .clone()
        .all(|column| header.column(column.title).is_some())
    {
        return None;
    }
    let taken = |at: u16| header.columns.iter().any(|(_, taken)| *taken == at);
    let rest = texts
        .iter()
        .filter(|(at, text)| !taken(*at) && !text.is_empty());
    header.unknown = rest.cloned().collect();
    Some(header)
}

/// How many words a header has beyond the best fitting title, or nothing where none fits.
fn extra(column: &Wanted, header: &str) -> Option<usize> {
    column
        .keys
        .iter()
        .filter_map(|title| extra_words(title, header))
        .filter(|extra| *extra <= EXTRA_WORDS)
        .min()
}

fn extra_words(title: &str, header: &str) -> Option<usize> {
    if title == header {
        return Some(0);
    }
    // «№» or «С» inside a longer header says nothing about its meaning.
    if header.len() <= title.len() || title.chars().count() < 3 {
        return None;
    }
    let inside = title
        .split(' ')
        .all(|word| header.split(' ').any(|other| other == word));
    let extra = header
        .split(' ')
        .count()
        .checked_sub(title.split(' ').count());
    extra.filter(|extra| inside && *extra > 0)
}
