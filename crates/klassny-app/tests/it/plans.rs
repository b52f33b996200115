//! Thematic plans: rows, approval, plan against fact, corrections, files.

use crate::school::{
    DEPUTY, HISTORIAN, Machine, TEACHER, algebra, class, day, lessons, place, quarter, subject,
    year,
};
use klassny_app::api::{
    ClassTerm, CorrectPlan, CreatePlan, EditPlan, FileSource, LessonArgs, PlanArgs, PlanEdit,
    PlanFileArgs, PlanRowArg, PlanWordArg, SayOfPlan, SetLesson, TopicArg,
};
use klassny_app::plans::{
    correct_plan, create_plan, edit_plan, plan, plan_file, plans, print_correction, redo_plan,
    say_of_plan, take_plan_file, undo_plan,
};
use klassny_app::view::lesson::HeldView;
use klassny_app::view::paper::FindingRule;
use klassny_app::view::plans::{PlanFileChange, PlanStateCode, PlanView};
use klassny_app::view::text::ErrorCode;
use klassny_domain::change::Change;
use klassny_domain::refusal::Refusal;
use klassny_domain::school::{Break, BreakKind, Grades};

pub fn args() -> PlanArgs {
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
pub fn give(school: &Machine, date: &str, number: u16) {
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
fn r29_a_plan_is_returned_with_words_and_written_with_undo() {
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
    assert!(school.equals_its_log());
}

/// Whether the check of the class finds the plan of algebra not approved.
fn unapproved(school: &Machine) -> bool {
    let at = ClassTerm {
        class: class(9).to_string(),
        term: quarter().to_string(),
    };
    let view = klassny_app::preflight::preflight(&school.desk(DEPUTY), &at).unwrap();
    let mut findings = view.findings.iter();
    findings
        .any(|finding| finding.rule == FindingRule::PlanNotApproved && finding.subject == "Алгебра")
}

#[test]
fn r29_a_plan_is_sent_approved_and_says_when_it_was_changed() {
    let school = Machine::new();
    school.at("2026-09-02T09:00");
    say(
        &school,
        DEPUTY,
        (PlanWordArg::Returned, false),
        "доработать",
    )
    .unwrap();
    let changed = PlanEdit::Remove { number: 60 };
    edit(&school, TEACHER, changed).unwrap();
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
    assert!(unapproved(&school), "the check of the class says so");
    let view = undo_plan(&school.desk(DEPUTY), &args()).unwrap();
    assert_eq!(view.status.state, PlanStateCode::Approved);
    assert!(!unapproved(&school));
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

#[allow(
    clippy::disallowed_methods,
    reason = "a file of the school, as a person made it"
)]
#[test]
fn r29_a_plan_comes_from_a_file_again_with_a_preview_and_keeps_what_was_given() {
    let school = Machine::new();
    for (date, number) in lessons("2026-09-02", "2026-09-09").iter().zip(1..) {
        give(&school, date, number);
    }
    say(&school, DEPUTY, (PlanWordArg::Returned, false), "из файла").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("Алгебра.csv");
    // The second row, given, is not in the file; a new one stands before the third.
    let mut text = "№ урока;Раздел;Тема;Часы;Вид контроля;Домашнее задание\n".to_owned();
    let topics = ["Тема 1", "Вводная работа", "Тема 3", "Тема 4", "Тема 5"];
    for (topic, number) in topics.iter().zip(1..) {
        text.push_str(&format!("{number};Раздел;{topic};1;;п. {number}\n"));
    }
    std::fs::write(&path, text).unwrap();
    let PlanArgs { plan, group } = args();
    let file = |path: &std::path::Path| PlanFileArgs {
        plan: plan.clone(),
        group: group.clone(),
        source: FileSource::Path {
            path: path.display().to_string(),
        },
    };
    let wrong = folder.path().join("Пустой.csv");
    std::fs::write(&wrong, "что-то;другое\n1;2\n").unwrap();
    let refused = plan_file(&school.desk(TEACHER), &file(&wrong)).unwrap_err();
    assert_eq!(refused.code, ErrorCode::FileUnreadable);
    let stranger = plan_file(&school.desk(HISTORIAN), &file(&path)).unwrap_err();
    assert_eq!(stranger.code, ErrorCode::NotAllowed);
    let preview = plan_file(&school.desk(TEACHER), &file(&path)).unwrap();
    let said: Vec<_> = preview
        .lines
        .iter()
        .filter(|line| line.change != PlanFileChange::Removed)
        .map(|line| (line.change, line.now.as_str()))
        .collect();
    assert!(
        said.contains(&(PlanFileChange::Changed, "Тема 1")),
        "{said:?}"
    );
    assert_eq!(seen(&school, TEACHER).rows.len(), 60, "nothing was written");
    let view = take_plan_file(&school.desk(TEACHER), &file(&path)).unwrap();
    let given: Vec<&str> = view
        .rows
        .iter()
        .filter(|row| !row.given.is_empty())
        .map(|row| row.given[0].on.as_str())
        .collect();
    assert_eq!(
        given,
        ["2026-09-02", "2026-09-04", "2026-09-07", "2026-09-09"]
    );
    assert!(view.rows.iter().any(|row| row.topic == "Вводная работа"));
    let view = undo_plan(&school.desk(TEACHER), &args()).unwrap();
    assert_eq!(
        (view.rows.len(), view.rows[1].topic.as_str()),
        (60, "Тема 2")
    );
    assert!(school.equals_its_log());
}
