//! What a class says of one term, read at one moment: the ground of preflight and of the volume.
//!
//! Depends on nothing but the replica, the class and the term: never on who asks, nor on today,
//! so that the same journal always gives the same volume.

use super::corrections::Corrections;
use crate::error::{AppError, Result};
use crate::plans::as_decided;
use crate::spread::words::class_name;
use chrono::NaiveDate;
use klassny_domain::attendance::{AbsenceReason, Presence};
use klassny_domain::calendar::Calendar;
use klassny_domain::ids::{ClassId, GroupId, PupilId, StaffId, TermId};
use klassny_domain::lesson::{Assignment, Held, LessonPlace};
use klassny_domain::mark::{Mark, MarkValue};
use klassny_domain::plan::{ControlWork, ThematicPlan};
use klassny_domain::regulation::{Grading, Rules};
use klassny_domain::roster::{Group, Load, PersonName, SchoolClass, Subject};
use klassny_domain::russian::folded;
use klassny_domain::school::Term;
use klassny_domain::term::{FinalKind, FinalMark};
use klassny_domain::term_mark::WeighedMark;
use klassny_domain::timetable::{
    Substitution, SubstitutionKind, TimetableSlot, lessons_by_timetable,
};
use klassny_domain::work_kind::WorkKind;
use klassny_store::query::{LessonParts, Listed};
use klassny_store::{Error, Read, Standing, Store};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::RangeInclusive;

/// The usual weight of a work, tenths.
const USUAL_WEIGHT_TENTHS: u16 = 10;
/// Subgroups of a subject that a class may have.
const SUBGROUPS: u8 = 4;

/// A class and a term with the frame they lie in.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub class: SchoolClass,
    pub class_name: String,
    pub term: Term,
    pub calendar: Calendar,
    pub rules: Rules,
}

/// What a class says of one term.
pub(crate) struct Ground {
    pub frame: Frame,
    pub staff: HashMap<StaffId, PersonName>,
    /// The class list of the term, in the order of the journal.
    pub listed: Vec<Listed>,
    pub groups: Vec<GroupGround>,
    pub works: Vec<ControlWork>,
    pub corrections: Corrections,
}

/// What one group says of the term.
pub(crate) struct GroupGround {
    pub group: Group,
    pub subject: Subject,
    pub grading: Grading,
    /// The term whose mark the group gives in this one; none where it gives none.
    pub marked_term: Option<Term>,
    pub loads: Vec<Load>,
    pub parts: BTreeMap<LessonPlace, LessonParts>,
    /// The lessons of which anything is stated, marks and absences among it.
    pub lessons: Vec<LessonPlace>,
    /// How many lessons of the year were held before the term.
    pub held_before: u16,
    /// The lessons that the timetable has in the term.
    pub expected: Vec<LessonPlace>,
    pub listed: Vec<Listed>,
    pub cells: HashMap<(LessonPlace, PupilId), Ink>,
    /// Every standing mark, emptied ones among them.
    pub marks: Vec<Standing<Mark>>,
    pub term_marks: HashMap<PupilId, FinalMark>,
    pub substitutions: Vec<Substitution>,
    pub plan: Option<ThematicPlan>,
    pub brought: HashMap<PupilId, Vec<WeighedMark>>,
    /// Registers with more than one tip: the place and the pupil, where of one.
    pub conflicts: Vec<(Option<LessonPlace>, Option<PupilId>)>,
}

/// What stands in one cell.
#[derive(Clone, Debug)]
pub(crate) struct Ink {
    pub presence: Presence,
    pub reason: AbsenceReason,
    pub marks: Vec<InkMark>,
}

/// A mark of a cell.
#[derive(Clone, Debug)]
pub(crate) struct InkMark {
    pub ordinal: u8,
    pub value: MarkValue,
    pub written_on: Option<NaiveDate>,
    pub kind: WorkKind,
    pub weight_tenths: u16,
}

