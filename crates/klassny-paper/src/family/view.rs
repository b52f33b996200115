//! What the sheets for families state, as plain strings and dates.
//!
//! The application fills these structs; a mark, an average, a total is printed as it is given here.

use crate::view::Signatory;
use chrono::NaiveDate;

/// The sheets of one printing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FamilyFile {
    /// The title of the file.
    pub title: String,
    /// The school, short.
    pub school: String,
    /// The class as people write it: `5 «А»`.
    pub class: String,
    /// The academic year: `2026/2027`.
    pub year: String,
    /// The class teacher, surname and initials.
    pub teacher: String,
    /// The day of printing.
    pub printed_on: NaiveDate,
    /// The sheets in order.
    pub sheets: Vec<FamilySheet>,
}

/// A sheet, of one family or of the class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FamilySheet {
    /// Недельная выписка (R62, F30).
    WeekExtract(WeekExtract),
    /// Information about results (R63).
    Results(Results),
    /// Прогноз (R64, F29).
    Forecast(Forecast),
    /// Табель.
    ReportCard(ReportCard),
    /// The class teacher's report (R143–R144, F26).
    Report(ClassReport),
    /// Выписка текущих отметок выбывающего (F39).
    Marks(MarksExtract),
}

/// A week of a pupil, day by day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WeekExtract {
    /// Surname and name.
    pub pupil: String,
    /// `12.10–16.10.2026`.
    pub period: String,
    /// The days with lessons.
    pub days: Vec<ExtractDay>,
    /// Notes of teachers.
    pub notes: Vec<Note>,
    /// What was missed, in words.
    pub missed: String,
}

/// A day of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExtractDay {
    /// `понедельник, 12.10`.
    pub day: String,
    /// The lessons in bell order.
    pub lessons: Vec<ExtractLesson>,
}

/// A lesson of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExtractLesson {
    /// The number of the lesson.
    pub bell: u8,
    /// The subject.
    pub subject: String,
    /// Marks with their kinds of work, each a line: `4, контрольная`.
    pub marks: Vec<String>,
    /// `Б`, `н?`, `оп`, empty.
    pub absence: String,
    /// Homework.
    pub homework: String,
}

/// What a teacher says to a family (R69).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    /// `12.10, Алгебра`.
    pub of: String,
    /// The words.
    pub text: String,
    /// Who wrote it.
    pub by: String,
}

/// Two weeks of a pupil, by subject.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Results {
    /// Surname and name.
    pub pupil: String,
    /// `05.10–16.10.2026`.
    pub period: String,
    /// The subjects.
    pub rows: Vec<ResultRow>,
    /// Notes of teachers.
    pub notes: Vec<Note>,
    /// What was missed, in words.
    pub missed: String,
}

/// A subject of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResultRow {
    /// The subject.
    pub subject: String,
    /// Marks with days: `5 (12.10), 4/3 (15.10)`.
    pub marks: String,
    /// The average of the term so far; empty for none.
    pub average: String,
    /// Lessons missed in the period; empty for none.
    pub missed: String,
}

/// What a term will end with for a pupil.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forecast {
    /// Surname and name.
    pub pupil: String,
    /// `1 четверть`.
    pub term: String,
    /// The last day of the term.
    pub ends_on: String,
    /// The subjects.
    pub rows: Vec<ForecastRow>,
    /// What the family should know first; empty for nothing.
    pub attention: String,
    /// What was missed, in words.
    pub missed: String,
}

/// A subject of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ForecastRow {
    /// The subject.
    pub subject: String,
    /// The average; empty for none.
    pub average: String,
    /// `4 из 5`: marks there are and that are needed.
    pub marks: String,
    /// The mark as it looks now.
    pub forecast: String,
    /// What is needed, in words.
    pub needed: String,
    /// Lessons missed.
    pub missed: String,
}

/// The decided marks of a pupil by term.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportCard {
    /// Surname, name and patronymic.
    pub pupil: String,
    /// `1 четв.`, …, `Год`.
    pub columns: Vec<String>,
    /// Subjects with a cell for each column.
    pub rows: Vec<(String, Vec<String>)>,
    /// Lessons missed, with a cell for each column.
    pub missed: Vec<(String, Vec<String>)>,
}

/// The class teacher's report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClassReport {
    /// «Предварительный отчёт классного руководителя».
    pub title: String,
    /// `1 четверть`.
    pub term: String,
    /// Words under the title; empty for none.
    pub remark: String,
    /// Figures of the class: name and value.
    pub figures: Vec<(String, String)>,
    /// Lists of pupils: heading, and each with what it is about.
    pub lists: Vec<(String, Vec<String>)>,
    /// The subjects.
    pub subjects: Vec<SubjectFigures>,
    /// Who takes it.
    pub deputy: Signatory,
}

/// A subject of the report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubjectFigures {
    /// The subject.
    pub subject: String,
    /// The teacher.
    pub teacher: String,
    /// How many of 5, 4, 3, 2, н/а.
    pub counts: [String; 5],
    /// Успеваемость, качество, СОУ, средний балл.
    pub figures: [String; 4],
}

/// The current marks of a pupil who leaves, to be certified.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MarksExtract {
    /// Surname, name and patronymic.
    pub pupil: String,
    /// What the pupil is known by, name and value: birth, number of the file, order.
    pub about: Vec<(String, String)>,
    /// `с 01.09.2026 по 12.10.2026, 1 четверть`.
    pub period: String,
    /// The subjects.
    pub rows: Vec<MarksRow>,
    /// What was missed, in words.
    pub missed: String,
    /// Who signs, with the stamp after the last.
    pub signatories: Vec<Signatory>,
}

/// A subject of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MarksRow {
    /// The subject.
    pub subject: String,
    /// The teacher.
    pub teacher: String,
    /// `07.09 контрольная работа: 4; 12.09 ответ: 5`.
    pub marks: String,
    /// The average; empty for none.
    pub average: String,
    /// Decided marks of earlier terms: `1 четв. 4`; empty for none.
    pub decided: String,
}
