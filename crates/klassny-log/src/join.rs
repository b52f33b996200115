//! Letting a device in (sync.md P11, D3, D16): its request, the six words, the answer.
//!
//! The request is not signed: its words are compared by two people instead. The words cover the
//! school and its root key, so that a forged share cannot win a machine; the answer is signed by an
//! administrator whose certificate the root key signed, so that nobody else can give one.

use crate::error::OpError;
use crate::keys::{
    BoxKey, CompartmentKey, Random, SeatKey, WrapError, seat_of, unwrap, verify, wrap_to,
};
use crate::seat::verify_voucher;
use crate::v1;
use crate::wire::Wire;
use crate::words;
use klassny_domain::access::{DeviceEnrolment, SeatCertificate, Voucher};
use klassny_domain::change::Compartment;
use klassny_domain::ids::{DeviceId, SchoolId};
use prost::Message as _;

/// The longest request, bytes.
pub const REQUEST_MAX: usize = 1024;
/// The longest answer, bytes.
pub const ANSWER_MAX: usize = 64 * 1024;
/// The longest name of a machine, bytes.
pub const MACHINE_MAX: usize = 256;
/// How many words two people compare: 66 bits.
pub const WORDS: usize = 6;

const DOMAIN: &str = "jsg1-join-answer";

/// Why a request or an answer is refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum JoinError {
    /// The file is longer than its limit.
    #[error("a file of {0} bytes is too long")]
    Size(usize),
    /// The file is not well-formed.
    #[error("not well-formed: {0}")]
    Shape(#[from] OpError),
    /// The answer is for another school, request or device.
    #[error("the answer is for another school or device")]
    Other,
    /// The one who answers is no administrator by the school's root key.
    #[error("the one who answers is not certified by the school's root key")]
    NotAdministrator,
    /// The signature under the answer does not hold.
    #[error("the signature of the answer does not hold")]
    Signature,
    /// A key of the answer does not open with the device's box key.
    #[error(transparent)]
    Wrap(#[from] WrapError),
}

/// What a new device asks: to be let in under these keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinRequest {
    /// Ed25519 key of the device's own seat.
    pub sign_key: [u8; 32],
    /// X25519 key of the device.
    pub box_key: [u8; 32],
    /// Sixteen random bytes, new for each request.
    pub nonce: [u8; 16],
    /// The machine's name, for people; at most 256 bytes.
    pub machine: String,
}

impl JoinRequest {
    /// The device: named by its signing key.
    pub fn device(&self) -> DeviceId {
        DeviceId::derive(&[&self.sign_key])
    }

    /// Writes the file `join/<id26>.req`.
    pub fn encode(&self) -> Result<Vec<u8>, JoinError> {
        machine_fits(&self.machine)?;
        let wire = v1::JoinRequest {
            sign_key: self.sign_key.to_vec(),
            box_key: self.box_key.to_vec(),
            nonce: self.nonce.to_vec(),
            machine: self.machine.clone(),
        };
        Ok(wire.encode_to_vec())
    }

    /// Reads the file; believes nothing in it.
    pub fn parse(bytes: &[u8]) -> Result<Self, JoinError> {
        if bytes.len() > REQUEST_MAX {
            return Err(JoinError::Size(bytes.len()));
        }
        let wire = v1::JoinRequest::decode(bytes).map_err(OpError::from)?;
        machine_fits(&wire.machine)?;
        Ok(Self {
            sign_key: Wire::get(wire.sign_key, "JoinRequest.sign_key")?,
            box_key: Wire::get(wire.box_key, "JoinRequest.box_key")?,
            nonce: Wire::get(wire.nonce, "JoinRequest.nonce")?,
            machine: wire.machine,
        })
    }

    /// The six words that the person at the device and the administrator compare.
    ///
    /// `root_key` is the one each of them sees in the identity of the school.
    pub fn words(&self, school: SchoolId, root_key: &[u8; 32]) -> Vec<&'static str> {
        let mut hasher = blake3::Hasher::new_derive_key("klassny 2026-11-22 join words v1");
        hasher.update(school.as_bytes()).update(root_key);
        hasher
            .update(&self.sign_key)
            .update(&self.box_key)
            .update(&self.nonce);
        hasher.update(self.machine.as_bytes());
        words::fingerprint(hasher.finalize().as_bytes(), WORDS)
    }
}

fn machine_fits(machine: &str) -> Result<(), OpError> {
    if machine.len() > MACHINE_MAX {
        let field = "JoinRequest.machine";
        return Err(OpError::TooLong {
            field,
            max: MACHINE_MAX,
            got: machine.len(),
        });
    }
    Ok(())
}

/// A compartment's key of an epoch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EpochKey {
    /// The compartment.
    pub compartment: Compartment,
    /// The epoch.
    pub epoch: u32,
    /// The key.
    pub key: CompartmentKey,
}

/// A compartment's key of an epoch, wrapped to a box key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrappedEpochKey {
    /// The compartment.
    pub compartment: Compartment,
    /// The epoch.
    pub epoch: u32,
    /// What `wrap_to` made.
    pub wrapped: Vec<u8>,
}

