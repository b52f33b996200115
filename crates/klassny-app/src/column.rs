//! Acts on a whole column of the spread: one commit, one undo, refused as a whole (R48–R51).
//!
//! Each cell is judged as if it were written alone; a refusal of one changes none.

use crate::api::{ColumnAct, SetColumn};
use crate::desk::Desk;
use crate::error::{AppError, Result};
use crate::marks::{Pen, marks_agree, new_work, there};
use crate::spread::expected;
use crate::spread::frame::{Frame, Which};
use crate::spread::ink::{Wanted, is_listed};
use crate::spread::words::{parse_mark, parse_place, parse_pupil};
use crate::spread::{Touched, known_lesson, saved};
use crate::view::journal::Saved;
use crate::view::text::ErrorCode;
use klassny_domain::attendance::Presence;
use klassny_domain::change::Change;
use klassny_domain::ids::PupilId;
use klassny_domain::lesson::LessonPlace;
use klassny_domain::mark::{Mark, MarkValue};
use klassny_store::NewFact;

/// Does something to a whole column.
///
/// # Errors
/// The refusal of a rule for one of the cells, or [`ErrorCode::NothingToDo`] where no cell would
/// say anything else; nothing is changed then.
pub fn set_column(desk: &Desk<'_>, args: &SetColumn) -> Result<Saved> {
    let place = parse_place(&args.place)?;
    let which = Which::Of(place.date);
    let frame = Frame::read(desk, place.group, &which)?;
    known_lesson(&frame, place)?;
    let pen = Pen::read(&frame, &Wanted::default())?;
    let column = ColumnOf { pen: &pen, place };
    let facts = match &args.act {
        ColumnAct::Present => column.present()?,
        ColumnAct::Fill { ordinal, value } => column.fill(*ordinal, value)?,
        ColumnAct::Clear => column.clear()?,
        ColumnAct::Carry => column.carry()?,
        ColumnAct::Shift {
            ordinal,
            from,
            down,
        } => column.shift(*ordinal, parse_pupil(from)?, *down)?,
    };
    if facts.is_empty() {
        return Err(AppError::new(ErrorCode::NothingToDo, "column"));
    }
    desk.commit(facts)?;
    let touched = Touched {
        lessons: Some(vec![place]),
        rows: None,
        cell: None,
    };
    saved(desk, &which, &touched, place.group)
}

struct ColumnOf<'p> {
    pen: &'p Pen<'p>,
    place: LessonPlace,
}

