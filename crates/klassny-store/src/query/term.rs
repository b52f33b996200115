//! Questions about term, year and final marks, closings, permits and remarks.
//!
//! Must not decide whether a cell is open.

use crate::error::Error;
use crate::project::Noun;
use crate::read::{Read, Standing};
use crate::row::Columns;
use crate::sql::{select, statements};
use klassny_domain::ids::{ClassId, GroupId, PermitId, PupilId, RemarkId, StaffId, TermId, YearId};
use klassny_domain::permit::{PermitDecline, PermitRequest};
use klassny_domain::term::{Acceptance, FinalMark, Permit, Remark, TermClose, YearClose};
use rusqlite::{Row, named_params};

statements! {
    FINALS_OF_GROUP = select!(FinalMark, "WHERE group_id = :group_id
        ORDER BY pupil_id, kind, register_key");
    FINALS_OF_CLASS = select!(FinalMark, "WHERE group_id IN (
            SELECT register_key FROM study_group WHERE class_id = :class_id
        ) ORDER BY group_id, pupil_id, kind, register_key");
    FINALS_OF_PUPIL = select!(FinalMark, "WHERE group_id IN (
            SELECT register_key FROM study_group WHERE class_id IN (
                SELECT class_id FROM enrolment WHERE pupil_id = :pupil_id
            )
        ) AND pupil_id = :pupil_id ORDER BY group_id, kind, register_key");
    CLOSINGS = include_str!("closings.sql");
    CLOSINGS_OF_TERM = include_str!("closings_of_term.sql");
    CLOSINGS_OF_YEAR = include_str!("closings_of_year.sql");
    PERMIT = select!(Permit, "WHERE register_key = :permit_id");
    PERMITS_OF_STAFF = select!(Permit, "WHERE staff_id = :staff_id ORDER BY ends_at, register_key");
    PERMITS_OF_GROUP = select!(Permit, "WHERE group_id = :group_id ORDER BY ends_at, register_key");
    PERMITS = select!(Permit, "ORDER BY ends_at, register_key");
    REQUESTS = select!(PermitRequest, "ORDER BY fact_no");
    REQUESTS_OF_STAFF = select!(PermitRequest, "WHERE staff_id = :staff_id ORDER BY fact_no");
    REQUESTS_OF_GROUP = select!(PermitRequest, "WHERE group_id = :group_id ORDER BY fact_no");
    DECLINES = select!(PermitDecline, "ORDER BY fact_no");
    REMARK = select!(Remark, "WHERE register_key = :remark_id");
    REMARKS_OF_STAFF = select!(Remark, "WHERE staff_id = :staff_id AND state <> 'withdrawn'
        ORDER BY due_on, register_key");
    REMARKS_OF_GROUP = select!(Remark, "WHERE group_id = :group_id AND state <> 'withdrawn'
        ORDER BY due_on, register_key");
    ACCEPTANCES = select!(Acceptance, "ORDER BY register_key");
    REMARKS_UNSETTLED = select!(Remark, "WHERE state IN ('open', 'returned')
        ORDER BY due_on, register_key");
}

/// A closing of a term for a class, and whether it was taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    /// The closing.
    pub close: TermClose,
    /// The number of its fact in this replica, for who closed and when.
    pub fact_no: i64,
    /// Why it was taken back; none while the term is closed.
    pub reopened: Option<String>,
}

/// A closing of an academic year, and whether it was taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearClosing {
    /// The closing.
    pub close: YearClose,
    /// The number of its fact in this replica, for who closed and when.
    pub fact_no: i64,
    /// Why it was taken back; none while the year is closed.
    pub reopened: Option<String>,
}

impl Read<'_> {
    /// Term, year, exam and final marks of a group, by pupil.
    pub fn final_marks_of_group(&self, group: GroupId) -> Result<Vec<Standing<FinalMark>>, Error> {
        self.standing(
            FINALS_OF_GROUP,
            named_params! { ":group_id": group.as_bytes() },
        )
    }

    /// Term, year, exam and final marks of all groups of a class (F7).
    pub fn final_marks_of_class(&self, class: ClassId) -> Result<Vec<Standing<FinalMark>>, Error> {
        self.standing(
            FINALS_OF_CLASS,
            named_params! { ":class_id": class.as_bytes() },
        )
    }

    /// Term, year, exam and final marks of a pupil in every class the pupil was ever in.
    pub fn final_marks_of_pupil(&self, pupil: PupilId) -> Result<Vec<Standing<FinalMark>>, Error> {
        self.standing(
            FINALS_OF_PUPIL,
            named_params! { ":pupil_id": pupil.as_bytes() },
        )
    }

    /// Every closing of every term for a class, in order.
    pub fn closings(&self, class: ClassId) -> Result<Vec<Closing>, Error> {
        self.rows(
            CLOSINGS,
            named_params! { ":class_id": class.as_bytes() },
            read_closing,
        )
    }

    /// Every closing of a term for every class, in order.
    pub fn closings_of_term(&self, term: TermId) -> Result<Vec<Closing>, Error> {
        self.rows(
            CLOSINGS_OF_TERM,
            named_params! { ":term_id": term.as_bytes() },
            read_closing,
        )
    }

    /// Every closing of an academic year, in order.
    pub fn closings_of_year(&self, year: YearId) -> Result<Vec<YearClosing>, Error> {
        self.rows(
            CLOSINGS_OF_YEAR,
            named_params! { ":year_id": year.as_bytes() },
            |row| {
                Ok(YearClosing {
                    close: YearClose::read(row)?,
                    fact_no: row.raw("fact_no")?,
                    reopened: row.raw("reopened")?,
                })
            },
        )
    }

    /// The closing of an academic year that stands; none while it is open.
    pub fn year_closing(&self, year: YearId) -> Result<Option<YearClosing>, Error> {
        let mut closings = self.closings_of_year(year)?.into_iter();
        Ok(closings.rfind(|known| known.reopened.is_none()))
    }

    /// The terms that are closed for a class: closed and not opened again since.
    pub fn closed_terms(&self, class: ClassId) -> Result<Vec<TermClose>, Error> {
        let closings = self.closings(class)?.into_iter();
        let standing = closings.filter(|closing| closing.reopened.is_none());
        Ok(standing.map(|closing| closing.close).collect())
    }

    /// A permit.
    pub fn permit(&self, permit: PermitId) -> Result<Option<Permit>, Error> {
        self.one(PERMIT, named_params! { ":permit_id": permit.as_bytes() })
    }

    /// Permits of a person, ended ones and those taken back among them.
    pub fn permits_of_staff(&self, staff: StaffId) -> Result<Vec<Standing<Permit>>, Error> {
        self.standing(
            PERMITS_OF_STAFF,
            named_params! { ":staff_id": staff.as_bytes() },
        )
    }

    /// Permits for a group, ended ones and those taken back among them.
    pub fn permits_of_group(&self, group: GroupId) -> Result<Vec<Standing<Permit>>, Error> {
        self.standing(
            PERMITS_OF_GROUP,
            named_params! { ":group_id": group.as_bytes() },
        )
    }

    /// Every permit, ended ones and those taken back among them; a year has some hundreds.
    pub fn permits(&self) -> Result<Vec<Standing<Permit>>, Error> {
        self.standing(PERMITS, &[])
    }

    /// Every request for a permit, in the order they came; a year has some hundreds.
    pub fn permit_requests(&self) -> Result<Vec<Standing<PermitRequest>>, Error> {
        self.standing(REQUESTS, &[])
    }

    /// The requests of a person, in the order they came.
    pub fn permit_requests_of_staff(
        &self,
        staff: StaffId,
    ) -> Result<Vec<Standing<PermitRequest>>, Error> {
        self.standing(
            REQUESTS_OF_STAFF,
            named_params! { ":staff_id": staff.as_bytes() },
        )
    }

    /// The requests for lessons of a group, in the order they came.
    pub fn permit_requests_of_group(
        &self,
        group: GroupId,
    ) -> Result<Vec<Standing<PermitRequest>>, Error> {
        self.standing(
            REQUESTS_OF_GROUP,
            named_params! { ":group_id": group.as_bytes() },
        )
    }

    /// Every refusal of a request, those taken back among them.
    pub fn permit_declines(&self) -> Result<Vec<Standing<PermitDecline>>, Error> {
        self.standing(DECLINES, &[])
    }

    /// A remark.
    pub fn remark(&self, remark: RemarkId) -> Result<Option<Standing<Remark>>, Error> {
        let params = named_params! { ":remark_id": remark.as_bytes() };
        Ok(self.standing(REMARK, params)?.into_iter().next())
    }

    /// Remarks a person shall mend, those settled among them, by the day they are due.
    pub fn remarks_of_staff(&self, staff: StaffId) -> Result<Vec<Standing<Remark>>, Error> {
        self.standing(
            REMARKS_OF_STAFF,
            named_params! { ":staff_id": staff.as_bytes() },
        )
    }

    /// Remarks on the pages of a group, those settled among them, by the day they are due.
    pub fn remarks_of_group(&self, group: GroupId) -> Result<Vec<Standing<Remark>>, Error> {
        self.standing(
            REMARKS_OF_GROUP,
            named_params! { ":group_id": group.as_bytes() },
        )
    }

    /// Every decision on facts that do not count by themselves; a year has some hundreds.
    pub fn acceptances(&self) -> Result<Vec<Standing<Acceptance>>, Error> {
        self.standing(ACCEPTANCES, &[])
    }

    /// Remarks that are not mended, or mended and not accepted, by the day they are due.
    pub fn remarks_unsettled(&self) -> Result<Vec<Standing<Remark>>, Error> {
        self.standing(REMARKS_UNSETTLED, &[])
    }
}

fn read_closing(row: &Row<'_>) -> Result<Closing, Error> {
    Ok(Closing {
        close: TermClose::read(row)?,
        fact_no: row.raw("fact_no")?,
        reopened: row.raw("reopened")?,
    })
}
