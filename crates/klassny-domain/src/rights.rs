//! Who may state which fact (rules.md «Rights»), at entry and again on receipt.
//!
//! Lesson facts are judged by the lesson's date, never by a clock; all others by the day they
//! were entered on. Taking a right away is a cut (D6) and is judged by the log, not here. On
//! receipt nothing counts that later facts may change: a verdict must not turn with time.

use crate::change::{Change, Fact};
use crate::ids::{ClassId, GroupId, PupilId, StaffId};
use crate::lesson::{Held, LessonPlace, LessonRecord};
use crate::permit::PermitRequest;
use crate::plan::{PlanApproval, PlanCorrection, PlanOf, PlanRow, PlanWord, ThematicPlan};
use crate::refusal::Refusal;
use crate::roster::{
    ClassTeacher, Course, CourseKind, CourseMember, Enrolment, Group, Load, Role, RoleGrant,
    SchoolClass,
};
use crate::slots::WAIVERS;
use crate::term::{FinalMark, Permit, PermitScope, Remark, RemarkState};
use crate::timetable::{Substitution, SubstitutionKind};
use crate::volume::VolumeStep;
use chrono::NaiveDate;

/// What a person holds. Facts of other people may stand in the slices; they grant nothing.
#[derive(Clone, Copy, Debug)]
pub struct Grants<'a> {
    /// The person.
    pub staff: StaffId,
    /// The local day the fact was entered on.
    pub on: NaiveDate,
    /// Roles.
    pub roles: &'a [RoleGrant],
    /// Load.
    pub loads: &'a [Load],
    /// Classes led, stand-ins for named dates among them.
    pub class_teachers: &'a [ClassTeacher],
    /// Substitutions.
    pub substitutions: &'a [Substitution],
    /// Permits to correct.
    pub permits: &'a [Permit],
    /// What the facts are about.
    pub frame: Frame<'a>,
    /// Whether the fact is being made here or has come from another workstation.
    pub stage: Stage,
}

/// Where a fact is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It is being entered: an approved plan counts too.
    Entry,
    /// It has come from another workstation: only grants and ids count.
    Receipt,
}

/// What must be known of the school to judge a fact; only what the fact needs has to be there.
#[derive(Clone, Copy, Debug, Default)]
pub struct Frame<'a> {
    /// Groups: whose class a lesson is of, and which subject and grade a teacher teaches.
    pub groups: &'a [Group],
    /// Classes.
    pub classes: &'a [SchoolClass],
    /// Whose pupils a class teacher cares for.
    pub enrolments: &'a [Enrolment],
    /// Extra groups.
    pub courses: &'a [Course],
    /// Thematic plans.
    pub plans: &'a [ThematicPlan],
    /// Remarks, to hand their slips back.
    pub remarks: &'a [Remark],
    /// Who gives the reason of an absence (a setting, R20 against R38).
    pub reasons_by: ReasonsBy,
}

/// Who gives the reason of an absence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReasonsBy {
    /// The class teacher or the stand-in (S4).
    #[default]
    ClassTeacher,
    /// The teacher of the lesson too (S3 3.2).
    SubjectTeacherToo,
}

type Verdict = Result<(), Refusal>;

const ADMINISTRATOR: &[Role] = &[Role::Administrator];
const DEPUTY: &[Role] = &[Role::Deputy];
const CLERK: &[Role] = &[Role::Clerk];
const DIRECTOR: &[Role] = &[Role::Director];
const ACCEPT: &[Role] = &[Role::Deputy, Role::Director];
const FRAME: &[Role] = &[Role::Deputy, Role::Administrator];
const STAFF: &[Role] = &[Role::Administrator, Role::Clerk];
const EXTRA: &[Role] = &[Role::ExtraEducationHead, Role::Deputy];
const SLOTS: &[Role] = &[Role::DiaryKeeper, Role::Deputy, Role::Administrator];
const PRINT: &[Role] = &[Role::Deputy, Role::Clerk, Role::DocumentFlowHead];
const IMPORT_STAFF: &[Role] = &[Role::Deputy, Role::Administrator, Role::Clerk];
const IMPORT_PUPILS: &[Role] = &[Role::Deputy, Role::Clerk];
const FAMILY_DUTIES: &[Role] = &[Role::Deputy, Role::Clerk];
const CARDS: &[Role] = &[Role::Clerk, Role::DiaryKeeper];

