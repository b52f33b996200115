//! What every replica judges again when a fact comes from another machine: rights, corrections,
//! permits and remarks, and the regulation that stood when the fact was made.

use crate::school::{
    DEPUTY, HISTORIAN, Machine, TEACHER, algebra, day, group, place, pupil, quarter, staff,
    subject, year,
};
use klassny_app::api::{PresenceArg, SetAttendance, SetLesson};
use klassny_app::view::journal::CellFlag;
use klassny_app::view::lesson::{HeldView, HomeworkView};
use klassny_app::view::text::{AbsenceCode, ErrorCode, WorkKindCode};
use klassny_domain::attendance::{AbsenceExcuse, AbsenceReason, Attendance, Presence};
use klassny_domain::change::Change;
use klassny_domain::homework_file::HomeworkFile;
use klassny_domain::ids::{GroupId, PermitId, PermitRequestId, RemarkId, WaiverId};
use klassny_domain::lesson::{
    Held, Homework, HomeworkText, LessonPlace, LessonRecord, LessonTopic,
};
use klassny_domain::mark::{Grade, Mark, MarkValue};
use klassny_domain::permit::{PermitDecline, PermitRequest};
use klassny_domain::plan::{PlanApproval, PlanCorrection, PlanOf, PlanRow, PlanWord};
use klassny_domain::regulation::Regulation;
use klassny_domain::slots::SlotWaiver;
use klassny_domain::term::{FinalKind, FinalMark, Permit, PermitScope, Remark, RemarkState};
use klassny_domain::timetable::{Substitution, SubstitutionKind};

const MONDAY: &str = "2026-09-14";

fn lesson(group: GroupId) -> LessonPlace {
    LessonPlace {
        group,
        date: day(MONDAY),
        bell: 1,
        ordinal: 0,
    }
}

fn grade(value: u8) -> Option<MarkValue> {
    Grade::new(value).map(MarkValue::Grade)
}

fn mark(group: GroupId, value: u8) -> Change {
    Change::Mark(Mark {
        place: lesson(group),
        ordinal: 0,
        pupil: pupil(1),
        value: grade(value),
        written_on: None,
        comment: String::new(),
    })
}

/// A lesson of algebra with one control work, on two machines.
fn two_machines() -> (Machine, Machine) {
    let first = Machine::new();
    first.at("2026-09-14T09:50");
    first.hold(MONDAY, &[WorkKindCode::Control]);
    let second = first.second();
    (first, second)
}

const REQUEST: PermitRequestId = PermitRequestId::from_bytes([8; 16]);

fn plan_of() -> PlanOf {
    PlanOf {
        year: year(),
        subject: Some(subject("Алгебра")),
        grade: 9,
    }
}

