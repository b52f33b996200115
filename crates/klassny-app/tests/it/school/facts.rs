//! The facts of the small school: its people, its calendar, its classes, load, plan and lists.

use super::{
    DEPUTY, HISTORIAN, QUARTER_END, TEACHER, class, day, group, pupil, staff, subject, year,
};
use chrono::{NaiveTime, Weekday};
use klassny_domain::change::Change;
use klassny_domain::ids::{BellId, EnrolmentId, TimetableSlotId};
use klassny_domain::plan::{PlanOf, PlanRow, ThematicPlan};
use klassny_domain::roster::{
    ClassTeacher, Enrolment, Group, Load, PersonName, Pupil, Role, RoleGrant, SchoolClass, Sex,
    StaffMember, Subject,
};
use klassny_domain::school::{AcademicYear, Bell, Grades, SchoolWeek, Term, TermKind};
use klassny_domain::timetable::TimetableSlot;

fn name(surname: &str, given: &str, patronymic: &str) -> PersonName {
    PersonName {
        surname: surname.to_owned(),
        given: given.to_owned(),
        patronymic: patronymic.to_owned(),
    }
}

pub fn people() -> Vec<Change> {
    let staff_members = [
        name(DEPUTY, "Татьяна", "Николаевна"),
        name(TEACHER, "Ирина", "Викторовна"),
        name(HISTORIAN, "Роман", "Алексеевич"),
    ];
    let members = staff_members.into_iter().map(|name| {
        Change::StaffMember(StaffMember {
            staff: staff(&name.surname),
            personnel_number: name.surname.clone(),
            name,
            position: String::new(),
            hired_on: None,
            left_on: None,
        })
    });
    let roles = [
        (DEPUTY, Role::Deputy),
        (DEPUTY, Role::Clerk),
        (TEACHER, Role::Teacher),
        (HISTORIAN, Role::Teacher),
    ];
    let roles = roles.into_iter().map(|(who, role)| {
        Change::RoleGrant(RoleGrant {
            staff: staff(who),
            role,
            from: day("2020-09-01"),
            until: None,
        })
    });
    members.chain(roles).collect()
}

pub fn frame() -> Vec<Change> {
    let mut facts = vec![
        Change::AcademicYear(AcademicYear {
            year: year(),
            name: "2026/2027".to_owned(),
            starts_on: day("2026-09-01"),
            ends_on: day("2027-05-26"),
        }),
        Change::SchoolWeek(SchoolWeek {
            year: year(),
            grades: Grades::ALL,
            days: 5,
        }),
    ];
    let quarters = [
        (1, "2026-09-01", QUARTER_END),
        (2, "2026-11-02", "2026-12-30"),
    ];
    facts.extend(quarters.map(|(number, starts_on, ends_on)| {
        Change::Term(Term {
            term: Term::id_of(year(), TermKind::Quarter, number),
            year: year(),
            kind: TermKind::Quarter,
            number,
            grades: Grades::ALL,
            starts_on: day(starts_on),
            ends_on: day(ends_on),
        })
    }));
    facts.extend((1..=3u8).map(|number| {
        let hour = u32::from(number) + 8;
        Change::Bell(Bell {
            bell: BellId::derive(&[&[number]]),
            year: year(),
            grades: Grades::ALL,
            from: day("2026-09-01"),
            until: day("2027-05-31"),
            number,
            starts_at: NaiveTime::from_hms_opt(hour, 0, 0).unwrap(),
            ends_at: NaiveTime::from_hms_opt(hour, 45, 0).unwrap(),
        })
    }));
    for grade in [1, 9] {
        facts.push(Change::SchoolClass(SchoolClass {
            class: class(grade),
            year: year(),
            grade,
            letter: "Б".to_owned(),
        }));
    }
    facts
}

