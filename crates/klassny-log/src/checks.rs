//! What a fact must satisfy in itself, before anybody asks who stated it.
//!
//! Ranges of numbers, order of days, and ids that are derived from what they name. Nothing here
//! may depend on other facts, on rights or on the regulation: those are judged by the domain.

use crate::error::OpError;
use chrono::NaiveDate;
use klassny_domain::access::KeyEpoch;
use klassny_domain::change::{Change, FactId};
use klassny_domain::family::FamilyDuty;
use klassny_domain::homework_file::HomeworkFile;
use klassny_domain::ids::{InvitationId, PlanId, SeatId};
use klassny_domain::lesson::LessonPlace;
use klassny_domain::plan::PlanOf;
use klassny_domain::roster::{Group, SchoolClass};
use klassny_domain::school::Term;
use klassny_domain::term::{Acceptance, PermitScope, TermClose, YearClose};
use klassny_domain::timetable::Substitution;
use klassny_domain::volume::VolumeEdition;
use klassny_domain::witness::SealVoid;
use std::ops::RangeInclusive;

/// The numbers a lesson may have in its day.
const BELLS: RangeInclusive<u16> = 0..=20;
/// The ordinals of lessons at one bell, of assignments in a lesson, of subgroups in a class.
const ORDINALS: RangeInclusive<u16> = 0..=99;
/// The greatest shard of a chain: numbers of segments end at 2³² − 1.
const SHARD_MAX: u32 = u32::MAX >> 8;
const GRADES: RangeInclusive<u16> = 1..=11;
const GRADES_OR_NONE: RangeInclusive<u16> = 0..=11;
const FROM_ONE: RangeInclusive<u16> = 1..=u16::MAX;

/// Checks a fact in itself.
#[rustfmt::skip]
pub(crate) fn check(change: &Change) -> Result<(), OpError> {
    match change {
        Change::SchoolProfile(_) | Change::Workstation(_) | Change::Regulation(_)
        | Change::Subject(_) | Change::StaffCard(_) | Change::Pupil(_) | Change::PupilCard(_)
        | Change::Movement(_) | Change::Course(_) | Change::CourseMember(_)
        | Change::InformationForm(_) | Change::FinalMark(_) | Change::TermReopen(_)
        | Change::YearReopen(_) | Change::SeatRevocation(_) | Change::Ack(_)
        | Change::DeviceProgram(_) | Change::FileHeld(_) | Change::RevocationCosign(_)
        | Change::PermitDecline(_) | Change::Seal(_) | Change::StateDigest(_)
        | Change::BatchCommit(_) => Ok(()),
        Change::AcademicYear(_) | Change::Term(_) | Change::Break(_) | Change::SchoolWeek(_)
        | Change::Bell(_) | Change::LoadLimit(_) | Change::TimetableSlot(_)
        | Change::Substitution(_) | Change::EntrySlot(_) | Change::SlotWaiver(_)
        | Change::ThematicPlan(_) | Change::PlanRow(_) | Change::ControlWork(_)
        | Change::PlanApproval(_) | Change::PlanCorrection(_) => frame(change),
        Change::SchoolClass(_) | Change::Group(_) | Change::GroupMember(_)
        | Change::StaffMember(_) | Change::RoleGrant(_) | Change::ClassTeacher(_)
        | Change::Load(_) | Change::Guardian(_) | Change::Enrolment(_) => people(change),
        Change::LessonRecord(_) | Change::LessonTopic(_) | Change::Homework(_)
        | Change::HomeworkFile(_) | Change::Assignment(_) | Change::Mark(_)
        | Change::Attendance(_) | Change::AbsenceExcuse(_) | Change::Permit(_)
        | Change::PermitRequest(_) | Change::Remark(_) => lesson(change),
        Change::ParentNote(x) => place(&x.place),
        Change::FamilyDuty(x) => duty(x),
        Change::Letter(x) => open("Letter.answered_on", x.on, x.answered_on),
        Change::Acceptance(x) => named("Acceptance.facts", Acceptance::FACTS_MAX, &x.facts),
        Change::SealVoid(x) => named("SealVoid.seals", SealVoid::SEALS_MAX, &x.seals),
        Change::PackVerified(x) => shard(x.shard),
        Change::TermClose(_) | Change::YearClose(_) | Change::VolumeEdition(_)
        | Change::VolumeRouteStep(_) | Change::DeviceEnrolment(_) | Change::SeatCertificate(_)
        | Change::Invitation(_) => derived(change),
        Change::KeyEpoch(x) => epoch(x),
        Change::RulesetActivation(x) => range("RulesetActivation.ruleset", x.ruleset, FROM_ONE),
    }
}

/// A report is of the class, all else of one pupil.
fn duty(x: &FamilyDuty) -> Result<(), OpError> {
    ordered("FamilyDuty.until", x.from, x.until)?;
    match x.kind.is_of_class() == x.pupil.is_none() {
        true => Ok(()),
        false => Err(OpError::Missing {
            field: "FamilyDuty.pupil",
        }),
    }
}

