//! Questions about thematic plans and the schedule of control works (R28–R30).
//!
//! Must not match the rows of a plan with lessons.

use crate::error::Error;
use crate::read::{Read, Standing};
use crate::sql::{select, statements};
use chrono::NaiveDate;
use klassny_domain::ids::{ClassId, GroupId, PlanId, StaffId, SubjectId, YearId};
use klassny_domain::plan::{ControlWork, PlanApproval, PlanCorrection, PlanRow, ThematicPlan};
use rusqlite::named_params;
use std::ops::RangeInclusive;

statements! {
    PLANS = select!(ThematicPlan, "WHERE year_id = :year_id ORDER BY grade, title, register_key");
    PLAN_OF = select!(ThematicPlan, "WHERE year_id = :year_id AND subject_id = :subject_id
        AND grade = :grade ORDER BY approved DESC, title, register_key");
    PLAN = select!(ThematicPlan, "WHERE register_key = :plan_id");
    PLAN_ROWS = select!(PlanRow, "WHERE plan_id = :plan_id AND topic <> '' ORDER BY position, number");
    PLAN_ROWS_EVER = select!(PlanRow, "WHERE plan_id = :plan_id ORDER BY position, number");
    APPROVALS = select!(PlanApproval, "WHERE plan_id = :plan_id ORDER BY fact_no");
    CORRECTIONS = select!(PlanCorrection, "WHERE plan_id = :plan_id AND group_id = :group_id
        ORDER BY number");
    WORKS_OF_CLASS = select!(ControlWork, "WHERE class_id = :class_id
        AND date BETWEEN :from AND :to ORDER BY date, bell, subject_id, register_key");
    WORKS_OF_STAFF = select!(ControlWork, "WHERE staff_id = :staff_id
        AND date BETWEEN :from AND :to ORDER BY date, bell, class_id, register_key");
}

impl Read<'_> {
    /// Plans of a year.
    pub fn plans(&self, year: YearId) -> Result<Vec<ThematicPlan>, Error> {
        self.all(PLANS, named_params! { ":year_id": year.as_bytes() })
    }

    /// A plan.
    pub fn plan(&self, plan: PlanId) -> Result<Option<ThematicPlan>, Error> {
        self.one(PLAN, named_params! { ":plan_id": plan.as_bytes() })
    }

    /// The plan of a subject and grade; of several an approved one.
    pub fn plan_of(
        &self,
        year: YearId,
        subject: SubjectId,
        grade: u8,
    ) -> Result<Option<ThematicPlan>, Error> {
        let params = named_params! {
            ":year_id": year.as_bytes(), ":subject_id": subject.as_bytes(), ":grade": grade,
        };
        self.one(PLAN_OF, params)
    }

    /// The rows of a plan in their order; rows taken back are left out.
    pub fn plan_rows(&self, plan: PlanId) -> Result<Vec<PlanRow>, Error> {
        self.all(PLAN_ROWS, named_params! { ":plan_id": plan.as_bytes() })
    }

    /// The rows of a plan, those taken back among them: a number names a row for ever.
    pub fn plan_rows_ever(&self, plan: PlanId) -> Result<Vec<PlanRow>, Error> {
        self.all(
            PLAN_ROWS_EVER,
            named_params! { ":plan_id": plan.as_bytes() },
        )
    }

    /// What was sent for approval and decided of a plan and of its correction sheets.
    pub fn plan_approvals(&self, plan: PlanId) -> Result<Vec<Standing<PlanApproval>>, Error> {
        self.standing(APPROVALS, named_params! { ":plan_id": plan.as_bytes() })
    }

    /// The corrections of a plan for a group by row, those taken back among them.
    pub fn plan_corrections(
        &self,
        plan: PlanId,
        group: GroupId,
    ) -> Result<Vec<Standing<PlanCorrection>>, Error> {
        let params = named_params! { ":plan_id": plan.as_bytes(), ":group_id": group.as_bytes() };
        self.standing(CORRECTIONS, params)
    }

    /// Control works of a class planned for the days.
    pub fn control_works_of_class(
        &self,
        class: ClassId,
        days: &RangeInclusive<NaiveDate>,
    ) -> Result<Vec<Standing<ControlWork>>, Error> {
        let (from, to) = (days.start().to_string(), days.end().to_string());
        let params = named_params! { ":class_id": class.as_bytes(), ":from": from, ":to": to };
        self.standing(WORKS_OF_CLASS, params)
    }

    /// Control works a teacher is named for, of the days.
    pub fn control_works_of_staff(
        &self,
        staff: StaffId,
        days: &RangeInclusive<NaiveDate>,
    ) -> Result<Vec<Standing<ControlWork>>, Error> {
        let (from, to) = (days.start().to_string(), days.end().to_string());
        let params = named_params! { ":staff_id": staff.as_bytes(), ":from": from, ":to": to };
        self.standing(WORKS_OF_STAFF, params)
    }
}
