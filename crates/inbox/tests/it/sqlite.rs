//! The file of SQLite: what opens, what does not, and what one commit holds.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use account_activity_inbox::account_activity::{Body, Timestamp};
use account_activity_inbox::{
    Arrival, Error, Inbox, Query, Settings, Sqlite, StorageErrorKind, Synchronous,
};
use rusqlite::Connection;

use crate::bodies::{arrival, deletions};
use crate::clock::ManualClock;

/// A folder that is removed at the end.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("account-activity-inbox-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.0.join("inbox.db")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn refused(path: PathBuf) -> (StorageErrorKind, String) {
    let error = Sqlite::open(path.clone()).await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains(path.to_str().unwrap()), "{text}");
    (error.storage().unwrap(), text)
}

#[tokio::test]
async fn what_is_no_inbox_is_not_opened() {
    let folder = Folder::new();
    let (kind, text) = refused(folder.0.join("missing/inbox.db")).await;
    assert_eq!(kind, StorageErrorKind::CannotOpen, "{text}");
    let (kind, text) = refused(folder.0.clone()).await;
    assert_eq!(kind, StorageErrorKind::CannotOpen, "{text}");

    std::fs::write(folder.file(), "a text that is long enough to be read as a header".repeat(100))
        .unwrap();
    let (kind, text) = refused(folder.file()).await;
    assert_eq!(kind, StorageErrorKind::Corrupt, "{text}");

    // Other programs number their tables too.
    for sql in ["CREATE TABLE other (id)", "CREATE TABLE other (id); PRAGMA user_version = 1"] {
        std::fs::remove_file(folder.file()).unwrap();
        Connection::open(folder.file()).unwrap().execute_batch(sql).unwrap();
        let (kind, text) = refused(folder.file()).await;
        assert_eq!(kind, StorageErrorKind::Corrupt, "{text}");
    }
}

/// Bodies have Direct Messages.
#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_reads_the_files() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new();
    let inbox = Sqlite::open(folder.file()).await.unwrap();
    inbox.append(&arrival(&deletions(1, 1..2))).await.unwrap();
    let files: Vec<_> = std::fs::read_dir(&folder.0).unwrap().map(Result::unwrap).collect();
    assert_eq!(files.len(), 3, "the file, its log and the index of that: {files:?}");
    for file in files {
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{file:?}");
    }
    // An inbox that exists keeps the permissions that it was given.
    inbox.close().await;
    std::fs::set_permissions(folder.file(), std::fs::Permissions::from_mode(0o640)).unwrap();
    Sqlite::open(folder.file()).await.unwrap().close().await;
    assert_eq!(folder.file().metadata().unwrap().permissions().mode() & 0o777, 0o640);
}

/// A delivery can have thousands of items, and a body of a MiB.
#[tokio::test]
async fn listed_items_of_a_delivery_share_its_body() {
    let folder = Folder::new();
    let inbox = Sqlite::open(folder.file()).await.unwrap();
    inbox.append(&arrival(&deletions(1, 1..51))).await.unwrap();
    inbox.append(&arrival(&deletions(1, 51..101))).await.unwrap();
    let records = inbox.list(&Query::new()).await.unwrap();
    let mut bodies: Vec<_> = records.iter().map(|record| record.body.as_ptr()).collect();
    bodies.dedup();
    assert_eq!((records.len(), bodies.len()), (100, 2));
    assert_eq!(records[0].body, deletions(1, 1..51));
    assert_eq!(records[99].body, deletions(1, 51..101));
}

#[tokio::test]
async fn tables_of_a_newer_version_are_not_touched() {
    let folder = Folder::new();
    Sqlite::open(folder.file()).await.unwrap().close().await;
    let connection = Connection::open(folder.file()).unwrap();
    connection.pragma_update(None, "user_version", 1_000).unwrap();
    let (kind, text) = refused(folder.file()).await;
    assert_eq!(kind, StorageErrorKind::NewerVersion, "{text}");
}

