//! Reading the cells of one row of a table into typed fields.
//!
//! Every cell that cannot be read becomes a problem with its address; a row without a field it
//! must have is refused whole. It must never put a default in place of what was not understood.

use crate::header::Header;
use crate::problem::{Problem, Severity, Source, Words};
use crate::sheet::{Sheet, SheetRow, Value};
use crate::text::{self, ClassName};
use chrono::{NaiveDate, NaiveTime};

/// The table of a sheet: its header and the rows below it.
pub(crate) struct Table<'a> {
    pub sheet: &'a Sheet,
    pub header: Header,
}

impl Table<'_> {
    /// Reads each row below the header; rows of totals are passed over with a doubt.
    pub fn read<T>(
        &self,
        problems: &mut Vec<Problem>,
        mut one: impl FnMut(&mut Line<'_>) -> Option<T>,
    ) -> Vec<T> {
        let mut taken = Vec::new();
        for row in &self.sheet.rows {
            if row.number <= self.header.row {
                continue;
            }
            let mut line = Line {
                table: self,
                row,
                problems,
            };
            if line.is_total() {
                let words = Words::new(
                    "строка итога не взята: итоги программа считает сама",
                    "ничего делать не нужно",
                );
                line.tell(None, words, Severity::Doubt);
            } else {
                taken.extend(one(&mut line));
            }
        }
        taken
    }
}

/// One row being read.
pub(crate) struct Line<'a> {
    table: &'a Table<'a>,
    row: &'a SheetRow,
    problems: &'a mut Vec<Problem>,
}

