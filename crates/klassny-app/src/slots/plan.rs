//! The plan of the week as it is made: seen, changed, taken back, and the school's rule (R34–R36).

use super::hour;
use super::let_in::parse_hour;
use crate::api::{SetSlot, SetSlotRule, SlotArgs};
use crate::app::App;
use crate::desk::{Desk, parse_id};
use crate::error::{AppError, Result};
use crate::people::{full_name_order, position_of};
use crate::session::parse_staff;
use crate::take_back::{do_again_last, take_back_last};
use crate::view::slots::{
    AdviceCode, LackingDay, LetInLine, PlanSlot, SlotAdvice, SlotClash, SlotPerson, SlotPlanView,
    SlotRule, SlotStation,
};
use crate::view::text::ErrorCode;
use chrono::{Datelike as _, Days, NaiveDate, NaiveTime, TimeDelta, Weekday};
use klassny_domain::change::Change;
use klassny_domain::ids::{ClassId, EntrySlotId, SeatId, StaffId};
use klassny_domain::refusal::Refusal;
use klassny_domain::regulation::{HomeworkCloses, Regulation, Rules, SlotPolicy};
use klassny_domain::roster::{Role, StaffMember};
use klassny_domain::slots::plan::{
    Advice, Clash, DayLesson, SHORTEST_MINUTES, TeachingDay, advice, clash, id_of, is_sound,
    without_time,
};
use klassny_domain::slots::{UNBOUND, WAIVERS};
use klassny_domain::timetable::EntrySlot;
use klassny_store::NewFact;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::PoisonError;

/// Who looks at the plan and at the report.
pub(super) const READERS: &[Role] = &[
    Role::Deputy,
    Role::Director,
    Role::Administrator,
    Role::DiaryKeeper,
];
/// Who changes the plan.
const EDITORS: &[Role] = &[Role::Deputy, Role::Administrator, Role::DiaryKeeper];
/// The school week.
const WEEK: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

impl App {
    /// The plan of the week.
    ///
    /// # Errors
    /// [`ErrorCode::NotAllowed`] for who neither makes nor checks it.
    pub fn slot_plan(&self) -> Result<SlotPlanView> {
        self.at_desk(view)
    }

    /// Adds a time or changes one: as one act, which can be taken back.
    ///
    /// # Errors
    /// [`ErrorCode::SlotNotTaken`] where it overlaps or is too short; [`ErrorCode::NotAllowed`].
    pub fn set_slot(&self, args: &SetSlot) -> Result<SlotPlanView> {
        self.change_plan(|desk| set(desk, args))
    }

    /// Takes a time back.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`], [`ErrorCode::NotAllowed`].
    pub fn remove_slot(&self, args: &SlotArgs) -> Result<SlotPlanView> {
        let slot = parse_id(&args.slot, EntrySlotId::parse)?;
        self.change_plan(|desk| {
            desk.require(EDITORS)?;
            let back = EntrySlot {
                stands: false,
                ..standing(desk, slot)?
            };
            desk.commit(vec![Change::EntrySlot(back).into()])?;
            Ok(())
        })
    }

    /// Takes the last act on the plan back.
    ///
    /// # Errors
    /// [`ErrorCode::ChangedMeanwhile`] where the last act was another, or somebody wrote since.
    pub fn undo_slots(&self) -> Result<SlotPlanView> {
        self.change_plan(|desk| {
            if !acts(desk).0 {
                return Err(AppError::new(ErrorCode::ChangedMeanwhile, "plan"));
            }
            take_back_last(desk).map(|_| ())
        })
    }

    /// Does the act taken back last again.
    ///
    /// # Errors
    /// As [`App::undo_slots`].
    pub fn redo_slots(&self) -> Result<SlotPlanView> {
        self.change_plan(|desk| {
            if !acts(desk).1 {
                return Err(AppError::new(ErrorCode::ChangedMeanwhile, "plan"));
            }
            do_again_last(desk).map(|_| ())
        })
    }

