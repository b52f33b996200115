//! A stranger with a teacher's stolen key: what can be signed with it is put on the share.

use super::people::mark;
use crate::act::sign::enrolment;
use crate::school;
use crate::step::Forgery;
use crate::world::{Outcome, World};
use anyhow::{Context as _, Result};
use klassny_domain::access::{Ack, Head, SeatRevocation};
use klassny_domain::change::{Change, Compartment, EnteredAt};
use klassny_domain::ids::{PermitId, SchoolId};
use klassny_domain::roster::{Role, RoleGrant};
use klassny_domain::term::{Permit, PermitScope, TermClose};
use klassny_log::{Base as OpBase, CompartmentKey, Envelope, Header, Op, SeatKey, SegmentDraft};
use klassny_share::folder::SegmentStore as _;
use klassny_share::name::{BeaconName, Name, SegmentName};
use std::collections::BTreeMap;

/// The stranger.
#[derive(Clone)]
pub struct Thief {
    /// The stolen key.
    pub key: SeatKey,
    /// Whose it is.
    pub victim: u8,
}

/// A segment of the share: its header and hash.
struct Seen {
    header: Header,
    hash: [u8; 32],
}

impl World {
    /// The stranger forges something.
    pub fn forge(&mut self, forgery: Forgery) -> Result<Outcome> {
        let Some(thief) = self.thief.clone() else {
            return Ok(Outcome::Idle);
        };
        self.faults += 1;
        let seen = self.seen();
        let own: Vec<&Seen> = seen
            .iter()
            .filter(|seen| seen.header.seat == thief.key.seat())
            .collect();
        let newest = own.iter().max_by_key(|seen| seen.header.seq).copied();
        let mut draft = self.draft(&seen, newest);
        if let Forgery::Fork(..) = forgery {
            let early = own.iter().min_by_key(|seen| seen.header.seq).copied();
            draft = self.draft(&seen, early);
        }
        if let Forgery::Unsigned = forgery {
            return self.unsigned(&seen, &thief.key);
        }
        let wall_ms = draft.sealed.wall_ms;
        bend(&mut draft, forgery, &own);
        let never = match forgery {
            Forgery::School => Some("signed for another school"),
            Forgery::Deputy(_) => Some("only deputies may"),
            Forgery::Administrator(_) => Some("only administrators may"),
            Forgery::Accept => Some("only deputies accept"),
            _ => None,
        };
        let entered = EnteredAt {
            wall_ms: draft.sealed.wall_ms.min(wall_ms),
            ..draft.sealed
        };
        let changes = self.forged(forgery, thief.victim, &seen)?;
        for (number, change) in changes.into_iter().enumerate() {
            let entered = EnteredAt {
                monotonic_ms: entered.monotonic_ms + number as u64,
                ..entered
            };
            let base = self.base_of(forgery, &change)?;
            let op = Op {
                change,
                base,
                entered,
                import: None,
                permit: None,
            };
            let draft = SegmentDraft {
                compartment: op.change.compartment(),
                ops: vec![op],
                ..draft.clone()
            };
            self.put_forged(&draft, &thief, never)?;
        }
        Ok(Outcome::Entered)
    }

    /// What is stated in each segment that is forged.
    fn forged(&mut self, forgery: Forgery, victim: u8, seen: &[Seen]) -> Result<Vec<Change>> {
        let own_group = victim - school::TEACHERS[0];
        let own = |day, pupil, value| mark(own_group, day, 0, pupil, value);
        Ok(match forgery {
            Forgery::Mark(day, value)
            | Forgery::Gap(day, value)
            | Forgery::Lamport(day, value)
            | Forgery::BackDated(day, value)
            | Forgery::OldFrontier(day, value) => vec![own(day, 0, value)],
            Forgery::Correct(day, value) => vec![own(day, 0, value)],
            Forgery::Accept => {
                let acceptance = self.acceptance(3, b"forged")?;
                let names_any = !acceptance.facts.is_empty();
                let stated = names_any.then_some(Change::Acceptance(acceptance));
                stated.into_iter().collect()
            }
            Forgery::Twice(day, value) => vec![own(day, 0, value), own(day, 1, value)],
            Forgery::Fork(day, value) => vec![own(day, 2, value)],
            Forgery::School => vec![own(4, 0, 5)],
            Forgery::Beyond(group, value) => vec![mark(group, 4, 0, 0, value)],
            Forgery::Frontier(group, value) => vec![mark(group, 4, 0, 1, value)],
            Forgery::Deputy(which) => vec![of_deputy(which, victim)],
            Forgery::Administrator(which) => vec![self.of_administrator(which, victim)?],
            Forgery::Ack => vec![Change::Ack(Ack {
                device: self.device(0).store().identity().device,
                heads: heads(seen, |_| true),
            })],
            Forgery::Unsigned => Vec::new(),
        })
    }

