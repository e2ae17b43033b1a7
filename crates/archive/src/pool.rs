//! Hands jobs to workers, and tells when they are done, in order.

use std::any::Any;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::item::Item;
use crate::record::{Context, is_once};
use crate::spare::{BLOCK, Spare};
use crate::work::Job;

/// The bytes that a job takes itself, and its items beside those that are counted.
const LEAST: usize = 4 << 10;

/// The state that the reading thread, the workers and the caller share.
///
/// The blocks that are read and whose results are not yet taken are bounded in bytes, so memory is too.
#[derive(Debug)]
pub(crate) struct Pool {
    state: Mutex<State>,
    /// There is a job, or none will come.
    work: Condvar,
    /// A job is done, or none will come.
    ready: Condvar,
    /// A job has ended.
    turn: Condvar,
    /// There is room for a job.
    room: Condvar,
    is_ordered: bool,
    budget: usize,
    /// The memory of blocks.
    pub(crate) spare: Spare,
}

#[derive(Debug, Default)]
struct State {
    jobs: VecDeque<(u64, Job)>,
    /// The numbers of the jobs that run.
    running: BTreeSet<u64>,
    /// The bytes of the jobs that are done, by number.
    done: BTreeMap<u64, usize>,
    next_in: u64,
    next_out: u64,
    /// The jobs whose results are not taken, and their bytes.
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

/// The items of a job that was run.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) items: Vec<Item>,
    pub(crate) context: Arc<Context>,
}

impl Done {
    /// Returns `true` if the jobs before it decide which of its items are kept.
    pub(crate) fn depends_on_order(&self) -> bool {
        self.items.iter().any(is_once)
    }

    /// Drops the items that repeat a fault of the whole source, in the order of jobs.
    pub(crate) fn finish(&mut self) {
        let context = &self.context;
        self.items.retain_mut(|item| {
            item.occurrence = context.occurrence;
            context.keeps(item)
        });
    }
}

impl Pool {
    pub(crate) fn new(threads: usize, is_ordered: bool) -> Self {
        Self {
            state: Mutex::default(),
            work: Condvar::new(),
            ready: Condvar::new(),
            turn: Condvar::new(),
            room: Condvar::new(),
            is_ordered,
            budget: (2 * threads + 2) * BLOCK,
            spare: Spare::default(),
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

    /// Ends everything. Jobs that are left are dropped.
    pub(crate) fn stop(&self) {
        let mut state = self.lock();
        state.is_stopped = true;
        let left = std::mem::take(&mut state.jobs);
        drop(state);
        drop(left);
        self.work.notify_all();
        self.ready.notify_all();
        self.room.notify_all();
        self.turn.notify_all();
    }

    /// Returns `true` if the pool was stopped.
    pub(crate) fn is_stopped(&self) -> bool {
        self.lock().is_stopped
    }

    /// Returns `true` if nothing more is read.
    pub(crate) fn has_ended(&self) -> bool {
        let state = self.lock();
        state.is_stopped || state.has_ended
    }

    /// Runs jobs until none come any more. `keep` takes the items of each.
    pub(crate) fn work(&self, mut keep: impl FnMut(u64, Done)) {
        while let Some((number, job)) = self.job() {
            let (expected, block_bytes, block) = (weight(&job), job.block_bytes, job.block.clone());
            let (items, context) = job.run();
            let bytes = expected.max(block_bytes + items.capacity() * size_of::<Item>());
            keep(number, Done { items, context });
            self.spare.give(block);
            let mut state = self.lock();
            state.bytes += bytes - expected;
            state.done.insert(number, bytes);
            state.running.remove(&number);
            let is_next = !self.is_ordered || state.next_out == number;
            drop(state);
            if is_next {
                self.ready.notify_one();
            }
            self.turn.notify_all();
        }
    }

    /// Waits until all jobs before a running one are done, or the pool is stopped.
    pub(crate) fn wait_for_turn(&self, number: u64) {
        let mut state = self.lock();
        while state.running.first().is_some_and(|first| *first < number) && !state.is_stopped {
            state = wait(&self.turn, state);
        }
    }

    fn job(&self) -> Option<(u64, Job)> {
        let mut state = self.lock();
        loop {
            if state.is_stopped {
                return None;
            }
            match state.jobs.pop_front() {
                Some((number, job)) => {
                    state.running.insert(number);
                    return Some((number, job));
                }
                None if state.has_ended => return None,
                None => state = wait(&self.work, state),
            }
        }
    }

    /// Returns the number of the next job that is done. Waits for it if `waits`.
    pub(crate) fn receive(&self, waits: bool) -> Option<u64> {
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
            if is_next && let Some((number, bytes)) = state.done.pop_first() {
                state.next_out += 1;
                state.open -= 1;
                state.bytes -= bytes;
                drop(state);
                self.room.notify_one();
                return Some(number);
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
        let mut found = Vec::new();
        pool.work(|number, done| found.push((number, done.items.len())));
        let counted = pool.lock().bytes;
        assert_eq!(found, [(0, 26)]);
        assert_eq!(pool.receive(true), Some(0));
        assert!(counted >= 1000 + 26 * item, "{counted}");
        assert_eq!(pool.lock().bytes, 0);
    }
}
