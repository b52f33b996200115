//! Who may have stated what, by the simulator's own book: an upper bound that needs no judge.
//!
//! It asks who a seat belongs to, which grants were ever stated by those who may grant, and what a
//! closer or a revoker held. A fact that counts beyond that is wrong, whatever the program says.

use crate::book::{Book, FactKey, key_of};
use crate::check::{self, Failure, Kind};
use crate::device::Device;
use crate::school;
use crate::world::World;
use anyhow::Result;
use chrono::NaiveDate;
use klassny_domain::change::Change;
use klassny_domain::ids::{BatchId, ClassId, CloseId, GroupId, SeatId, StaffId, TermId};
use klassny_domain::lesson::{Held, LessonPlace};
use klassny_domain::term::{FinalKind, PermitScope, RemarkState};
use klassny_log::Envelope;
use klassny_store::LoggedFact;
use std::collections::{BTreeMap, BTreeSet};

/// Who stands behind a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Person { staff: u8, root: bool },
    Device,
    Nobody,
}

fn who(book: &Book, seat: SeatId) -> Who {
    match book.seats.get(&seat) {
        Some(staff) => Who::Person {
            staff: *staff,
            root: book.root_seats.contains(&seat),
        },
        None if book.devices.contains(&seat) => Who::Device,
        None => Who::Nobody,
    }
}

/// Everything that was ever granted.
#[derive(Default)]
struct Grants {
    loads: Vec<(StaffId, GroupId)>,
    lessons: Vec<(StaffId, LessonPlace)>,
    leaders: Vec<(StaffId, ClassId)>,
}

impl Grants {
    fn of(book: &Book, facts: &[LoggedFact]) -> Self {
        let mut grants = Self::default();
        for fact in facts {
            let (Some(op), Who::Person { staff, root }) = (&fact.op, who(book, fact.seat)) else {
                continue;
            };
            let deputy = school::DEPUTIES.contains(&staff);
            match &op.change {
                Change::Load(x) if deputy => grants.loads.push((x.staff, x.group)),
                Change::Substitution(x) if deputy => {
                    if let Some(substitute) = x.substitute {
                        let place = LessonPlace {
                            group: x.group,
                            date: x.date,
                            bell: x.bell,
                            ordinal: 0,
                        };
                        grants.lessons.push((substitute, place));
                    }
                }
                Change::Permit(x) if deputy => {
                    if let PermitScope::Lesson(place) = x.scope {
                        grants.lessons.push((x.staff, place));
                    }
                }
                Change::ClassTeacher(x) if deputy || root => {
                    grants.leaders.push((x.staff, x.class));
                }
                _ => {}
            }
        }
        grants
    }

    fn teaches(&self, staff: u8, group: GroupId) -> bool {
        self.loads.contains(&(school::staff(staff), group))
    }

    fn lesson(&self, staff: u8, place: LessonPlace) -> bool {
        self.teaches(staff, place.group) || self.lessons.contains(&(school::staff(staff), place))
    }

    fn leads(&self, staff: u8, group: GroupId) -> bool {
        let class = (0..school::GROUPS).find(|number| school::group(*number) == group);
        class.is_some_and(|number| {
            let class = school::class(school::class_of(number));
            self.leaders.contains(&(school::staff(staff), class))
        })
    }

    /// Whether a fact may count, by all that was ever granted.
    fn allow(&self, who: Who, change: &Change, imported: bool) -> bool {
        let (staff, root) = match who {
            Who::Person { staff, root } => (staff, root),
            Who::Device => return matches!(change, Change::Ack(_) | Change::SeatCertificate(_)),
            Who::Nobody => return false,
        };
        let deputy = school::DEPUTIES.contains(&staff);
        let clerk = staff == school::CLERK;
        let lesson = |place| (imported && deputy) || self.lesson(staff, place);
        match change {
            Change::LessonRecord(x) => {
                lesson(x.place) || (deputy && matches!(x.held, Held::NotHeld { .. }))
            }
            Change::LessonTopic(x) => lesson(x.place),
            Change::Homework(x) => lesson(x.place),
            Change::Assignment(x) => lesson(x.place),
            Change::Mark(x) => lesson(x.place),
            Change::Attendance(x) => lesson(x.place),
            Change::AbsenceExcuse(x) => self.leads(staff, x.place.group),
            Change::FinalMark(x) => deputy || self.teaches(staff, x.group),
            Change::Load(_)
            | Change::Acceptance(_)
            | Change::Substitution(_)
            | Change::TermClose(_)
            | Change::TermReopen(_)
            | Change::Permit(_) => deputy,
            Change::Remark(x) => deputy || x.state == RemarkState::Returned,
            Change::DeviceEnrolment(_)
            | Change::Invitation(_)
            | Change::SeatRevocation(_)
            | Change::KeyEpoch(_)
            | Change::RoleGrant(_)
            | Change::SchoolProfile(_) => root,
            Change::Term(_)
            | Change::AcademicYear(_)
            | Change::SchoolClass(_)
            | Change::Group(_)
            | Change::ClassTeacher(_) => root || deputy,
            Change::Pupil(_) | Change::Enrolment(_) => clerk,
            Change::PupilCard(_) => clerk || staff == school::KEEPER || self.leads_any(staff),
            Change::BatchCommit(_) => deputy || clerk || root,
            Change::Ack(_) => false,
            _ => true,
        }
    }

