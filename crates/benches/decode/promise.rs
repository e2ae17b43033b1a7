//! The ratios that `--check` requires.

use crate::contender::{ONLY, SKIP, TYPED, VALUE};
use crate::input::{SHUFFLED, TWEETS, WIRE_ORDER, X_ACTIVITY};
use crate::rival::{SERDE_TYPED, SONIC_TYPED};
use crate::table::Table;

/// A contender must reach a multiple of another one's speed.
struct Promise {
    input: &'static str,
    contender: &'static str,
    rival: &'static str,
    ratio: f64,
}

const fn typed(input: &'static str, rival: &'static str, ratio: f64) -> Promise {
    Promise { input, contender: TYPED, rival, ratio }
}

const ALL: [Promise; 9] = [
    typed(TWEETS, VALUE, 3.2),
    typed(TWEETS, SONIC_TYPED, 1.0),
    typed(TWEETS, SKIP, 0.4),
    typed(WIRE_ORDER, VALUE, 3.8),
    typed(WIRE_ORDER, SERDE_TYPED, 1.25),
    typed(SHUFFLED, VALUE, 2.5),
    typed(X_ACTIVITY, VALUE, 2.5),
    Promise { input: TWEETS, contender: ONLY, rival: SKIP, ratio: 0.8 },
    Promise { input: WIRE_ORDER, contender: ONLY, rival: SKIP, ratio: 0.8 },
];

/// Returns how many promises about an input are broken, and reports them.
pub(crate) fn broken(table: &Table) -> usize {
    let about = ALL.iter().filter(|promise| promise.input == table.input);
    let broken = about.filter(|Promise { input, contender, rival, ratio }| {
        let measured = table.ratio(contender, rival);
        let is_broken = measured <= *ratio;
        if is_broken {
            eprintln!("{input}: expected {contender} to be over {ratio} times as fast as {rival}, measured {measured:.2}");
        }
        is_broken
    });
    broken.count()
}
