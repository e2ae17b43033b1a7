//! Bodies that are being read, the oldest first.

use std::collections::BTreeMap;
use std::convert::Infallible;

use tokio::sync::oneshot;

#[derive(Debug, Default)]
pub(super) struct Unverified {
    /// By their number in the order of arrival.
    bodies: BTreeMap<u64, Body>,
    entered: u64,
    /// The bytes of all of them that have arrived.
    bytes: usize,
}

#[derive(Debug)]
struct Body {
    bytes: usize,
    /// Dropping it tells the reader of the body that it has lost its place.
    _holder: oneshot::Sender<Infallible>,
}

impl Unverified {
    pub(super) fn len(&self) -> usize {
        self.bodies.len()
    }

    /// Adds a body, removes the oldest beyond the maximum, and returns the number of the new one.
    pub(super) fn enter(&mut self, holder: oneshot::Sender<Infallible>, most: usize) -> u64 {
        while self.bodies.len() >= most
            && let Some(oldest) = self.bodies.keys().next().copied()
        {
            self.leave(oldest);
        }
        self.entered += 1;
        self.bodies.insert(self.entered, Body { bytes: 0, _holder: holder });
        self.entered
    }

    /// Adds bytes to a body, removes the oldest bodies with bytes beyond the maximum, and returns
    /// whether the body still has its place.
    pub(super) fn hold(&mut self, number: u64, more: usize, most: usize) -> bool {
        let Some(body) = self.bodies.get_mut(&number) else { return false };
        body.bytes += more;
        self.bytes += more;
        while self.bytes > most
            && let Some(oldest) = self.oldest_with_bytes()
        {
            self.leave(oldest);
        }
        self.bodies.contains_key(&number)
    }

    pub(super) fn leave(&mut self, number: u64) {
        if let Some(body) = self.bodies.remove(&number) {
            self.bytes -= body.bytes;
        }
    }

    fn oldest_with_bytes(&self) -> Option<u64> {
        let mut bodies = self.bodies.iter().filter(|(_, body)| body.bytes > 0);
        bodies.next().map(|(number, _)| *number)
    }
}
