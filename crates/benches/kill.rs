//! Kills a receiver under load, again and again, and counts the deliveries that are lost.
//!
//! `cargo bench -p account-activity-benches --bench kill` sends SIGKILL to a receiver in
//! `Mode::Await` 50 times, while clients send deliveries as fast as it takes them. The handler
//! appends the id of each delivery to a file. A delivery with the response 200 that is not in the
//! file is lost. With `-- --check` the program fails if one is lost or if the file is broken. With
//! `-- --acknowledge` it shows what `Mode::Acknowledge` loses.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[allow(dead_code, reason = "only the load program stops subjects and reads their memory and log")]
mod subject;

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use account_activity::receiver::Mode;
use subject::connection::Connection;
use subject::process::Work;
use subject::{Settings, Subject, request};
use tokio::task::JoinSet;
use tokio::time::sleep;

const USAGE: &str = "\
usage: kill [--kills NUMBER] [--seed NUMBER] [--acknowledge] [--check]

  --kills NUMBER  how often the receiver is killed; 50 if it is absent
  --seed NUMBER   the seed of all random numbers; 1 if it is absent
  --acknowledge   responds before the handler has finished, which loses deliveries
  --check         fails if a delivery is lost or the record is broken";

const CLIENTS: usize = 16;
/// The range of the milliseconds from the start of the clients to the kill.
const LIFE: std::ops::Range<u64> = 20..400;

/// The ids of deliveries, by what the client saw.
#[derive(Default)]
struct Seen {
    accepted: Vec<u64>,
    rejected: u64,
    /// Deliveries without a response, because the receiver was killed.
    unknown: u64,
}

fn main() -> ExitCode {
    if let Some(code) = subject::process::run() {
        return code;
    }
    let (mut kills, mut seed, mut check) = (50, 1, false);
    let mut settings =
        Settings { mode: Mode::Await, work: Work::Nothing, recent_bodies: 0, files: 4096 };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let number = match word.as_str() {
            "--kills" => &mut kills,
            "--seed" => &mut seed,
            "--acknowledge" => {
                settings = Settings { mode: Mode::Acknowledge, work: Work::Wait, ..settings };
                continue;
            }
            "--check" => {
                check = true;
                continue;
            }
            // Cargo adds it.
            "--bench" => continue,
            other => return usage(&format!("unknown argument {other:?}")),
        };
        match words.next().and_then(|text| text.parse().ok()) {
            Some(value) => *number = value,
            None => return usage(&format!("expected a number after {word}")),
        }
    }
    let is_kept = run(kills, seed, settings);
    if check && !is_kept { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn usage(error: &str) -> ExitCode {
    eprintln!("{error}\n{USAGE}");
    ExitCode::from(2)
}

/// Kills a receiver a number of times and prints the figures. Returns whether nothing is lost.
fn run(kills: u64, seed: u64, settings: Settings) -> bool {
    let folder = subject::folder("kill");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
    let mut random = fastrand::Rng::with_seed(seed);
    let ids = Arc::new(AtomicU64::new(1));
    let mut seen = Seen::default();
    for _ in 0..kills {
        let subject = Subject::start(settings, &folder);
        let address = subject.address;
        let life = Duration::from_millis(random.u64(LIFE));
        runtime.block_on(async {
            let mut clients = JoinSet::new();
            for _ in 0..CLIENTS {
                clients.spawn(client(address, Arc::clone(&ids), random.fork()));
            }
            sleep(life).await;
            drop(subject);
            for of_one in clients.join_all().await {
                seen.accepted.extend(of_one.accepted);
                seen.rejected += of_one.rejected;
                seen.unknown += of_one.unknown;
            }
        });
    }
    let record = subject::record(&folder);
    let lost = seen.accepted.iter().filter(|id| !record.ids.contains(id)).count();
    println!(
        "seed {seed}, {kills} kills: {} deliveries with the response 200, {} rejected, {} without \
         a response; {} recorded, {} broken lines, {lost} lost",
        seen.accepted.len(),
        seen.rejected,
        seen.unknown,
        record.ids.len(),
        record.broken,
    );
    // A folder that is left over does no harm.
    let _ = std::fs::remove_dir_all(folder);
    lost == 0 && record.broken == 0 && !seen.accepted.is_empty()
}

/// Sends deliveries over one connection until it breaks.
async fn client(address: SocketAddr, ids: Arc<AtomicU64>, mut random: fastrand::Rng) -> Seen {
    let mut seen = Seen::default();
    let Ok(mut connection) = Connection::open(address).await else { return seen };
    loop {
        let id = ids.fetch_add(1, Ordering::Relaxed);
        match connection.exchange(&request::delivery(id, &mut random)).await {
            Ok(200) => seen.accepted.push(id),
            Ok(_) => seen.rejected += 1,
            Err(_) => {
                seen.unknown += 1;
                return seen;
            }
        }
    }
}
