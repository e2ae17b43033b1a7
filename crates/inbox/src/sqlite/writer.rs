//! The thread that writes.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{self, JoinHandle};

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};

use super::failing::{at, failed, is_worth_reopening};
use super::files::{Found, Opened};
use super::schema::{Absent, open};
use super::synchronous::Synchronous;
use crate::{Error, StorageErrorKind};

/// The greatest number of calls in one transaction, and of calls that wait.
const MOST: usize = 512;

/// A handle of the thread that writes.
#[derive(Debug)]
pub(super) struct Writer {
    path: Arc<Path>,
    tasks: mpsc::Sender<Box<dyn Task>>,
    commits: Arc<AtomicU64>,
    thread: JoinHandle<()>,
}

/// A call, which runs in a transaction with others.
trait Task: Send {
    /// Makes the changes, or none.
    fn run(&mut self, connection: &Connection);

    /// Returns the error of this call alone.
    fn failure(&self) -> Option<&Error>;

    /// Sends the result to the caller. `failure` is the error of the transaction.
    fn reply(self: Box<Self>, failure: Option<Error>);
}

struct Call<F, T> {
    change: Option<F>,
    result: Option<Result<T, Error>>,
    reply: oneshot::Sender<Result<T, Error>>,
}

impl<F, T> Task for Call<F, T>
where
    F: FnOnce(&Connection) -> Result<T, Error> + Send,
    T: Send,
{
    fn run(&mut self, connection: &Connection) {
        if let Some(change) = self.change.take() {
            self.result = Some(in_savepoint(connection, change));
        }
    }

    fn failure(&self) -> Option<&Error> {
        self.result.as_ref()?.as_ref().err()
    }

    fn reply(self: Box<Self>, failure: Option<Error>) {
        let result = match failure {
            Some(error) => Err(error),
            None => self.result.unwrap_or(Err(Error::Closed)),
        };
        // The caller can have given up. The change has happened nevertheless.
        let _ = self.reply.send(result);
    }
}

/// Makes a change wholly or not at all, without an effect on the other calls of the transaction.
fn in_savepoint<T>(
    connection: &Connection,
    change: impl FnOnce(&Connection) -> Result<T, Error>,
) -> Result<T, Error> {
    let fail = failed("write to the inbox");
    connection.execute_batch("SAVEPOINT call").map_err(&fail)?;
    let result = change(connection);
    let end = if result.is_ok() { "RELEASE call" } else { "ROLLBACK TO call; RELEASE call" };
    let ended = connection.execute_batch(end).map_err(&fail);
    // The first error says more. Where the disk is full, SQLite has ended the whole transaction.
    result.and_then(|value| ended.map(|()| value))
}

impl Writer {
    /// Opens the file on a new thread.
    ///
    /// `sweep` is called once in each transaction.
    pub(super) async fn start(
        path: Arc<Path>,
        synchronous: Synchronous,
        sweep: impl Fn(&Connection) -> Result<(), Error> + Send + 'static,
    ) -> Result<Self, Error> {
        let (tasks, queue) = mpsc::channel(MOST);
        let (opened, opening) = oneshot::channel();
        let commits = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&commits);
        let (name, opened_path) = ("account-activity-inbox".to_owned(), Arc::clone(&path));
        let work = move || {
            let mut thread =
                Thread { path: opened_path, synchronous, sweep, commits: counted, opened: None };
            let result = thread.open(Absent::Create).map(drop);
            let is_open = result.is_ok();
            if opened.send(result).is_ok() && is_open {
                thread.work(queue);
            }
        };
        let thread =
            thread::Builder::new().name(name).spawn(work).map_err(|error| Error::Storage {
                action: "start the thread of",
                place: "the inbox".to_owned(),
                kind: StorageErrorKind::Other,
                source: error.into(),
            })?;
        opening.await.unwrap_or(Err(Error::Closed))?;
        Ok(Self { path, tasks, commits, thread })
    }

    pub(super) async fn run<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (reply, result) = oneshot::channel();
        let call = Call { change: Some(change), result: None, reply };
        self.tasks.send(Box::new(call)).await.map_err(|_| Error::Closed)?;
        result.await.unwrap_or(Err(Error::Closed)).map_err(|error| at(&self.path, error))
    }

    pub(super) fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }

    pub(super) async fn close(self) {
        drop(self.tasks);
        let ended = tokio::task::spawn_blocking(move || self.thread.join());
        let _ = ended.await;
    }
}

