//! The table of rights line by line: the roles that state a fact, and that no other role does.

use super::*;
use crate::change::FactId;
use crate::family::{
    AgreementBasis, ContactWay, FamilyDuty, FamilyDutyKind, InformationForm, Letter,
    LetterDirection, ParentNote,
};
use crate::ids::AcceptanceId;
use crate::ids::{
    CloseId, ControlWorkId, CourseId, EnrolmentId, EntrySlotId, OrderId, PermitRequestId, PlanId,
    TimetableSlotId, VolumeId, WaiverId,
};
use crate::permit::PermitDecline;
use crate::plan::ControlWork;
use crate::school::Workstation;
use crate::slots::SlotWaiver;
use crate::term::{Acceptance, AcceptanceState, TermReopen, YearClose, YearReopen};
use crate::timetable::{EntrySlot, TimetableSlot};
use crate::volume::VolumeRouteStep;
use crate::work_kind::WorkKind;
use chrono::{NaiveTime, Weekday};

fn step(step: VolumeStep) -> Change {
    Change::VolumeRouteStep(VolumeRouteStep {
        volume: VolumeId::from_bytes([1; 16]),
        edition: 1,
        step,
        done: true,
        note: String::new(),
    })
}

fn remark(state: RemarkState) -> Change {
    Change::Remark(Remark {
        remark: RemarkId::from_bytes([1; 16]),
        group: group(),
        lesson: None,
        pupil: None,
        staff: PETROV,
        text: "Нет темы".into(),
        due_on: day("2026-10-10"),
        state,
    })
}

fn course(kind: CourseKind) -> Change {
    Change::Course(Course {
        course: CourseId::from_bytes([1; 16]),
        year: year_id(),
        kind,
        name: "Робо-1".into(),
        program: String::new(),
        leader: None,
        schedule: String::new(),
        room: String::new(),
        year_hours: 0,
    })
}

fn plan(approved: bool) -> Change {
    Change::ThematicPlan(ThematicPlan {
        plan: PlanId::from_bytes([1; 16]),
        year: year_id(),
        subject: Some(SUBJECT),
        grade: 5,
        title: String::new(),
        approved,
    })
}

fn closing() -> [Change; 2] {
    let (term, close) = (TermId::from_bytes([1; 16]), CloseId::from_bytes([1; 16]));
    [
        Change::TermClose(TermClose {
            close,
            class: CLASS,
            term,
            ordinal: 1,
        }),
        Change::TermReopen(TermReopen {
            close,
            reason: "опечатка".into(),
        }),
    ]
}

fn year_closing() -> [Change; 2] {
    let close = CloseId::from_bytes([2; 16]);
    let year = year_id();
    [
        Change::YearClose(YearClose {
            close,
            year,
            ordinal: 1,
            note: String::new(),
        }),
        Change::YearReopen(YearReopen {
            close,
            reason: "опечатка".into(),
        }),
    ]
}

fn permit() -> Change {
    Change::Permit(Permit {
        permit: PermitId::from_bytes([8; 16]),
        staff: PETROV,
        scope: PermitScope::Group(group(), day("2026-09-01"), day("2026-09-30")),
        reason: "болезнь".into(),
        ends_at: "2026-10-02T12:00:00Z".parse().unwrap(),
        stands: true,
        request: None,
    })
}

fn declined() -> Change {
    Change::PermitDecline(PermitDecline {
        request: PermitRequestId::from_bytes([1; 16]),
        reason: "Срок прошёл".into(),
        stands: true,
    })
}

fn asked() -> Change {
    Change::PermitRequest(PermitRequest {
        request: PermitRequestId::from_bytes([1; 16]),
        staff: IVANOVA,
        place: place("2026-09-10"),
        ordinal: 0,
        pupil: None,
        wanted: "4".into(),
        reason: "Ошибка".into(),
        stands: true,
    })
}

fn decided(word: PlanWord) -> Change {
    let of = PlanOf {
        year: year_id(),
        subject: Some(SUBJECT),
        grade: 5,
    };
    Change::PlanApproval(PlanApproval {
        plan: PlanId::from_bytes([1; 16]),
        of,
        group: None,
        digest: [1; 32],
        word,
        note: String::new(),
    })
}

