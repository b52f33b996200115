//! The deputy's list of what does not count, and what is done with it (P7, D8, D12).

use crate::school::{
    DEPUTY, HISTORIAN, Machine, TEACHER, algebra_spread, class, place, pupil, quarter,
};
use klassny_app::api::{AcceptAside, AsideFacts, CellArgs};
use klassny_app::aside::{accept_aside, aside, leave_aside, withdraw_aside};
use klassny_app::view::aside::{AsideCode, AsideLine, AsidePart, AsideView, DecisionCode};
use klassny_app::view::text::{ErrorCode, WorkKindCode};
use klassny_domain::change::Change;
use klassny_domain::term::TermClose;

const MONDAY: &str = "2026-09-14";

/// A mark of the teacher's other machine came after the term was closed.
fn with_a_late_mark() -> (Machine, Machine) {
    let first = Machine::new();
    first.at("2026-09-14T09:50");
    first.hold(MONDAY, &[WorkKindCode::Control]);
    let second = first.second();
    second.mark(MONDAY, 1, "5").unwrap();
    second.mark(MONDAY, 2, "3").unwrap();
    first.at("2026-10-26T10:00");
    let (class, term) = (class(9), quarter());
    first.state(
        DEPUTY,
        vec![Change::TermClose(TermClose {
            close: TermClose::id_of(class, term, 1),
            class,
            term,
            ordinal: 1,
        })],
    );
    second.send_to(&first);
    first.at("2026-10-26T12:00");
    (first, second)
}

fn lines(view: &AsideView) -> Vec<&AsideLine> {
    view.groups.iter().flat_map(|group| &group.lines).collect()
}

fn list(machine: &Machine, who: &'static str) -> AsideView {
    aside(&machine.desk(who)).unwrap()
}

fn accept(facts: &[&AsideLine], reason: &str) -> AcceptAside {
    AcceptAside {
        facts: facts.iter().map(|line| line.fact.clone()).collect(),
        reason: reason.to_owned(),
    }
}

fn named(facts: &[&AsideLine]) -> AsideFacts {
    AsideFacts {
        facts: facts.iter().map(|line| line.fact.clone()).collect(),
    }
}

fn cell(machine: &Machine, number: usize) -> klassny_app::view::journal::CellView {
    let args = CellArgs {
        place: place(MONDAY),
        pupil: pupil(number).to_string(),
    };
    klassny_app::cell::cell(&machine.desk(DEPUTY), &args).unwrap()
}

#[test]
fn p7_what_is_late_stands_on_the_deputys_list_with_who_when_and_why() {
    let (first, _second) = with_a_late_mark();
    let view = list(&first, DEPUTY);
    assert!(view.may_decide && !view.more);
    assert_eq!((view.open, view.groups.len()), (2, 1));
    let group = &view.groups[0];
    assert_eq!((group.class_name.as_str(), group.term_number), ("9Б", 1));
    assert_eq!(group.teacher, "Соколова И. В.");
    let line = group.lines.iter().find(|line| line.now == "5").unwrap();
    assert_eq!((line.part, line.was.as_str()), (AsidePart::Mark, ""));
    assert_eq!((line.why, line.acceptable), (Some(AsideCode::Late), true));
    assert_eq!(line.place, Some(place(MONDAY)));
    assert_eq!(
        (line.by.at.as_str(), line.by.on.as_str()),
        ("2026-09-14T09:50:00", "АРМ 12")
    );
    assert!(
        line.arrived
            .as_deref()
            .unwrap()
            .starts_with("2026-10-26T10:00")
    );
    assert!(line.rule.contains("Период закрыт"));
    // A teacher sees what is the teacher's own, and decides nothing.
    let own = list(&first, TEACHER);
    assert_eq!((own.open, own.may_decide), (2, false));
    assert_eq!(list(&first, HISTORIAN).groups.len(), 0);
    let refused = accept_aside(&first.desk(TEACHER), &accept(&lines(&own), "мои"));
    assert_eq!(refused.unwrap_err().code, ErrorCode::NotAllowed);
}

#[test]
fn p7_accepting_needs_a_reason_shows_in_the_cell_and_is_taken_back() {
    let (first, second) = with_a_late_mark();
    let view = list(&first, DEPUTY);
    let found = lines(&view);
    let unsaid = accept_aside(&first.desk(DEPUTY), &accept(&found, " "));
    assert_eq!(unsaid.unwrap_err().code, ErrorCode::NeedsReason);
    let accepted = accept_aside(&first.desk(DEPUTY), &accept(&found, "была без связи")).unwrap();
    assert_eq!(accepted.open, 0);
    for line in lines(&accepted) {
        let decision = line.decision.as_ref().unwrap();
        assert_eq!((line.why, decision.state), (None, DecisionCode::Accepted));
        assert_eq!(
            (decision.reason.as_str(), decision.by.by.as_str()),
            ("была без связи", "Орлова Т. Н.")
        );
    }
    first.send_to(&second);
    for machine in [&first, &second] {
        assert_eq!(machine.cell(MONDAY, 1).marks[0].text, "5");
    }
    let shown = cell(&first, 1).decisions;
    assert_eq!(shown.len(), 1);
    assert_eq!(
        (shown[0].text.as_str(), shown[0].decision.state),
        ("5", DecisionCode::Accepted)
    );
    let twice = accept_aside(&first.desk(DEPUTY), &accept(&found, "снова"));
    assert_eq!(twice.unwrap_err().code, ErrorCode::ChangedMeanwhile);
    // One of the batch is taken out; the other stays accepted.
    let five = found.iter().find(|line| line.now == "5").unwrap();
    let back = withdraw_aside(&first.desk(DEPUTY), &named(&[five])).unwrap();
    assert_eq!(back.open, 1);
    assert!(first.cell(MONDAY, 1).marks.is_empty());
    assert_eq!(first.cell(MONDAY, 2).marks[0].text, "3");
    let states: Vec<DecisionCode> = cell(&first, 1)
        .decisions
        .iter()
        .map(|d| d.decision.state)
        .collect();
    assert_eq!(states, [DecisionCode::Withdrawn, DecisionCode::Accepted]);
    let twice = withdraw_aside(&first.desk(DEPUTY), &named(&[five]));
    assert_eq!(twice.unwrap_err().code, ErrorCode::ChangedMeanwhile);
    first.send_to(&second);
    assert!(second.cell(MONDAY, 1).marks.is_empty());
    assert!(first.equals_its_log() && second.equals_its_log());
}

#[test]
fn p7_what_was_read_and_left_stays_on_the_list_and_waits_no_more() {
    let (first, _second) = with_a_late_mark();
    let view = list(&first, DEPUTY);
    let left = leave_aside(&first.desk(DEPUTY), &named(&lines(&view)[..1])).unwrap();
    assert_eq!((left.open, lines(&left).len()), (1, 2));
    let decided = lines(&left)
        .into_iter()
        .find(|line| line.decision.is_some());
    let decided = decided.unwrap();
    assert_eq!(decided.decision.as_ref().unwrap().state, DecisionCode::Left);
    assert_eq!(decided.why, Some(AsideCode::Late));
    // It may still be accepted later.
    let accepted = accept_aside(&first.desk(DEPUTY), &accept(&[decided], "по записке")).unwrap();
    assert_eq!(accepted.open, 1);
    let undone = klassny_app::take_back::undo(&first.desk(DEPUTY), &algebra_spread()).unwrap();
    assert!(undone.place.is_none());
    let again = list(&first, DEPUTY);
    assert_eq!(
        lines(&again)
            .iter()
            .filter(|line| line.why.is_none())
            .count(),
        0
    );
}
