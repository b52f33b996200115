//! Questions about the school's frame: profile, years, calendar, regulation, workstations.
//!
//! Must not answer what day it is; days come in as arguments.

use crate::error::Error;
use crate::read::Read;
use crate::sql::{select, statements};
use chrono::NaiveDate;
use klassny_domain::calendar::Calendar;
use klassny_domain::change::{BatchCommit, Kind};
use klassny_domain::ids::YearId;
use klassny_domain::regulation::Regulation;
use klassny_domain::school::{
    AcademicYear, Bell, Break, LoadLimit, SchoolProfile, SchoolWeek, Term, Workstation,
};
use rusqlite::named_params;

statements! {
    PROFILE = select!(SchoolProfile, "");
    YEARS = select!(AcademicYear, "ORDER BY starts_on, register_key");
    YEAR = select!(AcademicYear, "WHERE register_key = :year_id");
    TERMS = select!(Term, "WHERE year_id = :year_id ORDER BY starts_on, kind, number, register_key");
    BREAKS = select!(Break, "WHERE year_id = :year_id AND stands ORDER BY starts_on, register_key");
    WEEKS = select!(SchoolWeek, "WHERE year_id = :year_id ORDER BY grades");
    BELLS = select!(Bell, "WHERE year_id = :year_id ORDER BY number, from_on, register_key");
    LOAD_LIMITS = select!(LoadLimit, "WHERE year_id = :year_id ORDER BY grade");
    WORKSTATIONS = select!(Workstation, "ORDER BY number");
    REGULATION = select!(Regulation, "WHERE register_key = :year_id");
    BATCHES = select!(BatchCommit, "ORDER BY fact_no");
}

impl Read<'_> {
    /// What the school calls itself (F1).
    pub fn school_profile(&self) -> Result<Option<SchoolProfile>, Error> {
        self.one(PROFILE, &[])
    }

    /// Academic years, earliest first.
    pub fn years(&self) -> Result<Vec<AcademicYear>, Error> {
        self.all(YEARS, &[])
    }

    /// The academic year of a day: the last that has begun, or the first where none has.
    pub fn year_on(&self, day: NaiveDate) -> Result<Option<AcademicYear>, Error> {
        let mut years = self.years()?;
        let begun = years
            .iter()
            .rposition(|year| year.starts_on <= day)
            .unwrap_or(0);
        Ok((begun < years.len()).then(|| years.swap_remove(begun)))
    }

    /// Terms of a year.
    pub fn terms(&self, year: YearId) -> Result<Vec<Term>, Error> {
        self.all(TERMS, named_params! { ":year_id": year.as_bytes() })
    }

    /// Breaks of a year that stand.
    pub fn breaks(&self, year: YearId) -> Result<Vec<Break>, Error> {
        self.all(BREAKS, named_params! { ":year_id": year.as_bytes() })
    }

    /// Weeks of a year, by grades.
    pub fn weeks(&self, year: YearId) -> Result<Vec<SchoolWeek>, Error> {
        self.all(WEEKS, named_params! { ":year_id": year.as_bytes() })
    }

    /// Bells of a year.
    pub fn bells(&self, year: YearId) -> Result<Vec<Bell>, Error> {
        self.all(BELLS, named_params! { ":year_id": year.as_bytes() })
    }

    /// The calendar of a year.
    pub fn calendar(&self, year: YearId) -> Result<Option<Calendar>, Error> {
        let year = self.one::<AcademicYear>(YEAR, named_params! { ":year_id": year.as_bytes() })?;
        let Some(year) = year else { return Ok(None) };
        let id = year.year;
        let (terms, breaks) = (self.terms(id)?, self.breaks(id)?);
        let (weeks, bells) = (self.weeks(id)?, self.bells(id)?);
        Ok(Some(Calendar::new(&year, &terms, &breaks, &weeks, &bells)))
    }

    /// The greatest weekly load, by grade (R94).
    pub fn load_limits(&self, year: YearId) -> Result<Vec<LoadLimit>, Error> {
        self.all(LOAD_LIMITS, named_params! { ":year_id": year.as_bytes() })
    }

    /// Workstations by number (R34).
    pub fn workstations(&self) -> Result<Vec<Workstation>, Error> {
        self.all(WORKSTATIONS, &[])
    }

    /// The regulation of a year, as it was signed.
    pub fn regulation(&self, year: YearId) -> Result<Option<Regulation>, Error> {
        self.one(REGULATION, named_params! { ":year_id": year.as_bytes() })
    }

    /// Finished imports, in the order they came here (D9).
    pub fn batches(&self) -> Result<Vec<BatchCommit>, Error> {
        self.all(BATCHES, &[])
    }

    /// How many values of each kind the journal holds, those taken back or emptied among them.
    pub fn counts(&self) -> Result<Vec<(Kind, u64)>, Error> {
        crate::project::counts(self.0)
    }
}
