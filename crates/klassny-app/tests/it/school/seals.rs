//! Witnesses of the school, and segments that travel one after another.

use super::{DEPUTY, Machine, enrolment, school_id};
use chrono::DateTime;
use klassny_domain::change::Change;
use klassny_domain::ids::DeviceId;
use klassny_domain::witness::Seal;
use klassny_log::Envelope;
use klassny_store::{Author, Error, NewFact};

impl Machine {
    /// The device of this machine.
    pub fn device_id(&self) -> DeviceId {
        self.store.identity().device
    }

    /// The clock of this machine, ms of UTC.
    pub fn clock_ms(&self) -> i64 {
        self.wall_ms()
    }

    /// Sets the clock of this machine, ms of UTC.
    pub fn set_clock_ms(&self, at_ms: i64) {
        let at = DateTime::from_timestamp_millis(at_ms + 3 * 3_600_000).unwrap();
        self.now.set(at.naive_utc());
    }

    /// The administrator gives another machine, or this one, the duty of a witness, or takes it.
    pub fn set_witness(&self, of: &Self, number: u16, witness: bool) {
        let Change::DeviceEnrolment(mut device) = enrolment(&of.device, number) else {
            unreachable!()
        };
        device.witness = witness;
        self.state(DEPUTY, vec![Change::DeviceEnrolment(device)]);
    }

    /// The witness states its time over all it holds.
    pub fn seal_time(&self) -> Result<(), Error> {
        self.seal_all();
        let before = self.store.own_seal().unwrap();
        let seal = Seal {
            device: self.device_id(),
            at: DateTime::from_timestamp_millis(self.wall_ms()).unwrap(),
            follows: before.and_then(|before| before.follows),
        };
        let author = Author {
            seat: self.device.seat(),
        };
        let fact = NewFact::from(Change::Seal(seal));
        self.store.commit(author, self.entered(), vec![fact])?;
        self.seal_all();
        Ok(())
    }

    /// Gives another machine what was sealed here since it was last given; `sent` counts.
    pub fn send_more_to(&self, other: &Self, sent: &mut usize) {
        self.seal_all();
        let segments = self.segments.borrow();
        for (bytes, key) in segments.iter().skip(*sent) {
            let segment = Envelope::parse(bytes).unwrap();
            let verified = segment.verify(school_id(), key).unwrap();
            let received = other.store.receive(&verified, *key, other.wall_ms());
            received.unwrap();
        }
        *sent = segments.len();
    }
}
