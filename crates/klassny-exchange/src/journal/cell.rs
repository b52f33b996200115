//! One cell of an exported journal: marks, an absence, a lateness, or several of them.
//!
//! Owns the letters of cells. It must keep everything a cell says, contradictions included.

use super::JournalTotal;
use crate::problem::{Problem, Severity, Source, Words, column_letters};
use crate::sheet::Value;
use crate::text::cyrillic;
use klassny_domain::attendance::{AbsenceReason, Presence};
use klassny_domain::mark::MarkValue;

/// What a cell says; an empty cell says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JournalCell {
    /// The text as written.
    pub text: String,
    /// The marks, in order: `4/5` is two.
    pub marks: Vec<MarkValue>,
    /// Absent or late; none where the cell says neither.
    pub presence: Option<Presence>,
    /// Why absent.
    pub reason: Option<AbsenceReason>,
}

impl JournalCell {
    /// Whether it says both that the pupil was absent and what mark the pupil got.
    pub fn is_absent_and_marked(&self) -> bool {
        self.presence == Some(Presence::Absent) && !self.marks.is_empty()
    }
}

/// Reads a cell; what cannot be read stays as text and becomes a problem.
pub(crate) fn read(
    value: &Value,
    source: &Source,
    column: u16,
    problems: &mut Vec<Problem>,
) -> JournalCell {
    let text = value.text();
    if text.is_empty() {
        return JournalCell::default();
    }
    let mut tell = |words: Words, severity: Severity| {
        let problem = Problem::of_row(source, words, severity);
        problems.push(problem.at(Some(source.row), column));
    };
    if let Value::Moment(_) | Value::Time(_) = value {
        let words = Words::new(
            format!("вместо отметок в ячейке дата или время «{text}», не взято"),
            "табличный редактор превратил «4/5» в дату: впишите отметки снова как текст",
        );
        tell(words, Severity::Refused);
        return JournalCell {
            text,
            ..JournalCell::default()
        };
    }
    let Some(cell) = parse(&text) else {
        let words = Words::new(
            format!("ячейка «{text}» не понята, не взята"),
            "впишите отметку от 1 до 5, «н/а», «зач», «осв», Н, Б, П или О",
        );
        tell(words, Severity::Refused);
        return JournalCell {
            text,
            ..JournalCell::default()
        };
    };
    if cell.is_absent_and_marked() {
        let words = Words::new(
            format!("неявка и отметка в одной ячейке: «{text}», взято и то и другое"),
            "выясните, был ли ученик на уроке, и оставьте что-то одно",
        );
        tell(words, Severity::Doubt);
    }
    cell
}

fn parse(text: &str) -> Option<JournalCell> {
    let mut cell = JournalCell {
        text: text.to_owned(),
        ..JournalCell::default()
    };
    if let Some(mark) = mark(text) {
        cell.marks.push(mark);
        return Some(cell);
    }
    for part in text
        .split(['/', ' ', ',', ';'])
        .filter(|part| !part.is_empty())
    {
        if let Some(mark) = mark(part) {
            cell.marks.push(mark);
            continue;
        }
        let letter: String = part.chars().map(cyrillic).collect();
        let (presence, reason) = match letter.as_str() {
            "Н" => (Presence::Absent, Some(AbsenceReason::Unexcused)),
            "н" | "н?" => (Presence::Absent, Some(AbsenceReason::Unresolved)),
            "Б" | "б" => (Presence::Absent, Some(AbsenceReason::Illness)),
            "П" | "п" => (Presence::Absent, Some(AbsenceReason::Excused)),
            "О" | "о" => (Presence::Late { minutes: 0 }, None),
            _ => return None,
        };
        // Two letters in one cell contradict each other: neither is taken.
        if cell.presence.replace(presence).is_some() {
            return None;
        }
        cell.reason = reason;
    }
    Some(cell)
}

fn mark(text: &str) -> Option<MarkValue> {
    let text: String = text.chars().map(cyrillic).collect();
    // A sign or leading zeros would pass as a number.
    let plain = text.len() == 1 || !text.starts_with(|c: char| c.is_ascii_digit() || c == '+');
    plain.then(|| MarkValue::parse(&text)).flatten()
}

/// Reads the total of a row.
pub(crate) fn total(
    value: &Value,
    source: &Source,
    column: u16,
    problems: &mut Vec<Problem>,
) -> Option<JournalTotal> {
    let text = value.text();
    if text.is_empty() {
        return None;
    }
    let value = mark(&text);
    if value.is_none() {
        let words = Words::new(
            format!("итог «{text}» не понят, не взят"),
            "впишите отметку от 1 до 5, «н/а», «зач», «незач» или «осв»",
        );
        let problem = Problem::of_row(source, words, Severity::Refused);
        problems.push(problem.at(Some(source.row), column));
    }
    Some(JournalTotal {
        column: column_letters(column),
        text,
        value,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(text: &str) -> Option<(Vec<u8>, Option<Presence>, Option<AbsenceReason>)> {
        let cell = parse(text)?;
        let marks = cell.marks.iter().filter_map(|mark| mark.grade()).collect();
        Some((marks, cell.presence, cell.reason))
    }

    #[test]
    fn r48_a_cell_keeps_everything_it_says() {
        let absent = |reason| (Some(Presence::Absent), Some(reason));
        let late = Some(Presence::Late { minutes: 0 });
        for (text, marks, (presence, reason)) in [
            ("5", vec![5], (None, None)),
            ("4/5", vec![4, 5], (None, None)),
            ("Н", vec![], absent(AbsenceReason::Unexcused)),
            ("H", vec![], absent(AbsenceReason::Unexcused)),
            ("н", vec![], absent(AbsenceReason::Unresolved)),
            ("Б", vec![], absent(AbsenceReason::Illness)),
            ("П", vec![], absent(AbsenceReason::Excused)),
            ("О", vec![], (late, None)),
            ("О 4", vec![4], (late, None)),
            ("Н/4", vec![4], absent(AbsenceReason::Unexcused)),
            ("Б/4/5", vec![4, 5], absent(AbsenceReason::Illness)),
        ] {
            assert_eq!(says(text), Some((marks, presence, reason)), "{text}");
        }
        assert_eq!(parse("н/а").unwrap().marks, vec![MarkValue::NotAttested]);
        for text in ["6", "0", "45", "05", "+5", "Н/Б", "?", "5-"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
