//! What a group's term is made of besides marks: its lessons, teachers, terms, permits.
//!
//! Read in one go for every call that touches a group; asks the replica a fixed number of
//! questions, whatever the number of lessons and pupils.

use super::words::{class_name, parse_term, small};
use crate::desk::Desk;
use crate::error::{AppError, Result};
use crate::view::lesson::PlanTopic;
use chrono::{Datelike, NaiveDate, NaiveDateTime};
use klassny_domain::ids::{GroupId, StaffId, TermId};
use klassny_domain::lesson::{Held, LessonPlace};
use klassny_domain::norm::{LessonAt, Moment};
use klassny_domain::passage::{Walk, hours_of};
use klassny_domain::plan::{PlanCorrection, PlanRow, ThematicPlan};
use klassny_domain::regulation::Grading;
use klassny_domain::roster::{Load, PersonName};
use klassny_domain::school::{Term, TermKind};
use klassny_domain::term::{Permit, PermitScope, Remark, RemarkState, TermClose};
use klassny_domain::timetable::{
    Substitution, SubstitutionKind, TimetableSlot, lessons_by_timetable,
};
use klassny_store::Read;
use klassny_store::query::{Closing, GroupCard, LessonParts, YearClosing};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::RangeInclusive;

/// A group in a term.
pub(crate) struct Frame<'a> {
    /// Who asks, and the rules.
    pub desk: &'a Desk<'a>,
    /// The group with its class and subject.
    pub card: GroupCard,
    /// «9Б».
    pub class_name: String,
    /// How it is graded.
    pub grading: Grading,
    /// The term.
    pub term: Term,
    /// All lessons of the group in the year by the timetable, in order, and of the term those
    /// recorded besides.
    pub places: Vec<LessonPlace>,
    /// What is stated of the lessons of the term.
    pub parts: BTreeMap<LessonPlace, LessonParts>,
    /// Held lessons before the term.
    pub held_before: u16,
    /// The thematic plan as the group passes it.
    pub plan: Option<PlanInUse>,
    /// Closings of the class that stand.
    pub closings: Vec<Closing>,
    /// Who teaches the group.
    pub loads: Vec<Load>,
    /// Substitutions of the term.
    pub substitutions: Vec<Substitution>,
    /// Permits for the group that stand and have not ended.
    pub permits: Vec<Permit>,
    /// Open remarks on the pages of the group.
    pub remarks: Vec<Remark>,
    /// Names of staff.
    pub staff: HashMap<StaffId, PersonName>,
    slots: Vec<TimetableSlot>,
    class_slots: Vec<TimetableSlot>,
}

/// The thematic plan of a group's subject and grade, with what of it the group used.
pub(crate) struct PlanInUse {
    /// The plan.
    pub plan: ThematicPlan,
    /// Its rows, in their order.
    pub rows: Vec<PlanRow>,
    /// The corrections of the group, those taken back among them.
    pub corrections: Vec<PlanCorrection>,
    /// The numbers of the rows used before the term, in the order of the lessons.
    pub used: Vec<u16>,
}

impl PlanInUse {
    /// A walk over the rows that stands at the beginning of the term.
    pub fn walk(&self) -> Walk<'_> {
        let mut walk = Walk::new(&self.rows, &self.corrections);
        self.used.iter().for_each(|number| walk.gave(*number, 1));
        walk
    }

    /// A row as the window gets it.
    pub fn topic(&self, row: &PlanRow, given_on: Option<NaiveDate>, suggested: bool) -> PlanTopic {
        let at = self
            .rows
            .iter()
            .position(|known| known.number == row.number);
        PlanTopic {
            plan: row.plan.to_string(),
            number: row.number,
            at: at.map_or(0, |at| small(at + 1)),
            section: row.section.clone(),
            topic: row.topic.clone(),
            hours: hours_of(row, &self.corrections),
            homework: row.homework.clone(),
            kind: row.kind.map(Into::into),
            given_on: given_on.map(|day| day.to_string()),
            suggested,
        }
    }
}

/// The term of a group that a day is in, or the one asked for, or the one of today.
pub(crate) enum Which {
    /// The term of an id.
    Term(TermId),
    /// The term of a day.
    Of(NaiveDate),
    /// Today's term, or the last that has begun.
    Now,
}

