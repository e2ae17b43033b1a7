//! An archive: its sources and settings.

use std::collections::HashMap;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread::{Builder, available_parallelism};

use account_activity::{ActivityKind, UserId};

use crate::cancel::Cancel;
use crate::fault::{Fault, FaultKind};
use crate::form::{Form, Values};
use crate::item::{Content, Item};
use crate::items::{Batches, Items};
use crate::jobs::{Jobs, Outlet};
use crate::limits::Limits;
use crate::mapped::Mapped;
use crate::measuring::Measuring;
use crate::pool::{Done, Pool};
use crate::position::Position;
use crate::progress::Progress;
use crate::reading::Reading;
use crate::results::Results;
use crate::selection::Selection;
use crate::source::Input;

/// The number of items of a batch by default.
const BATCH: usize = 1024;

/// Reads stored payloads, Tweets, Posts and messages from files, folders, patterns, standard input and readers.
///
/// Compression, encoding and form are recognized by content. Sources are read one after another, in blocks; the
/// blocks are decoded on all cores. Nothing fails as a whole: each [`Item`](crate::Item) is a body, a notice,
/// something skipped, or a fault with its place.
#[derive(Debug, Default)]
pub struct Archive {
    inputs: Vec<Input>,
    form: Option<Form>,
    values: Option<Values>,
    owner: Option<UserId>,
    selection: Selection,
    threads: Option<usize>,
    is_unordered: bool,
    batch: Option<usize>,
    limits: Limits,
    start: Option<Position>,
    cancel: Option<Cancel>,
    progress: Progress,
}

impl Archive {
    /// Creates an archive without sources.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates an archive of one [path](Self::path). It is opened when the items are read.
    #[must_use]
    pub fn open(path: impl Into<PathBuf>) -> Self {
        Self::new().path(path)
    }

    /// Adds a file, a folder with all that is in it, or a pattern such as `2024/*.ndjson.gz`.
    ///
    /// A folder is read in the order of names. Symbolic links are followed. Files and folders whose names begin
    /// with a dot are [skipped](crate::Skipped::NotOpened).
    #[must_use]
    pub fn path(mut self, path: impl Into<PathBuf>) -> Self {
        self.inputs.push(Input::Path(path.into()));
        self
    }

    /// Adds standard input, as a source named `-`.
    #[must_use]
    pub fn stdin(mut self) -> Self {
        self.inputs.push(Input::Stdin);
        self
    }

    /// Adds a reader, as a source of this name. It is read on the threads of the archive, and a buffer is not needed.
    #[must_use]
    pub fn reader(mut self, name: impl Into<Arc<str>>, reader: impl Read + Send + 'static) -> Self {
        self.inputs.push(Input::Reader { name: name.into(), reader: Box::new(reader) });
        self
    }

    /// Sets the form of all sources, instead of recognizing that of each.
    #[must_use]
    pub fn form(mut self, form: Form) -> Self {
        self.form = Some(form);
        self
    }

    /// Sets the kind of bare values, instead of recognizing that of each.
    #[must_use]
    pub fn values(mut self, values: Values) -> Self {
        self.values = Some(values);
        self
    }

    /// Sets the author of Tweets that do not name one: those of a personal archive without `account.js`.
    #[must_use]
    pub fn owner(mut self, owner: UserId) -> Self {
        self.owner = Some(owner);
        self
    }

    /// Gives only activities of some kinds.
    ///
    /// A body without such an activity gives no item. [`Progress::bodies_passed`] counts it. Other bodies have only these
    /// activities. The events of other kinds are passed over without building them, several times faster:
    /// their JSON is checked for its syntax and not for its content. An event that cannot be decoded stays, as undecoded,
    /// if it could be of one of the kinds. Notices, counts and faults are given as always.
    ///
    /// ```
    /// use account_activity_archive::Archive;
    /// use account_activity_archive::account_activity::ActivityKind;
    ///
    /// let lines = r#"
    ///     {"for_user_id":"12","tweet_create_events":[{"id":20,"text":"hi","user":{"id":12}}]}
    ///     {"for_user_id":"12","tweet_delete_events":[{"status":{"id":"20","user_id":"12"}}]}
    /// "#;
    /// let archive = Archive::new().reader("lines", lines.as_bytes()).only([ActivityKind::PostDelete]);
    /// let items: Vec<_> = archive.items().collect();
    /// assert_eq!(items.len(), 1);
    /// assert_eq!(items[0].line, 3);
    /// ```
    #[must_use]
    pub fn only(mut self, kinds: impl IntoIterator<Item = ActivityKind>) -> Self {
        self.selection = Selection::only(kinds);
        self
    }

