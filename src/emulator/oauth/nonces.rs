//! Nonces that were used, so that no request is accepted twice.

use std::collections::HashMap;

/// How far the timestamp of a request may be from now, in seconds.
const TOLERANCE: u64 = 5 * 60;

/// Used nonces, kept for as long as the timestamp of their request would be accepted.
#[derive(Debug, Default)]
pub(in crate::emulator) struct Nonces {
    /// Consumer key, token and nonce of a request, and its timestamp.
    used: HashMap<[String; 3], i64>,
    /// At how many the outdated ones are dropped.
    crowded: usize,
}

/// What is wrong with the time or the nonce of a request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Stale {
    Timestamp,
    Nonce,
}

impl Nonces {
    /// Accepts a request once, and only if it was signed near one of the times that are "now".
    pub(super) fn accept(
        &mut self,
        request: [String; 3],
        timestamp: i64,
        now: [i64; 2],
    ) -> Result<(), Stale> {
        let is_near = |time: i64| now.iter().any(|now| now.abs_diff(time) <= TOLERANCE);
        if !is_near(timestamp) {
            return Err(Stale::Timestamp);
        }
        if self.used.len() >= self.crowded {
            self.used.retain(|_, time| is_near(*time));
            self.crowded = (2 * self.used.len()).max(1024);
        }
        // RFC 5849 §3.3: unique for a timestamp.
        match self.used.insert(request, timestamp) {
            Some(earlier) if earlier == timestamp => Err(Stale::Nonce),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(nonce: &str) -> [String; 3] {
        ["key".to_owned(), "token".to_owned(), nonce.to_owned()]
    }

    #[test]
    fn a_request_is_accepted_once_and_in_time() {
        let mut nonces = Nonces::default();
        let now = [1000, 1000];
        assert_eq!(nonces.accept(request("a"), 1000, now), Ok(()));
        assert_eq!(nonces.accept(request("a"), 1000, now), Err(Stale::Nonce));
        assert_eq!(nonces.accept(request("a"), 1001, now), Ok(()));
        assert_eq!(nonces.accept(request("b"), 1300, now), Ok(()));
        assert_eq!(nonces.accept(request("c"), 1301, now), Err(Stale::Timestamp));
        assert_eq!(nonces.accept(request("c"), 699, now), Err(Stale::Timestamp));
        assert_eq!(nonces.accept(request("c"), 699, [1000, 500]), Ok(()));
    }

    #[test]
    fn what_is_outdated_is_forgotten() {
        let mut nonces = Nonces::default();
        for second in 0..10_000 {
            assert_eq!(nonces.accept(request(&second.to_string()), second, [second; 2]), Ok(()));
        }
        assert!(nonces.used.len() < 2000, "{}", nonces.used.len());
    }
}
