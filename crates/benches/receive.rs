//! The speed of receiving deliveries: this crate and a server that only reads them.
//!
//! `cargo bench -p account-activity-benches --bench receive` prints a table. With `-- --check` it
//! also fails if the receiver is slower, relative to the bare server, than promised. Contenders
//! take turns on loopback, so that other load on the machine affects all of them alike.
//!
//! Clients and server share all cores and keep them busy, so a ratio compares the work per
//! delivery. The promise applies to deliveries with a connection each, as from proxies that do not
//! reuse connections; TLS and a network would increase the bare server's work further. Over kept
//! connections that work is very small. HMAC-SHA256, which every receiver needs, then takes most of
//! the remaining time, as the contender that only verifies shows. In this case `--check` only
//! requires that the receiver does not get slower.

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
/// The duration of a contender's turn.
const TURN: Duration = Duration::from_millis(100);

/// Deliveries of about 1, 5.5 and 20 kB.
const FIXTURES: [&str; 3] = [
    "direct_message_mark_read_events/mark_read.json",
    "tweet_create_events/retweet_of_long.json",
    "tweet_create_events/retweet_of_quote.json",
];

/// The index of the fixture that `--check` measures.
const CHECKED: usize = 1;
/// The minimum speed, as a fraction of the bare server's.
const PROMISES: [(Connections, f64); 2] = [(OneEach, 0.75), (Kept, 0.35)];
/// The number of measurements before `--check` fails, because other programs use the machine too.
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
    round(); // Warms up caches and the allocator.
    (0..ROUNDS).map(|_| round()).collect()
}

fn print(connections: Connections, rounds: &[Round]) {
    println!("  {}", connections.name());
    for (index, contender) in ALL.iter().enumerate() {
        let speed = median(rounds.iter().map(|round| round[index]));
        println!("    {:<30} {speed:>10.0} {:>7.2}", contender.name(), kept(rounds, index));
    }
}

/// Returns the speed of a contender divided by the bare server's. Compares within each round.
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
        eprintln!("{name}: expected {promise} of the bare server's speed, measured {measured:.2?}");
        false
    };
    PROMISES.into_iter().all(keeps)
}