impl EpochKey {
    /// Wraps the key to a public box key: of a device, of a seat, of the school's recovery (D14).
    pub fn wrap(
        &self,
        school: SchoolId,
        box_public: &[u8; 32],
        random: Random<'_>,
    ) -> Result<WrappedEpochKey, WrapError> {
        let Self {
            compartment,
            epoch,
            ref key,
        } = *self;
        let purpose = purpose(school, compartment, epoch);
        let wrapped = wrap_to(box_public, &purpose, key.as_bytes(), random)?;
        Ok(WrappedEpochKey {
            compartment,
            epoch,
            wrapped,
        })
    }
}

impl WrappedEpochKey {
    /// Opens the key.
    pub fn unwrap(&self, school: SchoolId, box_key: &BoxKey) -> Result<EpochKey, WrapError> {
        let Self {
            compartment,
            epoch,
            ref wrapped,
        } = *self;
        let secret = unwrap(box_key, &purpose(school, compartment, epoch), wrapped)?;
        let secret = secret.as_slice().try_into().map_err(|_| WrapError)?;
        Ok(EpochKey {
            compartment,
            epoch,
            key: CompartmentKey::from_bytes(secret),
        })
    }
}

fn purpose(school: SchoolId, compartment: Compartment, epoch: u32) -> String {
    format!(
        "epoch-key {school} {} {epoch}",
        crate::header::compartment_number(compartment)
    )
}

/// What an administrator grants to a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinAnswer {
    /// The device as it is now known to the school; stated in the administrator's chain too.
    pub enrolment: DeviceEnrolment,
    /// The keys, wrapped to the device's box key.
    pub keys: Vec<WrappedEpochKey>,
    /// The administrator's seat, certified by the root key.
    pub administrator: SeatCertificate,
}

impl JoinAnswer {
    /// Writes and signs the file `join/<id26>-<hash26>.ans`; the key is the administrator's seat's.
    pub fn encode(
        &self,
        school: SchoolId,
        request: &JoinRequest,
        key: &SeatKey,
    ) -> Result<Vec<u8>, JoinError> {
        let grant = v1::JoinGrant {
            school: school.as_bytes().to_vec(),
            request: request_hash(request)?.to_vec(),
            enrolment: self.enrolment.put("JoinGrant.enrolment")?,
            keys: self.keys.put("JoinGrant.keys")?,
            administrator: self.administrator.put("JoinGrant.administrator")?,
        }
        .encode_to_vec();
        let signature = key.sign(DOMAIN, &grant).to_vec();
        Ok(v1::JoinAnswer { grant, signature }.encode_to_vec())
    }

    /// Reads the answer to a request and checks all of it: school, device, administrator, signature.
    pub fn parse(
        bytes: &[u8],
        school: SchoolId,
        root_key: &[u8; 32],
        request: &JoinRequest,
    ) -> Result<Self, JoinError> {
        if bytes.len() > ANSWER_MAX {
            return Err(JoinError::Size(bytes.len()));
        }
        let signed = v1::JoinAnswer::decode(bytes).map_err(OpError::from)?;
        let wire = v1::JoinGrant::decode(signed.grant.as_slice()).map_err(OpError::from)?;
        let signature: [u8; 64] = Wire::get(signed.signature, "JoinAnswer.signature")?;
        let answer = Self {
            enrolment: Wire::get(wire.enrolment, "JoinGrant.enrolment")?,
            keys: Wire::get(wire.keys, "JoinGrant.keys")?,
            administrator: Wire::get(wire.administrator, "JoinGrant.administrator")?,
        };
        let by = &answer.administrator;
        let rooted = matches!(by.voucher, Voucher::Root { .. })
            && by.seat == seat_of(&by.sign_key)
            && verify_voucher(school, by, root_key).is_ok();
        if !rooted {
            return Err(JoinError::NotAdministrator);
        }
        if !verify(&by.sign_key, DOMAIN, &signed.grant, &signature) {
            return Err(JoinError::Signature);
        }
        let device = &answer.enrolment;
        let ours = wire.school == school.as_bytes()
            && wire.request == request_hash(request)?
            && device.device == request.device()
            && device.seat == seat_of(&request.sign_key)
            && device.sign_key == request.sign_key
            && device.box_key == request.box_key;
        if ours {
            Ok(answer)
        } else {
            Err(JoinError::Other)
        }
    }

    /// Opens the keys with the device's box key.
    pub fn open(&self, school: SchoolId, box_key: &BoxKey) -> Result<Vec<EpochKey>, JoinError> {
        self.keys
            .iter()
            .map(|key| Ok(key.unwrap(school, box_key)?))
            .collect()
    }
}

fn request_hash(request: &JoinRequest) -> Result<[u8; 32], JoinError> {
    Ok(*blake3::hash(&request.encode()?).as_bytes())
}

impl Wire<v1::WrappedKey> for WrappedEpochKey {
    fn put(&self, _field: &'static str) -> Result<v1::WrappedKey, OpError> {
        Ok(v1::WrappedKey {
            compartment: self.compartment.put("WrappedKey.compartment")?,
            epoch: self.epoch,
            wrapped: self.wrapped.clone(),
        })
    }
    fn get(wire: v1::WrappedKey, field: &'static str) -> Result<Self, OpError> {
        Ok(Self {
            compartment: Wire::get(wire.compartment, field)?,
            epoch: wire.epoch,
            wrapped: wire.wrapped,
        })
    }
}
