//! A value that no log line shows, no serialiser takes, and memory forgets.

use klassny_log::Random;
use std::fmt;
use zeroize::Zeroize;

/// A secret: shown as `…`, wiped when dropped. It is never serialised: it has no such trait.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    /// Takes a value into keeping.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// Shows the value to the code that must use it.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl Secret<[u8; 32]> {
    /// Makes a secret of random bytes.
    pub fn random(random: Random<'_>) -> Self {
        let mut secret = Self([0; 32]);
        random(&mut secret.0);
        secret
    }
}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_shown() {
        assert_eq!(format!("{:?}", Secret::new([7_u8; 32])), "Secret(…)");
        assert_eq!(Secret::new([7_u8; 32]).expose(), &[7; 32]);
    }
}
