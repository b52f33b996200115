//! Topic and homework for parallel classes, and a substituted lesson on its way to F18.

use crate::plans::{args, give};
use crate::school::{
    DEPUTY, HISTORIAN, Machine, TEACHER, algebra, day, group, place, staff, subject, year,
};
use chrono::Weekday;
use klassny_app::api::{
    GiveParallel, LessonArgs, SetLesson, SpreadArgs, SubstitutionsArgs, Today, TopicArg,
};
use klassny_app::plans::plan;
use klassny_app::substitutions::{print_substitutions, substitutions};
use klassny_app::view::lesson::{HeldView, HomeworkView, Place};
use klassny_app::view::substitutions::{SubstitutionRecord, SubstitutionsView};
use klassny_app::view::text::ErrorCode;
use klassny_domain::change::Change;
use klassny_domain::ids::TimetableSlotId;
use klassny_domain::roster::{Group, Load, SchoolClass};
use klassny_domain::timetable::{Substitution, SubstitutionKind, TimetableSlot};

/// A second class of the same teacher, on the same days an hour later.
fn with_parallel(school: &Machine) -> Place {
    let (other, id) = (SchoolClass::id_of(year(), 9, "В"), subject("Алгебра"));
    let group = Group::id_of(other, id, 0);
    let slot = |weekday: Weekday| {
        Change::TimetableSlot(TimetableSlot {
            slot: TimetableSlotId::derive(&[group.as_bytes(), weekday.to_string().as_bytes()]),
            year: year(),
            group,
            weekday,
            bell: 3,
            staff: staff(TEACHER),
            room: String::new(),
            from: day("2026-09-01"),
            until: None,
        })
    };
    school.state(
        DEPUTY,
        vec![
            Change::SchoolClass(SchoolClass {
                class: other,
                year: year(),
                grade: 9,
                letter: "В".to_owned(),
            }),
            Change::Group(Group {
                group,
                class: other,
                subject: id,
                subgroup: 0,
                week_hours_quarters: 12,
                division: String::new(),
            }),
            Change::Load(Load {
                group,
                staff: staff(TEACHER),
                from: day("2026-09-01"),
                until: None,
                room: String::new(),
            }),
            slot(Weekday::Mon),
            slot(Weekday::Wed),
        ],
    );
    Place {
        group: group.to_string(),
        date: "2026-09-14".to_owned(),
        bell: 3,
        ordinal: 0,
    }
}

#[test]
fn r15_r16_topic_and_homework_go_to_parallel_classes_as_one_act() {
    let school = Machine::new();
    let other = with_parallel(&school);
    give(&school, "2026-09-14", 5);
    let homework = SetLesson {
        place: place("2026-09-14"),
        held: None,
        topic: None,
        homework: Some(HomeworkView::Set {
            text: "№ 14".to_owned(),
            due_on: None,
        }),
        assignments: None,
    };
    klassny_app::marks::set_lesson(&school.desk(TEACHER), &homework).unwrap();
    let form = || {
        let args = LessonArgs {
            place: place("2026-09-14"),
        };
        let view = klassny_app::lesson::lesson(&school.desk(TEACHER), &args).unwrap();
        view.parallel
    };
    assert_eq!((form().len(), form()[0].class_name.as_str()), (1, "9В"));
    assert!(form()[0].closed.is_empty());
    let both = |to| GiveParallel {
        place: place("2026-09-14"),
        to,
        topic: true,
        homework: true,
    };
    let history = Place {
        group: group(9, "История").to_string(),
        ..other.clone()
    };
    let stranger = both(vec![other.clone(), history]);
    let refused = klassny_app::parallel::give_parallel(&school.desk(TEACHER), &stranger);
    assert!(
        refused.is_err() && form()[0].topic.is_empty(),
        "nothing is written"
    );
    let give = both(vec![other.clone()]);
    klassny_app::parallel::give_parallel(&school.desk(TEACHER), &give).unwrap();
    let given = &form()[0];
    assert_eq!(given.topic, "Тема 5");
    assert!(matches!(&given.homework, HomeworkView::Set { text, .. } if text == "№ 14"));
    let undo = SpreadArgs {
        group: algebra().to_string(),
        term: None,
    };
    klassny_app::take_back::undo(&school.desk(TEACHER), &undo).unwrap();
    let back = &form()[0];
    assert!(back.topic.is_empty() && back.homework == HomeworkView::Missing);
    // One lesson that was not held refuses the whole act.
    let cancelled = SetLesson {
        place: other.clone(),
        held: Some(HeldView::NotHeld {
            reason: "мороз".to_owned(),
        }),
        topic: None,
        homework: None,
        assignments: None,
    };
    klassny_app::marks::set_lesson(&school.desk(TEACHER), &cancelled).unwrap();
    assert!(!form()[0].closed.is_empty() && !form()[0].closed_en.is_empty());
    let refused = klassny_app::parallel::give_parallel(&school.desk(TEACHER), &give);
    assert_eq!(refused.unwrap_err().code, ErrorCode::LessonNotHeld);
}

