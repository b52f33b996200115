//! How one column is read, and the words and ids of columns.
//!
//! The only place where stored bytes become the school's values, so it checks again what a
//! column promises; nothing is guessed where a column holds something else.

use crate::error::{Context, Error};
use crate::words::Word;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use klassny_domain::ids;
use klassny_domain::lesson::LessonPlace;
use rusqlite::types::FromSql;

/// An id of 16 bytes.
pub(crate) trait Id: Sized {
    fn from_column(bytes: [u8; 16]) -> Self;
}

macro_rules! ids_of_columns {
    ($($id:ident),+ $(,)?) => {$(
        impl Id for ids::$id {
            fn from_column(bytes: [u8; 16]) -> Self {
                Self::from_bytes(bytes)
            }
        }
    )+};
}

ids_of_columns! {
    AcceptanceId, BatchId, BellId, ClassId, CloseId, ControlWorkId, CourseId, DeviceId, EnrolmentId,
    EntrySlotId, GroupId, GuardianId, InvitationId, KeyId, LetterId, OrderId, PermitId, PlanId,
    PupilId, RemarkId, PermitRequestId,
    SealVoidId, SeatId, StaffId, SubjectId, SubstitutionId, TermId, TimetableSlotId, VolumeId, WaiverId, YearId,
}

/// Reads the columns of a row by name.
pub(crate) trait Columns {
    /// The column as SQLite gives it.
    fn raw<T: FromSql>(&self, column: &'static str) -> Result<T, Error>;

    fn text(&self, column: &'static str) -> Result<String, Error> {
        self.raw(column)
    }

    fn flag(&self, column: &'static str) -> Result<bool, Error> {
        self.raw(column)
    }

    fn bytes<const N: usize>(&self, column: &'static str) -> Result<[u8; N], Error> {
        self.raw(column)
    }

    fn id<T: Id>(&self, column: &'static str) -> Result<T, Error> {
        self.bytes(column).map(T::from_column)
    }

    fn id_or_none<T: Id>(&self, column: &'static str) -> Result<Option<T>, Error> {
        Ok(self.raw::<Option<[u8; 16]>>(column)?.map(T::from_column))
    }

    fn number<T: TryFrom<i64>>(&self, column: &'static str) -> Result<T, Error> {
        T::try_from(self.raw(column)?).map_err(|_| damaged(column))
    }

    fn number_or_none<T: TryFrom<i64>>(&self, column: &'static str) -> Result<Option<T>, Error> {
        self.raw::<Option<i64>>(column)?
            .map(|number| T::try_from(number).map_err(|_| damaged(column)))
            .transpose()
    }

    fn date(&self, column: &'static str) -> Result<NaiveDate, Error> {
        read_date(column, &self.text(column)?)
    }

    fn date_or_none(&self, column: &'static str) -> Result<Option<NaiveDate>, Error> {
        self.raw::<Option<String>>(column)?
            .map(|text| read_date(column, &text))
            .transpose()
    }

    fn time(&self, column: &'static str) -> Result<NaiveTime, Error> {
        self.text(column)?.parse().map_err(|_| damaged(column))
    }

    fn instant(&self, column: &'static str) -> Result<DateTime<Utc>, Error> {
        DateTime::from_timestamp_millis(self.raw(column)?).ok_or_else(|| damaged(column))
    }

    fn word<T: Word>(&self, column: &'static str) -> Result<T, Error> {
        T::from_word(&self.text(column)?).ok_or_else(|| damaged(column))
    }

    fn word_or_none<T: Word>(&self, column: &'static str) -> Result<Option<T>, Error> {
        self.raw::<Option<String>>(column)?
            .map(|text| T::from_word(&text).ok_or_else(|| damaged(column)))
            .transpose()
    }

    /// Names and values in order, as `pairs_text` writes them.
    fn pairs(&self, column: &'static str) -> Result<Vec<(String, String)>, Error> {
        serde_json::from_str(&self.text(column)?).map_err(|_| damaged(column))
    }

    /// The place of a lesson in its four columns.
    fn place(&self) -> Result<LessonPlace, Error> {
        Ok(LessonPlace {
            group: self.id("group_id")?,
            date: self.date("date")?,
            bell: self.number("bell")?,
            ordinal: self.number("lesson_ordinal")?,
        })
    }
}

impl Columns for rusqlite::Row<'_> {
    fn raw<T: FromSql>(&self, column: &'static str) -> Result<T, Error> {
        self.get(column).context(column)
    }
}

/// Names and values as a column keeps them.
pub(crate) fn pairs_text(pairs: &[(String, String)]) -> String {
    serde_json::Value::from_iter(pairs.iter().map(|(name, value)| vec![name.as_str(), value]))
        .to_string()
}

/// A time as a column keeps it.
pub(crate) fn time_text(time: NaiveTime) -> String {
    time.format("%H:%M:%S").to_string()
}

/// A date as a column keeps it.
pub(crate) fn date_text(date: Option<NaiveDate>) -> Option<String> {
    date.map(|date| date.to_string())
}

/// Says that a column holds what it cannot hold.
pub(crate) fn damaged(column: &'static str) -> Error {
    Error::Damaged(format!("column {column}"))
}

fn read_date(column: &'static str, text: &str) -> Result<NaiveDate, Error> {
    text.parse().map_err(|_| damaged(column))
}
