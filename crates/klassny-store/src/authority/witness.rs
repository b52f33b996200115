//! Which devices are witnesses (P7): what an administrator stated under a seal, and beside it.

use super::grants::tips_of;
use super::{Authority, ControlFact, Standing, closed_over};
use crate::error::Error;
use crate::frontier::Frontier;
use klassny_domain::access::DeviceEnrolment;
use klassny_domain::change::Change;
use klassny_domain::ids::SeatId;
use rusqlite::Connection;
use std::collections::HashSet;
use std::sync::Arc;

/// What was stated of a device, and what it was stated over where it takes the place of more.
#[derive(Clone, Debug)]
pub(super) struct Duty {
    fact: Arc<ControlFact>,
    narrows: Option<Arc<Frontier>>,
}

impl Authority {
    pub(super) fn take_duty(
        &mut self,
        conn: &Connection,
        (fact, device): (&ControlFact, &DeviceEnrolment),
    ) -> Result<(), Error> {
        let narrows = match !device.witness && fact.replaces() {
            true => {
                let mut frontier = closed_over(conn, fact)?;
                if let Some(place) = fact.place() {
                    frontier = frontier.with(place);
                }
                Some(Arc::new(frontier))
            }
            false => None,
        };
        self.duties.entry(device.seat).or_default().push(Duty {
            fact: Arc::new(fact.clone()),
            narrows,
        });
        Ok(())
    }

    /// Whether the device's seat that states a fact was a witness under it, and by what was stated
    /// beside it still is (D6).
    pub(crate) fn is_witness(
        &self,
        conn: &Connection,
        standing: Standing<'_>,
    ) -> Result<bool, Error> {
        let duties = self.duties.get(&standing.seat);
        let (mut under, mut beyond) = (Vec::new(), Vec::new());
        for duty in duties.into_iter().flatten() {
            if self.precedes(conn, &duty.fact, standing)? {
                under.push(&duty.fact);
            } else if let Some(frontier) = &duty.narrows {
                let covered = match standing.sealed {
                    Some((place, _)) => self.is_under(conn, place, frontier)?,
                    None => false,
                };
                if !covered {
                    beyond.push(&duty.fact);
                }
            }
        }
        if !is_on(tips_of(under.clone())) {
            return Ok(false);
        }
        under.extend(beyond);
        Ok(is_on(tips_of(under)))
    }

    /// The seats of devices of which something else is stated than before.
    pub(super) fn duties_changed(&self, before: &Self) -> Vec<SeatId> {
        let numbers = |duties: Option<&Vec<Duty>>| -> Vec<i64> {
            let duties = duties.into_iter().flatten();
            duties.map(|duty| duty.fact.fact_no).collect()
        };
        let seats: HashSet<SeatId> = self
            .duties
            .keys()
            .chain(before.duties.keys())
            .copied()
            .collect();
        seats
            .into_iter()
            .filter(|seat| numbers(self.duties.get(seat)) != numbers(before.duties.get(seat)))
            .collect()
    }
}

/// Whether the shown statement of a device gives it the duty.
fn is_on(tips: Vec<&Arc<ControlFact>>) -> bool {
    let shown = tips.last().map(|fact| &fact.change);
    matches!(shown, Some(Change::DeviceEnrolment(device)) if device.witness)
}
