//! Families of a class: guardians, checks, papers handed over, letters, notes, one pupil's pages.

use crate::school::{DEPUTY, HISTORIAN, Machine, TEACHER, algebra, class, place, pupil};
use klassny_app::AppError;
use klassny_app::api::{
    CheckFamilies, ClassArgs, ClassPupil, HandOver, PrintFamilies, SetGuardian, SetNote, Today,
    WriteLetter,
};
use klassny_app::family::{
    check_families, families, family_history, hand_over, print_families, set_guardian, set_note,
    undo_family, write_letter,
};
use klassny_app::today::today;
use klassny_app::view::family::{
    AgreementView, BasisCode, DirectionCode, FamiliesView, FamilyKind, FamilyPrinted, FamilyRow,
    FormCode, WayCode,
};
use klassny_app::view::text::{ErrorCode, WorkKindCode};
use klassny_app::view::today::DutyCode;
use std::sync::atomic::AtomicBool;

pub const MONDAY: &str = "2026-09-14";

fn of_class() -> ClassArgs {
    ClassArgs {
        class: class(9).to_string(),
    }
}

fn view(school: &Machine, who: &'static str) -> Result<FamiliesView, AppError> {
    families(&school.desk(who), &of_class())
}

fn row(view: &FamiliesView, number: usize) -> &FamilyRow {
    let id = pupil(number).to_string();
    view.rows.iter().find(|row| row.pupil == id).unwrap()
}

fn signed() -> AgreementView {
    AgreementView {
        signed_on: "2026-09-02".to_owned(),
        basis: BasisCode::Written,
        document: "заявление № 14".to_owned(),
        way: WayCode::ThroughPupil,
        contact: String::new(),
    }
}

fn mother(number: usize, form: FormCode, signed: Option<AgreementView>) -> SetGuardian {
    SetGuardian {
        class: class(9).to_string(),
        pupil: pupil(number).to_string(),
        guardian: None,
        name: "Жукова Анна Петровна".to_owned(),
        kinship: "мать".to_owned(),
        phone: "+7 000 111-22-33".to_owned(),
        email: "anna@example.org".to_owned(),
        form,
        signed,
    }
}

/// The first pupil's mother refused the electronic form.
pub fn one_on_paper() -> Machine {
    let school = Machine::new();
    school.at("2026-09-11T12:00");
    let args = mother(1, FormCode::Refused, Some(signed()));
    set_guardian(&school.desk(HISTORIAN), &args).unwrap();
    school
}

fn due(school: &Machine, who: &'static str, duty: DutyCode) -> Option<(u16, Option<String>)> {
    let view = today(&school.desk(who), &Today { date: None }).unwrap();
    let line = view.duties.into_iter().find(|line| line.duty == duty)?;
    assert_eq!(line.class, Some(class(9).to_string()));
    Some((line.count, line.due_on))
}

fn handed(numbers: &[usize], kind: FamilyKind, from: &str, on: &str) -> HandOver {
    HandOver {
        class: class(9).to_string(),
        kind,
        from: from.to_owned(),
        pupils: numbers.iter().map(|n| pupil(*n).to_string()).collect(),
        on: on.to_owned(),
        way: WayCode::InPerson,
        note: "мать".to_owned(),
        done: true,
    }
}

#[test]
fn r88_the_class_teacher_keeps_the_families_and_a_subject_teacher_does_not_see_them() {
    let school = one_on_paper();
    let seen = view(&school, HISTORIAN).unwrap();
    assert!(seen.opened && seen.may_edit && seen.letters);
    let guardian = &row(&seen, 1).guardians[0];
    assert_eq!(
        (guardian.name.as_str(), guardian.phone.as_str()),
        ("Жукова Анна Петровна", "+7 000 111-22-33")
    );
    assert_eq!(guardian.stamp.as_ref().unwrap().by, "Ким Р. А.");
    assert!(row(&seen, 1).paper && !row(&seen, 2).paper);
    for refused in [
        view(&school, TEACHER).unwrap_err(),
        set_guardian(&school.desk(TEACHER), &mother(2, FormCode::Agreed, None)).unwrap_err(),
    ] {
        assert_eq!(refused.code, ErrorCode::NotAllowed);
    }
    // The deputy is the clerk too, and mends a number.
    let mut args = mother(1, FormCode::Refused, Some(signed()));
    args.guardian = Some(guardian.guardian.clone());
    args.phone = "+7 000 999-88-77".to_owned();
    let seen = set_guardian(&school.desk(DEPUTY), &args).unwrap();
    assert_eq!(row(&seen, 1).guardians.len(), 1);
    assert_eq!(row(&seen, 1).guardians[0].phone, "+7 000 999-88-77");
    let asked = ClassPupil {
        class: class(9).to_string(),
        pupil: pupil(1).to_string(),
    };
    let lines = family_history(&school.desk(HISTORIAN), &asked)
        .unwrap()
        .lines;
    let phones: Vec<bool> = lines
        .iter()
        .map(|line| line.text.contains("999-88-77"))
        .collect();
    assert_eq!(phones.iter().filter(|new| **new).count(), 1);
    assert_eq!(
        lines.len(),
        3,
        "two of the guardian, one of what was signed"
    );
}