    fn leads_any(&self, staff: u8) -> bool {
        let staff = school::staff(staff);
        self.leaders.iter().any(|(leader, _)| *leader == staff)
    }
}

/// Looks for facts that count and must not.
pub fn judge(world: &World, device: usize, facts: &[LoggedFact], failures: &mut Vec<Failure>) {
    let book = &world.book;
    let grants = Grants::of(book, facts);
    let mut fail = |fact: &LoggedFact, why: &str| {
        let what = fact.op.as_ref().map(|op| crate::book::words(&op.change));
        let text = format!(
            "device {device} counts {} of {:?}: {why}",
            what.unwrap_or_default(),
            who(book, fact.seat)
        );
        failures.push(Failure {
            kind: Kind::Rights,
            text,
        });
    };
    let honest = honest_revokers(book);
    let frame = has_frame(facts);
    for fact in facts.iter().filter(|fact| fact.doubt.is_none()) {
        let (Some(op), Some(hash)) = (&fact.op, fact.segment) else {
            continue;
        };
        if let Some(why) = book.never.get(&hash) {
            fail(fact, why);
        }
        // An ack counts nowhere but as evidence; that it confirms nothing is checked elsewhere.
        if matches!(op.change, Change::Ack(_)) {
            continue;
        }
        if !grants.allow(who(book, fact.seat), &op.change, op.import.is_some()) {
            fail(fact, "nobody ever granted it");
        }
        if let Some(import) = &op.import
            && !is_whole(facts, fact.seat, import.batch)
        {
            fail(fact, "its file is not here as a whole");
        }
        if fact.id.is_some_and(|id| book.accepted.contains(&id)) {
            continue;
        }
        let key = key_of(fact);
        let held = |held: &BTreeSet<[u8; 32]>, waiting: &BTreeSet<FactKey>| {
            held.contains(&hash) || key.is_some_and(|key| waiting.contains(&key))
        };
        for revocation in book.revocations.iter().filter(|it| it.seat == fact.seat) {
            let is_root = book.root_seats.contains(&revocation.seat);
            let arrived = knows(facts, revocation.by, revocation.seat);
            if !is_root
                && arrived
                && honest.contains(&revocation.by)
                && !held(&revocation.held, &revocation.waiting)
            {
                fail(fact, "its seat was revoked without it");
            }
        }
        if let Some((class, term)) = scope(&op.change).filter(|_| frame) {
            let mut closes = standing_closes(book, facts, class, term).peekable();
            if closes.peek().is_some() && !closes.any(|close| held(&close.held, &close.waiting)) {
                fail(fact, "its term was closed without it");
            }
        }
    }
}

/// Looks for facts that are late and must not be: their closer held them, or nothing is closed.
///
/// Chains with branches and facts behind a gap are left out: a frontier names their heads alone.
pub fn late(
    world: &World,
    device: &Device,
    facts: &[LoggedFact],
    failures: &mut Vec<Failure>,
) -> Result<()> {
    let book = &world.book;
    let forked = check::branched(device)?;
    let late = |fact: &&LoggedFact| fact.doubt.as_deref() == Some("late");
    let mut chains: Option<BTreeMap<[u8; 32], [u8; 32]>> = None;
    for fact in facts.iter().filter(late) {
        let (Some(op), Some(hash)) = (&fact.op, fact.segment) else {
            continue;
        };
        let Some((class, term)) = scope(&op.change).filter(|_| !forked.contains(&fact.seat)) else {
            continue;
        };
        if chains.is_none() {
            let segments = device.store().every_segment()?;
            let links = segments.iter().map(|segment| {
                let header = Envelope::parse(&segment.bytes)?.header().prev;
                Ok((segment.head.hash, header))
            });
            chains = Some(links.collect::<Result<_>>()?);
        }
        let chain = chains.iter().flatten().collect::<BTreeMap<_, _>>();
        let whole = |held: &BTreeSet<[u8; 32]>| {
            let mut at = hash;
            while at != [0; 32] {
                match chain.get(&at) {
                    Some(prev) if held.contains(&at) => at = **prev,
                    Some(_) | None => return false,
                }
            }
            true
        };
        let mut standing = book.closes.iter().filter(|close| {
            let stands = close.class == class && close.term == term;
            stands && counts(facts, close.fact) && !is_reopened(facts, close.close)
        });
        let why = match standing.clone().next() {
            None => "nothing is closed",
            Some(_) if standing.any(|close| whole(&close.held)) => "its closer held it",
            Some(_) => continue,
        };
        let text = format!(
            "device {}: {} is late, and {why}",
            device.number,
            crate::book::words(&op.change)
        );
        failures.push(Failure {
            kind: Kind::Rights,
            text,
        });
    }
    Ok(())
}

