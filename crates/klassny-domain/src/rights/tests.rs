//! Who may state what, case by case.

mod plans;
mod table;

use super::*;
use crate::attendance::{AbsenceExcuse, AbsenceReason};
use crate::ids::{PermitId, RemarkId, SubjectId, SubstitutionId, TermId};
use crate::mark::Mark;
use crate::regulation::Regulation;
use crate::roster::{ElectronicForm, Guardian, Movement, MovementKind};
use crate::sample::{day, year_id};
use crate::term::{FinalKind, TermClose};

const IVANOVA: StaffId = StaffId::from_bytes([1; 16]);
const PETROV: StaffId = StaffId::from_bytes([2; 16]);
const CLASS: ClassId = ClassId::from_bytes([3; 16]);
const SUBJECT: SubjectId = SubjectId::from_bytes([4; 16]);
const PUPIL: PupilId = PupilId::from_bytes([5; 16]);

fn group() -> GroupId {
    Group::id_of(CLASS, SUBJECT, 0)
}

fn groups() -> [Group; 1] {
    [Group {
        group: group(),
        class: CLASS,
        subject: SUBJECT,
        subgroup: 0,
        week_hours_quarters: 20,
        division: String::new(),
    }]
}

fn place(date: &str) -> LessonPlace {
    LessonPlace {
        group: group(),
        date: day(date),
        bell: 2,
        ordinal: 0,
    }
}

fn mark(date: &str) -> Change {
    Change::Mark(Mark {
        place: place(date),
        ordinal: 0,
        pupil: PUPIL,
        value: None,
        written_on: None,
        comment: String::new(),
    })
}

fn excuse(date: &str) -> Change {
    Change::AbsenceExcuse(AbsenceExcuse {
        place: place(date),
        pupil: PUPIL,
        reason: AbsenceReason::Illness,
        document: String::new(),
    })
}

fn load(staff: StaffId, from: &str, until: Option<&str>) -> Load {
    Load {
        group: group(),
        staff,
        from: day(from),
        until: until.map(day),
        room: String::new(),
    }
}

fn role(role: Role) -> RoleGrant {
    RoleGrant {
        staff: IVANOVA,
        role,
        from: day("2026-09-01"),
        until: None,
    }
}

fn grants<'a>() -> Grants<'a> {
    Grants {
        staff: IVANOVA,
        on: day("2026-10-01"),
        roles: &[],
        loads: &[],
        class_teachers: &[],
        substitutions: &[],
        permits: &[],
        frame: Frame::default(),
        stage: Stage::Entry,
    }
}

fn substitution(kind: SubstitutionKind, taught_group: Option<GroupId>) -> Substitution {
    Substitution {
        substitution: SubstitutionId::from_bytes([6; 16]),
        group: group(),
        date: day("2026-09-10"),
        bell: 2,
        absent: PETROV,
        reason: String::new(),
        document: String::new(),
        kind,
        substitute: Some(IVANOVA),
        taught_group,
        hours: 1,
        paid: true,
    }
}

#[test]
fn r70_a_teacher_marks_the_group_on_lesson_dates_of_the_load_only() {
    let loads = [
        load(IVANOVA, "2026-09-01", Some("2026-11-01")),
        load(PETROV, "2026-11-01", None),
    ];
    let grants = Grants {
        loads: &loads,
        ..grants()
    };
    assert_eq!(may_state(&grants, &mark("2026-10-31")), Ok(()));
    let date = day("2026-11-01");
    let refused = Err(Refusal::NotTeacherOfLesson { date });
    assert_eq!(may_state(&grants, &mark("2026-11-01")), refused);
}

#[test]
fn r151_an_administrator_writes_no_marks_and_a_deputy_writes_none_either() {
    let roles = [role(Role::Administrator)];
    let administrator = Grants {
        roles: &roles,
        ..grants()
    };
    let refused = Err(Refusal::AdministratorKeepsNoMarks);
    assert_eq!(may_state(&administrator, &mark("2026-09-10")), refused);
    let roles = [role(Role::Deputy), role(Role::Director)];
    let deputy = Grants {
        roles: &roles,
        ..grants()
    };
    assert!(may_state(&deputy, &mark("2026-09-10")).is_err());
}

