//! Reads one segment from the share and believes nothing of it before it is verified (P5).
//!
//! Owns the order of the checks: size, hash against the name, header, school, signature. A bad
//! file is an answer, never a failure: it hides neither its neighbours nor its successors.

use crate::error::{Class, Error};
use crate::folder::SegmentStore;
use crate::name::{Name, SegmentName, fits, original};
use crate::replica::{BadReason, School};
use klassny_domain::access::Voucher;
use klassny_domain::ids::{SchoolId, SeatId};
use klassny_log::{Envelope, FILE_MAX, Header, SegmentError, Verified};

/// The largest segment file, bytes.
pub const SEGMENT_LEN_MAX: u64 = FILE_MAX as u64;

/// What reading a segment came to.
pub(crate) type Fetched<T> = Result<Result<T, BadReason>, Error>;

/// Reads the bytes that a name wants: from its file, or from a repaired sibling (D1).
///
/// The shard is listed where the file is missing or damaged: a name once looked up in vain stays
/// missing for the client for a while, a listing shows it. What cannot be read at all (a folder
/// that stands under the name, a file that the server keeps to itself) hides no sibling either.
pub(crate) fn fetch_bytes(store: &dyn SegmentStore, name: &SegmentName) -> Fetched<Vec<u8>> {
    let mut reason = BadReason::Missing;
    let mut unread = None;
    let mut tried = vec![*name];
    while let Some(copy) = tried.pop() {
        match read(store, &copy) {
            Ok(Ok(bytes)) => return Ok(Ok(bytes)),
            Ok(Err(BadReason::Missing)) => {}
            Ok(Err(other)) => reason = other,
            Err(error) if error.ends_the_pass() => return Err(error),
            Err(error) => unread = Some(error),
        }
        if copy == *name {
            tried = siblings(store, name)?;
            tried.retain(|sibling| sibling != name);
            tried.reverse();
        }
    }
    unread.map_or(Ok(Err(reason)), Err)
}

/// Every file of the shard that claims to be this segment.
pub(crate) fn siblings(
    store: &dyn SegmentStore,
    name: &SegmentName,
) -> Result<Vec<SegmentName>, Error> {
    if klassny_log::mutant("siblings_are_not_read") {
        return Ok(Vec::new());
    }
    let shard = store.list(&Name::shard(name.seat, name.shard()))?;
    let names = shard
        .entries
        .iter()
        .filter_map(|listed| SegmentName::parse(listed.name.as_str()));
    Ok(names
        .filter(|other| original(*other) == original(*name))
        .collect())
}

fn read(store: &dyn SegmentStore, name: &SegmentName) -> Fetched<Vec<u8>> {
    match store.get(&Name::from(*name), SEGMENT_LEN_MAX) {
        Ok(bytes) if fits(name, &bytes) => Ok(Ok(bytes)),
        Ok(_) => Ok(Err(BadReason::Damaged)),
        Err(Error::TooLarge { .. }) => Ok(Err(BadReason::TooLarge)),
        Err(error) if error.class() == Class::Missing => Ok(Err(BadReason::Missing)),
        Err(error) => Err(error),
    }
}

/// Reads a segment and its header; its author is not proved yet.
pub(crate) fn fetch_envelope(store: &dyn SegmentStore, name: &SegmentName) -> Fetched<Envelope> {
    Ok(fetch_bytes(store, name)?.and_then(|bytes| open(name, &bytes)))
}

/// Reads the header of bytes that have their name already.
pub(crate) fn open(name: &SegmentName, bytes: &[u8]) -> Result<Envelope, BadReason> {
    let envelope = Envelope::parse(bytes).map_err(|error| reason_of(&error))?;
    let header = envelope.header();
    if header.seat != name.seat || header.seq != u64::from(name.seq) {
        return Err(BadReason::Malformed);
    }
    Ok(envelope)
}

/// Proves school and author.
pub(crate) fn verify(
    envelope: Envelope,
    school: SchoolId,
    sign_key: &[u8; 32],
) -> Result<Verified, BadReason> {
    envelope
        .verify(school, sign_key)
        .map_err(|error| reason_of(&error))
}

/// The key of a seat whose first segment carries the root's certificate: an administrator's (D13).
pub(crate) fn certified_by_root(first: &Header, school: &School) -> Option<[u8; 32]> {
    let certificate = klassny_log::decode_certificate(first.certificate.as_deref()?).ok()?;
    let rooted = matches!(certificate.voucher, Voucher::Root { .. })
        && certificate.seat == first.seat
        && klassny_log::verify_voucher(school.school, &certificate, &school.root_key).is_ok();
    rooted.then_some(certificate.sign_key)
}

/// The predecessor that a segment names.
pub(crate) fn predecessor(seat: SeatId, seq: u64, prev: &[u8; 32]) -> Option<SegmentName> {
    let seq = u32::try_from(seq)
        .ok()?
        .checked_sub(1)
        .filter(|seq| *seq > 0)?;
    Some(SegmentName {
        seat,
        seq,
        hash: klassny_log::short(prev),
        copy: 0,
    })
}

fn reason_of(error: &SegmentError) -> BadReason {
    match error {
        SegmentError::School => BadReason::ForeignSchool,
        SegmentError::Seat | SegmentError::Signature => BadReason::Forged,
        SegmentError::Suite(_)
        | SegmentError::NeedsNewer(_)
        | SegmentError::NeedsRules(_)
        | SegmentError::UnknownCompartment(_) => BadReason::TooNew,
        SegmentError::FileSize(_)
        | SegmentError::Magic
        | SegmentError::HeaderSize(_)
        | SegmentError::Shape
        | SegmentError::Header(_)
        | SegmentError::Key
        | SegmentError::Content
        | SegmentError::OpCount { .. }
        | SegmentError::Op { .. } => BadReason::Malformed,
    }
}
