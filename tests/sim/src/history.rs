//! What happens in a run, drawn by its seed.

use crate::chance::Chance;
use crate::school;
use crate::step::{Act, Forgery, Harm, Mishap, Step};
use klassny_share::faulty::Faults;

/// How a run is set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Its seed.
    pub seed: u64,
    /// Whether devices repair the share; one seed in five runs without.
    pub mends: bool,
    /// Whether replicas are encrypted files (SQLCipher), as in a school; one seed in twenty.
    pub on_files: bool,
    /// The faults of every device's way to the share.
    pub faults: Faults,
    /// How many steps.
    pub steps: u16,
    /// What is left out.
    pub without: Without,
    /// In how many other orders the segments of a device are taken at the end.
    pub orders: u8,
}

/// What is left out of a history, to look at the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Without {
    /// No restored and cloned disks.
    pub forks: bool,
    /// No stranger.
    pub thief: bool,
    /// No revocations.
    pub revocations: bool,
    /// No closes.
    pub closes: bool,
}

impl Plan {
    /// The plan of a seed.
    pub fn of(seed: u64, steps: u16) -> Self {
        let mends = !seed.is_multiple_of(5);
        let mut chance = Chance::new(seed ^ 0x9999);
        let wild = chance.hits(700);
        let mut rate = |most: u64| {
            if wild {
                u16::try_from(chance.below(most)).unwrap_or(0)
            } else {
                0
            }
        };
        let faults = Faults {
            read_error: rate(60),
            read_short: rate(30),
            read_zeros: rate(30),
            put_error_undone: rate(80),
            put_error_done: rate(80),
            // Nobody heals what is destroyed where nothing is repaired.
            put_zeros: if mends { rate(40) } else { 0 },
            stale_listing: rate(120),
            beacon_loss: rate(120),
        };
        Self {
            seed,
            mends,
            on_files: seed % 20 == 7,
            faults,
            steps,
            without: Without::default(),
            orders: 1,
        }
    }

    /// The history of the plan.
    pub fn history(&self) -> Vec<Step> {
        let mut chance = Chance::new(self.seed);
        let mut steps = Vec::with_capacity(self.steps.into());
        while steps.len() < usize::from(self.steps) {
            let step = self.draw(&mut chance);
            if self.fits(&step) {
                steps.push(step);
            }
        }
        steps
    }

    fn fits(&self, step: &Step) -> bool {
        let destroys = matches!(
            step,
            Step::Share(
                Harm::Delete(_)
                    | Harm::Rot(..)
                    | Harm::Zeros(_)
                    | Harm::Newest(..)
                    | Harm::Rollback
            )
        );
        let forks = matches!(step, Step::Device(_, Mishap::Restore | Mishap::Clone));
        let closes = matches!(step, Step::Do(_, _, Act::Close(..) | Act::Reopen(..)));
        let revokes = matches!(step, Step::Do(_, _, Act::Revoke(..)));
        let left_out = [
            destroys && !self.mends,
            forks && self.without.forks,
            closes && self.without.closes,
            revokes && self.without.revocations,
            matches!(step, Step::Forge(_)) && self.without.thief,
        ];
        !left_out.contains(&true)
    }

    fn draw(&self, chance: &mut Chance) -> Step {
        let device = chance.small(8);
        match chance.below(1000) {
            0..380 => Step::Pass(device),
            380..410 => Step::Wait(u16::try_from(chance.below(90)).unwrap_or(0)),
            410..840 => {
                let act = act(chance);
                let staff = author(chance, act);
                Step::Do(place_of(chance, staff, device), staff, act)
            }
            840..870 => Step::SignOut(device, chance.small(school::STAFF)),
            870..940 => Step::Device(device, mishap(chance)),
            940..965 => Step::Share(harm(chance)),
            965..985 => Step::Forge(forgery(chance)),
            _ => Step::Check,
        }
    }
}

/// People mostly work where they have a seat.
fn place_of(chance: &mut Chance, staff: u8, device: u8) -> u8 {
    let home: &[u8] = match staff {
        0 | 9 => &[0],
        1 | 3 => &[1],
        2 => &[2, 4],
        4 => &[2, 3],
        5 => &[2, 4],
        6 | 7 => &[3],
        _ => &[4],
    };
    match chance.hits(850) {
        true => chance.pick(home).unwrap_or(device),
        false => device,
    }
}

/// Mostly somebody who may do it.
fn author(chance: &mut Chance, act: Act) -> u8 {
    if chance.hits(70) {
        return chance.small(school::STAFF);
    }
    let people: &[u8] = match act {
        Act::Mark(group, ..)
        | Act::Column(group, ..)
        | Act::Absence(group, ..)
        | Act::Lesson(group, ..)
        | Act::Topic(group, ..)
        | Act::Homework(group, ..)
        | Act::Work(group, ..)
        | Act::TermMark(group, ..) => {
            if chance.hits(250) {
                &school::TEACHERS
            } else {
                let own = usize::from(group % school::GROUPS);
                school::TEACHERS.get(own..=own).unwrap_or(&[])
            }
        }
        Act::Excuse(group, ..) => {
            let own = usize::from(school::class_of(group));
            school::TEACHERS.get(own..=own).unwrap_or(&[])
        }
        Act::Invite(_) | Act::Enrol | Act::Revoke(..) | Act::Role(..) => &school::ADMINISTRATORS,
        Act::Enrolment(..) | Act::Card(..) | Act::Roll(..) | Act::RollAsOne(..) => &[school::CLERK],
        Act::Group(..) | Act::Term(..) | Act::Class(_) | Act::Leader(..) => &[0, 1, 2, 3],
        _ => &school::DEPUTIES,
    };
    chance.pick(people).unwrap_or(0)
}

