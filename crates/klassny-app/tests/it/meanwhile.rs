//! What a person is told after having been away, and the list of records that differ.

use crate::school::{
    DEPUTY, HISTORIAN, Machine, TEACHER, algebra, class, day, place, pupil, quarter, staff,
};
use klassny_app::api::ResolveConflict;
use klassny_app::away::{away_read, while_away};
use klassny_app::conflicts::open_conflicts;
use klassny_app::view::aside::AsidePart;
use klassny_app::view::away::AwayCode;
use klassny_app::view::text::WorkKindCode;
use klassny_domain::change::Change;
use klassny_domain::ids::RemarkId;
use klassny_domain::lesson::{LessonPlace, LessonTopic};
use klassny_domain::mark::{Grade, MarkValue};
use klassny_domain::term::{FinalKind, FinalMark, Remark, RemarkState, TermClose};

const MONDAY: &str = "2026-09-14";

fn lesson() -> LessonPlace {
    LessonPlace {
        group: algebra(),
        date: day(MONDAY),
        bell: 1,
        ordinal: 0,
    }
}

fn topic(text: &str) -> Change {
    Change::LessonTopic(LessonTopic {
        place: lesson(),
        text: text.to_owned(),
        plan_row: None,
    })
}

fn decided(value: u8) -> Change {
    Change::FinalMark(FinalMark {
        group: algebra(),
        pupil: pupil(2),
        kind: FinalKind::Term(quarter()),
        value: Grade::new(value).map(MarkValue::Grade),
        reason: String::new(),
    })
}

#[test]
fn r70_what_others_changed_meanwhile_is_told_once_and_opens_its_place() {
    let school = Machine::new();
    school.at("2026-09-14T09:50");
    school.hold(MONDAY, &[WorkKindCode::Control]);
    let told = || while_away(&school.desk(TEACHER)).unwrap();
    assert_eq!(
        (told().total, told().since),
        (0, None),
        "nothing on the first time"
    );
    away_read(&school.desk(TEACHER)).unwrap();
    away_read(&school.desk(HISTORIAN)).unwrap();
    school.mark(MONDAY, 1, "5").unwrap();
    assert_eq!(told().total, 0, "one's own is no news");
    school.at("2026-09-15T12:00");
    school.state(
        DEPUTY,
        vec![Change::Remark(Remark {
            remark: RemarkId::from_bytes([8; 16]),
            group: algebra(),
            lesson: Some(lesson()),
            pupil: Some(pupil(1)),
            staff: staff(TEACHER),
            text: "Отметка не та, что в работе".to_owned(),
            due_on: day("2026-09-25"),
            state: RemarkState::Open,
        })],
    );
    let (class, term) = (class(9), quarter());
    school.state(
        DEPUTY,
        vec![Change::TermClose(TermClose {
            close: TermClose::id_of(class, term, 1),
            class,
            term,
            ordinal: 1,
        })],
    );
    let view = told();
    assert_eq!(
        (view.total, view.since.as_deref()),
        (2, Some("2026-09-14T09:50:00"))
    );
    let lines: Vec<_> = view.groups.iter().flat_map(|group| &group.lines).collect();
    let remark = lines
        .iter()
        .find(|line| line.what == AwayCode::Remark)
        .unwrap();
    assert_eq!(remark.place, Some(place(MONDAY)));
    assert_eq!(
        (remark.by.as_str(), remark.at.as_str()),
        ("Орлова Т. Н.", "2026-09-15T12:00:00")
    );
    assert_eq!(remark.term, quarter().to_string());
    assert!(lines.iter().any(|line| line.what == AwayCode::Closed));
    // The historian teaches the class too, and the remark is not his.
    let other = while_away(&school.desk(HISTORIAN)).unwrap();
    let what: Vec<AwayCode> = other
        .groups
        .iter()
        .flat_map(|g| &g.lines)
        .map(|l| l.what)
        .collect();
    assert!(!what.contains(&AwayCode::Remark) && !what.contains(&AwayCode::Mark));
    assert_eq!(away_read(&school.desk(TEACHER)).unwrap().total, 0);
    assert_eq!(told().total, 0);
}

#[test]
fn r22_r33_records_that_differ_are_listed_to_who_may_settle_them() {
    let first = Machine::new();
    first.at("2026-09-14T09:50");
    first.hold(MONDAY, &[WorkKindCode::Control]);
    let second = first.second();
    first.mark(MONDAY, 1, "5").unwrap();
    second.mark(MONDAY, 1, "4").unwrap();
    first.state(TEACHER, vec![topic("Неравенства"), decided(5)]);
    second.state(TEACHER, vec![topic("Системы"), decided(4)]);
    first.send_to(&second);
    second.send_to(&first);
    for machine in [&first, &second] {
        let torn = open_conflicts(&machine.desk(TEACHER)).unwrap();
        let mut parts: Vec<(AsidePart, bool)> = torn.iter().map(|t| (t.part, t.mine)).collect();
        parts.sort_by_key(|(part, _)| *part as u8);
        let expected = [AsidePart::Mark, AsidePart::Topic, AsidePart::TermMark];
        assert_eq!(parts, expected.map(|part| (part, true)));
        let mark = torn
            .iter()
            .find(|line| line.part == AsidePart::Mark)
            .unwrap();
        let mut values: Vec<&str> = mark.tips.iter().map(|tip| tip.text.as_str()).collect();
        values.sort_unstable();
        assert_eq!(values, ["4", "5"]);
        assert!(mark.tips.iter().all(|tip| tip.stamp.by == "Соколова И. В."));
        assert_eq!(mark.tips.iter().filter(|tip| tip.shown).count(), 1);
    }
    assert!(open_conflicts(&first.desk(HISTORIAN)).unwrap().is_empty());
    let seen = open_conflicts(&first.desk(DEPUTY)).unwrap();
    assert!(
        seen.len() == 3
            && seen
                .iter()
                .all(|line| line.part == AsidePart::TermMark || !line.mine)
    );
    for line in open_conflicts(&first.desk(TEACHER)).unwrap() {
        let tip = line.tips.iter().find(|tip| !tip.shown).unwrap();
        let args = ResolveConflict {
            group: line.group.clone(),
            term: line.term.clone(),
            fact: tip.fact.clone(),
        };
        klassny_app::take_back::resolve_conflict(&first.desk(TEACHER), &args).unwrap();
    }
    first.send_to(&second);
    for machine in [&first, &second] {
        assert!(open_conflicts(&machine.desk(TEACHER)).unwrap().is_empty());
        assert!(machine.equals_its_log());
    }
}