impl Which {
    /// The term of a call: the one it names, or the current one.
    pub fn asked(term: Option<&str>) -> Result<Self> {
        match term {
            Some(term) => Ok(Self::Term(parse_term(term)?)),
            None => Ok(Self::Now),
        }
    }
}

impl<'a> Frame<'a> {
    /// Reads the frame of a group in a term.
    pub fn read(desk: &'a Desk<'a>, group: GroupId, which: &Which) -> Result<Self> {
        let frame = desk.store.read(|read| {
            let Some(card) = read.group(group)? else {
                return Ok(None);
            };
            Self::of_card(desk, read, card, which)
        })?;
        frame.ok_or_else(|| AppError::not_found("group or term"))
    }

    /// As `read`, of a card that is known.
    pub fn of_card(
        desk: &'a Desk<'a>,
        read: Read<'_>,
        card: GroupCard,
        which: &Which,
    ) -> std::result::Result<Option<Self>, klassny_store::Error> {
        let group = card.group.group;
        let class_name = class_name(&card.class);
        let grading = desk
            .rules
            .grading(card.class.grade, &class_name, &card.subject.name);
        let Some(term) = find_term(desk, &card, grading, which) else {
            return Ok(None);
        };
        let days = term.starts_on..=term.ends_on;
        let year = year_days(desk);
        let lessons = read.lessons(group, &days)?;
        let parts: BTreeMap<_, _> = lessons.into_iter().map(|part| (part.place, part)).collect();
        let slots = read.slots_of_group(group, &year)?;
        let substitutions = read.substitutions_of_group(group, &days)?;
        let places = all_places(desk, &card, (&slots, &substitutions), &parts);
        let before = (*year.start(), term.starts_on);
        let plan = read.plan_of(desk.year_id(), card.subject.subject, card.class.grade)?;
        let plan = match plan {
            None => None,
            Some(plan) => {
                let corrections = read.plan_corrections(plan.plan, group)?.into_iter();
                Some(PlanInUse {
                    rows: read.plan_rows(plan.plan)?,
                    corrections: corrections.map(|standing| standing.value).collect(),
                    used: read.plan_numbers_before(group, plan.plan, before)?,
                    plan,
                })
            }
        };
        let mut closings = read.closings(card.class.class)?;
        closings.retain(|closing| closing.reopened.is_none());
        if let Some(year) = read.year_closing(desk.year_id())? {
            close_the_rest(desk, &card, &year, &mut closings);
        }
        let now_ms = desk.entered.wall_ms;
        let permits = read.permits_of_group(group)?.into_iter();
        let permits = permits.map(|standing| standing.value);
        let remarks = read.remarks_of_group(group)?.into_iter();
        let remarks = remarks.map(|standing| standing.value);
        let staff = read.staff()?.into_iter();
        Ok(Some(Self {
            held_before: read.held_before(group, before)?,
            class_slots: read.slots_of_class(card.class.class, &days)?,
            loads: read.loads_of_group(group)?,
            permits: permits
                .filter(|permit| permit.stands && permit.ends_at.timestamp_millis() > now_ms)
                .collect(),
            remarks: remarks
                .filter(|remark| remark.state == RemarkState::Open)
                .collect(),
            staff: staff.map(|member| (member.staff, member.name)).collect(),
            desk,
            class_name,
            grading,
            places,
            parts,
            plan,
            closings,
            substitutions,
            slots,
            card,
            term,
        }))
    }

    /// The group.
    pub fn group(&self) -> GroupId {
        self.card.group.group
    }

    /// The grade.
    pub fn grade(&self) -> u8 {
        self.card.class.grade
    }

    /// The days of the term.
    pub fn days(&self) -> RangeInclusive<NaiveDate> {
        self.term.starts_on..=self.term.ends_on
    }

    /// Today.
    pub fn today(&self) -> NaiveDate {
        self.desk.now().date()
    }

    /// Who enters and when.
    pub fn moment(&self) -> Moment {
        self.desk.moment()
    }

