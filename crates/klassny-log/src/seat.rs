//! What vouches for a seat: the statement that the root, an invitation or an older seat signs, and
//! the one by which the root ends an administrator's seat.

use crate::error::OpError;
use crate::keys::{SeatKey, verify};
use crate::v1;
use crate::wire::Wire;
use klassny_domain::access::{SeatCertificate, SeatRevocation};
use klassny_domain::ids::{SchoolId, SeatId};
use prost::Message as _;
use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

const DOMAIN: &str = "jsg1-seat";
const REVOCATION: &str = "jsg1-revocation";

/// So many proven statements are remembered; a school has fewer.
const PROVEN_MAX: usize = 4096;
/// Statements that a key was seen to have signed. The control log is read anew whenever it grows,
/// and the same hundreds of vouchers with it; what held once holds for ever.
static PROVEN: Mutex<Option<HashSet<[u8; 32]>>> = Mutex::new(None);

/// The signature under a seat's statement does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("nobody with this key vouches for the seat")]
pub struct VoucherError;

/// What is signed for a seat: school 16 | seat 16 | staff 16 | device 16 | sign key 32 | box key 32.
/// The voucher itself is left out.
pub fn seat_statement(school: SchoolId, seat: &SeatCertificate) -> Vec<u8> {
    [
        &school.as_bytes()[..],
        seat.seat.as_bytes(),
        seat.staff.as_bytes(),
        seat.device.as_bytes(),
        &seat.sign_key,
        &seat.box_key,
    ]
    .concat()
}

/// Vouches for a seat with the root key, an invitation's key or an older seat's key.
pub fn sign_statement(school: SchoolId, seat: &SeatCertificate, by: &SeatKey) -> [u8; 64] {
    by.sign(DOMAIN, &seat_statement(school, seat))
}

/// Checks that the voucher of a seat was signed with a key.
///
/// Whose key it must be, and whether the invitation was already used, the caller knows.
pub fn verify_voucher(
    school: SchoolId,
    seat: &SeatCertificate,
    by: &[u8; 32],
) -> Result<(), VoucherError> {
    use klassny_domain::access::Voucher::{Invitation, Root, Seat};
    let (Root { signature } | Invitation { signature, .. } | Seat { signature, .. }) =
        &seat.voucher;
    prove(by, DOMAIN, &seat_statement(school, seat), signature)
}

/// As [`verify`], but what was proven before is not computed again.
fn prove(
    by: &[u8; 32],
    domain: &str,
    statement: &[u8],
    signature: &[u8; 64],
) -> Result<(), VoucherError> {
    let mut hasher = blake3::Hasher::new();
    // Everything but the statement has one length, so no two questions are the same bytes.
    hasher.update(by).update(signature);
    hasher.update(domain.as_bytes()).update(&[0]);
    let question = *hasher.update(statement).finalize().as_bytes();
    let known = PROVEN.lock().unwrap_or_else(PoisonError::into_inner);
    if known
        .as_ref()
        .is_some_and(|known| known.contains(&question))
    {
        return Ok(());
    }
    drop(known);
    if !verify(by, domain, statement, signature) {
        return Err(VoucherError);
    }
    let mut known = PROVEN.lock().unwrap_or_else(PoisonError::into_inner);
    let known = known.get_or_insert_with(HashSet::new);
    if known.len() >= PROVEN_MAX {
        known.clear();
    }
    known.insert(question);
    Ok(())
}

/// Ends a seat with the root key: the only way to end an administrator's (D13).
pub fn sign_revocation(school: SchoolId, seat: SeatId, root: &SeatKey) -> [u8; 64] {
    root.sign(REVOCATION, &revocation_statement(school, seat))
}

/// Checks that the root key ends the seat.
///
/// # Errors
/// Where the revocation carries no signature of this root.
pub fn verify_revocation(
    school: SchoolId,
    revocation: &SeatRevocation,
    root: &[u8; 32],
) -> Result<(), VoucherError> {
    let statement = revocation_statement(school, revocation.seat);
    let signature = revocation.root.as_ref().ok_or(VoucherError)?;
    prove(root, REVOCATION, &statement, signature)
}

/// What the root signs to end a seat: school 16 | seat 16.
fn revocation_statement(school: SchoolId, seat: SeatId) -> Vec<u8> {
    [&school.as_bytes()[..], seat.as_bytes()].concat()
}

/// Writes a certificate for the header of a chain's first segment or an answer to join.
pub fn encode_certificate(seat: &SeatCertificate) -> Result<Vec<u8>, OpError> {
    let wire: v1::SeatCertificate = seat.put("certificate")?;
    Ok(wire.encode_to_vec())
}

/// Reads a certificate; says nothing about who vouches for it.
pub fn decode_certificate(bytes: &[u8]) -> Result<SeatCertificate, OpError> {
    let seat = SeatCertificate::get(v1::SeatCertificate::decode(bytes)?, "certificate")?;
    if seat.seat != crate::keys::seat_of(&seat.sign_key) {
        return Err(OpError::Derived {
            field: "SeatCertificate.seat",
        });
    }
    Ok(seat)
}