    /// Signs the school's rule for the plan as a part of the regulation; all else of it stays.
    ///
    /// # Errors
    /// [`ErrorCode::NotAllowed`] for anybody but an administrator; minutes out of their bounds.
    pub fn set_slot_rule(&self, args: &SetSlotRule) -> Result<SlotPlanView> {
        self.change_plan(|desk| {
            desk.require(&[Role::Administrator])?;
            let year = desk.year_id();
            let before = desk.store.read(|read| read.regulation(year))?;
            let before = before.unwrap_or(Regulation {
                year,
                preset: "s4".to_owned(),
                settings: Vec::new(),
            });
            let minutes = |name: &str, minutes: u32| (format!("entry/{name}"), minutes.to_string());
            let policy = SlotPolicy::from(args.policy).word();
            let settings = [
                ("entry/slots".to_owned(), policy.to_owned()),
                minutes("lock-minutes", args.lock_minutes),
                minutes("slot-warn-minutes", args.warn_minutes),
                minutes("slot-late-minutes", args.late_minutes),
            ];
            let after = settings
                .iter()
                .fold(before.clone(), |rule, (key, value)| rule.with(key, value));
            Rules::from_regulation(&after).map_err(|_| AppError::bad_request("minutes"))?;
            if args.warn_minutes > 60 || args.late_minutes > 240 {
                return Err(AppError::bad_request("minutes"));
            }
            if after != before {
                desk.commit(vec![Change::Regulation(after).into()])?;
            }
            Ok(())
        })
    }

    /// Does something to the plan; the door says it at once.
    pub(super) fn change_plan(
        &self,
        act: impl FnOnce(&Desk<'_>) -> Result<()>,
    ) -> Result<SlotPlanView> {
        self.at_desk(act)?;
        self.refresh_door()?;
        self.slot_plan()
    }
}

fn set(desk: &Desk<'_>, args: &SetSlot) -> Result<()> {
    desk.require(EDITORS)?;
    let year = desk.year_id();
    let weekday = Weekday::try_from(args.weekday.wrapping_sub(1))
        .map_err(|_| AppError::bad_request("weekday"))?;
    let staff = parse_staff(&args.staff)?;
    let (from, until) = (parse_hour(&args.from)?, parse_hour(&args.until)?);
    if args.workstation == 0 {
        return Err(AppError::bad_request("workstation"));
    }
    if !is_sound(from, until) {
        let least = SHORTEST_MINUTES;
        return Err(Refusal::SlotTooShort { least }.into());
    }
    let (plan, member) = desk
        .store
        .read(|read| Ok((read.entry_slots(year)?, read.staff_member(staff)?)))?;
    if member.is_none() {
        return Err(AppError::not_found("person"));
    }
    let old = args.slot.as_deref();
    let old = old
        .map(|slot| parse_id(slot, EntrySlotId::parse))
        .transpose()?;
    let old = old.map(|slot| standing(desk, slot)).transpose()?;
    let wanted = EntrySlot {
        slot: id_of(year, weekday, args.workstation, from),
        year,
        weekday,
        workstation: args.workstation,
        staff,
        starts_at: from,
        ends_at: until,
        stands: true,
    };
    if let Some(clash) = clash(&plan, &wanted, old.as_ref().map(|slot| slot.slot)) {
        return Err(taken(desk, clash)?.into());
    }
    let mut facts: Vec<NewFact> = Vec::new();
    if let Some(old) = old.filter(|old| old.slot != wanted.slot) {
        facts.push(
            Change::EntrySlot(EntrySlot {
                stands: false,
                ..old
            })
            .into(),
        );
    }
    if desk
        .store
        .current(Change::EntrySlot(wanted.clone()).register())?
        != Some(Change::EntrySlot(wanted.clone()))
    {
        facts.push(Change::EntrySlot(wanted).into());
    }
    if !facts.is_empty() {
        desk.commit(facts)?;
    }
    Ok(())
}

fn taken(desk: &Desk<'_>, clash: Clash) -> Result<Refusal> {
    let (machine, slot) = match clash {
        Clash::Machine(slot) => (true, slot),
        Clash::Person(slot) => (false, slot),
    };
    let by = match machine {
        true => desk.store.read(|read| read.staff_member(slot.staff))?,
        false => None,
    };
    Ok(Refusal::SlotTaken {
        machine,
        by: by.map_or_else(
            || slot.workstation.to_string(),
            |person| person.name.initials(),
        ),
        from: slot.starts_at,
        until: slot.ends_at,
    })
}

fn standing(desk: &Desk<'_>, wanted: EntrySlotId) -> Result<EntrySlot> {
    let year = desk.year_id();
    let plan = desk.store.read(|read| read.entry_slots(year))?;
    plan.into_iter()
        .find(|slot| slot.slot == wanted)
        .ok_or_else(|| AppError::not_found("slot"))
}

/// Whether the last act of the session, and the one taken back last, are of the plan.
fn acts(desk: &Desk<'_>) -> (bool, bool) {
    let undo = desk.undo.lock().unwrap_or_else(PoisonError::into_inner);
    let of_plan = |act: Option<&crate::undo::Act>| {
        act.is_some_and(|act| {
            let mut stated = act.stated.iter();
            stated.all(|change| {
                matches!(
                    change,
                    Change::EntrySlot(_) | Change::SlotWaiver(_) | Change::Regulation(_)
                )
            })
        })
    };
    (of_plan(undo.last()), of_plan(undo.last_undone()))
}

/// The plan of the week as the screen shows it.
pub(super) fn view(desk: &Desk<'_>) -> Result<SlotPlanView> {
    desk.require(READERS)?;
    let roles = desk.roles()?;
    let any = |wanted: &[Role]| wanted.iter().any(|role| roles.contains(role));
    let ground = PlanGround::read(desk)?;
    let (undo, redo) = acts(desk);
    let entry = &desk.rules.entry;
    Ok(SlotPlanView {
        may_edit: any(EDITORS),
        may_set_rule: any(&[Role::Administrator]),
        may_let_in: any(WAIVERS),
        rule: SlotRule {
            policy: entry.slots.into(),
            lock_minutes: entry.lock_minutes,
            warn_minutes: entry.slot_warn_minutes,
            late_minutes: entry.slot_late_minutes,
        },
        stations: ground.stations(desk)?,
        people: ground.people(desk)?,
        slots: ground.slots.iter().map(|slot| ground.slot(slot)).collect(),
        lacking: ground.lacking(),
        let_in: let_in_lines(desk, &ground)?,
        undo,
        redo,
    })
}

/// What the plan is seen against: people and their teaching days.
pub(super) struct PlanGround {
    pub(super) slots: Vec<EntrySlot>,
    pub(super) staff: HashMap<StaffId, StaffMember>,
    conflicts: HashSet<EntrySlotId>,
    days: Vec<(StaffId, Weekday, TeachingDay)>,
}

impl PlanGround {
    /// Reads it as the timetable holds today.
    pub(super) fn read(desk: &Desk<'_>) -> Result<Self> {
        let year = desk.year_id();
        let (mut slots, staff) = desk
            .store
            .read(|read| Ok((read.entry_slots_standing(year)?, read.staff()?)))?;
        slots.sort_by_key(|slot| {
            let slot = &slot.value;
            let weekday = slot.weekday.num_days_from_monday();
            (slot.workstation, weekday, slot.starts_at, slot.slot)
        });
        let conflicts = slots.iter().filter(|slot| slot.is_conflict());
        Ok(Self {
            conflicts: conflicts.map(|slot| slot.value.slot).collect(),
            slots: slots.into_iter().map(|slot| slot.value).collect(),
            staff: staff.into_iter().map(|it| (it.staff, it)).collect(),
            days: teaching_days(desk)?,
        })
    }