pub fn teaching() -> Vec<Change> {
    let mut facts = Vec::new();
    let lessons = [
        (
            9,
            "Алгебра",
            TEACHER,
            &[(Weekday::Mon, 1), (Weekday::Wed, 2), (Weekday::Fri, 1)][..],
        ),
        (9, "История", HISTORIAN, &[(Weekday::Tue, 1)][..]),
        (1, "Математика", TEACHER, &[(Weekday::Tue, 3)][..]),
    ];
    for (grade, subject_name, teacher, slots) in lessons {
        facts.push(Change::Subject(Subject {
            subject: subject(subject_name),
            name: subject_name.to_owned(),
            short: subject_name.to_owned(),
        }));
        let group = group(grade, subject_name);
        facts.push(Change::Group(Group {
            group,
            class: class(grade),
            subject: subject(subject_name),
            subgroup: 0,
            week_hours_quarters: u16::try_from(slots.len()).unwrap() * 4,
            division: String::new(),
        }));
        facts.push(Change::Load(Load {
            group,
            staff: staff(teacher),
            from: day("2026-09-01"),
            until: None,
            room: "214".to_owned(),
        }));
        facts.extend(slots.iter().map(|(weekday, bell)| {
            let key = [u8::try_from(weekday.num_days_from_monday()).unwrap(), *bell];
            Change::TimetableSlot(TimetableSlot {
                slot: TimetableSlotId::derive(&[group.as_bytes(), &key]),
                year: year(),
                group,
                weekday: *weekday,
                bell: *bell,
                staff: staff(teacher),
                room: "214".to_owned(),
                from: day("2026-09-01"),
                until: None,
            })
        }));
    }
    facts.push(Change::ClassTeacher(ClassTeacher {
        class: class(9),
        staff: staff(HISTORIAN),
        from: day("2026-09-01"),
        until: None,
    }));
    facts.extend(pupils());
    facts.extend(plan());
    facts
}

fn pupils() -> Vec<Change> {
    // The last one joins late, the one before leaves early; «ё» sorts as «е».
    let names = ["Жуков", "Ёлкин", "Егоров", "Карпов", "Лебедев", "Абрамов"];
    let mut facts = Vec::new();
    for (surname, number) in names.into_iter().zip(1..) {
        let from = match number {
            6 => day("2026-10-05"),
            _ => day("2026-09-01"),
        };
        let until = (number == 5).then(|| day("2026-10-12"));
        facts.push(Change::Pupil(Pupil {
            pupil: pupil(number),
            file_number: format!("Б-{number}"),
            name: name(surname, "Матвей", ""),
            sex: Sex::Male,
            born_on: None,
        }));
        facts.push(Change::Enrolment(Enrolment {
            enrolment: EnrolmentId::derive(&[pupil(number).as_bytes()]),
            pupil: pupil(number),
            class: class(9),
            from,
            until,
            order_in: "№ 1-у".to_owned(),
            order_out: until.map(|_| "№ 2-у".to_owned()).unwrap_or_default(),
            note: String::new(),
        }));
    }
    facts.push(Change::Pupil(Pupil {
        pupil: pupil(11),
        file_number: "А-11".to_owned(),
        name: name("Яковлев", "Ян", ""),
        sex: Sex::Male,
        born_on: None,
    }));
    facts.push(Change::Enrolment(Enrolment {
        enrolment: EnrolmentId::derive(&[pupil(11).as_bytes()]),
        pupil: pupil(11),
        class: class(1),
        from: day("2026-09-01"),
        until: None,
        order_in: String::new(),
        order_out: String::new(),
        note: String::new(),
    }));
    facts
}

fn plan() -> Vec<Change> {
    let of = PlanOf {
        year: year(),
        subject: Some(subject("Алгебра")),
        grade: 9,
    };
    let id = of.plan().unwrap();
    let mut facts = vec![Change::ThematicPlan(ThematicPlan {
        plan: id,
        year: year(),
        subject: Some(subject("Алгебра")),
        grade: 9,
        title: "Алгебра, 9 класс".to_owned(),
        approved: true,
    })];
    facts.extend((1..=60u16).map(|number| {
        Change::PlanRow(PlanRow {
            plan: id,
            of,
            number,
            position: PlanRow::position_of(number),
            section: "Раздел".to_owned(),
            topic: format!("Тема {number}"),
            hours: 1,
            kind: None,
            kind_text: String::new(),
            homework: String::new(),
        })
    }));
    facts
}