/// Algebra of Monday, given by the historian while its teacher is ill.
fn substituted() -> Machine {
    let school = Machine::new();
    let monday = day("2026-09-14");
    school.at("2026-09-14T08:00");
    school.state(
        DEPUTY,
        vec![Change::Substitution(Substitution {
            substitution: Substitution::id_of(algebra(), monday, 1),
            group: algebra(),
            date: monday,
            bell: 1,
            absent: staff(TEACHER),
            reason: "болезнь".to_owned(),
            document: "л/н 117".to_owned(),
            kind: SubstitutionKind::Substitute,
            substitute: Some(staff(HISTORIAN)),
            taught_group: None,
            hours: 1,
            paid: true,
        })],
    );
    school
}

fn journal(school: &Machine, who: &'static str) -> SubstitutionsView {
    let month = SubstitutionsArgs { month: None };
    substitutions(&school.desk(who), &month).unwrap()
}

/// The substitute records the lesson with the topic of the plan; answers with the topic.
fn recorded(school: &Machine) -> String {
    let desk = school.desk(HISTORIAN);
    let form = LessonArgs {
        place: place("2026-09-14"),
    };
    let view = klassny_app::lesson::lesson(&desk, &form).unwrap();
    let planned = view.plan.iter().find(|row| row.suggested).unwrap();
    assert!(view.passage.is_some() && view.substitution.is_some());
    let record = SetLesson {
        place: place("2026-09-14"),
        held: Some(HeldView::Held),
        topic: Some(TopicArg {
            text: planned.topic.clone(),
            plan: Some(planned.plan.clone()),
            number: Some(planned.number),
        }),
        homework: None,
        assignments: None,
    };
    klassny_app::marks::set_lesson(&desk, &record).unwrap();
    school.seal_all();
    planned.topic.clone()
}

#[test]
fn r22_r23_r33_f18_a_substituted_lesson_has_the_plan_and_reaches_the_journal_of_substitutions() {
    let school = substituted();
    let record = |school: &Machine| journal(school, DEPUTY).lessons[0].record;
    assert_eq!(record(&school), SubstitutionRecord::Ahead);
    school.at("2026-09-14T11:00");
    assert_eq!(record(&school), SubstitutionRecord::Missing);
    let desk = school.desk(HISTORIAN);
    let today = klassny_app::today::today(&desk, &Today { date: None }).unwrap();
    let mut lessons = today.lessons.iter();
    assert!(lessons.any(|lesson| lesson.instead_of == "Соколова И. В."));
    let topic = recorded(&school);
    let view = journal(&school, DEPUTY);
    let lesson = &view.lessons[0];
    assert_eq!(lesson.record, SubstitutionRecord::Made);
    assert_eq!(
        (&lesson.topic, lesson.document.as_str()),
        (&topic, "л/н 117")
    );
    let of = |name: &str| {
        let mut totals = view.totals.iter();
        totals.find(|line| line.staff.starts_with(name)).unwrap()
    };
    let figures = (of("Соколова").missed, of("Ким").given, of("Ким").paid);
    assert_eq!(figures, (1, 1, 1));
    let own = journal(&school, TEACHER);
    assert_eq!((own.lessons.len(), own.may_print), (1, false));
    let passed = plan(&school.desk(DEPUTY), &args()).unwrap();
    let row = passed.rows.iter().find(|row| !row.given.is_empty());
    assert!(row.unwrap().given[0].by.starts_with("Ким"));
}

#[test]
fn r6_f18_a_month_of_substitutions_is_printed() {
    let school = substituted();
    school.at("2026-09-14T11:00");
    recorded(&school);
    let month = SubstitutionsArgs { month: None };
    let folder = tempfile::tempdir().unwrap();
    let refused = print_substitutions(&school.desk(TEACHER), &month, folder.path());
    assert_eq!(refused.unwrap_err().code, ErrorCode::NotAllowed);
    let printed = print_substitutions(&school.desk(DEPUTY), &month, folder.path()).unwrap();
    let bytes = std::fs::read(&printed.file).unwrap();
    assert!(bytes.starts_with(b"%PDF-1.7"));
    let none = SubstitutionsArgs {
        month: Some("2026-10-01".to_owned()),
    };
    let none = substitutions(&school.desk(DEPUTY), &none).unwrap();
    assert!(none.lessons.is_empty());
}