    /// Sets the number of threads that read in turns and decode. All cores by default.
    ///
    /// A single one only decodes, beside a thread that reads, if there is more than one core.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = Some(threads);
        self
    }

    /// Gives the items as they are ready, instead of in the order of the input.
    #[must_use]
    pub fn unordered(mut self) -> Self {
        self.is_unordered = true;
        self
    }

    /// Sets the largest number of items in a batch. 1,024 by default.
    #[must_use]
    pub fn batch(mut self, items: usize) -> Self {
        self.batch = Some(items);
        self
    }

    /// Sets the limits against hostile and damaged sources.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Starts with the item at a position, which an archive of the same sources gave.
    ///
    /// Sources before that of the position are not opened. Its own is read from its start without decoding what
    /// is before the position, because compression and form are known only from there.
    #[must_use]
    pub fn start_at(mut self, position: Position) -> Self {
        self.start = Some(position);
        self
    }

    /// Lets reading be cancelled.
    #[must_use]
    pub fn cancel_with(mut self, cancel: Cancel) -> Self {
        self.cancel = Some(cancel);
        self
    }

    /// Returns a handle that tells how much of the input was read.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.progress.clone()
    }

    /// Starts reading, and returns the items.
    ///
    /// Reading is ahead of the iterator by a bounded number of bytes.
    #[must_use]
    pub fn items(self) -> Items {
        let (results, fault) = self.start(false, |_, _, done| done);
        Items::new(results, fault)
    }

    /// Starts reading, and returns the items in batches of the [size](Self::batch) that was set, or of less if
    /// no more are ready.
    #[must_use]
    pub fn batches(self) -> Batches {
        let size = self.batch.unwrap_or(BATCH);
        Batches::new(self.items(), size)
    }

    /// Starts reading, calls a function with the items of each block on the thread that decoded them, and returns
    /// its results in the order of the input, or as they are ready if they are [unordered](Self::unordered).
    ///
    /// It is the fastest way to read an archive: the function runs on all [threads](Self::threads), and items that
    /// it drops never change threads. A block has some hundred kilobytes, and items of one source only.
    /// The items of a block share its bytes: to keep a body for long, decode a copy of its bytes.
    ///
    /// ```
    /// use account_activity_archive::Archive;
    ///
    /// let lines = "{\"for_user_id\":\"1\",\"follow_events\":[]}\n".repeat(3);
    /// let archive = Archive::new().reader("lines", std::io::Cursor::new(lines));
    /// let bodies: usize = archive
    ///     .map_batches(|items| items.iter().filter(|item| item.body().is_some()).count())
    ///     .sum();
    /// assert_eq!(bodies, 3);
    /// ```
    ///
    /// # Panics
    ///
    /// The iterator panics if the function does.
    #[must_use]
    pub fn map_batches<T, F>(self, map: F) -> Mapped<T>
    where
        T: Send + 'static,
        F: Fn(Vec<Item>) -> T + Send + Sync + 'static,
    {
        let map = Arc::new(map);
        let first = Arc::clone(&map);
        let (results, fault) = self.start(true, move |pool, number, mut done| {
            if done.depends_on_order() {
                pool.wait_for_turn(number);
            }
            done.finish();
            map(done.items)
        });
        Mapped::new(results, fault.map(|item| first(vec![item])))
    }

    /// Starts the threads. Returns what `finish` makes of the items of each job, or the fault of a thread that
    /// cannot be started.
    fn start<T: Send + 'static>(
        self,
        shares_blocks: bool,
        finish: impl Fn(&Pool, u64, Done) -> T + Send + Sync + 'static,
    ) -> (Results<T>, Option<Item>) {
        let cores = || available_parallelism().map_or(1, usize::from);
        let threads = self.threads.unwrap_or_else(cores).max(1);
        let pool = Arc::new(Pool::new(threads, !self.is_unordered));
        let cancel = self.cancel.unwrap_or_default();
        cancel.stops(&pool);
        let inputs = self.inputs;
        let reading = Reading {
            pool: Arc::clone(&pool),
            outlet: Outlet::default(),
            progress: self.progress,
            form: self.form,
            values: self.values,
            owner: self.owner,
            selection: self.selection,
            shares_blocks,
            limits: self.limits,
            start: self.start,
            has_repeats: inputs.len() > 1,
            given: HashMap::new(),
        };
        if reading.progress.is_shared()
            && let Some(measuring) = Measuring::of(&inputs, &reading)
        {
            // Without it, the total is known at the end.
            let _ = spawn(&pool, |_| measuring.run());
        }
        let results = Results::new(Arc::clone(&pool), cancel);
        let finish = Arc::new(finish);
        let jobs = Jobs::new(reading.outlet.clone(), reading.run(inputs));
        let jobs = Arc::new(Mutex::new(jobs));
        // Threads read in turns. A single one would leave a second core idle.
        let reads = threads > 1 || cores() == 1;
        let workers = (0..threads).try_for_each(|_| {
            let (finish, kept) = (Arc::clone(&finish), results.kept());
            let jobs = Arc::clone(&jobs);
            spawn(&pool, move |pool| {
                let keep = |number, done| kept.insert(number, finish(pool, number, done));
                pool.work(reads.then_some(&*jobs), keep);
            })
        });
        let started = workers
            .and_then(|()| if reads { Ok(()) } else { spawn(&pool, move |pool| pool.read(&jobs)) });
        let fault = started.err().map(|error| {
            pool.stop();
            let fault = Fault::new(FaultKind::Io, format!("a thread cannot be started: {error}"));
            Item::new(Content::Fault(fault), &"".into(), 0, 1)
        });
        (results, fault)
    }
}

fn spawn(pool: &Arc<Pool>, thread: impl FnOnce(&Pool) + Send + 'static) -> io::Result<()> {
    let pool = Arc::clone(pool);
    let builder = Builder::new().name("archive".to_owned());
    builder.spawn(move || pool.run(|| thread(&pool))).map(drop)
}
