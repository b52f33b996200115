//! What a teacher enters on a day, and what the spread and Today show of it.

use crate::school::{
    DEPUTY, HISTORIAN, Machine, TEACHER, algebra, algebra_spread, lessons, place, pupil, quarter,
};
use klassny_app::api::{
    AfterLesson, CellArgs, GivePermit, GroupArgs, LessonArgs, PresenceArg, SetAttendance,
    SetComment, SetTermMark, SpreadArgs, Today,
};
use klassny_app::view::journal::{CellFlag, HistoryEnd, LessonStage, RowNoteKind};
use klassny_app::view::lesson::HeldView;
use klassny_app::view::text::{AbsenceCode, Delivery, ErrorCode, WorkKindCode};
use klassny_app::view::today::{ItemState, LessonPart};

const MONDAY: &str = "2026-09-14";

#[test]
fn r13_r21_r48_a_lesson_is_entered_and_the_spread_shows_it() {
    let school = Machine::new();
    school.at("2026-09-14T09:50");
    school.hold(MONDAY, &[WorkKindCode::Control, WorkKindCode::Oral]);
    school.mark(MONDAY, 1, "5").unwrap();
    school.mark_of(MONDAY, (1, 1), "4", None).unwrap();
    school.absent(MONDAY, 2).unwrap();
    let spread = school.spread();
    let names: Vec<&str> = spread.rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "Егоров Матвей",
            "Ёлкин Матвей",
            "Жуков Матвей",
            "Карпов Матвей",
            "Лебедев Матвей",
            "Абрамов Матвей"
        ]
    );
    assert_eq!(
        spread.rows[4].note.as_ref().unwrap().kind,
        RowNoteKind::Left
    );
    assert_eq!(
        spread.rows[5].note.as_ref().unwrap().kind,
        RowNoteKind::Joined
    );
    let at = usize::from(spread.stand_on.unwrap());
    let lesson = &spread.lessons[at];
    assert_eq!(
        (lesson.place.date.as_str(), lesson.stage),
        (MONDAY, LessonStage::Today)
    );
    assert_eq!(
        (lesson.number, lesson.marks, lesson.absent),
        (Some(1), 2, 1)
    );
    assert_eq!(lesson.held, HeldView::Held);
    // «Контрольная по математике, 9 класс: 3 дня».
    assert_eq!(lesson.closes_at.as_deref(), Some("2026-09-17T23:59:59"));
    let next = &spread.lessons[at + 1];
    assert_eq!(next.stage, LessonStage::Planned);
    assert!(next.planned.is_some());
    let row = school.row(1);
    let marks: Vec<&str> = row.cells[at]
        .marks
        .iter()
        .map(|mark| mark.text.as_str())
        .collect();
    assert_eq!(marks, ["5", "4"]);
    assert!(row.cells[at].flags.contains(&CellFlag::Unsent));
    assert_eq!(row.average_hundredths, Some(450));
    assert_eq!(row.accumulation.unwrap().has, 2);
    assert_eq!(spread.teacher, "Соколова Ирина Викторовна");
    assert!(spread.rights.write && !spread.rights.permits);
    let joined = &spread.rows[5].cells[at];
    assert!(joined.flags.contains(&CellFlag::OffList));
}

#[test]
fn r49_a_mark_without_a_work_makes_an_oral_answer_and_one_more_of_its_kind() {
    let school = Machine::new();
    school.at("2026-09-14T09:50");
    school.hold(MONDAY, &[]);
    school.mark(MONDAY, 1, "5").unwrap();
    school.mark_of(MONDAY, (1, 1), "4", None).unwrap();
    let error = school.mark_of(MONDAY, (1, 7), "4", None).unwrap_err();
    assert_eq!(error.code, ErrorCode::NoMarksHere);
    let spread = school.spread();
    let lesson = spread
        .lessons
        .iter()
        .find(|lesson| lesson.place == place(MONDAY))
        .unwrap();
    let works: Vec<_> = lesson
        .assignments
        .iter()
        .map(|w| (w.ordinal, w.kind))
        .collect();
    assert_eq!(works, [(0, WorkKindCode::Oral), (1, WorkKindCode::Oral)]);
}

