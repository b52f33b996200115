//! Words, numbers, dates, times and class names as people write them in cells.
//!
//! Pure functions from text to values. They must never accept what can be read in two ways.

use crate::sheet::Value;
use chrono::{Datelike, NaiveDate, NaiveTime};
use std::fmt;

/// A class as files name it: grade and Cyrillic letter, `5А`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassName {
    /// 1–11.
    pub grade: u8,
    /// «А».
    pub letter: String,
}

impl ClassName {
    /// Reads `5А`, `5 а`, `5-А`, `5 «А»` and the same with Latin look-alikes.
    pub fn parse(text: &str) -> Option<Self> {
        let text: String = clean(text)
            .to_uppercase()
            .chars()
            .filter(|c| !matches!(c, ' ' | '-' | '–' | '«' | '»' | '"' | '\'' | '.'))
            .map(cyrillic)
            .collect();
        let text = text.strip_suffix("КЛАСС").unwrap_or(&text);
        let split = text.find(|c: char| !c.is_ascii_digit())?;
        let (grade, letter) = text.split_at_checked(split)?;
        let grade: u8 = grade.parse().ok()?;
        let good = (1..=11).contains(&grade)
            && letter.chars().count() <= 2
            && letter.chars().all(|c| matches!(c, 'А'..='Я' | 'Ё'));
        good.then(|| Self {
            grade,
            letter: letter.to_owned(),
        })
    }
}

impl fmt::Display for ClassName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.grade, self.letter)
    }
}

/// The Cyrillic letter a Latin one looks like.
pub(crate) const fn cyrillic(c: char) -> char {
    match c {
        'A' => 'А',
        'B' => 'В',
        'C' => 'С',
        'E' => 'Е',
        'H' => 'Н',
        'K' => 'К',
        'M' => 'М',
        'O' => 'О',
        'P' => 'Р',
        'T' => 'Т',
        'X' => 'Х',
        'Y' => 'У',
        'a' => 'а',
        'c' => 'с',
        'e' => 'е',
        'o' => 'о',
        'p' => 'р',
        'x' => 'х',
        'y' => 'у',
        c => c,
    }
}

/// Spaces of every kind, tabs and line ends.
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{a0}' || c == '\u{202f}'
}

/// Characters that show nothing: zero-width ones, soft hyphens, controls.
pub(crate) fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}' | '\u{2060}'
        )
}

/// Tidies spaces: every run becomes one space, none at the ends, nothing invisible.
pub(crate) fn clean(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    for c in text.chars() {
        if is_space(c) {
            if !tidy.ends_with(' ') && !tidy.is_empty() {
                tidy.push(' ');
            }
        } else if !is_invisible(c) {
            tidy.push(c);
        }
    }
    tidy.truncate(tidy.trim_end().len());
    tidy
}

/// The form in which names and words are compared: lower case, `ё` as `е`, Latin look-alikes in
/// Cyrillic words as Cyrillic, punctuation as single spaces; `№` is a word of its own.
pub(crate) fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    let mut word = Word::default();
    for c in text.chars() {
        match small(c) {
            Some(letter) => word.push(letter, &mut key),
            None => {
                word.end(&mut key);
                if c == '№' {
                    word.push(c, &mut key);
                    word.end(&mut key);
                }
            }
        }
    }
    word.end(&mut key);
    key
}

/// The small letter or digit of a word, or nothing for what stands between words.
fn small(c: char) -> Option<char> {
    match c {
        'а'..='я' | 'a'..='z' | '0'..='9' => Some(c),
        'Ё' | 'ё' => Some('е'),
        'А'..='Я' => char::from_u32(u32::from(c) + 32),
        'A'..='Z' => Some(c.to_ascii_lowercase()),
        c if c.is_alphanumeric() => c.to_lowercase().next(),
        _ => None,
    }
}

/// The word being written at the end of a key.
#[derive(Default)]
struct Word {
    start: Option<usize>,
    russian: bool,
    latin: bool,
}

impl Word {
    fn push(&mut self, letter: char, key: &mut String) {
        if self.start.is_none() {
            if !key.is_empty() {
                key.push(' ');
            }
            self.start = Some(key.len());
        }
        self.russian |= matches!(letter, 'а'..='я');
        self.latin |= letter.is_ascii_lowercase();
        key.push(letter);
    }

    /// Ends the word; Latin letters inside a Russian word become those they look like as capitals,
    /// which have more look-alikes than small letters.
    fn end(&mut self, key: &mut String) {
        if let Some(start) = self.start.filter(|_| self.russian && self.latin) {
            let word = key.split_off(start);
            let letters = word.chars().map(|c| cyrillic(c.to_ascii_uppercase()));
            key.extend(letters.filter_map(small));
        }
        *self = Self::default();
    }
}

/// A date: a spreadsheet's date, `01.09.2026` or `2026-09-01`; years 1900–2100.
pub(crate) fn date(value: &Value) -> Option<NaiveDate> {
    let date = match value {
        Value::Moment(moment) => Some(moment.date()),
        Value::Text(text) => date_of_text(&clean(text)),
        Value::Empty | Value::Number(_) | Value::Time(_) | Value::Error(_) => None,
    };
    date.filter(|date| (1900..=2100).contains(&date.year()))
}

