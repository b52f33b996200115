//! The report on keeping to the plan of entry (R36): who came, late or not, who entered elsewhere.
//!
//! Made from the log alone: entries with their machine and its wall clock, the plan, and who was
//! let in by whom. Nobody is watched beyond what the journal states anyway, so every replica with
//! the same log shows the same.

use super::SlotWaiver;
use crate::ids::{EntrySlotId, StaffId};
use crate::lesson::LessonPlace;
use crate::timetable::EntrySlot;
use chrono::{Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

/// Entries of one person at one machine with no longer pause than this are one stay, minutes.
const PAUSE_MINUTES: i64 = 30;

/// Something entered in the journal by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Who.
    pub staff: StaffId,
    /// At which machine; 0 for one without a number.
    pub workstation: u16,
    /// When, local time by that machine's clock.
    pub at: NaiveDateTime,
    /// The lesson, where it says what a lesson was: held, topic, homework.
    pub lesson: Option<LessonPlace>,
}

/// A lesson of the days, with the teacher whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taught {
    /// The lesson.
    pub place: LessonPlace,
    /// The teacher by timetable and substitution.
    pub staff: StaffId,
}

/// A person let in, and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetInBy {
    /// The fact.
    pub waiver: SlotWaiver,
    /// Who stated it; none where the seat is not known here.
    pub by: Option<StaffId>,
}

/// What the report is made of.
#[derive(Clone, Copy, Debug)]
pub struct Week<'a> {
    /// The days, in order, on which the school works.
    pub days: &'a [NaiveDate],
    /// The plan.
    pub plan: &'a [EntrySlot],
    /// What was entered, in order of time.
    pub entries: &'a [Entry],
    /// Lessons of the days with their teachers.
    pub taught: &'a [Taught],
    /// Who was let in.
    pub let_in: &'a [LetInBy],
    /// From so many minutes after its begin a slot was come to late.
    pub late_minutes: u32,
    /// The local time now: a slot that is not over is not missed.
    pub now: NaiveDateTime,
}

/// How a time of the plan was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Something was entered in it, in time.
    Kept {
        /// The first entry.
        first: NaiveTime,
    },
    /// The first entry came late.
    Late {
        /// The first entry.
        first: NaiveTime,
        /// How many minutes after the begin.
        minutes: u32,
    },
    /// Nothing was entered in it.
    Missed {
        /// Who entered the person's lessons of the day instead, if anybody did.
        instead: Vec<StaffId>,
    },
    /// It is not over.
    Ahead,
}

/// One time of the plan on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotLine {
    /// The time.
    pub slot: EntrySlotId,
    /// The day.
    pub day: NaiveDate,
    /// Whose.
    pub staff: StaffId,
    /// The machine.
    pub workstation: u16,
    /// From.
    pub from: NaiveTime,
    /// To.
    pub until: NaiveTime,
    /// How it was kept.
    pub kept: Kept,
}

/// A stay outside the plan of a person who has times in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutsideLine {
    /// Who.
    pub staff: StaffId,
    /// The machine; 0 for one without a number.
    pub workstation: u16,
    /// The first entry.
    pub from: NaiveDateTime,
    /// The last entry.
    pub until: NaiveDateTime,
    /// How many entries.
    pub count: u32,
    /// Index in [`Week::let_in`] of who let the person in; none where nobody did.
    pub let_in: Option<usize>,
}

/// The report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The times of the plan, by day, machine and hour.
    pub slots: Vec<SlotLine>,
    /// Stays outside it, by time.
    pub outside: Vec<OutsideLine>,
}

/// Makes the report.
pub fn report(week: &Week<'_>) -> Report {
    let mut slots = Vec::new();
    for day in week.days {
        let of_day = week
            .plan
            .iter()
            .filter(|slot| slot.stands && slot.weekday == day.weekday());
        slots.extend(of_day.map(|slot| SlotLine {
            slot: slot.slot,
            day: *day,
            staff: slot.staff,
            workstation: slot.workstation,
            from: slot.starts_at,
            until: slot.ends_at,
            kept: week.kept(slot, *day),
        }));
    }
    slots.sort_by_key(|line| (line.day, line.workstation, line.from, line.slot));
    Report {
        slots,
        outside: week.outside(),
    }
}

