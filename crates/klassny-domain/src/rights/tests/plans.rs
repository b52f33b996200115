//! Who writes a plan, sends it, decides of it, and who asks for a permit.

use super::*;
use crate::ids::{PermitRequestId, PlanId};
use crate::permit::PermitDecline;

#[test]
fn r29_a_teacher_writes_the_plan_until_a_deputy_approves_it() {
    let groups = groups();
    let classes = [SchoolClass {
        class: CLASS,
        year: year_id(),
        grade: 5,
        letter: "А".into(),
    }];
    let draft = ThematicPlan {
        plan: PlanId::from_bytes([1; 16]),
        year: year_id(),
        subject: Some(SUBJECT),
        grade: 5,
        title: String::new(),
        approved: false,
    };
    let row = Change::PlanRow(PlanRow {
        plan: draft.plan,
        of: draft.of(),
        number: 1,
        position: PlanRow::position_of(1),
        section: String::new(),
        topic: "Тема".into(),
        hours: 1,
        kind: None,
        kind_text: String::new(),
        homework: String::new(),
    });
    let loads = [load(IVANOVA, "2026-09-01", None)];
    let judge = |plan: &ThematicPlan, staff, stage, change: &Change| {
        let plans = std::slice::from_ref(plan);
        let frame = Frame {
            groups: &groups,
            classes: &classes,
            plans,
            ..Frame::default()
        };
        may_state(
            &Grants {
                staff,
                loads: &loads,
                frame,
                stage,
                ..grants()
            },
            change,
        )
    };
    let approved = ThematicPlan {
        approved: true,
        ..draft.clone()
    };
    let locked = Err(Refusal::PlanApproved);
    assert_eq!(judge(&draft, IVANOVA, Stage::Entry, &row), Ok(()));
    assert_eq!(judge(&approved, IVANOVA, Stage::Entry, &row), locked);
    assert_eq!(
        judge(&approved, IVANOVA, Stage::Receipt, &row),
        Ok(()),
        "no verdict turns"
    );
    let empty: [SchoolClass; 0] = [];
    let unknown = Grants {
        staff: IVANOVA,
        loads: &loads,
        frame: Frame {
            groups: &groups,
            classes: &empty,
            ..Frame::default()
        },
        stage: Stage::Receipt,
        ..grants()
    };
    assert!(
        may_state(&unknown, &row).is_err(),
        "the row says what plan it is of, and the classes what she teaches"
    );
    assert!(judge(&draft, PETROV, Stage::Entry, &row).is_err());
    let self_approved = Change::ThematicPlan(approved.clone());
    assert_eq!(
        judge(&draft, IVANOVA, Stage::Receipt, &self_approved),
        locked
    );
}

#[test]
fn r29_a_plan_is_sent_by_its_teachers_and_decided_by_a_deputy() {
    let groups = groups();
    let classes = [SchoolClass {
        class: CLASS,
        year: year_id(),
        grade: 5,
        letter: "А".into(),
    }];
    let of = PlanOf {
        year: year_id(),
        subject: Some(SUBJECT),
        grade: 5,
    };
    let said = |group, word| {
        Change::PlanApproval(PlanApproval {
            plan: of.plan().unwrap(),
            of,
            group,
            digest: [1; 32],
            word,
            note: String::new(),
        })
    };
    let correction = Change::PlanCorrection(PlanCorrection {
        plan: of.plan().unwrap(),
        number: 1,
        group: group(),
        hours: 0,
        how: "объединение".into(),
        reason: "карантин".into(),
        stands: true,
    });
    let loads = [load(IVANOVA, "2026-09-01", None)];
    let deputy = [role(Role::Deputy)];
    let judge = |staff, roles, change: &Change| {
        let frame = Frame {
            groups: &groups,
            classes: &classes,
            ..Frame::default()
        };
        may_state(
            &Grants {
                staff,
                roles,
                loads: &loads,
                frame,
                ..grants()
            },
            change,
        )
    };
    for of_group in [None, Some(group())] {
        let sent = said(of_group, PlanWord::Sent);
        assert_eq!(judge(IVANOVA, &[], &sent), Ok(()));
        let stranger = Err(Refusal::NotTeacherOfGroup);
        assert_eq!(judge(PETROV, &[], &sent), stranger);
        for word in [PlanWord::Approved, PlanWord::Returned, PlanWord::Withdrawn] {
            let decided = said(of_group, word);
            let refused = judge(IVANOVA, &[], &decided);
            assert!(
                matches!(refused, Err(Refusal::NeedsRole { .. })),
                "{word:?}"
            );
        }
    }
    let approved = said(None, PlanWord::Approved);
    let by_deputy = Grants {
        roles: &deputy,
        ..grants()
    };
    assert_eq!(may_state(&by_deputy, &approved), Ok(()));
    assert_eq!(judge(IVANOVA, &[], &correction), Ok(()));
    assert!(judge(PETROV, &[], &correction).is_err());
    let registers: std::collections::BTreeSet<_> = [
        said(None, PlanWord::Sent),
        said(None, PlanWord::Approved),
        said(Some(group()), PlanWord::Sent),
        said(Some(group()), PlanWord::Approved),
    ]
    .iter()
    .map(Change::register)
    .collect();
    assert_eq!(
        registers.len(),
        4,
        "what is sent never hides what is decided"
    );
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
