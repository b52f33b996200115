//! Closing an academic year and opening it again (P7): what no close of the year saw is late, also
//! where it is of no term, and a close of the year lets nothing in that a term's had shut out.

use crate::school::orders::{orders, says};
use crate::school::{DEPUTY, Machine, TEACHER, algebra, class, day, pupil, quarter, staff, year};
use klassny_app::api::{CloseYear, ReopenTerm, ReopenYear};
use klassny_app::closing::reopen_term;
use klassny_app::desk::Desk;
use klassny_app::view::paper::{CloseState, YearView};
use klassny_app::view::text::{ErrorCode, WorkKindCode};
use klassny_app::year_close::{close_year, reopen_year, year_view};
use klassny_app::{AppError, Result};
use klassny_domain::change::Change;
use klassny_domain::mark::{Grade, MarkValue};
use klassny_domain::roster::{Role, RoleGrant};
use klassny_domain::term::{FinalKind, FinalMark, TermClose, YearClose, YearReopen};

const MONDAY: &str = "2026-09-14";
/// After the last lesson of the year.
const JUNE: &str = "2027-06-01T10:00";

fn director() -> Change {
    Change::RoleGrant(RoleGrant {
        staff: staff(DEPUTY),
        role: Role::Director,
        from: day("2020-09-01"),
        until: None,
    })
}

fn close() -> Change {
    Change::YearClose(YearClose {
        close: YearClose::id_of(year(), 1),
        year: year(),
        ordinal: 1,
        note: String::new(),
    })
}

fn reopen() -> Change {
    Change::YearReopen(YearReopen {
        close: YearClose::id_of(year(), 1),
        reason: "сдают позже".to_owned(),
    })
}

fn close_of_term() -> Change {
    Change::TermClose(TermClose {
        close: TermClose::id_of(class(9), quarter(), 1),
        class: class(9),
        term: quarter(),
        ordinal: 1,
    })
}

fn final_mark(kind: FinalKind) -> Change {
    Change::FinalMark(FinalMark {
        group: algebra(),
        pupil: pupil(1),
        kind,
        value: Grade::new(4).map(MarkValue::Grade),
        reason: "Итог".to_owned(),
    })
}

/// Two machines; the first has a director, and the second marks that the first has not seen.
fn marks_on_their_way() -> (Machine, Machine) {
    let first = Machine::new();
    first.at("2026-09-14T09:50");
    first.hold(MONDAY, &[WorkKindCode::Control]);
    first.state(DEPUTY, vec![director()]);
    let second = first.second();
    let kinds = [FinalKind::Term(quarter()), FinalKind::Year];
    second.state(TEACHER, kinds.map(final_mark).into());
    (first, second)
}

/// Which of the marks of the term and of the year both machines show, after they met.
fn shown(first: &Machine, second: &Machine) -> [bool; 2] {
    first.send_to(second);
    second.send_to(first);
    let of = |machine: &Machine| {
        assert!(machine.equals_its_log());
        [FinalKind::Term(quarter()), FinalKind::Year].map(|kind| {
            let mark = final_mark(kind);
            machine.store.current(mark.register()).unwrap() == Some(mark)
        })
    };
    assert_eq!(of(first), of(second), "the machines differ");
    of(first)
}

#[test]
fn d8_p7_what_no_close_of_the_year_saw_is_late_until_it_is_opened_again() {
    let (first, second) = marks_on_their_way();
    first.state(DEPUTY, vec![close()]);
    assert_eq!(shown(&first, &second), [false, false]);
    assert_eq!(first.store.late_changes().unwrap().len(), 2, "kept");
    assert!(second.mark(MONDAY, 2, "4").is_err(), "the year is closed");
    first.state(DEPUTY, vec![reopen()]);
    assert_eq!(shown(&first, &second), [true, true]);
    assert!(second.mark(MONDAY, 2, "4").is_ok());
}

#[test]
fn d8_p7_a_close_of_the_year_lets_nothing_in_that_came_too_late_for_its_term() {
    let (first, second) = marks_on_their_way();
    first.state(DEPUTY, vec![close_of_term()]);
    assert_eq!(shown(&first, &second), [false, true]);
    // The director has seen both marks.
    first.state(DEPUTY, vec![close()]);
    assert_eq!(shown(&first, &second), [false, true]);
    first.state(DEPUTY, vec![reopen()]);
    assert_eq!(shown(&first, &second), [false, true]);
}