impl Default for Ink {
    fn default() -> Self {
        Self {
            presence: Presence::Present,
            reason: AbsenceReason::Unresolved,
            marks: Vec::new(),
        }
    }
}

impl Ink {
    /// The cell as it is printed: `5`, `4/5`, `Б`, `Б/4`, `н?`, `оп`.
    pub fn text(&self) -> String {
        let first = match self.presence {
            Presence::Present => None,
            Presence::Late { .. } => Some("оп"),
            Presence::Absent => Some(self.reason.printed()),
        };
        let marks = self.marks.iter().map(|mark| mark.value.text());
        let parts: Vec<&str> = first.into_iter().chain(marks).collect();
        parts.join("/")
    }
}

impl Frame {
    /// Reads the frame of a class and term.
    pub fn read(store: &Store, class: ClassId, term: TermId) -> Result<Self> {
        let found = store.read(|read| {
            let Some(class) = read.class(class)? else {
                return Ok(None);
            };
            let calendar = read.calendar(class.year)?;
            let regulation = read.regulation(class.year)?;
            let rules = regulation.and_then(|text| Rules::from_regulation(&text).ok());
            Ok(calendar.map(|calendar| (class, calendar, rules.unwrap_or_else(Rules::s4))))
        })?;
        let (class, calendar, rules) = found.ok_or_else(|| AppError::not_found("class"))?;
        let of_class = calendar.terms_of(class.grade);
        let term = of_class.into_iter().find(|known| known.term == term);
        let term = term.ok_or_else(|| AppError::not_found("term of class"))?;
        Ok(Self {
            class_name: class_name(&class),
            term: term.clone(),
            class,
            calendar,
            rules,
        })
    }

    /// The days of the term.
    pub fn days(&self) -> RangeInclusive<NaiveDate> {
        self.term.starts_on..=self.term.ends_on
    }

    /// The school days of the term.
    pub fn school_days(&self) -> Vec<NaiveDate> {
        let (from, to) = (self.term.starts_on, self.term.ends_on);
        self.calendar
            .school_days(self.class.grade, from, to)
            .collect()
    }

    /// The term whose mark a group gives in this one: of its own system, if it ends by the end of
    /// this term.
    fn marked_term(&self, grading: Grading) -> Option<Term> {
        let Some(kind) = grading.terms else {
            return Some(self.term.clone());
        };
        let terms = self.calendar.terms_of_kind(self.class.grade, kind);
        terms
            .into_iter()
            .find(|term| self.days().contains(&term.ends_on))
            .cloned()
    }
}

impl Ground {
    /// Reads what a class says of a term.
    pub fn read(store: &Store, frame: Frame) -> Result<Self> {
        let mut ground = store.read(|read| Self::read_at(read, frame))?;
        ground.corrections = Corrections::read(store, &ground)?;
        Ok(ground)
    }

    fn read_at(read: Read<'_>, frame: Frame) -> std::result::Result<Self, Error> {
        let days = frame.days();
        let staff = read.staff()?.into_iter();
        let staff = staff.map(|person| (person.staff, person.name)).collect();
        let listed = in_order(&frame, read.listed_in_class(frame.class.class, &days)?);
        let slots = read.slots_of_class(frame.class.class, &days)?;
        let finals = read.final_marks_of_class(frame.class.class)?;
        let loads = read.loads_of_class(frame.class.class)?;
        let works = read.control_works_of_class(frame.class.class, &days)?;
        let mut groups = Vec::new();
        for group in read.groups_of_class(frame.class.class)? {
            let Some(subject) = read.subject(group.subject)? else {
                continue;
            };
            let shared = (slots.as_slice(), finals.as_slice(), loads.as_slice());
            groups.push(read_group(read, &frame, (group, subject), shared)?);
        }
        groups.sort_by_cached_key(|group| {
            let name = folded(&group.subject.name);
            (subject_rank(&name), name, group.group.subgroup)
        });
        Ok(Self {
            frame,
            staff,
            listed,
            groups,
            works: works.into_iter().map(|work| work.value).collect(),
            corrections: Corrections::default(),
        })
    }