fn acceptance(state: AcceptanceState) -> Change {
    let segment = [1; 16];
    Change::Acceptance(Acceptance {
        acceptance: AcceptanceId::from_bytes([1; 16]),
        facts: vec![FactId { segment, index: 0 }],
        state,
        reason: "был без связи".into(),
    })
}

fn timetable() -> Change {
    Change::TimetableSlot(TimetableSlot {
        slot: TimetableSlotId::from_bytes([1; 16]),
        year: year_id(),
        group: group(),
        weekday: Weekday::Mon,
        bell: 1,
        staff: PETROV,
        room: String::new(),
        from: day("2026-09-01"),
        until: None,
    })
}

fn slot_waiver() -> Change {
    Change::SlotWaiver(SlotWaiver {
        waiver: WaiverId::from_bytes([1; 16]),
        staff: StaffId::from_bytes([2; 16]),
        workstation: 7,
        day: day("2026-10-23"),
        from: NaiveTime::MIN,
        until: NaiveTime::from_hms_opt(17, 0, 0).unwrap(),
        reason: "совещание".to_owned(),
        stands: true,
    })
}

fn entry_slot() -> Change {
    Change::EntrySlot(EntrySlot {
        slot: EntrySlotId::from_bytes([1; 16]),
        year: year_id(),
        weekday: Weekday::Mon,
        workstation: 7,
        staff: PETROV,
        starts_at: NaiveTime::MIN,
        ends_at: NaiveTime::MIN,
        stands: true,
    })
}

fn control_work() -> Change {
    Change::ControlWork(ControlWork {
        work: ControlWorkId::from_bytes([1; 16]),
        class: CLASS,
        subject: SUBJECT,
        date: day("2026-10-08"),
        bell: 2,
        kind: WorkKind::Control,
        title: String::new(),
        staff: None,
        basis: String::new(),
    })
}

fn enrolment() -> Change {
    Change::Enrolment(Enrolment {
        enrolment: EnrolmentId::from_bytes([1; 16]),
        pupil: PUPIL,
        class: CLASS,
        from: day("2026-09-01"),
        until: None,
        order_in: String::new(),
        order_out: String::new(),
        note: String::new(),
    })
}

fn movement() -> Change {
    Change::Movement(Movement {
        order: OrderId::from_bytes([1; 16]),
        number: "147-у".into(),
        ordered_on: day("2026-09-21"),
        kind: MovementKind::Arrival,
        pupil: PUPIL,
        from_class: None,
        to_class: Some(CLASS),
        place: String::new(),
        reason: String::new(),
        effective_on: day("2026-09-21"),
        entered_on: None,
    })
}

fn regulation() -> Change {
    Change::Regulation(Regulation {
        year: year_id(),
        preset: "s4".into(),
        settings: vec![],
    })
}

fn guardian() -> Change {
    Change::Guardian(Guardian {
        guardian: crate::ids::GuardianId::from_bytes([1; 16]),
        pupil: PUPIL,
        ordinal: 1,
        name: String::new(),
        kinship: String::new(),
        phone: String::new(),
        email: String::new(),
        electronic: ElectronicForm::Unknown,
    })
}

fn signed() -> Change {
    Change::InformationForm(InformationForm {
        guardian: crate::ids::GuardianId::from_bytes([1; 16]),
        pupil: PUPIL,
        signed_on: day("2026-09-02"),
        basis: AgreementBasis::Written,
        document: String::new(),
        way: ContactWay::Email,
        contact: String::new(),
        stands: true,
    })
}

fn note() -> Change {
    Change::ParentNote(ParentNote {
        place: place("2026-09-10"),
        pupil: PUPIL,
        text: "Отлично".into(),
        to_parents: true,
    })
}

fn family_duty(class: ClassId) -> Change {
    Change::FamilyDuty(FamilyDuty {
        class,
        pupil: Some(PUPIL),
        kind: FamilyDutyKind::Checked,
        from: day("2026-09-01"),
        until: day("2026-09-30"),
        done_on: day("2026-09-10"),
        way: ContactWay::InPerson,
        note: String::new(),
        done: true,
    })
}

