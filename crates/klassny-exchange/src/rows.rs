//! All rows that can be read, in one place, and what each sheet turned out to be.
//!
//! Owns the list of kinds. It must never hold anything but rows with their source.

use crate::absence::{SubstitutionRow, SubstitutionTotalRow, TeacherAbsenceRow};
use crate::courses::{CourseMemberRow, CourseRow};
use crate::curriculum::{CurriculumRow, LoadLimitRow};
use crate::journal::JournalSheet;
use crate::load::{
    ClassTotalRow, HomeStudyRow, LoadRow, SubgroupMemberRow, SubgroupRow, TeacherTotalRow,
};
use crate::movement::{HeadcountRow, MovementRow};
use crate::plan::PlanFile;
use crate::roster::{ClassRow, GuardianRow, PupilRow, StaffRow};
use crate::timetable::{GridCell, HomeTimetableRow, TimetableRow};
use crate::works::{ControlWorkRow, EntrySlotRow, WorkstationRow};
use std::sync::Arc;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident $name:literal,)+) => {
        /// What a sheet holds.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum SheetKind { $($(#[$doc])* $kind,)+ }

        impl SheetKind {
            /// Its Russian name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$kind => $name,)+ }
            }
        }
    };
}

kinds! {
    /// Pupils and their guardians.
    Pupils "Контингент",
    /// Pupils who came during the year, with the columns of «Контингент».
    Arrivals "Прибывшие",
    /// Classes.
    Classes "Классы",
    /// Staff.
    Staff "Сотрудники",
    /// Hours of subjects.
    Curriculum "Учебный план",
    /// Limits of load.
    LoadLimits "Предельная нагрузка",
    /// Load of teachers.
    Load "Нагрузка",
    /// Subgroups.
    Subgroups "Подгруппы",
    /// Members of subgroups.
    SubgroupMembers "Состав подгрупп",
    /// Home study.
    HomeStudy "Обучение на дому",
    /// Totals by teacher, for comparison.
    TeacherTotals "Свод по учителям",
    /// Totals by class, for comparison.
    ClassTotals "Свод по классам",
    /// Timetable.
    Timetable "Расписание",
    /// Timetable of home study.
    HomeTimetable "Расписание на дому",
    /// A printed grid of the timetable, for comparison.
    Grid "Сетка расписания",
    /// Rows of a thematic plan.
    Plan "КТП",
    /// The title of a thematic plan.
    PlanTitle "Титул КТП",
    /// Control works.
    ControlWorks "График контрольных",
    /// Slots of entry.
    EntrySlots "Расписание ввода",
    /// The slots printed by teacher: not read.
    EntryGrid "Расписание ввода по учителям",
    /// Workstations.
    Workstations "АРМ",
    /// Substitutions.
    Substitutions "Замены",
    /// Absences of teachers.
    TeacherAbsences "Отсутствия",
    /// Totals of substitutions, for comparison.
    SubstitutionTotals "Итог замен по месяцам",
    /// Movement.
    Movements "Движение",
    /// Headcounts, for comparison.
    Headcounts "Численность",
    /// Extended day.
    ExtendedDay "ГПД",
    /// Extra education.
    ExtraEducation "ОДОД",
    /// Extracurricular courses.
    Extracurricular "Внеурочная деятельность",
    /// Members of extra groups.
    CourseMembers "Состав групп",
    /// A sheet of an exported journal.
    Journal "Журнал",
}

/// What was read from a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetReport {
    /// The file.
    pub file: Arc<str>,
    /// The sheet; empty for a `.csv`.
    pub sheet: Arc<str>,
    /// What it holds.
    pub kind: SheetKind,
    /// Rows taken: pupils of a journal, filled cells of a grid.
    pub rows: usize,
}

macro_rules! rows {
    ($($(#[$doc:meta])* $name:ident: $row:ty,)+) => {
        /// All rows of a file or a folder.
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct Rows { $($(#[$doc])* pub $name: Vec<$row>,)+ }

        impl Rows {
            /// Puts the rows of another file behind these.
            pub(crate) fn append(&mut self, other: Self) {
                $(self.$name.extend(other.$name);)+
            }

            /// How many rows there are in all.
            pub fn count(&self) -> usize {
                [$(self.$name.len(),)+].iter().sum()
            }
        }
    };
}

rows! {
    /// Контингент.
    pupils: PupilRow,
    /// The guardians of `pupils`.
    guardians: GuardianRow,
    /// Прибывшие.
    arrivals: PupilRow,
    /// The guardians of `arrivals`.
    arrival_guardians: GuardianRow,
    /// Классы.
    classes: ClassRow,
    /// Сотрудники.
    staff: StaffRow,
    /// Учебный план: a row per subject, part and grade or class.
    curriculum: CurriculumRow,
    /// Предельная нагрузка.
    load_limits: LoadLimitRow,
    /// Нагрузка.
    load: LoadRow,
    /// Подгруппы.
    subgroups: SubgroupRow,
    /// Состав подгрупп.
    subgroup_members: SubgroupMemberRow,
    /// Нагрузка на дому.
    home_study: HomeStudyRow,
    /// Свод по учителям, for comparison only.
    teacher_totals: TeacherTotalRow,
    /// Свод по классам, for comparison only.
    class_totals: ClassTotalRow,
    /// Расписание.
    timetable: TimetableRow,
    /// Расписание на дому.
    home_timetable: HomeTimetableRow,
    /// Сетка расписания, for comparison only.
    grid: GridCell,
    /// КТП.
    plans: PlanFile,
    /// График контрольных.
    control_works: ControlWorkRow,
    /// Расписание ввода.
    entry_slots: EntrySlotRow,
    /// АРМ.
    workstations: WorkstationRow,
    /// Замены.
    substitutions: SubstitutionRow,
    /// Отсутствия.
    teacher_absences: TeacherAbsenceRow,
    /// Итог замен по месяцам, for comparison only.
    substitution_totals: SubstitutionTotalRow,
    /// Движение.
    movements: MovementRow,
    /// Численность, for comparison only.
    headcounts: HeadcountRow,
    /// ГПД, ОДОД, внеурочная деятельность.
    courses: CourseRow,
    /// Состав групп.
    course_members: CourseMemberRow,
    /// Журнал.
    journal: JournalSheet,
}
