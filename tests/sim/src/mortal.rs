//! A replica whose program dies at a call: nothing of that call, or all of it, was committed.
//!
//! Stands between the exchange and the workstation for one pass.

use klassny_app::workstation::Workstation;
use klassny_domain::access::Head;
use klassny_domain::ids::{DeviceId, SeatId};
use klassny_log::Verified;
use klassny_share::replica::{
    BadFile, Counts, OwnSeat, Prepared, Receipt, Replica, ReplicaError, Result, School,
    SegmentName, Stored,
};
use std::sync::atomic::{AtomicU32, Ordering};

/// A replica that may die.
pub struct Mortal<'a> {
    station: &'a Workstation,
    /// Points left: each call has one before it and one after it.
    left: AtomicU32,
}

impl<'a> Mortal<'a> {
    /// Dies after so many points; never without a number.
    pub const fn new(station: &'a Workstation, points: Option<u32>) -> Self {
        let points = match points {
            Some(points) => points,
            None => u32::MAX,
        };
        Self {
            station,
            left: AtomicU32::new(points),
        }
    }

    /// Whether it died.
    pub fn is_dead(&self) -> bool {
        self.left.load(Ordering::Relaxed) == 0
    }

    fn point(&self) -> Result<()> {
        let left = self.left.load(Ordering::Relaxed);
        if left == 0 {
            return Err(ReplicaError::new("the program died"));
        }
        if left < u32::MAX {
            self.left.store(left - 1, Ordering::Relaxed);
        }
        Ok(())
    }

    fn call<T>(&self, work: impl FnOnce(&Workstation) -> Result<T>) -> Result<T> {
        self.point()?;
        let done = work(self.station);
        self.point()?;
        done
    }
}

impl Replica for Mortal<'_> {
    fn school(&self) -> Result<School> {
        self.station.school()
    }

    fn device(&self) -> Result<DeviceId> {
        self.station.device()
    }

    fn own_seats(&self) -> Result<Vec<OwnSeat>> {
        self.call(Replica::own_seats)
    }

    fn prepared(&self) -> Result<Vec<Prepared>> {
        self.call(Replica::prepared)
    }

    fn prepare(&self, seat: SeatId, now_ms: i64) -> Result<Option<Prepared>> {
        self.call(|station| station.prepare(seat, now_ms))
    }

    fn published(&self, name: &SegmentName, now_ms: i64) -> Result<()> {
        self.call(|station| station.published(name, now_ms))
    }

    fn have(&self, name: &SegmentName) -> Result<bool> {
        self.station.have(name)
    }

    fn stored(&self, seat: SeatId) -> Result<Vec<Stored>> {
        self.station.stored(seat)
    }

    fn known_seats(&self) -> Result<Vec<(SeatId, u64)>> {
        self.station.known_seats()
    }

    fn wanted(&self) -> Result<Vec<SegmentName>> {
        self.call(Replica::wanted)
    }

    fn bytes(&self, name: &SegmentName) -> Result<Option<Vec<u8>>> {
        self.station.bytes(name)
    }

    fn seat_key(&self, seat: SeatId) -> Result<Option<[u8; 32]>> {
        self.station.seat_key(seat)
    }

    fn receive(
        &self,
        segments: &[&Verified],
        sign_key: [u8; 32],
        now_ms: i64,
    ) -> Result<Vec<Receipt>> {
        self.call(|station| station.receive(segments, sign_key, now_ms))
    }

    fn bad_files(&self) -> Result<Vec<BadFile>> {
        self.call(Replica::bad_files)
    }

    fn note_bad(&self, bad: &BadFile) -> Result<()> {
        self.call(|station| station.note_bad(bad))
    }

    fn clear_bad(&self, name: &SegmentName) -> Result<()> {
        self.call(|station| station.clear_bad(name))
    }

    fn unacked(&self) -> Result<Vec<Head>> {
        self.call(Replica::unacked)
    }

    fn acknowledge(&self, heads: &[Head], now_ms: i64) -> Result<()> {
        self.call(|station| station.acknowledge(heads, now_ms))
    }

    fn note_share_clock(&self, at_ms: i64) {
        self.station.note_share_clock(at_ms);
    }

    fn counts(&self) -> Result<Counts> {
        self.call(Replica::counts)
    }
}
