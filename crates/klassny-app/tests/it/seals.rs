//! Seals of witnesses and what they prove (P8, D11).

use crate::school::orders::Segment;
use crate::school::{DEPUTY, Machine, TEACHER, algebra, lessons, place, pupil};
use chrono::NaiveDateTime;
use klassny_app::api::{CellArgs, RestoreSeals, VoidSeals};
use klassny_app::late::{late_entries, restore_seals, void_seals};
use klassny_app::view::journal::CellFlag;
use klassny_app::view::late::LateView;
use klassny_app::view::text::{ErrorCode, LatenessCode, WorkKindCode};
use klassny_domain::calendar::end_of_day;
use klassny_domain::change::{Change, FactId};
use klassny_domain::lesson::LessonPlace;
use klassny_domain::mark::{Grade, Mark, MarkValue};
use klassny_domain::norm::{Evidence, Lateness, lateness};
use klassny_domain::witness::Seal;
use klassny_store::{Error, Store};
use std::collections::HashMap;

const MINUTE: i64 = 60_000;
const DAY: i64 = 86_400_000;

/// A witness and a teacher's machine that know each other.
fn two() -> (Machine, Machine) {
    let witness = Machine::new();
    let other = witness.second();
    witness.set_witness(&witness, 7, true);
    witness.send_to(&other);
    (witness, other)
}

fn entries(machine: &Machine, who: &'static str) -> LateView {
    late_entries(&machine.desk(who)).unwrap()
}

fn states(view: &LateView) -> Vec<(String, LatenessCode)> {
    let lines = view.lines.iter();
    let lines = lines.filter(|line| line.part == klassny_app::view::aside::AsidePart::Mark);
    let mut states: Vec<_> = lines.map(|line| (line.text.clone(), line.state)).collect();
    states.sort_by(|a, b| a.0.cmp(&b.0));
    states
}

#[test]
fn p7_only_a_witness_seals_and_its_duty_is_given_and_taken_by_an_administrator() {
    let witness = Machine::new();
    let other = witness.second();
    assert!(matches!(witness.seal_time(), Err(Error::NotAllowed(_))));
    witness.set_witness(&witness, 7, true);
    witness.seal_time().unwrap();
    witness.send_to(&other);
    assert!(matches!(other.seal_time(), Err(Error::NotAllowed(_))));
    let newest = other.store.newest_seal().unwrap();
    assert_eq!(newest, Some((witness.clock_ms(), witness.device_id())));

    // A changed program seals on although the duty was taken: beside it nothing counts (D6).
    witness.set_witness(&witness, 7, false);
    assert!(matches!(witness.seal_time(), Err(Error::NotAllowed(_))));
    witness.forge_by_device(Change::Seal(Seal {
        device: witness.device_id(),
        at: chrono::DateTime::from_timestamp_millis(witness.clock_ms() + DAY).unwrap(),
        follows: None,
    }));
    witness.send_to(&other);
    assert_eq!(other.store.newest_seal().unwrap(), newest);
    assert!(other.equals_its_log());
}

#[test]
fn p8_a_fact_lies_between_the_newest_seal_under_it_and_the_first_that_covers_it() {
    let (witness, other) = two();
    witness.at("2026-09-07T09:00").seal_time().unwrap();
    witness.send_to(&other);
    other.at("2026-09-07T09:05");
    other.hold("2026-09-07", &[WorkKindCode::Oral]);
    other.mark("2026-09-07", 1, "5").unwrap();
    witness.at("2026-09-07T09:15").seal_time().unwrap();
    other.send_to(&witness);
    witness.at("2026-09-07T09:30").seal_time().unwrap();
    witness.at("2026-09-07T09:45").seal_time().unwrap();
    witness.send_to(&other);
    let shown = |machine: &Machine| {
        let args = CellArgs {
            place: place("2026-09-07"),
            pupil: pupil(1).to_string(),
        };
        let cell = klassny_app::cell::cell(&machine.desk(TEACHER), &args).unwrap();
        let entry = cell.entries.into_iter().next().unwrap();
        (
            entry.proved.after.unwrap(),
            entry.proved.before.unwrap(),
            entry.lateness,
        )
    };
    let expected = (
        "2026-09-07T09:00:00".to_owned(),
        "2026-09-07T09:30:00".to_owned(),
        LatenessCode::InTime,
    );
    assert_eq!(shown(&other), expected);
    assert_eq!(shown(&witness), expected);
}

