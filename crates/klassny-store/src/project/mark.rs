//! Rows of marks, and of term, year, exam and final marks.
//!
//! Must not count anything: averages are the domain's.

use super::noun;
use crate::error::Error;
use crate::row::{Columns, damaged, date_text};
use crate::words::Word;
use klassny_domain::ids::TermId;
use klassny_domain::mark::Mark;
use klassny_domain::term::{FinalKind, FinalMark};
use rusqlite::Row;

noun! {
    Mark in "mark";
    write |x| {
        group_id: x.place.group.as_bytes(),
        date: x.place.date.to_string(),
        bell: x.place.bell,
        lesson_ordinal: x.place.ordinal,
        ordinal: x.ordinal,
        pupil_id: x.pupil.as_bytes(),
        value: x.value.map(Word::word),
        written_on: date_text(x.written_on),
        comment: x.comment,
    }
    read |row| Self {
        place: row.place()?,
        ordinal: row.number("ordinal")?,
        pupil: row.id("pupil_id")?,
        value: row.word_or_none("value")?,
        written_on: row.date_or_none("written_on")?,
        comment: row.text("comment")?,
    }
}

noun! {
    FinalMark in "final_mark";
    write |x| {
        group_id: x.group.as_bytes(),
        pupil_id: x.pupil.as_bytes(),
        kind: final_kind(x.kind),
        term_id: term_of(&x.kind).map(TermId::as_bytes),
        value: x.value.map(Word::word),
        reason: x.reason,
    }
    read |row| Self {
        group: row.id("group_id")?,
        pupil: row.id("pupil_id")?,
        kind: read_final_kind(row)?,
        value: row.word_or_none("value")?,
        reason: row.text("reason")?,
    }
}

fn final_kind(kind: FinalKind) -> &'static str {
    match kind {
        FinalKind::Term(_) => "term",
        FinalKind::Year => "year",
        FinalKind::Exam => "exam",
        FinalKind::Final => "final",
    }
}

fn term_of(kind: &FinalKind) -> Option<&TermId> {
    match kind {
        FinalKind::Term(term) => Some(term),
        FinalKind::Year | FinalKind::Exam | FinalKind::Final => None,
    }
}

fn read_final_kind(row: &Row<'_>) -> Result<FinalKind, Error> {
    match row.text("kind")?.as_str() {
        "term" => row.id("term_id").map(FinalKind::Term),
        "year" => Ok(FinalKind::Year),
        "exam" => Ok(FinalKind::Exam),
        "final" => Ok(FinalKind::Final),
        _ => Err(damaged("kind")),
    }
}