/// A modified client of a teacher states facts of lessons, pupils and terms of others.
#[test]
fn r70_what_a_modified_client_states_without_right_is_kept_and_counted_never_shown() {
    let history = group(9, "История");
    let place = lesson(algebra());
    let (of_pupil, reason) = (pupil(1), AbsenceReason::Excused);
    let text = || "Чужая запись".to_owned();
    #[rustfmt::skip]
    let stated = [
        (HISTORIAN, mark(algebra(), 2)),
        (TEACHER, mark(history, 2)),
        (HISTORIAN, Change::LessonTopic(LessonTopic { place, text: text(), plan_row: None })),
        (HISTORIAN, Change::Homework(Homework { place, text: HomeworkText::Set(text()), due_on: None })),
        (HISTORIAN, Change::HomeworkFile(HomeworkFile { place, content: [1; 32], blob: [2; 32], name: text(), len: 9, attached: true })),
        (HISTORIAN, Change::LessonRecord(LessonRecord { place, held: Held::Held, taught_by: staff(HISTORIAN), hours: 1 })),
        (HISTORIAN, Change::Attendance(Attendance { place, pupil: of_pupil, presence: Presence::Absent })),
        (TEACHER, Change::AbsenceExcuse(AbsenceExcuse { place, pupil: of_pupil, reason, document: String::new() })),
        (HISTORIAN, Change::FinalMark(FinalMark { group: algebra(), pupil: of_pupil, kind: FinalKind::Term(quarter()), value: grade(2), reason: text() })),
        (DEPUTY, mark(algebra(), 2)),
        (HISTORIAN, Change::PermitRequest(PermitRequest { request: REQUEST, staff: staff(HISTORIAN), place, ordinal: 0, pupil: Some(of_pupil), wanted: text(), reason: text(), stands: true })),
        (TEACHER, Change::PermitRequest(PermitRequest { request: REQUEST, staff: staff(HISTORIAN), place, ordinal: 0, pupil: None, wanted: text(), reason: text(), stands: true })),
        (TEACHER, Change::PermitDecline(PermitDecline { request: REQUEST, reason: text(), stands: true })),
        (TEACHER, Change::Permit(permit(PermitScope::Lesson(place)))),
        (HISTORIAN, Change::PlanRow(PlanRow { plan: plan_of().plan().unwrap(), of: plan_of(), number: 1, position: 1, section: text(), topic: text(), hours: 1, kind: None, kind_text: String::new(), homework: text() })),
        (HISTORIAN, Change::PlanApproval(PlanApproval { plan: plan_of().plan().unwrap(), of: plan_of(), group: None, digest: [1; 32], word: PlanWord::Sent, note: text() })),
        (TEACHER, Change::PlanApproval(PlanApproval { plan: plan_of().plan().unwrap(), of: plan_of(), group: None, digest: [1; 32], word: PlanWord::Approved, note: text() })),
        (HISTORIAN, Change::PlanCorrection(PlanCorrection { plan: plan_of().plan().unwrap(), number: 1, group: algebra(), hours: 0, how: text(), reason: text(), stands: true })),
    ];
    for (who, change) in stated {
        let (first, second) = two_machines();
        let before = second.store.current(change.register()).unwrap();
        let doubtful = second.store.doubtful_count().unwrap();
        first.forge(who, change.clone(), &[]);
        first.send_to(&second);
        let case = format!("{who}: {change:?}");
        let after = second.store.current(change.register()).unwrap();
        assert_eq!(after, before, "{case}");
        assert_eq!(
            second.store.doubtful_count().unwrap(),
            doubtful + 1,
            "{case}"
        );
        let history = second.store.history(change.register()).unwrap();
        let kept = history.entries.iter().find(|e| e.op.change == change);
        let why = kept.unwrap().not_counted.clone().unwrap();
        assert!(!why.is_empty(), "{case}");
        assert!(second.cell(MONDAY, 1).marks.is_empty(), "{case}");
        assert!(second.equals_its_log(), "{case}");
    }
}

fn permit(scope: PermitScope) -> Permit {
    Permit {
        permit: PermitId::from_bytes([7; 16]),
        staff: staff(TEACHER),
        scope,
        reason: "Ошибка при вводе".to_owned(),
        ends_at: "2026-09-20T12:00:00Z".parse().unwrap(),
        stands: true,
        request: None,
    }
}

