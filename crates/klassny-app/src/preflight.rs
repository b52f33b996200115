//! «Проверка»: what stands in the way of closing a term for a class (R109–R112, P7).
//!
//! Reads and reports; mends nothing and states nothing.

use crate::api::ClassTerm;
use crate::desk::Desk;
use crate::error::Result;
use crate::paper::ground::{Frame, Ground, GroupGround, Ink};
use crate::paper::{self, closing, has_role, term_ref, time};
use crate::spread::words::class_name;
use crate::view::lesson::Place;
use crate::view::paper::{
    ClassChoice, ClassChoices, CloseState, Finding, FindingRule, PreflightView, WaitingSeat,
};
use chrono::NaiveDate;
use klassny_domain::change::Change;
use klassny_domain::ids::{GroupId, PupilId, StaffId};
use klassny_domain::lesson::{HomeworkText, LessonPlace};
use klassny_domain::mark::MarkValue;
use klassny_domain::preflight::{
    CheckStage, FindingKind, Sheet, SheetCell, SheetLesson, SheetMark, SheetPlan, SheetPupil, check,
};
use klassny_domain::roster::Role;
use klassny_domain::term_mark::WeighedMark;
use klassny_store::Store;
use std::collections::BTreeSet;

/// Who may close and open a term.
pub(crate) const CLOSERS: &[Role] = &[Role::Deputy];

/// The classes and terms the person may check or print.
///
/// # Errors
/// What the disk says.
pub fn class_choices(desk: &Desk<'_>) -> Result<ClassChoices> {
    let all = has_role(desk, paper::CHECKERS)?;
    let today = desk.now().date();
    let classes = desk.store.read(|read| {
        let classes = read.classes(desk.year_id())?.into_iter();
        let classes = classes.map(|class| Ok((read.closed_terms(class.class)?, class)));
        classes.collect::<std::result::Result<Vec<_>, klassny_store::Error>>()
    })?;
    let mut choices = Vec::new();
    for (closed, class) in classes {
        if !all && !paper::leads(desk, class.class)? {
            continue;
        }
        let terms = desk.calendar.terms_of(class.grade).into_iter();
        let is_closed = |term| closed.iter().any(|close| close.term == term);
        choices.push(ClassChoice {
            class: class.class.to_string(),
            class_name: class_name(&class),
            terms: terms
                .map(|term| term_ref(term, today, is_closed(term.term)))
                .collect(),
        });
    }
    Ok(ClassChoices { classes: choices })
}

/// What stands in the way of closing.
///
/// # Errors
/// [`NotAllowed`](crate::view::text::ErrorCode::NotAllowed) for who checks no class and does not
/// lead this one; a class or term that is not there.
pub fn preflight(desk: &Desk<'_>, args: &ClassTerm) -> Result<PreflightView> {
    let (class, term) = paper::parse(&args.class, &args.term)?;
    paper::require_checker(desk, class)?;
    let frame = Frame::read(desk.store, class, term)?;
    view(desk, frame)
}

/// The view of a class and term after anything was done to it.
pub(crate) fn view(desk: &Desk<'_>, frame: Frame) -> Result<PreflightView> {
    let today = desk.now().date();
    let closed = closing(desk.store, frame.class.class, frame.term.term)?;
    let state = match &closed {
        None => CloseState::Open,
        Some(closing) => {
            let act = desk.store.read(|read| paper::act(read, closing.fact_no))?;
            CloseState::Closed {
                at: act
                    .as_ref()
                    .map(|act| time(desk.local(act.at_ms)))
                    .unwrap_or_default(),
                by: act.map(|act| act.by).unwrap_or_default(),
                late: late(desk.store, &frame)?,
            }
        }
    };
    let ground = Ground::read(desk.store, frame)?;
    let frame = &ground.frame;
    Ok(PreflightView {
        class: frame.class.class.to_string(),
        class_name: frame.class_name.clone(),
        term: term_ref(&frame.term, today, closed.is_some()),
        checked_at: time(desk.now()),
        findings: findings(&ground, stage(frame, today), today),
        waiting: waiting_of(desk, Some(&teachers(&ground)))?,
        close: state,
        may_close: has_role(desk, CLOSERS)?,
    })
}