#[test]
fn r23_r33_a_substitute_writes_the_page_of_the_subject_taught() {
    use SubstitutionKind::{JoinedGroups, NotHeld, OtherSubject, Substitute};
    let other = Group::id_of(CLASS, SubjectId::from_bytes([9; 16]), 0);
    let lesson = |group, bell| LessonPlace {
        group,
        bell,
        ..place("2026-09-10")
    };
    for (kind, taught, page, expected) in [
        (Substitute, None, lesson(group(), 2), true),
        (Substitute, None, lesson(group(), 3), false),
        (Substitute, None, place("2026-09-11"), false),
        (OtherSubject, Some(other), lesson(other, 2), true),
        (OtherSubject, Some(other), lesson(group(), 2), true),
        (OtherSubject, Some(other), lesson(other, 3), false),
        (JoinedGroups, None, lesson(group(), 2), true),
        (NotHeld, None, lesson(group(), 2), false),
    ] {
        let substitutions = [substitution(kind, taught)];
        let grants = Grants {
            substitutions: &substitutions,
            ..grants()
        };
        assert_eq!(grants.substitutes(page), expected, "{kind:?} {page:?}");
        let topic = Change::LessonTopic(crate::lesson::LessonTopic {
            place: page,
            text: "Тема".into(),
            plan_row: None,
        });
        assert_eq!(may_state(&grants, &topic).is_ok(), expected, "{kind:?}");
    }
}

#[test]
fn r21_a_deputy_cancels_a_lesson_but_does_not_hold_it() {
    let roles = [role(Role::Deputy)];
    let grants = Grants {
        roles: &roles,
        ..grants()
    };
    let record = |held| {
        Change::LessonRecord(LessonRecord {
            place: place("2026-09-10"),
            held,
            taught_by: PETROV,
            hours: 1,
        })
    };
    let reason = "карантин".to_owned();
    assert_eq!(
        may_state(&grants, &record(Held::NotHeld { reason })),
        Ok(())
    );
    assert!(may_state(&grants, &record(Held::Held)).is_err());
}

#[test]
fn r38_the_class_teacher_or_the_stand_in_gives_the_reason() {
    let groups = groups();
    let stand_in = [ClassTeacher {
        class: CLASS,
        staff: IVANOVA,
        from: day("2026-09-10"),
        until: Some(day("2026-09-12")),
    }];
    let loads = [load(IVANOVA, "2026-09-01", None)];
    let frame = Frame {
        groups: &groups,
        ..Frame::default()
    };
    let grants = Grants {
        loads: &loads,
        class_teachers: &stand_in,
        frame,
        ..grants()
    };
    assert_eq!(may_state(&grants, &excuse("2026-09-11")), Ok(()));
    assert_eq!(
        may_state(&grants, &excuse("2026-09-12")),
        Err(Refusal::NotClassTeacher)
    );
    // A school may let the teacher of the lesson give it (R20).
    let reasons_by = ReasonsBy::SubjectTeacherToo;
    let grants = Grants {
        frame: Frame {
            reasons_by,
            ..frame
        },
        ..grants
    };
    assert_eq!(may_state(&grants, &excuse("2026-09-12")), Ok(()));
}

#[test]
fn r50_a_permit_opens_the_lessons_of_a_teacher_who_left_to_the_one_it_names() {
    let permits = [Permit {
        permit: PermitId::from_bytes([8; 16]),
        staff: IVANOVA,
        scope: PermitScope::Group(group(), day("2026-09-01"), day("2026-09-30")),
        reason: "болезнь".into(),
        ends_at: "2026-10-02T12:00:00Z".parse().unwrap(),
        stands: true,
        request: None,
    }];
    let grants = Grants {
        permits: &permits,
        ..grants()
    };
    assert_eq!(may_state(&grants, &mark("2026-09-30")), Ok(()));
    assert!(may_state(&grants, &mark("2026-10-01")).is_err());
    let staff = PETROV;
    let another = Grants { staff, ..grants };
    assert!(may_state(&another, &mark("2026-09-30")).is_err());
}