#[test]
fn r50_a_correction_counts_only_under_a_permit_that_names_its_cell() {
    let cell = |number| PermitScope::Cell(lesson(algebra()), 0, pupil(number));
    let days = |from, to| PermitScope::Group(algebra(), day(from), day(to));
    for (scope, stands) in [
        (None, false),
        (Some(cell(1)), true),
        (Some(cell(2)), false),
        (Some(PermitScope::Lesson(lesson(algebra()))), true),
        (Some(days("2026-09-01", "2026-09-14")), true),
        (Some(days("2026-09-15", "2026-09-20")), false),
    ] {
        let (first, second) = two_machines();
        first.mark(MONDAY, 1, "5").unwrap();
        let permit = scope.map(permit);
        let named = permit.as_ref().map(|permit| permit.permit);
        first.state(DEPUTY, permit.into_iter().map(Change::Permit).collect());
        first.seal_all().at("2026-09-15T12:00");
        let base = [first.fact_of(&mark(algebra(), 5))];
        first.forge_under(TEACHER, mark(algebra(), 3), (&base, named));
        first.send_to(&second);
        second.at("2026-09-15T12:05");
        let shown = second.cell(MONDAY, 1);
        let expected = if stands { "3" } else { "5" };
        assert_eq!(shown.marks[0].text, expected, "{scope:?}");
        let flagged = shown.flags.contains(&CellFlag::Unpermitted);
        assert_eq!(flagged, !stands, "{scope:?}");
        assert!(second.equals_its_log(), "{scope:?}");
    }
}

#[test]
fn r50_a_permit_taken_back_later_leaves_what_was_corrected_under_it() {
    let (first, second) = two_machines();
    first.mark(MONDAY, 1, "5").unwrap();
    let given = permit(PermitScope::Lesson(lesson(algebra())));
    first.state(DEPUTY, vec![Change::Permit(given.clone())]);
    first.at("2026-09-15T12:00").mark(MONDAY, 1, "3").unwrap();
    first.seal_all();
    let taken_back = Permit {
        stands: false,
        request: None,
        ..given
    };
    first.state(DEPUTY, vec![Change::Permit(taken_back)]);
    let refused = first.at("2026-09-15T13:00").mark(MONDAY, 1, "4");
    assert_eq!(refused.unwrap_err().code, ErrorCode::Closed);
    first.send_to(&second);
    for machine in [&first, &second] {
        let cell = machine.cell(MONDAY, 1);
        assert_eq!(cell.marks[0].text, "3");
        assert_eq!(cell.marks[0].was.as_deref(), Some("5"));
        assert!(machine.equals_its_log());
    }
}

fn remark(state: RemarkState) -> Remark {
    Remark {
        remark: RemarkId::from_bytes([8; 16]),
        group: algebra(),
        lesson: Some(lesson(algebra())),
        pupil: Some(pupil(1)),
        staff: staff(TEACHER),
        text: "Отметка не та, что в работе".to_owned(),
        due_on: day("2026-09-25"),
        state,
    }
}

#[test]
fn r107_a_remark_pinned_to_a_cell_opens_its_correction_until_its_term_on_every_replica() {
    let (first, second) = two_machines();
    first.mark(MONDAY, 1, "5").unwrap();
    first.mark(MONDAY, 2, "5").unwrap();
    first.state(DEPUTY, vec![Change::Remark(remark(RemarkState::Open))]);
    first.at("2026-09-25T23:50");
    assert!(first.cell(MONDAY, 1).flags.contains(&CellFlag::Permit));
    first.mark(MONDAY, 1, "3").unwrap();
    let other_cell = first.mark(MONDAY, 2, "3").unwrap_err();
    assert_eq!(
        other_cell.code,
        ErrorCode::Closed,
        "not the cell it is pinned to"
    );
    first.send_to(&second);
    second.at("2026-09-26T09:00");
    for machine in [&first, &second] {
        let cell = machine.cell(MONDAY, 1);
        assert_eq!(cell.marks[0].text, "3");
        assert_eq!(
            cell.marks[0].was.as_deref(),
            Some("5"),
            "printed beside the struck one"
        );
        assert!(machine.equals_its_log());
    }
    let past_its_term = first.at("2026-09-26T00:10").mark(MONDAY, 1, "4");
    assert_eq!(past_its_term.unwrap_err().code, ErrorCode::Closed);
}