/// At the end of the term from the first day of its last week.
fn stage(frame: &Frame, today: NaiveDate) -> CheckStage {
    let weeks = frame.calendar.weeks_of_term(frame.class.grade, &frame.term);
    match weeks.last() {
        Some(week) if today < week.first_day => CheckStage::During,
        Some(_) | None => CheckStage::TermEnd,
    }
}

/// Findings that stop the closing of a class and term, as on its last day.
pub(crate) fn blocks(ground: &Ground, today: NaiveDate) -> u32 {
    let found = findings(ground, CheckStage::TermEnd, today);
    let blocking = found.iter().filter(|finding| finding.blocks).count();
    u32::try_from(blocking).unwrap_or(u32::MAX)
}

/// Everything wrong in the class and term, what blocks first.
pub(crate) fn findings(ground: &Ground, stage: CheckStage, today: NaiveDate) -> Vec<Finding> {
    let mut all = Vec::new();
    for group in &ground.groups {
        all.extend(of_group(ground, group, (stage, today)));
    }
    // A stable sort: the rest keeps the order of subjects, lessons and pupils.
    all.sort_by_key(|finding| !finding.blocks);
    all
}

fn of_group(
    ground: &Ground,
    group: &GroupGround,
    (stage, today): (CheckStage, NaiveDate),
) -> Vec<Finding> {
    let frame = &ground.frame;
    let Some(term) = group.marked_term.as_ref().or(Some(&frame.term)) else {
        return Vec::new();
    };
    // A group that gives no mark in this term is checked as within its own.
    let stage = match group.marked_term {
        Some(_) => stage,
        None => CheckStage::During,
    };
    let lessons: Vec<SheetLesson> = group.lessons.iter().map(|at| lesson(group, *at)).collect();
    let pupils = pupils(ground, group);
    let works: Vec<_> = ground
        .works
        .iter()
        .filter(|work| work.subject == group.subject.subject)
        .map(|work| (work.date, work.kind))
        .collect();
    let due = group.expected.iter().filter(|place| place.date <= today);
    let due = u32::try_from(due.count()).unwrap_or(u32::MAX);
    let sheet = Sheet {
        group: group.group.group,
        grade: frame.class.grade,
        class: &frame.class_name,
        subject: &group.subject.name,
        week_hours_quarters: group.group.week_hours_quarters,
        term,
        lessons: &lessons,
        expected: &group.expected,
        pupils: &pupils,
        plan: group.plan.as_ref().map(|plan| SheetPlan {
            approved: plan.approved,
            hours_given: group.hours_until(today),
            hours_due: due,
        }),
        control_works: &works,
        substitutions: &group.substitutions,
    };
    let first = lessons.first().map(|lesson| lesson.place);
    let found = check(&frame.rules, &frame.calendar, &sheet, stage, today);
    let mut findings: Vec<Finding> = found
        .into_iter()
        .map(|found| finding(ground, group, found, first))
        .collect();
    findings.extend(group.conflicts.iter().map(|(place, pupil)| {
        let found = klassny_domain::preflight::Finding {
            kind: FindingKind::Corrected,
            lesson: *place,
            pupil: *pupil,
            blocks: true,
            text: String::new(),
            value: String::new(),
            expected: String::new(),
        };
        Finding {
            rule: FindingRule::Conflict,
            ..finding(ground, group, found, first)
        }
    }));
    findings
}

fn lesson(group: &GroupGround, place: LessonPlace) -> SheetLesson {
    let part = group.parts.get(&place);
    let record = part.and_then(|part| part.record.as_ref());
    let topic = part.and_then(|part| part.topic.as_ref());
    let homework = part.and_then(|part| part.homework.as_ref());
    let works = part.map(|part| part.assignments.as_slice());
    SheetLesson {
        place,
        held: record.map(|record| record.value.held.clone()),
        taught_by: record.map(|record| record.value.taught_by),
        topic: topic
            .map(|topic| topic.value.text.clone())
            .unwrap_or_default(),
        homework: homework.map_or(HomeworkText::Missing, |homework| {
            homework.value.text.clone()
        }),
        works: works
            .unwrap_or_default()
            .iter()
            .filter_map(|work| work.value.kind)
            .collect(),
    }
}

