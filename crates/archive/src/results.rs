//! The results of jobs that are done and not yet taken.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::cancel::Cancel;
use crate::pool::Pool;

/// The receiver of results. Dropping it stops the pool.
#[derive(Debug)]
pub(crate) struct Results<T> {
    pool: Arc<Pool>,
    cancel: Cancel,
    kept: Arc<Kept<T>>,
}

/// Results by the numbers of their jobs.
#[derive(Debug)]
pub(crate) struct Kept<T>(Mutex<BTreeMap<u64, T>>);

impl<T> Kept<T> {
    pub(crate) fn insert(&self, number: u64, result: T) {
        self.lock().insert(number, result);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<u64, T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Results<T> {
    pub(crate) fn new(pool: Arc<Pool>, cancel: Cancel) -> Self {
        Self { pool, cancel, kept: Arc::new(Kept(Mutex::default())) }
    }

    /// Returns the part that workers share.
    pub(crate) fn kept(&self) -> Arc<Kept<T>> {
        Arc::clone(&self.kept)
    }

    /// Returns the next result. Waits for it if `waits`. `None` if there are none, or reading was cancelled.
    pub(crate) fn receive(&self, waits: bool) -> Option<T> {
        while !self.is_cancelled()
            && let Some(number) = self.pool.receive(waits)
        {
            let result = self.kept.lock().remove(&number);
            if result.is_some() {
                return result;
            }
        }
        None
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancel.is_cancelled()
    }
}

impl<T> Drop for Results<T> {
    fn drop(&mut self) {
        self.pool.stop();
    }
}
