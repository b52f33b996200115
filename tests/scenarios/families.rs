//! Families between machines: a teacher's without personal cards, the class teacher's, and one that
//! opens none (R69, R88, D15).

use crate::devices::{CLERK, TEACHER, meet, seated, staff_id, state};
use crate::keys::{digest, founded_with_words};
use chrono::{NaiveDate, NaiveTime, Weekday};
use klassny_domain::change::Change;
use klassny_domain::ids::{
    BellId, ClassId, EnrolmentId, GroupId, PupilId, SubjectId, TimetableSlotId, YearId,
};
use klassny_domain::roster::{
    ClassTeacher, Enrolment, Group, Load, PersonName, Pupil, Role, RoleGrant, SchoolClass, Sex,
    StaffMember, Subject,
};
use klassny_domain::school::{AcademicYear, Bell, Grades, SchoolWeek, Term, TermKind};
use klassny_domain::timetable::TimetableSlot;
use klassny_tests::{Station, World};
use serde_json::{Value, json};

/// Leads the class that the teacher teaches.
const LEADER: &str = "Ефремов Егор Кириллович";

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

struct Ids {
    class: ClassId,
    group: GroupId,
    pupil: PupilId,
}

fn ids(on: &Station) -> (Ids, YearId, SubjectId) {
    let workstation = on.app.workstation().unwrap();
    let year = AcademicYear::id_of(workstation.store.identity().school, 2026);
    let class = SchoolClass::id_of(year, 5, "А");
    let subject = SubjectId::derive(&[b"russian"]);
    let group = Group::id_of(class, subject, 0);
    let pupil = PupilId::from_bytes([41; 16]);
    (
        Ids {
            class,
            group,
            pupil,
        },
        year,
        subject,
    )
}

/// A class with a teacher, a class teacher and one pupil, stated by the administrator, who is the
/// deputy and the clerk of the story too.
fn class(admin: &Station) -> Ids {
    let (ids, year, subject) = ids(admin);
    let person = admin.app.person().unwrap().staff;
    let role = |role| {
        Change::RoleGrant(RoleGrant {
            staff: person,
            role,
            from: NaiveDate::default(),
            until: None,
        })
    };
    state(admin, vec![role(Role::Deputy), role(Role::Clerk)]);
    state(admin, frame(&ids, year, subject));
    state(admin, people(&ids, year));
    ids
}

/// The class teacher as a person.
fn leader() -> Change {
    let mut parts = LEADER.split(' ').map(str::to_owned);
    let mut part = || parts.next().unwrap();
    Change::StaffMember(StaffMember {
        staff: staff_id(LEADER),
        personnel_number: String::new(),
        name: PersonName {
            surname: part(),
            given: part(),
            patronymic: part(),
        },
        position: String::new(),
        hired_on: None,
        left_on: None,
    })
}

/// The year, the class, its subject.
fn frame(ids: &Ids, year: YearId, subject: SubjectId) -> Vec<Change> {
    let at = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
    vec![
        leader(),
        Change::AcademicYear(AcademicYear {
            year,
            name: "2026/2027".to_owned(),
            starts_on: day(9, 1),
            ends_on: NaiveDate::from_ymd_opt(2027, 5, 26).unwrap(),
        }),
        Change::Term(Term {
            term: Term::id_of(year, TermKind::Quarter, 1),
            year,
            kind: TermKind::Quarter,
            number: 1,
            grades: Grades::ALL,
            starts_on: day(9, 1),
            ends_on: day(10, 24),
        }),
        Change::SchoolWeek(SchoolWeek {
            year,
            grades: Grades::ALL,
            days: 5,
        }),
        Change::Bell(Bell {
            bell: BellId::derive(&[b"1"]),
            year,
            grades: Grades::ALL,
            from: day(9, 1),
            until: NaiveDate::from_ymd_opt(2027, 5, 31).unwrap(),
            number: 1,
            starts_at: at(8, 30),
            ends_at: at(9, 15),
        }),
        Change::SchoolClass(SchoolClass {
            class: ids.class,
            year,
            grade: 5,
            letter: "А".to_owned(),
        }),
        Change::Subject(Subject {
            subject,
            name: "Русский язык".to_owned(),
            short: "Русский".to_owned(),
        }),
        Change::Group(Group {
            group: ids.group,
            class: ids.class,
            subject,
            subgroup: 0,
            week_hours_quarters: 20,
            division: String::new(),
        }),
    ]
}

/// Who teaches and leads the class, the timetable, the pupil.
fn people(ids: &Ids, year: YearId) -> Vec<Change> {
    let weekdays = [
        Weekday::Mon,
        Weekday::Tue,
        Weekday::Wed,
        Weekday::Thu,
        Weekday::Fri,
    ];
    let mut facts = vec![
        Change::Load(Load {
            group: ids.group,
            staff: staff_id(TEACHER),
            from: day(9, 1),
            until: None,
            room: String::new(),
        }),
        Change::ClassTeacher(ClassTeacher {
            class: ids.class,
            staff: staff_id(LEADER),
            from: day(9, 1),
            until: None,
        }),
        Change::Pupil(Pupil {
            pupil: ids.pupil,
            file_number: "А-41".to_owned(),
            name: PersonName {
                surname: "Белова".to_owned(),
                given: "Анна".to_owned(),
                patronymic: String::new(),
            },
            sex: Sex::Female,
            born_on: None,
        }),
        Change::Enrolment(Enrolment {
            enrolment: EnrolmentId::derive(&[b"41"]),
            pupil: ids.pupil,
            class: ids.class,
            from: day(9, 1),
            until: None,
            order_in: String::new(),
            order_out: String::new(),
            note: String::new(),
        }),
    ];
    facts.extend(weekdays.map(|weekday| {
        Change::TimetableSlot(TimetableSlot {
            slot: TimetableSlotId::derive(&[&[
                u8::try_from(weekday.num_days_from_monday()).unwrap()
            ]]),
            year,
            group: ids.group,
            weekday,
            bell: 1,
            staff: staff_id(TEACHER),
            room: String::new(),
            from: day(9, 1),
            until: None,
        })
    }));
    facts
}

