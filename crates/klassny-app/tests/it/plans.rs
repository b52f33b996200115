//! Thematic plans: rows, approval, plan against fact, corrections, parallel classes, substitutions.

use crate::school::{
    DEPUTY, HISTORIAN, Machine, TEACHER, algebra, day, group, lessons, place, staff, subject, year,
};
use chrono::Weekday;
use klassny_app::api::{
    CorrectPlan, CreatePlan, EditPlan, GiveParallel, LessonArgs, PlanArgs, PlanEdit, PlanRowArg,
    PlanWordArg, SayOfPlan, SetLesson, SpreadArgs, SubstitutionsArgs, Today, TopicArg,
};
use klassny_app::plans::{
    correct_plan, create_plan, edit_plan, plan, plans, print_correction, redo_plan, say_of_plan,
    undo_plan,
};
use klassny_app::substitutions::{print_substitutions, substitutions};
use klassny_app::view::lesson::{HeldView, HomeworkView, Place};
use klassny_app::view::plans::{PlanStateCode, PlanView};
use klassny_app::view::substitutions::SubstitutionRecord;
use klassny_app::view::text::ErrorCode;
use klassny_domain::change::Change;
use klassny_domain::ids::TimetableSlotId;
use klassny_domain::refusal::Refusal;
use klassny_domain::roster::{Group, Load, SchoolClass};
use klassny_domain::school::{Break, BreakKind, Grades};
use klassny_domain::timetable::{Substitution, SubstitutionKind, TimetableSlot};

fn args() -> PlanArgs {
    let of = klassny_domain::plan::PlanOf {
        year: year(),
        subject: Some(subject("Алгебра")),
        grade: 9,
    };
    PlanArgs {
        plan: of.plan().unwrap().to_string(),
        group: Some(algebra().to_string()),
    }
}

fn seen(school: &Machine, who: &'static str) -> PlanView {
    plan(&school.desk(who), &args()).unwrap()
}

fn say(
    school: &Machine,
    who: &'static str,
    (word, sheet): (PlanWordArg, bool),
    note: &str,
) -> Result<PlanView, klassny_app::AppError> {
    let PlanArgs { plan, group } = args();
    let args = SayOfPlan {
        plan,
        group,
        sheet,
        word,
        note: note.to_owned(),
    };
    let said = say_of_plan(&school.desk(who), &args);
    school.seal_all();
    said
}

fn edit(
    school: &Machine,
    who: &'static str,
    edit: PlanEdit,
) -> Result<PlanView, klassny_app::AppError> {
    let PlanArgs { plan, group } = args();
    let edited = edit_plan(&school.desk(who), &EditPlan { plan, group, edit });
    school.seal_all();
    edited
}

fn row(topic: &str) -> PlanRowArg {
    PlanRowArg {
        section: "Раздел".to_owned(),
        topic: topic.to_owned(),
        hours: 1,
        kind: None,
        homework: String::new(),
    }
}

fn topics(view: &PlanView, count: usize) -> Vec<&str> {
    let rows = view.rows.iter().take(count);
    rows.map(|row| row.topic.as_str()).collect()
}

/// Holds a lesson with a row of the plan.
fn give(school: &Machine, date: &str, number: u16) {
    school.at(&format!("{date}T11:00"));
    let args = SetLesson {
        place: place(date),
        held: Some(HeldView::Held),
        topic: Some(TopicArg {
            text: format!("Тема {number}"),
            plan: Some(self::args().plan),
            number: Some(number),
        }),
        homework: None,
        assignments: None,
    };
    klassny_app::marks::set_lesson(&school.desk(TEACHER), &args).unwrap();
}