fn letter(class: ClassId) -> Change {
    Change::Letter(Letter {
        letter: crate::ids::LetterId::from_bytes([1; 16]),
        class,
        pupil: PUPIL,
        direction: LetterDirection::Incoming,
        way: ContactWay::Phone,
        on: day("2026-09-10"),
        subject: "Питание".into(),
        text: String::new(),
        answer_due: None,
        answer: String::new(),
        answered_on: None,
        stands: true,
    })
}

fn final_mark(reason: &str) -> Change {
    Change::FinalMark(FinalMark {
        group: group(),
        pupil: PUPIL,
        kind: FinalKind::Year,
        value: None,
        reason: reason.into(),
    })
}

fn record(held: Held) -> Change {
    Change::LessonRecord(LessonRecord {
        place: place("2026-09-10"),
        held,
        taught_by: PETROV,
        hours: 1,
    })
}

/// Every fact, and the roles that may state it without load, class or substitution.
#[rustfmt::skip]
fn lines() -> Vec<(&'static str, Change, &'static [Role])> {
    use Role::{Administrator, Clerk, Deputy, DiaryKeeper, Director, DocumentFlowHead, ExtraEducationHead};
    let [close, reopen] = closing();
    let [year_close, year_reopen] = year_closing();
    let reason = || "карантин".to_owned();
    let substitute = SubstitutionKind::Substitute;
    vec![
        ("mark", mark("2026-09-10"), &[]),
        ("lesson held", record(Held::Held), &[]),
        ("lesson cancelled", record(Held::NotHeld { reason: reason() }), &[Deputy]),
        ("absence reason", excuse("2026-09-10"), &[]),
        ("family", guardian(), &[Clerk, DiaryKeeper]),
        ("what a family signed", signed(), &[Clerk, DiaryKeeper]),
        ("note to a family", note(), &[]),
        ("duty to a family", family_duty(CLASS), &[Deputy, Clerk]),
        ("letter of a family", letter(CLASS), &[Deputy, Director]),
        ("final mark", final_mark(""), &[]),
        ("decision of the council", final_mark("Педсовет № 9"), &[Deputy]),
        ("substitution", Change::Substitution(substitution(substitute, None)), &[Deputy]),
        ("timetable", timetable(), &[Deputy]),
        ("load", Change::Load(load(PETROV, "2026-09-01", None)), &[Deputy]),
        ("control work", control_work(), &[Deputy]),
        ("plan approved", plan(true), &[Deputy]),
        ("remark", remark(RemarkState::Open), &[Deputy]),
        ("slip accepted", remark(RemarkState::Accepted), &[Deputy]),
        ("slip of another", remark(RemarkState::Returned), &[]),
        ("permit", permit(), &[Deputy]),
        ("permit declined", declined(), &[Deputy]),
        ("permit asked for", asked(), &[]),
        ("plan decided", decided(PlanWord::Approved), &[Deputy]),
        ("plan sent", decided(PlanWord::Sent), &[Deputy]),
        ("term closed", close, &[Deputy]),
        ("term reopened", reopen, &[Deputy]),
        ("year closed", year_close, &[Director]),
        ("year reopened", year_reopen, &[Director]),
        ("late facts accepted", acceptance(AcceptanceState::Accepted), &[Deputy, Director]),
        ("acceptance taken back", acceptance(AcceptanceState::Withdrawn), &[Deputy, Director]),
        ("pupil on the list", enrolment(), &[Clerk]),
        ("movement", movement(), &[Clerk]),
        ("volume registered", step(VolumeStep::Registered), &[Clerk]),
        ("volume laced", step(VolumeStep::Laced), &[Clerk]),
        ("role", Change::RoleGrant(role(Deputy)), &[Administrator]),
        ("workstation", Change::Workstation(Workstation { number: 7, place: String::new() }), &[Administrator]),
        ("regulation", regulation(), &[Administrator]),
        ("volume certified", step(VolumeStep::TransferCertified), &[Deputy]),
        ("volume checked", step(VolumeStep::Checked), &[Deputy]),
        ("volume signed", step(VolumeStep::DirectorSigned), &[Director]),
        ("volume sealed", step(VolumeStep::Sealed), &[Director]),
        ("entry slot", entry_slot(), &[DiaryKeeper, Deputy, Administrator]),
        ("slot waiver", slot_waiver(), &[Deputy, Director, Administrator]),
        ("extra education", course(CourseKind::ExtraEducation), &[ExtraEducationHead, Deputy]),
        ("extended day", course(CourseKind::ExtendedDay), &[Deputy]),
        ("volume printed", step(VolumeStep::Printed), &[Deputy, Clerk, DocumentFlowHead]),
    ]
}

