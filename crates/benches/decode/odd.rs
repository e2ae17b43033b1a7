//! Deliveries in which one value cannot be read, and the speed of decoding them.

use std::hint::black_box;
use std::time::Instant;

use account_activity::{Event, Payload};
use bytes::Bytes;

const ROUNDS: usize = 5;
/// The number of decoded deliveries in one round, with and without an odd value.
const DELIVERIES: usize = 20_000;

/// The speed of decoding deliveries with one odd value that `--check` requires, divided by that of
/// the same deliveries without it.
const PROMISE: f64 = 1.0 / 3.0;

/// Measures deliveries with an odd value against the deliveries themselves, in turns. Returns
/// whether the promise is kept.
pub(crate) fn measure(bodies: &[Bytes]) -> bool {
    let pairs: Vec<(&[u8], Vec<u8>)> = bodies
        .iter()
        .flat_map(|body| variants(body).into_iter().map(move |odd| (&body[..], odd)))
        .collect();
    let mut ratios: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let plain = seconds(pairs.iter().map(|(plain, _)| *plain));
            plain / seconds(pairs.iter().map(|(_, odd)| odd.as_slice()))
        })
        .collect();
    ratios.sort_by(f64::total_cmp);
    let ratio = ratios[ROUNDS / 2];
    println!(
        "{} deliveries with one value that cannot be read, {} different: {ratio:.2} of the speed without",
        ROUNDS * DELIVERIES,
        pairs.len(),
    );
    if ratio < PROMISE {
        eprintln!("expected {PROMISE:.2} of the speed without, measured {ratio:.2}");
    }
    ratio >= PROMISE
}

fn seconds<'a>(bodies: impl Iterator<Item = &'a [u8]> + Clone) -> f64 {
    let start = Instant::now();
    for body in bodies.cycle().take(DELIVERIES) {
        black_box(Payload::from_slice(black_box(body)).expect("fixtures decode"));
    }
    start.elapsed().as_secs_f64()
}

/// Returns a variant of a delivery for each value that can be replaced by one that cannot be read
/// without the loss of an event.
fn variants(body: &[u8]) -> Vec<Vec<u8>> {
    let text = std::str::from_utf8(body).expect("fixtures are UTF-8");
    let colons = text.match_indices("\":").map(|(at, _)| at);
    colons
        .filter_map(|at| {
            let (before, rest) = text.split_at(at + 2);
            if before.ends_with("\\\":") {
                return None;
            }
            let mut values =
                serde_json::Deserializer::from_str(rest).into_iter::<serde_json::Value>();
            let value = values.next()?.ok()?;
            let (_, after) = rest.split_at(values.byte_offset());
            let is_scalar = !value.is_array() && !value.is_object();
            let variant = [before, "[[1]]", after].concat().into_bytes();
            let payload = Payload::from_slice(&variant).ok()?;
            let is_undecoded = |event: &Event| matches!(event, Event::Undecoded(_));
            let is_odd = payload.fault_count() == 1 && !payload.events().iter().any(is_undecoded);
            (is_scalar && is_odd).then_some(variant)
        })
        .collect()
}