#[test]
fn r151_every_role_states_its_own_facts() {
    let term = TermId::from_bytes([1; 16]);
    let close = Change::TermClose(TermClose {
        close: TermClose::id_of(CLASS, term, 1),
        class: CLASS,
        term,
        ordinal: 1,
    });
    let regulation = Change::Regulation(Regulation {
        year: year_id(),
        preset: "s4".into(),
        settings: vec![],
    });
    let guardian = Change::Guardian(Guardian {
        guardian: crate::ids::GuardianId::from_bytes([1; 16]),
        pupil: PUPIL,
        ordinal: 1,
        name: String::new(),
        kinship: String::new(),
        phone: String::new(),
        email: String::new(),
        electronic: ElectronicForm::Unknown,
    });
    for (change, held, expected) in [
        (&close, Role::Deputy, true),
        (&close, Role::Administrator, false),
        (&regulation, Role::Administrator, true),
        (&regulation, Role::Deputy, false),
        (&guardian, Role::Clerk, true),
        (&guardian, Role::Teacher, false),
    ] {
        let roles = [role(held)];
        let grants = Grants {
            roles: &roles,
            ..grants()
        };
        assert_eq!(
            may_state(&grants, change).is_ok(),
            expected,
            "{held:?} {change:?}"
        );
    }
    let until = Some(day("2026-10-01"));
    let ended = [RoleGrant {
        until,
        ..role(Role::Deputy)
    }];
    let grants = Grants {
        roles: &ended,
        ..grants()
    };
    let roles = DEPUTY;
    assert_eq!(
        may_state(&grants, &close),
        Err(Refusal::NeedsRole { roles })
    );
}

#[test]
fn d9_only_a_deputy_brings_in_marks_and_a_clerk_pupils() {
    let pupil = Change::Movement(Movement {
        order: crate::ids::OrderId::from_bytes([1; 16]),
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
    });
    let loads = [load(IVANOVA, "2026-09-01", None)];
    for (held, marks, pupils) in [
        (Role::Deputy, true, true),
        (Role::Clerk, false, true),
        (Role::Administrator, false, false),
        (Role::Teacher, false, false),
    ] {
        let roles = [role(held)];
        let grants = Grants {
            roles: &roles,
            loads: &loads,
            ..grants()
        };
        assert_eq!(
            may_import(&grants, &mark("2026-09-10")).is_ok(),
            marks,
            "{held:?}"
        );
        assert_eq!(may_import(&grants, &pupil).is_ok(), pupils, "{held:?}");
    }
}

#[test]
fn r108_only_the_addressee_hands_a_slip_back_and_changes_nothing_else() {
    let open = Remark {
        remark: RemarkId::from_bytes([1; 16]),
        group: group(),
        lesson: None,
        pupil: None,
        staff: IVANOVA,
        text: "Нет темы".into(),
        due_on: day("2026-10-10"),
        state: RemarkState::Open,
    };
    let remarks = [open.clone()];
    let frame = Frame {
        remarks: &remarks,
        ..Frame::default()
    };
    let grants = Grants { frame, ..grants() };
    let state = |remark: &Remark, state| {
        Change::Remark(Remark {
            state,
            ..remark.clone()
        })
    };
    let returned = RemarkState::Returned;
    assert_eq!(may_state(&grants, &state(&open, returned)), Ok(()));
    let reworded = Remark {
        text: "Всё есть".into(),
        ..open.clone()
    };
    let refused = Err(Refusal::NotAddresseeOfRemark);
    assert_eq!(may_state(&grants, &state(&reworded, returned)), refused);
    let another = Grants {
        staff: PETROV,
        ..grants
    };
    assert_eq!(may_state(&another, &state(&open, returned)), refused);
    assert!(may_state(&grants, &state(&open, RemarkState::Accepted)).is_err());
}

#[test]
fn r59_final_marks_are_the_teachers_and_a_deputy_needs_the_councils_reason() {
    let of = |reason: &str| {
        Change::FinalMark(FinalMark {
            group: group(),
            pupil: PUPIL,
            kind: FinalKind::Year,
            value: None,
            reason: reason.into(),
        })
    };
    let loads = [load(IVANOVA, "2026-09-01", None)];
    let teacher = Grants {
        loads: &loads,
        ..grants()
    };
    assert_eq!(may_state(&teacher, &of("")), Ok(()));
    let roles = [role(Role::Deputy)];
    let deputy = Grants {
        roles: &roles,
        ..grants()
    };
    assert_eq!(
        may_state(&deputy, &of("")),
        Err(Refusal::DecisionWithoutReason)
    );
    assert_eq!(may_state(&deputy, &of("Педсовет № 9")), Ok(()));
    assert_eq!(
        may_state(&grants(), &of("")),
        Err(Refusal::NotTeacherOfGroup)
    );
}