/// Three marks of the 7th, whose norm ends on the 8th: in time, back-dated by a machine that had
/// heard of a later seal, and by one that had not.
fn back_dated() -> (Machine, Machine) {
    let (witness, other) = two();
    other.at("2026-09-07T12:00");
    other.hold("2026-09-07", &[WorkKindCode::Oral]);
    other.mark("2026-09-07", 1, "3").unwrap();
    other.send_to(&witness);
    witness.at("2026-09-07T12:15").seal_time().unwrap();
    // The machine's clock stays where it was; its owner enters on the 10th.
    other.at("2026-09-07T12:30");
    other.mark("2026-09-07", 2, "4").unwrap();
    other.seal_all();
    witness.at("2026-09-10T08:00").seal_time().unwrap();
    witness.send_to(&other);
    other.mark("2026-09-07", 3, "5").unwrap();
    other.send_to(&witness);
    witness.at("2026-09-10T08:15").seal_time().unwrap();
    witness.send_to(&other);
    (witness, other)
}

#[test]
fn d11_late_is_one_of_two_states_the_same_on_every_replica() {
    let (witness, other) = back_dated();
    let expected = [
        ("4".to_owned(), LatenessCode::DeliveredLate),
        ("5".to_owned(), LatenessCode::EnteredLate),
    ];
    other.at("2026-09-10T09:00");
    witness.at("2026-09-10T09:00");
    assert_eq!(states(&entries(&witness, DEPUTY)), expected);
    // A teacher sees the own ones, without the seals.
    let own = entries(&other, TEACHER);
    assert_eq!(states(&own), expected);
    assert!(own.seals.is_empty() && !own.may_decide);
    let flags = |number| other.cell("2026-09-07", number).flags;
    assert!(!flags(1).contains(&CellFlag::EnteredLate));
    assert!(flags(2).contains(&CellFlag::DeliveredLate));
    assert!(flags(3).contains(&CellFlag::EnteredLate));
    assert!(witness.equals_its_log() && other.equals_its_log());
}

/// P8: a machine that knew its clock to be wrong signed it, so what it entered is shown and judged by
/// the share's clock; without that word its own clock speaks.
#[test]
fn p8_an_entry_is_timed_by_the_shares_clock_where_its_machine_knew_its_own_to_be_wrong() {
    let (reader, other) = two();
    other.at("2026-09-07T12:00");
    other.hold("2026-09-07", &[WorkKindCode::Oral]);
    other.mark("2026-09-07", 1, "3").unwrap();
    // Off by little: nobody is told of it.
    other
        .share_clock_ms
        .set(Some(other.clock_ms() + 9 * MINUTE));
    other.mark("2026-09-07", 2, "4").unwrap();
    other.seal_all();
    // The clock stands on the 7th; the folder's says the 10th.
    other.share_clock_ms.set(Some(other.clock_ms() + 3 * DAY));
    other.mark("2026-09-07", 3, "5").unwrap();
    other.send_to(&reader);
    for machine in [&reader, &other] {
        machine.at("2026-09-10T13:00");
        let view = entries(
            machine,
            if std::ptr::eq(machine, &reader) {
                DEPUTY
            } else {
                TEACHER
            },
        );
        assert_eq!(states(&view), [("5".to_owned(), LatenessCode::EnteredLate)]);
        let line = view.lines.iter().find(|line| line.text == "5").unwrap();
        assert!(line.by.at.starts_with("2026-09-10T11:59"), "{}", line.by.at);
        assert_eq!(line.clock_said.as_deref(), Some("2026-09-07T12:00:00"));
        assert!(
            machine
                .cell("2026-09-07", 3)
                .flags
                .contains(&CellFlag::EnteredLate)
        );
    }
    assert!(reader.equals_its_log() && other.equals_its_log());
}