fn date_of_text(text: &str) -> Option<NaiveDate> {
    let text = text.strip_suffix(" г.").unwrap_or(text);
    let text = text.strip_suffix("T00:00:00").unwrap_or(text);
    let text = text.strip_suffix(" 00:00:00").unwrap_or(text);
    let numbers = |separator: char| -> Option<[u32; 3]> {
        let mut parts = text.split(separator);
        let mut next = || -> Option<u32> {
            let part = parts.next()?;
            let digits = part.len() <= 4 && part.chars().all(|c| c.is_ascii_digit());
            digits.then(|| part.parse().ok()).flatten()
        };
        let three = [next()?, next()?, next()?];
        parts.next().is_none().then_some(three)
    };
    let of = |year: u32, month: u32, day: u32| {
        NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
    };
    match (numbers('.'), numbers('-')) {
        (Some([day, month, year]), _) => of(year, month, day),
        (None, Some([year, month, day])) => of(year, month, day),
        (None, None) => None,
    }
}

/// A date written as the spreadsheet's day number, 1970–2100: to be taken with a doubt.
pub(crate) fn serial_date(value: &Value) -> Option<NaiveDate> {
    let Value::Number(number) = value else {
        return None;
    };
    let days = whole(*number).filter(|days| (25_569..=73_415).contains(days))?;
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(chrono::Days::new(days.into()))
}

/// A time of day: a spreadsheet's time, `09:00`, `9:00`, `9.00` or `09:00:00`.
pub(crate) fn time(value: &Value) -> Option<NaiveTime> {
    match value {
        Value::Time(time) => Some(*time),
        Value::Text(text) => {
            let text = clean(text).replace('.', ":");
            ["%H:%M", "%H:%M:%S"]
                .iter()
                .find_map(|form| NaiveTime::parse_from_str(&text, form).ok())
        }
        Value::Empty | Value::Number(_) | Value::Moment(_) | Value::Error(_) => None,
    }
}

/// A number in a cell or in text, with a comma or a point.
pub(crate) fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => Some(*number),
        Value::Text(text) => {
            let text: String = clean(text).replace(' ', "").replace(',', ".");
            let plain = text.chars().all(|c| c.is_ascii_digit() || c == '.');
            plain.then(|| text.parse().ok()).flatten()
        }
        Value::Empty | Value::Moment(_) | Value::Time(_) | Value::Error(_) => None,
    }
}

/// A whole number from 0.
pub(crate) fn count(value: &Value) -> Option<u32> {
    number(value).and_then(whole)
}

/// Hours in quarters of an hour: `1,5` → 6; at most 2,000 hours.
pub(crate) fn hours(value: &Value) -> Option<u16> {
    let quarters = number(value).map(|hours| hours * 4.0).and_then(whole)?;
    u16::try_from(quarters).ok().filter(|&q| q <= 8_000)
}

fn whole(number: f64) -> Option<u32> {
    let good = number.fract() == 0.0 && (0.0..=4e9).contains(&number);
    good.then(|| format!("{number:.0}").parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn a_class_is_read_in_every_way_people_write_it() {
        for written in [
            "5А",
            "5а",
            " 5 А ",
            "5-А",
            "5 «А»",
            "5A",
            "5\u{a0}А",
            "5А класс",
        ] {
            assert_eq!(
                ClassName::parse(written).map(|class| class.to_string()),
                Some("5А".to_owned()),
                "{written}"
            );
        }
        assert_eq!(ClassName::parse("10B").unwrap().letter, "В");
        for wrong in [
            "",
            "5",
            "А",
            "12А",
            "0А",
            "5Z",
            "5АБВ",
            "999999А",
            "5 параллель",
        ] {
            assert_eq!(ClassName::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_date_is_a_date_in_either_order_and_nothing_else() {
        let day = NaiveDate::from_ymd_opt(2026, 9, 1);
        for written in [
            "01.09.2026",
            "1.9.2026",
            "2026-09-01",
            "2026-09-01T00:00:00",
            "01.09.2026 г.",
        ] {
            assert_eq!(date(&text(written)), day, "{written}");
        }
        for wrong in [
            "31.02.2026",
            "01.09.26",
            "01/09/2026",
            "2026",
            "сентябрь",
            "01.09.1026",
            "+1.9.2026",
        ] {
            assert_eq!(date(&text(wrong)), None, "{wrong}");
        }
        assert_eq!(serial_date(&Value::Number(46_266.0)), day);
        assert_eq!(serial_date(&Value::Number(5.0)), None);
    }

    #[test]
    fn numbers_take_commas_and_hours_keep_quarters() {
        assert_eq!(hours(&text("1,5")), Some(6));
        assert_eq!(hours(&Value::Number(29.0)), Some(116));
        assert_eq!(hours(&text("1,3")), None);
        assert_eq!(count(&text("1 030")), Some(1030));
        for wrong in ["-1", "1e9", "inf", "NaN", "5 ч", ""] {
            assert_eq!(count(&text(wrong)), None, "{wrong}");
        }
        assert_eq!(count(&Value::Number(f64::NAN)), None);
        assert_eq!(time(&text("9:00")), NaiveTime::from_hms_opt(9, 0, 0));
        assert_eq!(time(&text("24:00")), None);
    }

    #[test]
    fn keys_forgive_yo_spaces_points_and_look_alikes() {
        assert_eq!(key(" Таб.\u{a0}№ "), "таб №");
        assert_eq!(key("№личного  дела"), "№ личного дела");
        assert_eq!(key("Приём"), key("прием"));
        assert_eq!(key("Kласс:"), "класс");
        assert_eq!(key("Родитель 1: e-mail"), "родитель 1 e mail");
    }
}