#[test]
fn r48_a_work_missed_and_written_later_stands_beside_the_absence() {
    let school = Machine::new();
    school.at("2026-09-14T09:50");
    school.hold(MONDAY, &[WorkKindCode::Control]);
    school.absent(MONDAY, 1).unwrap();
    school.at("2026-09-16T12:00");
    school
        .mark_of(MONDAY, (1, 0), "4", Some("2026-09-16"))
        .unwrap();
    let reason = SetAttendance {
        place: place(MONDAY),
        pupil: pupil(1).to_string(),
        presence: PresenceArg::Absent {
            reason: AbsenceCode::Illness,
        },
    };
    klassny_app::marks::set_attendance(&school.desk(HISTORIAN), &reason).unwrap();
    let cell = school.cell(MONDAY, 1);
    assert_eq!(cell.absence, Some(AbsenceCode::Illness));
    assert_eq!(cell.marks[0].text, "4");
    assert!(!cell.flags.contains(&CellFlag::EnteredLate));
    // The teacher of the lesson gives no reasons (R38).
    let error = klassny_app::marks::set_attendance(
        &school.desk(TEACHER),
        &SetAttendance {
            presence: PresenceArg::Absent {
                reason: AbsenceCode::Excused,
            },
            ..reason
        },
    );
    assert_eq!(error.unwrap_err().code, ErrorCode::NotAllowed);
}

#[test]
fn r50_a_slip_is_taken_back_and_a_permit_shows_what_was() {
    let school = Machine::new();
    school.at("2026-09-14T09:50");
    school.hold(MONDAY, &[WorkKindCode::Control]);
    school.mark(MONDAY, 1, "5").unwrap();
    school.at("2026-09-14T10:00").mark(MONDAY, 1, "3").unwrap();
    let error = school
        .at("2026-09-14T10:16")
        .mark(MONDAY, 1, "4")
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::Closed);
    assert!(school.cell(MONDAY, 1).marks[0].was.is_none());
    let permit = GivePermit {
        place: place(MONDAY),
        pupil: Some(pupil(1).to_string()),
        ordinal: 0,
        reason: "Ошибка при вводе".to_owned(),
        ends_at: "2026-09-15T18:00:00".to_owned(),
        request: None,
    };
    let refused = klassny_app::permit::give_permit(&school.desk(TEACHER), &permit);
    assert_eq!(refused.unwrap_err().code, ErrorCode::NotAllowed);
    klassny_app::permit::give_permit(&school.desk(DEPUTY), &permit).unwrap();
    school.seal_all();
    assert!(school.cell(MONDAY, 1).flags.contains(&CellFlag::Permit));
    school.at("2026-09-15T12:00").mark(MONDAY, 1, "4").unwrap();
    let cell = school.cell(MONDAY, 1);
    assert_eq!(cell.marks[0].text, "4");
    assert_eq!(cell.marks[0].was.as_deref(), Some("3"));
    let comment = SetComment {
        place: place(MONDAY),
        pupil: pupil(1).to_string(),
        ordinal: 0,
        comment: "Работа переписана".to_owned(),
    };
    let saved = klassny_app::marks::set_comment(&school.desk(TEACHER), &comment).unwrap();
    let inspected = saved.cell.unwrap();
    assert_eq!(inspected.comment, "Работа переписана");
    assert_eq!(saved.rows[0].cells.len(), school.spread().lessons.len());
    let ends: Vec<_> = inspected
        .history
        .iter()
        .map(|line| (line.text.as_str(), line.end))
        .collect();
    assert_eq!(ends, [("3", HistoryEnd::Permit), ("5", HistoryEnd::Slip)]);
    assert_eq!(inspected.history[0].permit, "Ошибка при вводе");
    assert_eq!(inspected.entries[0].stamp.by, "Соколова И. В.");
    assert_eq!(inspected.entries[0].stamp.on, "АРМ 7");
    assert_eq!(inspected.entries[0].delivery, Delivery::SavedHere);
    assert_eq!(school.cell(MONDAY, 1).marks[0].was.as_deref(), Some("3"));
}

#[test]
fn r52_r55_r59_accumulation_and_proposals_are_counted_from_the_cells() {
    let school = Machine::new();
    let days = lessons("2026-09-02", "2026-10-23");
    for (date, index) in days.iter().zip(0..) {
        school.at(&format!("{date}T11:00"));
        let kind = match index {
            0 => WorkKindCode::Control,
            _ => WorkKindCode::Oral,
        };
        school.hold(date, &[kind]);
        if index % 4 == 0 {
            school.mark(date, 1, "5").unwrap();
        }
        if index == 0 {
            school.mark(date, 2, "3").unwrap();
        }
    }
    let first = school.row(1);
    let has = first.accumulation.as_ref().unwrap();
    assert_eq!(
        (has.has, has.needs, has.needs_now, has.short),
        (6, 5, 5, false)
    );
    let cell = &first.terms[0];
    assert_eq!(cell.proposal.as_deref(), Some("5"));
    assert!(cell.warnings.is_empty() && cell.value.is_none());
    let second = school.row(2);
    let has = second.accumulation.as_ref().unwrap();
    assert_eq!((has.has, has.short), (1, true));
    let accepted =
        klassny_app::term_marks::accept_proposals(&school.desk(TEACHER), &algebra_spread());
    let accepted = accepted.unwrap();
    let decided = accepted
        .rows
        .iter()
        .filter(|row| row.terms[0].value.is_some());
    assert_eq!(decided.count(), 1);
    let mut args = SetTermMark {
        group: algebra().to_string(),
        term: quarter().to_string(),
        pupil: pupil(2).to_string(),
        value: Some("4".to_owned()),
        reason: String::new(),
    };
    let refused = klassny_app::term_marks::set_term_mark(&school.desk(TEACHER), &args);
    assert_eq!(refused.unwrap_err().code, ErrorCode::NeedsReason);
    args.reason = "Устные ответы".to_owned();
    let saved = klassny_app::term_marks::set_term_mark(&school.desk(TEACHER), &args).unwrap();
    assert_eq!(saved.rows[0].terms[0].value.as_deref(), Some("4"));
    assert_eq!(saved.rows[0].terms[0].reason, "Устные ответы");
}