    /// «Берг М. А.»; empty where nobody is known.
    pub fn initials(&self, staff: Option<StaffId>) -> String {
        let name = staff.and_then(|staff| self.staff.get(&staff));
        name.map(PersonName::initials).unwrap_or_default()
    }
}

impl GroupGround {
    /// Whether a pupil is in the group on a day.
    pub fn has(&self, pupil: PupilId, day: NaiveDate) -> bool {
        let mut rows = self.listed.iter();
        rows.any(|row| row.pupil.pupil == pupil && row.is_on(day))
    }

    /// Who teaches the group on a day.
    pub fn teacher_on(&self, day: NaiveDate) -> Option<StaffId> {
        let holds = |load: &&Load| load.from <= day && load.until.is_none_or(|until| day < until);
        self.loads.iter().rfind(holds).map(|load| load.staff)
    }

    /// The teacher of the group at the end of the term, or the last one there was.
    pub fn teacher(&self, term: &Term) -> Option<StaffId> {
        let last = self.loads.last().map(|load| load.staff);
        self.teacher_on(term.ends_on).or(last)
    }

    /// The pupils in the order of the journal, each with every interval on the list.
    pub fn pupils(&self) -> Vec<(PupilId, Vec<&Listed>)> {
        let mut rows: Vec<(PupilId, Vec<&Listed>)> = Vec::new();
        for listed in &self.listed {
            let pupil = listed.pupil.pupil;
            match rows.iter_mut().find(|(known, _)| *known == pupil) {
                Some((_, intervals)) => intervals.push(listed),
                None => rows.push((pupil, vec![listed])),
            }
        }
        rows
    }

    /// Academic hours given from the first lesson to a day.
    pub fn hours_until(&self, day: NaiveDate) -> u32 {
        let records = self.parts.values().filter_map(|part| part.record.as_ref());
        records
            .filter(|record| record.value.place.date <= day && record.value.held == Held::Held)
            .map(|record| u32::from(record.value.hours))
            .sum()
    }
}

type Shared<'s> = (&'s [TimetableSlot], &'s [Standing<FinalMark>], &'s [Load]);

fn read_group(
    read: Read<'_>,
    frame: &Frame,
    (group, subject): (Group, Subject),
    (slots, finals, loads): Shared<'_>,
) -> std::result::Result<GroupGround, Error> {
    let days = frame.days();
    let year_start = frame.calendar.year().starts_on;
    let id = group.group;
    let grade = frame.class.grade;
    let grading = frame.rules.grading(grade, &frame.class_name, &subject.name);
    let marked_term = frame.marked_term(grading);
    let spread = read.spread(id, &days)?;
    let parts: BTreeMap<LessonPlace, LessonParts> = spread
        .lessons
        .into_iter()
        .map(|part| (part.place, part))
        .collect();
    let conflicts = conflicts(&parts, &spread.marks, &spread.attendance, &spread.excuses);
    let cells = cells(&parts, &spread.marks, &spread.attendance, &spread.excuses);
    let lessons = lessons(&parts, &cells);
    let listed = in_order(frame, read.listed_in_group(id, &days)?);
    let mut loads: Vec<Load> = loads.iter().filter(|l| l.group == id).cloned().collect();
    loads.sort_by_key(|load| load.from);
    let own_slots = slots.iter().filter(|slot| slot.group == id);
    let term_marks = marked_term.as_ref().map(|term| {
        let of_term = finals.iter().map(|mark| &mark.value).filter(|mark| {
            mark.group == id && mark.kind == FinalKind::Term(term.term) && mark.value.is_some()
        });
        of_term.map(|mark| (mark.pupil, mark.clone())).collect()
    });
    Ok(GroupGround {
        expected: lessons_by_timetable(&frame.calendar, grade, own_slots, &days)
            .into_iter()
            .collect(),
        brought: brought(read, frame, &group, &listed)?,
        held_before: read.held_before(id, (year_start, frame.term.starts_on))?,
        plan: match read.plan_of(frame.class.year, group.subject, grade)? {
            Some(plan) => Some(as_decided(read, plan)?),
            None => None,
        },
        substitutions: read.substitutions_of_group(id, &days)?,
        group,
        subject,
        grading,
        marked_term,
        loads,
        parts,
        lessons,
        listed,
        cells,
        marks: spread.marks,
        term_marks: term_marks.unwrap_or_default(),
        conflicts,
    })
}

