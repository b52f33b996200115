//! What a deputy accepts counts on every replica alike, whatever came first (P6, P7, D8, D12).

use crate::school::orders::{Segment, orders, says};
use crate::school::{
    DEPUTY, HISTORIAN, Machine, TEACHER, algebra, class, day, pupil, quarter, staff,
};
use klassny_app::view::text::WorkKindCode;
use klassny_domain::access::SeatRevocation;
use klassny_domain::change::{Change, FactId};
use klassny_domain::ids::AcceptanceId;
use klassny_domain::lesson::LessonPlace;
use klassny_domain::mark::{Grade, Mark, MarkValue};
use klassny_domain::roster::{Role, RoleGrant};
use klassny_domain::term::{Acceptance, AcceptanceState, TermClose, TermReopen};
use klassny_store::Store;

const MONDAY: &str = "2026-09-14";

fn mark(number: usize, value: u8) -> Change {
    Change::Mark(Mark {
        place: LessonPlace {
            group: algebra(),
            date: day(MONDAY),
            bell: 1,
            ordinal: 0,
        },
        ordinal: 0,
        pupil: pupil(number),
        value: Grade::new(value).map(MarkValue::Grade),
        written_on: None,
        comment: String::new(),
    })
}

fn accept(facts: &[FactId], state: AcceptanceState) -> Change {
    let mut facts = facts.to_vec();
    facts.sort_unstable();
    Change::Acceptance(Acceptance {
        acceptance: AcceptanceId::from_bytes([5; 16]),
        facts,
        state,
        reason: "учитель был без связи".to_owned(),
    })
}

fn closing(ordinal: u16) -> TermClose {
    let (class, term) = (class(9), quarter());
    TermClose {
        close: TermClose::id_of(class, term, ordinal),
        class,
        term,
        ordinal,
    }
}

/// A teacher with two machines; the second was away when the term was closed.
struct Away {
    first: Machine,
    second: Machine,
    before: Vec<Segment>,
    counts: (usize, usize),
}

impl Away {
    fn new() -> Self {
        let first = Machine::new();
        first.state(DEPUTY, vec![director(HISTORIAN)]);
        first.at("2026-09-14T09:50");
        first.hold(MONDAY, &[WorkKindCode::Control]);
        let second = first.second();
        let (here, there) = (first.sealed_so_far(), second.sealed_so_far());
        Self {
            counts: (here.len(), there.len()),
            before: [here, there].concat(),
            first,
            second,
        }
    }

    /// What was sealed since, of both machines.
    fn news(&self) -> Vec<Segment> {
        let (here, there) = (self.first.sealed_so_far(), self.second.sealed_so_far());
        [&here[self.counts.0..], &there[self.counts.1..]].concat()
    }

    fn close(&self) {
        self.first.at("2026-10-26T10:00");
        self.first
            .state(DEPUTY, vec![Change::TermClose(closing(1))]);
    }

    /// Every order of the news makes replicas that say the same of this mark; the value shown.
    fn in_every_order(&self, about: &Change) -> Option<Change> {
        let news = self.news();
        let beginning = self.first.beginning(&self.before);
        let mut said = None;
        let mut shown = None;
        for order in orders(news.len()) {
            let reader = beginning.then(order.iter().map(|at| &news[*at]));
            let now = says(&reader.store, about.register());
            assert_eq!(said.get_or_insert_with(|| now.clone()), &now, "{order:?}");
            let rebuilt = reader.store.compare_with_rebuild().unwrap();
            assert!(rebuilt.is_empty(), "{order:?}: {rebuilt:?}");
            shown = value(&reader.store, about);
        }
        shown
    }
}

fn director(who: &str) -> Change {
    Change::RoleGrant(RoleGrant {
        staff: staff(who),
        role: Role::Director,
        from: day("2020-09-01"),
        until: None,
    })
}

fn value(store: &Store, about: &Change) -> Option<Change> {
    store.current(about.register()).unwrap()
}

