//! What each sheet is, by its headers, and the rows read from it.
//!
//! Owns the list of known tables. A sheet is the table whose columns it has most of; the name of
//! the file never matters. It must never read a sheet that fits no table.

use crate::fields::Table;
use crate::header::{Column, Header, Wanted, candidates, find};
use crate::journal;
use crate::plan::{self, PlanFile, PlanTitle};
use crate::problem::{Problem, Severity, Words};
use crate::rows::{Rows, SheetKind, SheetReport};
use crate::sheet::{Sheet, SheetRow};
use crate::text::key;
use crate::words::weekday;
use crate::{absence, courses, curriculum, load, movement, roster, timetable, works};
use std::sync::OnceLock;

const TABLES: &[(SheetKind, &[Column])] = &[
    (SheetKind::Pupils, roster::PUPIL),
    (SheetKind::Staff, roster::STAFF),
    (SheetKind::Classes, roster::CLASS),
    (SheetKind::LoadLimits, curriculum::LOAD_LIMIT),
    (SheetKind::Load, load::LOAD),
    (SheetKind::Subgroups, load::SUBGROUP),
    (SheetKind::SubgroupMembers, load::SUBGROUP_MEMBER),
    (SheetKind::HomeStudy, load::HOME_STUDY),
    (SheetKind::TeacherTotals, load::TEACHER_TOTAL),
    (SheetKind::ClassTotals, load::CLASS_TOTAL),
    (SheetKind::Timetable, timetable::TIMETABLE),
    (SheetKind::HomeTimetable, timetable::HOME_TIMETABLE),
    (SheetKind::Plan, plan::PLAN),
    (SheetKind::ControlWorks, works::CONTROL_WORK),
    (SheetKind::EntrySlots, works::ENTRY_SLOT),
    (SheetKind::Workstations, works::WORKSTATION),
    (SheetKind::Substitutions, absence::SUBSTITUTION),
    (SheetKind::TeacherAbsences, absence::TEACHER_ABSENCE),
    (SheetKind::SubstitutionTotals, absence::SUBSTITUTION_TOTAL),
    (SheetKind::Movements, movement::MOVEMENT),
    (SheetKind::ExtendedDay, courses::EXTENDED_DAY),
    (SheetKind::ExtraEducation, courses::EXTRA_EDUCATION),
    (SheetKind::Extracurricular, courses::EXTRACURRICULAR),
    (SheetKind::CourseMembers, courses::COURSE_MEMBER),
];

fn tables() -> &'static [(SheetKind, Vec<Wanted>)] {
    static WANTED: OnceLock<Vec<(SheetKind, Vec<Wanted>)>> = OnceLock::new();
    WANTED.get_or_init(|| {
        let wanted = |columns: &'static [Column]| columns.iter().map(Wanted::from).collect();
        let tables = TABLES.iter();
        tables
            .map(|(kind, columns)| (*kind, wanted(columns)))
            .collect()
    })
}

/// Reads all sheets of one file into `rows`; a sheet nobody knows is a problem.
pub(crate) fn take_all(
    sheets: &[Sheet],
    rows: &mut Rows,
    problems: &mut Vec<Problem>,
) -> Vec<SheetReport> {
    let mut titles = Vec::new();
    let first_plan = rows.plans.len();
    let filled = sheets.iter().filter(|sheet| !sheet.rows.is_empty());
    let reports = filled.filter_map(|sheet| {
        tell_formulas(sheet, problems);
        let taken =
            shaped(sheet, rows, &mut titles, problems).or_else(|| tabled(sheet, rows, problems));
        if taken.is_none() {
            problems.push(unknown(sheet));
        }
        let (kind, count) = taken?;
        Some(SheetReport {
            file: sheet.file.clone(),
            sheet: sheet.name.clone(),
            kind,
            rows: count,
        })
    });
    let reports = reports.collect();
    name_plans(
        rows.plans.get_mut(first_plan..).unwrap_or_default(),
        titles,
        problems,
    );
    reports
}