#[test]
fn r151_r152_each_line_of_the_table_is_stated_by_its_roles_and_by_no_other() {
    for (name, change, may) in lines() {
        for held in Role::ALL {
            let roles = [role(held)];
            for stage in [Stage::Entry, Stage::Receipt] {
                let grants = Grants {
                    roles: &roles,
                    stage,
                    ..grants()
                };
                let verdict = may_state(&grants, &change);
                assert_eq!(
                    verdict.is_ok(),
                    may.contains(&held),
                    "{name}: {held:?} {stage:?}"
                );
            }
        }
    }
}

#[test]
fn r165_each_refusal_of_the_table_names_somebody_who_may() {
    for (name, change, _) in lines() {
        let refusal = may_state(&grants(), &change).unwrap_err();
        assert!(!refusal.russian().who_helps.is_empty(), "{name}");
    }
}

#[test]
fn r14_r20_r48_a_teacher_by_load_states_the_lesson_and_gives_no_reasons() {
    let loads = [load(IVANOVA, "2026-09-01", None)];
    let roles = [role(Role::Teacher)];
    let grants = Grants {
        loads: &loads,
        roles: &roles,
        ..grants()
    };
    let not_held = Held::NotHeld {
        reason: "мороз".into(),
    };
    for (change, expected) in [
        (mark("2026-09-10"), true),
        (record(Held::Held), true),
        (record(not_held), true),
        (final_mark(""), true),
        (excuse("2026-09-10"), false),
        (permit(), false),
        (timetable(), false),
        (movement(), false),
    ] {
        assert_eq!(may_state(&grants, &change).is_ok(), expected, "{change:?}");
    }
}

#[test]
fn r88_a_class_teacher_keeps_the_families_of_the_class_and_of_no_other() {
    let leads = |class| ClassTeacher {
        class,
        staff: IVANOVA,
        from: day("2026-09-01"),
        until: None,
    };
    let Change::Enrolment(listed) = enrolment() else {
        unreachable!()
    };
    let enrolments = [listed];
    for (class, expected) in [(CLASS, true), (ClassId::from_bytes([9; 16]), false)] {
        let class_teachers = [leads(class)];
        let frame = Frame {
            enrolments: &enrolments,
            ..Frame::default()
        };
        let grants = Grants {
            class_teachers: &class_teachers,
            frame,
            ..grants()
        };
        assert_eq!(may_state(&grants, &guardian()).is_ok(), expected);
    }
}

#[test]
fn r88_r74_on_receipt_a_class_teacher_keeps_families_and_letters_of_the_class_led() {
    let leads = |class| {
        [ClassTeacher {
            class,
            staff: IVANOVA,
            from: day("2026-09-01"),
            until: None,
        }]
    };
    let other = ClassId::from_bytes([9; 16]);
    for (led, own, card) in [(CLASS, true, true), (other, false, true)] {
        let class_teachers = leads(led);
        let grants = Grants {
            class_teachers: &class_teachers,
            stage: Stage::Receipt,
            ..grants()
        };
        for change in [family_duty(CLASS), letter(CLASS)] {
            assert_eq!(may_state(&grants, &change).is_ok(), own, "{change:?}");
        }
        // Whose pupil it is no control log says; who leads no class at all keeps no card.
        for change in [guardian(), signed()] {
            assert_eq!(may_state(&grants, &change).is_ok(), card, "{change:?}");
        }
    }
    let nobody = Grants {
        stage: Stage::Receipt,
        ..grants()
    };
    assert!(may_state(&nobody, &guardian()).is_err());
}