#[test]
fn r107_r108_a_slip_handed_back_closes_the_cell_and_unmakes_no_correction() {
    let (first, second) = two_machines();
    first.mark(MONDAY, 1, "5").unwrap();
    first.state(DEPUTY, vec![Change::Remark(remark(RemarkState::Open))]);
    first.at("2026-09-16T10:00").mark(MONDAY, 1, "3").unwrap();
    first.state(TEACHER, vec![Change::Remark(remark(RemarkState::Returned))]);
    let refused = first.at("2026-09-16T11:00").mark(MONDAY, 1, "4");
    assert_eq!(refused.unwrap_err().code, ErrorCode::Closed);
    first.send_to(&second);
    assert_eq!(second.cell(MONDAY, 1).marks[0].text, "3");
    assert!(first.equals_its_log() && second.equals_its_log());
}

/// R36: who lets in is judged on every replica: a teacher lets nobody in, not even herself.
#[test]
fn r36_a_teacher_who_lets_herself_in_is_believed_by_no_other_machine() {
    let (first, second) = two_machines();
    let waiver = |id: u8| {
        Change::SlotWaiver(SlotWaiver {
            waiver: WaiverId::from_bytes([id; 16]),
            staff: staff(TEACHER),
            workstation: 7,
            day: day(MONDAY),
            from: chrono::NaiveTime::MIN,
            until: chrono::NaiveTime::from_hms_opt(23, 0, 0).unwrap(),
            reason: "совещание".to_owned(),
            stands: true,
        })
    };
    first.state(DEPUTY, vec![waiver(1)]);
    first.forge(TEACHER, waiver(2), &[]);
    first.send_to(&second);
    let days = day(MONDAY)..=day(MONDAY);
    let stand = second.store.read(|read| read.slot_waivers(&days)).unwrap();
    let ids: Vec<WaiverId> = stand.iter().map(|waiver| waiver.value.waiver).collect();
    assert_eq!(ids, [WaiverId::from_bytes([1; 16])]);
    assert!(second.equals_its_log());
}

fn reasons_by(who: &str) -> Change {
    Change::Regulation(Regulation {
        year: year(),
        preset: "s4".to_owned(),
        settings: vec![("entry/reasons-by".to_owned(), who.to_owned())],
    })
}

#[test]
fn r20_r38_reasons_by_the_subject_teacher_are_a_setting_that_every_replica_reads() {
    let (first, second) = two_machines();
    let give = |reason| {
        let args = SetAttendance {
            place: place(MONDAY),
            pupil: pupil(1).to_string(),
            presence: PresenceArg::Absent { reason },
        };
        klassny_app::marks::set_attendance(&first.desk(TEACHER), &args)
    };
    let refused = give(AbsenceCode::Illness).unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotAllowed);
    first.state(DEPUTY, vec![reasons_by("subject-teacher")]);
    give(AbsenceCode::Illness).unwrap();
    first.seal_all();
    first.state(DEPUTY, vec![reasons_by("class-teacher")]);
    let refused = give(AbsenceCode::Excused).unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotAllowed);
    first.send_to(&second);
    for machine in [&first, &second] {
        let stands = machine.cell(MONDAY, 1).absence;
        assert_eq!(
            stands,
            Some(AbsenceCode::Illness),
            "as it was right when given"
        );
        assert!(machine.equals_its_log());
    }
}

#[test]
fn r22_r23_a_substitution_given_to_another_is_the_first_ones_no_more() {
    let (first, second) = two_machines();
    let substitution = |substitute: &str| {
        Change::Substitution(Substitution {
            substitution: Substitution::id_of(algebra(), day(MONDAY), 1),
            group: algebra(),
            date: day(MONDAY),
            bell: 1,
            absent: staff(TEACHER),
            reason: "болезнь".to_owned(),
            document: String::new(),
            kind: SubstitutionKind::Substitute,
            substitute: Some(staff(substitute)),
            taught_group: None,
            hours: 1,
            paid: true,
        })
    };
    let topic = |text: &str| {
        Change::LessonTopic(LessonTopic {
            place: lesson(algebra()),
            text: text.to_owned(),
            plan_row: None,
        })
    };
    first.state(DEPUTY, vec![substitution(HISTORIAN)]);
    first.state(HISTORIAN, vec![topic("Замена")]);
    first.state(DEPUTY, vec![substitution(DEPUTY)]);
    first.forge(
        HISTORIAN,
        topic("После"),
        &[first.fact_of(&topic("Замена"))],
    );
    first.send_to(&second);
    let shown = second.store.current(topic("").register()).unwrap();
    assert_eq!(shown, Some(topic("Замена")));
    assert!(second.equals_its_log());
}

