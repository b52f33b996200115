//! A member of the staff with a changed program: segments rightly signed by an own key, whose facts
//! the person may not state. Kept and shown everywhere, counting nowhere, in every order of arrival.

use crate::school::orders::{Reader, Segment, orders, says};
use crate::school::{
    DEPUTY, HISTORIAN, Machine, TEACHER, algebra, class, day, pupil, quarter, school_id, staff,
};
use klassny_app::view::text::WorkKindCode;
use klassny_domain::access::{
    Ack, DeviceEnrolment, Head, Invitation, SeatCertificate, SeatRevocation, Voucher,
};
use klassny_domain::change::{BatchCommit, Change};
use klassny_domain::ids::{AcceptanceId, BatchId, DeviceId, InvitationId, PermitId, SchoolId};
use klassny_domain::lesson::LessonPlace;
use klassny_domain::mark::{Grade, Mark, MarkValue};
use klassny_domain::roster::{Role, RoleGrant};
use klassny_domain::term::{
    Acceptance, AcceptanceState, Permit, PermitScope, TermClose, TermReopen,
};
use klassny_log::{Envelope, SeatKey, SegmentError, sign_statement};
use klassny_store::Received;

const MONDAY: &str = "2026-09-14";

fn lesson() -> LessonPlace {
    LessonPlace {
        group: algebra(),
        date: day(MONDAY),
        bell: 1,
        ordinal: 0,
    }
}

fn mark(number: usize, value: u8) -> Change {
    Change::Mark(Mark {
        place: lesson(),
        ordinal: 0,
        pupil: pupil(number),
        value: Grade::new(value).map(MarkValue::Grade),
        written_on: None,
        comment: String::new(),
    })
}

fn close(ordinal: u16) -> TermClose {
    let (class, term) = (class(9), quarter());
    TermClose {
        close: TermClose::id_of(class, term, ordinal),
        class,
        term,
        ordinal,
    }
}

fn role(who: &str, role: Role) -> Change {
    Change::RoleGrant(RoleGrant {
        staff: staff(who),
        role,
        from: day("2020-09-01"),
        until: None,
    })
}

/// A school in which the teacher has given one five, and what is sealed after that.
struct Attack {
    school: Machine,
    before: Vec<Segment>,
}

impl Attack {
    fn new() -> Self {
        let school = Machine::new();
        school.at("2026-09-14T09:50");
        school.hold(MONDAY, &[WorkKindCode::Control]);
        school.mark(MONDAY, 1, "5").unwrap();
        let before = school.sealed_so_far();
        Self { school, before }
    }

    fn news(&self) -> Vec<Segment> {
        self.school.sealed_so_far()[self.before.len()..].to_vec()
    }

    /// A replica for every order of what came after, up to four segments; else both ways.
    fn readers(&self) -> Vec<Reader> {
        let news = self.news();
        let ways = match news.len() {
            0..=4 => orders(news.len()),
            count => vec![(0..count).collect(), (0..count).rev().collect()],
        };
        let beginning = self.school.beginning(&self.before);
        let reader = |order: &Vec<usize>| beginning.then(order.iter().map(|at| &news[*at]));
        ways.iter().map(reader).collect()
    }

    /// All replicas say the same of these facts and equal their own rebuild; which of them count.
    fn counting(&self, facts: &[Change]) -> Vec<bool> {
        let mut said = None;
        let mut counting = Vec::new();
        for reader in self.readers() {
            let store = &reader.store;
            let now: Vec<_> = facts
                .iter()
                .map(|fact| says(store, fact.register()))
                .collect();
            let mut aside: Vec<_> = store.set_aside().unwrap();
            aside.sort_by_key(|fact| fact.id);
            let aside: Vec<_> = aside.into_iter().map(|f| (f.id, f.op, f.aside)).collect();
            let now = (now, aside, store.doubtful_count().unwrap());
            assert_eq!(said.get_or_insert_with(|| now.clone()), &now);
            let rebuilt = store.compare_with_rebuild().unwrap();
            assert!(rebuilt.is_empty(), "{rebuilt:?}");
            counting = facts
                .iter()
                .map(|fact| {
                    let history = store.history(fact.register()).unwrap().entries;
                    let entry = history.into_iter().find(|entry| entry.op.change == *fact);
                    entry.expect("kept and shown").not_counted.is_none()
                })
                .collect();
        }
        counting
    }

