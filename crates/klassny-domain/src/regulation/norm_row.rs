//! Rows of the table of norms and named groups of subjects.

use crate::russian;
use crate::school::Grades;
use crate::work_kind::WorkKind;

/// When the cell of a work closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closes {
    /// At the end of so many calendar days after the day; 0 is the day itself.
    Days(u16),
    /// At the start of the subject's next lesson on a later day (R43).
    NextLesson,
}

/// A row of the table of norms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NormRow {
    /// The name by which settings change the row: `control-maths-5-8`.
    pub name: String,
    /// The kinds of work it is for.
    pub kinds: Vec<WorkKind>,
    /// Subjects and families; empty for any.
    pub subjects: Vec<String>,
    /// The grades.
    pub grades: Grades,
    /// When the cell closes.
    pub closes: Closes,
}

/// A named group of subjects: «математика» is also алгебра and геометрия.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// Its name.
    pub name: String,
    /// The subjects, in words.
    pub subjects: Vec<String>,
}

impl NormRow {
    /// What the row says, as a person reads it: «контрольная работа, 9 класс: 3 дня».
    pub fn russian(&self) -> String {
        let kinds = match self.kinds.as_slice() {
            [] => String::new(),
            [only] => only.name().to_owned(),
            [first, .., last] if self.kinds.len() <= 3 => {
                let middle = self.kinds.get(1).filter(|_| self.kinds.len() == 3);
                [Some(first), middle, Some(last)]
                    .into_iter()
                    .flatten()
                    .map(|kind| kind.name())
                    .collect::<Vec<_>>()
                    .join(", ")
            }
            [..] => "письменная и другая работа".to_owned(),
        };
        let mut parts = vec![kinds];
        parts.extend((!self.subjects.is_empty()).then(|| self.subjects.join(", ")));
        parts.push(grades(self.grades));
        let closes = match self.closes {
            Closes::Days(0) => "в день урока".to_owned(),
            Closes::Days(days) => russian::count(u64::from(days), russian::DAY),
            Closes::NextLesson => "к следующему уроку".to_owned(),
        };
        format!("{}: {closes}", parts.join(", "))
    }

    /// How wide the row is; the narrowest row wins: kinds, then subjects, then grades.
    pub(super) fn breadth(&self) -> (usize, usize, u32) {
        let subjects = match self.subjects.len() {
            0 => usize::MAX,
            count => count,
        };
        (self.kinds.len(), subjects, self.grades.count())
    }
}

/// Grades in words: «5–8 классы».
fn grades(grades: Grades) -> String {
    let (first, last) = (grades.iter().next(), grades.iter().last());
    match (first, last) {
        (Some(first), Some(last)) if first == last => format!("{first} класс"),
        (Some(first), Some(last)) if u32::from(last - first) + 1 == grades.count() => {
            format!("{first}–{last} классы")
        }
        _ => {
            let all: Vec<String> = grades.iter().map(|grade| grade.to_string()).collect();
            format!("{} классы", all.join(", "))
        }
    }
}
