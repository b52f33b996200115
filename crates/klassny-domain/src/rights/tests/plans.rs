//! Who writes a plan, sends it, decides of it, and who asks for a permit.

use super::*;
use crate::ids::PermitRequestId;
use crate::permit::PermitDecline;

fn of() -> PlanOf {
    PlanOf {
        year: year_id(),
        subject: Some(SUBJECT),
        grade: 5,
    }
}

fn draft() -> ThematicPlan {
    ThematicPlan {
        plan: of().plan().unwrap(),
        year: year_id(),
        subject: Some(SUBJECT),
        grade: 5,
        title: String::new(),
        approved: false,
    }
}

fn row() -> Change {
    Change::PlanRow(PlanRow {
        plan: draft().plan,
        of: of(),
        number: 1,
        position: PlanRow::position_of(1),
        section: String::new(),
        topic: "Тема".into(),
        hours: 1,
        kind: None,
        kind_text: String::new(),
        homework: String::new(),
    })
}

fn said(group: Option<GroupId>, word: PlanWord) -> Change {
    Change::PlanApproval(PlanApproval {
        plan: draft().plan,
        of: of(),
        group,
        digest: [1; 32],
        word,
        note: String::new(),
    })
}

fn correction() -> Change {
    Change::PlanCorrection(PlanCorrection {
        plan: draft().plan,
        number: 1,
        group: group(),
        hours: 0,
        how: "объединение".into(),
        reason: "карантин".into(),
        stands: true,
    })
}

/// Judges a change by who teaches 5А since September, in a school with these plans.
fn judge(
    plans: &[ThematicPlan],
    (staff, stage): (StaffId, Stage),
    grade: u8,
    change: &Change,
) -> Verdict {
    let classes = [SchoolClass {
        class: CLASS,
        year: year_id(),
        grade,
        letter: "А".into(),
    }];
    let (groups, loads) = (groups(), [load(IVANOVA, "2026-09-01", None)]);
    let grants = Grants {
        staff,
        loads: &loads,
        frame: Frame {
            groups: &groups,
            classes: &classes,
            plans,
            ..Frame::default()
        },
        stage,
        ..grants()
    };
    may_state(&grants, change)
}

#[test]
fn r29_a_teacher_writes_the_plan_until_a_deputy_approves_it() {
    let (entry, receipt) = ((IVANOVA, Stage::Entry), (IVANOVA, Stage::Receipt));
    let drafts = [draft()];
    let approved = [ThematicPlan {
        approved: true,
        ..draft()
    }];
    let locked = Err(Refusal::PlanApproved);
    assert_eq!(judge(&drafts, entry, 5, &row()), Ok(()));
    assert_eq!(judge(&approved, entry, 5, &row()), locked);
    let late = judge(&approved, receipt, 5, &row());
    assert_eq!(late, Ok(()), "no verdict turns");
    let another = judge(&[], receipt, 6, &row());
    assert!(another.is_err(), "the row says what plan it is of");
    assert!(judge(&drafts, (PETROV, Stage::Entry), 5, &row()).is_err());
    let self_approved = Change::ThematicPlan(approved[0].clone());
    assert_eq!(judge(&drafts, receipt, 5, &self_approved), locked);
}

#[test]
fn r29_a_plan_is_sent_by_its_teachers_and_decided_by_a_deputy() {
    let words = [PlanWord::Approved, PlanWord::Returned, PlanWord::Withdrawn];
    let own = |change: &Change| judge(&[], (IVANOVA, Stage::Receipt), 5, change);
    let strange = |change: &Change| judge(&[], (PETROV, Stage::Receipt), 5, change);
    for of_group in [None, Some(group())] {
        let sent = said(of_group, PlanWord::Sent);
        assert_eq!(own(&sent), Ok(()));
        assert_eq!(strange(&sent), Err(Refusal::NotTeacherOfGroup));
        for word in words {
            let refused = own(&said(of_group, word));
            let role = matches!(refused, Err(Refusal::NeedsRole { .. }));
            assert!(role, "{word:?}");
        }
    }
    let roles = [role(Role::Deputy)];
    let deputy = Grants {
        roles: &roles,
        ..grants()
    };
    assert_eq!(may_state(&deputy, &said(None, PlanWord::Approved)), Ok(()));
    assert_eq!(own(&correction()), Ok(()));
    assert!(strange(&correction()).is_err());
}

#[test]
fn r29_what_is_sent_never_hides_what_is_decided() {
    let mut registers = Vec::new();
    for of_group in [None, Some(group())] {
        for word in [PlanWord::Sent, PlanWord::Approved] {
            registers.push(said(of_group, word).register());
        }
    }
    registers.sort_unstable();
    registers.dedup();
    assert_eq!(registers.len(), 4);
    let back = said(None, PlanWord::Withdrawn).register();
    assert_eq!(back, said(None, PlanWord::Returned).register());
}

#[test]
fn r50_a_request_is_made_by_who_writes_the_lesson_and_for_oneself() {
    let request = |staff| {
        Change::PermitRequest(PermitRequest {
            request: PermitRequestId::from_bytes([1; 16]),
            staff,
            place: place("2026-09-14"),
            ordinal: 0,
            pupil: None,
            wanted: "4".into(),
            reason: "ошибка".into(),
            stands: true,
        })
    };
    let loads = [load(IVANOVA, "2026-09-01", None)];
    let of = |staff| Grants {
        staff,
        loads: &loads,
        ..grants()
    };
    assert_eq!(may_state(&of(IVANOVA), &request(IVANOVA)), Ok(()));
    let for_another = may_state(&of(IVANOVA), &request(PETROV));
    assert_eq!(for_another, Err(Refusal::RequestOfAnother));
    let stranger = may_state(&of(PETROV), &request(PETROV));
    assert!(matches!(stranger, Err(Refusal::NotTeacherOfLesson { .. })));
    let declined = Change::PermitDecline(PermitDecline {
        request: PermitRequestId::from_bytes([1; 16]),
        reason: "нет".into(),
        stands: true,
    });
    let refused = may_state(&of(IVANOVA), &declined);
    assert!(matches!(refused, Err(Refusal::NeedsRole { .. })));
}