    /// None of these facts counts, alone or all together.
    fn none_counts(&self, facts: &[Change]) {
        let wanted = vec![false; facts.len()];
        assert_eq!(self.counting(facts), wanted, "{facts:#?}");
    }
}

#[test]
fn p6_a_teacher_writes_into_no_other_s_class_and_closes_reopens_accepts_nothing() {
    let attack = Attack::new();
    let five = attack.school.fact_of(&mark(1, 5));
    let accept = Change::Acceptance(Acceptance {
        acceptance: AcceptanceId::from_bytes([5; 16]),
        facts: vec![five],
        state: AcceptanceState::Accepted,
        reason: "самому себе".to_owned(),
    });
    let reopen = Change::TermReopen(TermReopen {
        close: close(1).close,
        reason: "надо".to_owned(),
    });
    let facts = [mark(2, 5), Change::TermClose(close(1)), reopen, accept];
    for fact in &facts {
        attack.school.forge(HISTORIAN, fact.clone(), &[]);
    }
    attack.none_counts(&facts);
}

#[test]
fn p6_a_back_dated_role_gives_nothing_and_neither_does_what_stands_on_it() {
    let attack = Attack::new();
    let facts = [
        role(HISTORIAN, Role::Deputy),
        role(HISTORIAN, Role::Administrator),
        Change::TermClose(close(1)),
        mark(2, 5),
    ];
    for fact in &facts {
        attack.school.forge(HISTORIAN, fact.clone(), &[]);
    }
    attack.none_counts(&facts);
}

#[test]
fn d12_nobody_permits_a_correction_to_themselves() {
    let attack = Attack::new();
    attack.school.at("2026-09-20T12:00");
    let permit = PermitId::from_bytes([9; 16]);
    let facts = [
        Change::Permit(Permit {
            permit,
            staff: staff(TEACHER),
            scope: PermitScope::Lesson(lesson()),
            reason: "описка".to_owned(),
            ends_at: chrono::DateTime::from_timestamp_millis(1_900_000_000_000).unwrap(),
            stands: true,
            request: None,
        }),
        mark(1, 3),
    ];
    let five = attack.school.fact_of(&mark(1, 5));
    attack.school.forge(TEACHER, facts[0].clone(), &[]);
    let under = (&[five][..], Some(permit));
    attack.school.forge_under(TEACHER, facts[1].clone(), under);
    attack.none_counts(&facts);
    let shown = attack.readers()[0].store.current(mark(1, 5).register());
    assert_eq!(shown.unwrap(), Some(mark(1, 5)), "the five stays");
}