fn lessons(
    parts: &BTreeMap<LessonPlace, LessonParts>,
    cells: &HashMap<(LessonPlace, PupilId), Ink>,
) -> Vec<LessonPlace> {
    let stated = |part: &&LessonParts| {
        let works = part
            .assignments
            .iter()
            .any(|work| work.value.kind.is_some());
        part.record.is_some() || part.topic.is_some() || part.homework.is_some() || works
    };
    let stated = parts.values().filter(stated).map(|part| part.place);
    let inked = cells.keys().map(|(place, _)| *place);
    let mut lessons: Vec<LessonPlace> = stated
        .chain(inked)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    lessons.sort_by_key(|place| (place.date, place.bell, place.ordinal));
    lessons
}

type Attended = Standing<klassny_domain::attendance::Attendance>;
type Excused = Standing<klassny_domain::attendance::AbsenceExcuse>;

fn cells(
    parts: &BTreeMap<LessonPlace, LessonParts>,
    marks: &[Standing<Mark>],
    attendance: &[Attended],
    excuses: &[Excused],
) -> HashMap<(LessonPlace, PupilId), Ink> {
    let mut cells: HashMap<(LessonPlace, PupilId), Ink> = HashMap::new();
    for there in attendance.iter().map(|there| &there.value) {
        if there.presence != Presence::Present {
            let cell = cells.entry((there.place, there.pupil)).or_default();
            cell.presence = there.presence;
        }
    }
    for excuse in excuses.iter().map(|excuse| &excuse.value) {
        if let Some(cell) = cells.get_mut(&(excuse.place, excuse.pupil)) {
            cell.reason = excuse.reason;
        }
    }
    for mark in marks.iter().map(|mark| &mark.value) {
        let Some(value) = mark.value else { continue };
        let works = parts.get(&mark.place).map(|part| part.assignments.iter());
        let work: Option<&Assignment> = works
            .and_then(|mut works| works.find(|work| work.value.ordinal == mark.ordinal))
            .map(|work| &work.value);
        let cell = cells.entry((mark.place, mark.pupil)).or_default();
        cell.marks.push(InkMark {
            ordinal: mark.ordinal,
            value,
            written_on: mark.written_on,
            kind: work.and_then(|work| work.kind).unwrap_or(WorkKind::Oral),
            weight_tenths: work.map_or(USUAL_WEIGHT_TENTHS, |work| work.weight_tenths),
        });
    }
    for cell in cells.values_mut() {
        cell.marks.sort_by_key(|mark| mark.ordinal);
    }
    cells
}

fn conflicts(
    parts: &BTreeMap<LessonPlace, LessonParts>,
    marks: &[Standing<Mark>],
    attendance: &[Attended],
    excuses: &[Excused],
) -> Vec<(Option<LessonPlace>, Option<PupilId>)> {
    let of_lesson = |part: &LessonParts| {
        part.record.as_ref().is_some_and(Standing::is_conflict)
            || part.topic.as_ref().is_some_and(Standing::is_conflict)
            || part.homework.as_ref().is_some_and(Standing::is_conflict)
            || part.assignments.iter().any(Standing::is_conflict)
    };
    let lessons = parts.values().filter(|part| of_lesson(part));
    let lessons = lessons.map(|part| (Some(part.place), None));
    let marks = marks.iter().filter(|mark| mark.is_conflict());
    let marks = marks.map(|mark| (Some(mark.value.place), Some(mark.value.pupil)));
    let there = attendance.iter().filter(|there| there.is_conflict());
    let there = there.map(|there| (Some(there.value.place), Some(there.value.pupil)));
    let excuses = excuses.iter().filter(|excuse| excuse.is_conflict());
    let excuses = excuses.map(|excuse| (Some(excuse.value.place), Some(excuse.value.pupil)));
    let all: BTreeSet<_> = lessons.chain(marks).chain(there).chain(excuses).collect();
    all.into_iter().collect()
}