#[rustfmt::skip]
fn act(chance: &mut Chance) -> Act {
    let mut c = |bound| chance.small(bound);
    let (group, day, pupil, teacher) =
        (c(school::GROUPS), c(school::DAYS), c(school::PUPILS), school::TEACHERS[usize::from(c(5))]);
    let (class, term, value) = (c(school::CLASSES), c(school::TERMS), c(6));
    match chance.below(100) {
        0..30 => Act::Mark(group, day, chance.small(2), pupil, value),
        30..36 => Act::Column(group, day, value),
        36..42 => Act::Absence(group, day, pupil, value),
        42..46 => Act::Excuse(group, day, pupil, value),
        46..50 => Act::Lesson(group, day, value % 2),
        50..53 => Act::Topic(group, day, value),
        53..56 => Act::Homework(group, day, value),
        56..59 => Act::Work(group, day, chance.small(2), value),
        59..63 => Act::TermMark(group, pupil, term, value),
        63..66 => Act::Permit(group, day, teacher, value % 3),
        66..68 => Act::Remark(group, day, teacher, value),
        68..71 => Act::Substitute(group, day, teacher),
        71..75 => Act::Load(group, teacher, day),
        75..78 => Act::EndLoad(group, teacher, day),
        78..81 => Act::Close(class, term),
        81..83 => Act::Reopen(class, term),
        83 => Act::Group(group, value),
        84 => match value {
            0..3 => Act::Term(term, value),
            _ => Act::Accept,
        },
        85 => Act::Class(class),
        86 => Act::Leader(class, teacher),
        87 => Act::Role(school::KEEPER, value % 2),
        88..90 => Act::Enrolment(class, pupil, value % 2),
        90 => Act::Card(class, pupil, value),
        91..93 => Act::Invite(chance.small(school::STAFF)),
        93 => Act::Revoke(chance.small(school::STAFF), chance.small(8)),
        94..97 => Act::Import(group, value, value % 2),
        97 => Act::Roll(class, value),
        _ => Act::Enrol,
    }
}

fn mishap(chance: &mut Chance) -> Mishap {
    let points = chance.small(12);
    let hours = [0, 0, 1, -3, 25, -30, 24 * 400, -24 * 900];
    let weights = [
        (30, Mishap::Fine),
        (8, Mishap::Offline),
        (4, Mishap::Full),
        (4, Mishap::ReadOnly),
        (4, Mishap::Elsewhere),
        (4, Mishap::Frozen),
        (12, Mishap::CrashIn(points)),
        (12, Mishap::DieIn(points.saturating_mul(3))),
        (6, Mishap::Restart),
        (8, Mishap::Backup),
        (5, Mishap::Restore),
        (2, Mishap::Clone),
        (6, Mishap::Clock(chance.pick(&hours).unwrap_or(0))),
        (6, Mishap::Everything),
    ];
    chance.weighted(&weights).unwrap_or(Mishap::Fine)
}

fn harm(chance: &mut Chance) -> Harm {
    let file = u16::try_from(chance.below(10_000)).unwrap_or(0);
    let weights = [
        (20, Harm::Delete(file)),
        (15, Harm::Rot(file, file)),
        (15, Harm::Zeros(file)),
        (15, Harm::LoseBeacon(chance.small(40))),
        (10, Harm::OldBeacon(chance.small(40))),
        (5, Harm::Junk(chance.small(3))),
        (
            10,
            Harm::Newest(
                chance.small(6),
                chance.small(school::STAFF),
                chance.small(2),
            ),
        ),
        (10, Harm::Keep),
        (4, Harm::Rollback),
    ];
    chance.weighted(&weights).unwrap_or(Harm::Keep)
}

fn forgery(chance: &mut Chance) -> Forgery {
    let (day, value, group) = (chance.small(school::DAYS), chance.small(6), chance.small(2));
    let weights = [
        (10, Forgery::Mark(day, value)),
        (10, Forgery::Twice(day, value)),
        (10, Forgery::Beyond(group, value)),
        (12, Forgery::Deputy(value)),
        (8, Forgery::Administrator(value)),
        (6, Forgery::BackDated(day, value)),
        (5, Forgery::Lamport(day, value)),
        (5, Forgery::Gap(day, value)),
        (6, Forgery::Frontier(group, value)),
        (4, Forgery::School),
        (8, Forgery::OldFrontier(day, value)),
        (8, Forgery::Fork(day, value)),
        (6, Forgery::Ack),
        (4, Forgery::Unsigned),
        (8, Forgery::Correct(day, value)),
        (4, Forgery::Accept),
    ];
    chance.weighted(&weights).unwrap_or(Forgery::School)
}
