//! How the plan of entry was kept, week by week (R36): from the log alone, so that every replica
//! with the same log shows the same.

use super::hour;
use super::plan::{PlanGround, READERS, monday_of};
use crate::api::SlotWeek;
use crate::app::App;
use crate::desk::Desk;
use crate::error::{AppError, Result};
use crate::people::full_name_order;
use crate::view::slots::{
    SlotKept, SlotOutsideLine, SlotReportLine, SlotReportPerson, SlotReportView, SlotTotals,
};
use chrono::{
    Datelike as _, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeZone as _, Timelike as _,
};
use klassny_domain::ids::{DeviceId, SeatId, StaffId};
use klassny_domain::lesson::LessonPlace;
use klassny_domain::slots::report::{
    Entry, Kept, LetInBy, OutsideLine, Report, Taught, Week, report,
};
use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;

impl App {
    /// How a week of the plan was kept.
    ///
    /// # Errors
    /// [`ErrorCode::NotAllowed`](crate::view::text::ErrorCode::NotAllowed) for who neither makes nor
    /// checks the plan.
    pub fn slot_report(&self, args: &SlotWeek) -> Result<SlotReportView> {
        self.at_desk(|desk| view(desk, args))
    }
}

/// The report of a week as the screen shows it.
pub(super) fn view(desk: &Desk<'_>, args: &SlotWeek) -> Result<SlotReportView> {
    desk.require(READERS)?;
    let day = match &args.date {
        Some(date) => {
            NaiveDate::parse_from_str(date, "%Y-%m-%d").map_err(|_| AppError::bad_request("day"))?
        }
        None => desk.now().date(),
    };
    let monday = monday_of(day);
    let saturday = monday.checked_add_days(Days::new(5)).unwrap_or(monday);
    let ground = PlanGround::read(desk)?;
    let days = school_days(desk, &(monday..=saturday))?;
    let entries = entries(desk, monday)?;
    let taught = taught(desk, &(monday..=saturday))?;
    let let_in = let_in(desk, &(monday..=saturday))?;
    let made = report(&Week {
        days: &days,
        plan: &ground.slots,
        entries: &entries,
        taught: &taught,
        let_in: &let_in,
        late_minutes: desk.rules.entry.slot_late_minutes,
        now: desk.now(),
    });
    let people = people(&ground, &made, &let_in);
    let mut totals = SlotTotals::default();
    for person in &people {
        add(&mut totals, &person.totals);
    }
    Ok(SlotReportView {
        monday: monday.to_string(),
        saturday: saturday.to_string(),
        late_minutes: desk.rules.entry.slot_late_minutes,
        people,
        totals,
    })
}

/// The days on which any class has lessons.
fn school_days(desk: &Desk<'_>, week: &RangeInclusive<NaiveDate>) -> Result<Vec<NaiveDate>> {
    let year = desk.year_id();
    let classes = desk.store.read(|read| read.classes(year))?;
    let days = week.start().iter_days().take(6);
    let works = |day: &NaiveDate| {
        let mut grades = classes.iter().map(|class| class.grade);
        grades.any(|grade| desk.calendar.is_school_day(grade, *day))
    };
    Ok(days.filter(works).collect())
}

/// What was entered by hand in the week, with the person and the machine of each seat.
fn entries(desk: &Desk<'_>, monday: NaiveDate) -> Result<Vec<Entry>> {
    let instant = |day: NaiveDate| {
        let midnight = desk
            .offset()
            .from_local_datetime(&day.and_time(NaiveTime::MIN));
        let instant = midnight.single().map(|at| at.timestamp_millis());
        instant.ok_or_else(|| AppError::bad_request("day"))
    };
    let from = instant(monday)?;
    let until = instant(monday.checked_add_days(Days::new(7)).unwrap_or(monday))?;
    let (seats, devices, entered) = desk.store.read(|read| {
        Ok((
            read.seats()?,
            read.devices()?,
            read.entered_between(from, until)?,
        ))
    })?;
    let numbers: HashMap<DeviceId, u16> = devices
        .iter()
        .map(|device| (device.device, device.workstation))
        .collect();
    let whose: HashMap<SeatId, (StaffId, u16)> = seats
        .iter()
        .map(|seat| {
            let number = numbers.get(&seat.device).copied().unwrap_or_default();
            (seat.seat, (seat.staff, number))
        })
        .collect();
    let entries = entered.into_iter().filter_map(|entry| {
        let (staff, workstation) = whose.get(&entry.seat).copied()?;
        Some(Entry {
            staff,
            workstation,
            at: desk.local(entry.at_ms),
            lesson: entry.lesson,
        })
    });
    Ok(entries.collect())
}

