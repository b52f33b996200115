//! Questions about families: agreements, notes from lessons, duties done, letters.
//!
//! All but the notes are answered only where this replica may hold them (compartment 2).

use crate::error::Error;
use crate::read::{Read, Standing};
use crate::sql::{select, statements};
use chrono::NaiveDate;
use klassny_domain::family::{FamilyDuty, InformationForm, Letter, ParentNote};
use klassny_domain::ids::{ClassId, GroupId, LetterId, PupilId};
use klassny_domain::lesson::LessonPlace;
use klassny_domain::roster::Guardian;
use rusqlite::named_params;
use std::ops::RangeInclusive;

statements! {
    GUARDIANS = select!(Guardian, "WHERE pupil_id IN (
        SELECT pupil_id FROM enrolment WHERE class_id = :class_id
    ) ORDER BY pupil_id, ordinal, register_key");
    FORMS = select!(InformationForm, "WHERE stands = 1 AND pupil_id IN (
        SELECT pupil_id FROM enrolment WHERE class_id = :class_id
    ) ORDER BY register_key");
    NOTES = select!(ParentNote, "WHERE group_id = :group_id AND date BETWEEN :from AND :to
        AND text <> '' ORDER BY date, bell, lesson_ordinal, register_key");
    NOTE = select!(ParentNote, "WHERE group_id = :group_id AND date = :date AND bell = :bell
        AND lesson_ordinal = :ordinal AND pupil_id = :pupil_id AND text <> ''");
    DUTIES = select!(FamilyDuty, "WHERE class_id = :class_id AND done = 1
        AND from_on BETWEEN :from AND :to ORDER BY from_on, kind, register_key");
    LETTERS = select!(Letter, "WHERE stands = 1 AND pupil_id IN (
        SELECT pupil_id FROM enrolment WHERE class_id = :class_id
    ) ORDER BY on_day, register_key");
    LETTER = select!(Letter, "WHERE register_key = :letter_id");
}

impl Read<'_> {
    /// Guardians of all who were ever on the list of a class, with how surely each stands.
    pub fn guardians_standing(&self, class: ClassId) -> Result<Vec<Standing<Guardian>>, Error> {
        self.standing(GUARDIANS, named_params! { ":class_id": class.as_bytes() })
    }

    /// What the guardians of a class have signed (R62, R66).
    pub fn information_forms(
        &self,
        class: ClassId,
    ) -> Result<Vec<Standing<InformationForm>>, Error> {
        self.standing(FORMS, named_params! { ":class_id": class.as_bytes() })
    }

    /// Notes of a group from one day to another (R69).
    pub fn parent_notes(
        &self,
        group: GroupId,
        days: &RangeInclusive<NaiveDate>,
    ) -> Result<Vec<Standing<ParentNote>>, Error> {
        let (from, to) = (days.start().to_string(), days.end().to_string());
        let params = named_params! { ":group_id": group.as_bytes(), ":from": from, ":to": to };
        self.standing(NOTES, params)
    }

    /// The note of a pupil's lesson.
    pub fn parent_note(
        &self,
        place: LessonPlace,
        pupil: PupilId,
    ) -> Result<Option<Standing<ParentNote>>, Error> {
        let date = place.date.to_string();
        let params = named_params! {
            ":group_id": place.group.as_bytes(), ":date": date, ":bell": place.bell,
            ":ordinal": place.ordinal, ":pupil_id": pupil.as_bytes(),
        };
        Ok(self.standing(NOTE, params)?.into_iter().next())
    }

    /// What was done for the families of a class in periods that begin in these days.
    pub fn family_duties(
        &self,
        class: ClassId,
        days: &RangeInclusive<NaiveDate>,
    ) -> Result<Vec<Standing<FamilyDuty>>, Error> {
        let (from, to) = (days.start().to_string(), days.end().to_string());
        let params = named_params! { ":class_id": class.as_bytes(), ":from": from, ":to": to };
        self.standing(DUTIES, params)
    }

    /// Letters to and from the families of a class, oldest first (R74–R76).
    pub fn letters(&self, class: ClassId) -> Result<Vec<Standing<Letter>>, Error> {
        self.standing(LETTERS, named_params! { ":class_id": class.as_bytes() })
    }

    /// A letter.
    pub fn letter(&self, letter: LetterId) -> Result<Option<Letter>, Error> {
        self.one(LETTER, named_params! { ":letter_id": letter.as_bytes() })
    }
}