impl Week<'_> {
    fn kept(&self, slot: &EntrySlot, day: NaiveDate) -> Kept {
        let (begin, end) = (day.and_time(slot.starts_at), day.and_time(slot.ends_at));
        let mut entries = self.entries.iter().filter(|entry| {
            entry.staff == slot.staff
                && entry.workstation == slot.workstation
                && begin <= entry.at
                && entry.at < end
        });
        let Some(first) = entries.next() else {
            return match self.now < end {
                true => Kept::Ahead,
                false => Kept::Missed {
                    instead: self.instead(slot.staff, day),
                },
            };
        };
        let minutes = (first.at - begin).num_minutes();
        let minutes = u32::try_from(minutes).unwrap_or_default();
        let first = first.at.time();
        match minutes >= self.late_minutes {
            true => Kept::Late { first, minutes },
            false => Kept::Kept { first },
        }
    }

    /// Who else said what the person's lessons of the day were.
    fn instead(&self, staff: StaffId, day: NaiveDate) -> Vec<StaffId> {
        let is_of_person = |place: LessonPlace| {
            let mut taught = self.taught.iter();
            taught.any(|taught| taught.staff == staff && taught.place == place)
        };
        let mut others: Vec<StaffId> = self
            .entries
            .iter()
            .filter(|entry| entry.staff != staff)
            .filter(|entry| {
                entry
                    .lesson
                    .is_some_and(|place| place.date == day && is_of_person(place))
            })
            .map(|entry| entry.staff)
            .collect();
        others.sort_unstable();
        others.dedup();
        others
    }

    fn outside(&self) -> Vec<OutsideLine> {
        let mut lines: Vec<OutsideLine> = Vec::new();
        for entry in self.entries.iter().filter(|entry| self.is_outside(entry)) {
            let let_in = self.let_in_at(entry);
            let pause = TimeDelta::minutes(PAUSE_MINUTES);
            let same = lines.iter_mut().rev().find(|line| {
                line.staff == entry.staff
                    && line.workstation == entry.workstation
                    && line.let_in == let_in
                    && line.until.date() == entry.at.date()
                    && entry.at - line.until <= pause
            });
            match same {
                Some(line) => {
                    line.until = entry.at;
                    line.count = line.count.saturating_add(1);
                }
                None => lines.push(OutsideLine {
                    staff: entry.staff,
                    workstation: entry.workstation,
                    from: entry.at,
                    until: entry.at,
                    count: 1,
                    let_in,
                }),
            }
        }
        lines
    }

    /// Whether the person has times in the plan, and none of them is now and here.
    fn is_outside(&self, entry: &Entry) -> bool {
        let mut times = self
            .plan
            .iter()
            .filter(|slot| slot.stands && slot.staff == entry.staff)
            .peekable();
        let grace = TimeDelta::seconds(super::GRACE_SECONDS);
        times.peek().is_some()
            && !times.any(|slot| {
                let day = entry.at.date();
                slot.workstation == entry.workstation
                    && slot.weekday == day.weekday()
                    && day.and_time(slot.starts_at) <= entry.at
                    && entry.at < day.and_time(slot.ends_at) + grace
            })
    }

    fn let_in_at(&self, entry: &Entry) -> Option<usize> {
        let grace = TimeDelta::seconds(super::GRACE_SECONDS);
        self.let_in.iter().position(|LetInBy { waiver, .. }| {
            let day = waiver.day;
            waiver.stands
                && waiver.staff == entry.staff
                && waiver.workstation == entry.workstation
                && day.and_time(waiver.from) <= entry.at
                && entry.at < day.and_time(waiver.until) + grace
        })
    }
}
