//! Questions about lessons, marks and absences: what a spread of the journal is made of.
//!
//! Must stay fast: a spread is asked for at every turn of a page. Marks, absences and parts of
//! lessons lie on the disk by group and day, and are asked for in that way only.

use crate::error::Error;
use crate::project::Noun;
use crate::read::{Param, Read, Standing};
use crate::sql::{select, statements};
use chrono::NaiveDate;
use klassny_domain::attendance::{AbsenceExcuse, Attendance};
use klassny_domain::homework_file::HomeworkFile;
use klassny_domain::ids::{ClassId, GroupId, PupilId};
use klassny_domain::lesson::{Assignment, Homework, LessonPlace, LessonRecord, LessonTopic};
use klassny_domain::mark::Mark;
use klassny_domain::witness::FileHeld;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

statements! {
    RECORDS = select!(LessonRecord, "WHERE group_id = :group_id AND date BETWEEN :from AND :to");
    RECORDS_OF_CLASS = select!(LessonRecord, "WHERE group_id IN (
            SELECT register_key FROM study_group WHERE class_id = :class_id
        ) AND date BETWEEN :from AND :to ORDER BY date, bell, lesson_ordinal, group_id");
    TOPICS = select!(LessonTopic, "WHERE group_id = :group_id AND date BETWEEN :from AND :to");
    HOMEWORK = select!(Homework, "WHERE group_id = :group_id AND date BETWEEN :from AND :to");
    FILES = select!(HomeworkFile, "WHERE group_id = :group_id AND date BETWEEN :from AND :to
        AND attached = 1 ORDER BY date, bell, lesson_ordinal, fact_no");
    FILE_HELD = select!(FileHeld, "WHERE blob = :blob LIMIT 1");
    ASSIGNMENTS = select!(Assignment, "WHERE group_id = :group_id AND date BETWEEN :from AND :to
        ORDER BY date, bell, lesson_ordinal, ordinal");
    MARKS = select!(Mark, "WHERE group_id = :group_id AND date BETWEEN :from AND :to
        ORDER BY date, bell, lesson_ordinal, ordinal, pupil_id");
    MARKS_OF_CLASS = select!(Mark, "WHERE group_id IN (
            SELECT register_key FROM study_group WHERE class_id = :class_id
        ) AND date BETWEEN :from AND :to
        ORDER BY group_id, date, bell, lesson_ordinal, ordinal, pupil_id");
    MARKS_OF_PUPIL = select!(Mark, "WHERE group_id IN (
            SELECT register_key FROM study_group WHERE class_id IN (
                SELECT class_id FROM enrolment WHERE pupil_id = :pupil_id
            )
        ) AND date BETWEEN :from AND :to AND pupil_id = :pupil_id
        ORDER BY date, bell, lesson_ordinal, group_id, ordinal");
    ATTENDANCE = select!(Attendance, "WHERE group_id = :group_id AND date BETWEEN :from AND :to
        ORDER BY date, bell, lesson_ordinal, pupil_id");
    ATTENDANCE_OF_CLASS = select!(Attendance, "WHERE group_id IN (
            SELECT register_key FROM study_group WHERE class_id = :class_id
        ) AND date BETWEEN :from AND :to ORDER BY date, bell, lesson_ordinal, group_id, pupil_id");
    ATTENDANCE_OF_PUPIL = select!(Attendance, "WHERE group_id IN (
            SELECT register_key FROM study_group WHERE class_id IN (
                SELECT class_id FROM enrolment WHERE pupil_id = :pupil_id
            )
        ) AND date BETWEEN :from AND :to AND pupil_id = :pupil_id
        ORDER BY date, bell, lesson_ordinal, group_id");
    EXCUSES = select!(AbsenceExcuse, "WHERE group_id = :group_id AND date BETWEEN :from AND :to
        ORDER BY date, bell, lesson_ordinal, pupil_id");
    EXCUSES_OF_CLASS = select!(AbsenceExcuse, "WHERE group_id IN (
            SELECT register_key FROM study_group WHERE class_id = :class_id
        ) AND date BETWEEN :from AND :to ORDER BY date, bell, lesson_ordinal, group_id, pupil_id");
    EXCUSES_OF_PUPIL = select!(AbsenceExcuse, "WHERE group_id IN (
            SELECT register_key FROM study_group WHERE class_id IN (
                SELECT class_id FROM enrolment WHERE pupil_id = :pupil_id
            )
        ) AND date BETWEEN :from AND :to AND pupil_id = :pupil_id
        ORDER BY date, bell, lesson_ordinal, group_id");
}

/// What is stated of one lesson. A part nobody stated is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonParts {
    /// Which lesson.
    pub place: LessonPlace,
    /// Held or not, and by whom.
    pub record: Option<Standing<LessonRecord>>,
    /// What was taught.
    pub topic: Option<Standing<LessonTopic>>,
    /// The task for home.
    pub homework: Option<Standing<Homework>>,
    /// The works of the lesson by ordinal, those taken back (no kind) among them.
    pub assignments: Vec<Standing<Assignment>>,
}

impl LessonParts {
    const fn of(place: LessonPlace) -> Self {
        Self {
            place,
            record: None,
            topic: None,
            homework: None,
            assignments: Vec::new(),
        }
    }
}

/// Everything that stands on the spread of a group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpreadRows {
    /// Lessons of which anything but marks and absences is stated, by place.
    pub lessons: Vec<LessonParts>,
    /// Marks by place, work and pupil; emptied cells have no value.
    pub marks: Vec<Standing<Mark>>,
    /// Presence by place and pupil.
    pub attendance: Vec<Standing<Attendance>>,
    /// Reasons of absences by place and pupil.
    pub excuses: Vec<Standing<AbsenceExcuse>>,
}

impl Read<'_> {
    /// Everything that stands on the spread of a group for the days.
    pub fn spread(
        &self,
        group: GroupId,
        days: &RangeInclusive<NaiveDate>,
    ) -> Result<SpreadRows, Error> {
        Ok(SpreadRows {
            lessons: self.lessons(group, days)?,
            marks: self.marks(group, days)?,
            attendance: self.of_group(ATTENDANCE, group, days)?,
            excuses: self.of_group(EXCUSES, group, days)?,
        })
    }

    /// Lessons of a group of which anything but marks and absences is stated, by place.
    pub fn lessons(
        &self,
        group: GroupId,
        days: &RangeInclusive<NaiveDate>,
    ) -> Result<Vec<LessonParts>, Error> {
        let mut lessons = BTreeMap::new();
        for record in self.of_group::<LessonRecord>(RECORDS, group, days)? {
            let place = record.value.place;
            part(&mut lessons, place).record = Some(record);
        }
        for topic in self.of_group::<LessonTopic>(TOPICS, group, days)? {
            let place = topic.value.place;
            part(&mut lessons, place).topic = Some(topic);
        }
        for homework in self.of_group::<Homework>(HOMEWORK, group, days)? {
            let place = homework.value.place;
            part(&mut lessons, place).homework = Some(homework);
        }
        for work in self.of_group::<Assignment>(ASSIGNMENTS, group, days)? {
            let place = work.value.place;
            part(&mut lessons, place).assignments.push(work);
        }
        Ok(lessons.into_values().collect())
    }

    /// What is stated of one lesson, marks and absences apart.
    pub fn lesson(&self, place: LessonPlace) -> Result<LessonParts, Error> {
        let lessons = self.lessons(place.group, &(place.date..=place.date))?;
        let found = lessons.into_iter().find(|lesson| lesson.place == place);
        Ok(found.unwrap_or_else(|| LessonParts::of(place)))
    }

    /// Files attached to the homework of a lesson, in the order they came here.
    pub fn homework_files(&self, place: LessonPlace) -> Result<Vec<Standing<HomeworkFile>>, Error> {
        let days = place.date..=place.date;
        let mut files = self.of_group::<HomeworkFile>(FILES, place.group, &days)?;
        files.retain(|file| file.value.place == place);
        Ok(files)
    }

    /// Whether a device has said that it read a file from the share and holds it.
    pub fn is_file_held(&self, blob: [u8; 32]) -> Result<bool, Error> {
        let held = self.one::<FileHeld>(FILE_HELD, &[(":blob", &blob)])?;
        Ok(held.is_some())
    }

    /// Marks of a group by place, work and pupil.
    pub fn marks(
        &self,
        group: GroupId,
        days: &RangeInclusive<NaiveDate>,
    ) -> Result<Vec<Standing<Mark>>, Error> {
        self.of_group(MARKS, group, days)
    }

    /// Marks of all groups of a class, group by group.
    pub fn marks_of_class(
        &self,
        class: ClassId,
        days: &RangeInclusive<NaiveDate>,
    ) -> Result<Vec<Standing<Mark>>, Error> {
        self.of_class(MARKS_OF_CLASS, class, days)
    }

    /// Marks of a pupil in every class the pupil was ever in.
    pub fn marks_of_pupil(
        &self,
        pupil: PupilId,
        days: &RangeInclusive<NaiveDate>,
    ) -> Result<Vec<Standing<Mark>>, Error> {
        self.of_pupil(MARKS_OF_PUPIL, pupil, days)
    }

    /// Presence of a class at all its lessons, by day and bell (F6).
    pub fn attendance_of_class(
        &self,
        class: ClassId,
        days: &RangeInclusive<NaiveDate>,
    ) -> Result<Vec<Standing<Attendance>>, Error> {
        self.of_class(ATTENDANCE_OF_CLASS, class, days)
    }

    /// Presence of a pupil at all lessons.
    pub fn attendance_of_pupil(
        &self,
        pupil: PupilId,
        days: &RangeInclusive<NaiveDate>,
    ) -> Result<Vec<Standing<Attendance>>, Error> {
        self.of_pupil(ATTENDANCE_OF_PUPIL, pupil, days)
    }

    /// Records of a class, by day and bell.
    pub fn records_of_class(
        &self,
        class: ClassId,
        days: &RangeInclusive<NaiveDate>,
    ) -> Result<Vec<Standing<LessonRecord>>, Error> {
        self.of_class(RECORDS_OF_CLASS, class, days)
    }

    /// Reasons of absences of a class, by day and bell (R38).
    pub fn excuses_of_class(
        &self,
        class: ClassId,
        days: &RangeInclusive<NaiveDate>,
    ) -> Result<Vec<Standing<AbsenceExcuse>>, Error> {
        self.of_class(EXCUSES_OF_CLASS, class, days)
    }

    /// Reasons of absences of a pupil.
    pub fn excuses_of_pupil(
        &self,
        pupil: PupilId,
        days: &RangeInclusive<NaiveDate>,
    ) -> Result<Vec<Standing<AbsenceExcuse>>, Error> {
        self.of_pupil(EXCUSES_OF_PUPIL, pupil, days)
    }

    fn of_group<T: Noun>(
        &self,
        sql: &'static str,
        group: GroupId,
        days: &RangeInclusive<NaiveDate>,
    ) -> Result<Vec<Standing<T>>, Error> {
        self.in_days(sql, (":group_id", group.as_bytes()), days)
    }

    fn of_class<T: Noun>(
        &self,
        sql: &'static str,
        class: ClassId,
        days: &RangeInclusive<NaiveDate>,
    ) -> Result<Vec<Standing<T>>, Error> {
        self.in_days(sql, (":class_id", class.as_bytes()), days)
    }

    fn of_pupil<T: Noun>(
        &self,
        sql: &'static str,
        pupil: PupilId,
        days: &RangeInclusive<NaiveDate>,
    ) -> Result<Vec<Standing<T>>, Error> {
        self.in_days(sql, (":pupil_id", pupil.as_bytes()), days)
    }

    fn in_days<T: Noun>(
        &self,
        sql: &'static str,
        whose: Param<'_>,
        days: &RangeInclusive<NaiveDate>,
    ) -> Result<Vec<Standing<T>>, Error> {
        let (from, to) = (days.start().to_string(), days.end().to_string());
        self.standing(sql, &[whose, (":from", &from), (":to", &to)])
    }
}

fn part(lessons: &mut BTreeMap<LessonPlace, LessonParts>, place: LessonPlace) -> &mut LessonParts {
    lessons
        .entry(place)
        .or_insert_with(|| LessonParts::of(place))
}
