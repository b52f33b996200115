//! A permit from the request to the last use, on one machine and over two (R50, F37).

use crate::school::{DEPUTY, HISTORIAN, Machine, TEACHER, algebra, place, pupil};
use klassny_app::api::{
    AskPermit, CellArgs, DeclinePermit, GivePermit, PermitArgs, RequestArgs, SpreadArgs, Today,
};
use klassny_app::permit::{
    ask_permit, decline_permit, give_permit, permits, print_permits, take_back_permit,
    withdraw_request,
};
use klassny_app::view::journal::CellView;
use klassny_app::view::permit::{PermitCode, PermitLine, PermitsView};
use klassny_app::view::text::{ErrorCode, WorkKindCode};
use klassny_domain::refusal::Refusal;

const MONDAY: &str = "2026-09-14";

/// A control work with a «5» that may be changed no more.
fn school() -> Machine {
    let school = Machine::new();
    school.at("2026-09-14T09:50");
    school.hold(MONDAY, &[WorkKindCode::Control]);
    school.mark(MONDAY, 1, "5").unwrap();
    school.at("2026-09-14T11:00");
    school
}

fn ask(number: usize) -> AskPermit {
    AskPermit {
        place: place(MONDAY),
        pupil: Some(pupil(number).to_string()),
        ordinal: 0,
        wanted: "4 вместо 5".to_owned(),
        reason: "ошибка при вводе".to_owned(),
    }
}

fn give(request: &PermitLine, ends_at: &str) -> GivePermit {
    GivePermit {
        place: place(MONDAY),
        pupil: request.pupil.clone(),
        ordinal: 0,
        reason: request.reason.clone(),
        ends_at: ends_at.to_owned(),
        request: request.request.clone(),
    }
}

fn cell(school: &Machine) -> CellView {
    let args = CellArgs {
        place: place(MONDAY),
        pupil: pupil(1).to_string(),
    };
    klassny_app::cell::cell(&school.desk(TEACHER), &args).unwrap()
}

fn seen(school: &Machine, who: &'static str) -> PermitsView {
    permits(&school.desk(who)).unwrap()
}

fn state(school: &Machine) -> Option<PermitCode> {
    cell(school).permit.map(|line| line.state)
}

#[test]
fn r50_a_permit_is_asked_for_in_the_cell_given_until_an_hour_and_used() {
    let school = school();
    assert!(cell(&school).may_ask && cell(&school).permit.is_none());
    let saved = ask_permit(&school.desk(TEACHER), &ask(1)).unwrap();
    let waits = saved.cell.unwrap().permit.unwrap();
    assert_eq!((waits.state, waits.mine), (PermitCode::Waiting, true));
    school.seal_all();
    let view = seen(&school, DEPUTY);
    assert!(view.may_give && view.open.is_empty());
    let request = &view.waiting[0];
    assert_eq!(
        (request.wanted.as_str(), request.staff.as_str()),
        ("4 вместо 5", "Соколова И. В.")
    );
    assert_eq!(
        (request.class_name.as_str(), request.pupil_name.as_str()),
        ("9Б", "Жуков Матвей")
    );
    give_permit(&school.desk(DEPUTY), &give(request, "2026-09-14T14:00:00")).unwrap();
    school.seal_all();
    let open = cell(&school);
    assert!(open.openness.open && !open.may_ask);
    let line = open.permit.unwrap();
    assert_eq!(line.until.as_deref(), Some("2026-09-14T14:00:00"));
    assert_eq!((line.state, line.used), (PermitCode::Open, 0));
    let today = klassny_app::today::today(&school.desk(TEACHER), &Today { date: None }).unwrap();
    assert_eq!(today.permits.len(), 1);
    school.mark(MONDAY, 1, "4").unwrap();
    assert_eq!(seen(&school, DEPUTY).open[0].used, 1);
    school.at("2026-09-14T14:00");
    assert_eq!(state(&school), Some(PermitCode::Expired));
    assert_eq!(
        school.mark(MONDAY, 1, "3").unwrap_err().code,
        ErrorCode::Closed
    );
    assert_eq!(seen(&school, DEPUTY).past[0].state, PermitCode::Expired);
    let mut again = ask(1);
    again.wanted = "3".to_owned();
    ask_permit(&school.desk(TEACHER), &again).unwrap();
    assert_eq!(state(&school), Some(PermitCode::Waiting));
    assert!(school.equals_its_log());
}