fn why(machine: &Machine, about: &Change) -> Option<String> {
    let history = machine.store.history(about.register()).unwrap();
    let entry = history.entries.into_iter().find(|e| e.op.change == *about);
    entry.unwrap().not_counted
}

#[test]
fn p7_d8_a_late_mark_counts_once_a_deputy_accepts_it_in_every_order_of_arrival() {
    let away = Away::new();
    away.second.mark(MONDAY, 1, "5").unwrap();
    away.second.seal_all();
    away.close();
    assert_eq!(
        away.in_every_order(&mark(1, 5)),
        None,
        "late after the close"
    );
    // The acceptance is made where the mark has not come yet, and its words came by telephone.
    let id = away.second.fact_of(&mark(1, 5));
    let accepted = accept(&[id], AcceptanceState::Accepted);
    away.first.state(DEPUTY, vec![accepted.clone()]);
    assert_eq!(away.in_every_order(&mark(1, 5)), Some(mark(1, 5)));
    let withdrawn = accept(&[id], AcceptanceState::Withdrawn);
    away.first.state(DEPUTY, vec![withdrawn]);
    assert_eq!(away.in_every_order(&mark(1, 5)), None, "taken back");
    away.first.state(DEPUTY, vec![accepted]);
    assert_eq!(away.in_every_order(&mark(1, 5)), Some(mark(1, 5)));
}

#[test]
fn p7_what_is_entered_here_and_what_comes_are_judged_alike() {
    let away = Away::new();
    away.second.mark(MONDAY, 1, "5").unwrap();
    away.close();
    away.second.send_to(&away.first);
    away.first.send_to(&away.second);
    let both = [&away.first, &away.second];
    for machine in both {
        assert!(why(machine, &mark(1, 5)).is_some());
        assert_eq!(value(&machine.store, &mark(1, 5)), None);
    }
    let id = away.second.fact_of(&mark(1, 5));
    for (state, shown) in [
        (AcceptanceState::Left, None),
        (AcceptanceState::Accepted, Some(mark(1, 5))),
        (AcceptanceState::Withdrawn, None),
        (AcceptanceState::Accepted, Some(mark(1, 5))),
    ] {
        away.first.state(DEPUTY, vec![accept(&[id], state)]);
        assert_eq!(value(&away.first.store, &mark(1, 5)), shown, "{state:?}");
        away.first.send_to(&away.second);
        for machine in both {
            assert_eq!(value(&machine.store, &mark(1, 5)), shown, "{state:?}");
            assert!(machine.equals_its_log(), "{state:?}");
        }
    }
}

#[test]
fn p7_a_batch_names_many_and_leaves_the_others_late() {
    let away = Away::new();
    for number in 1..=4 {
        away.second.mark(MONDAY, number, "4").unwrap();
    }
    away.close();
    away.second.send_to(&away.first);
    let ids = [1, 2, 3].map(|number| away.second.fact_of(&mark(number, 4)));
    let accepted = accept(&ids, AcceptanceState::Accepted);
    away.first.state(DEPUTY, vec![accepted]);
    let shown = [1, 2, 3, 4].map(|number| value(&away.first.store, &mark(number, 4)).is_some());
    assert_eq!(shown, [true, true, true, false]);
    // The same acceptance over fewer facts takes one of them out.
    let fewer = accept(&ids[..2], AcceptanceState::Accepted);
    away.first.state(DEPUTY, vec![fewer]);
    let shown = [1, 2, 3, 4].map(|number| value(&away.first.store, &mark(number, 4)).is_some());
    assert_eq!(shown, [true, true, false, false]);
    assert!(away.first.equals_its_log());
}

#[test]
fn d12_a_correction_without_permit_takes_effect_only_when_a_deputy_accepts_it() {
    let away = Away::new();
    away.first.mark(MONDAY, 1, "5").unwrap();
    away.first.seal_all();
    let base = [away.first.fact_of(&mark(1, 5))];
    away.first.at("2026-09-15T12:00");
    away.first.forge(TEACHER, mark(1, 3), &base);
    let about = mark(1, 5);
    assert_eq!(
        away.in_every_order(&about),
        Some(mark(1, 5)),
        "the first stays"
    );
    let id = away.first.fact_of(&mark(1, 3));
    away.first
        .state(DEPUTY, vec![accept(&[id], AcceptanceState::Accepted)]);
    assert_eq!(away.in_every_order(&about), Some(mark(1, 3)));
}