fn pupils(ground: &Ground, group: &GroupGround) -> Vec<SheetPupil> {
    let rows = group.pupils().into_iter();
    rows.map(|(pupil, listed)| {
        let lessons = group.lessons.iter();
        let cells = lessons.filter_map(|place| {
            let ink = group.cells.get(&(*place, pupil))?;
            let corrected = !ground.corrections.of(*place, pupil).is_empty();
            Some(cell(*place, ink, corrected))
        });
        let term_mark = group.term_marks.get(&pupil);
        SheetPupil {
            pupil,
            listed: listed.iter().map(|row| (row.from, row.until)).collect(),
            cells: cells.collect(),
            brought: group.brought.get(&pupil).cloned().unwrap_or_default(),
            term_mark: term_mark.and_then(|mark| Some((mark.value?, mark.reason.clone()))),
            year: None,
        }
    })
    .collect()
}

fn cell(place: LessonPlace, ink: &Ink, corrected: bool) -> SheetCell {
    SheetCell {
        place,
        presence: ink.presence,
        reason: ink.reason,
        marks: ink
            .marks
            .iter()
            .map(|mark| SheetMark {
                kind: mark.kind,
                mark: WeighedMark {
                    value: mark.value,
                    weight_tenths: mark.weight_tenths,
                },
                written_on: mark.written_on,
                corrected,
            })
            .collect(),
    }
}

fn finding(
    ground: &Ground,
    group: &GroupGround,
    found: klassny_domain::preflight::Finding,
    first: Option<LessonPlace>,
) -> Finding {
    let day = found.lesson.map(|place| place.date);
    let teacher = day.and_then(|day| group.teacher_on(day));
    let teacher = teacher.or_else(|| group.teacher(&ground.frame.term));
    let name = found.pupil.and_then(|pupil| pupil_name(ground, pupil));
    let cell = found.lesson.zip(found.pupil);
    let ink = cell.and_then(|cell| group.cells.get(&cell)).map(Ink::text);
    let term_mark = found.pupil.and_then(|pupil| group.term_marks.get(&pupil));
    let value = match found.value.as_str() {
        "" => ink.unwrap_or_default(),
        value => value.to_owned(),
    };
    // Too few marks under a term mark: a mark stands where none is due.
    let few = found.kind == FindingKind::TermMarkTooFew;
    let expected = match term_mark.and_then(|mark| mark.value).filter(|_| few) {
        Some(_) => MarkValue::NotAttested.text().to_owned(),
        None => found.expected,
    };
    Finding {
        rule: rule(found.kind, found.lesson, first),
        blocks: found.blocks,
        subject: group.subject.name.clone(),
        subgroup: group.group.subgroup,
        teacher: ground.initials(teacher),
        group: Some(group.group.group.to_string()),
        place: found.lesson.map(place_view),
        pupil: found.pupil.map(|pupil| pupil.to_string()),
        pupil_name: name.unwrap_or_default(),
        value,
        expected,
    }
}

/// «Емельянов Л.».
fn pupil_name(ground: &Ground, pupil: PupilId) -> Option<String> {
    let row = ground.listed.iter().find(|row| row.pupil.pupil == pupil)?;
    let name = &row.pupil.name;
    let initial = name
        .given
        .chars()
        .next()
        .map(|letter| format!(" {letter}."));
    Some(format!("{}{}", name.surname, initial.unwrap_or_default()))
}

pub(crate) fn place_view(place: LessonPlace) -> Place {
    Place {
        group: place.group.to_string(),
        date: place.date.to_string(),
        bell: place.bell,
        ordinal: place.ordinal,
    }
}