    /// The lessons of the term, in order.
    pub fn lessons(&self) -> impl Iterator<Item = LessonPlace> + '_ {
        let days = self.days();
        let places = self.places.iter().copied();
        places.filter(move |place| days.contains(&place.date))
    }

    /// The hours of the term by plan, as the volume counts them (F4).
    pub fn hours_by_plan(&self) -> usize {
        let calendar = &self.desk.calendar;
        lessons_by_timetable(calendar, self.grade(), &self.slots, &self.days()).len()
    }

    /// Whether the term has this lesson, by the timetable or by a record.
    pub fn has(&self, place: LessonPlace) -> bool {
        self.places.binary_search(&place).is_ok()
    }

    /// What was recorded of a lesson.
    pub fn held(&self, place: LessonPlace) -> Option<&Held> {
        let record = self.parts.get(&place)?.record.as_ref()?;
        Some(&record.value.held)
    }

    /// The closed term a day is in.
    pub fn closed_on(&self, date: NaiveDate) -> Option<(&Closing, &Term)> {
        self.closings.iter().find_map(|closing| {
            let term = self.desk.calendar.term(closing.close.term)?;
            let within = term.starts_on <= date && date <= term.ends_on;
            within.then_some((closing, term))
        })
    }

    /// The closing of a term.
    pub fn closing_of(&self, term: TermId) -> Option<&Closing> {
        self.closings.iter().find(|c| c.close.term == term)
    }

    /// A lesson as the norms see it; `from` is the day the norm runs from.
    pub fn at(&self, place: LessonPlace, from: NaiveDate) -> LessonAt<'_> {
        let closed = self.closed_on(place.date);
        LessonAt {
            place,
            grade: self.grade(),
            class: &self.class_name,
            subject: &self.card.subject.name,
            held: self.held(place),
            closed_term: closed.map(|(_, term)| (term.number, term.kind)),
            last_bell: self.last_bell(place),
            next_lesson: self.next_lesson(from),
        }
    }

    /// The term and kind of a closing over the day, as refusals name it.
    pub fn closed_term(&self, date: NaiveDate) -> Option<(u8, TermKind)> {
        let (_, term) = self.closed_on(date)?;
        Some((term.number, term.kind))
    }

    /// The teacher of the group on a day by load; of several the one who came last.
    pub fn teacher_on(&self, date: NaiveDate) -> Option<StaffId> {
        let loads = self.loads.iter();
        let mut held =
            loads.filter(|load| load.from <= date && load.until.is_none_or(|until| date < until));
        held.next_back().map(|load| load.staff)
    }

    /// The teacher of today, or of the term's end nearest to it, or the last one.
    pub fn teacher(&self) -> Option<StaffId> {
        let day = self.today().clamp(self.term.starts_on, self.term.ends_on);
        self.teacher_on(day)
            .or_else(|| self.loads.last().map(|load| load.staff))
    }

    /// Who gives a lesson: by its record, by a substitution, by load.
    pub fn giver(&self, place: LessonPlace) -> Option<StaffId> {
        let record = self.parts.get(&place).and_then(|part| part.record.as_ref());
        record
            .map(|record| record.value.taught_by)
            .or_else(|| self.substitution(place)?.substitute)
            .or_else(|| self.teacher_on(place.date))
    }

    /// The substitution of a lesson: of its own, or the one that brought it here.
    pub fn substitution(&self, place: LessonPlace) -> Option<&Substitution> {
        self.substitutions.iter().find(|s| {
            let here = s.group == place.group || s.taught_group == Some(place.group);
            here && s.date == place.date && s.bell == place.bell
        })
    }

    /// «Соколова И. В.»; empty for nobody.
    pub fn initials(&self, staff: Option<StaffId>) -> String {
        let name = staff.and_then(|staff| self.staff.get(&staff));
        name.map(PersonName::initials).unwrap_or_default()
    }

    /// The weekly lesson that a lesson follows from.
    pub fn slot(&self, place: LessonPlace) -> Option<&TimetableSlot> {
        let weekday = place.date.weekday();
        self.slots.iter().rfind(|slot| {
            slot.weekday == weekday && slot.bell == place.bell && slot.holds(place.date)
        })
    }

    /// Permits that cover a lesson, or a cell of it where a pupil is named.
    pub fn permits_over(&self, place: LessonPlace) -> impl Iterator<Item = &Permit> {
        self.permits
            .iter()
            .filter(move |permit| match permit.scope {
                PermitScope::Lesson(lesson) | PermitScope::Cell(lesson, _, _) => lesson == place,
                PermitScope::Group(group, from, to) => {
                    group == place.group && from <= place.date && place.date <= to
                }
            })
    }

    fn last_bell(&self, place: LessonPlace) -> u8 {
        let weekday = place.date.weekday();
        let slots = self.class_slots.iter();
        let bells = slots
            .filter(|slot| slot.weekday == weekday && slot.holds(place.date))
            .map(|slot| slot.bell);
        bells.max().unwrap_or(place.bell).max(place.bell)
    }

    /// The start of the first lesson on a day later than the given one; those not held are none.
    fn next_lesson(&self, from: NaiveDate) -> Option<NaiveDateTime> {
        let index = self.places.partition_point(|place| place.date <= from);
        let later = self.places.get(index..).unwrap_or_default();
        let next = later
            .iter()
            .find(|place| !matches!(self.held(**place), Some(Held::NotHeld { .. })))?;
        let calendar = &self.desk.calendar;
        Some(calendar.lesson_start(self.grade(), next.date, next.bell))
    }
}