/// Whether the person may state the fact, imported or entered.
pub fn judge(grants: &Grants<'_>, fact: &Fact) -> Verdict {
    match fact.import {
        Some(_) => may_import(grants, &fact.change),
        None => may_state(grants, &fact.change),
    }
}

/// Whether the person may state the change by entering it.
#[rustfmt::skip]
pub fn may_state(grants: &Grants<'_>, change: &Change) -> Verdict {
    match change {
        Change::SchoolProfile(_) | Change::LoadLimit(_) | Change::Workstation(_)
        | Change::Regulation(_) | Change::RoleGrant(_) | Change::DeviceEnrolment(_)
        | Change::Invitation(_) | Change::SeatRevocation(_) | Change::KeyEpoch(_)
        | Change::RulesetActivation(_) => grants.any_role(ADMINISTRATOR),
        Change::AcademicYear(_) | Change::Term(_) | Change::Break(_) | Change::SchoolWeek(_)
        | Change::Bell(_) | Change::Subject(_) | Change::SchoolClass(_) | Change::Group(_)
        | Change::GroupMember(_) | Change::ClassTeacher(_) => grants.any_role(FRAME),
        Change::StaffMember(_) | Change::StaffCard(_) => grants.any_role(STAFF),
        Change::YearClose(_) | Change::YearReopen(_) => grants.any_role(DIRECTOR),
        Change::Load(_) | Change::TimetableSlot(_) | Change::Substitution(_)
        | Change::ControlWork(_) | Change::TermClose(_) | Change::TermReopen(_)
        | Change::Permit(_) | Change::PermitDecline(_) => grants.any_role(DEPUTY),
        Change::Pupil(_) | Change::Enrolment(_) | Change::Movement(_) => grants.any_role(CLERK),
        Change::PupilCard(card) => grants.card_of(card.pupil),
        Change::Guardian(guardian) => grants.card_of(guardian.pupil),
        Change::InformationForm(form) => grants.card_of(form.pupil),
        Change::ParentNote(note) => grants.lesson(note.place),
        Change::FamilyDuty(duty) => grants.of_class(duty.class, FAMILY_DUTIES),
        Change::Letter(letter) => grants.of_class(letter.class, ACCEPT),
        Change::Course(course) => grants.course(course.kind),
        Change::CourseMember(member) => grants.course_member(member),
        Change::EntrySlot(_) => grants.any_role(SLOTS),
        Change::SlotWaiver(_) => grants.any_role(WAIVERS),
        Change::ThematicPlan(plan) => grants.plan(plan),
        Change::PlanRow(row) => grants.plan_row(row),
        Change::PlanApproval(x) => grants.plan_word(x),
        Change::PlanCorrection(x) => grants.plan_correction(x),
        Change::PermitRequest(x) => grants.permit_request(x),
        Change::LessonRecord(record) => grants.record(record),
        Change::LessonTopic(x) => grants.lesson(x.place),
        Change::Homework(x) => grants.lesson(x.place),
        Change::HomeworkFile(x) => grants.lesson(x.place),
        Change::Assignment(x) => grants.lesson(x.place),
        Change::Mark(x) => grants.lesson(x.place),
        Change::Attendance(x) => grants.lesson(x.place),
        Change::AbsenceExcuse(x) => grants.excuse(x.place),
        Change::FinalMark(mark) => grants.final_mark(mark),
        Change::Remark(remark) => grants.remark(remark),
        Change::Acceptance(_) | Change::SealVoid(_) | Change::RevocationCosign(_) => {
            grants.any_role(ACCEPT)
        }
        Change::VolumeEdition(_) => grants.any_role(PRINT),
        Change::VolumeRouteStep(step) => grants.volume_step(step.step),
        Change::BatchCommit(_) => grants.any_role(IMPORT_STAFF),
        // The device's own chain states these; their authority is in their signatures (D3, D7).
        Change::SeatCertificate(_) | Change::Ack(_) | Change::DeviceProgram(_)
        | Change::FileHeld(_) | Change::Seal(_) | Change::StateDigest(_)
        | Change::PackVerified(_) => Ok(()),
    }
}