/// A file of the first version, which did not count its pending items.
#[tokio::test]
async fn tables_of_an_earlier_version_are_migrated() {
    let folder = Folder::new();
    let old = Connection::open(folder.file()).unwrap();
    old.execute_batch(include_str!("../../src/sqlite/schema/1.sql")).unwrap();
    old.pragma_update(None, "application_id", 0x6161_696e).unwrap();
    old.pragma_update(None, "user_version", 1).unwrap();
    let body = deletions(1, [1, 2, 3]);
    old.execute("INSERT INTO delivery VALUES (1, '/', 0, ?1)", [body.as_bytes()]).unwrap();
    for (position, state) in [(0, "pending"), (1, "dead"), (2, "pending")] {
        let key = format!("1/1/tweet_delete/{}", position + 1);
        let sql = "INSERT INTO item (delivery, position, key, kind, lane, state) \
                   VALUES (1, ?1, ?2, 'post_delete', '1', ?3)";
        old.execute(sql, (position, key, state)).unwrap();
    }
    old.execute("INSERT INTO lane (name, ready_at, set_at) VALUES ('1', 0, 0)", []).unwrap();
    drop(old);
    let settings = Settings::new().max_pending(2);
    let inbox = Sqlite::builder(folder.file()).settings(settings).open().await.unwrap();
    let stats = inbox.stats().await.unwrap();
    assert_eq!((stats.pending, stats.dead), (2, 1));
    assert!(inbox.append(&arrival(&deletions(1, [4]))).await.is_err());
    let item = inbox.claim("a", 1, Duration::from_secs(30)).await.unwrap().remove(0);
    assert_eq!(item.key(), "1/1/tweet_delete/1");
    inbox.acknowledge(item.claim()).await.unwrap();
    assert_eq!(inbox.append(&arrival(&deletions(1, [4]))).await.unwrap().stored, 1);
}

/// Keys that have expired go faster than new ones come.
#[tokio::test]
async fn a_commit_removes_what_is_too_old() {
    let folder = Folder::new();
    let clock = ManualClock::new();
    let settings = Settings::new().clock(clock.clone()).deduplicate_for(Duration::from_secs(60));
    let inbox = Sqlite::builder(folder.file()).settings(settings).open().await.unwrap();
    inbox.append(&arrival(&deletions(1, 1..=900))).await.unwrap();
    clock.advance(Duration::from_secs(61));
    // Every commit sweeps, not only one that appends.
    let item = inbox.claim("a", 1, Duration::from_secs(30)).await.unwrap().remove(0);
    inbox.acknowledge(item.claim()).await.unwrap();
    let other = Connection::open(folder.file()).unwrap();
    let keys: i64 = other.query_row("SELECT count(*) FROM seen", [], |row| row.get(0)).unwrap();
    assert_eq!(keys, 0);
}

/// Another program holds the lock: the append fails, and succeeds once the lock is gone.
#[tokio::test]
async fn a_locked_file() {
    let folder = Folder::new();
    let inbox = Sqlite::open(folder.file()).await.unwrap();
    let other = Connection::open(folder.file()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = inbox.append(&arrival(&deletions(1, [1]))).await.unwrap_err();
    assert_eq!(error.storage(), Some(StorageErrorKind::Locked), "{error}");
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(inbox.append(&arrival(&deletions(1, [1]))).await.unwrap().stored, 1);
}

/// The file is damaged while the inbox is open. Nothing is acknowledged, and the inbox works again once
/// the file is restored.
#[tokio::test]
async fn a_file_that_is_damaged_and_restored() {
    let folder = Folder::new();
    let inbox = Sqlite::open(folder.file()).await.unwrap();
    inbox.append(&arrival(&deletions(1, [1]))).await.unwrap();
    inbox.close().await;
    let whole = std::fs::read(folder.file()).unwrap();
    let inbox = Sqlite::open(folder.file()).await.unwrap();
    let mut damaged = whole.clone();
    damaged[4_096..].fill(0xaa);
    std::fs::write(folder.file(), &damaged).unwrap();
    let error = inbox.append(&arrival(&deletions(1, [2]))).await.unwrap_err();
    assert_eq!(error.storage(), Some(StorageErrorKind::Corrupt), "{error}");
    for end in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", folder.file().display()));
    }
    std::fs::write(folder.file(), &whole).unwrap();
    assert_eq!(inbox.append(&arrival(&deletions(1, [2]))).await.unwrap().stored, 1);
    assert_eq!(inbox.stats().await.unwrap().pending, 2);
}

