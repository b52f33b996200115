//! Names of classes, people and subjects that are in no roster.
//!
//! Owns the refusal of rows that point nowhere. Each roster counts only if the folder has it.

use super::refusal;
use crate::absence::{SubstitutionRow, TeacherAbsenceRow};
use crate::courses::{CourseMemberRow, CourseRow};
use crate::journal::JournalSheet;
use crate::load::{HomeStudyRow, LoadRow, SubgroupMemberRow, SubgroupRow};
use crate::movement::MovementRow;
use crate::problem::{Problem, Source};
use crate::roster::{GuardianRow, PupilRow};
use crate::rows::Rows;
use crate::text::{ClassName, key};
use crate::timetable::{HomeTimetableRow, TimetableRow};
use crate::works::{ControlWorkRow, EntrySlotRow};
use std::collections::{HashMap, HashSet};

/// What a row points at.
enum Ref<'a> {
    Class(&'a ClassName),
    Staff(&'a str),
    Subject(&'a str),
    Pupil(&'a str),
    /// A pupil known by full name and class.
    PupilNamed(&'a str, &'a ClassName),
    /// A pupil of exactly this class.
    PupilOf(&'a str, &'a ClassName),
    Course(&'a str),
}

trait Pointing {
    fn source(&self) -> &Source;
    fn refs(&self) -> Vec<Ref<'_>>;
}

macro_rules! pointing {
    ($($row:ty: |$it:ident| $refs:expr;)+) => {$(
        impl Pointing for $row {
            fn source(&self) -> &Source {
                &self.source
            }
            fn refs(&self) -> Vec<Ref<'_>> {
                let $it = self;
                $refs.into_iter().collect()
            }
        }
    )+};
}

pointing! {
    PupilRow: |row| [Ref::Class(&row.class)];
    GuardianRow: |row| [Ref::Pupil(&row.file_number)];
    LoadRow: |row| [Ref::Staff(&row.teacher), Ref::Class(&row.class)];
    SubgroupRow: |row| [
        Ref::Staff(&row.teacher), Ref::Class(&row.class), Ref::Subject(&row.subject),
    ];
    SubgroupMemberRow: |row| [
        Ref::Class(&row.class), Ref::Subject(&row.subject),
        Ref::PupilOf(&row.file_number, &row.class),
    ];
    HomeStudyRow: |row| [
        Ref::Staff(&row.teacher), Ref::Class(&row.class), Ref::Subject(&row.subject),
        Ref::PupilNamed(&row.pupil, &row.class),
    ];
    TimetableRow: |row| [
        Ref::Staff(&row.teacher), Ref::Class(&row.class), Ref::Subject(&row.subject),
    ];
    HomeTimetableRow: |row| [
        Ref::Staff(&row.teacher), Ref::Class(&row.class), Ref::Subject(&row.subject),
        Ref::PupilNamed(&row.pupil, &row.class),
    ];
    ControlWorkRow: |row| [Ref::Class(&row.class), Ref::Subject(&row.subject)]
        .into_iter()
        .chain(row.teachers.iter().map(|name| Ref::Staff(name)));
    EntrySlotRow: |row| [Ref::Staff(&row.staff)];
    SubstitutionRow: |row| [Ref::Staff(&row.absent), Ref::Class(&row.class), Ref::Subject(&row.subject)]
        .into_iter()
        .chain(row.substitute.as_deref().map(Ref::Staff));
    TeacherAbsenceRow: |row| [Ref::Staff(&row.teacher)];
    MovementRow: |row| [Ref::Pupil(&row.file_number)]
        .into_iter()
        .chain(row.from_class.as_ref().map(Ref::Class))
        .chain(row.to_class.as_ref().map(Ref::Class));
    CourseRow: |row| [Ref::Staff(&row.leader)]
        .into_iter()
        .chain(row.class.as_ref().map(Ref::Class));
    CourseMemberRow: |row| [
        Ref::Class(&row.class), Ref::Pupil(&row.file_number), Ref::Course(&row.course),
    ];
    JournalSheet: |row| [
        Ref::Class(&row.class), Ref::Staff(&row.teacher), Ref::Subject(&row.subject),
    ];
}

/// Who and what is known; an empty roster knows everything.
struct Known {
    classes: HashSet<ClassName>,
    staff: HashSet<String>,
    subjects: HashSet<String>,
    pupils: HashMap<String, ClassName>,
    names: HashSet<(String, ClassName)>,
    courses: HashSet<String>,
}

impl Known {
    fn of(rows: &Rows) -> Self {
        let pupils = || rows.pupils.iter().chain(&rows.arrivals);
        let planned = rows.curriculum.iter().map(|row| key(&row.subject));
        let loaded = rows.load.iter().map(|row| key(&row.subject));
        Self {
            classes: rows.classes.iter().map(|row| row.class.clone()).collect(),
            staff: rows.staff.iter().map(|row| key(&row.name.full())).collect(),
            subjects: planned.chain(loaded).collect(),
            pupils: pupils()
                .map(|row| (row.file_number.clone(), row.class.clone()))
                .collect(),
            names: pupils()
                .map(|row| (key(&row.name.full()), row.class.clone()))
                .collect(),
            courses: rows.courses.iter().map(|row| key(&row.name)).collect(),
        }
    }

    /// What is wrong with a reference, or nothing.
    fn objection(&self, to: &Ref<'_>) -> Option<String> {
        let pupils = !self.pupils.is_empty();
        match *to {
            Ref::Class(class) if !self.classes.is_empty() && !self.classes.contains(class) => {
                Some(format!("класса {class} нет в листе «Классы»"))
            }
            Ref::Staff(name) if self.is_stranger(name) => {
                Some(format!("«{name}» — такого работника нет в «Сотрудниках»"))
            }
            Ref::Subject(name) if !self.subjects.is_empty() => {
                let unknown = !self.subjects.contains(&key(name));
                unknown.then(|| format!("предмета «{name}» нет ни в учебном плане, ни в нагрузке"))
            }
            Ref::Pupil(number) if pupils && !self.pupils.contains_key(number) => Some(format!(
                "ученика с личным делом {number} нет в «Контингенте»"
            )),
            Ref::PupilNamed(name, class) if pupils => {
                let known = self.names.contains(&(key(name), class.clone()));
                (!known).then(|| format!("ученика «{name}» нет в классе {class}"))
            }
            Ref::PupilOf(number, class) if pupils => match self.pupils.get(number) {
                Some(own) if own == class => None,
                Some(own) => Some(format!(
                    "ученик с личным делом {number} учится в {own}, а не в {class}"
                )),
                None => Some(format!(
                    "ученика с личным делом {number} нет в «Контингенте»"
                )),
            },
            Ref::Course(name) if !self.courses.is_empty() => {
                let unknown = !self.courses.contains(&key(name));
                unknown.then(|| format!("группы «{name}» нет на листах групп"))
            }
            Ref::Class(_)
            | Ref::Staff(_)
            | Ref::Subject(_)
            | Ref::Pupil(_)
            | Ref::PupilNamed(..)
            | Ref::PupilOf(..)
            | Ref::Course(_) => None,
        }
    }

    fn is_stranger(&self, name: &str) -> bool {
        !name.is_empty() && !self.staff.is_empty() && !self.staff.contains(&key(name))
    }

    fn keep<T: Pointing>(&self, rows: &mut Vec<T>, problems: &mut Vec<Problem>) {
        rows.retain(|row| {
            let objection = row.refs().iter().find_map(|to| self.objection(to));
            let refused = objection.map(|objection| {
                let what = format!("{objection}; строка не взята");
                refusal(
                    row.source(),
                    what,
                    "исправьте строку или дополните список, на который она ссылается",
                )
            });
            let kept = refused.is_none();
            problems.extend(refused);
            kept
        });
    }
}

/// Takes out every row that points at nobody and nothing.
pub(super) fn refuse_strangers(rows: &mut Rows, problems: &mut Vec<Problem>) {
    let known = Known::of(rows);
    known.keep(&mut rows.pupils, problems);
    known.keep(&mut rows.arrivals, problems);
    known.keep(&mut rows.load, problems);
    known.keep(&mut rows.courses, problems);
    let known = Known::of(rows);
    known.keep(&mut rows.guardians, problems);
    known.keep(&mut rows.arrival_guardians, problems);
    known.keep(&mut rows.subgroups, problems);
    known.keep(&mut rows.subgroup_members, problems);
    known.keep(&mut rows.home_study, problems);
    known.keep(&mut rows.timetable, problems);
    known.keep(&mut rows.home_timetable, problems);
    known.keep(&mut rows.control_works, problems);
    known.keep(&mut rows.entry_slots, problems);
    known.keep(&mut rows.substitutions, problems);
    known.keep(&mut rows.teacher_absences, problems);
    known.keep(&mut rows.movements, problems);
    known.keep(&mut rows.course_members, problems);
    known.keep(&mut rows.journal, problems);
}
