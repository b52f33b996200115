//! The tables people's questions are answered from, and the only code that writes them.
//!
//! A row is the value of one register. What was made here and what was received pass through the
//! same `write`; it judges nothing and refuses nothing, for the winner is chosen before it.

mod access;
mod attendance;
mod class;
mod course;
mod family;
mod lesson;
mod mark;
mod plan;
mod pupil;
#[cfg(test)]
pub(crate) mod samples;
mod school;
mod staff;
mod term;
#[cfg(test)]
pub(crate) mod tests;
mod timetable;
mod volume;
mod witness;

use crate::error::{Context, Error};
use klassny_domain::access::{
    Ack, DeviceEnrolment, DeviceProgram, Invitation, KeyEpoch, RevocationCosign, RulesetActivation,
    SeatCertificate, SeatRevocation,
};
use klassny_domain::attendance::{AbsenceExcuse, Attendance};
use klassny_domain::change::{BatchCommit, Change, Kind};
use klassny_domain::family::{FamilyDuty, InformationForm, Letter, ParentNote};
use klassny_domain::homework_file::HomeworkFile;
use klassny_domain::lesson::{Assignment, Homework, LessonRecord, LessonTopic};
use klassny_domain::mark::Mark;
use klassny_domain::permit::{PermitDecline, PermitRequest};
use klassny_domain::plan::{ControlWork, PlanApproval, PlanCorrection, PlanRow, ThematicPlan};
use klassny_domain::regulation::Regulation;
use klassny_domain::roster::{
    ClassTeacher, Course, CourseMember, Enrolment, Group, GroupMember, Guardian, Load, Movement,
    Pupil, PupilCard, RoleGrant, SchoolClass, StaffCard, StaffMember, Subject,
};
use klassny_domain::school::{
    AcademicYear, Bell, Break, LoadLimit, SchoolProfile, SchoolWeek, Term, Workstation,
};
use klassny_domain::slots::SlotWaiver;
use klassny_domain::term::{
    Acceptance, FinalMark, Permit, Remark, TermClose, TermReopen, YearClose, YearReopen,
};
use klassny_domain::timetable::{EntrySlot, Substitution, TimetableSlot};
use klassny_domain::volume::{VolumeEdition, VolumeRouteStep};
use klassny_domain::witness::{FileHeld, PackVerified, Seal, SealVoid, StateDigest};
use rusqlite::{Connection, Row, Statement, named_params};

/// The version of the tables and of what is written into them. When it grows, a replica is
/// rebuilt from its log as it is opened.
pub(crate) const PROJECTION: u32 = 1;

/// The fact whose value a register has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Winner<'a> {
    /// The key of the register.
    pub(crate) key: [u8; 16],
    /// Its number in `log_fact`.
    pub(crate) fact: i64,
    /// How many facts of the register no other replaces.
    pub(crate) tips: u32,
    /// What it states.
    pub(crate) change: &'a Change,
}

/// A noun of the school, and the table that holds it.
pub(crate) trait Noun: Sized {
    /// The name of the table.
    const TABLE: &'static str;
    /// Writes the row of a register.
    const WRITE: &'static str;
    /// Removes the row of a register.
    const REMOVE: &'static str;
    /// Removes every row.
    const CLEAR: &'static str;
    /// Counts the rows.
    const COUNT: &'static str;
    /// Selects every column of every row; conditions may follow (`select!`).
    const SELECT: &'static str;

    /// Runs `WRITE`.
    fn write(&self, insert: &mut Statement<'_>, winner: &Winner<'_>) -> rusqlite::Result<usize>;

    /// Reads a row that `SELECT` gave.
    fn read(row: &Row<'_>) -> Result<Self, Error>;
}

/// Says how a noun lies in its table: every column once, and how the noun is read back from them.
macro_rules! noun {
    (
        $noun:ident in $table:literal;
        write |$value:ident| { $($column:ident: $written:expr,)* }
        read |$row:ident| $read:expr
    ) => {
        impl $crate::project::Noun for $noun {
            const TABLE: &'static str = $table;

            const WRITE: &'static str = concat!(
                "INSERT OR REPLACE INTO ", $table, " (",
                $(stringify!($column), ", ",)*
                "register_key, fact_no, tips) VALUES (",
                $(":", stringify!($column), ", ",)*
                ":register_key, :fact_no, :tips)",
            );

            const REMOVE: &'static str =
                concat!("DELETE FROM ", $table, " WHERE register_key = :register_key");

            const CLEAR: &'static str = concat!("DELETE FROM ", $table);

            const COUNT: &'static str = concat!("SELECT COUNT(*) FROM ", $table);

            const SELECT: &'static str = concat!(
                "SELECT ", $(stringify!($column), ", ",)* "register_key, fact_no, tips FROM ",
                $table,
            );

            fn write(
                &self,
                insert: &mut rusqlite::Statement<'_>,
                winner: &$crate::project::Winner<'_>,
            ) -> rusqlite::Result<usize> {
                let $value = self;
                insert.execute::<&[(&str, &dyn rusqlite::ToSql)]>(&[
                    $((concat!(":", stringify!($column)), &$written),)*
                    (":register_key", &winner.key),
                    (":fact_no", &winner.fact),
                    (":tips", &winner.tips),
                ])
            }

            fn read($row: &rusqlite::Row<'_>) -> Result<Self, $crate::error::Error> {
                Ok($read)
            }
        }
    };
}