#[test]
fn r29_a_plan_is_returned_written_sent_approved_and_says_when_it_was_changed() {
    let school = Machine::new();
    school.at("2026-09-02T09:00");
    let view = seen(&school, TEACHER);
    assert!(view.status.by_file && !view.may_edit);
    assert_eq!(view.status.state, PlanStateCode::Approved);
    let insert = |after| PlanEdit::Insert {
        after,
        row: row("Вводный урок"),
    };
    let locked = edit(&school, TEACHER, insert(None)).unwrap_err();
    assert_eq!(locked.refusal.map(|why| *why), Some(Refusal::PlanApproved));
    let own = say(&school, TEACHER, (PlanWordArg::Approved, false), "").unwrap_err();
    assert_eq!(own.code, ErrorCode::NotAllowed);
    let wordless = say(&school, DEPUTY, (PlanWordArg::Returned, false), "").unwrap_err();
    assert_eq!(wordless.code, ErrorCode::NeedsReason);
    let returned = (PlanWordArg::Returned, false);
    say(&school, DEPUTY, returned, "нет вводного урока").unwrap();
    let view = seen(&school, TEACHER);
    assert!(
        view.may_edit && !view.may_send,
        "the same version is not sent twice"
    );
    assert_eq!(view.status.note, "нет вводного урока");
    let view = edit(&school, TEACHER, insert(None)).unwrap();
    assert_eq!(topics(&view, 2), ["Вводный урок", "Тема 1"]);
    assert_eq!((view.rows[0].at, view.rows[0].number), (1, 61));
    let down = PlanEdit::Move {
        number: 61,
        after: Some(2),
    };
    let view = edit(&school, TEACHER, down).unwrap();
    assert_eq!(topics(&view, 3), ["Тема 1", "Тема 2", "Вводный урок"]);
    let view = edit(&school, TEACHER, PlanEdit::Remove { number: 3 }).unwrap();
    assert_eq!(view.rows.len(), 60);
    let view = undo_plan(&school.desk(TEACHER), &args()).unwrap();
    assert_eq!((view.rows.len(), view.can_redo), (61, true));
    let view = redo_plan(&school.desk(TEACHER), &args()).unwrap();
    assert_eq!(view.rows.len(), 60);
    let stranger = edit(&school, HISTORIAN, insert(None)).unwrap_err();
    assert_eq!(stranger.code, ErrorCode::NotAllowed);
    let view = say(&school, TEACHER, (PlanWordArg::Sent, false), "").unwrap();
    assert_eq!(view.status.state, PlanStateCode::Sent);
    let twice = say(&school, TEACHER, (PlanWordArg::Sent, false), "").unwrap_err();
    assert_eq!(
        twice.refusal.map(|why| *why),
        Some(Refusal::PlanVersionSettled)
    );
    let list = plans(&school.desk(DEPUTY)).unwrap();
    assert!(
        list.plans
            .iter()
            .any(|plan| plan.state == PlanStateCode::Sent)
    );
    assert!(
        list.plans
            .iter()
            .any(|plan| plan.state == PlanStateCode::Missing)
    );
    say(&school, DEPUTY, (PlanWordArg::Approved, false), "").unwrap();
    let view = seen(&school, TEACHER);
    assert_eq!(
        (view.status.state, view.may_edit),
        (PlanStateCode::Approved, false)
    );
    let late = undo_plan(&school.desk(TEACHER), &args()).unwrap_err();
    assert_eq!(late.refusal.map(|why| *why), Some(Refusal::PlanApproved));
    let set = PlanEdit::Set {
        number: 1,
        row: row("Повторение"),
    };
    let view = edit(&school, DEPUTY, set).unwrap();
    assert_eq!(view.status.state, PlanStateCode::ChangedSince);
    let view = undo_plan(&school.desk(DEPUTY), &args()).unwrap();
    assert_eq!(view.status.state, PlanStateCode::Approved);
    assert!(school.equals_its_log());
}

#[test]
fn r29_what_a_teacher_changed_offline_while_the_plan_was_approved_is_said() {
    let first = Machine::new();
    first.at("2026-09-02T09:00");
    say(&first, DEPUTY, (PlanWordArg::Returned, false), "доработать").unwrap();
    let second = first.second();
    say(&first, DEPUTY, (PlanWordArg::Approved, false), "").unwrap();
    let change = PlanEdit::Set {
        number: 5,
        row: row("Своя тема"),
    };
    edit(&second, TEACHER, change).unwrap();
    second.send_to(&first);
    first.send_to(&second);
    for machine in [&first, &second] {
        let view = seen(machine, TEACHER);
        assert_eq!(view.status.state, PlanStateCode::ChangedSince);
        assert_eq!(view.rows[4].topic, "Своя тема");
        assert!(machine.equals_its_log());
    }
    assert_eq!(first.store.doubtful_count().unwrap(), 0);
}

