//! Rows of membership: devices, seats, invitations, and evidence of receipt.
//!
//! Must not judge whether a seat may speak; the control log alone says (D8).

use super::noun;
use crate::error::Error;
use crate::open::{compartment_number, compartment_of};
use crate::row::{Columns, damaged};
use klassny_domain::access::{
    Ack, DeviceEnrolment, DeviceProgram, Head, Invitation, KeyEpoch, KeyWrap, RevocationCosign,
    RulesetActivation, SeatCertificate, SeatRevocation, Voucher,
};
use klassny_domain::ids::{DeviceId, SeatId};
use rusqlite::Row;

noun! {
    DeviceEnrolment in "device_enrolment";
    write |x| {
        seat_id: x.seat.as_bytes(),
        sign_key: x.sign_key,
        box_key: x.box_key,
        name: x.name,
        workstation: x.workstation,
        witness: x.witness,
    }
    read |row| Self {
        device: row.id("register_key")?,
        seat: row.id("seat_id")?,
        sign_key: row.bytes("sign_key")?,
        box_key: row.bytes("box_key")?,
        name: row.text("name")?,
        workstation: row.number("workstation")?,
        witness: row.flag("witness")?,
    }
}

noun! {
    SeatCertificate in "seat_certificate";
    write |x| {
        staff_id: x.staff.as_bytes(),
        device_id: x.device.as_bytes(),
        sign_key: x.sign_key,
        box_key: x.box_key,
        voucher: voucher(&x.voucher).0,
        voucher_id: voucher(&x.voucher).1,
        signature: voucher(&x.voucher).2,
    }
    read |row| Self {
        seat: row.id("register_key")?,
        staff: row.id("staff_id")?,
        device: row.id("device_id")?,
        sign_key: row.bytes("sign_key")?,
        box_key: row.bytes("box_key")?,
        voucher: read_voucher(row)?,
    }
}

noun! {
    Invitation in "invitation";
    write |x| {
        staff_id: x.staff.as_bytes(),
        sign_key: x.sign_key,
        box_key: x.box_key,
        expires_at: x.expires_at.timestamp_millis(),
        stands: x.stands,
    }
    read |row| Self {
        invitation: row.id("register_key")?,
        staff: row.id("staff_id")?,
        sign_key: row.bytes("sign_key")?,
        box_key: row.bytes("box_key")?,
        expires_at: row.instant("expires_at")?,
        stands: row.flag("stands")?,
    }
}

noun! {
    SeatRevocation in "seat_revocation";
    write |x| {
        reason: x.reason,
        root: x.root,
    }
    read |row| Self {
        seat: row.id("register_key")?,
        reason: row.text("reason")?,
        root: row.raw("root")?,
    }
}

noun! {
    RevocationCosign in "revocation_cosign";
    write |x| {
        agrees: x.agrees,
        reason: x.reason,
    }
    read |row| Self {
        seat: row.id("register_key")?,
        agrees: row.flag("agrees")?,
        reason: row.text("reason")?,
    }
}

noun! {
    RulesetActivation in "ruleset_activation";
    write |x| {
        ruleset: x.ruleset,
        starts_on: x.from.to_string(),
        stands: x.stands,
    }
    read |row| Self {
        ruleset: row.number("ruleset")?,
        from: row.date("starts_on")?,
        stands: row.flag("stands")?,
    }
}

noun! {
    DeviceProgram in "device_program";
    write |x| {
        version: x.version,
        system: x.system,
        format: x.format,
        ruleset: x.ruleset,
    }
    read |row| Self {
        device: row.id("register_key")?,
        version: row.text("version")?,
        system: row.text("system")?,
        format: row.number("format")?,
        ruleset: row.number("ruleset")?,
    }
}

noun! {
    Ack in "ack";
    write |x| {
        heads: heads_bytes(&x.heads),
    }
    read |row| Self {
        device: row.id("register_key")?,
        heads: read_heads(row)?,
    }
}

noun! {
    KeyEpoch in "key_epoch";
    write |x| {
        compartment: compartment_number(x.compartment),
        epoch: x.epoch,
        recovery: x.recovery,
        wraps: wraps_bytes(&x.wraps),
    }
    read |row| Self {
        key: row.id("register_key")?,
        compartment: compartment_of(row.number("compartment")?)
            .ok_or_else(|| damaged("compartment"))?,
        epoch: row.number("epoch")?,
        recovery: row.bytes("recovery")?,
        wraps: read_wraps(row)?,
    }
}

fn wraps_bytes(wraps: &[KeyWrap]) -> Vec<u8> {
    let bytes = |wrap: &KeyWrap| [&wrap.device.as_bytes()[..], &wrap.wrapped].concat();
    wraps.iter().flat_map(bytes).collect()
}

fn read_wraps(row: &Row<'_>) -> Result<Vec<KeyWrap>, Error> {
    let bytes: Vec<u8> = row.raw("wraps")?;
    let (wraps, []) = bytes.as_chunks::<{ 16 + KeyWrap::LEN }>() else {
        return Err(damaged("wraps"));
    };
    let read = |bytes: &[u8; 16 + KeyWrap::LEN]| {
        let (device, wrapped) = bytes.split_first_chunk()?;
        Some(KeyWrap {
            device: DeviceId::from_bytes(*device),
            wrapped: wrapped.try_into().ok()?,
        })
    };
    let wraps = wraps.iter().map(read).collect::<Option<_>>();
    wraps.ok_or_else(|| damaged("wraps"))
}

fn voucher(voucher: &Voucher) -> (&'static str, Option<&[u8; 16]>, &[u8; 64]) {
    match voucher {
        Voucher::Root { signature } => ("root", None, signature),
        Voucher::Invitation {
            invitation,
            signature,
        } => ("invitation", Some(invitation.as_bytes()), signature),
        Voucher::Seat { seat, signature } => ("seat", Some(seat.as_bytes()), signature),
    }
}

fn read_voucher(row: &Row<'_>) -> Result<Voucher, Error> {
    let signature = row.bytes("signature")?;
    match row.text("voucher")?.as_str() {
        "root" => Ok(Voucher::Root { signature }),
        "invitation" => Ok(Voucher::Invitation {
            invitation: row.id("voucher_id")?,
            signature,
        }),
        "seat" => Ok(Voucher::Seat {
            seat: row.id("voucher_id")?,
            signature,
        }),
        _ => Err(damaged("voucher")),
    }
}

fn heads_bytes(heads: &[Head]) -> Vec<u8> {
    heads
        .iter()
        .flat_map(|head| {
            [
                &head.seat.as_bytes()[..],
                &head.seq.to_le_bytes(),
                &head.hash,
            ]
            .concat()
        })
        .collect()
}

fn read_heads(row: &Row<'_>) -> Result<Vec<Head>, Error> {
    let bytes: Vec<u8> = row.raw("heads")?;
    let (heads, []) = bytes.as_chunks::<56>() else {
        return Err(damaged("heads"));
    };
    heads
        .iter()
        .map(|head| read_head(head).ok_or_else(|| damaged("heads")))
        .collect()
}

fn read_head(bytes: &[u8]) -> Option<Head> {
    let (seat, rest) = bytes.split_first_chunk()?;
    let (seq, hash) = rest.split_first_chunk()?;
    Some(Head {
        seat: SeatId::from_bytes(*seat),
        seq: u64::from_le_bytes(*seq),
        hash: hash.try_into().ok()?,
    })
}