#[test]
fn d13_only_an_administrator_lets_machines_and_people_in_or_out() {
    let attack = Attack::new();
    let new = SeatKey::from_bytes(&[77; 32]);
    let device = DeviceId::derive(&[&new.public()]);
    let invitation = InvitationId::derive(&[&new.public()]);
    let mut seat = SeatCertificate {
        seat: new.seat(),
        staff: staff(DEPUTY),
        device,
        sign_key: new.public(),
        box_key: [9; 32],
        voucher: Voucher::Seat {
            seat: attack.school.seat(TEACHER),
            signature: [0; 64],
        },
    };
    let signature = sign_statement(school_id(), &seat, &SeatKey::from_bytes(&[5; 32]));
    let by = attack.school.seat(TEACHER);
    seat.voucher = Voucher::Seat {
        seat: by,
        signature,
    };
    let facts = [
        Change::DeviceEnrolment(DeviceEnrolment {
            device,
            seat: new.seat(),
            sign_key: new.public(),
            box_key: [8; 32],
            name: "АРМ 66".to_owned(),
            workstation: 66,
            witness: true,
        }),
        Change::Invitation(Invitation {
            invitation,
            staff: staff(DEPUTY),
            sign_key: new.public(),
            box_key: [9; 32],
            expires_at: chrono::DateTime::from_timestamp_millis(1_900_000_000_000).unwrap(),
            stands: true,
        }),
        Change::SeatRevocation(SeatRevocation {
            seat: attack.school.seat(DEPUTY),
            reason: "мешает".to_owned(),
            root: None,
        }),
    ];
    for fact in &facts {
        attack.school.forge(TEACHER, fact.clone(), &[]);
    }
    // A seat of the deputy that the deputy never asked for, vouched for by the teacher.
    attack
        .school
        .forge(TEACHER, Change::SeatCertificate(seat), &[]);
    attack.none_counts(&facts);
    for reader in attack.readers() {
        assert_eq!(reader.store.seat_key(new.seat()).unwrap(), None);
        let deputy = attack.school.seat(DEPUTY);
        assert!(reader.store.is_administrator(deputy).unwrap());
    }
    // The deputy, revoked by a teacher, works on.
    let grant = role(HISTORIAN, Role::Director);
    attack.school.state(DEPUTY, vec![grant.clone()]);
    assert_eq!(attack.counting(&[grant]), [true]);
}

#[test]
fn d5_a_control_frontier_that_is_too_old_or_made_up_gives_no_right() {
    let attack = Attack::new();
    attack.school.forge_twisted(TEACHER, mark(2, 5), &|draft| {
        draft.control_frontier.clear();
    });
    attack.school.forge_twisted(TEACHER, mark(3, 5), &|draft| {
        for head in &mut draft.control_frontier {
            head.hash = [0xee; 32];
        }
    });
    attack.school.forge_twisted(TEACHER, mark(4, 5), &|draft| {
        draft.control_frontier.push(Head {
            seat: SeatKey::from_bytes(&[88; 32]).seat(),
            seq: 7,
            hash: [7; 32],
        });
    });
    attack.none_counts(&[mark(2, 5), mark(3, 5), mark(4, 5)]);
    let reader = &attack.readers()[0];
    assert!(reader.store.doubtful_count().unwrap() >= 3, "counted");
}

#[test]
fn d7_a_made_up_acknowledgement_confirms_nothing() {
    let attack = Attack::new();
    let school = &attack.school;
    let own = school.store.segments_of(school.seat(TEACHER)).unwrap();
    assert!(!own.is_empty());
    let heads: Vec<Head> = attack
        .before
        .iter()
        .map(|(bytes, _)| {
            let envelope = Envelope::parse(bytes).unwrap();
            let header = envelope.header();
            let (seat, seq, hash) = (header.seat, header.seq, envelope.hash());
            Head { seat, seq, hash }
        })
        .collect();
    let ack = |device| {
        let heads = heads.clone();
        Change::Ack(Ack { device, heads })
    };
    let other = DeviceId::from_bytes([66; 16]);
    let unconfirmed = |machine: &Machine| -> u64 {
        let outboxes = machine.store.outboxes().unwrap();
        outboxes.iter().map(|outbox| outbox.unconfirmed).sum()
    };
    let waiting = unconfirmed(school);
    assert!(waiting > 0);
    // A person says that a machine has read it; this machine says so in another's name.
    school.forge(TEACHER, ack(other), &[]);
    school.forge_by_device(ack(other));
    for (bytes, key) in attack.news() {
        let segment = Envelope::parse(&bytes).unwrap();
        let verified = segment.verify(school_id(), &key).unwrap();
        school.store.receive(&verified, key, 0).unwrap();
    }
    assert_eq!(unconfirmed(school), waiting, "nobody has read it");
    attack.counting(&[ack(other)]);
}

