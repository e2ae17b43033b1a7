//! Hands jobs to workers, and their items on in order.

use std::any::Any;
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::item::Item;
use crate::record::Context;
use crate::text::BLOCK;
use crate::work::Job;

/// The bytes that a job takes itself, and its items beside those that are counted.
const LEAST: usize = 4 << 10;

/// The state that the reading thread, the workers and the caller share.
///
/// The blocks that are read and whose items are not yet taken are bounded in bytes, so memory is too.
#[derive(Debug)]
pub(crate) struct Pool {
    state: Mutex<State>,
    /// There is a job, or none will come.
    work: Condvar,
    /// There are items, or none will come.
    ready: Condvar,
    /// There is room for a job.
    room: Condvar,
    is_ordered: bool,
    budget: usize,
}

#[derive(Debug, Default)]
struct State {
    jobs: VecDeque<(u64, Job)>,
    done: BTreeMap<u64, Done>,
    next_in: u64,
    next_out: u64,
    /// The jobs whose items are not taken, and their bytes.
    open: usize,
    bytes: usize,
    has_ended: bool,
    is_stopped: bool,
    panic: Option<Panic>,
}

/// The value of a panic.
struct Panic(Box<dyn Any + Send>);

impl fmt::Debug for Panic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Panic")
    }
}

/// The items of a job.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) items: Vec<Item>,
    pub(crate) context: Arc<Context>,
    bytes: usize,
}

impl Pool {
    pub(crate) fn new(threads: usize, is_ordered: bool) -> Self {
        Self {
            state: Mutex::default(),
            work: Condvar::new(),
            ready: Condvar::new(),
            room: Condvar::new(),
            is_ordered,
            budget: (2 * threads + 2) * BLOCK,
        }
    }

    /// Adds a job. Waits for room. Returns `false` if the pool was stopped.
    pub(crate) fn push(&self, job: Job) -> bool {
        let mut state = self.lock();
        while state.bytes >= self.budget && !state.is_stopped {
            state = wait(&self.room, state);
        }
        if state.is_stopped {
            return false;
        }
        let number = state.next_in;
        state.next_in += 1;
        state.open += 1;
        state.bytes += weight(&job);
        state.jobs.push_back((number, job));
        self.work.notify_one();
        true
    }

    /// Tells that no more jobs come.
    pub(crate) fn end(&self) {
        self.lock().has_ended = true;
        self.work.notify_all();
        self.ready.notify_all();
    }

    /// Runs a thread. If it panics, the caller panics in its place, and does not take that for the end of the items.
    pub(crate) fn run(&self, thread: impl FnOnce()) {
        if let Err(panic) = catch_unwind(AssertUnwindSafe(thread)) {
            self.lock().panic = Some(Panic(panic));
            self.stop();
        }
    }

    /// Ends everything. Jobs and items that are left are dropped.
    pub(crate) fn stop(&self) {
        let mut state = self.lock();
        state.is_stopped = true;
        let left = (std::mem::take(&mut state.jobs), std::mem::take(&mut state.done));
        drop(state);
        drop(left);
        self.work.notify_all();
        self.ready.notify_all();
        self.room.notify_all();
    }

    /// Returns `true` if the pool was stopped.
    pub(crate) fn is_stopped(&self) -> bool {
        self.lock().is_stopped
    }

    /// Runs jobs until none come any more.
    pub(crate) fn work(&self) {
        while let Some((number, job)) = self.job() {
            let (expected, block) = (weight(&job), job.block_bytes);
            let (items, context) = job.run();
            let bytes = expected.max(block + items.capacity() * size_of::<Item>());
            let mut state = self.lock();
            state.bytes += bytes - expected;
            if !state.is_stopped {
                state.done.insert(number, Done { items, context, bytes });
            }
            drop(state);
            self.ready.notify_one();
        }
    }

    fn job(&self) -> Option<(u64, Job)> {
        let mut state = self.lock();
        loop {
            if state.is_stopped {
                return None;
            }
            match state.jobs.pop_front() {
                Some(job) => return Some(job),
                None if state.has_ended => return None,
                None => state = wait(&self.work, state),
            }
        }
    }

    /// Returns the next items. Waits for them if `waits`.
    pub(crate) fn receive(&self, waits: bool) -> Option<Done> {
        let mut state = self.lock();
        loop {
            if let Some(Panic(panic)) = state.panic.take() {
                drop(state);
                resume_unwind(panic);
            }
            if state.is_stopped {
                return None;
            }
            let is_next = match state.done.first_key_value() {
                Some((number, _)) => !self.is_ordered || *number == state.next_out,
                None => false,
            };
            if is_next && let Some((_, done)) = state.done.pop_first() {
                state.next_out += 1;
                state.open -= 1;
                state.bytes -= done.bytes;
                drop(state);
                self.room.notify_one();
                return Some(done);
            }
            if !waits || state.has_ended && state.open == 0 {
                return None;
            }
            state = wait(&self.ready, state);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the bytes that a job takes, with the items that it probably gives.
fn weight(job: &Job) -> usize {
    job.block_bytes + job.records() * size_of::<Item>() + LEAST
}

fn wait<'a>(condition: &Condvar, guard: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
    condition.wait(guard).unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use bytes::Bytes;

    use super::{Pool, weight};
    use crate::item::Item;
    use crate::record::Context;
    use crate::work::{Job, Work};

    fn job(text: &'static str, lines: usize) -> Job {
        Job {
            context: Arc::new(Context::new("source")),
            block: Bytes::from_static(text.as_bytes()),
            block_bytes: 1000,
            offset: 0,
            line: 1,
            lines,
            work: Work::Lines,
            is_last: true,
            from: (0, 0),
            max_value: 1000,
        }
    }

    #[test]
    fn a_job_counts_its_items() {
        let item = size_of::<Item>();
        assert!(weight(&job("{}\n{}\n{}", 3)) >= 1000 + 3 * item);

        // A record can give more items than expected.
        let pool = Pool::new(1, true);
        assert!(pool.push(job("{\"a\" 1}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}", 1)));
        pool.end();
        pool.work();
        let counted = pool.lock().bytes;
        let done = pool.receive(true).map(|done| done.items.len());
        assert_eq!(done, Some(26));
        assert!(counted >= 1000 + 26 * item, "{counted}");
        assert_eq!(pool.lock().bytes, 0);
    }
}
