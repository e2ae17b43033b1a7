//! Used nonces, so that a request is not accepted twice.

use std::collections::HashMap;

/// The accepted difference between the timestamp of a request and now, in seconds.
const TOLERANCE: u64 = 5 * 60;

/// The used nonces. Each is kept for as long as the timestamp of its request is accepted.
#[derive(Debug, Default)]
pub(crate) struct Nonces {
    /// The consumer key, token and nonce of a request, and its timestamp.
    used: HashMap<[String; 3], i64>,
    /// The number of entries at which outdated ones are dropped.
    crowded: usize,
}

/// The part of a request that is not accepted: the timestamp or the nonce.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Stale {
    Timestamp,
    Nonce,
}

impl Nonces {
    /// Accepts a request once, and only if it was signed near one of the two current times.
    pub(crate) fn accept(
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
        // RFC 5849 §3.3: a nonce is unique for a timestamp.
        match self.used.insert(request, timestamp) {
            Some(earlier) if earlier == timestamp => Err(Stale::Nonce),
            _ => Ok(()),
        }
    }
}
