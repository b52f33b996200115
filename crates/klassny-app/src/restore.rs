//! Restores a school of which one copy of the share is left, by the words of its root (D14).
//!
//! The root gives the first keys again and opens every later one; the log is replayed; a new
//! administrator's seat goes on. Nothing is written to the folder before the journal is here.

use crate::api::RestoreSchool;
use crate::app::{App, lock};
use crate::error::{AppError, Result};
use crate::founder::Founder;
use crate::health::Health;
use crate::profile::SchoolRef;
use crate::spread::words::class_name;
use crate::view::event::AppEvent;
use crate::view::session::{MissingFile, SchoolRestored};
use crate::view::text::ErrorCode;
use crate::workstation::Workstation;
use klassny_domain::homework_file::clean_name;
use klassny_domain::ids::{DeviceId, StaffId};
use klassny_domain::roster::PersonName;
use klassny_keys::{DeviceKeys, RootKey, Secret};
use klassny_log::kill_point;
use klassny_share::folder::SegmentStore;
use klassny_share::name::{BeaconName, Folder, Name};
use klassny_store::{Author, Identity, NewFact, Store};
use std::sync::Arc;

/// The school that a folder and the words of a root agree on.
struct Ground {
    root: RootKey,
    device: DeviceKeys,
    identity: Identity,
    /// How many segments the beacons tell of: a hint for the count that people see.
    told: u64,
}

impl App {
    /// Restores the school of a folder on this machine; its new administrator is signed in.
    ///
    /// # Errors
    /// [`ErrorCode::WrongRoot`] where the words are no root's or another school's;
    /// [`ErrorCode::WrongShare`] for a folder without an identity, [`ErrorCode::NotFound`] for one
    /// without records of the school; a weak password. Nothing is written to the folder then.
    pub fn restore_school(&self, args: RestoreSchool) -> Result<SchoolRestored> {
        if lock(&self.profile).settings.school.is_some() {
            return Err(AppError::bad_request("a school is here already"));
        }
        if !klassny_keys::kdf::is_long_enough(&args.password) {
            return Err(AppError::new(ErrorCode::WeakPassword, ""));
        }
        let ground = self.ground(&args)?;
        let mut random = |bytes: &mut [u8]| (self.env.random)(bytes);
        let replica_key = Secret::random(&mut random);
        let keys = (&ground.root, &ground.device);
        let store = self.replica_of_root(&replica_key, keys, ground.identity)?;
        self.keep_place(&args.folder, &args.workstation, None)?;
        let device = ground.device.clone();
        let workstation = self.start_workstation(store, replica_key, device)?;
        let done = self
            .replay(&workstation, &ground)
            .and_then(|()| self.take_over(&workstation, &ground, &args));
        if let Err(error) = done {
            lock(&self.state).workstation = None;
            self.keep_place("", "", None)?;
            return Err(error);
        }
        // What was made here goes out; a folder that cannot be written to says so by its state.
        self.sync_fully()?;
        let store = &workstation.store;
        // Of a gap only the newest number is known to be missing; all down to what is here is.
        let gaps = Health::read(store)?.gaps(store)?;
        let missing = gaps.iter().map(|gap| u64::from(gap.count)).sum();
        Ok(SchoolRestored {
            segments: small(held(&workstation)?.saturating_sub(missing)),
            unread: small(store.locked_count()?),
            missing: small(missing),
            files: small(store.blobs_held()?.len() as u64),
            files_missing: files_missing(store)?,
            state: self.app_state()?,
        })
    }

    /// Reads whose folder it is and holds the words against it.
    fn ground(&self, args: &RestoreSchool) -> Result<Ground> {
        let wrong = || AppError::new(ErrorCode::WrongRoot, "");
        let root = RootKey::from_words(&args.words).map_err(|_| wrong())?;
        let device = DeviceKeys::random(&mut |bytes| (self.env.random)(bytes));
        let share = self.store_at(&args.folder, device.sign.seat())?;
        let on_share = share.identity()?;
        if root.sign_key().public() != on_share.root_key {
            return Err(wrong());
        }
        Ok(Ground {
            root,
            identity: Identity {
                school: on_share.school,
                root_key: on_share.root_key,
                device: DeviceId::derive(&[&device.sign.public()]),
                device_seat: device.sign.seat(),
            },
            device,
            told: told(&*share),
        })
    }

