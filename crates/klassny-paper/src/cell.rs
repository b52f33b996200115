//! Which cell of a volume a line of its content is: the way back from a key to its place.
//!
//! Owns no words of its own; the keys are those of `stated.rs`.

use crate::stated::{Names, lesson_keys, subject_label};
use crate::view::Volume;

/// A place on the pages of a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubjectCell {
    /// Index into [`Volume::subjects`].
    pub subject: usize,
    /// Index into the lessons of the subject; none for the column of a period.
    pub lesson: Option<usize>,
    /// Index into [`Volume::pupils`]; none for what is said of the lesson itself.
    pub pupil: Option<usize>,
}

/// Finds the cell that a line of a subject's sheet speaks of; none for any other line.
pub fn cell_of(volume: &Volume, sheet: &str, key: &str) -> Option<SubjectCell> {
    let mut subjects = volume.subjects.iter();
    let subject = subjects.position(|part| subject_label(part) == sheet)?;
    let part = volume.subjects.get(subject)?;
    let cell = |lesson, pupil| SubjectCell {
        subject,
        lesson,
        pupil,
    };
    let days = lesson_keys(&part.lessons);
    if let Some((head, _)) = key.split_once(": ")
        && let Some(lesson) = days.iter().position(|day| day == head)
    {
        return Some(cell(Some(lesson), None));
    }
    let (column, name) = key.split_once(", ")?;
    let name = name.split_once(": ").map_or(name, |(name, _)| name);
    let names = Names::of(&volume.pupils);
    let mut pupils = 0..volume.pupils.len();
    let pupil = pupils.find(|pupil| names.get(*pupil) == name)?;
    match days.iter().position(|day| day == column) {
        Some(lesson) => Some(cell(Some(lesson), Some(pupil))),
        None => {
            let known = part.result_columns.iter().any(|known| known == column);
            known.then(|| cell(None, Some(pupil)))
        }
    }
}