#[test]
fn r30_f42_a_quarantine_moves_the_rest_and_a_correction_makes_up_for_it() {
    let school = Machine::new();
    let days = lessons("2026-09-02", "2026-10-23");
    for (date, number) in days.iter().take(3).zip(1..) {
        give(&school, date, number);
    }
    school.at(&format!("{}T08:00", days[4]));
    let closed = Change::Break(Break {
        year: year(),
        kind: BreakKind::Closure,
        name: "Карантин".to_owned(),
        grades: Grades::ALL,
        starts_on: day(&days[3]),
        ends_on: day(&days[3]),
        stands: true,
    });
    let planned = seen(&school, TEACHER).rows[3].planned_on.clone();
    school.state(DEPUTY, vec![closed]);
    let view = seen(&school, TEACHER);
    let line = &view.groups[0].passage;
    assert_eq!((line.hours_given, line.drift), (3, -1));
    assert_eq!(view.rows[2].given[0].by, "Соколова И. В.");
    assert_eq!(
        view.rows[3].planned_on, planned,
        "the plan knows no quarantine"
    );
    assert_eq!(view.rows[3].expected_on.as_deref(), Some(days[4].as_str()));
    assert!(view.rows[3].next && view.rows[2].expected_on.is_none());
    let given = edit(&school, DEPUTY, PlanEdit::Remove { number: 2 }).unwrap_err();
    assert!(matches!(
        given.refusal.map(|why| *why),
        Some(Refusal::PlanRowGiven { number: 2, .. })
    ));
    let PlanArgs { plan, group } = args();
    let mut correction = CorrectPlan {
        plan,
        group: group.unwrap(),
        number: 5,
        hours: 0,
        how: "объединение тем".to_owned(),
        reason: String::new(),
        stands: true,
    };
    let wordless = correct_plan(&school.desk(TEACHER), &correction).unwrap_err();
    assert_eq!(wordless.code, ErrorCode::NeedsReason);
    correction.reason = "карантин".to_owned();
    let view = correct_plan(&school.desk(TEACHER), &correction).unwrap();
    school.seal_all();
    assert_eq!(view.groups[0].passage.drift, 0);
    assert_eq!(view.rows[4].expected_on, None);
    assert_eq!(view.sheet.unwrap().state, PlanStateCode::Draft);
    correction.number = 1;
    let given = correct_plan(&school.desk(TEACHER), &correction).unwrap_err();
    assert_eq!(given.code, ErrorCode::Closed, "an hour of it was given");
    say(&school, TEACHER, (PlanWordArg::Sent, true), "").unwrap();
    let list = plans(&school.desk(DEPUTY)).unwrap();
    assert!(list.plans.iter().any(|plan| plan.sheet_sent));
    let view = say(&school, DEPUTY, (PlanWordArg::Approved, true), "").unwrap();
    assert_eq!(view.sheet.unwrap().state, PlanStateCode::Approved);
    let folder = tempfile::tempdir().unwrap();
    let printed = print_correction(&school.desk(TEACHER), &args(), folder.path()).unwrap();
    assert!(
        std::fs::read(&printed.file)
            .unwrap()
            .starts_with(b"%PDF-1.7")
    );
    let view = undo_plan(&school.desk(DEPUTY), &args()).unwrap();
    assert_eq!(view.sheet.unwrap().state, PlanStateCode::Sent);
    assert!(school.equals_its_log());
}