#[test]
fn r50_a_request_is_declined_with_words_or_taken_back_by_its_author() {
    let school = school();
    ask_permit(&school.desk(TEACHER), &ask(1)).unwrap();
    school.seal_all();
    let request = seen(&school, DEPUTY).waiting[0].request.clone().unwrap();
    let decline = |reason: &str| DeclinePermit {
        request: request.clone(),
        reason: reason.to_owned(),
    };
    let wordless = decline_permit(&school.desk(DEPUTY), &decline(" ")).unwrap_err();
    assert_eq!(wordless.code, ErrorCode::NeedsReason);
    let teacher = decline_permit(&school.desk(TEACHER), &decline("нет")).unwrap_err();
    assert_eq!(teacher.code, ErrorCode::NotAllowed);
    let view = decline_permit(&school.desk(DEPUTY), &decline("срок давно прошёл")).unwrap();
    assert!(view.waiting.is_empty());
    school.seal_all();
    let line = cell(&school).permit.unwrap();
    assert_eq!(
        (line.state, line.answer.as_str()),
        (PermitCode::Declined, "срок давно прошёл")
    );
    assert!(cell(&school).may_ask, "another request may follow");
    let late = give_permit(&school.desk(DEPUTY), &give(&line, "2026-09-14T14:00:00"));
    assert_eq!(late.unwrap_err().code, ErrorCode::ChangedMeanwhile);
    let undone = SpreadArgs {
        group: algebra().to_string(),
        term: None,
    };
    klassny_app::take_back::undo(&school.desk(DEPUTY), &undone).unwrap();
    assert_eq!(state(&school), Some(PermitCode::Waiting));
    school.seal_all();
    let args = RequestArgs {
        request: request.clone(),
    };
    let stranger = withdraw_request(&school.desk(HISTORIAN), &args).unwrap_err();
    assert_eq!(
        stranger.refusal.map(|why| *why),
        Some(Refusal::RequestOfAnother)
    );
    withdraw_request(&school.desk(TEACHER), &args).unwrap();
    assert_eq!(state(&school), Some(PermitCode::Withdrawn));
    let twice = withdraw_request(&school.desk(TEACHER), &args).unwrap_err();
    assert_eq!(twice.code, ErrorCode::ChangedMeanwhile);
    assert!(seen(&school, DEPUTY).waiting.is_empty());
}

#[test]
fn r50_a_request_that_a_permit_cannot_answer_is_refused_in_words() {
    let school = school();
    let refused = |args: &AskPermit, who| {
        let error = ask_permit(&school.desk(who), args).unwrap_err();
        error.refusal.map(|why| *why)
    };
    let mut silent = ask(1);
    silent.reason = String::new();
    let error = ask_permit(&school.desk(TEACHER), &silent).unwrap_err();
    assert_eq!(error.code, ErrorCode::NeedsReason);
    let stranger = refused(&ask(1), HISTORIAN);
    assert!(matches!(stranger, Some(Refusal::NotTeacherOfLesson { .. })));
    assert_eq!(
        refused(&ask(2), TEACHER),
        Some(Refusal::NothingToPermit),
        "an open cell"
    );
    ask_permit(&school.desk(TEACHER), &ask(1)).unwrap();
    let twice = refused(&ask(1), TEACHER);
    assert!(matches!(twice, Some(Refusal::RequestWaits { .. })));
    let mut lesson = ask(1);
    lesson.pupil = None;
    ask_permit(&school.desk(TEACHER), &lesson).unwrap();
    let mut past = give(&seen(&school, TEACHER).waiting[0], "2026-09-14T10:00:00");
    let error = give_permit(&school.desk(DEPUTY), &past).unwrap_err();
    assert_eq!(
        error.refusal.map(|why| *why),
        Some(Refusal::PermitEndsBeforeNow)
    );
    past.request = Some("00".repeat(16));
    past.ends_at = "2026-09-14T12:00:00".to_owned();
    let unknown = give_permit(&school.desk(DEPUTY), &past).unwrap_err();
    assert_eq!(unknown.code, ErrorCode::NotFound);
    assert!(
        seen(&school, HISTORIAN).waiting.is_empty(),
        "nobody sees another's requests"
    );
}

#[test]
fn r50_a_request_made_offline_travels_and_the_answer_comes_back() {
    let first = school();
    let second = first.second();
    second.at("2026-09-14T11:30");
    ask_permit(&second.desk(TEACHER), &ask(1)).unwrap();
    assert!(
        seen(&first, DEPUTY).waiting.is_empty(),
        "the server is away"
    );
    second.send_to(&first);
    first.at("2026-09-14T12:00");
    let request = seen(&first, DEPUTY).waiting[0].clone();
    give_permit(&first.desk(DEPUTY), &give(&request, "2026-09-14T14:00:00")).unwrap();
    first.send_to(&second);
    second.at("2026-09-14T12:30");
    assert_eq!(state(&second), Some(PermitCode::Open));
    second.mark(MONDAY, 1, "4").unwrap();
    // Taken back on the first machine: what was corrected under it before stands.
    let permit = seen(&first, DEPUTY).open[0].permit.clone().unwrap();
    let args = PermitArgs { permit };
    take_back_permit(&first.desk(DEPUTY), &args).unwrap();
    let twice = take_back_permit(&first.desk(DEPUTY), &args).unwrap_err();
    assert_eq!(twice.code, ErrorCode::ChangedMeanwhile);
    second.send_to(&first);
    first.send_to(&second);
    for machine in [&first, &second] {
        assert_eq!(machine.cell(MONDAY, 1).marks[0].text, "4");
        assert_eq!(state(machine), Some(PermitCode::TakenBack));
        assert!(machine.equals_its_log());
    }
    second.at("2026-09-14T13:00");
    assert_eq!(
        second.mark(MONDAY, 1, "3").unwrap_err().code,
        ErrorCode::Closed
    );
}

#[test]
fn r50_f37_the_register_of_permits_is_printed() {
    let school = school();
    ask_permit(&school.desk(TEACHER), &ask(1)).unwrap();
    school.seal_all();
    let request = seen(&school, DEPUTY).waiting[0].clone();
    give_permit(&school.desk(DEPUTY), &give(&request, "2026-09-14T14:00:00")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let refused = print_permits(&school.desk(TEACHER), folder.path());
    assert_eq!(refused.unwrap_err().code, ErrorCode::NotAllowed);
    let printed = print_permits(&school.desk(DEPUTY), folder.path()).unwrap();
    let bytes = std::fs::read(&printed.file).unwrap();
    assert!(bytes.starts_with(b"%PDF-1.7") && printed.pages == 1);
}
