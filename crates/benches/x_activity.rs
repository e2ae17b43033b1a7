//! The speed of decoding deliveries of the X Activity API.

use crate::contender::{ALL, ENVELOPE, VALUE};
use crate::{ROUNDS, delivery, median, speed};

/// The ratio that `--check` requires: the speed of the typed decode divided by that of
/// `serde_json::Value`.
const PROMISE: f64 = 2.0;

/// Prints the speeds, and returns whether the promise is kept.
pub(crate) fn measure() -> bool {
    let bodies = delivery::x_activity();
    let bytes: usize = bodies.iter().map(Vec::len).sum();
    let value = &ALL[VALUE];
    let rounds: Vec<[f64; 2]> =
        (0..ROUNDS).map(|_| [ENVELOPE, *value].map(|it| speed(it.read, &bodies))).collect();
    let ratio = median(rounds.iter().map(|[typed, value]| typed / value));
    println!("\n{} deliveries of the X Activity API, {bytes} bytes", bodies.len());
    for (index, contender) in [ENVELOPE, *value].iter().enumerate() {
        let speed = median(rounds.iter().map(|round| round[index]));
        let ratio = if index == 0 { 1.0 } else { ratio };
        println!("{:<34} {speed:>6.0} {ratio:>17.2}", contender.name);
    }
    if ratio < PROMISE {
        eprintln!("expected {PROMISE} times the speed of {}, measured {ratio:.2}", value.name);
    }
    ratio >= PROMISE
}