fn ask(on: &Station, name: &str, args: Value) -> Value {
    let answer = on.app.call(name, args);
    answer.unwrap_or_else(|error| panic!("{name}: {error:?}"))
}

fn families(on: &Station, ids: &Ids) -> Value {
    ask(on, "families", json!({ "class": ids.class.to_string() }))
}

/// The machines of the story after what each kept has reached the others.
struct Four {
    world: World,
    ids: Ids,
    admin: Station,
    teacher: Station,
    leader: Station,
    clerk: Station,
}

/// The teacher writes to the family; the class teacher keeps a refusal and a call that waits.
fn four() -> Four {
    let world = World::new().unwrap();
    let (admin, _) = founded_with_words(&world);
    let ids = class(&admin);
    let teacher = seated(&world, &admin, ("teacher", "АРМ 7"), TEACHER);
    let leader = seated(&world, &admin, ("leader", "АРМ 3"), LEADER);
    let clerk = seated(&world, &admin, ("clerk", "АРМ 1"), CLERK);
    meet(&[&admin, &leader, &clerk, &teacher]);
    let (class, pupil) = (ids.class.to_string(), ids.pupil.to_string());
    let today = ask(&teacher, "today", json!({ "date": null }));
    let note = json!({
        "place": today["lessons"][0]["place"], "pupil": pupil, "text": "Отлично отвечала",
        "to_parents": true,
    });
    ask(&teacher, "set_note", note);
    let guardian = json!({
        "class": class, "pupil": pupil, "guardian": null, "name": "Белова Ольга Ивановна",
        "kinship": "мать", "phone": "+7 000 111-22-33", "email": "", "form": "refused",
        "signed": {
            "signed_on": "2026-09-02", "basis": "written", "document": "заявление № 3",
            "way": "through_pupil", "contact": "",
        },
    });
    ask(&leader, "set_guardian", guardian);
    let letter = json!({
        "class": class, "pupil": pupil, "letter": null, "direction": "incoming", "way": "phone",
        "on": "2026-10-01", "subject": "Питание", "text": "", "answer_due": "2026-10-05",
        "answer": "", "answered_on": null, "stands": true,
    });
    ask(&leader, "write_letter", letter);
    meet(&[&teacher, &leader, &admin, &clerk]);
    Four {
        world,
        ids,
        admin,
        teacher,
        leader,
        clerk,
    }
}

fn refused(on: &Station, name: &str, args: Value) -> Value {
    let error = on.app.call(name, args).unwrap_err();
    serde_json::to_value(error.code).unwrap()
}

/// R69, R88: what a teacher says to a family goes over a machine that opens no cards; what the class
/// teacher keeps is read by the clerk, the letters by fewer.
#[test]
fn r69_a_note_travels_from_a_machine_without_cards_to_the_family_page() {
    let four = four();
    let row = &families(&four.leader, &four.ids)["rows"][0];
    assert_eq!(row["notes"][0]["text"], "Отлично отвечала");
    assert_eq!(row["notes"][0]["by"], "Соколова И. В.");
    assert_eq!(row["paper"], true);
    assert_eq!(row["letters"][0]["overdue"], true);
    let seen = families(&four.clerk, &four.ids);
    let row = &seen["rows"][0];
    assert_eq!(row["guardians"][0]["phone"], "+7 000 111-22-33");
    assert_eq!(
        (&seen["may_edit"], &seen["letters"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(row["letters"], json!([]));
    for station in [&four.admin, &four.leader, &four.clerk, &four.teacher] {
        assert!(station.equals_its_log().unwrap());
    }
    assert_eq!(digest(&four.leader), digest(&four.clerk));
}

/// D15, R156: the teacher's machine keeps it all closed and says why, until somebody who works with
/// families sits there.
#[test]
fn r88_d15_families_stay_closed_on_a_machine_until_somebody_works_with_them_there() {
    let four = four();
    let class = json!({ "class": four.ids.class.to_string() });
    assert_eq!(refused(&four.teacher, "families", class), "not_allowed");
    let workstation = four.teacher.app.workstation().unwrap();
    let store = &workstation.store;
    let cards = store.read(|read| read.guardians(four.ids.pupil)).unwrap();
    let letters = store.read(|read| read.letters(four.ids.class)).unwrap();
    assert!(cards.is_empty() && letters.is_empty());
    assert!(four.teacher.app.share_status().unwrap().closed > 0);

    let (staff, words) = four.world.invite(&four.admin, LEADER).unwrap();
    meet(&[&four.admin, &four.teacher]);
    ask(&four.teacher, "sign_out", json!({}));
    four.teacher.first_sign_in(&staff, &words).unwrap();
    let seen = families(&four.teacher, &four.ids);
    assert_eq!(
        (&seen["opened"], &seen["rows"]),
        (&json!(false), &json!([]))
    );
    let check = json!({
        "class": four.ids.class.to_string(), "pupils": [four.ids.pupil.to_string()],
        "month": seen["month"], "done": true,
    });
    assert_eq!(
        refused(&four.teacher, "check_families", check),
        "cards_closed"
    );
    // The key comes with the next exchange, and with it all there was.
    meet(&[&four.teacher, &four.admin, &four.teacher]);
    let row = &families(&four.teacher, &four.ids)["rows"][0];
    assert_eq!(row["guardians"][0]["name"], "Белова Ольга Ивановна");
}
