//! The foundation of the school: five machines with their people, everything exchanged.
//!
//! The same for every seed, so it is made once and copied.

use crate::act::Thief;
use crate::act::sign::{certificate, enrolment};
use crate::device::{Device, Disk, Making, copy};
use crate::school;
use crate::world::{Outcome, World};
use anyhow::{Context as _, Result, ensure};
use klassny_domain::access::Voucher;
use klassny_domain::change::Change;
use klassny_log::{Identity as OnShare, encode_certificate, sign_statement};
use klassny_share::folder::SegmentStore as _;
use klassny_share::name::Name;
use klassny_store::{Author, NewFact};
use std::sync::{Arc, Mutex, PoisonError};

/// Who has a seat on which machine at first, besides the administrators.
const SEATS: [(usize, &[u8]); 5] = [
    (0, &[9]),
    (1, &[3]),
    (2, &[2, 4, 5]),
    (3, &[6, 7, 4]),
    (4, &[8, 5, 10, 2]),
];
/// The teacher whose key is stolen, and where.
const VICTIM: (usize, u8) = (3, 6);

static TEMPLATE: Mutex<Option<World>> = Mutex::new(None);

/// A school of five machines, begun by a seed; replicas lie where they are told to.
pub fn school(seed: u64, disk: Disk, mends: bool) -> Result<World> {
    let mut template = TEMPLATE.lock().unwrap_or_else(PoisonError::into_inner);
    if template.is_none() {
        *template = Some(found()?);
    }
    let founded = template.as_ref().context("founded")?;
    let mut world = World::new(seed, disk);
    world.mends = mends;
    for (name, bytes) in founded.files() {
        world.share.damage(&name, Some(bytes));
    }
    world.now_ms = founded.now_ms;
    world.book = founded.book.clone();
    world.thief = founded.thief.clone();
    for device in &founded.devices {
        let store = copy(
            device.store(),
            &world.disk,
            &format!("device-{}", device.number),
        )?;
        let making = Making {
            number: device.number,
            store,
            keys: device.keys.clone(),
            seed: world.chance.next(),
            now_ms: world.now_ms,
            disk: world.disk.clone(),
            mends,
        };
        // Above every boot of the foundation.
        let boot = world.next_boot() + 1000;
        let mut started = Device::start(making, Arc::clone(&world.share), boot)?;
        started.slots = device.slots.clone();
        world.devices.push(started);
    }
    for _ in 0..2000 {
        world.next_boot();
    }
    Ok(world)
}

fn found() -> Result<World> {
    let mut world = World::new(0, Disk::Memory);
    let identity = OnShare {
        school: school::school(),
        root_key: world.root.public(),
        created_ms: school::START_MS,
    };
    world.share.put_new(&Name::identity(), &identity.encode())?;
    let keys = world.fresh_keys();
    let first = enrolment(&keys, 0);
    let given = world.keys.map(|(compartment, key)| (compartment, 1, key));
    world.join(keys, (None, given.to_vec()))?;
    root_seat(&mut world, 0, school::ADMINISTRATORS[0])?;
    let mut facts = vec![Change::DeviceEnrolment(first)];
    facts.extend(school::of_administrator());
    let outcome = world.state(0, school::ADMINISTRATORS[0], facts)?;
    done(&world, outcome)?;
    for _ in 1..5 {
        let outcome = world.enrol_next(0, school::ADMINISTRATORS[0])?;
        done(&world, outcome)?;
    }
    for whom in SEATS.iter().flat_map(|(_, people)| people.iter()) {
        let outcome = world.invite(0, school::ADMINISTRATORS[0], *whom)?;
        done(&world, outcome)?;
    }
    world.settle()?;
    root_seat(&mut world, 1, school::ADMINISTRATORS[1])?;
    for (device, people) in SEATS {
        for whom in people {
            ensure!(
                world.admit(device, *whom)?,
                "{whom} has no seat on {device}"
            );
        }
    }
    world.settle()?;
    let outcome = world.state(2, school::DEPUTIES[0], school::of_deputy())?;
    done(&world, outcome)?;
    let outcome = world.state(0, school::CLERK, school::of_clerk())?;
    done(&world, outcome)?;
    world.settle()?;
    let (device, victim) = VICTIM;
    let key = world.device(device).slots.get(&victim).cloned();
    world.thief = Some(Thief {
        key: key.context("the victim's key")?,
        victim,
    });
    for (device, people) in SEATS {
        for whom in people {
            world.sign_out(device, *whom)?;
        }
    }
    world.settle()?;
    Ok(world)
}

fn done(world: &World, outcome: Outcome) -> Result<()> {
    let why = &world.refusal;
    ensure!(
        outcome == Outcome::Entered,
        "{outcome:?} at the foundation: {why}"
    );
    Ok(())
}

/// The root makes an administrator's seat on a device.
fn root_seat(world: &mut World, device: usize, staff: u8) -> Result<()> {
    let here = world.device(device);
    let root = &world.root;
    let (key, certificate) = certificate(here, staff, |seat| Voucher::Root {
        signature: sign_statement(school::school(), seat, root),
    });
    here.store()
        .put_certificate(&encode_certificate(&certificate)?)?;
    here.station.admit(key.clone());
    let author = Author { seat: key.seat() };
    let fact = NewFact::from(Change::SeatCertificate(certificate));
    here.store()
        .commit(author, here.station.now(), vec![fact])?;
    world.book.seats.insert(key.seat(), staff);
    world.book.root_seats.insert(key.seat());
    let here = world.device_mut(device);
    here.slots.insert(staff, key);
    here.present.push(staff);
    Ok(())
}
