//! A process that receives from the emulator is killed with SIGKILL at random moments, again and again.
//!
//! `cargo test` kills it 5 times. `AA_KILLS` sets another number, and `AA_SEED` another seed. The feature `nats`
//! adds the inbox in JetStream, whose server is killed as often, if `AA_NATS_SERVER` names one:
//!
//! ```text
//! AA_KILLS=50 cargo test -p account-activity-inbox --features nats --test it crash -- --nocapture
//! ```

#[cfg(feature = "nats")]
mod jetstream;
mod log;
mod sqlite;
mod world;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use account_activity_emulator::account_activity::{Body, Timestamp};
use account_activity_emulator::outbound::Outcome;
use account_activity_inbox::Arrival;
use fastrand::Rng;

use self::log::Log;
use crate::examples::until;
use crate::port::port;
use crate::program::{PATH, Program, Variable, receiving};
use crate::sqlite::Folder;

/// The storage of the process that is killed.
trait Storage {
    /// What is killed each time.
    const KILLED: &str;
    /// The most milliseconds from the start of the process to the kill. In the first of them, it opens the inbox.
    const LIFE: u64;

    /// Returns the variable by which the process finds the inbox.
    fn variable(&self) -> Variable;

    /// Kills the process, and what else can be killed.
    async fn kill(&mut self, program: Program, random: &mut Rng);

    /// Returns the keys of the activities whose acknowledgement is stored. The process does not run.
    async fn acknowledged(&mut self) -> BTreeSet<String>;

    /// Returns the number of the activities that are not acknowledged, while the process runs.
    async fn pending(&mut self) -> usize;
}

async fn survives_kills<S: Storage>(mut storage: S) {
    let number =
        |name: &str, default| std::env::var(name).map_or(default, |it| it.parse().unwrap());
    let (kills, seed) = (number("AA_KILLS", 5), number("AA_SEED", 1));
    let mut random = Rng::with_seed(seed);
    let folder = Folder::new();
    let (port, log) = (port(), folder.file().with_extension("log"));
    let emulator = Arc::new(world::emulator(seed).await);
    let mut variables =
        receiving(storage.variable(), port, &emulator.credentials().consumer_secret);
    variables.push(("AA_INBOX_LOG", log.clone().into()));

    let mut program = Program::start(&[], &variables);
    assert_eq!(program.line(), format!("listening on 127.0.0.1:{port}"));
    let url = format!("http://127.0.0.1:{port}{PATH}").parse().unwrap();
    world::subscribe(&emulator, url).await;
    let is_over = Arc::new(AtomicBool::new(false));
    let acting = world::act(Arc::clone(&emulator), Arc::clone(&is_over), random.fork());
    let acting = tokio::spawn(acting);
    // A kill before the first acknowledgement tells nothing.
    until(async || Log::read(&log).has_acknowledgements()).await;
    let started = Instant::now();
    let mut ends = Vec::new();
    for _ in 0..kills {
        pause(S::LIFE, &mut random).await;
        storage.kill(program, &mut random).await;
        let acknowledged = storage.acknowledged().await;
        ends.push(End { lines: Log::read(&log).lines, acknowledged });
        program = Program::start(&[], &variables);
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
    loop {
        let pending = storage.pending().await;
        if pending == 0 {
            break;
        }
        assert!(Instant::now() < patience, "{pending} activities are not handled");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    program.kill();

    let log = Log::read(&log);
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
        "seed {seed}, {kills} kills of {} in {:.1} s: {responses} responses with 200 and {failures} \
         failed attempts; {} activities sent and handled, {} of the calls of the handler were repeated; \
         {durable} acknowledgements were durable at the last kill; none lost, none handled after it",
        S::KILLED,
        started.elapsed().as_secs_f64(),
        sent.len(),
        log.handled.len() - handled.len(),
    );
    assert!(durable > 0 && failures > 0, "the kills hit nothing");
}

/// Lets processes run for a random time.
async fn pause(most: u64, random: &mut Rng) {
    tokio::time::sleep(Duration::from_millis(random.u64(..most))).await;
}

/// What the storage and the log say after a kill.
struct End {
    lines: usize,
    acknowledged: BTreeSet<String>,
}

impl End {
    /// Returns the number of the acknowledged activities. None of them may be handled later.
    fn assert_handled_once(&self, log: &Log) -> usize {
        for (line, _, key) in &log.handled {
            let is_again = *line >= self.lines && self.acknowledged.contains(key);
            assert!(!is_again, "{key} was handled after its acknowledgement was durable");
        }
        self.acknowledged.len()
    }
}
