//! The tasks of a sender.

use std::sync::{Mutex, PoisonError};

use tokio::runtime::Handle;
use tokio::task::JoinSet;

#[derive(Debug)]
pub(super) struct Tasks {
    runtime: Handle,
    /// `None` after [`end`](Self::end).
    running: Mutex<Option<JoinSet<()>>>,
}

impl Tasks {
    pub(super) fn new(runtime: Handle) -> Self {
        Self { runtime, running: Mutex::new(Some(JoinSet::new())) }
    }

    /// Starts a task, unless the tasks were ended.
    pub(super) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(tasks) = running.as_mut() {
            // Ended tasks would accumulate.
            while tasks.try_join_next().is_some() {}
            tasks.spawn_on(task, &self.runtime);
        }
    }

    /// Ends all tasks, waits until they have ended, and allows new ones meanwhile.
    pub(super) async fn restart(&self) {
        let ended = {
            let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
            running.replace(JoinSet::new())
        };
        if let Some(mut tasks) = ended {
            tasks.shutdown().await;
        }
    }

    /// Ends all tasks at their next `await`.
    pub(super) fn end(&self) {
        let tasks = self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(tasks);
    }
}
