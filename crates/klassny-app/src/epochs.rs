//! New keys of the school: started when a seat ends, taken from the log, given to machines that
//! lack them (P10, P11, D14).
//!
//! Taking needs nobody: the device's own key opens what was wrapped to it. Starting and giving are
//! an administrator's, and whatever an administrator's program finds undone it does.

use crate::compartments::Needs;
use crate::error::{AppError, Result};
use crate::view::text::ErrorCode;
use crate::workstation::{Workstation, takes};
use chrono::{DateTime, NaiveDate};
use klassny_domain::access::{DeviceEnrolment, KeyEpoch, KeyWrap};
use klassny_domain::change::{Change, Compartment};
use klassny_domain::ids::{DeviceId, KeyId, SeatId};
use klassny_log::join::{EpochKey, WrappedEpochKey};
use klassny_log::{BoxKey, CompartmentKey, recovery_of};
use klassny_store::{Author, NewFact};
use std::collections::{BTreeMap, HashSet};

/// Under which name the replica keeps the day on which keys were changed for who needs them no more.
const NARROWED: &str = "keys_narrowed";

/// The compartments of a school, each with keys of its own.
pub(crate) const COMPARTMENTS: [Compartment; 3] = [
    Compartment::Journal,
    Compartment::Personal,
    Compartment::Control,
];

/// A key that was stated, and who has been given it.
struct Given {
    compartment: Compartment,
    epoch: u32,
    devices: HashSet<DeviceId>,
}

/// The machines of the school as the keys see them.
struct Machines {
    acting: Vec<DeviceEnrolment>,
    ended: HashSet<DeviceId>,
    given: BTreeMap<KeyId, Given>,
    needs: Needs,
    /// The greatest number that is not made up.
    greatest: u32,
}

impl Machines {
    /// Reads them; the seats that are about to end count as ended.
    fn read(workstation: &Workstation, ending: &[SeatId]) -> Result<Self> {
        let store = &workstation.store;
        let (devices, ended) = store.read(|read| Ok((read.devices()?, read.revocations()?)))?;
        let mut seats: HashSet<SeatId> = ended.iter().map(|ended| ended.seat).collect();
        seats.extend(ending);
        let (ended, acting): (Vec<_>, Vec<_>) = devices
            .into_iter()
            .partition(|device| seats.contains(&device.seat));
        let mut given: BTreeMap<KeyId, Given> = BTreeMap::new();
        for stated in store.epochs()? {
            let known = given.entry(stated.key).or_insert(Given {
                compartment: stated.compartment,
                epoch: stated.epoch,
                devices: HashSet::new(),
            });
            known.epoch = known.epoch.max(stated.epoch);
            known
                .devices
                .extend(stated.wraps.iter().map(|wrap| wrap.device));
        }
        Ok(Self {
            acting,
            ended: ended.iter().map(|device| device.device).collect(),
            given,
            needs: Needs::read(store, workstation.today(), ending)?,
            greatest: store.greatest_epoch()?,
        })
    }

    /// The key that seals a compartment; none while that is the first.
    fn newest(&self, compartment: Compartment) -> Option<&Given> {
        let of = self.given.iter();
        of.filter(|(_, given)| given.compartment == compartment && given.epoch <= self.greatest)
            .max_by_key(|(key, given)| (given.epoch, **key))
            .map(|(_, given)| given)
    }

    fn next_epoch(&self, compartment: Compartment) -> u32 {
        let newest = self.newest(compartment);
        newest
            .map_or(KeyEpoch::FIRST, |given| given.epoch)
            .saturating_add(1)
    }