    /// What a forged fact takes the place of: the mark of its cell, where it corrects one.
    fn base_of(&self, forgery: Forgery, change: &Change) -> Result<Vec<OpBase>> {
        if !matches!(forgery, Forgery::Correct(..)) {
            return Ok(Vec::new());
        }
        let register = change.register();
        let facts = self.device(3).store().every_fact()?;
        let of_cell = facts.iter().rev().filter(|fact| {
            let op = fact.op.as_ref();
            fact.doubt.is_none() && op.is_some_and(|op| op.change.register() == register)
        });
        Ok(of_cell
            .filter_map(|fact| fact.id)
            .take(1)
            .map(OpBase::Sealed)
            .collect())
    }

    fn put_forged(
        &mut self,
        draft: &SegmentDraft,
        thief: &Thief,
        never: Option<&str>,
    ) -> Result<()> {
        let compartment = draft.compartment;
        let what = draft
            .ops
            .first()
            .map_or_else(String::new, |op| crate::book::words(&op.change));
        let key = self.keys.iter().find(|(of, _)| *of == compartment);
        let key = CompartmentKey::from_bytes(key.context("a key")?.1);
        let mut nonce = [0; 24];
        crate::chance::fill(self.chance.next(), 0, &mut nonce);
        let sealed = klassny_log::seal(draft, &thief.key, &key, nonce)?;
        if let Some(why) = never {
            self.book
                .never
                .insert(sealed.hash, format!("{what}: {why}"));
        }
        let head = Head {
            seat: thief.key.seat(),
            seq: draft.seq,
            hash: sealed.hash,
        };
        let name = SegmentName::of(&head).context("a name")?;
        self.share.damage(&Name::from(name), Some(sealed.bytes));
        if self.chance.hits(500) {
            self.share.set_beacon(&BeaconName::from(name))?;
        }
        Ok(())
    }

    /// Somebody else's segment under the teacher's name, and one with a broken signature.
    fn unsigned(&mut self, seen: &[Seen], key: &SeatKey) -> Result<Outcome> {
        let whole = self.whole_segments();
        // One that was broken before would be whole again.
        let others = seen.iter().filter(|other| {
            other.header.seat != key.seat() && !self.book.never.contains_key(&other.hash)
        });
        for other in others.take(2).collect::<Vec<_>>() {
            let Some(name) = whole.get(&other.hash) else {
                continue;
            };
            let bytes = self.share.get(&Name::from(*name), crate::world::FILE_MAX)?;
            let stolen = SegmentName {
                seat: key.seat(),
                ..*name
            };
            self.share.damage(&Name::from(stolen), Some(bytes.clone()));
            let mut broken = bytes;
            if let Some(last) = broken.last_mut() {
                *last ^= 1;
            }
            let hash = *blake3::hash(&broken).as_bytes();
            let why = "its signature is broken".to_owned();
            self.book.never.insert(hash, why);
            let broken_name = SegmentName {
                hash: klassny_log::short(&hash),
                ..*name
            };
            self.share.damage(&Name::from(broken_name), Some(broken));
        }
        Ok(Outcome::Entered)
    }

    fn seen(&self) -> Vec<Seen> {
        let files = self.files();
        let segments = files
            .iter()
            .filter(|(name, _)| SegmentName::parse(name.as_str()).is_some());
        segments
            .filter_map(|(_, bytes)| {
                let envelope = Envelope::parse(bytes).ok()?;
                let right = envelope.header().school == school::school();
                right.then(|| Seen {
                    header: envelope.header().clone(),
                    hash: envelope.hash(),
                })
            })
            .collect()
    }

