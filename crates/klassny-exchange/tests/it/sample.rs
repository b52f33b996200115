//! Every count of the sample's README and facts, file by file.

use crate::facts::{facts, lines, number, rows, sample};
use chrono::{NaiveDate, Weekday};
use klassny_domain::roster::{CourseKind, ElectronicForm, MovementKind, Sex, StudyForm};
use klassny_domain::timetable::SubstitutionKind;
use klassny_domain::work_kind::WorkKind;
use klassny_exchange::{ClassName, PlanKind, Severity, SheetKind};
use serde_json::Value;
use std::collections::BTreeMap;

fn class(name: &str) -> ClassName {
    ClassName::parse(name).unwrap()
}

fn day(day: u32, month: u32, year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// Compares counts by key with an object of the facts.
fn assert_counts(counted: &BTreeMap<String, usize>, fact: &Value) {
    let expected: BTreeMap<String, usize> = fact
        .as_object()
        .unwrap()
        .iter()
        .map(|(key, count)| (key.clone(), number(count)))
        .collect();
    assert_eq!(counted, &expected);
}

fn count_by<T>(rows: &[T], key: impl Fn(&T) -> String) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for row in rows {
        *counts.entry(key(row)).or_default() += 1;
    }
    counts
}

fn hours<T>(rows: &[T], of: impl Fn(&T) -> u16) -> usize {
    rows.iter().map(|row| usize::from(of(row))).sum::<usize>() / 4
}