/// The terms of a group in order, of its own system.
pub(crate) fn terms_of<'d>(desk: &'d Desk<'_>, grade: u8, grading: Grading) -> Vec<&'d Term> {
    match grading.terms {
        Some(kind) => desk.calendar.terms_of_kind(grade, kind),
        None => desk.calendar.terms_of(grade),
    }
}

/// The first and last day any lesson of the year may be on.
pub(crate) fn year_days(desk: &Desk<'_>) -> RangeInclusive<NaiveDate> {
    let year = desk.calendar.year();
    let last = year.ends_on;
    let ends = (1..=11).flat_map(|grade| desk.calendar.terms_of(grade));
    let last = ends.map(|term| term.ends_on).fold(last, NaiveDate::max);
    year.starts_on..=last
}

fn find_term(desk: &Desk<'_>, card: &GroupCard, grading: Grading, which: &Which) -> Option<Term> {
    let terms = terms_of(desk, card.class.grade, grading);
    let on = |date: NaiveDate| {
        let within = |term: &&&Term| term.starts_on <= date && date <= term.ends_on;
        terms.iter().find(within).copied()
    };
    let term = match which {
        Which::Term(id) => terms.iter().find(|term| term.term == *id).copied(),
        Which::Of(date) => on(*date),
        Which::Now => {
            let today = desk.now().date();
            let begun = terms.iter().rfind(|term| term.starts_on <= today).copied();
            on(today).or(begun).or(terms.first().copied())
        }
    };
    term.cloned()
}

fn all_places(
    desk: &Desk<'_>,
    card: &GroupCard,
    (slots, substitutions): (&[TimetableSlot], &[Substitution]),
    parts: &BTreeMap<LessonPlace, LessonParts>,
) -> Vec<LessonPlace> {
    let group = card.group.group;
    let place = |date, bell| LessonPlace {
        group,
        date,
        bell,
        ordinal: 0,
    };
    let mut places: BTreeSet<LessonPlace> = parts.keys().copied().collect();
    places.extend(lessons_by_timetable(
        &desk.calendar,
        card.class.grade,
        slots,
        &year_days(desk),
    ));
    let brought = substitutions
        .iter()
        .filter(|s| s.kind == SubstitutionKind::OtherSubject && s.taught_group == Some(group));
    places.extend(brought.map(|s| place(s.date, s.bell)));
    places.into_iter().collect()
}

/// In a closed year the terms are closed that no deputy has closed.
fn close_the_rest(
    desk: &Desk<'_>,
    card: &GroupCard,
    year: &YearClosing,
    closings: &mut Vec<Closing>,
) {
    for term in desk.calendar.terms_of(card.class.grade) {
        if closings.iter().all(|known| known.close.term != term.term) {
            closings.push(Closing {
                close: TermClose {
                    close: year.close.close,
                    class: card.class.class,
                    term: term.term,
                    ordinal: year.close.ordinal,
                },
                fact_no: year.fact_no,
                reopened: None,
            });
        }
    }
}