/// A claim ends at its time, and also if the clock was set back for longer than a claim lasts.
#[tokio::test]
async fn a_clock_that_is_set_back() {
    let folder = Folder::new();
    let clock = ManualClock::new();
    let settings = Settings::new().clock(clock.clone());
    let inbox = Sqlite::builder(folder.file()).settings(settings).open().await.unwrap();
    inbox.append(&arrival(&deletions(1, [1]))).await.unwrap();
    assert_eq!(inbox.claim("a", 1, Duration::from_secs(30)).await.unwrap().len(), 1);
    clock.set_back(Duration::from_secs(3_600));
    assert_eq!(inbox.claim("b", 1, Duration::from_secs(30)).await.unwrap().len(), 1);
    assert_eq!(inbox.append(&arrival(&deletions(1, [1]))).await.unwrap().duplicates, 1);
}

/// 64 senders, each of which waits for its append: the senders that wait share a commit.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deliveries_share_a_commit() {
    let folder = Folder::new();
    let inbox = Arc::new(Sqlite::open(folder.file()).await.unwrap());
    let before = inbox.commits();
    let senders = (1..=64).map(|subscriber| {
        let inbox = Arc::clone(&inbox);
        tokio::spawn(async move {
            for tweet in 1..=50 {
                inbox.append(&arrival(&deletions(subscriber, [tweet]))).await.unwrap();
            }
        })
    });
    for sender in senders.collect::<Vec<_>>() {
        sender.await.unwrap();
    }
    let commits = inbox.commits() - before;
    assert!(64 * 50 / commits >= 8, "{commits} commits of 3200 deliveries");
    assert_eq!(inbox.stats().await.unwrap().pending, 3_200);
}

/// A body is stored once, and goes with its last item.
#[tokio::test]
async fn other_programs_read_the_tables() {
    let folder = Folder::new();
    let inbox =
        Sqlite::builder(folder.file()).synchronous(Synchronous::Normal).open().await.unwrap();
    inbox.append(&arrival(&deletions(1, [1, 2]))).await.unwrap();
    let other = Connection::open(folder.file()).unwrap();
    let count = |table: &str| -> i64 {
        other.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
    };
    assert_eq!((count("delivery"), count("item"), count("seen")), (1, 2, 2));
    let keys: String = other
        .query_row("SELECT group_concat(key) FROM item WHERE state = 'pending'", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(keys, "1/1/tweet_delete/1,1/1/tweet_delete/2");
    for left in [1, 0] {
        let item = inbox.claim("a", 1, Duration::from_secs(30)).await.unwrap().remove(0);
        inbox.acknowledge(item.claim()).await.unwrap();
        assert_eq!((count("delivery"), count("item")), (i64::from(left > 0), left));
    }
}

/// One failing call leaves the others of its commit alone.
#[tokio::test]
async fn a_failing_call_beside_others() {
    let folder = Folder::new();
    let inbox = Sqlite::open(folder.file()).await.unwrap();
    inbox.append(&arrival(&deletions(1, [1]))).await.unwrap();
    let item = inbox.claim("a", 1, Duration::from_secs(30)).await.unwrap().remove(0);
    inbox.acknowledge(item.claim()).await.unwrap();
    let (one, two) = (arrival(&deletions(1, [2])), arrival(&deletions(1, [3])));
    let (first, lost, second) = tokio::join!(
        inbox.append(&one),
        inbox.dead_letter(item.claim(), "late"),
        inbox.append(&two)
    );
    assert_eq!((first.unwrap().stored, second.unwrap().stored), (1, 1));
    assert!(matches!(lost, Err(Error::ClaimLost { .. })), "{lost:?}");
}

/// An append whose caller gave up has happened: a retry is a duplicate.
#[tokio::test]
async fn a_cancelled_append() {
    let folder = Folder::new();
    let inbox = Sqlite::open(folder.file()).await.unwrap();
    let body = Body::from_slice(deletions(1, [1]).as_bytes()).unwrap();
    let arrival = Arrival::of_body(&body, Timestamp::now());
    {
        let mut append = inbox.append(&arrival);
        let polled = std::future::poll_fn(|context| {
            std::task::Poll::Ready(append.as_mut().poll(context).is_ready())
        });
        assert!(!polled.await);
    }
    assert_eq!(inbox.append(&arrival).await.unwrap().duplicates, 1);
    assert_eq!(inbox.list(&Query::new()).await.unwrap().len(), 1);
}