#[test]
fn the_sample_folder_is_read_without_a_single_refusal() {
    let refused = lines(&sample().problems, Severity::Refused);
    assert!(refused.is_empty(), "{refused:#?}");
    let passed: Vec<&str> = sample().passed_over.iter().map(|name| &**name).collect();
    assert_eq!(passed, ["README.md", "facts.json"]);
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
    let rows = &sample().rows;
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

#[test]
fn r28_thirteen_plans_keep_rows_hours_kinds_and_sections() {
    let rows = &sample().rows;
    let facts = facts("ктп").as_object().unwrap();
    assert_eq!(rows.plans.len(), 13);
    for (file, fact) in facts {
        let plan = rows
            .plans
            .iter()
            .find(|plan| plan.source.file.ends_with(file.as_str()));
        let plan = plan.unwrap();
        assert_eq!(plan.rows.len(), number(&fact["строк"]), "{file}");
        let sum: usize = plan.rows.iter().map(|row| usize::from(row.hours)).sum();
        assert_eq!(sum, number(&fact["часов"]), "{file}");
        let control = plan.rows.iter().filter(|row| {
            matches!(
                row.kind,
                Some(WorkKind::Control | WorkKind::AdministrativeControl)
            )
        });
        assert_eq!(control.count(), number(&fact["контрольных"]), "{file}");
        let kinds = plan.rows.iter().filter(|row| row.kind.is_some());
        assert_eq!(
            kinds.count(),
            number(&fact["видов_контроля_всего"]),
            "{file}"
        );
        let sections = count_by(&plan.rows, |row| row.section.clone());
        assert_eq!(sections.len(), number(&fact["разделов"]), "{file}");
        let title = plan.title.as_ref().unwrap();
        assert_eq!(title.year, "2026/2027");
        assert_eq!(title.year_hours.map(usize::from), Some(sum), "{file}");
    }
    let of = |kind| {
        let titles = rows.plans.iter().filter_map(|plan| plan.title.as_ref());
        titles.filter(move |title| title.kind == kind).count()
    };
    assert_eq!(of(PlanKind::Subject), 11);
    assert_eq!(of(PlanKind::Extracurricular), 1);
    assert_eq!(of(PlanKind::ExtraEducation), 1);
}

#[test]
fn r30_control_works_are_read_by_kind() {
    let rows = rows("График_контрольных.xlsx");
    let facts = facts("график_контрольных");
    assert_eq!(rows.control_works.len(), number(&facts["строк"]));
    let by_kind = count_by(&rows.control_works, |work| work.kind_text.clone());
    assert_counts(&by_kind, &facts["по_видам"]);
    let of = |kind| {
        rows.control_works
            .iter()
            .filter(move |work| work.kind == kind)
            .count()
    };
    assert_eq!(of(WorkKind::AdministrativeControl), 365);
    assert_eq!(of(WorkKind::Control), 143);
    assert_eq!(of(WorkKind::NationalCheck), 66);
    assert_eq!(of(WorkKind::Other), 0);
    let of_5a = rows
        .control_works
        .iter()
        .filter(|work| work.class == class("5А"));
    assert_eq!(of_5a.clone().count(), number(&facts["для_5А"]));
    let first = of_5a.filter(|work| work.date <= day(24, 10, 2026));
    assert_eq!(first.count(), number(&facts["для_5А_в_1_четверти"]));
}

#[test]
fn r34_the_plan_of_entry_is_read() {
    let rows = rows("Расписание_ввода_данных.xlsx");
    let facts = facts("расписание_ввода");
    assert_eq!(rows.entry_slots.len(), number(&facts["строк"]));
    let people = count_by(&rows.entry_slots, |slot| slot.staff.clone());
    assert_eq!(people.len(), number(&facts["людей"]));
    assert_eq!(rows.workstations.len(), number(&facts["АРМ"]));
    let twenty = rows
        .entry_slots
        .iter()
        .filter(|slot| (slot.ends_at - slot.starts_at).num_minutes() == 20);
    assert_eq!(twenty.count(), 354);
    let saturday = rows
        .entry_slots
        .iter()
        .filter(|slot| slot.weekday == Weekday::Sat);
    assert_eq!(saturday.count(), number(&facts["по_дням"]["Суббота"]));
}

#[test]
fn r84_movements_arrivals_and_headcounts_are_read() {
    let rows = rows("Движение.xlsx");
    let facts = facts("движение");
    assert_eq!(rows.movements.len(), number(&facts["строк"]));
    let of = |kind| {
        rows.movements
            .iter()
            .filter(move |row| row.kind == kind)
            .count()
    };
    let kinds = &facts["по_видам"];
    assert_eq!(of(MovementKind::Arrival), number(&kinds["зачисление"]));
    assert_eq!(of(MovementKind::Departure), number(&kinds["отчисление"]));
    assert_eq!(
        of(MovementKind::Transfer),
        number(&kinds["перевод в другой класс"])
    );
    assert_eq!(
        of(MovementKind::HomeStudy),
        number(&kinds["обучение на дому"])
    );
    assert_eq!(rows.arrivals.len(), number(&facts["прибывших_новых"]));
    assert!(!rows.arrival_guardians.is_empty());
    let late: Vec<(&str, Option<u16>)> = rows
        .movements
        .iter()
        .filter(|row| row.working_days > Some(3))
        .map(|row| (row.number.as_str(), row.working_days))
        .collect();
    assert_eq!(late, [("172-у", Some(5)), ("246-у", Some(6))]);
    assert_eq!(rows.headcounts.len(), 41);
    let school = rows
        .headcounts
        .iter()
        .find(|row| row.class.is_none())
        .unwrap();
    let of_5a = rows
        .headcounts
        .iter()
        .find(|row| row.class == Some(class("5А")))
        .unwrap();
    for (row, fact) in [(school, "численность"), (of_5a, "численность_5А")] {
        let counted = row.counts.iter();
        let counted: BTreeMap<String, usize> = counted
            .map(|(day, count)| (day.format("%d.%m.%Y").to_string(), usize::from(*count)))
            .collect();
        assert_counts(&counted, &facts[fact]);
    }
}

#[test]
fn r23_substitutions_are_read_by_kind() {
    let rows = rows("Замены.xlsx");
    let facts = facts("замены");
    assert_eq!(rows.substitutions.len(), number(&facts["строк"]));
    let of = |kind| {
        rows.substitutions
            .iter()
            .filter(move |row| row.kind == kind)
            .count()
    };
    let kinds = &facts["по_видам"];
    assert_eq!(of(SubstitutionKind::Substitute), number(&kinds["замена"]));
    assert_eq!(
        of(SubstitutionKind::OtherSubject),
        number(&kinds["замена другим предметом"])
    );
    assert_eq!(
        of(SubstitutionKind::JoinedGroups),
        number(&kinds["объединение подгрупп"])
    );
    assert_eq!(
        of(SubstitutionKind::NotHeld),
        number(&kinds["урок не проведён"])
    );
    let sum: usize = rows
        .substitutions
        .iter()
        .map(|row| usize::from(row.hours))
        .sum();
    assert_eq!(sum, number(&facts["часов_замещено"]));
    assert_eq!(rows.teacher_absences.len(), number(&facts["отсутствий"]));
    let total: usize = rows
        .substitution_totals
        .iter()
        .map(|row| usize::from(row.hours))
        .sum();
    assert_eq!(total, number(&facts["часов_замещено"]));
    let in_5a = rows
        .substitutions
        .iter()
        .filter(|row| row.class == class("5А") && row.date <= day(24, 10, 2026));
    assert_eq!(in_5a.count(), number(&facts["в_5А_за_1_четверть"]));
}

#[test]
fn r2_extra_groups_and_their_lists_are_read() {
    let rows = rows("Группы_ГПД_ОДОД_внеурочная.xlsx");
    let facts = facts("группы");
    let of = |kind| {
        rows.courses
            .iter()
            .filter(move |row| row.kind == kind)
            .count()
    };
    assert_eq!(of(CourseKind::ExtendedDay), number(&facts["ГПД"]));
    assert_eq!(of(CourseKind::ExtraEducation), number(&facts["ОДОД"]));
    assert_eq!(
        of(CourseKind::Extracurricular),
        number(&facts["внеурочных_строк"])
    );
    assert_eq!(rows.course_members.len(), number(&facts["строк_состава"]));
    let members = |kind| {
        rows.course_members
            .iter()
            .filter(move |row| row.kind == kind)
            .count()
    };
    assert_eq!(
        members(CourseKind::ExtendedDay),
        number(&facts["учащихся_ГПД"])
    );
    assert_eq!(
        members(CourseKind::ExtraEducation),
        number(&facts["учащихся_ОДОД"])
    );
    let named = |member: &klassny_exchange::CourseMemberRow| {
        rows.courses
            .iter()
            .any(|course| course.name == member.course)
    };
    assert!(rows.course_members.iter().all(named));
}

#[test]
fn r61_the_frame_of_the_year_is_read_from_the_school_file() {
    let school = sample().school.as_ref().unwrap();
    assert_eq!(school.school.name, "ГБОУ школа № 1292 (учебная)");
    assert_eq!(school.school.inn, "0090607887");
    assert_eq!(school.school.year_start, day(1, 9, 2026));
    assert_eq!(school.addresses.len(), 2);
    assert_eq!(school.week.six_day, [9, 10, 11]);
    assert_eq!(school.load_limit[&9], 36);
    assert_eq!(school.weeks[&1], 33);
    assert_eq!(school.bells.len(), 9 + 3 + 4 + 5);
    assert_eq!(school.terms.len(), 6);
    assert_eq!(school.holidays.len(), 5);
    assert_eq!(school.public_holidays.len(), 8);
    assert_eq!(school.workstations.len(), 14);
}

#[test]
fn every_row_knows_its_file_sheet_and_row() {
    let rows = &sample().rows;
    let first = &rows.pupils[0].source;
    assert_eq!(
        (&*first.file, &*first.sheet, first.row),
        ("Контингент.xlsx", "Контингент", 2)
    );
    let last = &rows.timetable[1307].source;
    assert_eq!(
        (&*last.file, &*last.sheet, last.row),
        ("Расписание.xlsx", "Список", 1309)
    );
    let plan = rows
        .plans
        .iter()
        .find(|plan| plan.source.file.contains("Химия"))
        .unwrap();
    assert_eq!(&*plan.source.file, "КТП/Химия_9.xlsx");
    let counted = |kind| {
        let sheets = sample()
            .sheets
            .iter()
            .filter(move |sheet| sheet.kind == kind);
        sheets.map(|sheet| sheet.rows).sum::<usize>()
    };
    assert_eq!(counted(SheetKind::Pupils), 1030);
    assert_eq!(counted(SheetKind::Plan), 1090);
}
