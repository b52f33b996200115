//! The identity of a school: the file `school.jsg` at the root of its share.
//!
//! Written once and never changed. A folder without it, or with another school's, is not our
//! folder, whatever else stands in it (sync.md P2, P10).

use crate::hex::{hex, parse_hex};
use klassny_domain::ids::SchoolId;

/// The longest identity file, bytes.
pub const IDENTITY_MAX: usize = 4096;
const FIRST_LINE: &str = "klassny share 1";

/// Whose log this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The school.
    pub school: SchoolId,
    /// The public part of the school's root key.
    pub root_key: [u8; 32],
    /// When the school was created, milliseconds of UTC.
    pub created_ms: i64,
}

impl Identity {
    /// Writes the file: four lines of ASCII, the same bytes for the same identity.
    pub fn encode(&self) -> Vec<u8> {
        let Self {
            school,
            root_key,
            created_ms,
        } = self;
        let root = hex(root_key);
        format!("{FIRST_LINE}\nschool {school}\nroot {root}\ncreated {created_ms}\n").into_bytes()
    }

    /// Reads the file; lines after the fourth are left to newer programs.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes.get(..IDENTITY_MAX.min(bytes.len()))?).ok()?;
        // A file cut short inside its last number must not be read as another number.
        let mut lines = text
            .split_inclusive('\n')
            .map_while(|line| line.strip_suffix('\n'));
        (lines.next()? == FIRST_LINE).then_some(())?;
        let school = parse_hex(lines.next()?.strip_prefix("school ")?)?;
        let root_key = parse_hex(lines.next()?.strip_prefix("root ")?)?;
        let created_ms = lines.next()?.strip_prefix("created ")?.parse().ok()?;
        let identity = Self {
            school: SchoolId::from_bytes(school),
            root_key,
            created_ms,
        };
        bytes.starts_with(&identity.encode()).then_some(identity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_survives_its_file_and_no_part_of_it() {
        let school = SchoolId::from_bytes([7; 16]);
        let identity = Identity {
            school,
            root_key: [0xa9; 32],
            created_ms: 1_790_000_000_000,
        };
        let bytes = identity.encode();
        assert_eq!(Identity::parse(&bytes), Some(identity));
        assert_eq!(
            Identity::parse(&[&bytes[..], b"colour green\n"].concat()),
            Some(identity)
        );
        for len in 0..bytes.len() {
            assert_eq!(Identity::parse(&bytes[..len]), None, "cut at {len}");
        }
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut bad = bytes.clone();
                bad[at] ^= 1 << bit;
                assert_ne!(
                    Identity::parse(&bad),
                    Some(identity),
                    "bit {bit} of byte {at}"
                );
            }
        }
    }
}
