//! Storage that fails under an inbox that is open: no delivery gets 200 without a row, and the inbox
//! works again once the cause is gone.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use account_activity_inbox::account_activity::receiver::{Receiver, ReceiverService, Secret};
use account_activity_inbox::{Error, Inbox, Query, Sqlite, StorageErrorKind};
use rusqlite::Connection;

use crate::bodies::{arrival, deletions, long_deletion};
use crate::handler::{post, service};
use crate::program::{PATH, Program, appending};
use crate::sqlite::Folder;

/// Returns the status of the response to a delivery.
async fn deliver(inbox: &Arc<Sqlite>, tweet: u64) -> u16 {
    let inbox: Arc<dyn Inbox> = inbox.clone();
    post(&mut service(inbox), long_deletion(tweet)).await.status().as_u16()
}

/// Returns the numbers of the Tweets in a file.
fn rows(file: &Path) -> BTreeSet<u64> {
    let connection = Connection::open(file).unwrap();
    let mut keys = connection.prepare("SELECT key FROM item").unwrap();
    let keys = keys.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let tweet = |key: String| key.rsplit('/').next().unwrap().parse().unwrap();
    keys.map(|key| tweet(key.unwrap())).collect()
}

fn assert_kind(error: &Error, kind: StorageErrorKind) {
    assert_eq!(error.storage(), Some(kind), "{error}");
}

fn run(words: &[&str]) -> bool {
    Command::new(words[0]).args(&words[1..]).output().is_ok_and(|output| output.status.success())
}

/// A small file system, which is removed at the end.
struct Disk(PathBuf);

impl Disk {
    fn mount(folder: &Folder) -> Option<Self> {
        let path = folder.file().with_extension("disk");
        fs::create_dir_all(&path).unwrap();
        let disk = Self(path);
        run(&["mount", "-t", "tmpfs", "-o", "size=4m", "none", disk.path()]).then_some(disk)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily, because the thread of an inbox can still have its files open.
        run(&["umount", "--lazy", self.path()]);
    }
}

#[tokio::test]
async fn a_full_disk() {
    let folder = Folder::new();
    let Some(disk) = Disk::mount(&folder) else {
        eprintln!("skipped: this user may not mount a file system");
        return;
    };
    let file = disk.0.join("inbox.db");
    let inbox = Arc::new(Sqlite::open(&file).await.unwrap());
    let ballast = disk.0.join("ballast");
    fs::write(&ballast, vec![1; 2 << 20]).unwrap();
    let mut tweets = 1..1_000;
    let mut stored = BTreeSet::new();
    let refused = loop {
        let tweet = tweets.next().expect("the disk is full at some time");
        match deliver(&inbox, tweet).await {
            200 => stored.insert(tweet),
            status => {
                assert_eq!(status, 503);
                break tweet;
            }
        };
    };
    let error = inbox.append(&arrival(&long_deletion(refused))).await.unwrap_err();
    assert_kind(&error, StorageErrorKind::Full);
    assert!(error.to_string().contains("the disk is full"), "{error}");
    assert_eq!(deliver(&inbox, refused).await, 503);
    fs::remove_file(ballast).unwrap();
    assert_eq!(deliver(&inbox, refused).await, 200);
    stored.insert(refused);
    assert_eq!(rows(&file), stored);
}

/// A limit for the size of files fails in another way than a full disk.
#[test]
fn a_file_that_may_not_grow() {
    let folder = Folder::new();
    let limited = r#"trap "" XFSZ; ulimit -S -f 500; exec "$0" "$@""#;
    let mut program = Program::start(&["bash", "-c", limited], &appending(&folder.file()));
    assert_eq!(program.line(), "opened");
    let mut stored = BTreeSet::new();
    let mut failures = 0;
    let mut tweet = 1_u64;
    // The log is limited first: the inbox goes on with a new one. Then the file is.
    while failures < 3 {
        match program.ask(&tweet.to_string()).as_str() {
            "stored 1" => {
                stored.insert(tweet);
                (tweet, failures) = (tweet + 1, 0);
            }
            error => {
                assert!(error.contains("could not write to the inbox"), "{error}");
                failures += 1;
            }
        }
    }
    assert!(run(&["prlimit", "--pid", &program.id(), "--fsize=unlimited:"]));
    assert_eq!(program.ask(&tweet.to_string()), "stored 1");
    stored.insert(tweet);
    program.kill();
    assert_eq!(rows(&folder.file()), stored);
}

/// Root may write everywhere, so the program runs as another user.
#[test]
fn a_folder_and_a_file_that_cannot_be_written() {
    const NOBODY: u32 = 65_534;
    let user = NOBODY.to_string();
    let mut by = vec!["setpriv", "--reuid", &user, "--regid", &user, "--clear-groups"];
    let folder = Folder::new();
    if fs::metadata(folder.file().parent().unwrap()).unwrap().uid() != 0 {
        by.clear();
    } else if !run(
        &[&by[..], &[std::env::current_exe().unwrap().to_str().unwrap(), "--list"]].concat()
    ) {
        eprintln!("skipped: no other user can run this program");
        return;
    }
    let file = folder.file().with_extension("d").join("inbox.db");
    let folder = file.parent().unwrap();
    fs::create_dir(folder).unwrap();
    let set_mode = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    set_mode(folder, 0o555);
    let mut program = Program::start(&by, &appending(&file));
    let answer = program.line();
    assert!(answer.starts_with("CannotOpen: could not open the inbox "), "{answer}");
    if !by.is_empty() {
        chown(folder, Some(NOBODY), Some(NOBODY)).unwrap();
    }
    set_mode(folder, 0o755);
    assert_eq!(program.ask("again"), "opened");
    assert_eq!(program.ask("1"), "stored 1");
    program.end();

    set_mode(&file, 0o444);
    let mut program = Program::start(&by, &appending(&file));
    let answer = program.line();
    assert!(answer.starts_with("ReadOnly: could not open the inbox "), "{answer}");
    set_mode(&file, 0o644);
    assert_eq!(program.ask("again"), "opened");
    assert_eq!(program.ask("2"), "stored 1");
    program.end();
    assert_eq!(rows(&file), BTreeSet::from([1, 2]));
}