impl ColumnOf<'_> {
    /// The pupils of the column, in order.
    fn pupils(&self) -> Vec<PupilId> {
        let rows = self.pen.ink.pupils.iter();
        let listed = rows.filter(|row| is_listed(row, self.place));
        listed
            .filter_map(|row| row.first().map(|first| first.pupil.pupil))
            .collect()
    }

    /// Everybody was there.
    fn present(&self) -> Result<Vec<NewFact>> {
        let mut facts = Vec::new();
        for pupil in self.pupils() {
            let cell = self.pen.cell(self.place, pupil);
            if cell.presence() != Presence::Present {
                marks_agree(self.pen, &cell, Presence::Present)?;
                facts.push(there(self.pen, (self.place, pupil), Presence::Present)?);
            }
        }
        Ok(facts)
    }

    /// Those expected to be away are.
    fn carry(&self) -> Result<Vec<NewFact>> {
        let frame = self.pen.frame;
        let expected = frame.desk.store.read(|read| expected::read(frame, read))?;
        let mut facts = Vec::new();
        for pupil in self.pupils() {
            let cell = self.pen.cell(self.place, pupil);
            let marked = cell.valued().next().is_some();
            if expected.contains_key(&(self.place, pupil)) && !marked {
                facts.push(there(self.pen, (self.place, pupil), Presence::Absent)?);
            }
        }
        Ok(facts)
    }

    /// One value for all who were there and have none.
    fn fill(&self, ordinal: u8, value: &str) -> Result<Vec<NewFact>> {
        let value = parse_mark(Some(value))?;
        let work = new_work(self.pen, self.place, ordinal)?;
        let kind = work.as_ref().and_then(|work| work.kind);
        let mut facts = Vec::new();
        for pupil in self.pupils() {
            let cell = self.pen.cell(self.place, pupil);
            let has = cell.valued().any(|mark| mark.value.ordinal == ordinal);
            if has || cell.absent() {
                continue;
            }
            let mark = self.mark((ordinal, pupil), value, "");
            facts.push(self.pen.mark(mark, (kind, cell.presence()))?);
        }
        if facts.is_empty() {
            return Ok(facts);
        }
        let work = work.map(|work| NewFact::from(Change::Assignment(work)));
        Ok(work.into_iter().chain(facts).collect())
    }

    /// Marks, absences and lateness are taken back.
    fn clear(&self) -> Result<Vec<NewFact>> {
        let mut facts = Vec::new();
        for pupil in self.pupils() {
            let cell = self.pen.cell(self.place, pupil);
            for mark in cell.valued() {
                let emptied = self.mark((mark.value.ordinal, pupil), None, "");
                facts.push(self.pen.mark(emptied, (None, cell.presence()))?);
            }
            if cell.presence() != Presence::Present {
                facts.push(there(self.pen, (self.place, pupil), Presence::Present)?);
            }
        }
        Ok(facts)
    }

    /// The marks of a work from one pupil on move to the next row, or to the one before: a column
    /// that was entered a row off. The value that has nowhere to go would be lost, so it refuses.
    fn shift(&self, ordinal: u8, from: PupilId, down: bool) -> Result<Vec<NewFact>> {
        let pupils = self.pupils();
        let first = pupils.iter().position(|pupil| *pupil == from);
        let first = first.ok_or_else(|| AppError::not_found("pupil of the lesson"))?;
        // Moving up, the row over the first takes its mark.
        let first = match down {
            true => first,
            false => first.checked_sub(1).ok_or_else(no_room)?,
        };
        let rows = pupils.get(first..).unwrap_or_default();
        let values: Vec<Option<Mark>> = rows.iter().map(|p| self.standing(ordinal, *p)).collect();
        let (lost, moved) = match down {
            true => (values.last(), shifted(&values, 1)),
            false => (values.first(), shifted(&values, -1)),
        };
        if lost.is_some_and(Option::is_some) {
            return Err(no_room());
        }
        let mut facts = Vec::new();
        for ((pupil, before), after) in rows.iter().zip(&values).zip(moved) {
            let said = |mark: &Option<Mark>| {
                let mark = mark.as_ref();
                mark.map(|mark| (mark.value, mark.comment.clone()))
            };
            if said(before) == said(&after) {
                continue;
            }
            let (value, comment) = said(&after).unwrap_or_default();
            let cell = self.pen.cell(self.place, *pupil);
            let mark = self.mark((ordinal, *pupil), value, &comment);
            facts.push(self.pen.mark(mark, (None, cell.presence()))?);
        }
        Ok(facts)
    }

    fn standing(&self, ordinal: u8, pupil: PupilId) -> Option<Mark> {
        let cell = self.pen.cell(self.place, pupil);
        let mut marks = cell.valued();
        let mark = marks.find(|mark| mark.value.ordinal == ordinal)?;
        Some(mark.value.clone())
    }

    fn mark(
        &self,
        (ordinal, pupil): (u8, PupilId),
        value: Option<MarkValue>,
        comment: &str,
    ) -> Mark {
        Mark {
            place: self.place,
            ordinal,
            pupil,
            value,
            written_on: None,
            comment: comment.to_owned(),
        }
    }
}

/// The values a row further: down by 1, up by -1.
fn shifted(values: &[Option<Mark>], by: i8) -> Vec<Option<Mark>> {
    let mut moved = values.to_vec();
    match by {
        1 => moved.rotate_right(1),
        _ => moved.rotate_left(1),
    }
    moved
}

fn no_room() -> AppError {
    AppError::new(ErrorCode::NoRoomToShift, "column")
}