#[test]
fn r62_r66_a_refusal_holds_by_its_paper_alone_and_is_taken_back_whole() {
    let school = Machine::new();
    school.at("2026-09-11T12:00");
    let desk = || school.desk(HISTORIAN);
    let bare = mother(1, FormCode::Refused, None);
    assert_eq!(
        set_guardian(&desk(), &bare).unwrap_err().code,
        ErrorCode::RefusalUnsigned
    );
    let mut ahead = mother(1, FormCode::Refused, Some(signed()));
    ahead.signed.as_mut().unwrap().signed_on = "2026-09-12".to_owned();
    assert_eq!(
        set_guardian(&desk(), &ahead).unwrap_err().code,
        ErrorCode::WrongDays
    );
    let seen = set_guardian(&desk(), &mother(1, FormCode::Refused, Some(signed()))).unwrap();
    let agreed = row(&seen, 1).guardians[0].signed.as_ref().unwrap();
    assert_eq!(
        (agreed.document.as_str(), agreed.way),
        ("заявление № 14", WayCode::ThroughPupil)
    );
    assert!(seen.can_undo && row(&seen, 1).paper);
    let seen = undo_family(&desk(), &of_class()).unwrap();
    assert!(row(&seen, 1).guardians.is_empty() && !row(&seen, 1).paper);
    let stranger = SetGuardian {
        pupil: pupil(11).to_string(),
        ..mother(1, FormCode::Agreed, None)
    };
    assert_eq!(
        set_guardian(&desk(), &stranger).unwrap_err().code,
        ErrorCode::NotFound
    );
}

#[test]
fn r87_r88_a_month_is_checked_by_whom_and_a_missing_check_is_overdue() {
    let school = one_on_paper();
    let check = |numbers: &[usize], done| CheckFamilies {
        class: class(9).to_string(),
        pupils: numbers.iter().map(|n| pupil(*n).to_string()).collect(),
        month: "2026-09-01".to_owned(),
        done,
    };
    let seen = check_families(&school.desk(HISTORIAN), &check(&[1, 2], true)).unwrap();
    let checked = row(&seen, 1).checked.as_ref().unwrap();
    assert_eq!(
        (checked.on.as_str(), checked.by.as_str(), checked.this_month),
        ("2026-09-11", "Ким Р. А.", true)
    );
    assert!(row(&seen, 3).checked.is_none());
    school.at("2026-09-28T12:00");
    assert_eq!(
        due(&school, HISTORIAN, DutyCode::FamilyCheck),
        Some((3, Some("2026-09-15".to_owned())))
    );
    school.at("2026-10-06T12:00");
    let seen = view(&school, HISTORIAN).unwrap();
    let overdue: Vec<bool> = (1..=6).map(|number| row(&seen, number).overdue).collect();
    assert_eq!(
        overdue,
        [false, false, true, true, true, false],
        "the last one joined in October"
    );
    let seen = check_families(&school.desk(HISTORIAN), &check(&[3, 4, 5], true)).unwrap();
    assert!(seen.rows.iter().all(|row| !row.overdue));
    assert_eq!(due(&school, HISTORIAN, DutyCode::FamilyCheck), None);
    let seen = undo_family(&school.desk(HISTORIAN), &of_class()).unwrap();
    assert!(row(&seen, 3).overdue && !row(&seen, 1).overdue);
    // A check of October answers for September too.
    let mut october = check(&[3], true);
    october.month = "2026-10-01".to_owned();
    let seen = check_families(&school.desk(HISTORIAN), &october).unwrap();
    assert!(!row(&seen, 3).overdue && row(&seen, 4).overdue);
    assert_eq!(
        check_families(&school.desk(TEACHER), &check(&[1], true))
            .unwrap_err()
            .code,
        ErrorCode::NotAllowed
    );
}