#[test]
fn d11_a_deputy_voids_the_seals_of_a_wrong_clock_with_a_reason_and_takes_it_back() {
    let (witness, _) = back_dated();
    witness.at("2026-09-10T09:00");
    let desk = || witness.desk(DEPUTY);
    let device = witness.device_id().to_string();
    let void = |day: &str, reason: &str| {
        let args = VoidSeals {
            device: device.clone(),
            day: day.to_owned(),
            reason: reason.to_owned(),
        };
        void_seals(&desk(), &args)
    };
    let days = entries(&witness, DEPUTY).seals;
    let counts: Vec<_> = days
        .iter()
        .map(|day| (day.day.as_str(), day.count))
        .collect();
    assert_eq!(counts, [("2026-09-10", 2), ("2026-09-07", 1)]);

    assert_eq!(
        void("2026-09-10", " ").unwrap_err().code,
        ErrorCode::NeedsReason
    );
    let voided = void("2026-09-10", "часы свидетеля спешили").unwrap();
    assert_eq!(states(&voided), []);
    assert_eq!((voided.seals[0].voided, voided.seals[0].count), (2, 2));
    assert_eq!(voided.seals[0].reason, "часы свидетеля спешили");

    let args = RestoreSeals {
        device: device.clone(),
        day: "2026-09-10".to_owned(),
    };
    let restored = restore_seals(&desk(), &args).unwrap();
    assert_eq!(states(&restored).len(), 2);
    assert_eq!(
        restore_seals(&desk(), &args).unwrap_err().code,
        ErrorCode::NotFound
    );
    assert!(witness.equals_its_log());
    // Who does not decide voids nothing.
    let teacher = void_seals(
        &witness.desk(TEACHER),
        &VoidSeals {
            device,
            day: "2026-09-07".to_owned(),
            reason: "так надо".to_owned(),
        },
    );
    assert_eq!(teacher.unwrap_err().code, ErrorCode::NotAllowed);
}

#[test]
fn p8_clocks_of_witnesses_that_contradict_are_told() {
    let (witness, other) = two();
    witness.set_witness(&other, 12, true);
    witness.send_to(&other);
    witness.at("2027-09-07T12:00").seal_time().unwrap();
    witness.send_to(&other);
    other.at("2026-09-07T12:15").seal_time().unwrap();
    other.send_to(&witness);
    let seals = witness.store.seals_between(i64::MIN..=i64::MAX).unwrap();
    let told: Vec<_> = seals
        .iter()
        .map(|seal| {
            (
                seal.device == other.device_id(),
                seal.contradicts_ms.is_some(),
            )
        })
        .collect();
    assert_eq!(told, [(true, true), (false, false)]);
    witness.at("2026-09-08T12:00");
    let days = entries(&witness, DEPUTY).seals;
    let odd: Vec<_> = days.iter().map(|day| day.contradicting).collect();
    assert_eq!(odd, [0, 1]);
}

/// One mark of the long run.
struct Entered {
    change: Change,
    closes_at: NaiveDateTime,
    /// By a clock that is right.
    truly_ms: i64,
    claims_ms: i64,
    held_ms: Option<i64>,
}

/// A seeded stream of chance.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) % limit
    }

    /// A clock off by a day to ten years, or right.
    fn skew_ms(&mut self) -> i64 {
        let span = [0, 3, 40, 400, 3650][usize::try_from(self.below(5)).unwrap()];
        let days = i64::try_from(self.below(2 * span + 1)).unwrap() - i64::try_from(span).unwrap();
        days * DAY + i64::try_from(self.below(180)).unwrap() * MINUTE
    }
}

fn local(at_ms: i64) -> NaiveDateTime {
    let at = chrono::DateTime::from_timestamp_millis(at_ms + 3 * 3_600_000);
    at.unwrap().naive_utc()
}

fn mark(date: &str, (number, ordinal): (usize, u8)) -> Change {
    let at = place(date);
    Change::Mark(Mark {
        place: LessonPlace {
            group: algebra(),
            date: date.parse().unwrap(),
            bell: at.bell,
            ordinal: 0,
        },
        ordinal,
        pupil: pupil(number),
        value: Grade::new(4).map(MarkValue::Grade),
        written_on: None,
        comment: String::new(),
    })
}

/// The state of every mark on a replica, by the id of its fact.
fn judged(store: &Store, run: &[Entered]) -> HashMap<FactId, (Lateness, Option<i64>)> {
    let stood: Vec<_> = run
        .iter()
        .filter_map(|entered| {
            let history = store.history(entered.change.register()).unwrap();
            let entry = history.entries.into_iter().next()?;
            Some((entry.fact_no, entry.id?, entered))
        })
        .collect();
    let proofs = store.evidence(stood.iter().map(|(no, ..)| *no)).unwrap();
    let states = stood.into_iter().map(|(fact_no, id, entered)| {
        let proof = proofs.get(&fact_no).copied().unwrap_or_default();
        let evidence = Evidence {
            entered_at: local(entered.claims_ms),
            not_before: proof.not_before.map(local),
            delivered_at: proof.held_at.map(local),
            not_delivered_at: proof.not_held_at.map(local),
        };
        (id, (lateness(entered.closes_at, &evidence), proof.held_at))
    });
    states.collect()
}

