//! Files brought in again, after people have entered the same lessons by hand.

use chrono::NaiveDate;
use klassny_app::import::ImportPlan;
use klassny_domain::attendance::Presence;
use klassny_domain::change::Change;
use klassny_domain::lesson::{HomeworkText, LessonPlace};
use klassny_domain::mark::MarkValue;
use klassny_store::{Author, NewFact};
use klassny_tests::{World, sample_school};

/// D9: what a teacher entered stays against the file, is named with what both say, and does not
/// keep the rest of the files out.
#[test]
fn d9_a_second_import_leaves_what_people_entered_and_names_it() {
    let world = World::new().unwrap();
    world.clock.advance((5 * 60 + 10) * 60_000);
    let deputy = world.found().unwrap();
    let day = |day| NaiveDate::from_ymd_opt(2026, 10, day);
    deputy.app.import_folder(&sample_school(), day(22)).unwrap();
    let next = deputy
        .app
        .preview_import(&sample_school(), day(23))
        .unwrap();
    let (changes, name) = entered(&deputy.app, &next);

    let teacher = world.join(&deputy, "teacher", "АРМ 7").unwrap();
    let (staff, words) = world.invite(&deputy, &name).unwrap();
    deputy.app.sync_fully().unwrap();
    teacher.app.sync_fully().unwrap();
    teacher.first_sign_in(&staff, &words).unwrap();
    let seat = teacher.app.person().unwrap().seat;
    let workstation = teacher.app.workstation().unwrap();
    let facts = changes.iter().cloned().map(NewFact::from).collect();
    let store = &workstation.store;
    store
        .commit(Author { seat }, teacher.app.now(), facts)
        .unwrap();
    teacher.app.sync_fully().unwrap();
    deputy.app.sync_fully().unwrap();

    let in_file = |change: &&Change| next.facts.iter().any(|fact| fact.change == **change);
    let otherwise = changes.len() - changes.iter().filter(in_file).count();
    assert!(otherwise > 10, "{otherwise}");
    let preview = deputy
        .app
        .preview_import(&sample_school(), day(23))
        .unwrap();
    let imported = deputy.app.import_folder(&sample_school(), day(23)).unwrap();
    assert!(imported.stated > 0, "the rest of the day comes in");
    for plan in [&preview, &imported.plan] {
        assert_eq!(plan.kept, otherwise);
        let mut lines = plan.problems.iter();
        let of = |text: &str| lines.clone().any(|it| it.what.contains(text));
        assert!(
            of("«Своя тема»") && of("«Своё задание»") && of("«2»"),
            "{:#?}",
            plan.problems
        );
        let kept = lines.find(|it| it.what.contains("Своя тема")).unwrap();
        assert!(kept.place().starts_with("Журнал_5А"), "{}", kept.place());
        assert!(kept.row.is_some() && kept.what.contains("в файле"));
    }
    let store = &deputy.app.workstation().unwrap().store;
    for change in changes {
        let stands = store.current(change.register()).unwrap();
        assert_eq!(stands.as_ref(), Some(&change));
    }
    let again = deputy.app.import_folder(&sample_school(), day(23)).unwrap();
    assert_eq!(again.stated, 0);
}

/// A lesson of 23.10 that the file has, entered otherwise, and the name of its teacher.
fn entered(app: &klassny_app::App, plan: &ImportPlan) -> (Vec<Change>, String) {
    let of = |place: LessonPlace| {
        let changes = plan.facts.iter().map(|fact| fact.change.clone());
        changes.filter_map(move |change| match change {
            Change::LessonTopic(mut it) if it.place == place => {
                it.text = "Своя тема".to_owned();
                Some(Change::LessonTopic(it))
            }
            Change::Homework(mut it) if it.place == place => {
                it.text = HomeworkText::Set("Своё задание".to_owned());
                Some(Change::Homework(it))
            }
            Change::Mark(mut it) if it.place == place => {
                it.value = MarkValue::parse("2");
                Some(Change::Mark(it))
            }
            Change::Attendance(mut it) if it.place == place => {
                it.presence = Presence::Late { minutes: 5 };
                Some(Change::Attendance(it))
            }
            Change::Assignment(it) if it.place == place => Some(Change::Assignment(it)),
            Change::LessonRecord(it) if it.place == place => Some(Change::LessonRecord(it)),
            _ => None,
        })
    };
    let lessons = plan.facts.iter().filter_map(|fact| match &fact.change {
        Change::LessonRecord(record) => Some((record.place, record.taught_by)),
        _ => None,
    });
    let has_marks = |place| of(place).any(|change| matches!(change, Change::Mark(_)));
    let (place, staff) = lessons
        .clone()
        .find(|(place, _)| has_marks(*place))
        .unwrap();
    let store = &app.workstation().unwrap().store;
    let member = store
        .read(|read| read.staff_member(staff))
        .unwrap()
        .unwrap();
    let same = |change: &Change| matches!(change, Change::Assignment(_) | Change::LessonRecord(_));
    let mut changes: Vec<Change> = of(place).collect();
    // What is entered as the file has it is no difference.
    changes.sort_by_key(|change| !same(change));
    (changes, member.name.full())
}
