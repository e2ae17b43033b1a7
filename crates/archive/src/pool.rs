//! Hands jobs to workers, and tells when they are done, in order.

use std::any::Any;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::item::Item;
use crate::jobs::Jobs;
use crate::record::{Context, is_once};
use crate::spare::{BLOCK, Spare};
use crate::work::Job;

/// The bytes that a job takes itself, and its items beside those that are counted.
const LEAST: usize = 4 << 10;

/// The time after which the caller looks for results that it was not woken for. A function that waits for the caller
/// keeps its thread from waking it.
const LATEST: Duration = Duration::from_millis(5);

/// The state that the threads and the caller share.
///
/// The blocks that are read and whose results are not yet taken are bounded in bytes, so memory is too.
#[derive(Debug)]
pub(crate) struct Pool {
    state: Mutex<State>,
    /// There is a job, or none will come.
    work: Condvar,
    /// A job is done, the first one is open, or none will come.
    ready: Condvar,
    /// A job has ended.
    turn: Condvar,
    /// There is room for a job.
    room: Condvar,
    is_ordered: bool,
    budget: usize,
    /// The number of jobs that are read before they are needed.
    ahead: usize,
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
    /// Whether a thread reads, or waits for room to read.
    is_reading: bool,
    /// Whether the next job comes soon, from a source whose reads wait for nobody.
    is_coming: bool,
    has_ended: bool,
    is_stopped: bool,
    panic: Option<Panic>,
}

