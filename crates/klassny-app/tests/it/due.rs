//! Hours by plan, the day a reason is due, and what waits for its author to sign in.

use crate::school::{
    DEPUTY, HISTORIAN, Machine, TEACHER, algebra, day, group, place, pupil, staff,
};
use klassny_app::api::{CellArgs, PresenceArg, SetAttendance, Today};
use klassny_app::view::journal::CellView;
use klassny_app::view::text::{AbsenceCode, Delivery};
use klassny_app::view::today::{DutyCode, DutyLine};
use klassny_domain::change::Change;
use klassny_domain::timetable::{Substitution, SubstitutionKind};

/// Three lessons of algebra a week: Monday, Wednesday, Friday.
const MISSED: &str = "2026-09-14";

fn cell(school: &Machine, who: &'static str, number: usize) -> CellView {
    let args = CellArgs {
        place: place(MISSED),
        pupil: pupil(number).to_string(),
    };
    klassny_app::cell::cell(&school.desk(who), &args).unwrap()
}

#[test]
fn r30_hours_by_plan_are_the_timetables_whatever_was_given_besides() {
    let school = Machine::new();
    school.at("2026-09-14T09:50");
    let before = school.spread();
    // From 1 September to 24 October: 23 Mondays, Wednesdays and Fridays.
    assert_eq!((before.plan_hours, before.lessons.len()), (Some(23), 23));
    let tuesday = day("2026-09-15");
    let history = group(9, "История");
    let given = Substitution {
        substitution: Substitution::id_of(history, tuesday, 1),
        group: history,
        date: tuesday,
        bell: 1,
        absent: staff(HISTORIAN),
        reason: "болезнь".to_owned(),
        document: String::new(),
        kind: SubstitutionKind::OtherSubject,
        substitute: Some(staff(TEACHER)),
        taught_group: Some(algebra()),
        hours: 1,
        paid: true,
    };
    school.state(DEPUTY, vec![Change::Substitution(given)]);
    let after = school.spread();
    assert_eq!((after.plan_hours, after.lessons.len()), (Some(23), 24));
}

fn reasons_owed(school: &Machine) -> Option<DutyLine> {
    let view = klassny_app::today::today(&school.desk(HISTORIAN), &Today { date: None });
    let mut duties = view.unwrap().duties.into_iter();
    duties.find(|duty| duty.duty == DutyCode::AbsenceReasons)
}

fn give_reason(school: &Machine, number: usize) {
    let args = SetAttendance {
        place: place(MISSED),
        pupil: pupil(number).to_string(),
        presence: PresenceArg::Absent {
            reason: AbsenceCode::Illness,
        },
    };
    klassny_app::marks::set_attendance(&school.desk(HISTORIAN), &args).unwrap();
}

#[test]
fn r38_the_reason_of_an_absence_is_due_five_school_days_after_the_return() {
    let school = Machine::new();
    school.at("2026-09-14T09:50");
    school.hold(MISSED, &[]);
    for number in [2, 3] {
        school.absent(MISSED, number).unwrap();
    }
    let owed = reasons_owed(&school).unwrap();
    assert_eq!((owed.count, owed.due_on), (2, None), "nobody is back yet");

    // The second is away again, the third is back on Wednesday, the 16th.
    school.at("2026-09-16T10:50");
    school.hold("2026-09-16", &[]);
    school.absent("2026-09-16", 2).unwrap();
    let owed = reasons_owed(&school).unwrap();
    let due = Some("2026-09-23".to_owned());
    assert_eq!((owed.count, owed.due_on), (3, due));

    school.at("2026-09-18T10:50");
    school.hold("2026-09-18", &[]);
    school.at("2026-09-23T23:50");
    give_reason(&school, 3);
    let owed = reasons_owed(&school).unwrap();
    let due = Some("2026-09-25".to_owned());
    assert_eq!((owed.count, owed.due_on), (2, due), "back on the 18th");
    school.at("2026-09-26T00:10");
    give_reason(&school, 2);
    let late = |number: usize| {
        let entries = cell(&school, HISTORIAN, number).entries;
        entries
            .iter()
            .map(|entry| entry.lateness == klassny_app::view::text::LatenessCode::EnteredLate)
            .collect::<Vec<_>>()
    };
    assert_eq!(late(3), [false, false], "the absence and its reason");
    assert_eq!(late(2), [false, true]);
}

/// D2: a crash leaves what was saved and not sealed to its author's key.
#[test]
fn d2_what_is_saved_and_not_sealed_waits_for_its_author_to_sign_in() {
    let school = Machine::new();
    school.at("2026-09-14T09:50");
    school.hold(MISSED, &[]);
    school.mark(MISSED, 1, "5").unwrap();
    let delivery = |who| cell(&school, who, 1).entries[0].delivery;
    assert_eq!(delivery(TEACHER), Delivery::SavedHere);
    assert_eq!(delivery(DEPUTY), Delivery::WaitsForSignIn);
    school.seal_all();
    assert_eq!(delivery(DEPUTY), Delivery::Sent);
}
