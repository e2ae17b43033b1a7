//! Memory with a million queued activities, which takes minutes:
//!
//! ```text
//! cargo test -p account-activity-inbox --test it million -- --ignored --nocapture
//! ```
//!
//! A run on 2026-11-26: 24 MiB with 100,000 queued activities, 24 MiB with 1,000,000 after 182 s, and 29 MiB once
//! 20,001 of these were handled, after 26 s more.

use std::sync::Arc;
use std::time::Instant;

use account_activity_inbox::{Inbox, Item, Sqlite, Synchronous, Worker};

use crate::bodies::{arrival, deletions};
use crate::sqlite::Folder;

const QUEUED: u64 = 1_000_000;
const SUBSCRIBERS: u64 = 1_000;
const PER_BODY: u64 = 10;
const HANDLED: u64 = 20_000;

/// What the process may need more with a million queued activities than with a tenth of them.
const MORE: u64 = 16 << 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it takes minutes"]
async fn memory_does_not_grow_with_what_is_queued() {
    let folder = Folder::new();
    let builder = Sqlite::builder(folder.file()).synchronous(Synchronous::Normal);
    let inbox = Arc::new(builder.open().await.unwrap());
    let started = Instant::now();
    let mut tenth = 0;
    for body in 0..QUEUED / PER_BODY {
        let first = body * PER_BODY;
        let body = deletions(body % SUBSCRIBERS + 1, first..first + PER_BODY);
        inbox.append(&arrival(&body)).await.unwrap();
        if first + PER_BODY == QUEUED / 10 {
            tenth = resident();
        }
    }
    let (queued, seconds) = (resident(), started.elapsed().as_secs_f64());
    assert_eq!(inbox.stats().await.unwrap().pending, QUEUED);
    println!(
        "{} MiB with {}, {} MiB with {QUEUED} after {seconds:.0} s",
        mib(tenth),
        QUEUED / 10,
        mib(queued)
    );

    let started = Instant::now();
    let worker = Worker::new(inbox.clone(), async |_: Item| Ok(()));
    let enough = async {
        while worker.stats().handled < HANDLED {
            inbox.changed().await;
        }
    };
    worker.run(enough).await;
    let (drained, seconds) = (resident(), started.elapsed().as_secs_f64());
    println!("{} MiB with {} handled after {seconds:.0} s", mib(drained), worker.stats().handled);
    assert!(queued < tenth + MORE && drained < tenth + MORE);
}

/// Returns the resident memory of this process in bytes.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() << 10
}

const fn mib(bytes: u64) -> u64 {
    bytes >> 20
}
