//! What a volume states, as plain strings, numbers and dates.
//!
//! The application fills these structs from its projections; this crate only lays them out,
//! encodes and compares them. It must never look anything up, round, count or judge: a mark, an
//! average, a total is printed as it is given here.

use chrono::NaiveDate;

/// One class and one term, as it is bound (forms.md «How a volume is made», R131–R135).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Volume {
    /// The bytes of the `SchoolId`; the first of them stand in the code of every page.
    pub school_id: [u8; 16],
    /// The bytes of the `VolumeId`; the first of them stand in the code of every page.
    pub volume_id: [u8; 16],
    /// The school.
    pub school: School,
    /// The class as people write it: `5 «А»`.
    pub class: String,
    /// The academic year: `2026/2027`.
    pub year: String,
    /// The term as a title: `1 четверть`, `I полугодие`.
    pub term: String,
    /// The class teacher, surname, name and patronymic.
    pub class_teacher: String,
    /// Where the volume stands among the school's documents.
    pub case: Case,
    /// Who prints which edition, and when. Not part of the content that is hashed.
    pub printing: Printing,
    /// The inner inventory (F15); `None` leaves it out, as journals may.
    pub inventory: Option<Vec<InventoryLine>>,
    /// The class list in the order of the journal: late joiners last, leavers keep their row (F5).
    pub pupils: Vec<Pupil>,
    /// Subjects and subgroups in the order of the contents (F2, F3, F4).
    pub subjects: Vec<SubjectPart>,
    /// Missed days and lessons (F6).
    pub absences: Absences,
    /// The term's summary sheet (F7).
    pub summary: Summary,
    /// Remarks on the keeping of the journal (F10); `None` leaves the form out, an empty list
    /// prints ruled lines to write on.
    pub remarks: Option<Vec<Remark>>,
}

/// The school as the cover names it (F1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct School {
    /// The founder (учредитель); empty for none.
    pub founder: String,
    /// The full name of the school.
    pub name: String,
    /// The short name, for the heads of pages.
    pub short_name: String,
    /// The town, for the cover; empty for none.
    pub town: String,
}

/// The volume among the documents of the school (F1, F16, F17).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Case {
    /// The index of the case in the nomenclature: `02-14/34`.
    pub index: String,
    /// The number of the volume within the case.
    pub volume_no: u32,
    /// The first day the volume tells of.
    pub started: Option<NaiveDate>,
    /// The last day the volume tells of.
    pub finished: Option<NaiveDate>,
    /// How long it is kept: `5 лет`, with the article where there is one.
    pub retention: String,
}

/// The act of printing. Nothing of it enters the content hash: a second print of unchanged data
/// is the same content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Printing {
    /// 1, 2 …
    pub edition: u16,
    /// Who prints.
    pub by: String,
    /// The day of printing; also the date written into the file.
    pub on: NaiveDate,
    /// Six words that stand for [`crate::content_hash`] of this volume; empty for none.
    pub words: Vec<String>,
    /// What differs from the edition before; empty for a first edition.
    pub changes: Vec<Change>,
    /// Who signs (F13, F14, F15, F16).
    pub signatories: Signatories,
}

/// One line of the list of differences of an edition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Which cell: `Математика, 07.10, Дубровский П.`
    pub place: String,
    /// What the edition before said; empty for nothing.
    pub was: String,
    /// What this edition says; empty for nothing.
    pub now: String,
}

/// People who sign the volume; an empty name prints a line to write it on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signatories {
    /// The deputy head who certifies the transfer.
    pub deputy: Signatory,
    /// The director.
    pub director: Signatory,
    /// The clerk who numbers, laces and registers.
    pub clerk: Signatory,
    /// Who makes the second check (R133); `None` leaves the line out.
    pub second_check: Option<Signatory>,
    /// Substitutes of the term, who sign with the class teacher (R33).
    pub substitutes: Vec<Signatory>,
}

/// One who signs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signatory {
    /// The post: `Заместитель директора по УВР`.
    pub post: String,
    /// Surname and initials: `Тетерина М. Е.`
    pub name: String,
}