#[test]
fn r62_a_week_is_owed_to_who_refused_until_it_is_handed_over() {
    let school = one_on_paper();
    assert_eq!(
        due(&school, HISTORIAN, DutyCode::WeekExtract),
        Some((1, Some("2026-09-07".to_owned())))
    );
    assert_eq!(due(&school, HISTORIAN, DutyCode::FamilyResults), None);
    school.at("2026-09-14T12:00");
    assert_eq!(due(&school, HISTORIAN, DutyCode::WeekExtract).unwrap().0, 2);
    // R63: the others are told of two weeks; who gets extracts is not told twice.
    assert_eq!(
        due(&school, HISTORIAN, DutyCode::FamilyResults),
        Some((4, Some("2026-09-14".to_owned())))
    );
    let week = handed(&[1], FamilyKind::WeekExtract, "2026-09-02", "2026-09-14");
    let seen = hand_over(&school.desk(HISTORIAN), &week).unwrap();
    let paper = &row(&seen, 1).handed[0];
    assert_eq!(
        (paper.from.as_str(), paper.until.as_str(), paper.on.as_str()),
        ("2026-09-01", "2026-09-04", "2026-09-14")
    );
    assert_eq!(
        (paper.note.as_str(), paper.by.as_str()),
        ("мать", "Ким Р. А.")
    );
    assert_eq!(due(&school, HISTORIAN, DutyCode::WeekExtract).unwrap().0, 1);
    undo_family(&school.desk(HISTORIAN), &of_class()).unwrap();
    assert_eq!(due(&school, HISTORIAN, DutyCode::WeekExtract).unwrap().0, 2);
    for wrong in ["2026-08-31", "2026-09-15"] {
        let week = handed(&[1], FamilyKind::WeekExtract, "2026-09-02", wrong);
        let refused = hand_over(&school.desk(HISTORIAN), &week).unwrap_err();
        assert_eq!(refused.code, ErrorCode::WrongDays, "{wrong}");
    }
}

#[test]
fn r64_r143_r144_forecast_and_reports_are_announced_and_noted() {
    let school = one_on_paper();
    school.at("2026-10-06T12:00");
    let on = Some("2026-10-10".to_owned());
    assert_eq!(
        due(&school, HISTORIAN, DutyCode::Forecast),
        Some((5, on.clone()))
    );
    assert_eq!(
        due(&school, HISTORIAN, DutyCode::PreliminaryReport),
        Some((1, on))
    );
    let report = handed(
        &[],
        FamilyKind::PreliminaryReport,
        "2026-09-02",
        "2026-10-06",
    );
    let seen = hand_over(&school.desk(HISTORIAN), &report).unwrap();
    let paper = seen
        .papers
        .iter()
        .find(|p| p.kind == FamilyKind::PreliminaryReport)
        .unwrap();
    assert_eq!(paper.periods[0].report.as_ref().unwrap().on, "2026-10-06");
    assert_eq!(due(&school, HISTORIAN, DutyCode::PreliminaryReport), None);
    school.at("2026-10-20T12:00");
    assert!(due(&school, HISTORIAN, DutyCode::FinalReport).is_some());
    let mixed = handed(&[1], FamilyKind::FinalReport, "2026-09-02", "2026-10-06");
    assert_eq!(
        hand_over(&school.desk(HISTORIAN), &mixed).unwrap_err().code,
        ErrorCode::BadRequest
    );
}

fn letter(answer: &str, due: Option<&str>) -> WriteLetter {
    WriteLetter {
        class: class(9).to_string(),
        pupil: pupil(2).to_string(),
        letter: None,
        direction: DirectionCode::Incoming,
        way: WayCode::Phone,
        on: "2026-09-10".to_owned(),
        subject: "Питание".to_owned(),
        text: "Просит перевести на платное".to_owned(),
        answer_due: due.map(str::to_owned),
        answer: answer.to_owned(),
        answered_on: None,
        stands: true,
    }
}

