//! Bodies whose members are not in the order of the schemas, and the speed of decoding them.

use std::path::{Path, PathBuf};
use std::{env, fs};

use crate::contender::{ALL, TYPED, VALUE};
use crate::shuffled::shuffled;
use crate::{ROUNDS, median, speed};

/// Bodies in another order than that of the schemas.
struct Bodies {
    name: &'static str,
    bodies: Vec<Vec<u8>>,
    /// The speed of the typed decode that `--check` requires, divided by that of
    /// `serde_json::Value`.
    promise: f64,
}

/// The number of orders of each delivery.
const ORDERS: u64 = 4;

/// Measures the typed decode against `serde_json::Value`, in turns. Returns whether all promises are
/// kept.
pub(crate) fn measure(deliveries: &[Vec<u8>]) -> bool {
    let orders = (0..ORDERS).flat_map(|seed| deliveries.iter().map(move |body| (seed, body)));
    let shuffled = orders.map(|(seed, body)| shuffled(body, seed)).collect();
    let sets = [
        // Deliveries of other APIs, shuffled as X writes them, are further elements.
        Bodies { name: "deliveries, shuffled", bodies: shuffled, promise: 2.0 },
        Bodies { name: "Tweets of the search API", bodies: tweets(), promise: 2.8 },
    ];
    // Measures all sets, so that all are printed.
    sets.iter().filter(|set| !set.bodies.is_empty()).map(is_kept).filter(|is_kept| !is_kept).count()
        == 0
}

fn is_kept(Bodies { name, bodies, promise }: &Bodies) -> bool {
    let rounds: Vec<[f64; 2]> = (0..ROUNDS)
        .map(|_| [TYPED, VALUE].map(|contender| speed(ALL[contender].read, bodies)))
        .collect();
    let [typed, value] = [0, 1].map(|index| median(rounds.iter().map(|round| round[index])));
    let ratio = median(rounds.iter().map(|[typed, value]| typed / value));
    println!(
        "{} {name}: {typed:.0} MB/s, {} {value:.0} MB/s, ratio {ratio:.2}",
        bodies.len(),
        ALL[VALUE].name
    );
    let is_kept = ratio >= *promise;
    if !is_kept {
        eprintln!("expected {promise} times the speed for {name}, measured {ratio:.2}");
    }
    is_kept
}

/// Returns deliveries of real Tweets, one per line, if the folder that `AA_CORPUS` names or
/// `../shared` has them.
fn tweets() -> Vec<Vec<u8>> {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = env::var_os("AA_CORPUS").map_or(shared, PathBuf::from);
    let path = folder.join("bench/tweets.ndjson");
    match fs::read_to_string(&path) {
        Ok(lines) => lines.lines().map(|line| line.as_bytes().to_vec()).collect(),
        Err(error) => {
            println!("left out: {}: {error}", path.display());
            Vec::new()
        }
    }
}
