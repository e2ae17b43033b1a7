//! The speed of receiving deliveries into an inbox, and the room that they take there.
//!
//! `cargo bench -p account-activity-benches --bench inbox` prints how many deliveries per second the
//! receiver accepts at 1, 16 and 64 senders: with an inbox in SQLite, with a handler that makes a
//! transaction of its own for each delivery, and without storage. Both databases are durable
//! (`journal_mode = WAL`, `synchronous = FULL`). If `AA_NATS_SERVER` names a server of NATS, it also prints
//! them for an inbox in JetStream: of a server as it is by default, which writes to the disk every two minutes,
//! and of one with `sync_interval: always`. Contenders take turns, so that other load on the
//! machine affects all of them alike. A turn begins with an empty folder in the temporary folder (`TMPDIR`),
//! which must be on a disk. The senders call the receiver in its process, because a server's
//! work would be the same for all.
//!
//! With `-- --check` the program fails if a delivery with the response 200 is not stored, or if the
//! inbox makes a commit for fewer than 8 deliveries at 64 senders. Speeds do not make it fail.
//!
//! With `-- --sizes` it prints the bytes of the inbox's file instead.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::cast_precision_loss)]

#[path = "inbox/contender.rs"]
mod contender;
#[path = "inbox/message.rs"]
mod message;
mod minified;
#[path = "inbox/server.rs"]
mod server;
#[path = "inbox/sizes.rs"]
mod sizes;
#[path = "inbox/turn.rs"]
mod turn;

use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use contender::Contender;
use tokio::runtime::Runtime;
use turn::Turn;

const USAGE: &str = "\
usage: inbox [--short] [--check] [--sizes]

  --short  makes 3 rounds instead of 11
  --check  fails if a delivery is lost, or if a commit has too few deliveries
  --sizes  prints the bytes of the inbox's file instead of speeds";

/// The numbers of senders.
const SENDERS: [u64; 3] = [1, 16, 64];

/// The aim at 64 senders, relative to a transaction for each delivery.
const AIM: f64 = 4.0;
/// The smallest number of deliveries per commit at 64 senders.
const SHARED: f64 = 8.0;

fn main() -> ExitCode {
    let (mut rounds, mut check, mut sizes) = (11, false, false);
    for argument in env::args().skip(1) {
        match argument.as_str() {
            "--short" => rounds = 3,
            "--check" => check = true,
            "--sizes" => sizes = true,
            // Cargo adds it.
            "--bench" => {}
            other => {
                eprintln!("unknown argument {other:?}\n{USAGE}");
                return ExitCode::from(2);
            }
        }
    }
    let runtime = Runtime::new().expect("a runtime starts");
    let folder = folder();
    let is_kept = if sizes {
        runtime.block_on(sizes::print(&folder));
        true
    } else {
        compare(&runtime, &folder, rounds)
    };
    // A folder that is left over does no harm.
    let _ = std::fs::remove_dir_all(folder);
    if check && !is_kept { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Creates an empty folder for the files of the contenders.
fn folder() -> PathBuf {
    let folder = env::temp_dir().join(format!("account-activity-inbox-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder can be created");
    folder
}

/// Prints the speeds of all contenders. Returns whether all counts are as promised.
fn compare(runtime: &Runtime, folder: &Path, rounds: usize) -> bool {
    let bytes = message::body(1, 0).len();
    println!("deliveries of {bytes} bytes, {rounds} rounds; medians");
    let contenders = Contender::all();
    if !contenders.contains(&Contender::LazyJetStream) {
        println!("without JetStream: AA_NATS_SERVER does not name a server of NATS");
    }
    let mut is_kept = true;
    for senders in SENDERS {
        println!("  senders: {senders:<19} {:>16} per commit", "deliveries/s");
        let mut turns: Vec<Vec<Turn>> = contenders.iter().map(|_| Vec::new()).collect();
        for _ in 0..rounds {
            for (contender, turns) in contenders.iter().zip(&mut turns) {
                turns.push(runtime.block_on(turn::run(*contender, folder, senders)));
            }
        }
        for (contender, turns) in contenders.iter().zip(&turns) {
            is_kept &= print(*contender, senders, turns);
        }
        // The first contenders are the inbox in SQLite and a transaction each.
        let ratios = turns[0].iter().zip(&turns[1]);
        let ratio = median(ratios.map(|(inbox, each)| inbox.per_second() / each.per_second()));
        let aim = if senders == 64 { format!(" (aim: {AIM})") } else { String::new() };
        println!("    the inbox in SQLite relative to a transaction each: {ratio:.1}{aim}");
    }
    is_kept
}

/// Prints the line of a contender. Returns whether its counts are as promised.
fn print(contender: Contender, senders: u64, turns: &[Turn]) -> bool {
    let speed = median(turns.iter().map(Turn::per_second));
    let accepted: usize = turns.iter().map(|turn| turn.accepted).sum();
    let lost: usize = turns.iter().map(|turn| turn.lost).sum();
    let commits: u64 = turns.iter().filter_map(|turn| turn.commits).sum();
    let shared = accepted as f64 / commits as f64;
    let per_commit = if commits == 0 { String::new() } else { format!("{shared:.1}") };
    println!("    {:<30} {speed:>10.0} {per_commit:>10}", contender.name());
    if lost > 0 {
        eprintln!("{}: {lost} of {accepted} deliveries are not stored", contender.name());
    }
    let is_shared = contender != Contender::Sqlite || senders < 64 || shared >= SHARED;
    if !is_shared {
        eprintln!(
            "expected {SHARED} deliveries per commit at {senders} senders, found {shared:.1}"
        );
    }
    lost == 0 && is_shared
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