    pub(super) fn initials(&self, staff: StaffId) -> String {
        let person = self.staff.get(&staff);
        person.map_or_else(String::new, |person| person.name.initials())
    }

    pub(super) fn full(&self, staff: StaffId) -> String {
        let person = self.staff.get(&staff);
        person.map_or_else(String::new, |person| person.name.full())
    }

    fn day_of(&self, staff: StaffId, weekday: Weekday) -> Option<&TeachingDay> {
        let mut days = self.days.iter();
        days.find(|(whose, of, _)| *whose == staff && *of == weekday)
            .map(|(_, _, day)| day)
    }

    fn slot(&self, slot: &EntrySlot) -> PlanSlot {
        let free = TeachingDay::default();
        let day = self.day_of(slot.staff, slot.weekday).unwrap_or(&free);
        let same_day = self
            .slots
            .iter()
            .filter(|other| other.staff == slot.staff && other.weekday == slot.weekday);
        let last = same_day.map(|other| other.ends_at).max();
        // Who teaches nobody is a class teacher of a home group, or an office: nothing to advise.
        let teaches = self
            .days
            .iter()
            .any(|(staff, _, day)| *staff == slot.staff && !day.lessons.is_empty());
        let said = match teaches {
            true => advice(slot, day, last.unwrap_or(slot.ends_at)),
            false => Vec::new(),
        };
        PlanSlot {
            slot: slot.slot.to_string(),
            workstation: slot.workstation,
            weekday: weekday_number(slot.weekday),
            staff: slot.staff.to_string(),
            name: self.initials(slot.staff),
            from: hour(slot.starts_at),
            until: hour(slot.ends_at),
            clash: clash(&self.slots, slot, Some(slot.slot)).map(|clash| self.clash(&clash)),
            advice: said.into_iter().map(advice_view).collect(),
            conflict: self.conflicts.contains(&slot.slot),
        }
    }