#[test]
fn r28_r58_the_form_of_a_lesson_has_its_plan_hours_and_whom_to_ask() {
    let school = Machine::new();
    for date in lessons("2026-09-02", "2026-09-14") {
        school.at(&format!("{date}T11:00"));
        school.hold(&date, &[WorkKindCode::Oral]);
        if date.as_str() < MONDAY {
            school.mark(&date, 1, "5").unwrap();
        }
    }
    let args = LessonArgs {
        place: place("2026-09-16"),
    };
    let view = klassny_app::lesson::lesson(&school.desk(TEACHER), &args).unwrap();
    assert_eq!(
        (view.starts.as_str(), view.ends.as_str(), view.room.as_str()),
        ("10:00", "10:45", "214")
    );
    assert!(view.plan.iter().any(|row| row.suggested && row.number == 1));
    let asked: Vec<&str> = view.ask.iter().map(|line| line.name.as_str()).collect();
    assert!(asked.contains(&"Ёлкин Матвей") && !asked.contains(&"Жуков Матвей"));
    let group = GroupArgs {
        group: algebra().to_string(),
    };
    let topics = klassny_app::lesson::topics_of_plan(&school.desk(TEACHER), &group).unwrap();
    assert_eq!((topics.rows.len(), topics.approved), (60, true));
}

#[test]
fn r14_today_shows_what_is_missing_and_until_when() {
    let school = Machine::new();
    school.at("2026-09-14T09:50");
    let today = |school: &Machine| {
        klassny_app::today::today(&school.desk(TEACHER), &Today { date: None }).unwrap()
    };
    let view = today(&school);
    assert_eq!(view.lessons.len(), 1);
    assert!(!view.lessons[0].filled);
    // Algebra on five days and mathematics of grade 1 on two lie behind.
    assert_eq!(view.overdue.len(), 7);
    assert_eq!(view.next.as_ref().unwrap().date, "2026-09-15");
    school.hold(MONDAY, &[WorkKindCode::Oral]);
    school.mark(MONDAY, 1, "5").unwrap();
    let view = today(&school);
    let lesson = &view.lessons[0];
    assert!(lesson.filled, "{:?}", lesson.items);
    assert_eq!(lesson.saved_at.as_deref(), Some("2026-09-14T09:50:00"));
    let marks = lesson
        .items
        .iter()
        .find(|item| item.what == LessonPart::Marks)
        .unwrap();
    assert_eq!((marks.state, marks.count), (ItemState::Done, 1));
    let next =
        klassny_app::today::next_unfilled(&school.desk(TEACHER), &AfterLesson { after: None });
    assert_eq!(next.unwrap().lesson.unwrap().place.date, "2026-09-01");
}

#[test]
fn r152_everyone_reads_what_the_work_needs() {
    let school = Machine::new();
    school.at("2026-09-14T09:50");
    let groups = |who| {
        klassny_app::journal::journal_groups(&school.desk(who))
            .unwrap()
            .groups
    };
    assert_eq!(groups(DEPUTY).len(), 3);
    assert_eq!(groups(TEACHER).len(), 2);
    // A class teacher reads the class.
    assert_eq!(groups(HISTORIAN).len(), 2);
    let other = SpreadArgs {
        group: crate::school::group(1, "Математика").to_string(),
        term: None,
    };
    let refused = klassny_app::spread::spread(&school.desk(HISTORIAN), &other);
    assert_eq!(refused.unwrap_err().code, ErrorCode::NotAllowed);
    let cell = CellArgs {
        place: place(MONDAY),
        pupil: pupil(1).to_string(),
    };
    let view = klassny_app::cell::cell(&school.desk(HISTORIAN), &cell).unwrap();
    assert!(!view.openness.open);
}
