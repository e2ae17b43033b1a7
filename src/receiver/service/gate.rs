//! How much is taken on at once.

use std::convert::Infallible;
use std::sync::Arc;

use tokio::sync::watch;

use crate::receiver::Error;

/// How much there may be at once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Capacity {
    pub(super) deliveries: usize,
    pub(super) queue: usize,
    pub(super) memory: usize,
}

/// Lets deliveries in, and knows when the last has gone.
#[derive(Debug)]
pub(super) struct Gate {
    capacity: Capacity,
    load: watch::Sender<Load>,
}

#[derive(Debug, Default)]
struct Load {
    is_closed: bool,
    /// Deliveries that are being read, or whose handler the answer waits for.
    open: usize,
    /// Deliveries that are acknowledged and not handled.
    queued: usize,
    /// Bytes of all their bodies.
    bytes: usize,
}

/// What one delivery takes up, given back when it is dropped.
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

    /// Lets a delivery in.
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

    /// Lets nothing in any more, and waits until all have gone.
    pub(super) async fn drain(&self) {
        self.load.send_modify(|load| load.is_closed = true);
        // It fails only without a sender, and that is here.
        let _ = self.load.subscribe().wait_for(|load| load.unfinished() == 0).await;
    }

    /// Changes the load, and wakes whoever waits for the last to go.
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

/// Adds to a count unless that exceeds its bound.
fn take(count: &mut usize, more: usize, most: usize) -> Option<()> {
    *count = count.checked_add(more).filter(|count| *count <= most)?;
    Some(())
}

impl Slot {
    /// Holds so many more bytes.
    pub(super) fn hold(&mut self, more: usize) -> Result<(), Error> {
        let most = self.gate.capacity.memory;
        self.gate.change(|load| take(&mut load.bytes, more, most).ok_or(Error::Overloaded))?;
        self.bytes += more;
        Ok(())
    }

    /// Goes over to the queue, so that another delivery can be read.
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