    fn draft(&mut self, seen: &[Seen], after: Option<&Seen>) -> SegmentDraft {
        let control = |header: &Header| header.known_compartment() == Some(Compartment::Control);
        let seat = after.map(|seen| seen.header.seat);
        let prev_control = seen
            .iter()
            .filter(|one| Some(one.header.seat) == seat && control(&one.header))
            .filter(|one| after.is_some_and(|after| one.header.seq <= after.header.seq))
            .max_by_key(|one| one.header.seq)
            .map_or([0; 32], |one| one.hash);
        let lamport = seen.iter().map(|one| one.header.lamport).max();
        let boot = self.next_boot();
        SegmentDraft {
            school: school::school(),
            seq: after.map_or(1, |seen| seen.header.seq + 1),
            prev: after.map_or([0; 32], |seen| seen.hash),
            prev_control,
            control_frontier: heads(seen, control)
                .into_iter()
                .filter(|head| Some(head.seat) != seat)
                .collect(),
            data_frontier_delta: Vec::new(),
            lamport: lamport.unwrap_or(0) + 1,
            sealed: EnteredAt {
                wall_ms: self.now_ms,
                boot,
                monotonic_ms: 1,
            },
            share_clock_ms: None,
            year: 2026,
            compartment: Compartment::Journal,
            key_epoch: 1,
            key: None,
            ruleset: 1,
            certificate: None,
            ops: Vec::new(),
        }
    }

    fn of_administrator(&mut self, which: u8, victim: u8) -> Result<Change> {
        Ok(match which % 3 {
            0 => Change::RoleGrant(RoleGrant {
                staff: school::staff(victim),
                role: Role::Deputy,
                from: school::date(2026, 8, 1),
                until: None,
            }),
            1 => {
                let seat = self.book.seats.iter();
                let deputy = seat
                    .filter(|(_, staff)| school::DEPUTIES.contains(staff))
                    .map(|(seat, _)| *seat)
                    .next();
                Change::SeatRevocation(SeatRevocation {
                    seat: deputy.context("a deputy's seat")?,
                    reason: "x".to_owned(),
                    root: None,
                })
            }
            _ => {
                let keys = self.fresh_keys();
                Change::DeviceEnrolment(enrolment(&keys, 99))
            }
        })
    }
}

/// Bends what a segment says of itself.
fn bend(draft: &mut SegmentDraft, forgery: Forgery, own: &[&Seen]) {
    match forgery {
        Forgery::BackDated(..) => draft.sealed.wall_ms -= 3 * 365 * 86_400_000,
        Forgery::OldFrontier(..) => {
            let first = own.iter().min_by_key(|seen| seen.header.seq);
            draft.control_frontier =
                first.map_or_else(Vec::new, |seen| seen.header.control_frontier.clone());
        }
        Forgery::Frontier(..) => {
            for head in &mut draft.control_frontier {
                head.seq += 1;
                head.hash = *blake3::hash(&head.hash).as_bytes();
            }
        }
        Forgery::School => draft.school = SchoolId::from_bytes([66; 16]),
        Forgery::Lamport(..) => draft.lamport += 1 << 40,
        Forgery::Gap(..) => {
            draft.seq += 3;
            draft.prev = [9; 32];
        }
        _ => {}
    }
}

fn of_deputy(which: u8, victim: u8) -> Change {
    match which % 4 {
        0 => {
            let (class, term) = (school::class(1), school::term(1));
            Change::TermClose(TermClose {
                close: TermClose::id_of(class, term, 7),
                class,
                term,
                ordinal: 7,
            })
        }
        1 => school::load(0, victim, school::date(2026, 9, 1), None),
        2 => Change::Permit(Permit {
            permit: PermitId::derive(&[b"forged"]),
            staff: school::staff(victim),
            scope: PermitScope::Lesson(school::place(0, 4)),
            reason: "x".to_owned(),
            ends_at: chrono::DateTime::from_timestamp_millis(school::START_MS + 100_000_000_000)
                .unwrap_or_default(),
            stands: true,
            request: None,
        }),
        _ => school::load(1, victim, school::date(2026, 9, 1), None),
    }
}

/// The highest segment of each seat among those of a kind.
fn heads(seen: &[Seen], wanted: impl Fn(&Header) -> bool) -> Vec<Head> {
    let mut heads: BTreeMap<_, Head> = BTreeMap::new();
    for one in seen.iter().filter(|one| wanted(&one.header)) {
        let head = Head {
            seat: one.header.seat,
            seq: one.header.seq,
            hash: one.hash,
        };
        let known = heads.entry(head.seat).or_insert(head);
        if known.seq < head.seq {
            *known = head;
        }
    }
    heads.into_values().collect()
}