    fn clash(&self, clash: &Clash) -> SlotClash {
        let (machine, slot) = match clash {
            Clash::Machine(slot) => (true, slot),
            Clash::Person(slot) => (false, slot),
        };
        SlotClash {
            machine,
            name: self.initials(slot.staff),
            workstation: slot.workstation,
            from: hour(slot.starts_at),
            until: hour(slot.ends_at),
        }
    }

    fn lacking(&self) -> Vec<LackingDay> {
        let mut lacking: Vec<LackingDay> = without_time(&self.slots, &self.days)
            .map(|(staff, weekday)| LackingDay {
                staff: staff.to_string(),
                name: self.initials(staff),
                weekday: weekday_number(weekday),
                lessons_end: self.lessons_end(staff, weekday),
            })
            .collect();
        lacking.sort_by_key(|day| (full_name_order(&day.name), day.weekday));
        lacking
    }

    fn lessons_end(&self, staff: StaffId, weekday: Weekday) -> String {
        let day = self.day_of(staff, weekday);
        let end = day.and_then(|day| day.lessons.iter().map(|lesson| lesson.until).max());
        end.map_or_else(String::new, hour)
    }

    fn people(&self, desk: &Desk<'_>) -> Result<Vec<SlotPerson>> {
        let today = desk.now().date();
        let mut unbound = HashSet::new();
        for role in UNBOUND {
            let holders = desk.store.read(|read| read.staff_in_role(*role, today))?;
            unbound.extend(holders.into_iter().map(|person| person.staff));
        }
        let here = self.staff.values();
        let here = here.filter(|person| person.left_on.is_none_or(|left| today < left));
        let mut people: Vec<SlotPerson> = here
            .map(|person| SlotPerson {
                staff: person.staff.to_string(),
                name: person.name.full(),
                about: position_of(person),
                unbound: unbound.contains(&person.staff),
                lessons_end: WEEK
                    .iter()
                    .map(|weekday| self.lessons_end(person.staff, *weekday))
                    .collect(),
            })
            .collect();
        people.sort_by_key(|person| full_name_order(&person.name));
        Ok(people)
    }