fn unknown(sheet: &Sheet) -> Problem {
    // A text table has no name: it is the whole file, and refuses the import.
    let words = match sheet.name.is_empty() {
        true => Words::new(
            "файл не узнан: нет строки с заголовками известной таблицы, файл не прочитан",
            "сверьте заголовки столбцов с образцом; если файл не нужен, уберите его из папки",
        ),
        false => Words::new(
            "лист не узнан: нет строки с заголовками известной таблицы, лист не взят",
            "сверьте заголовки столбцов с образцом; если лист не нужен, ничего не делайте",
        ),
    };
    let mut problem = Problem::of_file(&sheet.file, words, Severity::Refused);
    problem.sheet = sheet.name.clone();
    problem
}

/// Points at the first formula of a sheet: its value is the one saved with the file.
fn tell_formulas(sheet: &Sheet, problems: &mut Vec<Problem>) {
    if let Some((row, column)) = sheet.formulas.first() {
        let words = Words::new(
            format!(
                "на листе формулы ({} шт., первая здесь): взяты значения, сохранённые в файле",
                sheet.formulas.len()
            ),
            "если значения устарели, откройте файл, пересчитайте и сохраните его",
        );
        let mut doubt = Problem::of_file(&sheet.file, words, Severity::Doubt);
        doubt.sheet = sheet.name.clone();
        problems.push(doubt.at(Some(*row), *column));
    }
}

/// Reads a sheet that is known by its shape and not by a row of titles.
fn shaped(
    sheet: &Sheet,
    rows: &mut Rows,
    titles: &mut Vec<PlanTitle>,
    problems: &mut Vec<Problem>,
) -> Option<(SheetKind, usize)> {
    if let Some(head) = journal::recognise(sheet) {
        let sheet = journal::read(sheet, head, problems);
        let pupils = sheet.as_ref().map_or(0, |sheet| sheet.pupils.len());
        rows.journal.extend(sheet);
        return Some((SheetKind::Journal, pupils));
    }
    if let Some(plan) = curriculum::plan(sheet) {
        let subjects = curriculum::subjects(sheet, plan, problems);
        return Some((SheetKind::Curriculum, put(&mut rows.curriculum, subjects)));
    }
    if let Some(days) = movement::days(sheet) {
        let counts = movement::headcounts(sheet, &days, problems);
        return Some((SheetKind::Headcounts, put(&mut rows.headcounts, counts)));
    }
    if let Some(grid) = timetable::grid(sheet) {
        let cells = timetable::grid_cells(sheet, &grid, problems);
        return Some((SheetKind::Grid, put(&mut rows.grid, cells)));
    }
    if is_entry_grid(sheet) {
        return Some((SheetKind::EntryGrid, 0));
    }
    if let Some(title) = plan::title(sheet, &sheet.rows) {
        titles.push(title);
        return Some((SheetKind::PlanTitle, 1));
    }
    None
}

/// «По учителям»: a column of names and columns of days; repeats the slots for people's eyes.
fn is_entry_grid(sheet: &Sheet) -> bool {
    sheet.rows.iter().take(5).any(|row| {
        let named = row
            .cells
            .iter()
            .any(|(_, value)| key(&value.text()) == "фио");
        let days = row
            .cells
            .iter()
            .filter(|(_, value)| weekday(&value.text()).is_some());
        named && days.count() >= 5
    })
}

fn tabled(
    sheet: &Sheet,
    rows: &mut Rows,
    problems: &mut Vec<Problem>,
) -> Option<(SheetKind, usize)> {
    let (kind, header) = recognise(sheet)?;
    problems.extend(header.problems(sheet));
    let table = Table { sheet, header };
    Some((kind, read(kind, &table, rows, problems)))
}

fn recognise(sheet: &Sheet) -> Option<(SheetKind, Header)> {
    let mut best: Option<(SheetKind, Header)> = None;
    for (row, texts) in candidates(sheet) {
        let keys: Vec<_> = texts.iter().map(|(at, text)| (*at, key(text))).collect();
        for (kind, wanted) in tables() {
            let Some(header) = find(wanted, row, &texts, &keys) else {
                continue;
            };
            let more = best
                .as_ref()
                .is_none_or(|(_, best)| header.rank() > best.rank());
            if more {
                best = Some((*kind, header));
            }
        }
    }
    let (kind, header) = best?;
    let came = kind == SheetKind::Pupils && key(&sheet.name).contains("прибыв");
    Some((if came { SheetKind::Arrivals } else { kind }, header))
}