#[test]
fn r74_r75_r76_a_letter_waits_for_its_answer_and_says_when_it_is_overdue() {
    let school = one_on_paper();
    let desk = || school.desk(HISTORIAN);
    let seen = write_letter(&desk(), &letter("", Some("2026-09-15"))).unwrap();
    let kept = row(&seen, 2).letters[0].clone();
    assert_eq!((kept.subject.as_str(), kept.overdue), ("Питание", false));
    assert_eq!(
        due(&school, HISTORIAN, DutyCode::FamilyAnswers),
        Some((1, Some("2026-09-15".to_owned())))
    );
    school.at("2026-09-16T12:00");
    assert!(row(&view(&school, HISTORIAN).unwrap(), 2).letters[0].overdue);
    let mut answered = letter("Переведён с понедельника", Some("2026-09-15"));
    answered.letter = Some(kept.letter.clone());
    let seen = write_letter(&desk(), &answered).unwrap();
    let kept = &row(&seen, 2).letters[0];
    assert_eq!(
        (kept.answered_on.as_deref(), kept.overdue),
        (Some("2026-09-16"), false)
    );
    assert_eq!(row(&seen, 2).letters.len(), 1, "the same letter");
    assert_eq!(due(&school, HISTORIAN, DutyCode::FamilyAnswers), None);
    assert_eq!(
        write_letter(&desk(), &letter("", Some("2026-09-09")))
            .unwrap_err()
            .code,
        ErrorCode::WrongDays
    );
    let long = WriteLetter {
        text: "а".repeat(1501),
        ..letter("", None)
    };
    assert_eq!(
        write_letter(&desk(), &long).unwrap_err().code,
        ErrorCode::TextTooLong
    );
    assert_eq!(
        write_letter(&school.desk(TEACHER), &letter("", None))
            .unwrap_err()
            .code,
        ErrorCode::NotAllowed
    );
    let other = WriteLetter {
        letter: Some(kept.letter.clone()),
        pupil: pupil(3).to_string(),
        ..letter("", None)
    };
    assert_eq!(
        write_letter(&desk(), &other).unwrap_err().code,
        ErrorCode::NotFound
    );
}

fn note(number: usize, text: &str, to_parents: bool) -> SetNote {
    SetNote {
        place: place(MONDAY),
        pupil: pupil(number).to_string(),
        text: text.to_owned(),
        to_parents,
    }
}

/// Algebra on Monday: two marks, one absence, a note.
pub fn a_week(school: &Machine) {
    school.at("2026-09-14T09:50");
    school.hold(MONDAY, &[WorkKindCode::Control]);
    school.mark(MONDAY, 1, "4").unwrap();
    school.mark(MONDAY, 2, "2").unwrap();
    school.absent(MONDAY, 3).unwrap();
    set_note(
        &school.desk(TEACHER),
        &note(1, "Помог товарищу у доски", true),
    )
    .unwrap();
    set_note(&school.desk(TEACHER), &note(2, "Отвлекался", false)).unwrap();
}

#[test]
fn r69_a_note_of_the_lesson_reaches_the_family_page_where_it_is_sent() {
    let school = one_on_paper();
    a_week(&school);
    let seen = view(&school, HISTORIAN).unwrap();
    let sent = &row(&seen, 1).notes[0];
    assert_eq!(
        (sent.subject.as_str(), sent.to_parents, sent.by.as_str()),
        ("Алгебра", true, "Соколова И. В.")
    );
    assert!(!row(&seen, 2).notes[0].to_parents);
    let cell = school.cell(MONDAY, 1);
    assert!(
        cell.flags
            .contains(&klassny_app::view::journal::CellFlag::Comment)
    );
    assert_eq!(
        set_note(&school.desk(HISTORIAN), &note(1, "Чужой урок", true))
            .unwrap_err()
            .code,
        ErrorCode::NotAllowed
    );
    assert_eq!(
        set_note(&school.desk(TEACHER), &note(6, "Ещё не в классе", true))
            .unwrap_err()
            .code,
        ErrorCode::NotOnList
    );
    let ahead = SetNote {
        place: place("2026-09-16"),
        ..note(1, "Заранее", true)
    };
    assert_eq!(
        set_note(&school.desk(TEACHER), &ahead).unwrap_err().code,
        ErrorCode::WrongDays
    );
    set_note(&school.desk(TEACHER), &note(1, "", true)).unwrap();
    assert!(row(&view(&school, HISTORIAN).unwrap(), 1).notes.is_empty());
    let args = klassny_app::api::SpreadArgs {
        group: algebra().to_string(),
        term: None,
    };
    klassny_app::take_back::undo(&school.desk(TEACHER), &args).unwrap();
    assert_eq!(row(&view(&school, HISTORIAN).unwrap(), 1).notes.len(), 1);
}