    /// The machines of the school, of the plan and of the program, by number.
    pub(super) fn stations(&self, desk: &Desk<'_>) -> Result<Vec<SlotStation>> {
        let (known, devices) = desk
            .store
            .read(|read| Ok((read.workstations()?, read.devices()?)))?;
        let mut places: BTreeMap<u16, String> = known
            .into_iter()
            .map(|station| (station.number, station.place))
            .collect();
        let devices = devices.into_iter().filter(|device| device.workstation > 0);
        for number in devices
            .map(|device| device.workstation)
            .chain(self.slots.iter().map(|slot| slot.workstation))
        {
            places.entry(number).or_default();
        }
        let count = |number: u16| {
            let slots = self.slots.iter().filter(|slot| slot.workstation == number);
            u32::try_from(slots.count()).unwrap_or(u32::MAX)
        };
        Ok(places
            .into_iter()
            .map(|(number, place)| SlotStation {
                number,
                place,
                slots: count(number),
            })
            .collect())
    }
}

pub(super) fn weekday_number(weekday: Weekday) -> u8 {
    u8::try_from(weekday.number_from_monday()).unwrap_or_default()
}

fn advice_view(advice: Advice) -> SlotAdvice {
    let of = |what, at: Option<NaiveTime>, bell| SlotAdvice {
        what,
        at: at.map_or_else(String::new, hour),
        bell,
    };
    match advice {
        Advice::EndsBeforeLastLesson { lessons_end } => {
            of(AdviceCode::EndsBeforeLastLesson, Some(lessons_end), 0)
        }
        Advice::DuringLesson { bell, ends } => of(AdviceCode::DuringLesson, Some(ends), bell),
        Advice::AfterHomework { closes } => of(AdviceCode::AfterHomework, Some(closes), 0),
        Advice::NoLessons => of(AdviceCode::NoLessons, None, 0),
    }
}

/// The teaching days of everybody by the timetable of this week.
fn teaching_days(desk: &Desk<'_>) -> Result<Vec<(StaffId, Weekday, TeachingDay)>> {
    let monday = monday_of(desk.now().date());
    let week = monday..=monday.checked_add_days(Days::new(6)).unwrap_or(monday);
    let year = desk.year_id();
    let mut days: BTreeMap<(StaffId, u8), (Weekday, TeachingDay)> = BTreeMap::new();
    let mut classes_of: HashMap<(StaffId, u8), BTreeSet<ClassId>> = HashMap::new();
    let mut last_of_class: HashMap<(ClassId, u8), NaiveTime> = HashMap::new();
    let classes = desk.store.read(|read| read.classes(year))?;
    for class in &classes {
        let lessons = desk
            .store
            .read(|read| read.slots_of_class(class.class, &week))?;
        for lesson in lessons {
            let number = weekday_number(lesson.weekday);
            let date = monday.checked_add_days(Days::new(u64::from(number) - 1));
            let date = date.unwrap_or(monday);
            let bell = desk.calendar.bell(class.grade, date, lesson.bell);
            let Some(bell) = bell.filter(|_| lesson.holds(date)) else {
                continue;
            };
            let day = days
                .entry((lesson.staff, number))
                .or_insert_with(|| (lesson.weekday, TeachingDay::default()));
            day.1.lessons.push(DayLesson {
                bell: lesson.bell,
                from: bell.starts_at,
                until: bell.ends_at,
            });
            let classes = classes_of.entry((lesson.staff, number)).or_default();
            classes.insert(class.class);
            let last = last_of_class.entry((class.class, number)).or_default();
            *last = bell.ends_at.max(*last);
        }
    }
    let found = days
        .into_iter()
        .map(|((staff, number), (weekday, mut day))| {
            let classes = classes_of.get(&(staff, number)).into_iter().flatten();
            let ends = classes.filter_map(|class| last_of_class.get(&(*class, number)));
            day.homework_closes = homework_closes(desk, ends.min().copied());
            day.lessons.sort_by_key(|lesson| lesson.from);
            (staff, weekday, day)
        });
    Ok(found.collect())
}

fn homework_closes(desk: &Desk<'_>, last_lesson: Option<NaiveTime>) -> Option<NaiveTime> {
    match desk.rules.entry.homework {
        HomeworkCloses::EndOfDay => None,
        HomeworkCloses::AfterLastLesson { minutes } => {
            let (at, days) =
                last_lesson?.overflowing_add_signed(TimeDelta::minutes(i64::from(minutes)));
            (days == 0).then_some(at)
        }
    }
}

pub(super) fn monday_of(day: NaiveDate) -> NaiveDate {
    let back = u64::from(day.weekday().num_days_from_monday());
    day.checked_sub_days(Days::new(back)).unwrap_or(day)
}

fn let_in_lines(desk: &Desk<'_>, ground: &PlanGround) -> Result<Vec<LetInLine>> {
    let now = desk.now();
    let since = now.date().checked_sub_days(Days::new(7));
    let until = now.date().checked_add_days(Days::new(60));
    let days = since.unwrap_or(now.date())..=until.unwrap_or(now.date());
    let (waivers, seats) = desk
        .store
        .read(|read| Ok((read.slot_waivers(&days)?, read.seats()?)))?;
    let facts = waivers.iter().map(|waiver| waiver.fact_no);
    let stamps = desk.store.read(|read| read.stamps(facts))?;
    let by = |fact_no: i64| {
        let seat: Option<SeatId> = stamps.get(&fact_no).map(|stamp| stamp.seat);
        let seat = seats.iter().find(|known| Some(known.seat) == seat);
        seat.map_or_else(String::new, |seat| ground.initials(seat.staff))
    };
    let lines = waivers.iter().rev().map(|standing| {
        let waiver = &standing.value;
        LetInLine {
            waiver: waiver.waiver.to_string(),
            staff: waiver.staff.to_string(),
            name: ground.initials(waiver.staff),
            workstation: waiver.workstation,
            day: waiver.day.to_string(),
            from: hour(waiver.from),
            until: hour(waiver.until),
            reason: waiver.reason.clone(),
            by: by(standing.fact_no),
            stands: waiver.stands,
            ahead: now < waiver.day.and_time(waiver.until),
        }
    });
    Ok(lines.collect())
}