fn read(kind: SheetKind, table: &Table<'_>, rows: &mut Rows, problems: &mut Vec<Problem>) -> usize {
    macro_rules! each {
        ($to:ident, $one:expr) => {
            put(&mut rows.$to, table.read(problems, $one))
        };
    }
    match kind {
        SheetKind::Pupils => {
            let (pupils, guardians) = roster::pupils(table, problems);
            rows.guardians.extend(guardians);
            put(&mut rows.pupils, pupils)
        }
        SheetKind::Arrivals => {
            let (pupils, guardians) = roster::pupils(table, problems);
            rows.arrival_guardians.extend(guardians);
            put(&mut rows.arrivals, pupils)
        }
        SheetKind::Plan => plan_table(table, rows, problems),
        SheetKind::Classes => each!(classes, roster::class),
        SheetKind::Staff => each!(staff, roster::staff),
        SheetKind::LoadLimits => each!(load_limits, curriculum::load_limit),
        SheetKind::Load => each!(load, load::load),
        SheetKind::Subgroups => each!(subgroups, load::subgroup),
        SheetKind::SubgroupMembers => each!(subgroup_members, load::subgroup_member),
        SheetKind::HomeStudy => each!(home_study, load::home_study),
        SheetKind::TeacherTotals => each!(teacher_totals, load::teacher_total),
        SheetKind::ClassTotals => each!(class_totals, load::class_total),
        SheetKind::Timetable => each!(timetable, timetable::lesson),
        SheetKind::HomeTimetable => each!(home_timetable, timetable::home_lesson),
        SheetKind::ControlWorks => each!(control_works, works::control_work),
        SheetKind::EntrySlots => each!(entry_slots, works::entry_slot),
        SheetKind::Workstations => each!(workstations, works::workstation),
        SheetKind::Substitutions => each!(substitutions, absence::substitution),
        SheetKind::TeacherAbsences => each!(teacher_absences, absence::teacher_absence),
        SheetKind::SubstitutionTotals => each!(substitution_totals, absence::substitution_total),
        SheetKind::Movements => each!(movements, movement::movement),
        SheetKind::ExtendedDay => each!(courses, courses::extended_day),
        SheetKind::ExtraEducation => each!(courses, courses::extra_education),
        SheetKind::Extracurricular => each!(courses, courses::extracurricular),
        SheetKind::CourseMembers => each!(course_members, courses::course_member),
        // Known by their shape, never by a row of titles.
        SheetKind::Curriculum
        | SheetKind::Headcounts
        | SheetKind::Grid
        | SheetKind::EntryGrid
        | SheetKind::PlanTitle
        | SheetKind::Journal => 0,
    }
}

fn plan_table(table: &Table<'_>, rows: &mut Rows, problems: &mut Vec<Problem>) -> usize {
    let lines = table.read(problems, plan::row);
    let count = lines.len();
    let header = table.header.row;
    let above = |row: &SheetRow| row.number < header;
    let split = table.sheet.rows.partition_point(above);
    let above = table.sheet.rows.get(..split).unwrap_or_default();
    rows.plans.push(PlanFile {
        source: journal::source(table.sheet, header),
        title: plan::title(table.sheet, above),
        rows: lines,
    });
    count
}

/// Gives the plans of one file their titles: the one title to all, or each its own in order.
fn name_plans(plans: &mut [PlanFile], titles: Vec<PlanTitle>, problems: &mut Vec<Problem>) {
    let nameless = plans.iter_mut().filter(|plan| plan.title.is_none());
    let nameless: Vec<&mut PlanFile> = nameless.collect();
    let one = titles.len() == 1;
    let even = titles.len() == nameless.len();
    let mut titles = titles.into_iter().cycle();
    for plan in nameless {
        if one || even {
            plan.title = titles.next();
        }
        if plan.title.is_none() {
            let words = Words::new(
                "у плана нет титула: неизвестно, какого он предмета и класса",
                "добавьте лист «Титул» или выберите предмет и класс при переносе",
            );
            problems.push(Problem::of_row(&plan.source, words, Severity::Doubt));
        }
    }
}

fn put<T>(all: &mut Vec<T>, new: Vec<T>) -> usize {
    let count = new.len();
    all.extend(new);
    count
}