    /// Whether a machine that was taken out has the key that seals a compartment: two
    /// administrators took out one each, not knowing of the other.
    ///
    /// The first key of the personal compartment, which comes with the school, seals nothing: who
    /// is let in has it in no answer (D15).
    fn leaks(&self, compartment: Compartment) -> bool {
        match (self.newest(compartment), compartment) {
            (Some(given), _) => given.devices.iter().any(|one| self.ended.contains(one)),
            (None, Compartment::Personal) => true,
            (None, Compartment::Journal | Compartment::Control) => !self.ended.is_empty(),
        }
    }

    /// Whether a machine at work has the key that seals a compartment and needs it no more.
    fn is_wide(&self, compartment: Compartment) -> bool {
        let given = self.newest(compartment);
        given.is_some_and(|given| {
            let mut devices = given.devices.iter();
            devices.any(|one| !self.ended.contains(one) && !self.needs.has(compartment, *one))
        })
    }

    /// The machines at work that need a compartment.
    fn that_need(&self, compartment: Compartment) -> impl Iterator<Item = &DeviceEnrolment> {
        let acting = self.acting.iter();
        acting.filter(move |device| self.needs.has(compartment, device.device))
    }
}

impl Workstation {
    /// Takes the keys that the log has for this device, and reads what waited for them; tells how
    /// many were taken.
    ///
    /// # Errors
    /// What the disk says.
    pub fn take_keys(&self) -> Result<usize> {
        let device = self.store.identity().device;
        let reads_only = self.reads_only()?;
        self.take_wrapped(&self.device.box_key, |stated| {
            if !takes(reads_only, stated.compartment) {
                return None;
            }
            let own = stated.wraps.iter().find(|wrap| wrap.device == device);
            own.map(|wrap| wrap.wrapped)
        })
    }

    /// Takes every key that the log has with the recovery key of the root (D14).
    ///
    /// # Errors
    /// What the disk says.
    pub(crate) fn recover_keys(&self, recovery: &BoxKey) -> Result<usize> {
        self.take_wrapped(recovery, |stated| Some(stated.recovery))
    }

    /// What was opened here may state further keys, so it goes on until there is nothing new.
    fn take_wrapped(
        &self,
        with: &BoxKey,
        wrapped: impl Fn(&KeyEpoch) -> Option<[u8; KeyWrap::LEN]>,
    ) -> Result<usize> {
        let school = self.store.identity().school;
        let mut all = 0;
        loop {
            let mut taken = 0;
            for stated in self.store.unheld_epochs()? {
                let Some(wrapped) = wrapped(&stated) else {
                    continue;
                };
                let wrapped = WrappedEpochKey {
                    compartment: stated.compartment,
                    epoch: stated.epoch,
                    wrapped: wrapped.to_vec(),
                };
                let opened = wrapped.unwrap(school, with).ok();
                // What opens to another key than was stated is nobody's.
                let opened = opened.filter(|it| it.key.id(it.compartment) == stated.key);
                if let Some(it) = opened {
                    let key = it.key.as_bytes();
                    self.store.put_key(it.compartment, it.epoch, key)?;
                    taken += 1;
                }
            }
            if taken == 0 {
                return Ok(all);
            }
            all += taken;
            self.store.unlock_waiting()?;
        }
    }

    /// New keys of all compartments for the machines that stay when these seats end.
    ///
    /// # Errors
    /// What the disk says.
    pub fn new_epochs(&self, ending: &[SeatId]) -> Result<Vec<NewFact>> {
        let machines = Machines::read(self, ending)?;
        let fresh = COMPARTMENTS.map(|compartment| self.new_epoch(&machines, compartment));
        fresh.into_iter().collect()
    }

