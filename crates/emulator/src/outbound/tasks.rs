//! The tasks of the sender, which end with it.

use std::sync::{Mutex, PoisonError};

use tokio::runtime::Handle;
use tokio::task::JoinSet;

#[derive(Debug)]
pub(super) struct Tasks {
    runtime: Handle,
    /// `None` once they were ended.
    running: Mutex<Option<JoinSet<()>>>,
}

impl Tasks {
    pub(super) fn new(runtime: Handle) -> Self {
        Self { runtime, running: Mutex::new(Some(JoinSet::new())) }
    }

    /// Starts a task, unless they were ended.
    pub(super) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(tasks) = running.as_mut() {
            // Those that have ended would pile up.
            while tasks.try_join_next().is_some() {}
            tasks.spawn_on(task, &self.runtime);
        }
    }

    /// Ends them all, at their next `await`.
    pub(super) fn end(&self) {
        let tasks = self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(tasks);
    }
}
