//! The two presets that ship. Every number a school may change starts here.

use super::{
    AccumulationRules, Assessment, CheckRules, Closes, EntryRules, Family, GradingRow,
    GradingScope, HomeworkCloses, NormRow, Rules, SlotPolicy, TermRules,
};
use crate::preflight::FindingKind;
use crate::rights::ReasonsBy;
use crate::school::Grades;
use crate::work_kind::WorkKind;

const CONTROL: [WorkKind; 2] = [WorkKind::Control, WorkKind::AdministrativeControl];
const TEXTS: [WorkKind; 3] = [
    WorkKind::Exposition,
    WorkKind::Composition,
    WorkKind::Written,
];

const DICTATION: [WorkKind; 1] = [WorkKind::ControlDictation];

/// Name, kinds, subjects, grades, norm.
type Row = (
    &'static str,
    &'static [WorkKind],
    &'static [&'static str],
    (u8, u8),
    Closes,
);

/// А4 4.2г (R43–R47).
#[rustfmt::skip]
const SPECIAL: [Row; 8] = [
    ("dictation-5-8", &DICTATION, &["русский"], (5, 8), Closes::NextLesson),
    ("control-maths-5-8", &CONTROL, &["математика"], (5, 8), Closes::NextLesson),
    ("dictation-9", &DICTATION, &["русский"], (9, 9), Closes::Days(3)),
    ("control-maths-9", &CONTROL, &["математика"], (9, 9), Closes::Days(3)),
    ("texts-5-8", &TEXTS, &["русский", "литература"], (5, 8), Closes::Days(7)),
    ("texts-9-11", &TEXTS, &["русский", "литература"], (9, 11), Closes::Days(10)),
    ("control-maths-10-11", &CONTROL, &["математика"], (10, 11), Closes::Days(4)),
    ("control-science-9-11", &CONTROL, &["физика", "химия"], (9, 11), Closes::Days(4)),
];

/// «Регламент S4»: А4 4.2г where it speaks, else А2 2.4.
pub(super) fn s4() -> Rules {
    let mut norms = general(1);
    norms.extend(SPECIAL.into_iter().map(row));
    Rules {
        norms,
        families: families(),
        grading: grading(),
        entry: EntryRules {
            slip_minutes: 15,
            homework: HomeworkCloses::AfterLastLesson { minutes: 60 },
            absence_reason_days: 5,
            final_hours: 24,
            norm_moves: true,
            reasons_by: ReasonsBy::ClassTeacher,
            paper_journal: false,
            slots: SlotPolicy::Note,
            lock_minutes: 5,
            slot_warn_minutes: 5,
            slot_late_minutes: 10,
            utc_offset_minutes: 180,
        },
        accumulation: AccumulationRules {
            term_need: vec![(1, 3), (2, 5)],
            grace_weeks: vec![(1, 3), (2, 2)],
            early_weeks: [3, 4],
            early_need: vec![(1, [1, 2]), (3, [2, 3]), (5, [3, 4])],
            due_lessons: 2,
            free_after_holidays: 2,
            reported_lessons: 4,
        },
        term: TermRules {
            rounding: 50,
            rounding_of: Vec::new(),
            not_attested_share: (2, 3),
            year_from_half: true,
        },
        check: CheckRules {
            blocking: FindingKind::BLOCKING.into_iter().collect(),
            two_lessons: 3,
            plan_hours: 2,
        },
        unknown: Vec::new(),
    }
}

/// «Параграф S1/S3»: the day's lessons on the day with the reasons of absence (S1 §3, S3 3.2).
/// Neither text gives a norm for checking written works, so those of А2 2.4 stand.
pub(super) fn paragraph() -> Rules {
    let mut rules = s4();
    rules.norms = general(0);
    rules.entry.homework = HomeworkCloses::EndOfDay;
    rules.entry.absence_reason_days = 0;
    rules.entry.reasons_by = ReasonsBy::SubjectTeacherToo;
    rules
}

/// А2 2.4: oral answers, and all other works (R40–R42).
fn general(oral_days: u16) -> Vec<NormRow> {
    let works: Vec<WorkKind> = WorkKind::ALL
        .into_iter()
        .filter(|kind| !kind.is_oral())
        .collect();
    vec![
        row((
            "oral",
            &[WorkKind::Oral],
            &[],
            (2, 11),
            Closes::Days(oral_days),
        )),
        row(("written-2-8", &works, &[], (2, 8), Closes::Days(3))),
        row(("written-9-11", &works, &[], (9, 11), Closes::Days(4))),
    ]
}

fn row(
    (name, kinds, subjects, (first, last), closes): (&str, &[WorkKind], &[&str], (u8, u8), Closes),
) -> NormRow {
    NormRow {
        name: name.to_owned(),
        kinds: kinds.to_vec(),
        subjects: words(subjects),
        grades: Grades::range(first, last),
        closes,
    }
}

fn families() -> Vec<Family> {
    [
        (
            "математика",
            &[
                "математика",
                "алгебра",
                "геометрия",
                "вероятность и статистика",
                "практикум по решению математических задач",
            ][..],
        ),
        (
            "русский",
            &[
                "русский язык",
                "родной (русский) язык",
                "практикум по русскому языку: сочинение",
            ],
        ),
        (
            "литература",
            &[
                "литература",
                "литературное чтение",
                "родная (русская) литература",
            ],
        ),
    ]
    .into_iter()
    .map(|(name, subjects)| Family {
        name: name.to_owned(),
        subjects: words(subjects),
    })
    .collect()
}

/// Grade 1 takes no marks and no homework (R60); ОРКСЭ takes no marks.
fn grading() -> Vec<GradingRow> {
    let without_marks = |subject: Option<&str>, scope, homework| GradingRow {
        scope,
        subject: subject.map(str::to_owned),
        assessment: Some(Assessment::None),
        homework,
        ..GradingRow::default()
    };
    let first = GradingScope::Grades(Grades::range(1, 1));
    let culture = ["ОРКСЭ", "Основы религиозных культур и светской этики"];
    let mut rows = vec![without_marks(None, first, Some(false))];
    rows.extend(culture.map(|name| without_marks(Some(name), GradingScope::default(), None)));
    rows
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}
