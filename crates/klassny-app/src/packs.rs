//! What witnesses say of packs, as the exchange asks it (P9).

use crate::workstation::Workstation;
use klassny_domain::change::Change;
use klassny_domain::ids::SeatId;
use klassny_domain::witness::PackVerified;
use klassny_share::replica::PackWord;
use klassny_store::{Author, Error, NewFact, Store};

/// How long after a witness's word the owner removes its small files, ms.
const REST_MS: i64 = 14 * 86_400_000;

/// Every word that counts; rested is another device's that came here two weeks ago.
pub(crate) fn words(store: &Store, now_ms: i64) -> Result<Vec<PackWord>, Error> {
    let here = store.identity().device;
    store.read(|read| {
        let words = read.packs_verified()?;
        let stamps = read.stamps(words.iter().map(|word| word.fact_no))?;
        Ok(words
            .into_iter()
            .map(|word| {
                let stamp = stamps.get(&word.fact_no);
                let came_ms = stamp.and_then(|stamp| stamp.received_ms);
                let old = came_ms.is_some_and(|at_ms| now_ms.saturating_sub(at_ms) >= REST_MS);
                let by_this_device = word.value.device == here;
                PackWord {
                    seat: word.value.seat,
                    shard: word.value.shard,
                    pack: word.value.pack,
                    by_this_device,
                    rested: old && !by_this_device,
                }
            })
            .collect())
    })
}

/// States that a pack holds its shard.
pub(crate) fn verified(
    workstation: &Workstation,
    (seat, shard): (SeatId, u32),
    pack: [u8; 32],
) -> Result<(), Error> {
    let identity = workstation.store.identity();
    let word = PackVerified {
        device: identity.device,
        seat,
        shard,
        pack,
    };
    let author = Author {
        seat: identity.device_seat,
    };
    let fact = NewFact::from(Change::PackVerified(word));
    match workstation
        .store
        .commit(author, workstation.now(), vec![fact])
    {
        // The duty was given or taken by a fact that is on its way.
        Ok(_) | Err(Error::Refused(_) | Error::NotAllowed(_)) => Ok(()),
        Err(error) => Err(error),
    }
}