/// A line of the inner inventory (F15).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InventoryLine {
    /// The index of the document; empty for none.
    pub index: String,
    /// The date of the document.
    pub date: Option<NaiveDate>,
    /// The heading.
    pub heading: String,
    /// The numbers of its sheets; empty lets the volume write its own first and last sheet.
    pub sheets: String,
    /// A note; empty for none.
    pub note: String,
}

/// A row of the class list (F5). A pupil who left and came back has two rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pupil {
    /// The surname.
    pub surname: String,
    /// The given name.
    pub given: String,
    /// The patronymic; empty for none.
    pub patronymic: String,
    /// `М` or `Ж`; empty where not known.
    pub sex: String,
    /// The day of birth.
    pub born: Option<NaiveDate>,
    /// The number of the personal file (личное дело).
    pub file_no: String,
    /// The address; empty for none.
    pub address: String,
    /// The telephone; empty for none.
    pub phone: String,
    /// Mother, father or others, at most as many as the school wants printed.
    pub guardians: Vec<Guardian>,
    /// How the pupil came, where it was not with the class on the first day.
    pub joined: Option<Moved>,
    /// How the pupil left.
    pub left: Option<Moved>,
    /// Another note of the row: `на дому, пр. 12-у от 03.09.2026`; empty for none.
    pub note: String,
}

/// A guardian of a pupil (F5).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guardian {
    /// `мать`, `отец`, `опекун`.
    pub relation: String,
    /// Surname, name and patronymic.
    pub name: String,
    /// The workplace, where the school prints it; otherwise empty.
    pub workplace: String,
    /// The telephone; empty for none.
    pub phone: String,
}

/// A pupil coming or leaving (R84).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// The first day on the list, or the first day off it.
    pub on: NaiveDate,
    /// The order: `пр. 172-у от 18.09.2026`; empty where there is none, as between subgroups.
    pub order: String,
    /// Where from or where to, and where the current marks are: `из 5 «Б», отметки там же`.
    pub place: String,
}

/// One subject or subgroup: its spreads of F3 and F4.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubjectPart {
    /// The subject: `Английский язык`.
    pub subject: String,
    /// The subgroup: `1 группа`; empty for the whole class.
    pub subgroup: String,
    /// The teacher of the group, surname, name and patronymic.
    pub teacher: String,
    /// The hours of the plan in this term.
    pub hours_planned: u16,
    /// The hours given in this term.
    pub hours_given: u16,
    /// The lessons in the order of the journal; a double lesson is two lessons of one date.
    pub lessons: Vec<Lesson>,
    /// The rows in the order of the journal.
    pub rows: Vec<SubjectRow>,
    /// Columns at the end: `1 четв.`, and what else the school wants (`Год`). None for grade 1.
    pub result_columns: Vec<String>,
    /// A note under the title: `курс без отметок`; empty for none.
    pub note: String,
}

/// A lesson: a column of F3 and a row of F4.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lesson {
    /// The day.
    pub date: NaiveDate,
    /// The number of the lesson among those held in the year; `None` prints nothing.
    pub number: Option<u16>,
    /// Academic hours.
    pub hours: u8,
    /// The topic; empty where nothing was entered.
    pub topic: String,
    /// The kind of control in full or short words, for F4: `контрольная работа`.
    pub control: String,
    /// The codes of the works of the lesson, for the head of F3: `КР`, `Д`; empty for none.
    pub codes: Vec<String>,
    /// The homework; empty where nothing was entered, `не задано` where that was the answer.
    pub homework: String,
    /// Who taught, where it was not the teacher of the group (замена); prints a line to sign.
    pub substitute: String,
    /// Why the lesson was not held, joined or given otherwise; empty for a lesson as planned.
    pub remark: String,
}