fn shard(shard: u32) -> Result<(), OpError> {
    match shard > SHARD_MAX {
        true => Err(OpError::Range {
            field: "PackVerified.shard",
            value: shard.into(),
        }),
        false => Ok(()),
    }
}

#[allow(clippy::wildcard_enum_match_arm, reason = "`check` names every kind")]
fn frame(change: &Change) -> Result<(), OpError> {
    match change {
        Change::AcademicYear(x) => ordered("AcademicYear.ends_on", x.starts_on, x.ends_on),
        Change::Term(x) => {
            range("Term.number", x.number, 1..=6)?;
            ordered("Term.ends_on", x.starts_on, x.ends_on)?;
            same("Term.term", x.term == Term::id_of(x.year, x.kind, x.number))
        }
        Change::Break(x) => ordered("Break.ends_on", x.starts_on, x.ends_on),
        Change::SchoolWeek(x) => range("SchoolWeek.days", x.days, 1..=7),
        Change::Bell(x) => {
            range("Bell.number", x.number, BELLS)?;
            ordered("Bell.until", x.from, x.until)?;
            ordered("Bell.ends_at", x.starts_at, x.ends_at)
        }
        Change::LoadLimit(x) => range("LoadLimit.grade", x.grade, GRADES),
        Change::TimetableSlot(x) => {
            range("TimetableSlot.bell", x.bell, BELLS)?;
            open("TimetableSlot.until", x.from, x.until)
        }
        Change::Substitution(x) => {
            range("Substitution.bell", x.bell, BELLS)?;
            let id = Substitution::id_of(x.group, x.date, x.bell);
            same("Substitution.substitution", x.substitution == id)
        }
        Change::EntrySlot(x) => ordered("EntrySlot.ends_at", x.starts_at, x.ends_at),
        Change::SlotWaiver(x) => ordered("SlotWaiver.until", x.from, x.until),
        Change::ThematicPlan(x) => {
            range("ThematicPlan.grade", x.grade, GRADES_OR_NONE)?;
            plan("ThematicPlan.plan", x.of(), x.plan)
        }
        Change::PlanRow(x) => {
            range("PlanRow.number", x.number, FROM_ONE)?;
            plan("PlanRow.plan", x.of, x.plan)
        }
        Change::PlanApproval(x) => plan("PlanApproval.plan", x.of, x.plan),
        Change::PlanCorrection(x) => range("PlanCorrection.number", x.number, FROM_ONE),
        Change::ControlWork(x) => range("ControlWork.bell", x.bell, BELLS),
        _ => Ok(()),
    }
}

#[allow(clippy::wildcard_enum_match_arm, reason = "`check` names every kind")]
fn people(change: &Change) -> Result<(), OpError> {
    match change {
        Change::SchoolClass(x) => {
            range("SchoolClass.grade", x.grade, GRADES)?;
            let id = SchoolClass::id_of(x.year, x.grade, &x.letter);
            same("SchoolClass.class", x.class == id)
        }
        Change::Group(x) => {
            range("Group.subgroup", x.subgroup, ORDINALS)?;
            same(
                "Group.group",
                x.group == Group::id_of(x.class, x.subject, x.subgroup),
            )
        }
        Change::GroupMember(x) => open("GroupMember.until", x.from, x.until),
        Change::StaffMember(x) => match x.hired_on {
            Some(hired_on) => open("StaffMember.left_on", hired_on, x.left_on),
            None => Ok(()),
        },
        Change::RoleGrant(x) => open("RoleGrant.until", x.from, x.until),
        Change::ClassTeacher(x) => open("ClassTeacher.until", x.from, x.until),
        Change::Load(x) => open("Load.until", x.from, x.until),
        Change::Guardian(x) => range("Guardian.ordinal", x.ordinal, 1..=99),
        Change::Enrolment(x) => open("Enrolment.until", x.from, x.until),
        _ => Ok(()),
    }
}

#[allow(clippy::wildcard_enum_match_arm, reason = "`check` names every kind")]
fn lesson(change: &Change) -> Result<(), OpError> {
    match change {
        Change::LessonRecord(x) => place(&x.place),
        Change::LessonTopic(x) => place(&x.place),
        Change::Homework(x) => place(&x.place),
        Change::HomeworkFile(x) => {
            place(&x.place)?;
            match (1..=HomeworkFile::LEN_MAX).contains(&x.len) {
                true => Ok(()),
                false => Err(OpError::Range {
                    field: "HomeworkFile.len",
                    value: x.len.into(),
                }),
            }
        }
        Change::Assignment(x) => {
            place(&x.place)?;
            range("Assignment.ordinal", x.ordinal, ORDINALS)?;
            range("Assignment.weight_tenths", x.weight_tenths, 0..=1000)
        }
        Change::Mark(x) => {
            place(&x.place)?;
            range("Mark.ordinal", x.ordinal, ORDINALS)
        }
        Change::Attendance(x) => place(&x.place),
        Change::AbsenceExcuse(x) => place(&x.place),
        Change::Permit(x) => match &x.scope {
            PermitScope::Lesson(at) => place(at),
            PermitScope::Cell(at, ordinal, _) => {
                place(at)?;
                range("Permit.scope", *ordinal, ORDINALS)
            }
            PermitScope::Group(_, from, until) => ordered("Permit.scope", *from, *until),
        },
        Change::PermitRequest(x) => {
            place(&x.place)?;
            range("PermitRequest.ordinal", x.ordinal, ORDINALS)
        }
        Change::Remark(x) => x.lesson.as_ref().map_or(Ok(()), place),
        _ => Ok(()),
    }
}

