//! Closing a term and opening it again, as every replica judges it (D8): a fact is late when it is
//! under none of the closes of its scope that were not reopened.

use crate::school::{DEPUTY, Machine, TEACHER, algebra, class, pupil, quarter};
use klassny_app::view::text::WorkKindCode;
use klassny_domain::change::Change;
use klassny_domain::ids::CloseId;
use klassny_domain::mark::{Grade, MarkValue};
use klassny_domain::term::{FinalKind, FinalMark, TermClose, TermReopen};

const MONDAY: &str = "2026-09-14";

fn close_id(ordinal: u16) -> CloseId {
    TermClose::id_of(class(9), quarter(), ordinal)
}

fn close(ordinal: u16) -> Change {
    Change::TermClose(TermClose {
        close: close_id(ordinal),
        class: class(9),
        term: quarter(),
        ordinal,
    })
}

fn reopen(ordinal: u16) -> Change {
    Change::TermReopen(TermReopen {
        close: close_id(ordinal),
        reason: "принимаем опоздавшее".to_owned(),
    })
}

fn term_mark() -> Change {
    Change::FinalMark(FinalMark {
        group: algebra(),
        pupil: pupil(1),
        kind: FinalKind::Term(quarter()),
        value: Grade::new(4).map(MarkValue::Grade),
        reason: "Итог пробной четверти".to_owned(),
    })
}

/// Whether both machines show the term mark, and how many facts they keep without counting them.
/// Both must be what their logs give.
fn shown(first: &Machine, second: &Machine) -> (bool, usize) {
    first.send_to(second);
    second.send_to(first);
    let of = |machine: &Machine| {
        assert!(machine.equals_its_log());
        let stands = machine.store.current(term_mark().register()).unwrap();
        let late = machine.store.late_changes().unwrap();
        (stands == Some(term_mark()), late.len())
    };
    let (one, other) = (of(first), of(second));
    assert_eq!(one, other, "the machines differ");
    one
}

/// A term mark on one of two machines that the closing deputy, at the other, has not seen.
fn a_mark_on_its_way() -> (Machine, Machine) {
    let first = Machine::new();
    first.at("2026-09-14T09:50");
    first.hold(MONDAY, &[WorkKindCode::Control]);
    let second = first.second();
    second.state(TEACHER, vec![term_mark()]);
    (first, second)
}

#[test]
fn d8_r59_a_mark_that_no_close_saw_is_late_until_the_term_is_opened_again() {
    let (first, second) = a_mark_on_its_way();
    first.state(DEPUTY, vec![close(1)]);
    assert_eq!(shown(&first, &second), (false, 1), "kept and not counted");
    first.state(DEPUTY, vec![reopen(1)]);
    assert_eq!(shown(&first, &second), (true, 0));
    // Closed again, now that the deputy has seen it: it stands, and nothing more may be written.
    first.state(DEPUTY, vec![close(2)]);
    assert_eq!(shown(&first, &second), (true, 0));
    assert!(first.spread().term.closed);
    assert!(second.mark(MONDAY, 2, "4").is_err());
}

#[test]
fn d8_of_several_closes_a_fact_needs_one_and_each_is_reopened_by_itself() {
    let (first, second) = a_mark_on_its_way();
    first.state(DEPUTY, vec![close(1)]);
    assert_eq!(shown(&first, &second), (false, 1));
    // A second close saw the mark: the union of both holds it.
    first.state(DEPUTY, vec![close(2)]);
    assert_eq!(shown(&first, &second), (true, 0));
    first.state(DEPUTY, vec![reopen(1)]);
    assert_eq!(
        shown(&first, &second),
        (true, 0),
        "the second still holds it"
    );
    assert!(first.spread().term.closed);
    first.state(DEPUTY, vec![reopen(2)]);
    assert_eq!(shown(&first, &second), (true, 0));
    assert!(!first.spread().term.closed);
}

#[test]
fn d8_a_close_takes_nothing_that_was_under_it() {
    let (first, second) = a_mark_on_its_way();
    second.send_to(&first);
    first.state(DEPUTY, vec![close(1)]);
    assert_eq!(shown(&first, &second), (true, 0));
}
