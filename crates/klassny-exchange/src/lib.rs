//! Spreadsheets and tables in: files of a school → plain rows with their source.
//!
//! Owns the reading of `.xlsx`, `.csv` and `school.toml` and every check of what was read.
//! It must never turn a row into a fact of the journal (klassny-app does), never guess silently —
//! what is not taken is a [`Problem`] — and never let a hostile file panic or eat the memory.

mod absence;
mod courses;
mod cross;
mod csv_file;
mod curriculum;
mod fields;
mod folder;
mod guard;
mod header;
mod journal;
mod load;
mod movement;
mod plan;
mod problem;
mod recognise;
mod roster;
mod rows;
mod school;
mod sheet;
mod text;
mod timetable;
mod words;
mod works;
mod xlsx;

pub use absence::{SubstitutionRow, SubstitutionTotalRow, TeacherAbsenceRow};
pub use courses::{CourseMemberRow, CourseRow};
pub use curriculum::{CurriculumRow, LoadLimitRow};
pub use folder::{FolderPreview, WorkbookPreview, read_folder, read_one_file, read_workbook};
pub use journal::{
    JournalCell, JournalLesson, JournalPupil, JournalSheet, JournalTotal, journal_total_doubts,
};
pub use load::{
    ClassTotalRow, HomeStudyRow, LoadRow, SubgroupMemberRow, SubgroupRow, TeacherTotalRow,
};
pub use movement::{HeadcountRow, MovementRow};
pub use plan::{PlanFile, PlanKind, PlanLine, PlanTitle};
pub use problem::{Problem, Severity, Source};
pub use roster::{ClassRow, GuardianRow, PupilRow, StaffRow};
pub use rows::{Rows, SheetKind, SheetReport};
pub use school::{
    Address, BellEntry, HolidayEntry, PublicHoliday, SchoolFile, SchoolHead, TermEntry, WeekDays,
    WorkstationEntry,
};
pub use text::ClassName;
pub use timetable::{GridCell, HomeTimetableRow, TimetableRow};
pub use works::{ControlWorkRow, EntrySlotRow, WorkstationRow};