#[allow(clippy::wildcard_enum_match_arm, reason = "`check` names every kind")]
fn derived(change: &Change) -> Result<(), OpError> {
    match change {
        Change::TermClose(x) => {
            range("TermClose.ordinal", x.ordinal, FROM_ONE)?;
            same(
                "TermClose.close",
                x.close == TermClose::id_of(x.class, x.term, x.ordinal),
            )
        }
        Change::YearClose(x) => {
            range("YearClose.ordinal", x.ordinal, FROM_ONE)?;
            let derived = YearClose::id_of(x.year, x.ordinal);
            same("YearClose.close", x.close == derived)
        }
        Change::VolumeEdition(x) => {
            range("VolumeEdition.edition", x.edition, FROM_ONE)?;
            range("VolumeEdition.sheet_count", x.sheet_count, FROM_ONE)?;
            same(
                "VolumeEdition.volume",
                x.volume == VolumeEdition::id_of(x.class, x.term),
            )
        }
        Change::VolumeRouteStep(x) => range("VolumeRouteStep.edition", x.edition, FROM_ONE),
        Change::DeviceEnrolment(x) => same(
            "DeviceEnrolment.seat",
            x.seat == SeatId::derive(&[&x.sign_key]),
        ),
        Change::SeatCertificate(x) => same(
            "SeatCertificate.seat",
            x.seat == SeatId::derive(&[&x.sign_key]),
        ),
        Change::Invitation(x) => {
            let id = InvitationId::derive(&[&x.sign_key]);
            same("Invitation.invitation", x.invitation == id)
        }
        _ => Ok(()),
    }
}

/// From one to the limit, ascending, each once: one set of facts has one encoding.
fn named(field: &'static str, max: usize, facts: &[FactId]) -> Result<(), OpError> {
    let got = facts.len();
    if got > max {
        return Err(OpError::TooLong { field, max, got });
    }
    if facts.is_empty() {
        return Err(OpError::Missing { field });
    }
    if !facts.is_sorted_by(|a, b| a < b) {
        return Err(OpError::NotSorted { field });
    }
    Ok(())
}

/// The first keys are never stated; devices ascending, each once.
fn epoch(stated: &KeyEpoch) -> Result<(), OpError> {
    if stated.epoch <= KeyEpoch::FIRST {
        return Err(OpError::Range {
            field: "KeyEpoch.epoch",
            value: stated.epoch.into(),
        });
    }
    if !stated.wraps.is_sorted_by(|a, b| a.device < b.device) {
        let field = "KeyEpoch.wraps";
        return Err(OpError::NotSorted { field });
    }
    Ok(())
}

/// The plan of a subject is named by what it is of; that of a course by the course.
fn plan(field: &'static str, of: PlanOf, plan: PlanId) -> Result<(), OpError> {
    range("PlanOf.grade", of.grade, GRADES_OR_NONE)?;
    same(field, of.plan().is_none_or(|derived| derived == plan))
}

fn place(place: &LessonPlace) -> Result<(), OpError> {
    range("LessonPlace.bell", place.bell, BELLS)?;
    range("LessonPlace.ordinal", place.ordinal, ORDINALS)
}

fn range(
    field: &'static str,
    value: impl Into<u16>,
    allowed: RangeInclusive<u16>,
) -> Result<(), OpError> {
    let value = value.into();
    if !allowed.contains(&value) {
        return Err(OpError::Range {
            field,
            value: value.into(),
        });
    }
    Ok(())
}

fn ordered<T: PartialOrd>(field: &'static str, first: T, last: T) -> Result<(), OpError> {
    if first > last {
        return Err(OpError::NotSorted { field });
    }
    Ok(())
}

/// An empty interval takes a grant back from its first day, so both days may be one.
fn open(field: &'static str, from: NaiveDate, until: Option<NaiveDate>) -> Result<(), OpError> {
    until.map_or(Ok(()), |until| ordered(field, from, until))
}

fn same(field: &'static str, same: bool) -> Result<(), OpError> {
    if same {
        Ok(())
    } else {
        Err(OpError::Derived { field })
    }
}