/// Marks of the same subject from the groups that late joiners were in before.
fn brought(
    read: Read<'_>,
    frame: &Frame,
    group: &Group,
    listed: &[Listed],
) -> std::result::Result<HashMap<PupilId, Vec<WeighedMark>>, Error> {
    let mut brought = HashMap::new();
    for row in listed.iter().filter(|row| row.from > frame.term.starts_on) {
        let pupil = row.pupil.pupil;
        let before = read.enrolments_of_pupil(pupil)?;
        let others: BTreeSet<GroupId> = before
            .iter()
            .flat_map(|there| (0..=SUBGROUPS).map(|number| (there.class, number)))
            .map(|(class, number)| Group::id_of(class, group.subject, number))
            .filter(|other| *other != group.group)
            .collect();
        let marks = read.marks_of_pupil(pupil, &frame.days())?.into_iter();
        let marks = marks
            .map(|mark| mark.value)
            .filter(|mark| others.contains(&mark.place.group) && mark.place.date < row.from);
        let mut weighed = Vec::new();
        for mark in marks {
            let Some(value) = mark.value else { continue };
            let works = read.lesson(mark.place)?.assignments;
            let work = works.iter().find(|work| work.value.ordinal == mark.ordinal);
            let weight = work.map_or(USUAL_WEIGHT_TENTHS, |work| work.value.weight_tenths);
            weighed.push(WeighedMark {
                value,
                weight_tenths: weight,
            });
        }
        brought.insert(pupil, weighed);
    }
    Ok(brought)
}

/// Those of the term's first day by name, then those who joined later by the day they did; who
/// left keeps the row, who came back has a row for each time.
fn in_order(frame: &Frame, mut listed: Vec<Listed>) -> Vec<Listed> {
    let first_day = frame.term.starts_on;
    listed.sort_by_cached_key(|row| {
        let name = &row.pupil.name;
        let joined = (row.from > first_day).then_some(row.from);
        let name = [&name.surname, &name.given, &name.patronymic].map(|part| folded(part));
        (joined, name, row.pupil.pupil)
    });
    listed
}

/// Where a subject stands among the pages: the order of the federal curriculum, others after.
fn subject_rank(name: &str) -> usize {
    const ORDER: [&str; 30] = [
        "русский язык",
        "родной язык",
        "литература",
        "литературное чтение",
        "родная литература",
        "английский язык",
        "второй иностранный язык",
        "математика",
        "алгебра",
        "геометрия",
        "вероятность и статистика",
        "информатика",
        "история",
        "обществознание",
        "география",
        "окружающий мир",
        "физика",
        "астрономия",
        "химия",
        "биология",
        "основы религиозных культур и светской этики",
        "однкнр",
        "изобразительное искусство",
        "музыка",
        "труд (технология)",
        "технология",
        "физическая культура",
        "обзр",
        "основы безопасности и защиты родины",
        "индивидуальный проект",
    ];
    let known = ORDER.iter().position(|known| *known == name);
    known.unwrap_or(ORDER.len())
}

/// Why a lesson was given otherwise, in words; empty for a lesson as planned.
pub(crate) const fn substitution_words(kind: SubstitutionKind) -> &'static str {
    match kind {
        SubstitutionKind::Substitute => "",
        SubstitutionKind::OtherSubject => "урок вместо другого предмета",
        SubstitutionKind::JoinedGroups => "объединение подгрупп",
        SubstitutionKind::NotHeld => "урок не проведён",
    }
}
