//! Every count of the sample's README and facts: people, classes, plan, load, timetable.

use crate::facts::{
    assert_counts, class, count_by, facts, folder, hours, lines, number, part, rows,
};
use chrono::Weekday;
use klassny_domain::roster::{ElectronicForm, Sex, StudyForm};
use klassny_exchange::{Severity, SheetKind, read_folder};

#[test]
fn the_sample_folder_is_read_whole_and_contradicts_itself_only_in_the_nine_planted_faults() {
    let preview = read_folder(&folder());
    let refused = lines(&preview.problems, Severity::Refused);
    assert!(refused.is_empty(), "{refused:#?}");
    let doubts = lines(&preview.problems, Severity::Doubt);
    assert_eq!(doubts.len(), 9, "{doubts:#?}");
    let journal = |line: &String| line.starts_with("Журнал_5А_1_четверть.xlsx");
    assert!(doubts.iter().all(journal));
    let passed: Vec<&str> = preview.passed_over.iter().map(|name| &**name).collect();
    assert_eq!(passed, ["README.md", "facts.json"]);

    let counted = |kind| {
        let sheets = preview
            .sheets
            .iter()
            .filter(move |sheet| sheet.kind == kind);
        sheets.map(|sheet| sheet.rows).sum::<usize>()
    };
    assert_eq!(counted(SheetKind::Pupils), 1030);
    assert_eq!(counted(SheetKind::Plan), 1090);
    let rows = &preview.rows;
    let first = &rows.pupils[0].source;
    let first = (&*first.file, &*first.sheet, first.row);
    assert_eq!(first, ("Контингент.xlsx", "Контингент", 2));
    let last = &rows.timetable[1307].source;
    let last = (&*last.file, &*last.sheet, last.row);
    assert_eq!(last, ("Расписание.xlsx", "Список", 1309));
    let chemistry = rows.plans.iter().map(|plan| &*plan.source.file);
    let chemistry = chemistry.filter(|file| file.contains("Химия"));
    assert!(chemistry.eq(["КТП/Химия_9.xlsx"]));
}

#[test]
fn r84_pupils_of_every_class_are_read() {
    let rows = rows("Контингент.xlsx");
    let facts = facts("контингент");
    assert_eq!(rows.pupils.len(), number(&facts["учеников"]));
    let by_class = count_by(&rows.pupils, |pupil| pupil.class.to_string());
    assert_counts(&by_class, &facts["по_классам"]);
    let of = |sex| rows.pupils.iter().filter(|pupil| pupil.sex == sex).count();
    assert_eq!(of(Sex::Male), number(&facts["мальчиков"]));
    assert_eq!(of(Sex::Female), number(&facts["девочек"]));
    let by_group = count_by(&rows.pupils, |pupil| pupil.health_group.clone());
    assert_counts(&by_group, &facts["физкультурные_группы"]);
    let without = |text: fn(&klassny_exchange::PupilRow) -> &String| {
        rows.pupils
            .iter()
            .filter(|pupil| text(pupil).is_empty())
            .count()
    };
    assert_eq!(without(|pupil| &pupil.uid), number(&facts["без_UID"]));
    assert_eq!(
        without(|pupil| &pupil.phone),
        number(&facts["без_телефона"])
    );
    assert_eq!(without(|pupil| &pupil.name.patronymic), 1);
    assert!(rows.pupils.iter().all(|pupil| pupil.born_on.is_some()));
    assert!(rows.pupils.iter().all(|pupil| pupil.enrolled_on.is_some()));
    assert!(rows.pupils.iter().all(|pupil| pupil.snils.len() == 14));
    let home: Vec<String> = rows
        .pupils
        .iter()
        .filter(|pupil| pupil.study_form == Some(StudyForm::Home))
        .map(|pupil| format!("{} ({})", pupil.name.full(), pupil.class))
        .collect();
    let expected = facts["на_дому"].as_array().unwrap().iter();
    let expected: Vec<&str> = expected.map(|name| name.as_str().unwrap()).collect();
    assert_eq!(home, expected);
}

#[test]
fn r62_guardians_and_their_form_of_information_are_read() {
    let rows = rows("Контингент.xlsx");
    let facts = facts("контингент");
    assert_eq!(rows.guardians.len(), number(&facts["записей_о_родителях"]));
    let second = rows
        .guardians
        .iter()
        .filter(|guardian| guardian.ordinal == 2);
    assert_eq!(second.count(), number(&facts["с_двумя_родителями"]));
    let of = |form| {
        rows.guardians
            .iter()
            .filter(move |guardian| guardian.electronic == form)
    };
    assert_eq!(
        of(ElectronicForm::Refused).count(),
        number(&facts["отказ_от_электронной_формы"])
    );
    assert_eq!(
        of(ElectronicForm::Unknown).count(),
        number(&facts["согласие_не_указано"])
    );
    let children = count_by(
        &of(ElectronicForm::Refused).cloned().collect::<Vec<_>>(),
        |guardian| guardian.file_number.clone(),
    );
    assert_eq!(
        children.len(),
        number(&facts["учеников_с_отказом_хотя_бы_одного"])
    );
}

