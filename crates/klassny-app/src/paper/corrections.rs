//! Corrections made under a permit or a remark (R50): what stood in the cell, what was put
//! instead, who let.
//!
//! Reads the history of those marks only that a permit or a remark of the group covers.

use super::ground::{Ground, GroupGround};
use crate::error::Result;
use klassny_domain::change::Change;
use klassny_domain::ids::{GroupId, PermitId, PupilId, SeatId, StaffId};
use klassny_domain::lesson::LessonPlace;
use klassny_domain::mark::{Mark, MarkValue};
use klassny_domain::norm::Key;
use klassny_domain::term::PermitScope;
use klassny_paper::view::Correction;
use klassny_store::{Entry, Store};
use std::collections::HashMap;

/// The corrections of all cells of a class and term.
#[derive(Debug, Default)]
pub(crate) struct Corrections(HashMap<(LessonPlace, PupilId), Vec<Correction>>);

impl Corrections {
    /// Reads them.
    pub fn read(store: &Store, ground: &Ground) -> Result<Self> {
        let mut found = Self::default();
        for group in &ground.groups {
            found.read_group(store, ground, group)?;
        }
        Ok(found)
    }

    /// The corrections of a cell, oldest first.
    pub fn of(&self, place: LessonPlace, pupil: PupilId) -> Vec<Correction> {
        self.0.get(&(place, pupil)).cloned().unwrap_or_default()
    }

    fn read_group(&mut self, store: &Store, ground: &Ground, group: &GroupGround) -> Result<()> {
        let openings = openings(store, group.group.group)?;
        if openings.is_empty() {
            return Ok(());
        }
        for mark in group.marks.iter().map(|mark| &mark.value) {
            if openings.iter().any(|opening| opening.covers(mark)) {
                let history = store.history(Change::Mark(mark.clone()).register())?;
                let asked = Asked {
                    store,
                    ground,
                    openings: &openings,
                };
                let corrections = asked.corrections(&history.entries)?;
                let cell = self.0.entry((mark.place, mark.pupil)).or_default();
                cell.extend(corrections);
                cell.sort_by_key(|correction| correction.on);
            }
        }
        Ok(())
    }
}

/// What let somebody correct: a permit, or a remark pinned to the cell.
struct Opening {
    /// What the correction names.
    id: PermitId,
    fact_no: i64,
    reason: String,
    scope: Scope,
}

enum Scope {
    Permit(PermitScope),
    Remark(LessonPlace, PupilId),
}

impl Opening {
    fn covers(&self, mark: &Mark) -> bool {
        match self.scope {
            Scope::Permit(PermitScope::Lesson(place)) => place == mark.place,
            Scope::Permit(PermitScope::Cell(place, ordinal, pupil)) => {
                (place, ordinal, pupil) == (mark.place, mark.ordinal, mark.pupil)
            }
            Scope::Permit(PermitScope::Group(group, from, to)) => {
                let date = mark.place.date;
                group == mark.place.group && from <= date && date <= to
            }
            Scope::Remark(place, pupil) => (place, pupil) == (mark.place, mark.pupil),
        }
    }
}

fn openings(store: &Store, group: GroupId) -> Result<Vec<Opening>> {
    let (permits, remarks) = store.read(|read| {
        let permits = read.permits_of_group(group)?;
        Ok((permits, read.remarks_of_group(group)?))
    })?;
    let permits = permits.into_iter().map(|permit| Opening {
        id: permit.value.permit,
        fact_no: permit.fact_no,
        reason: permit.value.reason,
        scope: Scope::Permit(permit.value.scope),
    });
    let remarks = remarks.into_iter().filter_map(|remark| {
        let (place, pupil) = remark.value.lesson.zip(remark.value.pupil)?;
        Some(Opening {
            id: Key::Remark(remark.value.remark).named()?,
            fact_no: remark.fact_no,
            reason: remark.value.text,
            scope: Scope::Remark(place, pupil),
        })
    });
    Ok(permits.chain(remarks).collect())
}

struct Asked<'a> {
    store: &'a Store,
    ground: &'a Ground,
    openings: &'a [Opening],
}

impl Asked<'_> {
    fn corrections(&self, entries: &[Entry]) -> Result<Vec<Correction>> {
        let mut corrections = Vec::new();
        let mut was: Option<MarkValue> = None;
        for entry in entries.iter().filter(|entry| entry.not_counted.is_none()) {
            let Change::Mark(mark) = &entry.op.change else {
                continue;
            };
            if let Some(permit) = entry.op.permit
                && mark.value != was
            {
                corrections.push(self.correction(entry, permit, (was, mark.value))?);
            }
            was = mark.value;
        }
        Ok(corrections)
    }

    fn correction(
        &self,
        entry: &Entry,
        permit: PermitId,
        (was, now): (Option<MarkValue>, Option<MarkValue>),
    ) -> Result<Correction> {
        let offset = self.ground.frame.rules.entry.offset();
        let at = super::local_time(entry.op.entered.wall_ms, offset).unwrap_or_default();
        let text = |value: Option<MarkValue>| value.map(MarkValue::text).unwrap_or_default();
        let opening = self.openings.iter().find(|opening| opening.id == permit);
        let permitted_by = match opening {
            Some(opening) => self.author(opening.fact_no)?,
            None => None,
        };
        let reason = opening.map(|opening| opening.reason.clone());
        Ok(Correction {
            was: text(was).to_owned(),
            now: text(now).to_owned(),
            on: at.date(),
            by: self.ground.initials(self.staff_of(entry.seat)?),
            permitted_by: self.ground.initials(permitted_by),
            reason: reason.unwrap_or_default(),
        })
    }

    fn author(&self, fact_no: i64) -> Result<Option<StaffId>> {
        let stamps = self.store.read(|read| read.stamps([fact_no]))?;
        match stamps.get(&fact_no) {
            Some(stamp) => self.staff_of(stamp.seat),
            None => Ok(None),
        }
    }

    fn staff_of(&self, seat: SeatId) -> Result<Option<StaffId>> {
        let seat = self.store.read(|read| read.seat(seat))?;
        Ok(seat.map(|seat| seat.staff))
    }
}
