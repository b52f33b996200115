//! Every count of the sample's README and facts: plans, works, entry, movement, substitutions,
//! groups, the school file.

use crate::facts::{assert_counts, class, count_by, day, facts, number, part, rows};
use chrono::Weekday;
use klassny_domain::roster::{CourseKind, MovementKind};
use klassny_domain::timetable::SubstitutionKind;
use klassny_domain::work_kind::WorkKind;
use klassny_exchange::PlanKind;
use std::collections::BTreeMap;

#[test]
fn r28_thirteen_plans_keep_rows_hours_kinds_and_sections() {
    let facts = facts("ктп").as_object().unwrap();
    let files: Vec<String> = facts.keys().map(|file| format!("КТП/{file}")).collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let rows = part(&files).rows;
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
    let school = part(&["school.toml"]).school.unwrap();
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