#[test]
fn r85_staff_and_classes_are_read() {
    let rows = part(&["Сотрудники.xlsx", "Контингент.xlsx"]).rows;
    let facts = facts("сотрудники");
    assert_eq!(rows.staff.len(), number(&facts["всего"]));
    let by_category = count_by(&rows.staff, |staff| staff.category.clone());
    assert_counts(&by_category, &facts["категории"]);
    let director = rows
        .staff
        .iter()
        .find(|staff| staff.position == "Директор")
        .unwrap();
    assert_eq!(director.name.full(), facts["директор"].as_str().unwrap());
    assert_eq!(director.personnel_number, "0001");
    assert_eq!(director.inn, "000637151858");
    assert_eq!(director.week_hours_quarters, Some(8));
    assert_eq!(director.subjects, ["Обществознание"]);
    let teach = rows
        .staff
        .iter()
        .filter(|staff| staff.week_hours_quarters.is_some());
    assert_eq!(teach.count(), number(&facts["ведут_уроки"]));
    let lead = rows
        .staff
        .iter()
        .filter(|staff| staff.class_teacher_of.is_some());
    assert_eq!(lead.count(), number(&facts["классных_руководителей"]));
    let without_uid = rows.staff.iter().filter(|staff| staff.uid.is_empty());
    assert_eq!(without_uid.count(), number(&facts["без_UID"]));
    assert_eq!(rows.classes.len(), 40);
    assert!(
        rows.classes
            .iter()
            .all(|class| !class.class_teacher.is_empty())
    );
    let six = rows
        .classes
        .iter()
        .filter(|class| class.week_days == Some(6));
    assert_eq!(six.count(), 8);
}

#[test]
fn r94_the_curriculum_gives_each_class_its_hours() {
    let rows = rows("Учебный_план.xlsx");
    let facts = facts("учебный_план");
    let classes = facts["часов_в_неделю"].as_object().unwrap();
    for (name, expected) in classes {
        let class = class(name);
        let of_class: Vec<_> = rows
            .curriculum
            .iter()
            .filter(|row| row.grade == class.grade)
            .filter(|row| row.class.as_ref().is_none_or(|own| *own == class))
            .collect();
        let sum = hours(&of_class, |row| row.week_hours_quarters);
        assert_eq!(sum, number(expected), "{name}");
    }
    for (subject, expected) in facts["пятый_класс"].as_object().unwrap() {
        let fifth = rows
            .curriculum
            .iter()
            .filter(|row| row.grade == 5 && row.subject == *subject);
        let sum: u16 = fifth.map(|row| row.week_hours_quarters).sum();
        assert_eq!(usize::from(sum / 4), number(expected), "{subject}");
    }
    assert_eq!(rows.load_limits.len(), 11);
    for limit in &rows.load_limits {
        let expected = number(&facts["предел"][limit.grade.to_string()]);
        assert_eq!(usize::from(limit.limit_hours_quarters / 4), expected);
    }
    let deep = rows.curriculum.iter().filter(|row| row.level == "У");
    assert_eq!(deep.count(), 18);
}

#[test]
fn the_load_and_the_subgroups_are_read() {
    let rows = rows("Нагрузка.xlsx");
    let facts = facts("нагрузка");
    assert_eq!(rows.load.len(), number(&facts["строк"]));
    let sum = hours(&rows.load, |row| row.week_hours_quarters);
    assert_eq!(sum, number(&facts["учительских_часов"]));
    assert_eq!(rows.subgroups.len(), number(&facts["подгрупп_строк"]));
    let members = rows.subgroup_members.len();
    assert_eq!(members, number(&facts["состав_подгрупп_строк"]));
    assert_eq!(rows.home_study.len(), number(&facts["строк_на_дому"]));
    let home = hours(&rows.home_study, |row| row.week_hours_quarters);
    assert_eq!(home, number(&facts["часов_на_дому"]));
    let teachers = count_by(&rows.load, |row| row.teacher.clone());
    assert_eq!(teachers.len(), number(&facts["ведущих_учителей"]));
    assert_eq!(rows.teacher_totals.len(), 65);
    assert_eq!(rows.class_totals.len(), 40);
    let of_5a: Vec<_> = rows
        .load
        .iter()
        .filter(|row| row.class == class("5А"))
        .collect();
    let sum = hours(&of_5a, |row| row.week_hours_quarters);
    assert_eq!(sum, number(&facts["часы_5А_учительские"]));
    assert!(rows.load.iter().all(|row| row.personnel_number.len() == 4));
}

#[test]
fn the_timetable_is_read() {
    let rows = rows("Расписание.xlsx");
    let facts = facts("расписание");
    assert_eq!(rows.timetable.len(), number(&facts["строк"]));
    assert_eq!(rows.home_timetable.len(), 39);
    assert_eq!(rows.grid.len(), number(&facts["уроков_классов"]));
    let mut monday: Vec<_> = rows
        .timetable
        .iter()
        .filter(|row| row.class == class("5А") && row.weekday == Weekday::Mon)
        .filter(|row| row.subgroup < 2)
        .map(|row| (row.lesson, row.subject.as_str()))
        .collect();
    monday.sort_unstable();
    let expected = facts["понедельник_5А"].as_array().unwrap().iter();
    let expected: Vec<&str> = expected.map(|subject| subject.as_str().unwrap()).collect();
    assert_eq!(
        monday
            .iter()
            .map(|(_, subject)| *subject)
            .collect::<Vec<_>>(),
        expected
    );
    let timed = rows
        .timetable
        .iter()
        .filter(|row| row.starts_at < row.ends_at);
    assert_eq!(timed.count(), 1308);
}
