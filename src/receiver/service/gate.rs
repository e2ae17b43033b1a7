//! Limits on the load of a service.

use std::convert::Infallible;
use std::sync::Arc;

use tokio::sync::watch;

use crate::receiver::Error;

#[derive(Clone, Copy, Debug)]
pub(super) struct Capacity {
    pub(super) deliveries: usize,
    pub(super) queue: usize,
    pub(super) memory: usize,
}

/// Admits deliveries up to the capacity, and signals when all of them have finished.
#[derive(Debug)]
pub(super) struct Gate {
    capacity: Capacity,
    load: watch::Sender<Load>,
}

#[derive(Debug, Default)]
struct Load {
    is_closed: bool,
    /// Deliveries that are being read or, in `Mode::Await`, handled.
    open: usize,
    /// Deliveries that are acknowledged and not yet handled.
    queued: usize,
    /// The total length of their bodies.
    bytes: usize,
}

/// The share of the capacity that one delivery uses. Dropping it frees the share.
#[derive(Debug)]
pub(super) struct Slot {
    gate: Arc<Gate>,
    is_queued: bool,
    bytes: usize,
}

impl Gate {
    pub(super) fn new(capacity: Capacity) -> Self {
        Self { capacity, load: watch::Sender::new(Load::default()) }
    }

    pub(super) fn enter(gate: &Arc<Self>) -> Result<Slot, Error> {
        gate.change(|load| match load {
            Load { is_closed: true, .. } => Err(Error::ShuttingDown),
            Load { open, .. } => take(open, 1, gate.capacity.deliveries).ok_or(Error::Overloaded),
        })?;
        Ok(Slot { gate: Arc::clone(gate), is_queued: false, bytes: 0 })
    }

    pub(super) fn unfinished(&self) -> usize {
        self.load.borrow().unfinished()
    }

    /// Admits no further deliveries, and waits until all admitted ones have finished.
    pub(super) async fn drain(&self) {
        self.load.send_modify(|load| load.is_closed = true);
        // It fails only if the sender is dropped, and `self` owns the sender.
        let _ = self.load.subscribe().wait_for(|load| load.unfinished() == 0).await;
    }

    /// Changes the load, and wakes `drain` if no delivery is unfinished.
    fn change<E>(&self, change: impl FnOnce(&mut Load) -> Result<(), E>) -> Result<(), E> {
        let mut result = Ok(());
        self.load.send_if_modified(|load| {
            result = change(load);
            load.unfinished() == 0
        });
        result
    }
}

impl Load {
    const fn unfinished(&self) -> usize {
        self.open + self.queued
    }
}

/// Adds to a count unless the sum exceeds the maximum.
fn take(count: &mut usize, more: usize, most: usize) -> Option<()> {
    *count = count.checked_add(more).filter(|count| *count <= most)?;
    Some(())
}

impl Slot {
    pub(super) fn hold(&mut self, more: usize) -> Result<(), Error> {
        let most = self.gate.capacity.memory;
        self.gate.change(|load| take(&mut load.bytes, more, most).ok_or(Error::Overloaded))?;
        self.bytes += more;
        Ok(())
    }

    /// Moves the delivery to the queue, so that another one can be read.
    pub(super) fn queue(&mut self) -> Result<(), Error> {
        let most = self.gate.capacity.queue;
        self.gate.change(|load| {
            take(&mut load.queued, 1, most).ok_or(Error::QueueFull)?;
            load.open -= 1;
            Ok(())
        })?;
        self.is_queued = true;
        Ok(())
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let Ok(()) = self.gate.change(|load| {
            *if self.is_queued { &mut load.queued } else { &mut load.open } -= 1;
            load.bytes -= self.bytes;
            Ok::<(), Infallible>(())
        });
    }
}
