//! A process that receives from the emulator is killed with SIGKILL at random moments, again and again.
//!
//! `cargo test` kills it 5 times. `AA_KILLS` sets another number, and `AA_SEED` another seed:
//!
//! ```text
//! AA_KILLS=50 cargo test -p account-activity-inbox --test it crash -- --nocapture
//! ```
//!
//! A run of 50 on 2026-11-26, in 37 s on a busy machine: 1,953 responses with 200 and 3,761 failed
//! attempts; 1,770 activities sent and handled, 37 of them twice; 464 acknowledgements durable at the last
//! kill; none lost, none handled after its acknowledgement.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use account_activity_emulator::account_activity::client::WebhookUrl;
use account_activity_emulator::account_activity::{Body, Client, Timestamp};
use account_activity_emulator::outbound::{Outcome, RetrySchedule};
use account_activity_emulator::{Action, Clock, Emulator, Fault, FaultRule};
use account_activity_inbox::Arrival;
use fastrand::Rng;
use rusqlite::Connection;

use crate::program::{PATH, Program, port, receiving};
use crate::sqlite::Folder;

const USERS: [&str; 8] = ["ada", "bob", "cleo", "dora", "emil", "fay", "gus", "hal"];

/// The milliseconds from the start of the process to the kill. In the first of them, it opens the file.
const LIFE: std::ops::Range<u64> = 0..500;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_acknowledged_is_handled_when_the_process_is_killed() {
    let number =
        |name: &str, default| std::env::var(name).map_or(default, |it| it.parse().unwrap());
    let (kills, seed) = (number("AA_KILLS", 5), number("AA_SEED", 1));
    let mut random = Rng::with_seed(seed);
    let folder = Folder::new();
    let (port, log) = (port(), folder.file().with_extension("log"));
    let emulator = Arc::new(emulator(seed).await);
    let secret = emulator.credentials().consumer_secret;
    let start = || {
        let mut variables = receiving(&folder.file(), port, &secret);
        variables.push(("AA_INBOX_LOG", log.clone().into()));
        Program::start(&[], &variables)
    };

    let mut program = start();
    assert_eq!(program.line(), format!("listening on 127.0.0.1:{port}"));
    subscribe(&emulator, format!("http://127.0.0.1:{port}{PATH}").parse().unwrap()).await;
    let is_over = Arc::new(AtomicBool::new(false));
    let acting = tokio::spawn(act(Arc::clone(&emulator), Arc::clone(&is_over), random.fork()));
    let started = Instant::now();
    let mut ends = Vec::new();
    for _ in 0..kills {
        tokio::time::sleep(Duration::from_millis(random.u64(LIFE))).await;
        program.kill();
        ends.push(End::of(&folder, &log));
        program = start();
    }
    is_over.store(true, Ordering::Relaxed);
    acting.await.unwrap();
    assert_eq!(program.line(), format!("listening on 127.0.0.1:{port}"));
    while emulator.waiting() > 0 {
        emulator.drained().await;
        emulator.advance(Duration::from_secs(5)).await;
    }
    emulator.drained().await;
    let patience = Instant::now() + Duration::from_secs(60);
    while pending(&folder.file()) > 0 {
        assert!(
            Instant::now() < patience,
            "{} activities are not handled",
            pending(&folder.file())
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    program.kill();

    let log = read(&log);
    let handled: BTreeSet<&str> = log.handled.iter().map(|(_, _, key)| &**key).collect();
    let (mut sent, mut accepted) = (BTreeSet::new(), BTreeSet::new());
    let (mut responses, mut failures) = (0, 0);
    for record in emulator.deliveries() {
        let body = Body::from_slice(&record.body).unwrap();
        let arrival = Arrival::of_body(&body, Timestamp::now());
        sent.extend(arrival.keys().map(str::to_owned));
        if record.outcome == Outcome::Delivered {
            responses += 1;
            accepted.extend(arrival.keys().map(str::to_owned));
        } else {
            failures += 1;
        }
    }
    let lost =
        |keys: &BTreeSet<String>| keys.iter().filter(|key| !handled.contains(&***key)).count();
    assert_eq!(lost(&accepted), 0, "of {} activities with the response 200", accepted.len());
    assert_eq!(lost(&sent), 0, "of {} sent activities", sent.len());
    assert_eq!(handled.len(), sent.len(), "an activity was handled that was not sent");
    assert_eq!(emulator.undelivered().len(), 0);
    let durable = ends.iter().map(|end| end.assert_handled_once(&log)).max().unwrap_or(0);
    log.assert_order();
    println!(
        "seed {seed}, {kills} kills in {:.1} s: {responses} responses with 200 and {failures} failed \
         attempts; {} activities sent and handled, {} of the calls of the handler were repeated; \
         {durable} acknowledgements were durable at the last kill; none lost, none handled after it",
        started.elapsed().as_secs_f64(),
        sent.len(),
        log.handled.len() - handled.len(),
    );
    assert!(durable > 0 && failures > 0, "the kills hit nothing");
}

/// Retries come soon and do not end while the process is killed. Some deliveries are sent twice.
async fn emulator(seed: u64) -> Emulator {
    let mut builder = Emulator::builder()
        .seed(seed)
        .clock(Clock::accelerated(NonZeroU32::new(10).unwrap()))
        .retries(RetrySchedule::after([Duration::from_secs(5); 10_000]))
        .log_capacity(10_000_000);
    for user in &USERS[3..] {
        builder = builder.additional_user(*user);
    }
    let emulator = builder.start().await.unwrap();
    emulator.faults().add(FaultRule::with_probability(Fault::Duplicate, 0.1).unwrap());
    emulator
}

async fn subscribe(emulator: &Emulator, url: WebhookUrl) {
    let credentials = emulator.credentials();
    let client = Client::builder(credentials.app()).base_url(emulator.base_url()).build().unwrap();
    let env = client.premium("prod");
    env.register_webhook(&url).await.unwrap();
    for user in USERS {
        env.subscribe(credentials.token(user).unwrap()).await.unwrap();
    }
}

/// Acts as fast as deliveries go out.
async fn act(emulator: Arc<Emulator>, is_over: Arc<AtomicBool>, mut random: Rng) {
    while !is_over.load(Ordering::Relaxed) {
        let (user, other) = (USERS[random.usize(..4)], USERS[random.usize(4..8)]);
        let text = format!("Hello @{other}, {}", "x".repeat(random.usize(..200)));
        emulator.perform(Action::direct_message(user, other, &text)).await.unwrap();
        let performed = emulator.perform(Action::post(user, &text)).await.unwrap();
        emulator.perform(Action::like(other, performed.tweet().unwrap())).await.unwrap();
    }
}

/// What the file and the log say after a kill.
struct End {
    lines: usize,
    /// The keys of the activities whose acknowledgement is in the file.
    acknowledged: BTreeSet<String>,
}

impl End {
    fn of(folder: &Folder, log: &Path) -> Self {
        // A copy, so that the next process finds the files as they were left.
        let copy = folder.file().with_extension("copy");
        for end in ["", "-wal"] {
            let path = |file: &Path| format!("{}{end}", file.display());
            drop(std::fs::remove_file(path(&copy)));
            drop(std::fs::copy(path(&folder.file()), path(&copy)));
        }
        let connection = Connection::open(&copy).unwrap();
        let sql = "SELECT key FROM seen WHERE key NOT IN (SELECT key FROM item)";
        let mut keys = connection.prepare(sql).unwrap();
        let acknowledged = keys.query_map([], |row| row.get(0)).unwrap();
        Self {
            lines: read(log).lines,
            acknowledged: acknowledged.collect::<rusqlite::Result<_>>().unwrap(),
        }
    }

    /// Returns the number of the acknowledged activities. None of them may be handled later.
    fn assert_handled_once(&self, log: &Log) -> usize {
        for (line, _, key) in &log.handled {
            let is_again = *line >= self.lines && self.acknowledged.contains(key);
            assert!(!is_again, "{key} was handled after its acknowledgement was durable");
        }
        self.acknowledged.len()
    }
}

#[derive(Default)]
struct Log {
    lines: usize,
    /// The line, the item and the key.
    handled: Vec<(usize, u64, String)>,
    /// The line of each item.
    acknowledged: BTreeMap<u64, usize>,
}

/// Reads a log. Lines that a kill has cut off do not count.
fn read(path: &Path) -> Log {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let mut log = Log { lines: text.lines().count(), ..Log::default() };
    for (number, line) in text.lines().enumerate() {
        match line.split(' ').collect::<Vec<_>>()[..] {
            ["handled", item, key, ";"] => {
                log.handled.push((number, item.parse().unwrap(), key.to_owned()));
            }
            ["acknowledged", item, ";"] => {
                log.acknowledged.entry(item.parse().unwrap()).or_insert(number);
            }
            _ => {}
        }
    }
    log
}

impl Log {
    /// No item may be handled after the inbox said that it is acknowledged.
    fn assert_order(&self) {
        for (line, item, key) in &self.handled {
            let is_late =
                self.acknowledged.get(item).is_some_and(|acknowledged| acknowledged < line);
            assert!(!is_late, "{key} was handled after it was acknowledged");
        }
    }
}

fn pending(file: &Path) -> i64 {
    let connection = Connection::open(file).unwrap();
    connection.busy_timeout(Duration::from_secs(5)).unwrap();
    connection.query_row("SELECT count(*) FROM item", [], |row| row.get(0)).unwrap()
}
