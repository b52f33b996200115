//! A modified client: a segment rightly signed by a seat, whose facts its person may not state.

use super::{Machine, school_id};
use klassny_domain::access::Head;
use klassny_domain::change::{Change, Compartment, FactId, ImportSource};
use klassny_domain::ids::{BatchId, PermitId};
use klassny_log::{
    Base, CompartmentKey, Envelope, FactOrUnknown, Header, Op, SeatKey, SegmentDraft,
};
use std::collections::BTreeMap;

impl Machine {
    /// Signs a fact with the seat of a person, past every rule of this machine.
    pub fn forge(&self, who: &'static str, change: Change, base: &[FactId]) {
        self.forge_under(who, change, (base, None));
    }

    pub fn forge_under(
        &self,
        who: &'static str,
        change: Change,
        context: (&[FactId], Option<PermitId>),
    ) {
        self.forge_with(&self.seats[who], change, context, &|_| {});
    }

    /// Signs a fact with the seat of this machine's device.
    pub fn forge_by_device(&self, change: Change) {
        self.forge_with(&self.device, change, (&[], None), &|_| {});
    }

    /// Signs a fact with the seat of a person under whatever header `twist` makes.
    pub fn forge_twisted(
        &self,
        who: &'static str,
        change: Change,
        twist: &dyn Fn(&mut SegmentDraft),
    ) {
        self.forge_with(&self.seats[who], change, (&[], None), twist);
    }

    /// Signs a fact as imported in a batch.
    pub fn forge_imported(&self, who: &'static str, change: Change, batch: BatchId) {
        self.forge_with(&self.seats[who], change, (&[], None), &|draft| {
            for op in &mut draft.ops {
                op.import = Some(ImportSource {
                    batch,
                    file: [1; 16],
                    sheet: "9Б".to_owned(),
                    cell: "D12".to_owned(),
                    teacher: None,
                });
            }
        });
    }

    fn forge_with(
        &self,
        key: &SeatKey,
        change: Change,
        (base, permit): (&[FactId], Option<PermitId>),
        twist: &dyn Fn(&mut SegmentDraft),
    ) {
        self.seal_all();
        let headers: Vec<(Header, [u8; 32])> = self
            .segments
            .borrow()
            .iter()
            .map(|(bytes, _)| {
                let envelope = Envelope::parse(bytes).unwrap();
                (envelope.header().clone(), *blake3::hash(bytes).as_bytes())
            })
            .collect();
        let last = |control: bool| {
            let mine = headers.iter().filter(|(header, _)| {
                let of_kind = header.known_compartment() == Some(Compartment::Control);
                header.seat == key.seat() && (!control || of_kind)
            });
            let newest = mine.max_by_key(|(header, _)| header.seq);
            newest.map_or((0, [0; 32]), |(header, hash)| (header.seq, *hash))
        };
        let mut control = BTreeMap::new();
        for (header, hash) in &headers {
            let (seat, seq, hash) = (header.seat, header.seq, *hash);
            if seat != key.seat() && header.known_compartment() == Some(Compartment::Control) {
                control.insert(seat, Head { seat, seq, hash });
            }
        }
        let (seq, prev) = last(false);
        let compartment = change.compartment();
        let mut draft = SegmentDraft {
            school: school_id(),
            seq: seq + 1,
            prev,
            prev_control: last(true).1,
            control_frontier: control.into_values().collect(),
            data_frontier_delta: Vec::new(),
            lamport: 1 + headers.iter().map(|(h, _)| h.lamport).max().unwrap_or(0),
            sealed: self.entered(),
            share_clock_ms: None,
            year: 2026,
            compartment,
            key_epoch: 1,
            key: None,
            ruleset: 1,
            certificate: None,
            ops: vec![Op {
                change,
                base: base.iter().copied().map(Base::Sealed).collect(),
                entered: self.entered(),
                import: None,
                permit,
            }],
        };
        twist(&mut draft);
        let secret = first_key(compartment);
        let sealed = klassny_log::seal(&draft, key, &secret, self.next_nonce()).unwrap();
        let mut segments = self.segments.borrow_mut();
        segments.push((sealed.bytes, key.public()));
    }

    /// The id of a fact of the journal that was sealed here.
    pub fn fact_of(&self, change: &Change) -> FactId {
        let segments = self.segments.borrow();
        let found = segments.iter().find_map(|(bytes, key)| {
            let verified = Envelope::parse(bytes).unwrap().verify(school_id(), key);
            let verified = verified.unwrap();
            let facts = verified.open(&CompartmentKey::from_bytes([20; 32])).ok()?;
            let at = facts
                .iter()
                .position(|read| matches!(read, FactOrUnknown::Fact(f) if f.change == *change))?;
            Some(FactId {
                segment: verified.short_hash(),
                index: u16::try_from(at).unwrap(),
            })
        });
        found.expect("sealed here")
    }

    /// Whether the rows are those that the log gives.
    pub fn equals_its_log(&self) -> bool {
        self.store.compare_with_rebuild().unwrap().is_empty()
    }
}

const fn first_key(compartment: Compartment) -> CompartmentKey {
    let byte = match compartment {
        Compartment::Journal => 20,
        Compartment::Personal => 21,
        Compartment::Control => 22,
    };
    CompartmentKey::from_bytes([byte; 32])
}