#[test]
fn r22_r33_the_record_names_who_gave_the_lesson_of_itself() {
    let school = Machine::new();
    school.at("2026-09-14T09:50");
    school.hold(MONDAY, &[]);
    let record = Change::LessonRecord(LessonRecord {
        place: lesson(algebra()),
        held: Held::Held,
        taught_by: staff(TEACHER),
        hours: 1,
    });
    let stands = |record: &Change| school.store.current(record.register()).unwrap();
    assert_eq!(stands(&record), Some(record.clone()));
    // The substitute signs the record of the day after the plan was changed.
    let tuesday = LessonPlace {
        date: day("2026-09-16"),
        bell: 2,
        ..lesson(algebra())
    };
    let substitution = Substitution {
        substitution: Substitution::id_of(algebra(), tuesday.date, tuesday.bell),
        group: algebra(),
        date: tuesday.date,
        bell: tuesday.bell,
        absent: staff(TEACHER),
        reason: "болезнь".to_owned(),
        document: String::new(),
        kind: SubstitutionKind::Substitute,
        substitute: Some(staff(HISTORIAN)),
        taught_group: None,
        hours: 1,
        paid: true,
    };
    school.state(DEPUTY, vec![Change::Substitution(substitution)]);
    school.at("2026-09-16T10:10");
    let args = SetLesson {
        place: place("2026-09-16"),
        held: Some(HeldView::Held),
        topic: None,
        homework: None,
        assignments: None,
    };
    klassny_app::marks::set_lesson(&school.desk(HISTORIAN), &args).unwrap();
    let record = Change::LessonRecord(LessonRecord {
        place: tuesday,
        held: Held::Held,
        taught_by: staff(HISTORIAN),
        hours: 1,
    });
    assert_eq!(stands(&record), Some(record.clone()));
}

#[test]
fn r17_r26_r37_lateness_in_minutes_homework_for_a_day_and_the_kind_of_work_are_kept() {
    let school = Machine::new();
    school.at("2026-09-14T09:50");
    school.hold(MONDAY, &[WorkKindCode::Control]);
    let late = SetAttendance {
        place: place(MONDAY),
        pupil: pupil(2).to_string(),
        presence: PresenceArg::Late { minutes: 7 },
    };
    klassny_app::marks::set_attendance(&school.desk(TEACHER), &late).unwrap();
    let due = SetLesson {
        place: place(MONDAY),
        held: None,
        topic: None,
        homework: Some(HomeworkView::Set {
            text: "§ 4, № 12".to_owned(),
            due_on: Some("2026-09-18".to_owned()),
        }),
        assignments: None,
    };
    klassny_app::marks::set_lesson(&school.desk(TEACHER), &due).unwrap();
    let spread = school.spread();
    let shown = spread.lessons.iter().find(|l| l.place == place(MONDAY));
    let shown = shown.unwrap();
    assert_eq!(shown.assignments[0].kind, WorkKindCode::Control);
    assert_eq!(Some(&shown.homework), due.homework.as_ref());
    assert!(school.cell(MONDAY, 2).late);
    let kept = Change::Attendance(Attendance {
        place: lesson(algebra()),
        pupil: pupil(2),
        presence: Presence::Late { minutes: 7 },
    });
    assert_eq!(school.store.current(kept.register()).unwrap(), Some(kept));
}
