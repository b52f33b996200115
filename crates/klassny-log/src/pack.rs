//! A pack: the segments of one shard of a chain one after another, their bytes unchanged (P9).
//!
//! Owns where one segment ends and the next begins. Believes nothing: each segment is verified as
//! one that was read from its own file.

use crate::segment::{FILE_MAX, HEADER_MAX};

/// How many segments a shard has, and a pack may have.
pub const SHARD: u32 = 256;
/// The largest pack, bytes: a shard that is larger stays in its files.
pub const PACK_MAX: usize = 64 * 1024 * 1024;

/// Why bytes are no pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// Longer than [`PACK_MAX`], or empty.
    #[error("a pack cannot have {0} bytes")]
    Size(usize),
    /// More than [`SHARD`] segments.
    #[error("a pack cannot have more than {SHARD} segments")]
    Count,
    /// What stands at a place is not the beginning of a segment, or the segment does not end inside.
    #[error("no segment at byte {0}")]
    Segment(usize),
}

/// Takes a pack apart into the bytes of its segments, in their order.
pub fn split_pack(bytes: &[u8]) -> Result<Vec<&[u8]>, PackError> {
    if bytes.is_empty() || bytes.len() > PACK_MAX {
        return Err(PackError::Size(bytes.len()));
    }
    let mut parts = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        if parts.len() >= SHARD as usize {
            return Err(PackError::Count);
        }
        let at = bytes.len() - rest.len();
        let len = segment_len(rest).ok_or(PackError::Segment(at))?;
        let (part, after) = rest.split_at_checked(len).ok_or(PackError::Segment(at))?;
        parts.push(part);
        rest = after;
    }
    Ok(parts)
}

/// The length of the segment that begins here, by the lengths inside it.
fn segment_len(bytes: &[u8]) -> Option<usize> {
    let rest = bytes.strip_prefix(b"JSG1")?;
    let (header_len, rest) = rest.split_first_chunk::<4>()?;
    let header_len = u32::from_le_bytes(*header_len) as usize;
    if header_len > HEADER_MAX {
        return None;
    }
    let sealed = rest.get(header_len.checked_add(24)?..)?;
    let (sealed_len, _) = sealed.split_first_chunk::<4>()?;
    let sealed_len = u32::from_le_bytes(*sealed_len) as usize;
    let len = (8 + 24 + 4 + 64_usize)
        .checked_add(header_len)?
        .checked_add(sealed_len)?;
    (len <= FILE_MAX).then_some(len)
}
