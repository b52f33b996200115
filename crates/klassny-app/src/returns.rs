//! When pupils were back after a lesson missed, and until when its reason is due (R38).
//!
//! Read from the lessons the class recorded as held; must not judge who may give a reason.

use crate::desk::Desk;
use crate::error::Result;
use chrono::{NaiveDate, NaiveDateTime};
use klassny_domain::attendance::Presence;
use klassny_domain::ids::{GroupId, PupilId};
use klassny_domain::lesson::{Held, LessonPlace};
use klassny_domain::norm::deadline_of_absence_reason;
use klassny_domain::roster::SchoolClass;
use klassny_store::query::Listed;
use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;

/// The lessons of a class that were held, and who missed them.
pub(crate) struct Returns<'d> {
    desk: &'d Desk<'d>,
    grade: u8,
    /// In order of day and bell.
    held: Vec<LessonPlace>,
    missed: HashSet<(LessonPlace, PupilId)>,
    listed: HashMap<GroupId, Vec<Listed>>,
}

impl<'d> Returns<'d> {
    /// Reads the lessons of a class from one day to another.
    ///
    /// # Errors
    /// What the disk says.
    pub fn read(
        desk: &'d Desk<'d>,
        class: &SchoolClass,
        days: &RangeInclusive<NaiveDate>,
    ) -> Result<Self> {
        Ok(desk.store.read(|read| {
            let mut held = Vec::new();
            let mut listed = HashMap::new();
            for group in read.groups_of_class(class.class)? {
                let lessons = read.lessons(group.group, days)?.into_iter();
                let records = lessons
                    .filter_map(|part| part.record)
                    .map(|part| part.value);
                let records = records.filter(|record| record.held == Held::Held);
                held.extend(records.map(|record| record.place));
                listed.insert(group.group, read.listed_in_group(group.group, days)?);
            }
            held.sort_by_key(|place| (place.date, place.bell));
            let stated = read.attendance_of_class(class.class, days)?.into_iter();
            let stated = stated.map(|stated| stated.value);
            let missed = stated.filter(|stated| stated.presence == Presence::Absent);
            Ok(Self {
                desk,
                grade: class.grade,
                held,
                missed: missed.map(|stated| (stated.place, stated.pupil)).collect(),
                listed,
            })
        })?)
    }

    /// Until when the reason of an absence is due: so many school days after the first lesson at
    /// which the pupil was there again; none while there was no such lesson.
    pub fn reason_due(&self, pupil: PupilId, missed: LessonPlace) -> Option<NaiveDateTime> {
        let (rules, calendar) = (&self.desk.rules, &self.desk.calendar);
        let returned_on = self.returned_on(pupil, missed);
        deadline_of_absence_reason(rules, calendar, self.grade, returned_on)
    }

    fn returned_on(&self, pupil: PupilId, missed: LessonPlace) -> Option<NaiveDate> {
        let after = (missed.date, missed.bell);
        let from = self
            .held
            .partition_point(|place| (place.date, place.bell) <= after);
        let later = self.held.get(from..).unwrap_or_default();
        let attended = |place: &&LessonPlace| {
            let mut rows = self.listed.get(&place.group).into_iter().flatten();
            let here = rows.any(|row| row.pupil.pupil == pupil && row.is_on(place.date));
            here && !self.missed.contains(&(**place, pupil))
        };
        later.iter().find(attended).map(|place| place.date)
    }
}
