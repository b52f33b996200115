//! The keys of the log: a seat's signing key, a box key, a compartment's key, and wrapping.
//!
//! No key is ever printed, serialised by a trait or made from a clock; randomness comes in as an
//! argument. Every signature is over a domain-separated text and checked with `verify_strict`.

use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use klassny_domain::change::Compartment;
use klassny_domain::ids::{KeyId, SeatId};
use std::fmt;
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Fills a buffer with random bytes; the caller owns the source.
pub type Random<'a> = &'a mut dyn FnMut(&mut [u8]);

/// An Ed25519 secret: of a seat, of an invitation, of the school's root.
#[derive(Clone)]
pub struct SeatKey(SigningKey);

impl SeatKey {
    /// Makes the key of 32 secret bytes.
    pub fn from_bytes(secret: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(secret))
    }

    /// Makes a key of random bytes.
    pub fn random(random: Random<'_>) -> Self {
        Self::from_bytes(&random_secret(random))
    }

    /// The 32 secret bytes, for a keyslot.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// The public key.
    pub fn public(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    /// The box key of the same secret: X25519 over the scalar that this key signs with. Only the
    /// school's root uses it, so that everybody who knows its public key can wrap to it (D14).
    pub fn recovery(&self) -> BoxKey {
        let scalar = Zeroizing::new(self.0.to_scalar_bytes());
        BoxKey::from_bytes(&scalar)
    }

    /// The seat that this key is of.
    pub fn seat(&self) -> SeatId {
        seat_of(&self.public())
    }

    /// Signs a message of a domain (`jsg1-segment`, `jsg1-seat` …).
    pub fn sign(&self, domain: &str, message: &[u8]) -> [u8; 64] {
        self.0
            .sign(&[domain.as_bytes(), message].concat())
            .to_bytes()
    }
}

impl fmt::Debug for SeatKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SeatKey(of {})", self.seat())
    }
}

/// The seat of a public signing key.
pub fn seat_of(sign_key: &[u8; 32]) -> SeatId {
    SeatId::derive(&[sign_key])
}

/// The public part of `SeatKey::recovery`; nothing where the bytes are no key.
pub fn recovery_of(sign_key: &[u8; 32]) -> Option<[u8; 32]> {
    let key = VerifyingKey::from_bytes(sign_key).ok()?;
    Some(key.to_montgomery().to_bytes())
}

/// Whether a signature of a domain holds; weak keys and signatures never do.
pub fn verify(sign_key: &[u8; 32], domain: &str, message: &[u8], signature: &[u8; 64]) -> bool {
    let Ok(key) = VerifyingKey::from_bytes(sign_key) else {
        return false;
    };
    let message = [domain.as_bytes(), message].concat();
    key.verify_strict(&message, &Signature::from_bytes(signature))
        .is_ok()
}

/// An X25519 secret: what was wrapped to its public key, it unwraps.
#[derive(Clone)]
pub struct BoxKey(StaticSecret);

impl BoxKey {
    /// Makes the key of 32 secret bytes.
    pub fn from_bytes(secret: &[u8; 32]) -> Self {
        Self(StaticSecret::from(*secret))
    }

    /// Makes a key of random bytes.
    pub fn random(random: Random<'_>) -> Self {
        Self::from_bytes(&random_secret(random))
    }

    /// The 32 secret bytes, for a keyslot.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// The public key.
    pub fn public(&self) -> [u8; 32] {
        PublicKey::from(&self.0).to_bytes()
    }
}

impl fmt::Debug for BoxKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BoxKey(…)")
    }
}

/// The symmetric key of a compartment in one epoch.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct CompartmentKey([u8; 32]);

impl CompartmentKey {
    /// Makes the key of 32 secret bytes.
    pub const fn from_bytes(secret: [u8; 32]) -> Self {
        Self(secret)
    }