fn rule(kind: FindingKind, at: Option<LessonPlace>, first: Option<LessonPlace>) -> FindingRule {
    match kind {
        FindingKind::NoTopic => FindingRule::NoTopic,
        FindingKind::NoHomework => FindingRule::NoHomework,
        FindingKind::NotRecorded => FindingRule::NotMarkedHeld,
        FindingKind::NoLesson => FindingRule::NoRecord,
        FindingKind::MarkWithoutLesson => FindingRule::MarkWithoutLesson,
        FindingKind::AbsentAndMarked => FindingRule::AbsentAndMarked,
        FindingKind::LongWithoutMark => FindingRule::LongWithoutMark,
        FindingKind::BelowNorm => FindingRule::AccumulationShort,
        FindingKind::NoMarks | FindingKind::OneMark => FindingRule::HardlyAnyMarks,
        FindingKind::TwoAfterAbsence => FindingRule::TwoAfterAbsence,
        FindingKind::TwoAtEdge if at == first => FindingRule::TwoOnFirstLesson,
        FindingKind::TwoAtEdge => FindingRule::TwoOnLastLesson,
        FindingKind::TwoNotCorrected => FindingRule::TwoNotCorrected,
        FindingKind::NoTermMark => FindingRule::NoTermMark,
        FindingKind::TermMarkOffAverage | FindingKind::YearMarkOffTerms => {
            FindingRule::TermMarkOffAverage
        }
        FindingKind::TermMarkTooFew => FindingRule::TermMarkFewMarks,
        FindingKind::MissedTooMany => FindingRule::MissedMost,
        FindingKind::AbsenceWithoutReason => FindingRule::AbsenceWithoutReason,
        FindingKind::PlanOff => FindingRule::PlanOff,
        FindingKind::ControlMissing => FindingRule::ControlWorkMissing,
        FindingKind::SubstitutionWithoutRecord => FindingRule::SubstitutionWithoutRecord,
        FindingKind::PlanNotApproved => FindingRule::PlanNotApproved,
        FindingKind::Corrected => FindingRule::CorrectedByPermit,
    }
}

fn teachers(ground: &Ground) -> BTreeSet<StaffId> {
    let loads = ground.groups.iter().flat_map(|group| &group.loads);
    loads.map(|load| load.staff).collect()
}

/// Machines whose newest work this machine knows of but has not got, of some people or of all (P7).
pub(crate) fn waiting_of(
    desk: &Desk<'_>,
    of: Option<&BTreeSet<StaffId>>,
) -> Result<Vec<WaitingSeat>> {
    let missing = desk.store.missing()?;
    desk.store
        .read(|read| {
            let devices = read.devices()?;
            let mut waiting = Vec::new();
            for head in &missing {
                let Some(seat) = read.seat(head.seat)? else {
                    continue;
                };
                if of.is_some_and(|of| !of.contains(&seat.staff)) {
                    continue;
                }
                let staff = read.staff_member(seat.staff)?;
                let device = devices.iter().find(|device| device.device == seat.device);
                waiting.push(WaitingSeat {
                    name: staff.map(|staff| staff.name.initials()).unwrap_or_default(),
                    device: device.map(|device| device.name.clone()).unwrap_or_default(),
                    last_seen: None,
                    waiting: 0,
                });
            }
            Ok(waiting)
        })
        .map_err(Into::into)
}

/// Facts of the class and term that do not count because they came after the closing.
fn late(store: &Store, frame: &Frame) -> Result<u32> {
    let groups = store.read(|read| read.groups_of_class(frame.class.class))?;
    let days = frame.days();
    let is_here = |group: GroupId, day: Option<NaiveDate>| {
        let of_class = groups.iter().any(|known| known.group == group);
        of_class && day.is_none_or(|day| days.contains(&day))
    };
    let late = store.late_changes()?.into_iter().filter(|change| {
        let found = about(change);
        found.is_some_and(|(group, day)| is_here(group, day))
    });
    Ok(u32::try_from(late.count()).unwrap_or(u32::MAX))
}

/// The group and day that an entry of the journal is about.
#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "all else is no entry of a journal"
)]
fn about(change: &Change) -> Option<(GroupId, Option<NaiveDate>)> {
    let place = match change {
        Change::LessonRecord(x) => x.place,
        Change::LessonTopic(x) => x.place,
        Change::Homework(x) => x.place,
        Change::HomeworkFile(x) => x.place,
        Change::Assignment(x) => x.place,
        Change::Mark(x) => x.place,
        Change::Attendance(x) => x.place,
        Change::AbsenceExcuse(x) => x.place,
        Change::FinalMark(x) => return Some((x.group, None)),
        _ => return None,
    };
    Some((place.group, Some(place.date)))
}