fn print(
    school: &Machine,
    kind: FamilyKind,
    from: &str,
) -> Result<(FamilyPrinted, Vec<u8>), AppError> {
    let folder = tempfile::tempdir().unwrap();
    let args = PrintFamilies {
        class: class(9).to_string(),
        kind,
        from: from.to_owned(),
        pupils: Vec::new(),
    };
    let at = (folder.path(), &AtomicBool::new(false));
    let printed = print_families(&school.desk(HISTORIAN), &args, at)?;
    let bytes = printed
        .file
        .as_ref()
        .map(|file| std::fs::read(file).unwrap());
    Ok((printed, bytes.unwrap_or_default()))
}

#[test]
fn r62_r63_r64_r143_each_paper_prints_for_whom_it_is() {
    let school = one_on_paper();
    a_week(&school);
    school.at("2026-10-20T12:00");
    for (kind, sheets) in [
        (FamilyKind::WeekExtract, 1),
        (FamilyKind::Results, 4),
        (FamilyKind::Forecast, 5),
        (FamilyKind::ReportCard, 5),
        (FamilyKind::PreliminaryReport, 1),
        (FamilyKind::FinalReport, 1),
        (FamilyKind::MarksExtract, 1),
    ] {
        let (printed, pdf) = print(&school, kind, MONDAY).unwrap();
        assert_eq!(printed.sheets, sheets, "{kind:?}");
        assert!(
            pdf.starts_with(b"%PDF-1.7") && printed.pages >= u32::from(sheets),
            "{kind:?}"
        );
        assert_eq!(
            print(&school, kind, MONDAY).unwrap().1,
            pdf,
            "the same bytes, {kind:?}"
        );
    }
}

#[test]
fn r62_a_paper_for_nobody_is_refused_and_a_cancelled_print_leaves_nothing() {
    let school = Machine::new();
    school.at("2026-09-14T12:00");
    let refused = print(&school, FamilyKind::WeekExtract, "2026-09-02").unwrap_err();
    assert_eq!(refused.code, ErrorCode::NoAddressees);
    let folder = tempfile::tempdir().unwrap();
    let stop = AtomicBool::new(false);
    let person = school.desk(HISTORIAN).person;
    let undo = std::sync::Mutex::default();
    let entered = school.desk(HISTORIAN).entered;
    // Whoever watches the progress stops it after the first sheet.
    let progress = |done: u32, _: u32| {
        stop.store(done >= 1, std::sync::atomic::Ordering::Relaxed);
    };
    let desk =
        klassny_app::desk::Desk::new(&school.store, person, entered, &undo, &progress).unwrap();
    let args = PrintFamilies {
        class: class(9).to_string(),
        kind: FamilyKind::Results,
        from: "2026-09-02".to_owned(),
        pupils: Vec::new(),
    };
    let printed = print_families(&desk, &args, (folder.path(), &stop)).unwrap();
    assert_eq!((printed.file, printed.pages), (None, 0));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn r88_r69_what_a_changed_program_states_of_families_counts_by_the_authors_rights_alone() {
    use klassny_domain::change::Change;
    use klassny_domain::family::{ContactWay, FamilyDuty, FamilyDutyKind, ParentNote};
    use klassny_store::{Author, NewFact};
    let school = Machine::new();
    school.at("2026-09-14T12:00");
    let day = crate::school::day("2026-09-14");
    let duty = |class| {
        Change::FamilyDuty(FamilyDuty {
            class,
            pupil: Some(pupil(1)),
            kind: FamilyDutyKind::Checked,
            from: day,
            until: day,
            done_on: day,
            way: ContactWay::InPerson,
            note: String::new(),
            done: true,
        })
    };
    let note = Change::ParentNote(ParentNote {
        place: klassny_domain::lesson::LessonPlace {
            group: algebra(),
            date: day,
            bell: 1,
            ordinal: 0,
        },
        pupil: pupil(1),
        text: "не мой урок".to_owned(),
        to_parents: true,
    });
    let state = |who: &'static str, change: Change| {
        let author = Author {
            seat: school.seat(who),
        };
        let entered = school.desk(who).entered;
        school
            .store
            .commit(author, entered, vec![NewFact::from(change)])
    };
    assert!(state(HISTORIAN, duty(class(9))).is_ok());
    assert!(
        state(HISTORIAN, duty(class(1))).is_err(),
        "leads another class"
    );
    assert!(state(TEACHER, duty(class(9))).is_err());
    assert!(
        state(HISTORIAN, note).is_err(),
        "a class teacher of no lesson"
    );
}