#[test]
fn d12_the_director_may_accept_too_and_nobody_else() {
    for (who, counts) in [(HISTORIAN, true), (TEACHER, false)] {
        let away = Away::new();
        away.second.mark(MONDAY, 1, "5").unwrap();
        away.second.seal_all();
        away.close();
        let id = away.second.fact_of(&mark(1, 5));
        let accepted = accept(&[id], AcceptanceState::Accepted);
        away.first.forge(who, accepted, &[]);
        let shown = away.in_every_order(&mark(1, 5));
        assert_eq!(shown.is_some(), counts, "{who}");
    }
}

fn revoke(machine: &Machine, who: &'static str) -> Change {
    Change::SeatRevocation(SeatRevocation {
        seat: machine.seat(who),
        reason: "ноутбук потерян".to_owned(),
    })
}

#[test]
fn p7_a_mark_cut_off_by_a_revocation_counts_once_accepted() {
    let away = Away::new();
    away.second.mark(MONDAY, 1, "5").unwrap();
    away.second.seal_all();
    let revocation = revoke(&away.second, TEACHER);
    away.first.state(DEPUTY, vec![revocation]);
    assert_eq!(away.in_every_order(&mark(1, 5)), None, "cut off");
    let id = away.second.fact_of(&mark(1, 5));
    let accepted = accept(&[id], AcceptanceState::Accepted);
    away.first.state(DEPUTY, vec![accepted]);
    assert_eq!(away.in_every_order(&mark(1, 5)), Some(mark(1, 5)));
}

#[test]
fn p7_an_acceptance_gives_nobody_a_right_they_never_had() {
    let away = Away::new();
    away.first.forge(HISTORIAN, mark(1, 5), &[]);
    let id = away.first.fact_of(&mark(1, 5));
    let accepted = accept(&[id], AcceptanceState::Accepted);
    away.first.state(DEPUTY, vec![accepted]);
    assert_eq!(away.in_every_order(&mark(1, 5)), None);
}

#[test]
fn p7_an_acceptance_of_a_seat_that_was_revoked_before_does_not_count() {
    let away = Away::new();
    away.second.mark(MONDAY, 1, "5").unwrap();
    away.second.seal_all();
    away.close();
    let revocation = revoke(&away.first, HISTORIAN);
    away.first.state(DEPUTY, vec![revocation]);
    let id = away.second.fact_of(&mark(1, 5));
    away.first
        .forge(HISTORIAN, accept(&[id], AcceptanceState::Accepted), &[]);
    assert_eq!(away.in_every_order(&mark(1, 5)), None);
}

#[test]
fn d8_what_was_accepted_stays_when_the_term_is_opened_and_closed_again() {
    let away = Away::new();
    away.second.mark(MONDAY, 1, "5").unwrap();
    away.second.mark(MONDAY, 2, "4").unwrap();
    away.close();
    away.second.send_to(&away.first);
    let id = away.second.fact_of(&mark(1, 5));
    away.first
        .state(DEPUTY, vec![accept(&[id], AcceptanceState::Accepted)]);
    let reopen = TermReopen {
        close: closing(1).close,
        reason: "забыт класс".to_owned(),
    };
    away.first.state(DEPUTY, vec![Change::TermReopen(reopen)]);
    assert_eq!(value(&away.first.store, &mark(2, 4)), Some(mark(2, 4)));
    away.first
        .state(DEPUTY, vec![Change::TermClose(closing(2))]);
    for about in [mark(1, 5), mark(2, 4)] {
        assert_eq!(value(&away.first.store, &about), Some(about.clone()));
    }
    assert!(away.first.equals_its_log());
}