    /// Reads everything, taking keys as the log states them: what they open may certify more
    /// authors, and those may state more keys.
    fn replay(&self, workstation: &Arc<Workstation>, ground: &Ground) -> Result<()> {
        let recovery = ground.root.recovery_key();
        lock(&self.sharing.exchange).ask_for_everything();
        // What only packs hold, past a gap, is looked for once the files are read.
        let mut looked_again = false;
        loop {
            let report = self.sync_pass()?;
            if !report.share.is_reached() {
                return Err(AppError::new(ErrorCode::ShareOffline, "restore"));
            }
            self.tell(&AppEvent::Progress {
                job: "restore".to_owned(),
                done: small(held(workstation)?),
                total: small(ground.told),
            });
            let keys = workstation.recover_keys(&recovery)?;
            if keys > 0 {
                lock(&self.sharing.exchange).ask_for_everything();
            }
            let more = keys > 0 || report.taken > 0 || report.more;
            if !more && looked_again {
                break;
            }
            if !more {
                lock(&self.sharing.exchange).ask_for_everything();
            }
            looked_again = !more;
        }
        // Every school has the machine that created it: an empty copy restores nothing.
        let devices = workstation.store.read(|read| read.devices())?;
        match devices.is_empty() {
            true => Err(AppError::not_found("records of the school")),
            false => Ok(()),
        }
    }

    /// Gives the school a new administrator on this machine.
    fn take_over(
        &self,
        workstation: &Arc<Workstation>,
        ground: &Ground,
        args: &RestoreSchool,
    ) -> Result<()> {
        let store = &workstation.store;
        let identity = ground.identity;
        let name = PersonName {
            surname: args.surname.trim().to_owned(),
            given: args.given.trim().to_owned(),
            patronymic: args.patronymic.trim().to_owned(),
        };
        let staff = store.read(|read| read.staff())?;
        let known = staff.iter().find(|person| person.name == name);
        let known: Option<StaffId> = known.map(|person| person.staff);
        let staff = known.unwrap_or_else(|| Founder::staff_of(identity.school, &name));
        let mut random = |bytes: &mut [u8]| (self.env.random)(bytes);
        let founder = Founder::new(staff, identity, &ground.root, &mut random);
        store.put_certificate(&founder.certificate_bytes()?)?;
        let password = Secret::new(args.password.clone());
        let slot = founder.slot(&workstation.replica_key);
        self.keyslots()
            .create(&slot, &password, &self.os_secret, &mut random)?;
        kill_point("restore.slot_made");
        let mut facts = founder
            .seat_and_device(&ground.device, &args.workstation, identity)
            .to_vec();
        if known.is_none() {
            facts.push(founder.person(name));
        }
        let seat = founder.sign.seat();
        let facts = facts.into_iter().map(NewFact::from).collect();
        store.commit(Author { seat }, self.now(), facts)?;
        kill_point("restore.stated");
        workstation.admit(founder.sign.clone());
        self.refresh_door()?;
        let school = Some(SchoolRef::of(identity));
        self.keep_place(&args.folder, &args.workstation, school)?;
        self.begin_session(staff, seat);
        Ok(())
    }
}

/// The files of homework that the copy did not have, those of the newest lessons first.
fn files_missing(store: &Store) -> Result<Vec<MissingFile>> {
    let missing = store.blobs_missing()?;
    let mut lines = Vec::new();
    for (group, date, name) in missing {
        let card = store.read(|read| read.group(group))?;
        let (class_name, subject) = card
            .map(|card| (class_name(&card.class), card.subject.name))
            .unwrap_or_default();
        lines.push(MissingFile {
            class_name,
            subject,
            date,
            name: clean_name(&name),
        });
    }
    Ok(lines)
}

/// How many segments are here.
fn held(workstation: &Workstation) -> Result<u64> {
    let seats = workstation.store.known_seats()?;
    Ok(seats.iter().map(|(_, newest)| newest).sum())
}

/// How many segments the beacons of a folder tell of; none where they cannot be read.
fn told(share: &dyn SegmentStore) -> u64 {
    let listing = share.list(&Name::top(Folder::Beacon)).unwrap_or_default();
    let beacons = listing
        .entries
        .iter()
        .filter_map(|listed| BeaconName::parse(listed.name.as_str()));
    beacons.map(|beacon| u64::from(beacon.seq)).sum()
}

fn small(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
