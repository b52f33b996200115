//! How long a spread takes in a school of 1,030 pupils after a whole term.

use crate::project::samples::{day, place};
use crate::project::tests::{replica, state};
use crate::read::Read;
use klassny_domain::attendance::{Attendance, Presence};
use klassny_domain::change::Change;
use klassny_domain::ids::{GroupId, PupilId, StaffId};
use klassny_domain::lesson::{
    Assignment, Held, Homework, HomeworkText, LessonPlace, LessonRecord, LessonTopic,
};
use klassny_domain::mark::{Grade, Mark, MarkValue};
use klassny_domain::work_kind::WorkKind;
use rusqlite::Connection;

const CLASSES: u16 = 40;
const PUPILS: u16 = 1030;
const GROUPS_A_CLASS: u16 = 12;
const LESSONS_A_GROUP: u32 = 24;

fn group(class: u16, number: u16) -> GroupId {
    GroupId::derive(&[&class.to_le_bytes(), &number.to_le_bytes()])
}

/// Marks two pupils of five and one absent of twenty at every lesson, day after day, as they
/// would be entered, so that the rows of a group do not come together by themselves.
fn a_term(conn: &Connection) -> i64 {
    let mut fact = 0;
    conn.execute_batch("BEGIN").unwrap();
    for lesson in 0..LESSONS_A_GROUP {
        for class in 0..CLASSES {
            for number in 0..GROUPS_A_CLASS {
                let place = place(group(class, number), lesson + 1, 1);
                for change in facts_of(class, place) {
                    fact += 1;
                    state(conn, fact, &change).unwrap();
                }
            }
        }
    }
    conn.execute_batch("COMMIT").unwrap();
    fact
}

fn facts_of(class: u16, place: LessonPlace) -> Vec<Change> {
    let taught_by = StaffId::from_bytes([1; 16]);
    let mut facts = vec![
        Change::LessonRecord(LessonRecord { place, held: Held::Held, taught_by, hours: 1 }),
        Change::LessonTopic(LessonTopic { place, text: "Тема урока".repeat(5), plan_row: None }),
        Change::Homework(Homework {
            place,
            text: HomeworkText::Set("п. 12, № 120–124".to_owned()),
            due_on: None,
        }),
        Change::Assignment(Assignment {
            place,
            ordinal: 0,
            kind: Some(WorkKind::Oral),
            weight_tenths: 10,
            title: String::new(),
        }),
    ];
    for pupil in (class..PUPILS).step_by(CLASSES.into()) {
        let turn = u32::from(pupil / CLASSES) + place.date.format("%d").to_string().parse::<u32>().unwrap();
        let pupil = PupilId::derive(&[&pupil.to_le_bytes()]);
        if turn % 5 < 2 {
            let value = Grade::new(4).map(MarkValue::Grade);
            let comment = String::new();
            facts.push(Change::Mark(Mark {
                place,
                ordinal: 0,
                pupil,
                value,
                written_on: None,
                comment,
            }));
        } else if turn % 20 == 4 {
            let presence = Presence::Absent;
            facts.push(Change::Attendance(Attendance { place, pupil, presence }));
        }
    }
    facts
}

#[test]
#[allow(clippy::disallowed_methods, reason = "the time is printed for people, nothing rests on it")]
fn a_spread_of_a_school_of_1030_pupils_holds_its_group_and_no_other() {
    let conn = replica();
    let start = std::time::Instant::now();
    let facts = a_term(&conn);
    println!("{facts} facts written in {:?}", start.elapsed());

    let start = std::time::Instant::now();
    let spread = Read::new(&conn).spread(group(7, 3), &(day(1)..=day(30))).unwrap();
    println!("a spread of {} marks read in {:?}", spread.marks.len(), start.elapsed());

    assert_eq!(spread.lessons.len(), 24);
    assert!(spread.lessons.iter().all(|lesson| lesson.place.group == group(7, 3)));
    assert!(spread.marks.iter().all(|mark| mark.value.place.group == group(7, 3)));
    assert_eq!(spread.marks.len(), 250);
}
