//! Limits on the load of a service.
//!
//! Strangers can open any number of bodies, so these have a budget of their own. They never take
//! the room of deliveries that X has signed.

mod unverified;

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;

use tokio::sync::{oneshot, watch};

use self::unverified::Unverified;
use crate::receiver::Error;

/// The most memory that a decoded delivery takes for each byte of its body, the body included.
///
/// The benchmark `hostile` measures it. A Tweet with many media of the fewest members takes the most.
/// The usual factor is 3.
pub(super) const DECODED_PER_BYTE: usize = 96;

#[derive(Clone, Copy, Debug)]
pub(super) struct Capacity {
    /// The most bodies that are being read.
    pub(super) unverified: usize,
    /// The most bytes of these bodies that have arrived.
    pub(super) unverified_memory: usize,
    /// The most verified deliveries.
    pub(super) deliveries: usize,
    /// The error beyond that number.
    pub(super) full: Error,
    /// The most memory of the verified deliveries, by the worst factor.
    pub(super) memory: usize,
}

/// Admits bodies and deliveries up to the capacity, and signals when all of them have finished.
#[derive(Debug)]
pub(super) struct Gate {
    capacity: Capacity,
    load: watch::Sender<Load>,
}

#[derive(Debug, Default)]
struct Load {
    is_closed: bool,
    unverified: Unverified,
    /// The number of verified deliveries.
    deliveries: usize,
    /// The memory of these.
    memory: usize,
}

/// The share of the capacity that a body uses while it is being read. Dropping it frees the share.
#[derive(Debug)]
pub(super) struct Place {
    gate: Arc<Gate>,
    id: u64,
    displaced: oneshot::Receiver<Infallible>,
}

/// The share of the capacity that a verified delivery uses. Dropping it frees the share.
#[derive(Debug)]
pub(super) struct Slot {
    gate: Arc<Gate>,
    memory: usize,
}

impl Gate {
    pub(super) fn new(capacity: Capacity) -> Self {
        Self { capacity, load: watch::Sender::new(Load::default()) }
    }

    /// Admits a body. Beyond the limit, the oldest body loses its place.
    pub(super) fn enter(gate: &Arc<Self>) -> Result<Place, Error> {
        let (holder, displaced) = oneshot::channel();
        let mut id = Err(Error::ShuttingDown);
        gate.change(|load| {
            if !load.is_closed {
                id = Ok(load.unverified.enter(holder, gate.capacity.unverified));
            }
        });
        Ok(Place { gate: Arc::clone(gate), id: id?, displaced })
    }

    pub(super) fn unfinished(&self) -> usize {
        self.load.borrow().unfinished()
    }

    /// Admits no further bodies, and waits until all admitted ones have finished.
    pub(super) async fn drain(&self) {
        self.load.send_modify(|load| load.is_closed = true);
        // It fails only if the sender is dropped, and `self` owns the sender.
        let _ = self.load.subscribe().wait_for(|load| load.unfinished() == 0).await;
    }

    /// Changes the load, and wakes `drain` if nothing is unfinished.
    fn change(&self, change: impl FnOnce(&mut Load)) {
        self.load.send_if_modified(|load| {
            change(load);
            load.unfinished() == 0
        });
    }
}

impl Load {
    fn unfinished(&self) -> usize {
        self.unverified.len() + self.deliveries
    }
}

impl Place {
    /// Waits for a part of the body, as long as the body has its place.
    pub(super) async fn wait<T>(&mut self, part: impl Future<Output = T>) -> Result<T, Error> {
        let mut part = pin!(part);
        poll_fn(|context| match part.as_mut().poll(context) {
            Poll::Ready(part) => Poll::Ready(Ok(part)),
            // The holder sends nothing, so the end of waiting is its end.
            Poll::Pending => {
                Pin::new(&mut self.displaced).poll(context).map(|_| Err(Error::Displaced))
            }
        })
        .await
    }

    /// Counts bytes that have arrived. Beyond the limit, the oldest bodies lose their places,
    /// and this one can be among them.
    pub(super) fn hold(&self, more: usize) -> Result<(), Error> {
        let most = self.gate.capacity.unverified_memory;
        let mut is_held = false;
        self.gate.change(|load| is_held = load.unverified.hold(self.id, more, most));
        if is_held { Ok(()) } else { Err(Error::Displaced) }
    }

    /// Takes a share for the delivery after its body has been verified.
    ///
    /// A delivery larger than all the memory counts as all of it.
    pub(super) fn admit(self, body: usize) -> Result<Slot, Error> {
        let Capacity { deliveries, full, memory: most, .. } = self.gate.capacity;
        let memory = body.saturating_mul(DECODED_PER_BYTE).min(most);
        let mut admitted = Ok(());
        self.gate.change(|load| {
            if load.deliveries >= deliveries {
                admitted = Err(full);
            } else if memory > most - load.memory {
                admitted = Err(Error::Overloaded);
            } else {
                load.deliveries += 1;
                load.memory += memory;
            }
        });
        admitted.map(|()| Slot { gate: Arc::clone(&self.gate), memory })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.gate.change(|load| load.unverified.leave(self.id));
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.gate.change(|load| {
            load.deliveries -= 1;
            load.memory -= self.memory;
        });
    }
}