use noun;

macro_rules! nouns {
    ($($noun:ident,)+) => {
        /// Every table that is projected.
        pub(crate) const TABLES: &[&str] = &[$(<$noun as Noun>::TABLE),+];

        /// Writes the value of a register. The same winner may be written any number of times.
        pub(crate) fn write(conn: &Connection, winner: Winner<'_>) -> Result<(), Error> {
            match winner.change { $(Change::$noun(noun) => put(conn, noun, &winner),)+ }
        }

        /// Removes the value of a register that no valid fact gives any more.
        pub(crate) fn remove(conn: &Connection, kind: Kind, key: &[u8; 16]) -> Result<(), Error> {
            let sql = match kind { $(Kind::$noun => <$noun as Noun>::REMOVE,)+ };
            conn.prepare_cached(sql)
                .and_then(|mut delete| delete.execute(named_params! { ":register_key": key }))
                .context("remove the value of a register")?;
            Ok(())
        }

        /// Empties every projected table, before a rebuild.
        pub(crate) fn clear(conn: &Connection) -> Result<(), Error> {
            for sql in [$(<$noun as Noun>::CLEAR),+] {
                conn.execute(sql, []).context("empty a projected table")?;
            }
            Ok(())
        }

        /// How many registers of each kind have a value.
        pub(crate) fn counts(conn: &Connection) -> Result<Vec<(Kind, u64)>, Error> {
            [$((Kind::$noun, <$noun as Noun>::COUNT)),+]
                .into_iter()
                .map(|(kind, sql)| {
                    let count = conn
                        .prepare_cached(sql)
                        .and_then(|mut select| select.query_row([], |row| row.get::<_, i64>(0)))
                        .context("count the rows of a table")?;
                    Ok((kind, count.cast_unsigned()))
                })
                .collect()
        }

        /// The table of a kind of fact.
        #[cfg(test)]
        pub(crate) const fn table_of(kind: Kind) -> &'static str {
            match kind { $(Kind::$noun => <$noun as Noun>::TABLE,)+ }
        }

        #[cfg(test)]
        pub(crate) const STATEMENTS: &[&str] = &[$(
            <$noun as Noun>::WRITE, <$noun as Noun>::REMOVE, <$noun as Noun>::CLEAR,
            <$noun as Noun>::COUNT, <$noun as Noun>::SELECT,
        )+];

        /// Reads back every value of a kind.
        #[cfg(test)]
        pub(crate) fn read_back(conn: &Connection, kind: Kind) -> Vec<Change> {
            match kind {
                $(Kind::$noun => {
                    let mut select = conn.prepare(<$noun as Noun>::SELECT).unwrap();
                    let mut rows = select.query([]).unwrap();
                    let mut found = Vec::new();
                    while let Some(row) = rows.next().unwrap() {
                        found.push(Change::$noun(<$noun as Noun>::read(row).unwrap()));
                    }
                    found
                })+
            }
        }
    };
}

nouns! {
    SchoolProfile, AcademicYear, Term, Break, SchoolWeek, Bell, LoadLimit, Workstation, Regulation,
    Subject, SchoolClass, Group, GroupMember, StaffMember, StaffCard, RoleGrant, ClassTeacher, Load,
    Pupil, PupilCard, Guardian, Enrolment, Movement, Course, CourseMember,
    TimetableSlot, Substitution, EntrySlot, SlotWaiver, ThematicPlan, PlanRow, ControlWork,
    PlanApproval, PlanCorrection,
    LessonRecord, LessonTopic, Homework, HomeworkFile, Assignment, Mark, Attendance, AbsenceExcuse,
    FinalMark,
    TermClose, TermReopen, YearClose, YearReopen, Permit, Remark, Acceptance, VolumeEdition,
    VolumeRouteStep, InformationForm, ParentNote, FamilyDuty, Letter, PermitRequest,
    PermitDecline,
    DeviceEnrolment, SeatCertificate, Invitation, SeatRevocation, Ack, DeviceProgram,
    RevocationCosign, KeyEpoch, RulesetActivation, BatchCommit, Seal, SealVoid,
    StateDigest, PackVerified, FileHeld,
}

fn put<T: Noun>(conn: &Connection, noun: &T, winner: &Winner<'_>) -> Result<(), Error> {
    conn.prepare_cached(T::WRITE)
        .and_then(|mut insert| noun.write(&mut insert, winner))
        .context("write the value of a register")?;
    Ok(())
}