    /// States what is undone: a new key where a machine that was taken out has the one that
    /// seals, and wrapped keys for machines that lack them. Tells whether there was something.
    ///
    /// # Errors
    /// What the disk says.
    pub(crate) fn tend_keys(&self, by: SeatId) -> Result<bool> {
        let machines = Machines::read(self, &[])?;
        let mut facts = Vec::new();
        let may_narrow = self.may_narrow()?;
        for compartment in COMPARTMENTS {
            if machines.leaks(compartment) || may_narrow && machines.is_wide(compartment) {
                facts.push(self.new_epoch(&machines, compartment)?);
            }
        }
        for (key, given) in &machines.given {
            let lack = |device: &&DeviceEnrolment| !given.devices.contains(&device.device);
            let lacking: Vec<_> = machines.that_need(given.compartment).filter(lack).collect();
            if lacking.is_empty() {
                continue;
            }
            if let Some(key) = self.store.key(*key)? {
                facts.push(self.stated(&key, &lacking)?);
            }
        }
        if facts.is_empty() || klassny_log::mutant("keys_are_not_tended") {
            return Ok(false);
        }
        self.store.commit(Author { seat: by }, self.now(), facts)?;
        Ok(true)
    }

    fn new_epoch(&self, machines: &Machines, compartment: Compartment) -> Result<NewFact> {
        let key = EpochKey {
            compartment,
            epoch: machines.next_epoch(compartment),
            key: CompartmentKey::random(&mut |bytes| (self.env().random)(bytes)),
        };
        self.store
            .put_key(compartment, key.epoch, key.key.as_bytes())?;
        self.stated(&key, &machines.that_need(compartment).collect::<Vec<_>>())
    }

    /// Whether a key may be changed today because a machine needs it no more. Roles end by the day,
    /// and a clock may be wrong: two programs that disagree then change a key once a day, not on and
    /// on. A machine that was taken out is never waited for.
    fn may_narrow(&self) -> Result<bool> {
        let today = self.today().to_string();
        if self.store.get(NARROWED)?.as_deref() == Some(today.as_bytes()) {
            return Ok(false);
        }
        self.store.put(NARROWED, today.as_bytes())?;
        Ok(true)
    }

    /// The day of this machine's clock, of UTC: what ends with a day is ended a day later at most.
    pub(crate) fn today(&self) -> NaiveDate {
        let now = DateTime::from_timestamp_millis(self.now().wall_ms);
        now.unwrap_or_default().date_naive()
    }

    /// Whether this machine needs a compartment (D15).
    ///
    /// # Errors
    /// What the disk says.
    pub(crate) fn needs(&self, compartment: Compartment) -> Result<bool> {
        let needs = Needs::read(&self.store, self.today(), &[])?;
        Ok(needs.has(compartment, self.store.identity().device))
    }

    /// The fact that gives a key to machines and to the school's recovery.
    fn stated(&self, key: &EpochKey, to: &[&DeviceEnrolment]) -> Result<NewFact> {
        let recovery = recovery_of(&self.store.identity().root_key)
            .ok_or_else(|| AppError::new(ErrorCode::ReplicaBroken, "root key"))?;
        let wrap = |device: &&DeviceEnrolment| -> Result<KeyWrap> {
            Ok(KeyWrap {
                device: device.device,
                wrapped: self.wrapped(key, &device.box_key)?,
            })
        };
        let mut wraps: Vec<KeyWrap> = to.iter().map(wrap).collect::<Result<_>>()?;
        wraps.sort_by_key(|wrap| wrap.device);
        Ok(NewFact::from(Change::KeyEpoch(KeyEpoch {
            key: key.key.id(key.compartment),
            compartment: key.compartment,
            epoch: key.epoch,
            recovery: self.wrapped(key, &recovery)?,
            wraps,
        })))
    }

    fn wrapped(&self, key: &EpochKey, to: &[u8; 32]) -> Result<[u8; KeyWrap::LEN]> {
        let school = self.store.identity().school;
        let mut random = |bytes: &mut [u8]| (self.env().random)(bytes);
        let wrapped = key.wrap(school, to, &mut random);
        let wrapped = wrapped.ok().and_then(|it| it.wrapped.try_into().ok());
        wrapped.ok_or_else(|| AppError::new(ErrorCode::Internal, "a key cannot be wrapped"))
    }
}
