//! The identity file of a share (sync.md P2): whose folder this is.
//!
//! Owns the bytes of `school.jsg`, written once when a school is created. A folder without it, or
//! with another school's, is not our folder, whatever else stands in it.

use crate::error::{Error, Operation, Stranger};
use crate::replica::School;
use klassny_domain::ids::SchoolId;

/// The largest identity file, bytes.
pub const IDENTITY_LEN_MAX: u64 = 4096;
const FIRST_LINE: &str = "klassny share 1";

/// Whose share this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The school and its root key.
    pub school: School,
    /// When the share was created, milliseconds of UTC since 1970.
    pub created_ms: i64,
}

impl Identity {
    /// Writes the identity file: four lines of ASCII, the same bytes for the same identity.
    pub fn to_bytes(&self) -> Vec<u8> {
        let root: String = self
            .school
            .root_key
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        format!(
            "{FIRST_LINE}\nschool {}\nroot {root}\ncreated {}\n",
            self.school.school, self.created_ms
        )
        .into_bytes()
    }

    /// Reads an identity file; lines after the fourth are left to newer programs.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let mut lines = text.lines();
        (lines.next()? == FIRST_LINE).then_some(())?;
        let school = SchoolId::parse(lines.next()?.strip_prefix("school ")?)?;
        let root_key = parse_key(lines.next()?.strip_prefix("root ")?)?;
        let created_ms = lines.next()?.strip_prefix("created ")?.parse().ok()?;
        Some(Self {
            school: School { school, root_key },
            created_ms,
        })
    }

    /// Refuses the share of another school.
    pub fn expect(&self, school: &School, path: &std::path::Path) -> Result<(), Error> {
        if self.school == *school {
            return Ok(());
        }
        Err(Error::NotOurFolder {
            operation: Operation::Identify,
            path: path.to_path_buf(),
            found: Stranger::OtherSchool,
        })
    }
}

fn parse_key(hex: &str) -> Option<[u8; 32]> {
    let (head, tail) = (hex.len() == 64 && hex.is_ascii()).then(|| hex.split_at(32))?;
    let (head, tail) = (SchoolId::parse(head)?, SchoolId::parse(tail)?);
    let mut key = [0; 32];
    for (to, from) in key
        .iter_mut()
        .zip(head.as_bytes().iter().chain(tail.as_bytes()))
    {
        *to = *from;
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_survives_its_bytes_and_refuses_other_files() {
        let school = School {
            school: SchoolId::from_bytes([7; 16]),
            root_key: [9; 32],
        };
        let identity = Identity {
            school,
            created_ms: -5,
        };
        let bytes = identity.to_bytes();
        assert_eq!(Identity::from_bytes(&bytes), Some(identity));
        let newer = [&bytes[..], b"colour green\n"].concat();
        assert_eq!(Identity::from_bytes(&newer), Some(identity));
        for len in 0..bytes.len() - 2 {
            let short = &bytes[..len];
            assert_ne!(Identity::from_bytes(short), Some(identity), "cut at {len}");
        }
        assert_eq!(Identity::from_bytes(&[0; 200]), None);
    }
}
