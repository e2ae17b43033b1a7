//! The jobs of an archive, read as they are asked for.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use crate::work::Job;

/// The jobs of all sources, in order.
///
/// The reading is a coroutine: a future that suspends with each job that it [gives](Outlet::give), and goes on in the
/// thread that asks for the next one. So a block is read by a thread that is free.
pub(crate) struct Jobs {
    /// `None` after its end, because a future that is complete must not be polled.
    reading: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    outlet: Outlet,
}

/// Takes jobs out of the reading.
#[derive(Clone, Default)]
pub(crate) struct Outlet(Arc<Mutex<Option<Job>>>);

impl Jobs {
    /// Creates the jobs that a reading gives to an outlet.
    pub(crate) fn new(outlet: Outlet, reading: impl Future<Output = ()> + Send + 'static) -> Self {
        Self { reading: Some(Box::pin(reading)), outlet }
    }
}

impl Iterator for Jobs {
    type Item = Job;

    fn next(&mut self) -> Option<Job> {
        let reading = self.reading.as_mut()?;
        match reading.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Pending => self.outlet.take(),
            Poll::Ready(()) => {
                self.reading = None;
                None
            }
        }
    }
}

impl Outlet {
    /// Gives a job, and suspends until the next one is asked for.
    pub(crate) async fn give(&self, job: Job) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(job);
        let mut next = Poll::Pending;
        poll_fn(|_| std::mem::replace(&mut next, Poll::Ready(()))).await;
    }

    fn take(&self) -> Option<Job> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
