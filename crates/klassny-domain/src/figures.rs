//! The figures of reports F26–F27: успеваемость, качество, СОУ, средний балл.
//!
//! осв is out of every denominator. Exact fractions; rounded only as text.

use crate::mark::MarkValue;

/// A part of a whole; the whole may be empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// The part.
    pub part: u64,
    /// The whole.
    pub whole: u64,
}

impl Share {
    /// Percent with one digit, rounded half up: «92,9»; «–» of nothing.
    pub fn percent(self) -> String {
        if self.whole == 0 {
            return "–".to_owned();
        }
        let tenths = (self.part * 2000 + self.whole) / (2 * self.whole);
        format!("{},{}", tenths / 10, tenths % 10)
    }
}

/// The figures of a class or of a subject.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Pupils without «2» and н/а of the attested ones.
    pub success: Share,
    /// Pupils with only «4» and «5» of the attested ones.
    pub quality: Share,
    /// Степень обученности: hundredths of marks' worth of all marks.
    pub learning: Share,
    /// The sum of grades of their number.
    pub mean: Share,
}

/// The figures of pupils, each with the marks of one term: one for a subject, several for a class.
///
/// A pupil is attested who has a grade, зачёт or незачёт; зачёт hinders neither figure, незачёт
/// and «1» count as «2».
pub fn figures<'a>(pupils: impl IntoIterator<Item = &'a [MarkValue]>) -> Figures {
    let mut figures = Figures::default();
    for marks in pupils {
        let attested = |mark: &&MarkValue| {
            matches!(
                mark,
                MarkValue::Grade(_) | MarkValue::Pass | MarkValue::Fail
            )
        };
        if marks.iter().any(|mark| attested(&mark)) {
            let succeeds = !marks.iter().any(|mark| is_debt(*mark));
            let grades = || marks.iter().filter_map(|mark| mark.grade());
            let good = grades().count() > 0 && grades().all(|grade| grade >= 4);
            figures.success.part += u64::from(succeeds);
            figures.quality.part += u64::from(succeeds && good);
            figures.success.whole += 1;
            figures.quality.whole += 1;
        }
        for mark in marks {
            let Some(worth) = worth_hundredths(*mark) else {
                continue;
            };
            // A worth is in hundredths: the whole counts hundredths too.
            figures.learning.part += worth;
            figures.learning.whole += 100;
            figures.mean.part += u64::from(mark.grade().unwrap_or(0));
            figures.mean.whole += u64::from(mark.grade().is_some());
        }
    }
    figures
}

impl Figures {
    /// Средний балл with two digits: «3,96»; «–» of nothing.
    pub fn mean_text(&self) -> String {
        let Share { part, whole } = self.mean;
        if whole == 0 {
            return "–".to_owned();
        }
        let hundredths = (part * 200 + whole) / (2 * whole);
        format!("{},{:02}", hundredths / 100, hundredths % 100)
    }
}

fn is_debt(mark: MarkValue) -> bool {
    match mark {
        MarkValue::Grade(grade) => grade.get() <= 2,
        MarkValue::Fail | MarkValue::NotAttested => true,
        MarkValue::Pass | MarkValue::Exempt => false,
    }
}

/// What a mark is worth in СОУ; nothing where it is out of the denominator.
fn worth_hundredths(mark: MarkValue) -> Option<u64> {
    match mark {
        MarkValue::Grade(grade) => Some(match grade.get() {
            5 => 100,
            4 => 64,
            3 => 36,
            _ => 16,
        }),
        MarkValue::NotAttested => Some(8),
        MarkValue::Pass | MarkValue::Fail | MarkValue::Exempt => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(text: &str) -> Vec<MarkValue> {
        text.split_whitespace()
            .filter_map(MarkValue::parse)
            .collect()
    }

    #[test]
    fn f27_the_figures_of_a_subject_leave_the_exempt_out() {
        let pupils: Vec<Vec<MarkValue>> = "5 5 4 4 4 3 3 2 н/а осв".split(' ').map(marks).collect();
        let figures = figures(pupils.iter().map(Vec::as_slice));
        assert_eq!(figures.success, Share { part: 7, whole: 8 });
        assert_eq!(figures.quality, Share { part: 5, whole: 8 });
        assert_eq!(
            figures.learning,
            Share {
                part: 200 + 192 + 72 + 16 + 8,
                whole: 900
            }
        );
        assert_eq!(figures.success.percent(), "87,5");
        assert_eq!(figures.learning.percent(), "54,2");
        assert_eq!(figures.mean_text(), "3,75");
        assert_eq!(Share::default().percent(), "–");
    }

    #[test]
    fn f26_the_figures_of_a_class_count_pupils_over_all_subjects() {
        let pupils = ["5 5 4 зач", "5 4 3", "4 2 5", "5 н/а 5", "осв", "н/а"].map(marks);
        let figures = figures(pupils.iter().map(Vec::as_slice));
        assert_eq!(figures.success, Share { part: 2, whole: 4 });
        assert_eq!(figures.quality, Share { part: 1, whole: 4 });
    }
}