/// The response does not wait longer than its deadline. The append goes on, and the retry is a duplicate.
#[tokio::test]
async fn an_append_that_outlives_the_deadline() {
    let folder = Folder::new();
    let inbox = Arc::new(Sqlite::open(folder.file()).await.unwrap());
    let receiver = Receiver::at(PATH, Secret::new("consumer secret").unwrap());
    let handler: Arc<dyn Inbox> = inbox.clone();
    let builder = ReceiverService::builder(receiver, handler);
    let mut service = builder.response_deadline(Duration::from_millis(50)).build();
    let other = Connection::open(folder.file()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_eq!(post(&mut service, long_deletion(1)).await.status(), 503);
    assert_eq!(rows(&folder.file()), BTreeSet::new());
    other.execute_batch("ROLLBACK").unwrap();
    // Appends have their order, so the first one has ended then.
    inbox.append(&arrival(&long_deletion(2))).await.unwrap();
    assert_eq!(deliver(&inbox, 1).await, 200);
    assert_eq!(rows(&folder.file()), BTreeSet::from([1, 2]));
    assert_eq!(inbox.list(&Query::new()).await.unwrap().len(), 2);
}

/// SQLite writes on into a deleted file. What it writes there is gone at the next start.
#[tokio::test]
async fn a_file_that_is_moved_away_and_put_back() {
    let folder = Folder::new();
    let (file, away) = (folder.file(), folder.file().with_extension("away"));
    let inbox = Arc::new(Sqlite::open(&file).await.unwrap());
    assert_eq!(deliver(&inbox, 1).await, 200);
    fs::rename(&file, &away).unwrap();
    assert_eq!(deliver(&inbox, 2).await, 503);
    let error = inbox.append(&arrival(&deletions(1, [2]))).await.unwrap_err();
    assert_kind(&error, StorageErrorKind::Missing);
    assert!(error.to_string().contains("put it back"), "{error}");
    assert!(!file.exists(), "no empty inbox takes its place");
    fs::rename(&away, &file).unwrap();
    assert_eq!(deliver(&inbox, 2).await, 200);
    assert_eq!(inbox.list(&Query::new()).await.unwrap().len(), 2);
    drop(inbox);
    assert_eq!(rows(&file), BTreeSet::from([1, 2]));
}

#[tokio::test]
async fn a_file_that_another_one_replaces() {
    let (folder, other) = (Folder::new(), Folder::new());
    Sqlite::open(other.file()).await.unwrap().close().await;
    let inbox = Arc::new(Sqlite::open(folder.file()).await.unwrap());
    assert_eq!(deliver(&inbox, 1).await, 200);
    assert_eq!(inbox.list(&Query::new()).await.unwrap().len(), 1);
    for end in ["-wal", "-shm"] {
        fs::remove_file(format!("{}{end}", folder.file().display())).unwrap();
    }
    fs::rename(other.file(), folder.file()).unwrap();
    assert_eq!(deliver(&inbox, 2).await, 200);
    assert_eq!(inbox.list(&Query::new()).await.unwrap().len(), 1);
    assert_eq!(rows(&folder.file()), BTreeSet::from([2]));
}

/// The log holds what is not in the file yet.
#[tokio::test]
async fn a_log_that_is_deleted() {
    let folder = Folder::new();
    let inbox = Arc::new(Sqlite::open(folder.file()).await.unwrap());
    assert_eq!(deliver(&inbox, 1).await, 200);
    assert_eq!(inbox.stats().await.unwrap().pending, 1);
    for tweet in 2..=4 {
        fs::remove_file(format!("{}-wal", folder.file().display())).unwrap();
        assert_eq!(deliver(&inbox, tweet).await, 200);
        assert_eq!(inbox.stats().await.unwrap().pending, tweet);
        assert_eq!(rows(&folder.file()), (1..=tweet).collect());
    }
}

/// All files are deleted under the running program.
#[tokio::test]
async fn files_that_are_deleted() {
    let folder = Folder::new();
    let inbox = Arc::new(Sqlite::open(folder.file()).await.unwrap());
    assert_eq!(deliver(&inbox, 1).await, 200);
    for end in ["", "-wal", "-shm"] {
        fs::remove_file(format!("{}{end}", folder.file().display())).unwrap();
    }
    for _ in 0..3 {
        assert_eq!(deliver(&inbox, 2).await, 503);
    }
    // A restart begins anew.
    drop(inbox);
    let inbox = Arc::new(Sqlite::open(folder.file()).await.unwrap());
    assert_eq!(deliver(&inbox, 2).await, 200);
    assert_eq!(rows(&folder.file()), BTreeSet::from([2]));
}