#[test]
fn r28_the_form_of_a_lesson_says_the_hours_left_and_what_is_next() {
    let school = Machine::new();
    let days = lessons("2026-09-02", "2026-09-14");
    for (date, number) in days.iter().zip(1..) {
        give(&school, date, number);
    }
    let args = LessonArgs {
        place: place("2026-09-16"),
    };
    let view = klassny_app::lesson::lesson(&school.desk(TEACHER), &args).unwrap();
    let passage = view.passage.unwrap();
    assert_eq!((passage.hours, passage.hours_left), (60, 54));
    assert_eq!(passage.next.unwrap().topic, "Тема 7");
    assert!(view.parallel.is_empty());
}

#[test]
fn r29_a_plan_that_is_missing_is_made_by_who_teaches_it() {
    let school = Machine::new();
    school.at("2026-09-02T09:00");
    let wanted = CreatePlan {
        subject: subject("История").to_string(),
        grade: 9,
    };
    let refused = create_plan(&school.desk(TEACHER), &wanted).unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotAllowed);
    let view = create_plan(&school.desk(HISTORIAN), &wanted).unwrap();
    assert!(view.may_edit && !view.may_send && view.rows.is_empty());
    let twice = create_plan(&school.desk(HISTORIAN), &wanted).unwrap_err();
    assert_eq!(twice.code, ErrorCode::NothingToDo);
    let first = EditPlan {
        plan: view.plan,
        group: None,
        edit: PlanEdit::Insert {
            after: None,
            row: row("Россия в начале века"),
        },
    };
    let view = edit_plan(&school.desk(HISTORIAN), &first).unwrap();
    assert!(view.may_send);
    assert_eq!(view.rows[0].planned_on.as_deref(), Some("2026-09-01"));
}

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

#[test]
fn r22_r23_r33_f18_a_substituted_lesson_has_the_plan_and_reaches_the_journal_of_substitutions() {
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
    let month = SubstitutionsArgs { month: None };
    let seen = |who| substitutions(&school.desk(who), &month).unwrap();
    assert_eq!(seen(DEPUTY).lessons[0].record, SubstitutionRecord::Ahead);
    school.at("2026-09-14T11:00");
    assert_eq!(seen(DEPUTY).lessons[0].record, SubstitutionRecord::Missing);
    let desk = school.desk(HISTORIAN);
    let today = klassny_app::today::today(&desk, &Today { date: None }).unwrap();
    assert!(
        today
            .lessons
            .iter()
            .any(|lesson| lesson.instead_of == "Соколова И. В.")
    );
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
    klassny_app::marks::set_lesson(&school.desk(HISTORIAN), &record).unwrap();
    school.seal_all();
    let lesson = &seen(DEPUTY).lessons[0];
    assert_eq!(lesson.record, SubstitutionRecord::Made);
    assert_eq!(
        (lesson.topic.as_str(), lesson.document.as_str()),
        (planned.topic.as_str(), "л/н 117")
    );
    let total = seen(DEPUTY).totals;
    let of = |name: &str| {
        total
            .iter()
            .find(|line| line.staff.starts_with(name))
            .unwrap()
    };
    assert_eq!(
        (of("Соколова").missed, of("Ким").given, of("Ким").paid),
        (1, 1, 1)
    );
    assert_eq!(
        (seen(TEACHER).lessons.len(), seen(TEACHER).may_print),
        (1, false)
    );
    let passed = plan(&school.desk(DEPUTY), &args()).unwrap();
    let row = passed
        .rows
        .iter()
        .find(|row| !row.given.is_empty())
        .unwrap();
    assert!(row.given[0].by.starts_with("Ким"));
    let folder = tempfile::tempdir().unwrap();
    let refused = print_substitutions(&school.desk(TEACHER), &month, folder.path());
    assert_eq!(refused.unwrap_err().code, ErrorCode::NotAllowed);
    let printed = print_substitutions(&school.desk(DEPUTY), &month, folder.path()).unwrap();
    assert!(
        std::fs::read(&printed.file)
            .unwrap()
            .starts_with(b"%PDF-1.7")
    );
    let none = SubstitutionsArgs {
        month: Some("2026-10-01".to_owned()),
    };
    assert!(
        substitutions(&school.desk(DEPUTY), &none)
            .unwrap()
            .lessons
            .is_empty()
    );
}