/// A pupil's row in a subject.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubjectRow {
    /// The index into [`Volume::pupils`].
    pub pupil: usize,
    /// When the pupil came to this group, where it was not its first day.
    pub joined: Option<Moved>,
    /// When the pupil left this group.
    pub left: Option<Moved>,
    /// What the cells say; cells with nothing in them are left out.
    pub cells: Vec<LessonCell>,
    /// The results, one for each of [`SubjectPart::result_columns`].
    pub results: Vec<Entry>,
    /// The average, where the school prints it: `3,50`.
    pub average: Option<String>,
}

/// The cell of a pupil and a lesson.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LessonCell {
    /// The index into [`SubjectPart::lessons`].
    pub lesson: usize,
    /// What stands in it.
    pub entry: Entry,
}

/// What stands in a cell, and how it came to be if it was corrected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Marks and absence as printed: `5`, `4/5`, `Б`, `Б/4`, `н?`, `оп`, `зач`.
    pub text: String,
    /// Permitted corrections, oldest first (R50).
    pub corrections: Vec<Correction>,
}

/// A correction under a permit: the old value is struck through, a footnote says the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Correction {
    /// What stood there: `4`; empty for an empty cell.
    pub was: String,
    /// What was put instead: `5`; empty for an emptied cell.
    pub now: String,
    /// The day of the correction.
    pub on: NaiveDate,
    /// Who corrected.
    pub by: String,
    /// Who permitted.
    pub permitted_by: String,
    /// Why.
    pub reason: String,
}

/// Missed days and lessons of the class (F6).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Absences {
    /// The school days of the term; empty leaves the day-by-day pages out.
    pub days: Vec<NaiveDate>,
    /// Months the term touches, each with its title: `сентябрь`.
    pub months: Vec<String>,
    /// One row for each of [`Volume::pupils`].
    pub rows: Vec<AbsenceRow>,
    /// The row of the class.
    pub total: AbsenceTotals,
    /// The class by months, as `AbsenceRow::months`.
    pub total_months: Vec<Missed>,
}

/// A pupil's absences.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AbsenceRow {
    /// `(index into Absences::days, what is printed)`: the number of lessons missed, `6Б`.
    pub by_day: Vec<(usize, String)>,
    /// One for each of [`Absences::months`].
    pub months: Vec<Missed>,
    /// The totals of the term.
    pub total: AbsenceTotals,
}

/// Days and lessons missed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Missed {
    /// Whole days.
    pub days: u32,
    /// Lessons.
    pub lessons: u32,
}

/// Totals of a term (F6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AbsenceTotals {
    /// Days and lessons missed in all.
    pub all: Missed,
    /// Of these, through illness (Б).
    pub illness: Missed,
    /// Lessons missed with another good reason (П).
    pub excused: u32,
    /// Lessons missed without one (Н).
    pub unexcused: u32,
    /// Lessons whose absence has no reason yet (н?).
    pub unresolved: u32,
    /// Times late.
    pub late: u32,
}

/// The summary sheet of the term (F7).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// The subjects as column heads.
    pub subjects: Vec<String>,
    /// One row for each of [`Volume::pupils`].
    pub rows: Vec<SummaryRow>,
    /// Rows under the pupils: `Качество, %`, `Успеваемость, %` by subject.
    pub figures: Vec<FigureRow>,
    /// Lines under the table: the figures of the class in words; empty for none.
    pub notes: Vec<String>,
}

/// A pupil's results of the term.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SummaryRow {
    /// One for each of [`Summary::subjects`]; empty where the pupil has no such subject.
    pub results: Vec<String>,
    /// Days and lessons missed.
    pub missed: Missed,
    /// The decision of the council or another note; empty for none.
    pub note: String,
}

/// A row of figures by subject.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FigureRow {
    /// What is counted.
    pub title: String,
    /// One for each of [`Summary::subjects`].
    pub values: Vec<String>,
}

/// A remark on the keeping of the journal (F10).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remark {
    /// The day of the check.
    pub on: NaiveDate,
    /// What was found, with subject and lesson.
    pub text: String,
    /// Who checked, with the post.
    pub by: String,
    /// By when it is to be put right.
    pub due: Option<NaiveDate>,
    /// What was done, and when; empty while nothing was.
    pub done: String,
}
