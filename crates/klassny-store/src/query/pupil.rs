//! Questions about pupils, their cards, families and movements.
//!
//! Cards and guardians are answered only where this replica may hold them (compartment 2).

use crate::error::Error;
use crate::read::Read;
use crate::sql::{select, statements};
use chrono::NaiveDate;
use klassny_domain::ids::{ClassId, PupilId};
use klassny_domain::roster::{Guardian, Movement, Pupil, PupilCard};
use rusqlite::named_params;
use std::ops::RangeInclusive;

statements! {
    PUPIL = select!(Pupil, "WHERE register_key = :pupil_id");
    PUPILS = select!(Pupil, "ORDER BY surname, given, patronymic, register_key");
    CARD = select!(PupilCard, "WHERE register_key = :pupil_id");
    CARDS_OF_CLASS = select!(PupilCard, "WHERE register_key IN (
        SELECT pupil_id FROM enrolment WHERE class_id = :class_id
    ) ORDER BY register_key");
    GUARDIANS = select!(Guardian, "WHERE pupil_id = :pupil_id ORDER BY ordinal, register_key");
    GUARDIANS_OF_CLASS = select!(Guardian, "WHERE pupil_id IN (
        SELECT pupil_id FROM enrolment WHERE class_id = :class_id
    ) ORDER BY pupil_id, ordinal, register_key");
    MOVEMENTS = select!(Movement, "WHERE effective_on BETWEEN :from AND :to
        ORDER BY effective_on, ordered_on, number, register_key");
    MOVEMENTS_OF_PUPIL = select!(Movement, "WHERE pupil_id = :pupil_id
        ORDER BY effective_on, ordered_on, number, register_key");
}

impl Read<'_> {
    /// A pupil.
    pub fn pupil(&self, pupil: PupilId) -> Result<Option<Pupil>, Error> {
        self.one(PUPIL, named_params! { ":pupil_id": pupil.as_bytes() })
    }

    /// All pupils that ever were.
    pub fn pupils(&self) -> Result<Vec<Pupil>, Error> {
        self.all(PUPILS, &[])
    }

    /// The personal card of a pupil.
    pub fn pupil_card(&self, pupil: PupilId) -> Result<Option<PupilCard>, Error> {
        self.one(CARD, named_params! { ":pupil_id": pupil.as_bytes() })
    }

    /// Cards of all who were ever on the list of a class (F5).
    pub fn pupil_cards_of_class(&self, class: ClassId) -> Result<Vec<PupilCard>, Error> {
        self.all(
            CARDS_OF_CLASS,
            named_params! { ":class_id": class.as_bytes() },
        )
    }

    /// Guardians of a pupil, by ordinal.
    pub fn guardians(&self, pupil: PupilId) -> Result<Vec<Guardian>, Error> {
        self.all(GUARDIANS, named_params! { ":pupil_id": pupil.as_bytes() })
    }

    /// Guardians of all who were ever on the list of a class, by pupil (F5, R62).
    pub fn guardians_of_class(&self, class: ClassId) -> Result<Vec<Guardian>, Error> {
        self.all(
            GUARDIANS_OF_CLASS,
            named_params! { ":class_id": class.as_bytes() },
        )
    }

    /// Movements that hold from one of the days (R84, F36).
    pub fn movements(&self, days: &RangeInclusive<NaiveDate>) -> Result<Vec<Movement>, Error> {
        let (from, to) = (days.start().to_string(), days.end().to_string());
        self.all(MOVEMENTS, named_params! { ":from": from, ":to": to })
    }

    /// Movements of a pupil.
    pub fn movements_of_pupil(&self, pupil: PupilId) -> Result<Vec<Movement>, Error> {
        self.all(
            MOVEMENTS_OF_PUPIL,
            named_params! { ":pupil_id": pupil.as_bytes() },
        )
    }
}