/// A teacher whose clock is off by anything enters marks when it suits, sometimes offline; the
/// witness seals now and then. Gives every mark with the truth, and the seals.
fn long_run(chance: &mut Chance, marks: usize) -> (Machine, Machine, Vec<Entered>, Vec<i64>) {
    let (witness, other) = two();
    let dates = lessons("2026-09-02", "2026-10-20");
    let (mut out, mut back) = (0, 0);
    let mut truly_ms = 1_788_336_000_000;
    let mut skew_ms = 0;
    let (mut run, mut seals): (Vec<Entered>, Vec<i64>) = (Vec::new(), Vec::new());
    let mut next = HashMap::new();
    while run.len() < marks {
        truly_ms += i64::try_from(chance.below(300)).unwrap() * MINUTE;
        other.set_clock_ms(truly_ms + skew_ms);
        witness.set_clock_ms(truly_ms);
        match chance.below(8) {
            0 => {
                witness.seal_time().unwrap();
                seals.push(truly_ms);
            }
            1 => witness.send_more_to(&other, &mut back),
            2 => {
                other.send_more_to(&witness, &mut out);
                for entered in &mut run {
                    entered.held_ms.get_or_insert(truly_ms);
                }
            }
            3 => skew_ms = chance.skew_ms(),
            _ => {
                let today = local(truly_ms).date().to_string();
                let held: Vec<&String> = dates.iter().filter(|date| **date <= today).collect();
                let recent = u64::try_from(held.len().min(6)).unwrap();
                if recent == 0 {
                    continue;
                }
                let at = held.len() - 1 - usize::try_from(chance.below(recent)).unwrap();
                let date = held[at].as_str();
                let count = next.entry(date.to_owned()).or_insert(0_usize);
                *count += 1;
                let ordinal = u8::try_from(*count / 6).unwrap();
                let change = mark(date, (1 + *count % 6, ordinal));
                if ordinal > 90 {
                    continue;
                }
                other.state(TEACHER, vec![change.clone()]);
                let day: chrono::NaiveDate = date.parse().unwrap();
                run.push(Entered {
                    change,
                    closes_at: end_of_day(day.succ_opt().unwrap()),
                    truly_ms,
                    claims_ms: truly_ms + skew_ms,
                    held_ms: None,
                });
            }
        }
        if truly_ms > 1_788_336_000_000 + 48 * DAY {
            truly_ms = 1_788_336_000_000 + 48 * DAY;
        }
    }
    witness.set_clock_ms(truly_ms);
    other.send_more_to(&witness, &mut out);
    for entered in &mut run {
        entered.held_ms.get_or_insert(truly_ms);
    }
    witness.seal_time().unwrap();
    witness.send_more_to(&other, &mut back);
    (witness, other, run, seals)
}

#[test]
fn p8_every_back_dated_mark_is_flagged_whatever_the_clocks_and_the_order_of_arrival() {
    let mut chance = Chance(0x5ea1);
    let (mut dated, mut flagged, mut in_time) = (0, 0, 0);
    for _ in 0..3 {
        let (witness, other, run, seals) = long_run(&mut chance, 400);
        let states = judged(&witness.store, &run);
        assert_eq!(states.len(), run.len());
        assert_eq!(
            judged(&other.store, &run),
            states,
            "both machines say the same"
        );
        let segments: Vec<Segment> = [witness.sealed_so_far(), other.sealed_so_far()].concat();
        let mut order: Vec<&Segment> = segments.iter().collect();
        order.sort_by_cached_key(|_| chance.below(1 << 30));
        let reader = witness.beginning(&[]).then(order);
        assert_eq!(
            judged(&reader.store, &run),
            states,
            "in any order of arrival"
        );
        for entered in &run {
            let history = witness.store.history(entered.change.register()).unwrap();
            let (state, held_at) = states[&history.entries[0].id.unwrap()];
            let held_ms = entered.held_ms.unwrap();
            let late = local(entered.truly_ms) > entered.closes_at;
            let proved = seals
                .iter()
                .any(|seal| local(*seal) > entered.closes_at && *seal < held_ms);
            let claims_in_time = local(entered.claims_ms) <= entered.closes_at;
            if late && claims_in_time && proved {
                dated += 1;
                assert_ne!(
                    state,
                    Lateness::InTime,
                    "back-dated at {}",
                    entered.truly_ms
                );
            }
            flagged += usize::from(state != Lateness::InTime);
            if held_at.is_some_and(|at| local(at) <= entered.closes_at) {
                in_time += 1;
                assert!(!late, "what was held in time was made in time");
                assert_eq!(state, Lateness::InTime, "whatever its clock says");
            }
        }
    }
    assert!(
        dated > 100 && flagged > dated && in_time > 100,
        "{dated} {flagged} {in_time}"
    );
}