/// The same facts in every order of arrival.
#[test]
fn d8_p7_closes_of_terms_and_years_are_judged_alike_in_every_order() {
    let (first, second) = marks_on_their_way();
    let before = first.sealed_so_far();
    first.state(DEPUTY, vec![close_of_term()]);
    first.state(DEPUTY, vec![close()]);
    second.state(TEACHER, vec![]);
    let known = |segment: &_| before.contains(segment);
    let mut rest: Vec<_> = first
        .sealed_so_far()
        .into_iter()
        .filter(|s| !known(s))
        .collect();
    rest.extend(second.sealed_so_far().into_iter().filter(|s| !known(s)));
    let beginning = first.beginning(&before);
    let mut answers = Vec::new();
    for order in orders(rest.len()) {
        let reader = beginning.then(order.iter().map(|at| &rest[*at]));
        let said = [FinalKind::Term(quarter()), FinalKind::Year]
            .map(|kind| says(&reader.store, final_mark(kind).register()));
        answers.push(said);
    }
    assert!(answers.len() > 1);
    let [term, year] = &answers[0];
    for (name, said) in [("term", term), ("year", year)] {
        assert_eq!(said.0, None, "{name}: nothing shows");
        assert!(said.1.iter().all(|(_, why, _)| why.is_some()), "{name}");
    }
    assert!(answers.iter().all(|said| said == &answers[0]));
}

fn asked(school: &Machine, ask: impl Fn(&Desk<'_>) -> Result<YearView>) -> Result<YearView> {
    ask(&school.desk(DEPUTY))
}

fn code(refused: Result<YearView>) -> ErrorCode {
    refused.map(drop).unwrap_err().code
}

#[test]
fn p7_the_director_closes_the_year_with_what_is_open_said_and_opens_it_with_a_reason() {
    let school = Machine::new();
    school.at("2026-09-14T09:50");
    school.hold(MONDAY, &[WorkKindCode::Control]);
    let despite = |despite: &str| CloseYear {
        despite: despite.to_owned(),
    };
    let close = |words: &str| asked(&school, |desk| close_year(desk, &despite(words)));
    assert_eq!(code(close("уже можно")), ErrorCode::NotAllowed, "a deputy");
    school.state(DEPUTY, vec![director()]);
    let view = asked(&school, year_view).unwrap();
    assert!(view.lasts && view.may_close && !view.open.is_empty());

    school.at(JUNE);
    let view = asked(&school, year_view).unwrap();
    assert!(!view.lasts, "the lessons are over");
    assert_eq!(
        code(close(" ")),
        ErrorCode::PreflightBlocks,
        "terms are open"
    );
    let closed = close("классы без аттестации").unwrap();
    assert!(matches!(closed.close, CloseState::Closed { .. }));
    assert_eq!(closed.note, "классы без аттестации");
    assert_eq!(code(close("ещё раз")), ErrorCode::Closed);
    assert!(school.spread().term.closed, "every term is");
    let refused: AppError = school.mark(MONDAY, 2, "4").unwrap_err();
    assert_eq!(refused.code, ErrorCode::Closed);
    let term = ReopenTerm {
        class: class(9).to_string(),
        term: quarter().to_string(),
        reason: "опечатка".to_owned(),
    };
    let refused = reopen_term(&school.desk(DEPUTY), &term)
        .map(drop)
        .unwrap_err();
    assert_eq!(refused.code, ErrorCode::Closed, "a term of a closed year");

    let reopen = |reason: &str| {
        let args = ReopenYear {
            reason: reason.to_owned(),
        };
        asked(&school, |desk| reopen_year(desk, &args))
    };
    assert_eq!(code(reopen("")), ErrorCode::NeedsReason);
    let open = reopen("пересдача").unwrap();
    assert!(matches!(open.close, CloseState::Open));
    assert_eq!(code(reopen("ещё раз")), ErrorCode::NotFound);
    assert!(!school.spread().term.closed);
}
