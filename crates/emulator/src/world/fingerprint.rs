//! Derives texts that look random from a description of their use.

use std::fmt;
use std::hash::Hasher;

use siphasher::sip128::{Hasher128, SipHasher24};

/// Returns 128 bits derived from a text.
pub(super) fn fingerprint(of: impl fmt::Display) -> u128 {
    let mut hasher = SipHasher24::new();
    hasher.write(of.to_string().as_bytes());
    hasher.finish128().as_u128()
}

/// Returns at most 20 letters and digits, as in a t.co link or a file name.
pub(super) fn slug(of: impl fmt::Display, length: usize) -> String {
    const DIGITS: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut rest = fingerprint(of);
    let digit = || {
        let digit = usize::try_from(rest % 62).ok()?;
        rest /= 62;
        DIGITS.get(digit..=digit)
    };
    std::iter::repeat_with(digit).take(length).flatten().collect()
}
