//! Printed invitations (D3, F31): eleven words that make a person's first seat on a machine.
//!
//! The words hold 104 random bits and a checksum; a key pair is derived from them. Its public part
//! stands in the school's log, and every open replica seals its key to it, so that the first
//! sign-in works with the share unplugged. A person's second machine is joined the same way.

use crate::secret::Secret;
use klassny_domain::ids::{DeviceId, InvitationId, SchoolId};
use klassny_log::words::{self, WordsError};
use klassny_log::{BoxKey, Random, SeatKey, WrapError, unwrap, wrap_to};

/// Random bytes of an invitation: 104 bits, beyond any search, so that no slow hash is needed.
const BYTES: usize = 13;
/// The words of an invitation.
pub const WORDS: usize = words::count_of(BYTES);

/// What is printed, and the keys it makes.
#[derive(Clone, Debug)]
pub struct InvitationKeys {
    secret: Secret<[u8; BYTES]>,
    /// Vouches for the first seat.
    pub sign: SeatKey,
    /// Opens the replica's key.
    pub box_key: BoxKey,
}

impl InvitationKeys {
    /// Makes a new invitation of a school.
    pub fn random(school: SchoolId, random: Random<'_>) -> Self {
        let mut secret = [0; BYTES];
        random(&mut secret);
        Self::derive(school, Secret::new(secret))
    }

    /// Reads the printed words as typed: any case, four letters of each are enough.
    pub fn from_words(school: SchoolId, text: &str) -> Result<Self, WordsError> {
        Ok(Self::derive(school, Secret::new(*words::decode(text)?)))
    }

    /// The words to print.
    pub fn words(&self) -> Vec<&'static str> {
        words::encode(self.secret.expose())
    }

    /// The invitation's id: derived from its public signing key.
    pub fn id(&self) -> InvitationId {
        InvitationId::derive(&[&self.sign.public()])
    }

    fn derive(school: SchoolId, secret: Secret<[u8; BYTES]>) -> Self {
        let key = |context| {
            let mut hasher = blake3::Hasher::new_derive_key(context);
            hasher.update(school.as_bytes()).update(secret.expose());
            Secret::new(*hasher.finalize().as_bytes())
        };
        let sign = key("klassny 2026-11-22 invitation sign v1");
        let box_key = key("klassny 2026-11-22 invitation box v1");
        Self {
            sign: SeatKey::from_bytes(sign.expose()),
            box_key: BoxKey::from_bytes(box_key.expose()),
            secret,
        }
    }
}

/// Seals the replica's key of a device to an open invitation; kept locally.
pub fn seal_to_invitation(
    box_public: &[u8; 32],
    device: DeviceId,
    replica: &Secret<[u8; 32]>,
    random: Random<'_>,
) -> Result<Vec<u8>, WrapError> {
    wrap_to(box_public, &purpose(device), replica.expose(), random)
}

/// Opens the replica's key of a device with the words of an invitation.
pub fn open_with_invitation(
    invitation: &InvitationKeys,
    device: DeviceId,
    sealed: &[u8],
) -> Result<Secret<[u8; 32]>, WrapError> {
    let secret = unwrap(&invitation.box_key, &purpose(device), sealed)?;
    Ok(Secret::new(
        secret.as_slice().try_into().map_err(|_| WrapError)?,
    ))
}

fn purpose(device: DeviceId) -> String {
    format!("replica-key {device}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHOOL: SchoolId = SchoolId::from_bytes([5; 16]);

    #[test]
    fn f31_printed_words_open_the_replica_of_their_device() {
        let printed = InvitationKeys::random(SCHOOL, &mut |bytes| bytes.fill(0xa5));
        assert_eq!(printed.words().len(), 11);
        const { assert!(BYTES * 8 >= 100) };
        let device = DeviceId::from_bytes([1; 16]);
        let replica = Secret::new([9; 32]);
        let sealed = seal_to_invitation(&printed.box_key.public(), device, &replica, &mut |b| {
            b.fill(3)
        });
        let sealed = sealed.unwrap();
        let typed = printed.words().join(" ").to_uppercase();
        let typed = InvitationKeys::from_words(SCHOOL, &typed).unwrap();
        assert_eq!(typed.id(), printed.id());
        assert_eq!(
            open_with_invitation(&typed, device, &sealed).unwrap(),
            replica
        );
        // Neither another school's words, nor another device's seal.
        let words = printed.words().join(" ");
        let foreign = InvitationKeys::from_words(SchoolId::from_bytes([6; 16]), &words).unwrap();
        assert!(open_with_invitation(&foreign, device, &sealed).is_err());
        let other = DeviceId::from_bytes([2; 16]);
        assert!(open_with_invitation(&typed, other, &sealed).is_err());
    }

    #[test]
    fn an_invitation_shows_no_secret() {
        let keys = InvitationKeys::random(SCHOOL, &mut |bytes| bytes.fill(0xa5));
        let shown = format!("{keys:?}");
        assert!(
            shown.contains("Secret(…)") && shown.contains("BoxKey(…)"),
            "{shown}"
        );
        assert!(
            !shown.contains("165, 165") && !shown.contains(keys.words()[0]),
            "{shown}"
        );
    }
}