/// Whether a close counts here.
fn counts(facts: &[LoggedFact], close: FactKey) -> bool {
    let mut standing = facts.iter().filter(|fact| fact.doubt.is_none());
    standing.any(|fact| key_of(fact) == Some(close))
}

/// Whether a close is taken back here.
fn is_reopened(facts: &[LoggedFact], close: CloseId) -> bool {
    let is_it = |fact: &LoggedFact| match fact.op.as_ref().map(|op| &op.change) {
        Some(Change::TermReopen(x)) => x.close == close,
        _ => false,
    };
    facts.iter().any(|fact| fact.doubt.is_none() && is_it(fact))
}

/// Whether a batch is here with the fact that counts it (D9).
fn is_whole(facts: &[LoggedFact], seat: SeatId, batch: BatchId) -> bool {
    let of_seat = facts.iter().filter(|fact| fact.seat == seat);
    let ops = of_seat.filter_map(|fact| fact.op.as_ref());
    let (mut here, mut wanted) = (0, None);
    for op in ops {
        here += u32::from(
            op.import
                .as_ref()
                .is_some_and(|import| import.batch == batch),
        );
        if let Change::BatchCommit(x) = &op.change {
            wanted = wanted.or((x.batch == batch).then_some(x.count));
        }
    }
    wanted.is_some_and(|wanted| here >= wanted)
}

/// Whether the classes, groups and terms are here: they are data, and until they come nobody can
/// tell what lies in the scope of a close.
fn has_frame(facts: &[LoggedFact]) -> bool {
    let counts = |wanted: fn(&Change) -> bool| {
        let standing = facts.iter().filter(|fact| fact.doubt.is_none());
        let mut changes = standing.filter_map(|fact| fact.op.as_ref().map(|op| &op.change));
        changes.any(wanted)
    };
    counts(|change| matches!(change, Change::Group(_)))
        && counts(|change| matches!(change, Change::SchoolClass(_)))
        && counts(|change| matches!(change, Change::Term(_)))
}

/// Administrators whom nobody revoked.
fn honest_revokers(book: &Book) -> BTreeSet<SeatId> {
    let revoked: BTreeSet<SeatId> = book.revocations.iter().map(|it| it.seat).collect();
    book.root_seats.difference(&revoked).copied().collect()
}

fn knows(facts: &[LoggedFact], by: SeatId, seat: SeatId) -> bool {
    facts.iter().any(|fact| {
        let revokes = fact
            .op
            .as_ref()
            .is_some_and(|op| matches!(&op.change, Change::SeatRevocation(x) if x.seat == seat));
        fact.seat == by && revokes && fact.doubt.is_none()
    })
}

/// Closes of a scope that count here and that nobody took back.
fn standing_closes<'a>(
    book: &'a Book,
    facts: &'a [LoggedFact],
    class: ClassId,
    term: TermId,
) -> impl Iterator<Item = &'a crate::book::Close> {
    book.closes.iter().filter(move |close| {
        let counts = facts.iter().any(|fact| {
            let is_it = fact.op.as_ref().is_some_and(
                |op| matches!(&op.change, Change::TermClose(x) if x.close == close.close),
            );
            is_it && fact.doubt.is_none()
        });
        close.class == class
            && close.term == term
            && counts
            && !book.reopened.contains(&close.close)
    })
}

/// The class and term of a change, where its day is in the middle of a term that no step moves.
fn scope(change: &Change) -> Option<(ClassId, TermId)> {
    let of = |group: GroupId, date: NaiveDate| {
        let number = (0..school::GROUPS).find(|number| school::group(*number) == group)?;
        let term = u8::from(date >= school::date(2026, 11, 1));
        Some((school::class(school::class_of(number)), school::term(term)))
    };
    match change {
        Change::LessonRecord(x) => of(x.place.group, x.place.date),
        Change::LessonTopic(x) => of(x.place.group, x.place.date),
        Change::Homework(x) => of(x.place.group, x.place.date),
        Change::Assignment(x) => of(x.place.group, x.place.date),
        Change::Mark(x) => of(x.place.group, x.place.date),
        Change::Attendance(x) => of(x.place.group, x.place.date),
        Change::AbsenceExcuse(x) => of(x.place.group, x.place.date),
        Change::FinalMark(x) => match x.kind {
            FinalKind::Term(term) => Some((of(x.group, NaiveDate::MIN)?.0, term)),
            _ => None,
        },
        _ => None,
    }
}
