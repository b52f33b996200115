//! The small school of every run: who works there, its classes and groups, its days.
//!
//! Small on purpose: few cells, so that people meet in them.

use chrono::{Days, NaiveDate, NaiveTime};
use klassny_domain::change::Change;
use klassny_domain::ids::{
    BellId, ClassId, EnrolmentId, GroupId, PupilId, SchoolId, StaffId, SubjectId, TermId, YearId,
};
use klassny_domain::lesson::LessonPlace;
use klassny_domain::roster::{
    ClassTeacher, Enrolment, Group, Load, PersonName, Pupil, Role, RoleGrant, SchoolClass, Sex,
    StaffMember, Subject,
};
use klassny_domain::school::{
    AcademicYear, Bell, Grades, SchoolProfile, SchoolWeek, Term, TermKind,
};

/// The first moment of a run: Monday 23.11.2026, 10:00 in Moscow.
pub const START_MS: i64 = 1_795_417_200_000;

/// Who works here, by number.
pub const STAFF: u8 = 11;
/// Administrators, certified by the root.
pub const ADMINISTRATORS: [u8; 2] = [0, 1];
/// Deputies.
pub const DEPUTIES: [u8; 2] = [2, 3];
/// Teachers; the last two have no load at first.
pub const TEACHERS: [u8; 5] = [4, 5, 6, 7, 8];
/// The clerk.
pub const CLERK: u8 = 9;
/// Has a role that comes and goes.
pub const KEEPER: u8 = 10;

/// Classes: 5А and 9Б.
pub const CLASSES: u8 = 2;
/// Groups: two of 5А, one of 9Б.
pub const GROUPS: u8 = 3;
/// Pupils of each class.
pub const PUPILS: u8 = 3;
/// Days on which each group has a lesson.
pub const DAYS: u8 = 8;
/// Quarters.
pub const TERMS: u8 = 2;

/// The school.
pub fn school() -> SchoolId {
    SchoolId::from_bytes([42; 16])
}

/// The year.
pub fn year() -> YearId {
    AcademicYear::id_of(school(), 2026)
}

/// A person.
pub fn staff(number: u8) -> StaffId {
    StaffId::derive(&[b"sim staff", &[number % STAFF]])
}

/// What people call a person.
pub fn name(number: u8) -> &'static str {
    const NAMES: [&str; 11] = [
        "admin Азаров",
        "admin Белова",
        "deputy Орлова",
        "deputy Дроздов",
        "teacher Соколова (5А maths)",
        "teacher Ким (5А Russian)",
        "teacher Лебедев (9Б maths)",
        "teacher Чайкина",
        "teacher Грачёв",
        "clerk Галкина",
        "keeper Снегирёв",
    ];
    NAMES.get(usize::from(number)).copied().unwrap_or("nobody")
}

/// A class.
pub fn class(number: u8) -> ClassId {
    let (grade, letter) = grade(number);
    SchoolClass::id_of(year(), grade, letter)
}

/// The grade and letter of a class.
pub const fn grade(number: u8) -> (u8, &'static str) {
    if number.is_multiple_of(CLASSES) {
        (5, "А")
    } else {
        (9, "Б")
    }
}

/// The class of a group.
pub const fn class_of(group: u8) -> u8 {
    (group % GROUPS) / 2
}

/// A subject: 0 maths, 1 Russian.
pub fn subject(number: u8) -> SubjectId {
    SubjectId::derive(&[b"sim subject", &[number]])
}

/// A group.
pub fn group(number: u8) -> GroupId {
    Group::id_of(class(class_of(number)), subject((number % GROUPS) % 2), 0)
}

/// A pupil of a class.
pub fn pupil(class: u8, number: u8) -> PupilId {
    PupilId::derive(&[b"sim pupil", &[class % CLASSES, number % PUPILS]])
}

/// A quarter.
pub fn term(number: u8) -> TermId {
    Term::id_of(year(), TermKind::Quarter, 1 + number % TERMS)
}

/// The day with a number: three in the first quarter, the others in the second.
pub fn day(number: u8) -> NaiveDate {
    const IN_FIRST: [u32; 3] = [7, 14, 21];
    let number = number % DAYS;
    match IN_FIRST.get(usize::from(number)) {
        Some(day) => date(2026, 9, *day),
        None => date(2026, 11, 9) + Days::new(7 * u64::from(number - 3)),
    }
}

/// The lesson of a group on a day.
pub fn place(group_no: u8, day_no: u8) -> LessonPlace {
    LessonPlace {
        group: group(group_no),
        date: day(day_no),
        bell: 1 + group_no % GROUPS,
        ordinal: 0,
    }
}

/// A date.
pub fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// A quarter as the frame has it; its last day may be moved.
pub fn term_of(number: u8, later_days: u8) -> Term {
    let (starts_on, ends_on) = match number % TERMS {
        0 => (date(2026, 9, 1), date(2026, 10, 24)),
        _ => (date(2026, 11, 3), date(2026, 12, 20)),
    };
    Term {
        term: term(number),
        year: year(),
        kind: TermKind::Quarter,
        number: 1 + number % TERMS,
        grades: Grades::range(1, 9),
        starts_on,
        ends_on: ends_on + Days::new(later_days.into()),
    }
}

