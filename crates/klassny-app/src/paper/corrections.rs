//! Corrections made under a permit (R50): what stood in the cell, what was put instead, who let.
//!
//! Reads the history of those marks only that a permit of the group covers.

use super::ground::{Ground, GroupGround};
use crate::error::Result;
use klassny_domain::change::Change;
use klassny_domain::ids::{PermitId, PupilId, SeatId, StaffId};
use klassny_domain::lesson::LessonPlace;
use klassny_domain::mark::{Mark, MarkValue};
use klassny_domain::term::{Permit, PermitScope};
use klassny_paper::view::Correction;
use klassny_store::{Entry, Standing, Store};
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
        let permits = store.read(|read| read.permits_of_group(group.group.group))?;
        if permits.is_empty() {
            return Ok(());
        }
        for mark in group.marks.iter().map(|mark| &mark.value) {
            if permits.iter().any(|permit| covers(&permit.value, mark)) {
                let history = store.history(Change::Mark(mark.clone()).register())?;
                let asked = Asked {
                    store,
                    ground,
                    permits: &permits,
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

fn covers(permit: &Permit, mark: &Mark) -> bool {
    match permit.scope {
        PermitScope::Lesson(place) => place == mark.place,
        PermitScope::Cell(place, ordinal, pupil) => {
            (place, ordinal, pupil) == (mark.place, mark.ordinal, mark.pupil)
        }
        PermitScope::Group(group, from, to) => {
            let date = mark.place.date;
            group == mark.place.group && from <= date && date <= to
        }
    }
}

struct Asked<'a> {
    store: &'a Store,
    ground: &'a Ground,
    permits: &'a [Standing<Permit>],
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
        let permit = self
            .permits
            .iter()
            .find(|known| known.value.permit == permit);
        let permitted_by = match permit {
            Some(permit) => self.author(permit.fact_no)?,
            None => None,
        };
        let reason = permit.map(|permit| permit.value.reason.clone());
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
