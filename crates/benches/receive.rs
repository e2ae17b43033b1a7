//! How many deliveries a second are received: this crate beside a server that only reads them.
//!
//! `cargo bench -p account-activity-benches --bench receive` prints a table; with `-- --check` it
//! also fails if the receiver keeps less of the bare server's speed than is promised. Contenders
//! take turns on loopback, so that what else the machine does hits all of them alike.
//!
//! Clients and server share all cores and keep them busy, so a ratio is one of the work that a
//! delivery makes. What is promised is of deliveries with a connection each, as proxies make them
//! that keep none; TLS and a network would make the bare server's work more still. Over kept
//! connections it is next to nothing, so that HMAC-SHA256, which no receiver can do without, takes
//! most of what the promise leaves, as the contender that only verifies shows. There `--check`
//! only asks that the receiver gets no slower.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::cast_precision_loss)]

#[path = "receive/contender.rs"]
mod contender;
#[path = "receive/load.rs"]
mod load;
mod minified;

use std::env;
use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use contender::{ALL, BARE, RECEIVER};
use load::Connections::{self, Kept, OneEach};

const ROUNDS: usize = 11;
/// How long a contender's turn lasts.
const TURN: Duration = Duration::from_millis(100);

/// Deliveries of about 1, 5.5 and 20 kB.
const FIXTURES: [&str; 3] = [
    "direct_message_mark_read_events/mark_read.json",
    "tweet_create_events/retweet_of_long.json",
    "tweet_create_events/retweet_of_quote.json",
];

/// The fixture of which `--check` asks for a part of the bare server's speed.
const CHECKED: usize = 1;
/// Which part.
const PROMISES: [(Connections, f64); 2] = [(OneEach, 0.75), (Kept, 0.35)];
/// How often it measures before it gives up, because other programs use the machine too.
const ATTEMPTS: usize = 4;

/// The requests per second of each contender in one round.
type Round = [f64; ALL.len()];

fn main() -> ExitCode {
    let check = env::args().any(|argument| argument == "--check");
    let server = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let server = server.expect("a runtime starts");
    let addresses = ALL.map(|contender| server.block_on(contender.start()));
    for fixture in FIXTURES {
        let request = contender::request(&body(fixture));
        println!("{} bytes, {ROUNDS} rounds {:>20} of bare", request.body().len(), "requests/s");
        for connections in [Kept, OneEach] {
            print(connections, &rounds(&addresses, &request, connections));
        }
    }
    if check && !keeps_promises(&addresses) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn body(fixture: &str) -> Vec<u8> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures");
    minified::minified(&fixtures.join(fixture))
}

fn rounds(
    addresses: &[SocketAddr; ALL.len()],
    request: &http::Request<bytes::Bytes>,
    connections: Connections,
) -> Vec<Round> {
    let round = || addresses.map(|to| load::requests_per_second(to, request, connections, TURN));
    round(); // Warms caches and the allocator up.
    (0..ROUNDS).map(|_| round()).collect()
}

fn print(connections: Connections, rounds: &[Round]) {
    println!("  {}", connections.name());
    for (index, contender) in ALL.iter().enumerate() {
        let speed = median(rounds.iter().map(|round| round[index]));
        println!("    {:<30} {speed:>10.0} {:>7.2}", contender.name(), kept(rounds, index));
    }
}

/// What a contender keeps of the bare server's speed, compared within each round.
fn kept(rounds: &[Round], contender: usize) -> f64 {
    median(rounds.iter().map(|round| round[contender] / round[BARE]))
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn keeps_promises(addresses: &[SocketAddr; ALL.len()]) -> bool {
    let request = contender::request(&body(FIXTURES[CHECKED]));
    let keeps = |(connections, promise): (Connections, f64)| {
        let measure = || kept(&rounds(addresses, &request, connections), RECEIVER);
        let mut measured = Vec::new();
        while measured.len() < ATTEMPTS {
            let ratio = measure();
            if ratio >= promise {
                return true;
            }
            measured.push(ratio);
        }
        let name = connections.name();
        eprintln!("{name} the receiver keeps {measured:.2?} of the bare server, not {promise}");
        false
    };
    PROMISES.into_iter().all(keeps)
}