/// Whether the person may bring the change in from a file (D9).
#[rustfmt::skip]
pub fn may_import(grants: &Grants<'_>, change: &Change) -> Verdict {
    let roles = match change {
        Change::SchoolProfile(_) | Change::AcademicYear(_) | Change::Term(_) | Change::Break(_)
        | Change::SchoolWeek(_) | Change::Bell(_) | Change::LoadLimit(_) | Change::Workstation(_)
        | Change::EntrySlot(_) | Change::Subject(_) | Change::SchoolClass(_) => FRAME,
        Change::Regulation(_) | Change::RoleGrant(_) => ADMINISTRATOR,
        Change::StaffMember(_) | Change::StaffCard(_) | Change::BatchCommit(_) => IMPORT_STAFF,
        Change::Pupil(_) | Change::PupilCard(_) | Change::Guardian(_) | Change::Enrolment(_)
        | Change::Movement(_) => IMPORT_PUPILS,
        Change::Course(_) | Change::CourseMember(_) => EXTRA,
        Change::Group(_) | Change::GroupMember(_) | Change::ClassTeacher(_) | Change::Load(_)
        | Change::TimetableSlot(_) | Change::Substitution(_) | Change::ThematicPlan(_)
        | Change::PlanRow(_) | Change::ControlWork(_) | Change::LessonRecord(_)
        | Change::LessonTopic(_) | Change::Homework(_) | Change::Assignment(_) | Change::Mark(_)
        | Change::Attendance(_) | Change::AbsenceExcuse(_) | Change::FinalMark(_) => DEPUTY,
        Change::HomeworkFile(_) | Change::InformationForm(_) | Change::ParentNote(_)
        | Change::FamilyDuty(_) | Change::Letter(_) | Change::SlotWaiver(_) | Change::TermClose(_)
        | Change::TermReopen(_) | Change::YearClose(_) | Change::YearReopen(_) | Change::Permit(_)
        | Change::Remark(_) | Change::Acceptance(_) | Change::PermitRequest(_)
        | Change::PermitDecline(_) | Change::PlanApproval(_) | Change::PlanCorrection(_)
        | Change::VolumeEdition(_) | Change::VolumeRouteStep(_) | Change::DeviceEnrolment(_)
        | Change::SeatCertificate(_) | Change::Invitation(_) | Change::SeatRevocation(_)
        | Change::RevocationCosign(_) | Change::KeyEpoch(_) | Change::RulesetActivation(_)
        | Change::Ack(_) | Change::DeviceProgram(_) | Change::FileHeld(_) | Change::Seal(_)
        | Change::SealVoid(_) | Change::StateDigest(_)
        | Change::PackVerified(_) => return Err(Refusal::NotImportable),
    };
    match grants.any_role(roles) {
        Ok(()) => Ok(()),
        Err(_) => Err(Refusal::ImportNeedsRole { roles }),
    }
}