struct Thread<S> {
    path: Arc<Path>,
    synchronous: Synchronous,
    sweep: S,
    commits: Arc<AtomicU64>,
    opened: Option<Opened>,
}

impl<S: Fn(&Connection) -> Result<(), Error>> Thread<S> {
    /// Runs calls until nobody can make one. Calls that have gathered during a commit share the next one.
    fn work(mut self, mut queue: mpsc::Receiver<Box<dyn Task>>) {
        let mut tasks = Vec::with_capacity(MOST);
        while queue.blocking_recv_many(&mut tasks, MOST) > 0 {
            let mut failure = self.commit(&mut tasks).err();
            for task in tasks.drain(..) {
                let error = failure.take();
                failure = error.as_ref().map(again);
                task.reply(error);
            }
            if let Some(error) = failure
                && is_worth_reopening(&error)
            {
                self.opened = None;
            }
        }
    }

    fn open(&mut self, absent: Absent) -> Result<(&mut Opened, &S), Error> {
        let opened = match self.opened.take() {
            Some(opened) => opened,
            None => open(&self.path, self.synchronous, absent)?,
        };
        Ok((self.opened.insert(opened), &self.sweep))
    }

    fn commit(&mut self, tasks: &mut [Box<dyn Task>]) -> Result<(), Error> {
        if self.opened.as_ref().is_some_and(|opened| opened.find() == Found::Other) {
            self.opened = None;
        }
        self.keep_files()?;
        let fail = failed("write to the inbox");
        let (opened, sweep) = self.open(Absent::Fail)?;
        let transaction = opened
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(&fail)?;
        for task in tasks {
            task.run(&transaction);
            if let Some(error) = task.failure().filter(|_| transaction.is_autocommit()) {
                return Err(again(error));
            }
        }
        sweep(&transaction)?;
        transaction.commit().map_err(&fail)?;
        self.commits.fetch_add(1, Ordering::Relaxed);
        // What was written to a deleted file is gone at the next start.
        self.keep_files()
    }

    /// Fails if the open file is not the one at its path. The connection stays open meanwhile, so that
    /// the file can be put back.
    fn keep_files(&mut self) -> Result<(), Error> {
        let Some(opened) = &self.opened else { return Ok(()) };
        match opened.find() {
            Found::Same => {}
            Found::NoLog => {
                opened.save_log()?;
                self.opened = None;
            }
            Found::Nothing | Found::Other => return Err(opened.missing()),
        }
        Ok(())
    }
}

/// Copies the error of a transaction, which all of its callers get.
fn again(error: &Error) -> Error {
    match error {
        Error::Storage { action, place, kind, source } => Error::Storage {
            action,
            place: place.clone(),
            kind: *kind,
            source: source.to_string().into(),
        },
        _ => Error::Closed,
    }
}

#[cfg(test)]
mod tests {
    use tokio::task::{JoinSet, yield_now};

    use super::*;

    #[tokio::test]
    async fn a_transaction_sweeps_once() {
        let name = format!("account-activity-inbox-writer-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let sweeps = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&sweeps);
        let sweep = move |_: &Connection| {
            counted.fetch_add(1, Ordering::Relaxed);
            Ok(())
        };
        let path = Arc::from(folder.join("inbox.db"));
        let writer = Arc::new(Writer::start(path, Synchronous::Normal, sweep).await.unwrap());

        let (started, starting) = oneshot::channel();
        let (go, wait) = std::sync::mpsc::channel::<()>();
        let mut calls = JoinSet::new();
        calls.spawn({
            let writer = Arc::clone(&writer);
            async move {
                writer
                    .run(move |_| {
                        started.send(()).unwrap();
                        wait.recv().unwrap();
                        Ok(())
                    })
                    .await
            }
        });
        starting.await.unwrap();
        // They gather while the first one holds the thread.
        for _ in 0..100 {
            let writer = Arc::clone(&writer);
            calls.spawn(async move { writer.run(|_| Ok(())).await });
        }
        for _ in 0..10 {
            yield_now().await;
        }
        go.send(()).unwrap();
        for result in calls.join_all().await {
            result.unwrap();
        }
        assert_eq!((writer.commits(), sweeps.load(Ordering::Relaxed)), (2, 2));
        std::fs::remove_dir_all(folder).unwrap();
    }
}