impl Line<'_> {
    /// Where the row stands.
    pub fn source(&self) -> Source {
        Source {
            file: self.table.sheet.file.clone(),
            sheet: self.table.sheet.name.clone(),
            row: self.row.number,
        }
    }

    fn is_total(&self) -> bool {
        let first = self.row.cells.first().map(|(_, value)| value.text());
        let first = text::key(&first.unwrap_or_default());
        first == "итого" || first == "всего" || first.starts_with("итого ")
    }

    fn value(&self, title: &str) -> &Value {
        const EMPTY: &Value = &Value::Empty;
        let column = self.table.header.column(title);
        column.map_or(EMPTY, |column| self.row.get(column))
    }

    /// Adds a problem of this row, at a column where one is named.
    pub fn tell(&mut self, title: Option<&str>, words: Words, severity: Severity) {
        let mut problem = Problem::of_row(&self.source(), words, severity);
        if let Some(column) = title.and_then(|title| self.table.header.column(title)) {
            problem = problem.at(Some(self.row.number), column);
        }
        self.problems.push(problem);
    }

    /// The text of a cell, empty where there is none.
    pub fn text(&mut self, title: &str) -> String {
        if let Value::Error(name) = self.value(title) {
            let words = Words::new(
                format!("в столбце «{title}» ошибка вычисления {name}, ячейка не взята"),
                "исправьте формулу или впишите значение",
            );
            self.tell(Some(title), words, Severity::Refused);
            return String::new();
        }
        self.value(title).text()
    }

    /// The text of a cell that must not be empty.
    pub fn must_text(&mut self, title: &str) -> Option<String> {
        let text = self.text(title);
        if text.is_empty() {
            self.missing(title);
        }
        Some(text).filter(|text| !text.is_empty())
    }

    /// The names in a cell that may hold several.
    pub fn names(&mut self, title: &str, between: &[char]) -> Vec<String> {
        let text = self.text(title);
        let names = text.split(between).map(str::trim);
        names
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// A number that is text: a doubt where the file holds it as a number.
    pub fn id(&mut self, title: &str) -> String {
        if matches!(self.value(title), Value::Number(_)) {
            let words = Words::new(
                format!("«{title}» записан числом: нули в начале могли пропасть"),
                "сверьте номер и задайте ячейке текстовый формат",
            );
            self.tell(Some(title), words, Severity::Doubt);
        }
        self.text(title)
    }

    /// The same, where it must not be empty.
    pub fn must_id(&mut self, title: &str) -> Option<String> {
        let text = self.id(title);
        if text.is_empty() {
            self.missing(title);
        }
        Some(text).filter(|text| !text.is_empty())
    }

    /// What `read` makes of a cell; nothing where it is empty, a problem where it is not read.
    pub fn may<T>(
        &mut self,
        title: &str,
        expected: &str,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Option<T> {
        let value = self.value(title);
        if value.is_blank() {
            return None;
        }
        let taken = read(value);
        if taken.is_none() {
            let words = Words::new(
                format!("в столбце «{title}» стоит «{}», не взято", value.text()),
                format!("впишите {expected}"),
            );
            self.tell(Some(title), words, Severity::Refused);
        }
        taken
    }

    /// The same for a cell that must not be empty.
    pub fn must<T>(
        &mut self,
        title: &str,
        expected: &str,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Option<T> {
        if self.value(title).is_blank() {
            self.missing(title);
        }
        self.may(title, expected, read)
    }

    /// What a closed list makes of the words of a cell.
    pub fn may_word<T>(
        &mut self,
        title: &str,
        expected: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        self.may(title, expected, |value| read(&value.text()))
    }

    /// The same for a cell that must not be empty.
    pub fn must_word<T>(
        &mut self,
        title: &str,
        expected: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        self.must(title, expected, |value| read(&value.text()))
    }

    /// A class that must be named.
    pub fn must_class(&mut self, title: &str) -> Option<ClassName> {
        self.must_word(title, "класс, например 5А", ClassName::parse)
    }

    /// A class that may be named.
    pub fn may_class(&mut self, title: &str) -> Option<ClassName> {
        self.may_word(title, "класс, например 5А", ClassName::parse)
    }

    /// A date that may be there; a bare day number is taken with a doubt.
    pub fn may_date(&mut self, title: &str) -> Option<NaiveDate> {
        let serial = text::serial_date(self.value(title));
        if let Some(date) = serial {
            let words = Words::new(
                format!(
                    "в столбце «{title}» дата записана числом, прочитана как {}",
                    date.format("%d.%m.%Y")
                ),
                "проверьте дату и задайте ячейке формат даты",
            );
            self.tell(Some(title), words, Severity::Doubt);
            return serial;
        }
        self.may(title, "дату вида 01.09.2026", text::date)
    }

    /// A date that must be there.
    pub fn must_date(&mut self, title: &str) -> Option<NaiveDate> {
        if self.value(title).is_blank() {
            self.missing(title);
        }
        self.may_date(title)
    }

    /// A time of day that may be there.
    pub fn may_time(&mut self, title: &str) -> Option<NaiveTime> {
        self.may(title, "время вида 09:00", text::time)
    }

    /// A time of day that must be there.
    pub fn must_time(&mut self, title: &str) -> Option<NaiveTime> {
        self.must(title, "время вида 09:00", text::time)
    }

    /// A whole number no greater than the type holds.
    pub fn may_count<T: TryFrom<u32>>(&mut self, title: &str) -> Option<T> {
        self.may(title, "целое число", |value| {
            T::try_from(text::count(value)?).ok()
        })
    }

    /// A whole number that must be there.
    pub fn must_count<T: TryFrom<u32>>(&mut self, title: &str) -> Option<T> {
        self.must(title, "целое число", |value| {
            T::try_from(text::count(value)?).ok()
        })
    }

    /// Hours that may be there, in quarters of an hour.
    pub fn may_hours(&mut self, title: &str) -> Option<u16> {
        self.may(title, "число часов", text::hours)
    }

    /// Hours that must be there, in quarters of an hour.
    pub fn must_hours(&mut self, title: &str) -> Option<u16> {
        self.must(title, "число часов", text::hours)
    }

    /// The subgroup: 0 where the cell is empty; nothing where it is not a number.
    pub fn subgroup(&mut self) -> Option<u8> {
        if self.value("Подгруппа").is_blank() {
            return Some(0);
        }
        self.may_count("Подгруппа")
    }

    fn missing(&mut self, title: &str) {
        let words = Words::new(
            format!("пустой столбец «{title}», строка не взята"),
            format!("впишите «{title}» или удалите строку"),
        );
        self.tell(Some(title), words, Severity::Refused);
    }
}