/// The lessons of the week with their teachers: by the timetable but for what others gave.
fn taught(desk: &Desk<'_>, week: &RangeInclusive<NaiveDate>) -> Result<Vec<Taught>> {
    let year = desk.year_id();
    let classes = desk.store.read(|read| read.classes(year))?;
    let substitutions = desk.store.read(|read| read.substitutions(week))?;
    let mut taught = Vec::new();
    for class in classes {
        let slots = desk
            .store
            .read(|read| read.slots_of_class(class.class, week))?;
        let days = desk
            .calendar
            .school_days(class.grade, *week.start(), *week.end());
        for day in days {
            let of_day = slots.iter();
            let of_day = of_day.filter(|slot| slot.weekday == day.weekday() && slot.holds(day));
            taught.extend(of_day.map(|slot| {
                let given = substitutions.iter().find(|given| {
                    given.group == slot.group && given.date == day && given.bell == slot.bell
                });
                Taught {
                    place: LessonPlace {
                        group: slot.group,
                        date: day,
                        bell: slot.bell,
                        ordinal: 0,
                    },
                    staff: given
                        .and_then(|given| given.substitute)
                        .unwrap_or(slot.staff),
                }
            }));
        }
    }
    Ok(taught)
}

fn let_in(desk: &Desk<'_>, week: &RangeInclusive<NaiveDate>) -> Result<Vec<LetInBy>> {
    let (waivers, seats) = desk
        .store
        .read(|read| Ok((read.slot_waivers(week)?, read.seats()?)))?;
    let facts = waivers.iter().map(|waiver| waiver.fact_no);
    let stamps = desk.store.read(|read| read.stamps(facts))?;
    let by = |fact_no: i64| {
        let seat = stamps.get(&fact_no)?.seat;
        let seat = seats.iter().find(|known| known.seat == seat)?;
        Some(seat.staff)
    };
    let lines = waivers.into_iter().map(|standing| LetInBy {
        by: by(standing.fact_no),
        waiver: standing.value,
    });
    Ok(lines.collect())
}

fn people(ground: &PlanGround, made: &Report, let_in: &[LetInBy]) -> Vec<SlotReportPerson> {
    let mut of: BTreeMap<StaffId, SlotReportPerson> = BTreeMap::new();
    let person = |staff: StaffId| SlotReportPerson {
        staff: staff.to_string(),
        name: ground.full(staff),
        totals: SlotTotals::default(),
        slots: Vec::new(),
        outside: Vec::new(),
    };
    for line in &made.slots {
        let entry = of.entry(line.staff).or_insert_with(|| person(line.staff));
        let (kept, first, minutes, instead) = match &line.kept {
            Kept::Kept { first } => (SlotKept::Kept, Some(*first), 0, &[][..]),
            Kept::Late { first, minutes } => (SlotKept::Late, Some(*first), *minutes, &[][..]),
            Kept::Missed { instead } => (SlotKept::Missed, None, 0, instead.as_slice()),
            Kept::Ahead => (SlotKept::Ahead, None, 0, &[][..]),
        };
        match kept {
            SlotKept::Kept => entry.totals.kept += 1,
            SlotKept::Late => entry.totals.late += 1,
            SlotKept::Missed => entry.totals.missed += 1,
            SlotKept::Ahead => entry.totals.ahead += 1,
        }
        entry.slots.push(SlotReportLine {
            day: line.day.to_string(),
            workstation: line.workstation,
            from: hour(line.from),
            until: hour(line.until),
            kept,
            first: first.map_or_else(String::new, hour),
            minutes,
            instead: instead
                .iter()
                .map(|staff| ground.initials(*staff))
                .collect(),
        });
    }
    for line in &made.outside {
        let entry = of.entry(line.staff).or_insert_with(|| person(line.staff));
        let allowed = line.let_in.and_then(|at| let_in.get(at));
        match allowed {
            Some(_) => entry.totals.let_in += 1,
            None => entry.totals.outside += 1,
        }
        entry.outside.push(outside_line(ground, line, allowed));
    }
    let mut people: Vec<SlotReportPerson> = of.into_values().collect();
    people.sort_by_key(|person| full_name_order(&person.name));
    people
}

fn outside_line(
    ground: &PlanGround,
    line: &OutsideLine,
    allowed: Option<&LetInBy>,
) -> SlotOutsideLine {
    let by = allowed.and_then(|allowed| allowed.by);
    SlotOutsideLine {
        day: line.from.date().to_string(),
        workstation: line.workstation,
        from: hour(minute(line.from)),
        until: hour(minute(line.until)),
        count: line.count,
        by: by.map_or_else(String::new, |by| ground.initials(by)),
        reason: allowed.map_or_else(String::new, |allowed| allowed.waiver.reason.clone()),
    }
}

fn minute(at: NaiveDateTime) -> NaiveTime {
    let time = at.time();
    NaiveTime::from_hms_opt(time.hour(), time.minute(), 0).unwrap_or(time)
}

const fn add(sum: &mut SlotTotals, totals: &SlotTotals) {
    sum.kept += totals.kept;
    sum.late += totals.late;
    sum.missed += totals.missed;
    sum.ahead += totals.ahead;
    sum.outside += totals.outside;
    sum.let_in += totals.let_in;
}