impl State {
    /// Returns `true` if nothing is to be done before the next job, which may never come.
    const fn is_idle(&self) -> bool {
        self.open == 0 && !self.is_coming
    }
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
            ahead: threads,
            budget: (2 * threads + 2) * BLOCK,
            spare: Spare::default(),
        }
    }

    /// Reads jobs until they end, or the pool is stopped.
    pub(crate) fn read(&self, jobs: &Mutex<Jobs>) {
        let mut state = self.lock();
        while !state.is_stopped && !state.has_ended {
            state = self.read_one(state, jobs);
        }
    }

    /// Reads the next job when there is room for it.
    fn read_one<'a>(
        &'a self,
        mut state: MutexGuard<'a, State>,
        jobs: &Mutex<Jobs>,
    ) -> MutexGuard<'a, State> {
        state.is_reading = true;
        while !self.has_room(&state) && !state.is_stopped {
            state = wait(&self.room, state);
        }
        if state.is_stopped {
            return state;
        }
        drop(state);
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).next();
        state = self.lock();
        state.is_reading = false;
        let Some(job) = job else {
            state.has_ended = true;
            self.work.notify_all();
            self.ready.notify_all();
            return state;
        };
        let number = state.next_in;
        state.next_in += 1;
        if state.is_idle() {
            // The caller waits without a limit of time.
            self.ready.notify_one();
        }
        state.is_coming = !job.context.is_live && !job.is_last;
        state.open += 1;
        state.bytes += weight(&job);
        state.jobs.push_back((number, job));
        self.work.notify_one();
        state
    }

    fn has_room(&self, state: &State) -> bool {
        state.bytes < self.budget
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

    /// Runs jobs until none come any more. `keep` takes the items of each. Reads them too if `jobs` are given.
    pub(crate) fn work(&self, jobs: Option<&Mutex<Jobs>>, mut keep: impl FnMut(u64, Done)) {
        while let Some((number, job)) = self.job(jobs) {
            let (expected, block_bytes, block) = (weight(&job), job.block_bytes, job.block.clone());
            let (items, context) = job.run();
            let is_live = context.is_live;
            let bytes = expected.max(block_bytes + items.capacity() * size_of::<Item>());
            keep(number, Done { items, context });
            self.spare.give(block);
            let mut state = self.lock();
            state.bytes += bytes - expected;
            state.done.insert(number, bytes);
            state.running.remove(&number);
            // Waking the caller costs a switch of threads, which the next results can share if they come soon.
            let is_last = (is_live || state.has_ended) && state.jobs.is_empty();
            let is_urgent = is_last || state.bytes + BLOCK >= self.budget;
            let wakes = is_urgent && self.has_result(&state);
            let is_alone = state.running.is_empty();
            drop(state);
            if wakes {
                self.ready.notify_one();
            }
            if !is_alone {
                self.turn.notify_all();
            }
        }
    }

    /// Waits until all jobs before a running one are done, or the pool is stopped.
    pub(crate) fn wait_for_turn(&self, number: u64) {
        let mut state = self.lock();
        while state.running.first().is_some_and(|first| *first < number) && !state.is_stopped {
            state = wait(&self.turn, state);
        }
    }

    fn job(&self, jobs: Option<&Mutex<Jobs>>) -> Option<(u64, Job)> {
        let mut state = self.lock();
        loop {
            if state.is_stopped {
                return None;
            }
            // A job that is ready when another one ends keeps threads from waiting for one that reads. A read of a live
            // source can last for ever, so jobs come first.
            let is_short = state.jobs.back().is_none_or(|(_, job)| {
                !job.context.is_live && state.jobs.len() < self.ahead && self.has_room(&state)
            });
            if let Some(jobs) = jobs
                && is_short
                && !state.is_reading
                && !state.has_ended
            {
                state = self.read_one(state, jobs);
                continue;
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

    /// Returns `true` if a result can be taken.
    fn has_result(&self, state: &State) -> bool {
        let first = state.done.first_key_value();
        first.is_some_and(|(number, _)| !self.is_ordered || *number == state.next_out)
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
            if self.has_result(&state)
                && let Some((number, bytes)) = state.done.pop_first()
            {
                state.next_out += 1;
                state.open -= 1;
                state.bytes -= bytes;
                let may_wait = state.is_reading;
                drop(state);
                if may_wait {
                    self.room.notify_one();
                }
                return Some(number);
            }
            if !waits || state.has_ended && state.open == 0 {
                return None;
            }
            if state.is_idle() {
                state = wait(&self.ready, state);
            } else {
                let waited = self.ready.wait_timeout(state, LATEST);
                state = waited.unwrap_or_else(PoisonError::into_inner).0;
            }
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
    use std::sync::mpsc::channel;
    use std::sync::{Arc, Mutex};
    use std::thread;

    use bytes::Bytes;
    use memchr::memchr_iter;

    use super::{Pool, weight};
    use crate::item::Item;
    use crate::jobs::{Jobs, Outlet};
    use crate::record::Context;
    use crate::work::{Job, Work};

    fn job(text: &'static str) -> Job {
        Job {
            context: Arc::new(Context::new("source")),
            block: Bytes::from_static(text.as_bytes()),
            block_bytes: 1000,
            offset: 0,
            line: 1,
            work: Work::Lines(memchr_iter(b'\n', text.as_bytes()).collect()),
            is_last: true,
            from: (0, 0),
            max_value: 1000,
        }
    }

    fn jobs(count: usize, text: &'static str) -> Mutex<Jobs> {
        let outlet = Outlet::default();
        let reading = outlet.clone();
        Mutex::new(Jobs::new(outlet, async move {
            for _ in 0..count {
                reading.give(job(text)).await;
            }
        }))
    }

    /// The caller is not woken for each result, and gets each one all the same.
    #[test]
    fn a_worker_can_wait_for_the_caller() {
        const JOBS: usize = 20;
        let (pool, jobs) = (Pool::new(2, true), jobs(JOBS, "{}"));
        let (sender, is_taken) = channel();
        thread::scope(|scope| {
            let pool = &pool;
            scope.spawn(move || {
                pool.work(Some(&jobs), |number, _| {
                    if number > 0 {
                        is_taken.recv().unwrap();
                    }
                });
            });
            let taken = std::iter::from_fn(|| pool.receive(true));
            let taken = taken.inspect(|_| sender.send(()).unwrap_or_default());
            assert_eq!(taken.count(), JOBS);
        });
    }

    /// A caller that has taken all results is woken by the next job only where that may never come.
    #[test]
    fn the_next_job_comes_soon_unless_the_source_is_live_or_has_ended() {
        let pool = Pool::new(1, true);
        assert!(pool.lock().is_idle());
        for (is_live, is_last) in [(false, false), (false, true), (true, false), (true, true)] {
            let outlet = Outlet::default();
            let mut job = Job { is_last, ..job("{}") };
            let mut context = Context::new("source");
            context.is_live = is_live;
            job.context = Arc::new(context);
            let reading = outlet.clone();
            let jobs = Mutex::new(Jobs::new(outlet, async move { reading.give(job).await }));
            drop(pool.read_one(pool.lock(), &jobs));
            assert!(!pool.lock().is_idle());
            pool.lock().open = 0;
            assert_eq!(pool.lock().is_idle(), is_live || is_last);
        }
    }

    #[test]
    fn a_job_counts_its_items() {
        let item = size_of::<Item>();
        assert!(weight(&job("{}\n{}\n{}")) >= 1000 + 3 * item);

        // A record can give more items than expected.
        let pool = Pool::new(1, true);
        let text = "{\"a\" 1}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}";
        let jobs = jobs(1, text);
        let mut found = Vec::new();
        pool.work(Some(&jobs), |number, done| found.push((number, done.items.len())));
        let counted = pool.lock().bytes;
        assert_eq!(found, [(0, 26)]);
        assert_eq!(pool.receive(true), Some(0));
        assert!(counted >= 1000 + 26 * item, "{counted}");
        assert_eq!(pool.lock().bytes, 0);
    }
}
