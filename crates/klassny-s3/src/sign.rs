//! The two hashes that a request to S3 is signed with, by the libraries the program has anyway.
//!
//! The store's own providers are large libraries of C; a signature needs SHA-256 and nothing more.

use hmac::{Hmac, KeyInit, Mac};
use object_store::client::{
    CryptoProvider, DigestAlgorithm, DigestContext, HmacContext, Signer, SigningAlgorithm,
};
use object_store::{Error, Result};
use sha2::{Digest, Sha256};

/// SHA-256 and its HMAC.
#[derive(Debug)]
pub(crate) struct Hashes;

struct Hashing {
    state: Sha256,
    done: [u8; 32],
}

struct Keyed {
    state: Hmac<Sha256>,
    done: [u8; 32],
}

fn unsupported() -> Error {
    Error::NotSupported {
        source: "only SHA-256 and its HMAC are here".into(),
    }
}

impl CryptoProvider for Hashes {
    fn digest(&self, algorithm: DigestAlgorithm) -> Result<Box<dyn DigestContext>> {
        match algorithm {
            DigestAlgorithm::Sha256 => Ok(Box::new(Hashing {
                state: Sha256::new(),
                done: [0; 32],
            })),
            _ => Err(unsupported()),
        }
    }

    fn hmac(&self, algorithm: DigestAlgorithm, secret: &[u8]) -> Result<Box<dyn HmacContext>> {
        let keyed = match algorithm {
            DigestAlgorithm::Sha256 => Hmac::new_from_slice(secret).map_err(|_| unsupported()),
            _ => Err(unsupported()),
        };
        Ok(Box::new(Keyed {
            state: keyed?,
            done: [0; 32],
        }))
    }

    fn sign(&self, _: SigningAlgorithm, _: &[u8]) -> Result<Box<dyn Signer>> {
        Err(unsupported())
    }
}

impl DigestContext for Hashing {
    fn update(&mut self, data: &[u8]) {
        Digest::update(&mut self.state, data);
    }

    fn finish(&mut self) -> Result<&[u8]> {
        self.done = self.state.clone().finalize().into();
        Ok(&self.done)
    }
}

impl HmacContext for Keyed {
    fn update(&mut self, data: &[u8]) {
        Mac::update(&mut self.state, data);
    }

    fn finish(&mut self) -> Result<&[u8]> {
        self.done = self.state.clone().finalize().into_bytes().into();
        Ok(&self.done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// FIPS 180-2, B.1; RFC 4231, test case 2.
    #[test]
    fn both_hashes_are_those_of_their_standards() {
        let mut plain = Hashes.digest(DigestAlgorithm::Sha256).expect("SHA-256");
        plain.update(b"a");
        plain.update(b"bc");
        assert_eq!(
            hex(plain.finish().expect("a digest")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        let mut keyed = Hashes
            .hmac(DigestAlgorithm::Sha256, b"Jefe")
            .expect("its HMAC");
        keyed.update(b"what do ya want for nothing?");
        assert_eq!(
            hex(keyed.finish().expect("a digest")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }
}