#[test]
fn d9_nobody_completes_a_batch_of_another() {
    let attack = Attack::new();
    let batch = BatchId::from_bytes([0xba; 16]);
    let commit = Change::BatchCommit(BatchCommit {
        batch,
        count: 1,
        summary: "чужая загрузка".to_owned(),
    });
    attack.school.forge_imported(DEPUTY, mark(2, 4), batch);
    attack.school.forge(TEACHER, commit.clone(), &[]);
    attack.none_counts(&[mark(2, 4)]);
    // Its author does.
    attack.school.forge(DEPUTY, commit, &[]);
    assert_eq!(attack.counting(&[mark(2, 4)]), [true]);
}

#[test]
fn p10_two_segments_of_one_number_are_kept_both_and_read_alike() {
    let attack = Attack::new();
    let (seq, prev) = {
        let teacher = attack.school.seat(TEACHER);
        let head = attack.school.store.newest_published(teacher).unwrap();
        head.map(|head| (head.seq + 1, head.hash)).unwrap()
    };
    for value in [2, 3] {
        attack
            .school
            .forge_twisted(TEACHER, mark(2, value), &|draft| {
                (draft.seq, draft.prev) = (seq, prev);
            });
    }
    let counting = attack.counting(&[mark(2, 2), mark(2, 3)]);
    assert_eq!(counting, [true, true], "a conflict, shown to people");
    for reader in attack.readers() {
        let teacher = attack.school.seat(TEACHER);
        assert!(reader.store.is_forked(teacher).unwrap());
        let history = reader.store.history(mark(2, 2).register()).unwrap();
        assert_eq!(history.entries.iter().filter(|e| e.is_tip).count(), 2);
    }
}

#[test]
fn p8_the_greatest_number_a_segment_can_claim_stops_nobody() {
    let attack = Attack::new();
    attack.school.forge_twisted(TEACHER, mark(2, 2), &|draft| {
        draft.lamport = klassny_log::LAMPORT_MAX;
    });
    for (bytes, key) in attack.news() {
        let segment = Envelope::parse(&bytes).unwrap();
        let verified = segment.verify(school_id(), &key).unwrap();
        attack.school.store.receive(&verified, key, 0).unwrap();
    }
    // The school goes on sealing, and counts on from its own numbers.
    attack.school.mark(MONDAY, 3, "4").unwrap();
    attack
        .school
        .state(DEPUTY, vec![role(HISTORIAN, Role::Director)]);
    let all = attack.school.sealed_so_far();
    assert!(all.len() >= attack.before.len() + 3);
    for (bytes, _) in &all[attack.before.len() + 1..] {
        let envelope = Envelope::parse(bytes).unwrap();
        assert!(envelope.header().lamport < 1_000, "passed over");
    }
    let granted = role(HISTORIAN, Role::Director);
    let counting = attack.counting(&[mark(2, 2), mark(3, 4), granted]);
    assert_eq!(counting, [true, true, true]);
}

#[test]
fn p10_a_segment_played_again_or_of_another_school_or_year_changes_nothing() {
    let attack = Attack::new();
    let reader = &attack.readers()[0];
    let digest = |facts: &[Change]| {
        let said = facts.iter().map(|f| says(&reader.store, f.register()));
        said.collect::<Vec<_>>()
    };
    let facts = [mark(1, 5), role(HISTORIAN, Role::Deputy)];
    let before = digest(&facts);
    for (bytes, key) in &attack.before {
        let segment = Envelope::parse(bytes).unwrap();
        let other = SchoolId::from_bytes([8; 16]);
        let refused = segment.clone().verify(other, key).unwrap_err();
        assert_eq!(refused, SegmentError::School);
        let verified = segment.verify(school_id(), key).unwrap();
        let received = reader.store.receive(&verified, *key, 0).unwrap();
        assert_eq!(received, Received::Known);
    }
    assert_eq!(digest(&facts), before);
    // A year in the header is a label: the same act of another year gives no right either.
    for year in [2025, 2027] {
        attack
            .school
            .forge_twisted(HISTORIAN, mark(5, 5), &|draft| draft.year = year);
    }
    attack.none_counts(&[mark(5, 5)]);
}