    /// Makes a key of random bytes.
    pub fn random(random: Random<'_>) -> Self {
        Self(*random_secret(random))
    }

    /// The name of the key in a compartment: whoever opens a wrapped key can tell that it is the
    /// one that was stated, so that nobody can give two machines two keys under one name.
    pub fn id(&self, compartment: Compartment) -> KeyId {
        let mut hasher = blake3::Hasher::new_derive_key("klassny 2026-11-30 key id v1");
        let number = crate::header::compartment_number(compartment);
        hasher.update(&number.to_le_bytes()).update(&self.0);
        KeyId::from_bytes(crate::segment::short(hasher.finalize().as_bytes()))
    }

    /// The 32 secret bytes, for wrapping.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for CompartmentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CompartmentKey(…)")
    }
}

fn random_secret(random: Random<'_>) -> Zeroizing<[u8; 32]> {
    let mut secret = Zeroizing::new([0; 32]);
    random(secret.as_mut_slice());
    secret
}

/// Why a wrapped secret does not open: the key, the purpose or the bytes; which, nobody can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the wrapped secret does not open with this key")]
pub struct WrapError;

/// Wraps a secret to a public box key for one purpose: ephemeral key 32 | sealed secret | tag 16.
///
/// The purpose is part of the key: what was wrapped as one thing never opens as another.
pub fn wrap_to(
    box_public: &[u8; 32],
    purpose: &str,
    secret: &[u8],
    random: Random<'_>,
) -> Result<Vec<u8>, WrapError> {
    let ephemeral = BoxKey::random(random);
    let key = shared_key(&ephemeral, box_public, &ephemeral.public(), box_public)?;
    let sealed = aead_seal(&key, &[0; 24], purpose.as_bytes(), secret).ok_or(WrapError)?;
    Ok([&ephemeral.public()[..], &sealed].concat())
}

/// Opens what `wrap_to` made for this key and purpose.
pub fn unwrap(
    box_key: &BoxKey,
    purpose: &str,
    wrapped: &[u8],
) -> Result<Zeroizing<Vec<u8>>, WrapError> {
    let (ephemeral, sealed) = wrapped.split_first_chunk::<32>().ok_or(WrapError)?;
    let key = shared_key(box_key, ephemeral, ephemeral, &box_key.public())?;
    aead_open(&key, &[0; 24], purpose.as_bytes(), sealed)
        .map(Zeroizing::new)
        .ok_or(WrapError)
}

/// The key of one wrapping; a fresh ephemeral key makes it unique, so its nonce may be zero.
fn shared_key(
    ours: &BoxKey,
    theirs: &[u8; 32],
    ephemeral: &[u8; 32],
    recipient: &[u8; 32],
) -> Result<Zeroizing<[u8; 32]>, WrapError> {
    let shared = ours.0.diffie_hellman(&PublicKey::from(*theirs));
    if !shared.was_contributory() {
        return Err(WrapError);
    }
    let mut hasher = blake3::Hasher::new_derive_key("klassny 2026-11-22 wrap v1");
    hasher
        .update(shared.as_bytes())
        .update(ephemeral)
        .update(recipient);
    Ok(Zeroizing::new(*hasher.finalize().as_bytes()))
}

/// XChaCha20-Poly1305; nothing where the text is too long for the cipher.
pub fn aead_seal(key: &[u8; 32], nonce: &[u8; 24], aad: &[u8], text: &[u8]) -> Option<Vec<u8>> {
    let cipher = XChaCha20Poly1305::new(key.into());
    cipher
        .encrypt(nonce.into(), Payload { msg: text, aad })
        .ok()
}

/// Opens what `aead_seal` made; nothing where key, nonce, associated data or bytes differ.
pub fn aead_open(key: &[u8; 32], nonce: &[u8; 24], aad: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let cipher = XChaCha20Poly1305::new(key.into());
    cipher
        .decrypt(nonce.into(), Payload { msg: sealed, aad })
        .ok()
}