impl Grants<'_> {
    /// Whether the person holds the role on the day of entry.
    pub fn has_role(&self, role: Role) -> bool {
        self.roles.iter().any(|grant| {
            let held = within(grant.from, grant.until, self.on);
            grant.staff == self.staff && grant.role == role && held
        })
    }

    /// Whether the person teaches the group on a day by load.
    pub fn teaches(&self, group: GroupId, date: NaiveDate) -> bool {
        self.loads.iter().any(|load| {
            let held = within(load.from, load.until, date);
            load.staff == self.staff && load.group == group && held
        })
    }

    /// Whether the person gives the lesson for its absent teacher.
    pub fn substitutes(&self, place: LessonPlace) -> bool {
        self.substitutions.iter().any(|s| {
            let given = s.substitute == Some(self.staff) && s.date == place.date;
            let of_group = match s.kind {
                SubstitutionKind::Substitute | SubstitutionKind::JoinedGroups => {
                    s.group == place.group
                }
                // The page of the planned subject says that it was not held.
                SubstitutionKind::OtherSubject => {
                    s.group == place.group || s.taught_group == Some(place.group)
                }
                SubstitutionKind::NotHeld => false,
            };
            given && s.bell == place.bell && of_group
        })
    }

    /// Whether the person leads the class on the day.
    pub fn leads(&self, class: ClassId, date: NaiveDate) -> bool {
        self.class_teachers.iter().any(|leader| {
            let held = within(leader.from, leader.until, date);
            leader.staff == self.staff && leader.class == class && held
        })
    }

    fn any_role(&self, roles: &'static [Role]) -> Verdict {
        match roles.iter().any(|role| self.has_role(*role)) {
            true => Ok(()),
            false => Err(Refusal::NeedsRole { roles }),
        }
    }

    fn lesson(&self, place: LessonPlace) -> Verdict {
        if self.teaches(place.group, place.date)
            || self.substitutes(place)
            || self.is_permitted(place)
        {
            return Ok(());
        }
        Err(match self.has_role(Role::Administrator) {
            true => Refusal::AdministratorKeepsNoMarks,
            false => Refusal::NotTeacherOfLesson { date: place.date },
        })
    }

    /// A permit names its teacher, so it also opens the lessons of one who has left.
    fn is_permitted(&self, place: LessonPlace) -> bool {
        self.permits.iter().any(|permit| {
            let in_scope = match permit.scope {
                PermitScope::Lesson(scope) | PermitScope::Cell(scope, _, _) => scope == place,
                PermitScope::Group(group, from, to) => {
                    group == place.group && from <= place.date && place.date <= to
                }
            };
            permit.stands && permit.staff == self.staff && in_scope
        })
    }

    /// A deputy cancels lessons; all else of the record is the teacher's.
    fn record(&self, record: &LessonRecord) -> Verdict {
        let cancelled = matches!(record.held, Held::NotHeld { .. });
        match cancelled && self.has_role(Role::Deputy) {
            true => Ok(()),
            false => self.lesson(record.place),
        }
    }

    fn excuse(&self, place: LessonPlace) -> Verdict {
        let group = self.frame.groups.iter().find(|g| g.group == place.group);
        let leads = group.is_some_and(|group| {
            // A class teacher who came later clears up what the one before left open.
            self.leads(group.class, place.date) || self.leads(group.class, self.on)
        });
        let teacher = match self.frame.reasons_by {
            ReasonsBy::ClassTeacher => false,
            ReasonsBy::SubjectTeacherToo => self.lesson(place).is_ok(),
        };
        match leads || teacher {
            true => Ok(()),
            false => Err(Refusal::NotClassTeacher),
        }
    }

    fn card_of(&self, pupil: PupilId) -> Verdict {
        let leads = match self.stage {
            Stage::Entry => self.frame.enrolments.iter().any(|enrolment| {
                let listed = within(enrolment.from, enrolment.until, self.on);
                enrolment.pupil == pupil && listed && self.leads(enrolment.class, self.on)
            }),
            // A list is no part of the control log: whose pupil it is, only the entry knows.
            Stage::Receipt => self.class_teachers.iter().any(|leader| {
                leader.staff == self.staff && within(leader.from, leader.until, self.on)
            }),
        };
        if leads || self.any_role(CARDS).is_ok() {
            return Ok(());
        }
        Err(Refusal::NotClassTeacher)
    }

    fn of_class(&self, class: ClassId, roles: &'static [Role]) -> Verdict {
        match self.leads(class, self.on) || self.any_role(roles).is_ok() {
            true => Ok(()),
            false => Err(Refusal::NotClassTeacher),
        }
    }

    fn course_member(&self, member: &CourseMember) -> Verdict {
        let mut courses = self.frame.courses.iter();
        let course = courses.find(|course| course.course == member.course);
        self.course(course.map_or(CourseKind::ExtendedDay, |course| course.kind))
    }

    fn course(&self, kind: CourseKind) -> Verdict {
        match kind {
            CourseKind::ExtraEducation => self.any_role(EXTRA),
            CourseKind::ExtendedDay | CourseKind::Extracurricular => self.any_role(DEPUTY),
        }
    }

    fn plan(&self, plan: &ThematicPlan) -> Verdict {
        match plan.approved && !self.has_role(Role::Deputy) {
            true => Err(Refusal::PlanApproved),
            false => self.plan_of(plan.of()),
        }
    }

    fn plan_row(&self, row: &PlanRow) -> Verdict {
        self.plan_of(row.of)
    }

    /// A plan is written by who teaches its subject in its grade until it is approved; the plan
    /// of a course by a deputy.
    fn plan_of(&self, of: PlanOf) -> Verdict {
        if self.has_role(Role::Deputy) {
            return Ok(());
        }
        let stands = self.frame.plans.iter().find(|plan| plan.of() == of);
        if self.stage == Stage::Entry && stands.is_some_and(|plan| plan.approved) {
            return Err(Refusal::PlanApproved);
        }
        match self.teaches_plan(of) {
            true => Ok(()),
            false => Err(Refusal::NotTeacherOfGroup),
        }
    }

    /// A plan is sent by who teaches it, the sheet of a group by its teacher; a deputy decides.
    fn plan_word(&self, said: &PlanApproval) -> Verdict {
        let teaches = match said.group {
            Some(group) => self.teaches(group, self.on),
            None => self.teaches_plan(said.of),
        };
        match (said.word, teaches) {
            (PlanWord::Sent, true) => Ok(()),
            (PlanWord::Sent, false) => match self.has_role(Role::Deputy) {
                true => Ok(()),
                false => Err(Refusal::NotTeacherOfGroup),
            },
            (PlanWord::Approved | PlanWord::Returned | PlanWord::Withdrawn, _) => {
                self.any_role(DEPUTY)
            }
        }
    }

    fn plan_correction(&self, correction: &PlanCorrection) -> Verdict {
        match self.teaches(correction.group, self.on) || self.has_role(Role::Deputy) {
            true => Ok(()),
            false => Err(Refusal::NotTeacherOfGroup),
        }
    }

    /// Who may write the lesson may ask for it to be opened, for nobody else.
    fn permit_request(&self, request: &PermitRequest) -> Verdict {
        match request.staff == self.staff {
            true => self.lesson(request.place),
            false => Err(Refusal::RequestOfAnother),
        }
    }

    fn teaches_plan(&self, of: PlanOf) -> bool {
        self.frame.groups.iter().any(|group| {
            let grade = self.frame.classes.iter().find(|c| c.class == group.class);
            let same = |class: &SchoolClass| class.grade == of.grade && class.year == of.year;
            of.subject == Some(group.subject)
                && grade.is_some_and(same)
                && self.teaches(group.group, self.on)
        })
    }

    fn final_mark(&self, mark: &FinalMark) -> Verdict {
        if self.teaches(mark.group, self.on) {
            return Ok(());
        }
        match (self.has_role(Role::Deputy), mark.reason.trim().is_empty()) {
            (true, false) => Ok(()),
            (true, true) => Err(Refusal::DecisionWithoutReason),
            (false, _) => Err(Refusal::NotTeacherOfGroup),
        }
    }

    /// A deputy writes and accepts remarks; the addressee only hands the slip back.
    fn remark(&self, remark: &Remark) -> Verdict {
        if remark.state != RemarkState::Returned {
            return self.any_role(DEPUTY);
        }
        let same = self.frame.remarks.iter().any(|open| {
            let state = remark.state;
            let waits = matches!(open.state, RemarkState::Open | RemarkState::Returned);
            let returned = Remark {
                state,
                ..open.clone()
            };
            waits && returned == *remark
        });
        match same && remark.staff == self.staff {
            true => Ok(()),
            false => Err(Refusal::NotAddresseeOfRemark),
        }
    }

    fn volume_step(&self, step: VolumeStep) -> Verdict {
        match step {
            VolumeStep::Preflighted | VolumeStep::Printed => self.any_role(PRINT),
            VolumeStep::TransferCertified | VolumeStep::Checked => self.any_role(DEPUTY),
            VolumeStep::TeachersSigned => self.teachers_signed(),
            VolumeStep::DirectorSigned | VolumeStep::Sealed => self.any_role(DIRECTOR),
            VolumeStep::Laced | VolumeStep::Registered => self.any_role(CLERK),
        }
    }

    fn teachers_signed(&self) -> Verdict {
        let leader = self
            .class_teachers
            .iter()
            .any(|leader| leader.staff == self.staff && within(leader.from, leader.until, self.on));
        match leader {
            true => Ok(()),
            false => self.any_role(PRINT),
        }
    }
}

/// Whether a day is in the interval that ends before `until`.
fn within(from: NaiveDate, until: Option<NaiveDate>, date: NaiveDate) -> bool {
    from <= date && until.is_none_or(|until| date < until)
}

#[cfg(test)]
mod tests;
