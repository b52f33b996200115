//! What was not taken from a file, or taken with a doubt, and where it stands.
//!
//! A problem is a value for people: Russian words about what is wrong and what to do.
//! It must never be dropped on the way to the preview.

use std::sync::Arc;

/// Where a row came from: file, sheet and the row's number as the spreadsheet shows it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source {
    /// The file's name, with its folder inside the imported one: `КТП/Химия_9.xlsx`.
    pub file: Arc<str>,
    /// The sheet; empty for a `.csv`.
    pub sheet: Arc<str>,
    /// The row, from 1.
    pub row: u32,
}

/// How grave a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Not taken: the file, the sheet, the row or the cell is not among the rows.
    Refused,
    /// Taken as written; a person should look at it.
    Doubt,
}

/// One thing that was refused or is doubtful.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file.
    pub file: Arc<str>,
    /// The sheet; empty where the whole file is meant.
    pub sheet: Arc<str>,
    /// The row, from 1; none where the whole sheet is meant.
    pub row: Option<u32>,
    /// The letters of the column: `F`.
    pub column: Option<String>,
    /// What is wrong, in Russian.
    pub what: String,
    /// What to do about it, in Russian.
    pub what_to_do: String,
    /// Refused or doubtful.
    pub severity: Severity,
}

impl Problem {
    /// «Контингент.xlsx, лист «Контингент», F12».
    pub fn place(&self) -> String {
        let mut place = match &*self.file {
            "" => "папка".to_owned(),
            file => file.to_owned(),
        };
        if !self.sheet.is_empty() {
            place.push_str(&format!(", лист «{}»", self.sheet));
        }
        match (&self.column, self.row) {
            (Some(column), Some(row)) => place.push_str(&format!(", {column}{row}")),
            (None, Some(row)) => place.push_str(&format!(", строка {row}")),
            (Some(column), None) => place.push_str(&format!(", столбец {column}")),
            (None, None) => {}
        }
        place
    }

    /// Whether a whole file, or the whole folder, was refused: nothing of it is among the rows.
    pub fn refuses_file(&self) -> bool {
        let whole = self.sheet.is_empty() && self.row.is_none() && self.column.is_none();
        whole && self.severity == Severity::Refused
    }

    /// A problem of a whole file.
    pub(crate) fn of_file(file: &Arc<str>, words: Words, severity: Severity) -> Self {
        Self {
            file: file.clone(),
            sheet: "".into(),
            row: None,
            column: None,
            what: words.what,
            what_to_do: words.what_to_do,
            severity,
        }
    }

    /// A problem of a row.
    pub(crate) fn of_row(source: &Source, words: Words, severity: Severity) -> Self {
        Self {
            file: source.file.clone(),
            sheet: source.sheet.clone(),
            row: Some(source.row),
            column: None,
            what: words.what,
            what_to_do: words.what_to_do,
            severity,
        }
    }

    /// A problem of a cell, or of a whole column where the row is none.
    pub(crate) fn at(mut self, row: Option<u32>, column: u16) -> Self {
        self.row = row;
        self.column = Some(column_letters(column));
        self
    }
}

/// What is wrong and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Words {
    pub what: String,
    pub what_to_do: String,
}

impl Words {
    /// Puts the two sentences together.
    pub fn new(what: impl Into<String>, what_to_do: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            what_to_do: what_to_do.into(),
        }
    }
}

/// The letters of a column counted from 0: 0 → `A`, 26 → `AA`.
pub(crate) fn column_letters(column: u16) -> String {
    let mut letters = Vec::new();
    let mut rest = u32::from(column) + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from_u32(u32::from(b'A') + rest % 26).unwrap_or('?'));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_file_is_told_from_a_refused_sheet_and_a_doubt() {
        let of = |severity| Problem::of_file(&"a.csv".into(), Words::new("", ""), severity);
        assert!(of(Severity::Refused).refuses_file());
        assert!(!of(Severity::Doubt).refuses_file());
        assert!(!of(Severity::Refused).at(None, 0).refuses_file());
        let mut sheet = of(Severity::Refused);
        sheet.sheet = "Лист1".into();
        assert!(!sheet.refuses_file());
    }

    #[test]
    fn columns_are_named_as_the_spreadsheet_names_them() {
        for (column, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (41, "AP"), (299, "KN")] {
            assert_eq!(column_letters(column), letters);
        }
    }
}