/// The load of a teacher.
pub fn load(group_no: u8, staff_no: u8, from: NaiveDate, until: Option<NaiveDate>) -> Change {
    Change::Load(Load {
        group: group(group_no),
        staff: staff(staff_no),
        from,
        until,
        room: String::new(),
    })
}

/// A group as the frame has it.
pub fn group_of(number: u8, hours: u16) -> Group {
    Group {
        group: group(number),
        class: class(class_of(number)),
        subject: subject((number % GROUPS) % 2),
        subgroup: 0,
        week_hours_quarters: hours,
        division: String::new(),
    }
}

/// What administrators state at the foundation.
pub fn of_administrator() -> Vec<Change> {
    let role = |number, role| {
        Change::RoleGrant(RoleGrant {
            staff: staff(number),
            role,
            from: date(2026, 8, 1),
            until: None,
        })
    };
    let mut facts: Vec<Change> = (0..STAFF).map(member).collect();
    facts.push(Change::SchoolProfile(SchoolProfile {
        name: "Школа".to_owned(),
        ..SchoolProfile::default()
    }));
    facts.extend(DEPUTIES.map(|number| role(number, Role::Deputy)));
    facts.push(role(CLERK, Role::Clerk));
    facts.push(role(KEEPER, Role::DiaryKeeper));
    facts.push(Change::AcademicYear(AcademicYear {
        year: year(),
        name: "2026/2027".to_owned(),
        starts_on: date(2026, 9, 1),
        ends_on: date(2027, 5, 26),
    }));
    facts.extend((0..TERMS).map(|number| Change::Term(term_of(number, 0))));
    facts.push(Change::SchoolWeek(SchoolWeek {
        year: year(),
        grades: Grades::range(1, 11),
        days: 6,
    }));
    facts.extend((1..=3).map(bell));
    facts.extend((0..CLASSES).map(|number| {
        let (grade, letter) = grade(number);
        Change::SchoolClass(SchoolClass {
            class: class(number),
            year: year(),
            grade,
            letter: letter.to_owned(),
        })
    }));
    facts.extend((0..2).map(|number| {
        Change::Subject(Subject {
            subject: subject(number),
            name: format!("Предмет {number}"),
            short: format!("П{number}"),
        })
    }));
    facts.extend((0..GROUPS).map(|number| Change::Group(group_of(number, 8))));
    facts
}

/// What a deputy states at the foundation.
pub fn of_deputy() -> Vec<Change> {
    let from = date(2026, 9, 1);
    let mut facts: Vec<Change> = (0..GROUPS)
        .map(|number| load(number, TEACHERS[usize::from(number)], from, None))
        .collect();
    facts.extend((0..CLASSES).map(|number| {
        Change::ClassTeacher(ClassTeacher {
            class: class(number),
            staff: staff(TEACHERS[usize::from(number)]),
            from,
            until: None,
        })
    }));
    facts
}

/// What the clerk states at the foundation.
pub fn of_clerk() -> Vec<Change> {
    let all = (0..CLASSES).flat_map(|class_no| (0..PUPILS).map(move |number| (class_no, number)));
    all.flat_map(|(class_no, number)| {
        let pupil = pupil(class_no, number);
        [
            Change::Pupil(Pupil {
                pupil,
                file_number: format!("{class_no}-{number}"),
                name: PersonName::default(),
                sex: Sex::Female,
                born_on: None,
            }),
            Change::Enrolment(enrolment(class_no, number, None)),
        ]
    })
    .collect()
}

/// The enrolment of a pupil into a class.
pub fn enrolment(class_no: u8, number: u8, until: Option<NaiveDate>) -> Enrolment {
    let pupil = pupil(class_no, number);
    Enrolment {
        enrolment: EnrolmentId::derive(&[pupil.as_bytes()]),
        pupil,
        class: class(class_no),
        from: date(2026, 9, 1),
        until,
        order_in: String::new(),
        order_out: String::new(),
        note: String::new(),
    }
}

fn member(number: u8) -> Change {
    Change::StaffMember(StaffMember {
        staff: staff(number),
        personnel_number: number.to_string(),
        name: PersonName {
            surname: name(number).to_owned(),
            ..PersonName::default()
        },
        position: String::new(),
        hired_on: None,
        left_on: None,
    })
}

fn bell(number: u8) -> Change {
    let at = |minutes: u32| {
        NaiveTime::from_hms_opt(8 + minutes / 60, minutes % 60, 0).unwrap_or_default()
    };
    let starts = 60 * u32::from(number - 1);
    Change::Bell(Bell {
        bell: BellId::derive(&[b"sim bell", &[number]]),
        year: year(),
        grades: Grades::range(1, 11),
        from: date(2026, 9, 1),
        until: date(2027, 5, 26),
        number,
        starts_at: at(starts),
        ends_at: at(starts + 45),
    })
}
